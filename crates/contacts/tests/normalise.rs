//! What holds for the normal form of any text.

use contacts::normalise::{Country, email, email_domain, name, phone};
use proptest::prelude::*;

/// Texts of any letters, and texts that nearly are addresses or numbers.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "\\PC{0,30}",
        "[a-zA-ZäöüßÄÖÜéèñøåŁżıİ'. -]{0,20}",
        "[ <>\"a-zA-Z.+äß-]{0,8}@?[a-zA-ZäöüÄ.<> -]{0,12}",
        "\\+?[0-9() /.,;xa-z-]{0,20}",
        "(mailto:)?[A-Za-z.]{1,8}@[A-Za-z0-9üß-]{1,10}\\.(de|com|рф)\\.?",
    ]
}

fn country() -> impl Strategy<Value = Country> {
    proptest::sample::select(vec!["DE", "AT", "CH", "US", "GB", "IT", "FR", "JP"])
        .prop_map(|code| Country::parse(code).unwrap_or(Country::DE))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_has_a_normal_form_or_none_and_never_makes_it_panic(text in any_text(), country in country()) {
        email(&text);
        email_domain(&text);
        name(&text);
        phone(&text, country);
    }

    #[test]
    fn the_normal_form_of_an_address_is_its_own_normal_form(
        text in "[ <\"a-zA-Z.+äß-]{0,8}@?[a-zA-ZäöüÄ0-9.>-]{0,12}",
    ) {
        if let Some(normal) = email(&text) {
            prop_assert_eq!(email(&normal), Some(normal.clone()), "of {:?}", text);
            prop_assert_eq!(email_domain(&text), normal.rsplit_once('@').map(|(_, domain)| domain.to_owned()));
        }
    }

    #[test]
    fn an_address_is_the_same_in_capitals_and_among_blanks(text in "[a-z.]{1,10}@[a-z]{1,10}\\.(de|com)") {
        let shouted = format!("  {} ", text.to_uppercase());
        prop_assert_eq!(email(&shouted), email(&text));
    }

    #[test]
    fn the_normal_form_of_a_name_is_its_own_normal_form(text in any_text()) {
        let normal = name(&text);
        prop_assert_eq!(name(&normal), normal.clone(), "of {:?}", text);
        prop_assert!(!normal.contains("  ") && normal == normal.trim());
    }

    #[test]
    fn a_name_is_the_same_in_capitals(text in "[a-zäöüéèñ' -]{0,20}") {
        prop_assert_eq!(name(&text.to_uppercase()), name(&text));
    }

    #[test]
    fn an_international_normal_form_of_a_number_is_its_own(text in any_text(), country in country()) {
        if let Some(normal) = phone(&text, country) {
            // Digits alone are what is left of something that is no number of a country: nothing to read again.
            if normal.starts_with('+') {
                prop_assert_eq!(phone(&normal, country), Some(normal.clone()), "of {:?}", text);
            }
            let digits = normal.strip_prefix('+').unwrap_or(&normal);
            prop_assert!(digits.len() >= 3 && digits.chars().all(|c| c.is_ascii_digit()), "{:?}", normal);
        }
    }

    #[test]
    fn a_number_is_the_same_in_any_notation(digits in "[1-9][0-9]{6,8}") {
        let (head, tail) = digits.split_at(3);
        let plain = phone(&format!("030{digits}"), Country::DE);
        for written in [
            format!("+49 30 {head} {tail}"),
            format!("0049 30 {digits}"),
            format!("+49 (0)30 {digits}"),
            format!("(030) {head}-{tail}"),
            format!("030 / {digits}"),
        ] {
            prop_assert_eq!(phone(&written, Country::DE), plain.clone(), "{:?}", written);
        }
    }
}

#[test]
fn the_address_of_a_mailbox_means_nothing_in_a_web_address() {
    assert_eq!(
        contacts::normalise::mailbox(" Ben.O'Neill+x@X.Example ").as_deref(),
        Some("ben.o'neill+x@x.example")
    );
    for odd in [
        "eve@x.example/../../users/ben@x.example",
        "ben@x.example/contacts",
        "eve@x.example?x=",
        "a..b@x.de",
        "a%2f@x.de",
    ] {
        assert_eq!(contacts::normalise::mailbox(odd), None, "{odd}");
    }
}

#[test]
fn a_name_without_a_sign_that_can_be_seen_names_nobody() {
    use contacts::{Card, FieldKey};
    let names = |text: &str| contacts::person::names_someone(&Card::new().with(FieldKey::LastName, text));
    for nobody in ["\u{200b}", "\u{2066}\u{2069}", "\u{feff}\u{3164}", ""] {
        assert!(!names(nobody), "{nobody:?}");
    }
    assert!(names("李") && names("\u{200b}X"));
}
