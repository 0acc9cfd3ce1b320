//! Proclitics and other marks of an atom.

/// و or ف.
pub(crate) const AND: u8 = 1;
/// ب.
pub(crate) const BI: u8 = 2;
/// ل or ك.
pub(crate) const LI: u8 = 4;
/// ال.
pub(crate) const THE: u8 = 8;
/// A noun in the dual.
pub(crate) const DUAL: u8 = 16;
/// Such a noun that most often means two that were told of before.
pub(crate) const PAIR: u8 = 64;
/// Digits that are part of a code: F16, كوفيد-19.
pub(crate) const CODE: u8 = 32;
