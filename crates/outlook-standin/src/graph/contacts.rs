//! One contact: create, show, change, delete.

use axum::http::StatusCode;

use super::call::{Call, Reply};
use super::contact_body::Change;
use super::render::{Contact, Place, Spelling};
use super::route::FolderName;
use super::{Setting, folder_number};
use crate::errors::GraphError;
use crate::odata::expand::Expansion;
use crate::odata::select::Selection;
use crate::quirks::{IfMatchOnPatch, SoftDeleted};
use crate::state::folders::DELETED_ITEMS;
use crate::state::ids::{self, ContactId};
use crate::state::item::Item;
use crate::state::mailbox::{Draft, Mailbox};

/// Finds the contact that an address names, as far as the service lets it be seen.
///
/// # Errors
/// 400 for an id that is none, 404 for one that names nothing (any more).
pub(crate) fn find<'a>(
    setting: &Setting<'_>,
    mailbox: &'a Mailbox,
    id: &str,
) -> Result<&'a Item, GraphError> {
    let id = ids::read_contact_id(id).ok_or_else(GraphError::id_malformed)?;
    let item = mailbox.find(id).ok_or_else(GraphError::item_not_found)?;
    match (id, setting.quirks.soft_deleted_by_immutable_id) {
        (ContactId::Immutable { .. }, SoftDeleted::NotFound) if item.folder == DELETED_ITEMS => {
            Err(GraphError::item_not_found())
        }
        (ContactId::Immutable { .. } | ContactId::Default { .. }, _) => Ok(item),
    }
}

/// Creates a contact in a folder.
///
/// # Errors
/// 400 for a body that the service refuses, 404 for an unknown folder.
pub(crate) fn create(
    setting: &Setting<'_>,
    mailbox: &mut Mailbox,
    folder: &FolderName,
) -> Result<Reply, GraphError> {
    let folder = folder_number(mailbox, folder)?;
    let change = Change::read(&setting.call.body, &setting.quirks)?;
    let mut draft = Draft::default();
    draft.extended = change.apply(&mut draft.card, &setting.quirks, true);
    let number = mailbox.create(folder, draft, setting.now);
    let item = mailbox.item(number).ok_or_else(GraphError::item_not_found)?;
    let id = mailbox.contact_id(item.identity, setting.call.preferences().ids);
    let place = format!("{}/users('{}')/contacts('{id}')", setting.call.base(), setting.account.address);
    written(setting, mailbox, item, StatusCode::CREATED).map(|reply| reply.with_header("location", place))
}

/// Shows a contact with `$select` and `$expand`.
///
/// # Errors
/// 400 for options that cannot be read, 404 for an unknown contact.
pub(crate) fn show(setting: &Setting<'_>, mailbox: &Mailbox, id: &str) -> Result<Reply, GraphError> {
    let item = find(setting, mailbox, id)?;
    let select = Selection::read(setting.call.query.option("select"))?;
    let expand = Expansion::read(setting.call.query.option("expand"))?;
    alone(setting, mailbox, item, select, &expand, StatusCode::OK)
}

/// Changes the properties that the body names and leaves the others.
///
/// # Errors
/// 400 for a body that the service refuses, 404, or 412 for a stale `If-Match`.
pub(crate) fn update(setting: &Setting<'_>, mailbox: &mut Mailbox, id: &str) -> Result<Reply, GraphError> {
    let item = find(setting, mailbox, id)?;
    match setting.quirks.if_match_on_patch {
        IfMatchOnPatch::Honoured => check_precondition(setting.call, mailbox, item)?,
        IfMatchOnPatch::Ignored => {}
    }
    let number = item.identity.item;
    let mut card = item.card.clone();
    let change = Change::read(&setting.call.body, &setting.quirks)?;
    let extended = change.apply(&mut card, &setting.quirks, false);
    let _ = mailbox.update(number, card, extended, setting.now);
    let item = mailbox.item(number).ok_or_else(GraphError::item_not_found)?;
    written(setting, mailbox, item, StatusCode::OK)
}

/// Moves a contact to Deleted Items; one that lies there already is destroyed.
///
/// # Errors
/// 404 (also for a second delete by the same id), or 412 for a stale `If-Match`.
pub(crate) fn delete(setting: &Setting<'_>, mailbox: &mut Mailbox, id: &str) -> Result<Reply, GraphError> {
    let item = find(setting, mailbox, id)?;
    let (number, lies_in_bin) = (item.identity.item, item.folder == DELETED_ITEMS);
    let by_immutable = matches!(ids::read_contact_id(id), Some(ContactId::Immutable { .. }));
    if lies_in_bin && by_immutable {
        return Err(GraphError::item_not_found());
    }
    check_precondition(setting.call, mailbox, item)?;
    if lies_in_bin {
        let _ = mailbox.destroy(number);
    } else {
        let renews = setting.quirks.move_changes_immutable_id;
        let _ = mailbox.relocate(number, DELETED_ITEMS, renews, setting.now);
    }
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Destroys a contact for good.
///
/// # Errors
/// 411 without a Content-Length, 404 for an unknown contact.
pub(crate) fn destroy(setting: &Setting<'_>, mailbox: &mut Mailbox, id: &str) -> Result<Reply, GraphError> {
    if !setting.call.has_length {
        return Err(GraphError::length_required());
    }
    let number = find(setting, mailbox, id)?.identity.item;
    let _ = mailbox.destroy(number);
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Holds a request to the version that its `If-Match` names.
fn check_precondition(call: &Call, mailbox: &Mailbox, item: &Item) -> Result<(), GraphError> {
    let Some(wanted) = call.header("if-match").map(str::trim).filter(|text| *text != "*") else {
        return Ok(());
    };
    let key = wanted.strip_prefix("W/").unwrap_or(wanted).trim_matches('"');
    if key == mailbox.change_key(item) { Ok(()) } else { Err(GraphError::conflict()) }
}

/// Answers a write: the whole contact without extended properties, or nothing when that is preferred.
fn written(
    setting: &Setting<'_>,
    mailbox: &Mailbox,
    item: &Item,
    status: StatusCode,
) -> Result<Reply, GraphError> {
    let etag = format!("W/\"{}\"", mailbox.change_key(item));
    if setting.call.preferences().minimal && status == StatusCode::OK {
        return Ok(Reply::empty(StatusCode::NO_CONTENT).with_header("etag", etag));
    }
    let select = Selection::read(setting.call.query.option("select"))?;
    let reply = alone(setting, mailbox, item, select, &Expansion::default(), status)?;
    Ok(reply.with_header("etag", etag))
}

fn alone(
    setting: &Setting<'_>,
    mailbox: &Mailbox,
    item: &Item,
    select: Selection,
    expand: &Expansion,
    status: StatusCode,
) -> Result<Reply, GraphError> {
    let context = setting.context("/contacts/$entity");
    let ids = setting.call.preferences().ids;
    let base = setting.call.base();
    let spelling = Spelling { select, expand, ids, quirks: &setting.quirks, base: &base };
    Reply::json(status, &Contact { mailbox, item, spelling, place: Place::Alone(&context) })
}
