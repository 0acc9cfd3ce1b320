//! Tokens: one pass over the bytes of a text.
//!
//! - A word is letters of one script with their marks and tatweel. Where the script changes, a token ends: لـCNN is two.
//! - A number is one number: its decimal and thousands separators (1,000 3.5 ١٢٫٥ 1٬000) belong to it. What joins
//!   several numbers does not: a date 2025/11/27, a time 10:30 and a range 2014-2019 are numbers with signs between, for
//!   a reader of dates to join. Signs before and `%` behind are tokens of their own.
//! - A Latin word may hold digits and inner `-` `'` (F-16, O'Brien); an Arabic one may not (الدمام25 is two tokens).
//! - An abbreviation keeps its dots (أ.ف.ب, د., U.S.), but for a last one at a line's end.
//! - A run of the same sign is one token (`...`, `!!`); brackets and quotes stand alone; so does ﷺ.
//! - Control and format characters belong to no token at its edges; inside a word they stay.

use crate::classes::{
    self, BREAK, CLOSE, CONTROL, DIGIT, ELLIPSIS, EMOJI, LATIN, LETTER_LAST, LIGATURE, MARK, OPEN, OTHER, PUNCTUATION,
    QUOTE, SPACE, STOP, SYMBOL, TATWEEL, class_at,
};
use crate::letters::Letters;
use crate::steps;
use crate::words::WordLists;
use rawi_core::layers::TokenKind;
use std::ops::Range;

/// A token as the scanner finds it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: TokenKind,
    /// The class of a sign; 0 for a word.
    pub(crate) sign: u8,
    /// White space or a line end stands before it.
    pub(crate) space: bool,
    /// The letters of an Arabic word.
    pub(crate) letters: Letters,
    /// It is letters of two bytes and nothing else.
    pub(crate) plain: bool,
}

impl Piece {
    /// A token of one sign of this class, as yet nowhere.
    fn of(class: u8) -> Self {
        let kind = TokenKind::Symbol;
        Self { start: 0, end: 0, kind, sign: class, space: false, letters: Letters::default(), plain: false }
    }
}

/// What a scan finds, in text order.
pub(crate) trait Sink {
    fn token(&mut self, piece: &Piece);
    fn line_end(&mut self);
}

/// The tokens of `text`: byte ranges and kinds, in order, not overlapping. Every character belongs to one but white
/// space, control and format characters. `lists` say which words keep a dot
/// behind them.
///
/// ```
/// use rawi_segmenter::{tokens::tokenize, words::WordLists};
/// let text = "بلغت 12.5% وفق أ.ف.ب";
/// let tokens: Vec<&str> = tokenize(text, WordLists::built_in()).map(|(range, _)| &text[range]).collect();
/// assert_eq!(tokens, ["بلغت", "12.5", "%", "وفق", "أ.ف.ب"]);
/// ```
pub fn tokenize(text: &str, lists: &WordLists) -> impl Iterator<Item = (Range<usize>, TokenKind)> + use<> {
    struct All(Vec<(Range<usize>, TokenKind)>);
    impl Sink for All {
        fn token(&mut self, piece: &Piece) {
            self.0.push((piece.start..piece.end, piece.kind));
        }
        fn line_end(&mut self) {}
    }
    let mut all = All(Vec::new());
    scan(text, lists, &mut all);
    all.0.into_iter()
}

/// Finds the tokens and line ends of `text`.
pub(crate) fn scan<S: Sink>(text: &str, lists: &WordLists, sink: &mut S) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut space = true;
    let mut number_before = false;
    while at < bytes.len() {
        let mut piece = match plain_word(bytes, at, space) {
            Some(piece) => piece,
            None => {
                let (class, len) = class_at(text, at);
                if matches!(class, SPACE | CONTROL | BREAK) {
                    at += len;
                    if class == BREAK {
                        // CR LF is one line end.
                        if bytes[at - 1] == b'\r' && bytes.get(at) == Some(&b'\n') {
                            at += 1;
                        }
                        number_before = false;
                        sink.line_end();
                    }
                    space |= class != CONTROL;
                    continue;
                }
                token(text, Piece { start: at, end: at + len, space, ..Piece::of(class) })
            }
        };
        if piece.sign == 0 && bytes.get(piece.end) == Some(&b'.') {
            let word = piece;
            piece = dotted(text, lists, number_before, piece);
            if piece.end != word.end {
                piece.letters = Letters::default(); // an abbreviation has no clitics
            }
        }
        sink.token(&piece);
        at = piece.end;
        number_before = piece.kind == TokenKind::Number;
        space = bytes.get(at) == Some(&b' ');
        at += usize::from(space);
    }
    sink.line_end();
}

/// The word at `at`, if it has at most eight letters and nothing else: nearly every word of a report.
#[inline(always)]
fn plain_word(bytes: &[u8], at: usize, space: bool) -> Option<Piece> {
    let eight = bytes.get(at..)?.first_chunk()?;
    steps::take(1);
    let letters = Letters::of_eight(eight);
    let end = at + 2 * letters.count();
    if letters.count() == 0 || bytes.get(end).is_some_and(|&next| next >= 0x80) {
        return None;
    }
    Some(Piece { start: at, end, kind: TokenKind::Word, sign: 0, space, letters, plain: true })
}

/// Any token from its first character on, which `piece` holds.
#[inline(never)]
fn token(text: &str, mut piece: Piece) -> Piece {
    if piece.sign <= LETTER_LAST {
        piece.end = piece.start;
        rest_of_word(text, &mut piece, Letters::default());
    } else {
        other(text, &mut piece);
    }
    piece
}

/// A token that begins with no Arabic letter.
fn other(text: &str, piece: &mut Piece) {
    match piece.sign {
        LIGATURE => {
            piece.end = piece.start;
            rest_of_word(text, piece, Letters::default());
        }
        MARK | TATWEEL => marks(text, piece),
        DIGIT => number(text, piece),
        LATIN => latin(text, piece),
        OTHER => {
            piece.kind = TokenKind::Other;
            piece.sign = 0;
            piece.end = run(text, piece.end, |class| matches!(class, OTHER | MARK));
        }
        EMOJI => emoji(text, piece),
        SYMBOL => symbol(text, piece),
        sign => {
            piece.kind = TokenKind::Punctuation;
            if !matches!(sign, OPEN | CLOSE | QUOTE) {
                same(text.as_bytes(), piece);
            }
        }
    }
}

/// Where the run of characters of such classes that goes on at `at` ends.
fn run(text: &str, mut at: usize, mut wanted: impl FnMut(u8) -> bool) -> usize {
    while at < text.len() {
        let (class, len) = class_at(text, at);
        if !wanted(class) {
            break;
        }
        at += len;
    }
    at
}

/// The class of the character at `at`, [`BREAK`] at the end of the text.
fn class_or_end(text: &str, at: usize) -> u8 {
    if at < text.len() { class_at(text, at).0 } else { BREAK }
}

fn is_letter(class: u8) -> bool {
    class <= LETTER_LAST || class == LIGATURE
}

/// The letters, marks and controls of a word from `piece.end` on.
#[inline(never)]
fn rest_of_word(text: &str, piece: &mut Piece, mut letters: Letters) {
    let bytes = text.as_bytes();
    let mut at = piece.end;
    let mut plain = at == piece.start;
    while at < bytes.len() && bytes[at] >= 0x80 {
        match classes::arabic_at(bytes, at) {
            Some(class @ ..=LETTER_LAST) => letters.push(class),
            Some(MARK | TATWEEL) => plain = false,
            Some(CONTROL) | None => match rare_in_word(text, at, &mut letters) {
                Some(end) => {
                    at = end;
                    plain = false;
                    continue;
                }
                None => break,
            },
            Some(_) => break,
        }
        at += 2;
    }
    (piece.kind, piece.sign, piece.end, piece.letters) = (TokenKind::Word, 0, at, letters);
    piece.plain = plain;
}

/// A ligature, a mark from another block or controls between letters: where they end, if they belong to the word.
#[cold]
fn rare_in_word(text: &str, at: usize, letters: &mut Letters) -> Option<usize> {
    let (class, len) = class_at(text, at);
    match class {
        LIGATURE => letters.push_class(class, &text[at..at + len]),
        MARK => {}
        CONTROL => {
            let behind = run(text, at, |class| class == CONTROL);
            return is_letter(class_or_end(text, behind)).then_some(behind);
        }
        _ => return None,
    }
    Some(at + len)
}

/// Marks or tatweel that no letter stands before: with a letter behind them a word, else a sign.
#[cold]
fn marks(text: &str, piece: &mut Piece) {
    let end = run(text, piece.end, |class| matches!(class, MARK | TATWEEL));
    if is_letter(class_or_end(text, end)) {
        rest_of_word(text, piece, Letters::default());
        return;
    }
    piece.end = end;
    if piece.sign == TATWEEL {
        // A lone tatweel serves as a dash.
        (piece.kind, piece.sign) = (TokenKind::Punctuation, PUNCTUATION);
    } else {
        piece.sign = SYMBOL;
    }
}

fn number(text: &str, piece: &mut Piece) {
    let bytes = text.as_bytes();
    let digit = |at: usize| class_or_end(text, at) == DIGIT;
    let mut at = piece.start;
    let mut digits = 0;
    loop {
        let from = at;
        while digit(at) {
            at += if bytes[at] < 0x80 { 1 } else { 2 };
            digits += 1;
        }
        if at == from {
            break;
        }
        let separator = match &bytes[at..] {
            [b'.' | b',', ..] => 1,
            // U+066B, U+066C: Arabic decimal and thousands separators.
            [0xD9, 0xAB | 0xAC, ..] => 2,
            // The comma of the text where it groups thousands: ١٠،٠٠٠.
            [0xD8, 0x8C, ..] if digits <= 3 && thousands(text, at + 2) => 2,
            _ => 0,
        };
        if separator == 0 || !digit(at + separator) {
            break;
        }
        at += separator;
    }
    piece.kind = TokenKind::Number;
    piece.end = at;
}

/// Whether exactly three digits begin at `at`.
fn thousands(text: &str, at: usize) -> bool {
    let mut digits = 0;
    run(text, at, |class| {
        digits += u32::from(class == DIGIT);
        class == DIGIT && digits < 4
    });
    digits == 3
}

fn latin(text: &str, piece: &mut Piece) {
    let bytes = text.as_bytes();
    let part = |class: u8| matches!(class, LATIN | DIGIT | MARK);
    let mut at = run(text, piece.end, part);
    let maybe = matches!(bytes.get(at), Some(b'.' | b':' | b'@' | b'_' | b'%' | b'+' | b'-'));
    if let Some(end) = maybe.then(|| address(bytes, piece.start)).flatten() {
        piece.kind = TokenKind::Url;
        piece.end = end;
        piece.sign = 0;
        return;
    }
    // F-16, al-Qaeda, O'Brien, O’Brien.
    loop {
        let joint = match &bytes[at..] {
            [b'-' | b'\'', next, ..] if next.is_ascii_alphanumeric() => 1,
            [0xE2, 0x80, 0x99, next, ..] if next.is_ascii_alphabetic() => 3,
            _ => break,
        };
        at = run(text, at + joint, part);
    }
    piece.kind = TokenKind::Latin;
    piece.sign = 0;
    piece.end = at;
}

/// Where the URL, domain or e-mail address that begins at `start` ends. Its parts are bounded (RFC 1035, RFC 5321), so
/// that trying at every word stays linear.
fn address(bytes: &[u8], start: usize) -> Option<usize> {
    let word = |at: usize, longest: usize, signs: &[u8]| {
        let rest = bytes.get(at..bytes.len().min(at + longest)).unwrap_or_default();
        let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || signs.contains(b)).count();
        steps::take(len);
        at + len
    };
    let scheme = word(start, 8, b"+");
    if bytes[scheme..].starts_with(b"://") || bytes[start..scheme].eq_ignore_ascii_case(b"mailto") {
        return path(bytes, scheme);
    }
    let local = word(start, 64, b"._%+-");
    if bytes.get(local) == Some(&b'@') {
        return domain(&bytes[local + 1..]).map(|len| local + 1 + len);
    }
    let end = start + domain(&bytes[start..])?;
    match bytes.get(end) {
        Some(b'/') => path(bytes, end),
        _ => Some(end),
    }
}

/// How long the domain name is that `bytes` begin with: labels with dots between, the last a country or a known word.
fn domain(bytes: &[u8]) -> Option<usize> {
    let longest = &bytes[..bytes.len().min(253)];
    let len = longest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')).count();
    steps::take(len);
    let name = longest[..len].strip_suffix(b".").unwrap_or(&longest[..len]);
    let (labels, last) = name.split_at(name.iter().rposition(|&b| b == b'.')?);
    let last = &last[1..];
    let known = [&b"com"[..], b"org", b"net", b"gov", b"edu", b"info", b"news", b"mil", b"int", b"app", b"online"];
    let country = last.len() == 2 && last.iter().all(u8::is_ascii_lowercase);
    let whole = labels.split(|&b| b == b'.').all(|label| !label.is_empty()) && labels.len() >= 2;
    (whole && (country || known.iter().any(|k| last.eq_ignore_ascii_case(k)))).then_some(name.len())
}

/// The end of a URL that goes on at `from`: all visible ASCII but quotes and angle brackets, less the punctuation that
/// closes the sentence around it.
fn path(bytes: &[u8], from: usize) -> Option<usize> {
    let len = bytes[from..]
        .iter()
        .take_while(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'|' | b'\\'))
        .count();
    steps::take(len);
    let mut end = from + len;
    let mut open = bytes[from..end].iter().filter(|&&b| b == b'(').count();
    let mut closed = bytes[from..end].iter().filter(|&&b| b == b')').count();
    while end > from {
        match bytes[end - 1] {
            b')' if closed > open => closed -= 1,
            b'(' => open -= 1,
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'[' | b']' | b'*' => {}
            _ => break,
        }
        end -= 1;
    }
    (end > from).then_some(end)
}

fn emoji(text: &str, piece: &mut Piece) {
    let regional = |c: Option<char>| c.is_some_and(|c| ('\u{1F1E6}'..='\u{1F1FF}').contains(&c));
    piece.kind = TokenKind::Emoji;
    if regional(text[piece.start..].chars().next()) && regional(text[piece.end..].chars().next()) {
        piece.end += 4;
        return;
    }
    loop {
        let mut rest = text[piece.end..].chars();
        match rest.next() {
            // Variation selectors, skin tones, tags.
            Some(c @ ('\u{FE0E}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}')) => {
                piece.end += c.len_utf8();
            }
            Some(joiner @ '\u{200D}') => {
                let next = piece.end + joiner.len_utf8();
                if class_or_end(text, next) != EMOJI {
                    break;
                }
                piece.end = next + class_at(text, next).1;
            }
            _ => break,
        }
    }
}

fn symbol(text: &str, piece: &mut Piece) {
    let bytes = text.as_bytes();
    if matches!(bytes[piece.start], b'#' | b'@') {
        let mut end = piece.end;
        let mut letters = false;
        while end < bytes.len() {
            let (class, len) = class_at(text, end);
            let letter = is_letter(class) || matches!(class, LATIN | OTHER);
            if !letter && !matches!(class, DIGIT | MARK | TATWEEL) && bytes[end] != b'_' {
                break;
            }
            letters |= letter;
            end += len;
        }
        if letters {
            piece.kind = TokenKind::Tag;
            piece.sign = 0;
            piece.end = end;
            return;
        }
    }
    same(bytes, piece);
}

/// Takes in the signs that follow and are the same.
fn same(bytes: &[u8], piece: &mut Piece) {
    let sign = &bytes[piece.start..piece.end];
    let more = bytes[piece.end..].chunks_exact(sign.len()).take_while(|&next| next == sign).count();
    steps::take(more);
    piece.end += more * sign.len();
    if piece.sign == STOP && more > 0 {
        piece.sign = ELLIPSIS;
    }
}

/// Gives a word, with a dot behind it, the dots of an abbreviation if it is one: single letters (أ.ف.ب, U.S., د.), names
/// of letters (يو.بي.اس) or a listed word. The dot at a line's end is a full stop.
#[inline(never)]
fn dotted(text: &str, lists: &WordLists, number_before: bool, mut piece: Piece) -> Piece {
    let bytes = text.as_bytes();
    let arabic = piece.kind == TokenKind::Word;
    let dot = |at: usize| bytes.get(at) == Some(&b'.');
    // The letters, counted to four, of the part that begins at `from`, and where it ends.
    let part = |from: usize| {
        let mut letters = 0;
        let end = run(text, from, |class| {
            letters += 1;
            letters <= 4 && if arabic { class <= LETTER_LAST } else { class == LATIN }
        });
        steps::take(letters);
        (text[from..end].chars().count(), end)
    };
    let (first, end) = part(piece.start);
    if end != piece.end {
        return piece; // marks, tatweel, digits or more than four letters
    }
    let (mut end, mut parts, mut pairs) = (end, 1, first == 2);
    let longest = if first == 1 { 1 } else { 3 };
    // Other words are no abbreviation, however many parts follow: whether one does is all that is asked of them.
    let initials = first == 1 || (arabic && first <= 3);
    while dot(end) && (initials || parts == 1) {
        let (letters, next) = part(end + 1);
        if !(1..=longest).contains(&letters) {
            break;
        }
        (end, parts, pairs) = (next, parts + 1, pairs && letters == 2);
    }
    let keeps_dot = || {
        let next = || run(text, end + 1, |class| matches!(class, SPACE | CONTROL));
        dot(end) && !dot(end + 1) && class_or_end(text, next()) != BREAK
    };
    if first == 1 {
        piece.end = end;
        // A single letter behind a number is a unit or an era: 2015م.
        if !(parts == 1 && number_before) && keeps_dot() {
            piece.end += 1;
        }
    } else if arabic && first <= 3 && (parts >= 3 || (parts == 2 && pairs)) {
        piece.end = end;
    } else if parts == 1 && keeps_dot() {
        let word = &text[piece.start..piece.end];
        if lists.is_abbreviation(word) || (lists.is_letter_name(word) && is_initial(text, lists, &piece)) {
            piece.end += 1;
        }
    }
    piece
}

/// Whether the name of a letter with a dot behind it is the initial of a name: another word goes on behind it, without a
/// conjunction, and it is no part of a run of such names without dots, as بي بي سي.
fn is_initial(text: &str, lists: &WordLists, piece: &Piece) -> bool {
    let bytes = text.as_bytes();
    let before = text[..piece.start].trim_end_matches(' ');
    let from = before.len() - before.bytes().rev().take(16).take_while(|&byte| byte != b' ').count();
    let alone = before.get(from..).is_none_or(|word| !lists.is_letter_name(word));
    let next = run(text, piece.end + 1, |class| matches!(class, SPACE | CONTROL));
    let class = class_or_end(text, next);
    steps::take(16);
    alone && bytes.get(piece.end + 1) == Some(&b' ') && is_letter(class) && class & 31 != classes::code::WAW
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let lists = WordLists::built_in().clone().with_abbreviations(["ملم"]);
        let found: Vec<&str> = tokenize(text, &lists).map(|(range, _)| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_number_keeps_its_own_separators_only() {
        check("1,000 3.5 ١٢٫٥ 1٬000 12.843,52", &["1,000", "3.5", "١٢٫٥", "1٬000", "12.843,52"]);
        check("10:30 2025/11/27 2014-2019", &["10", ":", "30", "2025", "/", "11", "/", "27", "2014", "-", "2019"]);
        check("2014، 10،000 2014،300 45% -1,33", &["2014", "،", "10،000", "2014", "،", "300", "45", "%", "-", "1,33"]);
        check("1436هـ", &["1436", "هـ"]);
    }

    #[test]
    fn an_abbreviation_keeps_its_dots() {
        check("أ.ف.ب: قال د. أحمد", &["أ.ف.ب", ":", "قال", "د.", "أحمد"]);
        check("أ.د.أحمد، يو.بي.اس 1.7", &["أ.د.", "أحمد", "،", "يو.بي.اس", "1.7"]);
        check("in the U.S. today, U.S.", &["in", "the", "U.S.", "today", ",", "U.S", "."]);
        check("عام 2015م. وبعمق 5 ملم. وقال", &["عام", "2015", "م", ".", "وبعمق", "5", "ملم.", "وقال"]);
        check("في جنيف.وقال", &["في", "جنيف", ".", "وقال"]);
    }

    #[test]
    fn scripts_and_signs_stand_apart() {
        check("لـ\"الشرق\" بـ30 لـ CNN لـCNN", &["لـ", "\"", "الشرق", "\"", "بـ", "30", "لـ", "CNN", "لـ", "CNN"]);
        check("محمدﷺ قال...!!", &["محمد", "ﷺ", "قال", "...", "!!"]);
        check("F-16 وO'Brien", &["F-16", "و", "O'Brien"]);
        check("\u{200F}نمی\u{200C}رود\u{200F}.", &["نمی\u{200C}رود", "."]);
        check("\u{64E}\u{640} \u{64E}ب", &["\u{64E}\u{640}", "\u{64E}ب"]);
        check("👨\u{200D}👩\u{200D}👧🇸🇾👍🏽", &["👨\u{200D}👩\u{200D}👧", "🇸🇾", "👍🏽"]);
    }

    /// Forms of marks that stand alone, which NFKC turns into a space (or a tatweel) and the mark.
    #[test]
    fn a_form_of_a_mark_belongs_to_its_word() {
        for form in "\u{FC5E}\u{FC60}\u{FC63}\u{FCF2}\u{FE70}\u{FE73}\u{FE76}\u{FE77}\u{FE7F}".chars() {
            let word = format!("محم{form}د");
            check(&format!("قال {word}{form}، ثم"), &["قال", &format!("{word}{form}"), "،", "ثم"]);
        }
    }

    #[test]
    fn addresses_are_one_token() {
        check("http://a.org/b_(c)?d=1. ثم", &["http://a.org/b_(c)?d=1", ".", "ثم"]);
        check("(www.example.com)، news@example.org.", &["(", "www.example.com", ")", "،", "news@example.org", "."]);
        check("#سوريا_الجديدة @rawi_nlp #1", &["#سوريا_الجديدة", "@rawi_nlp", "#", "1"]);
    }
}
