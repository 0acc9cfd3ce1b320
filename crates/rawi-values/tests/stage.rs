//! What every stage must hold.

use rawi_config::Registry;
use rawi_core::layers::{Label, MENTIONS, Mention, NUMBERS};
use rawi_core::{Document, Layer, Span};
use rawi_segmenter::Segmenter;
use rawi_testkit::check_stage;
use rawi_values::{DatesConfig, Numbers, NumbersConfig};

#[test]
fn both_keep_the_rules_of_a_stage() {
    let registry = Registry::new().stage::<Segmenter>().stage::<DatesConfig>().stage::<NumbersConfig>();
    check_stage::<DatesConfig>(&registry);
    check_stage::<NumbersConfig>(&registry);
}

#[test]
fn a_name_of_number_words_hides_no_number_unless_it_is_a_surname() {
    let text = "قتل ستون شخصا في حفل لفؤاد خمسون، وقال خمسون إنه نجا.";
    let mention = |from: usize, words: &str| {
        let start = from + text[from..].find(words).unwrap();
        let (label, confidence, by) = (Label::PERS, 1.0, String::new());
        (Span::new(start, start + words.len()), Mention { label, entity: None, name: None, confidence, by })
    };
    let names = [mention(0, "ستون"), mention(0, "فؤاد خمسون"), mention(text.find("وقال").unwrap(), "خمسون")];
    let (spans, values) = names.into_iter().unzip();
    let mut doc = Document::new("test", text).unwrap();
    doc.apply(&Segmenter::default()).unwrap();
    doc.insert_layer(MENTIONS.name(), Layer::new::<Mention>(text, spans, values).unwrap()).unwrap();
    doc.apply(&Numbers::new()).unwrap();
    let numbers = doc.layer(&NUMBERS).unwrap().unwrap();
    assert_eq!(numbers.values().iter().map(|n| n.value).collect::<Vec<_>>(), [Some(60.0)]);
}

#[test]
fn a_name_takes_a_unit_only_with_more_than_the_unit() {
    let text = "دفع 5 ملايين دولار أميركي وسجل 3 ريال مدريد";
    let mention = |words: &str| {
        let start = text.find(words).unwrap();
        let (label, confidence, by) = (Label::MISC, 1.0, String::new());
        (Span::new(start, start + words.len()), Mention { label, entity: None, name: None, confidence, by })
    };
    let (spans, values) = ["دولار", "أميركي", "ريال مدريد"].into_iter().map(mention).unzip();
    let mut doc = Document::new("test", text).unwrap();
    doc.apply(&Segmenter::default()).unwrap();
    doc.insert_layer(MENTIONS.name(), Layer::new::<Mention>(text, spans, values).unwrap()).unwrap();
    doc.apply(&Numbers::new()).unwrap();
    let numbers = doc.layer(&NUMBERS).unwrap().unwrap();
    let units: Vec<_> = numbers.values().iter().map(|n| n.unit.as_ref().map(|unit| unit.name.as_str())).collect();
    assert_eq!(units, [Some("USD"), None]);
}
