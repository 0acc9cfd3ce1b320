//! The word lists of the stage: read from its lexicons, looked up by the folded word.

use crate::forms::{self, Forms, Pronoun};
use crate::lists::{LISTS, List, Lists};
use crate::verbs::{self, Text, Verb};
use rawi_arabic::lexicon::{self, Class, Feature, LexiconError};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// The lexicons that the stage brings, by name.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("verbs.tsv", include_str!("../lexicons/verbs.tsv")),
    ("speakers.tsv", include_str!("../lexicons/speakers.tsv")),
    ("speech.tsv", include_str!("../lexicons/speech.tsv")),
    ("forms.tsv", include_str!("../lexicons/forms.tsv")),
];

/// The class of attributions; those of forms stand behind it, and then the lists.
const ATTRIBUTION: Class = Class::new(
    "attribution",
    &[Feature::text("lemma"), Feature::text("with"), Feature::flag("verb"), Feature::flag("count")],
);
/// The classes that are no mere list.
const VERB: usize = 0;
const ATTRIBUTIONS: usize = 1;
const FORMS: usize = 2;
const FIRST_LIST: usize = FORMS + forms::CLASSES.len();

fn classes() -> Vec<Class> {
    let mut classes = vec![verbs::CLASS, ATTRIBUTION];
    classes.extend(forms::CLASSES);
    classes.extend(LISTS.iter().map(|(_, class)| *class));
    classes
}

/// بحسب and the like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribution {
    pub(crate) lemma: Text,
    /// What stands behind it before whoever says it: نقلا [عن]; empty if nothing must.
    pub(crate) with: Text,
    /// It attributes only behind a comma and before a verb of saying: كما [أفادت] الشرطة.
    pub(crate) verb: bool,
    /// It attributes only behind a comma and before a count whose giver is told: في [حصيلة] نشرتها الشرطة.
    pub(crate) count: bool,
}

/// Letters that the rules name.
pub(crate) const WAW: char = 'و';
pub(crate) const FEH: char = 'ف';
pub(crate) const BEH: char = 'ب';
pub(crate) const LAM: char = 'ل';
pub(crate) const KAF: char = 'ك';
pub(crate) const TEH: char = 'ت';
pub(crate) const TEH_MARBUTA: char = 'ة';

/// What the lexicons know of a word.
#[derive(Clone, Copy, Debug, Default)]
struct Facts {
    lists: Lists,
    verb: Option<Verb>,
    attribution: Option<Attribution>,
}

/// Words by their folded letters.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    words: HashMap<String, Facts, BuildHasherDefault<LetterHasher>>,
    /// By first and last letter, the lengths that a word has: most words of a text are none, and end here.
    shapes: Vec<u32>,
    texts: Vec<String>,
    pub(crate) forms: Forms,
    /// Asides of two words.
    asides: Vec<(String, String)>,
}

/// No word of a lexicon that is longer is looked for, in bytes: the longest form of a verb is وسيستطردون.
const LONGEST: usize = 24;

/// The place of a word among the shapes, and the bit of its length.
fn shape(word: &str) -> Option<(usize, u32)> {
    // The letters of Arabic script differ in the low bits of their last byte; two that do not only cost a look-up.
    let letter = |byte: u8| usize::from(byte & 63);
    let bytes = word.as_bytes();
    let (first, last) = (bytes.get(1)?, bytes.last()?);
    Some((letter(*first) * 64 + letter(*last), 1 << (word.len() / 2).min(31)))
}

impl Lexicon {
    /// The stage's own lexicons, then `more`, by name and text.
    ///
    /// # Errors
    /// Every mistake in `more`.
    pub(crate) fn read(more: &[(&str, &str)]) -> Result<Self, Vec<LexiconError>> {
        let files: Vec<(&str, &str)> = FILES.iter().chain(more).copied().collect();
        let mut this = Self { texts: vec![String::new()], ..Self::default() };
        let mut errors = Vec::new();
        let read = lexicon::Lexicon::read(&classes(), &files)?;
        let is_form = |class| (FORMS..FIRST_LIST).contains(&class);
        // Verbs are made by them.
        for entry in read.entries().iter().filter(|entry| is_form(entry.class)) {
            if let Err(message) = this.forms.add(entry.class - FORMS, entry) {
                errors.push(entry.error(message));
            }
        }
        for entry in read.entries().iter().filter(|entry| !is_form(entry.class)) {
            let word = rawi_arabic::STRICT.key(entry.word);
            if word.len() > LONGEST {
                let message = format!("`{}` is longer than {} letters, which no word here is", entry.word, LONGEST / 2);
                errors.push(entry.error(message));
                continue;
            }
            match entry.class {
                VERB => {
                    let lemma = this.text(entry.word.to_owned());
                    let preposition = this.text(rawi_arabic::STRICT.key(entry.get("preposition").unwrap_or_default()));
                    match verbs::forms(entry, &this.forms, lemma, preposition) {
                        Ok(forms) => {
                            // Among the stage's own verbs the first has a form that two share; a user's has it before all.
                            let own = entry.file_index < FILES.len();
                            let mut seen = HashSet::new();
                            for (form, verb) in forms {
                                let known = &mut this.words.entry(form.clone()).or_default().verb;
                                if known.is_none() || !own && seen.insert(form) {
                                    *known = Some(verb);
                                }
                            }
                        }
                        Err(message) => errors.push(entry.error(message)),
                    }
                }
                ATTRIBUTIONS => {
                    let lemma = this.text(entry.get("lemma").unwrap_or(entry.word).to_owned());
                    let with = this.text(rawi_arabic::STRICT.key(entry.get("with").unwrap_or_default()));
                    let facts = this.words.entry(word).or_default();
                    facts.attribution =
                        Some(Attribution { lemma, with, verb: entry.has("verb"), count: entry.has("count") });
                    facts.lists.add(List::Attribution);
                }
                class => {
                    let (list, _) = LISTS[class - FIRST_LIST];
                    if let Some(bound) = word.strip_suffix(TEH_MARBUTA).filter(|_| list == List::VerbalNoun) {
                        this.add(format!("{bound}{TEH}"), List::VerbalNounBound);
                    }
                    if let Some((first, second)) = word.split_once(' ') {
                        if list != List::Aside {
                            let message = format!("`{}` is two words; an `{}` is one", entry.word, entry.class_name());
                            errors.push(entry.error(message));
                        }
                        this.asides.push((first.to_owned(), second.to_owned()));
                        continue;
                    }
                    this.add(word, list);
                }
            }
        }
        this.shapes = vec![0; 64 * 64];
        for (place, length) in this.words.keys().filter_map(|word| shape(word)) {
            this.shapes[place] |= length;
        }
        if errors.is_empty() { Ok(this) } else { Err(errors) }
    }

    fn add(&mut self, word: String, list: List) {
        self.words.entry(word).or_default().lists.add(list);
    }

    fn text(&mut self, text: String) -> Text {
        let found = self.texts.iter().position(|known| *known == text).unwrap_or_else(|| {
            self.texts.push(text);
            self.texts.len() - 1
        });
        // Verbs are few: a lexicon with 65,536 is none of this world.
        Text::try_from(found).unwrap_or(0)
    }

    /// A lemma, or a preposition.
    pub(crate) fn get_text(&self, text: Text) -> &str {
        &self.texts[usize::from(text)]
    }

    fn facts(&self, word: &str) -> Option<&Facts> {
        let (place, length) = shape(word)?;
        if self.shapes[place] & length == 0 || word.len() > LONGEST {
            return None;
        }
        self.words.get(word)
    }

    /// The lists that a folded word stands in.
    pub(crate) fn lists(&self, word: &str) -> Lists {
        self.facts(word).map_or(Lists::default(), |known| known.lists)
    }

    /// The same, and the verb that it is.
    pub(crate) fn known(&self, word: &str) -> (Lists, Option<Verb>) {
        self.facts(word).map_or((Lists::default(), None), |known| (known.lists, known.verb))
    }

    /// The attribution that a folded word is: بحسب, وفقا.
    pub(crate) fn attribution(&self, word: &str) -> Option<Attribution> {
        self.facts(word)?.attribution
    }

    /// Whether two folded words are an aside: في حين.
    pub(crate) fn is_aside(&self, first: &str, second: &str) -> bool {
        self.asides.iter().any(|(one, two)| one == first && two == second)
    }

    /// The verb that a folded word is, and whether و or ف stands before it.
    pub(crate) fn verb(&self, key: &str) -> Option<(Verb, bool)> {
        let form = |word| self.facts(word)?.verb;
        let bare = || key.strip_prefix([WAW, FEH]).and_then(form).map(|verb| (verb, true));
        form(key).map(|verb| (verb, false)).or_else(bare)
    }

    /// The same for a word with an object: قاله, ذكرتها.
    pub(crate) fn verb_with_object(&self, key: &str) -> Option<(Verb, bool)> {
        self.forms.before_pronoun(key, Pronoun::Object).find_map(|verb| self.verb(verb))
    }

    /// Whether a folded word with a pronoun behind it says that someone gave a document: أصدرته, أعلنها.
    pub(crate) fn gives(&self, key: &str) -> bool {
        let gives = |verb: &str| self.lists(verb.strip_suffix(TEH).unwrap_or(verb)).has(List::Gives);
        self.forms.before_pronoun(key, Pronoun::Thing).any(gives)
    }

    /// Whether a folded word is a verbal noun: one of the lists, alone or with the pronoun of whoever does it (رفضه,
    /// مشاركتها), or of a form that verbal nouns have. `first` is its first letter as written.
    pub(crate) fn is_verbal_noun(&self, stem: &str, first: Option<char>) -> bool {
        const LISTED: Lists = Lists::of(&[List::VerbalNoun, List::VerbalNounBound]);
        let own = self.lists(stem);
        own.has(List::VerbalNoun)
            || self.forms.before_pronoun(stem, Pronoun::Owner).any(|noun| self.lists(noun).any(LISTED))
            || self.forms.is_verbal(stem, first) && !own.has(List::Thing)
    }
}

/// Folded words are short, and nobody chooses them to collide.
#[derive(Default)]
struct LetterHasher(u64);

impl Hasher for LetterHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut add = |part: u64| self.0 = (self.0.rotate_left(5) ^ part).wrapping_mul(0x517c_c1b7_2722_0a95);
        let (eights, rest) = bytes.as_chunks();
        eights.iter().for_each(|&eight| add(u64::from_le_bytes(eight)));
        add(rest.iter().fold(0, |part, &byte| part << 8 | u64::from(byte)));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
impl Lexicon {
    /// One word for every set of what is known of a word: those with the same are read alike.
    pub(crate) fn one_of_each(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.words.keys().map(String::as_str).collect();
        words.sort_unstable();
        let mut seen = Vec::new();
        words.retain(|word| {
            let Facts { lists, verb, attribution } = self.words[*word];
            let verb = verb.map(|mut verb| {
                verb.lemma = 0;
                verb
            });
            let key = (lists, verb, attribution.map(|known| known.with));
            let new = !seen.contains(&key);
            seen.push(key);
            new
        });
        words
    }

    /// Every word, in order.
    pub(crate) fn every_word(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.words.keys().map(String::as_str).collect();
        words.sort_unstable();
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_verbs() {
        let lexicon = Lexicon::read(&[]).unwrap();
        let lemma = |word: &str| lexicon.verb(word).map(|(verb, _)| lexicon.get_text(verb.lemma).to_owned());
        for (word, expected) in [
            ("قالت", "قال"),
            ("وسيقولون", "قال"),
            ("بالقول", "قال"),
            ("يرون", "رأى"),
            ("رات", "رأى"),
            ("دعت", "دعا"),
            ("تدعو", "دعا"),
            ("مضيفة", "أضاف"),
            ("داعين", "دعا"),
        ] {
            assert_eq!(lemma(word).as_deref(), Some(expected), "{word}");
        }
        for word in ["نصف", "نجيب", "عقب", "مهددة", "قا", "وزير"] {
            assert_eq!(lemma(word), None, "{word}");
        }
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        let mine = "verb\tنوّه\tpresent=ينوه\nverb\tناشد\tpresent=ناشد\nspeaker\tمستوطن\tkind=x\n\nspeaher\tعمدة\n";
        let errors = Lexicon::read(&[("mine.tsv", mine)]).unwrap_err();
        let lines: Vec<usize> = errors.iter().map(|error| error.line).collect();
        assert_eq!(lines, [1, 3, 5], "{errors:?}");
        let errors =
            Lexicon::read(&[("mine.tsv", "verb\tناشد\tpresent=ناشد\nverb\tقص\tparticiple=قاص\n")]).unwrap_err();
        assert_eq!(
            errors[0].to_string(),
            "mine.tsv:1: `present=ناشد` is no form of «he»; write the one in ي, as present=يقول"
        );
        assert_eq!(errors.len(), 1);
    }
}
