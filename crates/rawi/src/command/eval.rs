use super::{Failure, Format, Outcome, Result, pipeline, print, print_json};
use rawi_core::layers::{DATES, MENTIONS, NUMBERS, SENTENCES, SUMMARY};
use rawi_core::{Document, Span};
use rawi_runner::{OnError, Pipeline};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A pipeline file, or the name of an embedded pipeline
    pipeline: String,
    /// The gold: .jsonl, a report a line with `id`, `text` and `gold` (spans in characters), or .conll, a word and its label a
    /// line
    gold: String,
    /// What to measure; everything the gold has if left out
    #[arg(long, value_enum)]
    task: Option<Task>,
    /// Which labels of names count: all (`full`, with numbers and dates), persons, organisations and places (`places`), or the
    /// four classes of ANERcorp, into which finer labels fold
    #[arg(long, value_enum, default_value_t)]
    classes: Classes,
    /// Compare names as they are, also where the gold marks whole written words (وبيروت)
    #[arg(long)]
    exact: bool,
    /// Exit 1 if the F1 of a task is below this: a share from 0 to 1, or percent
    #[arg(long, value_name = "F1")]
    min_f1: Option<f64>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Task {
    Mentions,
    Sentences,
    Numbers,
    Dates,
    /// The order of the summary's sentences, by ROUGE; ask the summarizer for all sentences
    Rank,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Classes {
    #[default]
    Full,
    Places,
    Anercorp,
}

const TASKS: [(Task, &str); 4] =
    [(Task::Mentions, "mentions"), (Task::Sentences, "sentences"), (Task::Numbers, "numbers"), (Task::Dates, "dates")];

/// A report of the gold with what the pipeline gave.
struct Case {
    gold: Value,
    text: String,
    /// By byte, the number of the character there.
    chars: Vec<u32>,
    doc: Option<Document>,
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins) -> Result {
    let cases = cases(args, plugins)?;
    let has = |task: Task| match task {
        Task::Rank => cases.iter().any(|case| case.gold["summaries"].is_array()),
        _ => TASKS.iter().any(|(t, key)| *t == task && cases.iter().any(|case| case.gold["gold"][key].is_array())),
    };
    let tasks: Vec<Task> = match args.task {
        Some(task) if !has(task) => {
            return Err(Failure::usage(format!("`{}` has no gold for this task", args.gold)));
        }
        Some(task) => vec![task],
        None => TASKS.iter().map(|t| t.0).chain([Task::Rank]).filter(|&task| has(task)).collect(),
    };
    if tasks.is_empty() {
        return Err(Failure::usage(format!(
            "`{}` holds no gold: no `gold.mentions`, `gold.sentences`, `gold.numbers`, `gold.dates` and no `summaries`",
            args.gold
        )));
    }
    let (mut text, mut found, mut lowest) = (String::new(), serde_json::Map::new(), f64::INFINITY);
    for task in tasks {
        let (name, rows, score) = match task {
            Task::Mentions => ("mentions", mentions(&cases, args)?, None),
            Task::Sentences => ("sentences", sentences(&cases)?, None),
            Task::Numbers => ("numbers", values(&cases, "numbers")?, None),
            Task::Dates => ("dates", values(&cases, "dates")?, None),
            Task::Rank => {
                let [rawi, lead] = rank(&cases)?;
                for (name, [one, two]) in [("rawi", rawi), ("lead", lead)] {
                    let _ = writeln!(
                        text,
                        "{name:<12} ROUGE-1 F {:6.2}   ROUGE-2 F {:6.2}   ({} articles, mean over the reference summaries)",
                        100.0 * one,
                        100.0 * two,
                        cases.len()
                    );
                }
                found.insert(
                    "rank".to_owned(),
                    json!({"rouge-1": rawi[0], "rouge-2": rawi[1], "lead": {"rouge-1": lead[0], "rouge-2": lead[1]}}),
                );
                ("rank", Vec::new(), Some(rawi[0]))
            }
        };
        for (label, counts) in &rows {
            let _ = writeln!(text, "{label:<12} {counts}");
        }
        if let Some((_, all)) = rows.last() {
            found.insert(
                name.to_owned(),
                rows.iter().map(|(label, counts)| (label.clone(), counts.to_json())).collect(),
            );
            lowest = lowest.min(all.f1());
        }
        lowest = lowest.min(score.unwrap_or(f64::INFINITY));
    }
    match args.format {
        Format::Text => print(&text)?,
        Format::Json => print_json(&Value::Object(found))?,
    };
    let wanted = args.min_f1.map(|min| if min > 1.0 { min / 100.0 } else { min });
    Ok(if wanted.is_some_and(|wanted| lowest < wanted) { Outcome::Findings } else { Outcome::Fine })
}

/// Right, found by mistake, and missed.
#[derive(Clone, Copy, Default)]
struct Counts {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Counts {
    fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }

    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missed).max(1) as f64
    }

    fn to_json(self) -> Value {
        json!({"precision": self.precision(), "recall": self.recall(), "f1": self.f1(),
            "gold": self.right + self.missed, "found": self.right + self.wrong, "right": self.right})
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "P {:6.2}  R {:6.2}  F1 {:6.2}   (gold {}, found {}, right {})",
            100.0 * self.precision(),
            100.0 * self.recall(),
            100.0 * self.f1(),
            self.right + self.missed,
            self.right + self.wrong,
            self.right
        )
    }
}

/// Reads the gold and runs the pipeline on it. A report that fails counts as one in which nothing was found.
fn cases(args: &Args, plugins: pipeline::Plugins) -> std::result::Result<Vec<Case>, Failure> {
    let file = std::fs::read_to_string(&args.gold)
        .map_err(|error| Failure::usage(format!("cannot read `{}`: {error}", args.gold)))?;
    let golds = if args.gold.ends_with(".conll") { from_conll(&file) } else { from_jsonl(&file) }
        .map_err(|error| Failure::usage(format!("{}:{error}", args.gold)))?;
    let plan = pipeline::load(&args.pipeline, plugins)?;
    let pipeline = Pipeline::new(plan.stages.into_iter().map(Into::into).collect());
    golds
        .into_iter()
        .map(|gold| {
            let text = gold["text"].as_str().unwrap_or_default().to_owned();
            let id = match &gold["id"] {
                Value::String(id) => id.clone(),
                other => other.to_string(),
            };
            let mut doc = Document::new(&id, text.as_str())
                .map_err(|error| Failure::usage(format!("{}: report `{id}`: {error}", args.gold)))?;
            for (name, value) in gold["meta"].as_object().into_iter().flatten() {
                if let Some(value) = value.as_str() {
                    doc.meta_mut().set(name, value);
                }
            }
            let doc = match pipeline.process(doc, OnError::Keep) {
                rawi_runner::Outcome::Kept(doc) => Some(doc),
                _ => None,
            };
            let mut chars = Vec::with_capacity(text.len() + 1);
            for (number, c) in text.chars().enumerate() {
                chars.extend(std::iter::repeat_n(number as u32, c.len_utf8()));
            }
            chars.push(text.chars().count() as u32);
            Ok(Case { gold, text, chars, doc })
        })
        .collect()
}

fn from_jsonl(file: &str) -> std::result::Result<Vec<Value>, String> {
    let mut out = Vec::new();
    for (number, line) in file.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut value: Value =
            serde_json::from_str(line).map_err(|error| format!("{}: no JSON: {error}", number + 1))?;
        if !value["text"].is_string() {
            return Err(format!("{}: `text` is missing", number + 1));
        }
        if value["id"].is_null() {
            value["id"] = out.len().into();
        }
        // Where the day of publication stands beside the text, as records of news have it.
        for key in ["published", "title"] {
            if value["meta"][key].is_null() && value[key].is_string() {
                value["meta"][key] = value[key].clone();
            }
        }
        out.push(value);
    }
    Ok(out)
}

fn from_conll(file: &str) -> std::result::Result<Vec<Value>, String> {
    let texts = rawi_model::read_conll(file, &|label| Some(label.to_owned())).map_err(|error| format!(" {error}"))?;
    Ok(texts
        .iter()
        .enumerate()
        .map(|(number, gold)| {
            let char_at = |byte: usize| gold.text[..byte].chars().count();
            let mentions: Vec<Value> =
                gold.names.iter().map(|(start, end, label)| json!([char_at(*start), char_at(*end), label])).collect();
            json!({"id": number, "text": gold.text, "gold": {"mentions": mentions}})
        })
        .collect())
}

impl Case {
    fn span(&self, span: Span) -> (usize, usize) {
        (self.chars[span.start()] as usize, self.chars[span.end()] as usize)
    }

    /// The rows of a layer of the gold.
    fn gold<'a>(&'a self, layer: &str) -> std::result::Result<&'a Vec<Value>, Failure> {
        self.gold["gold"][layer]
            .as_array()
            .ok_or_else(|| Failure::usage(format!("report `{}` of the gold has no `gold.{layer}`", self.gold["id"])))
    }

    fn layer_missing(name: &str) -> Failure {
        Failure::usage(format!("the pipeline gives no layer `{name}`"))
    }
}

fn offsets(row: &Value) -> Option<(usize, usize)> {
    let at = |key: &str, i: usize| if row.is_object() { row[key].as_u64() } else { row[i].as_u64() };
    Some((usize::try_from(at("start", 0)?).ok()?, usize::try_from(at("end", 1)?).ok()?))
}

fn bad_row(case: &Case, row: &Value) -> Failure {
    Failure::usage(format!("report `{}` of the gold: {row} has no start and end", case.gold["id"]))
}

// ---------------------------------------------------------------------- names

/// The class that a label counts as; none if it does not count.
fn fold(label: &str, classes: Classes) -> Option<&str> {
    match (classes, label) {
        (Classes::Full, _) => Some(label),
        (_, "PERS" | "PER") => Some("PERS"),
        (_, "ORG") => Some("ORG"),
        (_, "LOC" | "GPE" | "FAC") => Some("LOC"),
        (Classes::Anercorp, "MISC" | "MIS" | "MIS0" | "MIS1" | "MIS2" | "MIS3" | "MIS-1" | "EVENT" | "PRODUCT") => {
            Some("MISC")
        }
        _ => None,
    }
}

type Name = (usize, usize, String);

/// By label, and `micro` at the end. The rules are those of the project's `score.py`: an accepted alternative counts for every
/// gold name that has it, an optional span is neither a miss nor a false alarm.
fn mentions(cases: &[Case], args: &Args) -> std::result::Result<Vec<(String, Counts)>, Failure> {
    let mut totals: BTreeMap<String, Counts> = BTreeMap::new();
    for case in cases {
        let gold = case.gold("mentions")?;
        let grow = !args.exact && gold.iter().all(|m| !m.is_object());
        let found = found_names(case, args.classes, grow)?;
        let name = |m: &Value| -> std::result::Result<(usize, usize, Option<String>), Failure> {
            let (start, end) = offsets(m).ok_or_else(|| bad_row(case, m))?;
            let label = if m.is_object() { m["type"].as_str() } else { m[2].as_str() };
            Ok((start, end, label.and_then(|label| fold(label, args.classes)).map(str::to_owned)))
        };
        let mut used: BTreeSet<Name> = BTreeSet::new();
        for m in gold {
            let mut alternatives: Vec<BTreeSet<Name>> = Vec::new();
            for alternative in m["alt"].as_array().into_iter().flatten() {
                let names = alternative
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(&name)
                    .collect::<std::result::Result<Vec<_>, _>>()?;
                alternatives.push(names.into_iter().filter_map(|(s, e, label)| Some((s, e, label?))).collect());
            }
            let (start, end, label) = name(m)?;
            let Some(label) = label else {
                used.extend(alternatives.into_iter().flatten().filter(|name| found.contains(name)));
                continue;
            };
            let own = (start, end, label.clone());
            let hit = if found.contains(&own) {
                Some(BTreeSet::from([own]))
            } else {
                alternatives.into_iter().find(|names| !names.is_empty() && names.is_subset(&found))
            };
            let counts = totals.entry(label).or_default();
            match hit {
                Some(names) => {
                    counts.right += 1;
                    used.extend(names);
                }
                None => counts.missed += 1,
            }
        }
        let optional: BTreeSet<_> =
            case.gold["gold"]["optional"].as_array().into_iter().flatten().filter_map(offsets).collect();
        for (_, _, label) in found.difference(&used).filter(|(start, end, _)| !optional.contains(&(*start, *end))) {
            totals.entry(label.clone()).or_default().wrong += 1;
        }
    }
    let mut all = Counts::default();
    for counts in totals.values() {
        all.right += counts.right;
        all.wrong += counts.wrong;
        all.missed += counts.missed;
    }
    Ok(totals.into_iter().chain([("micro".to_owned(), all)]).collect())
}

fn found_names(case: &Case, classes: Classes, grow: bool) -> std::result::Result<BTreeSet<Name>, Failure> {
    let Some(doc) = &case.doc else { return Ok(BTreeSet::new()) };
    let missing = |name: &str| Case::layer_missing(name);
    let mut rows: Vec<(Span, String)> = Vec::new();
    let layer = doc.layer(&MENTIONS).map_err(|e| Failure::run(e.to_string()))?.ok_or_else(|| missing("mentions"))?;
    rows.extend(layer.iter().map(|(span, m)| (span, m.label.to_string())));
    if classes == Classes::Full {
        if let Some(layer) = doc.layer(&NUMBERS).map_err(|e| Failure::run(e.to_string()))? {
            rows.extend(layer.iter().map(|(span, n)| (span, n.label.to_string())));
        }
        if let Some(layer) = doc.layer(&DATES).map_err(|e| Failure::run(e.to_string()))? {
            rows.extend(layer.iter().map(|(span, d)| (span, d.label.to_string())));
        }
    }
    Ok(rows
        .into_iter()
        .filter_map(|(span, label)| {
            let label = fold(&label, classes)?.to_owned();
            let (start, end) = case.span(if grow { whole_words(&case.text, span) } else { span });
            Some((start, end, label))
        })
        .collect())
}

/// Corpora that mark written words have the proclitic in the name.
fn whole_words(text: &str, span: Span) -> Span {
    let start = text[..span.start()].trim_end_matches(|c: char| !c.is_whitespace()).len();
    let end = text.len() - text[span.end()..].trim_start_matches(|c: char| !c.is_whitespace()).len();
    Span::new(start, end)
}

// ---------------------------------------------------------------------- sentences, numbers, dates

fn trimmed(text: &str, span: Span) -> Span {
    let inner = &text[span.range()];
    let start = span.start() + inner.len() - inner.trim_start().len();
    Span::new(start, start.max(span.start() + inner.trim_end().len()))
}

fn sentences(cases: &[Case]) -> std::result::Result<Vec<(String, Counts)>, Failure> {
    let mut counts = Counts::default();
    for case in cases {
        let mut bytes: Vec<usize> = case.text.char_indices().map(|(at, _)| at).collect();
        bytes.push(case.text.len());
        let mut wanted = BTreeSet::new();
        for row in case.gold("sentences")? {
            let (start, end) =
                offsets(row).filter(|&(s, e)| s <= e && e < bytes.len()).ok_or_else(|| bad_row(case, row))?;
            let span = trimmed(&case.text, Span::new(bytes[start], bytes[end]));
            wanted.insert((span.start(), span.end()));
        }
        let mut found = BTreeSet::new();
        if let Some(doc) = &case.doc {
            let layer = doc.layer(&SENTENCES).map_err(|e| Failure::run(e.to_string()))?;
            for (span, _) in layer.ok_or_else(|| Case::layer_missing("sentences"))?.iter() {
                let span = trimmed(&case.text, span);
                found.insert((span.start(), span.end()));
            }
        }
        let right = wanted.intersection(&found).count();
        counts.right += right;
        counts.wrong += found.len() - right;
        counts.missed += wanted.len() - right;
    }
    Ok(vec![("sentences".to_owned(), counts)])
}

/// A value is right if it is the gold's and the spans share at least half of what they cover together.
fn values(cases: &[Case], layer: &str) -> std::result::Result<Vec<(String, Counts)>, Failure> {
    let mut counts = Counts::default();
    for case in cases {
        let found = found_values(case, layer)?;
        let gold = case.gold(layer)?;
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (i, row) in gold.iter().enumerate() {
            let (start, end) = offsets(row).ok_or_else(|| bad_row(case, row))?;
            for (j, (from, to, value)) in found.iter().enumerate() {
                let common = end.min(*to) as f64 - start.max(*from) as f64;
                let union = end.max(*to) as f64 - start.min(*from) as f64;
                if 2.0 * common >= union && same_value(value, &row[2], layer) {
                    pairs.push((-common / union, i, j));
                }
            }
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (mut of_gold, mut of_found) = (BTreeSet::new(), BTreeSet::new());
        for (_, i, j) in pairs {
            if !of_gold.contains(&i) && !of_found.contains(&j) {
                of_gold.insert(i);
                of_found.insert(j);
            }
        }
        counts.right += of_gold.len();
        counts.missed += gold.len() - of_gold.len();
        let ignored: Vec<(usize, usize)> =
            case.gold["gold"]["ignore"].as_array().into_iter().flatten().filter_map(offsets).collect();
        counts.wrong += found
            .iter()
            .enumerate()
            .filter(|(j, (from, to, _))| {
                let ignored = ignored.iter().any(|&(start, end)| {
                    2.0 * (end.min(*to) as f64 - start.max(*from) as f64) >= to.saturating_sub(*from) as f64
                });
                !of_found.contains(j) && !ignored
            })
            .count();
    }
    Ok(vec![(layer.to_owned(), counts)])
}

fn found_values(case: &Case, layer: &str) -> std::result::Result<Vec<(usize, usize, Value)>, Failure> {
    let Some(doc) = &case.doc else { return Ok(Vec::new()) };
    let failed = |e: rawi_core::StageError| Failure::run(e.to_string());
    let row = |span: Span, value: Value| {
        let (start, end) = case.span(span);
        (start, end, value)
    };
    Ok(if layer == "numbers" {
        let layer = doc.layer(&NUMBERS).map_err(failed)?.ok_or_else(|| Case::layer_missing("numbers"))?;
        layer.iter().map(|(span, n)| row(span, json!(n.value))).collect()
    } else {
        let layer = doc.layer(&DATES).map_err(failed)?.ok_or_else(|| Case::layer_missing("dates"))?;
        layer.iter().map(|(span, d)| row(span, json!(d.value))).collect()
    })
}

fn same_value(found: &Value, gold: &Value, layer: &str) -> bool {
    if layer == "dates" {
        return found == gold;
    }
    let number = |value: &Value| value.as_f64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()));
    match (number(found), number(gold)) {
        (Some(a), Some(b)) => (a - b).abs() <= (1e-6 * a.abs().max(b.abs())).max(1e-9),
        _ => false,
    }
}

// ---------------------------------------------------------------------- summaries

/// ROUGE-1 and ROUGE-2 (F) of the ranked sentences and of the first ones, cut at the mean length of the references.
fn rank(cases: &[Case]) -> std::result::Result<[[f64; 2]; 2], Failure> {
    let mut sums = [[0.0; 2]; 2];
    for case in cases {
        let references: Vec<Vec<String>> =
            case.gold["summaries"].as_array().into_iter().flatten().filter_map(Value::as_str).map(words).collect();
        if references.is_empty() {
            return Err(Failure::usage(format!("report `{}` of the gold has no `summaries`", case.gold["id"])));
        }
        let mut ranked: Vec<(u32, Span)> = Vec::new();
        if let Some(doc) = &case.doc {
            let layer = doc.layer(&SUMMARY).map_err(|e| Failure::run(e.to_string()))?;
            ranked.extend(layer.ok_or_else(|| Case::layer_missing("summary"))?.iter().map(|(span, s)| (s.rank, span)));
        }
        ranked.sort_by_key(|(rank, span)| (*rank, span.start()));
        let ranked: Vec<Span> = ranked.into_iter().map(|(_, span)| span).collect();
        for (sums, order) in sums.iter_mut().zip([ranked, lead_sentences(&case.text)]) {
            let chosen = words(&pick(&case.text, &references, &order));
            for (n, sum) in sums.iter_mut().enumerate() {
                *sum += references.iter().map(|r| rouge(&chosen, r, n + 1)).sum::<f64>() / references.len() as f64;
            }
        }
    }
    Ok(sums.map(|pair| pair.map(|sum| sum / cases.len().max(1) as f64)))
}

/// Words for ROUGE: compatibility forms, marks and tatweel gone, letters folded.
fn words(text: &str) -> Vec<String> {
    let text = icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
            'ى' => folded.push('ي'),
            'ة' => folded.push('ه'),
            '\u{640}' | '\u{300}'..='\u{36F}' => {}
            c if rawi_arabic::is_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn rouge(a: &[String], b: &[String], n: usize) -> f64 {
    let count = |words: &[String]| {
        let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        words.windows(n).for_each(|gram| *counts.entry(gram.to_vec()).or_default() += 1);
        counts
    };
    let (x, y) = (count(a), count(b));
    let common: usize = x.iter().map(|(gram, times)| *times.min(y.get(gram).unwrap_or(&0))).sum();
    let p = common as f64 / x.values().sum::<usize>().max(1) as f64;
    let r = common as f64 / y.values().sum::<usize>().max(1) as f64;
    if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
}

/// Sentences in their order until the mean length of the references is reached; then as in the text.
fn pick(text: &str, references: &[Vec<String>], order: &[Span]) -> String {
    let budget = references.iter().map(Vec::len).sum::<usize>() as f64 / references.len() as f64;
    let mut chosen: Vec<Span> = Vec::new();
    let mut length = 0.0;
    for &span in order {
        let own = words(&text[span.range()]).len() as f64;
        if !chosen.is_empty() && length + own / 2.0 > budget {
            break;
        }
        chosen.push(span);
        length += own;
    }
    chosen.sort_by_key(|span| (span.start(), span.end()));
    chosen.iter().map(|span| &text[span.range()]).collect::<Vec<_>>().join(" ")
}

/// The baseline's sentences: cut at line ends, and at . ؟ ! before white space.
fn lead_sentences(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut push = |start: usize, end: usize| {
        let span = trimmed(text, Span::new(start, end));
        if text[span.range()].chars().any(|c| c.is_alphanumeric() || c == '_') {
            out.push(span);
        }
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let closes =
            matches!(c, '.' | '؟' | '!') && at > start && chars.peek().is_some_and(|(_, next)| next.is_whitespace());
        if c == '\n' || closes {
            push(start, end);
            start = end;
        }
    }
    push(start, text.len());
    out
}
