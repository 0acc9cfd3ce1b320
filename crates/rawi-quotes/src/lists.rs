//! The lists of the lexicons that are words alone.

use rawi_arabic::lexicon::Class;

macro_rules! lists {
    ($($list:ident $class:literal),+ $(,)?) => {
        /// A list of words; what it is for stands at its class in the lexicons.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum List {
            $($list,)+
            /// Made of `verbal-noun`: one in ة as it is before a pronoun, إصابت(هم).
            VerbalNounBound,
            /// Made of `attribution`: all of them.
            Attribution,
        }
        /// Every class that is a list.
        pub(crate) const LISTS: &[(List, Class)] = &[$((List::$list, Class::new($class, &[])),)+];
    };
}

lists! {
    Speaker "speaker", Deputy "deputy", Office "office", BeforeLi "before-li", Expert "expert", InCharge "in-charge",
    Responsible "responsible", MasculineInTeh "masculine-in-teh", Masculine "masculine", Occasion "occasion",
    Medium "medium", Naming "naming", BeforeName "before-name", Particle "particle", Between "between",
    Relative "relative", Stop "stop", NotVerb "not-verb", Auxiliary "auxiliary", Issued "issued", Gives "gives",
    Clause "clause", BeforeClause "before-clause", BareClause "bare-clause", Document "document",
    OwnWords "own-words", Stance "stance", Whole "whole", VerbalNoun "verbal-noun",
    VerbalNounArticle "verbal-noun-article", Thing "thing", Detail "detail", Aside "aside", Negation "negation",
    From "from", In "in", On "on", To "to", About "about", What "what", That "that", Without "without",
    However "however", Topic "topic", Likewise "likewise", Saying "saying", Resumes "resumes",
    Circumstance "circumstance", Proclitic "proclitic",
}

/// The lists that a word stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lists(u64);

impl Lists {
    pub(crate) const fn of(lists: &[List]) -> Self {
        let (mut all, mut i) = (0, 0);
        while i < lists.len() {
            all |= 1 << lists[i] as u32;
            i += 1;
        }
        Self(all)
    }

    pub(crate) fn has(self, list: List) -> bool {
        self.any(Self::of(&[list]))
    }

    /// Whether it stands in one of `lists`.
    pub(crate) fn any(self, lists: Self) -> bool {
        self.0 & lists.0 != 0
    }

    pub(crate) fn add(&mut self, list: List) {
        self.0 |= Self::of(&[list]).0;
    }
}
