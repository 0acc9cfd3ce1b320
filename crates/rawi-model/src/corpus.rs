//! Gold data for training: texts with their names, from CoNLL or JSONL.

use crate::error::Error;
use crate::words::{Cutter, Word, WordKind};

/// A text with the names marked in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoldText {
    /// The text.
    pub text: String,
    /// Names: first byte, byte after the last, label; in order and not overlapping.
    pub names: Vec<(usize, usize, String)>,
}

/// Reads JSONL as `tools/score.py` does: `{"text": .., "gold": {"mentions": [[start, end, label], ..]}}`, offsets in
/// characters. Further keys and further items of a mention are ignored; a mention may also be an object with
/// `start`, `end` and `type`.
///
/// # Errors
/// A line that is not such an object, with its number.
pub fn read_jsonl(file: &str) -> Result<Vec<GoldText>, Error> {
    let mut out = Vec::new();
    for (number, line) in file.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let bad = |what: &str| Error::new(format!("line {}: {what}", number + 1));
        let value: serde_json::Value = serde_json::from_str(line).map_err(|e| bad(&format!("no JSON: {e}")))?;
        let text = value["text"].as_str().ok_or_else(|| bad("`text` is missing"))?;
        let mentions = value["gold"]["mentions"].as_array().ok_or_else(|| bad("`gold.mentions` is missing"))?;
        let mut bytes: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
        bytes.push(text.len());
        let mut names = Vec::new();
        for m in mentions {
            let (start, end, label) =
                if m.is_object() { (&m["start"], &m["end"], &m["type"]) } else { (&m[0], &m[1], &m[2]) };
            let offset = |v: &serde_json::Value| v.as_u64().and_then(|i| bytes.get(i as usize).copied());
            match (offset(start), offset(end), label.as_str()) {
                (Some(s), Some(e), Some(l)) if s < e => names.push((s, e, l.to_owned())),
                _ => return Err(bad(&format!("{m} is no mention of this text"))),
            }
        }
        names.sort();
        out.push(GoldText { text: text.to_owned(), names });
    }
    Ok(out)
}

/// Reads CoNLL: a word and its BIO label (the last column) a line, a blank line between sentences. `label` maps the
/// file's classes to those wanted (`None`: no name). Every 25 sentences make one text, since the format keeps no
/// document borders.
///
/// # Errors
/// A line without a label, with its number.
pub fn read_conll(file: &str, label: &dyn Fn(&str) -> Option<String>) -> Result<Vec<GoldText>, Error> {
    const SENTENCES: usize = 25;
    let mut out = vec![GoldText::default()];
    let (mut sentences, mut open): (usize, Option<String>) = (0, None);
    for (number, line) in file.lines().enumerate() {
        let current = out.last_mut().expect("never empty");
        if line.trim().is_empty() {
            open = None;
            if current.text.ends_with('\n') || current.text.is_empty() {
                continue;
            }
            current.text.push('\n');
            sentences += 1;
            if sentences % SENTENCES == 0 {
                out.push(GoldText::default());
            }
            continue;
        }
        let mut columns = line.split_whitespace();
        let (Some(word), Some(tag)) = (columns.next(), columns.next_back()) else {
            return Err(Error::new(format!("line {}: a word and its label are expected", number + 1)));
        };
        if !(current.text.is_empty() || current.text.ends_with('\n')) {
            current.text.push(' ');
        }
        let start = current.text.len();
        current.text.push_str(word);
        let end = current.text.len();
        let class = tag.split_once('-').and_then(|(_, c)| label(c));
        match (&class, &open) {
            (Some(c), Some(o)) if c == o && tag.starts_with("I-") => {
                current.names.last_mut().expect("a name is open").1 = end;
            }
            (Some(c), _) => current.names.push((start, end, c.clone())),
            (None, _) => {}
        }
        open = class;
    }
    out.retain(|t| !t.text.is_empty());
    Ok(out)
}

/// Cuts a gold text into words by `cut` and gives each its label: `0` none, `1 + 2c` first word of class `c`, `2 + 2c` a
/// further one. Punctuation at the border of a name (written together with it) is not part of it. Names of
/// classes not in `classes` are left out.
pub(crate) fn label_words<'a>(
    gold: &'a GoldText,
    classes: &[String],
    cut: Cutter,
) -> (Vec<(usize, Word<'a>)>, Vec<u8>) {
    let words = cut(&gold.text);
    let mut labels = vec![0u8; words.len()];
    for (start, end, class) in &gold.names {
        let Some(class) = classes.iter().position(|c| c == class) else { continue };
        let mut from = words.partition_point(|(at, w)| at + w.text.len() <= *start);
        let mut to = words.partition_point(|(at, _)| at < end);
        let is_border = |w: &Word<'_>| w.kind == WordKind::Punctuation;
        while from < to && is_border(&words[from].1) {
            from += 1;
        }
        while from < to && is_border(&words[to - 1].1) {
            to -= 1;
        }
        for (i, label) in labels[from..to].iter_mut().enumerate() {
            *label = 1 + 2 * class as u8 + u8::from(i > 0);
        }
    }
    (words, labels)
}
