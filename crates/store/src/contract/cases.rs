//! Reading links with everything needed to decide about them.

use std::collections::BTreeMap;

use contacts::{FieldKey, LinkId};
use replication::{CrmShadow, Ended, Leaving, Link, LinkState, PhotoShadow, Problem};

use crate::contract::StoreUnderTest;
use crate::contract::setting::*;
use crate::replication_store::{Applied, Due, PhotoView};
use crate::viewer::Role;

pub async fn a_link_comes_back_exactly_as_it_was_written(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    on.add_link(&adopting(1, ADA, MAILBOX)).await;
    for state in [
        LinkState::adopting(Some("c9".into())),
        LinkState::Adopting { chosen: Some("c9".into()), imported: true },
        LinkState::Linked,
        LinkState::Leaving { cause: Leaving::Withdrawn, by: Some(OWNER) },
        LinkState::Ended { by: Ended::OutlookDelete, user: None, at: NOW },
    ] {
        let was = case(on, MAILBOX, ADA).await.link;
        let link = Link {
            state,
            remote_id: Some("AAMk=/+ß".into()),
            change_key: "key".into(),
            elsewhere: Some("another folder".into()),
            former: Some("AAMk/2".into()),
            asked_by: Some(OWNER),
            stamp: Some(operation_id(1)),
            outlook: ada().with(FieldKey::Notes, "two\nlines"),
            crm: CrmShadow { version: 3, fields: BTreeMap::from([(FieldKey::Notes, "f00".into())]) },
            photo: PhotoShadow {
                crm: Some("a".into()),
                outlook: None,
                agreed: true,
                apart: true,
                imported: true,
            },
            problem: Some(Problem { reason: "why".into(), since: 4, attempts: 5, parked: true }),
            run: Some(RUN),
            in_step: 6,
            ..was.clone()
        };
        assert_eq!(commit(on, &fence, &[write_link(link.clone(), Due::Keep)]).await, [Applied::Done]);
        let read = case(on, MAILBOX, ADA).await.link;
        assert!(read.row > was.row);
        assert_eq!(read, Link { row: read.row, ..link });
    }
}

pub async fn a_case_shows_the_person_as_the_mailboxs_owner_sees_it(on: &dyn StoreUnderTest) {
    scene(on).await;
    on.add_link(&linked(1, ADA, MAILBOX, "c1")).await;
    on.set_photo(ADA, &photo(1, "d1"), NOW + 1).await;
    on.edit_person(ADA, &patch(&[(FieldKey::Notes, "secret")]), NOW + 2).await;
    on.hide_field(Role::User, FieldKey::Notes).await;
    let person = case(on, MAILBOX, ADA).await.person.unwrap();
    let seen = ada().with(FieldKey::Company, "Example Ltd").with(FieldKey::CompanyPhone, "+49 30 1");
    assert_eq!(person.card, seen, "with the business partner's fields, without the hidden one");
    assert_eq!((person.version, person.changed), (3, NOW + 2));
    assert_eq!(person.photo, Some(PhotoView { id: photo(1, "d1").id, digest: "d1".into() }));
    assert!(person.visible && !person.deleted);
    on.delete_person(ADA, NOW + 3).await;
    let deleted = case(on, MAILBOX, ADA).await;
    assert!(deleted.person.unwrap().deleted);
    assert_eq!(deleted.link.state, LinkState::Leaving { cause: Leaving::PersonDeleted, by: None });
}

pub async fn what_the_owner_may_not_see_is_said_to_be_invisible_and_shows_nothing(on: &dyn StoreUnderTest) {
    scene(on).await;
    on.add_link(&linked(1, ADA, MAILBOX, "c1")).await;
    on.add_link(&linked(2, ADA, OTHER, "c1")).await;
    on.restrict_person(ADA, Some(TEAM)).await;
    let owner = case(on, MAILBOX, ADA).await.person.unwrap();
    assert!(!owner.visible && owner.card.is_empty());
    let colleague = case(on, OTHER, ADA).await.person.unwrap();
    assert!(colleague.visible && !colleague.card.is_empty(), "the colleague is in the team");
}

pub async fn a_shared_person_and_ones_own_are_seen_whatever_their_team(on: &dyn StoreUnderTest) {
    scene(on).await;
    for (n, person) in [(1, ADA), (2, BOB)] {
        on.add_link(&linked(n, person, MAILBOX, &format!("c{n}"))).await;
        on.restrict_person(person, Some(TEAM)).await;
    }
    on.share_person(ADA, OWNER).await;
    on.put_in_charge(BOB, OWNER).await;
    for person in [ADA, BOB] {
        assert!(case(on, MAILBOX, person).await.person.unwrap().visible);
    }
}

pub async fn ended_links_of_a_contact_are_read_too(on: &dyn StoreUnderTest) {
    scene(on).await;
    let mut ended = linked(1, ADA, MAILBOX, "c1");
    ended.state = LinkState::Ended { by: Ended::Withdrawn, user: Some(OWNER), at: NOW };
    on.add_link(&ended).await;
    on.add_link(&linked(2, BOB, MAILBOX, "c1")).await;
    on.add_link(&linked(3, BOB, OTHER, "c1")).await;
    let asked = ["c1".to_owned(), "c2".to_owned(), "c1".to_owned()];
    let cases = on.store().cases(MAILBOX, &asked).await.unwrap();
    let ids: Vec<LinkId> = cases.iter().map(|case| case.link.id).collect();
    assert_eq!(ids, [link_id(1), link_id(2)]);
    assert!(on.store().cases(MAILBOX, &[]).await.unwrap().is_empty());
    let none = on.store().cases_of(MAILBOX, &[contacts::PersonId::from_u128(0x3ff)]).await.unwrap();
    assert!(none.is_empty());
}

pub async fn live_links_come_in_a_fixed_order_page_by_page(on: &dyn StoreUnderTest) {
    scene(on).await;
    for n in 1..=5u128 {
        let person = contacts::PersonId::from_u128(0x310 + n);
        on.add_person(person, &ada(), NOW).await;
        let mut link = linked(n, person, MAILBOX, &format!("c{n}"));
        match n {
            3 => link.state = LinkState::Ended { by: Ended::Withdrawn, user: None, at: NOW },
            4 => link = adopting(n, person, MAILBOX),
            _ => {}
        }
        on.add_link(&link).await;
    }
    let page = async |after| {
        let cases = on.store().live(MAILBOX, after, 2).await.unwrap();
        cases.iter().map(|case| case.link.id).collect::<Vec<LinkId>>()
    };
    assert_eq!(page(None).await, [link_id(1), link_id(2)]);
    assert_eq!(page(Some(link_id(2))).await, [link_id(5)]);
    assert_eq!(on.store().count_live(MAILBOX).await.unwrap(), 3, "those that have a contact");
}
