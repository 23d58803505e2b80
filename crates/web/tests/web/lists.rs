//! Lists: in parts, without gap or repetition, whatever is written meanwhile.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};

use crate::bed::{Bed, Who};

async fn create(bed: &Bed, last_name: &str) -> String {
    let answer =
        bed.json(Who::Owner, Method::POST, "/api/v1/contact-persons", &bed.new_person(last_name)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json);
    answer.json["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_person_comes_once_while_others_are_inserted_before_and_behind() {
    let bed = Bed::new().await;
    let mut wanted = BTreeSet::from([bed.person.to_string()]);
    for number in 0..12 {
        wanted.insert(create(&bed, &format!("Mitte {number:02}")).await);
    }
    let (mut seen, mut after, mut parts) = (Vec::new(), String::new(), 0);
    loop {
        let answer = bed.get(Who::Owner, &format!("/api/v1/contact-persons?limit=4{after}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
        let items = answer.json["items"].as_array().unwrap();
        assert!(items.len() <= 4);
        seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        create(&bed, &format!("Aal {parts}")).await;
        create(&bed, &format!("Mitte 03 {parts}")).await;
        parts += 1;
        match answer.json["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let distinct: BTreeSet<String> = seen.iter().cloned().collect();
    assert_eq!(distinct.len(), seen.len(), "somebody came twice");
    assert!(wanted.is_subset(&distinct), "somebody was left out");
}

#[tokio::test]
async fn a_limit_out_of_bounds_and_a_place_that_is_none_are_refused() {
    let bed = Bed::new().await;
    for _ in 0..2 {
        create(&bed, "Liste").await;
    }
    let first = bed.get(Who::Owner, "/api/v1/contact-persons?limit=1").await;
    let next = first.json["next"].as_str().unwrap().to_owned();
    let mut damaged = next.clone().into_bytes();
    damaged[15] = if damaged[15] == b'A' { b'B' } else { b'A' };
    let damaged = String::from_utf8(damaged).unwrap();
    for (query, field) in [
        ("limit=0".to_owned(), "limit"),
        ("limit=201".to_owned(), "limit"),
        ("limit=-1".to_owned(), "limit"),
        ("limit=ten".to_owned(), "limit"),
        ("limit=".to_owned(), "limit"),
        ("limit=1e2".to_owned(), "limit"),
        ("after=".to_owned(), ""),
        ("after=page-2".to_owned(), ""),
        (format!("after={damaged}"), ""),
        (format!("after={}", next.to_uppercase()), ""),
    ] {
        let answer = bed.get(Who::Owner, &format!("/api/v1/contact-persons?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {}", answer.json);
        assert_eq!(answer.fields().first().copied().unwrap_or_default(), field, "{query}");
        if field.is_empty() {
            assert!(answer.detail().contains("no place in this list"), "{}", answer.detail());
        }
    }
    let elsewhere = bed.get(Who::Owner, &format!("/api/v1/business-partners?after={next}")).await;
    assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST);
    let good = bed.get(Who::Owner, &format!("/api/v1/contact-persons?limit=200&after={next}")).await;
    assert_eq!(good.status, StatusCode::OK);
}

#[tokio::test]
async fn every_list_of_the_description_goes_on_where_it_stopped() {
    let bed = Bed::new().await;
    create(&bed, "Zweite").await;
    for path in [
        "/api/v1/contact-persons".to_owned(),
        "/api/v1/business-partners".to_owned(),
        "/api/v1/mailboxes".to_owned(),
        "/api/v1/users".to_owned(),
        format!("/api/v1/mailboxes/{}/folders", bed.mailbox),
        format!("/api/v1/contact-persons/{}/history", bed.person),
    ] {
        let whole = bed.get(Who::Owner, &path).await.json["items"].as_array().unwrap().clone();
        assert!(whole.len() > 1, "{path} is too short to tell");
        let (mut parts, mut after) = (Vec::new(), String::new());
        loop {
            let answer = bed.get(Who::Owner, &format!("{path}?limit=1{after}")).await;
            parts.extend(answer.json["items"].as_array().unwrap().clone());
            match answer.json["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(parts, whole, "{path}");
    }
}

#[tokio::test]
async fn persons_are_found_by_each_condition() {
    let bed = Bed::new().await;
    let other = create(&bed, "Anders").await;
    let found = |query: String| {
        let bed = &bed;
        async move {
            let answer = bed.get(Who::Owner, &format!("/api/v1/contact-persons?{query}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.json);
            let ids = answer.json["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].as_str().unwrap().to_owned());
            ids.collect::<Vec<_>>()
        }
    };
    let ada = [bed.person.to_string()];
    assert_eq!(found("q=k%C3%B6nig".into()).await, ada);
    assert_eq!(found("q=ADA%40kunde".into()).await, ada);
    assert_eq!(found(format!("replicated={}", bed.mailbox)).await, ada);
    assert_eq!(found("deleted=true".into()).await, [bed.deleted.to_string()]);
    assert_eq!(found("inactive=true".into()).await, Vec::<String>::new());
    assert_eq!(found(format!("business_partner={}", bed.empty_partner)).await, Vec::<String>::new());
    assert_eq!(found(format!("business_partner={}", bed.partner)).await.len(), 2);
    assert_eq!(found("q=anders".into()).await, [other]);
    assert_eq!(found(format!("employee_in_charge={}", bed.owner)).await, Vec::<String>::new());
}
