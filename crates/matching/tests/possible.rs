//! The truth table of possible duplicates, and what must hold for any two cards.

use std::collections::BTreeSet;

use contacts::normalise::Country;
use contacts::{Card, FieldKey as F, Value};
use matching::duplicate::compare::Signs;
use matching::duplicate::groups::pairs;
use matching::duplicate::weights::Held;
use matching::duplicate::{
    Finding, How, Reason, SearchKey, Sharing, Status, Traits, certain, check, groups, search_keys,
    search_numbers, status,
};
use proptest::prelude::*;

fn card(fields: &[(F, &str)]) -> Card {
    fields.iter().fold(Card::new(), |card, (key, text)| card.with(*key, text))
}

fn traits(card: &Card) -> Traits {
    Traits::of(card, Country::DE)
}

fn found(a: &Card, b: &Card, sharing: Sharing<'_>) -> Option<Status> {
    let (a, b) = (traits(a), traits(b));
    let found = check(&a, &b, sharing).map(|found| found.status);
    assert_eq!(found, check(&b, &a, sharing).map(|found| found.status), "the same both ways");
    found
}

#[test]
fn the_table_of_possible_duplicates() {
    let full = |first, last| card(&[(F::FirstName, first), (F::LastName, last)]);
    let at = |first, last, company| full(first, last).with(F::Company, company);
    let phone = |first, last, number| full(first, last).with(F::BusinessPhone, number);
    for (a, b, expected) in [
        (full("Jörg", "Müller"), full("Joerg", "Mueller"), true),
        (full("Jörg", "Müller"), full("Jorg", "Muller"), true),
        (full("Stefan", "Zwiebelmeyer"), full("Stephan", "Zwiebelmaier"), true),
        (full("Bob", "Ashcroft"), full("Robert", "Ashcroft"), true),
        (full("Ashcroft", "Robert"), full("Robert", "Ashcroft"), true),
        (full("R.", "Ashcroft").with(F::Company, "Acme Ltd"), at("Robert", "Ashcroft", "ACME Limited"), true),
        (full("Hans-Peter", "Dornfelder"), full("Hans", "Dornfelder"), true),
        (full("", "Müller"), full("Jana", "Müller"), false),
        (phone("", "Müller", "030 1234567"), phone("Jana", "Müller", "+49 30 1234567"), true),
        (
            card(&[(F::MobilePhone, "0171 2345678")]),
            full("Jana", "Müller").with(F::MobilePhone, "01712345678"),
            true,
        ),
        (at("Thomas", "Müller", "Siemens AG"), at("Thomas", "Müller", "Siemens"), true),
        (at("Thomas", "Müller", "Siemens AG"), at("Thomas", "Müller", "Bosch GmbH"), false),
        (at("Thomas", "Müller", "Siemens AG"), at("Peter", "Müller", "Siemens AG"), false),
        (full("Paul", "Dornfelder"), full("Paula", "Dornfelder"), false),
        (full("Jan", "Dornfelder"), full("Jana", "Dornfelder"), false),
        (phone("Anna", "Weber", "030 1234567"), phone("Otto", "Kranz", "030 1234567"), false),
        (Card::new(), Card::new(), false),
    ] {
        let expected = expected.then_some(Status::Possible);
        assert_eq!(found(&a, &b, Sharing::default()), expected, "{a:?} {b:?}");
    }
}

#[test]
fn a_family_is_no_duplicate_although_it_shares_all_but_the_first_name() {
    let home = |first: &str| {
        let whole =
            card(&[(F::LastName, "Dornfelder"), (F::HomePhone, "030 7654321"), (F::HomeCity, "Berlin")]);
        let whole = whole.with(F::HomeStreet, "Torstr. 5").with(F::HomePostalCode, "10115");
        whole.with(F::FirstName, first)
    };
    assert_eq!(found(&home("Anna"), &home("Otto"), Sharing::default()), None);
    assert_eq!(found(&home("Anna"), &home("Anna"), Sharing::default()), Some(Status::Possible));
}

#[test]
fn the_switch_makes_shared_addresses_and_mobiles_possible_when_the_first_names_differ() {
    let named = |first, last, key, value| card(&[(F::FirstName, first), (F::LastName, last), (key, value)]);
    let on = Sharing { is_possible_only: true, ..Sharing::default() };
    let by_points = Sharing { by_points: true, ..on };
    for (a, b, expected, strictly) in [
        (
            named("Anna", "Weber", F::Email1, "info@weber.de"),
            named("Otto", "Kranz", F::Email1, "info@weber.de"),
            Status::Possible,
            None,
        ),
        (
            named("Anna", "Weber", F::MobilePhone, "0171 2345678"),
            named("Otto", "Weber", F::MobilePhone, "0171 2345678"),
            Status::Possible,
            None,
        ),
        (
            named("Tom", "Weber", F::MobilePhone, "0171 2345678"),
            named("Thomas", "Weber", F::MobilePhone, "0171 2345678"),
            Status::Certain,
            Some(Status::Certain),
        ),
        (
            named("Anna", "Weber", F::Email1, "anna@weber.de"),
            named("", "", F::Email1, "anna@weber.de"),
            Status::Certain,
            Some(Status::Certain),
        ),
    ] {
        assert_eq!(found(&a, &b, Sharing::default()), Some(Status::Certain), "literally");
        assert_eq!(found(&a, &b, on), Some(expected), "{a:?} {b:?}");
        assert_eq!(found(&a, &b, by_points), strictly, "{a:?} {b:?}");
    }
    let keys = BTreeSet::from(["e:anna@weber.de".to_owned()]);
    let held = Sharing { held_by_several: Some(&keys), ..on };
    let (a, b) = (named("Anna", "Weber", F::Email1, "anna@weber.de"), card(&[(F::Email1, "anna@weber.de")]));
    assert_eq!(
        found(&a, &b, held),
        Some(Status::Possible),
        "what several hold proves nothing without a name"
    );
}

#[test]
fn the_evidence_says_what_stands_on_both_cards_strongest_first() {
    let a = card(&[(F::FirstName, "Jörg"), (F::LastName, "Müller"), (F::Company, "Bosch GmbH")]);
    let b = card(&[(F::FirstName, "Joerg"), (F::LastName, "Mueller"), (F::Company, "Bosch")]);
    let finding = check(&traits(&a), &traits(&b), Sharing::default()).unwrap();
    let names = Reason::LastName { sign: How::Same, ours: "Müller".into(), theirs: "Mueller".into() };
    assert!(finding.evidence.iter().any(|evidence| evidence.reason == names), "{finding:?}");
    let points: Vec<i32> = finding.evidence.iter().map(|evidence| evidence.points).collect();
    assert!(points.is_sorted_by(|a, b| a >= b), "{points:?}");
    assert_eq!(finding.points, points.iter().sum::<i32>());
}

#[test]
fn a_last_name_says_the_more_the_fewer_have_it() {
    fn named(first: &str, last: &str, mail: &str) -> Card {
        card(&[(F::FirstName, first), (F::LastName, last), (F::Email1, mail)])
    }
    let found = |rows: &[Card]| {
        let rows: Vec<Traits> = rows.iter().map(traits).collect();
        pairs(&rows, Sharing::default()).iter().any(|pair| (pair.one, pair.other) == (0, 1))
    };
    // A name that many have is one person's among twenty contacts, although nobody could tell by the cards alone, ...
    let at =
        |company, mail| named("Thomas", "Müller", mail).with(F::Company, company).with(F::HomeCity, "Ulm");
    let mut rows = vec![at("Holzwerke Ost AG", "tm@gmx.de"), at("Brauerei West KG", "t@web.de")];
    assert_eq!(status(&traits(&rows[0]), &traits(&rows[1]), Sharing::default()), None);
    rows.extend((0..18).map(|row| named("Ada", &format!("Wiesenthal{}", "x".repeat(row + 3)), "")));
    assert!(found(&rows));
    // ... and a rare one is not, where five hundred have it.
    let mut rows = vec![
        named("Thomas", "Lohbüttel", "thomas@lohbuettel.example"),
        named("Thomas", "Lohbüttel", "t@web.de"),
    ];
    assert!(found(&rows));
    let letters = |row: usize| ["ba", "ce", "di", "fo", "gu", "ha", "ke"][row % 7].repeat(row / 7 + 2);
    rows.extend((0..500).map(|row| named(&letters(row), "Lohbüttel", "")));
    assert!(!found(&rows));
}

#[test]
fn one_card_may_be_told_how_many_have_its_names() {
    let named = |mail| traits(&card(&[(F::FirstName, "Ada"), (F::LastName, "Lohbüttel"), (F::Email1, mail)]));
    let (a, b) = (named("ada@gmx.de"), named("al@web.de"));
    let held = |last_name| Held { last_name, first_name: 9, cards: 1_000 };
    assert_eq!(status(&a, &b, Sharing::default()).map(|found| found.0), Some(Status::Possible));
    for (count, expected) in [(2, true), (300, false)] {
        let (a, b) = (a.clone().with_names_held(held(count)), b.clone());
        assert_eq!(status(&a, &b, Sharing::default()).is_some(), expected, "{count}");
        assert_eq!(status(&a, &b, Sharing::default()), status(&b, &a, Sharing::default()));
        let finding = check(&a, &b, Sharing::default());
        let sum = |finding: &Finding| finding.evidence.iter().map(|one| one.points).sum::<i32>();
        assert!(finding.is_none_or(|finding| finding.points == sum(&finding)));
    }
    assert_eq!(a.name_numbers(), b.name_numbers());
}

#[test]
fn an_address_completes_a_name_and_a_middle_name_confirms_it() {
    let table = [
        // A. Weber is Anna by her address, and not Otto.
        (
            &[(F::FirstName, "A."), (F::LastName, "Zwirner"), (F::Email1, "anna.zwirner@x.de")][..],
            "Anna",
            true,
        ),
        (&[(F::LastName, "Zwirner"), (F::Email1, "zwirner.anna@x.de")], "Anna", true),
        (&[(F::LastName, "Zwirner"), (F::Email1, "otto.zwirner@x.de")], "Anna", false),
        (&[(F::Email1, "anna.zwirner@x.de")], "Anna", true),
        // An office and a title are nobody's names.
        (&[(F::LastName, "Zwirner"), (F::Email1, "praxis.zwirner@x.de")], "Praxis", false),
    ];
    for (fields, first, expected) in table {
        let other =
            card(&[(F::FirstName, first), (F::LastName, "Zwirner"), (F::MobilePhone, "0171 2345678")]);
        let expected = expected.then_some(Status::Possible);
        assert_eq!(found(&card(fields), &other, Sharing::default()), expected, "{fields:?}");
    }
    let named = |middle| card(&[(F::FirstName, "Udo"), (F::LastName, "Müller"), (F::MiddleName, middle)]);
    let (a, b) = (named("Kunibert").with(F::Email1, "u@a.de"), named("Kunibert").with(F::Email1, "x@b.de"));
    assert_eq!(found(&a, &b, Sharing::default()), Some(Status::Possible));
    assert_eq!(found(&a, &named("Erich").with(F::Email1, "x@b.de"), Sharing::default()), None);
}

#[test]
fn an_address_at_the_others_company_is_told_with_that_company() {
    let named = card(&[(F::FirstName, "Jan"), (F::LastName, "Dornfelder"), (F::MobilePhone, "0171 2345678")]);
    let moved =
        named.clone().with(F::Company, "Alpenblick Hotels GmbH").with(F::Email1, "jan@nordwind.example");
    let other = named.with(F::Company, "Nordwind GmbH").with(F::Email1, "jd@other.example");
    let reasons = |a, b| -> Vec<Reason> {
        let found: Option<Finding> = check(&traits(a), &traits(b), Sharing::default());
        found.expect("one person").evidence.into_iter().map(|evidence| evidence.reason).collect()
    };
    let wanted =
        Reason::CompanyDomain { domain: "nordwind.example".to_owned(), company: "Nordwind GmbH".to_owned() };
    for told in [reasons(&moved, &other), reasons(&other, &moved)] {
        assert!(told.contains(&wanted), "{told:?}");
    }
}

#[test]
fn a_workplace_is_known_by_company_domain_or_the_numbers_of_its_house() {
    let thomas = |key, value| card(&[(F::FirstName, "Thomas"), (F::LastName, "Müller"), (key, value)]);
    for (a, b, expected) in [
        (thomas(F::Company, "Holzwerke Ulm GmbH"), thomas(F::Email1, "t@holzwerke-ulm.de"), true),
        (thomas(F::BusinessPhone, "0511 2453238"), thomas(F::BusinessFax, "0511 2453 99"), true),
        (thomas(F::BusinessPhone, "0511 2453238"), thomas(F::BusinessPhone, "0511 6653 99"), false),
        (thomas(F::Company, "Holzwerke Ulm GmbH"), thomas(F::Email1, "t@metallbau.de"), false),
    ] {
        let (x, y) = (traits(&a), traits(&b));
        assert_eq!(found(&a, &b, Sharing::default()), expected.then_some(Status::Possible), "{a:?} {b:?}");
        let by_key = search_keys(&x).intersection(&search_keys(&y)).next().is_some();
        assert_eq!(by_key, expected, "whoever is possible is found by a key: {a:?} {b:?}");
    }
    // A new job flips all of it at once: that speaks against the person once.
    let job = |company, mail, number| {
        let card = card(&[(F::FirstName, "Ada"), (F::LastName, "Lohbüttel"), (F::Company, company)]);
        traits(&card.with(F::Email1, mail).with(F::BusinessPhone, number))
    };
    let (a, b) = (job("Holz AG", "a@holz.de", "030 1234567"), job("Rüben KG", "b@rueben.de", "089 7654321"));
    let signs = Signs::of(&a, &b);
    let against: i32 = signs.iter().map(|sign| signs.weight(sign)).filter(|points| *points < 0).sum();
    let for_it: i32 = signs.iter().map(|sign| signs.weight(sign)).filter(|points| *points > 0).sum();
    assert!(signs.points() > for_it + against, "{signs:?}");
}

#[test]
fn rows_that_are_duplicates_by_way_of_another_are_one_group() {
    let rows = [
        card(&[(F::FirstName, "Ada"), (F::LastName, "Zwirner"), (F::Email1, "ada@zwirner.de")]),
        card(&[(F::FirstName, "Otto"), (F::LastName, "Kranz")]),
        card(&[(F::Email1, "ada@zwirner.de"), (F::Email2, "az@gmx.de")]),
        card(&[(F::Email1, "az@gmx.de")]),
    ];
    let rows: Vec<Traits> = rows.iter().map(traits).collect();
    let found = groups(&rows, Sharing::default());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rows, [0, 2, 3]);
    assert_eq!(found[0].pairs.len(), 2);
    assert!(groups(&[], Sharing::default()).is_empty());
}

/// Texts that people and programs leave in fields, odd ones among them.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-zäöüßéŁ .'-]{0,14}",
        Just("Müller".to_owned()),
        Just("Dr. von".to_owned()),
        Just("info@x.de".to_owned()),
        Just("+49 (0) 30 / 1234-567".to_owned()),
        Just("中村".to_owned()),
    ]
}

fn any_card() -> impl Strategy<Value = Card> {
    let keys = [F::FirstName, F::MiddleName, F::LastName, F::FullName, F::Company, F::Email1, F::Email2];
    let more = [
        F::MobilePhone,
        F::BusinessPhone,
        F::HomePhone,
        F::HomeStreet,
        F::HomeCity,
        F::HomePostalCode,
        F::Suffix,
    ];
    let keys: Vec<F> = keys.into_iter().chain(more).collect();
    let fields = proptest::collection::vec((proptest::sample::select(keys), text()), 0..8);
    (fields, proptest::option::of(1i8..28)).prop_map(|(fields, day)| {
        let mut card = fields.iter().fold(Card::new(), |card, (key, text)| card.with(*key, text));
        let date = day.and_then(|day| jiff::civil::Date::new(1970, 1, day).ok());
        card.set(F::Birthday, date.map(Value::Date));
        card
    })
}

proptest! {
    #[test]
    fn it_does_not_matter_which_card_comes_first(a in any_card(), b in any_card(), on: bool, by_points: bool) {
        let sharing = Sharing { is_possible_only: on, by_points, held_by_several: None };
        let (x, y) = (traits(&a), traits(&b));
        prop_assert_eq!(Signs::of(&x, &y), Signs::of(&y, &x));
        prop_assert_eq!(status(&x, &y, sharing), status(&y, &x, sharing));
        prop_assert_eq!(check(&x, &y, sharing).map(|found| found.status), status(&x, &y, sharing).map(|found| found.0));
    }

    #[test]
    fn certain_is_what_the_rule_says_and_never_less_without_the_switch(a in any_card(), b in any_card()) {
        let graded = status(&traits(&a), &traits(&b), Sharing::default());
        let is_certain = graded.is_some_and(|(status, _)| status == Status::Certain);
        prop_assert_eq!(is_certain, certain(&a, &b, Country::DE));
    }

    #[test]
    fn the_numbers_of_the_search_keys_are_those_of_their_texts(card in any_card()) {
        let traits = traits(&card);
        let numbers: BTreeSet<u64> = search_keys(&traits).iter().map(SearchKey::number).collect();
        prop_assert_eq!(search_numbers(&traits), numbers.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn whoever_is_certain_is_found_by_a_search_key(a in any_card(), mut b in any_card()) {
        b.set(F::Email1, a.get(F::Email1).cloned());
        let (x, y) = (traits(&a), traits(&b));
        if a.text(F::Email1).contains('@') && certain(&a, &b, Country::DE) {
            prop_assert!(search_keys(&x).intersection(&search_keys(&y)).next().is_some());
        }
    }
}
