//! Tokens and sentences lie in order, and every token lies in one sentence or in none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rawi::segmenter::words::WordLists;
use rawi::segmenter::{sentences, tokens};

fuzz_target!(|text: &str| {
    let (mut at, mut whole) = (0, Vec::new());
    for (token, _) in tokens::tokenize(text, WordLists::built_in()) {
        assert!(at <= token.start && token.start < token.end && text.get(token.clone()).is_some());
        at = token.end;
        whole.push(token);
    }
    let mut at = 0;
    for (sentence, _) in sentences::split(text, WordLists::built_in()) {
        assert!(at <= sentence.start && sentence.start < sentence.end);
        assert!(whole.iter().all(|t| t.end <= sentence.start
            || sentence.end <= t.start
            || sentence.start <= t.start && t.end <= sentence.end));
        at = sentence.end;
    }
});
