//! Lists: addresses that hold every state, sorting, and going on by key.

use std::fmt;

use url::form_urlencoded::Serializer;

/// How many earlier places a list remembers; before them it goes back to the beginning.
const TRAIL: usize = 30;

/// A path with its query: the deep link of a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    path: String,
    query: Vec<(String, String)>,
}

impl Address {
    /// Makes an address without query.
    pub fn new(path: impl Into<String>) -> Self {
        Address { path: path.into(), query: Vec::new() }
    }

    /// Sets a parameter; an empty value takes it out.
    #[must_use]
    pub fn with(&self, name: &str, value: impl AsRef<str>) -> Self {
        let mut address = self.without(name);
        if !value.as_ref().is_empty() {
            address.query.push((name.to_owned(), value.as_ref().to_owned()));
        }
        address
    }

    /// Takes a parameter out.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let query = self.query.iter().filter(|(known, _)| known != name).cloned().collect();
        Address { path: self.path.clone(), query }
    }

    /// Goes back to the list's beginning: whenever filters or order change.
    #[must_use]
    #[allow(clippy::wrong_self_convention, reason = "no conversion: where the list is read from")]
    pub fn from_the_beginning(&self) -> Self {
        self.without("after").without("trail")
    }

    /// Returns the parameters, for hidden fields of a form.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the query with its question mark, for other addresses to end with; empty when there is none.
    pub fn query(&self) -> String {
        if self.query.is_empty() {
            return String::new();
        }
        format!("?{}", Serializer::new(String::new()).extend_pairs(&self.query).finish())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.path, self.query())
    }
}

/// The order of a list: a column, and which way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sorting {
    /// The column.
    pub column: String,
    /// Whether the last comes first.
    pub descending: bool,
}

impl Sorting {
    /// Reads an order (`name`, or `-name` for descending); the given one when it names no column of the list.
    pub fn read(asked: Option<&str>, columns: &[&str], default: &str) -> Self {
        let known = |text: &&str| columns.contains(&text.trim_start_matches('-'));
        let text = asked.filter(known).unwrap_or(default);
        Sorting { column: text.trim_start_matches('-').to_owned(), descending: text.starts_with('-') }
    }

    /// Returns how a column is sorted, as `aria-sort` says it.
    pub fn aria(&self, column: &str) -> &'static str {
        match (self.column == column, self.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    }

    /// Returns the order that a click on a column asks for.
    pub fn next(&self, column: &str) -> String {
        let turned = self.column == column && !self.descending;
        format!("{}{column}", if turned { "-" } else { "" })
    }
}

/// Where a page of a list lies between the others. Lists go by key; earlier places are remembered in the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    /// The page before.
    pub previous: Option<Address>,
    /// The page after.
    pub next: Option<Address>,
}

impl Pager {
    /// Makes the ways on from a page: `after` and `trail` as its address has them, `next` as the store says.
    pub fn new(address: &Address, after: Option<&str>, trail: Option<&str>, next: Option<&str>) -> Self {
        let mut places: Vec<&str> = trail.into_iter().flat_map(|trail| trail.split('~')).collect();
        let begun = after.is_some();
        let forward = next.map(|next| {
            let mut places = places.clone();
            if begun {
                // An empty place is the beginning.
                places.push(after.unwrap_or_default());
            }
            let kept = places.len().saturating_sub(TRAIL);
            address.with("after", next).with("trail", places[kept..].join("~"))
        });
        let previous = begun.then(|| match places.pop() {
            None => address.from_the_beginning(),
            Some(place) => address.with("after", place).with("trail", places.join("~")),
        });
        Pager { previous, next: forward }
    }

    /// Tells whether everything is on one page.
    pub fn is_single(&self) -> bool {
        self.previous.is_none() && self.next.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_every_parameter_once_and_none_that_is_empty() {
        let address = Address::new("/contact-persons").with("q", "kö & <b>").with("sort", "-name");
        assert_eq!(address.to_string(), "/contact-persons?q=k%C3%B6+%26+%3Cb%3E&sort=-name");
        assert_eq!(address.with("q", "x").with("sort", "").to_string(), "/contact-persons?q=x");
    }

    #[test]
    fn a_click_on_a_column_sorts_by_it_and_a_second_one_turns_it_round() {
        let sorting = Sorting::read(Some("name"), &["name", "city"], "city");
        assert_eq!((sorting.aria("name"), sorting.next("name")), ("ascending", "-name".to_owned()));
        assert_eq!((sorting.aria("city"), sorting.next("city")), ("none", "city".to_owned()));
        let turned = Sorting::read(Some("-name"), &["name"], "city");
        assert_eq!((turned.aria("name"), turned.next("name")), ("descending", "name".to_owned()));
        assert_eq!(Sorting::read(Some("password; DROP"), &["name"], "name").column, "name");
    }

    #[test]
    fn a_list_goes_on_and_back_the_same_way() {
        let list = Address::new("/l").with("q", "x");
        let first = Pager::new(&list, None, None, Some("a"));
        assert_eq!((first.previous, first.next.unwrap().to_string()), (None, "/l?q=x&after=a".to_owned()));
        let second = Pager::new(&list, Some("a"), None, Some("b"));
        assert_eq!(second.previous.unwrap().to_string(), "/l?q=x");
        assert_eq!(second.next.unwrap().to_string(), "/l?q=x&after=b&trail=a");
        let third = Pager::new(&list, Some("b"), Some("a"), None);
        assert_eq!((third.previous.unwrap().to_string(), third.next), ("/l?q=x&after=a".to_owned(), None));
    }
}
