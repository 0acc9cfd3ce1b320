//! Which labels of names count.

/// Which labels of names count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Classes {
    /// All, also those of numbers and dates.
    #[default]
    Full,
    /// Persons, organisations and places.
    Places,
    /// The four classes of ANERcorp, into which finer labels fold.
    Anercorp,
}
