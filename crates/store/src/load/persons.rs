//! Loading contact persons.

use std::collections::{BTreeMap, BTreeSet};

use contacts::field::Owner;
use contacts::normalise::{self, Country};
use contacts::person::{PartnerCard, names_someone};
use contacts::{Card, PartnerField, PartnerId, PersonId, UserId};
use matching::duplicate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::database::Tx;
use crate::derived::{CARD_VERSION, Derived, derive, insert_keys};
use crate::duplicates;
use crate::failure::failed;
use crate::history;
use crate::load::partners::{self, Known, Meant};
use crate::load::{LoadOptions, LoadPerson, Loaded, Remark};
use crate::persons::{PersonPatch, change, entry};
use crate::records;
use crate::replication_store::{HistoryKind, StoreError};
use crate::search::index::Subject;
use crate::search::keep;
use crate::search::text::person_text;
use crate::statements::{all_in, run_rows};
use crate::tables::{business_partner, contact_person};
use crate::viewer::Viewer;
use crate::words::json;

/// What some rows need to know.
struct Ground {
    country: Country,
    partners: Known,
    new_partners: Vec<business_partner::Model>,
    companies: BTreeMap<Uuid, String>,
    employees: BTreeMap<String, UserId>,
    by_external_id: BTreeMap<String, contact_person::Model>,
    by_name: BTreeMap<(Uuid, String), Vec<contact_person::Model>>,
    remarks: Vec<Remark>,
}

/// A row that is new.
struct New {
    id: PersonId,
    partner: PartnerId,
    company: String,
    employee: Option<UserId>,
    external_id: Option<String>,
    inactive: bool,
    card: Card,
    derived: Derived,
}

/// Loads some rows; no external id occurs twice in them. `claimed` are the persons that earlier rows of the same
/// file were about: no two rows without external id mean the same person.
pub(super) async fn load(
    tx: &Tx,
    viewer: &Viewer,
    rows: &[&LoadPerson],
    options: &LoadOptions,
    claimed: &BTreeSet<PersonId>,
    now: i64,
) -> Result<(Vec<Loaded<PersonId>>, Vec<Remark>), StoreError> {
    let country = records::country(tx.as_ref()).await?;
    let cards: Vec<Card> = rows
        .iter()
        .map(|row| {
            let mut card = row.card.clone();
            card.close_gaps();
            card
        })
        .collect();
    let mut ground = ground(tx.as_ref(), rows, &cards, country).await?;
    let mut claimed = claimed.clone();
    let mut judged = Vec::with_capacity(rows.len());
    for (row, card) in rows.iter().zip(&cards) {
        let what = ground.judge(viewer, (row, card), options, &claimed, now)?;
        if let Judged::There(person, _) = &what {
            claimed.insert(*person);
        }
        judged.push(what);
    }
    partners::insert(tx.as_ref(), &ground.new_partners, country).await?;
    ground.read_companies(tx.as_ref(), &judged).await?;
    let (mut loaded, mut new) = (Vec::with_capacity(rows.len()), Vec::new());
    for ((row, card), what) in rows.iter().zip(cards).zip(judged) {
        loaded.push(match what {
            Judged::Refused(reason) => Loaded::Refused(reason),
            Judged::There(person, patch) if *patch == PersonPatch::default() => Loaded::Unchanged(person),
            Judged::There(person, patch) => match change(tx, viewer, person, &patch, None, now).await {
                Ok(_) => Loaded::Updated(person),
                Err(StoreError::Invalid(reason)) => Loaded::Refused(reason),
                Err(error) => return Err(error),
            },
            Judged::New(partner, employee) => {
                let id = PersonId(Uuid::now_v7());
                let (external_id, inactive) = (row.external_id.clone(), row.inactive);
                let derived = derive(&card, country);
                let company = ground.companies.get(&partner.0).cloned().unwrap_or_default();
                new.push(New { id, partner, company, employee, external_id, inactive, card, derived });
                Loaded::Created(id)
            }
        });
    }
    insert(tx, viewer, new, country, now).await?;
    Ok((loaded, ground.remarks))
}

async fn ground<C: ConnectionTrait>(
    on: &C,
    rows: &[&LoadPerson],
    cards: &[Card],
    country: Country,
) -> Result<Ground, StoreError> {
    use contact_person::Column::{DeletedAt, ExternalId, SortKey};
    let partner_ids = rows.iter().filter_map(|row| row.partner_external_id.clone()).collect();
    let names = rows.iter().filter_map(|row| row.company.as_deref()).map(normalise::name).collect();
    let mut ground = Ground {
        country,
        partners: partners::known(on, partner_ids, names).await?,
        new_partners: Vec::new(),
        companies: BTreeMap::new(),
        employees: BTreeMap::new(),
        by_external_id: BTreeMap::new(),
        by_name: BTreeMap::new(),
        remarks: Vec::new(),
    };
    let mails: Vec<sea_orm::Value> = rows
        .iter()
        .filter_map(|row| normalise::email(row.employee_in_charge.as_deref()?))
        .map(Into::into)
        .collect();
    let read = "SELECT mail, id FROM user_account WHERE NOT disabled AND mail IN ({list})";
    for row in all_in(on, read, &[], &mails).await? {
        let user = UserId(row.try_get_by_index(1).map_err(failed)?);
        ground.employees.insert(row.try_get_by_index(0).map_err(failed)?, user);
    }
    let ids: Vec<String> = rows.iter().filter_map(|row| row.external_id.clone()).collect();
    let there = contact_person::Entity::find().filter(ExternalId.is_in(ids)).all(on).await.map_err(failed)?;
    for row in there {
        ground.by_external_id.insert(row.external_id.clone().unwrap_or_default(), row);
    }
    let nameless = rows.iter().zip(cards).filter(|(row, _)| row.external_id.is_none());
    let keys: Vec<String> = nameless.map(|(_, card)| derive(card, country).sort_key).collect();
    if !keys.is_empty() {
        let find = contact_person::Entity::find().filter(SortKey.is_in(keys)).filter(DeletedAt.is_null());
        for row in find.all(on).await.map_err(failed)? {
            ground.by_name.entry((row.partner, row.sort_key.clone())).or_default().push(row);
        }
    }
    Ok(ground)
}

/// What a row is.
enum Judged {
    Refused(String),
    There(PersonId, Box<PersonPatch>),
    New(PartnerId, Option<UserId>),
}

impl Ground {
    /// Reads the names of the partners that new persons are at, and keeps them until the transaction ends: a person
    /// is found by the name of its company.
    async fn read_companies<C: ConnectionTrait>(
        &mut self,
        on: &C,
        judged: &[Judged],
    ) -> Result<(), StoreError> {
        let partners = judged.iter().filter_map(|what| match what {
            Judged::New(partner, _) => Some(partner.0),
            Judged::There(..) | Judged::Refused(_) => None,
        });
        let partners: BTreeSet<Uuid> = partners.collect();
        let partners: Vec<sea_orm::Value> = partners.into_iter().map(Into::into).collect();
        let keep = if on.get_database_backend() == DbBackend::Postgres { " FOR SHARE" } else { "" };
        let read = format!("SELECT id, name FROM business_partner WHERE id IN ({{list}}) ORDER BY id{keep}");
        for row in all_in(on, &read, &[], &partners).await? {
            let name = row.try_get_by_index(1).map_err(failed)?;
            self.companies.insert(row.try_get_by_index(0).map_err(failed)?, name);
        }
        Ok(())
    }

    fn judge(
        &mut self,
        viewer: &Viewer,
        (row, card): (&LoadPerson, &Card),
        options: &LoadOptions,
        claimed: &BTreeSet<PersonId>,
        now: i64,
    ) -> Result<Judged, StoreError> {
        if let Some((key, _)) = card.iter().find(|(key, _)| key.field().owner == Owner::Partner) {
            return Ok(Judged::Refused(format!("{key} belongs to the business partner; put it there")));
        }
        let employee = match row.employee_in_charge.as_deref() {
            None => None,
            Some(mail) => {
                let known = normalise::email(mail).and_then(|mail| self.employees.get(&mail).copied());
                match known {
                    Some(user) => Some(user),
                    None => {
                        return Ok(Judged::Refused(format!(
                            "the employee in charge \"{mail}\" is no active user; add the user first"
                        )));
                    }
                }
            }
        };
        let there = row.external_id.as_ref().and_then(|id| self.by_external_id.get(id)).cloned();
        if there.as_ref().is_some_and(|there| there.deleted_at.is_some()) {
            return Ok(Judged::Refused("this contact person is in the bin; restore it first".to_owned()));
        }
        let names_partner = row.company.is_some() || row.partner_external_id.is_some();
        let partner = match (&there, names_partner) {
            (Some(there), false) => PartnerId(there.partner),
            (_, _) => match self.partner(viewer, row, options, now)? {
                Ok(partner) => partner,
                Err(reason) => return Ok(Judged::Refused(reason)),
            },
        };
        let there = match there {
            Some(there) => Some(there),
            None if row.external_id.is_none() => self.recognise(partner, card, claimed)?,
            None => None,
        };
        if let Some(there) = there {
            let patch = patch(row, card, &there, partner, employee)?;
            return Ok(Judged::There(PersonId(there.id), Box::new(patch)));
        }
        if !names_someone(card) {
            return Ok(Judged::Refused(
                "it has no last name, first name or e-mail address; add one".to_owned(),
            ));
        }
        Ok(Judged::New(partner, employee))
    }

    /// Finds or makes the business partner of a row; else says why there is none.
    fn partner(
        &mut self,
        viewer: &Viewer,
        row: &LoadPerson,
        options: &LoadOptions,
        now: i64,
    ) -> Result<Result<PartnerId, String>, StoreError> {
        let (external_id, company) = (row.partner_external_id.as_deref(), row.company.as_deref());
        if external_id.is_none() && company.is_none_or(|company| normalise::name(company).is_empty()) {
            return Ok(options.partner.ok_or_else(|| {
                "it names no company; add one, or say which business partner such rows belong to".to_owned()
            }));
        }
        let name = company.unwrap_or_default();
        match self.partners.meant(external_id, name) {
            Meant::One(found) => {
                if external_id.is_some() && !name.trim().is_empty() && normalise::name(name) != found.name_key
                {
                    self.remarks.push(other_company(row, name, &found.name));
                }
                Ok(Ok(PartnerId(found.id)))
            }
            Meant::Several => Ok(Err(format!(
                "several business partners are called \"{name}\"; give the row the partner's external id"
            ))),
            Meant::None if options.create_partners && !name.trim().is_empty() => {
                let card = PartnerCard::default()
                    .with(PartnerField::Name, name)
                    .with(PartnerField::MainPhone, row.company_phone.as_deref().unwrap_or_default());
                let made = partners::made(viewer, &card, external_id.map(str::to_owned), false, now)?;
                let id = PartnerId(made.id);
                self.partners.add(made.clone());
                self.new_partners.push(made);
                Ok(Ok(id))
            }
            Meant::None => Ok(Err(format!(
                "the company \"{}\" is not known; load it first, or let unknown companies be created",
                company.or(external_id).unwrap_or_default()
            ))),
        }
    }

    /// Finds the person that a row without external id means: at the same partner, of the same name, with equal
    /// values, or else certainly the same. One that an earlier row of the file meant is left out.
    fn recognise(
        &self,
        partner: PartnerId,
        card: &Card,
        claimed: &BTreeSet<PersonId>,
    ) -> Result<Option<contact_person::Model>, StoreError> {
        let key = derive(card, self.country).sort_key;
        let named = self.by_name.get(&(partner.0, key)).map_or(&[][..], Vec::as_slice);
        let mut certain = None;
        for row in named.iter().filter(|row| !claimed.contains(&PersonId(row.id))) {
            let own = records::person(row)?.card;
            if card.iter().all(|(key, value)| own.get(key) == Some(value)) {
                return Ok(Some(row.clone()));
            }
            if certain.is_none() && duplicate::certain(&own, card, self.country) {
                certain = Some(row.clone());
            }
        }
        Ok(certain)
    }
}

/// Says that a row's company is not the business partner that its external id means: the id goes before the name.
fn other_company(row: &LoadPerson, company: &str, partner: &str) -> Remark {
    Remark {
        file: row.file.clone(),
        line: row.line,
        field: "company",
        text: format!(
            "the company \"{company}\" is not what partner_external_id names; the person is at \"{partner}\", as the \
             id says. Correct one of them if that is not meant"
        ),
    }
}

/// Returns what a row changes of the person it means. Nothing is cleared: a file may have fewer columns.
fn patch(
    row: &LoadPerson,
    card: &Card,
    there: &contact_person::Model,
    partner: PartnerId,
    employee: Option<UserId>,
) -> Result<PersonPatch, StoreError> {
    let own = records::person(there)?.card;
    let mut patch = PersonPatch::default();
    for (key, value) in card.iter().filter(|(key, value)| own.get(*key) != Some(*value)) {
        patch.card.set(key, Some(value.clone()));
    }
    patch.partner = (partner.0 != there.partner).then_some(partner);
    patch.employee_in_charge = employee.filter(|user| there.employee_in_charge != Some(user.0)).map(Some);
    patch.inactive = (row.inactive && !there.inactive).then_some(true);
    Ok(patch)
}

async fn insert(
    tx: &Tx,
    viewer: &Viewer,
    new: Vec<New>,
    country: Country,
    now: i64,
) -> Result<(), StoreError> {
    let by = viewer.acting().map(|user| user.0);
    duplicates::lock_all(tx.as_ref(), new.iter().map(|person| &person.card), country).await?;
    let rows: Result<Vec<Vec<sea_orm::Value>>, StoreError> = new
        .iter()
        .map(|person| {
            Ok(vec![
                person.id.0.into(),
                1i64.into(),
                person.partner.0.into(),
                person.employee.map(|user| user.0).into(),
                person.inactive.into(),
                person.external_id.clone().into(),
                person.derived.name.clone().into(),
                person.derived.sort_key.clone().into(),
                person.derived.last_name_key.clone().into(),
                person.derived.first_name_key.clone().into(),
                person.derived.city_key.clone().into(),
                person.derived.postal_code.clone().into(),
                normalise::name(&person.company).into(),
                by.into(),
                now.into(),
                by.into(),
                now.into(),
                CARD_VERSION.into(),
                json(&person.card)?.into(),
            ])
        })
        .collect();
    let insert = "INSERT INTO contact_person (id, version, partner, employee_in_charge, inactive, external_id,
        name, sort_key, last_name_key, first_name_key, city_key, postal_code, company_key, created_by, created_at, changed_by,
        changed_at, card_version, card) VALUES {rows}";
    run_rows(tx.as_ref(), insert, &[], rows?).await?;
    let created: Vec<_> =
        new.iter().map(|person| entry(viewer, person.id, HistoryKind::Created, None, None, None)).collect();
    let texts = new.iter().map(|person| (person.id.0, person_text(&person.card, country, &person.company)));
    keep::insert(tx.as_ref(), Subject::Person, texts.collect()).await?;
    let cards = new.iter().map(|person| (person.id.0, &person.card));
    duplicates::keys::renew(tx.as_ref(), cards, country).await?;
    let keys: Vec<(PersonId, Derived)> = new.into_iter().map(|person| (person.id, person.derived)).collect();
    insert_keys(tx.as_ref(), &keys).await?;
    history::append(tx, &created, now).await
}
