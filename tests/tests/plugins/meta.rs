//! A plugin sets metadata.

use super::{ISOLATED, built, compile, load, pipeline, with_workers};
use rawi::core::Document;
use rawi::runner::{OnError, Outcome, Pipeline};

const CPP: [&str; 6] = ["c++", "-std=c++11", "-Wall", "-Wextra", "-Werror", "-static-libstdc++"];

#[test]
fn a_plugin_sets_metadata_in_process_and_in_a_worker() {
    let folder = tempfile::tempdir().unwrap();
    let source = "tests/plugins/sets.cpp";
    let library = compile(&folder, "sets.so", &[&CPP[..], &[source]].concat());
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

#[test]
fn a_plugin_refines_metadata_as_a_linked_stage_does() {
    let folder = tempfile::tempdir().unwrap();
    let [sets, mends] = ["sets", "mends"].map(|name| {
        let source = format!("tests/plugins/{name}.cpp");
        compile(&folder, &format!("{name}.so"), &[&CPP[..], &[&source]].concat())
    });
    let topic = |stages: &[(&std::path::Path, &str)], isolation: &str, meta: &[(&str, &str)], name: &str| {
        let stage = |(library, options): &(&std::path::Path, &str)| {
            format!(
                "[[stage]]\nplugin = {:?}\nallow-unpinned = true\n{options}\n{isolation}",
                library.display().to_string()
            )
        };
        let text = "[[stage]]\nuses = 'segmenter'\n".to_owned() + &stages.iter().map(stage).collect::<String>();
        let stages = pipeline(&with_workers(), &folder, &text)?;
        let mut doc = Document::new("a", "وبيروت مدينة").unwrap();
        meta.iter().for_each(|&(name, value)| doc.meta_mut().set(name, value));
        let Outcome::Kept(doc) = Pipeline::from(stages).process(doc, OnError::Keep) else { panic!("it is kept") };
        let earlier: Vec<String> = doc
            .meta_changes()
            .filter(|(changed, _)| *changed == name)
            .flat_map(|(_, change)| change.earlier.iter().map(|by| by.stage.clone()))
            .collect();
        Ok::<_, String>((doc.meta().get(name).unwrap_or_default().to_owned(), earlier.join(",")))
    };
    for isolation in ["", ISOLATED] {
        let of = |stages: &[_], meta: &[_], name: &str| topic(stages, isolation, meta, name);
        let given = |topic: &str, earlier: &str| Ok((topic.to_owned(), earlier.to_owned()));
        // Alone it reads what the source said; behind another stage, what that one set.
        assert_eq!(of(&[(&mends, "")], &[("topic", "x")], "topic"), given("x+", ""));
        assert_eq!(of(&[(&sets, ""), (&mends, "")], &[("topic", "x")], "topic"), given("و+", "sets"));
        // Under another name it reads and gives what has that name.
        let renamed = "rename = { topic = 'section' }";
        assert_eq!(of(&[(&mends, renamed)], &[("topic", "x"), ("section", "y")], "section"), given("y+", ""));
        let (trial, renamed) = (built("rawi-trial"), "rename = { words = 'count' }");
        assert_eq!(of(&[(&trial, "")], &[("words", "40")], "words"), given("42", ""), "one in Rust");
        assert_eq!(of(&[(&trial, renamed)], &[("words", "40"), ("count", "3")], "count"), given("5", ""));
        // Who gives it first stands first.
        let message = of(&[(&mends, ""), (&sets, "")], &[], "topic").unwrap_err();
        assert!(message.contains("error[wrong-order]") && message.contains("metadata `topic`"), "{message}");
    }
}
