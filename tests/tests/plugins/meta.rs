//! A plugin sets metadata.

use super::{ISOLATED, compile, load};
use rawi::core::Document;
use rawi::runner::{OnError, Outcome, Pipeline};

#[test]
fn a_plugin_sets_metadata_in_process_and_in_a_worker() {
    let folder = tempfile::tempdir().unwrap();
    let source = "tests/plugins/sets.cpp";
    let library =
        compile(&folder, "sets.so", &["c++", "-std=c++11", "-Wall", "-Wextra", "-Werror", source, "-static-libstdc++"]);
    for isolation in ["", ISOLATED] {
        let stages = load(&folder, &library, isolation).unwrap_or_else(|problems| panic!("{problems}"));
        let hash = stages[0].hash.clone();
        let pipeline = Pipeline::from(stages);
        let process = |fault: &str| {
            let mut doc = Document::new("a", "وبيروت").unwrap();
            [("url", "x"), ("fault", fault)].into_iter().for_each(|(name, value)| doc.meta_mut().set(name, value));
            match pipeline.process(doc, OnError::Keep) {
                Outcome::Kept(doc) => doc,
                other => panic!("{other:?}"),
            }
        };
        let doc = process("");
        assert_eq!(doc.meta().iter().collect::<Vec<_>>(), [("topic", "و")]);
        assert_eq!(
            rawi::transcript::render(&doc, &rawi::transcript::Options::default()),
            "line  وبيروت\n  first 0..2 =true  و\nmeta topic  و\nmeta url\n"
        );
        let changes: Vec<_> = doc.meta_changes().map(|(name, change)| (name, change.was.as_deref())).collect();
        assert_eq!(changes, [("topic", None), ("url", Some("x"))]);
        assert!(doc.meta_changes().all(|(_, change)| change.by.uses == "sets" && change.by.hash == hash));
        for (fault, message) in
            [("twice", "metadata `topic`: is given twice"), ("utf8", "metadata `outlet`: the text is not UTF-8")]
        {
            let doc = process(fault);
            assert!(doc.errors()[0].message.contains(message), "{:?}", doc.errors());
            assert_eq!((doc.meta().get("url"), doc.meta_changes().count()), (Some("x"), 0));
        }
    }
}
