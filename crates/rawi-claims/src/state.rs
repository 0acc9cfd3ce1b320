//! What is known while a sentence is read: what was found, what waits, and what the rules ask of it.

use crate::forms::{Many, is_object, is_of_more};
use crate::lexicon::{Counted, Facts, List, Lists, Sort, Trigger};
use crate::quantities::{Noun, Quantity, Sentence};
use rawi_core::layers::{CountForm, Predicate, SubjectClass};

/// Words between two of a row: أربعة جنود من لواء كذا و[ثلاثة مدنيين].
pub(crate) const ROW: usize = 12;

/// A quantity with what was done.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) quantity: Quantity,
    pub(crate) predicate: Predicate,
    pub(crate) rule: u16,
    /// The word that says so.
    pub(crate) trigger: Option<usize>,
    pub(crate) joint: bool,
    pub(crate) suicide: bool,
    pub(crate) total: bool,
    /// The newer figure stands behind it: من [10] إلى 15.
    pub(crate) replaced: bool,
    /// Of those found in this sentence, the one that it is part of.
    pub(crate) subset_of: Option<usize>,
    /// The first word of whoever did it, and the one behind.
    pub(crate) actor: Option<(usize, usize)>,
    /// It is part of a figure of an earlier sentence: من بين القتلى [طفلان].
    pub(crate) part_of_earlier: bool,
    /// Of those found in this sentence, the one before it in a row or whose noun it goes on with.
    pub(crate) previous: Option<usize>,
}

/// What a word of what is done waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waits {
    /// For whom it is done to.
    First,
    /// Someone stands behind it who may do it or have it done to him: the words.
    Named(usize, usize),
    /// It has found one; more may follow in a row.
    Row,
}

#[derive(Clone, Debug)]
pub(crate) struct Open<'l> {
    pub(crate) trigger: &'l Trigger,
    pub(crate) at: usize,
    pub(crate) waits: Waits,
    /// The word behind the last that belonged to it.
    pub(crate) last: usize,
    pub(crate) joint: bool,
    /// The preposition that it asks for has come.
    pub(crate) particle: bool,
    /// Of those found, the one that it found last.
    pub(crate) found: Option<usize>,
    pub(crate) actor: Option<(usize, usize)>,
    /// A preposition stands between: what follows may be its object.
    pub(crate) aside: bool,
}

/// A running figure: the word behind عدد القتلى, and of whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tally {
    pub(crate) predicate: Predicate,
    pub(crate) rule: u16,
    pub(crate) at: usize,
    pub(crate) joint: bool,
    pub(crate) used: bool,
    /// The verb that brings its figure stands before it: [بلغ] عدد الذين قتلوا.
    pub(crate) reached: bool,
}

impl Tally {
    /// Of the noun or verb that ends before word `at`; no figure has come.
    pub(crate) fn new(predicate: Predicate, rule: u16, at: usize) -> Self {
        Self { predicate, rule, at, joint: false, used: false, reached: false }
    }
}

/// Reads one sentence.
pub(crate) struct Reader<'s, 'w, 'a> {
    pub(crate) sentence: &'s Sentence<'w, 'a>,
    pub(crate) quantities: &'s [Quantity],
    pub(crate) next: usize,
    pub(crate) open: Option<Open<'w>>,
    /// A quantity that no word governs yet, by number; and a clause about it has begun.
    pub(crate) pending: Option<(usize, usize)>,
    /// Parts of the one that waits: خمسة عشر شخصا [بينهم طفلان] قتلوا.
    pub(crate) waiting_parts: Vec<usize>,
    pub(crate) tally: Option<Tally>,
    /// The last that was found, if a part of it may follow.
    pub(crate) whole: Option<usize>,
    /// What was done to those of whom parts are told, where the whole stands in an earlier sentence.
    pub(crate) earlier: Option<(Predicate, u16)>,
    /// More that wait with the one that waits: جنديين [ومترجما] قتلوا.
    pub(crate) waiting_row: Vec<usize>,
    /// Parts are being listed.
    pub(crate) parts: bool,
    /// Up to this word dead and wounded are told by one figure before.
    pub(crate) both: usize,
    /// Quantities before this one are told as parts of a figure before.
    pub(crate) listed_to: usize,
    /// Up to this word a figure is part of those told before: من بين قتلى الحركة [ثلاثة].
    pub(crate) among: usize,
    /// A quantity that a word before it has taken.
    pub(crate) told: Option<usize>,
    pub(crate) rally: Option<bool>,
    pub(crate) found: Vec<Found>,
}

/// Joins to what stands before it.
pub(crate) fn is_joined(sentence: &Sentence<'_, '_>, quantity: &Quantity) -> bool {
    let begin = quantity.begin;
    if sentence.joined(begin) {
        return true;
    }
    let (lists, _) = sentence.before(begin);
    // اعتقلت الشرطة، فجر أمس، [ثلاثة]: behind a word of time the comma joins nothing.
    let comma = begin > sentence.first && sentence.words.is_comma(begin - 1);
    lists.has(List::Plus) || comma && !sentence.is(begin.saturating_sub(2), List::Time)
}

impl<'s, 'w, 'a> Reader<'s, 'w, 'a> {
    pub(crate) fn facts(&self, i: usize) -> &'w Facts {
        self.sentence.words.facts(i)
    }

    /// Whether a preposition that is no hedge stands right before a quantity.
    pub(crate) fn by_preposition(&self, quantity: &Quantity) -> bool {
        let words = self.sentence.words;
        let first = &words.words[quantity.begin];
        // بنحو 160 قذيفة
        let hedged = quantity.begin < quantity.first && self.sentence.is(quantity.begin, List::Preposition);
        if first.preposition.is_some() || hedged {
            return true;
        }
        let Some(before) = quantity.begin.checked_sub(1).filter(|&at| at >= self.sentence.first) else { return false };
        let (lists, _) = self.sentence.before(quantity.begin);
        if self.band(quantity).is_some() {
            return false;
        }
        let word = &words.words[before];
        let mine = word.preposition.is_some() && words.mark(before).is_none() && word.end - word.start <= 4;
        mine || lists.has(List::Preposition) && !lists.has(List::Plus)
    }

    /// Whether a quotation begins between words `from` and `to`, which holds the latter alone: قال الرجل "[توفيت].
    pub(crate) fn is_quoted_apart(&self, from: usize, to: usize) -> bool {
        let marks = (from..to).filter_map(|at| self.sentence.words.mark(at));
        let count = |of: [char; 2]| marks.clone().filter(|mark| of.contains(mark)).count();
        count(['«', '“']) > count(['»', '”']) || marks.clone().filter(|&mark| mark == '"').count() % 2 == 1
    }

    /// Whether it is a name or an age: لواء [14], سن [18].
    pub(crate) fn counts_nothing(&self, quantity: &Quantity) -> bool {
        let words = &self.sentence.words.words;
        // سن الـ18
        let before = quantity.begin.checked_sub(1).filter(|&at| at > self.sentence.first);
        let glued = before.is_some_and(|at| words[at].end == words[quantity.begin].start);
        let begin = quantity.begin - usize::from(glued);
        self.sentence.before(begin).0.any(Lists::of(&[List::Identifier, List::Age])) || self.is_year_of_event(quantity)
    }

    /// Whether a figure says in which year an event was: زلزال [1960] مدينة أكادير.
    fn is_year_of_event(&self, quantity: &Quantity) -> bool {
        let before = quantity.begin.checked_sub(1).filter(|&at| at >= self.sentence.first);
        let event = before.is_some_and(|at| self.facts(at).is_event() && !self.sentence.words.words[at].article);
        let year = quantity.count.is_some_and(|count| (1900..2100).contains(&count) && count % 100 != 0);
        event && year && quantity.modifier.is_none() && !matches!(quantity.noun, Noun::Victim(_))
    }

    /// The group that a quantity is all of: [خلية] من ثلاثة عناصر, [عصابة] قوامها خمسة.
    pub(crate) fn band(&self, quantity: &Quantity) -> Option<usize> {
        let (lists, from) = self.sentence.before(quantity.begin);
        if quantity.is_bare() || !lists.any(Lists::of(&[List::MadeOf, List::Of])) {
            return None;
        }
        let reach = if lists.has(List::MadeOf) { 4 } else { 1 };
        (self.sentence.first..from).rev().take(reach).find(|&at| self.sentence.is(at, List::Band))
    }

    pub(crate) fn push(
        &mut self,
        quantity: Quantity,
        predicate: Predicate,
        rule: u16,
        trigger: Option<usize>,
        joint: bool,
    ) -> usize {
        // A part says nothing of those behind it.
        let count = self.found.len();
        let previous = self.whole.filter(|whole| !self.parts && *whole < count).or_else(|| count.checked_sub(1));
        self.found.push(Found {
            quantity,
            predicate,
            rule,
            trigger,
            joint,
            suicide: false,
            total: false,
            replaced: false,
            subset_of: None,
            part_of_earlier: false,
            actor: None,
            previous,
        });
        let number = self.found.len() - 1;
        if !self.parts {
            self.whole = Some(number);
        }
        number
    }

    /// Whether dead and wounded are told as one from word `i` on: [بين] قتيل وجريح.
    pub(crate) fn between_both(&self, i: usize) -> bool {
        if i >= self.sentence.end || !self.sentence.is(i, List::Between) {
            return false;
        }
        let behind = self.sentence.at[i - self.sentence.first].end as usize;
        let victim = if behind < self.sentence.end { self.facts(behind).victim } else { None };
        victim.is_some_and(|(victim, _)| matches!(victim.predicate, Predicate::Killed | Predicate::Injured))
    }

    /// Whether dead and wounded are told together behind a quantity or with it: بين قتيل وجريح, قتلى وجرحى.
    pub(crate) fn both_follow(&self, quantity: &Quantity) -> bool {
        let words = self.sentence.words;
        // عدد من القتلى والجرحى
        let at = quantity.head.map_or(quantity.end, |head| quantity.end.max(head + 1));
        let end = self.sentence.end;
        if at < end && self.sentence.is(at, List::Between) {
            return self.between_both(at);
        }
        let victim =
            |at: usize| (at < end).then(|| self.facts(at).victim.map(|(victim, _)| victim.predicate)).flatten();
        let Noun::Victim(first) = quantity.noun else { return false };
        // The second has no figure of its own: قتلى وجرحى, 40 قتيلا وجريحا; خمسة قتلى وجريح are six.
        let many = |at: usize| self.facts(at).victim.map(|(_, many)| many);
        let one = quantity.form == CountForm::Number && quantity.head.and_then(many) == Some(Many::One);
        let same = |at: usize| match many(at) {
            Some(Many::Two) => false,
            Some(Many::One) => one,
            _ => !one,
        };
        let figure = |at: usize| {
            let behind = self.quantities[self.next..].iter().find(|next| next.first > at);
            behind.is_some_and(|next| next.begin == at + 1 && !next.is_bare())
        };
        // عدد القتلى والجرحى 80 is of both.
        let own = |at: usize| !quantity.is_bare() && figure(at);
        let second = victim(at).filter(|_| words.words[at].joined && same(at) && !own(at));
        matches!(
            (first.predicate, second),
            (Predicate::Killed, Some(Predicate::Injured)) | (Predicate::Injured, Some(Predicate::Killed))
        )
    }

    /// Whether a verb of what is done stands right behind a quantity that begins a clause: و[25 آخرون] أصيبوا.
    pub(crate) fn verb_follows(&self, quantity: &Quantity) -> bool {
        let words = self.sentence.words;
        let near = quantity.end..self.sentence.end.min(quantity.end + 3);
        // طفلان، في قصف: a clause ends, and قصف is no verb behind في.
        let ends = Lists::of(&[List::Preposition, List::Clause]);
        let clause = |&at: &usize| words.is_word(at) && !self.sentence.lists(at).any(ends);
        near.take_while(clause).any(|at| {
            let facts = self.facts(at);
            facts.is_verb()
                && facts.is_trigger()
                && !words.words[at].joined
                && agrees(quantity, words.slice(at))
                && words.lexicon.triggers(facts).any(|trigger| trigger.sort == Sort::Verb)
        })
    }

    /// Whether a noun without a figure shows by its ending that it is no subject: قتل مسلح [شرطيا].
    pub(crate) fn is_object(&self, quantity: &Quantity) -> bool {
        quantity.form == CountForm::Singular
            && quantity.head.is_some_and(|head| head + 1 == quantity.end && is_object(self.sentence.words.slice(head)))
    }

    /// Whether nobody to whom it is done can stand behind the verb that ends before word `i`: جندي قتل [في], [وأصيب], [على يد].
    pub(crate) fn no_object(&self, i: usize) -> bool {
        let words = self.sentence.words;
        if i >= self.sentence.end || !words.is_word(i) {
            return true;
        }
        let word = &words.words[i];
        let lists = self.sentence.lists(i);
        let around =
            Lists::of(&[List::Preposition, List::By, List::Time, List::Plus, List::Clause, List::Aside, List::After]);
        word.joined || word.preposition.is_some() || lists.any(around)
    }

    /// Whether a clause of its own begins between two words.
    pub(crate) fn clause_between(&self, from: usize, to: usize) -> bool {
        (from..to).any(|i| self.sentence.is(i, List::Clause) || self.sentence.is(i, List::Result))
    }
}

/// Whether a verb behind its subject has the form that goes with it: خمسة ... قتلوا, اثنان ... قتلا, شرطي قتل.
pub(crate) fn agrees(quantity: &Quantity, verb: &str) -> bool {
    match quantity.form {
        CountForm::Dual => verb.ends_with(['ا', 'ن']),
        CountForm::Number | CountForm::Vague | CountForm::Plural if quantity.count != Some(1) => {
            is_of_more(verb) || verb.ends_with('ت')
        }
        _ => !is_of_more(verb),
    }
}

pub(crate) fn kills(trigger: &Trigger) -> bool {
    trigger.people == Some(Predicate::Killed)
}

pub(crate) fn harms(trigger: &Trigger) -> bool {
    matches!(trigger.people, Some(Predicate::Killed | Predicate::Injured))
}

/// Whether it is told of single persons too, by noun or name.
pub(crate) fn is_told_of_one(predicate: Predicate) -> bool {
    matches!(predicate, Predicate::Killed | Predicate::Injured | Predicate::Detained | Predicate::Kidnapped)
}

/// Whether it is worth telling of people without a figure: of things and of crowds it is not.
pub(crate) fn told_without_figure(predicate: Predicate, quantity: &Quantity) -> bool {
    is_told_of_one(predicate)
        && match quantity.noun {
            Noun::Known(counted) => counted.is_person(),
            Noun::Victim(_) | Noun::Others | Noun::Named => true,
            Noun::None | Noun::Unknown => false,
        }
}

/// Whether a noun tells of those whom an army or a band loses: خسر الجيش [جنديين]; a club loses players otherwise.
fn can_be_lost(counted: Counted) -> bool {
    use SubjectClass::{ForeignForces, Militants, SecurityForces};
    matches!(counted, Counted::Partitive | Counted::Of(ForeignForces | Militants | SecurityForces))
}

/// What a trigger says of a noun.
pub(crate) fn said_of(trigger: &Trigger, noun: Noun) -> Option<Predicate> {
    match noun {
        Noun::Known(Counted::Nothing) => None,
        Noun::Known(Counted::Animals) => trigger.people.filter(|p| *p == Predicate::Killed),
        Noun::Known(Counted::Of(SubjectClass::Objects)) => trigger.things,
        Noun::Victim(victim) if victim.class == SubjectClass::Objects => None,
        // Prisoners who flee are at large, and have not lost their homes.
        Noun::Known(Counted::Of(SubjectClass::Detainees)) if trigger.people == Some(Predicate::Displaced) => {
            Some(Predicate::Other)
        }
        Noun::Known(counted) if trigger.loss => trigger.people.filter(|_| can_be_lost(counted)),
        _ if trigger.loss => None,
        Noun::Known(_) | Noun::Victim(_) | Noun::Others | Noun::Named => trigger.people,
        Noun::None | Noun::Unknown => trigger.people.or(trigger.things),
    }
}
