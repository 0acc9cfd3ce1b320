"""Tests of pipelines and stages: transcripts to compare, and what every stage must bear.

    from rawi.testing import assert_transcript, check_stage

    def test_weapons():
        check_stage(weapons, before=["segmenter"], words=["مدفع"])
        pipe = rawi.Pipeline({"stage": [{"uses": "segmenter"}, {"uses": weapons, "words": ["مدفع"]}]})
        assert_transcript(pipe, "وصل مدفع", '''
            line  وصل مدفع
              weapons 7..15 class=gun  مدفع
            ''', show=["weapons"])
"""

from __future__ import annotations

import difflib
import os
import textwrap
from pathlib import Path
from typing import Any, Iterable, List, Optional, Union

from . import _rawi
from ._rawi import Pipeline
from ._stage import Stage

# What breaks stages that count on tidy text.
ODD = (
    "",
    " ",
    "\n\n\n",
    "ك",
    "😀👩\u200d👩\u200d👧",
    "\u200f\u200e\ufeff",
    "كَـــتَبَ",
    "ﻻ ﷲ ﷺ",
    "a\r\nb\rc",
    "١٢٣,456.7٪",
    "«" * 50,
    "كلمة " * 2000,
    "𝔸𐎀 e\u0301",
)


def assert_transcript(pipe: Pipeline, text: str, expected: str, *, show: Optional[Iterable[str]] = None, **meta: Any) -> None:
    """Compares the transcript of a text with what it should be; indentation that all its lines share does not count.

    Raises ``AssertionError`` with what differs. ``show``: the layers and views of it. ``meta``: metadata of the text.
    """
    _compare(textwrap.dedent(expected), pipe(text, **meta).transcript(None if show is None else list(show)))


def assert_snapshot(
    pipe: Pipeline, text: str, path: Union[str, "os.PathLike[str]"], *, show: Optional[Iterable[str]] = None, **meta: Any
) -> None:
    """The same with what it should be in a file, which is to be read and kept with the tests.

    With ``RAWI_UPDATE=1`` in the environment the file is written anew. Raises ``AssertionError`` with what differs, or if there is no file.
    """
    found, file = pipe(text, **meta).transcript(None if show is None else list(show)), Path(path)
    if os.environ.get("RAWI_UPDATE"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(found.encode("utf-8"))
        return
    if not file.exists():
        raise AssertionError(f"there is no {file}; RAWI_UPDATE=1 writes it, read it then")
    _compare(file.read_bytes().decode("utf-8"), found)


def _compare(expected: str, found: str) -> None:
    wanted, lines = _lines(expected), _lines(found)
    if wanted != lines:
        raise AssertionError("\n" + "\n".join(difflib.unified_diff(wanted, lines, "expected", "found", lineterm="")))


def _lines(transcript: str) -> List[str]:
    return [line.rstrip() for line in transcript.strip("\n").split("\n")]


def check_stage(stage: Union[Stage, str], *, before: Iterable[Any] = (), texts: Iterable[str] = (), **options: Any) -> int:
    """Tries a stage on the bundled reports, on text that breaks stages, and on ``texts``: it must fail on none, give places of the text
    that are checked by its schema, and give the same on one thread and on many, and when asked again. How many rows it gave.

    ``before``: the stages that stand before it, by name or as dicts. ``options``: its options. Raises ``AssertionError``.
    """
    tables = [{"uses": one} if isinstance(one, (str, Stage)) else dict(one) for one in before]
    pipe = Pipeline({"stage": [*tables, {"uses": stage, **options}], "run": {"on-error": "keep"}})
    reports = [seed["text"] for seed in _rawi.seeds()] + list(ODD) + list(texts)
    once = [doc.to_json(layers=doc.layers) for doc in map(pipe, reports)]
    rows = 0
    for text, doc in zip(reports, pipe.map(reports, threads=4)):
        assert not doc.errors, f"stage `{doc.errors[0]['stage']}` failed on {text[:60]!r}: {doc.errors[0]['message']}"
        for layer in pipe.stages[-1]["provides"]:
            if not layer.startswith(("view ", "meta ")):
                rows += len(doc[layer])
    again = [doc.to_json(layers=doc.layers) for doc in pipe.map([{"text": text, "id": "text"} for text in reports], threads=4)]
    for text, first, second in zip(reports, once, again):
        assert first == second, f"it gave something else when it was asked again, or on another thread, for {text[:60]!r}"
    return rows
