//! Photos over HTTP: kept whole, shown small, refused clearly.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::bed::{Answer, Bed, Who, picture};

fn path(bed: &Bed) -> String {
    format!("/api/v1/contact-persons/{}/photo", bed.person)
}

async fn put(bed: &Bed, media_type: &str, bytes: Vec<u8>) -> Answer {
    let request = Request::put(path(bed)).header("content-type", media_type);
    bed.send(Who::Owner, request, Body::from(bytes)).await
}

#[tokio::test]
async fn a_photo_comes_back_whole_and_as_a_small_square_for_outlook() {
    let bed = Bed::new().await;
    let kept = put(&bed, "image/png", picture(900, 600)).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.json);
    assert_eq!((kept.json["width"].as_u64(), kept.json["height"].as_u64()), (Some(900), Some(600)));
    let whole = bed.get(Who::Reader, &path(&bed)).await;
    assert_eq!(whole.header("content-type"), "image/png");
    assert_eq!(whole.header("etag"), format!("\"{}\"", kept.json["digest"].as_str().unwrap()));
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert!(whole.header("content-security-policy").contains("sandbox"));
    let read = image::load_from_memory(&whole.bytes).unwrap();
    assert_eq!((read.width(), read.height()), (900, 600));
    let small = bed.get(Who::Reader, &format!("{}?size=outlook", path(&bed))).await;
    assert_eq!(small.header("content-type"), "image/jpeg");
    assert!(small.bytes.len() <= photo::RENDITION_BYTE_LIMIT);
    assert_ne!(small.header("etag"), whole.header("etag"));
    let read = image::load_from_memory(&small.bytes).unwrap();
    assert_eq!(read.width(), read.height());
}

#[tokio::test]
async fn a_client_that_has_the_picture_is_not_sent_it_again() {
    let bed = Bed::new().await;
    let etag = bed.get(Who::Owner, &path(&bed)).await.header("etag").to_owned();
    let request = Request::get(path(&bed)).header("if-none-match", &etag);
    let again = bed.send(Who::Owner, request, Body::empty()).await;
    assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    put(&bed, "image/png", picture(12, 12)).await;
    let request = Request::get(path(&bed)).header("if-none-match", &etag);
    assert_eq!(bed.send(Who::Owner, request, Body::empty()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn each_refused_photo_has_a_clear_message_and_leaves_the_one_before() {
    let bed = Bed::new().await;
    let before = (bed.get(Who::Owner, &path(&bed)).await.bytes, bed.everything().await);
    let mut cut = picture(64, 64);
    cut.truncate(cut.len() / 2);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    for (name, media_type, bytes, status, said) in [
        ("empty", "image/png", Vec::new(), 422, "empty"),
        ("text", "image/png", b"hello, this is no picture at all".to_vec(), 415, "photos are read from"),
        ("svg", "image/svg+xml", svg, 415, "photos are read from"),
        ("cut off", "image/png", cut, 422, "was not saved"),
        ("too long", "image/png", vec![0x89; photo::BYTE_LIMIT + 1], 413, "more than the 8388608 allowed"),
        ("far too long", "image/png", vec![0x89; photo::BYTE_LIMIT + 1024 * 1024], 413, "longer than"),
        ("as JSON", "application/json", picture(8, 8), 415, "image/jpeg"),
        ("as a form", "multipart/form-data; boundary=x", picture(8, 8), 415, "bytes alone"),
        ("without type", "", picture(8, 8), 415, "missing"),
    ] {
        let answer = put(&bed, media_type, bytes).await;
        assert_eq!(answer.status.as_u16(), status, "{name}: {}", answer.json);
        assert!(answer.detail().contains(said), "{name}: {}", answer.detail());
    }
    assert_eq!((bed.get(Who::Owner, &path(&bed)).await.bytes, bed.everything().await), before);
}

#[tokio::test]
async fn a_photo_is_recognised_by_its_content_not_by_its_name() {
    let bed = Bed::new().await;
    let answer = put(&bed, "image/jpeg", picture(20, 10)).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(bed.get(Who::Owner, &path(&bed)).await.header("content-type"), "image/png");
}

#[tokio::test]
async fn a_removed_photo_is_gone_and_can_be_put_back_from_the_history() {
    let bed = Bed::new().await;
    let person = format!("/api/v1/contact-persons/{}", bed.person);
    assert!(bed.get(Who::Owner, &person).await.json["photo"]["id"].is_string());
    let before = bed.get(Who::Owner, &path(&bed)).await.bytes;
    for _ in 0..2 {
        assert_eq!(
            bed.send(Who::Owner, Request::delete(path(&bed)), Body::empty()).await.status,
            StatusCode::NO_CONTENT
        );
    }
    assert_eq!(bed.get(Who::Owner, &path(&bed)).await.status, StatusCode::NOT_FOUND);
    assert!(bed.get(Who::Owner, &person).await.json["photo"].is_null());
    let history = bed.get(Who::Owner, &format!("{person}/history")).await;
    let entry = &history.json["items"][0];
    assert_eq!((&entry["field"], &entry["undoable"]), (&"photo".into(), &true.into()));
    let undo = format!("/api/v1/history/{}/undo", entry["id"].as_str().unwrap());
    assert_eq!(bed.send(Who::Owner, Request::post(undo), Body::empty()).await.status, StatusCode::OK);
    assert_eq!(bed.get(Who::Owner, &path(&bed)).await.bytes, before);
}

#[tokio::test]
async fn many_photos_at_once_wait_for_their_turn_and_all_are_served() {
    let bed = Bed::new().await;
    let send = |side: u32| put(&bed, "image/png", picture(side, side));
    let answers =
        tokio::join!(send(10), send(11), send(12), send(13), send(14), send(15), send(16), send(17));
    let (a, b, c, d, e, f, g, h) = answers;
    for answer in [a, b, c, d, e, f, g, h] {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    }
    assert_eq!(bed.get(Who::Owner, &path(&bed)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_person_tells_of_its_photo_and_its_history_of_the_pictures_that_are_kept() {
    let bed = Bed::new().await;
    let person = format!("/api/v1/contact-persons/{}", bed.person);
    let first = bed.get(Who::Owner, &person).await.json["photo"]["digest"].as_str().unwrap().to_owned();
    let kept = put(&bed, "image/png", picture(30, 20)).await.json;
    let list = bed.get(Who::Reader, "/api/v1/contact-persons").await.json;
    for shown in [&bed.get(Who::Reader, &person).await.json, &list["items"][0]] {
        let photo = &shown["photo"];
        assert_eq!(
            (&photo["digest"], &photo["width"], &photo["height"]),
            (&kept["digest"], &30.into(), &20.into())
        );
        assert_eq!(photo["path"], format!("{person}/photo"));
    }
    let history = bed.get(Who::Reader, &format!("{person}/history")).await.json;
    let entry = &history["items"][0];
    assert_eq!(entry["before_photo"], format!("{person}/photos/{first}"));
    assert_eq!(entry["after_photo"], format!("{person}/photos/{}", kept["digest"].as_str().unwrap()));
    let before = bed.get(Who::Reader, entry["before_photo"].as_str().unwrap()).await;
    assert_eq!(before.status, StatusCode::OK);
    assert_eq!(image::load_from_memory(&before.bytes).unwrap().width(), 8);
    for path in [format!("{person}/photos/{}", "0".repeat(64)), format!("{person}/photos/x")] {
        assert_eq!(bed.get(Who::Reader, &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let foreign = bed.get(Who::Stranger, entry["before_photo"].as_str().unwrap()).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "not of a person that one does not see");
    bed.send(Who::Administrator, Request::post(format!("{person}/erase")), Body::empty()).await;
    let erased = bed.get(Who::Administrator, entry["before_photo"].as_str().unwrap()).await;
    assert_eq!(erased.status, StatusCode::NOT_FOUND, "it is erased like other values");
}
