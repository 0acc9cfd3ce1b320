//! Views: derived texts, and the way back.

use crate::errors::InputError;
use crate::inner::Inner;
use crate::rows::no_place;
use pyo3::prelude::*;
use rawi_core::{Span, ViewSpan};
use rawi_io::record::{Marks, Units};
use std::sync::{Arc, OnceLock};

/// A text derived from a document's, as the normalised one, with the way between both. Offsets are counted as the document
/// counts, in the view's own text and in the source.
#[pyclass(frozen, module = "rawi")]
pub(crate) struct View {
    inner: Arc<Inner>,
    name: String,
    marks: OnceLock<Marks>,
}

impl View {
    /// The view `name` of a document; none if it is not there.
    pub(crate) fn of(inner: &Arc<Inner>, name: &str) -> Option<Self> {
        inner.document.view(name)?;
        Some(Self { inner: Arc::clone(inner), name: name.to_owned(), marks: OnceLock::new() })
    }

    fn view(&self) -> PyResult<&rawi_core::View> {
        self.inner.document.view(&self.name).ok_or_else(|| InputError::new_err("the view is gone"))
    }

    fn units(&self) -> PyResult<Units<'_>> {
        let text = self.view()?.text();
        Ok(Units::with(text, self.marks.get_or_init(|| Marks::new(text, self.inner.offsets))))
    }

    fn source_of(&self, units: &Units<'_>, start: usize, end: usize) -> PyResult<(usize, usize)> {
        let ends = units.to_byte(start).zip(units.to_byte(end)).filter(|(start, end)| start <= end);
        let (from, to) = ends.ok_or_else(|| no_place(start, end))?;
        let source = self.view()?.to_source(ViewSpan::new(from, to));
        let units = self.inner.units();
        Ok((units.of_byte(source.start()), units.of_byte(source.end())))
    }

    fn view_of(&self, units: &Units<'_>, start: usize, end: usize) -> PyResult<Option<(usize, usize)>> {
        let span: Span = self.inner.bytes(start, end).ok_or_else(|| no_place(start, end))?;
        let Some(found) = self.view()?.to_view(span) else { return Ok(None) };
        Ok(Some((units.of_byte(found.start()), units.of_byte(found.end()))))
    }
}

#[pymethods]
impl View {
    /// The text that it was derived from.
    #[getter]
    fn source(&self) -> &str {
        self.inner.document.source()
    }

    /// The view's name.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// The derived text.
    #[getter]
    fn text(&self) -> PyResult<&str> {
        Ok(self.view()?.text())
    }

    /// The place in the document's text that a place of this view came from, rounded outward to whole characters with their marks.
    ///
    /// `to_source(start, end)`, `to_source(span)` give `(start, end)`; `to_source([span, ...])` a list of them, and of a numpy array of
    /// shape (n, 2) such an array. Raises `InputError` for what is no place of the view.
    #[pyo3(signature = (span, end = None))]
    fn to_source<'py>(&self, span: &Bound<'py, PyAny>, end: Option<usize>) -> PyResult<Bound<'py, PyAny>> {
        let units = self.units()?;
        each(span, end, |start, end| self.source_of(&units, start, end).map(Some))
    }

    /// The place of this view that lies wholly within a place of the document's text (a row, a span, a pair), or `None` where nothing
    /// of it is left.
    ///
    /// The forms are those of `to_source`; in a numpy array `(-1, -1)` stands for none.
    #[pyo3(signature = (span, end = None))]
    fn to_view<'py>(&self, span: &Bound<'py, PyAny>, end: Option<usize>) -> PyResult<Bound<'py, PyAny>> {
        let units = self.units()?;
        each(span, end, |start, end| self.view_of(&units, start, end))
    }

    /// The part of the view's text that lies wholly within a place of the document's text, `""` where there is none.
    #[pyo3(signature = (span, end = None))]
    fn slice(&self, span: &Bound<'_, PyAny>, end: Option<usize>) -> PyResult<&str> {
        let (start, end) = match end {
            Some(end) => (span.extract()?, end),
            None => pair(span)?,
        };
        let span = self.inner.bytes(start, end).ok_or_else(|| no_place(start, end))?;
        Ok(self.view()?.slice(span))
    }

    fn __str__(&self) -> PyResult<&str> {
        self.text()
    }

    fn __repr__(&self) -> PyResult<String> {
        Ok(format!("<view `{}`, {} bytes>", self.name, self.view()?.text().len()))
    }
}

/// Start and end of a row, a span or a pair.
pub(crate) fn pair(span: &Bound<'_, PyAny>) -> PyResult<(usize, usize)> {
    if let Ok(pair) = span.extract::<(usize, usize)>().or_else(|_| span.extract::<[usize; 2]>().map(Into::into)) {
        return Ok(pair);
    }
    match (span.getattr("start"), span.getattr("end")) {
        (Ok(start), Ok(end)) => Ok((start.extract()?, end.extract()?)),
        _ => {
            let kind = span.get_type().name()?;
            Err(InputError::new_err(format!("a place is (start, end), a row or a span, and this is {kind}")))
        }
    }
}

/// Converts one place, or every place of a sequence or of an array.
fn each<'py>(
    span: &Bound<'py, PyAny>,
    end: Option<usize>,
    convert: impl Fn(usize, usize) -> PyResult<Option<(usize, usize)>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = span.py();
    if let Some(end) = end {
        return Ok(convert(span.extract()?, end)?.into_pyobject(py)?.into_any());
    }
    let is_array = span.hasattr("__array__")? && span.hasattr("tolist")?;
    let listed = if is_array { span.call_method0("tolist")? } else { span.clone() };
    if let Ok((start, end)) = pair(&listed) {
        return Ok(convert(start, end)?.into_pyobject(py)?.into_any());
    }
    let mut found = Vec::new();
    for place in listed.try_iter()? {
        let (start, end) = pair(&place?)?;
        found.push(convert(start, end)?);
    }
    if is_array {
        let ends = |place: Option<(usize, usize)>| place.map_or((-1, -1), |(start, end)| (start as i64, end as i64));
        let rows: Vec<(i64, i64)> = found.into_iter().map(ends).collect();
        return py.import("numpy")?.call_method1("asarray", (rows, "int64"))?.call_method1("reshape", ((-1, 2),));
    }
    Ok(found.into_pyobject(py)?.into_any())
}
