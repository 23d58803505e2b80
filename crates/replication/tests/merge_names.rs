//! Names that are made from their parts, edited by programs that leave the whole as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::needless_pass_by_value)] // Helpers of tests.

use contacts::FieldKey::*;
use contacts::outlook_form::{as_outlook_stores, display_name, file_as};
use contacts::{Card, Direction, FieldKey, WriteMode};
use proptest::prelude::*;
use replication::FieldOutcome::{PutBack, Send, Take};
use replication::{ConflictPolicy, CrmShadow, Preset, Rules};

#[path = "support/pair.rs"]
mod pair;
use pair::{Answer, Pair, apart, both, ruled, settle, words};

fn ada() -> Card {
    Card::new().with(FirstName, "Ada").with(LastName, "King").with(Email1, "ada@x.de")
}

#[test]
fn a_last_name_changed_in_outlook_alone_takes_the_whole_name_with_it() {
    let rules = Rules::default();
    let mut pair = Pair::in_step(ada(), &rules);
    pair.in_outlook_alone(LastName, "Lovelace");
    assert_eq!((pair.outlook.text(FullName), pair.outlook.text(FileAs)), ("Ada King", "King, Ada"));
    assert_eq!(settle(&mut pair, &rules), vec![(LastName, Take)]);
    assert_eq!((pair.texts(FullName), pair.texts(FileAs)), (both(""), both("")));
    assert_eq!(
        (display_name(&pair.outlook), file_as(&pair.outlook)),
        ("Ada Lovelace".into(), "Lovelace, Ada".into())
    );
    // The next change in the CRM has nothing left over to trip over.
    pair.in_crm(LastName, "Byron");
    assert_eq!(settle(&mut pair, &rules), vec![(LastName, Send)]);
    assert_eq!((pair.texts(FullName), pair.texts(FileAs)), (both(""), both("")));
}

#[test]
fn a_name_that_somebody_typed_stays_whatever_its_parts_become() {
    let rules = Rules::default();
    let mut pair = Pair::in_step(ada().with(FullName, "Lady Lovelace").with(FileAs, "Lovelace"), &rules);
    pair.in_outlook_alone(LastName, "Byron");
    assert_eq!(settle(&mut pair, &rules), vec![(LastName, Take)]);
    assert_eq!((pair.texts(FullName), pair.texts(FileAs)), (both("Lady Lovelace"), both("Lovelace")));
}

#[test]
fn a_name_typed_together_with_its_parts_is_taken_over() {
    let rules = Rules::default();
    let mut pair = Pair::in_step(ada(), &rules);
    pair.in_outlook(LastName, "Lovelace").in_outlook(FullName, "Countess of Lovelace");
    assert_eq!(settle(&mut pair, &rules), vec![(LastName, Take), (FullName, Take)]);
    assert_eq!(pair.texts(FullName), both("Countess of Lovelace"));
}

#[test]
fn a_name_made_from_what_was_sent_without_an_answer_is_nobodys_either() {
    let rules = Rules::default();
    let mut pair = Pair::in_step(ada(), &rules);
    pair.in_crm(LastName, "Byron");
    pair.settle_answered(&rules, Answer::NeverSent);
    // It had its effect after all, and then Outlook's user edited the part alone.
    pair.in_outlook(LastName, "Byron").in_outlook_alone(LastName, "Lovelace");
    settle(&mut pair, &rules);
    assert_eq!((pair.texts(FullName), pair.texts(FileAs)), (both(""), both("")));
}

#[test]
fn where_the_crm_leads_the_parts_are_put_back_and_no_name_is_left_over() {
    let rules = Rules::preset(Preset::CrmLeads);
    let mut pair = Pair::in_step(ada(), &rules);
    pair.in_outlook_alone(LastName, "Lovelace");
    assert_eq!(settle(&mut pair, &rules), vec![(LastName, PutBack)]);
    assert_eq!((pair.texts(LastName), pair.texts(FullName)), (both("King"), both("")));
}

#[test]
fn where_outlook_leads_the_name_left_behind_stays_there_and_does_not_become_the_crms() {
    let to_crm = |rules, key| ruled(rules, key, Direction::ToCrm, WriteMode::Overwrite);
    let rules = to_crm(to_crm(Rules::default(), FullName), FileAs);
    let mut pair = Pair::in_step(ada(), &rules);
    pair.in_outlook_alone(LastName, "Lovelace");
    assert_eq!(settle(&mut pair, &rules), vec![(LastName, Take)]);
    assert_eq!(pair.texts(FullName), apart("", "Ada King"));
}

/// Two contacts that met without a name, their addresses left apart; then both sides typed what follows from the CRM's.
fn the_same_file_as_beside_addresses_left_apart() -> Pair {
    let address = Card::new().with(Email1, "ada@x.de");
    let mut fields = Pair::in_step(Card::new().with(Email1, "ada@x.de"), &Rules::default()).crm_shadow.fields;
    fields.insert(Email1, "apart:1b4710b3a8a9cc0b35aafa78".to_owned());
    Pair {
        crm: address.with(FileAs, "ada@x.de"),
        outlook: Card::new().with(Email1, "ADA@X.de").with(FileAs, "ada@x.de").with(FullName, "Müller"),
        crm_shadow: CrmShadow { version: 0, fields },
        outlook_shadow: Card::new(),
        crm_is_newer: false,
        older_in_crm: Vec::new(),
    }
}

#[test]
fn a_name_found_left_behind_still_goes_when_the_first_write_never_went_out() {
    let to_crm = |rules, key| ruled(rules, key, Direction::ToCrm, WriteMode::Overwrite);
    let rules = [Email1, Email2, Email3].into_iter().fold(Rules::default(), to_crm);
    let mut sent = the_same_file_as_beside_addresses_left_apart();
    let mut pair = sent.clone();
    settle(&mut sent, &rules);
    pair.settle_answered(&rules, Answer::NeverSent);
    settle(&mut pair, &rules);
    assert_eq!((&pair.crm, &pair.outlook), (&sent.crm, &sent.outlook));
}

#[test]
fn a_name_that_says_no_more_than_its_parts_since_the_merge_is_sent_neither_now_nor_later() {
    let rules = ruled(Rules::default(), LastName, Direction::ToCrm, WriteMode::FillBlanks);
    let mut sent = Pair::in_step(Card::new().with(FirstName, "Ada").with(JobTitle, "Countess"), &rules);
    // With the first name that goes in Outlook, the "file as" typed in the CRM is what the parts make.
    sent.in_crm(LastName, "King").in_crm(FileAs, "King").in_crm(JobTitle, "Lady").in_outlook(FirstName, "");
    let mut pair = sent.clone();
    settle(&mut sent, &rules);
    assert_eq!(sent.texts(FileAs), apart("King", ""));
    pair.settle_answered(&rules, Answer::NeverSent);
    settle(&mut pair, &rules);
    assert_eq!((&pair.crm, &pair.outlook), (&sent.crm, &sent.outlook));
}

#[test]
fn newest_is_decided_field_by_field_on_the_crms_side() {
    let rules = Rules { conflict: ConflictPolicy::Newest, ..Rules::default() };
    let mut pair = Pair::in_step(ada().with(JobTitle, "a").with(Department, "a"), &rules);
    pair.in_crm(JobTitle, "crm")
        .in_crm(Department, "crm")
        .in_outlook(JobTitle, "o")
        .in_outlook(Department, "o");
    pair.older_in_crm = vec![JobTitle];
    settle(&mut pair, &rules);
    assert_eq!((pair.texts(JobTitle), pair.texts(Department)), (both("o"), both("crm")));
}

/// A part of a name, and its new text.
fn part() -> impl Strategy<Value = (FieldKey, String)> {
    let key = proptest::sample::select(vec![Title, FirstName, MiddleName, LastName, Suffix]);
    (key, "[A-Z][a-zé]{1,6}( [A-Z][a-z]{1,4})?|")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nobodys_typed_name_is_ever_made_of_parts_that_changed(
        first in "[A-Z][a-z]{1,6}", last in "[A-Z][a-z]{1,6}",
        rounds in proptest::collection::vec((part(), any::<bool>(), any::<bool>()), 1..5),
    ) {
        let rules = Rules::default();
        let card = Card::new().with(FirstName, &first).with(LastName, &last).with(Email1, "ada@x.de");
        let mut pair = Pair::in_step(card, &rules);
        for ((key, text), in_crm, heard) in rounds {
            if in_crm {
                pair.in_crm(key, &text);
            } else {
                pair.in_outlook_alone(key, &text);
            }
            if !heard {
                pair.settle_answered(&rules, Answer::NeverSent);
            }
            pair.settle(&rules);
            let again = pair.plan(&rules);
            prop_assert_eq!(words(&again.outcomes), vec![]);
            prop_assert!(again.crm_patch.is_empty() && again.outlook_patch.is_empty());
            for name in [FullName, FileAs] {
                prop_assert_eq!(pair.texts(name), both(""), "{} in {:?}", name, pair);
            }
            prop_assert_eq!(&as_outlook_stores(&pair.crm), &pair.outlook);
        }
    }
}
