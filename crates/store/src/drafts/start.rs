//! Starting the export of a draft: its run is made in the transaction that notes it in the draft, so that there is one.

use std::time::Duration;

use contacts::{DraftId, PersonId, RunId};
use tracing::warn;
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::drafts::place_set::PlaceSet;
use crate::drafts::row::{self, Draft};
use crate::exports::{self, ExportRequest, Selection};
use crate::links::open_mailbox;
use crate::replication_store::StoreError;
use crate::viewer::Viewer;

/// Up to how many persons a run is prepared before the caller gets it; a longer one goes on behind.
const AT_ONCE: u64 = 600;
/// How often preparing is tried again when the database cannot just now.
const TRIES: u32 = 8;

/// Starts the export, or returns the run that was started.
pub(super) async fn start(
    database: &Database,
    viewer: &Viewer,
    id: DraftId,
    now: i64,
) -> Result<RunId, StoreError> {
    let (run, new) = database.write(|tx| async move { begin(&tx, viewer, id, now).await }).await?;
    match new {
        None => {}
        Some(persons) if persons <= AT_ONCE => database.fill_export(run, now).await?,
        Some(_) => {
            let database = database.clone();
            tokio::spawn(async move { fill_behind(&database, run, now).await });
        }
    }
    Ok(run)
}

/// Returns the run; and, if it is a new one, how many persons it is about.
async fn begin(tx: &Tx, viewer: &Viewer, id: DraftId, now: i64) -> Result<(RunId, Option<u64>), StoreError> {
    let mut draft = row::held(tx, viewer, id, now).await?;
    if let Some(run) = draft.run {
        return Ok((run, None));
    }
    if !draft.saved {
        return Err(StoreError::Invalid(
            "the list is not saved as it is now, perhaps it was changed in another tab; nothing was exported. Look at \
             the list and save it"
                .into(),
        ));
    }
    open_mailbox(tx.as_ref(), viewer, draft.mailbox).await?;
    let request = request(tx, &draft).await?;
    let off = if draft.options.withdraw_taken_off { draft.assignment.taken_off().count() } else { 0 };
    let persons = draft.assignment.selected.count() + off;
    let run = exports::begin(tx, viewer, &request, None, persons, now).await?;
    draft.run = Some(run);
    row::write(tx, &draft, now).await?;
    Ok((run, Some(persons)))
}

/// Returns what a draft asks for.
async fn request(tx: &Tx, draft: &Draft) -> Result<ExportRequest, StoreError> {
    let hits = row::all_hits(tx.as_ref(), draft).await?;
    Ok(ExportRequest {
        mailbox: draft.mailbox,
        persons: Selection::Ids(at(&hits, &draft.assignment.selected)),
        mode: draft.options.mode,
        taken_off: at(&hits, &draft.assignment.taken_off()),
        withdraw_taken_off: draft.options.withdraw_taken_off,
        photos: draft.options.photos,
    })
}

fn at(hits: &[Uuid], places: &PlaceSet) -> Vec<PersonId> {
    places.places().iter().filter_map(|place| hits.get(*place as usize).copied().map(PersonId)).collect()
}

/// Prepares a run to its end. What a stopped server leaves is taken up at the next start.
async fn fill_behind(database: &Database, run: RunId, now: i64) {
    for tries in 1..=TRIES {
        match database.fill_export(run, now).await {
            Ok(()) => return,
            Err(StoreError::Busy(reason)) if tries < TRIES => {
                warn!(%run, %reason, "an export waits to be prepared");
                tokio::time::sleep(Duration::from_millis(u64::from(tries) * 500)).await;
            }
            Err(error) => {
                warn!(%run, %error, "an export could not be prepared; the next start goes on with it");
                return;
            }
        }
    }
}
