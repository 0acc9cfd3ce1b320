//! A plugin in this process.

use crate::description::{Description, StageDescription};
use crate::refusal::Refusal;
use libloading::os::unix::{RTLD_LOCAL, RTLD_NOW};
use rawi_plugin::abi::{Bytes, PluginTable, StageTable};
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use serde_json::Value;
use std::io::Write as _;
use std::os::fd::AsRawFd as _;

/// A loaded plugin. It stays as long as the program: its constants and its code are borrowed without end.
#[derive(Debug)]
pub(crate) struct Library {
    pub(crate) description: Description,
    /// In the order of the description's stages.
    pub(crate) tables: Vec<&'static StageTable>,
}

impl Library {
    /// Loads exactly `bytes`, which were checked.
    pub(crate) fn load(bytes: &[u8]) -> Result<&'static Self, Refusal> {
        let table = open(bytes)?;
        let rebuild = "build the plugin again, or tell its author";
        let broken = |what: String| Refusal::new(what, rebuild);
        let text = |bytes: Bytes, what: &str| {
            // SAFETY: what a plugin's tables point to lives as long as the program; it is never unloaded.
            let bytes = unsafe { bytes.get() };
            std::str::from_utf8(bytes)
                .map(str::to_owned)
                .map_err(|error| broken(format!("{what} is not UTF-8: {error}")))
        };
        let mut description = Description {
            name: text(table.name, "its name")?,
            version: text(table.version, "its version")?,
            built_with: text(table.built_with, "what it was built with")?,
            abi: (table.abi_major, table.abi_minor),
            stages: Vec::new(),
        };
        if table.stages.is_null() {
            return Err(broken("its list of stages is null".to_owned()));
        }
        // SAFETY: not null, and as many as the constant says, which `elf::check` saw to be few.
        let listed = unsafe { std::slice::from_raw_parts(table.stages, table.n_stages as usize) };
        let mut tables = Vec::new();
        for (i, &table) in listed.iter().enumerate() {
            if table.is_null() || !table.is_aligned() {
                return Err(broken(format!("stage {i} is null")));
            }
            // SAFETY: neither null nor unaligned; a constant of the plugin.
            let size = unsafe { (*table).struct_size } as usize;
            if size < size_of::<StageTable>() {
                return Err(broken(format!(
                    "stage {i} says it has {size} bytes, expected {} or more",
                    size_of::<StageTable>()
                )));
            }
            // SAFETY: as above, and as long as this type.
            let table: &'static StageTable = unsafe { &*table };
            let stage = text(table.name, &format!("the name of stage {i}"))?;
            if stage.is_empty() {
                return Err(broken(format!("stage {i} has no name")));
            }
            if description.stages.iter().any(|known| known.name == stage) {
                return Err(broken(format!("it has two stages named `{stage}`")));
            }
            let functions = [
                ("schema", table.schema.is_none()),
                ("create", table.create.is_none()),
                ("ports", table.ports.is_none()),
                ("process", table.process.is_none()),
                ("destroy", table.destroy.is_none()),
            ];
            if let Some((function, _)) = functions.iter().find(|(_, missing)| *missing) {
                return Err(broken(format!("stage `{stage}`: its function `{function}` is null")));
            }
            // SAFETY: the function is the plugin's, called as the ABI says.
            let schema = table.schema.map(|schema| unsafe { schema() });
            let schema =
                text(schema.unwrap_or(Bytes::of(&[])), &format!("stage `{stage}`: the schema of its options"))?;
            let schema: Value = serde_json::from_str(&schema)
                .map_err(|error| broken(format!("stage `{stage}`: the schema of its options is not JSON: {error}")))?;
            tables.push(table);
            description.stages.push(StageDescription {
                version: text(table.version, &format!("stage `{stage}`: its version"))?,
                summary: text(table.summary, &format!("stage `{stage}`: its summary"))?,
                cases: text(table.cases, &format!("stage `{stage}`: its casebook"))?,
                name: stage,
                schema,
            });
        }
        Ok(Box::leak(Box::new(Self { description, tables })))
    }
}

fn open(bytes: &[u8]) -> Result<&'static PluginTable, Refusal> {
    const RTLD_NODELETE: std::ffi::c_int = 0x1000;

    let failed = |what: &str, error: std::io::Error| {
        Refusal::new(
            format!("cannot {what} memory to load it from: {error}"),
            "rawi loads plugins from sealed memory; the system must allow it",
        )
    };
    let made = memfd_create("rawi-plugin", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING);
    let mut file = std::fs::File::from(made.map_err(|error| failed("make", error.into()))?);
    file.write_all(bytes).map_err(|error| failed("fill", error))?;
    // What was hashed is what is loaded: from here on nobody can write it.
    fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE | SealFlags::SEAL)
        .map_err(|error| failed("seal", error.into()))?;
    let path = format!("/proc/self/fd/{}", file.as_raw_fd());
    // SAFETY: runs the library's constructors; it was checked to be a plugin of this ABI, and is trusted by its hash or by
    // the user's word.
    let library = unsafe { libloading::os::unix::Library::open(Some(&path), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) };
    let library = library.map_err(|error| {
        let mut message = error.to_string();
        if let Some(cause) = std::error::Error::source(&error) {
            message = cause.to_string();
        }
        let message = message.replace(&format!("{path}: "), "");
        // musl's C library has this name; glibc's is libc.so.6.
        let help = if message.contains("libc.so:") {
            "it is built for another C library, as musl's: build it for the one of this system"
        } else {
            "a plugin must bring along what it needs: link it statically"
        };
        Refusal::new(format!("the system cannot load it: {message}"), help)
    })?;
    // The number must not be used again: glibc knows libraries by their path, and would give this one for the next.
    std::mem::forget(file);
    // SAFETY: the symbol is the constant, as `elf::check` read from the same bytes.
    let table = unsafe { library.get::<*const PluginTable>(c"rawi_plugin_v1".to_bytes_with_nul()) };
    let table = table.map(|symbol| symbol.into_raw().cast_const().cast::<PluginTable>());
    // Never unloaded: stages, their threads and thread-local destructors may outlive any owner.
    std::mem::forget(library);
    match table {
        // SAFETY: neither null nor unaligned; a constant in a library that stays, of the size that `elf::check` saw.
        Ok(table) if !table.is_null() && table.is_aligned() => Ok(unsafe { &*table }),
        _ => Err(Refusal::new("its constant cannot be found after loading", "build the plugin again")),
    }
}
