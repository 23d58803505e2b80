//! The pages for people, one room each: load, decide, save, show. `PAGES.md` beside this crate's `Cargo.toml` tells
//! how a room is added.

pub(crate) mod account;
pub(crate) mod around;
pub(crate) mod components;
pub(crate) mod duplicates;
pub(crate) mod export;
pub(crate) mod first_minutes;
pub(crate) mod flash;
pub(crate) mod form;
pub(crate) mod held;
pub(crate) mod ids;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod live;
pub(crate) mod mailbox;
pub(crate) mod partners;
pub(crate) mod person;
pub(crate) mod persons;
pub(crate) mod reasons;
pub(crate) mod reply;
pub(crate) mod runs;
pub(crate) mod set_up;
pub(crate) mod settings;
pub(crate) mod shell;
pub(crate) mod sign_in;
pub(crate) mod start;
pub(crate) mod switch;
mod teams;
pub(crate) mod trouble;
pub(crate) mod users;
pub(crate) mod wizard;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::middleware;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::assets;
use crate::state::WebState;

/// Collects the rooms. Each has its own function `routes`.
pub(crate) fn router(state: &WebState) -> Router<WebState> {
    let rooms = Router::new()
        .merge(start::routes())
        .merge(first_minutes::routes())
        .merge(sign_in::routes())
        .merge(set_up::routes())
        .merge(account::routes())
        .merge(import::routes())
        .merge(duplicates::routes())
        .merge(export::routes())
        .merge(users::routes())
        .merge(teams::routes())
        .merge(switch::routes())
        .merge(mailbox::routes())
        .merge(runs::routes())
        .merge(settings::routes())
        .merge(persons::routes())
        .merge(partners::routes())
        .merge(components::routes());
    // What surrounds every page: who asks, from where, and what is shown when there is no page.
    rooms
        .method_not_allowed_fallback(around::no_such_method)
        .layer(CatchPanicLayer::custom(trouble::panicked))
        .layer(middleware::from_fn_with_state(state.clone(), around::around))
        .route("/assets/{name}", get(assets::asset))
        .layer(CompressionLayer::new())
}
