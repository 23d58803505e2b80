//! `tandem demo`: everything for a first look.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::print;
use crate::config::LogFormat;
use crate::failure::Failure;
use crate::wiring::StopSignals;
use crate::{demo, logs};

/// The options of `tandem demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The address that Tandem listens on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The address that the stand-in for Outlook listens on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
    standin: SocketAddr,
    /// The directory in which the database is kept; without it everything is gone afterwards.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Leaves the sample data out.
    #[arg(long)]
    empty: bool,
    /// How many contact persons the sample has; 100,000 take about a minute to load.
    #[arg(long, value_name = "N", default_value_t = 400, conflicts_with = "empty")]
    seed_persons: usize,
}

impl Demo {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let filter = std::env::var("TANDEM_LOG").unwrap_or_else(|_| "warn".to_owned());
        logs::start(&filter, LogFormat::Text)?;
        let Demo { listen, standin, data, empty, seed_persons: persons } = self;
        let demo = demo::Demo::start(&demo::Options { listen, standin, data, empty, persons }).await?;
        let signals = StopSignals::listen()?;
        print::text(&demo.tour);
        demo.run(signals).await
    }
}
