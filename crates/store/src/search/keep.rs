//! Keeping texts, their index and the counts of words in step with the records, in the same transaction.

use std::collections::BTreeMap;

use contacts::Card;
use contacts::normalise::{self, Country};
use sea_orm::{ConnectionTrait, DbBackend, Value};
use uuid::Uuid;

use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::search::entries::{Count, counted, indexed};
use crate::search::index::{self, Subject};
use crate::search::text::person_text;
use crate::statements::{all_in, one, run, run_in, run_rows};

/// Writes the texts of records that have none yet.
pub(crate) async fn insert<C: ConnectionTrait>(
    on: &C,
    subject: Subject,
    texts: Vec<(Uuid, String)>,
) -> Result<(), StoreError> {
    let mut words = BTreeMap::new();
    for (_, text) in &texts {
        count(&mut words, subject, text, 1);
    }
    put(on, subject, texts).await?;
    change_words(on, words).await
}

async fn put<C: ConnectionTrait>(
    on: &C,
    subject: Subject,
    texts: Vec<(Uuid, String)>,
) -> Result<(), StoreError> {
    if texts.is_empty() {
        return Ok(());
    }
    let table = subject.texts();
    if on.get_database_backend() != DbBackend::Sqlite {
        let insert = format!(
            "INSERT INTO {table} (record, text, words)
                SELECT v.column1, v.column2, {WORDS_OF_3} FROM (VALUES {{rows}}) AS v"
        );
        let rows = texts.into_iter().map(|(record, text)| {
            let entries = indexed(&text);
            vec![record.into(), text.into(), entries.into()]
        });
        return run_rows(on, &insert, &[], rows.collect()).await.map(|_| ());
    }
    // One writer at a time: the next number is nobody else's.
    let last = one(on, &format!("SELECT COALESCE(MAX(n), 0) FROM {table}"), vec![]).await?;
    let last: i64 = last.map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(failed)?;
    let entries = (last + 1..).zip(&texts).map(|(n, (_, text))| (n, indexed(text))).collect();
    let rows = (last + 1..).zip(texts).map(|(n, (record, text))| vec![n.into(), record.into(), text.into()]);
    let insert = format!("INSERT INTO {table} (n, record, text) VALUES {{rows}}");
    run_rows(on, &insert, &[], rows.collect()).await?;
    index::put(on, subject, entries).await
}

/// The entries of a row as PostgreSQL keeps them.
const WORDS_OF_3: &str = "array_to_tsvector(string_to_array(v.column3, ' '))";

/// Writes the texts of records that may have one; where it stays the same, nothing is written.
pub(crate) async fn renew<C: ConnectionTrait>(
    on: &C,
    subject: Subject,
    texts: Vec<(Uuid, String)>,
) -> Result<(), StoreError> {
    let ids: Vec<Value> = texts.iter().map(|(record, _)| (*record).into()).collect();
    let mut known = read(on, subject, &ids).await?;
    let mut words = BTreeMap::new();
    let (mut new, mut changed, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for (record, text) in texts {
        match known.remove(&record) {
            None => {
                count(&mut words, subject, &text, 1);
                new.push((record, text));
            }
            Some((_, old)) if old == text => {}
            Some((n, old)) => {
                count(&mut words, subject, &old, -1);
                count(&mut words, subject, &text, 1);
                changed.push((n, text));
                gone.push((n, indexed(&old)));
            }
        }
    }
    put(on, subject, new).await?;
    index::remove(on, subject, gone).await?;
    put_again(on, subject, changed).await?;
    change_words(on, words).await
}

async fn put_again<C: ConnectionTrait>(
    on: &C,
    subject: Subject,
    changed: Vec<(i64, String)>,
) -> Result<(), StoreError> {
    let table = subject.texts();
    let entries: Vec<(i64, String)> = changed.iter().map(|(n, text)| (*n, indexed(text))).collect();
    let update = |set: &str| {
        format!("UPDATE {table} SET {set} FROM (VALUES {{rows}}) AS v WHERE {table}.n = v.column1")
    };
    if on.get_database_backend() != DbBackend::Sqlite {
        let update = update(&format!("text = v.column2, words = {WORDS_OF_3}"));
        let rows = changed.into_iter().zip(entries);
        let rows = rows.map(|((n, text), (_, entries))| vec![n.into(), text.into(), entries.into()]);
        return run_rows(on, &update, &[], rows.collect()).await.map(|_| ());
    }
    let rows = changed.into_iter().map(|(n, text)| vec![n.into(), text.into()]).collect();
    run_rows(on, &update("text = v.column2"), &[], rows).await?;
    index::put(on, subject, entries).await
}

/// Forgets the texts of records, and the words that nobody else has.
pub(crate) async fn forget<C: ConnectionTrait>(
    on: &C,
    subject: Subject,
    records: &[Uuid],
) -> Result<(), StoreError> {
    let ids: Vec<Value> = records.iter().map(|record| (*record).into()).collect();
    let known = read(on, subject, &ids).await?;
    let mut words = BTreeMap::new();
    for (_, text) in known.values() {
        count(&mut words, subject, text, -1);
    }
    let numbers: Vec<Value> = known.values().map(|(n, _)| (*n).into()).collect();
    let gone = known.values().map(|(n, text)| (*n, indexed(text))).collect();
    index::remove(on, subject, gone).await?;
    let delete = format!("DELETE FROM {} WHERE n IN ({{list}})", subject.texts());
    run_in(on, &delete, &[], &numbers).await?;
    change_words(on, words).await
}

async fn read<C: ConnectionTrait>(
    on: &C,
    subject: Subject,
    ids: &[Value],
) -> Result<BTreeMap<Uuid, (i64, String)>, StoreError> {
    let read = format!("SELECT record, n, text FROM {} WHERE record IN ({{list}})", subject.texts());
    let rows = all_in(on, &read, &[], ids).await?;
    let row = |row: &sea_orm::QueryResult| {
        Ok((row.try_get_by_index(0)?, (row.try_get_by_index(1)?, row.try_get_by_index(2)?)))
    };
    rows.iter().map(row).collect::<Result<_, sea_orm::DbErr>>().map_err(failed)
}

fn count(words: &mut BTreeMap<String, Count>, subject: Subject, text: &str, by: i64) {
    for (word, of_text) in counted(subject, text) {
        let count = words.entry(word).or_default();
        count.texts += by * of_text.texts;
        count.companies += by * of_text.companies;
    }
}

/// Words are counted in their order, so that two transactions never wait for each other in a circle.
async fn change_words<C: ConnectionTrait>(on: &C, words: BTreeMap<String, Count>) -> Result<(), StoreError> {
    let changes: Vec<(String, Count)> =
        words.into_iter().filter(|(_, count)| *count != Count::default()).collect();
    if changes.is_empty() { Ok(()) } else { index::count_words(on, changes).await }
}

/// Writes the texts of persons anew, with the names of the partners they are at.
pub(crate) async fn renew_persons<'a, C: ConnectionTrait>(
    on: &C,
    persons: impl Iterator<Item = (Uuid, &'a Card)>,
    country: Country,
) -> Result<(), StoreError> {
    let cards: BTreeMap<Uuid, &Card> = persons.collect();
    let ids: Vec<Value> = cards.keys().map(|id| (*id).into()).collect();
    let read = "SELECT contact_person.id, business_partner.name, contact_person.company_key
        FROM contact_person JOIN business_partner ON business_partner.id = contact_person.partner
        WHERE contact_person.id IN ({list})";
    let (mut texts, mut keys) = (Vec::new(), Vec::new());
    for row in all_in(on, read, &[], &ids).await? {
        let (id, name, key): (Uuid, String, String) = (
            row.try_get_by_index(0).map_err(failed)?,
            row.try_get_by_index(1).map_err(failed)?,
            row.try_get_by_index(2).map_err(failed)?,
        );
        let Some(card) = cards.get(&id) else { continue };
        texts.push((id, person_text(card, country, &name)));
        let now = normalise::name(&name);
        if now != key {
            keys.push(vec![id.into(), now.into()]);
        }
    }
    let update = "UPDATE contact_person SET company_key = v.column2
        FROM (VALUES {rows}) AS v WHERE contact_person.id = v.column1";
    run_rows(on, update, &[], keys).await?;
    renew(on, Subject::Person, texts).await
}

/// Notes that the texts of a partner and of its persons are to be written anew.
pub(crate) async fn note_due<C: ConnectionTrait>(on: &C, partner: Uuid) -> Result<(), StoreError> {
    let note =
        "INSERT INTO search_due (partner) VALUES ($1) ON CONFLICT (partner) DO UPDATE SET after = NULL";
    run(on, note, vec![partner.into()]).await.map(|_| ())
}

/// Notes that all texts are to be written anew.
pub(crate) async fn note_all_due<C: ConnectionTrait>(on: &C) -> Result<(), StoreError> {
    let note = "INSERT INTO search_due (partner) SELECT id FROM business_partner WHERE TRUE
        ON CONFLICT (partner) DO UPDATE SET after = NULL";
    run(on, note, vec![]).await.map(|_| ())
}
