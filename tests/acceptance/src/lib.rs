//! What the program promises, told as tests: the real store, engine and connector against the Outlook stand-in.
//!
//! A [`House`] is an installation with two employees, each with a mailbox in a stand-in of its own; [`Desk`] is
//! one of them. [`in_outlook`] reads a field out of a stored contact on its own authority, without the connector's
//! field map; [`pictures`] makes photos.

// All of this serves tests: what is not as expected is a failure.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// A table of places names only the fields that have one there.
#![allow(clippy::wildcard_enum_match_arm)]

mod clock;
pub mod desk;
mod house;
pub mod in_outlook;
pub mod pictures;
pub mod samples;

pub use clock::TestClock;
pub use desk::Desk;
pub use house::{House, houses, otherwise};
