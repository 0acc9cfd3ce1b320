//! A plugin in this process.

use crate::Refusal;
use crate::stage::Loaded;
use rawi_config::{PluginError, StageEntry};
use rawi_plugin::abi::{Bytes, PluginTable, StageTable};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

/// A loaded plugin. It stays as long as the program: its constants and its code are borrowed without end.
#[derive(Debug)]
pub(crate) struct Library {
    /// As it stands in messages.
    pub(crate) file: String,
    hash: String,
    name: String,
    stages: Vec<Described>,
}

#[derive(Debug)]
struct Described {
    name: String,
    version: String,
    summary: String,
    cases: String,
    schema: Value,
    table: &'static StageTable,
}

impl Library {
    /// Loads exactly `bytes`, which were checked.
    pub(crate) fn load(path: &Path, bytes: &[u8], hash: &str) -> Result<&'static Self, Refusal> {
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
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
        let name = text(table.name, "its name")?;
        if table.stages.is_null() {
            return Err(broken("its list of stages is null".to_owned()));
        }
        // SAFETY: not null, and as many as the constant says, which `elf::check` saw to be few.
        let tables = unsafe { std::slice::from_raw_parts(table.stages, table.n_stages as usize) };
        let mut stages: Vec<Described> = Vec::new();
        for (i, &table) in tables.iter().enumerate() {
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
            if stages.iter().any(|known| known.name == stage) {
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
            stages.push(Described {
                version: text(table.version, &format!("stage `{stage}`: its version"))?,
                summary: text(table.summary, &format!("stage `{stage}`: its summary"))?,
                cases: text(table.cases, &format!("stage `{stage}`: its casebook"))?,
                name: stage,
                schema,
                table,
            });
        }
        Ok(Box::leak(Box::new(Self { file, hash: hash.to_owned(), name, stages })))
    }

    /// The entry of the stage `uses`, or of the only stage.
    pub(crate) fn entry(&'static self, uses: Option<&str>) -> Result<Arc<StageEntry>, PluginError> {
        let names: Vec<String> = self.stages.iter().map(|stage| format!("`{}`", stage.name)).collect();
        let names = names.join(", ");
        let found = match (uses, self.stages.as_slice()) {
            (None, [only]) => only,
            (None, _) => {
                let message = format!("it has {} stages: {names}", self.stages.len());
                return Err(Refusal::new(message, "say which one with `uses`").at("plugin"));
            }
            (Some(uses), stages) => stages.iter().find(|stage| stage.name == uses).ok_or_else(|| {
                let message = format!("plugin `{}` has no stage `{uses}`; it has {names}", self.name);
                Refusal::new(message, "correct `uses`").at("uses")
            })?,
        };
        let table = found.table;
        let (file, stage) = (self.file.clone(), found.name.clone());
        let build = move |options: Value, assets: &rawi_core::Assets<'_>| {
            let loaded = Loaded::create(&file, &stage, table, &options, assets)?;
            Ok(Box::new(loaded) as Box<dyn rawi_core::Stage>)
        };
        let mut entry = StageEntry::from_json(&found.name, &found.version, found.schema.clone(), build);
        entry.summary.clone_from(&found.summary);
        entry.cases.clone_from(&found.cases);
        entry.fingerprint.clone_from(&self.hash);
        Ok(Arc::new(entry))
    }
}

#[cfg(target_os = "linux")]
fn open(bytes: &[u8]) -> Result<&'static PluginTable, Refusal> {
    use libloading::os::unix::{RTLD_LOCAL, RTLD_NOW};
    use std::io::Write as _;
    use std::os::fd::{AsRawFd as _, FromRawFd as _};

    unsafe extern "C" {
        fn memfd_create(name: *const std::ffi::c_char, flags: std::ffi::c_uint) -> std::ffi::c_int;
        fn fcntl(fd: std::ffi::c_int, command: std::ffi::c_int, ...) -> std::ffi::c_int;
    }
    const CLOEXEC_AND_SEALING: std::ffi::c_uint = 0x1 | 0x2;
    const ADD_SEALS: std::ffi::c_int = 1033;
    const SEAL_SHRINK_GROW_WRITE_SEAL: std::ffi::c_int = 0x2 | 0x4 | 0x8 | 0x1;
    const RTLD_NODELETE: std::ffi::c_int = 0x1000;

    let help = "rawi loads plugins from sealed memory; the system must allow it";
    // SAFETY: a name that ends with a zero, and flags that Linux knows.
    let fd = unsafe { memfd_create(c"rawi-plugin".as_ptr(), CLOEXEC_AND_SEALING) };
    if fd < 0 {
        return Err(Refusal::new(
            format!("cannot make memory to load from: {}", std::io::Error::last_os_error()),
            help,
        ));
    }
    // SAFETY: the descriptor was made just now and is nobody else's.
    let mut file = unsafe { std::fs::File::from_raw_fd(fd) };
    file.write_all(bytes).map_err(|error| Refusal::new(format!("cannot fill memory to load from: {error}"), help))?;
    // What was hashed is what is loaded: from here on nobody can write it.
    // SAFETY: an open descriptor; the command takes an int.
    if unsafe { fcntl(file.as_raw_fd(), ADD_SEALS, SEAL_SHRINK_GROW_WRITE_SEAL) } != 0 {
        return Err(Refusal::new(format!("cannot seal the memory: {}", std::io::Error::last_os_error()), help));
    }
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
        Refusal::new(
            format!("the system cannot load it: {message}"),
            "a plugin must bring along what it needs: link it statically",
        )
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

#[cfg(not(target_os = "linux"))]
fn open(_: &[u8]) -> Result<&'static PluginTable, Refusal> {
    Err(Refusal::new("plugins can be loaded on Linux only", "link the stage into a program of your own"))
}
