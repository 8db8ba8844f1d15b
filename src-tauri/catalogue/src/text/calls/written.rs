//! A path as it is written in a program, with whatever its language puts in place of a value.

use std::sync::LazyLock;

use regex::Regex;

use crate::path::ANYTHING;

/// What stands for a value: `${…}`, `#{…}`, `{{…}}`, `{…}`, `$(…)`, `<…>`, `%s`, `$name`, `:name` after a slash.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    let forms = [
        r"[$#]?\{\{?[^{}]*(?:\{[^{}]*\}[^{}]*)*\}?\}",
        r"\$\([^)]*\)",
        r"<[A-Za-z_][\w .-]*>",
        r"%[0-9$.-]*[sdvq@]",
        r"\$[A-Za-z_][\w.]*",
        r"\\\([^)]*\)",
    ];
    Regex::new(&format!("^(?:{})", forms.join("|"))).expect("the pattern is tested")
});
/// Strings joined around a value: `" + key + "`, `' . $key . '`, `" & key & "`.
static JOINED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^["'`]\s*(?:\+|\.|&|\.\.)\s*[^"'`;,]{1,80}?\s*(?:(?:\+|\.|&|\.\.)\s*["'`]|$|[;,)])"#)
        .expect("the pattern is tested")
});

/// The path that begins at a byte of a line, values as `{}`, and where it ends.
pub(super) fn written_path(line: &str, start: usize) -> (String, usize) {
    let mut path = String::new();
    if !line[start..].starts_with('/') && !line[start..].starts_with("api.") {
        path.push('/');
    }
    let mut at = start;
    while let Some(character) = line[at..].chars().next() {
        let rest = &line[at..];
        if let Some(placeholder) = PLACEHOLDER.find(rest) {
            path.push_str(ANYTHING);
            at += placeholder.end();
        } else if path.ends_with('/') && character == ':' && rest[1..].starts_with(|next: char| next.is_alphabetic()) {
            path.push_str(ANYTHING);
            at += 1 + rest[1..].find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(rest.len() - 1);
        } else if let Some(joined) = JOINED.find(rest) {
            path.push_str(ANYTHING);
            at += joined.end();
            if !joined.as_str().ends_with(['"', '\'', '`']) || joined.len() == 1 {
                break;
            }
        } else if belongs(character) {
            path.push(character);
            at += character.len_utf8();
        } else {
            break;
        }
    }
    (path, at)
}

/// Whether a character can stand in a path as people write it, unescaped.
fn belongs(character: char) -> bool {
    character.is_alphanumeric() || "/-._~%@!*+=:".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(line: &str) -> String {
        let start = line.find("/rest").or_else(|| line.find("rest")).unwrap_or_default();
        written_path(line, start).0
    }

    #[test]
    fn values_of_many_languages_become_the_same() {
        let wanted = "/rest/api/3/issue/{}/comment";
        for line in [
            "`${base}/rest/api/3/issue/${issue.key}/comment`",
            "f\"{base}/rest/api/3/issue/{key}/comment\"",
            "\"/rest/api/3/issue/%s/comment\"",
            "'/rest/api/3/issue/:key/comment'",
            "\"/rest/api/3/issue/\" + key + \"/comment\"",
            "'/rest/api/3/issue/' . $key . '/comment'",
            "\"/rest/api/3/issue/$key/comment\"",
            "\"/rest/api/3/issue/#{key}/comment\"",
            "\"/rest/api/3/issue/\\(key)/comment\"",
            "curl $SITE/rest/api/3/issue/<key>/comment?x=y",
            "'rest/api/3/issue/{{ key }}/comment'",
        ] {
            assert_eq!(path(line), wanted, "{line}");
        }
    }

    #[test]
    fn a_value_at_the_end_is_joined_too() {
        assert_eq!(path("get(\"/rest/api/3/issue/\" + key)"), "/rest/api/3/issue/{}");
        assert_eq!(path("const url = '/rest/api/3/issue/' + key;"), "/rest/api/3/issue/{}");
    }

    #[test]
    fn a_path_ends_where_its_string_does() {
        assert_eq!(path("get('/rest/api/3/myself', options)"), "/rest/api/3/myself");
        assert_eq!(path("GET /rest/api/3/myself?expand=groups HTTP/1.1"), "/rest/api/3/myself");
    }
}
