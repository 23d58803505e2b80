//! A question to the index of words, and how each database is asked it.

use std::collections::BTreeSet;

/// A question to the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Texts with this entry.
    Entry(String),
    /// Texts with an entry that begins so.
    Start(String),
    /// Texts to which one of these applies; never empty.
    Any(Vec<Ask>),
    /// Texts to which all of these apply; never empty.
    All(Vec<Ask>),
}

impl Ask {
    /// Makes the question for all of some; none of none.
    pub(crate) fn all(mut asks: Vec<Ask>) -> Option<Ask> {
        if asks.len() > 1 { Some(Ask::All(asks)) } else { asks.pop() }
    }

    /// Makes the question for any of some; none of none.
    pub(crate) fn any(mut asks: Vec<Ask>) -> Option<Ask> {
        if asks.len() > 1 { Some(Ask::Any(asks)) } else { asks.pop() }
    }

    /// Writes it as SQLite's FTS5 reads it.
    pub(crate) fn fts5(&self) -> String {
        match self {
            Ask::Entry(entry) => tokens(entry, ""),
            Ask::Start(entry) => tokens(entry, " *"),
            Ask::Any(asks) => joined(asks, Ask::fts5, " OR "),
            Ask::All(asks) => joined(asks, Ask::fts5, " AND "),
        }
    }

    /// Writes it as PostgreSQL reads a `tsquery`.
    pub(crate) fn tsquery(&self) -> String {
        let quoted = |entry: &str| format!("'{}'", entry.replace('\\', "\\\\").replace('\'', "''"));
        match self {
            Ask::Entry(entry) => quoted(entry),
            Ask::Start(entry) => format!("{}:*", quoted(entry)),
            Ask::Any(asks) => joined(asks, Ask::tsquery, " | "),
            Ask::All(asks) => joined(asks, Ask::tsquery, " & "),
        }
    }

    /// Tells whether it applies to a text with these entries.
    pub(crate) fn applies(&self, entries: &BTreeSet<&str>) -> bool {
        match self {
            Ask::Entry(entry) => entries.contains(entry.as_str()),
            Ask::Start(start) => {
                entries.range(start.as_str()..).next().is_some_and(|entry| entry.starts_with(start.as_str()))
            }
            Ask::Any(asks) => asks.iter().any(|ask| ask.applies(entries)),
            Ask::All(asks) => asks.iter().all(|ask| ask.applies(entries)),
        }
    }
}

/// Writes an entry as the tokens that FTS5 makes of it, for signs such as `=` part them; `end` stands behind the last.
/// Whether they stand together in a text is looked at afterwards, as with all that is found.
fn tokens(entry: &str, end: &str) -> String {
    let parts = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !"@&#".contains(c);
    let tokens: Vec<&str> = entry.split(parts).filter(|token| !token.is_empty()).collect();
    match tokens.as_slice() {
        [] => "\"\"".to_owned(),
        [only] => format!("\"{only}\"{end}"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|token| format!("\"{token}\" AND ")).collect();
            format!("({}\"{last}\"{end})", first.concat())
        }
    }
}

fn joined(asks: &[Ask], written: fn(&Ask) -> String, between: &str) -> String {
    format!("({})", asks.iter().map(written).collect::<Vec<_>>().join(between))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_written_for_both_databases_and_answered_here() {
        let entry = |text: &str| Ask::Entry(text.into());
        let ask = Ask::All(vec![Ask::Any(vec![Ask::Start("muel".into()), entry("a'b\"c")]), entry("@nord")]);
        assert_eq!(ask.fts5(), "((\"muel\" * OR (\"a\" AND \"b\" AND \"c\")) AND \"@nord\")");
        assert_eq!((Ask::Start("1=1".into())).fts5(), "(\"1\" AND \"1\" *)");
        assert_eq!(
            (entry("=").fts5(), Ask::Start("ä-ö".into()).fts5()),
            ("\"\"".into(), "(\"ä\" AND \"ö\" *)".into())
        );
        assert_eq!(ask.tsquery(), "(('muel':* | 'a''b\"c') & '@nord')");
        assert!(ask.applies(&BTreeSet::from(["mueller", "@nord"])));
        assert!(!ask.applies(&BTreeSet::from(["mueller", "nord"])));
        assert!(!ask.applies(&BTreeSet::from(["@nord", "mue", "muf"])));
    }
}
