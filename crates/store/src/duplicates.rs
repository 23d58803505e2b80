//! WHO MAY BE THE SAME PERSON, and which business partner a card belongs to: found by indexed keys, judged by
//! `matching`, and honest about what the viewer may see.
//!
//! Every person and partner has *search keys* ([`keys`], [`partner_keys`]), written with it. A card is compared with
//! those who share one ([`candidates`]), the most telling first, and never with more than some dozens. What is found
//! is shown with the rights of that moment ([`find`]): a field that is hidden from the viewer is not read for the
//! evidence, and who is outside its permissions is one entry without a name.

pub(crate) mod candidates;
pub(crate) mod compared;
pub(crate) mod find;
pub(crate) mod keys;
mod lock;
mod not_same;
pub(crate) mod partner_keys;
pub(crate) mod sharing;
mod stock;
mod suggest;
mod theirs;

use contacts::{Card, PartnerId, PersonId};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use matching::duplicate::{Evidence, Status};
use matching::partner::Because;

use crate::database::Database;
use crate::replication_store::StoreError;
use crate::viewer::Viewer;

pub(crate) use compared::Compared;
pub(crate) use find::{certain_in, found_in};
pub(crate) use lock::{lock_all, lock_keys, lock_these};
pub use not_same::NotSame;
pub use sharing::SharedKeys;
pub use stock::{Family, FamilyPair, StockTaking};

/// The most possible duplicates of one card that are told of.
pub const POSSIBLE_MOST: usize = 5;

/// How many portions of cards are dealt with beside each other: most of the work is the database's.
const BESIDE: usize = 3;

/// What is being asked about a portion of cards.
type Asking<'a, T> = BoxFuture<'a, Result<Vec<T>, StoreError>>;

/// Asks about portions of cards, some beside each other; the answers come in order.
async fn beside<T>(asked: Vec<Asking<'_, T>>) -> Result<Vec<T>, StoreError> {
    let answers: Vec<Vec<T>> = stream::iter(asked).buffered(BESIDE).try_collect().await?;
    Ok(answers.into_iter().flatten().collect())
}

/// A duplicate of a card.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundDuplicate {
    /// How sure it is.
    pub status: Status,
    /// The points of the evidence; 0 of persons outside the viewer's permissions.
    pub points: i32,
    /// Who it is; none: a contact person outside the viewer's permissions (at most one entry per status, however many
    /// there are).
    pub person: Option<FoundPerson>,
    /// What was seen, strongest first; empty of persons outside the viewer's permissions.
    pub evidence: Vec<Evidence>,
}

/// A contact person that is a duplicate, as the viewer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPerson {
    /// Its id.
    pub id: PersonId,
    /// Its name for lists.
    pub name: String,
    /// Its business partner.
    pub partner: PartnerId,
    /// The name of its business partner.
    pub partner_name: String,
    /// Whether it is no longer active.
    pub inactive: bool,
    /// Whether the viewer may change it.
    pub may_edit: bool,
}

/// The business partners that a card may belong to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartnerSuggestions {
    /// Best first.
    pub ranked: Vec<PartnerSuggestion>,
    /// The partner that is preset, if one is clear.
    pub preset: Option<PartnerId>,
}

/// A business partner that a card may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerSuggestion {
    /// The partner.
    pub id: PartnerId,
    /// Its name.
    pub name: String,
    /// Its city, or an empty text.
    pub city: String,
    /// The points of the reasons together.
    pub points: i32,
    /// Why, strongest first; what speaks against it stands last.
    pub because: Vec<Because>,
}

/// A contact person that is a duplicate of one that was there before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierDuplicate {
    /// The person.
    pub person: PersonId,
    /// Who was there before.
    pub earlier: FoundPerson,
    /// How sure it is.
    pub status: Status,
    /// The points of the evidence.
    pub points: i32,
}

impl Database {
    /// Finds of contact persons which ones were there before them and are duplicates, best first for each: for a
    /// report on many that have just been created.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn earlier_duplicates(
        &self,
        viewer: &Viewer,
        persons: &[PersonId],
    ) -> Result<Vec<EarlierDuplicate>, StoreError> {
        let mut found = Vec::new();
        for some in persons.chunks(find::CHUNK) {
            let ids: Vec<uuid::Uuid> = some.iter().map(|person| person.0).collect();
            let cards: Vec<_> = theirs::cards(self.reading(), &ids).await?.into_iter().collect();
            let mut pairs =
                find::pairs(self.reading(), &cards, find::Others::Earlier, self.compared()).await?;
            pairs.sort_by_key(|(person, other, status, points)| {
                (*person, std::cmp::Reverse((*status, *points)), *other)
            });
            let others = pairs.iter().map(|(_, other, _, _)| *other).collect();
            let shown = find::shown(self.reading(), viewer, &others).await?;
            found.extend(pairs.into_iter().filter_map(|(person, other, status, points)| {
                let earlier = shown.get(&other)?.clone();
                Some(EarlierDuplicate { person: PersonId(person), earlier, status, points })
            }));
        }
        Ok(found)
    }

    /// Finds the contact persons that are certainly or possibly the same as cards: one answer per card, in order, best
    /// first; at most [`POSSIBLE_MOST`] possible ones. Persons in the bin are left out, inactive ones are not. A card's
    /// company counts: give a contact person's with the fields of its business partner. `except` is the person whose
    /// card it is, and those that are known not to be the same as it are left out.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn check_duplicates(
        &self,
        viewer: &Viewer,
        cards: &[Card],
        except: Option<PersonId>,
    ) -> Result<Vec<Vec<FoundDuplicate>>, StoreError> {
        let portions = cards.chunks(find::CHUNK);
        let ask = |some| find::check(self.reading(), viewer, some, except, Some(self.compared())).boxed();
        beside(portions.map(ask).collect()).await
    }

    /// Ranks the business partners that cards may belong to: those that the viewer sees and that are not deleted.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn suggest_partners(
        &self,
        viewer: &Viewer,
        cards: &[Card],
    ) -> Result<Vec<PartnerSuggestions>, StoreError> {
        let portions = cards.chunks(find::CHUNK);
        beside(portions.map(|some| suggest::suggest(self.reading(), viewer, some).boxed()).collect()).await
    }
}
