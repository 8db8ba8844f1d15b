//! What is told at the start: what is served, what to register, what to write into the frontend's configuration.

use std::fmt;

/// What is served. Its `Display` is the text for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The base that the frontend's discovery has to give for `auth`.
    pub base_url: String,
    /// Each environment that is served.
    pub environments: Vec<AnnouncedEnvironment>,
    /// The origins and patterns that may ask.
    pub origins: Vec<String>,
    /// The environment that the frontend should name (`auth.environment`).
    pub environment: String,
    /// What else there is to know, such as variables that are not set.
    pub notes: Vec<String>,
}

/// An environment that is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncedEnvironment {
    /// Its name.
    pub name: String,
    /// The client id.
    pub client_id: String,
    /// The callback to register in Atlassian's developer console.
    pub callback: String,
    /// Scopes that are asked for besides the frontend's.
    pub scopes: String,
    /// How people become users; `None` when they do not.
    pub identity: Option<String>,
}

impl Announcement {
    /// The two lines for the frontend's `app-config.yaml`.
    #[must_use]
    pub fn frontend_lines(&self) -> [String; 2] {
        [
            format!("discovery: {{ endpoints: [{{ target: \"{}\", plugins: [auth] }}] }}", self.base_url),
            format!("auth: {{ environment: {} }}", self.environment),
        ]
    }
}

impl fmt::Display for Announcement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "Serving auth.providers.atlassian at {}", self.base_url)?;
        for environment in &self.environments {
            writeln!(formatter, "\n  {} (client {})", environment.name, environment.client_id)?;
            writeln!(formatter, "    Callback to register: {}", environment.callback)?;
            writeln!(formatter, "    Always asks for:      {}", environment.scopes)?;
            if let Some(identity) = &environment.identity {
                writeln!(formatter, "    Backstage identity:   {identity} (development only)")?;
            }
        }
        writeln!(formatter, "\n  Origins that may ask: {}", self.origins.join(", "))?;
        for note in &self.notes {
            writeln!(formatter, "  Note: {note}")?;
        }
        writeln!(formatter, "\n  For the frontend's app-config.yaml:")?;
        self.frontend_lines().iter().try_for_each(|line| writeln!(formatter, "    {line}"))
    }
}

/// The part of a frontend's configuration that sends only `auth` to a port of this machine.
pub(crate) fn discovery(port: u16) -> String {
    format!("discovery:\n  endpoints:\n    - target: http://localhost:{port}/api/auth\n      plugins: [auth]")
}
