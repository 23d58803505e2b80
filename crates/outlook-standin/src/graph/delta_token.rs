//! The opaque tokens of delta links: where a round stands and what its first request asked for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::state::changes::Progress;
use crate::state::ids::{IdKind, MailboxGuid, array, fnv64};
use crate::state::item::FolderNumber;

const FIXED: usize = 55;
const CHECK: usize = 8;

/// What a round goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    Contacts,
    Folders,
}

/// A delta token, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeltaToken {
    pub(crate) mailbox: MailboxGuid,
    pub(crate) generation: u32,
    pub(crate) over: Over,
    pub(crate) folder: FolderNumber,
    pub(crate) progress: Progress,
    pub(crate) ids: IdKind,
    /// The selection of the first request.
    pub(crate) select: u64,
    /// When the token was given out, in microseconds on the stand-in's clock.
    pub(crate) issued: i64,
    /// The extended properties that the first request expanded.
    pub(crate) expand: Vec<String>,
}

impl DeltaToken {
    /// Spells the token.
    pub(crate) fn spelled(&self) -> String {
        let mut bytes = Vec::with_capacity(FIXED + CHECK);
        bytes.extend_from_slice(&self.mailbox);
        bytes.extend_from_slice(&self.generation.to_be_bytes());
        bytes.push(u8::from(self.over == Over::Folders) | (u8::from(self.ids == IdKind::Immutable) << 1));
        bytes.extend_from_slice(&self.folder.to_be_bytes()[1..]);
        bytes.extend_from_slice(&self.progress.began.to_be_bytes());
        bytes.extend_from_slice(&self.progress.seen.to_be_bytes());
        bytes.extend_from_slice(&self.select.to_be_bytes());
        bytes.extend_from_slice(&self.issued.to_be_bytes()[1..]);
        bytes.extend_from_slice(self.expand.join("\n").as_bytes());
        let check = fnv64(0, &bytes).to_be_bytes();
        bytes.extend_from_slice(&check);
        URL_SAFE_NO_PAD.encode(veiled(bytes))
    }

    /// Reads a token; `None` when it is badly formed.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut bytes = unveiled(URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?);
        let check = bytes.split_off(bytes.len().checked_sub(CHECK)?);
        if fnv64(0, &bytes).to_be_bytes().as_slice() != check.as_slice() || bytes.len() < FIXED {
            return None;
        }
        let flags = *bytes.get(20)?;
        let folder: [u8; 3] = array(&bytes, 21)?;
        let issued: [u8; 7] = array(&bytes, 48)?;
        let expand = std::str::from_utf8(bytes.get(FIXED..)?).ok()?;
        Some(Self {
            mailbox: array(&bytes, 0)?,
            generation: u32::from_be_bytes(array(&bytes, 16)?),
            over: if flags & 1 == 0 { Over::Contacts } else { Over::Folders },
            ids: if flags & 2 == 0 { IdKind::Default } else { IdKind::Immutable },
            folder: folder.iter().fold(0, |sum, byte| (sum << 8) | u32::from(*byte)),
            progress: Progress {
                began: u64::from_be_bytes(array(&bytes, 24)?),
                seen: u64::from_be_bytes(array(&bytes, 32)?),
            },
            select: u64::from_be_bytes(array(&bytes, 40)?),
            issued: issued.iter().fold(0, |sum, byte| (sum << 8) | i64::from(*byte)),
            expand: expand.split('\n').filter(|text| !text.is_empty()).map(str::to_owned).collect(),
        })
    }
}

/// Makes the token look as opaque as the service's, so that nobody is tempted to read it.
fn veiled(bytes: Vec<u8>) -> Vec<u8> {
    let mut last = 0x5a_u8;
    let veil = |byte: u8| {
        last = byte ^ last.rotate_left(3) ^ 0x6d;
        last
    };
    bytes.into_iter().rev().map(veil).collect()
}

fn unveiled(bytes: Vec<u8>) -> Vec<u8> {
    let mut last = 0x5a_u8;
    let lift = |byte: u8| {
        let plain = byte ^ last.rotate_left(3) ^ 0x6d;
        last = byte;
        plain
    };
    let mut plain: Vec<u8> = bytes.into_iter().map(lift).collect();
    plain.reverse();
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_a_damaged_one_does_not() {
        let token = DeltaToken {
            mailbox: [7; 16],
            generation: 3,
            over: Over::Contacts,
            folder: 70_000,
            progress: Progress { began: 5, seen: 900 },
            ids: IdKind::Immutable,
            select: u64::MAX,
            issued: 1_795_000_000_000_000,
            expand: vec![
                "String 0x3A24".into(),
                "String {00020329-0000-0000-C000-000000000046} Name X".into(),
            ],
        };
        let text = token.spelled();
        assert_eq!(DeltaToken::read(&text), Some(token));
        assert_eq!(DeltaToken::read(&text[1..]), None);
        assert_eq!(DeltaToken::read("opaque-token-1"), None);
        assert_eq!(DeltaToken::read(""), None);
    }
}
