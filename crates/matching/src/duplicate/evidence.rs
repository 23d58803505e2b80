//! Evidence: what two cards have in common and what not, with the words of both, for people to read.

use serde::Serialize;

use super::compare::Signs;
use super::traits::{Line, Mail, Traits};
use super::weights::Sign;

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// Its points: ten mean twice as likely, negative ones speak against.
    pub points: i32,
    /// What was seen.
    #[serde(flatten)]
    pub reason: Reason,
}

/// What was seen on two cards, with what stands on each. Words for it are the catalogue's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// Last names.
    LastName {
        /// How they compare.
        sign: How,
        /// As written on the first card.
        ours: String,
        /// As written on the second card.
        theirs: String,
    },
    /// First names.
    FirstName {
        /// How they compare.
        sign: How,
        /// As written on the first card.
        ours: String,
        /// As written on the second card.
        theirs: String,
    },
    /// Middle names or nicknames.
    MiddleName {
        /// How they compare.
        sign: How,
        /// Of the first card, in normal form.
        ours: String,
        /// Of the second card, in normal form.
        theirs: String,
    },
    /// First and last name are swapped.
    SwappedNames {
        /// First and last name of the first card.
        ours: String,
        /// First and last name of the second card.
        theirs: String,
    },
    /// E-mail addresses.
    Email {
        /// How they compare; *similar* means the same name at another domain.
        sign: How,
        /// Whether it is an office's address.
        office: bool,
        /// Of the first card, in normal form.
        ours: String,
        /// Of the second card, in normal form.
        theirs: String,
    },
    /// Mobile numbers; both empty when they only differ.
    Mobile {
        /// How they compare.
        sign: How,
        /// The number, international.
        number: String,
    },
    /// Other numbers of the persons.
    Phone {
        /// How they compare.
        sign: How,
        /// The number, international; empty when they only look alike.
        number: String,
    },
    /// Companies.
    Company {
        /// How they compare.
        sign: How,
        /// Of the first card.
        ours: String,
        /// Of the second card.
        theirs: String,
    },
    /// One has an address at a domain that is called like the other's company.
    CompanyDomain {
        /// The domain.
        domain: String,
        /// The company.
        company: String,
    },
    /// Both have an address at this company's domain.
    Domain {
        /// The domain.
        domain: String,
    },
    /// The same house of work.
    WorkAddress,
    /// The same switchboard or fax, or extensions of one.
    Switchboard {
        /// The number, international; of extensions what both begin with.
        number: String,
    },
    /// Different workplaces, as domains, places or numbers say.
    OtherWorkplace {
        /// Of the first card.
        ours: String,
        /// Of the second card.
        theirs: String,
    },
    /// Homes.
    HomeAddress {
        /// How they compare; *similar* means the same street, city or postal code.
        sign: How,
    },
    /// Birthdays.
    Birthday {
        /// How they compare.
        sign: How,
    },
    /// One is a man's card, the other a woman's.
    Gender,
    /// Suffixes differ.
    Suffix {
        /// Of the first card.
        ours: String,
        /// Of the second card.
        theirs: String,
    },
    /// One of the cards is a name and nothing else.
    NameOnly,
    /// Government id numbers.
    GovernmentId {
        /// How they compare.
        sign: How,
    },
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The same, but for case, diacritics and transcription (*Jörg*, *Joerg*).
    Same,
    /// The same sound.
    Sound,
    /// A typing slip apart.
    Slip,
    /// A short form, or another spelling of the same name.
    Form,
    /// A part of the other.
    Part,
    /// The other's middle name or nickname.
    Middle,
    /// The other's first letter.
    Initial,
    /// Alike, but another one.
    Similar,
    /// Different.
    Different,
}

/// Puts the signs of two cards into evidence, strongest first.
pub(super) fn evidence(a: &Traits, b: &Traits, signs: &Signs) -> Vec<Evidence> {
    let mut all: Vec<Evidence> = signs
        .iter()
        .map(|sign| Evidence { points: signs.weight(sign), reason: reason(sign, a, b) })
        .collect();
    all.sort_by_key(|evidence| std::cmp::Reverse(evidence.points));
    all
}

fn how(sign: Sign) -> How {
    use Sign as S;
    match sign {
        S::LastSame | S::LastSameCommon | S::FirstSame | S::MailSame | S::MailShared | S::MobileSame => {
            How::Same
        }
        S::MiddleSame => How::Same,
        S::MiddleDiffers => How::Different,
        S::StemSame => How::Same,
        S::CompanyDomain => How::Similar,
        S::DomainDiffers | S::WorkDiffers | S::DeskDiffers => How::Different,
        S::PhoneSame | S::CompanySame | S::DomainSame | S::WorkSame | S::SwitchboardSame => How::Same,
        S::HomeSame | S::BirthdaySame | S::NumberSame | S::NamesSwapped | S::NameOnly => How::Same,
        S::LastSound | S::FirstSound => How::Sound,
        S::LastSlip | S::FirstSlip | S::MailSlip | S::PhoneSlip | S::BirthdaySlip => How::Slip,
        S::FirstForm => How::Form,
        S::LastPart | S::FirstPart => How::Part,
        S::FirstMiddle => How::Middle,
        S::FirstInitial => How::Initial,
        S::LastSimilar | S::FirstSimilar | S::MailLocal | S::CompanySimilar | S::HomeNear => How::Similar,
        S::LastDiffers | S::FirstDiffers | S::MailDiffers | S::MailOther | S::MobileDiffers => How::Different,
        S::CompanyDiffers | S::HomeDiffers | S::BirthdayDiffers => How::Different,
        S::GenderDiffers | S::SuffixDiffers | S::NumberDiffers => How::Different,
    }
}

fn reason(seen: Sign, a: &Traits, b: &Traits) -> Reason {
    use Sign as S;
    let sign = how(seen);
    let names = |traits: &Traits| [traits.first.written.as_str(), traits.last.written.as_str()].join(" ");
    match seen {
        S::LastSame
        | S::LastSameCommon
        | S::LastSound
        | S::LastSlip
        | S::LastPart
        | S::LastSimilar
        | S::LastDiffers => {
            Reason::LastName { sign, ours: a.last.written.clone(), theirs: b.last.written.clone() }
        }
        S::FirstSame
        | S::FirstForm
        | S::FirstSound
        | S::FirstSlip
        | S::FirstPart
        | S::FirstMiddle
        | S::FirstInitial
        | S::FirstSimilar
        | S::FirstDiffers => {
            Reason::FirstName { sign, ours: a.first.written.clone(), theirs: b.first.written.clone() }
        }
        S::MiddleSame | S::MiddleDiffers => {
            let (ours, theirs) = (middle(a), middle(b));
            Reason::MiddleName { sign, ours, theirs }
        }
        S::NamesSwapped => Reason::SwappedNames { ours: names(a), theirs: names(b) },
        S::MailSame | S::MailShared | S::MailSlip | S::MailLocal | S::MailDiffers | S::MailOther => {
            let (ours, theirs) = mails(a, b, seen);
            Reason::Email { sign, office: seen == S::MailShared, ours, theirs }
        }
        S::MobileSame | S::MobileDiffers => Reason::Mobile { sign, number: number(a, b, &[Line::Mobile]) },
        S::PhoneSame | S::PhoneSlip => Reason::Phone { sign, number: number(a, b, &[Line::Own, Line::Desk]) },
        S::CompanySame | S::CompanySimilar | S::CompanyDiffers => {
            let written = |traits: &Traits| traits.company.as_ref().map(|name| name.written.clone());
            let (ours, theirs) = (written(a).unwrap_or_default(), written(b).unwrap_or_default());
            Reason::Company { sign, ours, theirs }
        }
        S::CompanyDomain => {
            let (domain, company) = called(a, b).or_else(|| called(b, a)).unwrap_or_default();
            Reason::CompanyDomain { domain, company }
        }
        S::DomainDiffers | S::WorkDiffers | S::DeskDiffers => {
            let (ours, theirs) = (workplace(a, seen), workplace(b, seen));
            Reason::OtherWorkplace { ours, theirs }
        }
        S::StemSame => Reason::Switchboard { number: stem(a, b) },
        S::DomainSame => Reason::Domain { domain: domain(a, b) },
        S::WorkSame => Reason::WorkAddress,
        S::SwitchboardSame => Reason::Switchboard { number: number(a, b, &[Line::Common, Line::Desk]) },
        S::HomeSame | S::HomeNear | S::HomeDiffers => Reason::HomeAddress { sign },
        S::BirthdaySame | S::BirthdaySlip | S::BirthdayDiffers => Reason::Birthday { sign },
        S::GenderDiffers => Reason::Gender,
        S::NameOnly => Reason::NameOnly,
        S::SuffixDiffers => Reason::Suffix { ours: a.suffix.clone(), theirs: b.suffix.clone() },
        S::NumberSame | S::NumberDiffers => Reason::GovernmentId { sign },
    }
}

fn own_domain(traits: &Traits) -> String {
    let own = traits.mails.iter().find(|mail| !mail.free);
    own.map(|mail| mail.domain().to_owned()).unwrap_or_default()
}

/// The domain of an address of one card that is called like the company of the other, and that company.
fn called(a: &Traits, b: &Traits) -> Option<(String, String)> {
    let mail = super::compare::at_company(a, b)?;
    Some((mail.domain().to_owned(), b.company.as_ref()?.written.clone()))
}

/// What a card says of its workplace, in the words of the sign that was seen.
fn workplace(traits: &Traits, seen: Sign) -> String {
    let place = || traits.work.as_ref().map(|place| [&place.code, &place.city].map(String::as_str).join(" "));
    let number =
        || traits.phones.iter().find(|(line, _)| *line == Line::Desk).map(|(_, number)| number.clone());
    let said = if seen == Sign::WorkDiffers {
        place().map(|place| place.trim().to_owned())
    } else if seen == Sign::DeskDiffers {
        number()
    } else {
        Some(own_domain(traits))
    };
    said.unwrap_or_default()
}

/// What office numbers of both begin with.
fn stem(a: &Traits, b: &Traits) -> String {
    let office = |traits: &'_ Traits| {
        traits
            .phones
            .iter()
            .filter(|(line, _)| *line >= Line::Desk)
            .map(|(_, n)| n.clone())
            .collect::<Vec<_>>()
    };
    let (ours, theirs) = (office(a), office(b));
    let common = |x: &String, y: &String| x.bytes().zip(y.bytes()).take_while(|(x, y)| x == y).count();
    let all = ours.iter().flat_map(|x| theirs.iter().map(move |y| (x, common(x, y))));
    all.max_by_key(|(_, length)| *length)
        .and_then(|(x, length)| x.get(..length))
        .unwrap_or_default()
        .to_owned()
}

fn middle(traits: &Traits) -> String {
    traits.middle.iter().collect::<Vec<_>>().join(" ")
}

/// The two addresses in which a sign was seen.
fn mails(a: &Traits, b: &Traits, seen: Sign) -> (String, String) {
    let pairs = a.mails.iter().flat_map(|x| b.mails.iter().map(move |y| (x, y)));
    let matching = pairs.filter(|(x, y)| match super::compare::alike(x, y) {
        Some(sign) => sign == seen,
        None => seen == Sign::MailOther || (seen == Sign::MailDiffers && x.domain() == y.domain()),
    });
    matching.map(|(x, y)| (x.whole.clone(), y.whole.clone())).next().unwrap_or_default()
}

/// The number that rings on both lines, or none.
fn number(a: &Traits, b: &Traits, kinds: &[Line]) -> String {
    let shared = |(line, number): &&(Line, String)| {
        let other = b.phones.iter().find(|(_, other)| other == number);
        other.is_some_and(|(other, _)| kinds.contains(line.max(other)))
    };
    a.phones.iter().find(shared).map(|(_, number)| number.clone()).unwrap_or_default()
}

fn domain(a: &Traits, b: &Traits) -> String {
    let shared = |domain: &&str| b.mails.iter().any(|mail| mail.domain() == *domain);
    let mut own = a.mails.iter().filter(|mail| !mail.free).map(Mail::domain);
    own.find(shared).unwrap_or_default().to_owned()
}
