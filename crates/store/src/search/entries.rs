//! What of a text stands in the index of words, and what of that is known in memory.
//!
//! An entry is a word; a piece of an e-mail address, after the mark of its line; or four digits of a phone number in a
//! row, after `#`. So parts of numbers are found by few and short lists, and who may not find by addresses does not
//! ask for their entries.

use std::collections::BTreeMap;

use crate::search::index::Subject;
use crate::search::text::{Content, Place, line_of};

/// Letters of an entry that are kept; nobody types more of one word.
const LONGEST: usize = 40;
/// From how many letters on a word is known in memory: shorter ones are looked for as beginnings only.
const KNOWN: usize = 3;
/// The mark of digits.
pub(crate) const DIGITS: char = '#';

/// The marks of the lines of addresses.
pub(crate) const ADDRESSES: [(char, char); 2] = [('E', '@'), ('G', '&')];

/// In how many texts a word stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// In texts, but for names of companies.
    pub(crate) texts: i64,
    /// In names of business partners.
    pub(crate) companies: i64,
}

/// The pieces of an address: letters and digits between other signs.
pub(crate) fn pieces(address: &str) -> impl Iterator<Item = &str> {
    address.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty())
}

/// Cuts a word down to what is kept of it.
pub(crate) fn cut(word: &str) -> &str {
    word.char_indices().nth(LONGEST).map_or(word, |(at, _)| word.get(..at).unwrap_or(word))
}

/// Returns the entries of digits in a row: every four, and the last three, by which three are found at the end.
fn digits(number: &str) -> impl Iterator<Item = &str> {
    let (length, ascii) = (number.len(), number.is_ascii());
    let fours = (0..length.saturating_sub(3)).filter_map(move |at| number.get(at..at + 4));
    let last = number.get(length.saturating_sub(3)..).filter(|last| ascii && !last.is_empty());
    fours.chain(last)
}

/// Returns what of a text is indexed, each entry after a blank.
pub(crate) fn indexed(text: &str) -> String {
    let mut entries = String::with_capacity(text.len() * 2);
    let mut put = |mark: Option<char>, entry: &str| {
        if !entries.is_empty() {
            entries.push(' ');
        }
        entries.extend(mark);
        entries.push_str(entry);
    };
    for (letter, content, words) in lines(text) {
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            match content {
                Content::Words => put(None, cut(word)),
                Content::Addresses => pieces(word).for_each(|piece| put(mark_of(letter), cut(piece))),
                Content::Digits => digits(word).for_each(|part| put(Some(DIGITS), part)),
            }
        }
    }
    entries
}

/// Returns the entries by which parts of words and typing slips are looked for, and in how many texts that makes each
/// of them. The company of a person counts at the partner, whose name it is.
pub(crate) fn counted(subject: Subject, text: &str) -> BTreeMap<String, Count> {
    let mut counted = BTreeMap::new();
    for (letter, content, words) in lines(text) {
        let company = match (subject, line_of(letter).map(|line| line.place)) {
            (Subject::Person, Some(Place::Company)) => continue,
            (Subject::Person, _) => false,
            (Subject::Partner, _) => letter == 'N',
        };
        let mut put = |entry: String, word: &str| {
            if word.chars().nth(KNOWN - 1).is_some() {
                let count: &mut Count = counted.entry(entry).or_default();
                *count = Count {
                    texts: i64::from(!company).max(count.texts),
                    companies: i64::from(company).max(count.companies),
                };
            }
        };
        for word in words.split(' ') {
            match (content, mark_of(letter)) {
                (Content::Words, _) => put(cut(word).to_owned(), word),
                (Content::Addresses, Some(mark)) => {
                    pieces(word).for_each(|piece| put(format!("{mark}{}", cut(piece)), piece));
                }
                (Content::Addresses, None) | (Content::Digits, _) => {}
            }
        }
    }
    counted
}

fn mark_of(letter: char) -> Option<char> {
    ADDRESSES.iter().find(|(line, _)| *line == letter).map(|(_, mark)| *mark)
}

/// The lines of a text: letter, content, and words with blanks between.
fn lines(text: &str) -> impl Iterator<Item = (char, Content, &str)> {
    text.lines().filter_map(|line| {
        let letter = line.chars().next()?;
        Some((letter, line_of(letter)?.content, line.get(2..).unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "N mueller anna muller\nC nord bau\nE a.muster@nord.de\nG ah@x.de\nM 491712345\nU koeln";

    #[test]
    fn words_pieces_of_addresses_and_digits_in_a_row_are_indexed() {
        let expected = "mueller anna muller nord bau @a @muster @nord @de &ah &x &de #4917 #9171 #1712 #7123 #1234 \
            #2345 #345 koeln";
        assert_eq!(indexed(TEXT), expected);
        assert_eq!(indexed(""), "");
        assert_eq!(indexed("M 12"), "#12");
    }

    #[test]
    fn words_are_counted_but_short_ones_numbers_and_the_company_of_a_person() {
        let known = |subject| counted(subject, TEXT).into_iter().collect::<Vec<_>>();
        let text = Count { texts: 1, companies: 0 };
        let words = ["@muster", "@nord", "anna", "koeln", "mueller", "muller"];
        assert_eq!(known(Subject::Person), words.map(|word| (word.to_owned(), text)));
        let of_partner = counted(Subject::Partner, TEXT);
        assert_eq!(of_partner["mueller"], Count { texts: 0, companies: 1 });
        assert_eq!(of_partner["koeln"], text);
    }
}
