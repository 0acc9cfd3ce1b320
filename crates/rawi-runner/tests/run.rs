//! Order, policies and windows of a run, on sources and sinks in memory.

use rawi_config::WorkerFault;
use rawi_core::{Contract, Doc, Document, Layer, LayerKey, Meta, Output, Span, Stage, StageError, Verdict};
use rawi_io::{Decode, Origin, Prepare, Raw, Rejected, Sink, SinkError, Source, SourceError, WholeFile};
use rawi_runner::{Limits, OnError, Outcome, Pipeline, Report, Run, RunError, Step};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

static WORDS: LayerKey<u32> = LayerKey::new("words");
static LAST: LayerKey<u32> = LayerKey::new("last");

/// Counts words; fails, panics, drops or breaks its contract where the text says so.
struct Words;
impl Stage for Words {
    fn contract(&self) -> Contract {
        Contract::new().provides(&WORDS)
    }
    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        match doc.source() {
            "fail" => return Err(StageError::input("cannot read this").at(Span::new(0, 4))),
            "panic" => panic!("on purpose"),
            "drop" => return Ok(Verdict::drop("too short")),
            text if text.starts_with("drop for") => return Ok(Verdict::drop(text)),
            text if text.ends_with("worker breaks") => {
                if text.starts_with("slow") {
                    std::thread::sleep(std::time::Duration::from_millis(5));
                }
                let fault = WorkerFault { what: "went away".to_owned(), limit: 3 };
                return Err(StageError::bug("the worker").cause(fault));
            }
            "asset" => return Err(StageError::asset("list.tsv is broken")),
            "outside" => out.layer(&WORDS)?.push(Span::new(0, 99), 1),
            "undeclared" => {
                out.layer(&LAST)?;
            }
            "peek" => {
                doc.optional(&LAST)?;
            }
            _ => {}
        }
        let words = out.layer(&WORDS)?;
        for (i, word) in doc.source().split(' ').enumerate() {
            let start = word.as_ptr() as usize - doc.source().as_ptr() as usize;
            words.push(Span::new(start, start + word.len()), i as u32);
        }
        Ok(Verdict::Keep)
    }
}

/// Needs what `Words` gives.
struct Last;
impl Stage for Last {
    fn contract(&self) -> Contract {
        Contract::new().requires(&WORDS).provides(&LAST)
    }
    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let words = doc.layer(&WORDS)?;
        if let Some((span, &value)) = words.iter().next_back() {
            out.layer(&LAST)?.push(span, value);
        }
        Ok(Verdict::Keep)
    }
}

/// `Last`, of up to eight documents at once; it notes how many came together.
struct InBatches(Arc<Mutex<Vec<usize>>>);
impl Stage for InBatches {
    fn contract(&self) -> Contract {
        Last.contract()
    }
    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        Last.process(doc, out)
    }
    fn batch_size(&self) -> usize {
        8
    }
    fn process_batch(&self, docs: &[Doc<'_>], outs: &mut [Output]) -> Vec<Result<Verdict, StageError>> {
        self.0.lock().unwrap().push(docs.len());
        assert!(!docs.iter().any(|doc| doc.source() == "no batch"), "on purpose");
        let results = docs.iter().zip(outs).map(|(doc, out)| Last.process(*doc, out));
        results
            .take(if docs.iter().any(|doc| doc.source() == "one less") { docs.len() - 1 } else { docs.len() })
            .collect()
    }
}

struct Memory {
    texts: Vec<String>,
    next: usize,
    /// How many documents were written, to see how far reading runs ahead.
    written: Arc<AtomicUsize>,
    ahead: Arc<AtomicUsize>,
}

struct Plain;
impl Decode for Plain {
    fn decode(&self, raw: Raw) -> Result<Document, SourceError> {
        let text = String::from_utf8(raw.bytes).unwrap();
        if text == "unreadable" {
            return Err(SourceError::new(raw.origin, raw.id, "not to be read"));
        }
        if text == "break decoding" {
            panic!("no decoder");
        }
        let id = text.strip_prefix("same id as ").map_or(raw.id.unwrap(), str::to_owned);
        let mut doc = Document::new(id, text).unwrap();
        if doc.source() == "brings words" {
            let words = Layer::new(doc.source(), vec![Span::new(0, 6)], vec![7_u32]).unwrap();
            doc.insert_layer(WORDS.name(), words).unwrap();
        }
        Ok(doc)
    }
}

impl Source for Memory {
    fn next(&mut self) -> Option<Result<Raw, SourceError>> {
        let text = self.texts.get(self.next)?.clone();
        self.next += 1;
        self.ahead.fetch_max(self.next - self.written.load(Ordering::SeqCst), Ordering::SeqCst);
        let origin = Origin { file: Arc::from("memory"), line: self.next as u64 };
        let id = Some(format!("d{}", self.next - 1));
        Some(Ok(Raw { origin, id, meta: Meta::default(), bytes: text.into_bytes(), read: self.next as u64 }))
    }
    fn decoder(&self) -> Arc<dyn Decode> {
        Arc::new(Plain)
    }
    fn total_bytes(&self) -> Option<u64> {
        None
    }
    fn notes(&mut self) -> Vec<String> {
        Vec::new()
    }
}

#[derive(Clone, Default)]
struct Written {
    text: Arc<Mutex<String>>,
    rejected: Arc<Mutex<Vec<String>>>,
    count: Arc<AtomicUsize>,
    finished: Arc<AtomicBool>,
}

/// A line of a kept document or of a rejected one.
struct Lines;
impl Prepare for Lines {
    type Part = (bool, String);

    fn document(&self, doc: &Document) -> Result<Option<(bool, String)>, String> {
        if doc.source() == "break encoding" {
            panic!("no encoder");
        }
        let layers: Vec<&str> = doc.layers().map(|(name, _)| name).collect();
        let errors: Vec<String> =
            doc.errors().iter().map(|e| format!("{} {} {}", e.stage, e.kind, e.message)).collect();
        Ok(Some((true, format!("{} {} {}\n", doc.id(), layers.join(","), errors.join("; ")))))
    }

    fn rejected(&self, rejected: &Rejected) -> Option<(bool, String)> {
        let Rejected { origin, id, stage, kind, message, .. } = rejected;
        Some((false, format!("{origin} {id:?} {stage:?} {kind} {message}")))
    }

    fn held(&self, part: &(bool, String)) -> usize {
        part.1.capacity()
    }
}

impl Sink for Written {
    type Prepare = Lines;

    fn prepare(&self) -> Lines {
        Lines
    }
    fn take(&mut self, (kept, line): (bool, String)) -> Result<(), SinkError> {
        if kept {
            self.text.lock().unwrap().push_str(&line);
        } else {
            self.rejected.lock().unwrap().push(line);
        }
        self.count.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
    fn finish(self) -> Result<Vec<WholeFile>, SinkError> {
        self.finished.store(true, Ordering::SeqCst);
        Ok(Vec::new())
    }
}

fn drive<S: Into<String>>(
    texts: impl IntoIterator<Item = S>,
    threads: usize,
    on_error: OnError,
) -> (Result<Report, RunError>, Written, usize) {
    drive_with(Box::new(Last), texts, threads, on_error)
}

fn drive_with<S: Into<String>>(
    last: Box<dyn Stage>,
    texts: impl IntoIterator<Item = S>,
    threads: usize,
    on_error: OnError,
) -> (Result<Report, RunError>, Written, usize) {
    let pipeline = Pipeline::new(vec![Step::new("words", Box::new(Words)), Step::new("last", last)]).unwrap();
    let written = Written::default();
    let (count, ahead) = (Arc::clone(&written.count), Arc::new(AtomicUsize::new(0)));
    let texts = texts.into_iter().map(Into::into).collect();
    let mut source = Memory { texts, next: 0, written: count, ahead: Arc::clone(&ahead) };
    let limits = Limits { threads, on_error, ..Limits::default() };
    let result = Run::new(&pipeline, &mut source).sink(written.clone()).limits(limits).execute();
    (result, written, ahead.load(Ordering::SeqCst))
}

#[test]
fn one_thread_and_many_write_the_same() {
    let texts: Vec<String> = (0..5000).map(|i| ["a b c", "fail", "panic", "drop", "d"][i * i % 5].to_owned()).collect();
    let (first, one, _) = drive(texts.clone(), 1, OnError::Keep);
    let first = first.unwrap().counts;
    assert_eq!((first.read, first.kept), (5000, 5000 - first.not_kept()));
    for threads in [2, 8] {
        let (report, many, _) = drive(texts.clone(), threads, OnError::Keep);
        assert_eq!(*one.text.lock().unwrap(), *many.text.lock().unwrap());
        assert_eq!(*one.rejected.lock().unwrap(), *many.rejected.lock().unwrap());
        assert_eq!(report.unwrap().counts.failures, first.failures);
    }
}

#[test]
fn a_stage_that_wants_several_documents_gets_them_and_gives_what_it_gives_of_each() {
    let texts: Vec<String> = (0..5000).map(|i| ["a b c", "fail", "panic", "drop", "d"][i * i % 5].to_owned()).collect();
    let (_, alone, _) = drive(texts.clone(), 1, OnError::Keep);
    for threads in [1, 8] {
        let sizes = Arc::default();
        let (report, together, _) =
            drive_with(Box::new(InBatches(Arc::clone(&sizes))), texts.clone(), threads, OnError::Keep);
        assert!(report.is_ok());
        assert_eq!(*alone.text.lock().unwrap(), *together.text.lock().unwrap());
        let sizes = sizes.lock().unwrap();
        assert!(sizes.iter().all(|size| (2..=8).contains(size)) && sizes.iter().any(|&size| size > 3), "{sizes:?}");
    }
}

#[test]
fn what_breaks_a_batch_is_told_of_each_document_in_it() {
    for (text, message) in
        [("no batch", "the stage panicked: on purpose"), ("one less", "the stage gave 2 results for 3 documents")]
    {
        let (report, written, _) = drive_with(Box::new(InBatches(Arc::default())), ["a", text, "b"], 1, OnError::Keep);
        assert_eq!(report.unwrap().counts.kept_with_errors, 3);
        let lines = written.text.lock().unwrap();
        assert!(lines.lines().all(|line| line.contains(&format!(" words last bug {message}"))), "{lines}");
    }
}

#[test]
fn reading_does_not_run_ahead_of_writing() {
    for threads in [1, 2, 8] {
        let (_, _, ahead) = drive((0..20_000).map(|_| "a b"), threads, OnError::Keep);
        assert!(
            ahead <= Limits::default().window_documents,
            "{ahead} documents were read before the first was written"
        );
    }
}

#[test]
fn keep_passes_the_document_without_the_failed_slots() {
    let (report, written, _) = drive(["a", "fail", "panic", "outside", "undeclared", "peek"], 1, OnError::Keep);
    let report = report.unwrap().counts;
    assert_eq!((report.kept, report.kept_with_errors), (6, 5));
    let text = written.text.lock().unwrap();
    let (front, rest) = text.split_once("run.rs:").unwrap();
    let place = rest.split_once(')').unwrap().0;
    assert!(place.split(':').count() == 2 && place.split(':').all(|number| number.parse::<u32>().is_ok()), "{place}");
    assert_eq!(
        format!("{front}run.rs:LINE{}", &rest[place.len()..]),
        "\
d0 last,words \n\
d1  words input cannot read this; last skipped layer `words` is not there\n\
d2  words bug the stage panicked: on purpose (crates/rawi-runner/tests/run.rs:LINE); last skipped layer `words` is not there\n\
d3  words bug layer `words`: span 0..99 ends past the text (the text has 7 bytes); last skipped layer `words` is not there\n\
d4  words bug writes layer `last`, which its contract does not provide; last skipped layer `words` is not there\n\
d5  words bug reads layer `last`, which its contract neither requires nor names as optional; last skipped layer `words` is not there\n"
    );
    assert!(written.finished.load(Ordering::SeqCst));
}

#[test]
fn a_skipped_stage_leaves_no_older_layer() {
    let pipeline = Pipeline::new(vec![Step::new("words", Box::new(Words)), Step::new("last", Box::new(Last))]).unwrap();
    // As a record brings them: both layers are there already.
    let Outcome::Kept(mut doc) = pipeline.process(Document::new("a", "fail").unwrap(), OnError::Keep) else { panic!() };
    for key in [&WORDS, &LAST] {
        doc.insert_layer(key.name(), Layer::new("fail", vec![Span::new(0, 4)], vec![7_u32]).unwrap()).unwrap();
    }
    let Outcome::Kept(doc) = pipeline.process(doc, OnError::Keep) else { panic!() };
    assert_eq!(doc.layers().count(), 0, "what a record brought would pass for what the stages gave");
}

#[test]
fn drop_rejects_the_document_with_its_place() {
    let (report, written, _) = drive(["a", "fail", "unreadable", "drop", "b"], 2, OnError::Drop);
    let report = report.unwrap().counts;
    assert_eq!(*written.text.lock().unwrap(), "d0 last,words \nd4 last,words \n");
    assert_eq!(
        *written.rejected.lock().unwrap(),
        [
            "memory:2 Some(\"d1\") Some(\"words\") input cannot read this",
            "memory:3 Some(\"d2\") None source not to be read",
            "memory:4 Some(\"d3\") Some(\"words\") dropped too short",
        ]
    );
    assert_eq!(report.dropped.into_iter().collect::<Vec<_>>(), [(("words".to_owned(), "too short".to_owned()), 1)]);
    assert_eq!(report.rejected.into_iter().collect::<Vec<_>>(), [("source".to_owned(), 1), ("words".to_owned(), 1)]);
}

#[test]
fn the_same_id_twice_is_an_error_that_names_both() {
    for threads in [1, 8] {
        let (report, written, _) = drive(["a", "same id as d0", "b"], threads, OnError::Keep);
        assert_eq!(
            report.unwrap().counts.failures,
            ["memory:2: the id `d0` was met before, in memory:1; every document needs its own"]
        );
        assert_eq!(*written.text.lock().unwrap(), "d0 last,words \nd2 last,words \n");
    }
}

#[test]
fn stop_ends_the_run_and_keeps_no_output() {
    for threads in [1, 2] {
        let (result, written, _) = drive(["a", "b", "fail", "c"], threads, OnError::Stop);
        let message = result.unwrap_err().to_string();
        assert_eq!(
            message,
            "document `d2` (memory:3), stage `words`: cannot read this (bytes 0..4) (stopped after 2 documents, as `on-error` says)"
        );
        assert!(!written.finished.load(Ordering::SeqCst));
    }
}

#[test]
fn an_asset_error_is_never_forgiven() {
    for policy in [OnError::Keep, OnError::Drop, OnError::Stop] {
        let (result, ..) = drive(["a", "asset", "b"], 1, policy);
        assert_eq!(
            result.unwrap_err().to_string(),
            "stage `words`: list.tsv is broken (ended after 1 documents; no other would fare better)"
        );
    }
}

#[test]
fn a_panic_of_decoding_or_encoding_costs_one_document_and_tells_its_place() {
    for threads in [1, 2] {
        let (report, written, _) = drive(["a", "break decoding", "b", "break encoding", "c"], threads, OnError::Keep);
        let report = report.unwrap().counts;
        assert_eq!(*written.text.lock().unwrap(), "d0 last,words \nd2 last,words \nd4 last,words \n");
        assert_eq!((report.read, report.kept), (5, 3));
        let place = "(crates/rawi-runner/tests/run.rs:";
        for (failure, told) in report.failures.iter().zip([
            "memory:2: reading it panicked, which is a bug: no decoder",
            "document `d3` (memory:4), stage `sink`: writing it panicked, which is a bug: no encoder",
        ]) {
            assert!(failure.starts_with(told) && failure.contains(place), "{failure}");
        }
        assert_eq!(report.failures.len(), 2);
    }
}

#[test]
fn a_stage_that_drops_each_document_for_another_reason_fills_no_memory() {
    let (report, ..) = drive((0..5000).map(|i| format!("drop for {i}")), 2, OnError::Keep);
    let dropped = report.unwrap().counts.dropped;
    assert_eq!((dropped.len(), dropped.values().sum::<u64>()), (101, 5000));
    assert_eq!(dropped[&("words".to_owned(), "other reasons".to_owned())], 4900);
}

#[test]
fn a_second_run_of_a_pipeline_counts_from_nothing() {
    let pipeline = Pipeline::new(vec![Step::new("words", Box::new(Words)), Step::new("last", Box::new(Last))]).unwrap();
    let notes = |text: &str| {
        let mut source = Memory { texts: vec![text.into()], next: 0, written: Arc::default(), ahead: Arc::default() };
        Run::new(&pipeline, &mut source).execute().unwrap().notes
    };
    let replaced = "stage `words` replaced what 1 of the records brought (layer `words`)";
    assert_eq!(notes("brings words"), [replaced]);
    assert_eq!(notes("brings words"), [replaced]);
    assert_eq!(notes("a"), [""; 0]);
}

#[test]
fn workers_that_break_down_in_a_row_are_counted_in_the_order_of_the_documents() {
    // Slow ones finish after those behind them; what counts is where they stand.
    let broken = ["slow worker breaks", "worker breaks", "a", "slow worker breaks", "slow worker breaks", "b"];
    for threads in [1, 4] {
        for _ in 0..10 {
            let (report, written, _) = drive(broken, threads, OnError::Keep);
            assert_eq!(report.unwrap().counts.kept, 6);
            assert!(written.text.lock().unwrap().starts_with("d0  words bug the worker: went away; last skipped"));
            let more = broken.iter().chain(&["worker breaks", "worker breaks", "slow worker breaks", "c"]);
            let (result, ..) = drive(more.copied(), threads, OnError::Keep);
            assert_eq!(
                result.unwrap_err().to_string(),
                "stage `words`: the worker: went away. 3 documents in a row ended like this, and `worker.faults` allows no more: \
                 take the stage out, or raise it (stopped after 8 documents, as `on-error` says)"
            );
        }
    }
}

/// Takes ids, and fails where it is told to.
struct Ids(Arc<Mutex<Vec<String>>>, Option<&'static str>);
struct Id;
impl Prepare for Id {
    type Part = String;
    fn document(&self, doc: &Document) -> Result<Option<String>, String> {
        Ok(Some(doc.id().to_owned()))
    }
    fn held(&self, part: &String) -> usize {
        part.capacity()
    }
}
impl Sink for Ids {
    type Prepare = Id;
    fn prepare(&self) -> Id {
        Id
    }
    fn take(&mut self, id: String) -> Result<(), SinkError> {
        self.0.lock().unwrap().push(id);
        Ok(())
    }
    fn finish(self) -> Result<Vec<WholeFile>, SinkError> {
        match self.1 {
            Some(message) => Err(SinkError { message: message.to_owned(), closed: false }),
            None => Ok(Vec::new()),
        }
    }
}

#[test]
fn several_sinks_see_the_same_and_their_files_appear_together() {
    use rawi_io::{CsvSink, JsonlSink, OpenSink, SinkContext, TranscriptSink};
    let pipeline = Pipeline::new(vec![Step::new("words", Box::new(Words))]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let cx = SinkContext { base: folder.path().to_owned(), ..SinkContext::default() };
    let files = || {
        let mut names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        names
    };
    for (threads, broken) in [(1, Some("the disk is full")), (2, Some("the disk is full")), (2, None)] {
        let jsonl = JsonlSink { path: Some("a.jsonl".into()), ..JsonlSink::default() }.open(&cx).unwrap();
        let csv = CsvSink {
            path: Some("b.csv".into()),
            layer: rawi_io::sink::Layers(vec!["words".into()]),
            ..CsvSink::default()
        };
        let csv = csv.open(&cx).unwrap();
        let text = TranscriptSink { path: Some("c.txt".into()), ..TranscriptSink::default() }.open(&cx).unwrap();
        let ids = Arc::new(Mutex::new(Vec::new()));
        let texts = (0..500).map(|i| ["a b", "drop", "c"][i % 3].to_owned()).collect();
        let mut source = Memory { texts, next: 0, written: Arc::default(), ahead: Arc::default() };
        let run = Run::new(&pipeline, &mut source).sink(jsonl.sink).sink(csv.sink).sink(text.sink);
        let limits = Limits { threads, ..Limits::default() };
        let result = run.sink(Ids(Arc::clone(&ids), broken)).limits(limits).execute();
        let wanted: Vec<String> = (0..500).filter(|i| i % 3 != 1).map(|i| format!("d{i}")).collect();
        assert_eq!(*ids.lock().unwrap(), wanted);
        match broken {
            // The last of the sinks fails at the very end: none of the others leaves a file.
            Some(message) => {
                assert_eq!(result.unwrap_err().to_string(), message);
                assert_eq!(files().len(), 0);
            }
            None => {
                let report = result.unwrap();
                assert_eq!(report.outputs, ["a.jsonl", "b.csv", "c.txt"].map(|name| folder.path().join(name)));
                assert_eq!(files(), ["a.jsonl", "b.csv", "c.txt"]);
                let lines = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap().lines().count();
                assert_eq!((lines("a.jsonl"), lines("b.csv")), (333, 1 + 167 * 2 + 166));
            }
        }
    }
}
