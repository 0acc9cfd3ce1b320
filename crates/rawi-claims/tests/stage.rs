//! What every stage must hold, and what this one must for any text.

use proptest::prelude::*;
use rawi_claims::ClaimsConfig;
use rawi_config::{MemoryAssets, Registry};
use rawi_core::layers::CLAIMS;
use rawi_core::{Assets, Document, StageConfig};
use rawi_segmenter::Segmenter;
use rawi_values::NumbersConfig;

#[test]
fn it_keeps_the_rules_of_a_stage() {
    let registry = Registry::new().stage::<Segmenter>().stage::<NumbersConfig>().stage::<ClaimsConfig>();
    rawi_testkit::check_stage::<ClaimsConfig>(&registry);
}

fn read(text: &str, mine: &str) -> Result<Document, String> {
    let files = [("mine.tsv", mine.as_bytes())].into_iter().collect::<MemoryAssets>();
    let mut doc = Document::new("a", text).expect("a short text");
    doc.meta_mut().set("published", "2024-05-20");
    doc.apply(&Segmenter::default()).expect("it reads any text");
    doc.apply(&rawi_values::Dates::new()).expect("it reads any text");
    doc.apply(&rawi_values::Numbers::new()).expect("it reads any text");
    let quotes = rawi_quotes::QuotesConfig::default().build(&Assets::none()).expect("its defaults serve");
    doc.apply(quotes.as_ref()).expect("it reads any text");
    let config = ClaimsConfig { words: vec!["mine.tsv".to_owned()] };
    let stage = config.build(&Assets::new(&files)).map_err(|error| error.to_string())?;
    doc.apply(stage.as_ref()).expect("it reads any text");
    Ok(doc)
}

/// What is claimed in `text` with the lexicon `mine.tsv`, or what the stage says of it.
fn claimed(text: &str, mine: &str) -> Result<Vec<String>, String> {
    let doc = read(text, mine)?;
    let claims = doc.layer(&CLAIMS).unwrap().unwrap();
    Ok(claims.iter().map(|(span, claim)| format!("{} {}", claim.predicate, doc.text(span))).collect())
}

#[test]
fn a_line_adds_a_verb_a_noun_and_a_word_around_a_figure() {
    let text = "وردم الانهيار خمسة قواقين.";
    assert_eq!(claimed(text, "").unwrap(), [""; 0]);
    let mine = "verb\tردم\tpresent=يردم\tpredicate=killed\npeople\tقوقان\tplural=قواقين\n";
    assert_eq!(claimed(text, mine).unwrap(), ["killed خمسة قواقين"]);
    let doc = read(text, mine).unwrap();
    let claims = doc.layer(&CLAIMS).unwrap().unwrap();
    assert_eq!(claims.values()[0].rule, "mine.tsv verb ردم");
    assert_eq!(claimed("قتل ثلاثة عمال.", "-verb\tقتل\n-action\tقتل\n").unwrap(), [""; 0]);
    let text = "قتل عشرة عمال، جملتهم ثلاثة أطفال.";
    assert_eq!(claimed(text, "subset\tجملتهم\n").unwrap().len(), 2);
}

#[test]
fn a_malformed_line_is_refused_with_its_place() {
    let mine = "verb\tردم\tpresent=ردم\tpredicate=killed\nverb\tطمر\tpredicate=buried\nvictm\tطمير\n";
    let error = claimed("", mine).unwrap_err();
    assert!(error.contains("mine.tsv:3: ") && error.contains("did you mean `victim`?"), "{error}");
    let error = claimed("", &mine.replace("victm\tطمير\n", "body\tجحفل\tclass=army\n")).unwrap_err();
    for told in ["mine.tsv:1: `present=ردم` is no form of «he»", "mine.tsv:2: ", "killed, injured", "mine.tsv:3: "]
    {
        assert!(error.contains(told), "{told} in {error}");
    }
}

/// Pieces that reports are made of, and some that they should not be.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "قتل",
        "مقتل",
        "وإصابة",
        "وأصيب",
        "لقوا",
        "مصرعهم",
        "اعتقلت",
        "الشرطة",
        "ثلاثة",
        "أشخاص",
        "48",
        "و32",
        "جنديين",
        "قتلى",
        "وجرحى",
        "بينهم",
        "طفلان",
        "آخرين",
        "على",
        "الأقل",
        "أكثر",
        "من",
        "نحو",
        "عشرات",
        "عدد",
        "القتلى",
        "إلى",
        "بين",
        "لم",
        "قد",
        "فجر",
        "انتحاري",
        "نفسه",
        "يذكر",
        "أن",
        "الشهر",
        "الماضي",
        "منذ",
        "2011",
        "بعد",
        "على يد",
        "،",
        ".",
        ":",
        "(",
        ")",
        "«",
        "»",
        "\n",
        "\n\n",
        "\u{64B}",
        "ـ",
        "\u{200F}",
        "ﷺ",
        "😀",
        "1,000,000",
        "واحد",
    ];
    prop_oneof![
        9 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        1 => "[ابتقلمنوفأإىة]{1,7}",
        1 => "\\PC{0,3}",
    ]
}

proptest! {
    /// Rows are words of the text in order; a part follows no other part; what is said of how many does not contradict itself.
    #[test]
    fn any_text(pieces in proptest::collection::vec((piece(), any::<bool>()), 0..60)) {
        let text: String = pieces.into_iter().map(|(piece, blank)| if blank { piece + " " } else { piece }).collect();
        let doc = read(&text, "").unwrap();
        let claims = doc.layer(&CLAIMS).unwrap().unwrap();
        for (span, claim) in claims.iter() {
            prop_assert!(!doc.text(span).trim().is_empty());
            if let (Some(min), Some(max)) = (claim.min, claim.max) {
                prop_assert!(min <= max, "{claim:?}");
            }
            if let Some(whole) = claim.subset_of {
                let whole = claims.get(whole.row()).map(|(_, whole)| whole.subset_of);
                prop_assert_eq!(whole, Some(None), "{:?}", claim);
            }
        }
    }
}
