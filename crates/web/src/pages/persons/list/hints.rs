//! The filters of the list: chips that are turned on and off, chips that are set, and the menu that sets them.

use contacts::{PartnerField, UserId};
use store::{StoreError, User};

use super::asked::Asked;
use super::name_of;
use crate::language::Words;
use crate::pages::form::Form;
use crate::pages::list::Address;
use crate::state::WebState;
use crate::visitor::Visitor;

/// A filter as a chip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chip {
    /// Where a click leads.
    pub(crate) place: Address,
    pub(crate) label: String,
    pub(crate) icon: &'static str,
    pub(crate) on: bool,
}

/// The menu that sets filters.
pub(crate) struct Filters {
    pub(crate) form: Form,
    pub(crate) employees: Vec<(String, String)>,
    pub(crate) states: Vec<(&'static str, String)>,
    /// The filters that the menu does not have, for hidden fields.
    pub(crate) kept: Vec<(String, String)>,
    /// The names of the employee and the business partner asked for.
    pub(crate) employee: String,
    pub(crate) partner: String,
}

impl Filters {
    /// Makes the menu of what is asked for.
    pub(super) async fn of(
        state: &WebState,
        visitor: &Visitor,
        asked: &Asked,
        users: &[User],
    ) -> Result<Self, StoreError> {
        let partner = match asked.partner {
            Some(id) => match state.store.read_partner(&visitor.viewer, id).await {
                Ok(partner) => partner.card.text(PartnerField::Name).to_owned(),
                Err(StoreError::NotFound(_)) => String::new(),
                Err(error) => return Err(error),
            },
            None => String::new(),
        };
        Ok(Filters::made(asked, users, partner, visitor.words))
    }

    pub(super) fn made(asked: &Asked, users: &[User], partner: String, words: Words) -> Self {
        let id = |user: Option<UserId>| user.map(|user| user.to_string()).unwrap_or_default();
        let partner_id = asked.partner.map(|partner| partner.to_string()).unwrap_or_default();
        let either = |value: Option<bool>| value.map_or("", |yes| if yes { "true" } else { "false" });
        let form = Form::new()
            .with("employee_in_charge", id(asked.employee))
            .with("business_partner", partner_id)
            .with("business_partner_text", &partner)
            .with("city", &asked.city)
            .with("category", &asked.category)
            .with("inactive", either(asked.inactive))
            .with("deleted", if asked.bin { "true" } else { "false" });
        let employees = employees(users, asked.employee, words);
        let states = states(["", "false", "true"], words);
        let other = Asked {
            employee: None,
            partner: None,
            city: String::new(),
            category: String::new(),
            inactive: None,
            bin: false,
            ..asked.clone()
        };
        let kept = other.address("", false);
        let kept = kept.parameters().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let employee = asked.employee.map(|user| name_of(users, user)).unwrap_or_default();
        Filters { form, employees, states, kept, employee, partner }
    }
}

/// Lists the users that can be chosen as employee in charge, anybody first: those that are not disabled, and the chosen
/// one.
pub(in crate::pages) fn employees(
    users: &[User],
    chosen: Option<UserId>,
    words: Words,
) -> Vec<(String, String)> {
    let wanted = |user: &&User| !user.disabled || Some(user.id) == chosen;
    let known = users.iter().filter(wanted).map(|user| (user.id.to_string(), user.name.clone()));
    std::iter::once((String::new(), words.say("persons-anybody"))).chain(known).collect()
}

/// Lists the choices between active and inactive ones in an order: `false` is active only, `true` inactive only, and
/// anything else either.
pub(in crate::pages) fn states(order: [&'static str; 3], words: Words) -> Vec<(&'static str, String)> {
    let key = |value| match value {
        "false" => "persons-active-only",
        "true" => "persons-inactive-only",
        _ => "persons-active-or-not",
    };
    order.into_iter().map(|value| (value, words.say(key(value)))).collect()
}

/// Makes the chips that are turned on and off.
pub(super) fn chips(asked: &Asked, address: &Address, mailbox: bool, words: Words) -> Vec<Chip> {
    let address = address.from_the_beginning();
    let chip = |name: &str, value: &'static str, on: bool, label: &str, icon| Chip {
        place: address.with(name, if on { "" } else { value }),
        label: words.say(label),
        icon,
        on,
    };
    if asked.bin {
        return Vec::new();
    }
    let mut chips = vec![chip("mine", "true", asked.mine, "persons-mine", "user")];
    if mailbox {
        let stands = |yes| asked.replicated == Some(yes);
        chips.push(chip("replicated", "true", stands(true), "persons-replicated", "link"));
        chips.push(chip("replicated", "false", stands(false), "persons-not-replicated", "unlink"));
    }
    chips.push(chip("attention", "true", asked.attention, "persons-attention", "triangle-alert"));
    chips
}

/// Makes the chips of what the menu has set; a click takes it away. `fixed`: the business partner is the page's.
pub(super) fn set(
    asked: &Asked,
    address: &Address,
    filters: &Filters,
    fixed: bool,
    words: Words,
) -> Vec<Chip> {
    let address = address.from_the_beginning();
    let mut set = Vec::new();
    let mut add = |name: &str, label: String| {
        set.push(Chip { place: address.without(name), label, icon: "x", on: true });
    };
    if asked.bin {
        add("deleted", words.say("persons-in-bin"));
    }
    if asked.employee.is_some() {
        add("employee_in_charge", words.put("name", &filters.employee).say("persons-set-employee"));
    }
    if asked.partner.is_some() && !fixed {
        add("business_partner", words.put("name", &filters.partner).say("persons-set-partner"));
    }
    if !asked.city.is_empty() {
        add("city", words.put("name", &asked.city).say("persons-set-city"));
    }
    if !asked.category.is_empty() {
        add("category", words.put("name", &asked.category).say("persons-set-category"));
    }
    match asked.inactive {
        Some(true) => add("inactive", words.say("persons-inactive-only")),
        Some(false) => add("inactive", words.say("persons-active-only")),
        None => {}
    }
    set
}
