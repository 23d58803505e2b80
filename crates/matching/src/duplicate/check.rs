//! The check itself: certain, possible or neither, and on what evidence.

use std::collections::BTreeSet;

use super::compare::Signs;
use super::evidence::{Evidence, evidence};
use super::traits::Traits;
use super::weights::{Held, POSSIBLE, Sign};

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
    status_among(a, b, sharing, None)
}

/// Compares two cards and says on what evidence they are one person; none when they are not.
pub fn check(a: &Traits, b: &Traits, sharing: Sharing<'_>) -> Option<Finding> {
    let signs = Signs::of(a, b);
    let status = graded(a, b, &signs, sharing)?;
    Some(Finding { status, points: signs.points(), evidence: evidence(a, b, &signs) })
}

/// The same where it is known how many cards have the names.
pub(super) fn status_among(
    a: &Traits,
    b: &Traits,
    sharing: Sharing<'_>,
    held: Option<Held>,
) -> Option<(Status, i32)> {
    let signs = Signs::of(a, b).held_by(held);
    graded(a, b, &signs, sharing).map(|status| (status, signs.points()))
}

fn graded(a: &Traits, b: &Traits, signs: &Signs, sharing: Sharing<'_>) -> Option<Status> {
    let mut shared = false;
    for mail in a.mails.iter().filter(|mail| b.mails.iter().any(|other| other.whole == mail.whole)) {
        shared = true;
        if !sharing.is_possible_only || own(|| mail.certain_key(), mail.role, signs, sharing) {
            return Some(Status::Certain);
        }
    }
    if let Some((last_name, mobile)) = a.rule.as_ref().filter(|rule| b.rule.as_ref() == Some(rule)) {
        shared = true;
        let key = || format!("m:{last_name}|{mobile}");
        if !sharing.is_possible_only || own(key, false, signs, sharing) {
            return Some(Status::Certain);
        }
    }
    let enough = signs.points() >= POSSIBLE;
    (enough || (shared && !sharing.by_points)).then_some(Status::Possible)
}

/// Tells whether a key that both cards hold is one person's own, as far as they and the others who hold it say.
fn own(key: impl FnOnce() -> String, office: bool, signs: &Signs, sharing: Sharing<'_>) -> bool {
    // Two first names at one key are two persons who hold it.
    let clash = matches!(signs.first, Some(Sign::FirstDiffers | Sign::FirstSimilar | Sign::FirstMiddle));
    if clash || signs.gender.is_some() || signs.suffix.is_some() {
        return false;
    }
    if !office && !sharing.held_by_several.is_some_and(|keys| keys.contains(&key())) {
        return true;
    }
    // What many hold proves nothing by itself: the names have to agree, and not by a first letter alone.
    let first = match signs.first {
        Some(first) => first.weight() > 0 && first != Sign::FirstInitial,
        None => false,
    };
    first && signs.last.is_none_or(|last| last.weight() > 0)
}
