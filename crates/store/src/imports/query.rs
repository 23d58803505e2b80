//! Which rows a filter lets through, as a condition on `import_row`.

use contacts::{DraftId, normalise};
use sea_orm::Value;

use crate::imports::row::digits;
use crate::imports::{ImportFilter, ImportOrder, Rows};
use crate::replication_store::StoreError;
use crate::words::word;

/// The condition that holds for rows that need nothing more.
pub(super) const READY: &str =
    "(action = 'link' OR (NOT incomplete AND (partner IS NOT NULL OR new_partner IS NOT NULL)))";

/// How many words of a search are looked at.
const WORDS: usize = 10;

/// A condition on `import_row` with its values, of which the first is the draft.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) text: String,
    pub(super) values: Vec<Value>,
}

impl Condition {
    /// All rows of a draft.
    pub(super) fn of(draft: DraftId) -> Self {
        Condition { text: "import_row.draft = $1".to_owned(), values: vec![draft.0.into()] }
    }

    /// Those rows that a change is about.
    pub(super) fn meant(draft: DraftId, rows: &Rows) -> Result<Self, StoreError> {
        match rows {
            Rows::Found(filter) => Self::of(draft).filtered(filter),
            Rows::Ready(filter) => Ok(Self::of(draft).filtered(filter)?.and(READY)),
            Rows::Numbers(numbers) => {
                let mut condition = Self::of(draft);
                // Numbers are no texts: they stand in the statement as they are.
                let list: Vec<String> = numbers.iter().map(u32::to_string).collect();
                let list = if list.is_empty() { "NULL".to_owned() } else { list.join(", ") };
                condition.text.push_str(&format!(" AND import_row.number IN ({list})"));
                Ok(condition)
            }
        }
    }

    /// Narrows it by a filter.
    pub(super) fn filtered(mut self, filter: &ImportFilter) -> Result<Self, StoreError> {
        for searched in filter.q.split_whitespace().take(WORDS) {
            self.containing(searched);
        }
        if let Some(status) = filter.status {
            self.equal("status", status.as_str().into());
            self.text.push_str(" AND kind = 'unstamped'");
        }
        if let Some(kind) = filter.kind {
            self.equal("kind", word(&kind)?.into());
        }
        if filter.unassigned {
            self.text.push_str(
                " AND kind = 'unstamped' AND action = 'import' AND partner IS NULL AND new_partner IS NULL",
            );
        }
        if filter.incomplete {
            self.text.push_str(" AND kind = 'unstamped' AND action = 'import' AND incomplete");
        }
        if filter.checked {
            self.text.push_str(" AND checked");
        }
        for (column, key) in [("company_key", &filter.company), ("domain", &filter.domain)] {
            if let Some(key) = key {
                self.equal(column, key.as_str().into());
            }
        }
        Ok(self)
    }

    fn equal(&mut self, column: &str, value: Value) {
        self.values.push(value);
        self.text.push_str(&format!(" AND {column} = ${}", self.values.len()));
    }

    /// Narrows it to rows with a word, as it is written, in normal form, or by the digits of a number.
    fn containing(&mut self, searched: &str) {
        let mut forms = vec![searched.to_lowercase(), normalise::name(searched)];
        let number = digits(searched);
        if number.len() >= 3 && !searched.chars().any(char::is_alphabetic) {
            forms.push(number.trim_start_matches('0').to_owned());
        }
        forms.retain(|form| !form.is_empty());
        forms.dedup();
        let found: Vec<String> = forms
            .into_iter()
            .map(|form| {
                self.values.push(format!("%{}%", escaped(&form)).into());
                format!("find LIKE ${} ESCAPE '!'", self.values.len())
            })
            .collect();
        if !found.is_empty() {
            self.text.push_str(&format!(" AND ({})", found.join(" OR ")));
        }
    }

    /// Adds a condition without values.
    pub(super) fn and(mut self, condition: &str) -> Self {
        self.text.push_str(" AND ");
        self.text.push_str(condition);
        self
    }
}

fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// Returns the columns that an order goes by.
pub(super) const fn order(order: ImportOrder) -> &'static str {
    match order {
        ImportOrder::Name => "place, import_row.number",
        ImportOrder::Company => "company_key, place, import_row.number",
        ImportOrder::Domain => "domain, place, import_row.number",
    }
}
