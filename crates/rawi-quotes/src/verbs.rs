//! Verbs of saying: their forms, and how what they say follows them.

use crate::forms::{Agrees, Forms, Pattern, Pronoun};
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
    /// A count and no clause: رفعت الوزارة [عدد القتلى إلى] ستة.
    Count,
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
    pub(crate) const GOES_ON: Self = Self(1 << 8);
    pub(crate) const COUNTS: Self = Self(1 << 9);

    const FLAGS: [(&str, Self); 10] = [
        ("announces", Self::ANNOUNCES),
        ("announces-ba", Self::ANNOUNCES_BA),
        ("about", Self::ABOUT),
        ("tells", Self::TELLS),
        ("short", Self::SHORT),
        ("no-object", Self::NO_OBJECT),
        ("addresses", Self::ADDRESSES),
        ("adjective", Self::ADJECTIVE),
        ("goes-on", Self::GOES_ON),
        ("counts", Self::COUNTS),
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
    /// The past, in its regular form: أعلن, which may be أُعلن.
    pub(crate) past: bool,
    /// The lexicon spells this form out: قلت, بالقول.
    pub(crate) irregular: bool,
    traits: Traits,
}

impl Verb {
    pub(crate) fn has(self, traits: Traits) -> bool {
        self.traits.0 & traits.0 == traits.0
    }
}

const TAKES: [(&str, Takes); 7] = [
    ("any", Takes::Any),
    ("marks", Takes::Marks),
    ("near", Takes::Near),
    ("preposition", Takes::Behind),
    ("from", Takes::From),
    ("document", Takes::Document),
    ("count", Takes::Count),
];

/// The class of the lexicon's lines that are verbs.
pub(crate) const CLASS: Class = Class::new(
    "verb",
    &[
        Feature::text("present"),
        Feature::text("participle"),
        Feature::one_of("takes", &["any", "marks", "near", "preposition", "from", "document", "count"]),
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
        Feature::flag("goes-on"),
        Feature::flag("counts"),
    ],
);

fn folded(word: &str) -> String {
    rawi_arabic::STRICT.key(word)
}

/// The forms of the verb that `entry` is, folded, the more usual ones first; `lemma` and `preposition` are its texts.
///
/// # Errors
/// What is wrong with the entry and what to do.
pub(crate) fn forms(
    entry: &Entry<'_>,
    patterns: &Forms,
    lemma: Text,
    preposition: Text,
) -> Result<Vec<(String, Verb)>, String> {
    let takes = entry.get("takes").and_then(|takes| TAKES.iter().find(|(key, _)| *key == takes));
    let base = Verb {
        lemma,
        takes: takes.map_or(Takes::Any, |&(_, takes)| takes),
        preposition,
        form: Form::Finite,
        agrees: Agrees::Many,
        passive: false,
        past: false,
        irregular: false,
        traits: Traits::of(entry),
    };
    let mut forms: Vec<(String, Verb)> = Vec::new();
    let mut put = |pattern: &Pattern, stem: &str, all: bool, verb: Verb| {
        forms.extend(pattern.form(stem, all).map(|form| (form, Verb { agrees: pattern.agrees, ..verb })));
    };
    if !entry.has("no-past") {
        let stem = folded(entry.word);
        let all = base.takes != Takes::Document;
        patterns.past.iter().for_each(|pattern| put(pattern, &stem, all, Verb { past: true, ..base }));
    }
    if let Some(present) = entry.get("present") {
        let present = folded(present);
        let he = patterns.present.first();
        let Some(stem) = he.and_then(|he| he.stem(&present)) else {
            let before = he.map_or("", Pattern::before);
            return Err(format!(
                "`present={present}` is no form of «he»; write the one in {before}, as present={before}قول"
            ));
        };
        // نصف is "half".
        let we = !entry.has("no-we") && stem.chars().count() > 2;
        for pattern in patterns.present.iter().filter(|pattern| we || !pattern.we) {
            put(pattern, stem, true, Verb { passive: pattern.passive && entry.has("passive"), ..base });
        }
    }
    if let Some(participle) = entry.get("participle") {
        let participle = folded(participle);
        // مطالبة بدفع, مهددة: the object of it.
        let feminine = !entry.has("no-participle-feminine");
        for pattern in patterns.participle.iter().filter(|of| feminine || of.agrees != Agrees::Feminine) {
            put(pattern, &participle, true, Verb { form: Form::Participle, ..base });
        }
    }
    for word in entry.words("forms") {
        forms.push((folded(word), Verb { irregular: true, ..base }));
    }
    for word in entry.words("nouns") {
        let word = folded(word);
        let hers = patterns.before_pronoun(&word, Pronoun::Feminine).next().is_some();
        let agrees = if hers { Agrees::Feminine } else { Agrees::Many };
        forms.push((word, Verb { form: Form::Participle, agrees, irregular: true, ..base }));
    }
    if let Some((short, _)) = forms.iter().find(|(form, _)| form.chars().nth(1).is_none()) {
        return Err(format!("`{short}` is one letter; a form of a verb has two or more"));
    }
    Ok(forms)
}
