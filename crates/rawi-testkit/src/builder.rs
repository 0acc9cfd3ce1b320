use rawi_core::{Document, Layer, LayerKey, LayerValue, Span};
use std::any::Any;
use std::collections::BTreeMap;

/// The rows of one layer, and what puts them into a document.
struct Pending {
    rows: Box<dyn Any>,
    insert: fn(&mut Document, String, Box<dyn Any>),
}

fn insert<T: LayerValue>(doc: &mut Document, name: String, rows: Box<dyn Any>) {
    let rows = *rows.downcast::<Vec<(Span, T)>>().expect("made with this type");
    let (spans, values) = rows.into_iter().unzip();
    let layer = Layer::new(doc.source(), spans, values).expect("places of words are spans");
    doc.insert_layer(name, layer).expect("each layer is inserted once");
}

/// Builds a document with layers that no stage had to run for, so that a test does not break when a stage before the one
/// it tests improves.
///
/// ```
/// use rawi_core::layers::{Label, MENTIONS, Mention};
/// use rawi_testkit::DocumentBuilder;
/// let place = Mention { label: Label::GPE, entity: None, name: None, confidence: 1.0, by: "test".into() };
/// let doc = DocumentBuilder::new("وبيروت عاصمة لبنان.")
///     .mark(&MENTIONS, "بيروت", 1, place.clone())
///     .mark(&MENTIONS, "لبنان", 1, place)
///     .build();
/// assert_eq!(doc.layer(&MENTIONS).unwrap().unwrap().len(), 2);
/// ```
pub struct DocumentBuilder {
    doc: Document,
    layers: BTreeMap<String, Pending>,
}

impl DocumentBuilder {
    /// A document with this text and the id `test`.
    ///
    /// # Panics
    /// If the text has 4 GiB or more.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let doc = Document::new("test", text).expect("a text of less than 4 GiB");
        Self { doc, layers: BTreeMap::new() }
    }

    /// Sets a value of the metadata.
    #[must_use]
    pub fn meta(mut self, name: &str, value: &str) -> Self {
        self.doc.meta_mut().set(name, value);
        self
    }

    /// Marks the `occurrence`th place, from 1, where `words` stand in the text.
    ///
    /// # Panics
    /// If they do not stand there so often.
    #[must_use]
    #[track_caller]
    pub fn mark<T: LayerValue>(mut self, key: &LayerKey<T>, words: &str, occurrence: usize, value: T) -> Self {
        let found = self.doc.source().match_indices(words).nth(occurrence.wrapping_sub(1)).map(|(start, _)| start);
        let Some(start) = found else {
            panic!("`{words}` does not stand {occurrence} times in `{}`", self.doc.source());
        };
        let pending = self.layers.entry(key.name().to_owned());
        let pending =
            pending.or_insert_with(|| Pending { rows: Box::new(Vec::<(Span, T)>::new()), insert: insert::<T> });
        let Some(rows) = pending.rows.downcast_mut::<Vec<(Span, T)>>() else {
            panic!("layer `{}` is marked with two types", key.name());
        };
        rows.push((Span::new(start, start + words.len()), value));
        self
    }

    /// The document.
    #[must_use]
    pub fn build(mut self) -> Document {
        for (name, Pending { rows, insert }) in self.layers {
            insert(&mut self.doc, name, rows);
        }
        self.doc
    }
}
