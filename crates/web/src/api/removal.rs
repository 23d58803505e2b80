//! `/contact-persons/{id}`: into the bin, out of it, and erased for good.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use contacts::PersonId;

use crate::api::contact_persons::{ShownPerson, refused, tagged};
use crate::body::Nothing;
use crate::place::Place;
use crate::precondition::IfMatch;
use crate::problem::Problem;
use crate::signed::Signed;
use crate::state::WebState;

/// Delete a contact person
///
/// It goes to the bin and can be restored. Its contacts leave every mailbox; one that was edited in Outlook stays
/// there, without its link.
#[utoipa::path(delete, path = "/contact-persons/{id}", tag = "contact-persons",
    params(("id" = Uuid, Path, description = "The contact person"),
        ("If-Match" = Option<String>, Header, description = "Delete only while it has this ETag")),
    responses((status = 204, description = "It is in the bin")))]
pub async fn delete(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PersonId>,
    base: IfMatch,
) -> Result<StatusCode, Problem> {
    match state.store.delete_person(&viewer, id, base.0, state.now()).await {
        Ok(()) => {
            state.engine.wake(None);
            Ok(StatusCode::NO_CONTENT)
        }
        Err(error) => Err(refused(&state, &viewer, id, error).await),
    }
}

/// Restore a contact person
///
/// Takes it out of the bin. Links that have ended stay ended: adopt it again where it is wanted.
#[utoipa::path(post, path = "/contact-persons/{id}/restore", tag = "contact-persons",
    params(("id" = Uuid, Path, description = "The contact person")),
    responses((status = 200, description = "The contact person as it is now", body = ShownPerson,
        headers(("ETag" = String, description = "Its version")))))]
pub async fn restore(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PersonId>,
    _: Nothing,
) -> Result<impl IntoResponse, Problem> {
    let record = state.store.restore_person(&viewer, id, state.now()).await?;
    state.engine.wake(None);
    Ok(tagged(record))
}

/// Erase a contact person
///
/// For data protection, by administrators only: fields, photo and history values go for good, its contacts leave
/// every mailbox even if they were edited. That it was erased, when and by whom, stays as the proof.
#[utoipa::path(post, path = "/contact-persons/{id}/erase", tag = "contact-persons",
    params(("id" = Uuid, Path, description = "The contact person")),
    responses((status = 204, description = "It is erased")))]
pub async fn erase(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PersonId>,
    _: Nothing,
) -> Result<StatusCode, Problem> {
    state.store.erase_person(&viewer, id, state.now()).await?;
    state.engine.wake(None);
    Ok(StatusCode::NO_CONTENT)
}
