//! What each sink writes, and that nothing half-written looks whole.

mod common;

use common::{Folder, read, strings};
use rawi_core::layers::{Label, MENTIONS, Mention, SENTENCES, Sentence, SentenceKind};
use rawi_core::{Document, Layer, SlotKind, Span};
use rawi_io::sink::Layers;
use rawi_io::{
    CsvSink, JsonlSink, JsonlSource, Offsets, OpenSink, Opened, Origin, Rejected, RejectedSink, SinkConfig,
    SinkContext, SinkError, TranscriptSink, sink_for,
};
use std::io::Read;
use std::path::PathBuf;

fn doc(id: &str) -> Document {
    let source = "=وصل، وبيروت \"تنتظر\".";
    let mut doc = Document::new(id, source).unwrap();
    let mention = |label, name: Option<&str>| Mention {
        label,
        entity: Some("LB-BA".into()),
        name: name.map(str::to_owned),
        confidence: 0.9,
        by: "me".into(),
    };
    let spans = vec![Span::new(0, 9), Span::new(12, 22)];
    let values = vec![mention(Label::new("@X"), None), mention(Label::GPE, Some("بيروت، لبنان"))];
    assert_eq!(&source[12..22], "بيروت");
    let mentions = Layer::new(source, spans, values).unwrap();
    doc.insert_layer(MENTIONS.name(), mentions).unwrap();
    let sentence = Sentence { kind: SentenceKind::Body };
    let sentences = Layer::new(source, vec![Span::new(0, source.len())], vec![sentence]).unwrap();
    doc.insert_layer(SENTENCES.name(), sentences).unwrap();
    doc
}

fn context(folder: &Folder) -> SinkContext {
    SinkContext { base: folder.root().to_owned(), ..SinkContext::default() }
}

fn write(output: &mut Opened, doc: &Document) -> Result<(), SinkError> {
    let part = output.sink.prepare().document(doc).unwrap().unwrap();
    output.sink.take(part)
}

fn reject(output: &mut Opened, rejected: &Rejected) -> Result<(), SinkError> {
    let prepare = output.sink.prepare();
    assert!(prepare.document(&doc("kept")).unwrap().is_none());
    output.sink.take(prepare.rejected(rejected).unwrap())
}

/// Finishes outputs together, as a run does.
fn finish(outputs: impl IntoIterator<Item = Opened>) -> Result<Vec<PathBuf>, SinkError> {
    let mut files = Vec::new();
    for output in outputs {
        files.extend(output.sink.finish()?);
    }
    files.into_iter().filter_map(|file| file.appear().transpose()).collect()
}

fn jsonl(path: &str) -> JsonlSink {
    JsonlSink { path: Some(path.into()), ..JsonlSink::default() }
}

fn rejected(id: &str, document: Option<Document>) -> Rejected {
    Rejected {
        origin: Origin { file: "in.jsonl".into(), line: 3 },
        id: Some(id.into()),
        stage: document.is_some().then(|| "tagger".into()),
        kind: if document.is_some() { "input" } else { "source" }.into(),
        message: "why".into(),
        span: document.is_some().then(|| Span::new(0, 1)),
        document,
        raw: None,
    }
}

#[test]
fn records_and_what_was_rejected() {
    let folder = Folder::new();
    for (path, file, rejects) in [
        ("out/", "out/records.jsonl", "out/rejected.jsonl"),
        ("plain", "plain/records.jsonl", "plain/rejected.jsonl"),
        ("a.jsonl", "a.jsonl", "a.rejected.jsonl"),
        ("b.c.jsonl.gz", "b.c.jsonl.gz", "b.c.rejected.jsonl"),
    ] {
        let mut sink = jsonl(path).open(&context(&folder)).unwrap();
        let mut beside = RejectedSink::beside(&sink.place).unwrap().unwrap();
        write(&mut sink, &doc("1")).unwrap();
        assert!(sink.sink.prepare().rejected(&rejected("2", None)).is_none());
        reject(&mut beside, &rejected("2", None)).unwrap();
        reject(&mut beside, &rejected("3", Some(doc("3")))).unwrap();
        write(&mut sink, &doc("4")).unwrap();
        assert!(!folder.path(file).exists() && !folder.path(rejects).exists());
        assert_eq!((&sink.files, &beside.files), (&vec![folder.path(file)], &vec![folder.path(rejects)]));
        assert_eq!(finish([sink, beside]).unwrap(), [folder.path(file), folder.path(rejects)]);
        let source = JsonlSource { files: strings(&[file]), ..JsonlSource::default() };
        let found = read(&source, &folder.context());
        assert_eq!(found.docs, [doc("1"), doc("4")], "{path}");
        assert_eq!(
            folder.read(rejects),
            concat!(
                r#"{"id":"2","rejected":{"file":"in.jsonl","line":3,"kind":"source","message":"why"}}"#,
                "\n",
                r#"{"rawi":1,"id":"3","meta":{},"text":"=وصل، وبيروت \"تنتظر\".","rejected":{"file":"in.jsonl","line":3,"#,
                r#""stage":"tagger","kind":"input","message":"why","span":[0,1]}}"#,
                "\n"
            )
        );
        // What was rejected can be read again, where it could be read at all.
        let again = JsonlSource { files: strings(&[rejects]), ..JsonlSource::default() };
        assert_eq!(read(&again, &folder.context()).ids(), ["3"]);
    }
    assert_eq!(folder.names(), ["a.jsonl", "a.rejected.jsonl", "b.c.jsonl.gz", "b.c.rejected.jsonl", "out", "plain"]);
}

#[test]
fn a_run_that_stops_leaves_nothing() {
    let folder = Folder::new();
    let mut sink = jsonl("a.jsonl").open(&context(&folder)).unwrap();
    for _ in 0..10_000 {
        write(&mut sink, &doc("1")).unwrap();
    }
    let mut beside = RejectedSink::beside(&sink.place).unwrap().unwrap();
    reject(&mut beside, &rejected("2", None)).unwrap();
    let names = folder.names();
    assert!(
        names.len() == 2 && names.iter().all(|name| name.starts_with(".a.") && name.ends_with(".tmp")),
        "{names:?}"
    );
    // Whole, but without their names: another sink of the run could still fail.
    let files = sink.sink.finish().unwrap();
    assert!(folder.names().iter().all(|name| name.starts_with('.')));
    drop((files, beside));
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn an_output_that_is_there_already() {
    let folder = Folder::new();
    folder.write("a.jsonl", "old");
    folder.write("b.rejected.jsonl", "old");
    let error = |path: &str| {
        let open = jsonl(path).open(&context(&folder));
        let error = open.and_then(|output| RejectedSink::beside(&output.place)).err().expect("it opens");
        assert_eq!(error.option, Some("path"));
        error.to_string().replace(&format!("{}/", folder.root().display()), "")
    };
    let there =
        "is there already; move it away, or allow it to be replaced (--overwrite, or `overwrite = true` in [sink])";
    assert_eq!(error("a.jsonl"), format!("a.jsonl {there}"));
    assert_eq!(error("b.jsonl"), format!("b.rejected.jsonl {there}"));
    // It appears while the run is going on.
    let sink = jsonl("c.jsonl").open(&context(&folder)).unwrap();
    folder.write("c.jsonl", "another's");
    assert!(finish([sink]).unwrap_err().message.contains("it appeared while this run was going on"));
    assert_eq!(folder.read("c.jsonl"), "another's");
    // Replaced as a whole, and only in the end; what an earlier run rejected goes too.
    let cx = SinkContext { overwrite: true, ..context(&folder) };
    let mut sink = jsonl("b.jsonl").open(&cx).unwrap();
    let beside = RejectedSink::beside(&sink.place).unwrap().unwrap();
    write(&mut sink, &doc("1")).unwrap();
    assert_eq!(folder.read("b.rejected.jsonl"), "old");
    finish([sink, beside]).unwrap();
    assert!(!folder.path("b.rejected.jsonl").exists());
    let mut sink = JsonlSink { overwrite: true, ..jsonl("a.jsonl") }.open(&context(&folder)).unwrap();
    write(&mut sink, &doc("1")).unwrap();
    assert_eq!(folder.read("a.jsonl"), "old");
    finish([sink]).unwrap();
    assert!(folder.read("a.jsonl").starts_with("{\"rawi\":1"));
}

#[test]
fn places_that_do_not_serve() {
    let folder = Folder::new();
    folder.write("file", "x");
    let error = |path: Option<&str>| {
        let sink = JsonlSink { path: path.map(str::to_owned), ..JsonlSink::default() };
        let error = sink.open(&context(&folder)).err().expect("it opens");
        error.to_string().replace(&format!("{}/", folder.root().display()), "")
    };
    assert_eq!(error(None), "no place to write to; name a file, a folder or `-` in `path`");
    assert_eq!(
        error(Some("a.csv")),
        "a.csv ends neither in .jsonl nor in .jsonl.gz; name such a file, a folder or `-`"
    );
    assert_eq!(error(Some("file")), "file ends neither in .jsonl nor in .jsonl.gz; name such a file, a folder or `-`");
    assert_eq!(error(Some("file/x")), "cannot make the folder file/x: Not a directory (os error 20)");
    assert_eq!(error(Some("none/x.jsonl")), "there is no folder none; make it first");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_and_a_closed_pipe() {
    let folder = Folder::new();
    let fill = |path: &str| -> SinkError {
        let cx = SinkContext { out: Some(path.into()), ..SinkContext::default() };
        let mut sink = sink_for(path).open(&cx).unwrap();
        for _ in 0..10_000 {
            if let Err(error) = write(&mut sink, &doc("1")) {
                return error;
            }
        }
        finish([sink]).unwrap_err()
    };
    let full = fill("/dev/full");
    assert!(!full.closed && full.message.starts_with("cannot write /dev/full: No space left on device"), "{full}");
    assert!(full.message.ends_with("make room and run again"));

    let pipe = folder.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::File::open(pipe).unwrap().read_exact(&mut [0; 10]).unwrap()
    });
    let closed = fill(pipe.to_str().unwrap());
    reader.join().unwrap();
    assert!(closed.closed, "{closed}");
}

/// The schemas that a pipeline with these layers has.
fn with_schemas(folder: &Folder, names: &[&str]) -> SinkContext {
    let schemas = names.iter().map(|name| ((*name).to_owned(), rawi_core::layers::schema_of(name).unwrap()));
    SinkContext { schemas: schemas.collect(), ..context(folder) }
}

fn layers(names: &[&str]) -> Layers {
    Layers(strings(names))
}

#[test]
fn a_layer_as_a_table() {
    let folder = Folder::new();
    let cx = with_schemas(&folder, &["mentions", "sentences"]);
    let sink = CsvSink {
        path: Some("a.csv".into()),
        sentence: true,
        offsets: Offsets::Chars,
        bom: false,
        ..CsvSink::default()
    };
    let written = sink.slots_written();
    assert_eq!(written, ["mentions", "sentences"].map(|name| (Some(SlotKind::Layer), name.to_owned())));
    let mut open = sink.open(&cx).unwrap();
    let mut first = doc("-1");
    first.meta_mut().set("title", "خبر، وآخر");
    first.meta_mut().set("outlet", "@وكالة");
    first.meta_mut().set("published", "2025-05-18");
    write(&mut open, &first).unwrap();
    write(&mut open, &Document::new("without", "نص").unwrap()).unwrap();
    finish([open]).unwrap();
    let sentence = "\"'=وصل، وبيروت \"\"تنتظر\"\".\"";
    assert_eq!(
        folder.read("a.csv"),
        format!(
            "id,title,outlet,published,start,end,text,label,entity,name,confidence,by,sentence\n\
             '-1,خبر، وآخر,'@وكالة,2025-05-18,0,5,'=وصل،,'@X,LB-BA,,0.9,me,{sentence}\n\
             '-1,خبر، وآخر,'@وكالة,2025-05-18,7,12,بيروت,GPE,LB-BA,بيروت، لبنان,0.9,me,{sentence}\n"
        )
    );
    // The mark that Excel wants stands there unless it is taken away.
    let mut open = CsvSink { path: Some("b.csv.gz".into()), ..CsvSink::default() }.open(&cx).unwrap();
    write(&mut open, &doc("1")).unwrap();
    finish([open]).unwrap();
    let mut text = String::new();
    let packed = std::fs::read(folder.path("b.csv.gz")).unwrap();
    flate2::read::MultiGzDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
    assert!(text.starts_with("\u{FEFF}id,title,outlet,published,start,end,text,label,"), "{text}");
    assert!(csv::Reader::from_reader(text.as_bytes()).records().all(|row| row.unwrap().len() == 12));
}

/// A layer of a stage that is not in the pipeline, as a record brings it.
#[test]
fn the_columns_of_a_layer_that_only_records_tell() {
    let folder = Folder::new();
    let record = |id: &str, fields: &str, value: &str| {
        let schema = format!(r#"{{"fields":[{fields}]}}"#);
        let layer = format!(r#"{{"schema":{schema},"rows":[[0,6,{value}]]}}"#);
        rawi_io::record::read(format!(r#"{{"rawi":1,"id":"{id}","text":"قبل","layers":{{"own":{layer}}}}}"#).as_bytes())
            .unwrap()
    };
    let sink = CsvSink { path: Some("own.csv".into()), layer: layers(&["own"]), bom: false, ..CsvSink::default() };
    let mut open = sink.open(&context(&folder)).unwrap();
    write(&mut open, &Document::new("without", "نص").unwrap()).unwrap();
    write(
        &mut open,
        &record("1", r#"{"name":"kind","kind":"text"},{"name":"size","kind":"decimal"}"#, r#"{"kind":"a","size":2}"#),
    )
    .unwrap();
    let other = record("2", r#"{"name":"kind","kind":"text"}"#, r#"{"kind":"b"}"#);
    let error = write(&mut open, &other).unwrap_err();
    assert!(error.message.starts_with("the layer `own` of document `2` has the columns id,"), "{error}");
    finish([open]).unwrap();
    assert_eq!(folder.read("own.csv"), "id,title,outlet,published,start,end,text,kind,size\n1,,,,0,6,قبل,a,2\n");
}

#[test]
fn several_layers_as_tables_with_every_column() {
    let folder = Folder::new();
    let source = "قبل 12 كيلومترا";
    let mut doc = Document::new("1", source).unwrap();
    let unit = rawi_core::layers::Unit { name: "km".into(), span: Span::new(10, source.len()) };
    let number = rawi_core::layers::Number {
        label: Label::QUANTITY,
        value: Some(-12.5),
        min: None,
        max: None,
        unit: Some(unit),
        form: rawi_core::layers::NumberForm::Digits,
        iso: None,
    };
    let numbers = Layer::new(source, vec![Span::new(7, 9)], vec![number]).unwrap();
    doc.insert_layer("numbers", numbers).unwrap();
    let own = Layer::new(source, vec![Span::new(0, 6)], vec![serde_json::json!({"a": "=1"})]).unwrap();
    doc.insert_layer("org.example.own", own).unwrap();
    let cx = with_schemas(&folder, &["numbers"]);
    for (path, files) in [
        ("t/", ["t/numbers.csv", "t/org.example.own.csv"]),
        ("out.csv", ["out.numbers.csv", "out.org.example.own.csv"]),
    ] {
        let layer = layers(&["numbers", "org.example.own"]);
        let mut open = CsvSink { path: Some(path.into()), layer, bom: false, ..CsvSink::default() }.open(&cx).unwrap();
        assert_eq!(open.files, files.map(|file| folder.path(file)));
        write(&mut open, &doc).unwrap();
        finish([open]).unwrap();
        assert_eq!(
            folder.read(files[0]),
            "id,title,outlet,published,start,end,text,label,value,min,max,unit.name,unit.span,form,iso\n\
             1,,,,7,9,12,QUANTITY,-12.5,,,km,كيلومترا,digits,\n"
        );
        assert_eq!(
            folder.read(files[1]),
            "id,title,outlet,published,start,end,text,value\n1,,,,0,6,قبل,\"{\"\"a\"\":\"\"=1\"\"}\"\n"
        );
    }
    let stream = SinkContext { out: Some("-".into()), ..cx.clone() };
    let two = CsvSink { layer: layers(&["numbers", "own"]), ..CsvSink::default() };
    let error = two.open(&stream).err().expect("it opens").to_string();
    assert!(error.starts_with("2 tables (numbers, own) cannot stand in one stream"), "{error}");
    // The command line may name others.
    let asked = SinkContext { layers: Some(strings(&["numbers"])), out: None, ..cx };
    let one = CsvSink { path: Some("one.csv".into()), ..two }.open(&asked).unwrap();
    assert_eq!(one.files, [folder.path("one.csv")]);
}

#[test]
fn a_layer_is_a_name_or_a_list_of_names() {
    let sink: CsvSink = serde_json::from_str(r#"{"layer":"dates"}"#).unwrap();
    assert_eq!(sink.layer, layers(&["dates"]));
    let sink: CsvSink = serde_json::from_str(r#"{"layer":["dates","numbers"]}"#).unwrap();
    assert_eq!(sink.layer, layers(&["dates", "numbers"]));
    for wrong in [r#"{"layer":[]}"#, r#"{"layer":["a","a"]}"#, r#"{"layer":7}"#] {
        assert!(serde_json::from_str::<CsvSink>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn transcripts() {
    let folder = Folder::new();
    let sink =
        TranscriptSink { path: Some("t/".into()), show: Some(strings(&["mentions"])), ..TranscriptSink::default() };
    let mut open = sink.open(&context(&folder)).unwrap();
    write(&mut open, &doc("a\u{200F}")).unwrap();
    write(&mut open, &Document::new("b", "نص").unwrap()).unwrap();
    assert_eq!(finish([open]).unwrap(), [folder.path("t/transcript.txt")]);
    let text = folder.read("t/transcript.txt");
    assert!(text.starts_with("document a\\u{200F}\nline "), "{text}");
    assert!(text.contains("mentions GPE") && text.ends_with("\n\ndocument b\nline  نص\n\n"), "{text}");
}

#[test]
fn the_sink_is_told_by_the_ending() {
    let folder = Folder::new();
    for (out, file) in
        [("o.jsonl", "o.jsonl"), ("o.csv.gz", "o.csv.gz"), ("o.txt", "o.txt"), ("dir/", "dir/records.jsonl")]
    {
        let path = folder.path(out).display().to_string() + if out.ends_with('/') { "/" } else { "" };
        let cx = SinkContext { out: Some(path.clone()), ..SinkContext::default() };
        let files = finish([sink_for(&path).open(&cx).unwrap()]).unwrap();
        assert_eq!(files, [folder.path(file)]);
    }
}

#[test]
fn options_are_read_strictly_and_have_a_schema() {
    let sink: JsonlSink = serde_json::from_str(r#"{"path":"out/","views":["normal"],"offsets":"utf16"}"#).unwrap();
    assert_eq!((sink.offsets, sink.text), (Offsets::Utf16, true));
    assert!(serde_json::from_str::<CsvSink>(r#"{"layers":[]}"#).is_err());
    for schema in [JsonlSink::schema(), CsvSink::schema(), TranscriptSink::schema(), RejectedSink::schema()] {
        for (name, option) in schema["properties"].as_object().unwrap() {
            assert!(option["description"].is_string(), "{name}");
        }
    }
}
