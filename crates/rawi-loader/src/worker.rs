//! A worker process, from rawi's side: started, asked, and ended when it fails.

use crate::description::Description;
use crate::frame::{Body, Broken, Frame, Inbox, Kind};
use crate::host::TELL;
use crate::logged;
use crate::shape::{Declared, Shape};
use rawi_config::WorkerLimits;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::{ErrorKind, Write as _};
use std::os::fd::AsFd;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What becomes a worker when it is started: it calls [`serve`](crate::serve).
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    pub(crate) args: Vec<String>,
}

/// A library as workers load it.
#[derive(Debug)]
pub(crate) struct Plugin {
    /// As it stands in messages.
    pub(crate) file: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) program: Program,
}

/// A file that a stage asked for, or why it cannot be had.
pub(crate) type File = Result<Arc<[u8]>, String>;

/// Why a worker cannot be had.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The plugin, or its stage, cannot be made; it said why.
    Refused { message: String, help: String },
    /// The worker broke down: how, and what to do.
    Fault { what: String, help: &'static str },
    /// The system did not let it start, for which neither the plugin nor a document can be blamed: how, and what to do.
    NotStarted { what: String, help: &'static str },
}

impl Trouble {
    /// What happened and what to do, as one message.
    pub(crate) fn message(self) -> String {
        match self {
            Self::Refused { message, help } if help.is_empty() => message,
            Self::Refused { message, help } => format!("{message}; {help}"),
            Self::Fault { what, help } | Self::NotStarted { what, help } => format!("{what}; {help}"),
        }
    }
}

/// How long a worker that does not start is tried again: what the system refuses now (a program that is being replaced, too many
/// processes or open files) it may allow in a moment.
const PATIENCE: Duration = Duration::from_secs(3);

/// Starts a worker, again and again while the system does not let it, up to [`PATIENCE`].
pub(crate) fn patiently<T>(mut start: impl FnMut() -> Result<T, Trouble>) -> Result<T, Trouble> {
    let began = Instant::now();
    let mut pause = Duration::from_millis(5);
    loop {
        match start() {
            Err(Trouble::NotStarted { .. }) if began.elapsed() < PATIENCE => std::thread::sleep(pause),
            result => return result,
        }
        pause = (pause * 2).min(PATIENCE / 6);
    }
}

fn fault(what: impl Into<String>, help: &'static str) -> Trouble {
    Trouble::Fault { what: what.into(), help }
}

#[derive(Debug)]
pub(crate) struct Worker {
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
    pub(crate) frame: Frame,
    inbox: Inbox,
    limits: WorkerLimits,
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It keeps nothing that would have to be put away, and might not listen.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Worker {
    /// Starts a worker and has it load the plugin.
    pub(crate) fn start(plugin: &Plugin, limits: &WorkerLimits) -> Result<(Self, Description), Trouble> {
        let help = "the system must let rawi start itself once more for each thread: fewer --threads, or higher limits";
        let failed = |error: std::io::Error| {
            let what = format!("its worker cannot be started: {error}");
            Trouble::NotStarted { what, help }
        };
        let mut child = Command::new(&plugin.program.path)
            .args(&plugin.program.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Ctrl-C is for rawi, which then ends its workers in its own time.
            .process_group(0)
            .spawn()
            .map_err(failed)?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed(ErrorKind::BrokenPipe.into()));
        };
        let mut worker =
            Self { child, to, from, frame: Frame::default(), inbox: Inbox::default(), limits: limits.clone() };
        rustix::io::ioctl_fionbio(&worker.to, true).map_err(|error| failed(error.into()))?;
        let memory = worker.limits.memory.0;
        worker
            .frame
            .begin(Kind::Load)
            .number(logged::level().into())
            .number(memory)
            .bytes(plugin.file.as_bytes())
            .bytes(&plugin.bytes);
        match worker.ask()? {
            Kind::Loaded => {
                let description = worker.inbox.body().text().and_then(|text| serde_json::from_str(text).ok());
                Ok((worker, description.ok_or_else(garbage)?))
            }
            other => Err(worker.refusal(other)),
        }
    }

    /// Has the worker make a stage; `asset` reads the files that it asks for, `warn` hears what it warns of.
    pub(crate) fn create(
        &mut self,
        stage: &str,
        config: &str,
        asset: &mut dyn FnMut(&str) -> File,
        warn: &dyn Fn(&str),
    ) -> Result<Shape, Trouble> {
        self.frame.begin(Kind::Create).bytes(stage.as_bytes()).bytes(config.as_bytes());
        match self.serve(asset, warn)? {
            Kind::Created => read_shape(self.inbox.body()).ok_or_else(garbage),
            other => Err(self.refusal(other)),
        }
    }

    /// Has it make and end its stage `times` times; what it found.
    pub(crate) fn remake(&mut self, times: u64, asset: &mut dyn FnMut(&str) -> File) -> Result<Vec<String>, Trouble> {
        self.frame.begin(Kind::Remake).number(times);
        match self.serve(asset, &|_| {})? {
            Kind::Done => {
                let mut body = self.inbox.body();
                let count = body.number().ok_or_else(garbage)?;
                (0..count).map(|_| body.text().map(str::to_owned).ok_or_else(garbage)).collect()
            }
            _ => Err(garbage()),
        }
    }

    /// Sends what stands in `frame`, and gives it files for as long as it asks for some; what it answers then.
    fn serve(&mut self, asset: &mut dyn FnMut(&str) -> File, warn: &dyn Fn(&str)) -> Result<Kind, Trouble> {
        loop {
            match self.ask()? {
                Kind::Asset => {
                    let name = self.inbox.body().text().ok_or_else(garbage)?;
                    let content = asset(name);
                    self.frame.begin(Kind::Bytes);
                    match &content {
                        Ok(content) => self.frame.number(1).bytes(content),
                        Err(why) => self.frame.number(0).bytes(why.as_bytes()),
                    };
                }
                Kind::Warn => {
                    warn(self.inbox.body().text().ok_or_else(garbage)?);
                    self.frame.begin(Kind::Bytes).number(1).bytes(&[]);
                }
                other => return Ok(other),
            }
        }
    }

    fn refusal(&self, kind: Kind) -> Trouble {
        let mut body = self.inbox.body();
        match (kind, body.text(), body.text()) {
            (Kind::Refused, Some(message), Some(help)) => {
                Trouble::Refused { message: message.to_owned(), help: help.to_owned() }
            }
            _ => garbage(),
        }
    }

    /// Sends what stands in `frame` as a document, and waits for what the stage gave.
    pub(crate) fn process(&mut self) -> Result<Body<'_>, Trouble> {
        match self.ask()? {
            Kind::Done => Ok(self.inbox.body()),
            _ => Err(garbage()),
        }
    }

    /// Sends what stands in `frame`, and waits for the answer; what the plugin logged meanwhile is told.
    fn ask(&mut self) -> Result<Kind, Trouble> {
        loop {
            match self.exchange()? {
                Kind::Log => {
                    logged::read(self.inbox.body()).ok_or_else(garbage)?;
                    self.frame.begin(Kind::Bytes).number(1).bytes(&[]);
                }
                other => return Ok(other),
            }
        }
    }

    /// Sends what stands in `frame`, and waits for the next frame.
    fn exchange(&mut self) -> Result<Kind, Trouble> {
        const LONGEST: Duration = Duration::from_secs(1_000_000);
        let until =
            Instant::now() + Duration::try_from_secs_f64(self.limits.deadline).map_or(LONGEST, |d| d.min(LONGEST));
        self.inbox.clear();
        match self.send_and_receive(until) {
            Ok(Some(kind)) => Ok(kind),
            Ok(None) => {
                let seconds = self.limits.deadline;
                Err(fault(
                    format!("it did not return within {seconds} s (`worker.deadline`), and was ended"),
                    "if it only needs longer, raise `worker.deadline`; else tell its author",
                ))
            }
            Err(Broken::Closed) => Err(self.how_it_ended()),
            Err(Broken::Io(error)) if error.kind() == ErrorKind::BrokenPipe => Err(self.how_it_ended()),
            Err(Broken::Io(error)) => Err(fault(format!("the pipe to its worker failed: {error}"), "run it again")),
            Err(Broken::Garbage) => Err(garbage()),
        }
    }

    /// `None` if the time is over.
    fn send_and_receive(&mut self, until: Instant) -> Result<Option<Kind>, Broken> {
        let mut rest = self.frame.finished();
        while !rest.is_empty() {
            match self.to.write(rest) {
                Ok(n) => rest = &rest[n..],
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    if !wait(&self.to, PollFlags::OUT, until)? {
                        return Ok(None);
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        loop {
            if !wait(&self.from, PollFlags::IN, until)? {
                return Ok(None);
            }
            if let Some(kind) = self.inbox.read(&mut self.from)? {
                return Ok(Some(kind));
            }
        }
    }

    fn how_it_ended(&mut self) -> Trouble {
        // The pipe closes a moment before the process is gone.
        for _ in 0..500 {
            match self.child.try_wait() {
                Ok(Some(status)) => return self.ended_with(status),
                Ok(None) => std::thread::sleep(Duration::from_millis(1)),
                Err(error) => return fault(format!("its worker is gone: {error}"), "run it again"),
            }
        }
        fault("its worker closed its pipe, and was ended", TELL)
    }

    fn ended_with(&self, status: ExitStatus) -> Trouble {
        let Some(signal) = status.signal() else {
            let code = status.code().unwrap_or_default();
            return fault(format!("its worker ended by itself, with exit code {code}"), TELL);
        };
        const NAMES: [(i32, &str); 9] = [
            (4, "SIGILL"),
            (5, "SIGTRAP"),
            (6, "SIGABRT"),
            (7, "SIGBUS"),
            (8, "SIGFPE"),
            (9, "SIGKILL"),
            (11, "SIGSEGV"),
            (15, "SIGTERM"),
            (31, "SIGSYS"),
        ];
        let name = NAMES.iter().find(|(number, _)| *number == signal).map_or("a signal", |(_, name)| name);
        // Out of memory most programs abort; out of stack they abort or touch what is not theirs.
        let ended = format!("its worker was ended by {name} ({signal})");
        match (signal, self.limits.memory.0) {
            (6, memory) if memory > 0 => fault(
                format!("{ended}; it may use {} (`worker.memory`)", self.limits.memory),
                "if that is too little, raise it; else tell its author",
            ),
            (9, _) => {
                fault(ended, "the system may have run out of memory: fewer --threads, or a lower `worker.memory`")
            }
            _ => fault(ended, TELL),
        }
    }
}

fn garbage() -> Trouble {
    fault("its worker sent what is no answer; something in it writes to rawi's pipe", TELL)
}

/// Whether `fd` became ready before the time was over. One that failed is ready: using it tells how.
fn wait(fd: &impl AsFd, flags: PollFlags, until: Instant) -> Result<bool, Broken> {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let left = Timespec { tv_sec: left.as_secs() as _, tv_nsec: left.subsec_nanos().into() };
        match poll(&mut [PollFd::new(fd, flags)], Some(&left)) {
            Ok(ready) => return Ok(ready > 0),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(Broken::Io(error.into())),
        }
    }
}

/// The shape that `serve` wrote.
fn read_shape(mut body: Body<'_>) -> Option<Shape> {
    let mut shape = Shape::default();
    for _ in 0..body.number()? {
        shape.input(&read_port(&mut body)?).ok()?;
    }
    for _ in 0..body.number()? {
        shape.output(&read_port(&mut body)?).ok()?;
    }
    Some(shape)
}

fn read_port<'a>(body: &mut Body<'a>) -> Option<Declared<'a>> {
    let (name, format, schema) = (body.bytes()?, body.bytes()?, body.bytes()?);
    let (kind, flags) = (body.number()?.try_into().ok()?, body.number()?.try_into().ok()?);
    Some(Declared { name, format, schema, kind, flags })
}
