//! The options, and the kinds of sentences.

use rawi_core::Document;
use rawi_core::layers::{SENTENCES, SentenceKind, TOKENS};
use rawi_segmenter::Segmenter;
use rawi_segmenter::words::WordLists;

#[test]
fn an_abbreviation_of_the_user_closes_nothing() {
    let text = "تقرر في المادة ش. من القانون وفي هامش. وانتهى.";
    let count = |stage: &Segmenter| {
        let mut doc = Document::new("a", text).unwrap();
        doc.apply(stage).unwrap();
        doc.layer(&SENTENCES).unwrap().unwrap().len()
    };
    assert_eq!(count(&Segmenter::default()), 2);
    assert_eq!(count(&Segmenter { abbreviations: vec!["هامش".into()], ..Segmenter::default() }), 1);
}

#[test]
fn a_word_of_the_user_is_never_cut() {
    let mut doc = Document::new("a", "وبسلاسل").unwrap();
    let clitics = |doc: &Document| doc.layer(&TOKENS).unwrap().unwrap().iter().next().unwrap().1.clitics.len();
    let mut plain = doc.clone();
    plain.apply(&Segmenter::default()).unwrap();
    assert_ne!(clitics(&plain), 0);
    doc.apply(&Segmenter { uncut: vec!["وبسلاسل".into()], ..Segmenter::default() }).unwrap();
    assert_eq!(clitics(&doc), 0);
}

#[test]
fn a_line_has_its_kind_from_the_lines_around_it() {
    use SentenceKind::{Body, Crosshead, Deck, Headline};
    let kinds = |text: &str| -> Vec<SentenceKind> {
        rawi_segmenter::sentences::split(text, WordLists::built_in()).map(|(_, kind)| kind).collect()
    };
    let body = "أقرت الحكومة الموازنة يوم الخميس بعد نقاش طويل استمر أسبوعا كاملا.";
    assert_eq!(
        kinds(&format!("الحكومة تقر الموازنة\nجلسة طويلة بلا خلاف\n\n{body}\nردود\n{body}")),
        [Headline, Deck, Body, Crosshead, Body]
    );
    assert_eq!(kinds(&format!("{body}\n{body}")), [Body, Body]);
    assert_eq!(kinds("الحكومة تقر الموازنة"), [Body]);
    assert_eq!(kinds(&format!("{body}\n1- الهوية\n2- الوثيقة\n{body}")), [Body; 4]);
    assert_eq!(kinds(&format!("{body}\nوطلبت الوزارة الآتي:\n{body}")), [Body; 3]);
}

#[test]
fn stems_are_given_if_asked_for() {
    use rawi_core::{Assets, StageConfig};
    use rawi_segmenter::stems::STEMS;
    let mut doc = Document::new("a", "وصلت سياراتهم إلى المدينة أ.ف.ب 2015").unwrap();
    doc.apply(&Segmenter::default()).unwrap();
    assert!(doc.layer(&STEMS).unwrap().is_none());
    let mut doc = Document::new("a", "وصلت سياراتهم إلى المدينة أ.ف.ب 2015").unwrap();
    let stage = Segmenter { stems: true, ..Segmenter::default() }.build(&Assets::none()).unwrap();
    doc.apply(&*stage).unwrap();
    let stems = doc.layer(&STEMS).unwrap().unwrap();
    let found: Vec<(&str, &str, &str)> =
        stems.iter().map(|(span, stem)| (doc.text(span), stem.light.as_str(), stem.key.as_str())).collect();
    let expected = [
        ("وصلت", "صلت", "وصلت"),
        ("سياراتهم", "سياراتهم", "سيارة"),
        ("إلى", "ال", "الي"),
        ("المدينة", "مدين", "مدينة"),
    ];
    assert_eq!(found, expected);
}
