//! Whoever does what `rawi check` says comes to a file that runs, and never to one that was there before.

use rawi::config::{CheckOutcome, MemoryAssets, Problem, check_text};
use std::collections::BTreeSet;

fn check(text: &str) -> CheckOutcome {
    check_text("a.toml", text, &MemoryAssets::default(), &rawi::builtin_stages())
}

/// What stands in backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Where the `[[stage]]` begins and ends that stands in this line, from 1.
fn block(text: &str, line: usize) -> std::ops::Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let end = text[start + 1..].find("[[stage]]").map_or(text.len(), |at| start + 1 + at);
    start..end
}

fn number(text: &str, behind: &str) -> usize {
    let (_, rest) = text.split_once(behind).unwrap_or_else(|| panic!("{text}: no `{behind}`"));
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

/// The file after what the help of a problem says; none if it is nothing that a program can do.
fn followed(text: &str, problem: &Problem) -> Option<String> {
    let help = problem.help.as_deref()?;
    let span = problem.span.clone().unwrap_or(0..0);
    if help.starts_with("add a stage above line") || help.starts_with("add one of these stages above line") {
        let at = block(text, number(help, "above line ")).start;
        let uses = quoted(help).into_iter().find(|code| code.starts_with("uses = "))?;
        return Some(format!("{}[[stage]]\n{uses}\n{}", &text[..at], &text[at..]));
    }
    if help.starts_with("move the `[[stage]]` of") {
        let moved = block(text, number(help, "(line "));
        let to = block(text, number(help, "above line ")).start;
        assert!(to < moved.start, "{help}");
        let (before, between, after) = (&text[..to], &text[to..moved.start], &text[moved.end..]);
        return Some(format!("{before}{}{between}{after}", &text[moved]));
    }
    if help.starts_with("rename ") {
        // The stage's own line, in place of one that is there.
        let stage = text[..span.start].rfind("[[stage]]").unwrap_or(0);
        let (start, end) = (stage, text[stage + 1..].find("[[stage]]").map_or(text.len(), |at| stage + 1 + at));
        let kept: String = text[start..end].split_inclusive('\n').filter(|line| !line.starts_with("rename")).collect();
        return Some(format!("{}{kept}{}\n{}", &text[..start], quoted(help)[0], &text[end..]));
    }
    if let Some(rest) = help.strip_prefix("did you mean `") {
        let word = rest.split('`').next()?;
        let quote =
            text[span.clone()].chars().next().filter(|c| matches!(c, '\'' | '"')).map_or(String::new(), String::from);
        return Some(format!("{}{quote}{word}{quote}{}", &text[..span.start], &text[span.end..]));
    }
    if help == "write `rawi = 1` above the first table" {
        return Some(format!("rawi = 1\n{text}"));
    }
    None
}

/// Follows every help until nothing is left to do.
fn follow(mut text: String) {
    let began = text.clone();
    let mut seen = BTreeSet::new();
    loop {
        let outcome = check(&text);
        if outcome.plan.is_some() && outcome.problems.is_empty() {
            return;
        }
        assert!(
            seen.insert(text.clone()),
            "the help goes in a circle, from\n{began}\nback to\n{text}\n{}",
            outcome.problems
        );
        assert!(seen.len() < 60, "the help leads nowhere, from\n{began}\nto\n{text}");
        let next = outcome.problems.iter().find_map(|problem| followed(&text, problem));
        text = next.unwrap_or_else(|| panic!("no help to follow, from\n{began}\nto\n{text}\n{}", outcome.problems));
    }
}

fn stage(name: &str) -> String {
    format!("[[stage]]\nuses = \"{name}\"\n")
}

#[test]
fn stages_in_any_order_come_to_a_pipeline() {
    let registry = rawi::builtin_stages();
    // Which layers to merge, and which of them to trust, only a person can say.
    let names: Vec<&str> = registry.stages().map(|entry| entry.name.as_str()).filter(|name| *name != "merge").collect();
    assert!(names.len() >= 7, "{names:?}");
    for first in &names {
        follow(format!("rawi = 1\n{}", stage(first)));
        for second in &names {
            follow(format!("rawi = 1\n{}{}", stage(first), stage(second)));
        }
    }
    for first in 0..names.len() {
        let rotated = names[first..].iter().chain(&names[..first]);
        follow(format!("rawi = 1\n{}", rotated.clone().map(|name| stage(name)).collect::<String>()));
        follow(format!("rawi = 1\n{}", rotated.rev().map(|name| stage(name)).collect::<String>()));
    }
}

#[test]
fn slips_come_to_what_was_meant() {
    for slip in [
        "[[stage]]\nuses = \"segmentor\"\n",
        "rawi = 1\n[[stage]]\nuse = \"segmenter\"\n",
        "rawi = 1\n[[stage]]\nuses = \"normalizer\"\nprofil = \"search\"\n",
        "rawi = 1\n[[stage]]\nuses = \"normalizer\"\nprofile = \"serch\"\n",
        "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[sink]\nuses = \"jsonl\"\nlayers = [\"tokns\", \"sentence\"]\n",
        "rawi = 1\n[[stage]]\nuses = \"segmenter\"\nrename = { tokns = \"words\" }\n",
        "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[[test]]\nname = \"a\"\ntext = \"x\"\nafter = \"segmentr\"\nshow = [\"tokns\"]\n",
        "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[run]\nthread = 2\non-error = \"kep\"\n",
    ] {
        follow(slip.to_owned());
    }
}
