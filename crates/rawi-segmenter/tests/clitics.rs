//! Clitics: each assertion shows the word with its cuts.

use rawi_segmenter::clitics::split;

fn cut(word: &str) -> String {
    let mut shown = String::new();
    let mut at = 0;
    for &end in split(word).ends() {
        shown += &word[at..end];
        shown += "+";
        at = end;
    }
    shown + &word[at..]
}

/// Words written with a `+` behind every clitic.
fn check(words: &str) {
    for expected in words.split_whitespace() {
        assert_eq!(cut(&expected.replace('+', "")), expected);
    }
}

#[test]
fn names_that_begin_with_a_letter_of_their_own() {
    check("واشنطن وليد فلسطين فرنسا بغداد بوتين كركوك كوبر لبنان لندن سوريا ألمانيا");
    check("ويتكوف فيدان بزشكيان بلينكن كالاس كيري لافروف ستارمر سموتريتش كوباني بعلبك");
}

#[test]
fn the_same_names_with_a_clitic() {
    check("و+واشنطن و+وليد و+فلسطين و+فرنسا و+بغداد و+بوتين و+كركوك و+كوبر و+لبنان و+لندن و+سوريا و+ألمانيا");
    check("ل+واشنطن ل+وليد ل+فلسطين ل+فرنسا ل+بغداد ل+بوتين ل+كركوك ل+كوبر ل+لبنان ل+لندن ل+سوريا ل+ألمانيا");
    check("ب+واشنطن ب+فلسطين ب+فرنسا ب+بغداد ب+كركوك ب+لبنان ب+لندن ب+سوريا ب+ألمانيا ب+باريس");
    check("و+ب+بغداد و+ل+لبنان ف+ب+سوريا");
}

#[test]
fn a_double_lam_and_the_article() {
    check("ل+ل+يمن و+ل+ل+مرة ل+له و+الله ب+الله ل+ل+أمم");
    check("ال+قاهرة و+ب+ال+قاهرة ل+ل+قاهرة ك+ال+قاهرة ف+ال+جيش");
    check("المانيا ألمانيا الذي التي التقى و+الذي ألف إلى");
}

#[test]
fn verbs_and_particles() {
    check("و+قال ف+قال وصل و+وصل وقع فاز و+س+تكون س+يقول س+يكون سوف وصف");
    check("و+في و+لا ف+قد ب+أن ل+أن كأن فقط لكن و+لكن و+إلى و+أحد واحد و+واحد بعد و+بعد بين");
}

#[test]
fn marks_tatweel_and_ligatures() {
    check("وَ+بِ+ال+قاهرة لـ+سوريا و+\u{FEF7}حمد");
    check("\u{FEDF}\u{FE92}\u{FEE8}\u{FE8E}\u{FEE5}"); // لبنان in presentation forms
}

#[test]
fn an_unseen_word_is_cut_behind_waw_only() {
    check("و+زرقانغو بزرقانغو لزرقانغو كزرقانغو فزرقانغو و+أوتاوا ل+أردوغان بأس كأس");
}
