//! Names of companies in a form for comparing: without legal forms, punctuation and words for *and*.

use std::sync::LazyLock;

use contacts::normalise::name;

use crate::words::folded;
use crate::words::slips::slips;
use crate::words::table::{Table, Words};

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
const AND: &str = "und and et e y og och en i ve u ja";

/// Words that say where or how many, not who.
const GENERIC: &str = "\
der die das the fur of for stadt gemeinde praxis kanzlei hotel autohaus restaurant deutschland germany europe dr service
services solutions consulting systems technik bau handel gesellschaft verwaltung immobilien management";

static AND_WORDS: LazyLock<Words> = LazyLock::new(|| AND.split(' ').collect());
static GENERIC_WORDS: LazyLock<Words> = LazyLock::new(|| GENERIC.split_whitespace().collect());

/// Legal forms by one of their words, as lists of words, longest first.
type Forms = Table<&'static str, Vec<Vec<&'static str>>>;

static ANYWHERE_FORMS: LazyLock<Forms> = LazyLock::new(|| forms(ANYWHERE, |words| words.first().copied()));
static BEGINNING_FORMS: LazyLock<Forms> =
    LazyLock::new(|| forms(AT_BEGINNING, |words| words.first().copied()));
/// By their last words.
static END_FORMS: LazyLock<Forms> = LazyLock::new(|| forms(AT_END, |words| words.last().copied()));

fn forms(list: &'static str, by: fn(&[&'static str]) -> Option<&'static str>) -> Forms {
    let mut forms = Forms::default();
    for form in list.split(';') {
        let words: Vec<&str> = form.split(' ').collect();
        if let Some(word) = by(&words) {
            forms.entry(word).or_default().push(words);
        }
    }
    forms.values_mut().for_each(|forms| forms.sort_by_key(|words| std::cmp::Reverse(words.len())));
    forms
}

impl CompanyName {
    /// Reads a company's name; none when nothing can be compared of it.
    pub fn read(written: &str) -> Option<CompanyName> {
        // "&" and "+" are no letters: they part words.
        let normal = name(written);
        let mut kept: Vec<&str> = normal.split(' ').filter(|word| !word.is_empty()).collect();
        without_forms(&mut kept);
        let several = kept.len() > 2;
        let words: Vec<String> = kept
            .iter()
            .enumerate()
            .filter(|(place, word)| !(several && *place > 0 && AND_WORDS.contains(*word)))
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
    word.len() > 2 && !GENERIC_WORDS.contains(word)
}

/// Tells whether the words are the same in any order.
fn same_words(a: &[String], b: &[String]) -> bool {
    let sorted = |words: &[String]| {
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_unstable();
        words.concat()
    };
    let letters = |words: &[String]| words.iter().map(String::len).sum::<usize>();
    a.len() == b.len()
        && a.len() > 1
        && letters(a) == letters(b)
        && a.iter().all(|word| b.contains(word))
        && sorted(a) == sorted(b)
}

fn contains(long: &[String], short: &[String]) -> bool {
    short.len() < long.len()
        && short.iter().all(|word| long.contains(word))
        && short.iter().any(|word| tells(word))
        // "Bau" in the middle of another name says nothing; its beginning does.
        && (long.first() == short.first() || short.len() > 1)
}

fn initials(short: &str, words: &[String]) -> bool {
    (3..=6).contains(&short.len())
        && words.len() == short.len()
        && words.iter().zip(short.chars()).all(|(word, letter)| word.starts_with(letter))
}

/// Takes the legal forms off, again and again, but never the last word.
fn without_forms(words: &mut Vec<&str>) {
    while remove_anywhere(words) || remove_end(words) || remove_beginning(words) {}
}

/// Not at the beginning: "Limited Edition GmbH".
fn remove_anywhere(words: &mut Vec<&str>) -> bool {
    let form_at = |at: usize| {
        let rest = words.get(at..)?;
        let forms = ANYWHERE_FORMS.get(*rest.first()?)?;
        forms.iter().find(|form| rest.starts_with(form)).map(|form| (at, form.len()))
    };
    let found = (1..words.len()).find_map(form_at);
    found.map(|(at, count)| words.drain(at..at + count)).is_some()
}

fn remove_end(words: &mut Vec<&str>) -> bool {
    let forms = words.last().and_then(|word| END_FORMS.get(*word)).map_or(&[][..], Vec::as_slice);
    let count = forms.iter().find(|form| form.len() < words.len() && words.ends_with(form)).map(Vec::len);
    count.map(|count| words.truncate(words.len() - count)).is_some()
}

fn remove_beginning(words: &mut Vec<&str>) -> bool {
    let forms = words.first().and_then(|word| BEGINNING_FORMS.get(*word)).map_or(&[][..], Vec::as_slice);
    let count = forms.iter().find(|form| form.len() < words.len() && words.starts_with(form)).map(Vec::len);
    count.map(|count| words.drain(..count)).is_some()
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
            ("Bau Nord Bau", "Nord Bau Nord", Likeness::Different),
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
