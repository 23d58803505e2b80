//! How names sound: Cologne phonetics for German, and an own coarse code for the other languages of Europe.

use std::fmt;

/// How a word sounds: its code, of which at most fifteen letters are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sound {
    letters: [u8; Sound::LONGEST],
    length: u8,
}

impl Sound {
    const LONGEST: usize = 15;

    /// Returns the code's letters.
    pub fn as_bytes(&self) -> &[u8] {
        self.letters.get(..self.length.into()).unwrap_or_default()
    }

    /// Returns how many letters the code has.
    pub fn len(&self) -> usize {
        self.length.into()
    }

    /// Tells whether nothing of the word sounds.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Adds what another word sounds like.
    pub fn extend(&mut self, other: &Sound) {
        other.as_bytes().iter().for_each(|letter| self.push(*letter));
    }

    fn push(&mut self, letter: u8) {
        if let Some(place) = self.letters.get_mut(usize::from(self.length)) {
            *place = letter;
            self.length += 1;
        }
    }
}

impl fmt::Display for Sound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(self.as_bytes()).unwrap_or_default())
    }
}

/// Returns the Cologne phonetic code of a word in normal form (Postel 1969): *Meyer* and *Maier* are both 67.
pub fn cologne(word: &str) -> Sound {
    let mut code = Sound::default();
    let (mut last, mut before) = (None, None);
    let mut letters = word.bytes().filter(u8::is_ascii_lowercase).peekable();
    while let Some(letter) = letters.next() {
        for digit in cologne_digits(letter, before, letters.peek().copied()).bytes() {
            // Vowels stand at the beginning only, but they keep equal digits around them apart.
            if last != Some(digit) && (digit != b'0' || code.is_empty()) {
                code.push(digit);
            }
            last = Some(digit);
        }
        before = Some(letter);
    }
    code
}

fn cologne_digits(letter: u8, before: Option<u8>, after: Option<u8>) -> &'static str {
    let within = |set: &[u8], letter: Option<u8>| letter.is_some_and(|letter| set.contains(&letter));
    match letter {
        b'a' | b'e' | b'i' | b'j' | b'o' | b'u' | b'y' => "0",
        b'p' if within(b"h", after) => "3",
        b'b' | b'p' => "1",
        b'd' | b't' if within(b"csz", after) => "8",
        b'd' | b't' => "2",
        b'f' | b'v' | b'w' => "3",
        b'c' if before.is_none() && within(b"ahkloqrux", after) => "4",
        b'c' if before.is_some() && !within(b"sz", before) && within(b"ahkoqux", after) => "4",
        b'c' | b's' | b'z' => "8",
        b'g' | b'k' | b'q' => "4",
        b'x' if within(b"ckq", before) => "8",
        b'x' => "48",
        b'l' => "5",
        b'm' | b'n' => "6",
        b'r' => "7",
        _ => "",
    }
}

/// What sounds alike in one of Europe's languages: a pattern, where it stands, and its sound.
type Spelling = (&'static [u8], Place, &'static [u8]);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    /// At the beginning of a word.
    First,
    /// At the end of a word.
    Last,
}

/// The spellings that begin with a letter, in the order in which they are tried.
fn spellings(letter: u8) -> &'static [Spelling] {
    use Place::{Anywhere, First, Last};
    match letter {
        b'c' => &[
            (b"cks", Anywhere, b"ks"),
            (b"chs", Anywhere, b"ks"),
            (b"ck", Anywhere, b"k"),
            (b"cz", Anywhere, b"x"),
            (b"ch", Anywhere, b"x"),
            // The vowel goes with its consonant.
            (b"ce", Anywhere, b"s"),
            (b"ci", Anywhere, b"s"),
            (b"cy", Anywhere, b"s"),
        ],
        b'd' => &[(b"dsch", Anywhere, b"x"), (b"dt", Anywhere, b"t"), (b"ds", Anywhere, b"s")],
        b'g' => &[
            (b"gn", First, b"n"),
            (b"ght", Anywhere, b"t"),
            (b"gh", Last, b""),
            (b"gn", Anywhere, b"n"),
            (b"gu", Anywhere, b"k"),
        ],
        b'k' => &[(b"kn", First, b"n")],
        b'm' => {
            &[(b"mc", First, b"mk"), (b"mac", First, b"mk"), (b"mb", Last, b"m"), (b"mps", Anywhere, b"ms")]
        }
        b'p' => &[(b"ps", First, b"s"), (b"ph", Anywhere, b"f")],
        b'q' => &[(b"qu", Anywhere, b"k")],
        b'r' => &[(b"rh", Anywhere, b"r")],
        b's' => &[
            (b"sch", Anywhere, b"x"),
            (b"scz", Anywhere, b"x"),
            (b"szcz", Anywhere, b"x"),
            (b"sz", Anywhere, b"x"),
            (b"sh", Anywhere, b"x"),
        ],
        b't' => &[
            (b"tsch", Anywhere, b"x"),
            (b"tch", Anywhere, b"x"),
            (b"th", Anywhere, b"t"),
            (b"tz", Anywhere, b"s"),
            (b"ts", Anywhere, b"s"),
        ],
        b'w' => &[(b"wr", First, b"r"), (b"wh", First, b"f")],
        b'x' => &[(b"x", First, b"s")],
        _ => &[],
    }
}

/// Returns how a word in normal form sounds, for any language of Europe: its consonants, those that one language or
/// another writes for each other taken as one, vowels only where they begin it. In the manner of Double Metaphone,
/// but coarser, and with one code: it is used for finding, the letters are looked at afterwards.
pub fn sound(word: &str) -> Sound {
    let mut code = Sound::default();
    for part in word.split(' ') {
        spell(part.as_bytes(), &mut code);
    }
    code
}

fn spell(word: &[u8], code: &mut Sound) {
    let begin = code.len();
    let mut rest = word;
    let mut last = None;
    while let Some((letter, after)) = rest.split_first() {
        let begins = rest.len() == word.len();
        let stands = |(pattern, place, _): &&Spelling| match place {
            Place::Anywhere => rest.starts_with(pattern),
            Place::First => begins && rest.starts_with(pattern),
            Place::Last => rest == *pattern,
        };
        let (spoken, left) = match spellings(*letter).iter().find(stands) {
            Some((pattern, _, spoken)) => (*spoken, rest.get(pattern.len()..).unwrap_or_default()),
            None => (one(*letter), after),
        };
        for spoken in spoken {
            let vowel = *spoken == b'a';
            if last != Some(*spoken) && (!vowel || code.len() == begin) {
                code.push(*spoken);
            }
            last = Some(*spoken);
        }
        rest = left;
    }
}

fn one(letter: u8) -> &'static [u8] {
    match letter {
        b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'j' => b"a",
        b'b' | b'p' => b"p",
        b'c' | b'k' | b'g' | b'q' => b"k",
        b'd' | b't' => b"t",
        b'f' | b'v' | b'w' => b"f",
        b's' | b'z' => b"s",
        b'x' => b"ks",
        b'l' => b"l",
        b'm' => b"m",
        b'n' => b"n",
        b'r' => b"r",
        _ => b"",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_cologne_codes() {
        for (word, code) in [
            ("mueller", "657"),
            ("meyer", "67"),
            ("maier", "67"),
            ("wikipedia", "3412"),
            ("breschnew", "17863"),
            ("schmidt", "862"),
            ("schmitt", "862"),
            ("philipp", "351"),
            ("", ""),
            ("123", ""),
        ] {
            assert_eq!(cologne(word).to_string(), code, "{word}");
        }
    }

    #[test]
    fn names_of_one_sound_have_one_code_whatever_the_language() {
        for alike in [
            &["meyer", "maier", "mayr", "meir"][..],
            &["schmidt", "schmitt", "schmid"],
            &["stephen", "steven", "stefan", "stephan"],
            &["catherine", "katharine", "kathrin"],
            &["thomson", "tomson"],
            &["wright", "right"],
            &["knight", "night"],
            &["phillips", "filips"],
            &["macdonald", "mcdonald"],
            &["schneider", "shnaider"],
            &["jansen", "yansen"],
        ] {
            let codes: Vec<Sound> = alike.iter().map(|word| sound(word)).collect();
            assert!(codes.iter().all(|code| *code == codes[0] && !code.is_empty()), "{alike:?} {codes:?}");
        }
        assert_ne!(sound("schmidt"), sound("schulz"));
        assert!(sound("ü 中").is_empty(), "what is no letter of ours is no trouble");
        assert_eq!(sound(&"bad".repeat(40)).len(), 15, "a long name is known by its beginning");
    }
}
