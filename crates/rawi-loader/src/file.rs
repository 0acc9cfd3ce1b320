use crate::elf;
use crate::refusal::Refusal;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The most bytes that a library may have: 1 GB.
const MAX_FILE: u64 = 1_000_000_000;

/// A plugin's file, whose bytes say that it is one for this rawi and this machine. No code of it has run.
#[derive(Clone, Debug)]
pub struct PluginFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its hash, 64 hexadecimal digits.
    pub sha256: String,
    pub(crate) bytes: Vec<u8>,
    /// Whether it is a module of WebAssembly, and no library.
    pub is_module: bool,
}

impl PluginFile {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// If it cannot be read, or is no plugin of this ABI for this machine.
    pub fn read(path: &Path) -> Result<Self, Refusal> {
        let bytes = read(path)?;
        let is_module = bytes.starts_with(b"\0asm");
        match is_module {
            true if cfg!(feature = "wasm") => {}
            true => {
                let message = "it is a module of WebAssembly, and this rawi was built without them";
                return Err(Refusal::new(
                    message,
                    "build rawi with the feature `wasm`, or the plugin for this machine",
                ));
            }
            false => elf::check(&bytes)?,
        }
        let sha256 = base16ct::lower::encode_string(&Sha256::digest(&bytes));
        Ok(Self { path: path.to_owned(), sha256, bytes, is_module })
    }

    /// As it stands in messages.
    pub(crate) fn name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }
}

/// The file's bytes. A pipe or a device is never opened: it might not end.
fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        Refusal::new(
            format!("cannot read {shown}: {error}"),
            "`plugin` is relative to the pipeline file, or lies in a folder of RAWI_PLUGIN_PATH; build the plugin first",
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
