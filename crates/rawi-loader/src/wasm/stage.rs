//! A stage of a module. Every document gets an instance of its own, whose memory is what `create` left: so no document can leave
//! anything to another, and what a stage gives is the same on any number of threads.

use super::guest::{Guest, Now};
use super::memory::{BYTES, Image, Lent, Linear, PORT, PORTS};
use super::module::{Sandbox, StageFunctions};
use crate::current::Current;
use crate::host::{Destination, TELL, Told};
use crate::logged;
use crate::refusal::Refusal;
use crate::shape::{Declared, Shape};
use rawi_config::SandboxLimits;
use rawi_core::{Assets, Contract, Doc, Output, Stage, StageError, Verdict};
use rawi_plugin::abi::{Data, OK};
use rawi_plugin::rows::Encoded;
use std::sync::Arc;

pub(crate) struct Sandboxed {
    /// `plugin x.wasm, stage y`.
    who: String,
    sandbox: Arc<Sandbox>,
    functions: StageFunctions,
    limits: SandboxLimits,
    shape: Shape,
    made: Made,
}

/// What `create` left.
#[derive(Default)]
struct Made {
    image: Image,
    /// What the other functions get.
    handle: u32,
    /// Where the host's table lies.
    host: u32,
}

impl Sandboxed {
    /// Makes stage number `at` from `config`, a JSON object.
    pub(crate) fn create(
        file: &str,
        sandbox: Arc<Sandbox>,
        at: usize,
        config: &str,
        limits: &SandboxLimits,
        assets: &Assets<'_>,
    ) -> Result<Self, StageError> {
        let who = format!("plugin {file}, stage {}", sandbox.description.stages[at].name);
        let functions = sandbox.tables[at];
        let _current = Current::enter(std::ptr::null_mut::<u8>(), &who, "");
        let broken = |what: String| StageError::asset(format!("{who}: {what}; {TELL}"));
        let refused = |refusal: Refusal| StageError::asset(format!("{who}: {}; {}", refusal.message, refusal.help));
        let now = Now::Create(*assets, None);
        let mut guest = Guest::start(&sandbox.engine, &sandbox.module, limits, now).map_err(refused)?;
        let fresh = guest.memory().0.to_vec();
        guest.initialize().map_err(&broken)?;
        let first = guest.lend_functions().map_err(refused)?;
        let mut lent = Lent::at(guest.end());
        let host = Guest::lend_host(&mut lent, first);
        let config = lent.put_bytes(config.as_bytes());
        let setup = lent.put_fields(&[28, 0, host, config[0], config[1], logged::level(), 0]);
        let handle = lent.put_fields(&[0]);
        guest.lend(&lent).map_err(&broken)?;
        let status = guest.call::<_, i32>(functions.create, setup, (setup, handle));
        let status = status.map_err(|what| broken(format!("when it was made, {what}")))?;
        let handle = guest.memory().number(handle).unwrap_or_default();
        let ports = guest.call::<_, u32>(functions.ports, 0, handle);
        let ports = ports.and_then(|ports| shape(guest.memory(), ports));
        let image = Image::of(guest.memory().0, &fresh);
        match (status, guest.finish()) {
            (OK, Now::Create(_, None)) => {}
            (_, Now::Create(_, Some(why))) => return Err(StageError::asset(why)),
            (status, _) => return Err(broken(format!("`create` returned {status} and did not say why"))),
        }
        let shape = ports.map_err(broken)?;
        let made = Made { image, handle, host };
        Ok(Self { who: who.clone(), sandbox, functions, limits: limits.clone(), shape, made })
    }

    /// Gives a document to the stage; what it gives goes to `to`. Also, whether it left alone what it was lent.
    pub(crate) fn call(&self, doc: Doc<'_>, to: Destination<'_>) -> Result<(Verdict, bool), StageError> {
        let _current = Current::enter(std::ptr::null_mut::<u8>(), &self.who, doc.id());
        let broken = |what: String| StageError::bug(format!("{}: {what}", self.who));
        let told = Told::new(&self.who, doc.source(), &self.shape.outputs, to);
        let Sandbox { engine, module, .. } = &*self.sandbox;
        let guest = Guest::start(engine, module, &self.limits, Now::Process(told));
        let mut guest = guest.map_err(|refusal| broken(refusal.message))?;
        guest.lend_functions().map_err(|refusal| broken(refusal.message))?;
        let begin = self.made.image.len as u32;
        let mut lent = Lent::at(begin);
        let call = self.lend(&mut lent, doc)?;
        // That it is too long is the document's fault.
        let restored = guest.restore(&self.made.image, &lent);
        restored.map_err(|what| StageError::input(format!("{}: {what}", self.who)))?;
        let status = guest.call::<_, i32>(self.functions.process, call, (self.made.handle, call)).map_err(broken)?;
        let untouched = guest.memory().slice(begin, lent.written().len() as u32) == Some(lent.written());
        match guest.finish() {
            Now::Process(told) => told.verdict(status).map(|verdict| (verdict, untouched)),
            _ => Err(broken("it is called for nothing".to_owned())),
        }
    }

    /// Puts a document where the module can read it; where the call lies then.
    fn lend(&self, lent: &mut Lent, doc: Doc<'_>) -> Result<u32, StageError> {
        let inputs = self.shape.encode(doc)?;
        let (id, source) = (lent.put_bytes(doc.id().as_bytes()), lent.put_bytes(doc.source().as_bytes()));
        let mut pairs = Vec::new();
        for (name, value) in doc.meta().iter() {
            pairs.extend(lent.put_bytes(name.as_bytes()));
            pairs.extend(lent.put_bytes(value.as_bytes()));
        }
        let meta = lent.put_fields(&pairs);
        let mut datas = Vec::new();
        for input in &inputs {
            datas.extend(lent.put_data(&input.as_ref().map_or(Data::ABSENT, Encoded::data)));
        }
        let inputs = lent.put_fields(&datas);
        let [id, id_len] = id;
        let [source, source_len] = source;
        let fields = [36, pairs.len() as u32 / 4, self.made.host, id, id_len, source, source_len, inputs, meta];
        Ok(lent.put_fields(&fields))
    }
}

/// What a stage reads and gives, as its `rawi_ports` at this place say.
fn shape(memory: Linear<'_>, at: u32) -> Result<Shape, String> {
    let outside = || "its ports lie outside of its memory".to_owned();
    let field = |offset: u32| at.checked_add(offset).and_then(|at| memory.number(at)).ok_or_else(outside);
    let size = field(0)?;
    if size < PORTS.0 {
        return Err(format!("its ports say they have {size} bytes, expected {} or more", PORTS.0));
    }
    let (of_inputs, of_outputs) = if size < PORTS.1 { (0, 0) } else { (field(24)?, field(28)?) };
    let mut shape = Shape::default();
    for (count, list, schemas, is_input) in
        [(field(4)?, field(16)?, of_inputs, true), (field(8)?, field(20)?, of_outputs, false)]
    {
        for i in 0..count {
            let element = |list: u32, size: u32| list.checked_add(i.checked_mul(size)?);
            let port = element(list, PORT).ok_or_else(outside)?;
            let bytes = |offset: u32| port.checked_add(offset).and_then(|at| memory.bytes(at)).ok_or_else(outside);
            let number = |offset: u32| port.checked_add(offset).and_then(|at| memory.number(at)).ok_or_else(outside);
            let schema = match schemas {
                0 => &[][..],
                schemas => element(schemas, BYTES).and_then(|at| memory.bytes(at)).ok_or_else(outside)?,
            };
            let (name, format, kind, flags) = (bytes(0)?, bytes(8)?, number(16)?, number(20)?);
            let port = Declared { name, format, schema, kind, flags };
            if is_input { shape.input(&port)? } else { shape.output(&port)? }
        }
    }
    Ok(shape)
}

impl Stage for Sandboxed {
    fn contract(&self) -> Contract {
        self.shape.contract.clone()
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        self.call(doc, Destination::Output(out)).map(|(verdict, _)| verdict)
    }
}
