//! What is looked for: a search read into terms.

use contacts::normalise;

use crate::search::text::plain;

/// How many digits make a phone number of what is typed.
const NUMBER: usize = 4;

/// One thing that must be found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Term {
    /// Words in normal form, any of them.
    pub(crate) words: Vec<String>,
    /// A part of an e-mail address.
    pub(crate) address: Option<String>,
    /// A part of a phone number.
    pub(crate) digits: Option<String>,
    /// Words of names that differ from the term by a typing slip.
    pub(crate) slips: Vec<String>,
}

/// Reads a search. Signs that stand alone say nothing; none: there is nothing to look for.
pub(crate) fn terms(q: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut number: Vec<&str> = Vec::new();
    for token in q.split_whitespace() {
        if is_number(token) {
            number.push(token);
            continue;
        }
        end_number(&mut number, &mut terms);
        terms.extend(word(token));
    }
    end_number(&mut number, &mut terms);
    terms
}

fn is_number(token: &str) -> bool {
    token.chars().all(|c| c.is_ascii_digit() || "+-/().".contains(c))
}

/// Turns digits and what stands between them into one number, or into words when they are too few.
fn end_number(number: &mut Vec<&str>, terms: &mut Vec<Term>) {
    let parts = std::mem::take(number);
    let written = parts.concat();
    // "+49 (0)30 …": the zero in brackets is not dialled from abroad.
    let written = if written.starts_with(['+', '0']) { written.replacen("(0)", "", 1) } else { written };
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < NUMBER {
        terms.extend(parts.into_iter().filter_map(word));
        return;
    }
    // Zeros before are those of the trunk or of a call abroad, which a stored number has not.
    let stripped = digits.trim_start_matches('0');
    let stored = if stripped.len() >= 3 { stripped.to_owned() } else { digits.clone() };
    let words = if parts.concat() == digits && parts.len() == 1 { vec![digits] } else { Vec::new() };
    terms.push(Term { words, digits: Some(stored), ..Term::default() });
}

fn word(token: &str) -> Option<Term> {
    let lower = token.to_lowercase();
    if token.contains('@') {
        let address = normalise::email(token).unwrap_or(lower);
        return Some(Term { address: Some(address), ..Term::default() });
    }
    let normal = normalise::name(token);
    let odd = token.contains(['.', '-', '_', '+']) && token.chars().any(char::is_alphanumeric);
    let address = (odd && lower != normal).then_some(lower);
    if normal.is_empty() && address.is_none() {
        return None;
    }
    let plain = plain(&normal);
    let mut words = vec![normal];
    if plain != words[0] && plain.len() >= 4 {
        words.push(plain);
    }
    words.retain(|word| !word.is_empty());
    Some(Term { words, address, ..Term::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> Term {
        Term { words: words.iter().map(|word| (*word).to_owned()).collect(), ..Term::default() }
    }

    #[test]
    fn words_are_read_in_every_spelling() {
        assert_eq!(terms("Müller  ANNA"), [of(&["mueller", "muller"]), of(&["anna"])]);
        assert_eq!(terms("mue"), [of(&["mue"])]);
        assert_eq!(
            terms("Meier & % Söhne-"),
            [of(&["meier"]), Term { address: Some("söhne-".into()), ..of(&["soehne", "sohne"]) }]
        );
        assert_eq!(terms("'; -- %"), []);
    }

    #[test]
    fn numbers_are_read_in_any_notation() {
        let number = |digits: &str| Term { digits: Some(digits.into()), ..Term::default() };
        assert_eq!(terms("0151 / 23"), [number("15123")]);
        assert_eq!(terms("+49 (0)30 1234"), [number("49301234")]);
        assert_eq!(terms("0049-30-12"), [number("493012")]);
        assert_eq!(terms("2345"), [Term { words: vec!["2345".into()], ..number("2345") }]);
        assert_eq!(terms("Zoo 24"), [of(&["zoo"]), of(&["24"])]);
        assert_eq!(terms("Anna 0171 23 Köln"), [of(&["anna"]), number("17123"), of(&["koeln", "koln"])]);
    }

    #[test]
    fn addresses_are_read_as_they_are_stored() {
        assert_eq!(terms("Joe@Firma")[0].address.as_deref(), Some("joe@firma"));
        assert_eq!(terms("jörg@MÜLLER.de")[0].address.as_deref(), Some("jörg@xn--mller-kva.de"));
        let domain = &terms("firma.de")[0];
        assert_eq!((domain.address.as_deref(), domain.words[0].as_str()), (Some("firma.de"), "firmade"));
    }
}
