//! A learned model with the buffers of those who use it.

use crate::pool::Pool;
use crate::words::Words;
use rawi_core::layers::Label;
use rawi_model::{Model, Name, Scratch, Word};

/// A model with the buffers of those who use it.
pub(crate) struct Learned {
    model: Model,
    /// What [`Origin::Model`] is called.
    pub(crate) by: String,
    labels: Vec<Label>,
    scratches: Pool<Scratch>,
}

impl Learned {
    pub(crate) fn new(model: Model, by: &str) -> Self {
        let labels = model
            .classes()
            .iter()
            .map(|class| if class == "PER" { Label::PERS } else { Label::from(class.clone()) })
            .collect();
        Self { model, by: by.to_owned(), labels, scratches: Pool::default() }
    }

    /// The names that the model finds in a text.
    pub(crate) fn names(&self, source: &str, words: &Words<'_>) -> Vec<Name> {
        let word = |i: usize| {
            let word = &words.list[i];
            let text = &source[word.start as usize..word.end as usize];
            Word { text, kind: word.kind, starts_sentence: word.opens_sentence }
        };
        self.scratches.with(|scratch| self.model.tag_each(words.len(), word, scratch))
    }

    pub(crate) fn label(&self, name: &Name) -> Label {
        self.labels[name.class].clone()
    }
}
