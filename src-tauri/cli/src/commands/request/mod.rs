//! `trilo request`: a call of Atlassian's APIs with the right token, which is never shown.

mod address;
mod answered;
mod body;
mod pages;
mod selection;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use serde_json::Value;
use trilo_core::Error;
use trilo_core::atlassian::Http;
use trilo_core::atlassian::gateway::{Call, CallAnswer, HeaderMap, header};
use trilo_core::ports::SystemClock;
use trilo_core::token_request::{GoodToken, SiteWish, TokenRequest};

use self::address::Address;
use self::body::Field;
use self::selection::Selection;
use crate::choice::AccountChoice;
use crate::composition::{self, Unheard};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::obtain::obtain;
use crate::output::Output;

pub use self::answered::Answered;

/// Calls an operation through Atlassian's gateway, and writes its answer.
#[derive(Debug, Args)]
pub struct Request {
    /// The method, such as GET
    method: String,
    /// The path as the documentation has it, such as /rest/api/3/myself, or an address of the site or the gateway
    #[arg(value_name = "PATH")]
    path: String,
    #[command(flatten)]
    choice: AccountChoice,
    /// The site: its name, address or cloud id; not needed if the grant has only one
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    /// A parameter, in the query of a GET and in the JSON body of others: numbers, true, false and null are such,
    /// @FILE is a file's contents, and a[b]=c and a[]=b make objects and lists
    #[arg(long, short = 'F', value_name = "NAME=VALUE")]
    field: Vec<String>,
    /// The same, whose value is a text whatever it looks like
    #[arg(long, short = 'f', value_name = "NAME=VALUE")]
    raw_field: Vec<String>,
    /// The body: a file, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["field", "raw_field"])]
    input: Option<PathBuf>,
    /// A header, such as 'X-ExperimentalApi: opt-in'
    #[arg(long, short = 'H', value_name = "NAME: VALUE")]
    header: Vec<String>,
    /// Ask for the following pages too
    #[arg(long)]
    paginate: bool,
    /// With --paginate: all pages in one list
    #[arg(long, requires = "paginate")]
    slurp: bool,
    /// Write only what this filter of jq selects, texts as they are
    #[arg(long, short = 'q', value_name = "FILTER")]
    jq: Option<String>,
    /// Write status and headers in front of the answer
    #[arg(long, short)]
    include: bool,
}

/// The headers that are the token's, the connection's or a session's.
const RESERVED: [&str; 5] = ["authorization", "proxy-authorization", "cookie", "host", "content-length"];
/// How often a call is tried again that came too early, and how many seconds are waited at most.
const TRIES: u32 = 3;
const LONGEST_WAIT: u64 = 60;

impl Request {
    /// Calls, and pages on if that was asked for.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let selection = self.jq.as_deref().map(Selection::parse).transpose()?;
        let headers = self.headers()?;
        let method = self.method.to_uppercase();
        let fields = self.fields()?;
        let address = Address::parse(&method, &self.path)?;
        let mut caller = Caller::new(self.token_request(&address)?, self.include, output).await?;
        let url = address.url(&caller.good.facts.cloud.endpoints(), caller.good.facts.cloud_id.as_deref())?;
        let method = method.parse().map_err(|_| unusable(&self.method, "it is no HTTP method"))?;
        let call = self.filled(Call { method, url, headers, body: None }, fields)?;
        self.converse(&mut caller, call, selection.as_ref()).await
    }

    fn filled(&self, mut call: Call, fields: Vec<Field>) -> Result<Call, Failure> {
        match (&self.input, call.method.as_str()) {
            (Some(file), _) => call.body = Some(body::read(file)?),
            (None, "GET" | "HEAD" | "DELETE") => body::into_query(&mut call.url, fields),
            (None, _) if fields.is_empty() => {}
            (None, _) => call.body = Some(body::object(fields)?.to_string().into_bytes()),
        }
        Ok(call)
    }

    /// Writes page after page, or all of them at the end.
    async fn converse(
        &self,
        caller: &mut Caller,
        mut call: Call,
        selection: Option<&Selection>,
    ) -> Result<Exit, Failure> {
        let mut pages = Vec::new();
        loop {
            let answer = caller.call(&call).await?;
            let following = if self.paginate { following(&call, &answer) } else { None };
            match (selection, self.slurp) {
                (_, true) => pages.push(serde_json::from_slice(&answer.body).map_err(|_| Answered::NoJson)?),
                (Some(selection), false) => Output::write(selection.apply(&answer.body)?.as_bytes())?,
                (None, false) => write(&answer.body)?,
            }
            match following {
                Some(next) => call = next,
                None => break,
            }
        }
        if self.slurp {
            let all = Value::Array(pages).to_string();
            match selection {
                Some(selection) => Output::write(selection.apply(all.as_bytes())?.as_bytes())?,
                None => write(all.as_bytes())?,
            }
        }
        Ok(Exit::Done)
    }

    fn token_request(&self, address: &Address) -> Result<TokenRequest, Failure> {
        let site = match self.site.clone().or_else(|| address.site.clone()) {
            Some(name) => SiteWish::Named(name),
            None if address.is_of_site() => SiteWish::Only,
            None => SiteWish::Any,
        };
        Ok(TokenRequest { account: self.choice.wish()?, site, ..TokenRequest::default() })
    }

    fn fields(&self) -> Result<Vec<Field>, Failure> {
        let typed = self.field.iter().map(|field| Field::typed(field));
        typed.chain(self.raw_field.iter().map(|field| Field::raw(field))).collect()
    }

    fn headers(&self) -> Result<HeaderMap, Failure> {
        let mut headers = HeaderMap::new();
        for typed in &self.header {
            let (name, value) = header(typed).ok_or_else(|| unusable(typed, "a header is NAME: VALUE"))?;
            if RESERVED.contains(&name.as_str()) {
                return Err(unusable(name.as_str(), "trilo sets this header itself"));
            }
            headers.insert(name, value);
        }
        Ok(headers)
    }
}

/// What makes calls: a token, renewed once if it is not accepted before its time is over.
struct Caller {
    http: Http,
    request: TokenRequest,
    good: GoodToken,
    /// Whether the head of each answer is written as well.
    include: bool,
    output: Output,
}

impl Caller {
    async fn new(request: TokenRequest, include: bool, output: Output) -> Result<Self, Failure> {
        let good = obtain(&request, output).await?;
        composition::note_overrides(output, &good.facts.cloud);
        Ok(Self { http: Http::new(Arc::new(SystemClock), Arc::new(Unheard)), request, good, include, output })
    }

    async fn call(&mut self, call: &Call) -> Result<CallAnswer, Failure> {
        let mut tries = 0;
        loop {
            let answer = call.make(&self.http, &self.good.token).await.map_err(Error::from)?;
            match answer.retry_after {
                _ if answer.rejects_token && !self.request.renewed => {
                    self.request.renewed = true;
                    self.good = obtain(&self.request, self.output).await?;
                }
                Some(seconds) if answer.status == 429 && tries < TRIES && seconds <= LONGEST_WAIT => {
                    tries += 1;
                    self.output.progress(&format!("Too many requests: waiting {seconds} seconds …"));
                    tokio::time::sleep(Duration::from_secs(seconds)).await;
                }
                Some(_) | None => return self.judge(call, answer),
            }
        }
    }

    /// An answer that tells a failure is written too: it often says what is wrong.
    fn judge(&self, call: &Call, answer: CallAnswer) -> Result<CallAnswer, Failure> {
        if self.include {
            Output::write(head(&answer).as_bytes())?;
        }
        match Answered::of(call, &answer, &self.good.facts) {
            None => Ok(answer),
            Some(failure) => {
                write(&answer.body)?;
                Err(failure.into())
            }
        }
    }
}

fn following(call: &Call, answer: &CallAnswer) -> Option<Call> {
    pages::next(call, &serde_json::from_slice(&answer.body).ok()?)
}

/// Status and headers, without cookies: those belong to nobody's session here.
fn head(answer: &CallAnswer) -> String {
    let headers = answer.headers.iter().filter(|(name, _)| name.as_str() != "set-cookie");
    let lines = headers.map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())));
    format!("HTTP {}\n{}\n", answer.status, lines.collect::<String>())
}

/// Writes an answer as it is; a text gets an end of its last line.
fn write(body: &[u8]) -> Result<(), Failure> {
    Output::write(body)?;
    let is_text = !body.is_empty() && std::str::from_utf8(body).is_ok_and(|text| !text.ends_with('\n'));
    if is_text { Output::write(b"\n") } else { Ok(()) }
}

fn unusable(what: &str, why: &str) -> Failure {
    Failure::Unusable { what: what.to_owned(), why: why.to_owned() }
}
