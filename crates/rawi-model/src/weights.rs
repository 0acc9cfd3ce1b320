//! The weights of all passes of a model as one table: the passes share nearly all rows, and each look is a wait for memory.

use crate::table::{Filter, Table, TableBytes};

/// By row, for each pass the weights of its labels, a byte each, in fours.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    filter: Filter,
    records: Vec<u8>,
    mask: u32,
    /// Bytes of a record: its key and the passes' weights.
    record: usize,
}

impl Weights {
    /// Joins the tables of the passes, in which a value has `labels` bytes.
    pub(crate) fn new(tables: &[Table], bytes: &[u8], labels: usize) -> Self {
        let among = |tables: &[Table], row: u32| tables.iter().any(|table| table.get(bytes, row).is_some());
        let new =
            |(number, table): (usize, &Table)| table.keys(bytes).filter(|&row| !among(&tables[..number], row)).count();
        let rows: usize = tables.iter().enumerate().map(new).sum();
        let capacity = (rows * 5 / 4 + 1).next_power_of_two();
        let each = pass_bytes(labels);
        let (mask, record) = (capacity as u32 - 1, 4 + each * tables.len());
        let mut records = vec![0u8; capacity * record];
        let filter = Filter::new(capacity, tables.iter().flat_map(|table| table.keys(bytes)));
        for (number, table) in tables.iter().enumerate() {
            for (row, weights) in table.rows(bytes) {
                let mut at = (row & mask) as usize * record;
                while records[at..][..4] != [0; 4] && records[at..][..4] != row.to_le_bytes() {
                    at = if at + record == records.len() { 0 } else { at + record };
                }
                records[at..][..4].copy_from_slice(&row.to_le_bytes());
                records[at + 4 + number * each..][..labels].copy_from_slice(weights);
            }
        }
        Self { filter, records, mask, record }
    }

    /// Whether a row may have a weight; most have none, and this tells it without touching the table.
    #[inline]
    pub(crate) fn may_hold(&self, row: u32) -> bool {
        self.filter.may_hold(row)
    }

    /// The table: a value has [`pass_bytes`] bytes for each pass.
    #[inline]
    pub(crate) fn table(&self) -> TableBytes<'_> {
        TableBytes::new(&self.records, self.mask, self.record)
    }
}

/// The bytes of a row's weights in one pass: four labels are read as one.
pub(crate) fn pass_bytes(labels: usize) -> usize {
    labels.div_ceil(4) * 4
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
            let table = weights.table();
            table.value_after(row, table.first_key(row)).map(|value| value[..8].to_vec())
        };
        assert_eq!(value(1), Some(vec![1, 2, 3, 0, 0, 0, 0, 0]));
        assert_eq!(value(9), Some(vec![4, 5, 6, 0, 1, 1, 1, 0]));
        assert_eq!(value(25), Some(vec![0, 0, 0, 0, 2, 2, 2, 0]));
        assert_eq!((value(2), value(33)), (None, None));
        assert!([1, 9, 17, 25].into_iter().all(|row| weights.may_hold(row)));
    }
}
