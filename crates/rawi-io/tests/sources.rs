//! What each source reads.

mod common;

use common::{Folder, read, strings, try_read};
use rawi_core::Document;
use rawi_io::source::IdFrom;
use rawi_io::{CsvSource, Format, HtmlSource, JsonlSource, OpenSource, SourceContext, TextSource, source_for};

const TEXT: &str = "أعلنت بيروت في 1990 عن إعادة الإعمار.\nوقال المتحدث إن العمل «يبدأ غدا»؟\n";

fn text(files: &[&str]) -> TextSource {
    TextSource { files: strings(files), ..TextSource::default() }
}

fn jsonl(files: &[&str]) -> JsonlSource {
    JsonlSource { files: strings(files), ..JsonlSource::default() }
}

fn csv(files: &[&str]) -> CsvSource {
    CsvSource { files: strings(files), ..CsvSource::default() }
}

fn meta(doc: &Document) -> Vec<String> {
    doc.meta().iter().map(|(name, value)| format!("{name}={value}")).collect()
}

#[test]
fn text_from_files_globs_and_folders_in_a_fixed_order() {
    let folder = Folder::new();
    for name in ["r/b.txt", "r/a.txt", "r/deep/c.txt", "r/.hidden.txt", "r/notes.md", "x.text"] {
        folder.write(name, TEXT);
    }
    folder.write_gz("r/d.txt.gz", TEXT);
    let cx = folder.context();
    assert_eq!(read(&text(&["r"]), &cx).ids(), ["a", "b", "d", "c"]);
    assert_eq!(read(&text(&["r/*.txt", "./r/a.txt", "x.text"]), &cx).ids(), ["a", "b", "x"]);
    assert_eq!(read(&text(&["r/*.txt", "r/*.txt", "r"]), &cx).ids(), ["a", "b", "d", "c"]);
    assert_eq!(read(&text(&["r/**/*.txt"]), &cx).ids(), ["a", "b", "c"]);
    let by_path = TextSource { id: IdFrom::Path, ..text(&["r"]) };
    assert_eq!(read(&by_path, &cx).ids(), ["r/a", "r/b", "r/d", "r/deep/c"]);
    assert!(read(&text(&["r"]), &cx).docs.iter().all(|doc| doc.source() == TEXT));
}

#[test]
fn inputs_of_the_command_line_replace_files() {
    let folder = Folder::new();
    let path = folder.write("a.txt", TEXT);
    let inputs = Some(vec![path.display().to_string()]);
    let cx = SourceContext { base: "/nowhere".into(), inputs, ..SourceContext::default() };
    assert_eq!(read(&text(&["missing.txt"]), &cx).ids(), ["a"]);
}

#[test]
fn text_in_the_old_character_sets() {
    let folder = Folder::new();
    let long = TEXT.repeat(3);
    for text in [TEXT, &long, "قال الرئيس", "مقتل 3 عناصر في حلب، بينهم قيادي؛ هل من مزيد؟"]
    {
        let plain = text.replace(['«', '»'], "");
        folder.write("w.txt", encoding_rs::WINDOWS_1256.encode(text).0);
        folder.write("i.txt", encoding_rs::ISO_8859_6.encode(&plain).0);
        let found = read(&self::text(&["w.txt", "i.txt"]), &folder.context());
        assert_eq!(found.errors, []);
        assert_eq!((found.docs[0].source(), found.docs[1].source()), (text, plain.as_str()));
        assert_eq!(found.docs[0].meta().get("encoding"), Some("windows-1256"));
        assert_eq!(found.docs[1].meta().get("encoding"), Some("ISO-8859-6"));
        let named = TextSource { encoding: Some("cp1256".into()), ..self::text(&["w.txt"]) };
        let found = read(&named, &folder.context());
        assert_eq!((found.docs[0].source(), found.docs[0].meta().get("encoding")), (text, None));
    }
    let utf16: Vec<u8> = "\u{FEFF}نص".encode_utf16().flat_map(u16::to_le_bytes).collect();
    folder.write("u.txt", utf16);
    assert_eq!(read(&text(&["u.txt"]), &folder.context()).docs[0].source(), "نص");
    let error = try_read(&TextSource { encoding: Some("arabic8".into()), ..text(&["u.txt"]) }, &folder.context());
    assert_eq!(error.err().unwrap().option, Some("encoding"));
}

#[test]
fn a_byte_order_mark_is_no_text_and_all_else_is() {
    let folder = Folder::new();
    folder.write("a.txt", "\u{FEFF}\u{FEFF}نص\r\n\n \0");
    assert_eq!(read(&text(&["a.txt"]), &folder.context()).docs[0].source(), "\u{FEFF}نص\r\n\n \0");
}

#[test]
fn metadata_from_a_table() {
    let folder = Folder::new();
    folder.write("r/a.txt", TEXT);
    folder.write("r/b.txt", TEXT);
    folder.write(
        "r/meta.tsv",
        "\u{FEFF}id\ttitle\tpublished\tdesk\r\na\t\"نص\" أول\t2025-05-18\tسوريا\r\nz\tآخر\t\t\r\n",
    );
    let found = read(&text(&["r"]), &folder.context());
    assert_eq!(meta(&found.docs[0]), ["desk=سوريا", "published=2025-05-18", "title=\"نص\" أول"]);
    assert_eq!(meta(&found.docs[1]), [""; 0]);
    let place = folder.path("r/meta.tsv").display().to_string();
    assert_eq!(
        found.notes,
        ["no metadata for `b`".to_owned(), format!("{place}:3: metadata of `z`, and there is no such document")]
    );
    // Only some files of the folder were asked for: that the table has more is no news.
    assert_eq!(read(&text(&["r/a.txt"]), &folder.context()).notes, [""; 0]);
    folder.write("other.tsv", "title\tid\nعنوان\tb\n");
    let named = TextSource { meta: Some("other.tsv".into()), ..text(&["r"]) };
    let found = read(&named, &folder.context());
    assert_eq!(meta(&found.docs[1]), ["title=عنوان"]);
    // What is most likely wrong is told with its line, and read all the same.
    folder.write("doubtful.tsv", "id\ttitle\tpublished\na\tعنوان\tأمس\nb\tعنوان\nnowhere\tعنوان\t2025-05-18\n");
    let notes = read(&TextSource { meta: Some("doubtful.tsv".into()), ..text(&["r"]) }, &folder.context()).notes;
    let told: Vec<_> = notes.iter().map(|note| note.rsplit('/').next().unwrap_or(note)).collect();
    for says in [
        "doubtful.tsv:3: 2 cells, and the first line names 3",
        "doubtful.tsv:4: metadata of `nowhere`, and there is no such document",
    ] {
        assert!(told.iter().any(|note| note.starts_with(says)), "{notes:?}");
    }
    assert!(notes.iter().any(|note| note.contains("doubtful.tsv:2: `published` is `أمس`")), "{notes:?}");
    for (table, message) in [
        ("title\turl\n", "other.tsv:1: no column `id`; the first line names the columns, separated by tabs"),
        ("id\ttitle\na\tx\ty\n", "other.tsv:2: 3 cells, and the first line names 2"),
        ("id\ttitle\n\tx\n", "other.tsv:2: no id; fill in the cell"),
        ("id\na\nb\na\n", "other.tsv:4: the id `a` stands in other.tsv:2 too; take one out"),
    ] {
        folder.write("other.tsv", table);
        let error = try_read(&named, &folder.context()).err().unwrap();
        assert_eq!(error.to_string().replace(&format!("{}/", folder.root().display()), ""), message);
        assert_eq!(error.option, Some("meta"));
    }
}

#[test]
fn lines_of_json() {
    let folder = Folder::new();
    let lines = "\u{FEFF}{\"id\":\"x\",\"text\":\"نص\",\"title\":\"عنوان\",\"outlet\":null,\"extra\":{\"text\":1},\"page\":3}\r\n\n  \n{\"text\":\"ثان\"}\n{\"text\":\"\",\"id\":7}";
    folder.write("a.jsonl", lines);
    let found = read(&jsonl(&["a.jsonl"]), &folder.context());
    assert_eq!((found.ids(), found.errors.len()), (vec!["x", "3", "7"], 0));
    assert_eq!(meta(&found.docs[0]), ["title=عنوان"]);
    let named = JsonlSource { meta: strings(&["page"]), title: "id".into(), ..jsonl(&["a.jsonl"]) };
    assert_eq!(meta(&read(&named, &folder.context()).docs[0]), ["page=3", "title=x"]);
    folder.write_gz("b.jsonl.gz", "{\"body\":\"نص\",\"url\":\"https://a.example\"}\n");
    let mapped = JsonlSource { text: "body".into(), id: "url".into(), ..jsonl(&["b.jsonl.gz"]) };
    let found = read(&mapped, &folder.context());
    assert_eq!((found.ids(), meta(&found.docs[0])), (vec!["https://a.example"], vec!["url=https://a.example".into()]));
    folder.write("c.jsonl", "{\"text\":\"نص\"}");
    let several =
        read(&jsonl(&["a.jsonl", "c.jsonl"]), &SourceContext { base: folder.root().into(), ..folder.context() });
    let name = folder.path("c.jsonl").display().to_string();
    assert_eq!(several.ids()[3], format!("{name}:0"));
}

#[test]
fn a_record_keeps_its_layers() {
    let folder = Folder::new();
    let record =
        r#"{"rawi":1,"id":"a","meta":{"title":"t","x":"y"},"text":"اب","layers":{"new":{"rows":[[0,2,{"k":1}]]}}}"#;
    let turned = r#"{"text":"اب","layers":{"new":{"rows":[[0,2,{"k":1}]]}},"id":"b","rawi":1}"#;
    folder.write("a.jsonl", format!("{record}\n{turned}\n{{\"rawi\":\"no\",\"id\":\"c\",\"text\":\"اب\"}}\n"));
    let found = read(&jsonl(&["a.jsonl"]), &folder.context());
    assert_eq!(found.ids(), ["a", "b", "c"]);
    assert_eq!(meta(&found.docs[0]), ["title=t", "x=y"]);
    assert!(found.docs[..2].iter().all(|doc| doc.raw_layer("new").unwrap().len() == 1));
    assert!(found.docs[2].raw_layer("new").is_none());
}

#[test]
fn folders_of_records_leave_out_what_was_rejected() {
    let folder = Folder::new();
    for name in
        ["out/part-00001.jsonl", "out/rejected.jsonl", "out/part-00001.rejected.jsonl", "out/.rawi/ledger.jsonl"]
    {
        folder.write(name, format!("{{\"id\":\"{name}\",\"text\":\"\"}}\n"));
    }
    let found = read(&jsonl(&["out"]), &folder.context());
    assert_eq!(found.ids(), ["out/part-00001.jsonl"]);
    assert_eq!(found.notes.len(), 2);
    assert_eq!(read(&jsonl(&["out/rejected.jsonl"]), &folder.context()).ids(), ["out/rejected.jsonl"]);
}

#[test]
fn rows_of_a_table() {
    let folder = Folder::new();
    folder.write("a.csv", "\u{FEFF}id,text,title,page\r\nx,\"نص، \"\"أول\"\"\nوسطر\",عنوان,3\r\n,ثان,,\r\n");
    let found = read(&CsvSource { meta: strings(&["page"]), ..csv(&["a.csv"]) }, &folder.context());
    assert_eq!(found.ids(), ["x", "1"]);
    assert_eq!(found.docs[0].source(), "نص، \"أول\"\nوسطر");
    assert_eq!(meta(&found.docs[0]), ["page=3", "title=عنوان"]);
    folder.write_gz("b.csv.gz", encoding_rs::WINDOWS_1256.encode("رقم;نص\n7;متن\n").0);
    let mapped = CsvSource {
        delimiter: Some(';'),
        encoding: Some("windows-1256".into()),
        id: "رقم".into(),
        text: "نص".into(),
        ..csv(&["b.csv.gz"])
    };
    let found = read(&mapped, &folder.context());
    assert_eq!((found.ids(), found.docs[0].source()), (vec!["7"], "متن"));
}

#[test]
fn the_article_of_a_page() {
    let folder = Folder::new();
    let body: String = (1..8)
        .map(|i| format!("<p>أعلنت السلطات في بيروت يوم الخميس، بحسب المتحدث باسمها، عن بدء المرحلة رقم {i} من إعادة الإعمار في المدينة.</p>\n"))
        .collect();
    let page = |charset: &str| {
        format!(
            "<!DOCTYPE html><html lang=ar dir=rtl><head><meta charset=\"{charset}\"><title>عنوان الخبر | موقع</title>\
             <meta property=\"og:title\" content=\"عنوان الخبر\"><meta property=\"og:site_name\" content=\"موقع الرواق\">\
             <meta property=\"article:published_time\" content=\"2025-11-30T08:00:00+03:00\">\
             <meta property=\"og:url\" content=\"https://riwaq.example.org/1\"></head>\
             <body><nav><a href=/>الرئيسية</a> <a href=/s>رياضة</a></nav><script>var x = 'لا';</script>\
             <article><h1>عنوان الخبر</h1>{body}</article><footer>جميع الحقوق محفوظة</footer></body></html>"
        )
    };
    folder.write("u.html", page("utf-8"));
    folder.write("w.html", encoding_rs::WINDOWS_1256.encode(&page("windows-1256")).0);
    folder.write_gz("z.html.gz", page("utf-8"));
    let source = HtmlSource { files: strings(&["."]), ..HtmlSource::default() };
    let found = read(&source, &folder.context());
    assert_eq!((found.ids(), &found.errors[..]), (vec!["u", "w", "z"], &[][..]));
    for doc in &found.docs {
        assert!(
            doc.source().starts_with("أعلنت السلطات") || doc.source().starts_with("عنوان الخبر"),
            "{}",
            doc.source()
        );
        assert!(doc.source().contains("رقم 7 من") && doc.source().matches('\n').count() >= 6, "{}", doc.source());
        assert!(!doc.source().contains("رياضة") && !doc.source().contains("var x"));
        assert_eq!(doc.meta().title(), Some("عنوان الخبر"));
        assert_eq!(doc.meta().outlet(), Some("موقع الرواق"));
        assert_eq!(doc.meta().published(), Some("2025-11-30T08:00:00+03:00"));
        assert_eq!(doc.meta().url(), Some("https://riwaq.example.org/1"));
    }
    assert_eq!(found.docs[0].source(), found.docs[1].source());
    assert_eq!(found.docs[1].meta().get("encoding"), Some("windows-1256"));
}

#[test]
fn the_format_is_told_by_the_endings() {
    let folder = Folder::new();
    for name in ["t/a.txt", "t/meta.tsv", "t/README.md", "m/a.txt", "m/b.jsonl"] {
        folder.write(name, "x");
    }
    let of = |names: &[&str], format| {
        let inputs: Vec<_> = names
            .iter()
            .map(|&name| if name == "-" { name.to_owned() } else { folder.path(name).display().to_string() })
            .collect();
        Format::of_inputs(&inputs, format)
            .map_err(|error| error.to_string().replace(&format!("{}/", folder.root().display()), ""))
    };
    assert_eq!(of(&["a.txt", "b.txt.gz", "t"], None), Ok(Format::Text));
    assert_eq!(of(&["x/*.jsonl.gz"], None), Ok(Format::Jsonl));
    assert_eq!(of(&["-"], Some("html")), Ok(Format::Html));
    assert_eq!(
        of(&["a.txt", "b.csv"], None).unwrap_err(),
        "a.txt is text and b.csv is csv; read one format in a run, or say --input-format"
    );
    folder.write("a.docx", "x");
    std::fs::create_dir(folder.path("e")).unwrap();
    for (input, says) in [
        ("-", "what standard input holds is not known; say --input-format, one of text, jsonl, csv, html, parquet"),
        (
            "a.docx",
            "the ending of a.docx does not tell its format; say --input-format, one of text, jsonl, csv, html, parquet",
        ),
        ("m", "m holds files of several formats (text, jsonl); say which to read with --input-format"),
        ("nowhere", "cannot read nowhere: No such file or directory (os error 2)"),
        (
            "e",
            "e holds no file that ends in .txt, .jsonl, .csv, .html, .htm, .parquet (or the same with .gz); name the files themselves and say --input-format",
        ),
    ] {
        assert_eq!(of(&[input], None).unwrap_err(), says);
    }
    assert!(of(&[], Some("docx")).unwrap_err().starts_with("`docx` is no input format"));
    assert!(source_for(&strings(&["a.csv"]), None).is_ok());
}

#[test]
fn options_are_read_strictly_and_have_a_schema() {
    fn options<C: rawi_io::SourceConfig>(json: &str) -> Result<C, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }
    assert_eq!(options::<TextSource>(r#"{"files":["a"],"id":"path"}"#).unwrap().id, IdFrom::Path);
    assert_eq!(options::<CsvSource>(r#"{"delimiter":"\t"}"#).unwrap().delimiter, Some('\t'));
    assert!(options::<JsonlSource>(r#"{"file":["a"]}"#).unwrap_err().contains("unknown field `file`"));
    let schema = <HtmlSource as rawi_io::SourceConfig>::schema();
    assert_eq!(schema["properties"]["encoding"]["type"], serde_json::json!(["string", "null"]));
    let _: Box<dyn OpenSource> = Box::new(HtmlSource::default());
}

#[test]
fn tables_as_spreadsheets_write_them() {
    let folder = Folder::new();
    let cx = folder.context();
    for (name, table) in [
        ("a.csv", "ID;Text;Published\n1;نص، مع فاصلة;18/05/2025\n"),
        ("b.csv", "sep=;\r\nid;text;published\r\n1;نص، مع فاصلة;2025-05-18\r\n"),
        ("c.csv", "\u{FEFF}sep=\t\r\nid\tTEXT\tPublished\r\n1\tنص، مع فاصلة\t20250518\r\n"),
        ("d.csv", "id\ttext\tpublished\n1\tنص، مع فاصلة\tSun, 18 May 2025 10:30:00 GMT\n"),
        ("e.csv", "\"id, or number\"|text|id|published\nx|نص، مع فاصلة|1|1747564200\n"),
        ("f.csv", "id,text,Text,published\n1,\"نص، مع فاصلة\",other,18 أيار/مايو 2025\n"),
    ] {
        for (encoding, bytes) in
            [("utf-8", table.as_bytes().to_vec()), ("utf-16", utf16(table, true)), ("utf-16", utf16(table, false))]
        {
            folder.write(name, bytes);
            let found = read(&csv(&[name]), &cx);
            assert_eq!((found.errors.len(), found.ids()), (0, vec!["1"]), "{name} {encoding}: {:?}", found.errors);
            assert_eq!(found.docs[0].source(), "نص، مع فاصلة", "{name} {encoding}");
            assert!(found.docs[0].meta().published().unwrap().starts_with("2025-05-18"), "{name}");
            assert!(found.notes.is_empty(), "{:?}", found.notes);
        }
    }
    // Lines are counted with the one that says the separator.
    folder.write("g.csv", "sep=;\nid;text\n1;نص\n2\n");
    let found = read(&csv(&["g.csv"]), &cx);
    assert_eq!(found.errors[0].origin.line, 4);
}

/// UTF-16 without a byte order mark.
fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

#[test]
fn days_that_cannot_be_read_are_told_once_with_column_value_and_count() {
    let folder = Folder::new();
    folder.write("a.csv", "id,text,published\n1,نص,18/05/2025\n2,نص,أمس\n3,نص,قريبا\n4,نص,\n");
    let found = read(&csv(&["a.csv"]), &folder.context());
    assert_eq!(found.notes.len(), 1);
    assert!(
        found.notes[0].starts_with("`published` of 2 documents is no day that can be read, first `أمس` ("),
        "{:?}",
        found.notes
    );
    assert_eq!(found.docs[0].meta().published(), Some("2025-05-18"));
    assert_eq!(found.docs[1].meta().published(), Some("أمس"), "what cannot be read stays as it is");
    folder.write("a.jsonl", "{\"text\":\"ا\",\"published\":1747564200}\n{\"text\":\"ب\",\"published\":\"soon\"}\n{\"text\":\"ت\",\"date\":\"2025\"}\n");
    let found = read(&jsonl(&["a.jsonl"]), &folder.context());
    assert_eq!(found.docs[0].meta().published(), Some("2025-05-18"));
    assert!(
        found.notes[0].starts_with("`published` of 1 document is no day that can be read, first `soon`"),
        "{:?}",
        found.notes
    );
}

#[test]
fn text_in_wide_characters_written_backwards_or_read_wrongly() {
    let folder = Folder::new();
    let cx = folder.context();
    let long = TEXT.repeat(3);
    for little in [true, false] {
        folder.write("a.txt", utf16(&long, little));
        let found = read(&text(&["a.txt"]), &cx);
        assert_eq!(found.docs[0].source(), long);
        assert_eq!(found.docs[0].meta().get("encoding"), Some(if little { "UTF-16LE" } else { "UTF-16BE" }));
    }
    folder.write("b.jsonl", utf16(&format!("{{\"id\":\"a\",\"text\":{}}}\n", serde_json::json!(long)), true));
    assert_eq!(read(&jsonl(&["b.jsonl"]), &cx).docs[0].source(), long);

    folder.write("c.txt", "خبر\nﺐﻠﺣ ﻲﻓ 25 ﻞﺘﻘﻣ\nﺐﻠﺣ ﻲﻓ 25 ﻞﺘﻘﻣ\n");
    let error = read(&text(&["c.txt"]), &cx).error(&folder);
    assert!(error.starts_with("c.txt: 6 words are written backwards") && error.contains("line 2"), "{error}");
    let repaired = TextSource { repair: true, ..text(&["c.txt"]) };
    assert!(read(&repaired, &cx).docs[0].source().contains("ﻣﻘﺘﻞ 25 ﻓﻲ ﺣﻠﺐ"));

    let wrong = encoding_rs::WINDOWS_1252.decode_without_bom_handling(long.as_bytes()).0.into_owned();
    folder.write("d.csv", format!("id,text\n1,\"{wrong}\"\n"));
    let error = read(&csv(&["d.csv"]), &cx).error(&folder);
    assert!(error.contains("was UTF-8, read as windows-1252 and written again"), "{error}");
}

#[test]
fn a_quote_that_swallows_rows_is_told() {
    let folder = Folder::new();
    let rows: String = (2..9).map(|i| format!("{i},عنوان,نص رقم {i}\n")).collect();
    folder.write("a.csv", format!("id,title,text\n1,عنوان,\"نص مفتوح\n{rows}9,عنوان,نص\"\n10,عنوان,نص\n"));
    let found = read(&csv(&["a.csv"]), &folder.context());
    assert_eq!(found.ids(), ["1", "10"]);
    assert!(
        found.notes[0].starts_with("1 row has a cell in which whole rows of the table stand, first "),
        "{:?}",
        found.notes
    );
    assert!(found.notes[0].contains("a.csv:2"), "{:?}", found.notes);
}

#[test]
fn a_title_that_only_the_metadata_have_can_be_read_as_text() {
    let folder = Folder::new();
    folder.write("a.jsonl", "{\"id\":\"1\",\"title\":\"مقتل سبعة\",\"text\":\"نص الخبر.\"}\n{\"id\":\"2\",\"title\":\"نص الخبر.\",\"text\":\"نص الخبر. وتتمته.\"}\n");
    let titled = JsonlSource { title_in_text: true, ..jsonl(&["a.jsonl"]) };
    let found = read(&titled, &folder.context());
    assert_eq!(found.docs[0].source(), "مقتل سبعة\n\nنص الخبر.");
    assert_eq!(found.docs[1].source(), "نص الخبر. وتتمته.");
    folder.write("a.csv", "id,title,text\n1,مقتل سبعة,نص الخبر.\n");
    let titled = CsvSource { title_in_text: true, ..csv(&["a.csv"]) };
    assert_eq!(read(&titled, &folder.context()).docs[0].source(), "مقتل سبعة\n\nنص الخبر.");
}
