//! Which sink writes what the command line names.

use super::config::OpenSink;
use super::csv::CsvSink;
use super::jsonl::JsonlSink;
use super::transcript::TranscriptSink;

/// The sink for a place on the command line, by its ending: `.csv` and `.csv.gz` is tables of layers, `.txt` the
/// transcript, `.parquet` Parquet (if it was built with that), all else (`.jsonl`, `.jsonl.gz`, a folder, `-`) the record. Open it with
/// [`SinkContext::out`](super::SinkContext::out).
#[must_use]
pub fn sink_for(out: &str) -> Box<dyn OpenSink> {
    let plain = out.strip_suffix(".gz").unwrap_or(out);
    if plain.ends_with(".csv") {
        Box::new(CsvSink::default())
    } else if plain.ends_with(".txt") {
        Box::new(TranscriptSink::default())
    } else if plain.ends_with(".parquet") {
        #[cfg(feature = "parquet")]
        return Box::new(super::parquet::ParquetSink::default());
        #[cfg(not(feature = "parquet"))]
        Box::new(JsonlSink::default())
    } else {
        Box::new(JsonlSink::default())
    }
}
