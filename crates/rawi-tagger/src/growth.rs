//! The law of every stage: no word, no sign and no pair of them makes the work grow faster than the text or fills a small
//! stack.

use crate::written::tokens;
use crate::{Tagger, TaggerConfig, embedded, steps};
use rawi_core::layers::TOKENS;
use rawi_core::{AssetSource, Assets, Document, StageError};
use rawi_segmenter::Segmenter;
use std::collections::BTreeMap;
use std::sync::Arc;

/// For twice the text at most so many times the work.
const MOST: f64 = 2.2;

/// Signs and pieces that no lexicon holds.
const PIECES: [&str; 56] = [
    "\"",
    "“",
    "”",
    "«",
    "»",
    "'",
    "‘",
    "’",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "-",
    "–",
    "—",
    "_",
    "/",
    "\\",
    "|",
    ".",
    ",",
    ";",
    ":",
    "!",
    "?",
    "،",
    "؛",
    "؟",
    "…",
    "%",
    "٪",
    "$",
    "€",
    "+",
    "=",
    "*",
    "&",
    "#",
    "@",
    "~",
    "^",
    "`",
    "ﷺ",
    "😀",
    "\u{64B}",
    "\u{640}",
    "\u{200F}",
    "\n",
    "و",
    "5",
    "abc",
    "مجهولة",
];

/// Names and phrases, each of another kind.
const NAMES: [&str; 12] = [
    "زيتونة ",
    "وزيتونة الجبل ",
    "م.ت.ف ",
    "AT&T ",
    "دمشق ",
    "الأسد ",
    "أحمد ",
    "بن ",
    "وفرح ",
    "حيي وكرم ",
    "«تنظيم ",
    "الرئيس السوري ",
];

fn tagger(model: &str) -> Tagger {
    let config =
        TaggerConfig { model: model.to_owned(), gazetteers: vec!["many.tsv".to_owned()], ..TaggerConfig::default() };
    Tagger::new(&config, &Assets::new(&Many)).unwrap()
}

/// A gazetteer with one name many times, and names with signs.
struct Many;
impl AssetSource for Many {
    fn read(&self, _: &str) -> Result<Arc<[u8]>, StageError> {
        let mut table = String::from("م.ت.ف\tORG\nAT&T\tORG\n");
        (0..2_000).for_each(|i| table.push_str(&format!("زيتونة\tORG\tx:{i}\tزيتونة الجبل?\n")));
        Ok(table.into_bytes().into())
    }
}

fn steps(tagger: &Tagger, text: &str) -> u64 {
    let mut doc = Document::new("a", text).unwrap();
    doc.apply(&Segmenter::default()).unwrap();
    let tokens = doc.layer(&TOKENS).unwrap().unwrap();
    steps::count(|| _ = tagger.read(text, tokens.iter()))
}

/// Those of `units` that break the law, with the steps for `times` of them and for twice as many.
fn breaking(tagger: &Tagger, units: impl IntoIterator<Item = String>, times: usize) -> Vec<(String, u64, u64)> {
    // So many steps a document takes whatever its length.
    let some = 50.0;
    let measured = units.into_iter().map(|unit| {
        let [once, twice] = [times, 2 * times].map(|times| steps(tagger, &unit.repeat(times)));
        (unit, once, twice)
    });
    measured.filter(|&(_, once, twice)| twice as f64 > (once as f64 + some) * MOST).collect()
}

/// The words of the embedded tables by the classes and labels that the rules see in them, each with a space.
fn words() -> BTreeMap<String, Vec<String>> {
    let tagger = tagger("none");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for id in 0..tagger.gazetteer.words.len() {
        let word = tagger.gazetteer.words.word(id);
        let class = tagger.gazetteer.class(id);
        if class == 0 {
            continue;
        }
        let mut names: Vec<String> = Vec::new();
        if let Some(node) = tagger.gazetteer.trie.start(id) {
            for (_, spelling) in tagger.gazetteer.trie.values(node) {
                let entry = &tagger.gazetteer.entries[spelling.entry as usize];
                names.push(format!("{:?} {} {}", entry.kind, entry.label, spelling.needs_context));
            }
        }
        names.dedup();
        let behaviour = format!("{class:b} {names:?} {}", word.starts_with("ال"));
        found.entry(behaviour).or_default().push(format!("{word} "));
    }
    found
}

#[test]
fn each_word_of_a_class_takes_work_as_the_text_grows() {
    let tagger = tagger("none");
    assert!(steps(&tagger, "وزير ") > 0, "steps are counted");
    let mut units: Vec<String> = words().into_values().flatten().collect();
    units.extend(PIECES.iter().flat_map(|piece| [(*piece).to_owned(), format!("{piece} ")]));
    units.extend(NAMES.iter().map(|name| (*name).to_owned()));
    assert_eq!(breaking(&tagger, units, 400), []);
}

#[test]
fn each_pair_of_kinds_of_words_takes_work_as_the_text_grows() {
    let tagger = tagger("none");
    let mut units: Vec<String> = Vec::new();
    for bit in 0..u64::BITS {
        let word = words().into_iter().find(|(behaviour, _)| {
            u64::from_str_radix(behaviour.split(' ').next().unwrap(), 2).unwrap() >> bit & 1 == 1
        });
        units.extend(word.and_then(|(_, words)| words.into_iter().next()));
    }
    units.extend(
        ["أحمد ", "السورية ", "دمشق ", "الرئيس ", "«", "(", "- ", "و", "كرم ", "الكيلاني ", "زيتونة الجبل "]
            .map(str::to_owned),
    );
    let pairs = units.iter().flat_map(|one| units.iter().map(move |other| format!("{one}{other}")));
    assert_eq!(breaking(&tagger, pairs, 100), []);
}

/// Fifty thousand of each kind, with the learned model, on a stack of 256 KB.
#[test]
fn fifty_thousand_of_a_kind_need_little_stack() {
    let tagger = Arc::new(tagger(embedded::MODELS.last().map_or("none", |model| model.0)));
    let mut units: Vec<String> = words().into_values().filter_map(|words| words.into_iter().next()).collect();
    units.truncate(24);
    units.extend(PIECES.iter().step_by(3).map(|piece| format!("{piece} ")));
    let run = {
        let tagger = Arc::clone(&tagger);
        move || units.iter().for_each(|unit| _ = steps(&tagger, &unit.repeat(50_000)))
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(run).unwrap().join().unwrap();
}

#[test]
fn names_with_signs_are_found_as_texts_have_them() {
    let tagger = tagger("none");
    for (text, name) in [("قالت م.ت.ف إن", "م.ت.ف"), ("قالت م.ت.ف. إن", "م.ت.ف."), ("وقعت AT&T عقدا", "AT&T")]
    {
        let mut doc = Document::new("a", text).unwrap();
        doc.apply(&Segmenter::default()).unwrap();
        let names = tagger.read(text, doc.layer(&TOKENS).unwrap().unwrap().iter());
        let found: Vec<&str> = names.flat.iter().map(|(span, _)| doc.text(*span)).collect();
        assert_eq!(found, [name]);
    }
    assert!(tokens("AT&T")[1].sign);
}
