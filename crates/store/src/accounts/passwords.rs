//! Passwords: what makes one, and its hash (Argon2id).

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

use crate::accounts::policy;
use crate::replication_store::StoreError;

/// Memory of one hash in KiB, and its passes: the least that OWASP advises for Argon2id
/// (<https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>).
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// The hash of nothing, with the same cost: what a password is checked against where there is no user, or no
/// password, so that both take alike.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$5qPsX1yU0ZcK8vQeTm3nBw$\
                      r0uVb1lY4dPq7sWkXgJ2hNtC9zEoA6fMxRi3yLpDvQs";
/// How many hashes are computed at a time: more would only take memory and the other requests' processor.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The alphabet of generated texts: digits and letters without I, L, O and U (Crockford's base 32), so that they
/// can be read aloud and typed.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A password as typed. It is never printed, logged or stored as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Password {
    /// Takes a password as it was typed. Keyboards that write the same character in another way make no difference
    /// (Unicode NFKC, as NIST SP 800-63B asks).
    pub fn new(typed: &str) -> Self {
        // Longer than any that is taken, but bounded: whoever sends a megabyte is not worth the work.
        Password(typed.chars().take(policy::LONGEST + 1).nfkc().collect())
    }

    /// Draws a password of 100 random bits that can be read aloud: for an invitation, or a demo.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the operating system has no randomness to give.
    pub fn generated() -> Result<Self, StoreError> {
        readable().map(Password)
    }

    /// Returns the text: to show a generated password once.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// Draws 100 random bits as four groups of five characters.
pub(super) fn readable() -> Result<String, StoreError> {
    let drawn = crate::random::bytes::<20>()?;
    let symbol = |byte: &u8| char::from(ALPHABET[usize::from(byte % 32)]);
    let groups: Vec<String> = drawn.chunks(5).map(|group| group.iter().map(symbol).collect()).collect();
    Ok(groups.join("-"))
}

/// Hashes a password, at most two at a time and beside everything else. Never called within a transaction.
pub(super) async fn hash(password: &Password) -> Result<String, StoreError> {
    let password = password.clone();
    aside(move || {
        let salt = crate::random::bytes::<16>()?;
        let hash: PasswordHash = argon2()?
            .hash_password_with_salt(password.0.as_bytes(), &salt)
            .map_err(|error| unable(&error))?;
        Ok(hash.to_string())
    })
    .await
}

/// Tells whether a password has this hash. Where there is none it takes as long and says no. Never called within a
/// transaction.
pub(super) async fn matches(stored: Option<&str>, password: &Password) -> Result<bool, StoreError> {
    let (text, real) = (stored.unwrap_or(NOBODY).to_owned(), stored.is_some());
    let password = password.clone();
    aside(move || {
        let hash = PasswordHash::new(&text)
            .map_err(|error| StoreError::Database(format!("a stored password cannot be read: {error}")))?;
        Ok(argon2()?.verify_password(password.0.as_bytes(), &hash).is_ok() && real)
    })
    .await
}

fn argon2() -> Result<Argon2<'static>, StoreError> {
    let params = Params::new(MEMORY, PASSES, 1, None).map_err(|error| unable(&error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn unable(error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Database(format!("the password cannot be hashed: {error}"))
}

async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let turn = TURNS.acquire().await.map_err(|error| StoreError::Busy(error.to_string()))?;
    let done = tokio::task::spawn_blocking(move || {
        // Held by the work itself: who stops waiting for it does not let a third one in.
        let _turn = turn;
        work()
    });
    done.await.map_err(|error| StoreError::Busy(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_no_other_is() {
        let password = Password::new("correct horse battery");
        let hashed = hash(&password).await.unwrap();
        assert!(matches(Some(&hashed), &password).await.unwrap());
        assert!(!matches(Some(&hashed), &Password::new("Correct horse battery")).await.unwrap());
        assert_ne!(hash(&password).await.unwrap(), hashed, "each has a salt of its own");
    }

    #[tokio::test]
    async fn where_there_is_nobody_the_same_work_is_done_and_the_answer_is_no() {
        let cost = |hash: &str| hash.rsplitn(3, '$').last().map(str::to_owned);
        let real = hash(&Password::new("correct horse battery")).await.unwrap();
        assert_eq!(cost(NOBODY), cost(&real), "same algorithm, memory, passes");
        let (nobody, real) = (PasswordHash::new(NOBODY).unwrap(), PasswordHash::new(&real).unwrap());
        assert_eq!(nobody.hash.map(|hash| hash.len()), real.hash.map(|hash| hash.len()));
        assert!(!matches(None, &Password::new("correct horse battery")).await.unwrap());
    }

    #[tokio::test]
    async fn a_character_written_in_another_way_is_the_same_character() {
        let hashed = hash(&Password::new("stra\u{df}enb\u{e4}ume 7")).await.unwrap();
        assert!(matches(Some(&hashed), &Password::new("stra\u{df}enba\u{308}ume 7")).await.unwrap());
    }

    #[test]
    fn a_password_is_not_printed_by_accident_and_a_generated_one_is_long() {
        let password = Password::generated().unwrap();
        assert!(!format!("{password:?}").contains(password.text()));
        assert_eq!(password.text().len(), 23);
        assert_ne!(password, Password::generated().unwrap());
    }
}
