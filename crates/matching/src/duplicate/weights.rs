//! THE TABLE OF WEIGHTS: how much every sign says for or against two cards being one person.
//!
//! In the manner of Fellegi and Sunter: ten points mean that a sign is twice as likely between two cards of one person
//! as between two cards of different persons; negative points the reverse. Points are added up. They were chosen on
//! one of the two populations of `examples/quality`, and rounded; docs/matching.md has the figures.

/// The points from which on two cards are possibly one person.
pub const POSSIBLE: i32 = 110;

/// Of signs of one origin (a workplace: company, domain, office address, switchboard) the strongest counts whole, of
/// each other one this part of a hundred. So it is with those of a household (last name, home, mobile, phone, address)
/// when the first names differ: a family shares them all.
pub const SAME_ORIGIN: i32 = 25;

/// A sign that is looked at, and its outcome. Two cards have at most one of each group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// The same last name, which few have.
    LastSame,
    /// The same last name, which many have.
    LastSameCommon,
    /// Last names that sound the same.
    LastSound,
    /// Last names that differ by a typing slip.
    LastSlip,
    /// A word of a double name.
    LastPart,
    /// Two names that many have and that look alike.
    LastSimilar,
    /// Different last names.
    LastDiffers,
    /// The same first name.
    FirstSame,
    /// A short form, or another spelling of the same name.
    FirstForm,
    /// First names that sound the same.
    FirstSound,
    /// First names that differ by a typing slip.
    FirstSlip,
    /// One first name of several.
    FirstPart,
    /// The middle name or nickname of the other.
    FirstMiddle,
    /// The first letter.
    FirstInitial,
    /// Two names that many have and that look alike (*Jan*, *Jana*).
    FirstSimilar,
    /// Different first names.
    FirstDiffers,
    /// The same middle name or nickname.
    MiddleSame,
    /// Different middle names or nicknames.
    MiddleDiffers,
    /// First and last name swapped, and the same otherwise; counts instead of both.
    NamesSwapped,
    /// The same address of a person.
    MailSame,
    /// The same address of an office.
    MailShared,
    /// The same address with a typing slip.
    MailSlip,
    /// The same name before the @, another domain.
    MailLocal,
    /// Different persons' addresses at one company.
    MailDiffers,
    /// Addresses that have nothing in common.
    MailOther,
    /// The same mobile number.
    MobileSame,
    /// The same other number; an office number only if the last names do not differ.
    PhoneSame,
    /// A number with a typing slip.
    PhoneSlip,
    /// Different mobile numbers.
    MobileDiffers,
    /// The same company.
    CompanySame,
    /// A company of a similar name.
    CompanySimilar,
    /// An address at a domain that is called like the other's company.
    CompanyDomain,
    /// Different companies.
    CompanyDiffers,
    /// Addresses at one company's domain.
    DomainSame,
    /// Addresses at different companies' domains.
    DomainDiffers,
    /// The same house of work.
    WorkSame,
    /// Houses of work in different places.
    WorkDiffers,
    /// The same switchboard or fax, or an office number of persons of different last names.
    SwitchboardSame,
    /// Office numbers that differ in their last digits only: extensions of one switchboard.
    StemSame,
    /// Office numbers that have nothing in common.
    DeskDiffers,
    /// The same home.
    HomeSame,
    /// The same street, city or postal code at home.
    HomeNear,
    /// Homes apart.
    HomeDiffers,
    /// The same birthday.
    BirthdaySame,
    /// A birthday with one slip.
    BirthdaySlip,
    /// Different birthdays.
    BirthdayDiffers,
    /// A man and a woman, by their titles.
    GenderDiffers,
    /// Different suffixes (*Jr.*, *Sr.*).
    SuffixDiffers,
    /// The same government id number.
    NumberSame,
    /// Different government id numbers.
    NumberDiffers,
    /// One of the cards is a name and nothing else that could differ.
    NameOnly,
}

/// Every sign with its points: the one place where they stand.
pub const WEIGHTS: &[(Sign, i32)] = &[
    (Sign::LastSame, 90),
    (Sign::LastSameCommon, 55),
    (Sign::LastSound, 50),
    (Sign::LastSlip, 60),
    (Sign::LastPart, 45),
    (Sign::LastSimilar, 0),
    (Sign::LastDiffers, -55),
    (Sign::FirstSame, 50),
    (Sign::FirstForm, 40),
    (Sign::FirstSound, 40),
    (Sign::FirstSlip, 40),
    (Sign::FirstPart, 35),
    (Sign::FirstMiddle, 0),
    (Sign::FirstInitial, 30),
    (Sign::FirstSimilar, -80),
    (Sign::FirstDiffers, -150),
    (Sign::MiddleSame, 55),
    (Sign::MiddleDiffers, -40),
    (Sign::NamesSwapped, 120),
    (Sign::MailSame, 200),
    (Sign::MailShared, 30),
    (Sign::MailSlip, 80),
    (Sign::MailLocal, -10),
    (Sign::MailDiffers, -90),
    (Sign::MailOther, -10),
    (Sign::MobileSame, 145),
    (Sign::PhoneSame, 110),
    (Sign::PhoneSlip, 35),
    (Sign::MobileDiffers, -30),
    (Sign::CompanySame, 55),
    (Sign::CompanySimilar, 40),
    (Sign::CompanyDomain, 50),
    (Sign::CompanyDiffers, -20),
    (Sign::DomainSame, 50),
    (Sign::DomainDiffers, -10),
    (Sign::WorkSame, 40),
    (Sign::WorkDiffers, -15),
    (Sign::SwitchboardSame, 40),
    (Sign::StemSame, 40),
    (Sign::DeskDiffers, -10),
    (Sign::HomeSame, 85),
    (Sign::HomeNear, 15),
    (Sign::HomeDiffers, -25),
    (Sign::BirthdaySame, 110),
    (Sign::BirthdaySlip, 45),
    (Sign::BirthdayDiffers, -95),
    (Sign::GenderDiffers, -90),
    (Sign::SuffixDiffers, -60),
    (Sign::NumberSame, 300),
    (Sign::NumberDiffers, -60),
    (Sign::NameOnly, 20),
];

/// How many cards have the names of one, among all that it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Cards with the last name, the card and its duplicates among them.
    pub last_name: u32,
    /// Cards with the first name.
    pub first_name: u32,
    /// All cards.
    pub cards: u32,
}

impl Held {
    /// The order in which one of two counts is taken.
    pub(crate) fn key(self) -> (u32, u32, u32) {
        (self.last_name, self.first_name, self.cards)
    }

    /// Returns the points of the same last name: the fewer have it, the more it says. Twice as many are twice the
    /// chance of somebody else, so ten points less.
    pub fn last_name_points(self) -> i32 {
        const ALONE: f64 = 115.0;
        const LEAST: f64 = 30.0;
        (ALONE - 10.0 * f64::from(self.last_name.max(1)).log2()).max(LEAST).round() as i32
    }

    /// Returns the points of the same first name, by the share of people who have it. In a short list that share is
    /// mostly a guess: one in thirty-two.
    pub fn first_name_points(self) -> i32 {
        const GUESS: f64 = 1.0 / 32.0;
        const GUESSED_ON: f64 = 100.0;
        const MOST: f64 = 60.0;
        let others = f64::from(self.first_name) + GUESS * GUESSED_ON;
        let share = others / (f64::from(self.cards.max(self.first_name)) + GUESSED_ON);
        (-10.0 * share.log2()).min(MOST).round() as i32
    }
}

impl Sign {
    /// Returns the sign's points.
    pub fn weight(self) -> i32 {
        // The table is in the order of the signs; a test holds it to that.
        WEIGHTS.get(self as usize).map_or(0, |(_, points)| *points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_stands_once_and_at_its_own_place() {
        for (place, (sign, points)) in WEIGHTS.iter().enumerate() {
            assert_eq!(*sign as usize, place, "{sign:?}");
            assert_eq!(sign.weight(), *points);
        }
        assert_eq!(Sign::NameOnly as usize + 1, WEIGHTS.len());
    }
}
