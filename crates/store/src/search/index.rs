//! The index of words: FTS5 on SQLite, a `tsvector` with a GIN index on PostgreSQL. Nothing else of the search differs
//! between them.

use sea_orm::sea_query::{Alias, Condition, Expr, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{ConnectionTrait, DbBackend, Value};

use crate::replication_store::StoreError;
use crate::search::ask::Ask;
use crate::search::entries::Count;
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

    const fn words(self) -> &'static str {
        match self {
            Subject::Person => "person_words",
            Subject::Partner => "partner_words",
        }
    }
}

/// By what records are found.
#[derive(Debug, Clone, Copy)]
pub(crate) enum By<'a> {
    /// By their own indexes.
    Record,
    /// By the index of words: read whole, so few should fit.
    Words(&'a Ask),
    /// By the order of their texts' numbers: many fit, so that reading ends soon.
    Number(&'a Ask),
}

fn sqlite<C: ConnectionTrait>(on: &C) -> bool {
    on.get_database_backend() == DbBackend::Sqlite
}

/// Begins a statement that reads records with their texts. The caller adds columns, conditions and order.
pub(crate) fn select<C: ConnectionTrait>(on: &C, subject: Subject, by: By<'_>) -> SelectStatement {
    let (texts, records) = (Alias::new(subject.texts()), Alias::new(subject.records()));
    let text_of = Expr::cust(format!("{}.record = {}.id", subject.texts(), subject.records()));
    let mut select = Query::select();
    match (by, sqlite(on)) {
        (By::Record, false) => {
            select.from(records).inner_join(texts, text_of);
        }
        (By::Record, true) => {
            select.from(records).cross_join(texts).and_where(text_of);
        }
        (By::Words(ask), false) => {
            let fits = format!("{}.words @@ CAST($1 AS tsquery)", subject.texts());
            select.from(texts).inner_join(records, text_of);
            select.and_where(Expr::cust_with_values(fits, [ask.tsquery()]));
        }
        (By::Number(ask), false) => {
            // Hidden from the choice of indexes.
            let fits = format!("COALESCE({}.words @@ CAST($1 AS tsquery), FALSE)", subject.texts());
            select.from(texts).inner_join(records, text_of);
            select.and_where(Expr::cust_with_values(fits, [ask.tsquery()]));
        }
        (By::Words(ask) | By::Number(ask), true) => {
            // "Cross" keeps the order of the tables: first what the index finds.
            let (words, texts_name) = (subject.words(), subject.texts());
            select.from(Alias::new(words)).cross_join(texts).cross_join(records);
            select.and_where(Expr::cust_with_values(format!("{words} MATCH ?"), [ask.fts5()]));
            select.and_where(Expr::cust(format!("{texts_name}.n = {words}.rowid"))).and_where(text_of);
        }
    }
    select
}

/// Puts what is found in the order of its numbers, after one.
pub(crate) fn by_number<C: ConnectionTrait>(
    on: &C,
    subject: Subject,
    by: By<'_>,
    after: Option<i64>,
    select: &mut SelectStatement,
) {
    // SQLite's index goes by its own number for the row; "+ 0" keeps PostgreSQL from reading all texts in their order.
    let number = match (sqlite(on), by) {
        (true, _) => format!("{}.rowid", subject.words()),
        (false, By::Words(_)) => format!("{}.n + 0", subject.texts()),
        (false, By::Number(_) | By::Record) => format!("{}.n", subject.texts()),
    };
    if let Some(after) = after {
        select.and_where(Expr::cust(format!("{number} > {after}")));
    }
    select.order_by_expr(Expr::cust(number), Order::Asc);
}

/// The condition that a text may have every term, without the index.
pub(crate) fn having<C: ConnectionTrait>(on: &C, subject: Subject, terms: &[Term]) -> Condition {
    let sqlite = sqlite(on);
    terms.iter().filter_map(parts).fold(Condition::all(), |all, parts| {
        let any = parts.into_iter().map(|part| contains(subject, sqlite, part));
        all.add(any.fold(Condition::any(), Condition::add))
    })
}

/// Returns the parts of which a text has at least one when it has the term; none: a letter alone is everywhere.
fn parts(term: &Term) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for word in &term.words {
        match word.chars().count() {
            0 | 1 => return None,
            _ => parts.push(word.clone()),
        }
    }
    parts.extend(term.address.iter().chain(&term.digits).cloned());
    parts.extend(term.slips.iter().map(|slip| format!(" {slip}")));
    (!parts.is_empty()).then_some(parts)
}

fn contains(subject: Subject, sqlite: bool, part: String) -> SimpleExpr {
    let text = format!("{}.text", subject.texts());
    if sqlite {
        Expr::cust_with_values(format!("instr({text}, ?) > 0"), [part])
    } else {
        Expr::cust_with_values(format!("strpos({text}, $1) > 0"), [part])
    }
}

/// Puts entries into SQLite's index: those of the texts with these numbers. PostgreSQL has them in the texts' rows.
pub(crate) async fn put<C: ConnectionTrait>(
    on: &C,
    subject: Subject,
    rows: Vec<(i64, String)>,
) -> Result<(), StoreError> {
    if !sqlite(on) {
        return Ok(());
    }
    let insert = format!("INSERT INTO {} (rowid, text) VALUES {{rows}}", subject.words());
    let rows = rows.into_iter().map(|(n, entries)| vec![n.into(), entries.into()]);
    run_rows(on, &insert, &[], rows.collect()).await.map(|_| ())
}

/// Takes entries out of SQLite's index: exactly those that were put in. Nothing of them stays in its tables.
pub(crate) async fn remove<C: ConnectionTrait>(
    on: &C,
    subject: Subject,
    rows: Vec<(i64, String)>,
) -> Result<(), StoreError> {
    if !sqlite(on) {
        return Ok(());
    }
    let words = subject.words();
    let delete = format!("INSERT INTO {words} ({words}, rowid, text) VALUES {{rows}}");
    let row = |(n, entries): (i64, String)| vec!["delete".into(), n.into(), entries.into()];
    run_rows(on, &delete, &[], rows.into_iter().map(row).collect()).await.map(|_| ())
}

/// Adds to the counts of words; a word that nobody has any more goes. By the database's clock, so that every node
/// sees what is new.
pub(crate) async fn count_words<C: ConnectionTrait>(
    on: &C,
    changes: Vec<(String, Count)>,
) -> Result<(), StoreError> {
    let clock = clock(on);
    let less = |count: &Count| count.texts < 0 || count.companies < 0;
    let gone: Vec<Value> =
        changes.iter().filter(|(_, count)| less(count)).map(|(word, _)| word.clone().into()).collect();
    let add = format!(
        "INSERT INTO name_token (token, count, companies, added)
            SELECT v.column1, v.column2, v.column3, {clock} FROM (VALUES {{rows}}) AS v WHERE TRUE
        ON CONFLICT (token) DO UPDATE SET count = name_token.count + excluded.count,
            companies = name_token.companies + excluded.companies"
    );
    let row = |(word, count): (String, Count)| vec![word.into(), count.texts.into(), count.companies.into()];
    run_rows(on, &add, &[], changes.into_iter().map(row).collect()).await?;
    let delete = "DELETE FROM name_token WHERE token IN ({list}) AND count <= 0 AND companies <= 0";
    run_in(on, delete, &[], &gone).await.map(|_| ())
}

/// The database's clock, in microseconds since 1970 UTC.
pub(crate) fn clock<C: ConnectionTrait>(on: &C) -> &'static str {
    match on.get_database_backend() == DbBackend::Postgres {
        true => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)",
        false => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
    }
}

/// Tells PostgreSQL how the tables are filled, after many rows were written: it chooses its ways by that.
pub(crate) async fn look_at_tables<C: ConnectionTrait>(on: &C) -> Result<(), StoreError> {
    if on.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let tables =
        ["contact_person", "business_partner", "person_search", "partner_search", "person_key", "name_token"];
    for table in tables {
        run(on, &format!("ANALYZE {table}"), vec![]).await?;
    }
    Ok(())
}
