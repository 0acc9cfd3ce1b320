//! Gazetteers: lists of names with label and entity id, from tables written by people, as one matcher.

use crate::country::Country;
use crate::key::{has_hamza, same_spelling};
use crate::lexicon::{ClassWord, class, part};
use crate::lists::Lists;
use crate::table::{Row, outlets, parse_label, rows};
use crate::trie::{Trie, Vocabulary};
use crate::written::{self, is_word_char};
use rawi_arabic::LOOSE;
use rawi_core::layers::Label;
use std::collections::BTreeMap;

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

/// All gazetteers of a tagger as one matcher.
#[derive(Default)]
pub(crate) struct Gazetteer {
    pub(crate) words: Vocabulary,
    pub(crate) classes: Vec<u64>,
    // Whether a word of a class is written with a hamza, by word number.
    hamza: Vec<bool>,
    // Whether a word is of a class, by word number.
    classed: Vec<bool>,
    // Whether all words of a class with this key begin with أ, by word number.
    above: Vec<bool>,
    // Bits of `part`, by word number.
    parts: Vec<u64>,
    // Keys of departments without the ending ه.
    departments: Vec<String>,
    pub(crate) trie: Trie<Spelling>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) sources: Vec<String>,
    // Whether a word is a common one, by word number: على, whose key علي shares.
    common: Vec<bool>,
    /// Whether a name holds a sign that a text has as a token.
    pub(crate) has_signs: bool,
    /// The long lists.
    pub(crate) lists: Lists,
    // By the keys of an outlet's words, with spaces between, its country.
    outlets: BTreeMap<String, Country>,
    /// The entries that are clubs.
    pub(crate) clubs: std::ops::Range<u32>,
    /// The entries that are outlets.
    pub(crate) papers: std::ops::Range<u32>,
    /// Which of `sources` their places have.
    pub(crate) places_source: u16,
    /// That of the units of countries.
    pub(crate) units_source: u16,
    scratch: String,
    ids: Vec<u32>,
}

impl Gazetteer {
    /// Names the next entries' source as `by` will tell it: `gazetteer:cldr`.
    pub(crate) fn source(&mut self, name: String) {
        self.sources.push(name);
    }

    /// The class bits of a word.
    #[inline]
    pub(crate) fn class(&self, word: u32) -> u64 {
        self.classes.get(word as usize).copied().unwrap_or(0)
    }

    /// The class bits of a word that is written so: a hamza that the class's word does not have makes another word of it
    /// (وأدى is not وادي). A hamza that is left out is no matter.
    pub(crate) fn class_as(&self, word: u32, written: &str) -> u64 {
        let class = self.class(word);
        let hamza = self.hamza.get(word as usize).copied().unwrap_or(false);
        // إحياء is not أحياء.
        let above = self.above.get(word as usize).copied().unwrap_or(false);
        if class != 0 && (!hamza && has_hamza(written) || above && written.contains('إ')) { 0 } else { class }
    }

    /// Whether the word is of a class of [`part`](crate::lexicon::part).
    pub(crate) fn is_part(&self, word: u32, part: u64) -> bool {
        self.parts.get(word as usize).is_some_and(|parts| parts & part != 0)
    }

    /// Whether a word is of such a class by its key, as where it stands behind a proclitic.
    pub(crate) fn is_key_part(&self, key: &str, part: u64) -> bool {
        self.words.get(key).is_some_and(|word| self.is_part(word, part))
    }

    /// Whether a key begins with a department.
    pub(crate) fn begins_with_department(&self, key: &str) -> bool {
        self.departments.iter().any(|stem| key.starts_with(stem.as_str()))
    }

    /// Adds words to their classes.
    pub(crate) fn add_words(&mut self, words: &[ClassWord<'_>]) {
        for &ClassWord { word, class, part } in words {
            let id = self.word(word) as usize;
            self.classes[id] |= class;
            if part != 0 {
                at(&mut self.parts, id, |parts| *parts |= part);
            }
            if part & part::DEPARTMENT != 0 {
                let key = LOOSE.key(word);
                self.departments.push(key.strip_suffix(crate::key::HEH).unwrap_or(&key).to_owned());
            }
            if class != 0 {
                at(&mut self.hamza, id, |hamza| *hamza |= has_hamza(word));
                let first = self.classed.get(id).is_none_or(|&classed| !classed);
                at(&mut self.classed, id, |classed| *classed = true);
                at(&mut self.above, id, |above| *above = word.starts_with('أ') && (first || *above));
            }
            if class & (class::FUNCTION | class::NOUN) != 0 {
                at(&mut self.common, id, |common| *common = true);
            }
        }
    }

    fn word(&mut self, word: &str) -> u32 {
        self.scratch.clear();
        LOOSE.push(word, &mut self.scratch);
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
        let mut ids = std::mem::take(&mut self.ids);
        ids.clear();
        for word in words(name) {
            let id = self.word(word);
            ids.push(id);
        }
        let strict = ids.iter().any(|&id| self.is_common(id));
        let needs_context = flagged || (strict && ids.len() == 1);
        let spelled = strict.then(|| words(name).collect::<Vec<_>>().join(" ").into());
        self.trie.insert(&ids, Spelling { entry, needs_context, strict: spelled });
        // عبد and أبو are written apart or joined to what follows.
        if let Some(at) = ids.iter().position(|&id| self.is_part(id, part::JOINED))
            && at + 1 < ids.len()
        {
            let joined = format!("{}{}", self.words.word(ids[at]), self.words.word(ids[at + 1]));
            ids[at] = self.word(&joined);
            ids.remove(at + 1);
            self.trie.insert(&ids, Spelling { entry, needs_context, strict: None });
        }
        self.ids = ids;
        // Most names are letters and spaces.
        if !name.chars().all(|c| c == ' ' || rawi_arabic::is_letter(c)) {
            self.add_with_signs(entry, flagged, name);
        }
    }

    /// Adds a name with the signs in it as a text has them, if it has any.
    fn add_with_signs(&mut self, entry: u32, flagged: bool, name: &str) {
        let mut tokens = written::tokens(name);
        let first = tokens.iter().position(|t| !t.sign).unwrap_or(tokens.len());
        tokens.drain(..first);
        if !tokens.iter().map(|t| t.text).eq(words(name)) {
            self.add_tokens(entry, flagged, tokens.iter().map(|t| (t.text, t.sign)));
            self.has_signs |= tokens.iter().any(|t| t.sign);
        }
        if tokens.iter().any(|t| t.dotted) {
            let dotted: Vec<(String, bool)> =
                tokens.iter().map(|t| (format!("{}{}", t.text, if t.dotted { "." } else { "" }), t.sign)).collect();
            self.add_tokens(entry, flagged, dotted.iter().map(|(text, sign)| (text.as_str(), *sign)));
        }
    }

    /// Adds a spelling of tokens, each with whether it is a sign.
    fn add_tokens<'n>(&mut self, entry: u32, flagged: bool, tokens: impl Iterator<Item = (&'n str, bool)> + Clone) {
        let ids: Vec<u32> = tokens.clone().map(|(token, _)| self.word(token)).collect();
        let strict = ids.iter().any(|&id| self.is_common(id));
        let needs_context = flagged || (strict && ids.len() == 1);
        let spelled = || tokens.filter(|(_, sign)| !sign).map(|(token, _)| token).collect::<Vec<_>>().join(" ").into();
        self.trie.insert(&ids, Spelling { entry, needs_context, strict: strict.then(spelled) });
    }

    /// Whether word `id` alone is a place of a name that needs context, and nothing that needs none.
    pub(crate) fn is_doubtful_place(&self, id: u32) -> bool {
        let Some(node) = self.trie.start(id) else { return false };
        let mut place = false;
        for (_, spelling) in self.trie.values(node) {
            let entry = &self.entries[spelling.entry as usize];
            if !spelling.needs_context || entry.kind != Kind::Name {
                return false;
            }
            place |= entry.label == Label::GPE;
        }
        place
    }

    /// Whether the word is a common one, whose spelling is not left open.
    fn is_common(&self, id: u32) -> bool {
        self.common.get(id as usize).is_some_and(|&common| common)
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

    /// Reads a table of outlets.
    pub(crate) fn add_outlets(&mut self, text: &str) {
        for outlet in outlets(text) {
            if let Some(&country) = outlet.country.as_bytes().first_chunk::<2>() {
                for name in outlet.names().chain(outlet.sites()) {
                    let key = keys(name).collect::<Vec<_>>().join(" ");
                    self.outlets.entry(key).or_insert(Country::new(country));
                }
            }
            self.add(Kind::Name, Label::ORG, Some(outlet.id), outlet.name, outlet.names());
        }
    }

    /// The country of an outlet by the keys of its words; a head before its name (صحيفة) is passed over.
    pub(crate) fn country_of_outlet(&self, outlet: &[String]) -> Option<Country> {
        (0..outlet.len().min(2)).find_map(|from| self.outlets.get(&outlet[from..].join(" ")).copied())
    }

    /// Whether the words written at `written` are those of the spelling.
    pub(crate) fn spelled<'t>(&self, spelling: &Spelling, mut written: impl Iterator<Item = &'t str>) -> bool {
        let Some(surface) = &spelling.strict else { return true };
        surface.split(' ').all(|word| {
            let Some(written) = written.next() else { return false };
            let common = self.words.get(&LOOSE.key(word)).is_some_and(|id| self.is_common(id));
            !common || same_spelling(written, word)
        })
    }
}

/// The keys of the words of a name.
pub(crate) fn keys(name: &str) -> impl Iterator<Item = String> + '_ {
    words(name).map(|word| LOOSE.key(word))
}

/// The words of a name: what stands between signs and spaces.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !is_word_char(c)).filter(|word| !word.is_empty())
}

/// Changes the value of word `id` in a list by word number.
fn at<T: Default + Clone>(list: &mut Vec<T>, id: usize, change: impl FnOnce(&mut T)) {
    if list.len() <= id {
        list.resize(id + 1, T::default());
    }
    change(&mut list[id]);
}

/// States where ج and غ are letters of the names themselves.
const ARAB_STATES: [&str; 22] = [
    "SY", "IQ", "LB", "JO", "PS", "EG", "SD", "LY", "TN", "DZ", "MA", "MR", "SA", "YE", "OM", "AE", "QA", "BH", "KW",
    "SO", "DJ", "KM",
];

/// The forms of a relative adjective: سوري، سورية، سوريان، سوريين، سوريون، سوريات and سوريتين, with and without ال. Of a name of
/// several words the last alone takes the endings. A stem that ends in `?` gives forms that need context.
pub(crate) fn adjective_forms(stem: &str, forms: &mut Vec<String>) {
    let (stem, flag) = match stem.strip_suffix('?') {
        Some(stem) => (stem, "?"),
        None => (stem, ""),
    };
    let endings: &[&str] = if stem.ends_with(crate::key::YEH) {
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
