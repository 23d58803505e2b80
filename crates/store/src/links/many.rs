//! What a list of contact persons shows beside each: how its switch stands in a mailbox, and who may change it.

use std::collections::{BTreeMap, BTreeSet};

use contacts::{MailboxId, PersonId};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Value};
use uuid::Uuid;

use super::{LinkDetail, views};
use crate::database::Database;
use crate::failure::failed;
use crate::mailboxes;
use crate::replication_store::StoreError;
use crate::rights::{editable_by, visible_to};
use crate::tables::contact_person;
use crate::viewer::Viewer;

/// How many persons one question is about at most: as many as a page of a list has.
const ASKED: usize = 500;

impl Database {
    /// Reads how the switches of several persons stand in one mailbox. A person that never was in it, or that the
    /// viewer does not see, is absent. At most 500 persons are looked at.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a mailbox that is not the viewer's to see.
    pub async fn list_switches(
        &self,
        viewer: &Viewer,
        mailbox: MailboxId,
        persons: &[PersonId],
    ) -> Result<BTreeMap<PersonId, LinkDetail>, StoreError> {
        let on = self.reading();
        mailboxes::known(on, viewer, mailbox).await?;
        let seen = among(on, visible_to(viewer), persons).await?;
        if seen.is_empty() {
            return Ok(BTreeMap::new());
        }
        let marks: Vec<String> = (2..seen.len() + 2).map(|number| format!("${number}")).collect();
        let condition = format!("link.mailbox = $1 AND link.person IN ({})", marks.join(", "));
        let values = std::iter::once(mailbox.0).chain(seen.iter().map(|person| person.0));
        let rows = views(on, viewer, &condition, values.map(Value::from).collect()).await?;
        Ok(rows.into_iter().filter_map(|row| row.2.detail.map(|detail| (row.1, detail))).collect())
    }

    /// Tells which of several persons the viewer may change. At most 500 persons are looked at.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn changeable_persons(
        &self,
        viewer: &Viewer,
        persons: &[PersonId],
    ) -> Result<BTreeSet<PersonId>, StoreError> {
        among(self.reading(), editable_by(viewer), persons).await
    }
}

/// Returns those of some persons that meet a condition.
async fn among<C: ConnectionTrait>(
    on: &C,
    condition: Condition,
    persons: &[PersonId],
) -> Result<BTreeSet<PersonId>, StoreError> {
    use contact_person::Column::Id;
    let asked: Vec<Uuid> = persons.iter().take(ASKED).map(|person| person.0).collect();
    let find = contact_person::Entity::find().select_only().column(Id).filter(Id.is_in(asked));
    let found: Vec<Uuid> = find.filter(condition).into_tuple().all(on).await.map_err(failed)?;
    Ok(found.into_iter().map(PersonId).collect())
}
