//! *Link instead*: both sides beside each other, field by field, and what will stand; and the way back.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::routing::{get, post};
use contacts::{DraftId, PersonId, Value};
use store::{CandidateKind, FoundPerson, ImportRow, LinkField, LinkPreview, LinkWhy, StoreError};

use super::asked::Asked;
use super::line::{self, Line};
use super::{Opened, Step, list, open_ready, overtaken, path};
use crate::language::Words;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::list::Address;
use crate::pages::person::Avatar;
use crate::pages::persons::{self, label, view};
use crate::pages::reasons::{self, Told};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::wizard::{Wizard, mailbox_of};
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/import/{draft}/rows/{number}/link", get(show).post(choose))
        .route("/import/{draft}/rows/{number}/apart", post(apart))
}

/// A contact and a contact person beside each other.
#[derive(Template)]
#[template(path = "import/link.html")]
pub(crate) struct LinkPage {
    pub(super) shell: Shell,
    pub(super) wizard: Wizard,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) ours: Side,
    pub(super) theirs: Side,
    /// Where the contact person is.
    pub(super) person: String,
    /// Why they may be the same.
    pub(super) reasons: Vec<(String, &'static str)>,
    /// The fields in which something happens or differs.
    pub(super) fields: Vec<Both>,
    /// The fields that are the same.
    pub(super) same: Vec<Both>,
    pub(super) photo: Option<String>,
    /// Why it cannot be linked.
    pub(super) bar: Option<Told>,
    pub(super) action: String,
    pub(super) yes: String,
    pub(super) back: String,
}

/// Who stands on a side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Side {
    pub(super) avatar: Avatar,
    pub(super) detail: String,
}

/// A field on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Both {
    pub(super) field: String,
    pub(super) outlook: String,
    pub(super) crm: String,
    /// What stands on both sides afterwards; of sides that stay apart, the CRM's.
    pub(super) stands: String,
    pub(super) why: String,
    pub(super) differs: bool,
}

impl Both {
    fn of(field: &LinkField, words: Words) -> Self {
        let said = |value: &Option<Value>| {
            value.as_ref().map(|value| view::said(field.field, value, words)).unwrap_or_default()
        };
        let stands = match field.why {
            LinkWhy::Apart | LinkWhy::Off => words.say("import-both-stay"),
            LinkWhy::Same
            | LinkWhy::FillsOutlook
            | LinkWhy::FillsCrm
            | LinkWhy::CrmStands
            | LinkWhy::OutlookStands => said(&field.crm_after),
        };
        Both {
            field: label(field.field, words).to_owned(),
            outlook: said(&field.outlook),
            crm: said(&field.crm),
            stands,
            why: words.say(why(field.why)),
            differs: match field.why {
                LinkWhy::CrmStands | LinkWhy::OutlookStands => true,
                LinkWhy::Same | LinkWhy::FillsOutlook | LinkWhy::FillsCrm | LinkWhy::Apart | LinkWhy::Off => {
                    false
                }
            },
        }
    }
}

/// The key of what happens to a field.
const fn why(why: LinkWhy) -> &'static str {
    match why {
        LinkWhy::Same => "import-why-same",
        LinkWhy::FillsOutlook => "import-why-fills-outlook",
        LinkWhy::FillsCrm => "import-why-fills-crm",
        LinkWhy::CrmStands => "import-why-crm",
        LinkWhy::OutlookStands => "import-why-outlook",
        LinkWhy::Apart => "import-why-apart",
        LinkWhy::Off => "import-why-off",
    }
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((id, number)): Ids<(DraftId, u32)>,
    uri: Uri,
) -> Answer {
    let draft = match open_ready(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let (store, viewer, now) = (&state.store, &visitor.viewer, visitor.now);
    let person: Option<PersonId> =
        Form::read(uri.query().unwrap_or_default().as_bytes()).value("person").parse().ok();
    let read = async {
        let row = store.import_row(viewer, id, number, now).await?;
        let person = person.or(row.relink.as_ref().map(|person| person.id));
        let person = person.ok_or(StoreError::NotFound("contact person"))?;
        Ok((store.preview_import_link(viewer, id, number, person, now).await?, row))
    };
    let (preview, row) = match read.await {
        Ok(read) => read,
        Err(error) => return overtaken(&visitor, id, error),
    };
    let asked = Asked::read(uri.query());
    let address = mailbox_of(&state, &visitor, draft.mailbox).await?;
    let wizard = Wizard::of(Step::Assign, Some(id), &address, visitor.words);
    let shell = visitor.shell(&state, Room::None).await?;
    reply::show(&LinkPage::of(shell, wizard, (id, &asked), &row, &preview))
}

impl LinkPage {
    pub(super) fn of(
        shell: Shell,
        wizard: Wizard,
        (id, asked): (DraftId, &Asked),
        row: &ImportRow,
        preview: &LinkPreview,
    ) -> Self {
        let words = shell.words;
        let back = |address: Address| asked.onto(&address);
        let line = Line::of(row, id, &back, words);
        let again = row.kind == CandidateKind::Relink;
        let detail = [line.position.as_str(), line.company.as_str()];
        let told = detail.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
        let here = Address::new(format!("{}/rows/{}/link", path(id), row.number));
        let (same, fields) = preview.fields.iter().partition::<Vec<_>, _>(|field| field.why == LinkWhy::Same);
        let both = |fields: Vec<&LinkField>| fields.into_iter().map(|field| Both::of(field, words)).collect();
        LinkPage {
            title: words.say(if again { "import-relink-title" } else { "import-link-title" }),
            text: words.say(if again { "import-relink-text" } else { "import-link-text" }),
            ours: Side { avatar: Avatar { name: line.called(), ..line.avatar.clone() }, detail: told },
            theirs: Side { avatar: Avatar::of(&preview.name), detail: preview.partner_name.clone() },
            person: persons::path(preview.person),
            reasons: reasons_of(row, preview.person, words),
            fields: both(fields),
            same: both(same),
            photo: (row.has_photo || preview.photo).then(|| photo(row.has_photo, preview.photo, words)),
            bar: preview.not_possible.as_deref().map(|why| reasons::told(why, words)),
            action: asked.onto(&here).with("person", preview.person.to_string()).to_string(),
            yes: words.say(if again { "import-relink-do" } else { "import-link-do" }),
            back: asked.address(id).to_string(),
            shell,
            wizard,
        }
    }
}

/// Why a contact may be a contact person.
fn reasons_of(row: &ImportRow, person: PersonId, words: Words) -> Vec<(String, &'static str)> {
    let is = |known: &Option<FoundPerson>| known.as_ref().is_some_and(|known| known.id == person);
    let found = row.duplicates.iter().find(|one| is(&one.person));
    found.map(|found| line::reasons(&found.evidence, words)).unwrap_or_default()
}

fn photo(outlook: bool, crm: bool, words: Words) -> String {
    words.say(match (outlook, crm) {
        (true, true) => "import-photo-both",
        (true, false) => "import-photo-to-crm",
        (false, _) => "import-photo-to-outlook",
    })
}

/// Chooses that the contact is linked. Nothing happens before the import begins.
async fn choose(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((id, number)): Ids<(DraftId, u32)>,
    uri: Uri,
) -> Answer {
    if let Opened::Elsewhere(answer) = open_ready(&state, &visitor, id).await? {
        return Ok(answer);
    }
    let query = Form::read(uri.query().unwrap_or_default().as_bytes());
    let Ok(person) = query.value("person").parse::<PersonId>() else {
        return Ok(reply::go(&visitor, &path(id), None));
    };
    let asked = Asked::read(uri.query());
    match state.store.link_import_row(&visitor.viewer, id, number, Some(person), visitor.now).await {
        Ok(_) => {
            let said = Flash::done(visitor.say("import-link-chosen"));
            list::after(&state, &visitor, id, asked, (said, Some(number))).await
        }
        Err(error) => overtaken(&visitor, id, error),
    }
}

/// Takes the choice back.
async fn apart(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((id, number)): Ids<(DraftId, u32)>,
    uri: Uri,
) -> Answer {
    if let Opened::Elsewhere(answer) = open_ready(&state, &visitor, id).await? {
        return Ok(answer);
    }
    match state.store.link_import_row(&visitor.viewer, id, number, None, visitor.now).await {
        Ok(_) => {
            let said = Flash::done(visitor.say("import-apart-done"));
            list::after(&state, &visitor, id, Asked::read(uri.query()), (said, Some(number))).await
        }
        Err(error) => overtaken(&visitor, id, error),
    }
}
