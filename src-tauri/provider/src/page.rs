//! The popup's last page: gives the session to the page that opened it, and closes.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::response::SessionResponse;

/// What `encodeURIComponent` leaves alone, without the single quote, so that nothing of it can become script or markup.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// How a sign-in ended, for the frontend.
pub(crate) enum Ending {
    SignedIn(Box<SessionResponse>),
    Failed(String),
}

/// The page; it tells how the sign-in ended to `app_origin` and to nobody else.
///
/// It names no `Cross-Origin-Opener-Policy`: that would cut the opener, and nobody would hear.
pub(crate) fn page(app_origin: &str, ending: &Ending) -> Response {
    let (message, words) = match ending {
        Ending::SignedIn(response) => (answer("response", &json!(response)), "You are signed in."),
        Ending::Failed(why) => (answer("error", &json!({ "name": "Error", "message": why })), why.as_str()),
    };
    let script = script(app_origin, &message);
    let hash = BASE64_STANDARD.encode(Sha256::digest(script.as_bytes()));
    let policy = format!("default-src 'none'; script-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Trilo</title></head>\n<body>\n\
         <p>{} You can close this window.</p>\n<script>{script}</script>\n</body>\n</html>\n",
        escaped(words)
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
        (CONTENT_SECURITY_POLICY, policy),
        (REFERRER_POLICY, "no-referrer".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (X_FRAME_OPTIONS, "sameorigin".to_owned()),
    ];
    (headers, html).into_response()
}

fn answer(member: &str, value: &Value) -> String {
    json!({ "type": "authorization_response", member: value }).to_string()
}

/// The client looks every 100 ms whether the window is closed, and must have read the message by then.
fn script(app_origin: &str, message: &str) -> String {
    let encode = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    format!(
        "\nvar opener = window.opener || window.parent;\n\
         var origin = decodeURIComponent('{}');\n\
         opener.postMessage({{ type: 'config_info', targetOrigin: origin }}, '*');\n\
         opener.postMessage(JSON.parse(decodeURIComponent('{}')), origin);\n\
         setTimeout(function () {{ window.close(); }}, 100);\n",
        encode(app_origin),
        encode(message)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_provider_says_can_become_markup_or_script() {
        let hostile = "');alert(1)//</script><b>";
        let script = script("http://localhost:3000", &answer("error", &json!({ "message": hostile })));
        assert!(!script.contains("');alert") && !script.contains("</script>"), "{script}");
        assert_eq!(escaped("<b>&"), "&lt;b&gt;&amp;");
    }
}
