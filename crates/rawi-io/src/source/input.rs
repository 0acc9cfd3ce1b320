//! Reading files that may be packed, with a bound on what one document may take.

use super::contract::SourceError;
use crate::origin::Origin;
use crate::wide::{Wide, Widened};
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file to read, or standard input.
#[derive(Clone, Debug)]
pub(crate) struct InputFile {
    /// `None` is standard input.
    pub(crate) path: Option<PathBuf>,
    /// As the user would name it.
    pub(crate) name: Arc<str>,
}

impl InputFile {
    pub(crate) fn origin(&self, line: u64) -> Origin {
        Origin { file: Arc::clone(&self.name), line }
    }

    /// Opens it, unpacked. `read` counts the bytes taken from the disk.
    pub(crate) fn open(&self, read: &Arc<AtomicU64>) -> Result<Input, SourceError> {
        let failed = |error: io::Error| self.failed(0, &error);
        let has = |ending: &str| self.path.as_ref().is_some_and(|path| path.extension().is_some_and(|e| e == ending));
        let file: Box<dyn Read + Send> = match &self.path {
            Some(path) => Box::new(File::open(path).map_err(failed)?),
            None => Box::new(io::stdin()),
        };
        let mut plain = BufReader::with_capacity(1 << 16, Counting { inner: file, read: Arc::clone(read) });
        // Standard input has no name to tell by, so its first bytes do: no text begins like this.
        let begins: &[u8] = if self.path.is_none() { plain.fill_buf().map_err(failed)? } else { &[] };
        let (gz, zst) = (begins.starts_with(&[0x1F, 0x8B]), begins.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]));
        if gz || has("gz") {
            return Ok(Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(plain))));
        }
        if zst || has("zst") {
            #[cfg(feature = "zstd")]
            return match zstd::stream::read::Decoder::with_buffer(plain) {
                Ok(unpacked) => Ok(Box::new(BufReader::with_capacity(1 << 16, unpacked))),
                Err(error) => Err(failed(error)),
            };
            #[cfg(not(feature = "zstd"))]
            return Err(SourceError::new(
                self.origin(0),
                None,
                "packed by zstd, and this rawi was built without it (feature `zstd`); unpack it",
            ));
        }
        Ok(Box::new(plain))
    }

    /// The same as UTF-8, where the file is UTF-16 or UTF-32.
    pub(crate) fn open_text(&self, read: &Arc<AtomicU64>) -> Result<Input, SourceError> {
        let mut input = self.open(read)?;
        let begin = input.fill_buf().map_err(|error| self.failed(0, &error))?;
        Ok(match Wide::of(begin) {
            Some(wide) => Box::new(BufReader::with_capacity(1 << 16, Widened::new(input, wide))),
            None => input,
        })
    }

    /// An error of the operating system or of the unpacker. Whatever is wrong with this one file, the next may be fine;
    /// a medium that fails is fatal.
    pub(crate) fn failed(&self, line: u64, error: &io::Error) -> SourceError {
        use io::ErrorKind::{InvalidData, InvalidInput, IsADirectory, NotFound, PermissionDenied, UnexpectedEof};
        let (message, fatal) = match error.kind() {
            UnexpectedEof => ("the packed file ends too early; it is cut off, get it again".to_owned(), false),
            InvalidData | InvalidInput => (format!("the file is damaged ({error}); get it again"), false),
            NotFound | PermissionDenied | IsADirectory => (format!("cannot be read: {error}"), false),
            // zstd has no other kind for what it cannot unpack.
            io::ErrorKind::Other if self.name.ends_with(".zst") => {
                (format!("the file is damaged ({error}); get it again"), false)
            }
            _ => (format!("reading fails: {error}"), true),
        };
        SourceError { origin: self.origin(line), id: None, message, fatal }
    }
}

/// An open file, unpacked.
pub(crate) type Input = Box<dyn BufRead + Send>;

struct Counting {
    inner: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Reads all of `input` unless it has more than `max` bytes: then `None`, and no more than that was held.
pub(crate) fn read_bounded(input: &mut Input, max: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    input.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= max).then_some(bytes))
}

/// What [`next_line`] found.
pub(crate) enum Line {
    /// A line without its line end.
    Whole(Vec<u8>),
    /// A line of more than the bound, which was passed over.
    TooLong,
    /// The end of the file.
    End,
}

/// The next line, of `max` bytes at most.
pub(crate) fn next_line(input: &mut Input, max: u64) -> io::Result<Line> {
    let mut line = Vec::new();
    // One more for the line feed, and one to tell a line of `max` bytes from a longer one.
    let most = max.saturating_add(2);
    loop {
        let left = usize::try_from(most - line.len() as u64).unwrap_or(usize::MAX);
        let buffer = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            buffer => buffer?,
        };
        let buffer = &buffer[..buffer.len().min(left)];
        let (found, taken) = match memchr::memchr(b'\n', buffer) {
            Some(at) => (true, at + 1),
            None => (false, buffer.len()),
        };
        line.extend_from_slice(&buffer[..taken]);
        input.consume(taken);
        if found || taken == 0 {
            break;
        }
    }
    if line.is_empty() {
        return Ok(Line::End);
    }
    let ended = line.last() == Some(&b'\n');
    if ended {
        line.pop();
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    if line.len() as u64 <= max {
        return Ok(Line::Whole(line));
    }
    drop(line);
    if !ended {
        skip_line(input)?;
    }
    Ok(Line::TooLong)
}

fn skip_line(input: &mut Input) -> io::Result<()> {
    input.skip_until(b'\n').map(|_| ())
}

/// The message for a document over the bound.
pub(crate) fn too_long(max: u64) -> String {
    format!("the document has more than {max} bytes; raise `max-document` in [run] to read it")
}
