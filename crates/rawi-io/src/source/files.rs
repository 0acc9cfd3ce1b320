//! Which files to read: from files, globs and folders, in an order that is the same everywhere.

use super::contract::SourceContext;
use super::input::InputFile;
use crate::error::OpenError;
use crate::format::Format;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// In the order to read them, none twice.
    pub(crate) files: Vec<Listed>,
    /// Folders that were named.
    pub(crate) folders: Vec<PathBuf>,
    /// Size of all files in bytes, if it can be known.
    pub(crate) total: Option<u64>,
    /// What the user should be told.
    pub(crate) notes: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) input: InputFile,
    /// The path relative to the pipeline file, or as named on the command line.
    pub(crate) relative: PathBuf,
}

/// The files that `cx` names, or else `files`; of a folder those with an ending of `format`.
pub(crate) fn list(cx: &SourceContext, files: &[String], format: Format) -> Result<Listing, OpenError> {
    let named = cx.inputs.as_deref().unwrap_or(files);
    if named.is_empty() {
        return Err(OpenError::of("files", "nothing to read; name files, folders, globs or `-` in `files`"));
    }
    let base = if cx.inputs.is_some() { Path::new("") } else { &cx.base };
    let mut finder = Finder {
        base,
        format,
        found: Listing { total: Some(0), ..Listing::default() },
        seen: HashSet::new(),
        count: 0,
    };
    for name in named {
        finder.find(name)?;
    }
    Ok(finder.found)
}

struct Finder<'a> {
    base: &'a Path,
    format: Format,
    found: Listing,
    seen: HashSet<PathBuf>,
    /// How many files were found, those among them that were found before.
    count: usize,
}

impl Finder<'_> {
    fn find(&mut self, name: &str) -> Result<(), OpenError> {
        if name == "-" {
            if self.found.files.iter().all(|file| file.input.path.is_some()) {
                let input = InputFile { path: None, name: "stdin".into() };
                self.found.files.push(Listed { input, relative: PathBuf::from("stdin") });
                self.found.total = None;
            }
            return Ok(());
        }
        let before = self.count;
        let path = self.base.join(name);
        match std::fs::metadata(&path) {
            Ok(meta) if meta.is_dir() => {
                self.found.folders.push(path.clone());
                self.folder(&path)?;
                if self.count == before {
                    let endings = self.format.endings().join(", ");
                    return Err(OpenError::of(
                        "files",
                        format!(
                            "{name} holds no file that ends in {endings} (or the same with .gz); name the files themselves, or read them as another format"
                        ),
                    ));
                }
                Ok(())
            }
            Ok(meta) => {
                self.file(&path, &meta);
                Ok(())
            }
            Err(_) if name.contains(['*', '?', '[']) => {
                self.glob(name)?;
                if self.count == before {
                    return Err(OpenError::of("files", format!("no file matches {}", path.display())));
                }
                Ok(())
            }
            Err(error) => Err(OpenError::of("files", format!("cannot read {}: {error}", path.display()))),
        }
    }

    fn glob(&mut self, name: &str) -> Result<(), OpenError> {
        let escaped = glob::Pattern::escape(&self.base.to_string_lossy());
        let pattern = Path::new(&escaped).join(name).to_string_lossy().into_owned();
        let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
        let matches = glob::glob_with(&pattern, options)
            .map_err(|error| OpenError::of("files", format!("`{name}` is no glob: {error}")))?;
        let mut paths = Vec::new();
        for path in matches {
            let path = path.map_err(|error| {
                OpenError::of("files", format!("cannot read {}: {}", error.path().display(), error.error()))
            })?;
            paths.push(path);
        }
        paths.sort();
        for path in paths {
            match std::fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => {} // a folder is read when it is named, not when a `*` happens to match it
                Ok(meta) => self.file(&path, &meta),
                Err(_) if path.is_symlink() => self.dangling(&path),
                Err(error) => {
                    return Err(OpenError::of("files", format!("cannot read {}: {error}", path.display())));
                }
            }
        }
        Ok(())
    }

    /// Everything below `folder`, by name. Symbolic links are followed, but no folder is read twice, so a loop ends.
    fn folder(&mut self, folder: &Path) -> Result<(), OpenError> {
        let mut entered = HashSet::new();
        let mut waiting = vec![folder.to_owned()];
        while let Some(path) = waiting.pop() {
            let failed =
                |error: std::io::Error| OpenError::of("files", format!("cannot read {}: {error}", path.display()));
            let meta = std::fs::metadata(&path).map_err(failed)?;
            if !meta.is_dir() {
                self.file(&path, &meta);
                continue;
            }
            if !entered.insert(path.canonicalize().map_err(failed)?) {
                continue;
            }
            let mut inside = Vec::new();
            for entry in std::fs::read_dir(&path).map_err(failed)? {
                let entry = entry.map_err(failed)?.path();
                let name = entry.file_name().unwrap_or_default().to_string_lossy();
                let meta = std::fs::metadata(&entry);
                let is_folder = meta.as_ref().is_ok_and(std::fs::Metadata::is_dir);
                if name.starts_with('.') || !is_folder && Format::of_name(&name) != Some(self.format) {
                    continue;
                }
                if meta.is_err() && entry.is_symlink() {
                    self.dangling(&entry);
                    continue;
                }
                if name == "rejected.jsonl" || name.ends_with(".rejected.jsonl") {
                    self.found.notes.push(format!("{} was not read; name it to read it", entry.display()));
                    continue;
                }
                inside.push(entry);
            }
            inside.sort();
            waiting.extend(inside.into_iter().rev());
        }
        Ok(())
    }

    fn dangling(&mut self, link: &Path) {
        self.found.notes.push(format!("{} was not read: it is a link that leads nowhere", link.display()));
    }

    fn file(&mut self, path: &Path, meta: &std::fs::Metadata) {
        // As people write it: without `./`.
        let path: PathBuf = path.components().filter(|c| *c != std::path::Component::CurDir).collect();
        self.count += 1;
        // Nor is it read again through a link.
        if !self.seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())) {
            return;
        }
        let size = meta.is_file().then_some(meta.len());
        self.found.total = self.found.total.zip(size).map(|(sum, size)| sum + size);
        let base: PathBuf = self.base.components().filter(|c| *c != std::path::Component::CurDir).collect();
        let relative = path.strip_prefix(&base).unwrap_or(&path).to_owned();
        let input = InputFile { name: path.display().to_string().into(), path: Some(path) };
        self.found.files.push(Listed { input, relative });
    }
}

impl Listed {
    /// The file's name without its endings: `a` of `reports/a.txt.gz`.
    pub(crate) fn stem(&self) -> String {
        let path = self.without_gz();
        path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The relative path without its endings, with `/` on every system: `reports/a`.
    pub(crate) fn path_stem(&self) -> String {
        let path = self.without_gz().with_extension("");
        let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }

    fn without_gz(&self) -> PathBuf {
        match self.relative.extension().is_some_and(|e| e == "gz" || e == "zst") {
            true => self.relative.with_extension(""),
            false => self.relative.clone(),
        }
    }
}

/// The formats of the files in a folder.
///
/// # Errors
/// If a folder cannot be read.
pub(crate) fn formats_of_folder(folder: &Path) -> Result<Vec<Format>, OpenError> {
    let mut formats = Vec::new();
    for format in Format::ALL {
        let mut finder =
            Finder { base: Path::new(""), format, found: Listing::default(), seen: HashSet::new(), count: 0 };
        finder.folder(folder)?;
        if !finder.found.files.is_empty() {
            formats.push(format);
        }
    }
    Ok(formats)
}
