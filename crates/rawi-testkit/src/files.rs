//! Files that transcripts are kept in.

use crate::error::TestError;
use std::fmt::Write as _;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// What lies in a folder, by name; nothing where there is no such folder.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, TestError> {
    let failed = |error: std::io::Error| TestError::Run(format!("{}: {error}", folder.display()));
    let found = match fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut paths = found.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>().map_err(failed)?;
    paths.sort();
    Ok(paths)
}

/// The text of a file; none where there is no such file.
pub(crate) fn read(path: &Path) -> Result<Option<String>, TestError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(TestError::Run(format!("{}: {error}", path.display()))),
    }
}

/// A file that a pipeline names for writing: it may lie nowhere but below the pipeline's folder.
pub(crate) fn inside(base: &Path, name: &str) -> Result<PathBuf, TestError> {
    let path = Path::new(name);
    if name.is_empty() || !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(TestError::Usage(format!(
            "snapshot `{name}` has to lie below the pipeline's folder; name it without `..` and relative to that"
        )));
    }
    Ok(base.join(path))
}

/// An id as a file's name: letters and digits of any script, `-`, `_` and inner dots stay, every other byte is `%XX`.
pub(crate) fn file_name(id: &str) -> String {
    let mut name = String::new();
    for (i, c) in id.char_indices() {
        if c.is_alphanumeric() || matches!(c, '-' | '_') || (c == '.' && i > 0 && i + 1 < id.len()) {
            name.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(name, "%{byte:02X}");
            }
        }
    }
    if name.len() <= 120 {
        return name;
    }
    // Too long for some file systems: its beginning, and a hash (FNV-1a) that is the same everywhere.
    let hash =
        id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    let cut = (0..=80).rev().find(|&i| name.is_char_boundary(i)).unwrap_or(0);
    format!("{}%{hash:016x}", &name[..cut])
}
