//! Does the main job once in the real window, and says what it sees: from the first run to a copied token.
//!
//! `cargo xtask run --demo` builds what it needs and starts it in a private session.

// It speaks through its output.
#![allow(clippy::print_stdout)]

use acceptance::{App, Look, MIRA, Page, PrivateEnvironment, Role, Visit, clipboard_text, evidence_folder};

/// Whom the scripted browser signs in.
const NAME: &str = "Mira Okafor";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    demonstrate(Look::Light).await;
    demonstrate(Look::Dark).await;
    println!("\nPictures, light and dark: {}", evidence_folder("demo").display());
}

/// The whole way on a light or dark desktop, told once.
async fn demonstrate(look: Look) {
    let environment = PrivateEnvironment::new("demo").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start_with(&environment, look).await;
    let page = app.page();
    let told = Told(look == Look::Light);

    page.says("the key rests in").await;
    let text = page.text().await;
    told.lines("Vault and key store", &[text[text.find("Tokens are").unwrap_or_default()..].to_owned()]);
    picture(page, "first-run", look).await;
    page.press(Role::Button, "Start the sandbox").await;
    page.control(Role::Radio, "Deep link").await;
    told.lines("Sandbox", &page.part("Sandbox").await[1..]);
    picture(page, "sign-in", look).await;
    page.press(Role::Radio, "Deep link").await;
    page.press(Role::Button, "Sign in with").await;
    page.control(Role::Heading, NAME).await;
    told.lines("Sign-in, step by step", &steps(page).await);
    page.press(Role::Button, "Accounts").await;
    account(page, &told, look).await;
}

/// What the app recorded of the sign-in.
async fn steps(page: &Page) -> Vec<String> {
    page.press(Role::Button, "Diagnose").await;
    page.press(Role::Option, "Signed in").await;
    page.part("Steps").await
}

async fn account(page: &Page, told: &Told, look: Look) {
    page.control(Role::Heading, NAME).await;
    for card in ["Profile", "Sites", "Granted"] {
        told.lines(card, &page.part(card).await);
    }
    page.press(Role::Button, "Copy token").await;
    page.says("Copied, cleared in").await;
    picture(page, "account", look).await;
    let token = clipboard_text().unwrap_or_default();
    let shown: String = token.chars().take(8).collect();
    told.lines("Token, in the clipboard", &[format!("{shown}…, {} characters", token.len())]);
}

async fn picture(page: &Page, screen: &str, look: Look) {
    let look = match look {
        Look::Light => "light",
        Look::Dark => "dark",
    };
    page.picture(&evidence_folder("demo").join(format!("{screen}-{look}.png"))).await;
}

/// What is said aloud, or not.
struct Told(bool);

impl Told {
    fn lines(&self, title: &str, lines: &[String]) {
        if self.0 {
            println!("\n{title}");
            for line in lines {
                println!("  {line}");
            }
        }
    }
}
