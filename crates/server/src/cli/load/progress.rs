//! A progress bar, on a terminal only.

use std::io::{IsTerminal as _, Read, Result, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

/// How far the loading is. Shows nothing where nobody looks.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Begins a bar up to a total, of bytes or files.
    pub(super) fn begin(total: u64) -> Self {
        let bar =
            if std::io::stderr().is_terminal() { ProgressBar::new(total) } else { ProgressBar::hidden() };
        // The template is fixed; without it the default style serves.
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent:>3} %  {msg}  {eta} left") {
            bar.set_style(style);
        }
        Progress { bar }
    }

    /// Shows how far it is, and how many rows were read.
    pub(super) fn at(&self, position: u64, rows: u64) {
        self.bar.set_position(position);
        self.bar.set_message(format!("{rows} read"));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Counts how far a file was read.
pub(super) struct Counted<R> {
    inner: R,
    position: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    /// Wraps a source; the counter tells its position.
    pub(super) fn new(inner: R) -> (Self, Arc<AtomicU64>) {
        let position = Arc::new(AtomicU64::new(0));
        (Counted { inner, position: Arc::clone(&position) }, position)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(buffer)?;
        self.position.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let place = self.inner.seek(to)?;
        self.position.store(place, Ordering::Relaxed);
        Ok(place)
    }
}
