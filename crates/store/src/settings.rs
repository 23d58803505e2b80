//! The installation's settings: replication rules, default country, hidden fields.

use std::collections::{BTreeMap, BTreeSet};

use contacts::field::SLOTS;
use contacts::{Card, FieldKey, PersonId};
use replication::Rules;
use sea_orm::{ConnectionTrait, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::audit;
use crate::database::{Database, Tx};
use crate::derived::{Derived, derive, insert_keys};
use crate::failure::failed;
use crate::records;
use crate::replication::lease;
use crate::replication_store::{Feed, StoreError};
use crate::rights::HIDDEN_FIELDS;
use crate::settings_row::{REPLICATION, read_setting};
use crate::statements::{all, for_update, one, run, run_in};
use crate::viewer::{Role, Viewer};
use crate::words::{json, parse_json};

/// The name of the setting that says how far the keys of persons were renewed for another default country.
const KEYS_RENEWED: &str = "keys_renewed_to";
/// Persons whose keys are renewed in one transaction.
const RENEWED: i64 = 500;
/// The fields by which lists are sorted and people are known: nobody works without them.
const NEVER_HIDDEN: [FieldKey; 5] =
    [FieldKey::FirstName, FieldKey::MiddleName, FieldKey::LastName, FieldKey::FullName, FieldKey::FileAs];

/// What became of an edit of the replication rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulesEdited {
    /// They are changed.
    Done {
        /// As they are now.
        rules: Rules,
        /// How many links are looked at anew.
        marked: u64,
    },
    /// They are not what the edit was made from; as they are.
    Overtaken(Rules),
}

impl Database {
    /// Reads the replication rules (the default country is in them).
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn read_rules(&self, _viewer: &Viewer) -> Result<Rules, StoreError> {
        Ok(read_setting(self.reading(), REPLICATION).await?.unwrap_or_default())
    }

    /// Changes the replication rules. Every live link becomes due, so that a field switched on gets its first
    /// merge; returns how many. A new default country renews the keys by which persons are found, and has every
    /// mailbox compared as a whole, which renews those of unlinked contacts.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators; [`StoreError::Invalid`] for a rule that is not
    /// possible.
    pub async fn change_rules(&self, viewer: &Viewer, rules: &Rules, now: i64) -> Result<u64, StoreError> {
        let marked = self.write(|tx| async move { set_rules(&tx, viewer, rules, now).await }).await?;
        self.renew_keys().await?;
        self.renew_search_soon().await;
        Ok(marked)
    }

    /// Changes the replication rules to what `edit` makes of them as they are at that moment; none: they are left as
    /// they are. No other change comes between.
    ///
    /// # Errors
    /// As [`Database::change_rules`].
    pub async fn edit_rules(
        &self,
        viewer: &Viewer,
        edit: impl Fn(&Rules) -> Option<Rules>,
        now: i64,
    ) -> Result<RulesEdited, StoreError> {
        let edit = &edit;
        let edited = self.write(|tx| async move {
            administers(viewer)?;
            let before = held_rules(&tx).await?;
            match edit(&before) {
                None => Ok(RulesEdited::Overtaken(before)),
                Some(rules) => {
                    let marked = set_rules(&tx, viewer, &rules, now).await?;
                    Ok(RulesEdited::Done { rules, marked })
                }
            }
        });
        let edited = edited.await?;
        self.renew_keys().await?;
        self.renew_search_soon().await;
        Ok(edited)
    }

    /// Reads the fields that each role does not see.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators.
    pub async fn read_hidden_fields(
        &self,
        viewer: &Viewer,
    ) -> Result<BTreeMap<Role, BTreeSet<FieldKey>>, StoreError> {
        administers(viewer)?;
        let setting: Option<BTreeMap<String, BTreeSet<FieldKey>>> =
            read_setting(self.reading(), HIDDEN_FIELDS).await?;
        let roles = setting.unwrap_or_default().into_iter();
        Ok(roles.filter_map(|(name, fields)| Role::parse(&name).map(|role| (role, fields))).collect())
    }

    /// Changes the fields that each role does not see; all fields of a numbered group are hidden together.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators; [`StoreError::Invalid`] for a name field, by which
    /// lists are sorted, and for hiding anything from administrators.
    pub async fn change_hidden_fields(
        &self,
        viewer: &Viewer,
        hidden: &BTreeMap<Role, BTreeSet<FieldKey>>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { set_hidden(&tx, viewer, hidden, now).await }).await
    }

    /// Finishes renewing the keys of persons after the default country was changed; does nothing when there is
    /// nothing left to do. Called at start, in case it was interrupted.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails: it goes on from there the next time.
    pub async fn renew_keys(&self) -> Result<(), StoreError> {
        while self.write(|tx| async move { renew_some(&tx).await }).await? {}
        Ok(())
    }
}

/// Refuses all but administrators.
pub(crate) fn administers(viewer: &Viewer) -> Result<(), StoreError> {
    if viewer.administers() { Ok(()) } else { Err(StoreError::NotAllowed("change settings")) }
}

/// Writes a setting, whole.
pub(crate) async fn write_setting<T: Serialize>(
    tx: &Tx,
    viewer: &Viewer,
    name: &str,
    value: &T,
    now: i64,
) -> Result<(), StoreError> {
    let put = "INSERT INTO setting (name, value, changed_by, changed_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_by = excluded.changed_by,
            changed_at = excluded.changed_at";
    let by = viewer.acting().map(|user| user.0);
    run(tx.as_ref(), put, vec![name.into(), json(value)?.into(), by.into(), now.into()]).await.map(|_| ())
}

/// Reads the rules and holds them until the transaction ends.
async fn held_rules(tx: &Tx) -> Result<Rules, StoreError> {
    let first =
        "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, 0) ON CONFLICT (name) DO NOTHING";
    run(tx.as_ref(), first, vec![REPLICATION.into(), json(&Rules::default())?.into()]).await?;
    let read = format!("SELECT value FROM setting WHERE name = $1{}", for_update(tx.as_ref()));
    let row = one(tx.as_ref(), &read, vec![REPLICATION.into()]).await?;
    let value: String = row
        .ok_or_else(|| StoreError::Busy("the settings are being changed".into()))?
        .try_get_by_index(0)
        .map_err(failed)?;
    parse_json(&value)
}

/// Has every mailbox compared as a whole: of unlinked contacts only hashes of keys are kept, which say nothing about
/// numbers written without another country. Until then such a contact is found by its other keys only.
async fn compare_every_mailbox(tx: &Tx) -> Result<(), StoreError> {
    lease::revoke(tx, "TRUE", Vec::new()).await?;
    let read = format!("SELECT id, feed FROM mailbox ORDER BY id{}", for_update(tx.as_ref()));
    for row in all(tx.as_ref(), &read, vec![]).await? {
        let (id, feed): (Uuid, String) =
            (row.try_get_by_index(0).map_err(failed)?, row.try_get_by_index(1).map_err(failed)?);
        let feed = Feed { sweep_due: true, ..parse_json(&feed)? };
        let set = "UPDATE mailbox SET feed = $2, next_cycle = 0 WHERE id = $1";
        run(tx.as_ref(), set, vec![id.into(), json(&feed)?.into()]).await?;
    }
    Ok(())
}

async fn set_rules(tx: &Tx, viewer: &Viewer, rules: &Rules, now: i64) -> Result<u64, StoreError> {
    administers(viewer)?;
    rules.check().map_err(|error| StoreError::Invalid(format!("{error}; nothing was saved")))?;
    let before = records::country(tx.as_ref()).await?;
    write_setting(tx, viewer, REPLICATION, rules, now).await?;
    if before != rules.country {
        write_setting(tx, viewer, KEYS_RENEWED, &Uuid::nil(), now).await?;
        compare_every_mailbox(tx).await?;
        crate::search::keep::note_all_due(tx.as_ref()).await?;
    }
    audit::append(tx, viewer, "settings.replication", None, now).await?;
    records::mark_every_link(tx.as_ref()).await
}

async fn set_hidden(
    tx: &Tx,
    viewer: &Viewer,
    hidden: &BTreeMap<Role, BTreeSet<FieldKey>>,
    now: i64,
) -> Result<(), StoreError> {
    administers(viewer)?;
    let setting: Option<BTreeMap<String, BTreeSet<FieldKey>>> =
        read_setting(tx.as_ref(), HIDDEN_FIELDS).await?;
    // What is hidden from single users stays.
    let mut setting = setting.unwrap_or_default();
    setting.retain(|name, _| Role::parse(name).is_none());
    for (role, fields) in hidden {
        if *role == Role::Administrator && !fields.is_empty() {
            return Err(StoreError::Invalid(
                "nothing can be hidden from administrators; nothing was saved".into(),
            ));
        }
        if let Some(key) = fields.iter().find(|key| NEVER_HIDDEN.contains(key)) {
            return Err(StoreError::Invalid(format!(
                "{key} cannot be hidden: lists are sorted by it; nothing was saved"
            )));
        }
        // Values of a numbered group move up when one before them is cleared: they are hidden together.
        let groups = SLOTS.iter().filter(|group| group.iter().any(|key| fields.contains(key)));
        let together = groups.flat_map(|group| group.iter().copied());
        setting.insert(role.as_str().to_owned(), fields.iter().copied().chain(together).collect());
    }
    write_setting(tx, viewer, HIDDEN_FIELDS, &setting, now).await?;
    audit::append(tx, viewer, "settings.hidden_fields", None, now).await?;
    records::mark_every_link(tx.as_ref()).await.map(|_| ())
}

/// Renews the keys of some persons; tells whether there may be more.
async fn renew_some(tx: &Tx) -> Result<bool, StoreError> {
    let on = tx.as_ref();
    let Some(after) = read_setting::<Uuid, _>(on, KEYS_RENEWED).await? else { return Ok(false) };
    let country = records::country(on).await?;
    let read = "SELECT id, card FROM contact_person WHERE id > $1 ORDER BY id LIMIT $2";
    let mut persons: Vec<(PersonId, Derived)> = Vec::new();
    for row in all(on, read, vec![after.into(), RENEWED.into()]).await? {
        let card: String = row.try_get_by_index(1).map_err(failed)?;
        let card: Card = parse_json(&card)?;
        persons.push((PersonId(row.try_get_by_index(0).map_err(failed)?), derive(&card, country)));
    }
    let Some((last, _)) = persons.last() else {
        run(on, "DELETE FROM setting WHERE name = $1", vec![KEYS_RENEWED.into()]).await?;
        return Ok(false);
    };
    let last = *last;
    let ids: Vec<Value> = persons.iter().map(|(id, _)| id.0.into()).collect();
    run_in(on, "DELETE FROM person_key WHERE person IN ({list})", &[], &ids).await?;
    insert_keys(on, &persons).await?;
    note_renewed(on, last).await?;
    Ok(true)
}

async fn note_renewed<C: ConnectionTrait>(on: &C, last: PersonId) -> Result<(), StoreError> {
    let set = "UPDATE setting SET value = $2 WHERE name = $1";
    run(on, set, vec![KEYS_RENEWED.into(), json(&last)?.into()]).await.map(|_| ())
}
