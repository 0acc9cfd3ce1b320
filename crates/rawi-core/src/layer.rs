use crate::annotations::Annotations;
use crate::error::StageError;
use crate::key::LayerKey;
use crate::provenance::Provenance;
use crate::schema::{Check, Reach, SPAN_KEYS, Schema, Wrong, check_span, each_span, gather};
use crate::span::Span;
use crate::value::LayerValue;
use serde_json::Value;
use std::any::Any;
use std::borrow::Cow;
use std::fmt;

/// The values of a layer without their type.
pub(crate) trait Values: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn len(&self) -> usize;
    fn write_json(&self, index: usize, out: &mut Vec<u8>) -> serde_json::Result<()>;
    fn json(&self, index: usize) -> Value;
    fn clone_box(&self) -> Box<dyn Values>;
    fn type_name(&self) -> &'static str;
    /// Checks every value by its type, else by `schema`, else by the keys of spans; how far they refer into other layers.
    fn check(
        &self,
        source: &str,
        spans: &[Span],
        schema: Option<&Schema>,
        closed: bool,
    ) -> Result<Vec<Reach>, StageError>;
}

impl<T: LayerValue> Values for Vec<T> {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn len(&self) -> usize {
        self.len()
    }
    fn write_json(&self, index: usize, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, &self[index])
    }
    fn json(&self, index: usize) -> Value {
        if let Some(values) = self.as_any().downcast_ref::<Vec<Value>>() {
            return values[index].clone();
        }
        // Through text, so that an f32 reads as it is written (0.9, not 0.8999999761581421).
        match serde_json::to_vec(&self[index]) {
            Ok(text) => serde_json::from_slice(&text).unwrap_or(Value::Null),
            Err(_) => Value::Null,
        }
    }
    fn clone_box(&self) -> Box<dyn Values> {
        Box::new(self.clone())
    }
    fn type_name(&self) -> &'static str {
        std::any::type_name::<T>()
    }
    fn check(
        &self,
        source: &str,
        spans: &[Span],
        schema: Option<&Schema>,
        closed: bool,
    ) -> Result<Vec<Reach>, StageError> {
        let mut check = Check::new(source);
        if T::fields().is_some() {
            for (i, (value, &span)) in self.iter().zip(spans).enumerate() {
                check.at(i, span);
                value.check(&mut check).map_err(|wrong| wrong_in(i, span, &wrong))?;
            }
            return Ok(check.into_reach());
        }
        let json = self.as_any().downcast_ref::<Vec<Value>>();
        let mut text = Vec::new();
        for (i, &span) in spans.iter().enumerate() {
            let value = match json {
                Some(values) => Cow::Borrowed(&values[i]),
                None => {
                    text.clear();
                    serde_json::to_writer(&mut text, &self[i])
                        .map_err(|error| wrong_in(i, span, &Wrong::new(format!("its value is no JSON: {error}"))))?;
                    if schema.is_none() && !may_hold_spans(&text) {
                        continue;
                    }
                    Cow::Owned(serde_json::from_slice(&text).unwrap_or(Value::Null))
                }
            };
            check.at(i, span);
            let checked = match schema {
                Some(schema) => check.value(&value, schema.fields(), closed),
                None => check.keys(&value, false),
            };
            checked.map_err(|wrong| wrong_in(i, span, &wrong))?;
        }
        Ok(check.into_reach())
    }
}

/// Most values hold none, and need not be taken apart.
fn may_hold_spans(json: &[u8]) -> bool {
    std::str::from_utf8(json).is_ok_and(|json| SPAN_KEYS.iter().any(|key| json.contains(key)))
}

#[cold]
fn wrong_in(row: usize, span: Span, wrong: &Wrong) -> StageError {
    StageError::bug(format!("row {row}: {wrong}")).at(span)
}

/// What is asked of a layer besides what its type says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    /// What values of no declared type must be, and whether annotations may overlap.
    pub(crate) schema: Option<Schema>,
    /// Annotations must not overlap, whatever the schema says.
    pub(crate) flat: bool,
    /// Annotations must stand at the whole text, whatever the schema says.
    pub(crate) whole: bool,
    /// A key that the schema does not have is passed over.
    pub(crate) open: bool,
    /// Fields, by dotted names, that refer to rows of other layers, and these: what a record says where there is no schema.
    pub(crate) refers: Vec<(String, String)>,
}

/// A named, ordered set of annotations of one type: spans and values side by side, in the order of [`Span`]
/// (by start, the longest first). A span covers at least one character.
pub struct Layer {
    provenance: Provenance,
    /// Of those that gave it before it was refined, the first first.
    earlier: Vec<Provenance>,
    spans: Vec<Span>,
    values: Box<dyn Values>,
    // Bounds how far back `covering` has to look.
    longest: usize,
    schema: Option<Schema>,
    /// References where there is no schema.
    refers: Vec<(String, String)>,
    reach: Vec<Reach>,
    /// The first row that overlaps one before it.
    overlap: Option<usize>,
    /// Whether the rows came in another order.
    sorted: bool,
}

impl Layer {
    /// A layer of `spans` with their `values`; it is put in order.
    ///
    /// # Errors
    /// `Bug`, if there are more spans than values or the reverse, if a span is empty or is no range of whole characters of
    /// `source`, or if a value holds such a span or a number that is not finite.
    pub fn new<T: LayerValue>(source: &str, spans: Vec<Span>, values: Vec<T>) -> Result<Self, StageError> {
        Self::build(source, spans, values, Rules::default())
    }

    pub(crate) fn build<T: LayerValue>(
        source: &str,
        spans: Vec<Span>,
        values: Vec<T>,
        rules: Rules,
    ) -> Result<Self, StageError> {
        if spans.len() != values.len() {
            return Err(StageError::bug(format!("{} spans and {} values", spans.len(), values.len())));
        }
        let mut longest = 0;
        let mut in_order = true;
        for (i, &span) in spans.iter().enumerate() {
            check_span(source, span)?;
            longest = longest.max(span.len());
            in_order &= i == 0 || spans[i - 1] <= span;
        }
        let (spans, values) = if in_order {
            (spans, values)
        } else {
            let mut rows: Vec<(Span, T)> = spans.into_iter().zip(values).collect();
            rows.sort_by_key(|&(span, _)| span); // stable: equal spans stay as the stage gave them
            rows.into_iter().unzip()
        };
        let overlap = first_overlap(&spans);
        let schema = rules.schema.or_else(|| Some(Schema::new(T::fields()?.clone())));
        if rules.whole || schema.as_ref().is_some_and(Schema::is_whole) {
            check_whole(source, &spans)?;
        }
        if let Some(row) = overlap
            && (rules.flat || schema.as_ref().is_some_and(|schema| !schema.overlap()))
        {
            return Err(overlapping(&spans, row));
        }
        let mut reach = values.check(source, &spans, schema.as_ref(), !rules.open)?;
        if schema.is_none() && !rules.refers.is_empty() {
            reach = reach_by_names(&values, &spans, &rules.refers);
        }
        let (provenance, earlier, values) = (Provenance::default(), Vec::new(), Box::new(values));
        Ok(Self {
            provenance,
            earlier,
            spans,
            values,
            longest,
            schema,
            refers: rules.refers,
            reach,
            overlap,
            sorted: !in_order,
        })
    }

    /// Checks every span against another text, also those inside values.
    pub(crate) fn check(&self, source: &str) -> Result<(), StageError> {
        self.spans.iter().try_for_each(|&span| check_span(source, span))?;
        for (row, &span) in self.spans.iter().enumerate() {
            let inner = &mut |inner| check_span(source, inner).map(|()| inner);
            each_span(self.schema.as_ref(), &mut self.json(row), inner)
                .map_err(|error| StageError::bug(format!("row {row}: {error}")).at(span))?;
        }
        Ok(())
    }

    pub(crate) fn reach(&self) -> &[Reach] {
        &self.reach
    }

    /// Whether the rows are not in the order in which they came, so that numbers of rows mean others now.
    pub(crate) fn was_sorted(&self) -> bool {
        self.sorted
    }

    /// Sets the names of the layers that values refer to.
    pub(crate) fn refer(&mut self, schema: Option<Schema>, names: impl Fn(&str) -> String) {
        self.schema = schema;
        for reach in &mut self.reach {
            reach.layer = names(&reach.layer).into();
        }
    }

    /// Which stage made it, and from what.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Those who gave it before another stage [refined](crate::Contract::refines) it, the first first.
    #[must_use]
    pub fn earlier(&self) -> &[Provenance] {
        &self.earlier
    }

    pub(crate) fn set_provenance(&mut self, provenance: Provenance) {
        self.provenance = provenance;
    }

    /// Takes the place of `before`; whether rows have the numbers that they had there.
    pub(crate) fn refine(&mut self, before: &Self) -> bool {
        self.earlier = before.earlier.iter().chain([&before.provenance]).cloned().collect();
        self.spans == before.spans
    }

    /// Adds who gave it before, as a reader of stored records must.
    pub(crate) fn with_earlier(mut self, earlier: Vec<Provenance>) -> Self {
        self.earlier = earlier;
        self
    }

    /// Adds who made it, as a reader of stored records must.
    #[must_use]
    pub fn with_provenance(mut self, provenance: Provenance) -> Self {
        self.provenance = provenance;
        self
    }

    /// What its values hold, if that is declared.
    #[must_use]
    pub fn schema(&self) -> Option<&Schema> {
        self.schema.as_ref()
    }

    /// Whether its annotations are [of the document as a whole](crate::LayerKey::whole), and so cover no words of it more than others.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.schema.as_ref().is_some_and(Schema::is_whole)
    }

    /// The layers that values refer to, each with the dotted name of the field that does.
    #[must_use]
    pub fn references(&self) -> Vec<(String, String)> {
        self.schema.as_ref().map_or_else(|| self.refers.clone(), Schema::references)
    }

    /// Says what its values hold, to who reads them; they are not checked by it.
    #[must_use]
    pub fn described(mut self, schema: Option<Schema>) -> Self {
        self.schema = schema;
        self
    }

    /// The spans, in order.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// How many annotations there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Appends the value of annotation `index` to `out`, as JSON.
    ///
    /// # Errors
    /// If the type's own `Serialize` fails.
    pub fn write_json(&self, index: usize, out: &mut Vec<u8>) -> serde_json::Result<()> {
        self.values.write_json(index, out)
    }

    /// The value of annotation `index` as JSON; `Null` if its type cannot be written as JSON.
    #[must_use]
    pub fn json(&self, index: usize) -> Value {
        self.values.json(index)
    }

    /// The annotations as `key` has them; values that came as JSON (from a record or a plugin) are decoded, and checked against
    /// `source` as a stage's own would be.
    ///
    /// # Errors
    /// `Input`, if a value is not of type `T` or cannot stand there, or if annotations overlap and the key is
    /// [flat](LayerKey::flat); it names the first.
    pub fn read<T: LayerValue>(&self, key: &LayerKey<T>, source: &str) -> Result<Annotations<'_, T>, StageError> {
        let in_layer = |error: StageError, span| {
            StageError::input(format!("layer `{}`: {}", key.name(), error.message())).at(span)
        };
        if key.is_whole() {
            check_whole(source, &self.spans).map_err(|error| {
                let span = error.span().unwrap_or_default();
                in_layer(error, span)
            })?;
        }
        if let (Some(row), false) = (self.overlap, key.overlap()) {
            return Err(in_layer(overlapping(&self.spans, row), self.spans[row]));
        }
        let annotations: Annotations<'_, T> = self.typed(key.name())?;
        if self.values.as_any().downcast_ref::<Vec<T>>().is_none() && T::fields().is_some() {
            let mut check = Check::new(source);
            for (i, (span, value)) in annotations.iter().enumerate() {
                check.at(i, span);
                value.check(&mut check).map_err(|wrong| in_layer(wrong_in(i, span, &wrong), span))?;
            }
        }
        Ok(annotations)
    }

    /// The annotations with typed values; values that came as JSON (from a record or a plugin) are decoded.
    ///
    /// # Errors
    /// `Input`, if the values are not of type `T`; it names the first that is not.
    pub fn typed<T: LayerValue>(&self, name: &str) -> Result<Annotations<'_, T>, StageError> {
        let any = self.values.as_any();
        let values = if let Some(values) = any.downcast_ref::<Vec<T>>() {
            Cow::Borrowed(values.as_slice())
        } else if let Some(values) = any.downcast_ref::<Vec<Value>>() {
            let decode = |(i, value): (usize, &Value)| {
                T::deserialize(value).map_err(|error| {
                    StageError::input(format!("layer `{name}`: value {i} is not what this stage reads"))
                        .at(self.spans[i])
                        .cause(error)
                })
            };
            Cow::Owned(values.iter().enumerate().map(decode).collect::<Result<_, _>>()?)
        } else {
            // Two types under one name, from one program: through JSON, as a plugin would get them.
            let decode = |i: usize| {
                T::deserialize(self.json(i)).map_err(|error| {
                    StageError::input(format!(
                        "layer `{name}` holds {}, not {}",
                        self.values.type_name(),
                        std::any::type_name::<T>()
                    ))
                    .at(self.spans[i])
                    .cause(error)
                })
            };
            Cow::Owned((0..self.values.len()).map(decode).collect::<Result<_, _>>()?)
        };
        Ok(Annotations::new(&self.spans, values, self.longest))
    }
}

/// How far values without a schema refer into other layers.
fn reach_by_names(values: &dyn Values, spans: &[Span], refers: &[(String, String)]) -> Vec<Reach> {
    let mut check = Check::new("");
    for (i, &span) in spans.iter().enumerate() {
        check.at(i, span);
        let value = values.json(i);
        for (path, layer) in refers {
            let mut found = Vec::new();
            gather(&value, &path.split('.').collect::<Vec<_>>(), false, &mut found);
            found.iter().filter_map(|row| row.as_u64()).for_each(|row| check.reference(layer, row));
        }
    }
    check.into_reach()
}

/// The first row that overlaps one before it, of spans in order.
fn first_overlap(spans: &[Span]) -> Option<usize> {
    let mut end = 0;
    spans.iter().position(|span| {
        let overlaps = span.start() < end;
        end = end.max(span.end());
        overlaps
    })
}

/// Whether all stand at the whole text.
fn check_whole(source: &str, spans: &[Span]) -> Result<(), StageError> {
    match spans.iter().enumerate().find(|(_, span)| span.range() != (0..source.len())) {
        Some((row, &span)) => {
            let what = "the annotations of this layer are of the document as a whole";
            Err(StageError::bug(format!("row {row} stands at {span}; {what} (0..{})", source.len())).at(span))
        }
        None => Ok(()),
    }
}

#[cold]
fn overlapping(spans: &[Span], row: usize) -> StageError {
    let other = spans[..row].iter().position(|span| span.overlaps(spans[row])).unwrap_or(0);
    StageError::bug(format!(
        "rows {other} ({}) and {row} ({}) overlap, which they may not here",
        spans[other], spans[row]
    ))
}

impl Clone for Layer {
    fn clone(&self) -> Self {
        Self {
            provenance: self.provenance.clone(),
            earlier: self.earlier.clone(),
            spans: self.spans.clone(),
            values: self.values.clone_box(),
            longest: self.longest,
            schema: self.schema.clone(),
            refers: self.refers.clone(),
            reach: self.reach.clone(),
            overlap: self.overlap,
            sorted: self.sorted,
        }
    }
}

impl fmt::Debug for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries((0..self.len()).map(|i| (self.spans[i], self.json(i)))).finish()
    }
}

/// By spans, values as JSON, and provenance: a layer read back from a record equals the one written.
impl PartialEq for Layer {
    fn eq(&self, other: &Self) -> bool {
        self.provenance == other.provenance
            && self.earlier == other.earlier
            && self.spans == other.spans
            && (0..self.len()).all(|i| self.json(i) == other.json(i))
    }
}
