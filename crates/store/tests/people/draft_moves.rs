//! Moves between the two lists of a draft.

use contacts::FieldKey;
use store::{PersonPatch, Places, PlacesMoved, Side, StoreError};

use crate::drafts::{at, begin, list, names, take};
use crate::house::{House, NOW, houses, named};

#[tokio::test]
async fn rows_move_one_by_one_in_ranges_all_together_and_back() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for name in ["Ada", "Bea", "Cid", "Dan", "Eve"] {
            house.person(name).await;
        }
        let draft = begin(&house).await;
        let moved = take(&house, &draft, Side::Selected, at(1)).await;
        assert_eq!(moved, PlacesMoved { moved: 1, barred: 0, next: Some(2) });
        assert_eq!(names(&list(&house, &draft, Side::Found, "").await.rows), ["Ada", "Cid", "Dan", "Eve"]);
        let again = take(&house, &draft, Side::Selected, at(1)).await;
        assert_eq!(again, PlacesMoved::default(), "it is there already");
        let moved = take(&house, &draft, Side::Selected, Places::Ranges(vec![0..=0, 3..=9])).await;
        assert_eq!(moved, PlacesMoved { moved: 3, barred: 0, next: Some(2) });
        assert_eq!(names(&list(&house, &draft, Side::Selected, "").await.rows), ["Ada", "Bea", "Dan", "Eve"]);
        assert_eq!(take(&house, &draft, Side::Found, Places::All).await.moved, 4);
        let read = house.db.read_export_draft(&house.anna, draft.id, NOW).await.unwrap();
        assert_eq!((read.found, read.selected), (5, 0));
    }
}

#[tokio::test]
async fn a_change_after_saving_has_to_be_saved_again() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.person("Ada").await;
        let draft = begin(&house).await;
        let (db, anna) = (&house.db, &house.anna);
        let nothing = db.save_export_draft(anna, draft.id, NOW).await;
        assert!(matches!(nothing, Err(StoreError::Invalid(_))), "nothing is selected");
        take(&house, &draft, Side::Selected, at(0)).await;
        db.save_export_draft(anna, draft.id, NOW + 5).await.unwrap();
        let saved = db.read_export_draft(anna, draft.id, NOW).await.unwrap();
        assert_eq!((saved.saved, saved.changed), (true, NOW + 5));
        take(&house, &draft, Side::Selected, at(0)).await;
        assert!(db.read_export_draft(anna, draft.id, NOW).await.unwrap().saved, "nothing has changed");
        take(&house, &draft, Side::Found, at(0)).await;
        assert!(!db.read_export_draft(anna, draft.id, NOW).await.unwrap().saved);
    }
}

#[tokio::test]
async fn a_filter_is_the_ordinary_search_with_its_spellings_and_slips() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.person_with(named("Anna", "Müller").with(FieldKey::BusinessCity, "Köln")).await;
        house.person_with(named("Bernd", "Schmidt").with(FieldKey::Email1, "b@nord.de")).await;
        house.person_with(named("Carla", "Zorn").with(FieldKey::BusinessCity, "Bonn")).await;
        let draft = begin(&house).await;
        for (q, expected) in [
            ("mueller", vec!["Anna Müller"]),
            ("koeln", vec!["Anna Müller"]),
            ("Schmitd", vec!["Bernd Schmidt"]),
            ("nord.de", vec!["Bernd Schmidt"]),
            ("acme", vec!["Anna Müller", "Bernd Schmidt", "Carla Zorn"]),
            (" c ", vec!["Carla Zorn"]),
            ("anna zorn", vec![]),
            ("%", vec![]),
        ] {
            let window = list(&house, &draft, Side::Found, q).await;
            assert_eq!((names(&window.rows), window.all), (expected, 3), "{q}");
        }
        let hits = |window: store::DraftWindow| window.rows.iter().map(|row| row.place).collect::<Vec<_>>();
        let place = hits(list(&house, &draft, Side::Found, "zorn").await);
        take(&house, &draft, Side::Selected, at(place[0])).await;
        assert_eq!(list(&house, &draft, Side::Found, "zorn").await.of, 0, "it stands on the other side");
        assert_eq!(hits(list(&house, &draft, Side::Selected, "zorn").await), place);
    }
}

async fn rename(house: &House, person: contacts::PersonId, last: &str) {
    let mut card = contacts::Patch::new();
    card.set(FieldKey::LastName, Some(contacts::Value::Text(last.into())));
    let patch = PersonPatch { card, ..PersonPatch::default() };
    house.db.change_person(&house.anna, person, &patch, None, NOW).await.unwrap();
}

#[tokio::test]
async fn what_moves_under_a_filter_is_what_was_shown() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bob) = (house.person("Ada Berg").await, house.person("Bob Tal").await);
        house.person("Cid Berg").await;
        let draft = begin(&house).await;
        let (db, anna) = (&house.db, &house.anna);
        assert_eq!(names(&list(&house, &draft, Side::Found, "berg").await.rows), ["Ada Berg", "Cid Berg"]);
        rename(&house, ada, "Ada Tal").await;
        rename(&house, bob, "Bob Berg").await;
        let moved =
            db.move_in_draft(anna, draft.id, Side::Selected, &Places::All, " berg", NOW).await.unwrap();
        assert_eq!((moved.moved, moved.next), (2, None));
        assert_eq!(names(&list(&house, &draft, Side::Selected, "").await.rows), ["Ada Tal", "Cid Berg"]);
        let later = NOW + 61_000_000;
        let shown = db.draft_window(anna, draft.id, Side::Found, "berg", 0, 9, later).await.unwrap();
        assert_eq!(names(&shown.rows), ["Bob Berg"], "a list is searched anew after a while");
        let unseen = db.move_in_draft(anna, draft.id, Side::Found, &Places::All, "tal", NOW).await.unwrap();
        assert_eq!(unseen.moved, 1, "words that were never shown are searched for");
        let outside =
            db.move_in_draft(anna, draft.id, Side::Found, &Places::All, "nobody", NOW).await.unwrap();
        assert_eq!(outside, PlacesMoved::default());
    }
}

#[tokio::test]
async fn two_tabs_at_once_move_what_each_of_them_means() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for n in 0..20 {
            house.person(&format!("P{n:02}")).await;
        }
        let draft = begin(&house).await;
        let one = take(&house, &draft, Side::Selected, Places::Ranges(vec![0..=9]));
        let other = take(&house, &draft, Side::Selected, Places::Ranges(vec![5..=14]));
        let (one, other) = tokio::join!(one, other);
        assert_eq!(one.moved + other.moved, 15, "nobody is moved twice and no move is lost");
        let read = house.db.read_export_draft(&house.anna, draft.id, NOW).await.unwrap();
        assert_eq!(read.selected, 15);
    }
}

#[tokio::test]
async fn those_taken_off_have_a_list_of_their_own() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bea) = (house.person("Ada").await, house.person("Bea").await);
        let cid = house.person("Cid").await;
        house.linked(ada, "a").await;
        house.linked(bea, "b").await;
        let draft = begin(&house).await;
        take(&house, &draft, Side::Found, at(1)).await;
        // Another tab exports Cid meanwhile: here nobody took it off.
        house.linked(cid, "c").await;
        let off = house.db.draft_taken_off(&house.anna, draft.id, 0, 9, NOW).await.unwrap();
        assert_eq!((names(&off.rows), off.of, off.all), (vec!["Bea"], 1, 1));
        assert!(off.rows[0].exported);
        let read = house.db.read_export_draft(&house.anna, draft.id, NOW).await.unwrap();
        assert_eq!((read.exported, read.taken_off), (2, 1));
        take(&house, &draft, Side::Found, at(0)).await;
        house.db.save_export_draft(&house.anna, draft.id, NOW).await.unwrap();
        take(&house, &draft, Side::Selected, Places::All).await;
        let off = house.db.draft_taken_off(&house.anna, draft.id, 0, 9, NOW).await.unwrap();
        assert_eq!(off, store::DraftWindow::default());
    }
}
