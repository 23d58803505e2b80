//! Who may be the same person: found by keys, told with rights, locked against races.

use std::collections::BTreeSet;

use contacts::normalise::Country;
use contacts::{Card, FieldKey, PartnerField, PersonId, Value};
use store::{
    DuplicateStatus, FoundDuplicate, NewPartner, NewPerson, PartnerPatch, PersonPatch, Reason, SharedKeys,
    StoreError, Viewer,
};

use crate::house::{House, NOW, houses, named, partner};

async fn check(house: &House, viewer: &Viewer, card: Card) -> Vec<FoundDuplicate> {
    house.db.check_duplicates(viewer, &[card], None).await.unwrap().remove(0)
}

/// Who was found and how sure it is; nobody's id for somebody outside the permissions.
fn told(found: &[FoundDuplicate]) -> Vec<(Option<PersonId>, DuplicateStatus)> {
    found.iter().map(|one| (one.person.as_ref().map(|person| person.id), one.status)).collect()
}

fn mueller() -> Card {
    named("Jörg", "Müller")
        .with(FieldKey::BusinessPhone, "030 7654321")
        .with(FieldKey::BusinessCity, "Berlin")
}

fn joerg() -> Card {
    named("Joerg", "Mueller").with(FieldKey::BusinessPhone, "+49 30 7654321").with(FieldKey::Company, "Acme")
}

fn set(key: FieldKey, text: &str) -> PersonPatch {
    let mut patch = PersonPatch::default();
    patch.card.set(key, Some(Value::Text(text.into())));
    patch
}

const POSSIBLE: DuplicateStatus = DuplicateStatus::Possible;
const CERTAIN: DuplicateStatus = DuplicateStatus::Certain;

#[tokio::test]
async fn another_spelling_at_the_same_number_and_company_is_possible_and_says_why() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let person = house.person_with(mueller()).await;
        house.person_with(named("Hans", "Huber")).await;
        let found = check(&house, &house.ben, joerg()).await;
        assert_eq!(told(&found), [(Some(person), POSSIBLE)]);
        let who = found[0].person.as_ref().unwrap();
        assert_eq!((who.name.as_str(), who.partner_name.as_str()), ("Jörg Müller", "Acme GmbH"));
        assert!(who.may_edit && !who.inactive && found[0].points >= 110);
        let reasons: Vec<&Reason> = found[0].evidence.iter().map(|one| &one.reason).collect();
        assert!(reasons.iter().any(|reason| matches!(reason, Reason::Phone { .. })), "{reasons:?}");
        assert!(reasons.iter().any(|reason| matches!(reason, Reason::Company { .. })), "{reasons:?}");
        assert!(reasons.iter().any(
            |reason| matches!(reason, Reason::LastName { ours, theirs, .. } if ours == "Mueller" && theirs == "Müller")
        ));
    }
}

#[tokio::test]
async fn many_cards_are_answered_in_order_and_the_person_itself_is_left_out() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let person = house.person_with(mueller()).await;
        let ada = house.person_with(named("Ada", "L").with(FieldKey::Email1, "ada@laden.de")).await;
        let cards = [Card::new(), joerg(), named("A", "L").with(FieldKey::Email3, "ADA@laden.de")];
        let found = house.db.check_duplicates(&house.anna, &cards, None).await.unwrap();
        let told: Vec<_> = found.iter().map(|found| told(found)).collect();
        assert_eq!(told, [vec![], vec![(Some(person), POSSIBLE)], vec![(Some(ada), CERTAIN)]]);
        let found = house.db.check_duplicates(&house.anna, &cards, Some(person)).await.unwrap();
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [0, 0, 1]);
    }
}

#[tokio::test]
async fn of_those_outside_the_permissions_one_entry_per_status_is_told() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for _ in 0..2 {
            house.hidden_person(mueller()).await;
            house.hidden_person(named("Ida", "M").with(FieldKey::Email1, "ida@laden.de")).await;
        }
        let card = joerg().with(FieldKey::Email1, "ida@laden.de");
        let found = check(&house, &house.ben, card.clone()).await;
        assert_eq!(told(&found), [(None, CERTAIN), (None, POSSIBLE)]);
        assert!(found.iter().all(|one| one.evidence.is_empty() && one.points == 0));
        assert_eq!(check(&house, &house.anna, card).await.len(), 4, "she is in their team");
    }
}

#[tokio::test]
async fn a_hidden_field_is_no_evidence_and_finds_nobody_as_possible() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let person = house.person_with(mueller().with(FieldKey::MobilePhone, "0171 7654321")).await;
        let hidden: BTreeSet<FieldKey> =
            [FieldKey::BusinessPhone, FieldKey::BusinessPhone2, FieldKey::MobilePhone].into();
        let blind = Viewer { hidden, ..house.anna.clone() };
        let probe = || named("J", "Mueller").with(FieldKey::BusinessPhone, "030 7654321");
        assert_eq!(told(&check(&house, &house.anna, probe()).await), [(Some(person), POSSIBLE)]);
        assert_eq!(told(&check(&house, &blind, probe()).await), [], "by a number that she does not see");
        let sure = joerg().with(FieldKey::MobilePhone, "0171 7654321");
        let found = check(&house, &blind, sure).await;
        assert_eq!(told(&found), [(None, CERTAIN), (Some(person), POSSIBLE)]);
        let numbers = |one: &FoundDuplicate| {
            let number = |reason: &Reason| matches!(reason, Reason::Mobile { .. } | Reason::Phone { .. });
            one.evidence.iter().filter(|one| number(&one.reason)).count()
        };
        assert_eq!(numbers(&found[1]), 0);
    }
}

#[tokio::test]
async fn those_in_the_bin_are_left_out_and_inactive_ones_are_not() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let person = house.person_with(mueller()).await;
        let inactive = PersonPatch { inactive: Some(true), ..PersonPatch::default() };
        house.db.change_person(&house.anna, person, &inactive, None, NOW).await.unwrap();
        let found = check(&house, &house.rita, joerg()).await;
        let who = found[0].person.as_ref().unwrap();
        assert!(who.inactive && !who.may_edit, "a reader may not");
        house.db.delete_person(&house.anna, person, None, NOW).await.unwrap();
        assert_eq!(told(&check(&house, &house.anna, joerg()).await), []);
        house.db.restore_person(&house.anna, person, NOW).await.unwrap();
        assert_eq!(check(&house, &house.anna, joerg()).await.len(), 1);
        house.db.erase_person(&house.admin, person, NOW).await.unwrap();
        assert_eq!(told(&check(&house, &house.admin, joerg()).await), []);
    }
}

#[tokio::test]
async fn an_edit_is_found_by_what_it_made() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let person = house.person_with(named("Hans", "Huber")).await;
        let probe = || named("H", "Anders").with(FieldKey::Email1, "hans.huber@laden.de");
        assert_eq!(told(&check(&house, &house.anna, probe()).await), []);
        let mail = set(FieldKey::Email1, "hans.huber@laden.de");
        house.db.change_person(&house.anna, person, &mail, None, NOW).await.unwrap();
        assert_eq!(told(&check(&house, &house.anna, probe()).await), [(Some(person), CERTAIN)]);
        let mail = set(FieldKey::Email1, "huber@anders.de");
        house.db.change_person(&house.anna, person, &mail, None, NOW).await.unwrap();
        assert_eq!(told(&check(&house, &house.anna, probe()).await), []);
    }
}

#[tokio::test]
async fn the_switch_makes_shared_addresses_possible_when_the_first_names_differ() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let own = |first: &str, last: &str| named(first, last).with(FieldKey::Email1, "praxis@meyer.de");
        let anna = house.person_with(own("Anna", "Meyer")).await;
        let bernd = house.person_with(own("Bernd", "Meyer")).await;
        house.person_with(named("Cleo", "Allein").with(FieldKey::Email1, "cleo@allein.de")).await;
        let (db, admin) = (&house.db, &house.admin);
        assert_eq!(db.read_shared_keys(admin).await.unwrap(), SharedKeys { possible_only: false });
        assert_eq!(db.count_sharing(admin).await.unwrap(), 2, "so many does it concern");
        let probe = || own("Bernd", "Meyer");
        assert_eq!(check(&house, admin, probe()).await.iter().filter(|one| one.status == CERTAIN).count(), 2);
        let on = SharedKeys { possible_only: true };
        let refused = db.change_shared_keys(&house.anna, on, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))));
        assert!(matches!(db.count_sharing(&house.anna).await, Err(StoreError::NotAllowed(_))));
        db.change_shared_keys(admin, on, NOW).await.unwrap();
        let found = check(&house, admin, probe()).await;
        assert_eq!(told(&found), [(Some(bernd), CERTAIN), (Some(anna), POSSIBLE)]);
        let found = check(&house, admin, named("", "Meyer").with(FieldKey::Email1, "praxis@meyer.de")).await;
        assert!(
            found.iter().all(|one| one.status == POSSIBLE),
            "several hold it, and no first name says who"
        );
        house.db.delete_person(admin, anna, None, NOW).await.unwrap();
        assert_eq!(db.count_sharing(admin).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn who_moves_to_a_renamed_partner_is_compared_with_its_new_name() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let nordwind = partner(&house.db, &house.root, "Nordwind AG").await;
        let person = house.person_with(named("Xaver", "Zwirner")).await;
        let probe = |company: &str| named("X", "Zwirnr").with(FieldKey::Company, company);
        assert_eq!(told(&check(&house, &house.anna, probe("Nordwind")).await), []);
        let moved = PersonPatch { partner: Some(nordwind), ..PersonPatch::default() };
        house.db.change_person(&house.anna, person, &moved, None, NOW).await.unwrap();
        assert_eq!(told(&check(&house, &house.anna, probe("Nordwind AG")).await), [(Some(person), POSSIBLE)]);
        let name = PartnerPatch {
            card: [(PartnerField::Name, Some("Sturmtief KG".into()))].into(),
            ..PartnerPatch::default()
        };
        house.db.change_partner(&house.anna, nordwind, &name, None, NOW).await.unwrap();
        house.db.renew_search().await.unwrap();
        assert_eq!(told(&check(&house, &house.anna, probe("Nordwind AG")).await), []);
        assert_eq!(told(&check(&house, &house.anna, probe("Sturmtief")).await), [(Some(person), POSSIBLE)]);
        house.db.move_persons(&house.anna, nordwind, house.acme, NOW).await.unwrap();
        house.db.renew_search().await.unwrap();
        assert_eq!(told(&check(&house, &house.anna, probe("Sturmtief")).await), []);
    }
}

#[tokio::test]
async fn another_country_renews_the_keys() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let person = house.person_with(mueller()).await;
        let probe = || named("J", "Mueller").with(FieldKey::BusinessPhone, "+43 30 7654321");
        assert_eq!(told(&check(&house, &house.anna, probe()).await), []);
        let mut rules = house.db.read_rules(&house.admin).await.unwrap();
        rules.country = Country::parse("AT").unwrap();
        let edited = house.db.edit_rules(&house.admin, |_| Some(rules.clone()), NOW).await;
        edited.unwrap();
        house.db.renew_search().await.unwrap();
        assert_eq!(told(&check(&house, &house.anna, probe()).await), [(Some(person), POSSIBLE)]);
    }
}

#[tokio::test]
async fn who_is_not_the_same_is_remembered_until_taken_back() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (one, other) = (house.person_with(mueller()).await, house.person_with(mueller()).await);
        let (db, anna) = (&house.db, &house.anna);
        let of = async || {
            let cards = [mueller().with(FieldKey::Company, "Acme GmbH")];
            told(&db.check_duplicates(anna, &cards, Some(one)).await.unwrap()[0])
        };
        assert_eq!(of().await, [(Some(other), POSSIBLE)]);
        assert!(matches!(
            db.mark_not_same(&house.rita, one, other, NOW).await,
            Err(StoreError::NotAllowed(_))
        ));
        assert!(matches!(db.mark_not_same(anna, one, one, NOW).await, Err(StoreError::Invalid(_))));
        let secret = house.hidden_person(named("Se", "Cret")).await;
        let refused = db.mark_not_same(&house.ben, one, secret, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotFound(_))));
        db.mark_not_same(anna, other, one, NOW).await.unwrap();
        db.mark_not_same(anna, one, other, NOW).await.unwrap();
        assert_eq!(of().await, []);
        let pairs = db.list_not_same(anna).await.unwrap();
        assert_eq!((pairs.len(), pairs[0].by, pairs[0].at), (1, Some(anna.user), NOW));
        db.unmark_not_same(anna, one, other).await.unwrap();
        assert_eq!((of().await.len(), db.list_not_same(anna).await.unwrap().len()), (1, 0));
    }
}

#[tokio::test]
async fn a_pair_that_one_may_not_see_is_not_listed_as_not_the_same() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (one, other) = (house.person("A").await, house.hidden_person(named("B", "B")).await);
        house.db.mark_not_same(&house.anna, one, other, NOW).await.unwrap();
        assert_eq!(house.db.list_not_same(&house.ben).await.unwrap(), []);
        assert_eq!(house.db.list_not_same(&house.anna).await.unwrap().len(), 1);
        house.db.erase_person(&house.admin, other, NOW).await.unwrap();
        assert_eq!(house.db.list_not_same(&house.admin).await.unwrap(), []);
    }
}

#[tokio::test]
async fn of_many_who_create_the_same_at_once_each_sees_whoever_was_before() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let creating: Vec<_> = (0..12)
            .map(|n| {
                let (db, anna, acme) = (house.db.clone(), house.anna.clone(), house.acme);
                let mobile = format!("0171 55500{:02}", n % 2);
                let card = named("Ida", "Gleich")
                    .with(FieldKey::Email1, "ida@gleich.de")
                    .with(FieldKey::MobilePhone, &mobile);
                tokio::spawn(async move {
                    db.create_person(&anna, &NewPerson::new(acme, card), NOW).await.unwrap().duplicates
                })
            })
            .collect();
        let mut seen = Vec::new();
        for created in creating {
            let found = created.await.unwrap();
            seen.push(found.iter().filter(|one| one.status == CERTAIN).count());
        }
        seen.sort_unstable();
        // Whoever comes n-th sees the n before: nobody was created beside another one.
        assert_eq!(seen, (0..12).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_partner_is_suggested_by_name_domain_and_its_persons_and_preset_when_it_is_clear() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let card = contacts::person::PartnerCard::default()
            .with(PartnerField::Name, "Nordwind Logistik GmbH")
            .with(PartnerField::WebPage, "https://www.nordwind-logistik.de")
            .with(PartnerField::City, "Kiel");
        let new = NewPartner { card, ..NewPartner::default() };
        let nordwind = house.db.create_partner(&house.root, &new, NOW).await.unwrap().id;
        house.person_with(named("Ada", "L").with(FieldKey::Email1, "ada@acme-werke.de")).await;
        let suggest = async |viewer: &Viewer, card: Card| {
            house.db.suggest_partners(viewer, &[card]).await.unwrap().remove(0)
        };
        let clear = named("B", "B")
            .with(FieldKey::Company, "Nordwind Logistik")
            .with(FieldKey::Email1, "b@nordwind-logistik.de");
        let found = suggest(&house.ben, clear).await;
        assert_eq!((found.preset, found.ranked[0].id), (Some(nordwind), nordwind));
        assert_eq!((found.ranked[0].city.as_str(), found.ranked[0].because.len()), ("Kiel", 2));
        let colleague = || named("C", "C").with(FieldKey::Email1, "c@acme-werke.de");
        let found = suggest(&house.ben, colleague()).await;
        assert_eq!(found.ranked.iter().map(|one| one.id).collect::<Vec<_>>(), [house.acme]);
        assert!(matches!(&found.ranked[0].because[0],
            store::Because::PersonsDomain { domain, .. } if domain == "acme-werke.de"));
        let blind = Viewer { hidden: [FieldKey::Email1].into(), ..house.ben.clone() };
        assert_eq!(suggest(&blind, colleague()).await.ranked, [], "addresses are hidden from her");
        assert_eq!(suggest(&house.ben, named("D", "D")).await, store::PartnerSuggestions::default());
        house.db.delete_partner(&house.admin, nordwind, None, NOW).await.unwrap();
        let gone = named("B", "B").with(FieldKey::Company, "Nordwind Logistik");
        assert_eq!(suggest(&house.ben, gone).await.ranked, []);
    }
}

#[tokio::test]
async fn a_domain_of_persons_that_one_may_not_see_suggests_nobody() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.hidden_person(named("Ada", "L").with(FieldKey::Email1, "ada@acme-werke.de")).await;
        let cards = [named("C", "C").with(FieldKey::Email1, "c@acme-werke.de")];
        let found = house.db.suggest_partners(&house.ben, &cards).await.unwrap();
        assert_eq!(found[0].ranked, []);
        assert_eq!(house.db.suggest_partners(&house.anna, &cards).await.unwrap()[0].ranked.len(), 1);
    }
}
