//! Which folder a mailbox follows: shown as Outlook has them now, and chosen while nobody is linked.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contacts::MailboxId;
use store::{MailboxView, StoreError};

use super::{path, refusal};
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::reasons::{self, Told};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::{Folder, WebState};
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/mailboxes/{id}/folder", get(show).post(choose))
}

/// The folders of a mailbox: a part of its page, or a page of its own.
#[derive(Template)]
#[template(path = "mailbox/folder.html", blocks = ["folder"])]
pub(crate) struct FolderPage {
    pub(super) shell: Shell,
    pub(super) path: String,
    pub(super) address: String,
    pub(super) folders: Vec<Choice>,
    /// Whether another one can be chosen.
    pub(super) open: bool,
    pub(super) writes: bool,
    /// How many persons are linked: while there are any, the folder stays.
    pub(super) links: u64,
    /// Why Outlook did not say which folders there are.
    pub(super) away: Option<Told>,
}

/// A folder to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Its id; empty: the default contact folder.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) contacts: Option<u64>,
    pub(super) default: bool,
    pub(super) chosen: bool,
}

impl Choice {
    fn of(folder: Folder, mailbox: &MailboxView) -> Self {
        Choice {
            chosen: folder.id == mailbox.folder,
            default: folder.id.is_none(),
            id: folder.id.unwrap_or_default(),
            name: folder.name,
            contacts: folder.contacts,
        }
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    let mailbox = state.store.read_mailbox(&visitor.viewer, id, visitor.now).await?;
    let (folders, away) = match state.engine.folders(id).await {
        Ok(folders) => (folders.into_iter().map(|folder| Choice::of(folder, &mailbox)).collect(), None),
        Err(why) => (Vec::new(), Some(reasons::told(&why, visitor.words))),
    };
    let page = FolderPage {
        shell: visitor.shell(&state, Room::Mailbox).await?,
        path: path(id),
        address: mailbox.address,
        folders,
        open: visitor.viewer.writes() && mailbox.health.links == 0,
        writes: visitor.viewer.writes(),
        links: mailbox.health.links,
        away,
    };
    if visitor.wants("folder") { reply::show(&page.as_folder()) } else { reply::show(&page) }
}

async fn choose(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<MailboxId>,
    form: Form,
) -> Answer {
    visitor.writes()?;
    let folder = Some(form.trimmed("folder")).filter(|folder| !folder.is_empty());
    let flash = match state.store.choose_folder(&visitor.viewer, id, folder).await {
        Ok(()) => {
            state.engine.wake(Some(id));
            Flash::done(visitor.say("mailbox-folder-chosen"))
        }
        Err(StoreError::Invalid(why)) => refusal(&why, &visitor),
        Err(error) => return Err(error.into()),
    };
    Ok(reply::go(&visitor, &path(id), Some(&flash)))
}
