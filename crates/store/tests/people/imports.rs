//! Import drafts: their life, whose they are, and the list.

use contacts::person::PartnerCard;
use contacts::{Card, DraftId, FieldKey, InstallationId, OperationId, PartnerField, Patch, PersonId, Value};
use replication::Stamp;
use store::{
    Assign, CandidateKind, Detecting, Farewell, GroupBy, IMPORT_DRAFT_LASTS, IMPORT_DRAFTS_MOST, ImportDraft,
    ImportFilter, ImportFolder, ImportOrder, ImportRow, ImportState, LinkWhy, OutlookContact, RowAction,
    RowBar, RowPartner, RowStatus, Rows, RowsChanged, StoreError,
};

use crate::drafts::is_not_found;
use crate::house::{House, NOW, houses, named, partner};

use FieldKey::{Company, Email1, JobTitle, LastName, MobilePhone, Private};

/// The default folder alone.
pub fn default_folder() -> Vec<ImportFolder> {
    vec![ImportFolder { id: None, name: "Contacts".into() }]
}

/// A contact without stamp.
pub fn contact(id: &str, card: Card) -> OutlookContact {
    OutlookContact { id: id.into(), change_key: format!("{id}#1"), card, stamp: None, has_photo: false }
}

/// A contact with the stamp of a person of an installation.
fn stamped(id: &str, installation: InstallationId, person: PersonId) -> OutlookContact {
    let stamp = Stamp { installation, person, operation: OperationId::from_u128(1) }.to_string();
    OutlookContact { stamp: Some(stamp), ..contact(id, named("Old", id)) }
}

/// Begins a draft of Anna's, and reads and checks some contacts for it.
pub async fn detected(house: &House, contacts: &[OutlookContact]) -> ImportDraft {
    let draft = house
        .db
        .create_import_draft(&house.anna, house.mailbox, &default_folder(), false, NOW)
        .await
        .unwrap();
    assert!(house.db.begin_detecting(&house.anna, draft.id, NOW).await.unwrap());
    house.db.add_import_page(&house.anna, draft.id, 0, contacts, true, NOW).await.unwrap();
    check(house, draft.id).await;
    house.db.read_import_draft(&house.anna, draft.id, NOW).await.unwrap()
}

async fn check(house: &House, draft: DraftId) {
    while !house.db.check_import(&house.anna, draft, NOW).await.unwrap() {}
}

/// Reads the list by name.
pub async fn list(house: &House, draft: DraftId, filter: &ImportFilter) -> Vec<ImportRow> {
    let order = ImportOrder::Name;
    house.db.import_window(&house.anna, draft, filter, order, 0, 100, NOW).await.unwrap().rows
}

pub fn names(rows: &[ImportRow]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

pub fn only(number: u32) -> Rows {
    Rows::Numbers(vec![number])
}

pub fn email(first: &str, last: &str, address: &str) -> Card {
    named(first, last).with(Email1, address)
}

fn is_invalid<T: std::fmt::Debug>(answer: Result<T, StoreError>, with: &str) {
    match answer {
        Err(StoreError::Invalid(why)) => assert!(why.contains(with), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_draft_is_read_page_by_page_and_then_checked() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let folders =
            [default_folder(), vec![ImportFolder { id: Some("f2".into()), name: "More".into() }]].concat();
        let (db, anna) = (&house.db, &house.anna);
        let draft = db.create_import_draft(anna, house.mailbox, &folders, false, NOW).await.unwrap();
        assert_eq!(draft.state, ImportState::Reading { read: 0 });
        assert!(db.begin_detecting(anna, draft.id, NOW).await.unwrap());
        assert!(!db.begin_detecting(anna, draft.id, NOW).await.unwrap(), "somebody is at it");
        let first = Detecting::Read { mailbox: house.mailbox, folder: 0, id: None };
        assert_eq!(db.next_detecting(draft.id).await.unwrap(), first);
        let page = [contact("1", email("Eva", "Adam", "e@a.example")), contact("2", named("Bo", "Berg"))];
        db.add_import_page(anna, draft.id, 0, &page, false, NOW).await.unwrap();
        let page = [contact("2", named("Bo", "Berg")), contact("3", named("Cy", "Cook"))];
        db.add_import_page(anna, draft.id, 0, &page, true, NOW).await.unwrap();
        let second = Detecting::Read { mailbox: house.mailbox, folder: 1, id: Some("f2".into()) };
        assert_eq!(db.next_detecting(draft.id).await.unwrap(), second);
        db.add_import_page(anna, draft.id, 1, &[contact("4", named("Di", "Dorn"))], true, NOW).await.unwrap();
        assert_eq!(db.next_detecting(draft.id).await.unwrap(), Detecting::Check);
        let read = db.read_import_draft(anna, draft.id, NOW).await.unwrap();
        assert_eq!(read.state, ImportState::Checking { done: 0, of: 4 });
        check(&house, draft.id).await;
        let read = db.read_import_draft(anna, draft.id, NOW).await.unwrap();
        assert_eq!((read.state, read.counts.new, read.counts.checked), (ImportState::Ready, 4, 0));
        assert_eq!(db.next_detecting(draft.id).await.unwrap(), Detecting::Nothing);
        let rows = list(&house, draft.id, &ImportFilter::default()).await;
        assert_eq!(names(&rows), ["Eva Adam", "Bo Berg", "Cy Cook", "Di Dorn"]);
        assert_eq!((rows[0].folder.as_str(), rows[3].folder.as_str()), ("Contacts", "More"));
    }
}

#[tokio::test]
async fn a_reading_that_stopped_begins_anew_and_one_that_failed_when_it_is_asked_for() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let draft =
            db.create_import_draft(anna, house.mailbox, &default_folder(), false, NOW).await.unwrap().id;
        assert!(db.begin_detecting(anna, draft, NOW).await.unwrap());
        db.add_import_page(anna, draft, 0, &[contact("1", named("A", "A"))], false, NOW).await.unwrap();
        let later = NOW + 61_000_000;
        assert!(!db.begin_detecting(anna, draft, later - 2_000_000).await.unwrap());
        assert!(db.begin_detecting(anna, draft, later).await.unwrap(), "nobody is at it any more");
        let read = db.read_import_draft(anna, draft, later).await.unwrap();
        assert_eq!((read.state, read.counts.rows), (ImportState::Reading { read: 0 }, 0));
        db.fail_detecting(draft, "Outlook is away", later).await.unwrap();
        let read = db.read_import_draft(anna, draft, later).await.unwrap();
        assert_eq!(read.state, ImportState::Failed { reason: "Outlook is away".into() });
        assert!(!db.begin_detecting(anna, draft, later).await.unwrap());
        db.detect_again(anna, draft, later).await.unwrap();
        assert!(db.begin_detecting(anna, draft, later).await.unwrap());
    }
}

#[tokio::test]
async fn nobody_else_reads_a_draft_not_even_an_administrator() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let db = &house.db;
        let draft = detected(&house, &[contact("1", named("A", "Secret"))]).await.id;
        for other in [&house.ben, &house.admin, &house.rita] {
            is_not_found(db.read_import_draft(other, draft, NOW).await);
            is_not_found(db.import_row(other, draft, 1, NOW).await);
            is_not_found(db.tick_import_rows(other, draft, &only(1), true, NOW).await);
            is_not_found(db.drop_import_draft(other, draft, NOW).await);
            let mine = db.create_import_draft(other, house.mailbox, &default_folder(), false, NOW).await;
            is_not_found(mine);
            assert!(db.waiting_import_drafts(other, NOW).await.unwrap().is_empty());
        }
        assert_eq!(db.waiting_import_drafts(&house.anna, NOW).await.unwrap().len(), 1);
        db.drop_import_draft(&house.anna, draft, NOW).await.unwrap();
        is_not_found(db.read_import_draft(&house.anna, draft, NOW).await);
    }
}

#[tokio::test]
async fn a_draft_goes_after_a_day_with_its_mailbox_and_with_its_user() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let draft = detected(&house, &[contact("1", named("A", "A"))]).await;
        assert_eq!(draft.goes, NOW + IMPORT_DRAFT_LASTS);
        is_not_found(db.read_import_draft(anna, draft.id, draft.goes).await);
        assert_eq!(db.drop_old_export_drafts(draft.goes).await.unwrap(), 1);
        is_not_found(db.read_import_draft(anna, draft.id, NOW).await);
        for _ in 0..IMPORT_DRAFTS_MOST {
            db.create_import_draft(anna, house.mailbox, &default_folder(), false, NOW).await.unwrap();
        }
        let further = db.create_import_draft(anna, house.mailbox, &default_folder(), false, NOW).await;
        is_invalid(further, "wait already");
        db.disconnect_mailbox(anna, house.mailbox, Farewell::Leave, NOW).await.unwrap();
        assert!(db.waiting_import_drafts(anna, NOW).await.unwrap().is_empty());
        let closed = db.create_import_draft(anna, house.mailbox, &default_folder(), false, NOW).await;
        is_invalid(closed, "disconnected");
    }
}

#[tokio::test]
async fn private_contacts_are_kept_only_when_they_were_asked_for_and_linked_ones_never() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let known = house.person("Known").await;
        house.linked(known, "linked").await;
        let mut secret = named("Sec", "Ret");
        secret.set(Private, Some(Value::Flag));
        let page =
            [contact("1", named("A", "A")), contact("2", secret), contact("linked", named("K", "Known"))];
        let draft = detected(&house, &page).await;
        assert_eq!((draft.counts.rows, draft.counts.private_left_out), (1, 1));
        let wide =
            db.create_import_draft(anna, house.mailbox, &default_folder(), true, NOW).await.unwrap().id;
        db.begin_detecting(anna, wide, NOW).await.unwrap();
        db.add_import_page(anna, wide, 0, &page, true, NOW).await.unwrap();
        check(&house, wide).await;
        let rows = list(&house, wide, &ImportFilter::default()).await;
        assert_eq!(rows.iter().map(|row| row.private).collect::<Vec<_>>(), [false, true]);
    }
}

#[tokio::test]
async fn stamped_contacts_are_offered_to_be_linked_again_or_reported() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let own = house.db.installation_id();
        let (old, linked) = (house.person("Old").await, house.person("Linked").await);
        house.linked(linked, "L").await;
        let gone = PersonId::from_u128(99);
        let page = [
            stamped("1", own, old),
            stamped("2", own, gone),
            stamped("3", InstallationId::from_u128(5), old),
            stamped("4", own, linked),
        ];
        let draft = detected(&house, &page).await;
        let counts = draft.counts;
        assert_eq!((counts.new, counts.relink, counts.foreign), (0, 3, 1));
        let rows = list(&house, draft.id, &ImportFilter::default()).await;
        let mut bars: Vec<_> = rows.iter().map(|row| (row.contact.as_str(), row.bar, row.kind)).collect();
        bars.sort_by_key(|(contact, _, _)| *contact);
        let relink = CandidateKind::Relink;
        let expected = [
            ("1", Some(RowBar::Relink), relink),
            ("2", Some(RowBar::RelinkGone), relink),
            ("3", Some(RowBar::Foreign), CandidateKind::Foreign),
            ("4", Some(RowBar::RelinkTaken), relink),
        ];
        assert_eq!(bars, expected);
        let (db, anna) = (&house.db, &house.anna);
        let changed = db
            .tick_import_rows(anna, draft.id, &Rows::Found(ImportFilter::default()), true, NOW)
            .await
            .unwrap();
        assert_eq!(changed, RowsChanged { changed: 0, barred: 4, unchecked: 0 });
        let row = rows.iter().find(|row| row.contact == "1").unwrap();
        let other = db.link_import_row(anna, draft.id, row.number, Some(linked), NOW).await;
        is_invalid(other, "another contact person");
        let again = db.link_import_row(anna, draft.id, row.number, Some(old), NOW).await.unwrap();
        assert_eq!((again.action, again.checked), (RowAction::Link(old), true));
    }
}

#[tokio::test]
async fn rows_are_found_by_words_status_and_groups() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        house.person_with(email("Paula", "Post", "paula@post.example")).await;
        let page = [
            contact("1", email("Jörg", "Müller", "jm@sonne.example").with(Company, "Sonne AG")),
            contact("2", email("Ute", "Mond", "um@sonne.example").with(Company, "SONNE AG")),
            contact("3", named("Kim", "Kern").with(MobilePhone, "0171 / 23 45 678")),
            contact("4", email("P.", "Post", "PAULA@post.example")),
            contact("5", Card::new().with(MobilePhone, "0171 999")),
            contact("6", email("Frei", "Mail", "x@gmail.com")),
        ];
        let draft = detected(&house, &page).await;
        let c = draft.counts;
        // Paula's partner is known by the domain of its persons.
        assert_eq!((c.new, c.certain, c.unassigned, c.incomplete), (6, 1, 5, 1));
        let found = async |filter: ImportFilter| {
            let rows = list(&house, draft.id, &filter).await;
            let mut found: Vec<String> = rows.into_iter().map(|row| row.contact).collect();
            found.sort();
            found.join(" ")
        };
        let words = |q: &str| ImportFilter { q: q.into(), ..ImportFilter::default() };
        for (q, expected) in [
            ("mueller", "1"),
            ("Müller", "1"),
            ("sonne", "1 2"),
            ("um@sonne", "2"),
            ("0171 23", "3"),
            ("2345678", "3"),
            ("100%", ""),
            ("ute mond", "2"),
        ] {
            assert_eq!(found(words(q)).await, expected, "{q}");
        }
        let status = |status| ImportFilter { status: Some(status), ..ImportFilter::default() };
        assert_eq!(found(status(RowStatus::Certain)).await, "4");
        assert_eq!(found(ImportFilter { incomplete: true, ..words("") }).await, "5");
        let groups = db.import_groups(anna, draft.id, GroupBy::Company, NOW).await.unwrap();
        let groups: Vec<_> = groups.iter().map(|group| (group.rows, group.unassigned)).collect();
        assert_eq!(groups, [(2, 2)]);
        let groups = db.import_groups(anna, draft.id, GroupBy::Domain, NOW).await.unwrap();
        assert_eq!(groups.iter().map(|group| group.key.as_str()).collect::<Vec<_>>(), ["sonne.example"]);
        let filter = ImportFilter { domain: Some("sonne.example".into()), ..words("") };
        assert_eq!(found(filter.clone()).await, "1 2");
        let to = Assign::Existing(house.acme);
        let changed = db.assign_import_rows(anna, draft.id, &Rows::Found(filter), &to, NOW).await.unwrap();
        assert_eq!((changed.changed, changed.barred), (2, 0));
        assert_eq!(found(ImportFilter { unassigned: true, ..words("") }).await, "3 5 6");
        let window =
            db.import_window(anna, draft.id, &words(""), ImportOrder::Name, 90, 2, NOW).await.unwrap();
        assert_eq!((window.first, window.of, window.rows.len()), (4, 6, 2), "beyond the end: the last rows");
    }
}

#[tokio::test]
async fn certain_duplicates_of_persons_cannot_be_checked_and_say_of_whom() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let seen = house.person_with(email("Paula", "Post", "paula@post.example")).await;
        let mut other = store::NewPerson::new(house.acme, email("Hid", "Den", "hidden@x.example"));
        let team = db.add_team(&house.root, "Others", NOW).await.unwrap().id;
        other.team = Some(team);
        db.create_person(&house.root, &other, NOW).await.unwrap();
        let page = [
            contact("1", email("P", "P", "paula@post.example")),
            contact("2", email("H", "H", "hidden@x.example")),
        ];
        let draft = detected(&house, &page).await.id;
        let rows = list(&house, draft, &ImportFilter::default()).await;
        let of = |id: &str| rows.iter().find(|row| row.contact == id).unwrap();
        let (one, two) = (of("1"), of("2"));
        assert_eq!((one.status, one.bar), (RowStatus::Certain, Some(RowBar::Certain)));
        assert_eq!(one.duplicates[0].person.as_ref().map(|person| person.id), Some(seen));
        assert_eq!((two.status, two.bar), (RowStatus::Certain, Some(RowBar::Certain)));
        assert!(two.duplicates[0].person.is_none() && two.duplicates[0].evidence.is_empty());
        let changed = db.tick_import_rows(anna, draft, &Rows::Numbers(vec![1, 2]), true, NOW).await.unwrap();
        assert_eq!((changed.changed, changed.barred), (0, 2));
        let linked = db.link_import_row(anna, draft, one.number, Some(seen), NOW).await.unwrap();
        assert!(linked.checked);
        let back = db.link_import_row(anna, draft, one.number, None, NOW).await.unwrap();
        assert_eq!((back.action, back.checked), (RowAction::Import, false));
    }
}

#[tokio::test]
async fn of_rows_that_are_certainly_one_person_one_choice_settles_them() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let page = [
            contact("1", email("Eva", "Zimmer", "eva@x.example")),
            contact("2", email("E.", "Adler", "eva@x.example")),
            contact("3", email("Bo", "Berg", "bo@x.example")),
        ];
        let draft = detected(&house, &page).await.id;
        let rows = list(&house, draft, &ImportFilter::default()).await;
        assert_eq!(names(&rows), ["E. Adler", "Eva Zimmer", "Bo Berg"], "they stand together");
        let group = rows[0].group.clone().unwrap();
        assert_eq!(group.others.iter().map(|other| other.number).collect::<Vec<_>>(), [rows[1].number]);
        assert!(!group.others[0].evidence.is_empty() && rows[2].group.is_none());
        let changed =
            db.tick_import_rows(anna, draft, &Rows::Found(ImportFilter::default()), true, NOW).await;
        assert_eq!(changed.unwrap(), RowsChanged { changed: 2, barred: 1, unchecked: 0 });
        let changed = db.tick_import_rows(anna, draft, &only(rows[1].number), true, NOW).await.unwrap();
        assert_eq!(changed, RowsChanged { changed: 1, barred: 0, unchecked: 1 });
        let checked = list(&house, draft, &ImportFilter { checked: true, ..ImportFilter::default() }).await;
        assert_eq!(names(&checked), ["Eva Zimmer", "Bo Berg"]);

        // All that are ready: not those that lack a partner, nor in the place of what was chosen.
        let ready = || Rows::Ready(ImportFilter::default());
        db.tick_import_rows(anna, draft, &only(rows[2].number), false, NOW).await.unwrap();
        let changed = db.tick_import_rows(anna, draft, &ready(), true, NOW).await.unwrap();
        assert_eq!((changed.changed, changed.unchecked), (0, 0));
        let unready = db.count_unready_import_rows(anna, draft, &ImportFilter::default(), NOW).await.unwrap();
        assert_eq!(unready, 3);
        let everybody = Rows::Found(ImportFilter::default());
        db.assign_import_rows(anna, draft, &everybody, &Assign::Existing(house.acme), NOW).await.unwrap();
        let changed = db.tick_import_rows(anna, draft, &ready(), true, NOW).await.unwrap();
        assert_eq!((changed.changed, changed.unchecked), (1, 0));
        let checked = list(&house, draft, &ImportFilter { checked: true, ..ImportFilter::default() }).await;
        assert_eq!(names(&checked), ["Eva Zimmer", "Bo Berg"], "the chosen one stays");
    }
}

#[tokio::test]
async fn a_row_is_judged_anew_when_it_is_checked() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let person = house.person_with(email("Ida", "Post", "ida@x.example")).await;
        let page = [
            contact("1", email("I.", "Post", "ida@x.example")),
            contact("2", email("Bo", "B", "bo@x.example")),
        ];
        let draft = detected(&house, &page).await.id;
        let change = async |person: PersonId, mail: &str| {
            let mut edit = store::PersonPatch::default();
            edit.card.set(Email1, Some(Value::Text(mail.into())));
            db.change_person(anna, person, &edit, None, NOW).await.unwrap();
        };
        assert_eq!(db.tick_import_rows(anna, draft, &only(1), true, NOW).await.unwrap().barred, 1);
        change(person, "bo@x.example").await;
        let changed = db.tick_import_rows(anna, draft, &Rows::Numbers(vec![1, 2]), true, NOW).await.unwrap();
        assert_eq!((changed.changed, changed.barred), (1, 1), "now it is the other one");
        let checked = list(&house, draft, &ImportFilter { checked: true, ..ImportFilter::default() }).await;
        assert_eq!(names(&checked), ["I. Post"]);
    }
}

#[tokio::test]
async fn a_partner_is_preset_assigned_or_filled_in_and_a_row_completed_in_place() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let sun = partner(db, &house.root, "Sonnenschein Solartechnik GmbH").await;
        let page = [
            contact("1", named("Jo", "Jung").with(Company, "Sonnenschein Solartechnik GmbH")),
            contact("2", Card::new().with(MobilePhone, "0171 2345678").with(Company, "Nirgendwo")),
        ];
        let draft = detected(&house, &page).await.id;
        let row = async |number| db.import_row(anna, draft, number, NOW).await.unwrap();
        let preset = row(1).await;
        let name = "Sonnenschein Solartechnik GmbH".to_owned();
        assert_eq!((preset.partner, preset.preset), (Some(RowPartner::Existing { id: sun, name }), true));
        assert!(!preset.suggestions[0].because.is_empty());
        let bare = row(2).await;
        assert_eq!((bare.partner, bare.incomplete), (None, true));
        let new = PartnerCard::default().with(PartnerField::Name, "Nirgendwo");
        db.assign_import_rows(anna, draft, &only(2), &Assign::New(new.clone()), NOW).await.unwrap();
        assert_eq!(row(2).await.partner, Some(RowPartner::New(new)));
        let nameless = Assign::New(PartnerCard::default());
        is_invalid(db.assign_import_rows(anna, draft, &only(2), &nameless, NOW).await, "needs a name");

        let patch = |key, text: &str| {
            let mut patch = Patch::new();
            patch.set(key, Value::parse(key, text).unwrap());
            patch
        };
        let done = db.complete_import_row(anna, draft, 2, &patch(LastName, "Kern"), NOW).await.unwrap();
        assert_eq!((done.name.as_str(), done.incomplete, done.completed.len()), ("Kern", false, 1));
        assert_eq!(done.status, RowStatus::None);
        house.person_with(Card::new().with(LastName, "Weber").with(MobilePhone, "+49 171 2345678")).await;
        let done = db.complete_import_row(anna, draft, 2, &patch(LastName, "Weber"), NOW).await.unwrap();
        assert_eq!(done.status, RowStatus::Certain, "the check is made anew");
        let undone = db.complete_import_row(anna, draft, 2, &patch(LastName, ""), NOW).await.unwrap();
        assert_eq!((undone.incomplete, undone.completed.len()), (true, 0), "as Outlook has it again");
        is_invalid(
            db.complete_import_row(anna, draft, 2, &patch(Company, "x"), NOW).await,
            "business partner",
        );
        let off = patch(FieldKey::Notes, "x");
        is_invalid(db.complete_import_row(anna, draft, 2, &off, NOW).await, "switched off");
    }
}

#[tokio::test]
async fn linking_instead_shows_both_sides_and_what_will_stand() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let card = email("Paula", "Post", "paula@post.example").with(JobTitle, "Head");
        let person = house.person_with(card).await;
        let theirs = email("P.", "Post", "paula@post.example").with(MobilePhone, "0171 1");
        let draft = detected(&house, &[contact("1", theirs)]).await.id;
        let preview = db.preview_import_link(anna, draft, 1, person, NOW).await.unwrap();
        assert_eq!((preview.name.as_str(), preview.not_possible), ("Paula Post", None));
        let why = |key| preview.fields.iter().find(|field| field.field == key).unwrap().why;
        assert_eq!(why(LastName), LinkWhy::Same);
        assert_eq!(why(FieldKey::FirstName), LinkWhy::CrmStands);
        assert_eq!(why(JobTitle), LinkWhy::FillsOutlook);
        assert_eq!(why(MobilePhone), LinkWhy::FillsCrm);
        house.linked(person, "elsewhere").await;
        let late = db.link_import_row(anna, draft, 1, Some(person), NOW).await;
        is_invalid(late, "in this mailbox already");
    }
}
