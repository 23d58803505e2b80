//! Loading business partners.

use std::collections::BTreeMap;

use contacts::normalise::Country;
use contacts::person::PartnerCard;
use contacts::{PartnerField, PartnerId, normalise};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::database::Tx;
use crate::duplicates::partner_keys;
use crate::failure::failed;
use crate::load::{LoadPartner, Loaded};
use crate::partners::{self, PartnerPatch, check_card, web_domain};
use crate::records;
use crate::replication_store::StoreError;
use crate::search::index::Subject;
use crate::search::keep;
use crate::search::text::partner_text;
use crate::statements::run_rows;
use crate::tables::business_partner;
use crate::viewer::Viewer;
use crate::words::json;

/// The partners that rows may mean.
#[derive(Debug, Default)]
pub(super) struct Known {
    by_external_id: BTreeMap<String, business_partner::Model>,
    by_name: BTreeMap<String, Vec<business_partner::Model>>,
}

/// What a row means.
#[derive(Debug)]
pub(super) enum Meant {
    /// This partner.
    One(Box<business_partner::Model>),
    /// None that is known.
    None,
    /// Several have this name.
    Several,
}

/// Returns the normal form of a row's name.
pub(super) fn name_key(row: &LoadPartner) -> String {
    normalise::name(row.card.text(PartnerField::Name))
}

/// Reads the partners that have one of the external ids or names.
pub(super) async fn known<C: ConnectionTrait>(
    on: &C,
    external_ids: Vec<String>,
    name_keys: Vec<String>,
) -> Result<Known, StoreError> {
    use business_partner::Column::{DeletedAt, ExternalId, NameKey};
    let mut known = Known::default();
    let find = business_partner::Entity::find().filter(DeletedAt.is_null());
    let by_id = find.clone().filter(ExternalId.is_in(external_ids)).all(on).await.map_err(failed)?;
    for row in by_id {
        known.by_external_id.insert(row.external_id.clone().unwrap_or_default(), row);
    }
    for row in find.filter(NameKey.is_in(name_keys)).all(on).await.map_err(failed)? {
        known.by_name.entry(row.name_key.clone()).or_default().push(row);
    }
    Ok(known)
}

impl Known {
    /// Finds what an external id, or else a name, means. With an external id that is not known, a partner of that
    /// name without one is meant: it came in by name alone.
    pub(super) fn meant(&self, external_id: Option<&str>, name: &str) -> Meant {
        if let Some(row) = external_id.and_then(|id| self.by_external_id.get(id)) {
            return Meant::One(Box::new(row.clone()));
        }
        let key = normalise::name(name);
        let named = self.by_name.get(&key).map_or(&[][..], Vec::as_slice);
        let named: Vec<&business_partner::Model> =
            named.iter().filter(|row| external_id.is_none() || row.external_id.is_none()).collect();
        match named.as_slice() {
            _ if key.is_empty() => Meant::None,
            [] => Meant::None,
            [only] => Meant::One(Box::new((*only).clone())),
            _ => Meant::Several,
        }
    }

    /// Adds a partner that was just created.
    pub(super) fn add(&mut self, row: business_partner::Model) {
        if let Some(id) = &row.external_id {
            self.by_external_id.insert(id.clone(), row.clone());
        }
        self.by_name.entry(row.name_key.clone()).or_default().push(row);
    }
}

/// Loads some rows; no two of them mean the same partner.
pub(super) async fn load(
    tx: &Tx,
    viewer: &Viewer,
    rows: &[&LoadPartner],
    now: i64,
) -> Result<Vec<Loaded<PartnerId>>, StoreError> {
    let ids = rows.iter().filter_map(|row| row.external_id.clone()).collect();
    let known = known(tx.as_ref(), ids, rows.iter().map(|row| name_key(row)).collect()).await?;
    let (mut loaded, mut new) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        loaded.push(match known.meant(row.external_id.as_deref(), row.card.text(PartnerField::Name)) {
            Meant::One(found) => update(tx, viewer, row, &found, now).await?,
            Meant::None => match check_card(&row.card) {
                Ok(()) => {
                    let made = made(viewer, &row.card, row.external_id.clone(), row.inactive, now)?;
                    let id = PartnerId(made.id);
                    new.push(made);
                    Loaded::Created(id)
                }
                Err(error) => Loaded::Refused(error.to_string()),
            },
            Meant::Several => Loaded::Refused(
                "several business partners have this name; give the row an external id".to_owned(),
            ),
        });
    }
    insert(tx.as_ref(), &new, records::country(tx.as_ref()).await?).await?;
    Ok(loaded)
}

async fn update(
    tx: &Tx,
    viewer: &Viewer,
    row: &LoadPartner,
    found: &business_partner::Model,
    now: i64,
) -> Result<Loaded<PartnerId>, StoreError> {
    let id = PartnerId(found.id);
    let old = records::partner(found)?.card;
    let mut patch = PartnerPatch::default();
    for (field, text) in row.card.iter().filter(|(field, text)| old.text(*field) != *text) {
        patch.card.insert(field, Some(text.to_owned()));
    }
    patch.inactive = (row.inactive && !found.inactive).then_some(true);
    if row.external_id.is_some() && row.external_id != found.external_id {
        patch.external_id = Some(row.external_id.clone());
    }
    if patch == PartnerPatch::default() {
        return Ok(Loaded::Unchanged(id));
    }
    match partners::change(tx, viewer, id, &patch, None, now).await {
        Ok(_) => Ok(Loaded::Updated(id)),
        Err(StoreError::Invalid(reason)) => Ok(Loaded::Refused(reason)),
        Err(error) => Err(error),
    }
}

/// Makes the row of a partner that is new.
pub(super) fn made(
    viewer: &Viewer,
    card: &PartnerCard,
    external_id: Option<String>,
    inactive: bool,
    now: i64,
) -> Result<business_partner::Model, StoreError> {
    let name = card.text(PartnerField::Name).to_owned();
    let (city_key, postal_code) = partners::place_of(card);
    let by = viewer.acting().map(|user| user.0);
    Ok(business_partner::Model {
        id: Uuid::now_v7(),
        version: 1,
        name_key: normalise::name(&name),
        city_key,
        postal_code,
        name,
        web_domain: web_domain(card),
        card: json(card)?,
        team: None,
        inactive,
        external_id,
        created_by: by,
        created_at: now,
        changed_by: by,
        changed_at: now,
        deleted_by: None,
        deleted_at: None,
    })
}

/// Writes new partners.
pub(super) async fn insert<C: ConnectionTrait>(
    on: &C,
    partners: &[business_partner::Model],
    country: Country,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO business_partner (id, version, name, name_key, city_key, postal_code, web_domain, card, inactive,
        external_id, created_by, created_at, changed_by, changed_at) VALUES {rows}";
    let rows = partners.iter().map(|row| {
        vec![
            row.id.into(),
            row.version.into(),
            row.name.clone().into(),
            row.name_key.clone().into(),
            row.city_key.clone().into(),
            row.postal_code.clone().into(),
            row.web_domain.clone().into(),
            row.card.clone().into(),
            row.inactive.into(),
            row.external_id.clone().into(),
            row.created_by.into(),
            row.created_at.into(),
            row.changed_by.into(),
            row.changed_at.into(),
        ]
    });
    run_rows(on, insert, &[], rows.collect()).await?;
    let card = |row: &business_partner::Model| Ok((row.id, records::partner(row)?.card));
    let cards: Result<Vec<_>, StoreError> = partners.iter().map(card).collect();
    let cards = cards?;
    partner_keys::renew(on, cards.iter().map(|(id, card)| (*id, card)), country).await?;
    let texts = partners.iter().zip(&cards);
    let texts = texts.map(|(row, (id, card))| (*id, partner_text(card, country, row.web_domain.as_deref())));
    keep::insert(on, Subject::Partner, texts.collect()).await
}
