//! Reading and writing the model file: little-endian numbers and byte sections.

use crate::error::Error;

/// A range of the model's bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    start: usize,
    end: usize,
}

impl Section {
    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }

    pub(crate) fn of<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        &bytes[self.start..self.end]
    }
}

/// Collects the bytes of a model file.
#[derive(Debug, Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub(crate) fn section(&mut self, bytes: &[u8]) {
        self.u32(u32::try_from(bytes.len()).expect("a section is smaller than 4 GB"));
        self.0.extend_from_slice(bytes);
    }
}

/// Reads the bytes of a model file; every length is checked.
#[derive(Debug)]
pub(crate) struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Error> {
        let end = self.at + 4;
        let part = self.bytes.get(self.at..end).ok_or_else(Error::short)?;
        self.at = end;
        Ok(u32::from_le_bytes(part.try_into().expect("four bytes")))
    }

    pub(crate) fn section(&mut self) -> Result<Section, Error> {
        let length = self.u32()? as usize;
        let end = self.at.checked_add(length).filter(|&e| e <= self.bytes.len()).ok_or_else(Error::short)?;
        let section = Section { start: self.at, end };
        self.at = end;
        Ok(section)
    }

    /// All bytes, read or not.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Bytes read so far.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }
}
