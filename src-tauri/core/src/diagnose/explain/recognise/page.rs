//! An error page of Atlassian's: its address, its HTML, or its words.

use url::Url;

use super::body;
use crate::diagnose::explain::Stage;
use crate::diagnose::explain::observation::Observation;

/// Whether a text is HTML.
pub(super) fn is_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(200).collect::<String>().to_ascii_lowercase();
    start.starts_with('<')
        && ["<!doctype", "<html", "<head", "<body", "<title", "<div", "<h1", "<p"].iter().any(|tag| start.contains(tag))
}

/// Reads the HTML of a page.
pub(super) fn read(text: &str) -> Observation {
    let mut observation = Observation::default();
    body::say(&mut observation, &words(text));
    observation
}

/// Reads the address of Atlassian's error page, which says what the page does not.
pub(super) fn read_address(url: &Url) -> Option<Observation> {
    let host = url.host_str().unwrap_or_default();
    let is_atlassians =
        host == "id.atlassian.com" || host.starts_with("auth.atlassian") || host.starts_with("id.atlassian");
    let has_error = url.query_pairs().any(|(name, value)| name == "error" && !value.is_empty());
    if !is_atlassians || !has_error {
        return None;
    }
    let mut observation = Observation::at(Stage::Page);
    host.clone_into(&mut observation.host);
    url.path().clone_into(&mut observation.path);
    for (name, value) in url.query_pairs() {
        match &*name {
            "error" => observation.error = Some(value.chars().take(80).collect()),
            "error_description" => body::say(&mut observation, &value),
            _ => {}
        }
    }
    Some(observation)
}

/// The words of a page, without its markup.
pub(super) fn words(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        words.push_str(&rest[..at]);
        words.push(' ');
        let tag = &rest[at..];
        let hidden = ["script", "style"]
            .into_iter()
            .find(|name| tag.get(1..=name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
        let end = match hidden {
            Some(name) => closing(tag, name),
            None => tag.find('>').map(|end| end + 1),
        };
        let Some(end) = end else { return decoded(&words) };
        if tag.starts_with("</") || tag.to_ascii_lowercase().starts_with("<br") {
            words.push('\n');
        }
        rest = &tag[end..];
    }
    words.push_str(rest);
    decoded(&words)
}

fn closing(tag: &str, name: &str) -> Option<usize> {
    let closing = format!("</{name}");
    let bytes = closing.as_bytes();
    let at = tag.as_bytes().windows(bytes.len()).position(|window| window.eq_ignore_ascii_case(bytes))?;
    tag[at..].find('>').map(|end| at + end + 1)
}

fn decoded(text: &str) -> String {
    let entities =
        [("&nbsp;", " "), ("&#39;", "'"), ("&#x27;", "'"), ("&rsquo;", "'"), ("&quot;", "\""), ("&lt;", "<")];
    let plain = entities.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain));
    plain.replace("&gt;", ">").replace("&amp;", "&")
}
