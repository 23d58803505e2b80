//! The check itself: certain, possible or neither, and on what evidence.

use std::collections::BTreeSet;

use super::compare::Signs;
use super::evidence::{Evidence, evidence};
use super::traits::Traits;
use super::weights::{POSSIBLE, Sign};

/// How sure it is that two cards are one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Evidence short of certain.
    Possible,
    /// One of the e-mail addresses is the same, or last name and mobile number are.
    Certain,
}

/// How shared addresses and shared mobiles are taken.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sharing<'a> {
    /// The switch: whether what is shared makes persons with different first names possible duplicates only.
    pub is_possible_only: bool,
    /// Whether shared keys of different persons are possible only when the points say so, and nothing otherwise. Off:
    /// whoever shares a key is at least possible.
    pub by_points: bool,
    /// The keys for *certain* that two or more persons are known to hold; an office's address need not be among them.
    pub held_by_several: Option<&'a BTreeSet<String>>,
}

/// What the check finds about two cards.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Finding {
    /// How sure it is.
    pub status: Status,
    /// The points of all signs together; [`POSSIBLE`] and more mean possible. Certain ones may have any.
    pub points: i32,
    /// What was seen, strongest first; what speaks against it stands last.
    pub evidence: Vec<Evidence>,
}

/// Tells how sure it is that two cards are one person, and the points; none when they are not. Cheaper than [`check`],
/// for going through many.
pub fn status(a: &Traits, b: &Traits, sharing: Sharing<'_>) -> Option<(Status, i32)> {
    let signs = Signs::of(a, b);
    graded(a, b, &signs, sharing).map(|status| (status, signs.points()))
}

/// Compares two cards and says on what evidence they are one person; none when they are not.
pub fn check(a: &Traits, b: &Traits, sharing: Sharing<'_>) -> Option<Finding> {
    let signs = Signs::of(a, b);
    let status = graded(a, b, &signs, sharing)?;
    Some(Finding { status, points: signs.points(), evidence: evidence(a, b, &signs) })
}

fn graded(a: &Traits, b: &Traits, signs: &Signs, sharing: Sharing<'_>) -> Option<Status> {
    let mut common = a.certain.intersection(&b.certain).peekable();
    if common.peek().is_none() {
        return (signs.points() >= POSSIBLE).then_some(Status::Possible);
    }
    let proves = |key: &String| !sharing.is_possible_only || own(key, a, signs, sharing);
    if common.any(proves) {
        return Some(Status::Certain);
    }
    (!sharing.by_points || signs.points() >= POSSIBLE).then_some(Status::Possible)
}

/// Tells whether a key that both cards hold is one person's own, as far as they and the others who hold it say.
fn own(key: &str, a: &Traits, signs: &Signs, sharing: Sharing<'_>) -> bool {
    // Two first names at one key are two persons who hold it.
    let clash = matches!(signs.first, Some(Sign::FirstDiffers | Sign::FirstSimilar | Sign::FirstMiddle));
    if clash || signs.gender.is_some() || signs.suffix.is_some() {
        return false;
    }
    let office =
        || a.mails.iter().any(|mail| mail.role && key.strip_prefix("e:") == Some(mail.whole.as_str()));
    let several = sharing.held_by_several.is_some_and(|keys| keys.contains(key));
    if !several && !office() {
        return true;
    }
    // What many hold proves nothing by itself: the names have to agree, and not by a first letter alone.
    let first = match signs.first {
        Some(first) => first.weight() > 0 && first != Sign::FirstInitial,
        None => false,
    };
    first && signs.last.is_none_or(|last| last.weight() > 0)
}
