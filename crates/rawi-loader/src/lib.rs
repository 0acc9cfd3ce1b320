//! Loads plugins of stages: checked by their bytes before any code of them runs, pinned by their hash, never unloaded.
//!
//! A [`Loader`] answers what a pipeline file asks for with `plugin =`:
//!
//! ```
//! use rawi_config::{MemoryAssets, Registry, check_text};
//! use rawi_loader::Loader;
//!
//! let loader = Loader::new();
//! let registry = Registry::new().plugins(move |request| loader.resolve(request));
//! let text = "rawi = 1\n[[stage]]\nplugin = \"nowhere.so\"\n";
//! let problems = check_text("<example>", text, &MemoryAssets::default(), &registry).problems.render(false, 120);
//! assert!(problems.contains("nowhere.so"));
//! ```
//!
//! Look elsewhere if you write a plugin: that is `rawi-plugin`.
//!
//! A plugin is a library, or a module of WebAssembly (feature `wasm`), which runs in a sandbox: its memory and its steps are counted,
//! and nothing of it leaves. A library runs in this process, or, with `isolation = "process"`, in workers: processes that [`serve`] one stage each,
//! and that are ended and replaced when they fail.
//!
//! What this protects from in either case: files that are no plugins, plugins of another ABI, files other than the one that
//! was pinned, spans and strings that are none, panics. In this process it cannot protect from native code that writes where
//! it likes, aborts or never returns; a worker can.

#[cfg(not(target_os = "linux"))]
compile_error!("plugins are loaded on Linux only; link stages into a program of your own");

mod answer;
mod current;
mod description;
mod elf;
mod file;
mod frame;
mod host;
mod isolated;
mod library;
mod loader;
mod logged;
mod probe;
mod process_state;
mod refusal;
mod serve;
mod shape;
mod stage;
mod steady;
#[cfg(feature = "wasm")]
mod wasm;
mod watch;
mod worker;

pub use description::{Description, StageDescription};
pub use file::PluginFile;
pub use loader::Loader;
pub use probe::Probe;
pub use refusal::Refusal;
pub use serve::serve;
pub use watch::{Watch, leaving};
