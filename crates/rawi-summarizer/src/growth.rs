//! Laws of growth: whatever a text repeats, the stage needs a bounded stack, and work in proportion to its length. Work is
//! counted ([`steps`]), never timed.

use crate::keys::{CLASSES, LEXICONS};
use crate::rank::{Row, rank};
use crate::{SummarizerConfig, steps};
use rawi_arabic::lexicon::Lexicon;
use rawi_core::{Assets, Doc, Document, Output, Stage, StageConfig};
use rawi_segmenter::Segmenter;

/// Words of each kind that the keys tell apart, and signs that cut sentences and tokens.
const PIECES: &[&str] = &[
    "بيت ",
    "البيوت ",
    "والاستراتيجيات ",
    "استقلالياتهموهاواستقلالياتهم ",
    "سنة ",
    "ب ",
    "\u{FEF7}حمد ",
    "ﷺ ",
    "گل ",
    "مُدُن ",
    "مـدن ",
    "\u{200F}بيت ",
    "covid ",
    "é ",
    "漢 ",
    "2014 ",
    "٢٠١٤ ",
    "1,5 ",
    "#وسم ",
    "👍🏽 ",
    "http://a.org ",
    ". ",
    "? ",
    "\n",
    "؟! ",
    "... ",
    "، ",
    "«",
    "» ",
    "(",
    ") ",
    "\" ",
    "\u{64E} ",
    "\u{640} ",
    "من بيت إلى بيت. ",
    "\nعنوان\n",
];

fn document(text: &str) -> Document {
    let mut doc = Document::new("growth", text).unwrap();
    doc.apply(&Segmenter::default()).unwrap();
    doc
}

fn process(stage: &dyn Stage, doc: &Document) {
    stage.process(Doc::new(doc), &mut Output::new(&stage.contract())).unwrap();
}

fn all() -> Box<dyn Stage> {
    SummarizerConfig { sentences: Some(u32::MAX), ..Default::default() }.build(&Assets::none()).unwrap()
}

#[test]
fn nothing_repeated_needs_more_stack() {
    steps::on_a_small_stack(|| {
        let words = Lexicon::read(CLASSES, LEXICONS).unwrap();
        let words = words.entries().iter().map(|entry| format!("{} ", entry.word));
        for piece in words.chain(PIECES.iter().map(|&piece| piece.to_owned())) {
            process(&*all(), &document(&piece.repeat(50_000)));
        }
    });
}

#[test]
fn work_grows_with_the_text() {
    steps::on_a_small_stack(|| {
        let stage = all();
        let work = |unit: &str, times| {
            let doc = document(&unit.repeat(times));
            steps::count(|| process(&*stage, &doc))
        };
        // A count that stood still would prove nothing.
        assert!(work("بيت ", 1000) >= 1000 && work("بيت مدن. ", 1000) >= 3000);
        let words = Lexicon::read(CLASSES, LEXICONS).unwrap();
        let words = words.entries().iter().map(|entry| format!("{} ", entry.word));
        let pairs = PIECES.iter().flat_map(|first| PIECES.iter().map(move |second| format!("{first}{second}")));
        for unit in words.chain(pairs) {
            let (once, twice) = (work(&unit, 300), work(&unit, 600));
            assert!(twice as f64 <= 2.2 * once as f64 + 50.0, "{unit:?}: {once} steps, {twice} for twice the text");
        }
    });
}

#[test]
fn one_endless_sentence_among_short_ones_is_no_matter() {
    // As many words in one sentence as in sentences of two together: quadratic, if each pair were merged.
    let work = |count: u64| {
        let endless = (0..count).map(|key| (key.wrapping_mul(0x9e37_79b9_7f4a_7c15), 0));
        let short = (0..count).map(|key| (key.wrapping_mul(0x9e37_79b9_7f4a_7c15), 1 + key as u32 / 2));
        let rows = vec![Row { candidate: true, words: 9, leans: false }; 1 + count as usize / 2];
        let words: Vec<_> = endless.chain(short).collect();
        steps::count(|| assert_eq!(rank(&rows, &words).count(), rows.len()))
    };
    let (once, twice) = (work(20_000), work(40_000));
    assert!(once >= 20_000 && twice as f64 <= 2.2 * once as f64, "{once} steps, {twice} for twice the words");
}
