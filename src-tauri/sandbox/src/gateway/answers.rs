//! Small answers in the shape of the real ones.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::avatars;
use crate::world::{Person, Site};

/// What an answer is made of.
pub(super) struct Context<'a> {
    pub site: &'a Site,
    pub person: &'a Person,
    pub origin: &'a str,
    pub now: Timestamp,
}

pub(super) fn myself(context: &Context<'_>) -> Value {
    let person = context.person;
    json!({
        "self": format!("{}/rest/api/3/user?accountId={}", base(context, "jira"), person.id),
        "accountId": person.id,
        "accountType": "atlassian",
        "emailAddress": if person.email_visible { person.email.as_str() } else { "" },
        "avatarUrls": { "48x48": avatars::person_url(context.origin, &person.id) },
        "displayName": person.name,
        "active": true,
        "timeZone": person.zoneinfo.as_deref().unwrap_or("Etc/UTC"),
        "locale": person.locale.as_deref().unwrap_or("en_US"),
    })
}

pub(super) fn projects(context: &Context<'_>) -> Value {
    let base = base(context, "jira");
    let project = |id: &str, key: &str, name: &str| {
        json!({
            "self": format!("{base}/rest/api/3/project/{id}"), "id": id, "key": key, "name": name,
            "projectTypeKey": "software", "simplified": true, "style": "next-gen", "isPrivate": false,
        })
    };
    json!({
        "self": format!("{base}/rest/api/3/project/search?maxResults=50&startAt=0"),
        "maxResults": 50, "startAt": 0, "total": 2, "isLast": true,
        "values": [project("10000", "OPS", "Operations"), project("10001", "WEB", "Website")],
    })
}

pub(super) fn issues(context: &Context<'_>) -> Value {
    let base = base(context, "jira");
    json!({
        "isLast": true,
        "issues": [{
            "expand": "renderedFields,names,schema", "id": "10042", "key": "OPS-42",
            "self": format!("{base}/rest/api/3/issue/10042"),
            "fields": { "summary": "Rotate the certificates of the edge" },
        }],
    })
}

pub(super) fn server(context: &Context<'_>) -> Value {
    json!({
        "baseUrl": context.site.url(), "version": "1001.0.0-SNAPSHOT", "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud", "buildNumber": 100_288, "serverTitle": "Jira", "serverTime": context.now,
    })
}

pub(super) fn service_desk(_: &Context<'_>) -> Value {
    json!({ "version": "1001.0.0", "platformVersion": "1001.0.0", "isLicensedForUse": true })
}

pub(super) fn spaces(context: &Context<'_>) -> Value {
    json!({
        "results": [{
            "id": "65538", "key": "HAND", "name": "Handbook", "type": "global", "status": "current",
            "authorId": context.person.id, "homepageId": "65632", "_links": { "webui": "/spaces/HAND" },
        }],
        "_links": { "base": format!("{}/wiki", context.site.url()) },
    })
}

pub(super) fn confluence_user(context: &Context<'_>) -> Value {
    let person = context.person;
    json!({
        "type": "known", "accountId": person.id, "accountType": "atlassian",
        "email": if person.email_visible { person.email.as_str() } else { "" },
        "publicName": person.nickname.as_deref().unwrap_or(&person.name), "displayName": person.name,
        "profilePicture": { "path": avatars::person_url(context.origin, &person.id), "width": 48, "height": 48 },
    })
}

fn base(context: &Context<'_>, product: &str) -> String {
    format!("{}/ex/{product}/{}", context.origin, context.site.id)
}
