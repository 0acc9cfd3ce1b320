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
}

/// Places for stop words: a power of two, several times their count.
const PLACES: usize = 1024;

impl Keys {
    pub(crate) fn new() -> Self {
        let mut keys = Self { stop: vec![0; PLACES] };
        for word in STOP_WORDS.split_whitespace() {
            let number = Word::of(word).whole;
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

    /// The key of `word`, of which the first `proclitics` bytes are not looked at; `None` for a stop word or a single
    /// letter.
    pub(crate) fn key(&self, word: &str, proclitics: usize) -> Option<u64> {
        // A clitic inside a ligature shares the ligature's span and may so reach to the token's end.
        let word = Word::of(word.get(proclitics..).filter(|stem| !stem.is_empty()).unwrap_or(word));
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

/// A folded word as numbers: FNV-1a over its letters, 64 bits. Two words of one report that share a number would count
/// as one word: less than one report in a million million.
struct Word {
    letters: u32,
    /// The last two letters.
    last: [char; 2],
    whole: u64,
    without_one: u64,
    without_two: u64,
}

impl Word {
    /// Folds as [`rawi_arabic::fold_into`] does, without writing the folded word down.
    fn of(word: &str) -> Self {
        const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
        let mut folded = Self { letters: 0, last: ['\0'; 2], whole: BASIS, without_one: BASIS, without_two: BASIS };
        for c in word.chars() {
            if matches!(c, 'ء'..='غ' | 'ف'..='ي') {
                folded.push(fold_char(c)); // most characters, and none of the cases below
            } else if let Some(letters) = presentation_form(c) {
                letters.chars().for_each(|letter| folded.push(fold_char(letter)));
            } else if !is_mark(c) && !is_tatweel(c) && !is_bidi_control(c) {
                folded.push(fold_char(c));
            }
        }
        folded
    }

    #[inline]
    fn push(&mut self, letter: char) {
        self.letters += 1;
        self.last = [self.last[1], letter];
        self.without_two = self.without_one;
        self.without_one = self.whole;
        self.whole = (self.whole ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3);
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
            assert_eq!(Word::of(word).whole, Word::of(&folded).whole, "{word}");
        }
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
