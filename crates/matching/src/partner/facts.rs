//! What is compared of a business partner and of a card, and the keys by which they find each other.

use std::collections::BTreeSet;

use contacts::normalise::{self, Country};
use contacts::person::{PartnerCard, PartnerField};
use contacts::{Card, FieldKey, PartnerId};

use super::company::CompanyName;
use super::freemail::{is_freemail, registered, web_domain};
use crate::words::places::Place;
use crate::words::sound::sound;

/// What of a business partner is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerFacts {
    /// The partner.
    pub id: PartnerId,
    pub(crate) facts: Facts,
    /// The domains of its contact persons' addresses, without freemail.
    pub(crate) person_domains: BTreeSet<String>,
}

/// What both sides say of a company.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Facts {
    pub(crate) name: Option<CompanyName>,
    /// The name in normal form, with its legal form.
    pub(crate) normal: String,
    /// Registered domains, without freemail.
    pub(crate) domains: BTreeSet<String>,
    pub(crate) place: Option<Place>,
    /// International numbers.
    pub(crate) phones: BTreeSet<String>,
}

impl PartnerFacts {
    /// Works out what is compared of a partner. `person_domains` are the domains of its contact persons' e-mail
    /// addresses (freemail among them is left out here); `country` is that of numbers written without one.
    pub fn of<'a>(
        id: PartnerId,
        card: &PartnerCard,
        person_domains: impl IntoIterator<Item = &'a str>,
        country: Country,
    ) -> PartnerFacts {
        use PartnerField as P;
        let own = [web_domain(card.text(P::WebPage)), normalise::email_domain(card.text(P::Email))];
        let phones = [P::MainPhone, P::Fax].map(|field| card.text(field));
        let facts = Facts {
            name: CompanyName::read(card.text(P::Name)),
            normal: normalise::name(card.text(P::Name)),
            domains: companies(own.into_iter().flatten()),
            place: Place::read(card.text(P::Street), card.text(P::PostalCode), card.text(P::City)),
            phones: numbers(phones, country),
        };
        let person_domains = companies(person_domains.into_iter().map(str::to_lowercase));
        PartnerFacts { id, facts, person_domains }
    }
}

impl Facts {
    pub(crate) fn of(card: &Card, country: Country) -> Facts {
        use FieldKey as F;
        let slots = [F::Email1, F::Email2, F::Email3].map(|key| card.text(key).to_owned());
        let mails = slots.iter().chain(card.list(F::FurtherEmails));
        let domains = mails.filter_map(|mail| normalise::email_domain(mail));
        let phones = [F::BusinessPhone, F::BusinessPhone2, F::CompanyPhone, F::BusinessFax];
        Facts {
            name: CompanyName::read(card.text(F::Company)),
            normal: normalise::name(card.text(F::Company)),
            domains: companies(domains.chain(web_domain(card.text(F::WebPage)))),
            place: Place::read(
                card.text(F::BusinessStreet),
                card.text(F::BusinessPostalCode),
                card.text(F::BusinessCity),
            ),
            phones: numbers(phones.map(|key| card.text(key)), country),
        }
    }
}

fn companies(domains: impl Iterator<Item = String>) -> BTreeSet<String> {
    let own = domains.filter(|domain| domain.contains('.') && !is_freemail(domain));
    own.map(|domain| registered(&domain).to_owned()).filter(|domain| !is_freemail(domain)).collect()
}

fn numbers<const N: usize>(written: [&str; N], country: Country) -> BTreeSet<String> {
    let all = written.into_iter().filter_map(|number| normalise::phone(number, country));
    all.filter(|number| number.starts_with('+')).collect()
}

/// Digits that an extension has at most.
const EXTENSION: usize = 4;
/// Characters that a prefix has at least: plus, country, area and some of the number.
const PREFIX: usize = 8;

/// Returns the part of an international number that all extensions of a switchboard share; none of short numbers.
pub(crate) fn prefix(number: &str) -> Option<&str> {
    let length = number.len().saturating_sub(EXTENSION);
    (length >= PREFIX).then(|| number.get(..length)).flatten()
}

/// Returns the keys by which a business partner is found: to be stored with it, about eight texts of at most some
/// forty characters, and renewed when it or the addresses of its contact persons change.
pub fn search_keys(partner: &PartnerFacts) -> BTreeSet<String> {
    let mut keys = keys(&partner.facts);
    keys.extend(partner.person_domains.iter().map(|domain| format!("d:{domain}")));
    keys
}

/// Returns the keys by which the partners that are worth comparing with a card are found: those that share one.
pub fn search_keys_of_card(card: &Card, country: Country) -> BTreeSet<String> {
    keys(&Facts::of(card, country))
}

fn keys(facts: &Facts) -> BTreeSet<String> {
    const LETTERS: usize = 6;
    const WORDS: usize = 3;
    let mut keys: BTreeSet<String> = facts.domains.iter().map(|domain| format!("d:{domain}")).collect();
    keys.extend(facts.phones.iter().filter_map(|number| prefix(number)).map(|prefix| format!("p:{prefix}")));
    keys.extend(facts.place.iter().filter_map(Place::house).map(|house| format!("h:{house}")));
    if let Some(name) = &facts.name {
        let beginning: String = name.whole.chars().take(LETTERS).collect();
        keys.insert(format!("n:{beginning}"));
        let telling = name.telling();
        keys.extend(telling.iter().take(WORDS).map(|word| format!("w:{}", sound(word))));
        let initials: String = name.words.iter().filter_map(|word| word.chars().next()).collect();
        keys.insert(format!("i:{}", if name.words.len() == 1 { &name.whole } else { &initials }));
    }
    keys
}
