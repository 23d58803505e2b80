//! What travels between Tandem and Outlook, in short: for whoever looks before the first cycle. Pure.

use contacts::field::{FIELDS, Field};
use contacts::{Direction, FieldKey};
use replication::{ConflictPolicy, Preset, Rules};

use crate::language::{Language, Words};

/// What travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Travel {
    pub(crate) preset: String,
    pub(crate) preset_text: String,
    pub(crate) conflict: String,
    /// The fields that travel: which way, and their names.
    pub(crate) ways: Vec<(String, Vec<&'static str>)>,
    /// The fields that are off, by why: title, reason and names.
    pub(crate) off: Vec<(String, Vec<&'static str>)>,
    pub(crate) photo: String,
}

/// The keys of a preset's name and of what it means.
pub(crate) const fn preset_keys(preset: Preset) -> (&'static str, &'static str) {
    match preset {
        Preset::TwoWay => ("settings-two-way", "settings-two-way-text"),
        Preset::CrmLeads => ("settings-crm-leads", "settings-crm-leads-text"),
        Preset::OutlookLeads => ("settings-outlook-leads", "settings-outlook-leads-text"),
    }
}

/// The key of what a conflict policy means.
pub(crate) const fn conflict_key(policy: ConflictPolicy) -> &'static str {
    match policy {
        ConflictPolicy::Crm => "settings-conflict-crm",
        ConflictPolicy::Outlook => "settings-conflict-outlook",
        ConflictPolicy::Newest => "settings-conflict-newest",
    }
}

/// The key of a direction's name.
pub(crate) const fn direction_key(direction: Direction) -> &'static str {
    match direction {
        Direction::Both => "settings-both",
        Direction::ToOutlook => "settings-to-outlook",
        Direction::ToCrm => "settings-to-crm",
        Direction::Off => "settings-off",
    }
}

/// Returns a field's name.
pub(crate) fn label(key: FieldKey, words: Words) -> &'static str {
    let label = key.field().label;
    match words.language() {
        Language::English => label.en,
        Language::German => label.de,
    }
}

/// Sums up what travels under the rules of the installation.
pub(crate) fn travel(rules: &Rules, words: Words) -> Travel {
    let (preset, preset_text) = preset_keys(rules.preset);
    let named = |wanted: &dyn Fn(&Field) -> bool| -> Vec<&'static str> {
        FIELDS.iter().filter(|field| wanted(field)).map(|field| label(field.key, words)).collect()
    };
    let going = |direction| named(&|field| rules.field(field.key).direction == direction);
    let ways = [Direction::Both, Direction::ToOutlook, Direction::ToCrm]
        .map(|direction| (words.say(direction_key(direction)), going(direction)));
    let is_off = |field: &Field| rules.field(field.key).direction == Direction::Off;
    let off = [
        ("mailbox-off-private", named(&|field| is_off(field) && field.limit > 0 && !field.on)),
        ("mailbox-off-chosen", named(&|field| is_off(field) && field.limit > 0 && field.on)),
        ("mailbox-off-no-place", named(&|field| is_off(field) && field.limit == 0)),
    ]
    .map(|(key, fields)| (words.say(key), fields));
    Travel {
        preset: words.say(preset),
        preset_text: words.say(preset_text),
        conflict: words.say(conflict_key(rules.conflict)),
        ways: ways.into_iter().filter(|(_, fields)| !fields.is_empty()).collect(),
        off: off.into_iter().filter(|(_, fields)| !fields.is_empty()).collect(),
        photo: words.say(direction_key(rules.photo)),
    }
}
