//! The HTTP API and the pages, in process, on a real SQLite store.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

mod bed;
mod schema;

mod exports;
mod headers;
mod idempotency;
mod imports;
mod lists;
mod openapi;
mod pages;
mod photos;
mod records;
mod refusals;
mod roles;
mod settings;
mod versions;
