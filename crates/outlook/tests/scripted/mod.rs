//! A server that says what it was told to, in order, and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures::stream;
use outlook::graph::{FixedToken, FolderChoice, GraphClient, GraphFolder, GraphOptions, GraphUser};
use serde_json::{Value as Json, json};

/// What the server says next.
#[derive(Debug, Clone)]
pub enum Line {
    /// Status, headers, body.
    Says(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Nothing; the connection is cut.
    Hangs,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    /// Path and query, not decoded.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap()
    }
}

#[derive(Debug, Default)]
struct Play {
    lines: VecDeque<Line>,
    asked: Vec<Asked>,
}

/// The server.
#[derive(Debug, Clone)]
pub struct Scripted {
    play: Arc<Mutex<Play>>,
    /// `http://127.0.0.1:port/v1.0`.
    pub base: String,
}

impl Scripted {
    pub async fn says(lines: impl IntoIterator<Item = Line>) -> Self {
        let play = Arc::new(Mutex::new(Play { lines: lines.into_iter().collect(), asked: Vec::new() }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/v1.0", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&play));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Scripted { play, base }
    }

    /// Adds a line that needs to know the server's own address.
    pub fn then(&self, line: Line) {
        self.play.lock().unwrap().lines.push_back(line);
    }

    /// What was asked since the last question; every line has to have been said.
    pub fn asked(&self) -> Vec<Asked> {
        let mut play = self.play.lock().unwrap();
        assert!(play.lines.is_empty(), "not asked for: {:?}", play.lines);
        std::mem::take(&mut play.asked)
    }

    pub fn options(&self) -> GraphOptions {
        let token = Arc::new(FixedToken::new("secret-token"));
        let mut options = GraphOptions::new(self.base.parse().unwrap(), GraphUser::Me, token);
        options.timeout = Duration::from_secs(20);
        options
    }

    /// A folder with the id `F` in the mailbox of this server.
    pub fn folder(&self) -> GraphFolder {
        folder(self.options())
    }
}

pub fn folder(options: GraphOptions) -> GraphFolder {
    GraphFolder::new(GraphClient::new(options).unwrap(), FolderChoice::Id("F".into()))
}

async fn answer(State(play): State<Arc<Mutex<Play>>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let target = head.uri.path_and_query().unwrap().to_string();
    let asked = Asked { method: head.method.to_string(), target, headers: head.headers, body };
    let mut play = play.lock().unwrap();
    play.asked.push(asked.clone());
    match play.lines.pop_front() {
        Some(Line::Says(status, headers, body)) => {
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
        Some(Line::Hangs) => {
            let error = std::io::Error::other("the line went dead");
            Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(error)])))
        }
        None => panic!("nothing to say to {} {}", asked.method, asked.target),
    }
}

pub fn says(status: u16, body: &Json) -> Line {
    Line::Says(status, Vec::new(), body.to_string().into_bytes())
}

/// An empty answer with one header.
pub fn refuses(status: u16, header: Option<(&'static str, &str)>) -> Line {
    Line::Says(status, header.into_iter().map(|(name, value)| (name, value.to_owned())).collect(), Vec::new())
}

pub fn error(code: &str) -> Json {
    json!({"error": {"code": code, "message": "m", "innerError": {"date": "2026-07-27T12:15:35"}}})
}
