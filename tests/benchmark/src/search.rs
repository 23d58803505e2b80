//! Search at a million, through HTTP, on both databases: `scripts/bench --only search`. It writes
//! docs/benchmarks-search.md by itself.

mod ask;
mod duplicates;
mod fill;
mod input;
mod questions;
mod row;

use std::path::Path;

use anyhow::Context as _;
use store::{Database, Options};

use crate::measure;
use crate::report::number;
use crate::search::fill::{Filled, LAST};
use crate::search::row::Row;
use crate::step::now;

/// Where the section goes.
const DOCUMENT: &str = "docs/benchmarks-search.md";
/// As many persons as the goals speak of. Fewer than half of them are no document.
const MILLION: usize = 1_000_000;

/// A database to measure with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Which {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgresql,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// Every kind of question.
    Everything,
    /// For duplicates only.
    Duplicates,
}

/// Measures both databases and writes the section.
pub(crate) async fn run(
    persons: usize,
    built: &str,
    keep: Option<&Path>,
    (only, what): (Option<Which>, What),
) -> anyhow::Result<()> {
    let partners = if persons < MILLION / 2 { persons / 20 } else { 50_000 };
    let passing = tempfile::tempdir()?;
    let folder = keep.unwrap_or(passing.path());
    std::fs::create_dir_all(folder)?;
    let mut text = format!(
        "# Search\n\nWritten by `scripts/bench --only search`. {} contact persons, {} business partners; Tandem {}, \
         built as {built}, {}; {}, load {} at the start.\n\n{ABOUT}",
        number(persons),
        number(partners),
        env!("CARGO_PKG_VERSION"),
        jiff::Zoned::now().date(),
        measure::machine(),
        load()
    );
    let file = folder.join("search.db");
    let mut databases = vec![("SQLite", format!("sqlite:{}", file.display()))];
    databases.retain(|_| only != Some(Which::Postgresql));
    match std::env::var("TANDEM_TEST_POSTGRES") {
        Ok(_) if only == Some(Which::Sqlite) => {}
        Ok(url) => databases.push(("PostgreSQL", url)),
        Err(_) => eprintln!("no PostgreSQL: TANDEM_TEST_POSTGRES is not set (scripts/with-postgres sets it)"),
    }
    for (name, url) in databases {
        eprintln!("{name}: filling");
        let database = Database::open(&url, &Options { now: now(), ..Options::default() }).await?;
        let figures = folder.join(format!("{name}.json"));
        let filled = fill::fill(&database, &figures, persons, partners).await?;
        eprintln!("{name}: {:.0} s, {:.1} ms an edit", filled.seconds, filled.edits);
        if let Ok(mut kept) = std::fs::File::open(&file) {
            // A kept file is where it was after filling: in the computer's memory.
            std::io::copy(&mut kept, &mut std::io::sink())?;
        }
        let rows = ask::ask(&database, persons, partners, what).await?;
        text.push_str(&section(name, &filled, &rows));
        text.push_str(&duplicates::at_once(&database, persons, partners).await?);
        database.close().await?;
        println!("{text}");
        if persons >= MILLION / 2 && only.is_none() && what == What::Everything {
            std::fs::write(DOCUMENT, &text).with_context(|| format!("{DOCUMENT} could not be written"))?;
        }
    }
    Ok(())
}

/// The machine's load averages: what else goes on makes everything slower.
fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(", ")
}

const ABOUT: &str = "\
Each question is a `GET` over a kept connection on loopback, with a token, 50 persons an answer, in JSON; the server
is in the same process. The viewer is a *user* outside a team to which some of the persons are restricted; *hidden
e-mail* is a *reader* from whom e-mail addresses are hidden. Times are on the wall, from the request to the last byte of
the answer, and so those of a machine on which other work goes on too. Names are drawn so that few are very
common and most are rare; each question is about another person. The database stands in the computer's memory, as after
filling; read from a disk for the first time, the same answers take many times as long.

What is dear, where a goal is missed: two common words in an order that was asked for (*anna schmidt, by company*:
thousands fit, and all of them are gathered and sorted), one common word in an order that few of them stand near the
beginning of (*müller, by employee in charge*), a part that stands in very many names of persons, looked for among
partners (*partner: part of a name*: words are not counted apart for them), and counting up to a thousand (*count: 3
letters*: that many are gathered). On PostgreSQL the index hands out nothing
before all lists of a question are put together, so that parts of names and beginnings of addresses in hundreds of words
(*part of a name*, *start of an e-mail address*, *full name*) take long there. One card against a million in the process is the whole check, with everything that
makes a *possible* duplicate: up to forty persons are read, parsed and compared; the goal is that of a look-up alone.

";

fn section(name: &str, filled: &Filled, rows: &[Row]) -> String {
    let mut text = format!("## {name}\n\n");
    text.push_str(&format!(
        "Filled in {:.0} s, {:.2} ms CPU of the program a person; the last 100,000 of them in {:.1} s, {:.2} ms CPU. ",
        filled.seconds,
        filled.cpu * 1e3 / filled.persons.max(1) as f64,
        filled.last.seconds,
        filled.last.cpu * 1e3 / LAST as f64
    ));
    text.push_str(&format!(
        "An edit of a mobile number and a team: {:.1} ms.\n\n| question | p50 ms | p95 ms | goal ms | | somebody found \
         |\n|---|---|---|---|---|---|\n",
        filled.edits
    ));
    for row in rows {
        text.push_str(&row.line());
        text.push('\n');
    }
    text.push('\n');
    text
}
