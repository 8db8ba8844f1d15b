//! What a person checked off in the developer console.

use std::collections::BTreeSet;

use trilo_core::Code;
use trilo_core::identifier::RegistrationId;
use trilo_core::registration::ConsoleStep;

use crate::machine::Machine;

#[tokio::test]
async fn what_is_checked_off_survives_a_change_of_the_registration_and_a_restart() {
    let machine = Machine::new().await;
    let done = BTreeSet::from([ConsoleStep::Create, ConsoleStep::CallbackUrl]);
    machine.core.check_off(&machine.registration, done.clone()).unwrap();
    machine.core.update_registration(&machine.registration, machine.draft()).unwrap();
    let machine = machine.restarted().await;
    assert_eq!(machine.core.registration(&machine.registration).unwrap().console_steps, done);
    machine.core.check_off(&machine.registration, BTreeSet::new()).unwrap();
    let registration = machine.core.registration(&machine.registration).unwrap();
    assert_eq!(registration.console_steps, BTreeSet::new(), "a step can be open again");
}

#[tokio::test]
async fn nothing_is_checked_off_for_a_registration_that_is_gone() {
    let machine = Machine::new().await;
    let error = machine.core.check_off(&RegistrationId::random(), BTreeSet::new()).unwrap_err();
    assert_eq!(error.code(), Code::RegistrationNotFound);
}
