//! The list in every state.

use std::collections::BTreeMap;

use contacts::person::Touch;
use contacts::{Card, ContactPerson, FieldKey, MailboxId, PartnerId, PersonId, UserId};
use store::{Count, PasswordState, PersonRecord, PhotoFacts, Role, User};

use super::bulk::BulkPage;
use super::switches::Badge;
use super::*;

fn record(place: u128, name: &str, full: bool) -> PersonRecord {
    let touch = Touch { by: None, at: 1_795_000_000_000_000 };
    let mut card = Card::new().with(FieldKey::LastName, name).with(FieldKey::Company, "Kunde <b>x</b> GmbH");
    if full {
        card = card
            .with(FieldKey::JobTitle, "Head of <b>x</b>")
            .with(FieldKey::Email1, "\"ada<b>x</b>\"@example.com")
            .with(FieldKey::BusinessPhone, "+49 30 12345")
            .with(FieldKey::BusinessCity, "Köln <b>x</b>")
            .with(FieldKey::Categories, "VIP; <b>x</b>");
    }
    PersonRecord {
        person: ContactPerson {
            id: PersonId::from_u128(place),
            version: 1,
            partner: PartnerId::from_u128(1),
            employee_in_charge: full.then(|| UserId::from_u128(7)),
            team: None,
            inactive: full,
            external_id: None,
            card: card.clone(),
            photo: None,
            created: touch,
            changed: touch,
            deleted: None,
        },
        name: name.to_owned(),
        card,
        partner_name: if full { "Kunde <b>x</b> GmbH".to_owned() } else { String::new() },
        photo: full.then(|| PhotoFacts {
            digest: "0123456789abcdef0123".to_owned(),
            width: None,
            height: None,
        }),
    }
}

fn user() -> User {
    User {
        id: UserId::from_u128(7),
        mail: "anna@example.com".to_owned(),
        name: "Anna <b>x</b>".to_owned(),
        role: Role::User,
        disabled: false,
        created: 1,
        password: PasswordState::Own,
        last_sign_in: None,
    }
}

impl People {
    /// Makes a list of what a query asks for.
    fn sample(shell: &Shell, query: &str, persons: u128, fixed: bool, writes: bool) -> Self {
        let mut asked = Asked::read(query);
        let partner = fixed.then(|| PartnerId::from_u128(1));
        asked.partner = partner.or(asked.partner);
        let own = [1, 2].map(|id| Own {
            id: MailboxId::from_u128(id),
            address: "anna@example.com".into(),
            active: true,
        });
        let (words, users, columns) = (shell.words, [user()], Column::ALL.to_vec());
        let details = switches::samples::details();
        let records: Vec<PersonRecord> =
            (1..=persons).map(|place| record(place, "Zoë <b>x</b> Łukasz", place % 2 == 1)).collect();
        let badges: BTreeMap<PersonId, Badge> = (records.iter().zip(details.iter().cycle()))
            .map(|(record, detail)| {
                (record.person.id, Badge::of(record.person.id, detail.as_ref(), true, words))
            })
            .collect();
        let ground = rows::Ground { users: &users, badges: &badges, columns: &columns, q: &asked.q };
        let path = if fixed { "/business-partners/1".to_owned() } else { PATH.to_owned() };
        let address = asked.address(&path, fixed);
        let filters = Filters::made(&asked, &users, "Kunde <b>x</b>".to_owned(), words);
        let shown: Vec<Badge> = badges.values().cloned().collect();
        let next = (persons > 5).then_some("place");
        People {
            back: address.to_string(),
            sorting: asked.sorting(),
            orders: orders(&asked, &address, words, fixed),
            count: counted(
                if persons > 5 { Count::MoreThan(1_000) } else { Count::Exactly(persons as u64) },
                words,
            ),
            pager: Pager::new(&address, some(&asked.after), some(&asked.trail), next),
            chips: hints::chips(&asked, &address, true, words),
            set: hints::set(&asked, &address, &filters, fixed, words),
            mailboxes: mailboxes(&own, &address, own.first()),
            rows: rows::rows(&records, &ground),
            live: Live::of(MailboxId::from_u128(1), &shown),
            choices: Column::ALL.into_iter().map(|column| (column, column != Column::Phone)).collect(),
            mailbox: own.into_iter().next(),
            partner,
            path,
            address,
            asked,
            columns,
            filters,
            writes,
        }
    }

    /// Makes the list of a business partner.
    pub(crate) fn of_partner(shell: &Shell, persons: u128) -> Self {
        People::sample(shell, "", persons, true, persons != 3)
    }
}

impl ListPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let everything = "q=z%3Cb%3Ex%3C%2Fb%3E&mine=true&replicated=true&attention=true&city=K%3Cb%3Ex%3C%2Fb%3E&category=V\
            &inactive=true&sort=-changed&employee_in_charge=00000000-0000-0000-0000-000000000007&after=b&trail=~a\
            &business_partner=00000000-0000-0000-0000-000000000008";
        let page = |query: &str, persons, writes| ListPage {
            shell: shell.clone(),
            part: People::sample(shell, query, persons, false, writes),
        };
        vec![
            page("", 11, true),
            page("", 3, false),
            page("", 0, true),
            page("", 0, false),
            page("deleted=true", 2, true),
            page("deleted=true&inactive=false", 0, true),
            page(everything, 11, true),
            page(everything, 0, true),
        ]
    }
}

/// Every dialog about several persons.
pub(crate) fn dialogs(shell: &Shell) -> Vec<BulkPage> {
    let mut all = BulkPage::samples(shell);
    all.extend(replicate::samples::pages(shell));
    all.extend(withdraw::samples::pages(shell));
    all.extend(employee::samples::pages(shell));
    all
}
