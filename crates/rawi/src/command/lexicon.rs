//! `rawi stages NAME --lexicon`: the word lists of a stage, for whoever adds to them.

use super::{Failure, Format, Result, print, print_json};
use rawi_arabic::lexicon::{self, Description};
use rawi_config::StageEntry;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Words of a class that are shown.
const EXAMPLES: usize = 5;

/// A class of words in one file.
struct Class<'a> {
    file: &'a str,
    name: &'a str,
    /// From its lines `#: class TAB description`, one for each such line.
    description: Vec<&'a str>,
    /// Each word with its features, as the file has them.
    entries: Vec<(&'a str, Vec<&'a str>)>,
}

pub(crate) fn run(stage: &StageEntry, format: Format) -> Result {
    let classes: Vec<Class<'_>> = stage.lexicons.iter().flat_map(|(file, text)| classes(file, text)).collect();
    if classes.is_empty() {
        return Err(Failure::usage(format!("the stage `{}` has no word lists", stage.name)));
    }
    match format {
        Format::Json => print_json(&classes.iter().map(as_json).collect()),
        Format::Text => print(&as_text(stage, &classes)),
    }
}

/// The classes of a file in the order in which it describes them, those that it does not behind them.
fn classes<'a>(file: &'a str, text: &'a str) -> Vec<Class<'a>> {
    let mut classes: Vec<Class<'a>> = Vec::new();
    for Description { class, text, .. } in lexicon::descriptions(text) {
        at(&mut classes, file, class).description.push(text);
    }
    for word in lexicon::words(text) {
        at(&mut classes, file, word.class).entries.push((word.word, word.features().collect()));
    }
    classes
}

fn at<'c, 'a>(classes: &'c mut Vec<Class<'a>>, file: &'a str, name: &'a str) -> &'c mut Class<'a> {
    let known = classes.iter().position(|class| class.name == name);
    let place = known.unwrap_or_else(|| {
        classes.push(Class { file, name, description: Vec::new(), entries: Vec::new() });
        classes.len() - 1
    });
    &mut classes[place]
}

/// The first words of a class, and those that have a feature which none before them had: what a line may look like.
fn examples<'c, 'a>(class: &'c Class<'a>) -> Vec<&'c (&'a str, Vec<&'a str>)> {
    let mut seen: Vec<&str> = Vec::new();
    let mut chosen = Vec::new();
    let mut plain = 0;
    for entry in &class.entries {
        let keys = entry.1.iter().map(|feature| feature.split('=').next().unwrap_or_default());
        let new: Vec<&str> = keys.filter(|key| !seen.contains(key)).collect();
        if new.is_empty() {
            plain += 1;
            if plain > 2 {
                continue;
            }
        }
        seen.extend(new);
        chosen.push(entry);
        if chosen.len() == EXAMPLES {
            break;
        }
    }
    chosen
}

fn as_json(class: &Class<'_>) -> Value {
    let words = class.entries.iter().map(|(word, features)| json!({ "word": word, "features": features }));
    json!({
        "class": class.name, "file": class.file, "description": class.description.join(" "),
        "count": class.entries.len(), "words": words.collect::<Vec<_>>(),
    })
}

fn as_text(stage: &StageEntry, classes: &[Class<'_>]) -> String {
    let mut text = format!("{}: the classes of its word lists\n", stage.name);
    let mut file = "";
    for class in classes {
        if class.file != file {
            file = class.file;
            let _ = writeln!(text, "\n{file}");
        }
        let count = class.entries.len();
        let _ = writeln!(text, "\n  {}  ({count} {})", class.name, if count == 1 { "word" } else { "words" });
        for line in &class.description {
            let _ = writeln!(text, "      {line}");
        }
        for (word, features) in examples(class) {
            let _ = writeln!(text, "      | {}", [&[*word], features.as_slice()].concat().join("  "));
        }
    }
    // A stage may have another option of this name: `words` of the summarizer is a length.
    let is_list = |option: &&str| stage.schema["properties"][*option]["type"] == "array";
    if let Some(option) = ["words", "stop-words"].into_iter().find(is_list) {
        let _ = writeln!(
            text,
            "\nWords of your own: lines `CLASS TAB WORD TAB FEATURE TAB ...` in a file that the stage's option names,\n{option} = [\"mine.tsv\"]; a word that stands here too is replaced. `--format json` prints all words."
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{classes, examples};

    #[test]
    fn classes_stand_with_what_they_mean_and_a_word_for_each_feature() {
        let text = "# units\n#: unit\tA unit of measure.\n#: unit\t`symbol` is how a record writes it.\n\
                    unit\tمتر\tsymbol=m\n\nunit\tذراع\nunit\tباع\nunit\tشبر\nunit\tكيلومتر مربع\tsymbol=km2\tarea\nbank\tمصرف\n";
        let found = classes("units.tsv", text);
        let names: Vec<_> = found.iter().map(|class| (class.name, class.entries.len())).collect();
        assert_eq!(names, [("unit", 5), ("bank", 1)]);
        assert_eq!(found[0].description, ["A unit of measure.", "`symbol` is how a record writes it."]);
        let words: Vec<_> = examples(&found[0]).iter().map(|(word, _)| *word).collect();
        assert_eq!(words, ["متر", "ذراع", "باع", "كيلومتر مربع"]);
    }
}
