//! The plan of a draft, worked out in steps.

use contacts::FieldKey;
use store::contract::fresh;
use store::{
    Candidate, CandidateKind, CandidateWrite, Change, ExportDraft, ExportMode, ExportOptions, Page, Paging,
    Places, PlanCounts, PlanItem, PlanState, Planned, Side,
};

use crate::drafts::{at, begin, out_of_sight, take};
use crate::house::{House, NOW, houses, named};

/// Works a plan out to its end; returns its counts and how many calls it took.
async fn plan(house: &House, draft: &ExportDraft, now: i64) -> (PlanCounts, u32) {
    for calls in 1..100 {
        match house.db.plan_export_draft(&house.anna, draft.id, now).await.unwrap() {
            PlanState::Working { done, of } => assert!(done < of),
            PlanState::Ready { counts, .. } => return (counts, calls),
        }
    }
    panic!("the plan never ends")
}

async fn items(house: &House, draft: &ExportDraft, what: Option<Planned>) -> Vec<PlanItem> {
    house.db.draft_plan(&house.anna, draft.id, what, &Paging::first(500)).await.unwrap().items
}

#[tokio::test]
async fn the_plan_says_of_everybody_on_the_list_what_would_happen() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let new = house.person("A New").await;
        let twice = house.person_with(named("B", "Twice").with(FieldKey::Email1, "t@x.de")).await;
        for remote in ["t1", "t2"] {
            let candidate = Candidate {
                remote_id: remote.into(),
                change_key: "k".into(),
                kind: CandidateKind::Unstamped,
                private: false,
            };
            let put = CandidateWrite::Put { candidate, keys: vec!["e:t@x.de".into()], person: None };
            house.engine_writes(Change { candidates: vec![put], ..Change::default() }).await;
        }
        let (off, step) = (house.person("C Off").await, house.person("D Step").await);
        house.linked(off, "o").await;
        house.linked(step, "s").await;
        let gone = house.person("E Gone").await;
        let hidden = house.person("F Hidden").await;
        let erased = house.person("G Erased").await;
        let draft = begin(&house).await;
        take(&house, &draft, Side::Selected, Places::All).await;
        let place =
            house.db.draft_window(&house.anna, draft.id, Side::Selected, "off", 0, 1, NOW).await.unwrap();
        take(&house, &draft, Side::Found, at(place.rows[0].place)).await;
        house.db.delete_person(&house.anna, gone, None, NOW).await.unwrap();
        out_of_sight(&house, hidden).await;
        house.db.erase_person(&house.admin, erased, NOW).await.unwrap();

        let expected =
            PlanCounts { create: 1, choose: 1, unchanged: 1, not_possible: 3, ..PlanCounts::default() };
        assert_eq!(plan(&house, &draft, NOW).await, (expected, 1), "those taken off stay as they are");
        let options = ExportOptions { withdraw_taken_off: true, ..ExportOptions::default() };
        house.db.choose_export_options(&house.anna, draft.id, &options, NOW).await.unwrap();
        let expected = PlanCounts { withdraw: 1, ..expected };
        assert_eq!(plan(&house, &draft, NOW).await.0, expected);
        let choose = items(&house, &draft, Some(Planned::Choose)).await;
        assert_eq!((choose.len(), choose[0].person, choose[0].name.as_str()), (1, twice, "B Twice"));
        assert_eq!(choose[0].candidates, ["t1", "t2"]);
        let not = items(&house, &draft, Some(Planned::NotPossible)).await;
        let (mut persons, mut expected) =
            (not.iter().map(|item| item.person).collect::<Vec<_>>(), [gone, hidden, erased]);
        persons.sort();
        expected.sort();
        assert_eq!(persons, expected);
        assert!(not.iter().all(|item| item.reason.is_some()));
        assert!(not.iter().filter(|item| item.person != gone).all(|item| item.name.is_empty()), "{not:?}");
        let all = items(&house, &draft, None).await;
        assert_eq!(all.len(), 7);
        assert!(all.iter().any(|item| item.person == new && item.what == Planned::Create));
        assert!(all.iter().any(|item| item.person == off && item.what == Planned::Withdraw));
        let options = ExportOptions { mode: ExportMode::Changed, ..options };
        house.db.choose_export_options(&house.anna, draft.id, &options, NOW).await.unwrap();
        assert_eq!(plan(&house, &draft, NOW).await.0.create, 0);
    }
}

#[tokio::test]
async fn a_long_plan_is_made_in_steps_that_two_tabs_may_share() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.person("Template").await;
        fresh::copies(&house.db, 1_299).await;
        let draft = begin(&house).await;
        take(&house, &draft, Side::Selected, Places::All).await;
        let (db, anna) = (&house.db, &house.anna);
        let first = db.plan_export_draft(anna, draft.id, NOW).await.unwrap();
        assert_eq!(first, PlanState::Working { done: 600, of: 1_300 });
        let (one, other) = tokio::join!(
            db.plan_export_draft(anna, draft.id, NOW),
            db.plan_export_draft(anna, draft.id, NOW)
        );
        one.unwrap();
        other.unwrap();
        let (counts, _) = plan(&house, &draft, NOW).await;
        assert_eq!(counts, PlanCounts { create: 1_300, ..PlanCounts::default() }, "no step was done twice");
        assert_eq!(plan(&house, &draft, NOW + 1).await, (counts, 1), "it is kept");

        let (mut names, mut paging) = (Vec::new(), Paging::first(500));
        loop {
            let Page { items, next } =
                db.draft_plan(anna, draft.id, Some(Planned::Create), &paging).await.unwrap();
            names.extend(items.into_iter().map(|item| item.name));
            match next {
                Some(next) => paging.after = Some(next),
                None => break,
            }
        }
        assert_eq!(
            (names.len(), names[0].as_str(), names[1_299].as_str()),
            (1_300, "Template", "Template101299")
        );
        assert!(
            db.draft_plan(anna, draft.id, None, &Paging { limit: 9, after: Some("x".into()) }).await.is_err()
        );

        take(&house, &draft, Side::Found, Places::Ranges(vec![5..=1_299])).await;
        assert_eq!(plan(&house, &draft, NOW).await, (PlanCounts { create: 5, ..PlanCounts::default() }, 1));
        assert_eq!(items(&house, &draft, None).await.len(), 5, "nothing of the plan before is left");
    }
}

#[tokio::test]
async fn an_old_plan_is_made_anew() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        let draft = begin(&house).await;
        take(&house, &draft, Side::Selected, Places::All).await;
        assert_eq!(plan(&house, &draft, NOW).await.0.create, 1);
        house.linked(ada, "a").await;
        assert_eq!(
            plan(&house, &draft, NOW + 60_000_000).await.0.create,
            1,
            "a moment later it is still good"
        );
        let counts = plan(&house, &draft, NOW + 15 * 60_000_000).await.0;
        assert_eq!((counts.create, counts.unchanged), (0, 1));
        let state = house.db.plan_export_draft(&house.anna, draft.id, NOW + 16 * 60_000_000).await.unwrap();
        assert!(
            matches!(state, PlanState::Ready { made, unread: true, .. } if made == NOW + 15 * 60_000_000)
        );
    }
}
