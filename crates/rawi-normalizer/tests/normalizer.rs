//! The stage as a whole: conformance, which source a part of the view comes from, and texts made to be slow.

use rawi_config::Registry;
use rawi_core::{Span, View, ViewSpan};
use rawi_normalizer::{Normalizer, NormalizerConfig, Profile, Rules};

#[test]
fn it_is_a_good_stage() {
    rawi_testkit::check_stage::<NormalizerConfig>(&Registry::new().stage::<NormalizerConfig>());
}

#[test]
fn an_unknown_option_is_refused_and_a_known_one_laid_over_the_profile() {
    let read = |json: &str| serde_json::from_str::<NormalizerConfig>(json);
    assert!(read(r#"{"fold-tah-marbuta": true}"#).is_err());
    assert!(read(r#"{"profile": "serach"}"#).is_err());
    let config = read(r#"{"profile": "lucene", "fold-teh-marbuta": false}"#).unwrap();
    assert_eq!(config.rules(), Rules { fold_teh_marbuta: false, ..Rules::profile(Profile::Lucene) });
}

fn view(profile: Profile, source: &str) -> View {
    let (text, alignment) = Normalizer::new(Rules::profile(profile)).normalize(source);
    View::new(source, text, alignment).unwrap()
}

/// In `source`, `part` is read as `reads`, and what it reads as leads back to `part`.
#[track_caller]
fn check(profile: Profile, source: &str, part: &str, reads: &str) {
    let view = view(profile, source);
    let start = source.find(part).unwrap();
    let span = Span::new(start, start + part.len());
    assert_eq!(view.slice(span), reads, "{:?}", view.text());
    assert_eq!(view.to_view(span).map(|inner| view.to_source(inner)), Some(span));
}

#[test]
fn a_mark_belongs_to_the_letter_before_it() {
    check(Profile::Search, "رسميّاً أعلن", "رسميّاً", "رسميا");
    check(Profile::Search, "مُحمد", "مُ", "م");
    // The letter without its mark is no whole unit.
    assert_eq!(view(Profile::Search, "مُحمد").to_view(Span::new(0, 2)), None);
}

#[test]
fn tatweel_belongs_to_its_left_neighbour() {
    check(Profile::Search, "إعـــادة", "إعـــ", "اع");
    check(Profile::Search, "لـ\"الشرق\"", "لـ", "ل");
    check(Profile::Display, "إعـــادة", "عـــ", "ع");
    check(Profile::Display, "لـ\"الشرق\"", "ـ", "ـ");
}

#[test]
fn bidi_controls_belong_to_nothing() {
    for profile in [Profile::Search, Profile::Display] {
        check(profile, "\u{200F}سنتكوم\u{200F} قال", "سنتكوم", "سنتكوم");
        check(profile, "\u{FEFF}بيروت", "بيروت", "بيروت");
    }
}

#[test]
fn what_expands_or_composes_is_one_unit() {
    check(Profile::Search, "النبي ﷺ قال", "ﷺ", "صلي الله عليه وسلم");
    check(Profile::Search, "وﻷحمد", "ﻷ", "لا");
    // A clitic inside a ligature shares its span.
    assert_eq!(view(Profile::Search, "وﻷحمد").to_source(ViewSpan::new(2, 4)), Span::new(2, 5));
    check(Profile::Search, "مو\u{654}سسة", "و\u{654}", "ؤ");
    check(Profile::Display, "ا\u{654}حمد", "ا\u{654}", "أ");
    check(Profile::Search, "٢٠٢٥", "٠٢", "02");
}

#[test]
fn white_space_that_is_written_covers_its_run() {
    check(Profile::Search, "قال \u{A0} ثم", " \u{A0} ", " ");
    check(Profile::Display, "قال \r\n \n ثم", " \r\n \n ", "\n\n");
    assert_eq!(view(Profile::Search, "  بيروت \n").text(), "بيروت");
}

#[test]
fn a_plain_text_costs_no_run() {
    assert!(view(Profile::Search, "أعلنت الوزارة إلى الأردن أن على الجميع الحضور.").alignment().runs().is_empty());
}
