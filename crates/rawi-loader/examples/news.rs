//! The stages of the embedded pipeline `news` as a plugin, for tests and benchmarks: whatever a linked stage can do, a loaded
//! one can.
#![forbid(unsafe_code)]

rawi_plugin::export_stages!(
    rawi_normalizer::NormalizerConfig,
    rawi_segmenter::Segmenter,
    rawi_tagger::TaggerConfig,
    rawi_tagger::MergeConfig,
    rawi_values::DatesConfig,
    rawi_values::NumbersConfig,
    rawi_quotes::QuotesConfig,
    rawi_claims::ClaimsConfig,
    rawi_summarizer::SummarizerConfig,
);
