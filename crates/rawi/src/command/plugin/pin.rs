use super::refused::refused;
use crate::command::pipeline::Plugins;
use crate::command::{Failure, Outcome, Result};
use crate::terminal::{say, shown};
use rawi_loader::{Loader, PluginFile};
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The pipeline file
    pipeline: PathBuf,
}

pub(crate) fn run(args: &Args, plugins: Plugins<'_>) -> Result {
    let path = &args.pipeline;
    let failed = |error: std::io::Error| Failure::usage(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let base = path.parent().unwrap_or(Path::new("."));
    let (pinned, told) = pin(&text, base, &plugins.loader())?;
    if told.is_empty() {
        return Err(Failure::usage(format!("{} names no plugin", path.display())));
    }
    if pinned != text {
        rawi_io::replace(path, pinned.as_bytes()).map_err(failed)?;
    }
    if !plugins.quiet {
        for line in told {
            say(&shown(&line));
        }
    }
    Ok(Outcome::Fine)
}

/// The file with the hash of every plugin that it names; all else, comments too, stays as it is. And what was done.
fn pin(text: &str, base: &Path, loader: &Loader) -> std::result::Result<(String, Vec<String>), Failure> {
    let root = DeTable::parse(text).map_err(|error| {
        Failure::usage(format!("the file is not TOML; `rawi check` shows the place: {}", error.message()))
    })?;
    let stages = root.get_ref().get("stage").and_then(|node| node.get_ref().as_array());
    let (mut edits, mut told): (Vec<(Range<usize>, String)>, Vec<String>) = Default::default();
    for stage in stages.into_iter().flat_map(|stages| stages.iter()) {
        let DeValue::Table(table) = stage.get_ref() else { continue };
        let Some((key, node)) = table.get_key_value("plugin") else { continue };
        let Some(name) = node.get_ref().as_str() else { continue };
        let path = loader.find(Some(base), name);
        let file = PluginFile::read(&path).map_err(|refusal| refused(&path, &refusal))?;
        let hash = format!("\"{}\"", file.sha256);
        match table.get("sha256") {
            Some(old) if text[old.span()] == hash => told.push(format!("{name}: pinned already")),
            Some(old) => {
                edits.push((old.span(), hash));
                told.push(format!("{name}: pinned anew, {}", file.sha256));
            }
            None => {
                // On a line of its own, indented like its neighbour; beside it in a table that stands on one line.
                let start = text[..key.span().start].rfind('\n').map_or(0, |i| i + 1);
                let indent = &text[start..key.span().start];
                let own_line = indent.chars().all(|c| c == ' ' || c == '\t');
                let end = node.span().end;
                if own_line {
                    let end = text[end..].find('\n').map_or(text.len(), |i| end + i);
                    let end = end - usize::from(text[..end].ends_with('\r'));
                    let newline = if text[end..].starts_with('\r') { "\r\n" } else { "\n" };
                    edits.push((end..end, format!("{newline}{indent}sha256 = {hash}")));
                } else {
                    edits.push((end..end, format!(", sha256 = {hash}")));
                }
                told.push(format!("{name}: pinned, {}", file.sha256));
            }
        }
        if table.get("allow-unpinned").is_some_and(|node| node.get_ref().as_bool() == Some(true)) {
            told.push(format!("{name}: `allow-unpinned` is of no use any more"));
        }
    }
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    let mut pinned = text.to_owned();
    for (place, hash) in edits {
        pinned.replace_range(place, &hash);
    }
    Ok((pinned, told))
}
