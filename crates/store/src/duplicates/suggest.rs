//! Which business partners a card may belong to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contacts::normalise::Country;
use contacts::{Card, PartnerField, PartnerId};
use matching::duplicate::keys::MOST_HOLDERS;
use matching::partner::{PartnerFacts, Suggestion, search_keys_of_card, suggest as rank};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::duplicates::candidates::{self, Holders, Table};
use crate::duplicates::keys::{MAILS, Number, domain_number, domains, number_of};
use crate::duplicates::{PartnerSuggestion, PartnerSuggestions};
use crate::failure::failed;
use crate::records;
use crate::replication_store::StoreError;
use crate::rights::{partner_visible_to, visible_to};
use crate::tables::{business_partner, contact_person};
use crate::viewer::Viewer;

/// The most partners that one card is compared with: those that share most keys.
const COMPARED: usize = 40;
/// The most suggestions for one card.
const SUGGESTED: usize = 8;

/// A card that partners are looked for.
struct Asked {
    keys: BTreeSet<Number>,
    domains: BTreeSet<String>,
}

/// A partner with what of it is compared and shown.
struct Partner {
    facts: PartnerFacts,
    name: String,
    city: String,
}

/// Ranks the partners for some cards, in order.
pub(super) async fn suggest<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    cards: &[Card],
) -> Result<Vec<PartnerSuggestions>, StoreError> {
    let country = records::country(on).await?;
    let asked: Vec<Asked> = cards.iter().map(|card| Asked::of(card, country)).collect();
    let keys: BTreeSet<Number> = asked.iter().flat_map(|one| one.keys.iter().copied()).collect();
    let holders = candidates::holders(on, Table::Partners, &keys).await?;
    let by_domain = by_domain(on, viewer, &asked).await?;
    let chosen: Vec<Vec<Uuid>> = asked.iter().map(|one| one.chosen(&holders, &by_domain)).collect();
    let all: BTreeSet<Uuid> = chosen.iter().flatten().copied().collect();
    let partners = partners(on, viewer, &all, (&by_domain, country)).await?;
    let answer = |(card, chosen): (&Card, &Vec<Uuid>)| {
        let known: Vec<&Partner> = chosen.iter().filter_map(|id| partners.get(id)).collect();
        let facts: Vec<PartnerFacts> = known.iter().map(|partner| partner.facts.clone()).collect();
        let found = rank(card, &facts, country);
        let told = found.ranked.into_iter().take(SUGGESTED);
        let ranked = told.filter_map(|one| Some(told_of(partners.get(&one.partner.0)?, one))).collect();
        PartnerSuggestions { ranked, preset: found.preset }
    };
    Ok(cards.iter().zip(&chosen).map(answer).collect())
}

fn told_of(partner: &Partner, found: Suggestion) -> PartnerSuggestion {
    PartnerSuggestion {
        id: found.partner,
        name: partner.name.clone(),
        city: partner.city.clone(),
        points: found.points,
        because: found.because,
    }
}

impl Asked {
    fn of(card: &Card, country: Country) -> Asked {
        let keys = search_keys_of_card(card, country);
        Asked { keys: keys.iter().map(|key| number_of(key)).collect(), domains: domains(card, country) }
    }

    /// Chooses whom the card is compared with: those who share most keys.
    fn chosen(&self, holders: &Holders<Number>, by_domain: &ByDomain) -> Vec<Uuid> {
        let mut shared: BTreeMap<Uuid, usize> = BTreeMap::new();
        for key in &self.keys {
            for holder in holders.get(key).map_or(&[][..], Vec::as_slice) {
                *shared.entry(*holder).or_default() += 1;
            }
        }
        for domain in &self.domains {
            for partner in by_domain.get(domain).into_iter().flatten() {
                *shared.entry(*partner).or_default() += 2;
            }
        }
        let mut ranked: Vec<(usize, Uuid)> = shared.into_iter().map(|(id, count)| (count, id)).collect();
        ranked.sort_unstable_by_key(|(count, id)| (std::cmp::Reverse(*count), *id));
        ranked.truncate(COMPARED);
        ranked.into_iter().map(|(_, id)| id).collect()
    }
}

/// The partners whose contact persons have addresses at a domain.
type ByDomain = HashMap<String, BTreeSet<Uuid>>;

/// Reads at which partners somebody whom the viewer sees has an address at the domains of cards. Nothing is said by
/// addresses that are hidden from it.
async fn by_domain<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    asked: &[Asked],
) -> Result<ByDomain, StoreError> {
    let mut found = ByDomain::new();
    if MAILS.iter().any(|key| viewer.hidden.contains(key)) {
        return Ok(found);
    }
    let domains: BTreeMap<Number, &String> =
        asked.iter().flat_map(|one| &one.domains).map(|domain| (domain_number(domain), domain)).collect();
    let keys = domains.keys().copied().collect();
    // A domain of very many persons is one company's: some of them say whose.
    let persons = candidates::some_holders(on, Table::Persons, &keys, MOST_HOLDERS).await?;
    let all: BTreeSet<Uuid> = persons.values().flatten().copied().collect();
    let at = partners_of(on, viewer, &all).await?;
    for (key, persons) in persons {
        let Some(domain) = domains.get(&key) else { continue };
        let partners = persons.iter().filter_map(|person| at.get(person).copied());
        found.entry((*domain).clone()).or_default().extend(partners);
    }
    Ok(found)
}

async fn partners_of<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    persons: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, Uuid>, StoreError> {
    let mut at = HashMap::with_capacity(persons.len());
    let persons: Vec<Uuid> = persons.iter().copied().collect();
    for some in persons.chunks(500) {
        let find = contact_person::Entity::find()
            .select_only()
            .columns([contact_person::Column::Id, contact_person::Column::Partner])
            .filter(contact_person::Column::Id.is_in(some.iter().copied()))
            .filter(contact_person::Column::DeletedAt.is_null())
            .filter(visible_to(viewer));
        let read: Vec<(Uuid, Uuid)> = find.into_tuple().all(on).await.map_err(failed)?;
        at.extend(read);
    }
    Ok(at)
}

/// Reads partners that the viewer sees and that are not deleted.
async fn partners<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    ids: &BTreeSet<Uuid>,
    (by_domain, country): (&ByDomain, Country),
) -> Result<HashMap<Uuid, Partner>, StoreError> {
    let mut person_domains: HashMap<Uuid, Vec<&str>> = HashMap::new();
    for (domain, partners) in by_domain {
        for partner in partners {
            person_domains.entry(*partner).or_default().push(domain);
        }
    }
    let mut partners = HashMap::with_capacity(ids.len());
    let ids: Vec<Uuid> = ids.iter().copied().collect();
    for some in ids.chunks(500) {
        let find = business_partner::Entity::find()
            .filter(business_partner::Column::Id.is_in(some.iter().copied()))
            .filter(business_partner::Column::DeletedAt.is_null())
            .filter(partner_visible_to(viewer));
        for row in find.all(on).await.map_err(failed)? {
            let card = records::partner(&row)?.card;
            let domains = person_domains.get(&row.id).cloned().unwrap_or_default();
            let facts = PartnerFacts::of(PartnerId(row.id), &card, domains, country);
            let city = card.text(PartnerField::City).to_owned();
            partners.insert(row.id, Partner { facts, name: row.name, city });
        }
    }
    Ok(partners)
}
