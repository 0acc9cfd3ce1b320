use crate::error::StageError;
use std::sync::Arc;

/// Where the files that stages name come from.
pub trait AssetSource {
    /// The bytes of the file `name`, relative to the pipeline file.
    ///
    /// # Errors
    /// `Asset`, if it cannot be read.
    fn read(&self, name: &str) -> Result<Arc<[u8]>, StageError>;

    /// Takes note of what [`Assets::warn`] says; a source that shows nothing to anybody passes over it.
    fn warn(&self, message: &str) {
        let _ = message;
    }
}

/// The files that a stage may load while it is built. What is loaded is hashed into its provenance.
///
/// ```
/// use rawi_core::{AssetSource, Assets, StageError};
/// use std::sync::Arc;
///
/// /// What a test gives in place of a folder.
/// struct Words;
/// impl AssetSource for Words {
///     fn read(&self, name: &str) -> Result<Arc<[u8]>, StageError> {
///         match name {
///             "words.txt" => Ok(Arc::from("مدفع\nدبابة\n".as_bytes())),
///             _ => Err(StageError::asset(format!("there is no file `{name}`"))),
///         }
///     }
/// }
/// let assets = Assets::new(&Words);
/// assert_eq!(assets.read_text("words.txt").unwrap().lines().count(), 2);
/// assert_eq!(assets.read_text("word.txt").unwrap_err().message(), "there is no file `word.txt`");
/// ```
#[derive(Clone, Copy)]
pub struct Assets<'a>(Option<&'a dyn AssetSource>);

impl<'a> Assets<'a> {
    /// Files from `source`.
    #[must_use]
    pub fn new(source: &'a dyn AssetSource) -> Self {
        Self(Some(source))
    }

    /// No files at all: every read fails.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// The bytes of the file `name`, relative to the pipeline file.
    ///
    /// # Errors
    /// `Asset`, if it cannot be read.
    pub fn read(&self, name: &str) -> Result<Arc<[u8]>, StageError> {
        match self.0 {
            Some(source) => source.read(name),
            None => Err(StageError::asset(format!("there is no file `{name}`: this stage is built without files"))),
        }
    }

    /// Tells the user of something that does not hinder the stage but is most likely a mistake, as a name that stands
    /// in a file twice: what, with file and line, and what to do. `rawi check` shows it at the stage.
    pub fn warn(&self, message: impl AsRef<str>) {
        if let Some(source) = self.0 {
            source.warn(message.as_ref());
        }
    }

    /// The same as text.
    ///
    /// # Errors
    /// `Asset`, if it cannot be read or is not UTF-8.
    pub fn read_text(&self, name: &str) -> Result<String, StageError> {
        let bytes = self.read(name)?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned()),
            Err(error) => {
                let line = bytes[..error.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
                Err(StageError::asset(format!("{name}:{line}: not UTF-8; save the file as UTF-8")))
            }
        }
    }
}
