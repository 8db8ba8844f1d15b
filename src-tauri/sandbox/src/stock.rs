//! The stock world: people, sites and registrations that are there without any set-up.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::scopes::{self, Product};
use crate::world::{AccountStatus, ExtendedProfile, GrantType, Person, Registration, Site, World};

/// Client id of "Trilo sandbox app": shared, both callbacks, every console scope.
pub const CLIENT_ID: &str = "SandboxTriloClientIdNotReal00001";
/// Client secret of "Trilo sandbox app"; it opens nothing but a sandbox.
pub const CLIENT_SECRET: &str = "ATOAsandbox-not-a-real-secret-everything-on-0001";
/// Client id of an app that is not shared: only its owner may consent.
pub const UNSHARED_CLIENT_ID: &str = "SandboxTriloClientIdNotReal00002";
/// Client secret of the app that is not shared.
pub const UNSHARED_CLIENT_SECRET: &str = "ATOAsandbox-not-a-real-secret-not-shared-0002";
/// Client id of an app with few scopes.
pub const FEW_SCOPES_CLIENT_ID: &str = "SandboxTriloClientIdNotReal00003";
/// Client secret of the app with few scopes.
pub const FEW_SCOPES_CLIENT_SECRET: &str = "ATOAsandbox-not-a-real-secret-few-scopes-0003";
/// Client id of an app whose tokens reach only the site picked with them.
pub const RESOURCE_LEVEL_CLIENT_ID: &str = "SandboxTriloClientIdNotReal00004";
/// Client secret of the resource-level app.
pub const RESOURCE_LEVEL_CLIENT_SECRET: &str = "ATOAsandbox-not-a-real-secret-resource-level-0004";

/// Trilo's deep link.
pub const DEEP_LINK_CALLBACK: &str = "trilo://oauth/callback";
/// Trilo's loopback callback.
pub const LOOPBACK_CALLBACK: &str = "http://localhost:7007/api/auth/atlassian";

/// Account id of Mira Okafor, who owns the stock apps and uses every product of northwind and payments-lab.
pub const MIRA: &str = "712020:5a3d0c1e-7b0f-4c5e-9a41-0d2f6e8b1a01";
/// Account id of Jonas Lindqvist, who uses Jira on northwind only.
pub const JONAS: &str = "712020:5a3d0c1e-7b0f-4c5e-9a41-0d2f6e8b1a02";
/// Account id of Sumi Tanaka, who hides her e-mail address and most of her profile.
pub const SUMI: &str = "712020:5a3d0c1e-7b0f-4c5e-9a41-0d2f6e8b1a03";
/// Account id of Pat Customer, who only knows a support portal and has no site.
pub const PORTAL_CUSTOMER: &str = "qm:5a3d0c1e-7b0f-4c5e-9a41-0d2f6e8b1a04";
/// Account id of a closed account, for the personal data reporting API.
pub const CLOSED_ACCOUNT: &str = "5be24ba3f91c106033269289";

/// Cloud id of northwind: Jira and Confluence.
pub const NORTHWIND: &str = "11223344-a1b2-4c3d-8e4f-5a6b7c8d9e01";
/// Cloud id of payments-lab: Jira and Jira Service Management.
pub const PAYMENTS_LAB: &str = "11223344-a1b2-4c3d-8e4f-5a6b7c8d9e02";
/// Cloud id of attic: a site without any product left.
pub const ATTIC: &str = "11223344-a1b2-4c3d-8e4f-5a6b7c8d9e03";

pub(crate) fn world() -> World {
    World { people: people(), sites: sites(), registrations: registrations(), ..World::default() }
}

fn people() -> Vec<Person> {
    let mira = person(MIRA, "Mira Okafor", "mira@example.com", "Every product on northwind and payments-lab.");
    let jonas = person(JONAS, "Jonas Lindqvist", "jonas@example.com", "Jira on northwind only.");
    let sumi = person(SUMI, "Sumi Tanaka", "sumi@example.com", "Hides her e-mail address and most of her profile.");
    let pat = person(PORTAL_CUSTOMER, "Pat Customer", "pat@example.com", "Support portal only: no site.");
    let closed = person(CLOSED_ACCOUNT, "Former user", "former@example.com", "This account is closed.");
    vec![
        Person {
            zoneinfo: Some("Europe/London".to_owned()),
            extended_profile: Some(ExtendedProfile {
                job_title: Some("Staff engineer".to_owned()),
                organization: Some("Northwind".to_owned()),
                department: Some("Platform".to_owned()),
                location: Some("Bristol".to_owned()),
            }),
            ..mira
        },
        Person {
            zoneinfo: Some("Europe/Stockholm".to_owned()),
            locale: Some("sv-SE".to_owned()),
            extended_profile: Some(ExtendedProfile {
                job_title: Some("Product manager".to_owned()),
                ..ExtendedProfile::default()
            }),
            ..jonas
        },
        Person { email_visible: false, nickname: None, locale: None, picture_visible: false, ..sumi },
        pat,
        Person { status: AccountStatus::Closed, ..closed },
    ]
}

fn person(id: &str, name: &str, email: &str, remark: &str) -> Person {
    Person {
        id: id.to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
        email_visible: true,
        nickname: name.split(' ').next().map(str::to_owned),
        zoneinfo: None,
        locale: Some("en-GB".to_owned()),
        picture_visible: true,
        extended_profile: None,
        status: AccountStatus::Active,
        updated_at: Timestamp::UNIX_EPOCH,
        remark: remark.to_owned(),
    }
}

fn sites() -> Vec<Site> {
    vec![
        site(NORTHWIND, "northwind", &[(Product::Jira, &[MIRA, JONAS, SUMI]), (Product::Confluence, &[MIRA, SUMI])]),
        site(
            PAYMENTS_LAB,
            "payments-lab",
            &[(Product::Jira, &[MIRA]), (Product::JiraServiceManagement, &[MIRA, SUMI])],
        ),
        site(ATTIC, "attic", &[]),
    ]
}

fn site(id: &str, name: &str, products: &[(Product, &[&str])]) -> Site {
    let people = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    let products: BTreeMap<_, _> = products.iter().map(|(product, ids)| (*product, people(ids))).collect();
    Site { id: id.to_owned(), name: name.to_owned(), products, blocks_user_apps: false }
}

/// "Trilo sandbox app" as it is at first.
#[must_use]
pub fn registration() -> Registration {
    Registration {
        name: "Trilo sandbox app".to_owned(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: CLIENT_SECRET.to_owned(),
        callbacks: vec![DEEP_LINK_CALLBACK.to_owned(), LOOPBACK_CALLBACK.to_owned()],
        scopes: scopes::console_scopes(),
        sharing: true,
        owner: MIRA.to_owned(),
        grant_type: GrantType::AccountLevel,
        reviewed: true,
    }
}

fn registrations() -> Vec<Registration> {
    let everything = registration();
    let unshared = Registration {
        sharing: false,
        reviewed: false,
        ..named(&everything, "Trilo sandbox app (not shared)", UNSHARED)
    };
    let few_scopes =
        Registration { scopes: few_scopes(), ..named(&everything, "Trilo sandbox app (few scopes)", FEW_SCOPES) };
    let resource_level = Registration {
        grant_type: GrantType::ResourceLevel,
        ..named(&everything, "Trilo sandbox app (resource-level)", RESOURCE_LEVEL)
    };
    vec![everything, unshared, few_scopes, resource_level]
}

const UNSHARED: (&str, &str) = (UNSHARED_CLIENT_ID, UNSHARED_CLIENT_SECRET);
const FEW_SCOPES: (&str, &str) = (FEW_SCOPES_CLIENT_ID, FEW_SCOPES_CLIENT_SECRET);
const RESOURCE_LEVEL: (&str, &str) = (RESOURCE_LEVEL_CLIENT_ID, RESOURCE_LEVEL_CLIENT_SECRET);

fn named(model: &Registration, name: &str, (client_id, client_secret): (&str, &str)) -> Registration {
    Registration {
        name: name.to_owned(),
        client_id: client_id.to_owned(),
        client_secret: client_secret.to_owned(),
        ..model.clone()
    }
}

fn few_scopes() -> Vec<String> {
    [scopes::READ_ME, "read:jira-work", "read:jira-user"].map(str::to_owned).to_vec()
}
