//! Values that must not be seen.

use std::fmt;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroize;

/// A value that is wiped when dropped and that no log, error or view can show.
///
/// It has no `Display`, no `Serialize` and no `PartialEq`; its `Debug` is redacted. [`Secret::expose`] is the one way to
/// the value, so that a search for it finds every use.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes a value into keeping.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Shows the value to the caller.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<'de, T: Zeroize + Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

/// Writes the value out for sealing, in `#[serde(serialize_with = "secret::for_sealing")]` of types that only the vault
/// serializes.
pub(crate) fn for_sealing<T, S>(secret: &Secret<T>, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Zeroize + serde::Serialize,
    S: serde::Serializer,
{
    serde::Serialize::serialize(&secret.0, serializer)
}

/// As [`for_sealing`], for an optional secret.
#[expect(clippy::ref_option, reason = "serde's `serialize_with` passes the field by reference")]
pub(crate) fn option_for_sealing<T, S>(secret: &Option<Secret<T>>, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Zeroize + serde::Serialize,
    S: serde::Serializer,
{
    serde::Serialize::serialize(&secret.as_ref().map(Secret::expose), serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_show_the_value() {
        let secret = Secret::new(String::from("canary"));
        assert!(!format!("{secret:?}").contains("canary"), "Debug output ends up in logs and panics");
    }
}
