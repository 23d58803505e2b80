//! Asking for a password: never as an argument, which everybody on the computer could read.

use std::io::{BufRead as _, IsTerminal as _, Read as _};

use console::Term;

use crate::failure::Failure;

/// The most bytes that are read of a line.
const LONGEST: u64 = 65_536;

/// Asks for a password twice without showing it, where there is a terminal; else reads a line of standard input.
pub(super) fn ask(prompt: &str) -> Result<String, Failure> {
    let terminal = Term::stderr();
    if !std::io::stdin().is_terminal() || !terminal.is_term() {
        return line();
    }
    let read = |prompt: &str| {
        let typed = terminal.write_str(&format!("{prompt}: ")).and_then(|()| terminal.read_secure_line());
        typed.map_err(|error| Failure::of("the password could not be read; nothing was changed", error))
    };
    let (first, second) = (read(prompt)?, read("The same again")?);
    if first == second {
        return Ok(first);
    }
    Err(Failure::Failed("the two passwords are not the same; nothing was changed. Try again".to_owned()))
}

/// Reads a line of standard input, without its end.
pub(super) fn line() -> Result<String, Failure> {
    let mut line = String::new();
    let read = std::io::stdin().lock().take(LONGEST).read_line(&mut line);
    read.map_err(|error| Failure::of("standard input could not be read; nothing was changed", error))?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(Failure::Misuse(
            "there is no password on standard input; nothing was changed. Give it as one line".to_owned(),
        ));
    }
    Ok(line.to_owned())
}
