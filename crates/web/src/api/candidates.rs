//! `/mailboxes/{id}/candidates`: the equal contacts from which a mailbox's owner chooses.

use axum::extract::State;
use contacts::field::FIELDS;
use contacts::{Card, FieldKey, FieldKind, MailboxId, PersonId};
use serde::Serialize;
use store::OutlookContact;
use utoipa::{IntoParams, ToSchema};

use crate::listing::{Asking, Listing};
use crate::place::Place;
use crate::problem::{FieldError, Kind, Problem};
use crate::properties::{Asked, Properties};
use crate::query::Query;
use crate::signed::Signed;
use crate::state::{Looked, WebState};

/// A contact in a mailbox that is equal to a contact person and not linked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Candidate)]
pub struct ShownCandidate {
    /// Its immutable id: adopt the person with it as `contact`.
    pub contact: String,
    /// Its name.
    pub name: String,
    /// Its company.
    pub company: String,
    /// Its e-mail addresses.
    pub emails: Vec<String>,
    /// Its phone numbers.
    pub phones: Vec<String>,
}

/// Whose equal contacts are looked for.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CandidatesAsked {
    /// The id of the contact person that is to be linked.
    #[param(value_type = uuid::Uuid, required = true)]
    pub person: Option<PersonId>,
    /// Which part of the list.
    #[param(ignore)]
    pub part: Asking,
}

impl Asked for CandidatesAsked {
    fn read(properties: &mut Properties) -> Option<Self> {
        Some(CandidatesAsked { person: properties.id("person"), part: Asking::read(properties)? })
    }
}

/// List the contacts in a mailbox that are equal to a person
///
/// Where several are, its owner chooses one. They are read from Outlook now, and nothing of them is kept; one that is
/// gone meanwhile is left out. For the mailbox's owner only: what is not linked is the owner's own.
#[utoipa::path(get, path = "/mailboxes/{id}/candidates", tag = "mailboxes",
    params(("id" = uuid::Uuid, Path, description = "The mailbox"), CandidatesAsked, Asking),
    responses((status = 200, description = "A part of the list", body = Listing<ShownCandidate>),
        (status = 502, description = "Outlook did not answer as it should", body = crate::problem::ProblemDocument, content_type = "application/problem+json")))]
pub async fn candidates(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<MailboxId>,
    Query(asked): Query<CandidatesAsked>,
) -> Result<axum::Json<Listing<ShownCandidate>>, Problem> {
    let mailbox = state.store.read_mailbox(&viewer, id, state.now()).await?;
    if mailbox.owner != viewer.user {
        return Err(Problem::new(
            Kind::NotAllowed,
            "Contacts that are not linked are shown to the mailbox's owner only; nothing was read. Ask the owner to \
             choose",
        ));
    }
    let person = asked.person.ok_or_else(|| {
        let detail = "is required: the contact person that is to be linked".to_owned();
        Problem::properties(Kind::Malformed, vec![FieldError { field: "person".to_owned(), detail }])
    })?;
    let list = format!("candidates of {person} in {id}");
    asked.part.of(&list)?;
    let equal = state.store.list_equal_contacts(&viewer, person, id).await?;
    let read = match equal.as_slice() {
        [] => Vec::new(),
        ids => {
            let read = state.engine.contacts(id, ids).await.and_then(Looked::whole);
            read.map_err(|why| Problem::new(Kind::Outlook, why))?
        }
    };
    let key = |contact: &OutlookContact| contact.id.clone();
    Ok(axum::Json(Listing::part(&list, &asked.part, read, key, shown)?))
}

fn shown(contact: OutlookContact) -> ShownCandidate {
    let (contact, card) = (contact.id, contact.card);
    let parts = [FieldKey::FirstName, FieldKey::MiddleName, FieldKey::LastName].map(|key| card.text(key));
    let own = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ");
    let others = [FieldKey::FullName, FieldKey::FileAs].map(|key| card.text(key));
    let name = std::iter::once(own.as_str()).chain(others).find(|name| !name.is_empty());
    ShownCandidate {
        contact,
        name: name.unwrap_or_default().to_owned(),
        company: card.text(FieldKey::Company).to_owned(),
        emails: of_kind(&card, FieldKind::Email),
        phones: of_kind(&card, FieldKind::Phone),
    }
}

fn of_kind(card: &Card, kind: FieldKind) -> Vec<String> {
    let keys = FIELDS.iter().map(|field| field.key).filter(|key| key.kind() == kind);
    keys.map(|key| card.text(key)).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}
