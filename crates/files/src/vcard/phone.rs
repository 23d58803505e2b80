//! Which number of a card goes where.

use contacts::FieldKey::{self, *};

/// Where a number belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The first free of some fields, else among the further numbers.
    Slots(&'static [FieldKey]),
    /// The company's main phone.
    Company,
    /// Nowhere: a kind that the field map leaves out; its name.
    LeftOut(&'static str),
}

/// Decides by the types of a number. What is most telling comes first: a fax at work is a fax.
pub(crate) fn place(types: &[String], preferred: bool) -> Place {
    let any = |names: &[&str]| types.iter().any(|own| names.contains(&own.as_str()));
    const LEFT_OUT: &[(&[&str], &str)] = &[
        (&["callback"], "callback number"),
        (&["isdn"], "ISDN number"),
        (&["tlx", "telex"], "telex number"),
        (&["radio"], "radio phone"),
        (&["ttytdd", "tty-tdd", "tty", "tdd", "textphone"], "text phone"),
    ];
    if let Some((_, name)) = LEFT_OUT.iter().find(|(names, _)| any(names)) {
        return Place::LeftOut(name);
    }
    let (work, home) = (any(&["work"]), any(&["home"]));
    if any(&["fax", "workfax", "homefax", "otherfax"]) {
        return Place::Slots(match (work || any(&["workfax"]), home || any(&["homefax"])) {
            (true, _) => &[BusinessFax],
            (false, true) => &[HomeFax],
            (false, false) => &[OtherFax],
        });
    }
    if any(&["company", "main-number", "x-company"]) {
        return Place::Company;
    }
    const SPECIAL: &[(&[&str], &[FieldKey])] = &[
        (&["pager"], &[Pager]),
        (&["assistant", "x-assistant", "x-evolution-assistant"], &[AssistantPhone]),
        (&["car"], &[CarPhone]),
        (&["cell", "mobile", "iphone", "mobil"], &[MobilePhone]),
        (&["main"], &[PrimaryPhone]),
    ];
    if let Some((_, slots)) = SPECIAL.iter().find(|(names, _)| any(names)) {
        return Place::Slots(slots);
    }
    Place::Slots(match (work, home, preferred) {
        (true, _, _) => &[BusinessPhone, BusinessPhone2],
        (false, true, _) => &[HomePhone, HomePhone2],
        // Outlook writes its primary phone so: preferred and of no place.
        (false, false, true) => &[PrimaryPhone, OtherPhone],
        (false, false, false) => &[OtherPhone],
    })
}

/// Returns a number as people write it, from the form that addresses have (`tel:+49-30-1;ext=5`).
pub(crate) fn written(text: &str) -> String {
    let text = text.trim();
    let is_address = text.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:"));
    if !is_address {
        return text.to_owned();
    }
    let number = text.get(4..).unwrap_or_default().replace("%20", " ");
    number.replace(";ext=", " ext. ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_where_their_types_say() {
        for (types, preferred, expected) in [
            ("work voice", false, Place::Slots(&[BusinessPhone, BusinessPhone2])),
            ("home", true, Place::Slots(&[HomePhone, HomePhone2])),
            ("cell work", false, Place::Slots(&[MobilePhone])),
            ("fax work", false, Place::Slots(&[BusinessFax])),
            ("home fax", false, Place::Slots(&[HomeFax])),
            ("fax", false, Place::Slots(&[OtherFax])),
            ("pager", false, Place::Slots(&[Pager])),
            ("car voice", false, Place::Slots(&[CarPhone])),
            ("pref voice", true, Place::Slots(&[PrimaryPhone, OtherPhone])),
            ("voice", false, Place::Slots(&[OtherPhone])),
            ("voice company", false, Place::Company),
            ("voice callback", false, Place::LeftOut("callback number")),
            ("assistant voice", false, Place::Slots(&[AssistantPhone])),
        ] {
            let types: Vec<String> = types.split(' ').map(str::to_owned).collect();
            assert_eq!(place(&types, preferred), expected, "{types:?}");
        }
    }

    #[test]
    fn a_number_given_as_an_address_is_written_as_a_number() {
        assert_eq!(written("tel:+49-30-1234;ext=5"), "+49-30-1234 ext. 5");
        assert_eq!(written(" 030 1234 "), "030 1234");
    }
}
