use super::contract::{Decode, OpenSource, Raw, Source, SourceConfig, SourceContext, SourceError};
use super::files::list;
use super::page;
use super::whole::{IdFrom, WholeFiles, ids};
use crate::charset;
use crate::error::OpenError;
use crate::format::Format;
use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::Encoding;
use rawi_core::{Document, Meta};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Web pages, one document a file: the text is the main article, the metadata what the page says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct HtmlSource {
    /// Files, globs (`pages/*.html`), folders (every `.html`, `.htm` and the same with `.gz` below them), or `-` for
    /// standard input. Relative to the pipeline file.
    pub files: Vec<String>,
    /// What a document's id is.
    pub id: IdFrom,
    /// The character set, `windows-1256`; if not given, the one that the page names, or UTF-8, or what is detected.
    pub encoding: Option<String>,
}

impl SourceConfig for HtmlSource {
    const NAME: &'static str = Format::Html.name();
    const SUMMARY: &'static str = "reads the main article of web pages, one document a file";

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl OpenSource for HtmlSource {
    fn open(&self, cx: &SourceContext) -> Result<Box<dyn Source>, OpenError> {
        let encoding = charset::named(self.encoding.as_deref())?;
        let listing = list(cx, &self.files, Format::Html)?;
        let ids = ids(&listing, self.id)?;
        let metas = vec![Meta::default(); ids.len()];
        Ok(Box::new(WholeFiles::new(listing, ids, metas, cx.max_document, Arc::new(Decoder(encoding)))))
    }
}

struct Decoder(Option<&'static Encoding>);

impl Decode for Decoder {
    fn decode(&self, raw: Raw) -> Result<Document, SourceError> {
        let Raw { origin, id, bytes, .. } = raw;
        let id = id.unwrap_or_default();
        article(&id, bytes, self.0).map_err(|message| SourceError::new(origin, Some(id), message))
    }
}

fn article(id: &str, bytes: Vec<u8>, named: Option<&'static Encoding>) -> Result<Document, String> {
    // A page that is UTF-8 is read as UTF-8 whatever it says: that it is so by chance does not happen.
    let declared = if std::str::from_utf8(&bytes).is_ok() { None } else { declared(&bytes) };
    let decoded = charset::decode(bytes, named.or(declared))?;
    let tree = page::parse(&decoded.text)?;
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let nothing = |error: &dyn std::fmt::Display| {
        format!(
            "no article found ({error}); is it one page with running text? Else turn it into text yourself and read that"
        )
    };
    let mut page = Readability::with_document(tree, None, Some(config)).map_err(|error| nothing(&error))?;
    // Reading the article takes the page apart, so its address comes first.
    let address = |selector, attribute| page.doc.select(selector).attr(attribute).map(|address| address.to_string());
    let url = address("link[rel='canonical']", "href").or_else(|| address("meta[property='og:url']", "content"));
    let headings: Vec<String> = page.doc.select("h1, h2").iter().map(|heading| one_line(&heading.text())).collect();
    let found = page.parse().map_err(|error| nothing(&error))?;
    let mut doc = Document::new(id, found.text_content.trim().to_owned()).map_err(|error| error.to_string())?;
    let meta = doc.meta_mut();
    meta.set("title", headline(&found.title, found.site_name.as_deref(), &headings));
    for (name, value) in [
        ("outlet", found.site_name),
        ("published", found.published_time),
        ("url", found.url.or(url)),
        ("author", found.byline),
        ("encoding", decoded.detected.or(declared.map(Encoding::name)).map(str::to_owned)),
    ] {
        meta.set(name, value.unwrap_or_default());
    }
    Ok(doc)
}

/// The title of a page without the name of its site: `عنوان الخبر | موقع`. What follows the last sign is the site's name if
/// the page says so elsewhere, or has the rest as a heading.
fn headline(title: &str, site: Option<&str>, headings: &[String]) -> String {
    const SIGNS: [&str; 8] = ["|", "»", "::", "·", " - ", " – ", " — ", " • "];
    let title = one_line(title);
    let last = SIGNS.iter().filter_map(|sign| Some((title.rfind(sign)?, sign.len()))).max();
    if let Some((at, length)) = last {
        let (front, back) = (title[..at].trim_end(), title[at + length..].trim_start());
        if !front.is_empty() && (site.is_some_and(|site| one_line(site) == back) || headings.iter().any(|h| h == front))
        {
            return front.to_owned();
        }
    }
    title
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The character set that the page names, in `<meta charset=...>` or the older `content="text/html; charset=..."`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    // As browsers do: only the beginning is looked at.
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let at = head.windows(8).position(|window| window == b"charset=")? + 8;
    let value: Vec<u8> = head[at..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .collect();
    Encoding::for_label(&value)
}

#[cfg(test)]
mod tests {
    use super::headline;

    #[test]
    fn a_title_loses_the_name_of_the_site_and_nothing_else() {
        let headings = ["عودة الأهالي إلى القرية".to_owned()];
        for (title, site, wanted) in [
            ("عودة الأهالي إلى القرية | موقع الرواق", None, "عودة الأهالي إلى القرية"),
            ("عودة الأهالي إلى القرية  -  الرواق", None, "عودة الأهالي إلى القرية"),
            ("خبر آخر | موقع الرواق", Some("موقع الرواق"), "خبر آخر"),
            ("خبر آخر | تفاصيل", Some("موقع الرواق"), "خبر آخر | تفاصيل"),
            ("حوار - الجزء الثاني", None, "حوار - الجزء الثاني"),
            ("سوريا-العراق", Some("العراق"), "سوريا-العراق"),
            ("| موقع", Some("موقع"), "| موقع"),
            ("", Some(""), ""),
        ] {
            assert_eq!(headline(title, site, &headings), wanted);
        }
    }
}
