//! Sandbox mode: the stand-in for Atlassian inside the app.

use trilo_core::Core;
use trilo_core::error::Code;
use trilo_core::registration::{Cloud, Endpoints};
use trilo_core::scope::ScopeSet;
use trilo_core::secret::Secret;
use trilo_core::sessions::{SandboxApp, VaultState};
use trilo_sandbox::{Sandbox, stock};
use url::Url;

use super::rehearsal::{self, Rehearsal};
use crate::views::{ErrorView, SandboxView};

/// Where the sandbox listens when it may choose.
const USUAL_PORT: u16 = 7008;
/// What a person finds ticked at first: enough to see something of each product.
const FIRST_SCOPES: &str = "read:jira-work read:jira-user read:confluence-content.all read:servicedesk-request";

/// The sandbox that runs inside this app.
pub struct SandboxMode {
    sandbox: Sandbox,
    rehearsing: Option<Rehearsal>,
}

impl SandboxMode {
    /// Starts the sandbox where it ran before, if that port is free, and points its registration to it.
    pub async fn start(core: &Core) -> Result<Self, ErrorView> {
        let mut builder = Sandbox::builder().prefer_port(last_port(core).unwrap_or(USUAL_PORT));
        let status = core.vault_status();
        // With secrets in memory only, the sandbox leaves nothing on disk either.
        if status.state == VaultState::Open {
            builder = builder.state_file(status.data_folder.join("sandbox.json"));
        }
        let sandbox = builder.start().await.map_err(|error| not_started(&error))?;
        // Its registration gets the stock secret now; what an earlier run rehearsed would contradict it.
        rehearsal::set_right(sandbox.world());
        core.connect_sandbox(&SandboxApp {
            endpoints: Endpoints { authorization_url: sandbox.authorization_url(), api_url: sandbox.api_url() },
            client_id: stock::CLIENT_ID.to_owned(),
            client_secret: Secret::new(stock::CLIENT_SECRET.to_owned()),
            scopes: ScopeSet::parse(FIRST_SCOPES).unwrap_or_default(),
        })?;
        Ok(Self { sandbox, rehearsing: None })
    }

    /// Stops it after the answers under way.
    pub async fn stop(self) {
        rehearsal::set_right(self.sandbox.world());
        self.sandbox.shutdown().await;
    }

    /// Its control page.
    pub fn control_url(&self) -> Url {
        self.sandbox.control_url()
    }

    /// What the window shows of it.
    pub fn view(&self) -> SandboxView {
        SandboxView {
            port: self.sandbox.port(),
            control_url: self.sandbox.control_url().to_string(),
            rehearsing: self.rehearsing.filter(|rehearsal| rehearsal.is_pending(self.sandbox.world())),
        }
    }

    /// Provokes a failure, and only that; `None` sets everything right.
    pub fn rehearse(&mut self, rehearsal: Option<Rehearsal>) {
        match rehearsal {
            Some(rehearsal) => rehearsal.arm(self.sandbox.world()),
            None => rehearsal::set_right(self.sandbox.world()),
        }
        self.rehearsing = rehearsal;
    }
}

fn last_port(core: &Core) -> Option<u16> {
    let registrations = core.registrations().ok()?;
    registrations.iter().find_map(|registration| match &registration.cloud {
        Cloud::Sandbox(endpoints) => endpoints.api_url.port(),
        Cloud::Commercial | Cloud::Government | Cloud::Custom(_) => None,
    })
}

fn not_started(error: &trilo_sandbox::StartError) -> ErrorView {
    ErrorView { code: Code::SandboxNotStarted, message: error.to_string(), details: std::collections::BTreeMap::new() }
}
