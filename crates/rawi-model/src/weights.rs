//! The weights of all passes of a model as one table: the passes share nearly all rows, and each look is a wait for memory.

use crate::rows::{rows, width};
use crate::table::Table;

/// The weights by row. A row is looked up among slots that are small and lie close together; its weights are read only if it has any.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    /// Open addressing: a row, 0 where there is none, and its number. Most are free, so that one look is nearly always enough.
    slots: Vec<(u32, u32)>,
    /// By number of the row, then by pass: a row of the labels' weights.
    weights: Vec<i8>,
    passes: usize,
}

impl Weights {
    /// Joins the tables of the passes, in which a value has `labels` bytes.
    pub(crate) fn new(tables: &[Table], bytes: &[u8], labels: usize) -> Self {
        let (passes, width) = (tables.len(), width(labels));
        let keys: usize = tables.iter().map(|table| table.keys(bytes).count()).sum();
        // There is room if the passes share no row, and plenty if they share all.
        let slots = (keys * 5 / 4 + 1).max(2 * keys / passes.max(1)).next_power_of_two();
        let mut joined = Self { slots: vec![(0, 0); slots], weights: Vec::new(), passes };
        let mut count = 0;
        for (pass, table) in tables.iter().enumerate() {
            for (row, weights) in table.rows(bytes) {
                let slot = joined.slot(row);
                if joined.slots[slot].0 == 0 {
                    joined.slots[slot] = (row, count);
                    joined.weights.resize(joined.weights.len() + passes * width, 0);
                    count += 1;
                }
                let first = (joined.slots[slot].1 as usize * passes + pass) * width;
                joined.weights[first..].iter_mut().zip(weights).for_each(|(to, &weight)| *to = weight as i8);
            }
        }
        joined
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
    pub(crate) fn of<const W: usize>(&self, number: u32) -> &[[i8; W]] {
        &rows(&self.weights)[number as usize * self.passes..][..self.passes]
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
        let value = |row: u32| {
            weights
                .number(row)
                .map(|number| weights.of::<8>(number).iter().map(|row| [row[0], row[1], row[2]]).collect::<Vec<_>>())
        };
        assert_eq!(value(1), Some(vec![[1, 2, 3], [0; 3]]));
        assert_eq!(value(9), Some(vec![[4, 5, 6], [1; 3]]));
        assert_eq!(value(25), Some(vec![[0; 3], [2; 3]]));
        assert_eq!((value(2), value(33)), (None, None));
    }
}
