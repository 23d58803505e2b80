//! Versions over HTTP: the ETag of a record, and the If-Match of a change.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};

use crate::problem::{Kind, Problem};

/// The version that a change is based on, as If-Match says; none without one, and for `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<i64>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.headers.get(header::IF_MATCH) {
            None => Ok(IfMatch(None)),
            Some(given) => read(given).ok_or_else(|| {
                Problem::new(
                    Kind::Malformed,
                    "If-Match is no ETag of this record; nothing was changed. Send the ETag of a GET as it was, \
                     such as \"v3\" with its quotation marks",
                )
            }),
        }
    }
}

impl IfMatch {
    /// Returns the version that a change is based on, said by If-Match or by the body's `version`.
    ///
    /// # Errors
    /// [`Problem`] when both say different ones.
    pub fn or(self, version: Option<i64>) -> Result<Option<i64>, Problem> {
        match (self.0, version) {
            (Some(a), Some(b)) if a != b => Err(Problem::new(
                Kind::Malformed,
                "If-Match and \"version\" name different versions; nothing was changed. Send one of them",
            )),
            (a, b) => Ok(a.or(b)),
        }
    }
}

fn read(given: &HeaderValue) -> Option<IfMatch> {
    let text = given.to_str().ok()?.trim();
    if text == "*" {
        return Some(IfMatch(None));
    }
    let text = text.strip_prefix("W/").unwrap_or(text);
    let version = text.strip_prefix("\"v")?.strip_suffix('"')?.parse().ok()?;
    (version > 0).then_some(IfMatch(Some(version)))
}

/// Returns the ETag of a record's version.
pub fn etag(version: i64) -> HeaderValue {
    quoted(&format!("v{version}"))
}

/// Returns an ETag with a text that has neither quotation marks nor control characters.
pub fn quoted(text: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{text}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Tells whether If-None-Match says that the client has this one already.
pub fn client_has(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let wanted = etag.to_str().unwrap_or_default();
    given.flat_map(|list| list.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == wanted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_if_match() {
        for (text, expected) in [
            ("\"v3\"", Some(IfMatch(Some(3)))),
            ("W/\"v3\"", Some(IfMatch(Some(3)))),
            ("*", Some(IfMatch(None))),
            ("v3", None),
            ("\"3\"", None),
            ("\"v0\"", None),
            ("\"v1\", \"v2\"", None),
            ("\"v99999999999999999999\"", None),
        ] {
            assert_eq!(read(&HeaderValue::from_static(text)), expected, "{text}");
        }
        assert_eq!(read(&etag(7)), Some(IfMatch(Some(7))));
    }

    #[test]
    fn two_different_bases_are_no_base() {
        assert!(IfMatch(Some(1)).or(Some(2)).is_err());
        assert_eq!(IfMatch(Some(1)).or(Some(1)).unwrap(), Some(1));
        assert_eq!(IfMatch(None).or(Some(2)).unwrap(), Some(2));
        assert_eq!(IfMatch(None).or(None).unwrap(), None);
    }
}
