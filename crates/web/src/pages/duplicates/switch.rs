//! The switch for what several persons share, for administrators, with how many persons it concerns.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use store::SharedKeys;

use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

const PATH: &str = "/duplicates/settings";

pub(super) fn routes() -> Router<WebState> {
    Router::new().route(PATH, get(show).post(save))
}

/// The switch.
#[derive(Template)]
#[template(path = "duplicates/settings.html")]
pub(crate) struct SwitchPage {
    pub(super) shell: Shell,
    pub(super) form: Form,
    /// How many persons it concerns.
    pub(super) concerned: u64,
}

async fn show(State(state): State<WebState>, visitor: Visitor) -> Answer {
    visitor.administers()?;
    let shared = state.store.read_shared_keys(&visitor.viewer).await?;
    let on = if shared.possible_only { "yes" } else { "" };
    let form = Form::new().with("possible_only", on);
    let concerned = state.store.count_sharing(&visitor.viewer).await?;
    reply::show(&SwitchPage { shell: visitor.shell(&state, Room::Settings).await?, form, concerned })
}

async fn save(State(state): State<WebState>, visitor: Visitor, form: Form) -> Answer {
    visitor.administers()?;
    let shared = SharedKeys { possible_only: form.checked("possible_only") };
    state.store.change_shared_keys(&visitor.viewer, shared, visitor.now).await?;
    Ok(reply::go(&visitor, PATH, Some(&Flash::done(visitor.say("duplicates-switch-saved")))))
}
