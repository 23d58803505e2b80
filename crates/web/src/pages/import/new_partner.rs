//! A new business partner on the spot: prefilled from the contact, with those beside it that it may be already. It is
//! created with the import; rows with the same name get one.

use std::borrow::Borrow;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use contacts::person::PartnerCard;
use contacts::{Card, DraftId, FieldKey, PartnerField};
use store::{Assign, PartnerSuggestion};

use super::asked::Asked;
use super::line::Offer;
use super::partner::{Target, alike, assign, filled, suggestions};
use super::{Opened, open_ready, overtaken, path};
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::list::Address;
use crate::pages::partners::fields;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// From so many points on a similar partner is asked about before another one is created: its name is the same.
const ALIKE: i32 = 60;
/// How many similar ones are shown.
const SHOWN: usize = 5;
/// The fields of the form beside the name.
const FIELDS: [PartnerField; 7] = [
    PartnerField::Street,
    PartnerField::PostalCode,
    PartnerField::City,
    PartnerField::Country,
    PartnerField::MainPhone,
    PartnerField::Email,
    PartnerField::WebPage,
];

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/import/{draft}/partner/new", get(ask).post(create))
        .route("/import/{draft}/partner/similar", post(similar))
}

/// The form of a new business partner.
#[derive(Template)]
#[template(path = "import/new_partner.html", blocks = ["dialog", "alike_ones"])]
pub(crate) struct NewPartnerPage {
    pub(super) shell: Shell,
    pub(super) form: Form,
    /// Those that it may be already.
    pub(super) offers: Vec<Offer>,
    /// How many others can get it with the same click, and their company text.
    pub(super) alike: u64,
    pub(super) company: String,
    pub(super) action: String,
    /// Where similar ones are asked for.
    pub(super) similar: String,
    /// Where one of them is taken instead.
    pub(super) take: String,
    pub(super) back: String,
    /// Whether it was said that there is one of that name.
    pub(super) warned: bool,
    /// Whether it is shown over the list.
    pub(super) over: bool,
}

impl NewPartnerPage {
    fn label(&self, field: impl Borrow<PartnerField>) -> &'static str {
        fields::label(*field.borrow(), self.shell.words)
    }

    fn kind(&self, field: impl Borrow<PartnerField>) -> &'static str {
        fields::kind(*field.borrow())
    }

    fn fields(&self) -> [PartnerField; 7] {
        FIELDS
    }

    fn alike_label(&self) -> String {
        self.shell.put("count", self.alike).put("company", &self.company).say("import-alike")
    }
}

/// What was typed, as the card of a contact of that company: by it similar partners are found.
fn as_contact(form: &Form) -> Card {
    let fields = [
        (FieldKey::Company, PartnerField::Name),
        (FieldKey::BusinessStreet, PartnerField::Street),
        (FieldKey::BusinessPostalCode, PartnerField::PostalCode),
        (FieldKey::BusinessCity, PartnerField::City),
        (FieldKey::CompanyPhone, PartnerField::MainPhone),
        (FieldKey::Email1, PartnerField::Email),
    ];
    let typed = fields.into_iter().filter(|(_, field)| !form.trimmed(field.as_str()).is_empty());
    typed.fold(Card::new(), |card, (key, field)| card.with(key, form.trimmed(field.as_str())))
}

fn card(form: &Form) -> PartnerCard {
    let all = std::iter::once(PartnerField::Name).chain(FIELDS).chain([PartnerField::State]);
    all.fold(PartnerCard::default(), |card, field| card.with(field, form.value(field.as_str())))
}

async fn page(
    state: &WebState,
    visitor: &Visitor,
    (id, asked, target): (DraftId, &Asked, &Target),
    form: Form,
    found: &[PartnerSuggestion],
) -> Result<NewPartnerPage, Trouble> {
    let at = |rest: &str| {
        target.onto(&asked.onto(&Address::new(format!("{}/partner{rest}", path(id))))).to_string()
    };
    let company = match target {
        Target::Row(row) => row.company.clone(),
        Target::Group(..) => String::new(),
    };
    Ok(NewPartnerPage {
        shell: visitor.shell(state, Room::None).await?,
        offers: found.iter().take(SHOWN).map(|one| Offer::of(one, visitor.words)).collect(),
        alike: alike(state, visitor, id, target).await?.map_or(0, |(count, _)| count),
        company,
        action: at("/new"),
        similar: at("/similar"),
        take: at(""),
        back: asked.address(id).to_string(),
        warned: form.checked("sure"),
        over: visitor.wants("dialog"),
        form,
    })
}

async fn ask(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>, uri: Uri) -> Answer {
    if let Opened::Elsewhere(answer) = open_ready(&state, &visitor, id).await? {
        return Ok(answer);
    }
    let query = Form::read(uri.query().unwrap_or_default().as_bytes());
    let asked = Asked::read(uri.query());
    let target = match Target::read(&state, &visitor, id, &query).await {
        Ok(target) => target,
        Err(error) => return overtaken(&visitor, id, error),
    };
    let mut form = filled(&target.card());
    if let Target::Group(_, group) = &target {
        form.set("name", &group.label);
        form.clear(PartnerField::Email.as_str());
    }
    // Who searched in vain has typed the name already.
    if form.trimmed("name").is_empty() && !query.trimmed("pq").is_empty() {
        form.set("name", query.trimmed("pq"));
    }
    form.set("alike", "on");
    let found = suggestions(&state, &visitor, &as_contact(&form)).await?;
    let page = page(&state, &visitor, (id, &asked, &target), form, &found).await?;
    if page.over { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

/// Tells, while one types, which business partners it may be already.
async fn similar(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<DraftId>,
    uri: Uri,
    form: Form,
) -> Answer {
    if let Opened::Elsewhere(answer) = open_ready(&state, &visitor, id).await? {
        return Ok(answer);
    }
    let query = Form::read(uri.query().unwrap_or_default().as_bytes());
    let asked = Asked::read(uri.query());
    let target = match Target::read(&state, &visitor, id, &query).await {
        Ok(target) => target,
        Err(error) => return overtaken(&visitor, id, error),
    };
    let found = suggestions(&state, &visitor, &as_contact(&form)).await?;
    let mut page = page(&state, &visitor, (id, &asked, &target), form, &found).await?;
    page.over = page.form.checked("over");
    reply::show(&page.as_alike_ones())
}

/// Gives the rows a new business partner; where one of that name exists, it asks first.
async fn create(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<DraftId>,
    uri: Uri,
    mut form: Form,
) -> Answer {
    if let Opened::Elsewhere(answer) = open_ready(&state, &visitor, id).await? {
        return Ok(answer);
    }
    fields::check(&mut form, visitor.words);
    let found = suggestions(&state, &visitor, &as_contact(&form)).await?;
    let clear = form.checked("sure") || !found.iter().any(|one| one.points >= ALIKE);
    if form.is_good() && clear {
        let new = card(&form);
        let name = new.text(PartnerField::Name).to_owned();
        return assign(&state, &visitor, (id, &uri, &form), (&Assign::New(new), &name)).await;
    }
    if form.is_good() {
        form.set("sure", "on");
    }
    let query = Form::read(uri.query().unwrap_or_default().as_bytes());
    let asked = Asked::read(uri.query());
    let target = match Target::read(&state, &visitor, id, &query).await {
        Ok(target) => target,
        Err(error) => return overtaken(&visitor, id, error),
    };
    let mut page = page(&state, &visitor, (id, &asked, &target), form, &found).await?;
    if !visitor.htmx {
        return reply::again(&page);
    }
    page.over = true;
    let place = [("hx-retarget", "#dialog"), ("hx-reswap", "innerHTML")];
    Ok((place, reply::again(&page.as_dialog())?).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_a_partner_and_what_is_left_empty_does_not() {
        let form = Form::new().with("name", " Öztürk Feinkost ").with("city", "").with("state", "NRW");
        let card = card(&form);
        assert_eq!(card.text(PartnerField::Name), "Öztürk Feinkost");
        assert_eq!(card.iter().count(), 2);
        let contact = as_contact(&form);
        assert_eq!((contact.text(FieldKey::Company), contact.iter().count()), ("Öztürk Feinkost", 1));
    }

    #[test]
    fn a_new_partner_is_prefilled_from_the_contact() {
        let card = Card::new()
            .with(FieldKey::Company, "Öztürk Feinkost")
            .with(FieldKey::BusinessCity, "Köln")
            .with(FieldKey::CompanyPhone, "+49 221 1");
        let form = filled(&card);
        assert_eq!((form.value("name"), form.value("city")), ("Öztürk Feinkost", "Köln"));
        assert_eq!((form.value("main_phone"), form.value("email")), ("+49 221 1", ""));
    }
}
