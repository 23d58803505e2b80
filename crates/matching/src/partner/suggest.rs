//! Ranks the business partners that a card may belong to.

use std::collections::{BTreeMap, BTreeSet};

use contacts::normalise::Country;
use contacts::{Card, PartnerId};
use serde::Serialize;

use super::company::Likeness;
use super::facts::{Facts, PartnerFacts, prefix};
use crate::words::places::Near;

/// The points from which on a partner is suggested.
pub const SUGGESTED: i32 = 20;
/// The points that the first suggestion needs to be preset.
pub const CLEAR: i32 = 45;
/// How far the second has to be behind for that.
pub const LEAD: i32 = 20;

/// Why a business partner is suggested, or what speaks against it. Words for it are the catalogue's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Because {
    /// The company text of the card is its name, to the letter but for case and punctuation.
    SameName,
    /// The company text is its name but for legal form, punctuation and order of words.
    SameNameButForm,
    /// The company text is its name with a typing slip.
    NameWithSlip,
    /// One name is a part of the other.
    PartOfName,
    /// One name is the first letters of the other.
    Initials,
    /// The company text is another name.
    OtherName,
    /// An e-mail address is at the domain of its web page or its own address.
    OwnDomain {
        /// The domain.
        domain: String,
    },
    /// Contact persons of it have addresses at this domain.
    PersonsDomain {
        /// The domain.
        domain: String,
        /// Of how many of the candidates contact persons have addresses at it, from 1 on: what several use, a service
        /// or a group of companies, says less of each.
        partners: i32,
    },
    /// The same house.
    SameAddress,
    /// The same city, postal code or street.
    SameArea,
    /// Another place.
    OtherPlace,
    /// Its number.
    SamePhone {
        /// The number, international.
        number: String,
    },
    /// A number of its switchboard.
    PhonePrefix {
        /// What both numbers begin with, international.
        prefix: String,
    },
}

impl Because {
    /// Returns the points of a reason: the table of suggestions.
    pub fn points(&self) -> i32 {
        match self {
            Because::SameName => 80,
            Because::SameNameButForm => 60,
            Because::NameWithSlip => 40,
            Because::PartOfName => 25,
            Because::Initials => 20,
            Because::OtherName => -25,
            Because::OwnDomain { .. } => 55,
            Because::PersonsDomain { partners, .. } => 45 / (*partners).max(1),
            Because::SameAddress => 30,
            Because::SameArea => 5,
            Because::OtherPlace => -10,
            Because::SamePhone { .. } => 40,
            Because::PhonePrefix { .. } => 30,
        }
    }
}

/// A business partner that a card may belong to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// The partner.
    pub partner: PartnerId,
    /// The points of its reasons together.
    pub points: i32,
    /// Why, strongest first; what speaks against it stands last.
    pub because: Vec<Because>,
}

/// The suggestions for a card.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Suggestions {
    /// Best first; equals in the order of their ids.
    pub ranked: Vec<Suggestion>,
    /// The partner that is preset: the first, when it is clear; else none, and a person chooses.
    pub preset: Option<PartnerId>,
}

/// Ranks candidate partners for a card of Outlook. The candidates are those that share a key
/// ([`super::search_keys_of_card`]); more do no harm, and their order does not matter. `country` is that of numbers
/// written without one.
pub fn suggest(card: &Card, candidates: &[PartnerFacts], country: Country) -> Suggestions {
    let facts = Facts::of(card, country);
    let users = users(&facts, candidates);
    let compared = candidates.iter().map(|partner| compare(&facts, partner, &users));
    let mut ranked: Vec<Suggestion> = compared.collect();
    ranked.retain(|suggestion| suggestion.points >= SUGGESTED);
    ranked.sort_by_key(|suggestion| (std::cmp::Reverse(suggestion.points), suggestion.partner));
    ranked.dedup_by_key(|suggestion| suggestion.partner);
    let preset = match ranked.as_slice() {
        [] => None,
        [only] => Some(only).filter(|only| only.points >= CLEAR),
        [first, second, ..] => {
            Some(first).filter(|_| first.points >= CLEAR && first.points - second.points >= LEAD)
        }
    };
    let preset = preset.map(|suggestion| suggestion.partner);
    Suggestions { ranked, preset }
}

/// Which candidates' contact persons have addresses at the domains of a card.
type Users<'a> = BTreeMap<&'a str, BTreeSet<PartnerId>>;

fn users<'a>(card: &'a Facts, candidates: &[PartnerFacts]) -> Users<'a> {
    let of = |domain: &str| {
        let using = candidates.iter().filter(|partner| partner.person_domains.contains(domain));
        using.map(|partner| partner.id).collect()
    };
    card.domains.iter().map(|domain| (domain.as_str(), of(domain))).collect()
}

fn compare(card: &Facts, partner: &PartnerFacts, users: &Users<'_>) -> Suggestion {
    let reasons = [name(card, &partner.facts), domain(card, partner, users), phone(card, &partner.facts)];
    let mut because: Vec<Because> = reasons.into_iter().flatten().collect();
    because.extend(place(card, &partner.facts));
    let points = because.iter().map(Because::points).sum();
    because.sort_by_key(|reason| std::cmp::Reverse(reason.points()));
    Suggestion { partner: partner.id, points, because }
}

fn name(card: &Facts, partner: &Facts) -> Option<Because> {
    let (ours, theirs) = (card.name.as_ref()?, partner.name.as_ref()?);
    Some(match ours.likeness(theirs) {
        Likeness::Same if card.normal == partner.normal => Because::SameName,
        Likeness::Same => Because::SameNameButForm,
        Likeness::Slip => Because::NameWithSlip,
        Likeness::Part => Because::PartOfName,
        Likeness::Initials => Because::Initials,
        Likeness::Different => Because::OtherName,
    })
}

fn domain(card: &Facts, partner: &PartnerFacts, users: &Users<'_>) -> Option<Because> {
    let own = card.domains.intersection(&partner.facts.domains).next();
    let own = own.map(|domain| Because::OwnDomain { domain: domain.clone() });
    let persons = card.domains.intersection(&partner.person_domains).map(|domain| {
        let partners = users.get(domain.as_str()).map_or(1, BTreeSet::len);
        Because::PersonsDomain {
            domain: domain.clone(),
            partners: i32::try_from(partners).unwrap_or(i32::MAX),
        }
    });
    own.or_else(|| persons.max_by_key(Because::points))
}

fn phone(card: &Facts, partner: &Facts) -> Option<Because> {
    if let Some(number) = card.phones.intersection(&partner.phones).next() {
        return Some(Because::SamePhone { number: number.clone() });
    }
    let pairs = card.phones.iter().flat_map(|x| partner.phones.iter().map(move |y| (x, y)));
    let common = pairs.filter_map(|(x, y)| {
        // The switchboard is often shorter than a number behind it.
        let stem = prefix(x.min(y)).into_iter().chain(prefix(x.max(y))).min_by_key(|stem| stem.len())?;
        (x.starts_with(stem) && y.starts_with(stem)).then(|| stem.to_owned())
    });
    common.max_by_key(String::len).map(|prefix| Because::PhonePrefix { prefix })
}

fn place(card: &Facts, partner: &Facts) -> Option<Because> {
    match card.place.as_ref()?.near(partner.place.as_ref()?) {
        Near::House => Some(Because::SameAddress),
        Near::Street | Near::Area => Some(Because::SameArea),
        Near::Unknown => None,
        Near::Apart => Some(Because::OtherPlace),
    }
}
