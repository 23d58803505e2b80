//! Contacts that are in the mailbox already: linked, never doubled, and never given to the wrong person.

use acceptance::desk::is_of;
use acceptance::{House, houses};
use contacts::{Card, FieldKey, PersonId, UserId};
use outlook_standin::{Effect, Fault};
use serde_json::json;
use store::{
    Cause, EndState, ExportMode, ExportPlan, ExportRequest, HistoryKind, Paging, Planned, RunState,
    Selection, SwitchState,
};

use crate::bed::at_rest;

fn card(first: &str, last: &str, mail: &str) -> Card {
    let card = Card::new().with(FieldKey::FirstName, first).with(FieldKey::LastName, last);
    card.with(FieldKey::Email1, mail)
}

/// Types a contact with an address into Anna's mailbox; returns its id.
fn typed(house: &House, first: &str, last: &str, mail: &str) -> String {
    let mails = json!([{ "address": mail, "name": mail }]);
    house.anna.type_in(json!({ "givenName": first, "surname": last, "emailAddresses": mails })).id
}

fn request(house: &House, persons: &[PersonId]) -> ExportRequest {
    ExportRequest {
        mailbox: house.anna.mailbox,
        persons: Selection::Ids(persons.to_vec()),
        mode: ExportMode::NewAndChanged,
        taken_off: vec![],
        withdraw_taken_off: false,
        photos: true,
    }
}

async fn planned(house: &House, persons: &[PersonId]) -> ExportPlan {
    house.db.plan_export(&house.anna.viewer, &request(house, persons)).await.unwrap()
}

/// Starts an export and lets it be done; returns the ends in the order of the persons.
async fn exported(house: &House, persons: &[PersonId]) -> Vec<EndState> {
    let viewer = &house.anna.viewer;
    let run = house.db.start_export(viewer, &request(house, persons), None, house.now()).await.unwrap();
    house.settle(&house.anna).await;
    assert_eq!(house.db.read_run(viewer, run).await.unwrap().state, RunState::Done, "{}", house.name);
    let items = house.db.list_run_items(viewer, run, None, &Paging::first(50)).await.unwrap().items;
    let end = |person: &PersonId| items.iter().find(|item| item.person == *person).unwrap().end;
    persons.iter().map(end).collect()
}

/// Three persons, each with an equal contact in Anna's mailbox.
async fn three(house: &House) -> Vec<PersonId> {
    let mut persons = Vec::new();
    for n in 0..3 {
        let (last, mail) = (format!("Equal {n}"), format!("equal{n}@example.com"));
        persons.push(house.person_with(card("Ada", &last, &mail)).await);
        typed(house, "Ada", &last, &mail.to_uppercase());
    }
    persons
}

async fn all_linked(house: &House, persons: &[PersonId]) {
    assert_eq!(exported(house, persons).await, [EndState::Linked; 3], "{}", house.name);
    assert_eq!(house.anna.contacts().len(), 3, "{}: nobody is there twice", house.name);
}

fn status(status: u16, code: &str) -> Effect {
    Effect::Status {
        status,
        code: Some(code.into()),
        message: None,
        empty: false,
        retry_after: None,
        after_effect: false,
    }
}

#[tokio::test]
async fn the_first_export_into_a_mailbox_links_what_is_there_instead_of_creating_it_again() {
    for house in houses().await {
        let persons = three(&house).await;
        let plan = planned(&house, &persons).await;
        assert!(plan.unread, "{}: nobody has read the mailbox yet, and the plan says so", house.name);
        all_linked(&house, &persons).await;
        assert!(!planned(&house, &persons).await.unread, "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn an_export_after_the_feed_has_expired_reads_the_mailbox_before_it_creates() {
    for house in houses().await {
        house.settle(&house.anna).await;
        let persons = three(&house).await;
        let gone = status(410, "SyncStateNotFound");
        house.standin.add_fault(Fault::new(gone).kind("delta").times(1)).unwrap();
        all_linked(&house, &persons).await;
    }
}

#[tokio::test]
async fn an_export_into_a_mailbox_whose_feed_is_refused_reads_it_before_it_creates() {
    for house in houses().await {
        house.settle(&house.anna).await;
        let refused = status(403, "ErrorQuotaExceeded");
        house.standin.add_fault(Fault::new(refused).kind("delta")).unwrap();
        let persons = three(&house).await;
        all_linked(&house, &persons).await;
    }
}

#[tokio::test]
async fn a_contact_restored_by_hand_is_found_again_when_its_person_is_adopted_again() {
    for house in houses().await {
        let person = house.linked("Returner").await;
        let (viewer, mailbox) = (&house.anna.viewer, house.anna.mailbox);
        house.db.withdraw(viewer, person, mailbox, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let id = house.anna.deleted()[0].id.clone();
        // The feed does not tell of it.
        house.anna.outlook.restore(&id, None).unwrap();
        house.settle(&house.anna).await;
        house.adopted(&house.anna, person).await;
        let contact = house.anna.contact("Returner");
        assert_eq!(contact.id, id, "{}: it is the same one", house.name);
        assert!(is_of(&contact, person), "{}", house.name);
        house.change(person, FieldKey::JobTitle, "Countess").await;
        house.settle(&house.anna).await;
        let contact = house.anna.contact("Returner");
        assert_eq!(acceptance::desk::text(&contact, "jobTitle"), "Countess", "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn a_former_contact_that_stays_in_deleted_items_is_created_anew() {
    for house in houses().await {
        let person = house.linked("Gone").await;
        let (viewer, mailbox) = (&house.anna.viewer, house.anna.mailbox);
        house.db.withdraw(viewer, person, mailbox, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        house.adopted(&house.anna, person).await;
        assert!(is_of(&house.anna.contact("Gone"), person), "{}", house.name);
        assert_eq!((house.anna.contacts().len(), house.anna.deleted().len()), (1, 1), "{}", house.name);
    }
}

/// Two persons who share an address, and a contact with it.
async fn sharing(house: &House, first: &str, last: &str) -> (PersonId, PersonId, String) {
    let ada = house.person_with(card("Ada", "Same", "info@example.com")).await;
    let bob = house.person_with(card("Bob", "Same", "info@example.com")).await;
    let contact = typed(house, first, last, "info@example.com");
    house.settle(&house.anna).await;
    (ada, bob, contact)
}

#[tokio::test]
async fn a_contact_equal_to_two_persons_goes_to_the_one_with_its_name_in_plan_and_run_alike() {
    for house in houses().await {
        let (ada, bob, contact) = sharing(&house, "Ada", "Same").await;
        for order in [[ada, bob], [bob, ada]] {
            let plan = planned(&house, &order).await;
            let what = |person| plan.items.iter().find(|item| item.person == person).unwrap().what;
            assert_eq!((what(ada), what(bob)), (Planned::Link, Planned::Create), "{}", house.name);
        }
        // Not even when the other one is not asked for.
        assert_eq!(planned(&house, &[bob]).await.items[0].what, Planned::Create, "{}", house.name);
        assert_eq!(exported(&house, &[bob, ada]).await, [EndState::Created, EndState::Linked]);
        let found = house.anna.contacts().into_iter().find(|one| one.id == contact).unwrap();
        assert!(is_of(&found, ada), "{}", house.name);
    }
}

#[tokio::test]
async fn a_contact_equal_to_two_persons_without_the_name_of_either_is_for_a_person_to_choose() {
    for house in houses().await {
        let (ada, bob, contact) = sharing(&house, "Front", "Desk").await;
        let plan = planned(&house, &[ada, bob]).await;
        assert_eq!((plan.counts.choose, plan.counts.link, plan.counts.create), (2, 0, 0), "{}", house.name);
        assert!(plan.items.iter().all(|item| item.reason.is_some()), "{}", house.name);
        assert_eq!(exported(&house, &[ada, bob]).await, [EndState::Failed; 2], "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 1, "{}: nothing was created", house.name);
        let parked = house.link(&house.anna, ada).await;
        assert_eq!((parked.state, parked.under_way), (SwitchState::Adopting, false), "{}", house.name);
        assert_eq!(
            parked.candidates,
            std::slice::from_ref(&contact),
            "{}: what there is to choose is named",
            house.name
        );
        let (viewer, mailbox) = (&house.anna.viewer, house.anna.mailbox);
        house.db.adopt(viewer, ada, mailbox, Some(&contact), house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert!(is_of(&house.anna.contacts()[0], ada), "{}", house.name);
        house.db.retry_link(viewer, bob, mailbox, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(house.anna.contacts().len(), 2, "{}: now the other one gets its own", house.name);
    }
}

async fn causes(house: &House, person: PersonId, kind: HistoryKind) -> Vec<(Option<UserId>, bool)> {
    let entries = house.history(person).await.into_iter().filter(|entry| entry.kind == kind);
    let user = |cause| match cause {
        Cause::Crm { user } => user,
        Cause::Outlook { .. } => None,
    };
    entries.map(|entry| (user(entry.cause), entry.run.is_some())).collect()
}

#[tokio::test]
async fn the_history_says_who_adopted_and_who_withdrew_and_in_which_run() {
    use HistoryKind::{Exported, LinkEnded, Linked};
    for house in houses().await {
        let anna = house.anna.viewer.user;
        let person = house.linked("Told").await;
        assert_eq!(causes(&house, person, Exported).await, [(Some(anna), false)], "{}", house.name);
        let (viewer, mailbox) = (&house.anna.viewer, house.anna.mailbox);
        house.db.withdraw(viewer, person, mailbox, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(causes(&house, person, LinkEnded).await, [(Some(anna), false)], "{}", house.name);
        let other = house.person_with(card("Ada", "Equal", "equal@example.com")).await;
        typed(&house, "Ada", "Equal", "equal@example.com");
        exported(&house, &[person, other]).await;
        let again = causes(&house, person, Exported).await;
        assert!(again.contains(&(Some(anna), true)), "{}: {again:?}", house.name);
        assert_eq!(causes(&house, other, Linked).await, [(Some(anna), true)], "{}", house.name);
        let mut off = request(&house, &[]);
        (off.taken_off, off.withdraw_taken_off) = (vec![person], true);
        house.db.start_export(viewer, &off, None, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let ended = causes(&house, person, LinkEnded).await;
        assert!(ended.contains(&(Some(anna), true)), "{}: {ended:?}", house.name);
    }
}
