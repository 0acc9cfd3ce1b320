//! The rules of normalisation, each a small function with a Unicode name and a reason, and the profiles made of them.
//!
//! Rules that other stages share (marks, tatweel, letter and digit folds) stand in `rawi-arabic`.

use rawi_arabic as ar;
use schemars::JsonSchema;
use serde::Deserialize;

/// A set of rules that belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// One key for the spellings of a word, for search and comparison: NFKC, no marks, no tatweel, no controls, one
    /// space between words, folded letters, digits and quotes.
    #[default]
    Search,
    /// The text as its writer meant it, for reading: repairs only. NFC, presentation forms, stray controls, spaces,
    /// tatweel inside words.
    Display,
    /// What Lucene's `ArabicNormalizer` does, character by character.
    Lucene,
}

/// The Unicode normalisation form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// As it is.
    None,
    /// Canonical composition: ا and U+0654 become أ.
    Nfc,
    /// Compatibility composition: ﷺ is spelt out, ９ becomes 9, ﻷ becomes لأ.
    Nfkc,
}

/// What happens to control and format characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Controls {
    /// They stay.
    Keep,
    /// Those that carry no meaning go (bidi controls, byte order mark, soft hyphen), control characters and ZERO WIDTH
    /// SPACE become spaces. Joiners after a visible character (ه‍, emoji), digit signs such as U+0600 and tags stay.
    RemoveStray,
    /// All format characters go, control characters and ZERO WIDTH SPACE become spaces.
    Remove,
}

/// What happens to white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WhiteSpace {
    /// It stays.
    Keep,
    /// Every run is one space, or one line break, or one empty line (a paragraph break, however many lines long); none at
    /// the beginning and the end of a line. Line breaks of every kind (CRLF, NEL ...) become LF.
    Lines,
    /// Every run is one space; none at the beginning and the end of the text.
    Single,
}

/// What happens to tatweel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tatweel {
    /// It stays.
    Keep,
    /// It goes where it only stretches a word: between two Arabic letters, unless a hamza sits on it. It stays where it
    /// says something: in هـ after a year, after a clitic before a quote or a digit (لـ"الشرق"), alone.
    RemoveBetweenLetters,
    /// It goes.
    Remove,
}

/// What happens to combining marks of Arabic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Marks {
    /// They stay.
    Keep,
    /// FATHATAN to SUKUN (U+064B-0652) go.
    RemoveHarakat,
    /// All marks go: harakat, superscript alef, Quranic signs, and their shapes that stand alone (U+FE70-FE7F).
    Remove,
}

/// What is done to a text. [`Normalizer`](crate::Normalizer) composes it in one pass.
///
/// ```
/// use rawi_normalizer::{Normalizer, Profile, Rules};
/// let rules = Rules { fold_teh_marbuta: true, ..Rules::profile(Profile::Search) };
/// assert_eq!(Normalizer::new(rules).normalize("القوّة").0, "القوه");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The Unicode normalisation form.
    pub form: Form,
    /// Arabic presentation forms become the letters they stand for; ﷺ ﷻ ﷼ ﷽ are signs and stay. NFKC does it anyway.
    pub presentation_forms: bool,
    /// Control and format characters.
    pub controls: Controls,
    /// White space.
    pub white_space: WhiteSpace,
    /// Tatweel.
    pub tatweel: Tatweel,
    /// Combining marks of Arabic.
    pub marks: Marks,
    /// [`fold_alef`](ar::fold_alef).
    pub fold_alef: bool,
    /// [`fold_alef_wasla`](ar::fold_alef_wasla).
    pub fold_alef_wasla: bool,
    /// [`fold_alef_maksura`](ar::fold_alef_maksura).
    pub fold_alef_maksura: bool,
    /// [`fold_farsi_yeh`](ar::fold_farsi_yeh).
    pub fold_farsi_yeh: bool,
    /// [`fold_keheh`](ar::fold_keheh).
    pub fold_keheh: bool,
    /// [`fold_teh_marbuta`](ar::fold_teh_marbuta).
    pub fold_teh_marbuta: bool,
    /// [`fold_digit`](ar::fold_digit).
    pub fold_digits: bool,
    /// [`fold_quote`].
    pub fold_quotes: bool,
}

impl Rules {
    /// The rules of `profile`.
    #[must_use]
    pub fn profile(profile: Profile) -> Self {
        match profile {
            Profile::Search => Self {
                form: Form::Nfkc,
                presentation_forms: true,
                controls: Controls::Remove,
                white_space: WhiteSpace::Single,
                tatweel: Tatweel::Remove,
                marks: Marks::Remove,
                fold_alef: true,
                fold_alef_wasla: true,
                fold_alef_maksura: true,
                fold_farsi_yeh: true,
                fold_keheh: true,
                fold_teh_marbuta: false,
                fold_digits: true,
                fold_quotes: true,
            },
            Profile::Display => Self {
                form: Form::Nfc,
                presentation_forms: true,
                controls: Controls::RemoveStray,
                white_space: WhiteSpace::Lines,
                tatweel: Tatweel::RemoveBetweenLetters,
                marks: Marks::Keep,
                ..Self::nothing()
            },
            Profile::Lucene => Self {
                tatweel: Tatweel::Remove,
                marks: Marks::RemoveHarakat,
                fold_alef: true,
                fold_alef_maksura: true,
                fold_teh_marbuta: true,
                ..Self::nothing()
            },
        }
    }

    /// No rule at all: the text stays as it is.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            form: Form::None,
            presentation_forms: false,
            controls: Controls::Keep,
            white_space: WhiteSpace::Keep,
            tatweel: Tatweel::Keep,
            marks: Marks::Keep,
            fold_alef: false,
            fold_alef_wasla: false,
            fold_alef_maksura: false,
            fold_farsi_yeh: false,
            fold_keheh: false,
            fold_teh_marbuta: false,
            fold_digits: false,
            fold_quotes: false,
        }
    }

    /// A character after the folds that are on.
    pub(crate) fn fold(&self, mut c: char) -> char {
        for (on, fold) in [
            (self.fold_alef, ar::fold_alef as fn(char) -> char),
            (self.fold_alef_wasla, ar::fold_alef_wasla),
            (self.fold_alef_maksura, ar::fold_alef_maksura),
            (self.fold_farsi_yeh, ar::fold_farsi_yeh),
            (self.fold_keheh, ar::fold_keheh),
            (self.fold_teh_marbuta, ar::fold_teh_marbuta),
            (self.fold_digits, ar::fold_digit),
            (self.fold_quotes, fold_quote),
        ] {
            if on {
                c = fold(c);
            }
        }
        c
    }

    /// Whether the mark `c` goes, wherever it stands.
    pub(crate) fn drops_mark(&self, c: char) -> bool {
        match self.marks {
            Marks::Keep => false,
            Marks::RemoveHarakat => is_harakat(c),
            Marks::Remove => ar::is_mark(c) || ar::is_mark_form(c),
        }
    }

    /// Whether the format character `c` goes without a trace and belongs to no neighbour.
    pub(crate) fn drops_control(&self, c: char) -> bool {
        match self.controls {
            Controls::Keep => false,
            Controls::RemoveStray => is_stray(c),
            Controls::Remove => ar::is_format(c) && !is_control_to_space(c),
        }
    }

    /// What white space `c` is, as far as these rules care for it.
    pub(crate) fn space(&self, c: char) -> Option<Space> {
        if self.white_space == WhiteSpace::Keep {
            return None;
        }
        if matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}') {
            Some(Space::Line)
        } else if c == '\u{2029}' {
            Some(Space::Paragraph)
        } else if c.is_whitespace() || (self.controls != Controls::Keep && is_control_to_space(c)) {
            Some(Space::Blank)
        } else {
            None
        }
    }

    /// Whether the presentation form `c` is written as its letters before composition.
    pub(crate) fn unfolds(&self, c: char) -> bool {
        self.presentation_forms && is_presentation_form(c)
    }
}

/// Kinds of white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    Blank,
    Line,
    Paragraph,
}

/// FATHATAN, DAMMATAN, KASRATAN, FATHA, DAMMA, KASRA, SHADDA, SUKUN: the vowel signs of ordinary vocalised text.
#[must_use]
pub fn is_harakat(c: char) -> bool {
    matches!(c, '\u{064B}'..='\u{0652}')
}

/// LEFT-POINTING DOUBLE ANGLE QUOTATION MARK « and the other double quotes to QUOTATION MARK; single ones to APOSTROPHE:
/// the same name stands in either.
#[must_use]
pub fn fold_quote(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' => '"',
        '‘' | '’' | '‚' | '‛' | '‹' | '›' => '\'',
        _ => c,
    }
}

/// Control characters (Cc) that are no white space, and ZERO WIDTH SPACE: they become a space, since where they stand words
/// may end.
#[must_use]
pub fn is_control_to_space(c: char) -> bool {
    c == '\u{200B}' || (c.is_control() && !c.is_whitespace())
}

/// Format characters that change nothing a reader should see: bidi controls, WORD JOINER, ZERO WIDTH NO-BREAK SPACE (the byte
/// order mark), SOFT HYPHEN, MONGOLIAN VOWEL SEPARATOR, invisible operators, deprecated controls, interlinear annotation.
/// The joiners U+200C and U+200D are not among them: they shape ه‍ and emoji.
#[must_use]
pub fn is_stray(c: char) -> bool {
    let joining = matches!(c, '\u{200B}'..='\u{200D}');
    (ar::is_bidi_control(c) && !joining)
        || matches!(c, '\u{00AD}' | '\u{180E}' | '\u{2061}'..='\u{2064}' | '\u{206A}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}')
}

/// ZERO WIDTH NON-JOINER and ZERO WIDTH JOINER.
#[must_use]
pub fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// A presentation form that stands for letters or marks: U+FB50-FDF9 and U+FE70-FEFC. The signs ﷺ ﷻ ﷼ ﷽ (U+FDFA-FDFD) are
/// typed as such and are not among them.
#[must_use]
pub fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{FB50}'..='\u{FDF9}' | '\u{FE70}'..='\u{FEFC}')
}

/// MADDAH ABOVE, HAMZA ABOVE, HAMZA BELOW: the marks that compose with a letter.
#[must_use]
pub fn is_composing_mark(c: char) -> bool {
    matches!(c, '\u{0653}'..='\u{0655}')
}
