//! The resources under `/api/v1`, one file each: load, decide, save, show.

pub mod business_partners;
pub mod candidates;
pub mod contact_persons;
pub mod duplicates;
pub mod exports;
pub mod fields;
pub mod history;
pub mod imports;
pub mod links;
pub mod mailbox_actions;
pub mod mailboxes;
pub mod photo;
pub mod removal;
pub mod runs;
pub mod settings;
pub mod users;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::WebState;

/// Where the API lives.
pub const PREFIX: &str = "/api/v1";

/// Gathers the routes of every resource.
pub fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(business_partners::list, business_partners::create))
        .routes(routes!(business_partners::read, business_partners::change, business_partners::delete))
        .routes(routes!(business_partners::move_persons))
        .routes(routes!(contact_persons::list, contact_persons::create))
        .routes(routes!(contact_persons::read, contact_persons::change, removal::delete))
        .routes(routes!(removal::restore))
        .routes(routes!(removal::erase))
        .routes(routes!(photo::read, photo::put, photo::delete))
        .routes(routes!(photo::kept))
        .routes(routes!(links::list))
        .routes(routes!(links::read, links::adopt, links::withdraw))
        .routes(routes!(links::retry))
        .routes(routes!(history::list))
        .routes(routes!(history::undo))
        .routes(routes!(mailboxes::list, mailboxes::connect))
        .routes(routes!(mailboxes::read))
        .routes(routes!(mailboxes::folders))
        .routes(routes!(candidates::candidates))
        .routes(routes!(mailbox_actions::choose_folder))
        .routes(routes!(mailbox_actions::activate))
        .routes(routes!(mailbox_actions::pause))
        .routes(routes!(mailbox_actions::reconnect))
        .routes(routes!(mailbox_actions::disconnect))
        .routes(routes!(mailbox_actions::release_brake))
        .routes(routes!(mailbox_actions::cycle))
        .routes(routes!(exports::start))
        .routes(routes!(imports::candidates))
        .routes(routes!(imports::start))
        .routes(routes!(runs::list))
        .routes(routes!(runs::read))
        .routes(routes!(runs::items))
        .routes(routes!(runs::report))
        .routes(routes!(runs::pause))
        .routes(routes!(runs::go_on))
        .routes(routes!(runs::cancel))
        .routes(routes!(runs::retry))
        .routes(routes!(settings::read, settings::change))
        .routes(routes!(duplicates::find))
        .routes(routes!(users::list))
        .routes(routes!(users::myself))
}
