use replication::{Leaving, LinkState};
use store::{
    Candidate, CandidateKind, CandidateWrite, Change, Farewell, Feed, Health, MailboxState, NewMailbox,
    ReplicationStore, RunState, StoreError,
};

use crate::house::{House, NOW, houses, mailbox};

fn new(house: &House, address: &str) -> NewMailbox {
    NewMailbox {
        owner: house.ben.user,
        address: address.into(),
        name: "Ben's".into(),
        base_url: "https://graph.example/v1.0/".into(),
        token: "secret-token".into(),
    }
}

#[tokio::test]
async fn a_mailbox_is_paused_until_its_owner_activates_it() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, ben) = (&house.db, &house.ben);
        let view = db.connect_mailbox(ben, &new(&house, "Ben@Example.org"), NOW).await.unwrap();
        assert_eq!((view.state, view.address.as_str()), (MailboxState::Paused, "ben@example.org"));
        assert!(view.health.idle);
        assert!(!format!("{view:?}").contains("secret-token"));
        let connection = db.connection(view.id).await.unwrap();
        assert_eq!(connection.base_url, "https://graph.example/v1.0");
        assert_eq!(connection.token, "secret-token");
        assert!(!format!("{connection:?}").contains("secret-token"));
        assert!(!db.mailboxes_to_run(NOW).await.unwrap().contains(&view.id));
        db.activate_mailbox(ben, view.id, NOW).await.unwrap();
        assert!(db.mailboxes_to_run(NOW).await.unwrap().contains(&view.id));
        db.pause_mailbox(ben, view.id).await.unwrap();
        assert!(!db.mailboxes_to_run(NOW).await.unwrap().contains(&view.id));
        assert_eq!(db.list_mailboxes(ben, NOW).await.unwrap().len(), 1);
        assert_eq!(db.list_mailboxes(&house.admin, NOW).await.unwrap().len(), 2);
        let foreign = db.read_mailbox(&house.anna, view.id, NOW).await;
        assert!(matches!(foreign, Err(StoreError::NotFound(_))));
    }
}

#[tokio::test]
async fn a_connection_that_cannot_be_is_refused() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let good = new(&house, "ben@example.org");
        for wrong in [
            NewMailbox { address: "ben".into(), ..good.clone() },
            NewMailbox { base_url: "ftp://x".into(), ..good.clone() },
            NewMailbox { base_url: "https://".into(), ..good.clone() },
            NewMailbox { token: "a b".into(), ..good.clone() },
            NewMailbox { address: "anna@example.org".into(), ..good.clone() },
        ] {
            let refused = house.db.connect_mailbox(&house.ben, &wrong, NOW).await;
            assert!(matches!(refused, Err(StoreError::Invalid(_))), "{wrong:?}");
        }
        let others = NewMailbox { owner: house.anna.user, ..good };
        let refused = house.db.connect_mailbox(&house.ben, &others, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))));
    }
}

#[tokio::test]
async fn the_folder_is_chosen_while_nothing_is_linked() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let candidate = Candidate {
            remote_id: "x".into(),
            change_key: "k".into(),
            kind: CandidateKind::Unstamped,
            private: false,
        };
        let put = CandidateWrite::Put { candidate, keys: vec![], person: None };
        house.engine_writes(Change { candidates: vec![put], ..Change::default() }).await;
        let fence = house.fence().await;
        let feed = Feed { cursor: Some("here".into()), ..Feed::default() };
        house.db.set_feed(&fence, &feed).await.unwrap();
        house.db.choose_folder(&house.anna, house.mailbox, Some("folder")).await.unwrap();
        let record = house.db.mailbox(house.mailbox).await.unwrap().unwrap();
        assert_eq!((record.folder.as_deref(), record.feed), (Some("folder"), Feed::default()));
        let view = house.db.read_mailbox(&house.anna, house.mailbox, NOW).await.unwrap();
        assert_eq!(view.health.candidates, 0);
        house.db.release(&fence).await.unwrap();
        let ada = house.person("Ada").await;
        house.linked(ada, "a").await;
        let refused = house.db.choose_folder(&house.anna, house.mailbox, None).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))));
    }
}

#[tokio::test]
async fn health_counts_what_waits() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bob) = (house.person("Ada").await, house.person("Bob").await);
        house.linked(ada, "a").await;
        house.db.adopt(&house.anna, bob, house.mailbox, None, NOW).await.unwrap();
        let health = house.db.read_mailbox(&house.anna, house.mailbox, NOW + 5).await.unwrap().health;
        assert_eq!((health.links, health.due, health.idle, health.lag), (1, 1, false, 5));
        house.engine_links(bob, "b").await;
        let health = house.db.read_mailbox(&house.anna, house.mailbox, NOW + 5).await.unwrap().health;
        assert_eq!((health.links, health.due, health.idle, health.lag), (2, 0, true, 0));
    }
}

#[tokio::test]
async fn a_mailbox_runs_when_its_time_has_come_or_somebody_made_work() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        house.linked(ada, "a").await;
        let sleeping = Health { last_cycle: NOW, next_cycle: NOW + 900_000_000, ..Health::default() };
        let ends = async |state, health: &Health| {
            let fence = house.fence().await;
            house.db.set_health(&fence, state, health).await.unwrap();
            house.db.release(&fence).await.unwrap();
        };
        let runs = async |at| house.db.mailboxes_to_run(at).await.unwrap() == [house.mailbox];
        ends(None, &sleeping).await;
        assert!(!runs(NOW + 2_000_000).await);
        assert!(runs(NOW + 900_000_000).await);
        let patch = store::PersonPatch { inactive: Some(true), ..store::PersonPatch::default() };
        house.db.change_person(&house.ben, ada, &patch, None, NOW).await.unwrap();
        assert!(!runs(NOW + 500_000).await, "not twice in a moment");
        assert!(runs(NOW + 1_000_000).await, "an edit wakes it");
        ends(None, &Health { failures: 3, ..sleeping.clone() }).await;
        assert!(!runs(NOW + 2_000_000).await, "a failing one is not hammered");
        house.db.retry_link(&house.anna, ada, house.mailbox, NOW + 2_000_000).await.unwrap();
        assert!(runs(NOW + 2_000_000).await, "a person may try at once");
        ends(Some(MailboxState::ReconnectNeeded), &sleeping).await;
        assert!(!runs(NOW + 900_000_000).await);
    }
}

#[tokio::test]
async fn a_cycle_asked_for_ends_with_a_cycle_that_began_afterwards() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let db = &house.db;
        let sleeping = Health { last_cycle: NOW, next_cycle: NOW + 900_000_000, ..Health::default() };
        let under_way = house.fence().await;
        let asked = || async { db.mailbox(house.mailbox).await.unwrap().unwrap().asked };
        assert!(!asked().await);
        let run = db.start_cycle(&house.anna, house.mailbox, NOW).await.unwrap();
        db.set_health(&under_way, None, &sleeping).await.unwrap();
        db.release(&under_way).await.unwrap();
        assert_eq!(db.read_run(&house.anna, run).await.unwrap().state, RunState::Running);
        assert_eq!(db.mailboxes_to_run(NOW + 1).await.unwrap(), [house.mailbox], "it is wanted");
        assert!(asked().await, "the next one compares the whole folder");
        let next = house.fence().await;
        db.set_health(&next, None, &sleeping).await.unwrap();
        db.release(&next).await.unwrap();
        assert_eq!(db.read_run(&house.anna, run).await.unwrap().state, RunState::Done);
        assert!(db.mailboxes_to_run(NOW + 1).await.unwrap().is_empty() && !asked().await);
        let quick = db.start_cycle(&house.anna, house.mailbox, NOW + 5).await.unwrap();
        let one =
            house.db.lease(house.mailbox, uuid::Uuid::from_u128(8), NOW + 5, NOW + 9).await.unwrap().unwrap();
        db.set_health(&one, None, &Health { error: Some("no net".into()), ..sleeping }).await.unwrap();
        db.release(&one).await.unwrap();
        let done = db.read_run(&house.anna, quick).await.unwrap();
        assert_eq!((done.state, done.error.as_deref()), (RunState::Done, Some("no net")));
        let listed = db.list_runs(&house.anna, &store::Paging::default()).await.unwrap().items;
        assert_eq!(listed.iter().map(|run| run.id).collect::<Vec<_>>(), [quick, run]);
        assert!(db.list_runs(&house.ben, &store::Paging::default()).await.unwrap().items.is_empty());
        db.pause_mailbox(&house.anna, house.mailbox).await.unwrap();
        let refused = db.start_cycle(&house.anna, house.mailbox, NOW).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))));
    }
}

#[tokio::test]
async fn a_brake_is_released_once_by_the_owner() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, id) = (&house.db, house.mailbox);
        let unbraked = db.release_brake(&house.anna, id, NOW).await;
        assert!(matches!(unbraked, Err(StoreError::Invalid(_))));
        let fence = house.fence().await;
        let health = Health { brake: Some((50, 100)), ..Health::default() };
        db.set_health(&fence, Some(MailboxState::Braked), &health).await.unwrap();
        db.release(&fence).await.unwrap();
        assert_eq!(db.read_mailbox(&house.anna, id, NOW).await.unwrap().health.brake, Some((50, 100)));
        assert!(matches!(db.activate_mailbox(&house.anna, id, NOW).await, Err(StoreError::Invalid(_))));
        assert!(matches!(db.release_brake(&house.ben, id, NOW).await, Err(StoreError::NotFound(_))));
        db.release_brake(&house.anna, id, NOW).await.unwrap();
        let record = db.mailbox(id).await.unwrap().unwrap();
        assert_eq!((record.state, record.health.brake_released), (MailboxState::Active, true));
        assert_eq!(db.mailboxes_to_run(NOW).await.unwrap(), [id]);
    }
}

#[tokio::test]
async fn a_mailbox_lets_go_of_its_contacts_before_it_is_disconnected() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, id) = (&house.db, house.mailbox);
        let ada = house.person("Ada").await;
        house.linked(ada, "a").await;
        db.disconnect_mailbox(&house.anna, id, Farewell::Remove, NOW).await.unwrap();
        let view = db.read_mailbox(&house.anna, id, NOW).await.unwrap();
        assert_eq!(view.state, MailboxState::Disconnecting);
        let state = house.case(ada).await.link.state;
        let by = Some(house.anna.user);
        assert_eq!(state, LinkState::Leaving { cause: Leaving::DisconnectRemove, by });
        assert_eq!(db.mailboxes_to_run(NOW).await.unwrap(), [id]);
        assert!(matches!(db.pause_mailbox(&house.anna, id).await, Err(StoreError::Invalid(_))));

        let empty = mailbox(db, &house.ben, "ben@example.org").await;
        db.disconnect_mailbox(&house.ben, empty, Farewell::Leave, NOW).await.unwrap();
        assert_eq!(db.read_mailbox(&house.ben, empty, NOW).await.unwrap().state, MailboxState::Disconnected);
        let again = db.connect_mailbox(&house.ben, &new(&house, "ben@example.org"), NOW).await.unwrap();
        assert_eq!(
            (again.id, again.state),
            (empty, MailboxState::Paused),
            "the same one, with its tombstones"
        );
    }
}

#[tokio::test]
async fn a_new_token_lets_a_mailbox_take_part_again() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, id) = (&house.db, house.mailbox);
        let fence = house.fence().await;
        let health = Health { failures: 4, error: Some("sign in".into()), ..Health::default() };
        db.set_health(&fence, Some(MailboxState::ReconnectNeeded), &health).await.unwrap();
        db.release(&fence).await.unwrap();
        db.reconnect_mailbox(&house.anna, id, "https://graph.example/v1.0", "new", NOW).await.unwrap();
        let view = db.read_mailbox(&house.anna, id, NOW).await.unwrap();
        assert_eq!((view.state, view.health.error, view.health.failures), (MailboxState::Active, None, 0));
        assert_eq!(db.connection(id).await.unwrap().token, "new");
    }
}
