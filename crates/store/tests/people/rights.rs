use contacts::{FieldKey, Patch, Value};
use store::{
    EntryId, ExportMode, ExportRequest, NewPerson, Paging, PersonFilter, PersonPatch, PhotoSize, Planned,
    Role, Selection, ShareWith, Shared, StoreError,
};

use crate::house::{NOW, houses, mailbox, named, partner};

fn not_found<T: std::fmt::Debug>(what: &str, answer: Result<T, StoreError>) {
    assert!(matches!(answer, Err(StoreError::NotFound(_))), "{what}: {answer:?}");
}

fn not_allowed<T: std::fmt::Debug>(what: &str, answer: Result<T, StoreError>) {
    assert!(matches!(answer, Err(StoreError::NotAllowed(_))), "{what}: {answer:?}");
}

fn patch(key: FieldKey, text: &str) -> PersonPatch {
    let mut card = Patch::new();
    card.set(key, Value::parse(key, text).unwrap());
    PersonPatch { card, ..PersonPatch::default() }
}

#[tokio::test]
async fn a_person_of_a_team_is_not_there_for_others_in_any_function() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let secret = house.hidden_person(named("Sec", "Ret").with(FieldKey::Email1, "s@x.de")).await;
        let bens = mailbox(&house.db, &house.ben, "ben@example.org").await;
        let (db, ben) = (&house.db, &house.ben);
        not_found("read", db.read_person(ben, secret).await);
        not_found("change", db.change_person(ben, secret, &patch(FieldKey::Office, "1"), None, NOW).await);
        not_found("delete", db.delete_person(ben, secret, None, NOW).await);
        not_found("restore", db.restore_person(ben, secret, NOW).await);
        not_found("erase", db.erase_person(ben, secret, NOW).await);
        not_found("photo", db.read_photo(ben, secret, PhotoSize::Original).await);
        not_found("remove photo", db.remove_photo(ben, secret, NOW).await);
        not_found("links", db.list_links(ben, secret).await);
        not_found("link", db.read_link(ben, secret, bens).await);
        not_found("adopt", db.adopt(ben, secret, bens, None, NOW).await);
        not_found("history", db.list_history(ben, secret, &Paging::default()).await);
        not_found("verify", db.verify_history(ben, secret).await);
        not_found("undo", db.undo_entry(ben, EntryId { person: secret, number: 1 }, NOW).await);
        not_found("shares", db.list_shares(ben, Shared::Person(secret)).await);
        let with = ShareWith::User(ben.user);
        not_found("share", db.share(ben, Shared::Person(secret), with, true).await);
        let filter = PersonFilter { q: Some("ret".into()), ..PersonFilter::default() };
        assert_eq!(db.list_persons(ben, &filter, &Paging::default()).await.unwrap().items, []);
        let request = ExportRequest {
            mailbox: bens,
            persons: Selection::Ids(vec![secret]),
            mode: ExportMode::NewAndChanged,
            taken_off: vec![],
            withdraw_taken_off: false,
            photos: true,
        };
        let plan = db.plan_export(ben, &request).await.unwrap();
        assert_eq!((plan.items[0].what, plan.items[0].name.as_str()), (Planned::NotPossible, ""));

        assert_eq!(db.list_persons(&house.anna, &filter, &Paging::default()).await.unwrap().items.len(), 1);
        assert_eq!(db.read_person(&house.admin, secret).await.unwrap().name, "Sec Ret");
    }
}

#[tokio::test]
async fn a_partner_of_a_team_is_not_there_for_others() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let card = contacts::person::PartnerCard::default().with(contacts::PartnerField::Name, "Secret SE");
        let new = store::NewPartner { card, team: Some(house.sales), ..store::NewPartner::default() };
        let secret = house.db.create_partner(&house.anna, &new, NOW).await.unwrap().id;
        let (db, ben) = (&house.db, &house.ben);
        not_found("read", db.read_partner(ben, secret).await);
        not_found("change", db.change_partner(ben, secret, &store::PartnerPatch::default(), None, NOW).await);
        not_found("delete", db.delete_partner(ben, secret, None, NOW).await);
        not_found("count", db.partner_link_count(ben, secret).await);
        not_found("move", db.move_persons(ben, secret, house.acme, NOW).await);
        not_found("move to", db.move_persons(ben, house.acme, secret, NOW).await);
        not_found("person at it", db.create_person(ben, &NewPerson::new(secret, named("A", "B")), NOW).await);
        assert_eq!(
            db.list_partners(ben, &store::PartnerFilter::default(), None, &Paging::default())
                .await
                .unwrap()
                .items
                .len(),
            1
        );
        assert_eq!(
            db.list_partners(&house.anna, &store::PartnerFilter::default(), None, &Paging::default())
                .await
                .unwrap()
                .items
                .len(),
            2
        );
        let foreign =
            store::NewPartner { card: new.card.clone(), team: Some(house.sales), ..Default::default() };
        not_allowed("another's team", db.create_partner(ben, &foreign, NOW).await);
    }
}

#[tokio::test]
async fn a_reader_reads_and_writes_nothing() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        let (db, rita) = (&house.db, &house.rita);
        db.read_person(rita, ada).await.unwrap();
        not_allowed(
            "create",
            db.create_person(rita, &NewPerson::new(house.acme, named("A", "B")), NOW).await,
        );
        not_allowed("change", db.change_person(rita, ada, &patch(FieldKey::Office, "1"), None, NOW).await);
        not_allowed("delete", db.delete_person(rita, ada, None, NOW).await);
        not_allowed("photo", db.remove_photo(rita, ada, NOW).await);
        not_allowed("undo", db.undo_entry(rita, EntryId { person: ada, number: 1 }, NOW).await);
        let partner = contacts::person::PartnerCard::default().with(contacts::PartnerField::Name, "X");
        let new = store::NewPartner { card: partner, ..Default::default() };
        not_allowed("partner", db.create_partner(rita, &new, NOW).await);
        not_allowed(
            "change partner",
            db.change_partner(rita, house.acme, &Default::default(), None, NOW).await,
        );
        not_allowed("delete partner", db.delete_partner(rita, house.acme, None, NOW).await);
        not_allowed("move", db.move_persons(rita, house.acme, house.acme, NOW).await);
        let mailbox = store::NewMailbox {
            owner: rita.user,
            address: "rita@example.org".into(),
            name: String::new(),
            base_url: "https://graph.example/v1.0".into(),
            token: "t".into(),
        };
        not_allowed("mailbox", db.connect_mailbox(rita, &mailbox, NOW).await);
        let own = db.connect_mailbox(&house.admin, &mailbox, NOW).await.unwrap().id;
        not_allowed("adopt", db.adopt(rita, ada, own, None, NOW).await);
        not_allowed("activate", db.activate_mailbox(rita, own, NOW).await);
        not_allowed("cycle", db.start_cycle(rita, own, NOW).await);
        not_allowed("load", db.load_partners(rita, &[], NOW).await);
        not_allowed("settings", db.change_rules(rita, &replication::Rules::default(), NOW).await);
    }
}

#[tokio::test]
async fn a_share_opens_a_person_and_its_end_closes_it() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let secret = house.hidden_person(named("Sec", "Ret")).await;
        let bens = mailbox(&house.db, &house.ben, "ben@example.org").await;
        let (db, what, ben) = (&house.db, Shared::Person(secret), &house.ben);
        let share = db.share(&house.anna, what, ShareWith::User(ben.user), false).await.unwrap();
        db.adopt(ben, secret, bens, None, NOW).await.unwrap();
        not_allowed("change", db.change_person(ben, secret, &patch(FieldKey::Office, "1"), None, NOW).await);
        let edit = db.share(&house.anna, what, ShareWith::User(ben.user), true).await.unwrap();
        db.change_person(ben, secret, &patch(FieldKey::Office, "1"), None, NOW).await.unwrap();
        assert_eq!(db.list_shares(&house.anna, what).await.unwrap(), [share, edit]);
        db.unshare(&house.anna, share.id).await.unwrap();
        db.unshare(&house.anna, edit.id).await.unwrap();
        not_found("read", db.read_person(ben, secret).await);
        let due = store::ReplicationStore::due(db, bens, None, 9).await.unwrap();
        assert_eq!(due.len(), 1, "the engine looks at its link anew");
        assert!(!due[0].person.as_ref().unwrap().visible);
    }
}

#[tokio::test]
async fn a_hidden_field_is_neither_returned_nor_found_nor_written() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let card = named("Ada", "L")
            .with(FieldKey::Email1, "a@x.de")
            .with(FieldKey::Email2, "b@x.de")
            .with(FieldKey::BusinessCity, "Bonn");
        let ada = house.person_with(card).await;
        let hidden = [(Role::User, [FieldKey::Email2, FieldKey::BusinessCity].into())].into();
        house.db.change_hidden_fields(&house.admin, &hidden, NOW).await.unwrap();
        let ben = house.db.viewer_of(house.ben.user).await.unwrap().unwrap();
        let record = house.db.read_person(&ben, ada).await.unwrap();
        for key in [FieldKey::Email1, FieldKey::Email2, FieldKey::Email3, FieldKey::BusinessCity] {
            assert_eq!((record.card.get(key), record.person.card.get(key)), (None, None), "{key}");
            let text = if key == FieldKey::BusinessCity { "Ulm" } else { "c@x.de" };
            not_allowed("write", house.db.change_person(&ben, ada, &patch(key, text), None, NOW).await);
            let new = NewPerson::new(house.acme, named("A", "B").with(key, text));
            not_allowed("create", house.db.create_person(&ben, &new, NOW).await);
        }
        let by = |q: &str| PersonFilter { q: Some(q.into()), ..PersonFilter::default() };
        assert_eq!(house.db.list_persons(&ben, &by("a@x"), &Paging::default()).await.unwrap().items, []);
        let city = PersonFilter { city: Some("Bonn".into()), ..PersonFilter::default() };
        not_allowed("city", house.db.list_persons(&ben, &city, &Paging::default()).await);
        house
            .db
            .change_person(&house.admin, ada, &patch(FieldKey::Email2, "c@x.de"), None, NOW)
            .await
            .unwrap();
        let told = house.db.list_history(&ben, ada, &Paging::default()).await.unwrap().items;
        assert!(told[0].hidden && told[0].before.is_none() && told[0].after.is_none() && !told[0].undoable);
        let kept = house.db.change_person(&ben, ada, &patch(FieldKey::Office, "1"), None, NOW).await.unwrap();
        let whole = house.db.read_person(&house.admin, ada).await.unwrap();
        assert_eq!(whole.card.text(FieldKey::Email2), "c@x.de", "what is hidden stays");
        assert_eq!(kept.person.version, whole.person.version);
    }
}

#[tokio::test]
async fn a_person_somebody_is_in_charge_of_is_seen_by_that_user() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let secret = house.hidden_person(named("Sec", "Ret")).await;
        let charge = PersonPatch { employee_in_charge: Some(Some(house.ben.user)), ..PersonPatch::default() };
        house.db.change_person(&house.anna, secret, &charge, None, NOW).await.unwrap();
        house.db.read_person(&house.ben, secret).await.unwrap();
        partner(&house.db, &house.ben, "Bens").await;
    }
}

#[tokio::test]
async fn a_duplicate_by_a_field_that_one_may_not_see_is_not_named() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.person_with(named("Ada", "L").with(FieldKey::Email1, "ada@x.de")).await;
        let probe = named("Some", "One").with(FieldKey::Email1, "ADA@x.de");
        let probe = [probe];
        let told = house.db.check_duplicates(&house.anna, &probe, None).await.unwrap().remove(0);
        assert!(told.len() == 1 && told[0].person.is_some());
        let blind = store::Viewer { hidden: [FieldKey::Email1].into(), ..house.anna.clone() };
        let told = house.db.check_duplicates(&blind, &probe, None).await.unwrap().remove(0);
        assert_eq!(told.len(), 1, "that there is one is said, as of persons outside the permissions");
        assert_eq!((&told[0].person, told[0].evidence.as_slice()), (&None, [].as_slice()));
    }
}

#[tokio::test]
async fn a_run_names_only_those_whom_one_may_see_now() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (kept, lost) = (house.person("Kept").await, house.person("Lost").await);
        let bens = mailbox(&house.db, &house.ben, "ben@example.org").await;
        let request = ExportRequest {
            mailbox: bens,
            persons: Selection::Ids(vec![kept, lost]),
            mode: ExportMode::NewAndChanged,
            taken_off: vec![],
            withdraw_taken_off: false,
            photos: true,
        };
        let run = house.db.start_export(&house.ben, &request, None, NOW).await.unwrap();
        let away = PersonPatch { team: Some(Some(house.sales)), ..PersonPatch::default() };
        house.db.change_person(&house.admin, lost, &away, None, NOW).await.unwrap();
        not_found("read", house.db.read_person(&house.ben, lost).await);
        let listed = house.db.list_run_items(&house.ben, run, None, &Paging::default()).await.unwrap().items;
        let reported = house.db.list_run_items_after(&house.ben, run, None, 100).await.unwrap();
        for items in [listed, reported] {
            for item in items {
                assert_eq!(item.name.is_empty(), item.person == lost, "{item:?}");
            }
        }
        let all = house.db.list_run_items_after(&house.admin, run, None, 100).await.unwrap();
        assert!(all.iter().all(|item| !item.name.is_empty()));
    }
}

#[tokio::test]
async fn how_many_hidden_persons_a_partner_has_is_not_told_when_it_cannot_be_deleted() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.hidden_person(named("Sec", "Ret")).await;
        let refused =
            house.db.delete_partner(&house.ben, house.acme, None, NOW).await.unwrap_err().to_string();
        assert!(refused.contains("that you may not see") && !refused.contains('1'), "{refused}");
        let told =
            house.db.delete_partner(&house.admin, house.acme, None, NOW).await.unwrap_err().to_string();
        assert!(told.contains("1 contact person is"), "{told}");
    }
}
