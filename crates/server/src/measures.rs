//! What the server measures, for Prometheus: cycles, mailboxes, what waits.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use store::{Database, MailboxState, Viewer};

use crate::failure::Failure;

const CYCLES: &str = "tandem_cycles_total";
const CYCLE_SECONDS: &str = "tandem_cycle_seconds";
const SENT: &str = "tandem_outlook_writes_total";
const TAKEN: &str = "tandem_outlook_edits_taken_total";
const ERRORS: &str = "tandem_errors_total";
const MAILBOXES: &str = "tandem_mailboxes";
const LINKS: &str = "tandem_links";
const QUEUE: &str = "tandem_queue";

/// The recorder of this process; there can be only one.
static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts measuring and returns what renders the measures.
///
/// # Errors
/// [`Failure::Failed`] when another part of the process measures already.
pub(crate) fn start() -> Result<PrometheusHandle, Failure> {
    if let Some(handle) = RECORDER.get() {
        return Ok(handle.clone());
    }
    let buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0];
    let builder =
        PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &buckets);
    let recorder = builder.map_err(|error| Failure::of("measuring cannot start", error))?.build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        return RECORDER
            .get()
            .cloned()
            .ok_or_else(|| Failure::Failed("measuring was started twice".to_owned()));
    }
    describe_counter!(CYCLES, "Cycles over mailboxes, by how they ended.");
    describe_histogram!(CYCLE_SECONDS, "How long cycles took.");
    describe_counter!(SENT, "Writes made in Outlook.");
    describe_counter!(TAKEN, "Changes taken over from Outlook.");
    describe_counter!(ERRORS, "Failures of the server, by what failed.");
    describe_gauge!(MAILBOXES, "Mailboxes, by state.");
    describe_gauge!(LINKS, "Live links, and those with a problem.");
    describe_gauge!(QUEUE, "What waits: links due, staged changes, operations pending and sent.");
    Ok(RECORDER.get_or_init(|| handle).clone())
}

/// Notes a cycle that ended.
pub(crate) fn cycle(end: &'static str, took: Duration, sent: u32, taken: u32) {
    counter!(CYCLES, "end" => end).increment(1);
    histogram!(CYCLE_SECONDS).record(took);
    counter!(SENT).increment(u64::from(sent));
    counter!(TAKEN).increment(u64::from(taken));
}

/// Notes a failure.
pub(crate) fn error(what: &'static str) {
    counter!(ERRORS, "what" => what).increment(1);
}

/// Counts mailboxes and what waits in them.
pub(crate) async fn count_mailboxes(database: &Database) {
    let Ok(mailboxes) = database.list_mailboxes(&Viewer::program(), crate::now()).await else {
        error("database");
        return;
    };
    let mut states = [0u32; STATES.len()];
    let mut sums = [0u64; 6];
    for mailbox in &mailboxes {
        if let Some(place) = STATES.iter().position(|(state, _)| *state == mailbox.state) {
            states[place] += 1;
        }
        let health = &mailbox.health;
        let values = [health.links, health.problems, health.due, health.staged, health.pending, health.sent];
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
    }
    for ((_, state), count) in STATES.iter().zip(states) {
        gauge!(MAILBOXES, "state" => *state).set(f64::from(count));
    }
    let kinds = [
        (LINKS, "live"),
        (LINKS, "problem"),
        (QUEUE, "due"),
        (QUEUE, "staged"),
        (QUEUE, "pending"),
        (QUEUE, "sent"),
    ];
    for ((name, kind), sum) in kinds.into_iter().zip(sums) {
        // Exact up to 2^53 links.
        #[allow(clippy::cast_precision_loss)]
        gauge!(name, "kind" => kind).set(sum as f64);
    }
}

const STATES: [(MailboxState, &str); 6] = [
    (MailboxState::Paused, "paused"),
    (MailboxState::Active, "active"),
    (MailboxState::ReconnectNeeded, "reconnect_needed"),
    (MailboxState::Braked, "braked"),
    (MailboxState::Disconnecting, "disconnecting"),
    (MailboxState::Disconnected, "disconnected"),
];
