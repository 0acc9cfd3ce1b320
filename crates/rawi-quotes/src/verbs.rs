//! Verbs of saying: their forms, and what they say follows them.

use std::collections::HashMap;

/// How a verb takes what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// A clause with أن or إن, a colon, or words in quotation marks.
    Any,
    /// Only a colon or quotation marks: a clause behind it is something else.
    Marks,
    /// As `Any`, but بين is mostly "between".
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

/// What a word does in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A verb with its subject.
    Finite,
    /// مضيفا, قائلة: says what the subject of the sentence says.
    Participle,
}

/// A form of a verb of saying.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verb {
    /// The verb as dictionaries have it.
    pub(crate) lemma: &'static str,
    pub(crate) takes: Takes,
    /// The preposition of its clause: أشار إلى أن. Folded; empty if it has none but ب.
    pub(crate) preposition: &'static str,
    pub(crate) form: Form,
    pub(crate) agrees: Agrees,
    /// يذكر and يتوقع without a subject are passive: nobody in the text says it.
    pub(crate) passive: bool,
}

use Takes::{Any, Behind, Document, From, Marks, Near};

/// Lemma, past, present behind its prefix, participle, preposition. The forms are folded (`rawi_arabic::fold_char`); an empty
/// one does not exist, or is far more often another word (عقب "after", يعد "is counted", يبلغ "amounts to").
const VERBS: [(&str, &str, &str, &str, &str, Takes); 67] = [
    ("قال", "قال", "قول", "قائل", "", Any),
    ("أضاف", "اضاف", "ضيف", "مضيف", "", Any),
    ("أكد", "اكد", "ؤكد", "مؤكد", "علي", Any),
    ("أوضح", "اوضح", "وضح", "موضح", "", Any),
    ("أعلن", "اعلن", "علن", "معلن", "", Any),
    ("صرح", "صرح", "صرح", "مصرح", "", Any),
    ("ذكر", "ذكر", "ذكر", "", "", Any),
    ("أشار", "اشار", "شير", "مشير", "الي", Any),
    ("لفت", "لفت", "لفت", "لافت", "الي", Any),
    ("شدد", "شدد", "شدد", "مشدد", "علي", Any),
    ("تابع", "تابع", "تابع", "متابع", "", Any),
    ("أفاد", "افاد", "فيد", "", "", Any),
    ("أردف", "اردف", "ردف", "مردف", "", Any),
    ("استطرد", "استطرد", "ستطرد", "مستطرد", "", Any),
    ("استدرك", "استدرك", "ستدرك", "مستدرك", "", Any),
    ("أبلغ", "ابلغ", "", "مبلغ", "", Any),
    ("أخبر", "اخبر", "خبر", "", "", Any),
    ("حذر", "حذر", "حذر", "محذر", "من", Any),
    ("نبه", "نبه", "نبه", "منبه", "الي", Any),
    ("رأى", "راي", "ري", "", "", Any),
    ("اعتبر", "اعتبر", "عتبر", "معتبر", "", Any),
    ("زعم", "زعم", "زعم", "زاعم", "", Any),
    ("ادعى", "ادعي", "دعي", "مدعي", "", Any),
    ("كشف", "كشف", "كشف", "كاشف", "عن", Any),
    ("نفى", "نفي", "نفي", "نافي", "", Any),
    ("أنكر", "انكر", "نكر", "منكر", "", Any),
    ("اعترف", "اعترف", "عترف", "معترف", "", Any),
    ("أقر", "اقر", "قر", "", "", Any),
    ("أجاب", "اجاب", "جيب", "مجيب", "", Any),
    ("رد", "رد", "رد", "", "", Behind),
    ("سأل", "سال", "سال", "", "", Marks),
    ("تساءل", "تساءل", "تساءل", "متسائل", "", Marks),
    ("علق", "علق", "علق", "", "علي", Marks),
    ("عقب", "", "عقب", "معقب", "", Marks),
    ("وعد", "وعد", "", "واعد", "", Behind),
    ("تعهد", "تعهد", "تعهد", "متعهد", "", Any),
    ("توعد", "توعد", "توعد", "متوعد", "", Any),
    ("هدد", "هدد", "هدد", "مهدد", "", Behind),
    ("طالب", "طالب", "طالب", "مطالب", "", Behind),
    ("دعا", "دعا", "دعو", "داعي", "الي", Behind),
    ("وصف", "وصف", "صف", "واصف", "", Marks),
    ("اتهم", "اتهم", "تهم", "متهم", "", Marks),
    ("أعرب", "اعرب", "عرب", "معرب", "", Marks),
    ("جدد", "جدد", "جدد", "مجدد", "", Any),
    ("كرر", "كرر", "كرر", "مكرر", "", Any),
    ("روى", "روي", "روي", "راوي", "", Any),
    ("خلص", "خلص", "خلص", "", "الي", Behind),
    ("توقع", "توقع", "توقع", "متوقع", "", Any),
    ("رجح", "رجح", "رجح", "مرجح", "", Any),
    ("استبعد", "استبعد", "ستبعد", "مستبعد", "", Any),
    ("كتب", "كتب", "كتب", "", "", Marks),
    ("غرد", "غرد", "غرد", "مغرد", "", Marks),
    ("هتف", "هتف", "هتف", "", "", Marks),
    ("صرخ", "صرخ", "صرخ", "صارخ", "", Marks),
    ("اقترح", "اقترح", "قترح", "مقترح", "", Any),
    ("نوه", "نوه", "نوه", "منوه", "الي", Behind),
    ("ألمح", "المح", "لمح", "ملمح", "الي", Behind),
    ("جزم", "جزم", "جزم", "جازم", "", Behind),
    ("ختم", "ختم", "ختم", "", "", Marks),
    ("اختتم", "اختتم", "ختتم", "مختتم", "", Marks),
    ("واصل", "واصل", "واصل", "", "", Marks),
    ("أورد", "اورد", "ورد", "مورد", "", Any),
    ("شرح", "شرح", "شرح", "شارح", "", Any),
    ("بين", "بين", "", "مبين", "", Near),
    ("نقل", "نقل", "نقل", "ناقل", "عن", From),
    ("جاء", "جاء", "", "", "", Document),
    ("ورد", "ورد", "", "", "", Document),
];

/// Verbs behind a document that name who gave it: بيان أصدرته الوزارة, حصيلة نشرها الجيش. Of those above, these.
pub(crate) const GIVES: [&str; 13] =
    ["اصدر", "نشر", "بث", "وزع", "اعلن", "اورد", "اذاع", "ادلي", "تلا", "كشف", "قدم", "اعد", "نقل"];

/// The forms of all verbs, folded.
pub(crate) struct Lexicon {
    forms: HashMap<String, Verb>,
    /// By first and last letter, the lengths that a form has: most words of a text are none, and end here.
    shapes: Vec<u32>,
}

/// The place of a word among the shapes, and the bit of its length.
fn shape(word: &str) -> Option<(usize, u32)> {
    // The letters of Arabic script differ in the low bits of their last byte; two that do not only cost a look-up.
    let letter = |byte: u8| usize::from(byte & 63);
    let [_, first, .., last] = word.as_bytes() else { return None };
    Some((letter(*first) * 64 + letter(*last), 1 << (word.len() / 2).min(31)))
}

impl Lexicon {
    pub(crate) fn new() -> Self {
        let mut forms = HashMap::new();
        for (lemma, past, present, participle, preposition, takes) in VERBS {
            let mut put = |word: String, form: Form, agrees: Agrees, passive: bool| {
                forms.entry(word).or_insert(Verb { lemma, takes, preposition, form, agrees, passive });
            };
            let finite = Form::Finite;
            // قال رأى دعا: a final weak letter goes before an ending that begins with a vowel.
            let weak = |stem: &str| {
                stem.strip_suffix(['ي', 'ا', 'و']).filter(|rest| rest.chars().count() > 1).map(str::to_owned)
            };
            if !past.is_empty() {
                let stem = if matches!(lemma, "رأى" | "ادعى" | "نفى" | "روى" | "دعا") {
                    weak(past).unwrap_or_default()
                } else {
                    past.to_owned()
                };
                put(past.to_owned(), finite, Agrees::Masculine, false);
                put(format!("{stem}ت"), finite, Agrees::Feminine, false);
                put(format!("{stem}وا"), finite, Agrees::Many, false);
                if stem == past && takes != Document {
                    put(format!("{stem}ا"), finite, Agrees::Many, false);
                    put(format!("{stem}تا"), finite, Agrees::Many, false);
                    put(format!("{stem}نا"), finite, Agrees::Many, false);
                }
            }
            if !present.is_empty() {
                let stem = if matches!(lemma, "رأى" | "ادعى" | "نفى" | "روى" | "دعا") && lemma != "رأى"
                {
                    weak(present).unwrap_or_default()
                } else if lemma == "رأى" {
                    "ر".to_owned()
                } else {
                    present.to_owned()
                };
                let passive = matches!(lemma, "ذكر" | "توقع" | "زعم" | "رجح" | "استبعد" | "اقترح");
                for future in ["", "س"] {
                    put(format!("{future}ي{present}"), finite, Agrees::Masculine, passive);
                    put(format!("{future}ت{present}"), finite, Agrees::Feminine, false);
                    for ending in ["ون", "وا", "ان"].into_iter().filter(|ending| *ending != "ان" || stem == present)
                    {
                        put(format!("{future}ي{stem}{ending}"), finite, Agrees::Many, false);
                        put(format!("{future}ت{stem}{ending}"), finite, Agrees::Many, false);
                    }
                    // نصف is "half", نجيب a name.
                    if present.chars().count() > 2 && lemma != "أجاب" {
                        put(format!("{future}ن{present}"), finite, Agrees::Many, false);
                    }
                }
            }
            if !participle.is_empty() {
                put(format!("{participle}ا"), Form::Participle, Agrees::Masculine, false);
                // مطالبة بدفع, مهددة: the object of it.
                if !matches!(lemma, "طالب" | "هدد" | "اتهم") {
                    put(format!("{participle}ة"), Form::Participle, Agrees::Feminine, false);
                }
                put(format!("{}ين", participle.trim_end_matches('ي')), Form::Participle, Agrees::Many, false);
            }
        }
        // Hollow verbs lose their vowel in the first person.
        let said = forms["قال"];
        for word in ["قلت", "قلنا", "اقول", "قلن", "يقلن"] {
            forms.insert(word.to_owned(), Verb { agrees: Agrees::Many, ..said });
        }
        // القول as a noun: وأكتفى بالقول إن, في قوله إن.
        for word in ["بالقول", "بقوله", "بقولها", "بقولهم", "قوله", "قولها", "قولهم", "والقول"]
        {
            let agrees = if word.ends_with("ها") { Agrees::Feminine } else { Agrees::Many };
            forms.insert(word.to_owned(), Verb { form: Form::Participle, agrees, ..said });
        }
        let mut shapes = vec![0; 64 * 64];
        for (place, length) in forms.keys().filter_map(|form| shape(form)) {
            shapes[place] |= length;
        }
        Self { forms, shapes }
    }

    fn form(&self, word: &str) -> Option<Verb> {
        let (place, length) = shape(word)?;
        if self.shapes[place] & length == 0 {
            return None;
        }
        self.forms.get(word).copied()
    }

    /// The verb that a folded word is, and whether و or ف stands before it.
    pub(crate) fn get(&self, key: &str) -> Option<(Verb, bool)> {
        // The longest form is وسيستطردون.
        if key.len() > 24 {
            return None;
        }
        let bare = || key.strip_prefix(['و', 'ف']).and_then(|rest| self.form(rest)).map(|verb| (verb, true));
        self.form(key).map(|verb| (verb, false)).or_else(bare)
    }

    /// The same for a word with an object: قاله, ذكرتها.
    pub(crate) fn get_with_object(&self, key: &str) -> Option<(Verb, bool)> {
        ["ه", "ها", "هم"].iter().find_map(|object| self.get(key.strip_suffix(object)?))
    }
}
