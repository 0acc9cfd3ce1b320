//! The weights of all passes of a model as one table: the passes share nearly all rows, and each look is a wait for memory.

use crate::quads::quads;
use crate::table::{Filter, Table};

/// The weights by row. A row is looked up among slots that are small and lie close together; its weights are read only if it has any.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    filter: Filter,
    /// Open addressing: a row, 0 where there is none, and its number. Most are free, so that one look is nearly always enough.
    slots: Vec<(u32, u32)>,
    /// By number of the row, then by pass: the weights of the labels in fours, of which there are [`quads`].
    fours: Vec<[u8; 4]>,
    passes: usize,
    /// Fours of a row in one pass.
    each: usize,
}

impl Weights {
    /// Joins the tables of the passes, in which a value has `labels` bytes.
    pub(crate) fn new(tables: &[Table], bytes: &[u8], labels: usize) -> Self {
        let (passes, each) = (tables.len(), quads(labels));
        let keys: usize = tables.iter().map(|table| table.keys(bytes).count()).sum();
        // There is room if the passes share no row, and plenty if they share all.
        let slots = (keys * 5 / 4 + 1).max(2 * keys / passes.max(1)).next_power_of_two();
        let mut joined =
            Self { filter: Filter::default(), slots: vec![(0, 0); slots], fours: Vec::new(), passes, each };
        let mut count = 0;
        for (pass, table) in tables.iter().enumerate() {
            for (row, weights) in table.rows(bytes) {
                let slot = joined.slot(row);
                if joined.slots[slot].0 == 0 {
                    joined.slots[slot] = (row, count);
                    joined.fours.resize(joined.fours.len() + passes * each, [0; 4]);
                    count += 1;
                }
                let first = (joined.slots[slot].1 as usize * passes + pass) * each;
                joined.fours[first..][..each].as_flattened_mut()[..labels].copy_from_slice(weights);
            }
        }
        let rows = joined.slots.iter().map(|slot| slot.0).filter(|&row| row != 0);
        joined.filter = Filter::new((count as usize * 5 / 4 + 1).next_power_of_two(), rows);
        joined
    }

    /// Whether a row may have a weight; most have none, and this tells it without touching the table.
    #[inline]
    pub(crate) fn may_hold(&self, row: u32) -> bool {
        self.filter.may_hold(row)
    }

    /// The slot of a row, or the one that is free for it.
    #[inline]
    fn slot(&self, row: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = row as usize & mask;
        while self.slots[slot].0 != row && self.slots[slot].0 != 0 {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The number of a row that has weights.
    pub(crate) fn number(&self, row: u32) -> Option<u32> {
        let (found, number) = self.slots[self.slot(row)];
        (found != 0).then_some(number)
    }

    /// The slot where the search for a row begins.
    #[inline]
    pub(crate) fn first_slot(&self, row: u32) -> (u32, u32) {
        self.slots[row as usize & (self.slots.len() - 1)]
    }

    /// The slot of a row, whose search begins at the slot `first`: its row is 0 if there is none.
    #[inline]
    pub(crate) fn slot_from(&self, row: u32, first: (u32, u32)) -> (u32, u32) {
        // Nearly always so: no guess of the processor depends on which of both.
        if (first.0 == row) | (first.0 == 0) { first } else { self.slots[self.slot(row)] }
    }

    /// The weights of a row by its number, for each pass.
    #[inline]
    pub(crate) fn of<const Q: usize>(&self, number: u32) -> &[[[u8; 4]; Q]] {
        &self.fours.as_chunks().0[number as usize * self.passes..][..self.passes]
    }

    /// The weights of a row by its number, a byte each, for one pass.
    pub(crate) fn of_pass(&self, number: u32, pass: usize) -> &[u8] {
        let first = (number as usize * self.passes + pass) * self.each;
        self.fours[first..][..self.each].as_flattened()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Input, Writer};
    use std::collections::BTreeMap;

    #[test]
    fn a_row_has_the_weights_of_each_pass() {
        let table = |rows: &[(u32, [u8; 3])]| {
            let rows: BTreeMap<u32, Vec<u8>> = rows.iter().map(|(row, weights)| (*row, weights.to_vec())).collect();
            let mut out = Writer::default();
            Table::write(&mut out, &rows, 3);
            out.0
        };
        let first = table(&[(1, [1, 2, 3]), (9, [4, 5, 6]), (17, [7, 8, 9])]);
        let second = table(&[(9, [1, 1, 1]), (25, [2, 2, 2])]);
        let bytes = [first.as_slice(), &second].concat();
        let tables = [0, first.len()].map(|at| Table::read(&mut Input::new(&bytes, at)).unwrap());
        let weights = Weights::new(&tables, &bytes, 3);
        let value = |row: u32| weights.number(row).map(|number| weights.of::<1>(number));
        assert_eq!(value(1), Some(&[[[1, 2, 3, 0]], [[0, 0, 0, 0]]][..]));
        assert_eq!(value(9), Some(&[[[4, 5, 6, 0]], [[1, 1, 1, 0]]][..]));
        assert_eq!(value(25), Some(&[[[0, 0, 0, 0]], [[2, 2, 2, 0]]][..]));
        assert_eq!((value(2), value(33)), (None, None));
        assert!([1, 9, 17, 25].into_iter().all(|row| weights.may_hold(row)));
    }
}
