//! `/contact-persons`: list, create, read, change.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use contacts::outlook_form::losses;
use contacts::{Card, MailboxId, PartnerId, PersonId, TeamId, UserId, normalise};
use serde::Serialize;
use serde_json::Value as Json;
use store::{
    NewPerson, PersonCreated, PersonFilter, PersonOrder, PersonPatch, PersonRecord, PersonSort, StoreError,
    Viewer,
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::PREFIX;
use crate::api::duplicates::ShownDuplicate;
use crate::api::fields::{PersonFields, PersonFieldsPatch, read_card, read_patch};
use crate::body::Sent;
use crate::idempotent::{Answer, Repeatable, json, unwritten};
use crate::listing::{Asking, Listing};
use crate::place::Place;
use crate::precondition::{IfMatch, etag};
use crate::problem::Problem;
use crate::properties::{Asked, Properties};
use crate::query::Query;
use crate::shape::{Named, ShownTouch};
use crate::signed::Signed;
use crate::state::WebState;

/// A contact person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContactPerson)]
pub struct ShownPerson {
    /// Its id.
    pub id: Uuid,
    /// Rises with every change; the ETag is `"v<version>"`.
    pub version: i64,
    /// Its name for lists.
    pub name: String,
    /// Its business partner.
    pub business_partner: Named,
    /// The user responsible for it.
    pub employee_in_charge: Option<Uuid>,
    /// The team it is restricted to; null: every user may see it.
    pub team: Option<Uuid>,
    /// Whether it is no longer active.
    pub inactive: bool,
    /// Its id in another system.
    pub external_id: Option<String>,
    /// Its fields, those of the business partner (company, company main phone) included.
    pub fields: PersonFields,
    /// Its photo.
    pub photo: Option<ShownPhotoId>,
    /// Who created it, and when.
    pub created: ShownTouch,
    /// Who changed it last, and when.
    pub changed: ShownTouch,
    /// Who put it into the bin, and when; null: it is not there.
    pub deleted: Option<ShownTouch>,
    /// What of its fields Outlook cannot hold.
    pub not_transferable: Vec<ShownLoss>,
}

/// Something of a contact person that Outlook cannot hold. It stays whole in the CRM.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Loss)]
pub struct ShownLoss {
    /// The field.
    pub field: &'static str,
    /// `cut`: only the first part goes to Outlook; `not_transferable`: nothing does.
    pub loss: &'static str,
    /// How much Outlook keeps of one that is cut: UTF-16 code units, or entries of a list.
    pub keeps: Option<usize>,
}

/// What is known of a photo; the picture itself is at `path`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PhotoId)]
pub struct ShownPhotoId {
    /// Its id: another one with every new picture.
    pub id: Uuid,
    /// Where the picture is.
    pub path: String,
    /// The SHA-256 of the full-size picture, in hexadecimal; the picture's ETag.
    pub digest: Option<String>,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
}

/// A contact person just created.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContactPersonCreated)]
pub struct ShownCreated {
    /// The person.
    #[serde(flatten)]
    pub person: ShownPerson,
    /// Who is certainly or possibly the same person already. The new one was created all the same.
    pub duplicates: Vec<ShownDuplicate>,
}

/// A contact person to be created.
#[derive(Debug, ToSchema)]
pub struct NewContactPerson {
    /// Its business partner's id.
    #[schema(value_type = Uuid)]
    pub business_partner: PartnerId,
    /// The id of the user responsible for it.
    #[schema(value_type = Option<Uuid>)]
    pub employee_in_charge: Option<UserId>,
    /// The id of the team it is restricted to.
    #[schema(value_type = Option<Uuid>)]
    pub team: Option<TeamId>,
    /// Whether it is no longer active.
    #[schema(required = false, default = false)]
    pub inactive: bool,
    /// Its id in another system; no two persons share one.
    pub external_id: Option<String>,
    /// Its fields: at least one of last name, first name, e-mail.
    pub fields: PersonFields,
}

/// A change to a contact person (merge-patch): what is absent stays.
#[derive(Debug, ToSchema)]
pub struct ContactPersonPatch {
    /// The version that the change is based on, as with If-Match.
    #[schema(value_type = i64, required = false, minimum = 1)]
    pub version: Option<i64>,
    /// Another business partner's id.
    #[schema(value_type = Uuid, required = false)]
    pub business_partner: Option<PartnerId>,
    /// Another user's id; null: nobody.
    #[schema(value_type = Option<Uuid>)]
    pub employee_in_charge: Option<Option<UserId>>,
    /// Another team's id; null: every user may see it.
    #[schema(value_type = Option<Uuid>)]
    pub team: Option<Option<TeamId>>,
    /// Whether it is no longer active.
    #[schema(value_type = bool, required = false)]
    pub inactive: Option<bool>,
    /// Another id in another system; null: none.
    #[schema(value_type = Option<String>)]
    pub external_id: Option<Option<String>>,
    /// The fields that change.
    #[schema(value_type = PersonFieldsPatch, required = false)]
    pub fields: Option<PersonFieldsPatch>,
}

/// Which contact persons are looked for; all conditions hold together.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PersonSearch {
    /// Words, all of which must be found: in names, company, e-mail addresses, phone numbers (in any notation, four
    /// digits or more), or cities; whole, as a beginning, as a part (three letters or more), or with a typing slip.
    #[param(required = false)]
    pub q: Option<String>,
    /// You are responsible.
    #[param(required = false, default = false)]
    pub mine: bool,
    /// At the business partner with this id.
    #[param(required = false, value_type = Option<Uuid>)]
    pub business_partner: Option<PartnerId>,
    /// The user with this id is responsible.
    #[param(required = false, value_type = Option<Uuid>)]
    pub employee_in_charge: Option<UserId>,
    /// With a live link in the mailbox with this id.
    #[param(required = false, value_type = Option<Uuid>)]
    pub replicated: Option<MailboxId>,
    /// Without a live link in the mailbox with this id.
    #[param(required = false, value_type = Option<Uuid>)]
    pub not_replicated: Option<MailboxId>,
    /// With a link that has a problem, in a mailbox that you may look into.
    #[param(required = false, default = false)]
    pub attention: bool,
    /// In this city (its beginning).
    #[param(required = false)]
    pub city: Option<String>,
    /// With this postal code (its beginning).
    #[param(required = false)]
    pub postal_code: Option<String>,
    /// In this category (the whole name; case does not matter).
    #[param(required = false)]
    pub category: Option<String>,
    /// Only those that are (true), or are not (false), inactive.
    #[param(required = false)]
    pub inactive: Option<bool>,
    /// Those in the bin, instead of the others.
    #[param(required = false, default = false)]
    pub deleted: bool,
    /// Changed at this time or later, as RFC 3339.
    #[param(required = false, format = DateTime)]
    pub changed_since: Option<String>,
    /// How the list is sorted: `name`, `company`, `city`, `changed`, `created` or `employee_in_charge`; with `-`
    /// before it from the greatest to the least. Without it, those that fit `q` best come first, and without `q` it
    /// is `name`.
    #[param(required = false)]
    pub sort: Option<String>,
}

/// A search together with the part of the list that is wanted.
#[derive(Debug)]
pub struct PersonList {
    search: PersonFilter,
    sort: Option<PersonSort>,
    part: Asking,
}

impl Asked for NewContactPerson {
    fn read(properties: &mut Properties) -> Option<Self> {
        let partner = properties.id("business_partner");
        let fields = properties.object("fields", read_card);
        let (employee, team) = (properties.id("employee_in_charge"), properties.id("team"));
        Some(NewContactPerson {
            inactive: properties.flag("inactive").unwrap_or_default(),
            external_id: properties.text("external_id"),
            business_partner: properties.required("business_partner", partner)?,
            employee_in_charge: employee,
            team,
            fields: fields.unwrap_or_else(|| PersonFields(Card::new())),
        })
    }
}

impl Asked for ContactPersonPatch {
    fn read(properties: &mut Properties) -> Option<Self> {
        let partner = properties.clearable_id("business_partner");
        if partner == Some(None) {
            properties.refuse("business_partner", "cannot be cleared: a contact person is at exactly one");
        }
        Some(ContactPersonPatch {
            version: properties.number("version", 1, i64::MAX),
            business_partner: partner.flatten(),
            employee_in_charge: properties.clearable_id("employee_in_charge"),
            team: properties.clearable_id("team"),
            inactive: properties.flag("inactive"),
            external_id: properties.clearable_text("external_id"),
            fields: properties.object("fields", read_patch),
        })
    }
}

/// Reads the conditions of a search, from a query or from an export's body.
pub(crate) fn read_filter(properties: &mut Properties) -> Option<PersonFilter> {
    Some(PersonFilter {
        q: properties.words("q"),
        mine: properties.flag("mine").unwrap_or_default(),
        business_partner: properties.id("business_partner"),
        employee_in_charge: properties.id("employee_in_charge"),
        replicated: properties.id("replicated"),
        not_replicated: properties.id("not_replicated"),
        attention: properties.flag("attention").unwrap_or_default(),
        city: searchable(properties, "city"),
        postal_code: searchable(properties, "postal_code"),
        category: searchable(properties, "category"),
        inactive: properties.flag("inactive"),
        deleted: false,
        changed_since: moment(properties, "changed_since"),
    })
}

/// Takes a text that has something to search by; blanks alone are none.
pub(crate) fn searchable(properties: &mut Properties, name: &'static str) -> Option<String> {
    let text = properties.words(name).filter(|text| !text.trim().is_empty());
    if text.as_deref().is_some_and(|text| normalise::name(text).is_empty()) {
        properties.refuse(name, "has no letter and no digit to search by");
    }
    text
}

/// Takes a time; returns it in microseconds since 1970 UTC.
pub(crate) fn moment(properties: &mut Properties, name: &'static str) -> Option<i64> {
    let text = properties.text(name)?;
    let at = text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond);
    if at.is_none() {
        properties.refuse(name, "needs a time as RFC 3339, such as 2026-01-31T08:00:00Z");
    }
    at
}

/// How contact persons are sorted, by the word that stands for it.
const SORTS: &[(&str, PersonSort)] = &[
    ("name", sorted(PersonOrder::Name, false)),
    ("-name", sorted(PersonOrder::Name, true)),
    ("company", sorted(PersonOrder::Company, false)),
    ("-company", sorted(PersonOrder::Company, true)),
    ("city", sorted(PersonOrder::City, false)),
    ("-city", sorted(PersonOrder::City, true)),
    ("changed", sorted(PersonOrder::Changed, false)),
    ("-changed", sorted(PersonOrder::Changed, true)),
    ("created", sorted(PersonOrder::Created, false)),
    ("-created", sorted(PersonOrder::Created, true)),
    ("employee_in_charge", sorted(PersonOrder::EmployeeInCharge, false)),
    ("-employee_in_charge", sorted(PersonOrder::EmployeeInCharge, true)),
];

const fn sorted(by: PersonOrder, descending: bool) -> PersonSort {
    PersonSort { by, descending }
}

impl Asked for PersonList {
    fn read(properties: &mut Properties) -> Option<Self> {
        let search = read_filter(properties)?;
        let deleted = properties.flag("deleted").unwrap_or_default();
        let sort = properties.word("sort", SORTS);
        Some(PersonList { search: PersonFilter { deleted, ..search }, sort, part: Asking::read(properties)? })
    }
}

/// List contact persons
///
/// Those that the token's user may see. All conditions hold together.
#[utoipa::path(get, path = "/contact-persons", tag = "contact-persons", params(PersonSearch, Asking),
    responses((status = 200, description = "A part of the list", body = Listing<ShownPerson>)))]
pub async fn list(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Query(asked): Query<PersonList>,
) -> Result<axum::Json<Listing<ShownPerson>>, Problem> {
    let paging = asked.part.of("contact-persons")?;
    let page = state.store.list_persons_sorted(&viewer, &asked.search, asked.sort, &paging).await?;
    Ok(axum::Json(Listing::of("contact-persons", page, shown)))
}

/// Create a contact person
///
/// The answer tells who is certainly the same person already; the new one is created all the same.
#[utoipa::path(post, path = "/contact-persons", tag = "contact-persons", request_body = NewContactPerson,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again is answered as the first, and done once (24 hours)")),
    responses((status = 201, description = "It was created", body = ShownCreated,
        headers(("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its version")))))]
pub async fn create(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    repeatable: Repeatable,
    Sent { asked, bytes }: Sent<NewContactPerson>,
) -> Result<Answer, Problem> {
    let new = NewPerson {
        partner: asked.business_partner,
        employee_in_charge: asked.employee_in_charge,
        team: asked.team,
        inactive: asked.inactive,
        external_id: asked.external_id,
        card: asked.fields.0,
    };
    match repeatable.of(&bytes) {
        None => answer(state.store.create_person(&viewer, &new, state.now()).await?),
        Some(key) => {
            let keep = |created| answer(created).map_err(unwritten)?.to_keep();
            let kept = state.store.create_person_once(&viewer, &new, &key, keep, state.now()).await?;
            still_seen(&state, &viewer, Answer::kept(&kept)?).await
        }
    }
}

/// Answers as it was answered then, as far as the viewer may see it now: rights may have changed since.
async fn still_seen(state: &WebState, viewer: &Viewer, kept: Answer) -> Result<Answer, Problem> {
    if let Some(id) = kept.id() {
        state.store.read_person(viewer, PersonId(id)).await?;
    }
    let mut kept = kept.without(&viewer.hidden);
    for duplicate in kept.duplicates() {
        if !viewer.hidden.is_empty() {
            // It may speak of fields that are hidden from its reader by now.
            duplicate["evidence"] = Json::Array(Vec::new());
        }
        let id =
            duplicate.pointer("/contact_person/id").and_then(Json::as_str).and_then(|id| id.parse().ok());
        let Some(id) = id else { continue };
        if let Err(StoreError::NotFound(_)) = state.store.read_person(viewer, PersonId(id)).await {
            (duplicate["contact_person"], duplicate["evidence"]) = (Json::Null, Json::Array(Vec::new()));
            duplicate["points"] = 0.into();
        }
    }
    Ok(kept)
}

fn answer(created: PersonCreated) -> Result<Answer, Problem> {
    let version = created.record.person.version;
    let place = format!("{PREFIX}/contact-persons/{}", created.record.person.id);
    let duplicates = created.duplicates.into_iter().map(ShownDuplicate::from).collect();
    Answer::created(place, &etag(version), &ShownCreated { person: shown(created.record), duplicates })
}

/// Read a contact person
///
/// One in the bin is read too; `deleted` tells.
#[utoipa::path(get, path = "/contact-persons/{id}", tag = "contact-persons",
    params(("id" = Uuid, Path, description = "The contact person")),
    responses((status = 200, description = "The contact person", body = ShownPerson,
        headers(("ETag" = String, description = "Its version")))))]
pub async fn read(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PersonId>,
) -> Result<impl IntoResponse, Problem> {
    Ok(tagged(state.store.read_person(&viewer, id).await?))
}

/// Change a contact person
///
/// Merge-patch: absent properties stay, null clears. With If-Match (or `version`) a field that somebody else has
/// changed since is not overwritten: different fields merge, the same field is refused with the current values.
#[utoipa::path(patch, path = "/contact-persons/{id}", tag = "contact-persons",
    params(("id" = Uuid, Path, description = "The contact person"),
        ("If-Match" = Option<String>, Header, description = "The ETag that the change is based on")),
    request_body(content((ContactPersonPatch = "application/merge-patch+json"), (ContactPersonPatch = "application/json"))),
    responses((status = 200, description = "The contact person as it is now", body = ShownPerson,
        headers(("ETag" = String, description = "Its version")))))]
pub async fn change(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PersonId>,
    base: IfMatch,
    Sent { asked, .. }: Sent<ContactPersonPatch>,
) -> Result<impl IntoResponse, Problem> {
    let version = base.or(asked.version)?;
    let patch = PersonPatch {
        card: asked.fields.map(|fields| fields.0).unwrap_or_default(),
        partner: asked.business_partner,
        employee_in_charge: asked.employee_in_charge,
        team: asked.team,
        inactive: asked.inactive,
        external_id: asked.external_id,
    };
    match state.store.change_person(&viewer, id, &patch, version, state.now()).await {
        Ok(record) => {
            state.engine.wake(None);
            Ok(tagged(record))
        }
        Err(error) => Err(refused(&state, &viewer, id, error).await),
    }
}

/// Turns the store's refusal into a problem; an overtaken edit gets the record as it is now.
pub(crate) async fn refused(state: &WebState, viewer: &Viewer, id: PersonId, error: StoreError) -> Problem {
    match error {
        StoreError::Conflict { fields, .. } => {
            let current = state.store.read_person(viewer, id).await.ok();
            Problem::overtaken(&fields, current.and_then(|record| json(&shown(record)).ok()))
        }
        StoreError::Fenced
        | StoreError::Busy(_)
        | StoreError::NotFound(_)
        | StoreError::NotAllowed(_)
        | StoreError::Invalid(_)
        | StoreError::Database(_) => error.into(),
    }
}

/// Shows a person with its ETag.
pub(crate) fn tagged(record: PersonRecord) -> impl IntoResponse {
    ([(header::ETAG, etag(record.person.version))], axum::Json(shown(record)))
}

/// Shows a person.
pub(crate) fn shown(record: PersonRecord) -> ShownPerson {
    let (person, facts) = (record.person, record.photo);
    ShownPerson {
        id: person.id.0,
        version: person.version,
        name: record.name,
        business_partner: Named { id: person.partner.0, name: record.partner_name },
        employee_in_charge: person.employee_in_charge.map(|user| user.0),
        team: person.team.map(|team| team.0),
        inactive: person.inactive,
        external_id: person.external_id,
        not_transferable: losses(&record.card).into_iter().map(ShownLoss::from).collect(),
        fields: PersonFields(record.card),
        photo: person.photo.map(|photo| ShownPhotoId {
            id: photo.0,
            path: format!("{PREFIX}/contact-persons/{}/photo", person.id),
            digest: facts.as_ref().map(|facts| facts.digest.clone()),
            width: facts.as_ref().and_then(|facts| facts.width),
            height: facts.as_ref().and_then(|facts| facts.height),
        }),
        created: person.created.into(),
        changed: person.changed.into(),
        deleted: person.deleted.map(ShownTouch::from),
    }
}

impl From<contacts::outlook_form::Loss> for ShownLoss {
    fn from(loss: contacts::outlook_form::Loss) -> Self {
        use contacts::outlook_form::LossKind;
        let (word, keeps) = match loss.what {
            LossKind::Cut { keeps } => ("cut", Some(keeps)),
            LossKind::NotTransferable => ("not_transferable", None),
        };
        ShownLoss { field: loss.field.as_str(), loss: word, keeps }
    }
}
