//! Atoms: what the grammars of numbers and dates walk over. An atom is a word with what it can be, a number in digits, or a
//! sign.

use crate::flag;
use crate::letters::{code, offset_of_letter, pack, pack_at};
use crate::lexicon::Lexicon;
use crate::proclitics::look;
use crate::steps;
use crate::vocabulary::{Entry, Role, Unit};
use std::cell::Cell;

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
    pub(crate) lexicon: &'a Lexicon,
}

static NO_ENTRY: Entry = Entry::NONE;

impl<'a> Atoms<'a> {
    /// `atoms` of `text`, the last one of kind `End`, and those of them that `begins` names by their index.
    pub(crate) fn new(text: &'a str, atoms: Vec<Cell<Atom>>, begins: Vec<u32>, lexicon: &'a Lexicon) -> Self {
        Self { text, atoms, begins, lexicon }
    }

    /// The atoms with which an expression can begin, and a few others: most are none.
    pub(crate) fn begins(&self) -> impl Iterator<Item = usize> {
        self.begins.iter().map(|&i| i as usize)
    }

    pub(crate) fn atom(&self, i: usize) -> Atom {
        let atom = self.unread(i);
        if atom.kind != Kind::Unread {
            return atom;
        }
        let atom = read_late(self.text, self.lexicon, atom);
        self.atoms[i].set(atom);
        atom
    }

    /// The same as it stands. What is still to be read is a word, and no sign and no number.
    fn unread(&self, i: usize) -> Atom {
        steps::take(1);
        self.atoms[i.min(self.atoms.len() - 1)].get()
    }

    fn gap(&self, i: usize) -> Gap {
        self.unread(i).gap
    }

    /// What atom `i` can be.
    pub(crate) fn entry(&self, i: usize) -> &'a Entry {
        self.lexicon.entry(self.atom(i).entry)
    }

    /// The unit that the word at `i` names; one without a name if it names none.
    pub(crate) fn unit(&self, i: usize) -> &'a Unit {
        self.lexicon.unit(self.entry(i).unit)
    }

    /// What atom `i` can be, as the continuation of an expression that begins before it on the same line.
    pub(crate) fn then(&self, i: usize) -> &'a Entry {
        if self.gap(i) == Gap::Line { &NO_ENTRY } else { self.entry(i) }
    }

    /// What atom `i - back` can be, if it stands on the same line.
    pub(crate) fn before(&self, i: usize, back: usize) -> &'a Entry {
        self.back(i, back).map_or(&NO_ENTRY, |j| self.entry(j))
    }

    /// The index `back` atoms before `i` on the same line.
    pub(crate) fn back(&self, i: usize, back: usize) -> Option<usize> {
        let first = i.checked_sub(back)?;
        (first..i).all(|j| self.gap(j + 1) != Gap::Line).then_some(first)
    }

    /// The atoms before `i` on the same line, the nearest first.
    pub(crate) fn back_from(&self, i: usize) -> impl Iterator<Item = usize> {
        (0..i).rev().take_while(|&j| self.gap(j + 1) != Gap::Line)
    }

    pub(crate) fn has(&self, i: usize, flags: u8) -> bool {
        self.atom(i).flags & flags == flags
    }

    /// The sign at `i`, wherever it stands.
    pub(crate) fn mark(&self, i: usize) -> Option<char> {
        match self.unread(i).kind {
            Kind::Sign(c) => Some(c),
            _ => None,
        }
    }

    /// The sign at `i`, on the same line as the atom before.
    pub(crate) fn sign(&self, i: usize) -> Option<char> {
        if self.gap(i) == Gap::Line { None } else { self.mark(i) }
    }

    /// The number in digits at `i`, on the same line as the atom before.
    pub(crate) fn number(&self, i: usize) -> Option<Atom> {
        let atom = self.unread(i);
        (atom.kind == Kind::Number && atom.gap != Gap::Line).then_some(atom)
    }

    /// The word as written at `i`, without proclitics.
    pub(crate) fn written(&self, i: usize) -> &'a str {
        let atom = self.atom(i);
        &self.text[atom.start as usize..atom.end as usize]
    }

    /// The atom of `i..end` that begins at byte `start`.
    pub(crate) fn begins_at(&self, i: usize, end: usize, start: usize) -> Option<usize> {
        (i..end).find(|&at| self.atom(at).start as usize == start)
    }

    /// The same without its article.
    pub(crate) fn bare(&self, i: usize) -> &'a str {
        let written = self.written(i);
        if self.has(i, flag::THE) { written.strip_prefix("ال").unwrap_or(written) } else { written }
    }

    /// Whether atom `i` is a unit in Latin letters.
    pub(crate) fn is_latin(&self, i: usize) -> bool {
        self.atom(i).kind == Kind::Word && self.written(i).is_ascii()
    }

    /// Whether atom `i` is an Arabic word that is no word of the lexicon, or a noun of it.
    pub(crate) fn is_noun(&self, i: usize) -> bool {
        let atom = self.atom(i);
        let word = || {
            let entry = self.entry(i);
            entry.dual_noun || matches!(entry.role, Role::Numbered | Role::Match | Role::Change)
        };
        atom.gap != Gap::Line && (atom.kind == Kind::Noun || (atom.kind == Kind::Word && word()))
    }

    /// Whether the word at `i` carries the article, known or not.
    pub(crate) fn is_definite(&self, i: usize) -> bool {
        if self.has(i, flag::THE) {
            return true;
        }
        if self.atom(i).kind != Kind::Noun {
            return false;
        }
        let Some(mut word) = pack(self.written(i)) else { return false };
        for letters in [['و', 'ف', 'و'], ['ب', 'ك', 'ل']] {
            if letters.iter().any(|&l| word.letter(0) == code(l)) && word.letter(1) == code('ا') {
                word = word.without_first(1);
            }
        }
        (word.letter(0) == code('ا') || word.letter(0) == code('ل')) && word.letter(1) == code('ل') && word.len() > 4
    }
}

/// An unread atom, read: a word of the lexicon or a noun.
pub(crate) fn read_late(text: &str, lexicon: &Lexicon, atom: Atom) -> Atom {
    let noun = Atom { kind: Kind::Noun, ..atom };
    let (start, end) = (atom.start as usize, atom.end as usize);
    let Some(word) = pack_at(text, start, end) else { return noun };
    match look(lexicon, word, &text[start..end]) {
        None | Some((.., 0)) => noun,
        Some((letters, flags, entry)) => {
            let core = if letters == 0 { 0 } else { offset_of_letter(&text[start..end], word, letters) };
            let kind = if lexicon.entry(entry).plain { Kind::Noun } else { Kind::Word };
            Atom { start: (start + core) as u32, kind, flags: atom.flags | flags, entry, ..atom }
        }
    }
}
