//! A run's report as a table for spreadsheet programs: one line per contact person, written while it is read.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use contacts::{PersonId, RunId};
use futures::stream;
use store::{EndState, Run, RunItem, StoreError, Viewer};

use crate::language::{Language, Words};
use crate::pages::reasons;
use crate::state::WebState;

/// How many items are read and written at a time.
const PART: u32 = 1_000;
/// What Excel knows UTF-8 by.
const MARK: &str = "\u{feff}";

/// Which part comes next.
enum Next {
    Head,
    After(PersonId),
    Nothing,
}

/// Answers with the report of a run that the viewer may see, in a language: its words, and commas or semicolons as
/// spreadsheet programs of that language expect them.
pub(crate) fn answer(state: &WebState, viewer: Viewer, run: &Run, language: Language) -> Response {
    let (store, id) = (state.store.clone(), run.id);
    let parts = stream::try_unfold(Next::Head, move |next| {
        let (store, viewer) = (store.clone(), viewer.clone());
        async move {
            let (after, mut text) = match next {
                Next::Head => (None, format!("{MARK}{}", head(language))),
                Next::After(person) => (Some(person), String::new()),
                Next::Nothing => return Ok::<_, StoreError>(None),
            };
            let items = store.list_run_items_after(&viewer, id, after, PART).await?;
            items.iter().for_each(|item| text.push_str(&line(item, language)));
            let full = items.len() == usize::try_from(PART).unwrap_or(usize::MAX);
            let next = items.last().filter(|_| full).map_or(Next::Nothing, |item| Next::After(item.person));
            Ok(Some((Bytes::from(text), next)))
        }
    });
    let mut answer = Response::new(Body::from_stream(parts));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file_name(id))) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}

fn file_name(id: RunId) -> String {
    format!("tandem-run-{id}.csv")
}

fn head(language: Language) -> String {
    let words = Words::of(language);
    row(
        &[
            words.say("mailbox-person"),
            words.say("runs-end"),
            words.say("runs-why"),
            words.say("runs-do"),
            words.say("runs-id"),
        ],
        language,
    )
}

fn line(item: &RunItem, language: Language) -> String {
    let words = Words::of(language);
    let name = crate::pages::runs::named(item, words);
    let told = item.reason.as_deref().map(|reason| reasons::told(reason, words));
    let (why, advice) = match told {
        None => (String::new(), String::new()),
        Some(told) => {
            let why = [Some(told.what), told.quote].into_iter().flatten().collect::<Vec<_>>().join(" ");
            (why, told.advice.unwrap_or_default())
        }
    };
    row(&[name, words.say(single(item.end)), why, advice, item.person.to_string()], language)
}

/// The key of an end state's name as it stands beside one person.
pub(crate) const fn single(end: EndState) -> &'static str {
    match end {
        EndState::Waiting => "runs-one-waiting",
        EndState::Created => "runs-one-created",
        EndState::Updated => "runs-one-updated",
        EndState::Linked => "runs-one-linked",
        EndState::Imported => "runs-one-imported",
        EndState::Skipped => "runs-one-skipped",
        EndState::Withdrawn => "runs-one-withdrawn",
        EndState::Unchanged => "runs-one-unchanged",
        EndState::Failed => "runs-one-failed",
    }
}

fn row(cells: &[String], language: Language) -> String {
    let between = match language {
        Language::English => ",",
        Language::German => ";",
    };
    let cells: Vec<String> = cells.iter().map(|cell| cell_of(cell)).collect();
    format!("{}\r\n", cells.join(between))
}

/// Writes a cell: quoted where it has to be, and never so that a spreadsheet program takes it for a formula.
fn cell_of(text: &str) -> String {
    let formula =
        text.trim_start_matches([' ', '\u{a0}']).starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', ';', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, end: EndState, reason: Option<&str>) -> RunItem {
        let (name, reason) = (name.to_owned(), reason.map(str::to_owned));
        let person = PersonId::from_u128(7);
        RunItem { person, name, end, reason, action: None, same_as: None, contact: None }
    }

    #[test]
    fn no_cell_is_a_formula_and_every_cell_is_one_cell() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            (" @now", "' @now"),
            ("-", "'-"),
            ("\t=x", "'\t=x"),
            ("=a;\"b\"", "\"'=a;\"\"b\"\"\""),
            ("König, Ada", "\"König, Ada\""),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("Ada", "Ada"),
        ] {
            assert_eq!(cell_of(text), written);
        }
    }

    #[test]
    fn a_report_speaks_the_readers_language() {
        assert!(head(Language::English).starts_with("Contact person,"));
        assert!(head(Language::German).starts_with("Kontaktperson;"));
        let failed = item("=Müller", EndState::Failed, Some("it is in the bin; restore it first"));
        let line = line(&failed, Language::German);
        assert!(line.starts_with("'=Müller;Nicht möglich;") && line.ends_with("\r\n"), "{line}");
        assert!(line.contains("Papierkorb"), "{line}");
    }
}
