//! A title that only the metadata have, as the first line of the text.

use rawi_core::Meta;
use std::borrow::Cow;

/// `text` with the title of `meta` above it, if it has one that the text does not begin with: then stages read it as they read the
/// rest, and the sentence that it becomes says that it is a headline.
pub(crate) fn with_title<'t>(text: Cow<'t, str>, meta: &Meta) -> Cow<'t, str> {
    let Some(title) = meta.title() else { return text };
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let title = words(title);
    // No further than the title goes: a text may be long.
    let begins = text.split_whitespace().take(title.len()).eq(title.iter().map(String::as_str));
    if title.is_empty() || begins { text } else { Cow::Owned(format!("{}\n\n{text}", title.join(" "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_put_above_a_text_that_does_not_begin_with_it() {
        let meta: Meta = [("title", "مقتل سبعة\tفي حلب")].into_iter().collect();
        assert_eq!(with_title("نص الخبر".into(), &meta), "مقتل سبعة في حلب\n\nنص الخبر");
        for text in ["مقتل سبعة في حلب\nنص", "  مقتل  سبعة في حلب، نص"] {
            let same = with_title(text.into(), &meta);
            assert_eq!(same == text, !text.contains('،'), "{text}");
        }
        assert_eq!(with_title("نص".into(), &Meta::default()), "نص");
    }
}
