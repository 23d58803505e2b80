//! [`Browser`]: uses the pages as a browser does, through HTTP, with a session.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use contacts::MailboxId;
use store::{Database, Password, PasswordLasts, Restriction, Role, Viewer};
use tower::ServiceExt as _;
use web::{Engine, WebState};

use crate::outlook_beside::MAILBOX;
use crate::step::now;

/// A password that nobody else uses.
const PASSWORD: &str = "horse battery staple";
/// A browser with its session.
pub(crate) struct Browser {
    router: axum::Router,
    cookies: BTreeMap<String, String>,
}

/// What came back.
pub(crate) struct Got {
    pub(crate) status: StatusCode,
    pub(crate) leads_to: String,
    pub(crate) html: String,
    pub(crate) bytes: usize,
}

/// Gives the mailbox's owner a password, and lets users export everybody; returns the mailbox.
pub(crate) async fn open_doors(database: &Database) -> anyhow::Result<MailboxId> {
    let root = Viewer::program();
    let owner = database.find_user(&root, MAILBOX).await?.context("nobody owns the mailbox")?.id;
    let password = Password::new(PASSWORD);
    database.set_password(&root, owner, &password, PasswordLasts::UntilChanged, now()).await?;
    let open = [Role::Administrator, Role::User, Role::Reader].map(|role| (role, Restriction::None));
    database.change_export_restrictions(&root, &open.into(), now()).await?;
    let mailboxes = database.list_mailboxes(&root, now()).await?;
    Ok(mailboxes.first().context("no mailbox is connected")?.id)
}

impl Browser {
    /// Signs the mailbox's owner in to a program with an engine.
    pub(crate) async fn sign_in(database: &Database, engine: Arc<dyn Engine>) -> anyhow::Result<Browser> {
        let figures: Arc<dyn Fn() -> String + Send + Sync> = Arc::new(String::new);
        let state = WebState::new(database.clone(), engine, web::GraphAddresses::default(), figures);
        let mut browser = Browser { router: web::router(state), cookies: BTreeMap::new() };
        let got = browser.post("/sign-in", "", &format!("mail={MAILBOX}&password={PASSWORD}")).await?;
        ensure!(got.status == StatusCode::SEE_OTHER, "nobody could sign in: {}", got.status);
        Ok(browser)
    }

    pub(crate) async fn get(&mut self, path: &str, target: &str) -> anyhow::Result<Got> {
        self.send(Request::get(path), target, Body::empty()).await
    }

    pub(crate) async fn post(&mut self, path: &str, target: &str, fields: &str) -> anyhow::Result<Got> {
        let form = "application/x-www-form-urlencoded";
        let fields = fields.replace(' ', "+").replace('@', "%40");
        self.send(Request::post(path).header(header::CONTENT_TYPE, form), target, Body::from(fields)).await
    }

    async fn send(
        &mut self,
        request: axum::http::request::Builder,
        target: &str,
        body: Body,
    ) -> anyhow::Result<Got> {
        let mut request = request.header("sec-fetch-site", "same-origin").header("accept-language", "en");
        if !self.cookies.is_empty() {
            let cookies: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if !target.is_empty() {
            // A part of a page is only counted: as it travels.
            request = request.header(header::ACCEPT_ENCODING, "gzip");
            request = request.header("hx-request", "true").header("hx-target", target);
        }
        let answer: Response = self.router.clone().oneshot(request.body(body)?).await?;
        let (parts, body) = answer.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let pair = line.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let place = parts.headers.get(header::LOCATION).or_else(|| parts.headers.get("hx-redirect"));
        let leads_to = place.map(|place| place.to_str()).transpose()?.unwrap_or_default().to_owned();
        let packed = parts.headers.contains_key(header::CONTENT_ENCODING);
        let body = to_bytes(body, usize::MAX).await?;
        let html = if packed { String::new() } else { String::from_utf8(body.to_vec())? };
        Ok(Got { status: parts.status, leads_to, html, bytes: body.len() })
    }
}

/// How long it is since a moment.
pub(crate) fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}
