//! The file that a dossier goes to.

use crate::events::Event;
use crate::labels::Lang;
use crate::page::page;
use crate::report::Report;
use std::fmt;
use std::path::{Path, PathBuf};

/// A file that a dossier goes to: a page, if its name ends in `.html`, or a workbook, if it ends in `.xlsx`.
///
/// ```
/// use rawi_dossier::{DossierFile, FileError, Lang};
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("dossier.html");
/// DossierFile::new(&path, false).unwrap().write(&[], &[], Lang::Ar).unwrap();
/// assert!(matches!(DossierFile::new(&path, false), Err(FileError::Exists(_))));
/// assert!(matches!(DossierFile::new("dossier.pdf", false), Err(FileError::Ending(_))));
/// ```
#[derive(Debug)]
pub struct DossierFile {
    path: PathBuf,
    medium: Medium,
}

#[derive(Clone, Copy, Debug)]
enum Medium {
    Page,
    #[cfg(feature = "xlsx")]
    Workbook,
}

/// Why a dossier cannot go to a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileError {
    /// The file's name has another ending.
    Ending(PathBuf),
    /// The file is there already, and may not be replaced.
    Exists(PathBuf),
    /// It cannot be made, or not be written; why.
    Write(PathBuf, String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ending(path) => {
                let path = path.display();
                write!(f, "a dossier is a page or a workbook: name a file that ends in .html or .xlsx, not `{path}`")
            }
            Self::Exists(path) => write!(f, "{} exists; name another file", path.display()),
            Self::Write(path, why) => write!(f, "cannot write {}: {why}", path.display()),
        }
    }
}

impl std::error::Error for FileError {}

impl DossierFile {
    /// The file at `path`, which is written later. One that exists is refused, unless `overwrite` says that it may be replaced.
    ///
    /// # Errors
    /// If the name ends in something else, or the file exists.
    pub fn new(path: impl Into<PathBuf>, overwrite: bool) -> Result<Self, FileError> {
        let path = path.into();
        let Some(medium) = medium(&path) else { return Err(FileError::Ending(path)) };
        if path.exists() && !overwrite {
            return Err(FileError::Exists(path));
        }
        Ok(Self { path, medium })
    }

    /// Writes the dossier of `events`; the file has its name only when it is whole.
    ///
    /// # Errors
    /// If it cannot be made or written.
    pub fn write(&self, events: &[Event], reports: &[Report], lang: Lang) -> Result<(), FileError> {
        let failed = |why: String| FileError::Write(self.path.clone(), why);
        let bytes = match self.medium {
            Medium::Page => page(events, reports, lang).into_bytes(),
            #[cfg(feature = "xlsx")]
            Medium::Workbook => {
                crate::xlsx::workbook(events, reports, lang).map_err(|error| failed(error.to_string()))?
            }
        };
        rawi_io::replace(&self.path, &bytes).map_err(|error| failed(error.to_string()))
    }
}

fn medium(path: &Path) -> Option<Medium> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" => Some(Medium::Page),
        #[cfg(feature = "xlsx")]
        "xlsx" => Some(Medium::Workbook),
        _ => None,
    }
}
