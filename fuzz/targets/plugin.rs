//! Bytes that are no plugin are refused with a reason and a help, before any of them runs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rawi::loader::PluginFile;
use std::path::PathBuf;
use std::sync::LazyLock;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));
static FILE: LazyLock<PathBuf> = LazyLock::new(|| FOLDER.path().join("stage.so"));

fuzz_target!(|bytes: &[u8]| {
    std::fs::write(&*FILE, bytes).expect("the file is written");
    if let Err(refusal) = PluginFile::read(&FILE) {
        assert!(!refusal.message.is_empty() && !refusal.help.is_empty());
    }
});
