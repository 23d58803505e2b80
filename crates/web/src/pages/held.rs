//! What somebody typed while their session had ended: it goes through the sign-in with them, and is offered to be
//! saved afterwards. Nothing of it is kept on the server.

use askama::Template;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};

use super::form::Form;
use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use super::sign_in::SignInPage;
use super::trouble::Trouble;
use crate::body::read_body;
use crate::state::WebState;
use crate::visitor::Caller;

/// The longest form that goes through the sign-in, in bytes.
const LONGEST: usize = 200 * 1024;

/// Tells whether a path is one of the long forms: what is typed there took time, and has no secrets in it.
pub(super) fn is_form(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let rooms = ["/contact-persons/", "/business-partners/"];
    rooms.iter().any(|room| path.starts_with(room)) && (path.ends_with("/new") || path.ends_with("/edit"))
}

/// Tells whether a request is such a form, sent by nobody.
pub(super) fn is_sent_by_nobody(caller: &Caller, request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    caller.signed_in.is_none()
        && !caller.htmx
        && *request.method() == Method::POST
        && is_form(&caller.path)
        && kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// Asks to sign in, with what was typed in the page.
pub(super) async fn ask_to_sign_in(state: &WebState, caller: &Caller, request: Request) -> Response {
    let typed = read_body(request, state, LONGEST).await.ok();
    let typed = typed.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()).unwrap_or_default();
    if typed.is_empty() {
        return Trouble::NotSignedIn.told(caller);
    }
    let page = SignInPage::holding(caller, typed);
    match page.render() {
        Ok(page) => (StatusCode::UNAUTHORIZED, Html(page)).into_response(),
        Err(_) => Trouble::NotSignedIn.told(caller),
    }
}

/// Offers what was typed before the sign-in.
pub(super) fn offer(caller: &Caller, path: &str, typed: &str) -> Answer {
    let shell = Shell::plain(caller, Room::None).bare();
    reply::show(&HeldPage { shell, action: path.to_owned(), fields: fields(typed) })
}

fn fields(typed: &str) -> Vec<(String, String)> {
    let form = Form::read(typed.as_bytes());
    let names: Vec<String> = form.names().map(str::to_owned).collect();
    let values = |name: &String| {
        form.values(name).iter().map(|value| (name.clone(), value.clone())).collect::<Vec<_>>()
    };
    names.iter().flat_map(values).collect()
}

/// The page that offers it.
#[derive(Template)]
#[template(path = "sign_in/held.html")]
pub(crate) struct HeldPage {
    shell: Shell,
    action: String,
    fields: Vec<(String, String)>,
}

#[cfg(test)]
impl HeldPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let fields = fields("first_name=Ada+%22%3Cb%3E&mobile_phone=1&mobile_phone=2");
        vec![HeldPage { shell: shell.clone().bare(), action: "/contact-persons/new".to_owned(), fields }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_long_forms_are_kept_through_the_sign_in() {
        for kept in ["/contact-persons/new", "/contact-persons/1/edit?x=/", "/business-partners/new"] {
            assert!(is_form(kept), "{kept}");
        }
        for other in
            ["/contact-persons/1/delete", "/mailboxes/new", "/account/password", "/users/1/edit", "/"]
        {
            assert!(!is_form(other), "{other}");
        }
    }
}
