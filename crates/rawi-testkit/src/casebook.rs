use crate::comparison::failures;
use crate::markdown::{Block, Section, sections};
use rawi_config::{MemoryAssets, Registry, check_text};
use rawi_core::{Document, Meta, Slot, SlotKind};
use rawi_runner::{OnError, Outcome, Pipeline};
use rawi_transcript::{Options, escape, render, unescape};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Runs every case of every casebook below `folder` (relative to the crate, or one casebook); the stages are `registry`'s.
///
/// A casebook is Markdown: a heading is a case, the prose under it says why, and the blocks say what:
///
/// | block | holds |
/// | --- | --- |
/// | `toml` | a pipeline; it serves all cases below it, down to the next heading of its own or a higher level |
/// | `meta` | metadata of the document, as TOML: `published = "2025-11-27"`; serves like `toml` |
/// | `file NAME` | a file that the stages may load; serves like `toml` |
/// | `text` | the document; invisible characters may be escapes, as in a transcript |
/// | `transcript NAMES` | what the stages give, shown for these layers and views, or for all that the last stage gives |
/// | `problems` | what `rawi check` says of the `toml` block |
///
/// With `RAWI_UPDATE=1` the expected blocks are rewritten, and missing ones written; all else stays as it is. Without, a
/// case that shows nothing fails, and so does a block of any other kind.
///
/// ```no_run
/// #[test]
/// fn it_gives_what_its_casebook_says() {
///     rawi_testkit::check_casebooks(env!("CARGO_MANIFEST_DIR"), "tests/cases", &rawi_config::Registry::new());
/// }
/// ```
///
/// # Panics
/// If a case does not hold; the message tells of all that do not.
pub fn check_casebooks(manifest_dir: &str, folder: &str, registry: &Registry) {
    let books = books(Path::new(manifest_dir), folder).unwrap_or_else(|message| panic!("{message}"));
    let mut wrong: Vec<String> = Vec::new();
    for (name, book) in books {
        match book {
            Err(message) => wrong.push(message),
            Ok(book) if is_update() => wrong.extend(book.update(registry).err()),
            Ok(book) => wrong.extend(book.cases.iter().filter_map(|case| {
                let message = case.check(registry).err()?;
                Some(format!("{name}: {}\n{message}", case.title))
            })),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The same as [`check_casebooks`] with a test for each heading, in a test target without harness:
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     rawi_testkit::casebooks(env!("CARGO_MANIFEST_DIR"), "tests/cases", || rawi_config::Registry::new())
/// }
/// ```
#[cfg(feature = "harness")]
pub fn casebooks(manifest_dir: &str, folder: &str, registry: fn() -> Registry) -> std::process::ExitCode {
    use libtest_mimic::{Arguments, Failed, Trial};
    let args = Arguments::from_args();
    let failing = |name: String, message: String| Trial::test(name, move || Err(Failed::from(message)));
    let books = match books(Path::new(manifest_dir), folder) {
        Ok(books) => books,
        // Whatever tests were asked for.
        Err(message) => {
            let trial = failing("casebooks".to_owned(), message);
            return libtest_mimic::run(&Arguments::default(), vec![trial]).exit_code();
        }
    };
    let mut trials = Vec::new();
    for (name, book) in books {
        match book {
            Err(message) => trials.push(failing(name, message)),
            Ok(book) if is_update() => {
                trials.push(Trial::test(format!("update {name}"), move || Ok(book.update(&registry())?)));
            }
            Ok(book) => trials.extend(
                book.cases
                    .into_iter()
                    .map(|case| Trial::test(format!("{name}: {}", case.title), move || Ok(case.check(&registry())?))),
            ),
        }
    }
    libtest_mimic::run(&args, trials).exit_code()
}

#[allow(clippy::disallowed_methods)] // the switch of a test run, not an input of a stage
fn is_update() -> bool {
    std::env::var("RAWI_UPDATE").is_ok_and(|value| value == "1")
}

/// A casebook by its name, or why it cannot be read.
type Named = (String, Result<Book, String>);

/// The casebooks below `folder`.
fn books(manifest_dir: &Path, folder: &str) -> Result<Vec<Named>, String> {
    let folder = manifest_dir.join(folder);
    let mut files = Vec::new();
    if folder.is_file() {
        files.push(folder.clone());
    } else {
        find(&folder, &mut files).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    files.sort();
    if files.is_empty() {
        return Err(format!("there is no casebook (*.md) in {}", folder.display()));
    }
    let named = |path: PathBuf| {
        let below = path.strip_prefix(&folder).ok().filter(|below| below.components().next().is_some());
        let below = below.or(path.file_name().map(Path::new)).unwrap_or(&path);
        (below.with_extension("").display().to_string(), Book::read(&path))
    };
    Ok(files.into_iter().map(named).collect())
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "md") {
            files.push(path);
        }
    }
    Ok(())
}

struct Book {
    path: PathBuf,
    text: String,
    cases: Vec<Case>,
}

/// A block with expected text, or the place where it belongs.
struct Expected {
    text: Option<String>,
    /// Bytes of the file: the lines between the fences, or an empty range after the block it belongs behind.
    place: Range<usize>,
}

struct Case {
    title: String,
    /// `FILE:LINE` of the heading, for messages.
    place: String,
    inherited: Arc<Inherited>,
    text: Option<String>,
    show: Vec<String>,
    transcript: Option<Expected>,
    problems: Option<Expected>,
}

/// What a heading hands down to the headings below it; they share it until one says otherwise.
#[derive(Clone, Default)]
struct Inherited {
    toml: String,
    meta: String,
    files: Vec<(String, Arc<[u8]>)>,
}

impl Book {
    fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let text = text.replace("\r\n", "\n");
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let cases = cases(&name, &text)?;
        Ok(Self { path: path.to_owned(), text, cases })
    }

    fn update(&self, registry: &Registry) -> Result<(), String> {
        let mut edits: BTreeMap<usize, (Range<usize>, String)> = BTreeMap::new();
        for case in &self.cases {
            for (kind, expected) in [("transcript", &case.transcript), ("problems", &case.problems)] {
                let Some(Expected { text, place }) = expected else { continue };
                let got = case.run(kind, registry)?;
                let known = text.as_ref().is_some_and(|text| *text == got);
                if let (Some(bug), false) = (failures(&got).into_iter().find(|failure| failure.bug), known) {
                    return Err(format!(
                        "{}: stage `{}` has a bug, which no casebook should expect: {}",
                        case.place, bug.stage, bug.message
                    ));
                }
                let got = if text.is_none() { format!("\n```{kind}\n{got}```\n") } else { got };
                edits.insert(place.start, (place.clone(), got));
            }
        }
        let mut text = String::with_capacity(self.text.len());
        let mut from = 0;
        for (place, got) in edits.into_values() {
            text.push_str(&self.text[from..place.start]);
            text.push_str(&got);
            from = place.end;
        }
        text.push_str(&self.text[from..]);
        if text == self.text {
            return Ok(());
        }
        rawi_io::replace(&self.path, text.as_bytes()).map_err(|error| format!("{}: {error}", self.path.display()))
    }
}

/// The cases of a casebook.
fn cases(name: &str, text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut titles: BTreeSet<String> = BTreeSet::new();
    let mut above: Vec<(usize, Arc<Inherited>)> = Vec::new();
    for section in sections(text).map_err(|message| format!("{name}: {message}"))? {
        while above.last().is_some_and(|(level, _)| *level >= section.level) {
            above.pop();
        }
        let mut inherited = above.last().map(|(_, inherited)| Arc::clone(inherited)).unwrap_or_default();
        if let Some(case) = Case::read(name, &section, &mut inherited)? {
            if !titles.insert(case.title.clone()) {
                return Err(format!("{}: there are two cases `{}`", case.place, case.title));
            }
            cases.push(case);
        }
        above.push((section.level, inherited));
    }
    match cases.is_empty() {
        true => Err(format!("{name}: there is no case in it: no heading has a `text` or a `problems` block")),
        false => Ok(cases),
    }
}

impl Case {
    fn read(file: &str, section: &Section, inherited: &mut Arc<Inherited>) -> Result<Option<Self>, String> {
        let place = format!("{file}:{}", section.line);
        let (mut text, mut transcript, mut problems) = (None, None, None);
        let mut show = Vec::new();
        let mut text_end = 0;
        for block in &section.blocks {
            let at = |message: &str| format!("{file}:{}: {message}", block.line);
            // A text may be empty; what is expected may be, until RAWI_UPDATE=1 fills it.
            if block.text.trim().is_empty() && !matches!(block.language.as_str(), "text" | "transcript" | "problems") {
                return Err(at("this block shows nothing"));
            }
            let once = |taken: bool| if taken { Err(at("a case has one such block")) } else { Ok(()) };
            match block.language.as_str() {
                "toml" => Arc::make_mut(inherited).toml.clone_from(&block.text),
                "meta" => Arc::make_mut(inherited).meta.clone_from(&block.text),
                "file" if block.info.is_empty() => return Err(at("a `file` block needs a name: ```file names.tsv")),
                "file" => {
                    let file = (block.info.clone(), block.text.as_bytes().into());
                    Arc::make_mut(inherited).files.push(file);
                }
                "text" => {
                    once(text.is_some())?;
                    text = Some(unescape(block.text.strip_suffix('\n').unwrap_or(&block.text)).map_err(|e| at(&e))?);
                    text_end = block.end;
                }
                "transcript" => {
                    once(transcript.is_some())?;
                    show = block.info.split([',', ' ']).filter(|name| !name.is_empty()).map(str::to_owned).collect();
                    transcript = Some(expected(block));
                }
                "problems" => {
                    once(problems.is_some())?;
                    problems = Some(expected(block));
                }
                "" => return Err(at("a block says what it is: toml, meta, file, text, transcript or problems")),
                other => return Err(at(&format!("`{other}` is no block of a casebook"))),
            }
        }
        if text.is_none() && transcript.is_some() {
            return Err(format!("{place}: a transcript needs a `text` block in the same case"));
        }
        if text.is_none() && problems.is_none() {
            return Ok(None);
        }
        if text.is_some() && transcript.is_none() {
            transcript = Some(Expected { text: None, place: text_end..text_end });
        }
        if inherited.toml.is_empty() {
            return Err(format!("{place}: no `toml` block says which stages run"));
        }
        let (title, inherited) = (section.title.clone(), Arc::clone(inherited));
        Ok(Some(Self { title, place, inherited, text, show, transcript, problems }))
    }

    fn check(&self, registry: &Registry) -> Result<(), String> {
        for (kind, expected) in [("transcript", &self.transcript), ("problems", &self.problems)] {
            let Some(Expected { text, .. }) = expected else { continue };
            let got = self.run(kind, registry)?;
            match text {
                None => return Err(format!("{}: no `{kind}` block; RAWI_UPDATE=1 writes it:\n\n{got}", self.place)),
                Some(text) if text.trim().is_empty() => {
                    return Err(format!(
                        "{}: the `{kind}` block shows nothing; RAWI_UPDATE=1 fills it:\n\n{got}",
                        self.place
                    ));
                }
                Some(text) if *text != got => {
                    let hint = "RAWI_UPDATE=1 accepts what was found";
                    return Err(format!("{}: {hint}\n\n{}", self.place, difference(text, &got)));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn run(&self, kind: &str, registry: &Registry) -> Result<String, String> {
        let Inherited { toml, meta, files } = &*self.inherited;
        let toml = if toml.contains("rawi =") { toml.clone() } else { format!("rawi = 1\n\n{toml}") };
        let assets: MemoryAssets = files.iter().cloned().collect();
        let checked = check_text("pipeline.toml", &toml, &assets, registry);
        if kind == "problems" {
            return Ok(checked.problems.render(false, 120).trim_end().to_owned() + "\n");
        }
        let Some(plan) = checked.plan else {
            return Err(format!("{}: the pipeline is wrong\n{}", self.place, checked.problems.render(false, 120)));
        };
        let shown = if self.show.is_empty() {
            let last = plan.stages.last().map(rawi_config::PlannedStage::provides).unwrap_or_default();
            last.into_iter().map(|Slot { name, .. }| name).collect()
        } else {
            self.show.clone()
        };
        let sets = plan.set_meta();
        let mut doc = Document::new("case", self.text.as_deref().unwrap_or_default()).map_err(|e| e.to_string())?;
        let meta: Meta = meta_of(meta).map_err(|message| format!("{}: {message}", self.place))?;
        for (name, value) in meta.iter() {
            doc.meta_mut().set(name, value);
        }
        let pipeline = Pipeline::from(plan.stages);
        match pipeline.process(doc, OnError::Keep) {
            Outcome::Kept(doc) => {
                let there = |kind, name: &String| doc.has(&Slot::new(kind, name.clone()));
                let absent = |name: &&String| !there(SlotKind::Layer, name) && !there(SlotKind::View, name);
                // Metadata that a stage leaves as it is is not there either.
                if let Some(name) = shown.iter().find(|name| absent(name) && !sets.contains(name)) {
                    // A stage that failed gives nothing to show; its error is in the transcript.
                    if doc.errors().is_empty() {
                        return Err(format!("{}: there is no layer or view `{name}` to show", self.place));
                    }
                }
                Ok(render(&doc, &Options::only(shown)))
            }
            Outcome::Dropped { stage, reason, .. } => {
                let mut text = format!("dropped {stage}  ");
                escape(&reason, &mut text);
                Ok(text + "\n")
            }
            Outcome::Failed(failure) => Err(format!("{}: stage `{}`: {}", self.place, failure.stage, failure.message)),
        }
    }
}

fn expected(block: &Block) -> Expected {
    Expected { text: Some(block.text.clone()), place: block.inner.clone() }
}

/// `name = "value"` lines; quotes may be left out.
fn meta_of(text: &str) -> Result<Meta, String> {
    let mut meta = Meta::default();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (name, value) = line.split_once('=').ok_or_else(|| format!("`{line}` is no `name = \"value\"`"))?;
        meta.set(name.trim(), value.trim().trim_matches('"'));
    }
    Ok(meta)
}

/// What changed in words, then the lines that differ.
fn difference(expected: &str, got: &str) -> String {
    match rawi_transcript::compare(expected, got) {
        Ok(comparison) if !comparison.is_same() => comparison.describe(20) + &comparison.diff(),
        _ => rawi_transcript::diff(expected, got),
    }
}

#[cfg(test)]
mod tests {
    use super::cases;

    /// A thread with little room for recursion.
    fn small_stack(work: impl FnOnce() + Send + 'static) {
        std::thread::Builder::new().stack_size(256 << 10).spawn(work).unwrap().join().unwrap();
    }

    /// A casebook of `cases` cases that share `files` files.
    fn book(files: usize, cases: usize) -> String {
        let file = |i| format!("```file f{i}.tsv\nx\n```\n");
        let case = |i| format!("## case {i}\n```text\nx\n```\n```transcript\ny\n```\n");
        let head = "# all\n```toml\n[[stage]]\n```\n".to_owned();
        head + &(0..files).map(file).collect::<String>() + &(0..cases).map(case).collect::<String>()
    }

    #[test]
    fn a_large_casebook_is_read_without_copies() {
        small_stack(|| {
            let read = cases("a.md", &book(50_000, 50_000)).unwrap();
            assert_eq!(read.len(), 50_000);
            // One list of files serves all cases: what each held of its own would be copied for each.
            assert!(read.iter().all(|case| std::sync::Arc::ptr_eq(&case.inherited, &read[0].inherited)));
            assert_eq!(read[49_999].inherited.files.len(), 50_000);
        });
    }

    #[test]
    fn odd_casebooks_are_refused_with_their_line() {
        small_stack(|| {
            let told = |text: &str| cases("a.md", text).err().unwrap_or_default();
            let head = "# a\n```toml\n[[stage]]\n```\n";
            assert_eq!(told(&format!("{head}```text\n")), "a.md: line 5: the block that begins here is not closed");
            assert_eq!(told(&format!("{head}```text\nx\n```\n```text\nx\n```\n")), "a.md:8: a case has one such block");
            assert_eq!(told(&format!("{head}```json\nx\n```\n")), "a.md:5: `json` is no block of a casebook");
            assert!(told(&"#".repeat(50_000)).starts_with("a.md: there is no case in it"));
            assert!(told(&"`".repeat(50_000)).starts_with("a.md: line 1: the block"));
            assert!(told(&"```x\n\n```\n".repeat(50_000)).starts_with("a.md:1: this block shows nothing"));
            let twice = "# a\n```toml\nx\n```\n```text\nx\n```\n".repeat(2);
            assert_eq!(told(&twice), "a.md:8: there are two cases `a`");
        });
    }
}
