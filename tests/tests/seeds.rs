//! What every stage of the embedded pipeline gives on the bundled reports, as snapshots: a changed rule shows here in the
//! words it moved. Review with `cargo insta review`, or accept all with `INSTA_UPDATE=always cargo test -p rawi-tests`.

use rawi::config::{MemoryAssets, Plan, check_text};
use rawi::core::{Document, Slot};
use rawi::runner::{OnError, Outcome, Pipeline};

fn plan() -> Plan {
    let news = rawi::embedded_pipeline("news").expect("it is embedded");
    let checked = check_text("<news>", news, &MemoryAssets::default(), &rawi::builtin_stages());
    assert!(checked.problems.is_empty(), "{}", checked.problems.render(false, 120));
    checked.plan.expect("a pipeline without problems has a plan")
}

/// A seed as the pipeline gives it, with `before` set before its text.
fn kept(pipeline: &Pipeline, id: &str, before: &str, text: &str, meta: &[(&str, &str)]) -> Document {
    let mut doc = Document::new(id, format!("{before}{text}")).expect("a short text");
    for &(name, value) in meta {
        doc.meta_mut().set(name, value);
    }
    let Outcome::Kept(doc) = pipeline.process(doc, OnError::Stop) else { panic!("{id} did not pass") };
    doc
}

#[test]
fn every_stage_on_every_seed() {
    let plan = plan();
    let provides: Vec<(String, Vec<Slot>)> = plan.stages.iter().map(|s| (s.id.clone(), s.provides())).collect();
    let pipeline = Pipeline::from(plan.stages);
    for (id, text, meta) in rawi::seeds() {
        let doc = kept(&pipeline, id, "", text, &meta);
        for (stage, slots) in &provides {
            let names: Vec<&str> = slots.iter().map(|slot| slot.name.as_str()).collect();
            let transcript = rawi::transcript::render(&doc, &rawi::transcript::Options::only(names));
            insta::with_settings!({ omit_expression => true }, {
                insta::assert_snapshot!(format!("{id}@{stage}"), transcript);
            });
        }
    }
}

#[test]
fn a_line_above_moves_nothing_below() {
    let pipeline = Pipeline::from(plan().stages);
    let facts = rawi::transcript::Options::only(["tokens", "mentions", "mentions.nested", "dates", "numbers"]);
    for (id, text, meta) in rawi::seeds() {
        let before = rawi::transcript::render(&kept(&pipeline, id, "", text, &meta), &facts);
        let after =
            rawi::transcript::render(&kept(&pipeline, id, "وصلتنا هذه الرسالة متأخرة.\n\n", text, &meta), &facts);
        let facts: Vec<&str> = before.lines().filter(|line| !line.starts_with("empty ")).collect();
        let now: Vec<&str> = after.lines().filter(|line| !line.starts_with("empty ")).collect();
        assert!(now.len() > facts.len() && now.ends_with(&facts), "{id}");
    }
}

#[test]
fn every_seed_has_its_metadata() {
    for (id, _, meta) in rawi::seeds() {
        let names: Vec<&str> = meta.iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| *name).collect();
        assert_eq!(names, ["title", "outlet", "published", "url"], "{id}");
    }
}
