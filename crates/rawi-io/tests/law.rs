//! No document can hurt: whatever stands in it 50,000 times, one inside the other or one behind the other, is read or
//! refused within a small stack, and twice as much of it takes at most 2.2 times the work.
//!
//! Work is what is allocated, in bytes and pieces, counted for the thread that reads: no clock.

mod common;

use rawi_core::Meta;
use rawi_io::{CsvSource, HtmlSource, JsonlSource, OpenSource, Origin, Raw, TextSource};
use rawi_tests::work;

#[global_allocator]
static ALLOCATOR: work::Counting = work::Counting;

/// How often a thing stands in a document.
const TIMES: usize = 50_000;

/// Every element of HTML, past and present, the elements that SVG and MathML begin with, and one of nobody.
const TAGS: &str = "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink \
    blockquote body br button canvas caption center cite code col colgroup command content data datalist dd del details dfn \
    dialog dir div dl dt element em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head \
    header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map mark marquee \
    menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param \
    picture plaintext pre progress q rb rbc rp rt rtc ruby s samp script search section select selectedcontent shadow slot \
    small source spacer span strike strong style sub summary sup table tbody td template textarea tfoot th thead time title \
    tr track tt u ul var video wbr xmp svg path g use desc foreignObject math mi mo mtext annotation-xml mglyph x-nobody";

/// What marks, separates and escapes in one format or another.
const SIGNS: [&str; 60] = [
    "&",
    "&amp;",
    "&#1606;",
    "&#x0;",
    "&notit;",
    "<",
    ">",
    "<!",
    "<!-- -->",
    "<!--",
    "-->",
    "<?",
    "</",
    "</>",
    "<![CDATA[",
    "]]>",
    "<a",
    "<a ",
    "=",
    "'",
    "\"",
    "/",
    "\\",
    "\\u0628",
    "\0",
    "\t",
    "\n",
    "\r",
    "\r\n",
    " ",
    "\u{A0}",
    "\u{FEFF}",
    "\u{200F}",
    "\u{202E}",
    "\u{64B}",
    "ن",
    "ن ",
    "ن. ",
    "،",
    "؟",
    ",",
    ";",
    ":",
    "\"\"",
    "\",\"",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "{\"a\":",
    "[0,",
    "-",
    "1",
    "1e9",
    "null,",
    "id\t",
    "«",
    "😀",
    "<br>",
];

/// The work of reading `page` on a thread of 256 KB, and whether a document came of it.
fn work(source: &(dyn OpenSource + Sync), page: String) -> (u64, Result<(), String>) {
    std::thread::scope(|scope| {
        let read = move || {
            let folder = common::Folder::new();
            for name in ["a.html", "a.txt", "a.jsonl"] {
                folder.write(name, "");
            }
            folder.write("a.csv", "text\n");
            let decoder = source.open(&folder.context()).unwrap().decoder();
            let origin = Origin { file: "x".into(), line: 1 };
            let raw = Raw { origin, id: Some("x".into()), meta: Meta::default(), bytes: page.into_bytes(), read: 0 };
            let mut result = Ok(());
            let work = work::of(|| {
                let read = decoder.decode(raw);
                result = read.map(drop).map_err(|error| error.message);
            });
            (64 * work.calls + work.bytes, result)
        };
        let thread = std::thread::Builder::new().stack_size(256 << 10).spawn_scoped(scope, read).unwrap();
        thread.join().unwrap()
    })
}

fn html() -> HtmlSource {
    HtmlSource { files: common::strings(&["a.html"]), ..HtmlSource::default() }
}

/// Twice as much takes at most 2.2 times the work; `page` makes one of a size.
fn grows_no_faster(source: &(dyn OpenSource + Sync), what: &str, size: usize, page: &dyn Fn(usize) -> String) {
    let (once, _) = work(source, page(size));
    let (twice, _) = work(source, page(2 * size));
    // Tables that double when they are full are at most half empty.
    assert!(twice as f64 <= 2.2 * once as f64 + 200_000.0, "{what}: {once} for {size}, {twice} for twice as much");
}

#[test]
fn every_tag_one_inside_the_other() {
    let (mut refused, mut read) = (0, 0);
    for tag in TAGS.split_whitespace() {
        for (around, between) in
            [("", ""), ("", "</x>"), ("<p>", "ن"), ("<svg>", ""), ("<table>", ""), ("<select>", ""), ("<template>", "")]
        {
            let (_, result) = work(&html(), format!("{around}{}", format!("<{tag}>{between}").repeat(TIMES)));
            refused += usize::from(
                result.as_ref().is_err_and(|e| e.starts_with("elements nested more than 512 deep (line 1)")),
            );
            read += usize::from(result.is_ok());
        }
    }
    assert!(refused > 500 && read > 20, "{refused} refused, {read} read");
}

#[test]
fn every_tag_one_behind_the_other() {
    let mut read = 0;
    for tag in TAGS.split_whitespace() {
        let (_, result) = work(&html(), format!("<p>ن{}", format!("<{tag}></{tag}>").repeat(TIMES)));
        read += usize::from(result.is_ok());
        work(&html(), format!("</{tag}>").repeat(TIMES)).1.ok();
        for page in [
            |tag: &str, n: usize| format!("<p>ن{}", format!("<{tag}>ن</{tag}>").repeat(n)),
            |tag: &str, n: usize| format!("<{tag} a=1>ن").repeat(n),
            |tag: &str, n: usize| (0..n).map(|i| format!("<{tag} a{i}=ن>")).collect(),
        ] {
            grows_no_faster(&html(), tag, 2000, &|n| page(tag, n));
        }
    }
    assert!(read > 100, "{read}");
}

/// Where a sign may stand in a page.
const PLACES: [(&str, &str); 16] = [
    ("", ""),
    ("<p>", "</p>"),
    ("<title>", "</title><p>ن"),
    ("<p a='", "'>ن"),
    ("<p a=", ">ن"),
    ("<p ", ">ن"),
    ("</p ", ">ن"),
    ("<!--", "--><p>ن"),
    ("<script>", "</script><p>ن"),
    ("<script><!--<script>", "</script><p>ن"),
    ("<style>", "</style><p>ن"),
    ("<svg>", "</svg><p>ن"),
    ("<svg><script>", "</script></svg><p>ن"),
    ("<table>", "</table>"),
    ("<script type='application/ld+json'>", "</script><p>ن"),
    ("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"", "\"}</script><p>ن"),
];

#[test]
fn every_sign_in_every_place_of_a_page() {
    for sign in SIGNS {
        for (before, behind) in PLACES {
            work(&html(), format!("{before}{}{behind}", sign.repeat(TIMES))).1.ok();
            let page = |n: usize| format!("{before}{}{behind}", sign.repeat(n));
            grows_no_faster(&html(), &format!("{sign:?} in {before}"), 5000, &page);
        }
    }
}

#[test]
fn what_no_page_has_is_told_with_its_place() {
    let names = |n: usize| (0..n).map(|i| format!(" a{i}")).collect::<String>();
    let bodies = (0..TIMES).map(|i| format!("<body a{i}=1>")).collect::<String>();
    for (page, told) in [
        (format!("<p>ن\n<div{}>ن</div>", names(TIMES)), "a tag with more than 512 attributes (line 2)"),
        (format!("<p>ن</p{}>ن", names(TIMES)), "a tag with more than 512 attributes (line 1)"),
        (format!("<p>ن</></x <!-- --!><p{}>ن", names(TIMES)), "a tag with more than 512 attributes (line 1)"),
        (bodies, "`html` and `body` again and again, with more than 512 attributes (line 1)"),
        ("<svg>".to_owned() + &"<path>".repeat(TIMES), "elements nested more than 512 deep (line 1)"),
        ("<div></x>".repeat(TIMES), "elements nested more than 512 deep (line 1)"),
        ("<rt>".repeat(TIMES), "elements nested more than 512 deep (line 1)"),
        ("<p>ن\n<br>".repeat(TIMES), "more than 100000 elements and comments (line 50000)"),
    ] {
        let message = work(&html(), page).1.unwrap_err();
        assert!(message.starts_with(told), "{message}");
    }
    // All that is no markup may hold what it likes.
    for page in [
        format!("<script>if (a<b{}) {{}}</script><p>ن", names(TIMES)),
        format!("<!-- <b{} --><p>ن", names(TIMES)),
        format!("<style><b{}</style><p>ن", names(TIMES)),
        format!("<p title='<b{}'>ن", names(TIMES)),
        format!("<svg><![CDATA[<b{}]]></svg><p>ن", names(TIMES)),
        format!("<textarea><b{}</textarea><p>ن", names(TIMES)),
        format!("<p{}>ن", names(512)),
    ] {
        work(&html(), page).1.unwrap();
    }
}

/// The parser looks ahead, and the writer of HTML back, as far as they are given text at once: so no text and no attribute of
/// the tree is long. What the article says stays the same.
#[test]
fn long_texts_and_attributes_are_read_whole() {
    let words = "نص & آخر < طويل ".repeat(20_000);
    let page = format!(
        "<p data-state='{}'>{}</p>",
        "\"&amp;".repeat(100_000),
        words.replace('&', "&amp;").replace('<', "&lt;")
    );
    let folder = common::Folder::new();
    folder.write("a.html", page);
    let found = common::read(&html(), &folder.context());
    assert_eq!(found.docs[0].source(), words.trim());
}

#[test]
fn every_sign_in_the_other_sources() {
    let strings = |name: &str| common::strings(&[name]);
    let text = TextSource { files: strings("a.txt"), ..TextSource::default() };
    let jsonl = JsonlSource { files: strings("a.jsonl"), ..JsonlSource::default() };
    let csv = CsvSource { files: strings("a.csv"), ..CsvSource::default() };
    type Places<'a> = &'a [(&'a str, &'a str)];
    let sources: [(&(dyn OpenSource + Sync), Places<'_>); 3] = [
        (&text, &[("", "")]),
        (&csv, &[("", "")]),
        (
            &jsonl,
            &[
                ("", ""),
                ("{\"text\":\"ن\",\"x\":", "}"),
                ("{\"text\":\"", "\"}"),
                ("{\"id\":\"", "\",\"text\":\"ن\"}"),
                ("{\"rawi\":1,\"id\":\"a\",\"text\":\"ن\",\"layers\":{\"x\":{\"rows\":[[0,2,", "]]}}}"),
            ],
        ),
    ];
    for (source, places) in sources {
        for sign in SIGNS {
            for (before, behind) in places {
                let page = |n: usize| format!("{before}{}{behind}", sign.repeat(n));
                grows_no_faster(source, &format!("{sign:?} in {before}"), TIMES, &page);
            }
        }
    }
}
