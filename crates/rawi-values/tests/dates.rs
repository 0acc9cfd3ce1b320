//! What the stage `dates` reads, by kinds of expressions, and laws that hold for any text.

use proptest::prelude::*;
use rawi_core::Document;
use rawi_core::layers::{DATES, Date};
use rawi_segmenter::Segmenter;
use rawi_values::Dates;

/// A Thursday, 6 Jumada II 1447.
const PUBLISHED: &str = "2025-11-27";

fn dates(text: &str, published: &str) -> Vec<(String, Date)> {
    let mut doc = Document::new("test", text).unwrap();
    doc.meta_mut().set("published", published);
    doc.apply(&Segmenter::default()).unwrap();
    doc.apply(&Dates::new()).unwrap();
    let layer = doc.layer(&DATES).unwrap().unwrap();
    layer.iter().map(|(span, date)| (doc.text(span).to_owned(), date.clone())).collect()
}

/// Words and value of each date.
#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) {
    let told: Vec<(String, String)> =
        dates(text, PUBLISHED).into_iter().map(|(words, date)| (words, date.value.unwrap_or_default())).collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(words, value)| (words.as_str(), value.as_str())).collect();
    assert_eq!(told, expected, "{text}");
}

#[test]
fn months_of_the_levant_egypt_and_the_maghreb() {
    let names = [
        ("يناير", "كانون الثاني", "جانفي"),
        ("فبراير", "شباط", "فيفري"),
        ("مارس", "آذار", "مارس"),
        ("أبريل", "نيسان", "أفريل"),
        ("مايو", "أيار", "ماي"),
        ("يونيو", "حزيران", "جوان"),
        ("يوليو", "تموز", "جويلية"),
        ("أغسطس", "آب", "أوت"),
        ("سبتمبر", "أيلول", "سبتمبر"),
        ("أكتوبر", "تشرين الأول", "أكتوبر"),
        ("نوفمبر", "تشرين الثاني", "نوفمبر"),
        ("ديسمبر", "كانون الأول", "ديسمبر"),
    ];
    for (i, (egypt, levant, maghreb)) in names.into_iter().enumerate() {
        let value = format!("2014-{:02}-24", i + 1);
        let month = &value[..7];
        for name in [egypt, levant, maghreb] {
            check(&format!("وصل في 24 {name} 2014 إلى"), &[(&format!("24 {name} 2014"), &value)]);
            check(&format!("منذ {name} 2014"), &[(&format!("{name} 2014"), month)]);
        }
        // The dual form, in either order and with every sign between.
        for (a, b) in [(egypt, levant), (levant, egypt)] {
            for dual in [
                format!("{a}/{b}"),
                format!("{a} {b}"),
                format!("{a} ({b})"),
                format!("{a} - {b}"),
                format!("{a} / {b}"),
            ] {
                check(&format!("في 24 {dual} 2014، قال"), &[(&format!("24 {dual} 2014"), &value)]);
                check(
                    &format!("في الرابع والعشرين من {dual} 2014."),
                    &[(&format!("الرابع والعشرين من {dual} 2014"), &value)],
                );
                check(&format!("في {dual} 2014"), &[(&format!("{dual} 2014"), month)]);
            }
        }
    }
}

#[test]
fn a_year_unsaid_is_the_nearest() {
    check("في 24 ديسمبر، وفي 8 ديسمبر الماضي", &[("24 ديسمبر", "2025-12-24"), ("8 ديسمبر الماضي", "2024-12-08")]);
    check("في يناير ثم في سبتمبر", &[("يناير", "2026-01"), ("سبتمبر", "2025-09")]);
    check("في مايو المقبل", &[("مايو المقبل", "2026-05")]);
    check("في 3 مارس من العام الماضي", &[("3 مارس من العام الماضي", "2024-03-03")]);
    // A Friday: 2024.
    check("يوم الجمعة 29 نوفمبر", &[("يوم الجمعة 29 نوفمبر", "2024-11-29")]);
}

#[test]
fn names_that_are_other_words_too() {
    check("مارس ضغوطا على أب وآب ومحرم في شعبان عبد الرحيم ورجب طيب", &[("شعبان", "2026-01-20/2026-02-17")]);
    check("وفاز صفر لاعبين", &[]);
}

#[test]
fn dates_in_digits() {
    check(
        "في 24/11/2025 و2025-11-24 و٢٤/١١/٢٠٢٥ و24.11.2025",
        &[
            ("24/11/2025", "2025-11-24"),
            ("2025-11-24", "2025-11-24"),
            ("٢٤/١١/٢٠٢٥", "2025-11-24"),
            ("24.11.2025", "2025-11-24"),
        ],
    );
    check("في 31/2/2025", &[("31/2/2025", "")]);
    check("بنسبة 3/4 وهاتف 1-800-555-2000", &[]);
}

#[test]
fn hijri_dates_are_umm_al_qura() {
    check(
        "يوم الأربعاء 13/10/1436هـ الموافق 29/7/2015م",
        &[("يوم الأربعاء 13/10/1436هـ", "2015-07-29"), ("29/7/2015م", "2015-07-29")],
    );
    check("25 ذي الحجة من عام 1425هـ", &[("25 ذي الحجة من عام 1425هـ", "2005-02-05")]);
    check("شهر رمضان المبارك 1446 هـ", &[("شهر رمضان المبارك 1446 هـ", "2025-03-01/2025-03-29")]);
    check("عام 1436هـ", &[("عام 1436هـ", "2014-10-25/2015-10-13")]);
    check("في 10 رمضان 1393 هـ", &[("10 رمضان 1393 هـ", "1973-10-06")]); // as printed; by the rule of today the 7th
    check("في الخامس من شوال عام 1319 للهجرة", &[("الخامس من شوال عام 1319 للهجرة", "1902-01-15")]);
    check("2 - 4 / 6 / 1436هـ", &[("2 - 4 / 6 / 1436هـ", "2015-03-22/2015-03-24")]);
}

#[test]
fn days_near_the_day_of_publication() {
    check(
        "أمس واليوم وغدا وبعد غد",
        &[("أمس", "2025-11-26"), ("اليوم", "2025-11-27"), ("غدا", "2025-11-28"), ("بعد غد", "2025-11-29")],
    );
    check(
        "أول من أمس وأمس الأول ويوم أمس الأربعاء",
        &[("أول من أمس", "2025-11-25"), ("أمس الأول", "2025-11-25"), ("يوم أمس الأربعاء", "2025-11-26")],
    );
    check("في ذلك اليوم وفي اليوم التالي ومنذ اليوم الأول", &[]);
}

#[test]
fn weekdays_look_back_unless_the_sentence_looks_ahead() {
    check("قتل ثلاثة السبت في حلب", &[("السبت", "2025-11-22")]);
    check("قال اليوم الخميس", &[("اليوم الخميس", "2025-11-27")]);
    check("سيعقد المجلس جلسة السبت", &[("السبت", "2025-11-29")]);
    check("من المقرر أن يصل يوم الثلاثاء", &[("يوم الثلاثاء", "2025-12-02")]);
    check("الأحد الماضي والأحد المقبل", &[("الأحد الماضي", "2025-11-23"), ("الأحد المقبل", "2025-11-30")]);
    check("يوم الثلاثاء من الأسبوع الماضي", &[("يوم الثلاثاء من الأسبوع الماضي", "2025-11-18")]);
    check("بعد صلاة الجمعة، والأحد عشر لاعبا", &[]);
}

#[test]
fn stretches() {
    check(
        "الأسبوع الماضي والشهر المقبل والعام الجاري",
        &[("الأسبوع الماضي", "2025-W47"), ("الشهر المقبل", "2025-12"), ("العام الجاري", "2025")],
    );
    check("هذا العام والعام قبل الماضي", &[("هذا العام", "2025"), ("العام قبل الماضي", "2023")]);
    check(
        "صيف 2015 والشتاء الماضي والصيف المقبل",
        &[("صيف 2015", "2015-SU"), ("الشتاء الماضي", "2024-WI"), ("الصيف المقبل", "2026-SU")],
    );
    check(
        "النصف الأول من عام 2015 والربع الثالث من العام الماضي",
        &[
            ("النصف الأول من عام 2015", "2015-01-01/2015-06-30"),
            ("الربع الثالث من العام الماضي", "2024-07-01/2024-09-30"),
        ],
    );
    check(
        "في تسعينيات القرن الماضي وفي القرن التاسع عشر",
        &[("تسعينيات القرن الماضي", "1990/1999"), ("القرن التاسع عشر", "1801/1900")],
    );
    check("في السنوات الماضية", &[("السنوات الماضية", "")]);
    check("الخامس من الشهر الجاري", &[("الخامس من الشهر الجاري", "2025-11-05")]);
}

#[test]
fn ranges_are_one_date() {
    check("بين 24 و27 نوفمبر/تشرين الثاني", &[("24 و27 نوفمبر/تشرين الثاني", "2025-11-24/2025-11-27")]);
    check("من 2014 إلى 2019", &[("2014 إلى 2019", "2014/2019")]);
    check("بين عامي 2014 و2019", &[("عامي 2014 و2019", "2014/2019")]);
    check("بين يناير 2006 ومايو 2008", &[("يناير 2006 ومايو 2008", "2006-01/2008-05")]);
    check("من 28 ديسمبر إلى 3 يناير 2024", &[("28 ديسمبر إلى 3 يناير 2024", "2023-12-28/2024-01-03")]);
    check("موسم 2017/2016 والأعوام 2011-2013", &[("2017/2016", "2016/2017"), ("الأعوام 2011-2013", "2011/2013")]);
    check("منذ عام 2012 حتى أمس", &[("عام 2012", "2012"), ("أمس", "2025-11-26")]);
}

#[test]
fn a_year_before_a_number_is_no_count() {
    check("سجلت 2023 15 هجوما", &[("2023", "2023")]);
    check("كما شهدت 2024 نزوح 12 ألفا مقارنة بـ2023 و9 آلاف", &[]);
    check("مقارنة بـ2023 12 ألفا", &[("2023", "2023")]);
    check("موازنة 2026 10 مليارات", &[("2026", "2026")]);
    check("أكثر من 2000 15 دولة", &[]);
    check("موازنة 2026\n10 مليارات", &[("2026", "2026")]);
    check("وصل 2015 شخصا", &[]);
}

#[test]
fn a_year_is_no_count() {
    check("قتل 2015 شخصا على بعد 2000 متر بسعر 1900 دولار", &[]);
    check("في 2014 سيطر التنظيم، وفي كأس العالم 2018.", &[("2014", "2014"), ("2018", "2018")]);
}

#[test]
fn times_of_the_day() {
    check("الساعة الثالثة والنصف صباحا", &[("الساعة الثالثة والنصف صباحا", "T03:30")]);
    check("الساعة 18:30 وعند الثامنة مساء", &[("الساعة 18:30", "T18:30"), ("الثامنة مساء", "T20:00")]);
    check("الساعة الثانية عشرة إلا ربعا ظهرا", &[("الساعة الثانية عشرة إلا ربعا ظهرا", "T11:45")]);
    check("3:20 عصرا", &[("3:20 عصرا", "T15:20")]);
}

#[test]
fn without_a_day_of_publication_relative_dates_say_so() {
    for text in ["أمس", "الأحد الماضي", "24 ديسمبر", "العام الماضي"] {
        let found = dates(text, "");
        assert_eq!(found.len(), 1, "{text}");
        let date = &found[0].1;
        assert_eq!((&date.value, &date.anchor), (&None, &None));
        assert!(date.note.is_some(), "{text}");
    }
    let found = dates("في 24 ديسمبر 2024", "");
    assert_eq!(found[0].1.value.as_deref(), Some("2024-12-24"));
    assert_eq!(found[0].1.anchor, None);
}

#[test]
fn a_year_stays_with_its_month_whatever_follows() {
    check("15 مايو 2020 الساعة 10:30", &[("15 مايو 2020", "2020-05-15"), ("الساعة 10:30", "2020-05-15T10:30")]);
    check("في يناير 2024 اليورو", &[("يناير 2024", "2024-01")]);
    check("منذ مارس 2011 الأسبوع", &[("مارس 2011", "2011-03")]);
}

#[test]
fn a_weekday_and_its_date_are_one() {
    for text in ["الجمعة، 15 مايو 2020", "الجمعة (15 مايو 2020)", "الجمعة - 15 مايو 2020", "15 مايو 2020 (الجمعة)"]
    {
        check(text, &[(text, "2020-05-15")]);
    }
    check("أمس (الأربعاء) سيعقد", &[("أمس (الأربعاء)", "2025-11-26")]);
    check("اليوم (الثلاثاء)", &[("اليوم (الثلاثاء)", "2025-11-25")]);
    check("السبت، 15 قتيلا", &[("السبت", "2025-11-22")]);
}

#[test]
fn orders_and_separators() {
    for text in [
        "سبتمبر 4، 2018",
        "سبتمبر 4, 2018",
        "2018 سبتمبر 4",
        "4-سبتمبر-2018",
        "4 - سبتمبر - 2018",
        "4.سبتمبر.2018",
        "4/9/2018",
    ] {
        check(text, &[(text, "2018-09-04")]);
    }
}

#[test]
fn months_by_number_and_by_other_names() {
    for (text, value) in [
        ("5 كانون 2 2022", "2022-01-05"),
        ("3 تشرين 1 2022", "2022-10-03"),
        ("6 شتمبر 2021", "2021-09-06"),
        ("6 دجمبر 2021", "2021-12-06"),
        ("شهر 3 2024", "2024-03"),
        ("شهر 3/2024", "2024-03"),
        ("الشهر الثالث من 2024", "2024-03"),
        ("12 ربيع 1 1445", "2023-09-27"),
        ("12 جماد الثاني 1445", "2023-12-25"),
        ("7 ذوالحجة 1444", "2023-06-25"),
        ("غرة رمضان 1446", "2025-03-01"),
    ] {
        check(text, &[(text, value)]);
    }
    check("شهر 3 أيام", &[]);
}

#[test]
fn years_in_pairs_and_lists() {
    check("العام 2014/2015", &[("العام 2014/2015", "2014/2015")]);
    check("العام الدراسي 2014-2015", &[("العام الدراسي 2014-2015", "2014/2015")]);
    check("السنة المالية 2023/24", &[("السنة المالية 2023/24", "2023/2024")]);
    check("في 2023،2024", &[("2023", "2023"), ("2024", "2024")]);
    check("الأعوام 2022، 2023، 2024", &[("الأعوام 2022", "2022"), ("2023", "2023"), ("2024", "2024")]);
    check("الأعوام 2022 و2023 و2024", &[("الأعوام 2022", "2022"), ("2023", "2023"), ("2024", "2024")]);
}

#[test]
fn weekdays_of_a_list_are_in_order() {
    check("يومي السبت والأحد المقبلين", &[("يومي السبت والأحد المقبلين", "2025-11-29/2025-11-30")]);
    check("يومي الأربعاء والخميس الماضيين", &[("يومي الأربعاء والخميس الماضيين", "2025-11-19/2025-11-20")]);
    check("وقعت الخميس والجمعة", &[("الخميس", "2025-11-20"), ("الجمعة", "2025-11-21")]);
    check(
        "سيعقد أيام الأحد والاثنين والثلاثاء",
        &[("الأحد", "2025-11-30"), ("الاثنين", "2025-12-01"), ("الثلاثاء", "2025-12-02")],
    );
}

#[test]
fn lengths_of_time_counted_from_now() {
    check("قبل ثلاثة أيام", &[("قبل ثلاثة أيام", "2025-11-24")]);
    check("قبل عامين", &[("قبل عامين", "2023")]);
    check("قبل نحو شهرين", &[("قبل نحو شهرين", "2025-09")]);
    check("بعد أسبوعين", &[("بعد أسبوعين", "2025-W50")]);
    check("سيعقد المؤتمر بعد 10 أيام", &[("بعد 10 أيام", "2025-12-07")]);
    check("اعتقل بعد يومين من الهجوم، وتوفي بعد ثلاثة أيام", &[]);
    check("قبل عام واحد من موعده", &[]);
    check("قبل عام 2014", &[("عام 2014", "2014")]);
}

#[test]
fn the_next_day_is_the_one_after_that_which_was_told() {
    check("وصل في 5 مايو 2024 وغادر في اليوم التالي", &[("5 مايو 2024", "2024-05-05"), ("اليوم التالي", "2024-05-06")]);
    check("غادر في اليوم التالي", &[]);
}

#[test]
fn the_tense_tells_weekdays_apart() {
    check("سيصل السبت", &[("السبت", "2025-11-29")]);
    check("وصل السبت", &[("السبت", "2025-11-22")]);
    check("يصل الوزير الأحد", &[("الأحد", "2025-11-30")]);
    check("تنطلق الأحد فعاليات المهرجان", &[("الأحد", "2025-11-30")]);
    check("سيارة انفجرت السبت", &[("السبت", "2025-11-22")]);
}

#[test]
fn feasts_are_days_of_the_calendar() {
    check("عيد الأضحى 2024", &[("عيد الأضحى 2024", "2024-06-16")]);
    check("عيد الفطر 1445", &[("عيد الفطر 1445", "2024-04-10")]);
    check("ثاني أيام عيد الأضحى 2024", &[("ثاني أيام عيد الأضحى 2024", "2024-06-17")]);
    check("رأس السنة", &[("رأس السنة", "2026-01-01")]);
    assert_eq!(dates("في أول أيام العيد", "2025-04-02")[0].1.value.as_deref(), Some("2025-03-30"));
}

#[test]
fn a_name_of_a_newspaper_is_no_day() {
    check("قالت صحيفة عين اليوم إن", &[]);
    check("قال لـ«عين اليوم» اليوم", &[("اليوم", "2025-11-27")]);
    check("موقع «صوت المدينة اليوم»", &[]);
}

/// The note of the last date.
fn note(text: &str) -> Option<String> {
    dates(text, PUBLISHED).pop().and_then(|(_, date)| date.note)
}

#[test]
fn what_a_reader_should_know_stands_in_the_note() {
    assert_eq!(note("5 شوال 1319 هـ").as_deref(), Some("by arithmetic: outside the printed calendar, 1343 to 1500"));
    assert_eq!(note("5 شوال 1419 هـ"), None);
    let both = "12 ذو الحجة 1445 الموافق";
    assert_eq!(note(&format!("{both} 18 يونيو 2024")), None);
    assert_eq!(
        note(&format!("{both} 20 يونيو 2024")).as_deref(),
        Some("not the same day as the date it is said to be")
    );
    assert_eq!(note("مطلع العام 2023").as_deref(), Some("its beginning"));
    assert_eq!(note("اليوم (الثلاثاء)").as_deref(), Some("the weekday beside it decides"));
    assert_eq!(note("السبت 15 مايو 2020").as_deref(), Some("the weekday beside it is another"));
}

#[test]
fn the_anchor_is_kept() {
    let found = dates("قال أمس", "2025-11-27T08:00:00Z");
    assert_eq!(found[0].1.anchor.as_deref(), Some("2025-11-27"));
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in nasty(), published in "(2025-11-27|-009|9999-12-31|0001-01-01||2025-02-30)") {
        let mut last = 0;
        let mut doc = Document::new("test", text.as_str()).unwrap();
        doc.meta_mut().set("published", published.as_str());
        doc.apply(&Segmenter::default()).unwrap();
        doc.apply(&Dates::new()).unwrap();
        let layer = doc.layer(&DATES).unwrap().unwrap();
        for (span, date) in layer.iter() {
            prop_assert!(span.start() >= last && span.end() > span.start());
            prop_assert!(date.value.is_some() || date.note.is_some());
            last = span.end();
        }
    }

    #[test]
    fn every_written_day_is_itself(days in 0i64..80_000, levant in any::<bool>()) {
        let day = jiff::civil::date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let egypt = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];
        let levantine = ["كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"];
        let month = if levant { levantine } else { egypt }[day.month() as usize - 1];
        for text in [format!("{} {month} {}", day.day(), day.year()), format!("{}/{}/{}", day.day(), day.month(), day.year()), day.to_string()] {
            let found = dates(&text, PUBLISHED);
            prop_assert_eq!(found.len(), 1, "{}", text);
            prop_assert_eq!(found[0].1.value.clone(), Some(day.to_string()), "{}", text);
            prop_assert_eq!(&found[0].0, &text);
        }
    }
}

/// Text of date words, digits, signs, marks, controls and noise.
fn nasty() -> impl Strategy<Value = String> {
    let words = "يوم يومي اليوم الأحد الاثنين الجمعة أمس أول من غدا بعد غد الأول الثاني 24 نوفمبر/تشرين الثاني كانون ربيع جمادى الآخرة ذي \
                 القعدة شهر رمضان المبارك عام العام عامي سنة الماضي المقبل الجاري هذا الأسبوع الشهر صيف الصيف التسعينيات القرن \
                 الربع النصف الساعة الثالثة والنصف صباحا مساء إلا ربعا 2014 1436 هـ م إلى حتى بين / - ( ) : . ، الموافق قبل \
                 السنوات القليلة الخامس والعشرين الثلاثين \u{200F} \u{0640} \u{064B} وﻷحمد ﷺ 🙂";
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    let word = prop_oneof![
        5 => proptest::sample::select(words),
        2 => "[0-9٠-٩]{1,5}",
        1 => "\\PC{0,4}",
    ];
    let gap = proptest::sample::select(vec![" ", "", "\n", "\r\n", " و", " ل", "/", "-", ":"]);
    proptest::collection::vec((word, gap), 0..24)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect())
}
