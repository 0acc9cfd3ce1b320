//! The learned tagger from outside: training, files, damaged files, any text.

use proptest::prelude::*;
use rawi_model::{
    Error, GoldText, Knowledge, KnowledgeBytes, Model, Scratch, Silver, TrainConfig, Word, read_conll, read_jsonl,
    split_words, train,
};

/// Twelve sentences in which a person follows a title and a place follows في.
fn corpus() -> Vec<GoldText> {
    let (titles, people) = (["الوزير", "الرئيس", "السفير"], ["سامر", "فادي", "رامي", "هاني"]);
    let places = ["بيروت", "دمشق", "بغداد"];
    let mut out = Vec::new();
    for (i, title) in titles.iter().enumerate() {
        for (j, person) in people.iter().enumerate() {
            let place = places[(i + j) % 3];
            let text = format!("قال {title} {person} إن الاجتماع انتهى في {place} أمس. غادر {person} صباحا.");
            let mut names: Vec<(usize, usize, String)> =
                text.match_indices(person).map(|(at, n)| (at, at + n.len(), "PERS".to_owned())).collect();
            names.extend(text.match_indices(place).map(|(at, n)| (at, at + n.len(), "LOC".to_owned())));
            names.sort();
            out.push(GoldText { text, names });
        }
    }
    out
}

fn trained(second_pass: bool) -> Vec<u8> {
    let mut knowledge = Knowledge::default();
    knowledge.add_own_lists();
    let config = TrainConfig { second_pass, ..TrainConfig::new(["PERS", "LOC"]) };
    train(&config, &KnowledgeBytes::from(&knowledge), None, None, &corpus(), &mut |_, _| {}).unwrap()
}

fn tag(model: &Model, text: &str) -> Vec<(String, String)> {
    let words: Vec<Word<'_>> = split_words(text).into_iter().map(|w| w.1).collect();
    let names = model.tag(&words, &mut Scratch::default());
    let words = |first: usize, last: usize| words[first..=last].iter().map(|w| w.text).collect::<Vec<_>>().join(" ");
    names.iter().map(|n| (model.classes()[n.class].clone(), words(n.first, n.last))).collect()
}

#[test]
fn names_that_were_never_seen_are_found_by_what_stands_before_them() {
    for second_pass in [false, true] {
        let model = Model::from_bytes(trained(second_pass)).unwrap();
        let found = tag(&model, "قال الوزير كاظم إن الاجتماع انتهى في الكوفة أمس.");
        assert_eq!(found, [("PERS".to_owned(), "كاظم".to_owned()), ("LOC".to_owned(), "الكوفة".to_owned())]);
    }
}

#[test]
fn the_same_corpus_gives_the_same_bytes() {
    assert_eq!(trained(true), trained(true));
}

#[test]
fn scratch_changes_speed_and_never_names() {
    let (one, two) = (Model::from_bytes(trained(false)).unwrap(), Model::from_bytes(trained(true)).unwrap());
    let mut scratch = Scratch::default();
    for gold in corpus() {
        let words: Vec<Word<'_>> = split_words(&gold.text).into_iter().map(|w| w.1).collect();
        for model in [&one, &two] {
            assert_eq!(model.tag(&words, &mut scratch), model.tag(&words, &mut Scratch::default()));
        }
    }
}

#[test]
fn the_first_pass_is_a_model_of_its_own() {
    let (alone, first) = (Model::from_bytes(trained(false)).unwrap(), Model::first_pass(trained(true)).unwrap());
    for gold in corpus() {
        let words: Vec<Word<'_>> = split_words(&gold.text).into_iter().map(|w| w.1).collect();
        let names = first.tag(&words, &mut Scratch::default());
        assert!(!names.is_empty());
        assert_eq!(names, alone.tag(&words, &mut Scratch::default()));
    }
    assert!(Model::first_pass(trained(false)).is_ok());
}

#[test]
fn a_model_lends_its_knowledge_to_the_next() {
    let first = Model::from_bytes(trained(false)).unwrap();
    let config = TrainConfig::new(["PERS", "LOC"]);
    let again = train(&config, &KnowledgeBytes::from(&first), None, None, &corpus(), &mut |_, _| {}).unwrap();
    assert_eq!(again, trained(false));
}

#[test]
fn silver_texts_teach_too() {
    let gold = corpus();
    let silver = Silver { texts: &gold[6..], weight: 0.5 };
    let config = TrainConfig { second_pass: true, ..TrainConfig::new(["PERS", "LOC"]) };
    let knowledge = KnowledgeBytes::from(&Knowledge::default());
    let bytes = train(&config, &knowledge, None, Some(&silver), &gold[..6], &mut |_, _| {}).unwrap();
    assert!(!tag(&Model::from_bytes(bytes).unwrap(), &gold[8].text).is_empty());
}

#[test]
fn every_truncation_and_every_flipped_byte_is_an_error() {
    let good = trained(true);
    for end in (0..good.len().min(4096)).chain((4096..good.len()).step_by(997)) {
        assert!(Model::from_bytes(good[..end].to_vec()).is_err(), "cut at {end}");
    }
    for at in (0..64).chain((64..good.len()).step_by(1009)) {
        let mut bad = good.clone();
        bad[at] ^= 0x10;
        assert!(Model::from_bytes(bad).is_err(), "flipped at {at}");
    }
}

#[test]
fn errors_say_what_is_wrong() {
    let message = |e: Error| e.to_string();
    assert_eq!(message(Model::from_bytes(&b"PNG"[..]).unwrap_err()), "these bytes are no model file of rawi");
    let mut newer = trained(false);
    newer[8] = 99;
    let found = message(Model::from_bytes(newer).unwrap_err());
    assert_eq!(found, "the model file has version 99, this rawi reads version 2");
    let mut damaged = trained(false);
    *damaged.last_mut().unwrap() ^= 1;
    assert!(message(Model::from_bytes(damaged).unwrap_err()).contains("checksum"));
    let line = r#"{"text": "قال", "gold": {"mentions": [[0, 9, "PERS"]]}}"#;
    assert_eq!(message(read_jsonl(line).unwrap_err()), "line 1: [0,9,\"PERS\"] is no mention of this text");
    assert_eq!(
        message(read_conll("قال", &|c| Some(c.to_owned())).unwrap_err()),
        "line 1: a word and its label are expected"
    );
    let none = train(
        &TrainConfig::new(["PERS"]),
        &KnowledgeBytes::from(&Knowledge::default()),
        None,
        None,
        &[],
        &mut |_, _| {},
    );
    assert_eq!(message(none.unwrap_err()), "there is no text to train on");
}

#[test]
fn both_formats_read_the_same_names() {
    let conll = "قال\tO\nمحمود\tB-PER\nعباس\tI-PER\nفي\tO\nعمان\tB-GPE\n\n";
    let class = |c: &str| (c == "PER").then(|| "PERS".to_owned());
    let jsonl = "{\"text\": \"قال محمود عباس في عمان\\n\", \"gold\": {\"mentions\": [[4, 14, \"PERS\"]]}}\n";
    assert_eq!(read_conll(conll, &class).unwrap(), read_jsonl(jsonl).unwrap());
}

proptest! {
    #[test]
    fn any_text_is_cut_and_tagged(text in "([ءأإآاىيوبلكفسةهن]|ال|لل|سامر|[\u{064B}-\u{0652}\u{0640}]|[\u{FE80}-\u{FEFC}]|ﷺ|[a-zA-Z0-9٠-٩.,،؟\"() \r\n]|😀|[\u{200F}\u{202B}\u{FEFF}\u{200D}]){0,60}") {
        let model = Model::from_bytes(trained_once().to_vec()).unwrap();
        let cut = split_words(&text);
        let mut end = 0;
        for (start, word) in &cut {
            prop_assert!(*start >= end && text[*start..].starts_with(word.text) && !word.text.is_empty());
            prop_assert!(text[end..*start].chars().all(char::is_whitespace));
            end = start + word.text.len();
        }
        let words: Vec<Word<'_>> = cut.into_iter().map(|w| w.1).collect();
        let mut last = None;
        for name in model.tag(&words, &mut Scratch::default()) {
            prop_assert!(last.is_none_or(|l| name.first > l) && name.first <= name.last && name.last < words.len());
            prop_assert!((0.0..=1.0).contains(&name.confidence));
            last = Some(name.last);
        }
    }
}

fn trained_once() -> &'static [u8] {
    static BYTES: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    BYTES.get_or_init(|| trained(true))
}
