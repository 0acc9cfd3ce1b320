//! Which words of two sentences count as the same word.

use rawi_arabic::{fold_char, is_bidi_control, is_mark, is_tatweel, presentation_form};

/// Words too common to say what a sentence is about: the closed classes of the grammar (prepositions, particles,
/// pronouns, demonstratives, relatives, the forms of كان). Written for this crate; compared after folding.
const STOP_WORDS: &str = "\
    في من إلى على عن مع منذ حتى خلال بين بعد قبل عند عندما لدى لدي فوق تحت أمام خلف وراء حول دون نحو ضد عبر ضمن حسب وفق \
    إن أن إنه أنه إنها أنها إنهم أنهم لأن لأنه لأنها لكن لكنه لكنها بل أو أم أما ثم إذ إذا إذن لو لولا لما كما كي لكي حيث \
    بينما فيما مما ممن عما كلما ما لا لم لن ليس ليست ليسوا غير سوى إلا ألا قد لقد سوف هل كيف متى أين لماذا ماذا أيضا كذلك \
    ذلك تلك هذا هذه هذان هذين هاتان هاتين هؤلاء أولئك هنا هناك هنالك هو هي هم هن هما ها أنا نحن أنت الذي التي الذين اللذان \
    اللذين اللتان اللتين اللواتي اللاتي كان كانت كانوا كنت يكون تكون يكونوا كل كلا كلتا بعض أي أيا أية عدة جدا فقط مثل \
    منها منه منهم فيها فيه فيهم عليها عليه عليهم لها له لهم لنا لي بها به بهم إليها إليه إليهم عنها عنه عنهم معها معه معهم \
    كونه كونها";

/// Whether inflection adds these two letters to a word's end: the suffixes of the light stemmer light10 (Larkey,
/// Ballesteros and Connell 2002, Improving stemming for Arabic information retrieval).
fn is_long_ending(letters: [char; 2]) -> bool {
    matches!(letters, ['ه', 'ا'] | ['ا', 'ن' | 'ت'] | ['و' | 'ي', 'ن'] | ['ي', 'ة' | 'ه'])
}

/// The same for one letter.
fn is_short_ending(letter: char) -> bool {
    matches!(letter, 'ة' | 'ه' | 'ي')
}

/// An ending goes only if so many letters of the word stay.
const LEAST_STEM: u32 = 3;

/// Gives every word a number that its inflected forms share.
pub(crate) struct Keys {
    // Numbers of the stop words, by their low bits, in the first free place; 0 is a free place.
    stop: Vec<u64>,
    /// What a character of U+0600 to U+06FF is folded to, as [`byte_of`] says it; 0 for what is dropped.
    folded: [u8; 256],
}

/// Places for stop words: a power of two, several times their count.
const PLACES: usize = 1024;

impl Keys {
    pub(crate) fn new() -> Self {
        let mut keys = Self { stop: vec![0; PLACES], folded: [0; 256] };
        for (c, byte) in ('\u{600}'..='\u{6FF}').zip(&mut keys.folded) {
            if !is_mark(c) && !is_tatweel(c) && !is_bidi_control(c) {
                *byte = byte_of(fold_char(c)).unwrap_or(0);
            }
        }
        for word in STOP_WORDS.split_whitespace() {
            let number = keys.word(word).whole;
            let place = keys.place(number);
            keys.stop[place] = number;
        }
        keys
    }

    /// Where a stop word with this number stands, or would stand.
    fn place(&self, number: u64) -> usize {
        let mut place = number as usize % PLACES;
        while self.stop[place] != 0 && self.stop[place] != number {
            place = (place + 1) % PLACES;
        }
        place
    }

    /// The word, folded. Nearly all are characters of two bytes of one block, which need not be decoded.
    fn word(&self, word: &str) -> Word {
        let (pairs, rest) = word.as_bytes().as_chunks();
        let (mut letters, mut packed) = (0, 0);
        for &[lead, second] in pairs {
            // U+0600 to U+06FF are the lead bytes D8 to DB.
            if lead & 0xFC != 0xD8 || letters == PACKED {
                return Word::of_any(word);
            }
            let byte = self.folded[usize::from((lead & 3) << 6 | (second & 0x3F))];
            packed |= u64::from(byte) << (8 * letters);
            letters += u32::from(byte != 0);
        }
        if rest.is_empty() { Word::packed(letters, packed) } else { Word::of_any(word) }
    }

    /// The key of `word`, of which the first `proclitics` bytes are not looked at; `None` for a stop word or a single
    /// letter.
    pub(crate) fn key(&self, word: &str, proclitics: usize) -> Option<u64> {
        // A clitic inside a ligature shares the ligature's span and may so reach to the token's end.
        let word = self.word(word.get(proclitics..).filter(|stem| !stem.is_empty()).unwrap_or(word));
        if word.letters < 2 || self.stop[self.place(word.whole)] == word.whole {
            None
        } else if word.letters >= LEAST_STEM + 2 && is_long_ending(word.last) {
            Some(word.without_two)
        } else if word.letters > LEAST_STEM && is_short_ending(word.last[1]) {
            Some(word.without_one)
        } else {
            Some(word.whole)
        }
    }
}

/// A folded word as numbers. Two words of one report that share a number would count as one word: never with eight letters
/// or fewer, else less than one report in a million million.
struct Word {
    letters: u32,
    /// The last two letters.
    last: [char; 2],
    whole: u64,
    without_one: u64,
    without_two: u64,
}

/// Letters that are read as one number, a byte each.
const PACKED: u32 = 8;

/// The byte of a folded character of U+0600 to U+06FF, or of a digit, which is one of that block before it is folded.
const fn byte_of(folded: char) -> Option<u8> {
    match folded {
        '\u{600}'..='\u{6FF}' => Some(folded as u8),
        '0'..='9' => Some(0xF0 | folded as u8 & 0xF),
        _ => None,
    }
}

/// The number of a word by its letters, at most [`PACKED`]: no other word has it.
#[inline]
fn number_of(letters: u64) -> u64 {
    let mixed = letters.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

/// The first `count` of these letters, at most [`PACKED`].
#[inline]
fn first(letters: u64, count: u32) -> u64 {
    if count == 0 { 0 } else { letters & (u64::MAX >> (64 - 8 * count)) }
}

impl Word {
    /// The word of these letters, at most [`PACKED`].
    #[inline]
    fn packed(letters: u32, packed: u64) -> Self {
        let letter = |back| {
            let byte = letters.checked_sub(back).map_or(0, |at| (packed >> (8 * at)) as u8);
            char::from_u32(0x600 | u32::from(byte)).unwrap_or_default()
        };
        let without = |dropped| number_of(first(packed, letters.saturating_sub(dropped)));
        Self {
            letters,
            last: [letter(2), letter(1)],
            whole: number_of(packed),
            without_one: without(1),
            without_two: without(2),
        }
    }

    /// Folds as [`rawi_arabic::fold_into`] does, without writing the folded word down. More letters than fit into a number,
    /// and those of other scripts, are hashed (FNV-1a).
    fn of_any(word: &str) -> Self {
        const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
        let (mut letters, mut last, mut hashes) = (0, ['\0'; 2], [BASIS; 3]);
        // The first letters, as far as they have bytes.
        let (mut packed, mut bytes) = (0, 0);
        let mut push = |folded: char| {
            if let Some(byte) = byte_of(folded).filter(|_| bytes == letters && letters < PACKED) {
                packed |= u64::from(byte) << (8 * bytes);
                bytes += 1;
            }
            letters += 1;
            last = [last[1], folded];
            hashes = [(hashes[0] ^ u64::from(folded)).wrapping_mul(0x0100_0000_01b3), hashes[0], hashes[1]];
        };
        for c in word.chars() {
            if let Some(letters) = presentation_form(c) {
                letters.chars().for_each(|letter| push(fold_char(letter)));
            } else if !is_mark(c) && !is_tatweel(c) && !is_bidi_control(c) {
                push(fold_char(c));
            }
        }
        let number = |dropped: u32, hash| {
            let count = letters.saturating_sub(dropped);
            if count <= bytes { number_of(first(packed, count)) } else { hash }
        };
        let [whole, without_one, without_two] = hashes;
        Self {
            letters,
            last,
            whole: number(0, whole),
            without_one: number(1, without_one),
            without_two: number(2, without_two),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(word: &str, proclitics: usize) -> Option<u64> {
        Keys::new().key(word, proclitics)
    }

    #[test]
    fn inflected_forms_share_a_key() {
        let clitics = "وال".len();
        assert_eq!(key("والمقاتلون", clitics), key("مقاتلين", 0));
        assert_eq!(key("القوّات", "ال".len()), key("قوات", 0));
        assert_eq!(key("سورية", 0), key("سورية", 0));
        assert_eq!(key("أُردنيّة", 0), key("اردني", 0));
        assert_ne!(key("حلب", 0), key("حمص", 0));
    }

    #[test]
    fn folding_is_that_of_the_other_stages() {
        for word in ["وَﻷحمد", "إعمـــار", "\u{200F}٢٠٢٥", "کی\u{FE8D}", "Aleppo", "ﷺ", "أ\u{0654}"]
        {
            let mut folded = String::new();
            rawi_arabic::fold_into(word, &mut folded);
            let keys = Keys::new();
            assert_eq!(keys.word(word).whole, keys.word(&folded).whole, "{word}");
            assert_eq!(keys.word(word).whole, Word::of_any(word).whole, "{word}");
        }
    }

    #[test]
    fn long_words_share_a_key_with_their_stems() {
        for (word, stem) in [("استراتيجية", "استراتيجي"), ("استقلالية", "استقلالي")]
        {
            assert_eq!(key(word, 0), key(stem, 0), "{word}");
        }
        assert_eq!(Word::of_any("مستشفيات").without_one, Keys::new().word("مستشفيا").whole);
        assert_eq!(Word::of_any("مستشفياتهم").without_two, Keys::new().word("مستشفيات").whole);
        assert_ne!(key("covid", 0), key("covis", 0));
    }

    #[test]
    fn short_words_keep_their_endings() {
        assert_ne!(key("ثمن", 0), key("ثمين", 0));
        assert_ne!(key("فان", 0), key("ف", 0));
        assert!(key("مدن", 0).is_some());
    }

    #[test]
    fn stop_words_have_no_key() {
        for (word, proclitics) in [("الى", 0), ("إلى", 0), ("وَفِي", "وَ".len()), ("هؤلاء", 0), ("ب", 0), ("", 0)]
        {
            assert_eq!(key(word, proclitics), None, "{word}");
        }
    }

    #[test]
    fn a_clitic_may_cover_the_whole_token() {
        assert_eq!(key("\u{FEF7}حمد", "\u{FEF7}حمد".len()), key("\u{FEF7}حمد", 0));
        assert_eq!(key("لله", 100), key("لله", 0));
        assert_eq!(key("وﷺ", 1), key("وﷺ", 0), "not at a character boundary");
    }
}
