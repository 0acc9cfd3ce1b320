//! The weights of a model as a table that is looked up fast: each look is a wait for memory.

use crate::rows::{rows, width};
use crate::table::Table;

/// The weights by row. A row is looked up among slots that are small and lie close together; its weights are read only if it has any.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    /// Open addressing: a row, 0 where there is none, and its number. Most are free, so that one look is nearly always enough.
    slots: Vec<(u32, u32)>,
    /// By number of the row, a row of the labels' weights.
    weights: Vec<i8>,
}

impl Weights {
    /// Those of a table in which a value has `labels` bytes.
    pub(crate) fn new(table: &Table, bytes: &[u8], labels: usize) -> Self {
        let (width, keys) = (width(labels), table.keys(bytes).count());
        let mut new = Self { slots: vec![(0, 0); (2 * keys).next_power_of_two()], weights: vec![0; keys * width] };
        for ((number, (row, from)), to) in table.rows(bytes).enumerate().zip(new.weights.chunks_exact_mut(width)) {
            to.iter_mut().zip(from).for_each(|(to, &weight)| *to = weight as i8);
            let slot = slot(&new.slots, row);
            new.slots[slot] = (row, number as u32);
        }
        new
    }

    /// The number of a row that has weights.
    pub(crate) fn number(&self, row: u32) -> Option<u32> {
        let (found, number) = self.slots[slot(&self.slots, row)];
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
        if (first.0 == row) | (first.0 == 0) { first } else { self.slots[slot(&self.slots, row)] }
    }

    /// The weights of a row by its number.
    #[inline]
    pub(crate) fn of<const W: usize>(&self, number: u32) -> &[i8; W] {
        &rows(&self.weights)[number as usize]
    }
}

/// The slot of a row, or the one that is free for it.
#[inline]
fn slot(slots: &[(u32, u32)], row: u32) -> usize {
    let mask = slots.len() - 1;
    let mut slot = row as usize & mask;
    while slots[slot].0 != row && slots[slot].0 != 0 {
        slot = (slot + 1) & mask;
    }
    slot
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Input, Writer};
    use std::collections::BTreeMap;

    #[test]
    fn a_row_has_its_weights() {
        let rows: [(u32, [u8; 3]); 4] = [(1, [1, 2, 3]), (9, [4, 5, 255]), (17, [7, 8, 9]), (25, [2, 2, 2])];
        let mut out = Writer::default();
        let map: BTreeMap<u32, Vec<u8>> = rows.iter().map(|(row, weights)| (*row, weights.to_vec())).collect();
        Table::write(&mut out, &map, 3);
        let table = Table::read(&mut Input::new(&out.0, 0)).unwrap();
        let weights = Weights::new(&table, &out.0, 3);
        let value = |row: u32| weights.number(row).map(|number| weights.of::<8>(number)[..4].to_vec());
        assert_eq!(value(1), Some(vec![1, 2, 3, 0]));
        assert_eq!(value(9), Some(vec![4, 5, -1, 0]));
        assert_eq!(value(25), Some(vec![2, 2, 2, 0]));
        assert_eq!((value(2), value(33)), (None, None));
    }
}
