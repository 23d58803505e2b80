//! How a handler answers: a page or a part of one, a form once more, or somewhere else.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use percent_encoding::{CONTROLS, utf8_percent_encode};

use super::flash::Flash;
use super::trouble::Trouble;
use crate::visitor::Caller;

/// What every page's handler returns.
pub type Answer = Result<Response, Trouble>;

const REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

/// Shows a page, or a part of one (`&page.as_list()`).
///
/// # Errors
/// [`Trouble::Failed`] when it cannot be rendered.
pub fn show(template: &impl Template) -> Answer {
    Ok(Html(rendered(template)?).into_response())
}

/// Shows a form once more, with what is wrong in it: 422, by script and without.
///
/// # Errors
/// [`Trouble::Failed`] when it cannot be rendered.
pub fn again(template: &impl Template) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(rendered(template)?)).into_response())
}

/// Shows a part of a page and says something in a toast besides; for requests by script.
///
/// # Errors
/// [`Trouble::Failed`] when it cannot be rendered.
pub fn show_and_say(template: &impl Template, caller: &Caller, flash: &Flash) -> Answer {
    let toast = rendered(&ToastPart { words: caller.words, flash })?;
    Ok(Html(rendered(template)? + &toast).into_response())
}

/// Leads to another page, and says something there: 303, or the script's own way.
pub fn go(caller: &Caller, path: &str, flash: Option<&Flash>) -> Response {
    // A header has no letters beyond ASCII; in an address they are written in percent.
    let path = utf8_percent_encode(path, CONTROLS).to_string();
    let place = HeaderValue::from_str(&path).unwrap_or(HeaderValue::from_static("/"));
    let mut answer = if caller.htmx {
        (StatusCode::OK, [(REDIRECT, place)]).into_response()
    } else {
        (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
    };
    if let Some(cookie) = flash.and_then(Flash::cookie) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// Says that a part is still as the page has it: nothing is replaced.
pub fn unchanged() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// A toast as the script puts it into any page.
#[derive(Template)]
#[template(path = "toast_part.html")]
struct ToastPart<'a> {
    words: crate::language::Words,
    flash: &'a Flash,
}

/// Writes a toast that the script puts into the page it has.
pub(crate) fn toast(caller: &Caller, flash: &Flash) -> Result<String, Trouble> {
    rendered(&ToastPart { words: caller.words, flash })
}

fn rendered(template: &impl Template) -> Result<String, Trouble> {
    template.render().map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        Trouble::Failed
    })
}
