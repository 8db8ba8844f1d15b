//! Why a cell of the matrix is as it is, and what mends it.

use serde::Serialize;

use super::grant::{Grant, api_of};
use super::matrix::{Cell, ColumnKind, Matrix};
use crate::diagnose::explain::Confidence;

/// What a cell means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CellExplanation {
    /// The scope.
    pub scope: String,
    /// The source, by the name of its column.
    pub column: String,
    /// What the source says.
    pub cell: Cell,
    /// The same in a sentence.
    pub says: String,
    /// Why that is so, as far as the facts tell.
    pub cause: Option<String>,
    /// How sure the cause is.
    pub confidence: Confidence,
    /// What to do, in this order; empty where nothing is wrong.
    pub mends: Vec<Mend>,
}

/// A step that mends a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Mend {
    /// Add the scope to the app in the developer console.
    AddInConsole,
    /// Add the scope to Trilo's registration, which should list what the console does.
    AddToRegistration,
    /// Sign in again with the scope, so that Atlassian asks for consent once more.
    SignInAgain,
    /// Sign in again and choose this site on Atlassian's page.
    ChooseSite,
    /// Have the site's admin give the person the product.
    AskSiteAdmin,
    /// Renew the token, so that it carries what the grant has now.
    Refresh,
    /// Ask Atlassian for the sites once more.
    LookAgain,
    /// Leave the scope out of the next sign-in, if it is not wanted.
    LeaveOut,
}

impl Mend {
    /// What a person reads.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AddInConsole => "In the developer console, open Permissions, the API of this scope, and add it.",
            Self::AddToRegistration => {
                "Add the scope to the registration in Trilo, which should list what the console does."
            }
            Self::SignInAgain => "Sign in again with this scope. Atlassian asks for consent once more.",
            Self::ChooseSite => "Sign in again and choose this site on Atlassian’s page.",
            Self::AskSiteAdmin => "Ask the site’s admin for the product, or for access to it.",
            Self::Refresh => "Refresh the token. A new one carries what the grant has now.",
            Self::LookAgain => "Ask Atlassian for the sites once more.",
            Self::LeaveOut => {
                "If the app does not need it, leave it out and sign in again: a new consent replaces this one."
            }
        }
    }
}

/// A cause with what mends it.
struct Because {
    cause: &'static str,
    confidence: Confidence,
    mends: &'static [Mend],
}

impl Matrix {
    /// Says why a source has a scope or has it not; `None` when the matrix has no such cell.
    #[must_use]
    pub fn explain(&self, grant: &Grant, scope: &str, column: usize) -> Option<CellExplanation> {
        let (row, column_at) = (self.row(scope)?, self.columns.get(column)?);
        let cell = *row.cells.get(column)?;
        let because = because(grant, scope, &column_at.kind, cell);
        Some(CellExplanation {
            scope: scope.to_owned(),
            column: column_at.name.clone(),
            cell,
            says: says(&column_at.kind, &column_at.name, cell),
            cause: because.as_ref().map(|because| because.cause.to_owned()),
            confidence: because.as_ref().map_or(Confidence::Certain, |because| because.confidence),
            mends: because.map(|because| because.mends.to_vec()).unwrap_or_default(),
        })
    }
}

fn says(kind: &ColumnKind, name: &str, cell: Cell) -> String {
    let source = match kind {
        ColumnKind::Requested => "The sign-in".to_owned(),
        ColumnKind::Registration => "The registration".to_owned(),
        ColumnKind::Answer => "The answer that came with the token".to_owned(),
        ColumnKind::Claim => "The token itself".to_owned(),
        ColumnKind::Site { cloud_id, .. } if cloud_id.is_empty() => "The list of sites".to_owned(),
        ColumnKind::Site { .. } => format!("Atlassian’s list, for {name},"),
    };
    let verb = if *kind == ColumnKind::Requested { "asked for it" } else { "has it" };
    let not = if *kind == ColumnKind::Requested { "did not ask for it" } else { "does not have it" };
    match cell {
        Cell::Granted => format!("{source} {verb}."),
        Cell::Missing => format!("{source} {not}, and should."),
        Cell::Extra => format!("{source} {verb}, beyond what was asked for or what the token carries."),
        Cell::OtherSites => format!("{source} {not}; another site of the grant does."),
        Cell::NoProduct => format!("{source} {not}, nor any other scope of its API."),
        Cell::NotSiteBound => {
            "The scope belongs to the account. It works without a site, so no site lists it.".to_owned()
        }
        Cell::Absent => format!("{source} {not}, and need not."),
        Cell::Unknown => format!("{source} says nothing."),
    }
}

fn because(grant: &Grant, scope: &str, column: &ColumnKind, cell: Cell) -> Option<Because> {
    match (column, cell) {
        (_, Cell::Granted | Cell::NotSiteBound | Cell::Absent)
        | (
            ColumnKind::Requested | ColumnKind::Registration,
            Cell::Unknown | Cell::Extra | Cell::OtherSites | Cell::NoProduct,
        )
        | (ColumnKind::Requested, Cell::Missing)
        | (ColumnKind::Answer, Cell::Unknown | Cell::OtherSites | Cell::NoProduct)
        | (ColumnKind::Claim, Cell::OtherSites | Cell::NoProduct) => None,
        (ColumnKind::Registration, Cell::Missing) => Some(Because {
            cause: "The sign-in asked for more than the registration lists. If the app in the console does not list \
                    it either, Atlassian’s page refuses the sign-in or leaves the scope out.",
            confidence: Confidence::Certain,
            mends: &[Mend::AddInConsole, Mend::AddToRegistration],
        }),
        (ColumnKind::Claim, Cell::Missing) if has(grant.answer.as_ref(), scope) => Some(Because {
            cause: "The answer named the scope, and the token does not carry it. Atlassian’s services go by the token.",
            confidence: Confidence::Certain,
            mends: &[Mend::Refresh, Mend::SignInAgain],
        }),
        (ColumnKind::Site { .. }, Cell::Extra) if !carried(grant, scope) => Some(Because {
            cause: "The site’s grant covers more than this token carries: another sign-in of the same app asked for \
                    it. A call needs both, so this token cannot use it.",
            confidence: Confidence::Likely,
            mends: &[Mend::SignInAgain],
        }),
        (ColumnKind::Site { .. }, Cell::NoProduct) => Some(Because {
            cause: "The site has no such product, or this person may not use it there: Atlassian lists a scope only \
                    for the products that it reaches.",
            confidence: Confidence::Likely,
            mends: &[Mend::AskSiteAdmin, Mend::ChooseSite],
        }),
        (ColumnKind::Site { .. }, Cell::OtherSites) => Some(Because {
            cause: "Consent was given for each site apart, and for this one without the scope. With access on \
                    resource level, each consent covers only the sites that were chosen for it.",
            confidence: Confidence::Likely,
            mends: &[Mend::ChooseSite],
        }),
        (ColumnKind::Site { .. }, Cell::Missing) if carried(grant, scope) => Some(Because {
            cause: "The token carries the scope and no site lists it: its consent for the sites is older, or was \
                    taken back there.",
            confidence: Confidence::Possible,
            mends: &[Mend::LookAgain, Mend::ChooseSite],
        }),
        (ColumnKind::Answer | ColumnKind::Claim | ColumnKind::Site { .. }, Cell::Missing) => {
            Some(not_granted(grant, scope))
        }
        (ColumnKind::Answer | ColumnKind::Claim | ColumnKind::Site { .. }, Cell::Extra) => Some(widened()),
        (ColumnKind::Claim, Cell::Unknown) => Some(Because {
            cause: "The token cannot be read. Atlassian promises no format: the answer that came with it is the source.",
            confidence: Confidence::Certain,
            mends: &[],
        }),
        (ColumnKind::Site { .. }, Cell::Unknown) => Some(Because {
            cause: "The sites were not asked for, or Atlassian did not give them.",
            confidence: Confidence::Certain,
            mends: &[Mend::LookAgain],
        }),
    }
}

/// Why a scope that was asked for was not granted.
fn not_granted(grant: &Grant, scope: &str) -> Because {
    if grant.earlier.iter().any(|earlier| earlier.as_str() == scope) {
        return Because {
            cause: "An earlier answer for this account had it. A later consent for the same app, here or elsewhere, \
                    replaced the scopes of the whole grant.",
            confidence: Confidence::Likely,
            mends: &[Mend::SignInAgain],
        };
    }
    if !api_of(scope).is_in_console() && scope != "offline_access" {
        return Because {
            cause: "The developer console is not known to list this scope, so an app may not be able to have it.",
            confidence: Confidence::Possible,
            mends: &[Mend::LeaveOut],
        };
    }
    if grant.registration.as_ref().is_some_and(|listed| !listed.iter().any(|one| one.as_str() == scope)) {
        return Because {
            cause: "The registration does not list it. Most likely the app in the developer console does not either, \
                    so it was left out of the consent.",
            confidence: Confidence::Likely,
            mends: &[Mend::AddInConsole, Mend::AddToRegistration, Mend::SignInAgain],
        };
    }
    Because {
        cause: "The scope is not enabled for this app in the developer console, or it was added there after the \
                consent: a consent covers what the app listed at that time.",
        confidence: Confidence::Likely,
        mends: &[Mend::AddInConsole, Mend::SignInAgain],
    }
}

const fn widened() -> Because {
    Because {
        cause: "Nobody asked for it in this sign-in. A consent covers the app as a whole, so another sign-in of the \
                same app with more scopes widened it.",
        confidence: Confidence::Likely,
        mends: &[Mend::LeaveOut],
    }
}

fn has(set: Option<&crate::scope::ScopeSet>, scope: &str) -> bool {
    set.is_some_and(|set| set.iter().any(|one| one.as_str() == scope))
}

fn carried(grant: &Grant, scope: &str) -> bool {
    has(grant.carried(), scope)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::inspect::GrantSite;
    use crate::scope::ScopeSet;

    fn set(text: &str) -> ScopeSet {
        ScopeSet::parse(text).unwrap()
    }

    fn explained(grant: &Grant, scope: &str, column: usize) -> CellExplanation {
        Matrix::of(grant).explain(grant, scope, column).unwrap()
    }

    fn grant() -> Grant {
        let site = |name: &str, scopes| GrantSite {
            cloud_id: name.into(),
            name: name.into(),
            url: String::new(),
            scopes: set(scopes),
        };
        Grant {
            requested: Some(set("read:jira-work write:jira-work search:confluence")),
            registration: Some(set("read:jira-work write:jira-work search:confluence")),
            answer: Some(set("read:jira-work write:jira-work")),
            claim: None,
            sites: Some(vec![site("northwind", "read:jira-work write:jira-work"), site("lab", "read:jira-work")]),
            earlier: ScopeSet::default(),
        }
    }

    #[test]
    fn what_an_earlier_answer_had_was_replaced_by_a_later_consent() {
        let console = explained(&grant(), "search:confluence", 2);
        assert!(console.cause.unwrap().contains("not enabled for this app"));
        assert_eq!(console.mends, [Mend::AddInConsole, Mend::SignInAgain]);
        let narrowed = Grant { earlier: set("search:confluence"), ..grant() };
        let replaced = explained(&narrowed, "search:confluence", 2);
        assert!(replaced.cause.unwrap().contains("later consent"));
        assert_eq!(replaced.mends, [Mend::SignInAgain]);
    }

    #[test]
    fn a_site_says_whether_the_product_or_the_consent_is_missing() {
        let other = explained(&grant(), "write:jira-work", 5);
        assert_eq!((other.cell, other.mends.as_slice()), (Cell::OtherSites, [Mend::ChooseSite].as_slice()));
        let product = explained(&grant(), "search:confluence", 5);
        assert_eq!(product.cell, Cell::NoProduct);
        assert!(product.cause.unwrap().contains("no such product"));
    }

    #[test]
    fn what_is_as_it_should_be_needs_no_mend() {
        let fine = explained(&grant(), "read:jira-work", 4);
        assert_eq!((fine.cause, fine.mends.is_empty()), (None, true));
        assert!(Matrix::of(&grant()).explain(&grant(), "read:jira-work", 9).is_none());
    }
}
