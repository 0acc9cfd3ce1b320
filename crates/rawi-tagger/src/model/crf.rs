//! A linear-chain conditional random field over BIO labels (Lafferty et al. 2001): Viterbi and forward-backward.
//!
//! Label 0 is O, 1 + 2c begins class c, 2 + 2c continues it; a continuation must follow its own class.

/// Whether label `to` may follow `from`.
pub(crate) fn allowed(from: usize, to: usize) -> bool {
    to == 0 || to % 2 == 1 || from == to || from + 1 == to
}

/// Whether a sentence may start with `to`.
pub(crate) fn allowed_first(to: usize) -> bool {
    to == 0 || to % 2 == 1
}

/// Marginals of a sentence and what the gradient needs.
#[derive(Debug, Default)]
pub(crate) struct Lattice {
    alpha: Vec<f32>,
    beta: Vec<f32>,
    potential: Vec<f32>,
    scale: Vec<f32>,
    peaks: Vec<f32>,
    next: Vec<f32>,
    /// `marginals[t * labels + y]`.
    pub(crate) marginals: Vec<f32>,
    moves: Vec<f32>,
}

impl Lattice {
    /// Sets the transitions (`labels` times `labels`, first words at row `labels`) of the runs that follow.
    pub(crate) fn set_transitions(&mut self, labels: usize, transitions: &[f32]) {
        self.moves.clear();
        for from in 0..=labels {
            for to in 0..labels {
                let may = if from == labels { allowed_first(to) } else { allowed(from, to) };
                self.moves.push(if may { transitions[from * labels + to].exp() } else { 0.0 });
            }
        }
    }

    /// Runs forward-backward over `emissions` (words times `stride`, `labels` used), between a word labelled
    /// `before` (`labels`: the sentence starts here) and, if `then_none`, a word without a name.
    pub(crate) fn run(&mut self, emissions: &[f32], stride: usize, labels: usize, before: usize, then_none: bool) {
        let n = emissions.len() / stride;
        self.potential.clear();
        self.peaks.clear();
        for t in 0..n {
            let e = &emissions[t * stride..t * stride + labels];
            let max = e.iter().copied().fold(f32::MIN, f32::max);
            self.peaks.push(max);
            self.potential.extend(e.iter().map(|x| (x - max).exp()));
        }
        self.alpha.clear();
        self.alpha.resize(n * labels, 0.0);
        self.scale.clear();
        let mut next = std::mem::take(&mut self.next);
        next.resize(labels, 0.0);
        for t in 0..n {
            next.fill(0.0);
            if t == 0 {
                next.copy_from_slice(&self.moves[before * labels..(before + 1) * labels]);
            } else {
                for from in 0..labels {
                    let a = self.alpha[(t - 1) * labels + from];
                    for (to, v) in next.iter_mut().enumerate() {
                        *v += a * self.moves[from * labels + to];
                    }
                }
            }
            let mut sum = 0.0;
            for (y, v) in next.iter_mut().enumerate() {
                *v *= self.potential[t * labels + y];
                sum += *v;
            }
            let sum = sum.max(f32::MIN_POSITIVE);
            self.scale.push(sum);
            for (y, v) in next.iter().enumerate() {
                self.alpha[t * labels + y] = v / sum;
            }
        }
        self.next = next;
        self.beta.clear();
        self.beta.resize(n * labels, 1.0);
        if then_none && n > 0 {
            // The sum runs over the paths that leave to O, so the last scale must be theirs.
            let last = (n - 1) * labels;
            let sum: f32 = (0..labels).map(|y| self.alpha[last + y] * self.moves[y * labels]).sum();
            let sum = sum.max(f32::MIN_POSITIVE);
            for y in 0..labels {
                self.beta[last + y] = self.moves[y * labels] / sum;
            }
        }
        for t in (0..n.saturating_sub(1)).rev() {
            let scale = self.scale[t + 1];
            for from in 0..labels {
                let mut sum = 0.0;
                for to in 0..labels {
                    sum += self.moves[from * labels + to]
                        * self.potential[(t + 1) * labels + to]
                        * self.beta[(t + 1) * labels + to];
                }
                self.beta[t * labels + from] = sum / scale;
            }
        }
        self.marginals.clear();
        self.marginals.extend(self.alpha.iter().zip(&self.beta).map(|(a, b)| a * b));
    }

    /// The log of the partition sum of a run over a whole sentence.
    pub(crate) fn log_sum(&self) -> f64 {
        self.peaks.iter().map(|&x| f64::from(x)).sum::<f64>()
            + self.scale.iter().map(|&x| f64::from(x).ln()).sum::<f64>()
    }

    /// The chance that `from` at word `t - 1` is followed by `to`.
    pub(crate) fn pair(&self, t: usize, from: usize, to: usize, labels: usize) -> f32 {
        self.alpha[(t - 1) * labels + from]
            * self.moves[from * labels + to]
            * self.potential[t * labels + to]
            * self.beta[t * labels + to]
            / self.scale[t]
    }
}

/// The best label sequence.
#[derive(Debug, Default)]
pub(crate) struct Viterbi {
    back: Vec<u32>,
    score: Vec<f32>,
    next: Vec<f32>,
    moves: Vec<f32>,
}

/// A score that no allowed path falls to.
const NEVER: f32 = -1e9;

impl Viterbi {
    /// Sets the transitions of the runs that follow, as for [`Lattice::set_transitions`]; rows are `stride` long.
    pub(crate) fn set_transitions(&mut self, labels: usize, stride: usize, transitions: &[f32]) {
        self.moves.clear();
        for from in 0..=labels {
            for to in 0..stride {
                let may = to < labels && if from == labels { allowed_first(to) } else { allowed(from, to) };
                self.moves.push(if may { transitions[from * labels + to] } else { NEVER });
            }
        }
    }

    /// Finds the best labels for `emissions`, between a word labelled `before` and, if `then_none`, one labelled O.
    pub(crate) fn run(
        &mut self,
        emissions: &[f32],
        stride: usize,
        labels: usize,
        before: usize,
        then_none: bool,
        best: &mut Vec<u8>,
    ) {
        let n = emissions.len() / stride;
        best.clear();
        if n == 0 {
            return;
        }
        self.back.clear();
        self.back.resize(n * stride, 0);
        self.score.clear();
        self.score.extend(self.moves[before * stride..(before + 1) * stride].iter().zip(emissions).map(|(m, e)| m + e));
        for (t, e) in emissions.chunks_exact(stride).enumerate().skip(1) {
            self.next.clear();
            self.next.resize(stride, f32::MIN);
            let back = &mut self.back[t * stride..(t + 1) * stride];
            for (from, (&score, moves)) in self.score[..labels].iter().zip(self.moves.chunks_exact(stride)).enumerate()
            {
                for ((top, back), m) in self.next.iter_mut().zip(&mut *back).zip(moves) {
                    let s = score + m;
                    if s > *top {
                        *top = s;
                        *back = from as u32;
                    }
                }
            }
            for ((s, n), e) in self.score.iter_mut().zip(&self.next).zip(e) {
                *s = n + e;
            }
        }
        if then_none {
            for (y, s) in self.score[..labels].iter_mut().enumerate() {
                *s += self.moves[y * stride];
            }
        }
        let mut y = 0;
        for other in 1..labels {
            if self.score[other] > self.score[y] {
                y = other;
            }
        }
        best.resize(n, 0);
        for t in (0..n).rev() {
            best[t] = y as u8;
            y = self.back[t * stride + y] as usize;
        }
    }
}
