//! From tokens to atoms.
//!
//! Tokens give the borders of words and say what is no running text (addresses, tags); digits, their separators and the
//! proclitics of number words are read here, because a number may be spread over tokens or share one with a letter (الـ28,
//! 24-10-1436هـ, و27).

use crate::atoms::{Atom, Atoms, Gap, Kind, read_late};
use crate::letters::{Ending, Packed, code, offset_of_letter, pack, pack_at};
use crate::lexicon::Lexicon;
use crate::proclitics::look;
use crate::vocabulary::Role;
use crate::{digits, flag, steps};
use rawi_arabic::proclitics::Article;
use rawi_arabic::{digit_value, is_bidi_control, is_letter, is_mark, is_tatweel, is_wrapped, wrapped_lines};
use rawi_core::layers::{Token, TokenKind};
use rawi_core::{Annotations, Span};
use std::cell::Cell;

/// The atoms of `text` from its tokens.
pub(crate) fn atoms<'a>(text: &'a str, tokens: &Annotations<'_, Token>, lexicon: &'a Lexicon) -> Atoms<'a> {
    let (spans, tokens) = (tokens.spans(), tokens.values());
    let atoms = Vec::with_capacity(spans.len() + 1);
    let wrapped = wrapped_lines(text);
    let mut reading = Reading { text, lexicon, atoms, begins: Vec::new(), last: 0, pending: 0, line: false, wrapped };
    for (span, token) in spans.iter().zip(tokens) {
        reading.token(*span, token);
    }
    if let Some(first) = reading.atoms.first_mut() {
        first.get_mut().gap = Gap::Line;
    }
    let end = text.len() as u32;
    reading.atoms.push(Cell::new(Atom {
        start: end,
        end,
        kind: Kind::End,
        gap: Gap::Line,
        flags: 0,
        plain: 0,
        entry: 0,
        value: 0.0,
    }));
    Atoms::new(text, reading.atoms, reading.begins, lexicon)
}

/// Where the word of a token begins behind its proclitics: behind the last that is no article, which belongs to the word. A
/// proclitic has one letter, with marks perhaps, and only the article begins with an alef.
fn stem(text: &str, span: Span, token: &Token) -> usize {
    let letter = |clitic: &Span| !text[clitic.range()].starts_with(['ا', 'ٱ']);
    token.clitics.iter().filter(letter).last().map_or(span.start(), |clitic| clitic.end())
}

struct Reading<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    atoms: Vec<Cell<Atom>>,
    begins: Vec<u32>,
    /// Where the last atom, proclitic or digit run ended.
    last: usize,
    /// Flags of proclitics that stood alone before this atom: و 27, الـ 22.
    pending: u8,
    /// Whether a line end lies before those proclitics: nothing crosses one, so the next atom must see it.
    line: bool,
    /// The line ends over which a sentence goes on.
    wrapped: Vec<usize>,
}

impl Reading<'_> {
    fn push(&mut self, start: usize, end: usize, outer: usize, kind: Kind, flags: u8, entry: u16) {
        let begins = match kind {
            Kind::Number | Kind::Sign('-') => true,
            Kind::Word => self.lexicon.entry(entry).begins,
            _ => flags & flag::DUAL != 0,
        };
        if begins {
            self.begins.push(self.atoms.len() as u32);
        }
        self.add(start, end, outer, kind, flags, entry);
    }

    #[inline]
    fn add(&mut self, start: usize, end: usize, outer: usize, kind: Kind, flags: u8, entry: u16) {
        let gap = match outer.wrapping_sub(self.last) {
            _ if std::mem::take(&mut self.line) => Gap::Line,
            0 => Gap::None,
            1 if self.text.as_bytes().get(self.last) == Some(&b' ') => Gap::Space,
            _ => self.gap(outer),
        };
        let flags = flags | std::mem::take(&mut self.pending);
        let (start, end32) = (start as u32, end as u32);
        self.atoms.push(Cell::new(Atom { start, end: end32, kind, gap, flags, plain: 0, entry, value: 0.0 }));
        self.last = end;
    }

    #[cold]
    fn gap(&self, outer: usize) -> Gap {
        if self.breaks(outer) { Gap::Line } else { Gap::Space }
    }

    /// Whether a line ends between what was read last and byte `to`, and was not broken at a width.
    fn breaks(&self, to: usize) -> bool {
        steps::take(to - self.last);
        self.text[self.last..to].contains(['\n', '\r']) && !is_wrapped(self.text, &self.wrapped, self.last)
    }

    fn token(&mut self, span: Span, token: &Token) {
        steps::take(1);
        let (start, end) = (span.start().max(self.last), span.end());
        if start >= end {
            return;
        }
        match token.kind {
            TokenKind::Word => {
                let ending = Ending::of(self.text.as_bytes(), start, end);
                if ending.is_some_and(|ending| !self.lexicon.may_begin(ending)) {
                    self.add(start, end, start, Kind::Unread, 0, 0);
                    return;
                }
                match pack_at(self.text, start, end) {
                    Some(word) => self.word(word, start, end, &|| stem(self.text, span, token)),
                    None => self.chunks(start, end),
                }
            }
            TokenKind::Punctuation | TokenKind::Symbol => self.sign(start, end),
            TokenKind::Latin if self.abbreviation(start) => {}
            TokenKind::Url | TokenKind::Tag | TokenKind::Emoji | TokenKind::Latin | TokenKind::Other => {
                self.push(start, end, start, Kind::Opaque, 0, 0);
            }
            _ => self.chunks(start, end),
        }
    }

    /// ر.س, USD: an abbreviation with points or in Latin letters.
    fn abbreviation(&mut self, start: usize) -> bool {
        let Some((length, entry)) = self.lexicon.abbreviation(&self.text[start..]) else { return false };
        self.add(start, start + length, start, Kind::Word, 0, entry);
        true
    }

    /// A token of signs; most are one that needs no look at what stands around it.
    fn sign(&mut self, start: usize, end: usize) {
        let sign = match self.text.as_bytes()[start..end] {
            [byte] => char::from(byte),
            [0xD8, 0x8C] => '،',
            _ => '.',
        };
        if sign == '.' || sign == '-' || !is_plain_sign(sign) {
            self.chunks(start, end);
        } else {
            self.add(start, end, start, Kind::Sign(sign), 0, 0);
        }
    }

    /// A token that is no plain word: letters, digits and signs in turn.
    fn chunks(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let rest = &self.text[at..];
            let Some(c) = rest.chars().next() else { return };
            let next = at + c.len_utf8();
            let point =
                matches!(c, '.' | '٫') && rest[c.len_utf8()..].chars().next().is_some_and(|d| digit_value(d).is_some());
            let leads = || self.text[..at].chars().next_back().is_none_or(|b| !b.is_alphanumeric());
            // عام .2014
            let point = point && !self.is_year(at + c.len_utf8());
            if is_plain_sign(c) && !point {
                self.push(at, next, at, Kind::Sign(if c == '٪' { '%' } else { c }), 0, 0);
                at = next;
            } else if (digit_value(c).is_some() || (point && leads()))
                && let Some(digits) = digits::read(self.text, at)
            {
                let code = if self.is_code(at, digits.end) { flag::CODE } else { 0 };
                let kind = if digits.value.is_finite() { Kind::Number } else { Kind::Opaque };
                self.push(at, digits.end, at, kind, code, 0);
                if let Some(atom) = self.atoms.last_mut().map(Cell::get_mut) {
                    (atom.value, atom.plain) = (digits.value, digits.plain);
                }
                at = digits.end;
            } else if rest.as_bytes().get(2) == Some(&b'.') && self.abbreviation(at) {
                at = self.last;
            } else if is_letter(c) || is_tatweel(c) || is_mark(c) {
                let run: usize = rest
                    .chars()
                    .take_while(|&c| is_letter(c) || is_tatweel(c) || is_mark(c) || is_bidi_control(c))
                    .map(char::len_utf8)
                    .sum();
                match pack(&rest[..run]) {
                    Some(word) => self.word(word, at, at + run, &|| at),
                    None if is_tatweel(c) => self.push(at, at + run, at, Kind::Sign('-'), 0, 0),
                    None => self.push(at, at + run, at, Kind::Noun, 0, 0),
                }
                at += run;
            } else if let Some((length, entry)) =
                c.is_ascii_alphabetic().then(|| self.lexicon.abbreviation(rest)).flatten()
            {
                self.add(at, at + length, at, Kind::Word, 0, entry);
                at += length;
            } else if c.is_alphanumeric() {
                let run: usize = rest
                    .chars()
                    .take_while(|&c| c.is_alphanumeric() && !is_letter(c) && digit_value(c).is_none())
                    .map(char::len_utf8)
                    .sum();
                let run = run.max(c.len_utf8());
                self.push(at, at + run, at, Kind::Opaque, 0, 0);
                at += run;
            } else {
                if !c.is_whitespace() && !is_bidi_control(c) {
                    let sign = match c {
                        '–' | '—' | '‐' | '‑' | '−' => '-',
                        '٪' => '%',
                        c => c,
                    };
                    self.push(at, next, at, Kind::Sign(sign), 0, 0);
                }
                at = next;
            }
        }
    }

    /// Whether the digits at `at` are a year of our time and nothing else.
    fn is_year(&self, at: usize) -> bool {
        let mut digits = self.text[at..].chars().map_while(digit_value);
        let mut two = || Some(10 * digits.next()? + digits.next()?);
        matches!((two(), two()), (Some(19 | 20), Some(_))) && digits.next().is_none()
    }

    /// Whether digits are glued to letters that make a code of them: F16, 5G, إس-400.
    fn is_code(&self, start: usize, end: usize) -> bool {
        let mut before = self.text[..start].chars().rev().inspect(|_| steps::take(1)).filter(|&c| !is_bidi_control(c));
        let mut after = self.text[end..].chars();
        let latin =
            |c: Option<char>| c.is_some_and(|c| !is_letter(c) && !is_tatweel(c) && !is_mark(c) && c.is_alphabetic());
        let (first, next) = (before.next(), after.next());
        // Telephone numbers and the like begin with zero.
        let digits = self.text[start..end].chars();
        let number = digits.clone().count() > 4 && digits.clone().next().and_then(digit_value) == Some(0);
        let number = number && digits.clone().all(|c| digit_value(c).is_some());
        let unit = || self.lexicon.abbreviation(&self.text[end..]).is_some();
        latin(first)
            || (latin(next) && !unit())
            || number
            || (matches!(first, Some('-' | '_')) && before.next().is_some_and(char::is_alphabetic))
    }

    fn word(&mut self, word: Packed, start: usize, end: usize, stem: &dyn Fn() -> usize) {
        let found = look(self.lexicon, word, &self.text[start..end]);
        // A proclitic that stands alone, as before digits: its flags go to the next atom.
        if let Some((_, flags, 0)) = found {
            self.pending |= flags;
            self.line |= self.breaks(start);
            self.last = end;
            return;
        }
        let written = &self.text[start..end];
        let behind = |letters: usize| start + offset_of_letter(written, word, letters);
        let known = found.is_some_and(|(.., entry)| !self.lexicon.entry(entry).plain);
        let dual = if known { None } else { self.dual(word) };
        match (dual, found) {
            (Some((letters, pair)), _) => {
                let core = if letters == 0 { stem().clamp(start, end) } else { behind(letters) };
                let pair = if pair { flag::PAIR | self.article(word) } else { 0 };
                self.push(core, end, start, Kind::Noun, flag::DUAL | pair, 0);
            }
            (None, Some((letters, flags, entry))) => {
                let core = if letters == 0 { start } else { behind(letters) };
                self.push(core, end, start, if known { Kind::Word } else { Kind::Noun }, flags, entry);
            }
            (None, None) => self.push(start, end, start, Kind::Noun, 0, 0),
        }
    }

    /// The mark of the article, if a word has it behind its other proclitics.
    fn article(&self, word: Packed) -> u8 {
        let with = word.cuts().any(|cut| cut.article != Article::None);
        if with { flag::THE } else { 0 }
    }

    /// Whether the word is a noun in the dual: the letters of its proclitics, 0 to take the token's, and whether its noun is
    /// most often one of a pair.
    fn dual(&self, word: Packed) -> Option<(usize, bool)> {
        let found = self.ends_dual(word)?;
        let guarded = self.lexicon.is_no_dual(word)
            || word.cuts().any(|cut| self.lexicon.is_no_dual(word.without_first(cut.letters())));
        (!guarded).then_some(found)
    }

    fn ends_dual(&self, word: Packed) -> Option<(usize, bool)> {
        let (last, vowel) = (word.nth_last(0), word.nth_last(1));
        if last != code('ن') || (vowel != code('ي') && vowel != code('ا')) || word.len() < 5 {
            return None;
        }
        // The feminine ending carries the number by itself; -ستان ends names of countries.
        // جثتين; of five letters, a long vowel in the second place makes a name: بوتين.
        let long = ['ا', 'و', 'ي'].into_iter().any(|vowel| word.letter(1) == code(vowel));
        if word.nth_last(2) == code('ت') && (word.len() > 5 || !long) {
            let country = vowel == code('ا') && word.nth_last(3) == code('س');
            return (!country).then_some((0, false));
        }
        let stem = word.without_last(2);
        // المصنعين are factories or those who make: the nominative or a place tells (في المصنعين).
        let placed = || {
            let last = self.atoms.last().map(|last| match last.get() {
                last @ Atom { kind: Kind::Unread, .. } => read_late(self.text, self.lexicon, last),
                last => last,
            });
            last.is_some_and(|last| self.lexicon.entry(last.entry).role == Role::In)
        };
        let is_stem = |stem: Packed| {
            let entry = self.lexicon.entry(self.lexicon.find(stem));
            let counts = stem.len() > 1 && entry.dual_noun && (!entry.participle || vowel == code('ا') || placed());
            counts.then_some(entry.pair)
        };
        if let Some(pair) = is_stem(stem) {
            return Some((0, pair));
        }
        let mut rest = stem;
        let mut letters = 0;
        for proclitics in [['و', 'ف', 'ف'], ['ب', 'ل', 'ك']] {
            if rest.len() > 3 && proclitics.iter().any(|&p| rest.letter(0) == code(p)) {
                rest = rest.without_first(1);
                letters += 1;
                if let Some(pair) = is_stem(rest) {
                    return Some((letters, pair));
                }
            }
            let article = rest.letter(1) == code('ل') && (rest.letter(0) == code('ا') || rest.letter(0) == code('ل'));
            if let Some(pair) = is_stem(rest.without_first(2)).filter(|_| article) {
                return Some((letters, pair));
            }
        }
        None
    }
}

/// The signs of running text, told without a look into the tables of Unicode.
fn is_plain_sign(c: char) -> bool {
    c.is_ascii_punctuation() || matches!(c, '«' | '»' | '،' | '؛' | '؟' | '“' | '”' | '٪' | '…')
}
