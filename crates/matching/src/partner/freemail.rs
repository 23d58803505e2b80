//! Domains at which anybody may have an address, and addresses that are an office's and nobody's own.

use std::sync::LazyLock;

use crate::words::table::Words;

/// Providers of free or private mail. A name that ends in `.*` stands for every country's ending.
const PROVIDERS: &str = "\
gmail.com googlemail.com google.com yahoo.* ymail.com rocketmail.com hotmail.* outlook.* live.* msn.com passport.com
icloud.com me.com mac.com aol.* aim.com gmx.* web.de freenet.de t-online.de t-online.at online.de onlinehome.de
arcor.de arcor.com mail.de email.de posteo.* mailbox.org tutanota.com tutanota.de tuta.io tuta.com proton.me
protonmail.com protonmail.ch pm.me vodafone.de vodafonemail.de kabelmail.de unitybox.de o2online.de o2mail.de
alice.de alice-dsl.de alice-dsl.net versanet.de ewetel.net ewe.net osnanet.de netcologne.de nexgo.de htp-tel.de
lycos.* compuserve.* compuserve.com epost.de telekom.de-mail.net magenta.de 1und1.de kabelbw.de unity-mail.de
mnet-online.de mnet-mail.de swbmail.de wtnet.de gmx-topmail.de directbox.com firemail.de hushmail.com fastmail.com
fastmail.fm zoho.com yandex.* mail.ru bk.ru inbox.ru list.ru rambler.ru ya.ru seznam.cz email.cz centrum.cz atlas.cz
post.cz volny.cz wp.pl o2.pl onet.pl op.pl poczta.onet.pl interia.pl interia.eu gazeta.pl vp.pl tlen.pl orange.*
wanadoo.* free.fr sfr.fr neuf.fr laposte.net bbox.fr club-internet.fr numericable.fr aliceadsl.fr libero.it
virgilio.it alice.it tin.it tim.it tiscali.* fastwebnet.it inwind.it iol.it poste.it email.it aruba.it
terra.es telefonica.net movistar.es ya.com ono.com eresmas.com sapo.pt ziggo.nl kpnmail.nl planet.nl home.nl
xs4all.nl hetnet.nl upcmail.nl casema.nl chello.* quicknet.nl zeelandnet.nl telenet.be skynet.be proximus.be
scarlet.be belgacom.net bluewin.ch hispeed.ch sunrise.ch swissonline.ch bluemail.ch green.ch aon.at chello.at
utanet.at inode.at a1.net kabsi.at liwest.at btinternet.com btopenworld.com sky.com virginmedia.com virgin.net
ntlworld.com blueyonder.co.uk talktalk.net tiscali.co.uk plusnet.com o2.co.uk comcast.net verizon.net att.net
sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com optonline.net mail.com email.com usa.net
inbox.com rogers.com shaw.ca sympatico.ca telus.net bigpond.com optusnet.com.au telia.com telia.se comhem.se
bredband.net spray.se passagen.se tele2.se online.no broadpage.no frisurf.no jubii.dk mail.dk stofanet.dk tdcadsl.dk
webspeed.dk kolumbus.fi luukku.com elisanet.fi suomi24.fi saunalahti.fi mynet.com superonline.com ttmail.com
hotmail.com.tr eircom.net abv.bg ukr.net i.ua citromail.hu freemail.hu t-email.hu azet.sk zoznam.sk siol.net
net.hr otenet.gr qq.com 163.com 126.com sina.com naver.com hanmail.net daum.net rediffmail.com uol.com.br bol.com.br
example.com example.org example.net test.de privaterelay.appleid.com duck.com users.noreply.github.com";

/// What offices call their addresses, folded and without separators.
const ROLES: &str = "\
info infos information kontakt contact contacts contactus mail email post office buro sekretariat secretariat
empfang reception rezeption zentrale verwaltung administration admin administrator webmaster postmaster hostmaster
service support kundenservice kundendienst helpdesk hilfe help vertrieb verkauf sales marketing einkauf purchasing
bestellung bestellungen orders order rechnung rechnungen rechnungswesen billing invoice invoices buchhaltung
accounting accounts finance finanzen bewerbung bewerbungen jobs karriere career careers hr personal recruiting
presse press media redaktion team hello hallo moin praxis kanzlei rezept anfrage anfragen enquiries inquiry
enquiry feedback noreply noreplay donotreply newsletter abuse datenschutz privacy legal compliance security it edv
technik werkstatt lager logistik versand shipping dispo disposition export import shop reservierung reservation
reservations booking buchung geschaftsfuhrung gf vorstand management verein vorsitz rathaus gemeinde stadt
poststelle zahlungen mahnung service24 notdienst familie family hotel restaurant club direktion secretaria
administracion comercial ventas contabilidad contacto contatti amministrazione vendite commerciale segreteria
accueil comptabilite ventes biuro kontor firma bilgi iletisim satis muhasebe zakupy sprzedaz verkoop inkoop
administratie receptie faktura kundtjanst";

static DOMAINS: LazyLock<Words> = LazyLock::new(|| PROVIDERS.split_whitespace().collect());
/// The providers with a domain in every country.
static EVERYWHERE: LazyLock<Words> =
    LazyLock::new(|| PROVIDERS.split_whitespace().filter_map(|name| name.strip_suffix(".*")).collect());
static OFFICES: LazyLock<Words> = LazyLock::new(|| ROLES.split_whitespace().collect());

/// Tells whether anybody may have an address at this domain, so that it says nothing about a company.
pub fn is_freemail(domain: &str) -> bool {
    let any_country = || {
        let provider = domain.split('.').next().unwrap_or_default();
        EVERYWHERE.contains(provider) && domain.split('.').count() <= 3
    };
    DOMAINS.contains(domain) || any_country()
}

/// Tells whether the part of an address before the @, folded and without separators, is an office's.
pub fn is_role(local: &str) -> bool {
    OFFICES.contains(local.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// Returns the domain of a web page's address, without `www.`, in lower case; none when there is none.
pub fn web_domain(page: &str) -> Option<String> {
    let page = page.trim().to_lowercase();
    let rest = page.split_once("://").map_or(page.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default().trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    // In ASCII, like the domain of an address.
    contacts::normalise::email_domain(&format!("a@{host}")).filter(|host| host.contains('.'))
}

/// Second levels under which countries register companies.
const SECOND_LEVELS: &[&str] =
    &["co", "com", "org", "net", "ac", "gov", "gv", "or", "ltd", "plc", "edu", "gob"];

/// Returns the registered part of a domain: *siemens.com* of *mail.siemens.com*.
pub fn registered(domain: &str) -> &str {
    let mut labels = domain.rsplit('.');
    let (top, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    let country = top.len() == 2 && SECOND_LEVELS.contains(&second);
    let third = labels.next().filter(|_| country).map_or(0, |third| third.len() + 1);
    let kept = top.len() + 1 + second.len() + third;
    domain.len().checked_sub(kept).and_then(|cut| domain.get(cut..)).unwrap_or(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freemail_is_known_in_every_country_and_companies_are_not_freemail() {
        for free in ["gmail.com", "gmx.de", "gmx.net", "yahoo.co.uk", "hotmail.fr", "t-online.de", "web.de"] {
            assert!(is_freemail(free), "{free}");
        }
        for company in ["siemens.com", "web.com", "gmx.example.siemens.com", "mueller-bau.de", ""] {
            assert!(!is_freemail(company), "{company}");
        }
    }

    #[test]
    fn an_office_is_told_from_a_person() {
        for role in ["info", "buro", "sales2", "kundenservice"] {
            assert!(is_role(role), "{role}");
        }
        for own in ["max", "infantino", "j", ""] {
            assert!(!is_role(own), "{own}");
        }
    }

    #[test]
    fn a_web_page_gives_its_domain_and_that_its_registered_part() {
        assert_eq!(web_domain("https://www.Siemens.com/de?x").as_deref(), Some("siemens.com"));
        assert_eq!(web_domain("www.müller.de").as_deref(), Some("xn--mller-kva.de"));
        assert_eq!(web_domain("none"), None);
        for (domain, expected) in [
            ("mail.siemens.com", "siemens.com"),
            ("siemens.com", "siemens.com"),
            ("a.b.co.uk", "b.co.uk"),
            ("b.co.uk", "b.co.uk"),
            ("x", "x"),
            ("", ""),
        ] {
            assert_eq!(registered(domain), expected);
        }
    }
}
