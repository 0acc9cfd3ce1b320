//! Tables of names as people write them, TSV and TOML, with everything that is wrong in them.

use crate::key::is_alphanumeric;
use crate::written::{is_sign, is_word_char};
use rawi_arabic::LOOSE;
use rawi_core::layers::Label;
use serde::Deserialize as _;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use toml::de::{DeTable, DeValue};

/// The labels a table may use.
const LABELS: &str = "PERS, ORG, GPE, LOC, FAC, NORP, OCC, EVENT, PRODUCT, or a name of your own in capitals";

/// The usual ones.
const USUAL: [&str; 9] = ["PERS", "ORG", "GPE", "LOC", "FAC", "NORP", "OCC", "EVENT", "PRODUCT"];

/// Messages about one file that are written; what comes after is counted.
const MOST: usize = 20;

/// A name of a table.
pub(crate) struct Row<'a> {
    /// From 1.
    pub(crate) line: usize,
    pub(crate) name: &'a str,
    pub(crate) label: Label,
    pub(crate) entity: Option<&'a str>,
    pub(crate) variants: Vec<&'a str>,
    pub(crate) display: &'a str,
}

impl<'a> Row<'a> {
    /// The name and its variants.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        std::iter::once(self.name).chain(self.variants.iter().copied())
    }
}

/// Hands the rows of a table to `each`: TOML if the file's name ends so, else TSV. Gives what is wrong, each with file and
/// line.
pub(crate) fn read(file: &str, text: &str, each: impl FnMut(&Row<'_>)) -> Vec<String> {
    let (mut wrong, mut count) = (Vec::new(), 0);
    let tell = |line: usize, what: String| {
        count += 1;
        if wrong.len() < MOST {
            wrong.push(format!("{file}:{line}: {what}"));
        }
    };
    if file.ends_with(".toml") {
        toml(text, tell, each);
    } else {
        tsv(text, tell, each);
    }
    truncate(&mut wrong, count, file, "wrong");
    wrong
}

/// The label that a table names.
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

/// A newspaper or a channel.
pub(crate) struct Outlet<'t> {
    pub(crate) name: &'t str,
    /// ISO 3166-1, or `-`.
    pub(crate) country: &'t str,
    pub(crate) id: &'t str,
    variants: &'t str,
    sites: &'t str,
}

impl<'t> Outlet<'t> {
    /// Its name, then the other ones.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        std::iter::once(self.name).chain(several(self.variants))
    }

    /// What its site is called.
    pub(crate) fn sites(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        several(self.sites)
    }
}

fn several(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').filter(|name| !name.is_empty())
}

/// A table of outlets: name, country, id, variants, names of its site.
pub(crate) fn outlets(text: &str) -> impl Iterator<Item = Outlet<'_>> {
    rows(text).filter_map(|(_, row)| {
        let mut fields = row.split('\t');
        let (name, country, id) = (fields.next()?, fields.next()?, fields.next()?);
        let mut field = || fields.next().unwrap_or_default();
        Some(Outlet { name, country, id, variants: field(), sites: field() })
    })
}

/// Whether a name holds a letter or a digit.
fn has_word(name: &str) -> bool {
    LOOSE.key(name).chars().any(is_alphanumeric)
}

/// `name<TAB>label<TAB>entity<TAB>variants|…<TAB>display`, the last three optional; `#` opens a comment line.
fn tsv(text: &str, mut tell: impl FnMut(usize, String), mut each: impl FnMut(&Row<'_>)) {
    for (line, row) in rows(text) {
        let mut wrong = |what: &str| {
            tell(
                line,
                format!(
                    "{what}; write NAME, a tab, a label ({LABELS}), and if you like a tab and the entity's id, a tab and \
                     further spellings separated by |"
                ),
            );
        };
        let mut fields = row.split('\t').map(str::trim);
        let Some(name) = fields.next().filter(|n| has_word(n)) else {
            wrong("no name");
            continue;
        };
        let Some(label) = fields.next().filter(|l| !l.is_empty()) else {
            wrong("no label");
            continue;
        };
        let Some(label) = parse_label(label) else {
            tell(line, no_label(label));
            continue;
        };
        let (entity, variants) = (fields.next(), fields.next().unwrap_or(""));
        let display = fields.next().filter(|d| !d.is_empty()).unwrap_or(name);
        if fields.next().is_some() {
            wrong("more than five columns");
            continue;
        }
        let variants = variants.split('|').map(str::trim).filter(|v| has_word(v)).collect();
        each(&Row { line, name, label, entity, variants, display });
    }
}

fn toml(text: &str, mut tell: impl FnMut(usize, String), mut each: impl FnMut(&Row<'_>)) {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Table {
        name: String,
        label: String,
        entity: Option<String>,
        #[serde(default)]
        variants: Vec<String>,
        display: Option<String>,
    }
    const WRITE: &str = "a gazetteer in TOML is a list of [[name]] tables with `name`, `label`, and if you like `entity`, \
                         `variants` (a list) and `display`";
    let lines = Lines::of(text);
    let line = |at: usize| lines.number(at);
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        tell(line(error.span().map_or(0, |span| span.start)), format!("{}; {WRITE}", error.message()));
    }
    if !errors.is_empty() {
        return;
    }
    for (key, value) in root.into_inner() {
        let at = line(key.span().start);
        let (true, DeValue::Array(names)) = (key.get_ref() == "name", value.into_inner()) else {
            tell(at, format!("`{}` is no list of names; {WRITE}", key.get_ref()));
            continue;
        };
        for name in names {
            let at = line(name.span().start);
            let table = match Table::deserialize(toml::de::ValueDeserializer::from(name)) {
                Ok(table) => table,
                Err(error) => {
                    let at = error.span().map_or(at, |span| line(span.start));
                    tell(at, format!("{}; {WRITE}", error.message()));
                    continue;
                }
            };
            let Some(label) = parse_label(&table.label) else {
                tell(at, no_label(&table.label));
                continue;
            };
            if let Some(empty) = std::iter::once(&table.name).chain(&table.variants).find(|n| !has_word(n)) {
                tell(at, format!("`{empty}` has no letter; write a name"));
                continue;
            }
            each(&Row {
                line: at,
                name: &table.name,
                label,
                entity: table.entity.as_deref(),
                variants: table.variants.iter().map(String::as_str).collect(),
                display: table.display.as_deref().unwrap_or(&table.name),
            });
        }
    }
}

/// Where the lines of a text end.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at).collect())
    }

    /// The number of the line, from 1, that holds byte `at`.
    fn number(&self, at: usize) -> usize {
        self.0.partition_point(|&end| end < at) + 1
    }
}

fn no_label(found: &str) -> String {
    match near(&found.to_uppercase()) {
        Some(usual) => format!("`{found}` is no label; did you mean `{usual}`?"),
        None => format!("`{found}` is no label; write one of {LABELS}"),
    }
}

/// What can be used and yet is most likely a mistake, over all tables of a tagger.
#[derive(Default)]
pub(crate) struct Doubts {
    /// Where each name stands.
    seen: HashMap<String, (usize, usize)>,
    files: Vec<String>,
    messages: Vec<String>,
    /// Of this file: labels of one's own that are nearly a usual one, with the first line and how many rows have them.
    labels: BTreeMap<String, (usize, usize)>,
    /// Of this file: findings that are told, and how many there are.
    doubtful: (Vec<String>, usize),
    names: usize,
}

impl Doubts {
    /// Begins a table.
    pub(crate) fn begin(&mut self, file: &str) {
        self.files.push(file.to_owned());
    }

    /// Looks at a row of it.
    pub(crate) fn look(&mut self, row: &Row<'_>) {
        self.names += 1;
        let file = self.files.len() - 1;
        let Self { files, seen, doubtful: (messages, count), .. } = self;
        let mut doubt = |what: &dyn Fn() -> String| {
            *count += 1;
            if messages.len() < MOST {
                messages.push(format!("{}:{}: {}", files[file], row.line, what()));
            }
        };
        for name in row.names() {
            match seen.entry(name.trim_end_matches('?').to_owned()) {
                Entry::Vacant(free) => _ = free.insert((file, row.line)),
                // A row may give a spelling twice; nothing depends on it.
                Entry::Occupied(taken) if *taken.get() == (file, row.line) => {}
                Entry::Occupied(taken) => {
                    let (first, line) = *taken.get();
                    doubt(&|| {
                        format!("`{name}` stands in {}:{line} too, and the first one wins; keep one", files[first])
                    });
                }
            }
            if let Some(found) = without_first_signs(name) {
                doubt(&|| {
                    format!(
                        "`{name}` begins with a sign, and no name does: it is found where `{found}` stands; write that"
                    )
                });
            }
        }
        if !USUAL.contains(&row.label.as_str()) && near(row.label.as_str()).is_some() {
            self.labels.entry(row.label.as_str().to_owned()).or_insert((row.line, 0)).1 += 1;
        }
    }

    /// Ends it; `wrong` if something was, and what is missing may be that.
    pub(crate) fn end(&mut self, wrong: bool) {
        let Some(file) = self.files.last() else { return };
        if self.names == 0 && !wrong {
            self.messages.push(format!("{file}: no name in it; a name a line is wanted"));
        }
        for (label, (line, rows)) in std::mem::take(&mut self.labels) {
            let usual = near(&label).unwrap_or_default();
            let s = if rows == 1 { "" } else { "s" };
            self.messages.push(format!(
                "{file}:{line}: `{label}` is a label of your own ({rows} name{s}); did you mean `{usual}`?"
            ));
        }
        let (mut doubtful, count) = std::mem::take(&mut self.doubtful);
        truncate(&mut doubtful, count, file, "doubtful");
        self.messages.append(&mut doubtful);
        self.names = 0;
    }

    /// All of them, in the order of the files.
    pub(crate) fn messages(self) -> Vec<String> {
        self.messages
    }
}

/// Says of how many more lines than the `findings` about a file something could be told.
fn truncate(findings: &mut Vec<String>, count: usize, file: &str, are: &str) {
    if let more @ 1.. = count.saturating_sub(findings.len()) {
        findings.push(format!("{file}: {more} more lines are {are}"));
    }
}

/// What is left of a name that begins with signs, without them. Quotation marks, brackets and hyphens are none: they are
/// no part of a name.
fn without_first_signs(name: &str) -> Option<&str> {
    let rest = name.trim_start_matches(|c| !is_word_char(c));
    let signs = &name[..name.len() - rest.len()];
    (signs.contains(|c: char| !c.is_whitespace() && is_sign(c))).then_some(rest)
}

/// The usual label that `label` is one slip away from, or that it begins with.
fn near(label: &str) -> Option<&'static str> {
    USUAL.into_iter().find(|usual| one_slip(usual, label)).or_else(|| USUAL.into_iter().find(|u| label.starts_with(u)))
}

/// Whether one letter changed, added, left out, or changed with its neighbour makes `b` of `a`.
fn one_slip(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    match (&a[..a.len() - same], &b[..b.len() - same]) {
        ([x, y], [p, q]) => x == q && y == p,
        (a, b) => a.len() <= 1 && b.len() <= 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(file: &str, text: &str) -> Vec<String> {
        read(file, text, |_| {})
    }

    #[test]
    fn a_table_tells_every_line_and_what_to_do() {
        for (file, text, says) in [
            ("x.tsv", "دمشق\tGPE\n\nحلب\n\tGPE\n", &["x.tsv:3: no label", "x.tsv:4: no name"][..]),
            ("x.tsv", "حلب\tcity\nحمص\tgpe\n", &["x.tsv:1: `city` is no label", "did you mean `GPE`?"]),
            ("x.tsv", "حلب\tGPE\ta\tb\tc\td\n", &["x.tsv:1: more than five columns"]),
            (
                "x.toml",
                "[[name]]\nname = \"حلب\"\nlabel = \"city\"\n[[name]]\nname = \"حلب\"\nlable = \"GPE\"\n[[name]]\nname = \"!\"\nlabel = \"GPE\"\n",
                &["x.toml:1: `city` is no label", "x.toml:6: unknown field `lable`", "x.toml:7: `!` has no letter"],
            ),
            ("x.toml", "[[nam]]\nname = \"حلب\"\n", &["x.toml:1: `nam` is no list of names"]),
            ("x.toml", "[[name]]\nname = حلب\nlabel = \n", &["x.toml:2: ", "x.toml:3: "]),
        ] {
            let found = wrong(file, text);
            assert_eq!(found.len(), says.len(), "{found:#?}");
            for (found, says) in found.iter().zip(says) {
                assert!(found.contains(says), "{found}");
            }
        }
        let many = wrong("x.tsv", &"حلب\n".repeat(50));
        assert_eq!((many.len(), many[20].as_str()), (21, "x.tsv: 30 more lines are wrong"));
    }

    #[test]
    fn the_line_of_a_byte_is_found_without_reading_the_text_again() {
        let text = "a\n\nbc\nd";
        let lines = Lines::of(text);
        let numbers: Vec<usize> = (0..=text.len()).map(|at| lines.number(at)).collect();
        assert_eq!(numbers, [1, 1, 2, 3, 3, 3, 4, 4]);
    }

    #[test]
    fn doubts_are_told() {
        let mut doubts = Doubts::default();
        for (file, text) in [
            ("a.tsv", "حلب\tGPE\nسامي الحلبي\tPRES\tp:1\tسامي\nسامي\tPERS\nقذيفة\tWEAPON\nتدمر\tGPE\t\tتدمر?\n"),
            ("b.tsv", "# nothing\n"),
            ("c.tsv", "حلب\tPRES\nحمص\tPRES\n"),
            ("d.tsv", ".نت\tORG\n«داعش»\tORG\n"),
        ] {
            doubts.begin(file);
            let wrong = read(file, text, |row| doubts.look(row));
            doubts.end(!wrong.is_empty());
        }
        assert_eq!(
            doubts.messages(),
            [
                "a.tsv:2: `PRES` is a label of your own (1 name); did you mean `PERS`?",
                "a.tsv:3: `سامي` stands in a.tsv:2 too, and the first one wins; keep one",
                "b.tsv: no name in it; a name a line is wanted",
                "c.tsv:1: `PRES` is a label of your own (2 names); did you mean `PERS`?",
                "c.tsv:1: `حلب` stands in a.tsv:1 too, and the first one wins; keep one",
                "d.tsv:1: `.نت` begins with a sign, and no name does: it is found where `نت` stands; write that",
            ]
        );
    }
}
