//! What a character is to the segmenter: one table lookup for ASCII and for U+0600 to U+06FF, in which all but a
//! few characters of a report lie, and a `match` for the rest.

use crate::steps;
use rawi_arabic::{
    HamzaOnce, Packed, digit_value, fold_alef, fold_alef_wasla, is_letter, is_mark, is_mark_form, is_tatweel,
    presentation_form,
};

/// Up to this class a character is a letter of the Arabic script: its low five bits are its [`code`], the sixth says
/// whether it is an alef with hamza, madda or wasla.
pub(crate) const LETTER_LAST: u8 = 63;
/// The sixth bit of a letter.
pub(crate) const HAMZA_BIT: u32 = 5;

/// White space that ends no line.
pub(crate) const SPACE: u8 = 64;
/// A character that ends a line.
pub(crate) const BREAK: u8 = 65;
/// A control or format character that shows nothing.
pub(crate) const CONTROL: u8 = 66;
/// A combining mark of any script.
pub(crate) const MARK: u8 = 67;
/// U+0640.
pub(crate) const TATWEEL: u8 = 68;
/// A decimal digit: ASCII, Arabic-Indic or Extended Arabic-Indic.
pub(crate) const DIGIT: u8 = 69;
/// A Latin letter.
pub(crate) const LATIN: u8 = 70;
/// A letter of another script.
pub(crate) const OTHER: u8 = 71;
/// A ligature of Arabic letters, such as U+FEFB: a letter by its meaning, read with `rawi_arabic`.
pub(crate) const LIGATURE: u8 = 72;
/// A symbol: everything below and not listed.
pub(crate) const SYMBOL: u8 = 73;
/// An emoji that may begin a sequence.
pub(crate) const EMOJI: u8 = 74;
/// Punctuation without a part in sentence cuts: dashes, slashes, bullets.
pub(crate) const PUNCTUATION: u8 = 75;
/// The full stop `.` and its Urdu sister.
pub(crate) const STOP: u8 = 76;
/// `!` `?` `؟` and their doubles.
pub(crate) const QUERY: u8 = 77;
/// `…`
pub(crate) const ELLIPSIS: u8 = 78;
/// `،` `؛` `:` `,` `;`, after which a sentence goes on.
pub(crate) const COMMA: u8 = 79;
/// An opening quote or bracket.
pub(crate) const OPEN: u8 = 80;
/// A closing quote or bracket.
pub(crate) const CLOSE: u8 = 81;
/// A quote that opens and closes: `"` and `'`.
pub(crate) const QUOTE: u8 = 82;

/// Codes of the letters that clitics are made of, and that verbs begin with.
pub(crate) mod code {
    use super::of_letter;

    pub(crate) const ALEF: u8 = of_letter('ا');
    pub(crate) const HEH: u8 = of_letter('ه');
    pub(crate) const MEEM: u8 = of_letter('م');
    pub(crate) const TEH_MARBUTA: u8 = of_letter('ة');
    pub(crate) const BEH: u8 = of_letter('ب');
    pub(crate) const TEH: u8 = of_letter('ت');
    pub(crate) const SEEN: u8 = of_letter('س');
    pub(crate) const FEH: u8 = of_letter('ف');
    pub(crate) const KAF: u8 = of_letter('ك');
    pub(crate) const LAM: u8 = of_letter('ل');
    pub(crate) const NOON: u8 = of_letter('ن');
    pub(crate) const WAW: u8 = of_letter('و');
    pub(crate) const YEH: u8 = of_letter('ي');
}

/// The code of a letter of U+0600 to U+06FF in the alphabet of [`HamzaOnce`], 1 to 31.
const fn of_letter(c: char) -> u8 {
    Packed::<HamzaOnce>::code(c)
}

/// The same with the hamza bit; 0 for what is no letter.
const fn letter(c: char) -> u8 {
    let code = of_letter(c);
    if code > 31 {
        return 0;
    }
    let hamza = fold_alef(fold_alef_wasla(c)) != c;
    code | (hamza as u8) << HAMZA_BIT
}

const fn arabic(c: char) -> u8 {
    match letter(c) {
        0 => {}
        found => return found,
    }
    match c {
        c if is_tatweel(c) => TATWEEL,
        c if is_mark(c) => MARK,
        c if digit_value(c).is_some() => DIGIT,
        '\u{061C}' | '\u{0600}'..='\u{0605}' => CONTROL,
        '،' | '؛' => COMMA,
        '؟' | '\u{061D}' | '\u{061E}' => QUERY,
        '۔' => STOP,
        '\u{066A}' => SYMBOL, // ٪: a percent sign, as % is
        '\u{060D}' | '\u{066B}'..='\u{066D}' => PUNCTUATION,
        _ => SYMBOL,
    }
}

const fn ascii(c: u8) -> u8 {
    match c {
        b' ' | b'\t' => SPACE,
        b'\n' | b'\r' | 0x0B | 0x0C => BREAK,
        b'0'..=b'9' => DIGIT,
        b'A'..=b'Z' | b'a'..=b'z' => LATIN,
        b'.' => STOP,
        b'!' | b'?' => QUERY,
        b',' | b';' | b':' => COMMA,
        b'(' | b'[' | b'{' => OPEN,
        b')' | b']' | b'}' => CLOSE,
        b'"' | b'\'' => QUOTE,
        b'#' | b'%' | b'&' | b'@' | b'$' | b'+' | b'<' | b'=' | b'>' | b'^' | b'`' | b'|' | b'~' => SYMBOL,
        b'*' | b'-' | b'/' | b'\\' | b'_' => PUNCTUATION,
        _ => CONTROL,
    }
}

static ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut c = 0;
    while c < 128 {
        table[c] = ascii(c as u8);
        c += 1;
    }
    table
};

static ARABIC: [u8; 256] = {
    let mut table = [0; 256];
    let mut c = 0;
    while c < 256 {
        table[c] = match char::from_u32(0x600 + c as u32) {
            Some(c) => arabic(c),
            None => SYMBOL,
        };
        c += 1;
    }
    table
};

/// The class and length in bytes of the character at byte `at`, which must be a character's first.
#[inline]
pub(crate) fn class_at(text: &str, at: usize) -> (u8, usize) {
    steps::take(1);
    let bytes = text.as_bytes();
    let first = bytes[at];
    if first < 0x80 {
        return (ASCII[first as usize], 1);
    }
    if let Some(class) = arabic_at(bytes, at) {
        return (class, 2);
    }
    rare(text, at)
}

/// The class of the character at byte `at` if it lies in U+0600 to U+06FF.
#[inline]
pub(crate) fn arabic_at(bytes: &[u8], at: usize) -> Option<u8> {
    steps::take(1);
    let &[first, second] = bytes.get(at..at + 2)? else { return None };
    // U+0600 to U+06FF are the lead bytes D8 to DB.
    (first & 0xFC == 0xD8).then(|| arabic_pair(first, second))
}

#[inline]
fn arabic_pair(first: u8, second: u8) -> u8 {
    ARABIC[usize::from((first & 3) << 6 | (second & 0x3F))]
}

#[cold]
fn rare(text: &str, at: usize) -> (u8, usize) {
    let c = text[at..].chars().next().unwrap_or('\0');
    (other(c), c.len_utf8())
}

/// The class of a character outside ASCII and U+0600 to U+06FF.
fn other(c: char) -> u8 {
    match c {
        '\u{85}' | '\u{2028}' | '\u{2029}' => BREAK,
        '“' | '‘' | '‹' | '«' | '„' | '‚' | '\u{201B}' | '\u{201F}' => OPEN,
        '”' | '’' | '›' | '»' => CLOSE,
        '\u{FD3F}' | '（' | '「' | '『' | '【' | '《' | '〈' => OPEN,
        '\u{FD3E}' | '）' | '」' | '』' | '】' | '》' | '〉' => CLOSE,
        '…' => ELLIPSIS,
        '‼' | '⁇' | '⁈' | '⁉' | '！' | '？' | '。' => QUERY,
        '，' | '、' | '；' | '：' => COMMA,
        '\u{AD}'
        | '\u{34F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' => CONTROL,
        '\u{300}'..='\u{36F}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5BD}'
        | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FE20}'..='\u{FE2F}'
        | '\u{E0000}'..='\u{E01EF}' => MARK,
        '\u{FDFA}' | '\u{FDFB}' | '\u{FDFD}' | '\u{FDFC}' => SYMBOL, // phrases and the rial sign: ﷺ is one token
        '¡'
        | '§'
        | '¶'
        | '·'
        | '¿'
        | '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{205E}'
        | '\u{3001}'..='\u{3003}'
        | '\u{FE50}'..='\u{FE6B}' => PUNCTUATION,
        '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{2B55}' | '\u{1F000}'..='\u{1FAFF}' => EMOJI,
        c if c.is_whitespace() => SPACE,
        c if c.is_control() => CONTROL,
        c if is_mark(c) || is_mark_form(c) => MARK,
        c if is_letter(c) => LIGATURE,
        'ª'
        | 'º'
        | '\u{C0}'..='\u{24F}'
        | '\u{1E00}'..='\u{1EFF}'
        | '\u{2C60}'..='\u{2C7F}'
        | '\u{A720}'..='\u{A7FF}'
        | '\u{FF21}'..='\u{FF3A}'
        | '\u{FF41}'..='\u{FF5A}'
            if c.is_alphabetic() =>
        {
            LATIN
        }
        c if c.is_alphabetic() => OTHER,
        _ => SYMBOL,
    }
}

/// The classes of the letters that a ligature or presentation form stands for.
pub(crate) fn ligature(c: char) -> impl Iterator<Item = u8> {
    let letters = presentation_form(c).unwrap_or("");
    let shown = letters.chars().map(letter);
    // Forms-A and Arabic Extended: letters of other languages, all one to us.
    shown.chain(letters.is_empty().then_some(31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_agree_with_rawi_arabic() {
        for c in '\u{600}'..='\u{6FF}' {
            let (class, len) = class_at(c.encode_utf8(&mut [0; 4]), 0);
            assert_eq!(len, 2);
            assert_eq!(class <= LETTER_LAST, is_letter(c), "U+{:04X}", c as u32);
            assert_eq!(class == MARK, is_mark(c), "U+{:04X}", c as u32);
            assert_eq!(class == TATWEEL, is_tatweel(c));
            assert_eq!(class == DIGIT, digit_value(c).is_some());
        }
    }
}
