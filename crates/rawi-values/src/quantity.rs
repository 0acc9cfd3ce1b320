//! What a number in a text says: how it is bounded, what it measures, what kind of number it is.

use crate::atoms::Atoms;
use crate::cardinals::Cardinal;
use std::borrow::Cow;

/// The kind of a number, by Wojood's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Cardinal,
    Ordinal,
    Percent,
    Money,
    Quantity,
    Duration,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Digits,
    Words,
    Mixed,
    Dual,
}

/// A number in a text. Offsets in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quantity<'a> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) label: Label,
    pub(crate) value: Option<f64>,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    pub(crate) unit: Option<Unit<'a>>,
    pub(crate) form: Form,
    /// Of a duration, ISO 8601.
    pub(crate) iso: Option<String>,
}

impl Quantity<'_> {
    /// Whether what the words name is a number of this world: `1e300 مليار` is none.
    pub(crate) fn is_finite(&self) -> bool {
        [self.value, self.min, self.max].into_iter().flatten().all(f64::is_finite)
    }
}

/// A unit and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unit<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'a> Unit<'a> {
    /// A unit `name`, written from atom `first` to before atom `next`.
    pub(crate) fn of(t: &Atoms<'_>, name: impl Into<Cow<'a, str>>, first: usize, next: usize) -> Self {
        Self { name: name.into(), start: t.atom(first).start as usize, end: t.atom(next - 1).end as usize }
    }
}

/// A number of one value over the atoms `i..next`.
pub(crate) fn simple<'a>(t: &Atoms<'a>, i: usize, next: usize, label: Label, value: f64, form: Form) -> Quantity<'a> {
    Quantity {
        start: t.atom(i).start as usize,
        end: t.atom(next - 1).end as usize,
        label,
        value: Some(value),
        min: None,
        max: None,
        unit: None,
        form,
        iso: None,
    }
}

pub(crate) fn form(number: &Cardinal) -> Form {
    match (number.digits, number.words) {
        (true, false) => Form::Digits,
        (false, _) => Form::Words,
        (true, true) => Form::Mixed,
    }
}
