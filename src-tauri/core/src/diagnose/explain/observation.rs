//! What a recogniser reads out of a text, in the terms of the table.

use super::Stage;

/// One thing that went wrong, or may have.
#[derive(Debug, Clone, Default)]
pub(super) struct Observation {
    /// Where it happened, when the text tells.
    pub(super) stage: Option<Stage>,
    pub(super) status: Option<u16>,
    /// The `error` of RFC 6749.
    pub(super) error: Option<String>,
    /// What was said, as it was written.
    pub(super) words: String,
    /// Names are lower-case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) method: String,
    pub(super) host: String,
    /// Without the query.
    pub(super) path: String,
    pub(super) marks: Vec<Mark>,
    /// The code of the rule that a program which saw the failure itself names.
    pub(super) known: Option<&'static str>,
}

/// Something that a recogniser found out, and what it rests on.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) name: String,
    pub(super) evidence: String,
}

impl Observation {
    pub(super) fn at(stage: Stage) -> Self {
        Self { stage: Some(stage), ..Self::default() }
    }

    pub(super) fn mark(&mut self, name: impl Into<String>, evidence: impl Into<String>) {
        self.marks.push(Mark { name: name.into(), evidence: evidence.into() });
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.marks.iter().any(|mark| mark.name == name)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Takes a URL apart and concludes from it where this happened.
    pub(super) fn url(&mut self, host: &str, target: &str) {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        if path.len() > 1 && path.ends_with('/') && target[path.len()..].starts_with('?') {
            self.mark("slash-before-query", path);
        }
        host.clone_into(&mut self.host);
        path.clone_into(&mut self.path);
        self.stage = self.stage.or_else(|| stage_of(host, path));
    }
}

/// Which of Atlassian's interfaces an address belongs to.
pub(super) fn stage_of(host: &str, path: &str) -> Option<Stage> {
    let host = host.split(':').next().unwrap_or_default();
    let is_site = [".atlassian.net", ".jira.com"].iter().any(|end| host.ends_with(end));
    match path {
        _ if path.ends_with("/accessible-resources") => Some(Stage::Sites),
        _ if path.ends_with("/oauth/token") => Some(Stage::Token),
        "/me" if host.starts_with("api.") || host.is_empty() => Some(Stage::Profile),
        _ if path.starts_with("/app/report-accounts") => Some(Stage::PersonalData),
        _ if path.starts_with("/ex/") || path.starts_with("/rest/") || path.starts_with("/wiki/") || is_site => {
            Some(Stage::Gateway)
        }
        _ if host.starts_with("id.atlassian") => Some(Stage::Page),
        "/authorize" => Some(Stage::Page),
        _ => None,
    }
}

/// A text in lower case, with plain quotes and single blanks, as the table's texts are written.
pub(super) fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut blank = true;
    for character in text.chars() {
        if character.is_whitespace() {
            if !blank {
                normal.push(' ');
            }
            blank = true;
            continue;
        }
        blank = false;
        match character {
            '‘' | '’' => normal.push('\''),
            '“' | '”' => normal.push('"'),
            _ if character.is_ascii() => normal.push(character.to_ascii_lowercase()),
            _ => normal.extend(character.to_lowercase()),
        }
    }
    normal
}
