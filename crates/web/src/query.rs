//! [`Query`]: what stands behind the question mark of an address, read strictly.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value as Json};

use crate::problem::{Kind, Problem};
use crate::properties::{Asked, Origin, Properties};

/// What the query asks for.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: Asked, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let given = parse(parts.uri.query().unwrap_or_default())?;
        Properties::read_all(Origin::Query, given).map(Query)
    }
}

fn parse(query: &str) -> Result<Map<String, Json>, Problem> {
    let mut given = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decode(name)?, decode(value)?);
        if given.contains_key(&name) {
            return Err(Problem::new(
                Kind::Malformed,
                format!("The query has \"{}\" twice; nothing was done. Give it once", shown(&name)),
            ));
        }
        given.insert(name, Json::String(value));
    }
    Ok(given)
}

fn decode(text: &str) -> Result<String, Problem> {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| {
        Problem::new(
            Kind::Malformed,
            "The query is no UTF-8 text once decoded; nothing was done. Encode it anew",
        )
    })
}

fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded_and_names_nothing_twice() {
        let given = parse("q=M%C3%BCller+GmbH&city=&inactive").unwrap();
        assert_eq!(given["q"], "Müller GmbH");
        assert_eq!((given["city"].as_str(), given["inactive"].as_str()), (Some(""), Some("")));
        assert!(parse("q=a&q=b").is_err());
        assert!(parse("q=%FF").is_err());
    }
}
