//! One contact as the mailbox stores it.

use super::card::Card;
use super::ids::Identity;
use super::photo::Photo;

/// Numbers a folder within its mailbox.
pub(crate) type FolderNumber = u32;

/// Numbers an extended property's id within its mailbox.
pub(crate) type PropertyNumber = u32;

/// A contact with everything that belongs to it.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) identity: Identity,
    pub(crate) folder: FolderNumber,
    pub(crate) card: Card,
    /// Extended properties, sorted by number.
    pub(crate) extended: Vec<(PropertyNumber, Box<str>)>,
    pub(crate) photo: Option<Photo>,
    /// The mailbox's number at the last write; the change key is made of it.
    pub(crate) version: u64,
    /// Microseconds since 1970 on the stand-in's clock.
    pub(crate) created: i64,
    pub(crate) modified: i64,
    /// When the extended properties were last written: a `$filter` may not find them at once.
    pub(crate) stamped: i64,
    /// Made by a person in Outlook rather than through Graph.
    pub(crate) by_hand: bool,
}

impl Item {
    /// Reads an extended property by its number.
    pub(crate) fn extended(&self, number: PropertyNumber) -> Option<&str> {
        let found = self.extended.binary_search_by_key(&number, |(place, _)| *place).ok()?;
        self.extended.get(found).map(|(_, value)| &**value)
    }

    /// Sets or, with `None`, removes an extended property.
    pub(crate) fn set_extended(&mut self, number: PropertyNumber, value: Option<Box<str>>) {
        match (self.extended.binary_search_by_key(&number, |(place, _)| *place), value) {
            (Ok(index), Some(value)) => {
                if let Some(slot) = self.extended.get_mut(index) {
                    slot.1 = value;
                }
            }
            (Ok(index), None) => {
                let _ = self.extended.remove(index);
            }
            (Err(index), Some(value)) => self.extended.insert(index, (number, value)),
            (Err(_), None) => {}
        }
    }
}
