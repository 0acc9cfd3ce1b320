//! What a hostile document costs in memory: the bytes that are held while the tagger reads it, counted by the allocator.

use rawi_core::layers::TOKENS;
use rawi_core::{Assets, Document};
use rawi_segmenter::Segmenter;
use rawi_tagger::{Tagger, TaggerConfig};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The system's allocator, counting.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is handed to the system's allocator as it came; the counters touch no memory that is handed out.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        MOST.fetch_max(HELD.fetch_add(layout.size(), Relaxed) + layout.size(), Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The bytes held at once while `text` is read, beside those held before.
fn most(tagger: &Tagger, text: &str) -> usize {
    let mut doc = Document::new("a", text).unwrap();
    doc.apply(&Segmenter::default()).unwrap();
    let tokens = doc.layer(&TOKENS).unwrap().unwrap();
    let before = HELD.load(Relaxed);
    MOST.store(before, Relaxed);
    let names = tagger.read(text, tokens.iter());
    drop(names);
    MOST.load(Relaxed) - before
}

/// One test, so that no other allocates meanwhile.
#[test]
fn a_byte_of_a_document_costs_sixty() {
    for (model, _) in rawi_tagger::MODELS {
        let config = TaggerConfig { model: (*model).to_owned(), ..TaggerConfig::default() };
        let tagger = Tagger::new(&config, &Assets::none()).unwrap();
        for unit in ["1/", "(", "\"", "5% ", "و ", "لجنة ", "a."] {
            // The first fills the buffers that are kept from one document to the next.
            let [first, once, twice] =
                [60_000, 60_000, 120_000].map(|bytes| most(&tagger, &unit.repeat(bytes / unit.len())));
            assert!(first > 60_000, "{unit:?}: what is held is counted, {first}");
            assert!(twice < 60 * 120_000, "{unit:?}: {once} bytes for 60,000, {twice} for 120,000");
        }
    }
}
