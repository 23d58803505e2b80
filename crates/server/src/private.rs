//! What the program writes is for nobody but its own account: the database has everything in it, tokens for Outlook too.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rustix::fs::Mode;
use tracing::warn;

/// What of a file's rights belongs to others.
const OTHERS: u32 = 0o077;

/// Lets every file that the program makes from now on be its account's alone, and every directory.
pub(crate) fn from_now_on() {
    // What it was before is of no use.
    let _ = rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// What the names of the program's own files begin with: the database, its companions, and what the node remembers.
const OURS: [&str; 2] = ["tandem.db", "node"];

/// Takes the data directory and the program's files in it away from everybody else: an earlier version left them open.
pub(crate) fn close(data: &Path) {
    let is_ours = |name: &std::ffi::OsStr| {
        name.to_str().is_some_and(|name| OURS.iter().any(|ours| name.starts_with(ours)))
    };
    let inside = std::fs::read_dir(data).into_iter().flatten().flatten();
    let inside = inside.filter(|entry| is_ours(&entry.file_name())).map(|entry| entry.path());
    for path in std::iter::once(data.to_owned()).chain(inside) {
        if let Err(error) = close_one(&path) {
            let path = path.display();
            warn!(%path, %error, "others on this computer may be able to read this; its rights could not be changed");
        }
    }
}

fn close_one(path: &Path) -> std::io::Result<()> {
    let found = std::fs::symlink_metadata(path)?;
    let mode = found.permissions().mode();
    let ours = found.is_file() || found.is_dir();
    if ours && mode & OTHERS != 0 {
        std::fs::set_permissions(path, Permissions::from_mode(mode & !OTHERS))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_directory_that_was_open_is_closed_to_everybody_else() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let file = data.join("tandem.db");
        std::fs::write(&file, "x").unwrap();
        for (path, open) in [(&data, 0o755), (&file, 0o644)] {
            std::fs::set_permissions(path, Permissions::from_mode(open)).unwrap();
        }
        close(&data);
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&data), mode(&file)), (0o700, 0o600));
    }
}
