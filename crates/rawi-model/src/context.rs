//! Features that reach further than a word's neighbours: the word before a short quotation, for the words in it (برنامج
//! « حكايات المساء »), and whether the report speaks of sport around a word, where cities play (فاز ليون).

use crate::hash::{feature, mix, row};
use crate::phrases::place;
use crate::steps;
use crate::words::{Word, WordKind};

mod template {
    pub(super) const QUOTED: u32 = 120;
    pub(super) const QUOTED_AFTER: u32 = 121;
    pub(super) const TOPIC: u32 = 122;
    pub(super) const TOPIC_LABEL: u32 = 123;
    pub(super) const TOPIC_SHAPE: u32 = 124;
    pub(super) const QUOTED_LENGTH: u32 = 125;
}

/// Quotations of more words are speech.
const QUOTED: usize = 6;
/// How far around a word its topic is read, in words.
const WINDOW: usize = 50;
/// So many words of sport within the window make the levels 1, 2 and 3.
const LEVELS: [u32; 3] = [2, 5, 10];

/// What [`context_features`] reads of each word of a document.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StemContext {
    /// The labels its stem usually bears: see [`Stem::labels`](crate::resources::Stem::labels).
    pub(crate) labels: u16,
    /// See [`is_sport`](crate::triggers::is_sport).
    pub(crate) sport: bool,
}

/// Calls `see(word, row)` for each feature of the quotation that a word stands in; `stems` are the hashes of the words' stems. Calls
/// `see_topic(word, number)` for each feature of its topic, which are few: see [`topic_row`].
pub(crate) fn context_features(
    words: &[Word<'_>],
    stems: &[u64],
    known: &[StemContext],
    mut see: impl FnMut(usize, u32),
    see_topic: impl FnMut(usize, u8),
) {
    quotations(words, stems, &mut see);
    topic(words, known, see_topic);
}

/// Features of a level of the topic: itself, with a word without and with article, with each label and its times.
const OF_LEVEL: u8 = 1 + 2 + 8 * 4;
/// How many features of topics there are.
pub(crate) const TOPICS: u8 = LEVELS.len() as u8 * OF_LEVEL;

/// The row of a feature of the topic.
pub(crate) fn topic_row(number: u8) -> u32 {
    let level = u64::from(number / OF_LEVEL + 1);
    let feature = match u64::from(number % OF_LEVEL) {
        0 => feature(template::TOPIC, level),
        shape @ 1..3 => feature(template::TOPIC_SHAPE, level * 2 + shape - 1),
        label => feature(template::TOPIC_LABEL, level * 64 + label - 3),
    };
    row(feature, 0)
}

fn quotations(words: &[Word<'_>], stems: &[u64], see: &mut impl FnMut(usize, u32)) {
    let mut open = 0;
    while open < words.len() {
        steps::take(1);
        let after = open + 1;
        let Some(closing) = closing(&words[open]) else {
            open = after;
            continue;
        };
        let within = words[after..].iter().take(QUOTED + 1).take_while(|w| !w.starts_sentence);
        steps::take(QUOTED);
        let Some(length) = within.clone().position(|w| closing.contains(&w.text)).filter(|&n| n > 0) else {
            open = after;
            continue;
        };
        let before = if open > 0 && !words[open].starts_sentence { stems[open - 1] } else { 1 };
        for i in 0..length {
            let place = u64::from(place(i, length));
            see(after + i, row(feature(template::QUOTED, place), 0));
            see(after + i, row(feature(template::QUOTED_LENGTH, place * 16 + length as u64), 0));
            see(after + i, row(feature(template::QUOTED_AFTER, mix(before, u64::from(i > 0))), 0));
        }
        open = after + length + 1;
    }
}

/// The signs that close what a sign opens.
fn closing(word: &Word<'_>) -> Option<&'static [&'static str]> {
    if matches!(word.kind, WordKind::Word | WordKind::Latin | WordKind::Number) {
        return None;
    }
    Some(match word.text {
        "«" => &["»"],
        "»" => &["«"],
        "\"" => &["\""],
        "“" => &["”", "“"],
        "”" => &["“", "”"],
        "(" => &[")"],
        "'" => &["'"],
        _ => return None,
    })
}

fn topic(words: &[Word<'_>], known: &[StemContext], mut see: impl FnMut(usize, u8)) {
    // Words of sport from WINDOW words before a word to WINDOW after it.
    let sport = |range: &[StemContext]| range.iter().filter(|k| k.sport).count() as u32;
    let mut count = sport(&known[..WINDOW.min(known.len())]);
    for (t, word) in words.iter().enumerate() {
        let level = LEVELS.iter().take_while(|&&least| count >= least).count() as u8;
        if level > 0 && word.kind == WordKind::Word {
            let first = (level - 1) * OF_LEVEL;
            see(t, first);
            see(t, first + 1 + u8::from(word.text.starts_with("ال")));
            for label in 0..8 {
                let times = (known[t].labels >> (2 * label) & 3) as u8;
                if times != 0 {
                    see(t, first + 3 + label * 4 + times);
                }
            }
        }
        count += u32::from(known.get(t + WINDOW).is_some_and(|k| k.sport));
        count -= u32::from(t >= WINDOW && known[t - WINDOW].sport);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash;
    use crate::triggers::is_sport;
    use crate::words::split_words;

    /// The words that see something, a set of rows for each.
    fn seen(text: &str) -> Vec<(String, Vec<u32>)> {
        let words: Vec<Word<'_>> = split_words(text).into_iter().map(|w| w.1).collect();
        let stems: Vec<u64> = words.iter().map(|w| hash(w.text.as_bytes())).collect();
        let known: Vec<StemContext> = stems.iter().map(|&s| StemContext { labels: 0, sport: is_sport(s) }).collect();
        let mut rows = vec![Vec::new(); words.len()];
        let mut quoted = Vec::new();
        let mut topics = Vec::new();
        context_features(&words, &stems, &known, |t, row| quoted.push((t, row)), |t, number| topics.push((t, number)));
        quoted.extend(topics.into_iter().map(|(t, number)| (t, topic_row(number))));
        quoted.into_iter().for_each(|(t, row)| rows[t].push(row));
        words.iter().zip(rows).filter(|(_, r)| !r.is_empty()).map(|(w, r)| (w.text.to_owned(), r)).collect()
    }

    #[test]
    fn a_short_quotation_is_seen_with_the_word_before_it() {
        let programme = seen("قدم برنامج « حكايات المساء » أمس");
        assert_eq!(programme.iter().map(|w| w.0.as_str()).collect::<Vec<_>>(), ["حكايات", "المساء"]);
        let newspaper = seen("قدم صحيفة « حكايات المساء » أمس");
        assert_eq!(programme[0].1[..2], newspaper[0].1[..2]);
        assert_ne!(programme[0].1[2], newspaper[0].1[2]);
    }

    #[test]
    fn speech_and_what_is_never_closed_are_no_titles() {
        for text in
            ["قال « إن اللجنة اتفقت أمس على خطة العمل » وغادر", "قال « نعم وغادر", "قال « نعم.\nلا » وغادر", "« »"]
        {
            assert_eq!(seen(text), [], "{text}");
        }
    }

    #[test]
    fn sport_is_seen_as_far_as_the_window_reaches() {
        assert!(seen("المباراة انتهت").is_empty());
        let far = format!("فاز الفريق في المباراة {} ليون", "ثم ".repeat(WINDOW));
        let seen = seen(&far);
        assert!(seen.iter().any(|w| w.0 == "فاز") && seen.iter().all(|w| w.0 != "ليون"));
    }
}
