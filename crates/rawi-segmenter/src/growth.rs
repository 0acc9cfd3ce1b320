//! Laws of growth: whatever a text repeats, the stage needs a bounded stack, and work in proportion to its length. Work is
//! counted ([`steps`]), never timed.

use crate::words::{CLASSES, LEXICONS};
use crate::{Segmenter, steps};
use rawi_arabic::lexicon::Lexicon;
use rawi_core::{Doc, Document, Output, Stage};

/// Each class of character that the stage tells apart, and pieces that are read as a whole.
const PIECES: &[&str] = &[
    " ",
    "\n",
    "\r\n",
    "\t",
    "\u{85}",
    "\u{2028}",
    "\u{A0}",
    "\0",
    "\u{200F}",
    "\u{202B}",
    "\u{FEFF}",
    "\u{200D}",
    "\u{AD}",
    "\u{64E}",
    "\u{651}",
    "\u{301}",
    "\u{FE0F}",
    "\u{640}",
    "ا",
    "أ",
    "ب",
    "و",
    "وال",
    "بيت",
    "پ",
    "\u{FEF7}",
    "\u{FEDF}",
    "ﷲ",
    "ﷺ",
    "1",
    "٢",
    "۳",
    "1,",
    "1.",
    "٫",
    "٬",
    "a",
    "é",
    "я",
    "漢",
    "a.",
    "ab.cd",
    "a@",
    "http://",
    "www.",
    "mailto:",
    "(a)",
    "F-16",
    "O'",
    "#",
    "@",
    "_",
    "%",
    "٪",
    "+",
    "&",
    ".",
    "..",
    "…",
    "۔",
    "!",
    "؟",
    "،",
    "؛",
    ":",
    ",",
    "«",
    "»",
    "“",
    "”",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "-",
    "–",
    "/",
    "*",
    "•",
    "👨",
    "🇸",
    "👍🏽",
    "د.",
    "أ.ف",
    "و\u{200F}",
    "قال. ",
    "؟ ",
    "*** ",
];

fn segment(text: &str) {
    let doc = Document::new("growth", text).unwrap();
    let stage = Segmenter::default();
    stage.process(Doc::new(&doc), &mut Output::new(&stage.contract())).unwrap();
}

fn work(unit: &str, times: usize) -> u64 {
    let text = unit.repeat(times);
    steps::count(|| segment(&text))
}

#[track_caller]
fn grows_in_proportion(unit: &str) {
    let (once, twice) = (work(unit, 1200), work(unit, 2400));
    assert!(twice as f64 <= 2.2 * once as f64 + 50.0, "{unit:?}: {once} steps, {twice} for twice the text");
}

#[test]
fn nothing_repeated_needs_more_stack() {
    steps::on_a_small_stack(|| {
        let words = Lexicon::read(CLASSES, LEXICONS).unwrap();
        // Of the long list of one class every tenth word: they differ in nothing that the code asks for.
        let words = words.entries().iter().enumerate().filter(|(i, word)| word.file == "sentences.tsv" || i % 10 == 0);
        for (_, word) in words {
            segment(&format!("{} ", word.word).repeat(50_000));
        }
        for piece in PIECES {
            segment(&piece.repeat(50_000));
        }
    });
}

#[test]
fn work_grows_with_the_text() {
    steps::on_a_small_stack(|| {
        // A count that stood still would prove nothing.
        assert!(work("بيت ", 1000) >= 1000 && work("a", 1000) >= 1000 && work("\u{64E}", 1000) >= 1000);
        let words = Lexicon::read(CLASSES, LEXICONS).unwrap();
        for word in words.entries() {
            grows_in_proportion(&format!("{} ", word.word));
            grows_in_proportion(&format!("و{}. ", word.word));
        }
        for first in PIECES {
            grows_in_proportion(first);
            for second in PIECES {
                grows_in_proportion(&format!("{first}{second}"));
            }
        }
        // One kind of text, then another.
        for first in PIECES {
            for second in ["ا", " ", "\n", ".", "a", "1", "\u{64E}", "\u{200F}"] {
                let text = |times: usize| [first.repeat(times), second.repeat(times)].concat();
                let count = |times| {
                    let text = text(times);
                    steps::count(|| segment(&text))
                };
                let (once, twice) = (count(1200), count(2400));
                assert!(
                    twice as f64 <= 2.2 * once as f64 + 50.0,
                    "{first:?} {second:?}: {once} steps, {twice} for twice"
                );
            }
        }
    });
}
