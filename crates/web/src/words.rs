//! The words of the domain as they stand in JSON.

use contacts::{Direction, WriteMode};
use replication::{ConflictPolicy, Ended, Leaving, Preset};
use store::{
    CandidateKind, EndState, ExportMode, Farewell, HistoryKind, IfDifferent, ItemAction, LinkWhy,
    MailboxState, PhotoPlan, Planned, Role, RowStatus, RunKind, RunState,
};

use crate::api::exports::Why;
use crate::shape::words;

words! {
    /// What a run does.
    RunKindWord = RunKind { Export "export", Import "import", Cycle "cycle", Rename "rename", }
    /// How far a run is.
    RunStateWord = RunState {
        Preparing "preparing",
        Running "running",
        Paused "paused",
        Cancelled "cancelled",
        Done "done",
    }
    /// How an item of a run ended.
    EndStateWord = EndState {
        Waiting "waiting",
        Created "created",
        Updated "updated",
        Linked "linked",
        Imported "imported",
        Skipped "skipped",
        Withdrawn "withdrawn",
        Unchanged "unchanged",
        Failed "failed",
    }
    /// What an import does with a contact.
    ItemActionWord = ItemAction { Import "import", Link "link", }
    /// What a contact is that is not linked: without stamp, of this installation, or of another one.
    CandidateKindWord = CandidateKind { Unstamped "new", Relink "relink", Foreign "foreign", }
    /// Whether a contact is a contact person that exists.
    RowStatusWord = RowStatus { Certain "certain", Possible "possible", None "none", }
    /// What happens to a field when a contact is linked.
    LinkWhyWord = LinkWhy {
        Same "same",
        FillsOutlook "fills_outlook",
        FillsCrm "fills_crm",
        CrmStands "crm_stands",
        OutlookStands "outlook_stands",
        Apart "apart",
        Off "off",
    }
    /// Whether a mailbox takes part.
    MailboxStateWord = MailboxState {
        Paused "paused",
        Active "active",
        ReconnectNeeded "reconnect_needed",
        Braked "braked",
        Disconnecting "disconnecting",
        Disconnected "disconnected",
    }
    /// What becomes of a mailbox's contacts when it is disconnected: they stay without stamp, or go to Deleted Items.
    FarewellWord = Farewell { Leave "leave", Remove "remove", }
    /// What an export does with the persons selected.
    ExportModeWord = ExportMode { NewAndChanged "new_and_changed", New "new", Changed "changed", }
    /// What an export would do with a person.
    PlannedWord = Planned {
        Create "create",
        Update "update",
        Link "link",
        Choose "choose",
        Withdraw "withdraw",
        Unchanged "unchanged",
        NotPossible "not_possible",
    }
    /// Why an export would change a field as it would.
    FieldWhyWord = Why {
        Sent "sent",
        Shortened "shortened",
        NoPlace "no_place",
        PutBack "put_back",
        Taken "taken",
        CrmWins "crm_wins",
        OutlookWins "outlook_wins",
        Follows "follows",
        Compared "compared",
        Removed "removed",
    }
    /// Which value stands where both sides have one, and not the same, when a contact is linked.
    IfDifferentWord = IfDifferent { Crm "crm", Outlook "outlook", Newest "newest", Both "both", }
    /// What an export would do with the photo in Outlook.
    PhotoPlanWord = PhotoPlan {
        Unchanged "unchanged",
        Sent "sent",
        Removed "removed",
        LeftOut "left_out",
        Compared "compared",
        Goes "goes",
    }
    /// What a history entry tells.
    HistoryKindWord = HistoryKind {
        Edited "edited",
        Sent "sent",
        PutBack "put_back",
        Conflict "conflict",
        Created "created",
        Deleted "deleted",
        Restored "restored",
        Exported "exported",
        Linked "linked",
        Revived "revived",
        LinkEnded "link_ended",
        CopyReleased "copy_released",
        Problem "problem",
    }
    /// Why a contact is to leave a mailbox.
    LeavingWord = Leaving {
        Withdrawn "withdrawn",
        PersonDeleted "person_deleted",
        Erased "erased",
        RightLost "right_lost",
        DisconnectLeave "disconnect_leave",
        DisconnectRemove "disconnect_remove",
        Released "released",
    }
    /// What ended a link.
    EndedWord = Ended {
        OutlookDelete "outlook_delete",
        Withdrawn "withdrawn",
        PersonDeleted "person_deleted",
        ReleasedEdited "released_edited",
        Erased "erased",
        RightLost "right_lost",
        DisconnectLeave "disconnect_leave",
        DisconnectRemove "disconnect_remove",
        Released "released",
        NeverCreated "never_created",
    }
    /// Which way a field travels.
    DirectionWord = Direction { Both "both", ToOutlook "to_outlook", ToCrm "to_crm", Off "off", }
    /// How a value is written to the other side.
    WriteModeWord = WriteMode { Overwrite "overwrite", FillBlanks "fill_blanks", }
    /// Whose value stands when both sides changed a field differently.
    ConflictPolicyWord = ConflictPolicy { Crm "crm", Outlook "outlook", Newest "newest", }
    /// A ready-made set of rules.
    PresetWord = Preset { TwoWay "two_way", CrmLeads "crm_leads", OutlookLeads "outlook_leads", }
    /// What a user may do.
    RoleWord = Role { Administrator "administrator", User "user", Reader "reader", }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_that_stand_in_tables_and_files() {
        fn same<T: serde::Serialize + Copy>(words: &[(&str, T)]) {
            for (word, value) in words {
                assert_eq!(serde_json::to_value(value).unwrap(), *word);
            }
        }
        same(RunKindWord::WORDS);
        same(RunStateWord::WORDS);
        same(EndStateWord::WORDS);
        same(MailboxStateWord::WORDS);
        same(ExportModeWord::WORDS);
        same(PlannedWord::WORDS);
        same(FieldWhyWord::WORDS);
        same(IfDifferentWord::WORDS);
        same(PhotoPlanWord::WORDS);
        same(HistoryKindWord::WORDS);
        same(LeavingWord::WORDS);
        same(EndedWord::WORDS);
        same(DirectionWord::WORDS);
        same(WriteModeWord::WORDS);
        same(ConflictPolicyWord::WORDS);
        same(PresetWord::WORDS);
        same(RoleWord::WORDS);
    }
}
