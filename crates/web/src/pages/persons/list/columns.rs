//! The columns of the list, and which of them a person wants to see.

use serde_json::{Value as Json, json};
use store::{Preference, StoreError, Viewer};

use crate::language::Words;
use crate::state::WebState;

/// The name under which the choice is kept.
const LIST: &str = "contact-persons";

/// A column beside that of the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// The business partner.
    Partner,
    /// An e-mail address.
    Mail,
    /// A phone number.
    Phone,
    /// The city.
    City,
    /// The employee in charge.
    Employee,
    /// How the switch stands in the visitor's mailbox.
    Switch,
    /// The categories.
    Categories,
    /// When it was changed last.
    Changed,
    /// When it was created.
    Created,
}

impl Column {
    /// Every column, in order.
    pub(crate) const ALL: [Column; 9] = [
        Column::Partner,
        Column::Mail,
        Column::Phone,
        Column::City,
        Column::Employee,
        Column::Switch,
        Column::Categories,
        Column::Changed,
        Column::Created,
    ];

    /// Returns the stable name.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Column::Partner => "partner",
            Column::Mail => "mail",
            Column::Phone => "phone",
            Column::City => "city",
            Column::Employee => "employee",
            Column::Switch => "switch",
            Column::Categories => "categories",
            Column::Changed => "changed",
            Column::Created => "created",
        }
    }

    /// Returns the order that a click on its head asks for; empty: it cannot be sorted by.
    pub(crate) const fn order(self) -> &'static str {
        match self {
            Column::Partner => "company",
            Column::City => "city",
            Column::Employee => "employee",
            Column::Changed => "changed",
            Column::Created => "created",
            Column::Mail | Column::Phone | Column::Switch | Column::Categories => "",
        }
    }

    /// Returns its name.
    pub(crate) fn name(self, words: Words) -> String {
        match self {
            Column::Partner => words.say("persons-partner"),
            Column::Mail => words.say("persons-mail"),
            Column::Phone => words.say("persons-phone"),
            Column::City => words.say("persons-city"),
            Column::Employee => words.say("persons-employee"),
            Column::Switch => words.say("persons-switch"),
            Column::Categories => words.say("persons-categories"),
            Column::Changed => words.say("persons-changed"),
            Column::Created => words.say("persons-created"),
        }
    }

    /// Tells whether it is shown to those who have not chosen.
    const fn usual(self) -> bool {
        match self {
            Column::Partner
            | Column::Mail
            | Column::Phone
            | Column::City
            | Column::Employee
            | Column::Switch => true,
            Column::Categories | Column::Changed | Column::Created => false,
        }
    }
}

/// Returns the columns of those who have not chosen.
pub(crate) fn usual() -> Vec<Column> {
    Column::ALL.into_iter().filter(|column| column.usual()).collect()
}

/// Reads which columns somebody has chosen.
pub(super) async fn chosen(state: &WebState, viewer: &Viewer) -> Result<Vec<Column>, StoreError> {
    let kept = state.store.list_preference(viewer, LIST).await?;
    Ok(kept.as_ref().and_then(read).unwrap_or_else(usual))
}

/// Keeps which columns somebody has chosen.
pub(super) async fn choose(state: &WebState, viewer: &Viewer, names: &[String]) -> Result<(), StoreError> {
    let wanted =
        Column::ALL.into_iter().map(Column::as_str).filter(|name| names.iter().any(|known| known == name));
    let value = json!({ "columns": wanted.collect::<Vec<_>>() });
    state.store.set_preference(viewer, &Preference::List { list: LIST.to_owned(), value }).await
}

fn read(kept: &Json) -> Option<Vec<Column>> {
    let names = kept.get("columns")?.as_array()?;
    let has = |column: &Column| names.iter().any(|name| name.as_str() == Some(column.as_str()));
    Some(Column::ALL.into_iter().filter(has).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_comes_back_in_the_order_of_the_list_and_one_that_is_none_is_forgotten() {
        let kept = json!({ "columns": ["switch", "mail", "telex"] });
        assert_eq!(read(&kept), Some(vec![Column::Mail, Column::Switch]));
        assert_eq!(read(&json!({ "columns": [] })), Some(Vec::new()));
        assert_eq!((read(&json!(["mail"])), read(&json!({ "columns": "mail" }))), (None, None));
    }
}
