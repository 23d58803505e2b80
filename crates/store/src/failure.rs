//! What a failure of the database means: try again, or tell somebody.

use sea_orm::sqlx::Error as SqlxError;
use sea_orm::{DbErr, RuntimeErr};

use crate::replication_store::StoreError;

/// Begins the text of a [`StoreError::Busy`] whose transaction lost against another one.
const LOST: &str = "the transaction lost against another one";

/// Turns a failure of the database into the store's words.
#[allow(clippy::needless_pass_by_value)] // Handed to `map_err` everywhere.
pub(crate) fn failed(error: DbErr) -> StoreError {
    if let DbErr::ConnectionAcquire(_) = &error {
        return StoreError::Busy(error.to_string());
    }
    match driver_error(&error) {
        Some(SqlxError::Database(refusal)) => match verdict(&refusal.code().unwrap_or_default()) {
            Verdict::Lost => StoreError::Busy(format!("{LOST} ({refusal})")),
            Verdict::Unable => StoreError::Busy(refusal.to_string()),
            Verdict::Refused => StoreError::Database(refusal.to_string()),
        },
        Some(SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::WorkerCrashed) => {
            StoreError::Busy(error.to_string())
        }
        Some(_) | None => StoreError::Database(error.to_string()),
    }
}

/// Tells whether trying the same transaction again at once is likely to work.
pub(crate) fn contention(error: &StoreError) -> bool {
    matches!(error, StoreError::Busy(text) if text.starts_with(LOST))
}

fn driver_error(error: &DbErr) -> Option<&SqlxError> {
    let (DbErr::Conn(cause) | DbErr::Exec(cause) | DbErr::Query(cause)) = error else { return None };
    match cause {
        RuntimeErr::SqlxError(error) => Some(error.as_ref()),
        RuntimeErr::Internal(_) => None,
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// Another transaction won; the same one will do when it is tried again.
    Lost,
    /// The database cannot just now: busy, full, restarting.
    Unable,
    /// The statement itself is at fault.
    Refused,
}

/// Judges an error code: five characters of PostgreSQL (a class of two and three more), or a number of SQLite of
/// up to four digits, whose low byte is the kind.
fn verdict(code: &str) -> Verdict {
    match code.len() {
        // https://www.postgresql.org/docs/current/errcodes-appendix.html: serialization, deadlock; then the
        // classes connection, resources, object state, operator, system.
        5 => match (code, &code[..2]) {
            ("40001" | "40P01", _) => Verdict::Lost,
            (_, "08" | "53" | "55" | "57" | "58") => Verdict::Unable,
            (_, _) => Verdict::Refused,
        },
        // https://www.sqlite.org/rescode.html: busy, locked, I/O error, full, cannot open.
        _ => match code.parse::<u32>().map(|number| number & 0xff) {
            Ok(5 | 6 | 10 | 13 | 14) => Verdict::Unable,
            Ok(_) | Err(_) => Verdict::Refused,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_try_can_mend_is_told_from_what_it_cannot() {
        for (code, expected) in [
            ("40001", Verdict::Lost),
            ("40P01", Verdict::Lost),
            ("53100", Verdict::Unable),  // disk full
            ("57P01", Verdict::Unable),  // server shutting down
            ("08006", Verdict::Unable),  // connection failure
            ("23505", Verdict::Refused), // unique violation
            ("5", Verdict::Unable),      // busy
            ("517", Verdict::Unable),    // busy, snapshot too old
            ("13", Verdict::Unable),     // full
            ("2067", Verdict::Refused),  // unique violation
            ("", Verdict::Refused),
        ] {
            assert_eq!(verdict(code), expected, "{code}");
        }
    }
}
