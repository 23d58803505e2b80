//! Contacts born in Outlook: in the user's mailbox before Tandem came. Some are contact persons already, most are
//! to be imported, one is private.

use outlook_standin::{EditError, Outlook};
use serde_json::{Map, Value, json};
use store::LoadPerson;

use contacts::FieldKey;

/// First name, last name, company as typed, e-mail, mobile, position.
const BORN: &[(&str, &str, &str, &str, &str, &str)] = &[
    (
        "Insa",
        "Petersen",
        "Nordwind",
        "insa.petersen@nordwind-logistik.example",
        "0171 3920001",
        "Disposition",
    ),
    ("Thies", "Carstens", "Nordwind Logistik", "t.carstens@nordwind-logistik.example", "", "Lagerleiter"),
    (
        "Renate",
        "Hauff",
        "Brückner Maschinenbau",
        "hauff@brueckner-maschinen.example",
        "+49 171 3920002",
        "Einkauf",
    ),
    (
        "Selin",
        "Öztürk",
        "Öztürk Feinkost",
        "selin@oeztuerk-feinkost.example",
        "0171/3920003",
        "Geschäftsführerin",
    ),
    ("Xaver", "Niedermayr", "Hotel Alpenblick", "xaver.niedermayr@alpenblick.example", "", "Küchenchef"),
    ("Birte", "Hansen", "Software Fjord UG", "birte@software-fjord.example", "0171 3920004", "Entwicklung"),
    ("Carl", "Weißbach", "Weissbach Optik", "c.weissbach@weissbach-optik.example", "", "Inhaber"),
    ("Yvonne", "Marchand", "Atelier Lefevre", "yvonne@atelier-lefevre.example", "+33 6 39 98 00 05", ""),
    ("Tomasz", "Zieliński", "ZM Lodz", "t.zielinski@zm-lodz.example", "", "Kierownik"),
    (
        "Leyla",
        "Demir",
        "Boğaziçi Tekstil",
        "leyla.demir@bogazici-tekstil.example",
        "+90 500 000 00 06",
        "İhracat",
    ),
    ("Rupert", "Ashdown", "Harbour and Lane", "rupert@harbourlane.example", "07700 900107", "Sales"),
    ("Frau", "Kessler", "Finanzkontor Taunus", "kessler@finanzkontor-taunus.example", "", "Sekretariat"),
    ("", "Zentrale Stadtwerke", "Stadtwerke Oberlausitz", "info@sw-oberlausitz.example", "", ""),
    ("Moritz", "Blum", "", "moritz.blum@mail.example", "0171 3920008", ""),
    ("Oma", "Hilde", "", "", "0171 3920009", ""),
    ("Zahnarzt", "Dr. Kroll", "", "", "", ""),
];
/// How many persons of the CRM are in the mailbox too, typed in by its owner: exporting one links it.
const EQUAL: usize = 4;

/// Puts the contacts into a mailbox; returns how many.
///
/// # Errors
/// When the stand-in refuses one.
pub(super) fn put(outlook: &Outlook, persons: &[LoadPerson]) -> Result<usize, EditError> {
    for (place, (first, last, company, mail, mobile, position)) in BORN.iter().enumerate() {
        let mut contact = contact(first, last, mail);
        for (name, text) in [("companyName", company), ("mobilePhone", mobile), ("jobTitle", position)] {
            if !text.is_empty() {
                contact.insert(name.to_owned(), json!(text));
            }
        }
        if place == BORN.len() - 1 {
            // Marked private, as Outlook's own forms do.
            contact.insert("personalNotes".to_owned(), json!("Termin alle sechs Monate."));
            let private = json!([{"id": "Integer 0x36", "value": "2"}]);
            contact.insert("singleValueExtendedProperties".to_owned(), private);
        }
        outlook.create(None, &contact)?;
    }
    // The tour shows how a contact is created, with somebody of the first partner.
    let others = persons.iter().filter(|person| {
        !person.card.text(FieldKey::Email1).is_empty()
            && person.partner_external_id != persons[0].partner_external_id
    });
    let mut count = BORN.len();
    for person in others.skip(20).step_by(17).take(EQUAL) {
        let text = |key| person.card.text(key);
        let equal = contact(text(FieldKey::FirstName), text(FieldKey::LastName), text(FieldKey::Email1));
        outlook.create(None, &equal)?;
        count += 1;
    }
    Ok(count)
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
