//! The rows of a window: read anew each time, with the viewer's rights.

use std::collections::{BTreeMap, BTreeSet};

use contacts::{Card, FieldKey, PersonId};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::derived::list_name;
use crate::drafts::row::{self, Draft};
use crate::drafts::{Bar, DraftRow};
use crate::failure::failed;
use crate::records;
use crate::replication_store::StoreError;
use crate::rights::{mask, viewer_of, visible_to};
use crate::tables::{business_partner, contact_person};
use crate::viewer::Viewer;

use contact_person::Column as Person;

/// What a row shows of a person.
#[derive(Debug, Clone, Default)]
struct Shown {
    name: String,
    company: String,
    city: String,
    email: String,
}

/// Reads the rows at places, which are in order.
pub(super) async fn read<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    draft: &Draft,
    places: &[u32],
) -> Result<Vec<DraftRow>, StoreError> {
    let ids = row::hits(on, draft.id, places).await?;
    let shown = shown(on, viewer, &ids).await?;
    let hidden = hidden_from_owner(on, viewer, draft, &ids).await?;
    let row = |(place, id): (&u32, &Uuid)| {
        let bar = match (shown.get(id), hidden.contains(id) || draft.assignment.barred.contains(*place)) {
            (None, _) => Some(Bar::Gone),
            (Some(_), true) => Some(Bar::HiddenFromOwner),
            (Some(_), false) => None,
        };
        let Shown { name, company, city, email } = shown.get(id).cloned().unwrap_or_default();
        let exported = draft.assignment.exported.contains(*place);
        DraftRow { place: *place, person: PersonId(*id), name, company, city, email, exported, bar }
    };
    Ok(places.iter().zip(&ids).map(row).collect())
}

/// Reads the names of persons that the viewer sees, also of those in the bin.
pub(super) async fn names<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, String>, StoreError> {
    let find = contact_person::Entity::find().filter(Person::Id.is_in(ids.iter().copied()));
    let rows = find.filter(visible_to(viewer)).all(on).await.map_err(failed)?;
    let name = |row: &contact_person::Model| {
        let mut card = records::person(row)?.card;
        mask(&mut card, &viewer.hidden);
        Ok((row.id, list_name(&card)))
    };
    rows.iter().map(name).collect()
}

async fn shown<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, Shown>, StoreError> {
    let find = contact_person::Entity::find().find_also_related(business_partner::Entity);
    let find = find.filter(Person::Id.is_in(ids.iter().copied())).filter(Person::DeletedAt.is_null());
    let rows = find.filter(visible_to(viewer)).all(on).await.map_err(failed)?;
    let company_hidden = viewer.hidden.contains(&FieldKey::Company);
    let shown = |(row, partner): (contact_person::Model, Option<business_partner::Model>)| {
        let mut card = records::person(&row)?.card;
        mask(&mut card, &viewer.hidden);
        let company = partner.filter(|_| !company_hidden).map(|partner| partner.name).unwrap_or_default();
        let city = first(&card, &[FieldKey::BusinessCity, FieldKey::HomeCity]);
        let email = first(&card, &[FieldKey::Email1, FieldKey::Email2, FieldKey::Email3]);
        Ok((row.id, Shown { name: list_name(&card), company, city, email }))
    };
    rows.into_iter().map(shown).collect()
}

fn first(card: &Card, keys: &[FieldKey]) -> String {
    let texts = keys.iter().map(|key| card.text(*key));
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
}

/// Reads whom of some persons the mailbox's owner does not see.
async fn hidden_from_owner<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    draft: &Draft,
    ids: &[Uuid],
) -> Result<BTreeSet<Uuid>, StoreError> {
    let owner = crate::mailboxes::known(on, viewer, draft.mailbox).await?;
    let owner = if owner == viewer.user { None } else { viewer_of(on, owner).await? };
    let Some(owner) = owner.filter(|owner| !owner.administers()) else { return Ok(BTreeSet::new()) };
    let find = contact_person::Entity::find().filter(Person::Id.is_in(ids.iter().copied()));
    let find = find.filter(visible_to(&owner)).select_only().column(Person::Id);
    let seen: Vec<Uuid> = find.into_tuple().all(on).await.map_err(failed)?;
    Ok(ids.iter().copied().filter(|id| !seen.contains(id)).collect())
}
