use crate::layer::ErasedBuilder;
use crate::{
    Alignment, Contract, Layer, LayerBuilder, LayerKey, LayerValue, Slot, SlotKind, StageError, View, ViewKey,
};
use serde_json::Value;

/// Where a stage puts what it gives. Only slots that its contract provides can be written; whoever drives the
/// stage commits them, all or none.
#[derive(Default)]
pub struct Output {
    provides: Vec<Slot>,
    layers: Vec<(String, Box<dyn ErasedBuilder>)>,
    views: Vec<(String, String, Alignment)>,
}

impl Output {
    /// An output for a stage with this contract.
    #[must_use]
    pub fn new(contract: &Contract) -> Self {
        Self { provides: contract.provides.clone(), ..Self::default() }
    }

    fn declared(&self, kind: SlotKind, name: &str) -> Result<(), StageError> {
        if self.provides.iter().any(|slot| slot.kind == kind && slot.name == name) {
            return Ok(());
        }
        let slot = Slot { kind, name: name.to_owned() };
        Err(StageError::bug(format!("writes {slot}, which its contract does not provide")))
    }

    /// The builder of a layer; the same one when asked again.
    ///
    /// # Errors
    /// `Bug`, if the contract does not provide the layer or it was begun with another type.
    pub fn layer<T: LayerValue>(&mut self, key: &LayerKey<T>) -> Result<&mut LayerBuilder<T>, StageError> {
        self.declared(SlotKind::Layer, key.name())?;
        let index = match self.layers.iter().position(|(name, _)| name == key.name()) {
            Some(index) => index,
            None => {
                self.layers.push((key.name().to_owned(), Box::new(LayerBuilder::<T>::new())));
                self.layers.len() - 1
            }
        };
        self.layers[index]
            .1
            .as_any_mut()
            .downcast_mut()
            .ok_or_else(|| StageError::bug(format!("layer `{}` is written with two types", key.name())))
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

    /// What the stage gave, checked against `source`: spans of whole characters, views aligned, everything there
    /// that the contract provides. A layer that was never begun is empty.
    ///
    /// # Errors
    /// `Bug`, naming the slot.
    pub fn finish(self, source: &str) -> Result<Changes, StageError> {
        let in_slot = |kind, name: &str, error: StageError| {
            let slot = Slot { kind, name: name.to_owned() };
            StageError::bug(format!("{slot}: {error}"))
        };
        let mut changes = Changes::default();
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
                    changes.layers.push((slot.name, Layer::new::<Value>(source, Vec::new(), Vec::new())?));
                }
                _ => {}
            }
        }
        Ok(changes)
    }
}

/// Checked views and layers that a stage gave, in the stage's own names.
#[derive(Debug, Default)]
pub struct Changes {
    /// Views by name.
    pub views: Vec<(String, View)>,
    /// Layers by name.
    pub layers: Vec<(String, Layer)>,
}
