//! Contacts born in Outlook: in the user's mailbox before Tandem came. Some are contact persons already, some work at
//! a company that is known, some are nobody's business.

use outlook_standin::{EditError, Outlook};
use serde_json::{Map, Value, json};

use contacts::FieldKey;

use super::portrait;
use super::sample::Sampled;
use crate::failure::Failure;

/// A contact as its owner typed it; what is empty was left out.
struct Born {
    first: &'static str,
    last: &'static str,
    company: &'static str,
    mail: &'static str,
    mobile: &'static str,
    position: &'static str,
    notes: &'static str,
    /// A picture of a woman or a man.
    photo: Option<bool>,
    private: bool,
}

const NOBODY: Born = Born {
    first: "",
    last: "",
    company: "",
    mail: "",
    mobile: "",
    position: "",
    notes: "",
    photo: None,
    private: false,
};

const BORN: [Born; 9] = [
    Born {
        first: "Insa",
        last: "Petersen",
        company: "Nordwind Logistik",
        mail: "insa.petersen@nordwind-logistik.example",
        mobile: "0171 39 200 91",
        position: "Disposition",
        photo: Some(true),
        ..NOBODY
    },
    Born {
        first: "Thies",
        last: "Carstens",
        company: "Nordwind",
        mail: "t.carstens@nordwind-logistik.example",
        position: "Lagerleiter",
        ..NOBODY
    },
    Born {
        first: "Renate",
        last: "Hauff",
        company: "Brückner Maschinenbau",
        mail: "hauff@brueckner-maschinen.example",
        mobile: "+49 171 3920092",
        position: "Einkauf",
        notes: "Nur dienstags und donnerstags im Büro.",
        ..NOBODY
    },
    Born {
        first: "Selin",
        last: "Öztürk",
        company: "Öztürk Feinkost",
        mail: "selin@oeztuerk-feinkost.example",
        mobile: "0171/3920093",
        position: "Geschäftsführerin",
        photo: Some(true),
        ..NOBODY
    },
    Born {
        first: "Rupert",
        last: "Ashdown",
        company: "Harbour and Lane",
        mail: "rupert@harbourlane.example",
        mobile: "07700 900999",
        position: "Sales",
        photo: Some(false),
        ..NOBODY
    },
    Born {
        last: "Kessler",
        company: "Kanzlei Kessler & Kollegen",
        mail: "kessler@kanzlei-kessler.example",
        position: "Rechtsanwältin",
        ..NOBODY
    },
    Born {
        first: "Moritz",
        last: "Blum",
        mail: "moritz.blum@mail.example",
        mobile: "0171 39 200 95",
        ..NOBODY
    },
    Born { first: "Oma", last: "Hilde", mobile: "0171 39 200 96", notes: "Geburtstag am 3. Mai!", ..NOBODY },
    Born {
        first: "Zahnarzt",
        last: "Dr. Kroll",
        notes: "Termin alle sechs Monate.",
        private: true,
        ..NOBODY
    },
];
/// How many persons of the CRM are in the mailbox too, typed in by its owner: exporting one links it.
const EQUAL: usize = 3;

/// Puts the contacts into a mailbox. The persons are those of whom some may be in it too.
///
/// # Errors
/// When the stand-in refuses one.
pub(super) fn put(outlook: &Outlook, persons: &[&Sampled]) -> Result<(), Failure> {
    for (place, born) in BORN.iter().enumerate() {
        let contact = outlook.create(None, &typed(born)).map_err(|error| refused(&error))?;
        if let Some(woman) = born.photo {
            let picture = portrait::draw(woman, 4_000 + place)
                .map_err(|error| Failure::of("a portrait could not be drawn", error))?;
            outlook.set_photo(&contact.id, picture.into()).map_err(|error| refused(&error))?;
        }
    }
    let text = |person: &Sampled, key| person.row.card.text(key).to_owned();
    let by_mail = persons.iter().filter(|person| !text(person, FieldKey::Email1).is_empty());
    for person in by_mail.skip(20).step_by(17).take(EQUAL - 1) {
        let name = (text(person, FieldKey::FirstName), text(person, FieldKey::LastName));
        let equal = contact(&name.0, &name.1, &text(person, FieldKey::Email1));
        outlook.create(None, &equal).map_err(|error| refused(&error))?;
    }
    // One is known by last name and mobile number only.
    let by_mobile = persons.iter().find(|person| {
        !text(person, FieldKey::MobilePhone).is_empty() && !text(person, FieldKey::LastName).is_empty()
    });
    if let Some(person) = by_mobile {
        let mut equal = contact(&text(person, FieldKey::FirstName), &text(person, FieldKey::LastName), "");
        equal.insert("mobilePhone".to_owned(), json!(text(person, FieldKey::MobilePhone)));
        outlook.create(None, &equal).map_err(|error| refused(&error))?;
    }
    Ok(())
}

fn refused(error: &EditError) -> Failure {
    Failure::of("the stand-in refused a contact", error)
}

fn typed(born: &Born) -> Map<String, Value> {
    let mut contact = contact(born.first, born.last, born.mail);
    for (name, text) in [
        ("companyName", born.company),
        ("mobilePhone", born.mobile),
        ("jobTitle", born.position),
        ("personalNotes", born.notes),
    ] {
        if !text.is_empty() {
            contact.insert(name.to_owned(), json!(text));
        }
    }
    if born.private {
        // Both places, as Outlook's own form writes them.
        let private = json!([
            {"id": "Integer 0x36", "value": "2"},
            {"id": "Boolean {00062008-0000-0000-C000-000000000046} Id 0x8506", "value": "true"},
        ]);
        contact.insert("singleValueExtendedProperties".to_owned(), private);
    }
    contact
}

fn contact(first: &str, last: &str, mail: &str) -> Map<String, Value> {
    let mut contact = Map::new();
    if !first.is_empty() {
        contact.insert("givenName".to_owned(), json!(first));
    }
    contact.insert("surname".to_owned(), json!(last));
    contact.insert("displayName".to_owned(), json!(format!("{first} {last}").trim()));
    if !mail.is_empty() {
        contact.insert("emailAddresses".to_owned(), json!([{"name": mail, "address": mail}]));
    }
    contact
}
