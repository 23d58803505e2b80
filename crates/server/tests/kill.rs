//! The real program, killed at random points while it exports and while both sides are edited: nothing is lost and
//! nothing is there twice, as counted in the mailbox itself.
//!
//! `TANDEM_KILLS` says how often it is killed in each phase, `TANDEM_KILL_PERSONS` how many persons there are
//! (`scripts/kill-test` runs it long), `TANDEM_KILL_SEED` repeats the same points.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use fastrand::Rng;
use reqwest::Method;
use serde_json::{Value, json};
use support::{Api, Running, printed, program, text};

const OWNER: &str = "ada@example.com";
/// How long everything may take to be in step: after a lost answer to a create, Outlook's index is given 45 s.
const QUIET: Duration = Duration::from_secs(400);

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A server, the stand-in it works with, and everything about them.
struct Bed {
    folder: tempfile::TempDir,
    config: PathBuf,
    _standin: Running,
    /// The stand-in's admin API.
    outlook: Api,
    server: Mutex<Option<Running>>,
    /// A second server on the same database, which is never killed.
    _second: Option<Running>,
    /// The server's API; another one after each start.
    api: Mutex<Option<Api>>,
    token: String,
    mailbox: String,
    kills: AtomicUsize,
}

impl Bed {
    async fn new(database: Option<String>, persons: usize, nodes: Nodes) -> Bed {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let mut standin =
            Running::start(program().args(["standin", "--listen", "127.0.0.1:0", "--mailbox", OWNER]));
        let address = standin.line("The stand-in listens on ");
        let graph_token = standin.line(&format!("{OWNER} "));
        let mut config = format!(
            "listen = \"127.0.0.1:0\"\ndata = \"{}\"\ngraph = [\"{address}/v1.0\"]\nallow_insecure_graph = true\n\
             graph_quota = false\ndurability = \"kill\"\nlog = \"warn\"\n",
            path("data").display()
        );
        if let Some(url) = &database {
            let _ = writeln!(config, "database_url = \"{url}\"");
        }
        config.push_str("[schedule]\nshortest_seconds = 1\nlongest_seconds = 2\n");
        std::fs::write(path("tandem.toml"), config).unwrap();
        std::fs::write(path("token"), graph_token).unwrap();
        std::fs::write(path("persons.csv"), table(persons)).unwrap();

        let config = path("tandem.toml");
        let run = |arguments: &[&str]| {
            printed(program().args(arguments).args(["--config", text(&config)]).output().unwrap())
        };
        run(&["user", "add", OWNER, "--name", "Ada", "--role", "administrator"]);
        let token = run(&["token", "create", "--user", OWNER]).trim().to_owned();
        run(&["load", "persons", text(&path("persons.csv")), "--create-partners"]);
        run(&["mailbox", "connect", OWNER, "--token-file", text(&path("token")), "--activate"]);
        let mailbox = run(&["mailbox", "list"]).lines().nth(1).unwrap().split(' ').next().unwrap().to_owned();

        let outlook = Api::new(&address, "");
        // So slow that there is something to interrupt, and without the limit per ten minutes.
        let limits = json!({"requests": 10_000_000, "latency_ms": 3});
        outlook.send(Method::PATCH, "/standin/throttle", Some(&limits)).await;
        let second = match nodes {
            Nodes::One => None,
            Nodes::Two => {
                let data = path("second");
                let arguments = ["serve", "--config", text(&config), "--data", text(&data)];
                let mut second = Running::start(program().args(arguments));
                second.line("Tandem listens on ");
                Some(second)
            }
        };
        let (server, api, kills) = (Mutex::default(), Mutex::default(), AtomicUsize::new(0));
        let bed = Bed {
            folder,
            config,
            _standin: standin,
            outlook,
            server,
            _second: second,
            api,
            token,
            mailbox,
            kills,
        };
        bed.start();
        bed
    }

    /// Starts the server (again).
    fn start(&self) {
        let mut server = Running::start(program().args(["serve", "--config", text(&self.config)]));
        let address = server.line("Tandem listens on ");
        *self.api.lock().unwrap() = Some(Api::new(&format!("{address}/api/v1"), &self.token));
        *self.server.lock().unwrap() = Some(server);
    }

    fn api(&self) -> Api {
        self.api.lock().unwrap().clone().unwrap()
    }

    /// Kills the server at this instant and starts it again.
    fn kill(&self) {
        self.server.lock().unwrap().take().unwrap().kill();
        self.kills.fetch_add(1, Ordering::Relaxed);
        self.start();
    }

    /// Kills the server whenever the progress reaches one of some random points, or a bit later.
    async fn kill_along(&self, rng: &mut Rng, kills: usize, end: usize, progress: impl AsyncFn() -> usize) {
        let mut points: Vec<usize> = (0..kills).map(|_| rng.usize(0..end.max(1))).collect();
        points.sort_unstable();
        for point in points {
            let begun = Instant::now();
            while progress().await < point && begun.elapsed() < QUIET {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            // The instant is what is random here; nothing depends on it.
            tokio::time::sleep(Duration::from_micros(rng.u64(0..30_000))).await;
            self.kill();
        }
    }

    /// Reads every contact of the mailbox, from the mailbox itself.
    async fn contacts(&self) -> Vec<Value> {
        self.outlook.get(&format!("/standin/snapshot/{OWNER}")).await.as_array().unwrap().clone()
    }

    async fn count(&self) -> usize {
        let mailbox = self.outlook.get(&format!("/standin/mailboxes/{OWNER}")).await;
        usize::try_from(mailbox["contacts"].as_u64().unwrap()).unwrap()
    }

    /// Reads every contact person, by id.
    async fn persons(&self) -> BTreeMap<String, Value> {
        let (mut persons, mut after) = (BTreeMap::new(), String::new());
        loop {
            let page = self.api().get(&format!("/contact-persons?limit=200{after}")).await;
            for person in page["items"].as_array().unwrap() {
                persons.insert(person["id"].as_str().unwrap().to_owned(), person.clone());
            }
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return persons,
            }
        }
    }

    /// Waits until nothing waits and both sides have what was written.
    async fn quiet(&self, edits: &Edits) {
        let begun = Instant::now();
        let mut why = String::new();
        while begun.elapsed() < QUIET {
            let mailbox = self.api().get(&format!("/mailboxes/{}", self.mailbox)).await;
            why = match mailbox["health"]["idle"].as_bool() {
                Some(true) => self.difference(edits).await.unwrap_or_default(),
                _ => mailbox["health"].to_string(),
            };
            if why.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("the two sides never came into step: {why}");
    }

    /// Says what is not the same on both sides, or is not what somebody wrote last.
    async fn difference(&self, edits: &Edits) -> Option<String> {
        let persons = self.persons().await;
        let contacts = self.contacts().await;
        for contact in &contacts {
            let Some(person) = stamped(contact).and_then(|id| persons.get(&id)) else {
                return Some(format!("a contact of nobody: {contact}"));
            };
            let id = person["id"].as_str().unwrap();
            for (field, property) in
                [("last_name", "surname"), ("job_title", "jobTitle"), ("office", "officeLocation")]
            {
                let (crm, outlook) = (&person["fields"][field], &contact["properties"][property]);
                if crm != outlook {
                    return Some(format!("{id} has {field} {crm} here and {outlook} there"));
                }
            }
            for (field, written) in [("job_title", &edits.crm), ("office", &edits.outlook)] {
                if let Some(wanted) =
                    written.get(id).filter(|wanted| person["fields"][field] != wanted.as_str())
                {
                    return Some(format!(
                        "{id} has {field} {}, and {wanted} was written",
                        person["fields"][field]
                    ));
                }
            }
        }
        (contacts.len() != persons.len())
            .then(|| format!("{} contacts for {} persons", contacts.len(), persons.len()))
    }

    /// Edits persons in the CRM and contacts in Outlook, each until it is acknowledged.
    async fn edit(self: Arc<Self>, seed: u64, count: usize, done: Arc<AtomicUsize>) -> Edits {
        let mut rng = Rng::with_seed(seed);
        let contacts = self.contacts().await;
        let mut edits = Edits::default();
        for number in 0..count {
            let contact = &contacts[rng.usize(0..contacts.len())];
            let person = stamped(contact).unwrap();
            if rng.bool() {
                let title = format!("Position {number}");
                let body = json!({"fields": {"job_title": title}});
                while !self.acknowledged(&format!("/contact-persons/{person}"), &body).await {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                edits.crm.insert(person, title);
            } else {
                let office = format!("Office {number}");
                let id = contact["id"].as_str().unwrap();
                let path = format!("/standin/mailboxes/{OWNER}/contacts/{id}");
                self.outlook.send(Method::PATCH, &path, Some(&json!({"officeLocation": office}))).await;
                edits.outlook.insert(person, office);
            }
            done.fetch_add(1, Ordering::Relaxed);
        }
        edits
    }

    async fn acknowledged(&self, path: &str, body: &Value) -> bool {
        match self.api().try_send(Method::PATCH, path, Some(body)).await {
            Some((200, _)) => true,
            None | Some((503, _)) => false,
            Some((status, answer)) => panic!("{path}: {status} {answer}"),
        }
    }
}

/// What was written last, by person.
#[derive(Default)]
struct Edits {
    crm: BTreeMap<String, String>,
    outlook: BTreeMap<String, String>,
}

/// Makes a file of persons.
fn table(persons: usize) -> String {
    let mut table = "external_id,company,first_name,last_name,email_1,mobile_phone,job_title\n".to_owned();
    for number in 0..persons {
        let company = number % 7;
        let _ = writeln!(
            table,
            "x-{number},Company {company},Given{number},Family{number},p{number}@kill.example,0171 39{number:05},First"
        );
    }
    table
}

/// Returns the person that a contact's stamp names, as the API writes ids.
fn stamped(contact: &Value) -> Option<String> {
    let stamps = contact["extended"].as_object()?.values().filter_map(Value::as_str);
    let mut persons = stamps.filter_map(|value| {
        let parts: Vec<&str> = value.split('.').collect();
        (parts.len() == 4 && parts[0] == "1").then(|| parts[2].to_owned())
    });
    let hex = persons.next()?;
    Some([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
}

/// How many servers work on the database.
enum Nodes {
    One,
    Two,
}

async fn survives_kills(database: Option<String>, nodes: Nodes) {
    let (persons, kills) = (number("TANDEM_KILL_PERSONS", 300), number("TANDEM_KILLS", 3));
    let seed = number("TANDEM_KILL_SEED", 0) as u64;
    let seed = if seed == 0 { fastrand::u64(1..u64::from(u32::MAX)) } else { seed };
    #[allow(clippy::print_stdout)] // Whoever reads of a failure needs it.
    {
        println!("TANDEM_KILL_SEED={seed}");
    }
    let mut rng = Rng::with_seed(seed);
    let bed = Arc::new(Bed::new(database, persons, nodes).await);

    let export = json!({"mailbox": bed.mailbox, "search": {}});
    let run = bed.api().send(Method::POST, "/exports", Some(&export)).await;
    bed.kill_along(&mut rng, kills, persons, async || bed.count().await).await;
    bed.quiet(&Edits::default()).await;
    once_each(&bed, persons).await;
    let run = bed.api().get(&format!("/runs/{}", run["id"].as_str().unwrap())).await;
    assert_eq!(run["counts"]["created"], persons, "{run}");
    assert_eq!((&run["counts"]["failed"], &run["counts"]["waiting"]), (&json!(0), &json!(0)), "{run}");

    let done = Arc::new(AtomicUsize::new(0));
    let edits = persons * 2;
    let storm = tokio::spawn(Arc::clone(&bed).edit(rng.u64(..), edits, Arc::clone(&done)));
    bed.kill_along(&mut rng, kills, edits, async || done.load(Ordering::Relaxed)).await;
    let edits = storm.await.unwrap();
    assert!(!edits.crm.is_empty() && !edits.outlook.is_empty());
    bed.quiet(&edits).await;
    once_each(&bed, persons).await;
    assert_eq!(bed.kills.load(Ordering::Relaxed), kills * 2);
    writes_nothing_more(&bed).await;
    assert!(bed.folder.path().exists());
}

/// Counts in the mailbox: one contact per person, none deleted, none of nobody.
async fn once_each(bed: &Bed, persons: usize) {
    let contacts = bed.contacts().await;
    let mut counted: BTreeMap<String, u32> = BTreeMap::new();
    for contact in &contacts {
        *counted.entry(stamped(contact).unwrap()).or_default() += 1;
    }
    let twice: Vec<_> = counted.iter().filter(|(_, count)| **count != 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert_eq!((contacts.len(), counted.len()), (persons, persons));
    assert!(contacts.iter().all(|contact| contact["deleted"] == false));
    let ids: Vec<String> = bed.persons().await.into_keys().collect();
    assert_eq!(ids, counted.into_keys().collect::<Vec<_>>());
}

/// A further cycle finds nothing to write on either side.
async fn writes_nothing_more(bed: &Bed) {
    let keys =
        |contacts: Vec<Value>| contacts.iter().map(|c| c["change_key"].to_string()).collect::<Vec<_>>();
    let versions =
        |persons: BTreeMap<String, Value>| persons.values().map(|p| p["version"].clone()).collect::<Vec<_>>();
    let before = (keys(bed.contacts().await), versions(bed.persons().await));
    let path = format!("/mailboxes/{}/cycle", bed.mailbox);
    let run = bed.api().send(Method::POST, &path, None).await;
    let path = format!("/runs/{}", run["id"].as_str().unwrap());
    bed.api().until(&path, "done", |run| run["state"] == "done").await;
    assert_eq!((keys(bed.contacts().await), versions(bed.persons().await)), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_points_nothing_is_lost_or_doubled_on_sqlite() {
    survives_kills(None, Nodes::One).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_points_nothing_is_lost_or_doubled_on_postgres() {
    if let Some(url) = store::contract::fresh::postgres().await {
        survives_kills(Some(url), Nodes::One).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_servers_on_one_postgres_one_is_killed_and_nothing_is_lost_or_doubled() {
    if let Some(url) = store::contract::fresh::postgres().await {
        survives_kills(Some(url), Nodes::Two).await;
    }
}
