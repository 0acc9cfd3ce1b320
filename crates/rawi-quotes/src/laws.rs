//! What holds for any text: twice as much of it is at most a little more than twice the work, and no stack grows with it.
//! Work is counted, as looks at words and pairs of marks and as what is found; no clock is read.

use crate::finder::Name;
use crate::lexicon::Lexicon;
use crate::speech::read;
use crate::steps;
use crate::words::Words;
use rawi_core::Span;
use rawi_core::layers::{Sentence, SentenceKind, Token, TokenKind};

const MARKS: [&str; 38] = [
    "«", "»", "‹", "›", "《", "》", "\"", "“", "”", "„", "‟", "＂", "'", "‘", "’", "‚", "‛", "(", ")", "[", "]", ".",
    "،", ",", ":", "؛", ";", "؟", "?", "!", "…", "-", "–", "—", "/", "%", "\n", "1990",
];

/// How the words of a text are cut and named.
#[derive(Clone, Copy, Debug)]
struct Layout {
    /// Words in a sentence.
    sentence: usize,
    /// Whether every third word is a person's name.
    named: bool,
}

const WHOLE: Layout = Layout { sentence: usize::MAX, named: false };

/// The work of a text of `count` pieces, one after the other, and behind them `tail`.
fn work(lexicon: &Lexicon, pieces: &[&str], tail: &[&str], count: usize, layout: Layout) -> usize {
    let pieces =
        || pieces.iter().cycle().take(count).chain(tail.iter().cycle().take(if tail.is_empty() { 0 } else { count }));
    let mut text = String::new();
    let mut tokens: Vec<(Span, Token)> = Vec::new();
    for piece in pieces() {
        let start = text.len();
        text.push_str(piece);
        if !piece.trim().is_empty() {
            let kind = match piece.chars().next() {
                Some(c) if rawi_arabic::is_letter(c) => TokenKind::Word,
                Some(c) if c.is_ascii_digit() => TokenKind::Number,
                _ => TokenKind::Punctuation,
            };
            tokens.push((Span::new(start, text.len()), Token::new(kind)));
            text.push(' ');
        }
    }
    let sentences: Vec<(Span, Sentence)> = tokens
        .chunks(layout.sentence)
        .map(|chunk| (chunk[0].0.cover(chunk[chunk.len() - 1].0), Sentence { kind: SentenceKind::Body }))
        .collect();
    let names: Vec<Name> = tokens
        .iter()
        .step_by(3)
        .filter(|_| layout.named)
        .map(|&(span, _)| Name { span, person: true, body: false })
        .collect();
    let words = Words::new(&text, tokens.iter().map(|(span, token)| (*span, token)), lexicon);
    let mut found = 0;
    let looks = steps::count(|| {
        found = read(words, sentences.iter().map(|(span, sentence)| (*span, sentence)), &names).found.len();
    });
    looks as usize + found + tokens.len()
}

/// Twice the text is at most 2.2 times the work; what is fixed for each text is little.
fn grows(lexicon: &Lexicon, pieces: &[&str], tail: &[&str], count: usize, layout: Layout) -> Result<(), String> {
    let (once, twice) = (work(lexicon, pieces, tail, count, layout), work(lexicon, pieces, tail, 2 * count, layout));
    if twice as f64 <= once as f64 * 2.2 + 2_000.0 {
        return Ok(());
    }
    Err(format!("{pieces:?} then {tail:?}, {layout:?}: {once} looks at {count} words, {twice} at twice as many"))
}

#[test]
fn every_word_and_every_mark_alone() {
    steps::on_a_small_stack(|| {
        let lexicon = Lexicon::read(&[]).expect("the stage's own lexicons");
        for word in lexicon.every_word() {
            grows(&lexicon, &[word], &[], 500, WHOLE).unwrap();
        }
        for word in lexicon.one_of_each().into_iter().chain(MARKS) {
            grows(&lexicon, &[word], &[], 25_200, WHOLE).unwrap();
            grows(&lexicon, &[word], &[], 1_000, Layout { sentence: 10, named: true }).unwrap();
        }
    });
}

/// One pair of every 23 of them, in turns and one behind the other.
#[test]
fn words_and_marks_in_pairs() {
    steps::on_a_small_stack(|| {
        let lexicon = Lexicon::read(&[]).expect("the stage's own lexicons");
        let all: Vec<&str> = lexicon.one_of_each().into_iter().chain(MARKS).collect();
        let pairs = all.iter().flat_map(|one| all.iter().map(move |other| (*one, *other)));
        for (number, (one, other)) in pairs.enumerate().step_by(23) {
            let named = number % 2 == 0;
            grows(&lexicon, &[one, other], &[], 1_200, Layout { sentence: usize::MAX, named }).unwrap();
            if number % 7 == 0 {
                grows(&lexicon, &[one], &[other], 1_200, WHOLE).unwrap();
            }
            if number % 97 == 0 {
                grows(&lexicon, &[one, other], &[], 25_200, WHOLE).unwrap();
            }
        }
    });
}

/// What a pair does not show: a search that goes on to the end of a sentence from each of many places.
#[test]
fn longer_patterns() {
    steps::on_a_small_stack(|| {
        let lexicon = Lexicon::read(&[]).expect("the stage's own lexicons");
        for (pieces, tail) in [
            (&["وقال", ":", "كلمة", "\"", "س", "\""][..], &[][..]),
            (&["وقال", ":", "كلمة"], &["."]),
            (&["قال", "المتحدث", ":", "كلمة", "«", "س", "»"], &[]),
            (&["قال", "المصدر", "ان", "كلمة"], &["»"]),
            (&["!"], &["كلمة", "بحسب", "مصدر"]),
            (&["بحسب", "مصدر", "،", "قال", "المتحدث", "ان"], &[]),
            (&["«", "قال", "»", "\n"], &[]),
            (&["«", "\n", "قال", "\n"], &[]),
            (&["(", "قال", "المتحدث"], &[]),
        ] {
            for named in [false, true] {
                grows(&lexicon, pieces, tail, 25_200, Layout { sentence: usize::MAX, named }).unwrap();
            }
        }
    });
}

/// The law can fail: what looks at every pair of words is seen.
#[test]
fn a_quadratic_rule_would_be_seen() {
    let lexicon = Lexicon::read(&[]).expect("the stage's own lexicons");
    let looks = |count: usize| {
        let text = "كلمة ".repeat(count);
        let token = Token::new(TokenKind::Word);
        let spans = (0..count).map(|i| Span::new(9 * i, 9 * i + 8));
        let words = Words::new(&text, spans.map(|span| (span, &token)), &lexicon);
        steps::count(|| (0..count).for_each(|i| (i..count).for_each(|j| assert!(words.get(j).is_some()))))
    };
    assert!(looks(1_000) as f64 > looks(500) as f64 * 2.2 + 2_000.0);
}
