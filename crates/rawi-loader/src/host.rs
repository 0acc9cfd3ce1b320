//! What the host does for a plugin: functions that believe nothing.

use crate::answer::{NOWHERE, OUTPUT, WARNED};
use crate::current::is_current;
use crate::frame::Frame;
use crate::logged;
use crate::shape::Typed;
use rawi_core::{Assets, ErrorKind, LayerKey, Output, Slot, SlotKind, Span, StageError, Verdict, ViewKey};
use rawi_plugin::abi::{
    ABI_MAJOR, ABI_MINOR, BLAME_ASSET, BLAME_INPUT, Bytes, Call, DROP, Data, E_CALL, E_FAILED, E_LIMIT, E_OUTPUT,
    E_VALUE, HostTable, JsonRow, LIMIT, OK, Range, Setup, Status,
};
use rawi_plugin::rows::{self, Format, Refused, Row};
use rawi_plugin::with_row;
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

pub(crate) static HOST: HostTable = HostTable {
    struct_size: size_of::<HostTable>() as u32,
    abi_major: ABI_MAJOR,
    abi_minor: ABI_MINOR,
    version: Bytes::of(env!("CARGO_PKG_VERSION").as_bytes()),
    asset,
    refuse,
    emit,
    fail,
    drop: drop_document,
    warn,
    warn_at,
    log,
};

/// What to do about a plugin that breaks the rules of the border.
pub(crate) const TELL: &str = "the plugin is to blame: tell its author what `rawi plugin check` says of it";

/// The error of a document for which a plugin broke the rules of the border. `who` is `plugin libx.so, stage y`; what a stage
/// itself says of a document stands as if it were linked.
pub(crate) fn broke(who: &str, what: &str) -> StageError {
    StageError::bug(format!("{who}: {what}; {TELL}"))
}

/// A message of a plugin longer than this is cut, in bytes.
const MOST_MESSAGE: usize = 10_000;

/// Warnings of one document that a worker tells rawi at most: more than an [`Output`] keeps.
const MOST_WARNINGS: usize = 101;

/// Text of a plugin, whatever its bytes are.
fn lossy(bytes: Bytes) -> String {
    // SAFETY: the plugin lends these bytes for the call.
    text_of(unsafe { bytes.get() })
}

/// The same of bytes.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    let cut = bytes.len() > MOST_MESSAGE;
    let mut text = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_MESSAGE)]).into_owned();
    if cut {
        text.push_str(" ...");
    }
    text
}

/// One `create`. The plugin sees the first field.
#[repr(C)]
pub(crate) struct Create<'a> {
    pub(crate) setup: Setup,
    pub(crate) assets: &'a Assets<'a>,
    pub(crate) refused: Option<String>,
    // Lent until `create` returns.
    pub(crate) lent: Vec<Arc<[u8]>>,
}

unsafe extern "C" fn asset(setup: *mut Setup, name: Bytes, bytes: *mut Bytes) -> Status {
    let body = || {
        if !is_current(setup) || bytes.is_null() {
            return E_CALL;
        }
        // SAFETY: it is the setup that this thread is in, made by `Instance::create` as the first field of a `Create`.
        let create = unsafe { &mut *setup.cast::<Create<'_>>() };
        // SAFETY: the plugin lends the name.
        let (content, status) = match std::str::from_utf8(unsafe { name.get() }) {
            Ok(name) => match create.assets.read(name) {
                Ok(content) => (content, OK),
                Err(error) => (error.to_string().into_bytes().into(), E_FAILED),
            },
            Err(_) => (b"the name of the file is not UTF-8".to_vec().into(), E_VALUE),
        };
        // SAFETY: the plugin lends a place, not null.
        unsafe { *bytes = Bytes::of(&content) };
        create.lent.push(content);
        status
    };
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(E_CALL)
}

unsafe extern "C" fn refuse(setup: *mut Setup, message: Bytes) -> Status {
    let body = || {
        if !is_current(setup) {
            return E_CALL;
        }
        // SAFETY: as in `asset`.
        let create = unsafe { &mut *setup.cast::<Create<'_>>() };
        create.refused.get_or_insert_with(|| lossy(message));
        E_FAILED
    };
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(E_CALL)
}

unsafe extern "C" fn warn(setup: *mut Setup, message: Bytes) -> Status {
    let body = || {
        if !is_current(setup) {
            return E_CALL;
        }
        // SAFETY: as in `asset`.
        let create = unsafe { &mut *setup.cast::<Create<'_>>() };
        create.assets.warn(lossy(message));
        OK
    };
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(E_CALL)
}

/// Where what a plugin gives goes.
pub(crate) enum Destination<'a> {
    /// The document's output.
    Output(&'a mut Output),
    /// The answer of a worker, after the same checks.
    Frame(&'a mut Frame),
}

/// One `process`. The plugin sees the first field.
#[repr(C)]
pub(crate) struct Process<'a> {
    call: Call,
    pub(crate) told: Told<'a>,
}

impl<'a> Process<'a> {
    pub(crate) fn new(call: Call, told: Told<'a>) -> Self {
        Self { call, told }
    }
}

/// What a stage says of a document, checked.
pub(crate) struct Told<'a> {
    who: &'a str,
    source: &'a str,
    outputs: &'a [Typed],
    /// Which outputs were given.
    given: Vec<u32>,
    /// Bytes that were given so far.
    bytes: usize,
    to: Destination<'a>,
    warnings: usize,
    failed: Option<StageError>,
    dropped: Option<String>,
}

impl<'a> Told<'a> {
    pub(crate) fn new(who: &'a str, source: &'a str, outputs: &'a [Typed], to: Destination<'a>) -> Self {
        Self { who, source, outputs, given: Vec::new(), bytes: 0, to, warnings: 0, failed: None, dropped: None }
    }

    /// What becomes of the document, `process` having returned this.
    pub(crate) fn verdict(self, status: Status) -> Result<Verdict, StageError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let bug = |what: &str| Err(broke(self.who, what));
        match (status, self.dropped) {
            (OK, None) => Ok(Verdict::Keep),
            (DROP, Some(reason)) => Ok(Verdict::Drop(reason)),
            (DROP, None) => bug("`process` drops the document without a reason"),
            (OK, Some(_)) => bug("`process` gave a reason to drop the document, and returned 0"),
            (status, _) => bug(&format!("`process` returned {status} and did not say why")),
        }
    }

    pub(crate) fn fail(&mut self, blame: u32, at: Range, message: String) -> Status {
        let kind = match blame {
            BLAME_INPUT => ErrorKind::Input,
            BLAME_ASSET => ErrorKind::Asset,
            _ => ErrorKind::Bug,
        };
        let mut error = StageError::new(kind, message);
        if let Some(span) = self.place(at) {
            error = error.at(span);
        }
        self.failed.get_or_insert(error);
        E_FAILED
    }

    pub(crate) fn drop_for(&mut self, reason: String) -> Status {
        self.dropped.get_or_insert(reason);
        DROP
    }

    /// A place in the text; one that is none must not hide what is said of it.
    fn place(&self, at: Range) -> Option<Span> {
        let (start, end) = (at.start as usize, at.end as usize);
        (start < end && self.source.get(start..end).is_some()).then(|| Span::new(start, end))
    }

    pub(crate) fn warn(&mut self, at: Range, message: String) -> Status {
        self.warnings += 1;
        let at = self.place(at);
        match &mut self.to {
            Destination::Output(out) => match at {
                Some(span) => out.warn_at(span, message),
                None => out.warn(message),
            },
            // One more than is kept, so that it is known that there were more.
            Destination::Frame(frame) if self.warnings <= MOST_WARNINGS => {
                let (start, end) = at.map_or((NOWHERE, 0), |span| (span.start() as u64, span.end() as u64));
                frame.number(WARNED).number(start).number(end).bytes(message.as_bytes());
            }
            Destination::Frame(_) => {}
        }
        OK
    }

    /// The first failure counts: what follows is often its echo.
    pub(crate) fn refuse(&mut self, refused: &Refused) -> Status {
        self.failed.get_or_insert_with(|| broke(self.who, &refused.message));
        refused.status
    }

    /// # Safety
    /// A pointer in `data` that is not null points to as much as `data` says.
    pub(crate) unsafe fn emit(&mut self, output: u32, data: &Data) -> Status {
        // SAFETY: by the contract of this function.
        match unsafe { self.try_emit(output, data) } {
            Ok(()) => OK,
            Err(refused) => self.refuse(&refused),
        }
    }

    /// # Safety
    /// As for [`emit`](Self::emit).
    unsafe fn try_emit(&mut self, output: u32, data: &Data) -> Result<(), Refused> {
        let outputs = self.outputs;
        let Some(typed) = outputs.get(output as usize) else {
            let message = format!("gives output {output}; it has {}", outputs.len());
            return Err(Refused::new(E_OUTPUT, message));
        };
        let slot = &typed.0;
        let in_slot = |refused: Refused| Refused::new(refused.status, format!("{slot}: {}", refused.message));
        if self.given.contains(&output) {
            return Err(in_slot(Refused::new(E_OUTPUT, "is given twice")));
        }
        self.given.push(output);
        let rows = data.count.saturating_mul(data.row_size as usize);
        self.bytes = self.bytes.saturating_add(rows).saturating_add(data.heap.len);
        if self.bytes > LIMIT {
            let message = format!("{} bytes in one call are too many; {LIMIT} are the most", self.bytes);
            return Err(in_slot(Refused::new(E_LIMIT, message)));
        }
        match &mut self.to {
            // SAFETY: by the contract of this function.
            Destination::Output(out) => unsafe { take(typed, self.source, data, out) }.map_err(in_slot),
            Destination::Frame(frame) => {
                // SAFETY: as above.
                unsafe { try_take(typed, self.source, data) }.map_err(in_slot)?;
                // SAFETY: as above; `try_take` saw that the pointers are not null.
                let (rows, heap) = unsafe { (Bytes { ptr: data.rows.cast(), len: rows }.get(), data.heap.get()) };
                frame.number(OUTPUT).number(output.into()).number(data.row_size.into()).number(data.count as u64);
                frame.bytes(rows).bytes(heap);
                Ok(())
            }
        }
    }
}

/// Puts what a plugin gives into the output of its document, checked.
///
/// # Safety
/// A pointer in `data` that is not null points to as much as `data` says.
pub(crate) unsafe fn take((slot, format): &Typed, source: &str, data: &Data, out: &mut Output) -> Result<(), Refused> {
    let bug = |error: StageError| Refused::new(E_OUTPUT, error.to_string());
    match (slot.kind, format) {
        (SlotKind::Layer, Some(Format::Json)) => {
            // SAFETY: by the contract of this function.
            let (spans, values) = unsafe { json(slot, source, data) }?;
            out.layer(&LayerKey::named(slot.name.clone())).map_err(bug)?.append(spans, values);
        }
        (SlotKind::Layer, Some(format)) => with_row!(*format, R => {
            let key = LayerKey::<<R as Row>::Value>::named(slot.name.clone());
            // SAFETY: by the contract of this function.
            let (spans, values) = unsafe { rows::decode::<R>(source, data) }?;
            out.layer(&key).map_err(bug)?.append(spans, values);
        }),
        (SlotKind::Meta, _) => {
            // SAFETY: by the contract of this function.
            out.set_meta(&slot.name, unsafe { rows::decode_meta(data) }?).map_err(bug)?;
        }
        _ => {
            // SAFETY: by the contract of this function.
            let (text, alignment) = unsafe { rows::decode_view(data) }?;
            out.view(&ViewKey::named(slot.name.clone()), text, alignment).map_err(bug)?;
        }
    }
    Ok(())
}

/// The rows of a layer of JSON, checked by the schema that its port declares.
///
/// # Safety
/// As for [`take`].
unsafe fn json(slot: &Slot, source: &str, data: &Data) -> Result<(Vec<Span>, Vec<Value>), Refused> {
    // SAFETY: by the contract of this function.
    let (spans, values) = unsafe { rows::decode::<JsonRow>(source, data) }?;
    if let Some(schema) = &slot.schema {
        schema.check(source, &spans, &values).map_err(|wrong| Refused::new(E_VALUE, wrong.to_string()))?;
    }
    Ok((spans, values))
}

/// Whether [`take`] would.
///
/// # Safety
/// As for [`take`].
unsafe fn try_take((slot, format): &Typed, source: &str, data: &Data) -> Result<(), Refused> {
    match (slot.kind, format) {
        // SAFETY: by the contract of this function.
        (SlotKind::Layer, Some(Format::Json)) => unsafe { json(slot, source, data) }.map(|_| ()),
        (SlotKind::Layer, Some(format)) => with_row!(*format, R => {
            // SAFETY: by the contract of this function.
            unsafe { rows::decode::<R>(source, data) }.map(|_| ())
        }),
        // SAFETY: as above.
        (SlotKind::Meta, _) => unsafe { rows::decode_meta(data) }.map(|_| ()),
        // SAFETY: as above.
        _ => unsafe { rows::decode_view(data) }.map(|_| ()),
    }
}

/// Runs `body` on the call that this thread is in. A panic of the host does not unwind into the plugin.
fn in_call(call: *mut Call, body: impl FnOnce(&mut Told<'_>) -> Status) -> Status {
    if !is_current(call) {
        return E_CALL;
    }
    // SAFETY: it is the call that this thread is in, made by `Instance::call` as the first field of a `Process`, which is
    // touched by nothing else while the plugin runs; the plugin's thread is in here, so it cannot come a second time.
    let told = unsafe { &mut (*call.cast::<Process<'_>>()).told };
    catch_unwind(AssertUnwindSafe(|| body(&mut *told))).unwrap_or_else(|_| {
        let who = told.who;
        told.failed.get_or_insert_with(|| {
            StageError::bug(format!(
                "{who}: rawi itself failed while it took what the plugin gave; report it to rawi's authors"
            ))
        });
        E_CALL
    })
}

unsafe extern "C" fn emit(call: *mut Call, output: u32, data: *const Data) -> Status {
    in_call(call, |told| {
        if data.is_null() || !data.is_aligned() {
            return told.refuse(&Refused::new(E_VALUE, format!("output {output} is given as a null pointer")));
        }
        // SAFETY: neither null nor unaligned; the plugin lends it and what it points to.
        unsafe { told.emit(output, &*data) }
    })
}

unsafe extern "C" fn fail(call: *mut Call, blame: u32, at: Range, message: Bytes) -> Status {
    in_call(call, |told| told.fail(blame, at, lossy(message)))
}

unsafe extern "C" fn drop_document(call: *mut Call, reason: Bytes) -> Status {
    in_call(call, |told| told.drop_for(lossy(reason)))
}

unsafe extern "C" fn warn_at(call: *mut Call, at: Range, message: Bytes) -> Status {
    in_call(call, |told| told.warn(at, lossy(message)))
}

unsafe extern "C" fn log(level: u32, message: Bytes) -> Status {
    let body = || {
        logged::say(level, &lossy(message));
        OK
    };
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(E_CALL)
}
