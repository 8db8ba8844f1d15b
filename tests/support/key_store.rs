use std::env;
use std::thread;

use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

const SERVICE: &str = "org.freedesktop.secrets";
const OBJECT: &str = "/org/freedesktop/secrets";
/// The standard interface, of <https://specifications.freedesktop.org/secret-service-spec/latest/>.
const STANDARD: &str = "org.freedesktop.Secret.Service";
/// GNOME's own, which takes a password where the standard one would ask the person for it.
const GNOMES: &str = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";

/// The key store of the private session, locked as by a person who leaves the desk. Dropping it unlocks it.
pub struct LockedKeyStore(());

impl LockedKeyStore {
    /// Locks it.
    #[must_use]
    pub fn lock() -> Self {
        apart(lock).expect("the key store can be locked");
        Self(())
    }

    /// Unlocks it with the session's password.
    pub fn unlock(self) {
        apart(unlock).expect("the key store can be unlocked");
    }
}

impl Drop for LockedKeyStore {
    fn drop(&mut self) {
        // A test that needs it unlocked says so when it is not.
        let _ = apart(unlock);
    }
}

/// Runs a conversation with the bus on a thread of its own: the test's thread may not block.
fn apart(conversation: fn() -> zbus::Result<()>) -> zbus::Result<()> {
    thread::spawn(conversation).join().expect("the conversation comes to an end")
}

fn lock() -> zbus::Result<()> {
    let service = service(STANDARD)?;
    let collection = collection(&service)?;
    let _: (Vec<OwnedObjectPath>, OwnedObjectPath) = service.call("Lock", &(vec![collection],))?;
    Ok(())
}

fn unlock() -> zbus::Result<()> {
    let standard = service(STANDARD)?;
    let collection = collection(&standard)?;
    let plain: (OwnedValue, OwnedObjectPath) = standard.call("OpenSession", &("plain", Value::from("")))?;
    let password = env::var("TRILO_PRIVATE_SESSION").unwrap_or_default();
    let secret = (plain.1, Vec::<u8>::new(), password.as_bytes(), "text/plain");
    Proxy::new(standard.connection(), SERVICE, OBJECT, GNOMES)?.call("UnlockWithMasterPassword", &(collection, secret))
}

fn service(interface: &'static str) -> zbus::Result<Proxy<'static>> {
    Proxy::new(&Connection::session()?, SERVICE, OBJECT, interface)
}

fn collection(service: &Proxy<'_>) -> zbus::Result<ObjectPath<'static>> {
    let path: OwnedObjectPath = service.call("ReadAlias", &("default",))?;
    Ok(path.into_inner())
}
