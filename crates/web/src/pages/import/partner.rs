//! The magnifier: a business partner is searched for and assigned, to one contact, to those with the same company text,
//! or to a whole group.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::routing::get;
use contacts::{Card, DraftId, FieldKey, PartnerField, PartnerId, normalise};
use store::{
    Assign, GroupBy, ImportDraft, ImportFilter, ImportGroup, ImportRow, Paging, PartnerFilter,
    PartnerSuggestion, Rows, StoreError,
};

use super::asked::{Asked, word};
use super::line::Offer;
use super::{Opened, list, new_partner, open_ready, overtaken, path};
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::list::Address;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many are offered at once.
const OFFERED: u32 = 12;
/// The most letters of a search that count.
const LONGEST: usize = 200;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/import/{draft}/partner", get(show).post(take)).merge(new_partner::routes())
}

/// The search for a business partner.
#[derive(Template)]
#[template(path = "import/partner.html", blocks = ["dialog", "found"])]
pub(crate) struct PartnerPage {
    pub(super) shell: Shell,
    pub(super) title: String,
    /// What is known of whom it is for.
    pub(super) about: Vec<String>,
    pub(super) q: String,
    pub(super) offers: Vec<Offer>,
    /// How many others can get it with the same click, and their company text.
    pub(super) alike: u64,
    pub(super) company: String,
    /// Whether there is one to be taken away.
    pub(super) unassign: bool,
    /// What the address has besides the words that are searched for.
    pub(super) kept: Vec<(String, String)>,
    pub(super) here: String,
    pub(super) action: String,
    pub(super) new: String,
    pub(super) back: String,
    /// Whether it is shown over the list.
    pub(super) over: bool,
}

impl PartnerPage {
    fn alike_label(&self) -> String {
        self.shell.put("count", self.alike).put("company", &self.company).say("import-alike")
    }
}

/// For whom a business partner is wanted.
pub(super) enum Target {
    /// One contact.
    Row(Box<ImportRow>),
    /// All of a group: those without a business partner, where there are any.
    Group(GroupBy, ImportGroup),
}

impl Target {
    /// Reads for whom: `row` or `to` of the address.
    pub(super) async fn read(
        state: &WebState,
        visitor: &Visitor,
        draft: DraftId,
        form: &Form,
    ) -> Result<Self, StoreError> {
        let (viewer, now) = (&visitor.viewer, visitor.now);
        if let Ok(number) = form.value("row").parse::<u32>() {
            return Ok(Target::Row(Box::new(state.store.import_row(viewer, draft, number, now).await?)));
        }
        let by = super::asked::grouping(form.value("by")).unwrap_or(GroupBy::Company);
        let groups = state.store.import_groups(viewer, draft, by, now).await?;
        let known = groups.into_iter().find(|group| group.key == form.value("to"));
        known.map(|group| Target::Group(by, group)).ok_or(StoreError::NotFound("group"))
    }

    /// The card by which partners are suggested.
    pub(super) fn card(&self) -> Card {
        match self {
            Target::Row(row) => row.card.clone(),
            Target::Group(by, group) => list::group_card(*by, group),
        }
    }

    /// Puts it onto an address of the draft.
    pub(super) fn onto(&self, address: &Address) -> Address {
        match self {
            Target::Row(row) => address.with("row", row.number.to_string()),
            Target::Group(by, group) => address.with("by", word(*by)).with("to", &group.key),
        }
    }

    /// Which rows get the partner.
    pub(super) fn rows(&self) -> Rows {
        match self {
            Target::Row(row) => Rows::Numbers(vec![row.number]),
            Target::Group(by, group) => Rows::Found(of_group(*by, group, group.unassigned > 0)),
        }
    }

    /// The row that focus goes back to.
    pub(super) fn number(&self) -> Option<u32> {
        match self {
            Target::Row(row) => Some(row.number),
            Target::Group(..) => None,
        }
    }
}

/// The rows of a group.
fn of_group(by: GroupBy, group: &ImportGroup, unassigned: bool) -> ImportFilter {
    let key = Some(group.key.clone());
    match by {
        GroupBy::Company => ImportFilter { company: key, unassigned, ..ImportFilter::default() },
        GroupBy::Domain => ImportFilter { domain: key, unassigned, ..ImportFilter::default() },
    }
}

/// The other contacts of a row's company text that have no business partner.
pub(super) async fn alike(
    state: &WebState,
    visitor: &Visitor,
    draft: DraftId,
    target: &Target,
) -> Result<Option<(u64, ImportFilter)>, StoreError> {
    let Target::Row(row) = target else { return Ok(None) };
    let wanted = normalise::name(&row.company);
    if wanted.is_empty() {
        return Ok(None);
    }
    let groups = state.store.import_groups(&visitor.viewer, draft, GroupBy::Company, visitor.now).await?;
    let group = groups.into_iter().find(|group| normalise::name(&group.label) == wanted);
    let others = |group: &ImportGroup| group.unassigned.saturating_sub(u64::from(row.partner.is_none()));
    Ok(group
        .map(|group| (others(&group), of_group(GroupBy::Company, &group, true)))
        .filter(|(count, _)| *count > 0))
}

async fn show(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>, uri: Uri) -> Answer {
    let draft = match open_ready(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let form = Form::read(uri.query().unwrap_or_default().as_bytes());
    let asked = Asked::read(uri.query());
    let target = match Target::read(&state, &visitor, id, &form).await {
        Ok(target) => target,
        Err(error) => return overtaken(&visitor, id, error),
    };
    let mut page = page(&state, &visitor, &draft, (&asked, &target, form.trimmed("pq"))).await?;
    page.over |= form.checked("over");
    if visitor.wants("import-found") {
        reply::show(&page.as_found())
    } else if page.over {
        reply::show(&page.as_dialog())
    } else {
        reply::show(&page)
    }
}

async fn page(
    state: &WebState,
    visitor: &Visitor,
    draft: &ImportDraft,
    (asked, target, q): (&Asked, &Target, &str),
) -> Result<PartnerPage, Trouble> {
    let q: String = q.chars().take(LONGEST).collect();
    let others = alike(state, visitor, draft.id, target).await?;
    let here = target.onto(&asked.onto(&Address::new(format!("{}/partner", path(draft.id)))));
    let (title, about, company, unassign) = match target {
        Target::Row(row) => {
            let about = [&row.name, &row.company, &row.email].into_iter().filter(|text| !text.is_empty());
            let title = visitor.say("import-search-title");
            (title, about.cloned().collect(), row.company.clone(), row.partner.is_some())
        }
        Target::Group(_, group) => {
            let count = if group.unassigned > 0 { group.unassigned } else { group.rows };
            let title = visitor.words.put("count", count).say("import-search-title-all");
            (title, vec![group.label.clone()], String::new(), false)
        }
    };
    Ok(PartnerPage {
        shell: visitor.shell(state, Room::None).await?,
        title,
        about,
        offers: offers(state, visitor, target, &q).await?,
        alike: others.map_or(0, |(count, _)| count),
        company,
        unassign,
        kept: here.parameters().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        action: here.to_string(),
        here: format!("{}/partner", path(draft.id)),
        new: target
            .onto(&asked.onto(&Address::new(format!("{}/partner/new", path(draft.id)))))
            .with("pq", &q)
            .to_string(),
        back: asked.address(draft.id).to_string(),
        over: visitor.wants("dialog"),
        q,
    })
}

/// What is offered: suggestions, or with words those that are found by them, with the reasons that are known.
async fn offers(
    state: &WebState,
    visitor: &Visitor,
    target: &Target,
    q: &str,
) -> Result<Vec<Offer>, Trouble> {
    let suggested = match target {
        Target::Row(row) => row.suggestions.clone(),
        Target::Group(..) => suggestions(state, visitor, &target.card()).await?,
    };
    if normalise::name(q).is_empty() {
        return Ok(suggested.iter().map(|one| Offer::of(one, visitor.words)).collect());
    }
    let filter = PartnerFilter { q: Some(q.to_owned()), inactive: Some(false), ..PartnerFilter::default() };
    let found = state.store.list_partners(&visitor.viewer, &filter, None, &Paging::first(OFFERED)).await?;
    let offer = |partner: &contacts::BusinessPartner| match suggested.iter().find(|one| one.id == partner.id)
    {
        Some(known) => Offer::of(known, visitor.words),
        None => Offer {
            id: partner.id.to_string(),
            name: partner.card.text(PartnerField::Name).to_owned(),
            city: partner.card.text(PartnerField::City).to_owned(),
            because: String::new(),
        },
    };
    Ok(found.items.iter().map(offer).collect())
}

/// The business partners that a card may belong to.
pub(super) async fn suggestions(
    state: &WebState,
    visitor: &Visitor,
    card: &Card,
) -> Result<Vec<PartnerSuggestion>, StoreError> {
    let found = state.store.suggest_partners(&visitor.viewer, std::slice::from_ref(card)).await?;
    Ok(found.into_iter().next().unwrap_or_default().ranked)
}

/// Assigns the business partner that was chosen; with an empty one, none.
async fn take(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<DraftId>,
    uri: Uri,
    form: Form,
) -> Answer {
    if let Opened::Elsewhere(answer) = open_ready(&state, &visitor, id).await? {
        return Ok(answer);
    }
    let (partner, name) = match form.value("partner") {
        "" => (Assign::Nothing, String::new()),
        chosen => match named(&state, &visitor, chosen).await? {
            Some((partner, name)) => (Assign::Existing(partner), name),
            None => {
                let asked = Asked::read(uri.query());
                let said = Flash::failed(visitor.say("import-partner-gone"));
                return list::after(&state, &visitor, id, asked, (said, None)).await;
            }
        },
    };
    assign(&state, &visitor, (id, &uri, &form), (&partner, &name)).await
}

/// Reads the name of a business partner; none: it is gone, or nothing the visitor may see.
async fn named(
    state: &WebState,
    visitor: &Visitor,
    chosen: &str,
) -> Result<Option<(PartnerId, String)>, Trouble> {
    let Ok(partner) = chosen.parse::<PartnerId>() else { return Ok(None) };
    match state.store.read_partner(&visitor.viewer, partner).await {
        Ok(known) => Ok(Some((partner, known.card.text(PartnerField::Name).to_owned()))),
        Err(StoreError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Gives the rows of the address a business partner, and shows the list again.
pub(super) async fn assign(
    state: &WebState,
    visitor: &Visitor,
    (id, uri, form): (DraftId, &Uri, &Form),
    (partner, name): (&Assign, &str),
) -> Answer {
    let asked = Asked::read(uri.query());
    let whose = Form::read(uri.query().unwrap_or_default().as_bytes());
    let done = async {
        let target = Target::read(state, visitor, id, &whose).await?;
        let others = match form.checked("alike") {
            true => alike(state, visitor, id, &target).await?,
            false => None,
        };
        let (store, viewer, now) = (&state.store, &visitor.viewer, visitor.now);
        let mut changed = store.assign_import_rows(viewer, id, &target.rows(), partner, now).await?.changed;
        if let Some((_, filter)) = others {
            changed +=
                store.assign_import_rows(viewer, id, &Rows::Found(filter), partner, now).await?.changed;
        }
        Ok::<_, StoreError>((changed, target.number()))
    };
    match done.await {
        Ok((changed, number)) => {
            let said = match partner {
                Assign::Nothing => visitor.say("import-unassigned-now"),
                Assign::Existing(_) | Assign::New(_) => {
                    visitor.words.put("count", changed).put("name", name).say("import-assigned-now")
                }
            };
            list::after(state, visitor, id, asked, (Flash::done(said), number)).await
        }
        Err(error) => overtaken(visitor, id, error),
    }
}

/// Fills the fields of a new business partner from a contact.
pub(super) fn filled(card: &Card) -> Form {
    let fields = [
        (PartnerField::Name, FieldKey::Company),
        (PartnerField::Street, FieldKey::BusinessStreet),
        (PartnerField::PostalCode, FieldKey::BusinessPostalCode),
        (PartnerField::City, FieldKey::BusinessCity),
        (PartnerField::State, FieldKey::BusinessState),
        (PartnerField::Country, FieldKey::BusinessCountry),
        (PartnerField::MainPhone, FieldKey::CompanyPhone),
        (PartnerField::WebPage, FieldKey::WebPage),
    ];
    fields.into_iter().fold(Form::new(), |form, (field, key)| form.with(field.as_str(), card.text(key)))
}
