//! A contact's photo.

use outlook_standin::{EmptyPhotoPut, Quirks};
use reqwest::Method;

use crate::bed::{Bed, Got, jpeg, send};

async fn put(bed: &Bed, method: Method, path: &str, bytes: Vec<u8>) -> Got {
    send(bed.request(method, path).header("content-type", "image/jpeg").body(bytes)).await
}

#[tokio::test]
async fn a_photo_is_put_read_back_and_described() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let (value, meta) = (format!("/me/contacts/{id}/photo/$value"), format!("/me/contacts/{id}/photo"));
    for path in [&value, &meta] {
        let none = bed.get(path).await;
        assert_eq!((none.status, none.code()), (404, "ErrorItemNotFound"));
    }
    let photo = jpeg(10, 24);
    let done = put(&bed, Method::PUT, &value, photo.clone()).await;
    assert_eq!((done.status, done.bytes.len(), done.header("content-type")), (200, 0, None));
    let got = bed.get(&value).await;
    assert_eq!((got.bytes, got.headers["content-type"].to_str().unwrap()), (photo, "image/jpeg"));
    let described = bed.get(&meta).await;
    assert_eq!((&described.json["width"], described.text("/id")), (&24.into(), "24X24"));
    assert_eq!(described.text("/@odata.mediaContentType"), "image/jpeg");
    let other = jpeg(200, 12);
    assert_eq!(put(&bed, Method::PATCH, &value, other.clone()).await.status, 200);
    assert_eq!(bed.get(&value).await.bytes, other);
    assert_ne!(bed.get(&meta).await.json["@odata.mediaEtag"], described.json["@odata.mediaEtag"]);
}

#[tokio::test]
async fn a_photo_is_patched_as_a_property_too() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let meta = format!("/me/contacts/{id}/photo");
    let sizes = || bed.request(Method::PATCH, &meta).json(&serde_json::json!({"width": 1}));
    assert_eq!(send(sizes()).await.code(), "ErrorItemNotFound");
    let photo = jpeg(10, 24);
    let done = put(&bed, Method::PATCH, &meta, photo.clone()).await;
    assert_eq!((done.status, &done.json["width"]), (200, &24.into()));
    assert_eq!(bed.get(&format!("{meta}/$value")).await.bytes, photo);
    let before = bed.get(&format!("/me/contacts/{id}")).await.json["changeKey"].clone();
    let described = send(sizes()).await;
    assert_eq!((described.status, &described.json["width"]), (200, &24.into()), "a picture has its own size");
    assert_eq!(bed.get(&format!("/me/contacts/{id}")).await.json["changeKey"], before);
    let neither = bed.request(Method::PATCH, &meta).header("content-type", "text/plain").body("x");
    assert_eq!(send(neither).await.status, 400);
}

#[tokio::test]
async fn a_new_photo_changes_the_change_key_and_shows_in_delta() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let before = bed.get(&format!("/me/contacts/{id}")).await;
    let link = bed.get("/me/contacts/delta").await.text("/@odata.deltaLink").to_owned();
    let _ = put(&bed, Method::PUT, &format!("/me/contacts/{id}/photo/$value"), jpeg(1, 8)).await;
    let after = bed.get(&format!("/me/contacts/{id}")).await;
    assert_ne!(before.json["changeKey"], after.json["changeKey"]);
    let told = bed.get(&link).await;
    assert_eq!(told.names("id"), [id.as_str()]);
    assert_eq!(told.json["value"][0]["changeKey"], after.json["changeKey"]);
}

#[tokio::test]
async fn deleting_is_refused_and_an_empty_put_removes() {
    let bed = Bed::new().await;
    let value = format!("/me/contacts/{}/photo/$value", bed.contact("A").await);
    let _ = put(&bed, Method::PUT, &value, jpeg(1, 8)).await;
    let refused = bed.delete(&value).await;
    assert_eq!(
        (refused.status, refused.text("/error/message")),
        (405, "The OData request is not supported.")
    );
    assert_eq!(put(&bed, Method::PUT, &value, Vec::new()).await.status, 200);
    assert_eq!(bed.get(&value).await.status, 404);
    bed.standin.set_quirks(Quirks {
        empty_photo_put: EmptyPhotoPut::Refused,
        photo_delete_refused: false,
        ..Quirks::default()
    });
    let _ = put(&bed, Method::PUT, &value, jpeg(1, 8)).await;
    assert_eq!(put(&bed, Method::PUT, &value, Vec::new()).await.status, 400);
    assert_eq!(bed.delete(&value).await.status, 204);
    assert_eq!(bed.get(&value).await.status, 404);
}

#[tokio::test]
async fn more_than_four_megabytes_are_too_many() {
    let bed = Bed::new().await;
    let value = format!("/me/contacts/{}/photo/$value", bed.contact("A").await);
    assert_eq!(put(&bed, Method::PUT, &value, vec![0xff; 4 * 1024 * 1024]).await.status, 200);
    assert_eq!(put(&bed, Method::PUT, &value, vec![0xff; 4 * 1024 * 1024 + 1]).await.status, 413);
}

#[tokio::test]
async fn a_server_may_encode_anew_or_refuse_what_is_no_picture() {
    let bed = Bed::with(Quirks { photo_reencoded: true, photo_must_decode: true, ..Quirks::default() }).await;
    let value = format!("/me/contacts/{}/photo/$value", bed.contact("A").await);
    let picture = image::RgbImage::from_pixel(8, 8, image::Rgb([1, 2, 3]));
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    assert_eq!(put(&bed, Method::PUT, &value, png.clone()).await.status, 200);
    let stored = bed.get(&value).await;
    assert_ne!(stored.bytes, png);
    assert_eq!(stored.header("content-type"), Some("image/jpeg"));
    assert_eq!(put(&bed, Method::PUT, &value, b"no picture".to_vec()).await.status, 400);
}

#[tokio::test]
async fn there_are_no_sizes() {
    let bed = Bed::new().await;
    let got = bed.get(&format!("/me/contacts/{}/photos/48x48/$value", bed.contact("A").await)).await;
    assert_eq!((got.status, got.code()), (400, "RequestBroker--ParseUri"));
}

#[tokio::test]
async fn a_missing_photo_may_be_described_as_one_pixel() {
    let bed = Bed::with(Quirks { missing_photo_is_1x1: true, ..Quirks::default() }).await;
    let got = bed.get(&format!("/me/contacts/{}/photo", bed.contact("A").await)).await;
    assert_eq!((got.status, got.text("/id"), got.text("/@odata.mediaEtag")), (200, "1X1", ""));
}
