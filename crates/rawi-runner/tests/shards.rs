//! Runs into a folder: cut off anywhere and gone on with, they write what an undisturbed run writes.

use rawi_core::{Contract, Doc, Output, Stage, StageError, Verdict};
use rawi_io::{
    Disk, DiskCall, JsonlSink, JsonlSource, OpenSink, OpenSource, RejectedSink, SinkContext, Source, SourceContext,
};
use rawi_runner::{
    Again, Ledger, Limits, Made, OnError, Pipeline, Report, Retry, Run, RunError, ShardSize, Shards, ShardsError, Step,
};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

/// Drops what it is told to, fails on some.
struct Picky {
    mended: bool,
}
impl Stage for Picky {
    fn contract(&self) -> Contract {
        Contract::new()
    }
    fn process(&self, doc: Doc<'_>, _: &mut Output) -> Result<Verdict, StageError> {
        match doc.source() {
            text if text.contains("يسقط") => Ok(Verdict::drop("not wanted")),
            text if text.contains("يفشل") && !self.mended => Err(StageError::input("cannot read this")),
            _ => Ok(Verdict::Keep),
        }
    }
}

fn pipeline(mended: bool) -> Pipeline {
    Pipeline::new(vec![Step::new("picky", Box::new(Picky { mended }))]).unwrap()
}

fn line(i: usize) -> String {
    match i % 7 {
        3 => format!("{{\"id\": \"d{i}\", \"text\": \"خبر يسقط {i}\"}}\n"),
        5 => format!("{{\"id\": \"d{i}\", \"text\": \"خبر يفشل {i}\"}}\n"),
        // Not JSON; and an id that was there before.
        6 if i.is_multiple_of(2) => format!("{{\"id\": \"d{i}\", \"text\n"),
        6 => "{\"id\": \"d0\", \"text\": \"مرة أخرى\"}\n".to_owned(),
        _ => format!("{{\"id\": \"d{i}\", \"text\": \"خبر رقم {i} من حلب\"}}\n"),
    }
}

fn input(folder: &Path, documents: usize) {
    std::fs::write(folder.join("in.jsonl"), (0..documents).map(line).collect::<String>()).unwrap();
}

fn source(folder: &Path) -> Box<dyn Source> {
    let cx = SourceContext { base: folder.to_owned(), ..SourceContext::default() };
    JsonlSource { files: vec!["in.jsonl".into()], ..JsonlSource::default() }.open(&cx).unwrap()
}

const SIZE: ShardSize = ShardSize { documents: 10, bytes: 10_000 };

struct Go<'a> {
    folder: &'a Path,
    disk: Disk,
    made: &'a str,
    again: Again,
    threads: usize,
    cancel: Option<&'a AtomicBool>,
    retry: bool,
    out: &'a str,
}

impl<'a> Go<'a> {
    fn new(folder: &'a Path) -> Self {
        let (disk, again) = (Disk::default(), Again::GoOn);
        Self { folder, disk, made: "a", again, threads: 1, cancel: None, retry: false, out: "out" }
    }

    fn run(&self) -> Result<Report, String> {
        let out = self.folder.join(self.out);
        let (disk, sink_out) = (self.disk.clone(), out.clone());
        let open = Box::new(move |part: &str| {
            let cx = SinkContext {
                out: Some(sink_out.display().to_string()),
                disk: disk.clone(),
                part: Some(part.to_owned()),
                ..SinkContext::default()
            };
            let sink = JsonlSink::default().open(&cx)?;
            let rejected = RejectedSink::beside(&sink.place)?;
            Ok([sink].into_iter().chain(rejected).collect())
        });
        let made = vec![Made::new("stage `picky`", self.made)];
        let shards = match self.retry {
            true => Shards::retry(&out, &self.disk, made, SIZE, open),
            false => Shards::begin(&out, &self.disk, made, SIZE, self.again, None, open),
        };
        let shards = shards.map_err(|ShardsError(message)| message)?;
        let pipeline = pipeline(self.retry);
        let mut source = source(self.folder);
        if self.retry {
            source = Box::new(Retry::new(&shards, source.decoder()));
        }
        let limits = Limits { threads: self.threads, on_error: OnError::Drop, ..Limits::default() };
        let mut run = Run::new(&pipeline, source.as_mut()).limits(limits).shards(shards);
        if let Some(cancel) = self.cancel {
            run = run.cancel(cancel);
        }
        run.execute().map_err(|error| match error {
            RunError::Interrupted { .. } => "interrupted".to_owned(),
            other => other.to_string(),
        })
    }
}

/// All files of the output, by name, without the lock.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files_of(&folder.join("out"))
}

fn files_of(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for folder in [out.to_owned(), out.join(".rawi")] {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
            if path.is_file() && name != "lock" {
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// What a run from the beginning to the end writes, of as many documents; from a file of the same name, which records tell.
fn undisturbed(folder: &Path, documents: usize) -> BTreeMap<String, Vec<u8>> {
    input(folder, documents);
    let out = format!("whole-{documents}");
    Go { out: &out, ..Go::new(folder) }.run().unwrap();
    files_of(&folder.join(out))
}

fn assert_same(found: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>, place: &str) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(expected), "{place}");
    let differ: Vec<&String> =
        found.iter().filter(|(name, bytes)| expected[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differ.is_empty(), "{place}: {differ:?} differ");
}

#[test]
fn shards_are_cut_by_documents_whatever_the_threads() {
    let folder = tempfile::tempdir().unwrap();
    let one = undisturbed(folder.path(), 95);
    assert_eq!(one.keys().filter(|name| name.starts_with("part-") && !name.contains("rejected")).count(), 10);
    assert!(one.contains_key("part-00010.rejected.jsonl"));
    let report = Go { threads: 4, ..Go::new(folder.path()) }.run().unwrap();
    assert_same(&files(folder.path()), &one, "four threads");
    let counts = &report.counts;
    assert_eq!((counts.read, counts.kept + counts.not_kept()), (95, 95));
    // What came back: every document once, kept or rejected.
    let lines = |ending: bool| {
        let of = one.iter().filter(|(name, _)| name.starts_with("part-") && name.contains("rejected") == ending);
        of.map(|(_, bytes)| bytes.iter().filter(|&&b| b == b'\n').count()).sum::<usize>() as u64
    };
    assert_eq!((lines(false), lines(true)), (counts.kept, counts.not_kept()));
}

#[test]
fn wherever_the_power_goes_the_next_run_ends_as_if_it_had_not() {
    let folder = tempfile::tempdir().unwrap();
    let whole = undisturbed(folder.path(), 22);
    // How many calls a run makes.
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let disk = Disk::watched(move |_, _| {
        count.fetch_add(1, SeqCst);
        Ok(())
    });
    Go { disk, ..Go::new(folder.path()) }.run().unwrap();
    let all = calls.load(SeqCst);
    assert!(all > 30, "{all} calls");
    for last in 0..all {
        std::fs::remove_dir_all(folder.path().join("out")).unwrap();
        let made = AtomicUsize::new(0);
        let disk = Disk::watched(move |_, _| {
            if made.fetch_add(1, SeqCst) < last { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) }
        });
        assert!(Go { disk, ..Go::new(folder.path()) }.run().is_err(), "call {last} of {all}");
        Go::new(folder.path()).run().unwrap();
        assert_same(&files(folder.path()), &whole, &format!("after call {last} of {all}"));
        assert!(files(folder.path()).keys().all(|name| !name.ends_with(".tmp")));
    }
}

#[test]
fn nothing_gets_its_name_before_it_is_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    input(folder.path(), 35);
    let order = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&order);
    let disk = Disk::watched(move |call, path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        seen.lock().unwrap().push((call, name));
        Ok(())
    });
    Go { disk, ..Go::new(folder.path()) }.run().unwrap();
    let order = order.lock().unwrap();
    let mut renamed = 0;
    for (i, (call, name)) in order.iter().enumerate().filter(|(_, (call, _))| *call == DiskCall::Rename) {
        let own = order[..i].iter().rev().find(|(_, other)| other.starts_with(&format!(".{name}.")));
        assert_eq!(
            own.map(|(call, _)| *call),
            Some(DiskCall::Sync),
            "{call:?} {name}: what is written last is made to stay"
        );
        assert_eq!(order[i + 1].0, DiskCall::Sync, "and so is the name");
        renamed += 1;
    }
    assert!(renamed >= 12, "{renamed}");
    // A line of the ledger comes when all names of its shard are there.
    let lines = order.iter().enumerate().filter(|(_, (call, _))| *call == DiskCall::Append);
    for (i, _) in lines.skip(1) {
        assert!(
            order[..i]
                .iter()
                .rev()
                .take_while(|(call, _)| *call != DiskCall::Append)
                .all(|(call, _)| *call != DiskCall::Create)
                || order[..i].iter().rposition(|(call, _)| *call == DiskCall::Rename)
                    > order[..i].iter().rposition(|(call, _)| *call == DiskCall::Create)
        );
    }
}

#[test]
fn a_run_that_is_asked_to_stop_keeps_its_shards_and_goes_on_behind_them() {
    let folder = tempfile::tempdir().unwrap();
    let whole = undisturbed(folder.path(), 95);
    // Asked to when the third shard gets its name.
    static ASKED: AtomicBool = AtomicBool::new(false);
    let disk = Disk::watched(|call, path| {
        if call == DiskCall::Rename && path.ends_with("part-00003.jsonl") {
            ASKED.store(true, SeqCst);
        }
        Ok(())
    });
    let error = Go { disk, threads: 2, cancel: Some(&ASKED), ..Go::new(folder.path()) }.run().unwrap_err();
    assert_eq!(error, "interrupted");
    let ledger = Ledger::read(&folder.path().join("out"), &Disk::default()).unwrap();
    assert!(ledger.parts().len() >= 3 && !ledger.is_ended(), "{}", ledger.parts().len());
    let report = Go::new(folder.path()).run().unwrap();
    assert_eq!(report.counts.read, 95);
    assert_eq!(report.shards.unwrap().before, ledger.parts().len());
    assert_same(&files(folder.path()), &whole, "gone on");
    // Once more: nothing is left to do.
    let report = Go::new(folder.path()).run().unwrap();
    assert_eq!((report.shards.unwrap().finished, report.counts.read), (0, 95));
    assert_same(&files(folder.path()), &whole, "gone on");
}

#[test]
fn an_input_that_grew_is_gone_on_with_and_one_that_changed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    input(folder.path(), 34);
    Go::new(folder.path()).run().unwrap();
    input(folder.path(), 77);
    Go::new(folder.path()).run().unwrap();
    let parts = |files: BTreeMap<String, Vec<u8>>| -> BTreeMap<_, _> {
        files.into_iter().filter(|(name, _)| name != "ledger.jsonl").collect()
    };
    assert_same(&parts(files(folder.path())), &parts(undisturbed(folder.path(), 77)), "grown");

    let text = std::fs::read_to_string(folder.path().join("in.jsonl")).unwrap();
    std::fs::write(folder.path().join("in.jsonl"), text.replace("خبر رقم 1 ", "خبر رقم 11 ")).unwrap();
    let error = Go::new(folder.path()).run().unwrap_err();
    assert!(error.starts_with("the input of shard 1 in ") && error.contains("holds other documents now"), "{error}");
    std::fs::write(folder.path().join("in.jsonl"), line(0)).unwrap();
    let error = Go::new(folder.path()).run().unwrap_err();
    assert!(error.contains("has only 1 documents now"), "{error}");
    Go { again: Again::Restart, ..Go::new(folder.path()) }.run().unwrap();
    assert_same(&files(folder.path()), &undisturbed(folder.path(), 1), "begun anew");
}

#[test]
fn what_was_made_otherwise_is_named_and_refused_unless_it_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    input(folder.path(), 25);
    Go::new(folder.path()).run().unwrap();
    let error = Go { made: "b", ..Go::new(folder.path()) }.run().unwrap_err();
    assert!(error.contains("stage `picky` was a and is b") && error.contains("--restart"), "{error}");
    Go { made: "b", again: Again::GoOnOrRestart, ..Go::new(folder.path()) }.run().unwrap();
    let report = Go { made: "b", again: Again::GoOnOrRestart, ..Go::new(folder.path()) }.run().unwrap();
    assert_eq!(report.shards.unwrap().finished, 0, "the same is not begun anew");

    std::fs::remove_file(folder.path().join("out/part-00002.jsonl")).unwrap();
    let error = Go { made: "b", ..Go::new(folder.path()) }.run().unwrap_err();
    assert!(error.contains("part-00002.jsonl is gone"), "{error}");
    std::fs::remove_dir_all(folder.path().join("out/.rawi")).unwrap();
    let error = Go::new(folder.path()).run().unwrap_err();
    assert!(error.contains("part-00001.jsonl is there already, and no ledger"), "{error}");
    Go { again: Again::Restart, ..Go::new(folder.path()) }.run().unwrap();
    let files = files(folder.path());
    assert_same(&files, &undisturbed(folder.path(), 25), "begun anew");
}

#[test]
fn two_runs_into_one_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("out/.rawi")).unwrap();
    input(folder.path(), 5);
    let lock = Disk::default().lock(&folder.path().join("out/.rawi/lock")).unwrap().unwrap();
    let error = Go::new(folder.path()).run().unwrap_err();
    assert!(error.starts_with("another run is writing into "), "{error}");
    drop(lock);
    Go::new(folder.path()).run().unwrap();
}

#[test]
fn what_was_rejected_is_tried_again_after_a_mend_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    input(folder.path(), 35);
    let first = Go::new(folder.path()).run().unwrap();
    assert_eq!((first.counts.rejected["picky"], first.counts.read), (5, 35));
    let retry = || Go { made: "mended", retry: true, ..Go::new(folder.path()) };
    let report = retry().run().unwrap();
    assert_eq!(report.counts.read, 35, "every document counts once");
    assert!(!report.counts.rejected.contains_key("picky"), "{:?}", report.counts);
    assert_eq!(report.counts.kept, first.counts.kept + 5);
    let files = files(folder.path());
    // Those that cannot be read wait on, with their own places and what was read of them.
    let waiting: Vec<_> = files.iter().filter(|(name, _)| name.ends_with(".rejected.jsonl")).collect();
    assert_eq!(waiting.len(), 1);
    let text = String::from_utf8(waiting[0].1.clone()).unwrap();
    assert!(text.contains("in.jsonl\",\"line\":7,") && text.contains(r#""raw":"{\"id\": \"d6\""#), "{text}");
    // The mended pipeline goes on with it, and a second try changes nothing but the number of the part.
    let report = Go { made: "mended", ..Go::new(folder.path()) }.run().unwrap();
    assert_eq!(report.shards.unwrap().finished, 0);
    assert_eq!(retry().run().unwrap().counts, report.counts);
}
