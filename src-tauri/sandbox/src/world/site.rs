//! Cloud sites of the sandbox.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::scopes::Product;

/// A cloud site with its products and the people who may use them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Site {
    /// Cloud id, a UUID.
    pub id: String,
    /// Name as shown in the site picker, the first label of its host.
    pub name: String,
    /// The site's products, each with the ids of the people who may use it.
    pub products: BTreeMap<Product, Vec<String>>,
    /// Whether an organisation admin blocks user-installed apps here.
    pub blocks_user_apps: bool,
}

impl Site {
    /// The site's address, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{}", self.host())
    }

    /// The site's host name.
    #[must_use]
    pub fn host(&self) -> String {
        format!("{}.atlassian.net", self.name)
    }

    /// Whether a person may use a product of this site.
    #[must_use]
    pub fn admits(&self, person: &str, product: Product) -> bool {
        self.products.get(&product).is_some_and(|people| people.iter().any(|id| id == person))
    }
}
