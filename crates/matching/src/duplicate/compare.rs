//! Which signs two cards show: the same whichever card comes first.

use super::traits::{Line, Mail, Part, Traits};
use super::weights::{SAME_ORIGIN, Sign};
use crate::partner::company::Likeness;
use crate::words::given;
use crate::words::places::Near;
use crate::words::slips::{slipped, slips};

/// The signs that two cards show, at most one of each group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs {
    pub(crate) last: Option<Sign>,
    pub(crate) first: Option<Sign>,
    pub(crate) mail: Option<Sign>,
    pub(crate) mobile: Option<Sign>,
    pub(crate) phone: Option<Sign>,
    pub(crate) company: Option<Sign>,
    pub(crate) domain: Option<Sign>,
    pub(crate) work: Option<Sign>,
    pub(crate) switchboard: Option<Sign>,
    pub(crate) home: Option<Sign>,
    pub(crate) birthday: Option<Sign>,
    pub(crate) gender: Option<Sign>,
    pub(crate) suffix: Option<Sign>,
    pub(crate) number: Option<Sign>,
    pub(crate) only: Option<Sign>,
}

impl Signs {
    /// Compares two cards.
    pub fn of(a: &Traits, b: &Traits) -> Signs {
        let (first, last) = names(a, b);
        let lines = lines(a, b);
        let (phone, switchboard) = phone(lines, last);
        Signs {
            last,
            first,
            mail: mail(a, b, first, last),
            mobile: mobile(a, b, lines),
            phone,
            company: company(a, b),
            domain: domain(a, b),
            work: work(a, b),
            switchboard,
            home: home(a, b),
            birthday: birthday(a, b),
            gender: differ(a.female, b.female).then_some(Sign::GenderDiffers),
            suffix: differ(text(&a.suffix), text(&b.suffix)).then_some(Sign::SuffixDiffers),
            number: match (text(&a.number), text(&b.number)) {
                (Some(a), Some(b)) if a == b => Some(Sign::NumberSame),
                (Some(a), Some(b)) => slips(a, b, 1).is_none().then_some(Sign::NumberDiffers),
                (None, _) | (_, None) => None,
            },
            only: (a.is_name_only() || b.is_name_only()).then_some(Sign::NameOnly),
        }
    }

    /// Iterates over the signs that were seen.
    pub fn iter(&self) -> impl Iterator<Item = Sign> {
        let rest = [self.first, self.birthday, self.gender, self.suffix, self.number, self.only];
        self.household().into_iter().chain(self.workplace()).chain(rest).flatten()
    }

    /// Returns the points of all signs together.
    pub fn points(&self) -> i32 {
        let family = matches!(self.first, Some(Sign::FirstDiffers | Sign::FirstSimilar));
        let household = if family { of_one_origin(&self.household()) } else { together(&self.household()) };
        let rest = [self.first, self.birthday, self.gender, self.suffix, self.number, self.only];
        household + of_one_origin(&self.workplace()) + together(&rest)
    }

    /// What a family shares.
    fn household(&self) -> [Option<Sign>; 5] {
        [self.last, self.mail, self.mobile, self.phone, self.home]
    }

    /// What colleagues share.
    fn workplace(&self) -> [Option<Sign>; 4] {
        [self.company, self.domain, self.work, self.switchboard]
    }
}

fn together(signs: &[Option<Sign>]) -> i32 {
    signs.iter().flatten().map(|sign| sign.weight()).sum()
}

/// The strongest whole, the others in part; what speaks against counts only if nothing speaks for.
fn of_one_origin(signs: &[Option<Sign>]) -> i32 {
    let points = || signs.iter().flatten().map(|sign| sign.weight());
    let all: i32 = points().filter(|points| *points > 0).sum();
    let strongest = points().max().unwrap_or_default();
    if strongest > 0 { strongest + (all - strongest) * SAME_ORIGIN / 100 } else { points().sum() }
}

fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

fn names(a: &Traits, b: &Traits) -> (Option<Sign>, Option<Sign>) {
    let (first, last) = (first(a, b), last(&a.last, &b.last));
    let doubtful = |sign: Option<Sign>| {
        matches!(sign, Some(Sign::FirstDiffers | Sign::FirstSimilar | Sign::LastDiffers | Sign::LastSimilar))
    };
    let crossed = |a: &Part, b: &Part| !a.is_empty() && (a.whole == b.whole || slipped(&a.whole, &b.whole));
    let straight = a.first.whole == b.first.whole || a.last.whole == b.last.whole;
    let swapped = crossed(&a.first, &b.last) && crossed(&a.last, &b.first) && !straight;
    if swapped && doubtful(first) && doubtful(last) {
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
    if a.whole == b.whole {
        let common = given::is_common_last(&a.whole);
        return Some(if common { Sign::LastSameCommon } else { Sign::LastSame });
    }
    let part = a.words.iter().any(|word| word.len() > 2 && b.words.contains(word));
    if part && (a.words.len() > 1 || b.words.len() > 1) {
        return Some(Sign::LastPart);
    }
    let (sound, slip) = (sounds_alike(a, b), slipped(&a.whole, &b.whole));
    // The same sound of quite other letters is chance: "Bach", "Buche".
    let close = sound && slips(&a.whole, &b.whole, 3).is_some();
    let both_common = given::is_common_last(&a.whole) && given::is_common_last(&b.whole);
    Some(match (close, slip, both_common) {
        (true, _, _) if a.sounds[0] == b.sounds[0] && a.whole.len() > 3 => Sign::LastSound,
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
    if x.whole == y.whole {
        return Some(Sign::FirstSame);
    }
    if initial(x, y) || initial(y, x) {
        return Some(Sign::FirstInitial);
    }
    if x.words.iter().any(|word| word.len() > 1 && y.words.contains(word)) {
        return Some(Sign::FirstPart);
    }
    let related = |x: &str, y: &str| given::roots(x).iter().any(|root| given::roots(y).contains(root));
    let (one, other) = (lead(x), lead(y));
    if related(one, other) || related(&x.whole, &y.whole) || short(one, other) || short(other, one) {
        return Some(Sign::FirstForm);
    }
    let by_middle =
        |of: &Traits, name: &Part| of.middle.iter().any(|word| word.len() > 1 && *word == lead(name));
    if by_middle(a, y) || by_middle(b, x) {
        return Some(Sign::FirstMiddle);
    }
    let alike = (sounds_alike(x, y) && slips(&x.whole, &y.whole, 2).is_some(), slipped(&x.whole, &y.whole));
    let known = given::is_known_first(&x.whole) && given::is_known_first(&y.whole);
    Some(match (alike, known) {
        ((false, false), _) => Sign::FirstDiffers,
        ((_, _), true) => Sign::FirstSimilar,
        ((_, true), false) => Sign::FirstSlip,
        ((true, false), false) => Sign::FirstSound,
    })
}

fn lead(name: &Part) -> &str {
    name.words.first().map_or("", String::as_str)
}

fn initial(short: &Part, long: &Part) -> bool {
    let letters =
        short.words.iter().all(|word| word.len() == 1) || (short.whole.len() == 2 && long.words.len() == 2);
    letters
        && long.whole.len() > short.whole.len()
        && long.whole.starts_with(lead(short).get(..1).unwrap_or("-"))
}

/// "Maxi" of an unlisted "Maximiliano": at least three letters shorter, so that it is no woman's form of a man's name.
fn short(short: &str, long: &str) -> bool {
    short.len() >= 3
        && long.len() >= short.len() + 3
        && long.starts_with(short)
        && !given::is_known_first(long)
}

fn mail(a: &Traits, b: &Traits, first: Option<Sign>, last: Option<Sign>) -> Option<Sign> {
    let pairs = || a.mails.iter().flat_map(|x| b.mails.iter().map(move |y| (x, y)));
    // "maximilian.s", "maximilian.w": the addresses of different persons are no slips of each other.
    let persons = first == Some(Sign::FirstDiffers) || last == Some(Sign::LastDiffers);
    let alike = pairs().filter_map(|(x, y)| alike(x, y)).filter(|sign| !(persons && *sign == Sign::MailSlip));
    let best = alike.max_by_key(|sign| sign.weight());
    let own = || pairs().filter(|(x, y)| !x.role && !y.role);
    let colleagues = || own().any(|(x, y)| !x.free && x.domain == y.domain && x.local != y.local);
    best.or_else(|| {
        let other = own().next().is_some().then_some(Sign::MailOther);
        if colleagues() { Some(Sign::MailDiffers) } else { other }
    })
}

pub(super) fn alike(a: &Mail, b: &Mail) -> Option<Sign> {
    if a.whole == b.whole {
        return Some(if a.role { Sign::MailShared } else { Sign::MailSame });
    }
    if a.role || b.role {
        return None;
    }
    if a.local == b.local && !a.local.is_empty() {
        // The same but for dots, or a domain with a slip, is a slip; another domain is another address.
        let near = a.domain == b.domain || slips(&a.domain, &b.domain, 2).is_some();
        let telling = a.telling;
        return match (near, telling) {
            (true, _) => Some(Sign::MailSlip),
            (false, true) => Some(Sign::MailLocal),
            (false, false) => None,
        };
    }
    let slip = a.local.len() > 5 && slips(&a.local, &b.local, 1).is_some();
    // "mueller1", "mueller2" are two; so are initials that differ.
    let digits = |local: &str| local.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    let same_start = a.local.get(..1) == b.local.get(..1);
    let slip = slip && digits(&a.local) == digits(&b.local) && same_start;
    (slip && a.domain == b.domain).then_some(Sign::MailSlip)
}

/// Which kinds of line both cards share, and whether a number of one is another's with a slip.
#[derive(Debug, Clone, Copy, Default)]
struct Lines {
    mobile: bool,
    own: bool,
    desk: bool,
    common: bool,
    near: bool,
}

fn lines(a: &Traits, b: &Traits) -> Lines {
    let mut lines = Lines::default();
    for (line, x) in &a.phones {
        for (other, y) in &b.phones {
            match (*line).max(*other) {
                Line::Common if x == y => lines.common = true,
                Line::Mobile if x == y => lines.mobile = true,
                Line::Own if x == y => lines.own = true,
                Line::Desk if x == y => lines.desk = true,
                Line::Common => {}
                Line::Mobile | Line::Own | Line::Desk => lines.near |= near_number(x, y),
            }
        }
    }
    lines
}

fn mobile(a: &Traits, b: &Traits, lines: Lines) -> Option<Sign> {
    if lines.mobile {
        return Some(Sign::MobileSame);
    }
    let has = |traits: &Traits| traits.phones.iter().any(|(line, _)| *line == Line::Mobile);
    (has(a) && has(b) && !lines.own && !lines.near).then_some(Sign::MobileDiffers)
}

/// The other numbers: that of a person, that of a place of work.
fn phone(lines: Lines, last: Option<Sign>) -> (Option<Sign>, Option<Sign>) {
    let colleagues = matches!(last, Some(Sign::LastDiffers | Sign::LastSimilar));
    let own = lines.own || (lines.desk && !colleagues);
    let phone =
        if own { Some(Sign::PhoneSame) } else { (lines.near && !lines.mobile).then_some(Sign::PhoneSlip) };
    (phone, (lines.common || (lines.desk && colleagues)).then_some(Sign::SwitchboardSame))
}

/// A digit exchanged, turned round or left out, before the last two: those are neighbours' extensions.
fn near_number(x: &str, y: &str) -> bool {
    let end =
        |number: &str| number.bytes().rev().take(2).fold(0u16, |end, digit| end << 8 | u16::from(digit));
    end(x) == end(y) && slips(x, y, 1).is_some()
}

fn company(a: &Traits, b: &Traits) -> Option<Sign> {
    let (Some(a), Some(b)) = (&a.company, &b.company) else { return None };
    Some(match a.likeness(b) {
        Likeness::Same => Sign::CompanySame,
        Likeness::Slip | Likeness::Part | Likeness::Initials => Sign::CompanySimilar,
        Likeness::Different => Sign::CompanyDiffers,
    })
}

fn domain(a: &Traits, b: &Traits) -> Option<Sign> {
    let of =
        |traits: &Traits, domain: &str| traits.mails.iter().any(|mail| !mail.free && mail.domain == domain);
    let same = a.mails.iter().any(|mail| !mail.free && of(b, &mail.domain));
    same.then_some(Sign::DomainSame)
}

fn work(a: &Traits, b: &Traits) -> Option<Sign> {
    let (Some(a), Some(b)) = (&a.work, &b.work) else { return None };
    (a.near(b) == Near::House).then_some(Sign::WorkSame)
}

fn home(a: &Traits, b: &Traits) -> Option<Sign> {
    let nears = a.homes.iter().flat_map(|x| b.homes.iter().map(|y| x.near(y)));
    // Somebody's home may stand in the other card's place for work.
    let crossed = |x: &Traits, y: &Traits| {
        x.work.as_ref().is_some_and(|work| y.homes.iter().any(|home| work.near(home) == Near::House))
    };
    match nears.max() {
        Some(Near::House) => Some(Sign::HomeSame),
        _ if crossed(a, b) || crossed(b, a) => Some(Sign::HomeSame),
        Some(Near::Street | Near::Area) => Some(Sign::HomeNear),
        Some(Near::Apart) => Some(Sign::HomeDiffers),
        Some(Near::Unknown) | None => None,
    }
}

fn birthday(a: &Traits, b: &Traits) -> Option<Sign> {
    let (x, y) = (a.birthday?, b.birthday?);
    if x == y {
        return Some(Sign::BirthdaySame);
    }
    let parts = [x.year() == y.year(), x.month() == y.month(), x.day() == y.day()];
    let turned = x.year() == y.year() && x.month() == y.day() && x.day() == y.month();
    let one_slip = parts.iter().filter(|same| **same).count() == 2;
    Some(if turned || one_slip { Sign::BirthdaySlip } else { Sign::BirthdayDiffers })
}
