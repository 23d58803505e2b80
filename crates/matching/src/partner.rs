//! BUSINESS PARTNER SUGGESTIONS: which company a contact of Outlook belongs to, and why.

pub mod company;
pub mod facts;
pub mod freemail;
pub mod suggest;

pub use facts::{PartnerFacts, search_keys, search_keys_of_card};
pub use suggest::{Because, Suggestion, Suggestions, suggest};
