//! `Pipeline.map`: many documents, on many threads, in order.

use crate::document::Document as PyDocument;
use crate::errors::{InputError, failure};
use crate::inner::Inner;
use crate::loaded::Loaded;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use pyo3::prelude::*;
use pyo3::sync::MutexExt as _;
use pyo3::types::{PyDict, PyIterator, PyTuple};
use rawi_core::Document;
use rawi_io::Offsets;
use rawi_runner::{Failure, MOST_THREADS, STACK};
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What goes to a thread at once: small enough that none waits long, large enough that handing it over costs nothing.
const BATCH_DOCUMENTS: usize = 32;
const BATCH_BYTES: usize = 256 * 1024;
/// A source that takes longer than this for the rest of a batch is not waited for.
const PATIENCE: Duration = Duration::from_millis(2);
/// What may be read and not yet given, at most.
const WINDOW_DOCUMENTS: usize = 1024;
const WINDOW_BYTES: usize = 64_000_000;
/// How often Ctrl-C is looked for.
const LOOK: Duration = Duration::from_millis(50);

type Processed = Result<Arc<Inner>, Box<Failure>>;

/// A document of what a caller gave: a `str` or a `Document`, with its id and metadata.
pub(crate) fn item(
    text: &Bound<'_, PyAny>,
    id: Option<&Bound<'_, PyAny>>,
    meta: Option<&Bound<'_, PyDict>>,
    default_id: &str,
) -> PyResult<Document> {
    let id = match id {
        Some(id) => crate::text::scalar(id, "id")?,
        None => None,
    };
    let mut document = match text.cast::<PyDocument>() {
        Ok(given) if id.is_none() => given.get().inner.document.clone(),
        Ok(_) => return Err(InputError::new_err("a Document has its id already")),
        Err(_) => {
            let source = crate::text::of(text, "a report")?;
            Document::new(id.unwrap_or_else(|| default_id.to_owned()), source)
                .map_err(|error| InputError::new_err(error.message().to_owned()))?
        }
    };
    if let Some(meta) = meta {
        crate::text::meta(meta, document.meta_mut())?;
    }
    Ok(document)
}

/// How many threads work if `asked` were asked for; 0 for as many as the machine has.
pub(crate) fn threads(asked: usize) -> PyResult<usize> {
    if asked > MOST_THREADS {
        return Err(InputError::new_err(format!("threads={asked}; {MOST_THREADS} at most")));
    }
    Ok(rawi_runner::threads(asked))
}

/// A thread that works on documents, to be started.
pub(crate) fn thread() -> std::thread::Builder {
    std::thread::Builder::new().name("rawi".to_owned()).stack_size(STACK)
}

/// The item `number` of an iterable.
fn nth(value: &Bound<'_, PyAny>, number: usize) -> PyResult<Document> {
    let default_id = number.to_string();
    if let Ok(dict) = value.cast::<PyDict>() {
        let rest = dict.copy()?;
        let text = rest.get_item("text")?.ok_or_else(|| InputError::new_err("a dict without `text`"))?;
        let id = rest.get_item("id")?;
        rest.del_item("text")?;
        if id.is_some() {
            rest.del_item("id")?;
        }
        return item(&text, id.as_ref(), Some(&rest), &default_id);
    }
    if let Ok(pair) = value.cast::<PyTuple>() {
        let (text, meta): (Bound<'_, PyAny>, Bound<'_, PyAny>) =
            pair.extract().map_err(|_| InputError::new_err("a tuple is (text, metadata)"))?;
        let meta = meta
            .cast_into::<PyDict>()
            .map_err(|_| InputError::new_err("a tuple is (text, metadata), and metadata a dict"))?;
        let meta = meta.copy()?;
        let id = meta.get_item("id")?;
        if id.is_some() {
            meta.del_item("id")?;
        }
        return item(&text, id.as_ref(), Some(&meta), &default_id);
    }
    item(value, None, None, &default_id)
}

struct State {
    source: Option<Py<PyIterator>>,
    /// What the source raised, or what was wrong with an item: told after the documents before it.
    raised: Option<PyErr>,
    taken: usize,
    send: Option<Sender<(usize, Vec<Document>)>>,
    receive: Receiver<(usize, Vec<Processed>)>,
    /// Batches that were handed out, and of these those that came back in order.
    sent: usize,
    written: usize,
    /// Batches that came back before one ahead of them.
    early: BTreeMap<usize, Vec<Processed>>,
    ready: VecDeque<Processed>,
    /// Documents and bytes that were read and not yet given.
    documents: usize,
    bytes: usize,
    threads: Vec<JoinHandle<()>>,
}

/// Documents in the order of their texts, as they are done.
#[pyclass(frozen, module = "rawi", name = "Documents")]
pub(crate) struct Map {
    state: Mutex<State>,
    stop: Arc<AtomicBool>,
    most: usize,
}

impl Map {
    pub(crate) fn new(
        loaded: &Arc<Loaded>,
        offsets: Offsets,
        source: Bound<'_, PyIterator>,
        threads: usize,
    ) -> PyResult<Self> {
        let threads = self::threads(threads)?;
        let stop = Arc::new(AtomicBool::new(false));
        let (send, work) = unbounded::<(usize, Vec<Document>)>();
        let (give, receive) = unbounded();
        let mut handles = Vec::with_capacity(threads);
        for _ in 0..threads {
            let (loaded, work, give, stop) = (Arc::clone(loaded), work.clone(), give.clone(), Arc::clone(&stop));
            let all = move || {
                for (number, batch) in work {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let read = loaded.process_batch(batch, offsets, false).into_iter();
                    let mut done: Vec<Processed> = read.map(|read| read.map(Arc::new)).collect();
                    // Nothing after one that ends all will be given.
                    let most = done.iter().position(Processed::is_err).map_or(done.len(), |end| end + 1);
                    done.truncate(most);
                    // Nobody takes it when the iterator is gone.
                    let _ = give.send((number, done));
                }
            };
            let thread = thread().spawn(all);
            handles.push(thread.map_err(|error| {
                InputError::new_err(format!("cannot start {threads} threads: {error}; name fewer"))
            })?);
        }
        let state = State {
            source: Some(source.unbind()),
            raised: None,
            taken: 0,
            send: Some(send),
            receive,
            sent: 0,
            written: 0,
            early: BTreeMap::new(),
            ready: VecDeque::new(),
            documents: 0,
            bytes: 0,
            threads: handles,
        };
        // Two batches a thread, so that none waits while another's is given.
        Ok(Self { state: Mutex::new(state), stop, most: threads * 2 })
    }

    /// Ends the threads; what they work on is finished first. Not while a lock of Python is held that a stage may wait for.
    fn end(&self, state: &mut State, py: Python<'_>) {
        self.stop.store(true, Ordering::Relaxed);
        (state.send, state.source) = (None, None);
        let threads = std::mem::take(&mut state.threads);
        py.detach(|| {
            for thread in threads {
                // A thread that panicked has nothing more to say.
                let _ = thread.join();
            }
        });
    }
}

impl State {
    /// Reads a batch and hands it out; whether there was one.
    fn feed(&mut self, py: Python<'_>) -> bool {
        let Some(source) = &self.source else { return false };
        let mut source = source.bind(py).clone();
        let (mut batch, mut bytes, began) = (Vec::new(), 0, Instant::now());
        while batch.len() < BATCH_DOCUMENTS && bytes < BATCH_BYTES && (batch.is_empty() || began.elapsed() < PATIENCE) {
            let document = match source.next() {
                None => {
                    self.source = None;
                    break;
                }
                Some(value) => {
                    value.and_then(|value| nth(&value, self.taken).map_err(|error| numbered(py, error, self.taken)))
                }
            };
            match document {
                Ok(document) => {
                    self.taken += 1;
                    bytes += document.source().len();
                    batch.push(document);
                }
                Err(error) => {
                    (self.source, self.raised) = (None, Some(error));
                    break;
                }
            }
        }
        if batch.is_empty() {
            return false;
        }
        self.documents += batch.len();
        self.bytes += bytes;
        // The threads end only when this sender is gone.
        let _ = self.send.as_ref().map(|send| send.send((self.sent, batch)));
        self.sent += 1;
        true
    }

    fn has_room(&self, most: usize) -> bool {
        let at_work = self.sent - self.written - self.early.len();
        self.source.is_some() && at_work < most && self.documents < WINDOW_DOCUMENTS && self.bytes < WINDOW_BYTES
    }
}

/// Says which item was none.
pub(crate) fn numbered(py: Python<'_>, error: PyErr, number: usize) -> PyErr {
    if error.is_instance_of::<InputError>(py) {
        return InputError::new_err(format!("item {number}: {}", error.value(py)));
    }
    error
}

#[pymethods]
impl Map {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<PyDocument>> {
        let mut guard =
            self.state.lock_py_attached(py).map_err(|_| InputError::new_err("the iterator broke down before"))?;
        let state = &mut *guard;
        loop {
            if let Some(done) = state.ready.pop_front() {
                state.documents -= 1;
                match done {
                    Ok(inner) => {
                        state.bytes = state.bytes.saturating_sub(inner.document.source().len());
                        return Ok(Some(PyDocument { inner }));
                    }
                    Err(error) => {
                        state.ready.clear();
                        self.end(state, py);
                        return Err(failure(py, &error));
                    }
                }
            }
            while let Ok((number, done)) = state.receive.try_recv() {
                state.early.insert(number, done);
            }
            if let Some(done) = state.early.remove(&state.written) {
                state.written += 1;
                state.ready = done.into();
                continue;
            }
            if state.has_room(self.most) && state.feed(py) {
                continue;
            }
            if state.sent == state.written {
                self.end(state, py);
                return state.raised.take().map_or(Ok(None), Err);
            }
            let receive = &state.receive;
            match py.detach(|| receive.recv_timeout(LOOK)) {
                Ok((number, done)) => _ = state.early.insert(number, done),
                Err(RecvTimeoutError::Timeout) => py.check_signals()?,
                Err(RecvTimeoutError::Disconnected) => return Err(InputError::new_err("a thread broke down")),
            }
        }
    }

    /// Ends the threads; what was read ahead is lost. Leaving a loop early does the same when the iterator goes.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let mut state =
            self.state.lock_py_attached(py).map_err(|_| InputError::new_err("the iterator broke down before"))?;
        self.end(&mut state, py);
        // The threads are gone; what they still gave is lost, too.
        while state.receive.try_recv().is_ok() {}
        state.ready.clear();
        state.early.clear();
        state.written = state.sent;
        Ok(())
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        Python::attach(|py| {
            if let Ok(mut state) = self.state.lock_py_attached(py) {
                self.end(&mut state, py);
            }
        });
    }
}
