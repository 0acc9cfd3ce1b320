//! How words are formed, as `forms.tsv` has it: the patterns of verbs and verbal nouns, endings, pronouns.

use rawi_arabic::lexicon::{Class, Entry, Feature};
use rawi_arabic::{STRICT, fold_alef};

/// The letters of a pattern that stand for those of the root, as grammars have it: فعل.
const ROOT: [char; 3] = ['ف', 'ع', 'ل'];

/// Letters that fall before an ending with a vowel.
const WEAK_LETTERS: [char; 3] = ['ي', ALEF, 'و'];
const ALEF: char = 'ا';
/// Participles of derived verbs begin with it.
const MEEM: char = 'م';

const AGREES: Feature = Feature::one_of("agrees", &["masculine", "feminine", "many"]).required();
const WEAK: Feature = Feature::flag("weak");
const SOUND: Feature = Feature::flag("sound");

/// The classes of `forms.tsv` that are more than lists, in the order of [`Kind`].
pub(crate) const CLASSES: [Class; 6] = [
    Class::new("past", &[AGREES, WEAK, SOUND]),
    Class::new("present", &[AGREES, WEAK, SOUND, Feature::flag("passive"), Feature::flag("we")]),
    Class::new("participle", &[AGREES, WEAK]),
    Class::new("verbal-form", &[]),
    Class::new("ending", &[Feature::flag("feminine"), Feature::flag("nisba"), OBJECT]),
    Class::new("pronoun", &[Feature::flag("object"), Feature::flag("thing"), Feature::flag("feminine")]),
];
const OBJECT: Feature = Feature::one_of("object", &["always", "speaker"]);

/// What a word of [`CLASSES`] is.
const PAST: usize = 0;
const PRESENT: usize = 1;
const PARTICIPLE: usize = 2;
const VERBAL_FORM: usize = 3;
const ENDING: usize = 4;

/// Whom a form agrees with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agrees {
    /// One man, one thing; or, before its subject, many men.
    Masculine,
    /// One woman, one thing, many things.
    Feminine,
    /// Many; anyone may be among them.
    Many,
}

impl Agrees {
    pub(crate) fn with(self, other: Self) -> bool {
        self == other || self == Self::Many || other == Self::Many
    }
}

/// A form of a verb: what stands before its stem and behind it.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    before: String,
    behind: String,
    pub(crate) agrees: Agrees,
    /// The weak last letter of a stem falls before the ending: رأى, رأت.
    weak: bool,
    /// Only stems without one have the form.
    sound: bool,
    /// Without a subject it may be passive: يُذكر.
    pub(crate) passive: bool,
    /// What we do.
    pub(crate) we: bool,
}

/// `stem` without its weak last letter, which goes before an ending that begins with a vowel: رأى رأت, يدعو يدعون.
fn without_weak(stem: &str) -> &str {
    stem.strip_suffix(WEAK_LETTERS).unwrap_or(stem)
}

impl Pattern {
    fn of(entry: &Entry<'_>) -> Result<Self, String> {
        let agrees = match entry.get("agrees") {
            Some("masculine") => Agrees::Masculine,
            Some("feminine") => Agrees::Feminine,
            _ => Agrees::Many,
        };
        let word = STRICT.key(entry.word);
        let (Some(first), Some(last)) = (word.find(ROOT[0]), word.rfind(ROOT[2]).filter(|_| word.contains(ROOT[1])))
        else {
            let root: String = ROOT.iter().collect();
            return Err(format!("`{}` is no pattern; write it with the letters of {root}", entry.word));
        };
        Ok(Self {
            before: word[..first.min(last)].to_owned(),
            behind: word[last + ROOT[2].len_utf8()..].to_owned(),
            agrees,
            weak: entry.has("weak"),
            sound: entry.has("sound"),
            passive: entry.has("passive"),
            we: entry.has("we"),
        })
    }

    /// What stands before the stem.
    pub(crate) fn before(&self) -> &str {
        &self.before
    }

    /// The form of `stem`, folded; none if such a stem has none.
    pub(crate) fn form(&self, stem: &str, all: bool) -> Option<String> {
        let short = without_weak(stem);
        if self.sound && (!all || short != stem) {
            return None;
        }
        let Self { before, behind, .. } = self;
        Some(format!("{before}{}{behind}", if self.weak { short } else { stem }))
    }

    /// What is left of a form of this pattern, if it is one: يقول is قول.
    pub(crate) fn stem<'w>(&self, form: &'w str) -> Option<&'w str> {
        form.strip_prefix(&*self.before)?.strip_suffix(&*self.behind).filter(|stem| !stem.is_empty())
    }
}

/// What an ending says of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ends {
    /// It is feminine: ة, ات.
    Feminine,
    /// It is an adjective made of a noun: ي, ية.
    Nisba,
    /// It is an object: يين.
    Object,
    /// It is one if it is a noun of those who speak: المواطنين.
    ObjectSpeaker,
}

/// What a pronoun behind a word may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pronoun {
    /// Any: whose it is, رفضه.
    Owner,
    /// The object of a verb of saying: قاله.
    Object,
    /// That of a verb that a document is the object of: أصدرته.
    Thing,
    /// One that is a woman, a body, many things: قولها.
    Feminine,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forms {
    pub(crate) past: Vec<Pattern>,
    pub(crate) present: Vec<Pattern>,
    pub(crate) participle: Vec<Pattern>,
    /// Patterns of verbal nouns: letters, or `None` for one of the root.
    verbal: Vec<Vec<Option<char>>>,
    endings: Vec<(String, Ends)>,
    pronouns: Vec<(String, Pronoun)>,
}

impl Forms {
    /// Takes a word of `CLASSES[class]`.
    ///
    /// # Errors
    /// What is wrong with it and what to do.
    pub(crate) fn add(&mut self, class: usize, entry: &Entry<'_>) -> Result<(), String> {
        match class {
            PAST => self.past.push(Pattern::of(entry)?),
            PRESENT => self.present.push(Pattern::of(entry)?),
            PARTICIPLE => self.participle.push(Pattern::of(entry)?),
            VERBAL_FORM => {
                let root = |letter: char| if ROOT.contains(&letter) { None } else { Some(letter) };
                self.verbal.push(entry.word.chars().map(root).collect());
            }
            ENDING => {
                let word = STRICT.key(entry.word);
                let object = match entry.get("object") {
                    Some("always") => Some(Ends::Object),
                    Some(_) => Some(Ends::ObjectSpeaker),
                    None => None,
                };
                let kinds = [
                    entry.has("feminine").then_some(Ends::Feminine),
                    entry.has("nisba").then_some(Ends::Nisba),
                    object,
                ];
                self.endings.extend(kinds.into_iter().flatten().map(|kind| (word.clone(), kind)));
            }
            _ => {
                let word = STRICT.key(entry.word);
                let kinds = [
                    Some(Pronoun::Owner),
                    entry.has("object").then_some(Pronoun::Object),
                    entry.has("thing").then_some(Pronoun::Thing),
                    entry.has("feminine").then_some(Pronoun::Feminine),
                ];
                self.pronouns.extend(kinds.into_iter().flatten().map(|kind| (word.clone(), kind)));
            }
        }
        Ok(())
    }

    /// Whether a folded word ends so.
    pub(crate) fn ends(&self, word: &str, kind: Ends) -> bool {
        self.endings.iter().any(|(ending, of)| *of == kind && word.ends_with(ending.as_str()))
    }

    /// Whether a folded word is a participle in the accusative: مؤكدا.
    pub(crate) fn is_accusative(&self, word: &str) -> bool {
        word.starts_with(MEEM) && word.ends_with(ALEF) && word.chars().nth(4).is_some()
    }

    /// What is left of a folded word before each pronoun of the kind that it ends with.
    pub(crate) fn before_pronoun<'w>(&self, word: &'w str, kind: Pronoun) -> impl Iterator<Item = &'w str> {
        let rest = move |(pronoun, of): &(String, Pronoun)| {
            word.strip_suffix(pronoun.as_str()).filter(|rest| *of == kind && !rest.is_empty())
        };
        self.pronouns.iter().filter_map(rest)
    }

    /// Whether a folded word has the form of a verbal noun; `first` is its first letter as written, since أفعال is a plural.
    pub(crate) fn is_verbal(&self, stem: &str, first: Option<char>) -> bool {
        // The longest pattern has seven letters, of two bytes each.
        let letters = stem.len() / 2;
        self.verbal.iter().filter(|pattern| pattern.len() == letters).any(|pattern| {
            let is = |(letter, wanted): (char, &Option<char>)| wanted.is_none_or(|wanted| wanted == letter);
            let begins = match (pattern[0], first) {
                (Some(wanted), Some(first)) => wanted == first && stem.starts_with(fold_alef(wanted)),
                (None, _) => true,
                (Some(_), None) => false,
            };
            begins && stem.chars().zip(pattern).skip(1).all(is)
        })
    }
}
