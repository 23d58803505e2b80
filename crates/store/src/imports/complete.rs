//! Completing a row in place.

use std::collections::BTreeSet;

use contacts::field::Owner;
use contacts::{Direction, FieldKey, Patch};
use replication::Rules;
use sea_orm::{ConnectionTrait, Value};

use crate::database::Database;
use crate::imports::row::{self, Stored, listed};
use crate::imports::window::{self, Looking};
use crate::imports::{ImportRow, check, draft};
use crate::replication_store::{CandidateKind, StoreError};
use crate::settings_row::{REPLICATION, read_setting};
use crate::statements::run;
use crate::viewer::Viewer;
use crate::words::json;

/// Completes or corrects fields of a row.
pub(super) async fn complete(
    database: &Database,
    (viewer, id, now): Looking<'_>,
    number: u32,
    patch: &Patch,
) -> Result<ImportRow, StoreError> {
    let looking = (viewer, id, now);
    let (_, mut stored) = window::one_stored(database, looking, number).await?;
    if stored.row.kind != CandidateKind::Unstamped {
        return Err(StoreError::Invalid(
            "this contact belongs to a contact person already and is not imported; nothing was changed"
                .into(),
        ));
    }
    let rules = read_setting::<Rules, _>(database.reading(), REPLICATION).await?.unwrap_or_default();
    allowed(viewer, &rules, patch)?;
    add(&mut stored, patch);
    let findings = check::findings(database, viewer, std::slice::from_ref(&stored)).await?;
    let (number_there, findings) = (stored.row.number, &findings);
    database
        .write(|tx| async move {
            draft::held_open(&tx, viewer, id, now).await?;
            // What another tab completed meanwhile stays.
            let there = "import_row.draft = $1 AND import_row.number = $2";
            let there = row::stored(tx.as_ref(), there, vec![id.0.into(), number_there.into()]).await?;
            for mut stored in there {
                add(&mut stored, patch);
                write(tx.as_ref(), id, &stored).await?;
            }
            check::write(tx.as_ref(), id, findings).await?;
            draft::touch(&tx, id, now).await
        })
        .await?;
    window::one_row(database, looking, number).await
}

/// Refuses fields that an import does not take over.
pub(super) fn allowed(viewer: &Viewer, rules: &Rules, patch: &Patch) -> Result<(), StoreError> {
    for (key, _) in patch.iter() {
        if viewer.hidden.contains(&key) {
            return Err(StoreError::NotAllowed("write a field that is hidden from you"));
        }
        match (key.field().owner, rules.field(key).direction) {
            (Owner::Partner, _) => {
                return Err(StoreError::Invalid(format!(
                    "{key} belongs to the business partner; nothing was changed. Assign the partner instead"
                )));
            }
            (Owner::Person, Direction::Off) if key.field().limit > 0 => {
                return Err(StoreError::Invalid(format!(
                    "{key} is switched off and is not imported; nothing was changed. Complete it in the contact person"
                )));
            }
            (Owner::Person, _) => {}
        }
    }
    Ok(())
}

/// Adds what is completed to what was; what says the same as Outlook is no completion.
fn add(stored: &mut Stored, patch: &Patch) {
    let mut all: Patch = stored.completed.clone();
    for (key, value) in patch.iter() {
        all.set(key, value.cloned());
    }
    let keys: BTreeSet<FieldKey> = all.iter().map(|(key, _)| key).collect();
    for key in keys {
        if all.get(key).flatten() == stored.card.get(key) {
            all.remove(key);
        }
    }
    stored.completed = all;
}

async fn write<C: ConnectionTrait>(
    on: &C,
    draft: contacts::DraftId,
    stored: &Stored,
) -> Result<(), StoreError> {
    let set = "UPDATE import_card SET completed = $3 WHERE draft = $1 AND number = $2";
    let number = stored.row.number;
    run(on, set, vec![draft.0.into(), number.into(), json(&stored.completed)?.into()]).await?;
    let listed = listed(&stored.as_completed());
    let set = "UPDATE import_row SET name = $3, sort_key = $4, domain = $5, find = $6, incomplete = $7
        WHERE draft = $1 AND number = $2";
    let values: Vec<Value> = vec![
        draft.0.into(),
        number.into(),
        listed.name.into(),
        listed.sort_key.into(),
        listed.domain.into(),
        listed.find.into(),
        listed.incomplete.into(),
    ];
    run(on, set, values).await.map(|_| ())
}
