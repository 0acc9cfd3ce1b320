//! What holds for any text: twice as much of it is at most a little more than twice the work.
//! Work is counted, as looks at words; no clock is read.

use crate::circumstances::Told;
use crate::flags::{Times, When, flags};
use crate::lexicon::Lexicon;
use crate::parts::{self, Kind, Name};
use crate::quantities::{Figure, Sentence};
use crate::state::Reader;
use crate::steps;
use crate::words::Words;
use rawi_core::Span;
use rawi_core::layers::{Token, TokenKind};

/// The steps of a text of `count` pieces, as one sentence.
fn work(lexicon: &Lexicon, pieces: &[&str], count: usize) -> u64 {
    let mut text = String::new();
    let mut tokens: Vec<(Span, Token)> = Vec::new();
    let mut figures: Vec<Figure> = Vec::new();
    for piece in pieces.iter().cycle().take(count) {
        let start = text.len();
        text.push_str(piece);
        let kind = match piece.chars().next() {
            Some(c) if rawi_arabic::is_letter(c) => TokenKind::Word,
            Some(c) if c.is_ascii_digit() => TokenKind::Number,
            _ => TokenKind::Punctuation,
        };
        let span = Span::new(start, text.len());
        if kind == TokenKind::Number {
            let (start, end) = (start as u32, text.len() as u32);
            let value = Some(30.0);
            figures.push(Figure { start, end, counts: true, dual: false, ordinal: false, value, min: None, max: None });
        }
        tokens.push((span, Token::new(kind)));
        text.push(' ');
    }
    // Every third word is a place, every fourth a day.
    let spans = || tokens.iter().map(|(span, _)| *span).enumerate();
    let places: Vec<Name> = spans().step_by(3).map(|(row, span)| Name { span, row, kind: Kind::Place }).collect();
    let days: Vec<When> =
        spans().step_by(4).map(|(row, span)| When { span, row, last: Some(0), day: true, time: false }).collect();
    steps::count(|| {
        let words = Words::new(&text, tokens.iter().map(|(span, token)| (*span, token)), lexicon);
        let sentence = Sentence::new(&words, 0, words.len());
        let quantities = sentence.quantities(&figures);
        let times = Times::read(&sentence, &[], Some(0), false);
        for found in Reader::read(&sentence, &quantities) {
            let _ = flags(&sentence, &found, &times, false);
            let _ = parts::subject(&sentence, &found, None);
            let told = Told { sentence: &sentence, found: &found, said: None, speech: &[] };
            let _ = (told.place(&places), told.date(&days, Some(0)));
        }
    })
}

fn grows(lexicon: &Lexicon, pieces: &[&str], count: usize) {
    let (once, twice) = (work(lexicon, pieces, count), work(lexicon, pieces, 2 * count));
    assert!(
        twice as f64 <= once as f64 * 2.2 + 2_000.0,
        "{pieces:?}: {once} looks at {count} words, {twice} at twice as many"
    );
}

#[test]
fn every_word_alone_and_before_a_figure() {
    let lexicon = Lexicon::read(&[]).expect("the stage's own lexicons");
    for word in lexicon.every_word().iter().step_by(3) {
        grows(&lexicon, &[word], 400);
        grows(&lexicon, &[word, "30"], 400);
    }
}

#[test]
fn patterns_that_look_far() {
    let lexicon = Lexicon::read(&[]).expect("the stage's own lexicons");
    for pieces in [
        &["قتل"][..],
        &["لقي"],
        &["خرج", "30"],
        &["فجر", "30"],
        &["30", "شخصا", "قتلوا"],
        &["30", "و", "30"],
        &["بينهم", "30", "طفلا"],
        &["مقتل", "30", "بينهم", "30", "و", "30"],
        &["عدد", "القتلى", "إلى", "30"],
        &["30", "بين", "قتيل", "وجريح"],
        &["عنصرا", "من"],
        &["كلمة"],
        &["30"],
    ] {
        grows(&lexicon, pieces, 10_000);
    }
}

/// The law can fail: what looks at every pair of words is seen.
#[test]
fn a_quadratic_rule_would_be_seen() {
    let looks = |count: usize| steps::count(|| (0..count * count).for_each(|_| steps::take(1)));
    assert!(looks(200) as f64 > 2.2 * looks(100) as f64 + 2_000.0);
}
