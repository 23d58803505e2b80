//! Search keys: by which a store finds the cards that are worth comparing with one, among a million.
//!
//! Two cards that share a search key are compared; the rest is not looked at. Each kind says at most a few dozen cards
//! among a million, save the ones that a big company shares; see [`MOST_HOLDERS`]. docs/matching.md has the estimate
//! of their cost.

use std::collections::BTreeSet;

use super::traits::{Line, Part, Traits};
use crate::words::given;
use crate::words::sound::sound;

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
    /// Sound of both names, in the order of the alphabet; a short form by the name it stands for.
    Names,
    /// Sound of one of the names, and the workplace.
    Work,
    /// An e-mail address before the @.
    Local,
    /// The house, and the first letter of one of the names.
    House,
    /// The birthday, and the first letter of one of the names.
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
    /// Its text, at most some forty characters.
    pub value: String,
}

impl SearchKey {
    /// Returns the key as one number, the same on every machine (FNV-1a, 64 bits): for indexes that keep no text.
    pub fn number(&self) -> u64 {
        let mut kind = [0; 4];
        let bytes = self.kind.letter().encode_utf8(&mut kind).bytes().chain(self.value.bytes());
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
    }
}

/// Returns a card's search keys, about ten. Cards that are certain or possible duplicates of each other share one,
/// save very few; docs/matching.md has the figure.
pub fn search_keys(traits: &Traits) -> BTreeSet<SearchKey> {
    let mut keys = BTreeSet::new();
    let mut put = |kind: SearchKind, value: String| {
        keys.insert(SearchKey { kind, value });
    };
    for mail in &traits.mails {
        put(SearchKind::Email, mail.whole.clone());
        if !mail.role && mail.telling {
            put(SearchKind::Local, mail.local.clone());
        }
    }
    for (line, number) in &traits.phones {
        if *line != Line::Common {
            put(SearchKind::Phone, number.clone());
        }
    }
    for names in both_names(traits) {
        put(SearchKind::Names, names);
    }
    let singles = single_names(traits);
    for place in workplaces(traits) {
        for name in &singles {
            put(SearchKind::Work, format!("{name}|{place}"));
        }
    }
    for letter in letters(traits) {
        for house in traits.homes.iter().chain(&traits.work).filter_map(|place| place.house()) {
            put(SearchKind::House, format!("{house}|{letter}"));
        }
        if let Some(birthday) = traits.birthday {
            put(SearchKind::Birthday, format!("{birthday}|{letter}"));
        }
    }
    if !traits.number.is_empty() {
        put(SearchKind::Number, traits.number.clone());
    }
    keys
}

/// How the first name sounds, once for itself and once for each of at most two names it may be short for.
fn first_sounds(first: &Part) -> BTreeSet<String> {
    let lead = first.words.first().map_or("", String::as_str);
    let roots = given::roots(lead).iter().take(ROOTS).map(|root| format!("#{root}"));
    let own = if lead.len() > 1 { sound(lead) } else { String::new() };
    std::iter::once(own).chain(roots).filter(|sound| !sound.is_empty()).collect()
}

/// At most this many names that a short form may stand for are followed.
const ROOTS: usize = 3;

fn last_sounds(last: &Part) -> BTreeSet<String> {
    // Each half of a double name, and a single name by itself.
    last.words
        .iter()
        .filter(|word| word.len() > 1)
        .map(|word| sound(word))
        .filter(|s| !s.is_empty())
        .take(2)
        .collect()
}

fn both_names(traits: &Traits) -> BTreeSet<String> {
    let mut both = BTreeSet::new();
    let ordered = |a: &str, b: &str| if a <= b { format!("{a}|{b}") } else { format!("{b}|{a}") };
    for last in last_sounds(&traits.last) {
        for first in first_sounds(&traits.first) {
            both.insert(ordered(&first, &last));
        }
        for middle in traits.middle.iter().filter(|word| word.len() > 1).take(1) {
            both.insert(ordered(&sound(middle), &last));
        }
    }
    both
}

fn single_names(traits: &Traits) -> BTreeSet<String> {
    let whole = |part: &Part| part.sounds[0].clone();
    let lead = traits.first.words.first().filter(|word| word.len() > 1).map(|word| sound(word));
    let singles = lead.into_iter().chain(last_sounds(&traits.last)).chain([whole(&traits.last)]);
    singles.filter(|sound| !sound.is_empty()).collect()
}

/// The first letters of the company's name, or of its domain: they are often the same.
fn workplaces(traits: &Traits) -> BTreeSet<String> {
    const LETTERS: usize = 5;
    let company = traits.company.iter().map(|name| name.whole.clone());
    let domains = traits.mails.iter().filter(|mail| !mail.free).map(|mail| {
        let label = crate::partner::freemail::registered(&mail.domain).split('.').next().unwrap_or_default();
        crate::words::folded(&label.replace('-', ""))
    });
    let all = company.chain(domains).map(|name| name.chars().take(LETTERS).collect::<String>());
    all.filter(|name| name.len() > 1).collect()
}

fn letters(traits: &Traits) -> BTreeSet<char> {
    [&traits.first, &traits.last].into_iter().filter_map(|part| part.whole.chars().next()).collect()
}
