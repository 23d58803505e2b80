//! The pages, in process, on a real SQLite store.

mod browser;

mod account;
mod duplicates;
mod export;
mod import;
mod mailbox;
mod partners;
mod person;
mod persons_list;
mod runs;
mod settings;
mod shell;
mod sign_in;
mod start;
mod switch;
mod users;
