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
    /// Different companies.
    CompanyDiffers,
    /// Addresses at one company's domain.
    DomainSame,
    /// The same house of work.
    WorkSame,
    /// The same switchboard or fax, or an office number of persons of different last names.
    SwitchboardSame,
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
    (Sign::LastSame, 100),
    (Sign::LastSameCommon, 55),
    (Sign::LastSound, 50),
    (Sign::LastSlip, 60),
    (Sign::LastPart, 45),
    (Sign::LastSimilar, 0),
    (Sign::LastDiffers, -75),
    (Sign::FirstSame, 50),
    (Sign::FirstForm, 40),
    (Sign::FirstSound, 40),
    (Sign::FirstSlip, 40),
    (Sign::FirstPart, 35),
    (Sign::FirstMiddle, 0),
    (Sign::FirstInitial, 15),
    (Sign::FirstSimilar, -80),
    (Sign::FirstDiffers, -150),
    (Sign::NamesSwapped, 120),
    (Sign::MailSame, 200),
    (Sign::MailShared, 30),
    (Sign::MailSlip, 80),
    (Sign::MailLocal, 0),
    (Sign::MailDiffers, -90),
    (Sign::MailOther, -10),
    (Sign::MobileSame, 135),
    (Sign::PhoneSame, 110),
    (Sign::PhoneSlip, 35),
    (Sign::MobileDiffers, -40),
    (Sign::CompanySame, 50),
    (Sign::CompanySimilar, 40),
    (Sign::CompanyDiffers, -35),
    (Sign::DomainSame, 50),
    (Sign::WorkSame, 40),
    (Sign::SwitchboardSame, 40),
    (Sign::HomeSame, 80),
    (Sign::HomeNear, 15),
    (Sign::HomeDiffers, -25),
    (Sign::BirthdaySame, 110),
    (Sign::BirthdaySlip, 45),
    (Sign::BirthdayDiffers, -95),
    (Sign::GenderDiffers, -90),
    (Sign::SuffixDiffers, -60),
    (Sign::NumberSame, 200),
    (Sign::NumberDiffers, -60),
    (Sign::NameOnly, 20),
];

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
