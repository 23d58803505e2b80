//! [`PersonFilter`]: which contact persons a list shows. It is kept in exports and stands in addresses of pages.

use contacts::{MailboxId, PartnerId, UserId};
use serde::{Deserialize, Serialize};

use crate::page::query_pairs;

/// Which contact persons are looked for; all conditions hold together. What is not asked for is not written out, so
/// that a filter is short in an address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PersonFilter {
    /// Words, all of which must be found: in names, company, e-mail addresses, phone numbers (in any notation), or
    /// cities; whole, as a beginning, as a part, or with a typing slip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// The viewer itself is responsible.
    #[serde(skip_serializing_if = "no")]
    pub mine: bool,
    /// At this business partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_partner: Option<PartnerId>,
    /// This user is responsible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employee_in_charge: Option<UserId>,
    /// With a live link in this mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicated: Option<MailboxId>,
    /// Without a live link in this mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_replicated: Option<MailboxId>,
    /// With a link that has a problem, in a mailbox that the viewer may look into.
    #[serde(skip_serializing_if = "no")]
    pub attention: bool,
    /// In this city (its beginning).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// With this postal code (its beginning).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// In this category (the whole name; case does not matter).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Only (no longer) active ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inactive: Option<bool>,
    /// Those in the bin, instead of the others.
    #[serde(skip_serializing_if = "no")]
    pub deleted: bool,
    /// Changed at this time or later, in microseconds since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_since: Option<i64>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // As serde calls it.
fn no(flag: &bool) -> bool {
    !*flag
}

impl PersonFilter {
    /// Returns the conditions as names and values for the query of an address; what is not asked for is left out.
    /// The API reads them as they are.
    pub fn pairs(&self) -> Vec<(String, String)> {
        query_pairs(self)
    }
}

/// By what contact persons are sorted. Ties go by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum PersonOrder {
    /// Last name, first name, middle name.
    #[default]
    Name,
    /// The name of the business partner.
    Company,
    /// The business city, else the private one.
    City,
    /// When it was changed last.
    Changed,
    /// When it was created.
    Created,
    /// The name of the employee in charge; those without one come last.
    EmployeeInCharge,
}

/// How contact persons are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Hash)]
pub struct PersonSort {
    /// By what.
    pub by: PersonOrder,
    /// From the greatest to the least.
    pub descending: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_short_in_an_address_and_comes_back_as_it_was() {
        let filter = PersonFilter {
            q: Some("Müller & Söhne".into()),
            attention: true,
            inactive: Some(false),
            changed_since: Some(1_700_000_000_000_000),
            ..PersonFilter::default()
        };
        let pairs = filter.pairs();
        let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["attention", "changed_since", "inactive", "q"]);
        assert_eq!(pairs[3].1, "Müller & Söhne");
        let json = serde_json::to_string(&filter).unwrap();
        assert_eq!(serde_json::from_str::<PersonFilter>(&json).unwrap(), filter);
        assert_eq!(PersonFilter::default().pairs(), []);
        assert!(serde_json::from_str::<PersonFilter>("{\"cities\":\"Bonn\"}").is_err());
    }
}
