//! One pass over the text. Pure: it takes a text and rules, and gives a text and an alignment.
//!
//! Nearly all of a news text is characters that stay, or fold to one of the same length. Blocks of bytes are folded and
//! classified without branches ([`Scan`]), and only flagged characters are looked at; what lies between them is copied whole.
//!
//! A flagged character is treated with its *segment*: a character that nothing before it can change, and all that follows
//! up to the next such one (marks, tatweel, controls). A segment normalises the same alone as in its text. Common segments
//! are read from tables; the others go through [`Rewriter`], which states the rules in their order.

use crate::rewrite::{CCC, Kind, Rewriter};
use crate::rules::{Rules, Space, WhiteSpace};
use crate::scan::{BLOCK, Scan, Scanned};
use crate::steps;
use rawi_core::{Alignment, AlignmentBuilder};
use std::sync::OnceLock;

/// [`Rules`] made ready to run.
///
/// ```
/// use rawi_core::{Span, ViewSpan};
/// use rawi_normalizer::{Normalizer, Profile, Rules};
/// let (text, alignment) = Normalizer::new(Rules::profile(Profile::Search)).normalize("وﻷحمدَ");
/// assert_eq!(text, "ولاحمد");
/// // لا, read from one ligature of 3 bytes, is one unit.
/// assert_eq!(alignment.to_source(ViewSpan::new(2, 4)), Span::new(2, 5));
/// ```
#[derive(Clone, Debug)]
pub struct Normalizer {
    rules: Rules,
    scan: Scan,
    /// By code point / 64, those below U+10000; each made when a character of it is met first, since a text needs few.
    pages: Box<[OnceLock<Box<Page>>]>,
}

/// How 64 characters are treated.
#[derive(Clone, Debug)]
struct Page {
    entries: [Entry; PAGE],
    /// The texts of [`Kind::Replace`].
    texts: String,
}

/// Characters on a page.
const PAGE: usize = 64;

#[derive(Clone, Copy, Debug)]
struct Entry {
    kind: Kind,
    /// Length of a [`Kind::Replace`] in [`Page::texts`].
    len: u8,
    /// Its place there.
    at: u16,
    /// What a [`Kind::Fold`] becomes.
    folded: char,
}

impl From<Kind> for Entry {
    fn from(kind: Kind) -> Self {
        Self { kind, len: 0, at: 0, folded: '\0' }
    }
}

impl Page {
    /// The page that begins with the character of this code.
    fn new(rules: Rules, first: u32) -> Self {
        let mut page = Self { entries: [Entry::from(Kind::Rewrite); PAGE], texts: String::new() };
        let mut rewriter = Rewriter::new(rules);
        for (code, entry) in (first..).zip(&mut page.entries) {
            // Surrogates are no characters and are never met.
            let Some(c) = char::from_u32(code) else { continue };
            *entry = Entry::from(rewriter.kind(c));
            if entry.kind != Kind::Rewrite {
                continue;
            }
            let text = rewriter.rewrite(c.encode_utf8(&mut [0; 4]), None);
            let mut chars = text.chars();
            let one = chars.next().filter(|folded| chars.next().is_none() && folded.len_utf8() == c.len_utf8());
            if let Some(folded) = one {
                *entry = Entry { folded, ..Entry::from(if folded == c { Kind::Keep } else { Kind::Fold }) };
            } else if !text.starts_with(' ') && text.chars().next_back().is_some_and(|c| CCC.get_u8(c) == 0) {
                *entry = Entry { len: text.len() as u8, at: page.texts.len() as u16, ..Entry::from(Kind::Replace) };
                page.texts.push_str(text);
            }
        }
        page
    }
}

impl Normalizer {
    /// Makes it ready for `rules`.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self { rules, scan: Scan::new(&rules), pages: vec![OnceLock::new(); 0x10000 / PAGE].into() }
    }

    /// The rules it was made from.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The normalised text, and how it is aligned to `text`.
    ///
    /// What a rule drops belongs to the character before it (a mark to its letter, tatweel to its left neighbour); controls,
    /// and white space at the text's edges, belong to nothing. What composes, or expands to several characters, is one
    /// unit.
    #[must_use]
    pub fn normalize(&self, text: &str) -> (String, Alignment) {
        let Scanned { folded, flags } = self.scan.text(text);
        let mut pass = Pass {
            normalizer: self,
            source: text,
            folded: &folded,
            out: Vec::with_capacity(text.len() + 16),
            alignment: Alignment::builder(),
            done: 0,
            told: 0,
            pending: None,
            rewriter: Rewriter::new(self.rules),
        };
        let bytes = text.as_bytes();
        let mut next = 0;
        for (start, mut flags) in (0..).step_by(BLOCK).zip(flags) {
            while flags != 0 {
                let mut at = start + flags.trailing_zeros() as usize;
                flags &= flags - 1;
                // Two-byte characters are flagged at their second byte.
                at -= usize::from(bytes[at] & 0xC0 == 0x80);
                if at >= next {
                    next = pass.visit(at);
                }
            }
        }
        pass.finish()
    }

    /// The page of this number, if it holds characters below U+10000.
    #[inline]
    fn page(&self, number: usize) -> Option<&Page> {
        let page = self.pages.get(number)?;
        Some(page.get_or_init(|| Box::new(Page::new(self.rules, (number * PAGE) as u32))))
    }

    #[inline]
    fn entry(&self, c: char) -> Option<Entry> {
        Some(self.page(c as usize / PAGE)?.entries[c as usize % PAGE])
    }

    /// What the character `c` with this entry becomes.
    fn text(&self, c: char, entry: Entry) -> &str {
        let texts = self.page(c as usize / PAGE).map_or("", |page| &page.texts);
        &texts[entry.at as usize..entry.at as usize + entry.len as usize]
    }
}

/// White space met and not yet written: whether any is, shows only when something follows.
#[derive(Clone, Copy)]
struct Pending {
    /// In the source, where it starts.
    start: usize,
    /// Where what belongs to it ends.
    owned: usize,
    /// Where the controls after it end.
    end: usize,
    text: &'static str,
}

/// The state of one pass.
struct Pass<'a> {
    normalizer: &'a Normalizer,
    source: &'a str,
    /// The source with its letters folded, as long as it.
    folded: &'a [u8],
    out: Vec<u8>,
    alignment: AlignmentBuilder,
    /// The source is written up to here; from here to the character being visited it stays as it is.
    done: usize,
    /// The alignment knows the source up to here.
    told: usize,
    /// If there is one, it starts at `done`.
    pending: Option<Pending>,
    rewriter: Rewriter,
}

impl<'a> Pass<'a> {
    /// The character at byte `at`: its entry and length; `None` at the end.
    #[inline]
    fn look(&self, at: usize) -> Option<(Entry, usize)> {
        steps::take(1);
        let c = self.source[at..].chars().next()?;
        let entry = self.normalizer.entry(c).unwrap_or_else(|| self.rewriter.kind(c).into());
        Some((entry, c.len_utf8()))
    }

    /// The entry of the two-byte character at `at`, if it is one.
    #[inline]
    fn look_two(&self, at: usize) -> Option<Entry> {
        steps::take(1);
        match self.source.as_bytes().get(at..at + 2) {
            Some(&[lead @ 0xC0..0xE0, second]) => {
                // A page for each lead byte.
                Some(self.normalizer.page(usize::from(lead & 0x1F))?.entries[usize::from(second & 0x3F)])
            }
            _ => None,
        }
    }

    /// Whether a segment begins at `at`, or the text ends.
    #[inline]
    fn begins(&self, at: usize) -> bool {
        match (self.source.as_bytes().get(at), self.look_two(at)) {
            (None | Some(..0x80), _) => true, // all of ASCII begins a segment
            (_, Some(entry)) => entry.kind.begins(),
            _ => self.look(at).is_some_and(|(entry, _)| entry.kind.begins()),
        }
    }

    /// Treats the segment that holds the character at `at`; gives where it ends.
    #[inline]
    fn visit(&mut self, at: usize) -> usize {
        // A digit, or a character flagged needlessly.
        if let Some(entry) = self.look_two(at)
            && entry.kind <= Kind::Fold
            && self.begins(at + 2)
        {
            if entry.kind == Kind::Fold {
                self.flush(at);
                self.push(entry.folded.encode_utf8(&mut [0; 4]));
                self.done = at + 2;
            }
            return at + 2;
        }
        self.visit_segment(at)
    }

    fn visit_segment(&mut self, at: usize) -> usize {
        let Some((entry, len)) = self.look(at) else { return at };
        if entry.kind == Kind::Space {
            let start = at - usize::from(self.ends_in_blank(at));
            return self.white_space(start);
        }
        if entry.kind.begins() {
            return self.segment(at, entry, len);
        }
        // All that is not yet written begins segments: the one before `at` begins this.
        let Some(base) = self.source[self.done..at].chars().next_back() else { return self.white_space(at) };
        let base = at - base.len_utf8();
        match self.look(base) {
            Some((entry, len)) if entry.kind != Kind::Space => self.segment(base, entry, len),
            _ => self.white_space(base),
        }
    }

    /// Whether what is not yet written, up to `end`, ends in a blank that the rules collapse.
    fn ends_in_blank(&self, end: usize) -> bool {
        let from = self.pending.map_or(self.done, |pending| pending.end);
        self.normalizer.rules.white_space != WhiteSpace::Keep && self.source[from..end].ends_with(' ')
    }

    /// The segment that begins at `at` with a character of this entry.
    #[inline]
    fn segment(&mut self, at: usize, entry: Entry, len: usize) -> usize {
        let first = at + len;
        let mut owned = first;
        let mut next = self.look(owned);
        while let Some((Entry { kind: Kind::Drop, .. }, len)) = next {
            owned += len;
            next = self.look(owned);
        }
        let mut end = owned;
        while let Some((Entry { kind: Kind::Control, .. }, len)) = next {
            end += len;
            next = self.look(end);
        }
        let mut carried = 0;
        if let (Some((Entry { kind: Kind::Carried, .. }, len)), true) = (next, end == first) {
            carried = len;
            next = self.look(end + len);
        }
        if entry.kind == Kind::Rewrite || next.is_some_and(|(entry, _)| !entry.kind.begins()) {
            let (owned, end) = self.extent(at);
            let text = self.rewriter.take(&self.source[at..owned], self.source[end..].chars().next());
            self.place(at, owned, end, &text);
            self.rewriter.give_back(text);
            return end;
        }
        if entry.kind != Kind::Keep {
            self.flush(at);
            if entry.kind == Kind::Fold {
                self.write(owned, entry.folded.encode_utf8(&mut [0; 4]), owned == first);
            } else {
                let c = self.source[at..].chars().next().unwrap_or_default();
                self.write(owned, self.normalizer.text(c, entry), false);
            }
            self.discard(end);
        } else if end > first {
            self.flush(at);
            self.write(owned, &self.source[at..first], owned == first);
            self.discard(end);
        }
        end + carried
    }

    /// White space from `start`, with what is attached to it; or, at the beginning of the text, what is attached to nothing.
    fn white_space(&mut self, start: usize) -> usize {
        self.flush(start);
        let (mut at, mut owned) = (start, start);
        let (mut blank, mut breaks) = (false, 0);
        while let Some((entry, len)) = self.look(at) {
            match entry.kind {
                Kind::Space => {
                    let c = self.source[at..].chars().next();
                    match c.and_then(|c| self.normalizer.rules.space(c)) {
                        // CR LF is one line break.
                        Some(Space::Line) if c == Some('\n') && self.source[start..at].ends_with('\r') => {}
                        Some(Space::Line) => breaks += 1,
                        Some(Space::Paragraph) => breaks += 2,
                        _ => {}
                    }
                    blank = true;
                    owned = at + len;
                    at = owned;
                }
                Kind::Drop => {
                    owned = at + len;
                    at = owned;
                }
                Kind::Control => at += len,
                kind if kind.begins() => break,
                _ => {
                    let (part, end) = self.extent(at);
                    let text = self.rewriter.take(&self.source[at..part], self.source[end..].chars().next());
                    if text.is_empty() {
                        owned = part;
                        at = end;
                    } else {
                        self.pending = Some(self.pending_of(start, owned, at, blank, breaks));
                        self.place(at, part, end, &text);
                        at = end;
                    }
                    let left = !text.is_empty();
                    self.rewriter.give_back(text);
                    if left {
                        return at;
                    }
                }
            }
        }
        self.pending = Some(self.pending_of(start, owned, at, blank, breaks));
        at
    }

    fn pending_of(&self, start: usize, owned: usize, end: usize, blank: bool, breaks: usize) -> Pending {
        let text = match (self.normalizer.rules.white_space, breaks) {
            _ if !blank => "",
            (WhiteSpace::Lines, 1) => "\n",
            (WhiteSpace::Lines, 2..) => "\n\n",
            _ => " ",
        };
        Pending { start, owned, end, text }
    }

    /// The segment at `at`: where what belongs to it ends, and where the controls after it end.
    fn extent(&self, at: usize) -> (usize, usize) {
        let mut end = at + self.look(at).map_or(0, |(_, len)| len);
        let mut owned = end;
        while let Some((entry, len)) = self.look(end).filter(|(entry, _)| !entry.kind.begins()) {
            end += len;
            if entry.kind != Kind::Control {
                owned = end;
            }
        }
        (owned, end)
    }

    /// The source from `start` to `owned` becomes `text`, from there to `end` it is dropped.
    fn place(&mut self, start: usize, owned: usize, end: usize, text: &str) {
        if text == &self.source[start..owned] {
            if end > owned {
                self.flush(owned);
                self.discard(end);
            }
        } else if self.normalizer.rules.white_space != WhiteSpace::Keep && text.starts_with(' ') {
            // U+00B4 ACUTE ACCENT is a space and a mark: the space joins the white space before it.
            let space = match self.pending.take_if(|pending| pending.end == start) {
                Some(space) => space,
                None => {
                    let start = start - usize::from(self.ends_in_blank(start));
                    self.flush(start);
                    Pending { start, owned, end, text: " " }
                }
            };
            let separator = if self.out.is_empty() { "" } else { space.text };
            self.write(owned, &[separator, text.trim_start_matches(' ')].concat(), false);
            self.discard(end);
        } else {
            self.flush(start);
            self.write(owned, text, false);
            self.discard(end);
        }
    }

    /// Copies the source up to `end`.
    #[inline]
    fn flush(&mut self, end: usize) {
        self.settle();
        if end > self.done {
            steps::take(end - self.done);
            self.out.extend_from_slice(&self.folded[self.done..end]);
            self.done = end;
        }
    }

    /// Writes pending white space; none at the beginning of the text.
    #[inline]
    fn settle(&mut self) {
        if let Some(pending) = self.pending.take() {
            if self.out.is_empty() || pending.text.is_empty() {
                self.discard(pending.end);
            } else {
                self.write(pending.owned, pending.text, pending.owned - pending.start == pending.text.len());
                self.discard(pending.end);
            }
        }
    }

    /// The source up to `end` becomes `text`: one unit, or one character of the same length.
    #[inline]
    fn write(&mut self, end: usize, text: &str, same_length: bool) {
        self.push(text);
        if !same_length {
            self.alignment.copy(self.done - self.told);
            self.alignment.replace(end - self.done, text.len());
            self.told = end;
        }
        self.done = end;
    }

    #[inline]
    fn push(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// The source up to `end` is dropped and belongs to nothing.
    #[inline]
    fn discard(&mut self, end: usize) {
        if end > self.done {
            self.write(end, "", false);
        }
    }

    fn finish(mut self) -> (String, Alignment) {
        let len = self.source.len();
        let from = self.pending.map_or(self.done, |pending| pending.end);
        let end = len - usize::from(self.ends_in_blank(len));
        if end > from {
            self.flush(end);
        }
        self.pending = None;
        self.discard(len);
        // Checked with vector instructions, and copied once more: several times faster than to push what is known to be text
        // piece by piece onto a `String`.
        let text = simdutf8::basic::from_utf8(&self.out).expect("folded letters and pieces of text are UTF-8");
        (text.to_owned(), self.alignment.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Profile;

    #[test]
    fn what_is_not_flagged_is_folded_and_no_more() {
        for fold in [false, true] {
            let rules = Rules { fold_teh_marbuta: fold, fold_alef: fold, ..Rules::profile(Profile::Search) };
            let normalizer = Normalizer::new(rules);
            for c in ('\0'..=char::MAX).filter(|&c| c != ' ') {
                let text = format!("a{c}a");
                let scanned = normalizer.scan.text(&text);
                let expected = match normalizer.entry(c) {
                    Some(Entry { kind: Kind::Keep, .. }) => text,
                    Some(Entry { kind: Kind::Fold, folded, .. }) => format!("a{folded}a"),
                    _ => continue,
                };
                assert!(scanned.flags[0] != 0 || scanned.folded == expected.as_bytes(), "U+{:04X}", c as u32);
            }
            for c in ('\0'..=char::MAX).filter(|&c| c != ' ') {
                let changes = normalizer.entry(c).is_none_or(|entry| entry.kind > Kind::Fold);
                let flagged = normalizer.scan.text(&format!("a{c}a")).flags[0] != 0;
                assert!(flagged || !changes, "U+{:04X}", c as u32);
            }
        }
    }
}
