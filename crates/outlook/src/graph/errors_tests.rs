//! The tables of refusals, row by row.

#![allow(clippy::wildcard_enum_match_arm)] // In a test every other case is a failure.

use super::*;
use bytes::Bytes;

fn fault(status: u16, code: &str) -> Fault {
    let body = if code.is_empty() {
        String::new()
    } else {
        format!(r#"{{"error":{{"code":"{code}","message":"m"}}}}"#)
    };
    Fault::of(&Answer { status, after: Some(Duration::from_secs(2)), body: Bytes::from(body) })
}

fn word(error: &ConnectorError) -> &'static str {
    match error {
        ConnectorError::Retry { .. } => "retry",
        ConnectorError::Limit { .. } => "limit",
        ConnectorError::Resync => "resync",
        ConnectorError::MailboxFull => "full",
        ConnectorError::SignIn { .. } => "sign in",
        ConnectorError::MailboxGone { .. } => "gone",
        ConnectorError::Refused { .. } => "refused",
    }
}

fn write_word(error: &WriteError) -> &'static str {
    match error {
        WriteError::NotDone { .. } => "not done",
        WriteError::Unknown { .. } => "unknown",
        WriteError::Changed => "changed",
        WriteError::Gone => "gone",
        WriteError::Refused { .. } => "refused",
        WriteError::SignIn { .. } => "sign in",
        WriteError::Mailbox { .. } => "mailbox",
    }
}

#[test]
fn a_refused_reading_call_says_what_to_do_next() {
    for (status, code, next) in [
        (400, "BadRequest", "refused"),
        (400, "ErrorInvalidIdMalformed", "refused"),
        (401, "InvalidAuthenticationToken", "sign in"),
        (401, "UnknownError", "sign in"),
        (403, "ErrorAccessDenied", "sign in"),
        (403, "Authorization_RequestDenied", "sign in"),
        (403, "ErrorSomethingElse", "refused"),
        (404, "MailboxNotEnabledForRESTAPI", "gone"),
        (404, "ResourceNotFound", "gone"),
        (404, "ErrorInvalidUser", "gone"),
        (404, "ErrorSyncFolderNotFound", "gone"),
        (404, "", "retry"),
        (405, "ErrorInvalidRequest", "refused"),
        (429, "ApplicationThrottled", "limit"),
        (500, "ErrorInternalServerError", "retry"),
        (503, "", "retry"),
        (504, "UnknownError", "retry"),
        (302, "", "refused"),
    ] {
        assert_eq!(word(&fault(status, code).reading()), next, "{status} {code}");
    }
    assert_eq!(fault(429, "").reading(), ConnectorError::Limit { after: Duration::from_secs(2) });
    assert!(matches!(fault(503, "").reading(), ConnectorError::Retry { after: Some(_), .. }));
}

#[test]
fn a_refused_change_feed_is_read_anew_when_its_token_is_not_liked() {
    for (status, code, with_token, next) in [
        (410, "SyncStateNotFound", true, "resync"),
        (410, "syncStateInvalid", true, "resync"),
        (400, "SYNCSTATENOTFOUND", true, "resync"),
        (404, "resyncRequired", true, "resync"),
        (410, "", true, "resync"),
        (400, "BadRequest", true, "resync"),
        (400, "BadRequest", false, "refused"),
        (403, "ErrorQuotaExceeded", true, "full"),
        (404, "ErrorItemNotFound", true, "gone"),
        (404, "ErrorSyncFolderNotFound", true, "gone"),
        (401, "InvalidAuthenticationToken", true, "sign in"),
        (429, "TooManyRequests", true, "limit"),
        (500, "InternalServerError", true, "retry"),
    ] {
        assert_eq!(
            word(&fault(status, code).reading_changes(with_token)),
            next,
            "{status} {code} {with_token}"
        );
    }
}

#[test]
fn a_refused_write_says_what_is_known_of_its_effect() {
    for (status, code, on_contact, on_folder) in [
        (400, "ErrorInvalidProperty", "refused", "refused"),
        (401, "InvalidAuthenticationToken", "sign in", "sign in"),
        (403, "ErrorAccessDenied", "sign in", "sign in"),
        (403, "ErrorQuotaExceeded", "mailbox", "mailbox"),
        (403, "ErrorCannotDeleteObject", "refused", "refused"),
        (404, "ErrorItemNotFound", "gone", "mailbox"),
        (404, "MailboxNotEnabledForRESTAPI", "mailbox", "mailbox"),
        (404, "", "not done", "not done"),
        (409, "ErrorIrresolvableConflict", "changed", "not done"),
        (412, "ErrorIrresolvableConflict", "changed", "not done"),
        (413, "RequestEntityTooLarge", "refused", "refused"),
        (424, "", "not done", "not done"),
        (429, "ApplicationThrottled", "unknown", "unknown"),
        (500, "ErrorInternalServerError", "unknown", "unknown"),
        (503, "serviceNotAvailable", "unknown", "unknown"),
        (504, "", "unknown", "unknown"),
    ] {
        let fault = fault(status, code);
        assert_eq!(write_word(&fault.writing(true)), on_contact, "{status} {code} on a contact");
        assert_eq!(write_word(&fault.writing(false)), on_folder, "{status} {code} in the folder");
    }
}

#[test]
fn a_refusal_names_the_field_that_the_message_names() {
    let message =
        "The multi value property BusinessPhones has 3 entries, that exceeds the max allowed value of 2";
    let body = format!(r#"{{"error":{{"code":"ErrorInvalidProperty","message":"{message}"}}}}"#);
    let fault = Fault::of(&Answer { status: 400, after: None, body: Bytes::from(body) });
    match fault.writing(false) {
        WriteError::Refused { field, what } => {
            assert_eq!(field, Some(FieldKey::BusinessPhone));
            assert!(what.starts_with(message), "{what}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_body_that_is_no_json_is_still_an_answer() {
    let fault =
        Fault::of(&Answer { status: 503, after: None, body: Bytes::from_static(b"<html>busy</html>") });
    assert_eq!(fault.what(), "it answered with status 503");
}
