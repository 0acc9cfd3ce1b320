//! Bytes of source text a second, on one core. `RAWI_BENCH_TEXT=FILE` takes another text than the project's seeds: a file
//! in which documents are separated by form feeds.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use rawi_core::{Assets, Document, Stage, StageConfig};
use rawi_normalizer::{Normalizer, NormalizerConfig, Profile, Rules};

fn main() {
    divan::main();
}

/// The texts, about 8 MB of them.
#[allow(clippy::disallowed_methods)] // a benchmark may be told its text
fn texts() -> Vec<String> {
    let texts: Vec<String> = match std::env::var("RAWI_BENCH_TEXT") {
        Ok(path) => std::fs::read_to_string(path)
            .expect("RAWI_BENCH_TEXT names a file")
            .split('\u{C}')
            .map(String::from)
            .collect(),
        Err(_) => [
            include_str!("../../../seeds/aleppo-1.txt"),
            include_str!("../../../seeds/aleppo-2.txt"),
            include_str!("../../../seeds/aleppo-3.txt"),
            include_str!("../../../seeds/palmyra-4.txt"),
            include_str!("../../../seeds/south-5.txt"),
        ]
        .map(String::from)
        .to_vec(),
    };
    let bytes: usize = texts.iter().map(String::len).sum();
    texts.iter().cycle().take(texts.len() * (8_000_000 / bytes.max(1)).max(1)).cloned().collect()
}

const PROFILES: [Profile; 3] = [Profile::Search, Profile::Display, Profile::Lucene];

/// The view and its alignment.
#[divan::bench(args = PROFILES)]
fn normalize(bencher: Bencher, profile: Profile) {
    let texts = texts();
    let normalizer = Normalizer::new(Rules::profile(profile));
    bencher.counter(bytes(&texts)).bench(|| {
        for text in &texts {
            black_box(normalizer.normalize(text));
        }
    });
}

/// The whole stage: the same with the checks that the core makes of a view.
#[divan::bench(args = PROFILES)]
fn stage(bencher: Bencher, profile: Profile) {
    let texts = texts();
    let stage = NormalizerConfig { profile, ..Default::default() }.build(&Assets::none()).expect("it needs no file");
    bencher
        .counter(bytes(&texts))
        .with_inputs(|| {
            texts.iter().map(|text| Document::new("", text.as_str()).expect("it is short")).collect::<Vec<_>>()
        })
        .bench_local_values(|mut documents| {
            for document in &mut documents {
                document.apply(stage.as_ref() as &dyn Stage).expect("no text is refused");
            }
            documents
        });
}

fn bytes(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}
