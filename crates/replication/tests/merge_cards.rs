//! The merge of whole cards, case by case, as docs and screens promise it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::needless_pass_by_value)] // Helpers of tests.
#![allow(clippy::wildcard_enum_match_arm)] // A generator of values, no decision.

use contacts::FieldKey::*;
use contacts::outlook_form::as_outlook_stores;
use contacts::person::names_someone;
use contacts::{Card, Direction, Value, WriteMode};
use replication::FieldOutcome::{CrmWins, KeepBoth, OutlookWins, PutBack, Send, Take};
use replication::{ConflictPolicy, Outcome, Preset, Rules};

#[path = "support/pair.rs"]
mod pair;
use pair::{Answer, Pair, apart, both, ruled, settle, won_by, words};

fn ada() -> Card {
    Card::new().with(FirstName, "Ada").with(LastName, "King").with(Email1, "ada@x.de").with(Company, "Acme")
}

fn every_field() -> Rules {
    Rules::default().with_every_field()
}

#[test]
fn different_fields_changed_on_both_sides_meet() {
    let rules = Rules::default();
    let mut pair = Pair::in_step(ada(), &rules);
    pair.in_crm(JobTitle, "Countess").in_outlook(MobilePhone, "0171 2345678");
    assert_eq!(settle(&mut pair, &rules), vec![(JobTitle, Send), (MobilePhone, Take)]);
    assert_eq!(pair.texts(JobTitle), both("Countess"));
    assert_eq!(pair.texts(MobilePhone), both("0171 2345678"));
}

#[test]
fn a_field_changed_on_both_sides_to_the_same_is_settled() {
    let rules = Rules::default();
    let mut pair = Pair::in_step(ada(), &rules);
    pair.in_crm(MobilePhone, "0171 2345678").in_outlook(MobilePhone, "+49 171 2345678");
    assert_eq!(settle(&mut pair, &rules), vec![]);
    assert_eq!(pair.texts(MobilePhone), apart("0171 2345678", "+49 171 2345678"));
}

#[test]
fn a_field_changed_differently_on_both_sides_follows_the_policy_and_the_loser_is_reported() {
    for (policy, crm_is_newer, stands, outcome) in [
        (ConflictPolicy::Crm, false, "crm", CrmWins),
        (ConflictPolicy::Outlook, true, "outlook", OutlookWins),
        (ConflictPolicy::Newest, true, "crm", CrmWins),
        (ConflictPolicy::Newest, false, "outlook", OutlookWins),
    ] {
        let rules = won_by(policy);
        let mut pair = Pair::in_step(ada(), &rules);
        pair.in_crm(JobTitle, "crm").in_outlook(JobTitle, "outlook").in_outlook(Office, "2.07");
        pair.crm_is_newer = crm_is_newer;
        let reported = pair.clone().settle(&rules);
        let (crm, outlook) = (Value::Text("crm".into()), Value::Text("outlook".into()));
        let conflict = Outcome { field: JobTitle, outcome, crm: Some(crm), outlook: Some(outlook) };
        assert!(reported.contains(&conflict), "{policy:?}: {reported:?}");
        settle(&mut pair, &rules);
        assert_eq!(pair.texts(JobTitle), both(stands), "{policy:?}");
        assert_eq!(pair.texts(Office), both("2.07"), "the other field goes on");
    }
}

#[test]
fn a_conflict_whose_write_was_put_off_is_reported_once() {
    let rules = Rules::default();
    let mut pair = Pair::in_step(ada(), &rules);
    pair.in_crm(JobTitle, "crm").in_outlook(JobTitle, "outlook");
    let first = pair.settle_answered(&rules, Answer::NeverSent);
    assert_eq!(words(&first.outcomes), vec![(JobTitle, CrmWins)]);
    assert_eq!(settle(&mut pair, &rules), vec![(JobTitle, Send)]);
    assert_eq!(pair.texts(JobTitle), both("crm"));
}

#[test]
fn at_a_first_merge_equal_settles_blank_is_filled_and_different_is_a_conflict() {
    let rules = Rules::default();
    let crm = ada().with(MobilePhone, "0171 2345678").with(JobTitle, "Countess").with(Office, "1");
    let outlook = ada().with(Email1, "ADA@X.de").with(MobilePhone, "+49 171 2345678");
    let outlook = outlook.with(Department, "Engines").with(Office, "2");
    let mut pair = Pair::meet(crm, outlook);
    let outcomes = settle(&mut pair, &rules);
    assert_eq!(outcomes, vec![(Department, Take), (JobTitle, Send), (Office, CrmWins)]);
    assert_eq!(pair.texts(MobilePhone), apart("0171 2345678", "+49 171 2345678"));
    assert_eq!(pair.texts(Office), both("1"));
}

#[test]
fn two_notes_stay_two_until_they_say_the_same() {
    let rules = every_field();
    let mut pair = Pair::meet(ada().with(Notes, "Team"), ada().with(Notes, "Mine"));
    assert_eq!(settle(&mut pair, &rules), vec![(Notes, KeepBoth)]);
    pair.in_outlook(Notes, "Mine, longer");
    assert_eq!(settle(&mut pair, &rules), vec![(Notes, KeepBoth)]);
    pair.in_crm(Notes, "Team, longer");
    assert_eq!(settle(&mut pair, &rules), vec![(Notes, KeepBoth)]);
    assert_eq!(pair.texts(Notes), apart("Team, longer", "Mine, longer"));
    // Somebody took Outlook's from the inbox: now they agree, and edits travel.
    pair.in_crm(Notes, "Mine, longer");
    assert_eq!(settle(&mut pair, &rules), vec![]);
    pair.in_outlook(Notes, "Ours");
    assert_eq!(settle(&mut pair, &rules), vec![(Notes, Take)]);
}

#[test]
fn a_note_typed_while_the_first_one_is_under_way_is_not_replaced() {
    let rules = every_field();
    let mut pair = Pair::meet(ada().with(Notes, "Team"), ada());
    assert_eq!(words(&pair.settle_answered(&rules, Answer::NeverSent).outcomes), vec![(Notes, Send)]);
    pair.in_outlook(Notes, "Mine");
    assert_eq!(settle(&mut pair, &rules), vec![(Notes, KeepBoth)]);
    assert_eq!(pair.texts(Notes), apart("Team", "Mine"));
}

#[test]
fn another_company_text_stays_until_the_partner_changes() {
    let rules = Rules::default();
    let mut pair = Pair::meet(ada(), ada().with(Company, "ACME Holding"));
    assert_eq!(settle(&mut pair, &rules), vec![(Company, KeepBoth)]);
    pair.in_outlook(Company, "ACME Group");
    assert_eq!(settle(&mut pair, &rules), vec![]);
    assert_eq!(pair.texts(Company), apart("Acme", "ACME Group"));
    pair.in_crm(Company, "Acme Ltd");
    assert_eq!(settle(&mut pair, &rules), vec![(Company, Send)]);
    assert_eq!(pair.texts(Company), both("Acme Ltd"));
    // From now on they agree: a text typed in Outlook is put back.
    pair.in_outlook(Company, "Mine");
    assert_eq!(settle(&mut pair, &rules), vec![(Company, PutBack)]);
    assert_eq!(pair.texts(Company), both("Acme Ltd"));
}

#[test]
fn a_value_that_outlook_cuts_never_comes_back_as_an_edit() {
    let rules = every_field();
    let long = "x".repeat(300);
    let note = "line\n".repeat(8_000);
    let mut pair = Pair::in_step(ada().with(JobTitle, &long).with(Notes, &note), &rules);
    assert_eq!(pair.texts(JobTitle), apart(&long, &long[..255]));
    pair.in_outlook(Office, "2.07");
    assert_eq!(settle(&mut pair, &rules), vec![(Office, Take)]);
    assert_eq!(pair.texts(JobTitle).0, long);
    // The rest is changed, which Outlook never shows.
    pair.in_crm(JobTitle, &format!("{long}y"));
    assert_eq!(settle(&mut pair, &rules), vec![]);
    // A lost answer changes nothing.
    pair.in_crm(JobTitle, &"z".repeat(300));
    pair.settle_answered(&rules, Answer::Lost);
    assert_eq!(settle(&mut pair, &rules), vec![]);
}

#[test]
fn an_edit_of_a_cut_value_keeps_the_whole_one_for_the_inbox() {
    let rules = Rules::default();
    let long = "x".repeat(300);
    let mut pair = Pair::in_step(ada().with(JobTitle, &long), &rules);
    pair.in_outlook(JobTitle, "short");
    let reported = pair.clone().settle(&rules);
    assert_eq!(reported[0].crm, Some(Value::Text(long)));
    assert_eq!(settle(&mut pair, &rules), vec![(JobTitle, OutlookWins)]);
    assert_eq!(pair.texts(JobTitle), both("short"));
}

#[test]
fn where_the_crm_leads_an_outlook_edit_is_put_back() {
    let rules = Rules::preset(Preset::CrmLeads);
    let mut pair = Pair::in_step(ada(), &rules);
    pair.in_outlook(LastName, "Lovelace").in_outlook(MobilePhone, "1234").in_crm(Office, "2.07");
    assert_eq!(settle(&mut pair, &rules), vec![(LastName, PutBack), (Office, Send), (MobilePhone, PutBack)]);
    assert_eq!(as_outlook_stores(&pair.crm), pair.outlook);
}

#[test]
fn where_the_crm_leads_what_outlook_alone_had_at_the_first_merge_stays() {
    let rules = Rules::preset(Preset::CrmLeads);
    let mut pair = Pair::meet(ada(), ada().with(MobilePhone, "0171 1"));
    assert_eq!(settle(&mut pair, &rules), vec![]);
    pair.in_outlook(MobilePhone, "0171 2");
    assert_eq!(settle(&mut pair, &rules), vec![]);
    assert_eq!(pair.texts(MobilePhone), apart("", "0171 2"));
    // The CRM gets one: it leads, and Outlook's, which was never anybody's here, is reported.
    pair.in_crm(MobilePhone, "0171 3");
    assert_eq!(settle(&mut pair, &rules), vec![(MobilePhone, CrmWins)]);
}

#[test]
fn where_outlook_leads_a_crm_edit_stays_until_outlook_changes_and_then_is_kept_for_the_inbox() {
    let rules = Rules::preset(Preset::OutlookLeads);
    let mut pair = Pair::in_step(ada().with(Office, "1"), &rules);
    pair.in_crm(Office, "2");
    assert_eq!(settle(&mut pair, &rules), vec![]);
    assert_eq!(pair.texts(Office), apart("2", "1"));
    pair.in_outlook(Office, "3");
    assert_eq!(settle(&mut pair, &rules), vec![(Office, OutlookWins)]);
    assert_eq!(pair.texts(Office), both("3"));
}

#[test]
fn an_edit_that_could_not_travel_does_once_the_rule_lets_it() {
    let leads = Rules::preset(Preset::OutlookLeads);
    let mut pair = Pair::in_step(ada().with(Office, "1"), &leads);
    pair.in_crm(Office, "2");
    settle(&mut pair, &leads);
    assert_eq!(settle(&mut pair, &Rules::default()), vec![(Office, Send)]);
    assert_eq!(pair.texts(Office), both("2"));
}

#[test]
fn a_field_switched_on_later_gets_a_first_merge() {
    let off = Rules::default();
    let on = every_field();
    let mut pair = Pair::meet(
        ada().with(Birthday, "1815-12-10").with(HomeCity, "London"),
        ada().with(HomeCity, "Surrey").with(Spouse, "William"),
    );
    assert_eq!(settle(&mut pair, &off), vec![]);
    assert_eq!(
        (pair.texts(Birthday), pair.texts(HomeCity)),
        (apart("1815-12-10", ""), apart("London", "Surrey"))
    );
    let outcomes = settle(&mut pair, &on);
    assert_eq!(outcomes, vec![(HomeCity, CrmWins), (Birthday, Send), (Spouse, Take)]);
    // Off and on again: what happened meanwhile is no edit, both sides meet anew.
    settle(&mut pair, &off);
    pair.in_crm(HomeCity, "").in_outlook(Spouse, "");
    settle(&mut pair, &off);
    assert_eq!(settle(&mut pair, &on), vec![(HomeCity, Take), (Spouse, Send)]);
}

#[test]
fn a_field_that_is_off_is_touched_on_neither_side() {
    let rules = Rules::default();
    let mut pair = Pair::in_step(ada().with(HomePhone, "030 1"), &rules);
    pair.in_crm(Birthday, "1815-12-10")
        .in_outlook(Notes, "Mine")
        .in_crm(HomePhone, "")
        .in_outlook(HomePhone, "030 2");
    let before = pair.clone();
    assert_eq!(settle(&mut pair, &rules), vec![]);
    assert_eq!((&pair.crm, &pair.outlook), (&before.crm, &before.outlook));
}

#[test]
fn what_is_typed_before_the_only_name_was_put_back_is_no_conflict_since_nobody_edited_the_crm() {
    let rules = Rules::default();
    let mut pair = Pair::in_step(Card::new().with(LastName, "King"), &rules);
    pair.in_outlook(LastName, "");
    assert_eq!(words(&pair.settle_answered(&rules, Answer::NeverSent).outcomes), vec![(LastName, PutBack)]);
    let mut typed = pair.clone();
    typed.in_outlook(LastName, "Lovelace");
    assert_eq!(settle(&mut typed, &rules), vec![(LastName, Take)]);
    assert_eq!(typed.texts(LastName), both("Lovelace"));
    // Edited in the CRM too, it is one; and if nobody types anything, the name is put back.
    let mut edited = pair.clone();
    edited.in_outlook(LastName, "Lovelace").in_crm(LastName, "Byron");
    assert_eq!(settle(&mut edited, &rules), vec![(LastName, CrmWins)]);
    settle(&mut pair, &rules);
    assert_eq!(pair.texts(LastName), both("King"));
}

#[test]
fn the_last_name_of_a_person_with_nothing_else_is_put_back() {
    let rules = Rules::default();
    let mut pair = Pair::in_step(Card::new().with(LastName, "King"), &rules);
    pair.in_outlook(LastName, "").in_outlook(Office, "2.07");
    assert_eq!(settle(&mut pair, &rules), vec![(Office, Take), (LastName, PutBack)]);
    assert_eq!(pair.texts(LastName), both("King"));
    // Under a rule that writes nothing to Outlook each side keeps its own.
    let leads = Rules::preset(Preset::OutlookLeads);
    pair.in_outlook(LastName, "");
    assert_eq!(settle(&mut pair, &leads), vec![(LastName, KeepBoth)]);
    assert!(names_someone(&pair.crm) && !names_someone(&pair.outlook));
}

#[test]
fn a_last_name_goes_when_an_e_mail_is_left() {
    let rules = Rules::default();
    let mut pair = Pair::in_step(Card::new().with(LastName, "King").with(Email1, "ada@x.de"), &rules);
    pair.in_outlook(LastName, "");
    assert_eq!(settle(&mut pair, &rules), vec![(LastName, Take)]);
}

#[test]
fn filling_blanks_writes_only_where_nothing_is() {
    let fill = |key| ruled(Rules::default(), key, Direction::Both, WriteMode::FillBlanks);
    let rules = fill(Office);
    let mut pair = Pair::in_step(ada(), &rules);
    pair.in_crm(Office, "1");
    assert_eq!(settle(&mut pair, &rules), vec![(Office, Send)]);
    pair.in_outlook(Office, "2");
    assert_eq!(settle(&mut pair, &rules), vec![]);
    assert_eq!(pair.texts(Office), apart("1", "2"));
    pair.in_crm(Office, "3").in_outlook(Office, "4");
    assert_eq!(settle(&mut pair, &rules), vec![(Office, KeepBoth)]);
    pair.in_outlook(Office, "").in_crm(Office, "5");
    assert_eq!(settle(&mut pair, &rules), vec![(Office, Send)]);
    assert_eq!(pair.texts(Office), both("5"));

    let mut met = Pair::meet(ada().with(Office, "1"), ada().with(Office, "2"));
    assert_eq!(settle(&mut met, &rules), vec![(Office, KeepBoth)]);
    // The rule is changed: now it is the conflict that it would have been.
    assert_eq!(settle(&mut met, &Rules::default()), vec![(Office, CrmWins)]);
}

#[test]
fn a_name_made_from_its_parts_follows_them() {
    let rules = Rules::default();
    // Loaded from a file that has the full name beside its parts.
    let mut pair = Pair::in_step(ada().with(FullName, "Ada King"), &rules);
    assert_eq!(pair.texts(FullName), apart("Ada King", ""));
    pair.in_outlook(LastName, "Lovelace");
    assert_eq!(settle(&mut pair, &rules), vec![(LastName, Take), (FullName, Take)]);
    assert_eq!((pair.texts(LastName), pair.texts(FullName)), (both("Lovelace"), both("")));
    // One that somebody typed stays as it is.
    pair.in_crm(FullName, "Lady Lovelace");
    settle(&mut pair, &rules);
    pair.in_outlook(FirstName, "Augusta");
    settle(&mut pair, &rules);
    assert_eq!(pair.texts(FullName), both("Lady Lovelace"));
}

#[test]
fn what_is_no_address_is_in_conflict_with_what_is_none_either() {
    let rules = Rules::default();
    let mut pair = Pair::meet(ada().with(MobilePhone, "ask Bob"), ada().with(MobilePhone, "none"));
    assert_eq!(settle(&mut pair, &rules), vec![(MobilePhone, CrmWins)]);
}
