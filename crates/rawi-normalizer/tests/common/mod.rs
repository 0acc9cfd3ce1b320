//! Text to be nasty with, shared by the tests of this crate.

use proptest::prelude::*;
use rawi_normalizer::{Controls, Form, Marks, Normalizer, Profile, Rules, Tatweel, WhiteSpace};
use std::sync::LazyLock;

/// The normalizers of the profiles, made once.
pub(crate) static PROFILES: LazyLock<[Normalizer; 3]> =
    LazyLock::new(|| [Profile::Search, Profile::Display, Profile::Lucene].map(|p| Normalizer::new(Rules::profile(p))));

/// Pieces of text that normalisation has to do with: words, marks, forms, controls, white space, other scripts.
const PIECES: [&str; 75] = [
    "بيروت",
    "أعلنت",
    "إلى",
    "آنذاك",
    "ٱلشرع",
    "على",
    "القوة",
    "ل",
    "ا",
    "و",
    "ي",
    "ه",
    "ک",
    "ی",
    "ى",
    "ء",
    "ة",
    "\u{64E}",
    "\u{651}",
    "\u{64B}",
    "\u{652}",
    "\u{670}",
    "\u{653}",
    "\u{654}",
    "\u{655}",
    "\u{610}",
    "\u{6DD}",
    "\u{6D6}",
    "\u{8F0}",
    "ـ",
    "ـــ",
    "هـ",
    "ﻷ",
    "ﻻ",
    "ﺩﺍﻋﺶ",
    "ﷺ",
    "ﷲ",
    "ﯽ",
    "\u{FE7C}",
    "\u{FE77}",
    "\u{FC60}",
    "\u{FCF2}",
    "\u{FE73}",
    "٢٠٢٥",
    "۴",
    "2025",
    "９",
    "SDF",
    "e",
    "\u{301}",
    "\u{323}",
    "é",
    "´",
    "\u{3099}",
    "ﾞ",
    "각",
    "\u{1161}",
    "ক\u{9BE}",
    "👨\u{200D}👩",
    "⚽\u{FE0F}",
    "«",
    "»",
    "“",
    "'",
    " ",
    "  ",
    "\u{A0}",
    "\n",
    "\r\n",
    "\u{2029}",
    "\u{200F}",
    "\u{FEFF}",
    "\u{200B}",
    "\u{200C}",
    "\u{202B}",
];

/// Any text, but mostly such as Arabic reports hold on a bad day; also empty text.
pub(crate) fn nasty_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => proptest::sample::select(&PIECES[..]).prop_map(String::from),
        2 => proptest::char::range('\u{600}', '\u{6FF}').prop_map(String::from),
        1 => proptest::char::range('\0', '\u{FF}').prop_map(String::from),
        1 => proptest::char::range('\u{2000}', '\u{206F}').prop_map(String::from),
        1 => proptest::char::range('\u{FB50}', '\u{FEFF}').prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
        // So that texts are longer than a block.
        1 => Just("قالت الوزارة في بيان ".repeat(3)),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Any mix of rules.
pub(crate) fn any_rules() -> impl Strategy<Value = Rules> {
    use proptest::sample::select;
    let enums = (
        select(vec![Form::None, Form::Nfc, Form::Nfkc]),
        select(vec![Controls::Keep, Controls::RemoveStray, Controls::Remove]),
        select(vec![WhiteSpace::Keep, WhiteSpace::Lines, WhiteSpace::Single]),
        select(vec![Tatweel::Keep, Tatweel::RemoveBetweenLetters, Tatweel::Remove]),
        select(vec![Marks::Keep, Marks::RemoveHarakat, Marks::Remove]),
    );
    (enums, any::<[bool; 9]>()).prop_map(|((form, controls, white_space, tatweel, marks), on)| Rules {
        form,
        presentation_forms: on[0],
        controls,
        white_space,
        tatweel,
        marks,
        fold_alef: on[1],
        fold_alef_wasla: on[2],
        fold_alef_maksura: on[3],
        fold_farsi_yeh: on[4],
        fold_keheh: on[5],
        fold_teh_marbuta: on[6],
        fold_digits: on[7],
        fold_quotes: on[8],
    })
}
