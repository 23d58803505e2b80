//! `tandem migrate`: the database's tables.

use clap::Args;

use super::{Place, print};
use crate::failure::Failure;

/// The options of `tandem migrate`.
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    place: Place,
}

impl Migrate {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        // Opening brings the tables up to date: there is one way, whoever opens.
        let (_, database) = self.place.open().await?;
        print::line(&format!("the database is up to date; installation {}", database.installation_id()));
        Ok(())
    }
}
