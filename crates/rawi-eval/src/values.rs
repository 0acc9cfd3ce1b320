//! Numbers and dates: a value is right if it is the gold's and the spans share at least half of what they cover together.

use crate::counts::Counts;
use crate::error::EvalError;
use crate::reading::Reading;
use crate::scorer::{Scorer, TaskScore};
use serde_json::Value;

pub(crate) struct Values {
    layer: &'static str,
    counts: Counts,
}

impl Values {
    pub(crate) fn new(layer: &'static str) -> Self {
        Self { layer, counts: Counts::default() }
    }

    fn same(&self, found: &Value, gold: &Value) -> bool {
        if self.layer == "dates" {
            return found == gold;
        }
        let number =
            |value: &Value| value.as_f64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()));
        number(found).zip(number(gold)).is_some_and(|(a, b)| close(a, b))
    }
}

/// Equal but for what computing in another order leaves.
pub(crate) fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= (1e-6 * a.abs().max(b.abs())).max(1e-9)
}

impl Scorer for Values {
    fn add(&mut self, reading: &Reading<'_>) -> Result<(), EvalError> {
        let gold = reading.gold.required(self.layer, Some("value"), &reading.offsets)?;
        if let Some(row) = gold.iter().find(|row| !row.fields.contains_key("value")) {
            let at = format!("{}..{}", row.start, row.end);
            return Err(EvalError(format!("{}: {at} of `gold.{}` has no value", reading.gold.place, self.layer)));
        }
        let layer = reading.layer(self.layer)?;
        let found: Vec<(usize, usize, Value)> = layer
            .into_iter()
            .flat_map(|layer| layer.spans().iter().enumerate().map(move |(row, &span)| (layer.json(row), span)))
            .map(|(mut value, span)| {
                let (start, end) = reading.offsets.chars(span);
                (start, end, value["value"].take())
            })
            .collect();
        let wanted: Vec<(usize, usize)> = gold.iter().map(|row| (row.start, row.end)).collect();
        let places: Vec<(usize, usize)> = found.iter().map(|(start, end, _)| (*start, *end)).collect();
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        touching(&wanted, &places, &mut |i, j| {
            let ((start, end), (from, to)) = (wanted[i], places[j]);
            let common = end.min(to) as f64 - start.max(from) as f64;
            let union = end.max(to) as f64 - start.min(from) as f64;
            if 2.0 * common >= union && self.same(&found[j].2, &gold[i].fields["value"]) {
                pairs.push((-common / union, i, j));
            }
        });
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (mut of_gold, mut of_found) = (vec![false; gold.len()], vec![false; found.len()]);
        for (_, i, j) in pairs {
            if !of_gold[i] && !of_found[j] {
                (of_gold[i], of_found[j]) = (true, true);
            }
        }
        let right = of_gold.iter().filter(|hit| **hit).count();
        let ignore = reading.gold.rows("ignore", Some("value"), &reading.offsets)?.unwrap_or_default();
        let ignore: Vec<(usize, usize)> = ignore.iter().map(|row| (row.start, row.end)).collect();
        let mut free = of_found;
        touching(&ignore, &places, &mut |i, j| {
            let ((start, end), (from, to)) = (ignore[i], places[j]);
            free[j] |= 2.0 * (end.min(to) as f64 - start.max(from) as f64) >= to as f64 - from as f64;
        });
        let wrong = free.iter().filter(|free| !**free).count();
        self.counts.add(Counts { right, wrong, missed: gold.len() - right });
        Ok(())
    }

    fn score(self: Box<Self>, _: &mut Vec<String>) -> TaskScore {
        let rows = vec![(self.layer.to_owned(), self.counts)];
        TaskScore { name: self.layer.to_owned(), rows, rouge: None }
    }
}

/// Calls `pair` for each of `one` and each of `other` that overlap or touch. Work grows with the rows and the pairs, not with
/// their product; gives the rows that were looked at.
pub(crate) fn touching(one: &[(usize, usize)], other: &[(usize, usize)], pair: &mut dyn FnMut(usize, usize)) -> usize {
    let mut order: Vec<usize> = (0..other.len()).collect();
    order.sort_by_key(|&j| other[j]);
    // For each place in the order, how far those up to it reach.
    let reach: Vec<usize> = order
        .iter()
        .scan(0, |reach, &j| {
            *reach = other[j].1.max(*reach);
            Some(*reach)
        })
        .collect();
    let mut steps = 0;
    for (i, &(start, end)) in one.iter().enumerate() {
        let first = reach.partition_point(|&reach| reach < start);
        for &j in order[first..].iter().take_while(|&&j| other[j].0 <= end) {
            steps += 1;
            if other[j].1 >= start {
                pair(i, j);
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::touching;

    #[test]
    fn only_rows_that_touch_are_compared() {
        let rows = |n: usize| (0..n).map(|i| (3 * i, 3 * i + 2)).collect::<Vec<_>>();
        let work = |n: usize| touching(&rows(n), &rows(n), &mut |i, j| assert_eq!(i, j));
        assert!(work(50_000) <= 60_000, "{}", work(50_000));
        assert!(work(50_000) as f64 <= 2.2 * work(25_000) as f64);
        let mut pairs = Vec::new();
        touching(&[(0, 4), (9, 9)], &[(4, 5), (0, 20), (5, 6), (9, 10)], &mut |i, j| pairs.push((i, j)));
        pairs.sort_unstable();
        assert_eq!(pairs, [(0, 0), (0, 1), (1, 1), (1, 3)]);
    }
}
