use crate::alignment::{Alignment, View};
use crate::builder::{ErasedBuilder, LayerBuilder};
use crate::changes::Changes;
use crate::contract::Contract;
use crate::doc::Doc;
use crate::error::StageError;
use crate::key::{LayerKey, ViewKey};
use crate::layer::{Layer, Rules};
use crate::slot::{Slot, SlotKind};
use crate::span::Span;
use crate::value::LayerValue;
use serde_json::Value;

/// Warnings that one stage may give about one document; those behind are left out, and the last says so.
const MOST_WARNINGS: usize = 100;
const LAST_WARNING: usize = MOST_WARNINGS - 1;

/// Where a stage puts what it gives. Only slots that its contract provides can be written; whoever drives the
/// stage commits them, all or none.
///
/// ```
/// use rawi_core::{Contract, LayerKey, Output, Span};
///
/// static PAIRS: LayerKey<()> = LayerKey::new("pairs"); // they may overlap
/// let mut out = Output::new(&Contract::new().provides(&PAIRS));
/// out.layer(&PAIRS).unwrap().push(Span::new(0, 4), ());
///
/// static OTHER: LayerKey<()> = LayerKey::new("other");
/// let Err(error) = out.layer(&OTHER) else { panic!() };
/// assert_eq!(error.message(), "writes layer `other`, which its contract does not provide");
/// ```
#[derive(Default)]
pub struct Output {
    provides: Vec<Slot>,
    refined: Vec<Slot>,
    layers: Vec<(String, Box<dyn ErasedBuilder>)>,
    views: Vec<(String, String, Alignment)>,
    meta: Vec<(String, String)>,
    warnings: Vec<(Option<Span>, String)>,
}

impl Output {
    /// An output for a stage with this contract.
    #[must_use]
    pub fn new(contract: &Contract) -> Self {
        let refined = contract.provides.iter().filter(|slot| contract.is_refined(slot)).cloned().collect();
        Self { provides: contract.provides.clone(), refined, ..Self::default() }
    }

    fn declared(&self, kind: SlotKind, name: &str) -> Result<&Slot, StageError> {
        self.provides.iter().find(|slot| slot.kind == kind && slot.name == name).ok_or_else(|| {
            let slot = Slot::new(kind, name);
            StageError::bug(format!("writes {slot}, which its contract does not provide"))
        })
    }

    /// The builder of a layer; the same one when asked again.
    ///
    /// # Errors
    /// `Bug`, if the contract does not provide the layer or it was begun with another type.
    pub fn layer<T: LayerValue>(&mut self, key: &LayerKey<T>) -> Result<&mut LayerBuilder<T>, StageError> {
        let slot = self.declared(SlotKind::Layer, key.name())?;
        let index = match self.layers.iter().position(|(name, _)| name == key.name()) {
            Some(index) => index,
            None => {
                let rules = Rules {
                    schema: slot.schema.clone(),
                    flat: !key.overlap(),
                    whole: key.is_whole(),
                    ..Rules::default()
                };
                self.layers.push((key.name().to_owned(), Box::new(LayerBuilder::<T>::new(rules))));
                self.layers.len() - 1
            }
        };
        self.layers[index]
            .1
            .as_any_mut()
            .downcast_mut()
            .ok_or_else(|| StageError::bug(format!("layer `{}` is written with two types", key.name())))
    }

    /// Gives a layer anew that the contract [refines](Contract::refines): each annotation as `change` returns it, none where it
    /// returns `None`. More can be added to [`layer`](Self::layer) behind it.
    ///
    /// ```
    /// use rawi_core::layers::{Label, MENTIONS};
    /// use rawi_core::{Contract, Doc, Output, Stage, StageError, Verdict};
    ///
    /// /// Whatever is called after a ship is none of its persons.
    /// struct Ships;
    ///
    /// impl Stage for Ships {
    ///     fn contract(&self) -> Contract {
    ///         Contract::new().refines(&MENTIONS)
    ///     }
    ///     fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
    ///         out.refine(doc, &MENTIONS, |span, mut mention| {
    ///             if doc.source()[..span.start()].ends_with("السفينة ") {
    ///                 mention.label = Label::MISC;
    ///             }
    ///             Some(mention)
    ///         })?;
    ///         Ok(Verdict::Keep)
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Doc::layer`] and [`layer`](Self::layer).
    pub fn refine<T: LayerValue>(
        &mut self,
        doc: Doc<'_>,
        key: &LayerKey<T>,
        mut change: impl FnMut(Span, T) -> Option<T>,
    ) -> Result<(), StageError> {
        let before = doc.layer(key)?;
        let out = self.layer(key)?;
        for (span, value) in before.iter() {
            if let Some(value) = change(span, value.clone()) {
                out.push(span, value);
            }
        }
        Ok(())
    }

    /// Gives a view: its text and how it is aligned to the source.
    ///
    /// # Errors
    /// `Bug`, if the contract does not provide the view or it was given before.
    pub fn view(&mut self, key: &ViewKey, text: String, alignment: Alignment) -> Result<(), StageError> {
        self.declared(SlotKind::View, key.name())?;
        if self.views.iter().any(|(name, ..)| name == key.name()) {
            return Err(StageError::bug(format!("view `{}` is given twice", key.name())));
        }
        self.views.push((key.name().to_owned(), text, alignment));
        Ok(())
    }

    /// Sets metadata of the document; an empty value says that nothing is known. What is not set stays as it is. The record keeps
    /// who set it, and what it was before.
    ///
    /// ```
    /// use rawi_core::{Contract, Doc, Document, Output, Stage, StageError, Verdict};
    ///
    /// struct Outlet;
    /// impl Stage for Outlet {
    ///     fn contract(&self) -> Contract {
    ///         Contract::new().sets("outlet")
    ///     }
    ///     fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
    ///         if doc.source().starts_with("(رويترز)") {
    ///             out.set_meta("outlet", "رويترز")?;
    ///         }
    ///         Ok(Verdict::Keep)
    ///     }
    /// }
    /// let mut doc = Document::new("a", "(رويترز) عاد الوفد إلى دمشق.").unwrap();
    /// doc.apply(&Outlet).unwrap();
    /// assert_eq!(doc.meta().outlet(), Some("رويترز"));
    /// let (name, change) = doc.meta_changes().next().unwrap();
    /// assert_eq!((name, change.was.as_deref()), ("outlet", None));
    /// ```
    ///
    /// # Errors
    /// `Bug`, if the contract does not say that the stage [sets](Contract::sets) it, or it was set before.
    pub fn set_meta(&mut self, name: &str, value: impl Into<String>) -> Result<(), StageError> {
        self.declared(SlotKind::Meta, name)?;
        if self.meta.iter().any(|(other, _)| other == name) {
            return Err(StageError::bug(format!("metadata `{name}` is set twice")));
        }
        self.meta.push((name.to_owned(), value.into()));
        Ok(())
    }

    /// Says something about the document that does not hinder the stage, but that whoever reads the result should know: a date
    /// that cannot be, a table that was cut off. It stands in the record's `warnings`, and `rawi run` counts it; of one stage and
    /// one document 100 are kept.
    ///
    /// ```
    /// use rawi_core::{Contract, Doc, Document, Output, Span, Stage, StageError, Verdict};
    ///
    /// struct Short;
    /// impl Stage for Short {
    ///     fn contract(&self) -> Contract {
    ///         Contract::new()
    ///     }
    ///     fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
    ///         if doc.source().len() < 20 {
    ///             out.warn("a very short report");
    ///         }
    ///         Ok(Verdict::Keep)
    ///     }
    /// }
    /// let mut doc = Document::new("a", "نص").unwrap();
    /// doc.apply(&Short).unwrap();
    /// assert_eq!(doc.warnings()[0].message, "a very short report");
    /// ```
    ///
    pub fn warn(&mut self, message: impl Into<String>) {
        self.add_warning(None, message.into());
    }

    /// The same of a place in the text; one that is none is left out.
    pub fn warn_at(&mut self, span: Span, message: impl Into<String>) {
        self.add_warning(Some(span), message.into());
    }

    fn add_warning(&mut self, at: Option<Span>, message: String) {
        match self.warnings.len() {
            MOST_WARNINGS.. => {}
            LAST_WARNING => self.warnings.push((None, "further warnings are left out".to_owned())),
            _ => self.warnings.push((at, message)),
        }
    }

    /// What the stage gave, checked against `source`: spans of whole characters, also inside values, numbers
    /// that are finite, no overlap where the layer has none, views aligned, everything there that the contract provides. A layer that was never begun is empty.
    ///
    /// # Errors
    /// `Bug`, naming the slot.
    pub(crate) fn finish(self, source: &str) -> Result<Changes, StageError> {
        let in_slot =
            |kind, name: &str, error: StageError| StageError::bug(format!("{}: {error}", Slot::new(kind, name)));
        let place = |span: &Span| source.get(span.range()).is_some_and(|text| !text.is_empty());
        let warnings = self.warnings.into_iter().map(|(at, message)| (at.filter(place), message)).collect();
        let mut changes = Changes { refined: self.refined, meta: self.meta, warnings, ..Changes::default() };
        for (name, text, alignment) in self.views {
            let view = View::new(source, text, alignment).map_err(|e| in_slot(SlotKind::View, &name, e))?;
            changes.views.push((name, view));
        }
        for (name, builder) in self.layers {
            let layer = builder.finish(source).map_err(|e| in_slot(SlotKind::Layer, &name, e))?;
            changes.layers.push((name, layer));
        }
        for slot in self.provides {
            match slot.kind {
                SlotKind::View if !changes.views.iter().any(|(name, _)| *name == slot.name) => {
                    return Err(StageError::bug(format!("{slot} is provided by the contract and was not given")));
                }
                SlotKind::Layer if !changes.layers.iter().any(|(name, _)| *name == slot.name) => {
                    let empty = Layer::new::<Value>(source, Vec::new(), Vec::new())?.described(slot.schema);
                    changes.layers.push((slot.name, empty));
                }
                _ => {}
            }
        }
        Ok(changes)
    }
}
