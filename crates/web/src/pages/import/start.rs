//! Where an import begins: drafts that wait, the folders that are read, private contacts; and the quick start bar's
//! click, which begins at once.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::routing::get;
use contacts::{DraftId, MailboxId};
use store::{ImportDraft, ImportFolder, ImportState, StoreError};

use super::{PATH, Step, path};
use crate::detecting;
use crate::language::Words;
use crate::pages::form::Form;
use crate::pages::persons::list::switches::{self, Own};
use crate::pages::reasons::{self, Told};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::pages::wizard::Wizard;
use crate::state::{Folder, WebState};
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route(PATH, get(show).post(begin))
}

/// Where an import begins.
#[derive(Template)]
#[template(path = "import/start.html")]
pub(crate) struct StartPage {
    pub(super) shell: Shell,
    pub(super) wizard: Wizard,
    pub(super) form: Form,
    pub(super) waiting: Vec<Waiting>,
    /// The visitor's mailboxes: where each is chosen, its address, whether it is.
    pub(super) mailboxes: Vec<(String, String, bool)>,
    /// The id of the chosen one.
    pub(super) chosen: String,
    pub(super) folders: Vec<Choice>,
    /// Why Outlook did not say which folders there are.
    pub(super) away: Option<Told>,
}

/// A draft that waits to be gone on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(super) path: String,
    pub(super) said: String,
    pub(super) changed: i64,
    pub(super) goes: i64,
}

/// A folder to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Its id; empty: the default contact folder.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) contacts: Option<u64>,
    pub(super) default: bool,
    pub(super) on: bool,
}

impl Waiting {
    fn of(draft: &ImportDraft, words: Words) -> Self {
        let counts = &draft.counts;
        let said = match &draft.state {
            ImportState::Reading { .. } | ImportState::Checking { .. } => words.say("import-waiting-reading"),
            ImportState::Failed { .. } => words.say("import-failed"),
            ImportState::Ready => words
                .put("count", counts.new + counts.relink)
                .put("ticked", counts.checked)
                .say("import-waiting-ready"),
        };
        Waiting { path: path(draft.id), said, changed: draft.changed, goes: draft.goes }
    }
}

/// What an import is begun with.
struct Ground {
    own: Vec<Own>,
    waiting: Vec<ImportDraft>,
}

impl Ground {
    async fn read(state: &WebState, visitor: &Visitor) -> Result<Self, Trouble> {
        Ok(Ground {
            own: switches::own(state, visitor).await?,
            waiting: state.store.waiting_import_drafts(&visitor.viewer, visitor.now).await?,
        })
    }

    /// The mailbox that was asked for; the first one, where none was.
    fn mailbox(&self, asked: &str) -> Option<MailboxId> {
        let wanted: Option<MailboxId> = asked.parse().ok();
        let known = |id: MailboxId| self.own.iter().find(|own| own.id == id).map(|own| own.id);
        wanted.and_then(known).or(self.own.first().map(|own| own.id))
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor, uri: Uri) -> Answer {
    visitor.writes()?;
    let asked = Form::read(uri.query().unwrap_or_default().as_bytes());
    let ground = Ground::read(&state, &visitor).await?;
    let before = asked.value("draft").parse::<DraftId>().ok();
    let before = ground.waiting.iter().find(|draft| Some(draft.id) == before);
    let mut form = Form::new();
    match before {
        Some(draft) => {
            form.set("mailbox", draft.mailbox.to_string());
            form.set("replaces", draft.id.to_string());
            for folder in &draft.folders {
                form.add("folder", folder.id.clone().unwrap_or_default());
            }
            if draft.with_private {
                form.set("with_private", "on");
            }
        }
        None => {
            form.set("mailbox", asked.value("mailbox"));
            form.set("folder", "");
        }
    }
    reply::show(&page(&state, &visitor, &ground, form).await?)
}

/// Makes the page around a filled form.
async fn page(
    state: &WebState,
    visitor: &Visitor,
    ground: &Ground,
    form: Form,
) -> Result<StartPage, Trouble> {
    let words = visitor.words;
    let chosen = ground.mailbox(form.value("mailbox"));
    let own = ground.own.iter().find(|own| Some(own.id) == chosen);
    let (folders, away) = match own {
        Some(own) => match state.engine.folders(own.id).await {
            Ok(folders) => (folders.into_iter().map(|folder| choice(folder, &form)).collect(), None),
            Err(why) => (Vec::new(), Some(reasons::told(&why, words))),
        },
        None => (Vec::new(), None),
    };
    let mailbox =
        |own: &Own| (format!("{PATH}?mailbox={}", own.id), own.address.clone(), Some(own.id) == chosen);
    let others = ground.waiting.iter().filter(|draft| draft.id.to_string() != form.value("replaces"));
    let address = own.map_or("", |own| own.address.as_str());
    Ok(StartPage {
        shell: visitor.shell(state, Room::None).await?,
        wizard: Wizard::of(Step::Detect, None, address, words),
        waiting: others.map(|draft| Waiting::of(draft, words)).collect(),
        mailboxes: ground.own.iter().map(mailbox).collect(),
        chosen: chosen.map(|id| id.to_string()).unwrap_or_default(),
        folders,
        away,
        form,
    })
}

fn choice(folder: Folder, form: &Form) -> Choice {
    let id = folder.id.clone().unwrap_or_default();
    Choice {
        on: form.has("folder", &id),
        default: folder.id.is_none(),
        name: folder.name,
        contacts: folder.contacts,
        id,
    }
}

/// Begins an import. From the quick start bar it is the default folder of the only mailbox, at once; where something
/// waits or is to be chosen, that is shown.
async fn begin(State(state): State<WebState>, visitor: Visitor, mut form: Form) -> Answer {
    visitor.writes()?;
    let ground = Ground::read(&state, &visitor).await?;
    if form.value("from") == "bar" {
        if let Some(place) = instead(&ground) {
            return Ok(reply::go(&visitor, &place, None));
        }
        form.set("folder", "");
    }
    let Some(mailbox) = ground.mailbox(form.value("mailbox")) else {
        return Ok(reply::go(&visitor, PATH, None));
    };
    let folders = chosen(&state, &visitor, mailbox, &form).await;
    if folders.is_empty() {
        form.refuse(visitor.say("import-no-folder"));
        return reply::again(&page(&state, &visitor, &ground, form).await?);
    }
    let private = form.checked("with_private");
    match state.store.create_import_draft(&visitor.viewer, mailbox, &folders, private, visitor.now).await {
        Ok(draft) => {
            // Other folders were asked for: the draft of before is over.
            if let Ok(before) = form.value("replaces").parse::<DraftId>() {
                let _ = state.store.drop_import_draft(&visitor.viewer, before, visitor.now).await;
            }
            detecting::begin(&state, &visitor.viewer, draft.id).await?;
            Ok(reply::go(&visitor, &path(draft.id), None))
        }
        Err(StoreError::Invalid(why)) => {
            form.refuse(reasons::told(&why, visitor.words).text());
            reply::again(&page(&state, &visitor, &ground, form).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Where the quick start bar leads instead of beginning at once: a second click to what the first one began.
fn instead(ground: &Ground) -> Option<String> {
    if let Some(draft) = ground.waiting.iter().find(|draft| match draft.state {
        ImportState::Reading { .. } | ImportState::Checking { .. } => true,
        ImportState::Ready | ImportState::Failed { .. } => false,
    }) {
        return Some(path(draft.id));
    }
    (ground.own.len() != 1 || !ground.waiting.is_empty()).then(|| PATH.to_owned())
}

/// The folders that were ticked, with their names. While Outlook does not say which there are, only the default one can be.
async fn chosen(state: &WebState, visitor: &Visitor, mailbox: MailboxId, form: &Form) -> Vec<ImportFolder> {
    let wanted = |id: &Option<String>| form.has("folder", id.as_deref().unwrap_or_default());
    match state.engine.folders(mailbox).await {
        Ok(folders) => {
            let known = folders.into_iter().filter(|folder| wanted(&folder.id));
            known.map(|folder| ImportFolder { id: folder.id, name: folder.name }).collect()
        }
        Err(_) => vec![ImportFolder { id: None, name: visitor.say("import-default-folder") }],
    }
}
