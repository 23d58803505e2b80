//! Beginning a draft, and what its rows show.

use std::collections::BTreeMap;

use contacts::{FieldKey, PersonId};
use store::contract::fresh;
use store::{
    Bar, Database, DraftRow, DraftWindow, ExportDraft, MOST_HITS, NewPerson, PersonFilter, PersonPatch,
    Places, PlacesMoved, Restriction, Role, Side, StoreError, Viewer, WINDOW_LIMIT,
};

use crate::house::{House, NOW, houses, named};

/// Lets everybody search among all that it sees.
pub async fn unrestricted(house: &House) {
    let all = [Role::Administrator, Role::User, Role::Reader].map(|role| (role, Restriction::None));
    house.db.change_export_restrictions(&house.admin, &BTreeMap::from(all), NOW).await.unwrap();
}

/// Begins a draft of Anna's with everybody.
pub async fn begin(house: &House) -> ExportDraft {
    unrestricted(house).await;
    let all = PersonFilter::default();
    house.db.create_export_draft(&house.anna, house.mailbox, &all, NOW).await.unwrap()
}

/// Reads a list of a draft of Anna's, from its first row on.
pub async fn list(house: &House, draft: &ExportDraft, side: Side, q: &str) -> DraftWindow {
    house.db.draft_window(&house.anna, draft.id, side, q, 0, 100, NOW).await.unwrap()
}

pub fn names(rows: &[DraftRow]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

/// Moves places of a draft of Anna's.
pub async fn take(house: &House, draft: &ExportDraft, to: Side, places: Places) -> PlacesMoved {
    house.db.move_in_draft(&house.anna, draft.id, to, &places, "", NOW).await.unwrap()
}

pub fn at(place: u32) -> Places {
    Places::Ranges(vec![place..=place])
}

pub fn is_not_found<T: std::fmt::Debug>(answer: Result<T, StoreError>) {
    assert!(matches!(answer, Err(StoreError::NotFound(_))), "{answer:?}");
}

#[tokio::test]
async fn those_in_the_mailbox_already_are_selected_from_the_start_and_marked() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bea, cid) =
            (house.person("Ada").await, house.person("Bea").await, house.person("Cid").await);
        house.person("Dan").await;
        for (person, remote) in [(ada, "a"), (cid, "c")] {
            house.linked(person, remote).await;
        }
        house.db.adopt(&house.anna, bea, house.mailbox, None, NOW).await.unwrap();
        house.db.withdraw(&house.anna, cid, house.mailbox, NOW).await.unwrap();
        let draft = begin(&house).await;
        assert_eq!((draft.found, draft.selected, draft.exported, draft.taken_off), (2, 2, 2, 0));
        assert_eq!((draft.saved, draft.run, draft.goes), (false, None, NOW + store::DRAFT_LASTS));
        let right = list(&house, &draft, Side::Selected, "").await;
        assert_eq!(
            names(&right.rows),
            ["Ada", "Bea"],
            "one on its way in counts, one on its way out does not"
        );
        assert!(right.rows.iter().all(|row| row.exported && row.bar.is_none()));
        assert_eq!(
            (right.rows[0].place, right.rows[0].person, right.rows[0].company.as_str()),
            (0, ada, "Acme GmbH")
        );
        let left = list(&house, &draft, Side::Found, "").await;
        assert_eq!((names(&left.rows), left.of, left.all), (vec!["Cid", "Dan"], 2, 2));
        assert!(left.rows.iter().all(|row| !row.exported));
    }
}

#[tokio::test]
async fn a_row_shows_city_and_address_as_far_as_the_viewer_may_see_them() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let card =
            named("Ada", "Lovelace").with(FieldKey::Email2, "ada@x.de").with(FieldKey::HomeCity, "Köln");
        house.person_with(card).await;
        let draft = begin(&house).await;
        let row = list(&house, &draft, Side::Found, "").await.rows.remove(0);
        let shown = [&row.name, &row.company, &row.city, &row.email];
        assert_eq!(shown, ["Ada Lovelace", "Acme GmbH", "Köln", "ada@x.de"]);
        let hidden = [FieldKey::Company, FieldKey::HomeCity, FieldKey::Email2].into();
        house.db.change_hidden_fields(&house.admin, &[(Role::User, hidden)].into(), NOW).await.unwrap();
        let anna = house.db.viewer_of(house.anna.user).await.unwrap().unwrap();
        let window = house.db.draft_window(&anna, draft.id, Side::Found, "", 0, 10, NOW).await.unwrap();
        let row = &window.rows[0];
        assert_eq!([&row.name, &row.company, &row.city, &row.email], ["Ada Lovelace", "", "", ""]);
    }
}

#[tokio::test]
async fn a_window_begins_anywhere_and_one_behind_the_end_shows_the_last_rows() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for n in 0..7 {
            house.person(&format!("P{n}")).await;
        }
        let draft = begin(&house).await;
        let window = async |from, size| {
            let window = house.db.draft_window(&house.anna, draft.id, Side::Found, "", from, size, NOW);
            window.await.unwrap()
        };
        let middle = window(2, 3).await;
        assert_eq!((names(&middle.rows), middle.first, middle.of), (vec!["P2", "P3", "P4"], 2, 7));
        let end = window(5, 3).await;
        assert_eq!((names(&end.rows), end.first), (vec!["P5", "P6"], 5));
        let behind = window(7, 3).await;
        assert_eq!((names(&behind.rows), behind.first), (vec!["P4", "P5", "P6"], 4));
        let none = house.db.draft_window(&house.anna, draft.id, Side::Selected, "", 9, 3, NOW).await.unwrap();
        assert_eq!(none, DraftWindow::default());
    }
}

#[tokio::test]
async fn who_was_deleted_erased_or_moved_out_of_ones_rights_is_a_row_without_a_name() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bea, cid) =
            (house.person("Ada").await, house.person("Bea").await, house.person("Cid").await);
        house.person("Dan").await;
        let draft = begin(&house).await;
        house.db.delete_person(&house.anna, ada, None, NOW).await.unwrap();
        house.db.erase_person(&house.admin, bea, NOW).await.unwrap();
        out_of_sight(&house, cid).await;
        let rows = list(&house, &draft, Side::Found, "").await.rows;
        assert_eq!(names(&rows), ["", "", "", "Dan"], "and their places stay theirs");
        let bars: Vec<Option<Bar>> = rows.iter().map(|row| row.bar).collect();
        assert_eq!(bars, [Some(Bar::Gone), Some(Bar::Gone), Some(Bar::Gone), None]);
        assert!(rows[2].company.is_empty());
        assert_eq!(
            list(&house, &draft, Side::Found, "ada").await.of,
            0,
            "a filter tells nothing of them, either"
        );
    }
}

/// Restricts a person to a team that Anna is not in.
pub async fn out_of_sight(house: &House, person: PersonId) {
    let board = house.db.add_team(&house.admin, &format!("Board {person}"), NOW).await.unwrap().id;
    let patch = PersonPatch { team: Some(Some(board)), ..PersonPatch::default() };
    house.db.change_person(&house.admin, person, &patch, None, NOW).await.unwrap();
}

#[tokio::test]
async fn what_the_mailboxs_owner_may_not_see_is_never_selected_and_says_why() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bea, cid) =
            (house.person("Ada").await, house.person("Bea").await, house.person("Cid").await);
        house.linked(bea, "b").await;
        for person in [ada, bea] {
            out_of_sight(&house, person).await;
        }
        unrestricted(&house).await;
        let (db, admin, all) = (&house.db, &house.admin, PersonFilter::default());
        let draft = db.create_export_draft(admin, house.mailbox, &all, NOW).await.unwrap();
        assert_eq!((draft.found, draft.selected, draft.exported, draft.taken_off), (3, 0, 1, 0));
        let moved = db.move_in_draft(admin, draft.id, Side::Selected, &Places::All, "", NOW).await.unwrap();
        assert_eq!(moved, PlacesMoved { moved: 1, barred: 2, next: Some(1) });
        let left = db.draft_window(admin, draft.id, Side::Found, "", 0, 9, NOW).await.unwrap().rows;
        assert_eq!(names(&left), ["Ada", "Bea"], "who searches may see them");
        assert!(left.iter().all(|row| row.bar == Some(Bar::HiddenFromOwner)));
        out_of_sight(&house, cid).await;
        let right = db.draft_window(admin, draft.id, Side::Selected, "", 0, 9, NOW).await.unwrap().rows;
        assert_eq!(right[0].bar, Some(Bar::HiddenFromOwner), "since the search");
    }
}

#[tokio::test]
async fn a_draft_is_its_users_alone() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.person("Ada").await;
        let draft = begin(&house).await;
        let (db, id) = (&house.db, draft.id);
        for other in [&house.ben, &house.rita, &house.admin] {
            is_not_found(db.read_export_draft(other, id, NOW).await);
            is_not_found(db.draft_window(other, id, Side::Found, "", 0, 9, NOW).await);
            is_not_found(db.draft_taken_off(other, id, 0, 9, NOW).await);
            is_not_found(db.move_in_draft(other, id, Side::Selected, &Places::All, "a", NOW).await);
            is_not_found(db.save_export_draft(other, id, NOW).await);
            is_not_found(db.choose_export_options(other, id, &store::ExportOptions::default(), NOW).await);
            is_not_found(db.plan_export_draft(other, id, NOW).await);
            is_not_found(db.draft_plan(other, id, None, &store::Paging::default()).await);
            is_not_found(db.start_export_draft(other, id, NOW).await);
            db.drop_export_draft(other, id).await.unwrap();
            assert_eq!(db.waiting_export_drafts(other, NOW).await.unwrap(), []);
        }
        assert_eq!(db.waiting_export_drafts(&house.anna, NOW).await.unwrap(), [draft]);
        is_not_found(db.create_export_draft(&house.ben, house.mailbox, &PersonFilter::default(), NOW).await);
        let rita = crate::house::mailbox(db, &house.ben, "ben@example.org").await;
        is_not_found(db.create_export_draft(&house.rita, rita, &PersonFilter::default(), NOW).await);
    }
}

#[tokio::test]
async fn the_standing_restriction_of_a_role_holds_until_an_administrator_changes_it() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.person("Ada").await;
        let mine = NewPerson {
            employee_in_charge: Some(house.anna.user),
            ..NewPerson::new(house.acme, named("Bea", "B"))
        };
        house.db.create_person(&house.anna, &mine, NOW).await.unwrap();
        let (db, all) = (&house.db, PersonFilter::default());
        let found = async |viewer: &Viewer| {
            let draft = db.create_export_draft(viewer, house.mailbox, &all, NOW).await.unwrap();
            (draft.filter.mine, draft.found)
        };
        assert_eq!(db.export_restriction(&house.anna).await.unwrap(), Restriction::EmployeeInChargeIsMe);
        assert_eq!(found(&house.anna).await, (true, 1), "by default");
        assert_eq!(found(&house.admin).await, (true, 0), "for every role");
        let free = BTreeMap::from([(Role::User, Restriction::None)]);
        let refused = db.change_export_restrictions(&house.anna, &free, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))));
        assert!(db.read_export_restrictions(&house.ben).await.is_err());
        db.change_export_restrictions(&house.admin, &free, NOW).await.unwrap();
        assert_eq!((found(&house.anna).await, found(&house.admin).await), ((false, 2), (true, 0)));
        let read = db.read_export_restrictions(&house.admin).await.unwrap();
        assert_eq!(read.len(), 3, "every role is named");
        assert_eq!(read[&Role::User], Restriction::None);
        assert_eq!(read[&Role::Reader], Restriction::EmployeeInChargeIsMe);
    }
}

#[tokio::test]
async fn so_many_drafts_wait_and_no_more() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for _ in 0..store::WAITING_MOST {
            begin(&house).await;
        }
        let all = PersonFilter::default();
        let refused = house.db.create_export_draft(&house.anna, house.mailbox, &all, NOW).await;
        let Err(StoreError::Invalid(reason)) = refused else { panic!("{refused:?}") };
        assert!(reason.contains("discard"), "{reason}");
        let later = NOW + store::DRAFT_LASTS;
        house.db.create_export_draft(&house.anna, house.mailbox, &all, later).await.unwrap();
    }
}

async fn many(house: &House, count: u32) {
    house.person("Template").await;
    fresh::copies(&house.db, count - 1).await;
}

#[tokio::test]
async fn a_hundred_thousand_hits_are_a_list_like_any_other_and_one_more_is_refused() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let most = u32::try_from(MOST_HITS).unwrap();
        many(&house, most + 1).await;
        unrestricted(&house).await;
        let (db, anna, all): (&Database, &Viewer, _) = (&house.db, &house.anna, PersonFilter::default());
        let refused = db.create_export_draft(anna, house.mailbox, &all, NOW).await;
        let Err(StoreError::Invalid(reason)) = refused else { panic!("{refused:?}") };
        assert!(reason.contains("100001"), "{reason}");
        assert!(db.waiting_export_drafts(anna, NOW).await.unwrap().is_empty());

        fresh::damage(db, "DELETE FROM contact_person WHERE name = 'Template'").await;
        let draft = db.create_export_draft(anna, house.mailbox, &all, NOW).await.unwrap();
        assert_eq!((draft.found, draft.selected), (100_000, 0));
        let window = async |side, from| {
            db.draft_window(anna, draft.id, side, "", from, WINDOW_LIMIT + 1, NOW).await.unwrap()
        };
        let last = window(Side::Found, 99_950).await;
        assert_eq!(
            (last.rows.len(), last.rows[49].place, last.rows[49].name.as_str()),
            (50, 99_999, "Template200000")
        );
        let moved =
            take(&house, &draft, Side::Selected, Places::Ranges(vec![10..=89_999, 99_999..=99_999])).await;
        assert_eq!(moved, PlacesMoved { moved: 89_991, barred: 0, next: Some(99_998) });
        let right = window(Side::Selected, 89_900).await;
        assert_eq!((right.rows.len(), right.all), (91, 89_991));
        assert_eq!((right.rows[0].place, right.rows[90].place), (89_910, 99_999));

        let all = take(&house, &draft, Side::Selected, Places::All).await;
        assert_eq!((all.moved, window(Side::Found, 0).await.all), (10_009, 0));
    }
}
