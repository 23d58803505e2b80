//! [`Caller`] and [`Visitor`]: who looks at a page, and how: language, theme, place, whole page or part of one.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Uri, header};
use store::{PasswordState, Session, StoreError, Theme, Viewer};

use crate::cookies;
use crate::language::{Language, Words, Zone};
use crate::pages::flash::{self, Flash};
use crate::pages::trouble::Trouble;
use crate::state::WebState;

/// The cookie of the language chosen in this browser.
pub(crate) const LANGUAGE: &str = "tandem-language";
/// The cookie of the theme chosen in this browser.
pub(crate) const THEME: &str = "tandem-theme";
/// The cookie in which the script says where the person's clocks are.
const ZONE: &str = "tandem-zone";

/// What the script sends with requests that a page makes by itself, again and again: nobody has to be there.
const POLL: &str = "tandem-poll";

/// Whoever asks for a page, signed in or not.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The words of its language.
    pub words: Words,
    /// Light or dark.
    pub theme: Theme,
    /// Where its clocks are.
    pub zone: Zone,
    /// The path and query asked for.
    pub path: String,
    /// Whether the script asks, for a part of a page.
    pub htmx: bool,
    /// The id of the element that the answer will be put into, when the script asks.
    pub target: Option<String>,
    /// What the page before wants said.
    pub(crate) flash: Option<Flash>,
    /// Who is signed in, if anybody.
    pub(crate) signed_in: Option<Arc<Session>>,
    /// The moment of asking, in microseconds since 1970 UTC.
    pub now: i64,
}

impl Caller {
    /// Finds out who asks.
    pub(crate) async fn recognise(
        state: &WebState,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<Self, StoreError> {
        let mut caller = Caller::stranger(uri, headers, state.now());
        if let Some(token) = cookies::read(headers, state.session_cookie()) {
            let found = if headers.contains_key(POLL) {
                state.store.session_at_rest(&token, caller.now).await?
            } else {
                state.store.session(&token, caller.now).await?
            };
            caller.signed_in = found.map(Arc::new);
        }
        if let Some(known) = &caller.signed_in {
            caller.words = known.language.map_or(caller.words, |chosen| Words::of(chosen.into()));
            caller.theme = known.theme;
        }
        Ok(caller)
    }

    /// Takes from the request alone what it says of itself.
    pub(crate) fn stranger(uri: &Uri, headers: &HeaderMap, now: i64) -> Self {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let chosen = cookies::read(headers, LANGUAGE).and_then(|tag| Language::parse(&tag));
        let accepted = || Language::accepted(text(header::ACCEPT_LANGUAGE).unwrap_or_default());
        let htmx = text(HeaderName::from_static("hx-request")) == Some("true");
        // htmx names the target as tag#id.
        let target = text(HeaderName::from_static("hx-target")).filter(|_| htmx);
        let target = target.and_then(|target| target.split_once('#')).map(|(_, id)| id.to_owned());
        Caller {
            words: Words::of(chosen.unwrap_or_else(accepted)),
            theme: cookies::read(headers, THEME).and_then(|name| Theme::parse(&name)).unwrap_or_default(),
            zone: Zone::named(cookies::read(headers, ZONE).as_deref()),
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            htmx,
            target,
            flash: flash::read(headers),
            signed_in: None,
            now,
        }
    }

    /// Tells whether the script asks for the part of the page with this id.
    pub fn wants(&self, id: &str) -> bool {
        self.target.as_deref() == Some(id)
    }

    /// Says a text that has no variables.
    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let known = parts.extensions.get::<Caller>().cloned();
        Ok(known.unwrap_or_else(|| Caller::stranger(&parts.uri, &parts.headers, 0)))
    }
}

/// Somebody who is signed in. A handler that takes one is for them alone; all others are sent to sign in.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Its rights of this moment.
    pub viewer: Viewer,
    /// How it looks at the page.
    pub caller: Caller,
    pub(crate) session: Arc<Session>,
}

impl std::ops::Deref for Visitor {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl Visitor {
    /// Lets nobody but administrators go on.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`].
    pub fn administers(&self) -> Result<(), Trouble> {
        if self.viewer.administers() { Ok(()) } else { Err(Trouble::NotAllowed) }
    }

    /// Lets nobody go on who may only read.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`].
    pub fn writes(&self) -> Result<(), Trouble> {
        if self.viewer.writes() { Ok(()) } else { Err(Trouble::NotAllowed) }
    }

    /// Takes the visitor out of a caller. With a password that is only good until the next sign-in there is
    /// nothing to do but to change it.
    fn of(caller: Caller) -> Result<Self, Trouble> {
        let session = caller.signed_in.clone().ok_or(Trouble::NotSignedIn)?;
        match session.user.password {
            PasswordState::Temporary => Err(Trouble::PasswordFirst),
            PasswordState::None | PasswordState::Own => {
                Ok(Visitor { viewer: session.viewer.clone(), caller, session })
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let Ok(caller) = <Caller as FromRequestParts<S>>::from_request_parts(parts, state).await;
        Visitor::of(caller)
    }
}

/// Returns where to go on after signing in: a page of ours, or the start page.
pub(crate) fn local_path(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t', '\0'])
        && next.len() <= 2_000;
    if ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_away_from_our_own_pages() {
        for (next, expected) in [
            ("/contact-persons?q=a%20b", "/contact-persons?q=a%20b"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/\t/evil.example", "/"),
            ("https://evil.example", "/"),
            ("javascript:alert(1)", "/"),
        ] {
            assert_eq!(local_path(next), expected, "{next}");
        }
    }
}
