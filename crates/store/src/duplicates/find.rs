//! Comparing cards with those who may be the same, and saying so with the viewer's rights.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contacts::normalise::Country;
use contacts::{Card, FieldKey, PartnerId, PersonId};
use matching::duplicate::groups::held_by_several;
use matching::duplicate::{Finding, SearchKind, Status, Traits, certain_keys, check as compare, status};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::database::Tx;
use crate::derived::list_name;
use crate::duplicates::candidates::{self, Holders, Table};
use crate::duplicates::compared::Compared;
use crate::duplicates::keys::{Number, search_numbers};
use crate::duplicates::sharing::SharedKeys;
use crate::duplicates::{FoundDuplicate, FoundPerson, POSSIBLE_MOST, not_same, sharing, theirs};
use crate::failure::failed;
use crate::records;
use crate::replication_store::StoreError;
use crate::rights::{editable_by, mask, visible_to};
use crate::tables::{business_partner, contact_person};
use crate::viewer::Viewer;

/// How many cards are dealt with at once.
pub(super) const CHUNK: usize = 100;
/// The most certain duplicates of one card that are told of.
const CERTAIN_MOST: usize = 20;

/// Which duplicates are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Certain and possible ones.
    All,
    /// Certain ones only.
    Certain,
}

/// A card that is asked about.
struct Asked {
    traits: Traits,
    keys: BTreeMap<Number, SearchKind>,
    certain: BTreeSet<String>,
}

impl Asked {
    fn of(card: &Card, country: Country, wanted: Wanted) -> Asked {
        let traits = Traits::of(card, country);
        let keys = match wanted {
            Wanted::All => search_numbers(&traits),
            Wanted::Certain => BTreeMap::new(),
        };
        Asked { keys, certain: certain_keys(card, country), traits }
    }
}

/// What a card is compared with.
struct Ground {
    shared: SharedKeys,
    certain: Holders<String>,
    theirs: HashMap<Uuid, theirs::Theirs>,
}

/// What was found of one person.
struct Found {
    person: Uuid,
    /// What the viewer may know of, if it sees the person.
    finding: Option<Finding>,
    /// How sure it is, whatever the viewer may know.
    real: Option<Status>,
}

/// Finds the duplicates of some cards, in order.
pub(crate) async fn check<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    cards: &[Card],
    except: Option<PersonId>,
    memory: Option<&Compared>,
) -> Result<Vec<Vec<FoundDuplicate>>, StoreError> {
    find(on, viewer, cards, except, (Wanted::All, memory)).await
}

/// Finds the duplicates of a card with the fields of its business partner, inside a transaction.
pub(crate) async fn found_in(
    tx: &Tx,
    viewer: &Viewer,
    card: &Card,
    except: Option<PersonId>,
) -> Result<Vec<FoundDuplicate>, StoreError> {
    let found = find(tx.as_ref(), viewer, std::slice::from_ref(card), except, (Wanted::All, None)).await?;
    Ok(found.into_iter().flatten().collect())
}

/// Finds the persons that are certainly the same as a card, inside a transaction whose keys are locked; the switch for
/// shared keys is honoured. What is the same in a field that is hidden from the viewer counts, without a name.
pub(crate) async fn certain_in(
    tx: &Tx,
    viewer: &Viewer,
    card: &Card,
    except: Option<PersonId>,
) -> Result<Vec<FoundDuplicate>, StoreError> {
    let cards = std::slice::from_ref(card);
    let found = find(tx.as_ref(), viewer, cards, except, (Wanted::Certain, None)).await?;
    Ok(found.into_iter().flatten().filter(|one| one.status == Status::Certain).collect())
}

async fn find<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    cards: &[Card],
    except: Option<PersonId>,
    (wanted, memory): (Wanted, Option<&Compared>),
) -> Result<Vec<Vec<FoundDuplicate>>, StoreError> {
    let country = records::country(on).await?;
    let asked: Vec<Asked> = cards.iter().map(|card| Asked::of(card, country, wanted)).collect();
    let left_out = match except {
        Some(person) => not_same::of(on, person).await?,
        None => BTreeSet::new(),
    };
    let allowed = |_: usize, person: &Uuid| !left_out.contains(person);
    let (ground, chosen) = Ground::of(on, &asked, &allowed, country, (&viewer.hidden, memory)).await?;
    let found: Vec<Vec<Found>> =
        asked.iter().zip(&chosen).map(|(one, chosen)| ground.judge(one, chosen)).collect();
    let all: BTreeSet<Uuid> = found.iter().flatten().map(|one| one.person).collect();
    let shown = shown(on, viewer, &all).await?;
    Ok(found.into_iter().map(|found| told(found, &shown)).collect())
}

/// How sure it is that one person is another, and the points.
pub(super) type Pair = (Uuid, Uuid, Status, i32);

/// Which others persons are compared with, so that no pair is looked at twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// Those of lower ids: who was there before.
    Earlier,
    /// Those of higher ids.
    Later,
}

/// Compares persons with others.
pub(super) async fn pairs<C: ConnectionTrait>(
    on: &C,
    persons: &[(Uuid, Card)],
    others: Others,
    memory: &Compared,
) -> Result<Vec<Pair>, StoreError> {
    let country = records::country(on).await?;
    let asked: Vec<Asked> = persons.iter().map(|(_, card)| Asked::of(card, country, Wanted::All)).collect();
    let allowed = |place: usize, other: &Uuid| {
        persons.get(place).is_some_and(|(person, _)| match others {
            Others::Earlier => other < person,
            Others::Later => person < other,
        })
    };
    let (ground, chosen) =
        Ground::of(on, &asked, &allowed, country, (&BTreeSet::new(), Some(memory))).await?;
    let mut pairs = Vec::new();
    for (((person, _), asked), chosen) in persons.iter().zip(&asked).zip(&chosen) {
        let several = ground.held_by_several(asked);
        let sharing = match others {
            Others::Earlier => ground.shared.sharing(&several),
            Others::Later => ground.shared.among_stock(&several),
        };
        let found = chosen.iter().filter_map(|other| {
            let theirs = ground.theirs.get(other)?;
            let (status, points) = status(&asked.traits, &theirs.whole, sharing)?;
            Some((*person, *other, status, points))
        });
        pairs.extend(found);
    }
    Ok(pairs)
}

/// Tells whom a card, by its place, may be compared with.
type Allowed<'a> = dyn Fn(usize, &Uuid) -> bool + Send + Sync + 'a;

impl Ground {
    /// Reads whom cards are compared with, and chooses for each.
    async fn of<C: ConnectionTrait>(
        on: &C,
        asked: &[Asked],
        allowed: &Allowed<'_>,
        country: Country,
        (hidden, memory): (&BTreeSet<FieldKey>, Option<&Compared>),
    ) -> Result<(Ground, Vec<BTreeSet<Uuid>>), StoreError> {
        let certain = asked.iter().flat_map(|one| one.certain.iter().cloned()).collect();
        let certain = candidates::certain_holders(on, &certain).await?;
        let keys = asked.iter().flat_map(|one| one.keys.keys().copied()).collect();
        let holders = candidates::holders(on, Table::Persons, &keys).await?;
        let chosen = |(place, one): (usize, &Asked)| {
            let sure = one.certain.iter().filter_map(|key| certain.get(key)).flatten();
            let sure = sure.filter(|person| allowed(place, person)).copied().collect();
            candidates::chosen(&one.keys, &holders, sure, |person| allowed(place, person))
        };
        let chosen: Vec<BTreeSet<Uuid>> = asked.iter().enumerate().map(chosen).collect();
        let all: BTreeSet<Uuid> = chosen.iter().flatten().copied().collect();
        let theirs = theirs::read(on, &all, country, (hidden, memory)).await?;
        Ok((Ground { shared: sharing::read(on).await?, certain, theirs }, chosen))
    }

    fn judge(&self, asked: &Asked, chosen: &BTreeSet<Uuid>) -> Vec<Found> {
        let several = self.held_by_several(asked);
        let sharing = self.shared.sharing(&several);
        let one = |person: &Uuid| {
            let theirs = self.theirs.get(person)?;
            let finding = compare(&asked.traits, theirs.shown.as_ref().unwrap_or(&theirs.whole), sharing);
            let real = match theirs.shown {
                Some(_) => status(&asked.traits, &theirs.whole, sharing).map(|(status, _)| status),
                None => finding.as_ref().map(|finding| finding.status),
            };
            let anything = finding.is_some() || real == Some(Status::Certain);
            anything.then_some(Found { person: *person, finding, real })
        };
        chosen.iter().filter_map(one).collect()
    }

    /// Returns the keys for *certain* of a card that different persons hold, itself among them.
    fn held_by_several(&self, asked: &Asked) -> BTreeSet<String> {
        if !self.shared.possible_only {
            return BTreeSet::new();
        }
        let holders: BTreeSet<&Uuid> =
            asked.certain.iter().filter_map(|key| self.certain.get(key)).flatten().collect();
        if holders.is_empty() {
            return BTreeSet::new();
        }
        let holders = holders.into_iter().filter_map(|holder| self.theirs.get(holder));
        let mut rows: Vec<Traits> = holders.map(|theirs| Traits::clone(&theirs.whole)).collect();
        rows.push(asked.traits.clone());
        held_by_several(&rows)
    }
}

/// Puts what was found of a card into the viewer's words: best first, and nobody named who is outside its permissions.
fn told(found: Vec<Found>, shown: &HashMap<Uuid, FoundPerson>) -> Vec<FoundDuplicate> {
    let (mut named, mut unnamed) = (Vec::new(), BTreeSet::new());
    for one in found {
        let known = one.finding.as_ref().map(|finding| finding.status);
        // What is the same in a hidden field names nobody: to ask would be to read the field.
        if one.real == Some(Status::Certain) && known != Some(Status::Certain) {
            unnamed.insert(Status::Certain);
        }
        match (one.finding, shown.get(&one.person)) {
            (Some(finding), Some(person)) => named.push((finding, person)),
            (Some(finding), None) => {
                unnamed.insert(one.real.unwrap_or(finding.status).min(finding.status));
            }
            (None, _) => {}
        }
    }
    named.sort_by_key(|(finding, person)| (std::cmp::Reverse((finding.status, finding.points)), person.id));
    let mut told = Vec::new();
    for (status, most) in [(Status::Certain, CERTAIN_MOST), (Status::Possible, POSSIBLE_MOST)] {
        let of = named.iter().filter(|(finding, _)| finding.status == status).take(most);
        told.extend(of.map(|(finding, person)| FoundDuplicate {
            status,
            points: finding.points,
            person: Some((*person).clone()),
            evidence: finding.evidence.clone(),
        }));
        let hidden = FoundDuplicate { status, points: 0, person: None, evidence: Vec::new() };
        told.extend(unnamed.contains(&status).then_some(hidden));
    }
    told
}

/// Reads those of some persons that the viewer sees.
pub(crate) async fn shown<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    persons: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, FoundPerson>, StoreError> {
    let mut shown = HashMap::new();
    if persons.is_empty() {
        return Ok(shown);
    }
    let rows = those(on, persons, visible_to(viewer)).await?;
    let editable = match viewer.administers() {
        true => persons.clone(),
        false => those(on, persons, editable_by(viewer)).await?.into_iter().map(|row| row.id).collect(),
    };
    let partners: BTreeSet<Uuid> = rows.iter().map(|row| row.partner).collect();
    let names = partner_names(on, &partners).await?;
    let hidden = viewer.hidden.contains(&FieldKey::Company);
    for row in rows {
        let mut card = records::person(&row)?.card;
        mask(&mut card, &viewer.hidden);
        let partner_name = names.get(&row.partner).filter(|_| !hidden).cloned().unwrap_or_default();
        let person = FoundPerson {
            id: PersonId(row.id),
            name: list_name(&card),
            partner: PartnerId(row.partner),
            partner_name,
            inactive: row.inactive,
            may_edit: editable.contains(&row.id),
        };
        shown.insert(row.id, person);
    }
    Ok(shown)
}

async fn those<C: ConnectionTrait>(
    on: &C,
    persons: &BTreeSet<Uuid>,
    rights: Condition,
) -> Result<Vec<contact_person::Model>, StoreError> {
    let mut rows = Vec::new();
    let persons: Vec<Uuid> = persons.iter().copied().collect();
    for some in persons.chunks(500) {
        let find = contact_person::Entity::find()
            .filter(contact_person::Column::Id.is_in(some.iter().copied()))
            .filter(contact_person::Column::DeletedAt.is_null())
            .filter(rights.clone());
        rows.extend(find.all(on).await.map_err(failed)?);
    }
    Ok(rows)
}

async fn partner_names<C: ConnectionTrait>(
    on: &C,
    partners: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, String>, StoreError> {
    let mut names = HashMap::new();
    let partners: Vec<Uuid> = partners.iter().copied().collect();
    for some in partners.chunks(500) {
        let find = business_partner::Entity::find()
            .select_only()
            .columns([business_partner::Column::Id, business_partner::Column::Name])
            .filter(business_partner::Column::Id.is_in(some.iter().copied()));
        let read: Vec<(Uuid, String)> = find.into_tuple().all(on).await.map_err(failed)?;
        names.extend(read);
    }
    Ok(names)
}
