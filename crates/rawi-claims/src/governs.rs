//! Which quantity a word of what is done governs.

use crate::forms::{is_object, is_subject_of_more};
use crate::lexicon::{Counted, List, Lists, Sort, Voice};
use crate::quantities::{Noun, Quantity};
use crate::state::{Open, ROW, Reader, Waits, is_joined, said_of, told_without_figure};
use crate::words::LI;
use rawi_core::layers::{CountForm, Predicate, SubjectClass};

/// Words between a verb and whom it is done to.
const REACH: usize = 14;
/// The same for a verbal noun.
const NEAR: usize = 9;

impl<'w> Reader<'_, 'w, '_> {
    /// A quantity that an open word governs.
    pub(crate) fn governed(&mut self, quantity: &Quantity, bare: bool) -> bool {
        let Some(open) = self.open.clone() else { return false };
        let words = self.sentence.words;
        if let Some(actor) = self.retract(quantity, &open) {
            return self.governed_after(quantity, bare, actor);
        }
        let joined = is_joined(self.sentence, quantity);
        let direct = self.stands_behind(quantity.begin, &open);
        let said = match self.is_of_things(quantity) {
            true => open.trigger.things.or(open.trigger.people),
            false => said_of(open.trigger, quantity.noun),
        };
        if self.does_it_to_his_own(quantity, &open) {
            return true;
        }
        if self.is_subject(quantity, &open) {
            self.name_the_doer(quantity);
            return true;
        }
        if self.is_where(quantity, &open) {
            return self.attacked_place(quantity, &open);
        }
        // هاجم خلية من سبعة عناصر: how many were there is told, not what became of them.
        let said = said.map(|said| match self.band(quantity) {
            Some(_) if said == Predicate::Attacked => Predicate::Other,
            _ => said,
        });
        let wanted = || self.is_wanted(quantity, &open).then_some(Predicate::Detained);
        let Some(predicate) = said.or_else(wanted) else { return false };
        // قائد المركب is named by what he is, and of one who was stopped that is no figure.
        let leader = matches!(quantity.noun, Noun::Known(Counted::Partitive))
            && quantity.form == CountForm::Singular
            && self.counted(quantity.end).is_some_and(Counted::is_thing);
        if bare && (!told_without_figure(predicate, quantity) || leader && predicate == Predicate::Detained) {
            return false;
        }
        if open.trigger.loss && open.trigger.voice == Voice::Agent && !self.has_fighters(&open, quantity) {
            return false;
        }
        // يموت رجل ويحيا رجل; وفاة الملك
        if bare && open.trigger.natural && self.is_natural(quantity, &open) {
            return false;
        }
        // أحد المباني
        let one_thing = quantity.count == Some(1)
            && matches!(predicate, Predicate::Seized | Predicate::Destroyed | Predicate::Attacked);
        if one_thing && !direct {
            return false;
        }
        let accepted = self.accepts(quantity, &open, direct);
        if !accepted || open.waits == Waits::Row && bare && matches!(quantity.noun, Noun::Known(Counted::Partitive)) {
            // قتل [شرطي] ثلاثة: a noun that turns out to be the one who does it.
            return false;
        }
        // قتل [مسلحون] عشرة: one without a figure may be the subject of a verb that can be read as both.
        if let Waits::Row = open.waits {
            if bare && self.second_noun(quantity, &open) {
                return true;
            }
            let found = self.push(*quantity, predicate, open.trigger.rule, Some(open.at), false);
            self.go_on(found, quantity);
            return true;
        }
        let actor = match open.waits {
            Waits::Named(from, to) if !(joined && quantity.begin == to) => match self.band(quantity) {
                Some(band) => (from < band).then_some((from, to.min(band))),
                None => Some((from, to)),
            },
            _ => open.actor,
        };
        if bare && quantity.form == CountForm::Plural && words.words[quantity.first].article {
            return false;
        }
        // فقدت [القوات] عنصرا: who loses him did it not.
        let actor = actor.filter(|_| !open.trigger.loss);
        let found = self.push(*quantity, predicate, open.trigger.rule, Some(open.at), open.joint);
        self.found[found].actor = actor;
        self.go_on(found, quantity);
        true
    }

    /// Whether a quantity stands where an open word waits for one; `direct`: right behind it.
    fn accepts(&self, quantity: &Quantity, open: &Open<'_>, direct: bool) -> bool {
        let (trigger, bare) = (open.trigger, quantity.is_bare());
        let far = quantity.begin.saturating_sub(open.last);
        let joined = is_joined(self.sentence, quantity);
        let preposition = self.by_preposition(quantity);
        match open.waits {
            Waits::First => {
                let reach = if trigger.sort == Sort::Verb && !open.aside { REACH } else { NEAR };
                let close = if bare { direct } else { far <= reach };
                let asked = open.particle && (!preposition || trigger.asks() && far <= 2);
                // أصاب [شرطي] شابا, ودعت [عنصرا]: right behind a verb of whoever does it stands he, but for an object.
                let subject = trigger.sort == Sort::Verb && trigger.voice == Voice::Agent && open.actor.is_none();
                let subject = bare && subject && !trigger.asks() && !self.is_object(quantity);
                // القضاء على [عنصر]
                let article = self.sentence.words.words[quantity.first].article;
                let own = trigger.asks() && direct && !article;
                close && asked && !(bare && preposition && !own) && !subject
            }
            Waits::Named(_, to) => {
                let joined = joined && !self.is_behind_aside(quantity, to);
                let object = !joined && trigger.voice != Voice::Patient && !trigger.asks();
                let row = joined && quantity.begin == to;
                let behind = (to..quantity.begin).all(|i| self.sentence.is(i, List::Time));
                let told = !bare || object && behind && self.is_object(quantity);
                // خطف التنظيم [لخمسة] أطباء
                let li = self.sentence.words.words[quantity.begin].preposition == Some(LI);
                let li = li && object && trigger.sort == Sort::Action && !bare;
                let band = !joined && self.band(quantity).is_some();
                let told = band || li || !preposition && told && (object || row);
                told && quantity.begin.saturating_sub(to) <= NEAR
            }
            Waits::Row => {
                let apart = bare && (far > 5 || !self.goes_on_with(quantity, open.last));
                let away = far > ROW || apart || preposition;
                // قتل أربعة ولا يزال خمسة
                let turns = || (open.last..quantity.begin).any(|i| self.sentence.words.is(i, List::State));
                let clause = || self.clause_between(open.last, quantity.begin);
                joined && !away && !self.verb_follows(quantity) && !turns() && !clause()
            }
        }
    }

    /// Whether a figure without a noun is of things told before: أحرقوا [أربعا] منها.
    pub(crate) fn is_of_things(&self, quantity: &Quantity) -> bool {
        matches!(quantity.noun, Noun::None) && self.sentence.is(quantity.end, List::OfThings)
    }

    /// Whether a comma closes what stands between the one who does it, who ends before word `from`, and a quantity:
    /// اعتقلت الشرطة [في حلب]، خمسة.
    fn is_behind_aside(&self, quantity: &Quantity, from: usize) -> bool {
        let (sentence, words) = (self.sentence, self.sentence.words);
        let aside = |i: usize| sentence.is(i, List::Preposition) || words.words[i].preposition.is_some();
        from + 1 < quantity.begin && words.is_comma(quantity.begin - 1) && aside(from)
    }

    /// Whether a noun without a figure is one more of a row: not خمسة أشخاص، [متهمين], nor اشتباكات بين الجيش و[مسلحين].
    fn goes_on_with(&self, quantity: &Quantity, last: usize) -> bool {
        let (before, _) = self.sentence.before(quantity.begin);
        let adds = self.sentence.joined(quantity.begin) || before.has(List::Plus);
        adds && !(last..quantity.begin).any(|i| self.sentence.is(i, List::Between))
    }

    /// Whether nothing but words of time and the like stands between an open word and word `i`: قتل [أمس فيها] ثلاثة.
    pub(crate) fn stands_behind(&self, i: usize, open: &Open<'_>) -> bool {
        let light = Lists::of(&[List::Time, List::Aside, List::Plus]);
        let at = open.at + 1 + usize::from(open.trigger.asks());
        i <= at || i <= at + 4 && (at..i).all(|at| self.sentence.lists(at).any(light))
    }

    /// Whether someone is the one who does it, to someone of his who stands behind ل: قتل [شاب] لوالده.
    fn does_it_to_his_own(&self, quantity: &Quantity, open: &Open<'_>) -> bool {
        let words = self.sentence.words;
        let his_own = |i: usize| {
            let word = &words.words[i];
            word.preposition == Some(LI) && word.pronoun && words.is_person(i)
        };
        open.trigger.voice == Voice::Both
            && open.waits == Waits::First
            && (quantity.end..self.sentence.end.min(quantity.end + 3)).any(his_own)
    }

    /// Whether those right behind a verb are the ones who do it: [دورية] of one that detains, and whoever stands before its
    /// object (احتجز [مسلحون] حافلة, هاجم [عشرون مسلحا] القرية).
    fn is_subject(&self, quantity: &Quantity, open: &Open<'_>) -> bool {
        let words = self.sentence.words;
        let person = match quantity.noun {
            Noun::Known(counted) => counted.is_person(),
            Noun::Victim(victim) => victim.class != SubjectClass::Objects,
            _ => false,
        };
        let first = open.waits == Waits::First && open.actor.is_none() && quantity.begin == open.at + 1;
        let acts = open.trigger.sort == Sort::Verb && open.trigger.voice != Voice::Patient && !open.trigger.asks();
        // Neither مسلحون nor مسلحا can own what stands behind, as that of [عمال] المصنع does.
        let apart = quantity.head.is_some_and(|head| {
            let noun = words.slice(head);
            !words.words[head].article
                && (is_subject_of_more(noun) || quantity.form == CountForm::Number && is_object(noun))
        });
        let more = person && apart && quantity.count != Some(1) && quantity.form != CountForm::Singular;
        first && acts && (self.is_patrol(quantity, open) || more && self.is_object_behind(quantity))
    }

    /// Whether a patrol without a figure stands behind a verb that detains.
    fn is_patrol(&self, quantity: &Quantity, open: &Open<'_>) -> bool {
        let means = quantity.head.is_some_and(|head| self.sentence.words.is(head, List::Means));
        quantity.is_bare() && means && open.trigger.people == Some(Predicate::Detained)
    }

    /// Whether the word behind someone is whom or what something is done to, and tells no more of him.
    fn is_object_behind(&self, quantity: &Quantity) -> bool {
        let (words, i) = (self.sentence.words, quantity.end);
        if self.no_object(i) || is_subject_of_more(words.slice(i)) {
            return false;
        }
        match self.counted(i) {
            // In خمسين رجلا مشتبها به he is told more of.
            Some(counted) if counted.is_person() => {
                let doers = quantity.head.is_some_and(|head| is_subject_of_more(words.slice(head)));
                words.words[i].article || doers && is_object(words.slice(i))
            }
            Some(counted) => counted.is_thing(),
            None => false,
        }
    }

    /// Those stand right behind the open word who do it.
    fn name_the_doer(&mut self, quantity: &Quantity) {
        if let Some(open) = &mut self.open {
            (open.waits, open.last) = (Waits::Named(quantity.begin, quantity.end), quantity.end);
        }
    }

    /// Whether a figure of places stands behind في, where something is attacked: استهدفت خلايا في [أربعة مواقع].
    fn is_where(&self, quantity: &Quantity, open: &Open<'_>) -> bool {
        let (before, _) = self.sentence.before(quantity.begin);
        let things = matches!(quantity.noun, Noun::Known(Counted::Of(SubjectClass::Objects)));
        let attacks = open.trigger.sort == Sort::Verb && open.trigger.things == Some(Predicate::Attacked);
        before.has(List::In) && things && attacks && open.trigger.people == open.trigger.things
    }

    /// Takes such a figure, if it tells of more places than one.
    fn attacked_place(&mut self, quantity: &Quantity, open: &Open<'_>) -> bool {
        let more = matches!(quantity.form, CountForm::Number | CountForm::Dual) && quantity.count != Some(1);
        let free = open.found.is_none() && quantity.begin <= open.at + NEAR;
        let told = more && free && !self.clause_between(open.at + 1, quantity.begin);
        if told {
            let found = self.push(*quantity, Predicate::Attacked, open.trigger.rule, Some(open.at), false);
            self.go_on(found, quantity);
        }
        told
    }

    /// Whether an army or a band that can lose its own is named before those it lost: فقدت [القوات] عنصرا.
    fn has_fighters(&self, open: &Open<'_>, quantity: &Quantity) -> bool {
        let from = self.sentence.first.max(open.at.saturating_sub(NEAR));
        (from..quantity.begin).take(REACH + NEAR).any(|at| self.facts(at).body.is_some())
    }

    /// Whether a death is nobody's doing: of the habit of dying, or of someone in office.
    fn is_natural(&self, quantity: &Quantity, open: &Open<'_>) -> bool {
        let words = self.sentence.words;
        let present = open.trigger.sort == Sort::Verb && words.is_present(open.at);
        let official = matches!(quantity.noun, Noun::Known(Counted::Of(SubjectClass::Officials)));
        present || official && words.words[quantity.first].article
    }

    /// القبض على [هدفين مطلوبين]: people, though told as things.
    fn is_wanted(&self, quantity: &Quantity, open: &Open<'_>) -> bool {
        let detained = open.trigger.people == Some(Predicate::Detained) && open.trigger.things.is_none();
        detained
            && matches!(quantity.noun, Noun::Known(Counted::Of(SubjectClass::Objects)))
            && self.counted(quantity.end).is_some_and(Counted::is_person)
    }

    /// What word `i` counts as a noun, if the sentence goes on to it.
    fn counted(&self, i: usize) -> Option<Counted> {
        (i < self.sentence.end).then(|| self.facts(i).counted).flatten().map(|(counted, _)| counted)
    }

    /// خطف [مسلحون] خمسة عشر شخصا, قصفت [ثلاث طائرات] خمسة مواقع: those behind the verb, first taken for whom it is done to, are the ones who do it.
    fn retract(&mut self, quantity: &Quantity, open: &Open<'w>) -> Option<(usize, usize)> {
        let last = open.found.filter(|&last| last + 1 == self.found.len() && open.waits == Waits::Row)?;
        let first = self.found[last].quantity;
        let means = self.found[last].predicate == Predicate::Attacked
            && first.head.is_some_and(|head| self.sentence.words.is(head, List::Means));
        // قتلت [إرهابيا] مسلحا is the object already.
        let bare = first.is_bare() && !self.is_object(&first) || means;
        let both =
            open.trigger.sort == Sort::Verb && open.trigger.voice != Voice::Patient && first.first == open.at + 1;
        let figure = !quantity.is_bare() || self.is_object(quantity) && first.is_bare() && quantity.first == first.end;
        let near = quantity.begin <= first.end + 4
            && !is_joined(self.sentence, quantity)
            && !self.by_preposition(quantity)
            && !self.clause_between(first.end, quantity.begin);
        let aside = (first.end..quantity.begin).any(|i| {
            self.sentence.is(i, List::Preposition) && !self.sentence.is(i, List::Of)
                || self.sentence.words.words[i].preposition.is_some()
        });
        if !(bare && both && figure && near && !aside) {
            return None;
        }
        self.found.pop();
        self.whole = self.whole.filter(|&whole| whole != last);
        Some((first.begin, quantity.begin))
    }

    /// The same quantity, now that it is known who did it.
    fn governed_after(&mut self, quantity: &Quantity, bare: bool, actor: (usize, usize)) -> bool {
        if let Some(open) = &mut self.open {
            (open.waits, open.found, open.actor, open.last) = (Waits::First, None, Some(actor), quantity.begin);
        }
        self.governed(quantity, bare)
    }

    /// The second noun of one figure: 2532 متخلفا و[مخالفا].
    fn second_noun(&self, quantity: &Quantity, open: &Open<'w>) -> bool {
        let Some(last) = open.found.map(|last| &self.found[last].quantity) else { return false };
        let more = last.form == CountForm::Number && last.count.is_some_and(|count| count > 10);
        let same = match (last.noun, quantity.noun) {
            (Noun::Known(one), Noun::Known(other)) => one == other,
            (Noun::Unknown, _) => true,
            _ => false,
        };
        more && same && last.head.is_some() && quantity.first == last.end && quantity.form == CountForm::Singular
    }

    /// The open word has found that, and waits for more in a row.
    pub(crate) fn go_on(&mut self, found: usize, quantity: &Quantity) {
        if let Some(open) = &mut self.open {
            open.waits = Waits::Row;
            open.found = Some(found);
            open.last = quantity.end;
        }
    }
}
