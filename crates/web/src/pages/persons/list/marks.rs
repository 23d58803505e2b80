//! [`Marked`]: a text in which the parts that a search found stand out. Pure.

use contacts::normalise;

/// The fewest digits of a search that are looked for in phone numbers.
const DIGITS: usize = 3;

/// A text in parts; a part that the search found is true.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Marked(pub(crate) Vec<(String, bool)>);

impl Marked {
    /// Makes a text in which nothing stands out.
    pub(crate) fn plain(text: &str) -> Self {
        Marked(if text.is_empty() { Vec::new() } else { vec![(text.to_owned(), false)] })
    }

    /// Tells whether there is no text.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells whether anything stands out.
    pub(crate) fn found(&self) -> bool {
        self.0.iter().any(|(_, found)| *found)
    }

    fn of(text: &str, ranges: &[(usize, usize)]) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let is_found = |place: usize| ranges.iter().any(|(from, to)| (*from..*to).contains(&place));
        let mut parts: Vec<(String, bool)> = Vec::new();
        for (place, letter) in letters.into_iter().enumerate() {
            let found = is_found(place);
            match parts.last_mut() {
                Some((part, same)) if *same == found => part.push(letter),
                Some(_) | None => parts.push((letter.to_string(), found)),
            }
        }
        Marked(parts)
    }
}

/// What a search looks for, as far as it can be shown in a text. What is found by a typing slip is not marked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sought {
    words: Vec<String>,
    digits: Option<String>,
}

impl Sought {
    /// Reads a search.
    pub(crate) fn of(q: &str) -> Self {
        let is_number = |token: &&str| token.chars().all(|c| c.is_ascii_digit() || "+-/().".contains(c));
        let digits: String = q.split_whitespace().filter(is_number).collect();
        // The country is not written in every notation, and zeros before it or the area are not either.
        let digits: String = digits.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_start_matches('0').to_owned();
        let words = q.split_whitespace().flat_map(|token| {
            let normal = normalise::name(token);
            normal.split(' ').map(str::to_owned).collect::<Vec<_>>()
        });
        let mut words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Sought { words, digits: (digits.len() >= DIGITS).then_some(digits) }
    }

    /// Marks what was found in a name, a company, a city or an e-mail address.
    pub(crate) fn mark(&self, text: &str) -> Marked {
        if self.words.is_empty() {
            return Marked::plain(text);
        }
        let folds = [folded(text, false), folded(text, true)];
        let ranges: Vec<(usize, usize)> =
            self.words.iter().filter_map(|word| folds.iter().find_map(|fold| place(fold, word))).collect();
        Marked::of(text, &ranges)
    }

    /// Marks what was found in a phone number, in any notation.
    pub(crate) fn mark_phone(&self, text: &str) -> Marked {
        let Some(digits) = &self.digits else { return Marked::plain(text) };
        let fold: Vec<(char, usize)> = text
            .chars()
            .enumerate()
            .filter(|(_, c)| c.is_ascii_digit())
            .map(|(place, c)| (c, place))
            .collect();
        let national = digits.strip_prefix("49").filter(|rest| rest.len() >= DIGITS);
        let found = [Some(digits.as_str()), national]
            .into_iter()
            .flatten()
            .find_map(|digits| anywhere(&fold, digits));
        Marked::of(text, found.as_slice())
    }
}

/// Spells a text as searches are spelled; each letter with its place in the text. `short`: umlauts as one letter.
fn folded(text: &str, short: bool) -> Vec<(char, usize)> {
    let mut fold = Vec::with_capacity(text.len());
    for (place, letter) in text.chars().enumerate() {
        let spelled = normalise::name(letter.encode_utf8(&mut [0; 4]));
        let umlaut = matches!(letter, 'ä' | 'Ä' | 'ö' | 'Ö' | 'ü' | 'Ü' | 'ø' | 'Ø' | 'æ' | 'Æ' | 'œ' | 'Œ');
        match spelled.chars().next() {
            Some(first) if short && umlaut => fold.push((first, place)),
            Some(_) => fold.extend(spelled.chars().map(|c| (c, place))),
            // Neither separates words: O'Brien is found as "obrien".
            None if matches!(letter, '\'' | '.' | '\u{300}'..='\u{36f}') => {}
            None => fold.push((' ', place)),
        }
    }
    fold
}

/// Finds a word: at the beginning of a word if it can be, else anywhere.
fn place(fold: &[(char, usize)], word: &str) -> Option<(usize, usize)> {
    let begins = |at: usize| at == 0 || fold.get(at - 1).is_none_or(|(c, _)| *c == ' ');
    let all = occurrences(fold, word);
    let first = all.iter().find(|at| begins(**at)).or(all.first())?;
    range(fold, *first, word)
}

fn anywhere(fold: &[(char, usize)], word: &str) -> Option<(usize, usize)> {
    occurrences(fold, word).first().and_then(|at| range(fold, *at, word))
}

fn occurrences(fold: &[(char, usize)], word: &str) -> Vec<usize> {
    let letters: Vec<char> = word.chars().collect();
    let fits = |window: &[(char, usize)]| window.iter().zip(&letters).all(|((c, _), letter)| c == letter);
    fold.windows(letters.len().max(1))
        .enumerate()
        .filter(|(_, window)| fits(window))
        .map(|(at, _)| at)
        .collect()
}

fn range(fold: &[(char, usize)], at: usize, word: &str) -> Option<(usize, usize)> {
    let last = at + word.chars().count().max(1) - 1;
    Some((fold.get(at)?.1, fold.get(last)?.1 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(marked: &Marked) -> String {
        marked.0.iter().map(|(part, found)| if *found { format!("[{part}]") } else { part.clone() }).collect()
    }

    #[test]
    fn what_was_found_stands_out_in_the_spelling_of_the_text() {
        for (q, text, expected) in [
            ("mül", "Anna Müller", "Anna [Mül]ler"),
            ("muell", "Anna Müller", "Anna [Müll]er"),
            ("mull", "Anna Müller", "Anna [Müll]er"),
            ("OBR", "Pat O'Brien", "Pat [O'Br]ien"),
            ("ann", "Joanna Anne", "Joanna [Ann]e"),
            ("nna", "Anna", "A[nna]"),
            ("ozturk", "Şükrü Öztürk", "Şükrü [Öztürk]"),
            ("zoe brandt", "Zoë Brandt", "[Zoë] [Brandt]"),
            ("kunde", "ada@kunde.example", "ada@[kunde].example"),
            ("ada@kunde", "ada@kunde.example", "[ada]@[kunde].example"),
            ("<b>", "<b>x</b>", "<[b]>x</b>"),
            ("zzz", "Anna", "Anna"),
            ("%", "Anna", "Anna"),
            ("", "Anna", "Anna"),
            ("مر", "مريم", "[مر]يم"),
        ] {
            assert_eq!(shown(&Sought::of(q).mark(text)), expected, "{q} in {text}");
        }
    }

    #[test]
    fn a_phone_number_is_found_in_any_notation() {
        for (q, text, expected) in [
            ("0151 / 23", "+49 151 2345678", "+49 [151 23]45678"),
            ("+49 (0)30 1234", "030/1234-0", "0[30/1234]-0"),
            ("0049301234", "+49 30 12345", "+[49 30 1234]5"),
            ("12", "+49 12", "+49 12"),
            ("anna", "+49 12", "+49 12"),
        ] {
            assert_eq!(shown(&Sought::of(q).mark_phone(text)), expected, "{q} in {text}");
        }
    }
}
