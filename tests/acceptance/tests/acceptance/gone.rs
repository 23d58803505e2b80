//! Mailboxes that are disconnected or cannot be reached any more.

use acceptance::desk::stamp;
use acceptance::{Desk, House, houses};
use contacts::FieldKey;
use replication::Ended;
use store::{Farewell, HistoryKind, MailboxState, ReplicationStore, StoreError, SwitchState};

use crate::bed::{edit_position, ended, position};

async fn disconnected(house: &House, farewell: Farewell) -> contacts::PersonId {
    let person = house.linked("Stayer").await;
    edit_position(&house.anna, "Stayer", "Countess");
    let (viewer, mailbox) = (&house.anna.viewer, house.anna.mailbox);
    house.db.disconnect_mailbox(viewer, mailbox, farewell, house.now()).await.unwrap();
    house.settle(&house.anna).await;
    assert_eq!(house.mailbox(mailbox).await.state, MailboxState::Disconnected, "{}", house.name);
    assert!(house.read(person).await.person.deleted.is_none());
    person
}

#[tokio::test]
async fn disconnecting_leaves_the_contacts_without_stamp_when_asked_to() {
    for house in houses().await {
        let person = disconnected(&house, Farewell::Leave).await;
        let contact = house.anna.contact("Stayer");
        assert_eq!((stamp(&contact), house.anna.deleted().len()), (None, 0), "{}", house.name);
        assert_eq!(ended(house.switch(&house.anna, person).await), Some(Ended::DisconnectLeave));
    }
}

#[tokio::test]
async fn disconnecting_removes_the_contacts_when_asked_to_and_takes_edits_over_first() {
    for house in houses().await {
        let person = disconnected(&house, Farewell::Remove).await;
        assert_eq!((house.anna.contacts().len(), house.anna.deleted().len()), (0, 1), "{}", house.name);
        assert_eq!(ended(house.switch(&house.anna, person).await), Some(Ended::DisconnectRemove));
        assert_eq!(position(&house, person).await, "Countess", "{}", house.name);
    }
}

/// Two cycles fail; the mailbox wants to be reconnected, and nobody lost anything.
async fn unreachable(house: &House, desk: &Desk, person: contacts::PersonId, contacts: usize) {
    assert!(house.cycle(desk).await.is_err(), "{}", house.name);
    assert!(house.cycle(desk).await.is_err(), "{}", house.name);
    let view = house.mailbox(desk.mailbox).await;
    assert_eq!(view.state, MailboxState::ReconnectNeeded, "{}", house.name);
    assert!(view.health.error.is_some(), "{}: it says why", house.name);
    assert_eq!(house.switch(desk, person).await, SwitchState::Replicated, "{}", house.name);
    assert!(house.read(person).await.person.deleted.is_none());
    assert_eq!(desk.contacts().len(), contacts, "{}", house.name);
}

#[tokio::test]
async fn a_revoked_token_pauses_the_mailbox_and_a_new_one_lets_it_go_on() {
    for house in houses().await {
        let person = house.linked("Patient").await;
        let shown = house.admin(&house.anna, "revoke").await;
        house.change(person, FieldKey::JobTitle, "Countess").await;
        unreachable(&house, &house.anna, person, 1).await;
        let anna = house.reconnect(&house.anna, shown["token"].as_str().unwrap()).await.unwrap();
        house.settle(&anna).await;
        let contact = anna.contact("Patient");
        assert_eq!(acceptance::desk::text(&contact, "jobTitle"), "Countess", "{}", house.name);
        assert_eq!(anna.contacts().len(), 1, "{}", house.name);
    }
}

#[tokio::test]
async fn a_mailbox_that_is_gone_from_the_tenant_loses_nobody() {
    for house in houses().await {
        let person = house.linked("Patient").await;
        house.admin(&house.anna, "gone").await;
        unreachable(&house, &house.anna, person, 1).await;
    }
}

#[tokio::test]
async fn a_deleted_folder_ends_no_link() {
    for house in houses().await {
        let folder = house.anna.outlook.create_folder("Tandem").unwrap();
        let (viewer, mailbox) = (&house.anna.viewer, house.anna.mailbox);
        house.db.choose_folder(viewer, mailbox, Some(&folder)).await.unwrap();
        let anna = house.connected_anew(&house.anna).await.unwrap();
        let person = house.person("Patient").await;
        house.adopted(&anna, person).await;
        assert_eq!(anna.contact("Patient").folder_name, "Tandem");
        let token = house.db.connection(mailbox).await.unwrap().token;
        let url = format!("{}/v1.0/me/contactFolders/{folder}", house.address);
        let answer = reqwest::Client::new().delete(url).bearer_auth(token).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        // As after the program's next start, or once what it knows of the folders is old.
        let anna = house.connected_anew(&anna).await.unwrap();
        house.change(person, FieldKey::JobTitle, "Countess").await;
        let _ = house.cycle(&anna).await;
        assert_eq!(house.switch(&anna, person).await, SwitchState::Replicated, "{}", house.name);
        house.next_day();
        unreachable(&house, &anna, person, 0).await;
        assert_eq!(anna.deleted().len(), 1, "{}: it lies where its folder went", house.name);
    }
}

#[tokio::test]
async fn the_mailbox_of_a_disabled_user_rests_and_goes_on_when_the_user_is_enabled() {
    for house in houses().await {
        let person = house.linked("Patient").await;
        edit_position(&house.anna, "Patient", "Countess");
        let (user, mailbox) = (house.anna.viewer.user, house.anna.mailbox);
        house.db.set_user_disabled(&house.root, user, true, house.now()).await.unwrap();
        house.change(person, FieldKey::Department, "Engines").await;
        house.next_day();
        assert!(house.cycle(&house.anna).await.is_err(), "{}", house.name);
        let view = house.mailbox(mailbox).await;
        assert_eq!(view.state, MailboxState::Paused, "{}", house.name);
        assert!(view.health.error.is_some_and(|why| why.contains("disabled")), "{}", house.name);
        assert!(!house.db.mailboxes_to_run(house.now()).await.unwrap().contains(&mailbox), "{}", house.name);
        assert_eq!(house.switch(&house.anna, person).await, SwitchState::Replicated, "{}", house.name);
        assert_eq!((house.anna.contacts().len(), house.anna.deleted().len()), (1, 0), "{}", house.name);

        house.db.set_user_disabled(&house.root, user, false, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(house.mailbox(mailbox).await.state, MailboxState::Active, "{}", house.name);
        assert_eq!(position(&house, person).await, "Countess", "{}", house.name);
        let contact = house.anna.contact("Patient");
        assert_eq!(acceptance::desk::text(&contact, "department"), "Engines", "{}", house.name);
    }
}

#[tokio::test]
async fn disabling_a_user_stops_the_cycle_that_is_under_way_before_it_writes() {
    for house in houses().await {
        let mailbox = house.anna.mailbox;
        let (now, engine) = (house.now(), uuid::Uuid::now_v7());
        let fence = house.db.lease(mailbox, engine, now, now + 60_000_000).await.unwrap().unwrap();
        house.db.set_user_disabled(&house.root, house.anna.viewer.user, true, now).await.unwrap();
        let written = house.db.commit(&fence, now, &[]).await;
        assert!(matches!(written, Err(StoreError::Fenced)), "{}: {written:?}", house.name);
    }
}

#[tokio::test]
async fn a_mailbox_whose_account_is_gone_is_disconnected_once_an_administrator_says_forget_it() {
    for house in houses().await {
        let person = house.linked("Unreached").await;
        house.admin(&house.anna, "gone").await;
        let (viewer, mailbox) = (&house.anna.viewer, house.anna.mailbox);
        house.db.disconnect_mailbox(viewer, mailbox, Farewell::Remove, house.now()).await.unwrap();
        for _ in 0..3 {
            assert!(house.cycle(&house.anna).await.is_err(), "{}", house.name);
        }
        let view = house.mailbox(mailbox).await;
        assert_eq!((view.state, view.health.links), (MailboxState::Disconnecting, 1), "{}", house.name);
        assert!(view.health.error.is_some(), "{}: it says why", house.name);

        let refused = house.db.forget_mailbox(viewer, mailbox, house.now()).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))), "{}: {refused:?}", house.name);
        assert_eq!(house.db.forget_mailbox(&house.root, mailbox, house.now()).await.unwrap(), 1);
        let view = house.mailbox(mailbox).await;
        assert_eq!((view.state, view.health.links, view.health.idle), (MailboxState::Disconnected, 0, true));
        assert_eq!(ended(house.switch(&house.anna, person).await), Some(Ended::DisconnectLeave));
        assert!(house.read(person).await.person.deleted.is_none(), "{}", house.name);
        let told = house.history(person).await;
        let told = told.iter().any(|entry| entry.kind == HistoryKind::Problem);
        assert!(told, "{}: the history says that nobody reached the contact", house.name);
    }
}
