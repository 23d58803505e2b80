//! Business partners: companies, as people see and change them.

mod find;
mod renamed;
mod write;

use std::collections::BTreeMap;

use contacts::normalise;
use contacts::person::PartnerCard;
use contacts::{BusinessPartner, PartnerField, PartnerId, RunId, TeamId};
use sea_orm::{EntityTrait, IntoActiveModel};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::duplicates::partner_keys;
use crate::failure::failed;
use crate::idempotency::{self, IdempotencyKey};
use crate::page::{Count, Page, Paging, query_pairs};
use crate::records;
use crate::replication_store::StoreError;
use crate::search::index::Subject;
use crate::search::keep;
use crate::search::text::partner_text;
use crate::statements::one;
use crate::tables::business_partner;
use crate::viewer::Viewer;
use crate::words::json;

pub(crate) use write::{change, named, refuse_overwriting};

/// A business partner to be created.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewPartner {
    /// Its fields; the name must not be empty.
    pub card: PartnerCard,
    /// The team it is restricted to; none: every user may see it.
    pub team: Option<TeamId>,
    /// Its id in another system; no two partners share one.
    pub external_id: Option<String>,
    /// Whether it is no longer active.
    pub inactive: bool,
}

/// A change to a business partner: what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartnerPatch {
    /// The fields that change; none clears.
    pub card: BTreeMap<PartnerField, Option<String>>,
    /// Another team, or none.
    pub team: Option<Option<TeamId>>,
    /// Another external id, or none.
    pub external_id: Option<Option<String>>,
    /// Whether it is no longer active.
    pub inactive: Option<bool>,
}

/// Which business partners are looked for; all conditions hold together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PartnerFilter {
    /// Words, all of which must be found: in the name, web domain, e-mail address, phone numbers, city, or customer
    /// number; whole, as a beginning, as a part, or with a typing slip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// In this city (its beginning).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// With this postal code (its beginning).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Only (no longer) active ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inactive: Option<bool>,
    /// Changed at this time or later, in microseconds since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_since: Option<i64>,
}

impl PartnerFilter {
    /// Returns the conditions as names and values for the query of an address; what is not asked for is left out.
    pub fn pairs(&self) -> Vec<(String, String)> {
        query_pairs(self)
    }
}

/// By what business partners are sorted. Ties go by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum PartnerOrder {
    /// The name.
    #[default]
    Name,
    /// The city.
    City,
    /// When it was changed last.
    Changed,
    /// When it was created.
    Created,
}

/// Changes a partner on a person's word: what goes to Outlook makes runs.
async fn change_and_run(
    tx: &Tx,
    viewer: &Viewer,
    id: PartnerId,
    patch: &PartnerPatch,
    version: Option<i64>,
    now: i64,
) -> Result<PartnerChanged, StoreError> {
    let mut changed = change(tx, viewer, id, patch, version, now).await?;
    if changed.links_due > 0 {
        changed.runs = renamed::begin(tx, viewer, id, now).await?;
    }
    Ok(changed)
}

/// How business partners are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Hash)]
pub struct PartnerSort {
    /// By what.
    pub by: PartnerOrder,
    /// From the greatest to the least.
    pub descending: bool,
}

/// A business partner after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerChanged {
    /// As it is now.
    pub partner: BusinessPartner,
    /// How many links of its persons were marked for replication.
    pub links_due: u64,
    /// The runs that carry the change into the mailboxes: one per mailbox.
    pub runs: Vec<RunId>,
}

/// What moving persons to another business partner did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// How many persons were moved.
    pub moved: u64,
    /// How many stayed, because the viewer may not change them.
    pub left: u64,
}

impl Database {
    /// Creates a business partner.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] without a name or with an external id that is taken,
    /// [`StoreError::NotAllowed`] for a reader or a team that is not the viewer's.
    pub async fn create_partner(
        &self,
        viewer: &Viewer,
        new: &NewPartner,
        now: i64,
    ) -> Result<BusinessPartner, StoreError> {
        self.write(|tx| async move { create(&tx, viewer, new, now).await }).await
    }

    /// Creates a business partner once: the same request again gets the answer that was given then. The answer, made
    /// by `answer`, is kept in the transaction that creates the partner.
    ///
    /// # Errors
    /// As [`Database::create_partner`]; [`StoreError::Invalid`] when the key was used for another request.
    pub async fn create_partner_once(
        &self,
        viewer: &Viewer,
        new: &NewPartner,
        key: &IdempotencyKey,
        answer: impl Fn(BusinessPartner) -> Result<String, StoreError>,
        now: i64,
    ) -> Result<String, StoreError> {
        let answer = &answer;
        self.write(|tx| async move {
            idempotency::once(&tx, viewer, key, now, async { answer(create(&tx, viewer, new, now).await?) })
                .await
        })
        .await
    }

    /// Reads a business partner.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn read_partner(&self, viewer: &Viewer, id: PartnerId) -> Result<BusinessPartner, StoreError> {
        records::partner(&records::seen_partner(self.reading(), viewer, id).await?)
    }

    /// Lists business partners in an order; none: those that fit the words best first, without words by name.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when `after` is no place in this list.
    pub async fn list_partners(
        &self,
        viewer: &Viewer,
        filter: &PartnerFilter,
        sort: Option<PartnerSort>,
        paging: &Paging,
    ) -> Result<Page<BusinessPartner>, StoreError> {
        find::list(self, viewer, filter, sort, paging).await
    }

    /// Counts business partners: exactly up to 1,000.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_partners(&self, viewer: &Viewer, filter: &PartnerFilter) -> Result<Count, StoreError> {
        find::count(self, viewer, filter).await
    }

    /// Tells how many links a change of the partner's name or main phone would mark for replication.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn partner_link_count(&self, viewer: &Viewer, id: PartnerId) -> Result<u64, StoreError> {
        records::seen_partner(self.reading(), viewer, id).await?;
        let count = "SELECT COUNT(*) FROM link WHERE live AND person IN
            (SELECT id FROM contact_person WHERE partner = $1)";
        let row = one(self.reading(), count, vec![id.0.into()]).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(failed)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Changes a business partner. A new name or main phone marks the links of all its persons for replication, in
    /// the same transaction. With a version, fields that others changed since are not overwritten.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the same field was changed since that version; [`StoreError::Invalid`],
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`].
    pub async fn change_partner(
        &self,
        viewer: &Viewer,
        id: PartnerId,
        patch: &PartnerPatch,
        version: Option<i64>,
        now: i64,
    ) -> Result<PartnerChanged, StoreError> {
        let changed = self
            .write(|tx| async move { change_and_run(&tx, viewer, id, patch, version, now).await })
            .await?;
        self.renew_search_soon().await;
        Ok(changed)
    }

    /// Deletes a business partner that has no persons.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] says how many persons it has and offers to move them; [`StoreError::Conflict`] when
    /// it was changed since that version.
    pub async fn delete_partner(
        &self,
        viewer: &Viewer,
        id: PartnerId,
        version: Option<i64>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { write::delete(&tx, viewer, id, version, now).await }).await
    }

    /// Moves the persons of one business partner to another: those that the viewer may change, in the bin or not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for either partner; [`StoreError::Invalid`] when both are the same.
    pub async fn move_persons(
        &self,
        viewer: &Viewer,
        from: PartnerId,
        to: PartnerId,
        now: i64,
    ) -> Result<Moved, StoreError> {
        let moved = self.write(|tx| async move { write::move_all(&tx, viewer, from, to, now).await }).await?;
        self.renew_search_soon().await;
        Ok(moved)
    }
}

/// Creates a business partner.
pub(crate) async fn create(
    tx: &Tx,
    viewer: &Viewer,
    new: &NewPartner,
    now: i64,
) -> Result<BusinessPartner, StoreError> {
    if !viewer.writes() {
        return Err(StoreError::NotAllowed("create business partners"));
    }
    check_card(&new.card)?;
    records::check_team(tx.as_ref(), viewer, new.team).await?;
    let external_id = new.external_id.as_deref();
    let by = viewer.acting().map(|user| user.0);
    let (city_key, postal_code) = place_of(&new.card);
    let row = business_partner::Model {
        id: Uuid::now_v7(),
        version: 1,
        name: new.card.text(PartnerField::Name).to_owned(),
        name_key: normalise::name(new.card.text(PartnerField::Name)),
        city_key,
        postal_code,
        web_domain: web_domain(&new.card),
        card: json(&new.card)?,
        team: new.team.map(|team| team.0),
        inactive: new.inactive,
        external_id: records::free_external_id(tx.as_ref(), "business_partner", external_id, None).await?,
        created_by: by,
        created_at: now,
        changed_by: by,
        changed_at: now,
        deleted_by: None,
        deleted_at: None,
    };
    let partner = records::partner(&row)?;
    let country = records::country(tx.as_ref()).await?;
    let text = partner_text(&new.card, country, row.web_domain.as_deref());
    partner_keys::renew(tx.as_ref(), std::iter::once((row.id, &new.card)), country).await?;
    keep::insert(tx.as_ref(), Subject::Partner, vec![(row.id, text)]).await?;
    business_partner::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.as_ref())
        .await
        .map_err(failed)?;
    Ok(partner)
}

/// Checks the fields of a business partner: that it has a name, and nothing too long or unprintable.
pub(crate) fn check_card(card: &PartnerCard) -> Result<(), StoreError> {
    if card.text(PartnerField::Name).is_empty() {
        return Err(StoreError::Invalid(
            "a business partner needs a name; nothing was saved. Give it one".into(),
        ));
    }
    for (field, text) in card.iter() {
        let (limit, lines) = match field {
            PartnerField::Notes => (contacts::card::CRM_TEXT_LIMIT, true),
            PartnerField::Street => (contacts::card::CRM_LINE_LIMIT, true),
            PartnerField::Name
            | PartnerField::MainPhone
            | PartnerField::Fax
            | PartnerField::Email
            | PartnerField::WebPage
            | PartnerField::PostalCode
            | PartnerField::City
            | PartnerField::State
            | PartnerField::Country
            | PartnerField::CustomerNumber => (contacts::card::CRM_LINE_LIMIT, false),
        };
        let name = field.as_str();
        if text.chars().nth(limit).is_some() {
            return Err(StoreError::Invalid(format!(
                "{name} is longer than {limit} characters; nothing was saved. Shorten it"
            )));
        }
        if text.chars().any(|c| c.is_control() && !(lines && (c == '\n' || c == '\t'))) {
            return Err(StoreError::Invalid(format!(
                "{name} contains a control character; nothing was saved. Remove it"
            )));
        }
    }
    Ok(())
}

/// Returns a partner's city in normal form and its postal code without blanks: for finding and sorting.
pub(crate) fn place_of(card: &PartnerCard) -> (String, String) {
    let code = card.text(PartnerField::PostalCode).chars().filter(|c| !c.is_whitespace()).collect();
    (normalise::name(card.text(PartnerField::City)), code)
}

/// Returns the domain of a partner's web page, else of its e-mail address.
pub(crate) fn web_domain(card: &PartnerCard) -> Option<String> {
    let page = card.text(PartnerField::WebPage).to_lowercase();
    let host = page.split("://").last().unwrap_or_default().split(['/', ':', '?']).next().unwrap_or_default();
    let host = host.trim_start_matches("www.");
    let of_page = host.contains('.').then(|| host.to_owned());
    of_page.or_else(|| normalise::email_domain(card.text(PartnerField::Email)))
}
