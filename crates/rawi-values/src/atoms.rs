//! From tokens to atoms: what the grammars of numbers and dates walk over.
//!
//! An atom is a word with what it can be, a number in digits, or a sign. Tokens give the borders of words and say what
//! is no running text (addresses, tags); digits, their separators and the proclitics of number words are read here,
//! because a number may be spread over tokens or share one with a letter (الـ28, 24-10-1436هـ, و27).

use crate::digits;
use crate::letters::{Ending, Packed, code, offset_of_letter};
use crate::lexicon::{Entry, Func, Lexicon};
use crate::steps;
use rawi_arabic::{digit_value, is_bidi_control, is_letter, is_mark, is_tatweel};
use std::cell::Cell;

/// A token, as the algorithms see it. Offsets in bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) role: Role,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Arabic letters with their marks.
    Word,
    /// Punctuation and symbols.
    Sign,
    /// Digits, and what else has to be taken apart.
    Mixed,
    /// No running text: an address, a tag, Latin letters.
    Opaque,
}

/// What an atom is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A word of the lexicon.
    Word,
    /// Any other Arabic word.
    Noun,
    Number,
    Sign(char),
    Opaque,
    /// A word that no expression begins with: whether the lexicon knows it shows when somebody asks.
    Unread,
    /// Behind the last.
    End,
}

/// What lies between an atom and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    None,
    Space,
    /// A line end, which no expression crosses.
    Line,
}

/// Proclitics and other marks of an atom.
pub(crate) mod flag {
    /// و or ف.
    pub(crate) const AND: u8 = 1;
    /// ب.
    pub(crate) const BI: u8 = 2;
    /// ل or ك.
    pub(crate) const LI: u8 = 4;
    /// ال.
    pub(crate) const THE: u8 = 8;
    /// A noun in the dual.
    pub(crate) const DUAL: u8 = 16;
    /// Digits that are part of a code: F16, كوفيد-19.
    pub(crate) const CODE: u8 = 32;
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Atom {
    /// Behind the proclitics و ف ب ل ك; the article is inside.
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: Kind,
    pub(crate) gap: Gap,
    pub(crate) flags: u8,
    /// How many digits, if it is a number of digits alone.
    pub(crate) plain: u8,
    pub(crate) entry: u16,
    pub(crate) value: f64,
}

/// The atoms of a text, and the text.
pub(crate) struct Atoms<'a> {
    pub(crate) text: &'a str,
    atoms: Vec<Cell<Atom>>,
    begins: Vec<u32>,
    lexicon: &'a Lexicon,
}

static NO_ENTRY: Entry = Entry {
    card: crate::lexicon::Card::No,
    ordinal: 0,
    fraction: crate::lexicon::Fraction { of: 0, parts: 0, plural: false },
    month: None,
    weekday: 0,
    unit: 0,
    count: crate::lexicon::Count::One,
    func: Func::No,
    dual_stem: false,
    participle: false,
    begins: false,
};

impl Atoms<'_> {
    /// The atoms with which an expression can begin, and a few others: most are none.
    pub(crate) fn begins(&self) -> impl Iterator<Item = usize> {
        self.begins.iter().map(|&i| i as usize)
    }

    pub(crate) fn atom(&self, i: usize) -> Atom {
        steps::take(1);
        let cell = &self.atoms[i.min(self.atoms.len() - 1)];
        let atom = cell.get();
        if atom.kind != Kind::Unread {
            return atom;
        }
        let atom = known(self.text, self.lexicon, atom);
        cell.set(atom);
        atom
    }

    fn gap(&self, i: usize) -> Gap {
        steps::take(1);
        self.atoms[i.min(self.atoms.len() - 1)].get().gap
    }

    /// What atom `i` can be.
    pub(crate) fn entry(&self, i: usize) -> &Entry {
        self.lexicon.entry(self.atom(i).entry)
    }

    /// What atom `i` can be, as the continuation of an expression that begins before it on the same line.
    pub(crate) fn then(&self, i: usize) -> &Entry {
        if self.gap(i) == Gap::Line { &NO_ENTRY } else { self.entry(i) }
    }

    /// What atom `i - back` can be, if it stands on the same line.
    pub(crate) fn before(&self, i: usize, back: usize) -> &Entry {
        self.back(i, back).map_or(&NO_ENTRY, |j| self.entry(j))
    }

    /// The index `back` atoms before `i` on the same line.
    pub(crate) fn back(&self, i: usize, back: usize) -> Option<usize> {
        let first = i.checked_sub(back)?;
        (first..i).all(|j| self.gap(j + 1) != Gap::Line).then_some(first)
    }

    pub(crate) fn has(&self, i: usize, flags: u8) -> bool {
        self.atom(i).flags & flags == flags
    }

    /// The sign at `i`, on the same line as the atom before.
    pub(crate) fn sign(&self, i: usize) -> Option<char> {
        match self.atom(i) {
            Atom { kind: Kind::Sign(c), gap, .. } if gap != Gap::Line => Some(c),
            _ => None,
        }
    }

    /// The number in digits at `i`, on the same line as the atom before.
    pub(crate) fn number(&self, i: usize) -> Option<Atom> {
        let atom = self.atom(i);
        (atom.kind == Kind::Number && atom.gap != Gap::Line).then_some(atom)
    }

    /// The word as written at `i`, without proclitics.
    pub(crate) fn written(&self, i: usize) -> &str {
        let atom = self.atom(i);
        &self.text[atom.start as usize..atom.end as usize]
    }

    /// Whether atom `i` is an Arabic word that is no word of the lexicon, or a noun of it.
    pub(crate) fn is_noun(&self, i: usize) -> bool {
        let atom = self.atom(i);
        atom.gap != Gap::Line && (atom.kind == Kind::Noun || (atom.kind == Kind::Word && self.entry(i).dual_stem))
    }

    /// Whether the word at `i` carries the article, known or not.
    pub(crate) fn is_definite(&self, i: usize) -> bool {
        if self.has(i, flag::THE) {
            return true;
        }
        if self.atom(i).kind != Kind::Noun {
            return false;
        }
        let Some(mut word) = Packed::new(self.written(i)) else { return false };
        for letters in [['و', 'ف', 'و'], ['ب', 'ك', 'ل']] {
            if letters.iter().any(|&l| word.letter(0) == code(l)) && word.letter(1) == code('ا') {
                word = word.without_first(1);
            }
        }
        (word.letter(0) == code('ا') || word.letter(0) == code('ل')) && word.letter(1) == code('ل') && word.len() > 4
    }
}

/// Reads the atoms of `text` from its tokens, in order and not overlapping. `stem` tells where the word of a token begins
/// behind its proclitics (the article belongs to the word); it is asked for duals only.
pub(crate) fn read<'a>(
    text: &'a str,
    pieces: impl ExactSizeIterator<Item = Piece>,
    stem: impl Fn(usize) -> usize,
    lexicon: &'a Lexicon,
) -> Atoms<'a> {
    let atoms = Vec::with_capacity(pieces.len() + 1);
    let mut reader = Reader { text, lexicon, atoms, begins: Vec::new(), last: 0, pending: 0, line: false };
    for (index, piece) in pieces.enumerate() {
        reader.piece(piece, &|| stem(index));
    }
    if let Some(first) = reader.atoms.first_mut() {
        first.get_mut().gap = Gap::Line;
    }
    let end = text.len() as u32;
    reader.atoms.push(Cell::new(Atom {
        start: end,
        end,
        kind: Kind::End,
        gap: Gap::Line,
        flags: 0,
        plain: 0,
        entry: 0,
        value: 0.0,
    }));
    Atoms { text, atoms: reader.atoms, begins: reader.begins, lexicon }
}

struct Reader<'a> {
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
}

impl Reader<'_> {
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
        steps::take(outer - self.last);
        let between = &self.text.as_bytes()[self.last..outer];
        if between.contains(&b'\n') || between.contains(&b'\r') { Gap::Line } else { Gap::Space }
    }

    fn piece(&mut self, piece: Piece, stem: &dyn Fn() -> usize) {
        steps::take(1);
        let start = piece.start.max(self.last);
        if start >= piece.end {
            return;
        }
        match piece.role {
            Role::Opaque => self.push(start, piece.end, start, Kind::Opaque, 0, 0),
            Role::Sign => self.sign(start, piece.end),
            Role::Mixed => self.chunks(start, piece.end),
            Role::Word => {
                let ending = Ending::of(self.text.as_bytes(), start, piece.end);
                if ending.is_some_and(|ending| !self.lexicon.may_begin(ending)) {
                    self.add(start, piece.end, start, Kind::Unread, 0, 0);
                    return;
                }
                match packed(self.text, start, piece.end) {
                    Some(word) => self.word(word, start, piece.end, stem),
                    None => self.chunks(start, piece.end),
                }
            }
        }
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
            } else if is_letter(c) || is_tatweel(c) || is_mark(c) {
                let run: usize = rest
                    .chars()
                    .take_while(|&c| is_letter(c) || is_tatweel(c) || is_mark(c) || is_bidi_control(c))
                    .map(char::len_utf8)
                    .sum();
                match Packed::new(&rest[..run]) {
                    Some(word) => self.word(word, at, at + run, &|| at),
                    None if is_tatweel(c) => self.push(at, at + run, at, Kind::Sign('-'), 0, 0),
                    None => self.push(at, at + run, at, Kind::Noun, 0, 0),
                }
                at += run;
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
        latin(first)
            || latin(next)
            || number
            || (matches!(first, Some('-' | '_')) && before.next().is_some_and(char::is_alphabetic))
    }

    fn word(&mut self, word: Packed, start: usize, end: usize, stem: &dyn Fn() -> usize) {
        let found = look(self.lexicon, word, &self.text[start..end]);
        if let Some((letters, flags, entry)) = found {
            // A proclitic that stands alone, as before digits: its flags go to the next atom.
            if entry == 0 {
                self.pending |= flags;
                steps::take(start - self.last);
                self.line |= self.text.as_bytes()[self.last..start].iter().any(|byte| matches!(byte, b'\n' | b'\r'));
                self.last = end;
                return;
            }
            let core =
                if letters == 0 { start } else { start + offset_of_letter(&self.text[start..end], word, letters) };
            self.push(core, end, start, Kind::Word, flags, entry);
            return;
        }
        match self.dual(word) {
            Some(letters) => {
                let core = if letters == 0 {
                    stem().clamp(start, end)
                } else {
                    start + offset_of_letter(&self.text[start..end], word, letters)
                };
                self.push(core, end, start, Kind::Noun, flag::DUAL, 0);
            }
            None => self.push(start, end, start, Kind::Noun, 0, 0),
        }
    }

    /// Whether the word is a noun in the dual: the letters of its proclitics, 0 to take the token's.
    fn dual(&self, word: Packed) -> Option<usize> {
        let found = self.ends_dual(word)?;
        let guarded = (0..4).any(|n| self.lexicon.is_no_dual(word.without_first(n)));
        (!guarded).then_some(found)
    }

    fn ends_dual(&self, word: Packed) -> Option<usize> {
        let (last, vowel) = (word.nth_last(0), word.nth_last(1));
        if last != code('ن') || (vowel != code('ي') && vowel != code('ا')) || word.len() < 5 {
            return None;
        }
        // The feminine ending carries the number by itself; -ستان ends names of countries.
        // جثتين; of five letters, a long vowel in the second place makes a name: بوتين.
        let long = ['ا', 'و', 'ي'].into_iter().any(|vowel| word.letter(1) == code(vowel));
        if word.nth_last(2) == code('ت') && (word.len() > 5 || !long) {
            let country = vowel == code('ا') && word.nth_last(3) == code('س');
            return (!country).then_some(0);
        }
        let stem = word.without_last(2);
        // المصنعين are factories or those who make: the nominative or a place tells (في المصنعين).
        let placed = || {
            let last = self.atoms.last().map(|last| match last.get() {
                last @ Atom { kind: Kind::Unread, .. } => known(self.text, self.lexicon, last),
                last => last,
            });
            last.is_some_and(|last| self.lexicon.entry(last.entry).func == Func::In)
        };
        let is_stem = |stem: Packed| {
            let entry = self.lexicon.entry(self.lexicon.find(stem));
            stem.len() > 1 && entry.dual_stem && (!entry.participle || vowel == code('ا') || placed())
        };
        if is_stem(stem) {
            return Some(0);
        }
        let mut rest = stem;
        let mut letters = 0;
        for proclitics in [['و', 'ف', 'ف'], ['ب', 'ل', 'ك']] {
            if rest.len() > 3 && proclitics.iter().any(|&p| rest.letter(0) == code(p)) {
                rest = rest.without_first(1);
                letters += 1;
                if is_stem(rest) {
                    return Some(letters);
                }
            }
            let article = rest.letter(1) == code('ل') && (rest.letter(0) == code('ا') || rest.letter(0) == code('ل'));
            if article && is_stem(rest.without_first(2)) {
                return Some(letters);
            }
        }
        None
    }
}

/// The letters of the word `start..end` of `text`.
#[inline]
fn packed(text: &str, start: usize, end: usize) -> Option<Packed> {
    match Packed::plain(text.as_bytes(), start, end) {
        None if text.as_bytes()[start] >= 0xD8 => Packed::new(&text[start..end]),
        plain => plain,
    }
}

/// An unread atom, read: a word of the lexicon or a noun.
fn known(text: &str, lexicon: &Lexicon, atom: Atom) -> Atom {
    let noun = Atom { kind: Kind::Noun, ..atom };
    let (start, end) = (atom.start as usize, atom.end as usize);
    let Some(word) = packed(text, start, end) else { return noun };
    match look(lexicon, word, &text[start..end]) {
        None | Some((.., 0)) => noun,
        Some((letters, flags, entry)) => {
            let core = if letters == 0 { 0 } else { offset_of_letter(&text[start..end], word, letters) };
            Atom { start: (start + core) as u32, kind: Kind::Word, flags: atom.flags | flags, entry, ..atom }
        }
    }
}

/// The word without as few proclitics as make it a word of the lexicon: letters to leave out, flags, entry; entry 0
/// for proclitics alone.
fn look(lexicon: &Lexicon, word: Packed, written: &str) -> Option<(usize, u8, u16)> {
    let hit = |word: Packed| Some(lexicon.find(word)).filter(|&entry| entry != 0);
    // وأحد folds to واحد: the hamza tells them apart.
    let and_one =
        written.len() == "وأحد".len() && written.as_bytes().first_chunk() == "وأ".as_bytes().first_chunk::<4>();
    if let Some(entry) = hit(word).filter(|_| !and_one) {
        return Some((0, 0, entry));
    }
    let first = word.letter(0);
    let (mut rest, mut letters, mut flags) = (word, 0, 0);
    if first == code('و') || first == code('ف') {
        (rest, letters, flags) = (word.without_first(1), 1, flag::AND);
        if rest.len() == 0 {
            return (first == code('و')).then_some((1, flags, 0));
        }
        if rest.len() > 1
            && let Some(entry) = hit(rest)
        {
            return Some((letters, flags, entry));
        }
    }
    if let Some(found) = look_article(lexicon, rest, letters, flags) {
        return Some(found);
    }
    let prep = rest.letter(0);
    let prep_flag = match prep {
        p if p == code('ب') => flag::BI,
        p if p == code('ل') || p == code('ك') => flag::LI,
        _ => return None,
    };
    let bare = rest.without_first(1);
    if bare.len() == 0 {
        return Some((letters + 1, flags | prep_flag, 0));
    }
    if bare.len() > 1
        && let Some(entry) = hit(bare)
    {
        return Some((letters + 1, flags | prep_flag, entry));
    }
    // لل: the alef of the article is not written.
    if prep == code('ل') && bare.letter(0) == code('ل') {
        let noun = bare.without_first(1);
        if noun.len() == 0 {
            return Some((letters + 2, flags | prep_flag | flag::THE, 0));
        }
        if noun.len() > 1
            && let Some(entry) = hit(noun)
        {
            return Some((letters + 1, flags | prep_flag | flag::THE, entry));
        }
    }
    look_article(lexicon, bare, letters + 1, flags | prep_flag)
}

fn look_article(lexicon: &Lexicon, word: Packed, letters: usize, flags: u8) -> Option<(usize, u8, u16)> {
    if word.letter(0) != code('ا') || word.letter(1) != code('ل') {
        return None;
    }
    let noun = word.without_first(2);
    if noun.len() == 0 {
        return Some((letters + 2, flags | flag::THE, 0));
    }
    let entry = lexicon.find(noun);
    (noun.len() > 1 && entry != 0).then_some((letters, flags | flag::THE, entry))
}

/// The signs of running text, told without a look into the tables of Unicode.
fn is_plain_sign(c: char) -> bool {
    c.is_ascii_punctuation() || matches!(c, '«' | '»' | '،' | '؛' | '؟' | '“' | '”' | '٪' | '…')
}
