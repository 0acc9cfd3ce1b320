//! The rows of a report's claims, sentence by sentence.

use crate::ages::{Age, correct, supersede};
use crate::circumstances::Told;
use crate::flags::{self, Flags, Times, When};
use crate::parts;
use crate::quantities::Sentence;
use crate::report::Report;
use crate::sources::{self, Speech};
use crate::state::{Found, Reader};
use crate::words::Words;
use rawi_core::Span;
use rawi_core::layers::{Claim, ClaimDate, ClaimName, ClaimSource, ClaimSubject, CountForm, SubjectClass};
use rawi_core::schema::Ref;

/// The claims of a report as far as it was read.
pub(crate) struct Rows<'r> {
    report: &'r Report<'r>,
    words: &'r Words<'r>,
    rows: Vec<(Span, Claim)>,
    /// How each row stands to the others.
    ages: Vec<Age>,
    /// Background is told, up to the end of the paragraph.
    background: bool,
    /// Someone who killed himself was told of.
    suicide: bool,
    /// The first word and the first figure behind what was read, and where that ends in the text.
    word: usize,
    figure: usize,
    end: usize,
}

/// A sentence whose claims are put down.
struct Context<'s> {
    sentence: &'s Sentence<'s, 's>,
    row: usize,
    span: Span,
    dates: &'s [When],
    times: Times,
    /// The first row of its claims.
    first: usize,
    /// Of those found in it so far the class, and the row; none of one that was told already.
    placed: Vec<(SubjectClass, Option<usize>)>,
}

impl<'r> Rows<'r> {
    pub(crate) fn new(report: &'r Report<'r>, words: &'r Words<'r>) -> Self {
        Self {
            report,
            words,
            rows: Vec::new(),
            ages: Vec::new(),
            background: false,
            suicide: false,
            word: 0,
            figure: 0,
            end: 0,
        }
    }

    /// Reads the next sentence, row `row` of the sentences.
    pub(crate) fn read(&mut self, row: usize, span: Span) {
        let (report, words) = (self.report, self.words);
        // A new paragraph ends the background.
        self.background &= !report.text[self.end..span.start()].contains('\n');
        self.end = span.end();
        let first = self.words_before(span.start());
        let end = self.words_before(span.end());
        while report.figures.get(self.figure).is_some_and(|figure| (figure.end as usize) <= span.start()) {
            self.figure += 1;
        }
        if !words.words[first..end].iter().any(|word| word.speaks) {
            self.background = false;
            return;
        }
        let mut sentence = Sentence::new(words, first, end);
        parts::tell_names(&mut sentence, span, &report.names);
        let quantities = sentence.quantities(report.figures_in(self.figure, span));
        let dates = report.dates_in(span);
        let times = Times::read(&sentence, dates, report.published, row == 0 && report.published.is_some());
        self.background |= times.background;
        let found = Reader::read(&sentence, &quantities);
        let first = self.rows.len();
        let mut context = Context { sentence: &sentence, row, span, dates, times, first, placed: Vec::new() };
        for (at, claim) in found.iter().enumerate() {
            self.put(&mut context, &found[..at], claim);
        }
    }

    /// Passes the words that begin before `at`; how many there are.
    fn words_before(&mut self, at: usize) -> usize {
        while self.words.words.get(self.word).is_some_and(|word| (word.start as usize) < at) {
            self.word += 1;
        }
        self.word
    }

    /// Puts a claim down, which was found behind those `before` in its sentence.
    fn put(&mut self, context: &mut Context<'_>, before: &[Found], claim: &Found) {
        let (class, head) = class(context, claim);
        // مقتل [29] وجرح 15 من المتطرفين
        if let (Some((unknown @ SubjectClass::Unknown, Some(row))), Some(last)) =
            (context.placed.last_mut(), before.last())
            && parts::leaves_its_noun(self.words, last, claim)
        {
            *unknown = class;
            self.rows[*row].1.subject.class = class;
        }
        // المسلح فجر نفسه: of one who was told already.
        let told = claim.suicide && self.suicide && again(self.words, claim);
        context.placed.push((class, (!told).then_some(self.rows.len())));
        if told {
            return;
        }
        self.suicide |= claim.suicide;
        let flags = flags::flags(context.sentence, claim, &context.times, self.background);
        self.ages.push(Age { was: flags.was && !claim.total, corrects: flags.corrects, replaced: claim.replaced });
        let head = head.map(|(first, end)| self.bytes(first, end));
        let subject =
            ClaimSubject { class, words: head.map(|span| self.report.text[span.range()].to_owned()), span: head };
        let row = self.claim(context, claim, subject, flags);
        self.rows.push((claim.quantity.span, row));
    }

    fn claim(&self, context: &Context<'_>, claim: &Found, subject: ClaimSubject, flags: Flags) -> Claim {
        let (report, quantity) = (self.report, &claim.quantity);
        let said = self.said(context, claim);
        let told = Told { sentence: context.sentence, found: claim, said, speech: &report.speech };
        let date = told.date(context.dates, report.published);
        let place = told.place(&report.names);
        let whole = claim.subset_of.and_then(|whole| context.placed[whole].1);
        Claim {
            predicate: claim.predicate,
            count: if flags.zero { Some(0) } else { quantity.count },
            min: quantity.min,
            max: quantity.max,
            modifier: quantity.modifier,
            vague: quantity.vague,
            form: if flags.zero { CountForm::Zero } else { quantity.form },
            subject,
            actor: claim.actor.map(|(first, end)| self.actor(first, end)),
            place: place.map(|name| ClaimName { span: name.span, mention: Some(Ref::new(name.row)) }),
            date: date.map(|date| ClaimDate { row: Ref::new(date.row), value: report.value(&date) }),
            source: self.source(context, claim, said),
            negated: flags.negated,
            hypothetical: flags.hypothetical,
            historic: flags.historic,
            alleged: flags.alleged,
            suicide: claim.suicide,
            joint: claim.joint,
            total: claim.total,
            superseded: flags.earlier,
            subset_of: whole.or_else(|| self.earlier(context, claim)).map(Ref::new),
            sentence: Ref::new(context.row),
            rule: self.words.lexicon.rule_name(claim.rule).to_owned(),
        }
    }

    /// The bytes of words.
    fn bytes(&self, first: usize, end: usize) -> Span {
        let words = &self.words.words;
        Span::new(words[first].core as usize, words[end - 1].end as usize)
    }

    fn actor(&self, first: usize, end: usize) -> ClaimName {
        // الفرق (20)
        let last = (first + 1..end).rev().find(|&i| self.words.mark(i).is_none()).unwrap_or(first);
        let span = self.bytes(first, last + 1);
        ClaimName { span, mention: self.report.named(span) }
    }

    /// The speech that a claim belongs to.
    fn said(&self, context: &Context<'_>, claim: &Found) -> Option<Speech> {
        let (quantity, speech) = (&claim.quantity, &self.report.speech);
        sources::speech(quantity.span, speech)
            .or_else(|| sources::attributed(quantity.span, context.span, speech))
            .or_else(|| sources::going_on(context.sentence, quantity, speech))
            .filter(|said| !sources::takes_blame(said, quantity.span, self.words))
    }

    /// Whoever says a claim that belongs to the speech `said`.
    fn source(&self, context: &Context<'_>, claim: &Found, said: Option<Speech>) -> Option<ClaimSource> {
        let (report, words) = (self.report, self.words);
        let Some(said) = said else {
            let span = sources::condemner(context.sentence, &claim.quantity, &report.names)?;
            let kind = sources::kind(words, span);
            return Some(ClaimSource { span, kind, quote: None, mention: report.named(span), inherited: false });
        };
        let meant = sources::meant(said, words, &report.speech);
        let speaker = meant.unwrap_or(said);
        let span = speaker.speaker?;
        Some(ClaimSource {
            span,
            kind: sources::kind(words, span),
            quote: Some(Ref::new(said.row)),
            mention: speaker.mention.map(Ref::new),
            inherited: meant.is_some() || said.carried,
        })
    }

    /// The last row of an earlier sentence that a claim is a part of.
    fn earlier(&self, context: &Context<'_>, claim: &Found) -> Option<usize> {
        let is_whole = |row: &Claim| row.predicate == claim.predicate && row.subset_of.is_none() && !row.negated;
        // A report tells of the parts soon behind the whole.
        let mut before = (context.first.saturating_sub(WHOLE)..context.first).rev();
        before.find(|&row| claim.part_of_earlier && is_whole(&self.rows[row].1))
    }

    /// All rows, in the order of the text.
    pub(crate) fn finish(mut self) -> impl Iterator<Item = (Span, Claim)> {
        supersede(&mut self.rows, &self.ages);
        correct(&mut self.rows, &self.ages);
        in_order(self.rows)
    }
}

/// Rows before a sentence among which the whole of a part is looked for.
const WHOLE: usize = 40;

/// Who is counted, and the words that say so.
fn class(context: &Context<'_>, claim: &Found) -> (SubjectClass, Option<(usize, usize)>) {
    let before = claim.previous.map(|previous| context.placed[previous].0);
    let before = before.filter(|class| *class != SubjectClass::Objects);
    let (class, head) = parts::subject(context.sentence, claim, before);
    // القيادي among gunmen who were killed is one of them.
    let whole = claim.subset_of.map(|whole| context.placed[whole].0);
    (whole.filter(|_| class == SubjectClass::Unknown).unwrap_or(class), head)
}

/// Whether whoever killed himself is told by a pronoun or as one who is known: [المسلح] قتل نفسه.
fn again(words: &Words<'_>, claim: &Found) -> bool {
    claim.quantity.form == CountForm::Singular && claim.quantity.head.is_none_or(|head| words.words[head].article)
}

/// The rows by their place, with the references to each other kept.
fn in_order(rows: Vec<(Span, Claim)>) -> impl Iterator<Item = (Span, Claim)> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&row| rows[row].0);
    let mut places = vec![0; rows.len()];
    for (place, &row) in order.iter().enumerate() {
        places[row] = place;
    }
    let mut rows: Vec<Option<(Span, Claim)>> = rows.into_iter().map(Some).collect();
    order.into_iter().filter_map(move |row| {
        let (span, mut claim) = rows[row].take()?;
        claim.subset_of = claim.subset_of.map(|whole| Ref::new(places[whole.row()]));
        Some((span, claim))
    })
}
