//! The program: command line, configuration, and the wiring of store, engine, Outlook and web.
//!
//! [`cli`] has one file per command. [`wiring`] puts the server together; [`runner`] runs the engine's cycles, of
//! several mailboxes at a time, when they are due.

pub mod cli;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
mod failure;
mod graph_address;
mod listening;
mod logs;
mod measures;
mod node;
mod private;
pub mod runner;
pub mod wiring;

use std::ffi::OsString;
use std::process::ExitCode;

pub use failure::Failure;

/// Runs the program with these arguments (the first is its name) and returns its exit code: 0 when it went well,
/// 1 for a failure, 2 for misuse. A failure is told in one line on standard error.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    private::from_now_on();
    // Whoever comes first decides; a second time is no error.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match cli::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            cli::print::error(&failure.to_string());
            failure.exit_code()
        }
    }
}

/// Returns the time, in microseconds since 1970 UTC.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
