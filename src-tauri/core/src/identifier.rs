//! Trilo's own ids: 128 random bits, written as lower-case hex.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of random bytes in an id.
const LENGTH: usize = 16;

/// Fills an array from the system's random number generator.
///
/// # Panics
/// When the system has no randomness to give: nothing safe can be done then.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

fn random_hex() -> String {
    random::<LENGTH>().iter().fold(String::with_capacity(LENGTH * 2), |mut text, byte| {
        use fmt::Write;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Makes a new random id.
            #[must_use]
            pub fn random() -> Self {
                Self(random_hex())
            }

            /// Whether the text has the shape of an id: what was stored elsewhere may hold any text.
            #[must_use]
            pub fn is_well_formed(&self) -> bool {
                self.0.len() == LENGTH * 2 && self.0.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )*};
}

identifiers! {
    /// Trilo's id of a registration.
    RegistrationId;
    /// Trilo's id of an account under a registration; not Atlassian's account id.
    AccountId;
    /// Trilo's id of an attempt, such as a sign-in.
    AttemptId;
    /// Trilo's id of a backup that was looked into and is held until it is imported.
    BackupPreviewId;
    /// Trilo's id of a bundle that was put together and is held until it is written.
    BundleDraftId;
    /// Trilo's id of an app-config that was read and is held until it is imported.
    AppConfigId;
    /// Trilo's id of something that was offered from outside.
    OfferId;
}
