//! [`TokenSource`]: where the client gets its access token, whoever signs in and however.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

/// An access token. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(Arc<str>);

impl AccessToken {
    /// Wraps a token's text.
    pub fn new(secret: impl Into<Arc<str>>) -> Self {
        AccessToken(secret.into())
    }

    /// Returns the text, for the `Authorization` header only.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessToken(hidden)")
    }
}

/// Why there is no access token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The sign-in service could not be reached or asked to wait; nothing was sent to Outlook.
    #[error("the sign-in service did not answer: {what}")]
    Unavailable {
        /// How long it asked to wait.
        after: Option<Duration>,
        /// What happened.
        what: String,
    },
    /// The consent is gone; the owner has to connect the mailbox again.
    #[error("the sign-in is no longer accepted: {what}")]
    Refused {
        /// What the sign-in service said.
        what: String,
    },
}

/// Gives access tokens for one mailbox and renews them.
#[async_trait]
pub trait TokenSource: Send + Sync + std::fmt::Debug {
    /// Returns a token that should be valid now. Called before every request: keep it in memory.
    ///
    /// # Errors
    /// [`TokenError`] when there is none.
    async fn token(&self) -> Result<AccessToken, TokenError>;

    /// Is told that the server refused this token; the next call of [`token`](Self::token) may give another one.
    async fn refused(&self, token: &AccessToken);
}

/// A token that never changes, for the stand-in and for trials.
#[derive(Debug, Clone)]
pub struct FixedToken(AccessToken);

impl FixedToken {
    /// Wraps a token's text.
    pub fn new(secret: impl Into<Arc<str>>) -> Self {
        FixedToken(AccessToken::new(secret))
    }
}

#[async_trait]
impl TokenSource for FixedToken {
    async fn token(&self) -> Result<AccessToken, TokenError> {
        Ok(self.0.clone())
    }

    async fn refused(&self, _token: &AccessToken) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_shown_when_something_that_holds_it_is_printed() {
        let fixed = FixedToken::new("eyJ-secret");
        assert!(!format!("{fixed:?}").contains("eyJ"));
        assert_eq!(fixed.0.secret(), "eyJ-secret");
    }
}
