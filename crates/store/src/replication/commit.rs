//! Writing what the engine decided: many changes in one transaction, each whole or not at all.
//!
//! Rows are read and held first, [`plan`] judges on them which changes are stale, and the rest is written by few
//! statements over many rows. So a stale change needs no savepoint: nothing of it was ever written.

use std::collections::BTreeSet;

use ::replication::Rules;
use contacts::{Card, LinkId, MailboxId, PersonId, PhotoId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::derived::update_persons;
use crate::failure::failed;
use crate::history;
use crate::replication::plan::{
    Ground, LinkGround, Occasion, OperationPlan, PersonGround, Plan, letting_go_first, plan,
};
use crate::replication::{candidates, lease, link_row, operation_row, person_view, run_items};
use crate::replication_store::{Applied, Change, Fence, HistoryWrite, NewPhoto, OperationWrite, StoreError};
use crate::settings_row::{REPLICATION, read_setting};
use crate::statements::{all_in, for_update, run_in, run_rows};
use crate::viewer::Viewer;
use crate::words::parse_json;

/// Writes changes, in order.
pub(super) async fn commit(
    tx: &Tx,
    salt: &[u8],
    fence: &Fence,
    now: i64,
    changes: &[Change],
) -> Result<Vec<Applied>, StoreError> {
    lease::check(tx, fence).await?;
    behind_the_wall(fence.mailbox, changes)?;
    let mut ground = ground(tx, fence.mailbox, changes).await?;
    let owner = match ground.persons.is_empty() {
        true => None,
        false => person_view::owner(tx.as_ref(), fence.mailbox).await?,
    };
    let persons = ground.persons.keys().copied();
    let editable = person_view::editable_of(tx.as_ref(), owner.as_ref(), persons).await?;
    // What its owner may not change (any more) is not as it was read: it is decided about anew.
    ground.persons.retain(|person, _| editable.contains(person));
    let occasion = occasion(fence.mailbox, now, owner);
    let plan = plan(ground, changes, &occasion);
    write(tx, salt, &plan, &occasion).await?;
    Ok(plan.applied)
}

/// Refuses changes that reach into another mailbox: only a mistake in the engine makes such ones.
fn behind_the_wall(mailbox: MailboxId, changes: &[Change]) -> Result<(), StoreError> {
    let elsewhere = |change: &Change| {
        let link = change.link.as_ref().is_some_and(|write| write.link.mailbox != mailbox);
        link || change.operations.iter().any(|write| match write {
            OperationWrite::Put(operation) => operation.mailbox != mailbox,
            OperationWrite::Remove(_) | OperationWrite::Wait { .. } => false,
        })
    };
    match changes.iter().any(elsewhere) {
        true => Err(StoreError::Invalid("a change reaches into another mailbox; nothing was written".into())),
        false => Ok(()),
    }
}

/// Says who writes; only persons are written in a user's name.
fn occasion(mailbox: MailboxId, now: i64, owner: Option<Viewer>) -> Occasion {
    let user = owner.as_ref().map(|owner| owner.user);
    let hidden = owner.map(|owner| owner.hidden).unwrap_or_default();
    Occasion { mailbox, owner: user, hidden, now }
}

/// Reads and holds what the changes are judged on: persons first, then links, each in the order of their ids, so
/// that two commits never wait for each other in a circle.
async fn ground(tx: &Tx, mailbox: MailboxId, changes: &[Change]) -> Result<Ground, StoreError> {
    let persons: BTreeSet<Uuid> =
        changes.iter().filter_map(|change| change.person.as_ref()).map(|write| write.id.0).collect();
    let persons: Vec<Value> = persons.into_iter().map(Value::from).collect();
    let lock = for_update(tx.as_ref());
    let mut ground = Ground::default();

    let read = format!(
        "SELECT id, version, card, photo FROM contact_person
            WHERE id IN ({{list}}) AND deleted_at IS NULL ORDER BY id{lock}"
    );
    for row in all_in(tx.as_ref(), &read, &[], &persons).await? {
        let card: String = row.try_get_by_index(2).map_err(failed)?;
        let (id, person) = person(&row, parse_json(&card)?).map_err(failed)?;
        ground.persons.insert(id, person);
    }

    let links = changes.iter().filter_map(|change| change.link.as_ref());
    let mut ids: BTreeSet<Uuid> = links.map(|write| write.link.id.0).collect();
    let others = "SELECT id FROM link WHERE live AND person IN ({list})";
    for row in all_in(tx.as_ref(), others, &[], &persons).await? {
        ids.insert(row.try_get_by_index(0).map_err(failed)?);
    }
    let ids: Vec<Value> = ids.into_iter().map(Value::from).collect();
    let read = format!(
        "SELECT id, mailbox, person, row_version, due, live FROM link WHERE id IN ({{list}}) ORDER BY id{lock}"
    );
    for row in all_in(tx.as_ref(), &read, &[], &ids).await? {
        let (id, link) = link(&row).map_err(failed)?;
        ground.links.insert(id, link);
    }

    let links = changes.iter().filter_map(|change| change.link.as_ref());
    let contacts: BTreeSet<&str> = links.filter_map(|write| write.link.remote_id.as_deref()).collect();
    let contacts: Vec<Value> = contacts.into_iter().map(Value::from).collect();
    let read = "SELECT remote_id, id FROM link WHERE mailbox = $1 AND live AND remote_id IN ({list})";
    for row in all_in(tx.as_ref(), read, &[mailbox.0.into()], &contacts).await? {
        let holder = LinkId(row.try_get_by_index(1).map_err(failed)?);
        ground.contacts.insert(row.try_get_by_index(0).map_err(failed)?, holder);
    }
    Ok(ground)
}

fn person(row: &QueryResult, card: Card) -> Result<(PersonId, PersonGround), sea_orm::DbErr> {
    let photo = row.try_get_by_index::<Option<Uuid>>(3)?.map(PhotoId);
    let version = row.try_get_by_index(1)?;
    Ok((PersonId(row.try_get_by_index(0)?), PersonGround { version, card, photo }))
}

fn link(row: &QueryResult) -> Result<(LinkId, LinkGround), sea_orm::DbErr> {
    let ground = LinkGround {
        mailbox: MailboxId(row.try_get_by_index(1)?),
        person: PersonId(row.try_get_by_index(2)?),
        row: row.try_get_by_index(3)?,
        due: row.try_get_by_index(4)?,
        live: row.try_get_by_index(5)?,
    };
    Ok((LinkId(row.try_get_by_index(0)?), ground))
}

async fn write(tx: &Tx, salt: &[u8], plan: &Plan<'_>, occasion: &Occasion) -> Result<(), StoreError> {
    let mailbox: Value = occasion.mailbox.0.into();
    if !plan.persons.is_empty() {
        insert_photos(tx.as_ref(), &plan.photos, occasion.now).await?;
        let country = read_setting::<Rules, _>(tx.as_ref(), REPLICATION).await?.unwrap_or_default().country;
        let persons: Vec<_> = plan.persons.values().cloned().collect();
        update_persons(tx.as_ref(), &persons, country).await?;
    }
    insert_kept(tx.as_ref(), plan, occasion.now).await?;
    let (letting_go, others) = letting_go_first(&plan.links);
    link_row::update(tx.as_ref(), letting_go.into_iter()).await?;
    link_row::update(tx.as_ref(), others.into_iter()).await?;
    mark_due(tx.as_ref(), &plan.marked).await?;
    write_operations(tx.as_ref(), &mailbox, &plan.operations).await?;
    if !plan.candidates.is_empty() {
        candidates::write(tx, salt, occasion.mailbox, &plan.candidates).await?;
    }
    let dealt_with: Vec<Value> = plan.staged.iter().map(|number| (*number).into()).collect();
    let unstage = "DELETE FROM staged WHERE mailbox = $1 AND number IN ({list})";
    run_in(tx.as_ref(), unstage, &[mailbox], &dealt_with).await?;
    if !plan.run_items.is_empty() {
        run_items::end(tx, &plan.run_items, occasion.now).await?;
    }
    history::append(tx, &told(plan), occasion.now).await
}

/// Returns the entries for the history; of fields of an erased person no value is told any more.
fn told(plan: &Plan<'_>) -> Vec<HistoryWrite> {
    let links = plan.links.iter().filter(|link| link_row::erased(&link.state));
    let erased: BTreeSet<PersonId> = links.map(|link| link.person).collect();
    let mut entries = plan.history.clone();
    for entry in entries.iter_mut().filter(|entry| entry.field.is_some() && erased.contains(&entry.person)) {
        (entry.before, entry.after) = (None, None);
    }
    entries
}

/// Makes links due; what kept them from being in step is over.
pub(crate) async fn mark_due<C: ConnectionTrait>(on: &C, links: &BTreeSet<LinkId>) -> Result<(), StoreError> {
    let links: Vec<Value> = links.iter().map(|link| link.0.into()).collect();
    let mark = "UPDATE link SET due = due + 1, problem = NULL, parked = FALSE WHERE live AND id IN ({list})";
    run_in(on, mark, &[], &links).await.map(|_| ())
}

/// Writes photos. The ones they replace stay: the history may speak of them.
async fn insert_photos<C: ConnectionTrait>(
    on: &C,
    photos: &[(PersonId, &NewPhoto)],
    now: i64,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO photo
        (id, person, digest, media_type, width, height, created, rendition, original) VALUES {rows}";
    let rows = photos.iter().map(|(person, photo)| {
        vec![
            photo.id.0.into(),
            person.0.into(),
            photo.digest.clone().into(),
            photo.media_type.clone().into(),
            i64::from(photo.width).into(),
            i64::from(photo.height).into(),
            now.into(),
            photo.rendition.to_vec().into(),
            photo.original.to_vec().into(),
        ]
    });
    run_rows(on, insert, &[], rows.collect()).await.map(|_| ())
}

/// Writes pictures that only the history speaks of: each once, and none of a person that was erased.
async fn insert_kept<C: ConnectionTrait>(on: &C, plan: &Plan<'_>, now: i64) -> Result<(), StoreError> {
    if plan.kept_photos.is_empty() {
        return Ok(());
    }
    let asked: BTreeSet<Uuid> = plan.kept_photos.iter().map(|(person, _)| person.0).collect();
    let asked: Vec<Value> = asked.into_iter().map(Value::from).collect();
    let lock = for_update(on);
    let mut living = BTreeSet::new();
    let read = format!("SELECT id FROM contact_person WHERE id IN ({{list}}) ORDER BY id{lock}");
    for row in all_in(on, &read, &[], &asked).await? {
        living.insert(row.try_get_by_index::<Uuid>(0).map_err(failed)?);
    }
    let mut known = BTreeSet::new();
    let read = "SELECT person, digest FROM photo WHERE person IN ({list})";
    for row in all_in(on, read, &[], &asked).await? {
        let digest: String = row.try_get_by_index(1).map_err(failed)?;
        known.insert((row.try_get_by_index::<Uuid>(0).map_err(failed)?, digest));
    }
    let kept = plan.kept_photos.iter().copied();
    let new = kept.filter(|(person, photo)| {
        living.contains(&person.0) && known.insert((person.0, photo.digest.clone()))
    });
    insert_photos(on, &new.collect::<Vec<_>>(), now).await
}

async fn write_operations<C: ConnectionTrait>(
    on: &C,
    mailbox: &Value,
    plan: &OperationPlan,
) -> Result<(), StoreError> {
    // `IS TRUE` keeps SQLite from walking through all of the mailbox's operations by the index on mailboxes.
    let first = [mailbox.clone()];
    let removed: Vec<Value> = plan.removed.iter().map(|id| id.0.into()).collect();
    run_in(on, "DELETE FROM operation WHERE id IN ({list}) AND (mailbox = $1) IS TRUE", &first, &removed)
        .await?;
    for (links, kind) in [(&plan.replaced, "<> 'photo'"), (&plan.replaced_photo, "= 'photo'")] {
        let links: Vec<Value> = links.iter().map(|link| link.0.into()).collect();
        let replace = format!(
            "DELETE FROM operation WHERE link IN ({{list}}) AND state = 'pending' AND kind {kind}
                AND (mailbox = $1) IS TRUE"
        );
        run_in(on, &replace, &first, &links).await?;
    }
    let contacts: Vec<Value> =
        plan.replaced_of_contact.iter().map(|contact| contact.as_str().into()).collect();
    let replace = "DELETE FROM operation
        WHERE mailbox = $1 AND link IS NULL AND state = 'pending' AND remote_id IN ({list})";
    run_in(on, replace, &first, &contacts).await?;
    operation_row::put(on, &plan.put).await?;
    let wait = "UPDATE operation SET state = 'pending', not_before = v.column2
        FROM (VALUES {rows}) AS v WHERE operation.id = v.column1 AND operation.mailbox = $1";
    let rows = plan.waits.iter().map(|(id, not_before)| vec![id.0.into(), (*not_before).into()]);
    run_rows(on, wait, &first, rows.collect()).await.map(|_| ())
}
