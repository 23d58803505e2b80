//! The first start: whoever has the code that the program printed becomes the first administrator.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::routing::get;
use store::{Credentials, Password, SetUp, SetUpRefused};

use super::account::password_fault;
use super::flash::Flash;
use super::form::Form;
use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use super::sign_in;
use super::trouble::Trouble;
use crate::peer::Peer;
use crate::state::WebState;
use crate::visitor::Caller;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/set-up", get(ask).post(set_up))
}

/// The set-up page.
#[derive(Template)]
#[template(path = "set_up/page.html")]
pub(crate) struct SetUpPage {
    shell: Shell,
    form: Form,
}

async fn ask(State(state): State<WebState>, caller: Caller) -> Answer {
    if !state.store.awaits_set_up().await? {
        return Ok(reply::go(&caller, "/sign-in", Some(&Flash::note(caller.say("set-up-done")))));
    }
    reply::show(&SetUpPage { shell: Shell::plain(&caller, Room::None).bare(), form: Form::new() })
}

async fn set_up(
    State(state): State<WebState>,
    caller: Caller,
    peer: Peer,
    headers: HeaderMap,
    mut form: Form,
) -> Answer {
    check(&mut form, &caller);
    let password = Password::new(form.value("password"));
    if form.is_good() {
        let with = SetUp {
            code: form.trimmed("code"),
            mail: form.trimmed("mail"),
            name: form.trimmed("name"),
            password: &password,
            address: peer.0,
        };
        match state.store.set_up(&with, caller.now).await {
            Ok(_) => {
                let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
                let credentials = Credentials {
                    mail: form.trimmed("mail"),
                    password: &password,
                    address: peer.0,
                    agent: agent.unwrap_or_default(),
                    replaces: None,
                };
                let entered = state.store.sign_in(&credentials, caller.now).await;
                let entered = entered.map_err(|_| Trouble::Failed)?;
                let flash = Flash::done(caller.words.put("name", form.trimmed("name")).say("set-up-welcome"));
                let mut answer = reply::go(&caller, "/", Some(&flash));
                sign_in::keep(&state, &mut answer, &entered.token);
                return Ok(answer);
            }
            Err(refused) => refuse(&mut form, &caller, refused)?,
        }
    }
    form.set("password", "");
    form.set("again", "");
    reply::again(&SetUpPage { shell: Shell::plain(&caller, Room::None).bare(), form })
}

/// Checks what can be checked without the database.
fn check(form: &mut Form, caller: &Caller) {
    for (field, missing) in [("code", "set-up-code-missing"), ("name", "set-up-name-missing")] {
        if form.trimmed(field).is_empty() {
            form.complain(field, caller.say(missing));
        }
    }
    if contacts::normalise::email(form.trimmed("mail")).is_none() {
        form.complain("mail", caller.say("set-up-mail-wrong"));
    }
    if form.value("password") != form.value("again") {
        form.complain("again", caller.say("account-password-differs"));
    }
}

/// Says why nobody became administrator, beside the field where it lies.
fn refuse(form: &mut Form, caller: &Caller, refused: SetUpRefused) -> Result<(), Trouble> {
    match refused {
        SetUpRefused::Done => form.refuse(caller.say("set-up-done")),
        SetUpRefused::Code => form.complain("code", caller.say("set-up-code-wrong")),
        SetUpRefused::Wait { until } => {
            let minutes = (until - caller.now).max(0) / 60_000_000 + 1;
            form.refuse(caller.words.put("minutes", minutes).say("sign-in-wait"));
        }
        SetUpRefused::Password(fault) => form.complain("password", password_fault(caller.words, fault)),
        SetUpRefused::Store(error) => return Err(error.into()),
    }
    Ok(())
}

#[cfg(test)]
impl SetUpPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let mut wrong = Form::new().with("code", "ABCD").with("mail", "x").with("name", "<b>");
        wrong.complain("code", shell.say("set-up-code-wrong"));
        wrong.complain("mail", shell.say("set-up-mail-wrong"));
        [Form::new(), wrong].map(|form| SetUpPage { shell: shell.clone().bare(), form }).into()
    }
}
