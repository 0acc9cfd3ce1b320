//! The border, as `include/rawi_stage.h` has it; the rules stand there. `tests/header.rs` compares the two.

use std::ffi::c_void;

/// `RWI_STG1`, in the order of bytes of a small-endian machine.
pub const MAGIC: u64 = u64::from_le_bytes(*b"RWI_STG1");
/// The major of this ABI; a plugin of another is refused.
pub const ABI_MAJOR: u16 = 1;
/// The minor of this ABI.
pub const ABI_MINOR: u16 = 4;
/// The least minor that a plugin of this SDK, or of this header, needs: what 1.1 and 1.2 add, an older host passes over; a
/// stage that sets metadata (1.3) it refuses when the stage is made; one that refines it (1.4) it takes for one that sets it.
pub const ABI_NEEDS: u16 = 0;
/// The name of the exported constant.
pub const SYMBOL: &str = "rawi_plugin_v1";
/// Sizes of structs that never change.
pub const LAYOUT: u32 =
    (size_of::<Port>() | size_of::<Data>() << 8 | size_of::<NumberRow>() << 16 | size_of::<*const u8>() << 24) as u32;

/// What functions return: 0 is fine.
pub type Status = i32;
/// All is well.
pub const OK: Status = 0;
/// The document leaves the run.
pub const DROP: Status = 1;
/// It failed, and the host was told why.
pub const E_FAILED: Status = -1;
/// A range is empty or ends past the text.
pub const E_RANGE: Status = -10;
/// A range cuts a character.
pub const E_BOUNDARY: Status = -11;
/// Text is not UTF-8.
pub const E_UTF8: Status = -12;
/// No such output, one given twice, or rows of another size.
pub const E_OUTPUT: Status = -13;
/// More than [`LIMIT`] in one call.
pub const E_LIMIT: Status = -14;
/// The call is over or another thread's.
pub const E_CALL: Status = -15;
/// A value that its type does not have, or a null or unaligned pointer.
pub const E_VALUE: Status = -16;
/// The most bytes, rows and heaps together, that one call may give.
pub const LIMIT: usize = 1 << 30;

/// The document is to blame.
pub const BLAME_INPUT: u32 = 1;
/// An option or a file is.
pub const BLAME_ASSET: u32 = 2;
/// The stage is.
pub const BLAME_BUG: u32 = 3;

/// A borrowed string or bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Bytes {
    /// Where; anything if `len` is 0.
    pub ptr: *const u8,
    /// How many.
    pub len: usize,
}

impl Bytes {
    /// Bytes that outlive whoever reads them.
    #[must_use]
    pub const fn of(bytes: &[u8]) -> Self {
        Self { ptr: bytes.as_ptr(), len: bytes.len() }
    }

    /// The bytes.
    ///
    /// # Safety
    /// `ptr` points to `len` bytes that live and stay as they are for `'a`, or `len` is 0.
    #[must_use]
    pub unsafe fn get<'a>(self) -> &'a [u8] {
        // A null pointer with a length is a mistake that shall not cost more than the bytes.
        if self.len == 0 || self.ptr.is_null() || self.len > isize::MAX as usize {
            return &[];
        }
        // SAFETY: by the contract of this function; not null and not longer than a slice may be, as just seen.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
}

/// Bytes of the source text.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The first.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// A string in the heap beside the rows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// Where it starts; [`Text::NONE`] has `u32::MAX`.
    pub offset: u32,
    /// Its length in bytes.
    pub len: u32,
}

impl Text {
    /// No string.
    pub const NONE: Self = Self { offset: u32::MAX, len: 0 };
}

/// A name and its value.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The name.
    pub name: Bytes,
    /// The value.
    pub value: Bytes,
}

/// The content of a view (runs, text) or a layer (rows, their strings).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Data {
    /// The rows.
    pub rows: *const c_void,
    /// How many rows.
    pub count: usize,
    /// Text of the view, strings of the layer.
    pub heap: Bytes,
    /// Bytes of a row.
    pub row_size: u32,
    /// 0 for an optional input that is not there.
    pub present: u32,
}

impl Data {
    /// An optional input that is not there.
    pub const ABSENT: Self = Self { rows: std::ptr::null(), count: 0, heap: Bytes::of(&[]), row_size: 0, present: 0 };
}

/// What a stage reads or gives.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Port {
    /// The slot's name.
    pub name: Bytes,
    /// The format of its rows.
    pub format: Bytes,
    /// [`VIEW`], [`LAYER`] or [`META`].
    pub kind: u32,
    /// [`OPTIONAL`] of an input, [`REFINES`] of an output, or 0.
    pub flags: u32,
}
/// The port is a view.
pub const VIEW: u32 = 1;
/// The port is a layer.
pub const LAYER: u32 = 2;
/// From 1.3 on: the output is metadata: no rows, and no format; its value is the heap.
pub const META: u32 = 3;
/// The input may be missing.
pub const OPTIONAL: u32 = 1;
/// From 1.4 on: the stage reads this metadata as it stands and gives it anew. A layer or a view that it does that with is an input, too.
pub const REFINES: u32 = 2;

/// A row of an alignment.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // the fields of `rawi_core::Run`
pub struct RunRow {
    pub source: u32,
    pub view: u32,
    pub source_len: u32,
    pub view_len: u32,
}

/// A row of `sentences`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // the fields of `rawi_core::layers::Sentence`
pub struct SentenceRow {
    pub start: u32,
    pub end: u32,
    pub kind: u32,
}

/// A row of `tokens`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // the fields of `rawi_core::layers::Token`; ends of clitics from the token's start, starts of enclitics back from its end
pub struct TokenRow {
    pub start: u32,
    pub end: u32,
    pub kind: u32,
    pub clitics: [u8; 4],
    pub enclitics: [u8; 4],
}

/// A row of `tokens` as plugins read and give it that were built before there were enclitics.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // the fields of `TokenRow`
pub struct ProcliticTokenRow {
    pub start: u32,
    pub end: u32,
    pub kind: u32,
    pub clitics: [u8; 4],
}

/// A row of `mentions`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // the fields of `rawi_core::layers::Mention`
pub struct MentionRow {
    pub start: u32,
    pub end: u32,
    pub label: Text,
    pub entity: Text,
    pub name: Text,
    pub by: Text,
    pub confidence: f32,
}

/// A row of `numbers`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // the fields of `rawi_core::layers::Number`; NaN where there is none
pub struct NumberRow {
    pub value: f64,
    pub min: f64,
    pub max: f64,
    pub start: u32,
    pub end: u32,
    pub label: Text,
    pub unit: Text,
    pub iso: Text,
    pub unit_start: u32,
    pub unit_end: u32,
    pub form: u32,
    pub zero: u32,
}

/// A row of `dates`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // the fields of `rawi_core::layers::Date`
pub struct DateRow {
    pub start: u32,
    pub end: u32,
    pub label: Text,
    pub value: Text,
    pub granularity: Text,
    pub calendar: Text,
    pub anchor: Text,
    pub note: Text,
}

/// A row of `summary`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // the fields of `rawi_core::layers::Summary`
pub struct SummaryRow {
    pub start: u32,
    pub end: u32,
    pub rank: u32,
    pub score: f32,
}

/// A row of any other layer: its value as JSON.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // said above
pub struct JsonRow {
    pub start: u32,
    pub end: u32,
    pub value: Text,
}

/// One `create`.
#[repr(C)]
#[derive(Debug)]
pub struct Setup {
    /// Its size.
    pub struct_size: u32,
    /// Nothing.
    pub zero: u32,
    /// The host's functions.
    pub host: *const HostTable,
    /// The options, a JSON object.
    pub config: Bytes,
    /// From 1.2 on: the last level that anybody hears, as [`log::Level`](https://docs.rs/log) counts them; 0 for none.
    pub log_level: u32,
    /// Nothing.
    pub zero_too: u32,
}

/// One `process`.
#[repr(C)]
#[derive(Debug)]
pub struct Call {
    /// Its size.
    pub struct_size: u32,
    /// How many pairs `meta` has.
    pub n_meta: u32,
    /// The host's functions.
    pub host: *const HostTable,
    /// The document's id.
    pub id: Bytes,
    /// Its source text.
    pub source: Bytes,
    /// The inputs, in the order of the ports.
    pub inputs: *const Data,
    /// The metadata.
    pub meta: *const Pair,
}

/// What the host does for a plugin.
#[repr(C)]
#[derive(Debug)]
pub struct HostTable {
    /// Its size.
    pub struct_size: u32,
    /// The host's [`ABI_MAJOR`].
    pub abi_major: u16,
    /// The host's [`ABI_MINOR`].
    pub abi_minor: u16,
    /// The version of rawi.
    pub version: Bytes,
    /// The bytes of a file that an option names; on failure the bytes are a message.
    pub asset: unsafe extern "C" fn(*mut Setup, Bytes, *mut Bytes) -> Status,
    /// Says why `create` fails.
    pub refuse: unsafe extern "C" fn(*mut Setup, Bytes) -> Status,
    /// Gives an output, once.
    pub emit: unsafe extern "C" fn(*mut Call, u32, *const Data) -> Status,
    /// Says why `process` fails, and where.
    pub fail: unsafe extern "C" fn(*mut Call, u32, Range, Bytes) -> Status,
    /// Says why the document leaves the run.
    pub drop: unsafe extern "C" fn(*mut Call, Bytes) -> Status,
    /// Tells the user of a likely mistake, in `create`.
    pub warn: unsafe extern "C" fn(*mut Setup, Bytes) -> Status,
    /// From 1.2 on: says something about the document without failing it, and where.
    pub warn_at: unsafe extern "C" fn(*mut Call, Range, Bytes) -> Status,
    /// From 1.2 on: tells the person who runs rawi what the stage does, from any thread.
    pub log: unsafe extern "C" fn(u32, Bytes) -> Status,
}

/// What a stage reads and gives.
#[repr(C)]
#[derive(Debug)]
pub struct Ports {
    /// Its size.
    pub struct_size: u32,
    /// How many inputs.
    pub n_inputs: u32,
    /// How many outputs.
    pub n_outputs: u32,
    /// Nothing.
    pub zero: u32,
    /// The inputs.
    pub inputs: *const Port,
    /// The outputs.
    pub outputs: *const Port,
    /// From 1.1 on: of each input that is a layer of JSON the schema of its values, as JSON, or nothing; null if there is none.
    pub input_schemas: *const Bytes,
    /// The same of each output.
    pub output_schemas: *const Bytes,
}

/// What stands where a level of the log is meant: 1 is an error.
pub const LOG_ERROR: u32 = 1;
/// A likely mistake.
pub const LOG_WARNING: u32 = 2;
/// What the stage does.
pub const LOG_INFO: u32 = 3;
/// What only its author wants to know.
pub const LOG_DEBUG: u32 = 4;

/// The bytes of [`Ports`] in ABI 1.0.
pub const PORTS_1_0: usize = std::mem::offset_of!(Ports, input_schemas);

/// A stage of a plugin. The functions are options because a null pointer may come.
#[repr(C)]
#[derive(Debug)]
pub struct StageTable {
    /// Its size.
    pub struct_size: u32,
    /// Nothing.
    pub zero: u32,
    /// The name after `uses =`.
    pub name: Bytes,
    /// Its version.
    pub version: Bytes,
    /// What it does, in a line.
    pub summary: Bytes,
    /// A casebook.
    pub cases: Bytes,
    /// JSON Schema of the options.
    pub schema: Option<unsafe extern "C" fn() -> Bytes>,
    /// Makes a stage.
    pub create: Option<unsafe extern "C" fn(*mut Setup, *mut *mut c_void) -> Status>,
    /// What it reads and gives.
    pub ports: Option<unsafe extern "C" fn(*mut c_void) -> *const Ports>,
    /// Reads one document; many threads at once.
    pub process: Option<unsafe extern "C" fn(*mut c_void, *mut Call) -> Status>,
    /// Ends a stage.
    pub destroy: Option<unsafe extern "C" fn(*mut c_void)>,
}

/// The exported constant. What stands before `name` holds no pointer, so that it can be read from the file.
#[repr(C)]
#[derive(Debug)]
pub struct PluginTable {
    /// [`MAGIC`].
    pub magic: u64,
    /// Its size.
    pub struct_size: u32,
    /// [`ABI_MAJOR`] of its header.
    pub abi_major: u16,
    /// The least minor that it needs.
    pub abi_minor: u16,
    /// [`LAYOUT`] by its compiler.
    pub layout: u32,
    /// How many stages.
    pub n_stages: u32,
    /// The plugin's name.
    pub name: Bytes,
    /// Its version.
    pub version: Bytes,
    /// The compiler or SDK it was built with.
    pub built_with: Bytes,
    /// The stages.
    pub stages: *const *const StageTable,
}

// SAFETY: the tables are constants; nobody writes through their pointers.
unsafe impl Sync for StageTable {}
// SAFETY: as above.
unsafe impl Sync for PluginTable {}
// SAFETY: as above.
unsafe impl Sync for HostTable {}
