//! What is known of names: short forms of first names, names that many people have, titles, small words.

use std::sync::LazyLock;

use super::sound::{Sound, sound};
use super::table::{Table, Words};
use super::{Folded, folded};
use contacts::normalise::name;

/// First names that one person goes by, each line one name with its short forms and spellings.
const FORMS: &str = "\
alexander alex sascha sasha alec lex xander aleksander alessandro alejandro
alexandra alex sandra sascha sasha alessandra
andreas andi andy andre andrew drew
andrea andi
anna anne ann annie anja anni hannah hanna annette anita
hannah hanna johanna hanne joanna jo
anton toni tony antonio anthony
antonia toni
benjamin ben benni benny benjy
bernhard bernd bernard berni bernie
birgit biggi birgitta brigitte gitte britta
carolin caroline karoline carola caro karo carolyn carrie
charles charlie chuck carl karl carlos
christian chris christoph krischan kristian
christoph chris christopher kris toph topher stoffel christof kristof
christopher chris kit topher
christina tina chris christine christiane kristina kristin tine chrissi
christiane christine tina
daniel dan danny dani
daniela dani danielle
david dave davey
dieter didi dietrich
dominik dom nick dominic dominique
dorothea doro dorothee thea dorothy dot
edward ed eddie ted ned eduard edi eddy
elisabeth elizabeth elli lisa lise liz lizzie beth betty else elsa ella lisbeth liesel sissi libby eliza
emily emma em emilie emilia
emanuel manuel manu
eva evi eve
felix felice
florian flo
franz frank francis frans franziskus franco francesco
franziska franzi fran frances francesca
frederick fred freddy frederik friedrich fritz friedel fredrik
friedrich fritz friedel fiete
gabriele gabi gaby gabriella gabrielle
georg george schorsch jorge yorick
gerhard gerd gert gerhart gerard gerry
gertrud trude trudi gerti
gregor greg gregory grigori
guenter guenther gunter gunther
hans johannes johann hannes hansi jan jens john
heinrich heinz hinrich henrik henry heiner heino heini hendrik harry
helene helena leni lene ellen helen
helmut helmuth
herbert heribert bert
hubert hubertus bert
ingrid inge inga
jakob jacob jake jack jacques
james jim jimmy jamie jimbo
jacqueline jacky jackie
jennifer jenny jen jenni
jessica jess jessie jessy
joachim jochen achim jo jochim
johannes jo hannes johann jan john
john jack johnny jon jonathan
jonas jonah jonathan
jonathan jon john nathan
josef joseph sepp jupp joe joey jo beppo pepe jose giuseppe
josephine josefine josi josie fine
julia jule juli julie giulia
juliane julia jule
juergen jurgen
joerg jorg
karl carl charly karlheinz kalle
katharina kathi kati katja katrin kathrin katarina catherine kate katie kathy kitty katherine kathryn cathy kate rina nina trina
katrin kathrin cathrin catrin kathi
kenneth ken kenny
kevin kev
klaus claus nikolaus niklas nico nick klas
konrad conrad kurt conny
lawrence larry laurence lorenz lars laurenz
leonard leo leon lenny len leonhard leonardo
leonie leo
lukas lucas luke luca luk
magdalena lena magda leni madeleine
manfred manni mani fred
manuela manu ela
margarete margarethe margaret grete gretel maggie meg peggy marge rita margot greta margit margareta
maria marie mary mia maja mitzi ria marion moni maria mariele molly miriam
marianne marie anne janne
markus marcus marc mark marco marko
martin marty mart
martina tina
matthias matthew matt matze mathias hias thies matti mattias mateusz matteo
maximilian max maxi maxim
michael mike michi mick mickey micha mikel michel michele miguel mikhail michal mischa
michaela michi ela micha
monika moni monica
natalie nat nathalie natalia natascha
nicholas nick nicolas nico niko nikolas nicky klaus
nicole nicky nici nicola nikola
oliver olli oli ollie olivier
olivia liv livi
pamela pam
patricia pat patty trish tricia patrizia
patrick pat paddy rick
paul pablo paolo pavel
peter pete petr pierre pedro pietro piet piotr
philipp phil philip phillip felipe lip
rainer reiner
raimund raymond ray
rebecca becky bec rebekka becca
reinhard reinhardt hardy
richard rick dick richie ricky rich ricardo
robert rob bob bobby robbie robin bert roberto
roland rolli
rolf rudolf
ronald ron ronnie
rudolf rudi rolf rudy rudolph
ruediger rudi rudiger
samuel sam sammy
samantha sam
sebastian basti seb bastian wastl sebastien
siegfried sigi siggi fried
sigrid sigi siri
silvia sylvia sylvie silke
simon si simone
sophie sofie sophia sofia
stefan stephan steffen steven steve stephen stefano esteban stef etienne
stefanie stephanie steffi steffie stef stephi
susanne susan sue susi suzanne susie sanne susanna suse
sven swen
theodor theo ted teddy theodore
theresa therese resi tess tessa teresa terry
thomas tom tommy thom tomas tomasz tommaso
timothy tim timmy timo
tobias tobi toby tobe
ulrich uli ulli ully
ulrike uli ulli rike
ursula uschi ulla ursel
valentin valentine vale val
veronika vroni veronica ronja
victoria vicky viktoria tori vicki
viktor victor vic
vincent vince vinzenz vinnie
walter walther walt
werner wernher
wilhelm willi william willy helmut will wim bill billy guillaume guglielmo
wolfgang wolf wolfi wolferl
yvonne ivonne
xaver xavier
zacharias zach zack
ahmet ahmed achmed
mehmet muhammed mohammed mohamed mohammad mo muhammad
mustafa mustapha
giovanni gianni jean joao juan ivan
luigi ludwig louis lewis lou lutz luis
ludwig lutz wiggerl luggi
margaret maggie peggy meg
deborah debbie deb debra
donald don donnie
gerald gerry jerry
gregory greg
jeffrey jeff geoffrey geoff
kimberly kim
pamela pam
stanley stan
susan sue suzie
walter wally";

/// Last names that many people have, in Germany and in English-speaking countries and around them.
const COMMON_LAST: &str = "\
muller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schafer koch bauer richter klein wolf
schroder neumann schwarz zimmermann braun kruger hofmann hartmann lange schmitt werner schmitz krause meier lehmann
schmid schulze maier kohler herrmann konig walter mayer huber kaiser fuchs peters lang scholz moller weiss jung hahn
schubert vogel friedrich keller gunther frank berger winkler roth beck lorenz baumann franke albrecht schuster simon
ludwig bohm winter kraus martin schumacher kramer vogt stein jager otto sommer gross seidel heinrich brandt has
schreiber graf schulte dietrich ziegler kuhn kuhn pohl engel horn busch bergmann thomas voigt sauer arnold wolff
pfeiffer smith jones williams brown taylor davies evans wilson thomas johnson roberts robinson thompson wright walker
white edwards hughes green hall lewis harris clarke patel jackson wood turner martin cooper hill ward morris moore
clark lee king baker harrison morgan allen james scott phillips watson davis parker price bennett young griffiths
mitchell kelly cook carter richardson bailey collins bell shaw murphy miller cox richards khan marshall anderson
garcia rodriguez martinez hernandez lopez gonzalez perez sanchez campbell stewart nguyen yilmaz kaya demir novak
jansen rossi ferrari bernard dubois petit nowak kowalski hansen nielsen jensen johansson andersson karlsson gruber";

/// First names that many people have and that are no one's short form in the table above.
const COMMON_FIRST: &str = "\
uwe ralf jens heike sabine petra angelika renate karin claudia kerstin anke silke tanja sonja melanie nadine lena
laura sarah sara lea leah marlene jana lara nele mila ida clara klara frieda mathilda finn noah elias paul ben jonas
leon luis luca emil oskar moritz erik eric lars nils torsten thorsten holger volker guido dirk olaf ingo marcel
dennis rene pascal fabian kai sven tim bjorn arne malte hendrik karsten carsten norbert horst guenter egon edgar
hildegard gisela helga erika christa waltraud irmgard elke doris jutta cornelia marion anja nina vanessa miriam
jasmin lisa olivia amelia isla ava ivy freya florence willow george arthur oscar harry theodore archie jack ryan
jason brian linda barbara sharon karen donna carol ruth amanda melissa laura amy angela brenda rachel emma chloe
megan lauren gareth nigel graham ian keith stuart trevor colin craig scott sean neil gary jose mustafa fatma ayse
mario maria luca giulia paola marco pavel jiri olga irina svetlana dmitri sergej paula simona joana jana jan julian
christin gabriel carla carlo karla erica frederike luisa louisa louise marie robin";

/// Titles and forms of address that stand in name fields, in normal form.
const TITLE_WORDS: &str = "\
dr prof professor doktor dipl ing mag med rer nat pol jur phil hc herr frau hr fr mr mrs ms miss sir madam mme mlle
sig sigra dott msc bsc ba ma phd mba lic bayan bay";

/// Small words of last names that are left out as often as written.
const PARTICLE_WORDS: &str = "\
von van de der den zu zur zum vom di da del della la le du dos das al el ten ter af av und freiherr graf baron";

type Forms = Table<String, Vec<u16>>;

static ROOTS: LazyLock<Forms> = LazyLock::new(|| {
    let mut forms = Forms::default();
    for (line, names) in (0u16..).zip(FORMS.lines()) {
        for form in names.split_whitespace() {
            let lines = forms.entry(folded(form)).or_default();
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    forms
});
static LAST: LazyLock<Words<String>> = LazyLock::new(|| set(COMMON_LAST));
static FIRST: LazyLock<Words<String>> = LazyLock::new(|| set(COMMON_FIRST));
static TITLES: LazyLock<Words> = LazyLock::new(|| TITLE_WORDS.split_whitespace().collect());
static PARTICLES: LazyLock<Words> = LazyLock::new(|| PARTICLE_WORDS.split_whitespace().collect());
static LAST_SOUNDS: LazyLock<Words<Sound>> = LazyLock::new(|| LAST.iter().map(|name| sound(name)).collect());
static FIRST_SOUNDS: LazyLock<Words<Sound>> =
    LazyLock::new(|| ROOTS.keys().chain(FIRST.iter()).map(|name| sound(name)).collect());

fn set(names: &str) -> Words<String> {
    names.split_whitespace().map(folded).collect()
}

/// Returns the names that a first name in folded form may stand for, as numbers; the first is what it most likely is.
pub fn roots(first: &str) -> &'static [u16] {
    ROOTS.get(first).map_or(&[], Vec::as_slice)
}

/// Tells whether this is a first name that many people have, so that another one is somebody else and no slip.
pub fn is_known_first(folded: &str) -> bool {
    ROOTS.contains_key(folded) || FIRST.contains(folded)
}

/// Tells whether so many people have this last name, in folded form, that it says little.
pub fn is_common_last(folded: &str) -> bool {
    LAST.contains(folded)
}

/// Tells whether two words sound like the first and the last name of many people, whichever is which.
pub fn sound_common(one: &Sound, other: &Sound) -> bool {
    let name = |first: &Sound, last: &Sound| LAST_SOUNDS.contains(last) && FIRST_SOUNDS.contains(first);
    name(one, other) || name(other, one)
}

/// Tells whether a word sounds like a last name that many people have.
pub fn sounds_like_common_last(word: &Sound) -> bool {
    LAST_SOUNDS.contains(word)
}

/// Tells whether a word, in folded form, is a title or a form of address.
pub fn is_title(word: &str) -> bool {
    TITLES.contains(word)
}

/// Returns the words of a name field in folded form, without titles, and for a last name without its small words;
/// a name that is nothing else stays as it is.
pub fn words(written: &str, last_name: bool) -> Folded {
    let normal = name(written);
    let all = || normal.split(' ').filter(|word| !word.is_empty());
    let small = |word: &&str| TITLES.contains(word) || (last_name && PARTICLES.contains(word));
    let kept = Folded::of(all().filter(|word| !small(word)));
    if kept.count() > 0 { kept } else { Folded::of(all()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_share_a_root_and_different_names_do_not() {
        let related = |a: &str, b: &str| roots(a).iter().any(|root| roots(b).contains(root));
        for (a, b) in [
            ("bob", "robert"),
            ("hans", "johannes"),
            ("sepp", "josef"),
            ("bill", "william"),
            ("uli", "ulrike"),
        ] {
            assert!(related(a, b) && related(b, a), "{a} {b}");
        }
        for (a, b) in [("thomas", "peter"), ("paul", "paula"), ("jan", "jana"), ("daniel", "daniela")] {
            assert!(!related(a, b), "{a} {b}");
        }
        assert!(is_known_first("paula") && is_common_last("muller") && !is_common_last("zwiebelfisch"));
    }

    #[test]
    fn titles_and_small_words_are_left_out_unless_they_are_all_there_is() {
        let of = |written: &str, last| words(written, last).iter().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(of("Dr. von der Leyen", true), ["leyen"]);
        assert_eq!(of("Prof. Dr. Anna-Maria", false), ["anna", "maria"]);
        assert_eq!(of("Graf", true), ["graf"]);
        assert_eq!(of("Ma", true), ["ma"]);
        assert!(of(" ", false).is_empty());
    }

    #[test]
    fn the_sound_of_many_names_is_known_whichever_stands_first() {
        let common = |one: &str, other: &str| sound_common(&sound(one), &sound(other));
        assert!(common("thomas", "muller") && common("mulller", "thomas"));
        assert!(!common("wendelin", "muller") && !common("thomas", "zwiebelfisch"));
    }
}
