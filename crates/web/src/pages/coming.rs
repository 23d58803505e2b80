//! Import of contact persons: a place that says it is coming.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/import", get(import))
}

/// A place that is coming.
#[derive(Template)]
#[template(path = "coming/page.html")]
pub(crate) struct ComingPage {
    shell: Shell,
    icon: &'static str,
    title: String,
    text: String,
    meanwhile: String,
}

async fn import(State(state): State<WebState>, visitor: Visitor) -> Answer {
    reply::show(&ComingPage::import(visitor.shell(&state, Room::None).await?))
}

impl ComingPage {
    fn import(shell: Shell) -> Self {
        let (title, text) = (shell.say("shell-import"), shell.say("coming-import-text"));
        ComingPage { icon: "download", title, text, meanwhile: shell.say("coming-import-meanwhile"), shell }
    }

    #[cfg(test)]
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        vec![ComingPage::import(shell.clone())]
    }
}
