use super::about::About;
use super::clean::{Cleaned, clean, one_line};
use super::contract::{Decode, OpenSource, Raw, Source, SourceConfig, SourceContext, SourceError};
use super::files::list;
use super::page;
use super::title::with_title;
use super::vet::vet;
use super::whole::{IdFrom, WholeFiles, ids};
use crate::charset;
use crate::error::OpenError;
use crate::format::Format;
use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::Encoding;
use rawi_core::{Document, Meta};
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;
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
    /// Whether text that is written backwards, as programs take it out of PDF files, is turned round; else it is refused.
    pub repair: bool,
    /// Whether a title that the text does not begin with is put above it, as a line of its own: names and figures are then found in it
    /// too, in a sentence that is a headline.
    pub title_in_text: bool,
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
        Ok(Box::new(WholeFiles::new(
            listing,
            ids,
            metas,
            cx.max_document,
            Arc::new(Decoder { encoding, repair: self.repair, title_in_text: self.title_in_text }),
        )))
    }
}

struct Decoder {
    encoding: Option<&'static Encoding>,
    repair: bool,
    title_in_text: bool,
}

impl Decode for Decoder {
    fn decode(&self, raw: Raw) -> Result<Document, SourceError> {
        let Raw { origin, id, bytes, .. } = raw;
        let id = id.unwrap_or_default();
        article(&id, bytes, self).map_err(|message| SourceError::new(origin, Some(id), message))
    }
}

fn article(id: &str, bytes: Vec<u8>, decoder: &Decoder) -> Result<Document, String> {
    let Decoder { encoding: named, repair, title_in_text } = *decoder;
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
    // Reading the article takes the page apart, so what it says of itself comes first.
    let about = About::of(&tree);
    let headings: Vec<String> = tree.select("h1, h2").iter().map(|heading| one_line(&heading.text())).collect();
    let canonical = tree.select("link[rel='canonical']").attr("href").map(|address| address.to_string());
    let Cleaned { lead, is_site } = clean(&tree);
    let mut page = Readability::with_document(tree, None, Some(config)).map_err(|error| nothing(&error))?;
    let found = page.parse().map_err(|error| nothing(&error))?;
    let text = found.text_content.trim();
    // A menu and a footer are text too, but nobody writes a report in scraps.
    if is_site && !text.lines().any(|line| line.trim().chars().count() >= SENTENCE) {
        return Err(nothing(&format!("no line has {SENTENCE} characters")));
    }
    let text = match lead {
        Some(lead) if !one_line(text).contains(&lead) => Cow::Owned(format!("{lead}\n\n{text}")),
        _ => Cow::Borrowed(text),
    };
    let text = vet(&text, repair)?;
    let About { published, title, outlet, author, url } = about;
    let site = outlet.as_ref().map(|(site, _)| site.clone()).or(found.site_name);
    let headline = match (&title, found.title.trim()) {
        // What stands in the head of the page is shown on its tab; the report's own is nearer to it.
        (Some((title, "JSON-LD")), _) => title.clone(),
        (Some((title, _)), "") => title.clone(),
        (_, found) => headline(found, site.as_deref(), &headings),
    };
    let from = [("published", &published), ("author", &author)];
    let from = from.into_iter().filter_map(|(name, said)| Some(format!("{name}: {}", said.as_ref()?.1)));
    let from: Vec<String> = from.collect();
    let mut meta = Meta::default();
    meta.set("title", headline);
    for (name, value) in [
        ("outlet", site),
        ("published", published.map(|(day, _)| day)),
        ("url", found.url.or(canonical).or(url.map(|(url, _)| url))),
        ("author", author.map(|(author, _)| author).or(found.byline)),
        ("encoding", decoded.detected.or(declared.map(Encoding::name)).map(str::to_owned)),
        ("read-from", Some(from.join("; "))),
    ] {
        meta.set(name, value.unwrap_or_default());
    }
    let text = if title_in_text { with_title(text, &meta) } else { text };
    let mut doc = Document::new(id, text.into_owned()).map_err(|error| error.to_string())?;
    *doc.meta_mut() = meta;
    Ok(doc)
}

/// Characters that a line of a report has at least.
const SENTENCE: usize = 40;

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
