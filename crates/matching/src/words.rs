//! How words are compared: by their letters, their sound, and what is known of names.

pub mod given;
pub mod places;
pub mod slips;
pub mod sound;

/// Returns a name's normal form with ae, oe, ue and aa written as a, o, u and a: *Müller*, *Mueller* and *Muller* are
/// one. It takes what [`contacts::normalise::name`] returns, and folding twice changes nothing.
pub fn folded(normal: &str) -> String {
    let mut folded = String::with_capacity(normal.len());
    for letter in normal.chars() {
        let second = match letter {
            'e' => folded.ends_with(['a', 'o', 'u']),
            'a' => folded.ends_with('a'),
            _ => false,
        };
        if !second {
            folded.push(letter);
        }
    }
    folded
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
    }
}
