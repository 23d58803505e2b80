//! Many imports at the same instant: of one contact, and of certain duplicates in two mailboxes. One person comes of it.

use std::sync::Arc;

use contacts::{MailboxId, RunId};
use store::{
    Assign, DuplicateStatus, EndState, ImportAction, ImportOrderItem, NewPerson, OutlookContact, PAGE_LIMIT,
    Paging, PersonFilter, Viewer,
};

use crate::house::{House, NOW, houses, mailbox, named};
use crate::imports::{contact, email};

/// How many begin at once.
const MANY: usize = 12;

fn order(house: &House, contact: &OutlookContact) -> ImportOrderItem {
    let partner = Assign::Existing(house.acme);
    ImportOrderItem {
        contact: contact.clone(),
        action: ImportAction::Import { partner, completed: contacts::Patch::new() },
    }
}

/// Begins an import for each of some mailboxes, and carries all out at once.
async fn at_once(
    house: &Arc<House>,
    imports: Vec<(Viewer, MailboxId, Vec<OutlookContact>)>,
) -> Vec<(Viewer, RunId)> {
    let mut runs = Vec::new();
    for (viewer, mailbox, contacts) in imports {
        let orders: Vec<ImportOrderItem> = contacts.iter().map(|contact| order(house, contact)).collect();
        let begun = house.db.begin_import(&viewer, mailbox, &orders, None, NOW).await.unwrap();
        runs.push((viewer, begun.run, contacts));
    }
    let tasks = runs.clone().into_iter().map(|(_, run, contacts)| {
        let house = Arc::clone(house);
        tokio::spawn(async move {
            while let Some(batch) = house.db.next_import_batch(run, NOW).await.unwrap() {
                house.db.carry_import_batch(run, &batch, &contacts, NOW).await.unwrap();
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    runs.into_iter().map(|(viewer, run, _)| (viewer, run)).collect()
}

async fn persons(house: &House) -> usize {
    let paging = Paging { limit: PAGE_LIMIT, after: None };
    let filter = PersonFilter::default();
    house.db.list_persons(&house.root, &filter, &paging).await.unwrap().items.len()
}

async fn count(house: &House, runs: &[(Viewer, RunId)], end: EndState) -> usize {
    let mut count = 0;
    for (viewer, run) in runs {
        let paging = Paging { limit: PAGE_LIMIT, after: None };
        count += house.db.list_run_items(viewer, *run, Some(end), &paging).await.unwrap().items.len();
    }
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_imports_of_one_contact_make_one_person_even_without_an_address() {
    let (houses, _folder) = houses().await;
    for house in houses.into_iter().map(Arc::new) {
        let one = contact("1", named("No", "Keys"));
        let imports = (0..MANY).map(|_| (house.anna.clone(), house.mailbox, vec![one.clone()])).collect();
        let runs = at_once(&house, imports).await;
        assert_eq!(persons(&house).await, 1);
        assert_eq!(count(&house, &runs, EndState::Waiting).await, 1);
        assert_eq!(count(&house, &runs, EndState::Skipped).await, MANY - 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn certain_duplicates_in_two_mailboxes_become_one_person_whoever_is_first() {
    let (houses, _folder) = houses().await;
    for house in houses.into_iter().map(Arc::new) {
        let bens = mailbox(&house.db, &house.ben, "ben@example.org").await;
        let mut imports = Vec::new();
        for round in 0..MANY / 2 {
            // Each round has people of its own, and every import lists them in another order.
            let people = |last: &str| -> Vec<OutlookContact> {
                let one =
                    |n| contact(&format!("r{round}n{n}"), email("Eva", last, &format!("e{n}@x.example")));
                let mut people: Vec<OutlookContact> = (0..8).map(one).collect();
                people.rotate_left(round % 8);
                people
            };
            imports.push((house.anna.clone(), house.mailbox, people("Adam")));
            let mut backwards = people("Berg");
            backwards.reverse();
            imports.push((house.ben.clone(), bens, backwards));
        }
        let all = imports.iter().map(|(_, _, contacts)| contacts.len()).sum::<usize>();
        let runs = at_once(&house, imports).await;
        assert_eq!(persons(&house).await, 8, "one for each address");
        assert_eq!(count(&house, &runs, EndState::Waiting).await, 8);
        assert_eq!(count(&house, &runs, EndState::Skipped).await, all - 8);
        assert_eq!(count(&house, &runs, EndState::Failed).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_and_somebody_who_types_the_same_person_by_hand_see_each_other() {
    let (houses, _folder) = houses().await;
    for house in houses.into_iter().map(Arc::new) {
        for round in 0..8 {
            let card = email("Eva", "Adam", &format!("hand{round}@x.example"));
            let there = vec![contact(&format!("h{round}"), card.clone())];
            let hand = {
                let (house, new) = (Arc::clone(&house), NewPerson::new(house.acme, card));
                tokio::spawn(async move { house.db.create_person(&house.ben, &new, NOW).await.unwrap() })
            };
            let runs = at_once(&house, vec![(house.anna.clone(), house.mailbox, there)]).await;
            let typed = hand.await.unwrap();
            let imported = count(&house, &runs, EndState::Waiting).await == 1;
            // Whoever was second was told.
            let certain = typed.duplicates.iter().any(|found| found.status == DuplicateStatus::Certain);
            assert_eq!(certain, imported, "round {round}: {:?}", typed.duplicates);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_users_who_create_the_same_new_partner_get_one() {
    let (houses, _folder) = houses().await;
    for house in houses.into_iter().map(Arc::new) {
        let bens = mailbox(&house.db, &house.ben, "ben@example.org").await;
        let mut tasks = Vec::new();
        for (viewer, mailbox, n) in [(house.anna.clone(), house.mailbox, 1), (house.ben.clone(), bens, 2)] {
            let card =
                contacts::person::PartnerCard::default().with(contacts::PartnerField::Name, "Brandneu AG");
            let there = contact(&format!("p{n}"), named("N", &format!("P{n}")));
            let action =
                ImportAction::Import { partner: Assign::New(card), completed: contacts::Patch::new() };
            let orders = [ImportOrderItem { contact: there.clone(), action }];
            let run = house.db.begin_import(&viewer, mailbox, &orders, None, NOW).await.unwrap().run;
            let house = Arc::clone(&house);
            tasks.push(tokio::spawn(async move {
                let batch = house.db.next_import_batch(run, NOW).await.unwrap().unwrap();
                house.db.carry_import_batch(run, &batch, &[there], NOW).await.unwrap();
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let filter = store::PartnerFilter::default();
        let paging = Paging { limit: PAGE_LIMIT, after: None };
        let partners = house.db.list_partners(&house.root, &filter, None, &paging).await.unwrap();
        assert_eq!(partners.items.len(), 2, "Acme and the new one");
    }
}
