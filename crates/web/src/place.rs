//! [`Place`]: the ids in a path. One that is none is a record that does not exist.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::{Kind, Problem};

/// The ids in a path.
#[derive(Debug)]
pub struct Place<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Place<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(ids)| Place(ids)).map_err(|_| {
            Problem::new(
                Kind::NotFound,
                "There is nothing at this address, or you may not see it: its id is none",
            )
        })
    }
}
