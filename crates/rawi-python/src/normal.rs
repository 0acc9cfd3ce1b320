//! `rawi.normalize`: the normalizer alone, on many texts.

use crate::document;
use crate::errors::InputError;
use crate::inner::Inner;
use crate::map;
use crate::view::View;
use pyo3::prelude::*;
use pyo3::types::PyString;
use rawi_core::{Document, layers};
use rawi_normalizer::{Normalizer, Profile, Rules};
use std::sync::Arc;

/// The normalised text of each of `texts`, as a view that leads back to it (`view.text`, `view.to_source(start, end)`); of one `str` its
/// view.
///
/// `profile`: "search" (marks, tatweel, spellings of alef and ya, digits), "display" or "lucene", as the stage `normalizer` has them.
/// `threads`: 0 for as many as the machine has. `offsets`: what offsets count. Raises `InputError` for what is no text.
#[pyfunction]
#[pyo3(signature = (texts, *, profile = "search", threads = 1, offsets = "chars"))]
pub(crate) fn normalize<'py>(
    py: Python<'py>,
    texts: &Bound<'py, PyAny>,
    profile: &str,
    threads: usize,
    offsets: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let offsets = document::offsets(offsets)?;
    let named: Result<Profile, _> = serde_json::from_value(profile.into());
    let profile = named.map_err(|error| InputError::new_err(format!("profile=\"{profile}\": {error}")))?;
    let threads = map::threads(threads)?;
    let normalizer = Normalizer::new(Rules::profile(profile));
    let work = |source: String| -> Result<Arc<Inner>, String> {
        let mut document = Document::new("", source).map_err(|error| error.message().to_owned())?;
        let (text, alignment) = normalizer.normalize(document.source());
        let view = rawi_core::View::new(document.source(), text, alignment);
        let inserted = view.and_then(|view| document.insert_view(layers::NORMAL.name(), view));
        inserted.map_err(|error| error.message().to_owned())?;
        Ok(Arc::new(Inner::new(document, offsets, None)))
    };
    let shown = |inner: Result<Arc<Inner>, String>| {
        let inner = inner.map_err(InputError::new_err)?;
        View::of(&inner, layers::NORMAL.name()).ok_or_else(|| InputError::new_err("the view is gone"))
    };
    if texts.is_instance_of::<PyString>() {
        let source = crate::text::of(texts, "a text")?;
        return Ok(Bound::new(py, shown(py.detach(|| work(source)))?)?.into_any());
    }
    let mut sources = Vec::new();
    for (number, text) in texts.try_iter()?.enumerate() {
        let source = crate::text::of(&text?, "a text");
        sources.push(source.map_err(|error| map::numbered(py, error, number))?);
    }
    let found: Vec<Result<Arc<Inner>, String>> = py.detach(|| {
        let many = sources.len().div_ceil(threads).max(1);
        let mut left = sources.into_iter();
        let parts: Vec<Vec<String>> = std::iter::from_fn(|| {
            let part: Vec<String> = left.by_ref().take(many).collect();
            (!part.is_empty()).then_some(part)
        })
        .collect();
        if parts.len() <= 1 {
            return parts.into_iter().flatten().map(work).collect();
        }
        std::thread::scope(|scope| {
            let work = &work;
            let started: Vec<_> = parts
                .into_iter()
                .map(|part| scope.spawn(move || part.into_iter().map(work).collect::<Vec<_>>()))
                .collect();
            let broken = |_| vec![Err("a thread broke down".to_owned())];
            started.into_iter().flat_map(|thread| thread.join().unwrap_or_else(broken)).collect()
        })
    });
    let views: Vec<View> = found.into_iter().map(shown).collect::<PyResult<_>>()?;
    Ok(views.into_pyobject(py)?.into_any())
}
