//! What of the first minutes a user has done: only its own doing, only since its first visit, only in its mailboxes.

use contacts::{FieldKey, Patch, PersonId, Value};
use store::{Cause, Change, FirstMinutes, HistoryKind, HistoryWrite, PersonPatch};

use crate::house::{House, NOW, houses};

/// An entry as the engine writes it for Anna's mailbox.
fn told(house: &House, person: PersonId, kind: HistoryKind, cause: Cause) -> HistoryWrite {
    let after = (kind == HistoryKind::LinkEnded).then(|| "withdrawn".into());
    let field = matches!(kind, HistoryKind::Edited | HistoryKind::Sent).then(|| "job_title".to_owned());
    HistoryWrite { person, mailbox: Some(house.mailbox), kind, field, before: None, after, cause, run: None }
}

async fn write(house: &House, person: PersonId, kind: HistoryKind, cause: Cause) {
    let history = vec![told(house, person, kind, cause)];
    house.engine_writes(Change { history, ..Change::default() }).await;
}

#[tokio::test]
async fn each_step_counts_once_it_happened_by_the_users_own_doing() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        let mine = Cause::Crm { user: Some(house.anna.user) };
        let bens = Cause::Crm { user: Some(house.ben.user) };
        let outlook = Cause::Outlook { mailbox: house.mailbox };
        let program = Cause::Crm { user: None };
        let done = |since| {
            let house = &house;
            async move { house.db.first_minutes(&house.anna, &[house.mailbox], since).await.unwrap() }
        };
        for kind in [HistoryKind::Exported, HistoryKind::LinkEnded] {
            write(&house, ada, kind, bens).await;
        }
        write(&house, ada, HistoryKind::Sent, program).await;
        assert_eq!(done(0).await, FirstMinutes::default(), "others' doing, and what nobody edited");

        write(&house, ada, HistoryKind::Linked, mine).await;
        assert_eq!(done(NOW).await, FirstMinutes { exported: true, ..FirstMinutes::default() });
        write(&house, ada, HistoryKind::Edited, outlook).await;
        assert!(done(NOW).await.changed_in_outlook);

        let mut card = Patch::new();
        card.set(FieldKey::JobTitle, Some(Value::Text("Head".into())));
        let patch = PersonPatch { card, ..PersonPatch::default() };
        house.db.change_person(&house.anna, ada, &patch, None, NOW).await.unwrap();
        write(&house, ada, HistoryKind::Sent, program).await;
        assert!(done(NOW).await.changed_here);
        write(&house, ada, HistoryKind::LinkEnded, mine).await;
        let all = FirstMinutes {
            exported: true,
            imported: false,
            changed_in_outlook: true,
            changed_here: true,
            withdrawn: true,
        };
        assert_eq!(done(NOW).await, all);
        assert_eq!(done(NOW + 1).await, FirstMinutes::default(), "that was before");
        let bens = house.db.first_minutes(&house.ben, &[house.mailbox], 0).await.unwrap();
        assert_eq!(bens, FirstMinutes::default(), "the mailbox is Anna's");
        assert_eq!(house.db.first_minutes(&house.anna, &[], 0).await.unwrap(), FirstMinutes::default());
    }
}
