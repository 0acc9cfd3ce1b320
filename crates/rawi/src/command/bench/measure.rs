//! What is measured.

use super::memory;
use crate::command::Failure;
use rawi_io::{Decode, Raw, Source, SourceError};
use rawi_runner::{Limits, OnError, Pipeline, Run, StageTime};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Documents as they were read, held in memory.
pub(super) struct Kept {
    documents: Vec<Raw>,
    decoder: Arc<dyn Decode>,
    /// Documents that could not be read, which are left out.
    unreadable: u64,
}

impl Kept {
    /// The first `most` documents of a source.
    pub(super) fn read(source: &mut dyn Source, most: usize) -> Result<Self, Failure> {
        let (mut documents, mut unreadable, decoder) = (Vec::new(), 0, source.decoder());
        while documents.len() < most {
            match source.next() {
                None => break,
                Some(Err(error)) if error.fatal => return Err(Failure::run(error.to_string())),
                Some(Err(_)) => unreadable += 1,
                Some(Ok(raw)) => documents.push(raw),
            }
        }
        Ok(Self { documents, decoder, unreadable })
    }

    fn bytes(&self) -> u64 {
        self.documents.iter().map(|raw| raw.bytes.len() as u64).sum()
    }
}

/// They are handed out again for each run.
struct Again<'a> {
    kept: &'a Kept,
    next: usize,
}

impl Source for Again<'_> {
    fn next(&mut self) -> Option<Result<Raw, SourceError>> {
        self.next += 1;
        self.kept.documents.get(self.next - 1).cloned().map(Ok)
    }

    fn decoder(&self) -> Arc<dyn Decode> {
        Arc::clone(&self.kept.decoder)
    }

    fn total_bytes(&self) -> Option<u64> {
        None
    }

    fn notes(&mut self) -> Vec<String> {
        Vec::new()
    }
}

/// What was measured.
pub(super) struct Bench {
    pub(super) documents: u64,
    /// As they were read.
    pub(super) bytes: u64,
    /// Documents that could not be read or that a stage failed on.
    pub(super) failed: u64,
    /// On one thread, in the order of the pipeline.
    pub(super) stages: Vec<StageTime>,
    pub(super) per_document: PerDocument,
    pub(super) runs: Vec<Timed>,
}

/// How long all stages together take for a document, on one thread.
pub(super) struct PerDocument {
    pub(super) median: Duration,
    /// No more than this for 90 of 100.
    pub(super) p90: Duration,
    pub(super) p99: Duration,
    pub(super) most: Duration,
    /// The id of that one.
    pub(super) slowest: String,
}

/// A run on so many threads.
pub(super) struct Timed {
    pub(super) threads: usize,
    pub(super) time: Duration,
    /// The most memory that the process had meanwhile, in bytes, the documents that are held included.
    pub(super) memory: Option<u64>,
}

/// Every document alone, which also warms up what is made at first use; then all of them on 1, 2, 4 and so on up to `most` threads.
pub(super) fn bench(pipeline: &Pipeline, kept: &Kept, most: usize) -> Result<Bench, Failure> {
    let per_document = per_document(pipeline, kept)?;
    let mut bench = Bench {
        documents: kept.documents.len() as u64,
        bytes: kept.bytes(),
        failed: kept.unreadable,
        stages: Vec::new(),
        per_document,
        runs: Vec::new(),
    };
    for threads in numbers_of_threads(most) {
        memory::forget_peak();
        let began = Instant::now();
        let limits = Limits { threads, ..Limits::default() };
        let run = Run::new(pipeline, &mut Again { kept, next: 0 }).limits(limits).execute();
        let (time, memory) = (began.elapsed(), memory::peak());
        let report = run.map_err(|error| Failure::run(error.to_string()))?;
        bench.runs.push(Timed { threads, time, memory });
        if bench.stages.is_empty() {
            bench.stages = report.stages;
            bench.failed += report.counts.kept_with_errors + report.counts.rejected.values().sum::<u64>();
        }
    }
    Ok(bench)
}

fn numbers_of_threads(most: usize) -> Vec<usize> {
    let mut numbers: Vec<usize> = std::iter::successors(Some(1), |n| Some(n * 2)).take_while(|n| *n < most).collect();
    numbers.push(most);
    numbers
}

fn per_document(pipeline: &Pipeline, kept: &Kept) -> Result<PerDocument, Failure> {
    let mut times: Vec<(Duration, String)> = Vec::with_capacity(kept.documents.len());
    for raw in &kept.documents {
        let Ok(doc) = kept.decoder.decode(raw.clone()) else { continue }; // counted in the runs
        let id = doc.id().to_owned();
        let began = Instant::now();
        let outcome = pipeline.process(doc, OnError::Keep);
        times.push((began.elapsed(), id));
        drop(outcome);
    }
    times.sort();
    let at = |share: usize| times.get((times.len() * share).div_ceil(100).saturating_sub(1));
    match (at(50), at(90), at(99), times.last()) {
        (Some((median, _)), Some((p90, _)), Some((p99, _)), Some((most, slowest))) => {
            Ok(PerDocument { median: *median, p90: *p90, p99: *p99, most: *most, slowest: slowest.clone() })
        }
        _ => Err(Failure::usage("no document can be read, so nothing can be measured")),
    }
}

#[cfg(test)]
mod tests {
    use super::numbers_of_threads;

    #[test]
    fn threads_are_doubled_up_to_the_most() {
        assert_eq!(numbers_of_threads(1), [1]);
        assert_eq!(numbers_of_threads(2), [1, 2]);
        assert_eq!(numbers_of_threads(6), [1, 2, 4, 6]);
    }
}
