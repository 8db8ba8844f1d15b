use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::Url;

/// Listens in on what the app and a sandbox say to each other, to know the secrets that nobody shows.
pub struct Wiretap {
    url: Url,
    heard: Heard,
    serving: JoinHandle<()>,
}

/// What was said, connection by connection and direction by direction, so that what comes in parts is found in one piece.
type Heard = Arc<Mutex<Vec<Vec<u8>>>>;

impl Wiretap {
    /// Puts itself before a server on 127.0.0.1, of which it takes the place.
    pub async fn before(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let own = listener.local_addr().expect("an address").port();
        let heard = Heard::default();
        let serving = tokio::spawn(serve(listener, port, heard.clone()));
        let url = format!("http://127.0.0.1:{own}/").parse().expect("an address");
        Self { url, heard, serving }
    }

    /// The base under which the server is reached through this.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Every value that went by under a name in JSON, such as each `refresh_token`.
    #[must_use]
    pub fn values(&self, name: &str) -> Vec<String> {
        let heard = lock(&self.heard).concat();
        let text = String::from_utf8_lossy(&heard);
        let mut values: Vec<String> = text.split(&format!("\"{name}\":\"")).skip(1).map(until_quote).collect();
        values.sort();
        values.dedup();
        values
    }
}

impl Drop for Wiretap {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, port: u16, heard: Heard) {
    while let Ok((client, _)) = listener.accept().await {
        let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else { continue };
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::spawn(pass_on(from_client, to_server, heard.clone()));
        tokio::spawn(pass_on(from_server, to_client, heard.clone()));
    }
}

async fn pass_on(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, heard: Heard) {
    let place = {
        let mut heard = lock(&heard);
        heard.push(Vec::new());
        heard.len() - 1
    };
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        lock(&heard)[place].extend_from_slice(&buffer[..length]);
        if to.write_all(&buffer[..length]).await.is_err() {
            break;
        }
    }
    // A side that has nothing more to say may still listen.
    let _ = to.shutdown().await;
}

fn until_quote(text: &str) -> String {
    text.chars().take_while(|character| *character != '"').collect()
}

/// A panic elsewhere leaves whole pieces of what was heard.
fn lock(heard: &Heard) -> MutexGuard<'_, Vec<Vec<u8>>> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}
