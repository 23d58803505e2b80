//! Names for the sample's people: given names of women and men, family names, by country; and what they do.

use super::companies::Land;

/// Names of one language.
pub(super) struct Names {
    pub(super) women: &'static [&'static str],
    pub(super) men: &'static [&'static str],
    pub(super) families: &'static [&'static str],
}

/// Returns the names that are usual in a country.
pub(super) const fn of(land: Land) -> &'static Names {
    match land {
        Land::Germany | Land::Austria => &GERMAN,
        Land::Britain => &ENGLISH,
        Land::France => &FRENCH,
        Land::Turkey => &TURKISH,
        Land::Poland => &POLISH,
    }
}

/// German names.
pub(super) const GERMAN: Names = Names {
    women: &[
        "Katrin",
        "Jördis",
        "Anneliese",
        "Mareike",
        "Ute",
        "Friederike",
        "Käthe",
        "Swantje",
        "Hannelore",
        "Lena",
        "Bärbel",
        "Sabine",
        "Juliane",
        "Rosemarie",
        "Antje",
        "Charlotte",
    ],
    men: &[
        "Jürgen",
        "Sören",
        "Matthias",
        "Götz",
        "Uwe",
        "Lorenz",
        "Björn",
        "Karl-Heinz",
        "Anton",
        "Rüdiger",
        "Hannes",
        "Detlef",
        "Günther",
        "Florian",
        "Ansgar",
        "Till",
    ],
    families: &[
        "Brückner",
        "Müller",
        "Mueller",
        "Groß",
        "Schäfer",
        "Lindenbaum",
        "Weiß",
        "Köhler",
        "Petersen",
        "Jäger",
        "von der Heide",
        "Hölzl",
        "Schulze-Röhrig",
        "Krüger",
        "Vogt",
        "Böttcher",
        "Strauß",
        "Maier",
        "Meyer",
        "Dörfler",
        "Kühn",
        "Zimmermann",
        "Fuchs",
        "Ahlers",
    ],
};

/// English names.
pub(super) const ENGLISH: Names = Names {
    women: &[
        "Harriet", "Imogen", "Gwen", "Beatrice", "Siobhan", "Olivia", "Rosalind", "Maeve", "Edith", "Priya",
    ],
    men: &["Alistair", "Rhys", "Graham", "Oliver", "Declan", "Hugh", "Nigel", "Arthur", "Callum", "Winston"],
    families: &[
        "Whitfield",
        "O'Brien",
        "Fitzgerald",
        "Ashdown",
        "MacAlister",
        "Harper-Jones",
        "Okafor",
        "Pemberton",
        "Lloyd",
        "Sutherland",
        "Hughes",
        "Patel",
        "Winterbourne",
        "St. John",
    ],
};

/// French names.
pub(super) const FRENCH: Names = Names {
    women: &["Hélène", "Françoise", "Maëlys", "Aurélie", "Geneviève", "Inès", "Solène", "Chloé", "Noémie"],
    men: &["François", "Benoît", "Jérôme", "Aurélien", "Loïc", "Rémi", "Étienne", "Gaël", "Jean-Baptiste"],
    families: &[
        "Lefèvre",
        "D'Aubépine",
        "Garçon",
        "Bélanger",
        "Noël",
        "Desrosiers",
        "Fournier",
        "Le Gall",
        "Müntz",
        "Châtelain",
        "Guérin",
        "Marchand",
    ],
};

/// Turkish names.
pub(super) const TURKISH: Names = Names {
    women: &["Ayşe", "Gülşen", "Zeynep", "İpek", "Şebnem", "Elif", "Nurgül", "Çiğdem", "Defne", "Özlem"],
    men: &["Mehmet", "İbrahim", "Çağlar", "Oğuzhan", "Şükrü", "Emre", "Barış", "Tuğrul", "Yiğit", "Ömer"],
    families: &[
        "Yılmaz", "Öztürk", "Şahin", "Çelik", "Kılıç", "Güneş", "Aydın", "Erdoğdu", "Işık", "Kaya", "Tekin",
        "Doğan",
    ],
};

/// Polish names.
pub(super) const POLISH: Names = Names {
    women: &["Małgorzata", "Agnieszka", "Świętosława", "Zofia", "Bożena", "Katarzyna", "Elżbieta", "Żaneta"],
    men: &["Łukasz", "Paweł", "Michał", "Stanisław", "Grzegorz", "Wojciech", "Błażej", "Zbigniew"],
    families: &[
        "Wiśniewski",
        "Wójcik",
        "Kowalczyk",
        "Łukaszewicz",
        "Dąbrowski",
        "Zięba",
        "Szczęsny",
        "Błaszczyk",
        "Grzyb",
        "Nowak",
        "Źrebiec",
    ],
};

/// People as the wild has them: title, first name, last name, position. Long, hyphenated, without a first name, with
/// more than one title, from right to left, with what looks like markup, with an emoji, with no name at all.
pub(super) const UNUSUAL: &[(&str, &str, &str, &str)] = &[
    (
        "Prof. Dr. Dr. h. c. mult.",
        "Maria-Magdalena Theodora",
        "Freifrau von Hohenstein-Oppenheim zu Waldburg",
        "Stellvertretende Vorsitzende des Aufsichtsrats und Beauftragte für internationale Zusammenarbeit, Nachhaltigkeit und Kultur",
    ),
    ("", "", "Zentrale", ""),
    ("Mr", "X", "Æ", "Intern"),
    ("", "Đặng Thị", "Nguyễn", "Consultant"),
    ("Frau", "Anna <Anni>", "Schmidt & Söhne", "\"Gute Seele\""),
    ("", "محمد", "العربي", "Export Manager"),
    ("", "Jean-Pierre-Marie-Emmanuel", "de La Rochefoucauld-Montbel", "Président-directeur général"),
    ("Dr.", "Þóra", "Guðmundsdóttir", "Geologist"),
    ("", "Robin 🦊", "Fuchs", "Creative Director"),
    ("", "Dilara", "", "Praktikantin"),
    ("", "", "", ""),
];
