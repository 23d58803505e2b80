use std::collections::BTreeMap;

use contacts::{LinkId, MailboxId, PersonId, PhotoId};
use replication::{CrmShadow, PhotoShadow};

use super::*;
use crate::exports::{ExportMode, Selection};
use crate::replication_store::PhotoView;

fn request(photos: bool) -> ExportRequest {
    ExportRequest {
        mailbox: MailboxId::from_u128(3),
        persons: Selection::Ids(vec![]),
        mode: ExportMode::NewAndChanged,
        taken_off: vec![],
        withdraw_taken_off: true,
        photos,
    }
}

fn person(card: Card) -> PersonView {
    PersonView {
        id: PersonId::from_u128(2),
        version: 1,
        card,
        photo: Some(PhotoView { id: PhotoId::from_u128(9), digest: "ours".into() }),
        created: 0,
        changed: 0,
        edited: BTreeMap::new(),
        deleted: false,
        visible: true,
        editable: true,
        hidden: BTreeSet::new(),
    }
}

fn link(outlook: Card, crm: Option<&Card>) -> Link {
    let mut link = Link::adopting(LinkId::from_u128(1), PersonId::from_u128(2), MailboxId::from_u128(3), 1);
    (link.state, link.remote_id, link.in_step) = (LinkState::Linked, Some("A".into()), 1);
    if let Some(crm) = crm {
        // As a create leaves it: both sides say what the CRM said.
        let none = BTreeSet::new();
        let never = CrmShadow::default();
        let sides = Sides {
            crm,
            crm_shadow: &never,
            outlook: &outlook,
            outlook_shadow: &outlook,
            older_in_crm: &none,
        };
        let merged = merge(&sides, &Rules::default());
        link.crm.fields = merged.crm_fields;
        link.crm.fields.extend(merged.agreed);
    }
    link.outlook = outlook;
    link
}

fn told(what: Planned, link: Option<&Link>, person: &PersonView, hidden: &[FieldKey]) -> Vec<FieldChange> {
    let (rules, hidden) = (Rules::default(), hidden.iter().copied().collect());
    let request = request(true);
    Asked { what, request: &request, link, person, rules: &rules, hidden: &hidden }.fields()
}

fn text(value: &Option<Value>) -> &str {
    match value {
        Some(Value::Text(text)) => text,
        Some(Value::List(_) | Value::Date(_) | Value::Flag) | None => "",
    }
}

#[test]
fn a_new_contact_gets_what_travels_within_outlooks_limits_and_nothing_else() {
    let long = "x".repeat(500);
    let card = Card::new()
        .with(FieldKey::LastName, "King")
        .with(FieldKey::JobTitle, &long)
        .with(FieldKey::Birthday, "1815-12-10")
        .with(FieldKey::FurtherEmails, "fourth@example.com");
    let found = told(Planned::Create, None, &person(card.clone()), &[]);
    let why = |key| found.iter().find(|change| change.field == key).map(|change| change.why);
    assert_eq!(why(FieldKey::LastName), Some(FieldWhy::Sent));
    assert_eq!(why(FieldKey::JobTitle), Some(FieldWhy::Shortened));
    assert_eq!(why(FieldKey::FurtherEmails), Some(FieldWhy::NoPlace));
    assert_eq!(why(FieldKey::Birthday), None, "birthdays are off");
    let job = found.iter().find(|change| change.field == FieldKey::JobTitle).unwrap();
    let after = Rules::default().outward_card(&card);
    assert_eq!(job.outlook_after.as_ref(), after.get(FieldKey::JobTitle), "as the engine creates it");
    assert!(text(&job.outlook_after).len() < 500 && text(&job.crm_after).len() == 500);
}

#[test]
fn an_update_is_what_the_merge_says_and_what_is_hidden_is_not_told() {
    let agreed = Card::new().with(FieldKey::LastName, "King").with(FieldKey::JobTitle, "Engineer");
    let link = link(agreed.clone(), Some(&agreed));
    let card = agreed.with(FieldKey::JobTitle, "Countess").with(FieldKey::BusinessCity, "London");
    let found = told(Planned::Update, Some(&link), &person(card.clone()), &[]);
    let shown: Vec<_> = found
        .iter()
        .map(|c| (c.field, text(&c.outlook_before), text(&c.outlook_after), text(&c.crm_after), c.why))
        .collect();
    assert_eq!(
        shown,
        [
            (FieldKey::JobTitle, "Engineer", "Countess", "Countess", FieldWhy::Sent),
            (FieldKey::BusinessCity, "", "London", "London", FieldWhy::Sent),
        ]
    );
    let hidden = told(Planned::Update, Some(&link), &person(card), &[FieldKey::JobTitle]);
    assert_eq!(hidden.iter().map(|change| change.field).collect::<Vec<_>>(), [FieldKey::BusinessCity]);
}

#[test]
fn of_an_equal_contact_it_is_said_by_which_rule_it_is_compared() {
    let card = Card::new()
        .with(FieldKey::LastName, "King")
        .with(FieldKey::Company, "Acme")
        .with(FieldKey::Birthday, "1815-12-10");
    let found = told(Planned::Link, None, &person(card), &[]);
    let why: Vec<_> = found.iter().map(|change| (change.field, change.why)).collect();
    assert_eq!(
        why,
        [
            (FieldKey::LastName, FieldWhy::Compared(IfDifferent::Crm)),
            (FieldKey::Company, FieldWhy::Compared(IfDifferent::Both)),
        ]
    );
    assert!(found.iter().all(|change| change.outlook_before.is_none() && change.outlook_after.is_none()));
}

#[test]
fn a_withdrawn_contact_goes_with_its_last_known_values() {
    let there = Card::new().with(FieldKey::LastName, "King").with(FieldKey::Nickname, "Addie");
    let link = link(there, None);
    let found =
        told(Planned::Withdraw, Some(&link), &person(Card::new().with(FieldKey::LastName, "King")), &[]);
    let shown: Vec<_> = found
        .iter()
        .map(|c| (c.field, text(&c.outlook_before), c.outlook_after.is_some(), text(&c.crm_after)))
        .collect();
    assert_eq!(
        shown,
        [(FieldKey::LastName, "King", false, "King"), (FieldKey::Nickname, "Addie", false, "")]
    );
    let mut never = link;
    never.remote_id = None;
    assert_eq!(told(Planned::Withdraw, Some(&never), &person(Card::new()), &[]), []);
}

#[test]
fn the_table_of_photos_in_a_plan() {
    let agreed = |crm: &str, outlook: Option<&str>| PhotoShadow {
        crm: Some(crm.to_owned()),
        outlook: outlook.map(str::to_owned),
        agreed: true,
        ..PhotoShadow::default()
    };
    let there = |photo: PhotoShadow| Link { photo, ..link(Card::new(), None) };
    let (in_step, changed) = (there(agreed("ours", Some("X"))), there(agreed("old", Some("X"))));
    let ours = person(Card::new());
    let none = PersonView { photo: None, ..person(Card::new()) };
    for (what, link, person, photos, expected) in [
        (Planned::Create, None, &ours, true, PhotoPlan::Sent),
        (Planned::Create, None, &ours, false, PhotoPlan::LeftOut),
        (Planned::Create, None, &none, true, PhotoPlan::Unchanged),
        (Planned::Link, None, &ours, true, PhotoPlan::Compared),
        (Planned::Link, None, &ours, false, PhotoPlan::LeftOut),
        (Planned::Update, Some(&in_step), &ours, true, PhotoPlan::Unchanged),
        (Planned::Update, Some(&changed), &ours, true, PhotoPlan::Sent),
        (Planned::Update, Some(&changed), &ours, false, PhotoPlan::LeftOut),
        (Planned::Update, Some(&in_step), &none, true, PhotoPlan::Removed),
        (Planned::Withdraw, Some(&in_step), &ours, true, PhotoPlan::Goes),
        (Planned::Unchanged, Some(&in_step), &ours, true, PhotoPlan::Unchanged),
    ] {
        let (rules, request, hidden) = (Rules::default(), request(photos), BTreeSet::new());
        let asked = Asked { what, request: &request, link, person, rules: &rules, hidden: &hidden };
        assert_eq!(asked.photo(), expected, "{what:?} {photos}");
    }
}
