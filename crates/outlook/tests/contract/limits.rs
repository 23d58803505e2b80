//! What the server allows, and what happens when it refuses.

use std::time::Duration;

use futures::future::join_all;
use outlook::{ConnectorError, ReadOutcome, WriteError};

use super::{Call, Mishap, World, caught_up, created, listed, new};

pub async fn never_more_requests_run_at_once_than_the_mailbox_takes(world: &impl World) {
    let written = world.folder().create(&(0..60).map(new).collect::<Vec<_>>()).await;
    let ids: Vec<_> = written.into_iter().map(|written| written.unwrap().id).collect();
    let reads = ids.chunks(7).map(|ids| async move { world.folder().read(ids).await.len() });
    let singles =
        ids.iter().take(30).map(|id| async move { usize::from(world.folder().photo(id).await.is_ok()) });
    let (reads, singles) = tokio::join!(join_all(reads), join_all(singles));
    assert_eq!(reads.into_iter().sum::<usize>(), 60);
    assert_eq!(singles.into_iter().sum::<usize>(), 30);
    assert_eq!(world.refused_for_haste(), 0);
}

pub async fn a_reading_call_outlasts_a_short_trouble(world: &impl World) {
    let id = created(world, new(1)).await.id;
    for mishap in [Mishap::Throttled("0.05"), Mishap::ServerError, Mishap::RequestLost, Mishap::AnswerLost] {
        world.mishap(Call::List, 0, &mishap);
        assert_eq!(listed(world).await.len(), 1, "{mishap:?}");
        world.mishap(Call::Changes, 0, &mishap);
        assert_eq!(caught_up(world, None).await.0.len(), 1, "{mishap:?}");
        world.mishap(Call::Read, 0, &mishap);
        let read = world.folder().read(std::slice::from_ref(&id)).await.remove(0);
        assert!(matches!(read, Ok(ReadOutcome::Found(_))), "{mishap:?}: {read:?}");
    }
}

pub async fn a_long_wait_is_handed_on_and_nothing_is_sent_before_it(world: &impl World) {
    world.mishap(Call::Changes, 0, &Mishap::Throttled("3600"));
    let asked = |error: &ConnectorError| match error {
        ConnectorError::Limit { after } => *after,
        _ => Duration::ZERO,
    };
    let refused = world.folder().changes(None).await.unwrap_err();
    assert!(asked(&refused) > Duration::from_secs(3500), "{refused:?}");
    world.requests();
    let refused = world.folder().list(None).await.unwrap_err();
    assert!(asked(&refused) > Duration::from_secs(3500), "{refused:?}");
    let refused = world.folder().create(&[new(1)]).await.remove(0);
    assert!(matches!(refused, Err(WriteError::NotDone { after: Some(_), .. })), "{refused:?}");
    assert_eq!(world.requests(), 0);
}

pub async fn a_withdrawn_sign_in_is_said_by_every_call(world: &impl World) {
    let written = created(world, new(1)).await;
    let (_, cursor) = caught_up(world, None).await;
    world.withdraw_sign_in().await;
    let id = std::slice::from_ref(&written.id);
    let refused = |error: &ConnectorError| matches!(error, ConnectorError::SignIn { .. });
    assert!(refused(&world.folder().changes(Some(&cursor)).await.unwrap_err()));
    assert!(refused(&world.folder().list(None).await.unwrap_err()));
    assert!(refused(&world.folder().find("x").await.unwrap_err()));
    assert!(refused(world.folder().read(id).await[0].as_ref().unwrap_err()));
    assert!(refused(&world.folder().photo(&written.id).await.unwrap_err()));
    let delete = world.folder().delete(&[(written.id.clone(), written.change_key)]).await.remove(0);
    assert!(matches!(delete, Err(WriteError::SignIn { .. })), "{delete:?}");
    for create in world.folder().create(&[new(2), new(3)]).await {
        assert!(matches!(create, Err(WriteError::SignIn { .. })), "{create:?}");
    }
}

pub async fn a_full_mailbox_still_lists(world: &impl World) {
    created(world, new(1)).await;
    let (_, cursor) = caught_up(world, None).await;
    world.fill().await;
    assert_eq!(world.folder().changes(Some(&cursor)).await, Err(ConnectorError::MailboxFull));
    assert_eq!(listed(world).await.len(), 1);
}

pub async fn a_mailbox_that_was_removed_is_not_taken_for_an_empty_one(world: &impl World) {
    let written = created(world, new(1)).await;
    let (_, cursor) = caught_up(world, None).await;
    world.remove_mailbox().await;
    let gone = |error: &ConnectorError| matches!(error, ConnectorError::MailboxGone { .. });
    assert!(gone(&world.folder().changes(Some(&cursor)).await.unwrap_err()));
    assert!(gone(&world.folder().list(None).await.unwrap_err()));
    let ids = [written.id.clone(), written.id.clone()];
    for read in world.folder().read(&ids).await {
        assert!(gone(&read.unwrap_err()));
    }
    let delete = world.folder().delete(&[(written.id, written.change_key)]).await.remove(0);
    assert!(matches!(delete, Err(WriteError::Mailbox { .. })), "{delete:?}");
}
