//! [`Trouble`]: why there is no page, told as a page: what happened, what was kept, what to do.

use std::any::Any;

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use store::StoreError;

use super::flash::Flash;
use super::reply;
use super::shell::{Room, Shell};
use crate::visitor::Caller;

/// Why there is no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody is signed in.
    NotSignedIn,
    /// The visitor's password has to be changed before anything else.
    PasswordFirst,
    /// There is nothing here, or the visitor may not see it.
    NotFound,
    /// The visitor may not do this.
    NotAllowed,
    /// The page does not know the method.
    Method,
    /// The request did not begin on a page of ours.
    CrossSite,
    /// Somebody else changed the record meanwhile.
    Overtaken,
    /// What was sent cannot be read.
    Malformed,
    /// What was sent is too long.
    TooLarge,
    /// A rule was broken; the rule, in English.
    Invalid(String),
    /// The program or its database cannot just now.
    Busy,
    /// The program failed.
    Failed,
}

/// What is said of a [`Trouble`]: status, icon, and the keys of title, explanation and advice.
struct Said {
    status: StatusCode,
    icon: &'static str,
    title: &'static str,
    text: &'static str,
}

impl Trouble {
    const fn said(&self) -> Said {
        let (status, icon, title, text) = match self {
            Trouble::NotSignedIn => {
                (StatusCode::UNAUTHORIZED, "lock", "trouble-not-signed-in", "trouble-not-signed-in-text")
            }
            Trouble::PasswordFirst => {
                (StatusCode::FORBIDDEN, "lock", "trouble-password-first", "trouble-password-first-text")
            }
            Trouble::NotFound => {
                (StatusCode::NOT_FOUND, "search-x", "trouble-not-found", "trouble-not-found-text")
            }
            Trouble::NotAllowed => {
                (StatusCode::FORBIDDEN, "lock", "trouble-not-allowed", "trouble-not-allowed-text")
            }
            Trouble::Method => {
                (StatusCode::METHOD_NOT_ALLOWED, "search-x", "trouble-method", "trouble-method-text")
            }
            Trouble::CrossSite => {
                (StatusCode::FORBIDDEN, "shield-alert", "trouble-cross-site", "trouble-cross-site-text")
            }
            Trouble::Overtaken => {
                (StatusCode::CONFLICT, "users", "trouble-overtaken", "trouble-overtaken-text")
            }
            Trouble::Malformed => {
                (StatusCode::BAD_REQUEST, "circle-alert", "trouble-malformed", "trouble-malformed-text")
            }
            Trouble::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "circle-alert", "trouble-too-large", "trouble-too-large-text")
            }
            Trouble::Invalid(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "circle-alert", "trouble-invalid", "trouble-invalid-text")
            }
            Trouble::Busy => {
                (StatusCode::SERVICE_UNAVAILABLE, "hourglass", "trouble-busy", "trouble-busy-text")
            }
            Trouble::Failed => {
                (StatusCode::INTERNAL_SERVER_ERROR, "circle-alert", "trouble-failed", "trouble-failed-text")
            }
        };
        Said { status, icon, title, text }
    }

    /// Tells it as a page, as a toast for the script, or by leading to the sign-in.
    pub(crate) fn told(&self, caller: &Caller) -> Response {
        match self {
            Trouble::NotSignedIn => return to_sign_in(caller),
            Trouble::PasswordFirst => return reply::go(caller, "/account/password", None),
            Trouble::NotFound
            | Trouble::NotAllowed
            | Trouble::Method
            | Trouble::CrossSite
            | Trouble::Overtaken
            | Trouble::Malformed
            | Trouble::TooLarge
            | Trouble::Invalid(_)
            | Trouble::Busy
            | Trouble::Failed => {}
        }
        let Said { status, icon, title, text } = self.said();
        let page = TroublePage {
            shell: Shell::plain(caller, Room::None).silent(),
            status: status.as_u16(),
            icon,
            title: caller.say(title),
            text: caller.say(text),
            detail: if let Trouble::Invalid(detail) = self { Some(detail.clone()) } else { None },
        };
        let mut answer = if caller.htmx {
            let flash = Flash::failed(format!("{}. {}", page.title, page.text));
            let reswap = [(HeaderName::from_static("hx-reswap"), HeaderValue::from_static("none"))];
            (status, reswap, Html(reply::toast(caller, &flash).unwrap_or_default())).into_response()
        } else {
            (status, Html(page.render().unwrap_or_else(|_| page.title.clone()))).into_response()
        };
        if *self == Trouble::Busy {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        answer
    }
}

/// Leads to the sign-in and from there back to where the caller is.
fn to_sign_in(caller: &Caller) -> Response {
    let next = utf8_percent_encode(&caller.path, NON_ALPHANUMERIC);
    let place = if caller.path == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={next}") };
    if caller.htmx {
        // A part of a page is no place to come back to: the page itself is loaded, and leads here.
        let refresh = [(HeaderName::from_static("hx-refresh"), HeaderValue::from_static("true"))];
        return (StatusCode::UNAUTHORIZED, refresh).into_response();
    }
    reply::go(caller, &place, None)
}

impl IntoResponse for Trouble {
    /// Carries the trouble to the layer that knows who asks, and tells it.
    fn into_response(self) -> Response {
        let mut answer = self.said().status.into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(_) => Trouble::NotFound,
            StoreError::NotAllowed(_) => Trouble::NotAllowed,
            StoreError::Invalid(said) => Trouble::Invalid(said),
            StoreError::Conflict { .. } => Trouble::Overtaken,
            StoreError::Busy(why) => {
                tracing::warn!(%why, "the database is busy");
                Trouble::Busy
            }
            StoreError::Fenced | StoreError::Database(_) => {
                tracing::error!(%error, "a page failed");
                Trouble::Failed
            }
        }
    }
}

/// Answers for a handler that panicked.
#[allow(clippy::needless_pass_by_value)] // The layer hands the payload over.
pub(crate) fn panicked(payload: Box<dyn Any + Send + 'static>) -> Response {
    let said = payload.downcast_ref::<&str>().copied().map(str::to_owned);
    let said = said.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = said, "a page panicked");
    Trouble::Failed.into_response()
}

/// A page that says why there is none.
#[derive(Template)]
#[template(path = "trouble.html")]
pub(crate) struct TroublePage {
    shell: Shell,
    status: u16,
    icon: &'static str,
    title: String,
    text: String,
    detail: Option<String>,
}

impl TroublePage {
    /// Makes the page of every trouble.
    #[cfg(test)]
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let troubles = [
            Trouble::NotSignedIn,
            Trouble::PasswordFirst,
            Trouble::NotFound,
            Trouble::NotAllowed,
            Trouble::Method,
            Trouble::CrossSite,
            Trouble::Overtaken,
            Trouble::Malformed,
            Trouble::TooLarge,
            Trouble::Busy,
            Trouble::Failed,
            Trouble::Invalid("the rule \"<b>x</b>\"".to_owned()),
        ];
        let page = |trouble: Trouble| {
            let Said { status, icon, title, text } = trouble.said();
            let detail = if let Trouble::Invalid(detail) = &trouble { Some(detail.clone()) } else { None };
            let (title, text) = (shell.say(title), shell.say(text));
            TroublePage { shell: shell.clone(), status: status.as_u16(), icon, title, text, detail }
        };
        troubles.map(page).into()
    }
}
