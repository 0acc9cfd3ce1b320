//! A table of Parquet is read, or refused with a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rawi::io::ParquetSource;
use std::sync::LazyLock;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

fuzz_target!(|bytes: &[u8]| {
    std::fs::write(FOLDER.path().join("a.parquet"), bytes).expect("the file is written");
    let options = serde_json::json!({ "files": ["a.parquet"] });
    let source: ParquetSource = serde_json::from_value(options).expect("the options are read");
    rawi_fuzz::read_all(&source, FOLDER.path());
});
