//! `$filter`: read into an expression and tried on contacts.

use crate::errors::GraphError;
use crate::odata::lexer::{Token, tokens};

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// A function that answers yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    StartsWith,
    EndsWith,
    Contains,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    /// A property, or `variable/property` inside a lambda.
    Path(String),
    Text(String),
    /// A number, a date, `true`, `false` or `null` as written.
    Literal(String),
    /// `cast(path, Edm.Int32)`: the path compared as a number.
    Number(String),
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Not(Box<Expression>),
    Compare(Operand, Comparison, Operand),
    Call(Function, Operand, Operand),
    /// `collection/any(variable: condition)`.
    Any {
        collection: String,
        condition: Box<Expression>,
    },
}

/// Reads a filter.
///
/// # Errors
/// 400 with what cannot be read.
pub(crate) fn parse(text: &str) -> Result<Expression, GraphError> {
    let invalid = |reason: String| GraphError::bad_request(format!("Invalid filter clause: {reason}"));
    let mut parser = Parser { tokens: tokens(text).map_err(invalid)?, at: 0, depth: 0 };
    let expression = parser.disjunction().map_err(invalid)?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(invalid(format!("Syntax error in '{text}'."))),
    }
}

/// No filter of a client is nested deeper; more would only burn the stack.
const DEEPEST: usize = 32;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn keyword(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, token: &Token) -> Result<(), String> {
        match self.next() {
            Some(found) if found == *token => Ok(()),
            other => Err(format!("{token:?} expected, {other:?} found.")),
        }
    }

    fn disjunction(&mut self) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("The filter is nested too deeply.".to_owned());
        }
        let mut left = self.conjunction()?;
        while self.keyword("or") {
            left = Expression::Or(Box::new(left), Box::new(self.conjunction()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expression, String> {
        let mut left = self.single()?;
        while self.keyword("and") {
            left = Expression::And(Box::new(left), Box::new(self.single()?));
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<Expression, String> {
        if self.keyword("not") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err("The filter is nested too deeply.".to_owned());
            }
            return self.single().map(|inner| Expression::Not(Box::new(inner)));
        }
        if self.peek() == Some(&Token::Open) {
            self.at += 1;
            let inner = self.disjunction()?;
            return self.expect(&Token::Close).map(|()| inner);
        }
        match (self.peek().cloned(), self.tokens.get(self.at + 1)) {
            (Some(Token::Word(word)), Some(Token::Open)) => self.called(&word),
            _ => self.comparison(),
        }
    }

    fn called(&mut self, word: &str) -> Result<Expression, String> {
        if let Some((collection, "any")) = word.rsplit_once('/').map(|(path, last)| (path, lowered(last))) {
            self.at += 2;
            return self.lambda(collection.to_owned());
        }
        let function = match word.to_ascii_lowercase().as_str() {
            "startswith" => Function::StartsWith,
            "endswith" => Function::EndsWith,
            "contains" => Function::Contains,
            "cast" => return self.comparison(),
            _ => return Err(format!("'{word}' is no known function.")),
        };
        self.at += 2;
        let left = self.operand()?;
        self.expect(&Token::Comma)?;
        let right = self.operand()?;
        self.expect(&Token::Close)?;
        // `startswith(a,'x') eq true` means the same.
        if self.keyword("eq") && !self.keyword("true") {
            return Err("A function may only be compared with true.".to_owned());
        }
        Ok(Expression::Call(function, left, right))
    }

    fn lambda(&mut self, collection: String) -> Result<Expression, String> {
        match self.next() {
            Some(Token::Word(_)) => {}
            other => return Err(format!("A variable expected, {other:?} found.")),
        }
        self.expect(&Token::Colon)?;
        let condition = Box::new(self.disjunction()?);
        self.expect(&Token::Close)?;
        Ok(Expression::Any { collection, condition })
    }

    fn comparison(&mut self) -> Result<Expression, String> {
        let left = self.operand()?;
        let comparison = match self.next() {
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "eq" => Comparison::Equal,
                "ne" => Comparison::NotEqual,
                "gt" => Comparison::Greater,
                "ge" => Comparison::GreaterOrEqual,
                "lt" => Comparison::Less,
                "le" => Comparison::LessOrEqual,
                _ => return Err(format!("'{word}' is no comparison.")),
            },
            other => return Err(format!("A comparison expected, {other:?} found.")),
        };
        Ok(Expression::Compare(left, comparison, self.operand()?))
    }

    fn operand(&mut self) -> Result<Operand, String> {
        match self.next() {
            Some(Token::Text(text)) => Ok(Operand::Text(text)),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("cast") => self.cast(),
            Some(Token::Word(word)) if is_literal(&word) => Ok(Operand::Literal(word)),
            Some(Token::Word(word)) => Ok(Operand::Path(word)),
            other => Err(format!("A value expected, {other:?} found.")),
        }
    }

    fn cast(&mut self) -> Result<Operand, String> {
        self.expect(&Token::Open)?;
        let Operand::Path(path) = self.operand()? else {
            return Err("Only a property can be cast.".to_owned());
        };
        self.expect(&Token::Comma)?;
        let _ = self.operand()?;
        self.expect(&Token::Close)?;
        Ok(Operand::Number(path))
    }
}

fn lowered(word: &str) -> &str {
    if word.eq_ignore_ascii_case("any") { "any" } else { word }
}

fn is_literal(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit() || first == '-')
        || ["true", "false", "null"].contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_filters_that_a_replication_needs_are_read() {
        let email = parse("emailAddresses/any(a:a/address eq 'x@y.z')").unwrap();
        assert!(matches!(email, Expression::Any { collection, .. } if collection == "emailAddresses"));
        let stamp = parse(
            "singleValueExtendedProperties/Any(ep: ep/id eq 'String {x} Name Y' and ep/value eq '1.2')",
        );
        assert!(matches!(stamp, Ok(Expression::Any { .. })));
        assert!(
            parse("singleValueExtendedProperties/Any(ep: ep/id eq 'a' and cast(ep/value, Edm.Int32) gt 3)")
                .is_ok()
        );
        assert!(parse("not (startswith(displayName,'A') or surname ne 'B') and givenName eq 'C'").is_ok());
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in ["", "a", "a eq", "a eq 'b", "a eq 'b' extra", "f(a,'b')", "a/any(b c)"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert!(parse(&"(".repeat(10_000)).is_err());
        assert!(parse(&"not ".repeat(10_000)).is_err());
    }
}
