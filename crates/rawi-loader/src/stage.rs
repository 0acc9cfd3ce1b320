//! A plugin's stage as a [`Stage`].

use crate::host::{Create, Current, HOST, Process};
use rawi_core::{Assets, Contract, Doc, LayerKey, Output, Slot, Stage, StageError, Verdict, ViewKey};
use rawi_plugin::abi::{
    self, Bytes, Call, DROP, Data, LAYER, OK, OPTIONAL, Pair, Port, Ports, Setup, StageTable, VIEW,
};
use rawi_plugin::rows::{self, Encoded, Format, Row};
use rawi_plugin::with_row;
use serde_json::Value;
use std::ffi::c_void;

/// The most inputs, or outputs, that a stage may have.
const MOST_PORTS: u32 = 1024;

pub(crate) struct Loaded {
    table: &'static StageTable,
    handle: *mut c_void,
    /// `plugin libx.so, stage y`.
    who: String,
    contract: Contract,
    inputs: Vec<(Slot, Option<Format>)>,
    outputs: Vec<(Slot, Option<Format>)>,
}

// SAFETY: the ABI says that `process` may be called by many threads at once and `destroy` by any; the handle is only
// passed back.
unsafe impl Send for Loaded {}
// SAFETY: as above.
unsafe impl Sync for Loaded {}

impl Drop for Loaded {
    fn drop(&mut self) {
        if let Some(destroy) = self.table.destroy {
            // SAFETY: once, with what `create` gave; nobody else can have this stage now.
            unsafe { destroy(self.handle) };
        }
    }
}

impl Loaded {
    pub(crate) fn create(
        file: &str,
        stage: &str,
        table: &'static StageTable,
        options: &Value,
        assets: &Assets<'_>,
    ) -> Result<Self, StageError> {
        let who = format!("plugin {file}, stage {stage}");
        let config = options.to_string();
        let setup = Setup {
            struct_size: size_of::<Setup>() as u32,
            zero: 0,
            host: &raw const HOST,
            config: Bytes::of(config.as_bytes()),
        };
        let mut create = Create { setup, assets, refused: None, lent: Vec::new() };
        let mut handle = std::ptr::null_mut();
        let status = {
            let place = (&raw mut create).cast::<Setup>();
            let _current = Current::enter(place);
            // SAFETY: called as the ABI says; the setup and what it lends live until it returns.
            table.create.map(|create| unsafe { create(place, &raw mut handle) })
        };
        match (status, create.refused) {
            (Some(OK), None) => {}
            (_, Some(why)) => return Err(StageError::asset(why)),
            (status, None) => {
                let status = status.unwrap_or_default();
                return Err(StageError::asset(format!("{who}: `create` returned {status} and did not say why")));
            }
        }
        let none = Vec::new;
        let mut loaded = Self { table, handle, who, contract: Contract::new(), inputs: none(), outputs: none() };
        loaded.read_ports().map_err(|what| StageError::asset(format!("{}: {what}", loaded.who)))?;
        Ok(loaded)
    }

    fn read_ports(&mut self) -> Result<(), String> {
        // SAFETY: called as the ABI says, with what `create` gave.
        let ports = self.table.ports.map_or(std::ptr::null(), |ports| unsafe { ports(self.handle) });
        if ports.is_null() || !ports.is_aligned() {
            return Err("`ports` returned null".to_owned());
        }
        // SAFETY: neither null nor unaligned; lent until `destroy`.
        let ports: &Ports = unsafe { &*ports };
        if (ports.struct_size as usize) < size_of::<Ports>() {
            return Err(format!(
                "its ports say they have {} bytes, expected {}",
                ports.struct_size,
                size_of::<Ports>()
            ));
        }
        // SAFETY: lent until `destroy`, as many as it says.
        let (inputs, outputs) = unsafe { (list(ports.inputs, ports.n_inputs)?, list(ports.outputs, ports.n_outputs)?) };
        for port in inputs {
            let (slot, format) = read_port(port)?;
            if port.flags & OPTIONAL == 0 {
                self.contract.requires.push(slot.clone());
            } else {
                self.contract.optional.push(slot.clone());
            }
            self.inputs.push((slot, format));
        }
        for port in outputs {
            let (slot, format) = read_port(port)?;
            if self.contract.provides.contains(&slot) {
                return Err(format!("it gives {slot} twice"));
            }
            self.contract.provides.push(slot.clone());
            self.outputs.push((slot, format));
        }
        Ok(())
    }

    fn encode(&self, doc: Doc<'_>) -> Result<Vec<Option<Encoded>>, StageError> {
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
    if count > MOST_PORTS || ports.is_null() || !ports.is_aligned() {
        return Err(format!("its list of {count} ports is null or too long; {MOST_PORTS} are the most"));
    }
    // SAFETY: neither null nor unaligned nor long; the rest is this function's contract.
    Ok(unsafe { std::slice::from_raw_parts(ports, count as usize) })
}

fn read_port(port: &Port) -> Result<(Slot, Option<Format>), String> {
    // SAFETY: a port's strings are lent as the port is.
    let (name, format) = unsafe { (port.name.get(), port.format.get()) };
    let utf8 = |bytes| std::str::from_utf8(bytes).map_err(|error| format!("the name of a port is not UTF-8: {error}"));
    let (name, format) = (utf8(name)?, utf8(format)?);
    if name.is_empty() {
        return Err("a port has no name".to_owned());
    }
    match port.kind {
        VIEW if format == Format::RUNS => Ok((Slot::view(name), None)),
        LAYER => match Format::from_text(format) {
            Some(known) => Ok((Slot::layer(name), Some(known))),
            None => Err(format!("layer `{name}` has rows `{format}`, which this rawi does not know")),
        },
        VIEW => Err(format!("view `{name}` has runs `{format}`, expected `{}`", Format::RUNS)),
        kind => Err(format!("`{name}` is of kind {kind}, expected {VIEW} (a view) or {LAYER} (a layer)")),
    }
}

impl Stage for Loaded {
    fn contract(&self) -> Contract {
        self.contract.clone()
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let inputs = self.encode(doc)?;
        let data: Vec<Data> = inputs.iter().map(|input| input.as_ref().map_or(Data::ABSENT, Encoded::data)).collect();
        let pair =
            |(name, value): (&str, &str)| Pair { name: Bytes::of(name.as_bytes()), value: Bytes::of(value.as_bytes()) };
        let meta: Vec<Pair> = doc.meta().iter().map(pair).collect();
        let call = Call {
            struct_size: size_of::<Call>() as u32,
            n_meta: meta.len() as u32,
            host: &raw const HOST,
            id: Bytes::of(doc.id().as_bytes()),
            source: Bytes::of(doc.source().as_bytes()),
            inputs: data.as_ptr(),
            meta: meta.as_ptr(),
        };
        let mut process = Process {
            call,
            who: &self.who,
            source: doc.source(),
            outputs: &self.outputs,
            given: vec![false; self.outputs.len()],
            out,
            failed: None,
            dropped: None,
        };
        let status = {
            let place = (&raw mut process).cast::<Call>();
            let _current = Current::enter(place);
            // SAFETY: called as the ABI says; the call and what it lends live until it returns.
            self.table.process.map_or(abi::E_FAILED, |run| unsafe { run(self.handle, place) })
        };
        if let Some(error) = process.failed {
            return Err(error);
        }
        let bug = |what: String| Err(StageError::bug(format!("{}: {what}", self.who)));
        match (status, process.dropped) {
            (OK, None) => Ok(Verdict::Keep),
            (DROP, Some(reason)) => Ok(Verdict::Drop(reason)),
            (DROP, None) => bug("`process` drops the document without a reason".to_owned()),
            (OK, Some(_)) => bug("`process` gave a reason to drop the document, and returned 0".to_owned()),
            (status, _) => bug(format!("`process` returned {status} and did not say why")),
        }
    }
}
