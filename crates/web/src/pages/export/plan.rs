//! What exactly an export would change of one contact person, field by field.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use contacts::{DraftId, PersonId, Value};
use serde::Deserialize;
use store::{
    ExportDraft, ExportRequest, FieldChange, FieldWhy, IfDifferent, PhotoPlan, PlannedChanges, Selection,
};

use super::options::keys;
use super::{Opened, open, path};
use crate::language::Words;
use crate::pages::ids::Ids;
use crate::pages::person::Avatar;
use crate::pages::persons::{label, view};
use crate::pages::reasons::{self, Told};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/export/{draft}/plan/{person}", get(show))
}

/// What would change of one person.
#[derive(Template)]
#[template(path = "export/plan.html", blocks = ["dialog"])]
pub(crate) struct PlanPage {
    pub(super) shell: Shell,
    /// The options' path, to go back.
    pub(super) back: String,
    pub(super) avatar: Avatar,
    pub(super) href: String,
    pub(super) what: (String, &'static str),
    pub(super) told: Option<Told>,
    pub(super) fields: Vec<Change>,
    /// What becomes of the photo.
    pub(super) photo: Option<String>,
}

/// What would change in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(super) field: String,
    /// Outlook's value now and afterwards.
    pub(super) before: String,
    pub(super) after: String,
    /// The CRM's value afterwards, where it would change.
    pub(super) crm: Option<String>,
    pub(super) why: String,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// The person was taken off the list.
    #[serde(default)]
    off: String,
}

/// The request that tells of one person of a draft.
fn request(draft: &ExportDraft, person: PersonId, off: bool) -> ExportRequest {
    ExportRequest {
        mailbox: draft.mailbox,
        persons: Selection::Ids(if off { Vec::new() } else { vec![person] }),
        mode: draft.options.mode,
        taken_off: if off { vec![person] } else { Vec::new() },
        withdraw_taken_off: draft.options.withdraw_taken_off,
        photos: draft.options.photos,
    }
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((id, person)): Ids<(DraftId, PersonId)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let draft = match open(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let request = request(&draft, person, asked.off == "1");
    let planned = state.store.plan_person(&visitor.viewer, &request, person, visitor.now).await?;
    let shell = visitor.shell(&state, Room::None).await?;
    let page = PlanPage::of(shell, &planned, format!("{}/options", path(id)), visitor.words);
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

impl PlanPage {
    pub(super) fn of(shell: Shell, planned: &PlannedChanges, back: String, words: Words) -> Self {
        let (_, one, tone) = keys(planned.item.what);
        let photo = planned.picture.map(|_| format!("/contact-persons/{}/photo", planned.item.person));
        PlanPage {
            shell,
            back,
            avatar: Avatar::of(&planned.item.name).photo(photo),
            href: format!("/contact-persons/{}", planned.item.person),
            what: (words.say(one), tone),
            told: planned.item.reason.as_deref().map(|reason| reasons::told(reason, words)),
            fields: planned.fields.iter().map(|change| Change::of(change, words)).collect(),
            photo: photo_in_words(planned.photo).map(|key| words.say(key)),
        }
    }
}

impl Change {
    fn of(change: &FieldChange, words: Words) -> Self {
        let said = |value: &Option<Value>| {
            value.as_ref().map(|value| view::said(change.field, value, words)).unwrap_or_default()
        };
        Change {
            field: label(change.field, words).to_owned(),
            before: said(&change.outlook_before),
            after: said(&change.outlook_after),
            crm: (change.crm != change.crm_after).then(|| said(&change.crm_after)),
            why: words.say(why(change.why)),
        }
    }
}

/// The key of why a field would change.
const fn why(why: FieldWhy) -> &'static str {
    match why {
        FieldWhy::Sent => "export-why-sent",
        FieldWhy::Shortened => "export-why-shortened",
        FieldWhy::NoPlace => "export-why-no-place",
        FieldWhy::PutBack => "export-why-put-back",
        FieldWhy::Taken => "export-why-taken",
        FieldWhy::CrmWins => "export-why-crm-wins",
        FieldWhy::OutlookWins => "export-why-outlook-wins",
        FieldWhy::Follows => "export-why-follows",
        FieldWhy::Compared(IfDifferent::Crm) => "export-why-compared-crm",
        FieldWhy::Compared(IfDifferent::Outlook) => "export-why-compared-outlook",
        FieldWhy::Compared(IfDifferent::Newest) => "export-why-compared-newest",
        FieldWhy::Compared(IfDifferent::Both) => "export-why-compared-both",
        FieldWhy::Removed => "export-why-removed",
    }
}

/// The key of what becomes of the photo; none: nothing.
const fn photo_in_words(plan: PhotoPlan) -> Option<&'static str> {
    match plan {
        PhotoPlan::Unchanged => None,
        PhotoPlan::Sent => Some("export-photo-sent"),
        PhotoPlan::Removed => Some("export-photo-removed"),
        PhotoPlan::LeftOut => Some("export-photo-left-out"),
        PhotoPlan::Compared => Some("export-photo-compared"),
        PhotoPlan::Goes => Some("export-photo-goes"),
    }
}
