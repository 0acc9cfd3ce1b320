//! A name as it stands in a text: the tokens that the segmenter makes of it. Most names are words with spaces between; some hold signs, of which the
//! segmenter keeps those inside a word (م.ت.ف, F-16, O'Brien) and makes others tokens of their own (AT & T, C ++).

use crate::key::is_alphanumeric;

/// A token of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    /// It is no word, but a sign or a run of the same.
    pub(crate) sign: bool,
    /// It is an abbreviation, behind which a dot may belong to it: أ.ف.ب and أ.ف.ب. are both found in texts.
    pub(crate) dotted: bool,
}

/// The script of a character of a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Arabic,
    Digit,
    Other,
}

fn script(c: char) -> Option<Script> {
    if rawi_arabic::is_letter(c) {
        Some(Script::Arabic)
    } else if rawi_arabic::digit_value(c).is_some() {
        Some(Script::Digit)
    } else if is_alphanumeric(c) {
        Some(Script::Other)
    } else {
        None
    }
}

/// Whether `c` is part of the word that it stands in, whatever its script.
fn joins(c: char) -> bool {
    rawi_arabic::is_ignorable(c)
}

/// Whether `c` can stand in a word: letters, digits, and what a key drops.
pub(crate) fn is_word_char(c: char) -> bool {
    is_alphanumeric(c) || joins(c)
}

/// Whether `c` is a sign that a name may hold. The matcher passes over quotation marks and hyphens.
pub(crate) fn is_sign(c: char) -> bool {
    !is_word_char(c)
        && !c.is_whitespace()
        && !c.is_control()
        && !is_quote(c)
        && !is_hyphen(c)
        && !is_open(c)
        && !is_close(c)
}

pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '\'' | '‘' | '’' | '‹' | '›')
}

pub(crate) fn is_open(c: char) -> bool {
    matches!(c, '(' | '[' | '﴾')
}

pub(crate) fn is_close(c: char) -> bool {
    matches!(c, ')' | ']' | '﴿')
}

pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '/')
}

/// The tokens of `name`, without quotation marks and hyphens between words.
pub(crate) fn tokens(name: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let (end, sign, dotted) = match script(c) {
            Some(script) => {
                let (end, dotted) = word(rest, script);
                (end, false, dotted)
            }
            None if joins(c) => (word(rest, Script::Arabic).0, false, false),
            None => {
                let alone = is_open(c) || is_close(c);
                let same = rest.chars().take_while(|&next| next == c).count();
                (c.len_utf8() * if alone { 1 } else { same }, true, false)
            }
        };
        let (text, behind) = rest.split_at(end);
        if !(sign && (c.is_whitespace() || c.is_control() || is_quote(c) || is_hyphen(c))) {
            found.push(Token { text, sign, dotted });
        }
        // The dot of an abbreviation is none of a sentence.
        rest = if dotted { behind.strip_prefix('.').unwrap_or(behind) } else { behind };
    }
    found
}

/// Where the word ends that `text` begins with, and whether it is an abbreviation.
fn word(text: &str, of: Script) -> (usize, bool) {
    let run = |from: usize| {
        let inside = |c: char| {
            joins(c) || script(c).is_some_and(|found| found == of || (of == Script::Other && found == Script::Digit))
        };
        from + text[from..].find(|c| !inside(c)).unwrap_or(text.len() - from)
    };
    let mut end = run(0);
    let next = |at: usize| text[at..].chars().next().unwrap_or(' ');
    match of {
        Script::Digit => {
            while matches!(next(end), '.' | ',' | '٫' | '٬') {
                let behind = end + next(end).len_utf8();
                if script(next(behind)) != Some(Script::Digit) {
                    break;
                }
                end = run(behind);
            }
            return (end, false);
        }
        Script::Other => {
            while matches!(next(end), '-' | '\'' | '’') {
                let behind = end + next(end).len_utf8();
                if !is_alphanumeric(next(behind)) || script(next(behind)) == Some(Script::Arabic) {
                    break;
                }
                end = run(behind);
            }
        }
        Script::Arabic => {}
    }
    // Single letters with dots between, or names of letters: أ.ف.ب, يو.بي.اس.
    let letters = |from: usize, to: usize| text[from..to].chars().count();
    let (first, alone) = (letters(0, end), end);
    let longest = if first == 1 { 1 } else { 3 };
    let (mut parts, mut pairs) = (1, first == 2);
    while text[end..].starts_with('.') {
        let to = run(end + 1);
        let count = letters(end + 1, to);
        if !(1..=longest).contains(&count) {
            break;
        }
        (end, parts, pairs) = (to, parts + 1, pairs && count == 2);
    }
    let dot = text[end..].starts_with('.');
    if first == 1 {
        (end, parts > 1 || dot)
    } else if of == Script::Arabic && first <= 3 && (parts >= 3 || (parts == 2 && pairs)) {
        (end, false)
    } else {
        // A listed one keeps its dot: Dr., Jr.
        (alone, alone == end && dot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_tokens_of_the_segmenter() {
        for name in [
            "م.ت.ف",
            "أ.ف.ب",
            "يو.بي.اس",
            "F-16",
            "إف-16",
            "AT&T",
            "C++",
            "C#",
            "O'Brien",
            "O’Brien",
            "U.S",
            "د. أحمد سالم",
            "قناة24",
            "3.5",
            "1,000",
            "دي إتش إل",
            "طائرة MiG-29",
            "لواء (الفتح)",
            "فتح/المجلس",
            "تل - أبيب",
            "A*STAR",
            "Yahoo!",
            "E.ON",
            "Dr. No",
            "باي بال+",
        ] {
            let found: Vec<String> = tokens(name).iter().map(|t| t.text.to_owned()).collect();
            let theirs: Vec<String> =
                rawi_segmenter::tokens::tokenize(&format!("{name} ثم"), rawi_segmenter::words::WordLists::built_in())
                    .map(|(range, _)| format!("{name} ثم")[range].to_owned())
                    .filter(|t| !t.chars().all(|c| is_quote(c) || is_hyphen(c)))
                    .collect();
            let theirs = &theirs[..theirs.len() - 1];
            assert_eq!(found.len(), theirs.len(), "{name}: {found:?}, {theirs:?}");
            for (found, theirs) in found.iter().zip(theirs) {
                assert!(found == theirs || format!("{found}.") == *theirs, "{name}: {found}, {theirs}");
            }
        }
    }
}
