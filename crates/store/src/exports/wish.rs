//! What an export does with one person, as a table.

use matching::equal::Found;
use replication::{Link, LinkState};

use crate::exports::{ExportMode, Planned};

/// What the export sets going for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Its contact is created, or an equal one linked.
    Adopt,
    /// Its contact was about to leave, and stays.
    Keep,
    /// Its contact is brought up to date.
    Update,
    /// Its contact is withdrawn.
    Withdraw,
    /// Nothing; why, where that is not plain.
    Nothing(Option<&'static str>),
    /// It cannot be; why.
    NotPossible(&'static str),
}

/// What is known of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// There is none, or the viewer does not see it.
    Unknown,
    /// It is in the bin.
    InBin,
    /// The mailbox's owner does not see it.
    HiddenFromOwner,
    /// It can be exported.
    Good,
}

/// Where a person stands in the mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Out,
    Adopting,
    InStep,
    Waiting,
    Leaving { contact: bool },
}

fn place(link: Option<&Link>) -> Place {
    match link.map(|link| (&link.state, link)) {
        None | Some((LinkState::Ended { .. }, _)) => Place::Out,
        Some((LinkState::Adopting { .. }, _)) => Place::Adopting,
        Some((LinkState::Linked, link)) if link.due > 0 || link.problem.is_some() => Place::Waiting,
        Some((LinkState::Linked, _)) => Place::InStep,
        Some((LinkState::Leaving { .. }, link)) => Place::Leaving { contact: link.remote_id.is_some() },
    }
}

/// Decides for a person that was selected. Pure.
pub(crate) fn selected(mode: ExportMode, standing: Standing, link: Option<&Link>) -> Wish {
    use ExportMode::{Changed, New, NewAndChanged};
    match (standing, place(link), mode) {
        (Standing::Unknown, _, _) => {
            Wish::NotPossible("there is no such contact person, or you may not see it")
        }
        (Standing::InBin, _, _) => Wish::NotPossible("it is in the bin; restore it first"),
        (Standing::HiddenFromOwner, _, _) => Wish::NotPossible("the mailbox's owner may not see it"),
        (Standing::Good, Place::Out | Place::Adopting, New | NewAndChanged) => Wish::Adopt,
        (Standing::Good, Place::Out | Place::Adopting, Changed) => {
            Wish::Nothing(Some("it is not in the mailbox, and only those in it were asked for"))
        }
        (Standing::Good, Place::InStep | Place::Waiting, New) => {
            Wish::Nothing(Some("it is in the mailbox already, and only new ones were asked for"))
        }
        (Standing::Good, Place::InStep, Changed | NewAndChanged) => Wish::Nothing(None),
        (Standing::Good, Place::Waiting, Changed | NewAndChanged) => Wish::Update,
        (Standing::Good, Place::Leaving { contact: true }, New | NewAndChanged) => Wish::Keep,
        (Standing::Good, Place::Leaving { contact: false }, New | NewAndChanged) => Wish::Adopt,
        (Standing::Good, Place::Leaving { .. }, Changed) => {
            Wish::Nothing(Some("it is about to leave the mailbox, and only those in it were asked for"))
        }
    }
}

/// Decides for a person that was taken off the list and is to be withdrawn. Pure.
pub(crate) fn taken_off(link: Option<&Link>) -> Wish {
    match place(link) {
        Place::Out => Wish::Nothing(Some("it is not in the mailbox")),
        Place::Leaving { .. } => Wish::Nothing(Some("it is about to leave the mailbox already")),
        Place::Adopting | Place::InStep | Place::Waiting => Wish::Withdraw,
    }
}

impl Wish {
    /// Returns how the wish stands in a plan, by what of the person was found in the mailbox.
    pub(crate) fn planned(&self, found: &Found) -> (Planned, Option<String>) {
        match (self, found) {
            (Wish::Adopt, Found::Nothing) => (Planned::Create, None),
            (Wish::Adopt, Found::Own(_)) => {
                (Planned::Link, Some("its own contact of before is in the mailbox".to_owned()))
            }
            (Wish::Adopt, Found::One(_)) => {
                (Planned::Link, Some("an equal contact is in the mailbox".to_owned()))
            }
            (Wish::Adopt, Found::Several(_) | Found::Contested) => (Planned::Choose, found.choice()),
            (Wish::Keep | Wish::Update, _) => (Planned::Update, None),
            (Wish::Withdraw, _) => (Planned::Withdraw, None),
            (Wish::Nothing(why), _) => (Planned::Unchanged, why.map(str::to_owned)),
            (Wish::NotPossible(why), _) => (Planned::NotPossible, Some((*why).to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contacts::{LinkId, MailboxId, PersonId};
    use replication::{Ended, Leaving};

    #[test]
    fn the_table_of_what_an_export_does_with_a_person() {
        let link = |state: LinkState, due: i64, remote: bool| {
            let mut link =
                Link::adopting(LinkId::from_u128(1), PersonId::from_u128(2), MailboxId::from_u128(3), due);
            (link.state, link.remote_id) = (state, remote.then(|| "A".to_owned()));
            link
        };
        let adopting = link(LinkState::adopting(None), 1, false);
        let in_step = link(LinkState::Linked, 0, true);
        let waiting = link(LinkState::Linked, 2, true);
        let leaving = link(LinkState::Leaving { cause: Leaving::Withdrawn, by: None }, 1, true);
        let ended = link(LinkState::Ended { by: Ended::Withdrawn, user: None, at: 1 }, 0, true);
        use ExportMode::{Changed, New, NewAndChanged};
        for (link, new, changed, both, off) in [
            (None, Planned::Create, Planned::Unchanged, Planned::Create, Planned::Unchanged),
            (Some(&ended), Planned::Create, Planned::Unchanged, Planned::Create, Planned::Unchanged),
            (Some(&adopting), Planned::Create, Planned::Unchanged, Planned::Create, Planned::Withdraw),
            (Some(&in_step), Planned::Unchanged, Planned::Unchanged, Planned::Unchanged, Planned::Withdraw),
            (Some(&waiting), Planned::Unchanged, Planned::Update, Planned::Update, Planned::Withdraw),
            (Some(&leaving), Planned::Update, Planned::Unchanged, Planned::Update, Planned::Unchanged),
        ] {
            let planned = |mode| selected(mode, Standing::Good, link).planned(&Found::Nothing).0;
            let found = [
                planned(New),
                planned(Changed),
                planned(NewAndChanged),
                taken_off(link).planned(&Found::Nothing).0,
            ];
            assert_eq!(found, [new, changed, both, off], "{link:?}");
            for standing in [Standing::Unknown, Standing::InBin, Standing::HiddenFromOwner] {
                assert_eq!(
                    selected(NewAndChanged, standing, link).planned(&Found::Nothing).0,
                    Planned::NotPossible
                );
            }
        }
        assert_eq!(Wish::Adopt.planned(&Found::One("A".into())).0, Planned::Link);
        assert_eq!(Wish::Adopt.planned(&Found::Own("A".into())).0, Planned::Link);
        assert_eq!(Wish::Adopt.planned(&Found::Contested).0, Planned::Choose);
        assert_eq!(Wish::Adopt.planned(&Found::Several(2)).0, Planned::Choose);
    }
}
