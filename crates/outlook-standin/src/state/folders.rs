//! The folders of a mailbox: the default contacts folder, Deleted Items, and what people make.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::ChangeLog;
use super::item::FolderNumber;

/// The root above the well-known folders.
pub(crate) const ROOT: FolderNumber = 0;
/// The default contacts folder, well-known name `contacts`.
pub(crate) const CONTACTS: FolderNumber = 1;
/// Well-known name `deleteditems`.
pub(crate) const DELETED_ITEMS: FolderNumber = 2;

/// One folder with its contacts and their changes.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) name: String,
    pub(crate) parent: FolderNumber,
    pub(crate) items: BTreeSet<u64>,
    pub(crate) changes: ChangeLog,
}

impl Folder {
    fn new(name: &str, parent: FolderNumber) -> Self {
        Self { name: name.to_owned(), parent, items: BTreeSet::new(), changes: ChangeLog::default() }
    }
}

/// The tree of folders of one mailbox.
#[derive(Debug)]
pub(crate) struct Folders {
    all: BTreeMap<FolderNumber, Folder>,
    next: FolderNumber,
    /// The folders' own changes, for `contactFolders/delta`: number -> (folder, began, gone).
    pub(crate) history: BTreeMap<u64, (FolderNumber, u64, bool)>,
}

impl Folders {
    /// Makes the tree of a fresh mailbox with the given localized names.
    pub(crate) fn new(contacts: &str, deleted_items: &str) -> Self {
        let all = BTreeMap::from([
            (ROOT, Folder::new("Top of Information Store", ROOT)),
            (CONTACTS, Folder::new(contacts, ROOT)),
            (DELETED_ITEMS, Folder::new(deleted_items, ROOT)),
        ]);
        Self { all, next: DELETED_ITEMS + 1, history: BTreeMap::new() }
    }

    /// Finds a folder.
    pub(crate) fn get(&self, number: FolderNumber) -> Option<&Folder> {
        self.all.get(&number)
    }

    /// Finds a folder to change it.
    pub(crate) fn get_mut(&mut self, number: FolderNumber) -> Option<&mut Folder> {
        self.all.get_mut(&number)
    }

    /// Lists the folders directly beneath `parent`, Deleted Items and the root left out.
    pub(crate) fn children(&self, parent: FolderNumber) -> impl Iterator<Item = (FolderNumber, &Folder)> {
        let beneath =
            self.all.iter().filter(move |(number, folder)| folder.parent == parent && **number > CONTACTS);
        beneath.filter(|(number, _)| **number != DELETED_ITEMS).map(|(number, folder)| (*number, folder))
    }

    /// Lists every folder.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (FolderNumber, &Folder)> {
        self.all.iter().map(|(number, folder)| (*number, folder))
    }

    /// Whether a folder of that name (without regard to case) lies directly beneath `parent`.
    pub(crate) fn has_child(&self, parent: FolderNumber, name: &str) -> bool {
        self.children(parent).any(|(_, folder)| folder.name.to_lowercase() == name.to_lowercase())
    }

    /// Whether a folder is Deleted Items or lies beneath it.
    pub(crate) fn is_deleted(&self, mut number: FolderNumber) -> bool {
        while number != ROOT {
            if number == DELETED_ITEMS {
                return true;
            }
            number = self.get(number).map_or(ROOT, |folder| folder.parent);
        }
        false
    }

    /// Makes a folder beneath `parent`.
    pub(crate) fn create(&mut self, at: u64, name: &str, parent: FolderNumber) -> FolderNumber {
        let number = self.next;
        self.next += 1;
        let _ = self.all.insert(number, Folder::new(name, parent));
        let _ = self.history.insert(at, (number, at, false));
        number
    }

    /// Gives a folder another name.
    pub(crate) fn rename(&mut self, at: u64, number: FolderNumber, name: &str) {
        if let Some(folder) = self.get_mut(number) {
            name.clone_into(&mut folder.name);
            self.note(at, number, false);
        }
    }

    /// Puts a folder beneath Deleted Items.
    pub(crate) fn put_into_deleted_items(&mut self, at: u64, number: FolderNumber) {
        if let Some(folder) = self.get_mut(number) {
            folder.parent = DELETED_ITEMS;
            self.note(at, number, true);
        }
    }

    /// Takes a folder out for good and hands it back.
    pub(crate) fn remove(&mut self, at: u64, number: FolderNumber) -> Option<Folder> {
        let folder = self.all.remove(&number)?;
        self.note(at, number, true);
        Some(folder)
    }

    fn note(&mut self, at: u64, number: FolderNumber, gone: bool) {
        let old =
            self.history.iter().find(|(_, (folder, ..))| *folder == number).map(|(at, entry)| (*at, *entry));
        let Some((key, (_, began, _))) = old else { return };
        let _ = self.history.remove(&key);
        let _ = self.history.insert(at, (number, began, gone));
    }
}
