//! Word vectors from raw text: skip-gram with negative sampling (Mikolov et al. 2013), each relative position
//! with its own output vectors (Ling et al. 2015, "Two/Too Simple Adaptations of Word2Vec for Syntax Problems"),
//! because what stands directly before a name tells more of its type than what stands near it.

use crate::random::Random;

/// Settings of the training of vectors.
#[derive(Clone, Debug)]
pub struct VectorConfig {
    /// Length of a vector.
    pub dims: usize,
    /// Words on each side that are predicted.
    pub window: usize,
    /// Random words a true neighbour is told from.
    pub negatives: usize,
    /// Passes over the text.
    pub epochs: usize,
    /// Words more frequent than this share of the text are thinned out.
    pub sample: f64,
    /// First learning rate; falls linearly to nothing.
    pub rate: f32,
    /// Give each relative position its own output vectors.
    pub positions: bool,
    /// Seed of every random choice.
    pub seed: u64,
}

/// Trains vectors for the words `0..counts.len()` from sentences of word numbers (`u32::MAX` is an unknown
/// word); the result holds `dims` values a word.
pub(crate) fn train_vectors(
    sentences: &[Vec<u32>],
    counts: &[u64],
    config: &VectorConfig,
    progress: &mut dyn FnMut(f32),
) -> Vec<f32> {
    let VectorConfig { dims, window, negatives, .. } = *config;
    let vocabulary = counts.len();
    let mut random = Random::new(config.seed);
    let mut input: Vec<f32> = (0..vocabulary * dims).map(|_| (random.unit() - 0.5) / dims as f32).collect();
    let slots = if config.positions { 2 * window } else { 1 };
    let mut output = vec![0f32; slots * vocabulary * dims];
    let total: u64 = counts.iter().sum();
    let noise = noise_table(counts);
    let sigmoid: Vec<f32> =
        (0..1024).map(|i| 1.0 / (1.0 + (-(f64::from(i) - 512.0) / 512.0 * 6.0).exp()) as f32).collect();
    let keep: Vec<f32> = counts
        .iter()
        .map(|&c| {
            let share = c as f64 / total as f64 / config.sample;
            ((share.sqrt() + 1.0) / share).min(1.0) as f32
        })
        .collect();
    let all: usize = sentences.iter().map(Vec::len).sum::<usize>() * config.epochs;
    let mut done = 0usize;
    let mut gradient = vec![0f32; dims];
    let mut kept: Vec<u32> = Vec::new();
    for _ in 0..config.epochs {
        for (number, sentence) in sentences.iter().enumerate() {
            let rate = config.rate * (1.0 - done as f32 / all as f32).max(1e-4);
            done += sentence.len();
            if number % 5000 == 0 {
                progress(done as f32 / all as f32);
            }
            kept.clear();
            kept.extend(sentence.iter().copied().filter(|&w| w == u32::MAX || random.unit() < keep[w as usize]));
            for (at, &word) in kept.iter().enumerate() {
                if word == u32::MAX {
                    continue;
                }
                let reach = 1 + random.below(window as u32) as usize;
                let from = word as usize * dims;
                let near = at.saturating_sub(reach)..(at + reach + 1).min(kept.len());
                for (other, &neighbour) in kept[near.clone()].iter().enumerate().map(|(i, n)| (near.start + i, n)) {
                    if other == at || neighbour == u32::MAX {
                        continue;
                    }
                    let slot = match (config.positions, other < at) {
                        (false, _) => 0,
                        (true, true) => window - (at - other),
                        (true, false) => window + (other - at) - 1,
                    };
                    gradient.fill(0.0);
                    let center = &input[from..from + dims];
                    for n in 0..=negatives {
                        let (target, label) = if n == 0 {
                            (neighbour, 1.0)
                        } else {
                            let t = noise[random.below(noise.len() as u32) as usize];
                            if t == neighbour {
                                continue;
                            }
                            (t, 0.0)
                        };
                        let to = (slot * vocabulary + target as usize) * dims;
                        let out = &mut output[to..to + dims];
                        let dot = dot(center, out);
                        let p = if dot > 6.0 {
                            1.0
                        } else if dot < -6.0 {
                            0.0
                        } else {
                            sigmoid[((dot / 6.0 * 512.0) + 512.0).clamp(0.0, 1023.0) as usize]
                        };
                        let g = (label - p) * rate;
                        for ((o, c), gr) in out.iter_mut().zip(center).zip(gradient.iter_mut()) {
                            *gr += g * *o;
                            *o += g * c;
                        }
                    }
                    for (c, g) in input[from..from + dims].iter_mut().zip(&gradient) {
                        *c += g;
                    }
                }
            }
        }
    }
    input
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    // Eight running sums: the order of additions is fixed, and the compiler may use vector registers.
    let mut sums = [0f32; 8];
    for (x, y) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for i in 0..8 {
            sums[i] += x[i] * y[i];
        }
    }
    sums.iter().sum()
}

/// Words to the power 3/4 of their frequency, as a table to draw from.
fn noise_table(counts: &[u64]) -> Vec<u32> {
    const SIZE: usize = 1 << 22;
    let total: f64 = counts.iter().map(|&c| (c as f64).powf(0.75)).sum();
    let mut table = Vec::with_capacity(SIZE);
    let mut sum = 0.0;
    for (word, &count) in counts.iter().enumerate() {
        sum += (count as f64).powf(0.75) / total;
        while table.len() < SIZE && (table.len() as f64) < sum * SIZE as f64 {
            table.push(word as u32);
        }
    }
    table
}
