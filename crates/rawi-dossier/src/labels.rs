//! What the page and the workbook say beside the reports' own words.

/// A line a label: key, Arabic, English.
const LABELS: &str = include_str!("../page/labels.tsv");

/// The language of labels; the reports stay as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Arabic, from right to left.
    #[default]
    Ar,
    /// English, from left to right.
    En,
}

impl Lang {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
        }
    }

    pub(crate) fn direction(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::En => "ltr",
        }
    }
}

/// The label under `key`; the key itself if there is none.
#[must_use]
pub fn label(key: &str, lang: Lang) -> &str {
    labels(lang).find(|(name, _)| *name == key).map_or(key, |(_, text)| text)
}

/// All labels with their keys.
pub(crate) fn labels(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    LABELS.lines().filter(|line| !line.starts_with('#')).filter_map(move |line| {
        let mut cells = line.split('\t');
        let (key, ar, en) = (cells.next()?, cells.next()?, cells.next()?);
        Some((key, if lang == Lang::Ar { ar } else { en }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_both_languages() {
        let keys = |lang| labels(lang).map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(keys(Lang::Ar), keys(Lang::En));
        assert_eq!(keys(Lang::Ar).len(), LABELS.lines().filter(|line| !line.starts_with('#')).count());
        assert_eq!(label("disagree", Lang::En), "disagree");
        assert_eq!(label("unheard of", Lang::Ar), "unheard of");
        // Every word that the page's script asks for by name.
        let script = include_str!("../page/page.js");
        for key in script.split("say(\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(key, _)| key) {
            assert!(keys(Lang::En).contains(&key), "{key}");
        }
    }
}
