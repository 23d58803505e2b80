//! Who is certainly the same person: found by indexed keys, and honest about what the viewer may see.

use std::collections::BTreeMap;

use contacts::normalise::Country;
use contacts::{Card, FieldKey, PersonId};
use matching::duplicate::certain_keys;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::database::Database;
use crate::derived::KeyKind;
use crate::failure::failed;
use crate::persons::record;
use crate::records;
use crate::replication_store::StoreError;
use crate::rights::visible_to;
use crate::tables::{contact_person, person_key};
use crate::viewer::Viewer;

/// The most duplicates that are told of at once.
const TOLD: usize = 20;

/// A certain duplicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The person with its name and its partner's name; none: a contact person outside the viewer's permissions
    /// (one entry, however many there are).
    pub person: Option<(PersonId, String, String)>,
    /// What is the same, in words.
    pub evidence: Vec<String>,
}

/// The fields that the key of an e-mail address is made of.
const EMAILS: &[FieldKey] = &[FieldKey::Email1, FieldKey::Email2, FieldKey::Email3];
/// The fields that the key of a mobile number is made of.
const MOBILE: &[FieldKey] = &[FieldKey::LastName, FieldKey::MobilePhone];

impl Database {
    /// Finds the contact persons that are certainly the same as a card's, those in the bin left out.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn find_duplicates(
        &self,
        viewer: &Viewer,
        card: &Card,
        except: Option<PersonId>,
    ) -> Result<Vec<Duplicate>, StoreError> {
        let country = records::country(self.reading()).await?;
        find(self.reading(), viewer, card, except, country).await
    }
}

/// Finds certain duplicates of a card.
pub(crate) async fn find<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    card: &Card,
    except: Option<PersonId>,
    country: Country,
) -> Result<Vec<Duplicate>, StoreError> {
    let mut evidence = matches(on, viewer, card, country).await?;
    if let Some(except) = except {
        evidence.remove(&except.0);
    }
    if evidence.is_empty() {
        return Ok(Vec::new());
    }
    let living = contact_person::Entity::find()
        .filter(contact_person::Column::Id.is_in(evidence.keys().copied()))
        .filter(contact_person::Column::DeletedAt.is_null())
        .order_by_asc(contact_person::Column::Id);
    let all = living.clone().all(on).await.map_err(failed)?;
    let seen = living.filter(visible_to(viewer)).all(on).await.map_err(failed)?;
    let mut duplicates = Vec::new();
    // What is the same in a field that is hidden from the viewer names nobody: to ask would be to read the field.
    let named = |row: &&contact_person::Model| evidence.get(&row.id).is_some_and(|told| !told.is_empty());
    let named: Vec<_> = seen.iter().filter(named).collect();
    let unnamed = named.len() < all.len();
    for row in named.into_iter().take(TOLD) {
        let record = record(on, viewer, row).await?;
        let evidence = evidence.remove(&row.id).unwrap_or_default();
        let person = Some((record.person.id, record.name, record.partner_name));
        duplicates.push(Duplicate { person, evidence });
    }
    if unnamed {
        duplicates.push(Duplicate { person: None, evidence: Vec::new() });
    }
    Ok(duplicates)
}

/// Returns the persons that share a key with a card, with what is the same, as far as the viewer sees such fields.
async fn matches<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    card: &Card,
    country: Country,
) -> Result<BTreeMap<Uuid, Vec<String>>, StoreError> {
    let mut found: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for key in certain_keys(card, country) {
        let (kind, value, words) = match key.split_once(':') {
            Some(("e", value)) => (KeyKind::Email, value, ("same e-mail address", EMAILS)),
            Some((_, value)) => (KeyKind::Mobile, value, ("same last name and mobile number", MOBILE)),
            None => continue,
        };
        let mut find = Query::select();
        find.column(person_key::Column::Person)
            .from(person_key::Entity)
            .and_where(Expr::col(person_key::Column::Kind).eq(kind.letter()))
            .and_where(Expr::col(person_key::Column::Value).eq(value))
            .limit(100);
        for row in on.query_all(&find).await.map_err(failed)? {
            let evidence = found.entry(row.try_get_by_index(0).map_err(failed)?).or_default();
            let (words, fields) = words;
            let hidden = fields.iter().any(|field| viewer.hidden.contains(field));
            if !hidden && !evidence.iter().any(|known| known == words) {
                evidence.push(words.to_owned());
            }
        }
    }
    Ok(found)
}
