use contacts::PartnerField;
use contacts::person::PartnerCard;
use store::{NewPartner, Paging, PartnerFilter, PartnerPatch, StoreError};

use crate::house::{NOW, houses, named, partner};

fn patch(fields: &[(PartnerField, &str)]) -> PartnerPatch {
    let card = fields.iter().map(|(field, text)| (*field, Some((*text).to_owned()))).collect();
    PartnerPatch { card, ..PartnerPatch::default() }
}

#[tokio::test]
async fn a_partner_without_a_name_is_refused_and_nothing_is_written() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let refused = house.db.create_partner(&house.anna, &NewPartner::default(), NOW).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        let cleared = PartnerPatch { card: [(PartnerField::Name, None)].into(), ..PartnerPatch::default() };
        let refused = house.db.change_partner(&house.anna, house.acme, &cleared, None, NOW).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))));
        let found = house
            .db
            .list_partners(&house.anna, &PartnerFilter::default(), None, &Paging::default())
            .await
            .unwrap();
        assert_eq!(found.items.len(), 1);
        assert_eq!(found.items[0].card.text(PartnerField::Name), "Acme GmbH");
    }
}

#[tokio::test]
async fn edits_of_different_fields_merge_and_of_the_same_field_conflict() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, acme) = (&house.db, house.acme);
        let city = patch(&[(PartnerField::City, "Bonn")]);
        db.change_partner(&house.anna, acme, &city, Some(1), NOW).await.unwrap();
        let street = patch(&[(PartnerField::Street, "Am Markt 1")]);
        let merged = db.change_partner(&house.ben, acme, &street, Some(1), NOW).await.unwrap().partner;
        assert_eq!((merged.card.text(PartnerField::City), merged.version), ("Bonn", 3));

        let other = patch(&[(PartnerField::City, "Ulm"), (PartnerField::Fax, "1")]);
        match db.change_partner(&house.ben, acme, &other, Some(1), NOW).await {
            Err(StoreError::Conflict { current: 3, fields }) => assert_eq!(fields, ["city"]),
            other => panic!("{other:?}"),
        }
        assert_eq!(db.read_partner(&house.ben, acme).await.unwrap(), merged, "nothing was written");
        let same = patch(&[(PartnerField::City, "Bonn")]);
        assert_eq!(db.change_partner(&house.ben, acme, &same, Some(1), NOW).await.unwrap().partner, merged);
        let future = db.change_partner(&house.ben, acme, &other, Some(9), NOW).await;
        assert!(matches!(future, Err(StoreError::Conflict { .. })));
    }
}

#[tokio::test]
async fn a_new_name_or_main_phone_marks_the_links_of_all_its_persons_and_a_new_fax_does_not() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bob) = (house.person("Ada").await, house.person("Bob").await);
        house.linked(ada, "a").await;
        house.linked(bob, "b").await;
        assert!(!house.due(ada).await);
        assert_eq!(house.db.partner_link_count(&house.anna, house.acme).await.unwrap(), 2);
        for (field, text, due) in [
            (PartnerField::Fax, "030 1", 0),
            (PartnerField::Name, "Acme AG", 2),
            (PartnerField::MainPhone, "030 2", 2),
        ] {
            let change = patch(&[(field, text)]);
            let changed = house.db.change_partner(&house.anna, house.acme, &change, None, NOW).await.unwrap();
            assert_eq!(changed.links_due, due, "{field:?}");
        }
        assert!(house.due(ada).await && house.due(bob).await);
    }
}

#[tokio::test]
async fn a_new_name_makes_a_run_per_mailbox_with_an_item_per_person() {
    use store::{Due, EndState, LinkWrite, RunItemWrite, RunKind, RunState};
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bob) = (house.person("Ada").await, house.person("Bob").await);
        house.linked(ada, "a").await;
        house.linked(bob, "b").await;
        let fax = patch(&[(PartnerField::Fax, "030 1")]);
        let quiet = house.db.change_partner(&house.anna, house.acme, &fax, None, NOW).await.unwrap();
        assert!(quiet.runs.is_empty(), "nothing goes to Outlook");
        let name = patch(&[(PartnerField::Name, "Acme AG")]);
        let changed = house.db.change_partner(&house.anna, house.acme, &name, None, NOW).await.unwrap();
        let [id] = changed.runs[..] else { panic!("{changed:?}") };
        let run = house.db.read_run(&house.anna, id).await.unwrap();
        assert_eq!((run.kind, run.state, run.mailbox), (RunKind::Rename, RunState::Running, house.mailbox));
        assert_eq!((run.counts.total, run.counts.waiting), (2, 2));
        let items = house.db.list_run_items(&house.anna, id, None, &Paging::default()).await.unwrap().items;
        assert!(items.iter().all(|item| !item.name.is_empty()), "{items:?}");
        let listed = house.db.list_runs(&house.anna, &Paging::default()).await.unwrap().items;
        assert_eq!(listed.iter().map(|run| run.id).collect::<Vec<_>>(), [id]);
        // A second rename meanwhile leaves the links to the first run, which carries its name, too.
        let again = patch(&[(PartnerField::Name, "Acme SE")]);
        let again = house.db.change_partner(&house.anna, house.acme, &again, None, NOW).await.unwrap();
        assert_eq!((again.links_due, again.runs.len()), (2, 0));
        for person in [ada, bob] {
            let mut link = house.case(person).await.link;
            assert_eq!(link.run.take(), Some(id));
            let link = Some(LinkWrite { link: Box::new(link), due: Due::Done });
            let run_items = vec![RunItemWrite { run: id, person, end: EndState::Updated, reason: None }];
            house.engine_writes(store::Change { link, run_items, ..store::Change::default() }).await;
        }
        let run = house.db.read_run(&house.anna, id).await.unwrap();
        assert_eq!((run.state, run.counts.updated), (RunState::Done, 2));
        // In somebody else's mailbox the run is administrators' to see.
        let third = patch(&[(PartnerField::Name, "Acme Ltd")]);
        let third = house.db.change_partner(&house.ben, house.acme, &third, None, NOW).await.unwrap();
        assert!(house.db.read_run(&house.ben, third.runs[0]).await.is_err());
        assert_eq!(house.db.read_run(&house.admin, third.runs[0]).await.unwrap().user, None);
        let cancelled = house.db.cancel_run(&house.admin, third.runs[0], NOW).await.unwrap();
        assert_eq!(cancelled.counts.failed, 2);
        assert!(house.due(ada).await, "the name travels all the same");
    }
}

#[tokio::test]
async fn a_partner_with_persons_is_deleted_only_after_they_were_moved() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        house.linked(ada, "a").await;
        let secret = house.hidden_person(named("S", "Secret")).await;
        let gone = house.person("Gone").await;
        house.db.delete_person(&house.anna, gone, None, NOW).await.unwrap();
        match house.db.delete_partner(&house.anna, house.acme, None, NOW).await {
            Err(StoreError::Invalid(text)) => {
                assert!(
                    text.contains('3') && text.contains("1 in the bin") && text.contains("Move"),
                    "{text}"
                );
            }
            other => panic!("{other:?}"),
        }
        let target = partner(&house.db, &house.root, "Zeta KG").await;
        let moved = house.db.move_persons(&house.ben, house.acme, target, NOW).await.unwrap();
        assert_eq!((moved.moved, moved.left), (2, 1), "what Ben may not see stays");
        let record = house.db.read_person(&house.ben, ada).await.unwrap();
        assert_eq!((record.partner_name.as_str(), record.person.version), ("Zeta KG", 2));
        assert!(house.due(ada).await, "its company goes to Outlook");
        let moved = house.db.move_persons(&house.anna, house.acme, target, NOW).await.unwrap();
        assert_eq!((moved.moved, moved.left), (1, 0));
        house.db.delete_partner(&house.anna, house.acme, None, NOW).await.unwrap();
        let read = house.db.read_partner(&house.root, house.acme).await;
        assert!(matches!(read, Err(StoreError::NotFound(_))));
        assert_eq!(house.db.read_person(&house.anna, secret).await.unwrap().partner_name, "Zeta KG");
    }
}

#[tokio::test]
async fn an_external_id_belongs_to_one_partner() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let card = PartnerCard::default().with(PartnerField::Name, "One");
        let new = NewPartner { card, external_id: Some(" 4711 ".into()), ..NewPartner::default() };
        let one = house.db.create_partner(&house.anna, &new, NOW).await.unwrap();
        assert_eq!(one.external_id.as_deref(), Some("4711"));
        let again = house.db.create_partner(&house.anna, &new, NOW).await;
        assert!(matches!(&again, Err(StoreError::Invalid(text)) if text.contains("4711")), "{again:?}");
        house
            .db
            .change_partner(
                &house.anna,
                one.id,
                &PartnerPatch { external_id: Some(Some("4711".into())), ..PartnerPatch::default() },
                None,
                NOW,
            )
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn partners_are_listed_by_name_page_by_page_and_found_by_any_word() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for name in ["Müller Söhne", "mueller bau", "Zoo 24"] {
            partner(&house.db, &house.root, name).await;
        }
        let mut names = Vec::new();
        let (search, mut paging) = (PartnerFilter::default(), Paging::first(2));
        loop {
            let page = house.db.list_partners(&house.rita, &search, None, &paging).await.unwrap();
            names.extend(page.items.iter().map(|p| p.card.text(PartnerField::Name).to_owned()));
            match page.next {
                Some(next) => paging.after = Some(next),
                None => break,
            }
        }
        assert_eq!(names, ["Acme GmbH", "mueller bau", "Müller Söhne", "Zoo 24"]);
        for (q, count) in [("Müll", 2), ("soehne", 1), ("söhne mül", 1), ("ller", 2), ("xyz", 0), ("gmbh", 1)]
        {
            let search = PartnerFilter { q: Some(q.into()), ..PartnerFilter::default() };
            let page = house.db.list_partners(&house.rita, &search, None, &Paging::default()).await.unwrap();
            assert_eq!(page.items.len(), count, "{q}");
        }
    }
}
