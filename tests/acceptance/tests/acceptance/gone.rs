//! Mailboxes that are disconnected or cannot be reached any more, and photos that one side lacks.

use acceptance::desk::stamp;
use acceptance::{Desk, House, houses, pictures};
use bytes::Bytes;
use contacts::FieldKey;
use replication::Ended;
use store::{Farewell, MailboxState, PhotoSize, SwitchState};

use crate::bed::{at_rest, edit_position, ended, position};

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

async fn photo(house: &House, person: contacts::PersonId) -> Option<Vec<u8>> {
    let photo = house.db.read_photo(&house.root, person, PhotoSize::Rendition).await.unwrap();
    photo.map(|photo| photo.bytes)
}

fn shown(desk: &Desk, last: &str) -> Option<Vec<u8>> {
    desk.outlook.photo(&desk.contact(last).id).map(|(bytes, _)| bytes.to_vec())
}

#[tokio::test]
async fn a_photo_goes_to_the_side_that_never_had_one() {
    for house in houses().await {
        let (here, there) = (house.person("Here").await, house.linked("There").await);
        house.db.set_photo(&house.root, here, &pictures::prepared(40), house.now()).await.unwrap();
        house.adopted(&house.anna, here).await;
        house.anna.outlook.set_photo(&house.anna.contact("There").id, pictures::portrait(200)).unwrap();
        house.settle(&house.anna).await;
        let sent = shown(&house.anna, "Here").expect("Outlook shows it");
        assert_eq!(Some(&sent), photo(&house, here).await.as_ref(), "{}: the rendition", house.name);
        assert!(sent.len() <= 48 * 1024);
        let taken = photo(&house, there).await.expect("the CRM has it");
        assert!(pictures::alike(&taken, &pictures::portrait(200)), "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn a_photo_that_one_side_removed_stays_on_the_other_and_a_new_one_travels() {
    for house in houses().await {
        let (here, there) = (house.person("Here").await, house.person("There").await);
        for (person, shade) in [(here, 40), (there, 120)] {
            let photo = pictures::prepared(shade);
            house.db.set_photo(&house.root, person, &photo, house.now()).await.unwrap();
            house.adopted(&house.anna, person).await;
        }
        house.db.remove_photo(&house.root, here, house.now()).await.unwrap();
        house.anna.outlook.set_photo(&house.anna.contact("There").id, Bytes::new()).unwrap();
        house.settle(&house.anna).await;
        house.next_day();
        house.settle(&house.anna).await;
        assert_eq!(photo(&house, here).await, None, "{}: the removal stands", house.name);
        assert!(shown(&house.anna, "Here").is_some(), "{}: the other's is kept", house.name);
        assert!(photo(&house, there).await.is_some(), "{}: the other's is kept", house.name);
        assert_eq!(shown(&house.anna, "There"), None, "{}: the removal stands", house.name);
        house.anna.outlook.set_photo(&house.anna.contact("Here").id, pictures::portrait(250)).unwrap();
        house.db.set_photo(&house.root, there, &pictures::prepared(10), house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let taken = photo(&house, here).await.expect("the new one is taken over");
        assert!(pictures::alike(&taken, &pictures::portrait(250)), "{}", house.name);
        assert_eq!(shown(&house.anna, "There"), photo(&house, there).await, "{}", house.name);
    }
}
