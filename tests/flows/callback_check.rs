//! Checking callback URLs without signing in.

use std::time::Duration;

use trilo_core::Code;
use trilo_core::registration::WayBack;
use trilo_core::sessions::{CallbackCheck, CallbackFactKind};
use url::Url;

use crate::machine::{DEEP_LINK, Machine, PASTED};

fn found(check: &CallbackCheck, kind: CallbackFactKind) -> Vec<(&str, bool)> {
    check.facts.iter().filter(|fact| fact.kind == kind).map(|fact| (&*fact.value, fact.ok)).collect()
}

/// The link that the system was asked to open.
async fn opened(machine: &Machine) -> Url {
    loop {
        if let Some(link) = machine.opened.all().pop() {
            return link;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_loopback_callback_is_asked_at_each_address_and_by_its_name() {
    let machine = Machine::new().await;
    let attempts = machine.core.attempts(10).unwrap().len();
    let check = machine.core.check_callback(&machine.registration, &machine.loopback).await.unwrap();
    assert!(check.works, "{check:?}");
    let reached = found(&check, CallbackFactKind::Reached);
    assert_eq!((reached[0], reached[1].0, reached[2]), (("127.0.0.1", true), "[::1]", ("localhost", true)));
    assert_eq!(machine.core.attempts(10).unwrap().len(), attempts, "a check leaves no record");
    // The port is free again, and one that a sign-in listens on is checked as well.
    machine.begin(&machine.loopback).await;
    assert!(machine.core.check_callback(&machine.registration, &machine.loopback).await.unwrap().works);
}

#[tokio::test]
async fn a_busy_port_is_said_with_who_holds_it() {
    let machine = Machine::new().await;
    let port = Url::parse(&machine.loopback).unwrap().port().unwrap();
    let _other = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let check = machine.core.check_callback(&machine.registration, &machine.loopback).await.unwrap();
    let problem = check.problem.as_ref().unwrap();
    assert_eq!((check.works, problem.code), (false, Code::PortBusy));
    assert_eq!(problem.details["pid"], std::process::id().to_string());
    assert_eq!(found(&check, CallbackFactKind::Listening), [(&*port.to_string(), false)]);
}

#[tokio::test]
async fn a_deep_link_works_when_its_own_nonce_comes_back() {
    let machine = Machine::new().await;
    let attempts = machine.core.attempts(10).unwrap().len();
    let through_the_system = async {
        let link = opened(&machine).await;
        assert_eq!((link.scheme(), link.host_str()), ("trilo", Some("check")));
        machine.core.receive_link(&Url::parse("trilo://check?nonce=foreign").unwrap());
        machine.core.receive_link(&Url::parse("trilo://check").unwrap());
        machine.core.receive_link(&link);
    };
    let check = machine.core.check_callback(&machine.registration, DEEP_LINK);
    let (check, ()) = tokio::join!(check, through_the_system);
    let check = check.unwrap();
    assert!(check.works && check.way_back == WayBack::DeepLink, "{check:?}");
    assert_eq!(machine.core.attempts(10).unwrap().len(), attempts, "none of them is a stray callback");
}

#[tokio::test]
async fn a_foreign_nonce_does_not_make_a_deep_link_work() {
    let machine = Machine::new().await;
    let foreign = async {
        opened(&machine).await;
        machine.core.receive_link(&Url::parse("trilo://check?nonce=foreign").unwrap());
    };
    let (check, ()) = tokio::join!(machine.core.check_callback(&machine.registration, DEEP_LINK), foreign);
    let check = check.unwrap();
    assert_eq!(check.problem.as_ref().unwrap().code, Code::CallbackCheckFailed);
    assert_eq!(check.problem.as_ref().unwrap().details["problem"], "notBack");
    assert_eq!(found(&check, CallbackFactKind::CameBack), [("", false)]);
}

#[tokio::test]
async fn a_callback_that_is_pasted_needs_no_check_and_a_strange_one_gets_none() {
    let machine = Machine::new().await;
    let check = machine.core.check_callback(&machine.registration, PASTED).await.unwrap();
    assert_eq!((check.works, found(&check, CallbackFactKind::Pasted)), (true, vec![(PASTED, true)]));
    let strange = machine.core.check_callback(&machine.registration, "http://localhost:1/").await.unwrap_err();
    assert_eq!(strange.code(), Code::CallbackUnusable);
}
