//! The log: to standard error, without personal data and tokens.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;
use crate::failure::Failure;

/// Starts the log. A second start in one process is ignored.
///
/// # Errors
/// [`Failure::Misuse`] when the filter cannot be read.
pub(crate) fn start(filter: &str, format: LogFormat) -> Result<(), Failure> {
    let filter = EnvFilter::builder().parse(filter).map_err(|error| {
        Failure::Misuse(format!("log is wrong ({error}); write a level such as info, or info,engine=debug"))
    })?;
    // Colours are for a person's eyes; a journal or a file would keep their codes.
    let colours = std::io::stderr().is_terminal();
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    let started = match format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    // Only tests start several servers in one process; the first log serves them all.
    let _ = started;
    Ok(())
}
