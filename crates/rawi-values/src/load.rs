//! The word lists of `lexicons/`, and those of a user, read into a [`Lexicon`].

use crate::letters::{Packed, code, pack};
use crate::lexicon::{Lexicon, MAX_WORDS};
use crate::vocabulary::{Card, Count, Entry, Feast, Fraction, Measure, Month, Part, Role, TIMES, Unit};
use rawi_arabic::lexicon::{self as lists, Class, Feature, LexiconError, messages};
use rawi_core::{Assets, StageError};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The built-in lists.
pub(crate) const FILES: [(&str, &str); 7] = [
    ("numbers.tsv", include_str!("../lexicons/numbers.tsv")),
    ("units.tsv", include_str!("../lexicons/units.tsv")),
    ("currencies.tsv", include_str!("../lexicons/currencies.tsv")),
    ("months.tsv", include_str!("../lexicons/months.tsv")),
    ("days.tsv", include_str!("../lexicons/days.tsv")),
    ("cues.tsv", include_str!("../lexicons/cues.tsv")),
    ("duals.tsv", include_str!("../lexicons/duals.tsv")),
];

const FORMS: Feature = Feature::words("forms");
const SHORT: Feature = Feature::words("short");
const PER: Feature = Feature::words("per");
const ADVERB: Feature = Feature::words("adverb");
const DUAL: Feature = Feature::words("dual");
const PLURAL: Feature = Feature::words("plural");
const NAME: Feature = Feature::text("name").required();
const TIME_NAMES: [&str; 10] = {
    let mut names = [""; 10];
    let mut i = 0;
    while i < names.len() {
        names[i] = TIMES[i].0;
        i += 1;
    }
    names
};
const PARTS: [&str; 7] = ["start", "middle", "end", "before", "after", "since", "due"];
const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];

/// The classes whose words have features.
const CLASSES: [Class; 21] = [
    Class::new("cardinal", &[Feature::number("value").required(), FORMS, Feature::words("joined")]),
    Class::new("scale", &[Feature::number("exponent").required(), FORMS, Feature::words("accusative"), DUAL, PLURAL]),
    Class::new("group", &[Feature::number("value").required(), FORMS, DUAL]),
    Class::new("vague", &[Feature::number("exponent").required(), FORMS]),
    Class::new("few", &[]),
    Class::new("odd", &[]),
    Class::new("ordinal", &[Feature::number("value").required(), FORMS]),
    Class::new("fraction", &[Feature::number("of").required(), FORMS, Feature::words("accusative"), DUAL, PLURAL]),
    Class::new("time", &[Feature::one_of("name", &TIME_NAMES).required(), FORMS, SHORT, DUAL, PLURAL, PER, ADVERB]),
    Class::new("unit", &[NAME, FORMS, SHORT, DUAL, PLURAL]),
    Class::new("currency", &[NAME, Feature::text("otherwise"), FORMS, SHORT, DUAL, PLURAL]),
    Class::new("nationality", &[Feature::words("codes").required(), FORMS]),
    Class::new(
        "month",
        &[
            Feature::one_of("calendar", &["gregorian", "hijri"]).required(),
            Feature::number("number").required(),
            FORMS,
            Feature::flag("doubtful"),
        ],
    ),
    Class::new("weekday", &[Feature::number("number").required(), FORMS]),
    Class::new("season", &[Feature::one_of("name", &SEASONS).required(), FORMS]),
    Class::new("decade", &[Feature::number("tens").required(), FORMS]),
    Class::new("dual-noun", &[FORMS, Feature::flag("participle"), Feature::flag("pair"), Feature::flag("amount")]),
    Class::new("no-dual", &[]),
    Class::new("cue", &[Feature::one_of("part", &PARTS)]),
    Class::new("outlet", &[]),
    Class::new(
        "feast",
        &[
            Feature::one_of("calendar", &["gregorian", "hijri"]).required(),
            Feature::number("month").required(),
            Feature::number("day").required(),
            FORMS,
            Feature::flag("of-feast"),
        ],
    ),
];

/// A class that is no role and has no features: the adjectives of اليوم.
const DAY_ADJECTIVE: &str = "day-adjective";

/// Another: verbs that tell of what was.
const PAST_VERB: &str = "past-verb";

/// The classes of words that play a part: one each.
const ROLES: [(&str, Role); 61] = [
    ("from", Role::From),
    ("in", Role::In),
    ("on", Role::On),
    ("to", Role::To),
    ("between", Role::Between),
    ("more", Role::More),
    ("less", Role::Less),
    ("about", Role::About),
    ("falls", Role::Falls),
    ("exceeds", Role::Exceeds),
    ("not", Role::Not),
    ("minus", Role::Minus),
    ("point", Role::Point),
    ("part", Role::Part),
    ("one-of", Role::OneOf),
    ("each", Role::Each),
    ("several", Role::Several),
    ("few-adjective", Role::FewAdjective),
    ("no-part", Role::NoPart),
    ("past", Role::Past),
    ("next", Role::Next),
    ("current", Role::Current),
    ("this", Role::This),
    ("yesterday", Role::Yesterday),
    ("tomorrow", Role::Tomorrow),
    ("corresponding", Role::Corresponding),
    ("hijri", Role::Hijri),
    ("gregorian", Role::Gregorian),
    ("epithet", Role::Epithet),
    ("morning", Role::Morning),
    ("noon", Role::Noon),
    ("evening", Role::Evening),
    ("night", Role::Night),
    ("except", Role::Except),
    ("that", Role::That),
    ("ahead", Role::Ahead),
    ("lasting", Role::Lasting),
    ("prayer", Role::Prayer),
    ("year-adjective", Role::YearAdjective),
    ("first-day", Role::FirstDay),
    ("scheduled", Role::Scheduled),
    ("last", Role::Last),
    ("school-adjective", Role::SchoolAdjective),
    ("new", Role::New),
    ("of-it", Role::OfIt),
    ("same", Role::Same),
    ("following", Role::Following),
    ("preceding", Role::Preceding),
    ("change", Role::Change),
    ("or", Role::Or),
    ("below", Role::Below),
    ("numbered", Role::Numbered),
    ("dialled", Role::Dialled),
    ("against", Role::Against),
    ("match", Role::Match),
    ("square", Role::Square),
    ("cubic", Role::Cubic),
    ("construct-dual", Role::ConstructDual),
    ("two-days", Role::TwoDays),
    ("two-years", Role::TwoYears),
    ("particle", Role::Particle),
];

/// The built-in lexicon with the words of the files `words`, read through `assets`. `begins` tells which words an expression
/// can begin with.
///
/// # Errors
/// [`StageError::asset`] with every mistake of every file, a line each.
pub(crate) fn with_words(
    words: &[String],
    assets: &Assets<'_>,
    begins: impl Fn(&Entry) -> bool,
) -> Result<Lexicon, StageError> {
    if words.is_empty() {
        return Ok(built_in(begins));
    }
    let texts = words.iter().map(|name| assets.read_text(name)).collect::<Result<Vec<String>, _>>()?;
    let mine: Vec<(&str, &str)> = words.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    load(&mine, begins).map_err(|errors| StageError::asset(messages(&errors)))
}

/// The built-in lexicon.
pub(crate) fn built_in(begins: impl Fn(&Entry) -> bool) -> Lexicon {
    static READ: OnceLock<Lexicon> = OnceLock::new();
    // Both stages have the same words.
    let read = READ.get_or_init(|| read(&[]).expect("the built-in lists have no mistake; a test reads them"));
    let mut lexicon = read.clone();
    lexicon.close(begins);
    lexicon
}

fn load(mine: &[(&str, &str)], begins: impl Fn(&Entry) -> bool) -> Result<Lexicon, Vec<LexiconError>> {
    let mut lexicon = read(mine)?;
    lexicon.close(begins);
    Ok(lexicon)
}

/// The words of the built-in lists and of `mine`, to be closed.
fn read(mine: &[(&str, &str)]) -> Result<Lexicon, Vec<LexiconError>> {
    let roles = ROLES.iter().map(|(name, _)| *name).chain([DAY_ADJECTIVE, PAST_VERB]).map(|name| Class::new(name, &[]));
    let classes: Vec<Class> = CLASSES.into_iter().chain(roles).collect();
    let files: Vec<(&str, &str)> = FILES.iter().chain(mine).copied().collect();
    let lists = lists::Lexicon::read(&classes, &files)?;
    let mut loading = Loading { lexicon: Lexicon::empty(), given: HashMap::new(), errors: Vec::new() };
    for line in lists.entries() {
        loading.line(line);
    }
    // Of the words for a hundred, in whatever file: ثلاث makes ثلاثمئة.
    let hundreds: Vec<&str> =
        lists.of("cardinal").filter(|line| line.number("value") == Some(100.0)).flat_map(written).collect();
    for line in lists.of("cardinal") {
        let value = 100.0 * line.number("value").unwrap_or_default();
        for joined in
            line.words("joined").flat_map(|units| hundreds.iter().map(move |hundred| [units, hundred].concat()))
        {
            loading.joined(line, &joined, value);
        }
    }
    if !loading.errors.is_empty() {
        return Err(loading.errors);
    }
    Ok(loading.lexicon)
}

/// The word of a line and its other forms.
fn written<'t>(line: &lists::Entry<'t>) -> impl Iterator<Item = &'t str> + use<'t> {
    [line.word].into_iter().chain(line.words("forms"))
}

/// What of an entry a class fills: a word can have one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Card,
    Ordinal,
    Fraction,
    Unit,
    Nationality,
    Month,
    Weekday,
    Season,
    Decade,
    Noun,
    NoDual,
    DayAdjective,
    Verb,
    Role,
}

/// Lines becoming a lexicon.
struct Loading<'t> {
    lexicon: Lexicon,
    /// Which line gave a word what it has in a place.
    given: HashMap<(Place, u64), (&'t str, usize)>,
    errors: Vec<LexiconError>,
}

impl<'t> Loading<'t> {
    fn tell(&mut self, line: &lists::Entry<'t>, message: String) {
        self.errors.push(line.error(message));
    }

    /// The letters of a word of `line`; a mistake is told.
    fn letters(&mut self, line: &lists::Entry<'t>, word: &str) -> Option<Packed> {
        let class = line.class_name();
        if word.contains(' ') {
            self.tell(line, format!("`{word}` is more than one word; a `{class}` is one"));
            return None;
        }
        match pack(word) {
            None => self.tell(line, format!("`{word}` is no Arabic word; write Arabic letters only")),
            Some(letters) if letters.key() == 0 => {
                self.tell(line, format!("`{word}` has {} letters; twelve are the most", letters.len()));
            }
            Some(letters) => return Some(letters),
        }
        None
    }

    /// Gives each of `words` what `fill` fills; a mistake is told.
    fn give(
        &mut self,
        line: &lists::Entry<'t>,
        place: Place,
        words: impl Iterator<Item = &'t str>,
        fill: impl Fn(&mut Entry),
    ) {
        for word in words {
            let Some(letters) = self.letters(line, word) else { continue };
            if self.claim(line, place, word, letters) {
                fill(self.lexicon.add(letters));
            }
        }
    }

    /// Whether no other line of the same file gave the word another thing of this kind, and there is room; a later file has
    /// the last word.
    fn claim(&mut self, line: &lists::Entry<'t>, place: Place, word: &str, letters: Packed) -> bool {
        if self.given.len() > MAX_WORDS {
            if self.given.len() == MAX_WORDS + 1 {
                self.given.insert((place, 0), (line.file, line.line));
                self.tell(line, format!("more than {MAX_WORDS} words; leave out what numbers and dates do not need"));
            }
            return false;
        }
        let here = (line.file, line.line);
        match self.given.insert((place, letters.key()), here) {
            Some(before) if before.0 == here.0 && before.1 != here.1 => {
                self.tell(
                    line,
                    format!("`{word}` stands in line {} too, as something else; keep one of them", before.1),
                );
                false
            }
            _ => true,
        }
    }

    /// The whole number of a feature, if it lies between `least` and `most`; a mistake is told.
    fn whole(&mut self, line: &lists::Entry<'t>, key: &str, least: u16, most: u16) -> Option<u16> {
        let value = line.number(key)?;
        if value.fract() == 0.0 && (f64::from(least)..=f64::from(most)).contains(&value) {
            return Some(value as u16);
        }
        self.tell(line, format!("`{key}={value}` cannot be; write a whole number, {least} to {most}"));
        None
    }

    fn line(&mut self, line: &lists::Entry<'t>) {
        let forms = || written(line);
        match line.class_name() {
            "cardinal" => self.cardinal(line),
            "scale" => self.scale(line),
            "group" => {
                if let Some(value) = self.whole(line, "value", 2, 10_000) {
                    self.give(line, Place::Card, forms(), |entry| entry.card = Card::Group(value));
                    self.give(line, Place::Card, line.words("dual"), |entry| entry.card = Card::Group(2 * value));
                }
            }
            "vague" => {
                if let Some(exponent) = self.whole(line, "exponent", 1, 15) {
                    self.give(line, Place::Card, forms(), |entry| entry.card = Card::Vague(exponent as u8));
                }
            }
            "odd" => self.give(line, Place::Card, forms(), |entry| entry.card = Card::Odd),
            "few" => self.give(line, Place::Card, forms(), |entry| entry.card = Card::Few),
            "ordinal" => {
                if let Some(value) = self.whole(line, "value", 1, 10) {
                    self.give(line, Place::Ordinal, forms(), |entry| entry.ordinal = value as u8);
                }
            }
            "fraction" => self.fraction(line),
            "time" | "unit" | "currency" => self.unit(line),
            "nationality" => self.nationality(line),
            "month" => self.month(line),
            "weekday" => {
                if let Some(number) = self.whole(line, "number", 1, 7) {
                    self.give(line, Place::Weekday, forms(), |entry| entry.weekday = number as u8);
                }
            }
            "season" => {
                let number =
                    SEASONS.iter().position(|name| line.get("name") == Some(name)).map_or(0, |at| at as u8 + 1);
                self.give(line, Place::Season, forms(), |entry| entry.season = number);
            }
            "decade" => match self.whole(line, "tens", 0, 90) {
                Some(tens) if tens % 10 == 0 && tens > 0 => {
                    self.give(line, Place::Decade, forms(), |entry| entry.decade = tens as u8);
                }
                Some(tens) => self.tell(line, format!("`tens={tens}` cannot be; write 10, 20 and so on to 90")),
                None => {}
            },
            "dual-noun" => {
                let [participle, pair, amount] = ["participle", "pair", "amount"].map(|key| line.has(key));
                self.give(line, Place::Noun, forms(), |entry| {
                    (entry.dual_noun, entry.participle, entry.pair, entry.amount) = (true, participle, pair, amount);
                });
            }
            "no-dual" => {
                if let Some(word) =
                    self.letters(line, line.word).filter(|&word| self.claim(line, Place::NoDual, line.word, word))
                {
                    self.lexicon.add_no_dual(word);
                }
            }
            "cue" => {
                let part = match line.get("part") {
                    Some("start") => Part::Start,
                    Some("middle") => Part::Middle,
                    Some("end") => Part::End,
                    Some("before") => Part::Before,
                    Some("after") => Part::After,
                    Some("since") => Part::Since,
                    Some("due") => Part::Due,
                    _ => Part::None,
                };
                self.give(line, Place::Role, forms(), |entry| (entry.role, entry.part) = (Role::Cue, part));
            }
            "feast" => self.feast(line),
            "outlet" => match line.word.split_once(' ') {
                Some((first, second)) if !second.contains(' ') => {
                    if let (Some(first), Some(second)) = (self.bare(line, first), self.bare(line, second)) {
                        self.lexicon.add_outlet([first, second]);
                    }
                }
                _ => self.tell(line, "an `outlet` has two words here, the second a day: عين اليوم".to_owned()),
            },
            DAY_ADJECTIVE => {
                if let Some(word) =
                    self.letters(line, line.word).filter(|&word| self.claim(line, Place::DayAdjective, line.word, word))
                {
                    self.lexicon.add_day_adjective(word);
                }
            }
            PAST_VERB => self.give(line, Place::Verb, forms(), |entry| entry.past = true),
            class => {
                let role = ROLES.iter().find(|(name, _)| *name == class).map_or(Role::No, |(_, role)| *role);
                self.give(line, Place::Role, forms(), |entry| entry.role = role);
            }
        }
    }

    /// The letters of a word of a name, without its article.
    fn bare(&mut self, line: &lists::Entry<'t>, word: &str) -> Option<Packed> {
        let letters = self.letters(line, word)?;
        let article = letters.letter(0) == code('ا') && letters.letter(1) == code('ل') && letters.len() > 3;
        Some(if article { letters.without_first(2) } else { letters })
    }

    fn feast(&mut self, line: &lists::Entry<'t>) {
        let (Some(month), Some(day)) = (self.whole(line, "month", 1, 12), self.whole(line, "day", 1, 31)) else {
            return;
        };
        let feast = Feast {
            hijri: line.get("calendar") == Some("hijri"),
            month: month as u8,
            day: day as u8,
            of_feast: line.has("of-feast"),
        };
        for name in written(line) {
            let of = |word| self.bare(line, word).map(|bare| (bare, pack(word) != Some(bare)));
            let words: Option<Vec<(Packed, bool)>> = name.split(' ').map(of).collect();
            if let Some(words) = words {
                self.lexicon.add_feast(&words, feast);
            }
        }
    }

    fn cardinal(&mut self, line: &lists::Entry<'t>) {
        let value = line.number("value").unwrap_or_default();
        let Some(card) = Card::of(value) else {
            let most = "0 to 20, tens to 90, or hundreds to 900";
            return self.tell(
                line,
                format!("`value={value}` cannot be; one word says {most}; for others see `scale` and `group`"),
            );
        };
        self.give(line, Place::Card, written(line), |entry| entry.card = card);
    }

    /// A word made of a unit and a hundred.
    fn joined(&mut self, line: &lists::Entry<'t>, word: &str, value: f64) {
        let Some(card) = Card::of(value) else {
            return self.tell(line, "`joined` is for 3 to 9 alone; leave it out".to_owned());
        };
        if let Some(letters) = self.letters(line, word) {
            self.lexicon.add(letters).card = card;
        }
    }

    fn scale(&mut self, line: &lists::Entry<'t>) {
        let Some(exponent) = self.whole(line, "exponent", 3, 100) else { return };
        let scale = |count| move |entry: &mut Entry| entry.card = Card::Scale(exponent as u8, count);
        self.give(line, Place::Card, written(line), scale(Count::One));
        self.give(line, Place::Card, line.words("accusative"), scale(Count::OneOrTwo));
        self.give(line, Place::Card, line.words("dual"), scale(Count::Two));
        self.give(line, Place::Card, line.words("plural"), scale(Count::Many));
    }

    fn fraction(&mut self, line: &lists::Entry<'t>) {
        let Some(of) = self.whole(line, "of", 2, 10).map(|of| of as u8) else { return };
        let one = Fraction { of, parts: 1, plural: false, one_or_two: false };
        let part = |part: Fraction| move |entry: &mut Entry| entry.fraction = part;
        self.give(line, Place::Fraction, written(line), part(one));
        self.give(line, Place::Fraction, line.words("accusative"), part(Fraction { one_or_two: true, ..one }));
        self.give(line, Place::Fraction, line.words("dual"), part(Fraction { parts: 2, ..one }));
        self.give(line, Place::Fraction, line.words("plural"), part(Fraction { plural: true, ..one }));
    }

    fn unit(&mut self, line: &lists::Entry<'t>) {
        let name = line.get("name").unwrap_or_default();
        let measure = if line.class_name() == "currency" { Measure::Money } else { Measure::Quantity };
        let number = match TIMES.iter().position(|(time, ..)| *time == name) {
            Some(at) if line.class_name() == "time" => at as u16 + 1,
            _ => {
                let otherwise = line.get("otherwise").map(str::to_owned);
                self.lexicon.add_unit(Unit { name: name.to_owned(), measure, otherwise })
            }
        };
        let noun = |count| move |entry: &mut Entry| (entry.unit, entry.count) = (number, count);
        for (word, count) in written(line)
            .chain(line.words("short"))
            .map(|word| (word, Count::One))
            .chain(line.words("dual").map(|word| (word, Count::Two)))
            .chain(line.words("plural").map(|word| (word, Count::Many)))
        {
            if word.contains('.') || word.starts_with(|c: char| c.is_ascii_alphabetic()) {
                self.lexicon.add_abbreviation(word, number);
            } else if let Some(pair) = word.split_once(' ') {
                self.unit_of_two(line, pair, number);
            } else {
                self.give(line, Place::Unit, [word].into_iter(), noun(count));
            }
        }
        for (words, adverb) in [(line.words("per"), false), (line.words("adverb"), true)] {
            for word in words {
                if let Some(letters) = self.letters(line, word) {
                    self.lexicon.add_per(letters, number, adverb);
                }
            }
        }
    }

    /// A unit of two words, the first of which is a unit by itself: درجة مئوية.
    fn unit_of_two(&mut self, line: &lists::Entry<'t>, (first, second): (&str, &str), number: u16) {
        if let (Some(first), Some(second)) = (self.letters(line, first), self.letters(line, second)) {
            self.lexicon.add_unit_of_two([first, second], number);
        }
    }

    fn nationality(&mut self, line: &lists::Entry<'t>) {
        let pairs: Vec<&str> = line.words("codes").collect();
        let codes: Vec<(String, String)> = pairs
            .iter()
            .filter_map(|pair| pair.split_once(':'))
            .map(|(name, code)| (name.trim().to_owned(), code.trim().to_owned()))
            .filter(|(name, code)| !name.is_empty() && !code.is_empty())
            .collect();
        if codes.len() < pairs.len() {
            return self.tell(
                line,
                "`codes` are the name of a currency, a colon and its code, as codes=dollar:CAD".to_owned(),
            );
        }
        let number = self.lexicon.add_nationality(codes);
        self.give(line, Place::Nationality, written(line), |entry| entry.nationality = number);
    }

    fn month(&mut self, line: &lists::Entry<'t>) {
        let Some(number) = self.whole(line, "number", 1, 12).map(|number| number as u8) else { return };
        let month = Month { hijri: line.get("calendar") == Some("hijri"), number, doubtful: line.has("doubtful") };
        self.give(line, Place::Month, written(line).filter(|name| !name.contains(' ')), |entry| {
            entry.month = Some(month);
        });
        for name in written(line) {
            let Some((first, second)) = name.split_once(' ') else { continue };
            let (Some(first), Some(second)) = (self.letters(line, first), self.bare(line, second)) else { continue };
            self.lexicon.add_month_of_two([first, second], month);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn entry(lexicon: &Lexicon, word: &str) -> Entry {
        *lexicon.entry(lexicon.find(pack(word).unwrap()))
    }

    #[test]
    fn the_built_in_lists_have_no_mistake() {
        if let Err(errors) = load(&[], |_| true) {
            panic!("{}", messages(&errors));
        }
    }

    #[test]
    fn every_class_is_described_and_used() {
        let described: BTreeSet<&str> =
            FILES.iter().flat_map(|(_, text)| lists::descriptions(text)).map(|description| description.class).collect();
        let used: BTreeSet<&str> = FILES
            .iter()
            .flat_map(|(_, text)| text.lines().filter(|line| !line.starts_with('#')))
            .filter_map(|line| line.split('\t').next())
            .filter(|class| !class.is_empty())
            .collect();
        let roles = ROLES.iter().map(|(name, _)| *name).chain([DAY_ADJECTIVE, PAST_VERB]);
        for class in CLASSES.iter().map(|class| class.name).chain(roles) {
            assert!(described.contains(class), "no description of {class}");
            assert!(used.contains(class), "no word of {class}");
        }
    }

    #[test]
    fn a_word_collects_what_it_can_be() {
        let lexicon = built_in(|_| true);
        let entry = |word: &str| entry(&lexicon, word);
        assert_eq!(entry("أحد").weekday, 7);
        assert_eq!(entry("أحد").card, Card::Unit(1));
        assert_eq!((entry("خمس").card, entry("خمس").fraction.of), (Card::Unit(5), 5));
        assert_eq!(entry("صفر").month, Some(Month { hijri: true, number: 2, doubtful: true }));
        assert_eq!((entry("ثانية").ordinal, entry("ثانية").unit), (2, 1));
        assert!(entry("كتب").is_nothing());
        assert_eq!((entry("ثلاثمائة").card, entry("ثمانيمئة").card), (Card::Hundreds(300), Card::Hundreds(800)));
        assert_eq!(lexicon.unit(entry("كلم").unit).name, "km");
        assert_eq!(lexicon.currency(entry("إيرانيا").nationality, "rial"), Some("IRR"));
    }

    /// What is wrong with a line of a user's file.
    fn wrong(line: &str) -> String {
        let text = format!("# mine\n{line}\n");
        load(&[("mine.tsv", &text)], |_| true).err().map(|errors| messages(&errors)).unwrap_or_default()
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        for (line, told) in [
            ("unit\tباع", "mine.tsv:2: a `unit` needs `name`"),
            ("unti\tباع\tname=fathom", "mine.tsv:2: there is no class `unti`; did you mean `unit`?"),
            ("unit\tمتر بحري سريع\tname=x", "mine.tsv:2: `بحري سريع` is more than one word"),
            ("weekday\tmile\tnumber=1", "mine.tsv:2: `mile` is no Arabic word"),
            ("unit\tالمستخدمونهااا\tname=x", "mine.tsv:2: `المستخدمونهااا` has 14 letters"),
            ("cardinal\tكذا\tvalue=25", "mine.tsv:2: `value=25` cannot be"),
            ("group\tكوري\tvalue=2.5", "mine.tsv:2: `value=2.5` cannot be; write a whole number"),
            ("scale\tكدريليون\texponent=15.5", "mine.tsv:2: `exponent=15.5` cannot be"),
            ("month\tكانون\tcalendar=julian\tnumber=1", "mine.tsv:2: `calendar` cannot be `julian`"),
            ("month\tكانون\tcalendar=hijri\tnumber=13", "mine.tsv:2: `number=13` cannot be"),
            ("weekday\tسبت\tnumber=0", "mine.tsv:2: `number=0` cannot be"),
            ("nationality\tكندي\tcodes=CAD", "mine.tsv:2: `codes` are the name of a currency"),
            ("decade\tثلاثينات\ttens=35", "mine.tsv:2: `tens=35` cannot be"),
            ("past\tغابر\tof=3", "mine.tsv:2: a `past` has no feature `of`"),
        ] {
            assert!(wrong(line).starts_with(told), "{line}: {}", wrong(line));
        }
        let twice = wrong("unit\tباع\tname=fathom\tplural=أبواع\nunit\tبوع\tname=cubit\tforms=باع");
        assert!(twice.starts_with("mine.tsv:3: `باع` stands in line 2 too"), "{twice}");
    }

    #[test]
    fn a_later_file_has_the_last_word() {
        let mine = "unit\tباع\tname=fathom\tdual=باعين\tplural=أبواع\nmonth\tحزيران\tcalendar=gregorian\tnumber=6\n\
                    month\tكانون أصم\tcalendar=gregorian\tnumber=1\nmore\tحوالي\n-cue\tدورة\n";
        let lexicon = load(&[("mine.tsv", mine)], |_| true).unwrap();
        let entry = |word: &str| entry(&lexicon, word);
        assert_eq!(lexicon.unit(entry("أبواع").unit).name, "fathom");
        assert_eq!((entry("باعين").count, entry("أبواع").count), (Count::Two, Count::Many));
        assert_eq!((entry("حوالي").role, entry("دورة").role), (Role::More, Role::No));
        let of = |word: &str| lexicon.find(pack(word).unwrap());
        assert_eq!(lexicon.month_of_two([of("كانون"), of("أصم")]).map(|month| month.number), Some(1));
    }
}
