//! Items of runs.

use crate::contract::StoreUnderTest;
use crate::contract::setting::*;
use crate::replication_store::{Change, EndState, RunItemWrite};

fn end(person: contacts::PersonId, end: EndState, reason: Option<&str>) -> RunItemWrite {
    RunItemWrite { run: RUN, person, end, reason: reason.map(str::to_owned) }
}

pub async fn a_run_is_done_with_its_last_item_and_an_item_ends_once(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    on.add_run(RUN, MAILBOX, &[ADA, BOB]).await;
    let ends = |items| Change { run_items: items, ..Change::default() };
    commit(on, &fence, &[ends(vec![end(ADA, EndState::Created, None)])]).await;
    assert_eq!(on.run_item(RUN, ADA).await, (EndState::Created, None));
    assert_eq!(on.run_item(RUN, BOB).await, (EndState::Waiting, None));
    assert!(!on.run_done(RUN).await);
    let both = vec![end(ADA, EndState::Updated, None), end(BOB, EndState::Failed, Some("refused"))];
    commit(on, &fence, &[ends(both)]).await;
    assert_eq!(on.run_item(RUN, ADA).await, (EndState::Created, None), "it keeps its end");
    assert_eq!(on.run_item(RUN, BOB).await, (EndState::Failed, Some("refused".into())));
    assert!(on.run_done(RUN).await);
}
