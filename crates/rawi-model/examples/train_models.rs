//! Trains the model of this project, OUT/accurate.model: `train_models DATA WORK OUT [--all]`.
//!
//! DATA holds `entities/`, `gazetteers/` and `text/wikipedia_ar.jsonl` (unpacked) as docs/models.md describes; WORK
//! keeps the word vectors between runs, as they take longest. It is trained without the last tenth of the
//! ANERcorp texts and measured on it and on AQMAR, and so is `fast`, its first pass; with `--all` it is trained on all
//! texts and the first figure means nothing.
#![allow(clippy::print_stdout, clippy::print_stderr)] // an example talks to whoever runs it

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use rawi_model::{
    GoldText, Knowledge, KnowledgeBytes, LearnedPrior, LearnerConfig, Model, Prior, Scratch, Silver, TrainConfig,
    VectorConfig, bootstrap, learn_prior, list, read_conll, read_jsonl, read_raw_text, split_words, train,
};
use serde_json::Value;

const CLASSES: [&str; 4] = ["PERS", "LOC", "ORG", "MISC"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, work, out, rest @ ..] = arguments.as_slice() else {
        return Err("usage: train_models DATA WORK OUT [--all]".into());
    };
    let (data, work, out) = (Path::new(data), Path::new(work), Path::new(out));
    let all = rest.first().is_some_and(|a| a == "--all");

    let texts = wikipedia(&data.join("text/wikipedia_ar.jsonl"))?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut knowledge = raw_knowledge(&texts, &work.join("vectors.tsv"))?;
    let second =
        read_conll(&join_clitics(&fs::read_to_string(data.join("entities/wikifane_gold.conll"))?), &wikifane_class)?;
    add_lists(&mut knowledge, data, &second)?;
    let gold = read_jsonl(&fs::read_to_string(data.join("entities/anercorp_train.jsonl"))?)?;
    let mut other = read_jsonl(&fs::read_to_string(data.join("entities/aqmar_dev.jsonl"))?)?;
    for name in other.iter_mut().flat_map(|t| &mut t.names) {
        if name.2 == "PER" {
            "PERS".clone_into(&mut name.2);
        }
    }

    let classes = CLASSES.iter().chain(&["GROUP"]).map(|c| (*c).to_owned()).collect();
    let learner = LearnerConfig { epochs: 6, ..LearnerConfig::default() };
    let prior = Prior { texts: &second, classes, learner, cut: split_words };
    let prior = learn_prior(&prior, &KnowledgeBytes::from(&knowledge), &mut report)?;

    let (learned, held) = gold.split_at(gold.len() - gold.len().div_ceil(10));
    let bytes = recipe(if all { &gold } else { learned }, &prior, &knowledge, &texts)?;
    fs::write(out.join("accurate.model"), &bytes)?;
    println!("{} bytes", bytes.len());
    for (name, model) in [("fast", Model::first_pass(bytes.clone())?), ("accurate", Model::from_bytes(bytes)?)] {
        println!("{name}: ANERcorp, last tenth, four classes: {}", score(&model, held, &CLASSES));
        println!("{name}: AQMAR, three classes:               {}", score(&model, &other, &CLASSES[..3]));
    }
    Ok(())
}

fn report(what: &str, loss: f64) {
    eprintln!("{what}: {loss:.4}");
}

/// A first model reads raw text; what it found becomes features and further training data.
fn recipe(
    gold: &[GoldText],
    prior: &LearnedPrior,
    knowledge: &Knowledge,
    texts: &[&str],
) -> Result<Vec<u8>, Box<dyn Error>> {
    let config = TrainConfig::new(CLASSES);
    let first = train(&config, &KnowledgeBytes::from(knowledge), Some(prior), None, gold, &mut report)?;
    let mut knowledge = knowledge.clone();
    let silver =
        bootstrap(&Model::from_bytes(first)?, texts, &mut knowledge, &mut |share| report("raw text", share.into()));
    let knowledge = KnowledgeBytes::from(&knowledge);
    let silver = Silver { texts: &silver, weight: 0.3 };
    // Three features in five have less; no set misses them.
    let config = TrainConfig { second_pass: true, least: 4, ..config };
    Ok(train(&config, &knowledge, Some(prior), Some(&silver), gold, &mut report)?)
}

/// The articles without the markup around them.
fn wikipedia(path: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut out = Vec::new();
    for line in fs::read_to_string(path)?.lines() {
        let article: Value = serde_json::from_str(line)?;
        let text = article["text"].as_str().ok_or("an article without text")?;
        let body = text.split_once('\n').map_or("", |(_, body)| body);
        out.push(body.trim_end().trim_end_matches("</doc>").to_owned());
    }
    Ok(out)
}

/// Counts and vectors; the vectors are read from `cache` if it is there.
fn raw_knowledge(texts: &[&str], cache: &Path) -> Result<Knowledge, Box<dyn Error>> {
    if !cache.exists() {
        let vectors = VectorConfig {
            dims: 64,
            window: 3,
            negatives: 5,
            epochs: 5,
            sample: 1e-4,
            rate: 0.03,
            positions: true,
            seed: 1,
        };
        let knowledge = read_raw_text(texts, &[vectors], &mut |share| report("vectors", share.into()));
        let mut lines = String::new();
        for ((stem, count), vector) in knowledge.stems.iter().zip(knowledge.vectors.chunks(knowledge.dims)) {
            lines.push_str(&format!("{stem}\t{count}"));
            vector.iter().for_each(|x| lines.push_str(&format!("\t{x:.4}")));
            lines.push('\n');
        }
        fs::write(cache, lines)?;
    }
    let mut knowledge = read_raw_text(texts, &[], &mut |_| {});
    for (line, (stem, _)) in fs::read_to_string(cache)?.lines().zip(&knowledge.stems) {
        let mut columns = line.split('\t');
        if columns.next() != Some(stem) {
            return Err("the vectors in WORK are of another text: remove them".into());
        }
        for value in columns.skip(1) {
            knowledge.vectors.push(value.parse()?);
        }
    }
    knowledge.dims = knowledge.vectors.len() / knowledge.stems.len();
    Ok(knowledge)
}

fn add_lists(knowledge: &mut Knowledge, data: &Path, second: &[GoldText]) -> Result<(), Box<dyn Error>> {
    let read = |name: &str| fs::read_to_string(data.join("gazetteers").join(name));
    knowledge.add_own_lists();
    for (file, list) in [
        ("akhateeb_male-first-names-in-arabic.txt", list::GIVEN_ARABIC),
        ("akhateeb_female-first-names-in-arabic.txt", list::GIVEN_ARABIC),
        ("akhateeb_last-names-in-arabic.txt", list::FAMILY),
    ] {
        knowledge.add_names(list, read(file)?.lines());
    }
    let countries: Value = serde_json::from_str(&read("umpirsky_countries_ar.json")?)?;
    let territories: Value = serde_json::from_str(&read("cldr_territories_ar.json")?)?;
    for object in [&countries, &territories["main"]["ar"]["localeDisplayNames"]["territories"]] {
        knowledge
            .add_names(list::PLACE, object.as_object().into_iter().flatten().filter_map(|(_, name)| name.as_str()));
    }
    for line in read("world_cities.jsonl")?.trim_start_matches('\u{feff}').lines() {
        let city: Value = serde_json::from_str(line)?;
        knowledge.add_names(list::PLACE, city["CityNameAr"].as_str());
    }
    for text in second {
        for (start, end, class) in &text.names {
            let list = match class.as_str() {
                "PERS" => list::SECOND_PERSON,
                "LOC" => list::SECOND_PLACE,
                "ORG" => list::SECOND_ORGANISATION,
                "GROUP" => list::SECOND_GROUP,
                _ => list::OTHER,
            };
            knowledge.add_names(list, [&text.text[*start..*end]]);
        }
    }
    Ok(())
}

/// WikiFANE's fifty classes in ours; groups of people stay apart, as ANERcorp leaves them unmarked.
fn wikifane_class(class: &str) -> Option<String> {
    let class = match class {
        "Politician" | "Religious_PER" | "Artist" | "Scientist" | "Athlete" | "Businessperson" | "Engineer"
        | "Lawyer" | "Police" | "Other_PER" => "PERS",
        "Population-Center"
        | "Nation"
        | "State-or-Province"
        | "Continent"
        | "County-or-District"
        | "GPE-Cluster"
        | "Water-Body"
        | "Land-Region-Natural"
        | "Land"
        | "Building-Grounds"
        | "Path"
        | "Airport"
        | "Subarea-Facility"
        | "Plant" => "LOC",
        "Non-Governmental" | "Commercial" | "Government" | "Sports" | "Educational" | "Media" | "Religious_ORG"
        | "Medical-Science" | "Entertainment" => "ORG",
        "Group" => "GROUP",
        _ => "MISC",
    };
    Some(class.to_owned())
}

/// WikiFANE cuts clitics off as words of their own: puts و ف ل ب ك س ال لل before the next word and the pronouns after
/// the one before.
fn join_clitics(conll: &str) -> String {
    let lines: Vec<Option<(&str, &str)>> =
        conll.lines().map(|l| l.split_once('\t').map(|(word, tag)| (word, tag.trim()))).collect();
    let mut out = String::new();
    let mut before = String::new();
    let mut at = 0;
    while at < lines.len() {
        let Some((word, tag)) = lines[at] else {
            if !before.is_empty() {
                out.push_str(&format!("{before}\tO\n"));
                before.clear();
            }
            out.push('\n');
            at += 1;
            continue;
        };
        at += 1;
        let word_follows =
            matches!(lines.get(at), Some(Some((next, _))) if next.chars().next().is_some_and(char::is_alphabetic));
        if tag == "O" && word_follows && matches!(word, "و" | "ف" | "ل" | "ب" | "ك" | "س" | "ال" | "لل") {
            if word == "ال" && before == "ل" {
                before.push('ل');
            } else {
                before.push_str(word);
            }
            continue;
        }
        let mut whole = format!("{before}{word}");
        before.clear();
        while let Some(Some((next, next_tag))) = lines.get(at) {
            if !matches!(*next, "ه" | "ها" | "هم" | "هن" | "نا") || !(*next_tag == "O" || next_tag.starts_with("I-"))
            {
                break;
            }
            if whole.ends_with('ة') {
                whole.pop();
                whole.push('ت');
            }
            whole.push_str(next);
            at += 1;
        }
        out.push_str(&format!("{whole}\t{tag}\n"));
    }
    out
}

/// Exact spans, grown to whole written words as these corpora mark them.
fn score(model: &Model, texts: &[GoldText], classes: &[&str]) -> String {
    let mut scratch = Scratch::default();
    let (mut right, mut found, mut wanted) = (0, 0, 0);
    for gold in texts {
        let (starts, words): (Vec<usize>, Vec<_>) = split_words(&gold.text).into_iter().unzip();
        let spans: BTreeSet<(usize, usize, &str)> = model
            .tag(&words, &mut scratch)
            .iter()
            .map(|name| {
                let (start, end) = (starts[name.first], starts[name.last] + words[name.last].text.len());
                let start = gold.text[..start].rfind(char::is_whitespace).map_or(0, |i| i + 1);
                let end = gold.text[end..].find(char::is_whitespace).map_or(gold.text.len(), |i| end + i);
                (start, end, model.classes()[name.class].as_str())
            })
            .filter(|span| classes.contains(&span.2))
            .collect();
        let names: Vec<_> = gold.names.iter().filter(|n| classes.contains(&n.2.as_str())).collect();
        right += names.iter().filter(|n| spans.contains(&(n.0, n.1, n.2.as_str()))).count();
        found += spans.len();
        wanted += names.len();
    }
    let (p, r) = (100.0 * right as f64 / found as f64, 100.0 * right as f64 / wanted as f64);
    format!("P {p:.2} R {r:.2} F1 {:.2}", 200.0 * right as f64 / (found + wanted) as f64)
}
