//! Flat tables over borrowed bytes: open addressing over 32-bit hashes.

use crate::bytes::{Input, Section, Writer};
use crate::error::Error;
use crate::hash::hash;
use std::collections::BTreeMap;

/// An open-addressing table of 32-bit hashes with values of a fixed width. Key and value stand side by side, so that
/// finding one costs one line of the cache.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    records: Section,
    mask: u32,
    width: usize,
}

pub(crate) fn key_hash(bytes: &[u8]) -> u32 {
    ((hash(bytes) >> 32) as u32).max(1)
}

impl Table {
    pub(crate) fn write(out: &mut Writer, rows: &BTreeMap<u32, Vec<u8>>, width: usize) {
        let capacity = (rows.len() * 5 / 4 + 1).next_power_of_two();
        let (mask, record) = (capacity as u32 - 1, 4 + width);
        let mut records = vec![0u8; capacity * record];
        for (&key, value) in rows {
            let mut slot = key & mask;
            while records[slot as usize * record..][..4] != [0; 4] {
                slot = (slot + 1) & mask;
            }
            records[slot as usize * record..][..4].copy_from_slice(&key.to_le_bytes());
            records[slot as usize * record + 4..][..width].copy_from_slice(value);
        }
        out.u32(capacity as u32);
        out.u32(width as u32);
        out.section(&records);
    }

    pub(crate) fn read(input: &mut Input<'_>) -> Result<Self, Error> {
        let capacity = input.u32()?;
        let width = input.u32()? as usize;
        let records = input.section()?;
        if !capacity.is_power_of_two()
            || (capacity as usize).checked_mul(width.saturating_add(4)) != Some(records.len())
        {
            return Err(Error::new("a table's size is wrong"));
        }
        Ok(Self { records, mask: capacity - 1, width })
    }

    /// Bytes of a value.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Slots, used or not.
    pub(crate) fn capacity(&self) -> usize {
        self.mask as usize + 1
    }

    /// The keys, in no order.
    pub(crate) fn keys<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = u32> + 'a {
        self.records.of(bytes).chunks_exact(4 + self.width).map(key_of).filter(|&key| key != 0)
    }

    /// The keys with their values, in no order.
    pub(crate) fn rows<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = (u32, &'a [u8])> + 'a {
        let records = self.records.of(bytes).chunks_exact(4 + self.width);
        records.map(|record| (key_of(record), &record[4..])).filter(|&(key, _)| key != 0)
    }

    /// The value of `key`.
    pub(crate) fn get<'a>(&self, bytes: &'a [u8], key: u32) -> Option<&'a [u8]> {
        let (records, record) = (self.records.of(bytes), 4 + self.width);
        let mut slot = key & self.mask;
        // A damaged table may have no empty slot: never look at more slots than there are.
        for _ in 0..=self.mask {
            let record = &records[slot as usize * record..][..record];
            let found = key_of(record);
            if found == key {
                return Some(&record[4..]);
            }
            if found == 0 {
                return None;
            }
            slot = (slot + 1) & self.mask;
        }
        None
    }
}

#[inline]
fn key_of(record: &[u8]) -> u32 {
    record.first_chunk().map_or(0, |key| u32::from_le_bytes(*key))
}

/// Says for most keys that are not in a table that they are not, without touching the table: most words begin no phrase,
/// and this fits the near cache.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    bits: Vec<u64>,
    shift: u32,
}

impl Filter {
    /// For a table of `capacity` slots that holds `keys`.
    pub(crate) fn new(capacity: usize, keys: impl Iterator<Item = u32>) -> Self {
        let words = (capacity / 16).max(1);
        let mut filter = Self { bits: vec![0; words], shift: 32 - (words * 64).ilog2() };
        for key in keys {
            let bit = filter.bit(key);
            filter.bits[bit / 64] |= 1 << (bit % 64);
        }
        filter
    }

    fn bit(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }

    #[inline]
    pub(crate) fn may_hold(&self, key: u32) -> bool {
        let bit = self.bit(key);
        self.bits[bit / 64] >> (bit % 64) & 1 != 0
    }
}
