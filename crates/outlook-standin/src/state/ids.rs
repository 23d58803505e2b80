//! Makes and reads the service's ids: opaque, case-sensitive, URL-safe base64 with a trailing `=`.
//!
//! A default id names a contact *in its folder*: every move gives a new one, because the number of moves is part
//! of it. An immutable id survives moves. Folder ids know no such difference.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// Identifies a mailbox inside ids, change keys and tokens.
pub(crate) type MailboxGuid = [u8; 16];

/// The head of an immutable id as Exchange writes it.
const IMMUTABLE_HEAD: [u8; 27] = [
    0x00, 0x09, 0x00, 0x2e, 0x00, 0x00, 0x00, 0x00, 0x00, 0x1d, 0x84, 0x03, 0x11, 0xaa, 0x66, 0x11, 0xcd,
    0x9b, 0xc8, 0x00, 0xaa, 0x00, 0x2f, 0xc4, 0x5a, 0x0d, 0x00,
];
const IMMUTABLE_LENGTH: usize = 53;
const DEFAULT_HEAD: [u8; 4] = [0x00, 0x03, 0x24, 0x00];
const DEFAULT_LENGTH: usize = 113;
const FOLDER_LENGTH: usize = 89;
const CHANGE_KEY_HEAD: [u8; 8] = [0x11, 0, 0, 0, 0x16, 0, 0, 0];

/// Which of the two kinds of contact id an answer carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdKind {
    /// Changes with every move.
    Default,
    /// Asked for with `Prefer: IdType="ImmutableId"`.
    Immutable,
}

/// What the ids of one contact are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    /// The number of the contact in its mailbox, never used twice.
    pub(crate) item: u64,
    /// How often it has moved; part of the default id.
    pub(crate) moves: u32,
    /// How often a move has changed even the immutable id.
    pub(crate) renewals: u16,
}

/// What a contact id in a request turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContactId {
    Default { mailbox: MailboxGuid, item: u64, moves: u32 },
    Immutable { mailbox: MailboxGuid, item: u64, renewals: u16 },
}

/// What a folder id in a request turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FolderId {
    pub(crate) mailbox: MailboxGuid,
    pub(crate) folder: u32,
}

/// Derives a mailbox's 16 bytes from its address, the same in every run.
pub(crate) fn mailbox_guid(address: &str) -> MailboxGuid {
    let lower = address.to_lowercase();
    let low = fnv64(0x5bd1_e995, lower.as_bytes());
    let high = fnv64(low, lower.as_bytes());
    let mut guid = [0; 16];
    for (slot, byte) in guid.iter_mut().zip(low.to_be_bytes().into_iter().chain(high.to_be_bytes())) {
        *slot = byte;
    }
    guid
}

/// Spells a mailbox's bytes as a GUID, as in `/users/{id}`.
pub(crate) fn guid_text(guid: &MailboxGuid) -> String {
    uuid::Uuid::from_bytes(*guid).to_string()
}

/// Spells the id of a contact.
pub(crate) fn contact_id(mailbox: &MailboxGuid, identity: Identity, kind: IdKind) -> String {
    match kind {
        IdKind::Default => default_id(mailbox, identity),
        IdKind::Immutable => immutable_id(mailbox, identity),
    }
}

fn immutable_id(mailbox: &MailboxGuid, identity: Identity) -> String {
    let mut bytes = Vec::with_capacity(IMMUTABLE_LENGTH);
    bytes.extend_from_slice(&IMMUTABLE_HEAD);
    bytes.extend_from_slice(mailbox);
    bytes.extend_from_slice(&identity.renewals.to_be_bytes());
    bytes.extend_from_slice(identity.item.to_be_bytes().get(2..).unwrap_or_default());
    seal(bytes, 2)
}

fn default_id(mailbox: &MailboxGuid, identity: Identity) -> String {
    let mut bytes = item_head(mailbox, DEFAULT_LENGTH, 0x07);
    bytes.extend_from_slice(&identity.item.to_be_bytes());
    bytes.extend_from_slice(&identity.moves.to_be_bytes());
    bytes.resize(DEFAULT_LENGTH - 4, 0);
    seal(bytes, 4)
}

/// Spells the id of a folder.
pub(crate) fn folder_id(mailbox: &MailboxGuid, folder: u32) -> String {
    let mut bytes = item_head(mailbox, FOLDER_LENGTH, 0x01);
    bytes.extend_from_slice(&folder.to_be_bytes());
    seal(bytes, 2)
}

/// The bytes that item and folder ids share: head, the mailbox's GUID as text and as bytes, and the type.
fn item_head(mailbox: &MailboxGuid, length: usize, kind: u8) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(length);
    bytes.extend_from_slice(&DEFAULT_HEAD);
    bytes.extend_from_slice(guid_text(mailbox).as_bytes());
    bytes.extend_from_slice(&[0, 0x46, 0, 0, 0, 0, 0]);
    if length == DEFAULT_LENGTH {
        bytes.extend_from_slice(mailbox);
        bytes.extend_from_slice(&[kind, 0]);
        bytes.extend_from_slice(mailbox);
    } else {
        bytes.extend_from_slice(mailbox);
        bytes.extend_from_slice(&[kind, 0]);
        bytes.resize(FOLDER_LENGTH - 6, 0);
    }
    bytes
}

/// Appends the check bytes and encodes.
fn seal(mut bytes: Vec<u8>, check: usize) -> String {
    let sum = fnv64(0, &bytes).to_be_bytes();
    bytes.extend_from_slice(sum.get(..check).unwrap_or_default());
    URL_SAFE.encode(bytes)
}

/// Decodes and verifies the check bytes.
fn unseal(text: &str, check: usize) -> Option<Vec<u8>> {
    let mut bytes = URL_SAFE.decode(text).ok()?;
    let sum = bytes.split_off(bytes.len().checked_sub(check)?);
    let expected = fnv64(0, &bytes).to_be_bytes();
    (expected.get(..check)? == sum).then_some(bytes)
}

/// Reads a contact id of either kind; `None` when it is not one of ours.
pub(crate) fn read_contact_id(text: &str) -> Option<ContactId> {
    if let Some(bytes) = unseal(text, 4).filter(|bytes| bytes.len() == DEFAULT_LENGTH - 4) {
        let mailbox = array(&bytes, 65)?;
        let (item, moves) = (u64::from_be_bytes(array(&bytes, 81)?), u32::from_be_bytes(array(&bytes, 89)?));
        return Some(ContactId::Default { mailbox, item, moves });
    }
    let bytes = unseal(text, 2).filter(|bytes| bytes.len() == IMMUTABLE_LENGTH - 2)?;
    if !bytes.starts_with(&IMMUTABLE_HEAD) {
        return None;
    }
    let number: [u8; 6] = array(&bytes, 45)?;
    let item = number.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    Some(ContactId::Immutable {
        mailbox: array(&bytes, 27)?,
        item,
        renewals: u16::from_be_bytes(array(&bytes, 43)?),
    })
}

/// Reads a folder id; `None` when it is not one of ours.
pub(crate) fn read_folder_id(text: &str) -> Option<FolderId> {
    let bytes = unseal(text, 2).filter(|bytes| bytes.len() == FOLDER_LENGTH - 2)?;
    Some(FolderId { mailbox: array(&bytes, 47)?, folder: u32::from_be_bytes(array(&bytes, 83)?) })
}

/// Spells the change key of a version; it changes with every write to the mailbox.
pub(crate) fn change_key(mailbox: &MailboxGuid, version: u64) -> String {
    let mut bytes = Vec::with_capacity(30);
    bytes.extend_from_slice(&CHANGE_KEY_HEAD);
    bytes.extend_from_slice(mailbox);
    bytes.extend_from_slice(version.to_be_bytes().get(2..).unwrap_or_default());
    STANDARD.encode(bytes)
}

/// Cuts `N` bytes out of a slice.
pub(crate) fn array<const N: usize>(bytes: &[u8], start: usize) -> Option<[u8; N]> {
    bytes.get(start..start + N)?.try_into().ok()
}

/// Fowler, Noll and Vo's hash: enough to notice a damaged id; it protects nothing.
pub(crate) fn fnv64(seed: u64, bytes: &[u8]) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed;
    bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_and_have_the_lengths_of_the_service() {
        let mailbox = mailbox_guid("alice@example.com");
        let identity = Identity { item: 70_000, moves: 3, renewals: 1 };
        let immutable = contact_id(&mailbox, identity, IdKind::Immutable);
        assert_eq!(immutable.len(), 72);
        assert!(immutable.ends_with('='));
        assert_eq!(
            read_contact_id(&immutable),
            Some(ContactId::Immutable { mailbox, item: 70_000, renewals: 1 })
        );
        let default = contact_id(&mailbox, identity, IdKind::Default);
        assert_eq!(default.len(), 152);
        assert!(default.ends_with('='));
        assert_eq!(read_contact_id(&default), Some(ContactId::Default { mailbox, item: 70_000, moves: 3 }));
        let folder = folder_id(&mailbox, 9);
        assert_eq!(folder.len(), 120);
        assert_eq!(read_folder_id(&folder), Some(FolderId { mailbox, folder: 9 }));
    }

    #[test]
    fn an_id_in_another_case_is_no_id() {
        let identity = Identity { item: 1, moves: 0, renewals: 0 };
        let id = contact_id(&mailbox_guid("a@b.c"), identity, IdKind::Immutable);
        assert_eq!(read_contact_id(&id.to_lowercase()), None);
        assert_eq!(read_contact_id("contact-1"), None);
        assert_eq!(read_folder_id(&id), None);
    }
}
