//! Makes `data/lexicon.bin` from raw text and the hand-made list `lexicons/clitics.tsv`; see `data/README.md`.
//!
//! ```text
//! zcat wikipedia.jsonl.gz | cargo run --release -p rawi-segmenter --example build_lexicon -- WORDS OUT
//! ```
//!
//! Standard input is JSONL with a field `text`. A form that begins like a clitic is a word of its own if it takes
//! clitics itself (الوزير and بوزير show that وزير is one; nothing like it shows that وقال is), or if what would be left
//! is hardly ever seen alone (واشنطن leaves اشنطن).
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // a tool: it reads files and says what it did

use rawi_arabic::lexicon::Lexicon;
use rawi_arabic::{Fold, Seats};
use rawi_segmenter::Letters;
use rawi_segmenter::lexicon::{Entry, Stem, build};
use rawi_segmenter::words::CLASSES;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::io::BufRead;

/// Forms seen less often are not written down.
const SEEN: u32 = 4;
/// Stems seen as often take ك too.
const COMMON: u32 = 40;

#[derive(Default)]
struct Counts {
    forms: HashMap<String, u32>,
    /// Of them with a hamza on the first alef: المانيا is ألمانيا, no article.
    hamza: HashMap<String, u32>,
}

impl Counts {
    fn of(&self, prefix: &str, rest: &str) -> u32 {
        self.forms.get(&format!("{prefix}{rest}")).copied().unwrap_or(0)
    }

    fn count(&mut self, word: &str) {
        let form = fold(word);
        if form.is_empty() {
            return;
        }
        if word.starts_with(['أ', 'إ', 'آ']) {
            *self.hamza.entry(form.clone()).or_default() += 1;
        }
        *self.forms.entry(form).or_default() += 1;
    }
}

fn fold(word: &str) -> String {
    Fold { seats: Seats::Hamza, ..Fold::STRICT }.letters(word).collect()
}

/// Whether `form` is seen with the article often enough to be a noun or an adjective. What ends in a pronoun never has it; now
/// and then someone writes الكتابه for الكتابة.
fn takes_article(form: &str, counts: &Counts) -> bool {
    let seen = counts.of("", form);
    if form.strip_suffix('ه').is_some_and(|stem| counts.of(stem, "ة") > seen) {
        return false;
    }
    let with: u32 = ["ال", "وال", "بال", "لل"].iter().map(|article| counts.of(article, form)).sum();
    with >= 2 && f64::from(with) >= 0.05 * f64::from(seen)
}

/// Whether `form`, seen often enough, stands for itself.
fn stands_alone(form: &str, counts: &Counts) -> bool {
    let seen = counts.of("", form);
    let first = form.chars().next().unwrap_or(' ');
    let rest = &form[first.len_utf8()..];
    let letters = rest.chars().count();
    // How often it takes clitics that its own first letter, were it one, could not stand behind. ب and ك before و are
    // left out, since بوسعيد is أبو سعيد; and so is ل before ل, since للحزب is لـالحزب.
    let taken: &[&str] = match first {
        'و' => &["ال", "ل", "لل", "و", "ف"],
        'ف' => &["ال", "ب", "ك", "ل", "لل", "و", "ف"],
        'ل' => &["ال", "ب", "ك"],
        _ => &["ال", "ب", "ك", "ل", "لل"],
    };
    let takes: u32 = taken.iter().map(|clitic| counts.of(clitic, form)).sum();
    // Once may be a slip: ووجهود.
    let takes_clitics = takes >= 2 && f64::from(takes) >= 0.04 * f64::from(seen);
    if let Some(stem) = form.strip_prefix("ال")
        && letters >= 3
    {
        let hamza = counts.hamza.get(form).copied().unwrap_or(0);
        let definite = f64::from(counts.of("لل", stem)) >= 0.005 * f64::from(seen)
            || f64::from(counts.of("", stem)) >= 0.05 * f64::from(seen);
        // Of a rare word the stem need not be seen at all: البقوليات.
        return 4 * hamza >= seen || (!definite && seen >= COMMON);
    }
    if form.starts_with("لل") {
        return false;
    }
    let least = match first {
        'و' => 2,
        'ف' | 'ب' | 'ل' | 'ك' => 3,
        'س' if rest.starts_with(['ي', 'ت', 'ن', 'ا']) => 3,
        _ => return true,
    };
    let article = rest.strip_prefix("ال").filter(|_| matches!(first, 'و' | 'ف' | 'ب' | 'ك'));
    let left = f64::from(counts.of("", rest)) + article.map_or(0.0, |stem| 0.5 * f64::from(counts.of("", stem)));
    let leaves_a_word = left >= if article.is_some() { 2.0 } else { 5.0 } && left >= 0.02 * f64::from(seen);
    letters < least || !leaves_a_word || takes_clitics
}

fn main() -> Result<(), Box<dyn Error>> {
    let [words, out] = std::env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "give WORDS and OUT")?;
    let mut counts = Counts::default();
    for line in std::io::stdin().lock().lines() {
        let page: serde_json::Value = serde_json::from_str(&line?)?;
        let text = page["text"].as_str().ok_or("a line without a text")?;
        let within = |c: char| rawi_arabic::is_letter(c) || rawi_arabic::is_mark(c) || rawi_arabic::is_tatweel(c);
        text.split(|c| !within(c)).for_each(|word| counts.count(word));
    }

    // Words alike in the letters that are kept stand or fall by how often each is seen.
    let mut votes: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut nouns: BTreeSet<String> = BTreeSet::new();
    for (form, seen) in counts.forms.iter().collect::<BTreeMap<_, _>>() {
        let letters: String = form.chars().take(8).collect();
        // Of forms alike in the letters that are kept, the shortest is meant.
        if letters == *form && takes_article(form, &counts) {
            nouns.insert(letters);
        }
        let vote = votes.entry(form.chars().take(8).collect()).or_default();
        *if *seen >= SEEN && stands_alone(form, &counts) { &mut vote.0 } else { &mut vote.1 } += seen;
    }
    let mut lexicon: BTreeMap<String, Stem> = votes
        .into_iter()
        .filter(|(_, (alone, cut))| alone > cut)
        .map(|(form, (alone, _))| (form, if alone >= COMMON { Stem::Common } else { Stem::Rare }))
        .collect();

    let file = std::fs::read_to_string(&words)?;
    let list = Lexicon::read(CLASSES, &[(&words, &file)]).map_err(|errors| rawi_arabic::lexicon::messages(&errors))?;
    let mut by_hand: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for entry in list.entries() {
        by_hand.entry(entry.class_name()).or_default().insert(fold(entry.word));
    }
    for whole in &by_hand["whole"] {
        lexicon.entry(whole.clone()).or_insert(Stem::Rare);
    }
    for particle in &by_hand["particle"] {
        lexicon.insert(particle.clone(), Stem::Particle);
        for conjunction in ["و", "ف"] {
            let form = format!("{conjunction}{particle}");
            if !by_hand["whole"].contains(&form) {
                lexicon.remove(&form);
            }
        }
    }
    for cut in &by_hand["cut"] {
        lexicon.remove(cut);
    }
    nouns.retain(|form| lexicon.contains_key(form));
    let entry = |(form, &stem): (&String, &Stem)| (Letters::of(form), Entry::new(stem, nouns.contains(form.as_str())));
    let table = build(lexicon.iter().map(entry));
    println!(
        "{} forms, {} words, {} of them nouns, {} bytes",
        counts.forms.len(),
        lexicon.len(),
        nouns.len(),
        table.len()
    );
    std::fs::write(out, table)?;
    Ok(())
}
