//! `/exports`: what an export would do, and doing it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use contacts::{MailboxId, PersonId, Value};
use serde::Serialize;
use serde_json::Value as Json;
use store::{
    ExportMode, ExportPlan, ExportRequest, FieldChange, FieldWhy, PersonFilter, PlanItem, PlannedChanges,
    Selection,
};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::contact_persons::read_filter;
use crate::api::runs::{ShownRun, accepted};
use crate::body::Sent;
use crate::filling;
use crate::idempotent::Repeatable;
use crate::problem::{Kind, Problem};
use crate::properties::{Asked, Properties};
use crate::signed::Signed;
use crate::state::WebState;
use crate::words::{ExportModeWord, FieldWhyWord, IfDifferentWord, PhotoPlanWord, PlannedWord};

/// What an export is to do.
#[derive(Debug, ToSchema)]
pub struct Export {
    /// The id of the mailbox.
    #[schema(value_type = Uuid)]
    pub mailbox: MailboxId,
    /// The ids of the contact persons; or `search`.
    #[schema(value_type = Vec<Uuid>, required = false)]
    pub contact_persons: Option<Vec<PersonId>>,
    /// The contact persons that this finds; or `contact_persons`.
    #[schema(value_type = ExportSearch, required = false)]
    pub search: Option<PersonFilter>,
    /// New ones, changed ones, or both.
    #[schema(value_type = ExportModeWord, required = false)]
    pub mode: ExportMode,
    /// The ids of persons that were taken off the list.
    #[schema(value_type = Vec<Uuid>, required = false)]
    pub taken_off: Vec<PersonId>,
    /// Whether those are withdrawn from the mailbox; else they stay in it.
    #[schema(required = false, default = false)]
    pub withdraw_taken_off: bool,
    /// Whether photos go along. Without, contacts are created, linked and updated without photo, and the photos left
    /// out stay so until the photo changes on either side, or until an export with photos.
    #[schema(required = false, default = true)]
    pub photos: bool,
    /// Whether only the plan is wanted: nothing is changed then.
    #[schema(required = false, default = false)]
    pub dry_run: bool,
    /// With `dry_run`: whether the plan says field by field what would change; of at most 100 contact persons.
    #[schema(required = false, default = false)]
    pub details: bool,
}

/// Which contact persons are exported; all conditions hold together.
#[derive(Debug, ToSchema)]
pub struct ExportSearch {
    /// Words, all of which must be found: in names, company, e-mail addresses, phone numbers, or cities.
    pub q: Option<String>,
    /// You are responsible.
    #[schema(required = false, default = false)]
    pub mine: bool,
    /// At the business partner with this id.
    pub business_partner: Option<Uuid>,
    /// The user with this id is responsible.
    pub employee_in_charge: Option<Uuid>,
    /// With a live link in the mailbox with this id.
    pub replicated: Option<Uuid>,
    /// Without a live link in the mailbox with this id.
    pub not_replicated: Option<Uuid>,
    /// With a link that has a problem, in a mailbox that you may look into.
    #[schema(required = false, default = false)]
    pub attention: bool,
    /// In this city (its beginning).
    pub city: Option<String>,
    /// With this postal code (its beginning).
    pub postal_code: Option<String>,
    /// In this category (the whole name; case does not matter).
    pub category: Option<String>,
    /// Only those that are (true), or are not (false), inactive.
    #[schema(value_type = bool, required = false)]
    pub inactive: Option<bool>,
    /// Changed at this time or later, as RFC 3339.
    #[schema(format = DateTime)]
    pub changed_since: Option<String>,
}

/// What an export would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportPlan)]
pub struct ShownPlan {
    /// In numbers.
    pub counts: ShownPlanCounts,
    /// By person, in the order of the list.
    pub items: Vec<ShownPlanItem>,
    /// Whether the mailbox's contacts have not all been read yet: the numbers may change then.
    pub unread: bool,
    /// What there is to know besides, in words.
    pub note: Option<&'static str>,
}

/// How many persons an export would do what with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportPlanCounts)]
pub struct ShownPlanCounts {
    /// Contacts created.
    pub create: u64,
    /// Contacts updated.
    pub update: u64,
    /// Equal contacts linked.
    pub link: u64,
    /// Persons with several equal contacts: choose one by adopting with `contact`.
    pub choose: u64,
    /// Contacts withdrawn.
    pub withdraw: u64,
    /// Persons with which nothing happens.
    pub unchanged: u64,
    /// Persons that cannot be exported.
    pub not_possible: u64,
}

/// One person in a plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportPlanItem)]
pub struct ShownPlanItem {
    /// The contact person's id.
    pub contact_person: Uuid,
    /// Its name; empty when you may not know it.
    pub name: String,
    /// What would happen.
    pub what: PlannedWord,
    /// Why, where that is not plain.
    pub reason: Option<String>,
    /// With `choose`: the ids of the equal contacts in the mailbox. `/mailboxes/{id}/candidates` shows them; adopt the
    /// person with one of them as `contact`.
    pub candidates: Vec<String>,
    /// With `details`: what would change in which field, in the order of a form. Fields that you do not see are left
    /// out.
    pub fields: Option<Vec<ShownFieldChange>>,
    /// With `details`: what would become of the photo in Outlook.
    pub photo: Option<PhotoPlanWord>,
}

/// What an export would change in one field.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportFieldChange)]
pub struct ShownFieldChange {
    /// The field's key.
    pub field: &'static str,
    /// The CRM's value now; null: none.
    pub crm: Json,
    /// Outlook's value as it is known; null: none, or, of an equal contact that is not linked yet, not known.
    pub outlook_before: Json,
    /// Outlook's value afterwards; null: none, or known only when the contact is linked.
    pub outlook_after: Json,
    /// The CRM's value afterwards.
    pub crm_after: Json,
    /// Why: `compared` says that both sides are compared when the contact is linked.
    pub why: FieldWhyWord,
    /// With `compared`: which value stands where both sides have one and they differ.
    pub if_different: Option<IfDifferentWord>,
}

impl Asked for Export {
    fn read(properties: &mut Properties) -> Option<Self> {
        let mailbox = properties.id("mailbox");
        let mailbox = properties.required("mailbox", mailbox);
        match (properties.has("contact_persons"), properties.has("search"), properties.has("taken_off")) {
            (true, true, _) => {
                properties.refuse("search", "cannot be together with contact_persons: give one of them");
            }
            (false, false, false) => properties.refuse("contact_persons", "is required, or search"),
            (true, false, _) | (false, true, _) | (false, false, true) => {}
        }
        let contact_persons = properties.ids("contact_persons");
        let search = properties.object("search", read_filter);
        let taken_off = properties.ids("taken_off").unwrap_or_default();
        Some(Export {
            contact_persons,
            search,
            mode: properties.word("mode", ExportModeWord::WORDS).unwrap_or_default(),
            taken_off,
            withdraw_taken_off: properties.flag("withdraw_taken_off").unwrap_or_default(),
            photos: properties.flag("photos").unwrap_or(true),
            dry_run: properties.flag("dry_run").unwrap_or_default(),
            details: properties.flag("details").unwrap_or_default(),
            mailbox: mailbox?,
        })
    }
}

impl Export {
    fn request(self) -> ExportRequest {
        let persons = match self.search {
            Some(search) => Selection::Search(search),
            None => Selection::Ids(self.contact_persons.unwrap_or_default()),
        };
        ExportRequest {
            mailbox: self.mailbox,
            persons,
            mode: self.mode,
            taken_off: self.taken_off,
            withdraw_taken_off: self.withdraw_taken_off,
            photos: self.photos,
        }
    }
}

/// Export contact persons into a mailbox
///
/// With `dry_run` the plan is answered, in numbers and by name, and nothing is changed; with `details` also field by
/// field, of at most 100 contact persons, without asking Outlook. Else a run begins; watch it
/// at its Location. An export of more than 300 persons is answered at once, in state `preparing`: its items are
/// gathered meanwhile.
#[utoipa::path(post, path = "/exports", tag = "exports", request_body = Export,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again is answered with the same run, and done once (24 hours)")),
    responses(
        (status = 200, description = "With dry_run: the plan", body = ShownPlan),
        (status = 202, description = "The run: watch it until it is done", body = ShownRun,
            headers(("Location" = String, description = "Where the run is")))))]
pub async fn start(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    repeatable: Repeatable,
    Sent { asked, bytes }: Sent<Export>,
) -> Result<Response, Problem> {
    let (dry_run, details) = (asked.dry_run, asked.details);
    let request = asked.request();
    if dry_run {
        let plan = state.store.plan_export(&viewer, &request).await?;
        let persons: Vec<PersonId> = plan.items.iter().map(|item| item.person).collect();
        let mut shown = shown(plan);
        if details {
            let planned = state.store.plan_persons(&viewer, &request, &persons, state.now()).await?;
            shown.items = planned.into_iter().map(detailed).collect();
        }
        return Ok(axum::Json(shown).into_response());
    }
    if details {
        return Err(Problem::new(
            Kind::Invalid,
            "details are part of a plan, and dry_run is not set; nothing was done. Set dry_run, or leave details out",
        ));
    }
    let key = repeatable.of(&bytes);
    // It goes on to its end even if the client goes away meanwhile: a run is not left half gathered.
    let started = tokio::spawn(async move {
        let begun = state.store.begin_export(&viewer, &request, key.as_ref(), state.now()).await?;
        filling::fill(&state, begun, request.mailbox).await;
        accepted(state.store.read_run(&viewer, begun.run).await?)
    });
    match started.await {
        Ok(answer) => Ok(answer?.into_response()),
        Err(_) => Err(Problem::new(
            Kind::Failed,
            "The export failed while it began. Look at /runs before repeating it",
        )),
    }
}

fn shown_item(item: PlanItem) -> ShownPlanItem {
    ShownPlanItem {
        contact_person: item.person.0,
        name: item.name,
        what: item.what.into(),
        reason: item.reason,
        candidates: item.candidates,
        fields: None,
        photo: None,
    }
}

fn detailed(planned: PlannedChanges) -> ShownPlanItem {
    ShownPlanItem {
        fields: Some(planned.fields.into_iter().map(change).collect()),
        photo: Some(planned.photo.into()),
        ..shown_item(planned.item)
    }
}

fn change(change: FieldChange) -> ShownFieldChange {
    let json = |value: Option<Value>| value.map_or(Json::Null, |value| value.to_json());
    let (why, if_different) = why(change.why);
    ShownFieldChange {
        field: change.field.as_str(),
        crm: json(change.crm),
        outlook_before: json(change.outlook_before),
        outlook_after: json(change.outlook_after),
        crm_after: json(change.crm_after),
        why,
        if_different: if_different.map(IfDifferentWord::from),
    }
}

fn shown(plan: ExportPlan) -> ShownPlan {
    ShownPlan {
        counts: ShownPlanCounts {
            create: plan.counts.create,
            update: plan.counts.update,
            link: plan.counts.link,
            choose: plan.counts.choose,
            withdraw: plan.counts.withdraw,
            unchanged: plan.counts.unchanged,
            not_possible: plan.counts.not_possible,
        },
        items: plan.items.into_iter().map(shown_item).collect(),
        unread: plan.unread,
        note: plan.unread.then_some(store::UNREAD),
    }
}

/// Why a field changes, without what is said besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The CRM's value goes to Outlook.
    Sent,
    /// As far as Outlook can hold it.
    Shortened,
    /// Outlook has no place for it.
    NoPlace,
    /// An edit made in Outlook is undone.
    PutBack,
    /// Outlook's value goes to the CRM.
    Taken,
    /// A conflict that the CRM wins.
    CrmWins,
    /// A conflict that Outlook wins.
    OutlookWins,
    /// It follows from other fields.
    Follows,
    /// It is compared when the contact is linked.
    Compared,
    /// The contact goes.
    Removed,
}

fn why(why: FieldWhy) -> (FieldWhyWord, Option<store::IfDifferent>) {
    let (word, if_different) = match why {
        FieldWhy::Sent => (Why::Sent, None),
        FieldWhy::Shortened => (Why::Shortened, None),
        FieldWhy::NoPlace => (Why::NoPlace, None),
        FieldWhy::PutBack => (Why::PutBack, None),
        FieldWhy::Taken => (Why::Taken, None),
        FieldWhy::CrmWins => (Why::CrmWins, None),
        FieldWhy::OutlookWins => (Why::OutlookWins, None),
        FieldWhy::Follows => (Why::Follows, None),
        FieldWhy::Compared(rule) => (Why::Compared, Some(rule)),
        FieldWhy::Removed => (Why::Removed, None),
    };
    (word.into(), if_different)
}
