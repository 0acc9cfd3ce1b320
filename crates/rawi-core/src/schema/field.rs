use super::check::{Check, Wrong};
use super::kind::Kind;
use crate::span::Span;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// A type that a field of a row can have: its kind, and what of it must be checked against the text.
///
/// Implemented for `String`, `bool`, integers, `f32` and `f64`, [`Span`], [`Ref`], `Option`, `Vec` and `Box` of these, and
/// whatever [`schema!`](crate::schema!) declares.
pub trait FieldValue {
    /// Whether a value may lack it.
    const OPTIONAL: bool = false;

    /// What it holds.
    fn kind() -> Kind;

    /// Shows its spans, references and decimals to `check`.
    ///
    /// # Errors
    /// The first that cannot stand there.
    #[inline]
    fn check(&self, check: &mut Check<'_>) -> Result<(), Wrong> {
        let _ = check;
        Ok(())
    }
}

impl FieldValue for String {
    fn kind() -> Kind {
        Kind::Text
    }
}

impl FieldValue for bool {
    fn kind() -> Kind {
        Kind::Boolean
    }
}

macro_rules! integers {
    ($($type:ty),+) => {$(
        impl FieldValue for $type {
            fn kind() -> Kind {
                // Unsigned types have no negative least, signed ones fit in the wider types.
                Kind::Integer { min: <$type>::MIN as i64, max: <$type>::MAX as u64 }
            }
        }
    )+};
}
integers!(u8, u16, u32, u64, usize, i8, i16, i32, i64);

macro_rules! decimals {
    ($($type:ty),+) => {$(
        impl FieldValue for $type {
            fn kind() -> Kind {
                Kind::Decimal
            }
            #[inline]
            fn check(&self, _: &mut Check<'_>) -> Result<(), Wrong> {
                if self.is_finite() { Ok(()) } else { Err(Wrong::new(format!("{self} is no finite number"))) }
            }
        }
    )+};
}
decimals!(f32, f64);

impl FieldValue for Span {
    fn kind() -> Kind {
        Kind::Span
    }
    #[inline]
    fn check(&self, check: &mut Check<'_>) -> Result<(), Wrong> {
        check.span(*self)
    }
}

impl<T: FieldValue> FieldValue for Option<T> {
    const OPTIONAL: bool = true;
    fn kind() -> Kind {
        T::kind()
    }
    #[inline]
    fn check(&self, check: &mut Check<'_>) -> Result<(), Wrong> {
        self.as_ref().map_or(Ok(()), |value| value.check(check))
    }
}

impl<T: FieldValue> FieldValue for Box<T> {
    const OPTIONAL: bool = T::OPTIONAL;
    fn kind() -> Kind {
        T::kind()
    }
    #[inline]
    fn check(&self, check: &mut Check<'_>) -> Result<(), Wrong> {
        T::check(self, check)
    }
}

impl<T: FieldValue> FieldValue for Vec<T> {
    fn kind() -> Kind {
        Kind::List(Box::new(T::kind()))
    }
    #[inline]
    fn check(&self, check: &mut Check<'_>) -> Result<(), Wrong> {
        let mut items = self.iter().enumerate();
        items.try_for_each(|(i, item)| item.check(check).map_err(|wrong| wrong.within(&i.to_string())))
    }
}

/// A layer that a [`Ref`] can point into.
///
/// ```
/// /// The layer `ships`.
/// pub enum Ships {}
/// impl rawi_core::schema::Target for Ships {
///     const LAYER: &'static str = "ships";
/// }
/// ```
pub trait Target: 'static {
    /// Its name, as the stage has it that refers to it.
    const LAYER: &'static str;
}

/// A row of another layer, so that nothing of it is copied: its number, from 0, in the layer's order.
///
/// The layer must be there when the one that refers to it is committed or read from a record, and must have that row. A stage
/// that gives both in one go counts the rows as they are sorted: by start, the longest first.
///
/// ```
/// use rawi_core::{Span, layers::Mentions, schema::Ref};
/// rawi_core::schema! {
///     /// Who says it.
///     pub struct Said {
///         /// Who.
///         pub speaker: Ref<Mentions>,
///     }
/// }
/// let said = Said { speaker: Ref::new(3) };
/// assert_eq!(serde_json::to_string(&said).unwrap(), r#"{"speaker":3}"#);
/// ```
pub struct Ref<L> {
    row: u32,
    layer: PhantomData<fn() -> L>,
}

impl<L: Target> Ref<L> {
    /// Row `row`.
    ///
    /// # Panics
    /// If `row` does not fit in 32 bits; no layer has as many rows.
    #[must_use]
    pub fn new(row: usize) -> Self {
        let row = u32::try_from(row).unwrap_or_else(|_| panic!("no layer has a row {row}"));
        Self { row, layer: PhantomData }
    }

    /// The number of the row.
    #[must_use]
    pub fn row(self) -> usize {
        self.row as usize
    }
}

impl<L> Clone for Ref<L> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<L> Copy for Ref<L> {}
impl<L> PartialEq for Ref<L> {
    fn eq(&self, other: &Self) -> bool {
        self.row == other.row
    }
}
impl<L> Eq for Ref<L> {}
impl<L> PartialOrd for Ref<L> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<L> Ord for Ref<L> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.row.cmp(&other.row)
    }
}
impl<L> std::hash::Hash for Ref<L> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.row.hash(state);
    }
}
impl<L: Target> fmt::Debug for Ref<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", L::LAYER, self.row)
    }
}
impl<L> Serialize for Ref<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.row)
    }
}
impl<'de, L> Deserialize<'de> for Ref<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { row: u32::deserialize(deserializer)?, layer: PhantomData })
    }
}
impl<L: Target> FieldValue for Ref<L> {
    fn kind() -> Kind {
        Kind::Ref(L::LAYER.into())
    }
    #[inline]
    fn check(&self, check: &mut Check<'_>) -> Result<(), Wrong> {
        check.reference(L::LAYER, u64::from(self.row));
        Ok(())
    }
}

/// Which of `names` stands there; for enums that [`schema!`](crate::schema!) declares.
///
/// # Errors
/// If it is no string, or none of them.
pub fn read_name<'de, D: Deserializer<'de>>(
    deserializer: D,
    names: &'static [&'static str],
) -> Result<usize, D::Error> {
    struct Name(&'static [&'static str]);
    impl Visitor<'_> for Name {
        type Value = usize;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "one of {}", self.0.join(", "))
        }
        fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<usize, E> {
            self.0.iter().position(|known| *known == name).ok_or_else(|| E::unknown_variant(name, self.0))
        }
    }
    deserializer.deserialize_str(Name(names))
}
