//! Word lists that are data: what a word is and does, one word a line, read by the stages and extended by users.
//!
//! A lexicon is UTF-8 text. A line is `class TAB word TAB feature TAB feature ...`; a feature is `key` or `key=value`. The
//! word may hold spaces. Lines that begin with `#` are comments, but `#: class TAB description` says what a class is, for
//! those who look it up ([`descriptions`]). A class with `-` before it takes a word of an earlier file away.
//!
//! ```
//! use rawi_arabic::lexicon::{Class, Feature, Lexicon};
//! const CLASSES: &[Class] = &[
//!     Class::new("unit", &[Feature::text("is").required(), Feature::words("forms"), Feature::number("times")]),
//!     Class::new("filler", &[]),
//! ];
//! let built_in = "#: unit\tWhat is counted: is= names it, forms= its other forms.\nunit\tدونم\tis=dunam\tforms=دونمات,دونما\n";
//! let mine = "unit\tفدان\tis=feddan\tforms=أفدنة\n";
//! let lexicon = Lexicon::read(CLASSES, &[("units.tsv", built_in), ("mine.tsv", mine)]).unwrap();
//! let feddan = lexicon.of("unit").last().unwrap();
//! assert_eq!((feddan.word, feddan.get("is")), ("فدان", Some("feddan")));
//! assert_eq!(feddan.words("forms").collect::<Vec<_>>(), ["أفدنة"]);
//!
//! let errors = Lexicon::read(CLASSES, &[("mine.tsv", "unti\tفدان\tis=feddan\nunit\tقيراط\ttimes=1x\n")]).unwrap_err();
//! assert_eq!(errors[0].to_string(), "mine.tsv:1: there is no class `unti`; did you mean `unit`?");
//! assert_eq!(errors.len(), 3); // line 2 has two: `times` is no number, and `is` is missing
//! ```
//!
//! Entries borrow the text they were read from, so that a few thousand lines take less than a millisecond.

use crate::classes::{is_format, is_mark, is_tatweel};
use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

/// A class of words that a stage knows, and what it may be told of each.
#[derive(Clone, Copy, Debug)]
pub struct Class {
    /// What stands first in a line.
    pub name: &'static str,
    /// What may stand behind the word.
    pub features: &'static [Feature],
}

impl Class {
    /// The class `name` with such features.
    #[must_use]
    pub const fn new(name: &'static str, features: &'static [Feature]) -> Self {
        Self { name, features }
    }
}

/// What a line may tell of a word.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// What stands before `=`.
    pub key: &'static str,
    /// What stands behind it.
    pub kind: FeatureKind,
    /// Every word of the class has it.
    pub required: bool,
}

/// What the value of a feature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeatureKind {
    /// None: the key alone says it.
    Flag,
    /// Any text.
    Text,
    /// A finite number, as `12`, `0.5` or `1e6`.
    Number,
    /// Words parted by commas.
    Words,
    /// One of these.
    OneOf(&'static [&'static str]),
}

impl Feature {
    const fn new(key: &'static str, kind: FeatureKind) -> Self {
        Self { key, kind, required: false }
    }

    /// `key` alone.
    #[must_use]
    pub const fn flag(key: &'static str) -> Self {
        Self::new(key, FeatureKind::Flag)
    }

    /// `key=any text`.
    #[must_use]
    pub const fn text(key: &'static str) -> Self {
        Self::new(key, FeatureKind::Text)
    }

    /// `key=12.5`.
    #[must_use]
    pub const fn number(key: &'static str) -> Self {
        Self::new(key, FeatureKind::Number)
    }

    /// `key=word,word`.
    #[must_use]
    pub const fn words(key: &'static str) -> Self {
        Self::new(key, FeatureKind::Words)
    }

    /// `key=value`, the value one of `values`.
    #[must_use]
    pub const fn one_of(key: &'static str, values: &'static [&'static str]) -> Self {
        Self::new(key, FeatureKind::OneOf(values))
    }

    /// The same, and every word of the class must have it.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }
}

/// A word with its class and features.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'t> {
    /// The index of its class among those that were read with.
    pub class: usize,
    /// The word as the file writes it: no invisible characters, no vowel marks, single spaces.
    pub word: &'t str,
    /// Where it stands: the file's name.
    pub file: &'t str,
    /// And the line, from 1.
    pub line: usize,
    /// The index of the file among those that were read: a stage's own come before the user's.
    pub file_index: usize,
    name: &'static str,
    features: &'t str,
}

impl<'t> Entry<'t> {
    /// The name of its class.
    #[must_use]
    pub fn class_name(&self) -> &'static str {
        self.name
    }

    /// Its features, in the order of the line: key and value, an empty one for a flag.
    pub fn features(&self) -> impl Iterator<Item = (&'t str, &'t str)> + use<'t> {
        self.features.split('\t').filter_map(feature)
    }

    /// The value of the feature `key`; empty for a flag.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'t str> {
        self.features().find(|&(found, _)| found == key).map(|(_, value)| value)
    }

    /// Whether it has the feature `key`.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The value of a feature that is a number.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<f64> {
        self.get(key)?.parse().ok()
    }

    /// The words of the feature `key`; none if it is not there.
    pub fn words(&self, key: &str) -> impl Iterator<Item = &'t str> + use<'t> {
        self.get(key).into_iter().flat_map(|value| value.split(',')).map(str::trim)
    }

    /// A mistake in its line: what is wrong and what to do.
    #[must_use]
    pub fn error(&self, message: String) -> LexiconError {
        LexiconError { file: self.file.to_owned(), line: self.line, message }
    }
}

/// Words with their classes, in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Lexicon<'t> {
    entries: Vec<Entry<'t>>,
}

/// A mistake in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconError {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for LexiconError {}

/// All mistakes as one text, a line each: what `StageError::asset` is made of.
#[must_use]
pub fn messages(errors: &[LexiconError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// What a class is, in the words of a lexicon's `#:` line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description<'t> {
    /// The class.
    pub class: &'t str,
    /// What it is, which features its words have, an example.
    pub text: &'t str,
    /// The line, from 1.
    pub line: usize,
}

/// So many mistakes of one file are told; what is behind them is most often one mistake made often.
const TOLD: usize = 100;

impl<'t> Lexicon<'t> {
    /// Reads `files`, each a name and a text. A word that a later file gives to the same class again is the later file's,
    /// at its place; one that it takes away with `-class` is gone.
    ///
    /// # Errors
    /// Every mistake of every file (the first hundred or so of each), with its line and what to do about it.
    pub fn read(classes: &[Class], files: &[(&'t str, &'t str)]) -> Result<Self, Vec<LexiconError>> {
        let mut reader = Reading::new(classes, files.iter().map(|(_, text)| text.len()).sum());
        for (index, &(file, text)) in files.iter().enumerate() {
            reader.file(index, file, text);
        }
        if !reader.errors.is_empty() {
            return Err(reader.errors);
        }
        let mut entries = reader.entries;
        if reader.gone > 0 {
            entries.retain(|entry| entry.line > 0);
        }
        Ok(Self { entries })
    }

    /// All words, in the order of the files.
    #[must_use]
    pub fn entries(&self) -> &[Entry<'t>] {
        &self.entries
    }

    /// The words of the class `name`.
    pub fn of(&self, name: &str) -> impl Iterator<Item = &Entry<'t>> {
        self.entries.iter().filter(move |entry| entry.name == name)
    }
}

/// What the `#:` lines of a lexicon say of its classes, in order. A class may have several such lines.
pub fn descriptions(text: &str) -> impl Iterator<Item = Description<'_>> {
    lines(text).filter_map(|(line, content)| {
        let (class, text) = content.strip_prefix("#:")?.split_once('\t')?;
        Some(Description { class: class.trim(), text: text.trim(), line })
    })
}

/// A line of a lexicon that has a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// Its class.
    pub class: &'t str,
    /// The word as the file writes it.
    pub word: &'t str,
    /// The line, from 1.
    pub line: usize,
    features: &'t str,
}

impl<'t> Word<'t> {
    /// Its features as the line has them: `key`, or `key=value`.
    pub fn features(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.features.split('\t').map(str::trim).filter(|field| !field.is_empty())
    }
}

/// The words of one lexicon, in order and unchecked, for those who show it: whoever reads with a lexicon needs
/// [`Lexicon::read`].
///
/// ```
/// let text = "#: unit\tWhat is counted.\nunit\tدونم\tis=dunam\tdoubtful\n";
/// let dunam = rawi_arabic::lexicon::words(text).next().unwrap();
/// assert_eq!((dunam.class, dunam.word, dunam.line), ("unit", "دونم", 2));
/// assert_eq!(dunam.features().collect::<Vec<_>>(), ["is=dunam", "doubtful"]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    lines(text).filter(|(_, content)| !content.starts_with('#')).filter_map(|(line, content)| {
        let (class, rest) = content.split_once('\t')?;
        let (word, features) = rest.split_once('\t').unwrap_or((rest, ""));
        Some(Word { class: class.trim(), word: word.trim(), line, features })
    })
}

/// The lines of a text with their numbers; CR LF ends a line as LF does, and a byte order mark belongs to none.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    (1..).zip(text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)))
}

/// The key and value of a field; nothing for an empty one, as a spreadsheet leaves behind a row.
fn feature(field: &str) -> Option<(&str, &str)> {
    let field = field.trim();
    if field.is_empty() {
        return None;
    }
    Some(match field.split_once('=') {
        Some((key, value)) => (key.trim_end(), value.trim_start()),
        None => (field, ""),
    })
}

/// Files being read.
struct Reading<'c, 't> {
    classes: &'c [Class],
    entries: Vec<Entry<'t>>,
    /// Where the word of a class stands among the entries.
    places: HashMap<(usize, &'t str), usize, BuildHasherDefault<WordHasher>>,
    /// Entries that a later file replaced or took away; their line is 0.
    gone: usize,
    errors: Vec<LexiconError>,
}

impl<'c, 't> Reading<'c, 't> {
    fn new(classes: &'c [Class], bytes: usize) -> Self {
        // A line of a list has about 40 bytes.
        let lines = bytes / 40;
        let places = HashMap::with_capacity_and_hasher(lines, BuildHasherDefault::default());
        Self { classes, entries: Vec::with_capacity(lines), places, gone: 0, errors: Vec::new() }
    }

    fn file(&mut self, index: usize, file: &'t str, text: &'t str) {
        let errors_before = self.errors.len();
        for (line, content) in lines(text) {
            let before = self.errors.len();
            self.line(index, file, line, content);
            if before - errors_before >= TOLD && self.errors.len() > before {
                self.errors.truncate(before);
                self.tell(file, line, "here and behind are more mistakes; mend those above first".to_owned());
                return;
            }
        }
    }

    fn tell(&mut self, file: &str, line: usize, message: String) {
        self.errors.push(LexiconError { file: file.to_owned(), line, message });
    }

    fn line(&mut self, file_index: usize, file: &'t str, line: usize, content: &'t str) {
        if let Some(description) = content.strip_prefix("#:") {
            return self.description(file, line, description);
        }
        if content.starts_with('#') || content.trim().is_empty() {
            return;
        }
        let Some((first, rest)) = content.split_once('\t') else {
            let message = if content.contains(' ') {
                "no TAB in this line; class, word and features are parted by TABs, not by spaces".to_owned()
            } else {
                format!("`{}` stands alone; write class, TAB, word", shown(content))
            };
            return self.tell(file, line, message);
        };
        let name = first.trim();
        let (drops, name) = name.strip_prefix('-').map_or((false, name), |name| (true, name));
        let Some(class) = self.classes.iter().position(|class| class.name == name) else {
            let known = self.classes.iter().map(|class| class.name);
            return self.tell(file, line, unknown("there is no class", name, known));
        };
        let (word, features) = rest.split_once('\t').unwrap_or((rest, ""));
        let word = word.trim();
        if let Some(message) = wrong_word(word, "the word") {
            self.tell(file, line, message);
        }
        if drops {
            return self.drop_word(file, line, class, word, features);
        }
        let before = self.errors.len();
        self.features(file, line, class, features);
        if self.errors.len() == before {
            self.add(Entry { class, word, file, line, file_index, name: self.classes[class].name, features });
        }
    }

    fn description(&mut self, file: &str, line: usize, content: &str) {
        let Some((name, _)) = content.split_once('\t') else {
            return self.tell(file, line, "write `#:`, the class, TAB, and what the class is".to_owned());
        };
        if !self.classes.iter().any(|class| class.name == name.trim()) {
            let known = self.classes.iter().map(|class| class.name);
            self.tell(file, line, unknown("there is no class", name.trim(), known));
        }
    }

    fn drop_word(&mut self, file: &str, line: usize, class: usize, word: &'t str, features: &str) {
        if features.split('\t').any(|field| feature(field).is_some()) {
            self.tell(file, line, "a word that is taken away has no features; leave them out".to_owned());
        }
        match self.places.remove(&(class, word)) {
            Some(place) => {
                self.entries[place].line = 0;
                self.gone += 1;
            }
            None => {
                let name = self.classes[class].name;
                let message = format!("`{}` is no `{name}` of an earlier file; leave this line out", shown(word));
                self.tell(file, line, message);
            }
        }
    }

    fn features(&mut self, file: &str, line: usize, class: usize, features: &str) {
        let Class { name, features: known } = self.classes[class];
        for (index, (key, value)) in features.split('\t').filter_map(feature).enumerate() {
            let Some(feature) = known.iter().find(|feature| feature.key == key) else {
                let what = format!("a `{name}` has no feature");
                self.tell(file, line, unknown(&what, key, known.iter().map(|feature| feature.key)));
                continue;
            };
            if features.split('\t').filter_map(self::feature).take(index).any(|(before, _)| before == key) {
                self.tell(file, line, format!("`{key}` stands twice in this line; keep one"));
            } else if let Some(message) = wrong_value(feature, value) {
                self.tell(file, line, message);
            }
        }
        for feature in known.iter().filter(|feature| feature.required) {
            if !features.split('\t').filter_map(self::feature).any(|(key, _)| key == feature.key) {
                let message = format!("a `{name}` needs `{}`; add {}", feature.key, example(feature));
                self.tell(file, line, message);
            }
        }
    }

    fn add(&mut self, entry: Entry<'t>) {
        let place = self.entries.len();
        match self.places.entry((entry.class, entry.word)) {
            Slot::Vacant(slot) => {
                slot.insert(place);
                self.entries.push(entry);
            }
            Slot::Occupied(mut slot) => {
                let before = self.entries[*slot.get()];
                if before.file_index < entry.file_index {
                    // A later file has the last word.
                    self.entries[slot.insert(place)].line = 0;
                    self.gone += 1;
                    self.entries.push(entry);
                } else if !before.features().eq(entry.features()) {
                    let message = format!(
                        "`{}` stands in line {} as a `{}` with other features; keep one of them",
                        shown(entry.word),
                        before.line,
                        entry.name
                    );
                    self.tell(entry.file, entry.line, message);
                }
            }
        }
    }
}

/// Whether a word is what nearly all are, which needs no closer look: letters of U+0621 to U+064A but tatweel, visible ASCII,
/// single spaces.
fn is_plain(word: &[u8]) -> bool {
    let mut at = 0;
    while at < word.len() {
        at += match (word[at], word.get(at + 1)) {
            (0xD8, Some(0xA1..)) | (0xD9, Some(0x81..=0x8A)) => 2,
            (b'!'..=b'~', _) => 1,
            (b' ', Some(b'!'..)) => 1,
            _ => return false,
        };
    }
    at > 0
}

/// What is wrong with a word, if something is.
fn wrong_word(word: &str, what: &str) -> Option<String> {
    if is_plain(word.as_bytes()) {
        return None;
    }
    let odd =
        |c: char| is_format(c) || is_tatweel(c) || is_mark(c) || (c.is_whitespace() && c != ' ') || c.is_control();
    if word.is_empty() {
        return Some(format!("{what} is missing; leave the line out, or write one"));
    }
    let Some(found) = word.chars().find(|&c| odd(c)) else {
        return word.contains("  ").then(|| format!("`{}` has two spaces together; keep one", shown(word)));
    };
    let code = found as u32;
    let bare: String = word.chars().filter(|&c| !odd(c)).collect();
    Some(if is_mark(found) {
        format!(
            "`{}` has a vowel mark (U+{code:04X}); words are compared without them, so write `{}`",
            shown(word),
            shown(&bare)
        )
    } else if is_tatweel(found) {
        format!("`{}` is stretched (U+0640); write `{}`", shown(word), shown(&bare))
    } else {
        format!("`{}` has a character that does not show (U+{code:04X}); write it anew, by hand", shown(&bare))
    })
}

/// What is wrong with the value of a feature, if something is.
fn wrong_value(feature: &Feature, value: &str) -> Option<String> {
    let key = feature.key;
    if feature.kind == FeatureKind::Flag {
        return (!value.is_empty()).then(|| format!("`{key}` takes no value; write `{key}` alone"));
    }
    if value.is_empty() {
        return Some(format!("`{key}` has no value; write {}", example(feature)));
    }
    match feature.kind {
        FeatureKind::Flag => None,
        FeatureKind::Text => {
            let found = value.chars().find(|&c| is_format(c) || c.is_control())?;
            let code = found as u32;
            Some(format!(
                "the value of `{key}` has a character that does not show (U+{code:04X}); write it anew, by hand"
            ))
        }
        FeatureKind::Number => match value.parse::<f64>() {
            Ok(number) if number.is_finite() => None,
            Ok(_) => Some(format!("`{key}={}` is not a finite number", shown(value))),
            Err(_) => Some(format!(
                "`{key}={}` is no number; write digits 0-9, with a point before decimals, as {key}=2.5",
                shown(value)
            )),
        },
        FeatureKind::Words if value.contains('،') => {
            Some(format!("`{key}` has an Arabic comma; its words are parted by the Latin one: `,`"))
        }
        FeatureKind::Words => value.split(',').find_map(|word| wrong_word(word.trim(), &format!("a word of `{key}`"))),
        FeatureKind::OneOf(values) if values.contains(&value) => None,
        FeatureKind::OneOf(values) => Some(unknown(&format!("`{key}` cannot be"), value, values.iter().copied())),
    }
}

/// How a feature is written.
fn example(feature: &Feature) -> String {
    let key = feature.key;
    match feature.kind {
        FeatureKind::Flag => format!("`{key}`"),
        FeatureKind::Text => format!("`{key}=` and a text"),
        FeatureKind::Number => format!("`{key}=` and a number"),
        FeatureKind::Words => format!("`{key}=` and words with commas between"),
        FeatureKind::OneOf(values) => format!("`{key}=` and one of {}", listed(values.iter().copied())),
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The message for a name that is not known, with the closest one that is, or all of them.
fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let name = shown(name);
    match closest(&name, known.clone()) {
        Some(similar) => format!("{what} `{name}`; did you mean `{similar}`?"),
        None if known.clone().next().is_none() => format!("{what} `{name}`; it has none at all"),
        None => format!("{what} `{name}`; there are {}", listed(known)),
    }
}

/// A piece of a file as a message shows it: at most 40 characters, none that cannot be seen.
fn shown(text: &str) -> String {
    let mut chars = text.chars().filter(|&c| !c.is_control() && !is_format(c));
    let mut short: String = chars.by_ref().take(40).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

/// The name that differs least from `wanted`, if less than every third letter differs.
fn closest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let near = names.map(|name| (distance(wanted, name), name)).min_by_key(|&(distance, _)| distance)?;
    (near.0 <= 1 + wanted.chars().count() / 4).then_some(near.1)
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour to make `b` of `a` (optimal string
/// alignment). Both are short: names of classes, and what [`shown`] leaves of a file.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let swap = if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    rows[i - 2][j - 2] + 1
                } else {
                    usize::MAX
                };
                change.min(swap).min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1)
            };
        }
    }
    rows[a.len()][b.len()]
}

/// Eight bytes at a time; for keys from files that the user chose, where nobody gains from collisions.
#[derive(Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(eight));
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        let product = u128::from(self.0.rotate_left(23) ^ value ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
        self.0 = (product as u64) ^ ((product >> 64) as u64);
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }
}
