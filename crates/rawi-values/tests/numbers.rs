//! What the stage `numbers` reads, by kinds of expressions, and laws that hold for any text.

use proptest::prelude::*;
use rawi_core::Document;
use rawi_core::layers::{NUMBERS, Number};
use rawi_segmenter::Segmenter;
use rawi_values::{Dates, Numbers};

fn numbers(text: &str) -> Vec<(String, Number)> {
    let mut doc = Document::new("test", text).unwrap();
    doc.meta_mut().set("published", "2025-11-27");
    doc.apply(&Segmenter::default()).unwrap();
    doc.apply(&Dates::new()).unwrap();
    doc.apply(&Numbers::new()).unwrap();
    let layer = doc.layer(&NUMBERS).unwrap().unwrap();
    layer.iter().map(|(span, number)| (doc.text(span).to_owned(), number.clone())).collect()
}

/// Label, words, value or range, unit, ISO duration of each number, a line each.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let told: Vec<String> = numbers(text)
        .into_iter()
        .map(|(words, n)| {
            let mut line = format!("{} {words} =", n.label);
            if let Some(value) = n.value {
                line += &format!(" {value}");
            }
            if let Some(min) = n.min {
                line += &format!(" min {min}");
            }
            if let Some(max) = n.max {
                line += &format!(" max {max}");
            }
            if let Some(unit) = n.unit {
                line += &format!(" {}", unit.name);
            }
            if let Some(iso) = n.iso {
                line += &format!(" {iso}");
            }
            line
        })
        .collect();
    assert_eq!(told, expected, "{text}");
}

#[test]
fn parts_of_a_whole_behind_whole_numbers() {
    check("المعدل مئتان وثلاثة أجزاء من مئة", &["CARDINAL مئتان وثلاثة أجزاء من مئة = 200.03"]);
    check("ألف وخمسة أجزاء من عشرة", &["CARDINAL ألف وخمسة أجزاء من عشرة = 1000.5"]);
    check("مئة جزء من ألف", &["CARDINAL مئة جزء من ألف = 0.1"]);
}

#[test]
fn digits_of_all_kinds() {
    check(
        "وصل 1,250 لاجئا و١٢٫٥ ألف و۱۲۳ طفلا",
        &["CARDINAL 1,250 = 1250", "CARDINAL ١٢٫٥ ألف = 12500", "CARDINAL ۱۲۳ = 123"],
    );
    check("بلغ 1 414 021 100 نسمة", &["CARDINAL 1 414 021 100 = 1414021100"]);
    check("انخفض إلى -5 درجات", &["QUANTITY -5 = -5 degree"]);
    check("أصيب 5-7 أشخاص، و3–5 آلاف نازح", &["CARDINAL 5-7 = min 5 max 7", "CARDINAL 3–5 آلاف = min 3000 max 5000"]);
    check(
        "مدة 7-10 أيام بنسبة 5-7%",
        &["DURATION 7-10 أيام = min 7 max 10 day P7D/P10D", "PERCENT 5-7% = min 5 max 7 percent"],
    );
    check("طائرة F16 وصاروخ إس-400 وهاتف 0504610646", &[]);
    check("في الـ28 دولة", &["CARDINAL 28 = 28"]);
}

#[test]
fn words_in_all_forms() {
    check("قتل ثلاثة وجرحت خمس وعشرون", &["CARDINAL ثلاثة = 3", "CARDINAL خمس وعشرون = 25"]);
    check("ألفان وثلاثمئة وخمسة وأربعون متظاهرا", &["CARDINAL ألفان وثلاثمئة وخمسة وأربعون = 2345"]);
    check("مئتا ألف ومليونا شخص", &["CARDINAL مئتا ألف = 200000", "CARDINAL مليونا = 2000000"]);
    check("ثلاثة ملايين ونصف المليون ناخب", &["CARDINAL ثلاثة ملايين ونصف المليون = 3500000"]);
    check("اثنا عشر مليارا", &["CARDINAL اثنا عشر مليارا = 12000000000"]);
    check("76 ألفا و835 طنا", &["QUANTITY 76 ألفا و835 = 76835 t"]);
    check("ثلاثمئة ومئتان", &["CARDINAL ثلاثمئة = 300", "CARDINAL مئتان = 200"]);
    check("ألفان وثلاثة آلاف", &["CARDINAL ألفان = 2000", "CARDINAL ثلاثة آلاف = 3000"]);
    check("ألفاً من الجنود", &["CARDINAL ألفاً = 1000"]);
}

#[test]
fn fractions() {
    check(
        "نصف السكان وثلثا النواب وثلاثة أرباع المقاعد",
        &["CARDINAL نصف = 0.5", "CARDINAL ثلثا = 0.6666666666666666", "CARDINAL ثلاثة أرباع = 0.75"],
    );
    check("نصف مليون", &["CARDINAL نصف مليون = 500000"]);
    check("خمس السكان في خمس مدن", &["CARDINAL خمس = 0.2", "CARDINAL خمس = 5"]);
    check("بلغ ربع النهائي", &[]);
    check("3/4 الأراضي", &["CARDINAL 3/4 = 0.75"]);
    check("واحد من كل", &["CARDINAL واحد = 1"]);
}

/// A value that no `f64` holds is left out; what stands beside it is read.
#[test]
fn nothing_that_is_not_finite_is_a_number() {
    for infinite in ["9e999 كيلومترا", "10^9999 دولار", "0^-1 يوم", "1e300 مليار سنة", "1e308 قرنا"]
    {
        for (words, number) in numbers(&format!("بلغ {infinite} أو 5 أيام")) {
            assert!([number.value, number.min, number.max].into_iter().flatten().all(f64::is_finite), "{words}");
            assert!(!number.iso.is_some_and(|iso| iso.contains("inf")), "{words}");
        }
    }
    let nines = "9".repeat(400);
    check(&format!("بلغ {nines} يوما ثم 5 أيام"), &["DURATION 5 أيام = 5 day P5D"]);
    check(&format!("بلغ {nines}.5 دولارا ثم {nines}-{nines} و7"), &["CARDINAL 7 = 7"]);
    check(&format!("بلغ 3.{}", "3".repeat(400)), &[&format!("CARDINAL 3.{} = 3.3333333333333335", "3".repeat(400))]);
    check(&"ألف ".repeat(6), &["CARDINAL ألف ألف ألف ألف = 1000000000000", "CARDINAL ألف ألف = 1000000"]);
}

#[test]
fn a_hundred_before_hundreds_is_a_number_of_its_own() {
    check("المئة والمئة والخامسة", &["CARDINAL المئة = 100", "ORDINAL المئة والخامسة = 105"]);
}

#[test]
fn a_column_of_figures_is_no_number() {
    let column = "123 ".repeat(12);
    check(&column, &["CARDINAL 123 = 123"; 12]);
}

#[test]
fn one_of_and_no_one() {
    check("قتل أحد عناصر الأمن في إحدى ضواحي المدينة", &["CARDINAL أحد = 1", "CARDINAL إحدى = 1"]);
    check("لم يصب أحد في الحادث، ولا أحد يعلم", &[]);
    check("وصل يوم الأحد والاثنين", &[]);
    check("إحدى وعشرون مدينة وأحد وثلاثون لاعبا", &["CARDINAL إحدى وعشرون = 21", "CARDINAL أحد وثلاثون = 31"]);
    check("أحد عشر لاعبا", &["CARDINAL أحد عشر = 11"]);
}

#[test]
fn duals_carry_their_number() {
    check("مقتل جنديين أميركيين وإصابة عنصرين", &["CARDINAL جنديين = 2", "CARDINAL عنصرين = 2"]);
    check("عثر على جثتين في حيي الورود والنهضة", &["CARDINAL جثتين = 2", "CARDINAL حيي = 2"]);
    check("بعد غارتين على هدفين مهمين", &["CARDINAL غارتين = 2", "CARDINAL هدفين = 2"]);
    check("مسلمين سوريين ولاعبين من لبنان وأفغانستان وسكان بلدان وبساتين", &[]);
    check("نفى المصنعين المحليين وقال مركزين على الموقعين على البيان، معبرين عن شكر المؤتمرين", &[]);
    check(
        "أغلق مصنعان في مركزين، والمصنعان قديمان",
        &["CARDINAL مصنعان = 2", "CARDINAL مركزين = 2", "CARDINAL المصنعان = 2"],
    );
    check("أثنى على أكل التين واللافتين للنظر وصيد الحيتان والفلتان", &[]);
    check("قام بمهمتين", &["CARDINAL مهمتين = 2"]);
    check("بعد يومين من شهرين", &["DURATION يومين = 2 day P2D", "DURATION شهرين = 2 month P2M"]);
}

#[test]
fn vague_quantities_are_ranges() {
    check(
        "عشرات القتلى ومئات الجرحى وآلاف النازحين",
        &["CARDINAL عشرات = min 10 max 99", "CARDINAL مئات = min 100 max 999", "CARDINAL آلاف = min 1000"],
    );
    check("عشرات الآلاف", &["CARDINAL عشرات الآلاف = min 10000 max 99999"]);
    check("شارك الآلاف في التشييع", &["CARDINAL الآلاف = min 1000"]);
    check("بضعة رجال وبضع مئات", &["CARDINAL بضعة = min 3 max 9", "CARDINAL بضع مئات = min 300 max 900"]);
    check("أكثر من 300 قتيل", &["CARDINAL 300 = 300 min 300"]);
    check("ما لا يقل عن عشرين قتيلا", &["CARDINAL عشرين = 20 min 20"]);
    check("أقل من مئة", &["CARDINAL مئة = 100 max 100"]);
    check("أقل من ساعة ونصف", &["DURATION ساعة ونصف = 1.5 max 1.5 hour PT90M"]);
    check("لا يتجاوز 50", &["CARDINAL 50 = 50 max 50"]);
    check("سبعة أشخاص على الأقل", &["CARDINAL سبعة = 7 min 7"]);
    check("نحو أربعين", &["CARDINAL أربعين = 40"]);
    check("ما بين 10 و20 ألف مقاتل", &["CARDINAL 10 و20 ألف = min 10000 max 20000"]);
}

#[test]
fn two_ends_are_one_range() {
    for (text, range) in [
        ("بين 30 إلى 70 قتيلا", "CARDINAL 30 إلى 70 = min 30 max 70"),
        ("نحو 10 إلى 15 ألف لاجئ", "CARDINAL 10 إلى 15 ألف = min 10000 max 15000"),
        ("من ثلاثة إلى خمسة أشخاص", "CARDINAL ثلاثة إلى خمسة = min 3 max 5"),
        ("قتل ثلاثة أو أربعة أشخاص", "CARDINAL ثلاثة أو أربعة = min 3 max 4"),
        ("بين 5% و7%", "PERCENT 5% و7% = min 5 max 7 percent"),
        ("من 5 إلى 7 في المئة", "PERCENT 5 إلى 7 في المئة = min 5 max 7 percent"),
        ("من 10 دولارات إلى 15 دولارا", "MONEY 10 دولارات إلى 15 = min 10 max 15 USD"),
        ("بين 5 كيلومترات و10", "QUANTITY 5 كيلومترات و10 = min 5 max 10 km"),
        ("من خمسة حتى سبعة أيام", "DURATION خمسة حتى سبعة أيام = min 5 max 7 day P5D/P7D"),
        ("5 – 7 أيام", "DURATION 5 – 7 أيام = min 5 max 7 day P5D/P7D"),
        ("خمسة - سبعة جنود", "CARDINAL خمسة - سبعة = min 5 max 7"),
        ("يوما أو يومين", "DURATION يوما أو يومين = min 1 max 2 day P1D/P2D"),
        ("بين شهر وشهرين", "DURATION شهر وشهرين = min 1 max 2 month P1M/P2M"),
        ("يومين إلى ثلاثة أيام", "DURATION يومين إلى ثلاثة أيام = min 2 max 3 day P2D/P3D"),
        ("بين 20 مليون دولار و30 مليون دولار", "MONEY 20 مليون دولار و30 مليون = min 20000000 max 30000000 USD"),
        ("ما بين مليون ومليوني شخص", "CARDINAL مليون ومليوني = min 1000000 max 2000000"),
    ] {
        check(text, &[range]);
    }
    check("ارتفع العدد من 30 إلى 70", &["CARDINAL 30 = 30", "CARDINAL 70 = 70"]);
    check("تفاقم الدين من 24% إلى 40%", &["PERCENT 24% = 24 percent", "PERCENT 40% = 40 percent"]);
    check("من 70 إلى 30", &["CARDINAL 70 = 70", "CARDINAL 30 = 30"]);
    check("بين 5 أيام و10 أشخاص", &["DURATION 5 أيام = 5 day P5D", "CARDINAL 10 = 10"]);
}

#[test]
fn a_comma_before_what_is_measured_is_a_decimal_sign() {
    check("2،7 مليار دولار", &["MONEY 2،7 مليار = 2700000000 USD"]);
    check("3،5 بالمئة ثم ٣،٥٪", &["PERCENT 3،5 بالمئة = 3.5 percent", "PERCENT ٣،٥٪ = 3.5 percent"]);
    check("طوله 2،05 كم", &["QUANTITY 2،05 = 2.05 km"]);
    check("الأرقام 5،6 و7", &["CARDINAL 5 = 5", "CARDINAL 6 = 6", "CARDINAL 7 = 7"]);
    check("2،3،4 كم", &["CARDINAL 2 = 2", "CARDINAL 3 = 3", "QUANTITY 4 = 4 km"]);
}

#[test]
fn decimals_in_words() {
    check("ثلاثة فاصل سبعة", &["CARDINAL ثلاثة فاصل سبعة = 3.7"]);
    check("ثلاثة فاصلة خمسة وعشرون مليون", &["CARDINAL ثلاثة فاصلة خمسة وعشرون مليون = 3250000"]);
    check("صفر فاصلة صفر خمسة في المئة", &["PERCENT صفر فاصلة صفر خمسة في المئة = 0.05 percent"]);
    check("3 فاصل 7 مليار", &["CARDINAL 3 فاصل 7 مليار = 3700000000"]);
}

#[test]
fn fractions_of_scales_and_of_what_is_divided() {
    check("ثلاثة أرباع المليون", &["CARDINAL ثلاثة أرباع المليون = 750000"]);
    check("مليون وربع المليون", &["CARDINAL مليون وربع المليون = 1250000"]);
    check("خسر ثلثا من ماله وخمسا السكان", &["CARDINAL ثلثا = 0.3333333333333333", "CARDINAL خمسا = 0.4"]);
    check("خمسة بالمئة ونصف", &["PERCENT خمسة بالمئة ونصف = 5.5 percent"]);
    check("5 في الألف", &["PERCENT 5 في الألف = 5 permille"]);
    check("واحد من كل خمسة", &["CARDINAL واحد من كل خمسة = 0.2"]);
}

#[test]
fn some_more_than_a_round_number() {
    check("عشرون ونيف", &["CARDINAL عشرون ونيف = min 21 max 29"]);
    check("نيف وثلاثون رجلا", &["CARDINAL نيف وثلاثون = min 31 max 39"]);
    check("مئة ونيف", &["CARDINAL مئة ونيف = min 101 max 199"]);
    check("دزينتين وثلاث دزينات", &["CARDINAL دزينتين = 24", "CARDINAL ثلاث دزينات = 36"]);
    check("ثلاثة أضعاف العدد وضعفي السعر", &["QUANTITY ثلاثة = 3 times", "QUANTITY ضعفي = 2 times"]);
    check("ضعف عدد السكان، وضعف القدرة", &["QUANTITY ضعف = 2 times"]);
}

#[test]
fn units_of_many_spellings() {
    check("خمس درجات تحت الصفر و10 درجات مئوية دون الصفر", &["QUANTITY خمس = -5 degree", "QUANTITY 10 = -10 °C"]);
    check("38 درجة فهرنهايت ثم 45°م", &["QUANTITY 38 = 38 °F", "QUANTITY 45 = 45 °C"]);
    check("50 ر.س ثم 20 د.إ. ثم 100 ل.س", &["MONEY 50 = 50 SAR", "MONEY 20 = 20 AED", "MONEY 100 = 100 SYP"]);
    check("50 USD ثم EUR 70 ثم 5km", &["MONEY 50 = 50 USD", "MONEY 70 = 70 EUR", "QUANTITY 5 = 5 km"]);
    check("5 دولارات كندية و3 كرونات سويدية", &["MONEY 5 = 5 CAD", "MONEY 3 = 3 SEK"]);
    check("50 كم² ثم 20 م2 ثم 30 م²", &["QUANTITY 50 = 50 km²", "QUANTITY 20 = 20 m²", "QUANTITY 30 = 30 m²"]);
    check("100 كم/س ثم 90 كيلومترا في الساعة", &["QUANTITY 100 = 100 km/h", "QUANTITY 90 = 90 km/h"]);
    check("3 ملايين برميل يوميا", &["QUANTITY 3 ملايين = 3000000 barrel/day"]);
    check("5 أطنان مترية ثم 5 كيلوواط ساعة", &["QUANTITY 5 = 5 t", "QUANTITY 5 = 5 kWh"]);
    check("“25″ ألف ريال", &["MONEY “25″ ألف = 25000 riyal"]);
}

#[test]
fn what_counts_nothing_is_no_number() {
    for text in [
        "القرار رقم 45 والمادة 7 والمواد 5 و6 و7",
        "هاتف 920001234 وجوال: 0501234567 و+966501234567",
        "شقة 5 في البيت 12 ب",
        "الرحلة 370 وطائرة بوينغ 737",
        "فاز 3-1 وتعادل 2-2 ثم خسر 2-3",
        "1. وصل الوفد\n2- غادر الوزير\n(3) عاد الفريق",
        "اتفق البلدين والجانبين",
        "رب العالمين وبر الوالدين والدين والبناء المتين",
    ] {
        check(text, &[]);
    }
    check("بلغ الرقم 5 ملايين", &["CARDINAL 5 ملايين = 5000000"]);
    check("أحد أشهر الشعراء خلال ثلاثة أشهر", &["CARDINAL أحد = 1", "DURATION ثلاثة أشهر = 3 month P3M"]);
    check("الشعبين السعودي والأردني", &["CARDINAL الشعبين = 2"]);
}

#[test]
fn scores_line_ups_and_what_is_dialled_count_nothing() {
    check("فاز 2 - صفر ثم خسر صفر-1 وتعادل 1/ صفر", &[]);
    check("تغلب عليه 3/1", &[]);
    check("أعمارهم صفر - 5 سنوات", &["DURATION صفر - 5 سنوات = min 0 max 5 year P0Y/P5Y"]);
    check("بخطة 4 - 2 - 3 - 1", &[]);
    check("في الدقيقتين 30 و80", &["CARDINAL 30 = 30", "CARDINAL 80 = 80"]);
    check("أرسل رسالة إلى 5050 أو اتصل على 920001234", &[]);
    check("وصلت رسالة إلى 5050 مشتركا", &["CARDINAL 5050 = 5050"]);
    check("المرسوم رقم م/59 والأمر أ/12", &[]);
    check("يسكنها 350 نسمة/كم2", &["CARDINAL 350 = 350"]);
    check("نظام ويندوز 10", &[]);
    check("كل واحد يعرف صاحبه", &[]);
    check("أحد أكبر المصانع", &["CARDINAL أحد = 1"]);
    check("دمر مستودعين", &["CARDINAL مستودعين = 2"]);
}

#[test]
fn a_point_may_group_thousands() {
    check("9.599 نسمة", &["CARDINAL 9.599 = 9599"]);
    check("غرامة 395.000 ريال", &["MONEY 395.000 = 395000 riyal"]);
    check("قبل 2.500 عام", &["DURATION 2.500 عام = 2500 year P2500Y"]);
    check("بين 100 إلى 5.000 نسمة", &["CARDINAL 100 إلى 5.000 = min 100 max 5000"]);
    check("سعر السهم 0.750 درهم", &["MONEY 0.750 = 0.75 dirham"]);
    check("4.182 مليارات", &["CARDINAL 4.182 مليارات = 4182000000"]);
    check("بلغ 97.381 وارتفع", &["CARDINAL 97.381 = 97.381"]);
}

#[test]
fn a_percentage_may_stand_behind_the_second_of_two() {
    check("51 مقابل 49 بالمئة", &["PERCENT 51 = 51 percent", "PERCENT 49 بالمئة = 49 percent"]);
    check("60 و23 في المائة", &["PERCENT 60 = 60 percent", "PERCENT 23 في المائة = 23 percent"]);
    check("قتل 5 أشخاص و23 في المائة", &["CARDINAL 5 = 5", "PERCENT 23 في المائة = 23 percent"]);
}

#[test]
fn a_number_may_stand_behind_its_unit() {
    check("سنوات عشر مضت", &["DURATION سنوات عشر = 10 year P10Y"]);
    check("قتل قبل أيام خمسة جنود", &["CARDINAL خمسة = 5"]);
    check("الـ6 الأشهر الماضية", &["DURATION 6 الأشهر = 6 month P6M"]);
    check("15 ثانية", &["DURATION 15 ثانية = 15 second PT15S"]);
    check("5 دقائق و30 ثانية", &["DURATION 5 دقائق و30 ثانية = 5 minute PT5M30S"]);
    check("100 ميغابت في الثانية", &["QUANTITY 100 = 100 Mbit/s"]);
    check("المنظمات العشرون", &["CARDINAL العشرون = 20"]);
    check("الذكرى الخمسون", &["ORDINAL الخمسون = 50"]);
    check("ثلاثة أو أربعة أو خمسة", &["CARDINAL ثلاثة أو أربعة أو خمسة = min 3 max 5"]);
}

#[test]
fn ordinals() {
    check("أول عملية وثاني أكبر مدينة والمرة الثالثة", &["ORDINAL أول = 1", "ORDINAL ثاني = 2", "ORDINAL الثالثة = 3"]);
    check("الدورة الخامسة والعشرون والفصل الثاني عشر", &["ORDINAL الخامسة والعشرون = 25", "ORDINAL الثاني عشر = 12"]);
    check("في تقرير أولي", &[]);
    check("في تشرين الأول وكانون الثاني", &[]);
}

#[test]
fn percent_money_quantities() {
    check(
        "ارتفع 12.5 في المئة ثم ٪٧ ثم 3% ثم ثلاثين بالمئة",
        &[
            "PERCENT 12.5 في المئة = 12.5 percent",
            "PERCENT ٪٧ = 7 percent",
            "PERCENT 3% = 3 percent",
            "PERCENT ثلاثين بالمئة = 30 percent",
        ],
    );
    check(
        "دفع 3 آلاف دولار و500 ليرة سورية و$20",
        &["MONEY 3 آلاف = 3000 USD", "MONEY 500 = 500 SYP", "MONEY 20 = 20 USD"],
    );
    check(
        "على بعد 15 كيلومترا وبمساحة 565 ألف متر مربع وسبعين كيلو متر",
        &["QUANTITY 15 = 15 km", "QUANTITY 565 ألف = 565000 m²", "QUANTITY سبعين = 70 km"],
    );
}

#[test]
fn durations_are_iso() {
    check("خلال 10 أيام وعشر سنوات", &["DURATION 10 أيام = 10 day P10D", "DURATION عشر سنوات = 10 year P10Y"]);
    check(
        "بعد أيام قليلة وعدة أشهر وبضعة أسابيع",
        &[
            "DURATION أيام قليلة = min 3 max 9 day PXD",
            "DURATION عدة أشهر = min 3 max 9 month PXM",
            "DURATION بضعة أسابيع = min 3 max 9 week PXW",
        ],
    );
    check(
        "ساعة ونصف ثم ساعتين و20 دقيقة",
        &["DURATION ساعة ونصف = 1.5 hour PT90M", "DURATION ساعتين و20 دقيقة = 2 hour PT2H20M"],
    );
    check(
        "الأشهر الستة وشهر واحد ونصف قرن",
        &[
            "DURATION الأشهر الستة = 6 month P6M",
            "DURATION شهر واحد = 1 month P1M",
            "DURATION نصف قرن = 0.5 century P50Y",
        ],
    );
    check("لمدة عام", &["DURATION عام = 1 year P1Y"]);
}

#[test]
fn a_number_in_a_date_is_no_loose_number() {
    check("في 24 نوفمبر/تشرين الثاني 2025 قتل 5", &["CARDINAL 5 = 5"]);
    check("الدورة الـ36 عام 2012", &["CARDINAL 36 = 36"]);
}

#[test]
fn proclitics_stand_outside() {
    check(
        "بثلاثة ولأربعة وبـ30 و27 وللمئة",
        &["CARDINAL ثلاثة = 3", "CARDINAL أربعة = 4", "CARDINAL 30 = 30", "CARDINAL 27 = 27", "CARDINAL لمئة = 100"],
    );
}

// --- a speller ---------------------------------------------------------------------------------------------------------

/// How a number is spelled: gender, case, and the spelling of a hundred.
#[derive(Clone, Copy, Debug)]
struct Style {
    feminine: bool,
    oblique: bool,
    old_hundred: bool,
    /// A space behind و.
    spaced: bool,
}

fn spell(n: u64, style: Style) -> String {
    let and = if style.spaced { " و " } else { " و" };
    let mut groups: Vec<String> = Vec::new();
    let scales = [
        (1_000_000_000, ["مليار", "ملياران", "مليارين", "مليارات"]),
        (1_000_000, ["مليون", "مليونان", "مليونين", "ملايين"]),
        (1_000, ["ألف", "ألفان", "ألفين", "آلاف"]),
    ];
    let mut rest = n;
    for (scale, [one, two, two_oblique, many]) in scales {
        let count = rest / scale;
        rest %= scale;
        match count {
            0 => {}
            1 => groups.push(one.to_owned()),
            2 => groups.push(if style.oblique { two_oblique } else { two }.to_owned()),
            // The scale words are masculine: their units are feminine in form.
            _ => {
                let noun = if (3..=10).contains(&(count % 100)) { many } else { one };
                groups.push(format!("{} {noun}", below_thousand(count, Style { feminine: false, ..style }, and)));
            }
        }
    }
    if rest > 0 || n == 0 {
        groups.push(below_thousand(rest, style, and));
    }
    groups.join(and)
}

fn below_thousand(n: u64, style: Style, and: &str) -> String {
    const UNITS: [[&str; 2]; 9] = [
        ["واحد", "واحدة"],
        ["اثنان", "اثنتان"],
        ["ثلاثة", "ثلاث"],
        ["أربعة", "أربع"],
        ["خمسة", "خمس"],
        ["ستة", "ست"],
        ["سبعة", "سبع"],
        ["ثمانية", "ثماني"],
        ["تسعة", "تسع"],
    ];
    const TENS: [[&str; 2]; 8] = [
        ["عشرون", "عشرين"],
        ["ثلاثون", "ثلاثين"],
        ["أربعون", "أربعين"],
        ["خمسون", "خمسين"],
        ["ستون", "ستين"],
        ["سبعون", "سبعين"],
        ["ثمانون", "ثمانين"],
        ["تسعون", "تسعين"],
    ];
    let (f, o) = (usize::from(style.feminine), usize::from(style.oblique));
    let hundred = if style.old_hundred { "مائة" } else { "مئة" };
    let mut parts: Vec<String> = Vec::new();
    match n / 100 {
        0 => {}
        1 => parts.push(hundred.to_owned()),
        2 => parts.push(format!("{}{}", &hundred[..hundred.len() - 2], if style.oblique { "تين" } else { "تان" })),
        h => {
            let unit = if h == 8 { "ثمان" } else { UNITS[h as usize - 1][1] };
            parts.push(format!("{unit}{hundred}"));
        }
    }
    let unit = |u: u64| match (u, style.oblique) {
        (2, true) => ["اثنين", "اثنتين"][f].to_owned(),
        _ => UNITS[u as usize - 1][f].to_owned(),
    };
    match n % 100 {
        0 if n > 0 => {}
        0 => return "صفر".to_owned(),
        u @ 1..=9 => parts.push(unit(u)),
        10 => parts.push(["عشرة", "عشر"][f].to_owned()),
        11 => parts.push(["أحد عشر", "إحدى عشرة"][f].to_owned()),
        12 => parts.push([["اثنا عشر", "اثنتا عشرة"], ["اثني عشر", "اثنتي عشرة"]][o][f].to_owned()),
        t @ 13..=19 => parts.push(format!("{} {}", UNITS[t as usize - 11][f], ["عشر", "عشرة"][f])),
        t if t % 10 == 0 => parts.push(TENS[t as usize / 10 - 2][o].to_owned()),
        t => parts.push(format!("{}{and}{}", unit(t % 10), TENS[t as usize / 10 - 2][o])),
    }
    parts.join(and)
}

#[test]
fn the_speller_spells() {
    let style = Style { feminine: false, oblique: false, old_hundred: false, spaced: false };
    assert_eq!(spell(1_002_345, style), "مليون وألفان وثلاثمئة وخمسة وأربعون");
    assert_eq!(spell(12_000, Style { oblique: true, ..style }), "اثني عشر ألف");
}

fn style() -> impl Strategy<Value = Style> {
    (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>())
        .prop_map(|(feminine, oblique, old_hundred, spaced)| Style { feminine, oblique, old_hundred, spaced })
}

fn magnitude() -> impl Strategy<Value = u64> {
    (0u32..12).prop_flat_map(|digits| 0..10u64.pow(digits + 1))
}

proptest! {
    #[test]
    fn spelled_numbers_read_back(n in magnitude(), style in style()) {
        let words = spell(n, style);
        let found = numbers(&words);
        prop_assert_eq!(found.len(), 1, "{} {:?}", words, found);
        prop_assert_eq!(found[0].1.value, Some(n as f64), "{}", words);
        prop_assert_eq!(&found[0].0, &words);
    }

    #[test]
    fn any_text_is_read_without_panic(text in nasty()) {
        for (words, number) in numbers(&text) {
            prop_assert!(!words.is_empty());
            if let Some(value) = number.value {
                prop_assert!(number.min.is_none_or(|min| min <= value) && number.max.is_none_or(|max| value <= max), "{}: {:?}", words, number);
            }
            prop_assert!([number.value, number.min, number.max].into_iter().flatten().all(f64::is_finite), "{}", words);
        }
    }
}

/// Text of number words, digits, signs, marks, ligatures, controls and noise.
fn nasty() -> impl Strategy<Value = String> {
    let words = "ثلاثة خمس وعشرون ألف ألفا آلاف مليون ونصف ربع ثلثي أرباع الأول الثاني عشر مئة بالمئة في المئة % ٪ من على إلى بين \
                 أحد إحدى واحدة يومين ساعة سنوات دولار كيلو متر مربع جنديين حيي عدة أيام قليلة بضع عشرات جزء ناقص فاصلة \
                 الأحد 24 نوفمبر/تشرين الثاني هـ م عام أكثر لا يقل عن - / . ، , : ^ e ( ) « » \u{200F} \u{202A} \u{0640} \u{064B} وﻷحمد ﷺ 🙂 F16";
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    let word = prop_oneof![
        4 => proptest::sample::select(words),
        2 => "[0-9٠-٩۰-۹]{1,6}",
        1 => "\\PC{0,4}",
        1 => "[\u{64B}-\u{652}ـ\u{200F}]{1,3}",
    ];
    let gap = proptest::sample::select(vec![" ", "", "  ", "\n", "\r\n", "\u{00A0}", " و", " ال", " ب"]);
    proptest::collection::vec((word, gap), 0..24)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect())
}
