//! `/duplicates`: who is certainly or possibly the same person as a card.

use axum::extract::State;
use contacts::person::with_partner;
use contacts::{Card, FieldKey, PartnerId, PersonId, Value};
use serde::Serialize;
use store::{DuplicateStatus, Evidence, FoundDuplicate};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::fields::{PersonFields, read_card};
use crate::body::Sent;
use crate::evidence;
use crate::language::{Language, Words};
use crate::problem::Problem;
use crate::properties::{Asked, Properties};
use crate::signed::Signed;
use crate::state::WebState;

/// A card to be compared with all contact persons.
#[derive(Debug, ToSchema)]
pub struct DuplicateCheck {
    /// The card.
    pub fields: PersonFields,
    /// The id of the business partner that the person is at: its name and main phone count as the card's.
    #[schema(value_type = Option<Uuid>)]
    pub business_partner: Option<PartnerId>,
    /// The name of the company, when it is no business partner that is known.
    pub company: Option<String>,
    /// The id of the contact person whose card it is, which is no duplicate of itself.
    #[schema(value_type = Option<Uuid>)]
    pub except: Option<PersonId>,
}

/// Who is certainly or possibly the same person, best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Duplicates {
    /// Nobody, when it is empty; at most five possible ones.
    pub duplicates: Vec<ShownDuplicate>,
}

/// A duplicate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Duplicate)]
pub struct ShownDuplicate {
    /// How sure it is: `certain` or `possible`.
    pub status: &'static str,
    /// The points of the evidence: ten mean twice as likely, and from 110 on two cards are possibly one person. 0 of a
    /// contact person outside your permissions.
    pub points: i32,
    /// The person; null: a contact person outside your permissions (at most one entry per status).
    pub contact_person: Option<DuplicatePerson>,
    /// What was seen, strongest first; what speaks against it stands last.
    pub evidence: Vec<ShownEvidence>,
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
    /// Whether it is no longer active.
    pub inactive: bool,
}

/// One piece of evidence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Evidence)]
pub struct ShownEvidence {
    /// What was looked at: `last_name`, `first_name`, `middle_name`, `swapped_names`, `email`, `mobile`, `phone`,
    /// `company`, `company_domain`, `domain`, `work_address`, `other_workplace`, `switchboard`, `home_address`, `birthday`,
    /// `gender`, `suffix`, `name_only` or `government_id`.
    pub reason: &'static str,
    /// How it compares: `same`, `sound`, `slip`, `form`, `part`, `middle`, `initial`, `similar` or `different`; null
    /// where there is nothing to compare by degrees.
    pub how: Option<&'static str>,
    /// Its points; negative ones speak against.
    pub points: i32,
    /// The same in words, with what stands on both cards.
    pub text: String,
}

impl Asked for DuplicateCheck {
    fn read(properties: &mut Properties) -> Option<Self> {
        let fields = properties.object("fields", read_card);
        let (except, business_partner) = (properties.id("except"), properties.id("business_partner"));
        let fields = properties.required("fields", fields);
        let fields = fields.unwrap_or_else(|| PersonFields(Card::new()));
        Some(DuplicateCheck { fields, business_partner, company: properties.text("company"), except })
    }
}

impl From<FoundDuplicate> for ShownDuplicate {
    fn from(found: FoundDuplicate) -> Self {
        let person = found.person.map(|person| DuplicatePerson {
            id: person.id.0,
            name: person.name,
            business_partner: person.partner_name,
            inactive: person.inactive,
        });
        ShownDuplicate {
            status: status(found.status),
            points: found.points,
            contact_person: person,
            evidence: found.evidence.iter().map(shown).collect(),
        }
    }
}

/// Returns the stable name of how sure it is.
pub fn status(status: DuplicateStatus) -> &'static str {
    match status {
        DuplicateStatus::Certain => "certain",
        DuplicateStatus::Possible => "possible",
    }
}

/// Shows a piece of evidence, in English.
pub fn shown(found: &Evidence) -> ShownEvidence {
    let (reason, how) = evidence::names(found);
    let text = evidence::said(found, Words::of(Language::English));
    ShownEvidence { reason, how, points: found.points, text }
}

/// Check for duplicates
///
/// Compares a card with all contact persons, inactive ones included; nothing is saved. Certain is: the same e-mail
/// address, or the same last name and mobile number, whatever their notation; an administrator may have set that what
/// several persons share makes persons of different first names possible duplicates only. Possible is: enough evidence
/// short of that, by points.
#[utoipa::path(post, path = "/duplicates", tag = "duplicates", request_body = DuplicateCheck,
    responses((status = 200, description = "Who is certainly or possibly the same person", body = Duplicates)))]
pub async fn find(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Sent { asked, .. }: Sent<DuplicateCheck>,
) -> Result<axum::Json<Duplicates>, Problem> {
    let mut card = asked.fields.0;
    card.set(FieldKey::Company, asked.company.map(Value::Text));
    if let Some(partner) = asked.business_partner {
        card = with_partner(&card, &state.store.read_partner(&viewer, partner).await?.card);
    }
    let found = state.store.check_duplicates(&viewer, &[card], asked.except).await?;
    let duplicates = found.into_iter().flatten().map(ShownDuplicate::from).collect();
    Ok(axum::Json(Duplicates { duplicates }))
}
