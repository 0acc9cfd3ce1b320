//! What a claim is: who did what to how many, where, when, according to whom.

use super::targets::{Claims, Dates, Mentions, Quotes, Sentences};
use crate::schema;
use crate::schema::Ref;
use crate::span::Span;

schema! {
    /// A value of [`CLAIMS`](crate::layers::CLAIMS). The row's span is the words that state the quantity: the number, with its
    /// noun where that stands beside it; the dual or singular noun; the vague word.
    #[derive(PartialEq, Eq)]
    pub struct Claim {
        /// What was done.
        pub predicate: Predicate,
        /// How many; none where the words give no figure (عشرات، آخرين). With `modifier` the figure that is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub count: Option<u64>,
        /// The least it can be, where the words give a range or say at least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub min: Option<u64>,
        /// The most it can be, where the words give a range or say at most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub max: Option<u64>,
        /// How the figure is hedged: على الأقل، أكثر من، نحو.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub modifier: Option<CountModifier>,
        /// The size that a vague word gives in place of a figure.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub vague: Option<VagueCount>,
        /// How the quantity is written.
        pub form: CountForm,
        /// Whom or what it was done to; of `demonstrated`, `attacked` and `surrendered` who or what did it.
        pub subject: ClaimSubject,
        /// Who did it, where the sentence says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub actor: Option<ClaimName>,
        /// Where, as the sentence says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub place: Option<ClaimName>,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub date: Option<ClaimDate>,
        /// According to whom; none where the report says it in its own voice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub source: Option<ClaimSource>,
        /// It is said not to have been: لم يسقط قتلى; a denial, an attempt that failed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub negated: bool,
        /// It is a plan, a threat, a condition, a general rule.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub hypothetical: bool,
        /// It belongs to an older event that is told as background.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub historic: bool,
        /// It is an accusation or a charge.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub alleged: bool,
        /// The attacker's own death.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub suicide: bool,
        /// One figure for dead and wounded together.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub joint: bool,
        /// A running toll: الحصيلة، ارتفاع عدد القتلى إلى.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub total: bool,
        /// The report itself gives a newer figure in place of this one.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub superseded: bool,
        /// The claim whose figure this one is part of: بينهم.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub subset_of: Option<Ref<Claims>>,
        /// The sentence that it stands in.
        pub sentence: Ref<Sentences>,
        /// The line of the lexicon that made it: `predicates.tsv verb قتل`.
        pub rule: String,
    }
}

schema! {
    /// What a claim says was done.
    #[non_exhaustive]
    pub enum Predicate {
        /// Killed, dead, found dead, executed.
        Killed = "killed",
        /// Wounded, hurt, taken ill.
        Injured = "injured",
        /// Arrested, held.
        Detained = "detained",
        /// Taken by force by others than the state.
        Kidnapped = "kidnapped",
        /// Gave themselves up.
        Surrendered = "surrendered",
        /// Fled, evacuated, driven out.
        Displaced = "displaced",
        /// Came out into the street.
        Demonstrated = "demonstrated",
        /// Attacks, raids, clashes, shells.
        Attacked = "attacked",
        /// Things taken or found by the authorities, land or ships taken.
        Seized = "seized",
        /// Things destroyed or damaged.
        Destroyed = "destroyed",
        /// Saved, freed.
        Rescued = "rescued",
        /// Not found, of unknown fate.
        Missing = "missing",
        /// Sentenced, released, deployed and the like.
        Other = "other",
    }
}

schema! {
    /// How a figure is hedged.
    #[non_exhaustive]
    pub enum CountModifier {
        /// على الأقل، ما لا يقل عن.
        AtLeast = "at_least",
        /// أكثر من، ما يزيد على.
        MoreThan = "more_than",
        /// نحو، حوالي، قرابة.
        About = "about",
        /// على الأكثر، ما لا يزيد عن.
        AtMost = "at_most",
        /// أقل من.
        LessThan = "less_than",
    }
}

schema! {
    /// The size that a vague word gives.
    #[non_exhaustive]
    pub enum VagueCount {
        /// عشرات.
        Tens = "tens",
        /// مئات.
        Hundreds = "hundreds",
        /// آلاف.
        Thousands = "thousands",
        /// مئات الآلاف.
        HundredsOfThousands = "hundreds_of_thousands",
        /// عدد من، بعض، العديد.
        Several = "several",
    }
}

schema! {
    /// How a quantity is written.
    #[non_exhaustive]
    pub enum CountForm {
        /// A number, in digits or words.
        Number = "number",
        /// A noun in the dual: جنديين.
        Dual = "dual",
        /// A noun that means one: شرطي، آخر، الرابع.
        Singular = "singular",
        /// A word that gives a size: عشرات.
        Vague = "vague",
        /// A plural without a figure: آخرين.
        Plural = "plural",
        /// The word says that there was none.
        Zero = "zero",
    }
}

schema! {
    /// Whom or what a claim counts.
    #[derive(PartialEq, Eq)]
    pub struct ClaimSubject {
        /// Who they are.
        pub class: SubjectClass,
        /// The words that say so, as they are written; none where the text leaves them out (وأصيب 48).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub words: Option<String>,
        /// Where these stand.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub span: Option<Span>,
    }
}

schema! {
    /// Who is counted.
    #[non_exhaustive]
    pub enum SubjectClass {
        /// Armed men who are no state's.
        Militants = "militants",
        /// Army and police of the country where it happens.
        SecurityForces = "security_forces",
        /// Armies of other countries.
        ForeignForces = "foreign_forces",
        /// Civilians, by the word or by what they are: workers, pilgrims, passengers.
        Civilians = "civilians",
        /// Those who demonstrate.
        Protesters = "protesters",
        /// Children.
        Children = "children",
        /// Women.
        Women = "women",
        /// Journalists.
        Journalists = "journalists",
        /// Holders of an office, politicians, judges.
        Officials = "officials",
        /// Prisoners.
        Detainees = "detainees",
        /// Things.
        Objects = "objects",
        /// People of whom no more is said: شخص، قتيل.
        Unknown = "unknown",
    }
}

schema! {
    /// Who or what is named in a claim.
    #[derive(Copy, PartialEq, Eq)]
    pub struct ClaimName {
        /// The words.
        pub span: Span,
        /// The name among them; none where no name stands there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub mention: Option<Ref<Mentions>>,
    }
}

schema! {
    /// When it was.
    #[derive(PartialEq, Eq)]
    pub struct ClaimDate {
        /// The row of `dates`.
        pub row: Ref<Dates>,
        /// ISO 8601, where the words can be resolved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
    }
}

schema! {
    /// According to whom.
    #[derive(Copy, PartialEq, Eq)]
    pub struct ClaimSource {
        /// The words that say who.
        pub span: Span,
        /// What kind of speaker it is.
        pub kind: SourceKind,
        /// The row of `quotes` that says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub quote: Option<Ref<Quotes>>,
        /// The name among the words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub mention: Option<Ref<Mentions>>,
        /// The words stand with an earlier sentence, whose speaker goes on.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub inherited: bool,
    }
}

schema! {
    /// What kind of speaker a source is.
    #[non_exhaustive]
    pub enum SourceKind {
        /// A state's: ministry, police, army, governor, spokesman.
        Official = "official",
        /// A source without a name: مصدر أمني، مصادر طبية.
        Unnamed = "unnamed",
        /// Who saw it: شهود عيان، سكان.
        Witness = "witness",
        /// A news agency.
        Agency = "agency",
        /// A group, a party, an organisation that is no state's.
        Group = "group",
        /// Another paper, channel or site.
        Outlet = "outlet",
        /// A person of whom the text says no more.
        Person = "person",
    }
}
