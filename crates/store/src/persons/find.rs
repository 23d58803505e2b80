//! Reading and finding persons.

use contacts::field::{FIELDS, FieldKind};
use contacts::normalise::{self, Country};
use contacts::person::with_partner;
use contacts::{FieldKey, MailboxId};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::derived::{KeyKind, list_name};
use crate::failure::failed;
use crate::page::{Page, Paging, page};
use crate::persons::{PersonFilter, PersonRecord};
use crate::records;
use crate::replication_store::StoreError;
use crate::rights::{mask, visible_to};
use crate::tables::{business_partner, contact_person, link, person_key};
use crate::viewer::Viewer;

/// Turns a person's row into what the viewer sees of it.
pub(crate) async fn record<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    row: &contact_person::Model,
) -> Result<PersonRecord, StoreError> {
    let partner = business_partner::Entity::find_by_id(row.partner).one(on).await.map_err(failed)?;
    shown(viewer, row, partner.as_ref())
}

fn shown(
    viewer: &Viewer,
    row: &contact_person::Model,
    partner: Option<&business_partner::Model>,
) -> Result<PersonRecord, StoreError> {
    let partner = partner
        .ok_or_else(|| StoreError::Database("a contact person's business partner is missing".into()))?;
    let mut person = records::person(row)?;
    mask(&mut person.card, &viewer.hidden);
    let mut card = with_partner(&person.card, &records::partner(partner)?.card);
    mask(&mut card, &viewer.hidden);
    let hidden = viewer.hidden.contains(&FieldKey::Company);
    Ok(PersonRecord {
        name: list_name(&person.card),
        partner_name: if hidden { String::new() } else { partner.name.clone() },
        card,
        person,
    })
}

/// Lists the persons that a viewer sees and a filter lets through, by name.
pub(super) async fn list<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    filter: &PersonFilter,
    paging: &Paging,
) -> Result<Page<PersonRecord>, StoreError> {
    use contact_person::Column::{Id, SortKey};
    let size = paging.size();
    let mut find = contact_person::Entity::find()
        .find_also_related(business_partner::Entity)
        .filter(condition(on, viewer, filter).await?)
        .order_by_asc(SortKey)
        .order_by_asc(Id)
        .limit(u64::from(size) + 1);
    if let Some((key, id)) = paging.start()? {
        let same = Condition::all().add(SortKey.eq(key.clone())).add(Id.gt(id));
        find = find.filter(Condition::any().add(SortKey.gt(key)).add(same));
    }
    let rows = find.all(on).await.map_err(failed)?;
    page(
        rows,
        size,
        |(row, _)| (row.sort_key.clone(), row.id),
        |(row, partner)| shown(viewer, &row, partner.as_ref()),
    )
}

/// The condition on persons for what a viewer sees and a filter lets through.
pub(crate) async fn condition<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    filter: &PersonFilter,
) -> Result<Condition, StoreError> {
    use contact_person::Column as Person;
    let in_bin = if filter.deleted { Person::DeletedAt.is_not_null() } else { Person::DeletedAt.is_null() };
    let mut all = Condition::all().add(visible_to(viewer)).add(in_bin);
    all = all.add_option(filter.business_partner.map(|partner| Person::Partner.eq(partner.0)));
    all = all.add_option(filter.employee_in_charge.map(|user| Person::EmployeeInCharge.eq(user.0)));
    all = all.add_option(filter.inactive.map(|inactive| Person::Inactive.eq(inactive)));
    if let Some(mailbox) = filter.replicated {
        crate::mailboxes::known(on, viewer, mailbox).await?;
        all = all.add(Person::Id.in_subquery(linked(mailbox)));
    }
    if let Some(city) = filter.city.as_deref().map(normalise::name).filter(|city| !city.is_empty()) {
        if [FieldKey::BusinessCity, FieldKey::HomeCity].iter().any(|key| viewer.hidden.contains(key)) {
            return Err(StoreError::NotAllowed("search by a field that is hidden from you"));
        }
        all = all.add(begins(Person::CityKey, &city));
    }
    let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) else { return Ok(all) };
    Ok(all.add(words(viewer, q, records::country(on).await?)))
}

fn linked(mailbox: MailboxId) -> SelectStatement {
    let mut links = Query::select();
    links
        .column(link::Column::Person)
        .from(link::Entity)
        .and_where(Expr::col(link::Column::Mailbox).eq(mailbox.0))
        .and_where(Expr::col(link::Column::Live).eq(true));
    links
}

/// The condition for words: each begins a name, an e-mail address, a phone number, or the partner's name. What is
/// hidden from the viewer is not looked at.
fn words(viewer: &Viewer, q: &str, country: Country) -> Condition {
    let phone = |c: char| c.is_ascii_digit() || " +-/().".contains(c);
    let digits = q.chars().filter(char::is_ascii_digit).count();
    if digits >= 3 && q.chars().all(phone) {
        return Condition::all().add(by_phone(viewer, q, country));
    }
    q.split_whitespace().fold(Condition::all(), |all, word| all.add(by_word(viewer, word)))
}

fn by_phone(viewer: &Viewer, written: &str, country: Country) -> Condition {
    let hidden = FIELDS.iter().any(|f| f.kind == FieldKind::Phone && viewer.hidden.contains(&f.key));
    let normal = normalise::phone(written, country).filter(|_| !hidden);
    match normal {
        Some(number) => Condition::any().add(by_key(KeyKind::Phone, &number)),
        None => nobody(),
    }
}

fn by_word(viewer: &Viewer, word: &str) -> Condition {
    use contact_person::Column as Person;
    let sees = |keys: &[FieldKey]| !keys.iter().any(|key| viewer.hidden.contains(key));
    let emails = sees(&[FieldKey::Email1, FieldKey::Email2, FieldKey::Email3, FieldKey::FurtherEmails]);
    let mut any = Condition::any();
    if emails && word.len() >= 2 {
        any = any.add(by_key(KeyKind::Email, &word.to_lowercase()));
    }
    let normal = normalise::name(word);
    if normal.is_empty() || word.contains('@') {
        return if any.is_empty() { nobody() } else { any };
    }
    let named = normal.split(' ').fold(Condition::all(), |all, part| {
        let mut one =
            Condition::any().add(begins(Person::LastNameKey, part)).add(begins(Person::FirstNameKey, part));
        if sees(&[FieldKey::MiddleName, FieldKey::Nickname, FieldKey::FullName, FieldKey::FileAs]) && emails {
            one = one.add(by_key(KeyKind::Word, part));
        }
        all.add(one)
    });
    any = any.add(named);
    if sees(&[FieldKey::Company]) {
        let mut partners = Query::select();
        partners
            .column(business_partner::Column::Id)
            .from(business_partner::Entity)
            .cond_where(begins(business_partner::Column::NameKey, &normal));
        any = any.add(Person::Partner.in_subquery(partners));
    }
    any
}

fn by_key(kind: KeyKind, prefix: &str) -> sea_orm::sea_query::SimpleExpr {
    let mut keys = Query::select();
    keys.column(person_key::Column::Person)
        .from(person_key::Entity)
        .and_where(Expr::col(person_key::Column::Kind).eq(kind.letter()))
        .cond_where(begins(person_key::Column::Value, prefix));
    contact_person::Column::Id.in_subquery(keys)
}

/// The condition that a column's text begins with some other: a range, so that an index serves it.
fn begins<T: ColumnTrait>(column: T, prefix: &str) -> Condition {
    Condition::all().add(column.gte(prefix)).add(column.lt(format!("{prefix}\u{10FFFF}")))
}

fn nobody() -> Condition {
    Condition::any().add(contact_person::Column::Id.is_null())
}
