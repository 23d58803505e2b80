//! The query string, decoded: `%20` is a space; whether `+` is one too is a quirk.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The characters that stay as they are in a query value of a link.
const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',');

/// The options of a request in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Decodes the part of an address after the question mark.
    pub(crate) fn parse(text: &str, plus_is_space: bool) -> Self {
        let text = if plus_is_space { text.replace('+', "%20") } else { text.to_owned() };
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        Self(pairs.collect())
    }

    /// Reads an OData option by its name without the dollar sign, which clients may leave out.
    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key.trim_start_matches('$').eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Reads an option that holds a number.
    pub(crate) fn number(&self, name: &str) -> Option<Result<usize, String>> {
        self.option(name).map(|text| text.trim().parse().map_err(|_| text.to_owned()))
    }

    /// Spells the query again with one option put in place of its old value.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let others = self.0.iter().filter(|(key, _)| !key.trim_start_matches('$').eq_ignore_ascii_case(name));
        let pairs = others.map(|(key, value)| spelled(key, value));
        pairs.chain([spelled(&format!("${name}"), value)]).collect::<Vec<_>>().join("&")
    }
}

fn spelled(key: &str, value: &str) -> String {
    match key.strip_prefix('$') {
        Some(option) => format!("${}={}", encode(option), encode(value)),
        None => format!("{}={}", encode(key), encode(value)),
    }
}

/// Encodes a query value.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, &PLAIN).to_string()
}

/// Decodes percent signs; invalid UTF-8 becomes the replacement character.
pub(crate) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_may_be_a_plus_and_the_dollar_may_be_missing() {
        assert_eq!(Query::parse("$filter=a+b", true).option("filter"), Some("a b"));
        let query = Query::parse("$filter=a%20eq%20'x+y'&top=5&%24skip=3", false);
        assert_eq!(query.option("filter"), Some("a eq 'x+y'"));
        assert_eq!(query.number("top"), Some(Ok(5)));
        assert_eq!(query.with("skip", "8"), "$filter=a%20eq%20%27x%2By%27&top=5&$skip=8");
    }
}
