//! What plugins log. In rawi's own process it goes to the crate `log`, as what any other part of the program says; in a worker it
//! is kept until rawi is told, behind the call that said it.

use crate::current;
use crate::frame::{Body, Frame, Kind};
use log::{Level, LevelFilter};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// Messages that a worker keeps at most between two answers; those behind are lost, and the last says so.
const MOST: usize = 1000;

/// What a plugin said.
struct Message {
    level: Level,
    /// `plugin libx.so, stage y`.
    who: String,
    text: String,
}

/// In a worker, what is still to be told.
static KEPT: Mutex<Option<Vec<Message>>> = Mutex::new(None);
/// In a worker, the last level that rawi hears.
static LEVEL: AtomicU32 = AtomicU32::new(0);

/// The last level that anybody hears.
pub(crate) fn level() -> u32 {
    LEVEL.load(Ordering::Relaxed).max(log::max_level() as u32)
}

/// This process is a worker of a rawi that hears levels up to this one.
pub(crate) fn keep(level: u32) {
    LEVEL.store(level, Ordering::Relaxed);
    *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
}

/// A plugin says something: who, and at which document, is what this thread is in.
pub(crate) fn say(number: u32, text: &str) {
    if number == 0 || number > level() {
        return;
    }
    let (who, document) = current::names();
    let who = if who.is_empty() { "plugin, on a thread of its own".to_owned() } else { who };
    let text = if document.is_empty() { text.to_owned() } else { format!("document {document}: {text}") };
    let message = Message { level: known(number), who, text };
    match &mut *KEPT.lock().unwrap_or_else(PoisonError::into_inner) {
        None => message.tell(),
        Some(kept) if kept.len() < MOST => kept.push(message),
        Some(kept) => {
            if let Some(last) = kept.last_mut() {
                "further messages were left out".clone_into(&mut last.text);
            }
        }
    }
}

/// Writes what a worker keeps into a frame; nothing if it keeps nothing.
pub(crate) fn write(frame: &mut Frame) -> bool {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(std::mem::take).unwrap_or_default();
    if kept.is_empty() {
        return false;
    }
    frame.begin(Kind::Log).number(kept.len() as u64);
    for Message { level, who, text } in kept {
        frame.number(level as u64).bytes(who.as_bytes()).bytes(text.as_bytes());
    }
    true
}

/// Says what a worker kept.
pub(crate) fn read(mut body: Body<'_>) -> Option<()> {
    for _ in 0..body.number()? {
        let level = known(body.number()?.try_into().ok()?);
        Message { level, who: body.text()?.to_owned(), text: body.text()?.to_owned() }.tell();
    }
    Some(())
}

impl Message {
    fn tell(&self) {
        log::log!(target: &self.who, self.level, "{}", self.text);
    }
}

/// A level by its number; what is above all is the last.
fn known(number: u32) -> Level {
    LevelFilter::iter().nth(number as usize).and_then(|level| level.to_level()).unwrap_or(Level::Trace)
}
