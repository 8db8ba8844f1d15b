//! The pages that a person sees in the browser: plain HTML that works without script and with the keyboard.

mod consent;
mod control;
mod layout;

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::random;
use crate::world::Person;

use self::layout::page;

pub(crate) use self::consent::{ConsentView, consent};
pub(crate) use self::control::{ControlView, control};
pub(crate) use self::layout::Page;

/// The page on which to pick a person; `request` is the query of the authorize request that waits.
pub(crate) fn person(people: &[Person], request: &str) -> Page {
    page(
        "person",
        "Log in to the sandbox",
        &html! {
            div class="card" {
                h1 { "Log in to the sandbox" }
                p class="quiet" { "Pick the person to be. There are no passwords here: never type a real one." }
                form method="post" action="/sandbox/login" {
                    input type="hidden" name="request" value=(request);
                    @for person in people {
                        button class="person" type="submit" name="person" value=(person.id) { (introduce(person)) }
                    }
                }
            }
        },
    )
}

/// A page that says why the browser does not come back to the app.
pub(crate) fn error(title: &str, text: &str, items: &[String]) -> Page {
    page(
        "error",
        title,
        &html! {
            div class="card" {
                h1 { (title) }
                p class="text" { (text) }
                @if !items.is_empty() {
                    ul class="scopes text" { @for item in items { li { code { (item) } } } }
                }
                p class="reference" { "Reference id: " code { (random::hex()) } }
            }
            p class="quiet" {
                "The app that sent you here is not told about this. Close this page and start again from the app."
            }
        },
    )
}

/// The body of the redirect to the app: seen only where the browser does not follow it by itself.
pub(crate) fn way_back(target: &str) -> Response {
    let to_app = !target.starts_with("http:") && !target.starts_with("https:");
    page(
        "done",
        "Back to the app",
        &html! {
            div class="card" {
                h1 { "Back to the app" }
                p { "Your decision is made. If nothing happens, use this link." }
                p { a href=(target) { @if to_app { "Open Trilo" } @else { "Continue" } } }
            }
        },
    )
    .into_response()
}

fn introduce(person: &Person) -> Markup {
    html! {
        img src={ "/sandbox/avatars/person/" (person.id) } alt="";
        span {
            strong { (person.name) }
            span class="quiet" { (person.email) br; (person.remark) }
        }
    }
}
