//! `/users` and `/me`: who can be in charge, and who asks.

use axum::extract::State;
use serde::Serialize;
use store::User;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::listing::{Asking, Listing};
use crate::problem::Problem;
use crate::query::Query;
use crate::signed::Signed;
use crate::state::WebState;
use crate::words::RoleWord;

/// A user: an employee who can be in charge.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct ShownUser {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The e-mail address it signs in with.
    pub mail: String,
    /// What it may do.
    pub role: RoleWord,
    /// Whether it may no longer sign in.
    pub disabled: bool,
}

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Myself {
    /// The user's id.
    pub id: Uuid,
    /// What it may do.
    pub role: RoleWord,
    /// The ids of its teams.
    pub teams: Vec<Uuid>,
    /// The keys of the fields it does not see.
    pub hidden_fields: Vec<&'static str>,
}

/// List users
///
/// By address: the ids for `employee_in_charge` and for a mailbox's owner.
#[utoipa::path(get, path = "/users", tag = "users", params(Asking),
    responses((status = 200, description = "A part of the list", body = Listing<ShownUser>)))]
pub async fn list(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Query(asking): Query<Asking>,
) -> Result<axum::Json<Listing<ShownUser>>, Problem> {
    let users = state.store.list_users(&viewer).await?;
    Ok(axum::Json(Listing::part("users", &asking, users, |user| user.mail.clone(), shown)?))
}

/// Read who you are
///
/// The user that the token stands for, with its rights of this moment.
#[utoipa::path(get, path = "/me", tag = "users",
    responses((status = 200, description = "The token's user", body = Myself)))]
pub async fn myself(Signed(viewer): Signed) -> axum::Json<Myself> {
    axum::Json(Myself {
        id: viewer.user.0,
        role: viewer.role.into(),
        teams: viewer.teams.iter().map(|team| team.0).collect(),
        hidden_fields: viewer.hidden.iter().map(|key| key.as_str()).collect(),
    })
}

fn shown(user: User) -> ShownUser {
    ShownUser {
        id: user.id.0,
        name: user.name,
        mail: user.mail,
        role: user.role.into(),
        disabled: user.disabled,
    }
}
