"""rawi in spaCy: names as entities, sentences, and all else that was found as an extension.

    import rawi.spacy, spacy

    nlp = spacy.blank("ar")
    nlp.tokenizer = rawi.spacy.Tokenizer(nlp.vocab)     # so that وبيروت is two tokens, and the name begins one
    nlp.add_pipe("rawi")
    doc = nlp("وبيروت عاصمة لبنان.")
    [(ent.text, ent.label_, ent._.rawi.entity) for ent in doc.ents]
    doc._.rawi.numbers
"""

from __future__ import annotations

from functools import lru_cache
from itertools import tee
from typing import Any, Iterable, Iterator, List, Optional

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from ._rawi import Document, Pipeline, Row
from ._pipelines import as_pipeline

if not Doc.has_extension("rawi"):
    Doc.set_extension("rawi", default=None)
if not Span.has_extension("rawi"):
    Span.set_extension("rawi", getter=lambda span: _row(span))


def _row(span: Span) -> Optional[Row]:
    """The row of mentions that became this entity."""
    found: Optional[Document] = span.doc._.rawi
    if found is None:
        return None
    rows = [row for row in found.mentions if row.start < span.end_char and span.start_char < row.end and row.label == span.label_]
    return rows[0] if rows else None


@lru_cache(maxsize=4)
def _named(pipeline: str) -> Pipeline:
    return Pipeline(pipeline)


def _made(pipeline: Any) -> Pipeline:
    return _named(pipeline) if isinstance(pipeline, str) else as_pipeline(pipeline)


class Tokenizer:
    """A tokenizer for spaCy with rawi's tokens, their proclitics apart: entities begin and end with tokens then.

    ``clitics=False`` leaves words whole, as spaCy's own tokenizer does.
    """

    def __init__(self, vocab: Any, *, clitics: bool = True) -> None:
        self.vocab, self.clitics = vocab, clitics
        self._segmenter = Pipeline({"stage": [{"uses": "segmenter"}]})

    def __call__(self, text: str) -> Doc:
        edges: List[int] = []
        for token in self._segmenter(text).tokens:
            at = token.start
            for clitic in token.clitics if self.clitics else ():
                if clitic.end < token.end:
                    edges += [at, clitic.end]
                    at = clitic.end
            edges += [at, token.end]
        words, spaces, before = [], [], 0
        for start, end in zip(edges[::2], edges[1::2]):
            gap = text[before:start]
            if gap:
                # One blank belongs to the word before it, all else is a token of its own, as spaCy has it.
                if words and gap[0] == " ":
                    spaces[-1], gap = True, gap[1:]
                if gap:
                    words.append(gap)
                    spaces.append(False)
            words.append(text[start:end])
            spaces.append(False)
            before = end
        rest = text[before:]
        if rest and words and rest[0] == " ":
            spaces[-1], rest = True, rest[1:]
        if rest:
            words.append(rest)
            spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)


@Language.factory("rawi", default_config={"pipeline": "news", "layer": "mentions", "threads": 1})
class Component:
    """Sets ``doc.ents`` from a layer, ``doc.sents`` from the sentences, and ``doc._.rawi`` to the whole :class:`rawi.Document`.

    Offsets of rows are characters, as spaCy's ``start_char`` and ``idx``. An entity covers every token that its name has a part in;
    ``ent._.rawi`` is the row with the exact place.
    """

    def __init__(self, nlp: Any, name: str, pipeline: Any, layer: str, threads: int) -> None:
        self.pipeline, self.layer, self.threads = _made(pipeline), layer, threads

    def __call__(self, doc: Doc) -> Doc:
        return self._set(doc, self.pipeline(doc.text))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 128) -> Iterator[Doc]:
        """Many documents on the threads of rawi, in order."""
        docs, texts = tee(stream)
        for doc, found in zip(docs, self.pipeline.map((doc.text for doc in texts), threads=self.threads)):
            yield self._set(doc, found)

    def _set(self, doc: Doc, found: Document) -> Doc:
        doc._.rawi = found
        spans = [doc.char_span(row.start, row.end, label=row.label, alignment_mode="expand") for row in found[self.layer]]
        doc.ents = filter_spans([span for span in spans if span is not None])
        if "sentences" in found and len(doc):
            starts = [row.start for row in found.sentences]
            at = 0
            for token in doc:
                begins = token.i == 0
                # A sentence begins with the token that it begins in.
                while at < len(starts) and starts[at] < token.idx + len(token):
                    begins, at = True, at + 1
                token.is_sent_start = begins
        return doc
