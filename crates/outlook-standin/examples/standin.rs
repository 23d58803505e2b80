//! Runs the stand-in alone: `cargo run -p outlook-standin --example standin -- 127.0.0.1:8090 [mailbox ...]`.

use outlook_standin::{Standin, StandinOptions};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let mailboxes: Vec<String> = arguments.collect();
    let mut options = StandinOptions::default();
    if !mailboxes.is_empty() {
        options.mailboxes = mailboxes;
    }
    let standin = Standin::new(options);
    let listener = TcpListener::bind(address).await?;
    let mut lines = format!("http://{}\n", listener.local_addr()?);
    for (mailbox, token) in standin.tokens() {
        lines.push_str(&format!("{mailbox} {token}\n"));
    }
    std::io::Write::write_all(&mut std::io::stdout(), lines.as_bytes())?;
    standin.serve(listener).await
}
