//! A stage that sets metadata: who did and what it was before stays known.

use rawi_core::host::{self, Changes};
use rawi_core::{Contract, Doc, Document, Output, Provenance, Renames, Slot, Stage, StageError, Verdict};

/// Sets what it is told to.
struct Sets {
    contract: Contract,
    values: &'static [(&'static str, &'static str)],
}

impl Stage for Sets {
    fn contract(&self) -> Contract {
        self.contract.clone()
    }
    fn process(&self, _: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        self.values.iter().try_for_each(|(name, value)| out.set_meta(name, *value))?;
        Ok(Verdict::Keep)
    }
}

fn document() -> Document {
    let mut doc = Document::new("a", "وصل الوفد إلى حلب.").unwrap();
    doc.meta_mut().set("published", "2020-01-01");
    doc
}

fn changes(values: &[(&str, &str)]) -> Changes {
    let meta = values.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    Changes { meta, ..Changes::default() }
}

fn by(stage: &str) -> Provenance {
    Provenance { stage: stage.to_owned(), ..Provenance::default() }
}

#[test]
fn what_the_source_said_stays_known() {
    let mut doc = document();
    let contract = Contract::new().sets("published").sets("topic").sets("outlet");
    doc.apply(&Sets { contract, values: &[("published", "2025-05-18"), ("topic", "سياسة")] }).unwrap();
    assert_eq!((doc.meta().published(), doc.meta().get("topic")), (Some("2025-05-18"), Some("سياسة")));
    let was: Vec<_> = doc.meta_changes().map(|(name, change)| (name, change.was.as_deref())).collect();
    assert_eq!(was, [("published", Some("2020-01-01")), ("topic", None)]);
    assert_eq!(doc.source_meta(), *document().meta());
    assert_eq!(host::stripped(doc.clone()), document());
    // What a stage gave goes before it is given anew.
    assert!(host::remove(&mut doc, &Slot::meta("published")) && !host::remove(&mut doc, &Slot::meta("outlet")));
    assert_eq!(doc.meta().published(), Some("2020-01-01"));
}

#[test]
fn an_empty_value_says_that_nothing_is_known() {
    let mut doc = document();
    let contract = Contract::new().sets("published");
    doc.apply(&Sets { contract, values: &[("published", "")] }).unwrap();
    assert_eq!(doc.meta().published(), None);
    assert_eq!(doc.source_meta().published(), Some("2020-01-01"));
}

#[test]
fn only_what_the_contract_says_is_set_and_once() {
    for (contract, values, message) in [
        (Contract::new(), &[("topic", "x")][..], "writes metadata `topic`, which its contract does not provide"),
        (Contract::new().sets("topic"), &[("topic", "x"), ("topic", "y")], "metadata `topic` is set twice"),
    ] {
        let mut doc = document();
        assert_eq!(doc.apply(&Sets { contract, values }).unwrap_err().message(), message);
        assert_eq!(doc, document());
    }
}

#[test]
fn one_stage_sets_it_unless_another_refines_it() {
    let mut doc = document();
    let none = Renames::default();
    host::commit(&mut doc, changes(&[("published", "2021-01-01")]), &by("first"), &none).unwrap();
    let again = host::commit(&mut doc, changes(&[("published", "2022-01-01")]), &by("second"), &none);
    assert_eq!(again.unwrap_err().message(), "metadata `published` is written already; it is written once");
    let refined = Changes { refined: vec![Slot::meta("published")], ..changes(&[("published", "2022-01-01")]) };
    host::commit(&mut doc, refined, &by("second"), &none).unwrap();
    let (_, change) = doc.meta_changes().next().unwrap();
    assert_eq!((change.by.stage.as_str(), change.earlier[0].stage.as_str()), ("second", "first"));
    assert_eq!((change.was.as_deref(), doc.meta().published()), (Some("2020-01-01"), Some("2022-01-01")));
}

#[test]
fn who_refines_it_reads_what_the_source_said_where_no_stage_set_it() {
    let mut doc = document();
    let contract = Contract::new().refines(Slot::meta("published"));
    doc.apply(&Sets { contract, values: &[("published", "2020-01-02")] }).unwrap();
    let (_, change) = doc.meta_changes().next().unwrap();
    assert_eq!((change.was.as_deref(), doc.meta().published()), (Some("2020-01-01"), Some("2020-01-02")));
}

/// Adds a mark to the topic that stands there.
struct Marks;

impl Stage for Marks {
    fn contract(&self) -> Contract {
        Contract::new().refines(Slot::meta("topic"))
    }
    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        out.set_meta("topic", format!("{}+", doc.meta().get("topic").unwrap_or("none")))?;
        Ok(Verdict::Keep)
    }
}

#[test]
fn who_refines_it_under_another_name_reads_it_under_its_own() {
    let renames: Renames = [("topic", "section")].into_iter().collect();
    for (section, mended) in [("رياضة", "رياضة+"), ("", "none+")] {
        let mut doc = document();
        doc.meta_mut().set("topic", "what another stage means by it");
        doc.meta_mut().set("section", section);
        let contract = Marks.contract();
        let mut out = Output::new(&contract);
        Marks.process(Doc::new(&host::Scope::new(&doc, &contract, &renames)), &mut out).unwrap();
        let changes = host::finish(out, doc.source()).unwrap();
        host::commit(&mut doc, changes, &by("marks"), &renames).unwrap();
        assert_eq!(doc.meta().get("section"), Some(mended));
        assert_eq!(doc.meta().get("topic"), Some("what another stage means by it"));
    }
}

#[test]
fn a_rename_holds_for_it() {
    let mut doc = document();
    let renames: Renames = [("topic", "section")].into_iter().collect();
    host::commit(&mut doc, changes(&[("topic", "رياضة")]), &by("topics"), &renames).unwrap();
    assert_eq!((doc.meta().get("section"), doc.meta().get("topic")), (Some("رياضة"), None));
}
