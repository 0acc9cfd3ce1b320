//! What every stage must hold, and what this one must for any text.

use proptest::prelude::*;
use rawi_config::{MemoryAssets, Registry};
use rawi_core::layers::QUOTES;
use rawi_core::{Assets, Document, StageConfig};
use rawi_quotes::QuotesConfig;
use rawi_segmenter::Segmenter;

#[test]
fn it_keeps_the_rules_of_a_stage() {
    rawi_testkit::check_stage::<QuotesConfig>(&Registry::new().stage::<Segmenter>().stage::<QuotesConfig>());
}

fn read(text: &str) -> Document {
    let mut doc = Document::new("a", text).expect("a short text");
    doc.apply(&Segmenter::default()).expect("it reads any text");
    let stage = QuotesConfig::default().build(&Assets::none()).expect("its defaults serve");
    doc.apply(stage.as_ref()).expect("it reads any text");
    doc
}

/// Pieces that reports are made of, and some that they should not be.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "قال",
        "وقالت",
        "وأضاف",
        "مشيرا",
        "إلى",
        "أن",
        "إن",
        "بأن",
        "بحسب",
        "وفقا",
        "لمصدر",
        "في",
        "بيان",
        "لوزارة",
        "نقلا",
        "عن",
        "المتحدث",
        "باسم",
        "الذي",
        "لـ",
        "بـ",
        "ولم",
        "أما",
        "فقال",
        "،",
        ",",
        ":",
        ".",
        "؟",
        "؛",
        "«",
        "»",
        "\"",
        "“",
        "”",
        "'",
        "(",
        ")",
        "\n",
        "\r\n",
        "\n\n",
        "\u{64B}",
        "ـ",
        "\u{200F}",
        "\u{FEFF}",
        "ﷺ",
        "وﻷحمد",
        "😀",
        "O'Neil",
        "1990",
        "وَقَالَ",
        "ق",
    ];
    prop_oneof![
        8 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        2 => "[ابتقلمنوفأإىة]{1,7}",
        1 => "\\PC{0,3}",
    ]
}

proptest! {
    /// Spans are of the text, and whoever speaks does so in it; nothing is said twice in the same way.
    #[test]
    fn any_text(pieces in proptest::collection::vec((piece(), any::<bool>()), 0..60)) {
        let text: String = pieces.into_iter().map(|(piece, blank)| if blank { piece + " " } else { piece }).collect();
        let doc = read(&text);
        let quotes = doc.layer(&QUOTES).unwrap().unwrap();
        for (span, quote) in quotes.iter() {
            prop_assert!(!doc.text(span).trim().is_empty());
            if let Some(speaker) = &quote.speaker {
                prop_assert!(!doc.text(speaker.span).trim().is_empty());
            }
            if let Some(cue) = &quote.cue {
                prop_assert!(!doc.text(cue.span).trim().is_empty());
            }
        }
        let spans: Vec<_> = quotes.iter().map(|(span, quote)| (span, quote.kind)).collect();
        for (i, this) in spans.iter().enumerate() {
            prop_assert!(!spans[i + 1..].contains(this), "{:?} twice in {text:?}", doc.text(this.0));
        }
    }
}

/// What is said in `text` with the lexicon `mine.tsv`, or what the stage says of it.
fn said_with(mine: &str, text: &str) -> Result<Vec<String>, String> {
    let files = [("mine.tsv", mine.as_bytes())].into_iter().collect::<MemoryAssets>();
    let config = QuotesConfig { words: vec!["mine.tsv".to_owned()], ..QuotesConfig::default() };
    let stage = config.build(&Assets::new(&files)).map_err(|error| error.to_string())?;
    let mut doc = Document::new("a", text).expect("a short text");
    doc.apply(&Segmenter::default()).expect("it reads any text");
    doc.apply(stage.as_ref()).expect("it reads any text");
    let quotes = doc.layer(&QUOTES).unwrap().unwrap();
    Ok(quotes.iter().map(|(span, _)| doc.text(span).to_owned()).collect())
}

#[test]
fn a_line_adds_a_verb_of_saying() {
    let text = "وعلل المدير أن المخزن احترق. وقال الحارس إن الباب كان مغلقا.";
    assert_eq!(said_with("", text).unwrap(), ["إن الباب كان مغلقا"]);
    let more = "verb\tعلل\tpresent=يعلل\tparticiple=معلل\n";
    assert_eq!(said_with(more, text).unwrap(), ["أن المخزن احترق", "إن الباب كان مغلقا"]);
    assert_eq!(said_with(more, "غادر المدير معللا أن المخزن احترق.").unwrap(), ["أن المخزن احترق"]);
    assert_eq!(said_with("-verb\tقال\n", text).unwrap(), [""; 0]);
}

#[test]
fn a_line_adds_a_noun_of_who_speaks_and_an_attribution() {
    let text = "أغلق الطريق منذ الفجر، بحسب عمدة القرية.";
    let said = ["أغلق الطريق منذ الفجر"];
    assert_eq!(said_with("", text).unwrap(), [""; 0]);
    assert_eq!(said_with("speaker\tعمدة\n", text).unwrap(), said);
    let text = "أغلق الطريق منذ الفجر، اعتمادا على مصدر محلي.";
    assert_eq!(said_with("", text).unwrap(), [""; 0]);
    assert_eq!(said_with("attribution\tاعتمادا\twith=على\n", text).unwrap(), said);
}

#[test]
fn a_malformed_line_is_refused_with_its_place() {
    let mine = "verb\tعلل\tpresent=علل\nspeaker\tعمدة\n";
    let error = said_with(mine, "").unwrap_err();
    assert!(error.contains("mine.tsv:1: `present=علل` is no form of «he»"), "{error}");
    let mine = "verb\tعلل\ttake=marks\nspaeker\tعمدة\nspeaker عمدة\n";
    let error = said_with(mine, "").unwrap_err();
    for told in ["mine.tsv:1: ", "`takes`", "mine.tsv:2: ", "did you mean `speaker`?", "mine.tsv:3: "] {
        assert!(error.contains(told), "{told} in {error}");
    }
}
