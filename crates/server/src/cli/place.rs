//! [`Place`]: which configuration and database a command works with.

use std::path::PathBuf;

use clap::Args;
use store::{Database, Options};

use crate::config::Settings;
use crate::failure::Failure;
use crate::{logs, wiring};

/// Which configuration and database a command works with.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// The configuration file (TOML); else the one that TANDEM_CONFIG names, else none.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The data directory, instead of the configured one.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Place {
    /// Reads the settings.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        // Variables whose name or value is no text cannot be ours.
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let mut settings = Settings::read(self.config.as_deref(), environment)?;
        if let Some(data) = &self.data {
            settings.data.clone_from(data);
        }
        Ok(settings)
    }

    /// Reads the settings for a command that ends by itself: its log shows warnings only, unless asked for more.
    pub(crate) fn quiet_settings(&self) -> Result<Settings, Failure> {
        let settings = self.settings()?;
        let filter = if settings.log == Settings::default().log { "warn" } else { &settings.log };
        logs::start(filter, settings.log_format)?;
        Ok(settings)
    }

    /// Opens the database for a command that ends by itself.
    pub(crate) async fn open(&self) -> Result<(Settings, Database), Failure> {
        let settings = self.quiet_settings()?;
        let database = wiring::open(&settings).await?;
        Ok((settings, database))
    }

    /// Opens the database for a command that writes very many rows.
    pub(crate) async fn open_for_many(&self) -> Result<Database, Failure> {
        let settings = self.quiet_settings()?;
        wiring::open_with(&settings, &Options { bulk: true, ..settings.database_options() }).await
    }
}
