//! Nouns that say themselves what was done, running totals, parts of a whole.

use crate::lexicon::{Counted, List, Lists, Sort, Trigger, Victim, Voice};
use crate::quantities::{Noun, Quantity};
use crate::state::{Found, Open, ROW, Reader, Tally, Waits, is_joined};
use rawi_core::layers::{CountForm, Predicate, SubjectClass, VagueCount};

/// Whether a toll tells of those beside its dead: 30 قتيلا و50 مفقودا.
fn is_told_in_tolls(predicate: Predicate) -> bool {
    matches!(predicate, Predicate::Missing | Predicate::Rescued | Predicate::Displaced)
}

/// Words between two of a row of victims.
const BESIDE: usize = 6;
/// Words between a word of a state and those who are in it: لا يزال [نحو] خمسة.
const STATE: usize = 3;
/// Words between the verb of a running figure and the one of those whom it counts: بلغ [عدد الضحايا] الذين قتلوا.
const TALLIED: usize = 5;
/// Words between a verb that leads to something and the preposition of that: أسفر [الهجوم على المدينة] عن.
const LED: usize = 6;

impl Reader<'_, '_, '_> {
    /// Whether a noun that heads a running figure stands right before word `i`.
    pub(crate) fn tally_noun(&self, i: usize) -> bool {
        // عدد القتلى [والجرحى]: told already.
        if self.tally.is_some_and(|tally| tally.joint && tally.at == i) {
            return false;
        }
        let (lists, _) = self.sentence.before(i);
        lists.has(List::Tally)
            || i.checked_sub(2).is_some_and(|at| {
                at >= self.sentence.first && self.sentence.is(at, List::Tally) && self.sentence.words.is_word(at + 1)
            })
    }

    /// Whether dead or wounded are told by the running figure of those right before them: عدد القتلى [والجرحى].
    pub(crate) fn shares_tally(&mut self, quantity: &Quantity) -> bool {
        let tally = self.tally.as_mut().filter(|tally| tally.joint && !tally.used && tally.at == quantity.first);
        let shares = matches!(quantity.noun, Noun::Victim(_)) && tally.is_some();
        if let Some(tally) = tally.filter(|_| shares) {
            tally.at = quantity.end;
        }
        shares
    }

    /// Whether a noun begins a row of a list: [القتلى]: ثلاثة.
    pub(crate) fn heads_a_row(&self, quantity: &Quantity) -> bool {
        let words = self.sentence.words;
        words.words[quantity.first].article && words.mark(quantity.end) == Some(':')
    }

    /// Whether the verb at word `i` tells whom a running figure counts: عدد الذين [قتلوا] بلغ عشرين.
    pub(crate) fn counted_by(&mut self, i: usize, trigger: &Trigger) -> bool {
        let sentence = self.sentence;
        let who = i > sentence.first + 2 && (sentence.is(i - 1, List::Relative) || sentence.is(i - 1, List::Of));
        // عدد الذين قتلوا, عدد الضحايا الذين قتلوا; not ضحايا التفجير الذي أودى
        let person = |at: usize| self.facts(at).victim.is_some() || sentence.words.is_person(at);
        let counts = |at: usize| sentence.is(at, List::Tally) || self.tally_noun(at) && person(at);
        let patient = trigger.sort == Sort::Verb && trigger.voice != Voice::Agent;
        let predicate = trigger.people.filter(|_| who && patient && counts(i - 2));
        if let Some(predicate) = predicate {
            // بلغ عدد الذين قتلوا على يد مسلحين سبعة: the verb has come.
            let from = i.saturating_sub(TALLIED).max(sentence.first);
            let reached = (from..i).any(|at| sentence.is(at, List::Reach) && !sentence.is(at, List::Preposition));
            self.tally = Some(Tally { reached, ..Tally::new(predicate, trigger.rule, i + 1) });
            (self.open, self.pending) = (None, None);
        }
        predicate.is_some()
    }

    /// A running figure: عدد القتلى إلى [خمسة وعشرين].
    pub(crate) fn running(&mut self, quantity: &Quantity, bare: bool) -> bool {
        let Some(tally) = self.tally.filter(|tally| !bare && quantity.begin < tally.at + ROW) else { return false };
        let words = self.sentence.words;
        let (before, _) = self.sentence.before(quantity.begin);
        // بينهم نحو 20 طفلا
        if before.has(List::Subset) {
            self.earlier = self.earlier.or((!tally.used).then_some((tally.predicate, tally.rule)));
            return false;
        }
        let joined = tally.used && is_joined(self.sentence, quantity);
        let reached = before.has(List::Reach)
            || tally.reached && !tally.used && !self.by_preposition(quantity)
            || (tally.at..quantity.begin).all(|i| words.words[i].article)
            || quantity.begin > self.sentence.first && words.mark(quantity.begin - 1) == Some('(')
            || words.words[quantity.begin].preposition.is_some()
            || quantity.begin > self.sentence.first && words.mark(quantity.begin - 1) == Some(':')
            || quantity.modifier.is_some();
        if !reached && !joined {
            return false;
        }
        let (predicate, rule) = match quantity.noun {
            Noun::Victim(victim) if !victim.weak || is_told_in_tolls(victim.predicate) => {
                (victim.predicate, victim.rule)
            }
            // حصيلة التفجيرين ارتفعت إلى 62
            Noun::Victim(victim) if victim.class == SubjectClass::Objects => return false,
            Noun::Known(counted) if !counted.is_person() => return false,
            _ => (tally.predicate, tally.rule),
        };
        self.lone();
        let found =
            self.push(*quantity, predicate, rule, Some(tally.at - 1), tally.joint || self.both_follow(quantity));
        self.found[found].total = true;
        self.found[found].replaced = before.has(List::Of) && self.rises_to(quantity.end);
        self.tally = Some(Tally { used: true, at: quantity.end, ..tally });
        self.open = None;
        true
    }

    /// Whether a part would make the parts of a figure more than it.
    fn exceeds(&self, part: &Quantity, predicate: Predicate, whole: usize) -> bool {
        let all = self.found[whole].quantity;
        let parts = self.found.iter().rev().take(ROW);
        let same = |found: &&Found| found.subset_of == Some(whole) && found.predicate == predicate;
        let told: u64 = parts.filter(same).filter_map(|part| part.quantity.count).sum();
        let more = |(count, all): (u64, u64)| told.saturating_add(count) > all;
        all.modifier.is_none() && part.count.zip(all.count).is_some_and(more)
    }

    /// Whether the figure of a tally that ends before word `i` goes on to a newer one: من 10 [إلى 15].
    fn rises_to(&self, i: usize) -> bool {
        let next = self.quantities[self.next..].iter().find(|next| next.first >= i);
        next.is_some_and(|next| {
            let (before, from) = self.sentence.before(next.begin);
            from <= i + 1 && before.has(List::Reach) && before.has(List::Preposition) && !before.has(List::Of)
        })
    }

    /// A running figure that its noun stands behind: ارتفع إلى [18] على الأقل عدد القتلى.
    pub(crate) fn before_its_tally(&mut self, quantity: &Quantity) -> bool {
        let (before, _) = self.sentence.before(quantity.begin);
        if !before.has(List::Reach) || !before.has(List::Preposition) || !matches!(quantity.noun, Noun::None) {
            return false;
        }
        let end = self.sentence.end;
        let victim = (quantity.end..end.min(quantity.end + 4))
            .find(|&at| self.sentence.is(at, List::Tally))
            .and_then(|at| (at + 1 < end).then(|| self.facts(at + 1).victim).flatten());
        let Some((victim, _)) = victim.filter(|(victim, _)| !victim.weak) else { return false };
        self.lone();
        let found = self.push(*quantity, victim.predicate, victim.rule, None, false);
        self.found[found].total = true;
        self.open = None;
        true
    }

    /// One more of a row that no verb governs: خمسة شهداء من رجال الأمن و[ستة متدربين], 5 قتلى في حلب و[3] في إدلب.
    pub(crate) fn beside_victims(&mut self, quantity: &Quantity) -> bool {
        let Some(last) =
            self.found.last().filter(|last| matches!(last.quantity.noun, Noun::Victim(victim) if !victim.weak))
        else {
            return false;
        };
        let person = match quantity.noun {
            Noun::Known(counted) => counted.is_person(),
            Noun::None => self.sentence.is(quantity.end, List::In),
            _ => false,
        };
        let near = self.sentence.joined(quantity.begin) && quantity.begin <= last.quantity.end + BESIDE;
        if self.open.is_some() || !person || !near || self.verb_follows(quantity) {
            return false;
        }
        let (predicate, rule, trigger) = (last.predicate, last.rule, last.trigger);
        self.push(*quantity, predicate, rule, trigger, false);
        true
    }

    /// بينهم [ثلاثة أطفال]
    pub(crate) fn part(&mut self, quantity: &Quantity, bare: bool, of_them: bool) -> bool {
        let whole = self.whole;
        let Some((told, rule)) =
            whole.map(|whole| (self.found[whole].predicate, self.found[whole].rule)).or(self.earlier)
        else {
            return false;
        };
        let (before, _) = self.sentence.before(quantity.begin);
        // القيادي [الحوثي]
        let adjective = |found: &Found| found.quantity.end == quantity.first && found.quantity.head.is_some();
        if bare && self.parts && self.found.last().is_some_and(adjective) && !self.sentence.joined(quantity.first) {
            return true;
        }
        let listed =
            of_them || quantity.begin <= self.among || before.has(List::Subset) || is_joined(self.sentence, quantity);
        if !listed && quantity.begin > self.sentence.first + 1 && !self.sentence.is(quantity.begin - 2, List::Subset) {
            return false;
        }
        let own = self.open.as_ref().filter(|open| {
            let verb = open.trigger.sort == Sort::Verb && open.at + 2 == quantity.begin;
            open.waits != Waits::Row && (verb || of_them && quantity.begin <= open.at + BESIDE)
        });
        let own = own.map(|open| open.trigger);
        let predicate = match quantity.noun {
            Noun::Victim(victim) if !victim.weak => victim.predicate,
            Noun::Known(Counted::Nothing | Counted::Animals) | Noun::Unknown if bare => return false,
            Noun::Known(Counted::Nothing) => return false,
            // An attack is no part of those it killed.
            Noun::Victim(victim) if victim.class == SubjectClass::Objects => return true,
            Noun::Known(Counted::Of(SubjectClass::Objects))
                if told != Predicate::Destroyed && told != Predicate::Seized =>
            {
                return true;
            }
            // توفي منهم 472, إصابة بعض منهم: part of those told before, of whom that word says more.
            _ if self.is_of_things(quantity) => own.and_then(|trigger| trigger.things).unwrap_or(told),
            _ => own.and_then(|trigger| trigger.people).unwrap_or(told),
        };
        if bare && quantity.form == CountForm::Plural {
            return true; // بينهم أطفال: of no size
        }
        // وفاة 21 وإصابة 66، بينهم [15 وفاة]: part of those of whom the same is told.
        let same = |found: &Found| found.predicate == predicate && found.subset_of.is_none();
        let whole = whole.map(|whole| match predicate == told {
            true => whole,
            false => self.found.iter().take(whole).rposition(same).unwrap_or(whole),
        });
        if whole.is_some_and(|whole| self.exceeds(quantity, predicate, whole)) {
            self.parts = false;
            return false;
        }
        // و[25 آخرون أصيبوا]
        if self.verb_follows(quantity) {
            self.parts = false;
            return false;
        }
        let trigger = whole.and_then(|whole| self.found[whole].trigger);
        let rule = own.map_or(rule, |trigger| trigger.rule);
        // Of the dead nobody is wounded.
        let dead = whole.is_some_and(|whole| self.found[whole].predicate == Predicate::Killed);
        let apart = dead && predicate == Predicate::Injured;
        let held = self.whole;
        let found = self.push(*quantity, predicate, rule, trigger, false);
        self.whole = held;
        self.found[found].subset_of = whole.filter(|_| !apart);
        self.found[found].part_of_earlier = whole.is_none();
        self.found[found].previous = whole.filter(|_| apart);
        if own.is_some() {
            self.go_on(found, quantity);
        }
        true
    }

    /// A quantity that is said to be among those told before, by words that end before word `behind`: [طفلان] بين القتلى.
    pub(crate) fn are_among(&mut self, behind: usize) -> bool {
        let victim = self.facts(behind - 1).victim;
        let (Some((number, _)), Some((victim, _))) = (self.pending, victim) else { return false };
        let quantity = self.quantities[number];
        let figure = self.quantities[self.next..].iter().take(ROW).any(|next| next.begin == behind);
        let person = match quantity.noun {
            Noun::Known(counted) => counted.is_person(),
            Noun::None => true,
            _ => false,
        };
        let told = quantity.is_bare() && self.sentence.words.words[quantity.first].article;
        if figure || !person || told || quantity.form == CountForm::Plural || victim.class == SubjectClass::Objects {
            return false;
        }
        (self.pending, self.open) = (None, None);
        let found = self.push(quantity, victim.predicate, victim.rule, None, false);
        self.found[found].part_of_earlier = victim.predicate != Predicate::Missing;
        true
    }

    /// Whether a noun says that those who fell right before it are wounded and not dead: سقط عشرة من رجاله [مصابين].
    pub(crate) fn fell_wounded(&mut self, state: &Quantity) -> bool {
        let Noun::Victim(victim) = state.noun else { return false };
        let words = self.sentence.words;
        let word = &words.words[state.first];
        let Some(found) = self.found.last_mut() else { return false };
        let fell = |at: usize| {
            let fell = words.lexicon.triggers(words.facts(at)).any(|trigger| trigger.casualties);
            fell && state.first <= found.quantity.end.max(at + 1) + STATE
        };
        // سقط قتلى و جرحى
        let alone = !matches!(found.quantity.noun, Noun::Victim(_)) && !word.joined;
        let wounded = victim.predicate == Predicate::Injured && !word.article && alone;
        let revised = wounded && found.predicate == Predicate::Killed && found.trigger.is_some_and(fell);
        if revised {
            (found.predicate, found.rule) = (victim.predicate, victim.rule);
        }
        revised
    }

    /// Whether a noun says in what state those before it are: لا يزال خمسة عمال [مفقودين].
    pub(crate) fn is_state(&self, quantity: &Quantity) -> bool {
        let Noun::Victim(victim) = quantity.noun else { return false };
        let word = &self.sentence.words.words[quantity.first];
        victim.weak && victim.class != SubjectClass::Objects && !word.article && !self.by_preposition(quantity)
    }

    /// Takes those who are in such a state, if a word of it stands before them: [لا يزال] خمسة.
    pub(crate) fn take_state(&mut self, state: &Quantity) -> bool {
        let (Noun::Victim(victim), Some((number, _))) = (state.noun, self.pending) else { return false };
        let whole = self.quantities[number];
        let from = self.sentence.first.max(whole.begin.saturating_sub(STATE));
        let told = (from..whole.begin).any(|i| self.sentence.words.is(i, List::State));
        let person = match whole.noun {
            Noun::Known(counted) => counted.is_person(),
            Noun::None | Noun::Unknown | Noun::Others => true,
            Noun::Victim(_) | Noun::Named => false,
        };
        if !told || !person || whole.is_bare() || self.clause_between(whole.end, state.begin) {
            return false;
        }
        (self.pending, self.open) = (None, None);
        let found = self.push(whole, victim.predicate, victim.rule, Some(state.first), false);
        self.take_waiting_parts(found);
        true
    }

    /// Puts down the parts that waited with the figure `whole`, which has come.
    pub(crate) fn take_waiting_parts(&mut self, whole: usize) {
        let Found { predicate, rule, trigger, .. } = self.found[whole];
        for part in std::mem::take(&mut self.waiting_parts) {
            let part = self.push(self.quantities[part], predicate, rule, trigger, false);
            (self.found[part].subset_of, self.found[part].previous) = (Some(whole), None);
        }
        self.whole = Some(whole);
    }

    /// A noun that says itself what was done: خمسة قتلى.
    pub(crate) fn victim(&mut self, quantity: &Quantity, bare: bool) -> bool {
        let Noun::Victim(victim) = quantity.noun else { return false };
        let words = self.sentence.words;
        if bare && !self.is_news(quantity, victim) || self.is_of_those_told(quantity) {
            return true;
        }
        // أحد الجرحى is one of those told before.
        let one_of = quantity.form == CountForm::Number && quantity.count == Some(1) && self.is_of_known(quantity);
        // قال أحد الجرحى إن: he only tells of it.
        let tells = self.sentence.is(quantity.end, List::Clause) && !self.sentence.is(quantity.end, List::Relative);
        if one_of && tells && self.open.is_none() {
            return true;
        }
        // توفي ثلاثة من المصابين: of those told before, of whom the verb says more.
        let of_them = quantity.head.is_some_and(|head| {
            head > quantity.first + 1 && words.words[head].article && self.sentence.is(head - 1, List::Of)
        });
        let joint = self.both_follow(quantity);
        let (predicate, rule) =
            self.said_of_victim(quantity, victim, of_them).unwrap_or((victim.predicate, victim.rule));
        // أغاروا على البلدة دون [وقوع] إصابات: what brings them about is no deed before it.
        let brought = bare && self.is_brought(quantity);
        let governs = |open: &&Open<'_>| open.waits != Waits::Row || is_joined(self.sentence, quantity);
        let open = self.open.as_ref().filter(governs).map(|open| open.at);
        let trigger = open.filter(|&at| !brought || at + 1 >= quantity.begin);
        // 12 من القتلى مدنيون
        let of_told = of_them && quantity.form == CountForm::Number && self.open.is_none();
        let found = self.push(*quantity, predicate, rule, trigger, joint);
        self.found[found].part_of_earlier = one_of || of_told;
        self.go_on(found, quantity);
        true
    }

    /// Whether a noun without a figure tells of someone who was not told of before: سقوط [قتيل], خلف [جرحى], [حالة وفاة].
    fn is_news(&mut self, quantity: &Quantity, victim: Victim) -> bool {
        let word = self.sentence.words.words[quantity.first];
        let led_to = self.is_led_to(quantity);
        let found_dead = self.is_found_dead(quantity, victim);
        if word.article || word.pronoun || self.by_preposition(quantity) && !led_to && !found_dead {
            // قدرت القتلى ب35
            if !self.shares_tally(quantity) && quantity.form == CountForm::Plural && word.article {
                self.tally = Some(Tally::new(victim.predicate, victim.rule, quantity.end));
            }
            return false;
        }
        let case = quantity.head != Some(quantity.first);
        if case || found_dead {
            return true;
        }
        let before = quantity.begin.checked_sub(1).filter(|&at| at >= self.sentence.first);
        // نتج عن الحادث [وفاة] وإصابتان; إصابة المعدة governs what it tells of.
        if self.facts(quantity.first).is_trigger() {
            return self.no_object(quantity.end) && before.is_some_and(|at| self.result_before(at));
        }
        if self.both_before(quantity) {
            return false;
        }
        // قتيل و10 جرحى: a title begins with it.
        let title = quantity.form == CountForm::Singular && before.is_none();
        let told = self.found.last().is_some_and(|last| last.quantity.end == quantity.first);
        title
            || led_to
            || self.is_of_pronoun(quantity, victim)
            || self.is_brought(quantity)
            || before.is_some() && {
                let waits = |open: &Open<'_>| open.waits == Waits::First && self.stands_behind(quantity.first, open);
                self.open.as_ref().is_some_and(waits) || told && word.joined
            }
    }

    /// Whether the word before it brings it about, or denies it: خلف [قتلى], دون [إصابات].
    fn is_brought(&self, quantity: &Quantity) -> bool {
        let brings = Lists::of(&[List::Zero, List::Result, List::Negator]);
        quantity.begin > self.sentence.first && self.sentence.lists(quantity.begin - 1).any(brings)
    }

    /// Whether it is what something led to: أسفر الحادث عن [قتيل].
    fn is_led_to(&self, quantity: &Quantity) -> bool {
        let before = quantity.begin.checked_sub(1).filter(|&at| at > self.sentence.first);
        before.is_some_and(|at| self.sentence.is(at, List::Preposition) && self.result_before(at))
    }

    /// Whether a verb that leads to something stands before word `i` in its clause.
    fn result_before(&self, i: usize) -> bool {
        let sentence = self.sentence;
        (sentence.first.max(i.saturating_sub(LED))..i)
            .rev()
            .take_while(|&at| {
                sentence.words.is_word(at) && !sentence.lists(at).any(Lists::of(&[List::Clause, List::Relative]))
            })
            .any(|at| sentence.is(at, List::Result))
    }

    /// Whether it is the body of someone unknown, which was found: العثور على [جثة] شاب, انتشال [جثة] طفلة; جثة الفقيد is of one told before.
    fn is_found_dead(&self, quantity: &Quantity, victim: Victim) -> bool {
        let words = self.sentence.words;
        let Some(open) = self.open.as_ref().filter(|open| open.particle && open.found.is_none()) else { return false };
        let finds = matches!(open.trigger.things, Some(Predicate::Seized | Predicate::Other));
        let behind = match open.waits {
            Waits::First => open.last == quantity.begin,
            Waits::Named(_, to) => to == quantity.begin,
            Waits::Row => false,
        };
        let known = quantity.end < self.sentence.end && {
            let whose = words.words[quantity.end];
            whose.article || whose.pronoun || self.sentence.person(quantity.end).is_some()
        };
        finds && behind && victim.predicate == Predicate::Killed && quantity.form == CountForm::Singular && !known
    }

    /// Whether someone is dead whom a pronoun before it means: أردته الشرطة [قتيلا].
    fn is_of_pronoun(&self, quantity: &Quantity, victim: Victim) -> bool {
        let words = self.sentence.words;
        let kills = |trigger: &Trigger| trigger.people == Some(victim.predicate) && trigger.voice == Voice::Agent;
        let from = self.sentence.first.max(quantity.first.saturating_sub(4));
        quantity.form == CountForm::Singular
            && (from..quantity.first)
                .any(|at| words.words[at].pronoun && words.lexicon.triggers(self.facts(at)).any(kills))
    }

    /// Whether the article says that they were told of before: أقارب [الشهيدين], [بعض الجرحى].
    fn is_of_those_told(&self, quantity: &Quantity) -> bool {
        quantity.form == CountForm::Dual && self.sentence.words.words[quantity.first].article
            || self.is_several_of_known(quantity)
    }

    /// Whether it is some of those who were told of before: [بعض الجرحى].
    pub(crate) fn is_several_of_known(&self, quantity: &Quantity) -> bool {
        quantity.vague == Some(VagueCount::Several) && self.is_of_known(quantity)
    }

    /// Whether a noun with its article stands right behind how many of them there are: [أحد الجرحى].
    fn is_of_known(&self, quantity: &Quantity) -> bool {
        quantity.head.is_some_and(|head| head == quantity.first + 1 && self.sentence.words.words[head].article)
    }

    /// What the open word says of victims, where it goes before what their noun says: إنقاذ [20 مصابا].
    fn said_of_victim(&self, quantity: &Quantity, victim: Victim, of_them: bool) -> Option<(Predicate, u16)> {
        let open = self.open.as_ref()?;
        let predicate = open.trigger.people?;
        if open.waits != Waits::First || !open.particle || open.at + 4 <= quantity.begin {
            return None;
        }
        // وفاة و[إصابتان]
        let apart =
            open.trigger.sort == Sort::Action && quantity.begin == open.at + 1 && self.sentence.joined(quantity.begin);
        let goes_before = match (predicate, victim.predicate) {
            // انتشال جثث: found, not saved.
            (Predicate::Rescued | Predicate::Missing, Predicate::Killed) => false,
            (Predicate::Rescued | Predicate::Missing | Predicate::Displaced, _) => true,
            // وفاة ثلاثة جرحى; خروج 20 مصابا من المستشفى; عودة 200 نازح إلى ديارهم
            (Predicate::Killed | Predicate::Other, Predicate::Injured) | (Predicate::Other, Predicate::Displaced)
                if !open.trigger.casualties =>
            {
                !apart
            }
            // سقوط عدد من الجرحى: wounded.
            (_, killed) => of_them && killed != Predicate::Killed && !open.trigger.casualties,
        };
        goes_before.then_some((predicate, open.trigger.rule))
    }

    /// The second of قتلى وجرحى, told with the first.
    pub(crate) fn both_before(&self, quantity: &Quantity) -> bool {
        self.found.last().is_some_and(|found| {
            found.joint && found.quantity.end == quantity.first && self.sentence.words.words[quantity.first].joined
        })
    }
}
