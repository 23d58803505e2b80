//! The way to the mailbox and back, and all that goes wrong on it.

use std::time::Duration;

use engine::Clock;
use outlook::{ConnectorError, WriteError};

use super::OutlookModel;
use crate::faults::Fault;
use crate::step::step;

impl OutlookModel {
    pub(super) async fn arrive(&self) -> Result<(), WriteError> {
        let sent = self.clock.now();
        step().await;
        self.clock.advance(i64::from(self.chance.below(50_000)) + 1);
        let now = self.clock.now();
        if now - sent > 30_000_000 {
            // A request arrives in time or never.
            return Err(WriteError::Unknown { after: None, what: "timed out".to_owned() });
        }
        let mut state = self.state();
        let faults = state.faults;
        if state.strict_hold && now < state.hold_until {
            let left = state.hold_until - now;
            state
                .complaints
                .push(format!("20: called {left} us before the end of a wait that Outlook asked for"));
        }
        if self.chance.strikes(Fault::Throttled, &faults) {
            let after = Duration::from_secs(u64::from(self.chance.below(30)));
            state.hold_until = now + i64::try_from(after.as_micros()).unwrap_or(0);
            let what = "429".to_owned();
            return Err(if self.chance.of(500) {
                WriteError::NotDone { after: Some(after), what }
            } else {
                WriteError::Unknown { after: Some(after), what }
            });
        }
        if self.chance.strikes(Fault::SignIn, &faults) {
            return Err(WriteError::SignIn { what: "the token has expired".to_owned() });
        }
        if self.chance.strikes(Fault::MailboxGone, &faults) {
            return Err(WriteError::Mailbox { what: "it is being moved".to_owned() });
        }
        if self.chance.strikes(Fault::RequestLost, &faults) {
            return Err(WriteError::Unknown { after: None, what: "request lost".to_owned() });
        }
        if self.chance.strikes(Fault::ServerError, &faults) {
            return Err(WriteError::Unknown { after: None, what: "503".to_owned() });
        }
        Ok(())
    }

    pub(super) async fn answer(&self) -> Result<(), WriteError> {
        step().await;
        let faults = self.state().faults;
        if self.chance.strikes(Fault::AnswerLost, &faults) {
            return Err(WriteError::Unknown { after: None, what: "answer lost".to_owned() });
        }
        Ok(())
    }

    pub(super) async fn ask(&self) -> Result<(), ConnectorError> {
        self.arrive().await.map_err(as_reading)
    }

    /// Does something to each; the whole batch, single parts, or the answer may be lost.
    pub(super) async fn each<I, O>(
        &self,
        items: &[I],
        act: impl Fn(&I) -> Result<O, WriteError> + Send + Sync,
    ) -> Vec<Result<O, WriteError>>
    where
        I: Sync,
        O: Send,
    {
        if let Err(error) = self.arrive().await {
            return items.iter().map(|_| Err(error.clone())).collect();
        }
        let mut answers = Vec::new();
        for item in items {
            let faults = self.state().faults;
            if self.chance.strikes(Fault::Throttled, &faults) {
                answers.push(Err(WriteError::NotDone { after: None, what: "part throttled".to_owned() }));
            } else if self.chance.strikes(Fault::ServerError, &faults) {
                answers.push(Err(WriteError::Unknown { after: None, what: "part failed".to_owned() }));
            } else {
                let done = act(item);
                if self.chance.strikes_at(Fault::Throttled, faults.rate(Fault::Throttled) / 8) {
                    // Throttled, it says, and has done it.
                    answers.push(Err(WriteError::Unknown {
                        after: None,
                        what: "throttled after all".to_owned(),
                    }));
                    continue;
                }
                let lost = self.chance.strikes(Fault::AnswerLost, &faults);
                let lost = || {
                    if lost {
                        Some(WriteError::Unknown { after: None, what: "part lost".to_owned() })
                    } else {
                        None
                    }
                };
                answers.push(match (done, lost()) {
                    (Ok(_), Some(error)) => Err(error),
                    (done, _) => done,
                });
            }
        }
        match self.answer().await {
            Ok(()) => answers,
            Err(error) => items.iter().map(|_| Err(error.clone())).collect(),
        }
    }
}

/// Says of a read what went wrong on its way.
pub(super) fn as_reading(error: WriteError) -> ConnectorError {
    match error {
        WriteError::NotDone { after: Some(after), .. } | WriteError::Unknown { after: Some(after), .. } => {
            ConnectorError::Limit { after }
        }
        WriteError::NotDone { after: None, what } | WriteError::Unknown { after: None, what } => {
            ConnectorError::Retry { after: None, what }
        }
        WriteError::Changed | WriteError::Gone | WriteError::Refused { .. } => {
            ConnectorError::Refused { what: "refused".to_owned() }
        }
        WriteError::SignIn { what } => ConnectorError::SignIn { what },
        WriteError::Mailbox { what } => ConnectorError::MailboxGone { what },
    }
}
