//! The embedded pipeline makes a record of every text, without a failure, and it is read back as it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rawi::io::RecordOptions;
use rawi::io::record::{read, write};
use rawi::runner::Pipeline;
use std::sync::LazyLock;

static NEWS: LazyLock<Pipeline> =
    LazyLock::new(|| rawi_fuzz::pipeline(rawi::embedded_pipeline("news").expect("it is embedded")));

fuzz_target!(|text: &str| {
    let Some(doc) = rawi_fuzz::processed(&NEWS, text) else { return };
    let record = |doc| {
        let mut line = Vec::new();
        write(doc, &RecordOptions::default(), &mut line).expect("a document can be written");
        line
    };
    let line = record(&doc);
    let again = read(&line).expect("a record can be read");
    assert_eq!(line, record(&again));
});
