//! One instance of a module, from its start to what it gave: memory, fuel and the host's functions.

use super::memory::{Image, Lent, Linear, PAGE, host_head};
use crate::host::{Told, text_of};
use crate::logged;
use crate::refusal::Refusal;
use rawi_config::SandboxLimits;
use rawi_core::Assets;
use rawi_plugin::abi::{E_CALL, E_FAILED, E_VALUE, OK, Range};
use rawi_plugin::rows::Refused;
use wasmi::{
    AsContextMut, Caller, Engine, Error, ExternType, Func, Instance, Linker, Memory, Module, Nullable, Ref, Store,
    StoreLimits, StoreLimitsBuilder, Table, TrapCode, WasmParams, WasmResults,
};

/// What a stage is called for now.
pub(crate) enum Now<'a> {
    /// Nothing that it could say anything of.
    Nothing,
    /// It is made: the files that it may read, and why it refuses, if it does.
    Create(Assets<'a>, Option<String>),
    /// It reads a document.
    Process(Told<'a>),
}

/// What the host's functions know.
struct State<'a> {
    limits: StoreLimits,
    memory: Option<Memory>,
    /// Where the setup or the call lies that it got.
    place: u32,
    now: Now<'a>,
}

pub(crate) struct Guest<'a> {
    store: Store<State<'a>>,
    memory: Memory,
    table: Table,
    instance: Instance,
    /// The fuel that it began with.
    fuel: u64,
}

/// How many functions the host has.
const FUNCTIONS: u32 = 8;
/// Steps that a call of the host costs, beside one for each byte that it copies.
const CALL: u64 = 100;

impl<'a> Guest<'a> {
    /// Starts a module: its data stand in its memory, the host's functions in its table.
    pub(crate) fn start(
        engine: &Engine,
        module: &Module,
        limits: &SandboxLimits,
        now: Now<'a>,
    ) -> Result<Self, Refusal> {
        let memory = usize::try_from(limits.memory.0).unwrap_or(usize::MAX);
        let bounds = StoreLimitsBuilder::new().memory_size(memory).memories(1).table_elements(1 << 20).tables(4);
        let state = State { limits: bounds.build(), memory: None, place: 0, now };
        let mut store = Store::new(engine, state);
        store.limiter(|state| &mut state.limits);
        let failed = |error: Error| Refusal::new(format!("it cannot be started: {}", told(&error, limits.fuel)), "");
        store.set_fuel(limits.fuel).map_err(failed)?;
        let mut linker = Linker::new(engine);
        for import in module.imports() {
            let (of, name) = (import.module(), import.name());
            let ExternType::Func(ty) = import.ty() else {
                let what =
                    format!("it imports `{of}.{name}`, which is no function; a stage gets all through rawi_host");
                return Err(Refusal::new(what, BUILD));
            };
            let message = format!("it calls `{of}.{name}`, which no stage in a sandbox has");
            let absent = Func::new(&mut store, ty.clone(), move |_, _, _| Err(Error::new(message.clone())));
            linker.define(of, name, absent).map_err(|error| failed(error.into()))?;
        }
        let instance = linker.instantiate_and_start(&mut store, module).map_err(failed)?;
        let exports = |name: &str| Refusal::new(format!("it exports no {name}"), BUILD);
        let memory = instance.get_memory(&store, "memory").ok_or_else(|| exports("`memory`"))?;
        let table = instance.get_table(&store, "__indirect_function_table");
        let table = table.ok_or_else(|| exports("table of its functions (`__indirect_function_table`)"))?;
        store.data_mut().memory = Some(memory);
        Ok(Self { store, memory, table, instance, fuel: limits.fuel })
    }

    /// Puts the host's functions into its table; the first of their numbers.
    pub(crate) fn lend_functions(&mut self) -> Result<u32, Refusal> {
        let store = &mut self.store;
        let functions: [Func; FUNCTIONS as usize] = [
            Func::wrap(&mut *store, asset),
            Func::wrap(&mut *store, refuse),
            Func::wrap(&mut *store, emit),
            Func::wrap(&mut *store, fail),
            Func::wrap(&mut *store, drop_document),
            Func::wrap(&mut *store, warn),
            Func::wrap(&mut *store, warn_at),
            Func::wrap(&mut *store, log),
        ];
        let none = Ref::Func(Nullable::Null);
        let refused = |error: &dyn std::fmt::Display| {
            Refusal::new(format!("its table of functions cannot hold the host's: {error}"), BUILD)
        };
        let first = self.table.grow(&mut *store, FUNCTIONS.into(), none).map_err(|error| refused(&error))?;
        for (at, function) in (first..).zip(functions) {
            self.table.set(&mut *store, at, Ref::Func(Nullable::Val(function))).map_err(|error| refused(&error))?;
        }
        u32::try_from(first).map_err(|error| refused(&error))
    }

    /// Runs what a C library has run before anything else, if the module has one.
    pub(crate) fn initialize(&mut self) -> Result<(), String> {
        let Ok(initialize) = self.instance.get_typed_func::<(), ()>(&self.store, "_initialize") else { return Ok(()) };
        initialize.call(&mut self.store, ()).map_err(|error| told(&error, self.fuel))
    }

    /// The constant that it exports under this name, as a place in its memory.
    pub(crate) fn constant(&self, name: &str) -> Option<u32> {
        let value = self.instance.get_global(&self.store, name)?.get(&self.store);
        value.i32().map(|at| at as u32)
    }

    pub(crate) fn memory(&self) -> Linear<'_> {
        Linear(self.memory.data(&self.store))
    }

    /// Where the next [`Lent`] lies.
    pub(crate) fn end(&self) -> u32 {
        self.memory.data_size(&self.store) as u32
    }

    /// Puts what was lent for the [end](Self::end) of the memory there.
    pub(crate) fn lend(&mut self, lent: &Lent) -> Result<(), String> {
        grow(&mut self.store, self.memory, 0, lent.written())
    }

    /// The host's table, in what is lent: where it lies then.
    pub(crate) fn lend_host(lent: &mut Lent, first: u32) -> u32 {
        let version = lent.put_bytes(env!("CARGO_PKG_VERSION").as_bytes());
        let functions = first..first.saturating_add(FUNCTIONS);
        let fields: Vec<u32> = host_head(version, FUNCTIONS).into_iter().chain(functions).collect();
        lent.put_fields(&fields)
    }

    /// Makes the memory of a module that was just started what `image` says, and puts what was lent for its end there. It grows once:
    /// each time costs a copy of all of it.
    pub(crate) fn restore(&mut self, image: &Image, lent: &Lent) -> Result<(), String> {
        let missing = (image.len).saturating_sub(self.memory.data_size(&self.store));
        grow(&mut self.store, self.memory, missing, lent.written())?;
        let memory = self.memory.data_mut(&mut self.store);
        for (at, piece) in &image.pieces {
            memory[*at..][..piece.len()].copy_from_slice(piece);
        }
        Ok(())
    }

    /// Calls the function of this number, which gets `place` and may call the host with it.
    pub(crate) fn call<Params: WasmParams, Results: WasmResults>(
        &mut self,
        function: u32,
        place: u32,
        params: Params,
    ) -> Result<Results, String> {
        let Some(Ref::Func(Nullable::Val(function))) = self.table.get(&self.store, function.into()) else {
            return Err(format!("function {function} of its table is none"));
        };
        let function = function
            .typed::<Params, Results>(&self.store)
            .map_err(|_| "a function of it takes or gives something else than rawi_stage.h says".to_owned())?;
        self.store.data_mut().place = place;
        let result = function.call(&mut self.store, params);
        self.store.data_mut().place = 0;
        result.map_err(|error| told(&error, self.fuel))
    }

    /// What it was called for, with what it said.
    pub(crate) fn finish(self) -> Now<'a> {
        self.store.into_data().now
    }
}

/// What to do about a module that was built in another way.
const BUILD: &str = "build it with --export-table, --growable-table and --export=rawi_plugin_v1 (docs/plugins.md)";

/// What ended a call, in words.
fn told(error: &Error, fuel: u64) -> String {
    match error.as_trap_code() {
        Some(TrapCode::OutOfFuel) => {
            format!(
                "it took more than {fuel} steps (`sandbox.fuel`); if it only needs more, raise it, else tell its author"
            )
        }
        Some(TrapCode::MemoryOutOfBounds) => "it touched what lies outside of its memory".to_owned(),
        Some(TrapCode::StackOverflow) => "its calls are nested too deep".to_owned(),
        Some(TrapCode::UnreachableCodeReached) => "it gave up (`unreachable`: an abort, or a panic)".to_owned(),
        Some(TrapCode::IndirectCallToNull | TrapCode::TableOutOfBounds | TrapCode::BadSignature) => {
            "it called a function that is none".to_owned()
        }
        _ => error.to_string(),
    }
}

/// Adds so many zeros, whole pages, and these bytes to the end of a memory.
fn grow(mut store: impl AsContextMut, memory: Memory, zeros: usize, bytes: &[u8]) -> Result<(), String> {
    let at = memory.data_size(&store) + zeros;
    let pages = (zeros + bytes.len()).div_ceil(PAGE) as u64;
    let too_much = |_| {
        let size = at + bytes.len();
        format!("what it is lent does not fit into its memory ({size} bytes in all); raise `sandbox.memory`")
    };
    memory.grow(store.as_context_mut(), pages).map_err(too_much)?;
    memory.write(store, at, bytes).map_err(|error| error.to_string())
}

type Host<'c, 'a> = Caller<'c, State<'a>>;

/// Takes the fuel for a call of the host that copies so many bytes: work is counted wherever it is done.
fn pay(caller: &mut Host<'_, '_>, bytes: usize) -> Result<(), Error> {
    match caller.get_fuel()?.checked_sub(CALL + bytes as u64) {
        Some(left) => caller.set_fuel(left),
        None => {
            caller.set_fuel(0)?;
            Err(TrapCode::OutOfFuel.into())
        }
    }
}

/// The text at this place, paid for; none where it lies outside.
fn said(caller: &mut Host<'_, '_>, at: u32) -> Result<Option<String>, Error> {
    let Some(memory) = caller.data().memory else { return Ok(None) };
    let text = Linear(memory.data(&*caller)).bytes(at).map(text_of);
    pay(caller, text.as_ref().map_or(0, String::len))?;
    Ok(text)
}

/// What the stage is made of, if `setup` is the setup of now.
fn create<'c, 'a>(caller: &'c mut Host<'_, 'a>, setup: u32) -> Option<(Assets<'a>, &'c mut Option<String>)> {
    let state = caller.data_mut();
    match &mut state.now {
        Now::Create(assets, refused) if setup == state.place => Some((*assets, refused)),
        _ => None,
    }
}

/// What is told of the document, if `call` is the call of now.
fn document<'c, 'a>(caller: &'c mut Host<'_, 'a>, call: u32) -> Option<&'c mut Told<'a>> {
    let state = caller.data_mut();
    match &mut state.now {
        Now::Process(told) if call == state.place => Some(told),
        _ => None,
    }
}

fn outside(told: &mut Told<'_>, what: &str) -> i32 {
    told.refuse(&Refused::new(E_VALUE, format!("{what} lies outside of its memory")))
}

fn asset(mut caller: Host<'_, '_>, setup: u32, name: u32, out: u32) -> Result<i32, Error> {
    let name = said(&mut caller, name)?;
    let Some((assets, _)) = create(&mut caller, setup) else { return Ok(E_CALL) };
    let Some(name) = name else { return Ok(E_VALUE) };
    let (content, mut status) = match assets.read(&name) {
        Ok(content) => (content, OK),
        Err(error) => (error.to_string().into_bytes().into(), E_FAILED),
    };
    pay(&mut caller, content.len())?;
    let Some(memory) = caller.data().memory else { return Ok(E_CALL) };
    let at = memory.data_size(&caller) as u32;
    let mut len = content.len() as u32;
    if grow(&mut caller, memory, 0, &content).is_err() {
        (status, len) = (E_FAILED, 0);
    }
    let mut fields = [0; 8];
    fields[..4].copy_from_slice(&at.to_le_bytes());
    fields[4..].copy_from_slice(&len.to_le_bytes());
    Ok(if memory.write(&mut caller, out as usize, &fields).is_ok() { status } else { E_VALUE })
}

fn refuse(mut caller: Host<'_, '_>, setup: u32, message: u32) -> Result<i32, Error> {
    let message = said(&mut caller, message)?.unwrap_or_default();
    let Some((_, refused)) = create(&mut caller, setup) else { return Ok(E_CALL) };
    refused.get_or_insert(message);
    Ok(E_FAILED)
}

fn warn(mut caller: Host<'_, '_>, setup: u32, message: u32) -> Result<i32, Error> {
    let message = said(&mut caller, message)?;
    let Some((assets, _)) = create(&mut caller, setup) else { return Ok(E_CALL) };
    let Some(message) = message else { return Ok(E_VALUE) };
    assets.warn(message);
    Ok(OK)
}

fn emit(mut caller: Host<'_, '_>, call: u32, output: u32, data: u32) -> Result<i32, Error> {
    let Some(memory) = caller.data().memory else { return Ok(E_CALL) };
    let given = Linear(memory.data(&caller)).data(data);
    let size = given.as_ref().map_or(0, |given| given.count * given.row_size as usize + given.heap.len);
    pay(&mut caller, size)?;
    let (bytes, state) = memory.data_and_store_mut(&mut caller);
    let Now::Process(told) = &mut state.now else { return Ok(E_CALL) };
    if call != state.place {
        return Ok(E_CALL);
    }
    Ok(match Linear(bytes).data(data) {
        // SAFETY: its pointers are null or into `bytes`, with as much behind them as it says, and nobody writes there now.
        Some(data) => unsafe { told.emit(output, &data) },
        None => outside(told, &format!("output {output}")),
    })
}

fn fail(mut caller: Host<'_, '_>, call: u32, blame: u32, at: u32, message: u32) -> Result<i32, Error> {
    let place = place(&caller, at);
    let message = said(&mut caller, message)?;
    let Some(told) = document(&mut caller, call) else { return Ok(E_CALL) };
    Ok(match message {
        Some(message) => told.fail(blame, place, message),
        None => outside(told, "why it fails"),
    })
}

fn drop_document(mut caller: Host<'_, '_>, call: u32, reason: u32) -> Result<i32, Error> {
    let reason = said(&mut caller, reason)?;
    let Some(told) = document(&mut caller, call) else { return Ok(E_CALL) };
    Ok(match reason {
        Some(reason) => told.drop_for(reason),
        None => outside(told, "the reason to drop the document"),
    })
}

fn warn_at(mut caller: Host<'_, '_>, call: u32, at: u32, message: u32) -> Result<i32, Error> {
    let place = place(&caller, at);
    let message = said(&mut caller, message)?;
    let Some(told) = document(&mut caller, call) else { return Ok(E_CALL) };
    Ok(match message {
        Some(message) => told.warn(place, message),
        None => outside(told, "what it warns of"),
    })
}

fn log(mut caller: Host<'_, '_>, level: u32, message: u32) -> Result<i32, Error> {
    let Some(message) = said(&mut caller, message)? else { return Ok(E_VALUE) };
    logged::say(level, &message);
    Ok(OK)
}

/// The range at this place; nowhere where that lies outside.
fn place(caller: &Host<'_, '_>, at: u32) -> Range {
    let memory = caller.data().memory.map(|memory| Linear(memory.data(caller)));
    memory.and_then(|memory| memory.range(at)).unwrap_or(Range { start: 0, end: 0 })
}
