//! What a mailbox holds, in memory, with no word of HTTP.

pub(crate) mod card;
pub(crate) mod changes;
pub(crate) mod extended;
pub(crate) mod folders;
pub(crate) mod ids;
pub(crate) mod item;
pub(crate) mod mailbox;
pub(crate) mod photo;
pub(crate) mod property;
