//! x
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {}
impl Demo { pub(crate) async fn run(self) -> Result<(), crate::Failure> { Ok(()) } }
