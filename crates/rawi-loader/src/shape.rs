//! What a stage of a plugin reads and gives.

use rawi_core::{Contract, Doc, LayerKey, Slot, StageError, ViewKey};
use rawi_plugin::abi::{LAYER, OPTIONAL, Port, Ports, VIEW};
use rawi_plugin::rows::{self, Encoded, Format, Row};
use rawi_plugin::with_row;

/// The most inputs, or outputs, that a stage may have.
const MOST_PORTS: usize = 1024;

/// A slot, and for a layer the format of its rows.
pub(crate) type Typed = (Slot, Option<Format>);

/// The inputs and outputs of a stage, in its own order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    pub(crate) contract: Contract,
    pub(crate) inputs: Vec<Typed>,
    pub(crate) outputs: Vec<Typed>,
}

impl Shape {
    /// Reads what the plugin's `ports` returned.
    ///
    /// # Safety
    /// A pointer that is not null and is aligned points to ports, and they to as much as they say.
    pub(crate) unsafe fn of(ports: *const Ports) -> Result<Self, String> {
        if ports.is_null() || !ports.is_aligned() {
            return Err("`ports` returned null".to_owned());
        }
        // SAFETY: neither null nor unaligned; the rest is this function's contract.
        let ports: &Ports = unsafe { &*ports };
        if (ports.struct_size as usize) < size_of::<Ports>() {
            return Err(format!(
                "its ports say they have {} bytes, expected {}",
                ports.struct_size,
                size_of::<Ports>()
            ));
        }
        // SAFETY: by this function's contract.
        let (inputs, outputs) = unsafe { (list(ports.inputs, ports.n_inputs)?, list(ports.outputs, ports.n_outputs)?) };
        let mut shape = Self::default();
        for port in inputs {
            // SAFETY: a port's strings are lent as the port is.
            let (name, format) = unsafe { (port.name.get(), port.format.get()) };
            shape.input(name, format, port.kind, port.flags)?;
        }
        for port in outputs {
            // SAFETY: as above.
            let (name, format) = unsafe { (port.name.get(), port.format.get()) };
            shape.output(name, format, port.kind)?;
        }
        Ok(shape)
    }

    pub(crate) fn input(&mut self, name: &[u8], format: &[u8], kind: u32, flags: u32) -> Result<(), String> {
        let (slot, format) = typed(name, format, kind, self.inputs.len())?;
        let of_its_kind = if flags & OPTIONAL == 0 { &mut self.contract.requires } else { &mut self.contract.optional };
        of_its_kind.push(slot.clone());
        self.inputs.push((slot, format));
        Ok(())
    }

    pub(crate) fn output(&mut self, name: &[u8], format: &[u8], kind: u32) -> Result<(), String> {
        let (slot, format) = typed(name, format, kind, self.outputs.len())?;
        if self.contract.provides.contains(&slot) {
            return Err(format!("it gives {slot} twice"));
        }
        self.contract.provides.push(slot.clone());
        self.outputs.push((slot, format));
        Ok(())
    }

    /// The inputs as they stand in `doc`, each as rows; `None` for one that is not there.
    pub(crate) fn encode(&self, doc: Doc<'_>) -> Result<Vec<Option<Encoded>>, StageError> {
        let mut inputs = Vec::with_capacity(self.inputs.len());
        for (slot, format) in &self.inputs {
            inputs.push(match format {
                None => doc.optional_view(&ViewKey::named(slot.name.clone()))?.map(rows::encode_view),
                Some(format) => with_row!(*format, R => {
                    let key = LayerKey::<<R as Row>::Value>::named(slot.name.clone());
                    doc.optional(&key)?.map(|layer| rows::encode::<R>(&layer)).transpose()?
                }),
            });
        }
        Ok(inputs)
    }
}

/// # Safety
/// `ports` that is not null points to `count` ports that stay as they are.
unsafe fn list<'a>(ports: *const Port, count: u32) -> Result<&'a [Port], String> {
    if count == 0 {
        return Ok(&[]);
    }
    if count as usize > MOST_PORTS || ports.is_null() || !ports.is_aligned() {
        return Err(format!("its list of {count} ports is null or too long; {MOST_PORTS} are the most"));
    }
    // SAFETY: neither null nor unaligned nor long; the rest is this function's contract.
    Ok(unsafe { std::slice::from_raw_parts(ports, count as usize) })
}

fn typed(name: &[u8], format: &[u8], kind: u32, already: usize) -> Result<Typed, String> {
    let utf8 = |bytes| std::str::from_utf8(bytes).map_err(|error| format!("the name of a port is not UTF-8: {error}"));
    let (name, format) = (utf8(name)?, utf8(format)?);
    if name.is_empty() {
        return Err("a port has no name".to_owned());
    }
    if already >= MOST_PORTS {
        return Err(format!("it has more than {MOST_PORTS} ports"));
    }
    match kind {
        VIEW if format == Format::RUNS => Ok((Slot::view(name), None)),
        LAYER => match Format::from_text(format) {
            Some(known) => Ok((Slot::layer(name), Some(known))),
            None => Err(format!("layer `{name}` has rows `{format}`, which this rawi does not know")),
        },
        VIEW => Err(format!("view `{name}` has runs `{format}`, expected `{}`", Format::RUNS)),
        kind => Err(format!("`{name}` is of kind {kind}, expected {VIEW} (a view) or {LAYER} (a layer)")),
    }
}
