//! One pass over the text. Pure: it takes a text and rules, and gives a text and an alignment.
//!
//! Nearly all of a news text is characters that stay, or fold to one of the same length. Blocks of bytes are classified
//! without branches, and only flagged characters are looked at; what lies between them is copied whole.
//!
//! A flagged character is treated with its *segment*: a character that nothing before it can change, and all that follows
//! up to the next such one (marks, tatweel, controls). A segment normalises the same alone as in its text. Common segments
//! are read from tables; the others go through [`Rewriter`], which states the rules in their order.

use crate::rules::{Space, is_composing_mark, is_control_to_space, is_harakat, is_joiner};
use crate::{Controls, Form, Marks, Rules, Tatweel, WhiteSpace};
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use rawi_arabic as ar;
use rawi_core::{Alignment, AlignmentBuilder};

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
    watch: Watch,
    /// By code point / 64: which page of `entries` holds it; [`NO_PAGE`] for those that are worked out when met.
    pages: Vec<u8>,
    entries: Vec<Entry>,
    /// The texts of [`Kind::Replace`].
    texts: String,
}

const NO_PAGE: u8 = u8::MAX;

/// What the code points below U+10000 are that Arabic news holds: up to Samaritan, punctuation, presentation forms.
const TABULATED: [std::ops::Range<u32>; 3] = [0..0x800, 0x2000..0x2080, 0xFB40..0xFF00];

/// How a character is treated, if its neighbours do not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    // These begin a segment:
    /// It stays.
    Keep,
    /// It becomes one character of the same byte length.
    Fold,
    /// It becomes other text.
    Replace,
    /// White space that the rules collapse.
    Space,
    /// It goes through the [`Rewriter`].
    Rewrite,
    // These do not:
    /// It goes, and belongs to what is before it.
    Drop,
    /// It goes, and belongs to no neighbour.
    Control,
    /// A mark that stays and composes with nothing.
    Carried,
    /// Its segment goes through the [`Rewriter`].
    Attached,
}

impl Kind {
    fn begins(self) -> bool {
        self <= Self::Rewrite
    }
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    kind: Kind,
    /// Length of a [`Kind::Replace`] in [`Normalizer::texts`].
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

impl Normalizer {
    /// Makes the tables for `rules`; takes about a millisecond.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        let mut normalizer = Self {
            rules,
            watch: Watch::new(&rules),
            pages: vec![NO_PAGE; 0x10000 / 64],
            entries: Vec::new(),
            texts: String::new(),
        };
        let mut rewriter = Rewriter::new(rules);
        for code in TABULATED.into_iter().flatten() {
            let c = char::from_u32(code).expect("no surrogate is tabulated");
            if code % 64 == 0 {
                normalizer.pages[code as usize / 64] = (normalizer.entries.len() / 64) as u8;
            }
            let mut entry = Entry::from(rewriter.kind(c));
            if entry.kind == Kind::Rewrite {
                let text = rewriter.rewrite(c.encode_utf8(&mut [0; 4]), None);
                let mut chars = text.chars();
                let one = chars.next().filter(|folded| chars.next().is_none() && folded.len_utf8() == c.len_utf8());
                if let Some(folded) = one {
                    entry = Entry { folded, ..Entry::from(if folded == c { Kind::Keep } else { Kind::Fold }) };
                } else if !text.starts_with(' ') && text.chars().next_back().is_some_and(|c| CCC.get_u8(c) == 0) {
                    entry = Entry {
                        len: text.len() as u8,
                        at: normalizer.texts.len() as u16,
                        ..Entry::from(Kind::Replace)
                    };
                    normalizer.texts.push_str(text);
                }
            }
            normalizer.entries.push(entry);
        }
        normalizer
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
        let mut pass = Pass {
            normalizer: self,
            source: text,
            out: String::with_capacity(text.len() + 16),
            alignment: Alignment::builder(),
            done: 0,
            told: 0,
            pending: None,
            rewriter: Rewriter::new(self.rules),
        };
        let bytes = text.as_bytes();
        let mut next = 0;
        // The first block has nothing before it, the last is filled up with what is never flagged.
        let mut padded = [b'a'; BLOCK + 1];
        padded[0] = b' ';
        for start in (0..bytes.len()).step_by(BLOCK) {
            let end = start + BLOCK;
            if next >= end {
                continue;
            }
            let whole = bytes.get(start.wrapping_sub(1)..end);
            let window = whole.and_then(|window| window.try_into().ok()).unwrap_or_else(|| {
                if start > 0 {
                    padded[0] = bytes[start - 1];
                }
                let rest = &bytes[start..end.min(bytes.len())];
                padded[1..=rest.len()].copy_from_slice(rest);
                padded[rest.len() + 1..].fill(b'a');
                &padded
            });
            let mut flags = self.watch.flags(window);
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

    #[inline]
    fn entry(&self, c: char) -> Option<Entry> {
        if c < '\u{800}' {
            return Some(self.entries[c as usize]); // the first pages, in their order
        }
        let page = *self.pages.get(c as usize / 64)?;
        (page != NO_PAGE).then(|| self.entries[page as usize * 64 + c as usize % 64])
    }

    fn text(&self, entry: Entry) -> &str {
        &self.texts[entry.at as usize..entry.at as usize + entry.len as usize]
    }
}

/// Bytes classified at once.
const BLOCK: usize = 64;

/// Finds the characters that a rule may touch. What it flags needlessly costs a look, what it does not flag is copied.
#[derive(Clone, Copy, Debug)]
struct Watch {
    /// Taken from a second byte after 0xD8, it leaves less than -123 for آ to ئ, where alef is folded; for none else.
    alef: u8,
    /// After 0xD8: the second byte of ة, where it is folded; 0 else.
    teh_marbuta: u8,
    /// After 0xD9: the second byte of ى, where it is folded; 0 else.
    alef_maksura: u8,
}

impl Watch {
    fn new(rules: &Rules) -> Self {
        Self {
            alef: if rules.fold_alef { 0x22 } else { 0x40 },
            teh_marbuta: if rules.fold_teh_marbuta { 0xA9 } else { 0 },
            alef_maksura: if rules.fold_alef_maksura { 0x89 } else { 0 },
        }
    }

    /// One bit for each byte of the block, the first the lowest; `window` is the block and the byte before it.
    ///
    /// Written so that it compiles to few vector instructions: continuation bytes are negative as signed bytes, and signed
    /// comparison is cheap.
    #[inline]
    fn flags(&self, window: &[u8; BLOCK + 1]) -> u64 {
        let mut flags = [0u8; BLOCK];
        for ((flag, &p), &c) in flags.iter_mut().zip(&window[..BLOCK]).zip(&window[1..]) {
            let signed = c.cast_signed();
            // Below U+0020, and lead bytes (0xC0 and above) other than those of U+0600-067F.
            let control_or_lead = c.wrapping_sub(0x40).cast_signed() < -0x20;
            let lead = control_or_lead & (c & 0xFE != 0xD8);
            let ascii = (c == 0x7F) | (c | p == b' '); // DELETE, two blanks
            // U+0600-060B and U+0610-061F: signs, marks, ARABIC LETTER MARK; not the comma.
            let d8 = (signed < 0x8Cu8.cast_signed())
                | (c & 0xF0 == 0x90)
                | (c.wrapping_sub(self.alef).cast_signed() < -123)
                | (c == self.teh_marbuta);
            // U+0640 tatweel, U+064B-067F: marks, digits, superscript alef, wasla
            let d9 = (c == 0x80) | (c == self.alef_maksura) | (signed > 0x8Au8.cast_signed());
            *flag = u8::from(lead | ascii | ((p == 0xD8) & d8) | ((p == 0xD9) & d9)).wrapping_neg();
        }
        // Eight bytes 0xFF or 0 to eight bits: the product brings bit 8k of the word to bit 56 + k.
        let lanes = flags.as_chunks().0.iter().map(|lane| u64::from_le_bytes(*lane) & 0x0101_0101_0101_0101);
        lanes.rev().fold(0, |bits, lane| bits << 8 | lane.wrapping_mul(0x0102_0408_1020_4080) >> 56)
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
    out: String,
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
        let c = self.source[at..].chars().next()?;
        let entry = self.normalizer.entry(c).unwrap_or_else(|| self.rewriter.kind(c).into());
        Some((entry, c.len_utf8()))
    }

    /// The entry of the two-byte character at `at`, if it is one.
    #[inline]
    fn look_two(&self, at: usize) -> Option<Entry> {
        match self.source.as_bytes().get(at..at + 2) {
            Some(&[lead @ 0xC0..0xE0, second]) => {
                Some(self.normalizer.entries[usize::from(lead & 0x1F) << 6 | usize::from(second & 0x3F)])
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
        // Nearly all that is flagged: أ, إ, ى, or a character flagged needlessly.
        if let Some(entry) = self.look_two(at)
            && entry.kind <= Kind::Fold
            && self.begins(at + 2)
        {
            if entry.kind == Kind::Fold {
                self.flush(at);
                self.out.push(entry.folded);
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
                self.write(owned, self.normalizer.text(entry), false);
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
            self.out.push_str(&self.source[self.done..end]);
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
        self.out.push_str(text);
        if !same_length {
            self.alignment.copy(self.done - self.told);
            self.alignment.replace(end - self.done, text.len());
            self.told = end;
        }
        self.done = end;
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
        (self.out, self.alignment.finish())
    }
}

/// Rewrites one segment by the rules, in their order. Everything else here is a short cut to what it gives.
struct Rewriter {
    rules: Rules,
    from: String,
    to: String,
}

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
const NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
const CCC: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();

impl Rewriter {
    fn new(rules: Rules) -> Self {
        Self { rules, from: String::new(), to: String::new() }
    }

    /// [`rewrite`](Self::rewrite), lending its buffer.
    fn take(&mut self, segment: &str, after: Option<char>) -> String {
        self.rewrite(segment, after);
        std::mem::take(&mut self.to)
    }

    fn give_back(&mut self, buffer: String) {
        self.to = buffer;
    }

    /// `segment` by the rules; `after` is the character after it.
    fn rewrite(&mut self, segment: &str, after: Option<char>) -> &str {
        let rules = self.rules;
        self.spell_out(segment);
        self.compose(if rules.form == Form::Nfkc { &NFKC } else { &NFC });
        self.drop_and_fold(after);
        // What was dropped may have kept others from composing.
        self.compose(&NFC);
        &self.to
    }

    /// `from`: `segment` without controls and with presentation forms spelt out.
    fn spell_out(&mut self, segment: &str) {
        let rules = self.rules;
        self.from.clear();
        // Whether something stands before a joiner that will still be there when all rules are through.
        let mut visible = false;
        for c in segment.chars() {
            let before = self.from.len();
            if rules.drops_mark(c) && ar::is_mark_form(c) || rules.drops_control(c) {
                continue;
            }
            if rules.controls == Controls::RemoveStray && is_joiner(c) && !visible {
                continue; // it joins nothing
            }
            if rules.controls != Controls::Keep && is_control_to_space(c) {
                self.from.push(' ');
            } else if ar::is_mark_form(c) && (rules.unfolds(c) || rules.form == Form::Nfkc) {
                self.from.extend(NFKD.normalize_iter(std::iter::once(c)).filter(|&c| ar::is_mark(c)));
                if self.from.len() == before {
                    self.from.push(c); // U+FE73 ARABIC TAIL FRAGMENT stands for nothing else
                }
            } else if rules.unfolds(c) {
                self.from.extend(NFKC.normalize_iter(std::iter::once(c)));
            } else {
                self.from.push(c);
            }
            for c in self.from[before..].chars() {
                let goes = rules.drops_mark(c) || ar::is_tatweel(c) && rules.tatweel == Tatweel::Remove;
                visible = !c.is_whitespace() && (visible || !goes);
            }
        }
    }

    /// `to`: `from`, composed.
    fn compose(&mut self, form: &ComposingNormalizerBorrowed<'static>) {
        self.to.clear();
        if self.rules.form == Form::None {
            self.to.push_str(&self.from);
        } else {
            // A String takes all it is given.
            let _ = form.normalize_to(&self.from, &mut self.to);
        }
    }

    /// `from`: `to` without the marks and tatweels that go, and with letters folded.
    fn drop_and_fold(&mut self, after: Option<char>) {
        let rules = self.rules;
        let letter_after = after.is_some_and(|c| match rules.form {
            Form::Nfkc => first_of_nfkd(c).is_some_and(ar::is_letter),
            _ => ar::is_letter(c),
        });
        self.from.clear();
        let mut letter_before = false;
        let mut on_alef = false;
        let mut run_end = 0; // of tatweels and marks
        let mut stretches = false;
        for (i, c) in self.to.char_indices() {
            if ar::is_tatweel(c) && i >= run_end && rules.tatweel == Tatweel::RemoveBetweenLetters {
                let run = self.to[i..].trim_start_matches(|c| ar::is_tatweel(c) || ar::is_mark(c));
                run_end = self.to.len() - run.len();
                // A tatweel that bears a hamza stays with it.
                let hamza =
                    self.to[i..run_end].chars().any(|c| matches!(c, '\u{0654}' | '\u{0655}') && !rules.drops_mark(c));
                let next_is_letter = run.chars().next().map_or(letter_after, ar::is_letter);
                stretches = letter_before && next_is_letter && !hamza;
            }
            let goes = match rules.tatweel {
                Tatweel::Keep => false,
                Tatweel::RemoveBetweenLetters => stretches && i < run_end,
                Tatweel::Remove => true,
            };
            if rules.drops_mark(c) || (ar::is_tatweel(c) && goes) {
                continue;
            }
            // A hamza that was left on a folded alef would make it أ again.
            if on_alef && rules.fold_alef && rules.form != Form::None && is_composing_mark(c) {
                continue;
            }
            let folded = rules.fold(c);
            if CCC.get_u8(c) == 0 {
                on_alef = folded == 'ا';
            }
            if !ar::is_mark(c) && !ar::is_tatweel(c) {
                letter_before = ar::is_letter(c);
            }
            self.from.push(folded);
        }
    }

    /// How `c` is treated, if it is not tabulated; one that changes is [`Kind::Rewrite`].
    fn kind(&self, c: char) -> Kind {
        let rules = &self.rules;
        if rules.space(c).is_some() {
            return Kind::Space;
        }
        if rules.drops_control(c) {
            return Kind::Control;
        }
        let drops = rules.drops_mark(c) || (ar::is_tatweel(c) && rules.tatweel == Tatweel::Remove);
        if drops && !is_composing_mark(c) {
            return Kind::Drop;
        }
        let mut decomposed = NFKD.normalize_iter(std::iter::once(c));
        let first = decomposed.next().unwrap_or(c);
        let to_space = is_control_to_space(c) && rules.controls != Controls::Keep;
        if is_attached(c) && !to_space || is_attached(first) || CCC.get_u8(first) != 0 || composes_backward(first) {
            let kept = rules.marks == Marks::Keep || (rules.marks == Marks::RemoveHarakat && !is_harakat(c));
            return if kept && (is_harakat(c) || c == '\u{0670}') { Kind::Carried } else { Kind::Attached };
        }
        let stays = first == c && decomposed.next().is_none() && !to_space && rules.fold(c) == c;
        if stays { Kind::Keep } else { Kind::Rewrite }
    }
}

fn first_of_nfkd(c: char) -> Option<char> {
    NFKD.normalize_iter(std::iter::once(c)).next()
}

/// What some rule may drop: it begins no segment.
fn is_attached(c: char) -> bool {
    ar::is_mark(c) || ar::is_mark_form(c) || ar::is_tatweel(c) || ar::is_format(c)
}

/// A character of combining class 0 that composes with the one before it: vowel signs of Indic scripts, Hangul vowels and
/// final consonants. A test derives the list from the Unicode data.
fn composes_backward(c: char) -> bool {
    matches!(c, '\u{09BE}' | '\u{09D7}' | '\u{0B3E}' | '\u{0B56}' | '\u{0B57}' | '\u{0BBE}' | '\u{0BD7}' | '\u{0CC2}' | '\u{0CD5}'
        | '\u{0CD6}' | '\u{0D3E}' | '\u{0D57}' | '\u{0DCF}' | '\u{0DDF}' | '\u{0FB5}' | '\u{0FB7}' | '\u{102E}'
        | '\u{1161}'..='\u{1175}' | '\u{11A8}'..='\u{11C2}' | '\u{1B35}' | '\u{11127}' | '\u{1133E}' | '\u{11357}' | '\u{113B8}'
        | '\u{113BB}' | '\u{113C2}' | '\u{113C9}' | '\u{114B0}' | '\u{114BA}' | '\u{114BD}' | '\u{115AF}' | '\u{11930}' | '\u{1611E}'
        | '\u{1611F}' | '\u{16120}' | '\u{16129}' | '\u{16D67}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Profile;
    use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};

    #[test]
    fn what_composes_backward_is_what_ends_a_decomposition() {
        let decomposition = CanonicalDecompositionBorrowed::new();
        let ends: std::collections::BTreeSet<char> = ('\0'..=char::MAX)
            .filter_map(|c| match decomposition.decompose(c) {
                Decomposed::Expansion(_, second) if CCC.get_u8(second) == 0 => Some(second),
                _ => None,
            })
            .collect();
        for c in '\0'..=char::MAX {
            assert_eq!(composes_backward(c), ends.contains(&c), "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn what_is_not_flagged_stays() {
        for fold in [false, true] {
            let rules = Rules { fold_teh_marbuta: fold, ..Rules::profile(Profile::Search) };
            let normalizer = Normalizer::new(rules);
            for c in ('\0'..=char::MAX).filter(|&c| c != ' ') {
                let mut block = [b'a'; BLOCK + 1];
                c.encode_utf8(&mut block[1..]);
                let flagged = normalizer.watch.flags(&block) != 0;
                assert!(
                    flagged || normalizer.entry(c).is_some_and(|entry| entry.kind == Kind::Keep),
                    "U+{:04X}",
                    c as u32
                );
            }
        }
    }
}
