//! What holds for every text, whatever cuts it.

use proptest::prelude::*;
use rawi_config::Registry;
use rawi_core::layers::{Clitics, SENTENCES, SUMMARY, Sentence, SentenceKind, TOKENS, Token, TokenKind};
use rawi_core::{Assets, Document, Layer, Span, StageConfig};
use rawi_segmenter::Segmenter;
use rawi_summarizer::SummarizerConfig;

/// Pieces of text that have broken text tools before.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("قتل ثلاثة جنود في حلب".to_owned()),
        Just("وقالت الوزارة إن الجنود من حلب".to_owned()),
        Just("وَﻷحمد ﷺ إلى".to_owned()),
        Just("إعمـــار الجسر".to_owned()),
        Just("\u{064E}\u{0651}\u{0640}".to_owned()),
        Just("\u{202B}\u{200F}\u{FEFF}".to_owned()),
        Just("\u{FE8D}\u{FEFC} 🇸🇾 CNN".to_owned()),
        Just("لـ\"الشرق\"".to_owned()),
        Just("\r\n".to_owned()),
        Just(".\n".to_owned()),
        Just(". ".to_owned()),
        Just("٢٠٢٥ 1,5 %".to_owned()),
        "\\PC{0,12}",
        "[ء-ي]{1,9}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.join(" "))
}

/// A document with sentences cut at full stops and line ends, and tokens at white space; a first line without a full
/// stop is a headline. Every second token that can has its first letter for a clitic.
fn document(text: &str) -> Document {
    let mut doc = Document::new("a", text).unwrap();
    let at = |part: &str| part.as_ptr() as usize - doc.source().as_ptr() as usize;
    let (mut spans, mut kinds, mut tokens, mut values) = (vec![], vec![], vec![], vec![]);
    for part in doc.source().split_inclusive(['.', '\n']) {
        let sentence = part.trim();
        if sentence.is_empty() {
            continue;
        }
        let headline = spans.is_empty() && !sentence.ends_with('.');
        spans.push(Span::new(at(sentence), at(sentence) + sentence.len()));
        kinds.push(Sentence { kind: if headline { SentenceKind::Headline } else { SentenceKind::Body } });
        for word in sentence.split_whitespace() {
            let first = word.chars().next().unwrap().len_utf8();
            let clitics = match tokens.len() % 2 {
                0 if word.len() > first => Clitics::new(at(word), &[first]).unwrap(),
                _ => Clitics::NONE,
            };
            tokens.push(Span::new(at(word), at(word) + word.len()));
            values.push(Token { clitics, ..Token::new(TokenKind::Word) });
        }
    }
    doc.insert_layer(SENTENCES.name(), Layer::new(text, spans, kinds).unwrap()).unwrap();
    doc.insert_layer(TOKENS.name(), Layer::new(text, tokens, values).unwrap()).unwrap();
    doc
}

/// The summary by rank: span, score.
fn summary(mut doc: Document, config: SummarizerConfig) -> Vec<(Span, f32)> {
    doc.apply(&*config.build(&Assets::none()).unwrap()).unwrap();
    let rows = doc.layer(&SUMMARY).unwrap().unwrap();
    let mut ranked: Vec<_> = rows.iter().map(|(span, row)| (row.rank, span, row.score)).collect();
    ranked.sort_by_key(|&(rank, ..)| rank);
    for (i, &(rank, ..)) in ranked.iter().enumerate() {
        assert_eq!(rank as usize, i + 1, "ranks are 1, 2, 3 ...");
    }
    ranked.into_iter().map(|(_, span, score)| (span, score)).collect()
}

fn sentences(count: u32) -> SummarizerConfig {
    SummarizerConfig { sentences: Some(count), ..Default::default() }
}

proptest! {
    #[test]
    fn all_sentences_are_ranked_once(text in text(), headlines: Option<bool>) {
        let doc = document(&text);
        let rows = doc.layer(&SENTENCES).unwrap().unwrap();
        let mut expected: Vec<Span> =
            rows.iter().filter(|(_, s)| headlines.unwrap_or(true) || s.kind == SentenceKind::Body).map(|(span, _)| span).collect();
        let ranked = summary(doc.clone(), SummarizerConfig { headlines, ..sentences(u32::MAX) });
        for pair in ranked.windows(2) {
            prop_assert!(pair[0].1 >= pair[1].1, "scores never rise");
        }
        let mut given: Vec<Span> = ranked.iter().map(|&(span, _)| span).collect();
        given.sort();
        expected.sort();
        prop_assert_eq!(given, expected);
    }

    #[test]
    fn a_longer_summary_begins_with_the_shorter(text in text(), count in 1u32..8, ratio in 0.01f64..0.5) {
        let doc = document(&text);
        let all = summary(doc.clone(), sentences(u32::MAX));
        for config in [
            sentences(count),
            SummarizerConfig { words: Some(count * 5), ..Default::default() },
            SummarizerConfig { ratio: Some(ratio), ..Default::default() },
        ] {
            let shorter = summary(doc.clone(), config.clone());
            let longer = summary(doc.clone(), SummarizerConfig {
                sentences: config.sentences.map(|n| n + 1),
                words: config.words.map(|n| n + 5),
                ratio: config.ratio.map(|r| r * 2.0),
                ..config.clone()
            });
            prop_assert!(longer.starts_with(&shorter));
            prop_assert!(all.starts_with(&longer));
            prop_assert_eq!(shorter.is_empty(), all.is_empty());
        }
    }

    #[test]
    fn the_length_asked_for_is_kept(text in text(), count in 1u32..30) {
        let doc = document(&text);
        let all = summary(doc.clone(), sentences(u32::MAX)).len();
        prop_assert_eq!(summary(doc.clone(), sentences(count)).len(), all.min(count as usize));
        let by_words = summary(doc.clone(), SummarizerConfig { words: Some(count), ..Default::default() });
        let words: usize = by_words.iter().map(|&(span, _)| doc.text(span).split_whitespace().count()).sum();
        prop_assert!(words <= count as usize || by_words.len() == 1);
        let whole = summary(doc.clone(), SummarizerConfig { ratio: Some(1.0), ..Default::default() });
        prop_assert_eq!(whole.len(), all);
    }
}

#[test]
fn the_stage_conforms() {
    rawi_testkit::check_stage::<SummarizerConfig>(&Registry::new().stage::<Segmenter>());
}

#[test]
fn only_one_length_may_be_asked_for() {
    for (config, what) in [
        (SummarizerConfig { sentences: Some(0), ..Default::default() }, "`sentences` is 0"),
        (SummarizerConfig { words: Some(0), ..Default::default() }, "`words` is 0"),
        (SummarizerConfig { ratio: Some(0.0), ..Default::default() }, "`ratio` is 0"),
        (SummarizerConfig { ratio: Some(1.5), ..Default::default() }, "`ratio` is 1.5"),
        (SummarizerConfig { ratio: Some(f64::NAN), ..Default::default() }, "`ratio` is NaN"),
        (SummarizerConfig { sentences: Some(1), words: Some(1), ..Default::default() }, "keep one of them"),
    ] {
        let error = config.build(&Assets::none()).err().expect("not built").to_string();
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn a_tenth_of_thirty_is_three() {
    let text: String = (0..30).map(|i| format!("كلمة{i} أخرى{i} ثالثة{i}.\n")).collect();
    assert_eq!(summary(document(&text), SummarizerConfig { ratio: Some(0.1), ..Default::default() }).len(), 3);
}

#[test]
fn a_hundred_thousand_sentences_are_no_matter() {
    let text: String = (0..100_000).map(|i| format!("قتل {} جنود في حلب {}.\n", i % 97, i % 1009)).collect();
    let ranked = summary(document(&text), sentences(u32::MAX));
    assert_eq!(ranked.len(), 100_000);
}
