//! The stand-in as a process of its own: started, asked for its counters, edited by hand.

use std::collections::BTreeMap;
use std::process::Stdio;

use anyhow::{Context as _, ensure};
use outlook_standin::{Limits, Standin, StandinOptions};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

/// The mailbox.
pub(crate) const MAILBOX: &str = "anna@example.org";

/// Serves a stand-in without limits on a free port, says where, and ends with its input.
pub(crate) async fn serve() -> anyhow::Result<()> {
    let limits = Limits { enabled: false, ..Limits::default() };
    let mailboxes = vec![MAILBOX.to_owned()];
    let standin = Standin::new(StandinOptions { mailboxes, limits, ..StandinOptions::default() });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let mut input = tokio::io::stdin();
    let mut nothing = [0];
    tokio::select! {
        served = standin.serve(listener) => served?,
        // The other end is closed when the benchmark ends, however it does.
        _ = input.read(&mut nothing) => {}
    }
    Ok(())
}

/// A stand-in that runs beside the benchmark.
pub(crate) struct Beside {
    pub(crate) url: String,
    client: reqwest::Client,
    _process: Child,
}

/// What was asked of it.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Counts {
    pub(crate) requests: u64,
    pub(crate) by_kind: BTreeMap<String, u64>,
    pub(crate) throttled: u64,
}

impl Beside {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("standin")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().context("the stand-in has no output")?;
        let url = BufReader::new(output).lines().next_line().await?.context("the stand-in did not start")?;
        // Plain HTTP, but the client wants to know all the same how it would encrypt.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().tls_certs_only([]).build()?;
        Ok(Beside { url, client, _process: process })
    }

    /// Makes the requests that the steps count from now on start at zero.
    pub(crate) async fn clear(&self) -> anyhow::Result<()> {
        self.call(self.client.delete(format!("{}/standin/counters", self.url))).await.map(|_| ())
    }

    pub(crate) async fn counts(&self) -> anyhow::Result<Counts> {
        let counts = self.call(self.client.get(format!("{}/standin/counters", self.url))).await?;
        Ok(serde_json::from_value(counts)?)
    }

    /// Sets limits: so many requests in so many seconds.
    pub(crate) async fn limit(&self, requests: u32, seconds: u64) -> anyhow::Result<()> {
        let limits = json!({"enabled": true, "requests": requests, "window_seconds": seconds});
        let request = self.client.patch(format!("{}/standin/throttle", self.url)).body(limits.to_string());
        self.call(request).await.map(|_| ())
    }

    /// Returns a token for the mailbox.
    pub(crate) async fn token(&self) -> anyhow::Result<String> {
        let shown = self.call(self.client.get(format!("{}/standin/mailboxes/{MAILBOX}", self.url))).await?;
        Ok(shown["token"].as_str().context("the mailbox has no token")?.to_owned())
    }

    /// Edits so many contacts by hand, beginning with a place in the mailbox.
    pub(crate) async fn edit(&self, from: usize, count: usize, position: &str) -> anyhow::Result<()> {
        let all = self.call(self.client.get(format!("{}/standin/snapshot/{MAILBOX}", self.url))).await?;
        let contacts = all.as_array().context("the snapshot is no list")?;
        ensure!(contacts.len() >= from + count, "the mailbox has {} contacts only", contacts.len());
        for contact in &contacts[from..from + count] {
            let id = contact["id"].as_str().context("a contact has no id")?;
            let url = format!("{}/standin/mailboxes/{MAILBOX}/contacts/{id}", self.url);
            self.call(self.client.patch(url).body(json!({"jobTitle": position}).to_string())).await?;
        }
        Ok(())
    }

    async fn call(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Json> {
        let answer = request.header("content-type", "application/json").send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "the stand-in refused ({status}): {text}");
        Ok(if text.is_empty() { Json::Null } else { serde_json::from_str(&text)? })
    }
}
