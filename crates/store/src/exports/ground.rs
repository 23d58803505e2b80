//! What an export has to know of the persons it is about.

use std::collections::{BTreeMap, BTreeSet};

use contacts::{Card, MailboxId, PersonId};
use replication::Link;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::database::Database;
use crate::derived::list_name;
use crate::exports::wish::{Standing, Wish, selected, taken_off};
use crate::exports::{ExportRequest, Selection, photos};
use crate::failure::failed;
use crate::persons::everybody;
use crate::records;
use crate::replication::link_row;
use crate::replication_store::StoreError;
use crate::rights::{mask, visible_to};
use crate::statements::{all_in, for_update};
use crate::tables::contact_person;
use crate::viewer::Viewer;

/// Persons dealt with together.
pub(crate) const GROUP: usize = 300;

/// Some of the persons of an export, and their links.
#[derive(Debug, Default)]
pub(crate) struct Ground {
    pub(crate) persons: BTreeMap<PersonId, Known>,
    pub(crate) links: BTreeMap<PersonId, Link>,
    /// The one contact that still has a person's stamp from an earlier life of its link.
    pub(crate) stamped: BTreeMap<PersonId, String>,
}

/// A person that the viewer sees.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) card: Card,
    pub(crate) standing: Standing,
}

impl Ground {
    /// Returns a person's name, empty when the viewer may not know it.
    pub(crate) fn name(&self, person: PersonId) -> String {
        self.persons.get(&person).map(|known| known.name.clone()).unwrap_or_default()
    }

    /// Decides for a person.
    pub(crate) fn wish(&self, request: &ExportRequest, person: PersonId, off: bool) -> Wish {
        let link = self.links.get(&person);
        let standing = self.persons.get(&person).map_or(Standing::Unknown, |known| known.standing);
        if off {
            return taken_off(link);
        }
        let wish = selected(request.mode, standing, link);
        let photo_waits = request.photos && link.is_some_and(photos::waits);
        if photo_waits && matches!(wish, Wish::Nothing(None)) { Wish::Update } else { wish }
    }
}

/// Reads persons as the viewer sees them, and their links in the mailbox; with `hold`, these stay as they are until
/// the transaction ends.
pub(crate) async fn read<C: ConnectionTrait>(
    on: &C,
    (viewer, owner): (&Viewer, &Viewer),
    mailbox: MailboxId,
    persons: &[PersonId],
    hold: bool,
) -> Result<Ground, StoreError> {
    let ids: Vec<Uuid> = persons.iter().map(|person| person.0).collect();
    let find = contact_person::Entity::find().filter(contact_person::Column::Id.is_in(ids.clone()));
    let mut seen = find.clone().filter(visible_to(viewer)).order_by_asc(contact_person::Column::Id);
    if hold {
        // Whoever adopts one of them at the same time waits: a person has one link in a mailbox.
        seen = seen.lock_exclusive();
    }
    let rows = seen.all(on).await.map_err(failed)?;
    let seen_by_owner: BTreeSet<Uuid> = find
        .filter(visible_to(owner))
        .select_only()
        .column(contact_person::Column::Id)
        .into_tuple()
        .all(on)
        .await
        .map_err(failed)?
        .into_iter()
        .collect();
    let mut ground = Ground::default();
    for row in rows {
        let mut card = records::person(&row)?.card;
        mask(&mut card, &viewer.hidden);
        let name = list_name(&card);
        mask(&mut card, &owner.hidden);
        let standing = match (row.deleted_at, seen_by_owner.contains(&row.id)) {
            (Some(_), _) => Standing::InBin,
            (None, false) => Standing::HiddenFromOwner,
            (None, true) => Standing::Good,
        };
        ground.persons.insert(PersonId(row.id), Known { name, card, standing });
    }
    let (columns, lock) = (link_row::COLUMNS, if hold { for_update(on) } else { "" });
    let read =
        format!("SELECT {columns} FROM link WHERE mailbox = $1 AND person IN ({{list}}) ORDER BY id{lock}");
    let asked: Vec<sea_orm::Value> = ids.into_iter().map(Into::into).collect();
    for row in all_in(on, &read, &[mailbox.0.into()], &asked).await? {
        let link = link_row::read(&row)?;
        ground.links.insert(link.person, link);
    }
    let read = "SELECT person, MIN(remote_id) FROM candidate
        WHERE mailbox = $1 AND kind = 'relink' AND person IN ({list}) GROUP BY person HAVING COUNT(*) = 1";
    for row in all_in(on, read, &[mailbox.0.into()], &asked).await? {
        let person = PersonId(row.try_get_by_index(0).map_err(failed)?);
        ground.stamped.insert(person, row.try_get_by_index(1).map_err(failed)?);
    }
    Ok(ground)
}

/// Lists the persons of an export, each with whether it was taken off, in the order of the list.
pub(crate) async fn list(
    database: &Database,
    viewer: &Viewer,
    request: &ExportRequest,
) -> Result<Vec<(PersonId, bool)>, StoreError> {
    let off: BTreeSet<PersonId> = request.taken_off.iter().copied().collect();
    let selected = match &request.persons {
        Selection::Ids(ids) => ids.clone(),
        Selection::Search(filter) => {
            everybody(database, viewer, filter).await?.into_iter().map(PersonId).collect()
        }
    };
    let mut known = BTreeSet::new();
    let mut list: Vec<(PersonId, bool)> = selected
        .into_iter()
        .filter(|id| !off.contains(id) && known.insert(*id))
        .map(|id| (id, false))
        .collect();
    if request.withdraw_taken_off {
        list.extend(off.into_iter().map(|id| (id, true)));
    }
    Ok(list)
}
