//! Faults, clock, quirks, limits, counters and the reset.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bytes::Bytes;
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Refusal, read};
use crate::clock::ClockReading;
use crate::faults::{ActiveFault, Fault};
use crate::quirks::Quirks;
use crate::standin::Standin;
use crate::throttle::Limits;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockChange {
    /// Seconds to move on, also fractions and negative ones.
    #[serde(default)]
    advance_seconds: f64,
    /// Whether time stands still from now on.
    #[serde(default)]
    freeze: Option<bool>,
}

/// Lists the faults.
pub(crate) async fn faults(State(standin): State<Standin>) -> Json<Vec<ActiveFault>> {
    Json(standin.inner.faults.list())
}

/// Adds a fault.
pub(crate) async fn add_fault(
    State(standin): State<Standin>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let fault: Fault = read(&body)?;
    let id = standin.add_fault(fault).map_err(Refusal::bad_request)?;
    Ok((StatusCode::CREATED, Json(json!({"id": id}))))
}

/// Removes every fault.
pub(crate) async fn clear_faults(State(standin): State<Standin>) -> StatusCode {
    standin.clear_faults();
    StatusCode::NO_CONTENT
}

/// Removes one fault.
pub(crate) async fn remove_fault(State(standin): State<Standin>, Path(id): Path<u64>) -> StatusCode {
    standin.inner.faults.remove(Some(id));
    StatusCode::NO_CONTENT
}

/// Reads the clock.
pub(crate) async fn clock(State(standin): State<Standin>) -> Json<ClockReading> {
    Json(standin.inner.clock.reading())
}

/// Moves or stops the clock.
pub(crate) async fn set_clock(
    State(standin): State<Standin>,
    body: Bytes,
) -> Result<Json<ClockReading>, Refusal> {
    let change: ClockChange = read(&body)?;
    let clock = &standin.inner.clock;
    if let Some(freeze) = change.freeze {
        clock.freeze(freeze);
    }
    let limit = 100.0 * 366.0 * 86_400.0;
    if change.advance_seconds.abs() > limit {
        return Err(Refusal::bad_request("The clock moves by at most 100 years at once."));
    }
    #[allow(clippy::cast_possible_truncation, reason = "held to 100 years above")]
    clock.advance((change.advance_seconds * 1_000_000.0) as i64);
    Ok(Json(clock.reading()))
}

/// Reads the switches.
pub(crate) async fn quirks(State(standin): State<Standin>) -> Json<Quirks> {
    Json((*standin.quirks()).clone())
}

/// Changes the switches that the body names.
pub(crate) async fn set_quirks(State(standin): State<Standin>, body: Bytes) -> Result<Json<Quirks>, Refusal> {
    let quirks: Quirks = merged(&*standin.quirks(), &body)?;
    standin.set_quirks(quirks.clone());
    Ok(Json(quirks))
}

/// Reads the limits.
pub(crate) async fn limits(State(standin): State<Standin>) -> Json<Limits> {
    Json((*standin.limits()).clone())
}

/// Changes the limits that the body names.
pub(crate) async fn set_limits(State(standin): State<Standin>, body: Bytes) -> Result<Json<Limits>, Refusal> {
    let limits: Limits = merged(&*standin.limits(), &body)?;
    standin.set_limits(limits.clone());
    Ok(Json(limits))
}

/// Puts the members of a body over those of a value.
fn merged<T: Serialize + DeserializeOwned>(value: &T, body: &[u8]) -> Result<T, Refusal> {
    let changes: serde_json::Map<String, Value> = read(body)?;
    let mut merged = serde_json::to_value(value).map_err(|error| Refusal::bad_request(error.to_string()))?;
    if let Value::Object(members) = &mut merged {
        members.extend(changes);
    }
    serde_json::from_value(merged)
        .map_err(|error| Refusal::bad_request(format!("The body cannot be read: {error}")))
}

/// Shows the counters: the total, and each mailbox's under `mailboxes`.
pub(crate) async fn counters(State(standin): State<Standin>) -> Json<Value> {
    let total = serde_json::to_value(standin.counts()).unwrap_or_default();
    let mut shown = total;
    shown["mailboxes"] = serde_json::to_value(standin.inner.counters.by_mailbox()).unwrap_or_default();
    Json(shown)
}

/// Sets the counters to zero.
pub(crate) async fn clear_counters(State(standin): State<Standin>) -> StatusCode {
    standin.clear_counts();
    StatusCode::NO_CONTENT
}

/// Empties everything and returns to how the stand-in started; mailboxes and tokens stay.
pub(crate) async fn reset(State(standin): State<Standin>) -> StatusCode {
    standin.reset();
    StatusCode::NO_CONTENT
}
