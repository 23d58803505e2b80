//! Randomness for salts and secrets, from the operating system.

use crate::replication_store::StoreError;

/// Draws random bytes.
///
/// # Errors
/// [`StoreError::Database`] when the operating system has none to give.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut drawn = [0; N];
    getrandom::fill(&mut drawn)
        .map_err(|error| StoreError::Database(format!("no randomness from the operating system: {error}")))?;
    Ok(drawn)
}
