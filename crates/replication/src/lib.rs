//! What should happen to a linked contact. Pure: no clock, no randomness, no input or output.
//!
//! [`link`] has the nouns (link, shadow, tombstone), [`merge`] decides per field, [`decide`] per contact,
//! [`policy`] says which way fields travel and who wins, [`brake`] stops what would empty a mailbox,
//! [`operation`] is an intended write, and [`recover`] tells what became of one whose answer was lost.

pub mod brake;
pub mod decide;
pub mod imported;
pub mod link;
pub mod merge;
pub mod operation;
pub mod photo;
pub mod policy;
pub mod recover;
pub mod stamp;

pub use brake::{Brake, BrakeRule};
pub use decide::{Action, CrmSide, OutlookSide, decide};
pub use imported::{Imported, imported};
pub use link::{CrmShadow, Ended, Leaving, Link, LinkState, PhotoShadow, Problem};
pub use merge::{FieldOutcome, Merge, Outcome, Sides, merge};
pub use operation::{Operation, OperationKind, OperationState};
pub use photo::{PhotoMove, move_photo};
pub use policy::{ConflictPolicy, FieldRule, Preset, Rules, outwards};
pub use stamp::Stamp;
