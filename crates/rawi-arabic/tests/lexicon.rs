//! Lexicon files: what is read, and how mistakes are told.

use rawi_arabic::lexicon::{Class, Description, Feature, Lexicon, descriptions};

const CLASSES: &[Class] = &[
    Class::new("unit", &[Feature::text("is").required(), Feature::words("forms"), Feature::number("times")]),
    Class::new("verb", &[Feature::one_of("gender", &["masculine", "feminine"]), Feature::flag("past")]),
    Class::new("filler", &[]),
];

fn read<'t>(text: &'t str) -> Lexicon<'t> {
    match Lexicon::read(CLASSES, &[("a.tsv", text)]) {
        Ok(lexicon) => lexicon,
        Err(errors) => panic!("{errors:#?}"),
    }
}

#[track_caller]
fn refused(text: &str, expected: &[&str]) {
    let errors = Lexicon::read(CLASSES, &[("a.tsv", text)]).unwrap_err();
    assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
}

#[test]
fn entries_have_class_word_and_features() {
    let text = "# a comment\n\nunit\tفدان\tis=feddan\tforms=أفدنة, فدادين\ttimes=0.42\nverb\tأضاف إلى ذلك\tpast\tgender=masculine\nfiller\tأما";
    let lexicon = read(text);
    let [unit, verb, filler] = lexicon.entries() else { panic!("three lines") };
    assert_eq!((unit.class, unit.class_name(), unit.word, unit.file, unit.line), (0, "unit", "فدان", "a.tsv", 3));
    assert_eq!(unit.get("is"), Some("feddan"));
    assert_eq!(unit.words("forms").collect::<Vec<_>>(), ["أفدنة", "فدادين"]);
    assert_eq!(unit.number("times"), Some(0.42));
    assert_eq!((verb.word, verb.has("past"), verb.get("gender")), ("أضاف إلى ذلك", true, Some("masculine")));
    assert!(!verb.has("gender=masculine"));
    assert_eq!((filler.class, filler.features().count(), filler.words("forms").count()), (2, 0, 0));
    assert_eq!(lexicon.of("verb").count(), 1);
}

#[test]
fn what_editors_and_spreadsheets_leave_is_accepted() {
    let lexicon = read("\u{FEFF}filler\tأما\t\t\r\n\r\n filler \t ثم \t\r\nunit\tطن\t is = ton \t\r\n");
    let words: Vec<_> = lexicon.entries().iter().map(|entry| entry.word).collect();
    assert_eq!(words, ["أما", "ثم", "طن"]);
    assert_eq!(lexicon.entries()[2].get("is"), Some("ton"));
    assert!(read("").entries().is_empty());
}

#[test]
fn every_mistake_is_told_with_its_line() {
    refused(
        "unti\tفدان\tis=feddan\nunit\tقيراط\ttimes=كثير\nverb\tقال\tgendre=masculine\nverb\tقال\tgender=masculin\nfiller\tأما\tpast\nqwertzuiop\tأما",
        &[
            "a.tsv:1: there is no class `unti`; did you mean `unit`?",
            "a.tsv:2: `times=كثير` is no number; write digits 0-9, with a point before decimals, as times=2.5",
            "a.tsv:2: a `unit` needs `is`; add `is=` and a text",
            "a.tsv:3: a `verb` has no feature `gendre`; did you mean `gender`?",
            "a.tsv:4: `gender` cannot be `masculin`; did you mean `masculine`?",
            "a.tsv:5: a `filler` has no feature `past`; it has none at all",
            "a.tsv:6: there is no class `qwertzuiop`; there are `unit`, `verb`, `filler`",
        ],
    );
    refused(
        "filler أما\nfiller\nfiller\t\nverb\tقال\tpast=yes\tgender=\nverb\tقال\tpast\tpast\nunit\tطن\tis=ton\tforms=أطنان،طنا\nunit\tرطل\tis=ratl\tforms=أرطال,\n#: unit no tab\n#: unix\tA unit.",
        &[
            "a.tsv:1: no TAB in this line; class, word and features are parted by TABs, not by spaces",
            "a.tsv:2: `filler` stands alone; write class, TAB, word",
            "a.tsv:3: the word is missing; leave the line out, or write one",
            "a.tsv:4: `past` takes no value; write `past` alone",
            "a.tsv:4: `gender` has no value; write `gender=` and one of `masculine`, `feminine`",
            "a.tsv:5: `past` stands twice in this line; keep one",
            "a.tsv:6: `forms` has an Arabic comma; its words are parted by the Latin one: `,`",
            "a.tsv:7: a word of `forms` is missing; leave the line out, or write one",
            "a.tsv:8: write `#:`, the class, TAB, and what the class is",
            "a.tsv:9: there is no class `unix`; did you mean `unit`?",
        ],
    );
}

#[test]
fn numbers_are_finite() {
    for value in ["inf", "-infinity", "NaN", "1e999"] {
        let text = format!("unit\tطن\tis=ton\ttimes={value}");
        let errors = Lexicon::read(CLASSES, &[("a.tsv", &text)]).unwrap_err();
        assert_eq!(errors[0].message, format!("`times={value}` is not a finite number"));
    }
    assert_eq!(read("unit\tطن\tis=ton\ttimes=-1e6").entries()[0].number("times"), Some(-1e6));
}

#[test]
fn what_cannot_be_seen_in_a_word_is_told() {
    refused(
        "filler\tأمـا\nfiller\tثُمّ\nfiller\tثم\u{200F}\nfiller\tأما  بعد\nunit\tطن\tis=t\u{202B}\tforms=طنّا",
        &[
            "a.tsv:1: `أمـا` is stretched (U+0640); write `أما`",
            "a.tsv:2: `ثُمّ` has a vowel mark (U+064F); words are compared without them, so write `ثم`",
            "a.tsv:3: `ثم` has a character that does not show (U+200F); write it anew, by hand",
            "a.tsv:4: `أما  بعد` has two spaces together; keep one",
            "a.tsv:5: the value of `is` has a character that does not show (U+202B); write it anew, by hand",
            "a.tsv:5: `طنّا` has a vowel mark (U+0651); words are compared without them, so write `طنا`",
        ],
    );
}

#[test]
fn a_word_stands_once_in_a_file_and_a_later_file_has_the_last_word() {
    refused(
        "unit\tطن\tis=ton\nverb\tطن\nfiller\tأما\nfiller\tأما\nunit\tطن\tis=tun\n",
        &["a.tsv:5: `طن` stands in line 1 as a `unit` with other features; keep one of them"],
    );
    assert_eq!(read("filler\tأما\nverb\tأما\nfiller\tأما\n").entries().len(), 2);
    let files =
        [("a.tsv", "unit\tطن\tis=ton\nunit\tرطل\tis=ratl\nfiller\tأما"), ("b.tsv", "unit\tطن\tis=tun\n-filler\tأما\n")];
    let lexicon = Lexicon::read(CLASSES, &files).unwrap();
    let words: Vec<_> = lexicon.entries().iter().map(|entry| (entry.word, entry.get("is"), entry.file)).collect();
    assert_eq!(words, [("رطل", Some("ratl"), "a.tsv"), ("طن", Some("tun"), "b.tsv")]);
    refused(
        "-filler\tأما\nfiller\tثم\n-filler\tثم\tpast\n",
        &[
            "a.tsv:1: `أما` is no `filler` of an earlier file; leave this line out",
            "a.tsv:3: a word that is taken away has no features; leave them out",
        ],
    );
}

#[test]
fn a_file_of_another_kind_does_not_flood() {
    let text = "binary\u{0}\t\u{1}\n".repeat(10_000);
    let errors = Lexicon::read(CLASSES, &[("photo.jpg", &text)]).unwrap_err();
    assert_eq!(errors.len(), 101);
    assert_eq!(errors[100].to_string(), "photo.jpg:101: here and behind are more mistakes; mend those above first");
    let long = format!("{}\tأما", "ا".repeat(1_000_000));
    let errors = Lexicon::read(CLASSES, &[("a.tsv", &long)]).unwrap_err();
    assert!(errors[0].message.len() < 300, "{}", errors[0].message.len());
}

#[test]
fn descriptions_are_read_for_display() {
    let text = "#: unit\tWhat is counted.\n# no description\n#:verb\t Verbs of saying. \nfiller\tأما\n";
    let found: Vec<_> = descriptions(text).collect();
    let unit = Description { class: "unit", text: "What is counted.", line: 1 };
    assert_eq!(found, [unit, Description { class: "verb", text: "Verbs of saying.", line: 3 }]);
    assert_eq!(read(text).entries().len(), 1);
}

#[test]
fn nothing_panics_whatever_the_text() {
    use proptest::test_runner::{Config, TestRunner};
    let pieces = proptest::sample::select(vec![
        "\t", "\n", "\r", "#:", "#", "-", "=", ",", "،", " ", "unit", "verb", "filler", "is", "forms", "times", "1",
        "nan", "طن", "ـ", "\u{64B}", "\u{200F}", "\u{FEFF}", "😀", "\0",
    ]);
    let texts = proptest::collection::vec(pieces, 0..40);
    TestRunner::new(Config::with_cases(2000))
        .run(&texts, |pieces| {
            let text = pieces.concat();
            if let Ok(lexicon) = Lexicon::read(CLASSES, &[("a.tsv", &text), ("b.tsv", &text)]) {
                for entry in lexicon.entries() {
                    assert!(!entry.word.is_empty());
                    assert!(entry.class_name() != "unit" || entry.has("is"));
                }
            }
            assert_eq!(descriptions(&text).count(), descriptions(&text).filter(|d| text.contains(d.text)).count());
            Ok(())
        })
        .unwrap();
}
