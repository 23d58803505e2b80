//! The table and the document around it.

use crate::measure;
use crate::outlook_beside::Counts;
use crate::step::Measured;

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) goal: String,
    pub(crate) reached: String,
    /// Whether the goal is met; none: there is none.
    pub(crate) met: Option<bool>,
    pub(crate) more: String,
}

/// What was measured so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

const ABOUT: &str = "\
How it is measured: the stand-in for Outlook runs as a process of its own on loopback, without delay; each step is a
process of its own too, so that CPU time (user and system, all threads, from `/proc/self/stat`) and peak memory
(`VmHWM`) are the program's alone: store on a SQLite file with full durability, engine, connector. Persons have 14
values each and no photo. Requests are those that the stand-in counted; the parts of a batch are counted by kind.

The quota's clock: Outlook takes 10,000 requests in 10 minutes from one program for one mailbox. The benchmark lets
the stand-in take 1,000 in 10 seconds (and the connector know it), so that an export of 10,000 takes minutes instead
of hours, and still waits for the quota alone. *Possible* is the time in which the quota lets the requests that were
sent pass: the first window's are free, each further window's wait for it. What stopping and going on cost in each
window weighs ten times as much here as in the real one, which has ten times the requests.

What the goals of CPU time ask, and what stands in the way of those that are missed:

- *First export, 0.2 ms a contact.* Other programs that keep contacts in step took 0.9 ms (vstorage) to 4.4 ms
  (vdirsyncer) of client CPU for a contact against a stand-in without delay, in an earlier sitting on a shared machine
  with two cores. Half of what Tandem takes is SQLite's: per contact the intent, the sending, the answer and the
  history are written (some twenty entries of tables and indexes; two or three commits for a hundred contacts, each
  forced to the disk); copying pages into the log alone is a tenth of the whole. A twentieth each is JSON in rows, the
  merge, the HTTP exchange, and handing rows from SQLite's thread to the engine's.
- *15,000 changes of the feed a second.* Raw databases take 73,000 to 85,000 rows of links a second; that is a row,
  not a change. A change is looked up by id by contract, because a feed may be late or wrong, and then merged, told in
  a chained history and committed.
- *Peak memory.* Of what an idle program has, most is its own code and SQLite's cache (12 MiB for the engine).
";

impl Report {
    /// Adds a line.
    pub(crate) fn add(&mut self, row: Row) {
        eprintln!("  {}: {} {}", row.what, row.reached, row.more);
        self.rows.push(row);
    }

    fn judged(&mut self, what: String, goal: String, reached: String, met: bool, more: String) {
        self.add(Row { what, goal, reached, met: Some(met), more });
    }

    pub(crate) fn wizard(&mut self, persons: usize, step: &Measured) {
        let Some(taken) = &step.wizard else { return };
        let name = format!("export wizard, {} hits", number(persons));
        let slowest = taken.moves.iter().map(|(_, time, _)| *time).fold(0.0, f64::max);
        let longest = taken.moves.iter().map(|(_, _, bytes)| *bytes).max().unwrap_or_default();
        let each = taken
            .moves
            .iter()
            .map(|(what, time, bytes)| format!("{what} {time:.0} ms, {:.0} KB", *bytes as f64 / 1e3));
        self.judged(
            format!("{name}: a move"),
            "at most 100 ms and 30 KB".to_owned(),
            format!("{slowest:.0} ms, {:.0} KB", longest as f64 / 1e3),
            slowest <= 100.0 && longest < 30_000,
            each.collect::<Vec<_>>().join("; "),
        );
        let seconds = taken.plan_ms / 1e3;
        let goal = (persons <= 10_000).then_some(2.0);
        self.add(Row {
            what: format!("{name}: the plan"),
            goal: goal.map_or_else(String::new, |goal| format!("at most {goal:.0} s")),
            reached: format!("{seconds:.2} s"),
            met: goal.map(|goal| seconds <= goal && step.count == persons as u64),
            more: format!(
                "from Search and edit to the assignment table {:.2} s, filtering it {:.2} s",
                taken.search_ms / 1e3,
                taken.filter_ms / 1e3
            ),
        });
    }

    pub(crate) fn import(&mut self, contacts: usize, step: &Measured) {
        let Some(took) = &step.import else { return };
        let name = format!("import wizard, {} candidates", number(contacts));
        let slowest = took.acts.iter().map(|(_, time, _)| *time).fold(0.0, f64::max);
        let each = took.acts.iter();
        let each =
            each.map(|(what, time, bytes)| format!("{what} {time:.0} ms, {:.0} KB", *bytes as f64 / 1e3));
        self.judged(
            format!("{name}: whatever one does in the list"),
            "at most 100 ms".to_owned(),
            format!("{slowest:.0} ms"),
            slowest <= 100.0,
            each.collect::<Vec<_>>().join("; "),
        );
        self.add(Row {
            what: format!("{name}: from the click to the list"),
            goal: String::new(),
            reached: format!("{:.1} s", took.detect_ms / 1e3),
            met: None,
            more: "Outlook answers at once here; duplicates and business partners are looked for".to_owned(),
        });
        self.add(Row {
            what: format!("{name}: from the click until {} are persons", number(step.count as usize)),
            goal: String::new(),
            reached: format!("{:.1} s", took.import_ms / 1e3),
            met: None,
            more: "without their stamps, which the engine writes; one in ten was a person already".to_owned(),
        });
    }

    pub(crate) fn export(&mut self, persons: usize, export: &Measured, asked: &Counts) {
        let each = export.cost.cpu_ms / persons as f64;
        let prepared = export.prepared.cpu_ms / persons as f64;
        let name = format!("first export of {}", number(persons));
        self.judged(
            format!("{name}, CPU per contact"),
            "at most 0.2 ms".to_owned(),
            format!("{each:.2} ms"),
            each <= 0.2,
            format!(
                "of that {prepared:.2} ms for starting the run; {:.1} s on the wall",
                export.cost.wall_ms / 1e3
            ),
        );
        self.add(Row {
            what: format!("{name}, requests"),
            goal: String::new(),
            reached: number(asked.requests as usize),
            met: None,
            more: kinds(asked),
        });
    }

    pub(crate) fn idle(&mut self, persons: usize, idle: &Measured, asked: &Counts) {
        // The cycle before the measured ones looks up folders.
        let requests =
            asked.by_kind.get("delta").copied().unwrap_or_default() as f64 / (idle.count + 1) as f64;
        self.judged(
            format!("cycle with no change, {} links", number(persons)),
            "at most 1 request and 5 ms".to_owned(),
            format!("{requests:.2} requests, {:.1} ms", idle.cost.cpu_ms),
            requests <= 1.0 && idle.cost.cpu_ms <= 5.0,
            format!("{:.1} ms on the wall; average of {} cycles", idle.cost.wall_ms, idle.count),
        );
    }

    pub(crate) fn one_percent(&mut self, persons: usize, travel: &Measured, asked: &Counts) {
        self.judged(
            format!("1 % changed on each side, {} links", number(persons)),
            "at most 0.1 s, requests in proportion".to_owned(),
            format!("{:.2} s, {} requests", travel.cost.cpu_ms / 1e3, asked.requests),
            travel.cost.cpu_ms <= 100.0,
            kinds(asked),
        );
    }

    pub(crate) fn delta(&mut self, travel: &Measured, asked: &Counts) {
        let each_second = travel.count as f64 / travel.cost.cpu_ms * 1e3;
        self.judged(
            format!("{} edits of the change feed taken over", number(travel.count as usize)),
            "at least 15,000 changes/s".to_owned(),
            format!("{} per CPU second", number(each_second as usize)),
            each_second >= 15_000.0,
            format!("with the look-up of each contact, merge, history and commit; {}", kinds(asked)),
        );
    }

    pub(crate) fn sweep(&mut self, persons: usize, sweep: &Measured, asked: &Counts) {
        self.add(Row {
            what: format!("the daily comparison of {} links", number(persons)),
            goal: String::new(),
            reached: format!("{:.2} s, {} requests", sweep.cost.cpu_ms / 1e3, asked.requests),
            met: None,
            more: kinds(asked),
        });
    }

    pub(crate) fn quota(&mut self, persons: usize, export: &Measured, asked: &Counts, quota: (u32, u64)) {
        let sent: u64 =
            asked.by_kind.iter().filter(|(kind, _)| !kind.starts_with("batch")).map(|(_, n)| n).sum();
        let windows = sent.saturating_sub(1) / u64::from(quota.0);
        let possible = (windows * quota.1) as f64;
        let took = export.cost.wall_ms / 1e3;
        let share = possible / took * 100.0;
        self.judged(
            format!("first export of {}, quota clock on", number(persons)),
            "at least 95 % of what the quota allows, no 429".to_owned(),
            format!("{share:.0} %, {} times 429", asked.throttled),
            share >= 95.0 && asked.throttled == 0,
            format!(
                "{} requests in {took:.1} s, possible in {possible:.0} s: {}",
                number(sent as usize),
                kinds(asked)
            ),
        );
    }

    pub(crate) fn load(&mut self, persons: usize, load: &Measured) {
        let seconds = load.cost.wall_ms / 1e3;
        self.judged(
            format!("load of {} persons from CSV", number(persons)),
            "within seconds".to_owned(),
            format!("{seconds:.1} s"),
            seconds < 30.0,
            format!("CPU {:.1} s, peak memory {:.0} MiB", load.cost.cpu_ms / 1e3, load.peak_mib),
        );
    }

    pub(crate) fn memory(&mut self, persons: usize, steps: &[f64; 4], goal: f64) {
        let most = steps.iter().copied().fold(0.0, f64::max);
        let [export, idle, travel, sweep] = steps;
        self.judged(
            format!("peak memory, {} links", number(persons)),
            format!("at most {goal:.0} MiB"),
            format!("{most:.0} MiB"),
            most <= goal,
            format!("export {export:.0}, idle {idle:.0}, edits {travel:.0}, daily comparison {sweep:.0} MiB"),
        );
    }

    /// Writes the document.
    pub(crate) fn text(&self, built: &str) -> String {
        let mut text = format!(
            "# Benchmarks\n\nWritten by `scripts/bench`; run it on a machine of your own.\n\n\
             Tandem {}, built as {built}, {}; {}.\n\n| what | goal | reached | | |\n|---|---|---|---|---|\n",
            env!("CARGO_PKG_VERSION"),
            jiff::Zoned::now().date(),
            measure::machine()
        );
        for row in &self.rows {
            let met = match row.met {
                Some(true) => "met",
                Some(false) => "**missed**",
                None => "",
            };
            text.push_str(&format!(
                "| {} | {} | {} | {met} | {} |\n",
                row.what, row.goal, row.reached, row.more
            ));
        }
        text.push('\n');
        text.push_str(ABOUT);
        text
    }
}

fn kinds(asked: &Counts) -> String {
    asked
        .by_kind
        .iter()
        .map(|(kind, count)| format!("{kind} {}", number(*count as usize)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Writes a number with a comma at the thousands.
pub(crate) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
