//! What a run holds is bounded by what its documents and their parts really take, not by what was read.

use rawi_core::{Contract, Doc, Document, Meta, Output, Stage, StageError, Verdict};
use rawi_io::{Decode, Origin, Prepare, Raw, Sink, SinkError, Source, SourceError, WholeFile};
use rawi_runner::{Limits, Pipeline, Run, Step};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        MOST.fetch_max(HELD.fetch_add(layout.size(), SeqCst) + layout.size(), SeqCst);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), SeqCst);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Documents of a few bytes.
struct Small(u64);

impl Source for Small {
    fn next(&mut self) -> Option<Result<Raw, SourceError>> {
        self.0 = self.0.checked_sub(1)?;
        let origin = Origin { file: Arc::from("memory"), line: 1 };
        Some(Ok(Raw { origin, id: Some(self.0.to_string()), meta: Meta::default(), bytes: vec![b'x'; 8], read: 0 }))
    }
    fn decoder(&self) -> Arc<dyn Decode> {
        Arc::new(Text)
    }
    fn total_bytes(&self) -> Option<u64> {
        None
    }
    fn notes(&mut self) -> Vec<String> {
        Vec::new()
    }
}

struct Text;
impl Decode for Text {
    fn decode(&self, raw: Raw) -> Result<Document, SourceError> {
        Ok(Document::new(raw.id.unwrap(), String::from_utf8(raw.bytes).unwrap()).unwrap())
    }
}

/// The first document waits until so many others are done that they would not fit.
struct Waits {
    first: String,
    done: Mutex<u64>,
    more: Condvar,
    until: u64,
}

struct Slow(Arc<Waits>);
impl Stage for Slow {
    fn contract(&self) -> Contract {
        Contract::new()
    }
    fn process(&self, doc: Doc<'_>, _: &mut Output) -> Result<Verdict, StageError> {
        let mut done = self.0.done.lock().unwrap();
        if doc.id() == self.0.first {
            // Either enough are done, or reading has stopped because the window is full: then nothing more comes.
            while *done < self.0.until {
                let before = *done;
                let (next, waited) = self.0.more.wait_timeout(done, std::time::Duration::from_secs(1)).unwrap();
                done = next;
                if waited.timed_out() && *done == before {
                    break;
                }
            }
        } else {
            *done += 1;
            self.0.more.notify_all();
        }
        Ok(Verdict::Keep)
    }
}

/// Makes 100 kB of each document.
struct Large;
struct Sizes(Arc<AtomicUsize>);
impl Prepare for Large {
    type Part = Vec<u8>;
    fn document(&self, _: &Document) -> Result<Option<Vec<u8>>, String> {
        Ok(Some(vec![7; 100_000]))
    }
    fn held(&self, part: &Vec<u8>) -> usize {
        part.capacity()
    }
}
impl Sink for Sizes {
    type Prepare = Large;
    fn prepare(&self) -> Large {
        Large
    }
    fn take(&mut self, part: Vec<u8>) -> Result<(), SinkError> {
        self.0.fetch_add(part.len(), SeqCst);
        Ok(())
    }
    fn finish(self) -> Result<Vec<WholeFile>, SinkError> {
        Ok(Vec::new())
    }
}

#[test]
fn what_waits_to_be_written_is_bounded_by_its_memory() {
    const WINDOW: usize = 10_000_000;
    let documents = 1000;
    // The input has 8 kB; what is made of it 100 MB.
    let waits = Waits { first: (documents - 1).to_string(), done: Mutex::new(0), more: Condvar::new(), until: 900 };
    let pipeline = Pipeline::new(vec![Step::new("slow", Box::new(Slow(Arc::new(waits))))]).unwrap();
    let taken = Arc::new(AtomicUsize::new(0));
    let limits = Limits { threads: 2, window_documents: 1000, window_bytes: WINDOW, ..Limits::default() };
    let before = HELD.load(SeqCst);
    MOST.store(before, SeqCst);
    let report =
        Run::new(&pipeline, &mut Small(documents)).sink(Sizes(Arc::clone(&taken))).limits(limits).execute().unwrap();
    assert_eq!((report.counts.kept, taken.load(SeqCst)), (documents, 100_000_000));
    let most = MOST.load(SeqCst) - before;
    // The window, and the batches that the threads work on: four of 32 documents.
    assert!(most < WINDOW + 4 * 32 * 110_000, "{most} bytes were held");
    assert!(most > 3_000_000, "{most} bytes: nothing waited");
}
