//! Holds every answer against the stand-in's own description: paths, statuses, and the shapes of JSON bodies.

use reqwest::{Method, Url};
use serde_json::{Map, Value};
use tokio::sync::OnceCell;

/// The description, as a client reads it; it is the same of every stand-in.
static DOCUMENT: OnceCell<Value> = OnceCell::const_new();

/// An answer to be checked, or one part of a batch's.
#[derive(Debug)]
pub struct Seen<'a> {
    pub method: &'a Method,
    pub url: &'a Url,
    /// What was sent.
    pub asked: Value,
    pub status: u16,
    /// What came back; null when it is no JSON.
    pub answer: &'a Value,
}

/// Names what is wrong with an answer. Only what lies beneath Graph's address is described, and only on plain HTTP.
pub async fn faults(seen: &Seen<'_>) -> Vec<String> {
    let Some(path) = seen.url.path().strip_prefix("/v1.0") else { return Vec::new() };
    // `users('anna')` is `users/anna`.
    let path = &path.replace("('", "/").replace("')", "");
    if seen.url.scheme() != "http" {
        return Vec::new();
    }
    let document = DOCUMENT.get_or_init(|| read(seen.url)).await;
    let mut found = one(document, seen.method.as_str(), path, seen.status, seen.answer);
    if path == "/$batch" && seen.status == 200 {
        found.extend(parts(document, &seen.asked, seen.answer));
    }
    found
}

async fn read(url: &Url) -> Value {
    let mut url = url.clone();
    url.set_path("/standin/openapi.json");
    url.set_query(None);
    super::bed::client().get(url).send().await.unwrap().json().await.unwrap()
}

fn parts(document: &Value, asked: &Value, answer: &Value) -> Vec<String> {
    let requests = asked["requests"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut found = Vec::new();
    for part in answer["responses"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let request = requests.iter().find(|request| request["id"] == part["id"]);
        let Some(request) = request else {
            found.push(format!("part {} was not asked for", part["id"]));
            continue;
        };
        let (method, url) = (request["method"].as_str(), request["url"].as_str());
        let (Some(method), Some(url)) = (method, url) else { continue };
        let path = url.split('?').next().unwrap_or_default();
        let path = format!("/{}", path.trim_start_matches("/v1.0").trim_start_matches('/'));
        let status =
            part["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or_default();
        found.extend(one(document, &method.to_uppercase(), &path, status, &part["body"]));
    }
    found
}

fn one(document: &Value, method: &str, path: &str, status: u16, answer: &Value) -> Vec<String> {
    let place = format!("{method} {path} -> {status}");
    let Some(operation) = operation(document, method, path) else {
        // What is not served is refused in the usual shape.
        let refusal = &document["components"]["responses"]["error"]["content"]["application/json"]["schema"];
        return match status {
            400.. if answer.is_null() => Vec::new(),
            400.. => differences(document, refusal, answer, &place),
            _ => vec![format!("{place}: answered, but not described")],
        };
    };
    let said = resolved(document, &operation["responses"][format!("{}XX", status / 100)]);
    let schema = &said["content"]["application/json"]["schema"];
    match (said.is_null(), schema.is_null() || answer.is_null()) {
        (true, _) => vec![format!("{place}: the status is not described")],
        (false, true) => Vec::new(),
        (false, false) => differences(document, schema, answer, &place),
    }
}

fn operation<'a>(document: &'a Value, method: &str, path: &str) -> Option<&'a Value> {
    let mut fitting: Vec<(&String, &Value)> = document["paths"]
        .as_object()?
        .iter()
        .filter(|(template, _)| fits(template, path))
        .filter_map(|(template, methods)| Some((template, methods.get(method.to_lowercase())?)))
        .collect();
    // `/contacts/delta()` before `/contacts/{contact-id}`.
    fitting.sort_by_key(|(template, _)| template.matches('{').count());
    fitting.first().map(|(_, operation)| *operation)
}

fn fits(template: &str, path: &str) -> bool {
    let (mut ours, mut theirs) = (template.split('/'), path.split('/'));
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return true,
            (Some(ours), Some(theirs)) => {
                let placeholder = ours.starts_with('{') && !theirs.is_empty();
                if !placeholder && ours.trim_end_matches("()") != theirs.trim_end_matches("()") {
                    return false;
                }
            }
            (None, Some(_)) | (Some(_), None) => return false,
        }
    }
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(place) => {
            let found = document.pointer(place.trim_start_matches('#'));
            resolved(document, found.unwrap_or_else(|| panic!("{place} leads nowhere")))
        }
        None => schema,
    }
}

/// Lists where a value differs from a schema: as much of OpenAPI 3.0 as the description uses.
fn differences(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let schema = resolved(document, schema);
    let mut found = Vec::new();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        found.extend(differences(document, part, value, at));
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let tries: Vec<_> = any.iter().map(|one| differences(document, one, value, at)).collect();
        if !tries.iter().any(Vec::is_empty) {
            found.extend(tries.into_iter().flatten());
        }
    }
    let Some(kind) = schema["type"].as_str() else { return found };
    let is = match value {
        Value::Null if schema["nullable"] == true => return found,
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if is != kind {
        found.push(format!("{at} is {is}, not {kind}"));
        return found;
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        found.push(format!("{at} is {value}, not one of {words:?}"));
    }
    for (place, entry) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(differences(document, &schema["items"], entry, &format!("{at}/{place}")));
    }
    if let Some(object) = value.as_object() {
        found.extend(in_object(document, schema, object, at));
    }
    found
}

fn in_object(document: &Value, schema: &Value, object: &Map<String, Value>, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !object.contains_key(name) {
            found.push(format!("{at}/{name} is missing"));
        }
    }
    for (name, value) in object {
        let said = match schema["properties"].get(name) {
            Some(said) => said,
            None => &schema["additionalProperties"],
        };
        if said.is_object() {
            found.extend(differences(document, said, value, &format!("{at}/{name}")));
        }
    }
    found
}

#[tokio::test]
async fn an_answer_that_differs_from_the_description_is_found_out() {
    let bed = super::bed::Bed::new().await;
    let url: Url = format!("{}/v1.0/me/contacts/x", bed.origin).parse().unwrap();
    let judged = async |method: &Method, url: &Url, status: u16, asked: &Value, answer: &Value| {
        faults(&Seen { method, url, asked: asked.clone(), status, answer }).await
    };
    let (get, post, nothing) = (&Method::GET, &Method::POST, &Value::Null);
    let fine = serde_json::json!({ "id": "x", "title": null, "categories": ["A"] });
    assert_eq!(judged(get, &url, 200, nothing, &fine).await, Vec::<String>::new());
    for wrong in [
        serde_json::json!({ "id": null }),
        serde_json::json!({ "id": "x", "title": 1 }),
        serde_json::json!({ "id": "x", "categories": [1] }),
        serde_json::json!([]),
    ] {
        assert_eq!(judged(get, &url, 200, nothing, &wrong).await.len(), 1, "{wrong}");
    }
    assert_eq!(judged(get, &url, 404, nothing, &serde_json::json!({})).await.len(), 1, "no envelope");
    let strange: Url = format!("{}/v1.0/me/messages", bed.origin).parse().unwrap();
    assert_eq!(judged(get, &strange, 200, nothing, &fine).await.len(), 1, "not described");
    let batch: Url = format!("{}/v1.0/$batch", bed.origin).parse().unwrap();
    let asked = serde_json::json!({ "requests": [{ "id": "1", "method": "GET", "url": "/me/contacts/x?$select=title" }] });
    let answer = serde_json::json!({ "responses": [{ "id": "1", "status": 200, "body": { "title": 1 } }] });
    assert_eq!(judged(post, &batch, 200, &asked, &answer).await.len(), 1, "a part of a batch");
}
