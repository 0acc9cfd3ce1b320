//! Which words of two sentences count as the same word.

use rawi_arabic::fold_into;

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

/// Endings that inflection adds, the longest first: the suffixes of the light stemmer light10 (Larkey, Ballesteros
/// and Connell 2002, Improving stemming for Arabic information retrieval).
const ENDINGS: [&str; 10] = ["ها", "ان", "ات", "ون", "ين", "ية", "يه", "ة", "ه", "ي"];

/// An ending goes only if so much of the word stays: three letters of two bytes.
const LEAST_STEM: usize = 6;

/// Gives every word a number that its inflected forms share.
pub(crate) struct Keys {
    // Hashes, sorted: faster to search than the words.
    stop: Vec<u64>,
}

impl Keys {
    pub(crate) fn new() -> Self {
        let mut word = String::new();
        let mut stop: Vec<u64> = STOP_WORDS
            .split_whitespace()
            .map(|stop_word| {
                word.clear();
                fold_into(stop_word, &mut word);
                hash(word.as_bytes())
            })
            .collect();
        stop.sort_unstable();
        stop.dedup();
        Self { stop }
    }

    /// The key of `word`, of which the first `proclitics` bytes are not looked at; `None` for a stop word or a single
    /// letter. `scratch` saves an allocation a word.
    pub(crate) fn key(&self, word: &str, proclitics: usize, scratch: &mut String) -> Option<u64> {
        scratch.clear();
        // A clitic inside a ligature shares the ligature's span and may so reach beyond the token's end.
        let stem = word.get(proclitics..).filter(|stem| !stem.is_empty()).unwrap_or(word);
        fold_into(stem, scratch);
        let folded = scratch.as_str();
        if folded.chars().nth(1).is_none() || self.stop.binary_search(&hash(folded.as_bytes())).is_ok() {
            return None;
        }
        let stem = ENDINGS.iter().find_map(|ending| folded.strip_suffix(ending).filter(|stem| stem.len() >= LEAST_STEM));
        Some(hash(stem.unwrap_or(folded).as_bytes()))
    }
}

/// FNV-1a with 64 bits. Two words of one report that share a hash would count as one word: less than one report in a
/// million million.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(word: &str, proclitics: usize) -> Option<u64> {
        Keys::new().key(word, proclitics, &mut String::new())
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
    fn short_words_keep_their_endings() {
        assert_ne!(key("ثمن", 0), key("ثمين", 0));
        assert_ne!(key("فان", 0), key("ف", 0));
        assert!(key("مدن", 0).is_some());
    }

    #[test]
    fn stop_words_have_no_key() {
        for (word, proclitics) in [("الى", 0), ("إلى", 0), ("وَفِي", "وَ".len()), ("هؤلاء", 0), ("ب", 0), ("", 0)] {
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
