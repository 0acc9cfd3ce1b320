//! What a page says of itself: the day, the title, the outlet, the author, in whatever form it says it.

use super::clean::one_line;
use super::published::{day, iso};
use dom_query::{Document, NodeRef};
use serde_json::Value;
use std::collections::HashMap;

/// Values of JSON in the scripts of a page that are looked at.
const MOST_VALUES: usize = 10_000;

/// A value, and the form that it was said in.
pub(crate) type Said = Option<(String, &'static str)>;

/// What a page says of itself.
#[derive(Debug, Default)]
pub(crate) struct About {
    pub(crate) published: Said,
    pub(crate) title: Said,
    pub(crate) outlet: Said,
    pub(crate) author: Said,
    pub(crate) url: Said,
}

/// Types of schema.org that are a report.
fn is_report(kind: &str) -> bool {
    kind.ends_with("Article") || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting")
}

/// Metas that hold the day, by name, property or itemprop in lower case; the surest first.
const DAYS: [&str; 24] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "rnews:datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "article.published",
    "article_date_original",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "pubdate",
    "originalpublicationdate",
    "date",
    "timestamp",
];

impl About {
    /// Reads `page`.
    pub(crate) fn of(page: &Document) -> Self {
        let mut about = Self::default();
        about.linked_data(page);
        let mut metas: HashMap<String, String> = HashMap::new();
        for meta in page.select("meta").nodes() {
            let Some(content) = meta.attr("content").filter(|content| !content.trim().is_empty()) else { continue };
            for key in ["property", "name", "itemprop"] {
                if let Some(name) = meta.attr(key) {
                    metas.entry(name.trim().to_lowercase()).or_insert_with(|| content.trim().to_owned());
                }
            }
        }
        for name in DAYS {
            about.day(metas.get(name).map(String::as_str), name);
        }
        let first = |names: &[&'static str]| names.iter().find_map(|&name| Some((metas.get(name)?.clone(), name)));
        about.url = about.url.take().or_else(|| first(&["og:url"]));
        about.title = about.title.take().or_else(|| first(&["og:title", "twitter:title", "dc.title"]));
        about.outlet = about.outlet.take().or_else(|| first(&["og:site_name", "application-name", "dc.publisher"]));
        about.author = about.author.take().or_else(|| {
            let said = first(&["author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"]);
            said.filter(|(author, _)| !author.starts_with("http"))
        });
        for node in page.select("[itemprop]").nodes() {
            let (Some(property), false) = (node.attr("itemprop"), node.has_name("meta")) else { continue };
            match &*property.trim().to_lowercase() {
                "datepublished" => about.day(Some(&value_of(node)), "itemprop datePublished"),
                "author" if about.author.is_none() => {
                    let text = one_line(&node.text());
                    about.author = (!text.is_empty() && text.len() < 200).then_some((text, "itemprop author"));
                }
                _ => {}
            }
        }
        for node in page.select("time[pubdate], article time, header time, main time, time").nodes() {
            about.day(Some(&value_of(node)), "time");
        }
        if about.published.is_none() {
            about.written(page);
        }
        if about.published.is_none() {
            let url = about
                .url
                .as_ref()
                .map(|(url, _)| url.clone())
                .or_else(|| page.select("link[rel='canonical']").attr("href").map(|address| address.to_string()));
            about.published = url.and_then(|url| Some((of_address(&url)?, "address")));
        }
        about
    }

    /// Takes a day, if none is known yet and it is one.
    fn day(&mut self, value: Option<&str>, form: &'static str) {
        if self.published.is_none() {
            self.published = value.and_then(iso).map(|day| (day, form));
        }
    }

    /// JSON-LD: an object, a list, or a `@graph` of them.
    fn linked_data(&mut self, page: &Document) {
        let mut left = MOST_VALUES;
        for script in page.select("script").nodes() {
            let kind = script.attr("type").unwrap_or_default();
            if !kind.trim().eq_ignore_ascii_case("application/ld+json") {
                continue;
            }
            // What many pages have: line ends inside of strings, which JSON does not allow.
            let text = script.text().replace(['\n', '\r', '\t'], " ");
            let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
            let mut waiting = vec![&value];
            while let Some(value) = waiting.pop() {
                left = left.saturating_sub(1);
                if left == 0 {
                    return;
                }
                match value {
                    Value::Array(items) => waiting.extend(items.iter().rev()),
                    Value::Object(object) => {
                        let kinds: Vec<&str> = match object.get("@type") {
                            Some(Value::String(kind)) => vec![kind],
                            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
                            _ => Vec::new(),
                        };
                        if kinds.iter().any(|kind| is_report(kind)) {
                            self.day(object.get("datePublished").and_then(Value::as_str), "JSON-LD");
                            let take = |said: &mut Said, key: &str| {
                                let value = object.get(key).and_then(name_of);
                                if said.is_none() {
                                    *said = value.map(|value| (value, "JSON-LD"));
                                }
                            };
                            take(&mut self.title, "headline");
                            take(&mut self.outlet, "publisher");
                            take(&mut self.author, "author");
                        }
                        waiting.extend(
                            ["mainEntity", "mainEntityOfPage", "@graph"].iter().filter_map(|key| object.get(*key)),
                        );
                    }
                    _ => {}
                }
            }
        }
    }

    /// A day in plain sight: in an element whose class or id says that it holds one.
    fn written(&mut self, page: &Document) {
        for node in page.select("[class], [id]").nodes() {
            let names = [node.attr("class"), node.attr("id")];
            let is_date = names.iter().flatten().any(|names| {
                let names = names.to_lowercase();
                names.split(|c: char| c.is_whitespace() || c == '-' || c == '_').any(|word| {
                    matches!(
                        word,
                        "date"
                            | "published"
                            | "publish"
                            | "pubdate"
                            | "timestamp"
                            | "dateline"
                            | "datetime"
                            | "postdate"
                    )
                })
            });
            if !is_date {
                continue;
            }
            if let Some(day) = short_text(node).and_then(|text| day(&one_line(&text))) {
                self.published = Some((day.to_string(), "text"));
                return;
            }
        }
    }
}

/// A text, the `name` of an object, or those of a list.
fn name_of(value: &Value) -> Option<String> {
    let name = match value {
        Value::String(text) => one_line(text),
        Value::Object(object) => one_line(object.get("name")?.as_str()?),
        Value::Array(items) => {
            let names = items.iter().filter_map(|item| match item {
                Value::Array(_) => None,
                other => name_of(other),
            });
            names.collect::<Vec<_>>().join(", ")
        }
        _ => return None,
    };
    (!name.is_empty() && !name.starts_with("http")).then_some(name)
}

/// What an element says: in `datetime`, in `content`, or in its text.
fn value_of(node: &NodeRef<'_>) -> String {
    let said = node.attr("datetime").or_else(|| node.attr("content")).filter(|value| !value.trim().is_empty());
    said.map_or_else(|| one_line(&node.text()), |value| value.trim().to_owned())
}

/// The text of an element that has little: what is nested is not read again and again.
fn short_text(node: &NodeRef<'_>) -> Option<String> {
    const MOST: usize = 300;
    let mut text = String::new();
    for (i, inner) in node.descendants_it().enumerate() {
        if inner.is_text() {
            text.push_str(&inner.text());
            text.push(' ');
        }
        if text.len() > MOST || i > MOST {
            return None;
        }
    }
    Some(text)
}

/// `/2025/05/18/` in an address.
fn of_address(url: &str) -> Option<String> {
    let parts: Vec<&str> = url.split(['/', '?', '#']).collect();
    parts.windows(3).find_map(|three| {
        let fits = three[0].len() == 4 && (1..=2).contains(&three[1].len()) && (1..=2).contains(&three[2].len());
        let digits = three.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
        (fits && digits).then(|| iso(&three.join("/"))).flatten()
    })
}
