//! Imports that are carried out: what becomes of contacts, and of those that were changed meanwhile.

use std::collections::BTreeSet;

use contacts::person::PartnerCard;
use contacts::{
    Card, DraftId, FieldKey, InstallationId, OperationId, PartnerField, Patch, PersonId, RunId, Value,
};
use replication::{LinkState, Stamp};
use store::{
    Assign, Change, Due, EndState, Farewell, HistoryKind, IdempotencyKey, ImportAction, ImportFilter,
    ImportOrderItem, ItemAction, LinkWrite, OutlookContact, PAGE_LIMIT, Paging, PartnerFilter, PersonPatch,
    PlannedAction, Role, Rows, RunItem, RunItemWrite, RunState, StoreError,
};

use crate::house::{House, NOW, export_of, houses, named};
use crate::imports::{contact, detected, email, list};
use crate::pausing::create_of;

use FieldKey::{Company, Email1, JobTitle, LastName, MobilePhone};

fn all() -> Rows {
    Rows::Found(ImportFilter::default())
}

/// Reads contacts, assigns all to Acme, checks all, and starts.
async fn started(house: &House, contacts: &[OutlookContact]) -> (DraftId, RunId) {
    let draft = detected(house, contacts).await.id;
    let (db, anna) = (&house.db, &house.anna);
    db.assign_import_rows(anna, draft, &all(), &Assign::Existing(house.acme), NOW).await.unwrap();
    db.tick_import_rows(anna, draft, &all(), true, NOW).await.unwrap();
    (draft, db.start_import(anna, draft, NOW).await.unwrap())
}

/// Works through a run, with what Outlook has now.
async fn carry(house: &House, run: RunId, now: &[OutlookContact]) {
    while let Some(batch) = house.db.next_import_batch(run, NOW).await.unwrap() {
        let read: Vec<OutlookContact> =
            now.iter().filter(|contact| batch.contacts.contains(&contact.id)).cloned().collect();
        house.db.carry_import_batch(run, &batch, &read, NOW).await.unwrap();
    }
}

async fn items(house: &House, run: RunId) -> Vec<RunItem> {
    let paging = Paging { limit: PAGE_LIMIT, after: None };
    let mut items = house.db.list_run_items(&house.anna, run, None, &paging).await.unwrap().items;
    items.sort_by(|a, b| a.contact.cmp(&b.contact));
    items
}

async fn ends(house: &House, run: RunId) -> Vec<(String, EndState)> {
    let items = items(house, run).await;
    items.into_iter().map(|item| (item.contact.unwrap_or_default(), item.end)).collect()
}

/// Does the engine's part: the contact is stamped and linked.
async fn engine_stamps(house: &House, person: PersonId) {
    let mut link = house.case(person).await.link;
    let LinkState::Adopting { chosen, .. } = link.state.clone() else { panic!("{link:?}") };
    (link.state, link.remote_id, link.in_step) = (LinkState::Linked, chosen, NOW);
    let run = link.run.take().unwrap();
    let item = RunItemWrite { run, person, end: EndState::Linked, reason: None };
    let link = Some(LinkWrite { link: Box::new(link), due: Due::Done });
    house.engine_writes(Change { link, run_items: vec![item], ..Change::default() }).await;
}

async fn persons_named(house: &House, q: &str) -> usize {
    let filter = store::PersonFilter { q: Some(q.into()), ..store::PersonFilter::default() };
    let paging = Paging { limit: PAGE_LIMIT, after: None };
    house.db.list_persons(&house.root, &filter, &paging).await.unwrap().items.len()
}

#[tokio::test]
async fn a_contact_becomes_a_person_with_a_link_that_knows_both_sides_as_they_were_read() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let card = email("Jörg", "Müßig", "jm@x.example")
            .with(Company, "Acme, Abteilung Süd")
            .with(JobTitle, "Chef");
        let there = [contact("1", card.clone())];
        let (_, run) = started(&house, &there).await;
        let read = house.db.read_run(&house.anna, run).await.unwrap();
        assert_eq!((read.state, read.counts.total, read.counts.waiting), (RunState::Preparing, 1, 1));
        carry(&house, run, &there).await;
        let item = items(&house, run).await.remove(0);
        assert_eq!(
            (item.end, item.action, item.name.as_str()),
            (EndState::Waiting, Some(ItemAction::Import), "Jörg Müßig")
        );
        let person = house.db.read_person(&house.anna, item.person).await.unwrap();
        assert_eq!(
            (person.person.partner, person.person.employee_in_charge),
            (house.acme, Some(house.anna.user))
        );
        let mut own = card.clone();
        own.set(Company, None);
        assert_eq!(person.person.card, own, "every field that is on, and the company by its partner");
        let link = house.case(item.person).await.link;
        assert_eq!(link.state, LinkState::Adopting { chosen: Some("1".into()), imported: true });
        assert_eq!((link.outlook, link.crm.version, link.due > 0), (card, 1, true));
        assert!(link.crm.fields.contains_key(&LastName));
        let told = house.db.list_history(&house.anna, item.person, &Paging::default()).await.unwrap().items;
        assert_eq!(
            (told[0].kind, told[0].mailbox, told[0].run),
            (HistoryKind::Created, Some(house.mailbox), Some(run))
        );
        engine_stamps(&house, item.person).await;
        let read = house.db.read_run(&house.anna, run).await.unwrap();
        assert_eq!((read.state, read.counts.imported, read.counts.linked), (RunState::Done, 1, 0));
        assert_eq!(ends(&house, run).await, [("1".to_owned(), EndState::Imported)]);
        let page = Paging { limit: PAGE_LIMIT, after: None };
        let of = async |end| {
            house.db.list_run_items(&house.anna, run, Some(end), &page).await.unwrap().items.len()
        };
        assert_eq!((of(EndState::Imported).await, of(EndState::Linked).await), (1, 0));
    }
}

#[tokio::test]
async fn starting_twice_finds_the_same_run_and_carrying_twice_makes_nobody_twice() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let there = [contact("1", named("No", "Keys")), contact("2", email("E", "K", "e@x.example"))];
        let (draft, run) = started(&house, &there).await;
        let (db, anna) = (&house.db, &house.anna);
        assert_eq!(db.start_import(anna, draft, NOW).await.unwrap(), run);
        let late = db.tick_import_rows(anna, draft, &all(), false, NOW).await;
        assert!(matches!(late, Err(StoreError::Invalid(_))), "{late:?}");
        let batch = db.next_import_batch(run, NOW).await.unwrap().unwrap();
        for _ in 0..2 {
            db.carry_import_batch(run, &batch, &there, NOW).await.unwrap();
        }
        assert_eq!(db.next_import_batch(run, NOW).await.unwrap(), None);
        db.carry_import_batch(run, &batch, &there, NOW).await.unwrap();
        assert_eq!((persons_named(&house, "Keys").await, persons_named(&house, "e@x.example").await), (1, 1));
        assert!(db.unfinished_imports().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_import_that_was_interrupted_is_found_again_and_goes_on() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let there: Vec<OutlookContact> =
            (0..60).map(|n| contact(&format!("c{n:02}"), named(&format!("N{n}"), "Many"))).collect();
        let (_, run) = started(&house, &there).await;
        let batch = house.db.next_import_batch(run, NOW).await.unwrap().unwrap();
        house.db.carry_import_batch(run, &batch, &there, NOW).await.unwrap();
        assert_eq!(house.db.unfinished_imports().await.unwrap(), [(run, house.mailbox)]);
        let read = house.db.read_run(&house.anna, run).await.unwrap();
        assert_eq!((read.state, read.counts.total, read.counts.waiting), (RunState::Preparing, 60, 60));
        carry(&house, run, &there).await;
        assert_eq!(persons_named(&house, "Many").await, 60);
        let read = house.db.read_run(&house.anna, run).await.unwrap();
        assert_eq!((read.state, read.counts.total), (RunState::Running, 60));
    }
}

#[tokio::test]
async fn what_changed_in_outlook_meanwhile_is_noticed_and_said() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let own = house.db.installation_id();
        house.person_with(email("Paula", "Post", "paula@post.example")).await;
        let ids = ["edited", "foreign", "gone", "now-certain", "private", "same", "stamped"];
        let before: Vec<OutlookContact> = ids.iter().map(|id| contact(id, named("Before", id))).collect();
        let (_, run) = started(&house, &before).await;
        let stamp = |installation| Stamp {
            installation,
            person: PersonId::from_u128(5),
            operation: OperationId::from_u128(1),
        };
        let mut now: Vec<OutlookContact> =
            before.iter().filter(|contact| contact.id != "gone").cloned().collect();
        for contact in &mut now {
            match contact.id.as_str() {
                "edited" => contact.card = named("After", "edited").with(JobTitle, "Head"),
                "foreign" => contact.stamp = Some(stamp(InstallationId::from_u128(7)).to_string()),
                "now-certain" => contact.card = email("P", "Post", "paula@post.example"),
                "private" => contact.card.set(FieldKey::Private, Some(Value::Flag)),
                "stamped" => contact.stamp = Some(stamp(own).to_string()),
                _ => {}
            }
        }
        carry(&house, run, &now).await;
        let found = items(&house, run).await;
        let told: Vec<(&str, EndState)> =
            found.iter().map(|item| (item.contact.as_deref().unwrap(), item.end)).collect();
        let skipped = EndState::Skipped;
        let expected = [
            ("edited", EndState::Waiting),
            ("foreign", skipped),
            ("gone", skipped),
            ("now-certain", skipped),
            ("private", skipped),
            ("same", EndState::Waiting),
            ("stamped", skipped),
        ];
        assert_eq!(told, expected);
        for (item, word) in
            found.iter().zip(["edited", "another installation", "not in the mailbox", "certainly", "private"])
        {
            assert!(item.reason.as_deref().unwrap().contains(word), "{item:?}");
        }
        let same_as = found[3].same_as.as_ref().map(|person| person.name.as_str());
        assert_eq!((same_as, found[3].name.as_str()), (Some("Paula Post"), "Before now-certain"));
        let after = house.db.read_person(&house.anna, found[0].person).await.unwrap();
        assert_eq!(after.person.card.text(JobTitle), "Head", "as it is now");
        engine_stamps(&house, found[0].person).await;
        let reason = items(&house, run).await[0].reason.clone();
        assert!(reason.unwrap().contains("edited"), "that it was edited stays said");
        assert_eq!(persons_named(&house, "Before").await, 1);
    }
}

#[tokio::test]
async fn an_administrator_sees_an_imports_run_but_no_name_of_what_was_not_imported() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (_, run) = started(&house, &[contact("1", named("Very", "Private"))]).await;
        carry(&house, run, &[]).await;
        let paging = Paging { limit: PAGE_LIMIT, after: None };
        let theirs = house.db.list_run_items(&house.admin, run, None, &paging).await.unwrap().items;
        assert_eq!((theirs[0].name.as_str(), &theirs[0].contact), ("", &None));
        assert_eq!(items(&house, run).await[0].name, "Very Private");
        let draft = house.db.import_of_run(&house.anna, run, NOW).await.unwrap().unwrap();
        assert!(house.db.import_of_run(&house.admin, run, NOW).await.unwrap().is_none());
        house.db.drop_import_draft(&house.anna, draft.id, NOW).await.unwrap();
        assert_eq!(items(&house, run).await[0].name, "", "the name went with the list");
    }
}

#[tokio::test]
async fn rows_with_the_same_new_partner_get_one_and_one_of_that_name_is_taken() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let there: Vec<OutlookContact> =
            ["a", "b", "c"].iter().map(|id| contact(id, named("N", id))).collect();
        let draft = detected(&house, &there).await.id;
        let (db, anna) = (&house.db, &house.anna);
        let new = |name: &str| Assign::New(PartnerCard::default().with(PartnerField::Name, name));
        db.assign_import_rows(anna, draft, &Rows::Numbers(vec![1]), &new("Neu & Söhne"), NOW).await.unwrap();
        db.assign_import_rows(anna, draft, &Rows::Numbers(vec![2]), &new("NEU & SOEHNE"), NOW).await.unwrap();
        db.assign_import_rows(anna, draft, &Rows::Numbers(vec![3]), &new("acme gmbh"), NOW).await.unwrap();
        db.tick_import_rows(anna, draft, &all(), true, NOW).await.unwrap();
        let run = db.start_import(anna, draft, NOW).await.unwrap();
        carry(&house, run, &there).await;
        let mut partners = Vec::new();
        for item in items(&house, run).await {
            partners.push(db.read_person(anna, item.person).await.unwrap().person.partner);
        }
        assert_eq!(partners[0], partners[1]);
        assert_eq!(partners[2], house.acme);
        let filter = PartnerFilter::default();
        let paging = Paging { limit: PAGE_LIMIT, after: None };
        let found = db.list_partners(&house.root, &filter, None, &paging).await.unwrap();
        assert_eq!(found.items.len(), 2);
    }
}

#[tokio::test]
async fn a_new_partner_is_made_although_one_of_that_name_was_there_when_it_was_filled_in() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let db = &house.db;
        let named_so = |name: &str| PartnerCard::default().with(PartnerField::Name, name);
        let old = store::NewPartner { card: named_so("Alpenblick Hotels"), ..store::NewPartner::default() };
        let old = db.create_partner(&house.anna, &old, NOW - 10).await.unwrap().id;
        let ids = ["a", "b", "c", "d", "e"];
        let there: Vec<OutlookContact> = ids.iter().map(|id| contact(id, named("N", id))).collect();
        let draft = detected(&house, &there).await.id;
        let new = [
            named_so("Alpenblick Hotels").with(PartnerField::City, "Wien"),
            named_so("ALPENBLICK  Hotels").with(PartnerField::City, "Wien"),
            named_so("C++ GmbH"),
            named_so("C# GmbH"),
            named_so("C GmbH"),
        ];
        for (number, card) in (1..).zip(new) {
            let rows = Rows::Numbers(vec![number]);
            db.assign_import_rows(&house.anna, draft, &rows, &Assign::New(card), NOW).await.unwrap();
        }
        db.tick_import_rows(&house.anna, draft, &all(), true, NOW).await.unwrap();
        let run = db.start_import(&house.anna, draft, NOW).await.unwrap();
        carry(&house, run, &there).await;
        let mut partners = Vec::new();
        for item in items(&house, run).await {
            partners.push(db.read_person(&house.anna, item.person).await.unwrap().person.partner);
        }
        assert_ne!(partners[0], old, "somebody has seen that one, and wants another");
        assert_eq!(partners[0], partners[1], "two rows get one");
        let city = db.read_partner(&house.anna, partners[0]).await.unwrap().card;
        assert_eq!(city.text(PartnerField::City), "Wien");
        assert_eq!(partners[2..].iter().collect::<BTreeSet<_>>().len(), 3, "signs tell names apart");

        // A program names a partner, and gets the one of that name.
        let by_name = import_to(Assign::New(named_so("alpenblick hotels")));
        let orders = [order(contact("z", named("Z", "Z")), by_name)];
        let begun = db.begin_import(&house.anna, house.mailbox, &orders, None, NOW).await.unwrap();
        carry(&house, begun.run, &[orders[0].contact.clone()]).await;
        let item = items(&house, begun.run).await.remove(0);
        assert_eq!(db.read_person(&house.anna, item.person).await.unwrap().person.partner, old);
    }
}

#[tokio::test]
async fn what_was_completed_here_and_is_filled_in_outlook_meanwhile_is_not_written_over() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let nameless = || Card::new().with(Company, "Acme");
        let draft = detected(&house, &[contact("1", nameless()), contact("2", nameless())]).await.id;
        let mut typed = Patch::new();
        typed.set(LastName, Some(Value::Text("Typed".into())));
        for number in [1, 2] {
            db.complete_import_row(anna, draft, number, &typed, NOW).await.unwrap();
        }
        db.assign_import_rows(anna, draft, &all(), &Assign::Existing(house.acme), NOW).await.unwrap();
        db.tick_import_rows(anna, draft, &all(), true, NOW).await.unwrap();
        let run = db.start_import(anna, draft, NOW).await.unwrap();
        let now = [
            contact("1", nameless().with(LastName, "Real")),
            contact("2", nameless().with(JobTitle, "Chef")),
        ];
        carry(&house, run, &now).await;
        let items = items(&house, run).await;
        assert_eq!((items[0].end, persons_named(&house, "Real").await), (EndState::Skipped, 0));
        assert!(items[0].reason.as_deref().unwrap().contains("in what you completed here"));
        assert_eq!((items[1].end, persons_named(&house, "Typed").await), (EndState::Waiting, 1));
    }
}

#[tokio::test]
async fn of_two_contacts_to_be_linked_to_one_person_the_one_that_is_there_is() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let person = house.person("Paula").await;
        let there = ["1", "2", "3"].map(|id| contact(id, named("P", id)));
        let draft = detected(&house, &there).await.id;
        for number in [1, 2, 3] {
            db.link_import_row(anna, draft, number, Some(person), NOW).await.unwrap();
        }
        let run = db.start_import(anna, draft, NOW).await.unwrap();
        carry(&house, run, &there[1..]).await;
        let link = house.case(person).await.link;
        assert_eq!(link.state, LinkState::Adopting { chosen: Some("2".into()), imported: false });
        engine_stamps(&house, person).await;
        let (linked, skipped) = (EndState::Linked, EndState::Skipped);
        let ends: Vec<EndState> = ends(&house, run).await.into_iter().map(|(_, end)| end).collect();
        assert_eq!(ends, [skipped, linked, skipped]);
        let read = db.read_run(anna, run).await.unwrap();
        assert_eq!((read.state, read.counts.total, read.counts.linked), (RunState::Done, 3, 1));
    }
}

#[tokio::test]
async fn nobody_is_linked_whose_own_contact_is_being_created() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let person = house.person("Paula").await;
        db.start_export(anna, &export_of(&house, vec![person]), None, NOW).await.unwrap();
        let there = [contact("1", named("P", "1"))];
        let draft = detected(&house, &there).await.id;
        db.link_import_row(anna, draft, 1, Some(person), NOW).await.unwrap();
        house.engine_sends(create_of(&house, person).await).await;
        let run = db.start_import(anna, draft, NOW).await.unwrap();
        carry(&house, run, &there).await;
        let item = items(&house, run).await.remove(0);
        assert_eq!(item.end, EndState::Skipped);
        assert!(item.reason.as_deref().unwrap().starts_with("the contact person is on its way into"));
        assert_eq!(house.case(person).await.link.state, LinkState::adopting(None));
    }
}

#[tokio::test]
async fn contacts_that_cannot_be_read_end_as_failed_and_hold_nobody_up() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let there = ["1", "2"].map(|id| contact(id, named("P", id)));
        let (_, run) = started(&house, &there).await;
        let batch = house.db.next_import_batch(run, NOW).await.unwrap().unwrap();
        let only = |id: &str| store::ImportBatch { contacts: vec![id.to_owned()], ..batch.clone() };
        house.db.carry_import_batch(run, &only("2"), &there[1..], NOW).await.unwrap();
        assert_eq!(house.db.next_import_batch(run, NOW).await.unwrap().unwrap().contacts, ["1"]);
        house.db.give_up_import_batch(run, &only("1"), "Outlook did not answer", NOW).await.unwrap();
        assert_eq!(house.db.next_import_batch(run, NOW).await.unwrap(), None);
        let items = items(&house, run).await;
        assert_eq!(
            (items[0].end, items[0].reason.as_deref()),
            (EndState::Failed, Some("Outlook did not answer"))
        );
        assert_eq!(items[1].end, EndState::Waiting);
    }
}

#[tokio::test]
async fn a_plan_takes_shared_addresses_as_the_import_does() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let db = &house.db;
        let one = |id: &str, first: &str| {
            let card = email(first, "Gast", "info@gast.example").with(MobilePhone, "+49 171 1234567");
            order(contact(id, card), import_to(Assign::Existing(house.acme)))
        };
        let orders = [one("1", "Helga"), one("2", "Otto")];
        for (possible_only, imported) in [(false, 1), (true, 2)] {
            let shared = store::SharedKeys { possible_only };
            db.change_shared_keys(&house.admin, shared, NOW).await.unwrap();
            let planned = db.plan_import(&house.anna, house.mailbox, &orders).await.unwrap();
            let what = planned.iter().filter(|item| item.what.is_some()).count();
            assert_eq!(what, imported, "{possible_only}");
        }
    }
}

#[tokio::test]
async fn an_import_needs_a_partner_and_a_name_and_something_checked() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let bare = Card::new().with(MobilePhone, "0171 2345678");
        let draft = detected(&house, &[contact("1", named("A", "A")), contact("2", bare.clone())]).await.id;
        let refused = async |with: &str| match db.start_import(anna, draft, NOW).await {
            Err(StoreError::Invalid(why)) => assert!(why.contains(with), "{why}"),
            other => panic!("{other:?}"),
        };
        refused("no contact is checked").await;
        db.tick_import_rows(anna, draft, &all(), true, NOW).await.unwrap();
        refused("2 of the checked contacts have no business partner").await;
        db.assign_import_rows(anna, draft, &all(), &Assign::Existing(house.acme), NOW).await.unwrap();
        refused("1 of the checked contacts have no name").await;
        let mut patch = Patch::new();
        patch.set(LastName, Some(Value::Text("Kern".into())));
        db.complete_import_row(anna, draft, 2, &patch, NOW).await.unwrap();
        let run = db.start_import(anna, draft, NOW).await.unwrap();
        carry(&house, run, &[contact("1", named("A", "A")), contact("2", bare)]).await;
        assert_eq!(persons_named(&house, "Kern").await, 1);
    }
}

#[tokio::test]
async fn link_instead_gives_the_person_a_link_that_meets_the_contact_for_the_first_time() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let person = house.person_with(email("Paula", "Post", "paula@post.example")).await;
        let there = [contact("1", email("P", "Post", "paula@post.example"))];
        let draft = detected(&house, &there).await.id;
        db.link_import_row(anna, draft, 1, Some(person), NOW).await.unwrap();
        let run = db.start_import(anna, draft, NOW).await.unwrap();
        carry(&house, run, &there).await;
        let link = house.case(person).await.link;
        assert_eq!(link.state, LinkState::Adopting { chosen: Some("1".into()), imported: false });
        assert_eq!(link.run, Some(run));
        engine_stamps(&house, person).await;
        assert_eq!(ends(&house, run).await, [("1".to_owned(), EndState::Linked)]);
        let read = db.read_run(anna, run).await.unwrap();
        assert_eq!((read.counts.linked, read.counts.imported, read.state), (1, 0, RunState::Done));
    }
}

#[tokio::test]
async fn a_right_that_is_lost_and_a_person_that_is_deleted_between_choosing_and_linking_stop_that_one_alone()
{
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let lost = house.person_with(email("Lo", "St", "lost@x.example")).await;
        let gone = house.person_with(email("Go", "Ne", "gone@x.example")).await;
        let fine = house.person_with(email("Fi", "Ne", "fine@x.example")).await;
        let there: Vec<OutlookContact> = [("1", "lost"), ("2", "gone"), ("3", "fine")]
            .iter()
            .map(|(id, name)| contact(id, email("X", "Y", &format!("{name}@x.example"))))
            .collect();
        let draft = detected(&house, &there).await.id;
        for (number, person) in [(1, lost), (2, gone), (3, fine)] {
            db.link_import_row(anna, draft, number, Some(person), NOW).await.unwrap();
        }
        let run = db.start_import(anna, draft, NOW).await.unwrap();
        let other = db.add_team(&house.root, "Other", NOW).await.unwrap().id;
        let patch = PersonPatch { team: Some(Some(other)), ..PersonPatch::default() };
        db.change_person(&house.root, lost, &patch, None, NOW).await.unwrap();
        db.delete_person(&house.root, gone, None, NOW).await.unwrap();
        carry(&house, run, &there).await;
        let expected = [("1", EndState::Failed), ("2", EndState::Failed), ("3", EndState::Waiting)];
        assert_eq!(ends(&house, run).await, expected.map(|(id, end)| (id.to_owned(), end)));
    }
}

#[tokio::test]
async fn a_paused_import_waits_and_a_cancelled_one_leaves_the_rest_alone() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let there: Vec<OutlookContact> =
            (0..60).map(|n| contact(&format!("c{n:02}"), named(&format!("N{n}"), "Many"))).collect();
        let (_, run) = started(&house, &there).await;
        let (db, anna) = (&house.db, &house.anna);
        let batch = db.next_import_batch(run, NOW).await.unwrap().unwrap();
        assert_eq!(db.pause_run(anna, run).await.unwrap().state, RunState::Paused);
        db.carry_import_batch(run, &batch, &there, NOW).await.unwrap();
        assert_eq!(persons_named(&house, "Many").await, 0, "what was read before is left alone");
        assert_eq!(db.next_import_batch(run, NOW).await.unwrap(), None);
        assert_eq!(db.continue_run(anna, run, NOW).await.unwrap().state, RunState::Preparing);
        db.carry_import_batch(run, &batch, &there, NOW).await.unwrap();
        let cancelled = db.cancel_run(anna, run, NOW).await.unwrap();
        assert_eq!(
            (cancelled.state, cancelled.counts.skipped, cancelled.counts.waiting),
            (RunState::Cancelled, 20, 40)
        );
        assert_eq!(db.next_import_batch(run, NOW).await.unwrap(), None);
        let begun = items(&house, run).await.into_iter().find(|item| item.end == EndState::Waiting).unwrap();
        engine_stamps(&house, begun.person).await;
        assert_eq!(db.read_run(anna, run).await.unwrap().counts.imported, 1, "who is a person is linked");
    }
}

#[tokio::test]
async fn failed_items_are_tried_again() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let there = [contact("1", named("A", "Again"))];
        let (_, run) = started(&house, &there).await;
        carry(&house, run, &there).await;
        let item = items(&house, run).await.remove(0);
        let mut link = house.case(item.person).await.link;
        link.run = None;
        let reason = Some("Outlook refused the contact".to_owned());
        let end = RunItemWrite { run, person: item.person, end: EndState::Failed, reason };
        let link = Some(LinkWrite { link: Box::new(link), due: Due::Done });
        house.engine_writes(Change { link, run_items: vec![end], ..Change::default() }).await;
        let (db, anna) = (&house.db, &house.anna);
        assert_eq!(db.read_run(anna, run).await.unwrap().counts.failed, 1);
        assert_eq!(db.retry_run(anna, run, NOW).await.unwrap().counts.waiting, 1);
        carry(&house, run, &there).await;
        engine_stamps(&house, item.person).await;
        let read = db.read_run(anna, run).await.unwrap();
        assert_eq!((read.state, read.counts.imported, read.counts.failed), (RunState::Done, 1, 0));
    }
}

#[tokio::test]
async fn a_mailbox_that_is_disconnected_or_a_user_who_is_disabled_ends_the_rest() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let there = [contact("1", named("A", "One"))];
        let (draft, run) = started(&house, &there).await;
        let (db, anna) = (&house.db, &house.anna);
        db.disconnect_mailbox(anna, house.mailbox, Farewell::Leave, NOW).await.unwrap();
        carry(&house, run, &there).await;
        let read = db.read_run(anna, run).await.unwrap();
        assert_eq!((read.state, read.counts.failed), (RunState::Done, 1));
        assert!(items(&house, run).await[0].reason.as_deref().unwrap().contains("disconnected"));
        assert_eq!(persons_named(&house, "One").await, 0);
        db.drop_import_draft(anna, draft, NOW).await.unwrap();
    }
}

#[tokio::test]
async fn a_field_that_is_hidden_from_the_user_is_not_imported() {
    let (houses, _folder) = houses().await;
    for mut house in houses {
        let hidden = [(Role::User, BTreeSet::from([MobilePhone]))];
        house.db.change_hidden_fields(&house.root, &hidden.into(), NOW).await.unwrap();
        house.anna = house.db.viewer_of(house.anna.user).await.unwrap().unwrap();
        let there = [contact("1", named("A", "Hidden").with(MobilePhone, "0171 2345678"))];
        let (_, run) = started(&house, &there).await;
        carry(&house, run, &there).await;
        let person = items(&house, run).await.remove(0).person;
        let card = house.db.read_person(&house.root, person).await.unwrap().person.card;
        assert_eq!((card.text(LastName), card.text(MobilePhone)), ("Hidden", ""));
    }
}

fn order(contact: OutlookContact, action: ImportAction) -> ImportOrderItem {
    ImportOrderItem { contact, action }
}

fn import_to(partner: Assign) -> ImportAction {
    ImportAction::Import { partner, completed: Patch::new() }
}

#[tokio::test]
async fn a_program_plans_and_orders_an_import_and_the_same_key_finds_the_same_run() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let known = house.person_with(email("Paula", "Post", "paula@post.example")).await;
        let acme = || Assign::Existing(house.acme);
        let orders = [
            order(contact("1", email("A", "New", "new@x.example")), import_to(acme())),
            order(contact("2", email("B", "New", "NEW@x.example")), import_to(acme())),
            order(contact("3", email("P", "P", "paula@post.example")), import_to(acme())),
            order(contact("4", email("P", "P", "paula@post.example")), ImportAction::Link(Some(known))),
            order(contact("5", named("No", "Partner")), import_to(Assign::Nothing)),
        ];
        let planned = db.plan_import(anna, house.mailbox, &orders).await.unwrap();
        let what: Vec<_> = planned.iter().map(|item| item.what.is_some()).collect();
        assert_eq!(what, [true, false, false, true, false], "{planned:#?}");
        assert_eq!(planned[3].what, Some(PlannedAction::Link(known)));
        assert_eq!(planned[0].card.text(Email1), "new@x.example");
        assert!(planned.iter().all(|item| item.what.is_some() != item.reason.is_some()));
        assert_eq!(persons_named(&house, "New").await, 0, "a plan changes nothing");

        let key = IdempotencyKey::new("k", "POST /imports", b"{}");
        let begun = db.begin_import(anna, house.mailbox, &orders, Some(&key), NOW).await.unwrap();
        let again = db.begin_import(anna, house.mailbox, &orders, Some(&key), NOW).await.unwrap();
        assert_eq!((begun.run, begun.persons), (again.run, 5));
        assert!(db.waiting_import_drafts(anna, NOW).await.unwrap().is_empty());
        let there: Vec<OutlookContact> = orders.iter().map(|order| order.contact.clone()).collect();
        carry(&house, begun.run, &there).await;
        let ends: Vec<EndState> = ends(&house, begun.run).await.into_iter().map(|(_, end)| end).collect();
        let (waits, skipped) = (EndState::Waiting, EndState::Skipped);
        assert_eq!(ends, [waits, skipped, skipped, waits, skipped]);
        for other in [&house.ben, &house.admin] {
            let theirs = db.begin_import(other, house.mailbox, &orders, None, NOW).await;
            assert!(matches!(theirs, Err(StoreError::NotFound(_))), "{theirs:?}");
        }
    }
}

#[tokio::test]
async fn an_imported_contact_is_not_listed_again_while_it_waits_for_its_stamp() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let there = [contact("1", named("No", "Keys"))];
        let (_, run) = started(&house, &there).await;
        carry(&house, run, &there).await;
        let draft = detected(&house, &there).await;
        assert_eq!(draft.counts.rows, 0);
        let shown = list(&house, draft.id, &ImportFilter::default()).await;
        assert!(shown.is_empty());
    }
}
