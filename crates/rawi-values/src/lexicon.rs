//! The words that number and date expressions are made of, with what each can be: one table, asked once a word.
//!
//! All lists are our own. Month names follow CLDR and the usage of the Levant, Egypt and the Gulf, and the Maghreb.

use crate::letters::{Ending, Packed};

/// What a word can be in a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Card {
    /// No number word.
    #[default]
    No,
    /// صفر.
    Zero,
    /// 1 to 9, and 11 to 19 in one word.
    Unit(u8),
    /// عشرة, عشر: ten, or the second word of 11 to 19.
    Ten,
    /// عشرون to تسعون.
    Tens(u8),
    /// مئة, مئتان, ثلاثمئة to تسعمئة.
    Hundreds(u16),
    /// ألف, مليون, مليار, تريليون: the exponent of ten.
    Scale(u8, Count),
    /// عشرات, مئات: the exponent of ten.
    Vague(u8),
    /// بضع, بضعة.
    Few,
    /// دستة, دزينة.
    Dozen,
}

/// The number of a noun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Count {
    /// Singular.
    #[default]
    One,
    /// Dual: carries the number two.
    Two,
    /// Plural.
    Many,
    /// ألفا, مليونا: the accusative of the singular or the construct state of the dual.
    OneOrTwo,
}

/// ثلث, أرباع: the denominator; `of` is 2 in the dual (ثلثي).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fraction {
    pub(crate) of: u8,
    pub(crate) parts: u8,
    pub(crate) plural: bool,
}

/// A month name, or its first word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Month {
    pub(crate) hijri: bool,
    /// 1 to 12; of a first word (كانون, ربيع) that of the month with الأول.
    pub(crate) number: u8,
    /// Another word too (مارس he practised, آب father): needs a day, a year or an alias beside it.
    pub(crate) doubtful: bool,
}

/// What else a word can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Func {
    #[default]
    No,
    /// من.
    From,
    /// في.
    In,
    /// على.
    On,
    /// إلى, حتى, لغاية.
    To,
    /// A word after which a bare year is a date: منذ, خلال, بعد, قبل, مطلع, نهاية ...
    Cue,
    /// بين.
    Between,
    /// أكثر, أزيد.
    More,
    /// أقل.
    Less,
    /// نحو, حوالي, قرابة: the number is about right.
    About,
    /// يقل, يزيد, يتجاوز ...: with لا before them a bound.
    Falls,
    Exceeds,
    /// لا, لم, لن, ليس.
    Not,
    /// ناقص, سالب.
    Minus,
    /// فاصلة.
    Point,
    /// جزء, أجزاء.
    Part,
    /// أحد, إحدى.
    OneOf,
    /// كل, أي: what follows is no count.
    Each,
    /// عدة, and قليلة, معدودة behind a noun.
    Several,
    FewAdjective,
    /// نهائي, سنوية: ربع نهائي and ربع سنوية are no quarters.
    Final,
    /// الماضي, المقبل, الحالي, هذا.
    Past,
    Next,
    Current,
    This,
    /// أمس, غدا, بارحة.
    Yesterday,
    Tomorrow,
    /// الموافق.
    Corresponding,
    /// هـ, هجري and م, ميلادي.
    Hijri,
    Gregorian,
    /// المبارك, المكرم, الحرام: the epithets of Hijri months.
    Epithet,
    /// القعدة, الحجة, آخر: second words of month names.
    Qada,
    Hijja,
    Other,
    /// First words of month names: كانون, تشرين, ربيع, جمادى, ذو.
    MonthHead,
    DhuHead,
    /// تسعينيات: the tens.
    Decade(u8),
    /// Season, as TIMEX3 writes it.
    Season(u8),
    /// Parts of the day: hours to add to a clock time before noon, 12 or 0.
    Morning,
    Noon,
    Evening,
    /// ليلا.
    Night,
    /// إلا.
    Except,
    /// ذلك, نفس, ذات, طوال: اليوم behind them is a day and not today.
    That,
    /// A word that says that what is told lies ahead: سوف, مقرر, مزمع ...
    Ahead,
    /// مدة: the singular behind it is a duration.
    Lasting,
    /// صلاة, خطبة: الجمعة behind them is no day.
    Prayer,
    /// A nationality that names a currency, by its index in [`CURRENCIES`].
    Nationality(u8),
    /// مربع, مكعب, مئوية.
    Square,
    Cubic,
    /// حيي, مدينتي: a dual in the construct state.
    ConstructDual,
    /// يومي, عامي as the dual of يوم and عام before two dates.
    TwoDays,
    TwoYears,
    /// Any other word of the grammar, known so that it is no noun: هو, كان, هذه ...
    Particle,
}

/// What a word can be.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) card: Card,
    /// أول to عاشر; 0 for none.
    pub(crate) ordinal: u8,
    pub(crate) fraction: Fraction,
    pub(crate) month: Option<Month>,
    /// 1 Monday to 7 Sunday; 0 for none.
    pub(crate) weekday: u8,
    /// Index into [`UNITS`] and the number of the noun; 0 for none.
    pub(crate) unit: u8,
    pub(crate) count: Count,
    pub(crate) func: Func,
    /// A noun whose dual is no plural of persons: its ـين and ـان carry the number two.
    pub(crate) dual_stem: bool,
    /// Such a noun that is also written as a participle, whose plural of persons ends in ـين too.
    pub(crate) participle: bool,
    /// Whether an expression of the stage can begin with it.
    pub(crate) begins: bool,
}

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// ISO 8601 designator, whether it stands behind `T`, how many of it.
    Time(char, bool, u16),
    Money,
    Quantity,
}

/// A unit: its name in the layer, what it measures, its written forms: singular, dual, plural.
pub(crate) struct UnitWords {
    pub(crate) name: &'static str,
    pub(crate) measure: Measure,
    one: &'static str,
    two: &'static str,
    many: &'static str,
}

const fn unit(
    name: &'static str,
    measure: Measure,
    one: &'static str,
    two: &'static str,
    many: &'static str,
) -> UnitWords {
    UnitWords { name, measure, one, two, many }
}

use Measure::{Money, Quantity, Time};

/// Index of the units that date expressions ask for.
pub(crate) const MINUTE: u8 = 2;
pub(crate) const HOUR: u8 = 3;
pub(crate) const DAY: u8 = 4;
pub(crate) const NIGHT: u8 = 5;
pub(crate) const WEEK: u8 = 6;
pub(crate) const MONTH: u8 = 7;
pub(crate) const YEAR: u8 = 8;
pub(crate) const DECADE: u8 = 9;
pub(crate) const CENTURY: u8 = 10;

/// The units; index 0 stands for none.
pub(crate) static UNITS: &[UnitWords] = &[
    unit("", Quantity, "", "", ""),
    unit("second", Time('S', true, 1), "ثانية", "ثانيتين ثانيتان", "ثوان ثواني ثوانٍ"),
    unit("minute", Time('M', true, 1), "دقيقة", "دقيقتين دقيقتان", "دقائق دقايق"),
    unit("hour", Time('H', true, 1), "ساعة", "ساعتين ساعتان", "ساعات"),
    unit("day", Time('D', false, 1), "يوم يوما", "يومين يومان", "أيام أياما"),
    unit("day", Time('D', false, 1), "ليلة", "ليلتين ليلتان", "ليال ليالي"),
    unit("week", Time('W', false, 1), "أسبوع أسبوعا", "أسبوعين أسبوعان", "أسابيع"),
    unit("month", Time('M', false, 1), "شهر شهرا", "شهرين شهران", "أشهر شهور"),
    unit("year", Time('Y', false, 1), "سنة عام عاما", "سنتين سنتان عامين عامان", "سنوات سنين أعوام"),
    unit("decade", Time('Y', false, 10), "عقد عقدا", "عقدين عقدان", "عقود"),
    unit("century", Time('Y', false, 100), "قرن قرنا", "قرنين قرنان", "قرون"),
    unit("dollar", Money, "دولار دولارا", "دولارين دولاران", "دولارات"),
    unit("EUR", Money, "يورو أورو", "", "يوروهات"),
    unit("riyal", Money, "ريال ريالا", "ريالين ريالان", "ريالات"),
    unit("pound", Money, "جنيه جنيها", "جنيهين جنيهان", "جنيهات"),
    unit("lira", Money, "ليرة", "ليرتين ليرتان", "ليرات"),
    unit("dinar", Money, "دينار دينارا", "دينارين ديناران", "دنانير"),
    unit("dirham", Money, "درهم درهما", "درهمين درهمان", "دراهم"),
    unit("RUB", Money, "روبل روبلا", "", "روبلات"),
    unit("CNY", Money, "يوان يوانا", "", "يوانات"),
    unit("JPY", Money, "ين ينا", "", "ينات"),
    unit("rupee", Money, "روبية", "", "روبيات"),
    unit("ILS", Money, "شيكل شيقل شيكلا", "شيكلين", "شواكل شواقل"),
    unit("franc", Money, "فرنك فرنكا", "", "فرنكات"),
    unit("rial", Money, "تومان", "", ""),
    unit("cent", Money, "سنت سنتا", "", "سنتات"),
    unit("GBP", Money, "استرليني", "", ""),
    unit("km", Quantity, "كيلومتر كيلومترا كم كلم", "كيلومترين كيلومتران", "كيلومترات"),
    unit("m", Quantity, "متر مترا", "مترين متران", "أمتار"),
    unit("cm", Quantity, "سنتيمتر سنتمتر سنتيمترا سم", "سنتيمترين", "سنتيمترات"),
    unit("mm", Quantity, "مليمتر ملم ميليمتر مليمترا", "", "مليمترات"),
    unit("mile", Quantity, "ميل ميلا", "ميلين", "أميال"),
    unit("foot", Quantity, "قدم قدما", "قدمين", "أقدام"),
    unit("t", Quantity, "طن طنا", "طنين طنان", "أطنان"),
    unit("kg", Quantity, "كيلوغرام كيلوجرام كيلوغراما كلغ كغ كجم كيلوجراما", "كيلوغرامين", "كيلوغرامات كيلوجرامات"),
    unit("g", Quantity, "غرام جرام غراما جراما غم", "غرامين", "غرامات جرامات"),
    unit("l", Quantity, "لتر ليتر لترا", "لترين لتران", "لترات ليترات"),
    unit("ml", Quantity, "مل مليلتر ميليلتر", "", ""),
    unit("barrel", Quantity, "برميل برميلا", "برميلين", "براميل"),
    unit("ounce", Quantity, "أونصة أوقية", "", "أونصات أوقيات"),
    unit("ha", Quantity, "هكتار هكتارا", "هكتارين", "هكتارات"),
    unit("feddan", Quantity, "فدان فدانا", "فدانين", "أفدنة"),
    unit("dunam", Quantity, "دونم دونما", "دونمين", "دونمات"),
    unit("degree", Quantity, "درجة", "درجتين", "درجات"),
    unit("W", Quantity, "واط وات", "", ""),
    unit("kW", Quantity, "كيلوواط كيلووات", "", ""),
    unit("MW", Quantity, "ميغاواط ميجاوات ميغاوات ميجاواط", "", ""),
    unit("GW", Quantity, "جيجاوات غيغاواط جيغاواط", "", ""),
    unit("gallon", Quantity, "غالون جالون", "غالونين", "غالونات جالونات"),
    unit("kilo", Quantity, "كيلو", "", ""),
    unit("milli", Quantity, "ملي ميلي", "", ""),
    unit("cubit", Quantity, "بوصة", "بوصتين", "بوصات"),
];

/// Nationality adjectives and the codes of the currencies they tell apart, by the currency's name.
pub(crate) static CURRENCIES: &[(&str, &[(&str, &str)])] = &[
    ("أميركي أمريكي أميركية أمريكية أميركيا أمريكيا", &[("dollar", "USD")]),
    ("كندي", &[("dollar", "CAD")]),
    ("أسترالي استرالي", &[("dollar", "AUD")]),
    ("سعودي سعودية سعوديا", &[("riyal", "SAR")]),
    ("قطري قطرية قطريا", &[("riyal", "QAR")]),
    ("يمني يمنية يمنيا", &[("riyal", "YER")]),
    ("عماني عمانية عمانيا", &[("riyal", "OMR")]),
    ("إيراني إيرانية إيرانيا", &[("riyal", "IRR"), ("rial", "IRR")]),
    ("مصري مصرية مصريا", &[("pound", "EGP")]),
    ("سوداني سودانية سودانيا", &[("pound", "SDG")]),
    ("إسترليني استرليني استرلينية إسترلينيا", &[("pound", "GBP")]),
    ("سورية سوري", &[("lira", "SYP")]),
    ("لبنانية لبناني", &[("lira", "LBP")]),
    ("تركية تركي", &[("lira", "TRY")]),
    ("كويتي كويتية كويتيا", &[("dinar", "KWD")]),
    ("أردني أردنية أردنيا", &[("dinar", "JOD")]),
    ("عراقي عراقية عراقيا", &[("dinar", "IQD")]),
    ("بحريني بحرينية بحرينيا", &[("dinar", "BHD")]),
    ("ليبي ليبية ليبيا", &[("dinar", "LYD")]),
    ("تونسي تونسية تونسيا", &[("dinar", "TND")]),
    ("جزائري جزائرية جزائريا", &[("dinar", "DZD")]),
    ("إماراتي إماراتية إماراتيا", &[("dirham", "AED")]),
    ("مغربي مغربية مغربيا", &[("dirham", "MAD")]),
    ("هندية", &[("rupee", "INR")]),
    ("باكستانية", &[("rupee", "PKR")]),
    ("سويسري", &[("franc", "CHF")]),
];

/// Month names of one word: number, whether it is doubtful, names.
static MONTHS: &[(u8, bool, &str)] = &[
    (1, false, "يناير جانفي ينايـر"),
    (2, false, "فبراير شباط فيفري"),
    (3, false, "آذار"),
    (3, true, "مارس"),
    (4, false, "أبريل إبريل أفريل نيسان"),
    (5, false, "مايو أيار"),
    (5, true, "ماي"),
    (6, false, "يونيو يونيه حزيران"),
    (6, true, "جوان"),
    (7, false, "يوليو يوليه تموز جويلية يوليوز"),
    (8, false, "أغسطس أغشت"),
    (8, true, "آب أوت غشت"),
    (9, false, "سبتمبر أيلول شتنبر"),
    (10, false, "أكتوبر"),
    (11, false, "نوفمبر نونبر"),
    (12, false, "ديسمبر دجنبر"),
];

static HIJRI_MONTHS: &[(u8, &str)] = &[(1, "محرم"), (2, "صفر"), (7, "رجب"), (8, "شعبان"), (9, "رمضان"), (10, "شوال")];

static CARDS: &[(Card, &str)] = &[
    (Card::Zero, "صفر صفرا"),
    (Card::Unit(1), "واحد واحدة واحدا أحد إحدى"),
    (Card::Unit(2), "اثنان اثنين اثنا اثني اثنتان اثنتين اثنتا اثنتي اتنين ثنتان ثنتين"),
    (Card::Unit(3), "ثلاث ثلاثة ثلاثا تلاتة تلات"),
    (Card::Unit(4), "أربع أربعة أربعا"),
    (Card::Unit(5), "خمس خمسة خمسا"),
    (Card::Unit(6), "ست ستة ستا"),
    (Card::Unit(7), "سبع سبعة سبعا"),
    (Card::Unit(8), "ثمان ثماني ثمانية ثمانيا تمانية"),
    (Card::Unit(9), "تسع تسعة تسعا"),
    (Card::Ten, "عشر عشرة عشرا"),
    (Card::Unit(11), "حداشر احداشر"),
    (Card::Unit(12), "اتناشر اطناشر"),
    (Card::Unit(13), "تلتاشر تلاتاشر"),
    (Card::Unit(14), "اربعتاشر"),
    (Card::Unit(15), "خمستاشر خمسطاشر"),
    (Card::Unit(16), "ستاشر ستطاشر"),
    (Card::Unit(17), "سبعتاشر سبعطاشر"),
    (Card::Unit(18), "تمنتاشر تمانتاشر"),
    (Card::Unit(19), "تسعتاشر تسعطاشر"),
    (Card::Tens(20), "عشرون عشرين"),
    (Card::Tens(30), "ثلاثون ثلاثين تلاتين"),
    (Card::Tens(40), "أربعون أربعين"),
    (Card::Tens(50), "خمسون خمسين"),
    (Card::Tens(60), "ستون ستين"),
    (Card::Tens(70), "سبعون سبعين"),
    (Card::Tens(80), "ثمانون ثمانين تمانين"),
    (Card::Tens(90), "تسعون تسعين"),
    (Card::Hundreds(100), "مئة مائة ميه ماية"),
    (Card::Hundreds(200), "مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي ميتين متين مئتيان"),
    (Card::Scale(3, Count::One), "ألف ألفٍ"),
    (Card::Scale(3, Count::OneOrTwo), "ألفا"),
    (Card::Scale(3, Count::Two), "ألفان ألفين ألفي"),
    (Card::Scale(3, Count::Many), "آلاف ألوف"),
    (Card::Scale(6, Count::One), "مليون"),
    (Card::Scale(6, Count::OneOrTwo), "مليونا"),
    (Card::Scale(6, Count::Two), "مليونان مليونين مليوني"),
    (Card::Scale(6, Count::Many), "ملايين"),
    (Card::Scale(9, Count::One), "مليار بليون"),
    (Card::Scale(9, Count::OneOrTwo), "مليارا بليونا"),
    (Card::Scale(9, Count::Two), "ملياران مليارين ملياري بليونان بليونين بليوني"),
    (Card::Scale(9, Count::Many), "مليارات بلايين"),
    (Card::Scale(12, Count::One), "تريليون ترليون"),
    (Card::Scale(12, Count::OneOrTwo), "تريليونا ترليونا"),
    (Card::Scale(12, Count::Two), "تريليونان تريليونين تريليوني ترليونين"),
    (Card::Scale(12, Count::Many), "تريليونات ترليونات"),
    (Card::Vague(1), "عشرات"),
    (Card::Vague(2), "مئات مئآت مائات"),
    (Card::Few, "بضع بضعة"),
    (Card::Dozen, "دستة دزينة دزينات دستات"),
];

static ORDINALS: &[(u8, &str)] = &[
    (1, "أول أولى حادي حادية"),
    (2, "ثاني ثانية ثان"),
    (3, "ثالث ثالثة"),
    (4, "رابع رابعة"),
    (5, "خامس خامسة"),
    (6, "سادس سادسة"),
    (7, "سابع سابعة"),
    (8, "ثامن ثامنة"),
    (9, "تاسع تاسعة"),
    (10, "عاشر عاشرة"),
];

/// Denominator, one part, two parts, several.
static FRACTIONS: &[(u8, &str, &str, &str)] = &[
    (2, "نصف نصفا", "", "أنصاف"),
    (3, "ثلث ثلثا", "ثلثي ثلثين ثلثان", "أثلاث"),
    (4, "ربع ربعا", "", "أرباع"),
    (5, "خمس", "", "أخماس"),
    (6, "سدس", "", "أسداس"),
    (7, "سبع", "", "أسباع"),
    (8, "ثمن", "", "أثمان"),
    (9, "تسع", "", "أتساع"),
    (10, "عشر", "", "أعشار"),
];

static WEEKDAYS: &[(u8, &str)] = &[
    (1, "اثنين إثنين"),
    (2, "ثلاثاء ثلثاء ثلاثا"),
    (3, "أربعاء أربعا"),
    (4, "خميس"),
    (5, "جمعة"),
    (6, "سبت"),
    (7, "أحد"),
];

static FUNCS: &[(Func, &str)] = &[
    (Func::From, "من"),
    (Func::In, "في"),
    (Func::On, "على"),
    (Func::To, "إلى حتى لغاية"),
    (
        Func::Cue,
        "منذ مذ خلال بعد قبل مطلع نهاية بداية منتصف أواخر أوائل أواسط نهايات بدايات حلول مدار غضون موسم تاريخ ابتداء اعتبارا دورة",
    ),
    (Func::Between, "بين مابين"),
    (Func::More, "أكثر أزيد أكبر فوق"),
    (Func::Less, "أقل دون أدنى"),
    (Func::About, "نحو حوالي حوالى قرابة زهاء تقريبا قدره قدرها يقارب تقارب يناهز"),
    (Func::Falls, "يقل تقل"),
    (Func::Exceeds, "يزيد تزيد يتجاوز تتجاوز يتعدى تتعدى يربو يفوق تفوق يتخطى"),
    (Func::Not, "لا لم لن ليس ليست ما دون بدون"),
    (Func::Minus, "ناقص سالب"),
    (Func::Point, "فاصلة"),
    (Func::Part, "جزء أجزاء"),
    (Func::OneOf, "أحد إحدى"),
    (Func::Each, "كل أي أية لكل"),
    (Func::Several, "عدة"),
    (Func::Lasting, "مدة"),
    (Func::FewAdjective, "قليلة معدودة قلائل معدودات"),
    (Func::Final, "نهائي نهائيات نهائية سنوي سنوية شهري شهرية أسبوعي أسبوعية"),
    (Func::Past, "ماضي ماضية ماضيين ماضيتين فائت فائتة منصرم منصرمة فارط فارطة"),
    (Func::Next, "مقبل مقبلة مقبلين قادم قادمة قادمين جاي"),
    (Func::Current, "جاري جارية حالي حالية راهن راهنة جار"),
    (Func::This, "هذا هذه"),
    (Func::Yesterday, "أمس بارحة امبارح"),
    (Func::Tomorrow, "غد غدا غدٍ"),
    (Func::Corresponding, "موافق"),
    (Func::Hijri, "هـ هجري هجرية هجريا ه هجرة"),
    (Func::Gregorian, "م ميلادي ميلادية ميلاديا"),
    (Func::Epithet, "مبارك مكرم معظم فضيل حرام"),
    (Func::Qada, "قعدة"),
    (Func::Hijja, "حجة"),
    (Func::Other, "آخر آخرة"),
    (Func::DhuHead, "ذو ذي"),
    (Func::Morning, "صباح صباحا فجر فجرا ضحى ص"),
    (Func::Noon, "ظهر ظهرا عصر عصرا"),
    (Func::Evening, "مساء مساءا عشاء مغرب"),
    (Func::Night, "ليلا"),
    (Func::Except, "إلا"),
    (Func::That, "ذلك ذاك نفس ذات طوال طيلة صحيفة جريدة موقع قناة تلك كل"),
    (Func::Ahead, "سوف مقرر مقررة مزمع مرتقب مرتقبة منتظر متوقع ستكون سيكون موعد"),
    (Func::Prayer, "صلاة صلوات خطبة خطب خطبتي مسجد جامع خطيب أيام"),
    (Func::Square, "مربع مربعا مربعة"),
    (Func::Cubic, "مكعب مكعبا مكعبة"),
    (Func::ConstructDual, "حيي مدينتي بلدتي قريتي محافظتي منطقتي ولايتي ناحيتي مطاري معبري مخيمي دولتي شركتي"),
    (Func::TwoDays, "يومي"),
    (Func::TwoYears, "عامي سنتي"),
    (
        Func::Particle,
        "عن أن إن أنه أنها كان كانت هو هي هم مع عند لدى غير سوى ثم أو أم بل لكن قد إذ إذا التي الذي الذين اللتين اللذين \
         الآن كما لأن حيث بينما عندما بعدما قبلما مما فيما بينهم بينهن منهم منها منه فيها فيه عليه عليها له لها لهم بها به \
         وقال قال قالت أكد أعلن أعلنت بلغ بلغت تم يتم كانوا يكون تكون أيضا فقط مثل ضد تحت وراء أمام",
    ),
];

/// Nouns whose plural is broken, so that ـين and ـان on them are the dual: persons, things, places, events of the news; and
/// كمية, which must not be taken for ك and مية (hundred).
/// Nouns with a sound plural (مسلمين, لاعبين, سوريين) are left out: there the two look alike.
static DUAL_STEMS: &str = "\
    جندي عنصر شخص هدف طفل رجل ولد ابن شاب أخ عضو ضابط قائد وزير نائب رئيس سفير أمير ملك قاضي خبير زعيم شرطي بطل \
    شيخ إمام طبيب كاتب شاعر زميل صديق شقيق والد سجين أسير قتيل جريح شهيد مريض رضيع حارس حكم فتي ولدي \
    بلد حي بيت منزل مبنى شارع طريق جسر معبر حاجز موقع مركز مقر مكان مسجد مصنع مطار ميناء مستشفى سوق مخيم سجن \
    معسكر مصرف بنك فندق مكتب متجر ملعب نهر جبل إقليم حزب فريق طرف جانب تيار تنظيم فصيل لواء فوج جيش وفد مجلس \
    هجوم تفجير انفجار حادث صاروخ لغم زورق قارب مركب قطار باص مدفع رشاش مسدس خنجر حزام برج كمين \
    نوع قسم جزء جزأ سطر باب فصل كتاب ملف قرار بيان تقرير اتفاق قانون مشروع عرض خيار سبب أمر شرط حل رأي موقف خط \
    محور مسار اتجاه مستوى مستوي صعيد مجال حقل بئر شوط سهم لقب منتخب موسم دور اجتماع لقاء مؤتمر خطاب حوار مقعد صوت \
    كمية إنذار مقطع عين كلب حصان جمل ثور أسد توأم وجه قلب ذراع بند مطلب فرد نجم فيلم عمل لون عالم ضلع معيار أسلوب اسم \
    رقم حرف لسان طابق صف خندق نفق ممر مدخل منفذ كيان نظام اقتصاد عنوان وقت مسرح شكل حدث جهاز مقر فرع";

/// Those of them that are also participles: المصنعين, مركزين على, الموقعين على البيان, معبرين عن, المؤتمرين.
static PARTICIPLES: &str = "مصنع مركز معبر موقع منفذ مؤتمر مقر مقعد مسرح مخيم";

/// Words that end as a dual does and are none.
static NOT_DUAL: &str = "\
    بساتين فساتين بوتين مارتين أفلاطون بستان فستان كتان ميتين ثابتين صامتين ساكتين بائتين متفاوتين موتين \
    بلدان فتيان كستان ملتفتين مثبتين متشتتين مشتتين لاتين أرجنتين فالنتين كوارتان ألفتان ختان بهتان مباغتين قانتين هاتين هاتان اللتين اللتان \
    شيتان سلتين كونستانتين كريستين أوغستين أوستين بلاتين نيكوتين جيلاتين كيراتين بروتين روتين كرياتين حتان خاتين حانتين";

/// All words, asked by their letters.
pub(crate) struct Lexicon {
    entries: Vec<Entry>,
    /// Open addressing: key and index of the entry; key 0 is an empty slot.
    slots: Vec<(u64, u16)>,
    /// A bit for each hash: most words are turned away here.
    filter: Vec<u64>,
    /// A bit for each [`Ending`] of a word that an expression can begin with, proclitics and all.
    endings: Vec<u64>,
    not_dual: Vec<u64>,
}

/// All proclitics that a word may stand behind.
const PROCLITICS: [&str; 9] = ["", "ال", "ب", "ل", "ك", "لل", "بال", "لال", "كال"];

const SLOTS: usize = 4096;
/// The filter's bits are hashed apart from the slots: 16 bits below the 12 that choose a slot.
const FILTER_BITS: u64 = 1 << 16;

/// The bits for the endings, as a power of two: few enough for the nearest memory.
const ENDING_BITS: u32 = 16;

fn hash(key: u64) -> u64 {
    key.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Lexicon {
    /// Builds the table, some thousand insertions, done once a stage. `begins` tells which words an expression can begin
    /// with.
    pub(crate) fn new(begins: impl Fn(&Entry) -> bool) -> Self {
        let mut lexicon = Self {
            entries: vec![Entry::default()],
            slots: vec![(0, 0); SLOTS],
            filter: vec![0; (FILTER_BITS / 64) as usize],
            endings: vec![0; (1 << ENDING_BITS) / 64],
            not_dual: NOT_DUAL.split_whitespace().map(key_of).collect(),
        };
        lexicon.not_dual.sort_unstable();
        for &(card, words) in CARDS {
            lexicon.add(words, |e| e.card = card);
        }
        for (units, n) in
            [("ثلاث", 3), ("أربع", 4), ("خمس", 5), ("ست", 6), ("سبع", 7), ("ثمان", 8), ("ثماني", 8), ("تسع", 9)]
        {
            for hundred in ["مئة", "مائة", "مية", "ماية"] {
                lexicon.add(&[units, hundred].concat(), |e| e.card = Card::Hundreds(100 * n));
            }
        }
        lexicon.add("تلتمية تلاتمية تلتميه", |e| e.card = Card::Hundreds(300));
        lexicon.add("تمنمية تمانمية", |e| e.card = Card::Hundreds(800));
        for &(n, words) in ORDINALS {
            lexicon.add(words, |e| e.ordinal = n);
        }
        for &(of, one, two, many) in FRACTIONS {
            lexicon.add(one, |e| e.fraction = Fraction { of, parts: 1, plural: false });
            lexicon.add(two, |e| e.fraction = Fraction { of, parts: 2, plural: false });
            lexicon.add(many, |e| e.fraction = Fraction { of, parts: 1, plural: true });
        }
        for &(number, doubtful, words) in MONTHS {
            lexicon.add(words, |e| e.month = Some(Month { hijri: false, number, doubtful }));
        }
        for &(number, words) in HIJRI_MONTHS {
            let doubtful = number != 10;
            lexicon.add(words, |e| e.month = Some(Month { hijri: true, number, doubtful }));
        }
        for (word, hijri, number) in [("كانون", false, 12), ("تشرين", false, 10), ("ربيع", true, 3), ("جمادى", true, 5)]
        {
            lexicon.add(word, |e| {
                e.month = Some(Month { hijri, number, doubtful: true });
                e.func = Func::MonthHead;
            });
        }
        for (i, unit) in UNITS.iter().enumerate().skip(1) {
            for (words, count) in [(unit.one, Count::One), (unit.two, Count::Two), (unit.many, Count::Many)] {
                lexicon.add(words, |e| (e.unit, e.count) = (i as u8, count));
            }
        }
        for &(func, words) in FUNCS {
            lexicon.add(words, |e| e.func = func);
        }
        for (i, &(words, _)) in CURRENCIES.iter().enumerate() {
            lexicon.add(words, |e| {
                if e.func == Func::No {
                    e.func = Func::Nationality(i as u8);
                }
            });
        }
        for (i, words) in ["صيف", "خريف", "شتاء"].iter().enumerate() {
            lexicon.add(words, |e| e.func = Func::Season(i as u8 + 1));
        }
        for (stem, tens) in [
            ("عشرين", 20),
            ("ثلاثين", 30),
            ("أربعين", 40),
            ("خمسين", 50),
            ("ستين", 60),
            ("سبعين", 70),
            ("ثمانين", 80),
            ("تسعين", 90),
        ] {
            for ending in ["يات", "ات"] {
                lexicon.add(&[stem, ending].concat(), |e| e.func = Func::Decade(tens));
            }
        }
        for &(weekday, words) in WEEKDAYS {
            lexicon.add(words, |e| e.weekday = weekday);
        }
        lexicon.add(DUAL_STEMS, |e| e.dual_stem = true);
        lexicon.add(PARTICIPLES, |e| e.participle = true);
        for entry in &mut lexicon.entries {
            entry.begins = begins(entry);
        }
        lexicon.collect_endings();
        lexicon
    }

    /// Fills [`endings`](Self::endings).
    fn collect_endings(&mut self) {
        let proclitics: Vec<Packed> = ["", "و", "ف"]
            .iter()
            .flat_map(|and| PROCLITICS.map(|proclitics| [and, proclitics].concat()))
            .filter_map(|proclitics| Packed::new(&proclitics))
            .collect();
        let duals: Vec<Packed> = ["ين", "ان", "تين", "تان"].iter().filter_map(|ending| Packed::new(ending)).collect();
        // Proclitics that stand alone, and the dual of the feminine of any word.
        let mut found: Vec<Packed> = proclitics.clone();
        found.extend(
            (1..32).flat_map(|letter| duals[2..].iter().map(move |dual| Packed::of_key(letter).followed_by(*dual))),
        );
        for &(key, index) in self.slots.iter().filter(|(key, _)| *key != 0) {
            let word = Packed::of_key(key);
            if self.entry(index).begins {
                found.push(word);
                if word.len() < 4 {
                    found.extend(proclitics.iter().map(|proclitics| proclitics.followed_by(word)));
                }
            }
            if self.entry(index).dual_stem {
                let stem = word.without_first(word.len().saturating_sub(2));
                found.extend(duals[..2].iter().map(|dual| stem.followed_by(*dual)));
            }
        }
        for ending in found.into_iter().map(Ending::from) {
            let bit = ending.bit(ENDING_BITS);
            self.endings[bit / 64] |= 1 << (bit % 64);
        }
    }

    /// Whether an expression may begin with a word, be it a dual, or whether it may be proclitics alone: its last letters
    /// tell of most.
    #[inline]
    pub(crate) fn may_begin(&self, ending: Ending) -> bool {
        let bit = ending.bit(ENDING_BITS);
        self.endings[bit / 64] & (1 << (bit % 64)) != 0
    }

    /// Gives each of `words` a role; a word in several lists collects them.
    fn add(&mut self, words: &str, role: impl Fn(&mut Entry)) {
        for word in words.split_whitespace() {
            let key = key_of(word);
            let mut slot = (hash(key) >> 52) as usize;
            while self.slots[slot].0 != key && self.slots[slot].0 != 0 {
                slot = (slot + 1) % SLOTS;
            }
            if self.slots[slot].0 == 0 {
                self.slots[slot] = (key, self.entries.len() as u16);
                self.entries.push(Entry::default());
                let bit = (hash(key) >> 36) % FILTER_BITS;
                self.filter[(bit / 64) as usize] |= 1 << (bit % 64);
            }
            role(&mut self.entries[usize::from(self.slots[slot].1)]);
        }
    }

    /// The index of the entry of a word as it stands, 0 if there is none.
    pub(crate) fn find(&self, word: Packed) -> u16 {
        let key = word.key();
        let h = hash(key);
        let bit = (h >> 36) % FILTER_BITS;
        if key == 0 || self.filter[(bit / 64) as usize] & (1 << (bit % 64)) == 0 {
            return 0;
        }
        let mut slot = (h >> 52) as usize;
        loop {
            match self.slots[slot] {
                (0, _) => return 0,
                (found, index) if found == key => return index,
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }

    /// All words, folded, with what they can be.
    #[cfg(test)]
    pub(crate) fn words(&self) -> impl Iterator<Item = (String, &Entry)> {
        let used = self.slots.iter().filter(|(key, _)| *key != 0);
        used.map(|&(key, index)| (Packed::of_key(key).text(), self.entry(index)))
    }

    pub(crate) fn entry(&self, index: u16) -> &Entry {
        &self.entries[usize::from(index)]
    }

    /// Whether a word, by its ending, is guarded from being read as a dual.
    pub(crate) fn is_no_dual(&self, word: Packed) -> bool {
        self.not_dual.binary_search(&word.key()).is_ok()
    }
}

fn key_of(word: &str) -> u64 {
    Packed::new(word).map_or(0, Packed::key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_collects_its_roles() {
        let lexicon = Lexicon::new(|_| true);
        let entry = |word: &str| *lexicon.entry(lexicon.find(Packed::new(word).unwrap()));
        assert_eq!(entry("أحد").weekday, 7);
        assert_eq!(entry("أحد").card, Card::Unit(1));
        assert_eq!((entry("خمس").card, entry("خمس").fraction.of), (Card::Unit(5), 5));
        assert_eq!(entry("صفر").month, Some(Month { hijri: true, number: 2, doubtful: true }));
        assert_eq!((entry("ثانية").ordinal, entry("ثانية").unit), (2, 1));
        assert_eq!(entry("كتب").card, Card::No);
    }

    #[test]
    fn endings_turn_no_word_away_that_begins() {
        let lexicon = Lexicon::new(|_| true);
        let begins = |word: &str| {
            let text = format!("        {word}        ");
            Ending::of(text.as_bytes(), 8, 8 + word.len()).is_none_or(|ending| lexicon.may_begin(ending))
        };
        let lists = CARDS.iter().map(|x| x.1).chain(FUNCS.iter().map(|x| x.1)).chain([DUAL_STEMS]);
        for word in lists.flat_map(str::split_whitespace) {
            for and in ["", "و", "ف"] {
                assert!(PROCLITICS.iter().all(|proclitics| begins(&[and, proclitics, word].concat())), "{word}");
            }
        }
        for stem in DUAL_STEMS.split_whitespace() {
            assert!(["ين", "ان"].iter().all(|dual| begins(&[stem, dual].concat())), "{stem}");
        }
        for word in ["وال", "لل", "ب", "وعمليتين", "الجهتان"] {
            assert!(begins(word), "{word}");
        }
        let others = ["الحكومة", "اجتماعات", "وأضاف", "المفاوض", "قراره"];
        assert!(!others.iter().all(|word| begins(word)));
        let few = Lexicon::new(|entry| entry.card != Card::No);
        let bits: u32 = few.endings.iter().map(|bits| bits.count_ones()).sum();
        assert!(bits < 1 << (ENDING_BITS - 4), "{bits} bits");
    }

    #[test]
    fn every_word_is_short_enough_for_the_table() {
        let lexicon = Lexicon::new(|_| true);
        assert!(lexicon.entries.len() < SLOTS / 2, "{} entries", lexicon.entries.len());
        assert_eq!(lexicon.find(Packed::new("يستخدمونهااا").unwrap()), 0);
        for (words, _) in CURRENCIES {
            assert!(words.split_whitespace().all(|word| key_of(word) != 0));
        }
        let lists = CARDS.iter().map(|x| x.1).chain(FUNCS.iter().map(|x| x.1)).chain([DUAL_STEMS, NOT_DUAL]);
        assert!(lists.flat_map(str::split_whitespace).all(|word| key_of(word) != 0));
    }
}
