//! The command line: one file per command.

mod backup;
mod check;
#[cfg(feature = "demo")]
mod demo;
mod load;
mod mailbox;
mod migrate;
mod place;
pub(crate) mod print;
mod secret;
mod serve;
#[cfg(feature = "demo")]
mod standin;
mod token;
mod user;

use std::ffi::OsString;
use std::future::Future;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::failure::Failure;

pub(crate) use place::Place;

/// Contact persons in the CRM and in Outlook at once.
#[derive(Debug, Parser)]
#[command(name = "tandem", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Starts everything for a first look: sample data, a stand-in for Outlook, continuous replication.
    #[cfg(feature = "demo")]
    Demo(demo::Demo),
    /// Starts the server.
    Serve(serve::Serve),
    /// Starts the stand-in for Outlook alone.
    #[cfg(feature = "demo")]
    Standin(standin::Standin),
    /// Loads business partners or contact persons from files; the same file again changes nothing.
    #[command(subcommand)]
    Load(load::Load),
    /// Adds, lists and disables users; sets roles and passwords.
    #[command(subcommand)]
    User(user::User),
    /// Makes, lists and revokes tokens for the API.
    #[command(subcommand)]
    Token(token::Token),
    /// Connects, lists and activates mailboxes.
    #[command(subcommand)]
    Mailbox(mailbox::Mailbox),
    /// Checks configuration, database, and the connection to each mailbox; names what is wrong.
    Check(check::Check),
    /// Writes the whole database into a new file, while it is in use (SQLite).
    Backup(backup::Backup),
    /// Brings the database's tables up to date.
    Migrate(migrate::Migrate),
}

/// Runs the command that the arguments name.
///
/// # Errors
/// [`Failure`], in one line.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<(), Failure> {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return not_parsed(&error),
    };
    match arguments.command {
        #[cfg(feature = "demo")]
        Command::Demo(demo) => wait_for(demo.run()),
        Command::Serve(serve) => wait_for(serve.run()),
        #[cfg(feature = "demo")]
        Command::Standin(standin) => wait_for(standin.run()),
        Command::Load(load) => wait_for(load.run()),
        Command::User(user) => wait_for(user.run()),
        Command::Token(token) => wait_for(token.run()),
        Command::Mailbox(mailbox) => wait_for(mailbox.run()),
        Command::Check(check) => wait_for(check.run()),
        Command::Backup(backup) => wait_for(backup.run()),
        Command::Migrate(migrate) => wait_for(migrate.run()),
    }
}

/// Prints the help that was asked for, or says what is wrong with the arguments.
fn not_parsed(error: &clap::Error) -> Result<(), Failure> {
    let kind = error.kind();
    if kind == ErrorKind::DisplayHelp || kind == ErrorKind::DisplayVersion {
        print::text(&error.render().to_string());
        return Ok(());
    }
    if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Err(Failure::Misuse("no command was given; tandem --help shows them".to_owned()));
    }
    Err(Failure::Misuse(in_one_line(&error.to_string())))
}

/// Runs a command's future on a runtime of its own.
fn wait_for(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::of("the program cannot start", error))?;
    let done = runtime.block_on(Box::pin(command));
    // Whatever still runs on other threads (a picture being decoded) is not waited for.
    runtime.shutdown_background();
    done
}

/// Makes one line of a refusal of the arguments: what is wrong, and where to read more.
fn in_one_line(refusal: &str) -> String {
    let said = refusal.split("\nUsage:").next().unwrap_or(refusal);
    let said = said.split("\n\nFor more information").next().unwrap_or(said);
    let said = said.strip_prefix("error: ").unwrap_or(said);
    let said: Vec<&str> = said.split_whitespace().collect();
    format!("{}; tandem --help shows how", said.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn refusal(arguments: &[&str]) -> String {
        let arguments = std::iter::once("tandem").chain(arguments.iter().copied()).map(OsString::from);
        match run(arguments) {
            Err(Failure::Misuse(line)) => line,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn misuse_is_told_in_one_line() {
        for (arguments, named) in [
            (&["frobnicate"][..], "frobnicate"),
            (&[][..], "no command"),
            (&["load", "persons"][..], "<FILE>"),
            (&["serve", "--port", "80"][..], "--port"),
            (&["user", "add", "a@example.com", "--name", "A", "--role", "king"][..], "king"),
        ] {
            let line = refusal(arguments);
            assert!(line.contains(named) && !line.contains('\n'), "{line}");
        }
    }
}
