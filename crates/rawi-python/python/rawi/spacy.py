"""rawi in spaCy: names as entities, sentences, and all else that was found as an extension.

    import rawi.spacy, spacy

    nlp = spacy.blank("ar")
    nlp.add_pipe("rawi")                                # sets the tokenizer, too: وبيروت. is three tokens, and the name is one of them
    doc = nlp("وبيروت عاصمة لبنان.")
    [(ent.text, ent.label_, ent._.rawi.entity) for ent in doc.ents]
    doc._.rawi.numbers
"""

from __future__ import annotations

from functools import lru_cache
from itertools import tee
from pathlib import Path
from typing import Any, Callable, Iterable, Iterator, List, Optional

import srsly
from spacy.language import Language
from spacy.tokenizer import Tokenizer as PlainTokenizer
from spacy.tokens import Doc, Span
from spacy.util import filter_spans, registry

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
    """A tokenizer for spaCy with rawi's tokens: punctuation, numbers, addresses and tags stand apart from words, and so do proclitics and
    pronouns, as in Universal Dependencies (the article stays). Entities begin and end with tokens then.

    ``clitics=False`` leaves words whole.
    """

    def __init__(self, vocab: Any, *, clitics: bool = True) -> None:
        self.vocab, self.clitics = vocab, clitics
        self._segmenter = Pipeline({"stage": [{"uses": "segmenter"}]})

    def __call__(self, text: str) -> Doc:
        words: List[str] = []
        spaces: List[bool] = []

        def gap(between: str) -> None:
            # One blank belongs to the word before it, all else is a token of its own, as spaCy has it.
            if words and between.startswith(" "):
                spaces[-1], between = True, between[1:]
            if between:
                words.append(between)
                spaces.append(False)

        before = 0
        for token in self._segmenter(text).tokens:
            gap(text[before : token.start])
            cuts = [token.start, *self._cuts(text, token), token.end]
            for start, end in zip(cuts, cuts[1:]):
                words.append(text[start:end])
                spaces.append(False)
            before = token.end
        gap(text[before:])
        return Doc(self.vocab, words=words, spaces=spaces)

    def _cuts(self, text: str, token: Row) -> List[int]:
        """Where a token is cut, in order."""
        if not self.clitics:
            return []
        article = "ا\u0671"
        cuts = {clitic.end for clitic in token.clitics if text[clitic.start] not in article}
        cuts |= {clitic.start for clitic in token.enclitics}
        return sorted(cut for cut in cuts if token.start < cut < token.end)

    def to_bytes(self, **_: Any) -> bytes:
        """What makes it again, as spaCy stores a tokenizer."""
        return srsly.json_dumps({"clitics": self.clitics}).encode()

    def from_bytes(self, data: bytes, **_: Any) -> "Tokenizer":
        """Reads what :meth:`to_bytes` gave."""
        self.clitics = srsly.json_loads(data)["clitics"]
        return self

    def to_disk(self, path: Any, **_: Any) -> None:
        """The same in a file."""
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: Any, **_: Any) -> "Tokenizer":
        """Reads what :meth:`to_disk` wrote."""
        return self.from_bytes(Path(path).read_bytes())


@registry.tokenizers("rawi.Tokenizer.v1")
def make_tokenizer(clitics: bool = True) -> Callable[[Language], Tokenizer]:
    """For ``[nlp.tokenizer]`` in a config of spaCy."""
    return lambda nlp: Tokenizer(nlp.vocab, clitics=clitics)


@Language.factory("rawi", default_config={"pipeline": "news", "layer": "mentions", "threads": 1, "tokenizer": True})
class Component:
    """Sets ``doc.ents`` from a layer, ``doc.sents`` from the sentences, and ``doc._.rawi`` to the whole :class:`rawi.Document`.

    Offsets of rows are characters, as spaCy's ``start_char`` and ``idx``. An entity covers every token that its name has a part in;
    ``ent._.rawi`` is the row with the exact place. Where ``nlp`` has spaCy's own tokenizer, which leaves signs and clitics glued to words, it gets
    :class:`Tokenizer` in its place, unless ``tokenizer`` is ``False``.
    """

    def __init__(self, nlp: Any, name: str, pipeline: Any, layer: str, threads: int, tokenizer: bool) -> None:
        self.pipeline, self.layer, self.threads = _made(pipeline), layer, threads
        if tokenizer and type(nlp.tokenizer) is PlainTokenizer:
            nlp.tokenizer = Tokenizer(nlp.vocab)

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
