//! Creating and changing persons: row, keys, history and links in one transaction.

use std::collections::BTreeSet;

use contacts::field::Owner;
use contacts::person::{names_someone, with_partner};
use contacts::{Card, FieldKey, MailboxId, PartnerId, PersonId, PhotoId, RunId, TeamId, UserId, Value};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::json as object;
use uuid::Uuid;

use crate::database::Tx;
use crate::derived::{CARD_VERSION, PersonUpdate, derive, insert_keys, update_persons};
use crate::duplicates;
use crate::failure::failed;
use crate::history;
use crate::partners::{named, refuse_overwriting};
use crate::persons::{NewPerson, PersonCreated, PersonPatch, find};
use crate::records;
use crate::replication_store::{Cause, HistoryKind, HistoryWrite, StoreError};
use crate::search::index::Subject;
use crate::search::keep;
use crate::search::text::person_text;
use crate::statements::{one, run};
use crate::tables::{business_partner, contact_person};
use crate::viewer::Viewer;
use crate::words::json;

/// Creates a person.
pub(super) async fn create(
    tx: &Tx,
    viewer: &Viewer,
    new: &NewPerson,
    now: i64,
) -> Result<PersonCreated, StoreError> {
    let (row, partner) = create_from(tx, viewer, new, None, now).await?;
    let whole = with_partner(&records::person(&row)?.card, &records::partner(&partner)?.card);
    let duplicates = duplicates::found_in(tx, viewer, &whole, Some(PersonId(row.id))).await?;
    Ok(PersonCreated { record: find::record(tx.as_ref(), viewer, &row).await?, duplicates })
}

/// Creates a person without a look at duplicates, but for the lock on its match keys; `origin` is the mailbox that it
/// was read from, and the run that did so. Returns its row and its partner's.
pub(crate) async fn create_from(
    tx: &Tx,
    viewer: &Viewer,
    new: &NewPerson,
    origin: Option<(MailboxId, RunId)>,
    now: i64,
) -> Result<(contact_person::Model, business_partner::Model), StoreError> {
    if !viewer.writes() {
        return Err(StoreError::NotAllowed("create contact persons"));
    }
    let on = tx.as_ref();
    let partner = records::kept_partner(tx, viewer, new.partner).await?;
    check_fields(viewer, new.card.iter().map(|(key, _)| key))?;
    let mut card = new.card.clone();
    card.close_gaps();
    check_named(&card)?;
    records::check_team(on, viewer, new.team).await?;
    records::check_employee(on, new.employee_in_charge).await?;
    let external_id = new.external_id.as_deref();
    let external_id = records::free_external_id(on, "contact_person", external_id, None).await?;
    let country = records::country(on).await?;
    let id = PersonId(Uuid::now_v7());
    duplicates::lock_keys(tx, &card, country).await?;

    let derived = derive(&card, country);
    let by = viewer.acting().map(|user| user.0);
    let row = contact_person::Model {
        id: id.0,
        version: 1,
        partner: partner.id,
        employee_in_charge: new.employee_in_charge.map(|user| user.0),
        team: new.team.map(|team| team.0),
        inactive: new.inactive,
        external_id,
        name: derived.name.clone(),
        sort_key: derived.sort_key.clone(),
        last_name_key: derived.last_name_key.clone(),
        first_name_key: derived.first_name_key.clone(),
        city_key: derived.city_key.clone(),
        postal_code: derived.postal_code.clone(),
        company_key: partner.name_key.clone(),
        photo: None,
        created_by: by,
        created_at: now,
        changed_by: by,
        changed_at: now,
        deleted_by: None,
        deleted_at: None,
        card_version: CARD_VERSION,
        card: json(&card)?,
    };
    let insert = contact_person::Entity::insert(row.clone().into_active_model());
    insert.exec_without_returning(on).await.map_err(failed)?;
    insert_keys(on, &[(id, derived)]).await?;
    duplicates::keys::renew(on, std::iter::once((id.0, &card)), country).await?;
    let text = person_text(&card, country, &partner.name);
    keep::insert(on, Subject::Person, vec![(id.0, text)]).await?;
    let (mailbox, run) = origin.unzip();
    let created = HistoryWrite { mailbox, run, ..entry(viewer, id, HistoryKind::Created, None, None, None) };
    history::append(tx, &[created], now).await?;
    Ok((row, partner))
}

/// Refuses fields that a viewer does not see, and those that the business partner keeps.
fn check_fields(viewer: &Viewer, keys: impl Iterator<Item = FieldKey>) -> Result<(), StoreError> {
    for key in keys {
        if viewer.hidden.contains(&key) {
            return Err(StoreError::NotAllowed("write a field that is hidden from you"));
        }
        match key.field().owner {
            Owner::Person => {}
            Owner::Partner => {
                return Err(StoreError::Invalid(format!(
                    "{key} belongs to the business partner; nothing was saved. Change it there"
                )));
            }
        }
    }
    Ok(())
}

fn check_named(card: &Card) -> Result<(), StoreError> {
    if names_someone(card) {
        return Ok(());
    }
    Err(StoreError::Invalid(
        "a contact person needs a last name, a first name or an e-mail address; nothing was saved".into(),
    ))
}

/// Makes a history entry of something that a viewer did.
pub(crate) fn entry(
    viewer: &Viewer,
    person: PersonId,
    kind: HistoryKind,
    field: Option<&str>,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
) -> HistoryWrite {
    HistoryWrite {
        person,
        mailbox: None,
        kind,
        field: field.map(str::to_owned),
        before,
        after,
        cause: Cause::Crm { user: viewer.acting() },
        run: None,
    }
}

/// Changes a person; returns its row as it is then.
pub(crate) async fn change(
    tx: &Tx,
    viewer: &Viewer,
    id: PersonId,
    patch: &PersonPatch,
    version: Option<i64>,
    now: i64,
) -> Result<contact_person::Model, StoreError> {
    let on = tx.as_ref();
    let before = records::held_living_person(tx, viewer, id).await?;
    check_fields(viewer, patch.card.iter().map(|(key, _)| key))?;
    let old = records::person(&before)?.card;
    let mut card = old.clone();
    card.apply(&patch.card);
    card.close_gaps();
    check_named(&card)?;
    let mut row = before.clone();
    apply_flags(tx, viewer, patch, &mut row).await?;

    let mut entries = card_entries(viewer, id, &old, &card);
    entries.extend(flag_entries(tx, viewer, &before, &row).await?);
    let fields: BTreeSet<&'static str> = entries.iter().map(|(field, _)| *field).collect();
    if fields.is_empty() {
        return Ok(before);
    }
    refuse_overwriting(tx, id.0, version, before.version, &fields).await?;

    row.version += 1;
    row.card = json(&card)?;
    (row.changed_by, row.changed_at) = (viewer.acting().map(|user| user.0), now);
    let update = PersonUpdate {
        id,
        version: row.version,
        fields,
        card,
        photo: row.photo.map(PhotoId),
        changed_by: viewer.acting(),
        changed_at: now,
    };
    update_persons(on, &[update], records::country(on).await?).await?;
    let flags = "UPDATE contact_person SET partner = $2, employee_in_charge = $3, team = $4, inactive = $5,
        external_id = $6 WHERE id = $1";
    let values = vec![
        id.0.into(),
        row.partner.into(),
        row.employee_in_charge.into(),
        row.team.into(),
        row.inactive.into(),
        row.external_id.clone().into(),
    ];
    run(on, flags, values).await?;
    if row.partner != before.partner {
        let (card, country) = (&records::person(&row)?.card, records::country(on).await?);
        duplicates::keys::renew(on, std::iter::once((id.0, card)), country).await?;
        keep::renew_persons(on, std::iter::once((id.0, card)), country).await?;
    }
    records::mark_links_of(on, &[id.0]).await?;
    let entries: Vec<HistoryWrite> = entries.into_iter().map(|(_, entry)| entry).collect();
    history::append(tx, &entries, now).await?;
    Ok(row)
}

async fn apply_flags(
    tx: &Tx,
    viewer: &Viewer,
    patch: &PersonPatch,
    row: &mut contact_person::Model,
) -> Result<(), StoreError> {
    let on = tx.as_ref();
    if let Some(partner) = patch.partner.filter(|partner| partner.0 != row.partner) {
        row.partner = records::kept_partner(tx, viewer, partner).await?.id;
    }
    if let Some(user) =
        patch.employee_in_charge.filter(|user| user.map(|user| user.0) != row.employee_in_charge)
    {
        records::check_employee(on, user).await?;
        row.employee_in_charge = user.map(|user| user.0);
    }
    if let Some(team) = patch.team.filter(|team| team.map(|team| team.0) != row.team) {
        records::check_team(on, viewer, team).await?;
        row.team = team.map(|team| team.0);
    }
    if let Some(written) = &patch.external_id {
        let free = records::free_external_id(on, "contact_person", written.as_deref(), Some(row.id));
        row.external_id = free.await?;
    }
    row.inactive = patch.inactive.unwrap_or(row.inactive);
    Ok(())
}

/// Makes an entry per field of the card that differs.
fn card_entries(viewer: &Viewer, id: PersonId, old: &Card, new: &Card) -> Vec<(&'static str, HistoryWrite)> {
    let difference = old.diff(new);
    let entries = difference.iter().map(|(key, after)| {
        let (before, after) = (old.get(key).map(Value::to_json), after.map(Value::to_json));
        (key.as_str(), entry(viewer, id, HistoryKind::Edited, Some(key.as_str()), before, after))
    });
    entries.collect()
}

/// Makes an entry per column beside the card that differs. People are named by id, for taking the entry back, and
/// by name, for reading it.
async fn flag_entries(
    tx: &Tx,
    viewer: &Viewer,
    before: &contact_person::Model,
    after: &contact_person::Model,
) -> Result<Vec<(&'static str, HistoryWrite)>, StoreError> {
    let on = tx.as_ref();
    let mut changes = Vec::new();
    if before.partner != after.partner {
        changes.push((
            "business_partner",
            partner(on, before.partner).await?,
            partner(on, after.partner).await?,
        ));
    }
    if before.employee_in_charge != after.employee_in_charge {
        let was = user(on, before.employee_in_charge.map(UserId)).await?;
        changes.push(("employee_in_charge", was, user(on, after.employee_in_charge.map(UserId)).await?));
    }
    if before.team != after.team {
        let was = team(on, before.team.map(TeamId)).await?;
        changes.push(("team", was, team(on, after.team.map(TeamId)).await?));
    }
    if before.inactive != after.inactive {
        changes.push(("inactive", Some(before.inactive.into()), Some(after.inactive.into())));
    }
    if before.external_id != after.external_id {
        let text = |id: &Option<String>| id.clone().map(serde_json::Value::from);
        changes.push(("external_id", text(&before.external_id), text(&after.external_id)));
    }
    let id = PersonId(before.id);
    let entries = changes
        .into_iter()
        .map(|(field, was, is)| (field, entry(viewer, id, HistoryKind::Edited, Some(field), was, is)));
    Ok(entries.collect())
}

async fn partner<C: ConnectionTrait>(on: &C, id: Uuid) -> Result<Option<serde_json::Value>, StoreError> {
    let row = business_partner::Entity::find_by_id(id).one(on).await.map_err(failed)?;
    Ok(Some(row.map_or_else(|| object!({ "id": PartnerId(id).to_string() }), |row| named(&row))))
}

async fn user<C: ConnectionTrait>(
    on: &C,
    id: Option<UserId>,
) -> Result<Option<serde_json::Value>, StoreError> {
    let Some(id) = id else { return Ok(None) };
    let row = one(on, "SELECT name FROM user_account WHERE id = $1", vec![id.0.into()]).await?;
    let name: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    Ok(Some(object!({ "id": id.to_string(), "name": name })))
}

async fn team<C: ConnectionTrait>(
    on: &C,
    id: Option<TeamId>,
) -> Result<Option<serde_json::Value>, StoreError> {
    let Some(id) = id else { return Ok(None) };
    let row = one(on, "SELECT name FROM team WHERE id = $1", vec![id.0.into()]).await?;
    let name: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    Ok(Some(object!({ "id": id.to_string(), "name": name })))
}
