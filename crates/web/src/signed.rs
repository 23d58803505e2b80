//! [`Signed`]: who asks. Every request under `/api/v1` has a bearer token, and its rights are read anew each time.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use store::Viewer;

use crate::problem::{Kind, Problem};
use crate::state::WebState;

/// The scope of a token that may read.
pub const READ: &str = "read";
/// The scope of a token that may read and write.
pub const WRITE: &str = "write";

/// The viewer that a request's token stands for.
#[derive(Debug)]
pub struct Signed(pub Viewer);

impl FromRequestParts<WebState> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let token = bearer(&parts.headers).ok_or_else(not_signed_in)?;
        let known = state.store.authenticate(token, state.now()).await?;
        let known = known.ok_or_else(not_signed_in)?;
        if !allows(&known.scopes, &parts.method) {
            return Err(Problem::new(
                Kind::NotAllowed,
                "This token may not be used for that (its scopes do not allow it); nothing was changed. Use \
                 another token",
            ));
        }
        Ok(Signed(known.viewer))
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(only), None) = (given.next(), given.next()) else { return None };
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= 512).then_some(token)
}

fn not_signed_in() -> Problem {
    Problem::new(
        Kind::NotSignedIn,
        "The request has no valid bearer token (none, or unknown, revoked, past its time, or its user is \
         disabled); nothing was done. Send \"Authorization: Bearer TOKEN\"; \"tandem token create\" makes one",
    )
}

/// Tells whether a token may be used with a method. Without any scope it may do all that its user may.
fn allows(scopes: &[String], method: &Method) -> bool {
    let has = |scope: &str| scopes.iter().any(|own| own == scope);
    scopes.is_empty() || has(WRITE) || (method.is_safe() && has(READ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_scopes() {
        let scopes = |given: &[&str]| given.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        for (given, get, post) in [
            (scopes(&[]), true, true),
            (scopes(&["read"]), true, false),
            (scopes(&["write"]), true, true),
            (scopes(&["read", "write"]), true, true),
            (scopes(&["something"]), false, false),
        ] {
            assert_eq!(
                (allows(&given, &Method::GET), allows(&given, &Method::POST)),
                (get, post),
                "{given:?}"
            );
        }
    }
}
