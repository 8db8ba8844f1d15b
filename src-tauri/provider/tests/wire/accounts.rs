//! Whose tokens a frontend gets: accounts that are signed in already, more scopes, other frontends.

use reqwest::Method;
use reqwest::header::{COOKIE, ORIGIN};
use serde_json::Value;
use trilo_provider::AllowOrigins;

use crate::consent::{first_account, stage_with};
use crate::support::{APP, Stage, cookie_of, message, popup};

#[tokio::test]
async fn an_account_with_enough_scopes_is_chosen_at_once_and_the_choice_is_remembered_until_revoked() {
    let (stage, person) = stage_with(first_account).await;
    stage.sign_in().await;
    // The first yes was for Atlassian's page; a yes for more scopes names the account.
    stage.provider.revoke_origin("http://localhost:3000").await;
    assert!(stage.core.sessions().unwrap().is_empty(), "revoking an origin ends what it brought");
    let signed_in = stage.sign_in().await;
    stage.provider.revoke_origin("http://localhost:9").await;
    assert_eq!(person.asked.lock().unwrap().len(), 2);
    let response = stage.get(&format!("/start?{}", popup(APP))).send().await.unwrap();
    assert_eq!(response.status(), 302, "the remembered choice was Atlassian's page");
    assert_eq!(person.asked.lock().unwrap().len(), 2, "nobody is asked again");
    drop(signed_in);
}

#[tokio::test]
async fn a_frontend_gets_the_account_that_was_chosen_without_atlassians_page() {
    let mut reuse = AllowOrigins::default();
    reuse.add(APP).unwrap();
    reuse.reuse_accounts();
    let stage = Stage::with(|options| options.allowed = reuse).await;
    stage.sign_in().await;
    let response = stage.get(&format!("/start?{}", popup(APP))).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let cookie = cookie_of(response.headers(), "atlassian-refresh-token");
    let answer = message(&response.text().await.unwrap());
    assert_eq!(answer["response"]["profile"]["displayName"], "Mira Okafor");
    assert_eq!(stage.refresh(&cookie).await.status(), 200);
    let more = stage.get(&format!("/start?{}&scope=write:jira-work", popup(APP))).send().await.unwrap();
    assert_eq!(more.status(), 302, "missing scopes lead through Atlassian's page");
}

#[tokio::test]
async fn missing_scopes_are_asked_for_together_with_the_old_ones() {
    let stage = Stage::new().await;
    let first = stage.sign_in_with(&format!("{}&scope=write:jira-work", popup(APP)), None).await;
    let second = stage.sign_in_with(&format!("{}&scope=manage:jira-project", popup(APP)), Some(&first.cookie)).await;
    let scope = second.answer["response"]["providerInfo"]["scope"].as_str().unwrap().to_owned();
    for wanted in ["write:jira-work", "manage:jira-project", "read:jira-work", "offline_access"] {
        assert!(scope.contains(wanted), "{wanted} is in {scope}");
    }
    let body: Value = stage.refresh(&first.cookie).await.json().await.unwrap();
    assert_eq!(body["providerInfo"]["scope"], scope.as_str(), "the first page's session has them too");
}

#[tokio::test]
async fn another_frontend_does_not_get_the_session_of_the_first_by_its_cookie() {
    let (stage, _) = stage_with(first_account).await;
    let other = "http://localhost:4000";
    let stage_two = Stage::with(|options| options.allow_origin(other).unwrap()).await;
    for (stage, expected) in [(&stage, 403), (&stage_two, 200)] {
        let cookie = stage.sign_in().await.cookie;
        let request = stage.client.request(Method::GET, stage.url("/refresh?env=development"));
        let request = request.header("x-requested-with", "XMLHttpRequest").header(COOKIE, cookie);
        assert_eq!(request.header(ORIGIN, other).send().await.unwrap().status(), expected);
    }
}
