//! What the model sees of a text: words, their kind and where sentences begin.

use rawi_arabic::fold_into;

/// What kind of token a [`Word`] is; only [`WordKind::Word`] and [`WordKind::Latin`] usually carry names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordKind {
    /// A word in Arabic letters.
    Word,
    /// A word in Latin (or any other cased or uncased non-Arabic) letters.
    Latin,
    /// Digits, with the separators inside a number.
    Number,
    /// A punctuation mark.
    Punctuation,
    /// Anything else: symbols, addresses.
    Other,
}

/// One token of a document as the tagger reads it: the WHOLE written word, proclitics included. The model
/// cuts proclitics itself with the word frequencies it carries, so that training and tagging always agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The source text of the token.
    pub text: &'a str,
    /// Its kind.
    pub kind: WordKind,
    /// True for the first word of a sentence; the first word of a document always starts one.
    pub starts_sentence: bool,
}

/// Cuts a text into words, each with the byte where it begins.
pub type Cutter = for<'t> fn(&'t str) -> Vec<(usize, Word<'t>)>;

/// Cuts a text into words as the segmenter does, near enough for training data and tests: runs of Arabic
/// letters with their marks, runs of other letters, numbers, single other characters. A sentence starts after
/// a line break and after `.`, `!` or `؟` before white space. Returns byte offsets with each word.
#[must_use]
pub fn split_words(text: &str) -> Vec<(usize, Word<'_>)> {
    let mut out = Vec::new();
    let mut starts_sentence = true;
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            starts_sentence |= c == '\n';
            continue;
        }
        let class = char_class(c);
        let mut end = start + c.len_utf8();
        if matches!(class, WordKind::Word | WordKind::Latin | WordKind::Number) {
            while let Some(&(at, next)) = chars.peek() {
                let inside = if next.is_whitespace() {
                    false
                } else if char_class(next) == class || joins(next) {
                    true
                } else {
                    // A separator belongs to a number when a digit follows it.
                    class == WordKind::Number
                        && matches!(next, '.' | ',' | '٫' | '٬')
                        && text[at + next.len_utf8()..].chars().next().is_some_and(is_digit)
                };
                if !inside {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        out.push((start, Word { text: &text[start..end], kind: class, starts_sentence }));
        let closes = matches!(c, '.' | '!' | '؟') && chars.peek().is_none_or(|&(_, n)| n.is_whitespace());
        starts_sentence = closes;
    }
    out
}

fn is_digit(c: char) -> bool {
    rawi_arabic::digit_value(c).is_some()
}

fn joins(c: char) -> bool {
    rawi_arabic::is_ignorable(c)
}

fn char_class(c: char) -> WordKind {
    if rawi_arabic::is_letter(c) || joins(c) {
        WordKind::Word
    } else if is_digit(c) {
        WordKind::Number
    } else if c.is_alphabetic() {
        WordKind::Latin
    } else if c.is_ascii_punctuation()
        || matches!(c, '،' | '؛' | '؟' | '«' | '»' | '“' | '”' | '‘' | '’' | '…' | '–' | '—')
    {
        WordKind::Punctuation
    } else {
        WordKind::Other
    }
}

/// The key under which the model knows a word: folded letters, lower case, every digit `0`.
pub(crate) fn key_into(word: &Word<'_>, key: &mut String) {
    key.clear();
    match word.kind {
        WordKind::Word => fold_into(word.text, key),
        WordKind::Number => key.extend(word.text.chars().map(|c| if is_digit(c) { '0' } else { c })),
        _ => key.extend(word.text.chars().flat_map(char::to_lowercase)),
    }
}
