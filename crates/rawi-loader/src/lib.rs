//! Loads plugins of stages: checked by their bytes before any code of them runs, pinned by their hash, never unloaded.
//!
//! A [`Loader`] answers what a pipeline file asks for with `plugin =`:
//!
//! ```
//! use rawi_config::{MemoryAssets, Registry, check_text};
//! use rawi_loader::Loader;
//!
//! let loader = Loader::new();
//! let registry = Registry::new().plugins(move |request| loader.resolve(request));
//! let text = "rawi = 1\n[[stage]]\nplugin = \"nowhere.so\"\n";
//! let problems = check_text("<example>", text, &MemoryAssets::default(), &registry).problems.render(false, 120);
//! assert!(problems.contains("nowhere.so"));
//! ```
//!
//! Look elsewhere if you write a plugin: that is `rawi-plugin`.
//!
//! What this protects from: files that are no plugins, plugins of another ABI, files other than the one that was pinned, spans
//! and strings that are none, panics. What it cannot protect from: native code in this process that writes where it likes,
//! aborts or never returns.

mod elf;
mod host;
mod library;
mod stage;

use library::Library;
use rawi_config::{PluginError, PluginRequest, StageEntry};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The most bytes that a library may have: 1 GB.
const MAX_FILE: u64 = 1_000_000_000;

/// Why a file is no plugin that can be used: what was expected and what was found, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Refusal {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    fn at(self, key: &'static str) -> PluginError {
        PluginError { key, message: self.message, help: Some(self.help) }
    }
}

/// Loads plugins, each content once, and keeps them.
#[derive(Debug, Default)]
pub struct Loader {
    loaded: Mutex<BTreeMap<String, &'static Library>>,
}

impl Loader {
    /// A loader that has loaded nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The stage that a pipeline file asks for.
    ///
    /// # Errors
    /// If the file is no plugin of this ABI, or not the one that was pinned; nothing of it was run then. If it cannot be
    /// loaded, or has no such stage.
    pub fn resolve(&self, request: &PluginRequest<'_>) -> Result<Arc<StageEntry>, PluginError> {
        if request.isolated {
            let message = "`isolation = \"process\"` is not available in this version of rawi";
            return Err(
                Refusal::new(message, "take `isolation` away; the plugin then runs inside rawi").at("isolation")
            );
        }
        let path = request.base.map_or_else(|| PathBuf::from(request.plugin), |base| base.join(request.plugin));
        let bytes = read(&path).map_err(|refusal| refusal.at("plugin"))?;
        elf::check(&bytes).map_err(|refusal| refusal.at("plugin"))?;
        let hash = hash(&bytes);
        match request.sha256 {
            Some(pinned) if !pinned.eq_ignore_ascii_case(&hash) => {
                let message = format!("it is not the file that was pinned: expected sha256 {pinned}, found {hash}");
                let help = format!("if you trust the file as it is now, write `sha256 = \"{hash}\"`");
                return Err(Refusal::new(message, help).at("sha256"));
            }
            None if !request.allow_unpinned => {
                let help = format!(
                    "if you trust the file, write `sha256 = \"{hash}\"`; while you develop it, `allow-unpinned = true`"
                );
                return Err(Refusal::new("it is not pinned", help).at("plugin"));
            }
            _ => {}
        }
        let library = self.library(&path, &bytes, &hash).map_err(|refusal| refusal.at("plugin"))?;
        library.entry(request.uses)
    }

    fn library(&self, path: &Path, bytes: &[u8], hash: &str) -> Result<&'static Library, Refusal> {
        // A panic while the lock was held left the map as it was.
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(library) = loaded.get(hash) {
            return Ok(library);
        }
        let library = Library::load(path, bytes, hash)?;
        loaded.insert(hash.to_owned(), library);
        Ok(library)
    }
}

/// The file's bytes. A pipe or a device is never opened: it might not end.
fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        Refusal::new(
            format!("cannot read {shown}: {error}"),
            "`plugin` is relative to the pipeline file; build the plugin first",
        )
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        let found = if metadata.is_dir() { "a folder" } else { "no regular file" };
        return Err(Refusal::new(
            format!("expected a shared library, found {found}: {shown}"),
            "name the library itself",
        ));
    }
    if metadata.len() > MAX_FILE {
        return Err(Refusal::new(
            format!("{shown} has {} bytes, {MAX_FILE} are the most", metadata.len()),
            "name the library itself",
        ));
    }
    std::fs::read(path).map_err(unreadable)
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
