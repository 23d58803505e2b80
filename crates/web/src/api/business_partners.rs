//! `/business-partners`: list, create, read, change, delete, move the persons.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use contacts::{BusinessPartner, PartnerField, PartnerId, TeamId};
use serde::Serialize;
use store::{NewPartner, Paging, PartnerFilter, PartnerOrder, PartnerPatch, PartnerSort, StoreError, Viewer};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::PREFIX;
use crate::api::contact_persons::{moment, searchable};
use crate::api::fields::{PartnerFields, PartnerFieldsPatch, read_partner_card, read_partner_patch};
use crate::body::Sent;
use crate::idempotent::{Answer, Repeatable, json, unwritten};
use crate::listing::{Asking, Listing};
use crate::place::Place;
use crate::precondition::{IfMatch, etag};
use crate::problem::Problem;
use crate::properties::{Asked, Properties};
use crate::query::Query;
use crate::shape::ShownTouch;
use crate::signed::Signed;
use crate::state::WebState;

/// A business partner: a company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BusinessPartner)]
pub struct ShownPartner {
    /// Its id.
    pub id: Uuid,
    /// Rises with every change; the ETag is `"v<version>"`.
    pub version: i64,
    /// Its name, as in `fields`.
    pub name: String,
    /// Its fields.
    pub fields: PartnerFields,
    /// The team it is restricted to; null: every user may see it.
    pub team: Option<Uuid>,
    /// Whether it is no longer active.
    pub inactive: bool,
    /// Its id in another system.
    pub external_id: Option<String>,
    /// Who created it, and when.
    pub created: ShownTouch,
    /// Who changed it last, and when.
    pub changed: ShownTouch,
}

/// A business partner with what a change of its name would set going.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BusinessPartnerWithLinks)]
pub struct ShownPartnerWithLinks {
    /// The partner.
    #[serde(flatten)]
    pub partner: ShownPartner,
    /// Of how many links of its persons a new name or main phone would go to Outlook.
    pub links: u64,
}

/// A business partner after a change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BusinessPartnerChanged)]
pub struct ShownPartnerChanged {
    /// The partner.
    #[serde(flatten)]
    pub partner: ShownPartner,
    /// How many links of its persons now go to Outlook.
    pub links_due: u64,
    /// The ids of the runs that carry them there, one per mailbox: `/runs` shows those of your own mailboxes, to
    /// administrators all.
    pub runs: Vec<Uuid>,
}

/// A business partner to be created.
#[derive(Debug, ToSchema)]
pub struct NewBusinessPartner {
    /// Its fields; `name` is required.
    pub fields: PartnerFields,
    /// The id of the team it is restricted to.
    #[schema(value_type = Option<Uuid>)]
    pub team: Option<TeamId>,
    /// Its id in another system; no two partners share one.
    pub external_id: Option<String>,
    /// Whether it is no longer active.
    #[schema(required = false, default = false)]
    pub inactive: bool,
}

/// A change to a business partner (merge-patch): what is absent stays.
#[derive(Debug, ToSchema)]
pub struct BusinessPartnerPatch {
    /// The version that the change is based on, as with If-Match.
    #[schema(value_type = i64, required = false, minimum = 1)]
    pub version: Option<i64>,
    /// The fields that change.
    #[schema(value_type = PartnerFieldsPatch, required = false)]
    pub fields: Option<PartnerFieldsPatch>,
    /// Another team's id; null: every user may see it.
    #[schema(value_type = Option<Uuid>)]
    pub team: Option<Option<TeamId>>,
    /// Another id in another system; null: none.
    #[schema(value_type = Option<String>)]
    pub external_id: Option<Option<String>>,
    /// Whether it is no longer active.
    #[schema(value_type = bool, required = false)]
    pub inactive: Option<bool>,
}

/// Which business partners are looked for; all conditions hold together.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartnerSearch {
    /// Words, all of which must be found: in the name, web domain, e-mail address, phone numbers, city, or customer
    /// number; whole, as a beginning, as a part (three letters or more), or with a typing slip.
    #[param(required = false)]
    pub q: Option<String>,
    /// In this city (its beginning).
    #[param(required = false)]
    pub city: Option<String>,
    /// With this postal code (its beginning).
    #[param(required = false)]
    pub postal_code: Option<String>,
    /// Only those that are (true), or are not (false), inactive.
    #[param(required = false)]
    pub inactive: Option<bool>,
    /// Changed at this time or later, as RFC 3339.
    #[param(required = false, format = DateTime)]
    pub changed_since: Option<String>,
    /// How the list is sorted: `name`, `city`, `changed` or `created`; with `-` before it from the greatest to the
    /// least. Without it, those that fit `q` best come first, and without `q` it is `name`.
    #[param(required = false)]
    pub sort: Option<String>,
}

/// A search together with the part of the list that is wanted.
#[derive(Debug)]
pub struct PartnerList {
    search: PartnerFilter,
    sort: Option<PartnerSort>,
    part: Asking,
}

/// Where the persons of a business partner are to be moved.
#[derive(Debug, ToSchema)]
pub struct Move {
    /// The id of the business partner that gets them.
    #[schema(value_type = Uuid)]
    pub to: PartnerId,
}

/// What moving the persons did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Moved)]
pub struct ShownMoved {
    /// How many contact persons were moved.
    pub moved: u64,
    /// How many stayed, because you may not change them.
    pub left: u64,
}

impl Asked for NewBusinessPartner {
    fn read(properties: &mut Properties) -> Option<Self> {
        let fields = properties.object("fields", read_partner_card);
        let (team, external_id) = (properties.id("team"), properties.text("external_id"));
        let inactive = properties.flag("inactive").unwrap_or_default();
        let fields = properties.required("fields", fields)?;
        if fields.0.text(PartnerField::Name).is_empty() {
            properties.refuse("fields.name", "is required");
        }
        Some(NewBusinessPartner { fields, team, external_id, inactive })
    }
}

impl Asked for BusinessPartnerPatch {
    fn read(properties: &mut Properties) -> Option<Self> {
        Some(BusinessPartnerPatch {
            version: properties.number("version", 1, i64::MAX),
            fields: properties.object("fields", read_partner_patch),
            team: properties.clearable_id("team"),
            external_id: properties.clearable_text("external_id"),
            inactive: properties.flag("inactive"),
        })
    }
}

/// How business partners are sorted, by the word that stands for it.
const SORTS: &[(&str, PartnerSort)] = &[
    ("name", sorted(PartnerOrder::Name, false)),
    ("-name", sorted(PartnerOrder::Name, true)),
    ("city", sorted(PartnerOrder::City, false)),
    ("-city", sorted(PartnerOrder::City, true)),
    ("changed", sorted(PartnerOrder::Changed, false)),
    ("-changed", sorted(PartnerOrder::Changed, true)),
    ("created", sorted(PartnerOrder::Created, false)),
    ("-created", sorted(PartnerOrder::Created, true)),
];

const fn sorted(by: PartnerOrder, descending: bool) -> PartnerSort {
    PartnerSort { by, descending }
}

impl Asked for PartnerList {
    fn read(properties: &mut Properties) -> Option<Self> {
        let search = PartnerFilter {
            q: properties.words("q"),
            city: searchable(properties, "city"),
            postal_code: searchable(properties, "postal_code"),
            inactive: properties.flag("inactive"),
            changed_since: moment(properties, "changed_since"),
        };
        let sort = properties.word("sort", SORTS);
        Some(PartnerList { search, sort, part: Asking::read(properties)? })
    }
}

impl Asked for Move {
    fn read(properties: &mut Properties) -> Option<Self> {
        let to = properties.id("to");
        Some(Move { to: properties.required("to", to)? })
    }
}

/// List business partners
///
/// Those that the token's user may see. All conditions hold together.
#[utoipa::path(get, path = "/business-partners", tag = "business-partners", params(PartnerSearch, Asking),
    responses((status = 200, description = "A part of the list", body = Listing<ShownPartner>)))]
pub async fn list(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Query(asked): Query<PartnerList>,
) -> Result<axum::Json<Listing<ShownPartner>>, Problem> {
    let paging: Paging = asked.part.of("business-partners")?;
    let page = state.store.list_partners(&viewer, &asked.search, asked.sort, &paging).await?;
    Ok(axum::Json(Listing::of("business-partners", page, shown)))
}

/// Create a business partner
///
/// It needs a name.
#[utoipa::path(post, path = "/business-partners", tag = "business-partners", request_body = NewBusinessPartner,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again is answered as the first, and done once (24 hours)")),
    responses((status = 201, description = "It was created", body = ShownPartner,
        headers(("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its version")))))]
pub async fn create(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    repeatable: Repeatable,
    Sent { asked, bytes }: Sent<NewBusinessPartner>,
) -> Result<Answer, Problem> {
    let new = NewPartner {
        card: asked.fields.0,
        team: asked.team,
        external_id: asked.external_id,
        inactive: asked.inactive,
    };
    match repeatable.of(&bytes) {
        None => answer(state.store.create_partner(&viewer, &new, state.now()).await?),
        Some(key) => {
            let keep = |partner| answer(partner).map_err(unwritten)?.to_keep();
            let kept = state.store.create_partner_once(&viewer, &new, &key, keep, state.now()).await?;
            let kept = Answer::kept(&kept)?;
            if let Some(id) = kept.id() {
                // Rights may have changed since it was answered first.
                state.store.read_partner(&viewer, PartnerId(id)).await?;
            }
            Ok(kept)
        }
    }
}

fn answer(partner: contacts::BusinessPartner) -> Result<Answer, Problem> {
    let (version, place) = (partner.version, format!("{PREFIX}/business-partners/{}", partner.id));
    Answer::created(place, &etag(version), &shown(partner))
}

/// Read a business partner
///
/// `links` tells of how many links a new name or main phone would go to Outlook.
#[utoipa::path(get, path = "/business-partners/{id}", tag = "business-partners",
    params(("id" = Uuid, Path, description = "The business partner")),
    responses((status = 200, description = "The business partner", body = ShownPartnerWithLinks,
        headers(("ETag" = String, description = "Its version")))))]
pub async fn read(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PartnerId>,
) -> Result<impl IntoResponse, Problem> {
    let partner = state.store.read_partner(&viewer, id).await?;
    let links = state.store.partner_link_count(&viewer, id).await?;
    let tag = [(header::ETAG, etag(partner.version))];
    Ok((tag, axum::Json(ShownPartnerWithLinks { partner: shown(partner), links })))
}

/// Change a business partner
///
/// Merge-patch: absent properties stay, null clears. A new name or main phone goes to Outlook for all its persons
/// that are in a mailbox. With If-Match (or `version`) a field that somebody else has changed since is refused.
#[utoipa::path(patch, path = "/business-partners/{id}", tag = "business-partners",
    params(("id" = Uuid, Path, description = "The business partner"),
        ("If-Match" = Option<String>, Header, description = "The ETag that the change is based on")),
    request_body(content((BusinessPartnerPatch = "application/merge-patch+json"), (BusinessPartnerPatch = "application/json"))),
    responses((status = 200, description = "The business partner as it is now", body = ShownPartnerChanged,
        headers(("ETag" = String, description = "Its version")))))]
pub async fn change(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PartnerId>,
    base: IfMatch,
    Sent { asked, .. }: Sent<BusinessPartnerPatch>,
) -> Result<impl IntoResponse, Problem> {
    let version = base.or(asked.version)?;
    let patch = PartnerPatch {
        card: asked.fields.map(|fields| fields.0).unwrap_or_default(),
        team: asked.team,
        external_id: asked.external_id,
        inactive: asked.inactive,
    };
    match state.store.change_partner(&viewer, id, &patch, version, state.now()).await {
        Ok(changed) => {
            state.engine.wake(None);
            let tag = [(header::ETAG, etag(changed.partner.version))];
            let partner = shown(changed.partner);
            let runs = changed.runs.into_iter().map(|run| run.0).collect();
            Ok((tag, axum::Json(ShownPartnerChanged { partner, links_due: changed.links_due, runs })))
        }
        Err(error) => Err(refused(&state, &viewer, id, error).await),
    }
}

/// Delete a business partner
///
/// Only one without contact persons: move them to another one first (`move-persons`).
#[utoipa::path(delete, path = "/business-partners/{id}", tag = "business-partners",
    params(("id" = Uuid, Path, description = "The business partner"),
        ("If-Match" = Option<String>, Header, description = "Delete only while it has this ETag")),
    responses((status = 204, description = "It is deleted")))]
pub async fn delete(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PartnerId>,
    base: IfMatch,
) -> Result<StatusCode, Problem> {
    match state.store.delete_partner(&viewer, id, base.0, state.now()).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(refused(&state, &viewer, id, error).await),
    }
}

/// Move the contact persons to another business partner
///
/// Those that you may change, in the bin or not; the answer tells how many stayed.
#[utoipa::path(post, path = "/business-partners/{id}/move-persons", tag = "business-partners", request_body = Move,
    params(("id" = Uuid, Path, description = "The business partner that they leave")),
    responses((status = 200, description = "What was moved", body = ShownMoved)))]
pub async fn move_persons(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PartnerId>,
    Sent { asked, .. }: Sent<Move>,
) -> Result<axum::Json<ShownMoved>, Problem> {
    let done = state.store.move_persons(&viewer, id, asked.to, state.now()).await?;
    state.engine.wake(None);
    Ok(axum::Json(ShownMoved { moved: done.moved, left: done.left }))
}

async fn refused(state: &WebState, viewer: &Viewer, id: PartnerId, error: StoreError) -> Problem {
    match error {
        StoreError::Conflict { fields, .. } => {
            let current = state.store.read_partner(viewer, id).await.ok();
            Problem::overtaken(&fields, current.and_then(|partner| json(&shown(partner)).ok()))
        }
        StoreError::Fenced
        | StoreError::Busy(_)
        | StoreError::NotFound(_)
        | StoreError::NotAllowed(_)
        | StoreError::Invalid(_)
        | StoreError::Database(_) => error.into(),
    }
}

fn shown(partner: BusinessPartner) -> ShownPartner {
    ShownPartner {
        id: partner.id.0,
        version: partner.version,
        name: partner.card.text(PartnerField::Name).to_owned(),
        fields: PartnerFields(partner.card),
        team: partner.team.map(|team| team.0),
        inactive: partner.inactive,
        external_id: partner.external_id,
        created: partner.created.into(),
        changed: partner.changed.into(),
    }
}
