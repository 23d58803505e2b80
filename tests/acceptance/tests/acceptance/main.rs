//! What the program promises, in a sentence each.

mod bed;
mod existence;
mod faults;
mod gone;
mod limits;
mod real_input;
mod two_mailboxes;
