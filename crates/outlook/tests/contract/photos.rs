//! Photos.

use bytes::Bytes;
use outlook::{ConnectorError, RemoteId, WriteError};

use super::{World, created, found, new};

/// The smallest picture that begins and ends as a JPEG does: one pixel.
const JPEG: &[u8] = &[
    0xff, 0xd8, 0xff, 0xdb, 0x00, 0x43, 0x00, 0x03, 0x02, 0x02, 0x02, 0x02, 0x02, 0x03, 0x02, 0x02, 0x02,
    0x03, 0x03, 0x03, 0x03, 0x04, 0x06, 0x04, 0x04, 0x04, 0x04, 0x04, 0x08, 0x06, 0x06, 0x05, 0x06, 0x09,
    0x08, 0x0a, 0x0a, 0x09, 0x08, 0x09, 0x09, 0x0a, 0x0c, 0x0f, 0x0c, 0x0a, 0x0b, 0x0e, 0x0b, 0x09, 0x09,
    0x0d, 0x11, 0x0d, 0x0e, 0x0f, 0x10, 0x10, 0x11, 0x10, 0x0a, 0x0c, 0x12, 0x13, 0x12, 0x10, 0x13, 0x0f,
    0x10, 0x10, 0x10, 0xff, 0xc9, 0x00, 0x0b, 0x08, 0x00, 0x01, 0x00, 0x01, 0x01, 0x01, 0x11, 0x00, 0xff,
    0xcc, 0x00, 0x06, 0x00, 0x10, 0x10, 0x05, 0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00,
    0xd2, 0xcf, 0x20, 0xff, 0xd9,
];

fn jpeg() -> Bytes {
    Bytes::from_static(JPEG)
}

pub async fn a_photo_travels_and_changes_the_version(world: &impl World) {
    let written = created(world, new(1)).await;
    assert_eq!(world.folder().photo(&written.id).await, Ok(None));
    world.folder().put_photo(&written.id, jpeg()).await.unwrap();
    assert_eq!(world.folder().photo(&written.id).await, Ok(Some(jpeg())));
    let contact = found(world, &written.id).await;
    assert!(contact.has_photo);
    assert_ne!(contact.change_key, written.change_key);
}

pub async fn a_photo_that_the_owner_sets_and_removes_is_seen(world: &impl World) {
    let written = created(world, new(1)).await;
    world.owner_sets_photo(&written.id, jpeg()).await;
    assert!(found(world, &written.id).await.has_photo);
    assert_eq!(world.folder().photo(&written.id).await, Ok(Some(jpeg())));
    world.owner_sets_photo(&written.id, Bytes::new()).await;
    assert!(!found(world, &written.id).await.has_photo);
    assert_eq!(world.folder().photo(&written.id).await, Ok(None));
}

pub async fn a_photo_is_removed_and_removing_none_does_nothing(world: &impl World) {
    let written = created(world, new(1)).await;
    world.folder().remove_photo(&written.id).await.unwrap();
    world.folder().put_photo(&written.id, jpeg()).await.unwrap();
    world.folder().remove_photo(&written.id).await.unwrap();
    assert_eq!(world.folder().photo(&written.id).await, Ok(None));
    assert!(!found(world, &written.id).await.has_photo);
}

pub async fn no_photo_is_told_from_no_contact(world: &impl World) {
    let id: RemoteId = created(world, new(1)).await.id;
    world.owner_deletes(&id).await;
    world.owner_deletes(&id).await;
    let read = world.folder().photo(&id).await;
    assert!(matches!(read, Err(ConnectorError::Refused { .. })), "{read:?}");
    assert_eq!(world.folder().put_photo(&id, jpeg()).await, Err(WriteError::Gone));
}
