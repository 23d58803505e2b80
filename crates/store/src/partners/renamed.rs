//! The runs that a business partner's new name or main phone makes: one per mailbox, with an item per person in it.
//!
//! A run is of one mailbox, and knows a person once; so a rename is as many runs as mailboxes it reaches. A link that
//! another run waits for stays that one's: it carries the new name along.

use std::collections::BTreeMap;

use contacts::{PartnerId, RunId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::derived::list_name;
use crate::failure::failed;
use crate::mailboxes;
use crate::records;
use crate::replication_store::{EndState, StoreError};
use crate::rights::{mask, visible_to};
use crate::statements::{all, run, run_rows};
use crate::tables::contact_person;
use crate::viewer::Viewer;
use crate::words::{json, word};

/// Makes the runs of a partner whose links were just marked; returns them.
///
/// Their user is the viewer where the mailbox is its own, or it administers; a colleague's mailbox shows its run to
/// administrators only.
pub(super) async fn begin(
    tx: &Tx,
    viewer: &Viewer,
    partner: PartnerId,
    now: i64,
) -> Result<Vec<RunId>, StoreError> {
    let on = tx.as_ref();
    let read = "SELECT DISTINCT mailbox.id, mailbox.owner FROM link JOIN mailbox ON mailbox.id = link.mailbox
        JOIN contact_person ON contact_person.id = link.person
        WHERE link.live AND link.run IS NULL AND contact_person.partner = $1
            AND contact_person.deleted_at IS NULL ORDER BY mailbox.id";
    let mailboxes = all(on, read, vec![partner.0.into()]).await?;
    if mailboxes.is_empty() {
        return Ok(Vec::new());
    }
    let names = names(tx, viewer, partner).await?;
    let mut runs = Vec::new();
    for row in mailboxes {
        let mailbox: Uuid = row.try_get_by_index(0).map_err(failed)?;
        let owner: Uuid = row.try_get_by_index(1).map_err(failed)?;
        let knows = viewer.administers() || owner == viewer.user.0;
        let user = viewer.acting().filter(|_| knows).map(|user| user.0);
        let id = RunId(Uuid::now_v7());
        let insert = "INSERT INTO run (id, kind, mailbox, user_id, state, request, created, started)
            VALUES ($1, 'rename', $2, $3, 'running', $4, $5, $5)";
        let request = json(&serde_json::json!({ "business_partner": partner.to_string() }))?;
        let values = vec![id.0.into(), mailbox.into(), user.into(), request.into(), now.into()];
        run(on, insert, values).await?;
        // With a new row version: a decision that was made before knows nothing of the run, and is made again.
        let take = "UPDATE link SET run = $1, row_version = row_version + 1
            WHERE live AND run IS NULL AND mailbox = $2 AND person IN
                (SELECT id FROM contact_person WHERE partner = $3 AND deleted_at IS NULL)";
        run(on, take, vec![id.0.into(), mailbox.into(), partner.0.into()]).await?;
        put_items(tx, id, &names).await?;
        mailboxes::wake(tx, contacts::MailboxId(mailbox), now).await?;
        runs.push(id);
    }
    Ok(runs)
}

/// Writes an item for each link that the run has.
async fn put_items(tx: &Tx, id: RunId, names: &BTreeMap<Uuid, String>) -> Result<(), StoreError> {
    let on = tx.as_ref();
    let read = "SELECT person FROM link WHERE run = $1 AND live ORDER BY person";
    let waiting = word(&EndState::Waiting)?;
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for row in all(on, read, vec![id.0.into()]).await? {
        let person: Uuid = row.try_get_by_index(0).map_err(failed)?;
        let name = names.get(&person).cloned().unwrap_or_default();
        rows.push(vec![id.0.into(), person.into(), name.into(), waiting.clone().into()]);
    }
    let put = "INSERT INTO run_item (run, person, name, end_state) VALUES {rows}";
    run_rows(on, put, &[], rows).await.map(|_| ())
}

/// Returns the names of a partner's persons as the viewer knows them.
async fn names(tx: &Tx, viewer: &Viewer, partner: PartnerId) -> Result<BTreeMap<Uuid, String>, StoreError> {
    let find = contact_person::Entity::find()
        .filter(contact_person::Column::Partner.eq(partner.0))
        .filter(visible_to(viewer));
    let mut names = BTreeMap::new();
    for row in find.all(tx.as_ref()).await.map_err(failed)? {
        let name = if viewer.hidden.is_empty() {
            row.name.clone()
        } else {
            let mut card = records::person(&row)?.card;
            mask(&mut card, &viewer.hidden);
            list_name(&card)
        };
        names.insert(row.id, name);
    }
    Ok(names)
}
