//! One segment by the rules, in their order. Everything else in this crate is a short cut to what this gives.

use crate::rules::{Controls, Form, Marks, Rules, Tatweel};
use crate::rules::{is_composing_mark, is_control_to_space, is_harakat, is_joiner};
use crate::steps;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use rawi_arabic as ar;

/// How a character is treated, if its neighbours do not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
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
    pub(crate) fn begins(self) -> bool {
        self <= Self::Rewrite
    }
}

/// Rewrites one segment by the rules, in their order. Everything else here is a short cut to what it gives.
pub(crate) struct Rewriter {
    rules: Rules,
    from: String,
    to: String,
}

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
const NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
pub(crate) const CCC: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();

impl Rewriter {
    pub(crate) fn new(rules: Rules) -> Self {
        Self { rules, from: String::new(), to: String::new() }
    }

    /// [`rewrite`](Self::rewrite), lending its buffer.
    pub(crate) fn take(&mut self, segment: &str, after: Option<char>) -> String {
        self.rewrite(segment, after);
        std::mem::take(&mut self.to)
    }

    pub(crate) fn give_back(&mut self, buffer: String) {
        self.to = buffer;
    }

    /// `segment` by the rules; `after` is the character after it.
    pub(crate) fn rewrite(&mut self, segment: &str, after: Option<char>) -> &str {
        let rules = self.rules;
        steps::take(segment.len());
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
                steps::take(run_end - i);
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
    pub(crate) fn kind(&self, c: char) -> Kind {
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
}
