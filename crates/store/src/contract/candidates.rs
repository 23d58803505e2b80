//! Contacts that are not linked.

use contacts::{FieldKey, PersonId};
use matching::equal::Claim;

use crate::contract::StoreUnderTest;
use crate::contract::setting::*;
use crate::replication_store::{Candidate, CandidateKind, CandidateWrite, Change};

fn candidate(id: &str, kind: CandidateKind) -> Candidate {
    Candidate { remote_id: id.to_owned(), change_key: format!("key of {id}"), kind, private: id == "c3" }
}

fn keep(id: &str, kind: CandidateKind, keys: &[&str]) -> CandidateWrite {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    CandidateWrite::Put { candidate: candidate(id, kind), keys, person: None }
}

fn change(candidates: Vec<CandidateWrite>) -> Change {
    Change { candidates, ..Change::default() }
}

async fn equal(
    on: &dyn StoreUnderTest,
    mailbox: contacts::MailboxId,
    keys: &[&str],
) -> Vec<(String, String)> {
    let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    let mut found: Vec<(String, String)> = on
        .store()
        .equal_candidates(mailbox, &keys)
        .await
        .unwrap()
        .into_iter()
        .map(|(key, candidate)| (candidate.remote_id, key))
        .collect();
    found.sort();
    found
}

pub async fn candidates_are_found_by_their_keys_in_their_mailbox_only(on: &dyn StoreUnderTest) {
    use CandidateKind::{Foreign, Relink, Unstamped};
    let fence = scene(on).await;
    let other = lease(on, OTHER).await;
    let writes = vec![
        keep("c1", Unstamped, &["e:a@x.de", "m:lovelace|+491"]),
        keep("c2", Unstamped, &["e:b@x.de"]),
        keep("c3", Relink, &["e:a@x.de"]),
        keep("c4", Foreign, &["e:a@x.de"]),
    ];
    commit(on, &fence, &[change(writes)]).await;
    commit(on, &other, &[change(vec![keep("c9", Unstamped, &["e:a@x.de"])])]).await;
    let found = equal(on, MAILBOX, &["e:a@x.de", "e:b@x.de", "e:c@x.de", "m:lovelace|+491"]).await;
    let expected = [
        ("c1", "e:a@x.de"),
        ("c1", "m:lovelace|+491"),
        ("c2", "e:b@x.de"),
        ("c3", "e:a@x.de"),
        ("c4", "e:a@x.de"),
    ];
    assert_eq!(found, expected.map(|(id, key)| (id.to_owned(), key.to_owned())));
    assert_eq!(equal(on, MAILBOX, &[]).await, []);
}

pub async fn a_candidate_that_is_put_again_forgets_its_old_keys(on: &dyn StoreUnderTest) {
    use CandidateKind::Unstamped;
    let fence = scene(on).await;
    commit(on, &fence, &[change(vec![keep("c1", Unstamped, &["e:a@x.de"])])]).await;
    commit(on, &fence, &[change(vec![keep("c1", Unstamped, &["e:b@x.de"])])]).await;
    assert_eq!(equal(on, MAILBOX, &["e:a@x.de"]).await, []);
    assert_eq!(equal(on, MAILBOX, &["e:b@x.de"]).await.len(), 1);
    let gone = CandidateWrite::Remove { remote_id: "c1".into() };
    commit(on, &fence, &[change(vec![gone]), change(vec![keep("c2", Unstamped, &[])])]).await;
    assert_eq!(equal(on, MAILBOX, &["e:b@x.de"]).await, []);
    let left = on.store().candidates(MAILBOX, None, 10).await.unwrap();
    assert_eq!(left, [candidate("c2", Unstamped)]);
}

pub async fn candidates_come_in_the_order_of_their_ids(on: &dyn StoreUnderTest) {
    use CandidateKind::{Foreign, Relink, Unstamped};
    let fence = scene(on).await;
    // Ids are compared byte by byte: capitals first.
    let writes = vec![keep("a", Unstamped, &[]), keep("B", Relink, &[]), keep("c3", Foreign, &[])];
    commit(on, &fence, &[change(writes)]).await;
    let page = on.store().candidates(MAILBOX, None, 2).await.unwrap();
    assert_eq!(page, [candidate("B", Relink), candidate("a", Unstamped)]);
    let rest = on.store().candidates(MAILBOX, Some("a"), 2).await.unwrap();
    assert_eq!(rest, [candidate("c3", Foreign)]);
    assert!(rest[0].private);
}

pub async fn an_unstamped_contact_is_claimed_by_every_person_with_its_key_that_has_none(
    on: &dyn StoreUnderTest,
) {
    use CandidateKind::{Foreign, Relink, Unstamped};
    let fence = scene(on).await;
    let (shared, deleted, there) =
        (PersonId::from_u128(0x310), PersonId::from_u128(0x311), PersonId::from_u128(0x312));
    let namesake = ada().with(FieldKey::Email2, "Bob@Example.org");
    for person in [shared, deleted, there] {
        on.add_person(person, &namesake, NOW).await;
    }
    on.delete_person(deleted, NOW).await;
    on.add_link(&linked(1, there, MAILBOX, "c0")).await;
    let writes = vec![
        keep("c1", Unstamped, &["e:bob@example.org", "n:ada lovelace"]),
        keep("c2", Unstamped, &["e:other@example.org", "n:bob"]),
        keep("c3", Relink, &["e:bob@example.org"]),
        keep("c4", Foreign, &["e:bob@example.org"]),
    ];
    commit(on, &fence, &[change(writes)]).await;
    let claim = |person, by_name| Claim { person, contact: "c1".to_owned(), by_name };
    let keys = ["e:bob@example.org", "e:nobody@example.org"].map(str::to_owned);
    let claims = on.store().claims(MAILBOX, &keys).await.unwrap();
    assert_eq!(claims, [claim(BOB, false), claim(shared, true)]);
    assert_eq!(on.store().claims(OTHER, &keys).await.unwrap(), []);
    assert_eq!(on.store().claims(MAILBOX, &[]).await.unwrap(), []);
}
