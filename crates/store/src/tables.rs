//! The tables as SeaORM entities, one each; columns and their reasons are in the migrations.
#![allow(missing_docs, dead_code)] // The columns are described once, in the migrations.

pub(crate) mod api_token;
pub(crate) mod audit;
pub(crate) mod business_partner;
pub(crate) mod candidate;
pub(crate) mod candidate_key;
pub(crate) mod contact_person;
pub(crate) mod history;
pub(crate) mod history_head;
pub(crate) mod history_value;
pub(crate) mod idempotency_key;
pub(crate) mod installation;
pub(crate) mod lease;
pub(crate) mod link;
pub(crate) mod mailbox;
pub(crate) mod operation;
pub(crate) mod person_key;
pub(crate) mod photo;
pub(crate) mod run;
pub(crate) mod run_item;
pub(crate) mod setting;
pub(crate) mod share;
pub(crate) mod staged;
pub(crate) mod team;
pub(crate) mod team_member;
pub(crate) mod user_account;
