//! Layers and views to rows and back. Host and plugin share this code.

use crate::abi::{
    self, Bytes, Data, DateRow, E_BOUNDARY, E_LIMIT, E_OUTPUT, E_RANGE, E_UTF8, E_VALUE, JsonRow, LIMIT, MentionRow,
    NumberRow, RunRow, SentenceRow, Status, SummaryRow, Text,
};
use rawi_core::layers::{Date, Label, Mention, Number, NumberForm, Sentence, SentenceKind, Summary, Unit};
use rawi_core::schema::Schema;
use rawi_core::{Alignment, Annotations, LayerValue, Run, Span, StageError, View, layers};
use serde_json::Value;
use std::any::Any;

mod tokens;

/// Why rows cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What the host's function returns.
    pub status: Status,
    /// What was expected and what was found.
    pub message: String,
}

impl Refused {
    /// A refusal.
    pub fn new(status: Status, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }
}

/// What a layer's rows are, told by the text of a port's `format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the layers of these names
pub enum Format {
    Sentences,
    Tokens,
    Mentions,
    Numbers,
    Dates,
    Summary,
    /// Any other layer.
    Json,
    /// Tokens without enclitics: what plugins declare that were built before there were any.
    ProcliticTokens,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Sentences,
        Self::Tokens,
        Self::Mentions,
        Self::Numbers,
        Self::Dates,
        Self::Summary,
        Self::Json,
        Self::ProcliticTokens,
    ];
    /// The format of a view's runs.
    pub const RUNS: &'static str = "source:u32,view:u32,source_len:u32,view_len:u32";

    /// As it stands in a port.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Sentences => "start:u32,end:u32,sentence:u32",
            Self::Tokens => "start:u32,end:u32,token:u32,clitics:u8[4],enclitics:u8[4]",
            Self::ProcliticTokens => "start:u32,end:u32,token:u32,clitics:u8[4]",
            Self::Mentions => "start:u32,end:u32,label:text,entity:text?,name:text?,by:text,confidence:f32",
            Self::Numbers => {
                "value:f64?,min:f64?,max:f64?,start:u32,end:u32,label:text,unit:text?,iso:text?,unit_start:u32,unit_end:u32,form:u32,zero:u32"
            }
            Self::Dates => {
                "start:u32,end:u32,label:text,value:text?,granularity:text,calendar:text,anchor:text?,note:text?"
            }
            Self::Summary => "start:u32,end:u32,rank:u32,score:f32",
            Self::Json => "start:u32,end:u32,value:json",
        }
    }

    /// The format of this text.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.text() == text)
    }

    /// What the values of layer `name` hold, in rows of this format; `None` for JSON, whose schema the port declares.
    #[must_use]
    pub fn schema(self, name: &str) -> Option<Schema> {
        if self == Self::Json {
            return None;
        }
        if Self::of_layer(name) == self {
            return layers::schema_of(name);
        }
        crate::with_row!(self, R => Some(Schema::new(<<R as Row>::Value as LayerValue>::fields()?.clone())))
    }

    /// The format in which Rust stages read and give the layer `name`.
    #[must_use]
    pub fn of_layer(name: &str) -> Self {
        match name {
            "sentences" => Self::Sentences,
            "tokens" => Self::Tokens,
            "mentions" | "mentions.nested" => Self::Mentions,
            "numbers" => Self::Numbers,
            "dates" => Self::Dates,
            "summary" => Self::Summary,
            _ => Self::Json,
        }
    }
}

/// Calls `$body` with `$row` as the row type of a [`Format`].
#[macro_export]
#[doc(hidden)]
macro_rules! with_row {
    ($format:expr, $row:ident => $body:expr) => {
        match $format {
            $crate::rows::Format::Sentences => {
                type $row = $crate::abi::SentenceRow;
                $body
            }
            $crate::rows::Format::Tokens => {
                type $row = $crate::abi::TokenRow;
                $body
            }
            $crate::rows::Format::ProcliticTokens => {
                type $row = $crate::abi::ProcliticTokenRow;
                $body
            }
            $crate::rows::Format::Mentions => {
                type $row = $crate::abi::MentionRow;
                $body
            }
            $crate::rows::Format::Numbers => {
                type $row = $crate::abi::NumberRow;
                $body
            }
            $crate::rows::Format::Dates => {
                type $row = $crate::abi::DateRow;
                $body
            }
            $crate::rows::Format::Summary => {
                type $row = $crate::abi::SummaryRow;
                $body
            }
            $crate::rows::Format::Json => {
                type $row = $crate::abi::JsonRow;
                $body
            }
        }
    };
}

/// A row of a layer.
///
/// # Safety
/// Every pattern of bits is a value: numbers and structs of them only.
pub unsafe trait Row: Copy + Send + Sync + 'static {
    /// The value of an annotation.
    type Value: LayerValue;
    /// About how many bytes of strings a row has.
    const HEAP: usize = 0;

    /// The row of an annotation.
    ///
    /// # Errors
    /// `Input`, if the row has no room for the value.
    fn write(span: Span, value: &Self::Value, heap: &mut Vec<u8>) -> Result<Self, StageError>;
    /// Start and end.
    fn range(&self) -> (u32, u32);
    /// The value; `span` is the row's, checked.
    ///
    /// # Errors
    /// If there is no such value.
    fn read(&self, source: &str, span: Span, heap: &str) -> Result<Self::Value, Refused>;
    /// The values of `rows`, of which there are as many as `spans`.
    ///
    /// # Errors
    /// As for [`read`](Self::read), of the first that is wrong.
    #[inline]
    fn read_all(rows: &[Self], source: &str, spans: &[Span], heap: &str) -> Result<Vec<Self::Value>, Refused> {
        let mut values = Vec::with_capacity(rows.len());
        for (i, (row, &span)) in rows.iter().zip(spans).enumerate() {
            values.push(row.read(source, span, heap).map_err(|refused| in_row(i, refused))?);
        }
        Ok(values)
    }
}

/// Rows and heap, to be lent out as [`Data`].
pub struct Encoded {
    data: Data,
    // What `data` points into; boxes and vectors do not move their content.
    _rows: Box<dyn Any + Send + Sync>,
    _heap: Vec<u8>,
}

impl Encoded {
    fn new<R: Send + Sync + 'static>(rows: Vec<R>, heap: Vec<u8>) -> Self {
        let data = Data {
            rows: rows.as_ptr().cast(),
            count: rows.len(),
            heap: Bytes::of(&heap),
            row_size: size_of::<R>() as u32,
            present: 1,
        };
        Self { data, _rows: Box::new(rows), _heap: heap }
    }

    /// What to lend out, as long as this lives.
    #[must_use]
    pub fn data(&self) -> Data {
        self.data
    }
}

/// The rows of a layer.
///
/// # Errors
/// `Input`, if a row has no room for a value.
pub fn encode<R: Row>(layer: &Annotations<'_, R::Value>) -> Result<Encoded, StageError> {
    let mut heap = Vec::with_capacity(layer.len() * R::HEAP);
    let mut rows = Vec::with_capacity(layer.len());
    for (span, value) in layer.iter() {
        rows.push(R::write(span, value, &mut heap).map_err(|error| error.at(span))?);
    }
    Ok(Encoded::new(rows, heap))
}

/// A view as text and runs.
#[must_use]
pub fn encode_view(view: &View) -> Encoded {
    let row = |r: &Run| RunRow { source: r.source, view: r.view, source_len: r.source_len, view_len: r.view_len };
    Encoded::new(view.alignment().runs().iter().map(row).collect::<Vec<_>>(), view.text().as_bytes().to_vec())
}

/// The rows that `data` lends, checked as far as memory lent by another can be.
///
/// # Safety
/// `R` has no pattern of bits that is no value; a pointer in `data` that is not null points to as much as `data` says, and
/// it stays as it is for `'a`.
unsafe fn rows<'a, R>(data: &Data) -> Result<&'a [R], Refused> {
    if data.row_size as usize != size_of::<R>() {
        let message = format!("rows have {} bytes, {} were expected", data.row_size, size_of::<R>());
        return Err(Refused::new(E_OUTPUT, message));
    }
    if data.count == 0 {
        return Ok(&[]);
    }
    let bytes = data.count.checked_mul(size_of::<R>());
    if bytes.is_none_or(|bytes| bytes > LIMIT) {
        return Err(Refused::new(
            E_LIMIT,
            format!("{} rows at once are too many; {LIMIT} bytes are the most", data.count),
        ));
    }
    let rows = data.rows.cast::<R>();
    if rows.is_null() || !rows.is_aligned() {
        let what = if rows.is_null() { "null" } else { "unaligned" };
        return Err(Refused::new(E_VALUE, format!("the pointer to {} rows is {what}", data.count)));
    }
    // SAFETY: neither null nor unaligned nor too long, as just seen; the rest is this function's contract.
    Ok(unsafe { std::slice::from_raw_parts(rows, data.count) })
}

/// The heap that `data` lends.
///
/// # Safety
/// As for [`rows`].
unsafe fn heap<'a>(data: &Data) -> Result<&'a str, Refused> {
    if data.heap.len == 0 {
        return Ok("");
    }
    if data.heap.len > LIMIT {
        return Err(Refused::new(E_LIMIT, format!("{} bytes of text at once are too many", data.heap.len)));
    }
    if data.heap.ptr.is_null() {
        return Err(Refused::new(E_VALUE, format!("the pointer to {} bytes of text is null", data.heap.len)));
    }
    // SAFETY: not null and not too long, as just seen; the rest is this function's contract.
    let bytes = unsafe { data.heap.get() };
    std::str::from_utf8(bytes).map_err(|error| Refused::new(E_UTF8, format!("the text is not UTF-8: {error}")))
}

/// The annotations that `data` lends.
///
/// # Errors
/// If a range is none of `source`, a string none of the heap, or a value one that its type does not have.
///
/// # Safety
/// A pointer in `data` that is not null points to as much as `data` says, and it stays as it is during the call.
pub unsafe fn decode<R: Row>(source: &str, data: &Data) -> Result<(Vec<Span>, Vec<R::Value>), Refused> {
    // SAFETY: every pattern of bits is a row (`Row`); the rest is this function's contract.
    let (rows, heap) = unsafe { (rows::<R>(data)?, heap(data)?) };
    let mut spans = Vec::with_capacity(rows.len());
    // A report has hundreds of rows: what is right must cost no call and no test for room. What is wrong may.
    for (i, (place, row)) in spans.spare_capacity_mut().iter_mut().zip(rows).enumerate() {
        let (start, end) = row.range();
        if !whole(source, start, end) {
            return Err(in_row(i, no_span(source, start, end)));
        }
        place.write(Span::new(start as usize, end as usize));
    }
    // SAFETY: there was room for as many as there are rows, and the loop wrote each.
    unsafe { spans.set_len(rows.len()) };
    let values = R::read_all(rows, source, &spans, heap)?;
    Ok((spans, values))
}

/// The text and the alignment that `data` lends; whether they fit a source is for [`View::new`] to say.
///
/// # Errors
/// If the text is not UTF-8 or the rows are no runs.
///
/// # Safety
/// As for [`decode`].
pub unsafe fn decode_view(data: &Data) -> Result<(String, Alignment), Refused> {
    // SAFETY: runs are numbers; the rest is this function's contract.
    let (rows, text) = unsafe { (rows::<RunRow>(data)?, heap(data)?) };
    let run = |r: &RunRow| Run { source: r.source, view: r.view, source_len: r.source_len, view_len: r.view_len };
    // Sums of starts and lengths must fit in 32 bits before anything computes with them.
    for (i, r) in rows.iter().enumerate() {
        if r.source.checked_add(r.source_len).is_none() || r.view.checked_add(r.view_len).is_none() {
            return Err(Refused::new(E_RANGE, format!("run {i} ends past 4 GiB")));
        }
    }
    Ok((text.to_owned(), Alignment::from_runs(rows.iter().map(run).collect())))
}

/// The value of metadata.
///
/// # Errors
/// If it has rows or is no text.
///
/// # Safety
/// A pointer in `data` that is not null points to as much as `data` says.
pub unsafe fn decode_meta(data: &Data) -> Result<String, Refused> {
    if data.count != 0 {
        return Err(Refused::new(E_OUTPUT, format!("it is given with {} rows, and has none", data.count)));
    }
    // SAFETY: by the contract of this function.
    unsafe { heap(data) }.map(str::to_owned)
}

/// The value of metadata as it crosses.
#[must_use]
pub fn encode_meta(value: &str) -> Encoded {
    Encoded::new(Vec::<JsonRow>::new(), value.as_bytes().to_vec())
}

/// Whether a range covers whole characters, and at least one.
#[inline]
fn whole(source: &str, start: u32, end: u32) -> bool {
    let bytes = source.as_bytes();
    // In UTF-8 a byte 10xxxxxx goes on with a character.
    let begins = |at: u32| bytes.get(at as usize).map_or(at as usize == bytes.len(), |&byte| byte as i8 >= -0x40);
    start < end && begins(start) && begins(end)
}

fn span(source: &str, start: u32, end: u32) -> Result<Span, Refused> {
    if !whole(source, start, end) {
        return Err(no_span(source, start, end));
    }
    Ok(Span::new(start as usize, end as usize))
}

#[cold]
fn no_span(source: &str, start: u32, end: u32) -> Refused {
    if start < end && end as usize <= source.len() {
        return Refused::new(E_BOUNDARY, format!("{start}..{end} cuts a character"));
    }
    let what = if end as usize > source.len() { "ends past the text" } else { "covers nothing" };
    Refused::new(E_RANGE, format!("{start}..{end} {what} ({} bytes)", source.len()))
}

#[cold]
#[allow(clippy::needless_pass_by_value)] // it becomes another
fn in_row(i: usize, refused: Refused) -> Refused {
    Refused::new(refused.status, format!("row {i}: {}", refused.message))
}

fn put(text: &str, heap: &mut Vec<u8>) -> Result<Text, StageError> {
    let too_long = |_| StageError::input("the strings of a layer have 4 GiB or more");
    let (offset, len) = (heap.len(), text.len());
    heap.extend_from_slice(text.as_bytes());
    Ok(Text { offset: u32::try_from(offset).map_err(too_long)?, len: u32::try_from(len).map_err(too_long)? })
}

fn put_optional(text: Option<&String>, heap: &mut Vec<u8>) -> Result<Text, StageError> {
    text.map_or(Ok(Text::NONE), |text| put(text, heap))
}

fn at(text: Text, heap: &str) -> Result<&str, Refused> {
    let (from, len) = (text.offset as usize, text.len as usize);
    heap.get(from..from + len).filter(|_| text.offset != u32::MAX).ok_or_else(|| no_string(text, heap))
}

#[cold]
fn no_string(text: Text, heap: &str) -> Refused {
    if text.offset == u32::MAX {
        return Refused::new(E_VALUE, "a string that must be there is not");
    }
    Refused::new(E_VALUE, format!("the string {}+{} is none of the heap ({} bytes)", text.offset, text.len, heap.len()))
}

fn get(text: Text, heap: &str) -> Result<String, Refused> {
    at(text, heap).map(str::to_owned)
}

fn get_optional(text: Text, heap: &str) -> Result<Option<String>, Refused> {
    if text.offset == u32::MAX { Ok(None) } else { get(text, heap).map(Some) }
}

/// The place of `kind` among `kinds`, which is its number at the border. `place` is where it stands in its own type, and so
/// most likely here.
#[inline]
fn number<K: PartialEq + std::fmt::Debug>(kinds: &[K], kind: &K, place: usize) -> Result<u32, StageError> {
    if kinds.get(place) == Some(kind) {
        return Ok(place as u32);
    }
    let found = kinds.iter().position(|known| known == kind);
    found.map(|i| i as u32).ok_or_else(|| StageError::input(format!("{kind:?} is unknown at the plugin border")))
}

#[inline]
fn kind<K: Copy>(kinds: &[K], number: u32, what: &str) -> Result<K, Refused> {
    match kinds.get(number as usize) {
        Some(&known) => Ok(known),
        None => Err(no_kind(number, what, kinds.len() - 1)),
    }
}

#[cold]
fn no_kind(number: u32, what: &str, last: usize) -> Refused {
    Refused::new(E_VALUE, format!("{number} is no {what}; they end at {last}"))
}

const SENTENCE_KINDS: [SentenceKind; 7] = [
    SentenceKind::Headline,
    SentenceKind::Deck,
    SentenceKind::Crosshead,
    SentenceKind::Body,
    SentenceKind::Byline,
    SentenceKind::Dateline,
    SentenceKind::TagLine,
];
const FORMS: [NumberForm; 4] = [NumberForm::Digits, NumberForm::Words, NumberForm::Mixed, NumberForm::Dual];

// SAFETY: numbers only.
unsafe impl Row for SentenceRow {
    type Value = Sentence;
    #[inline]
    fn write(span: Span, value: &Sentence, _: &mut Vec<u8>) -> Result<Self, StageError> {
        let kind = number(&SENTENCE_KINDS, &value.kind, value.kind as usize)?;
        Ok(Self { start: span.start() as u32, end: span.end() as u32, kind })
    }
    #[inline]
    fn range(&self) -> (u32, u32) {
        (self.start, self.end)
    }
    #[inline]
    fn read(&self, _: &str, _: Span, _: &str) -> Result<Sentence, Refused> {
        Ok(Sentence { kind: kind(&SENTENCE_KINDS, self.kind, "kind of sentence")? })
    }
}

// SAFETY: numbers only.
unsafe impl Row for MentionRow {
    type Value = Mention;
    const HEAP: usize = 64;
    #[inline]
    fn write(span: Span, value: &Mention, heap: &mut Vec<u8>) -> Result<Self, StageError> {
        Ok(Self {
            start: span.start() as u32,
            end: span.end() as u32,
            label: put(value.label.as_str(), heap)?,
            entity: put_optional(value.entity.as_ref(), heap)?,
            name: put_optional(value.name.as_ref(), heap)?,
            by: put(&value.by, heap)?,
            confidence: value.confidence,
        })
    }
    #[inline]
    fn range(&self) -> (u32, u32) {
        (self.start, self.end)
    }
    #[inline]
    fn read(&self, _: &str, _: Span, heap: &str) -> Result<Mention, Refused> {
        // Not a number would be no JSON.
        if !self.confidence.is_finite() {
            return Err(Refused::new(E_VALUE, format!("{} is no confidence", self.confidence)));
        }
        Ok(Mention {
            label: Label::named(at(self.label, heap)?),
            entity: get_optional(self.entity, heap)?,
            name: get_optional(self.name, heap)?,
            confidence: self.confidence,
            by: get(self.by, heap)?,
        })
    }
}

// SAFETY: numbers only.
unsafe impl Row for NumberRow {
    type Value = Number;
    const HEAP: usize = 32;
    #[inline]
    fn write(span: Span, value: &Number, heap: &mut Vec<u8>) -> Result<Self, StageError> {
        let unit = value.unit.as_ref();
        Ok(Self {
            value: value.value.unwrap_or(f64::NAN),
            min: value.min.unwrap_or(f64::NAN),
            max: value.max.unwrap_or(f64::NAN),
            start: span.start() as u32,
            end: span.end() as u32,
            label: put(value.label.as_str(), heap)?,
            unit: put_optional(unit.map(|unit| &unit.name), heap)?,
            iso: put_optional(value.iso.as_ref(), heap)?,
            unit_start: unit.map_or(0, |unit| unit.span.start() as u32),
            unit_end: unit.map_or(0, |unit| unit.span.end() as u32),
            form: number(&FORMS, &value.form, value.form as usize)?,
            zero: 0,
        })
    }
    #[inline]
    fn range(&self) -> (u32, u32) {
        (self.start, self.end)
    }
    #[inline]
    fn read(&self, source: &str, _: Span, heap: &str) -> Result<Number, Refused> {
        let finite = |value: f64| match value {
            v if v.is_nan() => Ok(None),
            v if v.is_infinite() => Err(Refused::new(E_VALUE, "an infinite number")),
            v => Ok(Some(v)),
        };
        let unit = match get_optional(self.unit, heap)? {
            Some(name) => Some(Unit { name, span: span(source, self.unit_start, self.unit_end)? }),
            None => None,
        };
        Ok(Number {
            label: Label::named(at(self.label, heap)?),
            value: finite(self.value)?,
            min: finite(self.min)?,
            max: finite(self.max)?,
            unit,
            form: kind(&FORMS, self.form, "form of a number")?,
            iso: get_optional(self.iso, heap)?,
        })
    }
}

// SAFETY: numbers only.
unsafe impl Row for DateRow {
    type Value = Date;
    const HEAP: usize = 48;
    #[inline]
    fn write(span: Span, value: &Date, heap: &mut Vec<u8>) -> Result<Self, StageError> {
        Ok(Self {
            start: span.start() as u32,
            end: span.end() as u32,
            label: put(value.label.as_str(), heap)?,
            value: put_optional(value.value.as_ref(), heap)?,
            granularity: put(&value.granularity, heap)?,
            calendar: put(&value.calendar, heap)?,
            anchor: put_optional(value.anchor.as_ref(), heap)?,
            note: put_optional(value.note.as_ref(), heap)?,
        })
    }
    #[inline]
    fn range(&self) -> (u32, u32) {
        (self.start, self.end)
    }
    #[inline]
    fn read(&self, _: &str, _: Span, heap: &str) -> Result<Date, Refused> {
        Ok(Date {
            label: Label::named(at(self.label, heap)?),
            value: get_optional(self.value, heap)?,
            granularity: get(self.granularity, heap)?,
            calendar: get(self.calendar, heap)?,
            anchor: get_optional(self.anchor, heap)?,
            note: get_optional(self.note, heap)?,
        })
    }
}

// SAFETY: numbers only.
unsafe impl Row for SummaryRow {
    type Value = Summary;
    #[inline]
    fn write(span: Span, value: &Summary, _: &mut Vec<u8>) -> Result<Self, StageError> {
        Ok(Self { start: span.start() as u32, end: span.end() as u32, rank: value.rank, score: value.score })
    }
    #[inline]
    fn range(&self) -> (u32, u32) {
        (self.start, self.end)
    }
    #[inline]
    fn read(&self, _: &str, _: Span, _: &str) -> Result<Summary, Refused> {
        if !self.score.is_finite() {
            return Err(Refused::new(E_VALUE, format!("{} is no score", self.score)));
        }
        Ok(Summary { rank: self.rank, score: self.score })
    }
}

// SAFETY: numbers only.
unsafe impl Row for JsonRow {
    type Value = Value;
    const HEAP: usize = 64;
    #[inline]
    fn write(span: Span, value: &Value, heap: &mut Vec<u8>) -> Result<Self, StageError> {
        Ok(Self { start: span.start() as u32, end: span.end() as u32, value: put(&value.to_string(), heap)? })
    }
    #[inline]
    fn range(&self) -> (u32, u32) {
        (self.start, self.end)
    }
    #[inline]
    fn read(&self, _: &str, _: Span, heap: &str) -> Result<Value, Refused> {
        let text = at(self.value, heap)?;
        serde_json::from_str(text).map_err(|error| Refused::new(E_VALUE, format!("the value is not JSON: {error}")))
    }
}

/// The blame of an error, as the host's `fail` takes it.
#[must_use]
pub fn blame(kind: rawi_core::ErrorKind) -> u32 {
    match kind {
        rawi_core::ErrorKind::Input => abi::BLAME_INPUT,
        rawi_core::ErrorKind::Asset => abi::BLAME_ASSET,
        _ => abi::BLAME_BUG,
    }
}
