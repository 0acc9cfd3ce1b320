use super::contract::{Decode, OpenSource, Raw, Source, SourceConfig, SourceContext, SourceError};
use super::files::{Listing, list};
use super::published::iso;
use super::vet::vet;
use super::whole::{IdFrom, WholeFiles, ids};
use crate::charset;
use crate::error::OpenError;
use crate::format::Format;
use encoding_rs::Encoding;
use rawi_core::{Document, Meta};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Plain text, one document a file.
///
/// The character set is UTF-8, or windows-1256 or ISO 8859-6 where it is not (then `encoding` in the metadata says which).
/// A byte order mark at the beginning is no part of the text; everything else of the file is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct TextSource {
    /// Files, globs (`reports/*.txt`), folders (every `.txt` and `.txt.gz` below them), or `-` for standard input.
    /// Relative to the pipeline file.
    pub files: Vec<String>,
    /// What a document's id is.
    pub id: IdFrom,
    /// The character set, `windows-1256`; if not given, UTF-8 or what is detected.
    pub encoding: Option<String>,
    /// Whether text that is written backwards, as programs take it out of PDF files, is turned round; else it is refused.
    pub repair: bool,
    /// A table of metadata, separated by tabs, relative to the pipeline file: a column `id`, and `title`, `outlet`,
    /// `published`, `url` or any other. If not given, `meta.tsv` in a folder that is read.
    pub meta: Option<String>,
}

impl SourceConfig for TextSource {
    const NAME: &'static str = Format::Text.name();
    const SUMMARY: &'static str = "reads plain text, one document a file";

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl OpenSource for TextSource {
    fn open(&self, cx: &SourceContext) -> Result<Box<dyn Source>, OpenError> {
        let encoding = charset::named(self.encoding.as_deref())?;
        let mut listing = list(cx, &self.files, Format::Text)?;
        let ids = ids(&listing, self.id)?;
        let named = self.meta.as_ref().map(|meta| cx.base.join(meta));
        let metas = metadata(named, &mut listing, &ids)?;
        Ok(Box::new(WholeFiles::new(
            listing,
            ids,
            metas,
            cx.max_document,
            Arc::new(Decoder { encoding, repair: self.repair }),
        )))
    }
}

struct Decoder {
    encoding: Option<&'static Encoding>,
    repair: bool,
}

impl Decode for Decoder {
    fn decode(&self, raw: Raw) -> Result<Document, SourceError> {
        let Raw { origin, id, meta, bytes, .. } = raw;
        let id = id.unwrap_or_default();
        let result = charset::decode(bytes, self.encoding).and_then(|decoded| {
            let text = vet(&decoded.text, self.repair)?.into_owned();
            let mut doc = Document::new(id.clone(), text).map_err(|error| error.to_string())?;
            *doc.meta_mut() = meta;
            if let Some(encoding) = decoded.detected {
                doc.meta_mut().set("encoding", encoding);
            }
            Ok(doc)
        });
        result.map_err(|message| SourceError::new(origin, Some(id), message))
    }
}

/// Every document's metadata: from the table that is `named`, or else from the `meta.tsv` of each folder.
fn metadata(named: Option<PathBuf>, listing: &mut Listing, ids: &[String]) -> Result<Vec<Meta>, OpenError> {
    // Whether rows without a document are worth telling: not if only some files of the folder were asked for.
    let mut tables: BTreeMap<PathBuf, bool> = BTreeMap::new();
    match named {
        Some(path) => {
            tables.insert(path, true);
        }
        None => {
            let folders: BTreeSet<_> =
                listing.files.iter().filter_map(|file| file.input.path.as_ref()?.parent()).collect();
            let found = |folder: &Path| Some(folder.join("meta.tsv")).filter(|path| path.is_file());
            tables.extend(folders.into_iter().filter_map(found).map(|path| (path, false)));
            tables.extend(listing.folders.iter().filter_map(|folder| found(folder)).map(|path| (path, true)));
        }
    }
    let mut rows: BTreeMap<String, (Meta, String, bool)> = BTreeMap::new();
    for (path, whole) in &tables {
        let (found, doubts) = table(path)?;
        listing.notes.extend(doubts);
        for (id, meta, place) in found {
            if let Some((_, first, _)) = rows.get(&id) {
                return Err(OpenError::of(
                    "meta",
                    format!("{place}: the id `{id}` stands in {first} too; take one out"),
                ));
            }
            rows.insert(id, (meta, place, *whole));
        }
    }
    let mut without = Vec::new();
    let metas = ids
        .iter()
        .map(|id| match rows.remove(id) {
            Some((meta, ..)) => meta,
            None => {
                without.push(id.as_str());
                Meta::default()
            }
        })
        .collect();
    if !tables.is_empty() && !without.is_empty() {
        listing.notes.push(format!("no metadata for {}", enumerate(&without)));
    }
    let left = rows.iter().filter(|(_, (.., whole))| *whole);
    let left = left.map(|(id, (_, place, _))| format!("{place}: metadata of `{id}`, and there is no such document"));
    listing.notes.extend(at_most(left.collect()));
    Ok(metas)
}

/// Ids or findings that are told one by one.
const SHOWN: usize = 5;

/// The first of `ids`, and how many more there are.
fn enumerate(ids: &[&str]) -> String {
    let shown = ids.iter().take(SHOWN).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    if ids.len() > SHOWN { format!("{shown} and {} more", ids.len() - SHOWN) } else { shown }
}

/// The first of `findings`, and how many more there are.
fn at_most(mut findings: Vec<String>) -> Vec<String> {
    let more = findings.len().saturating_sub(SHOWN);
    if more > 0 {
        findings.truncate(SHOWN);
        findings[SHOWN - 1].push_str(&format!(" ({more} more rows like this)"));
    }
    findings
}

/// A row of a table of metadata: id, the other cells, and where it stands.
type Row = (String, Meta, String);

/// The rows of a table of metadata, and what is most likely wrong in it. Cells are separated by tabs and never quoted, for
/// headlines begin with quotation marks.
fn table(path: &Path) -> Result<(Vec<Row>, Vec<String>), OpenError> {
    let wrong = |line: usize, what: String| OpenError::of("meta", format!("{}:{line}: {what}", path.display()));
    let bytes = std::fs::read(path)
        .map_err(|error| OpenError::of("meta", format!("cannot read {}: {error}", path.display())))?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
        wrong(line, "not UTF-8; save the table as UTF-8".to_owned())
    })?;
    let mut lines = text.trim_start_matches('\u{FEFF}').lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let header: Vec<&str> = lines.next().map_or("", |(line, _)| line).split('\t').map(str::trim).collect();
    let Some(id_column) = header.iter().position(|name| *name == "id") else {
        return Err(wrong(1, "no column `id`; the first line names the columns, separated by tabs".to_owned()));
    };
    let (mut rows, mut short, mut undated) = (Vec::new(), Vec::new(), Vec::new());
    for (row, line) in lines {
        let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
        let count = format!("{} cells, and the first line names {}", cells.len(), header.len());
        if cells.len() > header.len() {
            return Err(wrong(line, count));
        }
        let id = cells.get(id_column).copied().unwrap_or_default();
        if id.is_empty() {
            return Err(wrong(line, "no id; fill in the cell".to_owned()));
        }
        let place = format!("{}:{line}", path.display());
        if cells.len() < header.len() {
            short.push(format!("{place}: {count}; is a tab missing?"));
        }
        let named = header.iter().copied().zip(cells).filter(|(name, _)| *name != "id");
        let mut meta: Meta = named.collect();
        let published = meta.published().map(|published| (published.to_owned(), iso(published)));
        if let Some((_, Some(iso))) = published {
            meta.set("published", iso);
        } else if let Some((published, None)) = published {
            undated.push(format!(
                "{place}: `published` is `{published}`, which names no day; relative dates stay unresolved. Write 2025-05-18"
            ));
        }
        rows.push((id.to_owned(), meta, place));
    }
    Ok((rows, [at_most(short), at_most(undated)].concat()))
}
