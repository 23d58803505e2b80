//! Printing: results to standard output, everything else to standard error. Who stopped listening (`| head`) is
//! no error.

use std::io::Write as _;

/// Prints a text as it is.
pub(crate) fn text(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Prints a line.
pub(crate) fn line(line: &str) {
    text(&format!("{line}\n"));
}

/// Prints a line to standard error.
pub(crate) fn aside(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Prints why the program failed.
pub(crate) fn error(message: &str) {
    aside(&format!("tandem: {}", message.replace('\n', " ")));
}

/// Prints rows as a table, under headings; columns are as wide as they need to be.
pub(crate) fn table(headings: &[&str], rows: &[Vec<String>]) {
    let mut widths: Vec<usize> = headings.iter().map(|heading| heading.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let headings: Vec<String> = headings.iter().map(|heading| heading.to_uppercase()).collect();
    for row in std::iter::once(&headings).chain(rows) {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}", width = *width)).collect();
        line(cells.join("  ").trim_end());
    }
}
