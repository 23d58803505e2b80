//! Tries a `$filter` on the contacts of a folder, by an index where there is one.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::render::extended_value;
use crate::clock::date_time;
use crate::errors::GraphError;
use crate::odata::expand::property_id;
use crate::odata::filter::{Comparison, Expression, Function, Operand};
use crate::state::card::{Email, Value};
use crate::state::extended::PropertyId;
use crate::state::item::{FolderNumber, Item};
use crate::state::mailbox::Mailbox;
use crate::state::property::{self, Derived, Kind, PROPERTIES};

/// Where and when a filter is tried.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) mailbox: &'a Mailbox,
    pub(crate) folder: FolderNumber,
    pub(crate) now: i64,
    /// Milliseconds before an extended property is found.
    pub(crate) lag: u64,
}

/// What the variable of an `any` stands for.
#[derive(Clone, Copy)]
enum Variable<'a> {
    None,
    Email(&'a Email),
    Text(&'a str),
    Extended(&'a PropertyId, &'a str),
}

/// Finds the contacts of a folder that a filter matches, in the order of their creation.
///
/// # Errors
/// 400 for properties that do not exist, malformed ids, and filters that the service does not support.
pub(crate) fn search<'a>(scene: Scene<'a>, filter: &Expression) -> Result<Vec<&'a Item>, GraphError> {
    validate(filter, "")?;
    let Some(folder) = scene.mailbox.folders.get(scene.folder) else { return Ok(Vec::new()) };
    let empty = BTreeSet::new();
    let candidates = match indexed(scene.mailbox, filter) {
        Some(found) => found.unwrap_or(&empty),
        None => &folder.items,
    };
    let items = candidates.iter().filter_map(|number| scene.mailbox.item(*number));
    Ok(items
        .filter(|item| item.folder == scene.folder && matches(scene, item, Variable::None, filter))
        .collect())
}

/// Finds the candidates by an index: `Some(None)` means that there are none, `None` that no index helps.
fn indexed<'a>(mailbox: &'a Mailbox, filter: &Expression) -> Option<Option<&'a BTreeSet<u64>>> {
    match filter {
        Expression::And(left, right) => indexed(mailbox, left).or_else(|| indexed(mailbox, right)),
        Expression::Any { collection, condition } => match (collection.as_str(), &**condition) {
            ("emailAddresses", condition) => {
                equal_to(condition, "address").map(|address| mailbox.with_email(address))
            }
            ("singleValueExtendedProperties", Expression::And(left, right)) => {
                let id =
                    equal_to(left, "id").or_else(|| equal_to(right, "id")).and_then(PropertyId::parse)?;
                let value = equal_to(left, "value").or_else(|| equal_to(right, "value"))?;
                Some(mailbox.with_extended(&id, value)).filter(|_| !id.is_has_picture())
            }
            _ => None,
        },
        Expression::Or(..) | Expression::Not(_) | Expression::Compare(..) | Expression::Call(..) => None,
    }
}

/// Reads the text that a condition compares a part of its variable with.
fn equal_to<'a>(condition: &'a Expression, part: &str) -> Option<&'a str> {
    let Expression::Compare(Operand::Path(path), Comparison::Equal, Operand::Text(text)) = condition else {
        return None;
    };
    path.rsplit_once('/').is_some_and(|(_, last)| last == part).then_some(text)
}

fn invalid_nodes() -> GraphError {
    let message = "The query filter contains one or more invalid nodes.";
    GraphError::new(StatusCode::BAD_REQUEST, "ErrorInvalidUrlQueryFilter", message)
}

fn validate(expression: &Expression, collection: &str) -> Result<(), GraphError> {
    match expression {
        Expression::And(left, right) | Expression::Or(left, right) => {
            validate(left, collection).and_then(|()| validate(right, collection))
        }
        Expression::Not(inner) => validate(inner, collection),
        Expression::Any { collection: inner, condition } if collection.is_empty() => {
            let is_list = property::position(inner).and_then(|place| PROPERTIES.get(place));
            match is_list.map(|property| property.kind) {
                Some(Kind::List(_) | Kind::Emails) => validate(condition, inner),
                _ if inner == "singleValueExtendedProperties" => validate(condition, inner),
                _ => Err(unknown(inner)),
            }
        }
        Expression::Any { .. } => Err(invalid_nodes()),
        Expression::Compare(left, comparison, right) => match collection {
            "" => validate_operand(left).and_then(|()| validate_operand(right)),
            "emailAddresses" if *comparison != Comparison::Equal => Err(invalid_nodes()),
            "singleValueExtendedProperties" => match (left, right) {
                (Operand::Path(path), Operand::Text(id)) if path.ends_with("/id") => {
                    property_id(id).map(drop)
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        },
        Expression::Call(_, left, _) if collection.is_empty() => validate_operand(left),
        Expression::Call(..) if collection == "emailAddresses" => Err(invalid_nodes()),
        Expression::Call(..) => Ok(()),
    }
}

fn validate_operand(operand: &Operand) -> Result<(), GraphError> {
    match operand {
        Operand::Path(path) | Operand::Number(path) => {
            property::position(path).map(drop).ok_or_else(|| unknown(path))
        }
        Operand::Text(_) | Operand::Literal(_) => Ok(()),
    }
}

fn unknown(name: &str) -> GraphError {
    GraphError::bad_request(format!(
        "Invalid filter clause: Could not find a property named '{name}' on type 'microsoft.graph.contact'."
    ))
}

fn matches(scene: Scene<'_>, item: &Item, variable: Variable<'_>, expression: &Expression) -> bool {
    match expression {
        Expression::And(left, right) => {
            matches(scene, item, variable, left) && matches(scene, item, variable, right)
        }
        Expression::Or(left, right) => {
            matches(scene, item, variable, left) || matches(scene, item, variable, right)
        }
        Expression::Not(inner) => !matches(scene, item, variable, inner),
        Expression::Any { collection, condition } => any(scene, item, collection, condition),
        Expression::Compare(left, comparison, right) => compare(item, variable, left, *comparison, right),
        Expression::Call(function, left, right) => {
            let (Some(left), Some(right)) = (read(item, variable, left), read(item, variable, right)) else {
                return false;
            };
            let (left, right) = (left.to_lowercase(), right.to_lowercase());
            match function {
                Function::StartsWith => left.starts_with(&right),
                Function::EndsWith => left.ends_with(&right),
                Function::Contains => left.contains(&right),
            }
        }
    }
}

fn any(scene: Scene<'_>, item: &Item, collection: &str, condition: &Expression) -> bool {
    let holds = |variable| matches(scene, item, variable, condition);
    match collection {
        "emailAddresses" => item.card.emails().iter().any(|email| holds(Variable::Email(email))),
        "singleValueExtendedProperties" => {
            let lag = i64::try_from(scene.lag).unwrap_or(i64::MAX).saturating_mul(1000);
            let visible = item.stamped.saturating_add(lag) <= scene.now;
            visible && properties(scene.mailbox, item).any(|(id, value)| holds(Variable::Extended(id, value)))
        }
        list => match property::position(list).and_then(|place| item.card.get(place)) {
            Some(Value::List(texts)) => texts.iter().any(|text| holds(Variable::Text(text))),
            Some(Value::Text(_) | Value::Date(_) | Value::Emails(_) | Value::Address(_)) | None => false,
        },
    }
}

fn properties<'a>(
    mailbox: &'a Mailbox,
    item: &'a Item,
) -> impl Iterator<Item = (&'a PropertyId, &'a str)> + use<'a> {
    item.extended.iter().filter_map(|(number, _)| {
        let id = mailbox.property_id(*number)?;
        extended_value(mailbox, item, id).map(|value| (id, value))
    })
}

fn compare(item: &Item, variable: Variable<'_>, left: &Operand, how: Comparison, right: &Operand) -> bool {
    // Extended properties are compared by what their ids mean, not by how they are spelled.
    if let (Variable::Extended(id, _), Operand::Path(path), Operand::Text(text)) = (variable, left, right)
        && path.ends_with("/id")
    {
        return (PropertyId::parse(text).as_ref() == Some(id)) == (how == Comparison::Equal);
    }
    let (given, wanted) = (read(item, variable, left), read(item, variable, right));
    let order = match (&given, &wanted) {
        (Some(given), Some(wanted)) if matches!(left, Operand::Number(_)) => {
            match (given.parse::<f64>(), wanted.parse::<f64>()) {
                (Ok(given), Ok(wanted)) => given.partial_cmp(&wanted),
                _ => None,
            }
        }
        (Some(given), Some(wanted)) => Some(given.to_lowercase().cmp(&wanted.to_lowercase())),
        (None, None) => Some(Ordering::Equal),
        (None, Some(_)) | (Some(_), None) => None,
    };
    match (how, order) {
        (Comparison::Equal, order) => order == Some(Ordering::Equal),
        (Comparison::NotEqual, order) => order != Some(Ordering::Equal),
        (_, None) => false,
        (Comparison::Greater, Some(order)) => order == Ordering::Greater,
        (Comparison::GreaterOrEqual, Some(order)) => order != Ordering::Less,
        (Comparison::Less, Some(order)) => order == Ordering::Less,
        (Comparison::LessOrEqual, Some(order)) => order != Ordering::Greater,
    }
}

fn read(item: &Item, variable: Variable<'_>, operand: &Operand) -> Option<String> {
    let path = match operand {
        Operand::Text(text) => return Some(text.clone()),
        Operand::Literal(word) => return (word != "null").then(|| word.clone()),
        Operand::Path(path) | Operand::Number(path) => path,
    };
    let last = path.rsplit('/').next().unwrap_or(path);
    match variable {
        Variable::None => own(item, path),
        Variable::Email(email) if last == "address" => email.address.as_deref().map(str::to_owned),
        Variable::Email(email) => email.name.as_deref().map(str::to_owned),
        Variable::Text(text) => Some(text.to_owned()),
        Variable::Extended(_, value) => Some(value.to_owned()),
    }
}

fn own(item: &Item, name: &str) -> Option<String> {
    let place = property::position(name)?;
    match PROPERTIES.get(place)?.kind {
        Kind::Derived(Derived::Created) => Some(date_time(item.created)),
        Kind::Derived(Derived::Modified) => Some(date_time(item.modified)),
        Kind::Date => match item.card.get(place) {
            Some(Value::Date(date)) => Some(format!("{date}T11:59:00Z")),
            _ => None,
        },
        Kind::Text | Kind::Notes => item.card.text(name).map(str::to_owned),
        Kind::List(_) | Kind::Emails | Kind::Address | Kind::Derived(_) => None,
    }
}
