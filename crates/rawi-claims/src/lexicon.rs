//! The words of the stage: read from its lexicons, looked up by their letters.

use crate::forms::{self, Many};
use rawi_arabic::HamzaOnce;
use rawi_arabic::lexicon::{self, Class, Entry, Feature, LexiconError};
use rawi_core::layers::{Predicate, SourceKind, SubjectClass, VagueCount};

/// A word's letters, hamza written in one way.
pub(crate) type Key = rawi_arabic::Packed<HamzaOnce>;

/// The lexicons that the stage brings, by name.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("predicates.tsv", include_str!("../lexicons/predicates.tsv")),
    ("counted.tsv", include_str!("../lexicons/counted.tsv")),
    ("contexts.tsv", include_str!("../lexicons/contexts.tsv")),
    ("sources.tsv", include_str!("../lexicons/sources.tsv")),
];

/// What a trigger does to its subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Voice {
    /// Its subject has it done to it.
    Patient,
    /// Its subject does it.
    Agent,
    /// Its letters can be read as both.
    #[default]
    Both,
}

/// What kind of word a trigger is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sort {
    #[default]
    Verb,
    Action,
}

/// A word that says what is done.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trigger {
    pub(crate) sort: Sort,
    pub(crate) voice: Voice,
    /// Of people.
    pub(crate) people: Option<Predicate>,
    /// Of things.
    pub(crate) things: Option<Predicate>,
    /// One of these stands before whom it is done to; none if nothing must.
    pub(crate) particles: Vec<u64>,
    /// One of these must stand behind; none if nothing must.
    pub(crate) with: Vec<u64>,
    /// A word with this preposition close behind it makes it mean something else; 0 if none does.
    pub(crate) unless: u64,
    /// Only with a figure right behind it.
    pub(crate) close: bool,
    /// Only with a figure behind it, or one noun of one person.
    pub(crate) counted: bool,
    /// None of these may stand behind.
    pub(crate) without: Vec<u64>,
    /// It needs a word of protest in the sentence.
    pub(crate) rally: bool,
    /// Whoever it is done to is one's own, a soldier or a gunman, and the subject loses him.
    pub(crate) loss: bool,
    /// Whom it is done to may be told by what became of him, which goes before: سقوط [جريحين].
    pub(crate) casualties: bool,
    /// Death that nobody need have caused.
    pub(crate) natural: bool,
    /// The line that made it.
    pub(crate) rule: u16,
}

impl Trigger {
    /// Whether a preposition must stand before whom it is done to.
    pub(crate) fn asks(&self) -> bool {
        !self.particles.is_empty()
    }
}

/// A noun that says itself what was done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Victim {
    pub(crate) predicate: Predicate,
    pub(crate) class: SubjectClass,
    pub(crate) weak: bool,
    pub(crate) rule: u16,
}

/// What is counted by a noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// People or things of a class.
    Of(SubjectClass),
    /// A member of something.
    Partitive,
    Animals,
    /// Nothing that can be a claim.
    Nothing,
}

impl Counted {
    pub(crate) fn is_person(self) -> bool {
        matches!(self, Self::Partitive | Self::Of(_)) && self != Self::Of(SubjectClass::Objects)
    }
    pub(crate) fn is_thing(self) -> bool {
        matches!(self, Self::Nothing | Self::Of(SubjectClass::Objects))
    }
}

rawi_arabic::lists! {
    &[Feature::flag("alone")];
    AtLeast "at-least", MoreThan "more-than", About "about", AtMost "at-most", LessThan "less-than", Subset "subset",
    Plus "plus", By "by", Preposition "preposition", Clause "clause", Relative "relative", Negator "negator",
    Unreal "unreal", May "may", Alleged "alleged", Background "background", OtherEvent "other-event",
    Follows "follows", After "after", Period "period", Stretch "stretch", Earlier "earlier", Tally "tally",
    Reach "reach", Rise "rise", Between "between", Rally "rally", Zero "zero", Identifier "identifier", Age "age",
    Foreign "foreign", Attacker "attacker", Of "of", Two "two", Time "time", Was "was", Aside "aside", Unit "unit",
    Document "document", Case "case", Event "event", Means "means",
    They "they", Liability "liability", MadeOf "made-of", Band "band", Prevented "prevented", Correction "correction",
    Former "former", Turn "turn", In "in", Border "border", Most "most",
    Distance "distance", Lasting "lasting", Pledge "pledge", Done "done", State "state", Every "every", OfThings "of-things", Demand "demand",
    Road "road";
    /// Made of `result`: the forms of its verbs.
    Result,
    /// Made of `condemn`, in the same way.
    Condemns,
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    /// Numbers of triggers; 0 is none.
    verb: u16,
    loss: u16,
    idiom: u16,
    action: u16,
    suicide: u16,
    raid: u16,
    pub(crate) victim: Option<(Victim, Many)>,
    pub(crate) counted: Option<(Counted, Many)>,
    /// One of it is many, nobody knows how many, and so are more: عائلة, عائلات.
    pub(crate) collective: bool,
    pub(crate) body: Option<SubjectClass>,
    pub(crate) kind: Option<(SourceKind, bool)>,
    /// آخرون; how many it says by itself, 0 if nothing.
    pub(crate) others: Option<u8>,
    /// The lists that the word alone stands in.
    pub(crate) lists: Lists,
    pub(crate) vague: Option<(VagueCount, bool)>,
    /// A word that heads a tally without a word of the dead behind it.
    pub(crate) alone: bool,
    /// Phrases begin with it: the first of them, and how many.
    phrases: (u16, u16),
}

impl Facts {
    pub(crate) fn is_trigger(&self) -> bool {
        self.verb | self.idiom | self.loss | self.action != 0
    }
    pub(crate) fn is_verb(&self) -> bool {
        self.verb | self.idiom | self.loss != 0 || self.lists.has(List::Result)
    }
    /// A noun of what happens, and of nobody: هجوم.
    pub(crate) fn is_event(&self) -> bool {
        self.lists.has(List::Event) || self.victim.is_some_and(|(victim, _)| victim.class == SubjectClass::Objects)
    }
    pub(crate) fn has_phrases(&self) -> bool {
        self.phrases.1 > 0
    }
}

/// Words of two or more, by the first.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub(crate) first: u64,
    pub(crate) rest: Vec<u64>,
    pub(crate) lists: Lists,
    pub(crate) vague: Option<(VagueCount, bool)>,
}

/// Words by their letters.
#[derive(Debug)]
pub(crate) struct Lexicon {
    entries: Vec<Facts>,
    /// Open addressing: key and index of the entry; key 0 is an empty slot.
    slots: Vec<(u64, u32)>,
    /// A bit for each hash: most words of a text are turned away here.
    filter: Vec<u64>,
    triggers: Vec<Trigger>,
    phrases: Vec<Phrase>,
    rules: Vec<String>,
    #[cfg(test)]
    words: Vec<String>,
}

const FILTER_BITS: u64 = 1 << 18;

fn hash(key: u64) -> u64 {
    key.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The key of a word; 0 for one that no lexicon can hold.
pub(crate) fn key(word: &str) -> u64 {
    Key::new(word).map_or(0, Key::key)
}

const VERB: Class = Class::new(
    "verb",
    &[
        Feature::text("present"),
        Feature::text("predicate"),
        Feature::text("things"),
        Feature::one_of("voice", &["patient", "agent"]),
        Feature::words("particle"),
        Feature::words("with"),
        Feature::words("without"),
        Feature::one_of("unless", &["ب"]),
        Feature::text("passive"),
        Feature::text("passive-present"),
        Feature::words("forms"),
        Feature::flag("close"),
        Feature::flag("counted"),
        Feature::flag("rally"),
        Feature::flag("natural"),
        Feature::flag("casualties"),
    ],
);

fn classes() -> Vec<Class> {
    const NOUN: &[Feature] =
        &[Feature::words("plural"), Feature::words("forms"), Feature::flag("collective"), Feature::flag("many")];
    const MADE: &[Class] = &[
        Class::new("idiom", VERB.features),
        Class::new("loss", VERB.features),
        Class::new("action", VERB.features),
        Class::new("result", &[Feature::text("present")]),
        Class::new("condemn", &[Feature::text("present")]),
        Class::new("suicide", &[Feature::text("present"), Feature::words("with")]),
        Class::new("raid", &[Feature::text("particle"), Feature::words("forms")]),
        Class::new(
            "victim",
            &[
                Feature::text("predicate").required(),
                Feature::text("class"),
                Feature::words("plural"),
                Feature::words("dual"),
                Feature::words("forms"),
                Feature::flag("weak"),
            ],
        ),
        Class::new("partitive", NOUN),
        Class::new("animals", NOUN),
        Class::new("not-counted", NOUN),
        Class::new("militants", NOUN),
        Class::new("security-forces", NOUN),
        Class::new("foreign-forces", NOUN),
        Class::new("civilians", NOUN),
        Class::new("protesters", NOUN),
        Class::new("children", NOUN),
        Class::new("women", NOUN),
        Class::new("journalists", NOUN),
        Class::new("officials", NOUN),
        Class::new("detainees", NOUN),
        Class::new("people", NOUN),
        Class::new("objects", NOUN),
        Class::new("body", &[Feature::text("class").required()]),
        Class::new("others", &[Feature::number("count")]),
        Class::new(
            "vague",
            &[
                Feature::one_of("is", &["tens", "hundreds", "thousands", "hundreds_of_thousands", "several"])
                    .required(),
                Feature::flag("of"),
            ],
        ),
        Class::new(
            "kind",
            &[
                Feature::one_of("is", &["official", "unnamed", "witness", "agency", "group", "outlet", "person"])
                    .required(),
                Feature::flag("later"),
            ],
        ),
    ];
    std::iter::once(VERB).chain(MADE.iter().copied()).chain(LISTS.iter().map(|(_, class)| *class)).collect()
}

/// `security-forces` is the class `security_forces`, `people` are unknown.
fn subject_class(name: &str) -> Option<SubjectClass> {
    match name {
        "people" => Some(SubjectClass::Unknown),
        name => SubjectClass::from_name(&name.replace('-', "_")),
    }
}

impl Lexicon {
    /// The stage's own lexicons, then `more`, by name and text.
    ///
    /// # Errors
    /// Every mistake in `more`.
    pub(crate) fn read(more: &[(&str, &str)]) -> Result<Self, Vec<LexiconError>> {
        let files: Vec<(&str, &str)> = FILES.iter().chain(more).copied().collect();
        let read = lexicon::Lexicon::read(&classes(), &files)?;
        let mut this = Self {
            entries: vec![Facts::default()],
            slots: vec![(0, 0); 1 << 12],
            filter: vec![0; (FILTER_BITS / 64) as usize],
            triggers: vec![Trigger::default()],
            phrases: Vec::new(),
            rules: Vec::new(),
            #[cfg(test)]
            words: Vec::new(),
        };
        let mut errors = Vec::new();
        for entry in read.entries() {
            if let Err(message) = this.entry(entry) {
                errors.push(entry.error(message));
            }
        }
        this.phrases.sort_by_key(|phrase| (phrase.first, std::cmp::Reverse(phrase.rest.len())));
        for at in 0..this.phrases.len() {
            let facts = this.at(this.phrases[at].first);
            let (first, count) = this.entries[facts].phrases;
            this.entries[facts].phrases = if count == 0 { (at as u16, 1) } else { (first, count + 1) };
        }
        if errors.is_empty() { Ok(this) } else { Err(errors) }
    }

    fn entry(&mut self, entry: &Entry<'_>) -> Result<(), String> {
        let name = entry.class_name();
        match name {
            "verb" | "idiom" | "loss" | "action" => self.trigger(entry),
            "result" | "condemn" => {
                let list = if name == "result" { List::Result } else { List::Condemns };
                for form in forms::verb(entry.word, entry.get("present"))? {
                    self.facts(&form)?.lists.add(list);
                }
                Ok(())
            }
            "suicide" => {
                let number = self.add_trigger(Trigger {
                    voice: Voice::Patient,
                    people: Some(Predicate::Killed),
                    with: entry.words("with").map(key).collect(),
                    rule: self.rules.len() as u16,
                    ..Trigger::default()
                });
                self.rule(entry);
                for form in forms::verb(entry.word, entry.get("present"))? {
                    self.facts(&form)?.suicide = number;
                }
                Ok(())
            }
            "raid" => {
                let particles = entry.get("particle").map(key).into_iter().collect();
                let number =
                    self.add_trigger(Trigger { particles, rule: self.rules.len() as u16, ..Trigger::default() });
                self.rule(entry);
                for form in std::iter::once(entry.word).chain(entry.words("forms")) {
                    self.facts(form)?.raid = number;
                }
                Ok(())
            }
            "victim" => self.victim(entry),
            "body" => {
                self.facts(entry.word)?.body = Some(class_of(entry, "class")?);
                Ok(())
            }
            "others" => {
                self.facts(entry.word)?.others = Some(entry.number("count").unwrap_or(0.0) as u8);
                Ok(())
            }
            "kind" => {
                let kind = entry.get("is").and_then(SourceKind::from_name).unwrap_or(SourceKind::Person);
                let first = entry.word.split(' ').next().unwrap_or(entry.word);
                self.facts(first)?.kind.get_or_insert((kind, entry.has("later")));
                Ok(())
            }
            "vague" => {
                let vague = entry.get("is").and_then(VagueCount::from_name);
                let vague = vague.map(|vague| (vague, entry.has("of")));
                self.context(entry, None, vague)
            }
            "partitive" | "animals" | "not-counted" => {
                let counted = match name {
                    "partitive" => Counted::Partitive,
                    "animals" => Counted::Animals,
                    _ => Counted::Nothing,
                };
                self.counted(entry, counted)
            }
            name => match LISTS.iter().find(|(_, class)| class.name == name) {
                Some(&(list, _)) => self.context(entry, Some(list), None),
                None => {
                    let class = subject_class(name).ok_or_else(|| format!("`{name}` counts nothing"))?;
                    self.counted(entry, Counted::Of(class))
                }
            },
        }
    }

    fn rule(&mut self, entry: &Entry<'_>) {
        // Not its number: a line put in above it would change every record.
        self.rules.push(format!("{} {} {}", entry.file, entry.class_name(), entry.word));
    }

    fn add_trigger(&mut self, trigger: Trigger) -> u16 {
        self.triggers.push(trigger);
        (self.triggers.len() - 1) as u16
    }

    fn trigger(&mut self, entry: &Entry<'_>) -> Result<(), String> {
        let predicate = |feature: &str| match entry.get(feature) {
            None => Ok(None),
            Some(name) => Predicate::from_name(name)
                .map(Some)
                .ok_or_else(|| format!("`{feature}={name}` is none of {}", names(Predicate::ALL))),
        };
        let loss = entry.class_name() == "loss";
        let voice = match entry.get("voice") {
            Some("patient") => Voice::Patient,
            Some("agent") => Voice::Agent,
            _ if loss => Voice::Agent,
            _ => Voice::Both,
        };
        let action = entry.class_name() == "action";
        let trigger = Trigger {
            sort: if action { Sort::Action } else { Sort::Verb },
            voice,
            people: predicate("predicate")?.or(loss.then_some(Predicate::Killed)),
            things: predicate("things")?,
            particles: entry.words("particle").map(key).collect(),
            with: entry.words("with").map(key).collect(),
            without: entry.words("without").map(key).collect(),
            unless: entry.get("unless").map_or(0, key),
            close: entry.has("close"),
            counted: entry.has("counted"),
            rally: entry.has("rally"),
            loss,
            casualties: entry.has("casualties"),
            natural: entry.has("natural"),
            rule: self.rules.len() as u16,
        };
        self.rule(entry);
        let passive = Trigger { voice: Voice::Patient, ..trigger.clone() };
        let number = self.add_trigger(trigger);
        let mut all: Vec<(String, u16)> = Vec::new();
        if action {
            all.push((entry.word.to_owned(), number));
        } else {
            all.extend(forms::verb(entry.word, entry.get("present"))?.into_iter().map(|form| (form, number)));
        }
        all.extend(entry.words("forms").map(|form| (form.to_owned(), number)));
        if entry.has("passive") || entry.has("passive-present") {
            let number = self.add_trigger(passive);
            let mut passives = Vec::new();
            if let Some(past) = entry.get("passive") {
                passives.extend(forms::verb(past, None)?);
            }
            if let Some(present) = entry.get("passive-present") {
                passives.extend(forms::present(present)?);
            }
            // Where the letters are the same as those of the active, they stay readable as both.
            all.extend(passives.into_iter().map(|form| (form, number)));
        }
        for (form, number) in all {
            let facts = self.facts(&form)?;
            let place = match entry.class_name() {
                "idiom" => &mut facts.idiom,
                "action" => &mut facts.action,
                "loss" => &mut facts.loss,
                _ => &mut facts.verb,
            };
            if *place == 0 || entry.file_index >= FILES.len() {
                *place = number;
            }
        }
        Ok(())
    }

    fn victim(&mut self, entry: &Entry<'_>) -> Result<(), String> {
        let name = entry.get("predicate").unwrap_or_default();
        let predicate = Predicate::from_name(name)
            .ok_or_else(|| format!("`predicate={name}` is none of {}", names(Predicate::ALL)))?;
        let class = if entry.has("class") { class_of(entry, "class")? } else { SubjectClass::Unknown };
        let victim = Victim { predicate, class, weak: entry.has("weak"), rule: self.rules.len() as u16 };
        self.rule(entry);
        let plural = |word: &str| if word.ends_with("ين") { Many::TwoOrMore } else { Many::More };
        let words = std::iter::once((entry.word, Many::One))
            .chain(entry.words("plural").map(|word| (word, plural(word))))
            .chain(entry.words("dual").map(|word| (word, Many::Two)))
            .chain(entry.words("forms").map(|word| (word, Many::One)));
        for (word, many) in words {
            self.facts(word)?.victim = Some((victim, many));
        }
        Ok(())
    }

    fn counted(&mut self, entry: &Entry<'_>, counted: Counted) -> Result<(), String> {
        let plural: Vec<&str> = entry.words("plural").collect();
        for (form, many) in forms::noun(entry.word, &plural) {
            let facts = self.facts(&form)?;
            if facts.counted.is_none() || entry.file_index >= FILES.len() {
                facts.counted = Some((counted, if entry.has("many") { Many::More } else { many }));
                facts.collective = entry.has("collective") && many != Many::Two;
            }
        }
        for form in entry.words("forms") {
            self.facts(form)?.counted = Some((counted, Many::One));
        }
        Ok(())
    }

    /// A word, or several, of a list or of a size.
    fn context(
        &mut self,
        entry: &Entry<'_>,
        list: Option<List>,
        vague: Option<(VagueCount, bool)>,
    ) -> Result<(), String> {
        let mut words = entry.word.split(' ');
        let first = words.next().unwrap_or(entry.word);
        let rest: Vec<u64> = words.map(key).collect();
        let facts = self.facts(first)?;
        if rest.is_empty() && list == Some(List::Foreign) {
            // أميركي, أميركيين, الأميركية
            for (form, _) in forms::noun(entry.word, &[]) {
                self.facts(&form)?.lists.add(List::Foreign);
            }
        } else if rest.is_empty() {
            if let Some(list) = list {
                facts.lists.add(list);
            }
            facts.alone |= entry.has("alone");
            facts.vague = vague.or(facts.vague);
        } else {
            if rest.contains(&0) {
                return Err(format!("`{}` has a word of more than 12 letters, or of none", entry.word));
            }
            self.phrases.push(Phrase { first: key(first), rest, lists: Lists::of(list.as_slice()), vague });
        }
        Ok(())
    }

    fn facts(&mut self, word: &str) -> Result<&mut Facts, String> {
        let key = key(word);
        if key == 0 {
            return Err(format!("`{word}` is no word of 1 to 12 Arabic letters"));
        }
        #[cfg(test)]
        self.words.push(word.to_owned());
        let at = self.at(key);
        Ok(&mut self.entries[at])
    }

    /// The entry of `key`, a new one if there is none.
    fn at(&mut self, key: u64) -> usize {
        if 2 * self.entries.len() > self.slots.len() {
            let all = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0); 2 * all.len()];
            for (key, index) in all.into_iter().filter(|(key, _)| *key != 0) {
                let slot = self.slot(key);
                self.slots[slot] = (key, index);
            }
        }
        let slot = self.slot(key);
        if self.slots[slot].0 == 0 {
            self.slots[slot] = (key, self.entries.len() as u32);
            self.entries.push(Facts::default());
            let bit = (hash(key) >> 20) % FILTER_BITS;
            self.filter[(bit / 64) as usize] |= 1 << (bit % 64);
        }
        self.slots[slot].1 as usize
    }

    fn slot(&self, key: u64) -> usize {
        let mut slot = (hash(key) >> 40) as usize & (self.slots.len() - 1);
        while self.slots[slot].0 != key && self.slots[slot].0 != 0 {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    /// What is known of a word by its key: the number of its facts, 0 if nothing is.
    #[inline]
    pub(crate) fn find(&self, key: u64) -> u32 {
        let bit = (hash(key) >> 20) % FILTER_BITS;
        if key == 0 || self.filter[(bit / 64) as usize] & (1 << (bit % 64)) == 0 {
            return 0;
        }
        self.slots[self.slot(key)].1
    }

    /// Whether a word as dictionaries have it stands in a list.
    pub(crate) fn is(&self, word: &str, list: List) -> bool {
        self.get(self.find(key(word))).lists.has(list)
    }

    /// Facts by their number.
    #[inline]
    pub(crate) fn get(&self, facts: u32) -> &Facts {
        &self.entries[facts as usize]
    }

    /// The triggers that a word can be: idioms first, since they ask for more.
    pub(crate) fn triggers(&self, facts: &Facts) -> impl Iterator<Item = &Trigger> {
        [facts.idiom, facts.verb, facts.loss, facts.action]
            .into_iter()
            .filter(|&number| number != 0)
            .map(|number| &self.triggers[usize::from(number)])
    }

    /// What a word says of one who blows himself up.
    pub(crate) fn suicide(&self, facts: &Facts) -> Option<&Trigger> {
        (facts.suicide != 0).then(|| &self.triggers[usize::from(facts.suicide)])
    }

    /// What a word says of the places of an attack.
    pub(crate) fn raid(&self, facts: &Facts) -> Option<&Trigger> {
        (facts.raid != 0).then(|| &self.triggers[usize::from(facts.raid)])
    }

    /// The phrases that begin with a word, the longest first.
    pub(crate) fn phrases(&self, facts: &Facts) -> &[Phrase] {
        let (first, count) = facts.phrases;
        &self.phrases[usize::from(first)..usize::from(first) + usize::from(count)]
    }

    /// The line of a lexicon: `predicates.tsv verb قتل`.
    pub(crate) fn rule_name(&self, rule: u16) -> &str {
        self.rules.get(usize::from(rule)).map_or("", String::as_str)
    }

    /// Every word, for the laws.
    #[cfg(test)]
    pub(crate) fn every_word(&self) -> &[String] {
        &self.words
    }
}

fn class_of(entry: &Entry<'_>, feature: &str) -> Result<SubjectClass, String> {
    let name = entry.get(feature).unwrap_or_default();
    SubjectClass::from_name(name).ok_or_else(|| format!("`{feature}={name}` is none of {}", names(SubjectClass::ALL)))
}

fn names<T: ToString>(all: &[T]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
