//! Words for messages: near names, lists, and strings that cannot disturb a terminal.

/// The one of `known` that `wanted` may stand for: equal but for case and `_`, or a few slips away. For hints in messages:
///
/// ```
/// assert_eq!(rawi_config::closest("newz", ["demo", "news"]), Some("news"));
/// assert_eq!(rawi_config::closest("aleppo", ["demo", "news"]), None);
/// ```
#[must_use]
pub fn closest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing is quadratic in the length; no name is that long.
    if wanted.len() > 200 {
        return None;
    }
    let plain = |s: &str| s.replace('_', "-").to_lowercase();
    let target = plain(wanted);
    let letters = target.chars().count();
    let most = (letters / 3).clamp(1, 4);
    known
        .into_iter()
        .filter(|name| *name != wanted && name.len() <= 400)
        // Nobody means one of thousands by a slip.
        .take(10_000)
        .filter(|name| name.chars().count().abs_diff(letters) <= most + 1)
        .map(|name| (strsim::damerau_levenshtein(&target, &plain(name)), name))
        .filter(|(slips, _)| *slips <= most && *slips < letters)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

/// Whether `wanted` may stand for `name`, as [`closest`] judges.
pub(crate) fn is_near(wanted: &str, name: &str) -> bool {
    closest(wanted, [name]).is_some()
}

/// `` `a`, `b` and `c` ``; of a long list the beginning, and how many more there are.
pub(crate) fn list<S: AsRef<str>>(names: &[S], last: &str) -> String {
    const MOST: usize = 30;
    let quoted = names.iter().take(MOST).map(|name| format!("`{}`", shown(name.as_ref())));
    let mut quoted: Vec<String> = quoted.collect();
    if names.len() > MOST {
        quoted.push(format!("{} more", names.len() - MOST));
    }
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

/// `text` on one line as a terminal may show it, cut where it is too long for a message.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 80;
    let cut = text.char_indices().nth(MOST).map(|(at, _)| at);
    let shown = rawi_transcript::shown(&text[..cut.unwrap_or(text.len())]).replace('\n', "\\u{a}");
    if cut.is_some() { shown + "..." } else { shown }
}

/// Whether `name` may name a stage or a slot: letters, digits, `.`, `_` and `-`.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))
}
