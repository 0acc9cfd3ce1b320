//! Whose a quantity is: rules, of which the first that knows takes it.

use crate::lexicon::{List, Sort};
use crate::quantities::{Noun, Quantity};
use crate::state::{Open, Reader, Tally, Waits, is_joined};
use rawi_core::layers::{CountForm, Predicate, SubjectClass};

/// Words between those who are told of and a part of them: من بين قتلى الحركة ثلاثة.
const AMONG: usize = 3;
/// Words between two figures of a row: خمسة جنود [من قوات الحدود] وثلاثة.
const ROW: usize = 6;

impl Reader<'_, '_, '_> {
    /// Each says whether it takes the quantity of this number, or takes it away from the rules behind it.
    const WHOSE: [fn(&mut Self, usize, &Quantity) -> bool; 18] = [
        Self::tells_nothing,
        Self::heads_a_list,
        Self::is_by,
        Self::is_of_them,
        Self::is_among,
        Self::is_their_state,
        Self::joins_a_row,
        Self::joins_parts,
        Self::heads_a_tally,
        Self::is_told_already,
        Self::stands_between,
        Self::is_running,
        Self::is_part_of_told,
        Self::is_victim,
        Self::is_dead_and_wounded,
        Self::is_governed,
        Self::is_named,
        Self::stands_aside,
    ];

    /// A quantity: whose is it? One that no rule takes waits for its verb.
    pub(crate) fn quantity(&mut self, number: usize) {
        let quantity = self.quantities[number];
        if Self::WHOSE.iter().any(|rule| rule(self, number, &quantity)) {
            return;
        }
        self.lone();
        self.waiting_row.clear();
        self.waiting_parts.clear();
        self.pending = Some((number, quantity.end));
    }

    /// It counts nothing that is told of: والدهم, بعمر 12 عاما.
    fn tells_nothing(&mut self, number: usize, quantity: &Quantity) -> bool {
        let bare = quantity.is_bare();
        let of_someone = self.sentence.words.words[quantity.first].pronoun && !self.is_kin(quantity);
        let every = self.sentence.before(quantity.begin).0.has(List::Every);
        bare && of_someone
            || self.counts_nothing(quantity)
            || bare && (every || self.skip_idiom(quantity))
            || self.is_of_another(quantity)
            || self.is_himself(quantity)
            || number < self.listed_to
            || self.told == Some(number)
    }

    fn heads_a_list(&mut self, number: usize, _: &Quantity) -> bool {
        let Some(parts) = self.listed(number) else { return false };
        self.listed_to = parts.end;
        self.take_listed(parts);
        true
    }

    /// Whoever did it: على يد [عشرة متمردين].
    fn is_by(&mut self, _: usize, quantity: &Quantity) -> bool {
        if !self.sentence.before(quantity.begin).0.has(List::By) {
            return false;
        }
        if let Some(found) = self.open.as_ref().and_then(|open| open.found) {
            self.found[found].actor = Some((quantity.begin, quantity.end));
        }
        self.pending = None;
        true
    }

    /// [ثلاثة] منهم
    fn is_of_them(&mut self, _: usize, quantity: &Quantity) -> bool {
        let (sentence, end) = (self.sentence, quantity.end);
        // عدد آخر منهم are others of those who are more.
        let of_them = !quantity.is_bare()
            && self.facts(end - 1).others.is_none()
            && end < sentence.end
            && sentence.is(end, List::Subset)
            && sentence.at[end - sentence.first].end as usize == end + 1
            && !self.next_is_figure(end + 1);
        if !of_them || self.whole.is_none() || self.pending.is_some() {
            return false;
        }
        self.parts = true;
        self.part(quantity, false, true)
    }

    /// بينهم [ثلاثة]: of those who wait for their verb, or of others who were told.
    fn is_among(&mut self, number: usize, quantity: &Quantity) -> bool {
        let sentence = self.sentence;
        if !sentence.before(quantity.begin).0.has(List::Subset) {
            return false;
        }
        self.parts = self.whole.is_some();
        // من بين القتلى: they were told of before.
        let told = sentence.unquoted(quantity.begin).checked_sub(1).and_then(|at| self.facts(at).victim);
        if self.whole.is_none()
            && let Some((victim, _)) = told
        {
            self.earlier = Some((victim.predicate, victim.rule));
        }
        let waits = self.pending.is_some_and(|(whole, _)| !self.quantities[whole].is_bare());
        if waits {
            self.wait_as_part(number, quantity);
        }
        waits
    }

    fn wait_as_part(&mut self, number: usize, quantity: &Quantity) {
        if !quantity.is_bare() || quantity.form == CountForm::Singular {
            self.waiting_parts.push(number);
        }
    }

    fn is_their_state(&mut self, _: usize, quantity: &Quantity) -> bool {
        quantity.is_bare() && (self.is_state(quantity) && self.take_state(quantity) || self.fell_wounded(quantity))
    }

    /// خمسة جنود [وثلاثة مدنيين] قتلوا
    fn joins_a_row(&mut self, number: usize, quantity: &Quantity) -> bool {
        let Some((first, _)) = self.pending else { return false };
        let first = &self.quantities[first];
        let free = |open: &Open<'_>| open.waits != Waits::Row && !is_taken(open, first);
        let joins = self.waiting_parts.is_empty()
            && self.sentence.joined(quantity.begin)
            && quantity.begin <= first.end + ROW
            && (!quantity.is_bare() || quantity.form == CountForm::Singular)
            && !matches!(quantity.noun, Noun::Victim(_))
            && (self.open.is_none() || !self.verb_follows(quantity))
            && self.open.as_ref().is_none_or(free);
        if joins {
            self.waiting_row.push(number);
        }
        joins
    }

    /// بينهم امرأتان [وطفل]
    fn joins_parts(&mut self, number: usize, quantity: &Quantity) -> bool {
        let joins = !self.waiting_parts.is_empty()
            && self.pending.is_some()
            && (quantity.is_bare() || is_joined(self.sentence, quantity))
            && !self.verb_follows(quantity);
        if joins {
            self.wait_as_part(number, quantity);
        }
        joins
    }

    /// عدد [القتلى]: no claim of its own, but the head of a running figure.
    fn heads_a_tally(&mut self, _: usize, quantity: &Quantity) -> bool {
        let Noun::Victim(victim) = quantity.noun else { return false };
        if !quantity.is_bare() || !self.tally_noun(quantity.begin) && !self.heads_a_row(quantity) {
            return false;
        }
        let joint = self.both_follow(quantity);
        // One figure for both is told as the dead.
        let predicate = if joint { Predicate::Killed } else { victim.predicate };
        self.tally = Some(Tally { joint, ..Tally::new(predicate, victim.rule, quantity.end) });
        (self.open, self.pending) = (None, None);
        true
    }

    /// ستون بين [قتيل وجريح]: told with the figure before them.
    fn is_told_already(&mut self, _: usize, quantity: &Quantity) -> bool {
        quantity.is_bare() && quantity.first < self.both
    }

    /// من بين [القتلى] ثلاثة
    fn stands_between(&mut self, _: usize, quantity: &Quantity) -> bool {
        let Noun::Victim(victim) = quantity.noun else { return false };
        let between = self.sentence.before(quantity.begin).0.has(List::Between);
        if quantity.form != CountForm::Plural || victim.weak || !between {
            return false;
        }
        self.parts = self.whole.is_some();
        self.earlier = self.earlier.or((!self.parts).then_some((victim.predicate, victim.rule)));
        self.among = quantity.end + AMONG;
        true
    }

    fn is_running(&mut self, _: usize, quantity: &Quantity) -> bool {
        let bare = quantity.is_bare();
        self.running(quantity, bare) || !bare && self.before_its_tally(quantity)
    }

    fn is_part_of_told(&mut self, _: usize, quantity: &Quantity) -> bool {
        (self.parts || self.earlier.is_some()) && self.part(quantity, quantity.is_bare(), false)
    }

    fn is_victim(&mut self, _: usize, quantity: &Quantity) -> bool {
        matches!(quantity.noun, Noun::Victim(victim) if !victim.weak) && self.victim(quantity, quantity.is_bare())
    }

    /// [ستون شخصا] بين قتيل وجريح
    fn is_dead_and_wounded(&mut self, _: usize, quantity: &Quantity) -> bool {
        if matches!(quantity.noun, Noun::Victim(_)) || quantity.is_bare() || !self.both_follow(quantity) {
            return false;
        }
        let victim = (quantity.end..self.sentence.end.min(quantity.end + 4)).find_map(|at| self.facts(at).victim);
        let rule = victim.map_or(0, |(victim, _)| victim.rule);
        self.push(*quantity, Predicate::Killed, rule, None, true);
        (self.open, self.pending, self.both) = (None, None, quantity.end + 5);
        true
    }

    fn is_governed(&mut self, _: usize, quantity: &Quantity) -> bool {
        let bare = quantity.is_bare();
        self.governed(quantity, bare) || !bare && self.beside_victims(quantity)
    }

    /// Whoever stands right behind the word takes its place, though it is not told: غرق [المركب]; so does what goes on with it:
    /// قائد [المركب].
    fn is_named(&mut self, _: usize, quantity: &Quantity) -> bool {
        let (first, end) = (quantity.first, quantity.end);
        let event = self.facts(first).is_event();
        let word = self.sentence.words.words[first];
        let Some(open) = self.open.as_mut().filter(|_| quantity.is_bare()) else { return false };
        // ذهب ضحية [الهجوم] is what happened.
        if open.waits == Waits::First && first == open.last && open.particle && !(open.aside && event) {
            open.waits = Waits::Named(first, end);
        }
        match open.waits {
            Waits::Named(from, to) if to == first && word.preposition.is_none() && !self.sentence.joined(first) => {
                (open.waits, open.last) = (Waits::Named(from, end), end);
                true
            }
            _ => false,
        }
    }

    /// It takes no place of one that waits for its verb: an adjective (عمال شيعة), a noun without a figure beside a figure, what a
    /// preposition governs.
    fn stands_aside(&mut self, _: usize, quantity: &Quantity) -> bool {
        let bare = quantity.is_bare();
        let pending = self.pending.map(|(other, _)| &self.quantities[other]);
        let behind = pending.is_some_and(|other| other.end == quantity.first);
        let waits = behind || pending.is_some_and(|other| !other.is_bare());
        // هجومان [انتحاريان]
        let adjective = quantity.form == CountForm::Dual && behind;
        let crowd = matches!(quantity.noun, Noun::Victim(victim) if victim.class == SubjectClass::Protesters);
        // في 13 محافظة
        let place = matches!(quantity.noun, Noun::Known(counted) if counted.is_thing());
        let told = self.is_told_next(quantity);
        let aside = self.by_preposition(quantity) && (bare || place) && !told;
        let governed = self.sentence.words.words[quantity.first].preposition.is_some() && !crowd && !told;
        bare && waits || adjective || aside || governed
    }
}

/// Whether a noun without a figure stands where a verbal noun has whom it is done to: توقيف [القائد] وثلاثة.
fn is_taken(open: &Open<'_>, quantity: &Quantity) -> bool {
    open.trigger.sort == Sort::Action && matches!(open.waits, Waits::Named(first, _) if first == quantity.first)
}
