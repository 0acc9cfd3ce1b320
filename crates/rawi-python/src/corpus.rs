//! Events of more reports than a machine holds, pass by pass, on tables of Arrow: what engines string together (`rawi.corpus`).

use crate::capsules::stream_of;
use crate::errors::InputError;
use crate::events::{policy_named, told};
use crate::stream::Stream;
use crate::transform::text;
use arrow_array::builder::{Int32Builder, ListBuilder, StringBuilder};
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float32Type, Int64Type};
use arrow_array::{Array as _, ArrayRef, BinaryArray, Float32Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::DataType;
use pyo3::prelude::*;
use rawi_dossier::{
    Digest, Frequencies, Key, Link, Membership, Policy, Report, Tie, Windows, clusters_of, event_of, groups, links,
    sort,
};
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU16;
use std::sync::Arc;

/// The digests of reports: a table with `id`, `windows` (numbers of the windows of `days` days that the report goes to; null for one without
/// a day, which goes to all and to one of its own) and `digest`.
///
/// `records`: a table with a column `record`, records as `Document.to_json()` and `rawi run` write them. Raises `InputError` for what is none,
/// with its row.
#[pyfunction]
#[pyo3(signature = (records, *, days = 28))]
pub(crate) fn _digests(py: Python<'_>, records: &Bound<'_, PyAny>, days: u16) -> PyResult<Stream> {
    let windows = windows_of(days)?;
    made(py, records, move |batches| {
        let (mut ids, mut bytes) = (StringBuilder::new(), Vec::new());
        let mut numbers = ListBuilder::new(Int32Builder::new());
        each(batches, "record", |record| {
            let digest = Digest::of(&report(record)?);
            match digest.day() {
                Some(day) => numbers.append_value(windows.at(day).map(Some)),
                None => numbers.append_null(),
            }
            ids.append_value(&digest.id);
            bytes.push(digest.to_bytes());
            Ok(())
        })?;
        let digests = BinaryArray::from_iter_values(&bytes);
        table([
            ("id", Arc::new(ids.finish()) as ArrayRef),
            ("windows", Arc::new(numbers.finish())),
            ("digest", Arc::new(digests)),
        ])
    })
}

/// In how many reports words stand: a table with `word` (a number) and `reports`. Those of parts add up to those of the whole.
///
/// `digests`: a table with a column `digest`.
#[pyfunction]
pub(crate) fn _frequencies(py: Python<'_>, digests: &Bound<'_, PyAny>) -> PyResult<Stream> {
    made(py, digests, |batches| {
        let digests = digests_of(batches)?;
        let words: BTreeMap<u32, u32> = Frequencies::of(&digests).words.into_iter().collect();
        let column = |numbers: Vec<u32>| Arc::new(Int64Array::from_iter_values(numbers.into_iter().map(i64::from)));
        let (words, reports): (Vec<u32>, Vec<u32>) = words.into_iter().unzip();
        table([("word", column(words) as ArrayRef), ("reports", column(reports))])
    })
}

/// What ties the reports of a window: a table with `report` and `other` (their ids), `report_published` and `other_published`, `likeness`
/// (null where they share copy) and `tie`: "same" from the likeness on from which reports are of one event, "like" below it, or "copy".
///
/// `digests`: a table with a column `digest`, of the reports that go to the window. `frequencies`: those of the whole corpus, each word once;
/// words of a single report may be left out. `reports`: of the whole corpus. `window`: its number, `None` for that of the reports without a
/// day. `days`: as for the digests.
#[pyfunction]
#[pyo3(signature = (digests, frequencies, *, reports, window, days = 28))]
pub(crate) fn _links(
    py: Python<'_>,
    digests: &Bound<'_, PyAny>,
    frequencies: &Bound<'_, PyAny>,
    reports: u64,
    window: Option<i32>,
    days: u16,
) -> PyResult<Stream> {
    let frequencies = frequencies_of(&batches(frequencies)?, reports).map_err(InputError::new_err)?;
    let windows = windows_of(days)?;
    let first = window.map(|window| windows.first_day(window));
    made(py, digests, move |batches| {
        let links = links(digests_of(batches)?, frequencies, first);
        let texts = |get: fn(&Link) -> &str| Arc::new(StringArray::from_iter_values(links.iter().map(get)));
        let likeness: Float32Array = links.iter().map(|link| link.tie.likeness()).collect();
        table([
            ("report", texts(|link| link.report.id()) as ArrayRef),
            ("report_published", texts(|link| link.report.published())),
            ("other", texts(|link| link.other.id())),
            ("other_published", texts(|link| link.other.published())),
            ("likeness", Arc::new(likeness)),
            ("tie", texts(|link| name(link.tie))),
        ])
    })
}

/// Which reports hang together: a table with `report`, `group` (by ties "same": the events of its reports are in it) and `source` (by ties
/// "copy"), all ids. A report that is not in it is an event and a source for itself.
///
/// `links`: those of all windows; those with the tie "like" may be left out.
#[pyfunction]
pub(crate) fn _groups(py: Python<'_>, links: &Bound<'_, PyAny>) -> PyResult<Stream> {
    made(py, links, |batches| {
        let members = groups(links_of(batches)?);
        let ids = |get: fn(&Membership) -> &Arc<Key>| {
            Arc::new(StringArray::from_iter_values(members.iter().map(|member| get(member).id())))
        };
        table([
            ("report", ids(|member| &member.report) as ArrayRef),
            ("group", ids(|member| &member.group)),
            ("source", ids(|member| &member.source)),
        ])
    })
}

/// The events of a group: a table with `report` and `event`, the id of its first report.
///
/// `links`: all of the group's reports, from all windows.
#[pyfunction]
pub(crate) fn _clusters(py: Python<'_>, links: &Bound<'_, PyAny>) -> PyResult<Stream> {
    made(py, links, |batches| {
        let clusters = clusters_of(links_of(batches)?);
        let (mut reports, mut events) = (StringBuilder::new(), StringBuilder::new());
        for cluster in &clusters {
            for report in cluster {
                reports.append_value(report.id());
                events.append_value(cluster[0].id());
            }
        }
        table([("report", Arc::new(reports.finish()) as ArrayRef), ("event", Arc::new(events.finish()))])
    })
}

/// Events with their figures: a table with `id`, `date`, `sources` (how many), `reports` (a list of ids) and `event`, the JSON of what
/// `rawi.figures` has of it.
///
/// `records`: a table with `record`, `event` and `source`; all records of an event are in it. `policy`: as for `rawi.figures`.
#[pyfunction]
#[pyo3(signature = (records, *, policy = None))]
pub(crate) fn _events(py: Python<'_>, records: &Bound<'_, PyAny>, policy: Option<&str>) -> PyResult<Stream> {
    let policy = policy_named(policy)?;
    made(py, records, move |batches| {
        let mut of_events: BTreeMap<String, Vec<(Report, String)>> = BTreeMap::new();
        rows(batches, ["record", "event", "source"], |[record, event, source]| {
            of_events.entry(event).or_default().push((report(&record)?, source));
            Ok(())
        })?;
        let (mut ids, mut dates, mut texts) = (StringBuilder::new(), StringBuilder::new(), StringBuilder::new());
        let (mut sources, mut reports) = (Vec::new(), ListBuilder::new(StringBuilder::new()));
        for members in of_events.into_values() {
            let event = Told::of(members, policy);
            ids.append_value(&event.id);
            dates.append_value(&event.date);
            texts.append_value(&event.json);
            sources.push(event.sources as i64);
            reports.append_value(event.reports.into_iter().map(Some));
        }
        table([
            ("id", Arc::new(ids.finish()) as ArrayRef),
            ("date", Arc::new(dates.finish())),
            ("sources", Arc::new(Int64Array::from(sources))),
            ("reports", Arc::new(reports.finish())),
            ("event", Arc::new(texts.finish())),
        ])
    })
}

/// What is said of an event.
struct Told {
    id: String,
    date: String,
    sources: usize,
    reports: Vec<String>,
    json: String,
}

impl Told {
    /// Of all its reports, with what their sources are called.
    fn of(members: Vec<(Report, String)>, policy: Option<Policy>) -> Self {
        let named: HashMap<String, String> =
            members.iter().map(|(report, source)| (report.id.clone(), source.clone())).collect();
        let mut reports: Vec<Report> = members.into_iter().map(|(report, _)| report).collect();
        sort(&mut reports);
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let number = |report: &Report| {
            let next = numbers.len();
            *numbers.entry(&named[&report.id]).or_insert(next)
        };
        let sources: Vec<usize> = reports.iter().map(number).collect();
        let event = event_of(&reports, &sources);
        let json = told(policy, &event, &reports).to_string();
        let sources = event.source_count();
        Self { id: event.id, date: event.date, sources, reports: reports.into_iter().map(|one| one.id).collect(), json }
    }
}

fn windows_of(days: u16) -> PyResult<Windows> {
    let days = NonZeroU16::new(days).ok_or_else(|| InputError::new_err("days=0; a window has one day or more"))?;
    Ok(Windows::of(days))
}

/// What `work` makes of a table, while Python's other threads run.
fn made(
    py: Python<'_>,
    input: &Bound<'_, PyAny>,
    work: impl FnOnce(&[RecordBatch]) -> Result<RecordBatch, String> + Send,
) -> PyResult<Stream> {
    let input = batches(input)?;
    py.detach(|| work(&input)).map(Stream::of).map_err(InputError::new_err)
}

fn batches(table: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    let batches = stream_of(table)?.collect::<Result<_, _>>();
    batches.map_err(|error| InputError::new_err(error.to_string()))
}

/// A table whose columns may all hold nulls, so that those of parts have one schema whatever is in them.
fn table<const N: usize>(columns: [(&str, ArrayRef); N]) -> Result<RecordBatch, String> {
    let columns = columns.map(|(name, column)| (name, column, true));
    RecordBatch::try_from_iter_with_nullable(columns).map_err(|error| error.to_string())
}

fn column<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b ArrayRef, String> {
    batch.column_by_name(name).ok_or_else(|| {
        let schema = batch.schema();
        let there: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        format!("there is no column `{name}` among {}", there.join(", "))
    })
}

/// The texts of these columns, row by row.
fn rows<const N: usize>(
    batches: &[RecordBatch],
    names: [&str; N],
    mut each: impl FnMut([String; N]) -> Result<(), String>,
) -> Result<(), String> {
    let mut number = 0;
    for batch in batches {
        let columns: Vec<&ArrayRef> = names.iter().map(|name| column(batch, name)).collect::<Result<_, _>>()?;
        for row in 0..batch.num_rows() {
            let cell = |at: usize| text(columns[at], row).map(Option::unwrap_or_default);
            let mut cells = [const { String::new() }; N];
            let taken = (0..N).try_for_each(|at| cell(at).map(|text| cells[at] = text));
            taken.and_then(|()| each(cells)).map_err(|error| format!("row {number}: {error}"))?;
            number += 1;
        }
    }
    Ok(())
}

/// The texts of a column.
fn each(batches: &[RecordBatch], name: &str, mut each: impl FnMut(&str) -> Result<(), String>) -> Result<(), String> {
    rows(batches, [name], |[text]| each(&text))
}

fn report(record: &str) -> Result<Report, String> {
    let document = rawi_io::record::read(record.as_bytes()).map_err(|error| error.to_string())?;
    Report::of(&document)
}

fn digests_of(batches: &[RecordBatch]) -> Result<Vec<Digest>, String> {
    let mut digests = Vec::new();
    for batch in batches {
        let column = column(batch, "digest")?;
        let bytes: Vec<Option<&[u8]>> = match column.data_type() {
            DataType::Binary => column.as_binary::<i32>().iter().collect(),
            DataType::LargeBinary => column.as_binary::<i64>().iter().collect(),
            DataType::BinaryView => column.as_binary_view().iter().collect(),
            other => return Err(format!("column `digest` holds {other} and no bytes")),
        };
        for bytes in bytes {
            digests.push(Digest::from_bytes(bytes.unwrap_or_default())?);
        }
    }
    Ok(digests)
}

fn frequencies_of(batches: &[RecordBatch], reports: u64) -> Result<Frequencies, String> {
    let mut frequencies = Frequencies { reports, words: HashMap::new() };
    for batch in batches {
        let numbers = |name: &str| match column(batch, name)?.as_primitive_opt::<Int64Type>() {
            Some(numbers) => Ok(numbers),
            None => Err(format!("column `{name}` holds no whole numbers of 64 bits")),
        };
        let (words, counts) = (numbers("word")?, numbers("reports")?);
        for (word, count) in words.values().iter().zip(counts.values()) {
            let word = u32::try_from(*word).map_err(|_| format!("{word} is the number of no word"))?;
            frequencies.words.insert(word, u32::try_from(*count).unwrap_or(u32::MAX));
        }
    }
    Ok(frequencies)
}

fn links_of(batches: &[RecordBatch]) -> Result<Vec<Link>, String> {
    let mut keys = Keys::default();
    let mut links = Vec::new();
    for batch in batches {
        let likeness = column(batch, "likeness")?.as_primitive_opt::<Float32Type>();
        let likeness = likeness.ok_or("column `likeness` holds no numbers of 32 bits with a point")?;
        let mut likeness = likeness.iter();
        let names = ["report", "report_published", "other", "other_published"];
        rows(std::slice::from_ref(batch), names, |[report, published, other, other_published]| {
            let tie = likeness.next().flatten().map_or(Tie::Copy, Tie::of);
            links.push(Link { report: keys.of(&report, &published), other: keys.of(&other, &other_published), tie });
            Ok(())
        })?;
    }
    Ok(links)
}

/// Keys that were met, each once.
#[derive(Default)]
struct Keys(HashMap<String, Arc<Key>>);

impl Keys {
    fn of(&mut self, id: &str, published: &str) -> Arc<Key> {
        if let Some(key) = self.0.get(id) {
            return Arc::clone(key);
        }
        let key = Arc::new(Key::new(id, published));
        self.0.insert(id.to_owned(), Arc::clone(&key));
        key
    }
}

fn name(tie: Tie) -> &'static str {
    match tie {
        Tie::Same(_) => "same",
        Tie::Like(_) => "like",
        Tie::Copy => "copy",
    }
}
