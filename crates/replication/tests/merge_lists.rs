//! The merge of sets and of numbered values, case by case.

use contacts::FieldKey::*;
use contacts::{Card, Direction, Value, WriteMode};
use replication::FieldOutcome::{PutBack, Send, Take};
use replication::{Outcome, Rules};

#[path = "support/pair.rs"]
mod pair;
use pair::{Pair, apart, both, ruled, settle};

fn ada() -> Card {
    Card::new().with(FirstName, "Ada").with(LastName, "King").with(Email1, "ada@x.de").with(Company, "Acme")
}

fn every_field() -> Rules {
    Rules::default().with_every_field()
}

#[test]
fn categories_of_others_are_never_removed_and_never_imported() {
    let rules = Rules::default();
    let mut pair = Pair::meet(ada().with(Categories, "Customer;Key"), ada().with(Categories, "Golf;Blue"));
    assert_eq!(settle(&mut pair, &rules), vec![(Categories, Send)]);
    assert_eq!(pair.texts(Categories), apart("Customer; Key", "Blue; Customer; Golf; Key"));
    pair.in_crm(Categories, "Key;Lead").in_outlook(Categories, "Blue;Customer;Key;Tennis");
    assert_eq!(settle(&mut pair, &rules), vec![(Categories, Send)]);
    assert_eq!(pair.texts(Categories), apart("Key; Lead", "Blue; Key; Lead; Tennis"));
    // One of ours removed in Outlook comes back.
    pair.in_outlook(Categories, "Blue;Lead;Tennis");
    assert_eq!(settle(&mut pair, &rules), vec![(Categories, PutBack)]);
    assert_eq!(pair.texts(Categories).1, "Blue; Key; Lead; Tennis");
}

#[test]
fn sixty_categories_of_others_stay_when_one_of_ours_comes() {
    let rules = Rules::default();
    let many = (0..60).map(|number| format!("own {number}")).collect::<Vec<_>>().join(";");
    let mut pair = Pair::meet(ada().with(Categories, "Customer"), ada().with(Categories, &many));
    settle(&mut pair, &rules);
    assert_eq!(pair.outlook.list(Categories).len(), 61);
}

#[test]
fn a_category_that_outlook_cuts_is_sent_once() {
    let rules = every_field();
    let long = format!("Customer {}", "x".repeat(300));
    let mut pair = Pair::meet(ada().with(Categories, &long), ada());
    assert_eq!(settle(&mut pair, &rules), vec![(Categories, Send)]);
    assert_eq!(pair.texts(Categories), apart(&long, &long[..255]));
    let two_ways = ruled(rules, Categories, Direction::Both, WriteMode::Overwrite);
    assert_eq!(settle(&mut pair, &two_ways), vec![]);
    pair.in_outlook(Categories, "");
    assert_eq!(settle(&mut pair, &two_ways), vec![(Categories, Take)]);
    assert_eq!(pair.texts(Categories), both(""));
}

#[test]
fn a_set_that_travels_both_ways_is_merged_entry_by_entry() {
    let rules = ruled(Rules::default(), Categories, Direction::Both, WriteMode::Overwrite);
    let mut pair = Pair::meet(ada().with(Categories, "a;b"), ada().with(Categories, "b;c"));
    settle(&mut pair, &rules);
    assert_eq!(pair.texts(Categories), both("a; b; c"));
    pair.in_crm(Categories, "a;c;crm").in_outlook(Categories, "a;b;outlook");
    let reported = pair.clone().settle(&rules);
    let entries = |entries: &[&str]| Some(Value::List(entries.iter().map(|e| (*e).to_owned()).collect()));
    // What one side gives and what it loses by the other's edit is both said.
    let reports = |outcome, outlook: &[&str]| {
        let (crm, outlook) = (entries(&["a", "c", "crm"]), entries(outlook));
        Outcome { field: Categories, outcome, crm, outlook }
    };
    let taken = reports(Take, &["a", "crm", "outlook"]);
    assert_eq!(reported, vec![taken, reports(Send, &["a", "b", "outlook"])]);
    settle(&mut pair, &rules);
    assert_eq!(pair.texts(Categories), both("a; crm; outlook"));
}

#[test]
fn a_set_that_only_fills_blanks_loses_no_entry() {
    let rules = ruled(Rules::default(), Categories, Direction::Both, WriteMode::FillBlanks);
    let mut pair = Pair::in_step(ada().with(Categories, "a;b"), &rules);
    pair.in_crm(Categories, "a").in_outlook(Categories, "b;c");
    settle(&mut pair, &rules);
    assert_eq!(pair.texts(Categories), apart("a; c", "b; c"));
}

#[test]
fn numbered_values_close_their_gaps_on_both_sides() {
    let rules = Rules::default();
    let start = ada().with(Email2, "two@x.de").with(Email3, "three@x.de");
    let mut pair = Pair::in_step(start, &rules);
    pair.in_outlook(Email1, "");
    settle(&mut pair, &rules);
    assert_eq!((pair.texts(Email1), pair.texts(Email2)), (both("two@x.de"), both("three@x.de")));
    assert_eq!(pair.texts(Email3), both(""));
    pair.in_crm(Email1, "").in_outlook(Email3, "new@x.de");
    settle(&mut pair, &rules);
    assert_eq!((pair.texts(Email1), pair.texts(Email2)), (both("three@x.de"), both("new@x.de")));
}
