//! The export wizard as a browser uses it: search, assignment table, moves, plan; through HTTP, with a session.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use contacts::MailboxId;
use serde::{Deserialize, Serialize};
use store::{Database, Password, PasswordLasts, Restriction, Role, Viewer};
use tower::ServiceExt as _;
use web::WebState;

use crate::measure::Watch;
use crate::nobody::Nobody;
use crate::outlook_beside::MAILBOX;
use crate::step::{Measured, Step, now};

/// What the wizard took. Times are on the wall, in milliseconds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Taken {
    /// From *Search and edit* to the assignment table.
    pub(crate) search_ms: f64,
    /// From typing into a list's filter to the filtered list.
    pub(crate) filter_ms: f64,
    /// Each move with its answer: what it was, how long it took, and how many bytes came, packed as browsers ask for it.
    pub(crate) moves: Vec<(String, f64, usize)>,
    /// From *Save* until the plan stands.
    pub(crate) plan_ms: f64,
}

/// A password that nobody else uses.
const PASSWORD: &str = "horse battery staple";
/// The part of the page that a move answers with.
const TABLE: &str = "div#assign";

/// A browser with its session.
struct Browser {
    router: axum::Router,
    cookies: BTreeMap<String, String>,
}

/// What came back.
struct Got {
    status: StatusCode,
    leads_to: String,
    html: String,
    bytes: usize,
}

impl Step {
    /// Drives the wizard to its plan and leaves by *Exit*.
    pub(crate) async fn wizard(&self) -> anyhow::Result<Measured> {
        let database = self.open().await?;
        let mailbox = open_doors(&database).await?;
        let mut browser = Browser::sign_in(&database).await?;
        let watch = Watch::start()?;
        let (taken, count) = browser.wizard(mailbox).await?;
        Ok(Measured { cost: watch.stop()?, count, wizard: Some(taken), ..Measured::default() })
    }
}

/// Gives the mailbox's owner a password, and lets users export everybody; returns the mailbox.
async fn open_doors(database: &Database) -> anyhow::Result<MailboxId> {
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
    async fn sign_in(database: &Database) -> anyhow::Result<Browser> {
        let figures: Arc<dyn Fn() -> String + Send + Sync> = Arc::new(String::new);
        let state =
            WebState::new(database.clone(), Arc::new(Nobody), web::GraphAddresses::default(), figures);
        let mut browser = Browser { router: web::router(state), cookies: BTreeMap::new() };
        let got = browser.post("/sign-in", "", &format!("mail={MAILBOX}&password={PASSWORD}")).await?;
        ensure!(got.status == StatusCode::SEE_OTHER, "nobody could sign in: {}", got.status);
        Ok(browser)
    }

    async fn wizard(&mut self, mailbox: MailboxId) -> anyhow::Result<(Taken, u64)> {
        let mut taken = Taken::default();
        let started = Instant::now();
        let path = self.post("/export", "", &format!("q=&mailbox={mailbox}&inactive=")).await?.leads_to;
        ensure!(path.starts_with("/export/"), "the search led to {path:?}");
        let table = self.get(&path, "").await?;
        taken.search_ms = milliseconds(started);
        let places = places(&table.html)?;
        let (first, last) = (places[0], places[places.len() - 1]);
        let started = Instant::now();
        self.get(&format!("{path}?found_q=a"), TABLE).await?;
        taken.filter_ms = milliseconds(started);
        for (name, fields) in [
            ("all under a filter", "do=add-all&found_q=a".to_owned()),
            ("these back", "do=remove-all".to_owned()),
            ("one", format!("do=add&p={first}")),
            ("a screenful", format!("do=add&range={first}-{last}")),
            ("a range of 5,000", "do=add&range=1000-5999".to_owned()),
            ("all", "do=add-all".to_owned()),
            ("all back", "do=remove-all".to_owned()),
            ("all again", "do=add-all".to_owned()),
        ] {
            let started = Instant::now();
            let got = self.post(&format!("{path}/move"), TABLE, &fields).await?;
            ensure!(got.status == StatusCode::OK, "the move of {name} was answered with {}", got.status);
            taken.moves.push((name.to_owned(), milliseconds(started), got.bytes));
        }
        let started = Instant::now();
        self.post(&format!("{path}/review"), "", "").await?;
        let options = format!("{path}/options");
        let mut plan = self.get(&options, "").await?;
        while plan.html.contains("load delay:150ms") {
            tokio::time::sleep(Duration::from_millis(150)).await;
            plan = self.get(&options, "").await?;
        }
        taken.plan_ms = milliseconds(started);
        let created = plan.html.split("Create ").nth(1).context("the plan creates nobody")?;
        let digits: String = created
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == ',')
            .filter(char::is_ascii_digit)
            .collect();
        self.post(&format!("{path}/exit"), "", "").await?;
        Ok((taken, digits.parse()?))
    }

    async fn get(&mut self, path: &str, target: &str) -> anyhow::Result<Got> {
        self.send(Request::get(path), target, Body::empty()).await
    }

    async fn post(&mut self, path: &str, target: &str, fields: &str) -> anyhow::Result<Got> {
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

/// Returns the places of the rows in the first list.
fn places(html: &str) -> anyhow::Result<Vec<u32>> {
    let rows = html.split("name=\"p\" value=\"").skip(1);
    let places: Vec<u32> = rows.filter_map(|row| row.split('"').next()?.parse().ok()).collect();
    ensure!(places.len() > 1, "nobody stands in the assignment table");
    Ok(places)
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}
