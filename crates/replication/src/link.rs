//! The nouns: [`Link`], its shadows and its end.

use std::collections::BTreeMap;

use contacts::{Card, FieldKey, LinkId, MailboxId, OperationId, PersonId, RunId, UserId};
use serde::{Deserialize, Serialize};

/// One contact person in one mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its identity.
    pub id: LinkId,
    /// The contact person.
    pub person: PersonId,
    /// The mailbox.
    pub mailbox: MailboxId,
    /// Where it is in its life.
    pub state: LinkState,
    /// Outlook's id of the contact, once it is known.
    pub remote_id: Option<String>,
    /// Outlook's version of the contact that the shadow was taken at; empty when the next read must be looked
    /// at whatever its version.
    pub change_key: String,
    /// The contact of an earlier life of the link: its owner may have taken it out of Deleted Items, unseen by the
    /// feed. It is looked for before another one is created.
    pub former: Option<String>,
    /// Who asked for the contact to be in the mailbox; none: the program, or it is not known.
    pub asked_by: Option<UserId>,
    /// The folder the contact lies in when it is not the followed one.
    pub elsewhere: Option<String>,
    /// The operation that its stamp names: the one that created or linked the contact.
    pub stamp: Option<OperationId>,
    /// The Outlook shadow: the whole contact as it last looked when it was dealt with. Fields that are off are
    /// in it too, since Outlook takes some values only together.
    pub outlook: Card,
    /// The CRM shadow.
    pub crm: CrmShadow,
    /// The shadow of the photo.
    pub photo: PhotoShadow,
    /// The work that waits on it: the version of the person that made it due, or zero.
    pub due: i64,
    /// What keeps it from being in step, if anything.
    pub problem: Option<Problem>,
    /// The run that waits for it.
    pub run: Option<RunId>,
    /// When it was last in step, in microseconds since 1970 UTC; zero before the first time.
    pub in_step: i64,
    /// The row's version: a write names the one it read.
    pub row: i64,
}

/// Where a link is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum LinkState {
    /// The contact is to be created, or an equal one linked.
    Adopting {
        /// The unstamped contact a person chose to link.
        chosen: Option<String>,
        /// Whether the contact person was made from that contact, by an import. The shadows then tell how both were
        /// when the contact was read, so that what was edited since is an edit; else they meet for the first time.
        #[serde(default, skip_serializing_if = "is_not")]
        imported: bool,
    },
    /// The contact is linked: edits travel.
    Linked,
    /// The contact is to be removed or released.
    Leaving {
        /// Why.
        cause: Leaving,
        /// Who wished it; none for the program.
        by: Option<UserId>,
    },
    /// The link has ended; what is kept of it is the tombstone.
    Ended {
        /// By what.
        by: Ended,
        /// By whom; none for the program or the mailbox's owner in Outlook.
        user: Option<UserId>,
        /// When, in microseconds since 1970 UTC.
        at: i64,
    },
}

/// Tells whether a flag is not set, so that it need not be written.
#[allow(clippy::trivially_copy_pass_by_ref)] // As serde calls it.
fn is_not(flag: &bool) -> bool {
    !flag
}

impl LinkState {
    /// Makes the state of a link whose contact is to be created, or to be this one.
    pub const fn adopting(chosen: Option<String>) -> Self {
        LinkState::Adopting { chosen, imported: false }
    }
}

/// Why a contact is to leave a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// The switch on the mask was turned off, or an export withdrew it.
    Withdrawn,
    /// The contact person was deleted in the CRM.
    PersonDeleted,
    /// The contact person was erased (data protection).
    Erased,
    /// The mailbox's owner may no longer see the contact person.
    RightLost,
    /// The mailbox is disconnected and its contacts are to stay.
    DisconnectLeave,
    /// The mailbox is disconnected and its contacts are to go.
    DisconnectRemove,
    /// An export that linked a contact which was there before is taken back: the contact is to stay.
    Released,
}

/// What ended a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The contact was deleted in Outlook.
    OutlookDelete,
    /// It was withdrawn from the CRM.
    Withdrawn,
    /// The contact person was deleted in the CRM; the contact was removed.
    PersonDeleted,
    /// The contact person was deleted in the CRM after an edit in Outlook; the contact stays, unstamped.
    ReleasedEdited,
    /// The contact person was erased.
    Erased,
    /// The mailbox's owner may no longer see the contact person.
    RightLost,
    /// The mailbox was disconnected; the contact stays, unstamped.
    DisconnectLeave,
    /// The mailbox was disconnected; the contact was removed.
    DisconnectRemove,
    /// An export that had linked it was taken back; the contact stays, unstamped.
    Released,
    /// It was never created: the wish was taken back before, or it was not possible.
    NeverCreated,
}

/// What the CRM side looked like when both sides agreed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CrmShadow {
    /// The person's version that was looked at last.
    pub version: i64,
    /// Per field that was ever compared: the fingerprint of the CRM's value when both sides agreed (for a set:
    /// the entries); marked where the sides were left different, and where the CRM's value still has to travel.
    /// A field that is missing was never compared: its next look is a first merge.
    pub fields: BTreeMap<FieldKey, String>,
}

/// What the photo looked like on either side when both agreed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PhotoShadow {
    /// The digest of the CRM's picture that was sent or taken.
    pub crm: Option<String>,
    /// The digest of the picture as Outlook stored it.
    pub outlook: Option<String>,
    /// Whether the picture was ever compared.
    pub agreed: bool,
    /// Whether the sides were left apart on purpose: by an export without photos (not compared yet: they will be at
    /// the next look), or because a picture could not or was not to be taken over. Outlook's picture is not ours
    /// then: nothing removes it, and what replaces it keeps it in the history.
    #[serde(default)]
    pub apart: bool,
    /// Whether the person was made from the contact by an import, and its picture not looked at yet: that is taken over
    /// even where photos travel to Outlook only.
    #[serde(default)]
    pub imported: bool,
}

/// What keeps a link from being in step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What happened, for people.
    pub reason: String,
    /// Since when, in microseconds since 1970 UTC.
    pub since: i64,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether a person has to act; else it is tried again by itself.
    pub parked: bool,
}

impl Link {
    /// Makes a link whose contact is yet to be created.
    pub fn adopting(id: LinkId, person: PersonId, mailbox: MailboxId, due: i64) -> Self {
        Link {
            id,
            person,
            mailbox,
            state: LinkState::adopting(None),
            remote_id: None,
            change_key: String::new(),
            former: None,
            asked_by: None,
            elsewhere: None,
            stamp: None,
            outlook: Card::new(),
            crm: CrmShadow::default(),
            photo: PhotoShadow::default(),
            due,
            problem: None,
            run: None,
            in_step: 0,
            row: 0,
        }
    }

    /// Lets go of the contact, and remembers which one it was.
    pub fn let_go(&mut self) {
        self.former = self.remote_id.take().or(self.former.take());
        self.change_key = String::new();
    }

    /// Tells whether the link has ended.
    pub fn ended(&self) -> bool {
        match self.state {
            LinkState::Ended { .. } => true,
            LinkState::Adopting { .. } | LinkState::Linked | LinkState::Leaving { .. } => false,
        }
    }
}
