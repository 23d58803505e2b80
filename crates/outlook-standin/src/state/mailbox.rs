//! One mailbox: its folders and contacts, and the only functions that change them.

use std::collections::{BTreeSet, HashMap};

use super::card::Card;
use super::extended::PropertyId;
use super::folders::{CONTACTS, DELETED_ITEMS, Folder, Folders};
use super::ids::{self, ContactId, FolderId, IdKind, Identity, MailboxGuid};
use super::item::{FolderNumber, Item, PropertyNumber};
use super::photo::Photo;

/// The names that a mailbox gives to its well-known folders.
#[derive(Debug, Clone)]
pub(crate) struct FolderNames {
    pub(crate) contacts: String,
    pub(crate) deleted_items: String,
}

/// What a new contact is made of.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) card: Card,
    pub(crate) extended: Vec<(PropertyId, Option<String>)>,
    pub(crate) by_hand: bool,
}

/// The contents of one mailbox.
#[derive(Debug)]
pub(crate) struct Mailbox {
    pub(crate) address: String,
    pub(crate) guid: MailboxGuid,
    pub(crate) folders: Folders,
    /// Raised when every delta token becomes void.
    pub(crate) sync_generation: u32,
    items: HashMap<u64, Item>,
    next_item: u64,
    number: u64,
    property_numbers: HashMap<PropertyId, PropertyNumber>,
    property_ids: Vec<PropertyId>,
    by_extended: HashMap<(PropertyNumber, Box<str>), BTreeSet<u64>>,
    by_email: HashMap<Box<str>, BTreeSet<u64>>,
}

impl Mailbox {
    /// Makes an empty mailbox.
    pub(crate) fn new(address: &str, names: &FolderNames) -> Self {
        Self {
            address: address.to_owned(),
            guid: ids::mailbox_guid(address),
            folders: Folders::new(&names.contacts, &names.deleted_items),
            sync_generation: 1,
            items: HashMap::new(),
            next_item: 1,
            number: 1,
            property_numbers: HashMap::new(),
            property_ids: Vec::new(),
            by_extended: HashMap::new(),
            by_email: HashMap::new(),
        }
    }

    /// Empties the mailbox; tokens and ids from before are void.
    pub(crate) fn clear(&mut self, names: &FolderNames) {
        let (sync_generation, next_item, number) = (self.sync_generation + 1, self.next_item, self.number);
        *self = Self { sync_generation, next_item, number, ..Self::new(&self.address, names) };
    }

    fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// The last number given out.
    pub(crate) fn last_number(&self) -> u64 {
        self.number
    }

    /// Finds a contact by its number.
    pub(crate) fn item(&self, number: u64) -> Option<&Item> {
        self.items.get(&number)
    }

    /// Lists every contact, in the order of their creation.
    pub(crate) fn items(&self) -> Vec<&Item> {
        let mut all: Vec<&Item> = self.items.values().collect();
        all.sort_by_key(|item| item.identity.item);
        all
    }

    /// Finds what a contact id names: the contact if it is still called that, wherever it lies.
    pub(crate) fn find(&self, id: ContactId) -> Option<&Item> {
        match id {
            ContactId::Default { mailbox, item, moves } => {
                self.item(item).filter(|found| mailbox == self.guid && found.identity.moves == moves)
            }
            ContactId::Immutable { mailbox, item, renewals } => {
                self.item(item).filter(|found| mailbox == self.guid && found.identity.renewals == renewals)
            }
        }
    }

    /// Finds what a folder id names.
    pub(crate) fn find_folder(&self, id: FolderId) -> Option<FolderNumber> {
        self.folders.get(id.folder).filter(|_| id.mailbox == self.guid).map(|_| id.folder)
    }

    /// Whether a contact lies in Deleted Items or beneath it.
    pub(crate) fn is_deleted(&self, item: &Item) -> bool {
        self.folders.is_deleted(item.folder)
    }

    /// Spells a contact's id.
    pub(crate) fn contact_id(&self, identity: Identity, kind: IdKind) -> String {
        ids::contact_id(&self.guid, identity, kind)
    }

    /// Spells a folder's id.
    pub(crate) fn folder_id(&self, folder: FolderNumber) -> String {
        ids::folder_id(&self.guid, folder)
    }

    /// Spells a contact's change key.
    pub(crate) fn change_key(&self, item: &Item) -> String {
        ids::change_key(&self.guid, item.version)
    }

    /// The number of an extended property that some contact has had, if any.
    pub(crate) fn property_number(&self, id: &PropertyId) -> Option<PropertyNumber> {
        self.property_numbers.get(id).copied()
    }

    /// The id behind a property's number.
    pub(crate) fn property_id(&self, number: PropertyNumber) -> Option<&PropertyId> {
        self.property_ids.get(usize::try_from(number).ok()?)
    }

    /// The contacts whose extended property has this value, compared without case.
    pub(crate) fn with_extended(&self, id: &PropertyId, value: &str) -> Option<&BTreeSet<u64>> {
        self.by_extended.get(&(self.property_number(id)?, value.to_lowercase().into()))
    }

    /// The contacts that have this e-mail address, compared without case.
    pub(crate) fn with_email(&self, address: &str) -> Option<&BTreeSet<u64>> {
        self.by_email.get(address.to_lowercase().as_str())
    }

    /// How many contacts live outside Deleted Items.
    pub(crate) fn live_count(&self) -> usize {
        let live = self.folders.iter().filter(|(number, _)| !self.folders.is_deleted(*number));
        live.map(|(_, folder)| folder.items.len()).sum()
    }

    /// Makes a contact and returns its number.
    pub(crate) fn create(&mut self, folder: FolderNumber, draft: Draft, now: i64) -> u64 {
        let identity = Identity { item: self.next_item, moves: 0, renewals: 0 };
        self.next_item += 1;
        let version = self.next_number();
        let item = Item {
            identity,
            folder,
            card: Card::default(),
            extended: Vec::new(),
            photo: None,
            version,
            created: now,
            modified: now,
            stamped: now,
            by_hand: draft.by_hand,
        };
        let _ = self.items.insert(identity.item, item);
        self.put(identity.item, draft.card, draft.extended);
        self.enter(folder, identity, version);
        identity.item
    }

    /// Writes a contact's values and extended properties and returns whether it exists.
    pub(crate) fn update(
        &mut self,
        number: u64,
        card: Card,
        extended: Vec<(PropertyId, Option<String>)>,
        now: i64,
    ) -> bool {
        let stamps = !extended.is_empty();
        self.put(number, card, extended);
        if let Some(item) = self.items.get_mut(&number).filter(|_| stamps) {
            item.stamped = now;
        }
        self.touch(number, now)
    }

    /// Sets or removes a contact's photo.
    pub(crate) fn set_photo(&mut self, number: u64, photo: Option<Photo>, now: i64) -> bool {
        if let Some(item) = self.items.get_mut(&number) {
            item.photo = photo;
        }
        self.touch(number, now)
    }

    /// Moves a contact to another folder; `renews` says that even its immutable id changes.
    pub(crate) fn relocate(&mut self, number: u64, to: FolderNumber, renews: bool, now: i64) -> bool {
        let version = self.next_number();
        let Some(item) = self.items.get_mut(&number).filter(|item| item.folder != to) else { return false };
        let (from, before) = (item.folder, item.identity);
        item.identity.moves += 1;
        item.identity.renewals += u16::from(renews);
        item.folder = to;
        item.version = version;
        item.modified = now;
        let after = item.identity;
        self.leave(from, before, version);
        let version = self.next_number();
        self.enter(to, after, version);
        true
    }

    /// Lets the next arrival of a contact in a folder be told like any other.
    pub(crate) fn forget_departure(&mut self, number: u64, folder: FolderNumber) {
        if let Some(folder) = self.folders.get_mut(folder) {
            folder.changes.forget_departure(number);
        }
    }

    /// Copies a contact with everything it has into a folder and returns the copy's number.
    pub(crate) fn copy(&mut self, number: u64, to: FolderNumber, now: i64) -> Option<u64> {
        let original = self.items.get(&number)?.clone();
        let extended = original.extended.iter();
        let extended = extended.filter_map(|(place, value)| {
            self.property_id(*place).cloned().map(|id| (id, Some(value.clone().into_string())))
        });
        let draft = Draft { card: original.card, extended: extended.collect(), by_hand: true };
        let copy = self.create(to, draft, now);
        if let Some(item) = self.items.get_mut(&copy) {
            item.photo = original.photo;
        }
        Some(copy)
    }

    /// Takes a contact out for good.
    pub(crate) fn destroy(&mut self, number: u64) -> bool {
        let version = self.next_number();
        self.unindex(number);
        let Some(item) = self.items.remove(&number) else { return false };
        self.leave(item.folder, item.identity, version);
        true
    }

    /// Makes a folder.
    pub(crate) fn create_folder(&mut self, name: &str, parent: FolderNumber) -> FolderNumber {
        let at = self.next_number();
        self.folders.create(at, name, parent)
    }

    /// Gives a folder another name.
    pub(crate) fn rename_folder(&mut self, folder: FolderNumber, name: &str) {
        let at = self.next_number();
        self.folders.rename(at, folder, name);
    }

    /// Puts a folder with its contacts into Deleted Items.
    pub(crate) fn delete_folder(&mut self, folder: FolderNumber) {
        let at = self.next_number();
        self.folders.put_into_deleted_items(at, folder);
    }

    /// Takes a folder, those beneath it and all their contacts out for good.
    pub(crate) fn destroy_folder(&mut self, folder: FolderNumber) {
        let beneath: Vec<FolderNumber> = self.folders.children(folder).map(|(number, _)| number).collect();
        for child in beneath {
            self.destroy_folder(child);
        }
        let contacts: Vec<u64> = self.folders.get(folder).map(contents).unwrap_or_default();
        for number in contacts {
            let _ = self.destroy(number);
        }
        let at = self.next_number();
        let _ = self.folders.remove(at, folder);
    }

    fn enter(&mut self, folder: FolderNumber, identity: Identity, at: u64) {
        if let Some(folder) = self.folders.get_mut(folder) {
            let _ = folder.items.insert(identity.item);
            folder.changes.enter(at, identity);
        }
    }

    fn leave(&mut self, folder: FolderNumber, identity: Identity, at: u64) {
        if let Some(folder) = self.folders.get_mut(folder) {
            let _ = folder.items.remove(&identity.item);
            folder.changes.leave(at, identity);
        }
    }

    fn touch(&mut self, number: u64, now: i64) -> bool {
        let version = self.next_number();
        let Some(item) = self.items.get_mut(&number) else { return false };
        item.version = version;
        item.modified = now;
        let (folder, identity) = (item.folder, item.identity);
        if let Some(folder) = self.folders.get_mut(folder) {
            folder.changes.change(version, identity);
        }
        true
    }

    /// Replaces values and keeps both indexes in step.
    fn put(&mut self, number: u64, card: Card, extended: Vec<(PropertyId, Option<String>)>) {
        self.unindex(number);
        let numbered: Vec<_> =
            extended.into_iter().map(|(id, value)| (self.number_property(id), value)).collect();
        if let Some(item) = self.items.get_mut(&number) {
            item.card = card;
            for (property, value) in numbered {
                item.set_extended(property, value.map(String::into_boxed_str));
            }
        }
        self.index(number);
    }

    fn number_property(&mut self, id: PropertyId) -> PropertyNumber {
        if let Some(number) = self.property_number(&id) {
            return number;
        }
        let number = PropertyNumber::try_from(self.property_ids.len()).unwrap_or(PropertyNumber::MAX);
        self.property_ids.push(id.clone());
        let _ = self.property_numbers.insert(id, number);
        number
    }

    fn index(&mut self, number: u64) {
        let Some(item) = self.items.get(&number) else { return };
        for (property, value) in &item.extended {
            let _ =
                self.by_extended.entry((*property, value.to_lowercase().into())).or_default().insert(number);
        }
        for address in item.card.emails().iter().filter_map(|email| email.address.as_deref()) {
            let _ = self.by_email.entry(address.to_lowercase().into()).or_default().insert(number);
        }
    }

    fn unindex(&mut self, number: u64) {
        let Some(item) = self.items.get(&number) else { return };
        for (property, value) in &item.extended {
            let key = (*property, value.to_lowercase().into());
            if let Some(numbers) = self.by_extended.get_mut(&key) {
                let _ = numbers.remove(&number);
                if numbers.is_empty() {
                    let _ = self.by_extended.remove(&key);
                }
            }
        }
        for address in item.card.emails().iter().filter_map(|email| email.address.as_deref()) {
            let key: Box<str> = address.to_lowercase().into();
            if let Some(numbers) = self.by_email.get_mut(&key) {
                let _ = numbers.remove(&number);
                if numbers.is_empty() {
                    let _ = self.by_email.remove(&key);
                }
            }
        }
    }
}

fn contents(folder: &Folder) -> Vec<u64> {
    folder.items.iter().copied().collect()
}

/// Resolves the names that work in place of a folder id.
pub(crate) fn well_known(name: &str) -> Option<FolderNumber> {
    match name.to_ascii_lowercase().as_str() {
        "contacts" => Some(CONTACTS),
        "deleteditems" => Some(DELETED_ITEMS),
        "msgfolderroot" => Some(super::folders::ROOT),
        _ => None,
    }
}
