//! What the tests share: a folder of files, and reading all of a source.
#![allow(dead_code, unreachable_pub)] // each test file uses its part

use flate2::Compression;
use flate2::write::GzEncoder;
use rawi_core::Document;
use rawi_io::{OpenError, OpenSource, SourceContext, SourceError};
use std::io::Write;
use std::path::{Path, PathBuf};

pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn write_gz(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        self.write(name, gz(bytes))
    }

    /// All names, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// A context whose pipeline file stands in this folder.
    pub fn context(&self) -> SourceContext {
        SourceContext { base: self.root().to_owned(), ..SourceContext::default() }
    }
}

pub fn gz(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes.as_ref()).unwrap();
    packed.finish().unwrap()
}

/// What a source gives: documents and errors in their order, and notes.
pub struct Found {
    pub docs: Vec<Document>,
    pub errors: Vec<SourceError>,
    pub notes: Vec<String>,
}

impl Found {
    pub fn ids(&self) -> Vec<&str> {
        self.docs.iter().map(Document::id).collect()
    }

    /// The only error, with the folder's path taken out.
    pub fn error(&self, folder: &Folder) -> String {
        assert_eq!(self.errors.len(), 1, "{:?}", self.errors);
        self.errors[0].to_string().replace(&format!("{}/", folder.root().display()), "")
    }
}

pub fn try_read(source: &dyn OpenSource, cx: &SourceContext) -> Result<Found, OpenError> {
    let mut source = source.open(cx)?;
    let decoder = source.decoder();
    let mut found = Found { docs: Vec::new(), errors: Vec::new(), notes: source.notes() };
    let mut read = 0;
    while let Some(raw) = source.next() {
        let doc = raw.and_then(|raw| {
            assert!(raw.read >= read, "progress goes back");
            read = raw.read;
            decoder.decode(raw)
        });
        match doc {
            Ok(doc) => found.docs.push(doc),
            Err(error) => found.errors.push(error),
        }
    }
    assert!(source.total_bytes().is_none_or(|total| read <= total), "more read than there is");
    found.notes.extend(source.notes());
    Ok(found)
}

pub fn read(source: &dyn OpenSource, cx: &SourceContext) -> Found {
    try_read(source, cx).unwrap_or_else(|error| panic!("{error}"))
}

pub fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}
