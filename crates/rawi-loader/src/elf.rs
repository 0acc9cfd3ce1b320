//! What the bytes of a file say, before any code of it runs.

use crate::refusal::Refusal;
use rawi_plugin::abi::{ABI_MAJOR, ABI_MINOR, LAYOUT, MAGIC, PluginTable, SYMBOL};
use std::cell::Cell;

/// The most stages that a plugin may have.
pub(crate) const MOST_STAGES: u32 = 1024;

const REBUILD: &str = "build the plugin again, against the SDK or header of this rawi";

/// The machines of this host: name and number in ELF.
const MACHINES: [(&str, u16); 5] = [("x86_64", 62), ("aarch64", 183), ("x86", 3), ("arm", 40), ("riscv64", 243)];

/// A file, read without ever looking past its end.
struct File<'a> {
    bytes: &'a [u8],
    /// How often something was read: what a file costs must grow with its size only.
    reads: Cell<u64>,
}

impl<'a> File<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, reads: Cell::new(0) }
    }
    fn get<const N: usize>(&self, at: u64) -> Option<[u8; N]> {
        self.reads.set(self.reads.get() + 1);
        let at = usize::try_from(at).ok()?;
        self.bytes.get(at..at.checked_add(N)?)?.try_into().ok()
    }
    fn u16(&self, at: u64) -> Option<u16> {
        self.get(at).map(u16::from_le_bytes)
    }
    fn u32(&self, at: u64) -> Option<u32> {
        self.get(at).map(u32::from_le_bytes)
    }
    fn u64(&self, at: u64) -> Option<u64> {
        self.get(at).map(u64::from_le_bytes)
    }
    /// Magic, size, major, minor, layout and number of stages of the constant at this place.
    fn head(&self, at: u64) -> Option<(u64, u32, u16, u16, u32, u32)> {
        let (magic, size) = (self.u64(at)?, self.u32(at + 8)?);
        Some((magic, size, self.u16(at + 12)?, self.u16(at + 14)?, self.u32(at + 16)?, self.u32(at + 20)?))
    }
    /// A name that ends with a zero; of a long one the beginning, so that many long names cost no time.
    fn name(&self, at: u64) -> Option<&'a [u8]> {
        self.reads.set(self.reads.get() + 1);
        let rest = self.bytes.get(usize::try_from(at).ok()?..)?;
        rest[..rest.len().min(64)].split(|&b| b == 0).next()
    }
}

/// Whether the file is a plugin of this ABI, for this machine.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let wrong = |message: String, help: &str| Err(Refusal::new(message, help));
    let library = "name a shared library (.so) that was built as a plugin for this machine";
    let found = match bytes {
        [] => Some("an empty file"),
        [0x7F, b'E', b'L', b'F', ..] => None,
        [b'M', b'Z', ..] => Some("a Windows program or library"),
        [0xCF | 0xCE, 0xFA, 0xED, 0xFE, ..] | [0xCA, 0xFE, 0xBA, 0xBE, ..] => Some("a macOS program or library"),
        [b'!', b'<', b'a', b'r', b'c', b'h', b'>', ..] => Some("a static library"),
        _ if bytes.iter().take(1000).all(|&b| b >= 0x20 || b.is_ascii_whitespace()) => Some("a text file"),
        _ => Some("something else"),
    };
    if let Some(found) = found {
        return wrong(format!("expected a shared library (ELF), found {found}"), library);
    }
    let file = File::new(bytes);
    let symbol = match symbol(&file)? {
        Some(at) => at,
        None => {
            return wrong(
                "the file ends before what its header promises; it is truncated".to_owned(),
                "copy or build it again",
            );
        }
    };
    let Symbol::At(at) = symbol else {
        let message = match symbol {
            Symbol::Other(name) => format!("expected the symbol `{SYMBOL}`, found `{name}`: a plugin of another ABI"),
            _ => format!("it is a library, but no plugin: it does not define `{SYMBOL}`"),
        };
        return wrong(message, "a plugin exports its stages with `export_stages!`, or defines the constant in C");
    };
    let Some((magic, struct_size, major, minor, layout, n_stages)) = file.head(at) else {
        return wrong(format!("`{SYMBOL}` has no content in the file"), REBUILD);
    };
    if magic != MAGIC {
        return wrong(format!("`{SYMBOL}` starts with {magic:#018x}, a plugin starts with {MAGIC:#018x}"), REBUILD);
    }
    if major != ABI_MAJOR {
        let message = format!("it speaks plugin ABI {major}.{minor}, this rawi speaks {ABI_MAJOR}.{ABI_MINOR}");
        let newer = "run it with a newer rawi, or build the plugin against this one's SDK";
        return wrong(message, if major > ABI_MAJOR { newer } else { REBUILD });
    }
    if minor > ABI_MINOR {
        let message = format!("it needs plugin ABI {major}.{minor} or later, this rawi speaks {ABI_MAJOR}.{ABI_MINOR}");
        return wrong(message, "run it with a newer rawi");
    }
    if layout != LAYOUT {
        let message = format!("its header was changed: the layout is {layout:#010x}, expected {LAYOUT:#010x}");
        return wrong(message, "build it with the header as it is shipped");
    }
    let least = size_of::<PluginTable>();
    if (struct_size as usize) < least {
        return wrong(format!("`{SYMBOL}` says it has {struct_size} bytes, expected {least} or more"), REBUILD);
    }
    if n_stages == 0 || n_stages > MOST_STAGES {
        return wrong(format!("it says it has {n_stages} stages, expected 1 to {MOST_STAGES}"), REBUILD);
    }
    Ok(())
}

/// What became of the search for the constant.
enum Symbol {
    /// Here, in bytes of the file.
    At(u64),
    /// There is one of another ABI.
    Other(String),
    /// There is none.
    None,
    /// There is none, and the file is a program.
    Program,
    /// There is more than one table of dynamic symbols.
    Tables,
}

/// Where the file's own dynamic symbols have the constant; `None` if the file is truncated. A library that the plugin
/// depends on is not asked, as `dlsym` would.
fn symbol(file: &File<'_>) -> Result<Option<Symbol>, Refusal> {
    let help = "build the plugin for this machine, as a shared library";
    let Some([class, data]) = file.get::<2>(4) else { return Ok(None) };
    if class != 2 || data != 1 {
        let found = if class == 1 { "a 32-bit one" } else { "one of another order of bytes" };
        return Err(Refusal::new(format!("expected a 64-bit library, found {found}"), help));
    }
    let (Some(kind), Some(machine)) = (file.u16(16), file.u16(18)) else { return Ok(None) };
    let expected = MACHINES.iter().find(|(name, _)| *name == std::env::consts::ARCH);
    if let Some((name, number)) = expected
        && machine != *number
    {
        let found = MACHINES
            .iter()
            .find(|(_, n)| *n == machine)
            .map_or_else(|| format!("machine {machine}"), |(n, _)| (*n).to_owned());
        return Err(Refusal::new(format!("it is built for {found}, this machine is {name}"), help));
    }
    if kind != 3 {
        let found = match kind {
            1 => "an object file",
            2 => "a program",
            _ => "something else",
        };
        return Err(Refusal::new(format!("expected a shared library, found {found}"), help));
    }
    match scan(file) {
        Some(Symbol::Tables) => {
            let message = "it has several tables of dynamic symbols, and a library has one; it is damaged";
            Err(Refusal::new(message, "copy or build it again"))
        }
        Some(Symbol::Program) => Err(Refusal::new("expected a shared library, found a program", help)),
        found => Ok(found),
    }
}

/// Walks segments and dynamic symbols; `None` if the file is truncated.
fn scan(file: &File<'_>) -> Option<Symbol> {
    let within = |at: u64, len: u64| at.checked_add(len).filter(|&end| end <= file.bytes.len() as u64).map(|_| ());
    // Segments: type, and what is loaded from where.
    let (table, size, count) = (file.u64(32)?, u64::from(file.u16(54)?), u64::from(file.u16(56)?));
    let mut loads = Vec::new();
    let mut interpreter = false;
    for i in 0..count {
        let at = table.checked_add(i * size)?;
        let kind = file.u32(at)?;
        let (offset, address, len) = (file.u64(at + 8)?, file.u64(at + 16)?, file.u64(at + 32)?);
        if kind == 1 {
            within(offset, len)?;
            loads.push((address, len, offset));
        }
        interpreter |= kind == 3;
    }
    // Sections: the dynamic symbols and their names. They stand at the end, so that a cut file is seen here at the latest.
    let (table, size, count) = (file.u64(40)?, u64::from(file.u16(58)?), u64::from(file.u16(60)?));
    let section = |i: u64| table.checked_add(i.checked_mul(size)?);
    within(table, size * count)?;
    let mut found = Symbol::None;
    let mut tables = 0;
    for i in 0..count {
        let at = section(i)?;
        if file.u32(at + 4)? != 11 {
            continue; // no SHT_DYNSYM
        }
        // A library has one. Many, each as long as the file, would be read for hours.
        tables += 1;
        if tables > 1 {
            return Some(Symbol::Tables);
        }
        let (offset, len) = (file.u64(at + 24)?, file.u64(at + 32)?);
        within(offset, len)?;
        let names = section(u64::from(file.u32(at + 40)?))?;
        let (names, names_len) = (file.u64(names + 24)?, file.u64(names + 32)?);
        within(names, names_len)?;
        for j in 0..len / 24 {
            let at = offset + j * 24;
            let (name, place) = (u64::from(file.u32(at)?), file.u16(at + 6)?);
            let name = names.checked_add(name).and_then(|at| file.name(at))?;
            if place == 0 {
                continue; // another library's
            }
            if name == SYMBOL.as_bytes() {
                let address = file.u64(at + 8)?;
                let inside = loads.iter().find(|(start, len, _)| address >= *start && address - start < *len);
                let Some((start, _, offset)) = inside else { return Some(Symbol::None) };
                found = Symbol::At(address - start + offset);
                break;
            } else if matches!(found, Symbol::None) && name.starts_with(b"rawi_plugin_v") {
                found = Symbol::Other(String::from_utf8_lossy(&name[..name.len().min(40)]).into_owned());
            }
        }
    }
    // A program has an interpreter; so has libc, which is no plugin either.
    if interpreter && !matches!(found, Symbol::At(_)) {
        return Some(Symbol::Program);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::{File, Symbol, scan};

    /// A library of `sections` sections, of which `tables` are the same table of `symbols` symbols, all of this name, behind
    /// `segments` segments.
    fn library(segments: usize, sections: usize, tables: usize, symbols: usize, name: &[u8]) -> Vec<u8> {
        let (segment, section, symbol) = (56, 64, 24);
        let names_at = 64 + segments * segment;
        let symbols_at = names_at + 64;
        let sections_at = symbols_at + symbols * symbol;
        let mut bytes = vec![0; sections_at + sections * section];
        bytes[..6].copy_from_slice(b"\x7FELF\x02\x01");
        let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
        put(32, &64_u64.to_le_bytes());
        put(40, &(sections_at as u64).to_le_bytes());
        for (at, value) in [(54, segment), (56, segments), (58, section), (60, sections)] {
            put(at, &(value as u16).to_le_bytes());
        }
        for i in 0..segments {
            put(64 + i * segment, &1_u32.to_le_bytes());
        }
        put(names_at, name);
        for i in 0..symbols {
            put(symbols_at + i * symbol + 6, &1_u16.to_le_bytes());
        }
        for i in 0..sections {
            let at = sections_at + i * section;
            put(at + 4, &(if i < tables { 11_u32 } else { 3 }).to_le_bytes());
            let (offset, len) = if i < tables { (symbols_at, symbols * symbol) } else { (names_at, 64) };
            put(at + 24, &(offset as u64).to_le_bytes());
            put(at + 32, &(len as u64).to_le_bytes());
            put(at + 40, &((sections - 1) as u32).to_le_bytes());
        }
        bytes
    }

    fn reads(bytes: &[u8]) -> (Option<Symbol>, u64) {
        let file = File::new(bytes);
        (scan(&file), file.reads.get())
    }

    #[test]
    fn what_a_file_costs_grows_with_its_size_only() {
        for name in [&b"other"[..], b"rawi_plugin_v1", b"rawi_plugin_v9"] {
            let of = |n: usize| reads(&library(n, n, 1, n * 10, name)).1;
            assert!(of(200) > 400, "it was not looked at");
            assert!(of(2000) <= of(1000) * 22 / 10, "{} and {}", of(1000), of(2000));
        }
        let (found, reads) = reads(&library(1, 60_000, 59_000, 60_000, b"other"));
        assert!(matches!(found, Some(Symbol::Tables)));
        assert!(reads < 1_000_000, "{reads}");
    }
}
