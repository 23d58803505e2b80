//! What of a card is compared: worked out once per card, so that comparing two is cheap.

use std::collections::BTreeSet;

use contacts::normalise::{self, Country};
use contacts::{Card, FieldKey, Value};
use jiff::civil::Date;

use super::certain_keys;
use crate::partner::company::CompanyName;
use crate::words::given;
use crate::words::places::Place;
use crate::words::sound::{cologne, sound};

/// One part of a name in the forms in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Part {
    /// As written.
    pub(crate) written: String,
    /// The words in folded form, without titles.
    pub(crate) words: Vec<String>,
    /// The words in one.
    pub(crate) whole: String,
    /// How it sounds in any language, and in German.
    pub(crate) sounds: [String; 2],
}

impl Part {
    pub(crate) fn new(written: &str, last_name: bool) -> Part {
        let words = given::words(written, last_name);
        let whole = words.concat();
        let sounds = [words.iter().map(|word| sound(word)).collect(), cologne(&whole)];
        Part { written: written.trim().to_owned(), words, whole, sounds }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// An e-mail address in the forms in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    /// In normal form.
    pub(crate) whole: String,
    /// Before the @, folded, letters and digits alone, without what stands behind a plus.
    pub(crate) local: String,
    /// Whether that is more than a last name with an initial: enough to be known by at another domain.
    pub(crate) telling: bool,
    /// Behind the @.
    pub(crate) domain: String,
    /// Whether it is the address of an office and not of a person.
    pub(crate) role: bool,
    /// Whether anybody may have an address there.
    pub(crate) free: bool,
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
/// Working it out costs some ten microseconds, most of it for phone numbers; comparing two costs less than one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traits {
    pub(crate) first: Part,
    pub(crate) middle: Vec<String>,
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
    pub(crate) certain: BTreeSet<String>,
}

impl Traits {
    /// Works out what is compared of a card. The company is that of the card: give a contact person's with the fields
    /// of its business partner ([`contacts::person::with_partner`]). `country` is that of numbers written without one.
    pub fn of(card: &Card, country: Country) -> Traits {
        let (first, last) = name_of(card);
        let place = |street, code, city| Place::read(card.text(street), card.text(code), card.text(city));
        use FieldKey as F;
        let home = place(F::HomeStreet, F::HomePostalCode, F::HomeCity);
        let other = place(F::OtherStreet, F::OtherPostalCode, F::OtherCity);
        let nickname = card.text(F::Nickname);
        let middle =
            [card.text(F::MiddleName), nickname].into_iter().flat_map(|name| given::words(name, false));
        Traits {
            middle: middle.collect(),
            mails: mails(card, &last),
            first,
            last,
            suffix: normalise::name(card.text(F::Suffix)),
            female: female(card),
            phones: phones(card, country),
            company: CompanyName::read(card.text(F::Company)),
            work: place(F::BusinessStreet, F::BusinessPostalCode, F::BusinessCity),
            homes: home.into_iter().chain(other).collect(),
            birthday: match card.get(F::Birthday) {
                Some(Value::Date(date)) => Some(*date),
                Some(Value::Text(_) | Value::List(_) | Value::Flag) | None => None,
            },
            number: normalise::name(card.text(F::GovernmentId)).replace(' ', ""),
            certain: certain_keys(card, country),
        }
    }
}

impl Traits {
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

fn female(card: &Card) -> Option<bool> {
    match card.text(FieldKey::Gender) {
        "female" => return Some(true),
        "male" => return Some(false),
        _ => {}
    }
    let title = normalise::name(card.text(FieldKey::Title));
    title.split(' ').find_map(|word| match word {
        "frau" | "fr" | "mrs" | "ms" | "miss" | "mme" | "mlle" => Some(true),
        "herr" | "hr" | "mr" | "sir" | "monsieur" => Some(false),
        _ => None,
    })
}

fn mails(card: &Card, last: &Part) -> Vec<Mail> {
    let last = (!last.is_empty()).then_some(last);
    let slots = [FieldKey::Email1, FieldKey::Email2, FieldKey::Email3].map(|key| card.text(key).to_owned());
    let all = slots.iter().chain(card.list(FieldKey::FurtherEmails));
    all.filter_map(|written| normalise::email(written)).map(|whole| Mail::new(&whole, last)).collect()
}

impl Mail {
    fn new(whole: &str, last: Option<&Part>) -> Mail {
        let (local, domain) = whole.rsplit_once('@').unwrap_or((whole, ""));
        let bare = local.split('+').next().unwrap_or_default();
        let local: String = crate::words::folded(&normalise::name(bare)).replace(' ', "");
        Mail {
            telling: local.len() > 5 && last.is_none_or(|last| local.len() > last.whole.len() + 1),
            role: crate::partner::freemail::is_role(&local),
            free: crate::partner::freemail::is_freemail(domain),
            local,
            domain: domain.to_owned(),
            whole: whole.to_owned(),
        }
    }
}

fn phones(card: &Card, country: Country) -> Vec<(Line, String)> {
    use FieldKey as F;
    let lines: [(FieldKey, Line); 14] = [
        (F::MobilePhone, Line::Mobile),
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
    ];
    let slots = lines.iter().map(|(key, line)| (*line, card.text(*key)));
    let further = card.list(F::FurtherPhones).iter().map(|number| (Line::Own, number.as_str()));
    let written = slots.chain(further).filter(|(_, number)| !number.is_empty());
    let mut phones: Vec<(Line, String)> =
        written.filter_map(|(line, number)| Some((line, normalise::phone(number, country)?))).collect();
    // Extensions ring in one house only.
    phones.retain(|(_, number)| number.len() > 6);
    phones.sort();
    phones.dedup();
    let common: Vec<String> =
        phones.iter().filter(|(line, _)| *line == Line::Common).map(|(_, number)| number.clone()).collect();
    phones.retain(|(line, number)| !matches!(line, Line::Own | Line::Desk) || !common.contains(number));
    phones
}
