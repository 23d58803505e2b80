//! Which addresses of Microsoft Graph are safe to send tokens and contacts to.

use std::net::{IpAddr, Ipv4Addr};

use url::{Host, Url};

/// Why an address of Microsoft Graph is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is none.
    #[error("\"{0}\" is no address of Microsoft Graph; give one like https://graph.microsoft.com/v1.0")]
    NoAddress(String),
    /// Whoever listens on the way reads everything, or it is a program on this computer.
    #[error(
        "{0} is {1}, so it is not asked; use the https address of Microsoft Graph, or start with \
         --allow-insecure-graph if this is a stand-in for trying out"
    )]
    Insecure(String, &'static str),
}

/// Checks an address of Microsoft Graph. Plain HTTP and this computer itself are refused unless allowed.
///
/// # Errors
/// [`AddressError`].
pub fn check(address: &str, allow_insecure: bool) -> Result<Url, AddressError> {
    let no_address = || AddressError::NoAddress(address.to_owned());
    let url = Url::parse(address).map_err(|_| no_address())?;
    let host = url.host().ok_or_else(no_address)?;
    let why = match url.scheme() {
        "https" if is_loopback(&host) => Some("on this computer itself"),
        "https" => None,
        "http" => Some("plain HTTP, which anybody on the way can read"),
        _ => return Err(no_address()),
    };
    match why {
        Some(why) if !allow_insecure => Err(AddressError::Insecure(address.to_owned(), why)),
        Some(_) | None => Ok(url),
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Host::Ipv4(address) => address.is_loopback() || *address == Ipv4Addr::UNSPECIFIED,
        Host::Ipv6(address) => match address.to_canonical() {
            IpAddr::V4(address) => address.is_loopback() || address.is_unspecified(),
            IpAddr::V6(address) => address.is_loopback() || address.is_unspecified(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_to_another_computer_is_safe() {
        for safe in ["https://graph.microsoft.com/v1.0", "https://microsoftgraph.chinacloudapi.cn/v1.0"] {
            assert!(check(safe, false).is_ok(), "{safe}");
        }
        for insecure in [
            "http://graph.microsoft.com/v1.0",
            "http://127.0.0.1:8090/v1.0",
            "https://localhost/v1.0",
            "https://graph.localhost./v1.0",
            "https://127.8.8.8/v1.0",
            "https://2130706433/v1.0", // 127.0.0.1 as one number
            "https://0x7f.1/v1.0",
            "https://0.0.0.0/v1.0",
            "https://[::1]/v1.0",
            "https://[::ffff:127.0.0.1]/v1.0",
        ] {
            assert!(matches!(check(insecure, false), Err(AddressError::Insecure(..))), "{insecure}");
            assert!(check(insecure, true).is_ok(), "{insecure}");
        }
        for nothing in ["", "graph.microsoft.com", "ftp://graph.microsoft.com", "file:///etc/passwd"] {
            assert!(matches!(check(nothing, true), Err(AddressError::NoAddress(_))), "{nothing}");
        }
    }
}
