# Written by stubs.py from the schemas of the layers; change those.
from __future__ import annotations

from typing import Literal, Optional, Tuple

from ._rawi import Group, Layer, Row, Span

class ClaimsRowSubject(Group):
    @property
    def class_(self) -> Literal["militants", "security_forces", "foreign_forces", "civilians", "protesters", "children", "women", "journalists", "officials", "detainees", "objects", "unknown"]:
        """Who they are."""
    @property
    def words(self) -> Optional[str]:
        """The words that say so, as they are written; none where the text leaves them out (وأصيب 48)."""
    @property
    def span(self) -> Optional[Span]:
        """Where these stand."""

class ClaimsRowActor(Group):
    @property
    def span(self) -> Span:
        """The words."""
    @property
    def mention(self) -> Optional[MentionsRow]:
        """The name among them; none where no name stands there."""

class ClaimsRowPlace(Group):
    @property
    def span(self) -> Span:
        """The words."""
    @property
    def mention(self) -> Optional[MentionsRow]:
        """The name among them; none where no name stands there."""

class ClaimsRowDate(Group):
    @property
    def row(self) -> DatesRow:
        """The row of `dates`."""
    @property
    def value(self) -> Optional[str]:
        """ISO 8601, where the words can be resolved."""

class ClaimsRowSource(Group):
    @property
    def span(self) -> Span:
        """The words that say who."""
    @property
    def kind(self) -> Literal["official", "unnamed", "witness", "agency", "group", "outlet", "person"]:
        """What kind of speaker it is."""
    @property
    def quote(self) -> Optional[QuotesRow]:
        """The row of `quotes` that says it."""
    @property
    def mention(self) -> Optional[MentionsRow]:
        """The name among the words."""
    @property
    def inherited(self) -> Optional[bool]:
        """The words stand with an earlier sentence, whose speaker goes on."""

class ClaimsRow(Row):
    @property
    def predicate(self) -> Literal["killed", "injured", "detained", "kidnapped", "surrendered", "displaced", "demonstrated", "attacked", "seized", "destroyed", "rescued", "missing", "other"]:
        """What was done."""
    @property
    def count(self) -> Optional[int]:
        """How many; none where the words give no figure (عشرات، آخرين). With `modifier` the figure that is named."""
    @property
    def min(self) -> Optional[int]:
        """The least it can be, where the words give a range or say at least."""
    @property
    def max(self) -> Optional[int]:
        """The most it can be, where the words give a range or say at most."""
    @property
    def modifier(self) -> Optional[Literal["at_least", "more_than", "about", "at_most", "less_than"]]:
        """How the figure is hedged: على الأقل، أكثر من، نحو."""
    @property
    def vague(self) -> Optional[Literal["tens", "hundreds", "thousands", "hundreds_of_thousands", "several"]]:
        """The size that a vague word gives in place of a figure."""
    @property
    def form(self) -> Literal["number", "dual", "singular", "vague", "plural", "zero"]:
        """How the quantity is written."""
    @property
    def subject(self) -> ClaimsRowSubject:
        """Whom or what it was done to; of `demonstrated`, `attacked` and `surrendered` who or what did it."""
    @property
    def actor(self) -> Optional[ClaimsRowActor]:
        """Who did it, where the sentence says so."""
    @property
    def place(self) -> Optional[ClaimsRowPlace]:
        """Where, as the sentence says it."""
    @property
    def date(self) -> Optional[ClaimsRowDate]:
        """When."""
    @property
    def source(self) -> Optional[ClaimsRowSource]:
        """According to whom; none where the report says it in its own voice."""
    @property
    def negated(self) -> Optional[bool]:
        """It is said not to have been: لم يسقط قتلى; a denial, an attempt that failed."""
    @property
    def hypothetical(self) -> Optional[bool]:
        """It is a plan, a threat, a condition, a general rule."""
    @property
    def historic(self) -> Optional[bool]:
        """It belongs to an older event that is told as background."""
    @property
    def alleged(self) -> Optional[bool]:
        """It is an accusation or a charge."""
    @property
    def suicide(self) -> Optional[bool]:
        """The attacker's own death."""
    @property
    def joint(self) -> Optional[bool]:
        """One figure for dead and wounded together."""
    @property
    def total(self) -> Optional[bool]:
        """A running toll: الحصيلة، ارتفاع عدد القتلى إلى."""
    @property
    def superseded(self) -> Optional[bool]:
        """The report itself gives a newer figure in place of this one."""
    @property
    def subset_of(self) -> Optional[ClaimsRow]:
        """The claim whose figure this one is part of: بينهم."""
    @property
    def sentence(self) -> SentencesRow:
        """The sentence that it stands in."""
    @property
    def rule(self) -> str:
        """The line of the lexicon that made it: `predicates.tsv verb قتل`."""

class DatesRow(Row):
    @property
    def label(self) -> str:
        """DATE or TIME."""
    @property
    def value(self) -> Optional[str]:
        """ISO 8601: `2025-11-27`, `2025-11`, `2014/2019`; none where the words cannot be resolved."""
    @property
    def granularity(self) -> str:
        """How fine it is: `day`, `week`, `month`, `season`, `quarter`, `half`, `year`, `decade`, `century`, `minute` ..."""
    @property
    def calendar(self) -> str:
        """`gregorian` or `hijri`."""
    @property
    def anchor(self) -> Optional[str]:
        """The date that a relative expression was resolved against."""
    @property
    def note(self) -> Optional[str]:
        """What a reader should know: why there is no value, or what it stands on."""

class MentionsRow(Row):
    @property
    def label(self) -> str:
        """PERS ORG GPE LOC FAC NORP OCC EVENT PRODUCT, or a custom stage's own."""
    @property
    def entity(self) -> Optional[str]:
        """What they name, where it is known: an id that is the same in every document."""
    @property
    def name(self) -> Optional[str]:
        """The entity's usual name."""
    @property
    def confidence(self) -> Optional[float]:
        """How sure the stage is, 0 to 1."""
    @property
    def by(self) -> Optional[str]:
        """What produced it: `gazetteer:cldr`, `pattern:title-name`."""

class MentionsNestedRow(Row):
    @property
    def label(self) -> str:
        """PERS ORG GPE LOC FAC NORP OCC EVENT PRODUCT, or a custom stage's own."""
    @property
    def entity(self) -> Optional[str]:
        """What they name, where it is known: an id that is the same in every document."""
    @property
    def name(self) -> Optional[str]:
        """The entity's usual name."""
    @property
    def confidence(self) -> Optional[float]:
        """How sure the stage is, 0 to 1."""
    @property
    def by(self) -> Optional[str]:
        """What produced it: `gazetteer:cldr`, `pattern:title-name`."""

class NumbersRowUnit(Group):
    @property
    def name(self) -> str:
        """Its name: `km`, `USD`, `percent`, `day`."""
    @property
    def span(self) -> Span:
        """Where it is written."""

class NumbersRow(Row):
    @property
    def label(self) -> str:
        """CARDINAL ORDINAL PERCENT MONEY QUANTITY DURATION."""
    @property
    def value(self) -> Optional[float]:
        """The number (`نحو 300` is 300); none for a range or a vague one (`آلاف`), which have `min` and `max`."""
    @property
    def min(self) -> Optional[float]:
        """The least it can be, where the words give a range."""
    @property
    def max(self) -> Optional[float]:
        """The most it can be, where the words give a range."""
    @property
    def unit(self) -> Optional[NumbersRowUnit]:
        """What is counted or measured, where the words say it."""
    @property
    def form(self) -> Literal["digits", "words", "mixed", "dual"]:
        """How it is written."""
    @property
    def iso(self) -> Optional[str]:
        """A duration as ISO 8601: `P10D`."""

class QuotesRowSpeaker(Group):
    @property
    def span(self) -> Span:
        """The words that say who."""
    @property
    def mention(self) -> Optional[MentionsRow]:
        """The name among them; none where no name stands there."""
    @property
    def carried(self) -> Optional[bool]:
        """They stand with an earlier verb; this one has no subject of its own (وأضاف)."""

class QuotesRowCue(Group):
    @property
    def span(self) -> Span:
        """Its place, without و or ف."""
    @property
    def lemma(self) -> str:
        """The verb as dictionaries have it, or بحسب and the like."""

class QuotesRow(Row):
    @property
    def kind(self) -> Literal["direct", "indirect"]:
        """In the speaker's own words, or reported."""
    @property
    def speaker(self) -> Optional[QuotesRowSpeaker]:
        """Who says it, where the text tells."""
    @property
    def cue(self) -> Optional[QuotesRowCue]:
        """The word that makes it speech; a quotation can stand without."""

class SentencesRow(Row):
    @property
    def kind(self) -> Literal["headline", "deck", "crosshead", "body", "byline", "dateline", "tag-line"]:
        """What the sentence is in the layout of the report."""

class SummaryRow(Row):
    @property
    def rank(self) -> int:
        """1 is the best."""
    @property
    def score(self) -> float:
        """The higher the better; comparable within one document only."""

class TokensRow(Row):
    @property
    def kind(self) -> Literal["word", "number", "punctuation", "latin", "url", "tag", "emoji", "other", "symbol"]:
        """What kind of sign it is."""
    @property
    def clitics(self) -> Tuple[Span, ...]:
        """The proclitics at its beginning: و ف ب ل ك س ال."""
    @property
    def enclitics(self) -> Tuple[Span, ...]:
        """The pronouns at its end: ه ها هم هما هن نا كم ك ني. With the proclitics they may be all of it: له is ل and ه."""

class StandardLayers:
    @property
    def claims(self) -> Layer[ClaimsRow]: ...
    @property
    def dates(self) -> Layer[DatesRow]: ...
    @property
    def mentions(self) -> Layer[MentionsRow]: ...
    @property
    def mentions_nested(self) -> Layer[MentionsNestedRow]: ...
    @property
    def numbers(self) -> Layer[NumbersRow]: ...
    @property
    def quotes(self) -> Layer[QuotesRow]: ...
    @property
    def sentences(self) -> Layer[SentencesRow]: ...
    @property
    def summary(self) -> Layer[SummaryRow]: ...
    @property
    def tokens(self) -> Layer[TokensRow]: ...
