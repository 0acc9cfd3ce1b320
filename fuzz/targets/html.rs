//! A page is read, or refused with a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rawi::io::HtmlSource;
use std::sync::LazyLock;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

fuzz_target!(|bytes: &[u8]| {
    std::fs::write(FOLDER.path().join("a.html"), bytes).expect("the file is written");
    let source = HtmlSource { files: vec!["a.html".to_owned()], ..HtmlSource::default() };
    rawi_fuzz::read_all(&source, FOLDER.path());
});
