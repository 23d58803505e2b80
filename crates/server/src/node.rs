//! [`Node`]: this process among all those that may work on the same database.
//!
//! A mailbox is worked on by one process at a time: the one whose id its lease names. After a crash the lease
//! would keep everybody out until it lapses. The data directory remembers the ids of its earlier processes, and
//! its lock shows that they have ended, so the next one gives their leases back at once.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use uuid::Uuid;

use crate::failure::Failure;

/// How many earlier processes are remembered: more than can have held a lease that still lasts.
const REMEMBERED: usize = 32;

/// This process: its id, and those of its predecessors in the same data directory, the last one first.
#[derive(Debug)]
pub struct Node {
    /// The id that leases name.
    pub holder: Uuid,
    /// The ids of processes that have ended.
    pub predecessors: Vec<Uuid>,
    /// Locked as long as the process lives.
    locks: Vec<File>,
}

impl Node {
    /// Makes the data directory, if it is missing, and takes it for this process.
    ///
    /// # Errors
    /// [`Failure`] when another process works in it, or it cannot be written.
    pub fn claim(data: &Path) -> Result<Self, Failure> {
        let holder = Uuid::now_v7();
        let shown = data.display();
        let cannot = |error: std::io::Error| {
            Failure::Failed(format!("the data directory {shown} cannot be written ({error}); choose another"))
        };
        std::fs::create_dir_all(data).map_err(cannot)?;
        let file = data.join("node");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(file)
            .map_err(cannot)?;
        file.try_lock().map_err(|_| {
            Failure::Failed(format!(
                "another tandem is at work in the data directory {shown}; stop it first, or choose another directory"
            ))
        })?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(cannot)?;
        let mut ids: Vec<Uuid> = text.lines().filter_map(|line| Uuid::try_parse(line).ok()).collect();
        ids.reverse();
        ids.truncate(REMEMBERED);
        let lines: String =
            ids.iter().rev().chain([&holder]).map(|id| format!("{}\n", id.simple())).collect();
        file.rewind().and_then(|()| file.set_len(0)).map_err(cannot)?;
        file.write_all(lines.as_bytes()).and_then(|()| file.sync_data()).map_err(cannot)?;
        Ok(Node { holder, predecessors: ids, locks: vec![file] })
    }

    /// Takes a SQLite database for this process, too: its file may lie outside the data directory, where a server with
    /// another data directory would find it. A lock beside the file shows it.
    ///
    /// # Errors
    /// [`Failure`] when another server works on it, or nothing can be written beside it.
    pub fn claim_database(&mut self, file: &Path) -> Result<(), Failure> {
        let shown = file.display();
        let mut beside = file.as_os_str().to_owned();
        beside.push(".node");
        let lock = OpenOptions::new().write(true).create(true).truncate(false).open(&beside);
        let lock = lock.map_err(|error| {
            Failure::Failed(format!("nothing can be written beside the database {shown} ({error})"))
        })?;
        lock.try_lock().map_err(|_| {
            Failure::Failed(format!(
                "another tandem is at work on the database {shown}; stop it first. Several servers share a PostgreSQL \
                 database, not a file"
            ))
        })?;
        self.locks.push(lock);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(node: Node) -> Uuid {
        let holder = node.holder;
        drop(node);
        holder
    }

    #[test]
    fn a_process_knows_who_worked_in_its_directory_before() {
        let folder = tempfile::tempdir().unwrap();
        let first = Node::claim(folder.path()).unwrap();
        assert!(first.predecessors.is_empty());
        let refused = Node::claim(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("another tandem"), "{refused}");
        let first = ended(first);
        let second = Node::claim(folder.path()).unwrap();
        assert_eq!(second.predecessors, [first]);
        let second = ended(second);
        assert_eq!(Node::claim(folder.path()).unwrap().predecessors, [second, first]);
    }

    #[test]
    fn two_servers_with_different_directories_do_not_work_on_one_file() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let file = one.path().join("tandem.db");
        let mut first = Node::claim(one.path()).unwrap();
        first.claim_database(&file).unwrap();
        let mut second = Node::claim(other.path()).unwrap();
        let refused = second.claim_database(&file).unwrap_err().to_string();
        assert!(refused.contains("another tandem is at work on the database"), "{refused}");
        drop(first);
        second.claim_database(&file).unwrap();
    }

    #[test]
    fn only_the_last_processes_are_remembered() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..REMEMBERED + 5 {
            let _ = Node::claim(folder.path()).unwrap();
        }
        assert_eq!(Node::claim(folder.path()).unwrap().predecessors.len(), REMEMBERED);
    }
}
