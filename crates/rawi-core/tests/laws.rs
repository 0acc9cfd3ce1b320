//! The laws of `rawi_core::document`, each a property test of the same name.

use proptest::prelude::*;
use proptest::sample::select;
use rawi_core::host;
use rawi_core::layers::NORMAL;
use rawi_core::{
    Alignment, Annotations, Contract, Doc, Document, Layer, LayerKey, Output, Provenance, Renames, Slot, Span, Stage,
    StageError, Verdict, View, ViewSpan,
};
use std::collections::BTreeSet;

/// Vocalised words, tatweel, presentation forms, ligatures, emoji, Latin, line ends, byte order mark, bidi controls, marks
/// that may stand first.
const PIECES: [&str; 31] = [
    "بَيْرُوتُ",
    "مُحَمَّدٌ",
    "إعـــادة",
    "هـ",
    "ـ",
    "وﻷحمد",
    "ﻻ",
    "ﺩﺍﻋﺶ",
    "ﷺ",
    "ﷲ",
    "أعلنت",
    "على",
    "٢٠٢٥",
    "2025",
    "SDF",
    "café",
    "e\u{301}",
    "👨\u{200D}👩\u{200D}👧",
    "🇱🇧",
    " ",
    "\u{A0}",
    "\n",
    "\r\n",
    "\u{FEFF}",
    "\u{200F}",
    "\u{202B}",
    "\u{2067}",
    "\u{64E}",
    "\u{651}",
    "\u{301}",
    "،",
];

/// Any text that a report may hold, the empty one too.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![8 => select(&PIECES[..]).prop_map(String::from), 1 => any::<char>().prop_map(String::from)];
    proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

/// All places where a character of `text` begins, and its end.
fn bounds(text: &str) -> Vec<usize> {
    text.char_indices().map(|(i, _)| i).chain([text.len()]).collect()
}

/// Spans of whole characters, none of them empty.
fn spans_of(text: &str, seeds: &[(usize, usize)]) -> Vec<Span> {
    let bounds = bounds(text);
    let pick = |&(a, b): &(usize, usize)| {
        let (a, b) = (a % bounds.len(), b % bounds.len());
        (a != b).then(|| Span::new(bounds[a.min(b)], bounds[a.max(b)]))
    };
    seeds.iter().filter_map(pick).collect()
}

fn text_and_spans() -> impl Strategy<Value = (String, Vec<Span>)> {
    (text(), proptest::collection::vec(any::<(usize, usize)>(), 0..20)).prop_map(|(text, seeds)| {
        let spans = spans_of(&text, &seeds);
        (text, spans)
    })
}

static ROWS: LayerKey<u32> = LayerKey::new("rows");

/// Writes the given spans into the layer `rows`, right or wrong.
struct Writer(Vec<Span>);
impl Stage for Writer {
    fn contract(&self) -> Contract {
        Contract::new().provides(&ROWS)
    }
    fn process(&self, _: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let layer = out.layer(&ROWS)?;
        for (i, &span) in self.0.iter().enumerate() {
            layer.push(span, i as u32);
        }
        Ok(Verdict::Keep)
    }
}

/// Gives a view that was made before.
struct Viewer(String, Alignment);
impl Stage for Viewer {
    fn contract(&self) -> Contract {
        Contract::new().provides(&NORMAL)
    }
    fn process(&self, _: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        out.view(&NORMAL, self.0.clone(), self.1.clone())?;
        Ok(Verdict::Keep)
    }
}

/// What became of one character of the source.
#[derive(Clone, Debug)]
enum Step {
    Copy,
    /// Another character of the same length; only letters with two bytes are changed.
    Fold,
    /// A unit with the characters after it.
    Replace(usize, &'static str),
    /// Dropped; it belongs to what is before it.
    Absorb,
    /// Dropped; it is nobody's.
    Drop,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => Just(Step::Copy),
        2 => Just(Step::Fold),
        2 => (1..4usize, select(&["", "ا", "لا", "صلى الله", "x", "👍"][..])).prop_map(|(n, text)| Step::Replace(n, text)),
        2 => Just(Step::Absorb),
        1 => Just(Step::Drop),
    ]
}

/// A random view of a random text, built as a normalizer builds it.
fn aligned() -> impl Strategy<Value = (String, String, Alignment)> {
    (text(), proptest::collection::vec(step(), 1..12)).prop_map(|(source, steps)| {
        let (mut view, mut builder) = (String::new(), Alignment::builder());
        let mut previous = 0; // bytes of the last character copied
        let mut rest = source.as_str();
        for step in steps.iter().cycle() {
            let Some(c) = rest.chars().next() else { break };
            let mut taken = c.len_utf8();
            match *step {
                Step::Fold if taken == 2 => {
                    view.push('ا');
                    builder.copy(2);
                    previous = 2;
                }
                Step::Copy | Step::Fold => {
                    view.push(c);
                    builder.copy(taken);
                    previous = taken;
                }
                Step::Replace(n, text) => {
                    taken = rest.chars().take(n).map(char::len_utf8).sum();
                    view.push_str(text);
                    builder.replace(taken, text.len());
                }
                Step::Absorb => builder.absorb(previous, taken),
                Step::Drop => builder.replace(taken, 0),
            }
            rest = &rest[taken..];
        }
        (source, view, builder.finish())
    })
}

fn all_spans(text: &str) -> Vec<(usize, usize)> {
    let bounds = bounds(text);
    (0..bounds.len())
        .flat_map(|i| bounds[i..].iter().map(move |&end| (i, end)))
        .map(|(i, end)| (bounds[i], end))
        .collect()
}

fn rows(doc: &Document) -> Annotations<'_, u32> {
    doc.layer(&ROWS).unwrap().unwrap()
}

proptest! {
    /// Law 1. What a stage writes never changes the source, and a span that is none of its characters is refused.
    #[test]
    fn law_1_the_source_text_never_changes((source, spans) in text_and_spans(), wild in any::<(u16, u16)>()) {
        let mut doc = Document::new("a", source.clone()).unwrap();
        doc.apply(&Writer(spans.clone())).unwrap();
        prop_assert_eq!(doc.source(), &source);
        for &span in rows(&doc).spans() {
            prop_assert!(!span.is_empty() && source.get(span.range()).is_some());
        }

        let (a, b) = (usize::from(wild.0) % (source.len() + 3), usize::from(wild.1) % (source.len() + 3));
        let span = Span::new(a.min(b), a.max(b));
        let good = !span.is_empty() && source.get(span.range()).is_some();
        let mut doc = Document::new("a", source.clone()).unwrap();
        prop_assert_eq!(doc.apply(&Writer(vec![span])).is_ok(), good, "{}", span);
        prop_assert_eq!(doc.raw_layer("rows").is_some(), good);
        prop_assert_eq!(doc.source(), source);
    }

    /// Law 2. Writing a layer or a view again is refused, and the document is as it was.
    #[test]
    fn law_2_a_layer_is_written_once((source, spans) in text_and_spans(), (from, view, alignment) in aligned()) {
        let mut doc = Document::new("a", source.clone()).unwrap();
        doc.apply(&Writer(spans.clone())).unwrap();
        let before = doc.clone();
        prop_assert!(doc.apply(&Writer(Vec::new())).is_err());
        let again = Layer::new(&source, spans.clone(), vec![0u32; spans.len()]).unwrap();
        prop_assert!(doc.insert_layer("rows", again).is_err());
        prop_assert_eq!(&doc, &before);

        // A refinement is a new layer.
        let (contract, renames) = (Writer(Vec::new()).contract(), Renames::from_iter([("rows", "rows.better")]));
        let mut out = Output::new(&contract);
        Writer(spans).process(Doc::new(&before), &mut out).unwrap();
        let provenance = Provenance { stage: "better".into(), ..Provenance::default() };
        host::commit(&mut doc, host::finish(out, &source).unwrap(), &provenance, &renames).unwrap();
        prop_assert_eq!(doc.raw_layer("rows.better").unwrap().provenance(), &provenance);
        prop_assert_eq!(doc.raw_layer("rows"), before.raw_layer("rows"));

        let mut doc = Document::new("a", from).unwrap();
        doc.apply(&Viewer(view.clone(), alignment.clone())).unwrap();
        let before = doc.clone();
        prop_assert!(doc.apply(&Viewer(view, alignment)).is_err());
        prop_assert_eq!(doc, before);
    }

    /// Law 3. In order, whatever order they were written in; each query gives what a search through all of them gives.
    #[test]
    fn law_3_a_layer_is_sorted((source, spans) in text_and_spans(), (_, probes) in text_and_spans()) {
        let mut doc = Document::new("a", source.clone()).unwrap();
        doc.apply(&Writer(spans.clone())).unwrap();
        let layer = rows(&doc);
        let order = |span: &Span| (span.start(), std::cmp::Reverse(span.end()));
        prop_assert!(layer.spans().is_sorted_by_key(order));
        // Every value is still beside its span, and equal spans stay as they were given.
        prop_assert_eq!(layer.len(), spans.len());
        prop_assert!(layer.iter().all(|(span, &i)| spans[i as usize] == span));
        let rows: Vec<(Span, u32)> = layer.iter().map(|(span, &i)| (span, i)).collect();
        prop_assert!(rows.windows(2).all(|pair| pair[0].0 != pair[1].0 || pair[0].1 < pair[1].1));

        let naive = |keep: &dyn Fn(Span) -> bool| rows.iter().copied().filter(|&(span, _)| keep(span)).collect::<Vec<_>>();
        let given = |found: Vec<(Span, &u32)>| found.into_iter().map(|(span, &i)| (span, i)).collect::<Vec<_>>();
        for probe in spans.iter().chain(&probes).copied().chain([Span::new(0, 0), Span::new(0, source.len())]) {
            prop_assert_eq!(given(layer.within(probe).collect()), naive(&|span| probe.contains(span)));
            prop_assert_eq!(given(layer.covering(probe).collect()), naive(&|span| span.contains(probe)), "{}", probe);
            let at = probe.start();
            prop_assert_eq!(given(layer.at(at).collect()), naive(&|span| span.range().contains(&at)));
        }
    }

    /// Law 4. Without its views a document has the same id, metadata, source and layers, and the views can be made again.
    #[test]
    fn law_4_a_view_is_derived((source, view, alignment) in aligned(), seeds in proptest::collection::vec(any::<(usize, usize)>(), 0..8)) {
        let stage = Viewer(view, alignment);
        let mut plain = Document::new("a", source.clone()).unwrap();
        plain.meta_mut().set("outlet", "وكالة");
        plain.apply(&Writer(spans_of(&source, &seeds))).unwrap();
        let mut doc = plain.clone();
        doc.apply(&stage).unwrap();
        let full = doc.clone();
        let names: Vec<String> = doc.views().map(|(name, _)| name.to_owned()).collect();
        for name in names {
            prop_assert!(host::remove(&mut doc, &Slot::view(name)));
        }
        prop_assert_eq!(&doc, &plain);
        doc.apply(&stage).unwrap();
        prop_assert_eq!(doc, full);
    }

    /// Law 5, on random alignments; on those of the normalizer it is tested with the normalizer.
    #[test]
    fn law_5_to_view_rounds_inward_and_to_source_outward((source, view, alignment) in aligned()) {
        let view = View::new(&source, view, alignment).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let (sources, views) = (all_spans(&source), all_spans(view.text()));
        for &(start, end) in &sources {
            let span = Span::new(start, end);
            let Some(inner) = view.to_view(span) else { continue };
            prop_assert!(!inner.is_empty() && view.text().get(inner.range()).is_some(), "{} {}", span, inner);
            prop_assert!(span.contains(view.to_source(inner)), "{} {}", span, inner);
        }
        for &(start, end) in &views {
            let span = ViewSpan::new(start, end);
            let outer = view.to_source(span);
            prop_assert!(source.get(outer.range()).is_some(), "{} {}", span, outer);
            if !span.is_empty() {
                prop_assert!(view.to_view(outer).is_some_and(|inner| inner.contains(span)), "{} {}", span, outer);
            }
        }
        // Monotone: a span one character wider never gives less.
        for (narrow, wide) in widenings(&sources) {
            let (narrow, wide) = (view.to_view(narrow), view.to_view(wide));
            prop_assert!(narrow.is_none_or(|narrow| wide.is_some_and(|wide| wide.contains(narrow))));
        }
        for (narrow, wide) in widenings(&views) {
            let (narrow, wide) = (ViewSpan::new(narrow.start(), narrow.end()), ViewSpan::new(wide.start(), wide.end()));
            prop_assert!(narrow.is_empty() || view.to_source(wide).contains(view.to_source(narrow)));
        }
    }

    /// Law 6. Two documents made alike are equal, a copy is independent, and neither needs what made it.
    #[test]
    fn law_6_a_document_is_a_value((source, view, alignment) in aligned(), seeds in proptest::collection::vec(any::<(usize, usize)>(), 0..8)) {
        let make = || {
            let mut doc = Document::new("a", source.clone()).unwrap();
            doc.meta_mut().set("published", "2025-11-27");
            doc.apply(&Writer(spans_of(&source, &seeds))).unwrap();
            doc.apply(&Viewer(view.clone(), alignment.clone())).unwrap();
            doc
        };
        let (one, two) = (make(), make());
        prop_assert_eq!(&one, &two);
        let mut copy = one.clone();
        prop_assert!(host::remove(&mut copy, &Slot::layer("rows")));
        copy.meta_mut().set("published", "");
        prop_assert_eq!(&one, &two);
        prop_assert!(copy != one);
        // It may be sent to any thread, and outlives what it was made from.
        let sent = std::thread::spawn(move || one).join().unwrap();
        prop_assert_eq!(sent, two);
    }

    /// Law 7. Whatever a stage does, there is one document before and after, with its id and metadata; one that fails or drops
    /// it leaves it as it was.
    #[test]
    fn law_7_stages_never_create_documents((source, spans) in text_and_spans(), drops in any::<bool>()) {
        struct Leaves(Vec<Span>, bool);
        impl Stage for Leaves {
            fn contract(&self) -> Contract {
                Contract::new().provides(&ROWS)
            }
            fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
                Writer(self.0.clone()).process(doc, out)?;
                if self.1 { Ok(Verdict::drop("too short")) } else { Err(StageError::input("no verb")) }
            }
        }
        let mut doc = Document::new("a", source).unwrap();
        doc.meta_mut().set("title", "عنوان");
        let before = doc.clone();
        let verdict = doc.apply(&Leaves(spans.clone(), drops));
        prop_assert_eq!(verdict.ok(), drops.then(|| Verdict::drop("too short")));
        prop_assert_eq!(&doc, &before);
        doc.apply(&Writer(spans)).unwrap();
        prop_assert_eq!((doc.id(), doc.meta(), doc.source()), (before.id(), before.meta(), before.source()));
        prop_assert!(host::remove(&mut doc, &Slot::layer("rows")));
        prop_assert_eq!(doc, before);
    }
}

/// Each span with itself one character wider to either side.
fn widenings(spans: &[(usize, usize)]) -> Vec<(Span, Span)> {
    let bounds: Vec<usize> = spans.iter().map(|&(start, _)| start).collect::<BTreeSet<_>>().into_iter().collect();
    let place = |bound: usize| bounds.binary_search(&bound).expect("every bound starts a span");
    let wider = |&(start, end): &(usize, usize)| {
        let left = place(start).checked_sub(1).map(|i| Span::new(bounds[i], end));
        let right = bounds.get(place(end) + 1).map(|&end| Span::new(start, end));
        left.into_iter().chain(right).map(move |wide| (Span::new(start, end), wide))
    };
    spans.iter().flat_map(wider).collect()
}
