//! Where a call goes: the gateway's address for a path as Atlassian's documentation, a browser or a person writes it.

use trilo_core::catalogue::{Catalogue, Method as CatalogueMethod, Product};
use trilo_core::registration::Endpoints;
use url::Url;

use crate::failure::Failure;

/// A path of the gateway, in which a cloud id may still be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// Everything after the gateway's own address, with its slash in front.
    path: String,
    /// The site's address that was typed, which names the site.
    pub(super) site: Option<String>,
}

/// What stands for the cloud id.
const CLOUD_ID: &str = "{cloudid}";
/// What begins the paths that are whole already.
const WHOLE: [&str; 4] = ["/ex/", "/jsm/", "/oauth/", "/app/"];
/// The path of the profile, which begins no other.
const PROFILE: &str = "/me";

impl Address {
    /// Reads a path or an address: of the gateway, of a site, or of a product's documentation.
    ///
    /// The token goes to the gateway alone, so that another server's address names a site, whose path is called there.
    pub(super) fn parse(method: &str, typed: &str) -> Result<Self, Failure> {
        let (mut site, mut path) = (None, typed.to_owned());
        if let Ok(url) = Url::parse(typed)
            && url.has_host()
        {
            path = after_host(&url);
            site = url.host_str().filter(|_| !is_whole(&path)).map(ToOwned::to_owned);
        }
        if !path.starts_with('/') {
            path.insert(0, '/');
        }
        for placeholder in ["{cloudId}", "{cloud_id}", ":cloudid", "%7Bcloudid%7D", "%7BcloudId%7D"] {
            path = path.replace(placeholder, CLOUD_ID);
        }
        Ok(Self { path: in_gateway(method, path)?, site })
    }

    /// Whether it is a site's, so that its cloud id is needed.
    pub(super) fn is_of_site(&self) -> bool {
        self.path.contains(CLOUD_ID)
    }

    /// The whole address.
    pub(super) fn url(&self, endpoints: &Endpoints, cloud_id: Option<&str>) -> Result<Url, Failure> {
        let path = self.path.replace(CLOUD_ID, cloud_id.unwrap_or(CLOUD_ID));
        let base = endpoints.api_url.as_str().trim_end_matches('/');
        let unusable = |why: String| Failure::Unusable { what: path.clone(), why };
        let url = Url::parse(&format!("{base}{path}")).map_err(|error| unusable(error.to_string()))?;
        if url.origin() != endpoints.api_url.origin() {
            return Err(unusable("it leads away from Atlassian's gateway".to_owned()));
        }
        Ok(url)
    }
}

/// A path and a query of an address.
pub(super) fn after_host(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

/// The path of the product's own in a path of the gateway, as the catalogue has it.
pub(super) fn own_path(path: &str) -> &str {
    let after_site = |rest: &'static str| path.strip_prefix(rest).and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    after_site("/ex/jira/")
        .or_else(|| after_site("/ex/confluence/"))
        .or_else(|| path.strip_prefix("/jsm/ops"))
        .unwrap_or(path)
}

/// Whether a path is the gateway's own.
fn is_whole(path: &str) -> bool {
    let bare = path.split('?').next().unwrap_or_default();
    bare == PROFILE || WHOLE.iter().any(|prefix| bare.starts_with(prefix))
}

fn in_gateway(method: &str, path: String) -> Result<String, Failure> {
    if is_whole(&path) {
        return Ok(path);
    }
    if path.starts_with("/wiki/") {
        return Ok(format!("/ex/confluence/{CLOUD_ID}{path}"));
    }
    if ["/rest/api/2/", "/rest/api/3/", "/rest/agile/", "/rest/servicedeskapi/"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
    {
        return Ok(format!("/ex/jira/{CLOUD_ID}{path}"));
    }
    of_catalogue(method, &path).ok_or_else(|| Failure::Unusable {
        what: path.clone(),
        why: "no operation of the catalogue has this path; write it in full, such as /ex/jira/{cloudid}/rest/…"
            .to_owned(),
    })
}

/// What the catalogue knows of a path that may be of any product.
fn of_catalogue(method: &str, path: &str) -> Option<String> {
    let bare = path.split('?').next().unwrap_or_default();
    let method: Option<CatalogueMethod> = method.parse().ok();
    let found = Catalogue::built_in().at_path(bare);
    let operation = found.iter().find(|operation| Some(operation.method) == method).or(found.first())?;
    Some(match operation.product {
        Product::Jira | Product::JiraSoftware | Product::JiraServiceManagement => format!("/ex/jira/{CLOUD_ID}{path}"),
        Product::Confluence if path.starts_with("/wiki") => format!("/ex/confluence/{CLOUD_ID}{path}"),
        Product::Confluence => format!("/ex/confluence/{CLOUD_ID}/wiki{path}"),
        Product::JiraServiceManagementOps => format!("/jsm/ops{path}"),
        Product::UserIdentity | Product::Oauth | Product::PersonalData => path.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn address(typed: &str) -> String {
        let gateway: Url = "https://api.atlassian.com".parse().unwrap();
        let endpoints = Endpoints { authorization_url: gateway.clone(), api_url: gateway.clone() };
        Address::parse("GET", typed).unwrap().url(&endpoints, Some("c1")).unwrap().to_string()
    }

    #[test]
    fn every_way_to_write_an_operation_leads_to_the_gateway() {
        for (typed, address_there) in [
            ("/rest/api/3/myself", "https://api.atlassian.com/ex/jira/c1/rest/api/3/myself"),
            ("rest/api/3/search/jql?jql=a%20b", "https://api.atlassian.com/ex/jira/c1/rest/api/3/search/jql?jql=a%20b"),
            ("/wiki/api/v2/spaces", "https://api.atlassian.com/ex/confluence/c1/wiki/api/v2/spaces"),
            (
                "https://northwind.atlassian.net/wiki/api/v2/pages",
                "https://api.atlassian.com/ex/confluence/c1/wiki/api/v2/pages",
            ),
            (
                "https://api.atlassian.com/ex/jira/{cloudId}/rest/api/3/field",
                "https://api.atlassian.com/ex/jira/c1/rest/api/3/field",
            ),
            ("/ex/jira/other/rest/api/3/field", "https://api.atlassian.com/ex/jira/other/rest/api/3/field"),
            ("/me", "https://api.atlassian.com/me"),
            ("/rest/api/user/current", "https://api.atlassian.com/ex/confluence/c1/wiki/rest/api/user/current"),
            ("/oauth/token/accessible-resources", "https://api.atlassian.com/oauth/token/accessible-resources"),
        ] {
            assert_eq!(address(typed), address_there, "{typed}");
        }
    }

    #[test]
    fn a_sites_own_address_names_the_site_and_no_other_server_gets_the_token() {
        let gateway: Url = "https://api.atlassian.com".parse().unwrap();
        let endpoints = Endpoints { authorization_url: gateway.clone(), api_url: gateway.clone() };
        let address = Address::parse("GET", "https://evil.example/rest/api/3/myself").unwrap();
        assert_eq!(address.site.as_deref(), Some("evil.example"), "which no grant has as a site");
        assert_eq!(address.url(&endpoints, Some("c1")).unwrap().host_str(), Some("api.atlassian.com"));
        let odd = Address { path: "@evil.example/".to_owned(), site: None };
        assert!(odd.url(&endpoints, None).is_err());
    }

    #[test]
    fn the_catalogue_is_asked_for_a_products_own_path() {
        assert_eq!(own_path("/ex/jira/c1/rest/api/3/myself"), "/rest/api/3/myself");
        assert_eq!(own_path("/me"), "/me");
    }
}
