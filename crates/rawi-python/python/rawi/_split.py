"""Texts in pieces: sentences, and chunks of whole sentences, as retrieval wants them. Plain functions over ``str``."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import List, Tuple

from ._rawi import InputError, Pipeline


@lru_cache(maxsize=1)
def _segmenter() -> Pipeline:
    return Pipeline({"stage": [{"uses": "segmenter"}]})


def sentences(text: str) -> List[str]:
    """The sentences of a text, each as it stands there; what stands between them is left out.

    Fits where a function from a text to its sentences is asked for, as ``SentenceSplitter(chunking_tokenizer_fn=rawi.sentences)`` of
    LlamaIndex.
    """
    return [row.text for row in _segmenter()(text).sentences]


def chunks(text: str, size: int = 1000, *, overlap: int = 0, spans: bool = False) -> List:
    """A text in chunks of whole sentences, each of at most ``size`` characters; a longer sentence is cut between words, a longer word
    anywhere. A chunk begins with as many sentences of the one before as have ``overlap`` characters together.

    ``spans``: ``(start, end)`` of each chunk in place of its text. Every sentence is in some chunk. For LangChain a splitter is a class
    whose ``split_text`` returns this.
    """
    if size < 1:
        raise InputError(f"size={size}; a chunk has at least one character")
    if not 0 <= overlap < size:
        raise InputError(f"overlap={overlap}; it is at least 0 and less than the size, {size}")
    pieces: List[Tuple[int, int]] = []
    doc = _segmenter()(text)
    long = any(row.end - row.start > size for row in doc.sentences)
    ends = [row.end for row in doc.tokens] if long else []
    for row in doc.sentences:
        if row.end - row.start <= size:
            pieces.append((row.start, row.end))
        else:
            pieces += _cut(text, row.start, row.end, ends, size)
    found: List[Tuple[int, int]] = []
    first = 0
    while first < len(pieces):
        last = first
        while last + 1 < len(pieces) and pieces[last + 1][1] - pieces[first][0] <= size:
            last += 1
        found.append((pieces[first][0], pieces[last][1]))
        following = last + 1
        # Back to where the overlap begins, but always on, and never so far that nothing new has room.
        again = following
        while (
            again - 1 > first
            and following < len(pieces)
            and pieces[last][1] - pieces[again - 1][0] <= overlap
            and pieces[following][1] - pieces[again - 1][0] <= size
        ):
            again -= 1
        first = again
    return found if spans else [text[start:end] for start, end in found]


def _cut(text: str, start: int, end: int, ends: List[int], size: int) -> List[Tuple[int, int]]:
    """A sentence that is too long, in pieces that end where words do."""
    found, at = [], start
    while end - at > size:
        fits = bisect_right(ends, at + size) - 1
        cut = ends[fits] if fits >= 0 and ends[fits] > at else at + size
        found.append((at, cut))
        at = cut
        while at < end and text[at].isspace():
            at += 1
    if at < end:
        found.append((at, end))
    return found
