//! Delta rounds over the folders beneath another.

use axum::http::StatusCode;
use serde::Serialize;

use super::call::Reply;
use super::delta::{checked, given_token, links, page_size};
use super::delta_token::{DeltaToken, Over};
use super::folders::{Folder, spelled};
use super::listing::Page;
use super::render::Removed;
use super::route::FolderName;
use super::{Setting, folder_number};
use crate::errors::GraphError;
use crate::state::changes::Progress;
use crate::state::item::FolderNumber;
use crate::state::mailbox::Mailbox;

const KIND: &str = "#microsoft.graph.contactFolder";

#[derive(Serialize)]
#[serde(untagged)]
enum Entry {
    Folder(Folder),
    Removed(Removed),
}

/// Answers the next page of a round over folders.
///
/// # Errors
/// As for contacts: 400, 403, 404, 410.
pub(crate) fn round(
    setting: &Setting<'_>,
    mailbox: &Mailbox,
    parent: &FolderName,
) -> Result<Reply, GraphError> {
    if setting.account.is_full() {
        return Err(GraphError::quota_exceeded());
    }
    let parent = folder_number(mailbox, parent)?;
    let mut token = match given_token(setting) {
        Some(text) => checked(setting, mailbox, text, Over::Folders, parent)?,
        None => first(setting, mailbox, parent),
    };
    let size = page_size(setting);
    let (mut value, mut more) = (Vec::new(), false);
    for (number, (folder, began, gone)) in mailbox.folders.history.range(token.progress.seen + 1..) {
        if value.len() == size {
            more = true;
            break;
        }
        let known = *began <= token.progress.seen && *number > token.progress.began;
        token.progress.seen = *number;
        value.extend(entry(mailbox, *folder, *gone, known));
    }
    let (next_link, delta_link) = links(setting, &token, more);
    let context = format!("{}/$metadata#Collection(contactFolder)", setting.call.base());
    Reply::json(StatusCode::OK, &Page { context, count: None, next_link, delta_link, value })
}

fn entry(mailbox: &Mailbox, folder: FolderNumber, gone: bool, known: bool) -> Option<Entry> {
    match (gone, known) {
        (true, true) => Some(Entry::Removed(Removed::new(KIND, mailbox.folder_id(folder)))),
        (true, false) => None,
        (false, _) => spelled(mailbox, folder).map(|mut folder| {
            folder.kind = Some(KIND);
            Entry::Folder(folder)
        }),
    }
}

fn first(setting: &Setting<'_>, mailbox: &Mailbox, parent: FolderNumber) -> DeltaToken {
    DeltaToken {
        mailbox: mailbox.guid,
        generation: mailbox.sync_generation,
        over: Over::Folders,
        folder: parent,
        progress: Progress { began: mailbox.last_number(), seen: 0 },
        ids: setting.call.preferences().ids,
        select: u64::MAX,
        issued: setting.now,
        expand: Vec::new(),
    }
}
