//! Which contact a row is: for reading its photo from Outlook, without working out what else is shown of it.

use contacts::DraftId;

use crate::database::Database;
use crate::imports::{draft, row};
use crate::replication_store::StoreError;
use crate::viewer::Viewer;

impl Database {
    /// Returns the immutable id of a row's contact.
    ///
    /// # Errors
    /// As [`Database::import_row`].
    pub async fn import_contact(
        &self,
        viewer: &Viewer,
        id: DraftId,
        number: u32,
        now: i64,
    ) -> Result<String, StoreError> {
        let on = self.reading();
        draft::seen(on, viewer, id, now).await?;
        let rows = row::by_numbers(on, id, &[i64::from(number)]).await?;
        let row = rows.into_iter().next().ok_or(StoreError::NotFound("contact"))?;
        Ok(row.contact)
    }
}
