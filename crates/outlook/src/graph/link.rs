//! Which addresses may be asked: those under the configured one, and nothing else.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// Everything that RFC 3986 does not name unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encodes an id for a path, or a value for a query. A blank becomes `%20`; Graph does not read `+` as one.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Why an address is not asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The configured address cannot be one of Microsoft Graph.
    #[error(
        "\"{0}\" cannot be the address of Microsoft Graph; give one like https://graph.microsoft.com/v1.0, \
         without user, query and fragment"
    )]
    Base(String),
    /// A link leads to another host, scheme, port or version.
    #[error(
        "Outlook's answer leads to {0}, not to the configured address of Microsoft Graph; it was not followed. \
         Check the configured address and any proxy before it"
    )]
    Foreign(String),
}

/// Checks the configured address of Microsoft Graph, version included.
///
/// # Errors
/// [`LinkError::Base`].
pub(crate) fn base(url: &Url) -> Result<Url, LinkError> {
    let plain = matches!(url.scheme(), "https" | "http")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if !plain {
        return Err(LinkError::Base(shown(url)));
    }
    let mut base = url.clone();
    base.set_path(url.path().trim_end_matches('/'));
    Ok(base)
}

/// Checks a link of an answer or a stored cursor: same scheme, host, port and version as the configured
/// address, however it is spelled.
///
/// # Errors
/// [`LinkError::Foreign`].
pub(crate) fn checked(base: &Url, link: &str) -> Result<Url, LinkError> {
    let url =
        Url::parse(link).map_err(|_| LinkError::Foreign("an address that cannot be read".to_owned()))?;
    let own = url.origin() == base.origin()
        && url.username().is_empty()
        && url.password().is_none()
        && url
            .path()
            .strip_prefix(base.path().trim_end_matches('/'))
            .is_some_and(|rest| rest.starts_with('/'));
    if own { Ok(url) } else { Err(LinkError::Foreign(shown(&url))) }
}

/// Spells the part of an address that has no secrets in it.
fn shown(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_under_the_configured_address_are_followed() {
        let base = base(&Url::parse("https://graph.example/v1.0/").unwrap()).unwrap();
        for own in [
            "https://graph.example/v1.0/me/contacts/delta?$deltatoken=x",
            "https://GRAPH.example:443/v1.0/users('a')/contacts?%24skip=1",
        ] {
            assert!(checked(&base, own).is_ok(), "{own}");
        }
        for foreign in [
            "http://graph.example/v1.0/me",
            "https://graph.example:8443/v1.0/me",
            "https://graph.example@evil.example/v1.0/me",
            "https://user@graph.example/v1.0/me",
            "https://graph.example.evil.example/v1.0/me",
            "https://graph.example/beta/me",
            "https://graph.example/v1.0/../beta/me",
            "https://graph.example/v1.0evil/me",
            "https://169.254.169.254/v1.0/me",
            "https://0x7f000001/v1.0/me",
            "//graph.example/v1.0/me",
            "/v1.0/me",
            "file:///etc/passwd",
        ] {
            assert!(checked(&base, foreign).is_err(), "{foreign}");
        }
    }

    #[test]
    fn an_address_with_user_query_or_another_scheme_is_no_base_and_is_not_repeated_with_its_secrets() {
        for bad in ["ftp://a/v1.0", "https://u:geheim@a/v1.0", "https://a/v1.0?x=geheim", "data:geheim"] {
            let error = base(&Url::parse(bad).unwrap()).unwrap_err().to_string();
            assert!(!error.contains("geheim"), "{error}");
        }
    }

    #[test]
    fn ids_and_filters_are_encoded_whole() {
        assert_eq!(encoded("AA-_b="), "AA-_b%3D");
        assert_eq!(encoded("id eq 'String {1}'"), "id%20eq%20%27String%20%7B1%7D%27");
    }
}
