//! A linear-chain conditional random field over BIO labels (Lafferty et al. 2001): Viterbi and forward-backward.
//!
//! Label 0 is O, 1 + 2c begins class c, 2 + 2c continues it; a continuation must follow its own class.

use crate::exp::{exp, exp_each};
use crate::rows::{by_width, most, rows, square, width};
use crate::steps;

/// Whether label `to` may follow `from`.
pub(crate) fn allowed(from: usize, to: usize) -> bool {
    to == 0 || to % 2 == 1 || from == to || from + 1 == to
}

/// Whether a sentence may start with `to`.
pub(crate) fn allowed_first(to: usize) -> bool {
    to == 0 || to % 2 == 1
}

/// A score that no allowed path falls to.
pub(crate) const NEVER: f32 = -1e9;

/// The transitions between labels as both algorithms want them: a row for each label and one for the start of a sentence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moves {
    labels: usize,
    /// Scores: by the label before (`labels` at the start of a sentence), then the label after.
    scores: Vec<f32>,
    /// Their exponentials, in the same order and in that of the label after.
    forward: Vec<f32>,
    backward: Vec<f32>,
}

impl Moves {
    /// Sets transitions: `labels` times `labels`, first words at row `labels`.
    pub(crate) fn set(&mut self, labels: usize, transitions: &[f32]) {
        let width = width(labels);
        self.labels = labels;
        self.scores.clear();
        self.scores.resize((width + 1) * width, NEVER);
        for list in [&mut self.forward, &mut self.backward] {
            list.clear();
            list.resize((width + 1) * width, 0.0);
        }
        for from in 0..=labels {
            for to in 0..labels {
                if if from == labels { allowed_first(to) } else { allowed(from, to) } {
                    let score = transitions[from * labels + to];
                    let exp = exp(score);
                    self.scores[from * width + to] = score;
                    self.forward[from * width + to] = exp;
                    if from < labels {
                        self.backward[to * width + from] = exp;
                    }
                }
            }
        }
    }
}

/// Marginals of a sentence and what the gradient needs.
#[derive(Debug, Default)]
pub(crate) struct Lattice {
    alpha: Vec<f32>,
    beta: Vec<f32>,
    potential: Vec<f32>,
    scale: Vec<f32>,
    peaks: Vec<f32>,
    /// `marginals[t * labels + y]`.
    pub(crate) marginals: Vec<f32>,
}

impl Lattice {
    /// Runs forward-backward over `emissions` (words times `stride`), between a word labelled `before` (the number of
    /// labels: the sentence starts here) and, if `then_none`, a word without a name.
    pub(crate) fn run(&mut self, moves: &Moves, emissions: &[f32], stride: usize, before: usize, then_none: bool) {
        let (labels, width) = (moves.labels, width(moves.labels));
        let pad = std::iter::repeat_n(NEVER, width - labels);
        let padded: Vec<f32> =
            emissions.chunks_exact(stride).flat_map(|e| e[..labels].iter().copied().chain(pad.clone())).collect();
        by_width!(width, W => self.run_rows::<W>(moves, rows(&padded), before, then_none));
    }

    /// The same over rows, which are filled up with [`NEVER`].
    pub(crate) fn run_rows<const W: usize>(
        &mut self,
        moves: &Moves,
        emissions: &[[f32; W]],
        before: usize,
        then_none: bool,
    ) {
        let (labels, n) = (moves.labels, emissions.len());
        steps::take(n);
        let (forward, backward) = (square::<W>(&moves.forward), square::<W>(&moves.backward));
        let Self { alpha, beta, potential, scale, peaks, marginals } = self;
        // All is written anew.
        for (list, each) in [(&mut *alpha, W), (potential, W), (scale, 1), (peaks, 1), (marginals, labels), (beta, W)] {
            list.resize(n * each, 0.0);
        }
        let (alphas, potentials) = (alpha.as_chunks_mut::<W>().0, potential.as_chunks_mut::<W>().0);
        let mut last = [0.0; W];
        let kept = alphas.iter_mut().zip(&mut *potentials).zip(&mut *scale).zip(&mut *peaks);
        for (t, (e, (((alpha, potential), scale), peak))) in emissions.iter().zip(kept).enumerate() {
            let max = most(e);
            let here = exp_each(e.map(|x| x - max));
            let mut next = [0.0; W];
            if t == 0 {
                next = rows(&moves.forward)[before];
            } else {
                for (a, moves) in last.iter().zip(forward) {
                    for (v, m) in next.iter_mut().zip(moves) {
                        *v += a * m;
                    }
                }
            }
            next.iter_mut().zip(&here).for_each(|(v, p)| *v *= p);
            let sum = next.iter().fold(0.0, |sum, v| sum + v).max(f32::MIN_POSITIVE);
            next.iter_mut().for_each(|v| *v /= sum);
            last = next;
            (*peak, *scale, *potential, *alpha) = (max, sum, here, last);
        }
        let betas = beta.as_chunks_mut::<W>().0;
        if let Some(next) = betas.last_mut() {
            *next = [1.0; W];
        }
        if let (true, Some(next)) = (then_none, betas.last_mut()) {
            // The sum runs over the paths that leave to O, so the last scale must be theirs.
            let sum: f32 = last.iter().zip(&backward[0]).map(|(a, m)| a * m).sum();
            let sum = sum.max(f32::MIN_POSITIVE);
            next.iter_mut().zip(&backward[0]).for_each(|(b, m)| *b = m / sum);
        }
        for t in (0..n.saturating_sub(1)).rev() {
            let mut sums = [0.0; W];
            for ((moves, p), b) in backward.iter().zip(&potentials[t + 1]).zip(betas[t + 1]) {
                for (sum, m) in sums.iter_mut().zip(moves) {
                    *sum += m * p * b;
                }
            }
            sums.iter_mut().for_each(|s| *s /= scale[t + 1]);
            betas[t] = sums;
        }
        for ((a, b), both) in alphas.iter().zip(betas).zip(marginals.chunks_exact_mut(labels)) {
            both.iter_mut().zip(a).zip(b).for_each(|((both, a), b)| *both = a * *b);
        }
    }

    /// The log of the partition sum of a run over a whole sentence.
    pub(crate) fn log_sum(&self) -> f64 {
        self.peaks.iter().map(|&x| f64::from(x)).sum::<f64>()
            + self.scale.iter().map(|&x| f64::from(x).ln()).sum::<f64>()
    }

    /// The chance that `from` at word `t - 1` is followed by `to`.
    pub(crate) fn pair(&self, moves: &Moves, t: usize, from: usize, to: usize) -> f32 {
        let width = width(moves.labels);
        self.alpha[(t - 1) * width + from]
            * moves.forward[from * width + to]
            * self.potential[t * width + to]
            * self.beta[t * width + to]
            / self.scale[t]
    }
}

/// The best label sequence.
#[derive(Debug, Default)]
pub(crate) struct Viterbi {
    back: Vec<u32>,
}

impl Viterbi {
    /// Finds the best labels for `emissions` (padded rows), between a word labelled `before` and, if `then_none`, one
    /// labelled O.
    pub(crate) fn run<const W: usize>(
        &mut self,
        moves: &Moves,
        emissions: &[[f32; W]],
        before: usize,
        then_none: bool,
        best: &mut Vec<u8>,
    ) {
        let (labels, scores) = (moves.labels, square::<W>(&moves.scores));
        best.clear();
        steps::take(emissions.len());
        let Some(first) = emissions.first() else { return };
        self.back.resize((emissions.len() - 1) * W, 0);
        let mut score: [f32; W] = rows(&moves.scores)[before];
        score.iter_mut().zip(first).for_each(|(s, e)| *s += e);
        for (e, kept) in emissions[1..].iter().zip(self.back.as_chunks_mut::<W>().0) {
            let (mut top, mut back) = ([f32::MIN; W], [0u32; W]);
            for (from, (&score, moves)) in score.iter().zip(scores).enumerate() {
                for y in 0..W {
                    let s = score + moves[y];
                    let better = s > top[y];
                    top[y] = if better { s } else { top[y] };
                    back[y] = if better { from as u32 } else { back[y] };
                }
            }
            *kept = back;
            score = top;
            score.iter_mut().zip(e).for_each(|(s, e)| *s += e);
        }
        if then_none {
            for (s, moves) in score[..labels].iter_mut().zip(scores) {
                *s += moves[0];
            }
        }
        let mut y = 0;
        for other in 1..labels {
            if score[other] > score[y] {
                y = other;
            }
        }
        best.resize(emissions.len(), y as u8);
        for (t, back) in self.back.as_chunks::<W>().0.iter().enumerate().rev() {
            y = back[y] as usize;
            best[t] = y as u8;
        }
    }
}
