use serde_json::{Value, json};
use std::fmt;

/// Right, found by mistake, and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Found, and in the gold.
    pub right: usize,
    /// Found, and not in the gold.
    pub wrong: usize,
    /// In the gold, and not found.
    pub missed: usize,
}

impl Counts {
    /// The share of what was found that is right; 0 if nothing was found.
    #[must_use]
    pub fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    /// The share of the gold that was found; 0 if there is none.
    #[must_use]
    pub fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }

    /// The harmonic mean of both.
    #[must_use]
    pub fn f1(self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missed).max(1) as f64
    }

    /// As JSON: `precision`, `recall`, `f1` from 0 to 1, and `gold`, `found`, `right`.
    #[must_use]
    pub fn to_json(self) -> Value {
        json!({"precision": self.precision(), "recall": self.recall(), "f1": self.f1(),
            "gold": self.right + self.missed, "found": self.right + self.wrong, "right": self.right})
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "P {:6.2}  R {:6.2}  F1 {:6.2}   (gold {}, found {}, right {})",
            100.0 * self.precision(),
            100.0 * self.recall(),
            100.0 * self.f1(),
            self.right + self.missed,
            self.right + self.wrong,
            self.right
        )
    }
}
