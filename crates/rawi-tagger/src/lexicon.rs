//! The words that the rules look for, by class: `lexicons/words.tsv`, and what a user's files add to it or take away.

use crate::written::is_word_char;
use rawi_arabic::lexicon::{Class, Entry, Feature, Lexicon, LexiconError};

/// The embedded words: the name of the file and its text.
pub(crate) const EMBEDDED: (&str, &str) = ("words.tsv", include_str!("../lexicons/words.tsv"));

/// What the embedded file is called beside those of a user.
const OURS: &str = "rawi/words.tsv";

/// Classes that the rules ask for at every word, as bits.
pub(crate) mod class {
    pub(crate) const HEAD: u64 = 1 << 0;
    pub(crate) const WEAK_HEAD: u64 = 1 << 1;
    pub(crate) const NAMED_HEAD: u64 = 1 << 2;
    pub(crate) const STATE: u64 = 1 << 3;
    pub(crate) const PLACE: u64 = 1 << 4;
    pub(crate) const PLACE_STRONG: u64 = 1 << 5;
    pub(crate) const FACILITY: u64 = 1 << 6;
    pub(crate) const FACILITY_STRONG: u64 = 1 << 7;
    pub(crate) const WATER: u64 = 1 << 8;
    pub(crate) const DIRECTION: u64 = 1 << 9;
    pub(crate) const SAY: u64 = 1 << 10;
    pub(crate) const FORMER: u64 = 1 << 11;
    pub(crate) const HONORIFIC: u64 = 1 << 12;
    pub(crate) const PARTICLE: u64 = 1 << 13;
    pub(crate) const POLITY: u64 = 1 << 14;
    pub(crate) const PLATFORM: u64 = 1 << 15;
    pub(crate) const MEDIA: u64 = 1 << 16;
    pub(crate) const ADJECTIVE: u64 = 1 << 17;
    pub(crate) const EVALUATIVE: u64 = 1 << 18;
    pub(crate) const TIME: u64 = 1 << 19;
    pub(crate) const FUNCTION: u64 = 1 << 20;
    pub(crate) const REGIME: u64 = 1 << 21;
    pub(crate) const MILITANT: u64 = 1 << 22;
    pub(crate) const COMMAND_HEAD: u64 = 1 << 23;
    pub(crate) const COMMAND: u64 = 1 << 24;
    pub(crate) const MINISTER: u64 = 1 << 25;
    pub(crate) const BODY: u64 = 1 << 26;
    pub(crate) const NO_NAME: u64 = 1 << 27;
    pub(crate) const LEADS: u64 = 1 << 28;
    pub(crate) const SEVERAL: u64 = 1 << 29;
    /// ل and what it serves belong to the name.
    pub(crate) const PURPOSE: u64 = 1 << 30;
    /// A definite institution that an institutional adjective makes a name.
    pub(crate) const WITH_ADJECTIVE: u64 = 1 << 31;
    /// A head before the name of an outlet, whatever else that names.
    pub(crate) const OUTLET: u64 = 1 << 32;
    pub(crate) const WEAPON: u64 = 1 << 33;
    pub(crate) const WORK: u64 = 1 << 34;
    pub(crate) const EVENT: u64 = 1 << 35;
    /// An event's head that needs more than one word behind it, a name or quotation marks.
    pub(crate) const WEAK_EVENT: u64 = 1 << 38;
    /// A head of places that belongs to the name: جمهورية.
    pub(crate) const OWN: u64 = 1 << 36;
    /// A head of places behind which a word that is hardly ever an ordinary one is a name.
    pub(crate) const RARE: u64 = 1 << 39;
    pub(crate) const SPORT: u64 = 1 << 40;
    pub(crate) const NOUN: u64 = 1 << 41;
    /// A head that is said beside a name rather than in it: صحيفة، نادي.
    pub(crate) const BESIDE: u64 = 1 << 37;
    /// A head that is an ordinary noun as well, so that the learned model has to see the name: مصلحة.
    pub(crate) const DOUBTFUL: u64 = 1 << 42;
    /// A head that is the same body as the one it stands before: شركة أرامكو.
    pub(crate) const SAME: u64 = 1 << 43;
    /// A head of facilities that the name of a state behind it only places: معسكر سويسرا.
    pub(crate) const ABROAD: u64 = 1 << 44;
    /// A head of facilities that needs a title with a name behind it: طريق الملك فهد.
    pub(crate) const TITLED: u64 = 1 << 45;
    /// A head of places that makes a facility with the name of a person behind it: مدينة الملك فهد الطبية.
    pub(crate) const SITE: u64 = 1 << 46;
    /// Words that end a name wherever they stand.
    pub(crate) const STOP: u64 = FUNCTION | NOUN | TIME | SAY | EVALUATIVE;
}

/// Classes that the rules ask for at few words, which may be parts of names all the same.
pub(crate) mod part {
    pub(crate) const DEPARTMENT: u64 = 1 << 0;
    pub(crate) const COMPASS: u64 = 1 << 1;
    pub(crate) const ORDINAL: u64 = 1 << 2;
    pub(crate) const KUNYA: u64 = 1 << 3;
    pub(crate) const JOINED: u64 = 1 << 4;
    pub(crate) const SHARED: u64 = 1 << 5;
    pub(crate) const GENERIC: u64 = 1 << 6;
    /// It makes no name of any head.
    pub(crate) const NEVER: u64 = 1 << 7;
    pub(crate) const KIN: u64 = 1 << 8;
    pub(crate) const THIS: u64 = 1 << 9;
    pub(crate) const ILLNESS: u64 = 1 << 10;
    pub(crate) const PRAYER: u64 = 1 << 11;
    pub(crate) const NOUN_TOO: u64 = 1 << 12;
    pub(crate) const IDIOM: u64 = 1 << 13;
    pub(crate) const RULES: u64 = 1 << 14;
    /// A name that is a verb before على and its like: أشرف عليها.
    pub(crate) const VERB_WITH_ON: u64 = 1 << 15;
    /// A name that is a verb before ب: طالب بحماية.
    pub(crate) const VERB_WITH_BY: u64 = 1 << 16;
    /// A name that is a noun before من: النيل منه.
    pub(crate) const NOUN_WITH_FROM: u64 = 1 << 17;
    /// A name that is a verb before a person: روى.
    pub(crate) const VERB_BEFORE: u64 = 1 << 18;
    /// An adjective of times: العام المقبل.
    pub(crate) const OF_TIME: u64 = 1 << 19;
    /// A particle behind which a verb stands: ما، لم.
    pub(crate) const BEFORE_VERB: u64 = 1 << 20;
    /// What stands behind a noun of doing something together: التعاون بين.
    pub(crate) const BETWEEN: u64 = 1 << 21;
    /// Words behind which stands a kind of thing's name: عقار، نبات.
    pub(crate) const THING: u64 = 1 << 22;
    /// The name of a Latin letter: سي، إن.
    pub(crate) const LETTER: u64 = 1 << 23;
    /// One that opens a name of letters though it is a word of the sentence: آي.
    pub(crate) const OPENS: u64 = 1 << 24;
    /// A particle before the name of a father: بن.
    pub(crate) const SON: u64 = 1 << 25;
    /// A preposition that makes another of a head of facilities behind it: عن طريق.
    pub(crate) const VIA: u64 = 1 << 26;
    /// A head of quarters, which bear the names of far towns: حي القادسية.
    pub(crate) const QUARTER: u64 = 1 << 27;
    /// A person's name that is an ordinary noun as well: رضا، شرف.
    pub(crate) const NAME_OR_NOUN: u64 = 1 << 28;
    /// A name of a place that is hardly ever the noun, but in an idiom: باليمن والبركات.
    pub(crate) const RARELY: u64 = 1 << 29;
    /// A word before a noun that is then any of its kind: كل منطقة.
    pub(crate) const EVERY: u64 = 1 << 30;
    /// What somebody calls himself before he tells how he is: أنا فخور.
    pub(crate) const SPEAKER: u64 = 1 << 31;
    /// An office that the definite word or the name behind it belongs to, which ends a name: نجم برشلونة، أمين الصندوق.
    pub(crate) const ROLE: u64 = 1 << 32;
    /// A word before who is quoted: بحسب.
    pub(crate) const SOURCE: u64 = 1 << 33;
    /// What ends the name of an outlet behind a place: وكالة سوريا برس.
    pub(crate) const OUTLET_END: u64 = 1 << 34;
    /// A word that begins the names of clubs, and one that does so before places alone.
    pub(crate) const CLUB_WORD: u64 = 1 << 35;
    pub(crate) const OF_PLACE: u64 = 1 << 36;
    /// A preposition behind which a town is where something is, and no club: في هامبورغ.
    pub(crate) const WITHIN: u64 = 1 << 37;
    /// An institution of a state that only the nationality of a state makes a name: الأمن.
    pub(crate) const NATION: u64 = 1 << 38;
    /// A word that opens what somebody said: إن.
    pub(crate) const THAT: u64 = 1 << 39;
}

const STRONG: Feature = Feature::flag("strong");
const NAMED: Feature = Feature::flag("named");
const BODY: Feature = Feature::flag("body");
const LEADS: Feature = Feature::flag("leads");
const PURPOSE: Feature = Feature::flag("purpose");
const SEVERAL: Feature = Feature::flag("several");

/// The classes as a file names them, each with its bits in [`class`] or [`part`].
const CLASSES: [(Class, u64, u64); 60] = [
    (
        Class::new(
            "head",
            &[
                Feature::flag("weak"),
                NAMED,
                BODY,
                LEADS,
                PURPOSE,
                Feature::flag("beside"),
                Feature::flag("doubtful"),
                Feature::flag("same"),
            ],
        ),
        0,
        0,
    ),
    (Class::new("command-head", &[NAMED, BODY, LEADS]), class::COMMAND_HEAD, 0),
    (Class::new("command", &[]), class::COMMAND, 0),
    (Class::new("state", &[Feature::flag("adjective"), PURPOSE, Feature::flag("nation")]), class::STATE, 0),
    (
        Class::new(
            "place",
            &[
                STRONG,
                SEVERAL,
                Feature::flag("own"),
                Feature::flag("rare"),
                Feature::flag("site"),
                Feature::flag("quarter"),
            ],
        ),
        class::PLACE,
        0,
    ),
    (Class::new("facility", &[STRONG, SEVERAL, Feature::flag("abroad"), Feature::flag("titled")]), class::FACILITY, 0),
    (Class::new("water", &[]), class::WATER, 0),
    (Class::new("direction", &[]), class::DIRECTION, 0),
    (Class::new("say", &[]), class::SAY, 0),
    (Class::new("former", &[]), class::FORMER, 0),
    (Class::new("honorific", &[]), class::HONORIFIC, 0),
    (Class::new("particle", &[]), class::PARTICLE, 0),
    (Class::new("polity", &[]), class::POLITY, 0),
    (Class::new("platform", &[]), class::PLATFORM, 0),
    (Class::new("media", &[]), class::MEDIA, 0),
    (Class::new("adjective", &[]), class::ADJECTIVE, 0),
    (Class::new("evaluative", &[]), class::EVALUATIVE, 0),
    (Class::new("time", &[]), class::TIME, 0),
    (Class::new("function", &[]), class::FUNCTION, 0),
    (Class::new("regime", &[]), class::REGIME, 0),
    (Class::new("militant", &[]), class::MILITANT, 0),
    (Class::new("minister", &[]), class::MINISTER, 0),
    (Class::new("no-name", &[]), class::NO_NAME, 0),
    (Class::new("department", &[]), 0, part::DEPARTMENT),
    (Class::new("compass", &[]), 0, part::COMPASS),
    (Class::new("ordinal", &[]), 0, part::ORDINAL),
    (Class::new("kunya", &[]), 0, part::KUNYA),
    (Class::new("joined", &[]), 0, part::JOINED),
    (Class::new("shared", &[]), 0, part::SHARED),
    (Class::new("generic", &[Feature::flag("never")]), 0, part::GENERIC),
    (Class::new("kin", &[]), 0, part::KIN),
    (Class::new("demonstrative", &[]), 0, part::THIS),
    (Class::new("illness", &[]), 0, part::ILLNESS),
    (Class::new("prayer", &[]), 0, part::PRAYER),
    (Class::new("place-or-noun", &[Feature::flag("rarely")]), 0, part::NOUN_TOO),
    (Class::new("name-or-noun", &[]), 0, part::NAME_OR_NOUN),
    (Class::new("role", &[]), 0, part::ROLE),
    (Class::new("source", &[]), 0, part::SOURCE),
    (Class::new("outlet-end", &[]), 0, part::OUTLET_END),
    (Class::new("club-word", &[Feature::flag("place")]), 0, part::CLUB_WORD),
    (Class::new("within", &[]), 0, part::WITHIN),
    (Class::new("every", &[]), 0, part::EVERY),
    (Class::new("speaker", &[]), 0, part::SPEAKER),
    (Class::new("idiom", &[]), 0, part::IDIOM),
    (Class::new("ruler", &[]), 0, part::RULES),
    (
        Class::new(
            "name-or-verb",
            &[Feature::flag("on"), Feature::flag("by"), Feature::flag("from"), Feature::flag("before")],
        ),
        0,
        0,
    ),
    (Class::new("of-time", &[]), 0, part::OF_TIME),
    (Class::new("between", &[]), 0, part::BETWEEN),
    (Class::new("thing", &[]), 0, part::THING),
    (Class::new("letter", &[Feature::flag("opens")]), 0, part::LETTER),
    (Class::new("son", &[]), 0, part::SON),
    (Class::new("via", &[]), 0, part::VIA),
    (Class::new("that", &[]), 0, part::THAT),
    (Class::new("before-verb", &[]), 0, part::BEFORE_VERB),
    (Class::new("noun", &[]), class::NOUN, 0),
    (Class::new("sport", &[]), class::SPORT, 0),
    (Class::new("outlet", &[]), class::OUTLET, 0),
    (Class::new("weapon", &[]), class::WEAPON, 0),
    (Class::new("work", &[]), class::WORK, 0),
    (Class::new("event", &[Feature::flag("weak"), NAMED]), class::EVENT, 0),
];

/// A word and its classes, as bits of [`class`] and [`part`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClassWord<'t> {
    pub(crate) word: &'t str,
    pub(crate) class: u64,
    pub(crate) part: u64,
}

/// The embedded words, and those of `files`, each a name and a text.
///
/// # Errors
/// All that is wrong in the files, each with its line.
pub(crate) fn read<'t>(files: &[(&'t str, &'t str)]) -> Result<Vec<ClassWord<'t>>, Vec<LexiconError>> {
    let classes = CLASSES.map(|(class, ..)| class);
    let all: Vec<(&str, &str)> = std::iter::once((OURS, EMBEDDED.1)).chain(files.iter().copied()).collect();
    let lexicon = Lexicon::read(&classes, &all)?;
    let odd: Vec<LexiconError> = lexicon
        .entries()
        .iter()
        .filter(|entry| !entry.word.chars().all(is_word_char))
        .map(|entry| {
            let message =
                format!("`{}` is no single word of letters, and the words of these classes are; write one", entry.word);
            entry.error(message)
        })
        .collect();
    if odd.is_empty() { Ok(lexicon.entries().iter().map(classed).collect()) } else { Err(odd) }
}

fn classed<'t>(entry: &Entry<'t>) -> ClassWord<'t> {
    let (_, mut class, mut part) = CLASSES[entry.class];
    let head = matches!(entry.class_name(), "head" | "command-head");
    if entry.class_name() == "head" {
        class |= if entry.has("weak") { class::WEAK_HEAD } else { class::HEAD };
    }
    // Whoever adds a head knows that it is one.
    if head && entry.file != OURS {
        class |= class::BODY;
    }
    let strong = if class & class::PLACE != 0 { class::PLACE_STRONG } else { class::FACILITY_STRONG };
    for (key, _) in entry.features() {
        class |= match key {
            "named" => class::NAMED_HEAD,
            "body" => class::BODY,
            "leads" => class::LEADS,
            "strong" => strong,
            "several" => class::SEVERAL,
            "purpose" => class::PURPOSE,
            "adjective" => class::WITH_ADJECTIVE,
            "own" => class::OWN,
            "rare" => class::RARE,
            "beside" => class::BESIDE,
            "doubtful" => class::DOUBTFUL,
            "same" => class::SAME,
            "site" => class::SITE,
            "abroad" => class::ABROAD,
            "titled" => class::TITLED,
            "weak" if class & class::EVENT != 0 => class::WEAK_EVENT,
            _ => 0, // `weak` of a head is told above
        };
    }
    let parts = [
        ("never", part::NEVER),
        ("on", part::VERB_WITH_ON),
        ("by", part::VERB_WITH_BY),
        ("from", part::NOUN_WITH_FROM),
        ("before", part::VERB_BEFORE),
        ("opens", part::OPENS),
        ("quarter", part::QUARTER),
        ("rarely", part::RARELY),
        ("place", part::OF_PLACE),
        ("nation", part::NATION),
    ];
    for (key, bit) in parts {
        if entry.has(key) {
            part |= bit;
        }
    }
    ClassWord { word: entry.word, class, part }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(words: &[ClassWord<'_>], word: &str) -> (u64, u64) {
        words.iter().filter(|w| w.word == word).fold((0, 0), |all, w| (all.0 | w.class, all.1 | w.part))
    }

    #[test]
    fn a_file_adds_words_and_takes_some_away() {
        let mine = "head\tمضافة\tnamed\nplace\tنجع\tstrong\n-head\tحزب\n";
        let words = read(&[("mine.tsv", mine)]).unwrap();
        assert_eq!(find(&words, "مضافة"), (class::HEAD | class::NAMED_HEAD | class::BODY, 0));
        assert_eq!(find(&words, "نجع"), (class::PLACE | class::PLACE_STRONG, 0));
        assert_eq!(find(&words, "حزب"), (0, 0));
        assert_eq!(find(&words, "مسجد"), (class::FACILITY | class::FACILITY_STRONG, 0));
        let leads = find(&words, "قيادة").0;
        assert_eq!(
            leads & (class::COMMAND_HEAD | class::LEADS | class::BODY),
            class::COMMAND_HEAD | class::LEADS | class::BODY
        );
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        let errors = |mine: &str| -> Vec<String> {
            read(&[("mine.tsv", mine)]).unwrap_err().iter().map(ToString::to_string).collect()
        };
        let found = errors("hed\tمضافة\nhead\tمضافة\tbdy\nhead مضافة\n");
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(found[0].starts_with("mine.tsv:1: ") && found[0].contains("`head`"), "{found:#?}");
        assert!(found[1].starts_with("mine.tsv:2: ") && found[2].starts_with("mine.tsv:3: "), "{found:#?}");
        let found = errors("head\tمضافة\nplace\tشبه جزيرة\n");
        assert!(found[0].starts_with("mine.tsv:2: `شبه جزيرة` is no single word"), "{found:#?}");
    }
}
