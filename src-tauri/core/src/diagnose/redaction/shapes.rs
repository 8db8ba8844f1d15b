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

    fn of_name(name: &str) -> Self {
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
    kind: fn(&Captures<'_>, &str) -> Option<Kind>,
}

/// Names whose values are secret, wherever they stand: queries, JSON, shells, logs.
const NAMES: &str = r"(?P<name>[a-z0-9_.-]{0,40}(?:secret|passw(?:or)?d|passphrase|token|api[_-]?key|private[_-]?key|verifier|assertion|credentials?|session[_-]?id|saml(?:response|request)|code_challenge|nonce|signature)[a-z0-9_-]{0,40}|code|state|sid|jwt|pwd|user_code|device_code)";
/// A value in double quotes, escaped double quotes, single quotes, or none.
const VALUE: &str =
    r#"(?:"(?P<a>(?:[^"\\]|\\.)*)"?|\\+"(?P<b>[^"\\]*)|'(?P<c>(?:[^'\\]|\\.)*)'?|(?P<d>[,;]*[^\s"'&<>\\,;{}\[\]()]+))"#;

/// Names of ids by which support finds a request, up to their value.
const TRACE: &str = r#"(?P<trace>(?:trace|request|arequest|correlation|span)[-_]?id|traceparent)\\*["']?\s*(?:[:=]|,\s*\\*["']value\\*["']\s*:)\s*\\*["']?"#;

static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let between = r#"(?:\[\])?\\*["']?\]?\s*(?:=>|:|=|%(?:25)*3D|&#61;)\s*\[?\s*"#;
    // A recording may say more of a pair between its name and its value.
    let beside = r#"(?:\\*"[a-z]+\\*"\s*:\s*(?:\\*"[^"\\]*\\*"|null|[0-9]+)\s*,\s*){0,3}"#;
    let header = r"(?P<name>(?:proxy-)?authorization|(?:set-)?cookie2?|x-[a-z-]*(?:token|key|secret))";
    vec![
        shape(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\z)", |_, _| {
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
            |_, _| Some(Kind::Credentials),
        ),
        shape(r#"\s-u(?P<a>[^\s"':]+:[^\s"']+)"#, |_, _| Some(Kind::Credentials)),
        shape(&format!(r"{NAMES}{between}{VALUE}"), named),
        shape(r"\b(?P<scheme>basic|bearer|negotiate|dpop)(?:\s|%20|\+)+(?P<a>[a-z0-9+/_.~=-]+)", behind_a_scheme),
        shape(r"(?-i:ey[A-Z][A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*){0,3})", |_, _| Some(Kind::Token)),
        shape(r"(?-i:ey[A-Z][A-Za-z0-9_-]{16,})", |_, _| Some(Kind::Token)),
        shape(
            r"(?-i:(?:ATATT|ATOA|ATCTT|ATBB|ATST|gh[pousr]_|github_pat_|xox[abeprs]-|AKIA)[A-Za-z0-9+/_=-]{12,})",
            |_, _| Some(Kind::Token),
        ),
        shape(r"://(?P<a>[^/\s:@]*:[^/\s@]+)@", |_, _| Some(Kind::Credentials)),
        shape(r"[\p{L}\p{N}._+'-]+(?:@|%40|&#64;|\\u0040)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+", |_, _| {
            Some(Kind::Email)
        }),
        shape(&format!(r"(?:{TRACE})?(?P<a>[a-z0-9+_=-]{{24,}})"), opaque),
        shape(r"[a-z0-9+/]{40,}={0,2}", |_, value| is_base64(value).then_some(Kind::Secret)),
    ]
});

/// What of a text has the shape of a secret, in no order.
pub(super) fn find(text: &str) -> impl Iterator<Item = (Range<usize>, Kind)> + '_ {
    SHAPES.iter().flat_map(move |shape| shape.find(text))
}

impl Shape {
    fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, Kind)> + 'a {
        let mut at = 0;
        let matches = std::iter::from_fn(move || {
            let found = self.pattern.captures_at(text, at)?;
            at = next_start(text, &found, at);
            Some(found)
        });
        matches.filter_map(|found| {
            let value = value(text, &found)?;
            let kind = (self.kind)(&found, &text[value.clone()])?;
            (!value.is_empty() && !is_redacted(&text[value.clone()])).then_some((value, kind))
        })
    }
}

fn shape(pattern: &str, kind: fn(&Captures<'_>, &str) -> Option<Kind>) -> Shape {
    let pattern = Regex::new(&format!("(?i){pattern}")).expect("a constant pattern");
    Shape { pattern, kind }
}

/// The longest value that may be another name with a value of its own behind it.
const LONGEST_NAME: usize = 100;

/// Where to look on behind a match: a value that is short may itself be the name of what follows, as in
/// `token: refresh_token: …`. Longer ones are left behind whole, so that the time stays linear.
fn next_start(text: &str, found: &Captures<'_>, at: usize) -> usize {
    let whole = found.get(0).map_or(at..at, |part| part.range());
    let value = found.name("name").and_then(|_| part(found)).filter(|value| value.len() <= LONGEST_NAME);
    let next = value.map_or(whole.end, |value| value.start).max(at + 1);
    (next..=text.len()).find(|next| text.is_char_boundary(*next)).unwrap_or(text.len())
}

/// The part of a match that is secret: all of it when no part has a name.
fn value(text: &str, found: &Captures<'_>) -> Option<Range<usize>> {
    let value = part(found)?;
    Some(if found.name("d").is_some() { value.start..end_of_list(text, value.end) } else { value })
}

fn part(found: &Captures<'_>) -> Option<Range<usize>> {
    let named = ["a", "b", "c", "d"].iter().find_map(|part| found.name(part));
    let has_parts = found.name("name").is_some();
    named.or_else(|| found.get(0).filter(|_| !has_parts)).map(|part| part.range())
}

/// Where a value without quotes ends that goes on behind commas: `code=a,b` is one value, `code=a,state=b` are two.
fn end_of_list(text: &str, mut end: usize) -> usize {
    let is_inside = |character: &char| !character.is_whitespace() && !"\"'&<>\\,;{}[]()".contains(*character);
    while let Some(rest) = text[end..].strip_prefix([',', ';']) {
        let length: usize = rest.chars().take_while(is_inside).map(char::len_utf8).sum();
        if length == 0 || begins_a_pair(&rest[..length]) {
            break;
        }
        end += 1 + length;
    }
    end
}

fn begins_a_pair(text: &str) -> bool {
    let is_of_a_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    text.split_once(['=', ':']).is_some_and(|(name, _)| name.bytes().all(is_of_a_name))
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

fn named(found: &Captures<'_>, value: &str) -> Option<Kind> {
    let name = found.name("name")?.as_str();
    let lower = name.to_ascii_lowercase();
    if ABOUT.iter().any(|end| lower.ends_with(end)) {
        return None;
    }
    let is_error_code = lower == "code" && value.len() <= 40 && is_code_of_an_error(value);
    (!is_error_code && !is_word_about_nothing(value)).then(|| Kind::of_name(name))
}

/// What people write behind the name of a scheme where no credentials follow.
const BESIDE_A_SCHEME: [&str; 29] = [
    "a",
    "access",
    "and",
    "api",
    "are",
    "auth",
    "authentication",
    "authorization",
    "client",
    "error",
    "failed",
    "for",
    "format",
    "from",
    "header",
    "headers",
    "http",
    "in",
    "is",
    "not",
    "of",
    "or",
    "realm",
    "scheme",
    "scope",
    "the",
    "token",
    "tokens",
    "was",
];

/// Credentials may be as short as somebody's test needs; a word is none.
fn behind_a_scheme(found: &Captures<'_>, value: &str) -> Option<Kind> {
    let word = value.trim_end_matches(['.', '=']).to_ascii_lowercase();
    let is_word = word.is_empty() || BESIDE_A_SCHEME.contains(&word.as_str());
    // `Basic` begins sentences about many other things.
    let is_prose = found["scheme"].eq_ignore_ascii_case("basic")
        && value.len() < 8
        && value.trim_end_matches('.').bytes().all(|byte| byte.is_ascii_lowercase());
    (!is_word && !is_prose).then_some(Kind::Credentials)
}

fn opaque(found: &Captures<'_>, value: &str) -> Option<Kind> {
    let is_trace = found.name("trace").is_some() && value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    (!is_trace && is_opaque(value)).then_some(Kind::Secret)
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
