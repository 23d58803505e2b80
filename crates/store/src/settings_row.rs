//! Reading one setting's value.

use sea_orm::ConnectionTrait;
use serde::de::DeserializeOwned;

use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::statements::one;
use crate::words::parse_json;

/// The name of the setting that holds the replication rules.
pub(crate) const REPLICATION: &str = "replication";

/// Reads a setting; none when it was never set.
pub(crate) async fn read_setting<T: DeserializeOwned, C: ConnectionTrait>(
    on: &C,
    name: &str,
) -> Result<Option<T>, StoreError> {
    let row = one(on, "SELECT value FROM setting WHERE name = $1", vec![name.into()]).await?;
    let Some(row) = row else { return Ok(None) };
    let value: String = row.try_get_by_index(0).map_err(failed)?;
    parse_json(&value).map(Some)
}
