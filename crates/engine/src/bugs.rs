//! Planted bugs: what the simulator has to find (docs/reliability.md). Without the feature `planted-bugs` the
//! set is always empty and the compiler removes every trace.

/// A bug that can be planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bug {
    /// A create with a lost answer is repeated without looking for the contact first.
    CreateRepeatedWithoutLooking,
    /// An update is sent whatever the contact's version.
    NoPreconditionOnUpdate,
    /// The merge does without a shadow: the CRM's value always stands.
    NoShadow,
    /// After a lost answer the shadow becomes what is read, without a merge.
    ShadowIsWhatIsRead,
    /// The cursor is committed before its page.
    CursorBeforeEffects,
    /// A removal in the feed is believed without a look-up.
    RemovalBelieved,
    /// A contact in Deleted Items counts as alive.
    DeletedItemsIgnored,
    /// A copy keeps its stamp and takes over the link.
    CopyTakesLink,
    /// A contact deleted in Outlook is created anew at the next edit.
    Resurrection,
    /// Outlook's edits are not taken over before a withdrawn contact is removed.
    WithdrawWithoutTaking,
    /// An edit does not beat a delete.
    DeleteBeatsEdit,
    /// The loser of a conflict is not kept.
    LoserForgotten,
    /// Work counts as done even if more became due meanwhile.
    DueForgotten,
    /// The change feed is taken up anew after a resync without comparing everything.
    ResyncWithoutSweep,
    /// A photo is sent again at every look.
    PhotoSentAgain,
    /// Entries of the feed are dropped while an operation of the link is under way.
    StagedDroppedWhileSending,
    /// A lost answer to a delete counts as done.
    LostDeleteBelieved,
    /// An engine that was paused past its lease goes on sending, whatever version the contact has by then.
    StaleNodeWrites,
    /// A contact that was linked counts as created.
    LinkedCountsAsCreated,
    /// An item of a run that has ended ends again.
    ItemEndsTwice,
    /// The CRM's categories replace those of the owner.
    CategoriesReplaced,
    /// Contacts are created before those that are there were read.
    AdoptsUnread,
    /// A contact that was imported meets its person as if for the first time when it is stamped.
    ImportWithoutShadow,
    /// An import takes what its list said, without a look at the contact and at the persons there are.
    ImportUnchecked,
}

impl Bug {
    /// Every bug.
    pub const ALL: &[Bug] = &[
        Bug::CreateRepeatedWithoutLooking,
        Bug::NoPreconditionOnUpdate,
        Bug::NoShadow,
        Bug::ShadowIsWhatIsRead,
        Bug::CursorBeforeEffects,
        Bug::RemovalBelieved,
        Bug::DeletedItemsIgnored,
        Bug::CopyTakesLink,
        Bug::Resurrection,
        Bug::WithdrawWithoutTaking,
        Bug::DeleteBeatsEdit,
        Bug::LoserForgotten,
        Bug::DueForgotten,
        Bug::ResyncWithoutSweep,
        Bug::PhotoSentAgain,
        Bug::StagedDroppedWhileSending,
        Bug::LostDeleteBelieved,
        Bug::StaleNodeWrites,
        Bug::LinkedCountsAsCreated,
        Bug::ItemEndsTwice,
        Bug::CategoriesReplaced,
        Bug::AdoptsUnread,
        Bug::ImportWithoutShadow,
        Bug::ImportUnchecked,
    ];
}

/// The planted bugs of a cycle: none, or one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bugs {
    #[cfg(feature = "planted-bugs")]
    planted: Option<Bug>,
}

impl Bugs {
    /// Plants a bug.
    #[cfg(feature = "planted-bugs")]
    pub fn plant(bug: Bug) -> Self {
        Bugs { planted: Some(bug) }
    }

    /// Tells whether a bug is planted.
    #[cfg(feature = "planted-bugs")]
    pub fn has(self, bug: Bug) -> bool {
        self.planted == Some(bug)
    }

    /// Tells whether a bug is planted: never, in a build without the feature.
    #[cfg(not(feature = "planted-bugs"))]
    pub const fn has(self, _bug: Bug) -> bool {
        false
    }
}
