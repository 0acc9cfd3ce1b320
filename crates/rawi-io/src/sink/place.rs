//! Where an output goes, found and checked before anything is read.

use super::context::SinkContext;
use super::error::SinkError;
use crate::disk::Disk;
use crate::error::OpenError;
use crate::replace::folder_of;
use std::io;
use std::path::{Path, PathBuf};

/// Where a sink writes: a file, a folder for several, standard output or a device.
#[derive(Clone, Debug)]
pub struct Place {
    kind: Kind,
    overwrite: bool,
    disk: Disk,
    part: Option<String>,
}

#[derive(Clone, Debug)]
enum Kind {
    Stdout,
    File(PathBuf),
    Folder(PathBuf),
    /// A device or a pipe: written as it is, for there is nothing to rename.
    Special(PathBuf),
}

impl Place {
    /// The place that `cx` or `path` names, a file with the ending `ending`.
    pub(crate) fn find(cx: &SinkContext, path: Option<&str>, overwrite: bool, ending: &str) -> Result<Self, OpenError> {
        let (text, path) = match (&cx.out, path) {
            (Some(out), _) => (out.as_str(), PathBuf::from(out)),
            (None, Some(path)) => (path, cx.base.join(path)),
            (None, None) => {
                return Err(OpenError::of("path", "no place to write to; name a file, a folder or `-` in `path`"));
            }
        };
        // The parts of a folder are the ledger's, and it says what may be replaced.
        let overwrite = overwrite || cx.overwrite || cx.part.is_some();
        let place = |kind| Self { kind, overwrite, disk: cx.disk.clone(), part: cx.part.clone() };
        if text == "-" {
            return Ok(place(Kind::Stdout));
        }
        let meta = std::fs::metadata(&path);
        if meta.as_ref().is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
            return Ok(place(Kind::Special(path)));
        }
        let is_folder = match &meta {
            Ok(meta) => meta.is_dir(),
            Err(_) => text.ends_with(['/', std::path::MAIN_SEPARATOR]) || path.extension().is_none(),
        };
        if is_folder {
            std::fs::create_dir_all(&path)
                .map_err(|e| OpenError::of("path", format!("cannot make the folder {}: {e}", path.display())))?;
            return Ok(place(Kind::Folder(path)));
        }
        if !text.ends_with(ending) && !text.ends_with(&format!("{ending}.gz")) {
            return Err(OpenError::of(
                "path",
                format!("{text} ends neither in {ending} nor in {ending}.gz; name such a file, a folder or `-`"),
            ));
        }
        let folder = folder_of(&path);
        if !folder.is_dir() {
            return Err(OpenError::of("path", format!("there is no folder {}; make it first", folder.display())));
        }
        Ok(place(Kind::File(path)))
    }

    /// Whether it is standard output.
    #[must_use]
    pub fn is_stdout(&self) -> bool {
        matches!(self.kind, Kind::Stdout)
    }

    /// Whether it is one stream, in which only one thing can stand.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(self.kind, Kind::Stdout | Kind::Special(_))
    }

    /// The folder, if it is one.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.kind {
            Kind::Folder(folder) => Some(folder),
            _ => None,
        }
    }

    /// The file itself; in a folder the one called `name`, or `part-00001` with the ending of `name`.
    pub(crate) fn file(&self, name: &str) -> Result<Target, OpenError> {
        self.target(match &self.kind {
            Kind::Stdout => Way::Stdout,
            Kind::Special(path) => Way::Special(path.clone()),
            Kind::File(path) => Way::File(path.clone()),
            Kind::Folder(folder) => Way::File(match (&self.part, name.split_once('.')) {
                (Some(part), Some((_, ending))) => folder.join(format!("{part}.{ending}")),
                _ => folder.join(name),
            }),
        })
    }

    /// One of several files: `out.PART.csv` beside `out.csv`, `PART.csv` in a folder.
    pub(crate) fn part(&self, part: &str, ending: &str) -> Result<Target, OpenError> {
        match &self.kind {
            Kind::File(path) => {
                let (stem, gz) = stem_of(path);
                self.target(Way::File(path.with_file_name(format!("{stem}.{part}{ending}{gz}"))))
            }
            _ => self.file(&format!("{part}{ending}")),
        }
    }

    /// The file for rejected documents beside this place: `rejected.jsonl` in a folder, `x.rejected.jsonl` beside `x.csv`;
    /// none beside a stream.
    pub(crate) fn rejected(&self) -> Result<Option<Target>, OpenError> {
        let path = match &self.kind {
            Kind::File(path) => path.with_file_name(format!("{}.rejected.jsonl", stem_of(path).0)),
            Kind::Folder(folder) => match &self.part {
                Some(part) => folder.join(format!("{part}.rejected.jsonl")),
                None => folder.join("rejected.jsonl"),
            },
            Kind::Stdout | Kind::Special(_) => return Ok(None),
        };
        self.target(Way::File(path)).map(Some)
    }

    fn target(&self, way: Way) -> Result<Target, OpenError> {
        if let Way::File(path) = &way
            && !self.overwrite
            && path.symlink_metadata().is_ok()
        {
            return Err(OpenError::of(
                "path",
                format!(
                    "{} is there already; move it away, or allow it to be replaced (--overwrite, or `overwrite = true` in [sink])",
                    path.display()
                ),
            ));
        }
        Ok(Target { way, overwrite: self.overwrite, hashed: self.part.is_some(), disk: self.disk.clone() })
    }
}

/// A file's name without its endings, and `.gz` if it has that.
fn stem_of(path: &Path) -> (String, &'static str) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (plain, gz) = name.strip_suffix(".gz").map_or((&*name, ""), |plain| (plain, ".gz"));
    (plain.rfind('.').map_or(plain, |dot| &plain[..dot]).to_owned(), gz)
}

/// One thing to write to.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) way: Way,
    pub(crate) overwrite: bool,
    /// Whether the sha256 of the file is wanted.
    pub(crate) hashed: bool,
    pub(crate) disk: Disk,
}

#[derive(Clone, Debug)]
pub(crate) enum Way {
    Stdout,
    File(PathBuf),
    Special(PathBuf),
}

impl Target {
    pub(crate) fn name(&self) -> String {
        match &self.way {
            Way::Stdout => "standard output".to_owned(),
            Way::File(path) | Way::Special(path) => path.display().to_string(),
        }
    }

    /// The file that will have its name in the end.
    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.way {
            Way::File(path) => Some(path),
            Way::Stdout | Way::Special(_) => None,
        }
    }

    /// An error of the system while it is written.
    pub(crate) fn failed(&self, error: &io::Error) -> SinkError {
        let todo = match error.kind() {
            io::ErrorKind::StorageFull => "; make room and run again",
            io::ErrorKind::AlreadyExists => "; it appeared while this run was going on",
            _ => "",
        };
        let closed = error.kind() == io::ErrorKind::BrokenPipe;
        SinkError { message: format!("cannot write {}: {}{todo}", self.name(), bare(error)), closed }
    }

    /// An error of the system before it is written.
    pub(crate) fn refused(&self, error: &io::Error) -> OpenError {
        OpenError::of("path", format!("cannot write {}: {}", self.name(), bare(error)))
    }
}

/// The error without the temporary name that tempfile puts around it, which says nothing to anybody.
fn bare(error: &io::Error) -> String {
    if error.get_ref().is_some() { error.kind().to_string() } else { error.to_string() }
}
