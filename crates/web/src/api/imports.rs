//! `/imports`: what an import would do, and doing it. `/mailboxes/{id}/import-candidates`: what there is to import.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use contacts::{Card, MailboxId, PartnerId, Patch, PersonId, Value};
use serde::Serialize;
use serde_json::Value as Json;
use store::{
    Assign, Candidacy, ImportAction, ImportOrderItem, ItemAction, LinkField, LinkPreview, OutlookContact,
    Page, PartnerSuggestion, PlannedAction, PlannedImport, RowPartner,
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::duplicates::{DuplicatePerson, ShownDuplicate};
use crate::api::fields::{PersonFields, PersonFieldsPatch, read_partner_card, read_patch};
use crate::api::runs::{ShownRun, accepted};
use crate::body::Sent;
use crate::evidence;
use crate::idempotent::Repeatable;
use crate::importing;
use crate::language::{Language, Words};
use crate::listing::{Asking, Listing};
use crate::place::Place;
use crate::problem::{Kind, Problem};
use crate::properties::{Asked, Properties};
use crate::query::Query;
use crate::signed::Signed;
use crate::state::{Looked, WebState};
use crate::words::{CandidateKindWord, ItemActionWord, LinkWhyWord, RowStatusWord};

/// The most contacts that one import by a program is about.
const MOST: usize = 1_000;
/// How many contacts are read from Outlook at once.
const AT_ONCE: usize = 100;

/// A contact of a mailbox that is not linked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportCandidate)]
pub struct ShownCandidate {
    /// Its immutable id: name it as `candidate` in an import.
    pub candidate: String,
    /// What it is: without stamp, of this installation (to be linked again), or of another one (never imported).
    pub kind: CandidateKindWord,
    /// Whether its owner marked it as private.
    pub private: bool,
    /// Whether it has a photo.
    pub has_photo: bool,
    /// Its fields, as Outlook has them now.
    pub fields: PersonFields,
    /// Whether it is certainly or possibly a contact person that exists. Certain ones are not imported, but linked.
    pub status: RowStatusWord,
    /// Whom it is the same as, best first, with evidence.
    pub duplicates: Vec<ShownDuplicate>,
    /// Which business partners it may belong to, best first.
    pub suggestions: Vec<ShownSuggestion>,
    /// The id of the suggested business partner that is clear; null: none is.
    pub preset: Option<Uuid>,
    /// Of a contact to be linked again: the contact person it belongs to, if you may see it.
    pub relink: Option<DuplicatePerson>,
}

/// A business partner that a contact may belong to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerSuggestion)]
pub struct ShownSuggestion {
    /// Its id.
    pub business_partner: Uuid,
    /// Its name.
    pub name: String,
    /// Its city.
    pub city: String,
    /// The points of the reasons together.
    pub points: i32,
    /// Why, strongest first; what speaks against it stands last.
    pub reasons: Vec<String>,
}

/// Which candidates are wanted.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CandidatesAsked {
    /// The id of the contact folder; without it, the default one.
    #[param(required = false)]
    pub folder: Option<String>,
    /// Whether contacts marked as private are listed too.
    #[param(required = false, default = false)]
    pub private: bool,
    /// Which part of the list.
    #[param(ignore)]
    pub part: Asking,
}

impl Asked for CandidatesAsked {
    fn read(properties: &mut Properties) -> Option<Self> {
        Some(CandidatesAsked {
            folder: properties.text("folder"),
            private: properties.flag("private").unwrap_or_default(),
            part: Asking::read(properties)?,
        })
    }
}

/// List what a mailbox has to import
///
/// Its contacts that are not linked, read from Outlook now and page by page, with duplicate status, evidence and
/// suggested business partners; nothing of them is kept. A part may have fewer entries than asked for, and none: go on as
/// long as there is a `next`. For the mailbox's owner only.
#[utoipa::path(get, path = "/mailboxes/{id}/import-candidates", tag = "imports",
    params(("id" = uuid::Uuid, Path, description = "The mailbox"), CandidatesAsked, Asking),
    responses((status = 200, description = "A part of the list", body = Listing<ShownCandidate>),
        (status = 502, description = "Outlook did not answer as it should", body = crate::problem::ProblemDocument, content_type = "application/problem+json")))]
pub async fn candidates(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<MailboxId>,
    Query(asked): Query<CandidatesAsked>,
) -> Result<axum::Json<Listing<ShownCandidate>>, Problem> {
    state.store.import_candidacies(&viewer, id, &[]).await?;
    let list = format!("import candidates in {:?} of {id}", asked.folder);
    let after = asked.part.of(&list)?.after;
    let (token, from) = place(after.as_deref());
    let page = state.engine.read_folder(id, asked.folder.as_deref(), token).await;
    let page = page.map_err(|why| Problem::new(Kind::Outlook, why))?;
    let size = usize::try_from(asked.part.limit).unwrap_or(usize::MAX);
    let next = if page.contacts.len() > from + size {
        Some(format!("{}\n{}", from + size, token.unwrap_or_default()))
    } else {
        page.next.map(|token| format!("0\n{token}"))
    };
    let listed = |contact: &OutlookContact| asked.private || !is_private(contact);
    let part: Vec<OutlookContact> = page.contacts.into_iter().skip(from).take(size).filter(listed).collect();
    let found = state.store.import_candidacies(&viewer, id, &part).await?;
    let items = part.into_iter().zip(found).filter_map(|(contact, found)| Some((contact, found?))).collect();
    Ok(axum::Json(Listing::of(&list, Page { items, next }, candidate)))
}

/// Reads where a part begins: at a page of Outlook, and how far in it.
fn place(after: Option<&str>) -> (Option<&str>, usize) {
    let Some((from, token)) = after.and_then(|after| after.split_once('\n')) else { return (None, 0) };
    (Some(token).filter(|token| !token.is_empty()), from.parse().unwrap_or_default())
}

fn is_private(contact: &OutlookContact) -> bool {
    contact.card.get(contacts::FieldKey::Private).is_some()
}

fn candidate((contact, found): (OutlookContact, Candidacy)) -> ShownCandidate {
    ShownCandidate {
        private: is_private(&contact),
        candidate: contact.id,
        kind: found.kind.into(),
        has_photo: contact.has_photo,
        fields: PersonFields(contact.card),
        status: found.status.into(),
        duplicates: found.duplicates.into_iter().map(ShownDuplicate::from).collect(),
        suggestions: found.suggestions.into_iter().map(suggestion).collect(),
        preset: found.preset.map(|partner| partner.0),
        relink: found.relink.map(|person| DuplicatePerson {
            id: person.id.0,
            name: person.name,
            business_partner: person.partner_name,
            inactive: person.inactive,
        }),
    }
}

fn suggestion(found: PartnerSuggestion) -> ShownSuggestion {
    let words = Words::of(Language::English);
    ShownSuggestion {
        business_partner: found.id.0,
        name: found.name,
        city: found.city,
        points: found.points,
        reasons: found.because.iter().map(|reason| evidence::because(reason, words)).collect(),
    }
}

/// What is to be imported.
#[derive(Debug, ToSchema)]
pub struct Import {
    /// The id of the mailbox: your own.
    #[schema(value_type = Uuid)]
    pub mailbox: MailboxId,
    /// The contacts, each once: at most 1,000.
    pub items: Vec<ImportItem>,
    /// Whether only the plan is wanted: nothing is changed then.
    #[schema(required = false, default = false)]
    pub dry_run: bool,
}

/// One contact of an import.
#[derive(Debug, ToSchema)]
pub struct ImportItem {
    /// The contact's immutable id, as the candidates list it.
    pub candidate: String,
    /// `import`: it becomes a contact person. `link`: it is linked to `contact_person`, and both are merged.
    #[schema(value_type = ItemActionWord, required = false)]
    pub action: ItemAction,
    /// The id of the business partner; or `new_business_partner`.
    #[schema(value_type = Option<Uuid>)]
    pub business_partner: Option<PartnerId>,
    /// The fields of a business partner to be created, unless there is one of that name; items with the same name get
    /// one.
    #[schema(value_type = Option<crate::api::fields::PartnerFields>)]
    pub new_business_partner: Option<contacts::person::PartnerCard>,
    /// With `link`: the id of the contact person; without it, the one that the contact's stamp names.
    #[schema(value_type = Option<Uuid>)]
    pub contact_person: Option<PersonId>,
    /// With `import`: fields that are completed or corrected; they go to Outlook as well.
    #[schema(value_type = PersonFieldsPatch, required = false)]
    pub fields: Patch,
}

impl Asked for Import {
    fn read(properties: &mut Properties) -> Option<Self> {
        let mailbox = properties.id("mailbox");
        let mailbox = properties.required("mailbox", mailbox);
        let items = read_items(properties);
        let dry_run = properties.flag("dry_run").unwrap_or_default();
        Some(Import { mailbox: mailbox?, items: items?, dry_run })
    }
}

fn read_items(properties: &mut Properties) -> Option<Vec<ImportItem>> {
    let given = properties.take("items");
    let Json::Array(given) = properties.required("items", given)? else {
        properties.refuse("items", "needs a list of objects");
        return None;
    };
    if given.is_empty() || given.len() > MOST {
        properties.refuse("items", format!("needs 1 to {MOST} objects"));
        return None;
    }
    let mut items = Vec::with_capacity(given.len());
    for (place, item) in given.into_iter().enumerate() {
        let name = format!("items.{place}");
        match item {
            Json::Object(item) => items.push(properties.within(&name, item, read_item)),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => {
                properties.refuse(&name, "needs an object");
                items.push(None);
            }
        }
    }
    items.into_iter().collect()
}

fn read_item(properties: &mut Properties) -> Option<ImportItem> {
    let candidate = properties.text("candidate");
    let candidate = properties.required("candidate", candidate);
    let action = properties.word("action", ItemActionWord::WORDS).unwrap_or(ItemAction::Import);
    let (import_only, link_only) = (["business_partner", "new_business_partner", "fields"], "contact_person");
    match action {
        ItemAction::Import => {
            if properties.has(link_only) {
                properties.refuse(link_only, "belongs to the action link");
            }
            match (properties.has("business_partner"), properties.has("new_business_partner")) {
                (true, true) => {
                    properties
                        .refuse("new_business_partner", "cannot be together with business_partner: give one");
                }
                (false, false) => {
                    properties.refuse("business_partner", "is required, or new_business_partner")
                }
                (true, false) | (false, true) => {}
            }
        }
        ItemAction::Link => {
            for name in import_only.into_iter().filter(|name| properties.has(name)).collect::<Vec<_>>() {
                properties.refuse(name, "belongs to the action import");
            }
        }
    }
    let business_partner = properties.id("business_partner");
    let new = properties.object("new_business_partner", read_partner_card);
    let contact_person = properties.id("contact_person");
    let fields = properties.object("fields", read_patch).map(|patch| patch.0).unwrap_or_default();
    Some(ImportItem {
        candidate: candidate?,
        action,
        business_partner,
        new_business_partner: new.map(|fields| fields.0),
        contact_person,
        fields,
    })
}

impl ImportItem {
    fn ordered(self, contact: OutlookContact) -> ImportOrderItem {
        let action = match self.action {
            ItemAction::Link => ImportAction::Link(self.contact_person),
            ItemAction::Import => {
                let partner = match (self.new_business_partner, self.business_partner) {
                    (Some(new), _) => Assign::New(new),
                    (None, Some(id)) => Assign::Existing(id),
                    (None, None) => Assign::Nothing,
                };
                ImportAction::Import { partner, completed: self.fields }
            }
        };
        ImportOrderItem { contact, action }
    }
}

/// What an import would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportPlan)]
pub struct ShownPlan {
    /// How many contacts would become contact persons.
    pub import: u64,
    /// How many would be linked.
    pub link: u64,
    /// How many would be left as they are.
    pub skip: u64,
    /// By contact, in the order asked.
    pub items: Vec<ShownPlanItem>,
}

/// One contact in a plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportPlanItem)]
pub struct ShownPlanItem {
    /// The contact's id.
    pub candidate: String,
    /// Its name.
    pub name: String,
    /// What would happen; null: nothing.
    pub action: Option<ItemActionWord>,
    /// Why nothing would happen.
    pub reason: Option<String>,
    /// With `import`: the id of the business partner; null: a new one.
    pub business_partner: Option<Uuid>,
    /// With `import`: the name of the business partner.
    pub business_partner_name: Option<String>,
    /// With `import`: the fields that the contact person would have.
    pub fields: Option<PersonFields>,
    /// With `link`: the id of the contact person.
    pub contact_person: Option<Uuid>,
    /// With `link`: both sides before and afterwards, field by field.
    pub changes: Option<Vec<ShownLinkField>>,
    /// Whom the contact is the same as, best first.
    pub duplicates: Vec<ShownDuplicate>,
}

/// A field of both sides before a contact is linked, and afterwards.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LinkField)]
pub struct ShownLinkField {
    /// The field's key.
    pub field: &'static str,
    /// The contact's value; null: none.
    pub outlook: Json,
    /// The contact person's value; null: none.
    pub crm: Json,
    /// What the contact would have.
    pub outlook_after: Json,
    /// What the contact person would have.
    pub crm_after: Json,
    /// Why.
    pub why: LinkWhyWord,
}

/// Import contacts of a mailbox
///
/// With `dry_run` the plan is answered, by contact, and nothing is changed. Else a run begins; watch it at its Location.
/// Contacts are read from Outlook again when it is their turn, and imported as they are then; what is gone, linked,
/// stamped or certainly a contact person by then is skipped, with the reason. About the contact nothing changes but its
/// stamp.
#[utoipa::path(post, path = "/imports", tag = "imports", request_body = Import,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again is answered with the same run, and done once (24 hours)")),
    responses(
        (status = 200, description = "With dry_run: the plan", body = ShownPlan),
        (status = 202, description = "The run: watch it until it is done", body = ShownRun,
            headers(("Location" = String, description = "Where the run is"))),
        (status = 502, description = "Outlook did not answer as it should", body = crate::problem::ProblemDocument, content_type = "application/problem+json")))]
pub async fn start(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    repeatable: Repeatable,
    Sent { asked, bytes }: Sent<Import>,
) -> Result<Response, Problem> {
    let (mailbox, dry_run) = (asked.mailbox, asked.dry_run);
    state.store.import_candidacies(&viewer, mailbox, &[]).await?;
    let orders = read(&state, asked).await?;
    if dry_run {
        let planned = state.store.plan_import(&viewer, mailbox, &orders).await?;
        return Ok(axum::Json(plan(planned)).into_response());
    }
    let key = repeatable.of(&bytes);
    let begun = state.store.begin_import(&viewer, mailbox, &orders, key.as_ref(), state.now()).await?;
    importing::in_background(&state, begun.run, mailbox);
    Ok(accepted(state.store.read_run(&viewer, begun.run).await?)?.into_response())
}

/// Reads the contacts of an import as they are now; of one that is not there nothing is known but its id.
async fn read(state: &WebState, asked: Import) -> Result<Vec<ImportOrderItem>, Problem> {
    let ids: Vec<String> = asked.items.iter().map(|item| item.candidate.clone()).collect();
    let mut there = std::collections::HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let read = state.engine.contacts(asked.mailbox, some).await;
        let read = read.and_then(Looked::whole).map_err(|why| Problem::new(Kind::Outlook, why))?;
        there.extend(read.into_iter().map(|contact| (contact.id.clone(), contact)));
    }
    let order = |item: ImportItem| {
        let contact = there.get(&item.candidate).cloned().unwrap_or_else(|| OutlookContact {
            id: item.candidate.clone(),
            change_key: String::new(),
            card: Card::new(),
            stamp: None,
            has_photo: false,
        });
        item.ordered(contact)
    };
    Ok(asked.items.into_iter().map(order).collect())
}

fn plan(planned: Vec<PlannedImport>) -> ShownPlan {
    let count = |meant: fn(&PlannedAction) -> bool| {
        let found = planned.iter().filter(|item| item.what.as_ref().is_some_and(meant)).count();
        u64::try_from(found).unwrap_or(u64::MAX)
    };
    let import = count(|what| matches!(what, PlannedAction::Import(_)));
    let link = count(|what| matches!(what, PlannedAction::Link(_)));
    let all = u64::try_from(planned.len()).unwrap_or(u64::MAX);
    ShownPlan { import, link, skip: all - import - link, items: planned.into_iter().map(plan_item).collect() }
}

fn plan_item(planned: PlannedImport) -> ShownPlanItem {
    let (action, partner, person) = match planned.what {
        None => (None, None, None),
        Some(PlannedAction::Import(partner)) => (Some(ItemAction::Import), Some(partner), None),
        Some(PlannedAction::Link(person)) => (Some(ItemAction::Link), None, Some(person)),
    };
    let (id, name) = match partner {
        None => (None, None),
        Some(RowPartner::Existing { id, name }) => (Some(id.0), Some(name)),
        Some(RowPartner::New(card)) => (None, Some(card.text(contacts::PartnerField::Name).to_owned())),
    };
    ShownPlanItem {
        candidate: planned.contact,
        name: planned.name,
        action: action.map(ItemActionWord::from),
        reason: planned.reason,
        business_partner: id,
        business_partner_name: name,
        fields: (action == Some(ItemAction::Import)).then_some(PersonFields(planned.card)),
        contact_person: person.map(|person| person.0),
        changes: planned.preview.map(changes),
        duplicates: planned.duplicates.into_iter().map(ShownDuplicate::from).collect(),
    }
}

fn changes(preview: LinkPreview) -> Vec<ShownLinkField> {
    let json = |value: Option<Value>| value.map_or(Json::Null, |value| value.to_json());
    let field = |field: LinkField| ShownLinkField {
        field: field.field.as_str(),
        outlook: json(field.outlook),
        crm: json(field.crm),
        outlook_after: json(field.outlook_after),
        crm_after: json(field.crm_after),
        why: field.why.into(),
    };
    preview.fields.into_iter().map(field).collect()
}
