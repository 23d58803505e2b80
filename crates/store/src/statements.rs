//! Hand-written statements for the hot paths: the same text on both databases (`$1` works on either).
//!
//! Statements over many rows come in a few fixed sizes, so that the prepared ones are found again. Their parameters
//! are numbered on PostgreSQL and anonymous on SQLite: there `$1` is a name, and binding looks each name up in a list
//! of all of them, which took a tenth of an export's time.

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
        let form = Form { numbered: numbered(on), first: first.len() };
        let marks = form.rows(group.len(), width);
        let (text, values) = form.filled(sql, "{rows}", &marks, first, group.into_iter().flatten());
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
        let (text, values) = in_list(numbered(on), sql, first, group);
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
        let (text, values) = in_list(numbered(on), sql, first, group);
        rows.extend(all(on, &text, values).await?);
    }
    Ok(rows)
}

/// The end of a `SELECT` that holds the rows it reads until the transaction ends. SQLite has one writer anyway.
pub(crate) fn for_update<C: ConnectionTrait>(on: &C) -> &'static str {
    if on.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" }
}

fn numbered<C: ConnectionTrait>(on: &C) -> bool {
    on.get_database_backend() == DbBackend::Postgres
}

fn in_list(numbered: bool, sql: &str, first: &[Value], asked: &[Value]) -> (String, Vec<Value>) {
    let size = asked.len().next_power_of_two();
    let form = Form { numbered, first: first.len() };
    // Asking for the last one several times changes nothing.
    let padding = asked.last().into_iter().cycle().take(size - asked.len());
    form.filled(sql, "{list}", &form.list(0, size), first, asked.iter().chain(padding).cloned())
}

fn group_size(left: usize) -> usize {
    [ROWS, 16, 4, 1].into_iter().find(|size| *size <= left).unwrap_or(0)
}

/// How parameters are written.
#[derive(Debug, Clone, Copy)]
struct Form {
    numbered: bool,
    /// How many there are before the rows or the list, `$1` to `$k`.
    first: usize,
}

impl Form {
    fn list(self, before: usize, size: usize) -> String {
        if !self.numbered {
            return vec!["?"; size].join(", ");
        }
        let places: Vec<String> = (1..=size).map(|n| format!("${}", self.first + before + n)).collect();
        places.join(", ")
    }

    fn rows(self, rows: usize, width: usize) -> String {
        if !self.numbered {
            return vec![format!("({})", self.list(0, width)); rows].join(", ");
        }
        let row = |row: usize| format!("({})", self.list(row * width, width));
        (0..rows).map(row).collect::<Vec<_>>().join(", ")
    }

    /// Puts the parameters of many values into a statement and the values into the order that it wants them in:
    /// where parameters have no numbers, that of their places in the text.
    fn filled(
        self,
        sql: &str,
        place: &str,
        marks: &str,
        first: &[Value],
        many: impl Iterator<Item = Value>,
    ) -> (String, Vec<Value>) {
        if self.numbered {
            return (sql.replace(place, marks), first.iter().cloned().chain(many).collect());
        }
        let (before, after) = sql.split_once(place).unwrap_or((sql, ""));
        let (mut text, mut values) = (String::with_capacity(sql.len() + marks.len()), Vec::new());
        anonymous(before, first, &mut text, &mut values);
        text.push_str(marks);
        values.extend(many);
        anonymous(after, first, &mut text, &mut values);
        (text, values)
    }
}

/// Takes the numbers off the parameters in a part of a statement; each takes its value along.
fn anonymous(part: &str, first: &[Value], text: &mut String, values: &mut Vec<Value>) {
    let mut pieces = part.split('$');
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = piece.split_at(digits);
        let value = number.parse::<usize>().ok().and_then(|number| first.get(number.checked_sub(1)?));
        text.push('?');
        text.push_str(rest);
        values.push(value.cloned().unwrap_or(Value::Int(None)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_after_the_first_parameters() {
        let (rows, first) = ([2, 3, 4, 5].map(Value::from), [1.into()]);
        let form = Form { numbered: true, first: 1 };
        let sql = "UPDATE x FROM (VALUES {rows}) AS v WHERE a = $1 AND b = $1";
        let (text, values) = form.filled(sql, "{rows}", &form.rows(2, 2), &first, rows.clone().into_iter());
        assert_eq!(text, "UPDATE x FROM (VALUES ($2, $3), ($4, $5)) AS v WHERE a = $1 AND b = $1");
        assert_eq!(values, [1, 2, 3, 4, 5].map(Value::from));

        let form = Form { numbered: false, first: 1 };
        let (text, values) = form.filled(sql, "{rows}", &form.rows(2, 2), &first, rows.into_iter());
        assert_eq!(text, "UPDATE x FROM (VALUES (?, ?), (?, ?)) AS v WHERE a = ? AND b = ?");
        assert_eq!(values, [2, 3, 4, 5, 1, 1].map(Value::from));
    }

    #[test]
    fn a_list_is_filled_up_to_a_size_that_is_found_again() {
        let asked = [5.into(), 6.into(), 7.into()];
        let sql = "x = $2 AND x IN ({list}) AND y = $1";
        let (text, values) = in_list(true, sql, &[1.into(), 2.into()], &asked);
        assert_eq!(text, "x = $2 AND x IN ($3, $4, $5, $6) AND y = $1");
        assert_eq!(values, [1, 2, 5, 6, 7, 7].map(Value::from));
        let (text, values) = in_list(false, sql, &[1.into(), 2.into()], &asked);
        assert_eq!(text, "x = ? AND x IN (?, ?, ?, ?) AND y = ?");
        assert_eq!(values, [2, 5, 6, 7, 7, 1].map(Value::from));
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
