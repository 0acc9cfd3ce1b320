//! Text that is none: written backwards, or read in a wrong character set somewhere before.

use rawi_arabic::is_alphabetic;
use std::borrow::Cow;

/// Bytes at the beginning of a text that are looked at for letters read in a wrong character set: all of it is, or none.
const SAMPLE: usize = 1 << 14;

/// `text` as it is, or turned round where it is written backwards and `repair` says so.
///
/// # Errors
/// If most of it is no text as anybody writes it, with what it is, how much, and where it begins.
pub(crate) fn vet(text: &str, repair: bool) -> Result<Cow<'_, str>, String> {
    mojibake(text)?;
    let Some(found) = Backwards::of(text) else { return Ok(Cow::Borrowed(text)) };
    if repair {
        return Ok(Cow::Owned(found.turned(text)));
    }
    Err(format!(
        "{} words are written backwards, as programs take them out of PDF files, first in line {}; set `repair = true` in [source] to \
         have them turned round",
        found.words, found.first
    ))
}

/// UTF-8 that was read as windows-1252 or windows-1256 and written as UTF-8 again.
fn mojibake(text: &str) -> Result<(), String> {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    // The first bytes of Arabic letters in the two sets: Ø and Ù, ط and ظ.
    let (latin, first_latin) = pairs(sample, 0xC3, [0x98, 0x99], |c| !c.is_ascii());
    let (arabic, first_arabic) = pairs(sample, 0xD8, [0xB7, 0xB8], |c| !matches!(c, ' ' | '\n'));
    if latin < 8 && arabic < 8 {
        return Ok(());
    }
    // Of the letters as many as decide: most texts have them in their first lines.
    let letters = sample.chars().filter(|&c| is_alphabetic(c)).take((latin * 4).max(arabic * 3)).count();
    let first = first_latin.into_iter().chain(first_arabic).min();
    let set = if latin >= 8 && latin * 4 > letters {
        "windows-1252"
    } else if arabic >= 8 && arabic * 10 > letters * 4 {
        "windows-1256"
    } else {
        return Ok(());
    };
    let line = sample[..first.unwrap_or(0)].matches('\n').count() + 1;
    Err(format!(
        "the text was UTF-8, read as {set} and written again ({} pairs of letters in the first {end} bytes, first in line {line}); get \
         it as it was, or turn it back before it is read",
        latin.max(arabic)
    ))
}

/// How often a character that `goes_on` stands behind one of two bytes, `lead` and one of `last`, and where it first does.
fn pairs(sample: &str, lead: u8, last: [u8; 2], goes_on: impl Fn(char) -> bool) -> (usize, Option<usize>) {
    let bytes = sample.as_bytes();
    let found = memchr::memchr2_iter(last[0], last[1], bytes).filter(|&at| at > 0 && bytes[at - 1] == lead);
    let mut found = found.map(|at| at + 1).filter(|&at| sample[at..].chars().next().is_some_and(&goes_on));
    let first = found.next();
    (usize::from(first.is_some()) + found.count(), first)
}

/// A text that is written from left to right, as it looks.
struct Backwards {
    /// Words that tell it, and the line of the first of them, from 1.
    words: usize,
    first: usize,
    letters: Letters,
}

/// What tells that a text is written backwards.
#[derive(Clone, Copy, PartialEq)]
enum Letters {
    /// Presentation forms in the wrong order; lines without any are as they should be.
    Forms,
    /// Words that begin with a letter that only ends words; a line that does not tell goes with the others.
    Plain,
}

impl Backwards {
    fn of(text: &str) -> Option<Self> {
        // All presentation forms begin with this byte; hardly a text has it.
        let forms = memchr::memchr(0xEF, text.as_bytes()).and_then(|_| Self::told_by(text, Letters::Forms));
        forms.or_else(|| ends_stand_first(text).then(|| Self::told_by(text, Letters::Plain))?)
    }

    /// Whether letters of this kind tell that it is.
    fn told_by(text: &str, letters: Letters) -> Option<Self> {
        let mut found = Self { words: 0, first: 0, letters };
        let mut words = 0;
        for (number, line) in text.lines().enumerate() {
            let line = Line::read(line, letters);
            words += line.words;
            found.words += line.reversed;
            if line.reversed > 0 && found.first == 0 {
                found.first = number + 1;
            }
        }
        let enough = letters == Letters::Plain || found.words * 5 >= words;
        (found.words > 0 && enough).then_some(found)
    }

    /// The lines that are written backwards turned round; numbers and words of other scripts stay as they are read.
    fn turned(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
            if Line::read(line, self.letters).is_backwards(self.letters) {
                turn(line, &mut out);
            } else {
                out.push_str(line);
            }
            out.push_str(end);
        }
        out
    }
}

/// Whether more words of a text begin with ة or ى than end with them, and more than one does. No Arabic word begins with them; about one in six
/// ends so.
fn ends_stand_first(text: &str) -> bool {
    // Most texts tell within their first words.
    const ENOUGH: usize = 16;
    let bytes = text.as_bytes();
    let (mut first, mut last) = (0, 0);
    for at in memchr::memchr2_iter(0xA9, 0x89, bytes) {
        let Some(lead) = at.checked_sub(1) else { continue };
        if !matches!((bytes[lead], bytes[at]), (0xD8, 0xA9) | (0xD9, 0x89)) {
            continue;
        }
        if text[..lead].chars().next_back().is_some_and(|c| is_alphabetic(c) || is_mark(c)) {
            last += 1;
        } else if begins_word(&text[lead..]) {
            first += 1;
        }
        if first + last == ENOUGH {
            break;
        }
    }
    first > 1 && first > last
}

/// Whether the text begins with ة or ى and another letter.
fn begins_word(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| !is_mark(*c));
    matches!(letters.next(), Some('ة' | 'ى')) && letters.next().is_some_and(is_alphabetic)
}

/// Arabic words of a line, and those that tell in which order they are written.
struct Line {
    words: usize,
    reversed: usize,
    /// Words in plain letters that end with ة or ى.
    ahead: usize,
}

impl Line {
    fn read(line: &str, letters: Letters) -> Self {
        let mut found = Self { words: 0, reversed: 0, ahead: 0 };
        for word in line.split_whitespace().filter(|word| word.contains(is_arabic)) {
            found.words += 1;
            match letters {
                Letters::Forms => found.reversed += usize::from(is_turned(word)),
                Letters::Plain if begins_word(word.trim_start_matches(|c| !is_alphabetic(c))) => found.reversed += 1,
                Letters::Plain => {
                    let last = word.chars().rev().find(|&c| is_alphabetic(c) && !is_mark(c));
                    found.ahead += usize::from(matches!(last, Some('ة' | 'ى')));
                }
            }
        }
        found
    }

    fn is_backwards(&self, letters: Letters) -> bool {
        match letters {
            Letters::Forms => self.reversed > 0,
            Letters::Plain => self.words > 0 && self.reversed >= self.ahead,
        }
    }
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{6D3}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Marks stand behind their letter, either way: those of Arabic, and the combining ones of other scripts.
fn is_mark(c: char) -> bool {
    rawi_arabic::is_mark(c) || matches!(c, '\u{300}'..='\u{36F}')
}

/// Whether a word's presentation forms stand in the wrong order.
fn is_turned(word: &str) -> bool {
    let (mut ahead, mut back) = (0, 0);
    let mut before = None;
    for c in word.chars() {
        let form = form(c);
        match (before, form) {
            // A letter that joins on both sides has its last form only at the end of a word, its first at the beginning.
            (Some(_), Some(Form::Last)) | (Some(Form::First), Some(Form::Middle)) => ahead += 1,
            (Some(Form::Last), Some(_)) | (Some(Form::Middle), Some(Form::First)) => back += 1,
            _ => {}
        }
        before = form;
    }
    back > ahead
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    First,
    Middle,
    /// Of a letter that joins on both sides.
    Last,
    Other,
}

/// The form in which a letter is written, if it is one of the presentation forms.
fn form(c: char) -> Option<Form> {
    /// Where letters with four forms begin: isolated, last, first, middle.
    const FOUR: [u32; 23] = [
        0xFE89, 0xFE8F, 0xFE95, 0xFE99, 0xFE9D, 0xFEA1, 0xFEA5, 0xFEB1, 0xFEB5, 0xFEB9, 0xFEBD, 0xFEC1, 0xFEC5, 0xFEC9,
        0xFECD, 0xFED1, 0xFED5, 0xFED9, 0xFEDD, 0xFEE1, 0xFEE5, 0xFEE9, 0xFEF1,
    ];
    if !matches!(c, '\u{FE80}'..='\u{FEFC}') {
        return None;
    }
    let code = u32::from(c);
    let from = FOUR.iter().rev().find(|&&from| from <= code)?;
    Some(match code - from {
        1 => Form::Last,
        2 => Form::First,
        3 => Form::Middle,
        _ => Form::Other,
    })
}

fn turn(line: &str, out: &mut String) {
    let mut clusters: Vec<&str> = Vec::new();
    let mut start = 0;
    for (at, c) in line.char_indices().skip(1) {
        if !is_mark(c) {
            clusters.push(&line[start..at]);
            start = at;
        }
    }
    clusters.push(&line[start..]);
    clusters.reverse();
    let is_left =
        |cluster: &str| cluster.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '\u{660}'..='\u{669}'));
    let joins = |cluster: &str| matches!(cluster, "." | "," | ":" | "/" | "-" | "%" | "\u{66B}" | "\u{66C}");
    let mut at = 0;
    while at < clusters.len() {
        if !is_left(clusters[at]) {
            // Brackets are written as they look.
            out.push_str(match clusters[at] {
                "(" => ")",
                ")" => "(",
                "[" => "]",
                "]" => "[",
                "«" => "»",
                "»" => "«",
                other => other,
            });
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < clusters.len()
            && (is_left(clusters[end])
                || joins(clusters[end]) && clusters.get(end + 1).is_some_and(|next| is_left(next)))
        {
            end += 1;
        }
        clusters[at..end].iter().rev().for_each(|cluster| out.push_str(cluster));
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a program takes it out of a PDF: letters in their forms, the line from left to right.
    const BACKWARDS: &str = "ﺐﻠﺣ ﻲﻓ 25 ﻞﺘﻘﻣ";

    #[test]
    fn what_is_written_backwards_is_refused_or_turned_round() {
        let error = vet(BACKWARDS, false).unwrap_err();
        assert!(error.starts_with("3 words are written backwards") && error.contains("first in line 1"), "{error}");
        let text = format!("سطر عادي\n{BACKWARDS}\n{BACKWARDS}");
        assert!(vet(&text, false).unwrap_err().contains("first in line 2"));
        assert_eq!(vet(&text, true).unwrap(), "سطر عادي\nﻣﻘﺘﻞ 25 ﻓﻲ ﺣﻠﺐ\nﻣﻘﺘﻞ 25 ﻓﻲ ﺣﻠﺐ");
    }

    #[test]
    fn presentation_forms_in_their_order_are_text_and_a_ligature_is() {
        for text in ["ﻣﻘﺘﻞ 25 ﻓﻲ ﺣﻠﺐ", "ﻗﺎﻝ ﺍﻟﺮﺋﻴﺲ ﺇﻥ ﺳﺎﻟﻢ", "محمد ﷺ", "الله ﷲ", "\u{FEFF}نص", "ﻻ ﻷﺣﻤﺪ"]
        {
            assert_eq!(vet(text, false).as_deref(), Ok(text), "{text}");
        }
    }

    #[test]
    fn plain_letters_written_backwards_are_refused_or_turned_round() {
        let text = "ةيمنتلا ةرازو تنلعأ\n%3.5 ةبسنب احيرج 12و ٢٠١٥ ماع بلح يف اصخش ٢٥ لتق";
        let error = vet(text, false).unwrap_err();
        assert!(error.starts_with("3 words are written backwards") && error.contains("first in line 1"), "{error}");
        let turned = "أعلنت وزارة التنمية\nقتل ٢٥ شخصا في حلب عام ٢٠١٥ و12 جريحا بنسبة 3.5%";
        assert_eq!(vet(text, true).unwrap(), turned);
        // A sign that begins with the same byte as the forms do.
        let warned = format!("{text} \u{26A0}\u{FE0F}");
        assert!(vet(&warned, false).unwrap_err().starts_with("3 words are written backwards"));
        for text in [turned, "وصل إلى المدين ة بعد ة أيام من الرحلة", "ةبسنب", "ى ة", "a/ةب b/ةب"]
        {
            assert_eq!(vet(text, false).as_deref(), Ok(text), "{text}");
        }
    }

    #[test]
    fn letters_read_in_a_wrong_set_are_told() {
        let arabic = "أعلنت الوزارة أمس عن وصول القافلة إلى المدينة.";
        let wrong =
            |set: &'static encoding_rs::Encoding| set.decode_without_bom_handling(arabic.as_bytes()).0.into_owned();
        for (set, name) in [(encoding_rs::WINDOWS_1252, "windows-1252"), (encoding_rs::WINDOWS_1256, "windows-1256")] {
            let error = vet(&wrong(set), true).unwrap_err();
            assert!(error.contains(&format!("read as {name} and written again")), "{error}");
        }
        for text in [arabic, "ظهر طائر في ظل طريق ضيق، وظل يطير ظهرا", "Øresund ist Ø und Ù", ""]
        {
            assert!(vet(text, false).is_ok(), "{text}");
        }
    }

    #[test]
    fn it_is_linear() {
        for piece in ["ﺐﻠﺣ ", "ﺐ", "ةب ", "ة", "ة\u{64B}", "Ø§", "ط§", "(1.", "\n"] {
            let _ = vet(&piece.repeat(100_000), true);
        }
    }
}
