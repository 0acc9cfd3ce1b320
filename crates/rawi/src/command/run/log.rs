//! What a run says on standard error: for people, or a line of JSON for each event.

use crate::command::Format;
use crate::terminal::{self, Message, say, shown, tell};
use rawi_runner::Progress;
use serde_json::{Map, Value, json};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How often a program hears how far a run is.
const EVERY: Duration = Duration::from_secs(1);

/// Says what happens in a run.
#[derive(Clone, Copy)]
pub(super) struct Log {
    pub(super) format: Format,
    /// Nothing but errors and failures.
    pub(super) quiet: bool,
}

impl Log {
    fn event(self, event: &str, fields: Value) {
        let mut line = Map::from_iter([("event".to_owned(), event.into())]);
        if let Value::Object(fields) = fields {
            line.extend(fields);
        }
        say(&terminal::json_line(&line.into()));
    }

    fn message(self, what: Message, message: &str) {
        match self.format {
            Format::Text => tell(what, message),
            Format::Json => self.event(what.name(), json!({ "message": message })),
        }
    }

    /// A run begins that has so many bytes to read, where that is known.
    pub(super) fn begin(self, pipeline: &str, bytes: Option<u64>) {
        if self.format == Format::Json && !self.quiet {
            self.event("begin", json!({ "pipeline": pipeline, "bytes": bytes }));
        }
    }

    /// How far it is; `last` is when that was said before.
    pub(super) fn progress(self, progress: Progress, last: &Mutex<Instant>) {
        if self.format == Format::Text || self.quiet {
            return;
        }
        let Ok(mut last) = last.lock() else { return };
        if last.elapsed() >= EVERY {
            *last = Instant::now();
            self.event("progress", json!({ "documents": progress.documents, "bytes": progress.bytes }));
        }
    }

    /// A document failed.
    pub(super) fn failed(self, message: &str) {
        self.message(Message::Failed, message);
    }

    /// Something may be a mistake.
    pub(super) fn warning(self, message: &str) {
        self.message(Message::Warning, message);
    }

    /// The run is done: the closing table, or what it did.
    pub(super) fn end(self, table: &str, report: &Value) {
        match self.format {
            _ if self.quiet => {}
            Format::Text => say(&shown(table)),
            Format::Json => self.event("end", json!({ "report": report })),
        }
    }

    /// The run ended with this exit code before its end.
    pub(super) fn error(self, code: u8, message: &str) {
        match self.format {
            Format::Text => tell(Message::Error, message),
            Format::Json => self.event("error", json!({ "code": code, "message": message })),
        }
    }
}
