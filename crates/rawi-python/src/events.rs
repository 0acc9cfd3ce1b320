//! Reports of one event side by side: `rawi.figures` and `rawi.dossier`.

use crate::document::Document;
use crate::errors::InputError;
use crate::values::json;
use pyo3::prelude::*;
use rawi_dossier::{DossierFile, Event, FileError, Lang, Policy, Report, events};
use serde_json::Value;
use std::path::PathBuf;

/// What is kept of each document, in order of their ids. One that its pipeline rejected is none of them.
fn reports(docs: &Bound<'_, PyAny>) -> PyResult<Vec<Report>> {
    let mut reports = Vec::new();
    for (number, doc) in docs.try_iter()?.enumerate() {
        let numbered = |error: String| InputError::new_err(format!("item {number}: {error}"));
        let doc = Document::given(&doc?).map_err(|error| numbered(error.value(docs.py()).to_string()))?;
        if doc.rejected.is_none() {
            reports.push(Report::of(&doc.document).map_err(|error| numbered(error.to_string()))?);
        }
    }
    rawi_dossier::sort(&mut reports);
    Ok(reports)
}

/// The rule of this name.
pub(crate) fn policy_named(name: Option<&str>) -> PyResult<Option<Policy>> {
    let named = |name: &str| {
        Policy::named(name).ok_or_else(|| {
            let known = Policy::ALL.map(|policy| format!("\"{}\"", policy.name())).join(", ");
            InputError::new_err(format!("policy=\"{name}\"; there is {known}"))
        })
    };
    name.map(named).transpose()
}

/// An event with its figures.
pub(crate) fn told(policy: Option<Policy>, event: &Event, reports: &[Report]) -> Value {
    let figures = rawi_dossier::figures(event, reports);
    match policy {
        Some(policy) => rawi_dossier::json_by(policy, event, &figures, reports),
        None => rawi_dossier::json(event, &figures, reports),
    }
}

/// The events that documents tell of, and what figures each report gives: a list of dicts, as `rawi figures --format json` has them under
/// `events`. Places are bytes of UTF-8.
///
/// `docs`: any iterable of documents of a pipeline with claims, as `news` is, or of records of such, as lines (`str`, `bytes`) or as dicts;
/// their order makes no difference. `policy`: one figure for each quantity, by the rule of that name ("range", "low", "high", "latest",
/// "by-source", "acled", "ucdp", "ibc"; docs/dossier.md tells each), under `estimate` beside what the reports give, and under `killed` of all
/// killed together. Raises `InputError` for what is none, with its number.
#[pyfunction]
#[pyo3(signature = (docs, *, policy = None))]
pub(crate) fn figures<'py>(
    py: Python<'py>,
    docs: &Bound<'py, PyAny>,
    policy: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let policy = policy_named(policy)?;
    let reports = reports(docs)?;
    let found = py.detach(|| events(&reports).iter().map(|event| told(policy, event, &reports)).collect());
    json(py, &found)
}

/// Writes what sets the reports of each event side by side, with what they agree on, where they differ and who says so: the file of
/// `rawi dossier`. How many events it has.
///
/// `docs`: as for `figures`. `path`: a file ending in .html, a page that needs nothing else, or in .xlsx, a workbook. `lang`: of headings
/// and labels, "ar" or "en". `overwrite`: replace a file that exists. Raises `InputError` if it may not be written.
#[pyfunction]
#[pyo3(signature = (docs, path, *, lang = "ar", overwrite = false))]
pub(crate) fn dossier(
    py: Python<'_>,
    docs: &Bound<'_, PyAny>,
    path: &Bound<'_, PyAny>,
    lang: &str,
    overwrite: bool,
) -> PyResult<usize> {
    let lang = match lang {
        "ar" => Lang::Ar,
        "en" => Lang::En,
        other => return Err(InputError::new_err(format!("lang=\"{other}\"; a dossier is in \"ar\" or \"en\""))),
    };
    let path: PathBuf = path.extract()?;
    let file = DossierFile::new(path, overwrite).map_err(|error| refused(&error))?;
    let reports = reports(docs)?;
    let count = py.detach(|| {
        let events = events(&reports);
        file.write(&events, &reports, lang).map(|()| events.len())
    });
    count.map_err(|error| refused(&error))
}

fn refused(error: &FileError) -> PyErr {
    let more = if matches!(error, FileError::Exists(_)) { ", or say overwrite=True" } else { "" };
    InputError::new_err(format!("{error}{more}"))
}
