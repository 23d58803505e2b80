//! Which passwords are taken: long enough, not known to everybody, not the name on the door. Pure.

use std::collections::BTreeSet;

use crate::accounts::passwords::Password;

/// The fewest characters of a password.
pub const SHORTEST: usize = 10;
/// The most characters of a password.
pub const LONGEST: usize = 1024;
/// Parts of a name or an address that are shorter may be in a password by chance.
const TELLING: usize = 4;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PasswordFault {
    /// It has fewer than [`SHORTEST`] characters.
    #[error("the password has fewer than {SHORTEST} characters; nothing was saved. Take a longer one")]
    TooShort,
    /// It has more than [`LONGEST`] characters.
    #[error("the password has more than {LONGEST} characters; nothing was saved. Take a shorter one")]
    TooLong,
    /// It is among the first that anybody would guess.
    #[error("the password is easy to guess; nothing was saved. Take another one, a few words for example")]
    Common,
    /// It has the user's name or address in it.
    #[error("the password has the name or the address in it; nothing was saved. Take another one")]
    Named,
    /// It is the one that was to be changed.
    #[error("the password is the old one; nothing was saved. Take another one")]
    Same,
}

/// Passwords of ten characters and more that everybody tries first; digits and signs at the end do not count, so
/// their stems stand here. Own collection of keyboard walks and the obvious words in English and German.
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "kennwort",
    "geheim",
    "administrator",
    "welcome",
    "willkommen",
    "letmein",
    "changeme",
    "iloveyou",
    "ichliebedich",
    "qwertyuiop",
    "qwertzuiop",
    "qwerty",
    "qwertz",
    "asdfghjkl",
    "yxcvbnm",
    "zxcvbnm",
    "azertyuiop",
    "abcdefghij",
    "abcdefghijkl",
    "schalke",
    "football",
    "fussball",
    "superman",
    "sonnenschein",
    "sunshine",
    "princess",
    "dragon",
    "master",
    "monkey",
    "trustno",
    "p@ssw0rd",
    "passw0rd",
    "pa$$word",
    "summer",
    "sommer",
    "winter",
    "frühling",
    "herbst",
    "spring",
    "autumn",
    "tandem",
    "tandemtandem",
    "outlook",
    "microsoft",
    "passwordpassword",
    "passwortpasswort",
    "secretsecret",
    "correcthorsebatterystaple",
    "hallohallo",
    "test",
    "testtest",
    "testpassword",
    "testpasswort",
    "default",
    "login",
    "demo",
    "start",
    "abc",
    "qweasdzxc",
    "qayqayqay",
];

/// Judges a password for a user with this address and name.
pub(super) fn judge(password: &Password, mail: &str, name: &str) -> Result<(), PasswordFault> {
    let length = password.text().chars().count();
    if length < SHORTEST {
        return Err(PasswordFault::TooShort);
    }
    if length > LONGEST {
        return Err(PasswordFault::TooLong);
    }
    let lower = password.text().to_lowercase();
    if is_common(&lower) {
        return Err(PasswordFault::Common);
    }
    let telling = |part: &&str| part.chars().count() >= TELLING;
    let (mail, name) = (mail.to_lowercase(), name.to_lowercase());
    let local = mail.split('@').next().unwrap_or_default();
    let parts = [local, name.as_str()]
        .into_iter()
        .flat_map(|text| std::iter::once(text).chain(text.split(|c: char| !c.is_alphanumeric())));
    if parts.filter(telling).any(|part| lower.contains(part)) {
        return Err(PasswordFault::Named);
    }
    Ok(())
}

/// Tells whether a password in lower case is one that anybody would try.
fn is_common(lower: &str) -> bool {
    // A date, a phone number, a walk along the upper row.
    let digits = lower.len() < 16 && lower.chars().all(|c| c.is_ascii_digit());
    let letters = lower.trim_matches(|c: char| !c.is_alphabetic());
    let few = lower.chars().collect::<BTreeSet<_>>().len() < 5;
    digits || few || COMMON.contains(&letters) || COMMON.contains(&lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_enough_uncommon_and_not_the_name_on_the_door() {
        for (password, expected) in [
            ("nine char", Err(PasswordFault::TooShort)),
            ("ten chars!", Ok(())),
            ("ääääääääää", Err(PasswordFault::Common)), // one character again and again
            ("1234567890", Err(PasswordFault::Common)),
            ("01719876543210", Err(PasswordFault::Common)),
            ("Password123!", Err(PasswordFault::Common)),
            ("Passwort2026", Err(PasswordFault::Common)),
            ("Sommer2026!!", Err(PasswordFault::Common)),
            ("abababababab", Err(PasswordFault::Common)),
            ("lovelace-in-paris", Err(PasswordFault::Named)),
            ("my ADA.LOVELACE pass", Err(PasswordFault::Named)),
            ("byron and countess", Ok(())),
            ("canada in autumn", Ok(())), // "Ada" is too short to tell
            ("horse sommer battery", Ok(())),
            ("K7QF2-9XW3M-A0P4T-ZN5GH", Ok(())),
        ] {
            let judged = judge(&Password::new(password), "ada.lovelace@example.org", "Ada Lovelace");
            assert_eq!(judged, expected, "{password}");
        }
        let (longest, longer) = ("abcdefgh".repeat(128), "abcdefgh".repeat(128) + "i");
        assert_eq!(judge(&Password::new(&longest), "a@b.c", "A"), Ok(()));
        assert_eq!(judge(&Password::new(&longer), "a@b.c", "A"), Err(PasswordFault::TooLong));
        assert_eq!(judge(&Password::new(&"x".repeat(5_000_000)), "a@b.c", "A"), Err(PasswordFault::TooLong));
    }
}
