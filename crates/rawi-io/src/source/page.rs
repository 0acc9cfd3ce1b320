//! A web page as a tree, with a bound on everything that makes reading it take longer than its length.
//!
//! The parser of HTML compares each attribute of a tag with those before it, looks ahead over all that it was given at
//! every `&`, and climbs the open elements; finding the article goes up and down them again. So the page is handed over
//! piece by piece, cut where a tag ends, and what no page of news has is refused where it stands.

use dom_query::{Document, NodeId, NodeRef};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, QualName, TokenizerResult};
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

/// Elements that may be open at once; browsers (Blink) nest no deeper either.
const DEEPEST: usize = 512;

/// Attributes that one tag may have, and that tags of `html` and `body` may add to the first ones.
const MOST_ATTRIBUTES: usize = 512;

/// Elements and comments that a page may have.
const MOST_NODES: usize = 100_000;

/// Bytes that the parser is given at once.
const PIECE: usize = 1024;

/// Bytes that one text of the tree may have, and one attribute: writing the article down as HTML again looks over all that is
/// left of it at every sign that is escaped. What is longer goes on in a text of its own; as an attribute it is no words but
/// data, and left out.
const LONGEST: usize = 1 << 16;

/// The tree of `page`.
///
/// # Errors
/// What of the page is beyond the bounds, and in which line.
pub(crate) fn parse(page: &str) -> Result<Document, String> {
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let builder = TreeBuilder::new(Tree::new(), options);
    let watch = Watch { builder, mode: RefCell::new(Mode::Markup), comments: Cell::new(0) };
    let parser = Parser { tokenizer: Tokenizer::new(watch, TokenizerOpts::default()), buffer: BufferQueue::default() };
    parser.read(page)?;
    parser.tokenizer.end();
    parser.refused()?;
    let Tree { document, line, .. } = parser.tokenizer.sink.builder.sink;
    // Elements that change their parent take all below them along.
    if depth(document.root()) > DEEPEST { Err(too_deep(line.get())) } else { Ok(document) }
}

fn too_deep(line: u64) -> String {
    format!(
        "elements nested more than {DEEPEST} deep (line {line}); no page of news is, and reading it would take hours"
    )
}

/// How deep the elements below `root` nest.
fn depth(root: NodeRef<'_>) -> usize {
    let (mut node, mut depth, mut deepest) = (root, 0, 0);
    loop {
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
            deepest = deepest.max(depth);
            continue;
        }
        node = loop {
            if let Some(next) = node.next_sibling() {
                break next;
            }
            match node.parent() {
                Some(parent) if depth > 0 => (node, depth) = (parent, depth - 1),
                _ => return deepest,
            }
        };
    }
}

struct Parser {
    tokenizer: Tokenizer<Watch>,
    buffer: BufferQueue,
}

impl Parser {
    /// Hands `page` over, tag by tag.
    fn read(&self, page: &str) -> Result<(), String> {
        let mut at = 0;
        while at < page.len() {
            let rest = &page[at..];
            let mode = self.tokenizer.sink.mode.borrow().clone();
            let length = match mode {
                Mode::Markup => self.markup(rest)?,
                Mode::Raw(name) => self.raw(rest, &name)?,
                Mode::Plain => self.feed(rest)?,
            };
            at += length;
        }
        Ok(())
    }

    /// One tag or comment, or the text before the next; how many bytes it has.
    fn markup(&self, rest: &str) -> Result<usize, String> {
        match rest.find('<') {
            Some(0) => {}
            found => return self.feed(&rest[..found.unwrap_or(rest.len())]),
        }
        let bytes = rest.as_bytes();
        let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
        if letter(1) || (bytes.get(1) == Some(&b'/') && letter(2)) {
            return self.feed(&rest[..self.tag(bytes)?]);
        }
        let is_cdata = rest.starts_with("<![CDATA[") && self.is_foreign();
        let begin = match bytes.get(1..) {
            Some([b'!', b'-', b'-', ..]) => 4,
            Some([b'!' | b'?', ..]) => 2,
            Some([b'/', b'>', ..]) => return self.feed(&rest[..3]),
            Some([b'/', ..]) => 2,
            _ => return self.feed(&rest[..1]),
        };
        // A comment may end in `-->`, `--!>`, or at once: the parser is asked whether it has.
        let before = self.tokenizer.sink.comments.get();
        let mut length = self.feed(&rest[..begin])?;
        while length < rest.len() && self.tokenizer.sink.comments.get() == before {
            let stop = rest[length..].find('>').map_or(rest.len(), |found| length + found + 1);
            length += self.feed(&rest[length..stop])?;
            if is_cdata && rest[..length].ends_with("]]>") {
                break;
            }
        }
        Ok(length)
    }

    /// What `name` holds is no markup, up to its end tag.
    fn raw(&self, rest: &str, name: &str) -> Result<usize, String> {
        let bytes = rest.as_bytes();
        let is_end =
            |at: usize| bytes.get(at + 2..at + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
        let end = rest.match_indices("</").map(|(at, _)| at).find(|&at| is_end(at));
        match end {
            Some(0) => self.feed(&rest[..self.tag(bytes)?]),
            end => self.feed(&rest[..end.unwrap_or(rest.len())]),
        }
    }

    /// The length of the tag at the beginning of `bytes`, as the parser will read it.
    fn tag(&self, bytes: &[u8]) -> Result<usize, String> {
        #[derive(Clone, Copy, PartialEq)]
        enum At {
            Name,
            Between,
            Attribute,
            AfterAttribute,
            BeforeValue,
            Bare,
            Quoted(u8),
        }
        let (mut at, mut attributes) = (At::Name, 0);
        for (i, &byte) in bytes.iter().enumerate().skip(2) {
            let blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C');
            at = match (at, byte) {
                (At::Quoted(quote), _) if byte == quote => At::Between,
                (At::Quoted(_), _) => at,
                (At::BeforeValue, b'"' | b'\'') => At::Quoted(byte),
                (At::BeforeValue, _) if blank => at,
                (_, b'>') => return Ok(i + 1),
                (At::BeforeValue | At::Bare, _) => {
                    if blank {
                        At::Between
                    } else {
                        At::Bare
                    }
                }
                (At::Name, _) => {
                    if blank || byte == b'/' {
                        At::Between
                    } else {
                        at
                    }
                }
                (At::Attribute | At::AfterAttribute, b'=') => At::BeforeValue,
                (At::Attribute, _) => match byte {
                    b'/' => At::Between,
                    _ if blank => At::AfterAttribute,
                    _ => at,
                },
                (At::AfterAttribute, _) if blank => at,
                (At::Between | At::AfterAttribute, b'/') => At::Between,
                (At::Between, _) if blank => at,
                (At::Between | At::AfterAttribute, _) => {
                    attributes += 1;
                    if attributes > MOST_ATTRIBUTES {
                        let line = self.tokenizer.sink.builder.sink.line.get();
                        return Err(format!(
                            "a tag with more than {MOST_ATTRIBUTES} attributes (line {line}); no page of news has one, and \
                             reading it would take hours"
                        ));
                    }
                    At::Attribute
                }
            };
        }
        Ok(bytes.len())
    }

    /// Hands `text` over in pieces; its length.
    fn feed(&self, text: &str) -> Result<usize, String> {
        let mut rest = text;
        while !rest.is_empty() {
            let mut end = rest.len().min(PIECE);
            while !rest.is_char_boundary(end) {
                end -= 1;
            }
            let (piece, behind) = rest.split_at(end);
            self.buffer.push_back(StrTendril::from(piece));
            while !matches!(self.tokenizer.feed(&self.buffer), TokenizerResult::Done) {}
            self.refused()?;
            rest = behind;
        }
        Ok(text.len())
    }

    fn refused(&self) -> Result<(), String> {
        self.tokenizer.sink.builder.sink.refused.take().map_or(Ok(()), Err)
    }

    /// Whether the open element is one of SVG or MathML.
    fn is_foreign(&self) -> bool {
        self.tokenizer.sink.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// How the next bytes are read.
#[derive(Clone)]
enum Mode {
    Markup,
    /// As text, up to the end tag of this name.
    Raw(String),
    /// As text, to the end.
    Plain,
}

/// Sees the tokens on their way to the builder of the tree.
struct Watch {
    builder: TreeBuilder<Node, Tree>,
    mode: RefCell<Mode>,
    /// Comments and document types.
    comments: Cell<u64>,
}

impl TokenSink for Watch {
    type Handle = Node;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Node> {
        let name = match &token {
            Token::TagToken(Tag { kind: TagKind::StartTag, name, .. }) => Some(name.to_string()),
            Token::TagToken(_) => None,
            other => {
                let is_comment = matches!(other, Token::CommentToken(_) | Token::DoctypeToken(_));
                self.comments.set(self.comments.get() + u64::from(is_comment));
                return self.builder.process_token(token, line);
            }
        };
        let result = self.builder.process_token(token, line);
        *self.mode.borrow_mut() = match (&result, name) {
            (TokenSinkResult::RawData(RawKind::Rcdata | RawKind::Rawtext | RawKind::ScriptData), Some(name)) => {
                Mode::Raw(name)
            }
            (TokenSinkResult::Plaintext, _) => Mode::Plain,
            _ => Mode::Markup,
        };
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// A node of the tree.
#[derive(Clone)]
struct Node {
    id: NodeId,
    /// Elements that hold it, as far as is known.
    depth: Rc<Cell<usize>>,
}

impl Node {
    fn new(id: NodeId) -> Self {
        Self { id, depth: Rc::default() }
    }
}

/// The tree being built, and how far it is.
struct Tree {
    document: Document,
    nodes: Cell<usize>,
    /// Where the last text went, and how many bytes it has there.
    text: Cell<Option<(NodeId, usize)>>,
    /// Attributes that further tags of `html` and `body` brought.
    added: Cell<usize>,
    line: Cell<u64>,
    refused: RefCell<Option<String>>,
}

impl Tree {
    fn new() -> Self {
        let (document, nodes, text, added, refused) = Default::default();
        Self { document, nodes, text, added, line: Cell::new(1), refused }
    }

    fn created(&self, id: NodeId) -> Node {
        self.nodes.set(self.nodes.get() + 1);
        if self.nodes.get() > MOST_NODES {
            self.refuse(format!(
                "more than {MOST_NODES} elements and comments (line {}); turn the page into text yourself and read that",
                self.line.get()
            ));
        }
        Node::new(id)
    }

    fn refuse(&self, message: String) {
        self.refused.borrow_mut().get_or_insert(message);
    }

    /// The child as the document takes it, at `depth` below or before `place`.
    fn child(&self, child: NodeOrText<Node>, place: NodeId, depth: usize) -> NodeOrText<NodeId> {
        match child {
            NodeOrText::AppendText(text) => {
                let before = self.text.get().filter(|(last, _)| *last == place).map_or(0, |(_, bytes)| bytes);
                if before + text.len() <= LONGEST {
                    self.text.set(Some((place, before + text.len())));
                    return NodeOrText::AppendText(text);
                }
                self.text.set(Some((place, text.len())));
                NodeOrText::AppendNode(self.document.tree.new_text(text).id)
            }
            NodeOrText::AppendNode(node) => {
                self.text.set(None);
                node.depth.set(depth);
                if depth > DEEPEST {
                    self.refuse(too_deep(self.line.get()));
                }
                NodeOrText::AppendNode(node.id)
            }
        }
    }
}

impl TreeSink for Tree {
    type Handle = Node;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    // Every page has some, and nobody reads them.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn set_current_line(&self, line: u64) {
        self.line.set(line);
    }

    fn get_document(&self) -> Node {
        Node::new(self.document.get_document())
    }

    fn elem_name<'a>(&'a self, target: &'a Node) -> Self::ElemName<'a> {
        self.document.elem_name(&target.id)
    }

    fn create_element(&self, name: QualName, mut attrs: Vec<Attribute>, flags: ElementFlags) -> Node {
        attrs.retain(|attribute| attribute.value.len() <= LONGEST);
        self.created(self.document.create_element(name, attrs, flags))
    }

    fn create_comment(&self, text: StrTendril) -> Node {
        self.created(self.document.create_comment(text))
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Node {
        self.created(self.document.create_pi(target, data))
    }

    fn append(&self, parent: &Node, child: NodeOrText<Node>) {
        self.document.append(&parent.id, self.child(child, parent.id, parent.depth.get() + 1));
    }

    fn append_based_on_parent_node(&self, element: &Node, previous: &Node, child: NodeOrText<Node>) {
        let depth = element.depth.get().max(previous.depth.get() + 1);
        self.document.append_based_on_parent_node(&element.id, &previous.id, self.child(child, element.id, depth));
    }

    fn append_before_sibling(&self, sibling: &Node, child: NodeOrText<Node>) {
        self.document.append_before_sibling(&sibling.id, self.child(child, sibling.id, sibling.depth.get()));
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.document.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &Node) -> Node {
        Node { id: self.document.get_template_contents(&target.id), depth: Rc::clone(&target.depth) }
    }

    fn same_node(&self, a: &Node, b: &Node) -> bool {
        a.id == b.id
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn add_attrs_if_missing(&self, target: &Node, mut attrs: Vec<Attribute>) {
        attrs.retain(|attribute| attribute.value.len() <= LONGEST);
        self.added.set(self.added.get() + attrs.len());
        if self.added.get() > MOST_ATTRIBUTES {
            self.refuse(format!(
                "`html` and `body` again and again, with more than {MOST_ATTRIBUTES} attributes (line {}); no page of news has \
                 them, and reading it would take hours",
                self.line.get()
            ));
            return;
        }
        self.document.add_attrs_if_missing(&target.id, attrs);
    }

    fn remove_from_parent(&self, target: &Node) {
        self.document.remove_from_parent(&target.id);
    }

    fn reparent_children(&self, node: &Node, new_parent: &Node) {
        self.document.reparent_children(&node.id, &new_parent.id);
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &Node) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(&node.id)
    }
}
