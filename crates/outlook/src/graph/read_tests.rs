//! What the service has been seen to answer, and what it might.

use super::super::property as p;
use super::*;

/// As captured from the service, shortened: a contact made through the API.
const MADE_BY_API: &str = r#"{"@odata.etag":"W/\"change-key-1\"","assistantName":null,"birthday":"1815-12-10T11:59:00Z",
 "businessAddress":{"city":"Amsterdam","countryOrRegion":"Netherlands","postalCode":"1015 CJ","street":"Keizersgracht 1"},
 "businessPhones":["+31 20 123 4567"],"categories":["Fixture","Engineering"],"changeKey":"change-key-1","children":[],
 "companyName":"Analytical Engines BV","displayName":"Ada Byron Lovelace","emailAddresses":[
 {"address":"ada.lovelace@example.test","name":"Ada Lovelace"},{"address":"ada@home.example.test","name":"Ada (home)"}],
 "fileAs":"","generation":null,"givenName":"Ada","homeAddress":{"city":"Amsterdam"},"homePhones":[],"id":"contact-1",
 "imAddresses":[],"lastModifiedDateTime":"2026-07-27T12:15:27Z","middleName":"Byron","otherAddress":{},
 "parentFolderId":"contact-folder-root","personalNotes":"One\r\nTwo","surname":"Lovelace","title":"Dr.",
 "primaryEmailAddress":{"address":"ada.lovelace@example.test","name":"Ada Lovelace"}}"#;

fn contact(json: &str) -> Contact {
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_captured_contact_reads_as_its_fields_and_the_generated_name_is_none() {
    let card = card(&contact(MADE_BY_API));
    for (key, text) in [
        (FieldKey::Title, "Dr."),
        (FieldKey::FirstName, "Ada"),
        (FieldKey::FullName, ""),
        (FieldKey::FileAs, ""),
        (FieldKey::Email2, "ada@home.example.test"),
        (FieldKey::Email3, ""),
        (FieldKey::BusinessPhone, "+31 20 123 4567"),
        (FieldKey::BusinessPostalCode, "1015 CJ"),
        (FieldKey::HomeStreet, ""),
        (FieldKey::HomeCity, "Amsterdam"),
        (FieldKey::Notes, "One\nTwo"),
    ] {
        assert_eq!(card.text(key), text, "{key}");
    }
    assert_eq!(card.list(FieldKey::Categories), ["Engineering", "Fixture"]);
    assert_eq!(card.get(FieldKey::Birthday), Some(&Value::Date(jiff::civil::date(1815, 12, 10))));
    assert_eq!(modified(&contact(MADE_BY_API)), 1_785_154_527_000_000);
}

#[test]
fn empty_texts_and_nulls_are_the_same_nothing() {
    let card = card(&contact(
        r#"{"title":"","givenName":" ","surname":null,"children":[],"homeAddress":{"city":""}}"#,
    ));
    assert!(card.is_empty());
}

#[test]
fn what_no_card_can_hold_is_cleaned_and_never_an_error() {
    let note = format!("a\\u0000b\\r\\nc\\u0007{}", "x".repeat(120_000));
    let card = card(&contact(&format!(
        r#"{{"surname":"Ki\u0000n\u0085g","personalNotes":"{note}","categories":["a\u0001","a",null],
            "mobilePhone":"{}","emailAddresses":[{{"name":"no address"}},{{"address":"b@x.de"}}],"birthday":"soon"}}"#,
        "1".repeat(3_000)
    )));
    assert_eq!(card.text(FieldKey::LastName), "King");
    assert!(card.text(FieldKey::Notes).starts_with("ab\ncx"));
    assert_eq!(card.list(FieldKey::Categories), ["a"]);
    assert_eq!(card.text(FieldKey::MobilePhone).len(), 255);
    assert_eq!(card.text(FieldKey::Email1), "b@x.de");
    assert_eq!(card.get(FieldKey::Birthday), None);
}

#[test]
fn unknown_codes_are_no_value_and_either_private_property_makes_it_private() {
    for (id, value, key, text) in [
        (p::GENDER, "2", FieldKey::Gender, "male"),
        (p::GENDER, "0", FieldKey::Gender, ""),
        (p::GENDER, "7", FieldKey::Gender, ""),
        (p::MAILING_ADDRESS, "2", FieldKey::MailingAddress, "business"),
        (p::MAILING_ADDRESS, "0", FieldKey::MailingAddress, ""),
        (p::USER_4, "x", FieldKey::User4, "x"),
    ] {
        let mut contact = Contact::default();
        contact.set_property(id, Some(value.into()));
        assert_eq!(card(&contact).text(key), text, "{id} {value}");
    }
    for (id, value, private) in [
        (PRIVATE, "True", true),
        (SENSITIVITY, "2", true),
        (PRIVATE, "false", false),
        (SENSITIVITY, "1", false),
    ] {
        let mut contact = Contact::default();
        contact.set_property(id, Some(value.into()));
        assert_eq!(card(&contact).get(FieldKey::Private).is_some(), private, "{id} {value}");
    }
}

#[test]
fn an_anniversary_that_outlook_wrote_at_local_midnight_is_the_date_that_was_meant() {
    for (time, date) in [
        ("2001-05-10T11:59:00Z", Some("2001-05-10")),
        ("2001-05-10T00:00:00Z", Some("2001-05-10")),
        ("2001-05-09T22:00:00Z", Some("2001-05-10")),
        ("2001-05-09T12:00:00Z", Some("2001-05-10")),
        ("2001-05-10T11:00:00Z", Some("2001-05-10")),
        ("2001-05-10", Some("2001-05-10")),
        ("4501-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("soon", None),
    ] {
        let mut contact = Contact::default();
        contact.set_property(p::ANNIVERSARY, Some(time.into()));
        let read =
            card(&contact).get(FieldKey::Anniversary).map(|v| v.to_json().as_str().unwrap().to_owned());
        assert_eq!(read.as_deref(), date, "{time}");
    }
}

#[test]
fn an_entry_carries_what_was_selected_and_names_only_with_all_that_they_are_made_of() {
    let whole = carried(&contact(MADE_BY_API));
    assert_eq!(whole.get(FieldKey::FullName), Some(None));
    assert_eq!(whole.get(FieldKey::Suffix), Some(None));
    assert_eq!(whole.get(FieldKey::Email3), Some(None));
    assert_eq!(whole.get(FieldKey::OtherCity), Some(None));
    assert_eq!(whole.get(FieldKey::LastName), Some(Some(&Value::Text("Lovelace".into()))));
    assert_eq!(whole.get(FieldKey::JobTitle), None);
    assert_eq!(whole.get(FieldKey::BusinessFax), None);
    let part =
        carried(&contact(r#"{"id":"1","displayName":"Ada King","surname":"King","mobilePhone":null}"#));
    let keys: Vec<FieldKey> = part.iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [FieldKey::LastName, FieldKey::MobilePhone]);
}

#[test]
fn a_listed_note_counts_only_when_it_cannot_have_been_cut() {
    for (note, cut) in [
        ("", false),
        ("\\n", false),
        ("short and perhaps once of two lines", true),
        (&"x".repeat(256), true),
        (&"x".repeat(400), false),
        ("two\\nlines", false),
        ("\\r\\none", true),
    ] {
        let contact = contact(&format!(r#"{{"personalNotes":"{note}"}}"#));
        assert_eq!(note_may_be_cut(&contact), cut, "{note}");
        assert_eq!(carried(&contact).get(FieldKey::Notes).is_none(), cut, "{note}");
    }
}

#[test]
fn the_answer_to_a_write_echoes_what_its_body_set() {
    let mut body = Contact { surname: Tri::Value("Lovelace".into()), title: Tri::Null, ..Contact::default() };
    body.personal_notes = Tri::Value("short".into());
    body.set_property(p::PAGER, Some("1".into()));
    let echo = echoed(
        &contact(r#"{"id":"1","surname":"Lovelace","title":"","givenName":"Ada","personalNotes":"short"}"#),
        &body,
    );
    let keys: Vec<FieldKey> = echo.iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [FieldKey::Title, FieldKey::LastName, FieldKey::Notes]);
}
