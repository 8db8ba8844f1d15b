//! A browser that plays a person: logs in, decides on the consent page, and follows the way back to the app.

mod page;
mod wire;

use reqwest::StatusCode;
use thiserror::Error;
use url::Url;

use self::page::{Kind, ParsedPage};
use self::wire::{Step, Wire};

/// Redirects and forms that are followed before giving up.
const MOST_STEPS: usize = 20;

/// A person with a browser. Cookies last as long as this value, so that a second visit is still logged in.
#[derive(Debug)]
pub struct ScriptedBrowser {
    person: String,
    site: Option<String>,
    decision: Decision,
    wire: Wire,
}

/// What the person does on the consent page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decision {
    /// Accept, on the site that was named or is suggested.
    #[default]
    Accept,
    /// Cancel.
    Cancel,
    /// Leave the page open.
    Stop,
}

/// Where a visit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landing {
    /// An ordinary page, such as the app's own after the callback.
    Page {
        /// HTTP status.
        status: u16,
        /// Title of the document.
        title: String,
        /// Words of the page.
        text: String,
        /// Address of the page, the callback's parameters included.
        url: Url,
    },
    /// The redirect to an app's own scheme, which the operating system would now open.
    CustomScheme(Url),
    /// An error page that never comes back to the app.
    ErrorPage {
        /// Heading.
        title: String,
        /// Explanation, with the scopes it lists.
        text: String,
        /// Address of the page.
        url: Url,
    },
    /// The consent page, left open.
    Consent {
        /// Heading, which names the app.
        title: String,
        /// Words of the page.
        text: String,
        /// Names of the sites to choose from.
        sites: Vec<String>,
        /// Address of the page.
        url: Url,
    },
}

/// Why a visit could not go on.
#[derive(Debug, Error)]
pub enum BrowserError {
    /// The server did not answer, or not in HTTP.
    #[error("no answer from {origin}")]
    Network {
        /// Scheme, host and port that were asked.
        origin: String,
        /// What went wrong.
        source: reqwest::Error,
    },
    /// A redirect leads nowhere, or a form has no address.
    #[error("{0} is not an address a browser can go to")]
    Address(String),
    /// The person page does not show this person.
    #[error("nobody called {0} can log in")]
    UnknownPerson(String),
    /// The consent page does not offer this site.
    #[error("there is no site {wanted} to choose; there are: {}", .offered.join(", "))]
    UnknownSite {
        /// The site that was asked for.
        wanted: String,
        /// The sites that are offered.
        offered: Vec<String>,
    },
    /// The consent page wants a site, and none was named.
    #[error("the page wants one of these sites: {}", .0.join(", "))]
    SiteNotChosen(Vec<String>),
    /// Redirects and forms go round in circles.
    #[error("more than {MOST_STEPS} pages in a row")]
    Endless,
}

impl ScriptedBrowser {
    /// A browser of a person, named by account id, full name or e-mail address.
    #[must_use]
    pub fn new(person: impl Into<String>) -> Self {
        Self { person: person.into(), site: None, decision: Decision::default(), wire: Wire::default() }
    }

    /// Chooses a site, by name, host or cloud id. Without, the page's suggestion is taken.
    #[must_use]
    pub fn site(self, site: impl Into<String>) -> Self {
        Self { site: Some(site.into()), ..self }
    }

    /// What to do on the consent page; accept by default.
    #[must_use]
    pub fn decision(self, decision: Decision) -> Self {
        Self { decision, ..self }
    }

    /// Opens an address and goes on until there is nothing more to do for the person.
    pub async fn visit(&self, url: &Url) -> Result<Landing, BrowserError> {
        let mut step = Step::Get(url.clone());
        for _ in 0..MOST_STEPS {
            let answer = self.wire.go(step).await?;
            step = match answer.redirect {
                Some(target) if matches!(target.scheme(), "http" | "https") => Step::Get(target),
                Some(target) => return Ok(Landing::CustomScheme(target)),
                None => match self.act(ParsedPage::parse(&answer.html), answer.status, answer.url)? {
                    Act::GoOn(next) => next,
                    Act::Land(landing) => return Ok(landing),
                },
            };
        }
        Err(BrowserError::Endless)
    }

    fn act(&self, page: ParsedPage, status: StatusCode, url: Url) -> Result<Act, BrowserError> {
        match (page.kind, self.decision) {
            (Kind::Person, _) => self.log_in(&page, &url).map(Act::GoOn),
            (Kind::Error, _) => Ok(Act::Land(Landing::ErrorPage { title: page.heading, text: page.explanation, url })),
            (Kind::Consent, Decision::Stop) => {
                let sites = page.site_names();
                Ok(Act::Land(Landing::Consent { title: page.heading, text: page.text, sites, url }))
            }
            (Kind::Consent, Decision::Accept) => self.accept(&page, &url).map(Act::GoOn),
            (Kind::Consent, Decision::Cancel) => submit(&page, &url, vec![("decision", "cancel")]).map(Act::GoOn),
            (Kind::Other, _) => {
                let status = status.as_u16();
                Ok(Act::Land(Landing::Page { status, title: page.title, text: page.text, url }))
            }
        }
    }

    fn log_in(&self, page: &ParsedPage, url: &Url) -> Result<Step, BrowserError> {
        let person = page.people.iter().find(|choice| choice.is_called(&self.person));
        let person = person.ok_or_else(|| BrowserError::UnknownPerson(self.person.clone()))?;
        submit(page, url, vec![("person", &person.value)])
    }

    fn accept(&self, page: &ParsedPage, url: &Url) -> Result<Step, BrowserError> {
        let mut fields = vec![("decision", "accept")];
        let chosen =
            match &self.site {
                _ if page.sites.is_empty() => None,
                Some(wanted) => {
                    let site = page.sites.iter().find(|choice| choice.is_called(wanted));
                    Some(site.ok_or_else(|| BrowserError::UnknownSite {
                        wanted: wanted.clone(),
                        offered: page.site_names(),
                    })?)
                }
                None => {
                    let suggested = page.sites.iter().find(|choice| choice.suggested);
                    Some(suggested.ok_or_else(|| BrowserError::SiteNotChosen(page.site_names()))?)
                }
            };
        fields.extend(chosen.map(|site| ("site", site.value.as_str())));
        submit(page, url, fields)
    }
}

/// What follows from a page.
enum Act {
    GoOn(Step),
    Land(Landing),
}

fn submit(page: &ParsedPage, url: &Url, fields: Vec<(&str, &str)>) -> Result<Step, BrowserError> {
    let target = url.join(&page.action).map_err(|_| BrowserError::Address(page.action.clone()))?;
    let hidden = page.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields = hidden.chain(fields).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Ok(Step::Post(target, fields))
}
