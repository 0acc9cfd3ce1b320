"""Arabic news reports to what they say: names, numbers, dates, who says what, as exact places of the text.

>>> import rawi
>>> pipe = rawi.Pipeline("news")
>>> doc = pipe("وبيروت عاصمة لبنان.", published="2025-05-18")
>>> [(row.text, row.label) for row in doc.mentions]
[('بيروت', 'GPE'), ('لبنان', 'GPE')]
>>> doc.text[doc.mentions[0].start : doc.mentions[0].end]
'بيروت'

Offsets count characters of the ``str`` unless ``Pipeline(..., offsets="bytes")`` or ``"utf16"`` says otherwise.
"""

from __future__ import annotations

from ._rawi import (
    Document,
    Documents,
    Error,
    Group,
    InputError,
    Layer,
    Pipeline,
    PipelineError,
    Row,
    Span,
    StageError,
    Stream,
    View,
    __version__,
    dossier,
    figures,
    normalize,
    seeds,
)

# What most programs do not use is loaded when it is asked for: of each name, the module that has it.
_LATER = {
    "Html": "._html",
    "Stage": "._stage",
    "chunks": "._split",
    "display": "._html",
    "read": "._files",
    "sentences": "._split",
    "stage": "._stage",
    "transform": "._table",
}

__all__ = [
    "Document",
    "Documents",
    "Error",
    "Group",
    "InputError",
    "Layer",
    "Pipeline",
    "PipelineError",
    "Row",
    "Span",
    "StageError",
    "Stream",
    "View",
    "__version__",
    "dossier",
    "figures",
    "normalize",
    "seeds",
    *_LATER,
]


def __getattr__(name):
    if name not in _LATER:
        raise AttributeError(f"module 'rawi' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_LATER[name], __name__), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *_LATER])
