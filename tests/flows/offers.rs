//! What links and files from outside offer, and that nothing is added by itself.

use std::path::{Path, PathBuf};

use trilo_core::app_config::ExportFormat;
use trilo_core::registration::{FieldProblem, RegistrationDraft};
use trilo_core::sessions::{Offer, OfferContent};
use trilo_core::{Code, Error};
use url::Url;

use crate::machine::Machine;

/// A link that offers the machine's registration.
fn link(machine: &Machine) -> Url {
    machine.core.export_registration(&machine.registration, ExportFormat::Link).unwrap().text.parse().unwrap()
}

fn offers(machine: &Machine) -> Vec<Offer> {
    machine.core.offers().unwrap()
}

/// Why what was offered first cannot be added.
fn refusal(machine: &Machine) -> Code {
    match offers(machine).remove(0).content {
        OfferContent::Refused(problem) => problem.code,
        other @ (OfferContent::Registration { .. } | OfferContent::AppConfig { .. }) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_registration_link_asks_and_changes_nothing() {
    let machine = Machine::new().await;
    let (before, attempts) = (machine.core.registrations().unwrap(), machine.core.attempts(100).unwrap().len());
    let link = link(&machine);
    machine.core.receive_link(&link);
    machine.core.receive_link(&link);
    let waiting = offers(&machine);
    assert_eq!(waiting.len(), 1, "the same link asks once");
    assert_eq!(waiting[0].file, None);
    let OfferContent::Registration { shared, findings } = &waiting[0].content else { panic!("{waiting:?}") };
    assert_eq!((&shared.name, &shared.client_id), (&before[0].name, &before[0].client_id));
    assert!(shared.hosts().iter().all(|host| host.starts_with("127.0.0.1:")), "{:?}", shared.hosts());
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(machine.core.registrations().unwrap(), before);
    assert_eq!(machine.core.attempts(100).unwrap().len(), attempts, "it is no stray callback");
    machine.core.dismiss_offer(&waiting[0].id);
    assert!(offers(&machine).is_empty());
}

#[tokio::test]
async fn offers_wait_while_the_vault_is_locked() {
    let machine = Machine::new().await;
    let link = link(&machine);
    machine.core.lock().unwrap();
    machine.core.receive_link(&link);
    assert!(matches!(machine.core.offers(), Err(Error::VaultLocked)));
    machine.core.unlock(None).await.unwrap();
    assert_eq!(offers(&machine).len(), 1);
}

#[tokio::test]
async fn offers_without_end_fill_no_memory() {
    let machine = Machine::new().await;
    for number in 0..100 {
        machine.core.offer_files(vec![PathBuf::from(format!("/nowhere/{number}.trilo"))]).await;
    }
    assert_eq!(offers(&machine).len(), 8);
}

#[tokio::test]
async fn a_registration_link_finishes_no_sign_in() {
    let machine = Machine::new().await;
    for text in [
        "trilo://registration?code=c&state=s",
        "trilo://registration/oauth/callback?code=c&state=s",
        "trilo://REGISTRATION?code=c&state=s",
    ] {
        machine.core.receive_link(&Url::parse(text).unwrap());
    }
    let unreadable = |offer: &Offer| matches!(&offer.content, OfferContent::Refused(problem) if problem.code == Code::SharedRegistrationUnreadable);
    let offers = offers(&machine);
    assert!(!offers.is_empty() && offers.iter().all(unreadable), "{offers:?}");
    assert!(machine.core.attempts(100).unwrap().is_empty());
    for callback in ["trilo://registration", "trilo://check/x"] {
        let draft = RegistrationDraft { callbacks: vec![callback.into()], ..machine.draft() };
        let Err(Error::InvalidRegistration(invalid)) = machine.core.update_registration(&machine.registration, draft)
        else {
            panic!("{callback} is taken")
        };
        assert_eq!(invalid.problem, FieldProblem::Reserved, "no sign-in may wait for a link that offers something");
    }
}

#[tokio::test]
async fn a_shared_secret_is_refused_with_words_of_its_own() {
    let machine = Machine::new().await;
    let file = machine.core.export_registration(&machine.registration, ExportFormat::Share).unwrap();
    let with = |text: &str| file.text.replacen('{', &format!("{{ {text},"), 1);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ours.trilo");
    for text in [with("\"clientSecret\": \"canary\""), with("\"more\": [{\"CLIENT_SECRET\": \"canary\"}]")] {
        std::fs::write(&path, text).unwrap();
        machine.core.offer_files(vec![path.clone()]).await;
        assert_eq!(refusal(&machine), Code::SharedRegistrationHoldsSecret);
        assert!(!format!("{:?}", offers(&machine)).contains("canary"));
        machine.core.dismiss_offer(&offers(&machine)[0].id);
    }
    machine.core.receive_link(&Url::parse("trilo://registration?file=x&client_secret=canary").unwrap());
    assert_eq!(refusal(&machine), Code::SharedRegistrationHoldsSecret);
}

#[tokio::test]
async fn files_are_told_apart_and_none_that_is_too_large_or_no_file_is_read() {
    let machine = Machine::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let shared = machine.core.export_registration(&machine.registration, ExportFormat::Share).unwrap().text;
    std::fs::write(path("ours.trilo"), &shared).unwrap();
    std::fs::write(path("large.trilo"), " ".repeat(70_000)).unwrap();
    std::fs::write(path("app-config.yaml"), "auth: {}").unwrap();
    std::fs::write(path("app-config.local.yaml"), "auth: {}").unwrap();
    let names = ["ours.trilo", "app-config.yaml", "large.trilo", "none.trilo", "app-config.local.yaml"];
    machine.core.offer_files(names.map(path).to_vec()).await;
    let offers = offers(&machine);
    let layers = vec![path("app-config.yaml"), path("app-config.local.yaml")];
    assert_eq!(offers[0].content, OfferContent::AppConfig { files: layers });
    assert!(matches!(offers[1].content, OfferContent::Registration { .. }), "{offers:?}");
    let refused = |offer: &Offer| matches!(offer.content, OfferContent::Refused(_));
    assert!(refused(&offers[2]) && refused(&offers[3]), "{offers:?}");
    machine.core.offer_files(vec![Path::new("/dev/zero").to_owned()]).await;
    assert!(refused(&machine.core.offers().unwrap()[4]), "it ends");
}

#[tokio::test]
async fn a_name_that_turns_the_writing_around_it_is_refused() {
    let machine = Machine::new().await;
    let shared = machine.core.export_registration(&machine.registration, ExportFormat::Share).unwrap().text;
    let name = machine.core.registrations().unwrap().remove(0).name;
    let turned = shared.replace(&format!("\"{name}\""), "\"Ours\\u202e moc.elpmaxe\"");
    assert_ne!(turned, shared);
    assert!(matches!(trilo_core::app_config::read_shared(&turned), Err(Error::InvalidRegistration(_))));
}
