//! What every stage must hold, and what this one must for any text.

use proptest::prelude::*;
use rawi_config::Registry;
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

/// Ten times the text takes about ten times as long; a quadratic rule would take a hundred times.
#[test]
fn time_is_linear_in_long_sentences() {
    for piece in [
        "قال إن ",
        "وأضاف أن قال «",
        "بحسب مصدر ",
        "\"",
        "«\n",
        "المتحدث ",
        "، ",
        "أن ",
        "قال: ",
        "مشيرا إلى أن ",
        "(",
        "لم يقل ",
    ] {
        let time = |times: usize| {
            let text = piece.repeat(times);
            let start = std::time::Instant::now();
            read(&text);
            start.elapsed()
        };
        // A busy machine disturbs one try, not all.
        let linear = (0..10).any(|_| time(20_000) < time(2_000) * 30 + std::time::Duration::from_millis(20));
        assert!(linear, "{piece}: {:?}, then {:?}", time(2_000), time(20_000));
    }
}
