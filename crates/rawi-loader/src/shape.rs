//! What a stage of a plugin reads and gives.

use rawi_core::schema::Schema;
use rawi_core::{Contract, Doc, LayerKey, Slot, SlotKind, StageError, ViewKey};
use rawi_plugin::abi::{Bytes, LAYER, META, OPTIONAL, PORTS_1_0, Port, Ports, REFINES, VIEW};
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

/// A port as a plugin declares it, wherever its bytes lie.
pub(crate) struct Declared<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) format: &'a [u8],
    /// The schema of its layer; empty if it has none.
    pub(crate) schema: &'a [u8],
    pub(crate) kind: u32,
    pub(crate) flags: u32,
}

impl<'a> Declared<'a> {
    /// # Safety
    /// The texts of `port`, and `schema`, stay as they are.
    unsafe fn of(port: &'a Port, schema: Option<&'a Bytes>) -> Self {
        // SAFETY: this function's contract.
        let (name, format, schema) =
            unsafe { (port.name.get(), port.format.get(), schema.map_or(&[][..], |schema| schema.get())) };
        Self { name, format, schema, kind: port.kind, flags: port.flags }
    }
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
        // SAFETY: neither null nor unaligned; every struct begins with its size.
        let size = unsafe { (*ports).struct_size } as usize;
        if size < PORTS_1_0 {
            return Err(format!("its ports say they have {size} bytes, expected {PORTS_1_0} or more"));
        }
        // SAFETY: so many bytes are there. No reference is made: a plugin of 1.0 has fewer than the type.
        let (inputs, outputs) =
            unsafe { (list((*ports).inputs, (*ports).n_inputs)?, list((*ports).outputs, (*ports).n_outputs)?) };
        let (of_inputs, of_outputs) = if size < size_of::<Ports>() {
            (&[][..], &[][..])
        } else {
            // SAFETY: as above; by this function's contract as many as there are ports.
            unsafe {
                (schemas((*ports).input_schemas, inputs.len())?, schemas((*ports).output_schemas, outputs.len())?)
            }
        };
        let mut shape = Self::default();
        for (i, port) in inputs.iter().enumerate() {
            // SAFETY: a port's strings are lent as the port is.
            shape.input(&unsafe { Declared::of(port, of_inputs.get(i)) })?;
        }
        for (i, port) in outputs.iter().enumerate() {
            // SAFETY: as above.
            shape.output(&unsafe { Declared::of(port, of_outputs.get(i)) })?;
        }
        Ok(shape)
    }

    pub(crate) fn input(&mut self, port: &Declared<'_>) -> Result<(), String> {
        let (slot, format) = typed(port, self.inputs.len())?;
        if slot.kind == SlotKind::Meta {
            return Err(format!("{slot} is an input; every stage gets all metadata, so take it out of the inputs"));
        }
        let of_its_kind =
            if port.flags & OPTIONAL == 0 { &mut self.contract.requires } else { &mut self.contract.optional };
        of_its_kind.push(slot.clone());
        self.inputs.push((slot, format));
        Ok(())
    }

    pub(crate) fn output(&mut self, port: &Declared<'_>) -> Result<(), String> {
        let (slot, format) = typed(port, self.outputs.len())?;
        if self.contract.provides.contains(&slot) {
            return Err(format!("it gives {slot} twice"));
        }
        if port.flags & REFINES != 0 {
            if slot.kind != SlotKind::Meta {
                return Err(format!("{slot} has the flag of metadata that is refined; name it as an input, too"));
            }
            self.contract.requires.push(slot.clone());
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

/// # Safety
/// `schemas` that is not null points to `count` texts that stay as they are.
unsafe fn schemas<'a>(schemas: *const Bytes, count: usize) -> Result<&'a [Bytes], String> {
    if schemas.is_null() || count == 0 {
        return Ok(&[]);
    }
    if !schemas.is_aligned() {
        return Err("the pointer to the schemas of its ports is unaligned".to_owned());
    }
    // SAFETY: neither null nor unaligned nor long, as `list` saw; the rest is this function's contract.
    Ok(unsafe { std::slice::from_raw_parts(schemas, count) })
}

/// The most bytes that a schema may have.
const MOST_SCHEMA: usize = 1 << 20;

fn typed(port: &Declared<'_>, already: usize) -> Result<Typed, String> {
    let Declared { name, format, schema, kind, .. } = *port;
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
            Some(known) => {
                let schema = if known == Format::Json { declared(name, schema)? } else { known.schema(name) };
                Ok((Slot::layer(name).with_schema(schema), Some(known)))
            }
            None => Err(format!("layer `{name}` has rows `{format}`, which this rawi does not know")),
        },
        META if format.is_empty() => Ok((Slot::meta(name), None)),
        META => Err(format!("metadata `{name}` has rows `{format}`, and has none")),
        VIEW => Err(format!("view `{name}` has runs `{format}`, expected `{}`", Format::RUNS)),
        kind => {
            Err(format!("`{name}` is of kind {kind}, expected {VIEW} (a view), {LAYER} (a layer) or {META} (metadata)"))
        }
    }
}

/// The schema that a port declares for a layer of JSON, if it does.
fn declared(name: &str, schema: &[u8]) -> Result<Option<Schema>, String> {
    if schema.is_empty() {
        return Ok(None);
    }
    if schema.len() > MOST_SCHEMA {
        return Err(format!("layer `{name}`: its schema has {} bytes, {MOST_SCHEMA} are the most", schema.len()));
    }
    let json =
        serde_json::from_slice(schema).map_err(|error| format!("layer `{name}`: its schema is not JSON: {error}"))?;
    let schema = Schema::from_json(&json).map_err(|error| format!("layer `{name}`: its schema: {error}"))?;
    Ok(Some(schema))
}
