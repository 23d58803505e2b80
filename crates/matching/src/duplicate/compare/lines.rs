//! How the phone numbers on two cards compare.

use crate::duplicate::traits::{Line, Traits};
use crate::duplicate::weights::Sign;
use crate::words::slips::slips;

/// Which kinds of line both cards share, and whether a number of one is another's with a slip.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lines {
    mobile: bool,
    own: bool,
    desk: bool,
    common: bool,
    near: bool,
    /// Extensions of one switchboard.
    stem: bool,
    /// Office numbers of different ones.
    apart: bool,
}

pub(super) fn lines(a: &Traits, b: &Traits) -> Lines {
    let mut lines = Lines::default();
    for (line, x) in &a.phones {
        for (other, y) in &b.phones {
            match (*line).max(*other) {
                Line::Common if x == y => lines.common = true,
                Line::Mobile if x == y => lines.mobile = true,
                Line::Own if x == y => lines.own = true,
                Line::Desk if x == y => lines.desk = true,
                Line::Common => lines.stem |= (*line).min(*other) >= Line::Desk && same_stem(x, y),
                Line::Desk if *line == *other => {
                    lines.near |= near_number(x, y);
                    lines.stem |= same_stem(x, y);
                    lines.apart = true;
                }
                Line::Mobile | Line::Own | Line::Desk => lines.near |= near_number(x, y),
            }
        }
    }
    lines
}

pub(super) fn mobile(a: &Traits, b: &Traits, lines: Lines) -> Option<Sign> {
    if lines.mobile {
        return Some(Sign::MobileSame);
    }
    let has = |traits: &Traits| traits.phones.iter().any(|(line, _)| *line == Line::Mobile);
    (has(a) && has(b) && !lines.own && !lines.near).then_some(Sign::MobileDiffers)
}

/// The other numbers: that of a person, that of a place of work.
pub(super) fn phone(lines: Lines, last: Option<Sign>) -> (Option<Sign>, Option<Sign>) {
    let colleagues = matches!(last, Some(Sign::LastDiffers | Sign::LastSimilar));
    let own = lines.own || (lines.desk && !colleagues);
    let phone =
        if own { Some(Sign::PhoneSame) } else { (lines.near && !lines.mobile).then_some(Sign::PhoneSlip) };
    let common = lines.common || (lines.desk && colleagues);
    let switchboard = match (common, lines.stem, lines.apart && !own) {
        (true, _, _) => Some(Sign::SwitchboardSame),
        (false, true, _) => Some(Sign::StemSame),
        (false, false, apart) => apart.then_some(Sign::DeskDiffers),
    };
    (phone, switchboard)
}

/// Numbers of one switchboard: all but the last three digits of the shorter are the same.
fn same_stem(x: &str, y: &str) -> bool {
    // Plus, country, area, and some digits of the house.
    const LEAST: usize = 9;
    let same = x.bytes().zip(y.bytes()).take_while(|(x, y)| x == y).count();
    same >= LEAST && same + 3 >= x.len().min(y.len())
}

/// A digit exchanged, turned round or left out, before the last two: those are neighbours' extensions.
fn near_number(x: &str, y: &str) -> bool {
    let end =
        |number: &str| number.bytes().rev().take(2).fold(0u16, |end, digit| end << 8 | u16::from(digit));
    end(x) == end(y) && slips(x, y, 1).is_some()
}
