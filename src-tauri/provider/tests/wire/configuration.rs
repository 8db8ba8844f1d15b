//! What is served of a configuration, and what is told at the start.

use std::fs;

use trilo_provider::{ServeError, ServeOptions, Source, serve};
use trilo_sandbox::stock;

use crate::support::{Stage, encoded};

const CONFIG: &str = "
app:
  baseUrl: http://localhost:3100
backend:
  baseUrl: http://localhost:7007
auth:
  environment: development
  experimentalExtraAllowedOrigins: ['https://*.preview.example.com']
  providers:
    atlassian:
      development:
        clientId: SandboxBackstageClientId00000001
        clientSecret: CLIENT_SECRET
        additionalScopes: write:jira-work
        sessionDuration: 24h
        signIn:
          resolvers:
            - resolver: emailLocalPartMatchingUserEntityName
      production:
        clientId: ${TRILO_TEST_UNSET_CLIENT_ID}
        clientSecret: not-a-real-secret
";

#[tokio::test]
async fn an_app_config_says_origins_scopes_cookies_and_identity() {
    let folder = tempfile::tempdir().unwrap();
    let text = CONFIG.replace("CLIENT_SECRET", stock::CLIENT_SECRET);
    fs::write(folder.path().join("app-config.yaml"), text).unwrap();
    let stage = Stage::with(|options| options.source = Source::app_config(folder.path())).await;
    let announcement = stage.provider.announcement();
    let text = announcement.to_string();
    let expected = ["http://localhost:3100", "http://localhost:3000", "https://*.preview.example.com"];
    assert_eq!(announcement.origins, expected);
    assert!(text.contains("TRILO_TEST_UNSET_CLIENT_ID"), "the variable is named: {text}");
    assert!(text.contains(&format!("Callback to register: {}", stage.url("/handler/frame"))), "{text}");
    let port = stage.provider.port();
    assert!(text.contains(&format!("target: \"http://localhost:{port}/api/auth\", plugins: [auth]")), "{text}");
    assert!(text.contains("auth: { environment: development }"), "{text}");
    let query = format!("env=development&origin={}", encoded("http://localhost:3000"));
    let (_, to) = stage.start(&query).await;
    let scope = to.query_pairs().find(|(name, _)| name == "scope").unwrap().1.into_owned();
    assert_eq!(scope, "offline_access read:me read:jira-work read:jira-user write:jira-work");
    let signed_in = stage.sign_in().await;
    let attributes = crate::support::attributes_of(&signed_in.headers, "atlassian-refresh-token");
    assert!(attributes.contains(&"max-age=86400".to_owned()), "{attributes:?}");
    assert_eq!(signed_in.answer["response"]["backstageIdentity"]["identity"]["userEntityRef"], "user:default/mira");
    let broken = stage.get("/start?env=production").send().await.unwrap();
    assert_eq!(broken.status(), 404, "the good environment is served all the same");
    assert!(broken.text().await.unwrap().contains("misconfigured"));
}

#[tokio::test]
async fn a_frontend_is_told_to_name_an_environment_that_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let app = "{clientId: SandboxBackstageClientId00000001, clientSecret: made-up}";
    let text = format!("auth: {{providers: {{atlassian: {{production: {app}}}}}}}");
    fs::write(folder.path().join("app-config.yaml"), text).unwrap();
    let stage = Stage::with(|options| options.source = Source::app_config(folder.path())).await;
    let lines = stage.provider.announcement().frontend_lines();
    assert_eq!(lines[1], "auth: { environment: production }");
}

#[tokio::test]
async fn each_environment_has_its_own_app_and_its_own_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let staging = "SandboxBackstageClientId00000002";
    let text = CONFIG.replace("production", "staging").replace("${TRILO_TEST_UNSET_CLIENT_ID}", staging);
    let text = text.replace("not-a-real-secret", "CLIENT_SECRET").replace("CLIENT_SECRET", stock::CLIENT_SECRET);
    fs::write(folder.path().join("app-config.yaml"), text).unwrap();
    let stage = Stage::with(|options| options.source = Source::app_config(folder.path())).await;
    let app = crate::support::app_with(&stage.sandbox, &stage.provider);
    stage.sandbox.world().add_registration(trilo_sandbox::Registration { client_id: staging.into(), ..app });
    for (environment, client) in [("development", crate::support::CLIENT_ID), ("staging", staging)] {
        let query = format!("env={environment}&origin={}", encoded(crate::support::APP));
        let (_, to) = stage.start(&query).await;
        assert!(to.query_pairs().any(|(name, value)| name == "client_id" && value == client), "{to}");
        let cookie = stage.sign_in_with(&query, None).await.cookie;
        let refresh = async |env: &str| {
            let path = format!("/refresh?optional&env={env}");
            stage.fetch(reqwest::Method::GET, &path, &cookie).send().await.unwrap().status().as_u16()
        };
        let other = if environment == "staging" { "development" } else { "staging" };
        assert_eq!((refresh(environment).await, refresh(other).await), (200, 401));
    }
    assert_eq!(stage.provider.sessions().len(), 2);
}

#[tokio::test]
async fn a_busy_port_says_who_probably_holds_it() {
    let stage = Stage::new().await;
    let mut options = ServeOptions::new(Source::Credentials {
        client_id: stock::CLIENT_ID.into(),
        client_secret: trilo_core::secret::Secret::new(stock::CLIENT_SECRET.into()),
        scopes: Vec::new(),
    });
    options.port = Some(stage.provider.port());
    let Err(error) = serve(stage.core.clone(), options).await else { panic!("the port is taken") };
    assert!(matches!(error, ServeError::Busy { .. }), "{error}");
    let told = ServeError::Busy { port: 7007, holder: None }.to_string();
    assert!(
        told.contains("Backstage's own back end") && told.contains("target: http://localhost:7008/api/auth"),
        "{told}"
    );
}

#[tokio::test]
async fn a_provider_that_was_stopped_frees_its_port() {
    let stage = Stage::new().await;
    let port = stage.provider.port();
    stage.refresh("").await;
    stage.provider.stop().await;
    assert!(tokio::net::TcpListener::bind(("127.0.0.1", port)).await.is_ok());
}
