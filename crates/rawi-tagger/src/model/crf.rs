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
    /// `marginals[t * labels + y]`.
    pub(crate) marginals: Vec<f32>,
    moves: Vec<f32>,
}

impl Lattice {
    /// Runs forward-backward over `emissions` (words times `stride`, `labels` used) and `transitions`
    /// (`labels` times `labels`, first words at row `labels`). Returns the log of the partition sum.
    pub(crate) fn run(&mut self, emissions: &[f32], stride: usize, labels: usize, transitions: &[f32]) -> f64 {
        let n = emissions.len() / stride;
        self.moves.clear();
        for from in 0..=labels {
            for to in 0..labels {
                let may = if from == labels { allowed_first(to) } else { allowed(from, to) };
                self.moves.push(if may { transitions[from * labels + to].exp() } else { 0.0 });
            }
        }
        self.potential.clear();
        let mut log_sum = 0f64;
        for t in 0..n {
            let e = &emissions[t * stride..t * stride + labels];
            let max = e.iter().copied().fold(f32::MIN, f32::max);
            log_sum += f64::from(max);
            self.potential.extend(e.iter().map(|x| (x - max).exp()));
        }
        self.alpha.clear();
        self.alpha.resize(n * labels, 0.0);
        self.scale.clear();
        let mut next = vec![0f32; labels];
        for t in 0..n {
            next.fill(0.0);
            if t == 0 {
                next.copy_from_slice(&self.moves[labels * labels..]);
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
            log_sum += f64::from(sum).ln();
            self.scale.push(sum);
            for (y, v) in next.iter().enumerate() {
                self.alpha[t * labels + y] = v / sum;
            }
        }
        self.beta.clear();
        self.beta.resize(n * labels, 1.0);
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
        log_sum
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
    back: Vec<u8>,
    score: Vec<f32>,
    next: Vec<f32>,
}

impl Viterbi {
    pub(crate) fn run(
        &mut self,
        emissions: &[f32],
        stride: usize,
        labels: usize,
        transitions: &[f32],
        best: &mut Vec<u8>,
    ) {
        let n = emissions.len() / stride;
        best.clear();
        if n == 0 {
            return;
        }
        self.back.clear();
        self.back.resize(n * labels, 0);
        self.score.clear();
        self.score.extend(
            (0..labels).map(|y| {
                if allowed_first(y) { emissions[y] + transitions[labels * labels + y] } else { f32::MIN / 4.0 }
            }),
        );
        self.next.resize(labels, 0.0);
        for t in 1..n {
            for to in 0..labels {
                let (mut from_best, mut top) = (0, f32::MIN);
                for from in 0..labels {
                    if allowed(from, to) {
                        let s = self.score[from] + transitions[from * labels + to];
                        if s > top {
                            top = s;
                            from_best = from;
                        }
                    }
                }
                self.back[t * labels + to] = from_best as u8;
                self.next[to] = top + emissions[t * stride + to];
            }
            self.score.copy_from_slice(&self.next);
        }
        let mut y = (0..labels).max_by(|&a, &b| self.score[a].total_cmp(&self.score[b])).unwrap_or(0);
        best.resize(n, 0);
        for t in (0..n).rev() {
            best[t] = y as u8;
            y = self.back[t * labels + y] as usize;
        }
    }
}
