//! A record that is read is written so that it is read again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rawi::core::Document;
use rawi::io::RecordOptions;
use rawi::io::record::{read, write};

/// All of a document, in one line.
fn line(doc: &Document) -> Vec<u8> {
    let names = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
    let options = RecordOptions {
        views: names(doc.views().map(|(name, _)| name).collect()),
        layers: Some(names(doc.layers().map(|(name, _)| name).collect())),
        ..RecordOptions::default()
    };
    let mut line = Vec::new();
    write(doc, &options, &mut line).expect("what was read can be written");
    line
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(doc) = read(bytes) else { return };
    let once = line(&doc);
    let again = read(&once).expect("what was written can be read");
    assert_eq!(once, line(&again));
});
