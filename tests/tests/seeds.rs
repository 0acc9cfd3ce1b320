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

#[test]
fn every_stage_on_every_seed() {
    let plan = plan();
    let provides: Vec<(String, Vec<Slot>)> = plan.stages.iter().map(|s| (s.id.clone(), s.provides())).collect();
    let pipeline = Pipeline::new(plan.stages.into_iter().map(Into::into).collect());
    for (id, text, meta) in rawi::seeds() {
        let mut doc = Document::new(id, text).expect("a short text");
        for (name, value) in meta {
            doc.meta_mut().set(name, value);
        }
        let Outcome::Kept(doc) = pipeline.process(doc, OnError::Stop) else { panic!("{id} did not pass") };
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
fn every_seed_has_its_metadata() {
    for (id, _, meta) in rawi::seeds() {
        let names: Vec<&str> = meta.iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| *name).collect();
        assert_eq!(names, ["title", "outlet", "published", "url"], "{id}");
    }
}
