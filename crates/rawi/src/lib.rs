//! Arabic news reports to checked records: the command `rawi` and, for programs, its parts under one roof.
//!
//! To write a stage depend on [`rawi_core`] alone; to run pipelines from a program use [`pipelines::load`] with [`builtin_stages`], [`io`] and
//! [`runner`]. `default-features = false` leaves the command out with what it needs (a parser of arguments, progress bars, an allocator,
//! signals); `features = ["model"]` brings the learned tagger back. `examples/` reads a text and a folder, and has a step and a stage of its
//! own.
//!
//! ```
//! use rawi::runner::{OnError, Outcome};
//!
//! let pipeline = rawi::pipelines::load("news", &rawi::builtin_stages()).unwrap();
//! let doc = rawi::core::Document::new("a", "وبيروت عاصمة لبنان.").unwrap();
//! let Outcome::Kept(doc) = pipeline.process(doc, OnError::Stop) else { panic!() };
//! let mentions = doc.layer(&rawi::core::layers::MENTIONS).unwrap().unwrap();
//! assert_eq!(doc.text(mentions.span(0)), "بيروت");
//! ```
#![forbid(unsafe_code)]

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
mod command;
#[cfg(feature = "cli")]
pub mod digest;
#[cfg(feature = "cli")]
mod logger;
pub mod pipelines;
#[cfg(feature = "cli")]
mod program;
#[cfg(feature = "cli")]
pub mod terminal;

#[cfg(feature = "dossier")]
pub use rawi_dossier as dossier;
#[cfg(target_os = "linux")]
pub use rawi_loader as loader;
pub use {
    rawi_claims as claims, rawi_config as config, rawi_core as core, rawi_io as io, rawi_normalizer as normalizer,
    rawi_quotes as quotes, rawi_runner as runner, rawi_segmenter as segmenter, rawi_summarizer as summarizer,
    rawi_tagger as tagger, rawi_transcript as transcript, rawi_values as values,
};

use rawi_config::Registry;
use rawi_io::{CsvSink, CsvSource, HtmlSource, JsonlSink, JsonlSource, RejectedSink, TextSource, TranscriptSink};

/// The stages, sources and sinks that this program has: the one place that lists them.
#[must_use]
pub fn builtin_stages() -> Registry {
    let registry = Registry::new()
        .stage::<rawi_normalizer::NormalizerConfig>()
        .stage::<rawi_segmenter::Segmenter>()
        .stage::<rawi_tagger::TaggerConfig>()
        .stage::<rawi_tagger::MergeConfig>()
        .stage::<rawi_values::DatesConfig>()
        .stage::<rawi_values::NumbersConfig>()
        .stage::<rawi_quotes::QuotesConfig>()
        .stage::<rawi_claims::ClaimsConfig>()
        .stage::<rawi_summarizer::SummarizerConfig>()
        .source::<TextSource>()
        .source::<JsonlSource>()
        .source::<CsvSource>()
        .source::<HtmlSource>()
        .sink::<JsonlSink>()
        .sink::<CsvSink>()
        .sink::<TranscriptSink>()
        .sink::<RejectedSink>();
    #[cfg(feature = "parquet")]
    let registry = registry.source::<rawi_io::ParquetSource>().sink::<rawi_io::ParquetSink>();
    registry
}

/// The same, with stages of plugins that a pipeline file names, loaded into this program. They stay loaded as long as it
/// runs. [`Registry::plugins`] takes a loader that does it otherwise.
#[cfg(target_os = "linux")]
#[must_use]
pub fn stages_with_plugins() -> Registry {
    let loader = rawi_loader::Loader::new();
    builtin_stages().plugins(move |request| loader.resolve(request))
}

/// The embedded pipelines, by name, as TOML.
pub const EMBEDDED_PIPELINES: &[(&str, &str)] = &[("news", include_str!("../pipelines/news.toml"))];

/// The embedded pipeline `name`.
#[must_use]
pub fn embedded_pipeline(name: &str) -> Option<&'static str> {
    EMBEDDED_PIPELINES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// What the binary bundles, and under which licences.
pub const LICENSES: &str = include_str!("../../../NOTICE");

const SEEDS: [(&str, &str); 5] = [
    ("aleppo-1", include_str!("../../../seeds/aleppo-1.txt")),
    ("aleppo-2", include_str!("../../../seeds/aleppo-2.txt")),
    ("aleppo-3", include_str!("../../../seeds/aleppo-3.txt")),
    ("palmyra-4", include_str!("../../../seeds/palmyra-4.txt")),
    ("south-5", include_str!("../../../seeds/south-5.txt")),
];
const SEEDS_META: &str = include_str!("../../../seeds/meta.tsv");

/// The bundled reports: id, text, and metadata as names and values. Written for this project; see `seeds/README.md`.
pub fn seeds() -> impl Iterator<Item = (&'static str, &'static str, Vec<(&'static str, &'static str)>)> {
    let mut lines = SEEDS_META.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    SEEDS.into_iter().map(move |(id, text)| {
        let row = rows.iter().find(|row| row.first() == Some(&id));
        let cells = row.into_iter().flat_map(|row| names.iter().copied().zip(row.iter().copied()));
        (id, text, cells.filter(|(name, _)| *name != "id").collect())
    })
}
