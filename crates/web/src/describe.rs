//! Completes the API's description: what every operation has in common is said once, here.

use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::schema::{ArrayItems, Schema};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, ResponseBuilder,
    tag::TagBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use crate::api::PREFIX;
use crate::problem::{FieldError, Kind, ProblemDocument};

const ABOUT: &str = "Business partners and contact persons of the CRM, and their replication with Outlook.\n\n\
    Every request under `/api/v1` has `Authorization: Bearer TOKEN`. Refusals are problem+json (RFC 9457). Lists \
    take `limit` and `after`. Times are RFC 3339 in UTC, dates have no time and no zone.";

/// The resources, in the order of the description.
const TAGS: [(&str, &str); 12] = [
    ("business-partners", "Companies."),
    ("contact-persons", "Persons, each at exactly one business partner."),
    ("photos", "Their photos."),
    ("links", "In which mailboxes a contact person is: adopt and withdraw."),
    ("history", "Every change of a contact person, and taking one back."),
    ("mailboxes", "Outlook mailboxes: connect, look after, disconnect."),
    ("exports", "Many contact persons into a mailbox at once."),
    ("imports", "Contacts of a mailbox become contact persons."),
    ("runs", "Exports, imports and cycles that a person asked for, with every item's end state."),
    ("settings", "Which fields are replicated, which way, and who wins."),
    ("duplicates", "Who is certainly or possibly the same person."),
    ("users", "Who can be in charge, and who asks."),
];

/// Makes the description without any path.
pub fn head() -> OpenApi {
    let tags = TAGS.iter().chain(&[("probes", "For those who run the program.")]);
    let tags = tags.map(|(name, about)| TagBuilder::new().name(*name).description(Some(*about)).build());
    let info = InfoBuilder::new()
        .title("Tandem")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .build();
    OpenApiBuilder::new().info(info).tags(Some(tags)).components(Some(components())).build()
}

fn components() -> utoipa::openapi::Components {
    let bearer = SecurityScheme::Http(
        HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A token made with `tandem token create`."))
            .build(),
    );
    ComponentsBuilder::new()
        .schema(ProblemDocument::name(), ProblemDocument::schema())
        .schema(FieldError::name(), FieldError::schema())
        .security_scheme("bearer", bearer)
        .build()
}

/// Adds what every operation has in common: who may, a name of its own, and how it refuses.
pub fn complete(description: &mut OpenApi) {
    for (name, list) in description.components.iter_mut().flat_map(|components| &mut components.schemas) {
        name_entries(name, list);
    }
    for (path, item) in &mut description.paths.paths {
        for operation in operations(item) {
            name(operation);
            if path.starts_with(PREFIX) {
                operation.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
                for kind in refusals(operation) {
                    refuse(operation, kind);
                }
            } else if path == "/readyz" {
                refuse(operation, Kind::Busy);
            }
        }
    }
}

/// Lets a list refer to the schema of its entries by name, where the derive repeats it.
fn name_entries(name: &str, list: &mut RefOr<Schema>) {
    let Some(entry) = name.strip_prefix("Listing_") else { return };
    if let RefOr::T(Schema::Object(list)) = list
        && let Some(RefOr::T(Schema::Array(items))) = list.properties.get_mut("items")
    {
        items.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(entry).into()));
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten()
}

/// Names an operation by its function and its resource: `list_business_partners`.
fn name(operation: &mut Operation) {
    let function = operation.operation_id.take().unwrap_or_default();
    let tag = operation.tags.as_ref().and_then(|tags| tags.first()).map(|tag| tag.replace('-', "_"));
    operation.operation_id = Some(format!("{function}_{}", tag.unwrap_or_default()));
}

/// How an operation can refuse, by what it takes.
fn refusals(operation: &Operation) -> Vec<Kind> {
    let mut kinds = vec![Kind::NotSignedIn, Kind::NotAllowed, Kind::Failed, Kind::Busy];
    let parameters: Vec<(ParameterIn, String)> = operation
        .parameters
        .iter()
        .flatten()
        .filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some((parameter.parameter_in.clone(), parameter.name.clone())),
            RefOr::Ref(_) => None,
        })
        .collect();
    let takes = |place: ParameterIn| parameters.iter().any(|(own, _)| *own == place);
    if takes(ParameterIn::Path) || operation.request_body.is_some() {
        kinds.push(Kind::NotFound);
    }
    if takes(ParameterIn::Query) || takes(ParameterIn::Header) || operation.request_body.is_some() {
        kinds.push(Kind::Malformed);
    }
    if parameters.iter().any(|(_, name)| name == "If-Match") {
        kinds.push(Kind::Overtaken);
    }
    if operation.request_body.is_some() {
        kinds.extend([Kind::TooLarge, Kind::UnknownMediaType]);
    }
    kinds.push(Kind::Invalid);
    kinds
}

fn refuse(operation: &mut Operation, kind: Kind) {
    let (status, word, title) = kind.said();
    let problem = Ref::from_schema_name(ProblemDocument::name());
    let content = ContentBuilder::new().schema(Some(problem)).build();
    let response = ResponseBuilder::new()
        .description(format!("{title} (`{word}`)"))
        .content("application/problem+json", content)
        .build();
    operation.responses.responses.insert(status.as_u16().to_string(), RefOr::T(response));
}
