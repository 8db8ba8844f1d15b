//! What `trilo` says of every error code: what happened, why, and what to do next.
//!
//! `{name}` stands for a fact of the error, `{name|words}` for words in its place where the fact is not known.

use std::collections::BTreeMap;

use trilo_core::Code;

/// What is said of an error.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// What happened.
    pub title: &'static str,
    /// Why, as far as it is known.
    pub why: &'static str,
    /// What to do next.
    pub next: &'static str,
}

macro_rules! words {
    ($($code:ident: $title:literal, $why:literal, $next:literal;)*) => {
        /// The words of a code.
        #[must_use]
        pub const fn of(code: Code) -> Words {
            match code {
                $(Code::$code => Words { title: $title, why: $why, next: $next },)*
            }
        }
    };
}

words! {
    DataFolderUnusable: "The data folder cannot be used", "{path|It} cannot be made or written to.",
        "Make it writable, or name another one in TRILO_DATA_DIR.";
    VaultUnavailable: "The vault cannot be read or written", "Another program may hold it, or its disk may be full.",
        "Free the file or its disk, then try again. `trilo doctor` looks closer.";
    VaultDamaged: "The vault is damaged", "{path|The file} does not have the shape that Trilo wrote.",
        "Open Trilo's window to rescue what can be read, or put back a copy of the file.";
    VaultNewer: "The vault was written by a newer Trilo", "It uses a format that this version does not know.",
        "Update trilo. Until then it leaves the vault untouched.";
    VaultKeyMismatch: "The vault was sealed with another key", "The key store's key does not open it.",
        "Bring back the key store's entry, or name another folder in TRILO_DATA_DIR and sign in again.";
    KeyStoreMissing: "No key store answers on this machine", "The vault's key has nowhere safe to rest.",
        "Start a key store such as GNOME Keyring, or put a passphrase into a file that only you can read and name it in TRILO_PASSPHRASE_FILE.";
    KeyStoreLocked: "The key store is locked", "It does not hand out the vault's key while it is locked.",
        "Unlock it, usually with your login password, then try again.";
    KeyStoreNoCollection: "The key store has no collection to keep a key in", "No default keyring exists.",
        "Create a default keyring in your key store's own app, or use TRILO_PASSPHRASE_FILE.";
    KeyStoreDenied: "The key store refused", "A prompt may have been dismissed.",
        "Try again and allow access when asked.";
    KeyStoreUnresponsive: "The key store does not answer", "It may wait for a prompt on a screen.",
        "Answer its prompt, or use a vault under a passphrase by TRILO_PASSPHRASE_FILE and TRILO_DATA_DIR.";
    KeyStoreForgetful: "The key store did not keep what it was given", "Reading the value back gave nothing.",
        "Check that its default collection is not a temporary one, then try again.";
    KeyStoreFailed: "The key store failed", "It reported an error of its own.",
        "Try again. If it stays, restart the key store.";
    RegistrationNotFound: "There is no such registration", "It has another name, or was removed.",
        "`trilo registrations list` shows those that there are; `trilo registrations add` adds one.";
    RegistrationInvalid: "The registration cannot be kept like this", "Its {field|value} is {problem|wrong}.",
        "Correct that value.";
    SecretSourceFailed: "The client secret cannot be had", "{subject|Its source}: {problem|it gave none}.",
        "Look at the source, or enter the secret anew with `trilo registrations add`.";
    AccountNotFound: "There is no such account", "It has another name, or was signed out.",
        "`trilo accounts` shows those that there are.";
    SignInNotFound: "This sign-in is over", "It ended or was cancelled before.", "Run `trilo login` again.";
    BrowserNotOpened: "The browser did not open", "{command|The system's browser} could not be started.",
        "Run `trilo login --no-browser` and open the address yourself.";
    PortBusy: "Port {port|of the callback} is in use",
        "{process|Another program} already listens there, and the callback URL names this port.",
        "End that program, or take another callback URL of the app with --callback.";
    PortRefused: "The system does not let trilo listen on port {port|of the callback}",
        "Ports below 1024 and some reserved ones need rights that trilo does not have.",
        "Register a callback URL with a port of 1024 or above.";
    CallbackUnusable: "That callback URL is not the registration's", "Only those of the registration go out.",
        "`trilo registrations show` lists them.";
    CallbackCheckFailed: "What is sent to the callback URL does not arrive", "The check ended with {problem|no answer}.",
        "`trilo doctor` looks closer.";
    CallbackUnreadable: "That is not an address", "It is neither a whole address nor the part after its question mark.",
        "Copy the whole address from the browser's address bar and paste it here.";
    CallbackWrongPlace: "The answer came to another address",
        "This sign-in expects {expected|its own callback URL}, and the answer names {received|another}.",
        "Paste the address from the tab of this sign-in.";
    CallbackRepeatedParameter: "The answer has {parameter|a parameter} twice", "It can be read in two ways.",
        "Paste the address exactly as the browser shows it.";
    CallbackIncomplete: "The answer is incomplete", "It has no state, or neither a code nor an error.",
        "Accept on Atlassian's page first, then copy the whole address.";
    CallbackUnmatched: "The answer belongs to no sign-in under way", "Its state is none that this trilo made.",
        "Use the address that this `trilo login` printed. Nothing was changed.";
    CallbackReplayed: "This answer was used before", "An answer works once.", "Run `trilo login` again.";
    CallbackLate: "The answer came too late", "Its sign-in had ended when it arrived.", "Run `trilo login` again.";
    SignInTimedOut: "No answer came back from the browser",
        "Most mistakes in a registration are shown on Atlassian's page only and never reach trilo.",
        "Look at what the browser shows, give it to `trilo explain`, then try again.";
    AuthorizationRefused: "Atlassian refused the authorization", "It answered {error|an error}: {description|no reason}.",
        "Compare client id, callback URL and scopes with the developer console.";
    ClientRejected: "Atlassian did not accept the client id or secret",
        "The secret is missing, mistyped or was replaced ({error|no code}: {description|no reason}).",
        "Find the current one in the developer console under Settings and change the registration.";
    CodeRejected: "Atlassian did not accept the code",
        "A code works once and for a few minutes, for the callback URL that it was made for.",
        "Run `trilo login` again and accept without a long pause.";
    RefreshTokenDead: "The refresh token is no longer accepted",
        "It was replaced by another program, the consent was withdrawn, the password changed, or it lay unused for 90 days.",
        "Run `trilo login` again.";
    RefreshTokenMissing: "There is no refresh token to renew with",
        "Atlassian sends one only when offline_access was granted.", "Run `trilo login` again.";
    RefreshBusy: "Another Trilo is renewing this account", "It holds the account's lock and has not finished.",
        "Wait a moment and try again.";
    TokenEndpointRefused: "Atlassian refused to issue a token", "It answered {error|an error}: {description|no reason}.",
        "Try again in a few minutes. What is kept stays.";
    AccessTokenRejected: "Atlassian did not accept the access token", "It, or the consent, was withdrawn before its time.",
        "Run `trilo login` again.";
    ProfileRefused: "Atlassian refused (status {status|unknown})", "The grant does not allow this.",
        "`trilo inspect` shows what was granted; for the profile the app needs the User identity API and read:me.";
    Unreachable: "Nothing answers at {host|the server}", "The name was not found, or the connection was refused.",
        "Check network, VPN and proxy; `trilo doctor` looks closer. Tokens are kept.";
    TimedOut: "{host|The server} did not answer in time", "The network is slow, or a firewall drops the connection.",
        "Try again; ask whether a proxy has to be used. Tokens are kept.";
    TlsFailed: "No secure connection to {host|the server}", "Its certificate is not trusted on this machine.",
        "Have the certificate of the inspecting proxy installed in the system's trust store.";
    ProxyAnswered: "Something answered instead of Atlassian",
        "The answer ({status|no status}) from {host|there} does not have Atlassian's shape.",
        "Sign in to the proxy or VPN, then try again. Tokens are kept.";
    RateLimited: "Too many requests", "Atlassian counts requests for all users of an app together.",
        "Try again in {retryAfter|some hundred} seconds.";
    ServerFailed: "Atlassian's server failed ({status|no status})", "The fault is on the server's side.",
        "Try again in a few minutes. Tokens are kept.";
    AnswerUnreadable: "The answer cannot be read", "It is not {what|of the documented shape}.",
        "Try again; look whether something between here and Atlassian changes answers.";
    ClipboardUnavailable: "The clipboard cannot be written", "There is no display, or it gave no access.",
        "Leave --copy out and pipe the token to where it is needed.";
    SandboxNotStarted: "The sandbox did not start", "Its port is taken or may not be used.",
        "Choose another one with --port, or 0 for a free one.";
    SettingInvalid: "This setting cannot take that value", "{setting|It} is outside of its range.",
        "`trilo config list` shows settings and what they take.";
    PassphraseTooShort: "The passphrase is too short", "It has to have at least {least|12} characters.",
        "Take a longer one, such as four or five words that do not belong together.";
    BackupUnreadable: "This is no backup of Trilo", "{path|The file} is no age file, was cut short, or is another program's.",
        "Name the file that Trilo wrote. It usually ends in .age.";
    BackupNewer: "The backup was written by a newer Trilo", "It uses a format that this version does not know.",
        "Update trilo, then restore it.";
    BackupPassphraseWrong: "That is not the backup's passphrase", "The backup does not open with it.",
        "Give the passphrase that was chosen when the backup was made.";
    AttemptNotFound: "There is no such attempt", "It is too old, or its id is another one.",
        "`trilo attempts` shows those that there are.";
    BundleUnreadable: "{path|The file} cannot be opened",
        "It is neither a bundle of Trilo's nor a recording of a browser (HAR), or it is damaged ({problem|unknown}).",
        "Ask for the file once more, or record it again.";
    BundleNewer: "The bundle was made by a newer Trilo", "It has a form that this version does not know.", "Update trilo.";
    BundleUnsafe: "The bundle was not written", "{item|A part of it} may hold {what|something secret}.",
        "Strike that part out with --without, and report this: it should have been removed.";
    BundleFileUnusable: "The bundle's file cannot be used", "{path|It} cannot be read or written, or is there already.",
        "Choose another name, or another folder.";
    BundleGone: "The bundle is no longer held", "What was put together is kept for a few minutes only.", "Put it together again.";
    BackupFileExists: "A file of that name exists", "trilo does not overwrite {path|it}.", "Choose another name.";
    BackupFileUnusable: "The backup file cannot be read or written", "{path|The file} is not there, or may not be used.",
        "Look at the path and at the rights of its folder.";
    BackupGone: "What was read of the backup is no longer held", "It is kept for a few minutes only.", "Restore it again.";
    AppConfigUnreadable: "The app-config cannot be read", "{path|The file}, line {line|unknown}: {problem|it is broken}.",
        "Correct the file, then import it again.";
    AppConfigNotFound: "There is no app-config there", "{path|The path} does not exist, or holds none.",
        "Name a file or a folder that holds app-config.yaml.";
    AppConfigGone: "What was read of the app-config is no longer held", "It is kept for a few minutes only.",
        "Import it again.";
    SharedRegistrationHoldsSecret: "The shared registration holds a secret",
        "Whoever has the link or the file has the secret too, so Trilo did not take it.",
        "Ask for one without a secret; the app's owner should make a new one in the developer console.";
    SharedRegistrationUnreadable: "This is no registration that was shared", "{problem|It has another shape}.",
        "Name the file that `trilo registrations export --format share` wrote.";
    VaultLocked: "The vault is locked", "Its passphrase was not given, so nothing in it can be read.",
        "Run trilo in a terminal to be asked for the passphrase, or name a file with it in TRILO_PASSPHRASE_FILE.";
    NothingToLock: "There is nothing to lock", "Everything is kept in memory.", "Nothing is to be done.";
    PassphraseMissing: "The vault needs its passphrase", "Its key is made from one and rests nowhere on this machine.",
        "Run trilo in a terminal to be asked for it, or name a file with it in TRILO_PASSPHRASE_FILE.";
    PassphraseWrong: "That is not the passphrase", "The vault does not open with it. Nothing was changed.",
        "Try again with the right one.";
    PassphraseFileUnusable: "The file with the passphrase cannot be used",
        "{path|It} is not there, is empty, or can be read by others.",
        "Make it a file that only you can read (chmod 600).";
    VaultKeyChanged: "Another Trilo sealed the vault anew", "The key was changed meanwhile.", "Try again.";
    LabelTooLong: "The label is too long", "A label has at most {most|60} characters.", "Shorten it.";
    ReportRefused: "Atlassian refused the report ({status|no status})", "{description|It gave no reason}.",
        "Try again later.";
    DiskFull: "The disk is full", "{path|The vault} could not be written. What was there before is unchanged.",
        "Free space on this disk, then try again.";
    VaultReadOnly: "The vault cannot be written", "{path|It} is on a disk or in a folder that allows only reading.",
        "Make the file and its folder writable for you.";
    VaultNotDamaged: "The vault is not damaged", "It can be read, so there is nothing to rescue.", "Nothing is to be done.";
    VaultForeign: "The vault belongs to another user", "{path|The file} is owned by another user of this machine.",
        "Run trilo as that user, or name another folder in TRILO_DATA_DIR.";
    Internal: "trilo has a defect", "A task of its own ended unexpectedly.", "Try again, and report it if it stays.";
}

/// Words with the facts of an error in their places.
#[must_use]
pub fn filled(words: &str, facts: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, behind) = after.split_once('}').unwrap_or((after, ""));
        let (name, otherwise) = place.split_once('|').unwrap_or((place, ""));
        text.push_str(before);
        text.push_str(facts.get(name).map_or(otherwise, String::as_str));
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_takes_its_place_and_an_unknown_one_leaves_the_words() {
        let facts = BTreeMap::from([("port".to_owned(), "7007".to_owned())]);
        let words = of(Code::PortBusy);
        assert_eq!(filled(words.title, &facts), "Port 7007 is in use");
        assert!(filled(words.why, &facts).starts_with("Another program already listens"));
    }
}
