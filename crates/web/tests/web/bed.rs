//! [`Bed`]: a service over a database with one of everything, and a client for each role.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use bytes::Bytes;
use contacts::person::PartnerCard;
use contacts::{Card, FieldKey, MailboxId, PartnerField, PartnerId, Patch, PersonId, RunId, TeamId, UserId};
use serde_json::{Value as Json, json};
use store::{
    Database, Durability, ExportMode, ExportRequest, NewMailbox, NewPartner, NewPerson, NewToken, NewUser,
    Options, OutlookContact, PersonPatch, Role, Selection, Viewer,
};
use tempfile::TempDir;
use tower::ServiceExt as _;
use web::{Engine, Folder, FolderPage, GraphAddresses, Looked, WebState};

use crate::schema::Description;

/// Where Microsoft Graph is, for the tests.
pub const GRAPH: &str = "https://graph.example/v1.0";

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Anonymous,
    /// Sees the records of its team, and writes nothing.
    Reader,
    /// A user outside the team.
    Stranger,
    /// A user of the team, to whom the mailbox belongs.
    Owner,
    Administrator,
}

impl Who {
    pub const ALL: [Who; 5] = [Who::Anonymous, Who::Reader, Who::Stranger, Who::Owner, Who::Administrator];
}

/// How the engine answers when it is asked for folders.
#[derive(Debug, Clone, Copy, Default)]
pub enum Mood {
    #[default]
    Answers,
    Fails,
    Panics,
    Hangs,
}

/// An engine that notes what it was told, with contacts that lie in the default folder. One that is asked for by id and
/// is not among them is made up.
#[derive(Debug, Default)]
pub struct Told(pub Mutex<Vec<Option<MailboxId>>>, Mood, pub Mutex<Vec<OutlookContact>>);

#[async_trait]
impl Engine for Told {
    fn wake(&self, mailbox: Option<MailboxId>) {
        self.0.lock().unwrap().push(mailbox);
    }

    async fn folders(&self, _: MailboxId) -> Result<Vec<Folder>, String> {
        match self.1 {
            Mood::Answers => {}
            Mood::Fails => return Err("Outlook is away; try again later".to_owned()),
            Mood::Panics => panic!("no folder today"),
            Mood::Hangs => std::future::pending().await,
        }
        let folder = |id: Option<&str>, name: &str| Folder {
            id: id.map(str::to_owned),
            name: name.to_owned(),
            contacts: None,
        };
        Ok(vec![folder(None, "Kontakte"), folder(Some("AAMk1"), "Kunden")])
    }

    async fn try_connection(&self, _: &str, _: &str, token: &str) -> Result<Vec<Folder>, String> {
        match token {
            "expired" => Err("Outlook refused the sign-in: the token <b>has expired</b>".to_owned()),
            _ => self.folders(MailboxId::from_u128(0)).await,
        }
    }

    async fn contacts(&self, _: MailboxId, ids: &[String]) -> Result<Looked, String> {
        match self.1 {
            Mood::Answers => {}
            Mood::Fails => return Err("Outlook is away; try again later".to_owned()),
            Mood::Panics => panic!("no contact today"),
            Mood::Hangs => std::future::pending().await,
        }
        let there = self.2.lock().unwrap().clone();
        let contact = |id: &String| {
            let known = there.iter().find(|contact| contact.id == *id).cloned();
            known.unwrap_or_else(|| contact(id, Card::new().with(FieldKey::LastName, id)))
        };
        let found = ids.iter().filter(|id| *id != GONE && !id.starts_with(UNREAD)).map(contact).collect();
        let unread = ids.iter().filter(|id| id.starts_with(UNREAD));
        let unread =
            unread.map(|id| (id.clone(), "Outlook did not answer as it should: 500".to_owned())).collect();
        Ok(Looked { found, unread })
    }

    async fn read_folder(
        &self,
        _: MailboxId,
        folder: Option<&str>,
        after: Option<&str>,
    ) -> Result<FolderPage, String> {
        let there = self.2.lock().unwrap().clone();
        let there = if folder.is_none() { there } else { Vec::new() };
        let from: usize = after.map_or(0, |after| after.parse().unwrap());
        let next = (there.len() > from + 2).then(|| (from + 2).to_string());
        Ok(FolderPage { contacts: there.into_iter().skip(from).take(2).collect(), next })
    }

    async fn photo(&self, _: MailboxId, _: &str) -> Result<Option<Bytes>, String> {
        Ok(None)
    }
}

/// The id of a contact that Outlook does not know.
pub const GONE: &str = "gone";
/// What the ids of contacts begin with that cannot be read.
pub const UNREAD: &str = "unread";

/// Makes a contact without stamp.
pub fn contact(id: &str, card: Card) -> OutlookContact {
    let change_key = format!("{id}#1");
    OutlookContact { id: id.to_owned(), change_key, card, stamp: None, has_photo: false }
}

/// A service with one of everything.
pub struct Bed {
    pub router: Router,
    pub store: Database,
    pub engine: Arc<Told>,
    pub description: Description,
    tokens: [String; 5],
    pub owner: UserId,
    pub team: TeamId,
    pub partner: PartnerId,
    /// A partner of the team without persons.
    pub empty_partner: PartnerId,
    pub person: PersonId,
    /// A person of the team in the bin.
    pub deleted: PersonId,
    /// The owner's mailbox; the person is about to be created in it.
    pub mailbox: MailboxId,
    /// Another mailbox of the owner, paused and without links.
    pub second: MailboxId,
    /// An export of the person into the mailbox.
    pub run: RunId,
    _folder: TempDir,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub json: Json,
}

impl Answer {
    /// Returns a header's text, empty without it.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns the fields that a refusal names.
    pub fn fields(&self) -> Vec<&str> {
        let errors = self.json["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap()).collect()
    }

    /// Returns the detail of a refusal.
    pub fn detail(&self) -> &str {
        self.json["detail"].as_str().unwrap_or_default()
    }
}

/// Makes the time, in microseconds since 1970 UTC.
fn now() -> i64 {
    1_700_000_000_000_000
}

async fn open(folder: &Path) -> Database {
    let url = format!("sqlite:{}/tandem.db", folder.display());
    let options = Options { durability: Durability::Kill, connections: 4, ..Options::default() };
    Database::open(&url, &options).await.unwrap()
}

impl Bed {
    pub async fn new() -> Self {
        Bed::with(Mood::Answers, web::PATIENCE).await
    }

    /// Makes a service whose engine is in some mood, and that gives up in time.
    pub async fn with(mood: Mood, patience: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        let (tokens, [reader, _, owner, _]) = add_users(&store).await;
        let all = Viewer::program();
        let team = store.add_team(&all, "Sales", now()).await.unwrap().id;
        store.set_team_members(&all, team, &[reader, owner], now()).await.unwrap();
        let viewer = store.viewer_of(owner).await.unwrap().unwrap();
        let partner = |name: &str| NewPartner {
            card: PartnerCard::default().with(PartnerField::Name, name),
            team: Some(team),
            ..NewPartner::default()
        };
        let (kunde, empty) = (partner("Kunde GmbH"), partner("Leer AG"));
        let partner = store.create_partner(&viewer, &kunde, now()).await.unwrap().id;
        let empty_partner = store.create_partner(&viewer, &empty, now()).await.unwrap().id;
        let (person, deleted) = add_persons(&store, &viewer, partner, team).await;
        let (mailbox, second) = connect(&store, &viewer).await;
        let export = ExportRequest {
            mailbox,
            persons: Selection::Ids(vec![person]),
            mode: ExportMode::NewAndChanged,
            taken_off: Vec::new(),
            withdraw_taken_off: false,
            photos: true,
        };
        let run = store.start_export(&viewer, &export, None, now()).await.unwrap();

        let engine = Arc::new(Told(Mutex::default(), mood, Mutex::default()));
        let graph = GraphAddresses::new([GRAPH.to_owned()]);
        let figures = Arc::new(|| "tandem_up 1\n".to_owned());
        let mut state = WebState::new(store.clone(), engine.clone(), graph, figures);
        state.clock = || now() + 1_000_000;
        state.patience = patience;
        Bed {
            router: web::router(state),
            description: Description::new(),
            store,
            engine,
            tokens,
            owner,
            team,
            partner,
            empty_partner,
            person,
            deleted,
            mailbox,
            second,
            run,
            _folder: folder,
        }
    }

    /// Returns somebody's token.
    pub fn token(&self, who: Who) -> &str {
        &self.tokens[who as usize]
    }

    /// Sends a request, and checks that a good answer is as the description says.
    pub async fn send(&self, who: Who, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = match self.token(who) {
            "" => request,
            token => request.header("authorization", format!("Bearer {token}")),
        };
        let request = request.body(body).unwrap();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or_default();
        let answer = Answer { status: parts.status, headers: parts.headers, bytes, json };
        self.description.check(&method, &path, &answer);
        answer
    }

    /// Sends a request without body.
    pub async fn get(&self, who: Who, path: &str) -> Answer {
        self.send(who, Request::builder().uri(path), Body::empty()).await
    }

    /// Sends a request with a JSON body.
    pub async fn json(&self, who: Who, method: Method, path: &str, body: &Json) -> Answer {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        self.send(who, request, Body::from(body.to_string())).await
    }

    /// Reads everything an administrator sees, to compare before and after.
    pub async fn everything(&self) -> Vec<Json> {
        let mut all = Vec::new();
        for path in [
            "/business-partners".to_owned(),
            "/contact-persons".to_owned(),
            "/contact-persons?deleted=true".to_owned(),
            format!("/contact-persons/{}/links", self.person),
            format!("/contact-persons/{}/history", self.person),
            "/mailboxes".to_owned(),
            "/runs".to_owned(),
            format!("/runs/{}/items", self.run),
            "/settings/replication".to_owned(),
        ] {
            let answer = self.get(Who::Administrator, &format!("/api/v1{path}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.json);
            all.push(answer.json);
        }
        all
    }

    /// Makes the body of a new contact person.
    pub fn new_person(&self, last_name: &str) -> Json {
        json!({ "business_partner": self.partner, "fields": { "last_name": last_name } })
    }
}

/// Adds a user per role; returns their tokens, beginning with nobody's, and their ids.
async fn add_users(store: &Database) -> ([String; 5], [UserId; 4]) {
    let all = Viewer::program();
    let (mut tokens, mut users) = ([const { String::new() }; 5], [UserId::from_u128(0); 4]);
    for (place, (name, role)) in [
        ("reader", Role::Reader),
        ("stranger", Role::User),
        ("owner", Role::User),
        ("administrator", Role::Administrator),
    ]
    .into_iter()
    .enumerate()
    {
        let new = NewUser { mail: format!("{name}@example.com"), name: name.to_owned(), role };
        let user = store.add_user(&all, &new, now()).await.unwrap().id;
        let token = NewToken { user, name: name.to_owned(), scopes: Vec::new(), expires: None };
        tokens[place + 1] = store.create_token(&all, &token, now()).await.unwrap().1;
        users[place] = user;
    }
    (tokens, users)
}

/// Adds a person with a change and a photo, and one in the bin.
async fn add_persons(
    store: &Database,
    viewer: &Viewer,
    partner: PartnerId,
    team: TeamId,
) -> (PersonId, PersonId) {
    let new = |last: &str, mail: &str| {
        let card = Card::new().with(FieldKey::FirstName, "Ada").with(FieldKey::LastName, last);
        NewPerson { team: Some(team), ..NewPerson::new(partner, card.with(FieldKey::Email1, mail)) }
    };
    let (ada, gone) = (new("König", "ada@kunde.example"), new("Weg", "weg@kunde.example"));
    let person = store.create_person(viewer, &ada, now()).await.unwrap().record.person.id;
    let deleted = store.create_person(viewer, &gone, now()).await.unwrap().record.person.id;
    store.delete_person(viewer, deleted, None, now()).await.unwrap();
    let mut patch = Patch::new();
    patch.set(FieldKey::Nickname, Some(contacts::Value::Text("Addie".to_owned())));
    let patch = PersonPatch { card: patch, ..PersonPatch::default() };
    store.change_person(viewer, person, &patch, None, now()).await.unwrap();
    store.set_photo(viewer, person, &photo::prepare(&picture(8, 8)).unwrap(), now()).await.unwrap();
    (person, deleted)
}

async fn connect(store: &Database, viewer: &Viewer) -> (MailboxId, MailboxId) {
    let mut connected = Vec::new();
    for address in ["owner@example.com", "second@example.com"] {
        let new = NewMailbox {
            owner: viewer.user,
            address: address.to_owned(),
            name: String::new(),
            base_url: GRAPH.to_owned(),
            token: "secret-of-graph".to_owned(),
        };
        connected.push(store.connect_mailbox(viewer, &new, now()).await.unwrap().id);
    }
    store.activate_mailbox(viewer, connected[0], now()).await.unwrap();
    (connected[0], connected[1])
}

/// Makes a picture of one colour, as PNG.
pub fn picture(width: u32, height: u32) -> Vec<u8> {
    let image = image::RgbImage::from_pixel(width, height, image::Rgb([200, 30, 30]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
