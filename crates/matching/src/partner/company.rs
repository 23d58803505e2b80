//! Names of companies in a form for comparing: without legal forms, punctuation and words for *and*.

use contacts::normalise::name;

use crate::words::folded;
use crate::words::slips::slips;

/// A company's name in the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyName {
    /// As written.
    pub written: String,
    /// The words that are left without its legal form, folded.
    pub words: Vec<String>,
    /// The words in one.
    pub whole: String,
}

/// How alike two companies' names are, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The same but for legal form, punctuation and order of words.
    Same,
    /// The same with a typing slip.
    Slip,
    /// All words of one are in the other (*Siemens*, *Siemens Energy*).
    Part,
    /// One is made of the first letters of the other (*BMW*).
    Initials,
    /// Different.
    Different,
}

/// Legal forms that are left out wherever they stand, as sequences of words in normal form.
const ANYWHERE: &str = "gmbh;ggmbh;mbh;gesmbh;kgaa;ohg;gbr;partgmbb;partg;ug haftungsbeschraenkt;haftungsbeschraenkt;\
ltd;limited;plc;llp;llc;inc;incorporated;sarl;sa rl;s a r l;sasu;eurl;srl;s r l;srls;sp z oo;sp z o o;sp zoo;spzoo;\
spolka z ograniczona odpowiedzialnoscia;spolka akcyjna;gesellschaft mit beschraenkter haftung;aktiengesellschaft;\
kommanditgesellschaft;offene handelsgesellschaft;gesellschaft buergerlichen rechts;eingetragener verein;\
besloten vennootschap;naamloze vennootschap;osakeyhtio;aktiebolag;aktieselskab;anpartsselskab;aksjeselskap;\
anonim sirketi;limited sirketi;ltd sti;sanayi ve ticaret;san ve tic;san tic;pty;pvt;cokg;gmbhcokg;gmbh cokg;aps;\
oyj;asa;sociedad anonima;sociedad limitada;societe anonyme;societa per azioni";

/// Legal forms that are left out at the end only: they are words or parts of names, too.
const AT_END: &str = "ag;kg;ug;ek;e k;ekfm;ekfr;ev;e v;eg;e g;og;keg;eu;e u;se;co;co kg;cie;company;corp;corporation;lp;\
group;gruppe;holding;sa;s a;sas;s a s;snc;sci;spa;s p a;sapa;ss;sl;s l;slu;sau;sc;bv;b v;nv;n v;vof;cv;as;a s;ab;oy;\
hf;ehf;is;ks;ans;da;sti;sirketi;spk;sp k;spj;sp j;sro;s r o;kft;part;inh;ges;gesellschaft;stiftung ev;und;international";

/// Legal forms that may begin a name.
const AT_BEGINNING: &str = "ab;oy;as;a s;firma;fa;the;kg;sa;soc;societe;ditta;pt;p h u;phu;spolka";

/// Words for *and*, in the languages of Europe.
const AND: &[&str] = &["und", "and", "et", "e", "y", "og", "och", "en", "i", "ve", "u", "ja"];

/// Words that say where or how many, not who.
const GENERIC: &[&str] = &[
    "der",
    "die",
    "das",
    "the",
    "fur",
    "of",
    "for",
    "stadt",
    "gemeinde",
    "praxis",
    "kanzlei",
    "hotel",
    "autohaus",
    "restaurant",
    "deutschland",
    "germany",
    "europe",
    "dr",
    "service",
    "services",
    "solutions",
    "consulting",
    "systems",
    "technik",
    "bau",
    "handel",
    "gesellschaft",
    "verwaltung",
    "immobilien",
    "management",
];

impl CompanyName {
    /// Reads a company's name; none when nothing can be compared of it.
    pub fn read(written: &str) -> Option<CompanyName> {
        let normal = name(&written.replace(['&', '+'], " "));
        let all: Vec<&str> = normal.split(' ').filter(|word| !word.is_empty()).collect();
        let kept = without_forms(all.clone());
        let kept: Vec<&str> = if kept.is_empty() { all } else { kept };
        let several = kept.len() > 2;
        let words: Vec<String> = kept
            .iter()
            .enumerate()
            .filter(|(place, word)| !(several && *place > 0 && AND.contains(word)))
            .map(|(_, word)| folded(word))
            .collect();
        let whole = words.concat();
        (!whole.is_empty()).then(|| CompanyName { written: written.trim().to_owned(), words, whole })
    }

    /// Compares two names.
    pub fn likeness(&self, other: &CompanyName) -> Likeness {
        if self.whole == other.whole || same_words(&self.words, &other.words) {
            return Likeness::Same;
        }
        let most = match self.whole.len().min(other.whole.len()) {
            0..=4 => 0,
            5..=9 => 1,
            _ => 2,
        };
        if slips(&self.whole, &other.whole, most).is_some() {
            return Likeness::Slip;
        }
        if contains(&self.words, &other.words) || contains(&other.words, &self.words) {
            return Likeness::Part;
        }
        if initials(&self.whole, &other.words) || initials(&other.whole, &self.words) {
            return Likeness::Initials;
        }
        Likeness::Different
    }

    /// Returns the words that tell this company from others; all when there is no such word.
    pub fn telling(&self) -> Vec<&str> {
        let telling: Vec<&str> = self.words.iter().map(String::as_str).filter(|word| tells(word)).collect();
        if telling.is_empty() { self.words.iter().map(String::as_str).collect() } else { telling }
    }
}

fn tells(word: &str) -> bool {
    word.len() > 2 && !GENERIC.contains(&word)
}

fn same_words(a: &[String], b: &[String]) -> bool {
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort();
        words
    };
    a.len() == b.len() && a.len() > 1 && sorted(a) == sorted(b)
}

fn contains(long: &[String], short: &[String]) -> bool {
    short.len() < long.len()
        && short.iter().any(|word| tells(word))
        && short.iter().all(|word| long.contains(word))
        // "Bau" in the middle of another name says nothing; its beginning does.
        && (long.first() == short.first() || short.len() > 1)
}

fn initials(short: &str, words: &[String]) -> bool {
    (3..=6).contains(&short.len())
        && words.len() == short.len()
        && words.iter().zip(short.chars()).all(|(word, letter)| word.starts_with(letter))
}

/// Takes the legal forms off, again and again, but never the last word.
fn without_forms(mut words: Vec<&str>) -> Vec<&str> {
    loop {
        let before = words.len();
        for form in ANYWHERE.split(';') {
            remove(&mut words, form, Where::Anywhere);
        }
        for form in AT_END.split(';') {
            remove(&mut words, form, Where::End);
        }
        for form in AT_BEGINNING.split(';') {
            remove(&mut words, form, Where::Beginning);
        }
        if words.len() == before {
            return words;
        }
    }
}

#[derive(Clone, Copy)]
enum Where {
    Anywhere,
    End,
    Beginning,
}

fn remove(words: &mut Vec<&str>, form: &str, place: Where) {
    let count = form.split(' ').count();
    if count >= words.len() {
        return;
    }
    let is_form = |at: &usize| words[*at..*at + count].iter().copied().eq(form.split(' '));
    let last = words.len() - count;
    let found = match place {
        // Not at the beginning: "Limited Edition GmbH".
        Where::Anywhere => (1..=last).find(is_form),
        Where::End => Some(last).filter(is_form),
        Where::Beginning => Some(0).filter(is_form),
    };
    if let Some(at) = found {
        words.drain(at..at + count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> Likeness {
        let (a, b) = (CompanyName::read(a).unwrap(), CompanyName::read(b).unwrap());
        assert_eq!(a.likeness(&b), b.likeness(&a), "{a:?} {b:?}");
        a.likeness(&b)
    }

    #[test]
    fn legal_forms_of_europe_say_nothing() {
        for (written, bare) in [
            ("Müller & Söhne GmbH & Co. KG", "Mueller und Soehne"),
            ("Müller + Söhne OHG", "Muller and Sohne"),
            ("Siemens Aktiengesellschaft", "SIEMENS AG"),
            ("Nestlé S.A.", "Nestle"),
            ("Dupont S.à r.l.", "Dupont SARL"),
            ("Ferrari S.p.A.", "Ferrari"),
            ("Rossi S.r.l.", "Rossi"),
            ("Kowalski Sp. z o.o.", "Kowalski"),
            ("Philips N.V.", "Philips"),
            ("De Vries B.V.", "De Vries"),
            ("Koç Holding A.Ş.", "Koc"),
            ("Yılmaz San. ve Tic. Ltd. Şti.", "Yilmaz"),
            ("AB Volvo", "Volvo AB"),
            ("Oy Nokia Ab", "Nokia Oyj"),
            ("Maersk A/S", "Maersk"),
            ("Equinor ASA", "Equinor"),
            ("García y López, S.L.", "Garcia Lopez"),
            ("Smith & Sons Ltd.", "Smith and Sons Limited"),
            ("Acme Inc.", "ACME Corporation"),
            ("Meier UG (haftungsbeschränkt)", "Meier"),
            ("Firma Schulze e.K.", "Schulze"),
        ] {
            assert_eq!(likeness(written, bare), Likeness::Same, "{written} / {bare}");
        }
    }

    #[test]
    fn the_table_of_likeness() {
        for (a, b, expected) in [
            ("Siemens AG", "Seimens", Likeness::Slip),
            ("Siemens AG", "Siemens Energy AG", Likeness::Part),
            ("BMW AG", "Bayerische Motoren Werke AG", Likeness::Initials),
            ("Müller Bau GmbH", "Bau Müller GmbH", Likeness::Same),
            ("Müller Bau GmbH", "Schmidt Bau GmbH", Likeness::Different),
            ("AG", "KG", Likeness::Different),
            ("GmbH", "GmbH", Likeness::Same),
            ("Stadt Bonn", "Stadt Köln", Likeness::Different),
        ] {
            assert_eq!(likeness(a, b), expected, "{a} / {b}");
        }
        assert_eq!(CompanyName::read(" - "), None);
    }
}
