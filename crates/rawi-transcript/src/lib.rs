//! The readable rendering of a document: one fact per line, Arabic last, nothing that changes without a reason.
//!
//! Rust tests, casebooks, `[[test]]` in a pipeline file and `rawi inspect` all print this, and [`parse`] reads it back,
//! so that a transcript can be written by hand as what is expected. [`compare`] tells two of them apart by what they mean. Look elsewhere (the JSONL record of `rawi-io`) to store
//! or exchange documents: a transcript leaves out metadata that the source gave, provenance and alignments.
//!
//! ```
//! use rawi_core::{layers::*, Document, Layer, Span};
//! let source = "وبيروت عاصمة لبنان.";
//! let mention = Mention { label: Label::GPE, entity: Some("LB".into()), name: None, confidence: 1.0, by: "me".into() };
//! let mut doc = Document::new("a", source).unwrap();
//! doc.insert_layer("mentions", Layer::new(source, vec![Span::new(24, 34)], vec![mention]).unwrap()).unwrap();
//! let transcript = rawi_transcript::render(&doc, &Default::default());
//! assert_eq!(transcript, "\
//! line  وبيروت عاصمة لبنان.
//!   mentions GPE 24..34 entity=LB  لبنان
//! ");
//! assert_eq!(rawi_transcript::parse(&transcript).unwrap().source(), source);
//! ```
//!
//! # The rules
//!
//! 1. Every line of the source text stands once, as `line  TEXT`; lines end at U+000A. Under it, indented by two, stand
//!    the facts that begin in it.
//! 2. A fact is `LAYER HEAD START..END KEY=VALUE ...  COVERED TEXT`. The covered text is cut out of the source, so a wrong
//!    offset shows. HEAD is the value's `label` or else its `kind`, if it has one.
//! 3. START and END are bytes from the beginning of the line, so that an edit moves nothing on any other line. An end on
//!    a later line is `+N:END`, N lines further down; a span inside a value is written from the line its fact stands under.
//! 4. Facts are sorted by layer name, then as the layer is. What is shown is chosen by name ([`Options::show`]); by
//!    default every layer and no view.
//! 5. Everything before the covered text is ASCII. A string with other letters follows the fact on a line of its own,
//!    indented by four: `.name  أحمد الشرع`; so do the words of a span inside the value: `unit.span=17..33` and under it
//!    `.unit.span  كيلومترا`, of a list with ` | ` between them. So no line needs a bidi control to be read.
//! 6. Invisible characters, a combining mark that would join the blank before it, and a blank at either end are escaped
//!    (`\u{200F}`, `\r`); a backslash is doubled. Visible Arabic stays as it is.
//! 7. Numbers with a fraction are rounded to 4 digits. Inner objects and lists are dotted keys: `unit.name=km`.
//! 8. No ids, times, hashes and no provenance, unless asked ([`Options::provenance`]): neither who made a layer, nor a
//!    value's `by` and `confidence`.
//! 9. After the lines: `document LAYER HEAD KEY=VALUE ...` for an annotation of the document as a whole, with places from its first
//!    line on, `empty LAYER` for a layer that is there without annotations, `meta NAME  VALUE` for metadata that a stage
//!    set, `warning STAGE START..END  MESSAGE`, in bytes of the document, for what a stage warned of, and
//!    `error STAGE KIND START..END  MESSAGE` for what failed.
//!
//! [`parse`] also takes lines and places that a person numbered: `line 3  TEXT`, `3:2..12`.
//!
//! Each is a test of the same number in `tests/rules.rs`.
#![forbid(unsafe_code)]

mod compare;
mod escape;
mod parse;
mod render;
mod words;

pub use compare::{Change, Comparison, Difference, Tally, What, compare, count, diff};
pub use escape::{escape, is_visible, shown, unescape};
pub use parse::{ParseError, parse};
pub use render::{Options, render};
