//! Export and import of contact persons: places that say they are coming.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/export", get(export)).route("/import", get(import))
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

async fn export(State(state): State<WebState>, visitor: Visitor) -> Answer {
    reply::show(&ComingPage::export(visitor.shell(&state, Room::None).await?))
}

async fn import(State(state): State<WebState>, visitor: Visitor) -> Answer {
    reply::show(&ComingPage::import(visitor.shell(&state, Room::None).await?))
}

impl ComingPage {
    fn export(shell: Shell) -> Self {
        let (title, text) = (shell.say("shell-export"), shell.say("coming-export-text"));
        ComingPage { icon: "upload", title, text, meanwhile: shell.say("coming-export-meanwhile"), shell }
    }

    fn import(shell: Shell) -> Self {
        let (title, text) = (shell.say("shell-import"), shell.say("coming-import-text"));
        ComingPage { icon: "download", title, text, meanwhile: shell.say("coming-import-meanwhile"), shell }
    }

    #[cfg(test)]
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        vec![ComingPage::export(shell.clone()), ComingPage::import(shell.clone())]
    }
}
