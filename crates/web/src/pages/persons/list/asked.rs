//! [`Asked`]: which contact persons a list shows and how: what stands behind the question mark of its address.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use contacts::{MailboxId, PartnerId, UserId};
use store::{PersonFilter, PersonOrder, PersonSort};

use crate::pages::form::Form;
use crate::pages::list::{Address, Sorting};

/// The most letters of a search that count.
const LONGEST: usize = 200;

/// The orders of the list.
const ORDERS: [(&str, PersonOrder); 6] = [
    ("name", PersonOrder::Name),
    ("company", PersonOrder::Company),
    ("city", PersonOrder::City),
    ("employee", PersonOrder::EmployeeInCharge),
    ("changed", PersonOrder::Changed),
    ("created", PersonOrder::Created),
];

/// What is asked of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Asked {
    /// The search.
    pub(crate) q: String,
    /// The visitor itself is in charge.
    pub(crate) mine: bool,
    /// Whether it is in the visitor's mailbox.
    pub(crate) replicated: Option<bool>,
    /// With a problem in a mailbox.
    pub(crate) attention: bool,
    /// This user is in charge.
    pub(crate) employee: Option<UserId>,
    /// At this business partner.
    pub(crate) partner: Option<PartnerId>,
    /// The name typed of a business partner that was not chosen from the offers.
    pub(crate) partner_typed: String,
    /// In this city.
    pub(crate) city: String,
    /// In this category.
    pub(crate) category: String,
    /// Whether it is no longer active.
    pub(crate) inactive: Option<bool>,
    /// In the bin.
    pub(crate) bin: bool,
    /// The order; a minus before: the last first.
    pub(crate) sort: String,
    /// Where the page begins.
    pub(crate) after: String,
    /// Where the pages before began.
    pub(crate) trail: String,
    /// Of which of the visitor's mailboxes the switches are shown; none: the first.
    pub(crate) mailbox: Option<MailboxId>,
}

impl Asked {
    /// Reads a query. What it does not know, or cannot read, is not asked for.
    pub(crate) fn read(query: &str) -> Self {
        Asked::of(&Form::read(query.as_bytes()))
    }

    /// Reads a form that asks for the same.
    pub(crate) fn of(form: &Form) -> Self {
        let text = |name: &str| form.trimmed(name).chars().take(LONGEST).collect::<String>();
        let either = |name: &str| match form.value(name) {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            _ => None,
        };
        let on = |name: &str| either(name) == Some(true);
        Asked {
            q: text("q"),
            mine: on("mine"),
            replicated: either("replicated"),
            attention: on("attention"),
            employee: form.value("employee_in_charge").parse().ok(),
            partner: form.value("business_partner").parse().ok(),
            partner_typed: text("business_partner_text"),
            city: text("city"),
            category: text("category"),
            inactive: either("inactive"),
            bin: on("deleted"),
            sort: text("sort"),
            after: form.value("after").to_owned(),
            trail: form.value("trail").to_owned(),
            mailbox: form.value("mailbox").parse().ok(),
        }
    }

    /// Makes the filter. Without a mailbox nothing can be asked about it.
    pub(crate) fn filter(&self, mailbox: Option<MailboxId>) -> PersonFilter {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        PersonFilter {
            q: text(&self.q),
            mine: self.mine,
            business_partner: self.partner,
            employee_in_charge: self.employee,
            replicated: mailbox.filter(|_| self.replicated == Some(true)),
            not_replicated: mailbox.filter(|_| self.replicated == Some(false)),
            attention: self.attention,
            city: text(&self.city),
            category: text(&self.category),
            inactive: self.inactive,
            deleted: self.bin,
            ..PersonFilter::default()
        }
    }

    /// Returns the order asked for; none: the best first, or by name.
    pub(crate) fn sort(&self) -> Option<PersonSort> {
        let column = self.sort.trim_start_matches('-');
        let by = ORDERS.iter().find(|(name, _)| *name == column).map(|(_, by)| *by)?;
        Some(PersonSort { by, descending: self.sort.starts_with('-') })
    }

    /// Returns the order as the heads of the columns show it. While the best comes first, no column does.
    pub(crate) fn sorting(&self) -> Sorting {
        let columns = ORDERS.map(|(name, _)| name);
        if self.q.is_empty() || self.sort().is_some() {
            Sorting::read(Some(&self.sort), &columns, "name")
        } else {
            Sorting { column: String::new(), descending: false }
        }
    }

    /// Makes the address of this state in a list; the beginning of the page is not in it. `fixed`: the list is that of
    /// one business partner, which its path names.
    pub(crate) fn address(&self, path: &str, fixed: bool) -> Address {
        let on = |yes: bool| if yes { "true" } else { "" };
        let either = |value: Option<bool>| value.map_or("", |yes| if yes { "true" } else { "false" });
        let id = |id: Option<String>| id.unwrap_or_default();
        Address::new(path)
            .with("q", &self.q)
            .with("mine", on(self.mine))
            .with("replicated", either(self.replicated))
            .with("attention", on(self.attention))
            .with("employee_in_charge", id(self.employee.map(|user| user.to_string())))
            .with("business_partner", id(self.partner.filter(|_| !fixed).map(|partner| partner.to_string())))
            .with("city", &self.city)
            .with("category", &self.category)
            .with("inactive", either(self.inactive))
            .with("deleted", on(self.bin))
            .with("mailbox", id(self.mailbox.map(|mailbox| mailbox.to_string())))
            .with("sort", &self.sort)
    }

    /// Tells whether anything but the bin narrows the list.
    pub(crate) fn narrows(&self, fixed: bool) -> bool {
        let all = Asked {
            bin: self.bin,
            partner: self.partner.filter(|_| fixed),
            sort: self.sort.clone(),
            after: self.after.clone(),
            trail: self.trail.clone(),
            mailbox: self.mailbox,
            ..Asked::default()
        };
        *self != all
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Asked::read(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_stands_in_its_address_and_comes_back_from_it() {
        let query = "q=k%C3%B6+%3Cb%3E&mine=true&replicated=false&attention=true&city=Kassel&category=VIP&inactive=true\
            &deleted=true&sort=-changed&employee_in_charge=00000000-0000-0000-0000-000000000007\
            &business_partner=00000000-0000-0000-0000-000000000008&mailbox=00000000-0000-0000-0000-000000000009";
        let asked = Asked::read(query);
        let address = asked.address("/contact-persons", false).to_string();
        assert_eq!(Asked::read(address.split_once('?').unwrap().1), asked);
        assert_eq!(asked.q, "kö <b>");
        assert_eq!(asked.sort(), Some(PersonSort { by: PersonOrder::Changed, descending: true }));
        assert!(!asked.address("/business-partners/8", true).to_string().contains("business_partner="));
    }

    #[test]
    fn what_cannot_be_read_is_not_asked_for() {
        let asked = Asked::read(
            "q=%00&mine=perhaps&employee_in_charge=me&sort=password&after=x&business_partner=%FF",
        );
        assert_eq!(asked, Asked { sort: "password".into(), after: "x".into(), ..Asked::default() });
        assert_eq!((asked.sort(), asked.sorting().column.as_str()), (None, "name"));
        assert!(!asked.narrows(false));
        assert_eq!(Asked::read("q=x").sorting().column, "", "the best first");
        assert!(Asked::read("q=x").narrows(false) && Asked::read("city=x&deleted=true").narrows(true));
        let partner = "business_partner=00000000-0000-0000-0000-000000000008";
        assert!(Asked::read(partner).narrows(false) && !Asked::read(partner).narrows(true));
    }
}
