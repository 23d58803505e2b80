//! The import wizard as a browser uses it: reading, the list, ticks, the import; over an address book of contacts that
//! are not linked, of which some are persons of the CRM already.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use async_trait::async_trait;
use axum::http::StatusCode;
use bytes::Bytes;
use contacts::{Card, FieldKey, MailboxId};
use serde::{Deserialize, Serialize};
use store::OutlookContact;
use web::{Engine, Folder, FolderPage, Looked};

use crate::browser::{Browser, milliseconds, open_doors};
use crate::inputs;
use crate::measure::Watch;
use crate::step::{Measured, Step};

/// How many contacts come with a page of the folder.
const PAGE: usize = 100;
/// Each of so many contacts is a person of the CRM already.
const KNOWN: usize = 10;
/// The part of the page that a tick answers with, and the list.
const PARTS: [&str; 2] = ["footer#import-foot", "div#import-list"];

/// What the import took. Times are on the wall, in milliseconds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Took {
    /// From the click until the list stands: reading, duplicates, business partners.
    pub(crate) detect_ms: f64,
    /// What a person does in the list: what it was, how long it took, and how many bytes came, packed as browsers ask
    /// for it.
    pub(crate) acts: Vec<(String, f64, usize)>,
    /// From the click until all are persons with links that wait for their stamps.
    pub(crate) import_ms: f64,
}

/// A mailbox with contacts that are not linked.
struct Book {
    contacts: usize,
}

impl Step {
    /// Imports everybody who can be imported.
    pub(crate) async fn import(&self) -> anyhow::Result<Measured> {
        let database = self.open().await?;
        let mailbox = open_doors(&database).await?;
        let mut browser = Browser::sign_in(&database, Arc::new(Book { contacts: self.count })).await?;
        let watch = Watch::start()?;
        let (took, count) = browser.import(mailbox).await?;
        Ok(Measured { cost: watch.stop()?, count, import: Some(took), ..Measured::default() })
    }
}

impl Browser {
    async fn import(&mut self, mailbox: MailboxId) -> anyhow::Result<(Took, u64)> {
        let mut took = Took::default();
        let started = Instant::now();
        let path = self.post("/import", "", &format!("mailbox={mailbox}&folder=")).await?.leads_to;
        ensure!(path.starts_with("/import/"), "the import led to {path:?}");
        while self.get(&path, "").await?.html.contains("<progress") {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        took.detect_ms = milliseconds(started);
        let html = self.get(&format!("{path}?show=none"), "").await?.html;
        let mut boxes = html.split(" id=\"tick-").skip(1).filter_map(|tick| tick.split('>').next());
        let open = boxes.find(|tick| !tick.contains(" disabled"));
        let open = open.and_then(|tick| tick.split('"').next()).unwrap_or_default().to_owned();
        ensure!(!open.is_empty(), "nobody can be ticked");
        let [foot, list] = PARTS;
        for (name, fields, part) in [
            ("the list", None, list),
            ("a filter", Some("?q=berg"), list),
            ("grouped by company", Some("?by=company"), list),
        ] {
            let started = Instant::now();
            let got = self.get(&format!("{path}{}", fields.unwrap_or_default()), part).await?;
            ensure!(got.status == StatusCode::OK, "{name} was answered with {}", got.status);
            took.acts.push((name.to_owned(), milliseconds(started), got.bytes));
        }
        for (name, fields) in [
            ("tick one", format!("on={open}&shown={open}")),
            ("untick it", format!("off={open}&shown={open}")),
            ("tick all that are ready", "do=all".to_owned()),
        ] {
            let started = Instant::now();
            let got = self.post(&format!("{path}/ticks"), foot, &fields).await?;
            ensure!(got.status == StatusCode::OK, "{name} was answered with {}", got.status);
            took.acts.push((name.to_owned(), milliseconds(started), got.bytes));
        }
        let started = Instant::now();
        let run = self.post(&format!("{path}/run"), "", "").await?.leads_to;
        ensure!(run.starts_with("/runs/"), "the start led to {run:?}");
        let mut report = self.get(&run, "").await?.html;
        while report.contains("Being prepared") {
            tokio::time::sleep(Duration::from_millis(100)).await;
            report = self.get(&run, "").await?.html;
        }
        took.import_ms = milliseconds(started);
        let waiting = report.split(" waiting").next().and_then(|before| before.rsplit('>').next());
        let digits: String = waiting.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        Ok((took, digits.parse()?))
    }
}

impl Book {
    fn contact(&self, n: usize) -> OutlookContact {
        // A known one has the address of a person that was loaded.
        let mail = if n.is_multiple_of(KNOWN) {
            format!("person.{n}@example.org")
        } else {
            format!("contact.{n}@company-{}.example", n % inputs::COMPANIES)
        };
        let card = Card::new()
            .with(FieldKey::FirstName, inputs::first_name(n))
            .with(FieldKey::LastName, &inputs::last_name(n + self.contacts))
            .with(FieldKey::Company, &format!("Company {}", n % inputs::COMPANIES))
            .with(FieldKey::Email1, &mail)
            .with(FieldKey::MobilePhone, &format!("+49 172 {n:07}"))
            .with(FieldKey::BusinessCity, "Görlitz");
        OutlookContact { id: n.to_string(), change_key: "k".to_owned(), card, stamp: None, has_photo: false }
    }
}

#[async_trait]
impl Engine for Book {
    fn wake(&self, _: Option<MailboxId>) {}

    async fn folders(&self, _: MailboxId) -> Result<Vec<Folder>, String> {
        let contacts = u64::try_from(self.contacts).ok();
        Ok(vec![Folder { id: None, name: "Contacts".to_owned(), contacts }])
    }

    async fn try_connection(&self, _: &str, _: &str, _: &str) -> Result<Vec<Folder>, String> {
        Ok(Vec::new())
    }

    async fn contacts(&self, _: MailboxId, ids: &[String]) -> Result<Looked, String> {
        let found = ids.iter().filter_map(|id| id.parse().ok()).map(|n| self.contact(n)).collect();
        Ok(Looked { found, ..Looked::default() })
    }

    async fn read_folder(
        &self,
        _: MailboxId,
        _: Option<&str>,
        after: Option<&str>,
    ) -> Result<FolderPage, String> {
        let from: usize = after.and_then(|after| after.parse().ok()).unwrap_or_default();
        let to = (from + PAGE).min(self.contacts);
        let contacts = (from..to).map(|n| self.contact(n)).collect();
        Ok(FolderPage { contacts, next: (to < self.contacts).then(|| to.to_string()) })
    }

    async fn photo(&self, _: MailboxId, _: &str) -> Result<Option<Bytes>, String> {
        Ok(None)
    }
}
