//! Records for other programs: each read back by a reader of the format written here, or by the program itself where it is there
//! (`tests/python/exports.py`).

mod common;

use rawi_core::layers::{self, Clitics, Mention, Sentence, Token, TokenKind};
use rawi_core::{Document, Layer, Span};
use rawi_io::export::{Dropped, Export, ExportFormat, file_name};
use serde_json::Value;

const TEXT: &str = "وصل أحمد علي، وبيروت\nتنتظر. وﻷحمد 😀 مُحَمَّد في حلب.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn mention(label: &str, entity: Option<&str>) -> Mention {
    serde_json::from_value(serde_json::json!({ "label": label, "entity": entity })).unwrap()
}

fn report() -> Document {
    let mut doc = Document::new("a/1", TEXT).unwrap();
    doc.meta_mut().set("outlet", "الرواق");
    let words = ["وصل", "أحمد", "علي", "،", "وبيروت", "تنتظر", ".", "وﻷحمد", "😀", "مُحَمَّد", "في", "حلب"];
    let (mut spans, mut tokens, mut at) = (Vec::new(), Vec::new(), 0);
    for word in words {
        let start = at + TEXT[at..].find(word).unwrap();
        at = start + word.len();
        let clitics = if word == "وبيروت" { Clitics::new(start, &["و".len()]).unwrap() } else { Clitics::NONE };
        spans.push(Span::new(start, at));
        tokens.push(Token { clitics, ..Token::new(TokenKind::Word) });
    }
    doc.insert_layer("tokens", Layer::new(TEXT, spans, tokens).unwrap()).unwrap();
    let first = span("وصل").start();
    let cut = span("وﻷحمد").start();
    let sentences = vec![Span::new(first, cut - 1), Span::new(cut, TEXT.len())];
    let body = || Sentence { kind: layers::SentenceKind::Body };
    doc.insert_layer("sentences", Layer::new(TEXT, sentences, vec![body(), body()]).unwrap()).unwrap();
    let nested = Layer::new(TEXT, vec![span("علي")], vec![mention("PERS", None)]).unwrap();
    doc.insert_layer("mentions.nested", nested).unwrap();
    let names = vec![span("أحمد علي"), span("بيروت"), span("مُحَمَّد"), span("حلب")];
    let values =
        vec![mention("PERS", None), mention("GPE", Some("LB/beirut")), mention("PERS", None), mention("GPE", None)];
    doc.insert_layer("mentions", Layer::new(TEXT, names, values).unwrap()).unwrap();
    doc
}

fn export(format: ExportFormat) -> (String, Dropped) {
    let mut export = Export::new(format);
    let mut out = Vec::new();
    export.write(&report(), &mut out).unwrap();
    let dropped = export.finish(&mut out).unwrap();
    (String::from_utf8(out).unwrap(), dropped)
}

fn slice(start: u64, end: u64) -> String {
    TEXT.chars().skip(start as usize).take((end - start) as usize).collect()
}

#[test]
fn conll_2003_marks_whole_words_and_says_so() {
    let (text, dropped) = export(ExportFormat::Conll2003);
    assert_eq!((dropped.names, dropped.overlapping, dropped.widened), (4, 1, 1));
    assert!(
        text.starts_with("-DOCSTART- -X- -X- O\n\nوصل -X- -X- O\nأحمد -X- -X- B-PERS\nعلي -X- -X- I-PERS\n"),
        "{text}"
    );
    assert!(text.contains("وبيروت -X- -X- B-GPE\n") && text.contains(". -X- -X- O\n\nوﻷحمد"), "{text}");
    assert!(dropped.to_string().contains("1 names are left out because they overlap another"), "{dropped}");
}

#[test]
fn conllu_cuts_clitics_off_and_gives_the_text_again() {
    let (text, dropped) = export(ExportFormat::Conllu);
    assert_eq!((dropped.overlapping, dropped.widened), (1, 0), "a name behind a clitic has a word of its own");
    assert!(
        text.contains("5-6\tوبيروت\t_\t_\t_\t_\t_\t_\t_\tner=B-GPE\n")
            && text.contains("6\tبيروت\t_\t_\t_\t_\t_\t_\t_\tNE=B-GPE|Entity=LB/beirut\n"),
        "the name of the token for stanza, that of the word for spaCy: {text}"
    );
    assert!(text.contains("\tأحمد\t_\t_\t_\t_\t_\t_\t_\tNE=B-PERS|ner=B-PERS\n"), "{text}");
    // Each sentence is what its words and `SpaceAfter` say, as validators of CoNLL-U ask.
    for sentence in text.split("\n\n").filter(|sentence| !sentence.trim().is_empty()) {
        let said = sentence.lines().find_map(|line| line.strip_prefix("# text = ")).unwrap();
        let (mut made, mut until) = (String::new(), 0);
        for line in sentence.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 10, "{line}");
            let number: Vec<u32> = cells[0].split('-').map(|number| number.parse().unwrap()).collect();
            if number[0] > until {
                made.push_str(cells[1]);
                made.push_str(if cells[9].contains("SpaceAfter=No") { "" } else { " " });
                until = *number.last().unwrap();
            }
        }
        assert_eq!(made.trim_end(), said);
    }
}

#[test]
fn brat_has_places_in_characters_and_one_for_each_line() {
    let (text, dropped) = export(ExportFormat::Brat);
    assert_eq!((dropped.names, dropped.overlapping), (5, 0));
    for line in text.lines().filter(|line| line.starts_with('T')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let place: Vec<u64> = cells[1].split(' ').skip(1).map(|end| end.parse().unwrap()).collect();
        assert_eq!(slice(place[0], place[1]), cells[2], "{line}");
    }
    assert!(text.contains("N1\tReference T3 rawi:LB/beirut\tبيروت\n"), "{text}");
    let mut doc = Document::new("b", "أحمد\nعلي").unwrap();
    let whole = Span::new(0, doc.source().len());
    doc.insert_layer("mentions", Layer::new("أحمد\nعلي", vec![whole], vec![mention("PERS", None)]).unwrap()).unwrap();
    let mut out = Vec::new();
    Export::new(ExportFormat::Brat).write(&doc, &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "T1\tPERS 0 4;5 8\tأحمد علي\n");
    assert_eq!((file_name("../../a b"), file_name("...")), ("_.._a_b".to_owned(), "document".to_owned()));
}

#[test]
fn json_formats_have_the_words_where_they_say() {
    let (text, _) = export(ExportFormat::Doccano);
    let doccano: Value = serde_json::from_str(&text).unwrap();
    let labels = doccano["label"].as_array().unwrap();
    let words: Vec<String> =
        labels.iter().map(|label| slice(label[0].as_u64().unwrap(), label[1].as_u64().unwrap())).collect();
    assert_eq!(words, ["أحمد علي", "علي", "بيروت", "مُحَمَّد", "حلب"]);
    assert_eq!(doccano["meta"]["outlet"], "الرواق");

    let (text, _) = export(ExportFormat::LabelStudio);
    let tasks: Value = serde_json::from_str(&text).unwrap();
    for result in tasks[0]["predictions"][0]["result"].as_array().unwrap() {
        let value = &result["value"];
        assert_eq!(slice(value["start"].as_u64().unwrap(), value["end"].as_u64().unwrap()), value["text"]);
    }

    let (text, _) = export(ExportFormat::WebAnnotation);
    let page: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(page["id"], "urn:rawi:a/1");
    for item in page["items"].as_array().unwrap() {
        let selectors = &item["target"]["selector"];
        let (start, end) = (selectors[0]["start"].as_u64().unwrap(), selectors[0]["end"].as_u64().unwrap());
        assert_eq!(slice(start, end), selectors[1]["exact"]);
        let prefix = selectors[1]["prefix"].as_str().unwrap();
        assert!(slice(0, start).ends_with(prefix));
    }
}

#[test]
fn without_names_nothing_is_exported_and_none_is_a_valid_file() {
    let doc = Document::new("a", TEXT).unwrap();
    for format in ExportFormat::ALL {
        let error = Export::new(format).write(&doc, &mut Vec::new()).unwrap_err();
        assert!(error.contains("document `a` has no layer `mentions`"), "{error}");
        assert!(format.drops().starts_with(format.name()));
    }
    let mut out = Vec::new();
    Export::new(ExportFormat::LabelStudio).finish(&mut out).unwrap();
    assert_eq!(out, b"[]\n");
    let _: common::Folder = common::Folder::new();
}

#[test]
fn without_tokens_words_end_before_signs() {
    let text = "وصل أحمد (علي)، إلى حلب...\u{A0}ثم «مُحَمَّد».";
    let mut doc = Document::new("a", text).unwrap();
    let place = |words: &str| Span::new(text.find(words).unwrap(), text.find(words).unwrap() + words.len());
    let (places, values) =
        (vec![place("علي"), place("حلب"), place("مُحَمَّد")], ["PERS", "GPE", "PERS"].map(|l| mention(l, None)));
    doc.insert_layer("mentions", Layer::new(text, places, values.to_vec()).unwrap()).unwrap();
    let (mut out, mut export) = (Vec::new(), Export::new(ExportFormat::Conll2003));
    export.write(&doc, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    let words: Vec<&str> =
        out.lines().filter(|line| line.contains(" -X- -X- ")).filter_map(|l| l.split(' ').next()).collect();
    assert_eq!(
        words[1..],
        ["وصل", "أحمد", "(", "علي", ")", "،", "إلى", "حلب", ".", ".", ".", "ثم", "«", "مُحَمَّد", "»", "."]
    );
    assert!(out.contains("علي -X- -X- B-PERS\n) -X- -X- O\n") && out.contains("مُحَمَّد -X- -X- B-PERS\n"), "{out}");
}
