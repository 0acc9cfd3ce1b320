//! Differences as a comment of GitHub.

use std::fmt::Write as _;

/// GitHub refuses a comment of more than 65,536 characters.
const MOST: usize = 60_000;

/// Markdown: `lines` that say what there is, a table (its first row is its head), then the diff of each document under its id, folded up, as many
/// as a comment holds.
pub(crate) fn comment(lines: &[String], table: &[Vec<String>], diffs: &[(&str, String)]) -> String {
    let mut out = "### rawi diff\n".to_owned();
    for line in lines {
        let _ = writeln!(out, "\n{}", text(line));
    }
    if let [head, rows @ ..] = table
        && !rows.is_empty()
    {
        // Names stand left, numbers right.
        let _ = writeln!(out, "\n{}\n| --- | --- |{}", row(head), " ---: |".repeat(head.len().saturating_sub(2)));
        rows.iter().for_each(|cells| out.push_str(&(row(cells) + "\n")));
    }
    let mut left = diffs.len();
    for (id, diff) in diffs {
        let folded = folded(id, diff);
        if out.len() + folded.len() > MOST {
            break;
        }
        out.push_str(&folded);
        left -= 1;
    }
    if left > 0 {
        let _ = writeln!(out, "\n{left} more documents changed than a comment holds; `--format text` shows all.");
    }
    out
}

/// The diff of one document under its id, unfolded by a click.
fn folded(id: &str, diff: &str) -> String {
    // A fence is longer than whatever the text has of them.
    let longest = diff.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("\n<details><summary>{}</summary>\n\n{fence}diff\n{}\n{fence}\n\n</details>\n", text(id), diff.trim_end())
}

fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| text(cell)).collect();
    format!("| {} |", cells.join(" | "))
}

/// Text that Markdown shows as it is.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' | '~' | '@' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_shows_text_as_it_is_and_holds_what_fits() {
        let rows = [["layer", "label", "old"], ["a|b", "PERS", "7"]].map(|row| row.map(str::to_owned).to_vec());
        let diffs = [("<b>", "-x ```` y\n".to_owned()), ("big", "+".repeat(MOST)), ("small", "+z".to_owned())];
        let comment = comment(&["1 *changed*".to_owned()], &rows, &diffs);
        assert!(
            comment.contains(
                "1 &#42;changed&#42;\n\n| layer | label | old |\n| --- | --- | ---: |\n| a&#124;b | PERS | 7 |\n"
            ),
            "{comment}"
        );
        assert!(comment.contains("<summary>&lt;b&gt;</summary>\n\n`````diff\n-x ```` y\n`````\n"), "{comment}");
        assert!(
            comment.ends_with("\n2 more documents changed than a comment holds; `--format text` shows all.\n"),
            "{comment}"
        );
        assert!(comment.len() < MOST && !super::comment(&[], &rows[..1], &[]).contains('|'));
    }
}
