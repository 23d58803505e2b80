//! The stand-in over real HTTP, theme by theme.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]
#![allow(clippy::needless_pass_by_value, reason = "helpers take json!(...) as it is written")]

mod address_book;
mod admin;
mod authorisation;
mod batch;
mod bed;
mod contacts;
mod delta;
mod described;
mod extended;
mod faults;
mod folders;
mod links;
mod lists;
mod openapi;
mod photo;
mod refusals;
mod removal;
mod throttling;
mod tls;
