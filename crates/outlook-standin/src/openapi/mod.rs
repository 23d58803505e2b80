//! Describes the served part of Microsoft Graph in OpenAPI, under Microsoft's own names.

mod operations;
mod schemas;

use serde_json::{Map, Value, json};

use operations::{OPERATIONS, Operation, Shape};

/// The description of every Graph route that the stand-in serves.
pub(crate) fn document() -> Value {
    let mut paths = Map::new();
    for owner in ["/me", "/users/{user-id}"] {
        for operation in &OPERATIONS {
            for base in operation.bases.paths() {
                add(&mut paths, &format!("{owner}{base}{}", operation.path), operation);
            }
        }
    }
    let _ = paths.insert("/$batch".to_owned(), json!({"post": batch()}));
    json!({
        "openapi": "3.0.4",
        "info": {
            "title": "OData Service for namespace microsoft.graph (personal contacts, as the stand-in serves them)",
            "description": "A stand-in for Microsoft Graph's contacts; no product of Microsoft.",
            "version": "v1.0",
        },
        "servers": [{"url": "/v1.0"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "parameters": parameters(),
            "responses": {"error": {"description": "error", "content": content(&schema("microsoft.graph.ODataErrors.ODataError"))}},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    })
}

fn add(paths: &mut Map<String, Value>, path: &str, operation: &Operation) {
    let methods = paths.entry(path.to_owned()).or_insert_with(|| json!({}));
    let keys = path.split('/').filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'));
    let key = |name: &str| json!({"name": name, "in": "path", "required": true, "style": "simple", "schema": {"type": "string"}});
    let options =
        operation.options.iter().map(|name| json!({"$ref": format!("#/components/parameters/{name}")}));
    let mut described = json!({
        "operationId": operation_id(operation.method, path),
        "parameters": keys.map(key).chain(options).collect::<Vec<_>>(),
        "responses": responses(operation.answers),
    });
    if let Some(taken) = operation.takes {
        described["requestBody"] = json!({"required": true, "content": body(taken)});
    }
    if operation.only_here {
        described["x-beyond-contacts"] = true.into();
    }
    methods[operation.method] = described;
}

/// Microsoft's path with dots: `get.me.contacts.contact-id`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.split('/').filter(|word| !word.is_empty());
    let plain = words.map(|word| word.trim_matches(['{', '}', '$']).trim_end_matches("()"));
    [method].into_iter().chain(plain).collect::<Vec<_>>().join(".")
}

fn responses(shape: Shape) -> Value {
    let mut success = json!({"description": "Success"});
    if shape != Shape::Nothing {
        success["content"] = body(shape);
    }
    let error = json!({"$ref": "#/components/responses/error"});
    json!({"2XX": success, "4XX": error, "5XX": error})
}

fn body(shape: Shape) -> Value {
    match shape {
        Shape::Nothing => json!({}),
        Shape::Picture => {
            json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}})
        }
        Shape::Count => json!({"text/plain": {"schema": {"type": "integer", "format": "int32"}}}),
        Shape::One(name) => content(&schema(name)),
        Shape::Delta(item) => content(&json!({"allOf": [
            schema("BaseDeltaFunctionResponse"),
            {"type": "object", "properties": {"value": {"type": "array", "items": schema(item)}}},
        ]})),
        Shape::IdsToTranslate => content(&schemas::ids_to_translate()),
        Shape::TranslatedIds => content(&json!({"type": "object", "allOf": [
            schema("BaseCollectionPaginationCountResponse"),
            {"type": "object", "properties": {"value": {"type": "array", "items": schema("microsoft.graph.convertIdResult")}}},
        ]})),
        Shape::Anything => content(&json!({"type": "object", "additionalProperties": true})),
    }
}

fn content(schema: &Value) -> Value {
    json!({"application/json": {"schema": schema}})
}

fn schema(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn batch() -> Value {
    let error = json!({"$ref": "#/components/responses/error"});
    json!({
        "operationId": "post.batch",
        "requestBody": {"required": true, "content": content(&schemas::batch_request())},
        "responses": {
            "2XX": {"description": "Success", "content": content(&schemas::batch_response())},
            "4XX": error,
            "5XX": error,
        },
    })
}

fn parameters() -> Value {
    let option = |name: &str, schema: Value| json!({"name": name, "in": "query", "style": "form", "explode": false, "schema": schema});
    let number = || json!({"type": "integer", "minimum": 0});
    let list = || json!({"type": "array", "uniqueItems": true, "items": {"type": "string"}});
    json!({
        "top": option("$top", number()),
        "skip": option("$skip", number()),
        "count": option("$count", json!({"type": "boolean"})),
        "filter": option("$filter", json!({"type": "string"})),
        "orderby": option("$orderby", list()),
        "select": option("$select", list()),
        "expand": option("$expand", list()),
        "ifMatch": {"name": "If-Match", "in": "header", "style": "simple", "schema": {"type": "string"}},
    })
}
