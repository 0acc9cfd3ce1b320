//! The conformance test of both stages, and what holds for any text.

use proptest::prelude::*;
use rawi_config::Registry;
use rawi_core::layers::{Clitics, MENTIONS, MENTIONS_NESTED, Token, TokenKind};
use rawi_core::{AssetSource, Assets, Document, Span, StageError};
use rawi_segmenter::Segmenter;
use rawi_tagger::{MergeConfig, Tagger, TaggerConfig};
use std::sync::{Arc, LazyLock};

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

/// The learned model has learned from news, and takes words of verse for persons.
#[test]
fn verse_has_no_persons_of_the_models_alone() {
    let verse = "يا طير سلم لي على ديار الأحباب\nوقل للغالي ودي بشوفه\nسلطان قلبي ما نسيته\nحرش الكفوف تعرف خصومي\n\
                 ندعي لأبو تركي بطول العمر\nفارس نجد ما يهاب الليالي";
    let doc = tagged(verse);
    let persons: Vec<&str> = doc
        .layer(&MENTIONS)
        .unwrap()
        .unwrap()
        .iter()
        .filter(|(_, mention)| mention.label == rawi_core::layers::Label::PERS)
        .map(|(span, _)| &doc.source()[span.range()])
        .collect();
    assert_eq!(persons, ["أبو تركي"]);
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
        name in prop::sample::select(vec!["داعش", "دمشق", "روسيا", "ترامب", "أرامكو", "إيران", "تركيا", "سنتكوم", "نتنياهو", "موسكو"]),
    ) {
        let text = format!("هذا {clitic}{name}.");
        let doc = tagged(&text);
        let layer = doc.layer(&MENTIONS).unwrap().unwrap();
        let found: Vec<&str> = layer.spans().iter().map(|&s| doc.text(s)).collect();
        prop_assert_eq!(found, [name]);
    }
}

/// Records and other stages may bring tokens that overlap, stand in no order or end outside the text.
#[test]
fn odd_tokens_are_passed_over() {
    let text = "زار أحمد الشرع باريس";
    let token = |clitics| Token { clitics, ..Token::new(TokenKind::Word) };
    let plain = token(Clitics::NONE);
    let odd = token(Clitics::new(7, &[1, 3]).unwrap());
    let good = [Span::new(0, 6), Span::new(7, 15), Span::new(16, 26), Span::new(27, 37)];
    let names = |spans: &[Span], token: &Token| TAGGER.read(text, spans.iter().map(|&span| (span, token))).flat;
    let found = names(&good, &plain);
    let slices: Vec<&str> = found.iter().map(|(span, _)| &text[span.range()]).collect();
    assert_eq!(slices, ["أحمد الشرع", "باريس"]);
    assert_eq!(names(&good, &odd), found, "clitics that end inside a letter are none");
    let mut more = vec![Span::new(0, 37), Span::new(8, 9), Span::new(1, 6), Span::new(7, 900), Span::new(26, 27)];
    more.extend(good);
    names(&more, &plain);
    for (at, span) in [(1, Span::new(3, 5)), (2, Span::new(8, 15)), (2, Span::new(7, 15)), (4, Span::new(30, 999))] {
        let mut with = good.to_vec();
        with.insert(at, span);
        assert_eq!(names(&with, &plain), found, "{span:?}");
    }
}

/// Files as a pipeline's folder holds them.
struct Files(&'static [(&'static str, &'static str)]);
impl AssetSource for Files {
    fn read(&self, name: &str) -> Result<Arc<[u8]>, StageError> {
        let text = self.0.iter().find(|(file, _)| *file == name).map(|(_, text)| *text);
        text.map(|text| text.as_bytes().into()).ok_or_else(|| StageError::asset(format!("there is no `{name}`")))
    }
}

#[test]
fn words_of_a_users_file_work_as_embedded_ones() {
    let names = |files: &'static [(&'static str, &'static str)], text: &str| -> Vec<(String, String)> {
        let words = files.iter().map(|(file, _)| (*file).to_owned()).collect();
        let tagger =
            Tagger::new(&TaggerConfig { words, ..TaggerConfig::default() }, &Assets::new(&Files(files))).unwrap();
        let mut doc = Document::new("a", text).unwrap();
        doc.apply(&Segmenter::default()).unwrap();
        doc.apply(&tagger).unwrap();
        let layer = doc.layer(&MENTIONS).unwrap().unwrap();
        layer.iter().map(|(span, m)| (m.label.to_string(), doc.text(span).to_owned())).collect()
    };
    let text = "واصلت مزرابية الغلال أعمالها أمس.";
    assert_eq!(names(&[], text), []);
    let found = names(&[("mine.tsv", "# heads of ours\nhead\tمزرابية\n")], text);
    assert_eq!(found, [("ORG".to_owned(), "مزرابية الغلال".to_owned())]);
    let text = "أعلنت وزارة المياه أمس.";
    assert_eq!(names(&[], text), [("ORG".to_owned(), "وزارة المياه".to_owned())]);
    assert_eq!(names(&[("mine.tsv", "-head\tوزارة\n")], text), []);
}

#[test]
fn mistakes_in_words_are_told_with_file_and_line() {
    let files = Files(&[("mine.tsv", "hed\tديوان\nhead\tديوان\tbody=yes\n"), ("more.tsv", "head\n")]);
    let words = ["mine.tsv", "more.tsv", "none.tsv"].map(str::to_owned).to_vec();
    let config = TaggerConfig { words, ..TaggerConfig::default() };
    let error = Tagger::new(&config, &Assets::new(&files)).err().unwrap().to_string();
    for says in ["mine.tsv:1: ", "did you mean `head`", "mine.tsv:2: ", "more.tsv:1: ", "`none.tsv`"] {
        assert!(error.contains(says), "{says}: {error}");
    }
}
