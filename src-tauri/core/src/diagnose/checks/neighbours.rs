//! Whether a Backstage listens on the port that it and Trilo's usual callback share.

use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{CheckFinding, CheckKind, CheckState};

const DEADLINE: Duration = Duration::from_secs(1);
/// The port of Backstage's back end, unless its app-config says otherwise.
const PORT: u16 = 7007;

pub(super) async fn check() -> CheckFinding {
    let subject = format!("localhost:{PORT}");
    match timeout(DEADLINE, TcpStream::connect(("127.0.0.1", PORT))).await {
        Ok(Ok(_)) => CheckKind::Backstage.about(subject, CheckState::Warning, "something listens there"),
        Ok(Err(_)) | Err(_) => CheckKind::Backstage.about(subject, CheckState::Ok, "nothing listens there"),
    }
}
