//! Any layer, by its schema: an annotation is right if its span and the compared fields are the gold's.

use crate::counts::Counts;
use crate::error::EvalError;
use crate::gold::Gold;
use crate::offsets::Offsets;
use crate::reading::Reading;
use crate::rows::GoldRow;
use crate::scorer::{Scorer, TaskScore};
use crate::values::close;
use rawi_config::closest;
use rawi_core::schema::{Field, Kind};
use rawi_core::{Document, Slot, Span};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A field that is compared.
struct Compared {
    /// Its keys from the value down.
    path: Vec<String>,
    kind: Kind,
}

/// Compares a layer with the gold.
pub(crate) struct LayerScorer {
    layer: String,
    third: Option<&'static str>,
    fields: Vec<Compared>,
    /// Which of the fields the counts are told by: a label, or the first of a few names.
    by: Option<usize>,
    totals: BTreeMap<String, Counts>,
}

impl LayerScorer {
    /// For the layer of `slot`. `asked` are dotted names of fields; those of the gold's rows if there are none.
    pub(crate) fn new(slot: &Slot, gold: &Gold, asked: &[String]) -> Result<Self, EvalError> {
        let third = match slot.name.as_str() {
            "mentions" => Some("label"),
            "numbers" | "dates" => Some("value"),
            _ => None,
        };
        let names: Vec<String> = if asked.is_empty() { named(gold, &slot.name)? } else { asked.to_vec() };
        let known = slot.schema.as_ref().map(|schema| leaves(schema.fields()));
        let mut fields = Vec::new();
        for name in names {
            let kind = match &known {
                // A layer that does not say what it holds is compared as JSON.
                None => Kind::Text,
                Some(known) => match known.iter().find(|(known, _)| *known == name) {
                    Some((_, kind)) => kind.clone(),
                    None => {
                        let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
                        let hint = match closest(&name, names.iter().copied()) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => format!("it has {}", names.join(", ")),
                        };
                        return Err(EvalError(format!("the layer `{}` has no field `{name}`; {hint}", slot.name)));
                    }
                },
            };
            fields.push(Compared { path: name.split('.').map(str::to_owned).collect(), kind });
        }
        let named = |field: &Compared| matches!(field.kind, Kind::Enum { .. }) || field.path == ["label"];
        let by = fields.iter().position(named);
        Ok(Self { layer: slot.name.clone(), third, fields, by, totals: BTreeMap::new() })
    }

    /// What of a value is compared, places in characters; `value_at` looks a field up.
    fn compared<'v>(
        &self,
        mut value_at: impl FnMut(&Compared) -> Result<Option<&'v Value>, EvalError>,
        mut place: impl FnMut(&Value, &Kind) -> Result<Value, EvalError>,
    ) -> Result<Vec<Value>, EvalError> {
        let value = |field: &Compared| match value_at(field)? {
            None | Some(Value::Null) => Ok(Value::Null),
            Some(value) => place(value, &field.kind),
        };
        self.fields.iter().map(value).collect()
    }

    fn label(&self, values: &[Value]) -> String {
        match self.by.map(|by| &values[by]) {
            None => self.layer.clone(),
            Some(Value::String(name)) => name.clone(),
            Some(Value::Null) => "(none)".to_owned(),
            Some(other) => other.to_string(),
        }
    }
}

/// The fields that the rows of a layer have in the gold, with dotted names where they stand in objects.
fn named(gold: &Gold, layer: &str) -> Result<Vec<String>, EvalError> {
    let mut names = BTreeSet::new();
    for report in &gold.reports {
        let rows = report.rows(layer, None, &Offsets::new(&report.text))?.unwrap_or_default();
        let mut waiting: Vec<(String, Value)> = rows.into_iter().flat_map(|row| row.fields).collect();
        while let Some((name, value)) = waiting.pop() {
            match value {
                Value::Object(inner) => {
                    waiting.extend(inner.into_iter().map(|(key, value)| (format!("{name}.{key}"), value)));
                }
                _ => _ = names.insert(name),
            }
        }
    }
    Ok(names.into_iter().collect())
}

/// The fields that are no group, with dotted names.
fn leaves(fields: &[Field]) -> Vec<(String, Kind)> {
    let mut found = Vec::new();
    let mut waiting: Vec<(String, &Field)> =
        fields.iter().rev().map(|field| (field.name.clone().into_owned(), field)).collect();
    while let Some((name, field)) = waiting.pop() {
        match &field.kind {
            Kind::Group(inner) => {
                waiting.extend(inner.iter().rev().map(|field| (format!("{name}.{}", field.name), field)));
            }
            kind => found.push((name, kind.clone())),
        }
    }
    found
}

/// What stands at a path of keys.
fn at<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// A place as it stands in JSON.
fn span(value: &Value) -> Option<(usize, usize)> {
    let [start, end] = value.as_array()?.as_slice() else { return None };
    Some((usize::try_from(start.as_u64()?).ok()?, usize::try_from(end.as_u64()?).ok()?))
}

/// A found value with its places in characters. A reference stands for the place of the row that it points to.
fn found(value: &Value, kind: &Kind, doc: &Document, offsets: &Offsets) -> Value {
    let chars = |span: Span| {
        let (start, end) = offsets.chars(span);
        Value::from(vec![start, end])
    };
    match (kind, value) {
        (Kind::Span, value) => span(value).map_or(Value::Null, |(start, end)| chars(Span::new(start, end))),
        (Kind::Ref(layer), value) => {
            let row = value.as_u64().and_then(|row| usize::try_from(row).ok());
            let place = row.and_then(|row| doc.raw_layer(layer)?.spans().get(row).copied());
            place.map_or(Value::Null, chars)
        }
        (Kind::List(item), Value::Array(items)) if matches!(**item, Kind::Span | Kind::Ref(_)) => {
            // One level: a schema has no lists of lists of places.
            items.iter().map(|value| found(value, item, doc, offsets)).collect()
        }
        (_, value) => value.clone(),
    }
}

/// Whether two compared values are the same.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => close(a, b),
        _ => a == b,
    }
}

impl Scorer for LayerScorer {
    fn add(&mut self, reading: &Reading<'_>) -> Result<(), EvalError> {
        let gold = reading.gold.required(&self.layer, self.third, &reading.offsets)?;
        let mut wanted: BTreeMap<(usize, usize), Vec<Vec<Value>>> = BTreeMap::new();
        for row in &gold {
            let GoldRow { start, end, fields, .. } = row;
            let field = |field: &Compared| match fields.get(&field.path.join(".")) {
                Some(value) => Ok(Some(value)),
                None => Ok(fields.get(&field.path[0]).and_then(|value| at(value, &field.path[1..]))),
            };
            let values = self.compared(field, |value, kind| of_gold(value, kind, reading, (*start, *end)))?;
            wanted.entry((*start, *end)).or_default().push(values);
        }
        let mut totals = std::mem::take(&mut self.totals);
        let mut count = |label: String, counts: Counts| totals.entry(label).or_default().add(counts);
        if let (Some(layer), Some(doc)) = (reading.layer(&self.layer)?, &reading.doc) {
            for (row, &place) in layer.spans().iter().enumerate() {
                let value = layer.json(row);
                let values = self.compared(
                    |field| Ok(at(&value, &field.path)),
                    |value, kind| Ok(found(value, kind, doc, &reading.offsets)),
                )?;
                let here = wanted.get_mut(&reading.offsets.chars(place));
                let hit = here.and_then(|rows| {
                    let hit = rows.iter().position(|wanted| wanted.iter().zip(&values).all(|(a, b)| same(a, b)))?;
                    Some(rows.swap_remove(hit))
                });
                let counts = match hit {
                    Some(_) => Counts { right: 1, ..Counts::default() },
                    None => Counts { wrong: 1, ..Counts::default() },
                };
                count(self.label(&values), counts);
            }
        }
        for values in wanted.into_values().flatten() {
            count(self.label(&values), Counts { missed: 1, ..Counts::default() });
        }
        self.totals = totals;
        Ok(())
    }

    fn score(self: Box<Self>, _: &mut Vec<String>) -> TaskScore {
        let mut all = Counts::default();
        self.totals.values().for_each(|counts| all.add(*counts));
        let mut rows: Vec<(String, Counts)> = Vec::new();
        if self.by.is_some() {
            rows.extend(self.totals);
        }
        rows.push((self.layer.clone(), all));
        TaskScore { name: self.layer, rows, rouge: None }
    }
}

/// A value of the gold, checked by the kind of its field. Places are in characters; a reference is the place of its row.
fn of_gold(value: &Value, kind: &Kind, reading: &Reading<'_>, row: (usize, usize)) -> Result<Value, EvalError> {
    let wrong = |what: String| {
        Err(EvalError(format!("{}: the row {}..{} of the gold: {what}", reading.gold.place, row.0, row.1)))
    };
    let place = |value: &Value| span(value).is_some_and(|(start, end)| reading.offsets.span(start, end).is_some());
    match (kind, value) {
        (Kind::Span | Kind::Ref(_), value) if !place(value) => {
            wrong(format!("{value} is no place [START, END] in characters of the text"))
        }
        (Kind::List(item), Value::Array(items)) if matches!(**item, Kind::Span | Kind::Ref(_)) => {
            match items.iter().find(|item| !place(item)) {
                Some(item) => wrong(format!("{item} is no place [START, END] in characters of the text")),
                None => Ok(value.clone()),
            }
        }
        (Kind::Enum { names, open: false }, Value::String(name)) if !names.iter().any(|known| known == name) => {
            let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
            wrong(format!("no stage gives `{name}`; there are {}", names.join(", ")))
        }
        _ => Ok(value.clone()),
    }
}
