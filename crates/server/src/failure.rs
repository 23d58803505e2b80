//! [`Failure`]: why the program ends without having done what it was told.

use std::process::ExitCode;

use store::StoreError;

/// Why a command failed: one line that says what happened and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It was told something that cannot be: an unknown option, a configuration that makes no sense.
    #[error("{0}")]
    Misuse(String),
    /// It could not do it.
    #[error("{0}")]
    Failed(String),
}

impl Failure {
    /// Returns the exit code: 2 for misuse, 1 for a failure.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Failure::Misuse(_) => ExitCode::from(2),
            Failure::Failed(_) => ExitCode::FAILURE,
        }
    }

    /// Makes a failure out of what was tried and what came of it.
    pub(crate) fn of(what: &str, error: impl std::fmt::Display) -> Self {
        Failure::Failed(format!("{what}: {error}"))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::Failed(error.to_string())
    }
}
