//! The provider for Backstage frontends, as the window holds it: on or off, by the person's settings.

mod questions;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use trilo_core::Core;
use trilo_core::app_config::ConfigFiles;
use trilo_core::ports::{Event, EventSink};
use trilo_core::settings::{BackstageIdentity, BackstageSettings, BackstageSource, Settings};
use trilo_provider::{Identity, KeptSessions, Origins, Provider, Resolver, ServeError, ServeOptions, Source, serve};

pub use questions::Questions;

/// The window is told of requests at most so often.
const PACE: Duration = Duration::from_millis(250);

/// The provider and the questions that its frontends ask.
pub struct Backstage {
    state: Mutex<State>,
    questions: Arc<Questions>,
    events: Arc<dyn EventSink>,
}

struct State {
    serving: Serving,
    /// What the last provider kept in memory.
    kept: KeptSessions,
}

/// Whether it serves.
pub enum Serving {
    /// The person turned it off.
    Off,
    /// It serves.
    On(Provider),
    /// It should serve, and cannot.
    Failed(ServeError),
}

impl Backstage {
    /// A provider that is off.
    pub fn new(events: Arc<dyn EventSink>) -> Self {
        let state = State { serving: Serving::Off, kept: KeptSessions::default() };
        Self { state: Mutex::new(state), questions: Arc::new(Questions::new(events.clone())), events }
    }

    /// Begins to serve if the person left it on, once the vault can be read.
    pub async fn follow(&self, core: &Core) {
        let mut state = self.state.lock().await;
        let Ok(settings) = core.settings() else { return };
        if settings.backstage.on && matches!(state.serving, Serving::Off) {
            self.begin(&mut state, core, &settings.backstage).await;
            self.events.emit(Event::BackstageChanged);
        }
    }

    /// Keeps settings and serves by them, or no longer. Whether that works is told by [`Backstage::look`].
    ///
    /// # Errors
    /// When the settings cannot be kept; the provider goes on as it was.
    pub async fn apply(&self, core: &Core, backstage: BackstageSettings) -> Result<(), ServeError> {
        let mut state = self.state.lock().await;
        backstage.origins.iter().try_for_each(|origin| Origins::default().add(origin))?;
        let settings = core.put_settings(Settings { backstage, ..core.settings()? })?;
        self.end(&mut state).await;
        if settings.backstage.on {
            self.begin(&mut state, core, &settings.backstage).await;
        }
        self.events.emit(Event::BackstageChanged);
        Ok(())
    }

    /// Stops serving, for as long as this process lives.
    pub async fn stop(&self) {
        self.end(&mut *self.state.lock().await).await;
    }

    /// Looks at what is served.
    pub async fn look<T>(&self, look: impl FnOnce(&Serving) -> T) -> T {
        look(&self.state.lock().await.serving)
    }

    /// Signs a browser out, by its session's digest.
    pub async fn end_session(&self, digest: &str) {
        if let Serving::On(provider) = &self.state.lock().await.serving {
            provider.end_session(digest).await;
        }
        self.events.emit(Event::BackstageChanged);
    }

    /// Takes back what an origin was allowed, and signs its browsers out.
    pub async fn revoke_origin(&self, origin: &str) {
        if let Serving::On(provider) = &self.state.lock().await.serving {
            provider.revoke_origin(origin).await;
        }
        self.events.emit(Event::BackstageChanged);
    }

    /// The questions of frontends.
    pub fn questions(&self) -> &Questions {
        &self.questions
    }

    async fn begin(&self, state: &mut State, core: &Core, settings: &BackstageSettings) {
        let served = match self.options(core, settings) {
            Ok(options) => serve(core.clone(), ServeOptions { kept: state.kept.clone(), ..options }).await,
            Err(error) => Err(error),
        };
        state.serving = match served {
            Ok(provider) => {
                self.tell_of_requests(&provider);
                Serving::On(provider)
            }
            Err(error) => Serving::Failed(error),
        };
    }

    async fn end(&self, state: &mut State) {
        // Nobody waits for a person then.
        self.questions.end();
        match std::mem::replace(&mut state.serving, Serving::Off) {
            Serving::On(provider) => state.kept = provider.stop().await,
            Serving::Off | Serving::Failed(_) => {}
        }
    }

    fn options(&self, core: &Core, settings: &BackstageSettings) -> Result<ServeOptions, ServeError> {
        let mut options = ServeOptions::new(match &settings.source {
            BackstageSource::Registrations { ids } => {
                // One that was deleted meanwhile does not keep the others from being served.
                let known = |id: &&_| core.registration(id).is_ok();
                Source::Registrations(ids.iter().filter(known).cloned().collect())
            }
            BackstageSource::AppConfig { files, environment_file } => {
                let (paths, environment_file) = (files.clone(), environment_file.clone());
                Source::AppConfig(ConfigFiles { paths, environment_file })
            }
        });
        options.port = Some(settings.port);
        settings.origins.iter().try_for_each(|origin| options.origins.add(origin))?;
        options.consent = Some(self.questions.clone());
        options.identity = match &settings.identity {
            BackstageIdentity::Off => Identity::Off,
            BackstageIdentity::AsConfigured => Identity::AsConfigured,
            BackstageIdentity::EmailLocalPart => Identity::By(Resolver::EmailLocalPart { allowed_domains: Vec::new() }),
            BackstageIdentity::Email => Identity::By(Resolver::Email),
            BackstageIdentity::Fixed { entity } => Identity::By(Resolver::Fixed(entity.clone())),
        };
        Ok(options)
    }

    fn tell_of_requests(&self, provider: &Provider) {
        let (mut answered, events) = (provider.answered(), self.events.clone());
        // Ends with the provider.
        tokio::spawn(async move {
            while answered.changed().await.is_ok() {
                events.emit(Event::BackstageChanged);
                tokio::time::sleep(PACE).await;
            }
        });
    }
}
