//! What rawi gives where the libraries of `findings/` surprise: the inputs are those of the scripts.

use rawi::config::{MemoryAssets, check_text};
use rawi::core::Document;
use rawi::runner::{OnError, Outcome, Pipeline};
use rawi::transcript::{Options, render};

/// The facts of these layers in `text`, a line each, without the line of the text itself.
fn facts(text: &str, layers: &[&str]) -> Vec<String> {
    let news = rawi::embedded_pipeline("news").expect("it is embedded");
    let checked = check_text("<news>", news, &MemoryAssets::default(), &rawi::builtin_stages());
    let pipeline = Pipeline::from(checked.plan.expect("it is fine").stages);
    let Outcome::Kept(doc) = pipeline.process(Document::new("a", text).expect("a short text"), OnError::Stop) else {
        panic!("{text} did not pass")
    };
    let transcript = render(&doc, &Options::only(layers.iter().copied()));
    // A fact is indented once, what belongs to it twice.
    let facts = transcript.lines().filter_map(|line| line.strip_prefix("  ")).filter(|fact| !fact.starts_with(' '));
    facts.map(str::to_owned).collect()
}

#[test]
fn a_comma_a_colon_and_an_abbreviation_end_no_sentence() {
    for (text, sentences) in [
        ("ذهب إلى السوق، ثم عاد، ثم نام.", 1),
        ("قال الوزير: سنعود غدا. وأضاف: لا بأس.", 2),
        ("قال د. سمير إن الجسر فتح.", 1),
    ] {
        let found = facts(text, &["sentences"]);
        assert_eq!(found.len(), sentences, "{found:#?}");
    }
}

#[test]
fn a_decimal_said_in_words_is_its_value() {
    let [number] = &facts("بلغت ثلاثة فاصلة خمسة", &["numbers"])[..] else { panic!("one number") };
    assert!(number.contains("value=3.5"), "{number}");
}

#[test]
fn hundreds_and_one_before_a_scale_are_one_number() {
    let [number] = &facts("بلغت أربعمئة وواحد ألف", &["numbers"])[..] else { panic!("one number") };
    assert!(number.contains("value=401000"), "{number}");
}

#[test]
fn a_comma_and_a_point_between_thousands_group_and_others_are_decimal() {
    for (text, value) in [
        ("قتل 1,500 شخص", "1500"),
        ("قتل ١,٥٠٠ شخص", "1500"),
        ("قتل ١٬٥٠٠ شخص", "1500"),
        ("قتل 1.500 شخص", "1500"),
        ("قتل 12,750 شخصا", "12750"),
        ("بلغت ٣,٥ في المئة", "3.5"),
        ("بلغت ٣٫٥ في المئة", "3.5"),
    ] {
        let found = facts(text, &["numbers"]);
        assert!(found.len() == 1 && found[0].contains(&format!("value={value} ")), "{text}: {found:#?}");
    }
}

#[test]
fn two_hundred_is_two_hundred_in_every_spelling_and_case() {
    for (text, value) in [
        ("قتل مئتان وخمسون شخصا", 250),
        ("قتل مائتان وخمسون شخصا", 250),
        ("بلغ العدد مائتين وخمسين", 250),
        ("نزح مئتا ألف شخص", 200_000),
        ("نزح مائتا ألف شخص", 200_000),
        ("نحو مليون ومئتي ألف", 1_200_000),
        ("نحو نصف مليون", 500_000),
        ("نحو مليون ونصف", 1_500_000),
    ] {
        let found = facts(text, &["numbers"]);
        assert!(found.len() == 1 && found[0].contains(&format!("value={value} ")), "{text}: {found:#?}");
    }
}

#[test]
fn a_vocalised_word_is_one_word_and_normalised_without_marks() {
    let tokens = facts("كَتَبَ الطالب الدَّرسَ", &["tokens"]);
    assert_eq!(tokens.len(), 3, "{tokens:#?}");
    let normal = facts("كَتَبَ رئيس مؤتمر", &["normal"]);
    assert!(normal.iter().any(|fact| fact.contains("كتب رئيس مؤتمر")), "{normal:#?}");
}

#[test]
fn a_mark_in_a_form_of_its_own_ends_no_word() {
    for form in ['\u{FC60}', '\u{FCF2}', '\u{FE76}', '\u{FE77}'] {
        let text = format!("قال محم{form}د العلي");
        let tokens = facts(&text, &["tokens"]);
        assert_eq!(tokens.len(), 3, "{tokens:#?}");
        let normal = facts(&text, &["normal"]);
        assert!(normal.iter().any(|fact| fact.contains("قال محمد العلي")), "{normal:#?}");
    }
}

#[test]
fn a_first_letter_that_is_part_of_a_name_stays() {
    let tokens = facts("بيروت وفرنسا وفلسطين والكتاب بغداد", &["tokens"]);
    let cut: Vec<bool> = tokens.iter().map(|token| token.contains("clitics=")).collect();
    assert_eq!(cut, [false, true, true, true, false], "{tokens:#?}");
    assert!(tokens[1].contains("clitics=11..13, "), "the conjunction alone: {tokens:#?}");
}

#[test]
fn months_of_the_levant_and_both_names_are_the_day() {
    for (text, day) in [
        ("وقع في 12 آب 2020 انفجار", "2020-08-12"),
        ("عاد في 24 سبتمبر/أيلول 2024", "2024-09-24"),
        ("نشر في ١٢ مايو ٢٠٢٠", "2020-05-12"),
        ("نشر في 18 غشت 2025", "2025-08-18"),
        ("نشر في 18 أغسطس 2025", "2025-08-18"),
        ("في 10 رمضان 1393", "1973-10-06"),
    ] {
        let dates = facts(text, &["dates"]);
        assert!(dates.len() == 1 && dates[0].contains(&format!("value={day} ")), "{dates:#?}");
    }
    let [date, number] = &facts("قتل 3 في مارس 2024", &["dates", "numbers"])[..] else {
        panic!("a date and a number")
    };
    assert!(date.contains("value=2024-03 ") && number.contains("value=3 "), "{date} {number}");
}

#[test]
fn a_place_is_a_word_of_its_own_whatever_the_engine_calls_a_boundary() {
    for (text, places) in [("في حلب اليوم", 1), ("افتتحت حلبة السباق", 0)] {
        let found = facts(text, &["mentions"]);
        assert_eq!(found.iter().filter(|fact| fact.contains("entity=SY02 ")).count(), places, "{found:#?}");
    }
}
