//! The Secret Service (freedesktop.org, "Secret Service API", version 0.2): its state, and its entries.
//!
//! The library behind the entries unlocks and creates collections as it goes, which opens windows; so Trilo asks for the
//! state first, over D-Bus and with nothing that makes the service ask the person.

use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi;
use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, Proxy};
use zbus::names::BusName;
use zbus::zvariant::OwnedObjectPath;
use zbus_secret_service_keyring_store::Store;

use super::key_store::KeyStoreError;

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";
/// The path that stands for no object.
const NO_OBJECT: &str = "/";

/// Tells whether the default collection could keep something.
pub(super) fn state() -> Result<(), KeyStoreError> {
    let bus = Connection::session().map_err(|error| KeyStoreError::Missing { source: Some(error.into()) })?;
    if !answers(&bus).map_err(told)? {
        return Err(KeyStoreError::Missing { source: None });
    }
    let collection = default_collection(&bus).map_err(told)?;
    if collection.as_str() == NO_OBJECT {
        return Err(KeyStoreError::NoCollection);
    }
    if is_locked(&bus, &collection).map_err(told)? { Err(KeyStoreError::Locked) } else { Ok(()) }
}

/// An entry over a session of its own: a session kept for the next call ends when the service is started anew, and every
/// later call with it would fail.
pub(super) fn entry(service: &str, name: &str) -> keyring_core::Result<Entry> {
    Store::new()?.build(service, name, None)
}

/// Whether a key store runs or would be started by a call.
fn answers(bus: &Connection) -> zbus::Result<bool> {
    let bus = DBusProxy::new(bus)?;
    let name = BusName::from_static_str(NAME)?;
    Ok(bus.name_has_owner(name)? || bus.list_activatable_names()?.iter().any(|name| name.as_str() == NAME))
}

fn default_collection(bus: &Connection) -> zbus::Result<OwnedObjectPath> {
    Proxy::new(bus, NAME, PATH, SERVICE)?.call("ReadAlias", &("default",))
}

fn is_locked(bus: &Connection, collection: &OwnedObjectPath) -> zbus::Result<bool> {
    Proxy::new(bus, NAME, collection, COLLECTION)?.get_property("Locked")
}

fn told(error: zbus::Error) -> KeyStoreError {
    const BUS_ERRORS: &str = "org.freedesktop.DBus.Error.";
    let name = match &error {
        zbus::Error::MethodError(name, ..) => name.as_str().strip_prefix(BUS_ERRORS),
        zbus::Error::FDO(error) => match &**error {
            zbus::fdo::Error::ServiceUnknown(_) => Some("ServiceUnknown"),
            zbus::fdo::Error::NameHasNoOwner(_) => Some("NameHasNoOwner"),
            zbus::fdo::Error::AccessDenied(_) => Some("AccessDenied"),
            zbus::fdo::Error::SpawnFailed(_) => Some("Spawn.Failed"),
            _ => None,
        },
        _ => None,
    };
    match name {
        Some("AccessDenied") => KeyStoreError::Denied,
        Some("ServiceUnknown" | "NameHasNoOwner") => KeyStoreError::Missing { source: Some(error.into()) },
        Some(name) if name.starts_with("Spawn.") => KeyStoreError::Missing { source: Some(error.into()) },
        _ => KeyStoreError::Failed(error.into()),
    }
}
