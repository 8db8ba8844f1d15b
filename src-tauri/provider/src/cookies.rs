//! The two cookies: a nonce from start to callback, and an opaque session id afterwards.

use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use cookie::{Cookie, SameSite};
use trilo_core::identifier::AttemptId;
use trilo_core::registration::CallbackUrl;

/// Carries the nonce that ties a callback to the browser that began.
pub(crate) const NONCE: &str = "atlassian-nonce";
/// Carries the session id; Backstage's server puts Atlassian's own refresh token here.
pub(crate) const SESSION: &str = "atlassian-refresh-token";

/// For how long a sign-in may take.
pub(crate) const NONCE_LIFE: Duration = Duration::from_mins(10);
/// For how long a session's cookie lasts unless the configuration says otherwise: a thousand days.
pub(crate) const SESSION_LIFE: Duration = Duration::from_hours(24 * 1000);

/// The end of the callback path that today's Backstage registers.
const LONG_TAIL: &str = "/handler/frame";

/// Where and how an environment's cookies are set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Jar {
    session_path: String,
    nonce_path: String,
    secure: bool,
    same_site: SameSite,
}

impl Jar {
    /// The cookies that fit a callback URL and the frontend's host.
    pub(crate) fn of(callback: &CallbackUrl, app_host: Option<&str>) -> Self {
        let path = callback.url().path();
        let (session_path, nonce_path) = match path.strip_suffix(LONG_TAIL) {
            Some(provider) => (provider.to_owned(), format!("{provider}/handler")),
            // The short callback is the provider's own path, so the nonce has to reach it too.
            None if path.ends_with("/atlassian") => (path.to_owned(), path.to_owned()),
            // Any other callback path is served beside ours; both have to see the cookies.
            None => ("/".to_owned(), "/".to_owned()),
        };
        let secure = callback.url().scheme() == "https";
        // Lax: the callback arrives by a cross-site top-level navigation, which Strict would strip of its nonce.
        let elsewhere = secure && app_host.is_some_and(|host| Some(host) != callback.url().host_str());
        let same_site = if elsewhere { SameSite::None } else { SameSite::Lax };
        Self { session_path, nonce_path, secure, same_site }
    }

    /// Backstage's nonce, which the next sign-in of the browser overwrites, and the same under the sign-in's own name, so
    /// that two popups at once do not take it from each other.
    pub(crate) fn nonce(&self, nonce: &str, sign_in: &AttemptId) -> [String; 2] {
        let own = format!("{NONCE}-{sign_in}");
        [NONCE, &own].map(|name| self.written(name, nonce, &self.nonce_path, NONCE_LIFE))
    }

    pub(crate) fn session(&self, id: &str, life: Duration) -> String {
        self.written(SESSION, id, &self.session_path, life)
    }

    pub(crate) fn no_session(&self) -> String {
        self.written(SESSION, "", &self.session_path, Duration::ZERO)
    }

    fn written(&self, name: &str, value: &str, path: &str, life: Duration) -> String {
        let life = cookie::time::Duration::seconds(i64::try_from(life.as_secs()).unwrap_or(i64::MAX));
        let expires = cookie::time::OffsetDateTime::now_utc().checked_add(life);
        let mut cookie = Cookie::build((name, value))
            .path(path)
            .max_age(life)
            .http_only(true)
            .same_site(self.same_site)
            .secure(self.secure)
            .build();
        if let Some(expires) = expires {
            cookie.set_expires(expires);
        }
        cookie.encoded().to_string()
    }
}

/// The value of a cookie that came with a request; the first of several, which is that of the longest path.
pub(crate) fn received(headers: &HeaderMap, name: &str) -> Option<String> {
    all_received(headers).find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

/// The nonces of every sign-in that the browser has begun lately.
pub(crate) fn received_nonces(headers: &HeaderMap) -> Vec<String> {
    let nonces = all_received(headers).filter(|cookie| cookie.name().starts_with(NONCE));
    nonces.map(|cookie| cookie.value().to_owned()).collect()
}

fn all_received(headers: &HeaderMap) -> impl Iterator<Item = Cookie<'static>> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let cookies = lines.flat_map(|line| Cookie::split_parse_encoded(line.to_owned()).flatten());
    cookies.filter(|cookie| !cookie.value().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(callback: &str, app_host: &str) -> Jar {
        Jar::of(&CallbackUrl::parse(callback).expect("a callback URL"), Some(app_host))
    }

    #[test]
    fn the_long_callback_gives_backstages_paths() {
        let jar = jar("http://localhost:7007/api/auth/atlassian/handler/frame", "localhost");
        assert_eq!(jar.session_path, "/api/auth/atlassian");
        assert_eq!(jar.nonce_path, "/api/auth/atlassian/handler");
    }

    #[test]
    fn the_short_callback_is_no_trap() {
        let jar = jar("http://localhost:7007/api/auth/atlassian", "localhost");
        assert_eq!(
            (jar.session_path.as_str(), jar.nonce_path.as_str()),
            ("/api/auth/atlassian", "/api/auth/atlassian")
        );
    }

    #[test]
    fn a_secure_callback_makes_secure_cookies_that_reach_a_frontend_elsewhere() {
        let jar_there = jar("https://auth.example.com/api/auth/atlassian/handler/frame", "app.example.com");
        let written = jar_there.session("id", SESSION_LIFE);
        assert!(written.contains("Secure") && written.contains("SameSite=None"), "{written}");
        let same = jar("https://dev.example.com/api/auth/atlassian/handler/frame", "dev.example.com");
        assert!(same.session("id", SESSION_LIFE).contains("SameSite=Lax"));
    }
}
