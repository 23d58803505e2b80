//! Starting the export of a draft: its run is made in the transaction that notes it in the draft, so that there is one.

use contacts::{DraftId, PersonId};
use uuid::Uuid;

use crate::database::Tx;
use crate::drafts::place_set::PlaceSet;
use crate::drafts::row::{self, Draft};
use crate::exports::{self, Begun, ExportRequest, Selection};
use crate::links::open_mailbox;
use crate::replication_store::StoreError;
use crate::viewer::Viewer;

/// Begins the export of a draft, or returns what was begun.
pub(super) async fn begin(tx: &Tx, viewer: &Viewer, id: DraftId, now: i64) -> Result<Begun, StoreError> {
    let mut draft = row::held(tx, viewer, id, now).await?;
    let off = if draft.options.withdraw_taken_off { draft.assignment.taken_off().count() } else { 0 };
    let persons = draft.assignment.selected.count() + off;
    if let Some(run) = draft.run {
        return Ok(Begun { run, persons });
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
    let run = exports::begin(tx, viewer, &request, None, persons, now).await?;
    draft.run = Some(run);
    row::write(tx, &draft, now).await?;
    Ok(Begun { run, persons })
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
