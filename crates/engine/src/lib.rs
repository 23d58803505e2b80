//! Speaks to Outlook: pull, reconcile, push, sweep, schedule.
//!
//! The engine knows neither HTTP nor SQL: it works over [`store::ReplicationStore`],
//! [`outlook::ContactFolder`], [`Clock`], [`Ids`] and [`Pictures`], so that the simulator can put a whole world
//! beneath it. [`cycle::Cycle`] is one pass over one mailbox; every step of it may stop at any point and run
//! again.

pub mod adopt;
pub mod apply;
pub mod bugs;
pub mod contact;
pub mod cycle;
pub mod merge_link;
mod patient;
pub mod photo;
pub mod pull;
pub mod push;
mod push_photo;
pub mod reconcile;
pub mod recover;
mod restricted;
pub mod schedule;
pub mod surroundings;
pub mod sweep;

pub use bugs::{Bug, Bugs};
pub use cycle::{Cycle, CycleError, CycleReport};
pub use recover::Looks;
pub use schedule::{Schedule, next_pause};
pub use surroundings::{Clock, Ids, Pictures, PreparedPicture, SystemClock, SystemIds};
