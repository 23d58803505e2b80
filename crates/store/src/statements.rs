//! Hand-written statements for the hot paths: the same text on both databases (`$1` works on either).
//!
//! Statements over many rows come in a few fixed sizes, so that the prepared ones are found again.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use crate::failure::failed;
use crate::replication_store::StoreError;

/// How many rows one statement writes at most.
const ROWS: usize = 64;
/// How many values one statement asks for at most.
const ASKED: usize = 1024;

/// Runs a statement; returns how many rows it touched.
pub(crate) async fn run<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<u64, StoreError> {
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    on.execute_raw(statement).await.map(|done| done.rows_affected()).map_err(failed)
}

/// Reads at most one row.
pub(crate) async fn one<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<QueryResult>, StoreError> {
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    on.query_one_raw(statement).await.map_err(failed)
}

/// Reads rows.
pub(crate) async fn all<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>, StoreError> {
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    on.query_all_raw(statement).await.map_err(failed)
}

/// Runs a statement once per group of rows: `{rows}` in it becomes `($n, …), ($n, …)`. `first` are the values of
/// the parameters before the rows, `$1` to `$k`; each row has `width` values.
pub(crate) async fn run_rows<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    first: &[Value],
    rows: Vec<Vec<Value>>,
) -> Result<u64, StoreError> {
    let mut touched = 0;
    let mut rows = rows.into_iter();
    loop {
        let size = group_size(rows.len());
        let group: Vec<Vec<Value>> = rows.by_ref().take(size).collect();
        let Some(width) = group.first().map(Vec::len) else { return Ok(touched) };
        let text = sql.replace("{rows}", &places(first.len(), group.len(), width));
        let values = first.iter().cloned().chain(group.into_iter().flatten()).collect();
        touched += run(on, &text, values).await?;
    }
}

/// Runs a statement with `{list}` in it, which becomes `$n, $n, …` with the given values.
pub(crate) async fn run_in<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    first: &[Value],
    asked: &[Value],
) -> Result<u64, StoreError> {
    let mut touched = 0;
    for group in asked.chunks(ASKED) {
        let (text, values) = in_list(sql, first, group);
        touched += run(on, &text, values).await?;
    }
    Ok(touched)
}

/// Reads rows by a statement with `{list}` in it, which becomes `$n, $n, …` with the given values.
pub(crate) async fn all_in<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    first: &[Value],
    asked: &[Value],
) -> Result<Vec<QueryResult>, StoreError> {
    let mut rows = Vec::new();
    for group in asked.chunks(ASKED) {
        let (text, values) = in_list(sql, first, group);
        rows.extend(all(on, &text, values).await?);
    }
    Ok(rows)
}

/// The end of a `SELECT` that holds the rows it reads until the transaction ends. SQLite has one writer anyway.
pub(crate) fn for_update<C: ConnectionTrait>(on: &C) -> &'static str {
    if on.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" }
}

fn in_list(sql: &str, first: &[Value], asked: &[Value]) -> (String, Vec<Value>) {
    let size = asked.len().next_power_of_two();
    let list: Vec<String> = (1..=size).map(|n| format!("${}", first.len() + n)).collect();
    // Asking for the last one several times changes nothing.
    let padding = asked.last().into_iter().cycle().take(size - asked.len());
    let values = first.iter().chain(asked).chain(padding).cloned().collect();
    (sql.replace("{list}", &list.join(", ")), values)
}

fn group_size(left: usize) -> usize {
    [ROWS, 16, 4, 1].into_iter().find(|size| *size <= left).unwrap_or(0)
}

fn places(first: usize, rows: usize, width: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=width).map(|n| format!("${}", first + row * width + n)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_after_the_first_parameters() {
        assert_eq!(places(1, 2, 3), "($2, $3, $4), ($5, $6, $7)");
    }

    #[test]
    fn a_list_is_filled_up_to_a_size_that_is_found_again() {
        let (text, values) = in_list("x IN ({list})", &[1.into()], &[5.into(), 6.into(), 7.into()]);
        assert_eq!(text, "x IN ($2, $3, $4, $5)");
        assert_eq!(values, vec![1.into(), 5.into(), 6.into(), 7.into(), 7.into()]);
    }

    #[test]
    fn many_rows_are_written_in_a_few_sizes() {
        let mut left = 200;
        let mut sizes = Vec::new();
        while group_size(left) > 0 {
            sizes.push(group_size(left));
            left -= group_size(left);
        }
        assert_eq!(sizes, [64, 64, 64, 4, 4]);
    }
}
