//! What a character is to the segmenter: one table lookup for ASCII and for U+0600 to U+06FF, in which all but a
//! few characters of a report lie, and a `match` for the rest.

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

/// Codes of the letters that clitics and verbs begin with.
pub(crate) mod code {
    pub(crate) const ALEF: u64 = 1;
    pub(crate) const BEH: u64 = 2;
    pub(crate) const TEH: u64 = 3;
    pub(crate) const SEEN: u64 = 12;
    pub(crate) const FEH: u64 = 20;
    pub(crate) const KAF: u64 = 22;
    pub(crate) const LAM: u64 = 23;
    pub(crate) const NOON: u64 = 25;
    pub(crate) const WAW: u64 = 27;
    pub(crate) const YEH: u64 = 28;
}

/// The code of an Arabic letter, 1 to 31, with the hamza bit; 0 for what is none. Seats of the hamza are one letter
/// (مسؤول, مسئول), alef maksura and yeh are one, letters of other languages share 31.
const fn letter(c: char) -> u8 {
    match c {
        'ا' => 1,
        'أ' | 'إ' | 'آ' | 'ٱ' => 1 | 1 << HAMZA_BIT,
        'ب' => 2,
        'ت' => 3,
        'ث' => 4,
        'ج' => 5,
        'ح' => 6,
        'خ' => 7,
        'د' => 8,
        'ذ' => 9,
        'ر' => 10,
        'ز' => 11,
        'س' => 12,
        'ش' => 13,
        'ص' => 14,
        'ض' => 15,
        'ط' => 16,
        'ظ' => 17,
        'ع' => 18,
        'غ' => 19,
        'ف' => 20,
        'ق' => 21,
        'ك' | 'ک' => 22,
        'ل' => 23,
        'م' => 24,
        'ن' => 25,
        'ه' => 26,
        'و' => 27,
        'ي' | 'ى' | 'ی' => 28,
        'ة' => 29,
        'ء' | 'ؤ' | 'ئ' => 30,
        '\u{0620}'..='\u{063F}'
        | '\u{066E}'
        | '\u{066F}'
        | '\u{0671}'..='\u{06D3}'
        | '\u{06D5}'
        | '\u{06EE}'
        | '\u{06EF}'
        | '\u{06FA}'..='\u{06FC}'
        | '\u{06FF}' => 31,
        _ => 0,
    }
}

const fn arabic(c: char) -> u8 {
    match letter(c) {
        0 => {}
        found => return found,
    }
    match c {
        '\u{0640}' => TATWEEL,
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' => MARK,
        '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}' => DIGIT,
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
    let &[first, second] = bytes.get(at..at + 2)? else { return None };
    // U+0600 to U+06FF are the lead bytes D8 to DB.
    (first & 0xFC == 0xD8).then(|| arabic_pair(first, second))
}

#[inline]
fn arabic_pair(first: u8, second: u8) -> u8 {
    ARABIC[usize::from((first & 3) << 6 | (second & 0x3F))]
}

/// How many letters of U+0600 to U+067F `eight` characters of two bytes begin with; their [`code`]s, five bits each; and of
/// the first three, in the lowest bit of each five, whether it is an alef with hamza. Behind the letters the bits mean
/// nothing. Words are found by this and not letter by letter, because where a word ends is what a processor predicts
/// worst.
#[inline]
pub(crate) fn letters_of_eight(eight: &[u8; 16]) -> (usize, u64, u64) {
    // D8 and D9 differ in one bit, which the second byte leaves free.
    let class = |at: usize| u64::from(CODES[usize::from(eight[2 * at + 1] | (eight[2 * at] & 1) << 6)]);
    let codes = (0..8).fold(0, |codes, at| codes | (class(at) & 31) << (5 * at));
    let hamza = (0..3).fold(0, |hamza, at| hamza | class(at) >> HAMZA_BIT << (5 * at));
    // The top bit of each five says that they are all 0.
    let nothing = !(((codes & (FIVES * 0x0F)) + FIVES * 0x0F) | codes) & (FIVES * 0x10);
    let coded = nothing.trailing_zeros() / 5;
    let foreign = (u128::from_le_bytes(*eight) ^ (PAIRS * 0xD8)) & (PAIRS * 0xFE);
    (coded.min(foreign.trailing_zeros() / 16).min(8) as usize, codes, hamza)
}

/// The lowest bit of each of eight fives, and of each of eight pairs of bytes.
const FIVES: u64 = 0x08_4210_8421;
const PAIRS: u128 = 0x0001_0001_0001_0001_0001_0001_0001_0001;

/// Letters by the second byte, with the lowest bit of the first as its bit 6.
static CODES: [u8; 256] = {
    let mut table = [0; 256];
    let mut c = 0;
    while c < 128 {
        let class = ARABIC[c];
        table[0x80 | c] = if class <= LETTER_LAST { class } else { 0 };
        c += 1;
    }
    table
};

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
        c if rawi_arabic::is_mark(c) => MARK,
        c if rawi_arabic::is_letter(c) => LIGATURE,
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
    let letters = rawi_arabic::presentation_form(c).unwrap_or("");
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
            assert_eq!(class <= LETTER_LAST, rawi_arabic::is_letter(c), "U+{:04X}", c as u32);
            assert_eq!(class == MARK, rawi_arabic::is_mark(c), "U+{:04X}", c as u32);
            assert_eq!(class == TATWEEL, rawi_arabic::is_tatweel(c));
            assert_eq!(class == DIGIT, rawi_arabic::digit_value(c).is_some());
            let mut folded = String::new();
            rawi_arabic::fold_into(&String::from(c), &mut folded);
            if let (Some(f), 1..31) = (folded.chars().next(), class & 31)
                && class <= LETTER_LAST
            {
                assert_eq!(letter(f) & 31, class & 31, "U+{:04X} folds alike", c as u32);
            }
        }
    }

    #[test]
    fn letters_are_counted_eight_at_a_time() {
        let count = |text: &str| letters_of_eight(text.as_bytes()[..16].try_into().unwrap()).0;
        assert_eq!(count("والبيوت ."), 7);
        for c in '\0'..='\u{FFFF}' {
            let alone = ('\u{600}'..'\u{680}').contains(&c) && arabic(c) <= LETTER_LAST;
            for (at, pad) in ["", "بيت", "والبيت"].iter().enumerate() {
                let text = format!("{pad}{c}من العالم العالم");
                let before = pad.chars().count();
                let expected = if alone { (before + 3).min(8) } else { before };
                assert_eq!(count(&text), expected, "U+{:04X} at {at}", c as u32);
            }
        }
    }

    #[test]
    fn the_named_codes_are_those_letters() {
        use code::*;
        for (c, code) in [
            ('ا', ALEF),
            ('ب', BEH),
            ('ت', TEH),
            ('س', SEEN),
            ('ف', FEH),
            ('ك', KAF),
            ('ل', LAM),
            ('ن', NOON),
            ('و', WAW),
            ('ي', YEH),
        ] {
            assert_eq!(u64::from(letter(c)), code, "{c}");
        }
    }
}
