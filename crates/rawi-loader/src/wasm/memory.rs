//! The memory of a module: what `rawi_stage.h` says, by a compiler whose pointers have four bytes. Nothing is believed: whatever
//! is read may lie outside.

use rawi_plugin::abi::{self, Bytes, Data, NumberRow, Range};

/// Sizes of structs that never change, as [`abi::LAYOUT`] has them for this machine.
pub(crate) const LAYOUT: u32 = PORT | DATA << 8 | (size_of::<NumberRow>() as u32) << 16 | 4 << 24;

/// Bytes of `rawi_bytes`.
pub(crate) const BYTES: u32 = 8;
/// Bytes of `rawi_port`.
pub(crate) const PORT: u32 = 24;
/// Bytes of `rawi_data`.
pub(crate) const DATA: u32 = 24;
/// Bytes of `rawi_ports` before 1.1, and since.
pub(crate) const PORTS: (u32, u32) = (24, 32);
/// Bytes of `rawi_stage`.
pub(crate) const STAGE: u32 = 60;
/// Bytes of `rawi_plugin`.
pub(crate) const PLUGIN: u32 = 52;

/// The bytes of a page.
pub(crate) const PAGE: usize = 1 << 16;

/// What lies in the memory now.
#[derive(Clone, Copy)]
pub(crate) struct Linear<'a>(pub(crate) &'a [u8]);

impl<'a> Linear<'a> {
    pub(crate) fn slice(self, at: u32, len: u32) -> Option<&'a [u8]> {
        self.0.get(at as usize..)?.get(..len as usize)
    }

    pub(crate) fn number(self, at: u32) -> Option<u32> {
        self.slice(at, 4)?.try_into().ok().map(u32::from_le_bytes)
    }

    pub(crate) fn half(self, at: u32) -> Option<u16> {
        self.slice(at, 2)?.try_into().ok().map(u16::from_le_bytes)
    }

    /// What the `rawi_bytes` at this place points to.
    pub(crate) fn bytes(self, at: u32) -> Option<&'a [u8]> {
        match (self.number(at)?, self.number(at.checked_add(4)?)?) {
            (_, 0) => Some(&[]),
            (ptr, len) => self.slice(ptr, len),
        }
    }

    pub(crate) fn range(self, at: u32) -> Option<Range> {
        Some(Range { start: self.number(at)?, end: self.number(at.checked_add(4)?)? })
    }

    /// The `rawi_data` at this place, as a plugin of this machine would lend it: its rows have the same shape there and here.
    pub(crate) fn data(self, at: u32) -> Option<Data> {
        let field = |offset: u32| self.number(at.checked_add(offset)?);
        let (rows, count, row_size) = (field(0)?, field(4)?, field(16)?);
        let len = count.checked_mul(row_size)?;
        let rows = match (rows, len) {
            (0, _) | (_, 0) => std::ptr::null(),
            (rows, len) => self.slice(rows, len)?.as_ptr(),
        };
        let heap = Bytes::of(self.bytes(at.checked_add(8)?)?);
        Some(Data { rows: rows.cast(), count: count as usize, heap, row_size, present: 1 })
    }
}

/// What a memory holds: all of it is as in a module that was just started, but for these pieces.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Image {
    /// Bytes of the whole memory.
    pub(crate) len: usize,
    /// Where each begins, and its bytes.
    pub(crate) pieces: Vec<(usize, Box<[u8]>)>,
}

impl Image {
    /// Bytes that are compared at once: a page of most systems, so that what is as it was costs no memory.
    const PIECE: usize = 4096;

    /// Of what `memory` holds, which was `fresh` when its module was started and has grown since.
    pub(crate) fn of(memory: &[u8], fresh: &[u8]) -> Self {
        let zeros = [0; Self::PIECE];
        let pieces = memory.chunks(Self::PIECE).enumerate().filter_map(|(number, piece)| {
            let at = number * Self::PIECE;
            let was = fresh.get(at..).filter(|rest| !rest.is_empty()).unwrap_or(&zeros);
            (piece != &was[..piece.len()]).then(|| (at, piece.into()))
        });
        Self { len: memory.len(), pieces: pieces.collect() }
    }
}

/// What is put into the memory at once, from `base` on.
pub(crate) struct Lent {
    base: u32,
    bytes: Vec<u8>,
}

impl Lent {
    pub(crate) fn at(base: u32) -> Self {
        Self { base, bytes: Vec::new() }
    }

    /// Puts bytes behind what is there, at a multiple of eight; where they are then.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> u32 {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let at = self.base.wrapping_add(self.bytes.len() as u32);
        self.bytes.extend_from_slice(bytes);
        at
    }

    /// Puts a struct whose fields have four bytes each.
    pub(crate) fn put_fields(&mut self, fields: &[u32]) -> u32 {
        let bytes: Vec<u8> = fields.iter().flat_map(|field| field.to_le_bytes()).collect();
        self.put(&bytes)
    }

    /// The fields of a `rawi_bytes` of these bytes, which are put as well.
    pub(crate) fn put_bytes(&mut self, bytes: &[u8]) -> [u32; 2] {
        [self.put(bytes), bytes.len() as u32]
    }

    /// The fields of a `rawi_data` of these rows and strings, which are put as well.
    pub(crate) fn put_data(&mut self, data: &Data) -> [u32; 6] {
        let rows = Bytes { ptr: data.rows.cast(), len: data.count * data.row_size as usize };
        // SAFETY: rows and heap of `Encoded`, which lives on; rows have no padding that was never written (`Row`).
        let (rows, heap) = unsafe { (rows.get(), data.heap.get()) };
        let rows = self.put(rows);
        let [ptr, len] = self.put_bytes(heap);
        [rows, data.count as u32, ptr, len, data.row_size, data.present]
    }

    pub(crate) fn written(&self) -> &[u8] {
        &self.bytes
    }
}

/// The head of the host's table: size, ABI and version; functions follow.
pub(crate) fn host_head(version: [u32; 2], functions: u32) -> [u32; 4] {
    let minor = u32::from(abi::ABI_MINOR) << 16;
    [16 + 4 * functions, u32::from(abi::ABI_MAJOR) | minor, version[0], version[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_what_differs_from_a_fresh_memory() {
        let mut fresh = vec![0; PAGE];
        fresh[10] = 1;
        let mut memory = fresh.clone();
        memory.resize(2 * PAGE, 0);
        assert_eq!(Image::of(&memory, &fresh), Image { len: 2 * PAGE, pieces: Vec::new() });
        (memory[10], memory[PAGE + 5]) = (0, 2);
        let image = Image::of(&memory, &fresh);
        assert_eq!(
            image.pieces.iter().map(|(at, piece)| (*at, piece.len())).collect::<Vec<_>>(),
            [(0, 4096), (PAGE, 4096)]
        );
        let mut again = fresh;
        again.resize(image.len, 0);
        for (at, piece) in &image.pieces {
            again[*at..][..piece.len()].copy_from_slice(piece);
        }
        assert_eq!(again, memory);
        assert_eq!(Image::of(&[], &[]), Image::default());
    }
}
