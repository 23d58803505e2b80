//! What a process has used, by the kernel's own account, and what the machine is.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

/// How many of the kernel's ticks make a second: `USER_HZ`, 100 on every Linux that Rust runs on.
const TICKS: u64 = 100;

/// What a piece of work cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// CPU time of this process, all its threads, in milliseconds.
    pub(crate) cpu_ms: f64,
    /// Time on the wall, in milliseconds.
    pub(crate) wall_ms: f64,
}

/// A measurement that is under way.
pub(crate) struct Watch {
    cpu: Duration,
    wall: Instant,
}

impl Watch {
    pub(crate) fn start() -> anyhow::Result<Self> {
        Ok(Watch { cpu: cpu_time()?, wall: Instant::now() })
    }

    pub(crate) fn stop(&self) -> anyhow::Result<Cost> {
        let cpu = cpu_time()?.saturating_sub(self.cpu);
        let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
        Ok(Cost { cpu_ms: millis(cpu), wall_ms: millis(self.wall.elapsed()) })
    }
}

/// Reads the CPU time of this process, user and system, in steps of 10 ms.
fn cpu_time() -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The program's name is in brackets and may have spaces: fields are counted from behind it.
    let (_, fields) = stat.rsplit_once(')').context("/proc/self/stat has no name")?;
    let field = |place: usize| fields.split_whitespace().nth(place).and_then(|text| text.parse::<u64>().ok());
    let (user, system) = field(11).zip(field(12)).context("/proc/self/stat has no times")?;
    Ok(Duration::from_millis((user + system) * 1_000 / TICKS))
}

/// Reads the most memory that this process has had, in MiB.
pub(crate) fn peak_memory() -> anyhow::Result<f64> {
    kilobytes("/proc/self/status", "VmHWM:").map(|kilobytes| kilobytes / 1_024.0)
}

fn kilobytes(file: &str, name: &str) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(file)?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next()).and_then(|text| text.parse().ok());
    number.with_context(|| format!("{file} has no {name}"))
}

/// Describes the machine: nothing that names it.
pub(crate) fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map(|(_, name)| name);
    let memory = kilobytes("/proc/meminfo", "MemTotal:").unwrap_or_default() / 1_048_576.0;
    format!(
        "{cores} cores ({}), {memory:.0} GiB of memory, {}",
        model.unwrap_or("unknown"),
        std::env::consts::OS
    )
}
