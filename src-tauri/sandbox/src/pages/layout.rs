//! What all pages share: the sign that says "sandbox", the style, the headers.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_FRAME_OPTIONS};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// Nothing from elsewhere. No `form-action`: browsers would apply it to the redirect to the app as well.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A finished page.
pub(crate) struct Page(Markup);

/// Puts a page's content under the sandbox sign; `kind` tells scripted browsers what they look at.
pub(super) fn page(kind: &str, title: &str, content: &Markup) -> Page {
    Page(html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " (sandbox)" }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                div class="sign" role="note" { "Sandbox: this is not Atlassian. No real account or site is touched." }
                main data-page=(kind) { (content) }
            }
        }
    })
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let headers = [
            (CACHE_CONTROL, "no-store"),
            (CONTENT_SECURITY_POLICY, POLICY),
            // Not `no-referrer`: with it, browsers send `Origin: null` with the page's own forms.
            (REFERRER_POLICY, "same-origin"),
            (X_FRAME_OPTIONS, "DENY"),
        ];
        (headers, Html(self.0.into_string())).into_response()
    }
}
