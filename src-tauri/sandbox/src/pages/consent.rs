//! The consent page.

use std::collections::BTreeSet;

use maud::{Markup, html};
use url::form_urlencoded;

use super::layout::{Page, page};
use crate::scopes;
use crate::world::{GrantType, Person, Registration, Site};

/// What the consent page shows.
pub(crate) struct ConsentView<'a> {
    /// Opaque id of this page, good for one answer.
    pub id: &'a str,
    /// The authorize request's query, to come back to after a switch of accounts.
    pub query: &'a str,
    pub registration: &'a Registration,
    pub person: &'a Person,
    pub sites: Vec<&'a Site>,
    pub scopes: &'a BTreeSet<String>,
}

/// The page on which a person accepts or cancels.
pub(crate) fn consent(view: &ConsentView<'_>) -> Page {
    let app = &view.registration.name;
    page(
        "consent",
        &format!("{app} asks for access"),
        &html! {
            form class="card" method="post" action="/authorize/decision" {
                h1 { (app) " asks for access to your account" }
                (who(view))
                (notices(view))
                input type="hidden" name="request" value=(view.id);
                @if !view.sites.is_empty() { (site_picker(view)) }
                h2 { "It will be able to" }
                ul class="scopes" tabindex="0" {
                    @for scope in view.scopes {
                        li { span { (scopes::in_words(scope)) } code { (scope) } }
                    }
                }
                div class="actions" {
                    button class="primary" type="submit" name="decision" value="accept" { "Accept" }
                    button type="submit" name="decision" value="cancel" formnovalidate { "Cancel" }
                }
            }
            p class="quiet" {
                "You can end this access at any time on the sandbox's " a href="/sandbox/" { "control page" } "."
            }
        },
    )
}

fn who(view: &ConsentView<'_>) -> Markup {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("request", view.query).finish();
    html! {
        div class="who" {
            img src={ "/sandbox/avatars/person/" (view.person.id) } alt="";
            div { strong { (view.person.name) } span class="quiet" { (view.person.email) } }
            a href={ "/sandbox/login?" (query) } { "Switch account" }
        }
    }
}

fn notices(view: &ConsentView<'_>) -> Markup {
    html! {
        @if !view.registration.sharing {
            div class="notice" { "This app is in development mode: only its owner can give it access." }
        }
        @if !view.registration.reviewed {
            div class="notice" { "This app has not been reviewed by Atlassian. Go on only if you trust its maker." }
        }
    }
}

/// Account-level apps get a suggestion; for resource-level ones the person has to choose.
fn site_picker(view: &ConsentView<'_>) -> Markup {
    let suggests = view.registration.grant_type == GrantType::AccountLevel;
    html! {
        fieldset {
            legend { @if suggests { "Use it on" } @else { "Choose a site" } }
            @for (index, site) in view.sites.iter().enumerate() {
                label class="site" {
                    input type="radio" name="site" value=(site.id) required checked[suggests && index == 0]
                        data-name=(site.name);
                    img src={ "/sandbox/avatars/site/" (site.id) } alt="";
                    span { (site.host()) }
                }
            }
        }
    }
}
