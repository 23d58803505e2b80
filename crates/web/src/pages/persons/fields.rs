//! The form of a contact person, made from the field map: its fields in groups, what they show, what was typed. Pure.

use std::collections::{BTreeMap, BTreeSet};

use contacts::card::CardError;
use contacts::compare::fingerprint;
use contacts::field::{Direction, FIELDS, Field, FieldKind, Owner};
use contacts::{Card, FieldKey, TeamId, UserId, Value, normalise};
use replication::Rules;
use store::{PersonPatch, PersonRecord};

use super::label;
use super::view::{self, GROUPS, group_id};
use crate::language::Words;
use crate::pages::form::Form;

/// The fields that stand open on the form; the others of a group are behind "more", unless they have a value.
const OPEN: [FieldKey; 18] = [
    FieldKey::Title,
    FieldKey::FirstName,
    FieldKey::LastName,
    FieldKey::JobTitle,
    FieldKey::Department,
    FieldKey::BusinessPhone,
    FieldKey::MobilePhone,
    FieldKey::Email1,
    FieldKey::Email2,
    FieldKey::WebPage,
    FieldKey::BusinessStreet,
    FieldKey::BusinessPostalCode,
    FieldKey::BusinessCity,
    FieldKey::BusinessCountry,
    FieldKey::Birthday,
    FieldKey::Gender,
    FieldKey::Notes,
    FieldKey::Categories,
];

/// A group of fields on the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldGroup {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) common: Vec<Input>,
    pub(super) more: Vec<Input>,
}

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    pub(super) key: &'static str,
    pub(super) label: String,
    /// How it is typed: `line`, `area`, `date`, `several`, `choice` or `flag`.
    pub(super) kind: &'static str,
    /// The keyboard of a phone.
    pub(super) mode: &'static str,
    pub(super) hint: String,
    /// What is said, from how many UTF-16 units on, when a text is longer than Outlook keeps.
    pub(super) limit: usize,
    pub(super) too_long: String,
    /// The words of a choice, with their names.
    pub(super) options: Vec<(String, String)>,
    /// Whether the search for duplicates looks at it.
    pub(super) telling: bool,
}

/// Makes the groups of the form. A field with a value or a fault stands open.
pub(super) fn groups(
    form: &Form,
    hidden: &BTreeSet<FieldKey>,
    rules: &Rules,
    words: Words,
) -> Vec<FieldGroup> {
    let made = GROUPS.into_iter().map(|(group, title)| {
        let fields = editable(hidden).filter(|field| field.group == group);
        let (common, more): (Vec<&Field>, Vec<&Field>) = fields.partition(|field| {
            let name = field.key.as_str();
            let filled = form.values(name).iter().any(|value| !value.is_empty());
            OPEN.contains(&field.key) || filled || !form.error(name).is_empty()
        });
        let inputs =
            |fields: Vec<&Field>| fields.into_iter().map(|field| input(field, rules, words)).collect();
        FieldGroup {
            id: group_id(group),
            title: words.say(title),
            common: inputs(common),
            more: inputs(more),
        }
    });
    made.filter(|group| !group.common.is_empty() || !group.more.is_empty()).collect()
}

/// Returns the fields that a viewer may type: its own, not those of the business partner.
fn editable(hidden: &BTreeSet<FieldKey>) -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().filter(|field| match field.owner {
        Owner::Person => !hidden.contains(&field.key),
        Owner::Partner => false,
    })
}

fn input(field: &Field, rules: &Rules, words: Words) -> Input {
    let (kind, mode) = match field.kind {
        FieldKind::Line => ("line", ""),
        FieldKind::Email => ("line", "email"),
        FieldKind::Phone => ("line", "tel"),
        FieldKind::Url => ("line", "url"),
        FieldKind::Text => ("area", ""),
        FieldKind::Date => ("date", ""),
        FieldKind::List | FieldKind::Set => ("several", ""),
        FieldKind::Choice(_) => ("choice", ""),
        FieldKind::Flag => ("flag", ""),
    };
    let options = match field.kind {
        FieldKind::Choice(choices) => std::iter::once((String::new(), words.say("common-nothing-chosen")))
            .chain(choices.iter().map(|word| ((*word).to_owned(), view::choice(word, words))))
            .collect(),
        FieldKind::Line
        | FieldKind::Text
        | FieldKind::Email
        | FieldKind::Phone
        | FieldKind::Url
        | FieldKind::Date
        | FieldKind::List
        | FieldKind::Set
        | FieldKind::Flag => Vec::new(),
    };
    let stays = field.limit == 0 || rules.field(field.key).direction == Direction::Off;
    Input {
        key: field.key.as_str(),
        label: label(field.key, words).to_owned(),
        kind,
        mode,
        hint: if stays { words.say("person-stays-here") } else { String::new() },
        limit: if stays || matches!(kind, "several" | "date" | "choice" | "flag") { 0 } else { field.limit },
        too_long: words.put("count", field.limit).say("person-outlook-keeps"),
        options,
        telling: super::duplicates::is_telling(field.key),
    }
}

/// What the form showed when it was opened, in short: what differs from it was changed by whoever typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Base(BTreeMap<String, String>);

impl Base {
    /// Makes the base of a person's form.
    pub(super) fn of(record: &PersonRecord, hidden: &BTreeSet<FieldKey>) -> Self {
        let person = &record.person;
        let card = editable(hidden)
            .map(|field| (field.key.as_str().to_owned(), fingerprint(person.card.get(field.key))))
            .filter(|(_, print)| !print.is_empty());
        let mut base: BTreeMap<String, String> = card.collect();
        for (name, value) in beside(record) {
            base.insert(name.to_owned(), value);
        }
        Base(base)
    }

    /// Reads one that a form carried; a broken one counts as empty: then more seems changed, and nothing is lost.
    pub(super) fn read(text: &str) -> Self {
        Base(serde_json::from_str(text).unwrap_or_default())
    }

    /// Writes it for the form to carry.
    pub(super) fn text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    pub(super) fn value(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// What stands beside the card, as the form writes it.
fn beside(record: &PersonRecord) -> [(&'static str, String); 4] {
    let person = &record.person;
    [
        ("business_partner", person.partner.to_string()),
        ("employee_in_charge", person.employee_in_charge.map(|user| user.to_string()).unwrap_or_default()),
        ("team", person.team.map(|team| team.to_string()).unwrap_or_default()),
        ("inactive", if person.inactive { "true".to_owned() } else { String::new() }),
    ]
}

/// Puts a person into a form; of the fields named in `keep`, what was typed stays.
pub(super) fn fill(form: &mut Form, record: &PersonRecord, keep: &BTreeSet<String>) {
    for field in FIELDS.iter().filter(|field| !keep.contains(field.key.as_str())) {
        put(form, field.key, record.person.card.get(field.key));
    }
    for (name, value) in beside(record) {
        if !keep.contains(name) {
            form.set(name, value);
        }
    }
    if !keep.contains("business_partner") {
        form.set("business_partner_text", record.partner_name.as_str());
    }
    if form.value("inactive").is_empty() {
        form.set("inactive", "false");
    }
}

fn put(form: &mut Form, key: FieldKey, value: Option<&Value>) {
    let name = key.as_str();
    match value {
        None => form.set(name, ""),
        Some(Value::List(entries)) => {
            form.clear(name);
            entries.iter().for_each(|entry| form.add(name, entry.as_str()));
        }
        Some(value @ (Value::Text(_) | Value::Date(_) | Value::Flag)) => form.set(name, value.to_text()),
    }
    match (key.kind(), value) {
        (FieldKind::List | FieldKind::Set, None) => form.clear(name),
        (FieldKind::Flag, None) => form.set(name, "false"),
        (_, _) => {}
    }
}

/// Reads what was typed into a field.
pub(super) fn written(form: &Form, key: FieldKey) -> Result<Option<Value>, CardError> {
    let name = key.as_str();
    match key.kind() {
        FieldKind::List | FieldKind::Set => Value::from_json(key, &form.values(name).into()),
        FieldKind::Flag => Ok(form.checked(name).then_some(Value::Flag)),
        FieldKind::Line
        | FieldKind::Text
        | FieldKind::Email
        | FieldKind::Phone
        | FieldKind::Url
        | FieldKind::Date
        | FieldKind::Choice(_) => Value::parse(key, form.value(name)),
    }
}

/// Reads what was changed against the base, and notes what is wrong with it. A field that was not sent stays.
pub(super) fn changes(
    form: &mut Form,
    base: &Base,
    hidden: &BTreeSet<FieldKey>,
    words: Words,
) -> PersonPatch {
    let mut patch = PersonPatch::default();
    for field in editable(hidden) {
        let (key, name) = (field.key, field.key.as_str());
        if (form.values(name).is_empty() && field.kind != FieldKind::Flag) || lets_theirs(form, name) {
            continue;
        }
        match written(form, key) {
            Err(error) => form.complain(name, fault(&error, field, words)),
            Ok(value) if fingerprint(value.as_ref()) == base.value(name) => {}
            Ok(value) => {
                if let Some(wrong) = odd(field, value.as_ref(), words) {
                    form.complain(name, wrong);
                }
                patch.card.set(key, value);
            }
        }
    }
    let changed = |name: &str| {
        !lets_theirs(form, name) && !form.values(name).is_empty() && form.value(name) != base.value(name)
    };
    if changed("employee_in_charge") {
        patch.employee_in_charge = Some(form.value("employee_in_charge").parse::<UserId>().ok());
    }
    if changed("team") {
        patch.team = Some(form.value("team").parse::<TeamId>().ok());
    }
    let inactive = form.checked("inactive");
    if !lets_theirs(form, "inactive") && inactive != (base.value("inactive") == "true") {
        patch.inactive = Some(inactive);
    }
    patch
}

/// Tells whether somebody chose the other one's value after both had changed a field.
pub(super) fn lets_theirs(form: &Form, name: &str) -> bool {
    form.value(&format!("choice-{name}")) == "theirs"
}

/// Returns the names of the fields that a change changes.
pub(super) fn changed(patch: &PersonPatch) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = patch.card.iter().map(|(key, _)| key.as_str().to_owned()).collect();
    for (name, is) in [
        ("business_partner", patch.partner.is_some()),
        ("employee_in_charge", patch.employee_in_charge.is_some()),
        ("team", patch.team.is_some()),
        ("inactive", patch.inactive.is_some()),
    ] {
        if is {
            names.insert(name.to_owned());
        }
    }
    names
}

/// Makes the card that a change would leave.
pub(super) fn with(card: &Card, patch: &PersonPatch) -> Card {
    let mut card = card.clone();
    card.apply(&patch.card);
    card
}

/// Says what is wrong with a value of another kind than the field's.
fn fault(error: &CardError, field: &Field, words: Words) -> String {
    let name = words.put("field", label(field.key, words));
    match error {
        CardError::UnknownField(_) | CardError::WrongKind { .. } => match field.kind {
            FieldKind::Date => name.say("person-wrong-date"),
            FieldKind::Line
            | FieldKind::Text
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Url
            | FieldKind::List
            | FieldKind::Set
            | FieldKind::Choice(_)
            | FieldKind::Flag => name.say("person-wrong-kind"),
        },
        CardError::TooLong { limit, .. } => match field.kind {
            FieldKind::List | FieldKind::Set => name.put("count", *limit).say("person-too-many"),
            FieldKind::Line
            | FieldKind::Text
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Url
            | FieldKind::Date
            | FieldKind::Choice(_)
            | FieldKind::Flag => name.put("count", *limit).say("person-too-long"),
        },
        CardError::ControlCharacter { .. } => name.say("person-control"),
    }
}

/// Says what is odd about a new value; values that were there before are left alone.
fn odd(field: &Field, value: Option<&Value>, words: Words) -> Option<String> {
    let Some(Value::Text(text)) = value else { return None };
    match field.kind {
        FieldKind::Email => normalise::email(text).is_none().then(|| words.say("person-wrong-mail")),
        FieldKind::Phone => (!text.chars().any(char::is_numeric)).then(|| words.say("person-wrong-phone")),
        FieldKind::Line
        | FieldKind::Text
        | FieldKind::Url
        | FieldKind::Date
        | FieldKind::List
        | FieldKind::Set
        | FieldKind::Choice(_)
        | FieldKind::Flag => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn words() -> Words {
        Words::of(Language::English)
    }

    fn record() -> PersonRecord {
        super::super::samples::record()
    }

    #[test]
    fn every_field_of_the_map_that_is_the_person_s_own_stands_on_the_form_once() {
        let rules = Rules::preset(replication::Preset::TwoWay);
        let groups = groups(&Form::new(), &BTreeSet::new(), &rules, words());
        let mut keys: Vec<_> =
            groups.iter().flat_map(|g| g.common.iter().chain(&g.more)).map(|i| i.key).collect();
        let mut expected: Vec<_> = FIELDS
            .iter()
            .filter(|field| field.owner == Owner::Person)
            .map(|field| field.key.as_str())
            .collect();
        keys.sort_unstable();
        expected.sort_unstable();
        assert_eq!(keys, expected);
    }

    #[test]
    fn a_form_that_was_not_touched_changes_nothing() {
        let (record, hidden) = (record(), BTreeSet::new());
        let mut form = Form::new();
        fill(&mut form, &record, &BTreeSet::new());
        let base = Base::read(&Base::of(&record, &hidden).text());
        assert_eq!(changes(&mut form, &base, &hidden, words()), PersonPatch::default());
        assert!(form.is_good());
        form.set("job_title", "Head of <b>Sales</b>");
        form.set("private", if form.checked("private") { "false" } else { "true" });
        let patch = changes(&mut form, &base, &hidden, words());
        assert_eq!(changed(&patch).into_iter().collect::<Vec<_>>(), ["job_title", "private"]);
    }

    #[test]
    fn what_is_wrong_is_said_of_what_was_changed_only() {
        let (record, hidden) = (record(), BTreeSet::new());
        let mut form = Form::new();
        fill(&mut form, &record, &BTreeSet::new());
        for (name, value) in [
            ("email_1", "nobody"),
            ("mobile_phone", "ask Ben"),
            ("birthday", "tomorrow"),
            ("last_name", &"x".repeat(2_001)),
            ("nickname", "a\u{7}b"),
            ("gender", "none of it"),
        ] {
            form.set(name, value);
        }
        changes(&mut form, &Base::of(&record, &hidden), &hidden, words());
        let mut wrong: Vec<&str> = form.wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        wrong.sort_unstable();
        assert_eq!(wrong, ["birthday", "email_1", "gender", "last_name", "mobile_phone", "nickname"]);
    }

    #[test]
    fn a_hidden_field_is_neither_on_the_form_nor_read_from_it() {
        let hidden = BTreeSet::from([FieldKey::Notes]);
        let mut form = Form::new().with("notes", "typed all the same").with("last_name", "King");
        let patch = changes(&mut form, &Base::default(), &hidden, words());
        assert_eq!(changed(&patch).into_iter().collect::<Vec<_>>(), ["last_name"]);
    }
}
