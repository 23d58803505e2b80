//! Delta rounds over the contacts of one folder.

use axum::http::StatusCode;
use serde::Serialize;

use super::call::Reply;
use super::delta_token::{DeltaToken, Over};
use super::listing::Page;
use super::render::{Contact, Place, Removed, Spelling};
use super::route::FolderName;
use super::{Noise, Setting, folder_number};
use crate::errors::GraphError;
use crate::odata::expand::Expansion;
use crate::odata::select::Selection;
use crate::quirks::{DeltaExpand, IdTypeToggle};
use crate::state::changes::{Progress, Told};
use crate::state::item::FolderNumber;
use crate::state::mailbox::Mailbox;

const KIND: &str = "#microsoft.graph.contact";

#[derive(Serialize)]
#[serde(untagged)]
enum Entry<'a> {
    Contact(Box<Contact<'a>>),
    Removed(Removed),
}

/// Answers the next page of a round.
///
/// # Errors
/// 400 for a malformed token or bad options, 403 when the mailbox is full, 404 for an unknown folder, 410 for a
/// token that is gone, 500 for `$expand` unless a quirk supports it.
pub(crate) fn round(
    setting: &Setting<'_>,
    mailbox: &mut Mailbox,
    folder: &FolderName,
) -> Result<Reply, GraphError> {
    if setting.account.is_full() {
        return Err(GraphError::quota_exceeded());
    }
    let folder = folder_number(mailbox, folder).map_err(|error| match error.status {
        StatusCode::NOT_FOUND => GraphError { code: "ErrorSyncFolderNotFound".to_owned(), ..error },
        _ => error,
    })?;
    let mut token = match given_token(setting) {
        Some(text) => checked(setting, mailbox, text, Over::Contacts, folder)?,
        None => first(setting, mailbox, folder)?,
    };
    let size = page_size(setting);
    let found = match mailbox.folders.get_mut(folder) {
        Some(folder) => folder.changes.page(token.progress, size, token.ids),
        None => return Err(GraphError::item_not_found()),
    };
    token.progress.seen = found.seen;
    let told = disturbed(found.told, mailbox, folder, setting.noise);
    let expand = Expansion::from_spelled(token.expand.iter().map(String::as_str));
    let base = setting.call.base();
    let select = Selection::from_bits(token.select);
    let spelling = Spelling { select, expand: &expand, ids: token.ids, quirks: &setting.quirks, base: &base };
    let value = told.into_iter().filter_map(|told| entry(mailbox, told, spelling)).collect::<Vec<_>>();
    let (next_link, delta_link) = links(setting, &token, found.more);
    let context = format!("{base}/$metadata#Collection(contact)");
    Reply::json(StatusCode::OK, &Page { context, count: None, next_link, delta_link, value })
}

fn entry<'a>(mailbox: &'a Mailbox, told: Told, spelling: Spelling<'a>) -> Option<Entry<'a>> {
    match told {
        Told::Changed(identity) => mailbox
            .item(identity.item)
            .map(|item| Entry::Contact(Box::new(Contact { mailbox, item, spelling, place: Place::InDelta }))),
        Told::Removed(identity) => {
            Some(Entry::Removed(Removed::new(KIND, mailbox.contact_id(identity, spelling.ids))))
        }
    }
}

/// Does to a page what a fault asks for; every entry stays true or is a false removal.
fn disturbed(mut told: Vec<Told>, mailbox: &Mailbox, folder: FolderNumber, noise: Noise) -> Vec<Told> {
    if noise.duplicate {
        told = told.iter().flat_map(|told| [*told, *told]).collect();
    }
    let living = mailbox.folders.get(folder).into_iter().flat_map(|folder| &folder.items);
    let falsely = living.filter_map(|number| mailbox.item(*number)).take(noise.false_removals);
    told.extend(falsely.map(|item| Told::Removed(item.identity)));
    if noise.shuffle {
        fastrand::Rng::with_seed(mailbox.last_number()).shuffle(&mut told);
    }
    told
}

/// The token of the request, if it is not the first of its round.
pub(crate) fn given_token<'a>(setting: &'a Setting<'_>) -> Option<&'a str> {
    let query = &setting.call.query;
    query.option("deltatoken").or_else(|| query.option("skiptoken"))
}

/// How many entries a page may have.
pub(crate) fn page_size(setting: &Setting<'_>) -> usize {
    let asked = setting.call.preferences().page_size.unwrap_or(setting.quirks.delta_page_size);
    asked.clamp(1, setting.quirks.delta_max_page_size.max(1))
}

fn first(setting: &Setting<'_>, mailbox: &Mailbox, folder: FolderNumber) -> Result<DeltaToken, GraphError> {
    let select = Selection::read(setting.call.query.option("select"))?;
    let expand = Expansion::read(setting.call.query.option("expand"))?;
    if !expand.is_empty() && setting.quirks.delta_expand == DeltaExpand::Error500 {
        let message = "Value cannot be null.\r\nParameter name: type";
        return Err(GraphError::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", message));
    }
    Ok(DeltaToken {
        mailbox: mailbox.guid,
        generation: mailbox.sync_generation,
        over: Over::Contacts,
        folder,
        progress: Progress { began: mailbox.last_number(), seen: 0 },
        ids: setting.call.preferences().ids,
        select: select.bits(),
        issued: setting.now,
        expand: expand.spelled().into_iter().map(str::to_owned).collect(),
    })
}

/// Reads a token and holds it to the mailbox, the folder, its age and the id preference.
///
/// # Errors
/// 400 for a malformed or foreign token, 410 `SyncStateNotFound` or `SyncStateInvalid` for one that is gone.
pub(crate) fn checked(
    setting: &Setting<'_>,
    mailbox: &Mailbox,
    text: &str,
    over: Over,
    folder: FolderNumber,
) -> Result<DeltaToken, GraphError> {
    let mut token = DeltaToken::read(text).ok_or_else(GraphError::badly_formed_token)?;
    if token.mailbox != mailbox.guid || token.over != over || token.folder != folder {
        return Err(GraphError::badly_formed_token());
    }
    let lifetime =
        setting.quirks.delta_token_seconds.map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX));
    let too_old =
        lifetime.is_some_and(|seconds| token.issued + seconds.saturating_mul(1_000_000) <= setting.now);
    if token.generation != mailbox.sync_generation || too_old {
        return Err(gone(setting, mailbox, "SyncStateNotFound"));
    }
    let ids = setting.call.preferences().ids;
    if ids != token.ids {
        match setting.quirks.id_type_toggle {
            IdTypeToggle::Invalid => return Err(gone(setting, mailbox, "SyncStateInvalid")),
            IdTypeToggle::Tolerated => token.ids = ids,
        }
    }
    token.issued = setting.now;
    Ok(token)
}

fn gone(setting: &Setting<'_>, mailbox: &Mailbox, code: &str) -> GraphError {
    let error = GraphError::sync_state(code, mailbox.sync_generation);
    match setting.quirks.resync_location {
        true => error.with_header("location", path_of(setting)),
        false => error,
    }
}

/// The address of the round without options; the service spells `delta` without parentheses.
fn path_of(setting: &Setting<'_>) -> String {
    let path = setting
        .call
        .path
        .trim_end_matches('/')
        .trim_end_matches("()")
        .replace("microsoft.graph.delta", "delta");
    format!("{}{path}", setting.call.base())
}

/// The link to the next page, or at the end of the round the link to the next round.
pub(crate) fn links(
    setting: &Setting<'_>,
    token: &DeltaToken,
    more: bool,
) -> (Option<String>, Option<String>) {
    let (path, text) = (path_of(setting), token.spelled());
    match more {
        true => (Some(format!("{path}?$skiptoken={text}")), None),
        false => (None, Some(format!("{path}?$deltatoken={text}"))),
    }
}
