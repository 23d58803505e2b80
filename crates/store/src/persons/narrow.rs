//! The conditions of a filter, each in two forms: as one that an index serves, and as one that is only looked at.
//! Which form stands in a statement decides how it is run, on both databases alike.

use contacts::{FieldKey, MailboxId, normalise};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait};

use crate::derived::KeyKind;
use crate::failure::failed;
use crate::persons::{PersonFilter, PersonOrder};
use crate::replication_store::StoreError;
use crate::rights::visible_to;
use crate::tables::{contact_person, link, mailbox, person_key};
use crate::viewer::Viewer;

/// How many entries of an index are counted at most, to choose the way.
pub(super) const WAY: u64 = 5_000;

/// One condition of a filter.
pub(super) struct Narrow {
    /// As one that an index serves.
    served: Condition,
    /// As one that is only looked at; none: as the other, but hidden from the choice of indexes.
    looked_at: Option<Condition>,
    /// What is counted to know how many persons it lets through.
    counted: SelectStatement,
    /// The order in which its index has them.
    pub(super) order: Option<PersonOrder>,
}

/// All conditions of a filter.
pub(super) struct Narrows {
    /// Those that an index could serve.
    narrows: Vec<Narrow>,
    /// The others: what the viewer sees, for one.
    residual: Condition,
    /// The one that serves, and how many persons it lets through.
    chosen: Option<(usize, u64)>,
}

impl Narrow {
    fn new(served: Condition, order: Option<PersonOrder>) -> Self {
        let mut counted = Query::select();
        counted.expr(Expr::val(1)).from(contact_person::Entity).cond_where(served.clone());
        Narrow { served, looked_at: None, counted, order }
    }

    fn looked_at(&self) -> Condition {
        match &self.looked_at {
            Some(condition) => condition.clone(),
            None => {
                let served = Expr::from(self.served.clone());
                Condition::all().add(Expr::from(Func::coalesce([served, Expr::val(false)])))
            }
        }
    }
}

impl Narrows {
    /// Reads a filter as a viewer may use it, and how many persons its conditions let through.
    pub(super) async fn of<C: ConnectionTrait>(
        on: &C,
        viewer: &Viewer,
        filter: &PersonFilter,
    ) -> Result<Narrows, StoreError> {
        let mut all = Narrows {
            narrows: narrows(on, viewer, filter).await?,
            residual: residual(on, viewer, filter).await?,
            chosen: None,
        };
        for (place, narrow) in all.narrows.iter().enumerate() {
            let mut counted = narrow.counted.clone();
            counted.limit(WAY + 1);
            let mut count = Query::select();
            count.expr(Expr::cust("COUNT(*)")).from_subquery(counted, Alias::new("some"));
            let row = on.query_one(&count).await.map_err(failed)?;
            let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(failed)?;
            let count = u64::try_from(count).unwrap_or_default();
            if all.chosen.is_none_or(|(_, least)| count < least) {
                all.chosen = Some((place, count));
            }
        }
        Ok(all)
    }

    /// Tells how many persons the narrowest condition lets through, where they are few enough to be gathered.
    pub(super) fn few(&self) -> Option<u64> {
        self.chosen.map(|(_, count)| count).filter(|count| *count <= WAY)
    }

    /// All conditions, served by the narrowest.
    pub(super) fn by_narrowest(&self) -> Condition {
        self.served_by(self.chosen.map(|(place, _)| place))
    }

    /// All conditions, for reading in an order: served by one whose index has it, else looked at.
    pub(super) fn in_order(&self, order: PersonOrder) -> Condition {
        self.served_by(self.narrows.iter().position(|narrow| narrow.order == Some(order)))
    }

    /// All conditions, looked at.
    pub(super) fn looked_at(&self) -> Condition {
        self.served_by(None)
    }

    fn served_by(&self, serving: Option<usize>) -> Condition {
        let mut all = Condition::all().add(self.residual.clone());
        for (place, narrow) in self.narrows.iter().enumerate() {
            all = all.add(if Some(place) == serving { narrow.served.clone() } else { narrow.looked_at() });
        }
        all
    }
}

async fn residual<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    filter: &PersonFilter,
) -> Result<Condition, StoreError> {
    let mut all = Condition::all().add(visible_to(viewer));
    if !filter.deleted {
        all = all.add(contact_person::Column::DeletedAt.is_null());
    }
    if filter.inactive == Some(false) {
        all = all.add(contact_person::Column::Inactive.eq(false));
    }
    if let Some(mailbox) = filter.not_replicated {
        crate::mailboxes::known(on, viewer, mailbox).await?;
        all = all.add(Expr::exists(link_of_person(linked(mailbox))).not());
    }
    Ok(all)
}

async fn narrows<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    filter: &PersonFilter,
) -> Result<Vec<Narrow>, StoreError> {
    use contact_person::Column as Person;
    let by_name = Some(PersonOrder::Name);
    let plain = |condition: Expr, order| Narrow::new(Condition::all().add(condition), order);
    let mut all = Vec::new();
    all.extend(filter.business_partner.map(|partner| plain(Person::Partner.eq(partner.0), by_name)));
    let mine = filter.mine.then_some(viewer.user);
    for user in mine.into_iter().chain(filter.employee_in_charge) {
        all.push(plain(Person::EmployeeInCharge.eq(user.0), by_name));
    }
    if filter.deleted {
        all.push(plain(Person::DeletedAt.is_not_null(), by_name));
    }
    if filter.inactive == Some(true) {
        all.push(plain(Expr::cust("contact_person.inactive"), by_name));
    }
    if let Some(mailbox) = filter.replicated {
        crate::mailboxes::known(on, viewer, mailbox).await?;
        all.push(by_links(linked(mailbox)));
    }
    if filter.attention {
        all.push(by_links(troubled(viewer)));
    }
    let may_look = |keys: &[FieldKey]| match keys.iter().any(|key| viewer.hidden.contains(key)) {
        true => Err(StoreError::NotAllowed("search by a field that is hidden from you")),
        false => Ok(()),
    };
    if let Some(city) = filter.city.as_deref().map(str::trim).filter(|city| !city.is_empty()) {
        may_look(&CITY)?;
        all.push(match named(Some(city)) {
            Some(city) => Narrow::new(begins(Person::CityKey, &city), Some(PersonOrder::City)),
            // Nothing of it is a letter or digit: no city is written so.
            None => plain(Expr::cust("1 = 0"), None),
        });
    }
    if let Some(code) = filter.postal_code.as_deref() {
        may_look(&[FieldKey::BusinessPostalCode, FieldKey::HomePostalCode])?;
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        all.push(Narrow::new(begins(Person::PostalCode, &code), None));
    }
    if let Some(category) = named(filter.category.as_deref()) {
        may_look(&[FieldKey::Categories])?;
        all.push(by_category(&category));
    }
    if let Some(since) = filter.changed_since {
        all.push(plain(Person::ChangedAt.gte(since), Some(PersonOrder::Changed)));
    }
    Ok(all)
}

/// The fields that a person's city is taken from.
pub(super) const CITY: [FieldKey; 2] = [FieldKey::BusinessCity, FieldKey::HomeCity];

fn named(written: Option<&str>) -> Option<String> {
    written.map(normalise::name).filter(|name| !name.is_empty())
}

/// The condition that a column's text begins with some other: a range, so that an index serves it.
pub(crate) fn begins<T: ColumnTrait>(column: T, prefix: &str) -> Condition {
    Condition::all().add(column.gte(prefix)).add(column.lt(format!("{prefix}\u{10FFFF}")))
}

fn linked(mailbox: MailboxId) -> SelectStatement {
    let mut links = Query::select();
    links
        .from(link::Entity)
        .and_where(Expr::col((link::Entity, link::Column::Mailbox)).eq(mailbox.0))
        .and_where(Expr::cust("link.live"));
    links
}

/// The links with a problem, in mailboxes that a viewer may look into.
fn troubled(viewer: &Viewer) -> SelectStatement {
    let mut links = Query::select();
    links
        .from(link::Entity)
        .and_where(Expr::cust("link.live"))
        .and_where(Expr::cust("link.problem IS NOT NULL"));
    if !viewer.administers() {
        let mut own = Query::select();
        own.column(mailbox::Column::Id)
            .from(mailbox::Entity)
            .and_where(mailbox::Column::Owner.eq(viewer.user.0));
        links.and_where(Expr::col((link::Entity, link::Column::Mailbox)).in_subquery(own));
    }
    links
}

fn link_of_person(mut links: SelectStatement) -> SelectStatement {
    links.expr(Expr::val(1)).and_where(Expr::cust("link.person = contact_person.id"));
    links
}

fn by_links(links: SelectStatement) -> Narrow {
    let mut persons = links.clone();
    persons.column((link::Entity, link::Column::Person));
    let mut counted = links.clone();
    counted.expr(Expr::val(1));
    Narrow {
        served: Condition::all().add(contact_person::Column::Id.in_subquery(persons)),
        looked_at: Some(Condition::all().add(Expr::exists(link_of_person(links)))),
        counted,
        order: None,
    }
}

fn by_category(category: &str) -> Narrow {
    let mut keys = Query::select();
    keys.from(person_key::Entity)
        .and_where(person_key::Column::Kind.eq(KeyKind::Category.letter()))
        .and_where(person_key::Column::Value.eq(category));
    let (mut persons, mut counted, mut one) = (keys.clone(), keys.clone(), keys);
    persons.column(person_key::Column::Person);
    counted.expr(Expr::val(1));
    one.expr(Expr::val(1)).and_where(Expr::cust("person_key.person = contact_person.id"));
    Narrow {
        served: Condition::all().add(contact_person::Column::Id.in_subquery(persons)),
        looked_at: Some(Condition::all().add(Expr::exists(one))),
        counted,
        order: None,
    }
}
