//! Contact folders, and the two mail folders that a client may ask for.

use axum::http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};

use super::call::Reply;
use super::contact_body::object;
use super::listing::{Page, counted, next_link};
use super::route::FolderName;
use super::{Setting, folder_number};
use crate::errors::GraphError;
use crate::odata::filter::{self, Comparison, Expression, Operand};
use crate::odata::page::Window;
use crate::odata::select::unknown;
use crate::quirks::DeletedFolderName;
use crate::state::folders::{CONTACTS, DELETED_ITEMS, ROOT};
use crate::state::item::FolderNumber;
use crate::state::mailbox::Mailbox;

/// A folder as answers spell it.
#[derive(Debug, Serialize)]
pub(crate) struct Folder {
    #[serde(rename = "@odata.context", skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    #[serde(rename = "@odata.type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<&'static str>,
    id: String,
    #[serde(rename = "parentFolderId")]
    parent: String,
    #[serde(rename = "displayName")]
    name: String,
}

/// Spells a folder; `None` when there is none of that number.
pub(crate) fn spelled(mailbox: &Mailbox, number: FolderNumber) -> Option<Folder> {
    mailbox.folders.get(number).map(|folder| Folder {
        context: None,
        kind: None,
        id: mailbox.folder_id(number),
        parent: mailbox.folder_id(folder.parent),
        name: folder.name.clone(),
    })
}

fn alone(
    setting: &Setting<'_>,
    mailbox: &Mailbox,
    number: FolderNumber,
    status: StatusCode,
) -> Result<Reply, GraphError> {
    let mut folder = spelled(mailbox, number).ok_or_else(GraphError::item_not_found)?;
    folder.context = Some(setting.context("/contactFolders/$entity"));
    Reply::json(status, &folder)
}

/// Lists the folders beneath another, or beneath the default folder, which itself is left out.
///
/// # Errors
/// 400 for options that cannot be read, 404 for an unknown folder.
pub(crate) fn list(
    setting: &Setting<'_>,
    mailbox: &Mailbox,
    parent: &FolderName,
) -> Result<Reply, GraphError> {
    let window = Window::read(&setting.call.query)?;
    if let Some(names) = setting.call.query.option("select") {
        let known = |name: &str| ["id", "displayName", "parentFolderId"].contains(&name);
        let wrong = names.split(',').map(str::trim).find(|name| !known(name));
        wrong.map_or(Ok(()), |name| Err(unknown(name, "contactFolder")))?;
    }
    let number = folder_number(mailbox, parent)?;
    let name = setting.call.query.option("filter").map(name_filtered).transpose()?;
    let wanted = |folder: &str| name.as_deref().is_none_or(|name| folder.to_lowercase() == name);
    let children = mailbox.folders.children(number).filter(|(_, folder)| wanted(&folder.name));
    let all: Vec<FolderNumber> = children.map(|(number, _)| number).collect();
    let page = all.iter().skip(window.skip).take(window.top);
    let beneath = parent.as_ref().map_or(String::new(), |name| format!("('{name}')/childFolders"));
    Reply::json(
        StatusCode::OK,
        &Page {
            context: setting.context(&format!("/contactFolders{beneath}")),
            count: None,
            next_link: next_link(setting, window, all.len()),
            delta_link: None,
            value: page.filter_map(|number| spelled(mailbox, *number)).collect(),
        },
    )
}

/// Reads the one filter that folders are known to support, `displayName eq '...'`; the name in lower case.
fn name_filtered(text: &str) -> Result<String, GraphError> {
    match filter::parse(text)? {
        Expression::Compare(Operand::Path(path), Comparison::Equal, Operand::Text(name))
            if path == "displayName" =>
        {
            Ok(name.to_lowercase())
        }
        Expression::Compare(..)
        | Expression::And(..)
        | Expression::Or(..)
        | Expression::Not(_)
        | Expression::Call(..)
        | Expression::Any { .. } => {
            Err(GraphError::bad_request("Folders can only be filtered by displayName eq '...'."))
        }
    }
}

/// Counts the folders beneath another.
///
/// # Errors
/// 404 for an unknown folder.
pub(crate) fn count(mailbox: &Mailbox, parent: &FolderName) -> Result<Reply, GraphError> {
    let number = folder_number(mailbox, parent)?;
    Ok(counted(mailbox.folders.children(number).count()))
}

/// Makes a folder.
///
/// # Errors
/// 400 without a name, 404 for an unknown parent, 409 for a name that is taken.
pub(crate) fn create(
    setting: &Setting<'_>,
    mailbox: &mut Mailbox,
    parent: &FolderName,
) -> Result<Reply, GraphError> {
    let parent = folder_number(mailbox, parent)?;
    let name = name_in(&setting.call.body)?
        .ok_or_else(|| GraphError::bad_request("A folder needs a displayName."))?;
    let in_bin = setting.quirks.deleted_folder_name == DeletedFolderName::BlocksCreate
        && mailbox.folders.has_child(DELETED_ITEMS, &name);
    if in_bin || mailbox.folders.has_child(parent, &name) {
        return Err(GraphError::folder_exists());
    }
    let number = mailbox.create_folder(&name, parent);
    alone(setting, mailbox, number, StatusCode::CREATED)
}

/// Shows a folder by id or well-known name.
///
/// # Errors
/// 400 for an id that is none, 404 for one that names nothing.
pub(crate) fn show(setting: &Setting<'_>, mailbox: &Mailbox, name: &str) -> Result<Reply, GraphError> {
    alone(setting, mailbox, folder_number(mailbox, &Some(name.to_owned()))?, StatusCode::OK)
}

/// Gives a folder another name.
///
/// # Errors
/// 403 for a well-known folder, 404, or 409 for a name that is taken.
pub(crate) fn rename(setting: &Setting<'_>, mailbox: &mut Mailbox, name: &str) -> Result<Reply, GraphError> {
    let number = own_folder(mailbox, name)?;
    if let Some(new) = name_in(&setting.call.body)? {
        let folder = mailbox.folders.get(number).ok_or_else(GraphError::item_not_found)?;
        let same = folder.name.to_lowercase() == new.to_lowercase();
        if !same && mailbox.folders.has_child(folder.parent, &new) {
            return Err(GraphError::folder_exists());
        }
        mailbox.rename_folder(number, &new);
    }
    alone(setting, mailbox, number, StatusCode::OK)
}

/// Puts a folder with its contacts into Deleted Items.
///
/// # Errors
/// 403 for a well-known folder, 404, or 409 when one of that name lies there already.
pub(crate) fn delete(setting: &Setting<'_>, mailbox: &mut Mailbox, name: &str) -> Result<Reply, GraphError> {
    let number = own_folder(mailbox, name)?;
    if mailbox.folders.is_deleted(number) {
        mailbox.destroy_folder(number);
        return Ok(Reply::empty(StatusCode::NO_CONTENT));
    }
    let folder = mailbox.folders.get(number).ok_or_else(GraphError::item_not_found)?;
    let blocked = setting.quirks.deleted_folder_name == DeletedFolderName::BlocksDelete
        && mailbox.folders.has_child(DELETED_ITEMS, &folder.name);
    if blocked {
        return Err(GraphError::folder_exists());
    }
    mailbox.delete_folder(number);
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Destroys a folder for good.
///
/// # Errors
/// 411 without a Content-Length, 403 for a well-known folder, 404.
pub(crate) fn destroy(setting: &Setting<'_>, mailbox: &mut Mailbox, name: &str) -> Result<Reply, GraphError> {
    if !setting.call.has_length {
        return Err(GraphError::length_required());
    }
    let number = own_folder(mailbox, name)?;
    mailbox.destroy_folder(number);
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Finds a folder that its owner may rename and delete.
fn own_folder(mailbox: &Mailbox, name: &str) -> Result<FolderNumber, GraphError> {
    match folder_number(mailbox, &Some(name.to_owned()))? {
        ROOT | CONTACTS | DELETED_ITEMS => Err(GraphError::new(
            StatusCode::FORBIDDEN,
            "ErrorCannotDeleteObject",
            "The object cannot be changed or deleted because it is a distinguished folder.",
        )),
        number => Ok(number),
    }
}

fn name_in(body: &[u8]) -> Result<Option<String>, GraphError> {
    let map = object(body)?;
    let known = |name: &str| ["displayName", "parentFolderId", "id"].contains(&name) || name.contains('@');
    if let Some(wrong) = map.keys().find(|name| !known(name)) {
        return Err(GraphError::body_read(format!(
            "The property '{wrong}' does not exist on type 'microsoft.graph.contactFolder'. Make sure to only use property names that are defined by the type."
        )));
    }
    let name = map.get("displayName").and_then(Value::as_str).map(str::trim).filter(|name| !name.is_empty());
    Ok(name.map(str::to_owned))
}

fn mail_folder(mailbox: &Mailbox, number: FolderNumber) -> Value {
    let folder = mailbox.folders.get(number);
    json!({
        "id": mailbox.folder_id(number),
        "displayName": folder.map(|folder| folder.name.as_str()),
        "parentFolderId": mailbox.folder_id(folder.map_or(ROOT, |folder| folder.parent)),
        "childFolderCount": mailbox.folders.children(number).count(),
        "unreadItemCount": 0,
        "totalItemCount": folder.map_or(0, |folder| folder.items.len()),
        "sizeInBytes": 0,
        "isHidden": false,
    })
}

/// Lists the mail folders that the stand-in has: Deleted Items.
///
/// # Errors
/// None in practice.
pub(crate) fn list_mail_folders(setting: &Setting<'_>, mailbox: &Mailbox) -> Result<Reply, GraphError> {
    let context = setting.context("/mailFolders");
    Reply::json(
        StatusCode::OK,
        &json!({"@odata.context": context, "value": [mail_folder(mailbox, DELETED_ITEMS)]}),
    )
}

/// Shows a mail folder, so that a client can resolve `deleteditems`.
///
/// # Errors
/// 400 for an id that is none, 404 for one that names nothing.
pub(crate) fn show_mail_folder(
    setting: &Setting<'_>,
    mailbox: &Mailbox,
    name: &str,
) -> Result<Reply, GraphError> {
    let number = folder_number(mailbox, &Some(name.to_owned()))?;
    let mut folder = mail_folder(mailbox, number);
    folder["@odata.context"] = setting.context("/mailFolders/$entity").into();
    Reply::json(StatusCode::OK, &folder)
}
