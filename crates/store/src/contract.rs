//! The suite that every [`ReplicationStore`] passes: the database's on SQLite and PostgreSQL, and the in-memory
//! twin of the simulator. Behind the feature `contract`.
//!
//! A test is a function over [`StoreUnderTest`]; [`contract_suite!`](crate::contract_suite) makes one `#[test]` of
//! each. Every test is given a store of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // These are tests.
#![allow(missing_docs)] // Tests are sentences.

pub mod fresh;
mod on_database;
pub mod setting;

mod candidates;
mod cases;
mod commits;
mod due;
mod feed;
mod leases;
mod operations;
mod persons;
mod runs;
mod sending;

use async_trait::async_trait;
use contacts::{Card, FieldKey, LinkId, MailboxId, Patch, PersonId, RunId, TeamId, UserId};
use replication::{Leaving, Link};

use crate::replication_store::{EndState, HistoryKind, NewPhoto, ReplicationStore};
use crate::viewer::Role;

pub use candidates::*;
pub use cases::*;
pub use commits::*;
pub use due::*;
pub use feed::*;
pub use leases::*;
pub use operations::*;
pub use persons::*;
pub use runs::*;
pub use sending::*;

/// An entry of a person's history, as the suite looks at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What happened.
    pub kind: HistoryKind,
    /// The field.
    pub field: Option<String>,
    /// What was there before.
    pub before: Option<serde_json::Value>,
    /// What is there after.
    pub after: Option<serde_json::Value>,
    /// When.
    pub at: i64,
    /// The run.
    pub run: Option<RunId>,
}

/// A store with the acts of people that its engine side answers to.
#[async_trait]
pub trait StoreUnderTest: Send + Sync {
    /// Returns what is tested.
    fn store(&self) -> &dyn ReplicationStore;
    /// Adds a user.
    async fn add_user(&self, user: UserId, role: Role, teams: &[TeamId]);
    /// Adds an active mailbox at the beginning of its feed.
    async fn add_mailbox(&self, mailbox: MailboxId, owner: UserId);
    /// A person of version 1, without photo, at the business partner `Example Ltd` with the main phone `+49 30 1`.
    async fn add_person(&self, person: PersonId, card: &Card, at: i64);
    /// A user edits a person: the version rises, and every live link of it becomes due.
    async fn edit_person(&self, person: PersonId, patch: &Patch, at: i64);
    /// A user gives a person a photo, as an edit.
    async fn set_photo(&self, person: PersonId, photo: &NewPhoto, at: i64);
    /// A user deletes a person: its live links are turned to leave, and due.
    async fn delete_person(&self, person: PersonId, at: i64);
    /// An administrator restricts a person to a team; links are left as they are.
    async fn restrict_person(&self, person: PersonId, team: Option<TeamId>);
    /// An administrator shares a person with a user.
    async fn share_person(&self, person: PersonId, user: UserId);
    /// An administrator puts a user in charge of a person.
    async fn put_in_charge(&self, person: PersonId, user: UserId);
    /// An administrator hides a field from a role.
    async fn hide_field(&self, role: Role, field: FieldKey);
    /// A link appears as given.
    async fn add_link(&self, link: &Link);
    /// A user turns a link to leave: it becomes due, and its row changes.
    async fn withdraw(&self, link: LinkId, cause: Leaving);
    /// A person begins to disconnect a mailbox.
    async fn disconnect(&self, mailbox: MailboxId);
    /// A run with waiting items.
    async fn add_run(&self, run: RunId, mailbox: MailboxId, persons: &[PersonId]);
    /// Returns an item's end and reason.
    async fn run_item(&self, run: RunId, person: PersonId) -> (EndState, Option<String>);
    /// Tells whether a run is done.
    async fn run_done(&self, run: RunId) -> bool;
    /// Returns a person's own card.
    async fn card(&self, person: PersonId) -> Card;
    /// Returns a person's history, oldest first.
    async fn history(&self, person: PersonId) -> Vec<Told>;
    /// Tells whether a person is found by a key for *certain*, as [`matching::duplicate::certain_keys`] makes it.
    async fn found_by(&self, key: &str) -> Vec<PersonId>;
}

/// Makes one test of each function of the suite: `contract_suite!(open)`, where `open` is an async function that
/// returns something whose first field `.0` is a [`StoreUnderTest`].
#[macro_export]
macro_rules! contract_suite {
    ($open:path) => {
        $crate::contract_tests! { $open;
            a_lease_is_held_by_one_engine_and_changes_hands_with_a_higher_epoch
            a_lease_given_back_is_taken_with_a_higher_epoch_even_by_the_same_engine
            whoever_lost_the_lease_writes_nothing
            there_is_no_lease_for_an_unknown_mailbox
            a_page_and_its_cursor_are_staged_together
            what_an_earlier_entry_carried_is_kept_beneath_a_later_one
            what_was_carried_before_a_removal_is_kept_beneath_it
            an_entry_dealt_with_goes_and_a_later_one_of_the_same_contact_stays
            the_feed_of_one_mailbox_is_not_another_ones
            a_mailbox_that_is_being_disconnected_stays_so_until_it_is_disconnected
            health_comes_back_as_it_was_written
            a_link_comes_back_exactly_as_it_was_written
            a_case_shows_the_person_as_the_mailboxs_owner_sees_it
            what_the_owner_may_not_see_is_said_to_be_invisible_and_shows_nothing
            a_shared_person_and_ones_own_are_seen_whatever_their_team
            ended_links_of_a_contact_are_read_too
            live_links_come_in_a_fixed_order_page_by_page
            a_stale_link_is_refused_alone
            a_stale_person_takes_its_whole_change_with_it
            of_two_changes_of_one_link_the_second_is_stale
            a_contact_belongs_to_one_live_link_at_most
            a_contact_passes_from_an_ended_link_to_another_in_one_commit
            a_change_never_reaches_into_another_mailbox
            history_is_written_with_its_change_and_in_order
            work_is_done_unless_something_new_became_due_meanwhile
            an_edit_takes_the_problem_off_and_wins_over_the_one_written_meanwhile
            due_links_are_those_that_can_be_worked_on
            an_edit_from_one_mailbox_makes_the_persons_links_in_others_due
            an_edit_is_written_once_without_gaps_and_found_by_its_keys
            the_business_partner_is_never_changed_from_outlook
            a_hidden_field_is_never_overwritten_for_who_does_not_see_it
            an_edit_by_an_owner_who_may_only_read_is_refused_as_stale
            a_photo_is_kept_with_its_rendition
            a_photo_that_lost_is_kept_for_the_history_and_is_not_the_persons
            a_new_pending_operation_replaces_the_links_pending_one_but_not_its_photo
            a_sent_operation_is_not_replaced
            operations_are_read_oldest_first_when_their_time_has_come
            an_operation_comes_back_exactly_as_it_was_written
            an_operation_that_waits_is_pending_again_or_stays_sent_as_it_was
            sending_counts_an_attempt_and_returns_what_is_to_be_sent
            nothing_is_sent_for_a_link_while_an_earlier_write_is_unknown
            nothing_is_sent_to_a_mailbox_that_does_not_take_part_any_more
            a_right_lost_before_sending_turns_the_link_to_leave
            a_right_lost_before_sending_ends_the_item_of_the_run_that_the_link_belongs_to_by_now
            a_right_lost_before_creating_ends_the_link
            a_field_hidden_before_sending_makes_the_link_due_anew
            nothing_is_sent_for_a_link_that_is_leaving
            a_removal_is_sent_whatever_the_owner_may_see
            candidates_are_found_by_their_keys_in_their_mailbox_only
            an_unstamped_contact_is_claimed_by_every_person_with_its_key_that_has_none
            a_candidate_that_is_put_again_forgets_its_old_keys
            candidates_come_in_the_order_of_their_ids
            a_run_is_done_with_its_last_item_and_an_item_ends_once
        }
    };
}

/// Used by [`contract_suite!`](crate::contract_suite).
#[doc(hidden)]
#[macro_export]
macro_rules! contract_tests {
    ($open:path; $($test:ident)*) => { $(
        #[tokio::test]
        async fn $test() {
            let opened = $open().await;
            $crate::contract::$test(&opened.0).await;
        }
    )* };
}
