//! [`LoadSoFar`]: what a load remembers of the rows it has seen, so that no two of them overwrite each other.
//!
//! Two rows of one file that mean the same record would write over each other, every time the file is loaded. The
//! first counts; a later one is refused with both lines, whatever became of the first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use contacts::PersonId;

use crate::load::{LoadPartner, LoadPerson, partners};

/// What a load remembers of the rows it has seen. Begin with an empty one, and give it to every call of one load.
#[derive(Debug, Default)]
pub struct LoadSoFar {
    ids: BTreeMap<String, Row>,
    /// The first row of each business partner's name, and whether one of that name came without external id.
    names: BTreeMap<String, (Row, bool)>,
    /// The persons that rows were about: no two rows without external id mean the same person.
    pub(super) claimed: BTreeSet<PersonId>,
    /// What is worth saying of rows that were loaded.
    pub(super) remarks: Vec<Remark>,
}

/// Something worth saying of a row that was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The file of the row, as it was given.
    pub file: Arc<str>,
    /// The row's line.
    pub line: u64,
    /// The column it is about.
    pub field: &'static str,
    /// What was found, and what was done.
    pub text: String,
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    file: Arc<str>,
    line: u64,
}

impl Row {
    /// Names the row for a reader who looks at a row of `file`.
    fn seen_from(&self, file: &str) -> String {
        if *self.file == *file {
            format!("line {}", self.line)
        } else {
            format!("line {} of {}", self.line, self.file)
        }
    }
}

impl LoadSoFar {
    /// Takes the remarks gathered since the last call.
    pub fn take_remarks(&mut self) -> Vec<Remark> {
        std::mem::take(&mut self.remarks)
    }

    /// Notes a row; says why it is refused when an earlier one means the same person.
    pub(super) fn person_again(&mut self, row: &LoadPerson) -> Option<String> {
        let here = Row { file: Arc::clone(&row.file), line: row.line };
        let id = row.external_id.as_ref()?;
        self.id_again(id, here)
    }

    /// Notes a row; says why it is refused when an earlier one means the same business partner.
    pub(super) fn partner_again(&mut self, row: &LoadPartner) -> Option<String> {
        let here = Row { file: Arc::default(), line: row.line };
        if let Some(reason) = row.external_id.as_ref().and_then(|id| self.id_again(id, here.clone())) {
            return Some(reason);
        }
        let (name, nameless) = (partners::name_key(row), row.external_id.is_none());
        if name.is_empty() {
            return None;
        }
        match self.names.get_mut(&name) {
            None => {
                self.names.insert(name, (here, nameless));
                None
            }
            // Two with ids of their own are two companies of one name.
            Some((_, false)) if !nameless => None,
            Some((earlier, _)) => {
                let earlier = earlier.seen_from(&here.file);
                let line = here.line;
                Some(format!(
                    "{earlier} and line {line} name the same business partner, and not both have an external id; \
                     {earlier} was taken, line {line} was not. Give both an external id, or remove one"
                ))
            }
        }
    }

    fn id_again(&mut self, id: &str, here: Row) -> Option<String> {
        let Some(earlier) = self.ids.get(id) else {
            self.ids.insert(id.to_owned(), here);
            return None;
        };
        let (earlier, line) = (earlier.seen_from(&here.file), here.line);
        Some(format!(
            "{earlier} and line {line} both have the external id \"{id}\"; {earlier} was taken, line {line} was not. \
             Give each its own id, or remove one"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_row_is_named_with_the_file_of_the_earlier_one() {
        let mut so_far = LoadSoFar::default();
        let mut row = LoadPerson { line: 7, external_id: Some("z1".into()), ..LoadPerson::default() };
        row.file = "a.vcf".into();
        assert_eq!(so_far.person_again(&row), None);
        row.file = "b.vcf".into();
        let reason = so_far.person_again(&row).unwrap();
        assert!(
            reason.starts_with("line 7 of a.vcf and line 7 both have the external id \"z1\""),
            "{reason}"
        );
        row.external_id = None;
        assert_eq!((so_far.person_again(&row), so_far.person_again(&row)), (None, None));
    }
}
