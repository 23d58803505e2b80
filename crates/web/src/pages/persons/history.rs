//! A contact person's history in words, and taking changes back.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::{get, post};
use contacts::{FieldKey, PersonId, Value};
use serde::Deserialize;
use serde_json::Value as Json;
use store::{Cause, EntryId, HistoryEntry, HistoryKind, Paging, StoreError};

use super::{Whose, name_of, path, view};
use crate::language::Words;
use crate::pages::first_minutes::{self, Step};
use crate::pages::flash::Flash;
use crate::pages::list::{Address, Pager};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many entries a page of the history has.
const SIZE: u32 = 50;
/// How much of a long value stands in a line, in characters.
const LONGEST: usize = 280;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/contact-persons/{id}/history", get(show))
        .route("/contact-persons/{id}/history/{number}/undo", post(undo))
}

/// The whole history of a contact person, page by page.
#[derive(Template)]
#[template(path = "persons/history.html", blocks = ["history"])]
pub(crate) struct HistoryPage {
    pub(super) shell: Shell,
    pub(super) name: String,
    pub(super) path: String,
    pub(super) entries: Vec<Block>,
    pub(super) pager: Pager,
}

/// What happened at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(super) at: i64,
    pub(super) icon: &'static str,
    pub(super) tone: &'static str,
    /// Who or what did it.
    pub(super) by: String,
    /// What was done, in words.
    pub(super) said: String,
    pub(super) lines: Vec<Line>,
}

/// A change of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(super) number: i64,
    pub(super) field: String,
    /// What stands instead of values: that they are erased or hidden.
    pub(super) silent: Option<String>,
    pub(super) before: Side,
    pub(super) after: Side,
    /// Whether both sides had changed it: then `before` lost and is kept.
    pub(super) lost: bool,
    /// Where a POST takes it back, and what the button says.
    pub(super) take: Option<(String, String)>,
}

/// A value on one side of a change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Side {
    pub(super) text: String,
    pub(super) photo: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Asked {
    after: Option<String>,
    trail: Option<String>,
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Whose(id): Whose,
    Query(asked): Query<Asked>,
) -> Answer {
    let paging = Paging { limit: SIZE, after: asked.after.clone() };
    let found = state.store.list_history(&visitor.viewer, id, &paging).await?;
    // After the person was erased, administrators still read that it was.
    let name = match state.store.read_person(&visitor.viewer, id).await {
        Ok(record) => record.name,
        Err(StoreError::NotFound(_)) => visitor.say("person-erased-name"),
        Err(error) => return Err(error.into()),
    };
    let address = Address::new(format!("{}/history", path(id)));
    let pager = Pager::new(&address, asked.after.as_deref(), asked.trail.as_deref(), found.next.as_deref());
    let shell = visitor.shell(&state, Room::Persons).await?;
    let entries = blocks(&visitor, &found.items);
    let page = HistoryPage { shell, name, path: path(id), entries, pager };
    if visitor.wants("history") { reply::show(&page.as_history()) } else { reply::show(&page) }
}

/// Takes an entry back as an ordinary edit.
async fn undo(
    State(state): State<WebState>,
    visitor: Visitor,
    Path((person, number)): Path<(PersonId, i64)>,
) -> Answer {
    visitor.writes()?;
    let entry = EntryId { person, number };
    let flash = match state.store.undo_entry(&visitor.viewer, entry, visitor.now).await {
        Ok(_) => {
            state.engine.wake(None);
            first_minutes::note(&state, &visitor, Step::TakeBack).await?;
            Flash::done(visitor.say("person-taken-back"))
        }
        Err(StoreError::Invalid(_)) => Flash::failed(visitor.say("person-not-taken-back")),
        Err(error) => return Err(Trouble::from(error)),
    };
    Ok(reply::go(&visitor, &path(person), Some(&flash)))
}

/// Says who or what caused an entry.
pub(super) fn cause(entry: &HistoryEntry, words: Words) -> String {
    match (&entry.cause, &entry.by) {
        (Cause::Crm { user: Some(_) }, Some(name)) => name.clone(),
        // A colleague's mailbox: only its owner's name is told.
        (Cause::Outlook { .. } | Cause::Crm { user: None }, Some(owner)) => {
            words.put("name", owner.as_str()).say("person-by-outlook")
        }
        (Cause::Outlook { .. }, None) => words.say("person-by-some-outlook"),
        (Cause::Crm { user: Some(_) }, None) => words.say("person-by-gone"),
        (Cause::Crm { user: None }, None) => words.say("person-by-program"),
    }
}

/// Puts together what happened at once. Only the newest change of a field offers to be taken back: an older one
/// would be refused.
pub(super) fn blocks(visitor: &Visitor, entries: &[HistoryEntry]) -> Vec<Block> {
    told(entries, visitor.words)
}

pub(super) fn told(entries: &[HistoryEntry], words: Words) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut changed: BTreeSet<&str> = BTreeSet::new();
    let mut last: Option<&HistoryEntry> = None;
    for entry in entries {
        let newest = entry.field.as_deref().is_none_or(|field| !changes(entry.kind) || changed.insert(field));
        let same = last.is_some_and(|last| {
            (last.at, last.kind, &last.cause, &last.by) == (entry.at, entry.kind, &entry.cause, &entry.by)
        });
        last = Some(entry);
        let line = line(entry, newest, words);
        match blocks.last_mut() {
            Some(block) if same && line.is_some() => block.lines.extend(line),
            Some(_) | None => {
                let (icon, tone, said) = event(entry, words);
                let by = cause(entry, words);
                blocks.push(Block { at: entry.at, icon, tone, by, said, lines: line.into_iter().collect() });
            }
        }
    }
    blocks
}

/// Tells whether an entry of a kind changes the contact person.
pub(super) fn changes(kind: HistoryKind) -> bool {
    match kind {
        HistoryKind::Edited | HistoryKind::Conflict => true,
        HistoryKind::Sent
        | HistoryKind::PutBack
        | HistoryKind::Created
        | HistoryKind::Deleted
        | HistoryKind::Restored
        | HistoryKind::Exported
        | HistoryKind::Linked
        | HistoryKind::Revived
        | HistoryKind::LinkEnded
        | HistoryKind::CopyReleased
        | HistoryKind::Problem => false,
    }
}

/// Returns icon, tone and words of what happened.
fn event(entry: &HistoryEntry, words: Words) -> (&'static str, &'static str, String) {
    let after = entry.after.as_ref().and_then(Json::as_str).unwrap_or_default();
    let (icon, tone, key) = match entry.kind {
        HistoryKind::Edited => ("pencil", "", "person-did-edit"),
        HistoryKind::Sent => ("arrow-right", "quiet", "person-did-send"),
        HistoryKind::PutBack => ("undo-2", "warn", "person-did-put-back"),
        HistoryKind::Conflict => ("triangle-alert", "warn", "person-did-conflict"),
        HistoryKind::Created => ("plus", "good", "person-did-create"),
        HistoryKind::Deleted if after == "erased" => ("shield-alert", "bad", "person-did-erase"),
        HistoryKind::Deleted => ("trash-2", "bad", "person-did-delete"),
        HistoryKind::Restored => ("rotate-cw", "good", "person-did-restore"),
        HistoryKind::Exported => ("upload", "good", "person-did-export"),
        HistoryKind::Linked => ("link", "good", "person-did-link"),
        HistoryKind::Revived => ("link", "good", "person-did-revive"),
        HistoryKind::LinkEnded => ("unlink", "quiet", ended(after)),
        HistoryKind::CopyReleased => ("unlink", "quiet", "person-did-release-copy"),
        HistoryKind::Problem => {
            return ("circle-alert", "bad", words.put("why", after).say("person-did-problem"));
        }
    };
    (icon, tone, words.say(key))
}

/// Returns the key of how a link ended.
fn ended(how: &str) -> &'static str {
    match how {
        "outlook_delete" => "person-ended-outlook-delete",
        "withdrawn" => "person-ended-withdrawn",
        "person_deleted" => "person-ended-person-deleted",
        "released_edited" => "person-ended-released-edited",
        "erased" => "person-ended-erased",
        "right_lost" => "person-ended-right-lost",
        "disconnect_leave" => "person-ended-disconnect-leave",
        "disconnect_remove" => "person-ended-disconnect-remove",
        "released" => "person-ended-released",
        "never_created" => "person-ended-never-created",
        _ => "person-ended",
    }
}

fn line(entry: &HistoryEntry, newest: bool, words: Words) -> Option<Line> {
    let field = entry.field.as_deref()?;
    let silent = match (entry.hidden, entry.erased) {
        (true, _) => Some(words.say("person-values-hidden")),
        (false, true) => Some(words.say("person-values-erased")),
        (false, false) => None,
    };
    let side = |value: Option<&Json>, kept: bool| Side {
        text: if field == "photo" { photo_said(value, words) } else { written(field, value, words) },
        photo: value
            .and_then(Json::as_str)
            .filter(|_| field == "photo" && kept)
            .map(|digest| format!("{}/photos/{digest}?size=small", path(entry.id.person))),
    };
    let lost = entry.kind == HistoryKind::Conflict;
    let takes = entry.undoable && newest;
    let take = takes.then(|| {
        let action = format!("{}/history/{}/undo", path(entry.id.person), entry.id.number);
        (action, words.say(if lost { "person-take" } else { "person-take-back" }))
    });
    Some(Line {
        number: entry.id.number,
        field: name_of(field, words),
        silent,
        before: side(entry.before.as_ref(), entry.kept.before),
        after: side(entry.after.as_ref(), entry.kept.after),
        lost,
        take,
    })
}

fn photo_said(value: Option<&Json>, words: Words) -> String {
    words.say(if value.is_some_and(|value| !value.is_null()) { "person-a-photo" } else { "person-no-photo" })
}

/// Writes a value of the history for people; empty without one.
pub(super) fn written(field: &str, value: Option<&Json>, words: Words) -> String {
    let Some(value) = value else { return String::new() };
    let read = FieldKey::parse(field).and_then(|key| Some((key, Value::from_json(key, value).ok()??)));
    let text = match (read, value) {
        (Some((key, value)), _) => view::said(key, &value, words),
        (None, Json::Bool(true)) => words.say("person-yes"),
        (None, Json::Bool(false)) => words.say("person-no"),
        (None, Json::String(text)) => text.clone(),
        (None, Json::Object(named)) => {
            named.get("name").and_then(Json::as_str).unwrap_or_default().to_owned()
        }
        (None, Json::Null | Json::Number(_) | Json::Array(_)) => String::new(),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}
