//! Users and their roles, with the teams below; for administrators.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use contacts::UserId;
use contacts::normalise;
use store::{
    NewUser, Password, PasswordLasts, PasswordRefused, PasswordState, Role, StoreError, User, UserPatch,
};

use super::account::role_key;
use super::flash::Flash;
use super::form::Form;
use super::person::Avatar;
use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use super::teams::TeamRow;
use super::trouble::Trouble;
use crate::language::Words;
use crate::state::WebState;
use crate::visitor::Visitor;

const ROLES: [Role; 3] = [Role::Administrator, Role::User, Role::Reader];

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/users", get(list))
        .route("/users/new", get(ask_new).post(add))
        .route("/users/{id}", get(show).post(save))
        .route("/users/{id}/password", get(ask_password).post(new_password))
        .route("/users/{id}/disable", get(ask_disable).post(disable))
        .route("/users/{id}/enable", post(enable))
}

/// All users.
#[derive(Template)]
#[template(path = "users/list.html")]
pub(crate) struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    teams: Vec<TeamRow>,
}

/// A user in the list.
pub(crate) struct Row {
    avatar: Avatar,
    mail: String,
    path: String,
    role: String,
    /// Word and tone of how it can sign in.
    state: (String, &'static str),
    last: Option<i64>,
}

impl Row {
    fn of(user: &User, words: Words) -> Self {
        Row {
            avatar: Avatar::of(&user.name),
            mail: user.mail.clone(),
            path: path(user.id),
            role: words.say(role_key(user.role)),
            state: state_of(user, words),
            last: user.last_sign_in,
        }
    }
}

/// One user: a form for a new one or a known one.
#[derive(Template)]
#[template(path = "users/form.html")]
pub(crate) struct FormPage {
    shell: Shell,
    form: Form,
    roles: Vec<(&'static str, String)>,
    /// The user; none: a new one.
    known: Option<Known>,
}

/// What the form's page shows beside it of a user who is there already.
pub(crate) struct Known {
    path: String,
    avatar: Avatar,
    state: (String, &'static str),
    last: Option<i64>,
    created: i64,
    disabled: bool,
    /// Whether it is the visitor: nobody locks itself out.
    self_: bool,
}

/// A password that was just made; it is shown this once.
#[derive(Template)]
#[template(path = "users/password.html")]
pub(crate) struct PasswordPage {
    shell: Shell,
    name: String,
    mail: String,
    path: String,
    password: String,
}

/// What is asked before something is done to a user.
#[derive(Template)]
#[template(path = "users/ask.html", blocks = ["dialog"])]
pub(crate) struct AskPage {
    shell: Shell,
    title: String,
    text: String,
    yes: String,
    action: String,
    back: String,
    kind: &'static str,
}

fn path(user: UserId) -> String {
    format!("/users/{user}")
}

/// Says how a user can sign in.
fn state_of(user: &User, words: Words) -> (String, &'static str) {
    if user.disabled {
        return (words.say("users-state-disabled"), "quiet");
    }
    match user.password {
        PasswordState::None => (words.say("users-state-none"), "warn"),
        PasswordState::Temporary => (words.say("users-state-temporary"), "busy"),
        PasswordState::Own => (words.say("users-state-active"), "good"),
    }
}

async fn list(State(state): State<WebState>, visitor: Visitor) -> Answer {
    visitor.administers()?;
    let users = state.store.list_users(&visitor.viewer).await?;
    let rows = users.iter().map(|user| Row::of(user, visitor.words)).collect();
    let teams = state.store.list_teams(&visitor.viewer).await?;
    let teams = teams.iter().map(|team| TeamRow::of(team, &users)).collect();
    reply::show(&ListPage { shell: visitor.shell(&state, Room::Users).await?, rows, teams })
}

fn roles(words: Words) -> Vec<(&'static str, String)> {
    ROLES.into_iter().map(|role| (role.as_str(), words.say(role_key(role)))).collect()
}

async fn ask_new(State(state): State<WebState>, visitor: Visitor) -> Answer {
    visitor.administers()?;
    let form = Form::new().with("role", Role::User.as_str());
    reply::show(&form_page(&state, &visitor, form, None).await?)
}

async fn form_page(
    state: &WebState,
    visitor: &Visitor,
    form: Form,
    user: Option<&User>,
) -> Result<FormPage, Trouble> {
    let known = user.map(|user| Known {
        path: path(user.id),
        avatar: Avatar::of(&user.name),
        state: state_of(user, visitor.words),
        last: user.last_sign_in,
        created: user.created,
        disabled: user.disabled,
        self_: user.id == visitor.viewer.user,
    });
    let shell = visitor.shell(state, Room::Users).await?;
    Ok(FormPage { shell, form, roles: roles(visitor.words), known })
}

/// Reads name, address and role; notes what is wrong with them.
async fn read(
    state: &WebState,
    visitor: &Visitor,
    form: &mut Form,
    known: Option<&User>,
) -> Result<Option<NewUser>, Trouble> {
    let (name, mail) = (form.trimmed("name").to_owned(), form.trimmed("mail").to_owned());
    if name.is_empty() {
        form.complain("name", visitor.say("users-name-missing"));
    }
    match normalise::email(&mail) {
        None => form.complain("mail", visitor.say("users-mail-wrong")),
        Some(normal) => {
            let holder = state.store.find_user(&visitor.viewer, &normal).await?;
            if holder.is_some_and(|holder| known.is_none_or(|known| known.id != holder.id)) {
                form.complain("mail", visitor.say("users-mail-taken"));
            }
        }
    }
    let role = Role::parse(form.value("role"));
    if role.is_none() {
        form.complain("role", visitor.say("users-role-missing"));
    }
    Ok(role.filter(|_| form.is_good()).map(|role| NewUser { mail, name, role }))
}

async fn add(State(state): State<WebState>, visitor: Visitor, mut form: Form) -> Answer {
    visitor.administers()?;
    let Some(new) = read(&state, &visitor, &mut form, None).await? else {
        return reply::again(&form_page(&state, &visitor, form, None).await?);
    };
    let password = Password::generated()?;
    let user =
        state.store.invite_user(&visitor.viewer, &new, &password, visitor.now).await.map_err(refused)?;
    reply::show(&password_page(&state, &visitor, &user, &password).await?)
}

async fn password_page(
    state: &WebState,
    visitor: &Visitor,
    user: &User,
    password: &Password,
) -> Result<PasswordPage, Trouble> {
    Ok(PasswordPage {
        shell: visitor.shell(state, Room::Users).await?,
        name: user.name.clone(),
        mail: user.mail.clone(),
        path: path(user.id),
        password: password.text().to_owned(),
    })
}

/// Turns a refusal of a generated password into trouble: it is nobody's fault.
fn refused(error: PasswordRefused) -> Trouble {
    match error {
        PasswordRefused::Store(error) => error.into(),
        PasswordRefused::Fault(_) | PasswordRefused::Old | PasswordRefused::Wait { .. } => Trouble::Failed,
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor, Path(id): Path<UserId>) -> Answer {
    visitor.administers()?;
    let user = state.store.read_user(&visitor.viewer, id).await?;
    let form = Form::new().with("name", &user.name).with("mail", &user.mail).with("role", user.role.as_str());
    reply::show(&form_page(&state, &visitor, form, Some(&user)).await?)
}

async fn save(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<UserId>,
    mut form: Form,
) -> Answer {
    visitor.administers()?;
    let user = state.store.read_user(&visitor.viewer, id).await?;
    let Some(new) = read(&state, &visitor, &mut form, Some(&user)).await? else {
        return reply::again(&form_page(&state, &visitor, form, Some(&user)).await?);
    };
    if new.role != user.role {
        match state.store.set_user_role(&visitor.viewer, id, new.role, visitor.now).await {
            Ok(()) => {}
            Err(StoreError::Invalid(_)) => {
                form.complain("role", visitor.say("users-last-administrator"));
                return reply::again(&form_page(&state, &visitor, form, Some(&user)).await?);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let patch = UserPatch {
        mail: (new.mail != user.mail).then_some(new.mail),
        name: (new.name != user.name).then_some(new.name),
    };
    if patch != UserPatch::default() {
        state.store.change_user(&visitor.viewer, id, &patch, visitor.now).await?;
    }
    Ok(reply::go(&visitor, "/users", Some(&Flash::done(visitor.say("users-saved")))))
}

/// What is asked before something is done to a user.
struct Question {
    /// The last word of its address.
    place: &'static str,
    /// The keys of its title, text and button.
    keys: [&'static str; 3],
    kind: &'static str,
}

const NEW_PASSWORD: Question = Question {
    place: "password",
    keys: ["users-password-ask", "users-password-ask-text", "users-password-do"],
    kind: "primary",
};
const DISABLE: Question = Question {
    place: "disable",
    keys: ["users-disable-ask", "users-disable-ask-text", "users-disable-do"],
    kind: "danger",
};

async fn ask(state: &WebState, visitor: &Visitor, id: UserId, question: &Question) -> Answer {
    visitor.administers()?;
    let user = state.store.read_user(&visitor.viewer, id).await?;
    let [title, text, yes] = question.keys;
    let page = AskPage {
        shell: visitor.shell(state, Room::Users).await?,
        title: visitor.words.put("name", user.name.as_str()).say(title),
        text: visitor.say(text),
        yes: visitor.say(yes),
        action: format!("{}/{}", path(id), question.place),
        back: path(id),
        kind: question.kind,
    };
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

async fn ask_password(State(state): State<WebState>, visitor: Visitor, Path(id): Path<UserId>) -> Answer {
    ask(&state, &visitor, id, &NEW_PASSWORD).await
}

async fn ask_disable(State(state): State<WebState>, visitor: Visitor, Path(id): Path<UserId>) -> Answer {
    ask(&state, &visitor, id, &DISABLE).await
}

async fn new_password(State(state): State<WebState>, visitor: Visitor, Path(id): Path<UserId>) -> Answer {
    visitor.administers()?;
    let password = Password::generated()?;
    let set =
        state.store.set_password(&visitor.viewer, id, &password, PasswordLasts::UntilSignIn, visitor.now);
    set.await.map_err(refused)?;
    let user = state.store.read_user(&visitor.viewer, id).await?;
    reply::show(&password_page(&state, &visitor, &user, &password).await?)
}

async fn disable(State(state): State<WebState>, visitor: Visitor, Path(id): Path<UserId>) -> Answer {
    visitor.administers()?;
    let flash = match state.store.set_user_disabled(&visitor.viewer, id, true, visitor.now).await {
        Ok(()) => Flash::done(visitor.say("users-disabled")).undo(format!("{}/enable", path(id))),
        Err(StoreError::Invalid(_)) => Flash::failed(visitor.say("users-last-administrator")),
        Err(error) => return Err(error.into()),
    };
    Ok(reply::go(&visitor, "/users", Some(&flash)))
}

async fn enable(State(state): State<WebState>, visitor: Visitor, Path(id): Path<UserId>) -> Answer {
    visitor.administers()?;
    state.store.set_user_disabled(&visitor.viewer, id, false, visitor.now).await?;
    Ok(reply::go(&visitor, "/users", Some(&Flash::done(visitor.say("users-enabled")))))
}

#[cfg(test)]
mod samples {
    use super::*;

    fn user(password: PasswordState, disabled: bool) -> User {
        User {
            id: UserId::from_u128(7),
            mail: "anna@example.com".to_owned(),
            name: "Anna-Lena Müller <b>x</b>".to_owned(),
            role: Role::User,
            disabled,
            created: 1_700_000_000_000_000,
            password,
            last_sign_in: (!disabled).then_some(1_700_000_000_000_000),
        }
    }

    impl ListPage {
        pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
            let users = [
                user(PasswordState::None, false),
                user(PasswordState::Temporary, false),
                user(PasswordState::Own, false),
                user(PasswordState::Own, true),
            ];
            let rows = || users.iter().map(|user| Row::of(user, shell.words)).collect();
            let page = |teams| ListPage { shell: shell.clone(), rows: rows(), teams };
            vec![page(Vec::new()), page(TeamRow::samples())]
        }
    }

    impl FormPage {
        pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
            let mut wrong = Form::new().with("name", "<b>x</b>").with("role", "user");
            for (field, key) in [
                ("name", "users-name-missing"),
                ("mail", "users-mail-wrong"),
                ("mail", "users-mail-taken"),
                ("role", "users-role-missing"),
                ("role", "users-last-administrator"),
            ] {
                wrong.complain(field, shell.say(key));
            }
            let known = |disabled, self_| Known {
                path: "/users/7".to_owned(),
                avatar: Avatar::of("Anna <b>x</b>"),
                state: state_of(&user(PasswordState::Own, disabled), shell.words),
                last: (!disabled).then_some(shell.now),
                created: 0,
                disabled,
                self_,
            };
            let page = |form: &Form, known| FormPage {
                shell: shell.clone(),
                form: form.clone(),
                roles: roles(shell.words),
                known,
            };
            vec![
                page(&Form::new(), None),
                page(&wrong, None),
                page(&wrong, Some(known(false, false))),
                page(&Form::new(), Some(known(true, false))),
                page(&Form::new(), Some(known(false, true))),
            ]
        }
    }

    impl PasswordPage {
        pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
            vec![PasswordPage {
                shell: shell.clone(),
                name: "Anna <b>x</b>".to_owned(),
                mail: "anna@example.com".to_owned(),
                path: "/users/7".to_owned(),
                password: "one two <b>x</b>".to_owned(),
            }]
        }
    }

    impl AskPage {
        pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
            vec![AskPage {
                shell: shell.clone(),
                title: shell.put("name", "Anna <b>x</b>").say("users-disable-ask"),
                text: shell.say("users-disable-ask-text"),
                yes: shell.say("users-disable-do"),
                action: "/users/7/disable".to_owned(),
                back: "/users/7".to_owned(),
                kind: "danger",
            }]
        }
    }
}
