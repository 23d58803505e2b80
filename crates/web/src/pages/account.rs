//! The visitor's own account: language, look, password, sessions.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use store::{
    PASSWORD_SHORTEST, Password, PasswordFault, PasswordRefused, PasswordState, Preference, SessionRecord,
    Theme,
};
use uuid::Uuid;

use super::flash::Flash;
use super::form::Form;
use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use super::trouble::Trouble;
use crate::cookies::{A_YEAR, Cookie};
use crate::language::{Language, Words};
use crate::state::WebState;
use crate::visitor::{Caller, LANGUAGE, THEME, Visitor, local_path};

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/account", get(show))
        .route("/account/look", post(look))
        .route("/account/password", get(ask_password).post(change_password))
        .route("/account/sessions/end", post(end_others))
        .route("/account/sessions/{id}/end", post(end_session))
}

/// The account page.
#[derive(Template)]
#[template(path = "account/page.html")]
pub(crate) struct AccountPage {
    shell: Shell,
    name: String,
    mail: String,
    role: String,
    sessions: Vec<SessionRow>,
}

/// A session of the visitor's.
pub(crate) struct SessionRow {
    id: Uuid,
    device: String,
    begun: i64,
    seen: i64,
    /// Whether it is the one that looks at the page.
    this: bool,
}

/// The page on which a password is changed; the only one while it was set by somebody else.
#[derive(Template)]
#[template(path = "account/password.html")]
pub(crate) struct PasswordPage {
    shell: Shell,
    form: Form,
    /// Whether it has to be changed before anything else.
    must: bool,
}

/// The key of a role's name.
pub(crate) const fn role_key(role: store::Role) -> &'static str {
    match role {
        store::Role::Administrator => "account-role-administrator",
        store::Role::User => "account-role-user",
        store::Role::Reader => "account-role-reader",
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let sessions = state.store.list_sessions(&visitor.viewer, visitor.now).await?;
    let row = |session: SessionRecord| SessionRow {
        id: session.id,
        device: device(&session.agent, visitor.words),
        begun: session.created,
        seen: session.last_seen,
        this: session.id == visitor.session.id,
    };
    reply::show(&AccountPage {
        shell: visitor.shell(&state, Room::None).await?,
        name: visitor.session.user.name.clone(),
        mail: visitor.session.user.mail.clone(),
        role: visitor.say(role_key(visitor.viewer.role)),
        sessions: sessions.into_iter().map(row).collect(),
    })
}

/// Changes language or look: for the user when one is signed in, for this browser in any case.
async fn look(State(state): State<WebState>, caller: Caller, form: Form) -> Answer {
    let language = Language::parse(form.value("language"));
    let theme = Theme::parse(form.value("theme"));
    if let Some(session) = &caller.signed_in {
        let language = language.map(|language| Preference::Language(Some(language.into())));
        for preference in language.into_iter().chain(theme.map(Preference::Theme)) {
            state.store.set_preference(&session.viewer, &preference).await?;
        }
    }
    let mut answer = reply::go(&caller, local_path(form.value("back")), None);
    let chosen = [(LANGUAGE, language.map(Language::tag)), (THEME, theme.map(Theme::as_str))];
    for (name, value) in chosen {
        answer
            .headers_mut()
            .extend(value.and_then(|value| remembered(name, value)).map(|c| (header::SET_COOKIE, c)));
    }
    Ok(answer)
}

fn remembered(name: &str, value: &str) -> Option<HeaderValue> {
    Cookie { name, value, seconds: A_YEAR, secure: false, hidden: true }.header()
}

async fn ask_password(caller: Caller) -> Answer {
    let session = caller.signed_in.as_ref().ok_or(Trouble::NotSignedIn)?;
    let must = session.user.password == PasswordState::Temporary;
    reply::show(&PasswordPage { shell: Shell::plain(&caller, Room::None), form: Form::new(), must })
}

async fn change_password(State(state): State<WebState>, caller: Caller, mut form: Form) -> Answer {
    let session = caller.signed_in.clone().ok_or(Trouble::NotSignedIn)?;
    let must = session.user.password == PasswordState::Temporary;
    if form.value("password") != form.value("again") {
        form.complain("again", caller.say("account-password-differs"));
    } else {
        let [old, new] = ["old", "password"].map(|field| Password::new(form.value(field)));
        match state.store.change_password(&session, &old, &new, caller.now).await {
            Ok(()) => return Ok(changed(&caller, must)),
            Err(PasswordRefused::Old) => form.complain("old", caller.say("account-password-old-wrong")),
            Err(PasswordRefused::Fault(fault)) => {
                form.complain("password", password_fault(caller.words, fault))
            }
            Err(PasswordRefused::Wait { until }) => {
                let minutes = (until - caller.now).max(0) / 60_000_000 + 1;
                form.refuse(caller.words.put("minutes", minutes).say("sign-in-wait"));
            }
            Err(PasswordRefused::Store(error)) => return Err(error.into()),
        }
    }
    let form = form.with("old", "").with("password", "").with("again", "");
    reply::again(&PasswordPage { shell: Shell::plain(&caller, Room::None), form, must })
}

/// Leads on: to the start page whoever could not go anywhere before.
fn changed(caller: &Caller, must: bool) -> Response {
    reply::go(
        caller,
        if must { "/" } else { "/account" },
        Some(&Flash::done(caller.say("account-password-changed"))),
    )
}

async fn end_session(State(state): State<WebState>, visitor: Visitor, Path(id): Path<Uuid>) -> Answer {
    state.store.end_session(&visitor.viewer, id, visitor.now).await?;
    Ok(reply::go(&visitor, "/account", Some(&Flash::done(visitor.say("account-session-ended")))))
}

async fn end_others(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let (user, this) = (visitor.viewer.user, visitor.session.id);
    state.store.sign_out_everywhere(&visitor.viewer, user, Some(this), visitor.now).await?;
    Ok(reply::go(&visitor, "/account", Some(&Flash::done(visitor.say("account-sessions-ended")))))
}

/// Says why a password is not taken.
pub(crate) fn password_fault(words: Words, fault: PasswordFault) -> String {
    match fault {
        PasswordFault::TooShort => words.put("count", PASSWORD_SHORTEST).say("account-password-too-short"),
        PasswordFault::TooLong => words.say("account-password-too-long"),
        PasswordFault::Common => words.say("account-password-common"),
        PasswordFault::Named => words.say("account-password-named"),
        PasswordFault::Same => words.say("account-password-same"),
    }
}

/// Names browser and computer from what a browser calls itself.
fn device(agent: &str, words: Words) -> String {
    let known = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    let browser = known(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = known(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => {
            words.put("browser", browser).put("system", system).say("account-session-device")
        }
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => words.say("account-session-unknown"),
    }
}

#[cfg(test)]
impl AccountPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let row = |this, seen| SessionRow {
            id: Uuid::from_u128(7),
            device: device("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0", shell.words),
            begun: shell.now - 90_000_000_000,
            seen,
            this,
        };
        let unknown = SessionRow { device: device("", shell.words), ..row(false, 0) };
        vec![AccountPage {
            shell: shell.clone(),
            name: "Anna <b>".to_owned(),
            mail: "anna@example.com".to_owned(),
            role: shell.say(role_key(store::Role::Reader)),
            sessions: vec![row(true, shell.now), row(false, shell.now - 3_600_000_000), unknown],
        }]
    }
}

#[cfg(test)]
impl PasswordPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let faults = [
            PasswordFault::TooShort,
            PasswordFault::TooLong,
            PasswordFault::Common,
            PasswordFault::Named,
            PasswordFault::Same,
        ];
        let page = |(place, fault)| {
            let mut form = Form::new();
            form.complain("password", password_fault(shell.words, fault));
            PasswordPage { shell: shell.clone(), form, must: place == 0 }
        };
        faults.into_iter().enumerate().map(page).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_named_by_its_browser_and_computer() {
        let words = Words::of(Language::English);
        for (agent, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) Version/20.0 Safari/604.1",
                "Safari on iPhone",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox on Linux"),
            ("curl/8.0", "An unknown device"),
        ] {
            assert_eq!(device(agent, words), expected);
        }
    }
}
