use rawi_config::Registry;
use rawi_core::host;
use rawi_core::{Assets, Contract, Document, Renames, Slot, SlotKind, Stage, StageConfig, Verdict};
use rawi_transcript::{Options, render, unescape};
use serde_json::{Value, json};

/// Texts that are odd in the ways that reports are, and a plain one: what is odd, and the text.
///
/// # Panics
/// Never: the texts are part of this crate.
#[must_use]
pub fn odd_texts() -> Vec<(&'static str, String)> {
    let lines = include_str!("../odd-texts.tsv").lines().filter(|line| !line.starts_with('#'));
    let read = lines.map(|line| {
        let (name, text) = line.split_once('\t').expect("a name and a text");
        (name, unescape(text).expect("escapes of a transcript"))
    });
    read.collect()
}

/// What every stage must hold, whatever it does: it rejects unknown options, is built from its defaults (unless a required
/// option says otherwise), gives what its contract provides and nothing else, works on a document stripped to its declared
/// needs, fails on no [odd text](odd_texts) but with an `Input` error, and gives the same twice and on 8 threads.
///
/// `registry` holds the stages that give what this one requires.
///
/// # Panics
/// If it does not; the message says what.
pub fn check_stage<C: StageConfig>(registry: &Registry) {
    check_stage_with::<C>(registry, &json!({}));
}

/// The same with options, for a stage that cannot be built without.
///
/// # Panics
/// See [`check_stage`].
pub fn check_stage_with<C: StageConfig>(registry: &Registry, options: &Value) {
    check_stage_from::<C>(registry, options, &Assets::none());
}

/// The same for a stage that is made from files.
///
/// # Panics
/// See [`check_stage`].
pub fn check_stage_from<C: StageConfig>(registry: &Registry, options: &Value, assets: &Assets<'_>) {
    assert!(!C::SUMMARY.is_empty() && !C::VERSION.is_empty(), "{}: summary and version say something", C::NAME);
    let schema = C::schema();
    assert!(schema["type"] == "object", "{}: the schema is one of an object", C::NAME);
    let build = |options: &Value| C::deserialize(options).map_err(|e| e.to_string());
    let mut unknown = options.clone();
    unknown["no-such-option"] = json!(1);
    assert!(build(&unknown).is_err(), "{}: an unknown option is accepted; use #[serde(deny_unknown_fields)]", C::NAME);
    let config = build(options).unwrap_or_else(|error| panic!("{}: cannot be built from {options}: {error}", C::NAME));
    let stage = config.build(assets).unwrap_or_else(|error| panic!("{}: {error}", C::NAME));
    let contract = stage.contract();
    assert_eq!(contract, stage.contract(), "{}: the contract is the same whenever asked", C::NAME);
    let before = providers(registry, &contract, C::NAME);

    for (_, text) in odd_texts() {
        let needs = needs(&text, &before);
        let stripped = strip(&needs, &contract);
        let first = run(stage.as_ref(), &stripped, &contract, C::NAME);
        let again = run(stage.as_ref(), &stripped, &contract, C::NAME);
        assert_eq!(first, again, "{}: the same document gave another result", C::NAME);
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| run(stage.as_ref(), &stripped, &contract, C::NAME))).collect();
            for thread in threads {
                let other = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                assert_eq!(first, other, "{}: another thread gave another result", C::NAME);
            }
        });
    }
}

/// The stages that give what `contract` requires, and what those require, in the order they run.
fn providers(registry: &Registry, contract: &Contract, name: &str) -> Vec<Box<dyn Stage>> {
    let mut order: Vec<String> = Vec::new();
    fn visit(registry: &Registry, slot: &Slot, for_stage: &str, order: &mut Vec<String>) {
        let provides = |c: &Contract| c.provides.contains(slot);
        let found =
            registry.stages().find(|e| e.name != for_stage && e.default_contract().as_ref().is_some_and(provides));
        let Some(entry) = found else {
            // Metadata that no stage sets is as the source gave it.
            assert!(
                slot.kind == SlotKind::Meta,
                "{for_stage} requires {slot}; add the stage that gives it to the registry"
            );
            return;
        };
        if order.contains(&entry.name) {
            return;
        }
        for need in entry.default_contract().into_iter().flat_map(|c| c.requires) {
            visit(registry, &need, &entry.name, order);
        }
        order.push(entry.name.clone());
    }
    for slot in &contract.requires {
        visit(registry, slot, name, &mut order);
    }
    let build = |name: &String| registry.get_stage(name).expect("just found").build(&json!({}), &Assets::none());
    order.iter().map(|name| build(name).unwrap_or_else(|error| panic!("{name}: {error}"))).collect()
}

fn needs(text: &str, before: &[Box<dyn Stage>]) -> Document {
    let mut doc = Document::new("odd", text).expect("a short text");
    doc.meta_mut().set("published", "2025-11-27");
    for stage in before {
        doc.apply(stage.as_ref()).expect("the stages before give what they provide");
    }
    doc
}

/// Only what the contract reads.
fn strip(doc: &Document, contract: &Contract) -> Document {
    let mut doc = doc.clone();
    let slots: Vec<Slot> =
        doc.layers().map(|(name, _)| Slot::layer(name)).chain(doc.views().map(|(name, _)| Slot::view(name))).collect();
    for slot in slots.iter().filter(|slot| !contract.reads(slot.kind, &slot.name)) {
        host::remove(&mut doc, slot);
    }
    doc
}

/// The transcript of what the stage gave, or its refusal.
fn run(stage: &dyn Stage, doc: &Document, contract: &Contract, name: &str) -> String {
    let mut doc = doc.clone();
    let before: Vec<Slot> =
        contract.provides.iter().filter(|slot| doc.has(slot) && !contract.is_refined(slot)).cloned().collect();
    for slot in &before {
        host::remove(&mut doc, slot);
    }
    match doc.apply(stage) {
        Ok(Verdict::Keep) => {
            // Metadata may stay as it is.
            for slot in contract.provides.iter().filter(|slot| slot.kind != SlotKind::Meta) {
                assert!(doc.has(slot), "{name}: provides {slot} and did not give it");
            }
            let names: Vec<String> =
                contract.renamed(&Renames::default()).provides.into_iter().map(|s| s.name).collect();
            render(&doc, &Options { provenance: true, ..Options::only(names) })
        }
        Ok(Verdict::Drop(reason)) => format!("dropped: {reason}"),
        Err(error) if error.kind() == rawi_core::ErrorKind::Input => format!("refused: {error}"),
        Err(error) => panic!("{name}: {error}, on `{}`", doc.source().escape_debug()),
    }
}
