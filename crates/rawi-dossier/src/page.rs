//! The dossier as a page: one file that needs nothing else.

use crate::cell::Cell;
use crate::events::Event;
use crate::figures::{Quantity, figures};
use crate::labels::{Lang, label, labels};
use crate::report::Report;
use crate::summary::summary;
use crate::timeline::happened;
use rawi_core::Span;
use rawi_io::Offsets;
use rawi_io::record;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../page/page.html");
const STYLE: &str = include_str!("../page/page.css");
const SCRIPT: &str = include_str!("../page/page.js");
/// The page of `events`, as HTML. It uses no network, and nothing that a report says is obeyed: the texts stand in it as data, and
/// its own policy forbids every script but the one that it brings.
#[must_use]
pub fn page(events: &[Event], reports: &[Report], lang: Lang) -> String {
    let mut index = Vec::new();
    let mut blocks = String::new();
    for (at, event) in events.iter().enumerate() {
        let figures = figures(event, reports);
        let units: Vec<Units<'_>> = event.reports.iter().map(|&at| Units::of(&reports[at].text)).collect();
        let quantities =
            |all: &[Quantity]| all.iter().map(|one| of_quantity(one, event, reports, &units)).collect::<Vec<_>>();
        index.push(entry(event, &figures.quantities, reports));
        let data = json!({
            "reports": (0..event.reports.len()).map(|at| about(event, at, reports, &units[at])).collect::<Vec<_>>(),
            "places": event.places.iter().map(|place| json!({"name": place.name, "country": place.country, "reports": place.reports}))
                .collect::<Vec<_>>(),
            "summary": summary(event, reports).iter().map(|at| json!({"r": at.report, "s": at.sentence})).collect::<Vec<_>>(),
            "quantities": quantities(&figures.quantities),
            "background": quantities(&figures.background),
            "checks": figures.checks.iter().map(|check| json!({
                "parts": check.parts, "total": check.total, "holds": check.holds,
                "r": event.reports.iter().position(|&at| reports[at].id == check.report),
            })).collect::<Vec<_>>(),
            "happened": happened(event, reports).iter().map(|item| json!({"date": item.date, "r": item.report, "s": item.sentence}))
                .collect::<Vec<_>>(),
        });
        blocks.push_str(&format!("<script type=\"application/json\" id=\"e{at}\">{}</script>\n", script_safe(&data)));
    }
    let said: Map<String, Value> = labels(lang).map(|(key, text)| (key.to_owned(), text.into())).collect();
    let mut out = String::with_capacity(PAGE.len() + STYLE.len() + SCRIPT.len() + blocks.len());
    let mut rest = PAGE;
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((name, after)) = behind.split_once("}}") else { break };
        out.push_str(before);
        match name {
            "lang" => out.push_str(lang.code()),
            "dir" => out.push_str(lang.direction()),
            "style" => out.push_str(STYLE),
            "script" => out.push_str(SCRIPT),
            "style-hash" => out.push_str(&hash(STYLE)),
            "script-hash" => out.push_str(&hash(SCRIPT)),
            "labels" => out.push_str(&script_safe(&Value::Object(said.clone()))),
            "index" => out.push_str(&script_safe(&Value::Array(std::mem::take(&mut index)))),
            "events" => out.push_str(&blocks),
            key => out.push_str(label(key, lang)),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// JSON that cannot end the element it stands in, whatever a report says.
fn script_safe(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// The hash of an element's text for the page's policy.
fn hash(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in Sha256::digest(text.as_bytes()).chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= three.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

/// What the list of events says of one.
fn entry(event: &Event, quantities: &[Quantity], reports: &[Report]) -> Value {
    let of: Vec<&Report> = event.reports.iter().map(|&at| &reports[at]).collect();
    let outlets: BTreeSet<&str> = of.iter().map(|report| report.outlet.as_str()).collect();
    let quantities: Vec<Value> = quantities
        .iter()
        .map(|quantity| {
            with_bounds(
                quantity,
                json!({
                    "predicate": quantity.predicate, "class": quantity.class, "things": quantity.things, "part": quantity.part, "joint": quantity.joint,
                    "suicide": quantity.suicide, "verdict": quantity.verdict,
                }),
            )
        })
        .collect();
    json!({
        "id": event.id,
        "title": of.first().map(|report| report.headline()).unwrap_or_default(),
        "date": event.date,
        "place": event.places.first().map(|place| place.name.as_str()).unwrap_or_default(),
        "reports": of.len(),
        "sources": event.source_count(),
        "outlets": outlets,
        "ids": of.iter().map(|report| report.id.as_str()).collect::<Vec<_>>(),
        "quantities": quantities,
    })
}

fn with_bounds(quantity: &Quantity, mut value: Value) -> Value {
    if let (Some(low), Some(high)) = (quantity.low, quantity.high) {
        value["low"] = low.into();
        value["high"] = high.into();
    }
    value
}

fn about(event: &Event, at: usize, reports: &[Report], units: &Units<'_>) -> Value {
    let (report, source) = (&reports[event.reports[at]], event.sources[at]);
    let sentences: Vec<Value> = report.sentences.iter().map(|part| units.pair(part.span)).collect();
    json!({
        "id": report.id, "outlet": report.outlet, "published": report.published, "title": report.headline(), "url": report.url,
        "sha256": report.sha256, "source": source, "text": report.text, "sentences": sentences,
    })
}

fn of_quantity(quantity: &Quantity, event: &Event, reports: &[Report], units: &[Units<'_>]) -> Value {
    let report = |cell: &Cell| &reports[event.reports[cell.at]];
    let cells: Vec<Value> = quantity.cells.iter().map(|cell| of_cell(cell, report(cell), &units[cell.at])).collect();
    let value = json!({
        "predicate": quantity.predicate, "class": quantity.class, "things": quantity.things, "part": quantity.part, "joint": quantity.joint,
        "suicide": quantity.suicide, "verdict": quantity.verdict, "sources": quantity.sources, "cells": cells,
    });
    with_bounds(quantity, value)
}

fn of_cell(cell: &Cell, report: &Report, units: &Units<'_>) -> Value {
    let mut out = Map::new();
    out.insert("r".into(), cell.at.into());
    out.insert("a".into(), units.at(cell.span.start()).into());
    out.insert("b".into(), units.at(cell.span.end()).into());
    out.insert("s".into(), report.sentences.partition_point(|part| part.span.end() <= cell.span.start()).into());
    for (key, count) in [("count", cell.count), ("min", cell.min), ("max", cell.max)] {
        if let Some(count) = count {
            out.insert(key.into(), count.into());
        }
    }
    let (low, high) = cell.bounds();
    out.insert("low".into(), low.into());
    if let Some(high) = high {
        out.insert("high".into(), high.into());
    }
    for (key, text) in [("modifier", &cell.modifier), ("vague", &cell.vague)] {
        if let Some(text) = text {
            out.insert(key.into(), text.as_str().into());
        }
    }
    out.insert("speaker".into(), cell.speaker.as_str().into());
    out.insert("kind".into(), cell.kind.as_str().into());
    for (key, is) in [("superseded", cell.superseded), ("alleged", cell.alleged)] {
        if is {
            out.insert(key.into(), true.into());
        }
    }
    Value::Object(out)
}

/// Converts bytes to UTF-16 units, which a browser counts in.
struct Units<'t> {
    units: record::Units<'t>,
    /// Bytes of the text.
    end: usize,
}

impl<'t> Units<'t> {
    fn of(text: &'t str) -> Self {
        Self { units: record::Units::new(text, Offsets::Utf16), end: text.len() }
    }

    fn at(&self, byte: usize) -> usize {
        self.units.of_byte(byte.min(self.end))
    }

    fn pair(&self, span: Span) -> Value {
        json!([self.at(span.start()), self.at(span.end())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_what_the_page_brings() {
        // printf '' | openssl dgst -sha256 -binary | base64
        assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        let page = page(&[], &[], Lang::Ar);
        assert!(page.contains(&format!("script-src 'sha256-{}'", hash(SCRIPT))) && !page.contains("{{"), "{page}");
        assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"));
    }

    #[test]
    fn offsets_are_those_of_a_browser() {
        let text = "😀 حلب é";
        let units = Units::of(text);
        for (byte, _) in text.char_indices() {
            assert_eq!(units.at(byte), text[..byte].encode_utf16().count());
        }
    }
}
