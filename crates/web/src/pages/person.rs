//! [`Avatar`]: somebody's picture: a photo, or initials on a colour that follows from the name.

/// How many colours there are: the classes `hue-0` to `hue-11`.
const HUES: u32 = 12;

/// Somebody's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avatar {
    /// The name.
    pub name: String,
    /// Up to two letters.
    pub initials: String,
    /// The number of the colour.
    pub hue: u32,
    /// The photo's address.
    pub photo: Option<String>,
}

impl Avatar {
    /// Makes a picture without photo.
    pub fn of(name: &str) -> Self {
        // FNV-1a: the same colour on every machine and after every restart.
        let hash = name
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Avatar { name: name.to_owned(), initials: initials(name), hue: hash % HUES, photo: None }
    }

    /// Adds the photo's address.
    #[must_use]
    pub fn photo(mut self, address: Option<String>) -> Self {
        self.photo = address;
        self
    }
}

/// Takes the first letters of the first and the last word; titles and marks do not count.
fn initials(name: &str) -> String {
    let words: Vec<char> = name
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.ends_with('.'))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .collect();
    let ends = match words.as_slice() {
        [] => return "?".to_owned(),
        [only] => vec![*only],
        [first, .., last] => vec![*first, *last],
    };
    ends.into_iter().flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_word_in_any_script() {
        for (name, expected) in [
            ("Ada Lovelace", "AL"),
            ("Dr. Anna-Lena von Müller", "AM"),
            ("şükrü öztürk", "ŞÖ"),
            ("Cher", "C"),
            ("مريم حسن", "مح"),
            ("<script>", "S"),
            ("", "?"),
            ("…", "?"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn the_colour_follows_from_the_name() {
        assert_eq!(Avatar::of("Ada").hue, Avatar::of("Ada").hue);
        let hues: std::collections::BTreeSet<_> =
            ('a'..='z').map(|c| Avatar::of(&c.to_string()).hue).collect();
        assert!(hues.len() > 6, "{hues:?}");
    }
}
