//! The conformance test of both stages, and what holds for any text.

use proptest::prelude::*;
use rawi_config::Registry;
use rawi_core::layers::{MENTIONS, MENTIONS_NESTED};
use rawi_core::{Assets, Document};
use rawi_segmenter::Segmenter;
use rawi_tagger::{MergeConfig, Tagger, TaggerConfig};
use std::sync::LazyLock;

static TAGGER: LazyLock<Tagger> =
    LazyLock::new(|| Tagger::new(&TaggerConfig::default(), &Assets::none()).expect("the embedded gazetteers are good"));

fn tagged(text: &str) -> Document {
    let mut doc = Document::new("a", text).unwrap();
    doc.apply(&Segmenter::default()).unwrap();
    doc.apply(&*TAGGER).unwrap();
    doc
}

#[test]
fn the_tagger_conforms() {
    rawi_testkit::check_stage::<TaggerConfig>(&Registry::new().stage::<Segmenter>());
}

#[test]
fn merge_conforms() {
    let registry = Registry::new().stage::<Segmenter>().stage::<TaggerConfig>();
    let options = serde_json::json!({ "layers": ["mentions", "mentions.nested"], "into": "mentions.all" });
    rawi_testkit::check_stage_with::<MergeConfig>(&registry, &options);
}

#[test]
fn options_are_checked() {
    let build = |config: TaggerConfig| Tagger::new(&config, &Assets::none()).err().unwrap().to_string();
    let embedded = build(TaggerConfig { embedded: vec!["iso".into()], ..TaggerConfig::default() });
    assert!(embedded.contains("there is no embedded gazetteer `iso`; there are rawi, syria"), "{embedded}");
    let file = build(TaggerConfig { gazetteers: vec!["names.csv".into()], ..TaggerConfig::default() });
    assert!(file.contains("`names.csv` is neither .tsv nor .toml"), "{file}");
    let confidence = build(TaggerConfig { min_confidence: 7.0, ..TaggerConfig::default() });
    assert!(confidence.contains("from 0 to 1"), "{confidence}");
}

/// Pieces that names, clitics and signs are made of, and what is nasty in Arabic text.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "و", "ف", "ب", "ل", "لل", "ال", "وزير ", "وزارة ", "الدفاع ", "السوري ", "أحمد ", "الشرع ", "أبو ", "بن ", "عبد ", "الله ",
            "تنظيم ", "\"", "«", "»", "داعش", "(", ")", "شمال ", "مدينة ", "حيي ", "حلب ", "على ", "علي ", "قال ", "الرئيس ", "-", "/", "\n", " ",
            "قوات ", "الأمن ", "العام ", "السلطات ", "المتحدث باسم ", "الأمم المتحدة ", "نهر ", "مقام ", "السيدة ", "الثاني ",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "\u{64B}", "\u{651}", "\u{640}\u{640}", "\u{FEED}\u{FEF7}\u{FEA4}", "\u{FDFA}", "\u{200F}", "\u{202B}", "\u{FEFF}", "\r\n", "\u{0}", "😀", "abc ", "٣ ", "ﷲ",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #[test]
    fn any_text_is_tagged_flat(pieces in prop::collection::vec(piece(), 0..60)) {
        let doc = tagged(&pieces.concat());
        let flat = doc.layer(&MENTIONS).unwrap().unwrap();
        for pair in flat.spans().windows(2) {
            prop_assert!(pair[0].end() <= pair[1].start(), "mentions do not overlap");
        }
        let nested = doc.layer(&MENTIONS_NESTED).unwrap().unwrap();
        for &span in nested.spans() {
            prop_assert!(flat.spans().iter().any(|f| f.contains(span) && *f != span), "a nested name lies inside a flat one");
        }
        for (_, mention) in flat.iter().chain(nested.iter()) {
            prop_assert!((0.0..=1.0).contains(&mention.confidence) && !mention.by.is_empty());
        }
    }

    #[test]
    fn a_clitic_does_not_hide_a_name(
        clitic in prop::sample::select(vec!["", "و", "ب", "ل", "ك", "وب", "ول"]),
        name in prop::sample::select(vec!["داعش", "دمشق", "روسيا", "ترامب", "حماس", "إيران", "تركيا", "سنتكوم", "نتنياهو", "موسكو"]),
    ) {
        let text = format!("هذا {clitic}{name}.");
        let doc = tagged(&text);
        let layer = doc.layer(&MENTIONS).unwrap().unwrap();
        let found: Vec<&str> = layer.spans().iter().map(|&s| doc.text(s)).collect();
        prop_assert_eq!(found, [name]);
    }
}

/// Time grows with the text, not with its square: twenty times the text in well under a hundred times the time.
#[test]
fn pathological_text_is_linear() {
    for unit in [
        "وزارة ",
        "والسورية ",
        "الوطني ",
        "شمال ",
        "\"",
        "محمد ",
        "بن ",
        "\u{64B}",
        "ول",
        "حيي وكرم ",
        "الرئيس ",
        "«تنظيم ",
    ] {
        let time = |times: usize| {
            let text = unit.repeat(times);
            let start = std::time::Instant::now();
            tagged(&text);
            start.elapsed()
        };
        // A busy machine disturbs one try, not all.
        let linear = (0..5).any(|_| time(20_000) < time(1_000) * 100 + std::time::Duration::from_millis(300));
        assert!(linear, "{unit:?}: {:?}, then {:?}", time(1_000), time(20_000));
    }
}
