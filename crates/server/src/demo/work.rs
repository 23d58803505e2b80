//! What the sample's people do, in the words of their country: for a woman, for a man.

use super::companies::Land;

/// A department with the positions in it, each as a woman's and as a man's.
pub(super) type Department = (&'static str, &'static [(&'static str, &'static str)]);

/// Returns the departments of a company in a country.
pub(super) const fn of(land: Land) -> &'static [Department] {
    match land {
        Land::Germany | Land::Austria => GERMAN,
        Land::Britain => ENGLISH,
        Land::France => FRENCH,
        Land::Turkey => TURKISH,
        Land::Poland => POLISH,
    }
}

/// Returns what somebody noted about a person.
pub(super) const fn notes(land: Land) -> &'static [&'static str] {
    match land {
        Land::Germany | Land::Austria => &[
            "Kennengelernt auf der Messe.\nBevorzugt Anrufe am Vormittag.",
            "Entscheidet über den Rahmenvertrag.",
            "Mag kurze Mails. Freitags im Homeoffice.",
            "Kam über eine Empfehlung; Angebot im Frühjahr nachfassen.",
        ],
        Land::Britain => &[
            "Met at the trade fair.\nPrefers a call before noon.",
            "Signs the framework contract.",
            "Out of office on Fridays.",
        ],
        Land::France => &["Rencontré au salon.\nÀ rappeler le matin.", "Préfère le courriel."],
        Land::Turkey => &["Fuarda tanışıldı.\nÖğleden önce aranmalı.", "Teklif bekliyor."],
        Land::Poland => &["Poznani na targach.\nNajlepiej dzwonić rano.", "Woli kontakt mailowy."],
    }
}

const GERMAN: &[Department] = &[
    (
        "Einkauf",
        &[
            ("Leiterin Einkauf", "Leiter Einkauf"),
            ("Strategische Einkäuferin", "Strategischer Einkäufer"),
            ("Sachbearbeiterin Einkauf", "Sachbearbeiter Einkauf"),
        ],
    ),
    (
        "Vertrieb",
        &[
            ("Vertriebsleiterin", "Vertriebsleiter"),
            ("Key Account Managerin", "Key Account Manager"),
            ("Außendienst Süd", "Außendienst Nord"),
        ],
    ),
    (
        "Geschäftsführung",
        &[
            ("Geschäftsführerin", "Geschäftsführer"),
            ("Assistentin der Geschäftsführung", "Assistent der Geschäftsführung"),
        ],
    ),
    (
        "IT",
        &[
            ("Leiterin IT", "Leiter IT"),
            ("Systemadministratorin", "Systemadministrator"),
            ("Datenschutzbeauftragte", "Datenschutzbeauftragter"),
        ],
    ),
    (
        "Finanzen",
        &[
            ("Kaufmännische Leiterin", "Kaufmännischer Leiter"),
            ("Buchhalterin", "Buchhalter"),
            ("Controllerin", "Controller"),
        ],
    ),
    (
        "Logistik",
        &[
            ("Disponentin", "Disponent"),
            ("Lagerleiterin", "Lagerleiter"),
            ("Fuhrparkmanagement", "Fuhrparkmanagement"),
        ],
    ),
    (
        "Marketing",
        &[("Leiterin Marketing", "Leiter Marketing"), ("Öffentlichkeitsarbeit", "Öffentlichkeitsarbeit")],
    ),
    (
        "Produktion",
        &[
            ("Produktionsleiterin", "Produktionsleiter"),
            ("Schichtleiterin", "Schichtleiter"),
            ("Qualitätssicherung", "Qualitätssicherung"),
        ],
    ),
];
const ENGLISH: &[Department] = &[
    ("Procurement", &[("Head of Procurement", "Head of Procurement"), ("Category Buyer", "Category Buyer")]),
    ("Sales", &[("Sales Director", "Sales Director"), ("Key Account Manager", "Account Executive")]),
    (
        "Finance",
        &[("Chief Financial Officer", "Financial Controller"), ("Accounts Payable", "Credit Control")],
    ),
    ("Operations", &[("Operations Manager", "Operations Manager"), ("Quality Lead", "Warehouse Supervisor")]),
    ("Management", &[("Managing Director", "Managing Director"), ("Executive Assistant", "Office Manager")]),
];
const FRENCH: &[Department] = &[
    ("Achats", &[("Directrice des achats", "Directeur des achats"), ("Acheteuse", "Acheteur")]),
    (
        "Commercial",
        &[
            ("Directrice commerciale", "Directeur commercial"),
            ("Responsable grands comptes", "Technico-commercial"),
        ],
    ),
    ("Direction", &[("Gérante", "Gérant"), ("Assistante de direction", "Assistant de direction")]),
    (
        "Marketing",
        &[
            ("Responsable marketing", "Responsable marketing"),
            ("Chargée de communication", "Chargé de communication"),
        ],
    ),
];
const TURKISH: &[Department] = &[
    ("Satın Alma", &[("Satın Alma Müdürü", "Satın Alma Müdürü"), ("Satın Alma Uzmanı", "Satın Alma Uzmanı")]),
    ("İhracat", &[("İhracat Müdürü", "İhracat Müdürü"), ("Satış Uzmanı", "Satış Uzmanı")]),
    ("Yönetim", &[("Genel Müdür", "Genel Müdür Yardımcısı"), ("Yönetici Asistanı", "Yönetici Asistanı")]),
    ("Muhasebe", &[("Mali İşler Müdürü", "Mali İşler Müdürü"), ("Muhasebe Uzmanı", "Muhasebe Uzmanı")]),
];
const POLISH: &[Department] = &[
    (
        "Zakupy",
        &[
            ("Kierowniczka zakupów", "Kierownik zakupów"),
            ("Specjalistka ds. zakupów", "Specjalista ds. zakupów"),
        ],
    ),
    (
        "Sprzedaż",
        &[
            ("Dyrektorka sprzedaży", "Dyrektor sprzedaży"),
            ("Przedstawicielka handlowa", "Przedstawiciel handlowy"),
        ],
    ),
    (
        "Produkcja",
        &[("Kierowniczka produkcji", "Kierownik produkcji"), ("Kontrola jakości", "Kontrola jakości")],
    ),
    ("Zarząd", &[("Prezeska zarządu", "Prezes zarządu"), ("Asystentka zarządu", "Asystent zarządu")]),
];
