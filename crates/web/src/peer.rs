//! [`Peer`]: from where a request comes, for the limits of signing in.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::state::WebState;

/// The address a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl FromRequestParts<WebState> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Infallible> {
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        let connected = connected.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let told = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
        Ok(Peer(choose(connected, told, state.behind_proxy)))
    }
}

/// Believes a proxy only where one is configured, and of what it tells the last entry only: that one it wrote itself.
fn choose(connected: IpAddr, told: Option<&str>, behind_proxy: bool) -> IpAddr {
    let last = told.and_then(|told| told.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
    if behind_proxy { last.unwrap_or(connected) } else { connected }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_can_name_its_own_address() {
        let connected = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
        let told = Some("1.1.1.1, 192.0.2.7");
        assert_eq!(choose(connected, told, false), connected);
        assert_eq!(choose(connected, told, true), IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)));
        assert_eq!(choose(connected, Some("nonsense"), true), connected);
        assert_eq!(choose(connected, None, true), connected);
    }
}
