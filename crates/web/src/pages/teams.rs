//! Teams: who sees records that belong to one; for administrators.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use contacts::{TeamId, UserId};
use store::{StoreError, Team, TeamPatch, User};

use super::flash::Flash;
use super::form::Form;
use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use super::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/teams/new", get(ask_new).post(add)).route("/teams/{id}", get(show).post(save))
}

/// A team in the list of users and teams.
pub(crate) struct TeamRow {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) members: usize,
    /// Some of its members' names.
    pub(super) some: String,
}

impl TeamRow {
    pub(super) fn of(team: &Team, users: &[User]) -> Self {
        let names = users.iter().filter(|user| team.members.contains(&user.id));
        let names: Vec<&str> = names.take(SOME).map(|user| user.name.as_str()).collect();
        let more = if team.members.len() > SOME { ", …" } else { "" };
        let some = format!("{}{more}", names.join(", "));
        TeamRow { name: team.name.clone(), path: path(team.id), members: team.members.len(), some }
    }
}

/// How many members are named in the list.
const SOME: usize = 4;

/// One team: a form for a new one or a known one.
#[derive(Template)]
#[template(path = "users/team.html")]
pub(crate) struct TeamPage {
    shell: Shell,
    form: Form,
    /// The team as it is; none: a new one.
    known: Option<(String, String)>,
    users: Vec<Member>,
}

/// A user who is in the team or can be.
pub(crate) struct Member {
    id: String,
    name: String,
    mail: String,
    disabled: bool,
    on: bool,
    /// Whether the user was in the team when the form was made.
    was: bool,
}

fn path(team: TeamId) -> String {
    format!("/teams/{team}")
}

async fn page(
    state: &WebState,
    visitor: &Visitor,
    form: Form,
    team: Option<&Team>,
) -> Result<TeamPage, Trouble> {
    let users = state.store.list_users(&visitor.viewer).await?;
    let users = users.into_iter().map(|user| member(user, &form)).collect();
    let known = team.map(|team| (team.name.clone(), path(team.id)));
    Ok(TeamPage { shell: visitor.shell(state, Room::Users).await?, form, known, users })
}

fn member(user: User, form: &Form) -> Member {
    let id = user.id.to_string();
    let (on, was) = (form.has("member", &id), form.has("was", &id));
    Member { id, name: user.name, mail: user.mail, disabled: user.disabled, on, was }
}

async fn known(state: &WebState, visitor: &Visitor, id: TeamId) -> Result<Team, Trouble> {
    visitor.administers()?;
    let teams = state.store.list_teams(&visitor.viewer).await?;
    Ok(teams.into_iter().find(|team| team.id == id).ok_or(StoreError::NotFound("the team"))?)
}

async fn ask_new(State(state): State<WebState>, visitor: Visitor) -> Answer {
    visitor.administers()?;
    reply::show(&page(&state, &visitor, Form::new(), None).await?)
}

async fn show(State(state): State<WebState>, visitor: Visitor, Path(id): Path<TeamId>) -> Answer {
    let team = known(&state, &visitor, id).await?;
    let mut form = Form::new().with("name", &team.name);
    for member in &team.members {
        form.add("member", member.to_string());
        form.add("was", member.to_string());
    }
    reply::show(&page(&state, &visitor, form, Some(&team)).await?)
}

/// Notes what is wrong with the name.
async fn check(
    state: &WebState,
    visitor: &Visitor,
    form: &mut Form,
    of: Option<TeamId>,
) -> Result<(), Trouble> {
    let name = form.trimmed("name").to_owned();
    if name.is_empty() {
        form.complain("name", visitor.say("teams-name-missing"));
    }
    let teams = state.store.list_teams(&visitor.viewer).await?;
    if teams.iter().any(|team| team.name == name && Some(team.id) != of) {
        form.complain("name", visitor.say("teams-name-taken"));
    }
    Ok(())
}

/// The users that a field names.
fn named(form: &Form, field: &str) -> BTreeSet<UserId> {
    form.values(field).iter().filter_map(|id| id.parse().ok()).collect()
}

async fn add(State(state): State<WebState>, visitor: Visitor, mut form: Form) -> Answer {
    visitor.administers()?;
    check(&state, &visitor, &mut form, None).await?;
    if form.is_good() {
        match state.store.add_team(&visitor.viewer, form.trimmed("name"), visitor.now).await {
            Ok(team) => {
                let join = named(&form, "member").into_iter().collect();
                let patch = TeamPatch { join, ..TeamPatch::default() };
                state.store.change_team(&visitor.viewer, team.id, &patch, visitor.now).await?;
                return Ok(saved(&visitor));
            }
            Err(StoreError::Invalid(_)) => form.complain("name", visitor.say("teams-name-taken")),
            Err(error) => return Err(error.into()),
        }
    }
    reply::again(&page(&state, &visitor, form, None).await?)
}

async fn save(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<TeamId>,
    mut form: Form,
) -> Answer {
    let team = known(&state, &visitor, id).await?;
    check(&state, &visitor, &mut form, Some(id)).await?;
    if form.is_good() {
        // What this form changed, not what it showed: another administrator may have changed the team meanwhile.
        let (was, on) = (named(&form, "was"), named(&form, "member"));
        let patch = TeamPatch {
            name: Some(form.trimmed("name").to_owned()),
            join: on.difference(&was).copied().collect(),
            leave: was.difference(&on).copied().collect(),
        };
        match state.store.change_team(&visitor.viewer, id, &patch, visitor.now).await {
            Ok(()) => {
                state.engine.wake(None);
                return Ok(saved(&visitor));
            }
            Err(StoreError::Invalid(_)) => form.complain("name", visitor.say("teams-name-taken")),
            Err(error) => return Err(error.into()),
        }
    }
    reply::again(&page(&state, &visitor, form, Some(&team)).await?)
}

fn saved(visitor: &Visitor) -> axum::response::Response {
    reply::go(visitor, "/users", Some(&Flash::done(visitor.say("teams-saved"))))
}

#[cfg(test)]
mod samples {
    use super::*;

    impl TeamRow {
        pub(crate) fn samples() -> Vec<Self> {
            let row = |name: &str, members, some: &str| TeamRow {
                name: name.to_owned(),
                path: "/teams/7".to_owned(),
                members,
                some: some.to_owned(),
            };
            vec![row("Sales <b>x</b>", 5, "Anna <b>x</b>, Ben, Cem, Dora, …"), row("Empty", 0, "")]
        }
    }

    impl TeamPage {
        pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
            let users = || {
                let user = |n: u8, disabled| Member {
                    id: n.to_string(),
                    name: "Anna <b>x</b>".to_owned(),
                    mail: "anna@example.com".to_owned(),
                    disabled,
                    on: n == 1,
                    was: n == 1,
                };
                vec![user(1, false), user(2, true)]
            };
            let mut wrong = Form::new().with("name", "<b>x</b>");
            wrong.complain("name", shell.say("teams-name-missing"));
            wrong.complain("name", shell.say("teams-name-taken"));
            let page = |form: &Form, known: Option<(&str, &str)>| TeamPage {
                shell: shell.clone(),
                form: form.clone(),
                known: known.map(|(name, path)| (name.to_owned(), path.to_owned())),
                users: users(),
            };
            vec![page(&Form::new(), None), page(&wrong, Some(("Sales <b>x</b>", "/teams/7")))]
        }
    }
}
