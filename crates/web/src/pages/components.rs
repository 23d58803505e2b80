//! The components page: every component with sample data, in the visitor's language and look.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use serde::Deserialize;

use super::flash::{Flash, Tone};
use super::form::Form;
use super::list::{Address, Pager, Sorting};
use super::person::Avatar;
use super::reply::{self, Answer};
use super::shell::{Pulse, Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/components", get(show).post(tried))
        .route("/components/dialog", get(dialog))
        .route("/components/options", get(options))
}

/// The components page.
#[derive(Template)]
#[template(path = "components_page/page.html", blocks = ["list"])]
pub(crate) struct ComponentsPage {
    shell: Shell,
    form: Form,
    wrong: Form,
    countries: Vec<(String, String)>,
    rows: Vec<Row>,
    sorting: Sorting,
    address: Address,
    pager: Pager,
    mine: bool,
    /// The address at which the filter "mine" is turned round.
    turned: Address,
    pulses: Vec<Pulse>,
    tones: Vec<Flash>,
    avatars: Vec<Avatar>,
    tabs: Vec<(&'static str, String, String)>,
}

/// A row of the sample list.
struct Row {
    id: usize,
    avatar: Avatar,
    company: String,
    city: String,
    status: String,
    tone: &'static str,
    changed: i64,
}

/// The sample dialog.
#[derive(Template)]
#[template(path = "components_page/dialog.html", blocks = ["dialog"])]
pub(crate) struct DialogPage {
    shell: Shell,
}

/// What the sample look-up found.
#[derive(Template)]
#[template(path = "components/lookup_options.html")]
pub(crate) struct OptionsPart {
    shell: Shell,
    options: Vec<Choice>,
}

/// Something that can be chosen in a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Its identity.
    pub(crate) id: String,
    /// What stands in the field once it is chosen.
    pub(crate) text: String,
    /// What tells it from others of that name.
    pub(crate) detail: String,
}

#[derive(Debug, Deserialize)]
struct Asked {
    sort: Option<String>,
    after: Option<String>,
    trail: Option<String>,
    mine: Option<String>,
    #[serde(default)]
    q: String,
}

async fn show(State(state): State<WebState>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    visitor.administers()?;
    let page = ComponentsPage::of(visitor.shell(&state, Room::None).await?, &asked);
    if visitor.wants("sample-list") {
        return reply::show(&page.as_list());
    }
    reply::show(&page)
}

/// Takes the sample form and says so; nothing is kept.
async fn tried(visitor: Visitor, _: Form) -> Answer {
    visitor.administers()?;
    Ok(reply::go(&visitor, "/components", Some(&Flash::note(visitor.say("components-tried")))))
}

async fn dialog(State(state): State<WebState>, visitor: Visitor) -> Answer {
    visitor.administers()?;
    let page = DialogPage { shell: visitor.shell(&state, Room::None).await? };
    if visitor.wants("dialog") {
        return reply::show(&page.as_dialog());
    }
    reply::show(&page)
}

async fn options(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    visitor.administers()?;
    let wanted = asked.q.to_lowercase();
    let known = COMPANIES.iter().filter(|(name, _)| name.to_lowercase().contains(&wanted));
    let options = known
        .enumerate()
        .map(|(place, (name, city))| Choice {
            id: place.to_string(),
            text: (*name).to_owned(),
            detail: (*city).to_owned(),
        })
        .collect();
    reply::show(&OptionsPart { shell: Shell::plain(&visitor, Room::None), options })
}

const COMPANIES: [(&str, &str); 5] = [
    ("Brandt Werkzeugbau GmbH", "Kassel"),
    ("Öztürk Lojistik A.Ş.", "İzmir"),
    ("Société Générale des Étiquettes", "Lyon"),
    ("Łódzkie Zakłady Papieru", "Łódź"),
    ("Northwind <b>Traders</b> & Sons", "Leeds"),
];

const NAMES: [&str; 5] =
    ["Dr. Anna-Lena Brandt", "Şükrü Öztürk", "Élodie Lefèvre", "Władysław Kowalczyk", "مريم حسن"];

impl ComponentsPage {
    fn of(shell: Shell, asked: &Asked) -> Self {
        let sorting = Sorting::read(asked.sort.as_deref(), &["name", "company", "changed"], "name");
        let mine = asked.mine.is_some();
        let address = Address::new("/components").with("mine", if mine { "1" } else { "" });
        let address = address.with("sort", asked.sort.as_deref().unwrap_or_default());
        let pager = Pager::new(&address, asked.after.as_deref(), asked.trail.as_deref(), Some("2"));
        let mut rows = rows(&shell);
        if sorting.descending {
            rows.reverse();
        }
        let (form, wrong) = forms(&shell);
        ComponentsPage {
            form,
            wrong,
            countries: [
                ("", "common-nothing-chosen"),
                ("de", "components-germany"),
                ("tr", "components-turkey"),
            ]
            .map(|(value, text)| (value.to_owned(), shell.say(text)))
            .into(),
            rows,
            sorting,
            turned: address.from_the_beginning().with("mine", if mine { "" } else { "1" }),
            address,
            pager,
            mine,
            pulses: vec![
                Pulse::NoMailbox,
                Pulse::InStep,
                Pulse::UnderWay(1_204),
                Pulse::Paused,
                Pulse::Attention(2),
            ],
            tones: [Tone::Done, Tone::Note, Tone::Failed]
                .map(|tone| Flash { tone, text: shell.say("components-toast"), undo: None, see: None })
                .into(),
            avatars: NAMES.map(Avatar::of).into(),
            tabs: vec![
                ("form", "#forms".to_owned(), shell.say("components-forms")),
                ("list", "#lists".to_owned(), shell.say("components-lists")),
            ],
            shell,
        }
    }

    #[cfg(test)]
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let first = Asked { sort: None, after: None, trail: None, mine: None, q: String::new() };
        let later = Asked {
            sort: Some("-changed".to_owned()),
            after: Some("3".to_owned()),
            trail: Some("~2".to_owned()),
            mine: Some("1".to_owned()),
            q: String::new(),
        };
        [first, later].map(|asked| ComponentsPage::of(shell.clone(), &asked)).into()
    }
}

fn rows(shell: &Shell) -> Vec<Row> {
    let states = [
        ("components-replicated", "good"),
        ("components-under-way", "busy"),
        ("components-problem", "bad"),
        ("components-not-replicated", "quiet"),
        ("components-attention", "warn"),
    ];
    let row = |(place, name): (usize, &str)| Row {
        id: place,
        avatar: Avatar::of(name),
        company: COMPANIES[place].0.to_owned(),
        city: COMPANIES[place].1.to_owned(),
        status: shell.say(states[place].0),
        tone: states[place].1,
        changed: shell.now - 1_000_000 * 60 * 17_i64.pow(u32::try_from(place).unwrap_or_default()),
    };
    NAMES.into_iter().enumerate().map(row).collect()
}

/// A form filled in well, and one with faults.
fn forms(shell: &Shell) -> (Form, Form) {
    let mut good = Form::new()
        .with("first", "Anna-Lena")
        .with("born", "1984-03-12")
        .with("country", "de")
        .with("note", "Prefers calls before noon.\n<b>VIP</b>")
        .with("partner", "0")
        .with("partner_text", COMPANIES[0].0)
        .with("news", "on");
    good.add("mails", "anna@brandt.example");
    good.add("mails", "a.brandt@example.org");
    let mut wrong = Form::new().with("wrong_mail", "anna@").with("wrong_name", "");
    wrong.complain("wrong_name", shell.say("components-wrong-name"));
    wrong.complain("wrong_mail", shell.say("set-up-mail-wrong"));
    (good, wrong)
}

#[cfg(test)]
impl DialogPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        vec![DialogPage { shell: shell.clone() }]
    }
}

#[cfg(test)]
impl OptionsPart {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let choice = Choice { id: "7".to_owned(), text: "<b>x</b>".to_owned(), detail: "Łódź".to_owned() };
        [vec![choice], Vec::new()].map(|options| OptionsPart { shell: shell.clone(), options }).into()
    }
}
