//! What the letters of a word tell of its form.

/// The accusative of an indefinite word, a sound plural or a feminine relative adjective: no name of a place or a person.
pub(crate) fn looks_indefinite(key: &str) -> bool {
    key.ends_with(crate::key::FEMININES)
        || key.ends_with(crate::key::PERSONS) && key.chars().count() > 5
        || key.ends_with(crate::key::RELATIVE) && key.chars().count() > 5
}

/// An imperfect verb, a participle in the accusative or a word with a pronoun, as far as the letters tell.
pub(crate) fn looks_verbal(key: &str) -> bool {
    let participle = key.ends_with(crate::key::ALEF)
        && key.chars().count() > 4
        && (key.starts_with(crate::key::MEEM) || key.chars().nth(1) == Some(crate::key::ALEF));
    participle
        || (key.starts_with(crate::key::YEH)
            || key.starts_with(crate::key::TEH)
            || key.starts_with("سي")
            || key.starts_with("ست")
            || key.starts_with("است"))
        || ["ها", "هم", "هما", "وا", "نا", "ته", "تها"].iter().any(|s| key.ends_with(s))
        || key.ends_with(crate::key::HEH)
}

/// A definite participle of a derived verb, which follows a name as its adjective: المنتقل، المستقيل.
pub(crate) fn looks_participle(key: &str) -> bool {
    let mut letters = key.chars().skip(2);
    letters.next() == Some(crate::key::MEEM)
        && matches!(letters.next(), Some(crate::key::NOON | crate::key::TEH | 'س'))
        && key.chars().count() > 6
        && !key.ends_with(crate::key::YEH)
}

/// A verbal noun of a derived verb by its letters: المناصحة، ارتداد، تدريب.
pub(crate) fn looks_doing(key: &str) -> bool {
    let noun = key.strip_prefix(crate::key::ARTICLE).filter(|noun| noun.len() > 6).unwrap_or(key);
    let letters: Vec<char> = noun.chars().collect();
    match letters.as_slice() {
        [crate::key::MEEM, _, crate::key::ALEF, _, fifth, crate::key::HEH] => *fifth != crate::key::YEH,
        [crate::key::ALEF, .., crate::key::ALEF, _] => letters.len() > 5,
        [crate::key::TEH, _, _, crate::key::YEH, _] => true,
        _ => false,
    }
}
