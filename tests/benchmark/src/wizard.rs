//! The export wizard as a browser uses it: search, assignment table, moves, plan; through HTTP, with a session.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use axum::http::StatusCode;
use contacts::MailboxId;
use serde::{Deserialize, Serialize};

use crate::browser::{Browser, milliseconds, open_doors};
use crate::measure::Watch;
use crate::nobody::Nobody;
use crate::step::{Measured, Step};

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

/// The part of the page that a move answers with.
const TABLE: &str = "div#assign";

impl Step {
    /// Drives the wizard to its plan and leaves by *Exit*.
    pub(crate) async fn wizard(&self) -> anyhow::Result<Measured> {
        let database = self.open().await?;
        let mailbox = open_doors(&database).await?;
        let mut browser = Browser::sign_in(&database, Arc::new(Nobody)).await?;
        let watch = Watch::start()?;
        let (taken, count) = browser.wizard(mailbox).await?;
        Ok(Measured { cost: watch.stop()?, count, wizard: Some(taken), ..Measured::default() })
    }
}

impl Browser {
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
}

/// Returns the places of the rows in the first list.
fn places(html: &str) -> anyhow::Result<Vec<u32>> {
    let rows = html.split("name=\"p\" value=\"").skip(1);
    let places: Vec<u32> = rows.filter_map(|row| row.split('"').next()?.parse().ok()).collect();
    ensure!(places.len() > 1, "nobody stands in the assignment table");
    Ok(places)
}
