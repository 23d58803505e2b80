//! For those who run the program: is it alive, is it ready, how does it fare, what can it do.

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use store::Viewer;
use utoipa::ToSchema;

use crate::problem::{Kind, Problem};
use crate::state::WebState;

/// How the program stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Standing {
    /// `alive`, or `ready`.
    pub status: &'static str,
}

/// Tell whether the program runs
///
/// Answers as long as the program can answer at all; looks at nothing else.
#[utoipa::path(get, path = "/healthz", tag = "probes", responses((status = 200, description = "It runs", body = Standing)))]
pub async fn healthz() -> axum::Json<Standing> {
    axum::Json(Standing { status: "alive" })
}

/// Tell whether the program can work
///
/// Reads from the database, and answers 503 when that fails.
#[utoipa::path(get, path = "/readyz", tag = "probes", responses((status = 200, description = "It can work", body = Standing)))]
pub async fn readyz(State(state): State<WebState>) -> Result<axum::Json<Standing>, Problem> {
    match state.store.read_rules(&Viewer::program()).await {
        Ok(_) => Ok(axum::Json(Standing { status: "ready" })),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            Err(Problem::new(Kind::Busy, "The database does not answer. What was written before is kept"))
        }
    }
}

/// Read the program's figures
///
/// As Prometheus reads them. No names and no values of anybody's data are in them.
#[utoipa::path(get, path = "/metrics", tag = "probes",
    responses((status = 200, description = "The figures", body = String, content_type = "text/plain; version=0.0.4")))]
pub async fn figures(State(state): State<WebState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], (state.figures)())
}

/// Read this description
///
/// The OpenAPI description of everything there is.
#[utoipa::path(get, path = "/api/openapi.json", tag = "probes",
    responses((status = 200, description = "The description", body = Object)))]
pub async fn description() -> impl IntoResponse {
    static TEXT: LazyLock<Vec<u8>> =
        LazyLock::new(|| serde_json::to_vec(&crate::openapi()).unwrap_or_default());
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_slice())
}
