//! Changing, deleting and emptying business partners.

use std::collections::BTreeSet;

use contacts::person::PartnerCard;
use contacts::{PartnerField, PartnerId, PersonId, normalise};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Order, PaginatorTrait,
    QueryFilter, Value,
};
use uuid::Uuid;

use crate::database::Tx;
use crate::derived::{fields_since, note_fields};
use crate::duplicates::partner_keys;
use crate::failure::failed;
use crate::history;
use crate::partners::{Moved, PartnerChanged, PartnerPatch, check_card, place_of, web_domain};
use crate::records;
use crate::replication_store::{Cause, HistoryKind, HistoryWrite, StoreError};
use crate::rights::{editable_by, visible_to};
use crate::search::index::Subject;
use crate::search::keep;
use crate::search::text::partner_text;
use crate::statements::{all, one, run, run_in};
use crate::tables::{business_partner, contact_person};
use crate::viewer::Viewer;
use crate::words::json;

/// Changes a business partner.
pub(crate) async fn change(
    tx: &Tx,
    viewer: &Viewer,
    id: PartnerId,
    patch: &PartnerPatch,
    version: Option<i64>,
    now: i64,
) -> Result<PartnerChanged, StoreError> {
    let before = records::held_partner(tx, viewer, id).await?;
    let was = records::partner(&before)?;
    let mut row = before.clone();
    let mut card = was.card.clone();
    for (field, text) in &patch.card {
        card.set(*field, text.as_deref().unwrap_or_default());
    }
    check_card(&card)?;
    if let Some(team) = patch.team {
        records::check_team(tx.as_ref(), viewer, team).await?;
        row.team = team.map(|team| team.0);
    }
    if let Some(written) = &patch.external_id {
        let free = records::free_external_id(tx.as_ref(), "business_partner", written.as_deref(), Some(id.0));
        row.external_id = free.await?;
    }
    row.inactive = patch.inactive.unwrap_or(row.inactive);
    let fields = changed_fields(&before, &was.card, &row, &card);
    if fields.is_empty() {
        return Ok(PartnerChanged { partner: was, links_due: 0, runs: Vec::new() });
    }
    refuse_overwriting(tx, id.0, version, before.version, &fields).await?;
    row.version += 1;
    row.name = card.text(PartnerField::Name).to_owned();
    row.name_key = normalise::name(&row.name);
    row.web_domain = web_domain(&card);
    (row.city_key, row.postal_code) = place_of(&card);
    row.card = json(&card)?;
    (row.changed_by, row.changed_at) = (viewer.acting().map(|user| user.0), now);
    let partner = records::partner(&row)?;
    note_fields(tx.as_ref(), std::iter::once((id.0, row.version, &fields))).await?;
    row.into_active_model().reset_all().update(tx.as_ref()).await.map_err(failed)?;
    let country = records::country(tx.as_ref()).await?;
    partner_keys::renew(tx.as_ref(), std::iter::once((id.0, &card)), country).await?;
    let travels = [PartnerField::Name, PartnerField::MainPhone].map(PartnerField::as_str);
    // The keys of its persons say both.
    if travels.iter().any(|field| fields.contains(field)) {
        keep::note_due(tx.as_ref(), id.0).await?;
    } else {
        let text = partner_text(&card, country, web_domain(&card).as_deref());
        keep::renew(tx.as_ref(), Subject::Partner, vec![(id.0, text)]).await?;
    }
    let links_due =
        if travels.iter().any(|field| fields.contains(field)) { mark_links(tx, id).await? } else { 0 };
    Ok(PartnerChanged { partner, links_due, runs: Vec::new() })
}

fn changed_fields(
    before: &business_partner::Model,
    old: &PartnerCard,
    after: &business_partner::Model,
    new: &PartnerCard,
) -> BTreeSet<&'static str> {
    let mut fields: BTreeSet<&'static str> = contacts::person::PARTNER_FIELDS
        .iter()
        .filter(|(field, _, _)| old.text(*field) != new.text(*field))
        .map(|(field, _, _)| field.as_str())
        .collect();
    for (changed, name) in [
        (before.team != after.team, "team"),
        (before.external_id != after.external_id, "external_id"),
        (before.inactive != after.inactive, "inactive"),
    ] {
        if changed {
            fields.insert(name);
        }
    }
    fields
}

/// Refuses an edit that would overwrite what somebody else wrote since the version it is based on.
pub(crate) async fn refuse_overwriting(
    tx: &Tx,
    record: Uuid,
    version: Option<i64>,
    current: i64,
    fields: &BTreeSet<&'static str>,
) -> Result<(), StoreError> {
    let Some(version) = version.filter(|version| *version != current) else { return Ok(()) };
    if version > current {
        return Err(StoreError::Conflict { current, fields: Vec::new() });
    }
    let since = fields_since(tx.as_ref(), record, version).await?;
    let both: Vec<String> = since.into_iter().filter(|field| fields.contains(field.as_str())).collect();
    if both.is_empty() { Ok(()) } else { Err(StoreError::Conflict { current, fields: both }) }
}

async fn mark_links(tx: &Tx, partner: PartnerId) -> Result<u64, StoreError> {
    let mark = "UPDATE link SET due = due + 1, problem = NULL, parked = FALSE
        WHERE live AND person IN (SELECT id FROM contact_person WHERE partner = $1)";
    run(tx.as_ref(), mark, vec![partner.0.into()]).await
}

/// Deletes a business partner without persons.
pub(super) async fn delete(
    tx: &Tx,
    viewer: &Viewer,
    id: PartnerId,
    version: Option<i64>,
    now: i64,
) -> Result<(), StoreError> {
    let row = records::held_partner(tx, viewer, id).await?;
    records::check_version(version, row.version)?;
    let count = "SELECT COUNT(*), COUNT(deleted_at) FROM contact_person WHERE partner = $1";
    let found = one(tx.as_ref(), count, vec![id.0.into()]).await?;
    let (persons, in_bin): (i64, i64) = match found {
        Some(row) => (row.try_get_by_index(0).map_err(failed)?, row.try_get_by_index(1).map_err(failed)?),
        None => (0, 0),
    };
    let visible = contact_person::Entity::find().filter(contact_person::Column::Partner.eq(id.0));
    let visible = visible.filter(visible_to(viewer)).count(tx.as_ref()).await.map_err(failed)?;
    if u64::try_from(persons).unwrap_or_default() > visible {
        // How many there are is as hidden as who they are.
        return Err(StoreError::Invalid(
            "contact persons that you may not see are at this business partner; nothing was deleted. Ask an \
             administrator to move them to another one first"
                .into(),
        ));
    }
    if persons > 0 {
        let are = if persons == 1 { "contact person is" } else { "contact persons are" };
        let bin = if in_bin > 0 { format!(" ({in_bin} in the bin)") } else { String::new() };
        return Err(StoreError::Invalid(format!(
            "{persons} {are} at this business partner{bin}; nothing was deleted. Move them to another one first"
        )));
    }
    let delete = "UPDATE business_partner SET version = version + 1, external_id = NULL, changed_by = $2,
        changed_at = $3, deleted_by = $2, deleted_at = $3 WHERE id = $1";
    let by = viewer.acting().map(|user| user.0);
    run(tx.as_ref(), delete, vec![id.0.into(), by.into(), now.into()]).await?;
    partner_keys::forget(tx.as_ref(), id.0).await?;
    keep::forget(tx.as_ref(), Subject::Partner, &[id.0]).await
}

/// Moves the persons of one business partner to another.
pub(super) async fn move_all(
    tx: &Tx,
    viewer: &Viewer,
    from: PartnerId,
    to: PartnerId,
    now: i64,
) -> Result<Moved, StoreError> {
    if !viewer.writes() {
        return Err(StoreError::NotAllowed("move contact persons"));
    }
    if from == to {
        return Err(StoreError::Invalid("both are the same business partner; nothing was moved".into()));
    }
    let (from, to) = (
        records::seen_partner(tx.as_ref(), viewer, from).await?,
        records::seen_partner(tx.as_ref(), viewer, to).await?,
    );
    let mut find = Query::select();
    find.column(contact_person::Column::Id)
        .column(contact_person::Column::Version)
        .from(contact_person::Entity)
        .and_where(Expr::col(contact_person::Column::Partner).eq(from.id))
        .cond_where(editable_by(viewer))
        .order_by(contact_person::Column::Id, Order::Asc)
        .lock(LockType::Update);
    let rows = tx.query_all(&find).await.map_err(failed)?;
    let rows: Result<Vec<(Uuid, i64)>, sea_orm::DbErr> =
        rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect();
    let rows = rows.map_err(failed)?;
    let ids: Vec<Uuid> = rows.iter().map(|(id, _)| *id).collect();
    let by = viewer.acting();
    let set =
        "UPDATE contact_person SET partner = $1, version = version + 1, changed_by = $2, changed_at = $3
        WHERE id IN ({list})";
    let first = [to.id.into(), by.map(|user| user.0).into(), now.into()];
    let values: Vec<Value> = ids.iter().map(|id| (*id).into()).collect();
    run_in(tx.as_ref(), set, &first, &values).await?;
    keep::note_due(tx.as_ref(), to.id).await?;
    let fields = BTreeSet::from(["business_partner"]);
    note_fields(tx.as_ref(), rows.iter().map(|(id, version)| (*id, version + 1, &fields))).await?;
    records::mark_links_of(tx.as_ref(), &ids).await?;
    let entries: Vec<HistoryWrite> = ids
        .iter()
        .map(|id| HistoryWrite {
            person: PersonId(*id),
            mailbox: None,
            kind: HistoryKind::Edited,
            field: Some("business_partner".into()),
            before: Some(named(&from)),
            after: Some(named(&to)),
            cause: Cause::Crm { user: by },
            run: None,
        })
        .collect();
    history::append(tx, &entries, now).await?;
    let left = "SELECT COUNT(*) FROM contact_person WHERE partner = $1";
    let left = all(tx.as_ref(), left, vec![from.id.into()]).await?;
    let left: i64 = left.first().map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(failed)?;
    Ok(Moved { moved: ids.len() as u64, left: u64::try_from(left).unwrap_or_default() })
}

/// How a business partner stands in a history entry: by id, for taking it back, and by name, for people.
pub(crate) fn named(partner: &business_partner::Model) -> serde_json::Value {
    serde_json::json!({ "id": PartnerId(partner.id).to_string(), "name": partner.name })
}
