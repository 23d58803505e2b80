//! Search at a million, through HTTP, on both databases: `scripts/bench --only search`. It writes
//! docs/benchmarks-search.md by itself.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use async_trait::async_trait;
use contacts::{Card, FieldKey, MailboxId, Patch, PersonId, TeamId, Value};
use store::{
    Database, LoadOptions, LoadPerson, NewToken, NewUser, Options, Paging, PersonFilter, PersonPatch, Role,
    Viewer,
};
use web::{Engine, Folder, GraphAddresses, WebState};

use crate::measure;
use crate::report::number;
use crate::search_input::{self as input, Known, Numbers};
use crate::step::now;

/// Where the section goes.
const DOCUMENT: &str = "docs/benchmarks-search.md";
/// As many persons as the goals speak of. Fewer than half of them are no document.
const MILLION: usize = 1_000_000;
/// Rows handed to the store at a time.
const BATCH: usize = 5_000;
/// Persons that are restricted to a team which the viewer is not in.
const RESTRICTED: usize = 1_000;
/// How often each kind is asked.
const ASKED: usize = 200;

/// An engine that is not there.
struct Nobody;

#[async_trait]
impl Engine for Nobody {
    fn wake(&self, _: Option<MailboxId>) {}

    async fn folders(&self, _: MailboxId) -> Result<Vec<Folder>, String> {
        Err("there is no engine here".to_owned())
    }

    async fn try_connection(&self, _: &str, _: &str, _: &str) -> Result<Vec<Folder>, String> {
        Err("there is no engine here".to_owned())
    }

    async fn contacts(&self, _: MailboxId, _: &[String]) -> Result<Vec<(String, Card)>, String> {
        Err("there is no engine here".to_owned())
    }
}

/// What one kind of question took.
struct Row {
    kind: &'static str,
    goal: f64,
    times: Vec<Duration>,
    found: usize,
}

/// How a database was filled and what a change costs in it.
struct Filled {
    seconds: f64,
    hundred_thousand: f64,
    edits: f64,
}

/// Measures both databases and writes the section.
pub(crate) async fn run(persons: usize, built: &str, keep: Option<&Path>) -> anyhow::Result<()> {
    let partners = if persons < MILLION / 2 { persons / 20 } else { 50_000 };
    let passing = tempfile::tempdir()?;
    let folder = keep.unwrap_or(passing.path());
    std::fs::create_dir_all(folder)?;
    let mut text = format!(
        "# Search\n\nWritten by `scripts/bench --only search`. {} contact persons, {} business partners; Tandem {}, \
         built as {built}, {}; {}, load {} at the start.\n\n{ABOUT}",
        number(persons),
        number(partners),
        env!("CARGO_PKG_VERSION"),
        jiff::Zoned::now().date(),
        measure::machine(),
        load()
    );
    let file = folder.join("search.db");
    let mut databases = vec![("SQLite", format!("sqlite:{}", file.display()))];
    match std::env::var("TANDEM_TEST_POSTGRES") {
        Ok(url) => databases.push(("PostgreSQL", url)),
        Err(_) => eprintln!("no PostgreSQL: TANDEM_TEST_POSTGRES is not set (scripts/with-postgres sets it)"),
    }
    for (name, url) in databases {
        eprintln!("{name}: filling");
        let database = Database::open(&url, &Options { now: now(), ..Options::default() }).await?;
        let filled = fill(&database, persons, partners).await?;
        eprintln!("{name}: {:.0} s, {:.1} ms an edit", filled.seconds, filled.edits);
        let rows = ask(&database, persons, partners).await?;
        text.push_str(&section(name, &filled, &rows));
        database.close().await?;
        println!("{text}");
        if persons >= MILLION / 2 {
            std::fs::write(DOCUMENT, &text).with_context(|| format!("{DOCUMENT} could not be written"))?;
        }
    }
    Ok(())
}

/// The machine's load averages: what else goes on makes everything slower.
fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(", ")
}

const ABOUT: &str = "\
Each question is a `GET` over a kept connection on loopback, with a token, 50 persons an answer, in JSON; the server
is in the same process. The viewer is a *user* outside a team to which some of the persons are restricted; *hidden
e-mail* is a *reader* from whom e-mail addresses are hidden. Times are on the wall, from the request to the last byte of
the answer, and so those of a machine on which other work goes on too. Names are drawn so that few are very
common and most are rare; each question is about another person.

";

async fn fill(database: &Database, persons: usize, partners: usize) -> anyhow::Result<Filled> {
    let root = Viewer::program();
    let started = Instant::now();
    let known = database.list_persons(&root, &PersonFilter::default(), &Paging::first(1)).await?;
    let mut hundred_thousand = 0.0;
    if known.items.is_empty() {
        for n in 0..40 {
            let mail = format!("user{n}@example.org");
            let new = NewUser { mail, name: format!("{} {n}", input::company(n)), role: Role::User };
            database.add_user(&root, &new, now()).await?;
        }
        for from in (0..partners).step_by(BATCH) {
            let rows: Vec<_> = (from..partners.min(from + BATCH)).map(input::partner).collect();
            database.load_partners(&root, &rows, now()).await?;
        }
        let options = LoadOptions { create_partners: false, partner: None };
        let mut began = Instant::now();
        for from in (0..persons).step_by(BATCH) {
            if from + 100_000 == persons {
                began = Instant::now();
            }
            let rows: Vec<LoadPerson> =
                (from..persons.min(from + BATCH)).map(|n| input::person(n, partners)).collect();
            let loaded = database.load_persons(&root, &rows, &options, now()).await?;
            ensure!(
                loaded.iter().all(|one| one.id().is_some()),
                "a person was refused: {:?}",
                loaded.first()
            );
            if from % 50_000 == 0 {
                eprintln!("  {} persons, {:.0} s", number(from), started.elapsed().as_secs_f64());
            }
        }
        hundred_thousand = began.elapsed().as_secs_f64();
    }
    database.renew_search().await?;
    let seconds = started.elapsed().as_secs_f64();
    let team = match database.list_teams(&root).await?.first() {
        Some(team) => team.id,
        None => database.add_team(&root, "Vertraulich", now()).await?.id,
    };
    let edits = restrict(database, team, RESTRICTED.min(persons / 10)).await?;
    Ok(Filled { seconds, hundred_thousand, edits })
}

/// Restricts persons to a team, and gives each another mobile number: an ordinary edit that is indexed. Returns how
/// many milliseconds each took.
async fn restrict(database: &Database, team: TeamId, count: usize) -> anyhow::Result<f64> {
    let root = Viewer::program();
    let (mut ids, mut paging): (Vec<PersonId>, Paging) = (Vec::new(), Paging::first(500));
    while ids.len() < count {
        let page = database.list_persons(&root, &PersonFilter::default(), &paging).await?;
        ids.extend(page.items.iter().map(|record| record.person.id));
        paging.after = page.next;
        if paging.after.is_none() {
            break;
        }
    }
    let started = Instant::now();
    for (n, id) in ids.iter().enumerate() {
        let mut card = Patch::new();
        card.set(FieldKey::MobilePhone, Some(Value::Text(format!("0170 {n:07}"))));
        let patch = PersonPatch { card, team: Some(Some(team)), ..PersonPatch::default() };
        database.change_person(&root, *id, &patch, None, now()).await?;
    }
    Ok(started.elapsed().as_secs_f64() * 1e3 / ids.len().max(1) as f64)
}

/// Asks every kind of question.
async fn ask(database: &Database, persons: usize, partners: usize) -> anyhow::Result<Vec<Row>> {
    let (user, reader) = (token(database, Role::User).await?, token(database, Role::Reader).await?);
    let figures: Arc<dyn Fn() -> String + Send + Sync> = Arc::new(String::new);
    let state = WebState::new(database.clone(), Arc::new(Nobody), GraphAddresses::default(), figures);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/api/v1", listener.local_addr()?);
    let server = tokio::spawn(async move { axum::serve(listener, web::router(state)).await });
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().tls_certs_only([]).build()?;
    let asking = Asking { client, address, persons, partners };
    let mut rows = Vec::new();
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
        rows.push(asking.pages(kind, list, query, &user, false).await?);
    }
    for (kind, list, query) in DEEP {
        rows.push(asking.pages(kind, list, query, &user, true).await?);
    }
    rows.extend(counts(database, persons, partners).await?);
    server.abort();
    Ok(rows)
}

type Question = fn(&Known, usize) -> String;

/// What people type.
const QUESTIONS: [(&str, Question); 17] = [
    ("full name", |known, _| format!("{} {}", known.first, known.last)),
    ("last name", |known, _| known.last.clone()),
    ("1 letter", |known, _| known.last.chars().take(1).collect()),
    ("2 letters", |known, _| known.last.chars().take(2).collect()),
    ("3 letters", |known, _| known.last.chars().take(3).collect()),
    ("4 letters", |known, _| known.last.chars().take(4).collect()),
    ("part of a name", |known, _| known.last.chars().skip(2).take(4).collect()),
    ("last 6 digits", |known, _| known.mobile.chars().skip(known.mobile.chars().count() - 6).collect()),
    ("number as written", |known, _| known.mobile.chars().take(10).collect()),
    ("e-mail address", |known, _| known.email.clone()),
    ("start of an e-mail address", |known, _| known.email.chars().take(12).collect()),
    ("company", |known, _| known.company.split(' ').take(2).collect::<Vec<_>>().join(" ")),
    ("name and company", |known, _| {
        format!("{} {}", known.last, known.company.split(' ').next().unwrap_or_default())
    }),
    ("name and city", |known, _| format!("{} {}", known.first, known.city)),
    ("typing slip", |known, n| slip(&format!("{} {}", known.first, known.last), n)),
    ("nobody", |known, n| format!("{}xq{n}", known.last)),
    ("very common", |_, n| {
        ["müller", "gmbh", "anna", "berlin", "de", "schmidt", "bau", "mann"][n % 8].to_owned()
    }),
];

/// The lists.
const PERSONS: &str = "contact-persons";
const PARTNERS: &str = "business-partners";

/// What people type to find a company.
const PARTNER_QUESTIONS: [(&str, Question); 5] = [
    ("partner: name", |known, _| known.company.clone()),
    ("partner: 3 letters", |known, _| known.company.chars().take(3).collect()),
    ("partner: part of a name", |known, _| known.company.chars().skip(3).take(4).collect()),
    ("partner: typing slip", |known, n| slip(known.company.split(' ').next().unwrap_or_default(), n)),
    ("partner: very common", |_, n| ["gmbh", "bau", "ag", "berg"][n % 4].to_owned()),
];

/// Pages from a place in the middle, drawn at random.
const DEEP: [(&str, &str, &str); 5] = [
    ("deep: by name", PERSONS, "sort=name"),
    ("deep: by company, backwards", PERSONS, "sort=-company"),
    ("deep: by city", PERSONS, "sort=city"),
    ("deep: inactive, by name", PERSONS, "inactive=true&sort=name"),
    ("deep: partners by name", PARTNERS, "sort=name"),
];

/// Lists page by page from the beginning: goal 50 ms a page.
const LISTS: [(&str, &str, &str); 19] = [
    ("list by name", PERSONS, "sort=name"),
    ("list by name, backwards", PERSONS, "sort=-name"),
    ("list by company", PERSONS, "sort=company"),
    ("list by city", PERSONS, "sort=city"),
    ("list by change", PERSONS, "sort=-changed"),
    ("list by creation", PERSONS, "sort=created"),
    ("list by employee in charge", PERSONS, "sort=employee_in_charge"),
    ("one employee, by name", PERSONS, "employee=1"),
    ("one employee, by city", PERSONS, "employee=1&sort=city"),
    ("a city, by name", PERSONS, "city=Berlin"),
    ("a city, by company", PERSONS, "city=Berlin&sort=company"),
    ("a postal code, by change", PERSONS, "postal_code=10&sort=-changed"),
    ("inactive, by company", PERSONS, "inactive=true&sort=company"),
    ("müller, by city", PERSONS, "q=m%C3%BCller&sort=city"),
    ("müller, by employee in charge", PERSONS, "q=m%C3%BCller&sort=employee_in_charge"),
    ("berg, by change", PERSONS, "q=berg&sort=-changed"),
    ("anna schmidt, by company", PERSONS, "q=anna+schmidt&sort=company"),
    ("partners by name", PARTNERS, "sort=name"),
    ("partners by city", PARTNERS, "sort=city"),
];

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

/// Exchanges two letters, or changes, drops or doubles one.
fn slip(name: &str, n: usize) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let last = letters.len() - 1;
    let at = letters.len() - 2 - n % 3;
    match n % 4 {
        0 => letters.swap(at, at + 1),
        1 => letters[at] = 'x',
        2 => letters.insert(last, 'e'),
        _ => {
            letters.remove(last);
            letters[0] = if letters[0] == 'K' { 'L' } else { 'K' };
        }
    }
    letters.into_iter().collect()
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

struct Asking {
    client: reqwest::Client,
    address: String,
    persons: usize,
    partners: usize,
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

    /// Reads pages one after the other, from the beginning; or each from another place.
    async fn pages(
        &self,
        kind: &'static str,
        list: &str,
        query: &str,
        token: &str,
        deep: bool,
    ) -> anyhow::Result<Row> {
        let mut row = Row { kind, goal: 50.0, times: Vec::new(), found: 0 };
        let query =
            query.replace("employee=1", &format!("employee_in_charge={}", self.employee(token).await?));
        let (mut after, mut numbers) = (String::new(), Numbers::new(kind.len() as u64));
        for _ in 0..ASKED / 2 {
            let mut url = reqwest::Url::parse(&format!("{}/{list}?limit=50&{query}", self.address))?;
            if !after.is_empty() {
                url.query_pairs_mut().append_pair("after", &after);
            }
            let (time, answer) = self.get(url, token).await?;
            row.times.push(time);
            row.found += usize::from(answer["items"].as_array().is_some_and(|items| !items.is_empty()));
            after = answer["next"].as_str().unwrap_or_default().to_owned();
            if deep && !after.is_empty() {
                after = elsewhere(&after, &mut numbers)?;
            }
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

impl Row {
    fn at(&self, share: f64) -> f64 {
        let mut times = self.times.clone();
        times.sort();
        let place = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1;
        times[place].as_secs_f64() * 1e3
    }

    fn line(&self) -> String {
        let (p50, p95) = (self.at(0.5), self.at(0.95));
        let met = if p95 <= self.goal { "met" } else { "**missed**" };
        let found = self.found * 100 / self.times.len().max(1);
        format!("| {} | {p50:.1} | {p95:.1} | {:.0} | {met} | {found} % |", self.kind, self.goal)
    }
}

fn section(name: &str, filled: &Filled, rows: &[Row]) -> String {
    let mut text = format!("## {name}\n\n");
    if filled.hundred_thousand > 0.0 {
        text.push_str(&format!(
            "Filled in {:.0} s; the last 100,000 of them loaded in {:.1} s. ",
            filled.seconds, filled.hundred_thousand
        ));
    }
    text.push_str(&format!(
        "An edit of a mobile number and a team: {:.1} ms.\n\n| question | p50 ms | p95 ms | goal ms | | somebody found \
         |\n|---|---|---|---|---|---|\n",
        filled.edits
    ));
    for row in rows {
        text.push_str(&row.line());
        text.push('\n');
    }
    text.push('\n');
    text
}
