//! Signing in and out.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use store::{Credentials, Password, SignInRefused};

use super::flash::Flash;
use super::form::Form;
use super::held;
use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use crate::cookies::{self, Cookie};
use crate::peer::Peer;
use crate::state::WebState;
use crate::visitor::{Caller, local_path};

/// How long the browser keeps the cookie, in seconds; the server decides when the session ends.
const COOKIE_SECONDS: u32 = 14 * 24 * 60 * 60;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/sign-in", get(ask).post(sign_in)).route("/sign-out", post(sign_out))
}

/// The sign-in page.
#[derive(Template)]
#[template(path = "sign_in/page.html")]
pub(crate) struct SignInPage {
    shell: Shell,
    form: Form,
    next: String,
    /// What was typed into the form at `next` while nobody was signed in.
    typed: String,
    /// Whether somebody is signed in already: said, and let go on.
    already: Option<String>,
}

/// Where to go on afterwards.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
}

async fn ask(State(state): State<WebState>, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    if state.store.awaits_set_up().await? {
        return Ok(reply::go(&caller, "/set-up", None));
    }
    let already = caller.signed_in.as_ref().map(|session| session.user.name.clone());
    let next = local_path(&asked.next).to_owned();
    reply::show(&SignInPage {
        shell: Shell::plain(&caller, Room::None).bare(),
        form: Form::new(),
        next,
        typed: String::new(),
        already,
    })
}

async fn sign_in(
    State(state): State<WebState>,
    caller: Caller,
    peer: Peer,
    headers: HeaderMap,
    mut form: Form,
) -> Answer {
    let next = local_path(form.value("next")).to_owned();
    let typed = form.value("typed").to_owned();
    let replaces = cookies::read(&headers, state.session_cookie());
    let password = Password::new(form.value("password"));
    let credentials = Credentials {
        mail: form.trimmed("mail"),
        password: &password,
        address: peer.0,
        agent: headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default(),
        replaces: replaces.as_deref(),
    };
    match state.store.sign_in(&credentials, caller.now).await {
        Ok(entered) => {
            let held = !typed.is_empty() && held::is_form(&next);
            let mut answer =
                if held { held::offer(&caller, &next, &typed)? } else { reply::go(&caller, &next, None) };
            keep(&state, &mut answer, &entered.token);
            return Ok(answer);
        }
        Err(SignInRefused::Wrong) => form.refuse(caller.say("sign-in-wrong")),
        Err(SignInRefused::Wait { until }) => {
            let minutes = (until - caller.now).max(0) / 60_000_000 + 1;
            form.refuse(caller.words.put("minutes", minutes).say("sign-in-wait"));
        }
        Err(SignInRefused::Store(error)) => return Err(error.into()),
    }
    form.set("password", "");
    let shell = Shell::plain(&caller, Room::None).bare();
    reply::again(&SignInPage { shell, form, next, typed, already: None })
}

async fn sign_out(State(state): State<WebState>, caller: Caller, headers: HeaderMap) -> Answer {
    if let Some(token) = cookies::read(&headers, state.session_cookie()) {
        state.store.sign_out(&token, caller.now).await?;
    }
    let mut answer = reply::go(&caller, "/sign-in", Some(&Flash::done(caller.say("sign-in-signed-out"))));
    keep(&state, &mut answer, "");
    Ok(answer)
}

/// Puts the session's token into the browser, or takes it out when it is empty.
pub(super) fn keep(state: &WebState, answer: &mut Response, token: &str) {
    let cookie = Cookie {
        name: state.session_cookie(),
        value: token,
        seconds: COOKIE_SECONDS,
        secure: state.secure,
        hidden: true,
    };
    answer.headers_mut().extend(cookie.header().map(|value| (header::SET_COOKIE, value)));
}

impl SignInPage {
    /// Makes the page for somebody whose session had ended when a form was sent, with what was typed in it.
    pub(super) fn holding(caller: &Caller, typed: String) -> Self {
        SignInPage {
            shell: Shell::plain(caller, Room::None).bare(),
            form: Form::new(),
            next: local_path(&caller.path).to_owned(),
            typed,
            already: None,
        }
    }
}

#[cfg(test)]
impl SignInPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |form, already: Option<&str>| SignInPage {
            shell: shell.clone().bare(),
            form,
            next: "/contact-persons?q=\"<".to_owned(),
            typed: String::new(),
            already: already.map(str::to_owned),
        };
        let mut wrong = Form::new().with("mail", "ada@example.com\"<b>");
        wrong.refuse(shell.say("sign-in-wrong"));
        let mut wait = Form::new();
        wait.refuse(shell.put("minutes", 15).say("sign-in-wait"));
        let held = SignInPage { typed: "first_name=%22<b>".to_owned(), ..page(Form::new(), None) };
        vec![held, page(Form::new(), None), page(wrong, None), page(wait, Some("Ada"))]
    }
}
