//! Two people changed the same field at once: both values side by side, and a choice. Nothing is lost.

use contacts::{FieldKey, PersonId};
use store::{HistoryEntry, HistoryKind, Paging, PersonRecord};

use super::{fields, history, name_of, view};
use crate::language::Words;
use crate::pages::form::Form;
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// A field that both changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clash {
    /// The field's stable name.
    pub(super) field: String,
    pub(super) label: String,
    /// What the visitor typed.
    pub(super) mine: String,
    /// What stands now.
    pub(super) theirs: String,
    /// Who else changed it, and when.
    pub(super) by: String,
    pub(super) at: i64,
    /// What the visitor has chosen: `mine`, `theirs` or nothing yet.
    pub(super) chosen: String,
}

/// What names a value that stands beside the card: users and teams by their ids.
pub(super) type Names<'a> = &'a [(String, String)];

/// Makes the choices for the fields that the form names as changed by both.
pub(super) async fn clashes(
    state: &WebState,
    visitor: &Visitor,
    form: &Form,
    record: &PersonRecord,
    names: Names<'_>,
) -> Result<Vec<Clash>, Trouble> {
    if form.values("conflict").is_empty() {
        return Ok(Vec::new());
    }
    let entries = newest(state, visitor, record.person.id).await?;
    let clash = |field: &String| {
        let entry = entries.iter().find(|entry| changed_here(entry, field));
        Clash {
            field: field.clone(),
            label: name_of(field, visitor.words),
            mine: mine(form, field, names, visitor.words),
            theirs: theirs(record, field, names, visitor.words),
            by: entry.map(|entry| history::cause(entry, visitor.words)).unwrap_or_default(),
            at: entry.map_or(record.person.changed.at, |entry| entry.at),
            chosen: form.value(&format!("choice-{field}")).to_owned(),
        }
    };
    Ok(form.values("conflict").iter().filter(|field| is_known(field)).map(clash).collect())
}

/// Tells whether an entry is a change of a field here; what was written to Outlook since is none.
fn changed_here(entry: &HistoryEntry, field: &str) -> bool {
    let travelled = matches!(entry.kind, HistoryKind::Sent | HistoryKind::PutBack);
    entry.field.as_deref() == Some(field) && !travelled
}

async fn newest(state: &WebState, visitor: &Visitor, id: PersonId) -> Result<Vec<HistoryEntry>, Trouble> {
    Ok(state.store.list_history(&visitor.viewer, id, &Paging::first(100)).await?.items)
}

fn is_known(field: &str) -> bool {
    FieldKey::parse(field).is_some()
        || ["business_partner", "employee_in_charge", "team", "inactive"].contains(&field)
}

fn mine(form: &Form, field: &str, names: Names<'_>, words: Words) -> String {
    match field {
        "business_partner" => form.value("business_partner_text").to_owned(),
        "employee_in_charge" | "team" => named(form.value(field), names),
        "inactive" => words.say(if form.checked(field) { "person-yes" } else { "person-no" }),
        other => FieldKey::parse(other)
            .and_then(|key| Some((key, fields::written(form, key).ok()??)))
            .map(|(key, value)| view::said(key, &value, words))
            .unwrap_or_default(),
    }
}

fn theirs(record: &PersonRecord, field: &str, names: Names<'_>, words: Words) -> String {
    let person = &record.person;
    let id = |id: Option<String>| id.map(|id| named(&id, names)).unwrap_or_default();
    match field {
        "business_partner" => record.partner_name.clone(),
        "employee_in_charge" => id(person.employee_in_charge.map(|user| user.to_string())),
        "team" => id(person.team.map(|team| team.to_string())),
        "inactive" => words.say(if person.inactive { "person-yes" } else { "person-no" }),
        other => FieldKey::parse(other)
            .and_then(|key| Some((key, person.card.get(key)?)))
            .map(|(key, value)| view::said(key, value, words))
            .unwrap_or_default(),
    }
}

fn named(id: &str, names: Names<'_>) -> String {
    names.iter().find(|(known, _)| known == id).map(|(_, name)| name.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::entry;
    use super::*;

    #[test]
    fn who_changed_a_field_is_not_who_wrote_it_to_outlook() {
        let of = |kind, field| entry(1, kind, Some(field), json!("a"), json!("b"));
        let entries = [
            of(HistoryKind::Sent, "job_title"),
            of(HistoryKind::Edited, "department"),
            of(HistoryKind::Edited, "job_title"),
        ];
        let found = entries.iter().position(|entry| changed_here(entry, "job_title"));
        assert_eq!(found, Some(2));
        assert!(changed_here(&of(HistoryKind::Conflict, "job_title"), "job_title"));
    }
}
