//! Every text that a user can read about a pipeline file, in one place, so that they sound alike.
//!
//! Each kind has a code, a function that words it, and an [`Explanation`] for `rawi explain CODE`. Style: the message
//! says what is wrong, the label why, the help what to do; small first letter, no full stop; what the user typed or
//! should type stands in backticks.

use crate::problem::{Note, Problem, Severity};
use crate::text::{closest, list, shown};
use rawi_core::{Slot, SlotKind};
use std::fmt;
use std::ops::Range;

/// Whose key it is.
pub(crate) enum Owner<'a> {
    Stage(&'a str),
    Source(&'a str),
    Sink(&'a str),
    Run,
    Worker,
    Test,
    Top,
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stage(name) => write!(f, "stage `{}`", shown(name)),
            Self::Source(name) => write!(f, "source `{}`", shown(name)),
            Self::Sink(name) => write!(f, "sink `{}`", shown(name)),
            Self::Run => f.write_str("`[run]`"),
            Self::Worker => f.write_str("`worker`"),
            Self::Test => f.write_str("`[[test]]`"),
            Self::Top => f.write_str("the pipeline file"),
        }
    }
}

fn error(code: &'static str, span: Range<usize>, message: impl Into<String>) -> Problem {
    Problem {
        code,
        severity: Severity::Error,
        span: Some(span),
        message: message.into(),
        label: String::new(),
        notes: Vec::new(),
        help: None,
    }
}

impl Problem {
    fn why(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }
    fn note(mut self, span: Range<usize>, message: impl Into<String>) -> Self {
        self.notes.push(Note { span, message: message.into() });
        self
    }
    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
    fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
    fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
    fn whole_file(mut self) -> Self {
        self.span = None;
        self
    }
}

// The file.

pub(crate) fn file_unreadable(why: &str) -> Problem {
    error("file-unreadable", 0..0, "the pipeline file cannot be read")
        .whole_file()
        .help(format!("{}; give the path of a pipeline file or the name of an embedded pipeline", shown(why)))
}

pub(crate) fn file_too_large(limit: u64) -> Problem {
    error("file-too-large", 0..0, format!("the pipeline file has more than {} MB", limit / 1_000_000))
        .whole_file()
        .help("lists of names belong in files of their own, texts of tests too (`file = ...`)")
}

pub(crate) fn not_utf8(byte: usize) -> Problem {
    error("not-utf8", byte..byte, "the pipeline file is not UTF-8")
        .why("from here on")
        .help("save it as UTF-8; text editors call this the encoding")
}

pub(crate) fn too_many_problems(rest: usize, worst: Severity) -> Problem {
    let mut problem = error("too-many-problems", 0..0, format!("{rest} further problems are not shown")).whole_file();
    problem.severity = worst;
    problem.help("correct those above first")
}

// Syntax.

/// `message` is the TOML reader's; `text` is what it points at.
pub(crate) fn syntax(span: Range<usize>, message: &str, text: &str) -> Problem {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let here = |what: &str| error("syntax", span.clone(), format!("this is not TOML: {what}"));
    if what.starts_with("string values must be quoted") {
        return match text.trim() {
            "" => here("there is no value").why("nothing after `=`"),
            word => here("a string stands in quotes").why("no quotes").help(format!("write `\"{}\"`", shown(word))),
        };
    }
    if what.contains("escape") {
        return here("there is no such escape")
            .why("after a backslash")
            .help("write `\\\\` for a backslash, or the string between `'`, where backslashes mean nothing else");
    }
    if what.contains("string") && expected.contains('"') || expected.contains('\'') {
        return here("a string is not closed").why(format!("{} is missing", shown(expected)));
    }
    let problem = here(&shown_long(what));
    if expected.is_empty() { problem.why("here") } else { problem.why(format!("expected {}", shown_long(expected))) }
}

pub(crate) fn duplicate_key(span: Range<usize>, key: &str, table: bool) -> Problem {
    let help = match key {
        _ if table => "a table stands once; several stages are written `[[stage]]`, several tests `[[test]]`",
        "uses" => "keep one of the two; a further stage begins with a line `[[stage]]`",
        _ => "keep one of the two",
    };
    error("duplicate-key", span, format!("`{}` is written twice", shown(key))).why("again here").help(help)
}

// Keys and values.

pub(crate) fn missing_version(first: Range<usize>) -> Problem {
    error("missing-version", first, "the file does not say which version of the pipeline format it is in")
        .help("write `rawi = 1` above the first table")
}

pub(crate) fn wrong_version(span: Range<usize>, found: &str) -> Problem {
    error("wrong-version", span, format!("there is no version `{}` of the pipeline format", shown(found)))
        .why("this rawi reads version 1")
        .help("write `rawi = 1`, or use the rawi that the file was written for")
}

/// Keys of `[run]`, for a hint where one stands in another table.
const RUN_KEYS: [&str; 5] = ["threads", "on-error", "max-document", "window-documents", "window-bytes"];

pub(crate) fn unknown_key(span: Range<usize>, key: &str, owner: &Owner<'_>, within: &str, known: &[&str]) -> Problem {
    let mut known = known.to_vec();
    known.sort_unstable();
    let noun = if matches!(owner, Owner::Stage(_) | Owner::Source(_) | Owner::Sink(_)) { "option" } else { "key" };
    let place = if within.is_empty() { owner.to_string() } else { format!("`{}` of {owner}", shown(within)) };
    let help = if let Some(near) = closest(key, known.iter().copied()) {
        format!("did you mean `{near}`?")
    } else if key == "rawi" {
        "`rawi = 1` stands above the first table of the file".to_owned()
    } else if RUN_KEYS.contains(&key) && !matches!(owner, Owner::Run) {
        format!("`{key}` belongs in `[run]`")
    } else if known.is_empty() {
        format!("it takes no {noun}s")
    } else {
        format!("it takes {}", list(&known, "and"))
    };
    error("unknown-key", span, format!("`{}` is no {noun} of {place}", shown(key)))
        .why(format!("unknown {noun}"))
        .help(help)
}

pub(crate) fn missing_key(
    span: Range<usize>,
    key: &str,
    owner: &Owner<'_>,
    kind: &str,
    about: Option<&str>,
) -> Problem {
    let about = about.and_then(|text| text.lines().next()).map_or_else(String::new, |line| {
        let mut letters = line.trim_end_matches('.').chars();
        letters.next().map_or_else(String::new, |first| format!(": {}{}", first.to_lowercase(), letters.as_str()))
    });
    error("missing-key", span, format!("{owner} needs `{}`", shown(key)))
        .why(format!("`{}` is missing", shown(key)))
        .help(format!("add `{} = ...`, {kind}{about}", shown(key)))
}

pub(crate) fn missing_uses(span: Range<usize>, owner: &str) -> Problem {
    error("missing-key", span, format!("{owner} needs `uses`"))
        .why("`uses` is missing")
        .help("add `uses = \"NAME\"`; `rawi stages` lists the stages, `rawi schema` all there is")
}

pub(crate) fn near_uses(span: Range<usize>, key: &str, owner: &str) -> Problem {
    error("unknown-key", span, format!("`{}` is no key of {owner}", shown(key)))
        .why("unknown key")
        .help("did you mean `uses`?")
}

fn subject(path: &str, item: bool) -> String {
    if item { format!("an item of `{}`", shown(path)) } else { format!("`{}`", shown(path)) }
}

/// A TOML type in words.
fn toml_type(kind: &str) -> &'static str {
    match kind {
        "string" => "a string",
        "integer" => "a whole number",
        "float" => "a number",
        "boolean" => "`true` or `false`",
        "datetime" => "a date",
        "array" => "a list",
        _ => "a table",
    }
}

pub(crate) fn one_of(allowed: &[&str]) -> String {
    list(allowed, "or")
}

pub(crate) fn wrong_type(
    span: Range<usize>,
    path: &str,
    item: bool,
    expected: &str,
    found: &str,
    help: Option<String>,
) -> Problem {
    error("wrong-type", span, format!("{} must be {expected}", subject(path, item)))
        .why(format!("this is {}", toml_type(found)))
        .maybe_help(help)
}

pub(crate) fn stage_table(span: Range<usize>, key: &str, found: &str) -> Problem {
    error("wrong-type", span, format!("`{key}` must be a list of tables"))
        .why(format!("this is {}", toml_type(found)))
        .help(format!("write `[[{key}]]`, with two brackets, above each"))
}

pub(crate) fn too_many_tables(span: Range<usize>, key: &str, most: usize) -> Problem {
    error("too-many-tables", span, format!("there are more than {most} tables `[[{key}]]`"))
        .why("one too many")
        .help("this is most often a file that something else wrote; split it if it is meant")
}

pub(crate) fn table_wanted(span: Range<usize>, key: &str, found: &str) -> Problem {
    let help = match key {
        "source" | "sink" => format!("there is one {key}: write `[{key}]` and below it `uses = ...`"),
        _ => format!("write `[{key}]` and its keys below it"),
    };
    error("wrong-type", span, format!("`{key}` must be a table"))
        .why(format!("this is {}", toml_type(found)))
        .help(help)
}

pub(crate) fn not_one_of(span: Range<usize>, path: &str, item: bool, found: &str, allowed: &[&str]) -> Problem {
    let takes = format!("it takes {}", one_of(allowed));
    let help = closest(found, allowed.iter().copied()).map(|near| format!("did you mean `{near}`? {takes}"));
    error("bad-value", span, format!("{} cannot be `{}`", subject(path, item), shown(found)))
        .why("no value it knows")
        .help(help.unwrap_or(takes))
}

pub(crate) fn bad_value(span: Range<usize>, path: &str, why: &str) -> Problem {
    error("bad-value", span, format!("`{}` has a value that does not serve", shown(path))).why(shown(why))
}

pub(crate) fn too_short(span: Range<usize>, path: &str, item: bool, at_least: u64, unit: &str) -> Problem {
    let s = if at_least == 1 { "" } else { "s" };
    error("bad-value", span, format!("{} needs at least {at_least} {unit}{s}", subject(path, item))).why("too short")
}

pub(crate) fn out_of_range(
    span: Range<usize>,
    path: &str,
    item: bool,
    found: &str,
    low: Option<f64>,
    high: Option<f64>,
) -> Problem {
    let range = match (low, high) {
        (Some(low), Some(high)) => format!("between {low} and {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) if found.contains("inf") || found.contains("nan") => "a finite number".to_owned(),
        (None, None) => "a number that 64 bits hold".to_owned(),
    };
    error("out-of-range", span, format!("{} cannot be {}", subject(path, item), shown(found)))
        .why(format!("must be {range}"))
}

pub(crate) fn bad_name(span: Range<usize>, found: &str, what: &str) -> Problem {
    error("bad-name", span, format!("`{}` cannot name {what}", shown(found)))
        .why(if found.is_empty() { "it is empty" } else { "a character that names do not have" })
        .help("names have letters, digits, `.`, `_` and `-`")
}

// The pipeline.

pub(crate) fn no_stages() -> Problem {
    error("no-stages", 0..0, "the pipeline has no stages")
        .whole_file()
        .help("add one: `[[stage]]` and below it `uses = \"segmenter\"`; `rawi stages` lists them all")
}

pub(crate) fn unknown_use(
    kind: &'static str,
    span: Range<usize>,
    name: &str,
    known: &[&str],
    other: Option<&str>,
) -> Problem {
    let code = match kind {
        "stage" => "unknown-stage",
        "source" => "unknown-source",
        _ => "unknown-sink",
    };
    let help = if let Some(other) = other {
        let place = if other == "stage" { "[[stage]]".to_owned() } else { format!("[{other}]") };
        format!("`{}` is a {other}: write it under `{place}`", shown(name))
    } else if let Some(near) = closest(name, known.iter().copied()) {
        format!("did you mean `{near}`?")
    } else if known.is_empty() {
        format!("this rawi has no {kind}s")
    } else {
        let plugin = if kind == "stage" { "; a stage of a plugin needs `plugin = \"FILE\"` beside `uses`" } else { "" };
        format!("there are {}{plugin}", list(known, "and"))
    };
    error(code, span, format!("there is no {kind} `{}`", shown(name))).why(format!("unknown {kind}")).help(help)
}

pub(crate) fn duplicate_id(span: Range<usize>, id: &str, first: Range<usize>) -> Problem {
    error("duplicate-id", span, format!("two stages have the id `{}`", shown(id)))
        .why("again here")
        .note(first, "first here")
        .help("give one of them another `id`")
}

// Contracts.

/// A stage as contract problems speak of it.
pub(crate) struct Party<'a> {
    pub(crate) id: &'a str,
    pub(crate) span: Range<usize>,
    pub(crate) line: usize,
}

/// ``layers `a` and `b`, view `c` ``
fn slots(slots: &[Slot]) -> String {
    let of = |kind, one: &str| {
        let names: Vec<&str> = slots.iter().filter(|s| s.kind == kind).map(|s| s.name.as_str()).collect();
        match names.len() {
            0 => None,
            1 => Some(format!("{one} {}", list(&names, "and"))),
            _ => Some(format!("{one}s {}", list(&names, "and"))),
        }
    };
    [of(SlotKind::Layer, "layer"), of(SlotKind::View, "view")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What could be done about slots that no stage provides.
pub(crate) enum Missing<'a> {
    /// A stage that is not in the pipeline provides them.
    Add(Vec<&'a str>),
    /// An earlier stage provides one of a near name.
    Near { slot: &'a Slot, from: &'a str },
    /// An earlier stage would provide it, had it not renamed it.
    Renamed { by: Party<'a>, to: &'a str },
    /// Nothing known does.
    Nothing,
}

pub(crate) fn missing_layer(stage: &Party<'_>, place: Range<usize>, wanted: &[Slot], way: &Missing<'_>) -> Problem {
    let problem = error(
        "missing-layer",
        place,
        format!("stage `{}` requires {}, which no stage before it provides", shown(stage.id), slots(wanted)),
    )
    .why(format!("requires {}", slots(wanted)));
    match way {
        Missing::Add(names) => {
            let uses: Vec<String> = names.iter().map(|name| format!("uses = \"{name}\"")).collect();
            let which = if uses.len() == 1 { "a stage" } else { "one of these stages" };
            problem.help(format!("add {which} above line {}: `[[stage]]` with {}", stage.line, list(&uses, "or")))
        }
        Missing::Near { slot, from } => {
            problem.help(format!("did you mean {}, which stage `{}` provides?", shown(&slot.to_string()), shown(from)))
        }
        Missing::Renamed { by, to } => problem
            .note(by.span.clone(), format!("stage `{}` gives it the name `{}`", shown(by.id), shown(to)))
            .help("take the `rename` away, or rename it in this stage too"),
        Missing::Nothing => {
            problem.help("if the records of the input have it already, say so in `[source]`: `provides = [...]`")
        }
    }
}

pub(crate) fn wrong_order(stage: &Party<'_>, wanted: &[Slot], provider: &Party<'_>, head: usize) -> Problem {
    error(
        "wrong-order",
        stage.span.clone(),
        format!(
            "stage `{}` stands before stage `{}`, whose {} it requires",
            shown(stage.id),
            shown(provider.id),
            slots(wanted)
        ),
    )
    .why(format!("requires {}", slots(wanted)))
    .note(provider.span.clone(), "provided only here")
    .help(format!("move the `[[stage]]` of `{}` (line {}) above line {head}", shown(provider.id), provider.line))
}

pub(crate) fn optional_later(stage: &Party<'_>, wanted: &[Slot], provider: &Party<'_>, head: usize) -> Problem {
    error(
        "optional-later",
        stage.span.clone(),
        format!(
            "stage `{}` reads {} if it is there, but stage `{}` comes after it",
            shown(stage.id),
            slots(wanted),
            shown(provider.id)
        ),
    )
    .warning()
    .why(format!("runs without {}", slots(wanted)))
    .note(provider.span.clone(), "provided only here")
    .help(format!("move the `[[stage]]` of `{}` (line {}) above line {head}", shown(provider.id), provider.line))
}

pub(crate) fn provided_twice(stage: &Party<'_>, slot: &Slot, first: &Party<'_>) -> Problem {
    let name = shown(&slot.name);
    // A dotted key is a path unless it is quoted.
    let key = if name.contains('.') { format!("\"{name}\"") } else { name.to_string() };
    let problem =
        error("provided-twice", stage.span.clone(), format!("two stages provide {}", shown(&slot.to_string())))
            .why("again here")
            .note(first.span.clone(), "first here");
    match slot.kind {
        // `merge` makes one layer of several of names, and of nothing else.
        SlotKind::Layer if slot.name.starts_with("mentions") => problem.help(format!(
            "rename one, `rename = {{ {key} = \"{name}.{}\" }}`, and make one layer of both with a stage `merge`",
            shown(stage.id)
        )),
        _ => problem.help(format!("rename one: `rename = {{ {key} = \"{name}.{}\" }}`", shown(stage.id))),
    }
}

pub(crate) fn layer_replaced(stage: &Party<'_>, slot: &str, source: Range<usize>) -> Problem {
    error(
        "layer-replaced",
        stage.span.clone(),
        format!("stage `{}` replaces `{}`, which the source's records have already", shown(stage.id), shown(slot)),
    )
    .warning()
    .why(format!("provides `{}` anew", shown(slot)))
    .note(source, "said to be there already")
    .help("take the stage away to keep what the records have")
}

/// `kind` is what the sink is told to write by this name, none if it may be either; `other` has the name, but is of
/// another kind.
pub(crate) fn sink_slot(
    span: Range<usize>,
    sink: &str,
    kind: Option<SlotKind>,
    name: &str,
    known: &[&str],
    other: Option<&Slot>,
) -> Problem {
    let what = match kind {
        Some(SlotKind::Layer) => "layer ",
        Some(SlotKind::View) => "view ",
        None => "",
    };
    let help = if let Some(other) = other {
        format!("there is a {other}")
    } else if let Some(near) = closest(name, known.iter().copied()) {
        format!("did you mean `{near}`?")
    } else if known.is_empty() {
        "add a stage that provides it".to_owned()
    } else {
        format!(
            "there are {}; if the records of the input have it already, say so in `[source]`: `provides = [...]`",
            list(known, "and")
        )
    };
    error("sink-slot", span, format!("sink `{}` writes {what}`{}`, which no stage provides", shown(sink), shown(name)))
        .why("never there")
        .help(help)
}

// Renames.

pub(crate) fn rename_unknown(span: Range<usize>, name: &str, stage: &str, known: &[&str]) -> Problem {
    let help = match closest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "it neither reads nor gives any".to_owned(),
        None => format!("it reads or gives {}", list(known, "and")),
    };
    error("rename-unknown", span, format!("stage `{}` has no layer or view `{}` to rename", shown(stage), shown(name)))
        .why("the stage's own name for it stands on the left")
        .help(help)
}

pub(crate) fn rename_collision(span: Range<usize>, name: &str, stage: &str, first: &str, second: &str) -> Problem {
    error("rename-collision", span, format!("stage `{}` would have two things named `{}`", shown(stage), shown(name)))
        .why(format!("its {} would both have this name", list(&[first, second], "and")))
        .help("give each a name of its own")
}

const RENAME: &str =
    "write `rename = { mentions = \"mentions.mine\" }`: on the left the stage's name, on the right yours";

pub(crate) fn rename_type(span: Range<usize>, found: &str) -> Problem {
    wrong_type(span, "rename", false, "a table", found, Some(RENAME.to_owned()))
}

pub(crate) fn rename_dotted(span: Range<usize>, outer: &str, inner: &str) -> Problem {
    error("wrong-type", span, format!("`rename.{}` must be a string", shown(outer)))
        .why("a name with a dot needs quotes, else TOML reads a table")
        .help(format!("write `\"{}.{}\" = ...`", shown(outer), shown(inner)))
}

// Files.

pub(crate) fn asset_missing(span: Range<usize>, owner: &Owner<'_>, message: &str) -> Problem {
    let (what, hint) = match message.split_once("; ") {
        Some((what, hint)) => (what, Some(hint.to_owned())),
        None => (message, None),
    };
    let what = what.strip_prefix("cannot read ").unwrap_or(what);
    error("asset-missing", span, format!("{owner} cannot read {what}"))
        .why("named here")
        .help(hint.unwrap_or_else(|| "file names are relative to the folder of the pipeline file".to_owned()))
}

pub(crate) fn stage_refused(span: Range<usize>, owner: &Owner<'_>, message: &str) -> Problem {
    error("stage-refused", span, format!("{owner} cannot be made: {}", shown_long(message))).why("because of this")
}

pub(crate) fn stage_warning(span: Range<usize>, owner: &Owner<'_>, message: &str) -> Problem {
    error("stage-warning", span, format!("{owner}: {}", shown_long(message))).warning().why("because of this")
}

fn shown_long(message: &str) -> String {
    message.split(' ').map(shown).collect::<Vec<_>>().join(" ")
}

// Plugins.

pub(crate) fn plugins_unsupported(span: Range<usize>) -> Problem {
    error("plugins-unsupported", span, "plugins are not loaded here")
        .why("names a plugin")
        .help("run the pipeline with a program that loads plugins")
}

pub(crate) fn plugin_refused(span: Range<usize>, plugin: &str, message: &str, help: Option<String>) -> Problem {
    error("plugin-refused", span, format!("plugin `{}`: {}", shown(plugin), shown_long(message))).maybe_help(help)
}

pub(crate) fn needs_isolation(span: Range<usize>) -> Problem {
    error("needs-isolation", span, "`worker` is for plugins in worker processes")
        .why("this plugin runs inside rawi")
        .help("add `isolation = \"process\"`, or take `worker` away")
}

pub(crate) fn needs_plugin(span: Range<usize>, key: &str) -> Problem {
    error("needs-plugin", span, format!("`{key}` is for stages of plugins"))
        .why("this stage names no plugin")
        .help(format!("take `{key}` away, or add `plugin = \"FILE\"`"))
}

pub(crate) fn bad_sha256(span: Range<usize>) -> Problem {
    error("bad-value", span, "`sha256` must be 64 hexadecimal digits")
        .why("no hash")
        .help("take the line out: `rawi check` then prints the right one")
}

// Tests.

pub(crate) fn test_input(span: Range<usize>, both: bool) -> Problem {
    let message = if both { "a test has either `text` or `file`, not both" } else { "this test has no text" };
    error("test-input", span, message).help("write `text = \"...\"`, or `file = \"...\"` for a text in a file")
}

pub(crate) fn test_expectation(span: Range<usize>) -> Problem {
    error("test-expectation", span, "a test has either `expect` or `snapshot`, not both")
        .help("`expect` holds the transcript itself, `snapshot` the name of a file that holds it")
}

pub(crate) fn test_after(span: Range<usize>, id: &str, known: &[&str]) -> Problem {
    let help = match closest(id, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the stages are {}", list(known, "and")),
    };
    error("test-after", span, format!("there is no stage with the id `{}` to stop after", shown(id)))
        .why("unknown id")
        .help(help)
}

pub(crate) fn test_show(
    span: Range<usize>,
    name: &str,
    after: Option<&str>,
    known: &[&str],
    later: Option<&str>,
) -> Problem {
    let stages = match after {
        Some(id) => format!("no stage up to `{}` provides", shown(id)),
        None => "no stage provides".to_owned(),
    };
    let help = if let Some(id) = later {
        format!("stage `{}` provides it, after which the test has stopped", shown(id))
    } else if let Some(near) = closest(name, known.iter().copied()) {
        format!("did you mean `{near}`?")
    } else if known.is_empty() {
        "there is nothing to show".to_owned()
    } else {
        format!("there are {}", list(known, "and"))
    };
    error("test-show", span, format!("the test shows `{}`, which {stages}", shown(name))).why("never there").help(help)
}

pub(crate) fn duplicate_test(span: Range<usize>, name: &str, first: Range<usize>) -> Problem {
    error("duplicate-test", span, format!("two tests are named `{}`", shown(name)))
        .why("again here")
        .note(first, "first here")
        .help("a name tells which test failed; give each its own")
}

/// What a code means, for `rawi explain CODE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: &'static str,
    /// What it means, in a line.
    pub title: &'static str,
    /// Markdown: the reason for the rule, and most often a wrong and a right example.
    pub text: &'static str,
}

/// The explanation of a problem's code.
#[must_use]
pub fn explain(code: &str) -> Option<&'static Explanation> {
    EXPLANATIONS.iter().find(|e| e.code == code)
}

/// All of them, in the order of this file's sections.
#[must_use]
pub fn explanations() -> &'static [Explanation] {
    EXPLANATIONS
}

const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: "file-unreadable",
        title: "the pipeline file cannot be read",
        text: "The file is not there, is a folder, or may not be read. `rawi run` and `rawi check` take the path of a \
pipeline file or the name of an embedded pipeline, such as `news`.",
    },
    Explanation {
        code: "file-too-large",
        title: "the pipeline file is larger than any pipeline",
        text: "A pipeline file has a few kilobytes. One of several megabytes is most often another file given by mistake. \
Long lists of names belong in gazetteer files, long texts of tests in files named by `file`.",
    },
    Explanation {
        code: "not-utf8",
        title: "the pipeline file is not UTF-8",
        text: "TOML is always UTF-8. A file saved in windows-1256 looks right in the editor that wrote it and is unreadable \
elsewhere; save it again as UTF-8. Reports in windows-1256 are fine: only the pipeline file is meant here.",
    },
    Explanation {
        code: "too-many-problems",
        title: "only the first hundred problems are shown",
        text: "Most often the file is no pipeline file, or one early mistake makes the rest unreadable. Correct the first \
ones and check again.",
    },
    Explanation {
        code: "too-many-tables",
        title: "more stages or tests than a pipeline has",
        text: "A pipeline has a handful of stages; 1,000 stages and 1,000 tests are the most that a file may have. Many \
texts are better kept as samples in a folder, which `rawi test --samples` runs over.",
    },
    Explanation {
        code: "syntax",
        title: "the file is not TOML",
        text: r#"The place is where reading failed; the mistake is often just before it. Strings stand in quotes, lists in
brackets with commas, and a text of several lines between `'''`.

Wrong:

```toml
rawi = 1
[[stage]]
uses = segmenter
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
```
"#,
    },
    Explanation {
        code: "duplicate-key",
        title: "a key or table is written twice",
        text: r#"A key stands once in a table, and `[source]`, `[sink]` and `[run]` stand once in a file. Only `[[stage]]` and
`[[test]]`, with two brackets, may be repeated: each begins a new one.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
uses = "tagger"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
```
"#,
    },
    Explanation {
        code: "missing-version",
        title: "the file does not state the version of its format",
        text: r#"`rawi = 1` at the head of the file tells what the rest means. Should the format ever change, old files go on
meaning what they meant. It has to stand above the first `[table]`, else it is an option of that table.

Wrong:

```toml
[[stage]]
uses = "segmenter"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
```
"#,
    },
    Explanation {
        code: "wrong-version",
        title: "the file is in a version of the format that this rawi does not know",
        text: r#"The number is that of the format, not of rawi. There is one format so far, version 1.

Wrong:

```toml
rawi = 2
[[stage]]
uses = "segmenter"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
```
"#,
    },
    Explanation {
        code: "unknown-key",
        title: "a key that its table does not take",
        text: r#"A key that nobody reads is most often a slip, and a pipeline that silently ignores it does something else than
its author thinks. In TOML a key belongs to the last `[table]` above it, so it may also stand in the wrong place.
`rawi stages NAME` prints the options of a stage.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "normalizer"
Profil = "search"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "normalizer"
profile = "search"
```
"#,
    },
    Explanation {
        code: "wrong-type",
        title: "a value of another type than its key takes",
        text: r#"TOML tells apart `3`, `"3"` and `["3"]`. A string stands in quotes, a number and `true` do not, and a list stands
in brackets even if it has one item.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "tagger"
gazetteers = "names.tsv"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
gazetteers = ["names.tsv"]
```
"#,
    },
    Explanation {
        code: "bad-value",
        title: "a value that its key does not know",
        text: r#"The type is right, the value is not: a word that is none of the choices, an empty list, a size that is no size.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "normalizer"
profile = "serch"
[run]
max-document = "8 megs"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "normalizer"
profile = "search"
[run]
max-document = "8 MB"
```
"#,
    },
    Explanation {
        code: "out-of-range",
        title: "a number that is too small or too large",
        text: r#"The message names the range.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[run]
threads = -1
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[run]
threads = 0
```
"#,
    },
    Explanation {
        code: "missing-key",
        title: "a key that has to be there",
        text: r#"Nearly every option has a default; this one has none, because no value would be right for all.

Wrong:

```toml
rawi = 1
[[stage]]
profile = "search"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "normalizer"
profile = "search"
```
"#,
    },
    Explanation {
        code: "bad-name",
        title: "a name with characters that names do not have",
        text: r#"Ids of stages and names of layers stand in records, in transcripts and on the command line. They have letters
(Arabic ones too), digits, `.`, `_` and `-`.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
id = "my segmenter"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
id = "my-segmenter"
```
"#,
    },
    Explanation {
        code: "no-stages",
        title: "a pipeline without stages",
        text: r#"A pipeline is a list of stages; without one nothing would happen to a report.

Wrong:

```toml
rawi = 1
```

Right:

```toml
rawi = 1
[[stage]]
uses = "normalizer"
```
"#,
    },
    Explanation {
        code: "unknown-stage",
        title: "`uses` names no stage",
        text: r#"`rawi stages` lists the stages of this rawi. A stage of your own comes from a plugin: name its file with
`plugin = "FILE"` beside `uses`.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmentor"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
```
"#,
    },
    Explanation {
        code: "unknown-source",
        title: "`uses` names no source",
        text: r#"A source reads documents of one format from files; which files says `files`.

Wrong:

```toml
rawi = 1
[source]
uses = "txt"
[[stage]]
uses = "segmenter"
```

Right:

```toml
rawi = 1
[source]
uses = "text"
[[stage]]
uses = "segmenter"
```
"#,
    },
    Explanation {
        code: "unknown-sink",
        title: "`uses` names no sink",
        text: r#"A sink writes documents in one format.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[sink]
uses = "json"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[sink]
uses = "jsonl"
```
"#,
    },
    Explanation {
        code: "duplicate-id",
        title: "two stages have the same id",
        text: r#"The id says in every record which stage gave a layer, so it has to be unique. Without `id` a stage has the name
it `uses`; the second of the same name gets `-2`.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
id = "first"
[[stage]]
uses = "normalizer"
id = "first"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "normalizer"
```
"#,
    },
    Explanation {
        code: "missing-layer",
        title: "a stage requires a layer or view that nothing provides",
        text: r#"Stages run in the order of the file, and each reads what those before it gave. A tagger looks for names in
tokens, so something has to make tokens first. The message names the stages of this rawi that would.

If the input are records of an earlier run that have the layer already, say so: `provides = ["tokens"]` in `[source]`.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "tagger"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
```
"#,
    },
    Explanation {
        code: "wrong-order",
        title: "a stage stands before the one whose result it requires",
        text: r#"Stages run in the order of the file. The message says which to move, and where.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "tagger"
[[stage]]
uses = "segmenter"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
```
"#,
    },
    Explanation {
        code: "optional-later",
        title: "a stage stands before one whose result it would use",
        text: r#"The pipeline runs, but the stage does its work without the layer: a number inside a name, say, is then taken for
a loose number. If that is meant, there is nothing to do; else put the stages in the other order.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "numbers"
[[stage]]
uses = "tagger"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
[[stage]]
uses = "numbers"
```
"#,
    },
    Explanation {
        code: "provided-twice",
        title: "two stages provide the same layer or view",
        text: r#"A layer has one writer, so that its provenance tells who wrote it. Let one stage write under another name, and
make one layer of both with a stage `merge`.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
[[stage]]
uses = "tagger"
gazetteers = ["names.tsv"]
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
rename = { mentions = "mentions.world" }
[[stage]]
uses = "tagger"
gazetteers = ["names.tsv"]
rename = { mentions = "mentions.mine" }
[[stage]]
uses = "merge"
layers = ["mentions.world", "mentions.mine"]
```
"#,
    },
    Explanation {
        code: "layer-replaced",
        title: "a stage provides what the source's records have already",
        text: r#"`provides` in `[source]` says that the records of the input have these layers. A stage that provides one of them
takes its place, so it need not be listed.

Wrong:

```toml
rawi = 1
[source]
uses = "jsonl"
provides = ["sentences", "tokens"]
[[stage]]
uses = "segmenter"
```

Right:

```toml
rawi = 1
[source]
uses = "jsonl"
provides = ["sentences", "tokens"]
[[stage]]
uses = "tagger"
```
"#,
    },
    Explanation {
        code: "sink-slot",
        title: "the sink is told to write a layer or view that no stage provides",
        text: r#"It would never be there, and the output would silently lack it. What only the records of the input have is named in
`provides` of `[source]`.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[sink]
uses = "jsonl"
layers = ["sentence"]
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[sink]
uses = "jsonl"
layers = ["sentences"]
```
"#,
    },
    Explanation {
        code: "rename-unknown",
        title: "`rename` names a layer or view that the stage does not have",
        text: r#"`rename = { mentions = "mentions.mine" }`: on the left stands the stage's own name for what it reads or gives, on
the right the name it has in this pipeline.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
rename = { words = "tokens" }
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
rename = { tokens = "words" }
```
"#,
    },
    Explanation {
        code: "rename-collision",
        title: "`rename` gives two slots of a stage the same name",
        text: r#"Within one stage each layer and view has a name of its own, else it could not tell them apart.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
rename = { tokens = "sentences" }
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
rename = { tokens = "words" }
```
"#,
    },
    Explanation {
        code: "asset-missing",
        title: "a file that the pipeline names cannot be read",
        text: r#"File names in a pipeline file are relative to the folder it lies in, not to the folder you are in.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
gazetteers = ["nmaes.tsv"]
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
gazetteers = ["names.tsv"]
```
"#,
    },
    Explanation {
        code: "stage-refused",
        title: "a stage cannot be made from its options",
        text: r#"Each option for itself is fine, but the stage cannot work with them: two that exclude each other, or a file with
a mistake in it. The message is the stage's own and names the option, or the file and its line.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
gazetteers = ["broken.tsv"]
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
gazetteers = ["names.tsv"]
```
"#,
    },
    Explanation {
        code: "stage-warning",
        title: "a stage can be made, but something in its files or options is most likely a mistake",
        text: r#"A name that stands in a gazetteer twice, a label that nearly is one of the usual: the stage works, but probably
does not do what was meant. The message is the stage's own and names the file and its line.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
gazetteers = ["twice.tsv"]
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
gazetteers = ["names.tsv"]
```
"#,
    },
    Explanation {
        code: "plugins-unsupported",
        title: "the pipeline names a plugin, and plugins are not loaded",
        text: "The program that reads the pipeline has no loader of plugins. The command `rawi` has one.",
    },
    Explanation {
        code: "plugin-refused",
        title: "a plugin cannot be used",
        text: "The message says what was found in the library and what was expected. Plugins are pinned by the hash of their \
file: leave `sha256` out, and the message says the right one to paste.",
    },
    Explanation {
        code: "needs-isolation",
        title: "limits of a worker process on a plugin that has none",
        text: r#"`worker` says what a worker process may use: `deadline` in seconds for each document, `memory`, and how many
documents in a row may break it (`faults`). Inside rawi a plugin has no such limits.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
plugin = "plugins/libweapons.so"
allow-unpinned = true
worker = { deadline = 5 }
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
plugin = "plugins/libweapons.so"
allow-unpinned = true
isolation = "process"
worker = { deadline = 5 }
```
"#,
    },
    Explanation {
        code: "needs-plugin",
        title: "a key for plugins on a stage that is built in",
        text: r#"`sha256`, `isolation`, `worker` and `allow-unpinned` tell how a plugin's library is loaded. A built-in stage has none.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
isolation = "process"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
```
"#,
    },
    Explanation {
        code: "test-input",
        title: "a test without a text, or with two",
        text: r#"A test runs the stages over one text, which stands in the file or in another one.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[test]]
name = "a place"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[test]]
name = "a place"
text = "وبيروت عاصمة لبنان."
```
"#,
    },
    Explanation {
        code: "test-expectation",
        title: "a test with two expectations",
        text: r#"`expect` holds the transcript in the pipeline file, `snapshot` names a file that holds it. With neither,
`rawi test --update` writes `expect`.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[test]]
name = "a place"
text = "وبيروت عاصمة لبنان."
expect = ''
snapshot = "place"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[test]]
name = "a place"
text = "وبيروت عاصمة لبنان."
snapshot = "place"
```
"#,
    },
    Explanation {
        code: "test-after",
        title: "a test stops after a stage that is not there",
        text: r#"`after` takes the id of a stage: its `id`, or else the name it `uses`.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[test]]
name = "a place"
text = "وبيروت عاصمة لبنان."
after = "segmentor"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[test]]
name = "a place"
text = "وبيروت عاصمة لبنان."
after = "segmenter"
```
"#,
    },
    Explanation {
        code: "test-show",
        title: "a test shows a layer or view that is never there",
        text: r#"`show` takes names of layers and views that the stages provide, up to the one that `after` names.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[test]]
name = "a place"
text = "وبيروت عاصمة لبنان."
show = ["mentions"]
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[test]]
name = "a place"
text = "وبيروت عاصمة لبنان."
show = ["tokens"]
```
"#,
    },
    Explanation {
        code: "duplicate-test",
        title: "two tests have the same name",
        text: r#"The name tells which test failed, and names its snapshot.

Wrong:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[test]]
name = "a place"
text = "بيروت"
[[test]]
name = "a place"
text = "حلب"
```

Right:

```toml
rawi = 1
[[stage]]
uses = "segmenter"
[[test]]
name = "a place"
text = "بيروت"
[[test]]
name = "another place"
text = "حلب"
```
"#,
    },
];
