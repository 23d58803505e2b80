//! Speaks to people and programs: pages and the HTTP API.
//!
//! [`router`] makes the service of a [`WebState`], [`openapi`] its description. The web side writes intent into
//! the store and reads results from it; of the engine it knows the trait [`Engine`] only.
//!
//! A handler loads, decides, saves and shows. Around it, [`shield`] dresses every answer; before it,
//! [`signed`] says who asks, and [`properties`] reads what is asked, strictly.

#[allow(unused_qualifications)] // utoipa's macros write full paths.
pub mod api;
mod assets;
mod body;
mod cookies;
mod cross_site;
mod describe;
mod detecting;
mod evidence;
mod filling;
mod idempotent;
mod importing;
mod language;
mod listing;
mod pages;
mod peer;
mod place;
mod precondition;
pub mod probes;
pub mod problem;
mod properties;
mod query;
mod run_report;
mod shape;
mod shield;
mod signed;
mod state;
mod strict_json;
mod visitor;
mod words;

use axum::middleware;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use importing::resume_imports;
pub use signed::{READ, WRITE};
pub use state::{Engine, Folder, FolderPage, GraphAddresses, Looked, PATIENCE, WebState};

/// Makes the service: every route, and what surrounds it.
pub fn router(state: WebState) -> axum::Router {
    let (router, _) = described().split_for_parts();
    router
        .merge(pages::router(&state))
        .fallback(shield::no_such_path)
        .method_not_allowed_fallback(shield::no_such_method)
        .layer(CatchPanicLayer::custom(shield::panicked))
        .layer(middleware::from_fn_with_state(state.clone(), shield::around))
        .with_state(state)
}

/// Returns the description of the service.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (_, mut description) = described().split_for_parts();
    describe::complete(&mut description);
    description
}

fn described() -> OpenApiRouter<WebState> {
    OpenApiRouter::with_openapi(describe::head())
        .nest(api::PREFIX, api::routes())
        .routes(routes!(probes::healthz))
        .routes(routes!(probes::readyz))
        .routes(routes!(probes::figures))
        .routes(routes!(probes::description))
}
