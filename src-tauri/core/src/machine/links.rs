//! Who opens links of a scheme.

/// The desktop entry that opens a scheme's links, as `xdg-mime` tells.
#[cfg(target_os = "linux")]
#[must_use]
pub fn handler_of(scheme: &str) -> Option<String> {
    let query = ["query", "default", &format!("x-scheme-handler/{scheme}")].map(ToOwned::to_owned);
    let output = std::process::Command::new("xdg-mime").args(query).output().ok()?;
    let entry = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!entry.is_empty()).then_some(entry)
}

/// The program that opens a scheme's links; not known here.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub const fn handler_of(_scheme: &str) -> Option<String> {
    None
}
