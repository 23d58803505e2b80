//! [`House`]: an installation with two employees, each with a mailbox in the house's own stand-in.

use std::time::Duration;

use contacts::person::PartnerCard;
use contacts::{Card, FieldKey, MailboxId, PartnerField, PartnerId, Patch, PersonId, TeamId, Value};
use engine::{Bugs, Clock as _, Cycle, CycleError, CycleReport, Looks, SystemIds};
use outlook_standin::{IfMatchOnPatch, Quirks, SoftDeleted, Standin, StandinOptions};
use store::contract::fresh;
use store::{
    Database, HistoryEntry, LinkDetail, MailboxView, NewMailbox, NewPartner, NewPerson, NewUser, Paging,
    PersonPatch, PersonRecord, Role, StoreError, SwitchState, Viewer,
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::clock::TestClock;
use crate::desk::{Desk, connector};
use crate::pictures::Photos;

/// How many cycles a mailbox gets to come to rest.
const CYCLES: usize = 8;

/// An installation: store, stand-in, two employees. Nothing outlives it.
pub struct House {
    /// Which database and which behaviour of Outlook it has, for messages.
    pub name: String,
    /// The store.
    pub db: Database,
    /// Where the store is.
    url: String,
    /// Outlook.
    pub standin: Standin,
    /// The engine's time.
    pub clock: TestClock,
    /// The program: administers.
    pub root: Viewer,
    /// A company.
    pub acme: PartnerId,
    /// A team with Anna in it.
    pub sales: TeamId,
    /// An employee in the team.
    pub anna: Desk,
    /// An employee without team.
    pub ben: Desk,
    /// Where the stand-in listens: `http://127.0.0.1:port`.
    pub address: String,
    looks: Looks,
    holder: Uuid,
    server: JoinHandle<std::io::Result<()>>,
    _folder: TempDir,
}

/// The behaviour of Outlook other than the stand-in's best knowledge, where nobody has confirmed it: a soft-deleted
/// contact is found by its id, and `If-Match` has no effect.
pub fn otherwise() -> Quirks {
    Quirks {
        soft_deleted_by_immutable_id: SoftDeleted::Found,
        if_match_on_patch: IfMatchOnPatch::Ignored,
        ..Quirks::default()
    }
}

/// Builds a house on SQLite, one on SQLite where Outlook behaves the other way, and one on PostgreSQL.
pub async fn houses() -> Vec<House> {
    let folder = || tempfile::tempdir().unwrap();
    let (a, b, c) = (folder(), folder(), folder());
    let (first, second) = (fresh::sqlite(a.path()), fresh::sqlite(b.path()));
    let mut houses = vec![
        House::build("SQLite", &first, a, Quirks::default()).await,
        House::build("SQLite, Outlook otherwise", &second, b, otherwise()).await,
    ];
    if let Some(url) = fresh::postgres().await {
        houses.push(House::build("PostgreSQL", &url, c, Quirks::default()).await);
    }
    houses
}

impl House {
    /// Builds a house on SQLite.
    pub async fn with(quirks: Quirks) -> House {
        let folder = tempfile::tempdir().unwrap();
        let url = fresh::sqlite(folder.path());
        House::build("SQLite", &url, folder, quirks).await
    }

    async fn build(name: &str, url: &str, folder: TempDir, quirks: Quirks) -> House {
        let mailboxes = vec!["anna@example.org".to_owned(), "ben@example.org".to_owned()];
        let standin = Standin::new(StandinOptions { mailboxes, quirks, ..StandinOptions::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(standin.serve(listener));
        let (db, clock, root) = (fresh::open(url).await, TestClock::default(), Viewer::program());
        let card = PartnerCard::default().with(PartnerField::Name, "Acme GmbH");
        let new = NewPartner { card, ..NewPartner::default() };
        let acme = db.create_partner(&root, &new, clock.now()).await.unwrap().id;
        let sales = db.add_team(&root, "Sales", clock.now()).await.unwrap().id;
        let anna = desk(&db, &standin, &address, "anna@example.org", Some(sales), clock.now()).await;
        let ben = desk(&db, &standin, &address, "ben@example.org", None, clock.now()).await;
        House {
            name: name.to_owned(),
            db,
            url: url.to_owned(),
            standin,
            clock,
            root,
            acme,
            sales,
            anna,
            ben,
            address,
            looks: Looks::default(),
            holder: Uuid::now_v7(),
            server,
            _folder: folder,
        }
    }

    /// Lets the program end without a word and start again: what it had in memory is gone.
    pub async fn restart(&mut self) {
        self.db.close().await.unwrap();
        self.db = fresh::open(&self.url).await;
        self.looks = Looks::default();
        self.db.resume_exports(self.now()).await.unwrap();
    }

    /// The time, in microseconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Lets time pass, here and in Outlook.
    pub fn pass(&self, by: Duration) {
        self.clock.advance(by);
        self.standin.advance(by);
    }

    /// Lets a day pass, so that the next cycle compares everything.
    pub fn next_day(&self) {
        self.pass(Duration::from_secs(25 * 3600));
    }

    /// Runs one cycle.
    ///
    /// # Errors
    /// Why it ended early.
    pub async fn cycle(&self, desk: &Desk) -> Result<CycleReport, CycleError> {
        let cycle = Cycle {
            store: &self.db,
            folder: &desk.folder,
            clock: &self.clock,
            ids: &SystemIds,
            pictures: &Photos,
            mailbox: desk.mailbox,
            holder: self.holder,
            looks: &self.looks,
            bugs: Bugs::default(),
        };
        cycle.run().await
    }

    /// Runs cycles until nothing is left to do in a mailbox.
    pub async fn settle(&self, desk: &Desk) {
        let mut last = None;
        for _ in 0..CYCLES {
            let report = self.cycle(desk).await;
            if report.as_ref().is_ok_and(|report| report.idle) {
                return;
            }
            last = Some(report);
            self.pass(Duration::from_secs(90));
        }
        panic!("{}: {} does not come to rest: {last:?}", self.name, desk.address);
    }

    /// Runs cycles until nothing is left to do in both mailboxes.
    pub async fn settle_both(&self) {
        for desk in [&self.anna, &self.ben, &self.anna, &self.ben] {
            self.settle(desk).await;
        }
    }

    /// Creates a person at the company.
    pub async fn person(&self, last: &str) -> PersonId {
        self.person_with(Card::new().with(FieldKey::FirstName, "Ada").with(FieldKey::LastName, last)).await
    }

    /// Creates a person at the company.
    pub async fn person_with(&self, card: Card) -> PersonId {
        let new = NewPerson::new(self.acme, card);
        self.db.create_person(&self.root, &new, self.now()).await.unwrap().record.person.id
    }

    /// Adopts a person into a mailbox and lets it be done.
    pub async fn adopted(&self, desk: &Desk, person: PersonId) {
        self.db.adopt(&desk.viewer, person, desk.mailbox, None, self.now()).await.unwrap();
        self.settle(desk).await;
    }

    /// Creates a person and adopts it into Anna's mailbox.
    pub async fn linked(&self, last: &str) -> PersonId {
        let person = self.person(last).await;
        self.adopted(&self.anna, person).await;
        person
    }

    /// Changes a field of a person in the CRM.
    pub async fn change(&self, person: PersonId, key: FieldKey, text: &str) {
        let mut card = Patch::new();
        card.set(key, Value::parse(key, text).unwrap());
        let patch = PersonPatch { card, ..PersonPatch::default() };
        self.db.change_person(&self.root, person, &patch, None, self.now()).await.unwrap();
    }

    /// Reads a person.
    pub async fn read(&self, person: PersonId) -> PersonRecord {
        self.db.read_person(&self.root, person).await.unwrap()
    }

    /// Reads a text field of a person.
    pub async fn field(&self, person: PersonId, key: FieldKey) -> String {
        self.read(person).await.card.text(key).to_owned()
    }

    /// Reads a person's link in a mailbox.
    pub async fn link(&self, desk: &Desk, person: PersonId) -> LinkDetail {
        let view = self.db.read_link(&self.root, person, desk.mailbox).await.unwrap();
        view.expect("there is a link").detail.expect("an administrator sees it whole")
    }

    /// Reads how a person's link in a mailbox stands.
    pub async fn switch(&self, desk: &Desk, person: PersonId) -> SwitchState {
        self.link(desk, person).await.state
    }

    /// Reads a person's history.
    pub async fn history(&self, person: PersonId) -> Vec<HistoryEntry> {
        self.db.list_history(&self.root, person, &Paging::first(500)).await.unwrap().items
    }

    /// Reads a mailbox.
    pub async fn mailbox(&self, id: MailboxId) -> MailboxView {
        self.db.read_mailbox(&self.root, id, self.now()).await.unwrap()
    }

    /// Connects a mailbox with another token, and its connector with it.
    ///
    /// # Errors
    /// What the store says.
    pub async fn reconnect(&self, desk: &Desk, token: &str) -> Result<Desk, StoreError> {
        let base = format!("{}/v1.0", self.address);
        self.db.reconnect_mailbox(&desk.viewer, desk.mailbox, &base, token, self.now()).await?;
        self.connected_anew(desk).await
    }

    /// Makes the connector to a mailbox anew, with nothing remembered.
    ///
    /// # Errors
    /// What the store says.
    pub async fn connected_anew(&self, desk: &Desk) -> Result<Desk, StoreError> {
        Ok(Desk {
            viewer: desk.viewer.clone(),
            mailbox: desk.mailbox,
            address: desk.address.clone(),
            outlook: desk.outlook.clone(),
            folder: connector(&self.db.connection(desk.mailbox).await?),
            standin: self.standin.clone(),
        })
    }

    /// Calls the stand-in's admin API for a mailbox.
    pub async fn admin(&self, desk: &Desk, path: &str) -> serde_json::Value {
        let url = format!("{}/standin/mailboxes/{}/{path}", self.address, desk.address);
        let request = reqwest::Client::new().post(url).header("content-type", "application/json").body("{}");
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn desk(
    db: &Database,
    standin: &Standin,
    address: &str,
    mail: &str,
    team: Option<TeamId>,
    now: i64,
) -> Desk {
    let root = Viewer::program();
    let new = NewUser { mail: mail.into(), name: mail.into(), role: Role::User };
    let user = db.add_user(&root, &new, now).await.unwrap().id;
    if let Some(team) = team {
        db.set_team_members(&root, team, &[user], now).await.unwrap();
    }
    let viewer = db.viewer_of(user).await.unwrap().unwrap();
    let token = standin.tokens().into_iter().find(|(mailbox, _)| mailbox == mail).unwrap().1;
    let new = NewMailbox {
        owner: user,
        address: mail.into(),
        name: String::new(),
        base_url: format!("{address}/v1.0"),
        token,
    };
    let mailbox = db.connect_mailbox(&viewer, &new, now).await.unwrap().id;
    db.activate_mailbox(&viewer, mailbox, now).await.unwrap();
    let folder = connector(&db.connection(mailbox).await.unwrap());
    let outlook = standin.outlook(mail).unwrap();
    Desk { viewer, mailbox, address: mail.into(), outlook, folder, standin: standin.clone() }
}
