//! The question whether an origin may have tokens, and what becomes of each answer.

use std::future::ready;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use reqwest::header::LOCATION;
use trilo_core::diagnose::AttemptOutcome;
use trilo_provider::{AllowOrigins, Consent, ConsentAnswer, ConsentChoice, ConsentQuestion};

use crate::support::{APP, Stage, cookie_of, encoded, message, popup};

/// A person who answers as told, and what was asked.
pub struct Person {
    says: fn(&ConsentQuestion) -> ConsentAnswer,
    pub asked: Mutex<Vec<ConsentQuestion>>,
}

impl Consent for Person {
    fn ask(&self, question: ConsentQuestion) -> Pin<Box<dyn Future<Output = ConsentAnswer> + Send + '_>> {
        let answer = (self.says)(&question);
        self.asked.lock().unwrap().push(question);
        Box::pin(ready(answer))
    }
}

pub async fn stage_with(says: fn(&ConsentQuestion) -> ConsentAnswer) -> (Stage, Arc<Person>) {
    let person = Arc::new(Person { says, asked: Mutex::default() });
    let asked = person.clone();
    let stage = Stage::with(move |options| {
        options.allowed = AllowOrigins::default();
        options.consent = Some(asked);
    })
    .await;
    (stage, person)
}

pub fn first_account(question: &ConsentQuestion) -> ConsentAnswer {
    let account = question.accounts.first().map(|account| ConsentChoice::Account(account.id.clone()));
    ConsentAnswer::Allowed { choice: account.unwrap_or(ConsentChoice::AtlassianPage), remember: true }
}

/// The first account that can be chosen; whoever asks is asked about again.
fn first_account_once(question: &ConsentQuestion) -> ConsentAnswer {
    match first_account(question) {
        ConsentAnswer::Allowed { choice, .. } => ConsentAnswer::Allowed { choice, remember: false },
        other @ (ConsentAnswer::Refused | ConsentAnswer::Unanswered) => other,
    }
}

#[tokio::test]
async fn an_origin_that_the_person_refuses_gets_nothing_and_its_popup_says_so() {
    let (stage, person) = stage_with(|_| ConsentAnswer::Refused).await;
    let response = stage.get(&format!("/start?{}", popup(APP))).send().await.unwrap();
    assert_eq!(response.status(), 403);
    let answer = message(&response.text().await.unwrap());
    assert_eq!(answer["error"]["message"], "Authentication rejected, 'http://localhost:3000' was refused in Trilo");
    let asked = person.asked.lock().unwrap();
    assert_eq!((asked[0].origin.as_str(), asked[0].environment.as_str()), (APP, "development"));
    assert!(asked[0].scopes.to_string().contains("read:jira-work"));
    assert_eq!(stage.last_record().outcome, AttemptOutcome::Denied);
}

#[tokio::test]
async fn a_page_that_is_refused_in_the_redirect_flow_comes_back_with_the_reason() {
    let (stage, _) = stage_with(|_| ConsentAnswer::Refused).await;
    let back = format!("{APP}/settings");
    let query = format!("{}&redirectUrl={}", popup(APP).replace("popup", "redirect"), encoded(&back));
    let response = stage.get(&format!("/start?{query}")).send().await.unwrap();
    assert_eq!(response.status(), 302);
    let to = response.headers()[LOCATION].to_str().unwrap();
    assert!(to.starts_with(&format!("{back}?error=Authentication+rejected")), "{to}");
    assert_eq!(stage.last_record().outcome, AttemptOutcome::Denied, "it is told, and recorded all the same");
}

#[tokio::test]
async fn a_question_that_nobody_answers_ends_with_words_for_it() {
    let (stage, _) = stage_with(|_| ConsentAnswer::Unanswered).await;
    let response = stage.get(&format!("/start?{}", popup(APP))).send().await.unwrap();
    assert_eq!(response.status(), 403);
    let told = message(&response.text().await.unwrap())["error"]["message"].to_string();
    assert!(told.contains("Nobody answered the question in Trilo's window"), "{told}");
}

#[tokio::test]
async fn an_account_that_is_chosen_gives_a_token_with_some_life_left() {
    let (stage, _) = stage_with(first_account_once).await;
    stage.sign_in().await;
    stage.advance(std::time::Duration::from_mins(59));
    let response = stage.get(&format!("/start?{}", popup(APP))).send().await.unwrap();
    let answer = message(&response.text().await.unwrap());
    assert_eq!(answer["response"]["providerInfo"]["expiresInSeconds"], 3600, "{answer}");
}

#[tokio::test]
async fn the_person_chooses_among_the_accounts_that_have_enough_scopes() {
    let (stage, person) = stage_with(first_account_once).await;
    stage.sign_in().await;
    assert_eq!(person.asked.lock().unwrap()[0].accounts, [], "nobody was signed in");
    let response = stage.get(&format!("/start?{}", popup(APP))).send().await.unwrap();
    assert_eq!(response.status(), 200, "the account is given without Atlassian's page");
    let cookie = cookie_of(response.headers(), "atlassian-refresh-token");
    let answer = message(&response.text().await.unwrap());
    assert_eq!(answer["response"]["profile"]["displayName"], "Mira Okafor");
    assert_eq!(stage.refresh(&cookie).await.status(), 200);
    let more = stage.get(&format!("/start?{}&scope=write:jira-work", popup(APP))).send().await.unwrap();
    assert_eq!(more.status(), 302, "missing scopes lead through Atlassian's page");
    let asked = person.asked.lock().unwrap();
    let names: Vec<_> = asked.iter().map(|question| question.accounts.iter().map(|of| of.name.as_str())).collect();
    let names: Vec<Vec<_>> = names.into_iter().map(Iterator::collect).collect();
    assert_eq!(names, [vec![], vec!["Mira Okafor"], vec![]]);
}
