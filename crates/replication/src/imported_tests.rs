//! What an import takes, and what the first look after it does to the contact.

use super::*;
use crate::merge::{FieldOutcome, Merge};
use crate::policy::Preset;

use FieldKey::{
    Categories, Company, CompanyPhone, Email1, Email2, Email3, FileAs, FirstName, FullName, JobTitle,
    LastName, MobilePhone, Notes,
};

fn partner() -> Card {
    Card::new().with(Company, "Example GmbH").with(CompanyPhone, "+49 30 1")
}

fn contact() -> Card {
    let categories = Some(Value::List(vec!["Friends".into(), "Kunden".into()]));
    let mut card = Card::new()
        .with(FirstName, "Jörg")
        .with(LastName, "Müßig")
        .with(Email1, "a@x.example")
        .with(Email2, "b@x.example")
        .with(Email3, "c@x.example")
        .with(MobilePhone, "0171 / 234 56 78")
        .with(Company, "Example, Abteilung Süd")
        .with(Notes, "line one\nline two");
    card.set(Categories, categories);
    card
}

/// What the stamping look does: both sides as they are now against the shadows of the import.
fn stamped(imported: &Imported, read: &Card, now: &Card, crm: &Card, rules: &Rules) -> Merge {
    let crm_shadow = CrmShadow { version: 1, fields: imported.shadow.clone() };
    let sides = Sides {
        crm,
        crm_shadow: &crm_shadow,
        outlook: now,
        outlook_shadow: read,
        older_in_crm: &BTreeSet::new(),
    };
    merge(&sides, rules)
}

fn with_partner(card: &Card) -> Card {
    partner().iter().fold(card.clone(), |mut card, (key, value)| {
        card.set(key, Some(value.clone()));
        card
    })
}

fn every_rules() -> [Rules; 5] {
    let presets = [Preset::TwoWay, Preset::CrmLeads, Preset::OutlookLeads].map(Rules::preset);
    let mut blanks = Rules::default();
    for field in FIELDS.iter().filter(|field| field.on) {
        let rule = FieldRule { write_mode: WriteMode::FillBlanks, ..blanks.field(field.key) };
        blanks.fields.insert(field.key, rule);
    }
    let [two_way, crm, outlook] = presets;
    [two_way, crm, outlook, Rules::default().with_every_field(), blanks]
}

#[test]
fn every_field_that_is_on_is_taken_whichever_way_it_travels_later() {
    for rules in every_rules() {
        let found = imported(&partner(), &contact(), &Patch::new(), &rules, &BTreeSet::new()).card;
        for field in FIELDS.iter().filter(|field| field.owner == Owner::Person) {
            let on = rules.field(field.key).direction != Direction::Off;
            let expected = contact().get(field.key).cloned().filter(|_| on);
            assert_eq!(found.get(field.key), expected.as_ref(), "{} {:?}", field.key, rules.preset);
        }
        assert!(found.get(Company).is_none(), "the company is the partner's");
    }
}

#[test]
fn stamping_changes_nothing_about_the_contact_and_nothing_about_the_person() {
    let mut bare = contact();
    bare.set(Company, None);
    let made = contact().with(FullName, "Jörg Müßig").with(FileAs, "Müßig, Jörg");
    let typed = contact().with(FullName, "Dr. h. c. J. Müßig").with(FileAs, "Der Jörg");
    for rules in every_rules() {
        for read in [contact(), bare.clone(), made.clone(), typed.clone()] {
            let found = imported(&partner(), &read, &Patch::new(), &rules, &BTreeSet::new());
            let merged = stamped(&found, &read, &read, &with_partner(&found.card), &rules);
            assert!(merged.outlook_patch.is_empty(), "{:?} {:?}", rules.preset, merged.outlook_patch);
            assert!(merged.crm_patch.is_empty(), "{:?} {:?}", rules.preset, merged.crm_patch);
            assert_eq!(merged.outcomes, [], "{:?}", rules.preset);
        }
    }
}

#[test]
fn an_edit_between_reading_and_stamping_travels_and_meets_no_conflict() {
    let rules = Rules::default();
    let found = imported(&partner(), &contact(), &Patch::new(), &rules, &BTreeSet::new());
    let mut now = contact().with(JobTitle, "Head").with(MobilePhone, "0171 99");
    now.set(Email3, None);
    let merged = stamped(&found, &contact(), &now, &with_partner(&found.card), &rules);
    assert!(merged.outlook_patch.is_empty(), "{:?}", merged.outlook_patch);
    let mut after = found.card.clone();
    after.apply(&merged.crm_patch);
    assert_eq!((after.text(JobTitle), after.text(MobilePhone), after.text(Email3)), ("Head", "0171 99", ""));
    assert!(merged.outcomes.iter().all(|outcome| outcome.outcome == FieldOutcome::Take));
}

#[test]
fn an_edit_in_the_crm_before_stamping_travels_too() {
    let rules = Rules::default();
    let found = imported(&partner(), &contact(), &Patch::new(), &rules, &BTreeSet::new());
    let crm = with_partner(&found.card.clone().with(JobTitle, "Head"));
    let merged = stamped(&found, &contact(), &contact(), &crm, &rules);
    let sent: Vec<FieldKey> = merged.outlook_patch.iter().map(|(key, _)| key).collect();
    assert_eq!(sent, [JobTitle]);
}

#[test]
fn what_was_completed_goes_to_outlook_and_nothing_else() {
    let read = Card::new().with(MobilePhone, "0171 2345678");
    let mut completed = Patch::new();
    completed.set(LastName, Some(Value::Text("Weber".into())));
    let found = imported(&partner(), &read, &completed, &Rules::default(), &BTreeSet::new());
    assert_eq!(found.card.text(LastName), "Weber");
    let merged = stamped(&found, &read, &read, &with_partner(&found.card), &Rules::default());
    let sent: Vec<FieldKey> = merged.outlook_patch.iter().map(|(key, _)| key).collect();
    assert_eq!(sent, [LastName]);
}

#[test]
fn a_renamed_partner_replaces_a_company_text_and_fills_a_gap() {
    let rules = Rules::default();
    let mut bare = contact();
    bare.set(Company, None);
    for read in [contact(), bare] {
        let found = imported(&partner(), &read, &Patch::new(), &rules, &BTreeSet::new());
        let crm = with_partner(&found.card).with(Company, "Renamed GmbH");
        let merged = stamped(&found, &read, &read, &crm, &rules);
        assert_eq!(merged.outlook_target.text(Company), "Renamed GmbH", "{read:?}");
    }
}

#[test]
fn what_is_hidden_from_the_owner_is_not_taken() {
    let hidden = BTreeSet::from([MobilePhone]);
    let found = imported(&partner(), &contact(), &Patch::new(), &Rules::default(), &hidden);
    assert_eq!(found.card.text(MobilePhone), "");
    assert!(!found.shadow.contains_key(&MobilePhone));
}
