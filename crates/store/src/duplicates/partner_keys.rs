//! The search keys of business partners in `partner_match`, written in the transaction that writes the partner.

use std::collections::{BTreeMap, BTreeSet};

use contacts::PartnerId;
use contacts::normalise::Country;
use contacts::person::PartnerCard;
use matching::partner::{PartnerFacts, search_keys};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::duplicates::keys::{Number, number_of};
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::statements::{all_in, run_in, run_rows};

/// Writes the keys of partners anew; where they stay the same, nothing is written. The domains of a partner's contact
/// persons are not among them: those are kept with the persons.
pub(crate) async fn renew<'a, C: ConnectionTrait>(
    on: &C,
    partners: impl Iterator<Item = (Uuid, &'a PartnerCard)>,
    country: Country,
) -> Result<(), StoreError> {
    let partners: Vec<(Uuid, BTreeSet<Number>)> =
        partners.map(|(id, card)| (id, kept(id, card, country))).collect();
    let ids: Vec<Value> = partners.iter().map(|(id, _)| (*id).into()).collect();
    let mut before: BTreeMap<Uuid, BTreeSet<Number>> = BTreeMap::new();
    let read = "SELECT partner, key FROM partner_match WHERE partner IN ({list})";
    for row in all_in(on, read, &[], &ids).await? {
        let partner = row.try_get_by_index(0).map_err(failed)?;
        before.entry(partner).or_default().insert(row.try_get_by_index(1).map_err(failed)?);
    }
    let mut new = Vec::new();
    for (id, now) in partners {
        let before = before.remove(&id).unwrap_or_default();
        let gone: Vec<Value> = before.difference(&now).map(|key| (*key).into()).collect();
        run_in(on, "DELETE FROM partner_match WHERE partner = $1 AND key IN ({list})", &[id.into()], &gone)
            .await?;
        new.extend(now.difference(&before).map(|key| vec![(*key).into(), id.into()]));
    }
    run_rows(on, "INSERT INTO partner_match (key, partner) VALUES {rows}", &[], new).await.map(|_| ())
}

/// Takes the keys of a partner out: it is deleted.
pub(crate) async fn forget<C: ConnectionTrait>(on: &C, partner: Uuid) -> Result<(), StoreError> {
    let delete = "DELETE FROM partner_match WHERE partner = $1";
    crate::statements::run(on, delete, vec![partner.into()]).await.map(|_| ())
}

fn kept(id: Uuid, card: &PartnerCard, country: Country) -> BTreeSet<Number> {
    let facts = PartnerFacts::of(PartnerId(id), card, [], country);
    search_keys(&facts).iter().map(|key| number_of(key)).collect()
}
