//! The page that the browser lands on after a loopback callback.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What the page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landing {
    /// Signed in, under this name.
    SignedIn(String),
    /// The person refused.
    Denied,
    /// The callback was accepted and what followed failed, for this reason.
    Failed(String),
    /// The callback was accepted and what follows takes longer than a page should wait.
    StillWorking,
    /// The callback changed nothing, for this reason.
    Ignored(String),
    /// Nothing is answered here.
    NotFound,
    /// The request is not one that a browser makes for a callback.
    NotAllowed,
}

impl Landing {
    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignedIn(_) | Self::Denied | Self::Failed(_) | Self::StillWorking => 200,
            Self::Ignored(_) => 400,
            Self::NotFound => 404,
            Self::NotAllowed => 403,
        }
    }

    /// The whole page, as HTML without script.
    #[must_use]
    pub fn html(&self) -> String {
        let (title, text, next) = self.words();
        let tone = match self {
            Self::SignedIn(_) | Self::StillWorking => "ok",
            Self::Denied | Self::NotFound | Self::NotAllowed => "quiet",
            Self::Failed(_) | Self::Ignored(_) => "bad",
        };
        page(title, &text, next, tone).into_string()
    }

    fn words(&self) -> (&'static str, String, &'static str) {
        let close = "You can close this tab and go back to Trilo.";
        match self {
            Self::SignedIn(name) => ("You are signed in", format!("Trilo is signed in as {name}."), close),
            Self::Denied => (
                "Nothing was granted",
                "You pressed Cancel on the consent page, so Trilo has no access.".into(),
                "You can close this tab, or try again from Trilo.",
            ),
            Self::Failed(why) => (
                "The sign-in did not finish",
                format!("The answer arrived, and then {why}."),
                "Trilo's window says why and what to do. You can close this tab.",
            ),
            Self::StillWorking => ("The answer arrived", "Trilo is finishing the sign-in.".into(), close),
            Self::Ignored(why) => (
                "This address changed nothing",
                format!("Trilo did not use it: {why}."),
                "If you are signing in, start again from Trilo and use the newest tab.",
            ),
            Self::NotFound => ("Nothing is here", "Trilo waits for a sign-in at another address.".into(), close),
            Self::NotAllowed => ("Not answered", "Trilo answers only its own callback address.".into(), close),
        }
    }
}

fn page(title: &str, text: &str, next: &str, tone: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Trilo" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    (PreEscaped(MARK))
                    h1 class=(tone) { (title) }
                    p { (text) }
                    p.next { (next) }
                }
            }
        }
    }
}

/// The mark of `ui/mark/mark.svg`.
const MARK: &str = r##"<svg width="48" height="48" viewBox="0 0 512 512" role="img" aria-label="Trilo"><rect width="512" height="512" rx="116" fill="#0B6B78"/><path fill="#fff" fill-opacity=".74" d="M182 136v240c-54-10-92-60-92-120s38-110 92-120Z"/><path fill="#fff" fill-opacity=".74" d="M330 136v240c54-10 92-60 92-120s-38-110-92-120Z"/><rect x="202" y="86" width="108" height="340" rx="54" fill="#fff"/></svg>"##;

const STYLE: &str = "
:root{--canvas:#F5F7F7;--surface:#fff;--line:#DCE3E4;--text:#10181B;--soft:#46555B;--ok:#1B7442;--bad:#B3261E}
@media(prefers-color-scheme:dark){:root{--canvas:#0E1315;--surface:#151C1F;--line:#28343A;--text:#E7EDEF;--soft:#AAB8BD;--ok:#5CCB8E;--bad:#FF8F85}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--canvas);color:var(--text);font:16px/1.5 Inter,system-ui,sans-serif}
main{max-width:30rem;padding:32px;border:1px solid var(--line);border-radius:10px;background:var(--surface)}
h1{margin:16px 0 8px;font-size:20px;line-height:28px;letter-spacing:-.01em}h1.ok{color:var(--ok)}h1.bad{color:var(--bad)}
p{margin:0 0 8px;overflow-wrap:anywhere}.next{color:var(--soft);margin:0}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let html = Landing::SignedIn("<script>alert(1)</script>".into()).html();
        assert!(!html.contains("<script"), "a profile name is text, never markup");
        assert!(html.contains("&lt;script&gt;"));
    }
}
