//! Tables whose rows are reports, read batch by batch on many threads.

use crate::columns::{Columns, Found, Options};
use crate::errors::{InputError, failure};
use crate::inner::Inner;
use crate::loaded::Loaded;
use crate::map;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::prelude::*;
use rawi_core::{DocError, Document, ErrorKind, host};
use rawi_runner::Failure;
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Rows that are worked on at once, and the bytes of text that they may have: what bounds the memory.
const ROWS: usize = 512;
const BYTES: usize = 16_000_000;
/// Rows that go to a thread at once, at most.
const TOGETHER: usize = 32;

/// What ends a transformation.
enum End {
    Stage(Box<Failure>),
    Table(String),
}

impl From<ArrowError> for End {
    fn from(error: ArrowError) -> Self {
        Self::Table(error.to_string())
    }
}

impl End {
    fn raised(&self, py: Python<'_>) -> PyErr {
        match self {
            Self::Stage(stage) => failure(py, stage),
            Self::Table(message) => InputError::new_err(message.clone()),
        }
    }
}

/// What a row gives to read.
enum Given {
    Text(Document),
    /// A text that is null, as an empty document.
    Nothing(Document),
}

/// Rows to work on at once.
struct Rows {
    batch: RecordBatch,
    given: Vec<Given>,
}

/// Rows that are read side by side.
enum Batch {
    Given(Vec<Given>),
    Found(Vec<Result<Found, End>>),
}

/// What reads rows.
struct Reading {
    loaded: Arc<Loaded>,
    columns: Columns,
}

/// Batches with what was found in them.
pub(crate) struct Transform {
    input: Box<dyn RecordBatchReader + Send>,
    reading: Reading,
    /// A batch that was read, and how many of its rows were taken.
    open: Option<(RecordBatch, usize)>,
    /// Rows of the table that were taken.
    taken: usize,
    ended: bool,
}

impl Transform {
    pub(crate) fn new(
        loaded: Arc<Loaded>,
        input: Box<dyn RecordBatchReader + Send>,
        options: Options,
    ) -> Result<Self, String> {
        let columns = Columns::new(&loaded, &input.schema(), options)?;
        Ok(Self { input, reading: Reading { loaded, columns }, open: None, taken: 0, ended: false })
    }

    /// The next batch; Python's other threads run meanwhile.
    pub(crate) fn step(&mut self, py: Python<'_>) -> PyResult<Option<RecordBatch>> {
        if self.ended {
            return Ok(None);
        }
        // Whoever reads may hold Python's lock, and a stage may want it.
        let worked = py.detach(|| self.work());
        self.ended = !matches!(worked, Ok(Some(_)));
        py.check_signals()?;
        worked.map_err(|end| end.raised(py))
    }

    fn work(&mut self) -> Result<Option<RecordBatch>, End> {
        let first = self.taken;
        let Some(rows) = self.rows()? else { return Ok(None) };
        let found = self.reading.found(rows.given)?;
        Ok(Some(self.reading.columns.batch(&rows.batch, first, found)?))
    }

    /// The next rows to work on.
    fn rows(&mut self) -> Result<Option<Rows>, End> {
        loop {
            if let Some((batch, at)) = self.open.take_if(|(batch, at)| *at < batch.num_rows()) {
                let (mut given, mut bytes) = (Vec::new(), 0);
                while at + given.len() < batch.num_rows() && given.len() < ROWS && bytes < BYTES {
                    let row = self.given(&batch, at + given.len())?;
                    let (Given::Text(document) | Given::Nothing(document)) = &row;
                    bytes += document.source().len();
                    given.push(row);
                    self.taken += 1;
                }
                let rows = Rows { batch: batch.slice(at, given.len()), given };
                self.open = Some((batch, at + rows.given.len()));
                return Ok(Some(rows));
            }
            let Some(batch) = self.input.next().transpose()? else { return Ok(None) };
            self.open = Some((batch, 0));
        }
    }

    /// What row `row` of a batch, the next of the table, gives to read.
    fn given(&self, batch: &RecordBatch, row: usize) -> Result<Given, End> {
        let columns = &self.reading.columns;
        let in_row = |error: &str| End::Table(format!("row {}: {error}", self.taken));
        let cell = |column: usize| text(batch.column(column), row).map_err(|error| in_row(&error));
        let id = columns.id.map(cell).transpose()?.flatten();
        let source = cell(columns.text)?;
        let is_there = source.is_some();
        let document = Document::new(id.unwrap_or_else(|| self.taken.to_string()), source.unwrap_or_default());
        let mut document = document.map_err(|error| in_row(error.message()))?;
        for (name, column) in &columns.meta {
            if let Some(value) = cell(*column)? {
                document.meta_mut().set(name.clone(), value);
            }
        }
        Ok(if is_there { Given::Text(document) } else { Given::Nothing(document) })
    }
}

impl Reading {
    /// What the stages find in each row, on many threads.
    fn found(&self, given: Vec<Given>) -> Result<Vec<Found>, End> {
        let threads = self.columns.options.threads;
        // A few for each thread, so that none waits long for another.
        let most = given.len().div_ceil(4 * threads).clamp(1, TOGETHER);
        let (next, mut given) = (AtomicUsize::new(0), given.into_iter().peekable());
        let batches = std::iter::from_fn(|| given.peek().is_some().then(|| given.by_ref().take(most).collect()));
        let batches: Vec<Mutex<Batch>> = batches.map(|rows| Mutex::new(Batch::Given(rows))).collect();
        std::thread::scope(|scope| {
            for _ in 0..threads.min(batches.len()) {
                let all = || {
                    while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let mut batch = lock(batch);
                        if let Batch::Given(rows) = &mut *batch {
                            *batch = Batch::Found(self.read(std::mem::take(rows)));
                        }
                    }
                };
                map::thread().spawn_scoped(scope, all)?;
            }
            Ok(())
        })
        .map_err(|error: std::io::Error| End::Table(format!("cannot start {threads} threads: {error}; name fewer")))?;
        let mut found = Vec::new();
        for batch in batches {
            match batch.into_inner().unwrap_or_else(PoisonError::into_inner) {
                Batch::Found(rows) => found.extend(rows),
                Batch::Given(_) => return Err(End::Table("a thread broke down".to_owned())),
            }
        }
        found.into_iter().collect()
    }

    /// What the stages find in each of these rows, side by side.
    fn read(&self, given: Vec<Given>) -> Vec<Result<Found, End>> {
        let (columns, options) = (&self.columns, &self.columns.options);
        let (mut documents, mut empty) = (Vec::new(), Vec::new());
        for row in given {
            match row {
                Given::Text(document) => {
                    documents.push(document);
                    empty.push(None);
                }
                Given::Nothing(document) => empty.push(Some(document)),
            }
        }
        let mut read = self.loaded.process_batch(documents, options.offsets, options.forgive).into_iter();
        let row = |empty: Option<Document>| match empty {
            Some(empty) => {
                let row = columns.documents.row(&empty).map_err(End::Table)?;
                Ok(Found { row, views: vec![None; options.views.len()] })
            }
            None => match read.next() {
                Some(read) => self.row(read.map_err(End::Stage)?),
                None => Err(End::Table("a document is lost".to_owned())),
            },
        };
        empty.into_iter().map(row).collect()
    }

    /// The row of a document that was read.
    fn row(&self, read: Inner) -> Result<Found, End> {
        let (columns, options) = (&self.columns, &self.columns.options);
        let Inner { mut document, rejected, .. } = read;
        if let Some(rejection) = rejected {
            let (stage, kind, message) = (rejection.stage, rejection.kind, rejection.message);
            host::push_error(&mut document, DocError { stage, kind, message, span: None });
        }
        let text_of = |view: &String| document.view(view).map(|view| view.text().to_owned());
        let views = options.views.iter().map(text_of).collect();
        let row = match columns.documents.row(&document) {
            Ok(row) => row,
            // What does not fit its column is the report's failure.
            Err(message) => {
                let kind = ErrorKind::Bug.as_str().to_owned();
                let mut document = host::stripped(document);
                host::push_error(&mut document, DocError { stage: "table".to_owned(), kind, message, span: None });
                columns.documents.row(&document).map_err(End::Table)?
            }
        };
        Ok(Found { row, views })
    }
}

fn lock<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A cell as text: numbers as JSON has them, days and times as ISO 8601.
pub(crate) fn text(column: &ArrayRef, row: usize) -> Result<Option<String>, String> {
    Ok(match rawi_io::arrow::json(column, row)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

impl Iterator for Transform {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = Python::attach(|py| self.step(py));
        step.map_err(|error| ArrowError::ExternalError(error.to_string().into())).transpose()
    }
}

impl RecordBatchReader for Transform {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.reading.columns.schema)
    }
}
