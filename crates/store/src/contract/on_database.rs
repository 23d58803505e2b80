//! The acts of people on a database, written straight into its tables: the suite tests the engine's side, and must
//! not depend on what people's side happens to do besides.

use std::collections::BTreeSet;

use async_trait::async_trait;
use contacts::normalise::Country;
use contacts::person::{PartnerCard, PartnerField};
use contacts::{
    Card, FieldKey, LinkId, MailboxId, PartnerId, Patch, PersonId, PhotoId, RunId, TeamId, UserId,
};
use replication::{Leaving, Link, LinkState};
use sea_orm::Value;
use uuid::Uuid;

use crate::contract::{StoreUnderTest, Told};
use crate::database::{Database, Tx};
use crate::derived::{PersonUpdate, update_persons};
use crate::replication::link_row;
use crate::replication_store::{EndState, Feed, Health, NewPhoto, ReplicationStore, StoreError};
use crate::rights::HIDDEN_FIELDS;
use crate::statements::{all, one, run};
use crate::viewer::Role;
use crate::words::{json, parse_json, parse_word};

const PARTNER: PartnerId = PartnerId::from_u128(0x900);

impl Database {
    async fn act(&self, sql: &str, values: Vec<Value>) {
        let values = &values;
        self.write(|tx| async move { run(tx.as_ref(), sql, values.clone()).await }).await.unwrap();
    }

    async fn person_update(&self, person: PersonId, at: i64) -> PersonUpdate {
        let read = "SELECT version, card, photo FROM contact_person WHERE id = $1";
        let row = one(self.reading(), read, vec![person.0.into()]).await.unwrap().unwrap();
        let card: String = row.try_get_by_index(1).unwrap();
        PersonUpdate {
            id: person,
            version: row.try_get_by_index::<i64>(0).unwrap() + 1,
            fields: BTreeSet::new(),
            card: parse_json(&card).unwrap(),
            photo: row.try_get_by_index::<Option<Uuid>>(2).unwrap().map(PhotoId),
            changed_by: None,
            changed_at: at,
        }
    }

    async fn save(&self, update: &PersonUpdate) {
        self.write(|tx| async move { save(&tx, update).await }).await.unwrap();
    }
}

async fn save(tx: &Tx, update: &PersonUpdate) -> Result<(), StoreError> {
    update_persons(tx.as_ref(), std::slice::from_ref(update), Country::DE).await?;
    let mark = "UPDATE link SET due = due + 1, problem = NULL, parked = FALSE WHERE live AND person = $1";
    run(tx.as_ref(), mark, vec![update.id.0.into()]).await.map(|_| ())
}

#[async_trait]
impl StoreUnderTest for Database {
    fn store(&self) -> &dyn ReplicationStore {
        self
    }

    async fn add_user(&self, user: UserId, role: Role, teams: &[TeamId]) {
        let add =
            "INSERT INTO user_account (id, mail, name, role, created) VALUES ($1, $2, 'Somebody', $3, 0)";
        self.act(add, vec![user.0.into(), user.hex().into(), role.as_str().into()]).await;
        for team in teams {
            let add = "INSERT INTO team (id, name) VALUES ($1, $2)";
            self.act(add, vec![team.0.into(), team.hex().into()]).await;
            let join = "INSERT INTO team_member (team, user_id) VALUES ($1, $2)";
            self.act(join, vec![team.0.into(), user.0.into()]).await;
        }
    }

    async fn add_mailbox(&self, mailbox: MailboxId, owner: UserId) {
        let add = "INSERT INTO mailbox (id, owner, address, name, base_url, state, created, feed, health)
            VALUES ($1, $2, 'somebody@example.org', 'Contacts', 'http://127.0.0.1', 'active', 0, $3, $4)";
        let (feed, health) = (json(&Feed::default()).unwrap(), json(&Health::default()).unwrap());
        self.act(add, vec![mailbox.0.into(), owner.0.into(), feed.into(), health.into()]).await;
    }

    async fn add_person(&self, person: PersonId, card: &Card, at: i64) {
        let partner = PartnerCard::default()
            .with(PartnerField::Name, "Example Ltd")
            .with(PartnerField::MainPhone, "+49 30 1");
        let add = "INSERT INTO business_partner (id, version, name, name_key, card, created_at, changed_at)
            VALUES ($1, 1, 'Example Ltd', 'example ltd', $2, 0, 0) ON CONFLICT DO NOTHING";
        self.act(add, vec![PARTNER.0.into(), json(&partner).unwrap().into()]).await;
        let add =
            "INSERT INTO contact_person (id, version, partner, name, sort_key, last_name_key, first_name_key,
                city_key, postal_code, created_at, changed_at, card_version, card)
            VALUES ($1, 0, $2, '', '', '', '', '', '', $3, $3, 1, '{}')";
        self.act(add, vec![person.0.into(), PARTNER.0.into(), at.into()]).await;
        let update = self.person_update(person, at).await;
        self.save(&PersonUpdate { card: card.clone(), ..update }).await;
    }

    async fn edit_person(&self, person: PersonId, patch: &Patch, at: i64) {
        let mut update = self.person_update(person, at).await;
        update.card.apply(patch);
        self.save(&update).await;
    }

    async fn set_photo(&self, person: PersonId, photo: &NewPhoto, at: i64) {
        let add = "INSERT INTO photo (id, person, digest, media_type, created, rendition, original)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = vec![
            photo.id.0.into(),
            person.0.into(),
            photo.digest.clone().into(),
            photo.media_type.clone().into(),
            at.into(),
            photo.rendition.to_vec().into(),
            photo.original.to_vec().into(),
        ];
        self.act(add, values).await;
        let update = self.person_update(person, at).await;
        self.save(&PersonUpdate { photo: Some(photo.id), ..update }).await;
    }

    async fn delete_person(&self, person: PersonId, at: i64) {
        self.act("UPDATE contact_person SET deleted_at = $2 WHERE id = $1", vec![person.0.into(), at.into()])
            .await;
        let links = "SELECT id FROM link WHERE live AND person = $1";
        for row in all(self.reading(), links, vec![person.0.into()]).await.unwrap() {
            let link = LinkId(row.try_get_by_index(0).unwrap());
            StoreUnderTest::withdraw(self, link, Leaving::PersonDeleted).await;
        }
    }

    async fn restrict_person(&self, person: PersonId, team: Option<TeamId>) {
        let team = team.map(|team| team.0);
        self.act("UPDATE contact_person SET team = $2 WHERE id = $1", vec![person.0.into(), team.into()])
            .await;
    }

    async fn share_person(&self, person: PersonId, user: UserId) {
        let share = "INSERT INTO share (id, person, user_id, may_edit) VALUES ($1, $2, $3, FALSE)";
        self.act(share, vec![Uuid::now_v7().into(), person.0.into(), user.0.into()]).await;
    }

    async fn put_in_charge(&self, person: PersonId, user: UserId) {
        let put = "UPDATE contact_person SET employee_in_charge = $2 WHERE id = $1";
        self.act(put, vec![person.0.into(), user.0.into()]).await;
    }

    async fn hide_field(&self, role: Role, field: FieldKey) {
        let hidden = std::collections::BTreeMap::from([(role.as_str(), BTreeSet::from([field]))]);
        let set = "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, 0)";
        self.act(set, vec![HIDDEN_FIELDS.into(), json(&hidden).unwrap().into()]).await;
    }

    async fn add_link(&self, link: &Link) {
        self.write(|tx| async move { link_row::insert(tx.as_ref(), link).await }).await.unwrap();
    }

    async fn withdraw(&self, link: LinkId, cause: Leaving) {
        let state = json(&LinkState::Leaving { cause, by: None }).unwrap();
        let withdraw = "UPDATE link SET state = 'leaving', details = $2, due = due + 1, problem = NULL,
            parked = FALSE, row_version = row_version + 1 WHERE id = $1";
        self.act(withdraw, vec![link.0.into(), state.into()]).await;
    }

    async fn disconnect(&self, mailbox: MailboxId) {
        self.act("UPDATE mailbox SET state = 'disconnecting' WHERE id = $1", vec![mailbox.0.into()]).await;
    }

    async fn add_run(&self, id: RunId, mailbox: MailboxId, persons: &[PersonId]) {
        let add = "INSERT INTO run (id, kind, mailbox, state, request, created)
            VALUES ($1, 'export', $2, 'running', '{}', 0)";
        self.act(add, vec![id.0.into(), mailbox.0.into()]).await;
        for person in persons {
            let add = "INSERT INTO run_item (run, person, name, end_state) VALUES ($1, $2, '', 'waiting')";
            self.act(add, vec![id.0.into(), person.0.into()]).await;
        }
    }

    async fn run_item(&self, id: RunId, person: PersonId) -> (EndState, Option<String>) {
        let read = "SELECT end_state, reason FROM run_item WHERE run = $1 AND person = $2";
        let row = one(self.reading(), read, vec![id.0.into(), person.0.into()]).await.unwrap().unwrap();
        let end: String = row.try_get_by_index(0).unwrap();
        (parse_word(&end).unwrap(), row.try_get_by_index(1).unwrap())
    }

    async fn run_done(&self, id: RunId) -> bool {
        let read = "SELECT state, finished FROM run WHERE id = $1";
        let row = one(self.reading(), read, vec![id.0.into()]).await.unwrap().unwrap();
        let (state, finished): (String, Option<i64>) =
            (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
        assert_eq!(state == "done", finished.is_some());
        state == "done"
    }

    async fn card(&self, person: PersonId) -> Card {
        self.person_update(person, 0).await.card
    }

    async fn history(&self, person: PersonId) -> Vec<Told> {
        let read = "SELECT h.kind, h.field, h.at, h.run, v.before, v.after
            FROM history h LEFT JOIN history_value v ON v.person = h.person AND v.number = h.number
            WHERE h.person = $1 ORDER BY h.number";
        let rows = all(self.reading(), read, vec![person.0.into()]).await.unwrap();
        let told = rows.iter().map(|row| {
            let kind: String = row.try_get_by_index(0).unwrap();
            let value = |index| {
                let text: Option<String> = row.try_get_by_index(index).unwrap();
                text.map(|text| parse_json(&text).unwrap())
            };
            Told {
                kind: parse_word(&kind).unwrap(),
                field: row.try_get_by_index(1).unwrap(),
                before: value(4),
                after: value(5),
                at: row.try_get_by_index(2).unwrap(),
                run: row.try_get_by_index::<Option<Uuid>>(3).unwrap().map(RunId),
            }
        });
        told.collect()
    }

    async fn found_by(&self, key: &str) -> Vec<PersonId> {
        let (kind, value) = key.split_once(':').unwrap();
        let read = "SELECT person FROM person_key WHERE kind = $1 AND value = $2 ORDER BY person";
        let rows = all(self.reading(), read, vec![kind.into(), value.into()]).await.unwrap();
        rows.iter().map(|row| PersonId(row.try_get_by_index(0).unwrap())).collect()
    }
}
