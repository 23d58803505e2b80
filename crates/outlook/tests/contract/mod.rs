//! What every connector promises, as tests over ([`ContactFolder`], [`World`]): the folder under test, and what
//! the owner of the mailbox, the network and the server do on the other side.
//!
//! A connector runs the suite by naming its world in [`contract_suite!`].

use async_trait::async_trait;
use bytes::Bytes;
use contacts::{Card, FieldKey};
use outlook::folder::MailboxDirectory;
use outlook::{
    ChangeEntry, ContactFolder, Cursor, NewContact, ReadOutcome, RemoteContact, RemoteId, Written,
};

pub mod cards;
pub mod changes;
pub mod finding;
pub mod limits;
pub mod photos;
pub mod reading;
pub mod writing;

/// A call as faults are aimed at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Changes,
    List,
    Read,
    Create,
    Update,
    Delete,
}

/// What goes wrong with the next call of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mishap {
    /// It never reaches the server.
    RequestLost,
    /// It has its effect, the answer is lost.
    AnswerLost,
    /// Refused for a while, without effect: seconds as the server words them.
    Throttled(&'static str),
    /// The server fails, without effect.
    ServerError,
}

/// The other side: a mailbox, its owner at Outlook, and what may go wrong.
#[async_trait]
pub trait World: Sized + Send + Sync {
    /// Starts a mailbox of its own.
    async fn new() -> Self;
    /// The connector, following the default contact folder.
    fn folder(&self) -> &dyn ContactFolder;
    /// The connector's listing of folders.
    fn directory(&self) -> &dyn MailboxDirectory;
    /// The connector, following another folder.
    fn following(&self, folder: &str) -> Box<dyn ContactFolder>;

    /// The owner makes a contact; names, e-mails, mobile, notes and categories of the card count.
    async fn owner_creates(&self, card: &Card) -> RemoteId;
    /// The owner changes one text field of those.
    async fn owner_edits(&self, id: &RemoteId, key: FieldKey, text: &str);
    /// The owner deletes a contact to Deleted Items.
    async fn owner_deletes(&self, id: &RemoteId);
    /// The owner moves a contact to a folder by its id; `None` is the default contact folder.
    async fn owner_moves(&self, id: &RemoteId, folder: Option<&str>);
    /// The owner copies a contact within its folder.
    async fn owner_copies(&self, id: &RemoteId) -> RemoteId;
    /// The owner makes a contact folder beneath the default one and gets its id.
    async fn owner_makes_folder(&self, name: &str) -> String;
    /// The owner deletes a contact folder to Deleted Items.
    async fn owner_deletes_folder(&self, id: &str);
    /// The owner sets or, with no bytes, removes a photo.
    async fn owner_sets_photo(&self, id: &RemoteId, photo: Bytes);
    /// Another program writes what the field map does not know: its own properties, a name for an address.
    async fn stranger_adds_data(&self, id: &RemoteId);
    /// All that the mailbox holds of a contact outside the field map, the stranger's data among it.
    async fn strange_data(&self, id: &RemoteId) -> String;
    /// How many living contacts the mailbox really holds, in all folders outside Deleted Items.
    async fn living(&self) -> usize;

    /// Something goes wrong once, from the `skip`-th matching call on, counted from 0.
    fn mishap(&self, call: Call, skip: u64, mishap: &Mishap);
    /// All mishaps end.
    fn calm(&self);
    /// The server forgets where change feeds were left.
    async fn forget_cursors(&self);
    /// The sign-in is withdrawn.
    async fn withdraw_sign_in(&self);
    /// The mailbox is full.
    async fn fill(&self);
    /// The mailbox is removed.
    async fn remove_mailbox(&self);
    /// How many requests came over the wire since the last question.
    fn requests(&self) -> u64;
    /// How many requests the server refused because too many were in flight.
    fn refused_for_haste(&self) -> u64;
}

/// Makes a test of each promise, in a module of its own, for a world.
#[macro_export]
macro_rules! contract_suite {
    ($name:ident, $world:ty) => {
        mod $name {
            $crate::contract_tests! { $world:
                writing {
                    every_field_travels_there_and_back,
                    every_field_is_changed_and_cleared,
                    each_field_alone_is_set_in_an_empty_contact_and_cleared_again,
                    any_contacts_are_created_and_become_any_others,
                    a_part_of_an_address_is_cleared_and_the_rest_stays,
                    the_answer_to_a_write_says_what_the_server_stored,
                    many_are_created_in_the_order_given,
                    one_of_many_fails_alone,
                    a_create_whose_answer_is_lost_is_unknown_and_found_by_its_stamp,
                    a_write_is_never_sent_twice,
                    a_stale_update_changes_nothing,
                    of_many_updates_only_the_stale_ones_are_refused,
                    an_update_whose_answer_is_lost_is_unknown,
                    stamps_are_set_kept_and_cleared_and_touch_nothing_else,
                    what_others_keep_in_a_contact_is_untouched_by_an_update,
                    a_deleted_contact_goes_to_deleted_items,
                    of_many_deletes_only_the_stale_ones_are_refused,
                    a_delete_whose_answer_is_lost_is_unknown_and_has_happened,
                    nothing_is_asked_for_nothing,
                }
                changes {
                    the_feed_begins_with_every_contact_once_and_then_is_quiet,
                    an_own_write_comes_back_in_the_version_that_its_answer_named,
                    an_entry_carries_fields_as_they_are_cleared_ones_included,
                    an_entry_never_carries_a_note_that_was_cut,
                    a_deleted_contact_is_reported_and_is_gone_or_lies_in_deleted_items,
                    a_contact_moved_away_is_reported_removed_and_found_elsewhere,
                    a_contact_moved_away_and_back_is_there_whatever_the_feed_says,
                    a_contact_in_a_folder_that_was_deleted_lies_in_deleted_items,
                    a_cursor_that_the_server_forgot_means_reading_everything_anew,
                    a_cursor_that_is_none_means_reading_everything_anew,
                }
                finding {
                    a_listing_shows_every_contact_whole_page_by_page,
                    a_note_that_a_listing_cuts_is_marked_and_read_whole_by_id,
                    a_stamp_is_found_in_any_folder_but_deleted_items,
                    a_copied_contact_is_found_twice_by_its_stamp,
                    the_default_folder_is_listed_first_and_its_folders_after_it,
                    another_folder_is_followed_by_its_id_until_it_is_deleted,
                }
                reading {
                    contacts_are_read_in_the_order_asked_and_a_missing_one_is_gone,
                    an_id_that_never_was_is_not_taken_for_a_contact,
                    a_contact_whose_look_up_fails_is_neither_found_nor_gone,
                    an_empty_contact_made_by_hand_has_no_values,
                    a_name_made_by_the_server_from_its_parts_is_no_value,
                }
                photos {
                    a_photo_travels_and_changes_the_version,
                    a_photo_that_the_owner_sets_and_removes_is_seen,
                    a_photo_is_removed_and_removing_none_does_nothing,
                    no_photo_is_told_from_no_contact,
                }
                limits {
                    never_more_requests_run_at_once_than_the_mailbox_takes,
                    a_reading_call_outlasts_a_short_trouble,
                    a_long_wait_is_handed_on_and_nothing_is_sent_before_it,
                    a_withdrawn_sign_in_is_said_by_every_call,
                    a_full_mailbox_still_lists,
                    a_mailbox_that_was_removed_is_not_taken_for_an_empty_one,
                }
            }
        }
    };
}

/// See [`contract_suite`].
#[macro_export]
macro_rules! contract_tests {
    ($world:ty: $($module:ident { $($test:ident,)* })*) => { $( mod $module {
        use $crate::*;
        $(
            #[tokio::test]
            async fn $test() {
                let world = <$world as $crate::contract::World>::new().await;
                $crate::contract::$module::$test(&world).await;
            }
        )*
    } )* };
}

/// A card with names, one e-mail address and a number, different for every `n`.
pub fn person(n: usize) -> Card {
    Card::new()
        .with(FieldKey::FirstName, "Ada")
        .with(FieldKey::LastName, &format!("King {n}"))
        .with(FieldKey::Email1, &format!("ada{n}@example.com"))
        .with(FieldKey::MobilePhone, &format!("+49 171 {n:07}"))
}

/// A stamp's text, different for every `n`.
pub fn stamp(n: usize) -> String {
    format!("1.{:032x}.{:032x}.{n:032x}", 1, 2)
}

/// Something to create.
pub fn new(n: usize) -> NewContact {
    NewContact { card: person(n), stamp: stamp(n) }
}

/// Creates one contact, which has to succeed.
pub async fn created<W: World>(world: &W, contact: NewContact) -> Written {
    world.folder().create(&[contact]).await.remove(0).unwrap()
}

/// Reads one contact, which has to be there.
pub async fn found<W: World>(world: &W, id: &RemoteId) -> RemoteContact {
    match world.folder().read(std::slice::from_ref(id)).await.remove(0).unwrap() {
        ReadOutcome::Found(contact) => *contact,
        ReadOutcome::Gone => panic!("{id} is gone"),
    }
}

/// Reads the change feed to its end and returns the last entry of each contact.
pub async fn caught_up<W: World>(world: &W, cursor: Option<Cursor>) -> (Vec<ChangeEntry>, Cursor) {
    let (mut entries, mut cursor): (Vec<ChangeEntry>, Option<Cursor>) = (Vec::new(), cursor);
    loop {
        let page = world.folder().changes(cursor.as_ref()).await.unwrap();
        for entry in page.entries {
            entries.retain(|earlier| earlier.id() != entry.id());
            entries.push(entry);
        }
        if !page.more {
            return (entries, page.cursor);
        }
        cursor = Some(page.cursor);
    }
}

/// Lists the whole folder.
pub async fn listed<W: World>(world: &W) -> Vec<RemoteContact> {
    let (mut contacts, mut next) = (Vec::new(), None);
    loop {
        let page = world.folder().list(next.as_ref()).await.unwrap();
        contacts.extend(page.contacts);
        next = page.next;
        if next.is_none() {
            return contacts;
        }
    }
}
