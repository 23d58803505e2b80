//! How words are compared: by their letters, their sound, and what is known of names.

pub mod given;
pub mod places;
pub mod slips;
pub mod sound;
pub mod table;

/// Returns a name's normal form with ae, oe, ue and aa written as a, o, u and a: *Müller*, *Mueller* and *Muller* are
/// one. It takes what [`contacts::normalise::name`] returns, and folding twice changes nothing.
pub fn folded(normal: &str) -> String {
    let mut folded = String::with_capacity(normal.len());
    fold_onto(&mut folded, normal);
    folded
}

/// Adds a name's folded form to a text.
fn fold_onto(text: &mut String, normal: &str) {
    let (mut second, mut last) = (' ', ' ');
    for letter in normal.chars() {
        // "Mauer", "Steuer" and "Jacques" have no umlaut there.
        let umlaut = match (letter, last) {
            ('e', 'a' | 'o') | ('a', 'a') => true,
            ('e', 'u') => !matches!(second, 'a' | 'e' | 'q'),
            (_, _) => false,
        };
        if !umlaut {
            text.push(letter);
            (second, last) = (last, letter);
        }
    }
}

/// The words of a name in folded form, kept as one text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folded {
    whole: String,
    ends: [u16; Folded::MOST],
    count: u8,
}

impl Folded {
    /// Words that are kept apart; what stands behind them belongs to the last.
    const MOST: usize = 6;

    /// Folds words in normal form.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Folded {
        let mut folded = Folded::default();
        for word in words {
            fold_onto(&mut folded.whole, word);
            let place = usize::from(folded.count).min(Folded::MOST - 1);
            if let Some(end) = folded.ends.get_mut(place) {
                *end = u16::try_from(folded.whole.len()).unwrap_or(u16::MAX);
            }
            folded.count = u8::try_from(place + 1).unwrap_or(u8::MAX);
        }
        folded
    }

    /// Returns the words in one.
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// Iterates over the words.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        let mut begin = 0;
        self.ends.iter().take(self.count.into()).map(move |end| {
            let word = self.whole.get(begin..usize::from(*end)).unwrap_or_default();
            begin = usize::from(*end);
            word
        })
    }

    /// Returns the first word; empty when there is none.
    pub fn first(&self) -> &str {
        self.iter().next().unwrap_or_default()
    }

    /// Returns how many words there are.
    pub fn count(&self) -> usize {
        self.count.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contacts::normalise::name;

    #[test]
    fn umlauts_transcriptions_and_bare_vowels_are_one() {
        for written in ["Müller", "Mueller", "Muller", "MÜLLER"] {
            assert_eq!(folded(&name(written)), "muller", "{written}");
        }
        assert_eq!(folded(&name("Ångström")), folded(&name("Aangstroem")));
        assert_eq!(folded(&name("Sørensen")), folded(&name("Sorensen")));
        assert_eq!(folded("aeee"), folded(&folded("aeee")));
        for bare in ["mauer", "steuer", "jacques"] {
            assert_eq!(folded(bare), bare);
        }
    }

    #[test]
    fn the_words_of_a_name_are_folded_each_by_itself() {
        let name = Folded::of(["laa", "elsaesser", "x"]);
        assert_eq!(name.iter().collect::<Vec<_>>(), ["la", "elsasser", "x"]);
        assert_eq!((name.whole(), name.first(), name.count()), ("laelsasserx", "la", 3));
        let many = Folded::of(["a", "b", "c", "d", "e", "f", "g", "h"]);
        assert_eq!((many.iter().last(), many.count()), (Some("fgh"), 6));
        assert_eq!(Folded::default().first(), "");
    }
}
