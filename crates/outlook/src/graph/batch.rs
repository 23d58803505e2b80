//! Many small requests in one: at most 20 to a `$batch`, one batch per mailbox at a time, because Graph runs
//! four parts of it at once and Outlook takes no more than four.
//!
//! Parts are matched by id, in whatever order they come back; a part without an answer is lost.

use std::io::Write as _;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::Method;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::client::{Call, GraphClient, PREFER};
use super::retry::retry_after;
use super::transport::{Answer, Failure};

/// The most parts that Graph takes in one batch.
pub(crate) const MOST_PARTS: usize = 20;

/// A request that may be part of a batch.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) method: Method,
    /// `/me/…`, encoded.
    pub(crate) path: String,
    /// The JSON body.
    pub(crate) body: Option<Vec<u8>>,
    /// The ETag that the item must still have.
    pub(crate) if_match: Option<String>,
}

impl Part {
    pub(crate) fn get(path: String) -> Self {
        Part { method: Method::GET, path, body: None, if_match: None }
    }
}

/// Whether a request may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It only reads.
    None,
    /// It writes; it is sent once.
    Write,
}

impl GraphClient {
    /// Sends requests, one alone or in batches, and returns their answers in the order asked.
    pub(crate) async fn exchange(
        &self,
        name: &'static str,
        effect: Effect,
        parts: Vec<Part>,
    ) -> Vec<Result<Answer, Failure>> {
        let mut answers = Vec::with_capacity(parts.len());
        for chunk in parts.chunks(MOST_PARTS) {
            match chunk {
                [only] => answers.push(self.exchange_one(name, effect, only).await),
                several => answers.extend(self.exchange_batch(name, effect, several).await),
            }
        }
        answers
    }

    async fn exchange_one(&self, name: &'static str, effect: Effect, part: &Part) -> Result<Answer, Failure> {
        let mut call = Call::new(name, part.method.clone(), self.address(&part.path)?);
        call.body = part.body.clone().map(|body| ("application/json", Bytes::from(body)));
        call.if_match = part.if_match.clone();
        self.perform(effect, &call).await
    }

    async fn exchange_batch(
        &self,
        name: &'static str,
        effect: Effect,
        parts: &[Part],
    ) -> Vec<Result<Answer, Failure>> {
        match self.batch_answers(name, effect, parts).await {
            Ok(answers) => answers,
            Err(failure) => vec![Err(failure); parts.len()],
        }
    }

    async fn batch_answers(
        &self,
        name: &'static str,
        effect: Effect,
        parts: &[Part],
    ) -> Result<Vec<Result<Answer, Failure>>, Failure> {
        let mut call = Call::new(name, Method::POST, self.address("/$batch")?);
        call.body = Some(("application/json", Bytes::from(envelope(parts)?)));
        call.parts = parts.len();
        let answer = self.perform(effect, &call).await?;
        if !answer.is_success() {
            // The envelope was refused as a whole; each part hears so.
            return Ok(vec![Ok(answer); parts.len()]);
        }
        let answers = opened(&answer.body, parts.len())?;
        for throttled in answers.iter().flatten().filter(|answer| answer.status == 429) {
            self.hold(throttled.after);
        }
        Ok(answers)
    }

    async fn perform(&self, effect: Effect, call: &Call) -> Result<Answer, Failure> {
        match effect {
            Effect::None => self.read(call).await,
            Effect::Write => self.send(call).await,
        }
    }
}

/// Writes the batch. Bodies are already JSON and are put in as they are; headers of the envelope would not reach
/// the parts, so each carries its own.
fn envelope(parts: &[Part]) -> Result<Vec<u8>, Failure> {
    let length: usize =
        parts.iter().map(|part| part.path.len() + 200 + part.body.as_ref().map_or(0, Vec::len)).sum();
    let mut json = Vec::with_capacity(length);
    let written = write_envelope(&mut json, parts);
    written
        .map_err(|error| Failure::Impossible { what: format!("a request could not be written ({error})") })?;
    Ok(json)
}

fn write_envelope(json: &mut Vec<u8>, parts: &[Part]) -> std::io::Result<()> {
    json.extend_from_slice(br#"{"requests":["#);
    for (id, part) in parts.iter().enumerate() {
        let comma = if id == 0 { "" } else { "," };
        write!(json, r#"{comma}{{"id":"{id}","method":"{}","url":"#, part.method)?;
        serde_json::to_writer(&mut *json, &part.path)?;
        json.extend_from_slice(br#","headers":{"Prefer":"#);
        serde_json::to_writer(&mut *json, PREFER)?;
        if let Some(etag) = &part.if_match {
            json.extend_from_slice(br#","If-Match":"#);
            serde_json::to_writer(&mut *json, etag)?;
        }
        if let Some(body) = &part.body {
            json.extend_from_slice(br#","Content-Type":"application/json"},"body":"#);
            json.extend_from_slice(body);
            json.push(b'}');
        } else {
            json.extend_from_slice(b"}}");
        }
    }
    json.extend_from_slice(b"]}");
    Ok(())
}

#[derive(Deserialize)]
struct BatchAnswer<'a> {
    #[serde(borrow)]
    responses: Vec<PartAnswer<'a>>,
}

#[derive(Deserialize)]
struct PartAnswer<'a> {
    id: String,
    status: u16,
    #[serde(default)]
    headers: Option<serde_json::Map<String, serde_json::Value>>,
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
}

/// Reads the answer of a batch into one answer per part.
fn opened(body: &Bytes, parts: usize) -> Result<Vec<Result<Answer, Failure>>, Failure> {
    let batch: BatchAnswer<'_> = serde_json::from_slice(body).map_err(|error| Failure::Lost {
        what: format!("the answer to a batch could not be read ({error})"),
    })?;
    let lost = || Err(Failure::Lost { what: "the answer to a batch left this part out".to_owned() });
    let mut answers: Vec<Result<Answer, Failure>> = std::iter::repeat_with(lost).take(parts).collect();
    for part in batch.responses {
        let slot = part.id.parse::<usize>().ok().and_then(|id| answers.get_mut(id));
        if let Some(slot) = slot {
            let raw = part.body.map_or("", RawValue::get);
            *slot = Ok(Answer {
                status: part.status,
                after: advice(part.headers.as_ref()),
                body: slice(body, raw),
            });
        }
    }
    Ok(answers)
}

/// Cuts a part's body out of the whole without copying it; a null is no body.
fn slice(whole: &Bytes, part: &str) -> Bytes {
    if part.is_empty() || part == "null" { Bytes::new() } else { whole.slice_ref(part.as_bytes()) }
}

fn advice(headers: Option<&serde_json::Map<String, serde_json::Value>>) -> Option<Duration> {
    let (_, value) = headers?.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"))?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    retry_after(&text, SystemTime::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_carries_the_headers_of_every_part_and_bodies_as_they_are() {
        let write = Part {
            method: Method::PATCH,
            path: "/me/contacts/a%3D".into(),
            body: Some(br#"{"title":null}"#.to_vec()),
            if_match: Some("W/\"k\"".into()),
        };
        let json = envelope(&[write, Part::get("/me/contacts/b".into())]).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"requests": [
                {"id": "0", "method": "PATCH", "url": "/me/contacts/a%3D", "body": {"title": null}, "headers": {
                    "Prefer": "IdType=\"ImmutableId\"", "If-Match": "W/\"k\"", "Content-Type": "application/json"}},
                {"id": "1", "method": "GET", "url": "/me/contacts/b",
                    "headers": {"Prefer": "IdType=\"ImmutableId\""}},
            ]})
        );
    }

    #[test]
    fn answers_are_matched_by_id_and_a_missing_one_is_lost() {
        let body = Bytes::from_static(
            br#"{"responses":[{"id":"2","status":429,"headers":{"retry-after":"0.249"},"body":{"error":{}}},
                {"id":"0","status":204,"body":null},{"id":"9","status":200},{"id":"x","status":200}]}"#,
        );
        let answers = opened(&body, 3).unwrap();
        assert_eq!(answers[0], Ok(Answer { status: 204, after: None, body: Bytes::new() }));
        assert!(matches!(answers[1], Err(Failure::Lost { .. })));
        let throttled = answers[2].as_ref().unwrap();
        assert_eq!((throttled.status, throttled.after), (429, Some(Duration::from_millis(249))));
        assert_eq!(&throttled.body[..], br#"{"error":{}}"#);
        assert!(opened(&Bytes::from_static(br#"{"responses":[{"id":"0","sta"#), 1).is_err());
    }
}
