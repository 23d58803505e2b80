//! How the list is asked for: filter, words, grouping, and where it begins. All of it stands in the address. Pure.

use contacts::DraftId;
use store::{CandidateKind, GroupBy, ImportFilter, ImportOrder, RowStatus};

use super::path;
use crate::pages::form::Form;
use crate::pages::list::Address;

/// The most letters of a search that count.
const LONGEST: usize = 200;
/// The most letters of a group's key.
const LONGEST_KEY: usize = 400;

/// What the list is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Show {
    /// Nothing is left out.
    #[default]
    All,
    /// No duplicate was found.
    None,
    Possible,
    Certain,
    /// Without a business partner.
    Unassigned,
    /// Naming nobody.
    Incomplete,
    /// To be linked again.
    Relink,
    /// Of another installation.
    Foreign,
    Ticked,
    /// Ticked, and without a business partner: what keeps the import from beginning.
    Open,
    /// Ticked, and naming nobody.
    Gaps,
}

impl Show {
    pub(super) const ALL: [Show; 11] = [
        Show::All,
        Show::None,
        Show::Possible,
        Show::Certain,
        Show::Unassigned,
        Show::Incomplete,
        Show::Relink,
        Show::Foreign,
        Show::Ticked,
        Show::Open,
        Show::Gaps,
    ];

    /// Returns the word in addresses; empty for all.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Show::All => "",
            Show::None => "none",
            Show::Possible => "possible",
            Show::Certain => "certain",
            Show::Unassigned => "unassigned",
            Show::Incomplete => "incomplete",
            Show::Relink => "relink",
            Show::Foreign => "foreign",
            Show::Ticked => "ticked",
            Show::Open => "open",
            Show::Gaps => "gaps",
        }
    }

    fn filter(self) -> ImportFilter {
        let any = ImportFilter::default();
        let status = |status| ImportFilter {
            status: Some(status),
            kind: Some(CandidateKind::Unstamped),
            ..ImportFilter::default()
        };
        let kind = |kind| ImportFilter { kind: Some(kind), ..ImportFilter::default() };
        match self {
            Show::All => any,
            Show::None => status(RowStatus::None),
            Show::Possible => status(RowStatus::Possible),
            Show::Certain => status(RowStatus::Certain),
            Show::Unassigned => ImportFilter { unassigned: true, ..any },
            Show::Incomplete => ImportFilter { incomplete: true, ..any },
            Show::Relink => kind(CandidateKind::Relink),
            Show::Foreign => kind(CandidateKind::Foreign),
            Show::Ticked => ImportFilter { checked: true, ..any },
            Show::Open => ImportFilter { checked: true, unassigned: true, ..any },
            Show::Gaps => ImportFilter { checked: true, incomplete: true, ..any },
        }
    }
}

/// How the list is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Asked {
    pub(super) q: String,
    pub(super) show: Show,
    /// By what rows are grouped.
    pub(super) by: Option<GroupBy>,
    /// The group whose rows are shown: its key.
    pub(super) group: Option<String>,
    /// The first row.
    pub(super) from: u64,
}

/// Returns the word of a grouping in addresses.
pub(super) const fn word(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Company => "company",
        GroupBy::Domain => "domain",
    }
}

/// Reads the word of a grouping.
pub(super) fn grouping(text: &str) -> Option<GroupBy> {
    [GroupBy::Company, GroupBy::Domain].into_iter().find(|by| word(*by) == text)
}

impl Asked {
    /// Reads it from an address.
    pub(super) fn read(query: Option<&str>) -> Self {
        let form = Form::read(query.unwrap_or_default().as_bytes());
        let by = grouping(form.value("by"));
        let key: String = form.value("group").chars().take(LONGEST_KEY).collect();
        Asked {
            q: form.trimmed("q").chars().take(LONGEST).collect(),
            show: Show::ALL.into_iter().find(|show| show.word() == form.value("show")).unwrap_or_default(),
            by,
            group: (by.is_some() && !key.is_empty()).then_some(key),
            from: form.value("from").parse().unwrap_or_default(),
        }
    }

    /// Which rows are meant.
    pub(super) fn filter(&self) -> ImportFilter {
        let mut filter = ImportFilter { q: self.q.clone(), ..self.show.filter() };
        match self.by {
            Some(GroupBy::Company) => filter.company.clone_from(&self.group),
            Some(GroupBy::Domain) => filter.domain.clone_from(&self.group),
            None => {}
        }
        filter
    }

    /// In which order.
    pub(super) const fn order(&self) -> ImportOrder {
        match (self.by, &self.group) {
            (None, _) | (Some(_), Some(_)) => ImportOrder::Name,
            (Some(GroupBy::Company), None) => ImportOrder::Company,
            (Some(GroupBy::Domain), None) => ImportOrder::Domain,
        }
    }

    /// Tells whether groups are shown instead of rows.
    pub(super) fn shows_groups(&self) -> bool {
        self.by.is_some() && self.group.is_none() && self.q.is_empty() && self.show == Show::All
    }

    /// The address of this state.
    pub(super) fn address(&self, draft: DraftId) -> Address {
        self.onto(&Address::new(path(draft)))
    }

    /// Puts this state onto another address of the draft, so that one comes back to it.
    pub(super) fn onto(&self, address: &Address) -> Address {
        address
            .with("q", &self.q)
            .with("show", self.show.word())
            .with("by", self.by.map_or("", word))
            .with("group", self.group.as_deref().unwrap_or_default())
            .with("from", if self.from == 0 { String::new() } else { self.from.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_of_the_list_stands_in_the_address_and_is_read_back() {
        let asked = Asked::read(Some("q=+k%C3%B6+&show=certain&by=company&group=nord+wind&from=50"));
        let address = asked.address(DraftId::from_u128(7));
        assert!(address.to_string().ends_with("?q=k%C3%B6&show=certain&by=company&group=nord+wind&from=50"));
        assert_eq!(Asked::read(Some(address.query().trim_start_matches('?'))), asked);
        let filter = asked.filter();
        assert_eq!((filter.status, filter.company.as_deref()), (Some(RowStatus::Certain), Some("nord wind")));
    }

    #[test]
    fn an_address_that_says_nothing_or_nonsense_asks_for_everything() {
        for query in [None, Some(""), Some("show=%00&by=colour&group=x&from=-1")] {
            let asked = Asked::read(query);
            assert_eq!((asked.filter(), asked.order()), (ImportFilter::default(), ImportOrder::Name));
            assert!(!asked.shows_groups());
        }
    }

    #[test]
    fn groups_are_shown_until_one_is_opened_or_something_is_looked_for() {
        assert!(Asked::read(Some("by=domain")).shows_groups());
        for rows in ["by=domain&group=x.example", "by=domain&q=x", "by=domain&show=ticked"] {
            assert!(!Asked::read(Some(rows)).shows_groups(), "{rows}");
        }
    }
}
