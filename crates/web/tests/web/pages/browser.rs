//! [`Browser`]: asks for pages as a browser does: with cookies, and saying where a request begins.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use store::{Password, PasswordLasts, Viewer};
use tower::ServiceExt as _;

use crate::bed::{Bed, Who};

/// The password of everybody.
pub const PASSWORD: &str = "horse battery staple";

/// The e-mail address of somebody in the bed.
pub fn mail(who: Who) -> &'static str {
    match who {
        Who::Anonymous => "nobody@example.com",
        Who::Reader => "reader@example.com",
        Who::Stranger => "stranger@example.com",
        Who::Owner => "owner@example.com",
        Who::Administrator => "administrator@example.com",
    }
}

/// Gives somebody in the bed the password of everybody.
pub async fn give_password(bed: &Bed, who: Who, lasts: PasswordLasts) {
    let all = Viewer::program();
    let user = bed.store.find_user(&all, mail(who)).await.unwrap().unwrap().id;
    bed.store.set_password(&all, user, &Password::new(PASSWORD), lasts, 1_700_000_000_000_000).await.unwrap();
}

/// What a browser got.
#[derive(Debug, Clone)]
pub struct Got {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// How long the body is, in bytes, as it came.
    pub size: usize,
    pub html: String,
}

impl Got {
    /// Returns a header's text, empty without it.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns where it leads: by 303, or the script's way.
    pub fn leads_to(&self) -> &str {
        if self.status == StatusCode::SEE_OTHER {
            self.header("location")
        } else {
            self.header("hx-redirect")
        }
    }
}

/// A browser with its cookies.
pub struct Browser {
    router: Router,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    /// Opens a browser in which nobody is signed in.
    pub fn open(bed: &Bed) -> Self {
        Browser { router: bed.router.clone(), cookies: Mutex::default() }
    }

    /// Opens a browser and signs somebody in.
    pub async fn signed_in(bed: &Bed, who: Who) -> Self {
        give_password(bed, who, PasswordLasts::UntilChanged).await;
        let browser = Browser::open(bed);
        let got = browser.post("/sign-in", &[("mail", mail(who)), ("password", PASSWORD)]).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.html);
        browser
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Got {
        self.send(Request::get(path).header("sec-fetch-site", "same-origin"), Body::empty()).await
    }

    /// Asks for a part of a page, as the script does.
    pub async fn part(&self, path: &str, target: &str) -> Got {
        let request =
            Request::get(path).header("hx-request", "true").header("hx-target", format!("div#{target}"));
        self.send(request.header("sec-fetch-site", "same-origin"), Body::empty()).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        self.send(form(path).header("sec-fetch-site", "same-origin"), encoded(fields)).await
    }

    /// Sends a form as the script does.
    pub async fn post_part(&self, path: &str, target: &str, fields: &[(&str, &str)]) -> Got {
        let request = form(path).header("hx-request", "true").header("hx-target", format!("div#{target}"));
        self.send(request.header("sec-fetch-site", "same-origin"), encoded(fields)).await
    }

    /// Sends a form with headers of one's own instead of a browser's.
    pub async fn post_with(&self, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Got {
        let request = headers.iter().fold(form(path), |request, (name, value)| request.header(*name, *value));
        self.send(request, encoded(fields)).await
    }

    /// Sends a request with the cookies, and keeps those of the answer.
    pub async fn send(&self, request: axum::http::request::Builder, body: Body) -> Got {
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) };
        let answer = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        for line in parts.headers.get_all("set-cookie") {
            self.keep(line.to_str().unwrap());
        }
        let html = String::from_utf8_lossy(&bytes).into_owned();
        Got { status: parts.status, headers: parts.headers, size: bytes.len(), html }
    }

    fn keep(&self, line: &str) {
        let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
        let (name, value) = pair.split_once('=').unwrap();
        let mut cookies = self.cookies.lock().unwrap();
        if rest.contains("Max-Age=0") {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Returns a cookie as it is sent.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// Puts a cookie in.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }
}

fn form(path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("content-type", "application/x-www-form-urlencoded")
}

fn encoded(fields: &[(&str, &str)]) -> Body {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    Body::from(text.extend_pairs(fields).finish())
}
