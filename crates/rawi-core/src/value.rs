use crate::schema::{Check, Field, Wrong};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// What a layer can hold: a type declared with [`schema!`](crate::schema!), which implements this.
///
/// A type without a schema is written as JSON and nothing more is known of it: no columns in tables, no comparison by `rawi
/// check`, and of its places in the text only those under the keys of [`SPAN_KEYS`](crate::schema::SPAN_KEYS) are converted
/// and checked. It says so in a line:
///
/// ```
/// # #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
/// # struct Anything;
/// impl rawi_core::LayerValue for Anything {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a layer",
    note = "declare it with `rawi_core::schema! {{ pub struct ... }}`, or write `impl LayerValue for {Self} {{}}` to do without a schema"
)]
pub trait LayerValue: Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static {
    /// Its fields, if it declares them.
    #[must_use]
    fn fields() -> Option<&'static Arc<[Field]>> {
        None
    }

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

impl LayerValue for Value {}
impl LayerValue for () {}
impl LayerValue for String {}
impl LayerValue for bool {}
impl LayerValue for u32 {}
impl LayerValue for u64 {}
impl LayerValue for i64 {}
impl LayerValue for f64 {}
