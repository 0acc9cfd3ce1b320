//! What a word of number and date expressions can be, and what a unit is.

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
    /// نيف.
    Odd,
    /// دستة, دزينة: so many.
    Group(u16),
}

impl Card {
    /// The cardinal number of this value, if one word can say it.
    pub(crate) fn of(value: f64) -> Option<Self> {
        let n = value as u16;
        if f64::from(n) != value {
            return None;
        }
        match n {
            0 => Some(Self::Zero),
            10 => Some(Self::Ten),
            1..=19 => Some(Self::Unit(n as u8)),
            20..=90 if n.is_multiple_of(10) => Some(Self::Tens(n as u8)),
            100..=900 if n.is_multiple_of(100) => Some(Self::Hundreds(n)),
            _ => None,
        }
    }
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

/// ثلث, أرباع: the denominator, 0 for no fraction; `parts` is 2 in the dual (ثلثي).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fraction {
    pub(crate) of: u8,
    pub(crate) parts: u8,
    pub(crate) plural: bool,
    /// ثلثا: one part, or two before what is divided.
    pub(crate) one_or_two: bool,
}

/// The month that a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Month {
    pub(crate) hijri: bool,
    /// 1 to 12.
    pub(crate) number: u8,
    /// Another word too (مارس he practised, آب father): needs a day, a year or an alias beside it.
    pub(crate) doubtful: bool,
}

/// The part that a word plays in an expression; each is a class of words in `lexicons/`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
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
    /// يقل ...: with لا before it a bound.
    Falls,
    /// يزيد, يتجاوز ...
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
    /// أي: what follows is no count.
    Each,
    /// عدة.
    Several,
    /// قليلة, معدودة behind a noun.
    FewAdjective,
    /// نهائي, سنوية: ربع نهائي and ربع سنوية are no quarters.
    NoPart,
    /// الماضي.
    Past,
    /// المقبل.
    Next,
    /// الحالي.
    Current,
    /// هذا.
    This,
    /// أمس, بارحة.
    Yesterday,
    /// غدا.
    Tomorrow,
    /// الموافق.
    Corresponding,
    /// ه, هجري.
    Hijri,
    /// م, ميلادي.
    Gregorian,
    /// المبارك, المكرم, الحرام: the epithets of Hijri months.
    Epithet,
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
    /// ارتفع, انخفض: من and إلى behind it part two numbers.
    Change,
    /// أو.
    Or,
    /// تحت: with صفر behind it a temperature below zero.
    Below,
    /// رقم, هاتف: digits behind it count nothing.
    Numbered,
    /// اتصال, رسالة: digits behind it and على or إلى are dialled.
    Dialled,
    /// مقابل: between two numbers of which the second alone has its percentage.
    Against,
    /// فاز, نتيجة: two numbers around a dash are a score.
    Match,
    /// دراسي, مالية: between عام and its number.
    YearAdjective,
    /// غرة: the first day of the month behind it.
    FirstDay,
    /// تنطلق: opens a report of what is planned.
    Scheduled,
    /// أخير: الربع الأخير is the fourth, نهاية الأسبوع الأخيرة the last one before now.
    Last,
    /// دراسي: between عام and its number; such a year begins in autumn.
    SchoolAdjective,
    /// جديد: العام الدراسي الجديد is the one that begins in the nearest autumn.
    New,
    /// منه: of the month that the text told of before.
    OfIt,
    /// نفسه: the one that the text told of before.
    Same,
    /// التالي: the one after what the text told of before.
    Following,
    /// السابق.
    Preceding,
    /// صلاة, خطبة: الجمعة behind them is no day.
    Prayer,
    /// مربع.
    Square,
    /// مكعب.
    Cubic,
    /// حيي, مدينتي: a dual in the construct state.
    ConstructDual,
    /// يومي as the dual of يوم before two dates.
    TwoDays,
    /// عامي.
    TwoYears,
    /// Any other word of the grammar, known so that it is no noun: هو, كان, هذه ...
    Particle,
}

/// What a word before a stretch or a length of time makes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Part {
    #[default]
    None,
    /// مطلع, منتصف, أواخر.
    Start,
    Middle,
    End,
    /// قبل, بعد.
    Before,
    After,
    /// منذ.
    Since,
    /// تسليم: what is agreed on for later.
    Due,
}

/// A day of the calendar that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Feast {
    pub(crate) hijri: bool,
    pub(crate) month: u8,
    pub(crate) day: u8,
    /// Whether العيد alone may mean it.
    pub(crate) of_feast: bool,
}

/// What a word can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) card: Card,
    /// أول to عاشر; 0 for none.
    pub(crate) ordinal: u8,
    pub(crate) fraction: Fraction,
    pub(crate) month: Option<Month>,
    /// Whether it is the first word of a name of a month: كانون, ربيع.
    pub(crate) month_head: bool,
    /// Whether it is the first word of the name of a feast: عيد, رأس.
    pub(crate) feast_head: bool,
    /// What it makes of the time behind it: مطلع, قبل.
    pub(crate) part: Part,
    /// 1 spring to 4 winter; 0 for none.
    pub(crate) season: u8,
    /// تسعينيات: the tens; 0 for none.
    pub(crate) decade: u8,
    /// 1 Monday to 7 Sunday; 0 for none.
    pub(crate) weekday: u8,
    /// Number of the unit in the lexicon, 0 for none, and the number of the noun.
    pub(crate) unit: u16,
    pub(crate) count: Count,
    /// Number of the nationality in the lexicon, 0 for none.
    pub(crate) nationality: u16,
    pub(crate) role: Role,
    /// A noun whose dual is no plural of persons: its ـين and ـان carry the number two.
    pub(crate) dual_noun: bool,
    /// Such a noun, whose definite dual most often means two that were told of before: البلدان, الجانبان.
    pub(crate) pair: bool,
    /// Such a noun, of which there can be twice as much: ضعف العدد.
    pub(crate) amount: bool,
    /// Such a noun that is also written as a participle, whose plural of persons ends in ـين too.
    pub(crate) participle: bool,
    /// A verb that tells of what was: اندلعت.
    pub(crate) past: bool,
    /// Whether an expression of the stage can begin with it.
    pub(crate) begins: bool,
    /// Whether it is a noun like any other, and known as a part of names only.
    pub(crate) plain: bool,
}

impl Entry {
    /// Of a word that can be nothing.
    pub(crate) const NONE: Self = Self {
        card: Card::No,
        ordinal: 0,
        fraction: Fraction { of: 0, parts: 0, plural: false, one_or_two: false },
        month: None,
        month_head: false,
        feast_head: false,
        part: Part::None,
        season: 0,
        decade: 0,
        weekday: 0,
        unit: 0,
        count: Count::One,
        nationality: 0,
        role: Role::No,
        dual_noun: false,
        pair: false,
        amount: false,
        participle: false,
        past: false,
        begins: false,
        plain: false,
    };

    /// Whether it can be nothing by itself: a verb is a word like any other.
    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self { begins: self.begins, plain: self.plain, past: self.past, ..Self::NONE }
    }

    /// Whether a day or a month may begin with it.
    pub(crate) fn begins_day_or_month(&self) -> bool {
        self.month.is_some()
            || self.month_head
            || self.ordinal > 0
            || self.card != Card::No
            || self.unit == MONTH
            || self.role == Role::FirstDay
    }

    /// Whether it plays a part in an expression: no noun to be counted.
    pub(crate) fn plays(&self) -> bool {
        self.role != Role::No || self.month_head || self.season > 0 || self.decade > 0 || self.nationality > 0
    }
}

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// ISO 8601 designator, whether it stands behind `T`, how many of it.
    Time(char, bool, u16),
    Money,
    Quantity,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Its name in the layer.
    pub(crate) name: String,
    pub(crate) measure: Measure,
    /// The code of a currency where no nationality tells another.
    pub(crate) otherwise: Option<String>,
}

/// Numbers of the units of time.
pub(crate) const MINUTE: u16 = 2;
pub(crate) const HOUR: u16 = 3;
pub(crate) const DAY: u16 = 4;
pub(crate) const NIGHT: u16 = 5;
pub(crate) const WEEK: u16 = 6;
pub(crate) const MONTH: u16 = 7;
pub(crate) const YEAR: u16 = 8;
pub(crate) const DECADE: u16 = 9;
pub(crate) const CENTURY: u16 = 10;

/// The units of time, from number 1: the name in a lexicon, that in the layer, what it measures.
pub(crate) const TIMES: [(&str, &str, Measure); 10] = [
    ("second", "second", Measure::Time('S', true, 1)),
    ("minute", "minute", Measure::Time('M', true, 1)),
    ("hour", "hour", Measure::Time('H', true, 1)),
    ("day", "day", Measure::Time('D', false, 1)),
    ("night", "day", Measure::Time('D', false, 1)),
    ("week", "week", Measure::Time('W', false, 1)),
    ("month", "month", Measure::Time('M', false, 1)),
    ("year", "year", Measure::Time('Y', false, 1)),
    ("decade", "decade", Measure::Time('Y', false, 10)),
    ("century", "century", Measure::Time('Y', false, 100)),
];
