//! A worker process, from its own side: one plugin, one stage, one document after another.

use crate::answer::{DROPPED, FAILED, KEPT, NOWHERE};
use crate::frame::{Body, Broken, Frame, Inbox, Kind};
use crate::host::Destination;
use crate::library::Library;
use crate::logged;
use crate::process_state;
use crate::stage::{Instance, Lent};
use crate::steady::differences;
use rawi_core::{AssetSource, Assets, SlotKind, StageError, Verdict};
use rawi_plugin::abi::{Bytes, Data, LAYER, META, OPTIONAL, Pair, REFINES, VIEW};
use rawi_plugin::rows::Format;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Resource, Rlimit, Signal, getpid, kill_process, setrlimit};
use std::cell::RefCell;
use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

/// Becomes a worker: serves whoever started this process until they go away. Called by nothing but a program that was
/// started as a worker ([`Loader::workers`](crate::Loader::workers)); the result is its exit code.
#[must_use]
pub fn serve() -> u8 {
    match Server::new().and_then(|mut server| server.run()) {
        Ok(()) | Err(Broken::Closed) => 0,
        Err(Broken::Garbage | Broken::Io(_)) => 70,
    }
}

/// The pipe to rawi. Plugins that print, or read from stdin, do not get at it.
struct Pipe {
    from: File,
    to: File,
}

impl Pipe {
    fn send(&mut self, frame: &mut Frame) -> Result<(), Broken> {
        Ok(self.to.write_all(frame.finished())?)
    }

    fn receive(&mut self, inbox: &mut Inbox) -> Result<Kind, Broken> {
        inbox.clear();
        loop {
            if let Some(kind) = inbox.read(&mut self.from)? {
                return Ok(kind);
            }
        }
    }
}

struct Server {
    pipe: RefCell<Pipe>,
    file: String,
    library: Option<&'static Library>,
    instance: Option<Instance>,
    /// What the instance was made from, in case it is made again.
    made_of: (String, String),
}

impl Server {
    fn new() -> Result<Self, Broken> {
        let failed = |error: rustix::io::Errno| Broken::Io(error.into());
        let from = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3).map_err(failed)?;
        let to = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3).map_err(failed)?;
        rustix::stdio::dup2_stdin(File::open("/dev/null")?).map_err(failed)?;
        // What a plugin prints is no result of the run.
        rustix::stdio::dup2_stdout(rustix::stdio::stderr()).map_err(failed)?;
        let watched = File::from(to.try_clone()?);
        // A plugin that never returns must not outlive the run: when the reader is gone, so is the worker.
        let watch = move || {
            loop {
                let mut fds = [PollFd::new(&watched, PollFlags::empty())];
                match poll(&mut fds, None) {
                    // Not `exit`, which runs code of the plugin.
                    Ok(_) => _ = kill_process(getpid(), Signal::KILL),
                    Err(rustix::io::Errno::INTR) => {}
                    Err(_) => return,
                }
            }
        };
        std::thread::Builder::new().stack_size(1 << 16).spawn(watch)?;
        Ok(Self {
            pipe: RefCell::new(Pipe { from: from.into(), to: to.into() }),
            file: String::new(),
            library: None,
            instance: None,
            made_of: Default::default(),
        })
    }

    fn run(&mut self) -> Result<(), Broken> {
        let (mut inbox, mut frame) = (Inbox::default(), Frame::default());
        loop {
            let kind = self.pipe.get_mut().receive(&mut inbox)?;
            let mut body = inbox.body();
            match kind {
                Kind::Load => self.load(&mut body, &mut frame),
                Kind::Create => self.create(&mut body, &mut frame),
                Kind::Process => self.process(&mut body, &mut frame),
                Kind::Try => self.attempt(&inbox, &mut frame),
                Kind::Remake => self.remake(&mut body, &mut frame),
                _ => None,
            }
            .ok_or(Broken::Garbage)?;
            let mut log = Frame::default();
            if logged::write(&mut log) {
                self.exchange(&mut log)?;
            }
            self.pipe.get_mut().send(&mut frame)?;
        }
    }

    fn load(&mut self, body: &mut Body<'_>, frame: &mut Frame) -> Option<()> {
        logged::keep(body.number()?.try_into().ok()?);
        let memory = body.number()?;
        let limit = |resource: Resource, most: u64| {
            let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
        };
        // A crash is told by its signal; a core of it would fill the disk, one per document.
        limit(Resource::Core, 0);
        if memory > 0 {
            // What rawi itself takes, or only reserves, is not the plugin's.
            limit(Resource::As, process_state::address_space().saturating_add(memory));
        }
        body.text()?.clone_into(&mut self.file);
        match Library::load(body.bytes()?) {
            Ok(library) => {
                self.library = Some(library);
                let description = serde_json::to_vec(&library.description).ok()?;
                frame.begin(Kind::Loaded).bytes(&description);
            }
            Err(refusal) => {
                frame.begin(Kind::Refused).bytes(refusal.message.as_bytes()).bytes(refusal.help.as_bytes());
            }
        }
        Some(())
    }

    fn create(&mut self, body: &mut Body<'_>, frame: &mut Frame) -> Option<()> {
        self.made_of = (body.text()?.to_owned(), body.text()?.to_owned());
        match self.make()? {
            Ok(instance) => {
                frame.begin(Kind::Created);
                write_shape(frame, &instance);
                self.instance = Some(instance);
            }
            Err(error) => {
                frame.begin(Kind::Refused).bytes(error.message().as_bytes()).bytes(&[]);
            }
        }
        Some(())
    }

    fn make(&self) -> Option<Result<Instance, StageError>> {
        let library = self.library?;
        let (stage, config) = &self.made_of;
        let at = library.description.stages.iter().position(|known| known.name == *stage)?;
        let who = format!("plugin {}, stage {stage}", self.file);
        Some(Instance::create(who, library.tables.get(at)?, config, &Assets::new(self)))
    }

    fn process(&self, body: &mut Body<'_>, frame: &mut Frame) -> Option<()> {
        let instance = self.instance.as_ref()?;
        let document = Received::read(body, instance.shape.inputs.len())?;
        frame.begin(Kind::Done).number(0);
        answer(instance, &document, frame);
        Some(())
    }

    /// `plugin check`: a document that is tried harder; findings come before the answer.
    fn attempt(&self, inbox: &Inbox, frame: &mut Frame) -> Option<()> {
        let instance = self.instance.as_ref()?;
        let before = inbox.body().all().to_vec();
        let state = process_state::State::now();
        let document = Received::read(&mut inbox.body(), instance.shape.inputs.len())?;
        let give = || {
            let mut frame = Frame::default();
            answer(instance, &document, frame.begin(Kind::Done));
            frame.finished().to_vec()
        };
        let first = give();
        let mut findings = state.changes();
        findings.extend(differences(&first, give));
        if inbox.body().all() != before {
            findings.push("it writes to what it was lent to read".to_owned());
        }
        frame.begin(Kind::Done).number(findings.len() as u64);
        for finding in findings {
            frame.bytes(finding.as_bytes());
        }
        answer(instance, &document, frame);
        Some(())
    }

    fn remake(&self, body: &mut Body<'_>, frame: &mut Frame) -> Option<()> {
        let times = body.number()?;
        let findings = process_state::remade(times, &|| self.make()?.ok());
        frame.begin(Kind::Done).number(findings.len() as u64);
        for finding in findings {
            frame.bytes(finding.as_bytes());
        }
        Some(())
    }
}

/// Files come from rawi, and warnings go there, through the pipe.
impl AssetSource for Server {
    fn read(&self, name: &str) -> Result<Arc<[u8]>, StageError> {
        let gone = || StageError::asset(format!("`{name}` cannot be asked for: rawi is gone"));
        let answer = self.ask(Kind::Asset, name).map_err(|_| gone())?;
        let mut body = answer.body();
        match (body.number(), body.bytes()) {
            (Some(1), Some(content)) => Ok(content.into()),
            (Some(0), Some(why)) => Err(StageError::asset(String::from_utf8_lossy(why))),
            _ => Err(gone()),
        }
    }

    fn warn(&self, message: &str) {
        // If rawi is gone nobody hears it.
        let _ = self.ask(Kind::Warn, message);
    }
}

impl Server {
    /// Asks rawi while a stage is made.
    fn ask(&self, kind: Kind, text: &str) -> Result<Inbox, Broken> {
        self.exchange(Frame::default().begin(kind).bytes(text.as_bytes()))
    }

    /// Sends rawi something that it answers with bytes.
    fn exchange(&self, frame: &mut Frame) -> Result<Inbox, Broken> {
        let mut pipe = self.pipe.borrow_mut();
        let mut inbox = Inbox::default();
        pipe.send(frame)?;
        match pipe.receive(&mut inbox)? {
            Kind::Bytes => Ok(inbox),
            _ => Err(Broken::Garbage),
        }
    }
}

/// A document as it came through the pipe.
struct Received<'a> {
    id: &'a str,
    source: &'a str,
    meta: Vec<Pair>,
    inputs: Vec<Data>,
}

// SAFETY: the pointers are into a frame that nobody writes to while it is lent.
unsafe impl Sync for Received<'_> {}

impl<'a> Received<'a> {
    fn read(body: &mut Body<'a>, inputs: usize) -> Option<Self> {
        let (id, source) = (body.text()?, body.text()?);
        let pairs = body.number()?;
        let mut meta = Vec::new();
        for _ in 0..pairs {
            meta.push(Pair { name: Bytes::of(body.bytes()?), value: Bytes::of(body.bytes()?) });
        }
        let mut read = Vec::with_capacity(inputs);
        for _ in 0..inputs {
            if body.number()? == 0 {
                read.push(Data::ABSENT);
                continue;
            }
            let (row_size, count) = (body.number()?.try_into().ok()?, body.number()?.try_into().ok()?);
            let (rows, heap) = (body.bytes()?, body.bytes()?);
            read.push(Data { rows: rows.as_ptr().cast(), count, heap: Bytes::of(heap), row_size, present: 1 });
        }
        Some(Self { id, source, meta, inputs: read })
    }
}

/// What the stage makes of a document, behind what stands in `frame`.
fn answer(instance: &Instance, document: &Received<'_>, frame: &mut Frame) {
    let lent = Lent { id: document.id, source: document.source, meta: &document.meta, inputs: &document.inputs };
    let before = frame.len();
    match instance.call(&lent, Destination::Frame(frame)) {
        Ok(Verdict::Keep) => {
            frame.number(KEPT);
        }
        Ok(Verdict::Drop(reason)) => {
            frame.truncate(before);
            frame.number(DROPPED).bytes(reason.as_bytes());
        }
        Err(error) => {
            frame.truncate(before);
            let (start, end) = error.span().map_or((NOWHERE, 0), |span| (span.start() as u64, span.end() as u64));
            frame.number(FAILED).bytes(error.kind().as_str().as_bytes()).number(start).number(end);
            frame.bytes(error.message().as_bytes());
        }
    }
}

fn write_shape(frame: &mut Frame, instance: &Instance) {
    let shape = &instance.shape;
    let port = |frame: &mut Frame, (slot, format): &crate::shape::Typed| {
        let (kind, otherwise) = match slot.kind {
            SlotKind::View => (VIEW, Format::RUNS),
            SlotKind::Layer => (LAYER, ""),
            SlotKind::Meta => (META, ""),
        };
        let format = format.map_or(otherwise, Format::text);
        let schema = slot.schema.as_ref().map(|schema| schema.to_json().to_string()).unwrap_or_default();
        frame.bytes(slot.name.as_bytes()).bytes(format.as_bytes()).bytes(schema.as_bytes()).number(kind.into());
    };
    frame.number(shape.inputs.len() as u64);
    for typed in &shape.inputs {
        port(frame, typed);
        let optional = shape.contract.optional.contains(&typed.0);
        frame.number(if optional { OPTIONAL.into() } else { 0 });
    }
    frame.number(shape.outputs.len() as u64);
    for typed in &shape.outputs {
        port(frame, typed);
        let refined = typed.0.kind == SlotKind::Meta && shape.contract.is_refined(&typed.0);
        frame.number(if refined { REFINES.into() } else { 0 });
    }
}
