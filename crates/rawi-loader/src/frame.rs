//! What goes through the pipe between rawi and a worker: frames of a kind, a length and a body, in this machine's order of
//! bytes. Neither end believes the other: a plugin may write to the pipe, or over the memory of its worker.

use std::io::{self, Read};

const MAGIC: u32 = u32::from_le_bytes(*b"RWF1");
const HEAD: usize = 16;

/// The most bytes that a frame may have: what a call may give, and room for what is said about it.
const MOST: u64 = (rawi_plugin::abi::LIMIT + (16 << 20)) as u64;

/// What a frame is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Kind {
    /// To the worker: the library and its limits.
    Load = 1,
    /// From it: what the plugin says of itself, as JSON.
    Loaded,
    /// From it: why it cannot load or make; message and help.
    Refused,
    /// To it: make a stage of these options.
    Create,
    /// From it: the bytes of this file, please.
    Asset,
    /// To it: here they are, or why not.
    Bytes,
    /// From it: tell the user this, please; answered like `Asset`.
    Warn,
    /// From it: the stage's inputs and outputs.
    Created,
    /// To it: a document.
    Process,
    /// To it: the same, tried harder (`plugin check`).
    Try,
    /// From it: what the stage gave.
    Done,
    /// To it: make and end the stage as often.
    Remake,
    /// From it: what the plugin logged; answered like `Asset`.
    Log,
}

impl Kind {
    const ALL: [Self; 13] = [
        Self::Load,
        Self::Loaded,
        Self::Refused,
        Self::Create,
        Self::Asset,
        Self::Bytes,
        Self::Warn,
        Self::Created,
        Self::Process,
        Self::Try,
        Self::Done,
        Self::Remake,
        Self::Log,
    ];
}

/// A frame being written.
#[derive(Debug, Default)]
pub(crate) struct Frame(Vec<u8>);

impl Frame {
    /// Begins a frame; what was in this one is gone.
    pub(crate) fn begin(&mut self, kind: Kind) -> &mut Self {
        // A frame that once was large shall not stay so.
        if self.0.capacity() > 1 << 20 {
            self.0 = Vec::new();
        }
        self.0.clear();
        self.0.extend_from_slice(&MAGIC.to_ne_bytes());
        self.0.extend_from_slice(&(kind as u32).to_ne_bytes());
        self.0.extend_from_slice(&[0; 8]);
        self
    }

    pub(crate) fn number(&mut self, number: u64) -> &mut Self {
        self.0.extend_from_slice(&number.to_ne_bytes());
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        // What follows begins at a multiple of eight, so that rows can be read where they lie.
        self.0.resize(self.0.len().next_multiple_of(8), 0);
        self
    }

    /// How many bytes it has so far.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes away what was written after it had `len` bytes.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// The frame as it goes through the pipe.
    pub(crate) fn finished(&mut self) -> &[u8] {
        let len = (self.0.len() - HEAD) as u64;
        self.0[8..HEAD].copy_from_slice(&len.to_ne_bytes());
        &self.0
    }
}

/// What comes through the pipe, where rows can be read: it begins at a multiple of eight.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    words: Vec<u64>,
    /// Bytes that came.
    filled: usize,
}

/// What is wrong with the other end.
#[derive(Debug)]
pub(crate) enum Broken {
    /// It is gone.
    Closed,
    /// It sent what is no frame.
    Garbage,
    /// The pipe failed.
    Io(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Inbox {
    /// Forgets the last frame.
    pub(crate) fn clear(&mut self) {
        if self.words.len() > 1 << 17 {
            self.words = Vec::new();
        }
        self.filled = 0;
    }

    /// Reads once; `Some` when a whole frame has come. There is never a second one behind it: each end waits for the other.
    pub(crate) fn read(&mut self, from: &mut impl Read) -> Result<Option<Kind>, Broken> {
        const STEP: usize = 1 << 16;
        if self.words.len() * 8 - self.filled < STEP {
            // Twice what came, whatever the head promises: a worker cannot make this process ask for memory it does not fill.
            self.words.resize(((self.filled * 2).max(2 * STEP)) / 8, 0);
        }
        let filled = self.filled;
        match from.read(&mut self.space()[filled..]) {
            Ok(0) => return Err(Broken::Closed),
            Ok(n) => self.filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
        self.whole()
    }

    fn whole(&self) -> Result<Option<Kind>, Broken> {
        let bytes = self.all();
        let Some((magic, rest)) = bytes.split_first_chunk::<4>() else { return Ok(None) };
        if u32::from_ne_bytes(*magic) != MAGIC {
            return Err(Broken::Garbage);
        }
        let Some((kind, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
        let Some((len, body)) = rest.split_first_chunk::<8>() else { return Ok(None) };
        let len = u64::from_ne_bytes(*len);
        let kind = u32::from_ne_bytes(*kind);
        let kind = Kind::ALL.into_iter().find(|known| *known as u32 == kind).ok_or(Broken::Garbage)?;
        match (body.len() as u64).cmp(&len) {
            _ if len > MOST => Err(Broken::Garbage),
            std::cmp::Ordering::Less => Ok(None),
            std::cmp::Ordering::Equal => Ok(Some(kind)),
            std::cmp::Ordering::Greater => Err(Broken::Garbage),
        }
    }

    /// The body of the frame that has come.
    pub(crate) fn body(&self) -> Body<'_> {
        Body(self.all().get(HEAD..).unwrap_or_default())
    }

    fn all(&self) -> &[u8] {
        // SAFETY: `filled` bytes of the words were written; words have no padding.
        unsafe { std::slice::from_raw_parts(self.words.as_ptr().cast(), self.filled) }
    }

    fn space(&mut self) -> &mut [u8] {
        // SAFETY: all bytes of the words; any byte makes a word.
        unsafe { std::slice::from_raw_parts_mut(self.words.as_mut_ptr().cast(), self.words.len() * 8) }
    }
}

/// What is still to be read of a body; `None` from there on that is not as it should be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body<'a>(&'a [u8]);

impl<'a> Body<'a> {
    /// All that is still to be read.
    pub(crate) fn all(self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        Some(u64::from_ne_bytes(*number))
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.number()?).ok()?;
        let bytes = self.0.get(..len)?;
        self.0 = self.0.get(len.checked_next_multiple_of(8)?..)?;
        Some(bytes)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(Kind, Inbox), Broken> {
        let (mut inbox, mut from) = (Inbox::default(), bytes);
        loop {
            if let Some(kind) = inbox.read(&mut from)? {
                return Ok((kind, inbox));
            }
        }
    }

    #[test]
    fn a_frame_comes_as_it_went() {
        let mut frame = Frame::default();
        let large = vec![7; 300_001];
        frame.begin(Kind::Done).number(5).bytes("نص".as_bytes()).bytes(&large).number(6);
        let (kind, inbox) = read(frame.finished()).unwrap();
        let mut body = inbox.body();
        assert_eq!((kind, body.number(), body.text()), (Kind::Done, Some(5), Some("نص")));
        assert_eq!((body.bytes(), body.number(), body.number()), (Some(&large[..]), Some(6), None));
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        let mut frame = Frame::default();
        let good = frame.begin(Kind::Done).number(1).finished().to_vec();
        let with = |at: usize, byte: u8| {
            let mut bytes = good.clone();
            bytes[at] = byte;
            bytes
        };
        for bytes in [b"hello, world".to_vec(), with(0, 0), with(4, 99), with(15, 255), [&good[..], b"x"].concat()] {
            assert!(matches!(read(&bytes), Err(Broken::Garbage)), "{bytes:?}");
        }
        for len in 0..good.len() {
            assert!(matches!(read(&good[..len]), Err(Broken::Closed)), "{len}");
        }
        // A body that says it is longer than it is.
        let bytes = frame.begin(Kind::Done).number(u64::MAX).finished().to_vec();
        assert_eq!(read(&bytes).unwrap().1.body().bytes(), None);
    }
}
