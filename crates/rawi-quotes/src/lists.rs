//! The lists of the lexicons that are words alone.

rawi_arabic::lists! {
    &[];
    Speaker "speaker", Deputy "deputy", Office "office", BeforeLi "before-li", Expert "expert", InCharge "in-charge",
    Responsible "responsible", MasculineInTeh "masculine-in-teh", Masculine "masculine", Occasion "occasion",
    Medium "medium", Naming "naming", BeforeName "before-name", Particle "particle", Between "between", BetweenMore "between-more",
    Relative "relative", Stop "stop", NotVerb "not-verb", Auxiliary "auxiliary", Issued "issued", Gives "gives",
    Clause "clause", BeforeClause "before-clause", BareClause "bare-clause", Document "document",
    OwnWords "own-words", Stance "stance", Whole "whole", VerbalNoun "verbal-noun",
    VerbalNounArticle "verbal-noun-article", Thing "thing", Detail "detail", Aside "aside", Negation "negation",
    From "from", In "in", On "on", To "to", About "about", What "what", That "that", Without "without",
    However "however", Topic "topic", Likewise "likewise", Saying "saying", Resumes "resumes",
    Circumstance "circumstance", Count "count", Tally "tally", Toll "toll", Withholds "withholds", Withheld "withheld", Identity "identity", Proclitic "proclitic";
    /// Made of `verbal-noun`: one in ة as it is before a pronoun, إصابت(هم).
    VerbalNounBound,
    /// Made of `attribution`: all of them.
    Attribution,
}
