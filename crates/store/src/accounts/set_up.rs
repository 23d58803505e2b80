//! The first start: whoever has the code that the program printed becomes the first administrator.

use std::net::IpAddr;

use sea_orm::{ConnectionTrait, DbBackend};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::accounts::attempts::{self, Attempt, PER_ACCOUNT, PER_ADDRESS};
use crate::accounts::passwords::{self, Password};
use crate::accounts::policy::{self, PasswordFault};
use crate::accounts::{NewUser, User, users};
use crate::audit;
use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::statements::{one, run};
use crate::viewer::{Role, Viewer};

/// What makes the first administrator.
#[derive(Debug, Clone, Copy)]
pub struct SetUp<'a> {
    /// The code that the program printed, as typed.
    pub code: &'a str,
    /// The administrator's e-mail address.
    pub mail: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its password.
    pub password: &'a Password,
    /// Where the request comes from.
    pub address: IpAddr,
}

/// Why nobody became administrator.
#[derive(Debug, thiserror::Error)]
pub enum SetUpRefused {
    /// There is an administrator already.
    #[error("Tandem has an administrator already; nobody was added. Sign in, or ask that administrator")]
    Done,
    /// The code is wrong, or of an earlier start.
    #[error("the set-up code is wrong; nobody was added. Take the one that tandem serve printed last")]
    Code,
    /// There were too many tries from this address.
    #[error("there were too many tries; nobody was added. Wait for some minutes, then try again")]
    Wait {
        /// From when on it may be tried again, in microseconds since 1970 UTC.
        until: i64,
    },
    /// The password is not taken.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// The address or the name is not taken, or the database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Database {
    /// Tells whether the first administrator is still to be made.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn awaits_set_up(&self) -> Result<bool, StoreError> {
        awaits(self.reading()).await
    }

    /// Draws the code with which somebody becomes the first administrator; none when there is one. Codes drawn
    /// before are of no use any more. Only its hash is kept.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn new_set_up_code(&self, now: i64) -> Result<Option<String>, StoreError> {
        let code = passwords::readable()?;
        let hash = &hash(&code);
        let put = |tx: Tx| async move {
            let on = tx.as_ref();
            run(on, "DELETE FROM set_up", vec![]).await?;
            if !awaits(on).await? {
                return Ok(false);
            }
            let put = "INSERT INTO set_up (what, hash, created) VALUES ('code', $1, $2)
                ON CONFLICT (what) DO UPDATE SET hash = $1, created = $2";
            run(on, put, vec![hash.clone().into(), now.into()]).await.map(|_| true)
        };
        Ok(self.write(put).await?.then_some(code))
    }

    /// Makes the first administrator, once: of several who try at the same time one succeeds. The code is used up.
    ///
    /// # Errors
    /// [`SetUpRefused`]; nothing was written, and the code is still good.
    pub async fn set_up(&self, with: &SetUp<'_>, now: i64) -> Result<User, SetUpRefused> {
        if !self.awaits_set_up().await? {
            return Err(SetUpRefused::Done);
        }
        // Only per address: otherwise a stranger could keep everybody out, and 100 bits are not found by trying.
        let from = attempts::network(with.address);
        let attempt = &Attempt::new(self.salt(), "set up", &from, Some(with.address));
        let limits = (PER_ACCOUNT, PER_ADDRESS);
        let wait = self.write(|tx| async move { attempts::begin(&tx, attempt, limits, now).await }).await?;
        if let Some(until) = wait {
            return Err(SetUpRefused::Wait { until });
        }
        let code = &hash(with.code);
        if !is_code(self.reading(), code).await? {
            return Err(SetUpRefused::Code);
        }
        policy::judge(with.password, with.mail, with.name)?;
        let password = &passwords::hash(with.password).await?;
        let made =
            self.write(|tx| async move { make(&tx, with, code, password, attempt, now).await }).await?;
        made.ok_or(SetUpRefused::Done)
    }
}

/// Makes the administrator; none when somebody was faster.
async fn make(
    tx: &Tx,
    with: &SetUp<'_>,
    code: &str,
    password: &str,
    attempt: &Attempt,
    now: i64,
) -> Result<Option<User>, StoreError> {
    let on = tx.as_ref();
    if on.get_database_backend() == DbBackend::Postgres {
        // One at a time. SQLite has one writer anyway.
        one(on, "SELECT id FROM installation FOR UPDATE", vec![]).await?;
    }
    let used = run(on, "DELETE FROM set_up WHERE hash = $1", vec![code.into()]).await?;
    if used == 0 || !awaits(on).await? {
        return Ok(None);
    }
    let new = NewUser { mail: with.mail.into(), name: with.name.into(), role: Role::Administrator };
    let viewer = Viewer::program();
    let user = users::add(tx, &viewer, &new, now).await?;
    let user = users::set_hash(tx, user.id, password, false).await?;
    attempts::forget(tx, attempt).await?;
    audit::append(tx, &viewer, "installation.set_up", Some(&user.id.to_string()), now).await?;
    Ok(Some(user))
}

async fn awaits<C: ConnectionTrait>(on: &C) -> Result<bool, StoreError> {
    let read = "SELECT 1 FROM user_account WHERE role = 'administrator' AND NOT disabled LIMIT 1";
    one(on, read, vec![]).await.map(|row| row.is_none())
}

async fn is_code<C: ConnectionTrait>(on: &C, hash: &str) -> Result<bool, StoreError> {
    let Some(row) = one(on, "SELECT hash FROM set_up", vec![]).await? else { return Ok(false) };
    let stored: String = row.try_get_by_index(0).map_err(failed)?;
    Ok(stored.as_bytes().ct_eq(hash.as_bytes()).into())
}

/// Hashes a code as typed: case, blanks and hyphens do not count, and letters taken for digits are digits.
fn hash(typed: &str) -> String {
    let digit = |c: char| match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let code: String =
        typed.chars().filter(char::is_ascii_alphanumeric).map(|c| digit(c.to_ascii_uppercase())).collect();
    Sha256::digest(code).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_in_small_letters_without_hyphens_and_with_o_for_0() {
        assert_eq!(hash("A0B1C-D2E3F"), hash(" aobic d2e3f "));
        assert_ne!(hash("A0B1C-D2E3F"), hash("A0B1C-D2E3G"));
    }
}
