//! Features of the second pass: what the first pass thought of the other occurrences of a word in the document.
//!
//! A name is introduced once with its title (الرئيس محمود عباس) and then used bare (عباس); the first says what the
//! second is (Chieu and Ng 2003, "Named Entity Recognition with a Maximum Entropy Approach").

use super::hash::{feature, row};

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

/// A word with this chance of O is surely no name; where all occurrences are, one feature says so.
const SURELY_NONE: f32 = 0.99;

fn level(p: f32) -> u64 {
    [0.02, 0.1, 0.3, 0.6, 0.85].iter().take_while(|&&bound| p >= bound).count() as u64
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

/// Calls `see(word, row)` for each document feature of each word.
pub(crate) fn document_rows(seen: Seen<'_>, mut see: impl FnMut(usize, u32)) {
    let Seen { stems, is_word, marginals, labels } = seen;
    let n = stems.len();
    let mut order: Vec<u32> = (0..n as u32).filter(|&t| is_word[t as usize]).collect();
    order.sort_unstable_by_key(|&t| (stems[t as usize], t));
    let surely_none: Vec<bool> = marginals.chunks_exact(labels).map(|m| m[0] > SURELY_NONE).collect();
    let mut majority = vec![0u8; n];
    let mut sums = [vec![0f32; labels], vec![0f32; labels], vec![0f32; labels], vec![0f32; labels]];
    for group in order.chunk_by(|&a, &b| stems[a as usize] == stems[b as usize]) {
        for (i, &t) in group.iter().enumerate() {
            let t = t as usize;
            if group.len() == 1 {
                see(t, row(feature(template::SINGLE, 0), 0));
                continue;
            }
            let near = &group[i.saturating_sub(NEAREST)..(i + NEAREST + 1).min(group.len())];
            if near.iter().all(|&u| surely_none[u as usize]) {
                see(t, row(feature(template::NEVER, 0), 0));
                continue;
            }
            let [mean, max, with_next, with_last] = &mut sums;
            for s in [&mut *mean, &mut *max, &mut *with_next, &mut *with_last] {
                s.fill(0.0);
            }
            let (mut count, mut nexts, mut lasts) = (0u32, 0u32, 0u32);
            for &u in near {
                let u = u as usize;
                if u == t || u.abs_diff(t) > WINDOW {
                    continue;
                }
                count += 1;
                let m = &marginals[u * labels..(u + 1) * labels];
                for (y, &p) in m.iter().enumerate() {
                    mean[y] += p;
                    max[y] = max[y].max(p);
                }
                if t + 1 < n && u + 1 < n && stems[t + 1] == stems[u + 1] {
                    nexts += 1;
                    with_next.iter_mut().zip(m).for_each(|(s, p)| *s += p);
                }
                if t > 0 && u > 0 && stems[t - 1] == stems[u - 1] {
                    lasts += 1;
                    with_last.iter_mut().zip(m).for_each(|(s, p)| *s += p);
                }
            }
            if count == 0 {
                see(t, row(feature(template::SINGLE, 0), 0));
                continue;
            }
            let mut levels = |template: u32, values: &[f32], divisor: u32, from: usize| {
                for (y, v) in values.iter().enumerate().skip(from) {
                    let l = level(v / divisor as f32);
                    if l > 0 {
                        see(t, row(feature(template, y as u64 * 8 + l), 0));
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
            let times = u64::from(count.min(4));
            see(t, row(feature(template::MAJORITY, best as u64 * 8 + times), 0));
            see(t, row(feature(template::ENTITY, name as u64 * 64 + level(mean[name] / count as f32) * 8 + times), 0));
            majority[t] = if mean[best] / count as f32 > 0.5 { best as u8 } else { 100 + name as u8 };
        }
    }
    for t in 0..n {
        for offset in [-2i32, -1, 1, 2] {
            let other = t.checked_add_signed(offset as isize).and_then(|u| majority.get(u)).copied();
            if let Some(label) = other.filter(|&l| l != 0) {
                see(t, row(feature(template::NEIGHBOUR, u64::from(label)), offset));
            }
        }
        for (y, &p) in marginals[t * labels..(t + 1) * labels].iter().enumerate().skip(1) {
            let l = level(p);
            if l > 0 {
                see(t, row(feature(template::SELF, y as u64 * 8 + l), 0));
            }
        }
    }
}
