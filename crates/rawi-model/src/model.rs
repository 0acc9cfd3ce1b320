//! The model file: reading and writing.

use crate::bytes::{Input, Writer};
use crate::context::{TOPICS, topic_row};
use crate::crf::Moves;
use crate::document::{document_count, document_row};
use crate::error::Error;
use crate::features::{CLOSED_AROUND, REACH, border_row, closed_count, closed_feature};
use crate::hash::{hash, row};
use crate::phrases::{Marks, mark_row};
use crate::resources::Resources;
use crate::rows::width;
use crate::table::Table;
use crate::weights::Weights;
use std::borrow::Cow;
use std::sync::Arc;

/// First bytes of a model file.
const MAGIC: &[u8; 8] = b"RAWIMODL";
/// Version of the file format and of every feature: a model is read only by the version that wrote it.
const VERSION: u32 = 2;
/// A model has at most this many classes.
pub(crate) const MAX_CLASSES: usize = 31;

/// A name that the model found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Name {
    /// Index of its first word.
    pub first: usize,
    /// Index of its last word.
    pub last: usize,
    /// Index of its class in [`Model::classes`].
    pub class: usize,
    /// How sure the model is, from 0 to 1: the least sure of its words.
    pub confidence: f32,
}

/// A word whose score for O is so far above all others is taken for O outright: no transition outweighs it.
pub(crate) const CLEAR: f32 = 5.0;

/// One step of all weights of a file; the few greatest are clipped, as finer steps are worth more.
const SCALE: f32 = 1.0 / 24.0;

/// The weights of features that are few, in arrays of rows.
#[derive(Clone, Debug)]
pub(crate) struct Arrays {
    /// By offset, a row.
    pub(crate) borders: Vec<i16>,
    /// By bit of [`Marks`] and offset, a row.
    pub(crate) marks: Vec<i16>,
    /// By number of a closed feature below [`CLOSED_AROUND`] and offset, a row.
    pub(crate) known: Vec<i16>,
    /// By number of a feature of the topic, a row.
    pub(crate) topics: Vec<i16>,
    /// By pair of dimensions and their signs, which are seen at the word alone, a row.
    pub(crate) signs: Vec<i16>,
}

/// What a pass of the tagger adds to the weights of the words: the transitions between labels, and in the second the weights of what
/// the first thought of the document.
#[derive(Clone, Debug)]
pub(crate) struct Pass {
    pub(crate) moves: Moves,
    /// By number of a document feature, a row, scaled.
    pub(crate) document: Vec<f32>,
    /// How far O is above all others in the rows of `document`.
    pub(crate) document_margins: Vec<i32>,
}

/// A trained tagger over the bytes of its file.
#[derive(Clone, Debug)]
pub struct Model {
    pub(crate) bytes: Cow<'static, [u8]>,
    /// Tells models apart, and how many memories of words there are for this one: each holds it, too.
    pub(crate) id: Arc<()>,
    classes: Vec<String>,
    pub(crate) groups: u32,
    pub(crate) resources: Resources,
    /// Where the knowledge stands in the bytes.
    knowledge: std::ops::Range<usize>,
    /// What a step of the weights is worth.
    pub(crate) scale: f32,
    /// A margin from which on a word is clearly no name, however its scores are rounded.
    pub(crate) clear: i32,
    pub(crate) weights: Weights,
    pub(crate) arrays: Arrays,
    pub(crate) passes: Vec<Pass>,
}

impl Model {
    /// Reads a model file. Bytes that are borrowed for good (`include_bytes!`) are not copied.
    ///
    /// # Errors
    /// The bytes are no model file, are of another version, or are damaged.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        Self::read(bytes.into(), 2)
    }

    /// The same without the second pass, if the model has one: twice as fast, and blind to the other occurrences of a word.
    ///
    /// # Errors
    /// As for [`from_bytes`](Self::from_bytes), but for what is wrong in the second pass.
    pub fn first_pass(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        Self::read(bytes.into(), 1)
    }

    fn read(bytes: Cow<'static, [u8]>, most: u32) -> Result<Self, Error> {
        let data: &[u8] = &bytes;
        let body = data.strip_prefix(MAGIC).ok_or_else(|| Error::new("these bytes are no model file of rawi"))?;
        let mut input = Input::new(data, MAGIC.len());
        let version = input.u32()?;
        if version != VERSION {
            return Err(Error::new(format!("the model file has version {version}, this rawi reads version {VERSION}")));
        }
        let check = input.u32()?;
        if (hash(&body[8..]) >> 32) as u32 != check {
            return Err(Error::new("the model file is damaged: its checksum is wrong"));
        }
        let names = input.section()?;
        let names = std::str::from_utf8(names.of(data)).map_err(|_| Error::new("the class names are no UTF-8"))?;
        let classes: Vec<String> = names.split('\n').map(str::to_owned).collect();
        if classes.len() > MAX_CLASSES || classes.iter().any(String::is_empty) {
            return Err(Error::new("the class names are wrong"));
        }
        let groups = input.u32()?;
        let start = input.at();
        let resources = Resources::read(&mut input)?;
        let knowledge = start..input.at();
        let labels = 1 + 2 * classes.len();
        let count = input.u32()?;
        if !(1..=2).contains(&count) {
            return Err(Error::new("a model has one pass or two"));
        }
        let scale = f32::from_bits(input.u32()?);
        if !(scale > 0.0 && scale < 1.0) {
            return Err(Error::new("the step of the weights is wrong"));
        }
        let (moves, table) = read_pass(&mut input, labels)?;
        let rows = Rows { table, bytes: data, labels };
        let (weights, arrays) = (Weights::new(&table, data, labels), Arrays::new(&rows, resources.dims()));
        let mut passes = vec![Pass { moves, document: Vec::new(), document_margins: Vec::new() }];
        if count.min(most) == 2 {
            let (moves, table) = read_pass(&mut input, labels)?;
            passes.push(Pass::second(moves, &Rows { table, ..rows }, scale));
        }
        if count <= most && !input.is_at_end() {
            return Err(Error::new("the model file has bytes after its end"));
        }
        let clear = ((CLEAR + 0.01) / scale).ceil() as i32;
        let id = Arc::default();
        Ok(Self { id, classes, groups, resources, knowledge, scale, clear, weights, arrays, passes, bytes })
    }

    /// The classes of names, as in the training data.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    pub(crate) fn knowledge(&self) -> &[u8] {
        &self.bytes[self.knowledge.clone()]
    }

    pub(crate) fn labels(&self) -> usize {
        1 + 2 * self.classes.len()
    }
}

/// The transitions of a pass and the table of its weights.
fn read_pass(input: &mut Input<'_>, labels: usize) -> Result<(Moves, Table), Error> {
    let transitions = input.section()?;
    let table = Table::read(input)?;
    if transitions.len() != (labels + 1) * labels * 4 || table.width() != labels {
        return Err(Error::new("the weights have the wrong size"));
    }
    let transitions: Vec<f32> = transitions
        .of(input.bytes())
        .chunks_exact(4)
        .map(|c| f32::from_le_bytes(c.try_into().expect("four bytes")))
        .collect();
    if transitions.iter().any(|x| !x.is_finite() || x.abs() > 50.0) {
        return Err(Error::new("a transition is no sensible number"));
    }
    let mut moves = Moves::default();
    moves.set(labels, &transitions);
    Ok((moves, table))
}

/// The rows of a pass as scores.
#[derive(Clone, Copy, Debug)]
struct Rows<'a> {
    table: Table,
    bytes: &'a [u8],
    labels: usize,
}

impl Rows<'_> {
    /// The scores of a row, as many as labels; row 0 is none.
    fn scores(&self, row: u32) -> Vec<i16> {
        let mut scores = vec![0i16; self.labels];
        if row != 0
            && let Some(weights) = self.table.get(self.bytes, row)
        {
            scores.iter_mut().zip(weights).for_each(|(s, &w)| *s = i16::from(w as i8));
        }
        scores
    }

    /// The scores of a closed feature where it is seen.
    fn closed(&self, number: u16, offset: i32) -> Vec<i16> {
        let (feature, offsets) = closed_feature(number);
        self.scores(if offsets.contains(&offset) { row(feature, offset) } else { 0 })
    }

    /// Scores filled up to the width of a row.
    fn filled(&self, mut scores: Vec<i16>) -> Vec<i16> {
        scores.resize(width(self.labels), 0);
        scores
    }

    /// The scores of a feature at all offsets.
    fn around(&self, row_at: impl Fn(i32) -> u32) -> Vec<i16> {
        (-REACH..=REACH).flat_map(|offset| self.filled(self.scores(row_at(offset)))).collect()
    }
}

impl Arrays {
    fn new(rows: &Rows<'_>, dims: usize) -> Self {
        let mut signs = Vec::new();
        for pair in (CLOSED_AROUND..closed_count(dims)).step_by(8) {
            for both in 0..16 {
                let mut sum = rows.closed(pair + both % 4, 0);
                sum.iter_mut().zip(rows.closed(pair + 4 + both / 4, 0)).for_each(|(a, b)| *a += b);
                signs.extend(rows.filled(sum));
            }
        }
        Self {
            borders: rows.around(border_row),
            marks: (0..Marks::BITS).flat_map(|bit| rows.around(|offset| mark_row(bit, offset))).collect(),
            known: (0..CLOSED_AROUND)
                .flat_map(|number| (-REACH..=REACH).flat_map(move |offset| rows.filled(rows.closed(number, offset))))
                .collect(),
            topics: (0..TOPICS).flat_map(|number| rows.filled(rows.scores(topic_row(number)))).collect(),
            signs,
        }
    }
}

impl Pass {
    /// The second pass, whose `rows` are those of the document's features.
    fn second(moves: Moves, rows: &Rows<'_>, scale: f32) -> Self {
        let mut pass = Self { moves, document: Vec::new(), document_margins: Vec::new() };
        for number in 0..document_count(rows.labels) {
            let scores = rows.scores(document_row(number, rows.labels));
            let most = scores[1..].iter().max().copied().unwrap_or_default();
            pass.document_margins.push(i32::from(scores[0]) - i32::from(most));
            pass.document.extend(rows.filled(scores).into_iter().map(|weight| f32::from(weight) * scale));
        }
        pass
    }

    /// Writes weights given by row, rounded to 127 steps each side. Rows with no weight of `least` steps do not earn their bytes.
    pub(crate) fn write(
        out: &mut Writer,
        rows: &std::collections::BTreeMap<u32, Vec<f32>>,
        labels: usize,
        transitions: &[f32],
        least: u8,
    ) {
        out.section(&transitions.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>());
        let rounded = rows
            .iter()
            .map(|(&row, w)| {
                (row, w.iter().map(|x| (x / SCALE).round().clamp(-127.0, 127.0) as i8 as u8).collect::<Vec<u8>>())
            })
            .filter(|(_, w)| w.iter().any(|&x| (x as i8).unsigned_abs() >= least))
            .collect();
        Table::write(out, &rounded, labels);
    }
}

/// Puts the parts of a model file together.
pub(crate) fn write_model(classes: &[String], groups: u32, resources: &[u8], passes: &[Vec<u8>]) -> Vec<u8> {
    let mut body = Writer::default();
    body.section(classes.join("\n").as_bytes());
    body.u32(groups);
    body.0.extend_from_slice(resources);
    body.u32(passes.len() as u32);
    body.u32(SCALE.to_bits());
    for pass in passes {
        body.0.extend_from_slice(pass);
    }
    let mut out = Writer(MAGIC.to_vec());
    out.u32(VERSION);
    out.u32((hash(&body.0) >> 32) as u32);
    out.0.extend_from_slice(&body.0);
    out.0
}
