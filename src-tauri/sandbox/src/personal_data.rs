//! The personal data reporting API: `POST /app/report-accounts/`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::bearer::{ApiError, Bearer};
use crate::scopes::REPORT_PERSONAL_DATA;
use crate::world::{AccountStatus, World, WorldHandle};

/// Accounts that one call may name.
const MOST_ACCOUNTS: usize = 90;
/// Days after which to report again.
const CYCLE_PERIOD: &str = "7";

#[derive(Deserialize)]
struct Report {
    accounts: Vec<Account>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    account_id: String,
    updated_at: Timestamp,
}

enum Refusal {
    Api(ApiError),
    Bad(&'static str),
}

/// Tells which accounts were closed or updated since the app stored data of them; 204 where none was.
pub(crate) async fn report_accounts(State(handle): State<WorldHandle>, headers: HeaderMap, body: Bytes) -> Response {
    let news = handle.read(|world| news(world, &headers, &body));
    let answer = match news {
        Ok(news) if news.is_empty() => StatusCode::NO_CONTENT.into_response(),
        Ok(news) => Json(json!({ "accounts": news })).into_response(),
        Err(Refusal::Api(error)) => error.into_response(),
        Err(Refusal::Bad(message)) => {
            let body = json!({ "errorType": "InvalidRequest", "errorMessage": message });
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    };
    ([("cycle-period", CYCLE_PERIOD)], answer).into_response()
}

fn news(world: &World, headers: &HeaderMap, body: &[u8]) -> Result<Vec<Value>, Refusal> {
    let bearer = Bearer::check(world, headers).map_err(Refusal::Api)?;
    if !bearer.scopes.contains(REPORT_PERSONAL_DATA) {
        return Err(Refusal::Api(ApiError::ScopeMismatch));
    }
    let report: Report = serde_json::from_slice(body).map_err(|_| Refusal::Bad("The body is not a report"))?;
    if report.accounts.is_empty() || report.accounts.len() > MOST_ACCOUNTS {
        return Err(Refusal::Bad("A report names 1 to 90 accounts"));
    }
    if !report.accounts.iter().all(|account| is_account_id(&account.account_id)) {
        return Err(Refusal::Bad("An accountId has 1 to 128 letters, digits, hyphens and colons"));
    }
    Ok(report.accounts.iter().filter_map(|account| status(world, account)).collect())
}

fn is_account_id(id: &str) -> bool {
    (1..=128).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ':')
}

fn status(world: &World, account: &Account) -> Option<Value> {
    let person = world.person(&account.account_id)?;
    let status = match person.status {
        AccountStatus::Closed => "closed",
        AccountStatus::Active if person.updated_at > account.updated_at => "updated",
        AccountStatus::Active => return None,
    };
    Some(json!({ "accountId": person.id, "status": status }))
}
