//! What of a card is compared: worked out once per card, so that comparing two is cheap.

use std::borrow::Cow;

use contacts::normalise::{self, Country};
use contacts::{Card, FieldKey, Value};
use jiff::civil::Date;

use super::weights::Held;
use crate::partner::company::CompanyName;
use crate::partner::freemail::{is_freemail, is_role, registered};
use crate::words::given;
use crate::words::places::Place;
use crate::words::sound::{Sound, cologne, sound};
use crate::words::{Folded, folded};

/// One part of a name in the forms in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Part {
    /// As written.
    pub(crate) written: String,
    /// The words in folded form, without titles.
    pub(crate) name: Folded,
    /// How it sounds in any language, and in German.
    pub(crate) sounds: [Sound; 2],
    /// How its first two words sound; letters alone do not.
    pub(crate) each: [Sound; 2],
    /// What is known of the whole and of the first word.
    pub(crate) known: [Known; 2],
}

/// What the tables know of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Known {
    /// The first names that it may stand for.
    pub(crate) roots: &'static [u16],
    /// Whether many people have it.
    pub(crate) common: bool,
}

impl Known {
    fn first(word: &str) -> Known {
        Known { roots: given::roots(word), common: given::is_known_first(word) }
    }

    /// Tells whether two words may stand for one first name.
    pub(crate) fn is_related(&self, other: &Known) -> bool {
        self.roots.iter().any(|root| other.roots.contains(root))
    }
}

impl Part {
    pub(crate) fn new(written: &str, last_name: bool) -> Part {
        let written = written.trim();
        if written.is_empty() {
            return Part::default();
        }
        let name = given::words(written, last_name);
        let mut sounds = [Sound::default(), cologne(name.whole())];
        let mut each = [Sound::default(); 2];
        for (place, word) in name.iter().enumerate() {
            let sounds_like = sound(word);
            sounds[0].extend(&sounds_like);
            if let Some(kept) = each.get_mut(place).filter(|_| word.len() > 1) {
                *kept = sounds_like;
            }
        }
        let known = if last_name {
            [Known { roots: &[], common: given::is_common_last(name.whole()) }, Known::default()]
        } else {
            let whole = Known::first(name.whole());
            [whole, if name.count() > 1 { Known::first(name.first()) } else { whole }]
        };
        Part { written: written.to_owned(), name, sounds, each, known }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.name.count() == 0
    }

    pub(crate) fn whole(&self) -> &str {
        self.name.whole()
    }
}

/// An e-mail address in the forms in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    /// In normal form.
    pub(crate) whole: String,
    /// Where its domain begins.
    domain: usize,
    /// Before the @, folded, letters and digits alone, without what stands behind a plus.
    pub(crate) local: String,
    /// Whether that is more than a last name with an initial: enough to be known by at another domain.
    pub(crate) telling: bool,
    /// Whether it is the address of an office and not of a person.
    pub(crate) role: bool,
    /// Whether anybody may have an address there.
    pub(crate) free: bool,
    /// The name that a company has registered, folded, without hyphens; empty where anybody may have an address.
    pub(crate) label: String,
}

/// Where a phone number rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Line {
    /// In a pocket.
    Mobile,
    /// At home, or nobody knows.
    Own,
    /// On a desk at work.
    Desk,
    /// At the company's switchboard, or in a fax machine.
    Common,
}

/// What of a card is compared with another, in normal form: names, addresses, numbers, company, places, birthday.
///
/// Working it out costs some microseconds; comparing two costs less than one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traits {
    pub(crate) first: Part,
    pub(crate) middle: Folded,
    pub(crate) last: Part,
    pub(crate) suffix: String,
    pub(crate) female: Option<bool>,
    pub(crate) mails: Vec<Mail>,
    pub(crate) phones: Vec<(Line, String)>,
    pub(crate) company: Option<CompanyName>,
    pub(crate) work: Option<Place>,
    pub(crate) homes: Vec<Place>,
    pub(crate) birthday: Option<Date>,
    pub(crate) number: String,
    /// The last name and the mobile number that together make it certain: as the rule reads them.
    pub(crate) rule: Option<(String, String)>,
    /// How many cards are known to have the names.
    pub(crate) held: Option<Held>,
}

impl Traits {
    /// Works out what is compared of a card. The company is that of the card: give a contact person's with the fields
    /// of its business partner ([`contacts::person::with_partner`]). `country` is that of numbers written without one.
    pub fn of(card: &Card, country: Country) -> Traits {
        use FieldKey as F;
        let (first, last) = name_of(card);
        let mails = mails(card, &last);
        let (first, last) = named_by_address(first, last, &mails);
        let place = |street, code, city| Place::read(card.text(street), card.text(code), card.text(city));
        let home = place(F::HomeStreet, F::HomePostalCode, F::HomeCity);
        let other = place(F::OtherStreet, F::OtherPostalCode, F::OtherCity);
        let mobile = normalise::phone(card.text(F::MobilePhone), country);
        Traits {
            middle: middle(card),
            mails,
            suffix: normalise::name(card.text(F::Suffix)),
            female: female(card),
            phones: phones(card, mobile.as_deref(), country),
            company: CompanyName::read(card.text(F::Company)),
            work: place(F::BusinessStreet, F::BusinessPostalCode, F::BusinessCity),
            homes: home.into_iter().chain(other).collect(),
            birthday: match card.get(F::Birthday) {
                Some(Value::Date(date)) => Some(*date),
                Some(Value::Text(_) | Value::List(_) | Value::Flag) | None => None,
            },
            number: government_id(card.text(F::GovernmentId)),
            rule: mobile.and_then(|mobile| {
                let last_name = normalise::name(card.text(F::LastName));
                (!last_name.is_empty()).then_some((last_name, mobile))
            }),
            first,
            last,
            held: None,
        }
    }

    /// Says how many cards have the names of this one, among all that it is compared with, itself and its duplicates
    /// counted: the fewer they are, the more a name says. Without it the table of common names is asked. Enough on
    /// one of two cards that are compared; [`super::groups::pairs`] counts by itself.
    #[must_use]
    pub fn with_names_held(self, held: Held) -> Traits {
        Traits { held: Some(held), ..self }
    }

    /// Returns the first and the last name as numbers, the same for all their spellings; none where there is none. A
    /// store may keep them to count who has a name, for [`Traits::with_names_held`]; they are no search keys.
    pub fn name_numbers(&self) -> [Option<u64>; 2] {
        [&self.first, &self.last].map(|part| (!part.is_empty()).then(|| number(part.whole())))
    }

    /// Iterates over the keys for *certain*, as [`super::certain_keys`] makes them.
    pub(crate) fn certain_keys(&self) -> impl Iterator<Item = String> {
        let mails = self.mails.iter().map(Mail::certain_key);
        mails.chain(self.rule.iter().map(|(last_name, mobile)| format!("m:{last_name}|{mobile}")))
    }

    /// Tells whether the card is a name and nothing else that is compared.
    pub(crate) fn is_name_only(&self) -> bool {
        let empty = self.mails.is_empty() && self.phones.is_empty() && self.homes.is_empty();
        empty
            && self.company.is_none()
            && self.work.is_none()
            && self.birthday.is_none()
            && self.number.is_empty()
    }
}

/// A number that is none ("0000", "-") says nothing.
fn government_id(written: &str) -> String {
    let normal = normalise::name(written).replace(' ', "");
    let first = normal.bytes().next();
    if normal.bytes().all(|byte| Some(byte) == first) { String::new() } else { normal }
}

fn number(name: &str) -> u64 {
    use std::hash::Hasher;
    let mut hash = crate::words::table::Fnv::default();
    hash.write(name.as_bytes());
    hash.finish()
}

fn middle(card: &Card) -> Folded {
    let [middle, nickname] = [FieldKey::MiddleName, FieldKey::Nickname].map(|key| card.text(key));
    if middle.is_empty() && nickname.is_empty() {
        return Folded::default();
    }
    let words = [middle, nickname].map(|name| given::words(name, false));
    Folded::of(words.iter().flat_map(Folded::iter))
}

/// The first and last name; of a card that has neither, those of its full name or of the name it is filed under.
fn name_of(card: &Card) -> (Part, Part) {
    let [first, last] = [FieldKey::FirstName, FieldKey::LastName].map(|key| card.text(key));
    if !first.is_empty() || !last.is_empty() {
        return (Part::new(first, false), Part::new(last, true));
    }
    let whole = [FieldKey::FullName, FieldKey::FileAs].map(|key| card.text(key).trim());
    let whole = whole.into_iter().find(|name| !name.is_empty() && !name.contains('@')).unwrap_or_default();
    let company = normalise::name(card.text(FieldKey::Company));
    if whole.is_empty() || normalise::name(whole) == company {
        return (Part::default(), Part::default());
    }
    let (first, last) = match (whole.split_once(','), whole.rsplit_once(char::is_whitespace)) {
        (Some((last, first)), _) => (first, last),
        (None, Some((first, last))) => (first, last),
        (None, None) => ("", whole),
    };
    (Part::new(first, false), Part::new(last, true))
}

/// Completes a name by a personal address: *A. Weber* at anna.weber@… is Anna, and who is nothing but an address is who
/// it says.
fn named_by_address(first: Part, last: Part, mails: &[Mail]) -> (Part, Part) {
    let letters_only = !first.is_empty() && first.name.iter().all(|word| word.len() == 1);
    if !first.is_empty() && !letters_only {
        return (first, last);
    }
    for mail in mails.iter().filter(|mail| !mail.role) {
        let before = mail.whole.get(..mail.domain.saturating_sub(1)).unwrap_or_default();
        let mut words = before.split(['.', '_']).map(|word| folded(&normalise::name(word)).replace(' ', ""));
        let (Some(one), Some(other), None) = (words.next(), words.next(), words.next()) else { continue };
        let name = |word: &str| {
            let letters = word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
            letters && !is_role(word) && !given::is_title(word)
        };
        let goes_on = |word: &str| first.is_empty() || word.starts_with(first.name.first());
        let [first_name, last_name] = match (last.is_empty(), last.whole()) {
            (false, whole) if whole == other && name(&one) && goes_on(&one) => [&one, &other],
            (false, whole) if whole == one && name(&other) && goes_on(&other) => [&other, &one],
            (true, _) if given::is_known_first(&one) && name(&one) && name(&other) => [&one, &other],
            (_, _) => continue,
        };
        let last = if last.is_empty() { Part::new(last_name, true) } else { last };
        return (Part::new(first_name, false), last);
    }
    (first, last)
}

fn female(card: &Card) -> Option<bool> {
    match card.text(FieldKey::Gender) {
        "female" => return Some(true),
        "male" => return Some(false),
        _ => {}
    }
    let title = card.text(FieldKey::Title);
    if title.is_empty() {
        return None;
    }
    normalise::name(title).split(' ').find_map(|word| match word {
        "frau" | "fr" | "mrs" | "ms" | "miss" | "mme" | "mlle" => Some(true),
        "herr" | "hr" | "mr" | "sir" | "monsieur" => Some(false),
        _ => None,
    })
}

fn mails(card: &Card, last: &Part) -> Vec<Mail> {
    let last = (!last.is_empty()).then_some(last);
    let slots = [FieldKey::Email1, FieldKey::Email2, FieldKey::Email3].map(|key| card.text(key));
    let further = card.list(FieldKey::FurtherEmails).iter().map(String::as_str);
    let written = slots.into_iter().filter(|written| !written.is_empty()).chain(further);
    written.filter_map(normalise::email).map(|whole| Mail::new(whole, last)).collect()
}

fn label(domain: &str) -> String {
    let label = registered(domain).split('.').next().unwrap_or_default();
    if label.contains('-') { folded(&label.replace('-', "")) } else { folded(label) }
}

impl Mail {
    fn new(whole: String, last: Option<&Part>) -> Mail {
        let (before, domain) = whole.rsplit_once('@').unwrap_or((&whole, ""));
        let bare = before.split('+').next().unwrap_or_default();
        let local = folded(&normalise::name(bare));
        let local = if local.contains(' ') { local.replace(' ', "") } else { local };
        let free = is_freemail(domain);
        Mail {
            label: if free { String::new() } else { label(domain) },
            telling: local.len() > 5 && last.is_none_or(|last| local.len() > last.whole().len() + 1),
            role: is_role(&local),
            free,
            local,
            domain: whole.len() - domain.len(),
            whole,
        }
    }

    /// Returns what stands behind the @.
    pub(crate) fn domain(&self) -> &str {
        self.whole.get(self.domain..).unwrap_or_default()
    }

    pub(crate) fn certain_key(&self) -> String {
        ["e:", &self.whole].concat()
    }
}

const LINES: [(FieldKey, Line); 13] = {
    use FieldKey as F;
    [
        (F::CarPhone, Line::Mobile),
        (F::BusinessPhone, Line::Desk),
        (F::BusinessPhone2, Line::Desk),
        (F::HomePhone, Line::Own),
        (F::HomePhone2, Line::Own),
        (F::OtherPhone, Line::Own),
        (F::PrimaryPhone, Line::Own),
        (F::Pager, Line::Own),
        (F::CompanyPhone, Line::Common),
        (F::AssistantPhone, Line::Common),
        (F::BusinessFax, Line::Common),
        (F::HomeFax, Line::Common),
        (F::OtherFax, Line::Common),
    ]
};

/// Digits that a number has at least: extensions ring in one house only.
const WHOLE: usize = 7;

fn phones(card: &Card, mobile: Option<&str>, country: Country) -> Vec<(Line, String)> {
    let slots = LINES.iter().map(|(key, line)| (*line, card.text(*key)));
    let further = card.list(FieldKey::FurtherPhones).iter().map(|number| (Line::Own, number.as_str()));
    let written = slots.chain(further).filter(|(_, number)| !number.is_empty());
    let others =
        written.filter_map(|(line, number)| Some((line, Cow::Owned(normalise::phone(number, country)?))));
    let all = mobile.map(|mobile| (Line::Mobile, Cow::Borrowed(mobile))).into_iter().chain(others);
    let whole = all.filter(|(_, number)| number.len() >= WHOLE);
    let mut phones: Vec<(Line, String)> = whole.map(|(line, number)| (line, number.into_owned())).collect();
    phones.sort_unstable();
    phones.dedup();
    if phones.last().is_some_and(|(line, _)| *line == Line::Common) {
        let common =
            |number: &String| phones.iter().any(|(line, other)| *line == Line::Common && other == number);
        let own =
            |(line, number): &(Line, String)| !matches!(line, Line::Own | Line::Desk) || !common(number);
        return phones.iter().filter(|phone| own(phone)).cloned().collect();
    }
    phones
}
