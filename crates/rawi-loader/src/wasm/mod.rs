//! Plugins that are modules of WebAssembly: the same ABI over the memory of a module, which nothing of it leaves. It has no files, no
//! clock and no sockets, so much memory and so many steps as the pipeline says, and gives the same on every machine.

mod guest;
mod memory;
mod module;
mod stage;

pub(crate) use module::Sandbox;
pub(crate) use stage::Sandboxed;
