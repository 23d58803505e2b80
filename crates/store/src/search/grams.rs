//! The index of trigrams: FTS5 on SQLite, `pg_trgm` on PostgreSQL. Nothing else of the search differs between them.

use sea_orm::sea_query::{Alias, Condition, Expr, Query, SelectStatement, SimpleExpr};
use sea_orm::{ConnectionTrait, DbBackend, Value};

use crate::replication_store::StoreError;
use crate::search::terms::Term;
use crate::statements::{run, run_in, run_rows};

/// Whose texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Contact persons.
    Person,
    /// Business partners.
    Partner,
}

impl Subject {
    /// The table of the records.
    pub(crate) const fn records(self) -> &'static str {
        match self {
            Subject::Person => "contact_person",
            Subject::Partner => "business_partner",
        }
    }

    /// The table of the texts.
    pub(crate) const fn texts(self) -> &'static str {
        match self {
            Subject::Person => "person_search",
            Subject::Partner => "partner_search",
        }
    }

    const fn grams(self) -> &'static str {
        match self {
            Subject::Person => "person_grams",
            Subject::Partner => "partner_grams",
        }
    }
}

/// Begins a statement that reads records with their texts, found by trigrams where `by_grams`, else by the
/// record's own indexes. The caller adds columns, conditions and order.
pub(crate) fn select<C: ConnectionTrait>(on: &C, subject: Subject, by_grams: bool) -> SelectStatement {
    let (texts, records) = (Alias::new(subject.texts()), Alias::new(subject.records()));
    let text_of = Expr::cust(format!("{}.record = {}.id", subject.texts(), subject.records()));
    let mut select = Query::select();
    match (by_grams, on.get_database_backend() == DbBackend::Sqlite) {
        (false, false) => select.from(records).inner_join(texts, text_of),
        (false, true) => select.from(records).cross_join(texts).and_where(text_of),
        (true, false) => select.from(texts).inner_join(records, text_of),
        (true, true) => {
            // "Cross" keeps the order of the tables: first what the index finds.
            let numbered = Expr::cust(format!("{}.n = {}.rowid", subject.texts(), subject.grams()));
            select.from(Alias::new(subject.grams())).cross_join(texts).cross_join(records);
            select.and_where(numbered).and_where(text_of)
        }
    };
    select
}

/// The condition that a text may have every term; none: no term is long enough to be asked for by trigrams.
pub(crate) fn containing<C: ConnectionTrait>(on: &C, subject: Subject, terms: &[Term]) -> Option<Condition> {
    let asked: Vec<Vec<String>> = terms.iter().filter_map(parts).collect();
    if asked.is_empty() {
        return None;
    }
    let sqlite = on.get_database_backend() == DbBackend::Sqlite;
    let mut all = Condition::all();
    if sqlite {
        let terms: Vec<String> = asked.iter().map(|parts| any_of(parts)).collect();
        let (grams, terms) = (subject.grams(), terms.join(" AND "));
        all = all.add(Expr::cust_with_values(format!("{grams} MATCH ?"), [terms]));
    }
    Some(all.add(having(on, subject, terms)))
}

/// The condition that a text may have every term, without the index.
pub(crate) fn having<C: ConnectionTrait>(on: &C, subject: Subject, terms: &[Term]) -> Condition {
    let sqlite = on.get_database_backend() == DbBackend::Sqlite;
    terms.iter().filter_map(parts).fold(Condition::all(), |all, parts| {
        let any = parts.into_iter().map(|part| contains(subject, sqlite, part));
        all.add(any.fold(Condition::any(), Condition::add))
    })
}

/// The condition that a text's number is greater than one.
pub(crate) fn after<C: ConnectionTrait>(on: &C, subject: Subject, n: i64) -> SimpleExpr {
    // SQLite's index goes by its own number for the row.
    let number = match on.get_database_backend() == DbBackend::Sqlite {
        true => format!("{}.rowid", subject.grams()),
        false => format!("{}.n", subject.texts()),
    };
    Expr::cust(format!("{number} > {n}"))
}

/// Estimates how many texts there are, by the greatest number that one has.
pub(crate) async fn texts<C: ConnectionTrait>(on: &C, subject: Subject) -> Result<i64, StoreError> {
    let read = format!("SELECT COALESCE(MAX(n), 0) FROM {}", subject.texts());
    let row = crate::statements::one(on, &read, vec![]).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(crate::failure::failed)
}

/// Puts what the index finds in the order of its numbers.
pub(crate) fn by_number<C: ConnectionTrait>(on: &C, subject: Subject, select: &mut SelectStatement) {
    let number = match on.get_database_backend() == DbBackend::Sqlite {
        true => format!("{}.rowid", subject.grams()),
        false => format!("{}.n", subject.texts()),
    };
    select.order_by_expr(Expr::cust(number), sea_orm::sea_query::Order::Asc);
}

/// Returns the parts of which a text has at least one when it has the term; none: they are too short.
fn parts(term: &Term) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for word in &term.words {
        match word.chars().count() {
            0 | 1 => return None,
            // One or two letters are looked for as beginnings: with the blank before them they are three.
            2 => parts.push(format!(" {word}")),
            _ => parts.push(word.clone()),
        }
    }
    for part in term.address.iter().chain(&term.digits) {
        if part.chars().count() < 3 {
            return None;
        }
        parts.push(part.clone());
    }
    parts.extend(term.slips.iter().map(|slip| format!(" {slip}")));
    (!parts.is_empty()).then_some(parts)
}

fn contains(subject: Subject, sqlite: bool, part: String) -> SimpleExpr {
    let text = format!("{}.text", subject.texts());
    if sqlite {
        // Trigrams apart from each other are no word: the text itself is looked at.
        Expr::cust_with_values(format!("instr({text}, ?) > 0"), [part])
    } else {
        let part = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        Expr::cust_with_values(format!("{text} LIKE $1"), [format!("%{part}%")])
    }
}

/// Writes the question for texts with one of some parts, as FTS5 reads it.
fn any_of(parts: &[String]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| every_gram(part)).collect();
    format!("({})", parts.join(" OR "))
}

/// Every second trigram and the last one: they cover the part, and fewer lists have to be compared.
fn every_gram(part: &str) -> String {
    let letters: Vec<char> = part.chars().collect();
    let last = letters.len().saturating_sub(3);
    let places = (0..last).step_by(2).chain([last]);
    let grams = places.map(|at| {
        let gram: String = letters.iter().skip(at).take(3).collect();
        format!("\"{}\"", gram.replace('"', "\"\""))
    });
    format!("({})", grams.collect::<Vec<_>>().join(" AND "))
}

/// Indexes texts anew: those with these numbers. PostgreSQL does so by itself.
pub(crate) async fn index<C: ConnectionTrait>(
    on: &C,
    subject: Subject,
    rows: Vec<(i64, String)>,
) -> Result<(), StoreError> {
    if on.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let insert = format!("INSERT OR REPLACE INTO {} (rowid, text) VALUES {{rows}}", subject.grams());
    let rows = rows.into_iter().map(|(n, text)| vec![n.into(), text.into()]);
    run_rows(on, &insert, &[], rows.collect()).await.map(|_| ())
}

/// Takes texts out of the index.
pub(crate) async fn remove<C: ConnectionTrait>(
    on: &C,
    subject: Subject,
    numbers: &[Value],
) -> Result<(), StoreError> {
    if on.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let delete = format!("DELETE FROM {} WHERE rowid IN ({{list}})", subject.grams());
    run_in(on, &delete, &[], numbers).await.map(|_| ())
}

/// Adds to the counts of words; a word that nobody has any more goes. By the database's clock, so that every node
/// sees what is new.
pub(crate) async fn count_words<C: ConnectionTrait>(
    on: &C,
    changes: Vec<(String, i64)>,
) -> Result<(), StoreError> {
    let clock = clock(on);
    let gone: Vec<Value> =
        changes.iter().filter(|(_, by)| *by < 0).map(|(word, _)| word.clone().into()).collect();
    let add = format!(
        "INSERT INTO name_token (token, count, added) SELECT v.column1, v.column2, {clock}
            FROM (VALUES {{rows}}) AS v WHERE TRUE
        ON CONFLICT (token) DO UPDATE SET count = name_token.count + excluded.count"
    );
    let rows = changes.into_iter().map(|(word, by)| vec![word.into(), by.into()]);
    run_rows(on, &add, &[], rows.collect()).await?;
    run_in(on, "DELETE FROM name_token WHERE token IN ({list}) AND count <= 0", &[], &gone).await.map(|_| ())
}

/// The database's clock, in microseconds since 1970 UTC.
pub(crate) fn clock<C: ConnectionTrait>(on: &C) -> &'static str {
    match on.get_database_backend() == DbBackend::Postgres {
        true => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)",
        false => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
    }
}

/// Tells whether the database can search at all: `pg_trgm` is there.
pub(crate) async fn ready<C: ConnectionTrait>(on: &C) -> Result<bool, StoreError> {
    if on.get_database_backend() != DbBackend::Postgres {
        return Ok(true);
    }
    let read = "SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'";
    crate::statements::one(on, read, vec![]).await.map(|row| row.is_some())
}

/// Tells PostgreSQL how the tables are filled, after many rows were written: it chooses its ways by that.
pub(crate) async fn look_at_tables<C: ConnectionTrait>(on: &C) -> Result<(), StoreError> {
    if on.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for table in ["contact_person", "business_partner", "person_search", "partner_search", "person_key"] {
        run(on, &format!("ANALYZE {table}"), vec![]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::terms::terms;

    #[test]
    fn a_word_is_asked_for_by_trigrams_that_cover_it() {
        assert_eq!(every_gram("mueller"), "(\"mue\" AND \"ell\" AND \"ler\")");
        assert_eq!(every_gram("anna"), "(\"ann\" AND \"nna\")");
        assert_eq!(every_gram("a\"b"), "(\"a\"\"b\")");
    }

    #[test]
    fn a_letter_alone_is_not_asked_for_and_two_are_a_beginning() {
        let of = |q: &str| terms(q).iter().filter_map(parts).collect::<Vec<_>>();
        assert_eq!(of("a"), Vec::<Vec<String>>::new());
        assert_eq!(of("li müller"), [vec![" li"], vec!["mueller", "muller"]]);
        assert_eq!(of("0171 23"), [vec!["17123"]]);
    }
}
