//! Verbs of saying: their forms, and how what they say follows them.

use rawi_arabic::lexicon::{Class, Entry, Feature};

/// How a verb takes what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// A clause with أن or إن, a colon, or words in quotation marks.
    Any,
    /// Only a colon or quotation marks: a clause behind it is something else.
    Marks,
    /// As `Any`, but the bare form is mostly another word: بين "between".
    Near,
    /// As `Any`, but a clause only behind its preposition: دعا إلى أن.
    Behind,
    /// What another said: نقل عن فلان أن.
    From,
    /// What stands in a document: جاء في بيان أن.
    Document,
}

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

/// What a form of a verb does in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A verb with its subject.
    Finite,
    /// مضيفا, قائلة: says what the subject of the sentence says.
    Participle,
}

/// What more is known of a verb, a bit each; the names are those of the lexicon's features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits(u16);

impl Traits {
    pub(crate) const ANNOUNCES: Self = Self(1);
    pub(crate) const ANNOUNCES_BA: Self = Self(1 << 1);
    pub(crate) const ABOUT: Self = Self(1 << 2);
    pub(crate) const TELLS: Self = Self(1 << 3);
    pub(crate) const SHORT: Self = Self(1 << 4);
    pub(crate) const NO_OBJECT: Self = Self(1 << 5);
    pub(crate) const ADDRESSES: Self = Self(1 << 6);
    pub(crate) const ADJECTIVE: Self = Self(1 << 7);

    const FLAGS: [(&str, Self); 8] = [
        ("announces", Self::ANNOUNCES),
        ("announces-ba", Self::ANNOUNCES_BA),
        ("about", Self::ABOUT),
        ("tells", Self::TELLS),
        ("short", Self::SHORT),
        ("no-object", Self::NO_OBJECT),
        ("addresses", Self::ADDRESSES),
        ("adjective", Self::ADJECTIVE),
    ];

    fn of(entry: &Entry<'_>) -> Self {
        Self::FLAGS.iter().filter(|(key, _)| entry.has(key)).fold(Self(0), |all, (_, one)| Self(all.0 | one.0))
    }
}

/// A text of the lexicon, by number: a lemma, a preposition; 0 is the empty one.
pub(crate) type Text = u16;

/// A form of a verb of saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verb {
    /// The verb as dictionaries have it.
    pub(crate) lemma: Text,
    pub(crate) takes: Takes,
    /// The preposition of its clause: أشار إلى أن. Folded; empty if it has none but ب.
    pub(crate) preposition: Text,
    pub(crate) form: Form,
    pub(crate) agrees: Agrees,
    /// يذكر and يتوقع without a subject are passive: nobody in the text says it.
    pub(crate) passive: bool,
    /// The lexicon spells this form out: قلت, بالقول.
    pub(crate) irregular: bool,
    traits: Traits,
}

impl Verb {
    pub(crate) fn has(self, traits: Traits) -> bool {
        self.traits.0 & traits.0 == traits.0
    }
}

const TAKES: [(&str, Takes); 6] = [
    ("any", Takes::Any),
    ("marks", Takes::Marks),
    ("near", Takes::Near),
    ("preposition", Takes::Behind),
    ("from", Takes::From),
    ("document", Takes::Document),
];

/// The class of the lexicon's lines that are verbs.
pub(crate) const CLASS: Class = Class::new(
    "verb",
    &[
        Feature::text("present"),
        Feature::text("participle"),
        Feature::one_of("takes", &["any", "marks", "near", "preposition", "from", "document"]),
        Feature::text("preposition"),
        Feature::words("forms"),
        Feature::words("nouns"),
        Feature::flag("no-past"),
        Feature::flag("no-we"),
        Feature::flag("no-participle-feminine"),
        Feature::flag("passive"),
        Feature::flag("announces"),
        Feature::flag("announces-ba"),
        Feature::flag("about"),
        Feature::flag("tells"),
        Feature::flag("short"),
        Feature::flag("no-object"),
        Feature::flag("addresses"),
        Feature::flag("adjective"),
    ],
);

fn folded(word: &str) -> String {
    rawi_arabic::STRICT.key(word)
}

/// `stem` without its weak last letter, which goes before an ending that begins with a vowel: رأى رأت, يدعو يدعون.
fn weak(stem: &str) -> &str {
    stem.strip_suffix(['ي', 'ا', 'و']).unwrap_or(stem)
}

/// The forms of the verb that `entry` is, folded, the more usual ones first; `lemma` and `preposition` are its texts.
///
/// # Errors
/// What is wrong with the entry and what to do.
pub(crate) fn forms(entry: &Entry<'_>, lemma: Text, preposition: Text) -> Result<Vec<(String, Verb)>, String> {
    let takes = entry.get("takes").and_then(|takes| TAKES.iter().find(|(key, _)| *key == takes));
    let base = Verb {
        lemma,
        takes: takes.map_or(Takes::Any, |&(_, takes)| takes),
        preposition,
        form: Form::Finite,
        agrees: Agrees::Many,
        passive: false,
        irregular: false,
        traits: Traits::of(entry),
    };
    let mut forms: Vec<(String, Verb)> = Vec::new();
    if !entry.has("no-past") {
        past(&folded(entry.word), base, &mut forms);
    }
    if let Some(present) = entry.get("present") {
        let present = folded(present);
        let Some(stem) = present.strip_prefix('ي').filter(|stem| !stem.is_empty()) else {
            return Err(format!("`present={present}` is no form of «he»; write the one in ي, as present=يقول"));
        };
        self::present(stem, entry.has("passive"), !entry.has("no-we"), base, &mut forms);
    }
    if let Some(participle) = entry.get("participle") {
        let participle = folded(participle);
        let mut put = |word: String, agrees| forms.push((word, Verb { form: Form::Participle, agrees, ..base }));
        put(format!("{participle}ا"), Agrees::Masculine);
        // مطالبة بدفع, مهددة: the object of it.
        if !entry.has("no-participle-feminine") {
            put(format!("{participle}ة"), Agrees::Feminine);
        }
        put(format!("{}ين", weak(&participle)), Agrees::Many);
    }
    for word in entry.words("forms") {
        forms.push((folded(word), Verb { irregular: true, ..base }));
    }
    for word in entry.words("nouns") {
        let agrees = if word.ends_with("ها") { Agrees::Feminine } else { Agrees::Many };
        forms.push((folded(word), Verb { form: Form::Participle, agrees, irregular: true, ..base }));
    }
    if let Some((short, _)) = forms.iter().find(|(form, _)| form.chars().nth(1).is_none()) {
        return Err(format!("`{short}` is one letter; a form of a verb has two or more"));
    }
    Ok(forms)
}

fn past(past: &str, base: Verb, forms: &mut Vec<(String, Verb)>) {
    let mut put = |word: String, agrees| forms.push((word, Verb { agrees, ..base }));
    let defective = past.ends_with(['ي', 'ا']);
    let stem = if defective { weak(past) } else { past };
    put(past.to_owned(), Agrees::Masculine);
    put(format!("{stem}ت"), Agrees::Feminine);
    put(format!("{stem}وا"), Agrees::Many);
    if !defective && base.takes != Takes::Document {
        for ending in ["ا", "تا", "نا"] {
            put(format!("{stem}{ending}"), Agrees::Many);
        }
    }
}

fn present(present: &str, passive: bool, we: bool, base: Verb, forms: &mut Vec<(String, Verb)>) {
    let mut put = |word: String, agrees, passive| forms.push((word, Verb { agrees, passive, ..base }));
    let stem = weak(present);
    for future in ["", "س"] {
        put(format!("{future}ي{present}"), Agrees::Masculine, passive);
        put(format!("{future}ت{present}"), Agrees::Feminine, false);
        for ending in ["ون", "وا", "ان"].into_iter().filter(|ending| *ending != "ان" || stem == present) {
            put(format!("{future}ي{stem}{ending}"), Agrees::Many, false);
            put(format!("{future}ت{stem}{ending}"), Agrees::Many, false);
        }
        // نصف is "half".
        if we && present.chars().count() > 2 {
            put(format!("{future}ن{present}"), Agrees::Many, false);
        }
    }
}
