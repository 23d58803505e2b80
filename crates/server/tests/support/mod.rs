//! Starts the real program for tests, and talks to it.

// Each test file uses its own part of this.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use reqwest::{Client, Method};
use serde_json::Value;

/// How long anything may take before the test gives up; generous, for loaded machines.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// The program, with an environment without settings of its own.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TANDEM_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs the program to its end.
pub fn tandem<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Output {
    program().args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Returns what a program printed; fails unless it went well.
pub fn printed(output: Output) -> String {
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{out}{err}");
    out
}

/// A program that runs until it is dropped.
pub struct Running {
    child: Child,
    lines: Mutex<Receiver<String>>,
    /// What it printed so far.
    pub seen: Vec<String>,
}

impl Running {
    /// Starts the program.
    pub fn start(command: &mut Command) -> Running {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        Running { child, lines: Mutex::new(lines), seen: Vec::new() }
    }

    /// Waits for a line with this beginning, and returns the rest of it.
    pub fn line(&mut self, beginning: &str) -> String {
        loop {
            let line = self.lines.get_mut().unwrap().recv_timeout(PATIENCE).unwrap_or_else(|_| {
                panic!("no line \"{beginning}\"; it printed {:#?}", self.seen);
            });
            self.seen.push(line.clone());
            if let Some(rest) = line.strip_prefix(beginning) {
                return rest.to_owned();
            }
        }
    }

    /// Kills it: no signal handler, no last words.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, waits until it has, and returns its exit code.
    pub fn stop(mut self) -> Option<i32> {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client for a server with a bearer token.
#[derive(Clone)]
pub struct Api {
    client: Client,
    pub base: String,
    token: String,
}

impl Api {
    /// Makes a client.
    pub fn new(base: &str, token: &str) -> Api {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(Duration::from_secs(60)).tls_certs_only([]).build().unwrap();
        Api { client, base: base.to_owned(), token: token.to_owned() }
    }

    /// Sends a request; the answer's status and body, or none when there was no answer.
    pub async fn try_send(&self, method: Method, path: &str, body: Option<&Value>) -> Option<(u16, Value)> {
        let mut request =
            self.client.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.ok()?;
        let status = answer.status().as_u16();
        let body = answer.text().await.ok()?;
        Some((status, serde_json::from_str(&body).unwrap_or(Value::String(body))))
    }

    /// Sends a request that has to go well.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let (status, answer) = self.try_send(method.clone(), path, body).await.expect("an answer");
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    /// Reads something.
    pub async fn get(&self, path: &str) -> Value {
        self.send(Method::GET, path, None).await
    }

    /// Reads something until it is as wanted.
    pub async fn until(&self, path: &str, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        let mut last = None;
        while begun.elapsed() < PATIENCE {
            last = self.try_send(Method::GET, path, None).await.map(|(_, answer)| answer);
            if let Some(answer) = last.as_ref().filter(|answer| wanted(answer)) {
                return answer.clone();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{path} never was {what}: {last:#?}");
    }
}

/// A file in the tests' data.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
