//! Who somebody is in Backstage's catalogue.

use std::fmt;

use trilo_core::app_config::SignInResolver;

/// How an account becomes a user of Backstage. There is no catalogue here, so the entity is taken to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolver {
    /// The user that is called like the part before `@` (`emailLocalPartMatchingUserEntityName`).
    EmailLocalPart {
        /// Domains that the address has to be of; empty: any.
        allowed_domains: Vec<String>,
    },
    /// The user that is called like the whole address (`emailMatchingUserEntityProfileEmail`).
    Email,
    /// Always this user, such as `user:default/guest`.
    Fixed(String),
}

/// A user of Backstage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User(pub String);

/// Why an account is no user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IdentityError {
    #[error("Login failed, user profile does not contain an email")]
    NoEmail,
    #[error("Sign-in user email is not from an allowed domain")]
    WrongDomain,
}

impl Resolver {
    /// The resolver of a configuration; `None` for one that cannot work here.
    pub(crate) fn of_config(written: &SignInResolver) -> Option<Self> {
        match written.name.as_str() {
            "emailLocalPartMatchingUserEntityName" => {
                Some(Self::EmailLocalPart { allowed_domains: written.allowed_domains.clone() })
            }
            "emailMatchingUserEntityProfileEmail" => Some(Self::Email),
            _ => None,
        }
    }

    pub(crate) fn resolve(&self, email: Option<&str>) -> Result<User, IdentityError> {
        let email = email.ok_or(IdentityError::NoEmail);
        let name = match self {
            Self::Fixed(entity) => return Ok(User(entity.to_lowercase())),
            Self::Email => email?.to_owned(),
            Self::EmailLocalPart { allowed_domains } => {
                let (local, domain) = email?.split_once('@').ok_or(IdentityError::NoEmail)?;
                let is_domain = |allowed: &String| allowed.eq_ignore_ascii_case(domain);
                if !allowed_domains.is_empty() && !allowed_domains.iter().any(is_domain) {
                    return Err(IdentityError::WrongDomain);
                }
                local.to_owned()
            }
        };
        // Backstage writes entity references in lower case.
        Ok(User(format!("user:default/{}", name.to_lowercase())))
    }
}

impl fmt::Display for Resolver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmailLocalPart { .. } => formatter.write_str("the user called like the e-mail address before @"),
            Self::Email => formatter.write_str("the user called like the e-mail address"),
            Self::Fixed(entity) => formatter.write_str(entity),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_becomes_the_user_that_the_resolver_says() {
        let any = Resolver::EmailLocalPart { allowed_domains: Vec::new() };
        let ours = Resolver::EmailLocalPart { allowed_domains: vec!["example.com".into()] };
        assert_eq!(any.resolve(Some("Ada@example.com")), Ok(User("user:default/ada".into())));
        assert_eq!(ours.resolve(Some("ada@evil.test")), Err(IdentityError::WrongDomain));
        assert_eq!(Resolver::Email.resolve(Some("ada@x.y")), Ok(User("user:default/ada@x.y".into())));
        assert_eq!(Resolver::Fixed("user:default/guest".into()).resolve(None), Ok(User("user:default/guest".into())));
        assert_eq!(any.resolve(None), Err(IdentityError::NoEmail));
    }
}
