//! Files that appear under their names only when they are whole.

use super::error::SinkError;
use super::place::{Target, Way};
use crate::error::OpenError;
use crate::replace::{folder_of, sync_folder, temporary};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{self, IoSlice, Write};
use std::path::PathBuf;
use tempfile::NamedTempFile;

/// Bytes that are collected before they are written at once.
const AT_ONCE: usize = 1 << 18;

/// An output being written. Dropped before [`finish`](Self::finish) it leaves no file.
pub(crate) struct Output {
    target: Target,
    writer: Writer,
    /// What is to be written next, as it came: nothing is copied on its way to the file.
    parts: Vec<Vec<u8>>,
    bytes: usize,
}

enum Writer {
    Plain(Medium),
    Gz(GzEncoder<Medium>),
}

enum Medium {
    /// Standard output, a device or a pipe.
    Stream(File),
    Temporary(NamedTempFile),
}

impl Medium {
    fn file(&mut self) -> &mut File {
        match self {
            Self::Stream(file) => file,
            Self::Temporary(file) => file.as_file_mut(),
        }
    }
}

impl Write for Medium {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }
    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        self.file().write_vectored(parts)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

/// Standard output without the buffer that looks for line ends in it.
fn stdout() -> io::Result<File> {
    #[cfg(unix)]
    let handle = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned();
    #[cfg(windows)]
    let handle = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned();
    handle.map(File::from)
}

fn stream(file: File) -> Medium {
    // A pipe that holds no more than 64 KB has both ends wait for each other all the time. What is no pipe, or may not be
    // larger, stays as it is.
    #[cfg(target_os = "linux")]
    let _ = rustix::pipe::fcntl_setpipe_size(&file, 4 * AT_ONCE);
    Medium::Stream(file)
}

impl Output {
    pub(crate) fn create(target: Target) -> Result<Self, OpenError> {
        let medium = match &target.way {
            Way::Stdout => stdout().map(stream),
            Way::Special(path) => File::options().write(true).open(path).map(stream),
            Way::File(path) => temporary(path).map(Medium::Temporary),
        };
        let medium = medium.map_err(|error| target.refused(&error))?;
        let packed = target.path().is_some_and(|path| path.extension().is_some_and(|e| e == "gz"));
        // One thread packs; the fastest level keeps up with two that work.
        let writer = match packed {
            true => Writer::Gz(GzEncoder::new(medium, Compression::fast())),
            false => Writer::Plain(medium),
        };
        Ok(Self { target, writer, parts: Vec::new(), bytes: 0 })
    }

    /// The file that will appear.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        self.target.path().map(PathBuf::from)
    }

    pub(crate) fn write(&mut self, part: Vec<u8>) -> Result<(), SinkError> {
        self.bytes += part.len();
        self.parts.push(part);
        if self.bytes >= AT_ONCE { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        let result = match &mut self.writer {
            Writer::Plain(out) => write_all(out, &self.parts),
            Writer::Gz(out) => self.parts.iter().try_for_each(|part| out.write_all(part)),
        };
        self.parts.clear();
        self.bytes = 0;
        result.map_err(|error| self.target.failed(&error))
    }

    /// Makes it whole on the medium, still without its name.
    pub(crate) fn finish(mut self) -> Result<Option<WholeFile>, SinkError> {
        self.flush()?;
        let Self { target, writer, .. } = self;
        let medium = match writer {
            Writer::Plain(medium) => medium,
            Writer::Gz(out) => out.finish().map_err(|error| target.failed(&error))?,
        };
        let Medium::Temporary(file) = medium else { return Ok(None) };
        file.as_file().sync_all().map_err(|error| target.failed(&error))?;
        Ok(Some(WholeFile { target, file: Some(file) }))
    }
}

fn write_all(out: &mut Medium, parts: &[Vec<u8>]) -> io::Result<()> {
    let mut slices: Vec<IoSlice<'_>> = parts.iter().map(|part| IoSlice::new(part)).collect();
    let mut slices = slices.as_mut_slice();
    // Empty slices in front would read as a medium that takes nothing more.
    IoSlice::advance_slices(&mut slices, 0);
    while !slices.is_empty() {
        match out.write_vectored(slices) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A file that is whole and has yet to get its name. Dropped before it leaves nothing.
#[must_use = "without `appear` the file is gone"]
pub struct WholeFile {
    target: Target,
    /// None for a name that an earlier run left and this one has no use for.
    file: Option<NamedTempFile>,
}

impl WholeFile {
    /// What an earlier run left under this name and this one must take away.
    pub(crate) fn stale(target: Target) -> Self {
        Self { target, file: None }
    }

    /// Gives the file its name; which it is, none for one that was taken away.
    ///
    /// # Errors
    /// If the system refuses, or a file of that name has appeared since.
    pub fn appear(self) -> Result<Option<PathBuf>, SinkError> {
        let Self { target, file } = self;
        let Some(path) = target.path() else { return Ok(None) };
        let in_place = |error: io::Error| target.failed(&error);
        let Some(file) = file else {
            return match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(SinkError {
                    message: format!("cannot remove the old {}: {error}", path.display()),
                    closed: false,
                }),
                _ => Ok(None),
            };
        };
        let named = if target.overwrite { file.persist(path) } else { file.persist_noclobber(path) };
        named.map_err(|error| in_place(error.error))?;
        sync_folder(folder_of(path)).map_err(in_place)?;
        Ok(Some(path.to_owned()))
    }
}
