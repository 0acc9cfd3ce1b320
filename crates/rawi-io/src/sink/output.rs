//! Files that appear under their names only when they are whole.

use super::error::SinkError;
use super::place::{Target, Way};
use crate::disk::Temporary;
use crate::error::OpenError;
use crate::replace::folder_of;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, IoSlice, IsTerminal as _, Write};
use std::path::PathBuf;

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
    // Boxed: its state is large where another crate asks flate2 for zlib-rs.
    Gz(Box<GzEncoder<Medium>>),
}

enum Medium {
    /// Standard output, a device or a pipe.
    Stream(File),
    /// Standard output that somebody looks at.
    Terminal(File),
    Temporary(Hashed),
}

/// A temporary file with the hash of what is written to it, where that is wanted.
struct Hashed {
    file: Temporary,
    hash: Option<Sha256>,
    bytes: u64,
}

impl Write for Medium {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stream(file) => file.write(bytes),
            // A record that is shown is not obeyed. It comes as a whole, so no character is cut.
            Self::Terminal(file) => {
                let shown = rawi_transcript::shown(&String::from_utf8_lossy(bytes));
                file.write_all(shown.as_bytes()).map(|()| bytes.len())
            }
            Self::Temporary(hashed) => {
                let written = hashed.file.write(bytes)?;
                hashed.bytes += written as u64;
                if let Some(hash) = &mut hashed.hash {
                    hash.update(&bytes[..written]);
                }
                Ok(written)
            }
        }
    }
    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        match self {
            Self::Stream(file) => file.write_vectored(parts),
            Self::Terminal(_) => parts.iter().map(|part| self.write(part)).sum(),
            Self::Temporary(hashed) => {
                let written = hashed.file.write_vectored(parts)?;
                hashed.bytes += written as u64;
                if let Some(hash) = &mut hashed.hash {
                    let mut left = written;
                    for part in parts {
                        let taken = part.len().min(left);
                        hash.update(&part[..taken]);
                        left -= taken;
                    }
                }
                Ok(written)
            }
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stream(file) | Self::Terminal(file) => file.flush(),
            Self::Temporary(hashed) => hashed.file.flush(),
        }
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
    if file.is_terminal() {
        return Medium::Terminal(file);
    }
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
            Way::File(path) => {
                if !target.hashed {
                    // What a run left that was killed. In a folder of parts that is looked for once.
                    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                    let _ = target.disk.clear(folder_of(path), name.as_deref());
                }
                let hash = target.hashed.then(Sha256::new);
                target.disk.create(path).map(|file| Medium::Temporary(Hashed { file, hash, bytes: 0 }))
            }
        };
        let medium = medium.map_err(|error| target.refused(&error))?;
        let packed = target.path().is_some_and(|path| path.extension().is_some_and(|e| e == "gz"));
        // One thread packs; the fastest level keeps up with two that work.
        let writer = match packed {
            true => Writer::Gz(Box::new(GzEncoder::new(medium, Compression::fast()))),
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
        let Medium::Temporary(Hashed { mut file, hash, bytes }) = medium else { return Ok(None) };
        file.sync().map_err(|error| target.failed(&error))?;
        let digest = hash.map(|hash| (bytes, hash.finalize().into()));
        Ok(Some(WholeFile { target, file: Some(file), digest }))
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
    file: Option<Temporary>,
    digest: Option<(u64, [u8; 32])>,
}

impl WholeFile {
    /// What an earlier run left under this name and this one must take away.
    pub(crate) fn stale(target: Target) -> Self {
        Self { target, file: None, digest: None }
    }

    /// Its size in bytes and its sha256, of a part of a folder.
    #[must_use]
    pub fn digest(&self) -> Option<(u64, [u8; 32])> {
        self.digest
    }

    /// Gives the file its name; which it is, none for one that was taken away.
    ///
    /// # Errors
    /// If the system refuses, or a file of that name has appeared since.
    pub fn appear(self) -> Result<Option<PathBuf>, SinkError> {
        let Self { target, file, .. } = self;
        let Some(path) = target.path() else { return Ok(None) };
        let in_place = |error: io::Error| target.failed(&error);
        let Some(file) = file else {
            return match target.disk.remove(path) {
                Err(error) => Err(SinkError {
                    message: format!("cannot remove the old {}: {error}", path.display()),
                    closed: false,
                }),
                Ok(()) => Ok(None),
            };
        };
        file.appear(path, target.overwrite).map_err(in_place)?;
        Ok(Some(path.to_owned()))
    }
}
