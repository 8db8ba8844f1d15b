//! Requests and answers of HTTP as text (RFC 9112, section 2), or just the head of an answer.

use url::Url;

use super::{MAX_OBSERVATIONS, Recognised, body, callback, page};
use crate::diagnose::explain::Stage;
use crate::diagnose::explain::observation::Observation;

const METHODS: [&str; 8] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "CONNECT"];

/// A request with its answer, as far as each is there.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) host: String,
    pub(super) request_body: String,
    pub(super) status: Option<u16>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// Which part of an exchange a line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    RequestHead,
    RequestBody,
    AnswerHead,
    AnswerBody,
}

/// Reads a text that begins with a request line or a status line.
pub(super) fn read(text: &str) -> Option<(Recognised, Vec<Observation>)> {
    let first = text.lines().next().unwrap_or_default();
    let is_request = request_line(first).is_some();
    if !is_request && status_line(first).is_none() {
        return None;
    }
    let exchanges = exchanges(text.lines());
    let is_whole = exchanges.iter().any(|exchange| !exchange.body.trim().is_empty() || !exchange.method.is_empty());
    let recognised = if is_whole { Recognised::HttpExchange } else { Recognised::StatusLine };
    Some((recognised, observed(exchanges)))
}

/// Cuts lines into exchanges.
pub(super) fn exchanges<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    let mut part = Part::AnswerBody;
    for line in lines {
        if let Some((method, target)) = request_line(line) {
            if exchanges.len() >= MAX_OBSERVATIONS {
                break;
            }
            exchanges.push(Exchange { method: method.to_owned(), target: target.to_owned(), ..Exchange::default() });
            part = Part::RequestHead;
            continue;
        }
        if let Some(status) = status_line(line).filter(|_| part != Part::AnswerHead) {
            if exchanges.last().is_none_or(|last| last.status.is_some_and(|status| status >= 200)) {
                exchanges.push(Exchange::default());
            }
            if let Some(last) = exchanges.last_mut() {
                last.status = Some(status);
                last.headers.clear();
            }
            part = Part::AnswerHead;
            continue;
        }
        let Some(exchange) = exchanges.last_mut() else { continue };
        part = exchange.take(line, part);
    }
    exchanges
}

impl Exchange {
    fn take(&mut self, line: &str, part: Part) -> Part {
        match part {
            Part::RequestHead | Part::AnswerHead if line.trim().is_empty() => {
                return if part == Part::RequestHead { Part::RequestBody } else { Part::AnswerBody };
            }
            Part::RequestHead => {
                if let Some((_, host)) = header(line).filter(|(name, _)| name == "host" || name == ":authority") {
                    self.host = host;
                }
            }
            Part::AnswerHead => match header(line) {
                // Some paste the host above the answer rather than the request.
                Some((name, host)) if name == "host" && self.host.is_empty() => self.host = host,
                Some(header) => self.headers.push(header),
                None => {
                    self.append(line, Part::AnswerBody);
                    return Part::AnswerBody;
                }
            },
            Part::RequestBody | Part::AnswerBody => self.append(line, part),
        }
        part
    }

    fn append(&mut self, line: &str, part: Part) {
        let text = if part == Part::RequestBody { &mut self.request_body } else { &mut self.body };
        text.push_str(line);
        text.push('\n');
    }
}

/// What exchanges tell, in the order in which they were made.
pub(super) fn observed(exchanges: Vec<Exchange>) -> Vec<Observation> {
    let mut observations: Vec<Observation> = Vec::new();
    for exchange in exchanges {
        let mut found = observe(exchange);
        let was_refreshed = observations.iter().any(|earlier| earlier.has("refresh") && earlier.status == Some(200));
        if was_refreshed && found[0].has("refresh") && found[0].error.is_some() {
            found[0].mark("refreshed-before", "A refresh succeeded shortly before");
        }
        observations.append(&mut found);
    }
    observations
}

/// What one exchange tells: of itself, and of where its answer sends the browser.
fn observe(exchange: Exchange) -> Vec<Observation> {
    let mut observation = Observation { method: exchange.method, status: exchange.status, ..Observation::default() };
    let absolute = Url::parse(&exchange.target).ok().filter(Url::has_host);
    match &absolute {
        Some(url) => {
            let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
            observation.url(url.host_str().unwrap_or_default(), &format!("{}{query}", url.path()));
        }
        None => observation.url(&exchange.host, &exchange.target),
    }
    observation.headers = exchange.headers;
    request(&mut observation, &exchange.request_body);
    // A tunnel's answer is the proxy's, whatever stage is behind it.
    if observation.status == Some(407) || observation.method == "CONNECT" {
        observation.stage = Some(Stage::Network);
    }
    body::read(&mut observation, &exchange.body);
    let location = observation.header("location").map(ToOwned::to_owned);
    let mut observations = vec![observation];
    observations.extend(location.and_then(|location| of_location(&location)));
    observations
}

/// A redirection to Atlassian's error page or to a callback.
pub(super) fn of_location(location: &str) -> Option<Observation> {
    let url = Url::parse(location.trim()).ok()?;
    let answer = callback::is_query(url.query().unwrap_or_default());
    page::read_address(&url).or_else(|| answer.then(|| callback::read(location.trim())))
}

/// What a request to the token endpoint asked for.
fn request(observation: &mut Observation, text: &str) {
    let says = |words: &str| text.contains(words);
    if says("client_credentials") {
        observation.mark("client-credentials", "grant_type is client_credentials");
    } else if says("\"refresh_token\"") || says("grant_type=refresh_token") {
        observation.mark("refresh", "grant_type is refresh_token");
    } else if says("authorization_code") && (says("resource=") || says("\"resource\"")) {
        observation.mark("oauth-proxy", "The exchange has a resource parameter");
    }
}

fn request_line(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    let (method, target, version) = (words.next()?, words.next()?, words.next());
    let is_target = target.starts_with('/') || target.contains("://") || method == "CONNECT";
    let is_version = version.is_none_or(|version| version.starts_with("HTTP/"));
    (METHODS.contains(&method) && is_target && is_version && words.next().is_none()).then_some((method, target))
}

/// The status of a status line, also of one without a version such as `401 Unauthorized`.
fn status_line(line: &str) -> Option<u16> {
    let mut words = line.split_whitespace();
    let first = words.next()?;
    let (status, has_version) = if first.starts_with("HTTP/") { (words.next()?, true) } else { (first, false) };
    let status: u16 = status.parse().ok().filter(|status| status_is_known(*status) && first.len() <= 8)?;
    let reason: Vec<&str> = words.collect();
    let is_reason = reason.len() <= 4
        && reason.iter().all(|word| word.chars().all(|letter| letter.is_ascii_alphabetic() || "-'".contains(letter)))
        && reason.first().is_some_and(|word| word.starts_with(char::is_uppercase));
    (has_version || is_reason).then_some(status)
}

const fn status_is_known(status: u16) -> bool {
    status >= 100 && status <= 599
}

fn header(line: &str) -> Option<(String, String)> {
    // HTTP/2's own names begin with a colon.
    let at = line.get(1..)?.find(':')? + 1;
    let (name, value) = (line[..at].trim(), line[at + 1..].trim());
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte));
    is_name.then(|| (name.to_ascii_lowercase(), value.to_owned()))
}
