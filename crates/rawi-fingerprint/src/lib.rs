//! What tells a stage's code from other code: a hash over its crate, made by the crate's build script.
//!
//! The hash is of all that decides what the code does: the crate's source without comments, tests and layout, the files that
//! it embeds, its features, the same of the workspace's crates that it stands on, and the versions of the others. It is the
//! same wherever the checkout lies.
//!
//! A stage's crate has this as a build dependency and, as `build.rs`,
//!
//! ```text
//! fn main() {
//!     rawi_fingerprint::emit();
//! }
//! ```
//!
//! and its stages say `const FINGERPRINT: &'static str = env!("RAWI_FINGERPRINT");`.
#![forbid(unsafe_code)]
#![allow(clippy::disallowed_methods)] // reads files and the environment: a build script's work, none of a stage's

mod manifest;
mod source;

use base16ct::lower::encode_string;
use manifest::{Lock, Manifest};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What a crate's code is, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// 64 hexadecimal digits.
    pub hash: String,
    /// The files and folders that it was made from.
    pub inputs: BTreeSet<PathBuf>,
}

/// The work of a build script: sets `RAWI_FINGERPRINT` for the crate that is built, and asks to be run again when something
/// changes that it was made from.
///
/// # Panics
/// If a file cannot be read, which ends the build with the reason.
pub fn emit() {
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs build scripts");
    let features = std::env::vars().filter_map(|(name, _)| Some(name.strip_prefix("CARGO_FEATURE_")?.to_owned()));
    match of_crate(Path::new(&folder), features) {
        Ok(fingerprint) => {
            let mut lines = format!("cargo::rustc-env=RAWI_FINGERPRINT={}\n", fingerprint.hash);
            for input in &fingerprint.inputs {
                let _ = writeln!(lines, "cargo::rerun-if-changed={}", input.display());
            }
            std::io::Write::write_all(&mut std::io::stdout(), lines.as_bytes()).expect("cargo reads what is printed");
        }
        Err(message) => panic!("no fingerprint of {folder}: {message}"),
    }
}

/// The fingerprint of the crate in `folder`, built with `features`. The folder stands where the crates of its workspace that
/// it depends on can be found, as their manifests say.
///
/// # Errors
/// What cannot be read, or cannot be found, and where.
pub fn of_crate(folder: &Path, features: impl IntoIterator<Item = String>) -> Result<Fingerprint, String> {
    let folder = folder.canonicalize().map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut parts = Parts {
        lock: Lock::above(&folder)?,
        crates: BTreeMap::new(),
        registry: BTreeSet::new(),
        inputs: BTreeSet::new(),
    };
    parts.add_crate(&folder)?;
    parts.inputs.extend(parts.lock.path.clone());
    let mut hasher = Sha256::new();
    for (name, hash) in &parts.crates {
        hasher.update(format!("crate {name} {hash}\n"));
    }
    for version in &parts.registry {
        hasher.update(format!("registry {version}\n"));
    }
    for feature in features.into_iter().collect::<BTreeSet<_>>() {
        hasher.update(format!("feature {feature}\n"));
    }
    Ok(Fingerprint { hash: encode_string(&hasher.finalize()), inputs: parts.inputs })
}

struct Parts {
    lock: Lock,
    /// The hash of each crate of the workspace, by name.
    crates: BTreeMap<String, String>,
    /// Name, version and checksum of each other crate.
    registry: BTreeSet<String>,
    inputs: BTreeSet<PathBuf>,
}

impl Parts {
    /// The crate in `folder`, and those it stands on.
    fn add_crate(&mut self, folder: &Path) -> Result<(), String> {
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            let manifest = Manifest::read(&folder)?;
            if self.crates.contains_key(&manifest.name) {
                continue;
            }
            let hash = self.hash(&folder)?;
            self.inputs.insert(folder.join("Cargo.toml"));
            let registry =
                manifest.dependencies.iter().filter(|(_, path)| path.is_none()).map(|(name, _)| name.as_str());
            self.registry.extend(self.lock.closure(&manifest.name, registry));
            waiting.extend(manifest.dependencies.into_iter().filter_map(|(_, path)| path));
            self.crates.insert(manifest.name, hash);
        }
        Ok(())
    }

    /// The hash of a crate's source and of what it embeds, files by their place relative to the crate.
    fn hash(&mut self, folder: &Path) -> Result<String, String> {
        let mut hasher = Sha256::new();
        let mut sources = Vec::new();
        files(&folder.join("src"), &mut sources)?;
        self.inputs.insert(folder.join("src"));
        let build = folder.join("build.rs");
        if build.is_file() {
            self.inputs.insert(build.clone());
            sources.push(build);
        }
        let mut read = BTreeMap::new();
        let mut tests = Vec::new();
        for path in sources.into_iter().filter(|path| has_ending(path, "rs")) {
            let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let source = source::read(&text);
            tests.extend(source.tests.iter().map(|module| module_path(&path, module)));
            read.insert(path, source);
        }
        // `name.rs`, and all below `name/`.
        read.retain(|path, _| {
            !tests.iter().any(|module| path.with_extension("") == *module || path.starts_with(module))
        });
        let mut embedded = BTreeSet::new();
        for (path, source) in &read {
            hasher.update(format!("source {} {}\n", relative(path, folder), digest(source.code.as_bytes())));
            for include in &source.embedded {
                self.embedded(path, folder, include, &mut embedded)?;
            }
        }
        for path in embedded {
            let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let bytes = if has_ending(&path, "tsv") { entries(&bytes) } else { bytes };
            hasher.update(format!("embedded {} {}\n", relative(&path, folder), digest(&bytes)));
        }
        Ok(encode_string(&hasher.finalize()))
    }

    /// The files that an `include_str!` or its like names: one, or all of a folder where only that is told by a literal.
    fn embedded(
        &mut self,
        source: &Path,
        folder: &Path,
        include: &source::Include,
        found: &mut BTreeSet<PathBuf>,
    ) -> Result<(), String> {
        // A casebook shows what a stage does and is read by no stage.
        if Path::new(&include.path).components().any(|part| part.as_os_str() == "tests") {
            return Ok(());
        }
        let base = match include.of_crate {
            true => folder,
            false => source.parent().unwrap_or(folder),
        };
        let path = base.join(include.path.trim_start_matches(if include.of_crate { '/' } else { '\0' }));
        let failed = |error: std::io::Error| format!("{} embeds {}: {error}", source.display(), path.display());
        let path = path.canonicalize().map_err(failed)?;
        self.inputs.insert(path.clone());
        if path.is_dir() {
            let mut inside = Vec::new();
            files(&path, &mut inside)?;
            found.extend(inside.into_iter().filter(|path| !has_ending(path, "md")));
        } else {
            found.insert(path);
        }
        Ok(())
    }
}

/// Where the file of a module lies, without its ending, that the file `of` names.
fn module_path(of: &Path, module: &str) -> PathBuf {
    let folder = of.parent().unwrap_or(of);
    match of.file_stem().and_then(|stem| stem.to_str()) {
        None | Some("lib" | "main" | "mod") => folder.join(module),
        Some(stem) => folder.join(stem).join(module),
    }
}

/// Word lists without comments, which change nothing.
fn entries(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|&b| b == b'\n');
    lines.filter(|line| !line.starts_with(b"#") && !line.trim_ascii().is_empty()).flatten().copied().collect()
}

/// All files below `folder`, in the order of their names.
fn files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() { waiting.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(())
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own == ending)
}

/// A file's place as the crate sees it, with `/`: `src/lib.rs`, `../../models/accurate.model`.
fn relative(path: &Path, folder: &Path) -> String {
    let common = path.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(common).map(|_| "..".to_owned());
    let down = path.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

fn digest(bytes: &[u8]) -> String {
    encode_string(&Sha256::digest(bytes))
}
