//! `$batch`: up to 20 operations in one request, four at a time on their way to the mailbox.

use std::collections::{HashMap, HashSet};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::stream::{FuturesUnordered, StreamExt};
use serde_json::{Map, Value, json};

use super::call::{Answer, Body, Call, Outcome, Reply};
use super::contact_body::object;
use super::perform::{after, answered, answered_with, perform};
use crate::errors::GraphError;
use crate::faults::{Effect, Target};
use crate::lock;
use crate::odata::query::Query;
use crate::standin::Standin;

const MOST_PARTS: usize = 20;

/// One part of a batch.
struct Part {
    id: String,
    depends_on: Vec<String>,
    call: Call,
}

/// Performs a batch.
pub(crate) async fn run(standin: &Standin, call: &Call) -> Outcome {
    let (parts, effect) = match admit(standin, call) {
        Ok(admitted) => admitted,
        Err(error) => return answered(standin, call, Err(error)),
    };
    match &effect {
        Some(Effect::LostRequest) => return Outcome::Cut,
        Some(Effect::Throttle { retry_after, after_effect: false }) => {
            let error = GraphError::throttled("MailboxConcurrency", retry_after.clone());
            return answered(standin, call, Err(error));
        }
        Some(effect @ Effect::Status { after_effect: false, .. }) => {
            return answered_with(standin, call, effect);
        }
        Some(Effect::Slow { milliseconds }) => {
            tokio::time::sleep(std::time::Duration::from_millis(*milliseconds)).await;
        }
        Some(_) | None => {}
    }
    let limit = match &effect {
        Some(Effect::HalfBatch { parts }) => *parts,
        Some(_) | None => usize::MAX,
    };
    let responses = perform_all(standin, parts, limit).await;
    if limit < usize::MAX {
        return Outcome::Cut;
    }
    let mut body = b"{\"responses\":[".to_vec();
    body.extend_from_slice(&responses.join(&b","[..]));
    body.extend_from_slice(b"]}");
    let reply = Reply { status: StatusCode::OK, headers: Vec::new(), body: Body::Json(body) };
    after(standin, call, None, effect.as_ref(), answered(standin, call, Ok(reply)))
}

/// Holds the envelope to its rules, reads its parts and draws a fault for the whole.
fn admit(standin: &Standin, call: &Call) -> Result<(Vec<Part>, Option<Effect>), GraphError> {
    let account = lock(&standin.inner.directory).authenticate(call.token())?;
    if call.method != Method::POST {
        return Err(GraphError::odata_not_supported());
    }
    let parts = read(call, standin.quirks().plus_is_space)?;
    standin.inner.counters.operations(&account.address, "batch", 1);
    standin.inner.counters.operations(&account.address, "batch_part", parts.len());
    let target =
        Target { method: "POST", path: &call.path, kind: "batch", mailbox: &account.address, part: None };
    let effect = standin.inner.faults.draw(target);
    if effect.is_some() {
        standin.inner.counters.fault(&account.address);
    }
    Ok((parts, effect))
}

fn read(call: &Call, plus_is_space: bool) -> Result<Vec<Part>, GraphError> {
    let body = object(&call.body)?;
    let requests = body.get("requests").and_then(Value::as_array);
    let requests = requests.ok_or_else(|| GraphError::bad_request("Invalid batch payload format."))?;
    if requests.is_empty() || requests.len() > MOST_PARTS {
        let message = format!("Number of batch request steps exceeds max value of {MOST_PARTS}.");
        return Err(GraphError::bad_request(message));
    }
    let parts: Vec<Part> =
        requests.iter().map(|request| part(call, request, plus_is_space)).collect::<Result<_, _>>()?;
    let ids: HashSet<&str> = parts.iter().map(|part| part.id.as_str()).collect();
    if ids.len() < parts.len() {
        return Err(GraphError::bad_request("Request Id has to be unique in a batch."));
    }
    if let Some(unknown) =
        parts.iter().flat_map(|part| &part.depends_on).find(|id| !ids.contains(id.as_str()))
    {
        return Err(GraphError::bad_request(format!("Invalid DependsOn id '{unknown}' in the batch.")));
    }
    Ok(parts)
}

fn part(envelope: &Call, request: &Value, plus_is_space: bool) -> Result<Part, GraphError> {
    let text = |key: &str| request.get(key).and_then(Value::as_str);
    let id = text("id").filter(|id| !id.is_empty());
    let id =
        id.ok_or_else(|| GraphError::bad_request("Invalid batch payload format. A request has no id."))?;
    let url = text("url").and_then(|url| relative(url, &envelope.origin));
    let url = url.ok_or_else(|| GraphError::bad_request(format!("Invalid request url in request {id}.")))?;
    let method = text("method").and_then(|name| name.to_ascii_uppercase().parse::<Method>().ok());
    let method = method.ok_or_else(|| GraphError::bad_request(format!("Invalid method in request {id}.")))?;
    let mut headers = headers(request.get("headers"));
    let body = body(id, request.get("body"), &headers)?;
    if let Some(token) = envelope.headers.get("authorization") {
        let _ = headers.insert("authorization", token.clone());
    }
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let path = format!("/{}", path.trim_start_matches('/'));
    // Microsoft's Python kit writes `depends_on`.
    let depends_on = request.get("dependsOn").or_else(|| request.get("depends_on"));
    let depends_on = depends_on.and_then(Value::as_array).into_iter().flatten();
    let call = Call {
        method,
        path,
        query_text: query.to_owned(),
        query: Query::parse(query, plus_is_space),
        headers,
        body,
        origin: envelope.origin.clone(),
        has_length: true,
    };
    let depends_on = depends_on.filter_map(Value::as_str).map(str::to_owned).collect();
    Ok(Part { id: id.to_owned(), depends_on, call })
}

/// Reads a part's address: relative, or whole on the same host as Microsoft's own kits send it.
fn relative<'a>(url: &'a str, origin: &str) -> Option<&'a str> {
    match url.contains("://") {
        true => url.strip_prefix(origin)?.strip_prefix("/v1.0"),
        false => Some(url),
    }
}

fn headers(json: Option<&Value>) -> HeaderMap {
    let pairs = json.and_then(Value::as_object).into_iter().flatten();
    let read = pairs.filter_map(|(name, value)| {
        let name = name.parse::<HeaderName>().ok()?;
        Some((name, HeaderValue::from_str(value.as_str()?).ok()?))
    });
    read.collect()
}

/// A JSON body is given as JSON, anything else as base64.
fn body(id: &str, json: Option<&Value>, headers: &HeaderMap) -> Result<Bytes, GraphError> {
    let content_type = headers.get("content-type").and_then(|value| value.to_str().ok());
    let is_json = content_type.is_some_and(|content_type| content_type.contains("json"));
    match (json, content_type) {
        (None | Some(Value::Null), _) => Ok(Bytes::new()),
        (Some(_), None) => Err(GraphError::bad_request(format!(
            "Write request id : {id} does not contain Content-Type header or body."
        ))),
        (Some(Value::String(text)), Some(_)) if !is_json => STANDARD
            .decode(text)
            .map(Bytes::from)
            .map_err(|_| GraphError::bad_request(format!("The body of request {id} is no base64."))),
        (Some(value), Some(_)) => Ok(value.to_string().into()),
    }
}

/// Performs the parts, each after those that it depends on, and returns their answers in no particular order.
async fn perform_all(standin: &Standin, parts: Vec<Part>, limit: usize) -> Vec<Vec<u8>> {
    let parallel = standin.quirks().batch_parallel_parts.max(1);
    let mut waiting: Vec<(usize, Part)> = parts.into_iter().take(limit).enumerate().collect();
    let mut succeeded: HashMap<String, bool> = HashMap::new();
    let mut under_way = FuturesUnordered::new();
    let mut responses = Vec::new();
    loop {
        waiting.retain(|(_, part)| {
            match part.depends_on.iter().any(|id| succeeded.get(id) == Some(&false)) {
                true => {
                    let _ = succeeded.insert(part.id.clone(), false);
                    responses.push(failed_dependency(standin, part));
                    false
                }
                false => true,
            }
        });
        let is_ready = |part: &Part| part.depends_on.iter().all(|id| succeeded.get(id) == Some(&true));
        while under_way.len() < parallel
            && let Some(place) = waiting.iter().position(|(_, part)| is_ready(part))
        {
            let (index, part) = waiting.remove(place);
            under_way.push(async move {
                let outcome = perform(standin, &part.call, Some(index + 1)).await;
                (part.id, outcome)
            });
        }
        let Some((id, outcome)) = under_way.next().await else { break };
        let (response, success) = response(&id, &outcome);
        responses.push(response);
        let _ = succeeded.insert(id, success);
    }
    responses.extend(waiting.iter().map(|(_, part)| failed_dependency(standin, part)));
    if standin.quirks().batch_answers_reordered {
        responses.reverse();
    }
    responses
}

fn failed_dependency(standin: &Standin, part: &Part) -> Vec<u8> {
    let message = "The request failed because it depended on another request that failed.";
    let error = GraphError::new(StatusCode::FAILED_DEPENDENCY, "FailedDependency", message);
    response(&part.id, &answered(standin, &part.call, Err(error))).0
}

/// Spells a part's answer; the flag says whether it succeeded. A JSON body is put in as it stands.
fn response(id: &str, outcome: &Outcome) -> (Vec<u8>, bool) {
    let (status, headers, body) = match outcome {
        Outcome::Cut => (StatusCode::GATEWAY_TIMEOUT, Map::new(), b"null".to_vec()),
        Outcome::Answered(answer) | Outcome::CutHalfway(answer) => {
            (answer.status, spelled_headers(answer), spelled_body(answer))
        }
    };
    let mut response =
        json!({"id": id, "status": status.as_u16(), "headers": headers}).to_string().into_bytes();
    let _ = response.pop();
    response.extend_from_slice(b",\"body\":");
    response.extend_from_slice(&body);
    response.push(b'}');
    (response, status.is_success())
}

fn spelled_body(answer: &Answer) -> Vec<u8> {
    match answer {
        answer if answer.body.is_empty() => b"null".to_vec(),
        answer if answer.is_json() => answer.body.to_vec(),
        answer => json!(STANDARD.encode(&answer.body)).to_string().into_bytes(),
    }
}

fn spelled_headers(answer: &Answer) -> Map<String, Value> {
    let named = answer.headers.iter().map(|(name, value)| (title_case(name), Value::String(value.clone())));
    let content_type =
        answer.content_type.map(|text| ("Content-Type".to_owned(), Value::String(text.to_owned())));
    named.chain(content_type).collect()
}

/// The service writes `Retry-After`, not `retry-after`, inside batches.
fn title_case(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    name.split('-').map(capital).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_parts_are_spelled_with_capitals() {
        assert_eq!(title_case("retry-after"), "Retry-After");
    }
}
