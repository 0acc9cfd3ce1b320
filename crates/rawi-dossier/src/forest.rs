//! What hangs together, by numbers.

/// Sets of numbers that are joined one after another (union-find, with its paths halved). The root of a set is its least number,
/// whatever order it was joined in.
pub(crate) struct Forest(Vec<u32>);

impl Forest {
    /// `count` numbers, each for itself.
    pub(crate) fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    /// The least number that hangs together with `at`.
    pub(crate) fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            self.0[at as usize] = self.0[self.0[at as usize] as usize];
            at = self.0[at as usize];
        }
        at
    }

    /// Makes one of the sets of two numbers.
    pub(crate) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other) as usize] = one.min(other);
    }
}
