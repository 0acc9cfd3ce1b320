//! A stage of a plugin in this process.

use crate::current::Current;
use crate::host::{Create, Destination, HOST, Process, TELL, Told};
use crate::logged;
use crate::shape::Shape;
use rawi_core::{Assets, Contract, Doc, Output, Stage, StageError, Verdict};
use rawi_plugin::abi::{self, Bytes, Call, Data, OK, Pair, Setup, StageTable};
use rawi_plugin::rows::Encoded;
use std::ffi::c_void;

/// What `create` made.
pub(crate) struct Instance {
    table: &'static StageTable,
    handle: *mut c_void,
    /// `plugin libx.so, stage y`.
    who: String,
    pub(crate) shape: Shape,
}

// SAFETY: the ABI says that `process` may be called by many threads at once and `destroy` by any; the handle is only
// passed back.
unsafe impl Send for Instance {}
// SAFETY: as above.
unsafe impl Sync for Instance {}

impl Drop for Instance {
    fn drop(&mut self) {
        if let Some(destroy) = self.table.destroy {
            let _current = Current::enter(std::ptr::null_mut::<Setup>(), &self.who, "");
            // SAFETY: once, with what `create` gave; nobody else can have this stage now.
            unsafe { destroy(self.handle) };
        }
    }
}

/// A document as it is lent to a plugin.
pub(crate) struct Lent<'a> {
    pub(crate) id: &'a str,
    pub(crate) source: &'a str,
    pub(crate) meta: &'a [Pair],
    /// In the order of the stage's inputs, and as many.
    pub(crate) inputs: &'a [Data],
}

impl Instance {
    /// Makes a stage from `config`, a JSON object.
    pub(crate) fn create(
        who: String,
        table: &'static StageTable,
        config: &str,
        assets: &Assets<'_>,
    ) -> Result<Self, StageError> {
        let setup = Setup {
            struct_size: size_of::<Setup>() as u32,
            zero: 0,
            host: &raw const HOST,
            config: Bytes::of(config.as_bytes()),
            log_level: logged::level(),
            zero_too: 0,
        };
        let mut create = Create { setup, assets, refused: None, lent: Vec::new() };
        let mut handle = std::ptr::null_mut();
        let status = {
            let place = (&raw mut create).cast::<Setup>();
            let _current = Current::enter(place, &who, "");
            // SAFETY: called as the ABI says; the setup and what it lends live until it returns.
            table.create.map(|create| unsafe { create(place, &raw mut handle) })
        };
        match (status, create.refused) {
            (Some(OK), None) => {}
            (_, Some(why)) => return Err(StageError::asset(why)),
            (status, None) => {
                let status = status.unwrap_or_default();
                return Err(StageError::asset(format!(
                    "{who}: `create` returned {status} and did not say why; {TELL}"
                )));
            }
        }
        let mut instance = Self { table, handle, who, shape: Shape::default() };
        let shape = {
            let _current = Current::enter(std::ptr::null_mut::<Setup>(), &instance.who, "");
            // SAFETY: called as the ABI says, with what `create` gave; what it returns is lent until `destroy`.
            unsafe { Shape::of(table.ports.map_or(std::ptr::null(), |ports| ports(handle))) }
        };
        instance.shape = shape.map_err(|what| StageError::asset(format!("{}: {what}; {TELL}", instance.who)))?;
        Ok(instance)
    }

    /// Gives a document to the plugin; what it gives goes to `to`.
    pub(crate) fn call(&self, doc: &Lent<'_>, to: Destination<'_>) -> Result<Verdict, StageError> {
        let call = Call {
            struct_size: size_of::<Call>() as u32,
            n_meta: doc.meta.len() as u32,
            host: &raw const HOST,
            id: Bytes::of(doc.id.as_bytes()),
            source: Bytes::of(doc.source.as_bytes()),
            inputs: doc.inputs.as_ptr(),
            meta: doc.meta.as_ptr(),
        };
        let mut process = Process::new(call, Told::new(&self.who, doc.source, &self.shape.outputs, to));
        let status = {
            let place = (&raw mut process).cast::<Call>();
            let _current = Current::enter(place, &self.who, doc.id);
            // SAFETY: called as the ABI says; the call and what it lends live until it returns.
            self.table.process.map_or(abi::E_FAILED, |run| unsafe { run(self.handle, place) })
        };
        process.told.verdict(status)
    }
}

impl Stage for Instance {
    fn contract(&self) -> Contract {
        self.shape.contract.clone()
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let inputs = self.shape.encode(doc)?;
        let data: Vec<Data> = inputs.iter().map(|input| input.as_ref().map_or(Data::ABSENT, Encoded::data)).collect();
        let pair =
            |(name, value): (&str, &str)| Pair { name: Bytes::of(name.as_bytes()), value: Bytes::of(value.as_bytes()) };
        let meta: Vec<Pair> = doc.meta().iter().map(pair).collect();
        let lent = Lent { id: doc.id(), source: doc.source(), meta: &meta, inputs: &data };
        self.call(&lent, Destination::Output(out))
    }
}
