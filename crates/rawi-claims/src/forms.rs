//! The forms of verbs and nouns, made of the ones that a lexicon writes.

/// How many a noun's form says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Many {
    One,
    Two,
    /// ـين of a noun with a sound plural.
    TwoOrMore,
    More,
}

impl Many {
    /// Whether the form can be a plural.
    pub(crate) fn is_plural(self) -> bool {
        matches!(self, Self::TwoOrMore | Self::More)
    }
}

/// `stem` without its weak last letter, which goes before an ending that begins with a vowel: نجا نجت, يجلي يجلون.
fn weak(stem: &str) -> &str {
    stem.strip_suffix(['ي', 'ى', 'ا', 'و']).unwrap_or(stem)
}

/// Whether a verb's ending says that two or more do it: قتلا, قتلوا, يقتلون.
pub(crate) fn is_of_more(verb: &str) -> bool {
    verb.ends_with(['ا', 'ن', 'و'])
}

const YEH: char = 'ي';
const TEH: char = 'ت';
const TEH_MARBUTA: char = 'ة';

/// The first letters of the present: of him, of her.
const HE: char = YEH;
const SHE: char = TEH;

/// Whether a word without an article has the ending of an object: شخصا.
pub(crate) fn is_object(noun: &str) -> bool {
    noun.ends_with('ا')
}

/// Whether a noun has the ending of a dual that has lost its ن: ضابطي.
pub(crate) fn is_construct_of_two(noun: &str) -> bool {
    noun.ends_with(YEH)
}

/// How many a form of حالة says.
pub(crate) fn of_cases(noun: &str) -> Many {
    match noun {
        noun if noun.ends_with(TEH) => Many::More,
        noun if is_feminine_noun(noun) => Many::One,
        _ => Many::Two,
    }
}

/// Whether a noun has the ending of the feminine: سيارة.
pub(crate) fn is_feminine_noun(noun: &str) -> bool {
    noun.ends_with(TEH_MARBUTA)
}

/// Whether a verb of the past or the present tells of her: أصيبت, تصاب.
pub(crate) fn is_feminine_verb(verb: &str) -> bool {
    verb.ends_with(TEH) || verb.starts_with(SHE)
}

/// Whether a noun has the ending of two or more who do something: الشرطيان, المسلحون.
pub(crate) fn is_subject_of_more(noun: &str) -> bool {
    noun.strip_suffix('ن').is_some_and(|rest| rest.ends_with(['ا', 'و']))
}

/// A verb of the present of him, where it is of her: يموت of تموت.
pub(crate) fn of_him(verb: &str) -> Option<String> {
    verb.strip_prefix(SHE).map(|stem| format!("{HE}{stem}"))
}

/// Whether a verb begins as one of the present does, of him or her.
pub(crate) fn is_present(verb: &str) -> bool {
    verb.starts_with([HE, SHE])
}

/// The forms of a verb by the past, and by the present where it is given.
///
/// # Errors
/// If `present` is no form of «he».
pub(crate) fn verb(past: &str, present: Option<&str>) -> Result<Vec<String>, String> {
    let defective = past.ends_with(['ي', 'ى', 'ا']);
    let stem = if defective { weak(past) } else { past };
    let mut forms = vec![past.to_owned(), format!("{stem}ت"), format!("{stem}وا")];
    if defective {
        forms.push(format!("{stem}يت"));
        forms.push(format!("{stem}يا"));
    } else {
        forms.extend(["ا", "تا"].map(|ending| format!("{stem}{ending}")));
    }
    if let Some(present) = present {
        forms.extend(self::present(present)?);
    }
    Ok(forms)
}

/// The forms of the present, by that of «he».
///
/// # Errors
/// If it does not begin with ي.
pub(crate) fn present(present: &str) -> Result<Vec<String>, String> {
    let Some(stem) = present.strip_prefix(HE).filter(|stem| !stem.is_empty()) else {
        return Err(format!("`present={present}` is no form of «he»; write the one in ي, as present=يقتل"));
    };
    let weak = weak(stem);
    let mut forms = Vec::new();
    for future in ["", "س"] {
        for person in [HE, SHE] {
            forms.push(format!("{future}{person}{stem}"));
            forms.extend(["ون", "وا", "ان"].map(|ending| format!("{future}{person}{weak}{ending}")));
        }
    }
    Ok(forms)
}

/// The forms of a noun, each with how many it says: of the singular, and of the plurals where they are no sound ones.
pub(crate) fn noun(singular: &str, plural: &[&str]) -> Vec<(String, Many)> {
    let mut forms = vec![(singular.to_owned(), Many::One)];
    let mut put = |form: String, many| forms.push((form, many));
    if let Some(stem) = singular.strip_suffix(TEH_MARBUTA) {
        put(format!("{stem}تين"), Many::Two);
        put(format!("{stem}تان"), Many::Two);
        put(format!("{stem}تا"), Many::Two);
        put(format!("{stem}تي"), Many::Two);
        if plural.is_empty() {
            put(format!("{stem}ات"), Many::More);
        }
    } else {
        // ناشط has نشطاء and ناشطين.
        let mine =
            |word: &&str| word.strip_prefix(singular).is_some_and(|end| end.chars().count() == 2) && is_of_more(word);
        let sound = plural.is_empty() || plural.iter().any(mine);
        put(format!("{singular}ا"), Many::One);
        put(format!("{singular}ان"), Many::Two);
        put(format!("{singular}ين"), if sound { Many::TwoOrMore } else { Many::Two });
        put(format!("{singular}ة"), Many::One);
        put(format!("{singular}تين"), Many::Two);
        put(format!("{singular}تان"), Many::Two);
        put(format!("{singular}ات"), Many::More);
        if sound {
            put(format!("{singular}ون"), Many::More);
            // Without its ن before what it belongs to: مسلحي التنظيم.
            put(format!("{singular}و"), Many::More);
            if !singular.ends_with(YEH) {
                put(format!("{singular}ي"), Many::More);
            }
        }
    }
    for word in plural {
        put((*word).to_owned(), Many::More);
        if let Some(stem) = word.strip_suffix("ين").or_else(|| word.strip_suffix("ون")) {
            put(format!("{stem}ي"), Many::More);
            put(format!("{stem}و"), Many::More);
        }
    }
    forms
}
