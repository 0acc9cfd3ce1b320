//! Clitics: each assertion shows the word with its cuts.

use rawi_segmenter::clitics::{pronoun, split};

/// The word with a `+` behind every proclitic and a `-` before its pronoun.
fn cut(word: &str) -> String {
    let mut shown = String::new();
    let mut at = 0;
    for &end in split(word).ends() {
        shown += &word[at..end];
        shown += "+";
        at = end;
    }
    let stem = pronoun(word).unwrap_or(word.len());
    shown += &word[at..stem];
    if stem < word.len() {
        shown += "-";
    }
    shown + &word[stem..]
}

/// Words written with a `+` behind every proclitic and a `-` before a pronoun.
fn check(words: &str) {
    let wrong: Vec<String> = words
        .split_whitespace()
        .map(|expected| (cut(&expected.replace(['+', '-'], "")), expected))
        .filter(|(found, expected)| found != expected)
        .map(|(found, expected)| format!("{found} for {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
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
    check("ال+ذخيرة و+ال+ذخيرة ال+بقوليات ال+فني و+ال+فني");
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

#[test]
fn a_first_letter_before_a_pronoun_is_the_words_own() {
    check("بيت-هم بيت-ه بيت-ها بيت-نا وزير-نا وزير-هم وفد-هم وفد-نا ولد-هم والد-ها وجه-ها وقت-ها وطن-نا وعد-ه");
    check("بلد-نا بلاد-هم بحث-ه باب-ها فريق-هم فوز-ه فكرت-ه كتاب-هم كتب-ها كلمت-ه كرامت-هم لغت-نا لقاء-ه");
    check("سيارت-ه سلطت-هم سياست-نا وصف-ه وصفت-ه وضع-ها وجدو-ه كشف-ها لسنا لست ليسوا");
    check("و+لدي-هن و+عدوانا و+لدي-نا ال+أهم س+يساهم التزام-ه التزام-هم");
    check("و+بيت-هم و+وزير-نا ف+وزير-هم و+كتاب-ها و+لقاء-ه");
}

#[test]
fn a_preposition_before_a_word_with_a_pronoun() {
    check("ب+سيارت-ه ل+منزل-هم و+ب+حكومت-ها ل+مدينت-نا و+مدينت-نا ب+رئاست-ه ب+اسم-ه ب+اسم ب+حق-هم و+جهود-هم و+يعرفون");
}

#[test]
fn a_preposition_and_a_pronoun_are_both() {
    check(
        "ل-ه ل-ها ل-هم ل-نا ل-كم ب-ه ب-ها ب-هم و+ل-ه و+ل-ها ف+ل-هم و+ب-ها ف+ب-ه"
            .replace("ل-", "ل+-")
            .replace("ب-", "ب+-")
            .as_str(),
    );
}

#[test]
fn pronouns_behind_particles() {
    check("من-ه من-ها من-هم عن-ها في-ها في-ه إلي-ه علي-ها علي-هم علي-نا لدي-ه لدي-ها بين-هما مع-ه مع-نا");
    check("و+من-ها و+في-ها و+علي-ه ل+أن-ه ب+أن-هم و+لكن-ه لكن-ها إن-ها إن-هم إن-ني");
}

#[test]
fn pronouns_behind_nouns_and_verbs() {
    check(
        "رئيس-ها منطقت-نا شعب-نا قوات-هم مستوا-ه قتلو-ه مقاتلي-ه أعضائ-ه مسؤوليات-هم إحدا-هما نفس-ه كتاب-كم يمكن-ني مشتريات-ه",
    );
    check("بِيتِ-هِم قوّتـ-ها");
}

#[test]
fn endings_that_are_no_pronoun() {
    check("توجه درهم اتجاه مياه وجه اتهم ساهم مهم يتهم مكانا قانونا بيانا اتجاها درهما متهما أبها هناك ذلك مشترك");
    check(
        "لبناني يوناني وطني حكم يحكم محاكم ال+وجه ال+درهم الله و+الله طه كنا كان هذه هذا إنما مهما فقه تراكم شريك تجاه",
    );
}
