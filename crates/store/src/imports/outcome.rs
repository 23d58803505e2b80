//! How an import went: what its items show beside their ends, and trying failed ones again.

use std::collections::{BTreeMap, BTreeSet};

use contacts::{PersonId, RunId};
use replication::LinkState;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::duplicates::find;
use crate::failure::failed;
use crate::imports::draft::by_run;
use crate::links::{link_of, turn};
use crate::replication_store::{EndState, StoreError};
use crate::runs::{Run, RunItem};
use crate::statements::{all, all_in, run};
use crate::viewer::Viewer;

/// Adds to the items of an import what its own user may know of contacts that are nobody's but the user's: their names,
/// and which contact person is certainly the same. It is known as long as the list is kept.
pub(crate) async fn names<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    id: RunId,
    items: &mut [RunItem],
) -> Result<(), StoreError> {
    if items.iter().all(|item| item.action.is_none()) {
        return Ok(());
    }
    let Some(draft) = by_run(on, id).await?.filter(|draft| draft.user == viewer.user) else { return Ok(()) };
    let asked: Vec<Value> = items.iter().map(|item| item.person.0.into()).collect();
    let read = "SELECT item, name, person, remote_id FROM import_row WHERE draft = $1 AND item IN ({list})";
    let mut known: BTreeMap<Uuid, (String, Option<Uuid>, String)> = BTreeMap::new();
    for row in all_in(on, read, &[draft.id.0.into()], &asked).await? {
        let read = || -> Result<_, sea_orm::DbErr> {
            Ok((row.try_get_by_index(1)?, row.try_get_by_index(2)?, row.try_get_by_index(3)?))
        };
        known.insert(row.try_get_by_index(0).map_err(failed)?, read().map_err(failed)?);
    }
    let same: BTreeSet<Uuid> = known.values().filter_map(|(_, person, _)| *person).collect();
    let persons = find::shown(on, viewer, &same).await?;
    for item in items {
        let Some((name, person, contact)) = known.get(&item.person.0) else { continue };
        item.contact = Some(contact.clone());
        if item.name.is_empty() {
            item.name = name.clone();
        }
        if item.end == EndState::Skipped {
            item.same_as = person.and_then(|person| persons.get(&person)).cloned();
        }
    }
    Ok(())
}

/// Tries the failed items of an import again. Where a person was made, its link goes on; the others are read once more.
pub(crate) async fn retry(
    database: &Database,
    viewer: &Viewer,
    found: &Run,
    now: i64,
) -> Result<(), StoreError> {
    let id = found.id;
    let read = "SELECT person FROM run_item WHERE run = $1 AND end_state = 'failed' ORDER BY person";
    let rows = all(database.reading(), read, vec![id.0.into()]).await?;
    let failures: Result<Vec<Uuid>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    let failures = failures.map_err(failed)?;
    if failures.is_empty() {
        return Err(StoreError::Invalid("nothing in this run has failed; nothing was changed".into()));
    }
    let failures = &failures;
    database
        .write(|tx| async move {
            let begin = "UPDATE run SET state = 'preparing', prepared = FALSE, finished = NULL, counts = NULL
                WHERE id = $1";
            run(tx.as_ref(), begin, vec![id.0.into()]).await?;
            let mut begun = 0;
            for item in failures {
                begun += u64::from(again(&tx, viewer, found, PersonId(*item)).await?);
            }
            if begun == 0 {
                return Err(StoreError::Invalid(
                    "the list that this import was made from is kept for a day and is not there any more; nothing was \
                     changed. Begin another import"
                        .into(),
                ));
            }
            crate::mailboxes::wake(&tx, found.mailbox, now).await
        })
        .await
}

/// Lets one item begin anew; tells whether it can.
async fn again(tx: &Tx, viewer: &Viewer, found: &Run, item: PersonId) -> Result<bool, StoreError> {
    let on = tx.as_ref();
    let again = match link_of(tx, item, found.mailbox).await? {
        Some(link) => match &link.state {
            LinkState::Adopting { .. } | LinkState::Linked => {
                let mut link = link;
                (link.run, link.asked_by) = (Some(found.id), viewer.acting());
                turn::write(tx, vec![link]).await?;
                true
            }
            // The contact it was made from is gone: there is nothing to try again.
            LinkState::Leaving { .. } | LinkState::Ended { .. } => false,
        },
        None => {
            let set = "UPDATE import_row SET done = FALSE WHERE item = $2
                AND draft IN (SELECT id FROM import_draft WHERE run = $1)";
            run(on, set, vec![found.id.0.into(), item.0.into()]).await? > 0
        }
    };
    if again {
        let set = "UPDATE run_item SET end_state = 'waiting', reason = NULL WHERE run = $1 AND person = $2";
        run(on, set, vec![found.id.0.into(), item.0.into()]).await?;
    }
    Ok(again)
}
