//! THE COLUMN MAP: which name of a column means which field.
//!
//! Names are compared without regard to case, hyphens, blanks, brackets and the like, and with umlauts in
//! either spelling. The names of the field map (keys, English and German labels) are known beside those here.

use std::collections::HashMap;

use contacts::FieldKey::{self, *};
use contacts::field::FIELDS;
use contacts::normalise;

/// What a column of a file of contact persons is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// A field.
    Field(FieldKey),
    /// A further line of a street, in the order of the columns.
    StreetLine(FieldKey),
    /// What sort of address an e-mail field holds.
    EmailType(FieldKey),
    /// Private, confidential or neither.
    Sensitivity,
    /// A second web page, taken when there is no first.
    /// The person's id in the system that wrote the file.
    ExternalId,
    /// The business partner's id there.
    PartnerExternalId,
    /// The responsible user's e-mail address.
    EmployeeInCharge,
    /// Whether the person is inactive.
    Inactive,
    /// The photo's file.
    PhotoFile,
    /// Known, and left out on purpose: no place in the field map.
    LeftOut,
}

use Target::{EmailType, Field, LeftOut, Sensitivity, StreetLine};

/// Outlook's names, English and German, old and new, and Tandem's own beside the fields.
const COLUMNS: &[(Target, &[&str])] = &[
    (Field(Title), &["Title", "Anrede"]),
    (Field(FirstName), &["First Name", "Vorname"]),
    (Field(MiddleName), &["Middle Name", "Weitere Vornamen", "Zweiter Vorname"]),
    (Field(LastName), &["Last Name", "Nachname"]),
    (Field(Suffix), &["Suffix"]),
    (Field(Nickname), &["Nickname", "Spitzname"]),
    (Field(Initials), &["Initials", "Initialen"]),
    (Field(FullName), &["Display Name", "Anzeigename"]),
    (Field(PhoneticFirstName), &["Given Yomi", "Given Name Yomi"]),
    (Field(PhoneticLastName), &["Surname Yomi"]),
    (Field(PhoneticCompany), &["Company Yomi"]),
    (Field(Company), &["Company", "Firma"]),
    (Field(Department), &["Department", "Abteilung"]),
    (Field(JobTitle), &["Job Title", "Position"]),
    (Field(Profession), &["Profession", "Beruf"]),
    (Field(Office), &["Office Location", "Büro"]),
    (Field(Manager), &["Manager's Name", "Name des/r Vorgesetzten", "Name des/der Vorgesetzten"]),
    (Field(Assistant), &["Assistant's Name", "Assistent(in)", "Name Assistent"]),
    (Field(Email1), &["E-mail Address", "E-Mail-Adresse", "E-mail 1 Address"]),
    (EmailType(Email1), &["E-mail Type", "E-Mail-Typ"]),
    (Field(Email2), &["E-mail 2 Address", "E-Mail 2: Adresse"]),
    (EmailType(Email2), &["E-mail 2 Type", "E-Mail 2: Typ"]),
    (Field(Email3), &["E-mail 3 Address", "E-Mail 3: Adresse"]),
    (EmailType(Email3), &["E-mail 3 Type", "E-Mail 3: Typ"]),
    (Field(WebPage), &["Web Page", "Webseite"]),
    (Field(PersonalWebPage), &["Personal Web Page", "Persönliche Webseite"]),
    (Field(Im1), &["IMAddress", "IM Address"]),
    (Field(BusinessPhone), &["Business Phone", "Telefon geschäftlich"]),
    (Field(BusinessPhone2), &["Business Phone 2", "Telefon geschäftlich 2"]),
    (Field(MobilePhone), &["Mobile Phone", "Mobiltelefon"]),
    (Field(HomePhone), &["Home Phone", "Telefon (privat)"]),
    (Field(HomePhone2), &["Home Phone 2", "Telefon (privat 2)"]),
    (Field(CompanyPhone), &["Company Main Phone", "Telefon Firma"]),
    (Field(AssistantPhone), &["Assistant's Phone", "Telefon Assistent"]),
    (Field(BusinessFax), &["Business Fax", "Fax geschäftlich"]),
    (Field(HomeFax), &["Home Fax", "Fax privat"]),
    (Field(OtherFax), &["Other Fax", "Weiteres Fax"]),
    (Field(OtherPhone), &["Other Phone", "Weiteres Telefon"]),
    (Field(PrimaryPhone), &["Primary Phone", "Haupttelefon"]),
    (Field(CarPhone), &["Car Phone", "Autotelefon"]),
    (Field(Pager), &["Pager"]),
    (Field(BusinessStreet), &["Business Street", "Straße geschäftlich"]),
    (
        StreetLine(BusinessStreet),
        &["Business Street 2", "Straße geschäftlich 2", "Business Street 3", "Straße geschäftlich 3"],
    ),
    (Field(BusinessPostalCode), &["Business Postal Code", "Postleitzahl geschäftlich"]),
    (Field(BusinessCity), &["Business City", "Ort geschäftlich"]),
    (Field(BusinessState), &["Business State", "Region geschäftlich", "Bundesland/Kanton geschäftlich"]),
    (Field(BusinessCountry), &["Business Country/Region", "Business Country", "Land/Region geschäftlich"]),
    (Field(BusinessPoBox), &["Business Address PO Box", "Postfach geschäftlich"]),
    (Field(HomeStreet), &["Home Street", "Straße privat"]),
    (StreetLine(HomeStreet), &["Home Street 2", "Straße privat 2", "Home Street 3", "Straße privat 3"]),
    (Field(HomePostalCode), &["Home Postal Code", "Postleitzahl privat"]),
    (Field(HomeCity), &["Home City", "Ort privat"]),
    (Field(HomeState), &["Home State", "Bundesland/Kanton privat", "Region privat"]),
    (Field(HomeCountry), &["Home Country/Region", "Home Country", "Land/Region privat"]),
    (Field(HomePoBox), &["Home Address PO Box", "Postfach privat"]),
    (Field(OtherStreet), &["Other Street", "Weitere Straße"]),
    (StreetLine(OtherStreet), &["Other Street 2", "Weitere Straße 2", "Other Street 3", "Weitere Straße 3"]),
    (Field(OtherPostalCode), &["Other Postal Code", "Weitere Postleitzahl"]),
    (Field(OtherCity), &["Other City", "Weiterer Ort"]),
    (Field(OtherState), &["Other State", "Weiteres/r Bundesland/Kanton"]),
    (Field(OtherCountry), &["Other Country/Region", "Other Country", "Weiteres/e Land/Region"]),
    (Field(OtherPoBox), &["Other Address PO Box", "Weiteres Postfach"]),
    (Field(Birthday), &["Birthday", "Geburtstag"]),
    (Field(Anniversary), &["Anniversary", "Jahrestag"]),
    (Field(Gender), &["Gender", "Geschlecht"]),
    (Field(Spouse), &["Spouse", "Partner", "Partner/in"]),
    (Field(Children), &["Children", "Kinder"]),
    (Field(Notes), &["Notes", "Notizen"]),
    (Field(Categories), &["Categories", "Kategorien"]),
    (Field(Private), &["Private", "Privat"]),
    (Sensitivity, &["Sensitivity", "Vertraulichkeit"]),
    (Field(GovernmentId), &["Government ID Number", "Sozialversicherungsnr.", "Regierungsnr."]),
    (Field(Account), &["Account", "Konto"]),
    (Field(User1), &["User 1", "Benutzer 1"]),
    (Field(User2), &["User 2", "Benutzer 2"]),
    (Field(User3), &["User 3", "Benutzer 3"]),
    (Field(User4), &["User 4", "Benutzer 4"]),
    (Target::ExternalId, &["external_id"]),
    (Target::PartnerExternalId, &["partner_external_id"]),
    (Target::EmployeeInCharge, &["employee_in_charge"]),
    (Target::Inactive, &["inactive"]),
    (Target::PhotoFile, &["photo"]),
    (LeftOut, &["Callback", "Rückmeldung", "ISDN", "Telex", "Radio Phone"]),
    // By its place in Outlook's list this is the radio phone, whatever it is called.
    (LeftOut, &["Mobiltelefon 2", "TTY/TDD Phone", "Telefon für Hörbehinderte"]),
    (LeftOut, &["E-mail Display Name", "E-mail 2 Display Name", "E-mail 3 Display Name"]),
    (LeftOut, &["E-Mail: Angezeigter Name", "E-Mail 2: Angezeigter Name", "E-Mail 3: Angezeigter Name"]),
    (LeftOut, &["Billing Information", "Abrechnungsinformation", "Directory Server", "Verzeichnisserver"]),
    (LeftOut, &["Hobby", "Schools", "Keywords", "Stichwörter", "Language", "Sprache", "Location", "Ort"]),
    (LeftOut, &["Internet Free Busy", "Internet Frei/Gebucht", "Mileage", "Reisekilometer"]),
    (LeftOut, &["Organizational ID Number", "Organisationsnr.", "Priority", "Priorität"]),
    (LeftOut, &["Referred By", "Empfohlen von"]),
];

/// Returns a column's name in the form in which names are compared.
pub(crate) fn normal(name: &str) -> String {
    normalise::name(name).replace(' ', "")
}

/// Returns what each known name of a column means, by its normal form.
pub(crate) fn known() -> HashMap<String, Target> {
    let mut known = HashMap::new();
    for (target, names) in COLUMNS {
        known.extend(names.iter().map(|name| (normal(name), *target)));
    }
    for field in FIELDS {
        for name in [field.key.as_str(), field.label.en, field.label.de] {
            known.entry(normal(name)).or_insert(Field(field.key));
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_things() {
        let mut seen: HashMap<String, Target> = HashMap::new();
        for (target, names) in COLUMNS {
            for name in *names {
                assert_eq!(*seen.entry(normal(name)).or_insert(*target), *target, "{name}");
            }
        }
        let known = known();
        for field in FIELDS {
            for name in [field.key.as_str(), field.label.en, field.label.de] {
                assert_eq!(known[&normal(name)], Field(field.key), "{name}");
            }
        }
    }

    #[test]
    fn names_are_compared_without_regard_to_notation() {
        for name in ["Telefon privat", "TELEFON (PRIVAT)", "telefon-privat", "Telefon  privat "] {
            assert_eq!(known()[&normal(name)], Field(HomePhone), "{name}");
        }
        assert_eq!(normal("Straße geschäftlich"), normal("STRASSE GESCHAEFTLICH"));
    }
}
