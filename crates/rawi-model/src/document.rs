//! Features of the second pass: what the first pass thought of the other occurrences of a word in the document.
//!
//! A name is introduced once with its title (الرئيس محمود عباس) and then used bare (عباس); the first says what the
//! second is (Chieu and Ng 2003, "Named Entity Recognition with a Maximum Entropy Approach").

use crate::hash::{feature, row};
use crate::rows::own;
use crate::steps;

/// How far other occurrences are looked for, in words.
const WINDOW: usize = 800;
/// How many are looked at on either side: keeps the pass linear when one word fills a document.
const NEAREST: usize = 10;

mod template {
    pub(super) const NEVER: u32 = 99;
    pub(super) const SINGLE: u32 = 100;
    pub(super) const MEAN: u32 = 101;
    pub(super) const MAX: u32 = 102;
    pub(super) const MAJORITY: u32 = 103;
    pub(super) const ENTITY: u32 = 104;
    pub(super) const BEFORE_NEXT: u32 = 105;
    pub(super) const AFTER_LAST: u32 = 106;
    pub(super) const NEIGHBOUR: u32 = 107;
    pub(super) const SELF: u32 = 108;
}

/// The features have numbers from 0 on, so that their weights can stand in an array: two without a value, then blocks.
const NEVER: usize = 0;
const SINGLE: usize = 1;
const BLOCKS: usize = 2;

/// The blocks of features with a value: template, and how many values a label has. Behind them stands NEIGHBOUR: a value for
/// each label of a majority and of a minority, and each offset.
const VALUES: [(u32, usize); 7] = [
    (template::MEAN, 8),
    (template::MAX, 8),
    (template::BEFORE_NEXT, 8),
    (template::AFTER_LAST, 8),
    (template::SELF, 8),
    (template::MAJORITY, 8),
    (template::ENTITY, 64),
];

/// Where the words are that a word may be a neighbour of.
const AROUND: [i32; 4] = [-2, -1, 1, 2];

/// The majority of a word without one: its most frequent name's label.
const MINORITY: u8 = 100;

/// The number of the feature of `template` with `value`, of `labels` times as many values as [`VALUES`] says.
fn numbered(template: u32, value: usize, labels: usize) -> usize {
    let before: usize = VALUES.iter().take_while(|v| v.0 != template).map(|v| v.1 * labels).sum();
    BLOCKS + before + value
}

fn neighbour(majority: u8, around: usize, labels: usize) -> usize {
    let majority = if majority >= MINORITY { usize::from(majority - MINORITY) + labels } else { usize::from(majority) };
    BLOCKS + VALUES.iter().map(|v| v.1 * labels).sum::<usize>() + majority * AROUND.len() + around
}

/// How many features there are.
pub(crate) fn document_count(labels: usize) -> usize {
    neighbour(0, 0, labels) + 2 * labels * AROUND.len()
}

/// The row of a feature given by number.
pub(crate) fn document_row(number: usize, labels: usize) -> u32 {
    let mut rest = match number {
        NEVER => return row(feature(template::NEVER, 0), 0),
        SINGLE => return row(feature(template::SINGLE, 0), 0),
        _ => number - BLOCKS,
    };
    for (template, values) in VALUES {
        if rest < values * labels {
            return row(feature(template, rest as u64), 0);
        }
        rest -= values * labels;
    }
    let (majority, offset) = (rest / AROUND.len(), AROUND[rest % AROUND.len()]);
    let majority = if majority < labels { majority } else { majority - labels + usize::from(MINORITY) };
    row(feature(template::NEIGHBOUR, majority as u64), offset)
}

/// A word with this chance of O is surely no name; where all occurrences are, one feature says so.
const SURELY_NONE: f32 = 0.99;

fn level(p: f32) -> usize {
    [0.02, 0.1, 0.3, 0.6, 0.85].iter().take_while(|&&bound| p >= bound).count()
}

/// What the pass reads of each word of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    /// Hash of each word's stem.
    pub(crate) stems: &'a [u64],
    /// Whether it is a word at all.
    pub(crate) is_word: &'a [bool],
    /// First-pass marginals, `labels` a word.
    pub(crate) marginals: &'a [f32],
    pub(crate) labels: usize,
}

/// The words in groups of one stem, in text order, and where each group ends.
fn by_stem(stems: &[u64], is_word: &[bool]) -> (Vec<u32>, Vec<u32>) {
    let n = stems.len();
    // By hash, the number of a group; by group, one of its words and how many it has.
    let mask = (2 * n).next_power_of_two() - 1;
    let mut slots = vec![u32::MAX; mask + 1];
    let mut groups: Vec<(u32, u32)> = Vec::with_capacity(n);
    let mut group_of = vec![u32::MAX; n];
    for t in (0..n).filter(|&t| is_word[t]) {
        let mut slot = (stems[t] >> 32) as usize & mask;
        while slots[slot] != u32::MAX && stems[groups[slots[slot] as usize].0 as usize] != stems[t] {
            steps::take(1);
            slot = (slot + 1) & mask;
        }
        if slots[slot] == u32::MAX {
            slots[slot] = groups.len() as u32;
            groups.push((t as u32, 0));
        }
        group_of[t] = slots[slot];
        groups[slots[slot] as usize].1 += 1;
    }
    let mut ends = Vec::with_capacity(groups.len());
    let mut all = 0;
    for (_, count) in groups {
        ends.push(all);
        all += count;
    }
    // Filling a group moves its end from where it begins.
    let mut order = vec![0; all as usize];
    for (t, &group) in group_of.iter().enumerate() {
        if let Some(end) = ends.get_mut(group as usize) {
            order[*end as usize] = t as u32;
            *end += 1;
        }
    }
    (order, ends)
}

/// Calls `see(word, number)` for each document feature of each word; `W` is the [width](crate::rows::width) of a row of labels.
pub(crate) fn document_features<const W: usize>(seen: Seen<'_>, mut see: impl FnMut(usize, usize)) {
    let Seen { stems, is_word, marginals, labels } = seen;
    let (n, labels) = (stems.len(), own::<W>(labels));
    let chances = |t: usize| {
        let mut row = [0.0; W];
        row[..labels].copy_from_slice(&marginals[t * labels..][..labels]);
        row
    };
    let (order, ends) = by_stem(stems, is_word);
    let surely_none: Vec<bool> = marginals.chunks_exact(labels).map(|m| m[0] > SURELY_NONE).collect();
    let mut majority = vec![0u8; n];
    let mut from = 0;
    for end in ends {
        let group = &order[from as usize..end as usize];
        from = end;
        for (i, &t) in group.iter().enumerate() {
            let t = t as usize;
            if group.len() == 1 {
                see(t, SINGLE);
                continue;
            }
            steps::take(1);
            let near = &group[i.saturating_sub(NEAREST)..(i + NEAREST + 1).min(group.len())];
            if near.iter().all(|&u| surely_none[u as usize]) {
                see(t, NEVER);
                continue;
            }
            let [mut mean, mut max, mut with_next, mut with_last] = [[0.0; W]; 4];
            let (mut count, mut nexts, mut lasts) = (0u32, 0u32, 0u32);
            steps::take(near.len());
            for &u in near {
                let u = u as usize;
                if u == t || u.abs_diff(t) > WINDOW {
                    continue;
                }
                count += 1;
                let row = chances(u);
                mean.iter_mut().zip(row).for_each(|(sum, p)| *sum += p);
                max.iter_mut().zip(row).for_each(|(max, p)| *max = if p > *max { p } else { *max });
                if t + 1 < n && u + 1 < n && stems[t + 1] == stems[u + 1] {
                    nexts += 1;
                    with_next.iter_mut().zip(row).for_each(|(sum, p)| *sum += p);
                }
                if t > 0 && u > 0 && stems[t - 1] == stems[u - 1] {
                    lasts += 1;
                    with_last.iter_mut().zip(row).for_each(|(sum, p)| *sum += p);
                }
            }
            if count == 0 {
                see(t, SINGLE);
                continue;
            }
            let mut levels = |template: u32, values: [f32; W], divisor: u32, from: usize| {
                for (y, v) in values[..labels].iter().enumerate().skip(from) {
                    let l = level(v / divisor as f32);
                    if l > 0 {
                        see(t, numbered(template, y * 8 + l, labels));
                    }
                }
            };
            levels(template::MEAN, mean, count, 0);
            levels(template::MAX, max, 1, 1);
            if nexts > 0 {
                levels(template::BEFORE_NEXT, with_next, nexts, 0);
            }
            if lasts > 0 {
                levels(template::AFTER_LAST, with_last, lasts, 0);
            }
            let top = |from: usize| (from..labels).max_by(|&a, &b| mean[a].total_cmp(&mean[b])).unwrap_or(0);
            let (best, name) = (top(0), top(1));
            let times = count.min(4) as usize;
            see(t, numbered(template::MAJORITY, best * 8 + times, labels));
            let share = level(mean[name] / count as f32);
            see(t, numbered(template::ENTITY, name * 64 + share * 8 + times, labels));
            majority[t] = if mean[best] / count as f32 > 0.5 { best as u8 } else { MINORITY + name as u8 };
        }
    }
    for (u, &label) in majority.iter().enumerate().filter(|&(_, &label)| label != 0) {
        for (around, &offset) in AROUND.iter().enumerate() {
            if let Some(t) = u.checked_add_signed(-offset as isize).filter(|&t| t < n) {
                see(t, neighbour(label, around, labels));
            }
        }
    }
    for t in 0..n {
        if surely_none[t] {
            continue; // no other label reaches the first level
        }
        for (y, &p) in marginals[t * labels..][..labels].iter().enumerate().skip(1) {
            let l = level(p);
            if l > 0 {
                see(t, numbered(template::SELF, y * 8 + l, labels));
            }
        }
    }
}
