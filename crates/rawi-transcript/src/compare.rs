//! Two transcripts compared by what they say.

use crate::parse::{ParseError, parse};
use crate::render::{Options, render};
use crate::words::{is_place, split_attribute, split_words};
use serde_json::{Value, json};
use similar::{Algorithm, DiffOp, TextDiff, capture_diff_slices};
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

/// Of what a fact covers, [`Comparison::describe`] shows no more.
const SHOWN_CHARACTERS: usize = 80;

/// What is different between two transcripts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Facts by layer and label, of every layer that either has.
    pub tallies: BTreeMap<(String, String), Tally>,
    /// What changed: the text first, then by layer, in text order. Empty if both say the same.
    pub changes: Vec<Change>,
    old: String,
    new: String,
}

/// How many facts of one layer and label there are, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the old transcript.
    pub old: usize,
    /// In the new one.
    pub new: usize,
    /// Old ones that nothing in the new stands for.
    pub gone: usize,
    /// New ones that stand for nothing in the old.
    pub added: usize,
    /// Old ones that stand for another fact now, or say something else.
    pub changed: usize,
}

impl Tally {
    /// Adds another's numbers, of another document.
    pub fn add(&mut self, other: &Self) {
        self.old += other.old;
        self.new += other.new;
        self.gone += other.gone;
        self.added += other.added;
        self.changed += other.changed;
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.old == self.new && self.gone + self.added + self.changed == 0
    }
}

/// One fact that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its layer; `text` for a line of the text, `view NAME` for a line of a view, `error` for a failure.
    pub layer: String,
    /// The line it stands under, from 1, in the new text, or in the old for what is gone; 0 for what stands under none.
    pub line: usize,
    /// Its label or kind, as it was; empty if it has none.
    pub label: String,
    /// Its place on the line, in bytes, as it was; empty for a whole line.
    pub place: String,
    /// What it covers, as it was, escaped as in a transcript.
    pub text: String,
    /// What happened to it.
    pub what: What,
}

/// What happened to a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It is not there any more.
    Gone,
    /// It was not there before.
    New,
    /// It says something else; never empty.
    Changed(Vec<Difference>),
    /// Two facts exchanged their ranks.
    Swapped {
        /// This one's before, the other's now.
        was: String,
        /// This one's now, the other's before.
        now: String,
    },
}

/// A part of a fact that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `label`, `place`, `text` (what it covers), or the key of an attribute.
    pub key: String,
    /// As a transcript writes it; `None` if it was not there.
    pub was: Option<String>,
    /// As a transcript writes it; `None` if it is not there any more.
    pub now: Option<String>,
}

/// Compares two transcripts: what each fact means, not how it is written. The order of attributes, blank lines and numbers
/// of lines make no difference, and facts below a line that was inserted have not changed.
///
/// ```
/// let old = "line  زار أحمد حلب\n  mentions PERS 7..15  أحمد\n  mentions GPE 16..22  حلب\n";
/// let new = "line  زار أحمد حلب\n  mentions LOC 16..22  حلب\n";
/// let comparison = rawi_transcript::compare(old, new).unwrap();
/// assert_eq!(comparison.describe(10), "\
/// mentions: 1 gone, 1 changed; GPE 1 -> 0, LOC 0 -> 1, PERS 1 -> 0
///   1:7..15 PERS gone  أحمد
///   1:16..22 GPE is now LOC  حلب
/// ");
/// ```
///
/// # Errors
/// If one of them cannot be [read](parse).
pub fn compare(old: &str, new: &str) -> Result<Comparison, ParseError> {
    let (old, new) = (canonical(old)?, if old == new { None } else { Some(canonical(new)?) });
    let new = new.unwrap_or_else(|| old.clone());
    let mut comparison = Comparison::default();
    let (before, after) = (Parsed::read(&old), Parsed::read(&new));
    for fact in before.facts() {
        comparison.tally(fact).old += 1;
    }
    for fact in after.facts() {
        comparison.tally(fact).new += 1;
    }
    if old != new {
        comparison.lines(&before, &after);
        comparison.changes.sort_by(|a, b| {
            let text = |change: &Change| (change.layer != "text", change.layer.clone(), change.line);
            text(a).cmp(&text(b))
        });
    }
    Ok(Comparison { old, new, ..comparison })
}

/// Facts of a transcript by layer and label, as [`Comparison::tallies`] of a transcript with itself.
///
/// # Errors
/// If it cannot be [read](parse).
pub fn count(transcript: &str) -> Result<BTreeMap<(String, String), Tally>, ParseError> {
    compare(transcript, transcript).map(|comparison| comparison.tallies)
}

/// As [`render`] writes it, whoever wrote it.
fn canonical(transcript: &str) -> Result<String, ParseError> {
    let doc = parse(transcript)?;
    let names = doc.layers().map(|(name, _)| name).chain(doc.views().map(|(name, _)| name));
    let names = names.chain(doc.meta_changes().map(|(name, _)| name));
    Ok(render(&doc, &Options::only(names)))
}

/// A fact as it is written. Empty parts are those it has not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fact<'a> {
    layer: &'a str,
    label: &'a str,
    place: &'a str,
    text: &'a str,
    attributes: BTreeMap<&'a str, &'a str>,
}

impl Fact<'_> {
    /// Bytes of the line; what ends on a later line never ends on this one.
    fn range(&self) -> (usize, usize) {
        let (start, end) = self.place.split_once("..").unwrap_or_default();
        (start.parse().unwrap_or(0), end.parse().unwrap_or(usize::MAX))
    }

    /// Without what an edit of the line moves.
    fn apart_from_places(&self) -> Self {
        let mut fact = self.clone();
        fact.place = "";
        fact.attributes.retain(|_, value| !value.split(',').all(|place| place.is_empty() || is_place(place)));
        fact
    }
}

#[derive(Default)]
struct Line<'a> {
    text: &'a str,
    facts: Vec<Fact<'a>>,
}

/// What a line opens with that says something of the document as a whole, and stands for its place.
const WHOLE: &str = "document";

/// A transcript as [`render`] writes it, taken apart.
struct Parsed<'a> {
    lines: Vec<Line<'a>>,
    /// What stands below the lines: what is said of the document as a whole, empty layers, metadata, warnings and errors.
    tail: Vec<Fact<'a>>,
}

impl<'a> Parsed<'a> {
    fn read(transcript: &'a str) -> Self {
        let mut parsed = Self { lines: Vec::new(), tail: Vec::new() };
        for line in transcript.lines() {
            let (head, text) = line.trim_start().split_once("  ").unwrap_or((line.trim_start(), ""));
            let indent = line.len() - line.trim_start().len();
            let mut words = split_words(head);
            let first = words.next().unwrap_or("");
            let mut fact = Fact { layer: first, label: "", place: "", text, attributes: BTreeMap::new() };
            match (indent, first) {
                (0, "line") => parsed.lines.push(Line { text, facts: Vec::new() }),
                (0, "error" | "warning") => {
                    fact.attributes.extend(words.next().map(|stage| ("stage", stage)));
                    fact.label = if first == "error" { words.next().unwrap_or("") } else { "" };
                    fact.place = words.next().unwrap_or("");
                    parsed.tail.push(fact);
                }
                (0, WHOLE) => {
                    fact.layer = words.next().unwrap_or("");
                    fact.place = WHOLE;
                    for word in words {
                        match split_attribute(word) {
                            Some((key, value)) => _ = fact.attributes.insert(key, value),
                            None => fact.label = word,
                        }
                    }
                    parsed.tail.push(fact);
                }
                (0, "meta") => {
                    fact.label = words.next().unwrap_or("");
                    parsed.tail.push(fact);
                }
                (0, _) => {
                    fact.layer = words.next().unwrap_or(""); // `empty LAYER`
                    parsed.tail.push(fact);
                }
                (2, "view") => {
                    fact.layer = head;
                    parsed.lines.last_mut().into_iter().for_each(|line| line.facts.push(fact.clone()));
                }
                (2, _) => {
                    for word in words {
                        if fact.place.is_empty() {
                            *if is_place(word) { &mut fact.place } else { &mut fact.label } = word;
                        } else {
                            fact.attributes.extend(split_attribute(word));
                        }
                    }
                    parsed.lines.last_mut().into_iter().for_each(|line| line.facts.push(fact.clone()));
                }
                _ => {
                    let of_line = parsed.lines.last_mut().and_then(|line| line.facts.last_mut());
                    let fact = parsed.tail.last_mut().or(of_line);
                    fact.into_iter().for_each(|fact| {
                        // Beside a place that has this key, they are its words.
                        let key = if fact.attributes.contains_key(&head[1..]) { head } else { &head[1..] };
                        fact.attributes.insert(key, text);
                    });
                }
            }
        }
        parsed
    }

    fn facts(&self) -> impl Iterator<Item = &Fact<'a>> {
        // A view's lines and an empty layer are no facts to count.
        let of_lines = self.lines.iter().flat_map(|line| &line.facts).filter(|fact| !fact.place.is_empty());
        of_lines.chain(self.tail.iter().filter(|fact| fact.place == WHOLE))
    }
}

impl Comparison {
    fn tally(&mut self, fact: &Fact<'_>) -> &mut Tally {
        self.tallies.entry((fact.layer.to_owned(), fact.label.to_owned())).or_default()
    }

    fn push(&mut self, line: usize, fact: &Fact<'_>, what: What) {
        let counted = (line > 0 && !fact.place.is_empty()) || fact.place == WHOLE;
        if counted {
            let tally = self.tally(fact);
            match what {
                What::Gone => tally.gone += 1,
                What::New => tally.added += 1,
                What::Changed(_) | What::Swapped { .. } => tally.changed += 1,
            }
        }
        let [layer, label, place, text] = [fact.layer, fact.label, fact.place, fact.text].map(str::to_owned);
        self.changes.push(Change { layer, line, label, place, text, what });
    }

    fn lines(&mut self, old: &Parsed<'_>, new: &Parsed<'_>) {
        let texts = |parsed: &Parsed<'_>| parsed.lines.iter().map(|line| line.text.to_owned()).collect::<Vec<_>>();
        let line_fact = |text| Fact { layer: "text", label: "", place: "", text, attributes: BTreeMap::new() };
        for op in capture_diff_slices(Algorithm::Myers, &texts(old), &texts(new)) {
            let edited = !matches!(op, DiffOp::Equal { .. });
            let (mut before, mut after) = (op.old_range(), op.new_range());
            loop {
                match (before.next(), after.next()) {
                    (Some(i), Some(j)) => {
                        let (a, b) = (&old.lines[i], &new.lines[j]);
                        if edited {
                            let differences = differences(&line_fact(a.text), &line_fact(b.text));
                            self.push(j + 1, &line_fact(a.text), What::Changed(differences));
                        }
                        self.facts(j + 1, &a.facts, &b.facts, edited);
                    }
                    (Some(i), None) => {
                        self.push(i + 1, &line_fact(old.lines[i].text), What::Gone);
                        self.facts(i + 1, &old.lines[i].facts, &[], true);
                    }
                    (None, Some(j)) => {
                        self.push(j + 1, &line_fact(new.lines[j].text), What::New);
                        self.facts(j + 1, &[], &new.lines[j].facts, true);
                    }
                    (None, None) => break,
                }
            }
        }
        self.facts(0, &old.tail, &new.tail, false);
        self.swaps();
    }

    /// Finds which fact of the new line stands for which of the old one: the same one, else one at the same place, else one
    /// that shares a letter with it. On an edited line, where places have moved: one that says the same, else one that covers
    /// the same words.
    fn facts(&mut self, line: usize, old: &[Fact<'_>], new: &[Fact<'_>], edited: bool) {
        let mut pairs: Vec<Option<usize>> = vec![None; old.len()];
        let mut taken = vec![false; new.len()];
        let mut pair_by = |key: &dyn Fn(&Fact<'_>) -> Option<String>| {
            let mut there: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
            for (j, fact) in new.iter().enumerate().filter(|(j, _)| !taken[*j]) {
                if let Some(key) = key(fact) {
                    there.entry(key).or_default().push_back(j);
                }
            }
            for (fact, pair) in old.iter().zip(&mut pairs).filter(|(_, pair)| pair.is_none()) {
                *pair = key(fact).and_then(|key| there.get_mut(&key)?.pop_front());
                if let Some(j) = *pair {
                    taken[j] = true;
                }
            }
        };
        pair_by(&|fact| Some(format!("{fact:?}")));
        if edited {
            pair_by(&|fact| Some(format!("{:?}", fact.apart_from_places())));
            pair_by(&|fact| Some(format!("{}  {}", fact.layer, fact.text)));
        } else {
            // Not so for errors and warnings, which have no place to stand for.
            pair_by(&|fact| (line > 0 || fact.place == WHOLE).then(|| format!("{}  {}", fact.layer, fact.place)));
            pair_by(&|fact| (fact.layer == "meta" && line == 0).then(|| fact.label.to_owned()));
            let mut j = 0;
            for (i, fact) in old.iter().enumerate().filter(|(_, fact)| line > 0 && !fact.place.is_empty()) {
                let (start, end) = fact.range();
                while let Some(other) = new.get(j) {
                    let (other_start, other_end) = other.range();
                    if (other.layer, other_end) <= (fact.layer, start) || (taken[j] && other.layer == fact.layer) {
                        j += 1;
                        continue;
                    }
                    if pairs[i].is_none() && other.layer == fact.layer && other_start < end && other_end > start {
                        (pairs[i], taken[j]) = (Some(j), true);
                    }
                    break;
                }
            }
        }
        for (fact, pair) in old.iter().zip(&pairs) {
            match pair {
                Some(j) => {
                    let same = edited && fact.apart_from_places() == new[*j].apart_from_places();
                    let differences = differences(fact, &new[*j]);
                    if !same && !differences.is_empty() {
                        self.push(line, fact, What::Changed(differences));
                    }
                }
                None => self.push(line, fact, What::Gone),
            }
        }
        for (fact, _) in new.iter().zip(taken).filter(|(_, taken)| !taken) {
            self.push(line, fact, What::New);
        }
    }

    /// Two changes that say that two ranks were exchanged become one.
    fn swaps(&mut self) {
        let ranks: Vec<Option<(String, String)>> = self.changes.iter().map(rank_only).collect();
        let mut at: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        let mut doubled = vec![false; self.changes.len()];
        let mut swapped = Vec::new();
        for (i, rank) in ranks.iter().enumerate() {
            let Some((was, now)) = rank else { continue };
            let layer = self.changes[i].layer.as_str();
            if let Some(first) = at.remove(&(layer, now.as_str(), was.as_str())) {
                swapped.push((first, now.clone(), was.clone()));
                doubled[i] = true;
            } else {
                at.insert((layer, was, now), i);
            }
        }
        for (first, was, now) in swapped {
            self.changes[first].what = What::Swapped { was, now };
        }
        let mut doubled = doubled.into_iter();
        self.changes.retain(|_| !doubled.next().unwrap_or(false));
    }

    /// Whether both say the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes in words, layer by layer, at most `limit` of each; nothing if there are none. Every line opens with an
    /// ASCII word and Arabic stands last, as in a transcript.
    #[must_use]
    pub fn describe(&self, limit: usize) -> String {
        let mut out = String::new();
        for changes in self.changes.chunk_by(|a, b| a.layer == b.layer) {
            let layer = &changes[0].layer;
            let number = |is: &dyn Fn(&What) -> bool| changes.iter().filter(|change| is(&change.what)).count();
            let parts = [
                (number(&|what| *what == What::Gone), "gone"),
                (number(&|what| *what == What::New), "new"),
                (number(&|what| matches!(what, What::Changed(_))), "changed"),
                (number(&|what| matches!(what, What::Swapped { .. })), "swapped"),
            ];
            let parts: Vec<String> =
                parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
            let _ = write!(out, "{layer}: {}", parts.join(", "));
            let moved = self.tallies.iter().filter(|((of, _), tally)| of == layer && tally.old != tally.new);
            for (i, ((_, label), Tally { old, new, .. })) in moved.enumerate() {
                let label = if label.is_empty() { "in all" } else { label };
                let _ = write!(out, "{} {label} {old} -> {new}", if i == 0 { ";" } else { "," });
            }
            out.push('\n');
            for change in changes.iter().take(limit) {
                change.describe(&mut out);
            }
            if changes.len() > limit {
                let _ = writeln!(out, "  ... and {} more", changes.len() - limit);
            }
        }
        out
    }

    /// The lines that differ, as a unified diff of two transcripts, with two lines around each.
    #[must_use]
    pub fn diff(&self) -> String {
        diff(&self.old, &self.new)
    }

    /// The changes as JSON: a list of objects with `layer`, `line`, `label`, `place`, `text`, `what` (`gone`, `new`,
    /// `changed`, `swapped`) and, where something was and is now, `differences`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.changes.iter().map(Change::to_json).collect()
    }
}

/// A unified diff of any two texts, with two lines around each difference.
#[must_use]
pub fn diff(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut out = String::new();
    for hunk in diff.unified_diff().context_radius(2).missing_newline_hint(false).iter_hunks() {
        let _ = write!(out, "{hunk}");
    }
    out
}

fn differences(old: &Fact<'_>, new: &Fact<'_>) -> Vec<Difference> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let parts = [("label", old.label, new.label), ("place", old.place, new.place), ("text", old.text, new.text)];
    let mut found: Vec<Difference> = parts
        .into_iter()
        .filter(|(_, was, now)| was != now)
        .map(|(key, was, now)| Difference { key: key.to_owned(), was: some(was), now: some(now) })
        .collect();
    let mut keys: Vec<&str> = old.attributes.keys().chain(new.attributes.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let (was, now) = (old.attributes.get(key), new.attributes.get(key));
        if was != now {
            let [was, now] = [was, now].map(|value| value.map(|text| (*text).to_owned()));
            found.push(Difference { key: key.to_owned(), was, now });
        }
    }
    found
}

/// The rank before and now, if nothing but that and the score changed.
fn rank_only(change: &Change) -> Option<(String, String)> {
    let What::Changed(differences) = &change.what else { return None };
    if !differences.iter().all(|difference| difference.key == "rank" || difference.key == "score") {
        return None;
    }
    let rank = differences.iter().find(|difference| difference.key == "rank")?;
    Some((rank.was.clone()?, rank.now.clone()?))
}

impl Change {
    fn is_of_an_empty_layer(&self) -> bool {
        self.line == 0 && self.place.is_empty() && !matches!(self.layer.as_str(), "error" | "warning" | "meta")
    }

    fn describe(&self, out: &mut String) {
        let line = self.line.to_string();
        out.push_str("  ");
        match (line.as_str(), self.place.as_str()) {
            ("0", "") => out.push_str(&self.layer),
            ("0", place) => out.push_str(place),
            (line, "") => _ = write!(out, "line {line}"),
            (line, place) => _ = write!(out, "{line}:{place}"),
        }
        if !self.label.is_empty() {
            let _ = write!(out, " {}", self.label);
        }
        let mut below = Vec::new();
        let mut text = self.text.as_str();
        match &self.what {
            // A layer that was and is empty says so; it has no text.
            What::Gone if self.is_of_an_empty_layer() => {
                out.push_str(" is not empty or not there any more");
            }
            What::New if self.is_of_an_empty_layer() => {
                out.push_str(" is empty now");
            }
            What::Gone => out.push_str(" gone"),
            What::New => out.push_str(" new"),
            What::Swapped { was, now } => {
                let _ = write!(out, " rank {was} and {now} swapped");
            }
            What::Changed(differences) => {
                for (i, Difference { key, was, now }) in differences.iter().enumerate() {
                    out.push_str(if i == 0 { " " } else { ", " });
                    let key = if key.is_empty() { "value" } else { key };
                    let [old, new] = [was, now].map(|text| text.as_deref().unwrap_or(""));
                    match key {
                        "text" => {
                            out.push_str("changed");
                            below.extend([("was", old), ("now", new)]);
                            text = "";
                        }
                        _ if !old.is_ascii() || !new.is_ascii() => {
                            let _ = write!(out, "{key} changed");
                            below.extend([("was", old), ("now", new)].into_iter().filter(|(_, text)| !text.is_empty()));
                        }
                        "label" | "place" => {
                            let _ = write!(out, "is now {}", if new.is_empty() { "without label" } else { new });
                        }
                        _ if was.is_none() => _ = write!(out, "{key} is now {new}"),
                        _ if now.is_none() => _ = write!(out, "{key} {old} is gone"),
                        _ => _ = write!(out, "{key} {old} is now {new}"),
                    }
                }
            }
        }
        // A long sentence stands whole in the diff.
        match text.char_indices().nth(SHOWN_CHARACTERS).and_then(|(end, _)| text[..end].rfind(' ')) {
            Some(end) => _ = write!(out, "  {} ...", &text[..end]),
            None if text.is_empty() => {}
            None => _ = write!(out, "  {text}"),
        }
        out.push('\n');
        for (word, text) in below {
            let _ = writeln!(out, "    {word}  {text}");
        }
    }

    fn to_json(&self) -> Value {
        let Self { layer, line, label, place, text, what } = self;
        let mut value =
            json!({ "layer": layer, "line": line, "label": label, "place": place, "text": text, "what": what.word() });
        let difference =
            |key: &str, was: Option<&String>, now: Option<&String>| json!({ "key": key, "was": was, "now": now });
        match what {
            What::Gone | What::New => {}
            What::Changed(differences) => {
                let each = differences.iter().map(|d| difference(&d.key, d.was.as_ref(), d.now.as_ref()));
                value["differences"] = each.collect();
            }
            What::Swapped { was, now } => value["differences"] = json!([difference("rank", Some(was), Some(now))]),
        }
        value
    }
}

impl What {
    fn word(&self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::New => "new",
            Self::Changed(_) => "changed",
            Self::Swapped { .. } => "swapped",
        }
    }
}
