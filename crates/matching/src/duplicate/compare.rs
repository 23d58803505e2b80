//! Which signs two cards show: the same whichever card comes first.

use super::traits::{Mail, Traits};
use super::weights::{Held, SAME_ORIGIN, Sign};
use crate::partner::company::Likeness;
use crate::words::places::Near;
use crate::words::slips::slips;

mod lines;
mod names;

use lines::{lines, mobile, phone};
use names::{middle, names};

/// The signs that two cards show, at most one of each group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs {
    pub(crate) last: Option<Sign>,
    pub(crate) first: Option<Sign>,
    pub(crate) middle: Option<Sign>,
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
    /// How many cards are known to have the names of both.
    held: Option<Held>,
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
            middle: middle(a, b, first),
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
            held: match (a.held, b.held) {
                // What few have is what was counted with care.
                (Some(x), Some(y)) => Some(if x.key() <= y.key() { x } else { y }),
                (one, other) => one.or(other),
            },
        }
    }

    /// Says how many cards have the names, where that is known: then the same name counts by it.
    pub(crate) fn held_by(self, held: Option<Held>) -> Signs {
        Signs { held: held.or(self.held), ..self }
    }

    /// Iterates over the signs that were seen.
    pub fn iter(&self) -> impl Iterator<Item = Sign> {
        self.household().into_iter().chain(self.workplace()).chain(self.rest()).flatten()
    }

    /// Returns the points of all signs together.
    pub fn points(&self) -> i32 {
        let family = matches!(self.first, Some(Sign::FirstDiffers | Sign::FirstSimilar));
        let household = self.household().map(|sign| sign.map(|sign| self.weight(sign)));
        let household = if family { of_one_origin(&household) } else { together(&household) };
        let workplace = self.workplace().map(|sign| sign.map(Sign::weight));
        household
            + of_one_origin(&workplace)
            + together(&self.rest().map(|sign| sign.map(|sign| self.weight(sign))))
    }

    /// Returns the points of a sign of these two cards: those of the table, save that a name of which the holders are
    /// known counts by their number.
    pub fn weight(&self, sign: Sign) -> i32 {
        match (sign, self.held) {
            (Sign::LastSame | Sign::LastSameCommon, Some(held)) => held.last_name_points(),
            (Sign::FirstSame, Some(held)) => held.first_name_points(),
            (sign, _) => sign.weight(),
        }
    }

    fn rest(&self) -> [Option<Sign>; 7] {
        [self.first, self.middle, self.birthday, self.gender, self.suffix, self.number, self.only]
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

fn together(points: &[Option<i32>]) -> i32 {
    points.iter().flatten().sum()
}

/// The strongest whole, the others in part; what speaks against counts only if nothing speaks for, and likewise.
fn of_one_origin(points: &[Option<i32>]) -> i32 {
    let points = || points.iter().flatten().copied();
    let strongest = points().max().unwrap_or_default();
    let (strongest, all) = if strongest > 0 {
        (strongest, points().filter(|points| *points > 0).sum::<i32>())
    } else {
        (points().min().unwrap_or_default(), points().sum())
    };
    strongest + (all - strongest) * SAME_ORIGIN / 100
}

fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

fn mail(a: &Traits, b: &Traits, first: Option<Sign>, last: Option<Sign>) -> Option<Sign> {
    let pairs = || a.mails.iter().flat_map(|x| b.mails.iter().map(move |y| (x, y)));
    // "maximilian.s", "maximilian.w": the addresses of different persons are no slips of each other.
    let persons = first == Some(Sign::FirstDiffers) || last == Some(Sign::LastDiffers);
    let alike = pairs().filter_map(|(x, y)| alike(x, y)).filter(|sign| !(persons && *sign == Sign::MailSlip));
    let best = alike.max_by_key(|sign| sign.weight());
    let own = || pairs().filter(|(x, y)| !x.role && !y.role);
    let colleagues = || own().any(|(x, y)| !x.free && x.local != y.local && x.domain() == y.domain());
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
        let near = slips(a.domain(), b.domain(), 2).is_some();
        let telling = a.telling;
        return match (near, telling) {
            (true, _) => Some(Sign::MailSlip),
            (false, true) => Some(Sign::MailLocal),
            (false, false) => None,
        };
    }
    // "mueller1", "mueller2" are two; so are initials that differ.
    let digits = |local: &str| local.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    let same_start = a.local.len() > 5 && a.local.get(..1) == b.local.get(..1);
    let slip = same_start && a.domain() == b.domain() && slips(&a.local, &b.local, 1).is_some();
    (slip && digits(&a.local) == digits(&b.local)).then_some(Sign::MailSlip)
}

fn company(a: &Traits, b: &Traits) -> Option<Sign> {
    let fits = || at_company(a, b).or_else(|| at_company(b, a)).is_some();
    let (Some(x), Some(y)) = (&a.company, &b.company) else {
        return fits().then_some(Sign::CompanyDomain);
    };
    Some(match x.likeness(y) {
        Likeness::Same => Sign::CompanySame,
        Likeness::Slip | Likeness::Part | Likeness::Initials => Sign::CompanySimilar,
        Likeness::Different if fits() => Sign::CompanyDomain,
        Likeness::Different => Sign::CompanyDiffers,
    })
}

/// Returns an address of one card at a domain that is called like the other's company.
pub(super) fn at_company<'a>(a: &'a Traits, b: &Traits) -> Option<&'a Mail> {
    let called =
        |mail: &Mail| b.company.as_ref().is_some_and(|name| name.whole.len() > 4 && mail.label == name.whole);
    a.mails.iter().find(|mail| !mail.free && called(mail))
}

fn domain(a: &Traits, b: &Traits) -> Option<Sign> {
    let own = |traits: &'_ Traits| traits.mails.iter().any(|mail| !mail.free);
    let at = |domain: &str| b.mails.iter().any(|mail| !mail.free && mail.domain() == domain);
    let same = a.mails.iter().any(|mail| !mail.free && at(mail.domain()));
    // The same name under another country is the same company.
    let label = |name: &str| b.mails.iter().any(|mail| !mail.free && slips(&mail.label, name, 2).is_some());
    match (same, own(a) && own(b)) {
        (true, _) => Some(Sign::DomainSame),
        (false, true) => {
            let alike = a.mails.iter().any(|mail| !mail.free && label(&mail.label));
            (!alike).then_some(Sign::DomainDiffers)
        }
        (false, false) => None,
    }
}

fn work(a: &Traits, b: &Traits) -> Option<Sign> {
    let (Some(a), Some(b)) = (&a.work, &b.work) else { return None };
    match a.near(b) {
        Near::House => Some(Sign::WorkSame),
        Near::Apart => Some(Sign::WorkDiffers),
        Near::Street | Near::Area | Near::Unknown => None,
    }
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
