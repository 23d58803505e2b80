//! What is known of a link, its person, and contacts that are not linked: what the engine decides by.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use contacts::field::Field;
use contacts::{Card, Direction, FieldKey, PersonId, PhotoId};
use replication::{Link, Operation, Rules, outwards};
use serde::{Deserialize, Serialize};

/// A person as replication sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    /// Its identity.
    pub id: PersonId,
    /// Its version.
    pub version: i64,
    /// Its card with the business partner's fields, without those that the mailbox's owner may not see.
    pub card: Card,
    /// Its photo.
    pub photo: Option<PhotoView>,
    /// When it was created, in microseconds since 1970 UTC.
    pub created: i64,
    /// When it was changed last.
    pub changed: i64,
    /// When fields were edited last; one that is missing never was since the person was created. Read only while a
    /// field is under the policy *newest*.
    pub edited: BTreeMap<FieldKey, i64>,
    /// Whether it is in the bin or erased.
    pub deleted: bool,
    /// Whether the mailbox's owner may see it.
    pub visible: bool,
    /// Whether the mailbox's owner may change it: what a reader edits in Outlook is not taken over.
    pub editable: bool,
    /// The fields that the mailbox's owner does not see: in `card` they look empty, and nothing is taken over into
    /// them.
    pub hidden: BTreeSet<FieldKey>,
}

impl PersonView {
    /// Tells whether the mailbox's owner sees the person, but may not change a field of it.
    pub fn restricts(&self, field: &Field) -> bool {
        self.visible && (!self.editable || self.hidden.contains(&field.key))
    }

    /// Returns the rules by which the person is merged: nothing is taken over that the mailbox's owner may not change.
    pub fn rules<'a>(&self, rules: &'a Rules) -> Cow<'a, Rules> {
        rules.outwards_in(|field| self.restricts(field))
    }

    /// Returns which way the person's photo travels.
    pub fn photo_direction(&self, rules: &Rules) -> Direction {
        if self.editable || !self.visible { rules.photo } else { outwards(rules.photo) }
    }
}

/// A person's photo as replication sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoView {
    /// Its identity.
    pub id: PhotoId,
    /// The digest of the original.
    pub digest: String,
}

/// A link with everything needed to decide about it.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkCase {
    /// The link.
    pub link: Link,
    /// Its person; none when it was erased.
    pub person: Option<PersonView>,
    /// Its operations that are under way, oldest first.
    pub operations: Vec<Operation>,
}

/// An Outlook contact that is not linked. Nothing is kept of it but what recognising needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The contact.
    pub remote_id: String,
    /// Its version.
    pub change_key: String,
    /// What it is.
    pub kind: CandidateKind,
    /// Whether it is marked private.
    pub private: bool,
}

/// What an unlinked contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum CandidateKind {
    /// Born in Outlook, without a stamp: may be imported.
    Unstamped,
    /// With this installation's stamp, but its link has ended or is unknown: may be linked again.
    Relink,
    /// With another installation's stamp: left alone.
    Foreign,
}
