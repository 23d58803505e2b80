//! Finding records by what somebody types.
//!
//! A record's **text** ([`text`]) is derived from its card. Its words, pieces of addresses and digits in a row are
//! the **entries** ([`entries`]) of an index ([`index`], the only part that differs between the databases), which finds
//! whole entries and beginnings. All words there are stand in memory ([`vocabulary`]): parts of words and typing
//! slips are looked for there, and the index is asked for the words found. A **plan** ([`plan`]) says what the index is
//! asked, the rarest first, and about how many fit. Where too many fit, the lists' own indexes answer *begins with*.
//! What is found is judged by a pure function ([`rank`]), so an index only has to find enough.

pub(crate) mod ask;
pub(crate) mod entries;
pub(crate) mod index;
pub(crate) mod keep;
pub(crate) mod plan;
pub(crate) mod rank;
mod renew;
mod slips;
pub(crate) mod terms;
pub(crate) mod text;
pub(crate) mod vocabulary;
mod zone;

pub(crate) use renew::Renewing;
