//! Every text that a user can read about a pipeline file, in one place, so that they sound alike.
//!
//! Each kind has a code, a function that words it, and a file in `explanations/` for `rawi explain CODE`. Style: the message
//! says what is wrong, the label why, the help what to do; small first letter, no full stop; what the user typed or
//! should type stands in backticks.

use crate::file;
use crate::problem::{Problem, Severity};
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
    Sandbox,
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
            Self::Sandbox => f.write_str("`sandbox`"),
            Self::Test => f.write_str("`[[test]]`"),
            Self::Top => f.write_str("the pipeline file"),
        }
    }
}

// The file.

pub(crate) fn file_unreadable(why: &str) -> Problem {
    Problem::error("file-unreadable", 0..0, "the pipeline file cannot be read")
        .whole_file()
        .help(format!("{}; give the path of a pipeline file or the name of an embedded pipeline", shown(why)))
}

pub(crate) fn file_too_large(limit: u64) -> Problem {
    Problem::error("file-too-large", 0..0, format!("the pipeline file has more than {} MB", limit / 1_000_000))
        .whole_file()
        .help("lists of names belong in files of their own, texts of tests too (`file = ...`)")
}

pub(crate) fn not_utf8(byte: usize) -> Problem {
    Problem::error("not-utf8", byte..byte, "the pipeline file is not UTF-8")
        .why("from here on")
        .help("save it as UTF-8; text editors call this the encoding")
}

pub(crate) fn too_many_problems(rest: usize, worst: Severity) -> Problem {
    let mut problem =
        Problem::error("too-many-problems", 0..0, format!("{rest} further problems are not shown")).whole_file();
    problem.severity = worst;
    problem.help("correct those above first")
}

// Syntax.

/// `message` is the TOML reader's; `text` is what it points at.
pub(crate) fn syntax(span: Range<usize>, message: &str, text: &str) -> Problem {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let here = |what: &str| Problem::error("syntax", span.clone(), format!("this is not TOML: {what}"));
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
    Problem::error("duplicate-key", span, format!("`{}` is written twice", shown(key))).why("again here").help(help)
}

// Keys and values.

pub(crate) fn missing_version(first: Range<usize>) -> Problem {
    Problem::error("missing-version", first, "the file does not say which version of the pipeline format it is in")
        .help("write `rawi = 1` above the first table")
}

pub(crate) fn wrong_version(span: Range<usize>, found: &str) -> Problem {
    Problem::error("wrong-version", span, format!("there is no version `{}` of the pipeline format", shown(found)))
        .why("this rawi reads version 1")
        .help("write `rawi = 1`, or use the rawi that the file was written for")
}

pub(crate) fn unknown_key(span: Range<usize>, key: &str, owner: &Owner<'_>, within: &str, known: &[&str]) -> Problem {
    let mut known = known.to_vec();
    known.sort_unstable();
    let noun = if matches!(owner, Owner::Stage(_) | Owner::Source(_) | Owner::Sink(_)) { "option" } else { "key" };
    let place = if within.is_empty() { owner.to_string() } else { format!("`{}` of {owner}", shown(within)) };
    let help = if let Some(near) = closest(key, known.iter().copied()) {
        format!("did you mean `{near}`?")
    } else if key == "rawi" {
        "`rawi = 1` stands above the first table of the file".to_owned()
    } else if file::RUN.keys().contains(&key) && !matches!(owner, Owner::Run) {
        format!("`{key}` belongs in `[run]`")
    } else if known.is_empty() {
        format!("it takes no {noun}s")
    } else {
        format!("it takes {}", list(&known, "and"))
    };
    Problem::error("unknown-key", span, format!("`{}` is no {noun} of {place}", shown(key)))
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
    Problem::error("missing-key", span, format!("{owner} needs `{}`", shown(key)))
        .why(format!("`{}` is missing", shown(key)))
        .help(format!("add `{} = ...`, {kind}{about}", shown(key)))
}

pub(crate) fn missing_uses(span: Range<usize>, owner: &str) -> Problem {
    Problem::error("missing-key", span, format!("{owner} needs `uses`"))
        .why("`uses` is missing")
        .help("add `uses = \"NAME\"`; `rawi stages` lists the stages, `rawi schema` all there is")
}

pub(crate) fn near_uses(span: Range<usize>, key: &str, owner: &str) -> Problem {
    Problem::error("unknown-key", span, format!("`{}` is no key of {owner}", shown(key)))
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
    Problem::error("wrong-type", span, format!("{} must be {expected}", subject(path, item)))
        .why(format!("this is {}", toml_type(found)))
        .maybe_help(help)
}

pub(crate) fn stage_table(span: Range<usize>, key: &str, found: &str) -> Problem {
    Problem::error("wrong-type", span, format!("`{key}` must be a list of tables"))
        .why(format!("this is {}", toml_type(found)))
        .help(format!("write `[[{key}]]`, with two brackets, above each"))
}

pub(crate) fn too_many_tables(span: Range<usize>, key: &str, most: usize) -> Problem {
    Problem::error("too-many-tables", span, format!("there are more than {most} tables `[[{key}]]`"))
        .why("one too many")
        .help("this is most often a file that something else wrote; split it if it is meant")
}

pub(crate) fn table_wanted(span: Range<usize>, key: &str, found: &str) -> Problem {
    let help = match key {
        "source" => "there is one source: write `[source]` and below it `uses = ...`".to_owned(),
        "sink" => "write `[sink]`, or `[[sink]]` for each of several, and below it `uses = ...`".to_owned(),
        _ => format!("write `[{key}]` and its keys below it"),
    };
    Problem::error("wrong-type", span, format!("`{key}` must be a table"))
        .why(format!("this is {}", toml_type(found)))
        .help(help)
}

pub(crate) fn not_one_of(span: Range<usize>, path: &str, item: bool, found: &str, allowed: &[&str]) -> Problem {
    let takes = format!("it takes {}", one_of(allowed));
    let help = closest(found, allowed.iter().copied()).map(|near| format!("did you mean `{near}`? {takes}"));
    Problem::error("bad-value", span, format!("{} cannot be `{}`", subject(path, item), shown(found)))
        .why("no value it knows")
        .help(help.unwrap_or(takes))
}

pub(crate) fn bad_value(span: Range<usize>, path: &str, why: &str) -> Problem {
    Problem::error("bad-value", span, format!("`{}` has a value that does not serve", shown(path))).why(shown(why))
}

pub(crate) fn too_short(span: Range<usize>, path: &str, item: bool, at_least: u64, unit: &str) -> Problem {
    let s = if at_least == 1 { "" } else { "s" };
    Problem::error("bad-value", span, format!("{} needs at least {at_least} {unit}{s}", subject(path, item)))
        .why("too short")
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
    Problem::error("out-of-range", span, format!("{} cannot be {}", subject(path, item), shown(found)))
        .why(format!("must be {range}"))
}

pub(crate) fn bad_name(span: Range<usize>, found: &str, what: &str) -> Problem {
    Problem::error("bad-name", span, format!("`{}` cannot name {what}", shown(found)))
        .why(if found.is_empty() { "it is empty" } else { "a character that names do not have" })
        .help("names have letters, digits, `.`, `_` and `-`")
}

// The pipeline.

pub(crate) fn no_stages() -> Problem {
    Problem::error("no-stages", 0..0, "the pipeline has no stages")
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
    Problem::error(code, span, format!("there is no {kind} `{}`", shown(name)))
        .why(format!("unknown {kind}"))
        .help(help)
}

pub(crate) fn duplicate_id(span: Range<usize>, id: &str, first: Range<usize>) -> Problem {
    Problem::error("duplicate-id", span, format!("two stages have the id `{}`", shown(id)))
        .why("again here")
        .note(first, "first here")
        .help("give one of them another `id`")
}

// Contracts.

/// A stage as contract problems speak of it.
pub(crate) struct StageRef<'a> {
    pub(crate) id: &'a str,
    pub(crate) span: Range<usize>,
    pub(crate) line: usize,
}

/// ``layers `a` and `b`, view `c` ``
fn slots(slots: &[Slot]) -> String {
    let of = |kind, one: &str, many: &str| {
        let names: Vec<&str> = slots.iter().filter(|s| s.kind == kind).map(|s| s.name.as_str()).collect();
        match names.len() {
            0 => None,
            1 => Some(format!("{one} {}", list(&names, "and"))),
            _ => Some(format!("{many} {}", list(&names, "and"))),
        }
    };
    let all = [
        of(SlotKind::Layer, "layer", "layers"),
        of(SlotKind::View, "view", "views"),
        of(SlotKind::Meta, "metadata", "metadata"),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What could be done about slots that no stage provides.
pub(crate) enum Missing<'a> {
    /// A stage that is not in the pipeline provides them.
    Add(Vec<&'a str>),
    /// An earlier stage provides one of a near name.
    Near { slot: &'a Slot, from: &'a str },
    /// An earlier stage would provide it, had it not renamed it.
    Renamed { by: StageRef<'a>, to: &'a str },
    /// Nothing known does.
    Nothing,
    /// Nothing does, of steps that stand in no file.
    InProgram,
}

pub(crate) fn missing_layer(stage: &StageRef<'_>, place: Range<usize>, wanted: &[Slot], way: &Missing<'_>) -> Problem {
    let problem = Problem::error(
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
        Missing::InProgram => {
            problem.help("put a step that gives it before, or say that documents bring it (`Pipeline::with_layers`)")
        }
    }
}

/// `why` names the field of the layer, and what the two say of it.
pub(crate) fn layer_schema(reader: &StageRef<'_>, slot: &Slot, giver: &StageRef<'_>, why: &str) -> Problem {
    let message = format!(
        "stage `{}` expects other values in {} than stage `{}` gives",
        shown(reader.id),
        shown(&slot.to_string()),
        shown(giver.id)
    );
    Problem::error("layer-schema", reader.span.clone(), message)
        .why(shown_long(why))
        .note(giver.span.clone(), "given here")
        .help("use versions of both that agree, or give the reader another layer with `rename`")
}

pub(crate) fn wrong_order(stage: &StageRef<'_>, wanted: &[Slot], provider: &StageRef<'_>, head: usize) -> Problem {
    Problem::error(
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

/// `other` refers to rows of `slot`, which `stage` gives anew behind it.
pub(crate) fn refined_late(stage: &StageRef<'_>, slot: &Slot, other: &Slot, referring: &StageRef<'_>) -> Problem {
    let message = format!(
        "stage `{}` refines {} behind stage `{}`, whose {} refers to rows of it",
        shown(stage.id),
        shown(&slot.to_string()),
        shown(referring.id),
        shown(&other.to_string())
    );
    Problem::error("refined-late", stage.span.clone(), message)
        .why(format!("gives {} anew", shown(&slot.to_string())))
        .note(referring.span.clone(), "refers to what stood there before")
        .help(format!("move this `[[stage]]` above line {}", referring.line))
}

pub(crate) fn optional_later(stage: &StageRef<'_>, wanted: &[Slot], provider: &StageRef<'_>, head: usize) -> Problem {
    Problem::error(
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

/// `twice` are what `stage` provides and `first` did, in the pipeline's names, each with the stage's own name for it; `renamed`
/// what the stage renames besides, and to what.
pub(crate) fn provided_twice(
    stage: &StageRef<'_>,
    twice: &[(&str, &Slot)],
    first: &StageRef<'_>,
    renamed: &[(&str, &str)],
) -> Problem {
    let provided: Vec<Slot> = twice.iter().map(|(_, slot)| (*slot).clone()).collect();
    let problem =
        Problem::error("provided-twice", stage.span.clone(), format!("two stages provide {}", slots(&provided)))
            .why("again here")
            .note(first.span.clone(), "first here");
    // A dotted key is a path unless it is quoted.
    let key = |name: &str| if name.contains('.') { format!("\"{}\"", shown(name)) } else { shown(name) };
    let kept = renamed.iter().map(|(from, to)| format!("{} = \"{}\"", key(from), shown(to)));
    let anew =
        twice.iter().map(|(from, slot)| format!("{} = \"{}.{}\"", key(from), shown(&slot.name), shown(stage.id)));
    let rename = format!("`rename = {{ {} }}`", kept.chain(anew).collect::<Vec<_>>().join(", "));
    // `merge` makes one layer of several of names, and of nothing else.
    let names = provided.iter().all(|slot| slot.kind == SlotKind::Layer && slot.name.starts_with("mentions"));
    problem.help(match twice.len() {
        1 if names => format!("rename one, {rename}, and make one layer of both with a stage `merge`"),
        1 => format!("rename one: {rename}"),
        _ => format!("rename those of one stage: {rename}"),
    })
}

pub(crate) fn layer_replaced(stage: &StageRef<'_>, slot: &str, source: Range<usize>) -> Problem {
    Problem::error(
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
        Some(SlotKind::Meta) => "metadata ",
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
    Problem::error(
        "sink-slot",
        span,
        format!("sink `{}` writes {what}`{}`, which no stage provides", shown(sink), shown(name)),
    )
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
    Problem::error(
        "rename-unknown",
        span,
        format!("stage `{}` has no layer or view `{}` to rename", shown(stage), shown(name)),
    )
    .why("the stage's own name for it stands on the left")
    .help(help)
}

pub(crate) fn rename_collision(span: Range<usize>, name: &str, stage: &str, first: &str, second: &str) -> Problem {
    Problem::error(
        "rename-collision",
        span,
        format!("stage `{}` would have two things named `{}`", shown(stage), shown(name)),
    )
    .why(format!("its {} would both have this name", list(&[first, second], "and")))
    .help("give each a name of its own")
}

const RENAME: &str =
    "write `rename = { mentions = \"mentions.mine\" }`: on the left the stage's name, on the right yours";

pub(crate) fn rename_type(span: Range<usize>, found: &str) -> Problem {
    wrong_type(span, "rename", false, "a table", found, Some(RENAME.to_owned()))
}

pub(crate) fn rename_dotted(span: Range<usize>, outer: &str, inner: &str) -> Problem {
    Problem::error("wrong-type", span, format!("`rename.{}` must be a string", shown(outer)))
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
    Problem::error("asset-missing", span, format!("{owner} cannot read {what}"))
        .why("named here")
        .help(hint.unwrap_or_else(|| "file names are relative to the folder of the pipeline file".to_owned()))
}

pub(crate) fn stage_refused(span: Range<usize>, owner: &Owner<'_>, message: &str) -> Problem {
    Problem::error("stage-refused", span, format!("{owner} cannot be made: {}", shown_long(message)))
        .why("because of this")
}

pub(crate) fn stage_warning(span: Range<usize>, owner: &Owner<'_>, message: &str) -> Problem {
    Problem::error("stage-warning", span, format!("{owner}: {}", shown_long(message))).warning().why("because of this")
}

fn shown_long(message: &str) -> String {
    message.split(' ').map(shown).collect::<Vec<_>>().join(" ")
}

// Plugins.

pub(crate) fn plugins_unsupported(span: Range<usize>) -> Problem {
    Problem::error("plugins-unsupported", span, "plugins are not loaded here")
        .why("names a plugin")
        .help("run the pipeline with a program that loads plugins")
}

pub(crate) fn plugin_refused(span: Range<usize>, plugin: &str, message: &str, help: Option<String>) -> Problem {
    Problem::error("plugin-refused", span, format!("plugin `{}`: {}", shown(plugin), shown_long(message)))
        .maybe_help(help)
}

pub(crate) fn needs_isolation(span: Range<usize>) -> Problem {
    Problem::error("needs-isolation", span, "`worker` is for plugins in worker processes")
        .why("this plugin runs inside rawi")
        .help("add `isolation = \"process\"`, or take `worker` away")
}

pub(crate) fn needs_module(span: Range<usize>) -> Problem {
    Problem::error("needs-isolation", span, "`sandbox` is for modules of WebAssembly")
        .why("the name of this plugin does not end in `.wasm`")
        .help("take `sandbox` away; a library has limits with `isolation = \"process\"` and `worker`")
}

pub(crate) fn needs_plugin(span: Range<usize>, key: &str) -> Problem {
    Problem::error("needs-plugin", span, format!("`{key}` is for stages of plugins"))
        .why("this stage names no plugin")
        .help(format!("take `{key}` away, or add `plugin = \"FILE\"`"))
}

pub(crate) fn bad_sha256(span: Range<usize>) -> Problem {
    Problem::error("bad-value", span, "`sha256` must be 64 hexadecimal digits")
        .why("no hash")
        .help("take the line out: `rawi check` then prints the right one")
}

// Tests.

pub(crate) fn test_input(span: Range<usize>, both: bool) -> Problem {
    let message = if both { "a test has either `text` or `file`, not both" } else { "this test has no text" };
    Problem::error("test-input", span, message).help("write `text = \"...\"`, or `file = \"...\"` for a text in a file")
}

pub(crate) fn test_expectation(span: Range<usize>) -> Problem {
    Problem::error("test-expectation", span, "a test has either `expect` or `snapshot`, not both")
        .help("`expect` holds the transcript itself, `snapshot` the name of a file that holds it")
}

pub(crate) fn test_after(span: Range<usize>, id: &str, known: &[&str]) -> Problem {
    let help = match closest(id, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the stages are {}", list(known, "and")),
    };
    Problem::error("test-after", span, format!("there is no stage with the id `{}` to stop after", shown(id)))
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
    Problem::error("test-show", span, format!("the test shows `{}`, which {stages}", shown(name)))
        .why("never there")
        .help(help)
}

pub(crate) fn duplicate_test(span: Range<usize>, name: &str, first: Range<usize>) -> Problem {
    Problem::error("duplicate-test", span, format!("two tests are named `{}`", shown(name)))
        .why("again here")
        .note(first, "first here")
        .help("a name tells which test failed; give each its own")
}
