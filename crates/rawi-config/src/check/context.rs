//! What the checks of each table share: the file, the problems found so far, and how a table and its keys are read.

use crate::options::{self, BuildError, Options, Table};
use crate::problem::Problem;
use crate::registry::Registry;
use crate::schema_check;
use crate::text::{is_name, is_near};
use crate::wording::{self, Owner};
use rawi_core::{AssetSource, StageError};
use serde_json::Value;
use serde_spanned::Spanned;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use toml::de::DeValue;

/// Stages, or tests, that one file may have: stages are compared with each other.
const MOST_TABLES: usize = 1000;

/// Problems after which nothing is looked for whose telling compares many names: far more than anybody is shown.
pub(super) const ENOUGH: usize = 1000;

/// Bytes of the file.
pub(super) type Place = Range<usize>;

/// A string of the file with its place.
pub(super) type Text = (String, Place);

/// A check under way.
pub(super) struct Check<'a> {
    pub(super) registry: &'a Registry,
    pub(super) text: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
    pub(super) base: Option<&'a Path>,
    pub(super) assets: &'a dyn AssetSource,
    pub(super) problems: Vec<Problem>,
}

/// A table of options that something is made from.
pub(super) struct OptionTable<'a> {
    pub(super) schema: &'a Value,
    /// The line that begins the table.
    pub(super) header: &'a Place,
    pub(super) owner: &'a Owner<'a>,
    /// Where a problem of the whole is shown.
    pub(super) place: &'a Place,
    /// Keys that stand in the same table and are no options.
    pub(super) reserved: &'a [&'a str],
}

/// One reason why something could not be made.
pub(super) struct Refusal {
    pub(super) problem: Problem,
    /// Whether it has a place among the options.
    pub(super) placed: bool,
}

impl Refusal {
    /// `error` at `place`, a problem a line.
    pub(super) fn of_all(place: &Place, owner: &Owner<'_>, error: &StageError) -> Vec<Self> {
        let problem = |line: &str| wording::stage_refused(place.clone(), owner, line);
        error.to_string().lines().map(|line| Self { problem: problem(line), placed: false }).collect()
    }
}

impl<'a> Check<'a> {
    pub(super) fn new(
        text: &'a str,
        base: Option<&'a Path>,
        assets: &'a dyn AssetSource,
        registry: &'a Registry,
    ) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        Self { registry, text, lines, base, assets, problems: Vec::new() }
    }

    /// Whether there are so many problems that a further one would not be shown.
    pub(super) fn has_enough(&self) -> bool {
        self.problems.len() > ENOUGH
    }

    /// Notes what is not TOML, once a line; gives those lines.
    pub(super) fn syntax(&mut self, errors: &[toml::de::Error]) -> BTreeSet<usize> {
        let mut lines = BTreeSet::new();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let line = self.line(span.start);
            if !lines.insert(line) {
                continue;
            }
            let problem = if error.message() == "duplicate key" {
                let key = self.text.get(span.clone()).unwrap_or_default();
                wording::duplicate_key(span, key, self.text[self.lines[line - 1]..].trim_start().starts_with('['))
            } else {
                let here = self.text.get(span.clone()).unwrap_or_default();
                wording::syntax(span, error.message(), here)
            };
            self.problems.push(problem);
        }
        lines
    }

    /// Takes away problems that only stand there because something else could not be read.
    pub(super) fn forget_what_follows(&mut self, broken: &BTreeSet<usize>) {
        if broken.is_empty() {
            return;
        }
        const OF_ABSENCE: [&str; 6] =
            ["missing-version", "missing-key", "no-stages", "missing-layer", "test-input", "test-after"];
        let mut problems = std::mem::take(&mut self.problems);
        problems.retain(|p| {
            let syntax = matches!(p.code, "syntax" | "duplicate-key");
            let here = p.span.as_ref().is_some_and(|span| broken.contains(&self.line(span.start)));
            syntax || !here && !OF_ABSENCE.contains(&p.code)
        });
        self.problems = problems;
    }

    /// The line that holds `byte`, from 1.
    pub(super) fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|&start| start <= byte)
    }

    /// The table `[key]`.
    pub(super) fn table<'t>(&mut self, root: &mut Table<'t>, key: &str) -> Option<(Table<'t>, Place)> {
        let node = root.remove(key)?;
        let span = node.span();
        match node.into_inner() {
            DeValue::Table(table) => Some((table, span)),
            // One pair of brackets too many is most often just that.
            DeValue::Array(array) if array.len() == 1 && array[0].get_ref().is_table() => {
                self.problems.push(wording::table_wanted(span, key, "array"));
                self.tables(array).pop()
            }
            other => {
                self.problems.push(wording::table_wanted(span, key, other.type_str()));
                None
            }
        }
    }

    /// The table `[key]`, or the tables `[[key]]`.
    pub(super) fn table_or_list<'t>(&mut self, root: &mut Table<'t>, key: &str) -> Vec<(Table<'t>, Place)> {
        if root.get(key).is_some_and(|node| node.get_ref().is_array()) {
            return self.table_list(root, key);
        }
        Vec::from_iter(self.table(root, key))
    }

    /// The tables `[[key]]`.
    pub(super) fn table_list<'t>(&mut self, root: &mut Table<'t>, key: &str) -> Vec<(Table<'t>, Place)> {
        let Some(node) = root.remove(key) else { return Vec::new() };
        let span = node.span();
        match node.into_inner() {
            DeValue::Array(array) => {
                for node in array.iter().filter(|node| !node.get_ref().is_table()) {
                    self.problems.push(wording::stage_table(node.span(), key, node.get_ref().type_str()));
                }
                let mut tables = self.tables(array);
                if tables.len() > MOST_TABLES {
                    self.problems.push(wording::too_many_tables(tables[MOST_TABLES].1.clone(), key, MOST_TABLES));
                    tables.truncate(MOST_TABLES);
                }
                tables
            }
            DeValue::Table(table) => {
                self.problems.push(wording::stage_table(span.clone(), key, "table"));
                vec![(table, span)]
            }
            other => {
                self.problems.push(wording::stage_table(span, key, other.type_str()));
                Vec::new()
            }
        }
    }

    pub(super) fn tables<'t>(&self, array: toml::de::DeArray<'t>) -> Vec<(Table<'t>, Place)> {
        let tables = array.into_iter().filter_map(|node| {
            let span = node.span();
            match node.into_inner() {
                DeValue::Table(table) => Some((table, span)),
                _ => None,
            }
        });
        tables.collect()
    }

    /// Takes a string off the table.
    pub(super) fn string(&mut self, table: &mut Table<'_>, key: &str) -> Option<Text> {
        let node = table.remove(key)?;
        let span = node.span();
        match node.into_inner() {
            DeValue::String(text) => Some((text.into_owned(), span)),
            other => {
                self.problems.push(wording::wrong_type(span, key, false, "a string", other.type_str(), None));
                None
            }
        }
    }

    /// What `uses` names; a problem if it is missing and `needed`.
    pub(super) fn uses(&mut self, table: &mut Table<'_>, header: &Place, owner: &str, needed: bool) -> Option<Text> {
        if needed && !table.contains_key("uses") {
            let near = table.keys().find(|key| is_near(key.get_ref(), "uses"));
            let Some(near) = near.map(|key| key.get_ref().to_string()) else {
                self.problems.push(wording::missing_uses(header.clone(), owner));
                return None;
            };
            // What it names is clear, so that the rest of the table can be checked too.
            let (key, value) = table.remove_entry(near.as_str())?;
            self.problems.push(wording::near_uses(key.span(), key.get_ref(), owner));
            return value.get_ref().as_str().map(|name| (name.to_owned(), value.span()));
        }
        self.string(table, "uses")
    }

    /// Makes something from the options in `table`, noting every problem they have. With problems it is made from the
    /// options that are left, if it can be, so that its contract is known.
    pub(super) fn make<T>(
        &mut self,
        made_of: &OptionTable<'_>,
        mut table: Table<'_>,
        read: &dyn Fn(&Options<'_>) -> Result<T, BuildError>,
        refused: &dyn Fn(&StageError, &Table<'_>) -> Vec<Refusal>,
    ) -> Option<T> {
        let OptionTable { schema, header, owner, place, reserved } = made_of;
        let found = schema_check::check(schema, &table, header, owner, reserved);
        let mut clean = found.problems.is_empty();
        self.problems.extend(found.problems);
        for key in &found.bad {
            table.remove(key.as_str());
        }
        if found.incomplete {
            return None;
        }
        loop {
            match read(&Options::Toml(Spanned::new((*header).clone(), table.clone()))) {
                Ok(made) => return Some(made),
                // Reading stops at the first mistake: note it, take its key away, and read again.
                Err(BuildError::Option { message, span }) => {
                    let key = span.and_then(|span| options::key_at(&table, &span));
                    let Some((key, node)) = key.and_then(|key| table.remove_entry(key.as_str())) else {
                        if clean {
                            self.problems.push(wording::stage_refused((*place).clone(), owner, &message));
                        }
                        return None;
                    };
                    clean = false;
                    self.problems.push(wording::bad_value(node.span(), key.get_ref(), &message));
                }
                // With a key taken away, what speaks of none of the others may only follow from that.
                Err(BuildError::Stage(error)) => {
                    let told = refused(&error, &table).into_iter().filter(|refusal| clean || refusal.placed);
                    self.problems.extend(told.map(|refusal| refusal.problem));
                    return None;
                }
            }
        }
    }

    /// Takes a list of names off the table.
    pub(super) fn names(&mut self, table: &mut Table<'_>, key: &str) -> Vec<Text> {
        let Some(node) = table.remove(key) else { return Vec::new() };
        let Some(array) = node.get_ref().as_array() else {
            let found = node.get_ref().type_str();
            self.problems.push(wording::wrong_type(node.span(), key, false, "a list of strings", found, None));
            return Vec::new();
        };
        let mut names = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_str() {
                Some(name) if is_name(name) => names.push((name.to_owned(), item.span())),
                Some(name) => self.problems.push(wording::bad_name(item.span(), name, "a layer or view")),
                None => {
                    let found = item.get_ref().type_str();
                    self.problems.push(wording::wrong_type(item.span(), key, true, "a string", found, None));
                }
            }
        }
        names
    }
}
