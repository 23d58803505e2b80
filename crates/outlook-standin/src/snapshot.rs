//! What a mailbox really holds, for tests that must not rely on the protocol.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::clock::date_time;
use crate::graph::render::{Contact, Place, Spelling};
use crate::odata::expand::Expansion;
use crate::odata::select::Selection;
use crate::quirks::Quirks;
use crate::state::ids::{IdKind, fnv64};
use crate::state::item::Item;
use crate::state::mailbox::Mailbox;

/// One stored contact with everything.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredContact {
    /// The immutable id.
    pub id: String,
    /// The id that requests without the preference use; changes with every move.
    pub default_id: String,
    /// The id of the folder it lies in.
    pub folder_id: String,
    /// That folder's name.
    pub folder_name: String,
    /// Whether it lies in Deleted Items or beneath it.
    pub deleted: bool,
    /// Its change key.
    pub change_key: String,
    /// When it was created, RFC 3339.
    pub created: String,
    /// When it was last written, RFC 3339.
    pub modified: String,
    /// Whether a person made it in Outlook rather than a program through Graph.
    pub by_hand: bool,
    /// Graph's properties as a GET by id shows them, without the derived ones.
    pub properties: BTreeMap<String, Value>,
    /// The extended properties by their ids, GUIDs and numbers in lower case.
    pub extended: BTreeMap<String, String>,
    /// The photo, if it has one.
    pub photo: Option<StoredPhoto>,
}

/// What is known of a stored photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredPhoto {
    /// Its size in bytes.
    pub bytes: usize,
    /// Its media type.
    pub content_type: String,
    /// Its width in pixels, 0 when it could not be read.
    pub width: u32,
    /// Its height in pixels, 0 when it could not be read.
    pub height: u32,
    /// A hash of its bytes, for telling photos apart.
    pub digest: String,
}

const DERIVED: [&str; 5] = ["id", "changeKey", "createdDateTime", "lastModifiedDateTime", "parentFolderId"];

/// Shows one contact as it is stored.
pub(crate) fn stored(mailbox: &Mailbox, item: &Item, quirks: &Quirks) -> StoredContact {
    let extended = item.extended.iter().filter_map(|(number, value)| {
        mailbox.property_id(*number).map(|id| (id.spelled(), value.to_string()))
    });
    StoredContact {
        id: mailbox.contact_id(item.identity, IdKind::Immutable),
        default_id: mailbox.contact_id(item.identity, IdKind::Default),
        folder_id: mailbox.folder_id(item.folder),
        folder_name: mailbox.folders.get(item.folder).map(|folder| folder.name.clone()).unwrap_or_default(),
        deleted: mailbox.is_deleted(item),
        change_key: mailbox.change_key(item),
        created: date_time(item.created),
        modified: date_time(item.modified),
        by_hand: item.by_hand,
        properties: properties(mailbox, item, quirks),
        extended: extended.collect(),
        photo: item.photo.as_ref().map(|photo| StoredPhoto {
            bytes: photo.bytes.len(),
            content_type: photo.content_type.to_owned(),
            width: photo.width,
            height: photo.height,
            digest: format!("{:016x}", fnv64(0, &photo.bytes)),
        }),
    }
}

fn properties(mailbox: &Mailbox, item: &Item, quirks: &Quirks) -> BTreeMap<String, Value> {
    let expand = Expansion::default();
    let spelling =
        Spelling { select: Selection::ALL, expand: &expand, ids: IdKind::Immutable, quirks, base: "" };
    let contact = Contact { mailbox, item, spelling, place: Place::Alone("") };
    let Ok(Value::Object(map)) = serde_json::to_value(&contact) else { return BTreeMap::new() };
    let own = map.into_iter().filter(|(name, _)| !name.contains('@') && !DERIVED.contains(&name.as_str()));
    own.filter(|(name, _)| !name.ends_with("EmailAddress")).collect()
}
