//! The control page: what is in the sandbox, and buttons for what tests do by API.

use jiff::Timestamp;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::layout::{Page, page};
use crate::faults::{Effect, Fault, Place};
use crate::world::{Grant, GrantType, Person, Registration, SeenRequest, Site};

/// What the control page shows.
pub(crate) struct ControlView {
    pub origin: String,
    pub now: Timestamp,
    pub people: Vec<Person>,
    pub sites: Vec<Site>,
    pub registrations: Vec<Registration>,
    pub grants: Vec<Grant>,
    pub faults: Vec<Fault>,
    pub requests: Vec<SeenRequest>,
}

/// The page at `/sandbox/`.
pub(crate) fn control(view: &ControlView) -> Page {
    page(
        "control",
        "Control page",
        &html! {
            h1 { "Sandbox of Atlassian’s OAuth 2.0 (3LO)" }
            p class="quiet" {
                "Listening at " code { (view.origin) } ". Everything here can be done by API as well, under "
                code { "/sandbox/api/" } " with the header " code { "X-Trilo-Sandbox: 1" } "."
            }
            (clock(view.now))
            (registrations(&view.registrations))
            (grants(view))
            (people(&view.people))
            (sites(&view.sites))
            (faults(&view.faults))
            (requests(&view.requests))
            script src="/sandbox/control.js" {}
        },
    )
}

/// A button that calls the control API; `control.js` reads the attributes.
fn button(label: &str, method: &str, path: &str, body: &Value) -> Markup {
    html! {
        button type="button" data-method=(method) data-path={ "/sandbox/api/" (path) } data-body=(body) { (label) }
    }
}

fn clock(now: Timestamp) -> Markup {
    let forward = |label: &str, seconds: u64| button(label, "POST", "clock", &json!({ "advance_seconds": seconds }));
    html! {
        section class="card" {
            h2 { "Clock" }
            div class="row" {
                code { (format!("{now:.0}")) }
                (forward("+10 minutes", 600)) (forward("+1 hour", 3_600)) (forward("+90 days", 7_776_000))
            }
        }
    }
}

fn registrations(registrations: &[Registration]) -> Markup {
    table(
        "Registrations",
        &["Name", "Client id and secret", "Callbacks", "Scopes", "Kind"],
        registrations,
        |registration| {
            html! {
                td { (registration.name) }
                td { code { (registration.client_id) } br; code { (registration.client_secret) } }
                td { @for callback in &registration.callbacks { code { (callback) } br; } }
                td class="number" { (registration.scopes.len()) }
                td {
                    @match registration.grant_type {
                        GrantType::AccountLevel => "account-level",
                        GrantType::ResourceLevel => "resource-level",
                    }
                    @if !registration.sharing { ", not shared" }
                    @if !registration.reviewed { ", not reviewed" }
                }
            }
        },
    )
}

fn grants(view: &ControlView) -> Markup {
    table("Grants", &["Person", "App", "Sites", "Scopes", ""], &view.grants, |grant| {
        let person = view.people.iter().find(|person| person.id == grant.person);
        let app = view.registrations.iter().find(|app| app.client_id == grant.client_id);
        let site =
            |id: &String| view.sites.iter().find(|site| site.id == *id).map_or(id.clone(), |site| site.name.clone());
        let body = json!({ "person": grant.person, "client_id": grant.client_id });
        html! {
            td { (person.map_or(&grant.person, |person| &person.name)) }
            td { (app.map_or(&grant.client_id, |app| &app.name)) }
            td { (grant.sites.iter().map(site).collect::<Vec<_>>().join(", ")) }
            td class="number" { (grant.scopes.len()) }
            td { (button("Revoke", "POST", "grants/revoke", &body)) }
        }
    })
}

fn people(people: &[Person]) -> Markup {
    table("People", &["Name", "Account id", "Remark", ""], people, |person| {
        html! {
            td { (person.name) br; span class="quiet" { (person.email) } }
            td { code { (person.id) } }
            td { (person.remark) }
            td { (button("Change password", "POST", "people/password", &json!({ "person": person.id }))) }
        }
    })
}

fn sites(sites: &[Site]) -> Markup {
    table("Sites", &["Site", "Cloud id", "Products", ""], sites, |site| {
        let products = site.products.keys().map(|product| product.name()).collect::<Vec<_>>().join(", ");
        let block = json!({ "site": site.id, "blocked": !site.blocks_user_apps });
        let block_label = if site.blocks_user_apps { "Allow apps" } else { "Block apps" };
        html! {
            td { (site.host()) }
            td { code { (site.id) } }
            td { @if products.is_empty() { span class="quiet" { "none" } } @else { (products) } }
            td {
                div class="row" {
                    (button(block_label, "POST", "sites/block", &block))
                    (button("Uninstall apps", "POST", "sites/uninstall", &json!({ "site": site.id })))
                }
            }
        }
    })
}

/// The faults in force, and the ones that are wanted most often by hand.
fn faults(faults: &[Fault]) -> Markup {
    let suggest = |label, place, effect| button(label, "POST", "faults", &json!(Fault::once(place, effect)));
    html! {
        (table("Faults", &["Fault"], faults, |fault| html! {
            td { code { (json!(fault)) } }
        }))
        div class="row below" {
            (suggest("Next refresh: 503", Place::TokenRefresh, Effect::Status { status: 503 }))
            (suggest("Next refresh: no connection", Place::TokenRefresh, Effect::DropConnection))
            (suggest("Next refresh: answer lost", Place::TokenRefresh, Effect::DropAfterProcessing))
            (suggest("Next refresh: revoked", Place::TokenRefresh, Effect::RevokedGrant))
            (suggest("Next request: proxy page", Place::Any, Effect::ProxyHtml { status: 407 }))
            @if !faults.is_empty() { (button("Clear faults", "DELETE", "faults", &json!({}))) }
        }
    }
}

fn requests(requests: &[SeenRequest]) -> Markup {
    let latest: Vec<_> = requests.iter().rev().take(100).cloned().collect();
    table("Latest requests", &["Time", "Request", "Status"], &latest, |request| {
        html! {
            td class="time" { (format!("{:.0}", request.time)) }
            td { code { (request.method) " " (request.path) } }
            td class="number" {
                @match request.status { Some(status) => (status), None => "closed" }
            }
        }
    })
}

fn table<T>(title: &str, heads: &[&str], rows: &[T], row: impl Fn(&T) -> Markup) -> Markup {
    html! {
        section class="card" {
            h2 { (title) }
            @if rows.is_empty() {
                p class="quiet" { "None." }
            } @else {
                div class="wide" {
                    table {
                        thead { tr { @for head in heads { th { (head) } } } }
                        tbody { @for item in rows { tr { (row(item)) } } }
                    }
                }
            }
        }
    }
}
