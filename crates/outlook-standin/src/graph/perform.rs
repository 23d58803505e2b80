//! Takes one operation through token, limits and faults to its effect and its answer.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::time::sleep;

use super::call::{Answer, Call, Outcome, Reply};
use super::route::{Owner, Route};
use super::{Noise, Setting, dispatch};
use crate::account::Account;
use crate::errors::GraphError;
use crate::faults::{Effect, Target};
use crate::lock;
use crate::standin::Standin;
use crate::throttle::InFlight;

/// An operation that may be performed.
struct Admitted {
    route: Route,
    account: Arc<Account>,
    /// What goes wrong with it, if anything.
    effect: Option<Effect>,
    _place: InFlight,
}

/// Performs one operation; `part` is its place in a batch, counted from 1.
pub(crate) async fn perform(standin: &Standin, call: &Call, part: Option<usize>) -> Outcome {
    let admitted = match admit(standin, call, part) {
        Ok(admitted) => admitted,
        Err(error) => return answered(standin, call, Err(error)),
    };
    if part.is_some() {
        // Parts are under way at the same time, as they would be on the way to a real mailbox.
        tokio::task::yield_now().await;
    }
    pause(standin, admitted.effect.as_ref()).await;
    if let Some(outcome) = instead(standin, call, part, admitted.effect.as_ref()) {
        return outcome;
    }
    let noise = Noise::of(admitted.effect.as_ref());
    let result = dispatch(&Setting::new(standin, &admitted.account, call, noise), &admitted.route);
    let outcome = answered(standin, call, result);
    after(standin, call, part, admitted.effect.as_ref(), outcome)
}

/// Reads the token, the address and the mailbox's limits, and draws a fault.
fn admit(standin: &Standin, call: &Call, part: Option<usize>) -> Result<Admitted, GraphError> {
    let token_holder = lock(&standin.inner.directory).authenticate(call.token())?;
    let route = Route::parse(&call.path)?;
    let account = owner(standin, &route.owner, token_holder)?;
    let kind = route.kind(&call.method, call.query.option("filter").is_some());
    let counters = &standin.inner.counters;
    counters.operations(&account.address, kind, 1);
    if account.is_gone() {
        return Err(match standin.quirks().gone_is_resource_not_found {
            true => GraphError::resource_not_found(),
            false => GraphError::mailbox_not_enabled(),
        });
    }
    let bytes = call.body.len() as u64;
    let place = account.usage.admit(&standin.limits(), standin.now(), bytes).inspect_err(|_| {
        counters.throttled(&account.address);
    })?;
    let target =
        Target { method: call.method.as_str(), path: &call.address(), kind, mailbox: &account.address, part };
    let effect = standin.inner.faults.draw(target);
    if effect.is_some() {
        counters.fault(&account.address);
    }
    Ok(Admitted { route, account, effect, _place: place })
}

/// Finds the mailbox that an address means; a token opens its own only.
fn owner(standin: &Standin, owner: &Owner, holder: Arc<Account>) -> Result<Arc<Account>, GraphError> {
    match owner {
        Owner::Me => Ok(holder),
        Owner::User(name) => match standin.account(name) {
            Some(account) if Arc::ptr_eq(&account, &holder) => Ok(holder),
            Some(_) => Err(GraphError::access_denied()),
            None => Err(GraphError::invalid_user(name)),
        },
    }
}

async fn pause(standin: &Standin, effect: Option<&Effect>) {
    let latency = standin.limits().latency_ms;
    let slow = match effect {
        Some(Effect::Slow { milliseconds }) => *milliseconds,
        _ => 0,
    };
    if latency + slow > 0 {
        sleep(Duration::from_millis(latency + slow)).await;
    }
}

/// Answers in place of performing the operation, where the fault says so.
fn instead(standin: &Standin, call: &Call, part: Option<usize>, effect: Option<&Effect>) -> Option<Outcome> {
    match effect? {
        Effect::LostRequest => Some(lost(standin, call, part, StatusCode::SERVICE_UNAVAILABLE)),
        Effect::Throttle { retry_after, after_effect: false } => {
            Some(answered(standin, call, Err(throttled(retry_after.clone()))))
        }
        effect @ Effect::Status { after_effect: false, .. } => Some(answered_with(standin, call, effect)),
        Effect::Throttle { .. }
        | Effect::Status { .. }
        | Effect::LostAnswer
        | Effect::Slow { .. }
        | Effect::Cut
        | Effect::HalfBatch { .. }
        | Effect::DeltaNoise { .. } => None,
    }
}

/// Replaces the answer after the operation was performed, where the fault says so.
pub(crate) fn after(
    standin: &Standin,
    call: &Call,
    part: Option<usize>,
    effect: Option<&Effect>,
    outcome: Outcome,
) -> Outcome {
    match (effect, outcome) {
        (Some(Effect::LostAnswer), _) => lost(standin, call, part, StatusCode::GATEWAY_TIMEOUT),
        (Some(Effect::Throttle { retry_after, after_effect: true }), _) => {
            answered(standin, call, Err(throttled(retry_after.clone())))
        }
        (Some(effect @ Effect::Status { after_effect: true, .. }), _) => answered_with(standin, call, effect),
        (Some(Effect::Cut), Outcome::Answered(answer)) if part.is_none() => Outcome::CutHalfway(answer),
        (Some(Effect::Cut), _) => lost(standin, call, part, StatusCode::GATEWAY_TIMEOUT),
        (_, outcome) => outcome,
    }
}

/// A lost message cuts the connection; inside a batch, where there is none to cut, it is a gateway's refusal.
fn lost(standin: &Standin, call: &Call, part: Option<usize>, status: StatusCode) -> Outcome {
    match part {
        None => Outcome::Cut,
        Some(_) => answered(
            standin,
            call,
            Err(GraphError::new(status, "UnknownError", "The gateway got no answer.")),
        ),
    }
}

fn throttled(retry_after: Option<String>) -> GraphError {
    GraphError::throttled("MailboxConcurrency", retry_after)
}

/// Answers with the status of a fault.
pub(crate) fn answered_with(standin: &Standin, call: &Call, effect: &Effect) -> Outcome {
    let Effect::Status { status, code, message, empty, retry_after, .. } = effect else {
        return Outcome::Cut;
    };
    let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let header = retry_after.clone().map(|text| ("retry-after", text));
    if *empty {
        let mut reply = Reply::empty(status);
        reply.headers.extend(header);
        return answered(standin, call, Ok(reply));
    }
    let code = code.clone().unwrap_or_else(|| default_code(status).to_owned());
    let mut error = GraphError::new(status, code, message.clone().unwrap_or_default());
    error.headers.extend(header);
    answered(standin, call, Err(error))
}

fn default_code(status: StatusCode) -> &'static str {
    match status.as_u16() {
        410 => "SyncStateNotFound",
        429 => "TooManyRequests",
        500 => "ErrorInternalServerError",
        503 => "serviceNotAvailable",
        _ => "UnknownError",
    }
}

/// Finishes an answer and counts it.
pub(crate) fn answered(standin: &Standin, call: &Call, result: Result<Reply, GraphError>) -> Outcome {
    let answer = Answer::finish(result, call, standin.now());
    standin.inner.counters.answer(answer.status.as_u16(), answer.body.len());
    Outcome::Answered(answer)
}
