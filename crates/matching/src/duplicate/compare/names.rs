//! How the names on two cards compare.

use crate::duplicate::traits::{Part, Traits};
use crate::duplicate::weights::Sign;
use crate::words::given;
use crate::words::slips::{slipped, slips};

pub(super) fn names(a: &Traits, b: &Traits) -> (Option<Sign>, Option<Sign>) {
    let (first, last) = (first(a, b), last(&a.last, &b.last));
    let doubtful = |sign: Option<Sign>| {
        matches!(sign, Some(Sign::FirstDiffers | Sign::FirstSimilar | Sign::LastDiffers | Sign::LastSimilar))
    };
    if !doubtful(first) || !doubtful(last) {
        return (first, last);
    }
    let crossed =
        |a: &Part, b: &Part| !a.is_empty() && (a.whole() == b.whole() || slipped(a.whole(), b.whole()));
    // One of them may be a short form: "Zwiebelfisch Thomas", "Tom Zwiebelfisch".
    let form = |a: &Part, b: &Part| {
        let roots = |part: &Part| given::roots(part.whole());
        !a.is_empty() && roots(a).iter().any(|root| roots(b).contains(root))
    };
    let straight = a.first.whole() == b.first.whole() || a.last.whole() == b.last.whole();
    let [one, other] = [(&a.first, &b.last), (&a.last, &b.first)];
    let [one_crossed, other_crossed] = [one, other].map(|(a, b)| crossed(a, b));
    let both =
        (one_crossed && (other_crossed || form(other.0, other.1))) || (other_crossed && form(one.0, one.1));
    if !straight && both {
        return (Some(Sign::NamesSwapped), None);
    }
    (first, last)
}

fn sounds_alike(a: &Part, b: &Part) -> bool {
    a.sounds.iter().zip(&b.sounds).any(|(a, b)| a.len() > 1 && a == b)
}

fn last(a: &Part, b: &Part) -> Option<Sign> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let common = |part: &Part| part.known[0].common;
    if a.whole() == b.whole() {
        return Some(if common(a) { Sign::LastSameCommon } else { Sign::LastSame });
    }
    let double = a.name.count() > 1 || b.name.count() > 1;
    if double && a.name.iter().any(|word| word.len() > 2 && b.name.iter().any(|other| other == word)) {
        return Some(Sign::LastPart);
    }
    let (sound, slip) = (sounds_alike(a, b), slipped(a.whole(), b.whole()));
    // The same sound of quite other letters is chance: "Bach", "Buche".
    let close = sound && slips(a.whole(), b.whole(), 3).is_some();
    let both_common = common(a) && common(b);
    Some(match (close, slip, both_common) {
        (true, _, _) if a.sounds[0] == b.sounds[0] && a.whole().len() > 3 => Sign::LastSound,
        (_, true, true) => Sign::LastSimilar,
        (true, _, _) => Sign::LastSound,
        (_, true, false) => Sign::LastSlip,
        (false, false, _) => Sign::LastDiffers,
    })
}

fn first(a: &Traits, b: &Traits) -> Option<Sign> {
    let (x, y) = (&a.first, &b.first);
    if x.is_empty() || y.is_empty() {
        return None;
    }
    if x.whole() == y.whole() {
        return Some(Sign::FirstSame);
    }
    if initial(x, y) || initial(y, x) {
        return Some(Sign::FirstInitial);
    }
    let shared = |word: &str| word.len() > 1 && y.name.iter().any(|other| other == word);
    if x.name.iter().any(shared) {
        return Some(Sign::FirstPart);
    }
    let related = x.known.iter().zip(&y.known).any(|(one, other)| one.is_related(other));
    if related || short(x, y) || short(y, x) {
        return Some(Sign::FirstForm);
    }
    let by_middle =
        |of: &Traits, name: &Part| of.middle.iter().any(|word| word.len() > 1 && word == name.name.first());
    if by_middle(a, y) || by_middle(b, x) {
        return Some(Sign::FirstMiddle);
    }
    let sound = sounds_alike(x, y) && slips(x.whole(), y.whole(), 2).is_some();
    let alike = (sound, slipped(x.whole(), y.whole()) || one_more(x.whole(), y.whole()));
    let known = x.known[0].common && y.known[0].common;
    Some(match (alike, known) {
        ((false, false), _) => Sign::FirstDiffers,
        ((_, _), true) => Sign::FirstSimilar,
        ((_, true), false) => Sign::FirstSlip,
        ((true, false), false) => Sign::FirstSound,
    })
}

/// Middle names and nicknames, where both have one that is more than a letter.
pub(super) fn middle(a: &Traits, b: &Traits, first: Option<Sign>) -> Option<Sign> {
    let names = |traits: &Traits| traits.middle.iter().any(|word| word.len() > 1);
    if !names(a) || !names(b) || first == Some(Sign::FirstMiddle) {
        return None;
    }
    let same = a.middle.iter().any(|word| word.len() > 1 && b.middle.iter().any(|other| other == word));
    Some(if same { Sign::MiddleSame } else { Sign::MiddleDiffers })
}

/// One letter more at the end of a short name: "Joh", "John".
fn one_more(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() > 2 && long.len() == short.len() + 1 && long.starts_with(short)
}

fn initial(short: &Part, long: &Part) -> bool {
    let letters =
        short.name.iter().all(|word| word.len() == 1) || (short.whole().len() == 2 && long.name.count() == 2);
    letters
        && long.whole().len() > short.whole().len()
        && long.whole().starts_with(short.name.first().get(..1).unwrap_or("-"))
}

/// "Maxi" of an unlisted "Maximiliano": at least three letters shorter, so that it is no woman's form of a man's name.
fn short(short: &Part, long: &Part) -> bool {
    let (begin, whole) = (short.name.first(), long.name.first());
    // Two letters are enough if they are no woman's ending: "Wendel", "Wendelin".
    let longer = whole.len().saturating_sub(begin.len());
    let enough = longer >= 3 || (longer == 2 && begin.len() > 4 && !whole.ends_with(['a', 'e']));
    begin.len() >= 3 && enough && whole.starts_with(begin) && !long.known[1].common
}
