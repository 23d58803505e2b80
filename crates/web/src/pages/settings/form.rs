//! The settings as a form and back, and what differs between two of them. Pure.

use contacts::field::{FIELDS, Field, FieldKind, Group, Owner, SLOTS};
use contacts::normalise::Country;
use contacts::{Direction, FieldKey, WriteMode};
use replication::policy::FieldRule;
use replication::{BrakeRule, ConflictPolicy, Rules};

use super::{PRESETS, said};
use crate::language::Words;
use crate::pages::form::Form;
use crate::pages::mailbox::fields::{conflict_key, direction_key, label, preset_keys};

const WAYS: [(&str, Direction); 4] = [
    ("both", Direction::Both),
    ("to_outlook", Direction::ToOutlook),
    ("to_crm", Direction::ToCrm),
    ("off", Direction::Off),
];
const MODES: [(&str, WriteMode); 2] =
    [("overwrite", WriteMode::Overwrite), ("fill_blanks", WriteMode::FillBlanks)];
const POLICIES: [(&str, ConflictPolicy); 3] =
    [("crm", ConflictPolicy::Crm), ("outlook", ConflictPolicy::Outlook), ("newest", ConflictPolicy::Newest)];
/// The groups of the table, with the keys of their names.
const GROUPS: [(Group, &str, &str); 7] = [
    (Group::Name, "name", "person-group-name"),
    (Group::Work, "work", "person-group-work"),
    (Group::Online, "online", "person-group-online"),
    (Group::Phones, "phones", "person-group-phones"),
    (Group::Addresses, "addresses", "person-group-addresses"),
    (Group::Personal, "personal", "person-group-personal"),
    (Group::Other, "other", "person-group-other"),
];

/// A group of fields in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    /// How many of its fields travel, of how many.
    pub(crate) on: usize,
    pub(crate) rows: Vec<Row>,
}

/// A field in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) key: &'static str,
    pub(crate) label: &'static str,
    /// What Outlook keeps of it.
    pub(crate) holds: String,
    /// Whose rule it follows, or why it has none; without it has its own.
    pub(crate) fixed: Option<String>,
    pub(crate) off: bool,
    /// What can be chosen: value, words, whether chosen.
    pub(crate) ways: Vec<(&'static str, String, bool)>,
    pub(crate) modes: Vec<(&'static str, String, bool)>,
    pub(crate) policies: Vec<(&'static str, String, bool)>,
}

/// Something that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) label: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

fn word<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> &'static str {
    words.iter().find(|(_, known)| known == value).map_or("", |(word, _)| word)
}

fn parsed<T: Copy>(words: &[(&'static str, T)], word: &str) -> Option<T> {
    words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

/// The first field of the numbered list that a field belongs to, when that is another one.
fn leader(key: FieldKey) -> Option<FieldKey> {
    let slots = SLOTS.iter().find(|slots| slots.contains(&key))?;
    slots.first().copied().filter(|first| *first != key)
}

const fn mode_key(mode: WriteMode) -> &'static str {
    match mode {
        WriteMode::Overwrite => "settings-overwrite",
        WriteMode::FillBlanks => "settings-fill-blanks",
    }
}

/// The ways a field can travel, in words.
pub(super) fn ways(words: Words, partner: bool) -> Vec<(String, String)> {
    let possible =
        WAYS.into_iter().filter(|(_, way)| !partner || matches!(way, Direction::ToOutlook | Direction::Off));
    possible.map(|(word, way)| (word.to_owned(), words.say(direction_key(way)))).collect()
}

/// The conflict policies, in words.
pub(super) fn conflicts(words: Words) -> Vec<(String, String)> {
    POLICIES.into_iter().map(|(word, policy)| (word.to_owned(), words.say(conflict_key(policy)))).collect()
}

fn country_code(country: Country) -> String {
    serde_json::to_value(country).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Fills the form from rules.
pub(super) fn filled(rules: &Rules) -> Form {
    let mut form = Form::new()
        .with("preset", word(&PRESETS, &rules.preset))
        .with("conflict", word(&POLICIES, &rules.conflict))
        .with("photo", word(&WAYS, &rules.photo))
        .with("links", rules.brake.links.to_string())
        .with("percent", rules.brake.percent.to_string())
        .with("country", country_code(rules.country));
    for field in FIELDS.iter().filter(|field| field.limit > 0 && leader(field.key).is_none()) {
        let (key, rule) = (field.key.as_str(), rules.field(field.key));
        form.set(&format!("way-{key}"), word(&WAYS, &rule.direction));
        form.set(&format!("mode-{key}"), word(&MODES, &rule.write_mode));
        let who = rule.conflict.map_or("", |policy| word(&POLICIES, &policy));
        form.set(&format!("who-{key}"), who);
    }
    form
}

/// Reads rules out of the form; what cannot be is complained about.
pub(super) fn read(before: &Rules, form: &mut Form, words: Words) -> Option<Rules> {
    let brake = BrakeRule {
        links: number(form, "links", 1_000_000, words)?,
        percent: number(form, "percent", 100, words)?,
    };
    let Some(country) = Country::parse(form.trimmed("country")) else {
        form.complain("country", words.say("settings-country-wrong"));
        return None;
    };
    let mut rules = Rules {
        preset: parsed(&PRESETS, form.value("preset")).unwrap_or(before.preset),
        conflict: parsed(&POLICIES, form.value("conflict")).unwrap_or(before.conflict),
        photo: parsed(&WAYS, form.value("photo")).unwrap_or(before.photo),
        brake,
        country,
        fields: before.fields.clone(),
    };
    for field in FIELDS.iter().filter(|field| field.limit > 0) {
        let rule = field_rule(before.field(field.key), field, form);
        rules.fields.insert(field.key, rule);
    }
    match rules.check() {
        Ok(()) => Some(rules),
        Err(error) => {
            form.refuse(error.to_string());
            None
        }
    }
}

/// Reads a field's rule out of the form; one of a numbered list follows the first of it.
fn field_rule(before: FieldRule, field: &Field, form: &Form) -> FieldRule {
    let key = leader(field.key).unwrap_or(field.key).as_str();
    let value = |what: &str| form.value(&format!("{what}-{key}")).to_owned();
    let policy = match value("who").as_str() {
        "" if form.names().any(|name| name == format!("who-{key}")) => None,
        word => parsed(&POLICIES, word).or(before.conflict),
    };
    FieldRule {
        direction: parsed(&WAYS, &value("way")).unwrap_or(before.direction),
        write_mode: parsed(&MODES, &value("mode")).unwrap_or(before.write_mode),
        conflict: policy,
    }
}

fn number(form: &mut Form, name: &str, most: u32, words: Words) -> Option<u32> {
    let number = form.trimmed(name).parse().ok().filter(|number| *number <= most);
    if number.is_none() {
        form.complain(name, words.put("most", most).say("settings-number-wrong"));
    }
    number
}

/// Makes the table of every field.
pub(super) fn sections(form: &Form, words: Words) -> Vec<Section> {
    let section = |(group, id, title): (Group, &'static str, &'static str)| {
        let rows: Vec<Row> =
            FIELDS.iter().filter(|field| field.group == group).map(|field| row(field, form, words)).collect();
        let on = rows.iter().filter(|row| !row.off).count();
        Section { id, title: words.say(title), on, rows }
    };
    GROUPS.into_iter().map(section).collect()
}

fn row(field: &Field, form: &Form, words: Words) -> Row {
    let leader = leader(field.key);
    let own = leader.unwrap_or(field.key).as_str();
    let value = |what: &str| form.value(&format!("{what}-{own}")).to_owned();
    let (way, mode, who) = (value("way"), value("mode"), value("who"));
    let partner = field.owner == Owner::Partner;
    let possible =
        WAYS.into_iter().filter(|(_, way)| !partner || matches!(way, Direction::ToOutlook | Direction::Off));
    let policies = std::iter::once(("", words.say("settings-as-above")))
        .chain(POLICIES.into_iter().map(|(word, policy)| (word, words.say(short_key(policy)))));
    Row {
        key: field.key.as_str(),
        label: label(field.key, words),
        holds: holds(field, words),
        fixed: match (field.limit, leader) {
            (0, _) => Some(words.say("settings-no-place")),
            (_, Some(first)) => Some(words.put("field", label(first, words)).say("settings-follows")),
            (_, None) => None,
        },
        off: field.limit == 0 || way == "off",
        ways: possible.map(|(word, one)| (word, words.say(direction_key(one)), word == way)).collect(),
        modes: MODES.into_iter().map(|(word, one)| (word, words.say(mode_key(one)), word == mode)).collect(),
        policies: policies.map(|(word, text)| (word, text, word == who)).collect(),
    }
}

const fn short_key(policy: ConflictPolicy) -> &'static str {
    match policy {
        ConflictPolicy::Crm => "settings-wins-crm",
        ConflictPolicy::Outlook => "settings-wins-outlook",
        ConflictPolicy::Newest => "settings-wins-newest",
    }
}

/// Says what Outlook keeps of a field.
fn holds(field: &Field, words: Words) -> String {
    match (field.limit, field.kind) {
        (0, _) => words.say("settings-holds-nothing"),
        (_, FieldKind::Date) => words.say("settings-holds-date"),
        (_, FieldKind::Flag | FieldKind::Choice(_)) => words.say("settings-holds-choice"),
        (limit, FieldKind::List | FieldKind::Set) => words.put("count", limit).say("settings-holds-entries"),
        (limit, FieldKind::Line | FieldKind::Text | FieldKind::Email | FieldKind::Phone | FieldKind::Url) => {
            words.put("count", limit).say("settings-holds-characters")
        }
    }
}

fn told(rule: FieldRule, words: Words) -> String {
    if rule.direction == Direction::Off {
        return said(direction_key(Direction::Off), words);
    }
    let mut parts = vec![said(direction_key(rule.direction), words)];
    if rule.write_mode == WriteMode::FillBlanks {
        parts.push(said(mode_key(rule.write_mode), words));
    }
    parts.extend(rule.conflict.map(|policy| said(short_key(policy), words)));
    parts.join(", ")
}

/// Lists what differs between rules.
pub(super) fn changes(before: &Rules, after: &Rules, words: Words) -> Vec<Change> {
    let brake = |rules: &Rules| {
        words.put("links", rules.brake.links).put("percent", rules.brake.percent).say("settings-brake-said")
    };
    let whole = [
        ("settings-preset", words.say(preset_keys(before.preset).0), words.say(preset_keys(after.preset).0)),
        (
            "settings-conflict",
            words.say(conflict_key(before.conflict)),
            words.say(conflict_key(after.conflict)),
        ),
        ("settings-photo", words.say(direction_key(before.photo)), words.say(direction_key(after.photo))),
        ("settings-brake", brake(before), brake(after)),
        ("settings-country", country_code(before.country), country_code(after.country)),
    ];
    let whole = whole.into_iter().map(|(key, before, after)| Change { label: words.say(key), before, after });
    let fields = FIELDS.iter().map(|field| Change {
        label: label(field.key, words).to_owned(),
        before: told(before.field(field.key), words),
        after: told(after.field(field.key), words),
    });
    whole.chain(fields).filter(|change| change.before != change.after).collect()
}

/// Lists the fields that are switched on, and those switched off.
pub(super) fn switched(
    before: &Rules,
    after: &Rules,
    words: Words,
) -> (Vec<&'static str>, Vec<&'static str>) {
    let named = |was: bool| {
        let is_off = |rules: &Rules, field: &Field| rules.field(field.key).direction == Direction::Off;
        let turned = FIELDS.iter().filter(|one| is_off(before, one) == was && is_off(after, one) != was);
        turned.map(|field| label(field.key, words)).collect()
    };
    (named(true), named(false))
}

#[cfg(test)]
mod tests {
    use replication::Preset;

    use super::*;
    use crate::language::Language;

    #[test]
    fn rules_come_back_from_the_form_as_they_went_into_it() {
        let words = Words::of(Language::German);
        for preset in [Preset::TwoWay, Preset::CrmLeads, Preset::OutlookLeads] {
            let rules = Rules::preset(preset).with_every_field();
            let mut form = filled(&rules);
            let read = read(&Rules::default(), &mut form, words).unwrap();
            assert!(form.is_good());
            assert_eq!(changes(&rules, &read, words), []);
            assert_eq!((read.preset, read.photo), (rules.preset, rules.photo));
        }
    }

    #[test]
    fn values_of_a_numbered_list_follow_the_first() {
        let words = Words::of(Language::English);
        let mut form = filled(&Rules::default()).with("way-email_1", "off");
        let key = FieldKey::Email1.as_str();
        form.set(&format!("way-{key}"), "off");
        let rules = read(&Rules::default(), &mut form, words).unwrap();
        assert_eq!(rules.field(FieldKey::Email3).direction, Direction::Off);
        let (on, off) = switched(&Rules::default(), &rules, words);
        assert_eq!((on.len(), off.len()), (0, 3));
    }

    #[test]
    fn what_cannot_be_is_complained_about() {
        let words = Words::of(Language::English);
        for (name, value) in [("links", "-1"), ("percent", "101"), ("country", "Atlantis")] {
            let mut form = filled(&Rules::default()).with(name, value);
            assert_eq!(read(&Rules::default(), &mut form, words), None);
            assert!(!form.error(name).is_empty(), "{name}");
        }
    }
}
