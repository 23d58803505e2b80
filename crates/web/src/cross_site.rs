//! What changes something comes from our own pages only.
//!
//! Browsers say themselves where a request begins: `Sec-Fetch-Site` on addresses they trust, `Origin` everywhere.
//! The session's cookie is `SameSite=Lax` besides. No token in forms is needed, so a page may be open for days.
//! <https://www.w3.org/TR/fetch-metadata/>

use axum::http::{HeaderMap, HeaderName, Method, header};

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Tells whether a request may be carried out: it changes nothing, or begins on a page of ours.
pub(crate) fn allows(method: &Method, headers: &HeaderMap) -> bool {
    method.is_safe() || begins_here(headers)
}

fn begins_here(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(SITE), text(header::ORIGIN), text(header::HOST)) {
        // "none": the person itself, by reloading for example.
        (Some("same-origin" | "none"), _, _) => true,
        (Some(_), _, _) => false,
        (None, Some(origin), Some(host)) => {
            let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
        }
        (None, Some(_), None) | (None, None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(method: &Method, given: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        allows(method, &headers)
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        let host = ("host", "tandem.example:8080");
        for (given, expected) in [
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "none")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("sec-fetch-site", "cross-site")], false),
            (vec![("sec-fetch-site", "cross-site"), ("origin", "http://tandem.example:8080"), host], false),
            (vec![("origin", "http://tandem.example:8080"), host], true),
            (vec![("origin", "https://tandem.example:8080"), host], true),
            (vec![("origin", "http://tandem.example"), host], false),
            (vec![("origin", "http://tandem.example:8080.evil.example"), host], false),
            (vec![("origin", "null"), host], false),
            (vec![("origin", "http://tandem.example:8080")], false),
            (vec![host], false),
            (vec![], false),
        ] {
            assert_eq!(allowed(&Method::POST, &given), expected, "{given:?}");
            assert!(allowed(&Method::GET, &given) && allowed(&Method::HEAD, &given));
        }
    }
}
