//! The behaviours of the real service that are unconfirmed or worth switching, each with its default.
//!
//! What has been captured from the service or documented by Microsoft is on by default; what nobody has confirmed
//! is a switch, so that a client can be shown to be right under every answer. All can be changed while running.

use serde::{Deserialize, Serialize};

/// What a request for a soft-deleted contact by its immutable id finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoftDeleted {
    /// 200 with Deleted Items as the parent folder.
    Found,
    /// 404 `ErrorItemNotFound`.
    NotFound,
}

/// What `If-Match` on a PATCH does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfMatchOnPatch {
    /// A stale change key is refused with 412 `ErrorIrresolvableConflict`.
    Honoured,
    /// The header has no effect.
    Ignored,
}

/// What `$expand` of extended properties does on a delta request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeltaExpand {
    /// 500, as reported for other kinds of items.
    Error500,
    /// The properties are delivered.
    Supported,
}

/// What a photo PUT with an empty body does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyPhotoPut {
    /// The photo goes, as one known client relies on.
    Removes,
    /// 400.
    Refused,
}

/// What a PATCH with an address does to the parts that it does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressPatch {
    /// They go: the address is replaced whole.
    Replaces,
    /// They stay.
    Merges,
}

/// Which unset texts of a contact made in Outlook itself come back as `""` rather than `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyTexts {
    /// Title, middle name and suffix and the other parts of the name, as captured.
    NameParts,
    /// Every text.
    All,
}

/// What a delta token gets when the id preference differs from that of the first request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdTypeToggle {
    /// 410 `SyncStateInvalid`, as one client has seen.
    Invalid,
    /// The round goes on with the other kind of ids, as the documentation says.
    Tolerated,
}

/// Where a deleted folder's name gets in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeletedFolderName {
    /// Deleting a second folder of that name: 409 `ErrorFolderExists`.
    BlocksDelete,
    /// Creating a folder of that name: 409 `ErrorFolderExists`.
    BlocksCreate,
}

/// Every switch; `Default` is the stand-in's best knowledge of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quirks {
    /// A soft-deleted contact asked for by immutable id. Unconfirmed; default `not_found`.
    pub soft_deleted_by_immutable_id: SoftDeleted,
    /// `If-Match` on a contact PATCH. Unconfirmed; default `honoured`.
    pub if_match_on_patch: IfMatchOnPatch,
    /// `$expand` on delta. Reported for messages and events; default `error500`.
    pub delta_expand: DeltaExpand,
    /// Milliseconds on the stand-in's clock before a `$filter` on an extended property finds it. Default 0.
    pub filter_index_lag: u64,
    /// DELETE of a photo answers "The OData request is not supported." Reported; default true.
    pub photo_delete_refused: bool,
    /// A PUT of an empty photo. Unconfirmed; default `removes`.
    pub empty_photo_put: EmptyPhotoPut,
    /// The server stores its own JPEG encoding of a photo. Unconfirmed; default false.
    pub photo_reencoded: bool,
    /// Bytes that are no picture are refused with 400. Unconfirmed; default false.
    pub photo_must_decode: bool,
    /// A contact without photo answers metadata with 200 and a 1x1 picture instead of 404. Default false.
    pub missing_photo_is_1x1: bool,
    /// Lists cut notes that begin with a line break to 256 characters without line breaks. Reported; default true.
    pub list_notes_stripped: bool,
    /// Delta does the same to notes as lists do. Unconfirmed; default true.
    pub delta_notes_stripped: bool,
    /// A move changes even the immutable id. Seen once with Outlook's drag and drop; default false.
    pub move_changes_immutable_id: bool,
    /// A restore from Deleted Items is told by delta although it is a move back. Unconfirmed; default false.
    pub restore_appears_in_delta: bool,
    /// A PATCH of name parts without displayName makes a new one. Documented as possible; default true.
    pub display_name_regenerated: bool,
    /// `fileAs` comes back as `""` when it was never set. Captured; default true.
    pub file_as_empty: bool,
    /// Empty texts of contacts made in Outlook. Default `name_parts`, as captured.
    pub empty_texts: EmptyTexts,
    /// PATCH of an address. Unconfirmed; default `replaces`.
    pub address_patch: AddressPatch,
    /// `null` for an address clears it. Unconfirmed; default true.
    pub null_clears_address: bool,
    /// The most characters of a single-line text; longer ones are refused. Default 255.
    pub text_limit: usize,
    /// Entries of a delta page without `odata.maxpagesize`. Unconfirmed; default 50.
    pub delta_page_size: usize,
    /// The most entries of a delta page whatever is asked for. Unconfirmed; default 500.
    pub delta_max_page_size: usize,
    /// Seconds on the stand-in's clock after which a delta token is gone. Default none.
    pub delta_token_seconds: Option<u64>,
    /// A delta token used with the other id preference. Default `invalid`.
    pub id_type_toggle: IdTypeToggle,
    /// 410 answers carry a Location header with a fresh URL. Default false.
    pub resync_location: bool,
    /// A `+` in a query is a space, as in forms; false: a plus. Send `%20` and `%2B`. Default true.
    pub plus_is_space: bool,
    /// How many parts of a batch reach the mailbox at a time; above 4 some are throttled. Default 4.
    pub batch_parallel_parts: usize,
    /// The answers of a batch come in another order than its requests. Documented as possible; default true.
    pub batch_answers_reordered: bool,
    /// Where a deleted folder's name gets in the way. Ambiguous report; default `blocks_delete`.
    pub deleted_folder_name: DeletedFolderName,
    /// `/users/{mailbox}` of a gone mailbox answers `ResourceNotFound` instead of `MailboxNotEnabledForRESTAPI`.
    pub gone_is_resource_not_found: bool,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            soft_deleted_by_immutable_id: SoftDeleted::NotFound,
            if_match_on_patch: IfMatchOnPatch::Honoured,
            delta_expand: DeltaExpand::Error500,
            filter_index_lag: 0,
            photo_delete_refused: true,
            empty_photo_put: EmptyPhotoPut::Removes,
            photo_reencoded: false,
            photo_must_decode: false,
            missing_photo_is_1x1: false,
            list_notes_stripped: true,
            delta_notes_stripped: true,
            move_changes_immutable_id: false,
            restore_appears_in_delta: false,
            display_name_regenerated: true,
            file_as_empty: true,
            empty_texts: EmptyTexts::NameParts,
            address_patch: AddressPatch::Replaces,
            null_clears_address: true,
            text_limit: 255,
            delta_page_size: 50,
            delta_max_page_size: 500,
            delta_token_seconds: None,
            id_type_toggle: IdTypeToggle::Invalid,
            resync_location: false,
            plus_is_space: true,
            batch_parallel_parts: 4,
            batch_answers_reordered: true,
            deleted_folder_name: DeletedFolderName::BlocksDelete,
            gone_is_resource_not_found: false,
        }
    }
}
