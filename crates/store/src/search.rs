//! Finding records by what somebody types.
//!
//! A record's **text** ([`text`]) is derived from its card. An index of the text's trigrams ([`grams`], the only part
//! that differs between the databases) answers *contains*; the lists' own indexes answer *begins with* where too
//! much contains. What is found is judged by a pure function ([`rank`]), so an index only has to find enough. A
//! typing slip is forgiven by asking which known words ([`vocabulary`]) somebody may have meant.

pub(crate) mod grams;
pub(crate) mod keep;
pub(crate) mod rank;
mod renew;
mod slips;
pub(crate) mod terms;
pub(crate) mod text;
pub(crate) mod vocabulary;

pub(crate) use renew::Renewing;
