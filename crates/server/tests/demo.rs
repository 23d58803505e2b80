//! The demo, as a newcomer meets it: what it prints can be pasted, and does what it says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::Value;
use support::{Api, Running, program, text};

/// What the demo printed, as a shell would understand it.
struct Tour {
    variables: BTreeMap<String, String>,
    commands: Vec<Curl>,
}

/// One curl command.
#[derive(Debug, Clone)]
struct Curl {
    method: Method,
    url: String,
    authorization: String,
    body: Option<Value>,
    /// The variable that takes the answer's id.
    into: Option<String>,
}

impl Tour {
    fn read(lines: &[String]) -> Tour {
        let mut tour = Tour { variables: BTreeMap::new(), commands: Vec::new() };
        for line in lines {
            let assigned = line.split_once('=').filter(|(name, _)| {
                !name.is_empty() && name.chars().all(|letter| letter.is_ascii_uppercase())
            });
            match assigned {
                Some((name, inner)) if inner.starts_with("$(curl ") => {
                    let command = inner.strip_prefix("$(").unwrap().split(" | sed").next().unwrap();
                    tour.commands.push(Curl { into: Some(name.to_owned()), ..curl(command) });
                }
                Some((name, value)) => {
                    tour.variables.insert(name.to_owned(), value.trim_matches('\'').to_owned());
                }
                None if line.starts_with("curl ") => tour.commands.push(curl(line)),
                None => {}
            }
        }
        tour
    }

    fn filled(&self, text: &str) -> String {
        let filled = self
            .variables
            .iter()
            .rev()
            .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${name}"), value));
        filled.replace("\\$", "$")
    }

    /// Runs a command until its answer is as wanted.
    async fn run(&mut self, place: usize, wanted: impl Fn(&Value) -> bool) -> Value {
        let command = self.commands[place].clone();
        let token = self.filled(&command.authorization);
        let api = Api::new("", token.strip_prefix("Authorization: Bearer ").unwrap());
        let url = self.filled(&command.url);
        let answer = if command.method == Method::GET {
            api.until(&url, "as wanted", wanted).await
        } else {
            let answer = api.send(command.method, &url, command.body.as_ref()).await;
            assert!(wanted(&answer), "{answer}");
            answer
        };
        if let Some(name) = command.into {
            // As the printed sed does: the last id of the answer.
            let found =
                answer.to_string().rsplit_once("\"id\":\"").unwrap().1.split('"').next().unwrap().to_owned();
            self.variables.insert(name, found);
        }
        answer
    }
}

fn curl(line: &str) -> Curl {
    let mut words = words(line).into_iter().skip(1);
    let mut curl = Curl {
        method: Method::GET,
        url: String::new(),
        authorization: String::new(),
        body: None,
        into: None,
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "-s" => {}
            "-X" => curl.method = words.next().unwrap().parse().unwrap(),
            "-H" => {
                let header = words.next().unwrap();
                if header.starts_with('$') {
                    curl.authorization = header;
                }
            }
            "-d" => curl.body = Some(serde_json::from_str(&words.next().unwrap()).unwrap()),
            _ => curl.url = word,
        }
    }
    curl
}

fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for letter in line.chars() {
        match (quote, letter) {
            (None, ' ') => words.push(std::mem::take(&mut word)),
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), close) if open == close => quote = None,
            (_, other) => word.push(other),
        }
    }
    words.push(word);
    words
}

fn start(more: &[&str]) -> (Running, Tour) {
    let arguments = ["demo", "--listen", "127.0.0.1:0", "--standin", "127.0.0.1:0"];
    let mut demo = Running::start(program().args(arguments).args(more));
    demo.line("Ctrl-C ends the demo.");
    let tour = Tour::read(&demo.seen);
    (demo, tour)
}

fn listed(answer: &Value) -> usize {
    answer["items"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn what_the_demo_prints_can_be_tried_from_the_list_to_the_withdrawal() {
    let (demo, mut tour) = start(&[]);
    assert!(
        demo.seen[0].starts_with("Tandem:") && demo.seen[1].starts_with("Address book:"),
        "{:?}",
        demo.seen
    );
    assert!(!demo.seen[0].contains("/api"), "the first address is the one to open: {}", demo.seen[0]);
    let place = |what: &str| demo.seen.iter().position(|line| line.contains(what)).unwrap();
    assert!(place("Users, their passwords") > place("curl "), "passwords stand where one looks last");
    assert_eq!(tour.commands.len(), 10);

    assert_eq!(listed(&tour.run(0, |_| true).await), 5);
    tour.run(1, |link| link["detail"]["state"] == "adopting" || link["detail"]["state"] == "replicated")
        .await;
    let is_there = |answer: &Value| answer["value"].as_array().is_some_and(|found| found.len() == 1);
    let contact = tour.run(2, is_there).await;
    assert!(contact["value"][0]["companyName"].as_str().unwrap().starts_with("Nordwind"), "{contact}");
    tour.run(3, is_there).await;
    tour.run(4, |contact| contact["jobTitle"] == "Head of Everything").await;
    tour.run(5, |person| person["fields"]["job_title"] == "Head of Everything").await;
    tour.run(6, |person| person["fields"]["job_title"] == "Head of Nothing").await;
    tour.run(7, |contact| contact["jobTitle"] == "Head of Nothing").await;
    assert!(listed(&tour.run(8, |_| true).await) >= 3);
    tour.run(9, |link| link["detail"]["state"] != "adopting").await;
    tour.run(2, |answer| answer["value"].as_array().is_some_and(Vec::is_empty)).await;
    let person = tour.run(5, |_| true).await;
    assert_eq!(person["fields"]["job_title"], "Head of Nothing");
    assert_eq!(demo.stop(), Some(0));
}

#[tokio::test]
async fn the_sample_has_partners_people_photos_users_and_contacts_born_in_outlook() {
    let (demo, tour) = start(&[]);
    let line = demo.seen.iter().find(|line| line.contains("administrator")).unwrap();
    let api = Api::new(&tour.variables["API"], line.split_whitespace().last().unwrap());
    let mut photos = 0;
    let (mut count, mut after) = (0, String::new());
    loop {
        let page = api.get(&format!("/contact-persons?limit=200{after}")).await;
        let items = page["items"].as_array().unwrap();
        count += items.len();
        photos += items.iter().filter(|person| !person["photo"].is_null()).count();
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(count, 400);
    assert!((130..190).contains(&photos), "{photos}");
    assert_eq!(listed(&api.get("/business-partners?limit=100").await), 30);
    assert_eq!(listed(&api.get("/users").await), 3);
    let mailboxes = api.until("/mailboxes", "read", |answer| {
        let items = answer["items"].as_array().unwrap();
        items.iter().any(|mailbox| mailbox["health"]["candidates"] == 12)
    });
    assert_eq!(listed(&mailboxes.await), 2);
    let figures = Api::new(tour.variables["API"].trim_end_matches("/api/v1"), "");
    figures
        .until("/metrics", "counting cycles", |text| text.to_string().contains("tandem_cycles_total"))
        .await;
}

/// The printed line of a user: role, address, password, token.
fn user(demo: &Running, mail: &str) -> Vec<String> {
    let words = |line: &String| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    demo.seen.iter().map(words).find(|words| words.get(1).is_some_and(|word| word == mail)).unwrap()
}

#[tokio::test]
async fn the_demo_draws_a_password_for_each_user_and_keeps_it_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let keep = ["--empty", "--data", text(folder.path())];
    let (demo, _) = start(&keep);
    let mails = ["anna.berg@tandem.example", "ben.kaya@tandem.example", "clara.lind@tandem.example"];
    let drawn: BTreeMap<String, &str> =
        mails.iter().map(|mail| (user(&demo, mail)[2].clone(), *mail)).collect();
    assert_eq!(drawn.len(), 3, "each has its own");
    assert_eq!(demo.stop(), Some(0));
    let database = store::contract::fresh::open(&store::contract::fresh::sqlite(folder.path())).await;
    for (password, mail) in drawn {
        let password = store::Password::new(&password);
        let address = std::net::IpAddr::from([127, 0, 0, 1]);
        let credentials =
            store::Credentials { mail, password: &password, address, agent: "", replaces: None };
        let signed = database.sign_in(&credentials, 1).await.unwrap();
        assert_eq!(signed.user.password, store::PasswordState::Own);
    }
    database.close().await.unwrap();
    let (demo, _) = start(&keep);
    assert!(mails.iter().all(|mail| user(&demo, mail)[2..4] == ["(as", "before)"]), "{:?}", demo.seen);
}

#[tokio::test]
async fn some_persons_are_in_outlook_from_the_start_and_have_a_history_of_both_sides() {
    let (demo, tour) = start(&[]);
    let token = |name: &str| tour.variables[name].strip_prefix("Authorization: Bearer ").unwrap().to_owned();
    let outlook = Api::new("", &token("OUTLOOK"));
    let book = outlook.get(&format!("{}?$top=100", tour.variables["BOOK"])).await;
    assert_eq!(book["value"].as_array().map(Vec::len), Some(24 + 12));
    let api = Api::new(&tour.variables["API"], &token("TANDEM"));
    let edited =
        api.until("/contact-persons?limit=200&sort=-changed", "with Ben's edit in Outlook", |page| {
            page["items"].as_array().is_some_and(|items| {
                items.iter().any(|person| person["fields"]["assistant"] == "Frau Sommer")
            })
        });
    let edited = edited.await;
    let person =
        edited["items"].as_array().unwrap().iter().find(|one| one["fields"]["assistant"] == "Frau Sommer");
    let history =
        api.get(&format!("/contact-persons/{}/history", person.unwrap()["id"].as_str().unwrap())).await;
    assert!(listed(&history) >= 2, "{history}");
    drop(demo);
}

#[tokio::test]
async fn an_empty_demo_has_nobody_and_says_how_to_begin() {
    let (demo, tour) = start(&["--empty"]);
    let line = demo.seen.iter().find(|line| line.contains("user  ")).unwrap();
    let api = Api::new(&tour.variables["API"], line.split_whitespace().last().unwrap());
    assert_eq!(listed(&api.get("/contact-persons").await), 0);
    assert_eq!(tour.commands.len(), 3);
}

#[tokio::test]
async fn a_demo_that_is_kept_starts_again_with_its_data_and_fresh_mailboxes() {
    let folder = tempfile::tempdir().unwrap();
    let keep = ["--data", text(folder.path())];
    let (demo, mut tour) = start(&keep);
    tour.run(1, |_| true).await;
    tour.run(2, |answer| answer["value"].as_array().is_some_and(|found| !found.is_empty())).await;
    assert_eq!(demo.stop(), Some(0));

    let (demo, mut tour) = start(&keep);
    assert!(demo.seen.iter().any(|line| line.contains("forgets its contacts")), "{:?}", demo.seen);
    assert_eq!(listed(&tour.run(0, |_| true).await), 5);
    tour.run(2, |answer| answer["value"].as_array().is_some_and(Vec::is_empty)).await;
    tour.run(1, |_| true).await;
    tour.run(2, |answer| answer["value"].as_array().is_some_and(|found| found.len() == 1)).await;
}
