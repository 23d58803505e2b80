//! How well a text fits what is looked for.

use std::collections::BTreeSet;

use contacts::FieldKey;

use crate::search::terms::Term;
use crate::search::text::{Content, LINES, Place, line_of};

/// How a word was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Whole,
    Start,
    Part,
    Slip,
}

/// How well a text fits: the smaller, the better. The whole word goes before a beginning, that before a part, that
/// before a slip; among them the name before the company before the rest; over several words it adds up.
pub(crate) type Rank = u32;

/// What a viewer does not find by: the letters of the lines that have something hidden.
pub(crate) fn unseen(hidden: &BTreeSet<FieldKey>) -> String {
    let lines = LINES.iter().filter(|line| line.fields.iter().any(|key| hidden.contains(key)));
    lines.map(|line| line.letter).collect()
}

/// Judges a text; none: a term is not in it, or only where the viewer does not see it.
pub(crate) fn rank(text: &str, terms: &[Term], unseen: &str) -> Option<Rank> {
    terms.iter().map(|term| best(text, term, unseen)).sum()
}

fn best(text: &str, term: &Term, unseen: &str) -> Option<Rank> {
    let lines = text.lines().filter_map(|line| {
        let letter = line.chars().next()?;
        let kind = line_of(letter).filter(|_| !unseen.contains(letter))?;
        let how = found(line.get(1..)?, kind.content, term)?;
        Some(3 * how as u32 + place(kind.place))
    });
    lines.min()
}

const fn place(place: Place) -> u32 {
    match place {
        Place::Name => 0,
        Place::Company => 1,
        Place::Other => 2,
    }
}

/// Looks for a term in the words of a line, which stand each after a blank.
fn found(words: &str, content: Content, term: &Term) -> Option<How> {
    match content {
        Content::Words => {
            let typed = term.words.iter().filter_map(|word| within(words, word)).min();
            let slipped = || {
                let slip = |slip: &String| within(words, slip) == Some(How::Whole);
                term.slips.iter().any(slip).then_some(How::Slip)
            };
            typed.or_else(slipped)
        }
        Content::Addresses => {
            let typed = term.words.iter().chain(&term.address).filter_map(|word| within(words, word));
            typed.min()
        }
        Content::Digits => {
            let digits = term.digits.as_deref()?;
            let whole = words.split(' ').any(|number| number == digits);
            words.contains(digits).then_some(if whole { How::Whole } else { How::Part })
        }
    }
}

/// Looks for a word in words. One or two letters are a beginning or nothing.
fn within(words: &str, word: &str) -> Option<How> {
    let mut best = None;
    for (at, _) in words.match_indices(word) {
        let sign = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let begins = sign(words[..at].chars().next_back());
        let ends = sign(words[at + word.len()..].chars().next());
        let how = match (begins, ends) {
            (true, true) => return Some(How::Whole),
            (true, false) => How::Start,
            (false, _) if word.chars().nth(2).is_some() => How::Part,
            (false, _) => continue,
        };
        best = best.into_iter().chain([how]).min();
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::terms::terms;

    const TEXT: &str =
        "N mueller anna muller\nC nordwind gmbh\nE a.muster@nord.de\nM 491712345678\nU koeln koln";

    #[test]
    fn a_whole_word_goes_before_a_beginning_before_a_part() {
        let fits = |q: &str| rank(TEXT, &terms(q), "");
        assert_eq!(fits("Müller"), Some(0));
        assert_eq!(fits("muller anna"), Some(0));
        assert_eq!(fits("gmbh"), Some(1));
        assert_eq!(fits("nord.de"), Some(2));
        assert_eq!(fits("ann"), Some(3));
        assert_eq!(fits("nordw"), Some(4));
        assert_eq!(fits("muster"), Some(2));
        assert_eq!(fits("ueller"), Some(6));
        assert_eq!(fits("0171 / 23"), Some(8));
        assert_eq!(fits("anna köl"), Some(5));
        for nobody in ["berlin", "nna koelsch", "el", "0172 2345"] {
            assert_eq!(fits(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn what_is_hidden_is_not_found_by() {
        let hidden = BTreeSet::from([FieldKey::Email1, FieldKey::MobilePhone]);
        assert_eq!(unseen(&hidden), "EM");
        for q in ["muster", "0171 2345", "nord.de"] {
            assert_eq!(rank(TEXT, &terms(q), "EM"), None, "{q}");
        }
        assert_eq!(rank(TEXT, &terms("anna"), "EM"), Some(0));
    }

    #[test]
    fn a_slip_goes_last() {
        let slipped = Term { slips: vec!["mueller".into()], ..terms("mueler")[0].clone() };
        assert_eq!(rank(TEXT, &[slipped], ""), Some(9));
    }
}
