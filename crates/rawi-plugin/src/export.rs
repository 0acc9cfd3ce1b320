//! The plugin's side: what `export_stages!` makes of a [`StageConfig`].

use crate::abi::{
    self, Bytes, Call, Data, E_FAILED, LAYER, META, OK, OPTIONAL, Port, Ports, REFINES, Range, Setup, StageTable,
    Status, VIEW,
};
use crate::guard::guarded;
use crate::heard;
use crate::rows::{self, Encoded, Format};
use crate::with_row;
use rawi_core::host::{self, Changes};
use rawi_core::{
    AssetSource, Assets, Contract, Doc, Layer, Meta, Output, Readable, Slot, SlotKind, Span, Stage, StageConfig,
    StageError, Verdict, View,
};
use std::cell::OnceCell;
use std::ffi::c_void;
use std::marker::PhantomData;
use std::sync::Arc;

/// A stage as the host calls it.
pub struct Exported<C>(PhantomData<C>);

impl<C: StageConfig> Exported<C> {
    /// The table of the stage.
    pub const STAGE: StageTable = StageTable {
        struct_size: size_of::<StageTable>() as u32,
        zero: 0,
        name: Bytes::of(C::NAME.as_bytes()),
        version: Bytes::of(C::VERSION.as_bytes()),
        summary: Bytes::of(C::SUMMARY.as_bytes()),
        cases: Bytes::of(C::CASES.as_bytes()),
        schema: Some(schema::<C>),
        create: Some(create::<C>),
        ports: Some(ports),
        process: Some(process),
        destroy: Some(destroy),
    };
}

/// A stage, with what the host borrows of it.
struct Instance {
    stage: Box<dyn Stage>,
    contract: Contract,
    inputs: Vec<Slot>,
    ports: Ports,
    // What `ports` points into, as `inputs` and `contract` are.
    _ports: (Vec<Port>, Vec<Port>),
    _schemas: (Vec<Bytes>, Vec<Bytes>, Vec<String>),
}

impl Instance {
    fn new(stage: Box<dyn Stage>) -> Self {
        let contract = stage.contract();
        // Metadata always crosses, whole.
        let crosses = |slot: &&Slot| slot.kind != SlotKind::Meta;
        let required = contract.requires.iter().filter(crosses).count();
        let inputs: Vec<Slot> = contract.requires.iter().chain(&contract.optional).filter(crosses).cloned().collect();
        let port = |slot: &Slot, flags: u32| {
            let (kind, format) = match slot.kind {
                SlotKind::View => (VIEW, Format::RUNS),
                SlotKind::Layer => (LAYER, Format::of_layer(&slot.name).text()),
                SlotKind::Meta => (META, ""),
            };
            Port { name: Bytes::of(slot.name.as_bytes()), format: Bytes::of(format.as_bytes()), kind, flags }
        };
        let reads: Vec<Port> =
            inputs.iter().enumerate().map(|(i, slot)| port(slot, if i < required { 0 } else { OPTIONAL })).collect();
        let of_output = |slot: &Slot| match slot.kind {
            SlotKind::Meta if contract.is_refined(slot) => REFINES,
            _ => 0,
        };
        let gives: Vec<Port> = contract.provides.iter().map(|slot| port(slot, of_output(slot))).collect();
        // The layers of fixed rows are known by their rows.
        let mut texts = Vec::new();
        let mut schemas = |slots: &[Slot]| -> Vec<Bytes> {
            let schema = |slot: &Slot| match &slot.schema {
                Some(schema) if Format::of_layer(&slot.name) == Format::Json => {
                    texts.push(schema.to_json().to_string());
                    texts.last().map_or(Bytes::of(&[]), |text| Bytes::of(text.as_bytes()))
                }
                _ => Bytes::of(&[]),
            };
            slots.iter().map(schema).collect()
        };
        let (of_inputs, of_outputs) = (schemas(&inputs), schemas(&contract.provides));
        let ports = Ports {
            struct_size: size_of::<Ports>() as u32,
            n_inputs: reads.len() as u32,
            n_outputs: gives.len() as u32,
            zero: 0,
            inputs: reads.as_ptr(),
            outputs: gives.as_ptr(),
            input_schemas: of_inputs.as_ptr(),
            output_schemas: of_outputs.as_ptr(),
        };
        Self { stage, contract, inputs, ports, _ports: (reads, gives), _schemas: (of_inputs, of_outputs, texts) }
    }
}

/// An error and what led to it, in one line.
fn message(error: &StageError) -> String {
    let mut message = error.message().to_owned();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    message
}

unsafe extern "C" fn schema<C: StageConfig>() -> Bytes {
    // Asked once, and borrowed as long as the program runs. A panic gives nothing, which is no JSON.
    guarded(|| Bytes::of(C::schema().to_string().leak().as_bytes())).unwrap_or(Bytes::of(&[]))
}

unsafe extern "C" fn create<C: StageConfig>(setup: *mut Setup, stage: *mut *mut c_void) -> Status {
    let built = guarded(|| {
        // SAFETY: the host lends it until `create` returns.
        unsafe { heard::listen(setup) };
        // SAFETY: the host lends the setup and what it points to until `create` returns.
        let config = unsafe { (*setup).config.get() };
        let config: C = serde_json::from_slice(config)
            .map_err(|error| StageError::asset(format!("the options cannot be read: {error}")))?;
        let files = Files(setup);
        config.build(&Assets::new(&files)).map(Instance::new)
    });
    let why = match built {
        Ok(Ok(instance)) => {
            // SAFETY: the host lends a place for the pointer.
            unsafe { *stage = Box::into_raw(Box::new(instance)).cast() };
            return OK;
        }
        Ok(Err(error)) => message(&error),
        Err(panic) => panic,
    };
    // SAFETY: the host's table lives as long as the program, and the setup until `create` returns.
    unsafe { ((*(*setup).host).refuse)(setup, Bytes::of(why.as_bytes())) }
}

struct Files(*mut Setup);

impl AssetSource for Files {
    fn read(&self, name: &str) -> Result<Arc<[u8]>, StageError> {
        let mut bytes = Bytes::of(&[]);
        // SAFETY: the setup lives until `create` returns, and this reader with it.
        let status = unsafe { ((*(*self.0).host).asset)(self.0, Bytes::of(name.as_bytes()), &raw mut bytes) };
        // SAFETY: what the host lends here lives until `create` returns.
        let bytes = unsafe { bytes.get() };
        if status == OK { Ok(bytes.into()) } else { Err(StageError::asset(String::from_utf8_lossy(bytes))) }
    }

    fn warn(&self, message: &str) {
        // SAFETY: as above.
        unsafe { ((*(*self.0).host).warn)(self.0, Bytes::of(message.as_bytes())) };
    }
}

unsafe extern "C" fn ports(stage: *mut c_void) -> *const Ports {
    // SAFETY: the host gives back what `create` gave, before `destroy`.
    let instance = unsafe { &*stage.cast::<Instance>() };
    &raw const instance.ports
}

unsafe extern "C" fn destroy(stage: *mut c_void) {
    // SAFETY: the host gives back what `create` gave, once.
    let instance = unsafe { Box::from_raw(stage.cast::<Instance>()) };
    let _ = guarded(|| drop(instance));
}

unsafe extern "C" fn process(stage: *mut c_void, call: *mut Call) -> Status {
    // SAFETY: the host gives back what `create` gave; many threads at once read it, and a `Stage` is `Sync`.
    let instance = unsafe { &*stage.cast::<Instance>() };
    let fail = |blame: u32, at: Range, why: &str| {
        // SAFETY: the host's table lives as long as the program, and the call until `process` returns.
        unsafe { ((*(*call).host).fail)(call, blame, at, Bytes::of(why.as_bytes())) }
    };
    match guarded(|| run(instance, call)) {
        Ok(Ok(Verdict::Keep)) => OK,
        // SAFETY: as above.
        Ok(Ok(Verdict::Drop(reason))) => unsafe { ((*(*call).host).drop)(call, Bytes::of(reason.as_bytes())) },
        Ok(Err(Failed::Stage(error))) => fail(rows::blame(error.kind()), range(error.span()), &message(&error)),
        // The host knows.
        Ok(Err(Failed::Refused)) => E_FAILED,
        Err(panic) => fail(abi::BLAME_BUG, range(None), &panic),
    }
}

/// A place in the text as it crosses; 0 to 0 is none.
fn range(span: Option<Span>) -> Range {
    span.map_or(Range { start: 0, end: 0 }, |span| Range { start: span.start() as u32, end: span.end() as u32 })
}

enum Failed {
    Stage(StageError),
    Refused,
}

impl From<StageError> for Failed {
    fn from(error: StageError) -> Self {
        Self::Stage(error)
    }
}

fn run(instance: &Instance, call: *mut Call) -> Result<Verdict, Failed> {
    // SAFETY: the call and what it lends stay as they are until `process` returns.
    let reader = unsafe { Reader::new(instance, call) };
    let mut out = Output::new(&instance.contract);
    let verdict = instance.stage.process(Doc::new(&reader), &mut out)?;
    if verdict != Verdict::Keep {
        return Ok(verdict);
    }
    let Changes { views, layers, meta, warnings, .. } = host::finish(out, reader.source)?;
    // SAFETY: the call is not over, and the host's table lives as long as the program.
    if let Some(host) = unsafe { heard::of_1_2((*call).host) } {
        for (at, message) in warnings {
            // SAFETY: as above; the host copies before it returns.
            unsafe { (host.warn_at)(call, range(at), Bytes::of(message.as_bytes())) };
        }
    }
    let emit = |kind: SlotKind, name: &str, encoded: &Encoded| {
        let of_name = |slot: &Slot| slot.kind == kind && slot.name == name;
        let Some(port) = instance.contract.provides.iter().position(of_name) else {
            let message = format!("gives `{name}`, which its contract does not provide");
            return Err(Failed::Stage(StageError::bug(message)));
        };
        let data = encoded.data();
        // SAFETY: the call is not over; the host copies before it returns.
        let status = unsafe { ((*(*call).host).emit)(call, port as u32, &raw const data) };
        if status == OK { Ok(()) } else { Err(Failed::Refused) }
    };
    for (name, view) in &views {
        emit(SlotKind::View, name, &rows::encode_view(view))?;
    }
    for (name, value) in &meta {
        emit(SlotKind::Meta, name, &rows::encode_meta(value))?;
    }
    for (name, layer) in layers.iter().filter(|(_, layer)| !layer.is_empty()) {
        let encoded = with_row!(Format::of_layer(name), R => rows::encode::<R>(&layer.typed(name)?)?);
        emit(SlotKind::Layer, name, &encoded)?;
    }
    Ok(Verdict::Keep)
}

/// A call, read as a document. What is never asked for is never decoded.
struct Reader<'a> {
    instance: &'a Instance,
    call: &'a Call,
    id: &'a str,
    source: &'a str,
    meta: OnceCell<Meta>,
    inputs: &'a [Data],
    read: Vec<OnceCell<Input>>,
}

#[allow(clippy::large_enum_variant)] // inputs are few, and live for one call
enum Input {
    View(View),
    Layer(Layer),
}

impl<'a> Reader<'a> {
    /// # Safety
    /// `call` and what it lends stay as they are for `'a`.
    unsafe fn new(instance: &'a Instance, call: *const Call) -> Self {
        // SAFETY: by the contract; the host lends UTF-8 and as many inputs as there are ports.
        unsafe {
            let call = &*call;
            let inputs = match instance.inputs.len() {
                0 => &[],
                n => std::slice::from_raw_parts(call.inputs, n),
            };
            Self {
                instance,
                call,
                id: std::str::from_utf8_unchecked(call.id.get()),
                source: std::str::from_utf8_unchecked(call.source.get()),
                meta: OnceCell::new(),
                inputs,
                read: inputs.iter().map(|_| OnceCell::new()).collect(),
            }
        }
    }

    fn input(&self, kind: SlotKind, name: &str) -> Result<Option<&Input>, StageError> {
        let Some(i) = self.instance.inputs.iter().position(|slot| slot.kind == kind && slot.name == name) else {
            let slot = Slot::new(kind, name);
            return Err(StageError::bug(format!(
                "reads {slot}, which its contract neither requires nor names as optional"
            )));
        };
        let data = &self.inputs[i];
        if data.present == 0 {
            return Ok(None);
        }
        if let Some(input) = self.read[i].get() {
            return Ok(Some(input));
        }
        let wrong = |refused: rows::Refused| StageError::bug(format!("input `{name}`: {}", refused.message));
        let input = match kind {
            SlotKind::View => {
                // SAFETY: the host lends what `data` says for the call.
                let (text, alignment) = unsafe { rows::decode_view(data) }.map_err(wrong)?;
                Input::View(View::new(self.source, text, alignment)?)
            }
            SlotKind::Layer => Input::Layer(with_row!(Format::of_layer(name), R => {
                // SAFETY: as above.
                let (spans, values) = unsafe { rows::decode::<R>(self.source, data) }.map_err(wrong)?;
                Layer::new(self.source, spans, values)?
            })),
            // It is no input.
            SlotKind::Meta => return Ok(None),
        };
        Ok(Some(self.read[i].get_or_init(|| input)))
    }
}

impl Readable for Reader<'_> {
    fn id(&self) -> &str {
        self.id
    }
    fn source(&self) -> &str {
        self.source
    }
    fn meta(&self) -> &Meta {
        self.meta.get_or_init(|| {
            let pairs = match self.call.n_meta {
                0 => &[],
                // SAFETY: the host lends this many pairs for the call.
                n => unsafe { std::slice::from_raw_parts(self.call.meta, n as usize) },
            };
            // SAFETY: as above.
            let text = |bytes: Bytes| String::from_utf8_lossy(unsafe { bytes.get() }).into_owned();
            pairs.iter().map(|pair| (text(pair.name), text(pair.value))).collect()
        })
    }
    fn view(&self, name: &str) -> Result<Option<&View>, StageError> {
        Ok(match self.input(SlotKind::View, name)? {
            Some(Input::View(view)) => Some(view),
            _ => None,
        })
    }
    fn layer(&self, name: &str) -> Result<Option<&Layer>, StageError> {
        Ok(match self.input(SlotKind::Layer, name)? {
            Some(Input::Layer(layer)) => Some(layer),
            _ => None,
        })
    }
}

/// Exports stages as a plugin: one line in a crate of type `cdylib`, with the config types of the stages.
///
/// ```
/// # use rawi_core::{Assets, Contract, Doc, Output, Stage, StageConfig, StageError, Verdict};
/// #[derive(Default, serde::Deserialize)]
/// #[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
/// pub struct ShortConfig {
///     /// Documents with fewer bytes leave the run.
///     bytes: usize,
/// }
/// # impl StageConfig for ShortConfig {
/// #     const NAME: &'static str = "short";
/// #     const VERSION: &'static str = "1.0.0";
/// #     const SUMMARY: &'static str = "drops short documents";
/// #     const CASES: &'static str = "";
/// #     fn schema() -> serde_json::Value { serde_json::json!({ "type": "object" }) }
/// #     fn build(self, _: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> { Ok(Box::new(Short(self))) }
/// # }
/// # struct Short(ShortConfig);
/// # impl Stage for Short {
/// #     fn contract(&self) -> Contract { Contract::new() }
/// #     fn process(&self, doc: Doc<'_>, _: &mut Output) -> Result<Verdict, StageError> {
/// #         Ok(if doc.source().len() < self.0.bytes { Verdict::drop("short") } else { Verdict::Keep })
/// #     }
/// # }
/// rawi_plugin::export_stages!(ShortConfig);
/// # fn main() { assert_eq!(rawi_plugin_v1.n_stages, 1); }
/// ```
#[macro_export]
macro_rules! export_stages {
    ($($config:ty),+ $(,)?) => {
        #[cfg(panic = "abort")]
        compile_error!("a plugin must unwind, so that a panic costs one document and not the run: take `panic = \"abort\"` out of its profile");

        static RAWI_STAGES: [&$crate::abi::StageTable; [$(stringify!($config)),+].len()] =
            [$(&$crate::Exported::<$config>::STAGE),+];

        /// The stages of this plugin.
        #[allow(non_upper_case_globals)] // the name is the ABI's
        #[unsafe(no_mangle)]
        pub static rawi_plugin_v1: $crate::abi::PluginTable = $crate::abi::PluginTable {
            magic: $crate::abi::MAGIC,
            struct_size: ::core::mem::size_of::<$crate::abi::PluginTable>() as u32,
            abi_major: $crate::abi::ABI_MAJOR,
            abi_minor: $crate::abi::ABI_NEEDS,
            layout: $crate::abi::LAYOUT,
            n_stages: RAWI_STAGES.len() as u32,
            name: $crate::abi::Bytes::of(env!("CARGO_PKG_NAME").as_bytes()),
            version: $crate::abi::Bytes::of(env!("CARGO_PKG_VERSION").as_bytes()),
            built_with: $crate::abi::Bytes::of($crate::BUILT_WITH.as_bytes()),
            stages: (&raw const RAWI_STAGES).cast(),
        };
    };
}

/// What a plugin says it was built with.
pub const BUILT_WITH: &str = concat!("rawi-plugin ", env!("CARGO_PKG_VERSION"));
