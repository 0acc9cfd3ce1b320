//! What a comparison says, and that it says nothing of what is the same.

use proptest::prelude::*;
use rawi_core::{Alignment, Document, View};
use rawi_transcript::{Options, Tally, What, compare, count, parse, render};

const REPORT: &str = "\
line  زار أحمد حلب
  mentions PERS 7..15  أحمد
  mentions GPE 16..22 entity=SY-HL  حلب
  summary 0..22 rank=2 score=0.5  زار أحمد حلب
line  ثم عاد
  summary 0..11 rank=3 score=0.25  ثم عاد
";

#[track_caller]
fn told(old: &str, new: &str, expected: &str) {
    let comparison = compare(old, new).unwrap();
    assert_eq!(comparison.describe(10), expected);
    for line in comparison.describe(10).lines().chain(comparison.diff().lines()) {
        let first = line.trim_start_matches([' ', '+', '-']).chars().next().unwrap_or('@');
        assert!(first.is_ascii_alphanumeric() || first == '@' || first == '.', "`{line}` does not open with Latin");
    }
}

#[test]
fn the_same_is_the_same_however_it_is_written() {
    let by_hand = "\
line 1  زار أحمد حلب

  summary 1:0..22 score=0.5 rank=2  زار أحمد حلب
  mentions PERS 1:7..15  أحمد
  mentions GPE 1:16..22 entity=SY-HL  حلب
line 2  ثم عاد
  summary 2:0..11 rank=3 score=0.25  ثم عاد
";
    assert!(compare(REPORT, by_hand).unwrap().is_same());
    assert_eq!(compare(REPORT, REPORT).unwrap().describe(10), "");
}

#[test]
fn what_is_said_of_the_document_as_a_whole() {
    let old =
        "line  حلب\n  mentions GPE 0..6  حلب\ndocument topics sport sure=0.5\n    .name  رياضة\ndocument topics war\n";
    let new = "line  حلب\n  mentions GPE 0..6  حلب\ndocument topics sport sure=0.75\n    .name  رياضة\n";
    told(
        old,
        new,
        "topics: 1 gone, 1 changed; war 1 -> 0\n  document sport sure 0.5 is now 0.75\n  document war gone\n",
    );
    assert!(compare(old, old).unwrap().is_same());
}

#[test]
fn metadata_and_warnings() {
    let old = "line  حلب\nmeta topic  حرب\nmeta url  x\nwarning dates 0..6  no year\n";
    let new = "line  حلب\nmeta topic  سلم\nmeta outlet  الرواق\n";
    told(
        old,
        new,
        "\
meta: 1 gone, 1 new, 1 changed
  meta topic changed
    was  حرب
    now  سلم
  meta url gone  x
  meta outlet new  الرواق
warning: 1 gone
  0..6 gone  no year
",
    );
}

#[test]
fn what_a_linguist_reads() {
    let new = REPORT
        .replace("  mentions PERS 7..15  أحمد\n", "")
        .replace("GPE 16..22", "LOC 16..22")
        .replace("rank=2 score=0.5", "rank=3 score=0.1")
        .replace("rank=3 score=0.25", "rank=2 score=0.3");
    told(
        REPORT,
        &new,
        "\
mentions: 1 gone, 1 changed; GPE 1 -> 0, LOC 0 -> 1, PERS 1 -> 0
  1:7..15 PERS gone  أحمد
  1:16..22 GPE is now LOC  حلب
summary: 1 swapped
  1:0..22 rank 2 and 3 swapped  زار أحمد حلب
",
    );
}

#[test]
fn attributes_places_and_other_words() {
    told(
        "line  حلب الشهباء\n  a GPE 0..6 entity=X value=1  حلب\n    .name  حلب\n",
        "line  حلب الشهباء\n  a GPE 0..21 entity=Y more=true  حلب الشهباء\n    .name  الشهباء\n",
        "\
a: 1 changed
  1:0..6 GPE is now 0..21, changed, entity X is now Y, more is now true, name changed, value 1 is gone
    was  حلب
    now  حلب الشهباء
    was  حلب
    now  الشهباء
",
    );
}

#[test]
fn an_inserted_line_moves_nothing() {
    let comparison = compare(REPORT, &format!("line  عنوان\n{REPORT}")).unwrap();
    assert_eq!(comparison.describe(10), "text: 1 new\n  line 1 new  عنوان\n");
    let changed: Vec<String> =
        comparison.diff().lines().filter(|line| line.starts_with(['+', '-'])).map(str::to_owned).collect();
    assert_eq!(changed, ["+line  عنوان"]);
}

#[test]
fn on_an_edited_line_what_only_moved_is_not_told() {
    told(
        "line  زار حلب\n  tokens word 0..6  زار\n  mentions GPE 7..13  حلب\n",
        "line  ثم زار حلب\n  tokens word 0..4  ثم\n  tokens word 5..11  زار\n  mentions LOC 12..18  حلب\n",
        "\
text: 1 changed
  line 1 changed
    was  زار حلب
    now  ثم زار حلب
mentions: 1 changed; GPE 1 -> 0, LOC 0 -> 1
  1:7..13 GPE is now LOC, is now 12..18  حلب
tokens: 1 new; word 1 -> 2
  1:0..4 word new  ثم
",
    );
}

#[test]
fn views_empty_layers_and_errors() {
    told(
        "line  أب\n  view normal  اب\nempty dates\n",
        "line  أب\n  view normal  ابب\nempty numbers\nerror tagger input 0..2  no words\n",
        "\
dates: 1 gone
  dates is not empty or not there any more
error: 1 new
  0..2 input new  no words
numbers: 1 new
  numbers is empty now
view normal: 1 changed
  line 1 changed
    was  اب
    now  ابب
",
    );
}

#[test]
fn long_sentences_and_many_changes_are_cut() {
    let sentence = "عاد الوفد ".repeat(20);
    let new = format!("line  {0}.\n  s 0..{1}  {0}.\n  t 0..6  عاد\n  t 7..17  الوفد\n", sentence, sentence.len() + 1);
    let told = compare(&format!("line  {sentence}.\n"), &new).unwrap().describe(1);
    assert!(told.contains("s: 1 new; in all 0 -> 1\n") && told.contains(" الوفد ...\n"), "{told}");
    assert!(told.ends_with("t: 2 new; in all 0 -> 2\n  1:0..6 new  عاد\n  ... and 1 more\n"), "{told}");
}

#[test]
fn counts_by_layer_and_label() {
    let tallies = count(REPORT).unwrap();
    let of = |layer: &str, label: &str| tallies[&(layer.to_owned(), label.to_owned())];
    assert_eq!(of("mentions", "PERS"), Tally { old: 1, new: 1, ..Tally::default() });
    assert_eq!(of("summary", "").old, 2);
}

#[test]
fn lines_and_places_by_number() {
    assert_eq!(parse("line 2  a\n").unwrap_err().message, "this is line 1 of the text, not 2");
    assert_eq!(parse("line a\n").unwrap_err().message, "two blanks part `line` from its text");
    assert_eq!(
        parse("line  a\nline  b\n  x 1:0..1  a\n").unwrap_err().message,
        "1:0..1 does not begin on line 2, which it stands under"
    );
    let doc = parse("line 1\nline 2  1990  b\n  x 2:0..4 span=1:0..2:1  1990\n").unwrap();
    assert_eq!(doc.source(), "\n1990  b");
    assert_eq!(doc.raw_layer("x").unwrap().json(0)["span"], serde_json::json!([0, 2]));
}

#[test]
fn views_read_back() {
    let mut builder = Alignment::builder();
    builder.copy(2);
    builder.absorb(2, 2);
    builder.copy(3);
    let mut doc = Document::new("", "ك\u{64E}ت\nx").unwrap();
    doc.insert_view("normal", View::new("ك\u{64E}ت\nx", "كت\nx".into(), builder.finish()).unwrap())
        .unwrap_or_else(|e| panic!("{e}"));
    let options = Options::only(["normal"]);
    let text = render(&doc, &options);
    assert_eq!(text, "line  ك\u{64E}ت\n  view normal  كت\nline  x\n  view normal  x\n");
    assert_eq!(render(&parse(&text).unwrap(), &options), text);
}

/// Transcripts of a small text with facts at random.
fn transcript() -> impl Strategy<Value = String> {
    let texts = prop::sample::select(vec!["حلب أحمد", "a b", "", "  x", "ﷺ\u{200F}"]);
    let fact = (0usize..4, 0usize..4, prop::sample::select(vec!["GPE", "LOC"]), prop::option::of(0..3), "[ab]");
    prop::collection::vec((texts, prop::collection::vec(fact, 0..4)), 1..5).prop_map(|lines| {
        let source: Vec<&str> = lines.iter().map(|(text, _)| *text).collect();
        let source = source.join("\n");
        let mut doc = Document::new("", source.as_str()).unwrap();
        let mut layers = std::collections::BTreeMap::<String, Vec<_>>::new();
        let mut from = 0;
        for (text, facts) in &lines {
            let bounds: Vec<usize> = text.char_indices().map(|(i, _)| from + i).chain([from + text.len()]).collect();
            for (a, b, label, value, layer) in facts {
                let (a, b) = (bounds[*a.min(b) % bounds.len()], bounds[*a.max(b) % bounds.len()]);
                if a == b {
                    continue; // a fact covers something
                }
                let span = rawi_core::Span::new(a.min(b), a.max(b));
                let value = serde_json::json!({ "label": label, "value": value, "span": span });
                layers.entry(layer.clone()).or_default().push((span, value));
            }
            from += text.len() + 1;
        }
        for (name, rows) in layers {
            let (spans, values) = rows.into_iter().unzip();
            doc.insert_layer(name, rawi_core::Layer::new::<serde_json::Value>(&source, spans, values).unwrap())
                .unwrap();
        }
        render(&doc, &Options::default())
    })
}

#[test]
fn an_inner_span_that_moves_is_told_by_its_words() {
    let old = "line  قال زيد أمس\n  quotes 7..13 cue.span=0..6  زيد\n    .cue.span  قال\n";
    let same = "line  قال زيد أمس\n  quotes 7..13 cue.span=0..6  زيد\n";
    assert!(compare(old, same).unwrap().is_same());
    let new = "line  قال زيد أمس\n  quotes 7..13 cue.span=14..20  زيد\n    .cue.span  أمس\n";
    let shown = compare(old, new).unwrap().describe(10);
    assert!(shown.contains("cue.span 0..6 is now 14..20") && shown.contains("was  قال\n    now  أمس"), "{shown}");
    // An edit before it moves the place, and the words stay.
    let edited = "line  ثم قال زيد أمس\n  quotes 12..18 cue.span=5..11  زيد\n    .cue.span  قال\n";
    let comparison = compare(old, edited).unwrap();
    assert!(comparison.changes.iter().all(|change| change.layer == "text"), "{}", comparison.describe(10));
    // Other words on an edited line are another fact.
    let moved = "line  ثم قال زيد أمس\n  quotes 12..18 cue.span=0..4  زيد\n    .cue.span  ثم\n";
    assert!(compare(old, moved).unwrap().changes.iter().any(|change| change.layer == "quotes"));
}

proptest! {
    #[test]
    fn no_change_says_that_the_transcripts_are_the_same(old in transcript(), new in transcript()) {
        let comparison = compare(&old, &new).unwrap();
        let sorted = |text: &str| { let mut lines: Vec<String> = text.lines().map(str::to_owned).collect(); lines.sort(); lines };
        if comparison.is_same() {
            prop_assert_eq!(sorted(&old), sorted(&new)); // facts at one place have no order
        } else {
            prop_assert_ne!(&old, &new);
        }
        prop_assert!(compare(&old, &old).unwrap().is_same());
        for tally in comparison.tallies.values() {
            prop_assert!(tally.gone + tally.changed <= tally.old);
            prop_assert!(tally.added <= tally.new);
        }
        let back = compare(&new, &old).unwrap();
        let number = |c: &rawi_transcript::Comparison, what: &What| c.changes.iter().filter(|change| change.what == *what).count() as i64;
        prop_assert_eq!(number(&comparison, &What::Gone) - number(&comparison, &What::New),
            number(&back, &What::New) - number(&back, &What::Gone));
    }
}
