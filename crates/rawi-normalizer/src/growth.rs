//! Laws of growth: whatever a text repeats, the pass needs a bounded stack, and work in proportion to its length. Work is
//! counted ([`steps`]), never timed.

use crate::{Normalizer, Profile, Rules, steps};

/// Characters of each kind that a rule asks for, and such as combine with one another.
const PIECES: &[&str] = &[
    " ",
    "\n",
    "\r\n",
    "\t",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{A0}",
    "\u{3000}",
    "\0",
    "\u{7F}",
    "\u{200B}",
    "\u{200C}",
    "\u{200D}",
    "\u{200F}",
    "\u{202B}",
    "\u{FEFF}",
    "\u{AD}",
    "\u{600}",
    "\u{6DD}",
    "\u{E0041}",
    "\u{FFF9}",
    "\u{64E}",
    "\u{651}",
    "\u{64B}",
    "\u{670}",
    "\u{653}",
    "\u{654}",
    "\u{655}",
    "\u{610}",
    "\u{6D6}",
    "\u{8F0}",
    "\u{301}",
    "\u{323}",
    "\u{345}",
    "\u{5B0}",
    "\u{640}",
    "ا",
    "أ",
    "إ",
    "آ",
    "ٱ",
    "ى",
    "ی",
    "ک",
    "ة",
    "ه",
    "ب",
    "بيت",
    "\u{FEF7}",
    "\u{FEDF}",
    "ﷲ",
    "ﷺ",
    "﷽",
    "\u{FE7C}",
    "\u{FE77}",
    "\u{FC60}",
    "\u{FCF2}",
    "\u{FE73}",
    "1",
    "٢",
    "۳",
    "９",
    "a",
    "A",
    "é",
    "´",
    "½",
    "각",
    "ᄀ",
    "\u{1161}",
    "\u{9BE}",
    "漢",
    "㍻",
    "я",
    "«",
    "»",
    "“",
    "‘",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "،",
    "؛",
    "؟",
    ".",
    "…",
    "http://",
    "a.b/",
    "👨",
    "🇸",
    "👍🏽",
    "\u{FE0F}",
    "\u{10FFFF}",
];

const PROFILES: [Profile; 3] = [Profile::Search, Profile::Display, Profile::Lucene];

fn work(normalizer: &Normalizer, text: &str) -> u64 {
    steps::count(|| drop(normalizer.normalize(text)))
}

#[track_caller]
fn grows_in_proportion(normalizer: &Normalizer, text: impl Fn(usize) -> String) {
    let (once, twice) = (work(normalizer, &text(300)), work(normalizer, &text(600)));
    let profile = normalizer.rules();
    assert!(
        twice as f64 <= 2.2 * once as f64 + 100.0,
        "{:?}: {once} steps, {twice} for twice the text, {profile:?}",
        text(2)
    );
}

#[test]
fn nothing_repeated_needs_more_stack() {
    steps::on_a_small_stack(|| {
        for normalizer in PROFILES.map(|profile| Normalizer::new(Rules::profile(profile))) {
            for piece in PIECES {
                drop(normalizer.normalize(&piece.repeat(50_000)));
                drop(normalizer.normalize(&format!("م{}", piece.repeat(50_000))));
            }
        }
    });
}

#[test]
fn work_grows_with_the_text() {
    steps::on_a_small_stack(|| {
        for normalizer in PROFILES.map(|profile| Normalizer::new(Rules::profile(profile))) {
            // Pages of the table are made when they are met first: once for all.
            drop(normalizer.normalize(&PIECES.concat()));
            // A count that stood still would prove nothing.
            assert!(work(&normalizer, &"\u{64E}".repeat(1000)) >= 1000 && work(&normalizer, &"a".repeat(1000)) >= 1000);
            for first in PIECES {
                grows_in_proportion(&normalizer, |times| first.repeat(times));
                for second in PIECES {
                    grows_in_proportion(&normalizer, |times| format!("{first}{second}").repeat(times));
                    grows_in_proportion(&normalizer, |times| [first.repeat(times), second.repeat(times)].concat());
                }
            }
        }
    });
}
