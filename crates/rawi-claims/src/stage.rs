use crate::circumstances::Told;
use crate::flags::{self, Times, When, last_day};
use crate::lexicon::{FILES, Lexicon, List};
use crate::parts::{self, Kind, Name};
use crate::quantities::{Figure, Sentence};
use crate::sources::{self, Speech};
use crate::state::{Found, Reader};
use crate::words::Words;
use rawi_arabic::lexicon::messages;
use rawi_core::layers::{
    CLAIMS, Claim, ClaimDate, ClaimName, ClaimSource, ClaimSubject, CountForm, DATES, Label, MENTIONS, NUMBERS,
    Predicate, QUOTES, QuoteKind, SENTENCES, SubjectClass, TOKENS,
};
use rawi_core::schema::Ref;
use rawi_core::{Assets, Contract, Doc, Output, Slot, Span, Stage, StageConfig, StageError, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// The options: what stands under `uses = "claims"` in a pipeline file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ClaimsConfig {
    /// Lexicons of your own, read behind the stage's: words of what is done, counted nouns, words around a figure.
    /// `rawi stages claims --lexicon` shows the classes; `-` before a class takes a word away.
    pub words: Vec<String>,
}

impl StageConfig for ClaimsConfig {
    const NAME: &'static str = "claims";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "what figures say: who did what to how many, where, when, according to whom";
    const CASES: &'static str = include_str!("../tests/cases/claims.md");
    const FINGERPRINT: &'static str = env!("RAWI_FINGERPRINT");

    const LEXICONS: &'static [(&'static str, &'static str)] = FILES;

    fn schema() -> Value {
        schemars::schema_for!(Self).to_value()
    }

    fn build(self, assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        let texts = self.words.iter().map(|file| assets.read_text(file)).collect::<Result<Vec<_>, _>>()?;
        let files: Vec<(&str, &str)> = self.words.iter().map(String::as_str).zip(texts.iter().map(|t| &**t)).collect();
        let lexicon = Lexicon::read(&files).map_err(|errors| StageError::asset(messages(&errors)))?;
        Ok(Box::new(Claims { lexicon }))
    }
}

struct Claims {
    lexicon: Lexicon,
}

impl Stage for Claims {
    fn contract(&self) -> Contract {
        Contract::new()
            .requires(&TOKENS)
            .requires(&SENTENCES)
            .requires(&NUMBERS)
            .optional(&MENTIONS)
            .optional(&DATES)
            .optional(Slot::meta("published"))
            .optional(&QUOTES)
            .provides(&CLAIMS)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let claims = out.layer(&CLAIMS)?;
        let (tokens, sentences) = (doc.layer(&TOKENS)?, doc.layer(&SENTENCES)?);
        let figures: Vec<Figure> =
            doc.layer(&NUMBERS)?.iter().map(|(span, number)| Figure::new(span, number)).collect();
        let mentions = doc.optional(&MENTIONS)?;
        let names: Vec<Name> = mentions
            .iter()
            .flat_map(|mentions| mentions.iter())
            .enumerate()
            .map(|(row, (span, mention))| Name { span, row, kind: Kind::of(&mention.label) })
            .collect();
        let dates = doc.optional(&DATES)?;
        let when: Vec<When> = dates
            .iter()
            .flat_map(|dates| dates.iter())
            .enumerate()
            .map(|(row, (span, date))| When {
                span,
                row,
                last: date.value.as_deref().and_then(last_day),
                day: !matches!(
                    date.granularity.as_str(),
                    "month" | "season" | "quarter" | "half" | "year" | "decade" | "century"
                ),
                time: date.label == Label::TIME,
            })
            .collect();
        let value = |row: usize| dates.as_ref().and_then(|dates| dates.values().get(row)?.value.clone());
        let quotes = doc.optional(&QUOTES)?;
        let speech: Vec<Speech> = quotes
            .iter()
            .flat_map(|quotes| quotes.iter())
            .enumerate()
            .map(|(row, (span, quote))| Speech {
                span,
                row,
                speaker: quote.speaker.map(|speaker| speaker.span),
                mention: quote.speaker.and_then(|speaker| speaker.mention).map(Ref::row),
                carried: quote.speaker.is_some_and(|speaker| speaker.carried),
                indirect: quote.kind == QuoteKind::Indirect,
                pledges: quote.cue.as_ref().is_some_and(|cue| self.lexicon.is(&cue.lemma, List::Pledge)),
            })
            .collect();
        let published = doc.meta().get("published").and_then(last_day);

        let words = Words::new(doc.source(), tokens.iter(), &self.lexicon);
        let mut rows: Vec<(Span, Claim)> = Vec::new();
        let mut age: Vec<Age> = Vec::new();
        let (mut background, mut suicide) = (false, false);
        let mut last_end = 0;
        let (mut word, mut figure) = (0, 0);
        for (row, (span, _)) in sentences.iter().enumerate() {
            // A new paragraph ends the background.
            background &= !doc.source()[last_end..span.start()].contains('\n');
            last_end = span.end();
            while word < words.len() && (words.words[word].start as usize) < span.start() {
                word += 1;
            }
            let first = word;
            while word < words.len() && (words.words[word].start as usize) < span.end() {
                word += 1;
            }
            while figures.get(figure).is_some_and(|figure| (figure.end as usize) <= span.start()) {
                figure += 1;
            }
            if first == word || !words.words[first..word].iter().any(|word| word.speaks) {
                background = false;
                continue;
            }
            let mut sentence = Sentence::new(&words, first, word);
            parts::tell_names(&mut sentence, span, &names);
            let mine = &figures[figure..];
            let mine = &mine[..mine.partition_point(|figure| (figure.start as usize) < span.end())];
            let quantities = sentence.quantities(mine);
            let from = when.partition_point(|date| date.span.end() <= span.start());
            let to = when.partition_point(|date| date.span.start() < span.end());
            let dates = &when[from..to.max(from)];
            let times = Times::read(&sentence, dates, published, row == 0 && published.is_some());
            background |= times.background;
            let found = Reader::read(&sentence, &quantities);
            let base = rows.len();
            // Of those found in the sentence the class, and the row.
            let mut classes: Vec<SubjectClass> = Vec::new();
            let mut places: Vec<Option<usize>> = Vec::new();
            for claim in &found {
                let before = claim.previous.map(|previous| classes[previous]);
                let before = before.filter(|class| *class != SubjectClass::Objects);
                let (class, head) = parts::subject(&sentence, claim, before);
                // القيادي among gunmen who were killed is one of them.
                let whole = claim.subset_of.map(|whole| classes[whole]);
                let class = whole.filter(|_| class == SubjectClass::Unknown).unwrap_or(class);
                classes.push(class);
                // المسلح فجر نفسه: of one who was told already.
                let told = claim.suicide && suicide && again(&words, claim);
                places.push((!told).then_some(rows.len()));
                if told {
                    continue;
                }
                let flags = flags::flags(&sentence, claim, &times, background);
                let bytes = |first: usize, end: usize| {
                    Span::new(words.words[first].core as usize, words.words[end - 1].end as usize)
                };
                suicide |= claim.suicide;
                let quantity = &claim.quantity;
                age.push(Age { was: flags.was && !claim.total, corrects: flags.corrects, replaced: claim.replaced });
                let earlier = claim.part_of_earlier.then(|| earlier(&rows, base, claim.predicate)).flatten();
                let named = |span: Span| parts::names_in(span, &names).next().map(|name| Ref::new(name.row));
                let said = sources::speech(quantity.span, &speech)
                    .or_else(|| sources::attributed(quantity.span, span, &speech))
                    .or_else(|| sources::going_on(&sentence, quantity, &speech))
                    .filter(|said| !sources::takes_blame(said, quantity.span, &words));
                let meant = said.and_then(|said| sources::meant(said, &words, &speech));
                let inherited = meant.is_some() || said.is_some_and(|said| said.carried);
                let source = meant.or(said);
                let told = Told { sentence: &sentence, found: claim, said, speech: &speech };
                let date = told.date(dates, published);
                let head = head.map(|(first, end)| bytes(first, end));
                rows.push((
                    quantity.span,
                    Claim {
                        predicate: claim.predicate,
                        count: if flags.zero { Some(0) } else { quantity.count },
                        min: quantity.min,
                        max: quantity.max,
                        modifier: quantity.modifier,
                        vague: quantity.vague,
                        form: if flags.zero { CountForm::Zero } else { quantity.form },
                        subject: ClaimSubject {
                            class,
                            words: head.map(|span| doc.source()[span.range()].to_owned()),
                            span: head,
                        },
                        actor: claim.actor.map(|(first, end)| {
                            // الفرق (20)
                            let last = (first + 1..end).rev().find(|&i| words.mark(i).is_none()).unwrap_or(first);
                            let span = bytes(first, last + 1);
                            ClaimName { span, mention: named(span) }
                        }),
                        place: told
                            .place(&names)
                            .map(|name| ClaimName { span: name.span, mention: Some(Ref::new(name.row)) }),
                        date: date.map(|date| ClaimDate { row: Ref::new(date.row), value: value(date.row) }),
                        source: match source.zip(said) {
                            Some((speech, said)) => speech.speaker.map(|span| ClaimSource {
                                span,
                                kind: sources::kind(&words, span),
                                quote: Some(Ref::new(said.row)),
                                mention: speech.mention.map(Ref::new),
                                inherited,
                            }),
                            None => sources::condemner(&sentence, quantity, &names).map(|span| ClaimSource {
                                span,
                                kind: sources::kind(&words, span),
                                quote: None,
                                mention: named(span),
                                inherited: false,
                            }),
                        },
                        negated: flags.negated,
                        hypothetical: flags.hypothetical,
                        historic: flags.historic,
                        alleged: flags.alleged,
                        suicide: claim.suicide,
                        joint: claim.joint,
                        total: claim.total,
                        superseded: flags.earlier,
                        subset_of: claim.subset_of.and_then(|whole| places[whole]).or(earlier).map(Ref::new),
                        sentence: Ref::new(row),
                        rule: self.lexicon.rule_name(claim.rule).to_owned(),
                    },
                ));
            }
        }
        supersede(&mut rows, &age);
        correct(&mut rows, &age);
        for (span, claim) in in_order(rows) {
            claims.push(span, claim);
        }
        Ok(Verdict::Keep)
    }
}

/// Whether whoever killed himself is told by a pronoun or as one who is known: [المسلح] قتل نفسه.
fn again(words: &Words<'_>, claim: &Found) -> bool {
    claim.quantity.form == CountForm::Singular && claim.quantity.head.is_none_or(|head| words.words[head].article)
}

/// The last row of an earlier sentence that a part can be of.
fn earlier(rows: &[(Span, Claim)], base: usize, predicate: Predicate) -> Option<usize> {
    let is_whole = |claim: &Claim| claim.predicate == predicate && claim.subset_of.is_none() && !claim.negated;
    // A report tells of the parts soon behind the whole.
    (base.saturating_sub(40)..base).rev().find(|&row| is_whole(&rows[row].1))
}

/// Two events have the same toll by chance up to this one.
const FEW: u64 = 2;
/// Rows before a correction in which what it corrects is looked for.
const CORRECTED: usize = 40;

/// How a row stands to others that tell of the same.
#[derive(Clone, Copy, Debug)]
struct Age {
    /// Told as what had been before.
    was: bool,
    /// It corrects one before it.
    corrects: bool,
    /// The same sentence gives the newer one: من 10 إلى 15.
    replaced: bool,
}

/// A figure that is told as an earlier one is superseded where the report has a larger one of the same; of those that are told
/// as what had been before the others belong to an older event.
fn supersede(rows: &mut [(Span, Claim)], age: &[Age]) {
    let key = |claim: &Claim| (claim.predicate.as_str(), claim.subject.class.as_str());
    let mut largest: HashMap<(&str, &str), u64> = HashMap::new();
    for ((_, claim), age) in rows.iter().zip(age) {
        let newer = !age.was && !age.replaced && !claim.superseded && !claim.historic && claim.subset_of.is_none();
        if let Some(count) = claim.count.filter(|_| newer) {
            let known = largest.entry(key(claim)).or_default();
            *known = count.max(*known);
        }
    }
    let unknown = SubjectClass::Unknown.as_str();
    for ((_, claim), age) in rows.iter_mut().zip(age).filter(|((_, claim), age)| claim.superseded || age.was) {
        // Of whom no class is told may be the same people.
        let (predicate, class) = key(claim);
        let same = |other: &str| other == class || other == unknown || class == unknown;
        let newer = largest
            .iter()
            .filter(|((done, other), _)| *done == predicate && same(other))
            .map(|(_, count)| *count)
            .max();
        claim.superseded = newer.zip(claim.count).is_some_and(|(newer, count)| count < newer);
        // The same figure is told of the same event.
        let told_again = newer == claim.count && claim.count > Some(FEW);
        claim.historic |= age.was && !claim.superseded && !told_again;
    }
}

/// What a later sentence corrects is superseded wherever it is told, and what the same sentence replaces.
fn correct(rows: &mut [(Span, Claim)], age: &[Age]) {
    for row in 0..rows.len() {
        rows[row].1.superseded |= age[row].replaced;
        let (predicate, count) = (rows[row].1.predicate, rows[row].1.count);
        if !age[row].corrects || count.is_none() {
            continue;
        }
        let same = |claim: &Claim| claim.predicate == predicate && claim.subset_of.is_none() && !claim.historic;
        let told = |claim: &Claim| same(claim) && claim.count.is_some() && claim.count != count && !claim.negated;
        let wrong =
            rows[..row].iter().rev().take(CORRECTED).find(|(_, claim)| told(claim)).map(|(_, claim)| claim.count);
        let before = row.saturating_sub(CORRECTED);
        for (_, claim) in rows[before..row].iter_mut().filter(|(_, claim)| same(claim) && Some(claim.count) == wrong) {
            claim.superseded = true;
        }
    }
}

/// The rows by their place, with the references to each other kept.
fn in_order(rows: Vec<(Span, Claim)>) -> Vec<(Span, Claim)> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&row| rows[row].0);
    let mut places = vec![0; rows.len()];
    for (place, &row) in order.iter().enumerate() {
        places[row] = place;
    }
    let mut rows: Vec<Option<(Span, Claim)>> = rows.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|row| {
            let (span, mut claim) = rows[row].take()?;
            claim.subset_of = claim.subset_of.map(|whole| Ref::new(places[whole.row()]));
            Some((span, claim))
        })
        .collect()
}
