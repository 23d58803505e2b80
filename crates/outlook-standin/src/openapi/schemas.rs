//! The shapes of requests and answers, those of contacts made from the property table.

use serde_json::{Map, Value, json};

use super::schema;
use crate::state::property::{Derived, Kind, PROPERTIES};

/// Every named schema.
pub(crate) fn all() -> Value {
    json!({
        "microsoft.graph.contact": contact(None),
        "microsoft.graph.contactDeltaItem": contact(Some(removed())),
        "microsoft.graph.contactFolder": folder(None),
        "microsoft.graph.contactFolderDeltaItem": folder(Some(removed())),
        "microsoft.graph.emailAddress": object(&json!({"address": text(), "name": text(), "@odata.type": word()})),
        "microsoft.graph.physicalAddress": object(&json!({
            "city": text(), "countryOrRegion": text(), "postalCode": text(), "state": text(), "street": text(), "@odata.type": word(),
        })),
        "microsoft.graph.profilePhoto": object(&json!({
            "id": {"type": "string"}, "height": whole(), "width": whole(),
            "@odata.mediaContentType": word(), "@odata.mediaEtag": word(), "@odata.type": word(), "@odata.context": word(), "@odata.etag": word(),
        })),
        "microsoft.graph.singleValueLegacyExtendedProperty": object(&json!({"id": {"type": "string"}, "value": text()})),
        "microsoft.graph.convertIdResult": object(&json!({"sourceId": text(), "targetId": text()})),
        "microsoft.graph.exchangeIdFormat": {
            "type": "string",
            "enum": ["entryId", "ewsId", "immutableEntryId", "restId", "restImmutableEntryId"],
        },
        "microsoft.graph.contactCollectionResponse": collection("microsoft.graph.contact"),
        "microsoft.graph.contactFolderCollectionResponse": collection("microsoft.graph.contactFolder"),
        "BaseCollectionPaginationCountResponse": object(&json!({
            "@odata.count": {"type": "integer", "format": "int64", "nullable": true}, "@odata.nextLink": text(),
        })),
        "BaseDeltaFunctionResponse": object(&json!({"@odata.nextLink": text(), "@odata.deltaLink": text()})),
        "microsoft.graph.ODataErrors.ODataError": error(),
    })
}

fn object(properties: &Value) -> Value {
    json!({"type": "object", "properties": properties, "additionalProperties": true})
}

fn word() -> Value {
    json!({"type": "string"})
}

fn text() -> Value {
    json!({"type": "string", "nullable": true})
}

fn whole() -> Value {
    json!({"type": "integer", "format": "int32", "nullable": true})
}

fn time() -> Value {
    json!({"type": "string", "format": "date-time", "nullable": true})
}

fn removed() -> Value {
    json!({
        "type": "object", "required": ["reason"],
        "properties": {"reason": {"type": "string", "enum": ["deleted", "changed"]}},
    })
}

fn contact(removed: Option<Value>) -> Value {
    let mut properties: Map<String, Value> = PROPERTIES
        .iter()
        .map(|property| (property.name.to_owned(), described(property.kind, property.name)))
        .collect();
    annotate(&mut properties, removed);
    object(&Value::Object(properties))
}

fn folder(removed: Option<Value>) -> Value {
    let mut properties = Map::from_iter([
        ("id".to_owned(), json!({"type": "string"})),
        ("displayName".to_owned(), text()),
        ("parentFolderId".to_owned(), text()),
    ]);
    annotate(&mut properties, removed);
    object(&Value::Object(properties))
}

fn annotate(properties: &mut Map<String, Value>, removed: Option<Value>) {
    for name in ["@odata.type", "@odata.context", "@odata.etag"] {
        let _ = properties.insert(name.to_owned(), json!({"type": "string"}));
    }
    properties.extend(removed.map(|removed| ("@removed".to_owned(), removed)));
}

fn described(kind: Kind, name: &str) -> Value {
    let nullable = |name: &str| json!({"anyOf": [schema(name), {"type": "object", "nullable": true}]});
    match kind {
        Kind::Text | Kind::Notes => text(),
        Kind::Date => time(),
        Kind::List(_) => json!({"type": "array", "items": text()}),
        Kind::Emails => json!({"type": "array", "items": schema("microsoft.graph.emailAddress")}),
        Kind::Address => nullable("microsoft.graph.physicalAddress"),
        Kind::Derived(Derived::Id) => json!({"type": "string"}),
        Kind::Derived(Derived::ChangeKey | Derived::ParentFolder) => text(),
        Kind::Derived(Derived::Created | Derived::Modified) => time(),
        Kind::Derived(Derived::Email(_)) => nullable("microsoft.graph.emailAddress"),
        Kind::Derived(Derived::Navigation) if name == "photo" => nullable("microsoft.graph.profilePhoto"),
        Kind::Derived(Derived::Navigation) => {
            json!({"type": "array", "items": schema("microsoft.graph.singleValueLegacyExtendedProperty")})
        }
    }
}

fn collection(of: &str) -> Value {
    json!({"type": "object", "allOf": [
        schema("BaseCollectionPaginationCountResponse"),
        {"type": "object", "properties": {"value": {"type": "array", "items": schema(of)}}},
    ]})
}

fn error() -> Value {
    let inner = json!({"date": text(), "request-id": text(), "client-request-id": text()});
    json!({
        "type": "object", "required": ["error"],
        "properties": {"error": {
            "type": "object", "required": ["code", "message"],
            "properties": {
                "code": {"type": "string"}, "message": {"type": "string"},
                "innerError": {"type": "object", "properties": inner, "additionalProperties": true},
            },
        }},
    })
}

/// What `translateExchangeIds` takes.
pub(crate) fn ids_to_translate() -> Value {
    let format = || schema("microsoft.graph.exchangeIdFormat");
    object(&json!({
        "InputIds": {"type": "array", "items": {"type": "string"}},
        "SourceIdType": format(), "TargetIdType": format(),
    }))
}

/// What a batch takes.
pub(crate) fn batch_request() -> Value {
    let texts = json!({"type": "object", "additionalProperties": {"type": "string"}});
    let part = json!({
        "id": {"type": "string"}, "method": {"type": "string"}, "url": {"type": "string"}, "headers": texts,
        "body": {}, "dependsOn": {"type": "array", "items": {"type": "string"}},
    });
    let item = json!({"type": "object", "required": ["id", "method", "url"], "properties": part});
    let requests = json!({"type": "array", "maxItems": 20, "items": item});
    json!({"type": "object", "required": ["requests"], "properties": {"requests": requests}})
}

/// What a batch answers.
pub(crate) fn batch_response() -> Value {
    let texts = json!({"type": "object", "additionalProperties": {"type": "string"}});
    let part = json!({"id": {"type": "string"}, "status": {"type": "integer"}, "headers": texts, "body": {}});
    let item = json!({"type": "object", "required": ["id", "status"], "properties": part});
    json!({"type": "object", "properties": {"responses": {"type": "array", "items": item}, "@odata.nextLink": word()}})
}
