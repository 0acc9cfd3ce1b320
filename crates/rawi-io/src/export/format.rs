//! Which formats there are.

use super::names::Dropped;
use super::{columns, json, spacy, standoff};
use rawi_core::Document;

/// A format of another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportFormat {
    /// Words with `B-` and `I-`, one a line, as CoNLL 2003.
    Conll2003,
    /// CoNLL-U: words and what they are cut into, names in the last column.
    Conllu,
    /// brat: a text and its `.ann`, two files a document.
    Brat,
    /// W3C Web Annotations, JSON-LD, a page of annotations a line.
    WebAnnotation,
    /// Tasks of Label Studio with predictions, a JSON list.
    LabelStudio,
    /// doccano, one JSON object a line.
    Doccano,
    /// A DocBin of spaCy.
    Spacy,
}

impl ExportFormat {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Conll2003, Self::Conllu, Self::Brat, Self::WebAnnotation, Self::LabelStudio, Self::Doccano, Self::Spacy];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conll2003 => "conll2003",
            Self::Conllu => "conllu",
            Self::Brat => "brat",
            Self::WebAnnotation => "webannotation",
            Self::LabelStudio => "labelstudio",
            Self::Doccano => "doccano",
            Self::Spacy => "spacy",
        }
    }

    /// What it has no place for, in a sentence.
    #[must_use]
    pub const fn drops(self) -> &'static str {
        match self {
            Self::Conll2003 => {
                "conll2003 holds words, sentences and the labels of names that do not overlap: no text between the words, no ids of \
                 entities, no other layer, no metadata but the id"
            }
            Self::Conllu => {
                "conllu holds words, clitics, sentences and names that do not overlap, with the ids of their entities: line ends are \
                 blanks, and no other layer is there, no metadata but the id"
            }
            Self::Brat => {
                "brat holds the text and all names with the ids of their entities, offsets in characters: no other layer, no metadata"
            }
            Self::WebAnnotation => {
                "webannotation holds all names with their words, their places in characters and the ids of their entities: not the \
                 text, no other layer"
            }
            Self::LabelStudio => {
                "labelstudio holds the text, the metadata and all names, offsets in characters: no ids of entities, no other layer"
            }
            Self::Doccano => {
                "doccano holds the text, the metadata and all names, offsets in characters: no ids of entities, no other layer"
            }
            Self::Spacy => {
                "spacy holds the text, words, sentences and names that do not overlap: no ids of entities, no other layer, no metadata"
            }
        }
    }

    /// Whether a document is files of its own.
    #[must_use]
    pub const fn is_folder(self) -> bool {
        matches!(self, Self::Brat)
    }
}

/// Writes documents in a format, one after the other.
pub struct Export {
    format: ExportFormat,
    dropped: Dropped,
    bin: spacy::Bin,
}

impl Export {
    /// Nothing written yet.
    #[must_use]
    pub fn new(format: ExportFormat) -> Self {
        Self { format, dropped: Dropped::default(), bin: spacy::Bin::default() }
    }

    /// Appends a document. For brat what is appended is the `.ann`; the `.txt` is the document's source.
    ///
    /// # Errors
    /// If it has no layer `mentions`.
    pub fn write(&mut self, doc: &Document, out: &mut Vec<u8>) -> Result<(), String> {
        let first = self.dropped.documents == 0;
        match self.format {
            ExportFormat::Conll2003 => columns::conll2003(doc, out, &mut self.dropped)?,
            ExportFormat::Conllu => columns::conllu(doc, out, &mut self.dropped)?,
            ExportFormat::Brat => standoff::brat(doc, out, &mut self.dropped)?,
            ExportFormat::WebAnnotation => json::web_annotation(doc, out, &mut self.dropped)?,
            ExportFormat::LabelStudio => {
                out.extend_from_slice(if first { b"[\n" } else { b",\n" });
                json::label_studio(doc, out, &mut self.dropped)?;
            }
            ExportFormat::Doccano => json::doccano(doc, out, &mut self.dropped)?,
            ExportFormat::Spacy => self.bin.add(doc, &mut self.dropped)?,
        }
        self.dropped.documents += 1;
        Ok(())
    }

    /// Appends what stands behind the last document.
    ///
    /// # Errors
    /// If what was collected cannot be packed.
    pub fn finish(self, out: &mut Vec<u8>) -> Result<Dropped, String> {
        match self.format {
            ExportFormat::LabelStudio if self.dropped.documents == 0 => out.extend_from_slice(b"[]\n"),
            ExportFormat::LabelStudio => out.extend_from_slice(b"\n]\n"),
            ExportFormat::Spacy => self.bin.finish(out)?,
            _ => {}
        }
        Ok(self.dropped)
    }
}
