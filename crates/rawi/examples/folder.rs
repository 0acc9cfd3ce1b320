//! A folder of texts to a file of records, on all threads: `cargo run -p rawi --example folder -- seeds/ out.jsonl`
#![allow(clippy::print_stdout)] // an example shows what it did

use rawi::io::{JsonlSink, OpenSink as _, OpenSource as _, SinkContext, SourceContext, TextSource};
use rawi::runner::Run;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out] = arguments.as_slice() else {
        return Err("name a folder of texts, and a file for the records".into());
    };

    let pipeline = rawi::pipelines::load("news", &rawi::builtin_stages())?;
    let source = TextSource { files: vec![folder.clone()], ..TextSource::default() };
    let mut source = source.open(&SourceContext::default())?;
    let sink = JsonlSink { path: Some(out.clone()), ..JsonlSink::default() }.open(&SinkContext::default())?;
    let report = Run::new(&pipeline, source.as_mut()).sink(sink.sink).execute()?;

    println!("{} of {} reports are in {out}", report.counts.kept, report.counts.read);
    Ok(())
}
