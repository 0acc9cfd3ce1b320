//! Laws of growth: whatever words and signs a text repeats, the stages need a bounded stack, and work in proportion to its
//! length. Work is counted ([`steps`]), never timed.

use crate::dates::find;
use crate::vocabulary::Entry;
use crate::{Dates, Numbers, load, quantities, steps};
use rawi_core::layers::{Label, MENTIONS, Mention, TOKENS, Token, TokenKind};
use rawi_core::{Doc, Document, Layer, Output, Span, Stage};
use rawi_segmenter::Segmenter;
use std::collections::BTreeMap;

/// Signs and digits that the grammars know, marks and controls that they pass over, and some that they do not know.
const SIGNS: [&str; 46] = [
    ".", ",", "،", "؛", ":", "/", "-", "–", "%", "٪", "$", "€", "£", "¥", "﷼", "(", ")", "«", "»", "\"", "“", "”", "'",
    "^", "e", "!", "؟", "\\", "\n", "\r\n", "0", "1", "7", "31", "٣", "123", "2014", "1436", "1/", "1-", "1^-", "٫٥",
    "\u{200F}", "\u{640}", "\u{64B}", "🙂",
];

/// A document with its tokens, and a name over its last `names` bytes.
fn document(text: &str, names: usize) -> Document {
    let mut doc = Document::new("growth", text).unwrap();
    doc.meta_mut().set("published", "2025-11-27");
    doc.apply(&Segmenter::default()).unwrap();
    let start = (0..=text.len().saturating_sub(names)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    if names > 0 && start < text.len() {
        let name = Mention { label: Label::MISC, entity: None, name: None, confidence: 1.0, by: String::new() };
        let layer = Layer::new::<Mention>(text, vec![Span::new(start, text.len())], vec![name]).unwrap();
        doc.insert_layer(MENTIONS.name(), layer).unwrap();
    }
    doc
}

/// A word with the space behind it `times` times, with its tokens: the segmenter would take most of the test's time.
fn repeated(unit: &str, times: usize) -> Document {
    let text = unit.repeat(times);
    let mut doc = Document::new("growth", text.as_str()).unwrap();
    let spans = (0..times).map(|i| Span::new(i * unit.len(), (i + 1) * unit.len() - 1)).collect();
    let token = Token::new(TokenKind::Word);
    doc.insert_layer(TOKENS.name(), Layer::new::<Token>(&text, spans, vec![token; times]).unwrap()).unwrap();
    doc
}

fn process(stage: &dyn Stage, doc: &Document) {
    let mut out = Output::new(&stage.contract());
    stage.process(Doc::new(doc), &mut out).unwrap();
}

/// Words of both lexicons, all of them; and of those that say the same, one.
fn words() -> (Vec<String>, Vec<String>) {
    let mut roles = BTreeMap::new();
    for lexicon in [load::built_in(quantities::begins), load::built_in(find::begins)] {
        // Units, nationalities and the days of feasts do the same, whatever their number.
        let kind = |entry: &Entry| Entry { unit: entry.unit.min(12), nationality: entry.nationality.min(1), ..*entry };
        roles.extend(lexicon.words().map(|(word, entry)| (word, format!("{:?}", kind(entry)))));
    }
    let mut seen = std::collections::BTreeSet::new();
    let one_each = roles.iter().filter(|(_, role)| seen.insert(role.as_str())).map(|(word, _)| word.clone()).collect();
    (roles.into_keys().collect(), one_each)
}

#[test]
fn no_word_repeated_needs_more_stack() {
    steps::on_a_small_stack(|| {
        let (dates, numbers) = (Dates::new(), Numbers::new());
        let (all, one_each) = words();
        let plain = all.iter().map(|word| format!("{word} "));
        let articled = one_each.iter().map(|word| format!("ال{word} "));
        let joined = one_each.iter().map(|word| format!("وال{word} "));
        let words = plain.chain(articled).chain(joined).map(|unit| repeated(&unit, 50_000));
        for doc in words.chain(SIGNS.into_iter().map(|sign| document(&sign.repeat(50_000), 0))) {
            process(&dates, &doc);
            process(&numbers, &doc);
        }
    });
}

/// The work of both stages on `head` repeated, `unit` repeated, and `tail`, over which a name lies.
fn work(stages: [&dyn Stage; 2], head: &str, unit: &str, tail: &str, times: usize) -> [u64; 2] {
    let text = [&head.repeat(times), &unit.repeat(times), tail].concat();
    let doc = document(&text, tail.len());
    stages.map(|stage| steps::count(|| process(stage, &doc)))
}

#[track_caller]
fn grows_in_proportion(stages: [&dyn Stage; 2], head: &str, unit: &str, tail: &str) {
    let (once, twice) = (work(stages, head, unit, tail, 120), work(stages, head, unit, tail, 240));
    for (once, twice) in once.into_iter().zip(twice) {
        assert!(
            twice as f64 <= 2.2 * once as f64 + 50.0,
            "{head:?} {unit:?} {tail:?}: {once} steps, {twice} for twice"
        );
    }
}

#[test]
fn work_grows_with_the_text() {
    steps::on_a_small_stack(|| {
        let (dates, numbers) = (Dates::new(), Numbers::new());
        let (all, one_each) = words();
        let stages: [&dyn Stage; 2] = [&dates, &numbers];
        assert!(work(stages, "", "ثلاثة ", "", 300).iter().all(|&steps| steps >= 300), "the steps are counted");
        for word in &all {
            grows_in_proportion(stages, "", &format!("{word} "), "");
        }
        for word in &one_each {
            for (form, next) in [(word.clone(), word.clone()), (format!("ال{word}"), format!("وال{word}"))] {
                grows_in_proportion(stages, &format!("{form} "), &format!("{next} "), "");
                grows_in_proportion(stages, "", &format!("{form} و"), "");
                grows_in_proportion(stages, "", &format!("{form} {next} "), "");
                for sign in SIGNS {
                    grows_in_proportion(stages, "", &format!("{form} {sign} "), "");
                    grows_in_proportion(stages, "", &format!("{form}{sign}"), "");
                }
                // A name behind takes what was read.
                grows_in_proportion(stages, "", &format!("{form} "), &form);
            }
        }
        for sign in SIGNS {
            for other in SIGNS {
                grows_in_proportion(stages, "", &format!("{sign}{other}"), "");
                grows_in_proportion(stages, sign, other, "");
                grows_in_proportion(stages, "", &format!("{sign}{other} "), "1");
            }
        }
        // Groups of digits that make no number, and proclitics behind a line end that lies far back.
        for separator in ["'", "’", "٬", "،", ",", ".", " ", "\u{202F}"] {
            grows_in_proportion(stages, "", &format!("{separator}123"), &format!("{separator}12{separator}1"));
        }
        grows_in_proportion(stages, " ", "و ", "");
        grows_in_proportion(stages, "\n ", "و ", "");
    });
}
