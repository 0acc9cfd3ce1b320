//! Gazetteers: lists of names with label and entity id, from tables written by people, as one matcher.

use crate::key::{is_alphanumeric, key, key_into};
use crate::table::Row;
use crate::trie::{Trie, Vocabulary};
use crate::written::{self, is_word_char};
use rawi_core::layers::Label;

/// What an entry stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name.
    Name,
    /// A part of personal names: a given name.
    Given,
    /// A part of personal names: a family name.
    Family,
}

/// An entity of a gazetteer.
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    pub(crate) label: Label,
    pub(crate) entity: Option<String>,
    pub(crate) name: String,
    pub(crate) source: u16,
}

/// One way of writing an entry's name.
pub(crate) struct Spelling {
    pub(crate) entry: u32,
    /// The name is also an ordinary word, or the name of something else: it needs context.
    pub(crate) needs_context: bool,
    /// The words as written, with spaces between, if one of them shares its key with a common word.
    pub(crate) strict: Option<Box<str>>,
}

/// Word classes that the context patterns look for, as bits.
pub(crate) mod class {
    pub(crate) const NAMES: [&str; 28] = [
        "head",
        "weak-head",
        "named-head",
        "state",
        "place",
        "place-strong",
        "facility",
        "facility-strong",
        "water",
        "direction",
        "say",
        "former",
        "honorific",
        "particle",
        "polity",
        "platform",
        "media",
        "adjective",
        "evaluative",
        "time",
        "function",
        "regime",
        "militant",
        "command-head",
        "command",
        "minister",
        "body",
        "no-name",
    ];
    pub(crate) const HEAD: u32 = 1 << 0;
    pub(crate) const WEAK_HEAD: u32 = 1 << 1;
    pub(crate) const NAMED_HEAD: u32 = 1 << 2;
    pub(crate) const STATE: u32 = 1 << 3;
    pub(crate) const PLACE: u32 = 1 << 4;
    pub(crate) const PLACE_STRONG: u32 = 1 << 5;
    pub(crate) const FACILITY: u32 = 1 << 6;
    pub(crate) const FACILITY_STRONG: u32 = 1 << 7;
    pub(crate) const WATER: u32 = 1 << 8;
    pub(crate) const DIRECTION: u32 = 1 << 9;
    pub(crate) const SAY: u32 = 1 << 10;
    pub(crate) const FORMER: u32 = 1 << 11;
    pub(crate) const HONORIFIC: u32 = 1 << 12;
    pub(crate) const PARTICLE: u32 = 1 << 13;
    pub(crate) const POLITY: u32 = 1 << 14;
    pub(crate) const PLATFORM: u32 = 1 << 15;
    pub(crate) const MEDIA: u32 = 1 << 16;
    pub(crate) const ADJECTIVE: u32 = 1 << 17;
    pub(crate) const EVALUATIVE: u32 = 1 << 18;
    pub(crate) const TIME: u32 = 1 << 19;
    pub(crate) const FUNCTION: u32 = 1 << 20;
    pub(crate) const REGIME: u32 = 1 << 21;
    pub(crate) const MILITANT: u32 = 1 << 22;
    pub(crate) const COMMAND_HEAD: u32 = 1 << 23;
    pub(crate) const COMMAND: u32 = 1 << 24;
    pub(crate) const MINISTER: u32 = 1 << 25;
    pub(crate) const BODY: u32 = 1 << 26;
    pub(crate) const NO_NAME: u32 = 1 << 27;
    /// Words that end a name wherever they stand.
    pub(crate) const STOP: u32 = FUNCTION | TIME | SAY | EVALUATIVE;
}

/// All gazetteers of a tagger as one matcher.
#[derive(Default)]
pub(crate) struct Gazetteer {
    pub(crate) words: Vocabulary,
    pub(crate) classes: Vec<u32>,
    // Whether a word of a class is written with a hamza, by word number.
    hamza: Vec<bool>,
    pub(crate) trie: Trie<Spelling>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) sources: Vec<String>,
    // Common words with the spelling that is theirs, by word number: على and not علي.
    common: Vec<Option<Box<str>>>,
    /// Whether a name holds a sign that a text has as a token.
    pub(crate) has_signs: bool,
    scratch: String,
}

impl Gazetteer {
    /// Names the next entries' source as `by` will tell it: `gazetteer:cldr`.
    pub(crate) fn source(&mut self, name: String) {
        self.sources.push(name);
    }

    /// The class bits of a word.
    #[inline]
    pub(crate) fn class(&self, word: u32) -> u32 {
        self.classes.get(word as usize).copied().unwrap_or(0)
    }

    /// The class bits of a word that is written so: a hamza that the class's word does not have makes another word of it
    /// (وأدى is not وادي). A hamza that is left out is no matter.
    pub(crate) fn class_as(&self, word: u32, written: &str) -> u32 {
        let class = self.class(word);
        let hamza = self.hamza.get(word as usize).copied().unwrap_or(false);
        if class != 0 && !hamza && crate::key::has_hamza(written) { 0 } else { class }
    }

    /// Adds the words of `table` (class, words) to their classes.
    pub(crate) fn add_words(&mut self, table: &str) -> Result<(), String> {
        for (number, row) in rows(table) {
            let (name, words) = row.split_once('\t').ok_or_else(|| format!("{number}: no tab after the class"))?;
            let bit = class::NAMES
                .iter()
                .position(|&n| n == name)
                .ok_or_else(|| format!("{number}: unknown class `{name}`"))?;
            for word in words.split(' ') {
                let id = self.word(word);
                self.classes[id as usize] |= 1 << bit;
                if self.hamza.len() <= id as usize {
                    self.hamza.resize(id as usize + 1, false);
                }
                self.hamza[id as usize] |= crate::key::has_hamza(word);
                if 1 << bit == class::FUNCTION {
                    if self.common.len() <= id as usize {
                        self.common.resize(id as usize + 1, None);
                    }
                    self.common[id as usize] = Some(word.into());
                }
            }
        }
        Ok(())
    }

    fn word(&mut self, word: &str) -> u32 {
        self.scratch.clear();
        key_into(word, &mut self.scratch);
        let id = self.words.insert(&self.scratch);
        if self.classes.len() <= id as usize {
            self.classes.resize(id as usize + 1, 0);
        }
        id
    }

    /// Adds an entity with its names. A name that ends in `?` needs context.
    pub(crate) fn add<'a>(
        &mut self,
        kind: Kind,
        label: Label,
        entity: Option<&str>,
        display: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) {
        let entry = self.entries.len() as u32;
        let source = (self.sources.len() - 1) as u16;
        self.entries.push(Entry {
            kind,
            label,
            entity: entity.filter(|e| !e.is_empty()).map(str::to_owned),
            name: display.trim_end_matches('?').to_owned(),
            source,
        });
        for name in names {
            self.add_spelling(entry, name);
        }
    }

    fn add_spelling(&mut self, entry: u32, name: &str) {
        // أميركي and أمريكي are both right.
        for (one, other) in [("ميرك", "مريك"), ("مريك", "ميرك")] {
            if name.contains(one) {
                self.add_one_spelling(entry, &name.replace(one, other));
            }
        }
        self.add_one_spelling(entry, name);
    }

    fn add_one_spelling(&mut self, entry: u32, name: &str) {
        let (name, flagged) = match name.strip_suffix('?') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let words: Vec<&str> = name.split(|c: char| !is_word_char(c)).filter(|w| !w.is_empty()).collect();
        let mut ids = self.add_phrase(entry, flagged, &words, &words);
        // عبد and أبو are written apart or joined to what follows.
        if let Some(at) = ids.iter().position(|&id| matches!(self.words.word(id), "عبد" | "ابو" | "ابي"))
            && at + 1 < ids.len()
        {
            let joined = format!("{}{}", self.words.word(ids[at]), self.words.word(ids[at + 1]));
            ids[at] = self.word(&joined);
            ids.remove(at + 1);
            let needs_context = flagged || (ids.len() == 1 && self.is_common(ids[0]));
            self.trie.insert(&ids, Spelling { entry, needs_context, strict: None });
        }
        self.add_with_signs(entry, flagged, name, &words);
    }

    /// Adds a name with the signs in it as a text has them, if it has any.
    fn add_with_signs(&mut self, entry: u32, flagged: bool, name: &str, without: &[&str]) {
        let mut tokens = written::tokens(name);
        let first = tokens.iter().position(|t| !t.sign).unwrap_or(tokens.len());
        tokens.drain(..first);
        let texts: Vec<&str> = tokens.iter().map(|t| t.text).collect();
        if texts == without {
            if tokens.iter().all(|t| !t.dotted) {
                return;
            }
        } else {
            let words: Vec<&str> = tokens.iter().filter(|t| !t.sign).map(|t| t.text).collect();
            self.add_phrase(entry, flagged, &texts, &words);
            self.has_signs |= tokens.iter().any(|t| t.sign);
        }
        if tokens.iter().any(|t| t.dotted) {
            let dotted: Vec<String> =
                tokens.iter().map(|t| format!("{}{}", t.text, if t.dotted { "." } else { "" })).collect();
            let all: Vec<&str> = dotted.iter().map(String::as_str).collect();
            let words: Vec<&str> = tokens.iter().zip(&all).filter(|(t, _)| !t.sign).map(|(_, &text)| text).collect();
            self.add_phrase(entry, flagged, &all, &words);
        }
    }

    /// Adds a spelling of these tokens, of which `words` are no signs; gives the numbers of the tokens.
    fn add_phrase(&mut self, entry: u32, flagged: bool, tokens: &[&str], words: &[&str]) -> Vec<u32> {
        let ids: Vec<u32> = tokens.iter().map(|token| self.word(token)).collect();
        let strict = ids.iter().any(|&id| self.is_common(id));
        let needs_context = flagged || (strict && ids.len() == 1);
        self.trie.insert(&ids, Spelling { entry, needs_context, strict: strict.then(|| words.join(" ").into()) });
        ids
    }

    /// Whether the word is a common one, whose spelling is not left open.
    fn is_common(&self, id: u32) -> bool {
        self.common.get(id as usize).is_some_and(Option::is_some)
    }

    /// Adds a row of a table of names.
    pub(crate) fn add_row(&mut self, row: &Row<'_>) {
        self.add(Kind::Name, row.label.clone(), row.entity, row.display, row.names());
    }

    /// Reads a list of parts of personal names, one a line.
    pub(crate) fn add_name_parts(&mut self, text: &str, kind: Kind) {
        for (_, name) in rows(text) {
            self.add(kind, Label::PERS, None, name, [name]);
        }
    }

    /// Reads a table of peoples (masculine singular, id, other forms) and makes their forms.
    pub(crate) fn add_nationalities(&mut self, text: &str) {
        for (_, row) in rows(text) {
            let mut fields = row.split('\t');
            let (stem, id, others) = (fields.next().unwrap_or(""), fields.next(), fields.next().unwrap_or(""));
            let mut forms = Vec::new();
            for base in std::iter::once(stem).chain(others.split('|')).filter(|b| !b.is_empty()) {
                match base.strip_prefix('=') {
                    Some(fixed) => forms.push(fixed.to_owned()),
                    None => adjective_forms(base, &mut forms),
                }
            }
            self.add(Kind::Name, Label::NORP, id, stem, forms.iter().map(String::as_str));
        }
    }

    /// Adds the Egyptian and the Levantine spelling of a foreign g (بلغراد، بلجراد) to the place names read by `add`.
    pub(crate) fn add_foreign_places(&mut self, text: &str) {
        for (_, row) in rows(text) {
            let mut fields = row.split('\t');
            let (name, label, id, variants) =
                (fields.next().unwrap_or(""), fields.next().unwrap_or(""), fields.next(), fields.next().unwrap_or(""));
            let mut names: Vec<String> = Vec::new();
            for name in std::iter::once(name).chain(variants.split('|')).filter(|n| !n.is_empty()) {
                names.push(name.to_owned());
                let arab = id.is_some_and(|id| ARAB_STATES.contains(&id.split('/').next().unwrap_or("")));
                let inner = name.char_indices().nth(1).map_or(name.len(), |(at, _)| at);
                if !arab && name.len() >= 10 && name[inner..].contains('غ') {
                    names.push(name.replace('غ', "ج"));
                }
            }
            let Some(label) = parse_label(label) else { continue };
            self.add(Kind::Name, label, id, name, names.iter().map(String::as_str));
        }
    }

    /// Whether the words written at `written` are those of the spelling.
    pub(crate) fn spelled<'t>(&self, spelling: &Spelling, mut written: impl Iterator<Item = &'t str>) -> bool {
        let Some(surface) = &spelling.strict else { return true };
        surface.split(' ').all(|word| {
            let Some(written) = written.next() else { return false };
            let common = self.words.get(&key(word)).is_some_and(|id| self.is_common(id));
            !common || crate::key::same_spelling(written, word)
        })
    }
}

/// States where ج and غ are letters of the names themselves.
const ARAB_STATES: [&str; 22] = [
    "SY", "IQ", "LB", "JO", "PS", "EG", "SD", "LY", "TN", "DZ", "MA", "MR", "SA", "YE", "OM", "AE", "QA", "BH", "KW",
    "SO", "DJ", "KM",
];

pub(crate) fn parse_label(label: &str) -> Option<Label> {
    Some(match label {
        "PERS" => Label::PERS,
        "ORG" => Label::ORG,
        "GPE" => Label::GPE,
        "LOC" => Label::LOC,
        "FAC" => Label::FAC,
        "NORP" => Label::NORP,
        "OCC" => Label::OCC,
        "EVENT" => Label::EVENT,
        "PRODUCT" => Label::PRODUCT,
        own if !own.is_empty() && own.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_') => {
            Label::from(own.to_owned())
        }
        _ => return None,
    })
}

/// The lines of a table that hold something, with their numbers from 1.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line.trim_end_matches('\r')))
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
}

pub(crate) fn has_word(name: &str) -> bool {
    let mut key = String::new();
    key_into(name, &mut key);
    key.chars().any(is_alphanumeric)
}

/// The forms of a relative adjective: سوري، سورية، سوريان، سوريين، سوريون، سوريات and سوريتين, with and without ال. Of a name of
/// several words the last alone takes the endings. A stem that ends in `?` gives forms that need context.
fn adjective_forms(stem: &str, forms: &mut Vec<String>) {
    let (stem, flag) = match stem.strip_suffix('?') {
        Some(stem) => (stem, "?"),
        None => (stem, ""),
    };
    let endings: &[&str] = if stem.ends_with('ي') {
        &["", "ة", "ين", "ون", "ان", "ات", "تين", "تان"]
    } else {
        &["", "ة", "ين", "ون", "ات"]
    };
    for ending in endings {
        for article in ["", "ال"] {
            forms.push(format!("{article}{stem}{ending}{flag}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, text: &str) -> Gazetteer {
        let mut gazetteer = Gazetteer::default();
        gazetteer.source(format!("user:{file}"));
        assert_eq!(crate::table::read(file, text, |row| gazetteer.add_row(row)), [""; 0]);
        gazetteer
    }

    #[test]
    fn both_formats_give_the_same_entries() {
        let tsv = read("x.tsv", "تليجرام\tPRODUCT\tproduct:telegram\tتيليغرام|تلغرام\r\n");
        let toml = "[[name]]\nname = \"تليجرام\"\nlabel = \"PRODUCT\"\nentity = \"product:telegram\"\nvariants = [\"تيليغرام\", \"تلغرام\"]\n";
        let toml = read("x.toml", toml);
        for gazetteer in [tsv, toml] {
            assert_eq!(gazetteer.entries.len(), 1);
            assert!(["تليجرام", "تيليغرام", "تلغرام"].iter().all(|w| gazetteer.words.get(w).is_some()));
            assert_eq!(gazetteer.entries[0].entity.as_deref(), Some("product:telegram"));
        }
    }

    #[test]
    fn adjectives_take_their_forms() {
        let mut forms = Vec::new();
        adjective_forms("سوري", &mut forms);
        for form in ["سوري", "السورية", "سوريين", "السوريون", "سوريات", "السوريتان"]
        {
            assert!(forms.iter().any(|f| f == form), "{form}");
        }
    }
}
