//! Every page in every language from its samples; the catalogues and the icons they need, no more and no less.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use askama::Template;

use super::shell::Shell;
use crate::assets;
use crate::language::{Language, sources};

/// Every page and part of a page, rendered in every language. A room adds its lines here.
fn rendered() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for shell in Shell::samples() {
        let mut add = |name: &str, pages: Vec<String>| {
            for (place, html) in pages.into_iter().enumerate() {
                all.push((format!("{name} {place} {}", shell.language().tag()), html));
            }
        };
        add("trouble", all_of(super::trouble::TroublePage::samples(&shell)));
        add("sign-in", all_of(super::sign_in::SignInPage::samples(&shell)));
        add("held", all_of(super::held::HeldPage::samples(&shell)));
        add("set-up", all_of(super::set_up::SetUpPage::samples(&shell)));
        add("account", all_of(super::account::AccountPage::samples(&shell)));
        add("password", all_of(super::account::PasswordPage::samples(&shell)));
        add("stock of duplicates", all_of(super::duplicates::samples::StockPage::samples(&shell)));
        add("not the same", all_of(super::duplicates::samples::ApartPage::samples(&shell)));
        add("switch for duplicates", all_of(super::duplicates::samples::SwitchPage::samples(&shell)));
        add("export: search", all_of(super::export::search::SearchPage::samples(&shell)));
        add("export: restriction", all_of(super::export::searches::RestrictionsPage::samples(&shell)));
        add("export: selection", all_of(super::export::assign::AssignPage::samples(&shell)));
        add("export: review", all_of(super::export::review::ReviewPage::samples(&shell)));
        add("export: options", all_of(super::export::options::OptionsPage::samples(&shell)));
        add("export: plan", all_of(super::export::plan::PlanPage::samples(&shell)));
        add("export: exit", all_of(super::export::exit::ExitPage::samples(&shell)));
        add("import: start", all_of(super::import::start::StartPage::samples(&shell)));
        add("import: detection", all_of(super::import::detect::DetectPage::samples(&shell)));
        add("import: list", all_of(super::import::list::ListPage::samples(&shell)));
        add("import: ticked", all_of(super::import::ticks::FootPart::samples(&shell)));
        add("import: partner", all_of(super::import::partner::PartnerPage::samples(&shell)));
        add("import: new partner", all_of(super::import::new_partner::NewPartnerPage::samples(&shell)));
        add("import: complete", all_of(super::import::complete::CompletePage::samples(&shell)));
        add("import: link", all_of(super::import::link::LinkPage::samples(&shell)));
        add("import: exit", all_of(super::import::exit::ExitPage::samples(&shell)));
        add("start", all_of(super::start::StartPage::samples(&shell)));
        add("users", all_of(super::users::ListPage::samples(&shell)));
        add("user", all_of(super::users::FormPage::samples(&shell)));
        add("team", all_of(super::teams::TeamPage::samples(&shell)));
        add("user's password", all_of(super::users::PasswordPage::samples(&shell)));
        add("ask about a user", all_of(super::users::AskPage::samples(&shell)));
        add("person", all_of(super::persons::samples::PersonPage::samples(&shell)));
        add("live person", all_of(super::persons::samples::LivePart::samples(&shell)));
        add("person's history", all_of(super::persons::samples::HistoryPage::samples(&shell)));
        add("person's form", all_of(super::persons::samples::FormPage::samples(&shell)));
        add("person's photo", all_of(super::persons::samples::PhotoPage::samples(&shell)));
        add("remove a photo", all_of(super::persons::samples::RemovePage::samples(&shell)));
        add("delete a person", all_of(super::persons::samples::DeletePage::samples(&shell)));
        add("erase a person", all_of(super::persons::samples::ErasePage::samples(&shell)));
        add("duplicates", all_of(super::persons::samples::DuplicatesPart::samples(&shell)));
        add("partner options", all_of(super::persons::samples::PartnerOptions::samples(&shell)));
        add("switch", all_of(super::switch::SwitchPart::samples(&shell)));
        add("switch alone", all_of(super::switch::SwitchPage::samples(&shell)));
        add("withdraw", all_of(super::switch::WithdrawPage::samples(&shell)));
        add("choose", all_of(super::switch::choose::ChoosePage::samples(&shell)));
        add("mailbox", all_of(super::mailbox::page::MailboxPage::samples(&shell)));
        add("mailbox live", all_of(super::mailbox::page::LivePart::samples(&shell)));
        add("mailboxes", all_of(super::mailbox::ListPage::samples(&shell)));
        add("connect", all_of(super::mailbox::connect::ConnectPage::samples(&shell)));
        add("folder", all_of(super::mailbox::folder::FolderPage::samples(&shell)));
        add("disconnect", all_of(super::mailbox::leave::LeavePage::samples(&shell)));
        add("problems", all_of(super::mailbox::problems::ProblemsPage::samples(&shell)));
        add("brake", all_of(super::mailbox::brake::BrakePage::samples(&shell)));
        add("release", all_of(super::mailbox::brake::ReleasePage::samples(&shell)));
        add("runs", all_of(super::runs::ListPage::samples(&shell)));
        add("run", all_of(super::runs::ReportPage::samples(&shell)));
        add("cancel a run", all_of(super::runs::steer::CancelPage::samples(&shell)));
        add("settings", all_of(super::settings::SettingsPage::samples(&shell)));
        add("review settings", all_of(super::settings::ReviewPage::samples(&shell)));
        add("components", all_of(super::components::ComponentsPage::samples(&shell)));
        add("dialog", all_of(super::components::DialogPage::samples(&shell)));
        add("options", all_of(super::components::OptionsPart::samples(&shell)));
        add("persons", all_of(super::persons::list::ListPage::samples(&shell)));
        add("several persons", all_of(super::persons::list::samples::dialogs(&shell)));
        add("switches", all_of(super::persons::list::switches::SwitchesPart::samples(&shell)));
        add("partners", all_of(super::partners::list::ListPage::samples(&shell)));
        add("partner", all_of(super::partners::page::PartnerPage::samples(&shell)));
        add("partner's form", all_of(super::partners::edit::FormPage::samples(&shell)));
        add("leave a partner", all_of(super::partners::delete::LeavePage::samples(&shell)));
        add("pulse", all_of(super::start::PulseBadge::samples(&shell)));
    }
    all
}

/// Renders templates.
#[allow(clippy::needless_pass_by_value, reason = "called with what has just been made")]
pub(crate) fn all_of<T: Template>(pages: Vec<T>) -> Vec<String> {
    pages.iter().map(|page| page.render().unwrap()).collect()
}

#[test]
fn every_page_renders_in_every_language_without_a_missing_text() {
    let pages = rendered();
    assert!(pages.len() > 100, "{}", pages.len());
    for (name, html) in pages {
        assert!(!html.contains('⟦'), "{name}: {}", around(&html, "⟦"));
        assert!(!html.contains("style=\""), "{name}: an inline style");
        assert!(!html.contains(" onclick=") && !html.contains("<script>"), "{name}: an inline script");
    }
}

#[test]
fn no_page_lets_through_what_was_typed_as_markup() {
    for (name, html) in rendered() {
        for typed in ["<b>x</b>", "Müller <b>", "Anna <b>", "Done <i>", "kö\"<"] {
            assert!(!html.contains(typed), "{name}: {}", around(&html, typed));
        }
    }
}

#[test]
fn every_id_is_on_a_page_once_and_every_label_finds_its_field() {
    for (name, html) in rendered() {
        let ids = attribute(&html, "id");
        let once: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), once.len(), "{name}: an id twice: {ids:?}");
        for target in attribute(&html, "for").iter().chain(&attribute(&html, "aria-labelledby")) {
            let known = target.split(' ').all(|one| ids.iter().any(|id| id == one) || one == "dialog-title");
            assert!(known, "{name}: {target}");
        }
    }
}

#[test]
fn both_languages_say_the_same_texts_with_the_same_variables() {
    let [english, german] = Language::ALL.map(texts);
    let rooms = |language| sources(language).into_keys().collect::<Vec<_>>();
    assert_eq!(rooms(Language::English), rooms(Language::German));
    for key in english.keys().chain(german.keys()) {
        assert_eq!(english.get(key), german.get(key), "{key}");
    }
    for (room, text) in sources(Language::English) {
        for key in keys(&text) {
            assert!(key.starts_with(&format!("{room}-")), "{key} stands in {room}.ftl");
        }
    }
}

#[test]
fn every_text_is_used_and_every_text_used_exists() {
    let code = own_sources();
    let known = texts(Language::English);
    for key in known.keys() {
        assert!(code.contains(&format!("\"{key}\"")), "{key} is used nowhere: take it out");
    }
    for call in ["say(\"", "say_key(\""] {
        for rest in code.split(call).skip(1) {
            let key = rest.split('"').next().unwrap_or_default();
            assert!(known.contains_key(key) || key == "no-such-key", "{key} is said and does not exist");
        }
    }
}

#[test]
fn every_icon_is_used_and_every_icon_shown_exists() {
    let (code, known) = (own_sources(), assets::icons());
    for icon in &known {
        assert!(
            code.contains(&format!("\"{icon}\"")),
            "assets/icons/{icon}.svg is used nowhere: take it out"
        );
    }
    for (name, html) in rendered() {
        for rest in html.split("<use href=\"").skip(1) {
            let icon =
                rest.split('"').next().and_then(|href| href.split_once('#')).map_or("", |(_, icon)| icon);
            assert!(known.iter().any(|one| one == icon), "{name}: there is no icon {icon:?}");
        }
    }
}

/// The texts of a language: their keys, and the variables in each.
fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for text in sources(language).into_values() {
        for entry in text.split("\n").fold(Vec::<String>::new(), |mut entries, line| {
            match (line.starts_with(|c: char| c.is_ascii_lowercase()), entries.last_mut()) {
                (true, _) => entries.push(line.to_owned()),
                (false, Some(last)) if !line.starts_with('#') => last.push_str(line),
                (false, _) => {}
            }
            entries
        }) {
            let (key, pattern) = entry.split_once(" = ").unwrap();
            let variables = pattern.split('$').skip(1);
            let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let before = all.insert(key.to_owned(), variables.map(name).collect());
            assert!(before.is_none(), "{key} twice");
        }
    }
    all
}

fn keys(text: &str) -> impl Iterator<Item = &str> {
    let is_key = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    text.lines().filter(is_key).filter_map(|line| line.split_once(" = ")).map(|(key, _)| key)
}

/// Everything that may say a text: templates and code, without this file.
fn own_sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut places = vec![root.join("src"), root.join("templates")];
    let mut all = String::new();
    while let Some(place) = places.pop() {
        for entry in std::fs::read_dir(place).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                places.push(path);
            } else if path != root.join("src/pages/tests.rs") {
                all.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    all
}

fn attribute(html: &str, name: &str) -> Vec<String> {
    let sign = format!(" {name}=\"");
    html.split(&sign).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

fn around(html: &str, sign: &str) -> String {
    let place = html.find(sign).unwrap_or_default();
    html[place..].chars().take(120).collect()
}
