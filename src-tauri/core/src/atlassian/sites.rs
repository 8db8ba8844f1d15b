//! The sites of a grant (`GET https://api.atlassian.com/oauth/token/accessible-resources`).

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Avatar, Http, HttpError};
use crate::registration::Endpoints;
use crate::scope::{Scope, ScopeSet};
use crate::secret::Secret;

/// A site of a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// The cloud id.
    pub cloud_id: String,
    /// The name.
    pub name: String,
    /// The address.
    pub url: String,
    /// The address of the avatar.
    pub avatar_url: Option<Url>,
    /// The avatar itself.
    pub avatar: Option<Avatar>,
    /// The scopes granted on it.
    pub scopes: ScopeSet,
}

/// A row of Atlassian's answer: one product of a site.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    id: String,
    name: String,
    url: String,
    #[serde(default)]
    scopes: Option<Vec<String>>,
    #[serde(default)]
    avatar_url: Option<String>,
}

impl Site {
    /// Reads the sites of the token's grant, one for each cloud id.
    pub async fn read_all(http: &Http, endpoints: &Endpoints, token: &Secret<String>) -> Result<Vec<Self>, HttpError> {
        let url = endpoints.api("oauth/token/accessible-resources");
        let resources: Vec<Resource> = http.get_json(&url, token, "a list of sites").await?;
        Ok(merged(resources))
    }

    /// The products that the scopes speak of, in a fixed order. Atlassian's answer names none.
    #[must_use]
    pub fn products(&self) -> Vec<&'static str> {
        let mut products = Vec::new();
        for scope in &self.scopes {
            if let Some(product) = product_of(scope.as_str())
                && !products.contains(&product)
            {
                products.push(product);
            }
        }
        products.sort_unstable_by_key(|product| PRODUCTS.iter().position(|known| known == product));
        products
    }
}

const PRODUCTS: [&str; 3] = ["Jira", "Jira Service Management", "Confluence"];

fn product_of(scope: &str) -> Option<&'static str> {
    let [jira, service_management, confluence] = PRODUCTS;
    if scope.contains("servicedesk") || scope.contains("servicemanagement") || scope.ends_with("service-management") {
        Some(service_management)
    } else if scope.contains("confluence") {
        Some(confluence)
    } else if scope.contains("jira") {
        Some(jira)
    } else {
        None
    }
}

/// Atlassian lists a site once for each product; its rows are joined by cloud id, in the order of their first row.
fn merged(resources: Vec<Resource>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for resource in resources {
        // A scope that cannot be one is passed over: the rest of the list is still worth showing.
        let scopes: ScopeSet = resource.scopes.iter().flatten().filter_map(|scope| Scope::parse(scope).ok()).collect();
        if let Some(site) = sites.iter_mut().find(|site| site.cloud_id == resource.id) {
            site.scopes = site.scopes.iter().chain(&scopes).cloned().collect();
            continue;
        }
        sites.push(Site {
            cloud_id: resource.id,
            name: resource.name,
            url: resource.url,
            avatar_url: resource.avatar_url.and_then(|url| Url::parse(&url).ok()),
            avatar: None,
            scopes,
        });
    }
    sites
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn rows_of_one_cloud_id_become_one_site_with_all_scopes_and_products() {
        let resources: Vec<Resource> = serde_json::from_str(
            r#"[{"id":"1","name":"northwind","url":"https://northwind.atlassian.net","scopes":["read:confluence-user"],"avatarUrl":"https://x/a.png"},
                {"id":"2","name":"lab","url":"https://lab.atlassian.net","scopes":[]},
                {"id":"1","name":"northwind","url":"https://northwind.atlassian.net","scopes":["read:jira-work","read:servicedesk-request"]}]"#,
        )
        .unwrap();
        let sites = merged(resources);
        assert_eq!(sites.len(), 2);
        assert_eq!(sites[0].scopes.to_string(), "read:confluence-user read:jira-work read:servicedesk-request");
        assert_eq!(sites[0].products(), ["Jira", "Jira Service Management", "Confluence"]);
        assert!(sites[1].products().is_empty());
    }
}
