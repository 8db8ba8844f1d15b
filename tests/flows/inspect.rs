//! What a token may really do: each source for itself, and what changes over time.

use std::time::Duration;

use trilo_core::inspect::history::GrantedBy;
use trilo_core::inspect::report::ReportFormat;
use trilo_core::inspect::token::{SignatureVerdict, TokenReading};
use trilo_core::inspect::{Cell, Matrix, Mend};
use trilo_core::registration::Endpoints;
use trilo_core::sessions::{ProbeChoice, ReportWish};
use trilo_sandbox::{Options, TokenStyle, stock};

use crate::machine::Machine;

const JIRA_AND_CONFLUENCE: [&str; 3] = ["read:jira-work", "read:jira-user", "read:confluence-user"];

fn endpoints(machine: &Machine) -> Endpoints {
    machine.core.registration(&machine.registration).unwrap().cloud.endpoints()
}

#[tokio::test]
async fn sites_differ_and_their_rows_of_one_cloud_id_are_one_column() {
    let machine = Machine::new().await;
    let account = machine.sign_in_as(stock::MIRA, &JIRA_AND_CONFLUENCE).await.record.id;
    // Accepted on another site too, so that the grant has both; northwind comes once for each product.
    let second = machine.sign_in_as_at(stock::MIRA, &JIRA_AND_CONFLUENCE, "payments-lab").await.record.id;
    assert_eq!(account, second);
    let inspected = machine.core.inspect(&account).unwrap();
    let matrix = Matrix::of(&inspected.grant);
    let names: Vec<_> = matrix.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["Asked", "App", "Answer", "Token", "northwind", "payments-lab"]);
    let cells = |scope: &str| matrix.row(scope).unwrap().cells.clone();
    assert_eq!(cells("read:jira-work")[2..], [Cell::Granted; 4]);
    assert_eq!(cells("read:confluence-user")[4..], [Cell::Granted, Cell::NoProduct], "payments-lab has no Confluence");
    assert_eq!(cells("read:me")[4..], [Cell::NotSiteBound; 2]);
    assert_eq!(inspected.grant.effective(stock::PAYMENTS_LAB).len(), 4, "all but Confluence's");
}

#[tokio::test]
async fn a_refresh_that_comes_back_with_less_is_told_and_explained_by_the_later_consent() {
    let machine = Machine::new().await;
    let account = machine.sign_in_as(stock::MIRA, &["read:jira-work", "write:jira-work"]).await.record.id;
    machine.core.save_baseline(&account).unwrap();
    assert!(machine.core.baseline(&account).unwrap().unwrap().1.is_none());
    // The same app elsewhere: a later consent with fewer scopes replaces those of the whole grant.
    let (elsewhere, _folder) = machine.elsewhere().await;
    machine.consent_elsewhere(&elsewhere, stock::MIRA, &["read:jira-work"]).await;
    machine.advance(Duration::from_mins(1));
    machine.core.refresh(&account).await.unwrap();

    let history = machine.core.grant_history(&account).unwrap();
    assert_eq!((history.len(), history[0].record.by, history[1].record.by), (2, GrantedBy::Refresh, GrantedBy::SignIn));
    assert!(history[0].narrowed());
    assert_eq!(history[0].removed.to_string(), "write:jira-work");
    let grant = machine.core.inspect(&account).unwrap().grant;
    let matrix = Matrix::of(&grant);
    let why = matrix.explain(&grant, "write:jira-work", 2).unwrap();
    assert_eq!((why.cell, why.mends.as_slice()), (Cell::Missing, [Mend::SignInAgain].as_slice()));
    assert!(why.cause.unwrap().contains("later consent"));
    let (_, drift) = machine.core.baseline(&account).unwrap().unwrap();
    assert_eq!(drift.missing.to_string(), "write:jira-work");
    machine.advance(Duration::from_mins(1));
    machine.core.refresh(&account).await.unwrap();
    assert_eq!(machine.core.grant_history(&account).unwrap().len(), 2, "the same grant again is no news");
}

#[tokio::test]
async fn a_site_that_was_taken_back_is_gone_after_a_look() {
    let machine = Machine::new().await;
    let account = machine.sign_in_as(stock::MIRA, &JIRA_AND_CONFLUENCE).await.record.id;
    assert_eq!(machine.core.inspect(&account).unwrap().grant.sites.unwrap().len(), 1);
    machine.sandbox.world().uninstall(stock::NORTHWIND);
    machine.core.look_again(&account).await.unwrap();
    let grant = machine.core.inspect(&account).unwrap().grant;
    assert_eq!(grant.sites.as_ref().map(Vec::len), Some(0), "an empty list is an answer");
    assert_eq!(Matrix::of(&grant).counts.sites, 0);
}

#[tokio::test]
async fn a_pasted_token_is_asked_about_only_when_the_person_says_so() {
    let machine = Machine::new().await;
    let account = machine.sign_in().await.record.id;
    let text = format!("Authorization: Bearer {}", machine.access_token(&account));
    machine.sandbox.world().forget_requests();
    let token = TokenReading::read(&text).unwrap();
    assert!(token.claimed().unwrap().to_string().contains("read:jira-work"));
    assert!(machine.sandbox.world().requests().is_empty(), "reading asks nobody");
    let looked_up = machine.core.look_up(&token, &endpoints(&machine)).await.unwrap();
    assert_eq!(looked_up.profile.unwrap().account_id, stock::MIRA);
    assert_eq!(looked_up.sites.unwrap().len(), 1);
    assert_eq!(machine.core.sessions().unwrap().len(), 1, "nothing of it is kept");
}

#[tokio::test]
async fn a_refresh_token_is_never_sent_to_an_api() {
    let machine = Machine::new().await;
    let account = machine.sign_in().await.record.id;
    let tokens = machine.vault().await.tokens(&account).unwrap().unwrap();
    let token = TokenReading::read(tokens.refresh_token.unwrap().expose()).unwrap();
    machine.sandbox.world().forget_requests();
    assert!(machine.core.look_up(&token, &endpoints(&machine)).await.is_none());
    assert!(machine.sandbox.world().requests().is_empty());
}

#[tokio::test]
async fn a_signature_is_checked_against_the_published_keys() {
    let machine = Machine::new().await;
    let account = machine.sign_in().await.record.id;
    let token = machine.access_token(&account);
    let verdict = async |text: &str| {
        let reading = TokenReading::read(text).unwrap();
        machine.core.check_signature(&reading, &endpoints(&machine)).await.unwrap()
    };
    assert_eq!(verdict(&token).await, SignatureVerdict::Good);
    let (head, rest) = token.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    // `{"scope":"manage:jira-configuration"}` under another token's signature.
    let forged = format!("{head}.eyJzY29wZSI6Im1hbmFnZTpqaXJhLWNvbmZpZ3VyYXRpb24ifQ.{signature}");
    assert_eq!(verdict(&forged).await, SignatureVerdict::Bad);
    let sealed = machine.vault().await.tokens(&account).unwrap().unwrap().refresh_token.unwrap();
    assert_eq!(verdict(sealed.expose()).await, SignatureVerdict::OnlyIssuer);
}

#[tokio::test]
async fn an_opaque_token_has_a_matrix_all_the_same() {
    let machine = Machine::new().await;
    machine.sandbox.world().set_options(Options { token_style: TokenStyle::Opaque, ..Options::default() });
    let account = machine.sign_in().await.record.id;
    let inspected = machine.core.inspect(&account).unwrap();
    assert!(inspected.token.decoded.is_none());
    let row = Matrix::of(&inspected.grant).row("read:jira-work").unwrap().cells.clone();
    assert_eq!(row[..5], [Cell::Granted, Cell::Granted, Cell::Granted, Cell::Unknown, Cell::Granted]);
}

#[tokio::test]
async fn no_report_holds_a_secret_or_tells_of_a_person_unasked() {
    let machine = Machine::new().await;
    let account = machine.sign_in().await.record.id;
    let token = machine.access_token(&account);
    let signature = token.rsplit('.').next().unwrap();
    let wish = ReportWish { opens: true, token: true, probes: true, history: true, personal: false };
    machine.core.run_probes(&account, &ProbeChoice::default(), |_| ()).await.unwrap();
    let (closed, open) = (
        machine.core.report(&account, wish).unwrap(),
        machine.core.report(&account, ReportWish { personal: true, ..wish }).unwrap(),
    );
    for format in ReportFormat::ALL {
        let text = closed.write(format);
        for told in [&token, signature, "mira@example.com", "Mira", stock::MIRA, stock::CLIENT_SECRET] {
            assert!(!text.contains(told), "{format:?} tells {told}");
        }
    }
    assert!(open.write(ReportFormat::Markdown).contains("Mira Okafor"));
    let path = machine.folder().join("report.html");
    machine.core.write_report(&closed, ReportFormat::Html, &path).unwrap();
    assert!(machine.core.write_report(&closed, ReportFormat::Html, &path).is_err(), "no file is written over");
}
