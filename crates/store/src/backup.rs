//! A backup of the whole database, while it is in use.

use std::path::Path;

use sea_orm::DbBackend;

use crate::database::Database;
use crate::replication_store::StoreError;
use crate::statements::run;

impl Database {
    /// Writes the whole database, as it is at one moment, into a new file. SQLite only.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] on PostgreSQL, where `pg_dump` is the way, and when the file exists already.
    pub async fn backup(&self, path: &Path) -> Result<(), StoreError> {
        if self.reading().get_database_backend() != DbBackend::Sqlite {
            return Err(StoreError::Invalid(
                "this database is PostgreSQL: back it up with pg_dump; no file was written".into(),
            ));
        }
        if path.exists() {
            return Err(StoreError::Invalid(format!(
                "{} exists already and was left as it is; choose another file",
                path.display()
            )));
        }
        let text = path.to_str().ok_or_else(|| {
            StoreError::Invalid(
                "the file's name is no UTF-8 text; no file was written. Choose another".into(),
            )
        })?;
        run(self.reading(), "VACUUM INTO $1", vec![text.into()]).await.map(|_| ())
    }
}
