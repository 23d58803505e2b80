//! Links with everything needed to decide about them: a constant number of queries however many there are.

use std::collections::BTreeMap;

use ::replication::{Link, Operation};
use contacts::{LinkId, MailboxId, PersonId};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::failure::failed;
use crate::replication::{link_row, operation_row, person_view};
use crate::replication_store::{LinkCase, StoreError};
use crate::runs::HELD;
use crate::statements::{all, all_in, one};

/// The links on which work waits; the words of the index `link_due`. What a paused run holds back is not among them.
pub(super) fn due() -> String {
    format!(
        "live AND due > 0 AND NOT parked AND NOT {HELD} AND NOT EXISTS
            (SELECT 1 FROM operation WHERE operation.link = link.id AND operation.state = 'sent')"
    )
}

/// The live links that have a contact; the words of the index `link_live`.
pub(super) const LIVE: &str = "live AND remote_id IS NOT NULL";

/// Reads the links whose column has one of the values.
pub(super) async fn by_column<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
    column: &str,
    asked: &[Value],
) -> Result<Vec<LinkCase>, StoreError> {
    let columns = link_row::COLUMNS;
    let read =
        format!("SELECT {columns} FROM link WHERE mailbox = $1 AND {column} IN ({{list}}) ORDER BY id");
    let rows = all_in(on, &read, &[mailbox.0.into()], asked).await?;
    let mut links = rows.iter().map(link_row::read).collect::<Result<Vec<Link>, _>>()?;
    // The same contact may have been asked for in two groups.
    links.sort_by_key(|link| link.id);
    links.dedup_by_key(|link| link.id);
    complete(on, mailbox, links).await
}

/// Reads the versions of the contacts that live links name.
pub(super) async fn versions<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
    remote_ids: &[String],
) -> Result<BTreeMap<String, String>, StoreError> {
    let asked: Vec<Value> = remote_ids.iter().map(|id| id.as_str().into()).collect();
    let read = "SELECT remote_id, change_key FROM link WHERE mailbox = $1 AND live AND remote_id IN ({list})";
    let rows = all_in(on, read, &[mailbox.0.into()], &asked).await?;
    let pair = |row: &QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    rows.iter().map(pair).collect::<Result<_, DbErr>>().map_err(failed)
}

/// Reads links under a condition, in the order of their ids.
pub(super) async fn in_order<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
    condition: &str,
    after: Option<LinkId>,
    limit: u32,
) -> Result<Vec<LinkCase>, StoreError> {
    let columns = link_row::COLUMNS;
    let read = format!(
        "SELECT {columns} FROM link WHERE mailbox = $1 AND id > $2 AND {condition} ORDER BY id LIMIT $3"
    );
    let after = after.map_or(Uuid::nil(), |link| link.0);
    let rows = all(on, &read, vec![mailbox.0.into(), after.into(), i64::from(limit).into()]).await?;
    let links = rows.iter().map(link_row::read).collect::<Result<Vec<Link>, _>>()?;
    complete(on, mailbox, links).await
}

/// Counts the live links that have a contact.
pub(super) async fn count_live<C: ConnectionTrait>(on: &C, mailbox: MailboxId) -> Result<u32, StoreError> {
    // The condition on the id changes nothing, but lets SQLite take the index that holds these links and no others.
    let count = format!("SELECT COUNT(*) FROM link WHERE mailbox = $1 AND id > $2 AND {LIVE}");
    let row = one(on, &count, vec![mailbox.0.into(), Uuid::nil().into()]).await?;
    let count = row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0)).map_err(failed)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Adds persons and operations to links.
async fn complete<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
    links: Vec<Link>,
) -> Result<Vec<LinkCase>, StoreError> {
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let owner = person_view::owner(on, mailbox).await?;
    let persons: Vec<PersonId> = links.iter().map(|link| link.person).collect();
    let persons = person_view::read(on, owner.as_ref(), &persons).await?;
    let mut operations = operations(on, &links).await?;
    Ok(links
        .into_iter()
        .map(|link| LinkCase {
            person: persons.get(&link.person).cloned(),
            operations: operations.remove(&link.id).unwrap_or_default(),
            link,
        })
        .collect())
}

async fn operations<C: ConnectionTrait>(
    on: &C,
    links: &[Link],
) -> Result<BTreeMap<LinkId, Vec<Operation>>, StoreError> {
    let columns = operation_row::COLUMNS;
    let read = format!("SELECT {columns} FROM operation WHERE link IN ({{list}}) ORDER BY id");
    let asked: Vec<Value> = links.iter().map(|link| link.id.0.into()).collect();
    let mut of_link: BTreeMap<LinkId, Vec<Operation>> = BTreeMap::new();
    for row in all_in(on, &read, &[], &asked).await? {
        let operation = operation_row::read(&row)?;
        if let Some(link) = operation.link {
            of_link.entry(link).or_default().push(operation);
        }
    }
    Ok(of_link)
}
