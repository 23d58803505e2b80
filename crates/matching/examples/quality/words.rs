//! What names, streets and companies of the generated cards are made of.

pub const MEN_DE: &[&str] = &[
    "Thomas", "Michael", "Andreas", "Peter", "Stefan", "Christian", "Markus", "Wolfgang", "Klaus",
    "Jürgen", "Bernd", "Frank", "Uwe", "Ralf", "Jörg", "Martin", "Matthias", "Daniel", "Alexander",
    "Sebastian", "Jan", "Tobias", "Florian", "Philipp", "Maximilian", "Jonas", "Lukas", "Felix", "Paul",
    "Leon", "Günther", "Heinz", "Hans-Peter", "Karl-Heinz", "Dieter", "Gerhard", "Manfred", "Helmut",
    "Johannes", "Robert", "Simon", "Björn", "Rüdiger", "Mehmet", "Mustafa", "Volker", "Holger", "Torsten",
    "Kai", "Nils", "Korbinian", "Wendelin",
];
pub const WOMEN_DE: &[&str] = &[
    "Sabine", "Susanne", "Petra", "Monika", "Claudia", "Andrea", "Birgit", "Stefanie", "Nicole", "Anna",
    "Julia", "Katharina", "Christina", "Sandra", "Martina", "Ursula", "Renate", "Karin", "Gabriele",
    "Heike", "Anja", "Melanie", "Nadine", "Laura", "Lisa", "Sarah", "Lena", "Johanna", "Elisabeth",
    "Barbara", "Angelika", "Silke", "Kerstin", "Ulrike", "Franziska", "Alexandra", "Daniela", "Michaela",
    "Paula", "Jana", "Anna-Lena", "Käthe", "Jördis", "Fatma", "Ayşe", "Margarete", "Magdalena", "Theresa",
    "Eva", "Maria", "Roswitha", "Friederike",
];
pub const MEN_EN: &[&str] = &[
    "James", "John", "Robert", "Michael", "William", "David", "Richard", "Joseph", "Thomas", "Charles",
    "Christopher", "Daniel", "Matthew", "Anthony", "Mark", "Steven", "Paul", "Andrew", "Joshua",
    "Kenneth", "Edward", "Timothy", "Jonathan", "Nicholas", "Benjamin", "Samuel", "Gregory", "Patrick",
    "Alexander", "Oliver", "Harry", "George", "Nigel", "Graham", "Stuart", "Trevor", "Rhys", "Callum",
    "Alasdair", "Donald",
];
pub const WOMEN_EN: &[&str] = &[
    "Mary", "Patricia", "Jennifer", "Linda", "Elizabeth", "Barbara", "Susan", "Jessica", "Sarah", "Karen",
    "Margaret", "Catherine", "Deborah", "Rebecca", "Samantha", "Katherine", "Christine", "Emma", "Olivia",
    "Victoria", "Amy", "Rachel", "Charlotte", "Sophie", "Lucy", "Megan", "Hannah", "Fiona", "Heather",
    "Bronwen", "Gillian", "Imogen", "Kimberly", "Pamela", "Dorothy", "Theresa", "Jacqueline", "Abigail",
    "Alexandra", "Ruth",
];
/// First names that few have; a quarter of all persons have one.
pub const FEW_MEN_DE: &[&str] = &[
    "Achim", "Albrecht", "Ansgar", "Arnulf", "Benedikt", "Bertram", "Bruno", "Clemens", "Constantin",
    "Detlef", "Eckhard", "Egbert", "Emil", "Erwin", "Fabian", "Ferdinand", "Friedhelm", "Georg", "Gottfried",
    "Gunnar", "Hagen", "Hartmut", "Hendrik", "Hubert", "Ingo", "Ismail", "Joachim", "Kilian", "Lorenz",
    "Ludwig", "Lothar", "Luca", "Malte", "Marcel", "Mirko", "Moritz", "Norbert", "Oskar", "Otto", "Pascal",
    "Quirin", "Rainer", "Reinhold", "Roland", "Ruben", "Siegfried", "Sven", "Thilo", "Till", "Udo", "Ulf",
    "Ulrich", "Valentin", "Veit", "Vincent", "Walter", "Werner", "Winfried", "Xaver", "Yannick", "Zoran",
    "Hüseyin", "Ali", "Piotr", "Goran", "Dimitrios",
];
pub const FEW_WOMEN_DE: &[&str] = &[
    "Adelheid", "Agnes", "Almut", "Amelie", "Anke", "Annegret", "Antje", "Astrid", "Beate", "Bettina",
    "Brigitte", "Carla", "Charlotte", "Cordula", "Cornelia", "Dagmar", "Doris", "Edeltraud", "Elke", "Emilia",
    "Erika", "Esther", "Frauke", "Gerda", "Gisela", "Greta", "Hannelore", "Hedwig", "Helga", "Henrike",
    "Hildegard", "Ida", "Ilse", "Imke", "Ingrid", "Irene", "Irmgard", "Isabell", "Judith", "Jutta",
    "Karoline", "Kathrin", "Lea", "Leonie", "Lieselotte", "Luise", "Maike", "Marion", "Marlene", "Mechthild",
    "Meike", "Miriam", "Nora", "Pia", "Regina", "Ronja", "Ruth", "Sibylle", "Svenja", "Tanja", "Ute", "Vera",
    "Verena", "Waltraud", "Wiebke", "Yvonne", "Zeynep", "Emine", "Agnieszka", "Svetlana",
];
pub const FEW_MEN_EN: &[&str] = &[
    "Aidan", "Alan", "Alistair", "Archibald", "Barnaby", "Barry", "Bernard", "Bradley", "Brendan", "Cameron",
    "Cedric", "Clive", "Colin", "Cormac", "Craig", "Cyril", "Darren", "Declan", "Dermot", "Dominic", "Dylan",
    "Eamon", "Edgar", "Elliot", "Ernest", "Evan", "Ewan", "Felix", "Finlay", "Gareth", "Geoffrey", "Gordon",
    "Hamish", "Howard", "Hugh", "Ivor", "Jasper", "Jerome", "Keith", "Kieran", "Lachlan", "Leonard", "Lloyd",
    "Malcolm", "Marcus", "Mohammed", "Neil", "Noel", "Norman", "Percy", "Quentin", "Ralph", "Raymond",
    "Reginald", "Rohan", "Ronan", "Rupert", "Sanjay", "Seamus", "Terence", "Vernon", "Wayne",
];
pub const FEW_WOMEN_EN: &[&str] = &[
    "Agatha", "Aisling", "Amber", "Annabel", "Aoife", "Audrey", "Beatrice", "Beryl", "Bethany", "Brenda",
    "Bridget", "Carys", "Cecilia", "Clara", "Daphne", "Deirdre", "Delia", "Doreen", "Edith", "Eileen",
    "Eleanor", "Elspeth", "Enid", "Ffion", "Flora", "Frances", "Freya", "Georgina", "Geraldine", "Gwendolyn",
    "Harriet", "Hilary", "Holly", "Irene", "Isobel", "Joyce", "Judith", "Lorna", "Louise", "Mabel",
    "Marjorie", "Maureen", "Mildred", "Morag", "Muriel", "Myra", "Naomi", "Nerys", "Niamh", "Norma", "Olwen",
    "Phoebe", "Priya", "Rhona", "Rosalind", "Saoirse", "Sheila", "Shirley", "Sylvia", "Thelma", "Una",
    "Winifred",
];
/// Last names that some have: neither few nor many. Eight of a hundred persons have one.
pub const SOME_DE: &[&str] = &[
    "Ernst", "Hübner", "Kruse", "Lindner", "Fiedler", "Reuter", "Ritter", "Ullrich", "Kurz", "Barth", "Fritz",
    "Hess", "Nagel", "Herzog", "Ott", "Fink", "Beyer", "Ebert", "Stark", "Löffler", "Petersen", "Schenk",
    "Bender", "Bock", "Kessler", "Wendt", "Michel", "Blum", "Lutz", "Kunz", "Maurer", "Wenzel", "Thiel",
    "Bach", "Kern", "Pfeifer", "Hesse", "Nickel", "Götz", "Bartsch", "Wegner", "Marx", "Witt", "Buchholz",
    "Kolb", "Steiner", "Adam", "Zander", "Opitz", "Wild", "Noack", "Rudolph", "Kirchner", "Giese", "Siebert",
    "Burger", "Rose", "Schröter", "Popp", "Stumpf", "Conrad", "Seifert", "Fritsch", "Metzger", "Runge",
    "Eckert", "Ehlers", "Christiansen", "Öztürk", "Şahin", "Çelik", "Kowalczyk", "Ivanov", "Popović",
    "Ackermann", "Bischoff", "Dittrich", "Engelhardt", "Geiger", "Heller", "Jakob", "Kaufmann", "Langer",
    "Menzel", "Naumann", "Probst", "Rauch", "Schilling", "Unger", "Vetter",
];
pub const SOME_EN: &[&str] = &[
    "Armstrong", "Atkinson", "Barker", "Bishop", "Bradley", "Burgess", "Chambers", "Chapman", "Coleman",
    "Cunningham", "Curtis", "Dawson", "Dixon", "Ellis", "Ferguson", "Fletcher", "Foster", "Fraser", "Freeman",
    "Gibson", "Gilbert", "Gordon", "Graham", "Grant", "Gray", "Hamilton", "Harding", "Harper", "Hart",
    "Harvey", "Henderson", "Holmes", "Hudson", "Hunter", "Hussain", "Jenkins", "Johnston", "Jordan", "Knight",
    "Lambert", "Lawrence", "Lawson", "Lowe", "Macleod", "Marsh", "Mason", "Matthews", "McCarthy", "Mills",
    "Newman", "Nicholson", "O'Connor", "Palmer", "Payne", "Pearce", "Pearson", "Porter", "Reynolds",
    "Robertson", "Ross", "Russell", "Ryan", "Saunders", "Simpson", "Singh", "Spencer", "Stevens", "Sullivan",
    "Walsh", "Webb", "Wells", "West", "Woods", "Woodward",
];
pub const LAST_DE: &[&str] = &[
    "Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz",
    "Hoffmann", "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz",
    "Zimmermann", "Braun", "Krüger", "Hofmann", "Hartmann", "Lange", "Schmitt", "Werner", "Krause",
    "Meier", "Lehmann", "Schmid", "Schulze", "Maier", "Köhler", "Herrmann", "König", "Walter", "Mayer",
    "Huber", "Kaiser", "Fuchs", "Peters", "Möller", "Scholz", "Weiß", "Jung", "Hahn", "Vogel", "Yılmaz",
    "Kaya", "Nowak", "von der Heide", "Jäger",
];
pub const LAST_EN: &[&str] = &[
    "Smith", "Jones", "Williams", "Taylor", "Brown", "Davies", "Evans", "Wilson", "Thomas", "Johnson",
    "Roberts", "Robinson", "Thompson", "Wright", "Walker", "White", "Edwards", "Hughes", "Green", "Hall",
    "Lewis", "Harris", "Clarke", "Patel", "Jackson", "Wood", "Turner", "Martin", "Cooper", "Hill", "Ward",
    "Morris", "Moore", "Clark", "O'Brien", "MacDonald", "Murphy", "Kelly", "Campbell", "Stewart",
    "Phillips", "Stephens", "Garcia", "Nguyen",
];
pub const STEMS_DE: &[&str] = &[
    "Ober", "Nieder", "Hoch", "Wald", "Stein", "Eisen", "Schön", "Groß", "Lang", "Kirch", "Berg", "Rosen",
    "Linden", "Eich", "Buch", "Birken", "Hasel", "Mühl", "Brück", "Wiesen", "Grün", "Roth", "Weiß",
    "Schwarz", "Gold", "Silber", "Kupfer", "Sommer", "Winter", "Herbst", "Oster", "Wester", "Nord", "Süd",
    "Kessel", "Pfann", "Hammer", "Zwiebel", "Krauten", "Brenn", "Dorn", "Falken", "Hirsch", "Wolfs",
    "Rabe", "Finken", "Loh", "Moos", "Tann", "Volk", "Diet", "Lüde", "Rüden", "Hölz", "Bütten", "Käß",
    "Göt", "Tröl", "Quel", "Zeller",
];
pub const ENDS_DE: &[&str] = &[
    "meier", "mann", "hofer", "bauer", "berg", "feld", "bach", "huber", "müller", "haus", "stein",
    "brand", "ner", "inger", "ler", "dorf", "burg", "wald", "thal", "rath", "egger", "eder", "mayr",
    "städter", "kamp", "horst", "beck", "schmied", "hagen", "loh", "reuter", "gruber", "moser", "ow",
    "itz", "ke", "sen", "büttel", "scheidt",
];
pub const STEMS_EN: &[&str] = &[
    "Ash", "Black", "Brad", "Bright", "Carl", "Clay", "Dal", "Den", "East", "Elm", "Fair", "Farn", "Good",
    "Green", "Hal", "Har", "Hart", "Haw", "Hazel", "Hol", "Kings", "Lang", "Len", "Long", "Mal", "Mar",
    "Mid", "Mor", "New", "Nor", "Oak", "Pen", "Red", "Rich", "Rock", "Sher", "Stan", "Sut", "Thorn",
    "Wake", "Wal", "West", "Whit", "Win",
];
pub const ENDS_EN: &[&str] = &[
    "son", "ton", "ley", "field", "wood", "well", "ford", "worth", "ham", "by", "bourne", "croft", "dale",
    "man", "more", "ridge", "shaw", "stock", "wick", "combe",
];
pub const BRANCHES_DE: &[&str] = &[
    "Bau", "Maschinenbau", "Logistik", "Elektrotechnik", "Software", "Consulting", "Druck", "Metallbau",
    "Transporte", "Versicherungen", "Immobilien", "Medizintechnik", "Holzwerke", "Textil", "Brauerei",
    "Gartenbau", "Pharma", "Verlag",
];
pub const BRANCHES_EN: &[&str] = &[
    "Engineering", "Logistics", "Software", "Partners", "Foods", "Motors", "Insurance", "Textiles",
    "Medical", "Printing", "Electrical", "Timber", "Estates", "Energy", "Analytics", "Brewing", "Design",
    "Shipping",
];
pub const FORMS_DE: &[&str] = &[
    "GmbH", "GmbH & Co. KG", "AG", "KG", "e.K.", "OHG", "GbR", "SE",
];
pub const FORMS_EN: &[&str] = &[
    "Ltd", "Ltd.", "Limited", "plc", "LLP", "Inc.", "LLC",
];
pub const STREETS_DE: &[&str] = &[
    "Hauptstraße", "Bahnhofstraße", "Gartenstraße", "Schulstraße", "Dorfstraße", "Bergstraße",
    "Lindenstraße", "Waldstraße", "Kirchweg", "Ringstraße", "Goethestraße", "Schillerstraße", "Mühlenweg",
    "Am Markt", "Rosenweg",
];
pub const STREETS_EN: &[&str] = &[
    "High Street", "Station Road", "Church Lane", "Park Avenue", "Victoria Road", "Mill Lane",
    "London Road", "Queens Drive", "Green Lane", "Manor Road", "Kings Road", "The Crescent",
    "Bridge Street", "West Street",
];
pub const CITIES_DE: &[(&str, &str)] = &[
    ("Berlin", "30"), ("Hamburg", "40"), ("München", "89"), ("Köln", "221"), ("Frankfurt", "69"),
    ("Stuttgart", "711"), ("Düsseldorf", "211"), ("Leipzig", "341"), ("Dortmund", "231"),
    ("Essen", "201"), ("Bremen", "421"), ("Dresden", "351"), ("Hannover", "511"), ("Nürnberg", "911"),
    ("Münster", "251"), ("Karlsruhe", "721"),
];
pub const CITIES_EN: &[(&str, &str)] = &[
    ("London", "20"), ("Leeds", "113"), ("Sheffield", "114"), ("Bristol", "117"), ("Manchester", "161"),
    ("Liverpool", "151"), ("Birmingham", "121"), ("Glasgow", "141"), ("Edinburgh", "131"),
    ("Nottingham", "115"),
];
pub const FREE_DE: &[&str] = &[
    "gmx.de", "web.de", "t-online.de", "gmail.com", "outlook.de", "freenet.de",
];
pub const FREE_EN: &[&str] =
    &["gmail.com", "hotmail.co.uk", "yahoo.co.uk", "btinternet.com", "icloud.com", "outlook.com"];
/// Short forms that people write; some of them no table has.
pub const SHORT: &[(&str, &str)] = &[
    ("Thomas", "Tom"), ("Michael", "Mike"), ("Andreas", "Andi"), ("Stefan", "Stephan"),
    ("Christian", "Chris"), ("Markus", "Marcus"), ("Wolfgang", "Wolf"), ("Matthias", "Mathias"),
    ("Alexander", "Alex"), ("Sebastian", "Basti"), ("Tobias", "Tobi"), ("Philipp", "Philip"),
    ("Maximilian", "Max"), ("Johannes", "Hannes"), ("Robert", "Bob"), ("William", "Bill"),
    ("James", "Jim"), ("Richard", "Rick"), ("Joseph", "Joe"), ("Charles", "Charlie"),
    ("Christopher", "Chris"), ("Daniel", "Dan"), ("Matthew", "Matt"), ("Anthony", "Tony"),
    ("Steven", "Stephen"), ("Andrew", "Andy"), ("Kenneth", "Ken"), ("Edward", "Ted"), ("Timothy", "Tim"),
    ("Jonathan", "Jon"), ("Nicholas", "Nick"), ("Benjamin", "Ben"), ("Samuel", "Sam"),
    ("Susanne", "Susi"), ("Monika", "Moni"), ("Birgit", "Biggi"), ("Stefanie", "Steffi"),
    ("Katharina", "Kathi"), ("Christina", "Tina"), ("Ursula", "Uschi"), ("Gabriele", "Gabi"),
    ("Elisabeth", "Lisa"), ("Ulrike", "Uli"), ("Franziska", "Franzi"), ("Alexandra", "Sandra"),
    ("Elizabeth", "Liz"), ("Jennifer", "Jenny"), ("Margaret", "Maggie"), ("Catherine", "Kate"),
    ("Deborah", "Debbie"), ("Rebecca", "Becky"), ("Patricia", "Pat"), ("Katherine", "Kathy"),
    ("Korbinian", "Korbi"), ("Wendelin", "Wendel"), ("Hans-Peter", "Hans"), ("Karl-Heinz", "Heinz"),
    ("Anna-Lena", "Anna"), ("Abigail", "Abby"), ("Günther", "Günter"),
];
