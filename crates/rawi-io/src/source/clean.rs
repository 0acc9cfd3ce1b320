//! Takes out of a page what stands around its article, and finds the lead above it.

use super::words::words;
use dom_query::{Document, NodeId, NodeRef};
use std::collections::HashMap;

/// Words in a class or an id that say that an element is none of the article.
const AROUND: [&str; 56] = [
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "newsletter",
    "subscribe",
    "subscription",
    "subscribe-box",
    "share",
    "sharing",
    "sharebar",
    "social",
    "addtoany",
    "sharethis",
    "related",
    "relatedposts",
    "recommended",
    "recommendations",
    "readalso",
    "read-also",
    "readmore",
    "mostread",
    "most-read",
    "trending",
    "comment",
    "comments",
    "commentlist",
    "disqus",
    "respond",
    "tags",
    "taglist",
    "breadcrumb",
    "breadcrumbs",
    "sidebar",
    "advert",
    "advertisement",
    "ads",
    "promo",
    "banner",
    "popup",
    "modal",
    "sponsored",
    "outbrain",
    "taboola",
    "author-box",
    "author-bio",
    "authorbox",
    "about-author",
    "bio",
    "player",
    "controls",
    "playlist",
    "toolbar",
    "pagination",
    "pager",
    "print",
];

/// Words in a class that say that an element is the lead.
const LEADS: [&str; 12] = [
    "lead",
    "lede",
    "leadtext",
    "standfirst",
    "deck",
    "intro",
    "introduction",
    "excerpt",
    "sapo",
    "subtitle",
    "subheadline",
    "summary",
];

/// A paragraph that leads away from the report is no longer, in bytes.
const BESIDE: usize = 400;

/// What a page looks like below each of its elements.
#[derive(Clone, Copy, Default)]
struct Below {
    /// Bytes of text, blanks and all.
    raw: usize,
    /// Bytes of its words.
    text: usize,
    /// Of those, in links.
    linked: usize,
    links: usize,
    /// Bytes of text in paragraphs.
    paragraphs: usize,
    /// Whether the heading or the article is below.
    core: bool,
}

/// What a page was, once what is none of the article is out of it.
pub(crate) struct Cleaned {
    /// The lead, if the page marks one.
    pub(crate) lead: Option<String>,
    /// Whether it has links or what else stands around an article: then it may be a page without one.
    pub(crate) is_site: bool,
}

/// Takes out what is none of the article.
pub(crate) fn clean(page: &Document) -> Cleaned {
    let below = measure(page);
    let all = below.get(&page.root().id).copied().unwrap_or_default();
    let (mut lead, mut is_site) = (None, all.links > 0);
    let mut node = page.root().first_child();
    while let Some(current) = node {
        let of = below.get(&current.id).copied().unwrap_or_default();
        if current.is_element() && is_around(&current, of, all) {
            is_site = true;
            let next = after(&current);
            current.remove_from_parent();
            node = next;
            continue;
        }
        if lead.is_none()
            && current.is_element()
            && (40..1500).contains(&of.text)
            && of.raw < 8000
            && of.linked * 2 < of.text
        {
            let is_lead = names(&current).iter().any(|name| LEADS.contains(&name.as_str()));
            if is_lead && !of.core {
                lead = Some(one_line(&current.text()));
            }
        }
        node = current.first_child().or_else(|| after(&current));
    }
    Cleaned { lead, is_site }
}

/// The next node in the order of the page that is not below `node`.
fn after<'a>(node: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    let mut node = *node;
    loop {
        if let Some(next) = node.next_sibling() {
            return Some(next);
        }
        node = node.parent()?;
    }
}

fn is_around(node: &NodeRef<'_>, of: Below, all: Below) -> bool {
    let Some(name) = node.node_name() else { return false };
    // Never what holds the heading, the article, or most of the text, whatever it is called.
    if of.core
        || of.paragraphs * 2 > all.paragraphs
        || matches!(&*name, "html" | "body" | "article" | "main" | "head" | "h1")
    {
        return false;
    }
    if matches!(&*name, "nav" | "footer" | "aside" | "form" | "dialog") {
        return true;
    }
    let role = node.attr("role");
    if role.is_some_and(|role| matches!(&*role, "navigation" | "dialog" | "alertdialog" | "complementary" | "search")) {
        return true;
    }
    if names(node).iter().any(|name| AROUND.contains(&name.as_str())) {
        return true;
    }
    let is_block = matches!(
        &*name,
        "p" | "div" | "li" | "ul" | "ol" | "td" | "section" | "h2" | "h3" | "h4" | "h5" | "span" | "strong"
    );
    if !is_block || of.text == 0 {
        return false;
    }
    // A list of links.
    if of.links >= 3 && of.linked * 10 >= of.text * 8 {
        return true;
    }
    if of.raw > BESIDE {
        return false;
    }
    // Words are compared without vowel marks.
    let text = one_line(&node.text()).replace(|c| matches!(c, '\u{64B}'..='\u{652}'), "");
    words().beside.iter().any(|word| text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
}

/// The words of an element's classes and id: `article-share` is `article-share`, `article` and `share`.
fn names(node: &NodeRef<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for attribute in [node.attr("class"), node.attr("id")].into_iter().flatten() {
        for name in attribute.split_whitespace().take(32) {
            let name = name.to_lowercase();
            names.extend(name.split(['-', '_']).map(str::to_owned));
            names.push(name);
        }
    }
    names
}

/// What stands below every element, in one pass.
fn measure(page: &Document) -> HashMap<NodeId, Below> {
    let mut found: HashMap<NodeId, Below> = HashMap::new();
    let mut order = vec![page.root()];
    let mut at = 0;
    while at < order.len() {
        let node = order[at];
        at += 1;
        order.extend(node.children_it(false));
    }
    // Children stand behind their parents, so from the end every node is whole when its parent is reached.
    for node in order.iter().rev() {
        let mut own = found.get(&node.id).copied().unwrap_or_default();
        if node.is_text() {
            let text = node.text();
            own.raw += text.len();
            own.text += text.split_whitespace().map(str::len).sum::<usize>();
        }
        match node.node_name().as_deref() {
            Some("a") => (own.linked, own.links) = (own.text, own.links + 1),
            Some("p") => own.paragraphs = own.text,
            Some("h1" | "article") => own.core = true,
            Some("script" | "style" | "noscript" | "template" | "head") => own = Below::default(),
            _ => {}
        }
        found.insert(node.id, own);
        if let Some(parent) = node.parent() {
            let sum = found.entry(parent.id).or_default();
            sum.raw += own.raw;
            sum.text += own.text;
            sum.linked += own.linked;
            sum.links += own.links;
            sum.paragraphs += own.paragraphs;
            sum.core |= own.core;
        }
    }
    found
}

pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
