//! The existence table: what happens to a link when either side's contact comes, goes or stays.

use acceptance::desk::{is_of, stamp, text};
use acceptance::{House, houses};
use contacts::FieldKey;
use outlook_standin::Quirks;
use replication::Ended;
use store::{CandidateKind, HistoryKind, NewPerson, ReplicationStore as _, StoreError, SwitchState};

use crate::bed::{at_rest, edit_position, ended, position};

#[tokio::test]
async fn a_contact_deleted_in_outlook_ends_the_link_and_comes_back_only_when_adopted() {
    for house in houses().await {
        let (same, edited) = (house.linked("Same").await, house.linked("Edited").await);
        for last in ["Same", "Edited"] {
            house.anna.outlook.delete(&house.anna.contact(last).id).unwrap();
        }
        house.change(edited, FieldKey::JobTitle, "Countess").await;
        house.settle(&house.anna).await;
        for person in [same, edited] {
            assert!(house.read(person).await.person.deleted.is_none(), "{}: the person stays", house.name);
            let by = ended(house.switch(&house.anna, person).await);
            assert_eq!(by, Some(Ended::OutlookDelete), "{}", house.name);
        }
        assert_eq!(position(&house, edited).await, "Countess", "its edit is kept");
        house.change(edited, FieldKey::JobTitle, "Princess").await;
        house.next_day();
        house.settle(&house.anna).await;
        assert_eq!(house.anna.contacts(), [], "{}: nothing is created again", house.name);
        at_rest(&house, &house.anna).await;
        house.adopted(&house.anna, edited).await;
        let contact = house.anna.contact("Edited");
        assert_eq!(text(&contact, "jobTitle"), "Princess");
        assert!(is_of(&contact, edited));
    }
}

#[tokio::test]
async fn a_contact_moved_to_another_folder_stays_linked_and_goes_on_being_replicated() {
    for house in houses().await {
        let person = house.linked("Mover").await;
        let folder = house.anna.outlook.create_folder("Freunde").unwrap();
        let id = house.anna.contact("Mover").id;
        house.anna.outlook.relocate(&id, &folder).unwrap();
        house.settle(&house.anna).await;
        let link = house.link(&house.anna, person).await;
        assert_eq!(link.state, SwitchState::Replicated, "{}", house.name);
        assert_eq!(link.elsewhere.as_deref(), Some(folder.as_str()), "{}", house.name);
        house.change(person, FieldKey::JobTitle, "Countess").await;
        house.settle(&house.anna).await;
        let contact = house.anna.contact("Mover");
        assert_eq!((contact.folder_name.as_str(), text(&contact, "jobTitle")), ("Freunde", "Countess"));
        edit_position(&house.anna, "Mover", "Princess");
        house.next_day();
        house.settle(&house.anna).await;
        assert_eq!(position(&house, person).await, "Princess", "{}: seen by the daily look", house.name);
    }
}

async fn restored(house: &House, found_by_the_feed: bool) {
    let person = house.linked("Returner").await;
    let id = house.anna.contact("Returner").id;
    house.anna.outlook.delete(&id).unwrap();
    house.settle(&house.anna).await;
    assert_eq!(ended(house.switch(&house.anna, person).await), Some(Ended::OutlookDelete));
    house.change(person, FieldKey::Department, "Research").await;
    house.anna.outlook.restore(&id, None).unwrap();
    house.anna.edit(&id, "jobTitle", "Countess");
    if !found_by_the_feed {
        house.next_day();
    }
    house.settle(&house.anna).await;
    assert_eq!(house.switch(&house.anna, person).await, SwitchState::Replicated, "{}", house.name);
    let contact = house.anna.contact("Returner");
    assert_eq!(text(&contact, "department"), "Research", "{}: the CRM's edit arrives", house.name);
    assert_eq!(position(house, person).await, "Countess", "{}: and Outlook's", house.name);
    assert!(house.history(person).await.iter().any(|entry| entry.kind == HistoryKind::Revived));
    at_rest(house, &house.anna).await;
}

#[tokio::test]
async fn a_contact_restored_after_its_owners_own_delete_lives_again_and_is_merged() {
    for house in houses().await {
        restored(&house, false).await;
    }
    let quirks = Quirks { restore_appears_in_delta: true, ..Quirks::default() };
    restored(&House::with(quirks).await, true).await;
}

#[tokio::test]
async fn a_contact_restored_after_a_withdrawal_is_only_offered_to_be_linked_again() {
    for house in houses().await {
        let person = house.linked("Offered").await;
        house.db.withdraw(&house.anna.viewer, person, house.anna.mailbox, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(house.anna.contacts(), [], "{}", house.name);
        let id = house.anna.deleted()[0].id.clone();
        house.anna.outlook.restore(&id, None).unwrap();
        house.change(person, FieldKey::JobTitle, "Countess").await;
        house.next_day();
        house.settle(&house.anna).await;
        let contact = house.anna.contact("Offered");
        assert_eq!(text(&contact, "jobTitle"), "", "{}: nothing is written to it", house.name);
        assert_eq!(ended(house.switch(&house.anna, person).await), Some(Ended::Withdrawn));
        let candidates = house.db.candidates(house.anna.mailbox, None, 10).await.unwrap();
        let kinds: Vec<_> = candidates.iter().map(|one| (one.kind, one.remote_id.as_str())).collect();
        assert_eq!(kinds, [(CandidateKind::Relink, id.as_str())], "{}", house.name);
        house.adopted(&house.anna, person).await;
        let contact = house.anna.contact("Offered");
        assert_eq!((contact.id.as_str(), text(&contact, "jobTitle")), (id.as_str(), "Countess"));
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn a_copy_loses_its_stamp_and_becomes_a_candidate_while_the_original_stays_linked() {
    for house in houses().await {
        let person = house.linked("Twin").await;
        let original = house.anna.contact("Twin").id;
        let copy = house.anna.outlook.copy(&original, None).unwrap();
        assert!(is_of(&copy, person), "the copy begins with the stamp");
        house.settle(&house.anna).await;
        let stamped: Vec<String> =
            house.anna.contacts().into_iter().filter(|one| stamp(one).is_some()).map(|one| one.id).collect();
        assert_eq!(stamped, [original], "{}", house.name);
        let candidates = house.db.candidates(house.anna.mailbox, None, 10).await.unwrap();
        assert_eq!(candidates.len(), 1, "{}", house.name);
        assert_eq!((candidates[0].kind, &candidates[0].remote_id), (CandidateKind::Unstamped, &copy.id));
        house.anna.edit(&copy.id, "jobTitle", "Clone");
        house.settle(&house.anna).await;
        assert_eq!(position(&house, person).await, "", "{}: the copy is nobody's", house.name);
    }
}

#[tokio::test]
async fn a_withdrawal_takes_an_untaken_outlook_edit_over_before_the_contact_goes() {
    for house in houses().await {
        let person = house.linked("Leaver").await;
        edit_position(&house.anna, "Leaver", "Countess");
        house.db.withdraw(&house.anna.viewer, person, house.anna.mailbox, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(position(&house, person).await, "Countess", "{}", house.name);
        assert_eq!(ended(house.switch(&house.anna, person).await), Some(Ended::Withdrawn));
        assert_eq!((house.anna.contacts().len(), house.anna.deleted().len()), (0, 1), "{}", house.name);
    }
}

#[tokio::test]
async fn a_person_deleted_in_the_crm_leaves_outlook_and_an_edit_there_beats_the_delete() {
    for house in houses().await {
        let (same, edited) = (house.linked("Same").await, house.linked("Edited").await);
        edit_position(&house.anna, "Edited", "Countess");
        for person in [same, edited] {
            house.db.delete_person(&house.root, person, None, house.now()).await.unwrap();
        }
        house.settle(&house.anna).await;
        let contact = house.anna.contact("Edited");
        assert_eq!((text(&contact, "jobTitle"), stamp(&contact)), ("Countess", None), "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 1, "{}", house.name);
        let gone = house.anna.deleted();
        assert_eq!((gone.len(), text(&gone[0], "surname")), (1, "Same"), "{}", house.name);
        for (person, by) in [(same, Ended::PersonDeleted), (edited, Ended::ReleasedEdited)] {
            assert_eq!(ended(house.switch(&house.anna, person).await), Some(by), "{}", house.name);
            house.db.restore_person(&house.root, person, house.now()).await.unwrap();
        }
        house.settle(&house.anna).await;
        assert_eq!(house.anna.contacts().len(), 1, "{}: restoring recreates nothing", house.name);
    }
}

#[tokio::test]
async fn an_erased_person_leaves_outlook_even_when_edited_there_and_a_proof_without_data_remains() {
    for house in houses().await {
        let person = house.linked("Erased").await;
        edit_position(&house.anna, "Erased", "Secret position");
        house.db.erase_person(&house.root, person, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!((house.anna.contacts().len(), house.anna.deleted().len()), (0, 1), "{}", house.name);
        let read = house.db.read_person(&house.root, person).await;
        assert!(matches!(read, Err(StoreError::NotFound(_))), "{}: {read:?}", house.name);
        let history = house.history(person).await;
        assert!(!history.is_empty(), "{}: that it was there is proved", house.name);
        let told = format!("{history:?}");
        assert!(!told.contains("Erased\"") && !told.contains("Secret"), "{}: {told}", house.name);
    }
}

#[tokio::test]
async fn a_contact_leaves_the_mailbox_of_a_user_who_may_no_longer_see_the_person() {
    for house in houses().await {
        let card = contacts::Card::new().with(FieldKey::LastName, "Hidden");
        let new = NewPerson { team: Some(house.sales), ..NewPerson::new(house.acme, card) };
        let created = house.db.create_person(&house.root, &new, house.now()).await.unwrap();
        let (person, other) = (created.record.person.id, house.linked("Open").await);
        house.adopted(&house.anna, person).await;
        edit_position(&house.anna, "Hidden", "Countess");
        house.db.set_team_members(&house.root, house.sales, &[], house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(ended(house.switch(&house.anna, person).await), Some(Ended::RightLost));
        assert_eq!(house.switch(&house.anna, other).await, SwitchState::Replicated, "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 1, "{}", house.name);
        // What she wrote last is kept for those who may see the person, and written over nothing.
        assert_eq!(position(&house, person).await, "", "{}", house.name);
        let kept =
            house.history(person).await.into_iter().any(|entry| entry.before == Some("Countess".into()));
        assert!(kept, "{}: what she wrote is kept", house.name);
    }
}

#[tokio::test]
async fn a_contact_restored_and_adopted_again_is_followed_though_the_old_feed_never_shows_it() {
    for house in houses().await {
        for by_its_owner in [false, true] {
            let last = if by_its_owner { "Owner" } else { "Withdrawn" };
            let person = house.linked(last).await;
            let id = house.anna.contact(last).id;
            if by_its_owner {
                house.anna.outlook.delete(&id).unwrap();
            } else {
                house.db.withdraw(&house.anna.viewer, person, house.anna.mailbox, house.now()).await.unwrap();
            }
            house.settle(&house.anna).await;
            house.anna.outlook.restore(&id, None).unwrap();
            house.settle(&house.anna).await;
            house.adopted(&house.anna, person).await;
            assert_eq!(house.anna.contact(last).id, id, "{}: it is linked again", house.name);
            // No day passes.
            house.anna.edit(&id, "jobTitle", "Countess");
            house.settle(&house.anna).await;
            assert_eq!(position(&house, person).await, "Countess", "{}: {last}", house.name);
            at_rest(&house, &house.anna).await;
        }
    }
}

#[tokio::test]
async fn an_earlier_contact_restored_beside_the_new_one_loses_its_stamp_and_nothing_else() {
    for house in houses().await {
        let person = house.linked("Twice").await;
        let former = house.anna.contact("Twice").id;
        house.db.withdraw(&house.anna.viewer, person, house.anna.mailbox, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        house.adopted(&house.anna, person).await;
        house.anna.outlook.restore(&former, None).unwrap();
        house.anna.edit(&former, "jobTitle", "Countess");
        house.settle(&house.anna).await;
        let contacts = house.anna.contacts();
        assert_eq!(contacts.len(), 2, "{}", house.name);
        for contact in &contacts {
            assert_eq!(is_of(contact, person), contact.id != former, "{}: one of them is ours", house.name);
        }
        let old = contacts.iter().find(|contact| contact.id == former).unwrap();
        assert_eq!(text(old, "jobTitle"), "Countess", "{}: the edit is where it was made", house.name);
        assert!(house.history(person).await.iter().any(|entry| entry.kind == HistoryKind::CopyReleased));
        at_rest(&house, &house.anna).await;
    }
}
