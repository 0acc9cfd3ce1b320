//! What holds for every text.

use proptest::prelude::*;
use rawi_config::Registry;
use rawi_core::Document;
use rawi_core::layers::{SENTENCES, TOKENS, TokenKind};
use rawi_segmenter::words::WordLists;
use rawi_segmenter::{Segmenter, clitics, sentences, tokens};

/// Pieces of text that have broken text tools before.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("وَﻷحمد ﷺ إلى ﷲ".to_owned()),
        Just("لـ\"الشرق\" بـ30 1436هـ".to_owned()),
        Just("\u{064E}\u{0651}\u{0640}".to_owned()),
        Just("\u{202B}\u{200F}\u{FEFF}نمی\u{200C}رود".to_owned()),
        Just("\u{FE8D}\u{FEFC}\u{FEF7} 🇸🇾👨\u{200D}👩\u{FE0F} F-16".to_owned()),
        Just("أ.ف.ب. د. U.S. يو.بي.اس".to_owned()),
        Just("http://a.org/(x). b@c.org #سوريا_".to_owned()),
        Just("٢٠٢٥ 1,5 ١٠،٠٠٠ %".to_owned()),
        Just("\r\n\u{2028}\u{85}\u{B}".to_owned()),
        Just("؟!.. …\"»)،".to_owned()),
        Just("وقالت فرنسا.وأضاف".to_owned()),
        "[\\.؟!،\"«»() \n]{1,4}",
        "[ء-ي]{1,14}",
        "\\PC{0,8}",
        any::<String>().prop_map(|s| s.chars().take(6).collect()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    (prop::collection::vec((piece(), any::<bool>()), 0..30))
        .prop_map(|pieces| pieces.into_iter().map(|(piece, space)| if space { piece + " " } else { piece }).collect())
}

/// Characters that may belong to no token: white space, controls and what only changes how a text looks.
fn shows_nothing(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || rawi_arabic::is_bidi_control(c)
        || tokens::tokenize(c.encode_utf8(&mut [0; 4]), WordLists::built_in()).next().is_none()
}

proptest! {
    #[test]
    fn tokens_cover_what_is_shown_and_do_not_overlap(text in text()) {
        let mut at = 0;
        for (range, _) in tokens::tokenize(&text, WordLists::built_in()) {
            prop_assert!(at <= range.start && range.start < range.end);
            prop_assert!(text[at..range.start].chars().all(shows_nothing), "{:?}", &text[at..range.start]);
            let token = &text[range.clone()];
            prop_assert!(!token.chars().any(|c| c.is_whitespace()));
            prop_assert!(!token.starts_with(rawi_arabic::is_bidi_control) && !token.ends_with('\u{200F}'), "{token:?}");
            at = range.end;
        }
        prop_assert!(text[at..].chars().all(shows_nothing));
    }

    #[test]
    fn sentences_are_made_of_whole_tokens(text in text()) {
        let tokens: Vec<_> = tokens::tokenize(&text, WordLists::built_in()).collect();
        let mut at = 0;
        for (range, _) in sentences::split(&text, WordLists::built_in()) {
            prop_assert!(at <= range.start && range.start < range.end);
            // Only over lines that were broken at a width.
            let mut ends = text[range.clone()].match_indices(['\n', '\r', '\u{2028}', '\u{85}']);
            let wrapped = rawi_arabic::wrapped_lines(&text);
            prop_assert!(ends.all(|(at, end)| wrapped.contains(&(range.start + at + usize::from(end == "\r")))));
            prop_assert!(tokens.iter().any(|(token, _)| token.start == range.start));
            prop_assert!(tokens.iter().any(|(token, _)| token.end == range.end));
            at = range.end;
        }
        // Every word is in a sentence.
        let found: Vec<_> = sentences::split(&text, WordLists::built_in()).collect();
        for (token, kind) in tokens {
            if kind == TokenKind::Word {
                prop_assert!(found.iter().any(|(s, _)| s.start <= token.start && token.end <= s.end), "{:?}", &text[token]);
            }
        }
    }

    #[test]
    fn clitics_leave_a_stem(word in "[ء-ي\u{640}\u{64B}-\u{652}ﻷﻻﷲ]{0,20}") {
        let cut = clitics::split(&word);
        prop_assert!(cut.ends().len() <= 4);
        let mut at = 0;
        for &end in cut.ends() {
            prop_assert!(at < end && end < word.len() && word.is_char_boundary(end));
            at = end;
        }
    }

    #[test]
    fn the_stage_gives_what_the_algorithms_give(text in text()) {
        let mut doc = Document::new("a", text.as_str()).unwrap();
        doc.apply(&Segmenter::default()).unwrap();
        let layer = doc.layer(&TOKENS).unwrap().unwrap();
        let expected: Vec<_> = tokens::tokenize(&text, WordLists::built_in()).collect();
        prop_assert_eq!(layer.iter().map(|(span, token)| (span.range(), token.kind)).collect::<Vec<_>>(), expected);
        for (span, token) in layer.iter().filter(|(_, token)| token.kind == TokenKind::Word) {
            let ends: Vec<_> = token.clitics.iter().map(|clitic| clitic.end() - span.start()).collect();
            // Of an abbreviation the stage looks at the letters before the first dot alone, the function at all it is given.
            let word = doc.text(span);
            if !word.contains('.') {
                let cut = clitics::split(word);
                prop_assert_eq!(ends, cut.ends());
            }
        }
        let layer = doc.layer(&SENTENCES).unwrap().unwrap();
        let expected: Vec<_> = sentences::split(&text, WordLists::built_in()).collect();
        prop_assert_eq!(layer.iter().map(|(span, sentence)| (span.range(), sentence.kind)).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn the_stage_conforms() {
    rawi_testkit::check_stage::<Segmenter>(&Registry::new());
}
