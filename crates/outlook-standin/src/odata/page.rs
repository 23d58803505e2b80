//! `$top` and `$skip` of lists.

use crate::errors::GraphError;
use crate::odata::query::Query;

/// The page that lists give when nothing is asked for.
const DEFAULT_PAGE: usize = 10;
/// The most that a list gives at once.
const LARGEST_PAGE: usize = 1000;

/// Which part of a list an answer carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) skip: usize,
    pub(crate) top: usize,
}

impl Window {
    /// Reads `$top` and `$skip`.
    ///
    /// # Errors
    /// 400 for what is no number, zero, or above 1000.
    pub(crate) fn read(query: &Query) -> Result<Self, GraphError> {
        let top = number(query, "top")?.unwrap_or(DEFAULT_PAGE);
        if top == 0 || top > LARGEST_PAGE {
            let message =
                "The limit of '1000' for Top query has been exceeded. The value must be between 1 and 1000.";
            return Err(GraphError::new(
                axum::http::StatusCode::BAD_REQUEST,
                "ErrorInvalidUrlQuery",
                message,
            ));
        }
        Ok(Self { skip: number(query, "skip")?.unwrap_or(0), top })
    }
}

fn number(query: &Query, name: &str) -> Result<Option<usize>, GraphError> {
    query.number(name).transpose().map_err(|text| {
        GraphError::bad_request(format!("Invalid value '{text}' for ${name} query option found. The ${name} query option requires a non-negative integer value."))
    })
}
