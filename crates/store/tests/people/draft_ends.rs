//! How a draft ends: started, dropped, or by itself.

use std::time::Duration;

use contacts::RunId;
use replication::{Leaving, LinkState};
use store::contract::fresh;
use store::{
    DRAFT_LASTS, EndState, ExportDraft, ExportOptions, Farewell, Paging, PersonFilter, Places, PlanState,
    Run, RunState, Side, StoreError,
};

use crate::drafts::{at, begin, is_not_found, list, out_of_sight, take, unrestricted};
use crate::house::{House, NOW, houses, named};
use crate::sign_in::{anna_in, with_password};

/// Saves a draft of Anna's and starts it.
async fn start(house: &House, draft: &ExportDraft) -> RunId {
    house.db.save_export_draft(&house.anna, draft.id, NOW).await.unwrap();
    house.db.start_export_draft(&house.anna, draft.id, NOW).await.unwrap()
}

/// Waits until the items of a run are gathered.
async fn prepared(house: &House, run: RunId) -> Run {
    for _ in 0..3_000 {
        let read = house.db.read_run(&house.anna, run).await.unwrap();
        if read.state != RunState::Preparing {
            return read;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the run is never prepared")
}

#[tokio::test]
async fn a_started_draft_is_an_ordinary_export_of_its_list() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bea) = (house.person("Ada").await, house.person("Bea").await);
        let cid = house.person("Cid").await;
        house.linked(bea, "b").await;
        house.linked(cid, "c").await;
        let draft = begin(&house).await;
        take(&house, &draft, Side::Selected, at(0)).await;
        take(&house, &draft, Side::Found, at(1)).await;
        let options = ExportOptions { withdraw_taken_off: true, ..ExportOptions::default() };
        house.db.choose_export_options(&house.anna, draft.id, &options, NOW).await.unwrap();
        let run = start(&house, &draft).await;
        let read = house.db.read_run(&house.anna, run).await.unwrap();
        assert_eq!((read.state, read.counts.total, read.counts.waiting), (RunState::Running, 3, 2));
        assert!(matches!(house.case(ada).await.link.state, LinkState::Adopting { .. }));
        assert!(matches!(
            house.case(bea).await.link.state,
            LinkState::Leaving { cause: Leaving::Withdrawn, .. }
        ));
        assert_eq!(house.case(cid).await.link.state, LinkState::Linked);

        let read = house.db.read_export_draft(&house.anna, draft.id, NOW).await.unwrap();
        assert_eq!(read.run, Some(run));
        assert!(house.db.waiting_export_drafts(&house.anna, NOW).await.unwrap().is_empty());
        let refused = house.db.move_in_draft(&house.anna, draft.id, Side::Found, &Places::All, "", NOW).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        house.db.cancel_run(&house.anna, run, NOW).await.unwrap();
        house.db.retry_run(&house.anna, run, NOW).await.unwrap();
        assert!(matches!(house.case(ada).await.link.state, LinkState::Adopting { .. }));
        assert!(
            matches!(house.case(bea).await.link.state, LinkState::Leaving { .. }),
            "as taken off, not as selected"
        );
        house.db.drop_export_draft(&house.anna, draft.id).await.unwrap();
        assert_eq!(house.db.read_run(&house.anna, run).await.unwrap().counts.total, 3, "the run goes on");
    }
}

#[tokio::test]
async fn two_clicks_at_once_start_one_run() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.person("Ada").await;
        let draft = begin(&house).await;
        let (db, anna) = (&house.db, &house.anna);
        let unsaved = db.start_export_draft(anna, draft.id, NOW).await;
        assert!(matches!(unsaved, Err(StoreError::Invalid(_))), "{unsaved:?}");
        take(&house, &draft, Side::Selected, Places::All).await;
        db.save_export_draft(anna, draft.id, NOW).await.unwrap();
        let start = || db.start_export_draft(anna, draft.id, NOW);
        let (one, two, three) = tokio::join!(start(), start(), start());
        let run = one.unwrap();
        assert_eq!((two.unwrap(), three.unwrap()), (run, run));
        assert_eq!(start().await.unwrap(), run, "also later");
        let runs = db.list_runs(anna, &Paging::default()).await.unwrap().items;
        assert_eq!((runs.len(), runs[0].id), (1, run));
    }
}

#[tokio::test]
async fn the_run_of_a_long_list_goes_on_being_prepared_behind_whoever_started_it() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.person("Template").await;
        fresh::copies(&house.db, 999).await;
        let draft = begin(&house).await;
        take(&house, &draft, Side::Selected, Places::All).await;
        let run = start(&house, &draft).await;
        let read = prepared(&house, run).await;
        assert_eq!((read.state, read.counts.total, read.counts.waiting), (RunState::Running, 1_000, 1_000));
        assert_eq!(house.db.start_export_draft(&house.anna, draft.id, NOW).await.unwrap(), run);
        assert_eq!(house.db.read_run(&house.anna, run).await.unwrap().counts.total, 1_000);
    }
}

#[tokio::test]
async fn who_is_gone_between_plan_and_start_fails_with_its_reason() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (gone, erased) = (house.person("Ada").await, house.person("Bea").await);
        let hidden = house.person("Cid").await;
        house.person("Dan").await;
        let draft = begin(&house).await;
        take(&house, &draft, Side::Selected, Places::All).await;
        let plan = house.db.plan_export_draft(&house.anna, draft.id, NOW).await.unwrap();
        assert!(matches!(plan, PlanState::Ready { counts, .. } if counts.create == 4));
        house.db.delete_person(&house.anna, gone, None, NOW).await.unwrap();
        house.db.erase_person(&house.admin, erased, NOW).await.unwrap();
        out_of_sight(&house, hidden).await;
        let run = start(&house, &draft).await;
        let read = house.db.read_run(&house.anna, run).await.unwrap();
        assert_eq!((read.counts.waiting, read.counts.failed), (1, 3));
        let failed = Some(EndState::Failed);
        let failed =
            house.db.list_run_items(&house.anna, run, failed, &Paging::default()).await.unwrap().items;
        assert!(failed.iter().all(|item| item.reason.is_some()), "{failed:?}");
    }
}

#[tokio::test]
async fn exit_leaves_no_row_behind_at_any_step() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "A")).await;
        house.person_with(named("Bea", "B")).await;
        house.linked(ada, "a").await;
        unrestricted(&house).await;
        let (db, anna) = (&house.db, &house.anna);
        let before = fresh::dump(db).await;
        for steps in 0..6 {
            let all = PersonFilter::default();
            let draft = db.create_export_draft(anna, house.mailbox, &all, NOW).await.unwrap();
            assert_ne!(fresh::dump(db).await, before, "the dump sees a draft");
            if steps > 0 {
                list(&house, &draft, Side::Found, "bea").await;
            }
            if steps > 1 {
                take(&house, &draft, Side::Selected, Places::All).await;
                take(&house, &draft, Side::Found, at(0)).await;
            }
            if steps > 2 {
                db.save_export_draft(anna, draft.id, NOW).await.unwrap();
            }
            if steps > 3 {
                let options = ExportOptions { withdraw_taken_off: true, ..ExportOptions::default() };
                db.choose_export_options(anna, draft.id, &options, NOW).await.unwrap();
            }
            if steps > 4 {
                let plan = db.plan_export_draft(anna, draft.id, NOW).await.unwrap();
                assert!(matches!(plan, PlanState::Ready { counts, .. } if counts.withdraw == 1));
            }
            for _ in 0..2 {
                db.drop_export_draft(anna, draft.id).await.unwrap();
                assert_eq!(fresh::dump(db).await, before, "{steps} steps");
            }
            is_not_found(db.read_export_draft(anna, draft.id, NOW).await);
        }
    }
}

#[tokio::test]
async fn a_draft_goes_by_itself_a_day_after_its_last_change() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.person("Ada").await;
        with_password(&house, house.anna.user).await;
        let before = fresh::dump(&house.db).await;
        let (first, second) = (begin(&house).await, begin(&house).await);
        let (db, anna) = (&house.db, &house.anna);
        db.move_in_draft(anna, second.id, Side::Selected, &Places::All, "", NOW + 7).await.unwrap();
        let waiting = db.waiting_export_drafts(anna, NOW + 7).await.unwrap();
        assert_eq!(waiting.iter().map(|draft| draft.id).collect::<Vec<_>>(), [second.id, first.id]);
        assert_eq!(waiting[0].goes, NOW + 7 + DRAFT_LASTS);
        let over = NOW + DRAFT_LASTS;
        db.read_export_draft(anna, first.id, over - 1).await.unwrap();
        assert_eq!(db.drop_old_export_drafts(over - 1).await.unwrap(), 0);
        is_not_found(db.read_export_draft(anna, first.id, over).await);
        is_not_found(db.move_in_draft(anna, first.id, Side::Selected, &Places::All, "", over).await);
        is_not_found(db.start_export_draft(anna, first.id, over).await);
        assert_eq!(db.waiting_export_drafts(anna, over).await.unwrap().len(), 1);
        assert_eq!(db.drop_old_export_drafts(over).await.unwrap(), 1);
        anna_in(&house, over + 7).await;
        let after = fresh::dump(&house.db).await;
        for table in ["export_draft", "export_draft_hits", "export_draft_shown", "draft_plan"] {
            assert_eq!(
                (&after[table], after[table].len()),
                (&before[table], 0),
                "{table}: signing in tidies, too"
            );
        }
    }
}

#[tokio::test]
async fn a_disconnected_mailbox_and_a_disabled_user_have_no_drafts() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        let (db, anna, admin) = (&house.db, &house.anna, &house.admin);
        let draft = begin(&house).await;
        db.disconnect_mailbox(anna, house.mailbox, Farewell::Leave, NOW).await.unwrap();
        is_not_found(db.read_export_draft(anna, draft.id, NOW).await);
        let refused = db.create_export_draft(anna, house.mailbox, &PersonFilter::default(), NOW).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        let again = crate::house::mailbox(db, anna, "anna@example.org").await;
        assert_eq!(again, house.mailbox);
        house.linked(ada, "a").await;
        let draft = begin(&house).await;
        db.forget_mailbox(admin, house.mailbox, NOW).await.unwrap();
        is_not_found(db.read_export_draft(anna, draft.id, NOW).await);
        crate::house::mailbox(db, anna, "anna@example.org").await;
        begin(&house).await;
        db.set_user_disabled(admin, anna.user, true, NOW).await.unwrap();
        assert!(fresh::dump(db).await["export_draft"].is_empty());
        db.set_user_disabled(admin, anna.user, false, NOW).await.unwrap();
        let draft = begin(&house).await;
        db.set_user_role(admin, anna.user, store::Role::Reader, NOW).await.unwrap();
        let reader = db.viewer_of(anna.user).await.unwrap().unwrap();
        let refused = db.move_in_draft(&reader, draft.id, Side::Selected, &Places::All, "", NOW).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))), "{refused:?}");
        fresh::damage(db, "DELETE FROM team_member").await;
        db.drop_export_draft(&reader, draft.id).await.unwrap();
    }
}
