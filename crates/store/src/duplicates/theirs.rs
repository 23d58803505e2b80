//! What is compared of persons that are there, as a whole and as a viewer sees it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use contacts::normalise::Country;
use contacts::person::{PartnerCard, with_partner};
use contacts::{Card, FieldKey};
use matching::duplicate::Traits;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::duplicates::compared::{Compared, Made};
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::rights::mask;
use crate::statements::all_in;
use crate::words::parse_json;

/// A person that is compared with.
pub(super) struct Theirs {
    /// With all fields.
    pub(super) whole: Arc<Traits>,
    /// Without the fields that are hidden from the viewer; none: nothing is hidden from it.
    pub(super) shown: Option<Arc<Traits>>,
}

/// Reads what is compared of persons that are not in the bin.
pub(super) async fn read<C: ConnectionTrait>(
    on: &C,
    persons: &BTreeSet<Uuid>,
    country: Country,
    (hidden, memory): (&BTreeSet<FieldKey>, Option<&Compared>),
) -> Result<HashMap<Uuid, Theirs>, StoreError> {
    let made = made(on, persons, country, memory).await?;
    let mut theirs = HashMap::with_capacity(made.len());
    let mut missing: Vec<Uuid> = Vec::new();
    for (person, made) in &made {
        let known = memory.filter(|_| hidden.is_empty()).and_then(|memory| memory.known(*person, *made));
        match known {
            Some(whole) => {
                theirs.insert(*person, Theirs { whole, shown: None });
            }
            None => missing.push(*person),
        }
    }
    for (person, card) in cards(on, &missing).await? {
        let whole = Arc::new(Traits::of(&card, country));
        if let (Some(memory), Some(made)) = (memory, made.get(&person)) {
            memory.remember(person, *made, Arc::clone(&whole));
        }
        let shown = (!hidden.is_empty()).then(|| {
            let mut card = card;
            mask(&mut card, hidden);
            Arc::new(Traits::of(&card, country))
        });
        theirs.insert(person, Theirs { whole, shown });
    }
    Ok(theirs)
}

/// Reads from what the traits of persons are made; without a memory nobody asks, and nothing is read.
async fn made<C: ConnectionTrait>(
    on: &C,
    persons: &BTreeSet<Uuid>,
    country: Country,
    memory: Option<&Compared>,
) -> Result<HashMap<Uuid, Made>, StoreError> {
    let nobody = Made { version: 0, partner: (Uuid::nil(), 0), country };
    if memory.is_none() {
        return Ok(persons.iter().map(|person| (*person, nobody)).collect());
    }
    let ids: Vec<Value> = persons.iter().map(|id| (*id).into()).collect();
    let read =
        "SELECT contact_person.id, contact_person.version, contact_person.partner, business_partner.version
        FROM contact_person JOIN business_partner ON business_partner.id = contact_person.partner
        WHERE contact_person.id IN ({list}) AND contact_person.deleted_at IS NULL";
    let mut made = HashMap::with_capacity(ids.len());
    for row in all_in(on, read, &[], &ids).await? {
        let version = row.try_get_by_index(1).map_err(failed)?;
        let partner = (row.try_get_by_index(2).map_err(failed)?, row.try_get_by_index(3).map_err(failed)?);
        made.insert(row.try_get_by_index(0).map_err(failed)?, Made { version, partner, country });
    }
    Ok(made)
}

/// Reads the cards of persons that are not in the bin, with the fields of their business partners.
pub(super) async fn cards<C: ConnectionTrait>(
    on: &C,
    persons: &[Uuid],
) -> Result<BTreeMap<Uuid, Card>, StoreError> {
    let ids: Vec<Value> = persons.iter().map(|id| (*id).into()).collect();
    let read = "SELECT contact_person.id, contact_person.card, business_partner.card
        FROM contact_person JOIN business_partner ON business_partner.id = contact_person.partner
        WHERE contact_person.id IN ({list}) AND contact_person.deleted_at IS NULL";
    let mut cards = BTreeMap::new();
    for row in all_in(on, read, &[], &ids).await? {
        let (card, partner): (String, String) =
            (row.try_get_by_index(1).map_err(failed)?, row.try_get_by_index(2).map_err(failed)?);
        let (card, partner): (Card, PartnerCard) = (parse_json(&card)?, parse_json(&partner)?);
        cards.insert(row.try_get_by_index(0).map_err(failed)?, with_partner(&card, &partner));
    }
    Ok(cards)
}
