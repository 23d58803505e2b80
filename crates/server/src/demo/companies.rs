//! The sample's business partners. Names and people are made up; domains end in `.example`.
//!
//! Dialling codes are those of the cities. The numbers behind them are kept free for films and books by the
//! authorities (Berlin, Frankfurt, Hamburg, Köln, München; Britain; France); where no such range exists they begin
//! with 000, as no subscriber's number does.

/// Where a company is, and so how its people are called and how its numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Land {
    Germany,
    Austria,
    Britain,
    France,
    Turkey,
    Poland,
}

/// A made-up company.
#[derive(Debug, Clone, Copy)]
pub(super) struct Company {
    pub(super) name: &'static str,
    /// Its web domain, without `.example`.
    pub(super) domain: &'static str,
    pub(super) street: &'static str,
    pub(super) postal_code: &'static str,
    pub(super) city: &'static str,
    pub(super) land: Land,
    /// Its number without the extension.
    pub(super) phone: &'static str,
}

impl Land {
    /// The country's name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Land::Germany => "Deutschland",
            Land::Austria => "Österreich",
            Land::Britain => "United Kingdom",
            Land::France => "France",
            Land::Turkey => "Türkiye",
            Land::Poland => "Polska",
        }
    }
}

macro_rules! companies {
    ($($name:literal $domain:literal $street:literal $postal_code:literal $city:literal $land:ident $phone:literal;)*) => {
        /// All of them.
        pub(super) const COMPANIES: &[Company] = &[ $( Company {
            name: $name, domain: $domain, street: $street, postal_code: $postal_code, city: $city,
            land: Land::$land, phone: $phone,
        }, )* ];
    };
}

companies! {
    "Nordwind Logistik GmbH" "nordwind-logistik" "Am Sandtorkai 112" "20457" "Hamburg" Germany "+49 40 66969";
    "Brückner Maschinenbau AG" "brueckner-maschinen" "Motzener Straße 7" "12277" "Berlin" Germany "+49 30 23125";
    "Öztürk & Söhne Feinkost KG" "oeztuerk-feinkost" "Venloer Straße 301" "50823" "Köln" Germany "+49 221 4710";
    "Alpenblick Hotels Betriebs-GmbH" "alpenblick" "Seeweg 3" "82467" "Garmisch-Partenkirchen" Germany "+49 8821 000";
    "Müller, Schmidt und Partner Steuerberatungsgesellschaft mbB" "msp-steuer" "Königsallee 60" "40212" "Düsseldorf" Germany "+49 211 000";
    "Grünwerk Energie eG" "gruenwerk" "Am Solarpark 1" "79114" "Freiburg im Breisgau" Germany "+49 761 000";
    "Kaffeerösterei Jensen" "jensen-kaffee" "Große Elbstraße 14" "22767" "Hamburg" Germany "+49 40 66969";
    "Weißbach Optik GmbH & Co. KG" "weissbach-optik" "Carl-Zeiss-Promenade 9" "07745" "Jena" Germany "+49 3641 000";
    "Sächsische Papierfabrik Großröhrsdorf" "papier-grossroehrsdorf" "Mühlgasse 22" "01900" "Großröhrsdorf" Germany "+49 35952 000";
    "Praxisverbund Dr. Yılmaz" "praxis-yilmaz" "Sonnenallee 88" "12045" "Berlin" Germany "+49 30 23125";
    "Software Fjord UG" "software-fjord" "Holstenbrücke 5" "24103" "Kiel" Germany "+49 431 000";
    "Isar Bühnentechnik GmbH" "isar-buehnen" "Landsberger Straße 84" "80339" "München" Germany "+49 89 99998";
    "Rheinische Versicherungsmakler 1897" "rvm-1897" "Domstraße 20" "50668" "Köln" Germany "+49 221 4710";
    "Stadtwerke Oberlausitz" "sw-oberlausitz" "Demianiplatz 12" "02826" "Görlitz" Germany "+49 3581 000";
    "Finanzkontor Taunus AG" "finanzkontor-taunus" "Taunusanlage 8" "60329" "Frankfurt am Main" Germany "+49 69 90009";
    "Donau Präzisionsteile GmbH" "donau-teile" "Linzer Straße 221" "1140" "Wien" Austria "+43 1 000 00";
    "Pixel & <b>Partner</b> Werbeagentur" "pixel-partner" "Mirabellplatz 6" "5020" "Salzburg" Austria "+43 662 000";
    "Harbour & Lane Ltd" "harbourlane" "14 Quay Street" "BS1 4DJ" "Bristol" Britain "+44 117 496 0";
    "Whitfield Textiles plc" "whitfield-textiles" "Mill Road 2" "M1 2WD" "Manchester" Britain "+44 161 496 0";
    "Thames Analytical Services" "thames-analytical" "81 Bankside" "SE1 9DG" "London" Britain "+44 20 7946 0";
    "O'Brien, Fitzgerald & Daughters" "obrien-fitzgerald" "3 Castle Street" "CF10 1BH" "Cardiff" Britain "+44 29 2018 0";
    "Atelier Lefèvre SARL" "atelier-lefevre" "12 rue des Écoles" "75005" "Paris" France "+33 1 99 00";
    "Vignobles du Château d'Aubépine" "aubepine" "Route de Saint-Émilion" "33330" "Saint-Émilion" France "+33 5 36 49";
    "Cie Générale des Câbles" "cables-generale" "45 quai Perrache" "69002" "Lyon" France "+33 4 65 71";
    "Boğaziçi Tekstil A.Ş." "bogazici-tekstil" "Büyükdere Caddesi 171" "34394" "İstanbul" Turkey "+90 212 000";
    "Ege Zeytincilik Ltd. Şti." "ege-zeytin" "Cumhuriyet Bulvarı 40" "35210" "İzmir" Turkey "+90 232 000";
    "Anadolu Lojistik" "anadolu-lojistik" "Atatürk Bulvarı 99" "06420" "Ankara" Turkey "+90 312 000";
    "Zakłady Mechaniczne Łódź S.A." "zm-lodz" "ul. Piotrkowska 120" "90-006" "Łódź" Poland "+48 42 000";
    "Wrocławskie Biuro Podróży" "wroclaw-podroze" "Rynek 15" "50-101" "Wrocław" Poland "+48 71 000";
    "Gdańska Stocznia Jachtowa" "stocznia-jachtowa" "ul. Marynarki Polskiej 3" "80-557" "Gdańsk" Poland "+48 58 000";
}
