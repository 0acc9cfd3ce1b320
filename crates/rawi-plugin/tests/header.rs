//! The C header says what the Rust definitions say: a C program prints sizes, offsets and constants, and so does this test.

use rawi_plugin::abi::*;
use rawi_plugin::rows::Format;
use std::fmt::Write as _;
use std::mem::offset_of;
use std::process::Command;

/// Lines of C that print, and the same lines printed by Rust.
#[derive(Default)]
struct Both {
    c: String,
    rust: String,
}

macro_rules! structs {
    ($both:ident: $($c:ident $rust:ident { $($field:ident),* })+) => {$(
        let _ = writeln!($both.c, "P(\"{0}\", sizeof({0}));", stringify!($c));
        let _ = writeln!($both.rust, "{} {}", stringify!($c), size_of::<$rust>());
        $(
            let _ = writeln!($both.c, "P(\"{0}.{1}\", offsetof({0}, {1}));", stringify!($c), stringify!($field));
            let _ = writeln!($both.rust, "{}.{} {}", stringify!($c), stringify!($field), offset_of!($rust, $field));
        )*
    )+};
}

macro_rules! constants {
    ($both:ident: $($c:ident = $rust:expr;)+) => {$(
        let _ = writeln!($both.c, "P(\"{0}\", {0});", stringify!($c));
        let _ = writeln!($both.rust, "{} {}", stringify!($c), i128::from($rust));
    )+};
}

#[test]
fn the_header_is_the_rust_definitions() {
    let mut both = Both::default();
    structs! { both:
        rawi_bytes Bytes { ptr, len }
        rawi_range Range { start, end }
        rawi_text Text { offset, len }
        rawi_pair Pair { name, value }
        rawi_data Data { rows, count, heap, row_size, present }
        rawi_port Port { name, format, kind, flags }
        rawi_run RunRow { source, view, source_len, view_len }
        rawi_sentence SentenceRow { start, end, kind }
        rawi_token TokenRow { start, end, kind, clitics, enclitics }
        rawi_mention MentionRow { start, end, label, entity, name, by, confidence }
        rawi_number NumberRow { value, min, max, start, end, label, unit, iso, unit_start, unit_end, form, zero }
        rawi_date DateRow { start, end, label, value, granularity, calendar, anchor, note }
        rawi_summary SummaryRow { start, end, rank, score }
        rawi_json JsonRow { start, end, value }
        rawi_setup Setup { struct_size, zero, host, config, log_level, zero_too }
        rawi_call Call { struct_size, n_meta, host, id, source, inputs, meta }
        rawi_host HostTable { struct_size, abi_major, abi_minor, version, asset, refuse, emit, fail, drop, warn, warn_at, log }
        rawi_ports Ports { struct_size, n_inputs, n_outputs, zero, inputs, outputs, input_schemas, output_schemas }
        rawi_stage StageTable { struct_size, zero, name, version, summary, cases, schema, create, ports, process, destroy }
        rawi_plugin PluginTable { magic, struct_size, abi_major, abi_minor, layout, n_stages, name, version, built_with, stages }
    }
    constants! { both:
        RAWI_MAGIC = MAGIC; RAWI_ABI_MAJOR = ABI_MAJOR; RAWI_ABI_MINOR = ABI_NEEDS; RAWI_LAYOUT = LAYOUT;
        RAWI_OK = OK; RAWI_DROP = DROP; RAWI_E_FAILED = E_FAILED; RAWI_E_RANGE = E_RANGE; RAWI_E_BOUNDARY = E_BOUNDARY;
        RAWI_E_UTF8 = E_UTF8; RAWI_E_OUTPUT = E_OUTPUT; RAWI_E_LIMIT = E_LIMIT; RAWI_E_CALL = E_CALL; RAWI_E_VALUE = E_VALUE;
        RAWI_NO_TEXT = Text::NONE.offset; RAWI_VIEW = VIEW; RAWI_LAYER = LAYER; RAWI_OPTIONAL = OPTIONAL;
        RAWI_META = META; RAWI_REFINES = REFINES;
        RAWI_BLAME_INPUT = BLAME_INPUT; RAWI_BLAME_ASSET = BLAME_ASSET; RAWI_BLAME_BUG = BLAME_BUG;
        RAWI_LOG_ERROR = LOG_ERROR; RAWI_LOG_WARNING = LOG_WARNING; RAWI_LOG_INFO = LOG_INFO; RAWI_LOG_DEBUG = LOG_DEBUG;
    }
    let names = ["SENTENCE", "TOKEN", "MENTION", "NUMBER", "DATE", "SUMMARY", "JSON"];
    let formats = names.into_iter().zip(Format::ALL.map(Format::text)).chain([("RUN", Format::RUNS)]);
    for (name, text) in formats {
        let _ = writeln!(both.c, "printf(\"%s\\n\", RAWI_{name}_ROWS);");
        let _ = writeln!(both.rust, "{text}");
    }

    let folder = tempfile::tempdir().unwrap();
    let (source, program) = (folder.path().join("layout.c"), folder.path().join("layout"));
    let program_text = format!(
        "#include <stdio.h>\n#include \"rawi_stage.h\"\n#define P(name, value) printf(\"%s %lld\\n\", name, (long long)(value))\n\
         int main(void) {{\n{}return 0;\n}}\n",
        both.c
    );
    std::fs::write(&source, program_text).unwrap();
    let include = concat!(env!("CARGO_MANIFEST_DIR"), "/include");
    let built = Command::new("cc")
        .args(["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-I", include])
        .arg(&source)
        .arg("-o")
        .arg(&program)
        .output()
        .expect("the tests need a C compiler named cc");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let printed = String::from_utf8(Command::new(&program).output().unwrap().stdout).unwrap();
    assert_eq!(printed, both.rust);
}
