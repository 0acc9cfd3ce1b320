//! A step of one's own behind the stages, which sees every document: how often each name stands in a folder of texts.
//! `cargo run -p rawi --example own_step -- seeds/`
#![allow(clippy::print_stdout)] // an example shows what it found

use rawi::core::{Document, layers};
use rawi::io::{OpenSource as _, Prepare, Sink, SinkError, SourceContext, TextSource, WholeFile};
use rawi::runner::Run;
use std::collections::BTreeMap;
use std::error::Error;

/// Takes what was made of each document, in their order.
#[derive(Default)]
struct Names(BTreeMap<String, u64>);

/// Makes of each document what `Names` takes, on many threads.
struct NamesOf;

impl Prepare for NamesOf {
    type Part = Vec<String>;

    fn document(&self, doc: &Document) -> Result<Option<Vec<String>>, String> {
        let mentions = doc.layer(&layers::MENTIONS).map_err(|error| error.to_string())?;
        let names = mentions.iter().flat_map(|mentions| mentions.iter());
        Ok(Some(names.map(|(span, _)| doc.text(span).to_owned()).collect()))
    }

    fn held(&self, names: &Vec<String>) -> usize {
        names.iter().map(String::len).sum()
    }
}

impl Sink for &mut Names {
    type Prepare = NamesOf;

    fn prepare(&self) -> NamesOf {
        NamesOf
    }

    fn take(&mut self, names: Vec<String>) -> Result<(), SinkError> {
        for name in names {
            *self.0.entry(name).or_default() += 1;
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<WholeFile>, SinkError> {
        Ok(Vec::new()) // it writes no files
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder of texts")?;
    let pipeline = rawi::pipelines::load("news", &rawi::builtin_stages())?;
    let mut source = TextSource { files: vec![folder], ..TextSource::default() }.open(&SourceContext::default())?;
    let mut names = Names::default();
    Run::new(&pipeline, source.as_mut()).sink(&mut names).execute()?;
    for (name, count) in names.0 {
        println!("{count:4} {name}");
    }
    Ok(())
}
