use crate::schema::Schema;
use crate::slot::Slot;
use crate::value::LayerValue;
use std::borrow::Cow;
use std::marker::PhantomData;

/// The name of a layer, the type of its values, and whether its annotations may overlap.
///
/// Standard layers have theirs in [`layers`](crate::layers); a custom stage declares its own:
///
/// ```
/// use rawi_core::LayerKey;
/// rawi_core::schema! {
///     /// A weapon.
///     pub struct Weapon {
///         /// What it is.
///         pub kind: String,
///     }
/// }
/// pub static WEAPONS: LayerKey<Weapon> = LayerKey::flat("org.example.weapons");
/// ```
pub struct LayerKey<T> {
    name: Cow<'static, str>,
    overlap: bool,
    values: PhantomData<fn() -> T>,
}

impl<T: LayerValue> LayerKey<T> {
    /// A key with a fixed name, of a layer whose annotations may overlap.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), overlap: true, values: PhantomData }
    }

    /// A key with a fixed name, of a layer whose annotations must not overlap: a stage that gives such is refused, and so is
    /// a document that brings such along.
    #[must_use]
    pub const fn flat(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), overlap: false, values: PhantomData }
    }

    /// A key whose name comes from an option.
    #[must_use]
    pub fn named(name: String) -> Self {
        Self { name: Cow::Owned(name), overlap: true, values: PhantomData }
    }

    /// The layer's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether annotations may overlap.
    #[must_use]
    pub fn overlap(&self) -> bool {
        self.overlap
    }

    /// What the values hold, if their type declares it.
    #[must_use]
    pub fn schema(&self) -> Option<Schema> {
        let schema = Schema::new(T::fields()?.clone());
        Some(if self.overlap { schema } else { schema.flat() })
    }
}

impl<T: LayerValue> From<&LayerKey<T>> for Slot {
    fn from(key: &LayerKey<T>) -> Self {
        Self::layer(key.name()).with_schema(key.schema())
    }
}

/// The name of a view.
pub struct ViewKey(Cow<'static, str>);

impl ViewKey {
    /// A key with a fixed name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A key whose name comes from an option.
    #[must_use]
    pub fn named(name: String) -> Self {
        Self(Cow::Owned(name))
    }

    /// The view's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl From<&ViewKey> for Slot {
    fn from(key: &ViewKey) -> Self {
        Self::view(key.name())
    }
}
