//! The history of a person, as people read it, and taking one entry back.

use contacts::field::Owner;
use contacts::{FieldKey, MailboxId, PersonId, RunId, UserId, Value};
use sea_orm::{ConnectionTrait, QueryResult};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::history::Chain;
use crate::page::{Page, Paging};
use crate::persons::{self, PersonPatch, PersonRecord};
use crate::records;
use crate::replication_store::{Cause, HistoryKind, StoreError};
use crate::statements::{all, one};
use crate::tables::contact_person;
use crate::viewer::Viewer;
use crate::words::{parse_json, parse_word};

/// Names a history entry: `<person>-<number>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryId {
    /// The person.
    pub person: PersonId,
    /// The entry's number; they begin with 1.
    pub number: i64,
}

impl std::fmt::Display for EntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.person.hex(), self.number)
    }
}

impl std::str::FromStr for EntryId {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let read = || {
            let (person, number) = text.rsplit_once('-')?;
            Some(EntryId { person: person.parse().ok()?, number: number.parse().ok()? })
        };
        read().ok_or(StoreError::NotFound("the history entry"))
    }
}

/// An entry of a person's history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// Its name.
    pub id: EntryId,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
    /// What happened.
    pub kind: HistoryKind,
    /// The field's stable name, or `photo`, `business_partner`, …
    pub field: Option<String>,
    /// What was there before; none also when values are erased or hidden.
    pub before: Option<serde_json::Value>,
    /// What is there after.
    pub after: Option<serde_json::Value>,
    /// Of an entry about the photo: which of the two digests is of a picture that is kept, so that it can be read.
    pub kept: Kept,
    /// Whether the values were erased.
    pub erased: bool,
    /// Whether the field is hidden from the viewer.
    pub hidden: bool,
    /// Who or what caused it.
    pub cause: Cause,
    /// The name of the user who caused it, or of the owner of the mailbox it came from.
    pub by: Option<String>,
    /// The mailbox concerned, if it is one that the viewer knows.
    pub mailbox: Option<MailboxId>,
    /// The run it belongs to.
    pub run: Option<RunId>,
    /// Whether it can be taken back.
    pub undoable: bool,
}

/// Which of the pictures that an entry names are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    /// The one before.
    pub before: bool,
    /// The one after.
    pub after: bool,
}

impl Database {
    /// Lists a person's history, newest first. After the person was erased, administrators still see its entries.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Invalid`] when `after` is no place in the list.
    pub async fn list_history(
        &self,
        viewer: &Viewer,
        person: PersonId,
        paging: &Paging,
    ) -> Result<Page<HistoryEntry>, StoreError> {
        may_read(self.reading(), viewer, person).await?;
        list(self.reading(), viewer, person, paging).await
    }

    /// Checks a person's history: that no entry was changed, put in or taken out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn verify_history(&self, viewer: &Viewer, person: PersonId) -> Result<Chain, StoreError> {
        may_read(self.reading(), viewer, person).await?;
        crate::history::verify(self, person).await
    }

    /// Takes one entry back, as an ordinary edit: the field gets the value it had before.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the entry cannot be taken back (the reason says why); else as
    /// [`Database::change_person`].
    pub async fn undo_entry(
        &self,
        viewer: &Viewer,
        entry: EntryId,
        now: i64,
    ) -> Result<PersonRecord, StoreError> {
        self.write(|tx| async move {
            let row = undo(&tx, viewer, entry, now).await?;
            persons::record(tx.as_ref(), viewer, &row).await
        })
        .await
    }
}

/// Checks that the viewer sees the person; after it was erased, administrators still read what is left.
async fn may_read<C: ConnectionTrait>(on: &C, viewer: &Viewer, person: PersonId) -> Result<(), StoreError> {
    match records::seen_person(on, viewer, person).await {
        Ok(_) => Ok(()),
        Err(StoreError::NotFound(_)) if viewer.administers() => {
            let read = "SELECT 1 FROM history_head WHERE person = $1";
            let head = one(on, read, vec![person.0.into()]).await?;
            head.map(|_| ()).ok_or(StoreError::NotFound("the contact person"))
        }
        Err(error) => Err(error),
    }
}

const COLUMNS: &str =
    "h.number, h.at, h.kind, h.field, v.before, v.after, v.salt IS NULL, h.cause, h.mailbox,
    m.owner, o.name, h.run
    FROM history h LEFT JOIN history_value v ON v.person = h.person AND v.number = h.number
    LEFT JOIN mailbox m ON m.id = h.mailbox LEFT JOIN user_account o ON o.id = m.owner";

async fn list<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    person: PersonId,
    paging: &Paging,
) -> Result<Page<HistoryEntry>, StoreError> {
    let below = match &paging.after {
        None => i64::MAX,
        Some(after) => after.parse().map_err(|_| {
            StoreError::Invalid(format!(
                "\"{after}\" is no place in this history; give the \"next\" of a page"
            ))
        })?,
    };
    let size = paging.size();
    let read =
        format!("SELECT {COLUMNS} WHERE h.person = $1 AND h.number < $2 ORDER BY h.number DESC LIMIT $3");
    let values = vec![person.0.into(), below.into(), (i64::from(size) + 1).into()];
    let rows = all(on, &read, values).await?;
    let shown = usize::try_from(size).unwrap_or(usize::MAX);
    let mut items = Vec::new();
    for row in rows.iter().take(shown) {
        items.push(entry(on, viewer, person, row).await?);
    }
    let next = items.last().filter(|_| rows.len() > shown).map(|entry| entry.id.number.to_string());
    Ok(Page { items, next })
}

async fn entry<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    person: PersonId,
    row: &QueryResult,
) -> Result<HistoryEntry, StoreError> {
    let text = |index: usize| row.try_get_by_index::<String>(index).map_err(failed);
    let json = |index: usize| -> Result<Option<Json>, StoreError> {
        let text: Option<String> = row.try_get_by_index(index).map_err(failed)?;
        text.as_deref().map(parse_json).transpose()
    };
    let field: Option<String> = row.try_get_by_index(3).map_err(failed)?;
    let hidden = field.as_deref().and_then(FieldKey::parse).is_some_and(|key| viewer.hidden.contains(&key));
    let kind: HistoryKind = parse_word(&text(2)?)?;
    let erased: bool = row.try_get_by_index(6).map_err(failed)?;
    let cause: Cause = parse_json(&text(7)?)?;
    let mailbox: Option<Uuid> = row.try_get_by_index(8).map_err(failed)?;
    let owner: Option<Uuid> = row.try_get_by_index(9).map_err(failed)?;
    let owner_name: Option<String> = row.try_get_by_index(10).map_err(failed)?;
    let knows = viewer.administers() || owner == Some(viewer.user.0);
    let by = match cause {
        Cause::Crm { user: Some(user) } => user_name(on, user).await?,
        Cause::Crm { user: None } => None,
        Cause::Outlook { .. } => owner_name,
    };
    let cause = match cause {
        Cause::Outlook { .. } if !knows => Cause::Crm { user: None },
        Cause::Outlook { .. } | Cause::Crm { .. } => cause,
    };
    let (before, after) = if hidden { (None, None) } else { (json(4)?, json(5)?) };
    let kept = match field.as_deref() {
        Some("photo") => Kept {
            before: keeps(on, person, before.as_ref()).await?,
            after: keeps(on, person, after.as_ref()).await?,
        },
        Some(_) | None => Kept::default(),
    };
    Ok(HistoryEntry {
        id: EntryId { person, number: row.try_get_by_index(0).map_err(failed)? },
        at: row.try_get_by_index(1).map_err(failed)?,
        kind,
        before,
        after,
        kept,
        erased,
        hidden,
        cause,
        by,
        mailbox: mailbox.filter(|_| knows).map(MailboxId),
        run: row.try_get_by_index::<Option<Uuid>>(11).map_err(failed)?.map(RunId),
        undoable: viewer.writes() && !hidden && !erased && takes_back(kind, field.as_deref()).is_ok(),
        field,
    })
}

/// Tells whether the picture with a digest is kept.
async fn keeps<C: ConnectionTrait>(
    on: &C,
    person: PersonId,
    digest: Option<&Json>,
) -> Result<bool, StoreError> {
    let Some(digest) = digest.and_then(Json::as_str) else { return Ok(false) };
    let read = "SELECT 1 FROM photo WHERE person = $1 AND digest = $2 LIMIT 1";
    Ok(one(on, read, vec![person.0.into(), digest.into()]).await?.is_some())
}

async fn user_name<C: ConnectionTrait>(on: &C, user: UserId) -> Result<Option<String>, StoreError> {
    let row = one(on, "SELECT name FROM user_account WHERE id = $1", vec![user.0.into()]).await?;
    row.map(|row| row.try_get_by_index(0).map_err(failed)).transpose()
}

/// Tells whether entries of a kind about a field can be taken back, or why not.
fn takes_back(kind: HistoryKind, field: Option<&str>) -> Result<(), &'static str> {
    match kind {
        HistoryKind::Edited | HistoryKind::Conflict | HistoryKind::PutBack => match field {
            None => Err("it changed no field"),
            Some(
                "photo" | "business_partner" | "employee_in_charge" | "team" | "inactive" | "external_id",
            ) => Ok(()),
            Some(other) => match FieldKey::parse(other).map(|key| key.field().owner) {
                Some(Owner::Person) => Ok(()),
                Some(Owner::Partner) => Err(
                    "the field belongs to the business partner; change it there, or choose another for this person",
                ),
                None => Err("it changed no field"),
            },
        },
        HistoryKind::Sent => Err("it tells what was written to Outlook; take back the edit that caused it"),
        HistoryKind::Created => Err("the creation of a contact person is taken back by deleting it"),
        HistoryKind::Deleted => Err("a deleted contact person is restored from the bin"),
        HistoryKind::Restored => Err("a restored contact person is deleted again"),
        HistoryKind::Exported | HistoryKind::Linked | HistoryKind::Revived => {
            Err("a contact is taken out of a mailbox by withdrawing it")
        }
        HistoryKind::LinkEnded => Err("a contact comes back into a mailbox by adopting it again"),
        HistoryKind::CopyReleased | HistoryKind::Problem => Err("it changed nothing in the CRM"),
    }
}

/// Takes an entry back as an ordinary edit.
async fn undo(tx: &Tx, viewer: &Viewer, id: EntryId, now: i64) -> Result<contact_person::Model, StoreError> {
    let not = |why: &str| StoreError::Invalid(format!("this entry cannot be taken back: {why}"));
    let row = records::held_living_person(tx, viewer, id.person).await?;
    let read = format!("SELECT {COLUMNS} WHERE h.person = $1 AND h.number = $2");
    let found = one(tx.as_ref(), &read, vec![id.person.0.into(), id.number.into()]).await?;
    let found = found.ok_or(StoreError::NotFound("the history entry"))?;
    let entry = entry(tx.as_ref(), viewer, id.person, &found).await?;
    takes_back(entry.kind, entry.field.as_deref()).map_err(not)?;
    if entry.hidden {
        return Err(StoreError::NotAllowed("take back a change of a field that is hidden from you"));
    }
    if entry.erased {
        return Err(not("its values were erased"));
    }
    let field = entry.field.as_deref().unwrap_or_default();
    if field == "photo" {
        let wanted = entry.before.as_ref().and_then(Json::as_str);
        return persons::put_photo_back(tx, viewer, id.person, wanted, now).await;
    }
    let patch = patch_back(field, entry.before.as_ref())?.ok_or_else(|| not("it changed no field"))?;
    if !stands(&row, field, entry.after.as_ref())? {
        return Err(not("the field was changed again since; take back the newer change first"));
    }
    persons::change(tx, viewer, id.person, &patch, None, now).await
}

/// Makes the edit that gives a field the value it had before; none when there is no such field.
fn patch_back(field: &str, before: Option<&Json>) -> Result<Option<PersonPatch>, StoreError> {
    let mut patch = PersonPatch::default();
    let id = || before.and_then(|value| value.get("id")).and_then(Json::as_str);
    match field {
        "business_partner" => patch.partner = id().and_then(|id| id.parse().ok()),
        "employee_in_charge" => patch.employee_in_charge = Some(id().and_then(|id| id.parse().ok())),
        "team" => patch.team = Some(id().and_then(|id| id.parse().ok())),
        "inactive" => patch.inactive = Some(before.and_then(Json::as_bool).unwrap_or_default()),
        "external_id" => patch.external_id = Some(before.and_then(Json::as_str).map(str::to_owned)),
        other => match FieldKey::parse(other) {
            Some(key) => {
                let value = Value::from_json(key, before.unwrap_or(&Json::Null));
                patch.card.set(key, value.map_err(|error| StoreError::Invalid(error.to_string()))?);
            }
            None => return Ok(None),
        },
    }
    Ok(Some(patch))
}

/// Tells whether what an entry left still stands.
fn stands(row: &contact_person::Model, field: &str, after: Option<&Json>) -> Result<bool, StoreError> {
    let id = after.and_then(|value| value.get("id")).and_then(Json::as_str);
    let is = |current: Option<Uuid>| current.map(|current| current.to_string()).as_deref() == id;
    Ok(match field {
        "business_partner" => is(Some(row.partner)),
        "employee_in_charge" => is(row.employee_in_charge),
        "team" => is(row.team),
        "inactive" => after.and_then(Json::as_bool).unwrap_or_default() == row.inactive,
        "external_id" => after.and_then(Json::as_str) == row.external_id.as_deref(),
        other => match FieldKey::parse(other) {
            Some(key) => {
                let card = records::person(row)?.card;
                let after = Value::from_json(key, after.unwrap_or(&Json::Null));
                let after = after.map_err(|error| StoreError::Invalid(error.to_string()))?;
                contacts::compare::unchanged(card.get(key), after.as_ref())
            }
            None => false,
        },
    })
}
