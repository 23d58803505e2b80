//! [`Ids`]: the ids in the path of a page. One that is none is that of nothing.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::trouble::Trouble;

/// The ids in a path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ids<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Ids<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(ids)| Ids(ids)).map_err(|_| Trouble::NotFound)
    }
}
