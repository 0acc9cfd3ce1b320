//! Who is counted, and the names of the text.

use crate::forms::Many;
use crate::lexicon::{Counted, List, Lists};
use crate::quantities::{Noun, Sentence};
use crate::state::Found;
use crate::words::Words;
use rawi_core::Span;
use rawi_core::layers::{Label, Predicate, SubjectClass};

/// A name of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    /// Bytes of the text.
    pub(crate) span: Span,
    /// Its row.
    pub(crate) row: usize,
    pub(crate) kind: Kind,
}

/// What a name is to the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Place,
    Person,
    Nation,
    Other,
}

impl Kind {
    pub(crate) fn of(label: &Label) -> Self {
        match label {
            label if [Label::GPE, Label::LOC, Label::FAC].contains(label) => Self::Place,
            label if *label == Label::PERS => Self::Person,
            label if *label == Label::NORP => Self::Nation,
            _ => Self::Other,
        }
    }
}

/// The names that `span` covers, or parts of.
pub(crate) fn names_in(span: Span, names: &[Name]) -> impl Iterator<Item = &Name> {
    let first = names.partition_point(|name| name.span.end() <= span.start());
    names[first..].iter().take_while(move |name| name.span.start() < span.end())
}

/// Tells a sentence of the persons and nations that are named in it.
pub(crate) fn tell_names(sentence: &mut Sentence<'_, '_>, span: Span, names: &[Name]) {
    for name in names_in(span, names) {
        let words = sentence.words;
        match name.kind {
            Kind::Person => {
                let of_name = words.within(name.span);
                sentence.name(of_name.start, of_name.end);
            }
            Kind::Nation => sentence.nation(words.within(name.span)),
            Kind::Other => sentence.name_of_body(words.within(name.span)),
            Kind::Place => {}
        }
    }
}

/// Words behind a noun that tell more of it.
const BEHIND: usize = 6;
/// Words before a verb in which the army or band is looked for that a member belongs to.
const BACK: usize = 25;

/// Who is counted, and the words that say so; `before`: those of the claim that it goes on with.
pub(crate) fn subject(
    sentence: &Sentence<'_, '_>,
    found: &Found,
    before: Option<SubjectClass>,
) -> (SubjectClass, Option<(usize, usize)>) {
    match counted(sentence, found, before) {
        // خرج عشرة آلاف شخص
        (SubjectClass::Unknown, head) if found.predicate == Predicate::Demonstrated => (SubjectClass::Protesters, head),
        told => told,
    }
}

fn counted(
    sentence: &Sentence<'_, '_>,
    found: &Found,
    before: Option<SubjectClass>,
) -> (SubjectClass, Option<(usize, usize)>) {
    let quantity = &found.quantity;
    let words = sentence.words;
    let head = quantity.head.map(|head| (head, head + 1));
    let known = |class| (class, head);
    match quantity.noun {
        // القبض على هدفين
        Noun::Known(Counted::Of(SubjectClass::Objects)) if found.predicate == Predicate::Detained => {
            known(SubjectClass::Unknown)
        }
        Noun::Known(Counted::Of(class)) => match class {
            SubjectClass::Unknown => {
                let more = quantity.head.and_then(|head| told_behind(sentence, head, false));
                known(more.unwrap_or(SubjectClass::Unknown))
            }
            SubjectClass::SecurityForces if quantity.head.is_some_and(|head| is_abroad(sentence, head)) => {
                known(SubjectClass::ForeignForces)
            }
            class => known(class),
        },
        Noun::Known(Counted::Partitive) => {
            let class = quantity.head.and_then(|head| {
                let body = words.facts(head).body.or_else(|| told_behind(sentence, head, true));
                body.or_else(|| whose(sentence, found, head)).map(|class| match class {
                    SubjectClass::SecurityForces if is_abroad(sentence, head) => SubjectClass::ForeignForces,
                    class => class,
                })
            });
            known(class.unwrap_or(SubjectClass::Unknown))
        }
        Noun::Known(Counted::Animals | Counted::Nothing) => known(SubjectClass::Objects),
        Noun::Victim(victim) => {
            // القتلى [والجرحى] من عناصر التنظيم
            let last = |head: usize| if found.joint && words.words[head + 1].joined { head + 1 } else { head };
            let more = quantity
                .head
                .filter(|&head| victim.class == SubjectClass::Unknown && head + 1 < sentence.end)
                .and_then(|head| told_behind(sentence, last(head), false));
            known(more.unwrap_or(victim.class))
        }
        // 11 آخرين من الحوثيين
        Noun::Others => {
            let of = quantity.head.filter(|_| sentence.is(quantity.end, List::Of));
            let told = of.and_then(|head| told_behind(sentence, head, true));
            (told.or(before).unwrap_or(SubjectClass::Unknown), head)
        }
        // فلان قائد الشرطة
        Noun::Named => {
            let told = told_behind(sentence, quantity.end - 1, true);
            (told.unwrap_or(SubjectClass::Unknown), Some((quantity.first, quantity.end)))
        }
        // وإصابة خمسة: as those before; خمسة منهم من رجال الأمن
        Noun::None => {
            let of_them = sentence.is(quantity.end, List::Subset) && sentence.is(quantity.end + 1, List::Of);
            let told = if of_them { told_behind(sentence, quantity.end, true) } else { None };
            (told.or(before).unwrap_or(SubjectClass::Unknown), None)
        }
        Noun::Unknown => {
            let more = quantity.head.and_then(|head| told_behind(sentence, head, true));
            known(more.filter(|_| quantity.head > Some(quantity.end)).unwrap_or(SubjectClass::Unknown))
        }
    }
}

/// Whether a figure leaves its noun to the one that goes on with it: مقتل [29] وجرح 15 من المتطرفين.
pub(crate) fn leaves_its_noun(words: &Words<'_>, found: &Found, next: &Found) -> bool {
    let verb = found.quantity.end;
    matches!(found.quantity.noun, Noun::None)
        && found.predicate != next.predicate
        && next.quantity.head.is_some()
        && next.trigger == Some(verb)
        && next.quantity.begin == verb + 1
        && words.words[verb].joined
}

/// The class that the words right behind a noun give: عنصرا من [قوات الأمن], شخصا من [المدنيين].
fn told_behind(sentence: &Sentence<'_, '_>, head: usize, partitive: bool) -> Option<SubjectClass> {
    let words = sentence.words;
    for i in head + 1..sentence.end.min(head + 1 + if partitive { BEHIND } else { 3 }) {
        let facts = words.facts(i);
        let word = words.words[i];
        if word.joined
            || !words.is_word(i) && !matches!(words.mark(i), Some('"' | '«' | '“' | '”' | '»' | '\'' | '(' | ')'))
        {
            return None;
        }
        if facts.is_verb() && !word.article || sentence.is(i, List::Clause) || sentence.is(i, List::Subset) {
            return None;
        }
        let of = sentence.is(i, List::Of);
        if sentence.lists(i).any(Lists::of(&[List::Preposition, List::By])) && !of {
            return None;
        }
        // رجال الشرطة, رجل أمن, رجلا من القاعدة; شخصا جيش is none.
        let construct = i > head + 1 || word.article || !words.slice(head).ends_with('ا');
        if let Some(body) = facts.body.filter(|_| partitive || construct) {
            return Some(body);
        }
        match (facts.victim, facts.counted) {
            // ثلاثة أشخاص بانفجار
            (Some((victim, _)), _) if victim.class == SubjectClass::Objects => return None,
            (Some((victim, _)), _) if victim.class != SubjectClass::Unknown => return Some(victim.class),
            (_, Some((Counted::Of(class), many)))
                // شخصا مدنيا, أشخاص من عمال البناء
                if class != SubjectClass::Unknown
                    && class != SubjectClass::Objects
                    && (partitive || many != Many::One || i == head + 1 || sentence.is(i - 1, List::Of)) =>
            {
                return Some(class);
            }
            _ => {}
        }
    }
    None
}

/// The class of those to whom a member belongs that the words behind him do not name: of whoever lost him (فقدت [القوات] عنصرا),
/// or of those before that his pronoun means (قوات ... من أفراد[ها]).
fn whose(sentence: &Sentence<'_, '_>, found: &Found, head: usize) -> Option<SubjectClass> {
    let words = sentence.words;
    let trigger = found.trigger.filter(|&at| at < head)?;
    let loss = words.lexicon.triggers(words.facts(trigger)).any(|trigger| trigger.loss);
    let back = |from: usize| (sentence.first..from).rev().take(BACK).find_map(|at| words.facts(at).body);
    if loss {
        return (trigger + 1..head).take(BACK).find_map(|at| words.facts(at).body).or_else(|| back(trigger));
    }
    // Behind the verb stands whoever did it: قتل [الجيش] خمسة من عناصره.
    words.words[head].pronoun.then(|| back(trigger)).flatten()
}

/// Whether soldiers are of an army that serves abroad: جنديين أميركيين.
fn is_abroad(sentence: &Sentence<'_, '_>, head: usize) -> bool {
    (head + 1..sentence.end.min(head + 5))
        .take_while(|&i| sentence.words.is_word(i) && !sentence.is(i, List::Clause) && !sentence.words.words[i].joined)
        .any(|i| sentence.is(i, List::Foreign))
}
