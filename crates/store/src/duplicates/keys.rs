//! The search keys of contact persons in `person_match`, written in the transaction that writes the person.

use std::collections::{BTreeMap, BTreeSet};

use contacts::normalise::Country;
use contacts::person::{PartnerCard, with_partner};
use contacts::{Card, FieldKey};
use matching::duplicate::{SearchKind, Traits, search_keys};
use matching::partner::search_keys_of_card;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::search::keep;
use crate::settings_row::read_setting;
use crate::statements::{all_in, run, run_in, run_rows};
use crate::words::{json, parse_json};

/// A search key as it is kept: 64 bits, whatever their sign.
pub(crate) type Number = i64;

/// The form of the keys in the tables; rises when `matching` makes other ones of the same card, so that all are
/// written anew.
const FORM: i64 = 1;
/// The name of the setting that says of which form the keys in the tables are.
const MATCH_FORM: &str = "match_form";

/// The fields that have e-mail addresses.
pub(super) const MAILS: [FieldKey; 4] =
    [FieldKey::Email1, FieldKey::Email2, FieldKey::Email3, FieldKey::FurtherEmails];

/// A number of a text that is the same on every machine (FNV-1a, 64 bits), as `SearchKey::number` makes it.
pub(super) fn number_of(text: &str) -> Number {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    hash.cast_signed()
}

/// Returns the number of a domain, by which the partner is found whose persons have addresses there.
pub(super) fn domain_number(domain: &str) -> Number {
    number_of(&format!("@{domain}"))
}

/// Returns the search keys of a card with the fields of its business partner.
pub(super) fn search_numbers(traits: &Traits) -> BTreeMap<Number, SearchKind> {
    search_keys(traits).iter().map(|key| (key.number().cast_signed(), key.kind)).collect()
}

/// Returns everything that is kept of a person: its search keys and the domains of its addresses.
pub(crate) fn kept(card: &Card, partner: &PartnerCard, country: Country) -> BTreeSet<Number> {
    let traits = Traits::of(&with_partner(card, partner), country);
    let mut numbers: BTreeSet<Number> = search_numbers(&traits).into_keys().collect();
    numbers.extend(domains(card, country).iter().map(|domain| domain_number(domain)));
    numbers
}

/// Returns the domains of companies at which a card has addresses.
pub(super) fn domains(card: &Card, country: Country) -> BTreeSet<String> {
    let mut mails = Card::new();
    for key in MAILS {
        mails.set(key, card.get(key).cloned());
    }
    let keys = search_keys_of_card(&mails, country);
    keys.iter().filter_map(|key| key.strip_prefix("d:")).map(str::to_owned).collect()
}

/// Queues all records for new keys if those in the tables are of another form.
pub(crate) async fn note_form(tx: &Tx) -> Result<(), StoreError> {
    let on = tx.as_ref();
    if read_setting::<i64, _>(on, MATCH_FORM).await? == Some(FORM) {
        return Ok(());
    }
    let put = "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, 0)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    run(on, put, vec![MATCH_FORM.into(), json(&FORM)?.into()]).await?;
    keep::note_all_due(on).await
}

/// Writes the keys of persons, whose rows are there, anew; where they stay the same, nothing is written.
pub(crate) async fn renew<'a, C: ConnectionTrait>(
    on: &C,
    persons: impl Iterator<Item = (Uuid, &'a Card)>,
    country: Country,
) -> Result<(), StoreError> {
    let cards: BTreeMap<Uuid, &Card> = persons.collect();
    if cards.is_empty() {
        return Ok(());
    }
    let ids: Vec<Value> = cards.keys().map(|id| (*id).into()).collect();
    let mut before: BTreeMap<Uuid, BTreeSet<Number>> = BTreeMap::new();
    let read = "SELECT person, key FROM person_match WHERE person IN ({list})";
    for row in all_in(on, read, &[], &ids).await? {
        let person = row.try_get_by_index(0).map_err(failed)?;
        before.entry(person).or_default().insert(row.try_get_by_index(1).map_err(failed)?);
    }
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    for (id, partner) in partners_of(on, &ids).await? {
        let Some(card) = cards.get(&id) else { continue };
        let (before, now) = (before.remove(&id).unwrap_or_default(), kept(card, &partner, country));
        gone.extend(before.difference(&now).map(|key| (id, *key)));
        new.extend(now.difference(&before).map(|key| vec![(*key).into(), id.into()]));
    }
    forget_some(on, gone).await?;
    run_rows(on, "INSERT INTO person_match (key, person) VALUES {rows}", &[], new).await.map(|_| ())
}

/// Takes single keys out.
async fn forget_some<C: ConnectionTrait>(on: &C, gone: Vec<(Uuid, Number)>) -> Result<(), StoreError> {
    let mut of: BTreeMap<Uuid, Vec<Value>> = BTreeMap::new();
    for (person, key) in gone {
        of.entry(person).or_default().push(key.into());
    }
    for (person, keys) in of {
        let delete = "DELETE FROM person_match WHERE person = $1 AND key IN ({list})";
        run_in(on, delete, &[person.into()], &keys).await?;
    }
    Ok(())
}

/// Reads the cards of the partners that persons are at.
async fn partners_of<C: ConnectionTrait>(
    on: &C,
    persons: &[Value],
) -> Result<Vec<(Uuid, PartnerCard)>, StoreError> {
    let read = "SELECT contact_person.id, contact_person.partner FROM contact_person
        WHERE contact_person.id IN ({list})";
    let mut at: Vec<(Uuid, Uuid)> = Vec::new();
    for row in all_in(on, read, &[], persons).await? {
        at.push((row.try_get_by_index(0).map_err(failed)?, row.try_get_by_index(1).map_err(failed)?));
    }
    // A person asked for twice to fill up the list is still one.
    at.sort_unstable();
    at.dedup();
    let partners: BTreeSet<Uuid> = at.iter().map(|(_, partner)| *partner).collect();
    let partners: Vec<Value> = partners.into_iter().map(Value::from).collect();
    let mut cards: BTreeMap<Uuid, PartnerCard> = BTreeMap::new();
    for row in
        all_in(on, "SELECT id, card FROM business_partner WHERE id IN ({list})", &[], &partners).await?
    {
        let card: String = row.try_get_by_index(1).map_err(failed)?;
        cards.insert(row.try_get_by_index(0).map_err(failed)?, parse_json(&card)?);
    }
    Ok(at.into_iter().map(|(id, partner)| (id, cards.get(&partner).cloned().unwrap_or_default())).collect())
}
