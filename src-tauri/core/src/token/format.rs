//! Writing a token the way that its user needs it.

use crate::registration::Endpoints;
use crate::secret::Secret;

/// How a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFormat {
    /// The token alone.
    Raw,
    /// An HTTP header (RFC 6750, section 2.1).
    Header,
    /// A `curl` command that reads the profile.
    Curl,
    /// A line for a shell.
    Env,
}

impl TokenFormat {
    /// The variable that [`TokenFormat::Env`] sets.
    pub const VARIABLE: &'static str = "ATLASSIAN_ACCESS_TOKEN";

    /// Writes the token, quoted for a POSIX shell where it goes into one.
    #[must_use]
    pub fn write(self, token: &Secret<String>, endpoints: &Endpoints) -> Secret<String> {
        let token = token.expose();
        Secret::new(match self {
            Self::Raw => token.clone(),
            Self::Header => format!("Authorization: Bearer {token}"),
            Self::Curl => {
                let header = format!("Authorization: Bearer {token}");
                let url = endpoints.api("me");
                format!(
                    "curl --header {} --header 'Accept: application/json' {}",
                    shell_words::quote(&header),
                    shell_words::quote(url.as_str())
                )
            }
            Self::Env => format!("export {}={}", Self::VARIABLE, shell_words::quote(token)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registration::Cloud;

    fn written(format: TokenFormat) -> String {
        format.write(&Secret::new("a'b".into()), &Cloud::Commercial.endpoints()).expose().clone()
    }

    #[test]
    fn what_goes_into_a_shell_is_quoted() {
        assert_eq!(written(TokenFormat::Raw), "a'b");
        assert_eq!(written(TokenFormat::Header), "Authorization: Bearer a'b");
        assert_eq!(written(TokenFormat::Env), r"export ATLASSIAN_ACCESS_TOKEN='a'\''b'");
        assert!(written(TokenFormat::Curl).contains(r"'Authorization: Bearer a'\''b'"));
        assert!(written(TokenFormat::Curl).ends_with("https://api.atlassian.com/me"));
    }
}
