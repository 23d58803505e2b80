//! The people's side of the store, on SQLite and on PostgreSQL (see `scripts/with-postgres`).
#![allow(clippy::unwrap_used, clippy::panic, clippy::wildcard_enum_match_arm)] // Tests.
#![allow(clippy::needless_pass_by_value)] // Answers are handed to what checks them.

#[path = "people/house.rs"]
mod house;

#[path = "people/accounts.rs"]
mod accounts;
#[path = "people/bin.rs"]
mod bin;
#[path = "people/draft_ends.rs"]
mod draft_ends;
#[path = "people/draft_moves.rs"]
mod draft_moves;
#[path = "people/draft_plans.rs"]
mod draft_plans;
#[path = "people/drafts.rs"]
mod drafts;
#[path = "people/duplicates.rs"]
mod duplicates;
#[path = "people/exports.rs"]
mod exports;
#[path = "people/finding.rs"]
mod finding;
#[path = "people/first_minutes.rs"]
mod first_minutes;
#[path = "people/histories.rs"]
mod histories;
#[path = "people/import_carried.rs"]
mod import_carried;
#[path = "people/import_races.rs"]
mod import_races;
#[path = "people/imports.rs"]
mod imports;
#[path = "people/links.rs"]
mod links;
#[path = "people/load.rs"]
mod load;
#[path = "people/mailbox_links.rs"]
mod mailbox_links;
#[path = "people/mailboxes.rs"]
mod mailboxes;
#[path = "people/partners.rs"]
mod partners;
#[path = "people/passwords.rs"]
mod passwords;
#[path = "people/pausing.rs"]
mod pausing;
#[path = "people/persons.rs"]
mod persons;
#[path = "people/plans.rs"]
mod plans;
#[path = "people/rights.rs"]
mod rights;
#[path = "people/saved_searches.rs"]
mod saved_searches;
#[path = "people/seeking.rs"]
mod seeking;
#[path = "people/sessions.rs"]
mod sessions;
#[path = "people/set_up.rs"]
mod set_up;
#[path = "people/settings.rs"]
mod settings;
#[path = "people/sign_in.rs"]
mod sign_in;
#[path = "people/stock.rs"]
mod stock;
