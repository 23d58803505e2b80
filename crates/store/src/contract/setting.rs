//! The scene on which the tests of the suite play, and short ways to say things on it.

use std::collections::BTreeMap;

use bytes::Bytes;
use contacts::{
    Card, FieldKey, LinkId, MailboxId, OperationId, Patch, PersonId, PhotoId, RunId, TeamId, UserId, Value,
};
use replication::{Link, LinkState, Operation, OperationKind, OperationState};
use uuid::Uuid;

use crate::contract::StoreUnderTest;
use crate::replication_store::{
    Applied, Change, Due, Fence, LinkCase, LinkWrite, NewPhoto, OperationWrite, PersonWrite,
};
use crate::viewer::Role;

pub const OWNER: UserId = UserId::from_u128(0x100);
pub const COLLEAGUE: UserId = UserId::from_u128(0x101);
pub const TEAM: TeamId = TeamId::from_u128(0x180);
/// The owner's mailbox.
pub const MAILBOX: MailboxId = MailboxId::from_u128(0x200);
/// The colleague's mailbox.
pub const OTHER: MailboxId = MailboxId::from_u128(0x201);
pub const ADA: PersonId = PersonId::from_u128(0x300);
pub const BOB: PersonId = PersonId::from_u128(0x301);
pub const RUN: RunId = RunId::from_u128(0x700);
pub const ENGINE: Uuid = Uuid::from_u128(0x800);
pub const RIVAL: Uuid = Uuid::from_u128(0x801);
/// When a test plays, in microseconds since 1970 UTC.
pub const NOW: i64 = 1_790_000_000_000_000;
/// How long a lease lasts.
pub const LEASE: i64 = 60_000_000;

/// The `n`-th link.
pub const fn link_id(n: u128) -> LinkId {
    LinkId::from_u128(0x400 + n)
}

/// The `n`-th operation.
pub const fn operation_id(n: u128) -> OperationId {
    OperationId::from_u128(0x500 + n)
}

pub fn ada() -> Card {
    Card::new().with(FieldKey::FirstName, "Ada").with(FieldKey::LastName, "Lovelace")
}

pub fn bob() -> Card {
    Card::new().with(FieldKey::FirstName, "Bob").with(FieldKey::Email1, "bob@example.org")
}

/// Two users with a mailbox each, two persons, and the lease of [`MAILBOX`].
pub async fn scene(on: &dyn StoreUnderTest) -> Fence {
    on.add_user(OWNER, Role::User, &[]).await;
    on.add_user(COLLEAGUE, Role::User, &[TEAM]).await;
    on.add_mailbox(MAILBOX, OWNER).await;
    on.add_mailbox(OTHER, COLLEAGUE).await;
    on.add_person(ADA, &ada(), NOW).await;
    on.add_person(BOB, &bob(), NOW).await;
    lease(on, MAILBOX).await
}

pub async fn lease(on: &dyn StoreUnderTest, mailbox: MailboxId) -> Fence {
    on.store().lease(mailbox, ENGINE, NOW, NOW + LEASE).await.unwrap().unwrap()
}

/// A link of the person in the mailbox that is to be created.
pub fn adopting(n: u128, person: PersonId, mailbox: MailboxId) -> Link {
    Link::adopting(link_id(n), person, mailbox, 1)
}

/// A link of the person in the mailbox with the contact, in step.
pub fn linked(n: u128, person: PersonId, mailbox: MailboxId, contact: &str) -> Link {
    let mut link = Link::adopting(link_id(n), person, mailbox, 0);
    link.state = LinkState::Linked;
    link.remote_id = Some(contact.to_owned());
    link.change_key = "k1".to_owned();
    link
}

pub async fn case(on: &dyn StoreUnderTest, mailbox: MailboxId, person: PersonId) -> LinkCase {
    let mut cases = on.store().cases_of(mailbox, &[person]).await.unwrap();
    assert_eq!(cases.len(), 1);
    cases.remove(0)
}

pub fn patch(fields: &[(FieldKey, &str)]) -> Patch {
    let mut patch = Patch::new();
    for (key, text) in fields {
        patch.set(*key, Value::parse(*key, text).unwrap());
    }
    patch
}

/// A change that writes a link whose work is done.
pub fn write_link(link: Link, due: Due) -> Change {
    Change { link: Some(LinkWrite { link: Box::new(link), due }), ..Change::default() }
}

pub fn write_person(id: PersonId, version: i64, patch: Patch) -> Change {
    Change { person: Some(PersonWrite { id, version, patch, photo: None }), ..Change::default() }
}

pub fn write_operations(operations: Vec<OperationWrite>) -> Change {
    Change { operations, ..Change::default() }
}

pub async fn commit(on: &dyn StoreUnderTest, fence: &Fence, changes: &[Change]) -> Vec<Applied> {
    on.store().commit(fence, NOW, changes).await.unwrap()
}

/// A pending operation.
pub fn operation(n: u128, link: Option<&Link>, kind: OperationKind) -> Operation {
    Operation {
        id: operation_id(n),
        mailbox: link.map_or(MAILBOX, |link| link.mailbox),
        person: link.map_or(ADA, |link| link.person),
        link: link.map(|link| link.id),
        kind,
        person_version: 1,
        agreed: BTreeMap::new(),
        state: OperationState::Pending,
        attempts: 0,
        not_before: 0,
        run: None,
    }
}

pub fn create(card: Card) -> OperationKind {
    OperationKind::Create { card, stamp: "1.a.b.c".to_owned() }
}

pub fn update(contact: &str, patch: Patch) -> OperationKind {
    OperationKind::Update {
        remote_id: contact.to_owned(),
        change_key: "k1".to_owned(),
        patch,
        before: Patch::new(),
        card: ada(),
        stamp: None,
    }
}

pub fn delete(contact: &str) -> OperationKind {
    OperationKind::Delete { remote_id: contact.to_owned(), change_key: "k1".to_owned() }
}

pub fn photo_of(contact: &str) -> OperationKind {
    OperationKind::Photo { remote_id: contact.to_owned(), digest: Some("d1".to_owned()) }
}

pub fn put(operation: Operation) -> OperationWrite {
    OperationWrite::Put(Box::new(operation))
}

pub fn photo(n: u128, digest: &str) -> NewPhoto {
    NewPhoto {
        id: PhotoId::from_u128(0x600 + n),
        original: Bytes::from(format!("original of {digest}")),
        media_type: "image/png".to_owned(),
        digest: digest.to_owned(),
        width: 640,
        height: 480,
        rendition: Bytes::from(format!("rendition of {digest}")),
    }
}

/// The ids of the operations that may go on in a state.
pub async fn ready(on: &dyn StoreUnderTest, state: OperationState) -> Vec<OperationId> {
    let operations = on.store().operations(MAILBOX, state, NOW, 100).await.unwrap();
    operations.iter().map(|operation| operation.id).collect()
}
