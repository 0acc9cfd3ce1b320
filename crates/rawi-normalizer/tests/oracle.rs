//! The one pass against plain implementations of many passes.

mod common;

use common::{PROFILES, any_rules, nasty_text};
use icu_normalizer::ComposingNormalizerBorrowed;
use proptest::prelude::*;
use rawi_arabic::{is_format, is_mark, is_mark_form};
use rawi_normalizer::{Form, Normalizer, Rules};

/// The `search` profile as it is defined: seven steps, one after the other.
fn search(text: &str) -> String {
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let white_space = |c: char| if c.is_whitespace() { ' ' } else { c };
    // 1. isolated marks
    let text: String = text.chars().filter(|&c| !is_mark_form(c)).collect();
    // 2. white space, control and format characters
    let text: String = text
        .chars()
        .map(|c| if c.is_whitespace() || c.is_control() || c == '\u{200B}' { ' ' } else { c })
        .filter(|&c| !is_format(c))
        .collect();
    // 3. compatibility composition
    let text = nfkc.normalize(&text);
    // 4. tatweel and marks
    let text: String = text.chars().filter(|&c| c != '\u{640}' && !is_mark(c)).collect();
    // 5. white space again
    let text: String = text.chars().map(white_space).collect();
    // 6. letters, digits, quotes
    let text: String = text
        .chars()
        .map(|c| match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' | 'ی' => 'ي',
            'ک' => 'ك',
            '\u{660}'..='\u{669}' => char::from_digit(c as u32 - 0x660, 10).unwrap(),
            '\u{6F0}'..='\u{6F9}' => char::from_digit(c as u32 - 0x6F0, 10).unwrap(),
            '“' | '”' | '„' | '‟' | '«' | '»' => '"',
            '‘' | '’' | '‚' | '‛' | '‹' | '›' => '\'',
            _ => c,
        })
        .collect();
    // 7. composition; one space, none at the edges
    let text = nfc.normalize(&text);
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Lucene's `ArabicNormalizer`, written from its documentation: a list of characters that go and of characters that change.
fn lucene(text: &str) -> String {
    text.chars()
        .filter(|&c| c != '\u{640}' && !('\u{64B}'..='\u{652}').contains(&c))
        .map(|c| match c {
            'آ' | 'أ' | 'إ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            _ => c,
        })
        .collect()
}

#[test]
fn every_character_in_every_place() {
    let profiles = [(&PROFILES[0], search as fn(&str) -> String), (&PROFILES[2], lucene)];
    // Planes 4 to 13 hold nothing, 15 and 16 are for private use.
    let characters: Vec<char> = ('\0'..='\u{3FFFF}').chain('\u{E0000}'..='\u{E0FFF}').collect();
    for some in characters.chunks(64) {
        let text: String =
            some.iter().map(|c| format!("{c}\nا{c}ب\nx {c}\u{654}\n{c}{c} \u{301}\u{64E}{c}ـ\u{655}{c} {c}")).collect();
        for (normalizer, oracle) in &profiles {
            assert_eq!(normalizer.normalize(&text).0, oracle(&text), "from U+{:04X}", some[0] as u32);
            for &c in some {
                let alone = c.to_string();
                assert_eq!(normalizer.normalize(&alone).0, oracle(&alone), "U+{:04X}", c as u32);
            }
        }
    }
}

/// A mix of rules changes nothing in what it has normalised.
fn check_idempotent(normalizer: &Normalizer, text: &str) -> Result<(), TestCaseError> {
    let rules = normalizer.rules();
    let (once, _) = normalizer.normalize(text);
    prop_assert_eq!(&normalizer.normalize(&once).0, &once, "{:?} of {:?}", rules, text);
    if rules.form != Form::None {
        prop_assert!(ComposingNormalizerBorrowed::new_nfc().is_normalized(&once));
    }
    Ok(())
}

proptest! {
    #[test]
    fn the_search_profile_is_its_seven_steps(text in nasty_text()) {
        let once = PROFILES[0].normalize(&text).0;
        prop_assert_eq!(&once, &search(&text));
        prop_assert_eq!(&search(&once), &once);
    }

    #[test]
    fn the_lucene_profile_is_its_list(text in nasty_text()) {
        prop_assert_eq!(PROFILES[2].normalize(&text).0, lucene(&text));
    }

    #[test]
    fn any_profile_is_idempotent(text in nasty_text()) {
        for normalizer in PROFILES.iter() {
            check_idempotent(normalizer, &text)?;
        }
    }

    #[test]
    fn any_mix_is_idempotent(rules in any_rules(), text in nasty_text()) {
        check_idempotent(&Normalizer::new(rules), &text)?;
    }

    #[test]
    fn no_rule_changes_nothing(text in nasty_text()) {
        let (same, alignment) = Normalizer::new(Rules::nothing()).normalize(&text);
        prop_assert_eq!(same, text);
        prop_assert!(alignment.runs().is_empty());
    }
}
