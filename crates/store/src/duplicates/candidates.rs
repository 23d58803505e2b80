//! Whom a card is compared with: those who share a search key, the most telling first.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use matching::duplicate::SearchKind;
use matching::duplicate::keys::MOST_HOLDERS;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Value};
use uuid::Uuid;

use crate::duplicates::keys::Number;
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::statements::all;

/// The most persons that one card is compared with.
const COMPARED: usize = 40;
/// The most of those who share nothing but a name's sound, a house or a birthday's.
const BARELY: usize = 12;
/// The most holders of a key for *certain* that are compared.
const CERTAIN: usize = 100;
/// How many keys one statement asks for; smaller ones for one card, and for what is left.
const ASKED: [usize; 4] = [96, 36, 18, 9];

/// The records that hold keys.
pub(super) type Holders<K> = HashMap<K, Vec<Uuid>>;

/// Which table is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// `person_match`.
    Persons,
    /// `partner_match`.
    Partners,
}

/// Reads who holds search keys; keys with too many holders are left out: they say nothing.
pub(super) async fn holders<C: ConnectionTrait>(
    on: &C,
    table: Table,
    keys: &BTreeSet<Number>,
) -> Result<Holders<Number>, StoreError> {
    let mut holders = some_holders(on, table, keys, MOST_HOLDERS + 1).await?;
    holders.retain(|_, ids| ids.len() <= MOST_HOLDERS);
    Ok(holders)
}

/// Reads some of those who hold keys, at most so many for each.
pub(super) async fn some_holders<C: ConnectionTrait>(
    on: &C,
    table: Table,
    keys: &BTreeSet<Number>,
    most: usize,
) -> Result<Holders<Number>, StoreError> {
    let part = match table {
        Table::Persons => "SELECT person AS holder FROM person_match WHERE ",
        Table::Partners => "SELECT partner AS holder FROM partner_match WHERE ",
    };
    let keys: Vec<Vec<Value>> = keys.iter().map(|key| vec![(*key).into()]).collect();
    let mut holders: Holders<Number> = HashMap::new();
    for row in limited(on, part, &["key = "], keys, most).await? {
        let key = row.try_get_by_index(0).map_err(failed)?;
        holders.entry(key).or_default().push(row.try_get_by_index(1).map_err(failed)?);
    }
    for ids in holders.values_mut() {
        tidy(ids);
    }
    Ok(holders)
}

/// Reads who holds keys for *certain*: the letter of the kind, and the value. Of too many, some.
pub(super) async fn certain_holders<C: ConnectionTrait>(
    on: &C,
    keys: &BTreeSet<String>,
) -> Result<Holders<String>, StoreError> {
    let asked = keys.iter().filter_map(|key| key.split_once(':'));
    let asked = asked.map(|(kind, value)| vec![value.into(), kind.into()]).collect();
    let part = "SELECT person AS holder, kind AS kind FROM person_key WHERE ";
    let mut holders: Holders<String> = HashMap::new();
    for row in limited(on, part, &["value = ", " AND kind = "], asked, CERTAIN).await? {
        let (value, kind): (String, String) =
            (row.try_get_by_index(0).map_err(failed)?, row.try_get_by_index(2).map_err(failed)?);
        let holder = row.try_get_by_index(1).map_err(failed)?;
        holders.entry(format!("{kind}:{value}")).or_default().push(holder);
    }
    for ids in holders.values_mut() {
        tidy(ids);
    }
    Ok(holders)
}

/// A statement is filled up by asking for the last key again.
fn tidy(ids: &mut Vec<Uuid>) {
    ids.sort_unstable();
    ids.dedup();
}

/// Reads, for each key, at most `limit` rows; the key's first value stands in front of what `part` selects. `places`
/// are the texts before the values of a key.
async fn limited<C: ConnectionTrait>(
    on: &C,
    part: &str,
    places: &[&str],
    keys: Vec<Vec<Value>>,
    limit: usize,
) -> Result<Vec<QueryResult>, StoreError> {
    let lateral = on.get_database_backend() == DbBackend::Postgres;
    let mut rows = Vec::new();
    for chunk in keys.chunks(ASKED[0]) {
        let size = ASKED.into_iter().rev().find(|size| chunk.len() <= *size).unwrap_or(ASKED[0]);
        let padded: Vec<&Vec<Value>> =
            chunk.iter().chain(chunk.last().into_iter().cycle()).take(size).collect();
        let (text, values) = match lateral {
            true => along(part, places, &padded, limit),
            false => united(part, places, &padded, limit),
        };
        rows.extend(all(on, &text, values).await?);
    }
    Ok(rows)
}

/// One statement that goes along a list of keys: PostgreSQL plans it once for all of them.
fn along(part: &str, places: &[&str], keys: &[&Vec<Value>], limit: usize) -> (String, Vec<Value>) {
    let width = places.len();
    let row = |row: usize| {
        let places: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
        format!("({})", places.join(", "))
    };
    let list: Vec<String> = (0..keys.len()).map(row).collect();
    let columns = places.iter().enumerate().map(|(place, before)| format!("{before}v.column{}", place + 1));
    let condition: String = columns.collect();
    let text = format!(
        "SELECT v.column1, t.* FROM (VALUES {}) AS v CROSS JOIN LATERAL ({part}{condition} LIMIT {limit}) AS t",
        list.join(", ")
    );
    (text, keys.iter().flat_map(|key| key.iter().cloned()).collect())
}

/// One statement that asks for every key by itself: SQLite has no other way to stop at a number of rows for each.
fn united(part: &str, places: &[&str], keys: &[&Vec<Value>], limit: usize) -> (String, Vec<Value>) {
    let condition: String = places.iter().map(|before| format!("{before}?")).collect();
    let one = format!("SELECT ?, t.* FROM ({part}{condition} LIMIT {limit}) AS t");
    let values = keys.iter().flat_map(|key| key.first().into_iter().chain(key.iter()).cloned());
    (vec![one.as_str(); keys.len()].join(" UNION ALL "), values.collect())
}

/// Chooses whom a card is compared with: every holder of a key for *certain*, and of the others those who share most.
pub(super) fn chosen(
    keys: &BTreeMap<Number, SearchKind>,
    holders: &Holders<Number>,
    certain: BTreeSet<Uuid>,
    allowed: impl Fn(&Uuid) -> bool,
) -> BTreeSet<Uuid> {
    let mut shared: HashMap<Uuid, u32> = HashMap::new();
    for (key, kind) in keys {
        let holders = holders.get(key).map_or(&[][..], Vec::as_slice);
        for holder in holders.iter().filter(|holder| allowed(holder)) {
            *shared.entry(*holder).or_default() += telling(*kind);
        }
    }
    let mut ranked: Vec<(u32, Uuid)> = shared.into_iter().map(|(holder, worth)| (worth, holder)).collect();
    // Equals in the order of their ids, so that the answer is the same every time.
    ranked.sort_unstable_by_key(|(worth, holder)| (std::cmp::Reverse(*worth), *holder));
    ranked.truncate(COMPARED);
    let telling: Vec<_> = ranked.iter().filter(|(worth, _)| *worth > BARE).collect();
    let barely = ranked.iter().filter(|(worth, _)| *worth <= BARE).take(BARELY);
    let mut chosen = certain;
    chosen.extend(telling.into_iter().chain(barely).map(|(_, holder)| *holder));
    chosen
}

/// What a single weak key is worth at most.
const BARE: u32 = 4;

/// How much a shared key of a kind tells: only the order counts.
fn telling(kind: SearchKind) -> u32 {
    match kind {
        SearchKind::Email | SearchKind::Number => 9,
        SearchKind::Phone => 7,
        SearchKind::Names | SearchKind::Birthday => 4,
        SearchKind::Work | SearchKind::Local => 3,
        SearchKind::House => 2,
    }
}
