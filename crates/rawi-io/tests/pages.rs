//! What pages say of themselves, and what stands around their articles.

mod common;

use common::{Folder, read, strings};
use rawi_core::Document;
use rawi_io::HtmlSource;

fn body() -> String {
    (1..7)
        .map(|i| format!("<p>أعلنت السلطات في بيروت يوم الخميس، بحسب المتحدث باسمها، عن بدء المرحلة رقم {i} من إعادة الإعمار في المدينة.</p>\n"))
        .collect()
}

fn page_of(head: &str, before: &str, inside: &str, after: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=ar dir=rtl><head><title>عنوان الخبر</title>{head}</head><body>{before}<article><h1>عنوان \
         الخبر</h1>{inside}{}</article>{after}</body></html>",
        body()
    )
}

fn try_one(page: &str) -> Result<Document, String> {
    let folder = Folder::new();
    folder.write("a.html", page);
    let source = HtmlSource { files: strings(&["a.html"]), ..HtmlSource::default() };
    let found = read(&source, &folder.context());
    found.docs.into_iter().next().ok_or_else(|| found.errors[0].message.clone())
}

fn one(page: &str) -> Document {
    try_one(page).unwrap()
}

#[test]
fn the_day_is_read_from_every_form_and_it_is_said_which() {
    let meta = |key: &str, name: &str| format!("<meta {key}='{name}' content='2025-05-18T10:30:00+03:00'>");
    let script = |json: &str| format!("<script type='application/ld+json'>{json}</script>");
    let in_head = [
        (meta("property", "article:published_time"), "article:published_time"),
        (meta("property", "og:published_time"), "og:published_time"),
        (meta("name", "date"), "date"),
        (meta("name", "pubdate"), "pubdate"),
        (meta("name", "DC.date.issued"), "dc.date.issued"),
        (meta("name", "DCTERMS.created"), "dcterms.created"),
        (meta("name", "publish-date"), "publish-date"),
        (meta("name", "parsely-pub-date"), "parsely-pub-date"),
        (meta("name", "sailthru.date"), "sailthru.date"),
        (meta("itemprop", "datePublished"), "datepublished"),
        (script(r#"{"@type":"NewsArticle","datePublished":"2025-05-18T10:30:00Z"}"#), "JSON-LD"),
        (script(r#"[{"@type":"WebSite"},{"@type":["Article","Thing"],"datePublished":"18/05/2025"}]"#), "JSON-LD"),
        (
            script(
                r#"{"@context":"x","@graph":[{"@type":"WebPage"},{"@type":"NewsArticle","datePublished":"Sun, 18 May 2025 10:00:00 GMT"}]}"#,
            ),
            "JSON-LD",
        ),
        ("<link rel=canonical href='https://riwaq.example.org/2025/05/18/khabar'>".to_owned(), "address"),
    ];
    for (head, form) in in_head {
        let doc = one(&page_of(&head, "", "", ""));
        assert!(doc.meta().published().is_some_and(|day| day.starts_with("2025-05-18")), "{form}: {:?}", doc.meta());
        let from = doc.meta().get("read-from").unwrap();
        assert!(from.starts_with(&format!("published: {form}")), "{from}");
    }
    let in_article = [
        "<time datetime='2025-05-18T10:00'>أمس</time>",
        "<time pubdate>18 مايو 2025</time>",
        "<span itemprop='datePublished' content='2025-05-18'>منذ يوم</span>",
        "<div class='post-date'>الأحد 18 أيار/مايو 2025 - 10:30</div>",
        "<span class='entry published'>١٨/٥/٢٠٢٥</span>",
        "<p id='publish-date'>نشر في: 18-05-2025</p>",
    ];
    for inside in in_article {
        let doc = one(&page_of("", "", inside, ""));
        assert!(doc.meta().published().is_some_and(|day| day.starts_with("2025-05-18")), "{inside}: {:?}", doc.meta());
    }
    // Never a day that is not said: a year is none, and what is no date is passed over for what is one.
    for nothing in [
        meta("name", "other"),
        script(r#"{"@type":"NewsArticle","datePublished":"2025"}"#),
        "<meta name=date content='1446/11/20'>".into(),
    ] {
        assert_eq!(one(&page_of(&nothing, "", "", "")).meta().published(), None, "{nothing}");
    }
    let both = format!("<meta name=date content=soon>{}", meta("name", "pubdate"));
    assert_eq!(one(&page_of(&both, "", "", "")).meta().get("read-from"), Some("published: pubdate"));
}

#[test]
fn author_outlet_and_title_from_what_the_page_says() {
    let head = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"عنوان من البيانات\",\"author\":[{\"name\":\"ليلى \
                حداد\"},{\"name\":\"سامي نور\"}],\"publisher\":{\"name\":\"الرواق\"}}</script>";
    let doc = one(&page_of(head, "", "", ""));
    assert_eq!((doc.meta().title(), doc.meta().outlet()), (Some("عنوان من البيانات"), Some("الرواق")));
    assert_eq!(doc.meta().get("author"), Some("ليلى حداد, سامي نور"));
    let doc = one(&page_of(
        "<meta name=author content='ليلى حداد'><meta property=og:site_name content='الرواق'>",
        "",
        "",
        "",
    ));
    assert_eq!((doc.meta().get("author"), doc.meta().outlet()), (Some("ليلى حداد"), Some("الرواق")));
}

#[test]
fn the_lead_is_kept_and_what_stands_around_is_not() {
    let lead = "وصلت قافلة المساعدات الأولى إلى المدينة بعد حصار دام شهرين، فيما ينتظر الأهالي قوافل أخرى.";
    for class in ["lead", "article-summary", "standfirst", "post_excerpt"] {
        let doc = one(&page_of("", &format!("<div class='{class}'>{lead}</div>"), "", ""));
        assert_eq!(doc.source().matches(lead).count(), 1, "{class}: {}", doc.source());
        assert!(doc.source().starts_with(lead), "{class}: {}", doc.source());
    }
    let around = [
        "<div class='cookie-consent'><p>يستخدم هذا الموقع ملفات تعريف الارتباط لتحسين تجربتك، وباستخدامه توافق على سياستنا للخصوصية.</p></div>",
        "<div id=newsletter><p>اشترك في نشرتنا البريدية ليصلك كل جديد من أخبار المنطقة والعالم صباح كل يوم إلى بريدك.</p></div>",
        "<div class='social share-bar'><p>شارك هذا الخبر مع أصدقائك على مواقع التواصل الاجتماعي كلها، ودعهم يعرفون ما حدث.</p></div>",
        "<p>اقرأ أيضا: وصول قافلة أخرى إلى المدينة القديمة بعد أسبوع من الانتظار الطويل</p>",
        "<section class=comments><p>تعليق: هذا خبر جيد جدا ونتمنى أن تصل القوافل إلى كل المدن والقرى في أقرب وقت ممكن.</p></section>",
        "<ul class=tags><li><a href=/t/1>وسم أول</a><li><a href=/t/2>وسم ثان</a><li><a href=/t/3>وسم ثالث</a></ul>",
        "<ul><li><a href=/1>خبر آخر عن المدينة القديمة وأهلها</a><li><a href=/2>خبر ثان عن القافلة ومن فيها</a><li><a href=/3>خبر ثالث عن الحصار</a></ul>",
        "<aside><p>مقال رأي في صفحة أخرى عن الموضوع نفسه، كتبه أحد القراء الذين يتابعون الموقع منذ سنوات.</p></aside>",
    ];
    let plain = one(&page_of("", "", "", ""));
    for piece in around {
        for doc in
            [one(&page_of("", "", piece, "")), one(&page_of("", "", "", piece)), one(&page_of("", piece, "", ""))]
        {
            assert_eq!(doc.source(), plain.source(), "{piece}");
        }
    }
}

#[test]
fn a_page_without_an_article_is_told_as_such() {
    let links: String = (0..40).map(|i| format!("<li><a href=/{i}>خبر رقم {i}</a>")).collect();
    for page in [
        format!(
            "<html><body><nav><ul>{links}</ul></nav><footer>جميع الحقوق محفوظة للموقع ولمن يعمل فيه منذ سنوات طويلة</footer></body></html>"
        ),
        "<html><body><footer>جميع الحقوق محفوظة</footer></body></html>".to_owned(),
        "<html><body></body></html>".to_owned(),
    ] {
        let error = try_one(&page).unwrap_err();
        assert!(error.starts_with("no article found"), "{error}");
    }
}

/// What pages are made of, and what they should not be made of.
fn piece() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    const TAGS: &[&str] = &[
        "p", "div", "article", "a", "h1", "table", "td", "svg", "script", "title", "time", "template", "select", "math",
    ];
    prop_oneof![
        (prop::sample::select(TAGS), any::<bool>()).prop_map(|(tag, closes)| match closes {
            true => format!("</{tag}>"),
            false => format!("<{tag}>"),
        }),
        (prop::sample::select(TAGS), "[ a-z=\"'ن<>&;/-]{0,20}").prop_map(|(tag, rest)| format!("<{tag} {rest}>")),
        "[ء-ي ]{1,60}[.،]?",
        "&[a-z#x0-9]{0,8};?",
        "<[!?/]?[-a-z\\[]{0,4}",
        "\\PC{0,10}",
        Just(body()),
        Just("<meta property='article:published_time' content='".to_owned()),
        Just("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":".to_owned()),
    ]
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, ..Default::default() })]

    /// Any soup is a report or refused with a reason, and a report has no marks of the page in it.
    #[test]
    fn any_soup_is_read_or_refused(pieces in proptest::collection::vec(piece(), 0..60)) {
        match try_one(&pieces.concat()) {
            Ok(doc) => {
                proptest::prop_assert!(!doc.source().trim().is_empty());
                proptest::prop_assert!(!doc.source().contains(['\0', '\r']), "{:?}", doc.source());
            }
            Err(why) => proptest::prop_assert!(!why.is_empty() && !why.contains("panicked"), "{}", why),
        }
    }
}
