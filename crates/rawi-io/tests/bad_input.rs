//! Everything that can be wrong with an input: each is a clear error, or a document rejected.

mod common;

use common::{Folder, Found, gz, read, strings, try_read};
use rawi_core::Meta;
use rawi_io::source::IdFrom;
use rawi_io::{CsvSource, HtmlSource, Ids, JsonlSource, OpenSource, Origin, Raw, SourceContext, TextSource};

fn text(files: &[&str]) -> TextSource {
    TextSource { files: strings(files), ..TextSource::default() }
}

fn jsonl(files: &[&str]) -> JsonlSource {
    JsonlSource { files: strings(files), ..JsonlSource::default() }
}

fn csv(files: &[&str]) -> CsvSource {
    CsvSource { files: strings(files), ..CsvSource::default() }
}

fn one(name: &str, bytes: impl AsRef<[u8]>) -> (Folder, Found) {
    let folder = Folder::new();
    folder.write(name, bytes);
    let source: Box<dyn OpenSource> = if name.ends_with(".txt") || name.ends_with(".txt.gz") {
        Box::new(text(&[name]))
    } else if name.contains(".csv") {
        Box::new(csv(&[name]))
    } else {
        Box::new(jsonl(&[name]))
    };
    let found = read(&*source, &folder.context());
    (folder, found)
}

fn error_of(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let (folder, found) = one(name, bytes);
    found.error(&folder)
}

fn open_error(source: &dyn OpenSource, folder: &Folder) -> String {
    let error = try_read(source, &folder.context()).err().expect("it opens");
    error.to_string().replace(&format!("{}/", folder.root().display()), "")
}

#[test]
fn text_that_is_not_utf8() {
    let arabic = "أعلنت بيروت في 1990\nعن إعادة الإعمار";
    let mut damaged = arabic.as_bytes().to_vec();
    damaged[30] = 0xFF;
    assert_eq!(
        error_of("a.txt", &damaged),
        "a.txt: damaged UTF-8 (byte 0xFF in line 1, 30 bytes into the file); mend it there, or name the right character set in `encoding`"
    );
    let cut = &arabic.as_bytes()[..arabic.len() - 1];
    assert_eq!(
        error_of("a.txt", cut),
        "a.txt: the text is cut off in the middle of a UTF-8 character, at its very end (byte 0xD8 in line 2, 60 bytes into the file); get the file again"
    );
    assert_eq!(
        error_of("a.txt", b"\x80\x00\x01\xFF"),
        "a.txt: no text: neither UTF-8 (byte 0x80 in line 1, 0 bytes into the file) nor any character set without NUL bytes"
    );
    let russian = encoding_rs::WINDOWS_1251.encode("Москва сообщила о начале восстановления города").0.into_owned();
    assert_eq!(
        error_of("a.txt", russian),
        "a.txt: not UTF-8 (byte 0xCC in line 1, 0 bytes into the file), and not Arabic in windows-1256 or ISO 8859-6; name its character set in `encoding`"
    );
    let folder = Folder::new();
    folder.write("a.txt", "نص");
    let named = TextSource { encoding: Some("ISO-8859-6".into()), ..text(&["a.txt"]) };
    let error = read(&named, &folder.context()).error(&folder);
    assert_eq!(error, "a.txt: not all of it is ISO-8859-6; name the right character set in `encoding`");
}

#[test]
fn lines_that_are_not_utf8() {
    assert_eq!(
        error_of("a.jsonl", b"\n{\"text\":\"\xD8\xA7\xFF\"}\n"),
        "a.jsonl:2: not UTF-8 (byte 11 of the line); JSON is UTF-8, convert the file"
    );
    assert!(error_of("a.jsonl", b"\xFF\xFE{\0\"\0").contains("malformed JSON at column 2"), "UTF-16 is read");
    assert_eq!(
        error_of("a.csv", b"id,text\na,\xC7\xE1\n"),
        "a.csv:2: a cell is not UTF-8; save the table as UTF-8, or name its character set: `encoding = \"windows-1256\"`"
    );
}

#[test]
fn nothing_but_nothing() {
    // A document without words is a document: what comes out matches what went in.
    for bytes in ["", " \n\t\r\n", "\u{FEFF}", "\0\0"] {
        let (_, found) = one("a.txt", bytes);
        assert_eq!((found.docs.len(), found.errors.len()), (1, 0), "{bytes:?}");
    }
    for bytes in ["", " \n\t\r\n\n", "\u{FEFF}", "\u{FEFF}\n"] {
        let (_, found) = one("a.jsonl", bytes);
        assert_eq!((found.docs.len(), found.errors.len()), (0, 0), "{bytes:?}");
    }
    assert_eq!(one("a.jsonl", "{\"text\":\"\\u0000\"}").1.docs[0].source(), "\0");
    assert!(error_of("a.csv", "").starts_with("a.csv:1: no column `text` with the text among ;"));
    assert_eq!(one("a.csv", "id,text\n").1.docs.len(), 0);
}

#[test]
fn one_line_of_50_mb() {
    let folder = Folder::new();
    let line = format!("{{\"text\":\"{}\"}}", "نص ".repeat(10_000_000));
    folder.write("a.jsonl", format!("{{\"id\":\"a\",\"text\":\"x\"}}\n{line}\n{{\"id\":\"b\",\"text\":\"x\"}}\n"));
    folder.write("a.txt", &line);
    let found = read(&jsonl(&["a.jsonl"]), &folder.context());
    assert_eq!(found.ids(), ["a", "b"]);
    let too_long = "the document has more than 8000000 bytes; raise `max-document` in [run] to read it";
    assert_eq!(found.error(&folder), format!("a.jsonl:2: {too_long}"));
    assert_eq!(read(&text(&["a.txt"]), &folder.context()).error(&folder), format!("a.txt: {too_long}"));
    let larger = SourceContext { max_document: 60_000_000, ..folder.context() };
    assert_eq!(read(&jsonl(&["a.jsonl"]), &larger).docs[1].source().len(), 50_000_000);
    assert_eq!(read(&text(&["a.txt"]), &larger).docs[0].source().len(), line.len());
}

#[test]
fn the_bound_is_exact() {
    let folder = Folder::new();
    for (end, line) in [("\n", 20), ("\r\n", 20), ("", 20), ("\n", 21), ("\r\n", 21), ("", 21), ("\n", 22), ("\n", 99)]
    {
        let content = format!("{{\"text\":\"{}\"}}", "x".repeat(line - 11));
        folder.write("a.jsonl", format!("\u{FEFF}{content}{end}"));
        folder.write("a.txt", "x".repeat(line));
        let cx = SourceContext { max_document: 20, ..folder.context() };
        for source in [&jsonl(&["a.jsonl"]) as &dyn OpenSource, &text(&["a.txt"])] {
            let found = read(source, &cx);
            assert_eq!(
                (found.docs.len(), found.errors.len()),
                if line > 20 { (0, 1) } else { (1, 0) },
                "{line} {end:?}"
            );
        }
    }
}

#[test]
fn a_hundred_thousand_documents_of_one_word() {
    let lines: String = (0..100_000).map(|i| format!("{{\"id\":\"{i}\",\"text\":\"نص\"}}\n")).collect();
    assert_eq!(one("a.jsonl", lines).1.docs.len(), 100_000);
}

#[test]
fn a_packed_bomb_is_never_held() {
    let folder = Folder::new();
    // 100 MB of spaces in 100 kB.
    folder.write("a.jsonl.gz", gz(vec![b' '; 100_000_000]));
    folder.write("a.txt.gz", gz(vec![b' '; 100_000_000]));
    folder.write("a.csv.gz", gz([b"text\n\"".to_vec(), vec![b' '; 100_000_000]].concat()));
    let cx = SourceContext { max_document: 1_000_000, ..folder.context() };
    for (source, message) in [
        (&text(&["a.txt.gz"]) as &dyn OpenSource, "a.txt.gz: the document has more than 1000000 bytes"),
        (&jsonl(&["a.jsonl.gz"]), "a.jsonl.gz:1: the document has more than 1000000 bytes"),
        (&csv(&["a.csv.gz"]), "a.csv.gz:2: the document has more than 1000000 bytes"),
    ] {
        let error = read(source, &cx).error(&folder);
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn packed_files_that_are_cut_or_damaged() {
    // Random enough to fill more than one block.
    let lines: String = (0..20_000u64)
        .map(|i| format!("{{\"id\":\"{i}\",\"text\":\"{}\"}}\n", i.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
        .collect();
    let packed = gz(&lines);
    let (folder, found) = one("a.jsonl.gz", &packed[..packed.len() / 2]);
    let error = found.error(&folder);
    assert!(found.docs.len() > 1000 && error.starts_with("a.jsonl.gz:"), "{error}");
    assert!(error.ends_with("the packed file ends too early; it is cut off, get it again"), "{error}");
    assert!(error_of("a.jsonl.gz", &lines).contains("the file is damaged (invalid gzip header); get it again"));
    // The next file is read all the same.
    folder.write("b.jsonl", "{\"text\":\"نص\"}");
    let found = read(&jsonl(&["a.jsonl.gz", "b.jsonl"]), &folder.context());
    assert!(found.ids().last().unwrap().ends_with("b.jsonl:0"));
    // Several members one after the other, as `cat a.gz b.gz` makes, are one file.
    folder.write("c.jsonl.gz", [gz("{\"text\":\"1\"}\n"), gz("{\"text\":\"2\"}\n")].concat());
    assert_eq!(read(&jsonl(&["c.jsonl.gz"]), &folder.context()).ids(), ["0", "1"]);
}

#[test]
fn lines_that_are_no_documents() {
    for (line, message) in [
        (
            "{\"text\":\"نص\"",
            "a.jsonl:1: malformed JSON at column 14: EOF while parsing an object; mend the line or take it out",
        ),
        (
            "{\"text\":\"a\"} x",
            "a.jsonl:1: malformed JSON at column 14: trailing characters; mend the line or take it out",
        ),
        ("[1]", "a.jsonl:1: column 0: invalid type: sequence, expected a JSON object, one a line"),
        (
            "{\"id\":[1],\"text\":\"a\"}",
            "a.jsonl:1: field `id`, column 9: invalid type: sequence, expected a string, a number or null",
        ),
        ("{\"text\":7}", "a.jsonl:1: field `text`, column 9: invalid type: integer `7`, expected a string"),
        (
            "{\"id\":\"a\",\"body\":\"نص\"}",
            "a.jsonl:1: no field `text` with the text among `id`, `body`; name it with `text = \"...\"` in [source]",
        ),
        (
            "{\"text\":null}",
            "a.jsonl:1: no field `text` with the text among `text`; name it with `text = \"...\"` in [source]",
        ),
    ] {
        assert_eq!(error_of("a.jsonl", line), message);
    }
    let (folder, found) = one("a.jsonl", "{\"text\":\"1\"}\n\n{\"text\":\n{\"text\":\"2\"}\n");
    assert_eq!(found.ids(), ["0", "3"]);
    assert!(found.error(&folder).starts_with("a.jsonl:3: malformed JSON"));
    // Deep nesting must not exhaust the stack.
    for head in ["{\"x\":", "{\"rawi\":1,\"id\":\"a\",\"layers\":{\"x\":{\"rows\":[[0,1,"] {
        let deep = format!("{head}{}", "[".repeat(1_000_000));
        assert!(error_of("a.jsonl", deep).starts_with("a.jsonl:1: malformed JSON"));
    }
}

#[test]
fn rows_that_are_no_documents() {
    let (folder, found) = one("a.csv", "id,text\na,1\nb\nc,3\n");
    assert_eq!(found.ids(), ["a", "c"]);
    assert_eq!(
        found.error(&folder),
        "a.csv:3: 1 cells in this row, and the first line names 2; is a quote or a comma missing or too many?"
    );
    // Lines are counted as an editor does, whatever ends them and however many are empty.
    for (start, end) in [("", "\n"), ("", "\r\n"), ("\u{FEFF}", "\r\n"), ("\u{FEFF}", "\n")] {
        let rows = ["id,text", "a,1", "b,\"2", "3\"", "", "", "c", "d,4", "", "e"];
        let found = one("a.csv", format!("{start}{}", rows.join(end))).1;
        let lines: Vec<u64> = found.errors.iter().map(|error| error.origin.line).collect();
        assert_eq!((lines, found.docs.len()), (vec![7, 10], 3), "{start:?} {end:?}");
    }
    let many = format!("id,text\r\n{}z\r\n", "a,نص\r\n".repeat(100_000));
    assert_eq!(one("a.csv", many).1.errors[0].origin.line, 100_002);
    assert_eq!(
        error_of("a.csv", "id;body\na;1\n"),
        "a.csv:1: no column `text` with the text among `id`, `body`; name it with `text = \"...\"` in [source], or what separates the columns with `delimiter`"
    );
}

#[test]
fn the_same_id_twice() {
    let folder = Folder::new();
    folder.write("x/a.txt", "1");
    folder.write("y/a.txt", "2");
    let same = text(&["x", "y"]);
    assert_eq!(
        open_error(&same, &folder),
        "x/a.txt and y/a.txt have the same id `a`; set `id = \"path\"` in [source], or rename one"
    );
    assert_eq!(read(&TextSource { id: IdFrom::Path, ..same }, &folder.context()).ids(), ["x/a", "y/a"]);

    let mut ids = Ids::default();
    let origin = |file: &str, line| Origin { file: file.into(), line };
    for line in 1..=100_000 {
        ids.insert(&line.to_string(), &origin(if line < 50_000 { "a" } else { "b" }, line)).unwrap();
    }
    let twice = ids.insert("70000", &origin("c", 3)).unwrap_err();
    assert_eq!((twice.id.as_deref(), twice.fatal), (Some("70000"), false));
    assert_eq!(twice.to_string(), "c:3: the id `70000` was met before, in b:70000; every document needs its own");
}

#[test]
fn files_that_are_not_there() {
    let folder = Folder::new();
    folder.write("empty/notes.md", "x");
    folder.write("a.txt", "x");
    assert_eq!(open_error(&text(&[]), &folder), "nothing to read; name files, folders, globs or `-` in `files`");
    assert_eq!(open_error(&text(&["b.txt"]), &folder), "cannot read b.txt: No such file or directory (os error 2)");
    assert_eq!(open_error(&text(&["a.txt/b.txt"]), &folder), "cannot read a.txt/b.txt: Not a directory (os error 20)");
    assert_eq!(open_error(&text(&["*.html"]), &folder), "no file matches *.html");
    assert!(open_error(&text(&["[.txt"]), &folder).starts_with("`[.txt` is no glob"));
    assert_eq!(
        open_error(&text(&["empty"]), &folder),
        "empty holds no file that ends in .txt (or the same with .gz); name the files themselves, or read them as another format"
    );
    // Gone between listing and reading: this document is rejected, the others are read.
    folder.write("b.txt", "x");
    let mut source = text(&["a.txt", "b.txt"]).open(&folder.context()).unwrap();
    std::fs::remove_file(folder.path("a.txt")).unwrap();
    let error = source.next().unwrap().unwrap_err();
    assert_eq!((error.id.as_deref(), error.fatal), (Some("a"), false));
    assert!(source.next().unwrap().is_ok() && source.next().is_none());
}

#[cfg(unix)]
#[test]
fn folders_that_cannot_be_read_and_links_that_loop() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new();
    folder.write("r/a.txt", "x");
    folder.write("r/deep/b.txt", "x");
    symlink("..", folder.path("r/deep/up")).unwrap();
    symlink("self", folder.path("r/self")).unwrap();
    symlink("nowhere.txt", folder.path("r/dangling.txt")).unwrap();
    assert_eq!(read(&text(&["r"]), &folder.context()).ids(), ["a", "b"]);
    assert_eq!(read(&text(&["r/**/*.txt"]), &folder.context()).errors.len(), 0);
    let closed = folder.path("r/deep");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser reads everything.
    if std::fs::read_dir(&closed).is_err() {
        assert_eq!(open_error(&text(&["r"]), &folder), "cannot read r/deep: Permission denied (os error 13)");
    }
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn pages_without_an_article_and_pages_made_to_hurt() {
    let folder = Folder::new();
    folder.write("empty.html", "");
    folder.write("deep.html", format!("{}نص", "<div>".repeat(200_000)));
    folder.write("fonts.html", format!("<p>{}نص", "<FONT size=1>".repeat(100_000)));
    folder.write("table.html", format!("{}نص", "<table><tr><td>".repeat(100_000)));
    folder.write("script.html", format!("<p>نص</p><script>{}</script>", "if(a<b)".repeat(1000)));
    folder.write("many.html", format!("<article>{}</article>", "<p>نص</p>".repeat(5_000)));
    let source = HtmlSource { files: strings(&["."]), ..HtmlSource::default() };
    // On a thread with the small stack that workers have.
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || {
            let found = read(&source, &folder.context());
            assert_eq!(found.docs.len() + found.errors.len(), 6);
            for name in ["deep", "fonts", "table"] {
                let error = found.errors.iter().find(|error| error.id.as_deref() == Some(name)).unwrap();
                assert!(error.message.starts_with("elements nested more than 512 deep"), "{error}");
            }
            let empty = found.errors.iter().find(|error| error.id.as_deref() == Some("empty")).unwrap();
            assert!(empty.message.starts_with("no article found"), "{empty}");
        })
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn decoding_never_panics_on_any_bytes() {
    let folder = Folder::new();
    for name in ["a.txt", "a.jsonl", "a.csv", "a.html"] {
        folder.write(name, if name == "a.csv" { "text\n" } else { "" });
    }
    let cx = folder.context();
    let html = HtmlSource { files: strings(&["a.html"]), ..HtmlSource::default() };
    let sources: [&dyn OpenSource; 4] = [&text(&["a.txt"]), &jsonl(&["a.jsonl"]), &csv(&["a.csv"]), &html];
    let mut state = 1u64;
    for source in sources {
        let decoder = source.open(&cx).unwrap().decoder();
        for length in 0..400usize {
            let bytes = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    (state >> 56) as u8
                })
                .collect();
            let origin = Origin { file: "x".into(), line: 1 };
            let _ = decoder.decode(Raw { origin, id: None, meta: Meta::default(), bytes, read: 0 });
        }
    }
}

#[test]
fn ids_that_are_numbers_keep_every_digit() {
    let lines = ["12345678901234567890123", "12345678901234567890124", "-7", "1.50", "true", "\"s\"", "1e400", "null"];
    let text: String = lines.iter().map(|id| format!("{{\"id\":{id},\"title\":{id},\"text\":\"نص\"}}\n")).collect();
    let (_, found) = one("a.jsonl", text);
    let wanted = ["12345678901234567890123", "12345678901234567890124", "-7", "1.50", "true", "s", "1e400", "7"];
    assert_eq!(found.ids(), wanted);
    assert_eq!(found.docs[1].meta().title(), Some("12345678901234567890124"));
    assert_eq!(one("a.jsonl", "{\"id\":\"\\u0628\\\"\",\"text\":\"x\"}").1.ids(), ["ب\""]);
    let found = one("a.csv", "id,text\n12345678901234567890123,x\n12345678901234567890124,x\n0012,x\n").1;
    assert_eq!(found.ids(), ["12345678901234567890123", "12345678901234567890124", "0012"]);
}

#[test]
fn a_bound_near_the_top_is_no_bound() {
    let folder = Folder::new();
    folder.write("a.jsonl", "\u{FEFF}{\"text\":\"نص\"}\n{\"text\":\"نص\"}\n");
    folder.write("a.txt", "نص");
    folder.write("a.csv", "text\nنص\n");
    for max_document in [u64::MAX, u64::MAX - 1, u64::MAX - 2, i64::MAX as u64] {
        let cx = SourceContext { max_document, ..folder.context() };
        for (source, count) in
            [(&jsonl(&["a.jsonl"]) as &dyn OpenSource, 2), (&text(&["a.txt"]), 1), (&csv(&["a.csv"]), 1)]
        {
            assert_eq!(read(source, &cx).docs.len(), count);
        }
    }
}
