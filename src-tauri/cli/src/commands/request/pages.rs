//! The next page of a list, as Jira, Jira Service Management and Confluence each tell where it is.

use serde_json::Value;
use trilo_core::atlassian::gateway::Call;
use url::Url;

use super::address::after_host;

/// The call for the page after an answer; `None` after the last one.
pub(super) fn next(call: &Call, answer: &Value) -> Option<Call> {
    if let Some(link) = link(answer) {
        return Some(Call { url: followed(&call.url, link)?, ..call.clone() });
    }
    if answer["isLast"] == true {
        return None;
    }
    if let Some(token) = answer["nextPageToken"].as_str().filter(|token| !token.is_empty()) {
        return with(call, "nextPageToken", token.into());
    }
    let begin = answer["startAt"].as_u64()?;
    let count = items(answer)?;
    let next = begin + count;
    let is_last = count == 0 || answer["total"].as_u64().is_some_and(|total| next >= total);
    if is_last { None } else { with(call, "startAt", next.into()) }
}

/// The link to the next page, in Confluence's and in Jira Service Management's answers.
fn link(answer: &Value) -> Option<&str> {
    let links = if answer["_links"].is_object() { &answer["_links"] } else { &answer["links"] };
    links["next"].as_str().filter(|link| !link.is_empty())
}

/// Where a link leads through the gateway. Confluence writes a path of the site, with or without its `/wiki`; Jira
/// Service Management writes the site's whole address.
fn followed(url: &Url, link: &str) -> Option<Url> {
    let path = Url::parse(link).map_or_else(|_| link.to_owned(), |link| after_host(&link));
    let site = match url.path().strip_prefix("/ex/") {
        Some(rest) => format!("/ex/{}", rest.splitn(3, '/').take(2).collect::<Vec<_>>().join("/")),
        None => String::new(),
    };
    let is_of_gateway = path.starts_with("/ex/") || path.starts_with("/jsm/");
    let wiki =
        if url.path().starts_with(&format!("{site}/wiki/")) && !path.starts_with("/wiki/") { "/wiki" } else { "" };
    let path = if is_of_gateway { path } else { format!("{site}{wiki}{path}") };
    // A link may not lead the token to another server.
    url.join(&path).ok().filter(|next| next.origin() == url.origin() && next != url)
}

/// How many items the page has: the only list of it, whatever its name.
fn items(answer: &Value) -> Option<u64> {
    let named = ["values", "issues", "results", "comments", "worklogs", "histories"];
    let list = named.iter().find_map(|name| answer[*name].as_array());
    let only = || answer.as_object()?.values().find_map(Value::as_array);
    u64::try_from(list.or_else(only)?.len()).ok()
}

/// The call with a parameter: in its body if it has one, or else in its query.
fn with(call: &Call, name: &str, value: Value) -> Option<Call> {
    let mut next = call.clone();
    if let Some(body) = &call.body {
        let mut body: Value = serde_json::from_slice(body).ok()?;
        body.as_object_mut()?.insert(name.to_owned(), value);
        next.body = serde_json::to_vec(&body).ok();
        return Some(next);
    }
    let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let kept: Vec<_> = call
        .url
        .query_pairs()
        .filter(|(known, _)| known != name)
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect();
    next.url.query_pairs_mut().clear().extend_pairs(kept).append_pair(name, &text);
    Some(next)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn after(url: &str, answer: &Value) -> Option<String> {
        let (url, headers) = (url.parse().unwrap(), reqwest_headers());
        let call = Call { method: "GET".parse().unwrap(), url, headers, body: None };
        next(&call, answer).map(|call| call.url.to_string())
    }

    fn reqwest_headers() -> trilo_core::atlassian::gateway::HeaderMap {
        trilo_core::atlassian::gateway::HeaderMap::new()
    }

    #[test]
    fn jira_counts_or_gives_a_token_for_the_next_page() {
        let search = "https://a/ex/jira/c/rest/api/3/project/search?startAt=0&maxResults=2";
        let page = json!({ "startAt": 0, "maxResults": 2, "total": 5, "isLast": false, "values": [1, 2] });
        assert_eq!(
            after(search, &page).unwrap(),
            "https://a/ex/jira/c/rest/api/3/project/search?maxResults=2&startAt=2"
        );
        assert_eq!(after(search, &json!({ "startAt": 4, "total": 5, "values": [5] })), None);
        assert_eq!(after(search, &json!({ "startAt": 4, "isLast": true, "values": [5] })), None);
        assert_eq!(after(search, &json!({ "startAt": 4, "total": 9, "values": [] })), None, "it would never end");
        let jql = "https://a/ex/jira/c/rest/api/3/search/jql?jql=x";
        let page = json!({ "issues": [1], "nextPageToken": "t k", "isLast": false });
        assert_eq!(after(jql, &page).unwrap(), format!("{jql}&nextPageToken=t+k"));
    }

    #[test]
    fn a_token_for_the_next_page_goes_into_the_body_of_a_call_that_has_one() {
        let url = "https://a/ex/jira/c/rest/api/3/search/jql".parse().unwrap();
        let body = Some(br#"{"jql":"x"}"#.to_vec());
        let call = Call { method: "POST".parse().unwrap(), url, headers: reqwest_headers(), body };
        let next = next(&call, &json!({ "issues": [], "nextPageToken": "t" })).unwrap();
        assert_eq!(next.url, call.url);
        assert_eq!(
            serde_json::from_slice::<Value>(&next.body.unwrap()).unwrap(),
            json!({ "jql": "x", "nextPageToken": "t" })
        );
    }

    #[test]
    fn links_of_confluence_and_service_management_stay_in_the_gateway() {
        let spaces = "https://a/ex/confluence/c/wiki/api/v2/spaces?limit=1";
        let page = |link: &str| json!({ "results": [1], "_links": { "next": link } });
        assert_eq!(
            after(spaces, &page("/wiki/api/v2/spaces?limit=1&cursor=x")).unwrap(),
            "https://a/ex/confluence/c/wiki/api/v2/spaces?limit=1&cursor=x"
        );
        let content = "https://a/ex/confluence/c/wiki/rest/api/content";
        assert_eq!(
            after(content, &page("/rest/api/content?start=25")).unwrap(),
            "https://a/ex/confluence/c/wiki/rest/api/content?start=25"
        );
        let desks = "https://a/ex/jira/c/rest/servicedeskapi/servicedesk";
        assert_eq!(
            after(desks, &page("https://site.example/rest/servicedeskapi/servicedesk?start=50")).unwrap(),
            "https://a/ex/jira/c/rest/servicedeskapi/servicedesk?start=50"
        );
        assert_eq!(after(spaces, &json!({ "results": [], "_links": {} })), None);
    }
}
