//! Search keys: by which a store finds the cards that are worth comparing with one, among a million.
//!
//! Two cards that share a search key are compared; the rest is not looked at. A kind that many share by chance has a
//! second part, so that each finds a few cards among a million, save what a big company shares; see [`MOST_HOLDERS`].
//! docs/matching.md has the figures.

use std::collections::BTreeSet;

use super::traits::{Line, Traits};
use crate::words::given;
use crate::words::sound::{Sound, sound};

/// A key held by more cards than this says nothing (a switchboard, a great company's office) and is passed over; among
/// the rows of one list, neighbours at such a key are still compared, so that a group stays together.
pub const MOST_HOLDERS: usize = 400;

/// What a search key is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SearchKind {
    /// An e-mail address.
    Email,
    /// Any phone number but a switchboard's.
    Phone,
    /// Sound of both names, in the order of the alphabet; a short form by the name it stands for. Where many people
    /// are called that, with the city of the home or the switchboard, or by the letters where few write it so.
    Names,
    /// Sound of one of the names, and the workplace.
    Work,
    /// An e-mail address before the @, and how its domain begins.
    Local,
    /// The house, and the sound of one of the names.
    House,
    /// The birthday, and the sound of one of the names.
    Birthday,
    /// A government id number.
    Number,
}

impl SearchKind {
    /// Returns the letter by which a store keeps the kind.
    pub const fn letter(self) -> char {
        match self {
            SearchKind::Email => 'e',
            SearchKind::Phone => 'p',
            SearchKind::Names => 's',
            SearchKind::Work => 'o',
            SearchKind::Local => 'l',
            SearchKind::House => 'h',
            SearchKind::Birthday => 'b',
            SearchKind::Number => 'g',
        }
    }
}

/// A key by which cards find each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SearchKey {
    /// What it is made of.
    pub kind: SearchKind,
    /// Its text, mostly at most some forty characters.
    pub value: String,
}

impl SearchKey {
    /// Returns the key as one number, the same on every machine (FNV-1a, 64 bits): for indexes that keep no text.
    pub fn number(&self) -> u64 {
        hashed(self.kind, &[self.value.as_bytes()])
    }
}

fn hashed(kind: SearchKind, parts: &[&[u8]]) -> u64 {
    let mut letter = [0; 4];
    let letter = kind.letter().encode_utf8(&mut letter).bytes();
    let bytes = letter.chain(parts.iter().flat_map(|part| part.iter().copied()));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// Returns a card's search keys, about ten. Cards that are certain or possible duplicates of each other share one,
/// save very few; docs/matching.md has the figure.
pub fn search_keys(traits: &Traits) -> BTreeSet<SearchKey> {
    let mut keys = BTreeSet::new();
    each_key(traits, &mut |kind, parts| {
        let value = String::from_utf8_lossy(&parts.concat()).into_owned();
        keys.insert(SearchKey { kind, value });
    });
    keys
}

/// Returns the numbers of a card's search keys, each once, in order: what [`SearchKey::number`] says of
/// [`search_keys`], without making their texts.
pub fn search_numbers(traits: &Traits) -> Vec<u64> {
    let mut numbers = Vec::with_capacity(16);
    each_key(traits, &mut |kind, parts| numbers.push(hashed(kind, parts)));
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Takes a key: its kind, and the parts of its text.
type Put<'a> = &'a mut dyn FnMut(SearchKind, &[&[u8]]);

fn each_key(traits: &Traits, put: Put<'_>) {
    for mail in &traits.mails {
        put(SearchKind::Email, &[mail.whole.as_bytes()]);
        if !mail.role && mail.telling {
            let domain = mail.domain().as_bytes();
            put(SearchKind::Local, &[mail.local.as_bytes(), b"@", domain.get(..2).unwrap_or(domain)]);
        }
    }
    for (line, number) in &traits.phones {
        if *line != Line::Common {
            put(SearchKind::Phone, &[number.as_bytes()]);
        }
    }
    both_names(traits, put);
    let lasts: &[Sound] = &traits.last.each;
    let first = &traits.first.each[0];
    workplaces(traits, lasts, first, put);
    for name in lasts.iter().chain([first]).filter(|sound| !sound.is_empty()) {
        for place in traits.homes.iter().chain(&traits.work) {
            if let Some(house) = place.house() {
                put(SearchKind::House, &[house.as_bytes(), b"|", name.as_bytes()]);
            }
        }
        if let Some(birthday) = traits.birthday {
            let day = [i32::from(birthday.year()), birthday.month().into(), birthday.day().into()];
            let day = day.map(|part| part.to_string()).join("-");
            put(SearchKind::Birthday, &[day.as_bytes(), b"|", name.as_bytes()]);
        }
    }
    if !traits.number.is_empty() {
        put(SearchKind::Number, &[traits.number.as_bytes()]);
    }
}

/// At most this many names that a short form may stand for are followed.
const ROOTS: usize = 3;

fn both_names(traits: &Traits, put: Put<'_>) {
    let lasts = || traits.last.each.iter().filter(|sound| !sound.is_empty());
    let first = &traits.first.each[0];
    for last in lasts() {
        if !first.is_empty() {
            let common = given::sound_common(first, last);
            names(traits, first.as_bytes(), last, common, put);
        }
        for root in traits.first.known[1].roots.iter().take(ROOTS) {
            let common = given::sounds_like_common_last(last);
            names(traits, format!("#{root}").as_bytes(), last, common, put);
        }
        if let Some(middle) = traits.middle.iter().find(|word| word.len() > 1) {
            let middle = sound(middle);
            names(traits, middle.as_bytes(), last, given::sound_common(&middle, last), put);
        }
    }
    // The letters tell more than the sound: "Möhler" is none of the many who sound like "Müller", and "Wiebke" is rare.
    let last = traits.last.whole();
    // Few have the name: one letter of the first name is enough, for those who write no more.
    if let Some(letter) = traits.first.whole().as_bytes().first().filter(|_| !traits.last.known[0].common) {
        put(SearchKind::Names, &[b"^", &[*letter], b"|", last.as_bytes()]);
    }
    let common = |sound: &Sound| given::sound_common(first, sound) || !traits.first.known[1].roots.is_empty();
    if !lasts().any(|sound| given::sounds_like_common_last(sound) && common(sound)) {
        return;
    }
    let is_common = traits.last.known[0].common;
    if !is_common || !traits.first.known[1].common {
        put(SearchKind::Names, &[b"=", traits.first.name.first().as_bytes(), b"|", last.as_bytes()]);
    }
    for root in traits.first.known[1].roots.iter().take(ROOTS).filter(|_| !is_common) {
        put(SearchKind::Names, &[b"=#", root.to_string().as_bytes(), b"|", last.as_bytes()]);
    }
}

/// Puts a first and a last name in the order of the alphabet, so that swapped ones find each other.
fn names(traits: &Traits, first: &[u8], last: &Sound, common: bool, put: Put<'_>) {
    let last = last.as_bytes();
    let (one, other) = if first <= last { (first, last) } else { (last, first) };
    if !common {
        return put(SearchKind::Names, &[one, b"|", other]);
    }
    for home in &traits.homes {
        put(SearchKind::Names, &[one, b"|", other, b"|", home.city.as_bytes()]);
    }
    for (line, number) in &traits.phones {
        // Extensions have two digits or three.
        for extension in [2, 3].iter().filter(|_| *line >= Line::Desk) {
            let stem = number.as_bytes().get(..number.len().saturating_sub(*extension)).unwrap_or_default();
            put(SearchKind::Names, &[one, b"|", other, b"|", stem]);
        }
    }
}

/// The first letters of the company's name, or of its domain: they are often the same. Few of a last name work at
/// places that begin alike; of a first name more, so it takes more letters.
fn workplaces(traits: &Traits, lasts: &[Sound], first: &Sound, put: Put<'_>) {
    const FEW: usize = 5;
    const MORE: usize = 10;
    let company = traits.company.iter().map(|name| name.whole.as_str());
    let domains = traits.mails.iter().map(|mail| mail.label.as_str());
    let mut places: Vec<&str> = company.chain(domains).filter(|place| place.len() > 1).collect();
    places.dedup();
    for place in &places {
        let begin = |letters: usize| place.as_bytes().get(..letters).unwrap_or(place.as_bytes());
        for last in lasts.iter().filter(|sound| !sound.is_empty()) {
            put(SearchKind::Work, &[last.as_bytes(), b"|", begin(FEW)]);
        }
        if !first.is_empty() {
            put(SearchKind::Work, &[first.as_bytes(), b"||", begin(MORE)]);
        }
    }
}
