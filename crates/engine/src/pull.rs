//! Pull: the change feed, page by page, into staging; each page and the cursor behind it in one commit.

use outlook::ContactFolder as _;
use std::collections::HashMap;

use contacts::Patch;
use outlook::{ChangeEntry, ConnectorError, Cursor};
use store::{Feed, LinkCase, StagedWhat};

use crate::bugs::Bug;
use crate::cycle::{CycleError, Running};

/// How often one cycle takes up a feed anew before it gives up until the next.
const RESYNCS: u32 = 2;

impl Running<'_> {
    /// Reads the change feed to its end.
    ///
    /// While the feed is read from the beginning nothing is staged: it only yields a cursor, and the sweep that
    /// has to follow reads every contact whole.
    pub(crate) async fn pull(&mut self) -> Result<(), CycleError> {
        let mut resyncs = 0;
        loop {
            self.hold_lease().await?;
            if self.record.feed.cursor.is_none() {
                self.record.feed.resyncing = true;
            }
            let cursor = self.record.feed.cursor.clone().map(Cursor);
            match self.folder.changes(cursor.as_ref()).await {
                Ok(page) => {
                    let mut feed = Feed { cursor: Some(page.cursor.0), ..self.record.feed.clone() };
                    if feed.resyncing && !page.more {
                        feed.resyncing = false;
                        feed.sweep_due |= !self.has(Bug::ResyncWithoutSweep);
                    }
                    let entries = if self.record.feed.resyncing {
                        Vec::new()
                    } else {
                        self.worth_staging(page.entries).await?
                    };
                    self.stage(&entries, feed).await?;
                    if !page.more {
                        return Ok(());
                    }
                }
                Err(ConnectorError::Resync) => {
                    resyncs += 1;
                    let feed = Feed { cursor: None, resyncing: true, ..self.record.feed.clone() };
                    self.set_feed(feed).await?;
                    if resyncs > RESYNCS {
                        return Err(ConnectorError::Resync.into());
                    }
                }
                Err(ConnectorError::MailboxFull) => {
                    // The feed is refused, listing is not: compare everything instead.
                    let feed = Feed { sweep_due: true, ..self.record.feed.clone() };
                    return self.set_feed(feed).await;
                }
                Err(
                    error @ (ConnectorError::Retry { .. }
                    | ConnectorError::Limit { .. }
                    | ConnectorError::SignIn { .. }
                    | ConnectorError::MailboxGone { .. }
                    | ConnectorError::Refused { .. }),
                ) => return Err(error.into()),
            }
        }
    }

    async fn stage(&mut self, entries: &[(String, StagedWhat)], feed: Feed) -> Result<(), CycleError> {
        if self.has(Bug::CursorBeforeEffects) {
            self.cycle.store.set_feed(&self.fence, &feed).await?;
        }
        if !entries.is_empty() || feed != self.record.feed {
            self.cycle.store.stage(&self.fence, entries, &feed).await?;
        }
        self.report.staged += u32::try_from(entries.len()).unwrap_or(u32::MAX);
        self.record.feed = feed;
        Ok(())
    }

    pub(crate) async fn set_feed(&mut self, feed: Feed) -> Result<(), CycleError> {
        self.cycle.store.set_feed(&self.fence, &feed).await?;
        self.record.feed = feed;
        Ok(())
    }

    /// Keeps one entry a contact, without our own writes coming back and without the fields of contacts that
    /// are not linked.
    async fn worth_staging(
        &self,
        entries: Vec<ChangeEntry>,
    ) -> Result<Vec<(String, StagedWhat)>, CycleError> {
        let ids: Vec<String> = entries.iter().map(|entry| entry.id().0.clone()).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let live = self.cycle.store.versions(self.fence.mailbox, &ids).await?;
        let mut kept: Vec<(String, StagedWhat)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for entry in entries {
            let version = live.get(entry.id().0.as_str());
            let (id, what) = match entry {
                ChangeEntry::Changed { change_key, .. } if version == Some(&change_key.0) => {
                    // Our own write coming back.
                    continue;
                }
                ChangeEntry::Changed { id, change_key, carried } => {
                    let carried = if version.is_some() { carried } else { Patch::new() };
                    (id.0, StagedWhat::Changed { change_key: change_key.0, carried })
                }
                ChangeEntry::Removed { id } => (id.0, StagedWhat::Removed),
            };
            match places.get(&id) {
                Some(place) => kept[*place].1 = what.after(&kept[*place].1),
                None => {
                    places.insert(id.clone(), kept.len());
                    kept.push((id, what));
                }
            }
        }
        Ok(kept)
    }
}

/// Maps contacts to their live links.
pub(crate) fn live_by_contact(cases: &[LinkCase]) -> HashMap<&str, &LinkCase> {
    let live = cases.iter().filter(|case| !case.link.ended());
    live.filter_map(|case| case.link.remote_id.as_deref().map(|id| (id, case))).collect()
}
