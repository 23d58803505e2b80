//! The description: whole, sound, and true to what is served.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value as Json, json};

use crate::bed::{Bed, Who};
use crate::schema::{Description, Operation};

fn references<'a>(json: &'a Json, found: &mut Vec<&'a str>) {
    match json {
        Json::Object(object) => {
            found.extend(object.get("$ref").and_then(Json::as_str));
            object.values().for_each(|value| references(value, found));
        }
        Json::Array(entries) => entries.iter().for_each(|entry| references(entry, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_nothing_is_described_in_vain() {
    let description = Description::new();
    let mut found = Vec::new();
    references(&description.0, &mut found);
    let used: BTreeSet<&str> = found.into_iter().collect();
    for place in &used {
        assert!(description.0.pointer(place.trim_start_matches('#')).is_some(), "{place} leads nowhere");
    }
    for name in description.0["components"]["schemas"].as_object().unwrap().keys() {
        let place = format!("#/components/schemas/{name}");
        assert!(used.contains(place.as_str()), "{name} is described, but nothing uses it");
    }
}

#[test]
fn every_operation_tells_what_it_does_what_it_takes_and_how_it_answers() {
    let description = Description::new();
    assert!(description.0["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut names = BTreeSet::new();
    for Operation { method, path, said } in description.operations() {
        let text = |value: &Json| value.as_str().unwrap_or_default().trim().to_owned();
        let (summary, about) = (text(&said["summary"]), text(&said["description"]));
        assert!(!summary.is_empty() && !summary.ends_with('.'), "{method} {path}: {summary:?}");
        assert!(about.ends_with('.'), "{method} {path}: {about:?}");
        assert!(names.insert(text(&said["operationId"])), "{method} {path} has another's name");
        assert_eq!(said["tags"].as_array().map(Vec::len), Some(1), "{method} {path}");

        let parameters = said["parameters"].as_array().cloned().unwrap_or_default();
        let of = |place: &str| -> BTreeSet<String> {
            parameters.iter().filter(|p| p["in"] == place).map(|p| text(&p["name"])).collect()
        };
        let template: BTreeSet<String> = path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}').map(str::to_owned))
            .collect();
        assert_eq!(of("path"), template, "{method} {path}");
        for parameter in &parameters {
            assert!(!text(&parameter["description"]).is_empty(), "{method} {path}: {parameter}");
            assert!(parameter["schema"].is_object(), "{method} {path}: {parameter}");
        }
        let distinct: BTreeSet<String> = parameters.iter().map(|p| text(&p["name"])).collect();
        assert_eq!(distinct.len(), parameters.len(), "{method} {path} names a parameter twice");

        let responses = said["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
        for (status, response) in responses {
            assert!(!text(&response["description"]).is_empty(), "{method} {path} {status}");
            if status.starts_with(['4', '5']) {
                let problem = &response["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(problem, "#/components/schemas/Problem", "{method} {path} {status}");
            }
        }
        if path.starts_with("/api/v1") {
            assert_eq!(said["security"], json!([{ "bearer": [] }]), "{method} {path}");
            for status in ["401", "403", "500", "503"] {
                assert!(responses.contains_key(status), "{method} {path} {status}");
            }
        }
    }
}

#[test]
fn every_property_of_every_schema_has_a_description() {
    let description = Description::new();
    for (name, schema) in description.0["components"]["schemas"].as_object().unwrap() {
        for (property, said) in schema["properties"].as_object().into_iter().flatten() {
            let told =
                said["description"].is_string() || said["$ref"].is_string() || !said["oneOf"].is_null();
            assert!(told, "{name}.{property}: {said}");
        }
    }
}

/// Lists the operations that take a JSON object, with its schema.
fn with_body(description: &Description) -> Vec<(Operation, Json)> {
    let operations = description.operations().into_iter();
    let bodies = operations.filter_map(|operation| {
        let schema = operation.said["requestBody"]["content"]["application/json"]["schema"].clone();
        (!schema.is_null()).then_some((operation, schema))
    });
    bodies.collect()
}

fn properties(description: &Description, schema: &Json) -> BTreeSet<String> {
    let schema = description.resolve(schema);
    let any = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    if let Some(any) = any {
        return any.iter().flat_map(|one| properties(description, one)).collect();
    }
    schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

fn admits_null(description: &Description, schema: &Json, name: &str) -> bool {
    let schema = description.resolve(schema);
    let any = schema["oneOf"].as_array().into_iter().flatten();
    let property = &schema["properties"][name];
    any.into_iter().any(|one| admits_null(description, one, name))
        || (!property.is_null() && description.differences(property, &Json::Null, "").is_empty())
}

#[tokio::test]
async fn what_the_description_names_is_read_and_nothing_else_is() {
    let bed = Bed::new().await;
    let before = bed.everything().await;
    let bodies = with_body(&bed.description);
    assert!(bodies.len() > 10);
    for (operation, schema) in bodies {
        let path = operation
            .path
            .replace("{id}", &bed.person.to_string())
            .replace("{mailbox}", &bed.mailbox.to_string());
        let send = |body: Json| {
            let request = Request::builder()
                .method(operation.method.as_str())
                .uri(&path)
                .header("content-type", "application/json");
            bed.send(Who::Administrator, request, Body::from(body.to_string()))
        };
        let named = properties(&bed.description, &schema);
        assert!(!named.is_empty(), "{path}");
        let strange = send(json!({ "is_admin": true, "id": "0" })).await;
        assert_eq!(strange.status.as_u16(), 422, "{path}: {}", strange.json);
        for name in ["is_admin", "id"] {
            assert!(strange.fields().contains(&name), "{path}: {}", strange.json);
            assert!(strange.detail().contains(name), "{path}: {}", strange.json);
        }
        for name in named {
            let answer = send(json!({ (name.as_str()): { "$": [] }, "is_admin": true })).await;
            let errors = answer.json["errors"].as_array().unwrap();
            let about = |field: &str| errors.iter().find(|error| error["field"] == field);
            let unknown = about(&name)
                .is_some_and(|error| error["detail"].as_str().unwrap().contains("cannot be set here"));
            assert!(!unknown, "{path}: {name} is described, but not read: {}", answer.json);
            let known = about("is_admin").unwrap()["detail"].as_str().unwrap().to_owned();
            assert!(known.contains(&name), "{path}: {name} is not among: {known}");
            let nothing = send(json!({ (name.as_str()): null, "is_admin": true })).await;
            let refused = nothing.fields().contains(&name.as_str());
            let admitted = admits_null(&bed.description, &schema, &name);
            assert_eq!(refused, !admitted, "{path}: {name}: {}", nothing.json);
        }
    }
    assert_eq!(bed.everything().await, before);
}

#[tokio::test]
async fn every_query_parameter_of_the_description_is_read_and_no_other() {
    let bed = Bed::new().await;
    for operation in bed.description.operations().into_iter().filter(|operation| operation.method == "GET") {
        let path = operation
            .path
            .replace(
                "{id}",
                &match operation.path.as_str() {
                    path if path.contains("mailboxes") => bed.mailbox.to_string(),
                    path if path.contains("runs") => bed.run.to_string(),
                    path if path.contains("partners") => bed.partner.to_string(),
                    _ => bed.person.to_string(),
                },
            )
            .replace("{mailbox}", &bed.mailbox.to_string());
        let parameters = operation.said["parameters"].as_array().cloned().unwrap_or_default();
        let named: Vec<&str> =
            parameters.iter().filter(|p| p["in"] == "query").map(|p| p["name"].as_str().unwrap()).collect();
        if named.is_empty() {
            continue;
        }
        let strange = bed.get(Who::Owner, &format!("{path}?order_by=name")).await;
        assert_eq!((strange.status.as_u16(), strange.fields()), (400, vec!["order_by"]), "{path}");
        for name in named {
            assert!(strange.detail().contains(name), "{path}: {name} is described, but not read");
        }
    }
}

#[test]
fn the_guide_tells_of_every_kind_of_problem() {
    let guide = include_str!("../../../../docs/api.md");
    for kind in web::problem::Kind::ALL {
        let (status, name, _) = kind.said();
        let name = name.rsplit(':').next().unwrap();
        assert!(
            guide.contains(&format!("| {} | `{name}` |", status.as_u16())),
            "{name} is not in docs/api.md"
        );
    }
}
