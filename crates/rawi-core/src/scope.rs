use crate::alignment::View;
use crate::contract::Contract;
use crate::doc::Readable;
use crate::document::Document;
use crate::error::StageError;
use crate::layer::Layer;
use crate::meta::Meta;
use crate::renames::Renames;
use crate::slot::{Slot, SlotKind};
use std::cell::OnceCell;

/// A document as one stage may see it: the slots that its contract reads, under the stage's own names.
pub struct Scope<'a> {
    document: &'a Document,
    contract: &'a Contract,
    renames: &'a Renames,
    /// The metadata, where the stage has other names for some that it reads.
    meta: OnceCell<Meta>,
}

impl<'a> Scope<'a> {
    /// `document` for a stage with `contract` (in its own names) and `renames`.
    #[must_use]
    pub fn new(document: &'a Document, contract: &'a Contract, renames: &'a Renames) -> Self {
        Self { document, contract, renames, meta: OnceCell::new() }
    }

    /// The metadata that the stage reads under another name than the document has.
    fn renamed_meta(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let (contract, renames) = (self.contract, self.renames);
        let read = contract.requires.iter().chain(&contract.optional).filter(|slot| slot.kind == SlotKind::Meta);
        read.map(|slot| (slot.name.as_str(), renames.apply(&slot.name))).filter(|(own, name)| own != name)
    }

    fn declared(&self, kind: SlotKind, name: &str) -> Result<(), StageError> {
        if self.contract.reads(kind, name) {
            return Ok(());
        }
        let slot = Slot::new(kind, name);
        Err(StageError::bug(format!("reads {slot}, which its contract neither requires nor names as optional")))
    }
}

impl Readable for Scope<'_> {
    fn id(&self) -> &str {
        self.document.id()
    }
    fn source(&self) -> &str {
        self.document.source()
    }
    fn meta(&self) -> &Meta {
        if self.renames.is_empty() || self.renamed_meta().next().is_none() {
            return self.document.meta();
        }
        self.meta.get_or_init(|| {
            let mut meta = self.document.meta().clone();
            for (own, name) in self.renamed_meta() {
                meta.set(own, self.document.meta().get(name).unwrap_or_default());
            }
            meta
        })
    }
    fn view(&self, name: &str) -> Result<Option<&View>, StageError> {
        self.declared(SlotKind::View, name)?;
        Ok(self.document.view(self.renames.apply(name)))
    }
    fn layer(&self, name: &str) -> Result<Option<&Layer>, StageError> {
        self.declared(SlotKind::Layer, name)?;
        Ok(self.document.raw_layer(self.renames.apply(name)))
    }
}
