//! A row as it is kept: what lists are filtered and sorted by, and the contact beside it.

use contacts::normalise;
use contacts::person::{PartnerCard, names_someone};
use contacts::{Card, DraftId, FieldKey, FieldKind, PartnerId, Patch, PersonId};
use matching::duplicate::Status;
use matching::partner::freemail::is_freemail;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::database::Tx;
use crate::derived::list_name;
use crate::failure::failed;
use crate::imports::{ItemAction, OutlookContact};
use crate::replication_store::{CandidateKind, StoreError};
use crate::statements::{all, all_in, run_rows};
use crate::words::{json, parse_json, parse_word, word};

/// A row without its card.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) number: i64,
    pub(super) contact: String,
    pub(super) folder: i64,
    pub(super) kind: CandidateKind,
    pub(super) private: bool,
    pub(super) photo: bool,
    pub(super) name: String,
    pub(super) family: Option<i64>,
    /// The person that the stamp names.
    pub(super) stamped: Option<PersonId>,
    pub(super) checked: bool,
    pub(super) incomplete: bool,
    pub(super) partner: Option<PartnerId>,
    pub(super) new_partner: Option<PartnerCard>,
    pub(super) preset: bool,
    pub(super) action: ItemAction,
    /// Whom it is linked to, or who was made of it.
    pub(super) person: Option<PersonId>,
    /// Under which identity the run knows it.
    pub(super) item: Option<Uuid>,
}

/// Another row that is a duplicate of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Other {
    /// Its number.
    pub(super) row: i64,
    /// Whether it is certain.
    pub(super) certain: bool,
}

impl Other {
    pub(super) fn status(&self) -> Status {
        if self.certain { Status::Certain } else { Status::Possible }
    }
}

/// A row with its card.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) row: Row,
    /// As Outlook had it.
    pub(super) card: Card,
    pub(super) completed: Patch,
    pub(super) others: Vec<Other>,
}

impl Stored {
    /// Returns the card with what was completed.
    pub(super) fn as_completed(&self) -> Card {
        let mut card = self.card.clone();
        card.apply(&self.completed);
        card.close_gaps();
        card
    }
}

/// The columns of [`row`], in its order.
pub(super) const COLUMNS: &str =
    "import_row.number, remote_id, folder, kind, private, photo, name, family, stamped,
    checked, incomplete, partner, new_partner, preset, action, person, item";
/// How many they are.
const WIDTH: usize = 17;

/// Reads a row from [`COLUMNS`].
pub(super) fn row(row: &QueryResult) -> Result<Row, StoreError> {
    let text = |index: usize| row.try_get_by_index::<String>(index).map_err(failed);
    let (kind, action) = (parse_word(&text(3)?)?, parse_word(&text(14)?)?);
    let new_partner: Option<String> = row.try_get_by_index(12).map_err(failed)?;
    let new_partner = new_partner.as_deref().map(parse_json).transpose()?;
    let read = || -> Result<Row, sea_orm::DbErr> {
        Ok(Row {
            number: row.try_get_by_index(0)?,
            contact: row.try_get_by_index(1)?,
            folder: row.try_get_by_index(2)?,
            kind,
            private: row.try_get_by_index(4)?,
            photo: row.try_get_by_index(5)?,
            name: row.try_get_by_index(6)?,
            family: row.try_get_by_index(7)?,
            stamped: row.try_get_by_index::<Option<Uuid>>(8)?.map(PersonId),
            checked: row.try_get_by_index(9)?,
            incomplete: row.try_get_by_index(10)?,
            partner: row.try_get_by_index::<Option<Uuid>>(11)?.map(PartnerId),
            new_partner,
            preset: row.try_get_by_index(13)?,
            action,
            person: row.try_get_by_index::<Option<Uuid>>(15)?.map(PersonId),
            item: row.try_get_by_index(16)?,
        })
    };
    read().map_err(failed)
}

/// Reads rows with their cards; `condition` is about `import_row`, and may go on with an order and a limit.
pub(super) async fn stored<C: ConnectionTrait>(
    on: &C,
    condition: &str,
    values: Vec<Value>,
) -> Result<Vec<Stored>, StoreError> {
    let read = format!(
        "SELECT {COLUMNS}, import_card.card, import_card.completed, import_card.others FROM import_row
            JOIN import_card ON import_card.draft = import_row.draft AND import_card.number = import_row.number
            WHERE {condition}"
    );
    let rows = all(on, &read, values).await?;
    rows.iter().map(with_card).collect()
}

fn with_card(read: &QueryResult) -> Result<Stored, StoreError> {
    let text = |index: usize| read.try_get_by_index::<String>(index).map_err(failed);
    Ok(Stored {
        row: row(read)?,
        card: parse_json(&text(WIDTH)?)?,
        completed: parse_json(&text(WIDTH + 1)?)?,
        others: parse_json(&text(WIDTH + 2)?)?,
    })
}

/// Reads rows without cards by their numbers.
pub(super) async fn by_numbers<C: ConnectionTrait>(
    on: &C,
    draft: DraftId,
    numbers: &[i64],
) -> Result<Vec<Row>, StoreError> {
    let asked: Vec<Value> = numbers.iter().map(|number| (*number).into()).collect();
    let read = format!("SELECT {COLUMNS} FROM import_row WHERE draft = $1 AND number IN ({{list}})");
    let rows = all_in(on, &read, &[draft.0.into()], &asked).await?;
    rows.iter().map(row).collect()
}

/// What a list shows, filters and sorts by of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) sort_key: String,
    pub(super) company: String,
    pub(super) company_key: String,
    pub(super) domain: String,
    pub(super) find: String,
    pub(super) incomplete: bool,
}

/// Works out what a list needs of a card.
pub(super) fn listed(card: &Card) -> Listed {
    let name = list_name(card);
    let sort_key =
        [FieldKey::LastName, FieldKey::FirstName].map(|key| normalise::name(card.text(key))).join(" ");
    let sort_key = if sort_key.trim().is_empty() { normalise::name(&name) } else { sort_key };
    let company = card.text(FieldKey::Company).to_owned();
    let company_key = normalise::name(&company);
    let emails: Vec<String> = of_kind(card, FieldKind::Email).map(str::to_lowercase).collect();
    let phones = of_kind(card, FieldKind::Phone).map(digits).collect::<Vec<_>>().join(" ");
    let domain = emails.iter().find_map(|email| normalise::email_domain(email));
    let domain = domain.filter(|domain| !is_freemail(domain)).unwrap_or_default();
    let find = [
        name.to_lowercase(),
        normalise::name(&name),
        company.to_lowercase(),
        company_key.clone(),
        emails.join(" "),
        phones,
    ];
    Listed {
        sort_key: sort_key.trim().to_owned(),
        find: find.join("\n"),
        incomplete: !names_someone(card),
        name,
        company,
        company_key,
        domain,
    }
}

/// Returns the texts of a card's fields of a kind, in the order of a form.
pub(super) fn of_kind(card: &Card, kind: FieldKind) -> impl Iterator<Item = &str> {
    let keys = contacts::field::FIELDS.iter().map(|field| field.key).filter(move |key| key.kind() == kind);
    keys.map(|key| card.text(key)).filter(|text| !text.is_empty())
}

/// Returns the digits of a text.
pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A contact that is about to become a row.
pub(super) struct NewRow<'a> {
    pub(super) number: i64,
    pub(super) folder: i64,
    pub(super) kind: CandidateKind,
    pub(super) stamped: Option<PersonId>,
    pub(super) contact: &'a OutlookContact,
}

/// Writes new rows; a contact that has a row already keeps that.
pub(super) async fn insert(tx: &Tx, draft: DraftId, rows: &[NewRow<'_>]) -> Result<(), StoreError> {
    let (mut lines, mut cards) = (Vec::new(), Vec::new());
    for new in rows {
        let listed = listed(&new.contact.card);
        lines.push(vec![
            draft.0.into(),
            new.number.into(),
            new.contact.id.clone().into(),
            new.folder.into(),
            word(&new.kind)?.into(),
            new.contact.card.get(FieldKey::Private).is_some().into(),
            new.contact.has_photo.into(),
            listed.name.into(),
            listed.sort_key.into(),
            listed.company.into(),
            listed.company_key.into(),
            listed.domain.into(),
            listed.find.into(),
            new.number.into(),
            new.stamped.map(|person| person.0).into(),
            listed.incomplete.into(),
        ]);
        cards.push(vec![draft.0.into(), new.number.into(), json(&new.contact.card)?.into()]);
    }
    let put = "INSERT INTO import_row (draft, number, remote_id, folder, kind, private, photo, name, sort_key, company,
        company_key, domain, find, place, stamped, incomplete) VALUES {rows}";
    run_rows(tx.as_ref(), put, &[], lines).await?;
    run_rows(tx.as_ref(), "INSERT INTO import_card (draft, number, card) VALUES {rows}", &[], cards)
        .await
        .map(|_| ())
}
