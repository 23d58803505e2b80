//! [`Description`]: holds answers against the API's own description.

use axum::http::Method;
use serde_json::{Map, Value as Json};

use crate::bed::Answer;

/// The API's description, as a client reads it.
pub struct Description(pub Json);

/// One operation: a method and a path with its placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    pub method: String,
    pub path: String,
    pub said: Json,
}

impl Description {
    pub fn new() -> Self {
        Description(serde_json::to_value(web::openapi()).unwrap())
    }

    /// Lists every operation.
    pub fn operations(&self) -> Vec<Operation> {
        let paths = self.0["paths"].as_object().unwrap();
        let known = ["get", "put", "post", "patch", "delete", "head", "options", "trace"];
        let each = |(path, item): (&String, &Json)| {
            let methods =
                item.as_object().unwrap().iter().filter(|(method, _)| known.contains(&method.as_str()));
            let operations = methods.map(|(method, said)| Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                said: said.clone(),
            });
            operations.collect::<Vec<_>>()
        };
        paths.iter().flat_map(each).collect()
    }

    /// Follows a reference to where it leads.
    pub fn resolve<'a>(&'a self, schema: &'a Json) -> &'a Json {
        match schema["$ref"].as_str() {
            Some(place) => {
                let found = self.0.pointer(place.trim_start_matches('#'));
                self.resolve(found.unwrap_or_else(|| panic!("{place} leads nowhere")))
            }
            None => schema,
        }
    }

    /// Checks that an answer is one that the description tells of.
    pub fn check(&self, method: &Method, path: &str, answer: &Answer) {
        let Some(operation) = self.operation(method, path) else { return };
        let status = answer.status.as_str();
        let said = &operation.said["responses"][status];
        assert!(!said.is_null(), "{method} {path} answers {status}, which is not described");
        let Some(content) = said["content"].as_object() else {
            assert!(answer.bytes.is_empty(), "{method} {path} {status} has an undescribed body");
            return;
        };
        let media_type = answer.header("content-type");
        let schema = content.get(media_type).map(|content| &content["schema"]);
        let schema =
            schema.unwrap_or_else(|| panic!("{method} {path} {status}: {media_type} is not described"));
        if media_type.ends_with("json") {
            let wrong = self.differences(schema, &answer.json, "");
            assert!(wrong.is_empty(), "{method} {path} {status}: {wrong:?} in {}", answer.json);
        }
    }

    fn operation(&self, method: &Method, path: &str) -> Option<Operation> {
        let fits = |template: &str| {
            let (mut a, mut b) = (template.split('/'), path.split('/'));
            loop {
                match (a.next(), b.next()) {
                    (None, None) => return true,
                    (Some(a), Some(b)) if a == b || a.starts_with('{') => {}
                    (_, _) => return false,
                }
            }
        };
        self.operations().into_iter().find(|own| own.method == method.as_str() && fits(&own.path))
    }

    /// Lists where a value differs from a schema.
    pub fn differences(&self, schema: &Json, value: &Json, at: &str) -> Vec<String> {
        let schema = self.resolve(schema);
        if let Some(all) = schema["allOf"].as_array() {
            let merged = self.merged(all);
            return self.differences(&merged, value, at);
        }
        if let Some(any) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            let tries: Vec<_> = any.iter().map(|one| self.differences(one, value, at)).collect();
            let fits = tries.iter().any(Vec::is_empty);
            return if fits { Vec::new() } else { tries.into_iter().flatten().collect() };
        }
        let mut wrong = Vec::new();
        let kinds: Vec<&str> = match &schema["type"] {
            Json::String(kind) => vec![kind],
            Json::Array(kinds) => kinds.iter().filter_map(Json::as_str).collect(),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => return wrong,
        };
        let kind = match value {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Number(number) if number.is_f64() => "number",
            Json::Number(_) => "integer",
            Json::String(_) => "string",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        };
        if !kinds.contains(&kind) {
            return vec![format!("{at} is {kind}, not {kinds:?}")];
        }
        if let Some(words) = schema["enum"].as_array()
            && !words.contains(value)
        {
            wrong.push(format!("{at} is {value}, not one of {words:?}"));
        }
        if let Json::Array(entries) = value {
            wrong.extend(
                entries
                    .iter()
                    .flat_map(|entry| self.differences(&schema["items"], entry, &format!("{at}[]"))),
            );
        }
        if let Json::Object(object) = value {
            wrong.extend(self.object_differences(schema, object, at));
        }
        wrong
    }

    fn object_differences(&self, schema: &Json, object: &Map<String, Json>, at: &str) -> Vec<String> {
        let Some(properties) = schema["properties"].as_object() else { return Vec::new() };
        let mut wrong = Vec::new();
        for required in schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            if !object.contains_key(required) {
                wrong.push(format!("{at}.{required} is missing"));
            }
        }
        for (name, value) in object {
            match properties.get(name) {
                Some(schema) => wrong.extend(self.differences(schema, value, &format!("{at}.{name}"))),
                None => wrong.push(format!("{at}.{name} is not described")),
            }
        }
        wrong
    }

    fn merged(&self, parts: &[Json]) -> Json {
        let mut merged = serde_json::json!({ "type": "object", "properties": {}, "required": [] });
        for part in parts {
            let part = self.resolve(part);
            let part = part["allOf"].as_array().map_or_else(|| part.clone(), |all| self.merged(all));
            for (name, schema) in part["properties"].as_object().into_iter().flatten() {
                merged["properties"][name] = schema.clone();
            }
            for required in part["required"].as_array().into_iter().flatten() {
                merged["required"].as_array_mut().unwrap().push(required.clone());
            }
        }
        merged
    }
}
