//! The stage `tagger`.

use crate::candidate::{Candidate, Origin};
use crate::country::Country;
use crate::cuts::Cut;
use crate::embedded;
use crate::find::{Found, find};
use crate::gazetteer::{Gazetteer, keys};
use crate::learned::Learned;
use crate::lexemes::Lexemes;
use crate::lexicon;
use crate::link;
use crate::pool::Pool;
use crate::resolve::{Claim, resolve};
use crate::rules::Rules;
use crate::table::{self, Doubts};
use crate::which;
use crate::words::Words;
use rawi_arabic::lexicon::messages;
use rawi_core::layers::{Label, MENTIONS, MENTIONS_NESTED, Mention, TOKENS, Token};
use rawi_core::{Assets, Contract, Doc, Output, Slot, Span, Stage, StageConfig, StageError, Verdict};
use rawi_model::Name;

/// Options of the stage `tagger`.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct TaggerConfig {
    /// Your own gazetteers, `.tsv` or `.toml`, relative to the pipeline file. Where their names and embedded ones have
    /// the same span, yours win.
    pub gazetteers: Vec<String>,
    /// Your own words for the patterns, `.tsv` relative to the pipeline file: `CLASS<TAB>WORD<TAB>FEATURE`, as
    /// `rawi stages tagger --lexicon` shows them; `-CLASS<TAB>WORD` takes an embedded one away.
    pub words: Vec<String>,
    /// Which embedded gazetteers are used: `rawi`, `syria`, `cldr`, `umpirsky`, `world-cities`, `akhateeb`,
    /// `geonames`, `wikidata`, `arabnamer`, `wikipedia` (ordinary words, which tell what is no name). An empty list leaves your own alone.
    pub embedded: Vec<String>,
    /// Whether the words around a name are read: titles, heads of institutions and of places, parts of personal names.
    pub patterns: bool,
    /// What belongs to a name: with its head, direction and nationality (`maximal`: وزارة الخارجية السورية، شمال سوريا), or
    /// without them, as ANERcorp and AQMAR mark names (`bare`).
    pub spans: Spans,
    /// Which learned model reads along: `accurate` (reads a report twice, the second time with what it found elsewhere in the
    /// report), `fast` (once), `none`, or a file ending in `.model` that `rawi train tagger` wrote, relative to the pipeline
    /// file.
    pub model: String,
    /// Mentions below this confidence are left out, 0 to 1.
    pub min_confidence: f32,
}

/// What belongs to a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spans {
    /// Heads of institutions and facilities, directions, and the nationality behind an institution.
    #[default]
    Maximal,
    /// The name alone.
    Bare,
}

impl Default for TaggerConfig {
    fn default() -> Self {
        Self {
            gazetteers: Vec::new(),
            words: Vec::new(),
            embedded: embedded::SOURCES.iter().map(|(name, _)| (*name).to_owned()).collect(),
            patterns: true,
            spans: Spans::default(),
            model: embedded::DEFAULT_MODEL.to_owned(),
            min_confidence: 0.0,
        }
    }
}

impl StageConfig for TaggerConfig {
    const NAME: &'static str = "tagger";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str =
        "Names of persons, organisations, places and more, from gazetteers, context patterns and a learned model.";
    const CASES: &'static str = include_str!("../tests/cases/tagger.md");
    const FINGERPRINT: &'static str = env!("RAWI_FINGERPRINT");
    const LEXICONS: &'static [(&'static str, &'static str)] = &[lexicon::EMBEDDED];

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    fn build(self, assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        Ok(Box::new(Tagger::new(&self, assets)?))
    }
}

/// The stage: see [`TaggerConfig`].
pub struct Tagger {
    pub(crate) gazetteer: Gazetteer,
    patterns: bool,
    bare: bool,
    learned: Option<Learned>,
    lexemes: Pool<Lexemes>,
    min_confidence: f32,
}

impl Tagger {
    /// Reads the gazetteers.
    ///
    /// # Errors
    /// `Asset`, if a gazetteer cannot be read (the message names file and line) or an option's value does not serve: all
    /// that is wrong, a line of the message each.
    pub fn new(config: &TaggerConfig, assets: &Assets<'_>) -> Result<Self, StageError> {
        let mut wrong = Vec::new();
        if !(0.0..=1.0).contains(&config.min_confidence) {
            wrong.push(format!("`min-confidence` is {}; write a number from 0 to 1", config.min_confidence));
        }
        let mut gazetteer = Gazetteer::default();
        let mut texts = Vec::new();
        for file in &config.words {
            match assets.read_text(file) {
                Ok(text) => texts.push((file.as_str(), text)),
                Err(error) => wrong.push(error.to_string()),
            }
        }
        let texts: Vec<(&str, &str)> = texts.iter().map(|(file, text)| (*file, &**text)).collect();
        match lexicon::read(&texts) {
            Ok(words) => gazetteer.add_words(&words),
            Err(errors) => wrong.push(messages(&errors)),
        }
        let mut doubts = Doubts::default();
        for file in &config.gazetteers {
            if !file.ends_with(".tsv") && !file.ends_with(".toml") {
                wrong.push(format!("gazetteer `{file}` is neither .tsv nor .toml; rename it to what it holds"));
                continue;
            }
            let text = match assets.read_text(file) {
                Ok(text) => text,
                Err(error) => {
                    wrong.push(error.to_string());
                    continue;
                }
            };
            gazetteer.source(format!("user:{file}"));
            doubts.begin(file);
            let found = table::read(file, &text, |row| {
                doubts.look(row);
                gazetteer.add_row(row);
            });
            doubts.end(!found.is_empty());
            wrong.extend(found);
        }
        for doubt in doubts.messages() {
            assets.warn(doubt);
        }
        // The embedded order decides between entries of one name, whatever the order of the option.
        for (source, _) in embedded::SOURCES {
            if config.embedded.iter().any(|name| name == source) {
                embedded::add(source, &mut gazetteer);
            }
        }
        for unknown in config.embedded.iter().filter(|name| embedded::SOURCES.iter().all(|(source, _)| source != name))
        {
            let all = embedded::SOURCES.map(|(source, _)| source).join(", ");
            wrong.push(format!("there is no embedded gazetteer `{unknown}`; there are {all}"));
        }
        let learned = embedded::learned(&config.model, assets).unwrap_or_else(|error| {
            wrong.push(error.to_string());
            None
        });
        if !wrong.is_empty() {
            return Err(StageError::asset(wrong.join("\n")));
        }
        Ok(Self {
            gazetteer,
            patterns: config.patterns,
            bare: config.spans == Spans::Bare,
            learned,
            lexemes: Pool::default(),
            min_confidence: config.min_confidence,
        })
    }

    /// Reads the names of a text: flat ones, and those inside them.
    pub fn read<'t>(&self, source: &str, tokens: impl Iterator<Item = (Span, &'t Token)>) -> Names {
        self.read_of(source, tokens, None)
    }

    /// The same for a report of an `outlet`, whose name and country count.
    pub fn read_of<'t>(
        &self,
        source: &str,
        tokens: impl Iterator<Item = (Span, &'t Token)>,
        outlet: Option<&str>,
    ) -> Names {
        self.lexemes.with(|lexemes| {
            let words = Words::read(source, tokens, &self.gazetteer, lexemes);
            self.names(source, &words, outlet)
        })
    }

    fn names(&self, source: &str, words: &Words<'_>, outlet: Option<&str>) -> Names {
        let names = self.learned.as_ref().map(|learned| (learned, learned.names(source, words)));
        let found = find(source, words, &self.gazetteer);
        let outlet: Vec<String> = outlet.map_or_else(Vec::new, |name| keys(name).collect());
        let names = names.as_ref().map(|(learned, names)| (*learned, names.as_slice()));
        let country = self.gazetteer.country_of_outlet(&outlet);
        let mut candidates = self.candidates(words, &found, names, &outlet, country);
        candidates.retain(|c| c.confidence >= self.min_confidence);
        let claims: Vec<Claim> = candidates
            .iter()
            .map(|c| Claim {
                start: words.start(source, c.first, c.cut),
                end: words.list[c.last - 1].end as usize,
                rank: match c.origin {
                    Origin::Entry(entry) => entry,
                    Origin::Pattern(..) => u32::MAX - 1,
                    Origin::Model(_) => u32::MAX,
                },
            })
            .collect();
        let (flat, mut nested) = resolve(&claims);
        link::persons(words, &found, &self.gazetteer, &mut candidates, &flat);
        let chosen: Vec<usize> = flat.iter().chain(&nested).copied().collect();
        which::places(words, &found, &self.gazetteer, country, &mut candidates, &chosen);
        // Inside a name, another one is told: an entry of its own or another label, not a piece of the same name.
        nested.retain(|&i| {
            let outer = flat
                .partition_point(|&f| claims[f].start <= claims[i].start)
                .checked_sub(1)
                .map(|f| &candidates[flat[f]]);
            outer.is_none_or(|outer| {
                let inner = &candidates[i];
                inner.label != outer.label
                    || (matches!(inner.origin, Origin::Entry(_))
                        && self.entity(&found, inner) != self.entity(&found, outer))
            })
        });
        let rows = |chosen: Vec<usize>| {
            chosen
                .into_iter()
                .map(|i| {
                    let span = Span::new(claims[i].start, claims[i].end);
                    (span, self.mention(source, words, &found, &candidates[i], span))
                })
                .collect()
        };
        Names { flat: rows(flat), nested: rows(nested) }
    }

    /// All that gazetteers, patterns and the learned model find, in overlaps, too. Each step reads what those before it found.
    fn candidates(
        &self,
        words: &Words<'_>,
        found: &Found,
        names: Option<(&Learned, &[Name])>,
        outlet: &[String],
        country: Option<Country>,
    ) -> Vec<Candidate> {
        let mut rules = Rules::new(words, &self.gazetteer, found, self.bare, country);
        rules.illnesses();
        if self.patterns {
            rules.institutions();
            rules.titles();
        }
        rules.names_of_gazetteers();
        if self.patterns {
            rules.nationality_extends();
            rules.places();
            rules.things();
            rules.own_outlet(outlet);
            rules.acronyms();
            rules.persons();
        }
        if self.bare {
            rules.out.retain(|c| !matches!(c.origin, Origin::Pattern(pattern, _) if pattern.is_headed()));
        }
        if let Some((learned, names)) = names {
            rules.weigh(learned, names);
        }
        if self.patterns && !self.bare {
            rules.families();
        }
        if self.patterns || names.is_some() {
            rules.short_forms(if names.is_some() { 0.85 } else { 0.75 });
        }
        if self.patterns && !self.bare {
            rules.short_bodies();
            rules.named_after();
        }
        rules.names_known_by_now();
        rules.out
    }

    fn entity<'a>(&'a self, found: &'a Found, candidate: &Candidate) -> Option<&'a str> {
        let entry = candidate.entry().filter(|_| !candidate.open)?;
        found.entry(&self.gazetteer, entry).entity.as_deref()
    }

    fn mention(&self, source: &str, words: &Words<'_>, found: &Found, candidate: &Candidate, span: Span) -> Mention {
        let entry = candidate.entry().map(|entry| found.entry(&self.gazetteer, entry));
        // لشرع is الشرع.
        let whole =
            |cut: Cut, text: &str| if cut.article { format!("{}{text}", crate::key::ALEF) } else { text.to_owned() };
        let name = match (entry, candidate.full) {
            // Of several persons with one name, none is told.
            _ if candidate.open && candidate.label == Label::PERS => None,
            (Some(entry), _) => Some(entry.name.clone()),
            (None, Some((first, last, cut))) => {
                Some(whole(cut, &source[words.start(source, first, cut)..words.list[last - 1].end as usize]))
            }
            (None, None) if candidate.cut.article => Some(whole(candidate.cut, &source[span.range()])),
            (None, None) => None,
        };
        Mention {
            label: candidate.label.clone(),
            entity: self.entity(found, candidate).map(str::to_owned),
            name,
            confidence: candidate.confidence,
            by: match candidate.origin {
                Origin::Entry(entry) => {
                    self.gazetteer.sources[found.entry(&self.gazetteer, entry).source as usize].clone()
                }
                Origin::Pattern(pattern, _) => pattern.name().to_owned(),
                Origin::Model(_) => self.learned.as_ref().map(|learned| learned.by.clone()).unwrap_or_default(),
            },
        }
    }
}

/// What [`Tagger::read`] finds, each in text order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Names that do not overlap.
    pub flat: Vec<(Span, Mention)>,
    /// Names inside those.
    pub nested: Vec<(Span, Mention)>,
}

impl Stage for Tagger {
    fn contract(&self) -> Contract {
        let reads = Contract::new().requires(&TOKENS).optional(Slot::meta("outlet"));
        reads.provides(&MENTIONS).provides(&MENTIONS_NESTED)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let names = self.read_of(doc.source(), doc.layer(&TOKENS)?.iter(), doc.meta().outlet());
        for (key, rows) in [(&MENTIONS, names.flat), (&MENTIONS_NESTED, names.nested)] {
            let layer = out.layer(key)?;
            layer.reserve(rows.len());
            for (span, mention) in rows {
                layer.push(span, mention);
            }
        }
        Ok(Verdict::Keep)
    }
}
