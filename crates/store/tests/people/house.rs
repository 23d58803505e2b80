//! A small installation to test in: four users, a team, a company, a mailbox.

use contacts::person::PartnerCard;
use contacts::{Card, FieldKey, MailboxId, PartnerField, PartnerId, PersonId, TeamId};
use replication::{LinkState, Operation, OperationState};
use store::contract::fresh;
use store::{
    Change, Database, Due, ExportMode, ExportRequest, Fence, LinkCase, LinkWrite, NewMailbox, NewPartner,
    NewPerson, NewUser, OperationWrite, ReplicationStore, Role, Selection, Viewer,
};
use tempfile::TempDir;
use uuid::Uuid;

/// The time of every test, in microseconds.
pub const NOW: i64 = 1_800_000_000_000_000;

/// An installation.
pub struct House {
    pub db: Database,
    /// The program: administers.
    pub root: Viewer,
    /// An administrator.
    pub admin: Viewer,
    /// A user in the team *sales*, with a mailbox.
    pub anna: Viewer,
    /// A user without team.
    pub ben: Viewer,
    /// A reader without team.
    pub rita: Viewer,
    pub sales: TeamId,
    pub acme: PartnerId,
    /// Anna's mailbox, active.
    pub mailbox: MailboxId,
}

/// A house on each kind of database that tests are meant to run on.
pub async fn houses() -> (Vec<House>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut houses = vec![House::build(fresh::open(&fresh::sqlite(folder.path())).await).await];
    if let Some(url) = fresh::postgres().await {
        houses.push(House::build(fresh::open(&url).await).await);
    }
    (houses, folder)
}

impl House {
    async fn build(db: Database) -> House {
        let root = Viewer::program();
        let mut users = Vec::new();
        for (mail, role) in [
            ("admin@example.org", Role::Administrator),
            ("anna@example.org", Role::User),
            ("ben@example.org", Role::User),
            ("rita@example.org", Role::Reader),
        ] {
            let new = NewUser { mail: mail.into(), name: mail.split('@').next().unwrap().into(), role };
            users.push(db.add_user(&root, &new, NOW).await.unwrap().id);
        }
        let sales = db.add_team(&root, "Sales", NOW).await.unwrap().id;
        db.set_team_members(&root, sales, &[users[1]], NOW).await.unwrap();
        let mut viewers = Vec::new();
        for user in &users {
            viewers.push(db.viewer_of(*user).await.unwrap().unwrap());
        }
        let acme = partner(&db, &root, "Acme GmbH").await;
        let [admin, anna, ben, rita]: [Viewer; 4] = viewers.try_into().unwrap();
        let mailbox = mailbox(&db, &anna, "anna@example.org").await;
        House { db, root, admin, anna, ben, rita, sales, acme, mailbox }
    }

    /// Creates a person at Acme with a last name.
    pub async fn person(&self, last: &str) -> PersonId {
        self.person_with(Card::new().with(FieldKey::LastName, last)).await
    }

    /// Creates a person at Acme.
    pub async fn person_with(&self, card: Card) -> PersonId {
        let new = NewPerson::new(self.acme, card);
        self.db.create_person(&self.root, &new, NOW).await.unwrap().record.person.id
    }

    /// Creates a person that only the team *sales* sees.
    pub async fn hidden_person(&self, card: Card) -> PersonId {
        let new = NewPerson { team: Some(self.sales), ..NewPerson::new(self.acme, card) };
        self.db.create_person(&self.root, &new, NOW).await.unwrap().record.person.id
    }

    /// Adopts a person into Anna's mailbox and lets the engine's part be done: linked and in step.
    pub async fn linked(&self, person: PersonId, remote: &str) {
        self.db.adopt(&self.anna, person, self.mailbox, None, NOW).await.unwrap();
        self.engine_links(person, remote).await;
    }

    /// Does the engine's part for a link: its contact is there and in step.
    pub async fn engine_links(&self, person: PersonId, remote: &str) {
        let mut link = self.case(person).await.link;
        (link.state, link.remote_id) = (LinkState::Linked, Some(remote.to_owned()));
        (link.in_step, link.crm.version, link.problem) = (NOW, 1, None);
        self.engine_writes(Change {
            link: Some(LinkWrite { link: Box::new(link), due: Due::Done }),
            ..Change::default()
        })
        .await;
    }

    /// Commits a change as the engine of Anna's mailbox.
    pub async fn engine_writes(&self, change: Change) {
        let fence = self.fence().await;
        let applied = self.db.commit(&fence, NOW, &[change]).await.unwrap();
        assert_eq!(applied, [store::Applied::Done]);
        self.db.release(&fence).await.unwrap();
    }

    pub async fn fence(&self) -> Fence {
        self.db.lease(self.mailbox, Uuid::from_u128(7), NOW, NOW + 1).await.unwrap().unwrap()
    }

    /// Puts an operation of a link in state *sent*.
    pub async fn engine_sends(&self, operation: Operation) {
        let id = operation.id;
        self.engine_writes(Change {
            operations: vec![OperationWrite::Put(Box::new(operation))],
            ..Change::default()
        })
        .await;
        let fence = self.fence().await;
        assert_eq!(self.db.send(&fence, NOW, &[id]).await.unwrap(), [id]);
        self.db.release(&fence).await.unwrap();
        let sent = self.db.operations(self.mailbox, OperationState::Sent, i64::MAX, 10).await.unwrap();
        assert!(sent.iter().any(|sent| sent.id == id));
    }

    /// Reads a person's link in Anna's mailbox.
    pub async fn case(&self, person: PersonId) -> LinkCase {
        self.db.cases_of(self.mailbox, &[person]).await.unwrap().remove(0)
    }

    /// Reads whether work waits on a person's link.
    pub async fn due(&self, person: PersonId) -> bool {
        self.case(person).await.link.due > 0
    }
}

/// Creates a business partner.
pub async fn partner(db: &Database, viewer: &Viewer, name: &str) -> PartnerId {
    let card = PartnerCard::default().with(PartnerField::Name, name);
    let new = NewPartner { card, ..NewPartner::default() };
    db.create_partner(viewer, &new, NOW).await.unwrap().id
}

/// Connects a viewer's mailbox and activates it.
pub async fn mailbox(db: &Database, owner: &Viewer, address: &str) -> MailboxId {
    let new = NewMailbox {
        owner: owner.user,
        address: address.into(),
        name: String::new(),
        base_url: "http://127.0.0.1:1/v1.0".into(),
        token: "secret".into(),
    };
    let id = db.connect_mailbox(owner, &new, NOW).await.unwrap().id;
    db.activate_mailbox(owner, id, NOW).await.unwrap();
    id
}

/// Makes a card with a first and a last name.
pub fn named(first: &str, last: &str) -> Card {
    Card::new().with(FieldKey::FirstName, first).with(FieldKey::LastName, last)
}

/// An export of persons with the options that the wizard proposes.
pub fn export_of(house: &House, persons: Vec<PersonId>) -> ExportRequest {
    ExportRequest {
        mailbox: house.mailbox,
        persons: Selection::Ids(persons),
        mode: ExportMode::NewAndChanged,
        taken_off: vec![],
        withdraw_taken_off: false,
        photos: true,
    }
}
