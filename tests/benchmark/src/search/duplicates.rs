//! The duplicate check and the suggestions at a million: one card through HTTP, one and 10,000 in the process.

use std::time::Instant;

use anyhow::ensure;
use contacts::{Card, FieldKey};
use serde_json::json;
use store::{Database, Viewer};

use crate::measure::Watch;
use crate::report::number;
use crate::search::ask::Asking;
use crate::search::input::{self, Known, Numbers};
use crate::search::row::Row;

/// How often one card is asked about.
const ASKED: usize = 200;
/// Candidates of an import.
const CANDIDATES: usize = 10_000;

/// Makes the card of somebody who is there, as it might come from Outlook: other spelling, half of what is known.
fn card(known: &Known, n: usize) -> Card {
    let last = known.last.replace('ü', "ue").replace('ö', "oe").replace('ä', "ae");
    let card = Card::new()
        .with(FieldKey::FirstName, &known.first)
        .with(FieldKey::LastName, &last)
        .with(FieldKey::BusinessCity, &known.city);
    let card = if n.is_multiple_of(2) { card.with(FieldKey::Email1, &known.email) } else { card };
    let card = if n.is_multiple_of(3) { card.with(FieldKey::MobilePhone, &known.mobile) } else { card };
    card.with(FieldKey::Company, &known.company)
}

fn known(numbers: &mut Numbers, (persons, partners): (usize, usize)) -> Known {
    input::known(numbers.below(persons), partners)
}

impl Asking {
    /// Asks for the duplicates of one card after the other, through HTTP.
    pub(super) async fn duplicates(&self, token: &str) -> anyhow::Result<Row> {
        let mut row = Row { kind: "duplicates of a card", goal: 10.0, times: Vec::new(), found: 0 };
        let mut numbers = Numbers::new(17);
        for n in 0..ASKED {
            let known = known(&mut numbers, (self.persons, self.partners));
            let card = card(&known, n);
            let mut fields = serde_json::to_value(&card)?;
            if let Some(fields) = fields.as_object_mut() {
                fields.remove(FieldKey::Company.as_str());
            }
            let body = json!({ "fields": fields, "company": known.company });
            let started = Instant::now();
            let request = self.client.post(format!("{}/duplicates", self.address)).bearer_auth(token);
            let answer = request
                .header("content-type", "application/json")
                .body(serde_json::to_vec(&body)?)
                .send()
                .await?;
            let status = answer.status();
            let bytes = answer.bytes().await?;
            row.times.push(started.elapsed());
            ensure!(status.is_success(), "refused: {}", String::from_utf8_lossy(&bytes));
            let answer: serde_json::Value = serde_json::from_slice(&bytes)?;
            row.found += usize::from(answer["duplicates"].as_array().is_some_and(|found| !found.is_empty()));
        }
        eprintln!("  {}", row.line());
        Ok(row)
    }
}

/// Checks and suggests in the process: returns what it took in words.
pub(super) async fn at_once(database: &Database, persons: usize, partners: usize) -> anyhow::Result<String> {
    let (root, mut numbers, size) = (Viewer::program(), Numbers::new(23), (persons, partners));
    let one: Vec<Card> = (0..ASKED).map(|n| card(&known(&mut numbers, size), n)).collect();
    let watch = Watch::start()?;
    for card in &one {
        database.check_duplicates(&root, std::slice::from_ref(card), None).await?;
    }
    let single = watch.stop()?;
    let many = CANDIDATES.min(persons);
    let cards: Vec<Card> = (0..many).map(|n| card(&known(&mut numbers, size), n)).collect();
    let watch = Watch::start()?;
    let found = database.check_duplicates(&root, &cards, None).await?;
    let check = watch.stop()?;
    let found = found.iter().filter(|found| !found.is_empty()).count();
    let watch = Watch::start()?;
    let suggested = database.suggest_partners(&root, &cards).await?;
    let suggest = watch.stop()?;
    let preset = suggested.iter().filter(|one| one.preset.is_some()).count();
    Ok(format!(
        "Duplicates in the process, first time for each: one card {:.2} ms, {:.2} ms of it CPU (goal 0.25 ms); \
         {} candidates at once {:.1} s, {:.1} s CPU (goal 10 s), {} % found; partners for them {:.1} s, \
         {:.1} s CPU, {} % preset.\n\n",
        single.wall_ms / ASKED as f64,
        single.cpu_ms / ASKED as f64,
        number(many),
        check.wall_ms / 1e3,
        check.cpu_ms / 1e3,
        found * 100 / many.max(1),
        suggest.wall_ms / 1e3,
        suggest.cpu_ms / 1e3,
        preset * 100 / many.max(1),
    ))
}
