//! Words that programs write in the language of their user.

/// What a word means for a field with few values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// One of the field's words.
    Is(&'static str),
    /// That nothing is said.
    Unset,
    /// Something else.
    Other,
}

fn find(text: &str, known: &[(&'static str, &[&str])], unset: &[&str]) -> Word {
    let text = text.trim().to_lowercase();
    if text.is_empty() || unset.contains(&text.as_str()) {
        return Word::Unset;
    }
    known
        .iter()
        .find(|(word, spellings)| *word == text || spellings.contains(&text.as_str()))
        .map_or(Word::Other, |(word, _)| Word::Is(word))
}

/// Reads a gender as a word of the field map.
pub(crate) fn gender(text: &str) -> Word {
    find(
        text,
        &[("female", &["weiblich", "f", "w", "frau"]), ("male", &["männlich", "maennlich", "m", "mann"])],
        &["unspecified", "keine angabe", "nicht angegeben", "none", "n", "u"],
    )
}

/// Reads which address letters go to as a word of the field map.
pub(crate) fn mailing_address(text: &str) -> Word {
    find(
        text,
        &[
            ("home", &["privat", "1"]),
            ("business", &["geschäftlich", "geschaeftlich", "work", "2"]),
            ("other", &["weitere", "andere", "sonstige", "3"]),
        ],
        &["none", "keine", "0"],
    )
}

/// Reads a sensitivity: the only one with a place in the field map is `private`.
pub(crate) fn sensitivity(text: &str) -> Word {
    find(text, &[("private", &["privat"])], &["normal", "0"])
}

/// Reads yes or no.
pub(crate) fn flag(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "x" | "wahr" | "ja" | "ein" | "an" => Some(true),
        "" | "false" | "no" | "off" | "0" | "falsch" | "nein" | "aus" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_both_languages_and_others_are_not_guessed() {
        for (text, word) in [
            ("Weiblich", Word::Is("female")),
            ("MALE", Word::Is("male")),
            ("Keine Angabe", Word::Unset),
            ("Unspecified", Word::Unset),
            ("", Word::Unset),
            ("divers", Word::Other),
        ] {
            assert_eq!(gender(text), word, "{text}");
        }
        assert_eq!(sensitivity("Privat"), Word::Is("private"));
        assert_eq!(sensitivity("Vertraulich"), Word::Other);
        assert_eq!(mailing_address("business"), Word::Is("business"));
        assert_eq!((flag("Ein"), flag("FALSCH"), flag("maybe")), (Some(true), Some(false), None));
    }
}
