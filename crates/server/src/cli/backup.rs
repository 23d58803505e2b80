//! `tandem backup`: the whole database in one file.

use std::path::PathBuf;

use clap::Args;

use super::{Place, print};
use crate::failure::Failure;

/// The options of `tandem backup`.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    place: Place,
    /// The file to write; there must be none of that name.
    file: PathBuf,
}

impl Backup {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let (_, database) = self.place.open().await?;
        database.backup(&self.file).await?;
        print::line(&format!("wrote {}", self.file.display()));
        Ok(())
    }
}
