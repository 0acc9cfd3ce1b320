use super::contract::{Decode, OpenSource, Raw, Source, SourceConfig, SourceContext, SourceError};
use super::fields::{Fields, Role, default_id};
use super::files::{Listing, list};
use super::input::{Input, InputFile, too_long};
use super::published::Undated;
use super::title::with_title;
use super::vet::vet;
use crate::charset;
use crate::error::OpenError;
use crate::format::Format;
use crate::origin::Origin;
use ::csv::{ByteRecord, Error, ErrorKind, Reader, ReaderBuilder};
use encoding_rs::Encoding;
use rawi_core::{Document, Meta};
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;
use std::io::{self, BufRead as _, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A table, one document a row; the first line names the columns. Cells may be quoted and then hold line breaks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CsvSource {
    /// Files, globs (`news/*.csv`), folders (every `.csv` and `.csv.gz` below them), or `-` for standard input. Relative to
    /// the pipeline file.
    pub files: Vec<String>,
    /// What separates the cells: `,`, `;`, a tab. If not given, what the first line says (`sep=;`), or what it has most of.
    pub delimiter: Option<char>,
    /// The character set, `windows-1256`; if not given, UTF-8, or UTF-16 and UTF-32 where the file is that.
    pub encoding: Option<String>,
    /// The column that holds the id; the case of letters does not matter where no column is written just so. In a table without it, a row has its number, from 0, or `file:number` if there are
    /// several files.
    pub id: String,
    /// The column that holds the text.
    pub text: String,
    /// The column that holds the headline.
    pub title: String,
    /// The column that holds the outlet.
    pub outlet: String,
    /// The column that holds the day of publication.
    pub published: String,
    /// The column that holds the address.
    pub url: String,
    /// Further columns to keep as metadata, under their names.
    pub meta: Vec<String>,
    /// Whether text that is written backwards, as programs take it out of PDF files, is turned round; else it is refused.
    pub repair: bool,
    /// Whether a title that the text does not begin with is put above it, as a line of its own: names and figures are then found in it
    /// too, in a sentence that is a headline.
    pub title_in_text: bool,
}

impl Default for CsvSource {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            delimiter: None,
            encoding: None,
            id: "id".into(),
            text: "text".into(),
            title: "title".into(),
            outlet: "outlet".into(),
            published: "published".into(),
            url: "url".into(),
            meta: Vec::new(),
            repair: false,
            title_in_text: false,
        }
    }
}

impl SourceConfig for CsvSource {
    const NAME: &'static str = Format::Csv.name();
    const SUMMARY: &'static str = "reads a table, one document a row";

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl OpenSource for CsvSource {
    fn open(&self, cx: &SourceContext) -> Result<Box<dyn Source>, OpenError> {
        let ascii = |delimiter: char| {
            let wrong = || OpenError::of("delimiter", format!("`{delimiter}` is not one ASCII character"));
            u8::try_from(delimiter).ok().filter(u8::is_ascii).ok_or_else(wrong)
        };
        let delimiter = self.delimiter.map(ascii).transpose()?;
        // UTF-16 is turned into UTF-8 as it is read, whoever says that it is that.
        let encoding = charset::named(self.encoding.as_deref())?.filter(|named| !named.name().starts_with("UTF-16"));
        let Listing { files, total, notes, .. } = list(cx, &self.files, Format::Csv)?;
        let standard =
            [("title", &*self.title), ("outlet", &*self.outlet), ("published", &*self.published), ("url", &*self.url)];
        let files: Vec<InputFile> = files.into_iter().map(|file| file.input).collect();
        Ok(Box::new(CsvRows {
            several: files.len() > 1,
            files: files.into_iter(),
            open: None,
            fields: Fields::new(&self.id, &self.text, standard, &self.meta),
            delimiter,
            encoding,
            total,
            max_document: cx.max_document,
            read: Arc::default(),
            notes,
            repair: self.repair,
            title_in_text: self.title_in_text,
            undated: Undated::default(),
            swallowed: None,
        }))
    }
}

struct CsvRows {
    files: std::vec::IntoIter<InputFile>,
    several: bool,
    open: Option<Table>,
    fields: Fields,
    /// None: told by each file.
    delimiter: Option<u8>,
    encoding: Option<&'static Encoding>,
    total: Option<u64>,
    max_document: u64,
    read: Arc<AtomicU64>,
    notes: Vec<String>,
    repair: bool,
    title_in_text: bool,
    undated: Undated,
    /// Rows with cells in which whole rows stand: how many, and the first.
    swallowed: Option<(u64, Origin)>,
}

struct Table {
    file: InputFile,
    reader: Reader<Bounded>,
    /// What each column is used for.
    columns: Vec<Vec<Role>>,
    delimiter: u8,
    rows: u64,
}

/// Fails when more is read than a row may have, so that a quote left open does not take all memory.
struct Bounded {
    input: Input,
    left: u64,
    /// The file from byte `at` on, as far as it was read; up to byte `counted` it has `lines` line feeds. The CSV reader
    /// counts lines too, but not those it passes over, and not the second half of CR LF.
    recent: Vec<u8>,
    at: u64,
    counted: u64,
    lines: u64,
}

impl Bounded {
    /// The line, from 1, of the row that was read from byte `start` on.
    fn line(&mut self, start: u64) -> u64 {
        let index = |byte: u64| usize::try_from(byte - self.at).unwrap_or(usize::MAX).min(self.recent.len());
        let (from, start) = (index(self.counted), index(start.max(self.counted)));
        let blank = self.recent[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let end = start + blank;
        self.lines += self.recent[from..end].iter().filter(|&&b| b == b'\n').count() as u64;
        self.counted = self.at + end as u64;
        if end > 4 * BUFFER {
            self.recent.drain(..end);
            self.at = self.counted;
        }
        self.lines + 1
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let n = self.input.read(buffer)?;
        self.left = self.left.saturating_sub(n as u64);
        self.recent.extend_from_slice(&buffer[..n]);
        Ok(n)
    }
}

const BUFFER: usize = 1 << 16;

impl CsvRows {
    fn open(&self, file: InputFile) -> Result<Table, SourceError> {
        let mut input = file.open_text(&self.read)?;
        let begin = input.fill_buf().map_err(|error| file.failed(0, &error))?;
        let (said, length) = said_separator(begin);
        let skipped = u64::from(length > 0);
        input.consume(length);
        let begin = input.fill_buf().map_err(|error| file.failed(0, &error))?;
        let delimiter = self.delimiter.or(said).unwrap_or_else(|| likely_separator(begin));
        let bound = self.max_document.saturating_add(2 * BUFFER as u64);
        let mut reader = ReaderBuilder::new().delimiter(delimiter).buffer_capacity(BUFFER).from_reader(Bounded {
            input,
            left: bound,
            recent: Vec::new(),
            at: 0,
            counted: 0,
            lines: skipped,
        });
        let header = match reader.byte_headers() {
            Ok(header) => header.clone(),
            Err(error) => return Err(self.wrong(&file, 1, error)),
        };
        let mut names = Vec::with_capacity(header.len());
        for name in &header {
            let name = self.cell(name).map_err(|message| SourceError::new(file.origin(1), None, message))?;
            names.push(name.trim().to_owned());
        }
        let columns = self.fields.of_columns(&names);
        if !columns.iter().flatten().any(|role| *role == Role::Text) {
            let there: Vec<_> = header.iter().map(|name| format!("`{}`", String::from_utf8_lossy(name))).collect();
            let message = format!(
                "no column `{}` with the text among {}; name it with `text = \"...\"` in [source], or what separates the columns with `delimiter`",
                self.fields.of(&Role::Text),
                there.join(", ")
            );
            return Err(SourceError::new(file.origin(1), None, message));
        }
        Ok(Table { file, reader, columns, delimiter, rows: 0 })
    }

    fn cell(&self, bytes: &[u8]) -> Result<String, String> {
        decode(bytes.to_vec(), self.encoding)
    }

    /// An error of the CSV reader in a row that begins in `line`.
    fn wrong(&self, file: &InputFile, line: u64, error: Error) -> SourceError {
        let message = match error.into_kind() {
            ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!(
                    "{len} cells in this row, and the first line names {expected_len}; is a quote or a comma missing or too many?"
                )
            }
            ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                format!(
                    "{}; if no cell is that long, a quote is left open. The rest of the file is not read",
                    too_long(self.max_document)
                )
            }
            ErrorKind::Io(error) => return file.failed(line, &error),
            kind => format!("{kind:?}"),
        };
        SourceError::new(file.origin(line), None, message)
    }

    fn raw(&self, table: &Table, row: &ByteRecord, line: u64) -> Result<Raw, SourceError> {
        let origin = table.file.origin(line);
        let (mut id, mut meta, mut text) = (None, Meta::default(), &b""[..]);
        for (cell, roles) in row.iter().zip(&table.columns) {
            for role in roles {
                let decoded = || self.cell(cell).map_err(|message| SourceError::new(origin.clone(), None, message));
                match role {
                    Role::Id => id = Some(decoded()?).filter(|id| !id.is_empty()),
                    Role::Text => text = cell,
                    Role::Meta(name) if name == "published" => meta.set(name, self.undated.read(&decoded()?, &origin)),
                    Role::Meta(name) => meta.set(name, decoded()?),
                }
            }
        }
        let number = Origin { line: table.rows, ..origin.clone() };
        let id = id.unwrap_or_else(|| default_id(&number, self.several));
        if text.len() as u64 > self.max_document {
            return Err(SourceError::new(origin, Some(id), too_long(self.max_document)));
        }
        let read = self.read.load(Ordering::Relaxed);
        Ok(Raw { origin, id: Some(id), meta, bytes: text.to_vec(), read })
    }
}

impl Source for CsvRows {
    fn next(&mut self) -> Option<Result<Raw, SourceError>> {
        loop {
            let Some(mut table) = self.open.take() else {
                let file = self.files.next()?;
                match self.open(file) {
                    Ok(table) => self.open = Some(table),
                    Err(error) => return Some(Err(error)),
                }
                continue;
            };
            let start = table.reader.position().byte();
            table.reader.get_mut().left = self.max_document.saturating_add(2 * BUFFER as u64);
            let mut row = ByteRecord::new();
            let found = table.reader.read_byte_record(&mut row);
            let line = table.reader.get_mut().line(start);
            match found {
                Ok(true) => {
                    table.rows += 1;
                    let raw = self.raw(&table, &row, line);
                    if swallows(&row, table.delimiter) {
                        let first = self.swallowed.get_or_insert_with(|| (0, table.file.origin(line)));
                        first.0 += 1;
                    }
                    self.open = Some(table);
                    return Some(raw);
                }
                Ok(false) => {}
                Err(error) => {
                    let goes_on = !error.is_io_error();
                    let error = self.wrong(&table.file, line, error);
                    if goes_on {
                        table.rows += 1;
                        self.open = Some(table);
                    }
                    return Some(Err(error));
                }
            }
        }
    }

    fn decoder(&self) -> Arc<dyn Decode> {
        Arc::new(Decoder { encoding: self.encoding, repair: self.repair, title_in_text: self.title_in_text })
    }

    fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    fn notes(&mut self) -> Vec<String> {
        let column = self.fields.of(&Role::Meta("published".to_owned()));
        self.notes.extend(self.undated.note(column));
        if let Some((count, first)) = self.swallowed.take() {
            let rows = if count == 1 { "1 row has a cell".to_owned() } else { format!("{count} rows have cells") };
            self.notes.push(format!(
                "{rows} in which whole rows of the table stand, first {first}; a quote is left open there"
            ));
        }
        std::mem::take(&mut self.notes)
    }
}

struct Decoder {
    encoding: Option<&'static Encoding>,
    repair: bool,
    title_in_text: bool,
}

impl Decode for Decoder {
    fn decode(&self, raw: Raw) -> Result<Document, SourceError> {
        let Raw { origin, id, meta, bytes, .. } = raw;
        let id = id.unwrap_or_default();
        let doc = decode(bytes, self.encoding).and_then(|text| vet(&text, self.repair).map(Cow::into_owned)).and_then(
            |text| {
                let text = if self.title_in_text { with_title(text.into(), &meta).into_owned() } else { text };
                Document::new(id.clone(), text).map_err(|error| error.to_string())
            },
        );
        match doc {
            Ok(mut doc) => {
                *doc.meta_mut() = meta;
                Ok(doc)
            }
            Err(message) => Err(SourceError::new(origin, Some(id), message)),
        }
    }
}

/// A cell is too short to tell its character set by, so it is UTF-8 unless another is named.
fn decode(bytes: Vec<u8>, encoding: Option<&'static Encoding>) -> Result<String, String> {
    match encoding {
        Some(encoding) => match encoding.decode_without_bom_handling_and_without_replacement(&bytes) {
            Some(text) => Ok(text.into_owned()),
            None => Err(format!("a cell is not {}; name the right character set in `encoding`", encoding.name())),
        },
        None => String::from_utf8(bytes).map_err(|_| {
            "a cell is not UTF-8; save the table as UTF-8, or name its character set: `encoding = \"windows-1256\"`"
                .to_owned()
        }),
    }
}

/// The separator of a first line `sep=;`, as spreadsheets write it, and the bytes that the line takes.
fn said_separator(begin: &[u8]) -> (Option<u8>, usize) {
    let mark = if begin.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    match begin[mark..] {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator, ref rest @ ..] if separator.is_ascii() => {
            let end = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
            if end > 0 { (Some(separator), mark + 5 + end) } else { (None, 0) }
        }
        _ => (None, 0),
    }
}

/// What the first line most likely has between its cells: what it has most of, outside of quotes.
fn likely_separator(begin: &[u8]) -> u8 {
    const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
    let (mut counts, mut quoted) = ([0_usize; 4], false);
    for &byte in begin {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(at) = SEPARATORS.iter().position(|&separator| separator == byte) {
                    counts[at] += 1;
                }
            }
        }
    }
    // Of equals the first.
    let most = (0..SEPARATORS.len()).rev().max_by_key(|&at| counts[at]).unwrap_or(0);
    SEPARATORS[most]
}

/// Whether a cell of `row` holds lines that have as many separators as a row of the table: it is not what a report looks like,
/// and what a quote left open makes.
fn swallows(row: &ByteRecord, delimiter: u8) -> bool {
    let between = row.len().saturating_sub(1);
    between > 0
        && row.iter().any(|cell| {
            memchr::memchr(b'\n', cell).is_some() && {
                let rows =
                    cell.split(|&b| b == b'\n').filter(|line| memchr::memchr_iter(delimiter, line).count() >= between);
                // A list in a report has commas too: with one column beside the text it takes more to be sure.
                rows.count() >= if between > 1 { 2 } else { 5 }
            }
        })
}
