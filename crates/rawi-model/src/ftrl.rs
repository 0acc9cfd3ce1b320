//! Training of a linear-chain CRF by FTRL-proximal (McMahan et al. 2013): a step of its own for each weight, and an
//! L1 term that keeps most weights exactly zero.

use crate::crf::{Lattice, Moves};
use crate::random::Random;

/// Settings of the learner.
#[derive(Clone, Debug)]
pub struct LearnerConfig {
    /// Passes over the data.
    pub epochs: usize,
    /// Step size.
    pub alpha: f32,
    /// Damps the first steps.
    pub beta: f32,
    /// Weights whose gradients never add up to this stay zero.
    pub l1: f32,
    /// Draws weights to zero.
    pub l2: f32,
    /// Seed of the order of sentences.
    pub seed: u64,
}

impl Default for LearnerConfig {
    fn default() -> Self {
        Self { epochs: 16, alpha: 0.1, beta: 1.0, l1: 2.0, l2: 1.0, seed: 1 }
    }
}

/// One sentence: the rows of each word, its gold labels, and fixed scores to add (or none).
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    pub(crate) rows: Vec<u32>,
    /// Where each word's rows end in `rows`.
    pub(crate) ends: Vec<u32>,
    pub(crate) gold: Vec<u8>,
    /// Words times stride, or empty.
    pub(crate) base: Vec<f32>,
    /// How much the sentence counts.
    pub(crate) weight: f32,
}

/// The learner's result: `weights[row * stride + label]`, transitions as [`Moves::set`] wants them.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    pub(crate) rows: Vec<f32>,
    pub(crate) transitions: Vec<f32>,
    pub(crate) stride: usize,
    pub(crate) labels: usize,
}

pub(crate) fn stride_of(labels: usize) -> usize {
    labels.div_ceil(4) * 4
}

/// Below this a word's gradient is noise: most words of a text are surely no names, and skipping them makes
/// training several times faster.
const IGNORED: f32 = 0.002;

impl Weights {
    pub(crate) fn emissions(&self, sentence: &Sentence, out: &mut Vec<f32>) {
        let stride = self.stride;
        out.clear();
        if sentence.base.is_empty() {
            out.resize(sentence.ends.len() * stride, 0.0);
        } else {
            out.extend_from_slice(&sentence.base);
        }
        let mut from = 0;
        for (&end, e) in sentence.ends.iter().zip(out.chunks_exact_mut(stride)) {
            for &row in &sentence.rows[from..end as usize] {
                for (x, w) in e.iter_mut().zip(&self.rows[row as usize * stride..][..stride]) {
                    *x += w;
                }
            }
            from = end as usize;
        }
    }
}

/// Trains on `sentences` whose rows are below `rows`. `progress` gets the epoch and its mean loss a sentence.
pub(crate) fn fit(
    sentences: &[Sentence],
    rows: usize,
    labels: usize,
    config: &LearnerConfig,
    progress: &mut dyn FnMut(usize, f64),
) -> Weights {
    let stride = stride_of(labels);
    let size = rows * stride;
    let pairs = (labels + 1) * labels;
    let mut weights = Weights { rows: vec![0.0; size], transitions: vec![0.0; pairs], stride, labels };
    let (mut z, mut q) = (vec![0f32; size], vec![0f32; size]);
    let (mut tz, mut tq) = (vec![0f32; pairs], vec![0f32; pairs]);
    let mut order: Vec<u32> = (0..sentences.len() as u32).collect();
    let mut random = Random::new(config.seed);
    let (mut lattice, mut moves) = (Lattice::default(), Moves::default());
    let mut emissions = Vec::new();
    let mut gradient = vec![0f32; stride];
    let mut move_gradient = vec![0f32; pairs];
    for epoch in 0..config.epochs {
        random.shuffle(&mut order);
        let mut loss = 0f64;
        for &s in &order {
            let sentence = &sentences[s as usize];
            let n = sentence.gold.len();
            if n == 0 {
                continue;
            }
            weights.emissions(sentence, &mut emissions);
            moves.set(labels, &weights.transitions);
            lattice.run(&moves, &emissions, stride, labels, false);
            let total = lattice.log_sum();
            let mut gold = 0f64;
            move_gradient.fill(0.0);
            let mut from = 0;
            let mut before = labels;
            for t in 0..n {
                let y = sentence.gold[t] as usize;
                gold += f64::from(emissions[t * stride + y] + weights.transitions[before * labels + y]);
                let m = &lattice.marginals[t * labels..(t + 1) * labels];
                if t == 0 {
                    for (to, p) in m.iter().enumerate() {
                        move_gradient[labels * labels + to] += p;
                    }
                } else {
                    for f in 0..labels {
                        for to in 0..labels {
                            move_gradient[f * labels + to] += lattice.pair(&moves, t, f, to);
                        }
                    }
                }
                move_gradient[before * labels + y] -= 1.0;
                before = y;
                gradient[..labels].copy_from_slice(m);
                gradient[y] -= 1.0;
                let end = sentence.ends[t] as usize;
                if gradient.iter().any(|g| g.abs() > IGNORED) {
                    for g in &mut gradient[..labels] {
                        *g *= sentence.weight;
                    }
                    for &row in &sentence.rows[from..end] {
                        let at = row as usize * stride;
                        step(
                            &mut weights.rows[at..at + stride],
                            &mut z[at..at + stride],
                            &mut q[at..at + stride],
                            &gradient,
                            config,
                        );
                    }
                }
                from = end;
            }
            for g in &mut move_gradient {
                *g *= sentence.weight;
            }
            let free = LearnerConfig { l1: 0.0, ..config.clone() };
            step(&mut weights.transitions, &mut tz, &mut tq, &move_gradient, &free);
            loss += total - gold;
        }
        progress(epoch, loss / sentences.len().max(1) as f64);
    }
    weights
}

fn step(w: &mut [f32], z: &mut [f32], q: &mut [f32], g: &[f32], c: &LearnerConfig) {
    let inverse = 1.0 / c.alpha;
    for (((w, z), q), &g) in w.iter_mut().zip(z).zip(q).zip(g) {
        let root = (*q * *q + g * g).sqrt();
        let sigma = (root - *q) * inverse;
        *z += g - sigma * *w;
        *q = root;
        let shrunk = (z.abs() - c.l1).max(0.0);
        *w = -shrunk.copysign(*z) / ((c.beta + root) * inverse + c.l2);
    }
}
