//! Rows of persons and partners: from row to record, and held for a change that the viewer may make.

use contacts::normalise::Country;
use contacts::person::Touch;
use contacts::{BusinessPartner, ContactPerson, PartnerId, PersonId, PhotoId, TeamId, UserId};
use replication::Rules;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::rights::{editable_by, partner_editable_by, partner_visible_to, visible_to};
use crate::settings_row::{REPLICATION, read_setting};
use crate::statements::{one, run, run_in};
use crate::tables::{business_partner, contact_person};
use crate::viewer::Viewer;
use crate::words::parse_json;

/// Turns a row into a person, with all its own fields.
pub(crate) fn person(row: &contact_person::Model) -> Result<ContactPerson, StoreError> {
    Ok(ContactPerson {
        id: PersonId(row.id),
        version: row.version,
        partner: PartnerId(row.partner),
        employee_in_charge: row.employee_in_charge.map(UserId),
        team: row.team.map(TeamId),
        inactive: row.inactive,
        external_id: row.external_id.clone(),
        card: parse_json(&row.card)?,
        photo: row.photo.map(PhotoId),
        created: Touch { by: row.created_by.map(UserId), at: row.created_at },
        changed: Touch { by: row.changed_by.map(UserId), at: row.changed_at },
        deleted: row.deleted_at.map(|at| Touch { by: row.deleted_by.map(UserId), at }),
    })
}

/// Turns a row into a business partner.
pub(crate) fn partner(row: &business_partner::Model) -> Result<BusinessPartner, StoreError> {
    Ok(BusinessPartner {
        id: PartnerId(row.id),
        version: row.version,
        card: parse_json(&row.card)?,
        team: row.team.map(TeamId),
        external_id: row.external_id.clone(),
        inactive: row.inactive,
        created: Touch { by: row.created_by.map(UserId), at: row.created_at },
        changed: Touch { by: row.changed_by.map(UserId), at: row.changed_at },
        deleted: row.deleted_at.map(|at| Touch { by: row.deleted_by.map(UserId), at }),
    })
}

/// Reads a person that the viewer sees, in the bin or not.
pub(crate) async fn seen_person<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    id: PersonId,
) -> Result<contact_person::Model, StoreError> {
    let find = contact_person::Entity::find_by_id(id.0).filter(visible_to(viewer));
    find.one(on).await.map_err(failed)?.ok_or(StoreError::NotFound("the contact person"))
}

/// Reads a person that the viewer may change, and holds it until the transaction ends.
pub(crate) async fn held_person(
    tx: &Tx,
    viewer: &Viewer,
    id: PersonId,
) -> Result<contact_person::Model, StoreError> {
    let find = contact_person::Entity::find_by_id(id.0).filter(visible_to(viewer)).lock_exclusive();
    let row =
        find.one(tx.as_ref()).await.map_err(failed)?.ok_or(StoreError::NotFound("the contact person"))?;
    let may = contact_person::Entity::find_by_id(id.0).filter(editable_by(viewer));
    match may.one(tx.as_ref()).await.map_err(failed)? {
        Some(_) => Ok(row),
        None => Err(StoreError::NotAllowed("change this contact person")),
    }
}

/// Reads a person that the viewer may change and that is not in the bin, and holds it.
pub(crate) async fn held_living_person(
    tx: &Tx,
    viewer: &Viewer,
    id: PersonId,
) -> Result<contact_person::Model, StoreError> {
    let row = held_person(tx, viewer, id).await?;
    match row.deleted_at {
        None => Ok(row),
        Some(_) => Err(StoreError::Invalid(
            "this contact person is in the bin; nothing was changed. Restore it first".into(),
        )),
    }
}

/// Reads a business partner that the viewer sees and that is not deleted.
pub(crate) async fn seen_partner<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    id: PartnerId,
) -> Result<business_partner::Model, StoreError> {
    let find = business_partner::Entity::find_by_id(id.0).filter(partner_visible_to(viewer));
    let row = find.one(on).await.map_err(failed)?;
    row.filter(|row| row.deleted_at.is_none()).ok_or(StoreError::NotFound("the business partner"))
}

/// Reads a business partner as [`seen_partner`] does, and keeps it as it is until the transaction ends: a person at it
/// is found by its name, which must not change before the person is there.
pub(crate) async fn kept_partner(
    tx: &Tx,
    viewer: &Viewer,
    id: PartnerId,
) -> Result<business_partner::Model, StoreError> {
    let find = business_partner::Entity::find_by_id(id.0).filter(partner_visible_to(viewer)).lock_shared();
    let row = find.one(tx.as_ref()).await.map_err(failed)?;
    row.filter(|row| row.deleted_at.is_none()).ok_or(StoreError::NotFound("the business partner"))
}

/// Reads a business partner that the viewer may change, and holds it until the transaction ends.
pub(crate) async fn held_partner(
    tx: &Tx,
    viewer: &Viewer,
    id: PartnerId,
) -> Result<business_partner::Model, StoreError> {
    let find = business_partner::Entity::find_by_id(id.0).filter(partner_visible_to(viewer)).lock_exclusive();
    let row = find.one(tx.as_ref()).await.map_err(failed)?;
    let row =
        row.filter(|row| row.deleted_at.is_none()).ok_or(StoreError::NotFound("the business partner"))?;
    let may = business_partner::Entity::find_by_id(id.0).filter(partner_editable_by(viewer));
    match may.one(tx.as_ref()).await.map_err(failed)? {
        Some(_) => Ok(row),
        None => Err(StoreError::NotAllowed("change this business partner")),
    }
}

/// Checks that the viewer may restrict a record to a team.
pub(crate) async fn check_team<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    team: Option<TeamId>,
) -> Result<(), StoreError> {
    let Some(team) = team else { return Ok(()) };
    if !viewer.administers() && !viewer.teams.contains(&team) {
        return Err(StoreError::NotAllowed("restrict a record to a team that is not yours"));
    }
    let known = one(on, "SELECT 1 FROM team WHERE id = $1", vec![team.0.into()]).await?;
    known.map(|_| ()).ok_or(StoreError::NotFound("the team"))
}

/// Checks that somebody can be in charge.
pub(crate) async fn check_employee<C: ConnectionTrait>(
    on: &C,
    user: Option<UserId>,
) -> Result<(), StoreError> {
    let Some(user) = user else { return Ok(()) };
    let read = "SELECT 1 FROM user_account WHERE id = $1 AND NOT disabled";
    let known = one(on, read, vec![user.0.into()]).await?;
    known.map(|_| ()).ok_or_else(|| {
        StoreError::Invalid(
            "the employee in charge is no active user; nothing was saved. Choose another".into(),
        )
    })
}

/// Checks that an external id is free, and returns it without blanks around.
pub(crate) async fn free_external_id<C: ConnectionTrait>(
    on: &C,
    table: &str,
    written: Option<&str>,
    own: Option<Uuid>,
) -> Result<Option<String>, StoreError> {
    let Some(text) = written.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > 200 || text.chars().any(char::is_control) {
        return Err(StoreError::Invalid(
            "the external id is longer than 200 characters or has a control character; nothing was saved"
                .into(),
        ));
    }
    let read = format!("SELECT id FROM {table} WHERE external_id = $1");
    let row = one(on, &read, vec![text.into()]).await?;
    let holder: Option<Uuid> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    if holder.is_some() && holder != own {
        return Err(StoreError::Invalid(format!(
            "the external id \"{text}\" is taken by another record (perhaps in the bin, or outside your \
             permissions); nothing was saved. Choose another"
        )));
    }
    Ok(Some(text.to_owned()))
}

/// Checks that a record is still at the version an edit was based on, where fields cannot be merged.
pub(crate) fn check_version(version: Option<i64>, current: i64) -> Result<(), StoreError> {
    match version {
        Some(version) if version != current => Err(StoreError::Conflict { current, fields: Vec::new() }),
        Some(_) | None => Ok(()),
    }
}

/// Reads the country of numbers written without one.
pub(crate) async fn country<C: ConnectionTrait>(on: &C) -> Result<Country, StoreError> {
    Ok(read_setting::<Rules, _>(on, REPLICATION).await?.unwrap_or_default().country)
}

/// Makes the live links of persons due, and takes their problems off; returns how many.
pub(crate) async fn mark_links_of<C: ConnectionTrait>(on: &C, persons: &[Uuid]) -> Result<u64, StoreError> {
    let ids: Vec<Value> = persons.iter().map(|id| (*id).into()).collect();
    let mark =
        "UPDATE link SET due = due + 1, problem = NULL, parked = FALSE WHERE live AND person IN ({list})";
    run_in(on, mark, &[], &ids).await
}

/// Makes the live links of the mailboxes that users own due: what these users may see has changed.
pub(crate) async fn mark_links_of_owners<C: ConnectionTrait>(
    on: &C,
    users: &[UserId],
) -> Result<u64, StoreError> {
    let ids: Vec<Value> = users.iter().map(|user| user.0.into()).collect();
    let mark = "UPDATE link SET due = due + 1, problem = NULL, parked = FALSE
        WHERE live AND mailbox IN (SELECT id FROM mailbox WHERE owner IN ({list}))";
    run_in(on, mark, &[], &ids).await
}

/// Makes every live link due; returns how many.
pub(crate) async fn mark_every_link<C: ConnectionTrait>(on: &C) -> Result<u64, StoreError> {
    run(on, "UPDATE link SET due = due + 1, problem = NULL, parked = FALSE WHERE live", vec![]).await
}
