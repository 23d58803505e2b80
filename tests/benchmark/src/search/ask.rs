//! Asking through HTTP, and measuring how long the answers took.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use contacts::FieldKey;
use store::{Database, NewToken, NewUser, Paging, PersonFilter, PersonSort, Role, Viewer};
use web::{GraphAddresses, WebState};

use crate::nobody::Nobody;
use crate::search::What;
use crate::search::input::{self, Known, Numbers};
use crate::search::questions::{DEEP, LISTS, PARTNER_QUESTIONS, PARTNERS, PERSONS, QUESTIONS, Question};
use crate::search::row::Row;
use crate::step::now;

/// How often each kind is asked.
const ASKED: usize = 200;

/// Asks every kind of question.
pub(super) async fn ask(
    database: &Database,
    persons: usize,
    partners: usize,
    what: What,
) -> anyhow::Result<Vec<Row>> {
    let (user, reader) = (token(database, Role::User).await?, token(database, Role::Reader).await?);
    let figures: Arc<dyn Fn() -> String + Send + Sync> = Arc::new(String::new);
    let state = WebState::new(database.clone(), Arc::new(Nobody), GraphAddresses::default(), figures);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/api/v1", listener.local_addr()?);
    let server = tokio::spawn(async move { axum::serve(listener, web::router(state)).await });
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().tls_certs_only([]).build()?;
    let asking = Asking { client, address, persons, partners };
    let mut rows = vec![asking.duplicates(&user).await?];
    if what == What::Duplicates {
        server.abort();
        return Ok(rows);
    }
    for (kind, question) in QUESTIONS {
        rows.push(asking.kind(kind, PERSONS, &user, question).await?);
    }
    rows.push(asking.kind("hidden e-mail", PERSONS, &reader, |known, _| known.email.clone()).await?);
    ensure!(rows.last().is_some_and(|row| row.found == 0), "somebody was found by a hidden e-mail address");
    rows.push(asking.kind("hidden end of e-mails", PERSONS, &reader, |_, _| ".example".to_owned()).await?);
    ensure!(rows.last().is_some_and(|row| row.found == 0), "somebody was found by a hidden e-mail address");
    for (kind, question) in PARTNER_QUESTIONS {
        rows.push(asking.kind(kind, PARTNERS, &user, question).await?);
    }
    for (kind, list, query) in LISTS {
        rows.push(asking.pages(kind, list, query, &user).await?);
    }
    rows.extend(deep(database).await?);
    rows.extend(counts(database, persons, partners).await?);
    server.abort();
    Ok(rows)
}

/// Turns a place in a list into another one: its first key becomes one that begins with two other letters.
fn elsewhere(place: &str, numbers: &mut Numbers) -> anyhow::Result<String> {
    let mut place: serde_json::Value = serde_json::from_str(place)?;
    let letters: String =
        (0..2).map(|_| char::from(b'a' + u8::try_from(numbers.below(20)).unwrap_or(0))).collect();
    if let Some(key) = place["k"].get_mut(0) {
        *key = letters.into();
    }
    Ok(place.to_string())
}

/// Reads pages from places anywhere; not through HTTP, where a place is sealed and only the server makes one.
async fn deep(database: &Database) -> anyhow::Result<Vec<Row>> {
    let (root, mut rows) = (Viewer::program(), Vec::new());
    for (kind, by, descending, inactive) in DEEP {
        let filter = PersonFilter { inactive, ..PersonFilter::default() };
        let (sort, mut paging) = (Some(PersonSort { by, descending }), Paging::first(50));
        let mut row = Row { kind, goal: 50.0, times: Vec::new(), found: 0 };
        let mut numbers = Numbers::new(kind.len() as u64);
        for _ in 0..ASKED / 2 {
            let started = Instant::now();
            let page = database.list_persons_sorted(&root, &filter, sort, &paging).await?;
            row.times.push(started.elapsed());
            row.found += usize::from(!page.items.is_empty());
            paging.after = page.next.map(|next| elsewhere(&next, &mut numbers)).transpose()?;
        }
        eprintln!("  {}", row.line());
        rows.push(row);
    }
    Ok(rows)
}

/// Counts, as the pages do beside a list; not through HTTP, since the API does not count.
async fn counts(database: &Database, persons: usize, partners: usize) -> anyhow::Result<Vec<Row>> {
    let root = Viewer::program();
    let mut rows = Vec::new();
    for (kind, question) in [
        ("count: last name", (|known: &Known, _| known.last.clone()) as Question),
        ("count: 3 letters", |known, _| known.last.chars().take(3).collect()),
        ("count: name and company", |known, _| {
            format!("{} {}", known.last, known.company.split(' ').next().unwrap_or_default())
        }),
        ("count: everybody", |_, _| String::new()),
    ] {
        let (mut numbers, mut row) = (Numbers::new(3), Row { kind, goal: 50.0, times: Vec::new(), found: 0 });
        for n in 0..ASKED / 2 {
            let known = input::known(numbers.below(persons), partners);
            let filter = PersonFilter { q: Some(question(&known, n)), ..PersonFilter::default() };
            let started = Instant::now();
            let count = database.count_persons(&root, &filter).await?;
            row.times.push(started.elapsed());
            row.found += usize::from(count != store::Count::Exactly(0));
        }
        eprintln!("  {}", row.line());
        rows.push(row);
    }
    Ok(rows)
}

async fn token(database: &Database, role: Role) -> anyhow::Result<String> {
    let root = Viewer::program();
    let mail = format!("{}{}@example.org", role.as_str(), now());
    let user =
        database.add_user(&root, &NewUser { mail, name: role.as_str().to_owned(), role }, now()).await?.id;
    let hidden = [FieldKey::Email1, FieldKey::Email2, FieldKey::Email3].into();
    database.change_hidden_fields(&root, &[(Role::Reader, hidden)].into(), now()).await?;
    let new = NewToken { user, name: "bench".to_owned(), scopes: Vec::new(), expires: None };
    Ok(database.create_token(&root, &new, now()).await?.1)
}

pub(super) struct Asking {
    pub(super) client: reqwest::Client,
    pub(super) address: String,
    pub(super) persons: usize,
    pub(super) partners: usize,
}

impl Asking {
    async fn kind(
        &self,
        kind: &'static str,
        list: &str,
        token: &str,
        question: impl Fn(&Known, usize) -> String,
    ) -> anyhow::Result<Row> {
        let mut numbers = Numbers::new(kind.len() as u64 * 7_919);
        let mut row = Row { kind, goal: 30.0, times: Vec::new(), found: 0 };
        for n in 0..ASKED {
            let known = input::known(numbers.below(self.persons), self.partners);
            let mut url = reqwest::Url::parse(&format!("{}/{list}?limit=50", self.address))?;
            url.query_pairs_mut().append_pair("q", &question(&known, n));
            let (time, answer) = self.get(url, token).await?;
            row.times.push(time);
            row.found += usize::from(answer["items"].as_array().is_some_and(|items| !items.is_empty()));
        }
        eprintln!("  {}", row.line());
        Ok(row)
    }

    /// Reads pages one after the other, from the beginning.
    async fn pages(&self, kind: &'static str, list: &str, query: &str, token: &str) -> anyhow::Result<Row> {
        let mut row = Row { kind, goal: 50.0, times: Vec::new(), found: 0 };
        let query =
            query.replace("employee=1", &format!("employee_in_charge={}", self.employee(token).await?));
        let mut after = String::new();
        for _ in 0..ASKED / 2 {
            let mut url = reqwest::Url::parse(&format!("{}/{list}?limit=50&{query}", self.address))?;
            if !after.is_empty() {
                url.query_pairs_mut().append_pair("after", &after);
            }
            let (time, answer) = self.get(url, token).await?;
            row.times.push(time);
            row.found += usize::from(answer["items"].as_array().is_some_and(|items| !items.is_empty()));
            after = answer["next"].as_str().unwrap_or_default().to_owned();
        }
        eprintln!("  {}", row.line());
        Ok(row)
    }

    async fn employee(&self, token: &str) -> anyhow::Result<String> {
        let url = reqwest::Url::parse(&format!("{}/contact-persons?limit=50", self.address))?;
        let (_, answer) = self.get(url, token).await?;
        let items = answer["items"].as_array().context("no list")?;
        let employee = items.iter().find_map(|item| item["employee_in_charge"].as_str());
        Ok(employee.context("nobody is in charge")?.to_owned())
    }

    async fn get(&self, url: reqwest::Url, token: &str) -> anyhow::Result<(Duration, serde_json::Value)> {
        let started = Instant::now();
        let answer = self.client.get(url).bearer_auth(token).send().await?;
        let status = answer.status();
        let bytes = answer.bytes().await?;
        let time = started.elapsed();
        ensure!(status.is_success(), "refused: {}", String::from_utf8_lossy(&bytes));
        Ok((time, serde_json::from_slice(&bytes)?))
    }
}
