//! Cuts a filter into words, texts, numbers and signs.

/// One piece of a filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A name, a path such as `a/address`, a keyword or a number.
    Word(String),
    /// A text in single quotes, its doubled quotes undone.
    Text(String),
    Open,
    Close,
    Comma,
    Colon,
}

/// Cuts a filter; the error says where it cannot be read.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '\'' => quoted(rest)?,
            ':' => (Token::Colon, 1),
            _ => word(rest)?,
        };
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    Ok(tokens)
}

fn quoted(text: &str) -> Result<(Token, usize), String> {
    let mut value = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        match (character, characters.peek()) {
            ('\'', Some((_, '\''))) => {
                value.push('\'');
                let _ = characters.next();
            }
            ('\'', _) => return Ok((Token::Text(value), at + 1)),
            _ => value.push(character),
        }
    }
    Err(format!("There is an unterminated string literal at position {} in '{text}'.", text.len()))
}

fn word(text: &str) -> Result<(Token, usize), String> {
    let belongs = |character: char| character.is_alphanumeric() || "/_.$@-+".contains(character);
    // A date-time such as 2026-01-01T00:00:00Z has colons of its own.
    let is_time = text.starts_with(|first: char| first.is_ascii_digit());
    let end =
        text.find(|character| !(belongs(character) || (is_time && character == ':'))).unwrap_or(text.len());
    match text.get(..end).filter(|word| !word.is_empty()) {
        Some(word) => Ok((Token::Word(word.to_owned()), end)),
        None => {
            Err(format!("Syntax error: character '{}' is not valid.", text.chars().next().unwrap_or(' ')))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_inside_texts() {
        let read = tokens("displayName eq 'O''Brien'").unwrap();
        assert_eq!(read.last(), Some(&Token::Text("O'Brien".into())));
        assert!(tokens("a eq 'x").is_err());
        assert!(tokens("a = 1").is_err());
        assert_eq!(tokens("a ge 2026-01-01T00:00:00Z").unwrap().len(), 3);
    }
}
