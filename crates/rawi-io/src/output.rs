//! Files that appear under their names only when they are whole.

use crate::OpenError;
use crate::sink::{SinkContext, SinkError};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Where an output goes, checked before anything is read.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    kind: Kind,
    overwrite: bool,
    // The file for what was rejected lies in the folder itself.
    folder: bool,
}

#[derive(Clone, Debug)]
enum Kind {
    Stdout,
    File(PathBuf),
    /// A device or a pipe: written as it is, for there is nothing to rename.
    Special(PathBuf),
}

impl Place {
    /// The place that `cx` or `path` names; in a folder the file is `name`, and a file must have the ending of `name`.
    pub(crate) fn find(cx: &SinkContext, path: Option<&str>, overwrite: bool, name: &str) -> Result<Self, OpenError> {
        let (text, path) = match (&cx.out, path) {
            (Some(out), _) => (out.as_str(), PathBuf::from(out)),
            (None, Some(path)) => (path, cx.base.join(path)),
            (None, None) => {
                return Err(OpenError::of("path", "no place to write to; name a file, a folder or `-` in `path`"));
            }
        };
        if text == "-" {
            return Ok(Self { kind: Kind::Stdout, overwrite, folder: false });
        }
        let place = |kind, folder| Self { kind, overwrite, folder };
        let meta = std::fs::metadata(&path);
        if let Ok(meta) = &meta
            && !meta.is_file()
            && !meta.is_dir()
        {
            return Ok(place(Kind::Special(path), false));
        }
        let is_folder = match &meta {
            Ok(meta) => meta.is_dir(),
            Err(_) => text.ends_with(['/', std::path::MAIN_SEPARATOR]) || path.extension().is_none(),
        };
        let (file, folder) = if is_folder {
            std::fs::create_dir_all(&path)
                .map_err(|e| OpenError::of("path", format!("cannot make the folder {}: {e}", path.display())))?;
            (path.join(name), true)
        } else {
            let ending = &name[name.rfind('.').unwrap_or(0)..];
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
            (path, false)
        };
        let place = place(Kind::File(file), folder);
        place.check_free()?;
        Ok(place)
    }

    /// The place for what was rejected beside this one.
    pub(crate) fn rejected(&self) -> Result<Option<Self>, OpenError> {
        let Kind::File(file) = &self.kind else { return Ok(None) };
        let path = if self.folder {
            file.with_file_name("rejected.jsonl")
        } else {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let name = name.strip_suffix(".gz").unwrap_or(&name);
            let stem = name.rfind('.').map_or(name, |dot| &name[..dot]);
            file.with_file_name(format!("{stem}.rejected.jsonl"))
        };
        let place = Self { kind: Kind::File(path), ..*self };
        place.check_free()?;
        Ok(Some(place))
    }

    fn check_free(&self) -> Result<(), OpenError> {
        match &self.kind {
            Kind::File(path) if !self.overwrite && path.symlink_metadata().is_ok() => Err(OpenError::of(
                "path",
                format!(
                    "{} is there already; move it away, or allow it to be replaced (--overwrite, or `overwrite = true` in [sink])",
                    path.display()
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Removes the file that an earlier run left here and this one has no use for.
    pub(crate) fn remove_stale(&self) -> Result<(), SinkError> {
        match &self.kind {
            Kind::File(path) if self.overwrite => match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(SinkError {
                    message: format!("cannot remove the old {}: {error}", path.display()),
                    closed: false,
                }),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn name(&self) -> String {
        match &self.kind {
            Kind::Stdout => "standard output".to_owned(),
            Kind::File(path) | Kind::Special(path) => path.display().to_string(),
        }
    }
}

/// An output being written.
pub(crate) struct Output {
    place: Place,
    writer: Writer,
}

enum Writer {
    Plain(BufWriter<Target>),
    Gz(GzEncoder<BufWriter<Target>>),
}

enum Target {
    Stdout(Stdout),
    Special(File),
    Temporary(NamedTempFile),
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Special(file) => file.write(bytes),
            Self::Temporary(file) => file.write(bytes),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Special(file) => file.flush(),
            Self::Temporary(file) => file.flush(),
        }
    }
}

impl Output {
    pub(crate) fn create(place: &Place) -> Result<Self, OpenError> {
        let failed = |path: &Path, error: io::Error| {
            OpenError::of("path", format!("cannot write {}: {}", path.display(), bare(&error)))
        };
        let target = match &place.kind {
            Kind::Stdout => Target::Stdout(io::stdout()),
            Kind::Special(path) => {
                Target::Special(File::options().write(true).open(path).map_err(|e| failed(path, e))?)
            }
            Kind::File(path) => Target::Temporary(temporary(path).map_err(|e| failed(path, e))?),
        };
        let buffered = BufWriter::with_capacity(1 << 18, target);
        let writer = match &place.kind {
            // One thread packs; the fastest level keeps up with two that work.
            Kind::File(path) if path.extension().is_some_and(|e| e == "gz") => {
                Writer::Gz(GzEncoder::new(buffered, Compression::fast()))
            }
            _ => Writer::Plain(buffered),
        };
        Ok(Self { place: place.clone(), writer })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        match &mut self.writer {
            Writer::Plain(out) => out.write_all(bytes),
            Writer::Gz(out) => out.write_all(bytes),
        }
        .map_err(|error| failed(&self.place, &error))
    }

    /// Gives the file its name; which it is, none for a stream.
    pub(crate) fn finish(self) -> Result<Option<PathBuf>, SinkError> {
        let Self { place, writer } = self;
        let in_place = |error: io::Error| failed(&place, &error);
        let mut buffered = match writer {
            Writer::Plain(out) => out,
            Writer::Gz(out) => out.finish().map_err(in_place)?,
        };
        buffered.flush().map_err(in_place)?;
        let target = buffered.into_inner().map_err(|error| in_place(error.into_error()))?;
        let (Target::Temporary(file), Kind::File(path)) = (target, &place.kind) else { return Ok(None) };
        file.as_file().sync_all().map_err(in_place)?;
        let named = if place.overwrite { file.persist(path) } else { file.persist_noclobber(path) };
        named.map_err(|error| in_place(error.error))?;
        sync_folder(folder_of(path)).map_err(in_place)?;
        Ok(Some(path.clone()))
    }
}

fn failed(place: &Place, error: &io::Error) -> SinkError {
    let todo = match error.kind() {
        io::ErrorKind::StorageFull => "; make room and run again",
        io::ErrorKind::AlreadyExists => "; it appeared while this run was going on",
        _ => "",
    };
    let closed = error.kind() == io::ErrorKind::BrokenPipe;
    SinkError { message: format!("cannot write {}: {}{todo}", place.name(), bare(error)), closed }
}

/// The error without the temporary name that tempfile puts around it, which says nothing to anybody.
fn bare(error: &io::Error) -> String {
    if error.get_ref().is_some() { error.kind().to_string() } else { error.to_string() }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file beside `path` that is removed unless it is given its name.
fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    let mut prefix = std::ffi::OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    prefix.push(".");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    // Readable as any other file a program makes; the mask of the user still applies.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder_of(path))
}

/// Gives the file `path` these bytes: they are written beside it and renamed, so that nobody finds half of them and a full
/// disk leaves what was there. A link stays a link, and the permissions stay.
///
/// # Errors
/// What the system says; the file is then as it was.
///
/// ```
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("news.toml");
/// rawi_io::replace(&path, b"rawi = 1\n").unwrap();
/// assert_eq!(std::fs::read(&path).unwrap(), b"rawi = 1\n");
/// ```
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut file = temporary(&path)?;
    file.write_all(bytes)?;
    if let Ok(old) = std::fs::metadata(&path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    sync_folder(folder_of(&path))
}

/// A new name is on the disk only when its folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    let _ = folder;
    Ok(())
}
