//! A stand-in on a free port and a client that speaks to it.

use outlook_standin::{Outlook, Quirks, Standin, StandinOptions};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use crate::described;

pub const ALICE: &str = "alice@example.com";
pub const BOB: &str = "bob@example.com";
/// A linked id as a CRM would use it.
pub const STAMP: &str = "String {5d7a3b1e-4c2f-4e0a-9b6d-8f1c2e3d4a5b} Name CrmStamp";

/// One stand-in, served, with a client of Alice's.
pub struct Bed {
    pub standin: Standin,
    pub origin: String,
    pub token: String,
    pub client: Client,
}

/// An answer, read.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub json: Value,
    pub bytes: Vec<u8>,
}

impl Got {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn text(&self, pointer: &str) -> &str {
        self.json
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("{pointer} in {}", self.json))
    }

    pub fn code(&self) -> &str {
        self.text("/error/code")
    }

    pub fn id(&self) -> String {
        self.text("/id").to_owned()
    }

    pub fn values(&self) -> &[Value] {
        self.json["value"].as_array().unwrap_or_else(|| panic!("no value in {}", self.json))
    }

    /// One text of every entry.
    pub fn names(&self, key: &str) -> Vec<&str> {
        self.values().iter().map(|value| value[key].as_str().unwrap_or("-")).collect()
    }
}

pub fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new()
}

impl Bed {
    pub async fn new() -> Self {
        Self::with(Quirks::default()).await
    }

    pub async fn with(quirks: Quirks) -> Self {
        let mailboxes = vec![ALICE.to_owned(), BOB.to_owned()];
        let standin = Standin::new(StandinOptions { mailboxes, quirks, ..StandinOptions::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        drop(tokio::spawn(standin.serve(listener)));
        let token = standin.tokens()[0].1.clone();
        Self { standin, origin, token, client: client() }
    }

    pub fn outlook(&self) -> Outlook {
        self.standin.outlook(ALICE).unwrap()
    }

    /// A request by path (`/me/...`) or by a whole link.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url =
            if path.starts_with("http") { path.to_owned() } else { format!("{}/v1.0{path}", self.origin) };
        self.client.request(method, url).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Got {
        send(self.request(Method::GET, path)).await
    }

    /// A GET that prefers immutable ids.
    pub async fn get_immutable(&self, path: &str) -> Got {
        send(immutable(self.request(Method::GET, path))).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Got {
        send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Got {
        send(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Got {
        send(self.request(Method::DELETE, path)).await
    }

    /// Creates a contact and returns its default id.
    pub async fn contact(&self, name: &str) -> String {
        let got = self.post("/me/contacts", json!({"givenName": name})).await;
        assert_eq!(got.status, 201, "{}", got.json);
        got.id()
    }

    /// Creates a contact and returns its immutable id.
    pub async fn immutable_contact(&self, name: &str) -> String {
        let request = self.request(Method::POST, "/me/contacts").json(&json!({"givenName": name}));
        send(immutable(request)).await.id()
    }

    pub async fn admin(&self, method: Method, path: &str, body: Value) -> Got {
        let request = self.client.request(method, format!("{}/standin{path}", self.origin));
        send(if body.is_null() { request } else { request.json(&body) }).await
    }

    pub async fn fault(&self, fault: Value) {
        let got = self.admin(Method::POST, "/faults", fault).await;
        assert_eq!(got.status, 201, "{}", got.json);
    }
}

pub fn immutable(request: RequestBuilder) -> RequestBuilder {
    request.header("prefer", "IdType=\"ImmutableId\"")
}

pub async fn send(request: RequestBuilder) -> Got {
    let (client, request) = request.build_split();
    let request = request.unwrap();
    let (method, url) = (request.method().clone(), request.url().clone());
    let asked = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
    let asked = serde_json::from_slice(asked).unwrap_or(Value::Null);
    let response = client.execute(request).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.bytes().await.unwrap().to_vec();
    let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let seen = described::Seen { method: &method, url: &url, asked, status, answer: &json };
    let faults = described::faults(&seen).await;
    assert!(faults.is_empty(), "not as described: {faults:?} in {json}");
    Got { status, headers, json, bytes }
}

/// Encodes a query value the way the service wants it.
pub fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub fn values(json: Value) -> Map<String, Value> {
    json.as_object().cloned().unwrap()
}

/// A small real JPEG.
pub fn jpeg(shade: u8, side: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(side, side, image::Rgb([shade, 0, 255 - shade]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}
