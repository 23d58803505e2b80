//! What the program promises, in a sentence each.

// All of this is tests: what is not as expected is a failure.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bed;
mod equal;
mod existence;
mod exports;
mod faults;
mod gone;
mod imports;
mod limits;
mod names;
mod paused;
mod photos;
mod real_input;
mod rights;
mod two_mailboxes;
