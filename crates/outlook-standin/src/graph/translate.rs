//! `translateExchangeIds`: one contact's id in the forms of Graph, EWS and MAPI.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Setting;
use super::call::Reply;
use super::contact_body::object;
use crate::errors::GraphError;
use crate::state::ids::{self, ContactId, IdKind, Identity};
use crate::state::mailbox::Mailbox;

const MOST_IDS: usize = 1000;

/// The forms of an id: whether it is immutable, and whether it is safe in URLs.
fn format(name: &str) -> Option<(IdKind, bool)> {
    match name.to_ascii_lowercase().as_str() {
        "restid" => Some((IdKind::Default, true)),
        "ewsid" | "entryid" => Some((IdKind::Default, false)),
        "restimmutableentryid" => Some((IdKind::Immutable, true)),
        "immutableentryid" => Some((IdKind::Immutable, false)),
        _ => None,
    }
}

/// Translates up to 1000 ids; those that name nothing are left out.
///
/// # Errors
/// 400 for unknown forms or too many ids.
pub(crate) fn translate(setting: &Setting<'_>, mailbox: &Mailbox) -> Result<Reply, GraphError> {
    let body = object(&setting.call.body)?;
    // Microsoft's own kit capitalises the parameters, its documentation does not.
    let get =
        |key: &str| body.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value);
    let format_of = |key: &str| {
        let name = get(key).and_then(Value::as_str).unwrap_or_default();
        format(name)
            .ok_or_else(|| GraphError::bad_request(format!("The value '{name}' of {key} is not supported.")))
    };
    let (_, target) = (format_of("sourceIdType")?, format_of("targetIdType")?);
    let sources = get("inputIds").and_then(Value::as_array);
    let sources = sources.ok_or_else(|| GraphError::bad_request("inputIds is missing."))?;
    if sources.len() > MOST_IDS {
        return Err(GraphError::bad_request("At most 1000 ids can be translated at once."));
    }
    let translated = sources.iter().filter_map(Value::as_str).filter_map(|source| {
        one(mailbox, source, target).map(|id| json!({"sourceId": source, "targetId": id}))
    });
    let context = format!("{}/$metadata#Collection(convertIdResult)", setting.call.base());
    Reply::json(StatusCode::OK, &json!({"@odata.context": context, "value": translated.collect::<Vec<_>>()}))
}

fn one(mailbox: &Mailbox, source: &str, (kind, url_safe): (IdKind, bool)) -> Option<String> {
    let id = ids::read_contact_id(&source.replace('/', "-").replace('+', "_"))?;
    let identity = match id {
        // An id of a former place translates still; it only finds nothing any more.
        ContactId::Default { item, moves, .. } => {
            let renewals = mailbox.item(item).map_or(0, |item| item.identity.renewals);
            Identity { item, moves, renewals }
        }
        ContactId::Immutable { .. } => mailbox.find(id)?.identity,
    };
    let target = mailbox.contact_id(identity, kind);
    Some(if url_safe { target } else { target.replace('-', "/").replace('_', "+") })
}
