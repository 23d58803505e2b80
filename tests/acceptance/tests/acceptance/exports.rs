//! Exports while the world moves: paused and gone on, cancelled, interrupted, overtaken; each has one right outcome.

use std::collections::BTreeMap;

use acceptance::desk::is_of;
use acceptance::{Desk, House, houses, otherwise, samples};
use contacts::{FieldKey, PersonId, RunId};
use outlook_standin::Quirks;
use serde_json::json;
use store::{
    EndState, ExportMode, ExportRequest, LoadOptions, LoadPerson, Paging, PersonPatch, Planned, RunCounts,
    RunState, Selection, SwitchState, Viewer,
};

use crate::bed::{at_rest, position};
use crate::paused::{Wish, interrupted};

/// Loads persons as a file would be and returns them.
async fn loaded(house: &House, count: usize) -> Vec<PersonId> {
    let row = |n: usize| LoadPerson {
        line: n as u64 + 2,
        external_id: Some(format!("p-{n}")),
        card: samples::person(n),
        ..LoadPerson::default()
    };
    let rows: Vec<LoadPerson> = (0..count).map(row).collect();
    let options = LoadOptions { partner: Some(house.acme), ..LoadOptions::default() };
    let loaded = house.db.load_persons(&house.root, &rows, &options, house.now()).await.unwrap();
    loaded.iter().map(|one| one.id().unwrap()).collect()
}

fn of(desk: &Desk, persons: &[PersonId]) -> ExportRequest {
    ExportRequest {
        mailbox: desk.mailbox,
        persons: Selection::Ids(persons.to_vec()),
        mode: ExportMode::NewAndChanged,
        taken_off: vec![],
        withdraw_taken_off: false,
        photos: true,
    }
}

async fn started(house: &House, desk: &Desk, persons: &[PersonId]) -> RunId {
    house.db.start_export(&desk.viewer, &of(desk, persons), None, house.now()).await.unwrap()
}

async fn counts(house: &House, viewer: &Viewer, run: RunId) -> (RunState, RunCounts) {
    let run = house.db.read_run(viewer, run).await.unwrap();
    (run.state, run.counts)
}

async fn ends(house: &House, viewer: &Viewer, run: RunId) -> BTreeMap<PersonId, EndState> {
    let items = house.db.list_run_items_after(viewer, run, None, 2_000).await.unwrap();
    items.into_iter().map(|item| (item.person, item.end)).collect()
}

#[tokio::test]
async fn an_export_of_two_hundred_is_paused_in_the_middle_and_goes_on_to_the_exact_count() {
    for house in houses().await {
        house.settle(&house.anna).await;
        let persons = loaded(&house, 200).await;
        let linked = house.linked("Linked").await;
        let viewer = &house.anna.viewer;
        let run = started(&house, &house.anna, &persons).await;
        interrupted(&house, Wish::PauseRun(run)).await.unwrap();
        house.settle(&house.anna).await;
        let (state, resting) = counts(&house, viewer, run).await;
        assert_eq!(state, RunState::Paused, "{}", house.name);
        assert!((1..200).contains(&resting.waiting), "{}: {resting:?}", house.name);
        let there = house.anna.contacts().len();
        assert_eq!(there as u64, 200 - resting.waiting + 1, "{}: what is done stays", house.name);
        // Meanwhile edits travel both ways.
        house.change(linked, FieldKey::JobTitle, "Countess").await;
        house.anna.edit(&house.anna.contact("Linked").id, "department", "Analytical engines");
        house.settle(&house.anna).await;
        assert_eq!(acceptance::desk::text(&house.anna.contact("Linked"), "jobTitle"), "Countess");
        assert_eq!(house.field(linked, FieldKey::Department).await, "Analytical engines", "{}", house.name);
        assert_eq!(house.anna.contacts().len(), there, "{}: nothing of the run", house.name);

        house.db.continue_run(viewer, run, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let expected = RunCounts { total: 200, created: 200, ..RunCounts::default() };
        assert_eq!(counts(&house, viewer, run).await, (RunState::Done, expected), "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 201, "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn a_paused_export_is_cancelled_what_is_done_stays_and_the_rest_can_be_tried_again() {
    for house in houses().await {
        house.settle(&house.anna).await;
        let persons = loaded(&house, 200).await;
        let viewer = &house.anna.viewer;
        let run = started(&house, &house.anna, &persons).await;
        interrupted(&house, Wish::PauseRun(run)).await.unwrap();
        house.settle(&house.anna).await;
        let (_, paused) = counts(&house, viewer, run).await;
        house.db.cancel_run(viewer, run, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let (state, cancelled) = counts(&house, viewer, run).await;
        assert_eq!(state, RunState::Cancelled, "{}", house.name);
        assert_eq!((cancelled.created, cancelled.failed), (paused.created, paused.waiting), "{}", house.name);
        assert_eq!(house.anna.contacts().len() as u64, cancelled.created, "{}", house.name);
        let ended = house.db.read_run(viewer, run).await.unwrap().finished;
        assert!(ended.is_some(), "{}: it has ended", house.name);
        at_rest(&house, &house.anna).await;
        // Only those left out are tried again.
        let again = house.db.retry_run(viewer, run, house.now()).await.unwrap();
        assert_eq!(again.counts.waiting, cancelled.failed, "{}", house.name);
        house.settle(&house.anna).await;
        let expected = RunCounts { total: 200, created: 200, ..RunCounts::default() };
        assert_eq!(counts(&house, viewer, run).await, (RunState::Done, expected), "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 200, "{}: nobody twice", house.name);
    }
}

#[tokio::test]
async fn a_paused_export_stays_paused_through_a_restart() {
    for mut house in houses().await {
        house.settle(&house.anna).await;
        let persons = loaded(&house, 50).await;
        let run = started(&house, &house.anna, &persons).await;
        house.db.pause_run(&house.anna.viewer, run).await.unwrap();
        house.restart().await;
        house.settle(&house.anna).await;
        let (state, so_far) = counts(&house, &house.anna.viewer, run).await;
        assert_eq!((state, so_far.waiting), (RunState::Paused, 50), "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 0, "{}", house.name);
        house.db.continue_run(&house.anna.viewer, run, house.now()).await.unwrap();
        house.restart().await;
        house.settle(&house.anna).await;
        assert_eq!(counts(&house, &house.anna.viewer, run).await.1.created, 50, "{}", house.name);
    }
}

#[tokio::test]
async fn a_crash_while_an_export_is_prepared_loses_nobody_and_doubles_nobody() {
    for mut house in houses().await {
        house.settle(&house.anna).await;
        let persons = loaded(&house, 900).await;
        let request = of(&house.anna, &persons);
        let viewer = house.anna.viewer.clone();
        let begun = house.db.begin_export(&viewer, &request, None, house.now()).await.unwrap();
        assert!(begun.is_large());
        let (db, run, now) = (house.db.clone(), begun.run, house.now());
        let filling = tokio::spawn(async move { db.fill_export(run, now).await });
        // It is broken off once some are gathered; how many, is chance.
        while house.db.list_run_items_after(&viewer, run, None, 1).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        filling.abort();
        let _ = filling.await;
        let (_, total) = counts(&house, &viewer, run).await;
        assert_eq!(total.total, 900, "{}: the total is known from the beginning", house.name);
        house.restart().await;
        let (state, prepared) = counts(&house, &viewer, run).await;
        assert_eq!((state, prepared.waiting), (RunState::Running, 900), "{}", house.name);
        house.settle(&house.anna).await;
        let expected = RunCounts { total: 900, created: 900, ..RunCounts::default() };
        assert_eq!(counts(&house, &viewer, run).await, (RunState::Done, expected), "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 900, "{}", house.name);
    }
}

#[tokio::test]
async fn an_export_that_is_prepared_while_its_mailbox_is_at_work_comes_to_the_exact_count() {
    for house in houses().await {
        house.settle(&house.anna).await;
        let persons = loaded(&house, 700).await;
        let viewer = &house.anna.viewer;
        let request = of(&house.anna, &persons);
        let begun = house.db.begin_export(viewer, &request, None, house.now()).await.unwrap();
        let filling = house.db.fill_export(begun.run, house.now());
        let (filled, _) = tokio::join!(filling, house.cycle(&house.anna));
        filled.unwrap();
        house.settle(&house.anna).await;
        let expected = RunCounts { total: 700, created: 700, ..RunCounts::default() };
        assert_eq!(counts(&house, viewer, begun.run).await, (RunState::Done, expected), "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 700, "{}", house.name);
    }
}

/// How an item ends of which the plan said so much.
fn promised(what: Planned) -> EndState {
    match what {
        Planned::Create => EndState::Created,
        Planned::Update => EndState::Updated,
        Planned::Link => EndState::Linked,
        Planned::Withdraw => EndState::Withdrawn,
        Planned::Unchanged => EndState::Unchanged,
        Planned::Choose | Planned::NotPossible => EndState::Failed,
    }
}

#[tokio::test]
async fn what_the_plan_says_of_everybody_is_what_happens_and_equal_contacts_are_not_doubled() {
    for house in houses().await {
        let persons = loaded(&house, 12).await;
        let typed = |n: usize| {
            json!({"givenName": "Ada", "surname": format!("King {n:05}"),
            "emailAddresses": [{"address": format!("ada{n}@example.com")}]})
        };
        for n in [0, 1, 2, 2] {
            house.anna.type_in(typed(n));
        }
        house.settle(&house.anna).await;
        for person in &persons[3..7] {
            house.adopted(&house.anna, *person).await;
        }
        house.change(persons[3], FieldKey::JobTitle, "Countess").await;
        house.db.delete_person(&house.root, persons[11], None, house.now()).await.unwrap();
        let before = house.anna.contacts().len();
        let mut request = of(&house.anna, &[&persons[..6], &persons[7..]].concat());
        (request.taken_off, request.withdraw_taken_off) = (vec![persons[6]], true);
        let viewer = &house.anna.viewer;
        let plan = house.db.plan_export(viewer, &request).await.unwrap();
        let said: BTreeMap<PersonId, EndState> =
            plan.items.iter().map(|item| (item.person, promised(item.what))).collect();
        let told = house.db.plan_person(viewer, &request, persons[3], house.now()).await.unwrap();
        let run = house.db.start_export(viewer, &request, None, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(ends(&house, viewer, run).await, said, "{}", house.name);
        let expected = (plan.counts.create, plan.counts.withdraw);
        assert_eq!(
            house.anna.contacts().len() as u64,
            before as u64 + expected.0 - expected.1,
            "{}: linked ones are not there twice",
            house.name
        );
        // And what exactly was said of one is what is there.
        let change = told.fields.iter().find(|change| change.field == FieldKey::JobTitle).unwrap();
        let there = acceptance::in_outlook::value(&house.anna.contact("King 00003"), FieldKey::JobTitle);
        assert_eq!((told.fields.len(), &change.outlook_after), (1, &there), "{}", house.name);
    }
}

#[tokio::test]
async fn what_a_plan_says_of_a_new_contact_is_what_it_gets() {
    for house in houses().await {
        house.settle(&house.anna).await;
        let mut card = samples::everything(1);
        card.set(FieldKey::JobTitle, contacts::Value::parse(FieldKey::JobTitle, &"y".repeat(400)).unwrap());
        let person = house.person_with(card).await;
        let request = of(&house.anna, &[person]);
        let viewer = &house.anna.viewer;
        let told = house.db.plan_person(viewer, &request, person, house.now()).await.unwrap();
        assert_eq!(told.item.what, Planned::Create, "{}", house.name);
        house.db.start_export(viewer, &request, None, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let contact = house.anna.contacts().into_iter().find(|one| is_of(one, person)).unwrap();
        for change in told.fields {
            let there = acceptance::in_outlook::value(&contact, change.field);
            assert_eq!(change.outlook_after, there, "{}: {:?}", house.name, change.field);
        }
    }
}

#[tokio::test]
async fn who_is_deleted_or_hidden_between_plan_and_start_is_left_out_and_told() {
    for house in houses().await {
        house.settle(&house.anna).await;
        let persons = loaded(&house, 3).await;
        // Anna loses her right: the person goes to a team that she is not in.
        let others = house.db.add_team(&house.root, "Others", house.now()).await.unwrap().id;
        let viewer = &house.anna.viewer;
        let plan = house.db.plan_export(viewer, &of(&house.anna, &persons)).await.unwrap();
        assert_eq!(plan.counts.create, 3, "{}", house.name);
        house.db.delete_person(&house.root, persons[0], None, house.now()).await.unwrap();
        let hide = PersonPatch { team: Some(Some(others)), ..PersonPatch::default() };
        house.db.change_person(&house.root, persons[1], &hide, None, house.now()).await.unwrap();
        let run = started(&house, &house.anna, &persons).await;
        house.settle(&house.anna).await;
        let items = house.db.list_run_items_after(viewer, run, None, 10).await.unwrap();
        let of_person = |person: PersonId| items.iter().find(|item| item.person == person).unwrap();
        for person in &persons[..2] {
            let item = of_person(*person);
            assert_eq!(item.end, EndState::Failed, "{}", house.name);
            assert!(item.reason.is_some(), "{}: it says why", house.name);
        }
        assert_eq!(of_person(persons[2]).end, EndState::Created, "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 1, "{}", house.name);
    }
}

#[tokio::test]
async fn who_is_deleted_or_hidden_while_the_run_is_paused_is_left_out_and_told() {
    for house in houses().await {
        house.settle(&house.anna).await;
        let persons = loaded(&house, 3).await;
        let others = house.db.add_team(&house.root, "Others", house.now()).await.unwrap().id;
        let viewer = &house.anna.viewer;
        let run = started(&house, &house.anna, &persons).await;
        house.db.pause_run(viewer, run).await.unwrap();
        house.db.delete_person(&house.root, persons[0], None, house.now()).await.unwrap();
        let hide = PersonPatch { team: Some(Some(others)), ..PersonPatch::default() };
        house.db.change_person(&house.root, persons[1], &hide, None, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(counts(&house, viewer, run).await.1.failed, 1, "{}: the deleted one ends", house.name);
        house.db.continue_run(viewer, run, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let expected = RunCounts { total: 3, created: 1, failed: 2, ..RunCounts::default() };
        assert_eq!(counts(&house, viewer, run).await, (RunState::Done, expected), "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 1, "{}", house.name);
    }
}

#[tokio::test]
async fn two_exports_of_the_same_persons_at_once_create_each_contact_once() {
    for house in houses().await {
        house.settle(&house.anna).await;
        let persons = loaded(&house, 120).await;
        let viewer = &house.anna.viewer;
        let request = of(&house.anna, &persons);
        let (one, other) = tokio::join!(
            house.db.start_export(viewer, &request, None, house.now()),
            house.db.start_export(viewer, &request, None, house.now())
        );
        let (one, other) = (one.unwrap(), other.unwrap());
        house.settle(&house.anna).await;
        let (first, second) = (counts(&house, viewer, one).await, counts(&house, viewer, other).await);
        assert_eq!((first.0, second.0), (RunState::Done, RunState::Done), "{}", house.name);
        assert_eq!(first.1.created + second.1.created, 120, "{}: {first:?} {second:?}", house.name);
        assert_eq!(first.1.unchanged + second.1.unchanged, 120, "{}: the other says who has it", house.name);
        assert_eq!(house.anna.contacts().len(), 120, "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn two_users_export_the_same_persons_into_their_own_mailboxes_without_a_word_to_each_other() {
    for house in houses().await {
        house.settle_both().await;
        let persons = loaded(&house, 60).await;
        let annas = started(&house, &house.anna, &persons).await;
        let bens = started(&house, &house.ben, &persons).await;
        house.db.pause_run(&house.anna.viewer, annas).await.unwrap();
        house.settle_both().await;
        let expected = RunCounts { total: 60, created: 60, ..RunCounts::default() };
        assert_eq!(
            counts(&house, &house.ben.viewer, bens).await,
            (RunState::Done, expected),
            "{}: a pause is of one run only",
            house.name
        );
        assert_eq!((house.anna.contacts().len(), house.ben.contacts().len()), (0, 60), "{}", house.name);
        house.db.continue_run(&house.anna.viewer, annas, house.now()).await.unwrap();
        house.settle_both().await;
        assert_eq!(counts(&house, &house.anna.viewer, annas).await, (RunState::Done, expected));
        house.change(persons[0], FieldKey::JobTitle, "Countess").await;
        house.settle_both().await;
        for desk in [&house.anna, &house.ben] {
            let contact = desk.contacts().into_iter().find(|one| is_of(one, persons[0])).unwrap();
            assert_eq!(acceptance::desk::text(&contact, "jobTitle"), "Countess", "{}", house.name);
        }
    }
}

#[tokio::test]
async fn only_what_failed_is_tried_again() {
    for house in houses().await {
        house.settle(&house.anna).await;
        let persons = loaded(&house, 5).await;
        house.db.delete_person(&house.root, persons[0], None, house.now()).await.unwrap();
        let viewer = &house.anna.viewer;
        let run = started(&house, &house.anna, &persons).await;
        house.settle(&house.anna).await;
        assert_eq!(counts(&house, viewer, run).await.1.failed, 1, "{}", house.name);
        house.db.restore_person(&house.root, persons[0], house.now()).await.unwrap();
        house.standin.clear_counts();
        let again = house.db.retry_run(viewer, run, house.now()).await.unwrap();
        assert_eq!((again.counts.waiting, again.counts.created), (1, 4), "{}", house.name);
        house.settle(&house.anna).await;
        let expected = RunCounts { total: 5, created: 5, ..RunCounts::default() };
        assert_eq!(counts(&house, viewer, run).await, (RunState::Done, expected), "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 5, "{}", house.name);
    }
}

#[tokio::test]
async fn a_switch_by_hand_does_not_wait_for_the_paused_run_that_wants_the_same() {
    for house in [House::with(Quirks::default()).await, House::with(otherwise()).await] {
        house.settle(&house.anna).await;
        let persons = loaded(&house, 3).await;
        let viewer = &house.anna.viewer;
        let run = started(&house, &house.anna, &persons).await;
        house.db.pause_run(viewer, run).await.unwrap();
        house.adopted(&house.anna, persons[0]).await;
        assert_eq!(house.switch(&house.anna, persons[0]).await, SwitchState::Replicated);
        house.db.withdraw(viewer, persons[1], house.anna.mailbox, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(house.anna.contacts().len(), 1);
        house.db.continue_run(viewer, run, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let expected = RunCounts { total: 3, created: 1, failed: 2, ..RunCounts::default() };
        assert_eq!(counts(&house, viewer, run).await, (RunState::Done, expected));
        assert_eq!(house.anna.contacts().len(), 2);
        assert_eq!(position(&house, persons[0]).await, "Engineer");
        let items = house.db.list_run_items(viewer, run, Some(EndState::Failed), &Paging::first(5)).await;
        assert!(items.unwrap().items.iter().all(|item| item.reason.as_ref().unwrap().contains("by hand")));
    }
}

#[tokio::test]
async fn taking_an_export_back_lets_go_of_what_it_linked_and_names_only_what_it_created() {
    for house in houses().await {
        let own = json!({
            "surname": "Own", "personalNotes": "of many years", "categories": ["Friends"],
            "emailAddresses": [{ "address": "own@example.org", "name": "x" }],
        });
        let own = house.anna.type_in(own);
        house.settle(&house.anna).await;
        let card = contacts::Card::new().with(FieldKey::LastName, "Own");
        let linked = house.person_with(card.with(FieldKey::Email1, "own@example.org")).await;
        let (created, before) = (house.person("Created").await, house.linked("Before").await);
        let viewer = &house.anna.viewer;
        let run = started(&house, &house.anna, &[linked, created, before]).await;
        house.settle(&house.anna).await;
        let ends = ends(&house, viewer, run).await;
        assert_eq!((ends[&linked], ends[&created]), (EndState::Linked, EndState::Created), "{}", house.name);

        let taken = house.db.take_export_back(viewer, run, house.now()).await.unwrap();
        assert_eq!((taken.created.as_slice(), taken.released), ([created].as_slice(), 1), "{}", house.name);
        house.settle(&house.anna).await;
        let there = house.anna.contact("Own");
        assert_eq!(
            (there.id.as_str(), acceptance::desk::stamp(&there)),
            (own.id.as_str(), None),
            "{}",
            house.name
        );
        assert_eq!(acceptance::desk::text(&there, "personalNotes"), "of many years");
        let state = house.switch(&house.anna, linked).await;
        assert_eq!(crate::bed::ended(state), Some(replication::Ended::Released), "{}", house.name);
        assert_eq!(house.switch(&house.anna, before).await, SwitchState::Replicated, "{}", house.name);
        at_rest(&house, &house.anna).await;

        // What came into the mailbox by something else since is not the run's to take out.
        house.db.withdraw(viewer, created, house.anna.mailbox, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        house.adopted(&house.anna, created).await;
        let again = house.db.take_export_back(viewer, run, house.now()).await.unwrap();
        assert_eq!(again, store::TakenBack::default(), "{}", house.name);
        house.next_day();
        let late = house.db.take_export_back(viewer, run, house.now()).await.unwrap_err().to_string();
        assert!(late.contains("an hour ago"), "{late}");
    }
}
