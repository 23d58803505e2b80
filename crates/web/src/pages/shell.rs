//! [`Shell`]: what every page needs around its own content.

use std::fmt;

use store::{MailboxState, MailboxView, Role, Theme};

use super::flash::Flash;
use super::person::Avatar;
use super::trouble::Trouble;
use crate::assets::Asset;
use crate::language::{Language, Moment, Saying, Value, Words, Zone};
use crate::state::WebState;
use crate::visitor::{Caller, Visitor};

/// A room of the house, as it stands in the list of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// None of them: signing in, the account, errors.
    None,
    /// The start page.
    Start,
    /// Contact persons.
    Persons,
    /// Business partners.
    Partners,
    /// Duplicates among contact persons.
    Duplicates,
    /// The visitor's mailbox.
    Mailbox,
    /// Runs.
    Runs,
    /// Replication settings; for administrators.
    Settings,
    /// Users; for administrators.
    Users,
}

/// A room's door: where it is, its icon, its name's key, the key to press after `g`, whether for administrators only.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// The room.
    pub room: Room,
    /// Its address.
    pub path: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// The key of its name.
    pub name: &'static str,
    /// What is pressed after `g`.
    pub key: &'static str,
    /// Whether it is for administrators only.
    pub administrators: bool,
}

/// Every door, in order.
pub const DOORS: [Door; 8] = [
    door(Room::Start, "/", "house", "shell-start", "s", false),
    door(Room::Persons, "/contact-persons", "users", "shell-persons", "c", false),
    door(Room::Partners, "/business-partners", "building-2", "shell-partners", "b", false),
    door(Room::Duplicates, "/duplicates", "copy", "shell-duplicates", "d", false),
    door(Room::Mailbox, "/mailbox", "mailbox", "shell-mailbox", "m", false),
    door(Room::Runs, "/runs", "list-checks", "shell-runs", "r", false),
    door(Room::Settings, "/replication-settings", "sliders-horizontal", "shell-settings", "p", true),
    door(Room::Users, "/users", "user-cog", "shell-users", "u", true),
];

const fn door(
    room: Room,
    path: &'static str,
    icon: &'static str,
    name: &'static str,
    key: &'static str,
    administrators: bool,
) -> Door {
    Door { room, path, icon, name, key, administrators }
}

/// How the visitor's mailboxes fare, in one badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulse {
    /// No mailbox is connected.
    NoMailbox,
    /// Both sides are equal.
    InStep,
    /// So many changes are under way.
    UnderWay(u64),
    /// Replication waits for a person: paused.
    Paused,
    /// Somebody has to look: reconnect, brake, errors, or so many contacts with a problem.
    Attention(u64),
}

impl Pulse {
    /// Judges mailboxes; the worst news counts.
    pub fn of(mailboxes: &[MailboxView]) -> Pulse {
        let connected = || mailboxes.iter().filter(|mailbox| mailbox.state != MailboxState::Disconnected);
        if connected().next().is_none() {
            return Pulse::NoMailbox;
        }
        let troubled = connected().map(attention).sum();
        if troubled > 0 {
            return Pulse::Attention(troubled);
        }
        let waiting: u64 = connected().map(under_way).sum();
        if waiting > 0 {
            Pulse::UnderWay(waiting)
        } else if connected().all(|mailbox| mailbox.state == MailboxState::Paused) {
            Pulse::Paused
        } else {
            Pulse::InStep
        }
    }

    /// Returns the tone, as in classes.
    pub const fn tone(self) -> &'static str {
        match self {
            Pulse::NoMailbox | Pulse::Paused => "quiet",
            Pulse::InStep => "good",
            Pulse::UnderWay(_) => "busy",
            Pulse::Attention(_) => "warn",
        }
    }

    /// Returns the number in it: all there is room for in a narrow window.
    pub const fn count(self) -> Option<u64> {
        match self {
            Pulse::NoMailbox | Pulse::InStep | Pulse::Paused => None,
            Pulse::UnderWay(count) | Pulse::Attention(count) => Some(count),
        }
    }

    /// Sums it up, for [`super::live`].
    pub fn digest(self, words: &Words) -> String {
        super::live::digest(self.said(words))
    }

    /// Says it.
    pub fn said(self, words: &Words) -> String {
        match self {
            Pulse::NoMailbox => words.say("shell-pulse-no-mailbox"),
            Pulse::InStep => words.say("shell-pulse-in-step"),
            Pulse::UnderWay(count) => words.put("count", count).say("shell-pulse-under-way"),
            Pulse::Paused => words.say("shell-pulse-paused"),
            Pulse::Attention(count) => words.put("count", count).say("shell-pulse-attention"),
        }
    }
}

/// Counts what a person has to look at in a mailbox.
fn attention(mailbox: &MailboxView) -> u64 {
    let stopped = match mailbox.state {
        MailboxState::ReconnectNeeded | MailboxState::Braked => 1,
        MailboxState::Active if mailbox.health.failures > 0 => 1,
        MailboxState::Active
        | MailboxState::Paused
        | MailboxState::Disconnecting
        | MailboxState::Disconnected => 0,
    };
    stopped + mailbox.health.problems
}

/// Counts what is under way in a mailbox.
fn under_way(mailbox: &MailboxView) -> u64 {
    let health = &mailbox.health;
    match mailbox.state {
        MailboxState::Active | MailboxState::Disconnecting => health.due.max(health.pending + health.sent),
        MailboxState::Paused
        | MailboxState::ReconnectNeeded
        | MailboxState::Braked
        | MailboxState::Disconnected => 0,
    }
}

/// The quick start bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Who is signed in.
    pub name: String,
    /// Its e-mail address.
    pub mail: String,
    /// What it may do.
    pub role: Role,
    /// How its mailboxes fare; none where nobody has looked: a page that needs no database says nothing of it.
    pub pulse: Option<Pulse>,
    /// The text of the search field.
    pub search: String,
}

impl Bar {
    /// Tells whether its visitor may change anything: exporting and importing are not for readers.
    pub fn writes(&self) -> bool {
        self.role != Role::Reader
    }

    /// Tells whether it is an administrator's.
    pub fn administers(&self) -> bool {
        self.role == Role::Administrator
    }

    /// Returns the doors that its visitor may open.
    pub fn doors(&self) -> impl Iterator<Item = Door> + '_ {
        DOORS.into_iter().filter(|door| self.administers() || !door.administrators)
    }

    /// Returns its visitor's picture.
    pub fn avatar(&self) -> Avatar {
        Avatar::of(&self.name)
    }
}

/// What every page needs around its own content.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The words of the visitor's language.
    pub words: Words,
    /// Light or dark.
    pub theme: Theme,
    /// Where the visitor's clocks are.
    pub zone: Zone,
    /// The moment of asking.
    pub now: i64,
    /// Where the page stands.
    pub room: Room,
    /// The path and query asked for.
    pub path: String,
    /// The quick start bar; none when nobody is signed in.
    pub bar: Option<Bar>,
    /// What the page before wants said.
    pub flash: Option<Flash>,
    /// Where style, script and icons are.
    pub assets: Addresses,
}

/// Where a page's style, script and icons are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// The style sheet.
    pub style: String,
    /// The script.
    pub script: String,
    /// The icons.
    pub icons: String,
    /// The mark in the browser's tab.
    pub mark: String,
}

impl Addresses {
    fn current() -> Self {
        Addresses {
            style: Asset::Style.address(),
            script: Asset::Script.address(),
            icons: Asset::Icons.address(),
            mark: Asset::Mark.address(),
        }
    }
}

impl Shell {
    /// Makes the shell of a page without a bar: for those who are not signed in, and for parts of pages.
    pub fn plain(caller: &Caller, room: Room) -> Self {
        let bar = caller.signed_in.as_ref().filter(|_| !caller.htmx).map(|session| Bar {
            name: session.user.name.clone(),
            mail: session.user.mail.clone(),
            role: session.viewer.role,
            pulse: None,
            search: String::new(),
        });
        Shell {
            words: caller.words,
            theme: caller.theme,
            zone: caller.zone.clone(),
            now: caller.now,
            room,
            path: caller.path.clone(),
            bar,
            flash: caller.flash.clone(),
            assets: Addresses::current(),
        }
    }

    /// Leaves the bar out, for signing in and setting up.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bar = None;
        self
    }

    /// Says nothing of what the page before wanted said; the next page does.
    #[must_use]
    pub fn silent(mut self) -> Self {
        self.flash = None;
        self
    }

    /// Puts a text into the bar's search field.
    #[must_use]
    pub fn searching(mut self, text: &str) -> Self {
        if let Some(bar) = &mut self.bar {
            text.clone_into(&mut bar.search);
        }
        self
    }

    /// Returns the themes with their names.
    pub fn themes(&self) -> [(Theme, String); 3] {
        [
            (Theme::System, self.say("account-theme-system")),
            (Theme::Light, self.say("account-theme-light")),
            (Theme::Dark, self.say("account-theme-dark")),
        ]
    }

    /// Returns the keyboard's shortcuts: groups of keys and what they do.
    pub fn shortcuts(&self) -> Vec<(String, Vec<(String, String)>)> {
        let doors = self.bar.iter().flat_map(Bar::doors);
        let go = doors.map(|door| (format!("g {}", door.key), self.say(door.name))).collect();
        let list = |keys: &[(&str, &str)]| {
            keys.iter().map(|(key, text)| ((*key).to_owned(), self.say(text))).collect::<Vec<_>>()
        };
        let everywhere =
            list(&[("/", "shell-key-search"), ("?", "shell-key-overview"), ("Esc", "shell-key-close")]);
        let offered = list(&[("n", "shell-key-new"), ("e", "shell-key-edit")]);
        let lists = list(&[
            ("j", "shell-key-next"),
            ("k", "shell-key-previous"),
            ("x", "shell-key-select"),
            ("Enter", "shell-key-open"),
        ]);
        vec![
            (self.say("shell-keys-everywhere"), everywhere),
            (self.say("shell-keys-offered"), offered),
            (self.say("shell-keys-lists"), lists),
            (self.say("shell-keys-go"), go),
        ]
    }

    /// Returns the language.
    pub fn language(&self) -> Language {
        self.words.language()
    }

    /// Says a text that has no variables.
    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// Gives a text's first variable its value; more follow by `put`, then `say`.
    pub fn put(&self, name: &'static str, value: impl Value) -> Saying {
        self.words.put(name, value)
    }

    /// Writes a number as the language does.
    pub fn number(&self, number: impl fmt::Display) -> String {
        self.words.number(number)
    }

    /// Writes how far a moment (microseconds since 1970 UTC) is from now, with the exact time in its title.
    pub fn ago(&self, moment: impl Micros) -> Moment {
        self.words.ago(moment.micros(), self.now, &self.zone)
    }

    /// Writes the day and time of a moment.
    pub fn exactly(&self, moment: impl Micros) -> Moment {
        self.words.exactly(moment.micros(), &self.zone)
    }
}

/// A moment, in microseconds since 1970 UTC, as templates pass it on.
pub trait Micros {
    /// Returns it.
    fn micros(&self) -> i64;
}

impl Micros for i64 {
    fn micros(&self) -> i64 {
        *self
    }
}

impl<T: Micros> Micros for &T {
    fn micros(&self) -> i64 {
        (**self).micros()
    }
}

impl Visitor {
    /// Makes the shell of a page; of a part of one without asking for the bar.
    ///
    /// # Errors
    /// [`Trouble`] when the database fails.
    pub async fn shell(&self, state: &WebState, room: Room) -> Result<Shell, Trouble> {
        let mut shell = Shell::plain(&self.caller, room);
        if let Some(bar) = &mut shell.bar {
            bar.pulse = Some(self.pulse(state).await?);
        }
        Ok(shell)
    }

    /// Reads how the visitor's own mailboxes fare.
    ///
    /// # Errors
    /// [`Trouble`] when the database fails.
    pub async fn pulse(&self, state: &WebState) -> Result<Pulse, Trouble> {
        Ok(Pulse::of(&super::mailbox::own(state, self).await?))
    }
}

#[cfg(test)]
impl Shell {
    /// Makes a shell in every language: an administrator's with a toast, a user's, and one that nobody is signed in to.
    pub(crate) fn samples() -> Vec<Shell> {
        let bar = |role, pulse| Bar {
            name: "Anna-Lena Müller <b>".to_owned(),
            mail: "anna@example.com".to_owned(),
            role,
            pulse: Some(pulse),
            search: "kö\"<".to_owned(),
        };
        let made = |language| {
            let shell = |bar, flash| Shell {
                words: Words::of(language),
                theme: Theme::System,
                zone: Zone::utc(),
                now: 1_795_379_400_000_000,
                room: Room::Start,
                path: "/?a=1&b=<".to_owned(),
                bar,
                flash,
                assets: Addresses::current(),
            };
            [
                shell(
                    Some(bar(Role::Administrator, Pulse::Attention(3))),
                    Some(Flash::done("Done <i>").undo("/x")),
                ),
                shell(Some(bar(Role::User, Pulse::UnderWay(1200))), None),
                shell(Some(bar(Role::Reader, Pulse::InStep)), None),
                shell(None, None),
            ]
        };
        Language::ALL.into_iter().flat_map(made).collect()
    }
}
