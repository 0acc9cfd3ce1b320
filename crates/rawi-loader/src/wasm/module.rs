//! A module of WebAssembly as a plugin: compiled, checked, and what it says of itself.

use super::guest::{Guest, Now};
use super::memory::{LAYOUT, Lent, Linear, PLUGIN, STAGE};
use crate::description::{Description, StageDescription};
use crate::refusal::Refusal;
use rawi_config::SandboxLimits;
use rawi_plugin::abi::{ABI_MAJOR, ABI_MINOR, MAGIC, SYMBOL};
use wasmi::{CompilationMode, Config, Engine, Module};

/// The most stages that a plugin may have.
const MOST_STAGES: u32 = 1024;

/// A compiled module; its instances share nothing else.
#[derive(Debug)]
pub(crate) struct Sandbox {
    pub(crate) engine: Engine,
    pub(crate) module: Module,
    pub(crate) description: Description,
    /// In the order of the description's stages.
    pub(crate) tables: Vec<StageFunctions>,
}

/// The functions of a stage, as numbers in the module's table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StageFunctions {
    pub(crate) create: u32,
    pub(crate) ports: u32,
    pub(crate) process: u32,
}

impl Sandbox {
    /// Compiles a module and has it say what it is.
    pub(crate) fn load(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut config = Config::default();
        // What is compiled when it is first called would be paid by the document that comes first.
        config.consume_fuel(true).compilation_mode(CompilationMode::Eager);
        let engine = Engine::new(&config);
        let wrong = |error: wasmi::Error| {
            Refusal::new(format!("it is no module that this rawi can run: {error}"), "build it again, for wasm32")
        };
        let module = Module::new(&engine, bytes).map_err(wrong)?;
        let mut guest = Guest::start(&engine, &module, &SandboxLimits::default(), Now::Nothing)?;
        guest.initialize().map_err(|what| Refusal::new(format!("it cannot be started: {what}"), ""))?;
        let (description, tables) = describe(&mut guest)?;
        Ok(Self { engine, module, description, tables })
    }
}

fn describe(guest: &mut Guest<'_>) -> Result<(Description, Vec<StageFunctions>), Refusal> {
    let broken = |what: &str| Refusal::new(what.to_owned(), "build the plugin again, or tell its author");
    let Some(at) = guest.constant(SYMBOL) else {
        return Err(broken(&format!("it exports no constant `{SYMBOL}`")));
    };
    let memory = guest.memory();
    let outside = || broken("its tables lie outside of its memory");
    let field = |offset: u32| memory.number(at.checked_add(offset)?);
    let (Some(low), Some(high), Some(size)) = (field(0), field(4), field(8)) else { return Err(outside()) };
    if u64::from(low) | u64::from(high) << 32 != MAGIC || size < PLUGIN {
        return Err(broken("its constant is none of a plugin"));
    }
    let half = |offset: u32| memory.half(at.wrapping_add(offset)).ok_or_else(outside);
    let abi = (half(12)?, half(14)?);
    if abi.0 != ABI_MAJOR || abi.1 > ABI_MINOR {
        let message = format!("it is built for ABI {}.{}, this rawi has {ABI_MAJOR}.{ABI_MINOR}", abi.0, abi.1);
        return Err(broken(&message));
    }
    let (layout, count) = (field(16).ok_or_else(outside)?, field(20).ok_or_else(outside)?);
    if layout != LAYOUT {
        return Err(broken("its header was changed, or it is not built for wasm32"));
    }
    if !(1..=MOST_STAGES).contains(&count) {
        return Err(broken(&format!("it has {count} stages, expected 1 to {MOST_STAGES}")));
    }
    let mut description = Description {
        name: text(memory, at.wrapping_add(24), "its name")?,
        version: text(memory, at.wrapping_add(32), "its version")?,
        built_with: text(memory, at.wrapping_add(40), "what it was built with")?,
        abi,
        stages: Vec::new(),
    };
    let list = field(48).ok_or_else(outside)?;
    let listed: Option<Vec<u32>> = (0..count).map(|i| memory.number(list.checked_add(4 * i)?)).collect();
    let mut tables = Vec::new();
    for (i, stage) in listed.ok_or_else(outside)?.into_iter().enumerate() {
        let (said, functions) = stage_of(guest, i, stage)?;
        if description.stages.iter().any(|known: &StageDescription| known.name == said.name) {
            return Err(broken(&format!("it has two stages named `{}`", said.name)));
        }
        description.stages.push(said);
        tables.push(functions);
    }
    Ok((description, tables))
}

fn stage_of(guest: &mut Guest<'_>, i: usize, at: u32) -> Result<(StageDescription, StageFunctions), Refusal> {
    let broken = |what: String| Refusal::new(what, "build the plugin again, or tell its author");
    let memory = guest.memory();
    let field = |offset: u32| {
        let field = at.checked_add(offset).and_then(|at| memory.number(at));
        field.ok_or_else(|| broken(format!("stage {i} lies outside of its memory")))
    };
    if field(0)? < STAGE {
        return Err(broken(format!("stage {i} says it has {} bytes, expected {STAGE} or more", field(0)?)));
    }
    let name = text(memory, at.wrapping_add(8), &format!("the name of stage {i}"))?;
    if name.is_empty() {
        return Err(broken(format!("stage {i} has no name")));
    }
    let mut numbers = [0; 5];
    for ((function, number), offset) in FUNCTIONS.into_iter().zip(&mut numbers).zip((40..).step_by(4)) {
        *number = field(offset)?;
        if *number == 0 {
            return Err(broken(format!("stage `{name}`: its function `{function}` is null")));
        }
    }
    let [schema, create, ports, process, _] = numbers;
    let of_stage = |what: &str| format!("stage `{name}`: {what}");
    let (version, summary) = (
        text(memory, at.wrapping_add(16), &of_stage("its version"))?,
        text(memory, at.wrapping_add(24), &of_stage("its summary"))?,
    );
    let cases = text(memory, at.wrapping_add(32), &of_stage("its casebook"))?;
    // A struct is returned where its first argument says.
    let mut lent = Lent::at(guest.end());
    let out = lent.put_fields(&[0, 0]);
    guest.lend(&lent).map_err(broken)?;
    guest
        .call::<u32, ()>(schema, 0, out)
        .map_err(|why| broken(of_stage(&format!("the schema of its options: {why}"))))?;
    let json = text(guest.memory(), out, &of_stage("the schema of its options"))?;
    let schema = serde_json::from_str(&json)
        .map_err(|error| broken(of_stage(&format!("the schema of its options is not JSON: {error}"))))?;
    let said = StageDescription { name: name.clone(), version, summary, cases, schema };
    Ok((said, StageFunctions { create, ports, process }))
}

/// The functions of a stage, in their order.
const FUNCTIONS: [&str; 5] = ["schema", "create", "ports", "process", "destroy"];

/// The text that the `rawi_bytes` at this place points to.
fn text(memory: Linear<'_>, at: u32, what: &str) -> Result<String, Refusal> {
    let broken = |why: &str| Refusal::new(format!("{what} {why}"), "build the plugin again, or tell its author");
    let bytes = memory.bytes(at).ok_or_else(|| broken("lies outside of its memory"))?;
    String::from_utf8(bytes.to_vec()).map_err(|error| broken(&format!("is not UTF-8: {error}")))
}
