//! The truth table of business partner suggestions.

use contacts::normalise::Country;
use contacts::person::{PartnerCard, PartnerField as P};
use contacts::{Card, FieldKey as F, PartnerId};
use matching::partner::company::CompanyName;
use matching::partner::{Because, PartnerFacts, search_keys, search_keys_of_card, suggest};
use proptest::prelude::*;

fn partner(number: u128, fields: &[(P, &str)], domains: &[&str]) -> PartnerFacts {
    let card = fields.iter().fold(PartnerCard::default(), |card, (field, text)| card.with(*field, text));
    PartnerFacts::of(PartnerId::from_u128(number), &card, domains.iter().copied(), Country::DE)
}

fn card(fields: &[(F, &str)]) -> Card {
    fields.iter().fold(Card::new(), |card, (key, text)| card.with(*key, text))
}

fn everybody() -> Vec<PartnerFacts> {
    vec![
        partner(1, &[(P::Name, "Siemens AG"), (P::WebPage, "https://www.siemens.com")], &[]),
        partner(2, &[(P::Name, "Siemens Energy AG")], &["siemens-energy.com", "gmx.de"]),
        partner(3, &[(P::Name, "Müller & Söhne GmbH & Co. KG"), (P::City, "Bonn")], &[]),
        partner(4, &[(P::Name, "Stadtwerke Ulm"), (P::MainPhone, "0731 166-0")], &[]),
        partner(5, &[(P::Name, "Weber GmbH"), (P::City, "Berlin")], &[]),
        partner(6, &[(P::Name, "Weber GmbH"), (P::City, "Hamburg")], &[]),
    ]
}

#[test]
fn the_table_of_presets() {
    for (fields, expected) in [
        (&[(F::Company, "SIEMENS")][..], Some(1)),
        (&[(F::Company, "Siemens Energy")], Some(2)),
        (&[(F::Email1, "a@mail.siemens.com")], Some(1)),
        (&[(F::Email1, "a@siemens-energy.com")], Some(2)),
        (&[(F::Company, "Mueller und Soehne")], Some(3)),
        // Ambiguous: a name of one, an address of another; two of one name; a freemail address; nothing.
        (&[(F::Company, "Siemens Energy AG"), (F::Email1, "a@siemens.com")], None),
        (&[(F::Company, "Weber")], None),
        (&[(F::Email1, "a@gmx.de")], None),
        (&[(F::Company, "Seimens")], None),
        (&[], None),
        (&[(F::Company, "Weber"), (F::BusinessCity, "Hamburg")], None),
    ] {
        let found = suggest(&card(fields), &everybody(), Country::DE);
        assert_eq!(found.preset, expected.map(PartnerId::from_u128), "{fields:?} {found:?}");
    }
}

#[test]
fn suggestions_are_ranked_and_say_why() {
    let weber = card(&[(F::Company, "Weber"), (F::BusinessCity, "Hamburg")]);
    let found = suggest(&weber, &everybody(), Country::DE);
    let ranked: Vec<PartnerId> = found.ranked.iter().map(|suggestion| suggestion.partner).collect();
    assert_eq!(ranked, [6, 5].map(PartnerId::from_u128));
    assert_eq!(found.ranked[0].because, [Because::SameNameButForm, Because::SameArea]);
    let slip = suggest(&card(&[(F::Company, "Seimens AG")]), &everybody(), Country::DE);
    assert_eq!(slip.ranked[0].because, [Because::NameWithSlip]);
    let phone = suggest(&card(&[(F::BusinessPhone, "+49 731 166-1234")]), &everybody(), Country::DE);
    assert!(matches!(phone.ranked[0].because[..], [Because::PhonePrefix { .. }]), "{phone:?}");
}

#[test]
fn a_domain_that_the_persons_of_several_partners_use_says_less_of_each() {
    let at = card(&[(F::Email1, "a@dachgesellschaft.de")]);
    let of = |count: u128| -> Vec<PartnerFacts> {
        (1..=count).map(|n| partner(n, &[(P::Name, "Werk")], &["dachgesellschaft.de"])).collect()
    };
    for (count, points, preset) in [(1, Some(45), Some(1)), (2, Some(22), None), (3, None, None)] {
        let mut candidates = of(count);
        candidates.extend(of(count));
        let found = suggest(&at, &candidates, Country::DE);
        assert_eq!(found.ranked.first().map(|first| first.points), points, "{count}");
        assert_eq!(found.preset, preset.map(PartnerId::from_u128), "{count}");
    }
}

#[test]
fn whoever_is_suggested_is_found_by_a_search_key() {
    for fields in [
        &[(F::Company, "Seimens AG")][..],
        &[(F::Company, "Siemens")],
        &[(F::Email1, "a@siemens-energy.com")],
        &[(F::Company, "Soehne Muller KG")],
    ] {
        let card = card(fields);
        let keys = search_keys_of_card(&card, Country::DE);
        for suggestion in suggest(&card, &everybody(), Country::DE).ranked {
            let facts = everybody().into_iter().find(|facts| facts.id == suggestion.partner).unwrap();
            assert!(search_keys(&facts).intersection(&keys).next().is_some(), "{fields:?} {suggestion:?}");
        }
    }
}

proptest! {
    #[test]
    fn names_compare_the_same_both_ways_and_a_normal_form_is_its_own(a in "\\PC{0,24}", b in "\\PC{0,24}") {
        if let (Some(x), Some(y)) = (CompanyName::read(&a), CompanyName::read(&b)) {
            prop_assert_eq!(x.likeness(&y), y.likeness(&x));
        }
    }

    #[test]
    fn the_order_of_candidates_does_not_matter(company in "[A-Z][a-z]{3,8} (AG|GmbH|Bau)", mail in "[a-z]{3,9}@[a-z]{3,9}\\.de") {
        let card = card(&[(F::Company, &company), (F::Email1, &mail)]);
        let mut candidates = everybody();
        let found = suggest(&card, &candidates, Country::DE);
        candidates.reverse();
        prop_assert_eq!(found, suggest(&card, &candidates, Country::DE));
    }
}
