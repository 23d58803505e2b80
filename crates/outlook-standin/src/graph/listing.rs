//! Lists of contacts: pages, filters, order, counts.

use std::cmp::Ordering;

use axum::http::StatusCode;
use bytes::Bytes;
use serde::Serialize;

use super::call::{Body, Reply};
use super::render::{Contact, Place, Spelling};
use super::route::FolderName;
use super::search::{Scene, search};
use super::{Setting, folder_number};
use crate::errors::GraphError;
use crate::odata::expand::Expansion;
use crate::odata::filter;
use crate::odata::page::Window;
use crate::odata::select::Selection;
use crate::state::item::{FolderNumber, Item};
use crate::state::mailbox::Mailbox;
use crate::state::property::{self, Derived, Kind, PROPERTIES};

/// A page of anything.
#[derive(Serialize)]
pub(crate) struct Page<T> {
    #[serde(rename = "@odata.context")]
    pub(crate) context: String,
    #[serde(rename = "@odata.count", skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<usize>,
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    pub(crate) next_link: Option<String>,
    #[serde(rename = "@odata.deltaLink", skip_serializing_if = "Option::is_none")]
    pub(crate) delta_link: Option<String>,
    pub(crate) value: Vec<T>,
}

/// Lists a folder's contacts.
///
/// # Errors
/// 400 for options that cannot be read, 404 for an unknown folder.
pub(crate) fn list(
    setting: &Setting<'_>,
    mailbox: &Mailbox,
    folder: &FolderName,
) -> Result<Reply, GraphError> {
    let query = &setting.call.query;
    let folder = folder_number(mailbox, folder)?;
    let window = Window::read(query)?;
    let select = Selection::read(query.option("select"))?;
    let expand = Expansion::read(query.option("expand"))?;
    let (items, total) = items(setting, mailbox, folder, window)?;
    let base = setting.call.base();
    let ids = setting.call.preferences().ids;
    let spelling = Spelling { select, expand: &expand, ids, quirks: &setting.quirks, base: &base };
    let contact = |item| Contact { mailbox, item, spelling, place: Place::Listed };
    let wants_count = query.option("count").is_some_and(|text| text.eq_ignore_ascii_case("true"));
    Reply::json(
        StatusCode::OK,
        &Page {
            context: setting.context(&context(query.option("select"))),
            count: wants_count.then_some(total),
            next_link: next_link(setting, window, total),
            delta_link: None,
            value: items.into_iter().map(contact).collect(),
        },
    )
}

/// Counts a folder's contacts.
///
/// # Errors
/// 400 for a filter that cannot be read, 404 for an unknown folder.
pub(crate) fn count(
    setting: &Setting<'_>,
    mailbox: &Mailbox,
    folder: &FolderName,
) -> Result<Reply, GraphError> {
    let folder = folder_number(mailbox, folder)?;
    let (_, total) = items(setting, mailbox, folder, Window { skip: 0, top: 1 })?;
    Ok(counted(total))
}

/// A number as `$count` answers it: plain text.
pub(crate) fn counted(total: usize) -> Reply {
    let body = Body::Bytes("text/plain", Bytes::from(total.to_string()));
    Reply { status: StatusCode::OK, headers: Vec::new(), body }
}

/// The link to the page after this one; it keeps every option of the request.
pub(crate) fn next_link(setting: &Setting<'_>, window: Window, total: usize) -> Option<String> {
    let next = window.skip + window.top;
    let query = setting.call.query.with("skip", &next.to_string());
    (next < total).then(|| format!("{}{}?{query}", setting.call.base(), setting.call.path))
}

fn context(select: Option<&str>) -> String {
    select.map_or_else(|| "/contacts".to_owned(), |names| format!("/contacts({names})"))
}

fn items<'a>(
    setting: &Setting<'_>,
    mailbox: &'a Mailbox,
    folder: FolderNumber,
    window: Window,
) -> Result<(Vec<&'a Item>, usize), GraphError> {
    let query = &setting.call.query;
    let order = query.option("orderby").map(Order::read).transpose()?;
    let Some(text) = query.option("filter") else {
        let found = mailbox.folders.get(folder).map(|folder| &folder.items);
        let total = found.map_or(0, std::collections::BTreeSet::len);
        let all = found.into_iter().flatten().filter_map(|number| mailbox.item(*number));
        let page = match order {
            None => all.skip(window.skip).take(window.top).collect(),
            Some(order) => window_of(order.sorted(all.collect()), window),
        };
        return Ok((page, total));
    };
    let scene = Scene { mailbox, folder, now: setting.now, lag: setting.quirks.filter_index_lag };
    let found = search(scene, &filter::parse(text)?)?;
    let total = found.len();
    let sorted = match order {
        None => found,
        Some(order) => order.sorted(found),
    };
    Ok((window_of(sorted, window), total))
}

fn window_of(items: Vec<&Item>, window: Window) -> Vec<&Item> {
    items.into_iter().skip(window.skip).take(window.top).collect()
}

/// `$orderby` of one property.
struct Order {
    position: usize,
    descending: bool,
}

impl Order {
    fn read(text: &str) -> Result<Self, GraphError> {
        let (name, direction) = text.trim().split_once(' ').unwrap_or((text.trim(), "asc"));
        let position =
            property::position(name).filter(|position| is_sortable(*position)).ok_or_else(|| {
                GraphError::bad_request(format!(
                    "Could not find a property named '{name}' on type 'microsoft.graph.contact'."
                ))
            })?;
        Ok(Self { position, descending: direction.trim().eq_ignore_ascii_case("desc") })
    }

    fn sorted(self, mut items: Vec<&Item>) -> Vec<&Item> {
        items.sort_by(|left, right| {
            let order = self.compare(left, right);
            if self.descending { order.reverse() } else { order }
        });
        items
    }

    fn compare(&self, left: &Item, right: &Item) -> Ordering {
        match PROPERTIES.get(self.position).map(|property| (property.kind, property.name)) {
            Some((Kind::Derived(Derived::Created), _)) => left.created.cmp(&right.created),
            Some((Kind::Derived(Derived::Modified), _)) => left.modified.cmp(&right.modified),
            Some((_, name)) => {
                let key = |item: &Item| item.card.text(name).unwrap_or_default().to_lowercase();
                key(left).cmp(&key(right))
            }
            None => Ordering::Equal,
        }
    }
}

fn is_sortable(position: usize) -> bool {
    match PROPERTIES.get(position).map(|property| property.kind) {
        Some(Kind::Text | Kind::Derived(Derived::Created | Derived::Modified)) => true,
        Some(Kind::Notes | Kind::Date | Kind::List(_) | Kind::Emails | Kind::Address | Kind::Derived(_))
        | None => false,
    }
}
