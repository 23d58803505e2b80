//! `/duplicates`: who is certainly the same person as a card.

use axum::extract::State;
use contacts::{Card, PersonId};
use serde::Serialize;
use store::Duplicate;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::fields::{PersonFields, read_card};
use crate::body::Sent;
use crate::problem::Problem;
use crate::properties::{Asked, Properties};
use crate::signed::Signed;
use crate::state::WebState;

/// A card to be compared with all contact persons.
#[derive(Debug, ToSchema)]
pub struct DuplicateCheck {
    /// The card.
    pub fields: PersonFields,
    /// The id of the contact person whose card it is, which is no duplicate of itself.
    #[schema(value_type = Option<Uuid>)]
    pub except: Option<PersonId>,
}

/// Who is certainly the same person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Duplicates {
    /// Nobody, when it is empty.
    pub duplicates: Vec<ShownDuplicate>,
}

/// A certain duplicate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Duplicate)]
pub struct ShownDuplicate {
    /// How sure it is: `certain`.
    pub status: &'static str,
    /// The person; null: a contact person outside your permissions (one entry, however many there are).
    pub contact_person: Option<DuplicatePerson>,
    /// What is the same, in words.
    pub evidence: Vec<String>,
}

/// A contact person that is a duplicate.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicatePerson {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The name of its business partner.
    pub business_partner: String,
}

impl Asked for DuplicateCheck {
    fn read(properties: &mut Properties) -> Option<Self> {
        let fields = properties.object("fields", read_card);
        let except = properties.id("except");
        let fields = properties.required("fields", fields);
        Some(DuplicateCheck { fields: fields.unwrap_or_else(|| PersonFields(Card::new())), except })
    }
}

impl From<Duplicate> for ShownDuplicate {
    fn from(found: Duplicate) -> Self {
        let person = found.person.map(|(id, name, partner)| DuplicatePerson {
            id: id.0,
            name,
            business_partner: partner,
        });
        ShownDuplicate { status: "certain", contact_person: person, evidence: found.evidence }
    }
}

/// Check for duplicates
///
/// Compares a card with all contact persons, inactive ones included; nothing is saved. Certain is: the same e-mail
/// address, or the same last name and mobile number, whatever their notation.
#[utoipa::path(post, path = "/duplicates", tag = "duplicates", request_body = DuplicateCheck,
    responses((status = 200, description = "Who is certainly the same person", body = Duplicates)))]
pub async fn find(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Sent { asked, .. }: Sent<DuplicateCheck>,
) -> Result<axum::Json<Duplicates>, Problem> {
    let found = state.store.find_duplicates(&viewer, &asked.fields.0, asked.except).await?;
    Ok(axum::Json(Duplicates { duplicates: found.into_iter().map(ShownDuplicate::from).collect() }))
}
