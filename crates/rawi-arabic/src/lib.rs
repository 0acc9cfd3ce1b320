//! Arabic characters and words, for all stages alike: what a character is ([`is_letter`], [`is_mark`], ...), which spellings
//! are one word ([`Fold`], [`Keys`], [`fold_into`]), words as numbers ([`Packed`]) and sets of them ([`PackedSet`]), where proclitics may be cut off
//! ([`proclitics`]), and word lists that are data ([`lexicon`]).
//!
//! The normalizer composes the folds of single characters into profiles with an alignment; the other stages compare words.
//! Look elsewhere for Unicode normalisation (`icu_normalizer`).
//!
//! ```
//! let mut key = String::new();
//! rawi_arabic::fold_into("الإعمـــارُ", &mut key);
//! assert_eq!(key, "الاعمار");
//! ```
#![forbid(unsafe_code)]

mod classes;
mod fold;
mod forms;
pub mod lexicon;
mod lists;
mod packed;
pub mod proclitics;
mod set;
mod steps;
mod wrap;

pub use classes::{
    digit_value, is_alphabetic, is_alphanumeric, is_bidi_control, is_format, is_ignorable, is_letter, is_mark,
    is_mark_form, is_tatweel,
};
pub use fold::{
    Fold, Keys, LOOSE, STRICT, Seats, fold_alef, fold_alef_maksura, fold_alef_wasla, fold_char, fold_digit,
    fold_farsi_yeh, fold_into, fold_keheh, fold_teh_marbuta,
};
pub use forms::presentation_form;
pub use packed::{Alphabet, Ending, HamzaOnce, Packed, TehAsHeh, codes, offset_of_letter};
pub use set::PackedSet;
pub use wrap::{is_wrapped, wrapped_lines};
