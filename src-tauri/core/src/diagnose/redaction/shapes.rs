//! The shapes by which a secret is known without knowing it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What a secret is, as its place or shape tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Token,
    Code,
    State,
    Password,
    Cookie,
    Credentials,
    PrivateKey,
    Email,
    Secret,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Code => "code",
            Self::State => "state",
            Self::Password => "password",
            Self::Cookie => "cookie",
            Self::Credentials => "credentials",
            Self::PrivateKey => "key",
            Self::Email => "email",
            Self::Secret => "secret",
        }
    }

    pub(super) fn of_name(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "code" | "user_code" | "device_code" => Self::Code,
            "state" => Self::State,
            name if name.contains("pass") || name == "pwd" => Self::Password,
            name if name.contains("cookie") => Self::Cookie,
            name if name.contains("authorization") => Self::Credentials,
            name if name.contains("token") || name == "jwt" => Self::Token,
            _ => Self::Secret,
        }
    }
}

struct Shape {
    pattern: Regex,
    kind: fn(&Captures<'_>) -> Option<Kind>,
}

/// Names whose values are secret, wherever they stand: queries, JSON, shells, logs.
const NAMES: &str = r"(?P<name>[a-z0-9_.-]{0,40}(?:secret|passw(?:or)?d|passphrase|token|api[_-]?key|private[_-]?key|verifier|assertion|credentials?|session[_-]?id|saml(?:response|request)|code_challenge|nonce|signature)[a-z0-9_-]{0,40}|code|state|sid|jwt|pwd|user_code|device_code)";
/// A value in double quotes, escaped double quotes, single quotes, or none.
const VALUE: &str =
    r#"(?:"(?P<a>(?:[^"\\]|\\.)*)"?|\\+"(?P<b>[^"\\]*)|'(?P<c>(?:[^'\\]|\\.)*)'?|(?P<d>[^\s"'&<>\\,;{}\[\]()]+))"#;

static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let between = r#"(?:\[\])?\\*["']?\]?\s*(?:=>|:|=|%(?:25)*3D|&#61;)\s*\[?\s*"#;
    // A recording may say more of a pair between its name and its value.
    let beside = r#"(?:\\*"[a-z]+\\*"\s*:\s*(?:\\*"[^"\\]*\\*"|null|[0-9]+)\s*,\s*){0,3}"#;
    let header = r"(?P<name>(?:proxy-)?authorization|(?:set-)?cookie2?|x-[a-z-]*(?:token|key|secret))";
    vec![
        shape(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\z)", |_| {
            Some(Kind::PrivateKey)
        }),
        // Whole lines: a scheme is followed by what only its own grammar tells apart.
        shape(&format!(r"(?m)^[>< *]{{0,4}}{header}\s*:[ \t]*(?P<a>[^\r\n]+)"), named),
        shape(&format!(r"(?m){header}\s*:[ \t]*(?P<a>[^\r\n\x22\\]+)"), named),
        shape(&format!(r#"{header}"\s*[:,]\s*"(?P<a>(?:[^"\\\r\n]|\\.)+)"#), named),
        shape(&format!(r#"{header}\\*["']\s*[:,]\s*\\*["'](?P<a>[^"'\\\r\n]+)"#), named),
        shape(&format!(r#"["']{NAMES}["']\s*,\s*["'](?P<a>[^"'\\\r\n]+)"#), named),
        shape(&format!(r#"\\*"name\\*"\s*:\s*\\*"{NAMES}\\*"\s*,\s*{beside}\\*"value\\*"\s*:\s*{VALUE}"#), named),
        shape(&format!(r#"\\*"name\\*"\s*:\s*\\*"{header}\\*"\s*,\s*{beside}\\*"value\\*"\s*:\s*{VALUE}"#), named),
        shape(&format!(r#"\\*"value\\*"\s*:\s*{VALUE}\s*,\s*\\*"name\\*"\s*:\s*\\*"(?:{NAMES})\\*""#), named),
        shape(
            r#"\\*"value\\*"\s*:\s*\\*"(?P<a>[^"\\]*)\\*"\s*,\s*\\*"name\\*"\s*:\s*\\*"(?P<name>(?:proxy-)?authorization|(?:set-)?cookie2?)\\*""#,
            named,
        ),
        shape(
            r#"(?:--cookie|--user|--oauth2-bearer|--proxy-user|\s-b|\s-u)[\s=]+["']?(?P<a>[^"'\r\n]*[^"'\s])["']?"#,
            |_| Some(Kind::Credentials),
        ),
        shape(r#"\s-u(?P<a>[^\s"':]+:[^\s"']+)"#, |_| Some(Kind::Credentials)),
        shape(&format!(r"{NAMES}{between}{VALUE}"), named),
        shape(r"(?:basic|bearer|negotiate|dpop)(?:\s|%20|\+)+(?P<a>[a-z0-9+/_.~=-]{8,})", |_| Some(Kind::Credentials)),
        shape(r"(?-i:ey[A-Z][A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*){0,3})", |_| Some(Kind::Token)),
        shape(r"(?-i:ey[A-Z][A-Za-z0-9_-]{16,})", |_| Some(Kind::Token)),
        shape(
            r"(?-i:(?:ATATT|ATOA|ATCTT|ATBB|ATST|gh[pousr]_|github_pat_|xox[abeprs]-|AKIA)[A-Za-z0-9+/_=-]{12,})",
            |_| Some(Kind::Token),
        ),
        shape(r"://(?P<a>[^/\s:@]*:[^/\s@]+)@", |_| Some(Kind::Credentials)),
        shape(r"[\p{L}\p{N}._+'-]+(?:@|%40|&#64;|\\u0040)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+", |_| Some(Kind::Email)),
        shape(r"[a-z0-9+_=-]{24,}", |found| is_opaque(&found[0]).then_some(Kind::Secret)),
        shape(r"[a-z0-9+/]{40,}={0,2}", |found| is_base64(&found[0]).then_some(Kind::Secret)),
    ]
});

/// What of a text has the shape of a secret, in no order.
pub(super) fn find(text: &str) -> impl Iterator<Item = (Range<usize>, Kind)> + '_ {
    SHAPES.iter().flat_map(move |shape| shape.find(text))
}

impl Shape {
    fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, Kind)> + 'a {
        self.pattern.captures_iter(text).filter_map(|found| {
            let kind = (self.kind)(&found)?;
            let value = value(&found)?;
            (!value.is_empty() && !is_redacted(&text[value.clone()])).then_some((value, kind))
        })
    }
}

fn shape(pattern: &str, kind: fn(&Captures<'_>) -> Option<Kind>) -> Shape {
    let pattern = Regex::new(&format!("(?i){pattern}")).expect("a constant pattern");
    Shape { pattern, kind }
}

/// The part of a match that is secret: all of it when no part has a name.
fn value(found: &Captures<'_>) -> Option<Range<usize>> {
    let parts = ["a", "b", "c", "d"];
    let named = parts.iter().find_map(|part| found.name(part));
    let has_parts = found.name("name").is_some();
    named.or_else(|| found.get(0).filter(|_| !has_parts)).map(|part| part.range())
}

fn is_redacted(value: &str) -> bool {
    value.starts_with('‹') && value.trim_end_matches(['"', '\'', ' ', ',', ')', ';', '.']).ends_with('›')
}

/// Names that end so tell about a token rather than hold one.
const ABOUT: [&str; 14] = [
    "_type",
    "type",
    "endpoint",
    "error",
    "exception",
    "url",
    "uri",
    "expires_in",
    "expires",
    "expiry",
    "supported",
    "methods",
    "length",
    "tokens",
];

fn named(found: &Captures<'_>) -> Option<Kind> {
    let name = found.name("name")?.as_str();
    let lower = name.to_ascii_lowercase();
    if ABOUT.iter().any(|end| lower.ends_with(end)) {
        return None;
    }
    let value = value(found).map(|range| range.len());
    let text = ["a", "b", "c", "d"].iter().find_map(|part| found.name(part)).map_or("", |part| part.as_str());
    let is_error_code = lower == "code" && value.is_some_and(|length| length <= 40) && is_code_of_an_error(text);
    (!is_error_code && !is_word_about_nothing(text)).then(|| Kind::of_name(name))
}

/// `401`, `ENOTFOUND`, `ERR_BAD_REQUEST`: what programs call a code.
fn is_code_of_an_error(text: &str) -> bool {
    let digits = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let constant = text.starts_with('E') && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let node = text.starts_with("ERR_") && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    digits || constant || node
}

fn is_word_about_nothing(text: &str) -> bool {
    matches!(text, "null" | "None" | "undefined" | "true" | "false" | "nil")
}

/// Long runs of letters and digits that no person would write, except UUIDs.
fn is_opaque(text: &str) -> bool {
    if is_uuid(text) {
        return false;
    }
    let count = |is: fn(&u8) -> bool| text.bytes().filter(is).count();
    let (upper, lower, digits) =
        (count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase), count(u8::is_ascii_digit));
    (upper > 0 && lower > 0 && digits > 1) || (text.len() >= 32 && upper + lower > 0 && digits > 3)
}

fn is_base64(text: &str) -> bool {
    let count = |is: fn(&u8) -> bool| text.bytes().filter(is).count();
    count(u8::is_ascii_uppercase) > 3 && count(u8::is_ascii_lowercase) > 3 && count(u8::is_ascii_digit) > 2
}

/// Ids of sites and requests are UUIDs, and support needs them.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
